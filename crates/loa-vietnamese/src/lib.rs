//! Vietnamese text: normal form, folding, collation, legacy encodings.
//!
//! Pure: values in, values out. Knows no file, clock or network.

pub mod fold;

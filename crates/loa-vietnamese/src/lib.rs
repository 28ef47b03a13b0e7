//! Vietnamese text: normal form, folding, collation, syllables, legacy encodings.
//!
//! Pure: values in, values out. Knows no file, clock or network.

pub mod collate;
pub mod fold;
pub mod legacy;
pub mod letter;
pub mod spelling;
pub mod syllable;

#[cfg(test)]
mod samples;

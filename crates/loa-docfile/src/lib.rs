//! One [`body::Body`] for every kind of document file, each block with its place in the source.
//!
//! Pure: bytes in, values out. The only thing outside is LibreOffice for old `.doc` files, which the
//! binary runs; this crate says that it is needed ([`read::ReadError::NeedsConversion`]).

mod archive;
pub mod body;
mod count;
pub mod decode;
mod docx;
mod html;
mod pdf;
pub mod read;
pub mod refusal;
pub mod text;
mod writer;
mod xlsx;

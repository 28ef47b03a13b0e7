//! Bytes to [`Body`](crate::body::Body): finds out what the file is and hands it to its reader.

use crate::body::Body;

/// Why a file cannot be read. Each is something that a person can act on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Neither the name nor the bytes say what it is.
    #[error("unknown kind of file")]
    UnknownFormat,
    /// Cut short, or bytes were changed.
    #[error("damaged file: {0}")]
    Damaged(String),
    /// Larger or deeper than [`Limits`] allow; a zip bomb ends here.
    #[error("over the limit: {0}")]
    TooLarge(&'static str),
    /// Password or rights management.
    #[error("encrypted file")]
    Encrypted,
    /// A PDF of pictures: nothing to read without character recognition.
    #[error("scanned pages without text")]
    NoTextLayer,
    /// A PDF whose letters do not mean what they look like.
    #[error("broken font map: letters cannot be trusted")]
    BrokenFontMap,
    /// An old binary Word file; convert it to `.docx` first.
    #[error("old Word file, needs conversion")]
    NeedsConversion,
}

/// What a reader may spend on one file.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: usize,
    /// Bytes after unpacking, over all parts of an archive.
    pub unpacked_bytes: usize,
    /// Nested elements.
    pub depth: usize,
    /// Pages of a PDF.
    pub pages: usize,
    /// Cells over all tables.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 64 << 20, unpacked_bytes: 128 << 20, depth: 128, pages: 2_000, cells: 1_000_000 }
    }
}

/// Reads a document. `name` is the file's name, used only where the bytes do not tell.
pub fn read(_name: &str, _bytes: &[u8], _limits: &Limits) -> Result<Body, ReadError> {
    Err(ReadError::UnknownFormat)
}

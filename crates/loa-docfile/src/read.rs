//! Bytes to [`Body`](crate::body::Body): finds out what the file is and hands it to its reader.

use crate::archive::Archive;
use crate::body::Body;
use crate::decode::decode;
use crate::docx::read_docx;
use crate::html::read_html;
use crate::pdf::read_pdf;
use crate::text::read_text;
use crate::xlsx::read_xlsx;

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
    /// An old Word file, binary or rich text; convert it to `.docx` first.
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
    /// Bytes of text, whatever the file made of it: 2 MiB are some 1,000 pages.
    pub text_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            unpacked_bytes: 128 << 20,
            depth: 128,
            pages: 2_000,
            cells: 100_000,
            text_bytes: 2 << 20,
        }
    }
}

/// Reads a document. `name` is the file's name, used only where the bytes do not tell.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Body, ReadError> {
    if bytes.len() > limits.file_bytes {
        return Err(ReadError::TooLarge("file size"));
    }
    match sniff(name, bytes) {
        Kind::Zip => read_archive(bytes, limits),
        Kind::Ole => Err(old_office(bytes)),
        Kind::Rtf => Err(ReadError::NeedsConversion),
        // UTF-16 has two bytes for a letter.
        Kind::Text if bytes.len() / 2 > limits.text_bytes => Err(ReadError::TooLarge("text")),
        Kind::Text => read_text(decode(bytes)?, limits),
        Kind::Pdf => guard("PDF", || read_pdf(bytes, limits)),
        Kind::Html => read_html(bytes, limits),
        Kind::Unknown => Err(ReadError::UnknownFormat),
    }
}

/// What the bytes look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Zip,
    Pdf,
    Ole,
    Rtf,
    Html,
    Text,
    Unknown,
}

fn sniff(name: &str, bytes: &[u8]) -> Kind {
    let opening = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let holds = |needle: &[u8]| {
        opening
            .windows(needle.len())
            .any(|window| window.eq_ignore_ascii_case(needle))
    };
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Kind::Zip;
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Kind::Ole;
    }
    if opening.starts_with(b"{\\rtf") {
        return Kind::Rtf;
    }
    // Mail gateways and web servers put a few bytes before the header; readers accept that.
    if holds(b"%PDF-") {
        return Kind::Pdf;
    }
    let wide = opening.starts_with(&[0xff, 0xfe]) || opening.starts_with(&[0xfe, 0xff]);
    if !wide && opening.contains(&0) {
        return Kind::Unknown;
    }
    let named_html = [".html", ".htm", ".xhtml"]
        .iter()
        .any(|end| name.to_lowercase().ends_with(end));
    if named_html || holds(b"<!doctype html") || holds(b"<html") {
        return Kind::Html;
    }
    Kind::Text
}

fn read_archive(bytes: &[u8], limits: &Limits) -> Result<Body, ReadError> {
    let mut archive = Archive::open(bytes, limits)?;
    if archive.has_folder("word/") {
        return read_docx(archive, limits);
    }
    if archive.has_folder("xl/") {
        archive.check_size()?;
        return guard("spreadsheet", || read_xlsx(bytes, limits));
    }
    Err(ReadError::UnknownFormat)
}

/// The libraries below are careful but not ours: should one panic on hostile bytes, the file is damaged.
fn guard(what: &str, read: impl FnOnce() -> Result<Body, ReadError>) -> Result<Body, ReadError> {
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read));
    outcome.unwrap_or_else(|_| Err(ReadError::Damaged(what.to_owned())))
}

/// Old Word files and encrypted new ones share a container; the names in its directory, in UTF-16,
/// say which it is.
fn old_office(bytes: &[u8]) -> ReadError {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if holds("EncryptedPackage") || (holds("WordDocument") && word_is_encrypted(bytes)) {
        return ReadError::Encrypted;
    }
    if holds("WordDocument") {
        ReadError::NeedsConversion
    } else {
        ReadError::UnknownFormat
    }
}

/// The main stream of an old Word file starts at a sector with a fixed number; bit 8 of its flags
/// says that the rest is encrypted. Source: \[MS-DOC\] 2.5.2, FibBase.
fn word_is_encrypted(bytes: &[u8]) -> bool {
    let mut sectors = bytes.chunks(512).skip(1);
    let start = sectors.find(|sector| sector.starts_with(&[0xec, 0xa5]));
    start
        .and_then(|sector| sector.get(11))
        .is_some_and(|flags| flags & 1 != 0)
}

//! The file of a backup or an export: one tar of open formats. Rows lie in it as lines of JSON, table by table, packed with
//! gzip; bytes of files by their hash; behind them a manifest; last of all the SHA-256 of everything before it.

pub mod load;
pub mod reader;
pub mod rows;
pub mod writer;

use std::io::{self, Read};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// First entry: what this is, for a person who opens it.
pub const ABOUT: &str = "DOC-TOI.txt";
/// Last entry but one.
pub const MANIFEST: &str = "manifest.json";
/// Last entry.
const SUM: &str = "SHA256";
/// How the archive is laid out; a program reads those that it knows.
pub const FORMAT: u32 = 1;
/// What is written behind everything that is summed: a header, one block with the sum, two empty blocks.
const TRAILER_BYTES: usize = 4 * 512;

const ABOUT_TEXT: &str = "Tệp này do Loa ghi. Là bản sao lưu (kind: backup) thì khôi phục bằng: loa restore TỆP. Là bản xuất một địa\n\
    phương (kind: export) thì nhập vào một Loa khác bằng: loa import TỆP.\n\
    tables/: từng bảng, mỗi dòng một đối tượng JSON, nén gzip. files/: nội dung các tệp, tên là SHA-256 của chính nó.\n\
    csv/ (chỉ có trong bản xuất): các bảng cho Excel. manifest.json: phiên bản, số dòng, SHA-256 từng phần.\n\n\
    Written by Loa. A backup (kind: backup) is restored with: loa restore FILE. An export of one locality (kind: export)\n\
    is brought into another Loa with: loa import FILE.\n\
    tables/: table by table, one JSON object a line, gzip. files/: the bytes of files, named by their own SHA-256.\n\
    csv/ (exports only): the tables for a spreadsheet. manifest.json: version, counts, SHA-256 of each part.\n";

/// What an archive is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// The whole installation, with its secrets.
    Backup,
    /// One locality, without secrets.
    Export,
}

/// What is in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`]
    pub format: u32,
    /// Backup or export.
    pub kind: Purpose,
    /// Version of the program that wrote it.
    pub program: String,
    /// When the rows were as they are here.
    pub made_at: String,
    /// The last step of the schema.
    pub schema: i64,
    /// Names of the localities.
    pub localities: Vec<String>,
    /// By name.
    pub tables: Vec<TablePart>,
    /// Bytes of files.
    pub files: FileParts,
    /// Tables for a spreadsheet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub csv: Vec<Part>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablePart {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// How many rows.
    pub rows: u64,
    /// SHA-256 of all lines, unpacked: equal rows give equal sums, on whatever engine they were.
    pub sha256: String,
    /// Where they lie.
    pub parts: Vec<Part>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name in the archive.
    pub name: String,
    /// As it lies there.
    pub bytes: u64,
    /// As it lies there.
    pub sha256: String,
}

/// The bytes of files: each is named by its SHA-256, so that they are only counted here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileParts {
    /// How many.
    pub count: u64,
    /// All together.
    pub bytes: u64,
    /// SHA-256 of their names, a line each, sorted.
    pub sha256: String,
    /// Files that rows speak of and that were missing or damaged already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

impl Manifest {
    /// All rows.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// 64 signs.
pub fn hex(sum: &[u8]) -> String {
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 as 64 signs.
pub fn sum_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The sum of all that a reader gives, and how many bytes that were.
fn summed(mut from: impl Read) -> io::Result<(Vec<u8>, u64)> {
    let mut sum = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut length = 0;
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok((sum.finalize().to_vec(), length));
        }
        sum.update(buffer.get(..read).unwrap_or_default());
        length += read as u64;
    }
}

/// The head of an entry; nothing in it depends on the machine.
fn header(size: u64) -> tar::Header {
    let mut header = tar::Header::new_ustar();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(0);
    header.set_entry_type(tar::EntryType::Regular);
    header
}

/// What the last entry holds.
fn sum_line(sum: &[u8]) -> Vec<u8> {
    (hex(sum) + "\n").into_bytes()
}

/// The end of an archive whose other bytes have this sum.
fn trailer(sum: &[u8]) -> io::Result<Vec<u8>> {
    let mut tar = tar::Builder::new(Vec::new());
    let text = sum_line(sum);
    tar.append_data(&mut header(text.len() as u64), SUM, text.as_slice())?;
    tar.into_inner()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;

    #[test]
    fn the_end_has_one_size() {
        assert_eq!(trailer(&Sha256::digest(b"")).unwrap().len(), TRAILER_BYTES);
    }
}

//! Reads an archive: all of it is looked at before anything of it is used.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;

use flate2::read::GzDecoder;

use crate::archive::{self, ABOUT, FORMAT, MANIFEST, Manifest, TRAILER_BYTES, sum_of, trailer};

/// A manifest is told by some kilobytes, of a province by some hundreds.
const MANIFEST_BYTES: u64 = 256 << 20;
/// Four megabytes of rows and the longest row.
const ROWS_BYTES: u64 = 512 << 20;
/// Files that people send are smaller by far.
const ENTRY_BYTES: u64 = 512 << 20;

/// Why an archive cannot be used.
#[derive(Debug)]
pub enum Refused {
    /// The system does not hand it over.
    Io(io::Error),
    /// Something else, not an archive of Loa.
    Foreign,
    /// It is shorter than it was, or other bytes are in it.
    Damaged(String),
    /// A later program wrote it in a form of its own.
    Newer(String),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Io(error),
        }
    }
}

/// An archive whose bytes are those that were written.
pub struct Archive {
    file: File,
    /// What is in it.
    pub manifest: Manifest,
}

impl Archive {
    /// Opens one and looks at every byte.
    pub fn open(path: &Path) -> Result<Self, Refused> {
        let mut file = File::open(path)?;
        begins(&mut file)?;
        summed(&mut file)?;
        let manifest = manifest(&mut file)?;
        Ok(Self { file, manifest })
    }

    /// Its entries from the first on.
    pub fn entries(&mut self) -> io::Result<tar::Archive<BufReader<&File>>> {
        self.file.seek(SeekFrom::Start(0))?;
        Ok(tar::Archive::new(BufReader::with_capacity(1 << 20, &self.file)))
    }
}

/// It is an archive of Loa at all.
fn begins(file: &mut File) -> Result<(), Refused> {
    let mut name = vec![0; ABOUT.len()];
    match file.read_exact(&mut name) {
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(Refused::Io(error)),
        Ok(()) if name == ABOUT.as_bytes() => Ok(()),
        _ => Err(Refused::Foreign),
    }
}

/// The end says the sum of all that stands before it.
fn summed(file: &mut File) -> Result<(), Refused> {
    let damaged = || Refused::Damaged("SHA-256".to_owned());
    let length = file.metadata()?.len();
    let body = length.checked_sub(TRAILER_BYTES as u64).ok_or_else(damaged)?;
    file.seek(SeekFrom::Start(0))?;
    let (sum, read) = archive::summed(file.by_ref().take(body))?;
    if read < body {
        return Err(damaged());
    }
    let mut end = Vec::with_capacity(TRAILER_BYTES);
    file.read_to_end(&mut end)?;
    if end == trailer(&sum)? {
        Ok(())
    } else {
        Err(damaged())
    }
}

fn manifest(file: &mut File) -> Result<Manifest, Refused> {
    file.seek(SeekFrom::Start(0))?;
    let mut tar = tar::Archive::new(file);
    for entry in tar.entries_with_seek()? {
        let entry = entry?;
        if entry.path_bytes().as_ref() == MANIFEST.as_bytes() {
            let mut text = Vec::new();
            entry.take(MANIFEST_BYTES).read_to_end(&mut text)?;
            return parsed(&text);
        }
    }
    Err(Refused::Damaged(format!("{MANIFEST} is missing")))
}

/// The form is asked for first: a later one may hold anything.
fn parsed(text: &[u8]) -> Result<Manifest, Refused> {
    let damaged = |error: serde_json::Error| Refused::Damaged(format!("{MANIFEST}: {error}"));
    let told: serde_json::Value = serde_json::from_slice(text).map_err(damaged)?;
    match told.get("format").and_then(serde_json::Value::as_u64) {
        Some(format) if format > u64::from(FORMAT) => {
            let program = told.get("program").and_then(serde_json::Value::as_str);
            Err(Refused::Newer(program.unwrap_or_default().to_owned()))
        }
        _ => serde_json::from_value(told).map_err(damaged),
    }
}

/// The lines of an entry of rows.
pub fn lines(entry: &[u8]) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    GzDecoder::new(entry)
        .take(ROWS_BYTES + 1)
        .read_to_end(&mut text)?;
    if text.len() as u64 > ROWS_BYTES {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "too many rows in one part",
        ));
    }
    Ok(text)
}

/// The bytes of an entry.
pub fn whole(entry: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    entry.take(ENTRY_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > ENTRY_BYTES {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "an entry is too large",
        ));
    }
    Ok(bytes)
}

/// Is this what the manifest says of a part?
pub fn is_part(sha256: &str, bytes: &[u8]) -> bool {
    sum_of(bytes) == sha256
}

//! Documents from files and standard input.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use loa_docfile::body::Body;
use loa_docfile::read::{Limits, ReadError, read};
use loa_plan_reader::units::Units;

use crate::convert;
use crate::message::Problem;

/// Name that stands for standard input.
const STANDARD_INPUT: &str = "-";

/// A file as people name it.
pub fn name_of(file: &Path) -> String {
    if is_standard_input(file) {
        "<stdin>".to_owned()
    } else {
        file.display().to_string()
    }
}

/// Whether the name means standard input.
pub fn is_standard_input(file: &Path) -> bool {
    file.as_os_str() == STANDARD_INPUT
}

/// Reads a document; `-` is standard input. An old Word file is converted where LibreOffice is at hand.
pub fn document(file: &Path) -> Result<Body, Problem> {
    let name = name_of(file);
    let limits = Limits::default();
    let bytes = bytes(file, &name, limits.file_bytes)?;
    let refused = |error: ReadError| Problem::cannot_read(&name, &error);
    let body = match read(&name, &bytes, &limits) {
        Err(ReadError::NeedsConversion) => {
            let converted =
                convert::to_docx(&bytes, limits.file_bytes).map_err(|failure| failure.problem(&name))?;
            read(&name, &converted, &limits).map_err(refused)?
        }
        outcome => outcome.map_err(refused)?,
    };
    if body.source.trim().is_empty() {
        Err(Problem::no_text(&name))
    } else {
        Ok(body)
    }
}

/// Reads a unit list.
pub fn units(file: &Path) -> Result<Units, Problem> {
    let name = name_of(file);
    let bytes = bytes(file, &name, Limits::default().file_bytes)?;
    let text = loa_docfile::decode::decode(&bytes).map_err(|error| Problem::cannot_read(&name, &error))?;
    Units::from_csv(&text).map_err(|error| Problem::bad_units(&name, &error))
}

/// All bytes of a file, as far as Loa reads files.
pub fn whole(file: &Path) -> Result<Vec<u8>, Problem> {
    bytes(file, &name_of(file), Limits::default().file_bytes)
}

/// All bytes, but never more than the limit and one.
fn bytes(file: &Path, name: &str, limit: usize) -> Result<Vec<u8>, Problem> {
    let outcome = if is_standard_input(file) {
        read_up_to(std::io::stdin().lock(), limit)
    } else {
        File::open(file).and_then(|opened| read_up_to(opened, limit))
    };
    let bytes = outcome.map_err(|error| Problem::cannot_open(name, &error))?;
    if bytes.len() > limit {
        return Err(Problem::cannot_read(name, &ReadError::TooLarge("file size")));
    }
    Ok(bytes)
}

fn read_up_to(reader: impl Read, limit: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

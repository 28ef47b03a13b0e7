//! Rows of an archive into a database, in one unit of work, and its files to their place.

use std::io;

use loa_app::files::{Files, FilesError, Hash};
use loa_db::copy::{self, Table};
use loa_db::error::DbError;
use loa_db::migrate;
use loa_db::tx::Tx;
use loa_db::value::Value;
use sha2::{Digest as _, Sha256};

use crate::archive::reader::{Archive, is_part, lines, whole};
use crate::archive::{Manifest, TablePart, hex, rows};

/// What stopped it. Nothing of the unit of work is kept then.
#[derive(Debug)]
pub enum Failure {
    /// The archive says one thing and holds another.
    Content(String),
    /// The database.
    Db(DbError),
    /// Reading the archive.
    Io(io::Error),
    /// The place of files.
    Files(FilesError),
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<FilesError> for Failure {
    fn from(error: FilesError) -> Self {
        Self::Files(error)
    }
}

/// Makes the tables as they were when the archive was made, fills them, brings them up to date. What stood in them is gone
/// once the unit of work is saved. Files go to their place before that: bytes that no row speaks of harm nobody.
pub async fn load(archive: &mut Archive, tx: &mut Tx, files: Option<&Files>) -> Result<(), Failure> {
    copy::clear(tx).await?;
    migrate::within(tx, archive.manifest.schema).await?;
    add(archive, tx, files).await?;
    migrate::within(tx, migrate::last()).await?;
    Ok(())
}

/// Puts rows beside those that are there: the tables are as they were when the archive was made.
pub async fn add(archive: &mut Archive, tx: &mut Tx, files: Option<&Files>) -> Result<(), Failure> {
    let manifest = archive.manifest.clone();
    let tables = copy::tables(tx).await?;
    let loosened = copy::loosen(tx).await?;
    let mut loading = Loading::of(&manifest, &tables)?;
    for entry in archive.entries()?.entries()? {
        let entry = entry?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if name.starts_with("tables/") {
            loading.part(tx, &name, &whole(entry)?).await?;
        } else if let (Some(hash), Some(files)) = (name.strip_prefix("files/"), files) {
            file(files, &name, hash, whole(entry)?).await?;
        }
    }
    loading.complete()?;
    Ok(copy::fasten(tx, loosened).await?)
}

/// Only the files.
pub async fn files_to(archive: &mut Archive, files: &Files) -> Result<(), Failure> {
    for entry in archive.entries()?.entries()? {
        let entry = entry?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if let Some(hash) = name.strip_prefix("files/") {
            file(files, &name, hash, whole(entry)?).await?;
        }
    }
    Ok(())
}

async fn file(files: &Files, name: &str, place: &str, bytes: Vec<u8>) -> Result<(), Failure> {
    let hash = Hash::of(&bytes);
    if place.rsplit('/').next() != Some(hash.as_str()) {
        return Err(Failure::Content(name.to_owned()));
    }
    Ok(files.put(&hash, bytes.into()).await?)
}

/// Tables with what they should hold and what they hold so far.
struct Loading<'a> {
    tables: Vec<Filled<'a>>,
}

struct Filled<'a> {
    table: &'a Table,
    told: &'a TablePart,
    parts: usize,
    rows: u64,
    sum: Sha256,
}

impl<'a> Loading<'a> {
    /// Every table of the archive is one that its step of the schema has, with the same columns.
    fn of(manifest: &'a Manifest, tables: &'a [Table]) -> Result<Self, Failure> {
        let mut filled = Vec::new();
        for told in &manifest.tables {
            let table = tables.iter().find(|table| table.name == told.name);
            let names = |table: &Table| -> Vec<String> {
                let columns = table.columns.iter();
                columns.map(|column| column.name.clone()).collect()
            };
            let table = table.filter(|table| names(table) == told.columns);
            let Some(table) = table else {
                return Err(Failure::Content(format!("tables/{}", told.name)));
            };
            filled.push(Filled {
                table,
                told,
                parts: 0,
                rows: 0,
                sum: Sha256::new(),
            });
        }
        Ok(Self { tables: filled })
    }

    async fn part(&mut self, tx: &mut Tx, name: &str, packed: &[u8]) -> Result<(), Failure> {
        let wrong = |what: &str| Failure::Content(format!("{name}: {what}"));
        let is_next = |table: &&mut Filled<'_>| {
            let next = table.told.parts.get(table.parts);
            next.is_some_and(|part| part.name == name)
        };
        let filled = self.tables.iter_mut().find(is_next);
        let filled = filled.ok_or_else(|| wrong("not in the manifest"))?;
        let told = filled.told.parts.get(filled.parts);
        if !told.is_some_and(|part| is_part(&part.sha256, packed)) {
            return Err(wrong("SHA-256"));
        }
        filled.parts += 1;
        let text = lines(packed)?;
        filled.sum.update(&text);
        let mut batch: Vec<Vec<Value>> = Vec::new();
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            filled.rows += 1;
            let row = rows::read(&filled.table.columns, line);
            batch.push(row.map_err(|told| wrong(&format!("{}: {told}", filled.rows)))?);
            if batch.len() == BATCH {
                copy::put(tx, filled.table, std::mem::take(&mut batch)).await?;
            }
        }
        Ok(copy::put(tx, filled.table, batch).await?)
    }

    fn complete(self) -> Result<(), Failure> {
        for filled in self.tables {
            let is_whole = filled.parts == filled.told.parts.len()
                && filled.rows == filled.told.rows
                && hex(&filled.sum.finalize()) == filled.told.sha256;
            if !is_whole {
                return Err(Failure::Content(format!("tables/{}", filled.told.name)));
            }
        }
        Ok(())
    }
}

/// Rows that go in together.
const BATCH: usize = 500;

#[cfg(test)]
mod tests;

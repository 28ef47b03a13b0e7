//! Rows and files of one moment into an archive.

use std::fs::File;
use std::io::{self, Write as _};
use std::ops::ControlFlow;

use jiff::Timestamp;
use loa_app::files::{Files, FilesError, Hash};
use loa_db::copy::{self, Table};
use loa_db::db::Db;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_db::value::Value;
use sha2::{Digest as _, Sha256};

use crate::archive::writer::Writer;
use crate::archive::{FORMAT, FileParts, Manifest, Part, Purpose, TablePart, hex, rows};
use crate::config::Config;
use crate::database;
use crate::message::Problem;
use crate::plan::csv::harmless;

/// Rows that are packed together.
const PART_BYTES: usize = 4 << 20;
/// What the columns are called in which the hash of a file stands.
const HASHES: &[(&str, &str)] = &[("file", "sha256"), ("file", "small_sha256")];
/// What a spreadsheet knows UTF-8 by.
const BOM: &[u8] = "\u{feff}".as_bytes();

/// What goes into an archive.
pub struct What {
    /// What it is for.
    pub purpose: Purpose,
    /// One locality, or all.
    pub of: Option<Id>,
    /// Whether a table (`None`) or a column of it is told; a column that is not becomes empty.
    pub keeps: fn(&str, Option<&str>) -> bool,
}

/// What stopped it.
#[derive(Debug)]
pub enum Failure {
    /// The database.
    Db(DbError),
    /// The archive.
    Io(io::Error),
    /// The place of files.
    Files(FilesError),
    /// The schema is of a later program.
    Newer(i64),
    /// There are no tables.
    Nothing,
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

impl Failure {
    /// For the person who asked. `target` is the archive.
    pub fn told(&self, config: &Config, target: &str) -> Problem {
        match self {
            Self::Db(error) => Problem::not_backed_up(&database::place(config), &error.to_string()),
            Self::Files(error) => Problem::not_backed_up("tep", &error.to_string()),
            Self::Io(error) => Problem::cannot_write(target, error),
            Self::Newer(step) => Problem::newer(&database::place(config), *step),
            Self::Nothing => Problem::nothing_there(&database::place(config)),
        }
    }
}

/// Writes everything, or all but the files; what it gives still has to be written behind it.
pub async fn dump(
    db: &Db,
    files: Option<&Files>,
    writer: &mut Writer,
    what: &What,
) -> Result<Manifest, Failure> {
    let now = Timestamp::now();
    let mut tx = db.read(database::scope(what.of.unwrap_or(Id(0)))).await?;
    let schema = copy::step(&mut tx).await?.ok_or(Failure::Nothing)?;
    if schema > loa_db::migrate::last() {
        return Err(Failure::Newer(schema));
    }
    let mut seen = Seen::default();
    let (mut tables, mut csv) = (Vec::new(), Vec::new());
    for table in copy::tables(&mut tx).await? {
        if (what.keeps)(&table.name, None) {
            let (part, sheet) = rows_of(&mut tx, &table, writer, what, &mut seen).await?;
            tables.push(part);
            csv.extend(sheet);
        }
    }
    // Files are only ever added: those that these rows speak of are still there when the rows are done.
    drop(tx);
    seen.hashes.sort_unstable();
    seen.hashes.dedup();
    Ok(Manifest {
        format: FORMAT,
        kind: what.purpose,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now.to_string(),
        schema,
        localities: seen.names,
        tables,
        files: match files {
            Some(files) => files_of(&seen.hashes, files, writer).await?,
            None => FileParts::default(),
        },
        csv,
    })
}

/// What is learned from rows while they pass by.
#[derive(Default)]
struct Seen {
    /// Hashes of files.
    hashes: Vec<[u8; 32]>,
    /// Names of localities.
    names: Vec<String>,
}

/// One table on its way into the archive.
struct Filling<'a> {
    table: &'a Table,
    what: &'a What,
    writer: &'a mut Writer,
    seen: &'a mut Seen,
    /// Rows that are not in the archive yet.
    text: Vec<u8>,
    sum: Sha256,
    rows: u64,
    parts: Vec<Part>,
    /// The same rows for a spreadsheet, in exports.
    sheet: Option<csv::Writer<File>>,
}

async fn rows_of(
    tx: &mut Tx,
    table: &Table,
    writer: &mut Writer,
    what: &What,
    seen: &mut Seen,
) -> Result<(TablePart, Option<Part>), Failure> {
    let mut filling = Filling {
        table,
        what,
        writer,
        seen,
        text: Vec::new(),
        sum: Sha256::new(),
        rows: 0,
        parts: Vec::new(),
        sheet: None,
    };
    let mut failed = None;
    let mut take = |row: Vec<Value>| match filling.take(row) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    };
    let _ = copy::each(tx, table, what.of, &mut take).await?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    Ok(filling.finish()?)
}

impl Filling<'_> {
    fn take(&mut self, mut row: Vec<Value>) -> io::Result<()> {
        for (column, value) in self.table.columns.iter().zip(&mut row) {
            let place = (self.table.name.as_str(), column.name.as_str());
            if let Value::Text(Some(text)) = &*value {
                if HASHES.contains(&place) {
                    self.seen.hashes.extend(bytes_of(text));
                } else if place == ("locality", "name") {
                    self.seen.names.push(text.clone());
                }
            }
            if !(self.what.keeps)(&self.table.name, Some(&column.name)) {
                *value = nothing_like(value);
            }
        }
        let before = self.text.len();
        rows::write(&self.table.columns, &row, &mut self.text)?;
        self.sum.update(self.text.get(before..).unwrap_or_default());
        self.rows += 1;
        if self.what.purpose == Purpose::Export {
            self.line(&row)?;
        }
        if self.text.len() >= PART_BYTES {
            self.part()?;
        }
        Ok(())
    }

    /// The row for a spreadsheet.
    fn line(&mut self, row: &[Value]) -> io::Result<()> {
        let sheet = match &mut self.sheet {
            Some(sheet) => sheet,
            None => {
                let mut file = tempfile::tempfile()?;
                file.write_all(BOM)?;
                let mut sheet = csv::Writer::from_writer(file);
                sheet.write_record(self.table.columns.iter().map(|column| &column.name))?;
                self.sheet.insert(sheet)
            }
        };
        sheet.write_record(row.iter().map(|value| match value {
            Value::Text(text) => harmless(text.as_deref().unwrap_or_default()),
            Value::Int(number) => number.map(|number| number.to_string()).unwrap_or_default(),
            Value::Bool(truth) => truth.map(|truth| truth.to_string()).unwrap_or_default(),
        }))?;
        Ok(())
    }

    fn part(&mut self) -> io::Result<()> {
        let name = format!("tables/{}/{:05}.jsonl.gz", self.table.name, self.parts.len() + 1);
        let part = self.writer.add_packed(&name, &self.text)?;
        self.text.clear();
        self.parts.push(part);
        Ok(())
    }

    fn finish(mut self) -> io::Result<(TablePart, Option<Part>)> {
        if !self.text.is_empty() {
            self.part()?;
        }
        let sheet = match self.sheet {
            None => None,
            Some(sheet) => {
                let file = sheet.into_inner().map_err(csv::IntoInnerError::into_error)?;
                let name = format!("csv/{}.csv", self.table.name);
                Some(self.writer.add_from(&name, file)?)
            }
        };
        let columns = self.table.columns.iter();
        let table = TablePart {
            name: self.table.name.clone(),
            columns: columns.map(|column| column.name.clone()).collect(),
            rows: self.rows,
            sha256: hex(&self.sum.finalize()),
            parts: self.parts,
        };
        Ok((table, sheet))
    }
}

fn nothing_like(value: &Value) -> Value {
    match value {
        Value::Text(_) => Value::Text(None),
        Value::Int(_) => Value::Int(None),
        Value::Bool(_) => Value::Bool(None),
    }
}

/// A hash in half the room: a province has a million of them.
fn bytes_of(hash: &str) -> Option<[u8; 32]> {
    let hash = Hash::parse(hash)?;
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hash.as_str().get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

async fn files_of(hashes: &[[u8; 32]], files: &Files, writer: &mut Writer) -> Result<FileParts, Failure> {
    let mut parts = FileParts::default();
    let mut sum = Sha256::new();
    for hash in hashes {
        let Some(hash) = Hash::parse(&hex(hash)) else {
            continue;
        };
        match files.get(&hash).await {
            Ok(bytes) => {
                writer.add_file(hash.as_str(), &bytes)?;
                sum.update(hash.as_str());
                sum.update("\n");
                parts.count += 1;
                parts.bytes += bytes.len() as u64;
            }
            // A backup with a gap is worth more than none; the gap is told.
            Err(FilesError::Missing(hash) | FilesError::Damaged(hash)) => parts.missing.push(hash),
            Err(error) => return Err(Failure::Files(error)),
        }
    }
    parts.sha256 = hex(&sum.finalize());
    Ok(parts)
}

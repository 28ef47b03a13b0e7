//! Registers page by page, and the library with its search.

use std::collections::HashMap;

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::document::register::store::by_ids;
use crate::document::register::{Official, Way};

/// Words of a search that count; more do not make it better.
pub const WORDS: usize = 4;

/// A register: of a unit, in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Register {
    /// Whose.
    pub unit: Id,
    /// Out or in.
    pub way: Way,
    /// The year.
    pub year: i64,
}

async fn loaded(
    tx: &mut Tx,
    sql: &'static str,
    values: Vec<loa_db::value::Value>,
) -> Result<Vec<Official>, DbError> {
    let rows = tx.planned_rows(sql, values).await?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id("id")).collect::<Result<_, _>>()?;
    by_ids(tx, &ids).await
}

/// A piece of a register, the newest first: what was entered before one (the highest identity for the newest).
///
/// # Errors
/// See [`DbError`].
pub async fn newest(tx: &mut Tx, of: Register, before: Id, most: i64) -> Result<Vec<Official>, DbError> {
    let sql = "SELECT id FROM official_document \
               WHERE locality_id = $1 AND unit_id = $2 AND way = $3 AND year = $4 AND id < $5 ORDER BY id DESC LIMIT $6";
    let values = params![tx.locality(), of.unit, of.way.key(), of.year, before, most];
    loaded(tx, sql, values).await
}

/// A piece of a register as it is printed: by sequence and number, behind so many.
///
/// # Errors
/// See [`DbError`].
pub async fn in_order(tx: &mut Tx, of: Register, skip: i64, most: i64) -> Result<Vec<Official>, DbError> {
    let sql = "SELECT id FROM official_document \
               WHERE locality_id = $1 AND unit_id = $2 AND way = $3 AND year = $4 ORDER BY book, number LIMIT $5 OFFSET $6";
    let values = params![tx.locality(), of.unit, of.way.key(), of.year, most, skip];
    loaded(tx, sql, values).await
}

/// How many documents stand in a register.
///
/// # Errors
/// See [`DbError`].
pub async fn count(tx: &mut Tx, of: Register) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS many FROM official_document \
               WHERE locality_id = $1 AND unit_id = $2 AND way = $3 AND year = $4";
    let values = params![tx.locality(), of.unit, of.way.key(), of.year];
    let row = tx.row(sql, values).await?;
    row.map_or(Ok(0), |row| row.int("many"))
}

/// What the library is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Folded words that all stand in it.
    pub words: Vec<String>,
    /// Key of the kind, or empty.
    pub kind: String,
    /// The year, or 0.
    pub year: i64,
    /// Units whose documents the reader sees; `None`: of every unit that there ever was.
    pub units: Option<Vec<Id>>,
}

/// A word as a pattern: signs that mean something there stand for themselves.
pub fn pattern(word: Option<&String>) -> String {
    let Some(word) = word else {
        return "%".to_owned();
    };
    let mut pattern = String::from("%");
    for sign in word.chars() {
        if matches!(sign, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

/// Documents of the library before one, the newest first: those of one's units, whatever their state, and those that went
/// out to them.
///
/// # Errors
/// See [`DbError`].
pub async fn library(tx: &mut Tx, wanted: &Wanted, before: Id, most: i64) -> Result<Vec<Official>, DbError> {
    let mut values = params![
        tx.locality(),
        before,
        most,
        &wanted.kind,
        wanted.year,
        pattern(wanted.words.first()),
        pattern(wanted.words.get(1)),
        pattern(wanted.words.get(2)),
        pattern(wanted.words.get(3))
    ];
    let sql = if let Some(units) = &wanted.units {
        values.push(tx.list(units.iter().copied()));
        "SELECT d.id FROM official_document d JOIN official_text t ON t.document_id = d.id \
         WHERE d.locality_id = $1 AND d.id < $2 AND ($4 = '' OR d.kind = $4) AND ($5 = 0 OR d.year = $5) \
         AND t.folded LIKE $6 ESCAPE '!' AND t.folded LIKE $7 ESCAPE '!' AND t.folded LIKE $8 ESCAPE '!' \
         AND t.folded LIKE $9 ESCAPE '!' AND (d.unit_id IN LIST($10) OR d.state IN ('issued', 'recalled', 'received') \
         AND EXISTS (SELECT 1 FROM document_receipt r WHERE r.locality_id = $1 AND r.document_id = d.id AND r.unit_id IN LIST($10))) \
         ORDER BY d.id DESC LIMIT $3"
    } else {
        "SELECT d.id FROM official_document d JOIN official_text t ON t.document_id = d.id \
         WHERE d.locality_id = $1 AND d.id < $2 AND ($4 = '' OR d.kind = $4) AND ($5 = 0 OR d.year = $5) \
         AND t.folded LIKE $6 ESCAPE '!' AND t.folded LIKE $7 ESCAPE '!' AND t.folded LIKE $8 ESCAPE '!' \
         AND t.folded LIKE $9 ESCAPE '!' ORDER BY d.id DESC LIMIT $3"
    };
    loaded(tx, sql, values).await
}

/// The last document of a unit that went under a number and symbol.
///
/// # Errors
/// See [`DbError`].
pub async fn by_code(tx: &mut Tx, unit: Id, number: i64, symbol: &str) -> Result<Option<Official>, DbError> {
    let sql = "SELECT id FROM official_document \
               WHERE locality_id = $1 AND unit_id = $2 AND number = $3 AND symbol = $4 AND way = 'out' \
               ORDER BY year DESC LIMIT 1";
    let found = loaded(tx, sql, params![tx.locality(), unit, number, symbol]).await?;
    Ok(found.into_iter().next())
}

/// The units that some documents go to.
///
/// # Errors
/// See [`DbError`].
pub async fn went_to(
    tx: &mut Tx,
    ids: impl IntoIterator<Item = Id>,
) -> Result<HashMap<Id, Vec<Id>>, DbError> {
    let sql = "SELECT document_id, unit_id FROM document_receipt \
               WHERE locality_id = $1 AND document_id IN LIST($2) ORDER BY document_id, unit_id";
    let values = params![tx.locality(), tx.list(ids)];
    let mut found: HashMap<Id, Vec<Id>> = HashMap::new();
    for row in tx.rows(sql, values).await? {
        found
            .entry(row.id("document_id")?)
            .or_default()
            .push(row.id("unit_id")?);
    }
    Ok(found)
}

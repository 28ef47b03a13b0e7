//! Numbers, how they run, and what stands at head and foot of a unit's documents.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::document::letterhead::Letterhead;

/// Holds a book: others who want a number of it wait until this unit of work ends.
///
/// # Errors
/// See [`DbError`].
pub async fn hold(tx: &mut Tx, unit: Id, year: i64, book: &str) -> Result<(), DbError> {
    let sql = "INSERT INTO register_number (locality_id, unit_id, year, book, first, last) VALUES ($1, $2, $3, $4, 1, 0) \
               ON CONFLICT (unit_id, year, book) DO UPDATE SET last = register_number.last";
    tx.execute(sql, params![tx.locality(), unit, year, book]).await?;
    Ok(())
}

/// The next number of a book that is held. Should the unit of work not be saved, nobody has it.
///
/// # Errors
/// See [`DbError`].
pub async fn next(tx: &mut Tx, unit: Id, year: i64, book: &str) -> Result<i64, DbError> {
    let sql = "UPDATE register_number SET last = last + 1 \
               WHERE locality_id = $1 AND unit_id = $2 AND year = $3 AND book = $4 RETURNING last";
    let row = tx.row(sql, params![tx.locality(), unit, year, book]).await?;
    row.map_or(Err(DbError::Dangling), |row| row.int("last"))
}

/// Opens a book whose numbers up to one stand on paper; says whether it was not open yet.
///
/// # Errors
/// See [`DbError`].
pub async fn open_after(tx: &mut Tx, unit: Id, year: i64, book: &str, last: i64) -> Result<bool, DbError> {
    let sql = "INSERT INTO register_number (locality_id, unit_id, year, book, first, last) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (unit_id, year, book) DO NOTHING";
    let values = params![tx.locality(), unit, year, book, last + 1, last];
    Ok(tx.execute(sql, values).await? == 1)
}

/// A book of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// Its key.
    pub key: String,
    /// The first number that was given here.
    pub first: i64,
    /// The last one.
    pub last: i64,
}

/// The books of a unit in a year.
///
/// # Errors
/// See [`DbError`].
pub async fn of_year(tx: &mut Tx, unit: Id, year: i64) -> Result<Vec<Book>, DbError> {
    let sql = "SELECT book, first, last FROM register_number \
               WHERE locality_id = $1 AND unit_id = $2 AND year = $3 ORDER BY book";
    let rows = tx.rows(sql, params![tx.locality(), unit, year]).await?;
    rows.iter()
        .map(|row| {
            Ok(Book {
                key: row.text("book")?,
                first: row.int("first")?,
                last: row.int("last")?,
            })
        })
        .collect()
}

/// Does a unit number each kind by itself in a year? It does where nothing else was decided.
///
/// # Errors
/// See [`DbError`].
pub async fn is_by_kind(tx: &mut Tx, unit: Id, year: i64) -> Result<bool, DbError> {
    let sql = "SELECT by_kind FROM register_rule \
               WHERE locality_id = $1 AND unit_id = $2 AND from_year <= $3 ORDER BY from_year DESC LIMIT 1";
    let row = tx.row(sql, params![tx.locality(), unit, year]).await?;
    row.map_or(Ok(true), |row| row.bool("by_kind"))
}

/// Decides how a unit numbers from a year on.
///
/// # Errors
/// See [`DbError`].
pub async fn set_by_kind(tx: &mut Tx, unit: Id, from_year: i64, by_kind: bool) -> Result<(), DbError> {
    let sql = "INSERT INTO register_rule (locality_id, unit_id, from_year, by_kind) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (unit_id, from_year) DO UPDATE SET by_kind = excluded.by_kind";
    tx.execute(sql, params![tx.locality(), unit, from_year, by_kind])
        .await?;
    Ok(())
}

/// What stands at head and foot of a unit's documents; `None` while nobody said.
///
/// # Errors
/// See [`DbError`].
pub async fn letterhead(tx: &mut Tx, unit: Id) -> Result<Option<Letterhead>, DbError> {
    let sql = "SELECT superior, issuer, abbreviation, drafter, place, authority, position, signer FROM letterhead \
               WHERE locality_id = $1 AND unit_id = $2";
    let row = tx.row(sql, params![tx.locality(), unit]).await?;
    row.map(|row| {
        Ok(Letterhead {
            superior: row.text("superior")?,
            issuer: row.text("issuer")?,
            abbreviation: row.text("abbreviation")?,
            drafter: row.text("drafter")?,
            place: row.text("place")?,
            authority: row.text("authority")?,
            position: row.text("position")?,
            signer: row.text("signer")?,
        })
    })
    .transpose()
}

/// The same, or what the unit's name says where nobody has written it down.
///
/// # Errors
/// See [`DbError`].
pub async fn letterhead_of(
    tx: &mut Tx,
    unit: Id,
    name: &str,
    above: Option<&str>,
) -> Result<Letterhead, DbError> {
    let kept = letterhead(tx, unit).await?;
    Ok(kept.unwrap_or_else(|| Letterhead::of(name, above)))
}

/// Keeps what stands at head and foot of a unit's documents.
///
/// # Errors
/// See [`DbError`].
pub async fn set_letterhead(tx: &mut Tx, unit: Id, head: &Letterhead) -> Result<(), DbError> {
    let sql = "INSERT INTO letterhead (unit_id, locality_id, superior, issuer, abbreviation, drafter, place, authority, \
               position, signer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
               ON CONFLICT (unit_id) DO UPDATE SET superior = excluded.superior, issuer = excluded.issuer, \
               abbreviation = excluded.abbreviation, drafter = excluded.drafter, place = excluded.place, \
               authority = excluded.authority, position = excluded.position, signer = excluded.signer";
    let values = params![
        unit,
        tx.locality(),
        &head.superior,
        &head.issuer,
        &head.abbreviation,
        &head.drafter,
        &head.place,
        &head.authority,
        &head.position,
        &head.signer
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

//! The table of decisions: `disclosure`.

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::document::register::store::list::pattern;
use crate::library::{Disclosure, Wanted, Word};

fn disclosure(row: &Row) -> Result<Disclosure, DbError> {
    let word = Word::with_key(&row.text("word")?).ok_or_else(|| DbError::Column {
        column: "word",
        problem: "not one of its words".to_owned(),
    })?;
    Ok(Disclosure {
        document: row.id("document_id")?,
        unit: row.id("unit_id")?,
        word,
        reason: row.text("reason")?,
        turn: row.int("turn")?,
        decided_by: row.id("decided_by")?,
        decided_at: row.moment("decided_at")?,
    })
}

/// What was decided about a document; `None`: nothing yet.
///
/// # Errors
/// See [`DbError`].
pub async fn of_document(tx: &mut Tx, document: Id) -> Result<Option<Disclosure>, DbError> {
    let sql = "SELECT document_id, unit_id, word, reason, turn, decided_by, decided_at FROM disclosure \
               WHERE +locality_id = $1 AND document_id = $2";
    let row = tx.row(sql, params![tx.locality(), document]).await?;
    row.as_ref().map(disclosure).transpose()
}

/// What a document is listed and found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed<'a> {
    /// Key of its kind.
    pub kind: &'a str,
    /// Its day.
    pub dated_on: Date,
    /// Number, kind, issuer and summary, folded.
    pub folded: &'a str,
}

/// Keeps a decision in place of the one before, which the log keeps; who and when are those of the unit of work.
///
/// # Errors
/// See [`DbError`].
pub async fn set(tx: &mut Tx, one: &Disclosure, listed: Listed<'_>) -> Result<(), DbError> {
    let sql = "INSERT INTO disclosure (document_id, locality_id, unit_id, word, reason, kind, dated_on, folded, turn, decided_by, \
               decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
               ON CONFLICT (document_id) DO UPDATE SET word = $4, reason = $5, kind = $6, dated_on = $7, folded = $8, turn = $9, \
               decided_by = $10, decided_at = $11";
    let values = params![
        one.document,
        tx.locality(),
        one.unit,
        one.word.key(),
        &one.reason,
        listed.kind,
        listed.dated_on,
        listed.folded,
        one.turn,
        one.decided_by,
        one.decided_at
    ];
    tx.execute(sql, values).await.map(drop)
}

/// Documents that the public reads on the site of a unit, the latest first, behind so many: what it issued and what others
/// sent it, both when who issued it made it public.
///
/// # Errors
/// See [`DbError`].
pub async fn listed(
    tx: &mut Tx,
    unit: Id,
    wanted: &Wanted,
    skip: i64,
    most: i64,
) -> Result<Vec<Id>, DbError> {
    let words = &wanted.words;
    let values = params![
        tx.locality(),
        unit,
        &wanted.kind,
        wanted.days.0,
        wanted.days.1,
        pattern(words.first()),
        pattern(words.get(1)),
        pattern(words.get(2)),
        pattern(words.get(3)),
        most,
        skip
    ];
    let sql = "SELECT d.document_id, d.dated_on FROM disclosure d \
               WHERE +d.locality_id = $1 AND d.unit_id = $2 AND d.word = 'public' AND ($3 = '' OR d.kind = $3) \
               AND d.dated_on BETWEEN $4 AND $5 AND d.folded LIKE $6 ESCAPE '!' AND d.folded LIKE $7 ESCAPE '!' \
               AND d.folded LIKE $8 ESCAPE '!' AND d.folded LIKE $9 ESCAPE '!' \
               UNION SELECT d.document_id, d.dated_on FROM document_receipt r JOIN disclosure d ON d.document_id = r.document_id \
               WHERE r.locality_id = $1 AND r.unit_id = $2 AND d.word = 'public' AND ($3 = '' OR d.kind = $3) \
               AND d.dated_on BETWEEN $4 AND $5 AND d.folded LIKE $6 ESCAPE '!' AND d.folded LIKE $7 ESCAPE '!' \
               AND d.folded LIKE $8 ESCAPE '!' AND d.folded LIKE $9 ESCAPE '!' \
               ORDER BY dated_on DESC, document_id DESC LIMIT $10 OFFSET $11";
    let rows = tx.planned_rows(sql, values).await?;
    rows.iter().map(|row| row.id("document_id")).collect()
}

/// What was decided about a document, as the site of a unit may tell it: one that the unit issued, or that went to it.
///
/// # Errors
/// See [`DbError`].
pub async fn at(tx: &mut Tx, unit: Id, document: Id) -> Result<Option<Disclosure>, DbError> {
    let sql = "SELECT d.document_id, d.unit_id, d.word, d.reason, d.turn, d.decided_by, d.decided_at FROM disclosure d \
               WHERE d.document_id = $3 AND +d.locality_id = $1 AND (d.unit_id = $2 OR EXISTS (SELECT 1 FROM document_receipt r \
               WHERE r.locality_id = $1 AND r.document_id = d.document_id AND r.unit_id = $2))";
    let row = tx.row(sql, params![tx.locality(), unit, document]).await?;
    row.as_ref().map(disclosure).transpose()
}

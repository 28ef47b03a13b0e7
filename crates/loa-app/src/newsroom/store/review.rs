//! Articles that somebody should look at again.

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

/// An article whose day has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Identity.
    pub id: Id,
    /// Whose it is.
    pub unit: Id,
    /// Title of what the public reads.
    pub title: String,
    /// The day.
    pub review_on: Date,
    /// Who wrote what the public reads.
    pub written_by: Id,
    /// Counts changes.
    pub turn: i64,
}

fn due(row: &Row) -> Result<Due, DbError> {
    Ok(Due {
        id: row.id("id")?,
        unit: row.id("unit_id")?,
        title: row.text("title")?,
        review_on: row.date("review_on")?,
        written_by: row.id("written_by")?,
        turn: row.int("turn")?,
    })
}

/// Articles of some units that the public reads, nobody works on, and whose day has come; the longest due first.
///
/// # Errors
/// See [`DbError`].
pub async fn of_units(tx: &mut Tx, units: &[Id], most: i64) -> Result<Vec<Due>, DbError> {
    let sql = "SELECT a.id, a.unit_id, v.title, a.review_on, v.written_by, a.turn FROM article a \
               JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.public_revision \
               WHERE a.locality_id = $1 AND a.review_on <= $3 AND a.state = 'published' AND +a.unit_id IN LIST($2) \
               ORDER BY a.review_on, a.id LIMIT $4";
    let values = params![tx.locality(), tx.list(units.iter().copied()), tx.today(), most];
    let rows = tx.planned_rows(sql, values).await?;
    rows.iter().map(due).collect()
}

/// The same of the whole locality behind one article, in the order of identities.
///
/// # Errors
/// See [`DbError`].
pub async fn behind(tx: &mut Tx, last: Id, most: i64) -> Result<Vec<Due>, DbError> {
    let sql = "SELECT a.id, a.unit_id, v.title, a.review_on, v.written_by, a.turn FROM article a \
               JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.public_revision \
               WHERE a.locality_id = $1 AND a.review_on <= $3 AND a.state = 'published' AND +a.id > $2 ORDER BY a.id LIMIT $4";
    let rows = tx
        .rows(sql, params![tx.locality(), last, tx.today(), most])
        .await?;
    rows.iter().map(due).collect()
}

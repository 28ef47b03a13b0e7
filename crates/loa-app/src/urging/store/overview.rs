//! Counts for the leader's page, and links to it.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::urging::overview::Count;

/// Days that part what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First and last due day that count.
    pub span: (Date, Date),
    /// Due by then: late.
    pub late_until: Date,
    /// Due by then: late for five working days or more.
    pub overdue_until: Date,
    /// Due by then: near.
    pub near_until: Date,
}

/// Duties of some units in a span of days, counted by order and unit.
///
/// # Errors
/// See [`DbError`].
pub async fn counts(
    tx: &mut Tx,
    units: impl IntoIterator<Item = Id>,
    days: Days,
) -> Result<Vec<Count>, DbError> {
    let sql = "SELECT position, number, title, unit_id, COUNT(*) AS every, \
               SUM(CASE WHEN state = 'met' THEN 1 ELSE 0 END) AS met, \
               SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END) AS waiting, \
               SUM(CASE WHEN state IN ('open', 'returned') AND due_on <= $4 THEN 1 ELSE 0 END) AS late, \
               SUM(CASE WHEN state IN ('open', 'returned') AND due_on <= $5 THEN 1 ELSE 0 END) AS overdue, \
               SUM(CASE WHEN state IN ('open', 'returned') AND due_on > $4 AND due_on <= $6 THEN 1 ELSE 0 END) AS near, \
               MIN(CASE WHEN state IN ('open', 'returned') AND due_on <= $4 THEN due_on END) AS oldest \
               FROM duty WHERE locality_id = $1 AND unit_id IN LIST($7) AND due_on >= $2 AND due_on <= $3 \
               AND state <> 'cancelled' \
               GROUP BY position, number, title, unit_id";
    let (first, last) = days.span;
    let values = params![
        tx.locality(),
        first,
        last,
        days.late_until,
        days.overdue_until,
        days.near_until,
        tx.list(units)
    ];
    let rows = tx.planned_rows(sql, values).await?;
    let count = |row: &Row| {
        Ok(Count {
            position: row.int("position")?,
            number: row.text("number")?,
            title: row.text("title")?,
            unit: row.id("unit_id")?,
            all: row.int("every")?,
            met: row.int("met")?,
            waiting: row.int("waiting")?,
            late: row.int("late")?,
            overdue: row.int("overdue")?,
            near: row.int("near")?,
            oldest: row.date_or_null("oldest")?,
        })
    };
    rows.iter().map(count).collect()
}

/// A link to the leader's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Identity.
    pub id: Id,
    /// Whose duties it shows, with those below.
    pub unit: Id,
    /// Whose locality.
    pub locality: Id,
    /// Who made it.
    pub by: String,
    /// When.
    pub made_at: Timestamp,
    /// Until when it opens.
    pub expires_at: Timestamp,
    /// It was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
    /// How often it was opened.
    pub opened: i64,
}

/// Writes a link.
///
/// # Errors
/// See [`DbError`].
pub async fn insert(tx: &mut Tx, id: Id, unit: Id, hash: &str, expires_at: Timestamp) -> Result<(), DbError> {
    let sql = "INSERT INTO overview_link (id, locality_id, unit_id, token_hash, made_by, made_at, expires_at, opened) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, 0)";
    let values = params![id, tx.locality(), unit, hash, tx.person(), tx.now(), expires_at];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Links of the locality, the newest first.
///
/// # Errors
/// See [`DbError`].
pub async fn links(tx: &mut Tx, most: i64) -> Result<Vec<Link>, DbError> {
    let sql = "SELECT l.id, l.unit_id, l.locality_id, p.full_name, l.made_at, l.expires_at, l.withdrawn_at, l.opened \
               FROM overview_link l JOIN person p ON p.id = l.made_by WHERE l.locality_id = $1 ORDER BY l.id DESC LIMIT $2";
    let rows = tx.rows(sql, params![tx.locality(), most]).await?;
    rows.iter().map(link).collect()
}

/// A link by its secret, in whatever locality.
///
/// # Errors
/// See [`DbError`].
pub async fn by_hash(tx: &mut Tx, hash: &str) -> Result<Option<Link>, DbError> {
    let sql = "SELECT l.id, l.unit_id, l.locality_id, p.full_name, l.made_at, l.expires_at, l.withdrawn_at, l.opened \
               FROM overview_link l JOIN person p ON p.id = l.made_by WHERE l.token_hash = $1";
    tx.row(sql, params![hash]).await?.as_ref().map(link).transpose()
}

fn link(row: &Row) -> Result<Link, DbError> {
    Ok(Link {
        id: row.id("id")?,
        unit: row.id("unit_id")?,
        locality: row.id("locality_id")?,
        by: row.text("full_name")?,
        made_at: row.moment("made_at")?,
        expires_at: row.moment("expires_at")?,
        withdrawn_at: row.moment_or_null("withdrawn_at")?,
        opened: row.int("opened")?,
    })
}

/// Counts that a link was opened.
///
/// # Errors
/// See [`DbError`].
pub async fn note_opened(tx: &mut Tx, id: Id) -> Result<(), DbError> {
    let sql =
        "UPDATE overview_link SET opened = opened + 1, opened_at = $3 WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![tx.locality(), id, tx.now()]).await?;
    Ok(())
}

/// Withdraws a link.
///
/// # Errors
/// See [`DbError`].
pub async fn withdraw(tx: &mut Tx, id: Id) -> Result<(), DbError> {
    let sql = "UPDATE overview_link SET withdrawn_at = $3 WHERE locality_id = $1 AND id = $2 AND withdrawn_at IS NULL";
    tx.execute(sql, params![tx.locality(), id, tx.now()]).await?;
    Ok(())
}

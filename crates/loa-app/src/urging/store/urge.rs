//! Letters of urging: which units have something overdue, what was sent to them, how that went.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::document::register::padded;
use crate::urging::Line;
use crate::urging::store::lines;

/// What a unit owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owing {
    /// The unit.
    pub unit: Id,
    /// Overdue duties, without those that have more time.
    pub late: i64,
    /// The earliest last day among them.
    pub oldest: Date,
}

/// Which of some units have duties that ended in law by a day and have no extension in force; the most overdue first.
///
/// # Errors
/// See [`DbError`].
pub async fn owing(tx: &mut Tx, units: &[Id], late_until: Date) -> Result<Vec<Owing>, DbError> {
    let sql = "SELECT unit_id, COUNT(*) AS late, MIN(due_on) AS oldest FROM duty \
               WHERE locality_id = $1 AND unit_id IN LIST($4) AND due_on <= $2 AND state IN ('open', 'returned') \
               AND id NOT IN (SELECT id FROM duty WHERE locality_id = $1 AND extended_to >= $3 AND extended_to IS NOT NULL) \
               GROUP BY unit_id ORDER BY late DESC, oldest, unit_id";
    let units = tx.list(units.iter().copied());
    let rows = tx
        .planned_rows(sql, params![tx.locality(), late_until, tx.today(), units])
        .await?;
    let found = |row: &Row| {
        Ok(Owing {
            unit: row.id("unit_id")?,
            late: row.int("late")?,
            oldest: row.date("oldest")?,
        })
    };
    rows.iter().map(found).collect()
}

/// Overdue duties of some units that have more time: they are late all the same, and nobody is urged.
///
/// # Errors
/// See [`DbError`].
pub async fn extended(tx: &mut Tx, units: &[Id], late_until: Date) -> Result<i64, DbError> {
    let units = tx.list(units.iter().copied());
    let sql = "SELECT COUNT(*) AS all_of_them FROM duty \
               WHERE locality_id = $1 AND unit_id IN LIST($4) AND due_on <= $2 \
               AND state IN ('open', 'returned') AND extended_to >= $3 AND extended_to IS NOT NULL";
    let rows = tx
        .planned_rows(sql, params![tx.locality(), late_until, tx.today(), units])
        .await?;
    rows.first().map_or(Ok(0), |row| row.int("all_of_them"))
}

/// The overdue duties of a unit, earliest first.
///
/// # Errors
/// See [`DbError`].
pub async fn late_lines(tx: &mut Tx, unit: Id, late_until: Date) -> Result<Vec<Line>, DbError> {
    let sql = "SELECT id, number, title, period, due_on, extended_to, state, unit_id, 'own' AS part FROM duty \
               WHERE locality_id = $1 AND unit_id = $4 AND due_on <= $2 AND state IN ('open', 'returned') \
               AND (extended_to IS NULL OR extended_to < $3) ORDER BY due_on, position, id";
    let rows = tx
        .rows(sql, params![tx.locality(), late_until, tx.today(), unit])
        .await?;
    lines(tx, &rows).await
}

/// A letter to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUrge<'a> {
    /// The unit.
    pub unit: Id,
    /// It goes by mail; otherwise a person told the unit in another way.
    pub by_mail: bool,
    /// The letter.
    pub letter: &'a str,
    /// The short text.
    pub short: &'a str,
    /// What it is about.
    pub duties: &'a [Id],
    /// The công văn that it is.
    pub official: Option<Id>,
}

/// Writes a letter; gives its identity.
///
/// # Errors
/// See [`DbError`].
pub async fn insert(tx: &mut Tx, new: &NewUrge<'_>) -> Result<Id, DbError> {
    let (id, locality) = (tx.new_id(), tx.locality());
    let way = match (new.official, new.by_mail) {
        (Some(_), _) => "official",
        (None, true) => "mail",
        (None, false) => "other",
    };
    let count = i64::try_from(new.duties.len()).unwrap_or(i64::MAX);
    let values = params![
        id,
        locality,
        new.unit,
        tx.person(),
        tx.now(),
        tx.today(),
        way,
        new.letter,
        new.short,
        count,
        new.official
    ];
    let sql = "INSERT INTO urge (id, locality_id, unit_id, person_id, at, on_day, way, letter, short, duties, \
               official_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    tx.execute(sql, values).await?;
    let rows = new
        .duties
        .iter()
        .map(|duty| params![locality, id, *duty])
        .collect();
    tx.insert("urge_duty (locality_id, urge_id, duty_id)", rows)
        .await?;
    Ok(id)
}

/// Ties a message to its letter.
///
/// # Errors
/// See [`DbError`].
pub async fn add_message(tx: &mut Tx, urge: Id, message: Id) -> Result<(), DbError> {
    let sql = "INSERT INTO urge_message (locality_id, urge_id, message_id) VALUES ($1, $2, $3)";
    tx.execute(sql, params![tx.locality(), urge, message]).await?;
    Ok(())
}

/// A letter that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urge {
    /// Identity.
    pub id: Id,
    /// The unit.
    pub unit: Id,
    /// Who sent it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The day.
    pub on_day: Date,
    /// It went by mail.
    pub by_mail: bool,
    /// The letter.
    pub letter: String,
    /// The short text.
    pub short: String,
    /// Duties that it is about, and how many of them are still open.
    pub duties: (i64, i64),
    /// The công văn: identity, number and symbol.
    pub official: Option<(Id, String)>,
    /// Messages: taken, waiting, given up.
    pub messages: (i64, i64, i64),
}

fn urge(row: &Row) -> Result<Urge, DbError> {
    Ok(Urge {
        id: row.id("id")?,
        unit: row.id("unit_id")?,
        by: row.text("full_name")?,
        at: row.moment("at")?,
        on_day: row.date("on_day")?,
        by_mail: row.text("way")? == "mail",
        letter: row.text("letter")?,
        short: row.text("short")?,
        duties: (row.int("duties")?, row.int("still_open")?),
        official: match (
            row.id_or_null("official_id")?,
            row.int_or_null("number")?,
            row.text_or_null("symbol")?,
        ) {
            (Some(id), Some(number), Some(symbol)) => Some((id, format!("{}/{symbol}", padded(number)))),
            _ => None,
        },
        messages: (row.int("sent")?, row.int("waiting")?, row.int("failed")?),
    })
}

/// Letters before one (the highest identity for the newest), the newest first; of one unit or of all.
///
/// # Errors
/// See [`DbError`].
pub async fn before(tx: &mut Tx, unit: Option<Id>, before: Id, most: i64) -> Result<Vec<Urge>, DbError> {
    let sql = "SELECT u.id, u.unit_id, p.full_name, u.at, u.on_day, u.way, u.letter, u.short, u.duties, \
               u.official_id, o.number, o.symbol, \
               (SELECT COUNT(*) FROM urge_duty t JOIN duty d ON d.id = t.duty_id \
                WHERE t.urge_id = u.id AND d.state IN ('open', 'returned')) AS still_open, \
               (SELECT COUNT(*) FROM urge_message t JOIN message m ON m.id = t.message_id \
                WHERE t.urge_id = u.id AND m.state = 'sent') AS sent, \
               (SELECT COUNT(*) FROM urge_message t JOIN message m ON m.id = t.message_id \
                WHERE t.urge_id = u.id AND m.state = 'waiting') AS waiting, \
               (SELECT COUNT(*) FROM urge_message t JOIN message m ON m.id = t.message_id \
                WHERE t.urge_id = u.id AND m.state = 'failed') AS failed \
               FROM urge u JOIN person p ON p.id = u.person_id LEFT JOIN official_document o ON o.id = u.official_id \
               WHERE u.locality_id = $1 AND u.id < $2 AND ($3 = 0 OR u.unit_id = $3) ORDER BY u.id DESC LIMIT $4";
    let values = params![tx.locality(), before, unit.unwrap_or(Id(0)), most];
    let rows = tx.rows(sql, values).await?;
    rows.iter().map(urge).collect()
}

/// One letter.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Urge>, DbError> {
    let found = before(tx, None, Id(id.0.saturating_add(1)), 1).await?;
    Ok(found.into_iter().find(|urge| urge.id == id))
}

/// The day on which each of some units was urged the last time, by a letter.
///
/// # Errors
/// See [`DbError`].
pub async fn last_days(
    tx: &mut Tx,
    units: impl IntoIterator<Item = Id>,
) -> Result<HashMap<Id, Date>, DbError> {
    let sql = "SELECT unit_id, MAX(on_day) AS last FROM urge WHERE locality_id = $1 AND unit_id IN LIST($2) GROUP BY unit_id";
    let values = params![tx.locality(), tx.list(units)];
    let rows = tx.rows(sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.id("unit_id")?, row.date("last")?)))
        .collect()
}

/// On how many days since one a unit was urged, and whether today.
///
/// # Errors
/// See [`DbError`].
pub async fn days_since(tx: &mut Tx, unit: Id, since: Date) -> Result<(i64, bool), DbError> {
    let sql = "SELECT COUNT(DISTINCT on_day) AS days, MAX(on_day) AS last FROM urge \
               WHERE locality_id = $1 AND unit_id = $2 AND on_day >= $3";
    let row = tx.row(sql, params![tx.locality(), unit, since]).await?;
    let Some(row) = row else { return Ok((0, false)) };
    Ok((row.int("days")?, row.date_or_null("last")? == Some(tx.today())))
}

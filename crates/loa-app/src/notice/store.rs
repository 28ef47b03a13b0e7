//! The tables of notices: `notice`, `notice_revision`.

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;
use loa_vietnamese::fold::fold;

use crate::notice::{Matter, Notice, Revision, State, Written};

fn wrong(column: &'static str) -> DbError {
    DbError::Column {
        column,
        problem: "not one of its words".to_owned(),
    }
}

fn notice(row: &Row) -> Result<Notice, DbError> {
    Ok(Notice {
        id: row.id("id")?,
        unit: row.id("unit_id")?,
        slug: row.text("slug")?,
        written: Written {
            matter: Matter::numbered(row.int("matter")?).ok_or_else(|| wrong("matter"))?,
            title: row.text("title")?,
            source: row.text("source")?,
            decided_on: row.date("decided_on")?,
            posted_from: row.date("posted_from")?,
            posted_until: row.date_or_null("posted_until")?,
            places: row.text("places")?,
            loud_days: row.int_or_null("loud_days")?,
            file: row.id_or_null("file_id")?,
            duty: row.id_or_null("duty_id")?,
        },
        body: row.text("body")?,
        state: State::with_key(&row.text("state")?).ok_or_else(|| wrong("state"))?,
        activity: row.id_or_null("activity_id")?,
        posted_at: row.moment_or_null("posted_at")?,
        withdrawn_at: row.moment_or_null("withdrawn_at")?,
        reason: row.text("reason")?,
        turn: row.int("turn")?,
        written_by: row.id("written_by")?,
    })
}

/// A notice of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Notice>, DbError> {
    let sql = "SELECT id, unit_id, slug, matter, title, source, body, decided_on, posted_from, posted_until, places, loud_days, file_id, \
               duty_id, activity_id, state, posted_at, withdrawn_at, reason, turn, written_by \
               FROM notice WHERE +locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(notice).transpose()
}

/// The notice of a unit at an address, in whatever state.
///
/// # Errors
/// See [`DbError`].
pub async fn by_slug(tx: &mut Tx, unit: Id, slug: &str) -> Result<Option<Notice>, DbError> {
    let sql = "SELECT id, unit_id, slug, matter, title, source, body, decided_on, posted_from, posted_until, places, loud_days, file_id, \
               duty_id, activity_id, state, posted_at, withdrawn_at, reason, turn, written_by \
               FROM notice WHERE +locality_id = $1 AND unit_id = $2 AND slug = $3";
    let row = tx.row(sql, params![tx.locality(), unit, slug]).await?;
    row.as_ref().map(notice).transpose()
}

/// Holds a notice until the unit of work ends.
///
/// # Errors
/// See [`DbError`].
pub async fn hold(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "UPDATE notice SET turn = turn + 1 WHERE +locality_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![tx.locality(), id]).await? == 1)
}

/// What a notice is found by.
fn folded(one: &Notice) -> String {
    fold(&[one.written.title.as_str(), one.written.matter.label()].join("\n"))
}

/// Writes a new notice.
///
/// # Errors
/// [`DbError::Duplicate`] when the unit has one at this address.
pub async fn insert(tx: &mut Tx, one: &Notice) -> Result<(), DbError> {
    let written = &one.written;
    let row = params![
        one.id,
        tx.locality(),
        one.unit,
        &one.slug,
        written.matter.number(),
        &written.title,
        &written.source,
        &one.body,
        folded(one),
        written.decided_on,
        written.posted_from,
        written.posted_until,
        &written.places,
        written.loud_days,
        written.file,
        written.duty,
        one.state.key(),
        &one.reason,
        one.turn,
        one.written_by,
        tx.now()
    ];
    tx.insert(
        "notice (id, locality_id, unit_id, slug, matter, title, source, body, folded, decided_on, posted_from, posted_until, places, loud_days, file_id, duty_id, state, reason, turn, written_by, written_at)",
        vec![row],
    )
    .await
}

/// Writes a notice that is held as it stands now.
///
/// # Errors
/// See [`DbError`].
pub async fn change(tx: &mut Tx, one: &Notice) -> Result<(), DbError> {
    let written = &one.written;
    let values = params![
        tx.locality(),
        one.id,
        &one.slug,
        written.matter.number(),
        &written.title,
        &written.source,
        &one.body,
        folded(one),
        written.decided_on,
        written.posted_from,
        written.posted_until,
        &written.places,
        written.loud_days,
        written.file,
        written.duty,
        one.activity,
        one.state.key(),
        one.posted_at,
        one.withdrawn_at,
        &one.reason,
        one.written_by
    ];
    let sql = "UPDATE notice SET slug = $3, matter = $4, title = $5, source = $6, body = $7, folded = $8, decided_on = $9, \
               posted_from = $10, posted_until = $11, places = $12, loud_days = $13, file_id = $14, duty_id = $15, activity_id = $16, \
               state = $17, posted_at = $18, withdrawn_at = $19, reason = $20, written_by = $21 \
               WHERE +locality_id = $1 AND id = $2";
    tx.execute(sql, values).await.map(drop)
}

/// Keeps what a notice that is held says until it is put right now.
///
/// # Errors
/// See [`DbError`].
pub async fn keep_revision(tx: &mut Tx, one: &Notice, reason: &str) -> Result<(), DbError> {
    let written = &one.written;
    let values = params![
        one.id,
        tx.locality(),
        &written.title,
        &written.source,
        &written.places,
        written.file,
        reason,
        tx.person(),
        tx.now()
    ];
    let sql = "INSERT INTO notice_revision (notice_id, ordinal, locality_id, title, source, places, file_id, reason, corrected_by, \
               corrected_at) \
               SELECT $1, COUNT(*) + 1, $2, $3, $4, $5, $6, $7, $8, $9 FROM notice_revision WHERE notice_id = $1 AND +locality_id = $2";
    tx.execute(sql, values).await.map(drop)
}

/// What a notice said before it was put right, each time, the first one first.
///
/// # Errors
/// See [`DbError`].
pub async fn revisions(tx: &mut Tx, id: Id) -> Result<Vec<Revision>, DbError> {
    let sql = "SELECT title, source, places, file_id, reason, corrected_by, corrected_at \
               FROM notice_revision WHERE +locality_id = $1 AND notice_id = $2 ORDER BY ordinal";
    let rows = tx.rows(sql, params![tx.locality(), id]).await?;
    rows.iter()
        .map(|row| {
            Ok(Revision {
                title: row.text("title")?,
                source: row.text("source")?,
                places: row.text("places")?,
                file: row.id_or_null("file_id")?,
                reason: row.text("reason")?,
                by: row.id("corrected_by")?,
                at: row.moment("corrected_at")?,
            })
        })
        .collect()
}

/// Units beyond which the list is read by age, not unit by unit.
const FEW_UNITS: usize = 8;

/// Notices of some units before one, the latest first.
///
/// # Errors
/// See [`DbError`].
pub async fn latest(tx: &mut Tx, units: &[Id], before: Id, most: i64) -> Result<Vec<Notice>, DbError> {
    // Few units have few notices, which are sorted; of many the latest are found among all.
    let sql = if units.len() <= FEW_UNITS {
        "SELECT id, unit_id, slug, matter, title, source, body, decided_on, posted_from, posted_until, places, loud_days, file_id, duty_id, \
         activity_id, state, posted_at, withdrawn_at, reason, turn, written_by \
         FROM notice WHERE locality_id = $1 AND unit_id IN LIST($2) AND id < $3 ORDER BY +id DESC LIMIT $4"
    } else {
        "SELECT id, unit_id, slug, matter, title, source, body, decided_on, posted_from, posted_until, places, loud_days, file_id, duty_id, \
         activity_id, state, posted_at, withdrawn_at, reason, turn, written_by \
         FROM notice WHERE locality_id = $1 AND +unit_id IN LIST($2) AND id < $3 ORDER BY id DESC LIMIT $4"
    };
    let units = tx.list(units.iter().copied());
    let rows = tx
        .planned_rows(sql, params![tx.locality(), units, before, most])
        .await?;
    rows.iter().map(notice).collect()
}

/// What hangs on the board of a unit on a day, the latest first.
///
/// # Errors
/// See [`DbError`].
pub async fn up(tx: &mut Tx, unit: Id, day: Date, most: i64) -> Result<Vec<Notice>, DbError> {
    let sql = "SELECT id, unit_id, slug, matter, title, source, body, decided_on, posted_from, posted_until, places, loud_days, file_id, \
               duty_id, activity_id, state, posted_at, withdrawn_at, reason, turn, written_by \
               FROM notice WHERE +locality_id = $1 AND unit_id = $2 AND state = 'posted' AND posted_from <= $3 \
               AND (posted_until IS NULL OR posted_until >= $3) ORDER BY posted_from DESC, id DESC LIMIT $4";
    let rows = tx
        .planned_rows(sql, params![tx.locality(), unit, day, most])
        .await?;
    rows.iter().map(notice).collect()
}

/// What hung there before a day and does not any more, the latest first, behind so many.
///
/// # Errors
/// See [`DbError`].
pub async fn past(tx: &mut Tx, unit: Id, day: Date, skip: i64, most: i64) -> Result<Vec<Notice>, DbError> {
    let sql = "SELECT id, unit_id, slug, matter, title, source, body, decided_on, posted_from, posted_until, places, loud_days, file_id, \
               duty_id, activity_id, state, posted_at, withdrawn_at, reason, turn, written_by \
               FROM notice WHERE +locality_id = $1 AND unit_id = $2 AND state = 'posted' AND posted_until < $3 \
               ORDER BY posted_from DESC, id DESC LIMIT $4 OFFSET $5";
    let rows = tx
        .planned_rows(sql, params![tx.locality(), unit, day, most, skip])
        .await?;
    rows.iter().map(notice).collect()
}

/// What a unit put on its board between two days, in that order, also what was withdrawn since (PUB-03).
///
/// # Errors
/// See [`DbError`].
pub async fn between(tx: &mut Tx, unit: Id, days: (Date, Date), most: i64) -> Result<Vec<Notice>, DbError> {
    let sql = "SELECT id, unit_id, slug, matter, title, source, body, decided_on, posted_from, posted_until, places, loud_days, file_id, \
               duty_id, activity_id, state, posted_at, withdrawn_at, reason, turn, written_by \
               FROM notice WHERE +locality_id = $1 AND unit_id = $2 AND state IN ('posted', 'withdrawn') \
               AND posted_from BETWEEN $3 AND $4 ORDER BY posted_from, id LIMIT $5";
    let rows = tx
        .planned_rows(sql, params![tx.locality(), unit, days.0, days.1, most])
        .await?;
    rows.iter().map(notice).collect()
}

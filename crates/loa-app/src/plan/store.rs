//! The tables `plan` and `plan_version`.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::plan::document::Piece;
use crate::plan::{Head, Note, State};

pub mod assignment;
pub mod item;

pub mod recall;

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Identity.
    pub id: Id,
    /// First year that it is for.
    pub year: i64,
    /// Type and subject.
    pub title: String,
    /// "18/KH-UBND"
    pub number: String,
    /// Who issues it.
    pub issuer: String,
    /// Day of issue.
    pub issued_on: Option<Date>,
    /// The plan of the year before that it was copied from.
    pub copied_from: Option<Id>,
}

/// A version without its long texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Identity.
    pub id: Id,
    /// The plan.
    pub plan: Id,
    /// From 1.
    pub ordinal: i64,
    /// The file, where it was kept.
    pub file: Option<Id>,
    /// Name of the file, or how the version came to be.
    pub file_name: String,
    /// State.
    pub state: State,
    /// The head.
    pub head: Head,
    /// When it came.
    pub created_at: Timestamp,
    /// Who brought it.
    pub created_by: Option<Id>,
    /// When it was adopted.
    pub adopted_at: Option<Timestamp>,
    /// Who adopted it.
    pub adopted_by: Option<Id>,
}

/// A version as it is first written.
pub struct NewVersion<'a> {
    /// The plan.
    pub plan: Id,
    /// The file, where it was kept.
    pub file: Option<Id>,
    /// Name of the file, or how the version came to be.
    pub file_name: &'a str,
    /// What tells the document from others.
    pub digest: &'a str,
    /// Running text.
    pub source: &'a str,
    /// Lines and tables.
    pub pieces: &'a [Piece],
    /// The head.
    pub head: &'a Head,
    /// What the reader has to tell.
    pub notes: &'a [Note],
}

fn json<T: DeserializeOwned>(row: &Row, column: &'static str) -> Result<T, DbError> {
    from_json(&row.text(column)?, column)
}

fn from_json<T: DeserializeOwned>(text: &str, column: &'static str) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Column {
        column,
        problem: error.to_string(),
    })
}

fn to_json(value: &impl Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Column {
        column: "json",
        problem: error.to_string(),
    })
}

/// Writes a new plan; gives its identity.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_plan(tx: &mut Tx, head: &Head, copied_from: Option<Id>) -> Result<Id, DbError> {
    let id = tx.new_id();
    let values = params![
        id,
        tx.locality(),
        year_of(head, tx.today()),
        &head.title,
        &head.number,
        &head.issuer,
        head.issued_on(),
        copied_from,
        tx.person(),
        tx.now()
    ];
    tx.execute(
        "INSERT INTO plan (id, locality_id, year, title, number, issuer, issued_on, copied_from, created_by, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values,
    )
    .await?;
    Ok(id)
}

/// The year under which a plan is listed: its first one, else the current one.
pub fn year_of(head: &Head, today: Date) -> i64 {
    let year = head.frame().map_or(today.year(), |frame| frame.first.year());
    i64::from(year)
}

/// Brings what lists show of a plan to the head of one of its versions.
///
/// # Errors
/// See [`DbError`].
pub async fn name_plan(tx: &mut Tx, plan: Id, head: &Head) -> Result<(), DbError> {
    let values = params![
        tx.locality(),
        plan,
        year_of(head, tx.today()),
        &head.title,
        &head.number,
        &head.issuer,
        head.issued_on()
    ];
    tx.execute(
        "UPDATE plan SET year = $3, title = $4, number = $5, issuer = $6, issued_on = $7 \
         WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

fn plan_of(row: &Row) -> Result<Plan, DbError> {
    Ok(Plan {
        id: row.id("id")?,
        year: row.int("year")?,
        title: row.text("title")?,
        number: row.text("number")?,
        issuer: row.text("issuer")?,
        issued_on: row.date_or_null("issued_on")?,
        copied_from: row.id_or_null("copied_from")?,
    })
}

/// All plans, the newest year first.
///
/// # Errors
/// See [`DbError`].
pub async fn plans(tx: &mut Tx) -> Result<Vec<Plan>, DbError> {
    let rows = tx
        .rows(
            "SELECT id, year, title, number, issuer, issued_on, copied_from FROM plan WHERE locality_id = $1 \
             ORDER BY year DESC, id DESC",
            params![tx.locality()],
        )
        .await?;
    rows.iter().map(plan_of).collect()
}

/// One plan.
///
/// # Errors
/// See [`DbError`].
pub async fn plan(tx: &mut Tx, id: Id) -> Result<Option<Plan>, DbError> {
    let row = tx
        .row(
            "SELECT id, year, title, number, issuer, issued_on, copied_from FROM plan \
             WHERE locality_id = $1 AND id = $2",
            params![tx.locality(), id],
        )
        .await?;
    row.as_ref().map(plan_of).transpose()
}

/// Holds a plan until the end of the unit of work: who adopts at the same time waits.
///
/// # Errors
/// See [`DbError`].
pub async fn hold_plan(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let values = params![tx.locality(), id];
    let held = tx
        .execute(
            "UPDATE plan SET year = year WHERE locality_id = $1 AND id = $2",
            values,
        )
        .await?;
    Ok(held > 0)
}

/// Writes a new draft with the next ordinal of its plan.
///
/// # Errors
/// See [`DbError`]; [`DbError::Duplicate`] when the same document is being looked over already.
pub async fn insert_version(tx: &mut Tx, new: &NewVersion<'_>) -> Result<Id, DbError> {
    let id = tx.new_id();
    let values = params![
        id,
        tx.locality(),
        new.plan,
        new.file,
        new.file_name,
        new.digest,
        State::Draft.key(),
        new.source,
        to_json(&new.pieces)?,
        to_json(new.head)?,
        to_json(&new.notes)?,
        tx.person(),
        tx.now()
    ];
    tx.execute(
        "INSERT INTO plan_version (id, locality_id, plan_id, ordinal, file_id, file_name, digest, state, source, \
         layout, head, notices, created_by, created_at) \
         SELECT $1, $2, $3, COALESCE(MAX(ordinal), 0) + 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 \
         FROM plan_version WHERE locality_id = $2 AND plan_id = $3",
        values,
    )
    .await?;
    Ok(id)
}

fn version_of(row: &Row) -> Result<Version, DbError> {
    Ok(Version {
        id: row.id("id")?,
        plan: row.id("plan_id")?,
        ordinal: row.int("ordinal")?,
        file: row.id_or_null("file_id")?,
        file_name: row.text("file_name")?,
        state: State::with_key(&row.text("state")?).unwrap_or(State::Dropped),
        head: json(row, "head")?,
        created_at: row.moment("created_at")?,
        created_by: row.id_or_null("created_by")?,
        adopted_at: row.moment_or_null("adopted_at")?,
        adopted_by: row.id_or_null("adopted_by")?,
    })
}

/// Versions of all plans (`plan` 0) or of one, oldest first.
///
/// # Errors
/// See [`DbError`].
pub async fn versions(tx: &mut Tx, plan: Id) -> Result<Vec<Version>, DbError> {
    let rows = tx
        .rows(
            "SELECT id, plan_id, ordinal, file_id, file_name, state, head, created_at, created_by, adopted_at, adopted_by \
             FROM plan_version WHERE locality_id = $1 AND ($2 = 0 OR plan_id = $2) ORDER BY plan_id, ordinal",
            params![tx.locality(), plan],
        )
        .await?;
    rows.iter().map(version_of).collect()
}

/// The plan in which a document is being looked over.
///
/// # Errors
/// See [`DbError`].
pub async fn draft_with_digest(tx: &mut Tx, digest: &str) -> Result<Option<Id>, DbError> {
    let row = tx
        .row(
            "SELECT plan_id FROM plan_version WHERE locality_id = $1 AND digest = $2",
            params![tx.locality(), digest],
        )
        .await?;
    row.map(|row| row.id("plan_id")).transpose()
}

/// The long texts of a version: running text, lines and tables, what the reader has to tell.
///
/// # Errors
/// See [`DbError`].
pub async fn texts(tx: &mut Tx, version: Id) -> Result<Option<(String, Vec<Piece>, Vec<Note>)>, DbError> {
    let row = tx
        .row(
            "SELECT source, layout, notices FROM plan_version WHERE locality_id = $1 AND id = $2",
            params![tx.locality(), version],
        )
        .await?;
    row.map(|row| Ok((row.text("source")?, json(&row, "layout")?, json(&row, "notices")?)))
        .transpose()
}

/// Holds a draft until the end of the unit of work; `false` when it is no draft any more.
///
/// # Errors
/// See [`DbError`].
pub async fn hold_draft(tx: &mut Tx, version: Id) -> Result<bool, DbError> {
    let values = params![tx.locality(), version];
    let held = tx
        .execute(
            "UPDATE plan_version SET state = state WHERE locality_id = $1 AND id = $2 AND state = 'draft'",
            values,
        )
        .await?;
    Ok(held > 0)
}

/// Writes the head of a version.
///
/// # Errors
/// See [`DbError`].
pub async fn set_head(tx: &mut Tx, version: Id, head: &Head) -> Result<(), DbError> {
    let values = params![tx.locality(), version, to_json(head)?];
    tx.execute(
        "UPDATE plan_version SET head = $3 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// Puts a draft in force, in place of the version that was; `false` when it is no draft any more.
///
/// # Errors
/// See [`DbError`].
pub async fn put_in_force(tx: &mut Tx, plan: Id, version: Id) -> Result<bool, DbError> {
    let values = params![tx.locality(), version, tx.person(), tx.now()];
    let changed = tx
        .execute(
            "UPDATE plan_version SET state = 'adopted', digest = NULL, adopted_by = $3, adopted_at = $4 \
             WHERE locality_id = $1 AND id = $2 AND state = 'draft'",
            values,
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let values = params![tx.locality(), plan, version];
    tx.execute(
        "UPDATE plan_version SET state = 'replaced' \
         WHERE locality_id = $1 AND plan_id = $2 AND id <> $3 AND state = 'adopted'",
        values,
    )
    .await?;
    Ok(true)
}

/// Gives a draft up; `false` when it is no draft any more.
///
/// # Errors
/// See [`DbError`].
pub async fn drop_draft(tx: &mut Tx, version: Id) -> Result<bool, DbError> {
    let values = params![tx.locality(), version];
    let changed = tx
        .execute(
            "UPDATE plan_version SET state = 'dropped', digest = NULL \
             WHERE locality_id = $1 AND id = $2 AND state = 'draft'",
            values,
        )
        .await?;
    Ok(changed > 0)
}

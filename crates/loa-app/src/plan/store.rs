//! The tables of plans: `plan`, `plan_version`, `plan_item`, `assignment`.

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
use crate::plan::{Head, Note, Sheet, State};

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

/// One order of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Identity.
    pub id: Id,
    /// The version.
    pub version: Id,
    /// Order in lists.
    pub position: i64,
    /// As it was read; `None` when a person added it.
    pub original: Option<Sheet>,
    /// As persons left it.
    pub sheet: Sheet,
    /// Taken out by a person.
    pub removed: bool,
    /// Who changed it last.
    pub changed_by: Option<Id>,
    /// When.
    pub changed_at: Option<Timestamp>,
}

impl Item {
    /// Microseconds of the last change, 0 when there was none: whoever saves must have seen it.
    pub fn stamp(&self) -> i64 {
        self.changed_at.map_or(0, Timestamp::as_microsecond)
    }

    /// A person changed what was read, or added it.
    pub fn is_corrected(&self) -> bool {
        self.original.as_ref() != Some(&self.sheet)
    }
}

/// What an adopted plan orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Identity; duties name it as their origin.
    pub id: Id,
    /// The plan.
    pub plan: Id,
    /// The order in the version in force.
    pub item: Id,
    /// Order in lists.
    pub position: i64,
    /// First day on which it can be done.
    pub begins_on: Option<Date>,
    /// The order.
    pub sheet: Sheet,
}

fn json<T: DeserializeOwned>(row: &Row, column: &'static str) -> Result<T, DbError> {
    serde_json::from_str(&row.text(column)?).map_err(|error| DbError::Column {
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

/// An order as it is first written: as it was read (`None`: a person added it), and as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    /// As it was read.
    pub original: Option<Sheet>,
    /// As it stands.
    pub sheet: Sheet,
}

/// Writes the orders of a version from a position on.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_items(
    tx: &mut Tx,
    version: Id,
    first: i64,
    items: &[NewItem],
) -> Result<Vec<Id>, DbError> {
    let (locality, person, now) = (tx.locality(), tx.person(), tx.now());
    let mut ids = Vec::with_capacity(items.len());
    let mut rows = Vec::with_capacity(items.len());
    for (position, item) in (first..).zip(items) {
        let id = tx.new_id();
        let is_changed = item.original.as_ref() != Some(&item.sheet);
        rows.push(params![
            id,
            locality,
            version,
            position,
            item.original.as_ref().map(to_json).transpose()?,
            to_json(&item.sheet)?,
            false,
            person.filter(|_| is_changed),
            Some(now).filter(|_| is_changed)
        ]);
        ids.push(id);
    }
    tx.insert(
        "plan_item (id, locality_id, version_id, position, original, current, removed, changed_by, changed_at)",
        rows,
    )
    .await?;
    Ok(ids)
}

fn item_of(row: &Row) -> Result<Item, DbError> {
    let original = row.text_or_null("original")?;
    let original = original
        .map(|text| {
            serde_json::from_str(&text).map_err(|error| DbError::Column {
                column: "original",
                problem: error.to_string(),
            })
        })
        .transpose()?;
    Ok(Item {
        id: row.id("id")?,
        version: row.id("version_id")?,
        position: row.int("position")?,
        original,
        sheet: json(row, "current")?,
        removed: row.bool("removed")?,
        changed_by: row.id_or_null("changed_by")?,
        changed_at: row.moment_or_null("changed_at")?,
    })
}

/// The orders of a version in their order, removed ones among them.
///
/// # Errors
/// See [`DbError`].
pub async fn items(tx: &mut Tx, version: Id) -> Result<Vec<Item>, DbError> {
    let rows = tx
        .rows(
            "SELECT id, version_id, position, original, current, removed, changed_by, changed_at FROM plan_item \
             WHERE locality_id = $1 AND version_id = $2 ORDER BY position, id",
            params![tx.locality(), version],
        )
        .await?;
    rows.iter().map(item_of).collect()
}

/// One order.
///
/// # Errors
/// See [`DbError`].
pub async fn item(tx: &mut Tx, id: Id) -> Result<Option<Item>, DbError> {
    let row = tx
        .row(
            "SELECT id, version_id, position, original, current, removed, changed_by, changed_at FROM plan_item \
             WHERE locality_id = $1 AND id = $2",
            params![tx.locality(), id],
        )
        .await?;
    row.as_ref().map(item_of).transpose()
}

/// Writes what a person left of an order, with who and when.
///
/// # Errors
/// See [`DbError`].
pub async fn update_item(tx: &mut Tx, item: &Item) -> Result<(), DbError> {
    let values = params![
        tx.locality(),
        item.id,
        to_json(&item.sheet)?,
        item.removed,
        tx.person(),
        tx.now()
    ];
    tx.execute(
        "UPDATE plan_item SET current = $3, removed = $4, changed_by = $5, changed_at = $6 \
         WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// What a plan orders now, in the order of the plan; of all plans for `plan` 0.
///
/// # Errors
/// See [`DbError`].
pub async fn assignments(tx: &mut Tx, plan: Id) -> Result<Vec<Assignment>, DbError> {
    let rows = tx
        .rows(
            "SELECT a.id, a.plan_id, a.item_id, a.position, a.begins_on, i.current \
             FROM assignment a JOIN plan_item i ON i.id = a.item_id \
             WHERE a.locality_id = $1 AND ($2 = 0 OR a.plan_id = $2) AND a.ended_at IS NULL \
             ORDER BY a.plan_id, a.position, a.id",
            params![tx.locality(), plan],
        )
        .await?;
    let assignment = |row: &Row| {
        Ok(Assignment {
            id: row.id("id")?,
            plan: row.id("plan_id")?,
            item: row.id("item_id")?,
            position: row.int("position")?,
            begins_on: row.date_or_null("begins_on")?,
            sheet: json(row, "current")?,
        })
    };
    rows.iter().map(assignment).collect()
}

/// Writes new assignments.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_assignments(tx: &mut Tx, new: &[Assignment]) -> Result<(), DbError> {
    let locality = tx.locality();
    let row = |one: &Assignment| {
        params![
            one.id,
            locality,
            one.plan,
            one.item,
            one.position,
            &one.sheet.number,
            &one.sheet.title,
            one.sheet.when.as_ref().map_or("", |when| when.norm.as_str()),
            one.begins_on,
            Option::<Timestamp>::None
        ]
    };
    tx.insert(
        "assignment (id, locality_id, plan_id, item_id, position, number, title, schedule, begins_on, ended_at)",
        new.iter().map(row).collect(),
    )
    .await
}

/// Brings an assignment to the order of another version.
///
/// # Errors
/// See [`DbError`].
pub async fn update_assignment(tx: &mut Tx, one: &Assignment) -> Result<(), DbError> {
    let values = params![
        tx.locality(),
        one.id,
        one.item,
        one.position,
        &one.sheet.number,
        &one.sheet.title,
        one.sheet.when.as_ref().map_or("", |when| when.norm.as_str())
    ];
    tx.execute(
        "UPDATE assignment SET item_id = $3, position = $4, number = $5, title = $6, schedule = $7 \
         WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// Ends an assignment that no version orders any more.
///
/// # Errors
/// See [`DbError`].
pub async fn end_assignment(tx: &mut Tx, id: Id) -> Result<(), DbError> {
    let values = params![tx.locality(), id, tx.now()];
    tx.execute(
        "UPDATE assignment SET ended_at = $3 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

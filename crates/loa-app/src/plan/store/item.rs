//! The table `plan_item`: the orders of a version, as they were read and as persons left them.

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::plan::Sheet;
use crate::plan::store::{from_json, json, to_json};

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
pub async fn insert(tx: &mut Tx, version: Id, first: i64, items: &[NewItem]) -> Result<Vec<Id>, DbError> {
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
    let original = original.map(|text| from_json(&text, "original")).transpose()?;
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
pub async fn of_version(tx: &mut Tx, version: Id) -> Result<Vec<Item>, DbError> {
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
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Item>, DbError> {
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
pub async fn update(tx: &mut Tx, item: &Item) -> Result<(), DbError> {
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

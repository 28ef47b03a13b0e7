//! The table `assignment`: what plans in force order.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::plan::Sheet;
use crate::plan::store::json;

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

/// What a plan orders now, in the order of the plan; of all plans for `plan` 0.
///
/// # Errors
/// See [`DbError`].
pub async fn of_plan(tx: &mut Tx, plan: Id) -> Result<Vec<Assignment>, DbError> {
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
pub async fn insert(tx: &mut Tx, new: &[Assignment]) -> Result<(), DbError> {
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
pub async fn update(tx: &mut Tx, one: &Assignment) -> Result<(), DbError> {
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
pub async fn end(tx: &mut Tx, id: Id) -> Result<(), DbError> {
    let values = params![tx.locality(), id, tx.now()];
    tx.execute(
        "UPDATE assignment SET ended_at = $3 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

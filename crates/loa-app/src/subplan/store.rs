//! The tables `subplan_call`, `subplan`, `subplan_edition`, `subplan_remark`, `subplan_cover`.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::subplan::Timing;
use crate::subplan::progress::{Progress, State};

pub mod edition;

/// A call for sub-plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Identity.
    pub id: Id,
    /// The plan in force.
    pub plan: Id,
    /// Its number: "18/KH-UBND"; may be empty.
    pub number: String,
    /// Its title; may be empty.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// The year that it is for.
    pub year: i64,
    /// The order that asks for sub-plans, where one does.
    pub order: Option<Id>,
    /// Last day, as called for.
    pub due_on: Date,
    /// What else it says.
    pub words: String,
    /// When.
    pub created_at: Timestamp,
}

impl Call {
    /// "Kế hoạch số 18/KH-UBND", or the title, or the year.
    pub fn plan_name(&self) -> String {
        match (self.number.as_str(), self.title.as_str()) {
            ("", "") => format!("Kế hoạch năm {}", self.year),
            ("", title) => title.to_owned(),
            (number, _) => format!("Kế hoạch số {number}"),
        }
    }
}

/// A call to be.
pub struct NewCall<'a> {
    /// The plan.
    pub plan: Id,
    /// The order that asks for sub-plans.
    pub order: Option<Id>,
    /// Last day.
    pub due_on: Date,
    /// What else it says.
    pub words: &'a str,
    /// What tells the request from others.
    pub key: &'a str,
}

/// A sub-plan without its editions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subplan {
    /// Identity.
    pub id: Id,
    /// The call.
    pub call: Id,
    /// The plan above.
    pub plan: Id,
    /// Whose it is.
    pub unit: Id,
    /// How far it is.
    pub progress: Progress,
    /// When the first edition came, against the due day.
    pub timing: Timing,
    /// The day on which it came.
    pub first_filed_on: Option<Date>,
    /// Orders of the plan above that were not found in the last edition.
    pub left_out: i64,
}

/// Writes a call; gives its identity.
///
/// # Errors
/// [`DbError::Duplicate`] when the same request did it already.
pub async fn insert_call(tx: &mut Tx, new: &NewCall<'_>) -> Result<Id, DbError> {
    let id = tx.new_id();
    let row = params![
        id,
        tx.locality(),
        new.plan,
        new.order,
        new.due_on,
        new.words,
        new.key,
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "subplan_call (id, locality_id, plan_id, order_id, due_on, words, request_key, created_by, created_at)",
        vec![row],
    )
    .await?;
    Ok(id)
}

/// The call that a request made.
///
/// # Errors
/// See [`DbError`].
pub async fn call_by_request(tx: &mut Tx, key: &str) -> Result<Option<Id>, DbError> {
    let sql = "SELECT id FROM subplan_call WHERE locality_id = $1 AND request_key = $2";
    let row = tx.row(sql, params![tx.locality(), key]).await?;
    row.map(|row| row.id("id")).transpose()
}

fn call_of(row: &Row) -> Result<Call, DbError> {
    Ok(Call {
        id: row.id("id")?,
        plan: row.id("plan_id")?,
        number: row.text("number")?,
        title: row.text("title")?,
        issuer: row.text("issuer")?,
        year: row.int("year")?,
        order: row.id_or_null("order_id")?,
        due_on: row.date("due_on")?,
        words: row.text("words")?,
        created_at: row.moment("created_at")?,
    })
}

/// All calls, the newest first.
///
/// # Errors
/// See [`DbError`].
pub async fn calls(tx: &mut Tx) -> Result<Vec<Call>, DbError> {
    let sql = "SELECT c.id, c.plan_id, p.number, p.title, p.issuer, p.year, c.order_id, c.due_on, c.words, c.created_at \
               FROM subplan_call c JOIN plan p ON p.id = c.plan_id WHERE c.locality_id = $1 ORDER BY c.id DESC";
    let rows = tx.rows(sql, params![tx.locality()]).await?;
    rows.iter().map(call_of).collect()
}

/// One call.
///
/// # Errors
/// See [`DbError`].
pub async fn call(tx: &mut Tx, id: Id) -> Result<Option<Call>, DbError> {
    let sql = "SELECT c.id, c.plan_id, p.number, p.title, p.issuer, p.year, c.order_id, c.due_on, c.words, c.created_at \
               FROM subplan_call c JOIN plan p ON p.id = c.plan_id WHERE c.locality_id = $1 AND c.id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(call_of).transpose()
}

/// Calls some units for a sub-plan; gives the identities in their order.
///
/// # Errors
/// [`DbError::Duplicate`] when one of them is called for this plan already.
pub async fn insert(tx: &mut Tx, call: Id, plan: Id, units: &[Id]) -> Result<Vec<Id>, DbError> {
    let ids: Vec<Id> = units.iter().map(|_| tx.new_id()).collect();
    let locality = tx.locality();
    let row = |(id, unit): (&Id, &Id)| {
        params![
            *id,
            locality,
            call,
            plan,
            *unit,
            State::Called.key(),
            Timing::Missing.key(),
            Option::<Date>::None,
            0_i64,
            Option::<i64>::None,
            0_i64
        ]
    };
    tx.insert(
        "subplan (id, locality_id, call_id, plan_id, unit_id, state, timing, first_filed_on, latest, in_force, left_out)",
        ids.iter().zip(units).map(row).collect(),
    )
    .await?;
    Ok(ids)
}

fn wrong(column: &'static str) -> DbError {
    DbError::Column {
        column,
        problem: "not one of its words".to_owned(),
    }
}

fn subplan_of(row: &Row) -> Result<Subplan, DbError> {
    Ok(Subplan {
        id: row.id("id")?,
        call: row.id("call_id")?,
        plan: row.id("plan_id")?,
        unit: row.id("unit_id")?,
        progress: Progress {
            state: State::with_key(&row.text("state")?).ok_or_else(|| wrong("state"))?,
            latest: row.int("latest")?,
            in_force: row.int_or_null("in_force")?,
        },
        timing: Timing::with_key(&row.text("timing")?).ok_or_else(|| wrong("timing"))?,
        first_filed_on: row.date_or_null("first_filed_on")?,
        left_out: row.int("left_out")?,
    })
}

/// One sub-plan.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Subplan>, DbError> {
    let sql = "SELECT id, call_id, plan_id, unit_id, state, timing, first_filed_on, latest, in_force, left_out \
               FROM subplan WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(subplan_of).transpose()
}

/// Holds a sub-plan until the unit of work ends; says whether it is there.
///
/// # Errors
/// See [`DbError`].
pub async fn hold(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "UPDATE subplan SET state = state WHERE locality_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![tx.locality(), id]).await? == 1)
}

/// Every sub-plan of a call.
///
/// # Errors
/// See [`DbError`].
pub async fn of_call(tx: &mut Tx, call: Id) -> Result<Vec<Subplan>, DbError> {
    let sql = "SELECT id, call_id, plan_id, unit_id, state, timing, first_filed_on, latest, in_force, left_out \
               FROM subplan WHERE call_id = $2 AND +locality_id = $1";
    let rows = tx.rows(sql, params![tx.locality(), call]).await?;
    rows.iter().map(subplan_of).collect()
}

/// The sub-plans of some units, the newest first.
///
/// # Errors
/// See [`DbError`].
pub async fn of_units(tx: &mut Tx, units: &[Id]) -> Result<Vec<Subplan>, DbError> {
    let sql = "SELECT id, call_id, plan_id, unit_id, state, timing, first_filed_on, latest, in_force, left_out \
               FROM subplan WHERE locality_id = $1 AND unit_id IN LIST($2) ORDER BY id DESC";
    let units = tx.list(units.iter().copied());
    let rows = tx.rows(sql, params![tx.locality(), units]).await?;
    rows.iter().map(subplan_of).collect()
}

/// The units that are called for a plan.
///
/// # Errors
/// See [`DbError`].
pub async fn called(tx: &mut Tx, plan: Id) -> Result<Vec<Id>, DbError> {
    let sql = "SELECT unit_id FROM subplan WHERE plan_id = $2 AND +locality_id = $1";
    let rows = tx.rows(sql, params![tx.locality(), plan]).await?;
    rows.iter().map(|row| row.id("unit_id")).collect()
}

/// Call and unit of every sub-plan that did not come yet.
///
/// # Errors
/// See [`DbError`].
pub async fn missing(tx: &mut Tx) -> Result<Vec<(Id, Id)>, DbError> {
    let sql =
        "SELECT call_id, unit_id FROM subplan WHERE locality_id = $1 AND timing = 'missing' ORDER BY call_id";
    let rows = tx.rows(sql, params![tx.locality()]).await?;
    rows.iter()
        .map(|row| Ok((row.id("call_id")?, row.id("unit_id")?)))
        .collect()
}

/// Keeps how far a sub-plan is.
///
/// # Errors
/// See [`DbError`].
pub async fn keep(tx: &mut Tx, one: &Subplan) -> Result<(), DbError> {
    let values = params![
        tx.locality(),
        one.id,
        one.progress.state.key(),
        one.timing.key(),
        one.first_filed_on,
        one.progress.latest,
        one.progress.in_force,
        one.left_out
    ];
    tx.execute(
        "UPDATE subplan SET state = $3, timing = $4, first_filed_on = $5, latest = $6, in_force = $7, left_out = $8 \
         WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

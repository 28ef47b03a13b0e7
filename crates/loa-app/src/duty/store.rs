//! The tables of duties: `duty`, `proof`, `extension`.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::duty::{Duty, DutyRole, Given, NewDuty, ProofState, State};

pub mod board;
pub mod extension;
pub mod proof;

pub(crate) fn unknown(column: &'static str) -> DbError {
    DbError::Column {
        column,
        problem: "not one of its words".to_owned(),
    }
}

pub(crate) fn duty(row: &Row) -> Result<Duty, DbError> {
    let over = row.text_or_null("approval_set")?;
    Ok(Duty {
        id: row.id("id")?,
        origin: row.id("origin")?,
        number: row.text("number")?,
        title: row.text("title")?,
        position: row.int("position")?,
        unit: row.id("unit_id")?,
        role: DutyRole::with_key(&row.text("role")?).ok_or_else(|| unknown("role"))?,
        period: row.text("period")?,
        opens_on: row.date("opens_on")?,
        due_on: row.date("due_on")?,
        extended_to: row.date_or_null("extended_to")?,
        needs_approval: match over.as_deref() {
            Some(set) => set == "yes",
            None => row.bool("needs_approval")?,
        },
        wanted: row.int("wanted")?,
        recorded: row.int("recorded")?,
        state: State::with_key(&row.text("state")?).ok_or_else(|| unknown("state"))?,
        met_on: row.date_or_null("met_on")?,
        revision: row.int("revision")?,
    })
}

fn duties(rows: &[Row]) -> Result<Vec<Duty>, DbError> {
    rows.iter().map(duty).collect()
}

/// A duty of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Duty>, DbError> {
    let sql = "SELECT id, origin, number, title, position, unit_id, role, period, opens_on, due_on, extended_to, \
               needs_approval, approval_set, wanted, recorded, state, met_on, revision \
               FROM duty WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(duty).transpose()
}

/// Some duties of the locality, by their identities. The plus keeps SQLite from going by the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn by_ids(tx: &mut Tx, ids: impl IntoIterator<Item = Id>) -> Result<HashMap<Id, Duty>, DbError> {
    let sql = "SELECT id, origin, number, title, position, unit_id, role, period, opens_on, due_on, extended_to, \
               needs_approval, approval_set, wanted, recorded, state, met_on, revision \
               FROM duty WHERE id IN LIST($2) AND +locality_id = $1";
    let values = params![tx.locality(), tx.list(ids)];
    let found = duties(&tx.rows(sql, values).await?)?;
    Ok(found.into_iter().map(|duty| (duty.id, duty)).collect())
}

/// Holds a duty until the unit of work ends, so that two people settle it one after the other.
///
/// # Errors
/// See [`DbError`].
pub async fn hold(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "UPDATE duty SET state = state WHERE locality_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![tx.locality(), id]).await? == 1)
}

/// All duties of one origin, cancelled ones too.
///
/// # Errors
/// See [`DbError`].
pub async fn of_origin(tx: &mut Tx, origin: Id) -> Result<Vec<Duty>, DbError> {
    let sql = "SELECT id, origin, number, title, position, unit_id, role, period, opens_on, due_on, extended_to, \
               needs_approval, NULL AS approval_set, wanted, recorded, state, met_on, revision \
               FROM duty WHERE origin = $2 AND +locality_id = $1";
    duties(&tx.rows(sql, params![tx.locality(), origin]).await?)
}

/// A duty of each of some origins that have one, cancelled ones too.
///
/// # Errors
/// See [`DbError`].
pub async fn of_origins(
    tx: &mut Tx,
    origins: impl IntoIterator<Item = Id>,
) -> Result<HashMap<Id, Duty>, DbError> {
    let sql = "SELECT id, origin, number, title, position, unit_id, role, period, opens_on, due_on, extended_to, \
               needs_approval, NULL AS approval_set, wanted, recorded, state, met_on, revision \
               FROM duty WHERE origin IN LIST($2) AND +locality_id = $1";
    let values = params![tx.locality(), tx.list(origins)];
    let found = duties(&tx.rows(sql, values).await?)?;
    Ok(found.into_iter().map(|duty| (duty.origin, duty)).collect())
}

/// Writes new duties.
///
/// # Errors
/// [`DbError::Duplicate`] when one is there already.
pub async fn insert(tx: &mut Tx, new: &[&NewDuty]) -> Result<(), DbError> {
    let locality = tx.locality();
    let rows = new
        .iter()
        .map(|duty| {
            params![
                tx.new_id(),
                locality,
                duty.origin,
                &duty.number,
                &duty.title,
                duty.position,
                duty.unit,
                duty.role.key(),
                &duty.period,
                duty.opens_on,
                duty.due_on,
                duty.needs_approval,
                duty.wanted.max(1),
                0_i64,
                State::Open.key(),
                0_i64
            ]
        })
        .collect();
    tx.insert(
        "duty (id, locality_id, origin, number, title, position, unit_id, role, period, opens_on, due_on, needs_approval, wanted, recorded, state, revision)",
        rows,
    )
    .await
}

/// Brings a duty to what an order says now.
///
/// # Errors
/// See [`DbError`].
pub async fn change(tx: &mut Tx, id: Id, wanted: &NewDuty) -> Result<(), DbError> {
    let values = params![
        tx.locality(),
        id,
        &wanted.number,
        &wanted.title,
        wanted.position,
        wanted.due_on,
        wanted.needs_approval,
        wanted.wanted.max(1)
    ];
    tx.execute(
        "UPDATE duty SET number = $3, title = $4, position = $5, due_on = $6, needs_approval = $7, wanted = $8, \
         revision = revision + 1 \
         WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// Cancels a duty unless it was proven in the meantime; says whether it did.
///
/// # Errors
/// See [`DbError`].
pub async fn cancel(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "UPDATE duty SET state = 'cancelled', met_on = NULL, revision = revision + 1 \
               WHERE locality_id = $1 AND id = $2 AND state IN ('open', 'returned')";
    Ok(tx.execute(sql, params![tx.locality(), id]).await? == 1)
}

/// Keeps where its proofs brought a duty.
///
/// # Errors
/// See [`DbError`].
pub async fn settle(
    tx: &mut Tx,
    id: Id,
    state: State,
    met_on: Option<Date>,
    recorded: i64,
) -> Result<(), DbError> {
    let values = params![tx.locality(), id, state.key(), met_on, recorded];
    tx.execute(
        "UPDATE duty SET state = $3, met_on = $4, recorded = $5, revision = revision + 1 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// What the proofs of a duty say, in the order in which they were given.
///
/// # Errors
/// See [`DbError`].
pub async fn given(tx: &mut Tx, duty: Id) -> Result<Vec<Given>, DbError> {
    let sql = "SELECT proof.state, activity.happened_on \
               FROM proof JOIN activity ON activity.id = proof.activity_id \
               WHERE proof.locality_id = $1 AND proof.duty_id = $2 ORDER BY proof.given_at, proof.id";
    let rows = tx.rows(sql, params![tx.locality(), duty]).await?;
    rows.iter()
        .map(|row| {
            Ok(Given {
                state: ProofState::with_key(&row.text("state")?).ok_or_else(|| unknown("state"))?,
                happened_on: row.date("happened_on")?,
            })
        })
        .collect()
}

/// Unit and day of an activity of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn activity(tx: &mut Tx, id: Id) -> Result<Option<(Id, Date)>, DbError> {
    let sql = "SELECT unit_id, happened_on FROM activity WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.map(|row| Ok((row.id("unit_id")?, row.date("happened_on")?)))
        .transpose()
}

/// Notes that an activity proves a duty. One that was returned is given once more; one that counts or waits stays.
///
/// # Errors
/// See [`DbError`].
pub async fn give(tx: &mut Tx, duty: Id, activity: Id, state: ProofState) -> Result<(), DbError> {
    let values = params![tx.new_id(), tx.locality(), duty, activity, state.key(), tx.now()];
    tx.execute(
        "INSERT INTO proof (id, locality_id, duty_id, activity_id, unit_id, state, given_at) \
         SELECT $1, $2, duty.id, $4, duty.unit_id, $5, $6 FROM duty WHERE duty.locality_id = $2 AND duty.id = $3 \
         ON CONFLICT (duty_id, activity_id) DO UPDATE SET state = EXCLUDED.state, given_at = EXCLUDED.given_at, \
         checked_by = NULL, checked_at = NULL WHERE proof.state = 'returned'",
        values,
    )
    .await?;
    Ok(())
}

/// Takes a proof back that nobody accepted; says whether there was one.
///
/// # Errors
/// See [`DbError`].
pub async fn take_back(tx: &mut Tx, duty: Id, activity: Id) -> Result<bool, DbError> {
    let sql = "DELETE FROM proof WHERE locality_id = $1 AND duty_id = $2 AND activity_id = $3 \
               AND (checked_at IS NULL OR state = 'returned')";
    Ok(tx.execute(sql, params![tx.locality(), duty, activity]).await? > 0)
}

/// A moment as it is kept, or 0 for none: what a page saw of a proof.
pub fn seen(moment: Option<Timestamp>) -> i64 {
    moment.map_or(0, Timestamp::as_microsecond)
}

/// Duties due from the first to the last day, of every unit; earliest first.
///
/// # Errors
/// See [`DbError`].
pub async fn due_between(tx: &mut Tx, first: Date, last: Date) -> Result<Vec<Duty>, DbError> {
    let sql = "SELECT id, origin, number, title, position, unit_id, role, period, opens_on, due_on, extended_to, \
               needs_approval, approval_set, wanted, recorded, state, met_on, revision \
               FROM duty WHERE locality_id = $1 AND due_on >= $2 AND due_on <= $3 ORDER BY due_on, position, id";
    duties(&tx.rows(sql, params![tx.locality(), first, last]).await?)
}

/// Duties of a unit due from the first to the last day, without cancelled ones; earliest first.
///
/// # Errors
/// See [`DbError`].
pub async fn of_unit(tx: &mut Tx, unit: Id, first: Date, last: Date) -> Result<Vec<Duty>, DbError> {
    let sql = "SELECT id, origin, number, title, position, unit_id, role, period, opens_on, due_on, extended_to, \
               needs_approval, approval_set, wanted, recorded, state, met_on, revision \
               FROM duty WHERE locality_id = $1 AND unit_id = $2 AND due_on >= $3 AND due_on <= $4 \
               AND state <> 'cancelled' ORDER BY due_on, position, id";
    duties(&tx.rows(sql, params![tx.locality(), unit, first, last]).await?)
}

/// Duties of a unit that are not done although they have opened by a day, however old; earliest first.
///
/// # Errors
/// See [`DbError`].
pub async fn owed(tx: &mut Tx, unit: Id, opened_by: Date) -> Result<Vec<Duty>, DbError> {
    let sql = "SELECT id, origin, number, title, position, unit_id, role, period, opens_on, due_on, extended_to, \
               needs_approval, approval_set, wanted, recorded, state, met_on, revision \
               FROM duty WHERE locality_id = $1 AND unit_id = $2 AND opens_on <= $3 \
               AND state IN ('open', 'returned', 'waiting') ORDER BY due_on, position, id";
    duties(&tx.rows(sql, params![tx.locality(), unit, opened_by]).await?)
}

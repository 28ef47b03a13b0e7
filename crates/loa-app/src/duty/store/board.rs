//! What the board counts, and the lists behind its numbers.

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::duty::{Horizon, Standing, State};

/// Duties of one unit and one origin that stand the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The unit.
    pub unit: Id,
    /// What orders them.
    pub origin: Id,
    /// How they stand.
    pub standing: Standing,
    /// How many.
    pub count: i64,
    /// The earliest due day among them.
    pub first_due: Date,
    /// One of them.
    pub sample: Id,
}

/// Counts of what is due from the first to the last day, by unit, origin and standing.
///
/// # Errors
/// See [`DbError`].
pub async fn counts(tx: &mut Tx, first: Date, last: Date, horizon: &Horizon) -> Result<Vec<Count>, DbError> {
    let values = params![tx.locality(), first, last, horizon.late_until, horizon.near_until];
    let rows = tx
        .rows(
            "SELECT unit_id, origin, \
             CASE WHEN state <> 'open' THEN state WHEN due_on <= $4 THEN 'late' WHEN due_on <= $5 THEN 'near' \
             ELSE 'ahead' END AS stands, COUNT(*) AS total, MIN(due_on) AS first_due, MIN(id) AS sample \
             FROM duty WHERE locality_id = $1 AND due_on >= $2 AND due_on <= $3 AND state <> 'cancelled' \
             GROUP BY unit_id, origin, stands",
            values,
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Count {
                unit: row.id("unit_id")?,
                origin: row.id("origin")?,
                standing: match row.text("stands")?.as_str() {
                    "late" => Standing::Late,
                    "near" => Standing::Near,
                    "ahead" => Standing::Ahead,
                    "waiting" => Standing::Waiting,
                    "returned" => Standing::Returned,
                    "met" => Standing::Met,
                    _ => Standing::NotOrdered,
                },
                count: row.int("total")?,
                first_due: row.date("first_due")?,
                sample: row.id("sample")?,
            })
        })
        .collect()
}

/// Where a duty is, without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The duty.
    pub id: Id,
    /// Its unit.
    pub unit: Id,
    /// What orders it.
    pub origin: Id,
    /// Its due day.
    pub due_on: Date,
    /// What is kept about it.
    pub state: State,
}

/// Which duties a list shows; `None` is all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// First due day.
    pub first: Date,
    /// Last due day.
    pub last: Date,
    /// What is kept about them.
    pub state: Option<State>,
    /// Their unit.
    pub unit: Option<Id>,
    /// What orders them.
    pub origin: Option<Id>,
}

/// The duties of a list, earliest first, `most` of them after `skip`; cancelled ones only when asked for.
///
/// # Errors
/// See [`DbError`].
pub async fn marks(tx: &mut Tx, wanted: &Wanted, skip: i64, most: i64) -> Result<Vec<Mark>, DbError> {
    let values = params![
        tx.locality(),
        wanted.first,
        wanted.last,
        wanted.state.map_or("", State::key),
        wanted.unit.unwrap_or_default(),
        wanted.origin.unwrap_or_default(),
        most,
        skip
    ];
    let rows = tx
        .rows(
            "SELECT id, unit_id, origin, due_on, state FROM duty \
             WHERE locality_id = $1 AND due_on >= $2 AND due_on <= $3 \
             AND (state = $4 OR ($4 = '' AND state <> 'cancelled')) \
             AND ($5 = 0 OR unit_id = $5) AND ($6 = 0 OR origin = $6) ORDER BY due_on, id LIMIT $7 OFFSET $8",
            values,
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Mark {
                id: row.id("id")?,
                unit: row.id("unit_id")?,
                origin: row.id("origin")?,
                due_on: row.date("due_on")?,
                state: State::with_key(&row.text("state")?).ok_or_else(|| super::unknown("state"))?,
            })
        })
        .collect()
}

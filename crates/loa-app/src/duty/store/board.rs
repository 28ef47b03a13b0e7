//! What the board counts, and the lists behind its numbers.

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;
use loa_db::value::Value;

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

/// Counts of what units owe from the first to the last day, by unit, origin and standing.
///
/// # Errors
/// See [`DbError`].
pub async fn counts(
    tx: &mut Tx,
    units: &[Id],
    days: (Date, Date),
    horizon: &Horizon,
) -> Result<Vec<Count>, DbError> {
    let values = spanned(tx, units, days, horizon);
    let rows = tx
        .planned_rows(
            "SELECT unit_id, origin, \
             CASE WHEN state <> 'open' THEN state WHEN due_on <= $4 THEN 'late' WHEN due_on <= $5 THEN 'near' \
             ELSE 'ahead' END AS stands, COUNT(*) AS total, MIN(due_on) AS first_due, MIN(id) AS sample \
             FROM duty WHERE locality_id = $1 AND unit_id IN LIST($6) AND due_on >= $2 AND due_on <= $3 \
             AND state <> 'cancelled' GROUP BY unit_id, origin, stands",
            values,
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Count {
                unit: row.id("unit_id")?,
                origin: row.id("origin")?,
                standing: standing(row)?,
                count: row.int("total")?,
                first_due: row.date("first_due")?,
                sample: row.id("sample")?,
            })
        })
        .collect()
}

/// What both ways of counting ask with.
fn spanned(tx: &Tx, units: &[Id], (first, last): (Date, Date), horizon: &Horizon) -> Vec<Value> {
    params![
        tx.locality(),
        first,
        last,
        horizon.late_until,
        horizon.near_until,
        tx.list(units.iter().copied())
    ]
}

fn standing(row: &Row) -> Result<Standing, DbError> {
    Ok(match row.text("stands")?.as_str() {
        "late" => Standing::Late,
        "near" => Standing::Near,
        "ahead" => Standing::Ahead,
        "waiting" => Standing::Waiting,
        "returned" => Standing::Returned,
        "met" => Standing::Met,
        _ => Standing::NotOrdered,
    })
}

/// Duties of one origin that are due on one day and stand the same, of however many units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCount {
    /// The day.
    pub due_on: Date,
    /// What orders them.
    pub origin: Id,
    /// How they stand.
    pub standing: Standing,
    /// How many.
    pub count: i64,
    /// One of them.
    pub sample: Id,
}

/// Counts of what units owe from the first to the last day, by day, origin and standing.
///
/// # Errors
/// See [`DbError`].
pub async fn day_counts(
    tx: &mut Tx,
    units: &[Id],
    days: (Date, Date),
    horizon: &Horizon,
) -> Result<Vec<DayCount>, DbError> {
    let values = spanned(tx, units, days, horizon);
    let rows = tx
        .planned_rows(
            "SELECT due_on, origin, \
             CASE WHEN state <> 'open' THEN state WHEN due_on <= $4 THEN 'late' WHEN due_on <= $5 THEN 'near' \
             ELSE 'ahead' END AS stands, COUNT(*) AS total, MIN(id) AS sample \
             FROM duty WHERE locality_id = $1 AND unit_id IN LIST($6) AND due_on >= $2 AND due_on <= $3 \
             AND state <> 'cancelled' GROUP BY due_on, origin, stands",
            values,
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(DayCount {
                due_on: row.date("due_on")?,
                origin: row.id("origin")?,
                standing: standing(row)?,
                count: row.int("total")?,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// First due day.
    pub first: Date,
    /// Last due day.
    pub last: Date,
    /// What is kept about them.
    pub state: Option<State>,
    /// Their units; `None`: every unit that there ever was.
    pub units: Option<Vec<Id>>,
    /// What orders them.
    pub origin: Option<Id>,
}

/// A piece of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Lines before it.
    pub skip: usize,
    /// Lines at most.
    pub most: usize,
}

impl Window {
    /// The whole list.
    pub const ALL: Self = Self {
        skip: 0,
        most: usize::MAX,
    };
}

/// A piece of the duties of a list, earliest first; cancelled ones only when asked for.
///
/// # Errors
/// See [`DbError`].
pub async fn marks(tx: &mut Tx, wanted: &Wanted, window: Window) -> Result<Vec<Mark>, DbError> {
    let state = wanted.state.map_or("", State::key);
    let mut values = params![
        tx.locality(),
        wanted.first,
        wanted.last,
        state,
        window.most,
        window.skip
    ];
    if let Some(units) = &wanted.units {
        values.push(tx.list(units.iter().copied()));
    }
    values.extend(wanted.origin.map(Value::from));
    // Each way has its index: what one order gave to everybody, what all units have in one state, what some units have.
    let sql = match (wanted.origin, &wanted.units) {
        (Some(_), Some(_)) => {
            "SELECT id, unit_id, origin, due_on, state FROM duty \
             WHERE origin = $8 AND unit_id IN LIST($7) AND +locality_id = $1 AND due_on >= $2 AND due_on <= $3 \
             AND (state = $4 OR ($4 = '' AND state <> 'cancelled')) ORDER BY due_on, id LIMIT $5 OFFSET $6"
        }
        (Some(_), None) => {
            "SELECT id, unit_id, origin, due_on, state FROM duty \
             WHERE origin = $7 AND +locality_id = $1 AND due_on >= $2 AND due_on <= $3 \
             AND (state = $4 OR ($4 = '' AND state <> 'cancelled')) ORDER BY due_on, id LIMIT $5 OFFSET $6"
        }
        (None, None) if wanted.state.is_some() => {
            "SELECT id, unit_id, origin, due_on, state FROM duty \
             WHERE locality_id = $1 AND state = $4 AND due_on >= $2 AND due_on <= $3 \
             ORDER BY due_on, id LIMIT $5 OFFSET $6"
        }
        (None, None) => {
            "SELECT id, unit_id, origin, due_on, state FROM duty \
             WHERE locality_id = $1 AND due_on >= $2 AND due_on <= $3 AND $4 = '' AND state <> 'cancelled' \
             ORDER BY due_on, id LIMIT $5 OFFSET $6"
        }
        (None, Some(_)) => {
            "SELECT id, unit_id, origin, due_on, state FROM duty \
             WHERE locality_id = $1 AND unit_id IN LIST($7) AND due_on >= $2 AND due_on <= $3 \
             AND (state = $4 OR ($4 = '' AND state <> 'cancelled')) ORDER BY due_on, id LIMIT $5 OFFSET $6"
        }
    };
    let rows = match wanted.units {
        Some(_) => tx.planned_rows(sql, values).await?,
        None => tx.rows(sql, values).await?,
    };
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

//! More time for a duty, counted apart from its due day; and whether its proof must be accepted by a person.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

/// An extension as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Its last day.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// Who gave it.
    pub given_by: String,
    /// When.
    pub given_at: Timestamp,
}

/// The extensions of a duty, the latest first.
///
/// # Errors
/// See [`DbError`].
pub async fn of_duty(tx: &mut Tx, duty: Id) -> Result<Vec<Extension>, DbError> {
    let sql = "SELECT e.until, e.reason, p.full_name, e.given_at \
               FROM extension e JOIN person p ON p.id = e.given_by \
               WHERE e.locality_id = $1 AND e.duty_id = $2 ORDER BY e.given_at DESC, e.id DESC";
    let rows = tx.rows(sql, params![tx.locality(), duty]).await?;
    rows.iter()
        .map(|row| {
            Ok(Extension {
                until: row.date("until")?,
                reason: row.text("reason")?,
                given_by: row.text("full_name")?,
                given_at: row.moment("given_at")?,
            })
        })
        .collect()
}

/// An open duty whose day an extension has moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The duty.
    pub duty: Id,
    /// Its unit.
    pub unit: Id,
    /// The last day of the extension.
    pub until: Date,
}

/// Open duties of some units, due from the first to the last day, that have an extension in force, the one that ends first before others.
///
/// # Errors
/// See [`DbError`].
pub async fn in_force(tx: &mut Tx, units: &[Id], (first, last): (Date, Date)) -> Result<Vec<Moved>, DbError> {
    let sql = "SELECT id, unit_id, extended_to FROM duty \
               WHERE locality_id = $1 AND unit_id IN LIST($5) AND due_on >= $2 AND due_on <= $3 AND state = 'open' \
               AND extended_to >= $4 ORDER BY extended_to, id";
    let units = tx.list(units.iter().copied());
    let values = params![tx.locality(), first, last, tx.today(), units];
    let rows = tx.planned_rows(sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(Moved {
                duty: row.id("id")?,
                unit: row.id("unit_id")?,
                until: row.date("extended_to")?,
            })
        })
        .collect()
}

/// Gives a duty more time.
///
/// # Errors
/// See [`DbError`].
pub async fn insert(tx: &mut Tx, duty: Id, until: Date, reason: &str) -> Result<(), DbError> {
    let values = params![
        tx.new_id(),
        tx.locality(),
        duty,
        until,
        reason,
        tx.person(),
        tx.now()
    ];
    tx.execute(
        "INSERT INTO extension (id, locality_id, duty_id, until, reason, given_by, given_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values,
    )
    .await?;
    let values = params![tx.locality(), duty, until];
    tx.execute(
        "UPDATE duty SET extended_to = $3, revision = revision + 1 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// Decides for one duty, apart from the plan, whether a person must accept its proof.
///
/// # Errors
/// See [`DbError`].
pub async fn set_approval(tx: &mut Tx, duty: Id, is_needed: bool) -> Result<(), DbError> {
    let values = params![tx.locality(), duty, if is_needed { "yes" } else { "no" }];
    tx.execute(
        "UPDATE duty SET approval_set = $3 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

//! What activities prove, seen from the activity.

use std::collections::HashMap;

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::duty::ProofState;

/// A proof of one activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The activity.
    pub activity: Id,
    /// What it proves.
    pub duty: Id,
    /// Number of that in the plan.
    pub number: String,
    /// What was decided.
    pub state: ProofState,
    /// Why it was returned.
    pub reason: Option<String>,
    /// When somebody judged it.
    pub checked_at: Option<Timestamp>,
}

impl Proven {
    /// Nobody stands behind it yet, or somebody wants it better: its officer may still put it right.
    pub fn is_open(&self) -> bool {
        self.checked_at.is_none() || self.state == ProofState::Returned
    }
}

fn proven(row: &loa_db::row::Row) -> Result<Proven, DbError> {
    Ok(Proven {
        activity: row.id("activity_id")?,
        duty: row.id("duty_id")?,
        number: row.text("number")?,
        state: ProofState::with_key(&row.text("state")?)
            .ok_or_else(|| crate::duty::store::unknown("state"))?,
        reason: row.text_or_null("reason")?,
        checked_at: row.moment_or_null("checked_at")?,
    })
}

/// What an activity proves, in the order in which it was said.
///
/// # Errors
/// See [`DbError`].
pub async fn of_activity(tx: &mut Tx, activity: Id) -> Result<Vec<Proven>, DbError> {
    let sql = "SELECT proof.activity_id, proof.duty_id, duty.number, proof.state, proof.reason, proof.checked_at \
               FROM proof JOIN duty ON duty.id = proof.duty_id \
               WHERE proof.locality_id = $1 AND proof.activity_id = $2 ORDER BY proof.id";
    let rows = tx.rows(sql, params![tx.locality(), activity]).await?;
    rows.iter().map(proven).collect()
}

/// What some activities prove, by activity, in the order in which it was said.
///
/// # Errors
/// See [`DbError`].
pub async fn of_activities(
    tx: &mut Tx,
    activities: impl IntoIterator<Item = Id>,
) -> Result<HashMap<Id, Vec<Proven>>, DbError> {
    let sql = "SELECT proof.activity_id, proof.duty_id, duty.number, proof.state, proof.reason, proof.checked_at \
               FROM proof JOIN duty ON duty.id = proof.duty_id \
               WHERE proof.locality_id = $1 AND proof.activity_id IN LIST($2) ORDER BY proof.id";
    let values = params![tx.locality(), tx.list(activities)];
    let mut found: HashMap<Id, Vec<Proven>> = HashMap::new();
    for row in tx.rows(sql, values).await? {
        let proven = proven(&row)?;
        found.entry(proven.activity).or_default().push(proven);
    }
    Ok(found)
}

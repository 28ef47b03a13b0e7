//! What a person can do about a job.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::job::store;

/// Has it run again now, as if it had never been tried; false when it is done, being done, or not there.
///
/// # Errors
/// See [`DbError`].
pub async fn retry(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let is_done = store::retry(tx, id).await?;
    if is_done {
        tx.ring_when_saved();
        audit::record(tx, "job.retried", "job", Some(id), "").await?;
    }
    Ok(is_done)
}

/// Calls it off; false when it is done, called off or not there.
///
/// # Errors
/// See [`DbError`].
pub async fn cancel(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let is_done = store::cancel(tx, id).await?;
    if is_done {
        audit::record(tx, "job.cancelled", "job", Some(id), "").await?;
    }
    Ok(is_done)
}

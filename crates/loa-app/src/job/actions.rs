//! What a person can do about a job.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::error::{Error, Result};
use crate::job::{Handler, Outcome, Run, store};

/// Has it run again now, as if it had never been tried; false when it is done, being done, or not there.
///
/// # Errors
/// [`Error::Outage`]
pub async fn retry(tx: &mut Tx, handlers: &[Handler], id: Id) -> Result<bool> {
    let is_done = store::retry(tx, id).await?;
    if is_done {
        noted(tx, handlers, id, Outcome::PutBack).await?;
        tx.ring_when_saved();
        audit::record(tx, "job.retried", "job", Some(id), "").await?;
    }
    Ok(is_done)
}

/// Calls it off; false when it is done, called off or not there.
///
/// # Errors
/// [`Error::Outage`]
pub async fn cancel(tx: &mut Tx, handlers: &[Handler], id: Id) -> Result<bool> {
    let is_done = store::cancel(tx, id).await?;
    if is_done {
        noted(tx, handlers, id, Outcome::CalledOff).await?;
        audit::record(tx, "job.cancelled", "job", Some(id), "").await?;
    }
    Ok(is_done)
}

/// What the job was to carry outside must not wait for what will not come.
async fn noted(tx: &mut Tx, handlers: &[Handler], id: Id, outcome: Outcome<'_>) -> Result<()> {
    let Some(job) = store::claimed(tx, id).await? else {
        return Ok(());
    };
    let handler = handlers.iter().find(|handler| handler.kind.name == job.kind);
    if let Some(Run::Outside(_, note)) = handler.map(|handler| handler.run) {
        let noted = note(tx, &job, outcome).await;
        noted.map_err(|failure| Error::Outage(failure.reason().to_owned()))?;
    }
    Ok(())
}

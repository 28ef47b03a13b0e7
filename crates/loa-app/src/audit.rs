//! Who did what, when, where from, to which thing; rows are only ever added, and each is sealed into a chain.

use jiff::{SignedDuration, Timestamp};
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::tx::Tx;

pub mod chain;
pub mod seal;
pub mod store;
pub mod web;
pub mod words;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests;

/// What is noted where nobody is signed in and no job does it: whoever may use the machine did it.
const BY_HAND: &str = "from the command line";

/// Notes an action in the same unit of work. `detail` holds no personal data and no secrets.
///
/// # Errors
/// See [`DbError`].
pub async fn record(
    tx: &mut Tx,
    action: &str,
    thing: &str,
    id: Option<Id>,
    detail: &str,
) -> Result<(), DbError> {
    let by = match (tx.person(), tx.job()) {
        (Some(_), _) => String::new(),
        (None, Some(job)) => format!("by job {job}"),
        (None, None) => BY_HAND.to_owned(),
    };
    let parts = [detail, &by].into_iter().filter(|part| !part.is_empty());
    let detail = parts.collect::<Vec<_>>().join(", ");
    store::insert(tx, action, thing, id, &detail).await
}

/// Notes that somebody saw what is protected: telephones and the like of other people, private files. Not for what
/// everybody sees who works there. Looking again within the hour is the same look.
///
/// # Errors
/// See [`DbError`].
pub async fn seen(tx: &mut Tx, thing: &str, id: Id) -> Result<(), DbError> {
    let action = format!("{thing}.seen");
    let since = tx.now().checked_sub(SAME_LOOK).unwrap_or(Timestamp::MIN);
    if store::has_done(tx, &action, Some(id), since).await? {
        return Ok(());
    }
    record(tx, &action, thing, Some(id), "").await
}

/// Within it looking again is the same look.
const SAME_LOOK: SignedDuration = SignedDuration::from_hours(1);

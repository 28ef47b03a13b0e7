//! Gives entries their places. They are written without one, so that no writer waits for another; a short transaction of
//! its own then takes what was saved, under a lock on the end of the locality's chain.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::app::App;
use crate::audit::chain::{self, Head, Link, Report, Walk};
use crate::audit::store;
use crate::error::Result;

/// Entries of one transaction.
const AT_ONCE: i64 = 500;

/// Seals what was saved, in every locality; gives how many entries.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn seal_all(app: &App) -> Result<usize> {
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let localities = store::unsealed_localities(&mut tx).await?;
    drop(tx);
    let mut sealed = 0;
    for locality in localities {
        loop {
            let mut tx = app.db().begin(app.scope(locality, None)).await?;
            let some = seal(&mut tx).await?;
            tx.save().await?;
            sealed += some;
            if some < usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
                break;
            }
        }
    }
    Ok(sealed)
}

/// Seals the next entries of the locality in this unit of work; gives how many.
///
/// # Errors
/// See [`DbError`].
pub async fn seal(tx: &mut Tx) -> std::result::Result<usize, DbError> {
    let stored = store::lock_head(tx).await?;
    // Whoever meddled with the end meddled in vain: the chain goes on behind what is there, and the check finds it.
    let last = store::last(tx).await?;
    let mut head = if last.seq > stored.seq { last } else { stored };
    let entries = store::unsealed(tx, AT_ONCE).await?;
    let mut links = Vec::with_capacity(entries.len());
    for entry in entries {
        let seq = head.seq + 1;
        let hash = chain::hash(seq, &head.hash, &entry);
        head = Head {
            seq,
            hash: hash.clone(),
        };
        links.push(Link { seq, hash, entry });
    }
    store::place(tx, &links).await?;
    store::set_head(tx, &head).await?;
    Ok(links.len())
}

/// Walks along the chain of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn verify(tx: &mut Tx, kept: Option<Head>) -> std::result::Result<Report, DbError> {
    const PAGE: i64 = 1000;
    let stored = store::head(tx).await?;
    let mut walk = Walk::new(kept);
    let mut after = i64::MIN;
    loop {
        let links = store::links(tx, after, PAGE).await?;
        for link in &links {
            walk.step(link);
        }
        match links.last() {
            Some(last) => after = last.seq,
            None => return Ok(walk.end(stored.as_ref())),
        }
    }
}

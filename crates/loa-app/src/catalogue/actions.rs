//! Making things findable: part of what makes them public, so nothing here asks who may.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::catalogue::{Entry, Kind, Short, code, store};
use crate::error::Result;

/// Numbers that are tried behind a code before its own identity makes it different from all.
const MOST_NUMBERS: u32 = 50;

/// The short address of a thing, made when it has none: the first words of `slug`, a number behind them where others have
/// them. Once made it never changes.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn short(tx: &mut Tx, unit: Id, kind: Kind, target: Id, slug: &str) -> Result<String> {
    if let Some(there) = store::code_of(tx, kind, target).await? {
        return Ok(there);
    }
    let plain = match code(slug) {
        plain if plain.is_empty() => kind.key().to_owned(),
        plain => plain,
    };
    let locality = tx.locality();
    let mut new = Short {
        code: plain.clone(),
        locality,
        unit,
        kind,
        target,
    };
    for number in 2..MOST_NUMBERS {
        if store::give(tx, &new).await? {
            return Ok(new.code);
        }
        new.code = format!("{plain}-{number}");
    }
    new.code = format!("{plain}-{target}");
    store::give(tx, &new).await?;
    Ok(new.code)
}

/// Something is public from now on, or in other words than before: it is found, and has its short address.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn enter(tx: &mut Tx, one: &Entry) -> Result<()> {
    let slug = one.place.rsplit('/').next().unwrap_or_default();
    short(tx, one.unit, one.kind, one.target, slug).await?;
    store::enter(tx, one).await?;
    Ok(())
}

/// Something is not public any more: nobody finds it, its short address stays and tells so.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn leave(tx: &mut Tx, unit: Id, kind: Kind, target: Id) -> Result<()> {
    store::remove(tx, unit, kind, target).await?;
    Ok(())
}

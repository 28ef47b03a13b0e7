//! What readers do: ask for letters, confirm it, leave. Nobody is signed in.

use jiff::SignedDuration;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::app::App;
use crate::error::{Error, Result};
use crate::identity::network;
use crate::job;
use crate::portal::Site;
use crate::problem::Problems;
use crate::subscription::store::{self, Ask};
use crate::subscription::{Link, PATIENCE, Reader, Wishes, jobs, plain_address, reader_sum, seal_purpose};

/// Letters of confirmation to one address in a day. Beyond that none goes, and nobody is told.
pub const MOST_OF_READER: i64 = 3;
/// How often letters are asked for from one network in an hour: a whole commune may stand behind one address.
pub const MOST_OF_NETWORK: i64 = 30;
/// Asks for one site in an hour that nobody has confirmed.
pub const MOST_OF_SITE: i64 = 300;
const DAY: SignedDuration = SignedDuration::from_hours(24);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Can readers be written to: is there a mail server, and an address under which links of letters lead here?
pub fn takes_readers(app: &App) -> bool {
    let settings = app.settings();
    settings.mailer.is_some() && settings.key.is_some() && !settings.public_url.is_empty()
}

/// Somebody asks for letters of a site. A letter goes out that asks back; until it is answered nothing else does. What
/// comes of it is the same whether the address is known or not.
///
/// # Errors
/// [`Error::Problem`] on `thu` when it is no address; [`Error::TooMany`] from one network, or for one site.
pub async fn ask(app: &App, tx: &mut Tx, site: &Site, typed: &str, wishes: Wishes, from: &str) -> Result<()> {
    let sentence = "Địa chỉ thư viết như ten@example.vn.";
    let address = plain_address(typed).ok_or_else(|| Problems::one("thu", sentence))?;
    let key = app.key()?;
    let now = tx.now();
    let ago = |by| now.checked_sub(by).unwrap_or(now);
    // By the address alone, not by the site: many sites must not write to somebody at once either.
    let tried = key.sum("tries of a reader", &address);
    let network = key.sum("tries from a network", &network::counted(from));
    // Two who ask at once are counted one after the other.
    store::hold_tries(tx).await?;
    let (own, all) = store::tries(tx, (&tried, ago(DAY)), (&network, ago(HOUR))).await?;
    let of_site = store::asks_since(tx, site.unit, ago(HOUR)).await?;
    if all >= MOST_OF_NETWORK || of_site >= MOST_OF_SITE {
        return Err(Error::TooMany(HOUR.as_secs().unsigned_abs()));
    }
    let is_quiet = own >= MOST_OF_READER;
    store::note_try(tx, if is_quiet { "" } else { &tried }, &network).await?;
    if is_quiet {
        return Ok(());
    }
    let ask = Ask {
        id: tx.new_id(),
        unit: site.unit,
        reader: Reader {
            sum: reader_sum(key, site.unit, &address),
            sealed: key.seal(&seal_purpose(site.unit), address.as_bytes())?,
        },
        wishes,
        asked_at: now,
        expires_at: now.checked_add(PATIENCE).unwrap_or(now),
    };
    store::insert_ask(tx, &ask).await?;
    let id = ask.id.to_string();
    job::put(tx, jobs::CONFIRM, &id, now, Some(&id)).await?;
    Ok(())
}

/// The ask that a link is about, if it can still be confirmed.
///
/// # Errors
/// [`Error::Outage`]
pub async fn asked(app: &App, tx: &mut Tx, unit: Id, token: &str) -> Result<Option<Ask>> {
    let about = Link::Confirm.read(app.key()?, unit, token);
    let Some(id) = about.and_then(|id| id.parse().ok()) else {
        return Ok(None);
    };
    let found = store::ask(tx, id).await?;
    let Some(found) = found.filter(|ask| ask.unit == unit && ask.expires_at > tx.now()) else {
        return Ok(None);
    };
    let left_at = store::left_at(tx, unit, &found.reader.sum).await?;
    Ok(Some(found).filter(|ask| left_at.is_none_or(|left_at| left_at < ask.asked_at)))
}

/// Confirms an ask; was there one? A link serves once.
///
/// # Errors
/// [`Error::Outage`]
pub async fn confirm(app: &App, tx: &mut Tx, unit: Id, token: &str) -> Result<bool> {
    let Some(ask) = asked(app, tx, unit, token).await? else {
        return Ok(false);
    };
    if !store::take_ask(tx, ask.id).await? {
        return Ok(false);
    }
    store::enter(tx, &ask, ask.wishes.pace.next(tx.today())).await?;
    // Whatever else was asked for with this address is answered by it.
    store::take_asks(tx, unit, &ask.reader.sum).await?;
    Ok(true)
}

/// Whoever holds the link of a letter leaves; was it one of ours? Once more does no harm.
///
/// # Errors
/// [`Error::Outage`]
pub async fn leave(app: &App, tx: &mut Tx, unit: Id, token: &str) -> Result<bool> {
    let Some(sum) = Link::Leave.read(app.key()?, unit, token) else {
        return Ok(false);
    };
    store::leave(tx, unit, &sum).await?;
    Ok(true)
}

//! The leader's page and links to it.

use std::collections::HashSet;

use jiff::SignedDuration;
use jiff::civil::date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::duty::Horizon;
use crate::error::{Error, Result};
use crate::identity::token;
use crate::urging::ladder::{Ladder, Rung};
use crate::urging::overview::Overview;
use crate::urging::store::overview::{self, Days, Link};

/// Days for which a link opens: choices.
pub const LASTS: [i64; 3] = [1, 7, 30];
/// Links that may open at once, in a locality.
const MOST_OPEN: usize = 50;

/// The sheet of this year, for the units that are to be seen.
///
/// # Errors
/// [`Error::Outage`]
pub async fn sheet(tx: &mut Tx, reach: &HashSet<Id>) -> Result<Overview> {
    let today = tx.today();
    let horizon = Horizon::of(today);
    // On a day of rest: as on the working day before.
    let mut day = today;
    let ladder = loop {
        if let Some(ladder) = Ladder::of(day) {
            break ladder;
        }
        let before = day.yesterday();
        day = before.map_err(|error| Error::Outage(error.to_string()))?;
    };
    let days = Days {
        span: (date(today.year(), 1, 1), date(today.year(), 12, 31)),
        late_until: horizon.late_until,
        overdue_until: ladder.due_days(Rung::Overdue).1,
        near_until: horizon.near_until,
    };
    let counts = overview::counts(tx, reach.iter().copied(), days).await?;
    Ok(Overview::of(&counts))
}

/// Makes a link to the sheet of a unit and those below it that opens for some days; gives it with its secret.
///
/// # Errors
/// [`Error::Changed`] when there are very many already; [`Error::Outage`].
pub async fn share(tx: &mut Tx, unit: Id, days: i64) -> Result<(Id, String)> {
    let now = tx.now();
    let all = overview::links(tx, 1000).await?;
    if all.iter().filter(|link| is_open(link, now)).count() >= MOST_OPEN {
        let sentence = "Đang có quá nhiều liên kết còn mở. Mời thu hồi bớt rồi tạo liên kết mới.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    let secret = token::fresh()?;
    let id = tx.new_id();
    let expires = now
        .checked_add(SignedDuration::from_hours(24 * days))
        .map_err(|error| Error::Outage(error.to_string()))?;
    overview::insert(tx, id, unit, &token::hash(&secret), expires).await?;
    audit::record(tx, "overview.shared", "unit", Some(unit), "").await?;
    Ok((id, secret))
}

/// Does it still open?
pub fn is_open(link: &Link, now: jiff::Timestamp) -> bool {
    link.withdrawn_at.is_none() && link.expires_at > now
}

/// Withdraws a link.
///
/// # Errors
/// [`Error::Outage`]
pub async fn withdraw(tx: &mut Tx, link: &Link) -> Result<()> {
    overview::withdraw(tx, link.id).await?;
    audit::record(tx, "overview.withdrawn", "unit", Some(link.unit), "").await?;
    Ok(())
}

//! The ladder each morning, digests as they go, letters to units.

use std::collections::{BTreeMap, HashMap, HashSet};

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::error::Result;
use crate::identity::store::reach::{self, Reach};
use crate::outbox::{self, Channel};
use crate::urging::ladder::{Ladder, Rung};
use crate::urging::people::People;
use crate::urging::{Part, Reached, is_hour, store};

pub mod overview;
pub mod urge;

/// What a morning brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reminded {
    /// Duties that have reached a rung.
    pub duties: usize,
    /// Digests.
    pub digests: usize,
}

/// Puts each open duty on the rung that it has reached, and a digest for everybody who is meant and can be reached. What
/// an earlier digest that has not gone told of comes into the new one. Outside of the hours nothing is done: the next
/// morning finds what was left (PLAN-05).
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn remind(tx: &mut Tx, by_webhook: bool) -> Result<Reminded> {
    let Some(ladder) = Ladder::of(tx.today()).filter(|_| is_hour(tx.now())) else {
        return Ok(Reminded::default());
    };
    let mut all = Vec::new();
    for rung in Rung::ALL {
        let (first, last) = ladder.due_days(rung);
        let found = store::reached(tx, rung, first, last).await?;
        all.extend(
            found
                .into_iter()
                .filter(|one| rung.fits(one.opens_on, one.due_on)),
        );
    }
    store::insert_reminders(tx, &all).await?;
    let mut meant = meant(tx, &all).await?;
    let unsent = store::unsent(tx).await?;
    for one in &unsent {
        let before = store::items(tx, one.id).await?;
        let own = meant.entry(one.person).or_default();
        let known: HashSet<Id> = own.iter().map(|(duty, ..)| *duty).collect();
        own.extend(before.into_iter().filter(|item| !known.contains(&item.0)));
    }
    let reach = reach::all(tx).await?;
    let mut digests = 0;
    for (person, items) in meant {
        let channel = reach.get(&person).and_then(|reach| channel(reach, by_webhook));
        let Some(channel) = channel.filter(|_| !items.is_empty()) else {
            continue;
        };
        if put_digest(tx, person, channel, &items).await? {
            digests += 1;
            for one in unsent.iter().filter(|one| one.person == person) {
                outbox::store::drop_waiting(tx, one.message).await?;
            }
        }
    }
    Ok(Reminded {
        duties: all.len(),
        digests,
    })
}

async fn meant(tx: &mut Tx, all: &[Reached]) -> Result<BTreeMap<Id, Vec<(Id, Rung, Part)>>> {
    let mut meant: BTreeMap<Id, Vec<(Id, Rung, Part)>> = BTreeMap::new();
    if all.is_empty() {
        return Ok(meant);
    }
    let people = People::load(tx).await?;
    // Those of one unit on one rung reach the same people.
    let mut known: HashMap<(Id, Rung), Vec<(Id, Part)>> = HashMap::new();
    for one in all {
        let told = known
            .entry((one.unit, one.rung))
            .or_insert_with(|| people.of(one.unit, one.rung));
        for (person, part) in told.iter() {
            meant
                .entry(*person)
                .or_default()
                .push((one.duty, one.rung, *part));
        }
    }
    Ok(meant)
}

/// By which means somebody can be reached; `None` when by none.
pub fn channel(reach: &Reach, by_webhook: bool) -> Option<Channel> {
    if reach.has_email {
        return Some(Channel::Mail);
    }
    (by_webhook && reach.phone.is_some()).then_some(Channel::Webhook)
}

/// Its words are made when it goes.
async fn put_digest(tx: &mut Tx, person: Id, channel: Channel, items: &[(Id, Rung, Part)]) -> Result<bool> {
    let key = format!("digest:{}:{person}", tx.today());
    let new = outbox::New {
        person,
        channel,
        subject: "",
        body: "",
        key: &key,
    };
    // One a day, whatever the clock does: what this one would have told of stands on the pages.
    let Some(message) = outbox::put(tx, new).await? else {
        return Ok(false);
    };
    let id = tx.new_id();
    store::insert_digest(tx, id, person, message, items).await?;
    Ok(true)
}

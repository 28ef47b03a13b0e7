//! What can be done with duties: bring them to what a plan orders, prove them, judge proof, extend.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::duty::{Duty, DutyRole, NewDuty, ProofState, State, settle, store};
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::problem::Problems;
use crate::text;

/// What reconciling did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Duties that were not there.
    pub added: usize,
    /// Duties that stay as they are.
    pub kept: usize,
    /// Duties that stay, with another title, day or floor; also cancelled ones that are wanted again.
    pub changed: usize,
    /// Duties that are no longer owed.
    pub cancelled: usize,
}

/// Brings the duties of one origin to what is wanted. The same unit, role, period and first day are the same duty:
/// it keeps its identity and its proof. What is no longer wanted is cancelled unless it is proven.
///
/// # Errors
/// [`Error::Changed`] when somebody does the same at the same time.
pub async fn reconcile(tx: &mut Tx, origin: Id, wanted: Vec<NewDuty>) -> Result<Changes> {
    type Key<'a> = (Id, DutyRole, &'a str, Date);
    fn key(duty: &NewDuty) -> Key<'_> {
        (duty.unit, duty.role, duty.period.as_str(), duty.opens_on)
    }
    let there = store::of_origin(tx, origin).await?;
    let mut known: HashMap<Key<'_>, &Duty> = there
        .iter()
        .map(|duty| ((duty.unit, duty.role, duty.period.as_str(), duty.opens_on), duty))
        .collect();
    let mut changes = Changes::default();
    let mut seen: HashSet<Key<'_>> = HashSet::new();
    let mut new: Vec<&NewDuty> = Vec::new();
    for duty in wanted.iter().filter(|duty| duty.origin == origin) {
        // Told twice is owed once.
        if !seen.insert(key(duty)) {
            continue;
        }
        let Some(kept) = known.remove(&key(duty)) else {
            new.push(duty);
            continue;
        };
        let revived = kept.state == State::Cancelled;
        if revived || !says_the_same(kept, duty) {
            store::change(tx, kept.id, duty).await?;
            if revived || kept.wanted != duty.wanted.max(1) {
                settle_again(tx, kept.id, duty.wanted).await?;
            }
            changes.changed += 1;
        } else {
            changes.kept += 1;
        }
    }
    changes.added = new.len();
    store::insert(tx, &new).await?;
    for duty in known.into_values().filter(|duty| duty.state != State::Cancelled) {
        if store::cancel(tx, duty.id).await? {
            changes.cancelled += 1;
        } else {
            changes.kept += 1;
        }
    }
    Ok(changes)
}

fn says_the_same(kept: &Duty, wanted: &NewDuty) -> bool {
    kept.number == wanted.number
        && kept.title == wanted.title
        && kept.position == wanted.position
        && kept.due_on == wanted.due_on
        && kept.needs_approval == wanted.needs_approval
        && kept.wanted == wanted.wanted.max(1)
}

async fn settle_again(tx: &mut Tx, duty: Id, wanted: i64) -> Result<State> {
    let given = store::given(tx, duty).await?;
    let (state, met_on, recorded) = settle(wanted, &given);
    store::settle(tx, duty, state, met_on, recorded).await?;
    Ok(state)
}

/// Notes that an activity proves duties. Each of them is met when it has enough, or waits where a person must accept
/// the proof; what was done after the end stays marked as late (PLAN-06). Doing it twice changes nothing.
///
/// # Errors
/// [`Error::NotFound`] when the activity or a duty is not of this locality, [`Error::Forbidden`] when the actor may not
/// log for one of their units, [`Error::Problem`] on `viec` when a duty is no longer owed or had not opened on that day.
pub async fn prove(tx: &mut Tx, actor: &Actor, activity: Id, duties: &[Id]) -> Result<()> {
    let (unit, happened_on) = store::activity(tx, activity).await?.ok_or(Error::NotFound)?;
    actor.must(Action::LogActivity, unit)?;
    let mut problems = Problems::new();
    // Always in the same order, so that two people never wait for each other.
    let mut sorted = duties.to_vec();
    sorted.sort();
    sorted.dedup();
    for id in sorted {
        if !store::hold(tx, id).await? {
            return Err(Error::NotFound);
        }
        let duty = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
        actor.must(Action::LogActivity, duty.unit)?;
        if let Some(sentence) = refusal(&duty, happened_on) {
            problems.add("viec", sentence);
            continue;
        }
        let state = if duty.needs_approval {
            ProofState::Waiting
        } else {
            ProofState::Accepted
        };
        store::give(tx, id, activity, state).await?;
        settle_again(tx, id, duty.wanted).await?;
        audit::record(tx, "duty.proven", "duty", Some(id), &activity.to_string()).await?;
    }
    problems.or(()).map_err(Error::from)
}

/// Why an activity of that day cannot prove a duty.
fn refusal(duty: &Duty, happened_on: Date) -> Option<String> {
    if duty.state == State::Cancelled {
        return Some(format!("Nhiệm vụ “{}” không còn giao nữa.", duty.title));
    }
    (happened_on < duty.opens_on).then(|| {
        format!(
            "Nhiệm vụ “{}” tính từ ngày {}; việc này làm ngày {}, trước đó.",
            duty.title,
            text::day(duty.opens_on),
            text::day(happened_on)
        )
    })
}

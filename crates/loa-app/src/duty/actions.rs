//! What can be done with duties: bring them to what a plan orders, prove them, judge proof, extend.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity;
use crate::audit;
use crate::duty::log;
use crate::duty::{Duty, DutyRole, Horizon, NewDuty, ProofState, State, settle, store};
use crate::error::{Error, Result};
use crate::identity::actions as identity;
use crate::identity::{Action, Actor, Role};
use crate::org::{self, Tree};
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
    if duties.is_empty() {
        return Ok(());
    }
    let (unit, happened_on) = store::activity(tx, activity).await?.ok_or(Error::NotFound)?;
    actor.must(Action::LogActivity, unit)?;
    // Who found fault with it must see it mended, whatever it proves now.
    let was_returned = activity::store::was_returned(tx, activity).await?;
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
        let state = if duty.needs_approval || was_returned {
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

/// Notes that something the program saw happen proves a duty, as far as that is still owed: what is not, is proven by
/// nothing, and the work was done all the same. Gives whether it counts.
///
/// # Errors
/// [`Error::Outage`]
pub async fn prove_witnessed(tx: &mut Tx, activity: Id, id: Id) -> Result<bool> {
    let (_, happened_on) = store::activity(tx, activity).await?.ok_or(Error::NotFound)?;
    activity::store::hold(tx, activity).await?;
    if !store::hold(tx, id).await? {
        return Ok(false);
    }
    let duty = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    if refusal(&duty, happened_on).is_some() {
        return Ok(false);
    }
    let state = match duty.needs_approval || activity::store::was_returned(tx, activity).await? {
        true => ProofState::Waiting,
        false => ProofState::Accepted,
    };
    store::give(tx, id, activity, state).await?;
    settle_again(tx, id, duty.wanted).await?;
    audit::record(tx, "duty.proven", "duty", Some(id), &activity.to_string()).await?;
    Ok(true)
}

/// Gives something that the program saw happen once more for what it was returned for, since it was put right; a person has to
/// accept it.
///
/// # Errors
/// [`Error::Outage`]
pub async fn prove_again(tx: &mut Tx, activity: Id) -> Result<()> {
    let mut proofs = log::store::of_activity(tx, activity).await?;
    proofs.sort_by_key(|proof| proof.duty);
    for proof in proofs {
        if proof.state == ProofState::Returned {
            prove_witnessed(tx, activity, proof.duty).await?;
        }
    }
    Ok(())
}

/// Returns what was given of things that the program saw happen and that nobody can see any more, whoever accepted it: evidence
/// is what others can look at. Given once more they count only when a person accepts them.
///
/// # Errors
/// [`Error::Outage`]
pub async fn retract_witnessed(tx: &mut Tx, activities: &[Id], reason: &str) -> Result<()> {
    let mut sorted = activities.to_vec();
    sorted.sort();
    let mut given = Vec::new();
    // Activities first, as where they are judged; then duties, always in the same order.
    for activity in sorted {
        activity::store::hold(tx, activity).await?;
        activity::store::mark_returned(tx, activity).await?;
        let proofs = log::store::of_activity(tx, activity).await?;
        let counts = proofs
            .into_iter()
            .filter(|proof| proof.state != ProofState::Returned);
        given.extend(counts.map(|proof| (proof.duty, activity)));
    }
    given.sort();
    for (id, activity) in given {
        store::hold(tx, id).await?;
        store::proof::retract(tx, id, activity, reason).await?;
        audit::record(tx, "duty.unproven", "duty", Some(id), &activity.to_string()).await?;
        let duty = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
        if duty.state != State::Cancelled {
            settle_again(tx, id, duty.wanted).await?;
        }
    }
    Ok(())
}

/// Takes back what an activity was given for, as far as nobody stands behind it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]
pub async fn withdraw(tx: &mut Tx, actor: &Actor, activity: Id, duties: &[Id]) -> Result<()> {
    let mut sorted = duties.to_vec();
    sorted.sort();
    for id in sorted {
        store::hold(tx, id).await?;
        let duty = reached(tx, actor, Action::LogActivity, id).await?;
        if !store::take_back(tx, id, activity).await? {
            continue;
        }
        audit::record(tx, "duty.unproven", "duty", Some(id), &activity.to_string()).await?;
        if duty.state != State::Cancelled {
            settle_again(tx, id, duty.wanted).await?;
        }
    }
    Ok(())
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

/// The units whose duties are somebody's own work: where they coordinate that unit alone, else all below it as well;
/// with the ended ones whose work these carry on, where the tree has them.
pub fn units_of(grants: impl Iterator<Item = (Role, Id)>, tree: &Tree) -> Vec<Id> {
    let mut own = HashSet::new();
    for (role, unit) in grants {
        match role {
            _ if !Action::SeeOwnDuties.allowed_to().contains(&role) => {}
            Role::Coordinator => {
                own.extend(tree.carried(unit));
            }
            _ => own.extend(tree.subtree(unit)),
        }
    }
    let listed = tree.all().iter().map(|unit| unit.id);
    listed.filter(|id| own.contains(id)).collect()
}

/// The units whose duties are the own work of who is signed in.
pub fn own_units(actor: &Actor, tree: &Tree) -> Vec<Id> {
    units_of(actor.grants.iter().map(|grant| (grant.role, grant.unit)), tree)
}

/// The duties that something done today can prove, of the actor's own units: late ones first, then by due day.
///
/// # Errors
/// [`Error::Outage`]
pub async fn offered(tx: &mut Tx, actor: &Actor) -> Result<Vec<Duty>> {
    let today = tx.today();
    let horizon = Horizon::of(today);
    let tree = org::store::tree::with_ended(tx, today).await?;
    let mut duties = Vec::new();
    for unit in own_units(actor, &tree) {
        duties.extend(store::owed(tx, unit, today).await?);
    }
    duties.sort_by_key(|duty| (duty.standing(&horizon), duty.due_on));
    Ok(duties)
}

/// Loads a duty for somebody who may do this to its unit.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]
pub async fn reached(tx: &mut Tx, actor: &Actor, action: Action, id: Id) -> Result<Duty> {
    let duty = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    actor.must(action, duty.unit)?;
    Ok(duty)
}

/// What is decided about a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Accept,
    /// It does not, and why.
    Return(String),
}

/// Why somebody may not judge what they told themselves.
pub const OWN: &str = "Việc này do chính bạn ghi, nên cần một người điều phối hoặc kiểm tra khác duyệt.";

/// Judges a proof, as it was when `seen` was shown.
///
/// Nobody judges what they told themselves while somebody else may judge it. Where there is nobody else, as in a commune
/// with one coordinator, it would wait for ever, or for a second login that the same person uses: there it is allowed,
/// and the audit record says so.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Problem`] on `kq` for one's own; [`Error::Changed`] when somebody
/// judged it, or its officer gave it once more, in the meantime.
pub async fn judge(tx: &mut Tx, actor: &Actor, proof: Id, seen: &str, verdict: &Verdict) -> Result<State> {
    let shown = store::proof::by_id(tx, proof).await?.ok_or(Error::NotFound)?;
    let duty = reached(tx, actor, Action::JudgeProof, shown.duty).await?;
    // The activity first, as its officer does who corrects it: else the two could wait for each other.
    activity::store::hold(tx, shown.activity).await?;
    // Held before it is compared: an officer who corrects at the same moment comes before or after, not between.
    store::hold(tx, duty.id).await?;
    let proof = store::proof::by_id(tx, proof).await?.ok_or(Error::NotFound)?;
    let is_own = proof.told_by == actor.person;
    if is_own
        && !identity::alone_for(tx, actor, Action::JudgeProof)
            .await?
            .contains(&duty.unit)
    {
        return Err(Problems::one("kq", OWN).into());
    }
    let files = store::proof::files(tx, proof.activity).await?;
    if proof.seen(&files) != seen {
        return Err(overtaken(proof.checked_by.as_deref()));
    }
    let (state, reason) = match verdict {
        Verdict::Accept => (ProofState::Accepted, None),
        Verdict::Return(reason) => (ProofState::Returned, Some(reason.as_str())),
    };
    if !store::proof::judge(tx, &proof, state, reason).await? {
        return Err(overtaken(None));
    }
    if state == ProofState::Returned {
        activity::store::mark_returned(tx, proof.activity).await?;
    }
    let detail = match is_own {
        true => format!("{}: told by the same person, nobody else may judge", state.key()),
        false => state.key().to_owned(),
    };
    audit::record(tx, "proof.judged", "proof", Some(proof.id), &detail).await?;
    // Loaded again: while this one waited for the duty, somebody may have changed how many it wants.
    let duty = store::by_id(tx, duty.id).await?.ok_or(Error::NotFound)?;
    if duty.state == State::Cancelled {
        return Ok(State::Cancelled);
    }
    settle_again(tx, duty.id, duty.wanted).await
}

fn overtaken(by: Option<&str>) -> Error {
    Error::Changed(match by {
        Some(name) => format!("Minh chứng này vừa được {name} duyệt. Mời xem bản ghi tiếp theo."),
        None => "Minh chứng này vừa thay đổi. Mời mở lại để xem bản mới.".to_owned(),
    })
}

/// Gives a duty more time. The due day stays, and with it the lateness.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Problem`] on `den` when the day brings nothing or nothing is owed.
pub async fn extend(tx: &mut Tx, actor: &Actor, id: Id, until: Date, reason: &str) -> Result<()> {
    reached(tx, actor, Action::SteerDuty, id).await?;
    store::hold(tx, id).await?;
    let duty = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    if matches!(duty.state, State::Met | State::Cancelled) {
        let sentence = "Nhiệm vụ này đã xong hoặc không còn giao, không cần gia hạn.";
        return Err(Problems::one("den", sentence).into());
    }
    let last = duty.extended_to.map_or(duty.due_on, |day| day.max(duty.due_on));
    if until <= last || until < tx.today() {
        let after = last.max(tx.today().yesterday().unwrap_or(last));
        let sentence = format!("Ngày gia hạn phải sau ngày {}.", text::day(after));
        return Err(Problems::one("den", sentence).into());
    }
    store::extension::insert(tx, id, until, reason).await?;
    audit::record(tx, "duty.extended", "duty", Some(id), &until.to_string()).await?;
    Ok(())
}

/// Decides for one duty whether a person must accept its proof; it holds for proof that is given from now on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]
pub async fn set_approval(tx: &mut Tx, actor: &Actor, id: Id, is_needed: bool) -> Result<()> {
    reached(tx, actor, Action::SteerDuty, id).await?;
    store::extension::set_approval(tx, id, is_needed).await?;
    let detail = if is_needed { "yes" } else { "no" };
    audit::record(tx, "duty.approval", "duty", Some(id), detail).await?;
    Ok(())
}

//! Adopting a version: its orders become assignments, their dates duties; a later version changes what differs.

use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::duty::{self, NewDuty, actions::Changes};
use crate::error::{Error, Result};
use crate::identity::Actor;
use crate::plan::adoption::{decisions, duties, outlook};
use crate::plan::amendment::{Fate, fates};
use crate::plan::store::assignment::Assignment;
use crate::plan::store::item::Item;
use crate::plan::store::{self, Plan, Version};
use crate::plan::{Head, State, actions};
use crate::problem::Problems;

/// What adopting did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Adopted {
    /// Orders in force now.
    pub orders: usize,
    /// Their duties.
    pub duties: Changes,
}

/// What a person who adopts has seen: changes when an order or the head is changed.
pub fn seen(version: &Version, items: &[Item]) -> String {
    let mut text = format!("{}\n{}", version.id, version.head.title);
    text += &format!("{:?}{:?}", version.head.years, version.head.date);
    for item in items {
        text += &format!("\n{} {} {}", item.id, item.stamp(), item.removed);
    }
    actions::digest(&text, actions::Bring::New)
}

/// What a person ticked before adopting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticked {
    /// They know of orders without a date or an owner, or with two of them.
    pub lacking: bool,
    /// They know that the same plan is in force already, and want both.
    pub twice: bool,
}

/// Another plan in force that looks like the same one: of the same number and year, or of the same title, issuer and
/// year. Whoever adopts it once more doubles every duty.
///
/// # Errors
/// [`Error::Outage`]
pub async fn twin(tx: &mut Tx, plan: Id, head: &Head) -> Result<Option<Plan>> {
    let versions = store::versions(tx, Id(0)).await?;
    let in_force = |id: Id| {
        let mut own = versions.iter().filter(|version| version.plan == id);
        own.any(|version| version.state == State::Adopted)
    };
    let year = store::year_of(head, tx.today());
    let same = |one: &str, other: &str| !one.is_empty() && actions::name_key(one) == actions::name_key(other);
    let found = store::plans(tx).await?.into_iter().find(|other| {
        let is_same = same(&head.number, &other.number)
            || (same(&head.title, &other.title) && same(&head.issuer, &other.issuer));
        other.id != plan && other.year == year && is_same && in_force(other.id)
    });
    Ok(found)
}

/// Adopts the draft of a plan. `seen`: what the person saw.
///
/// # Errors
/// [`Error::Changed`] when it is no draft any more; [`Error::Problem`] on `quyet-dinh` when something is left to decide,
/// on `da-xem` when orders lack something that was not accepted, on `van-ban-hanh` when a [`twin`] was not, on
/// `ban-hanh` when somebody changed it in between.
pub async fn adopt(tx: &mut Tx, actor: &Actor, plan: Id, was_seen: &str, ticked: Ticked) -> Result<Adopted> {
    actions::must_edit(tx, actor).await?;
    // Who adopts at the same time waits here, and then finds it adopted.
    if !store::hold_plan(tx, plan).await? {
        return Err(Error::NotFound);
    }
    let (plan, version) = actions::hold_draft(tx, actor, plan).await?;
    let items = store::item::of_version(tx, version.id).await?;
    let (_, _, notes) = store::texts(tx, version.id).await?.unwrap_or_default();
    let lacking = outlook(&version.head, &items, &notes)
        .iter()
        .any(|order| !order.lacks.is_empty());
    let mut problems = Problems::new();
    problems.unless(
        seen(&version, &items) == was_seen,
        "ban-hanh",
        "Có người vừa sửa bản này. Mời xem lại rồi ban hành.",
    );
    problems.unless(
        items.iter().any(|item| !item.removed),
        "ban-hanh",
        "Bản này chưa có nhiệm vụ nào để giao. Thêm nhiệm vụ ở trang soát trước.",
    );
    problems.unless(
        decisions(plan.id, &version.head, &items).is_empty(),
        "quyet-dinh",
        "Còn điều phải quyết định trước khi ban hành.",
    );
    problems.unless(
        ticked.lacking || !lacking,
        "da-xem",
        "Xác nhận đã xem những nhiệm vụ có dấu “!”.",
    );
    problems.unless(
        ticked.twice || twin(tx, plan.id, &version.head).await?.is_none(),
        "van-ban-hanh",
        "Một kế hoạch giống bản này đang thực hiện. Tải văn bản lên làm bản sửa đổi của kế hoạch ấy, hoặc xác nhận vẫn ban hành.",
    );
    problems.or(()).map_err(Error::from)?;
    let done = enforce(tx, plan.id, &version, &items).await?;
    audit::record(
        tx,
        "plan.adopted",
        "plan_version",
        Some(version.id),
        &format!("{} orders, {} new duties", done.orders, done.duties.added),
    )
    .await?;
    Ok(done)
}

/// Puts a version in force: its orders become assignments, their duties what is owed. A page that tells beforehand what
/// would come of it does the same and saves nothing.
///
/// # Errors
/// [`Error::Changed`] when it is no draft any more.
pub async fn enforce(tx: &mut Tx, plan: Id, version: &Version, items: &[Item]) -> Result<Adopted> {
    let before = store::versions(tx, plan).await?;
    let before = before.into_iter().find(|version| version.state == State::Adopted);
    if !store::put_in_force(tx, plan, version.id).await? {
        return Err(actions::settled());
    }
    store::name_plan(tx, plan, &version.head).await?;
    let kept: Vec<&Item> = items.iter().filter(|item| !item.removed).collect();
    let since = before.map(|before| takes_effect(&before.head, &version.head, tx.today()));
    order(tx, plan, &version.head, &kept, since).await
}

/// The day from which a later version counts: its own date, or today when it bears none of its own. What was due
/// before stays owed as it was.
pub fn takes_effect(before: &Head, after: &Head, today: Date) -> Date {
    match (before.issued_on(), after.issued_on()) {
        (Some(old), Some(new)) if new > old => new,
        (None, Some(new)) => new,
        _ => today,
    }
}

async fn order(tx: &mut Tx, plan: Id, head: &Head, items: &[&Item], since: Option<Date>) -> Result<Adopted> {
    let there = store::assignment::of_plan(tx, plan).await?;
    let mut done = Adopted {
        orders: items.len(),
        ..Adopted::default()
    };
    let mut wanted: Vec<(Id, Vec<NewDuty>)> = Vec::new();
    let mut new: Vec<Assignment> = Vec::new();
    let sheets: Vec<_> = items.iter().map(|item| &item.sheet).collect();
    for fate in fates(&there, &sheets) {
        match fate {
            Fate::Added(to) => {
                let Some(item) = items.get(to) else { continue };
                let added = assignment(tx.new_id(), plan, item, since.or(head.issued_on()));
                wanted.push((added.id, owed(&added, head)));
                new.push(added);
            }
            Fate::Kept(at, to) => {
                let (Some(old), Some(item)) = (there.get(at), items.get(to)) else {
                    continue;
                };
                let kept = assignment(old.id, plan, item, old.begins_on);
                store::assignment::update(tx, &kept).await?;
                let mut all = owed_before(tx, &kept, since).await?;
                let after = owed(&kept, head).into_iter();
                all.extend(after.filter(|duty| since.is_none_or(|since| duty.due_on >= since)));
                wanted.push((kept.id, all));
            }
            Fate::Dropped(at) => {
                let Some(old) = there.get(at) else { continue };
                store::assignment::end(tx, old.id).await?;
                wanted.push((old.id, owed_before(tx, old, since).await?));
            }
        }
    }
    store::assignment::insert(tx, &new).await?;
    for (origin, duties) in wanted {
        let changes = duty::actions::reconcile(tx, origin, duties).await?;
        done.duties.added += changes.added;
        done.duties.kept += changes.kept;
        done.duties.changed += changes.changed;
        done.duties.cancelled += changes.cancelled;
    }
    Ok(done)
}

fn assignment(id: Id, plan: Id, item: &Item, begins_on: Option<Date>) -> Assignment {
    Assignment {
        id,
        plan,
        item: item.id,
        position: item.position,
        begins_on,
        sheet: item.sheet.clone(),
    }
}

fn owed(assignment: &Assignment, head: &Head) -> Vec<NewDuty> {
    duties(
        &assignment.sheet,
        head,
        assignment.id,
        assignment.position,
        assignment.begins_on,
    )
}

/// Duties of an assignment that were due before a day: a later version takes none of them back.
async fn owed_before(tx: &mut Tx, assignment: &Assignment, since: Option<Date>) -> Result<Vec<NewDuty>> {
    let Some(since) = since else {
        return Ok(Vec::new());
    };
    let there = duty::store::of_origin(tx, assignment.id).await?;
    let due = there
        .into_iter()
        .filter(|duty| duty.due_on < since && duty.state != duty::State::Cancelled);
    let same = due.map(|duty| NewDuty {
        origin: assignment.id,
        number: assignment.sheet.number.clone(),
        title: assignment.sheet.title.clone(),
        position: assignment.position,
        unit: duty.unit,
        role: duty.role,
        period: duty.period,
        opens_on: duty.opens_on,
        due_on: duty.due_on,
        needs_approval: duty.needs_approval,
        wanted: duty.wanted,
    });
    Ok(same.collect())
}

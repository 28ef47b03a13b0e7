//! What can be done with inspections: write a programme, choose units, arrange and hold a visit, close it.

use std::collections::HashSet;

use jiff::civil::Date;
use loa_calendar::day::plus_days;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::inspection::store::{self, finding, period};
use crate::inspection::{Inspection, MOST_QUESTIONS, Programme, QUESTIONS, State, Step, checklist};
use crate::problem::Problems;

pub mod answer;
pub mod conclude;

/// A visit is not held longer than this before its day.
const MOST_DAYS_BEFORE: i64 = 365;
/// Visits that are made at once.
pub const MOST_VISITS: usize = 100;

/// Who does this must do it for the whole locality.
fn for_all(actor: &Actor, action: Action) -> Result<()> {
    match actor.may_for_all(action) {
        true => Ok(()),
        false => Err(Error::Forbidden),
    }
}

/// A visit that the actor may do this to.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]
pub async fn reached(tx: &mut Tx, actor: &Actor, action: Action, id: Id) -> Result<(Inspection, Programme)> {
    let visit = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    actor.must(action, visit.unit)?;
    let programme = store::programme_by_id(tx, visit.programme).await?;
    Ok((visit, programme.ok_or(Error::NotFound)?))
}

/// The same, held until the unit of work ends.
pub(crate) async fn held(
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    id: Id,
) -> Result<(Inspection, Programme)> {
    reached(tx, actor, action, id).await?;
    store::hold(tx, id).await?;
    reached(tx, actor, action, id).await
}

/// Why a step cannot be taken now.
pub(crate) fn step(visit: &Inspection, step: Step) -> Result<State> {
    visit.state.after(step).ok_or_else(|| {
        Error::Changed(format!(
            "Cuộc kiểm tra này đang ở bước “{}”, không làm bước này được nữa. Mời mở lại trang.",
            visit.state.label()
        ))
    })
}

/// Writes a programme; the same form sent twice makes one.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] when the plan is not there; [`Error::Problem`] on `tu` for days that do not follow.
pub async fn write_programme(tx: &mut Tx, actor: &Actor, new: Programme, key: &str) -> Result<Id> {
    for_all(actor, Action::PlanInspection)?;
    if new.first_on > new.last_on {
        return Err(Problems::one("tu", "Ngày đầu kỳ phải trước ngày cuối kỳ.").into());
    }
    if let Some(plan) = new.plan {
        crate::plan::store::plan(tx, plan).await?.ok_or(Error::NotFound)?;
    }
    let id = store::insert_programme(tx, &new, key).await?;
    if id == new.id {
        audit::record(tx, "inspection.programme", "inspection_programme", Some(id), "").await?;
    }
    Ok(id)
}

/// A visit to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Whom to visit.
    pub unit: Id,
    /// Why.
    pub reason: String,
}

/// Makes visits with their checklists; a unit that has one in the programme already is left as it is. Gives how many.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Problem`] on `don-vi` for too many.
pub async fn choose(
    tx: &mut Tx,
    actor: &Actor,
    programme: Id,
    chosen: &[Chosen],
    on: Date,
    team: &str,
) -> Result<usize> {
    for_all(actor, Action::PlanInspection)?;
    if chosen.len() > MOST_VISITS {
        let sentence = format!("Mỗi lần chọn nhiều nhất {MOST_VISITS} đơn vị.");
        return Err(Problems::one("don-vi", sentence).into());
    }
    // Two who choose at once come one after the other.
    if !store::hold_programme(tx, programme).await? {
        return Err(Error::NotFound);
    }
    let there = store::listed(tx, programme, Id(0)).await?;
    let is_there = |unit: Id| {
        there
            .iter()
            .any(|visit| visit.unit == unit && visit.again_of.is_none() && visit.state != State::Cancelled)
    };
    let today = tx.today();
    let tree = crate::org::store::tree::with_ended(tx, today).await?;
    let mut made = 0;
    let mut seen = HashSet::new();
    for one in chosen
        .iter()
        .filter(|one| !is_there(one.unit) && seen.insert(one.unit))
    {
        actor.must(Action::PlanInspection, one.unit)?;
        tree.get(one.unit).ok_or(Error::NotFound)?;
        let visit = fresh(tx.new_id(), programme, one.unit, on, team, &one.reason);
        add(tx, &visit).await?;
        draw(tx, visit.id).await?;
        made += 1;
    }
    Ok(made)
}

/// A visit that is ahead.
pub(crate) fn fresh(id: Id, programme: Id, unit: Id, on: Date, team: &str, reason: &str) -> Inspection {
    Inspection {
        id,
        programme,
        unit,
        again_of: None,
        planned_on: on,
        team: team.to_owned(),
        reason: reason.to_owned(),
        state: State::Planned,
        visited_on: None,
        present: String::new(),
        conclusion: String::new(),
        concluded_at: None,
        concluded_on: None,
        concluded_by: None,
        closed_at: None,
        closed_by: None,
    }
}

pub(crate) async fn add(tx: &mut Tx, visit: &Inspection) -> Result<()> {
    store::insert(tx, visit).await?;
    audit::record(tx, "inspection.planned", "inspection", Some(visit.id), "").await?;
    Ok(())
}

/// Brings what the unit owes by now into the checklist of a visit; what is there stays. Gives how many items are new.
async fn draw(tx: &mut Tx, id: Id) -> Result<u64> {
    let visit = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    let programme = store::programme_by_id(tx, visit.programme).await?;
    let programme = programme.ok_or(Error::NotFound)?;
    let duties = period::duties(tx, &visit, &programme).await?;
    if !store::has_questions(tx).await? {
        // Two first programmes at once write them once.
        crate::org::store::lock(tx).await?;
    }
    if !store::has_questions(tx).await? {
        store::set_questions(tx, &QUESTIONS.map(str::to_owned)).await?;
    }
    let questions = store::questions(tx).await?;
    let items = checklist::drawn(&duties, &questions);
    Ok(store::add_items(tx, id, &items).await?)
}

/// Draws the checklist again while the visit is ahead.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Changed`] when the team was there already.
pub async fn redraw(tx: &mut Tx, actor: &Actor, id: Id) -> Result<u64> {
    let (visit, _) = held(tx, actor, Action::PlanInspection, id).await?;
    step(&visit, Step::Visit)?;
    if visit.again_of.is_some() {
        return Ok(0);
    }
    let added = draw(tx, id).await?;
    audit::record(tx, "inspection.drawn", "inspection", Some(id), "").await?;
    Ok(added)
}

/// Sets day, team and reason of a visit that is ahead.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Changed`] when the team was there already.
pub async fn arrange(tx: &mut Tx, actor: &Actor, id: Id, on: Date, team: &str, reason: &str) -> Result<()> {
    let (visit, _) = held(tx, actor, Action::PlanInspection, id).await?;
    step(&visit, Step::Visit)?;
    store::arrange(tx, id, on, team, reason).await?;
    audit::record(tx, "inspection.arranged", "inspection", Some(id), &on.to_string()).await?;
    Ok(())
}

/// Notes that the team was there.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Changed`]; [`Error::Problem`] on `ngay` for a day to come, or one
/// long before the visit was planned.
pub async fn visit(tx: &mut Tx, actor: &Actor, id: Id, on: Date, present: &str) -> Result<()> {
    let (visit, _) = held(tx, actor, Action::Inspect, id).await?;
    step(&visit, Step::Visit)?;
    if on > tx.today() {
        return Err(Problems::one("ngay", "Ngày kiểm tra chưa tới.").into());
    }
    let first = plus_days(visit.planned_on.min(tx.today()), -MOST_DAYS_BEFORE);
    if first.is_some_and(|first| on < first) {
        let sentence = "Ngày kiểm tra sớm hơn ngày dự kiến cả năm. Mời xem lại năm.";
        return Err(Problems::one("ngay", sentence).into());
    }
    store::set_visited(tx, id, on, present).await?;
    audit::record(tx, "inspection.visited", "inspection", Some(id), &on.to_string()).await?;
    Ok(())
}

/// Gives a visit up that did not take place. One with answers took place.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Changed`].
pub async fn cancel(tx: &mut Tx, actor: &Actor, id: Id) -> Result<()> {
    let (visit, _) = held(tx, actor, Action::PlanInspection, id).await?;
    let state = step(&visit, Step::Cancel)?;
    if store::answer::count(tx, id).await? > 0 {
        let sentence = "Cuộc kiểm tra này đã có câu trả lời nên không bỏ được.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    store::set_ended(tx, id, state).await?;
    audit::record(tx, "inspection.cancelled", "inspection", Some(id), "").await?;
    Ok(())
}

/// Closes a visit whose findings are all put right.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Changed`]; [`Error::Problem`] on `dong` while something is open.
pub async fn close(tx: &mut Tx, actor: &Actor, id: Id) -> Result<()> {
    let (visit, _) = held(tx, actor, Action::Inspect, id).await?;
    let state = step(&visit, Step::Close)?;
    let findings = finding::of_inspection(tx, id).await?;
    let open = findings.iter().filter(|finding| !finding.is_settled()).count();
    if open > 0 {
        let sentence = format!(
            "Còn {open} phát hiện chưa khắc phục xong hoặc chưa được duyệt minh chứng, chưa khép lại được."
        );
        return Err(Problems::one("dong", sentence).into());
    }
    store::set_ended(tx, id, state).await?;
    audit::record(tx, "inspection.closed", "inspection", Some(id), "").await?;
    Ok(())
}

/// Sets what is asked of every unit from now on; checklists that were drawn stay.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Problem`] on `cau-hoi`.
pub async fn ask(tx: &mut Tx, actor: &Actor, text: &str) -> Result<()> {
    for_all(actor, Action::PlanInspection)?;
    let mut titles: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !titles.iter().any(|known| known == line) {
            titles.push(line.to_owned());
        }
    }
    let is_long = |title: &String| title.chars().count() > crate::inspection::TITLE_CHARACTERS;
    if titles.is_empty() || titles.len() > MOST_QUESTIONS || titles.iter().any(is_long) {
        let sentence = format!(
            "Mời ghi từ 1 đến {MOST_QUESTIONS} câu hỏi, mỗi câu một dòng, mỗi dòng nhiều nhất {} chữ cái.",
            crate::inspection::TITLE_CHARACTERS
        );
        return Err(Problems::one("cau-hoi", sentence).into());
    }
    crate::org::store::lock(tx).await?;
    store::set_questions(tx, &titles).await?;
    audit::record(tx, "inspection.questions", "locality", None, "").await?;
    Ok(())
}

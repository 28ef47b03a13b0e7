//! What can be done with sub-plans: call for them, file them, say where an order stands.

use std::collections::HashMap;

use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::{self, Language, NewActivity, Shown, Told};
use crate::audit;
use crate::clock::vietnam;
use crate::document::{self, actions::Prepared};
use crate::duty::{self, State as DutyState};
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::plan::adoption::bearers;
use crate::plan::store::assignment::{self, Assignment};
use crate::plan::{self, Head, State as PlanState};
use crate::problem::Problems;
use crate::subplan::clauses::Row;
use crate::subplan::coverage::{Found, coverage};
use crate::subplan::progress::{Act, State};
use crate::subplan::store::edition::{self, Edition, NewEdition};
use crate::subplan::store::{self, Call, Subplan};
use crate::subplan::{Borne, Clause, Timing};

pub mod calling;
pub mod judging;

/// Days around its due day in which the duty to send a sub-plan is looked for.
const DAYS: i64 = 400;

/// A sub-plan for somebody who may do this for its unit, with its call.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]
pub async fn reached(tx: &mut Tx, actor: &Actor, action: Action, id: Id) -> Result<(Subplan, Call)> {
    let one = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    actor.must(action, one.unit)?;
    let call = store::call(tx, one.call).await?.ok_or(Error::NotFound)?;
    Ok((one, call))
}

/// The same, held until the unit of work ends.
///
/// # Errors
/// See [`reached`].
pub async fn held(tx: &mut Tx, actor: &Actor, action: Action, id: Id) -> Result<(Subplan, Call)> {
    reached(tx, actor, action, id).await?;
    store::hold(tx, id).await?;
    reached(tx, actor, action, id).await
}

/// The head of a plan as it is in force; empty where no version is.
///
/// # Errors
/// [`Error::Outage`]
pub async fn head(tx: &mut Tx, plan: Id) -> Result<Head> {
    let versions = plan::store::versions(tx, plan).await?;
    let in_force = versions
        .into_iter()
        .find(|version| version.state == PlanState::Adopted);
    Ok(in_force.map(|version| version.head).unwrap_or_default())
}

/// The orders of a plan in force that a unit bears, in the order of the plan, without the one that asks for sub-plans.
///
/// # Errors
/// [`Error::Outage`]
pub async fn borne(tx: &mut Tx, call: &Call, unit: Id) -> Result<Vec<Borne>> {
    let head = head(tx, call.plan).await?;
    let all = assignment::of_plan(tx, call.plan).await?;
    let of_unit = |one: &Assignment| {
        let (_, role) = bearers(&one.sheet)
            .into_iter()
            .find(|(bearer, _)| *bearer == unit)?;
        let when = one.sheet.when.as_ref();
        Some(Borne {
            id: one.id,
            number: one.sheet.number.clone(),
            title: one.sheet.title.clone(),
            product: one.sheet.product.clone(),
            leads: role == duty::DutyRole::Lead,
            time: when.map_or_else(String::new, |when| when.text.clone()),
            meaning: when.map_or_else(String::new, |when| when.in_words(&head)),
        })
    };
    let others = all.iter().filter(|one| Some(one.id) != call.order);
    Ok(others.filter_map(of_unit).collect())
}

/// The last edition with its clauses.
///
/// # Errors
/// [`Error::Outage`]
pub async fn last(tx: &mut Tx, subplan: Id) -> Result<Option<(Edition, Vec<Clause>)>> {
    let Some(last) = edition::of_subplan(tx, subplan).await?.pop() else {
        return Ok(None);
    };
    let clauses = edition::clauses(tx, last.id).await?;
    Ok(Some((last, clauses)))
}

/// What somebody files.
pub struct Filing<'a> {
    /// The sub-plan.
    pub subplan: Id,
    /// The file; `None` where the form was filled in.
    pub file: Option<&'a Prepared>,
    /// Its lines and rows.
    pub clauses: &'a [Clause],
    /// What tells the request from others.
    pub key: &'a str,
    /// A sample of a demonstration.
    pub is_sample: bool,
}

/// Name of an edition that was filled in on the page.
pub const FORM_NAME: &str = "Biểu mẫu trên Loa";

/// Files an edition; gives its number. The same request files once. What persons said of where orders stand holds for
/// clauses that read the same. The first filing proves the duty to send the plan, where the plan has one: the work is its
/// own evidence.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Problem`] on `tep` when the plan above is no longer in force.
pub async fn file(tx: &mut Tx, actor: &Actor, filing: &Filing<'_>) -> Result<i64> {
    let (mut one, call) = held(tx, actor, Action::FileSubPlan, filing.subplan).await?;
    if let Some(there) = edition::by_request(tx, one.id, filing.key).await? {
        return Ok(there);
    }
    if !calling::is_in_force(tx, one.plan).await? {
        let sentence = "Kế hoạch cấp trên không còn hiệu lực, nên không nhận kế hoạch của đơn vị nữa.";
        return Err(Problems::one("tep", sentence).into());
    }
    let before = last(tx, one.id).await?;
    let progress = one.progress.after(Act::File);
    one.progress = progress.map_err(|_| Error::Outage("filing is always possible".to_owned()))?;
    let file = match filing.file {
        Some(file) => Some(document::actions::note(tx, file).await?),
        None => None,
    };
    let new = NewEdition {
        subplan: one.id,
        ordinal: one.progress.latest,
        file,
        file_name: filing.file.map_or(FORM_NAME, |file| &file.name),
        clauses: filing.clauses,
        key: filing.key,
    };
    let id = edition::insert(tx, &new).await?;
    if let Some((before, clauses)) = before {
        carry(tx, (before.id, &clauses), (id, filing.clauses)).await?;
    }
    one.first_filed_on = one.first_filed_on.or(Some(tx.today()));
    one.timing = Timing::of(one.first_filed_on, call.due_on);
    keep_coverage(tx, &call, &mut one, id, filing.clauses).await?;
    let detail = format!("edition {}", one.progress.latest);
    audit::record(tx, "subplan.filed", "subplan", Some(one.id), &detail).await?;
    prove(tx, actor, &one, &call, file, filing.is_sample).await?;
    Ok(one.progress.latest)
}

/// Takes over what persons said of an edition into the next one, for clauses that read the same.
async fn carry(tx: &mut Tx, from: (Id, &[Clause]), to: (Id, &[Clause])) -> Result<()> {
    for (order, clause) in edition::told(tx, from.0).await? {
        let Some(old) = from.1.get(clause) else { continue };
        if let Some(at) = to.1.iter().position(|new| new.text == old.text) {
            edition::tell(tx, to.0, order, at).await?;
        }
    }
    Ok(())
}

/// Counts anew what an edition leaves out, and keeps the sub-plan.
async fn keep_coverage(
    tx: &mut Tx,
    call: &Call,
    one: &mut Subplan,
    edition: Id,
    clauses: &[Clause],
) -> Result<()> {
    let orders = borne(tx, call, one.unit).await?;
    let told = edition::told(tx, edition).await?;
    let found = coverage(&orders, clauses, &told);
    let missing = found.iter().filter(|found| found.is_missing()).count();
    one.left_out = i64::try_from(missing).unwrap_or(i64::MAX);
    store::keep(tx, one).await?;
    Ok(())
}

/// Says that an order stands in a clause of the last edition (from 0), or takes that back.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Problem`] on `muc` when the unit does not bear the order or there is
/// no such clause; [`Error::Changed`] when another edition was filed.
pub async fn tell(
    tx: &mut Tx,
    actor: &Actor,
    subplan: Id,
    ordinal: i64,
    order: Id,
    clause: Option<usize>,
) -> Result<()> {
    let (mut one, call) = held(tx, actor, Action::FileSubPlan, subplan).await?;
    let Some((edition, clauses)) = last(tx, one.id)
        .await?
        .filter(|(last, _)| last.ordinal == ordinal)
    else {
        return Err(judging::overtaken());
    };
    let orders = borne(tx, &call, one.unit).await?;
    let is_there = orders.iter().any(|borne| borne.id == order);
    if !is_there || clause.is_some_and(|clause| clause >= clauses.len()) {
        return Err(Problems::one("muc", "Mời chọn mục của kế hoạch có nhiệm vụ này.").into());
    }
    match clause {
        Some(clause) => edition::tell(tx, edition.id, order, clause).await?,
        None => edition::untell(tx, edition.id, order).await?,
    }
    keep_coverage(tx, &call, &mut one, edition.id, &clauses).await?;
    let detail = format!("edition {ordinal}");
    audit::record(tx, "subplan.told", "subplan", Some(one.id), &detail).await?;
    Ok(())
}

/// The duty of a unit to send its sub-plan, while nothing proves it; only once it has opened by a day.
async fn duty_of(tx: &mut Tx, one: &Subplan, call: &Call, on: Date) -> Result<Option<duty::Duty>> {
    let Some(order) = call.order else {
        return Ok(None);
    };
    let around = |days: i64| loa_calendar::day::plus_days(call.due_on, days).unwrap_or(call.due_on);
    let all = duty::store::of_unit(tx, one.unit, around(-DAYS), around(DAYS)).await?;
    let open = |duty: &duty::Duty| {
        duty.origin == order
            && matches!(duty.state, DutyState::Open | DutyState::Returned)
            && duty.opens_on <= on
    };
    Ok(all.into_iter().find(open))
}

/// Records that the plan was sent, and proves the duty with it, once; where there is no such duty it records nothing.
async fn prove(
    tx: &mut Tx,
    actor: &Actor,
    one: &Subplan,
    call: &Call,
    file: Option<Id>,
    is_sample: bool,
) -> Result<()> {
    let today = tx.today();
    let Some(duty) = duty_of(tx, one, call, today).await? else {
        return Ok(());
    };
    // Sent before the duty opened, it counts from the day on which it opened.
    let happened_on = one.first_filed_on.unwrap_or(today).max(duty.opens_on);
    let new = NewActivity {
        unit: one.unit,
        told: Told {
            what: format!("Gửi Kế hoạch của đơn vị thực hiện {}.", call.plan_name()),
            place: String::new(),
            happened_on,
            channel: None,
            pieces: None,
            minutes: None,
            audience: None,
            people: None,
            language: Language::Vietnamese,
            cost_dong: None,
        },
        files: file
            .map(|file| Shown { file, taken_at: None })
            .into_iter()
            .collect(),
        is_sample,
    };
    let key = format!("subplan:{}:{}", one.id, one.progress.latest);
    let (activity, _) = activity::actions::record(tx, actor, new, &key).await?;
    duty::actions::prove(tx, actor, activity.id, &[duty.id]).await
}

/// The rows of the form: one for each order that the unit bears, with what its last edition says where that was written
/// into the form.
///
/// # Errors
/// [`Error::Outage`]
pub async fn rows(tx: &mut Tx, one: &Subplan, call: &Call) -> Result<Vec<Row>> {
    let clauses = last(tx, one.id)
        .await?
        .map(|(_, clauses)| clauses)
        .unwrap_or_default();
    let written: HashMap<Id, &Clause> = clauses
        .iter()
        .filter_map(|clause| Some((clause.written_for()?, clause)))
        .collect();
    let orders = borne(tx, call, one.unit).await?;
    let mut rows: Vec<Row> = orders
        .iter()
        .map(|order| {
            let row = Row::of(order);
            match written.get(&order.id) {
                Some(clause) => row.filled(clause),
                None => row,
            }
        })
        .collect();
    let is_form = clauses.iter().any(|clause| !clause.how.is_empty());
    let own = clauses.iter().filter(|clause| is_form && clause.order.is_empty());
    rows.extend((1..).zip(own).map(|(at, clause)| {
        let row = Row {
            key: format!("them-{at}"),
            title: clause.title.clone(),
            ..Row::default()
        };
        row.filled(clause)
    }));
    Ok(rows)
}

/// How the last edition of a sub-plan takes up what the unit bears.
///
/// # Errors
/// [`Error::Outage`]
pub async fn covered(
    tx: &mut Tx,
    one: &Subplan,
    call: &Call,
    edition: &Edition,
    clauses: &[Clause],
) -> Result<Vec<(Borne, Found)>> {
    let orders = borne(tx, call, one.unit).await?;
    let told = edition::told(tx, edition.id).await?;
    let found = coverage(&orders, clauses, &told);
    Ok(orders.into_iter().zip(found).collect())
}

/// Days from the end in law of the due day to the first filing, or to today while there is none; 0 when it is not late.
pub fn days_late(one: &Subplan, call: &Call, today: Date) -> i64 {
    let end = duty::ends_on(call.due_on);
    let day = one.first_filed_on.unwrap_or(today);
    end.until(day).map_or(0, |span| i64::from(span.get_days())).max(0)
}

/// The day in Vietnam on which an edition was filed.
pub fn filed_on(edition: &Edition) -> Date {
    vietnam(edition.filed_at)
}

/// It waits for the unit: nothing was filed, or the last edition was returned.
pub fn is_with_unit(one: &Subplan) -> bool {
    matches!(one.progress.state, State::Called | State::Returned)
}

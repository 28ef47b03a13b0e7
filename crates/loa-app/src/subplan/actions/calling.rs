//! Calling for sub-plans: by which day, of whom, and by which order of the plan; telling the units.

use std::collections::HashSet;

use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_vietnamese::fold::fold;

use crate::audit;
use crate::error::{Error, Result};
use crate::identity::store::reach;
use crate::identity::{Action, Actor};
use crate::org;
use crate::outbox::{self, Channel};
use crate::plan;
use crate::plan::adoption::{bearers, dates};
use crate::plan::store::assignment::{self, Assignment};
use crate::problem::Problems;
use crate::subplan::actions::head;
use crate::subplan::store::{self, Call, NewCall};
use crate::text;
use crate::urging;
use crate::urging::people::People;

/// How messages go out.
#[derive(Debug, Clone, Copy)]
pub struct Ways<'a> {
    /// Address of the pages, or empty.
    pub site: &'a str,
    /// There is a program behind `webhook_url`.
    pub by_webhook: bool,
}

/// A plan of which a version is in force?
///
/// # Errors
/// [`Error::Outage`]
pub async fn is_in_force(tx: &mut Tx, plan: Id) -> Result<bool> {
    let versions = plan::store::versions(tx, plan).await?;
    Ok(versions
        .iter()
        .any(|version| version.state == plan::State::Adopted))
}

/// What a call for the sub-plans of a plan can be.
pub struct Offer {
    /// Orders of the plan that seem to ask for sub-plans, by their words: identity and "IV.1.a Xây dựng Kế hoạch …".
    pub orders: Vec<(Id, String)>,
    /// Their last day, when the plan says one (PLAN-03).
    pub due_on: Option<Date>,
    /// Units that bear something of the plan, in the actor's reach, not called yet: identity and name, in the order of
    /// lists.
    pub units: Vec<(Id, String)>,
    /// Units that are called already.
    pub called: usize,
}

/// What is offered for a call.
///
/// # Errors
/// [`Error::NotFound`] when no version of the plan is in force.
pub async fn offer(tx: &mut Tx, actor: &Actor, plan: Id) -> Result<Offer> {
    if !is_in_force(tx, plan).await? {
        return Err(Error::NotFound);
    }
    let all = assignment::of_plan(tx, plan).await?;
    let asking: Vec<&Assignment> = all
        .iter()
        .filter(|one| asks_for_plans(&one.sheet.title))
        .collect();
    let head = head(tx, plan).await?;
    let mut due_on = None;
    for one in &asking {
        let dates = dates(&one.sheet, &head, one.begins_on);
        due_on = due_on.or(dates.iter().map(|due| due.due_on).max());
    }
    let called: HashSet<Id> = store::called(tx, plan).await?.into_iter().collect();
    let bearing: HashSet<Id> = all
        .iter()
        .flat_map(|one| bearers(&one.sheet))
        .map(|(unit, _)| unit)
        .collect();
    let today = tx.today();
    let tree = org::store::tree::on(tx, today).await?;
    let theirs = actor.reach(Action::CallSubPlans);
    let wanted = |id: &Id| bearing.contains(id) && theirs.contains(id);
    let units = tree.all().iter().filter(|unit| wanted(&unit.id));
    Ok(Offer {
        orders: asking
            .iter()
            .map(|one| (one.id, format!("{} {}", one.sheet.number, one.sheet.title)))
            .collect(),
        due_on,
        called: called.iter().filter(|id| theirs.contains(*id)).count(),
        units: units
            .filter(|unit| !called.contains(&unit.id))
            .map(|unit| (unit.id, unit.name.clone()))
            .collect(),
    })
}

/// Does an order ask units for plans of their own? By its words: somebody makes a plan and sends it.
pub fn asks_for_plans(title: &str) -> bool {
    let folded = fold(title);
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    has(&["ke hoach"])
        && has(&["xay dung", "ban hanh", "lap ke hoach", "lap, gui"])
        && has(&["gui", "trinh", "nop", "bao cao"])
}

/// Calls units for their sub-plans and tells them; gives the call and how many units. The same request calls once.
///
/// # Errors
/// [`Error::Forbidden`] for a unit that is not theirs to call; [`Error::NotFound`] for a plan that is not in force;
/// [`Error::Problem`] on the fields of the form.
pub async fn call(
    tx: &mut Tx,
    actor: &Actor,
    new: &NewCall<'_>,
    units: &[Id],
    ways: Ways<'_>,
) -> Result<(Id, usize)> {
    for unit in units {
        actor.must(Action::CallSubPlans, *unit)?;
    }
    // Two who call for the same plan come one after the other.
    if !plan::store::hold_plan(tx, new.plan).await? || !is_in_force(tx, new.plan).await? {
        return Err(Error::NotFound);
    }
    if let Some(there) = store::call_by_request(tx, new.key).await? {
        return Ok((there, store::of_call(tx, there).await?.len()));
    }
    let called: HashSet<Id> = store::called(tx, new.plan).await?.into_iter().collect();
    let mut fresh: Vec<Id> = Vec::new();
    for unit in units {
        if !called.contains(unit) && !fresh.contains(unit) {
            fresh.push(*unit);
        }
    }
    let mut problems = Problems::new();
    let none = "Mời chọn ít nhất một đơn vị chưa được gọi.";
    problems.unless(!fresh.is_empty(), "don-vi", none);
    let past = "Hạn gửi đã qua: mời chọn hôm nay hoặc một ngày sau hôm nay.";
    problems.unless(new.due_on >= tx.today(), "han", past);
    if let Some(order) = new.order {
        let all = assignment::of_plan(tx, new.plan).await?;
        let is_theirs = all.iter().any(|one| one.id == order);
        problems.unless(is_theirs, "viec", "Mời chọn lại nhiệm vụ trong danh sách.");
    }
    problems.or(())?;
    let id = store::insert_call(tx, new).await?;
    let subplans = store::insert(tx, id, new.plan, &fresh).await?;
    let detail = format!("{} units", fresh.len());
    audit::record(tx, "subplan.called", "subplan_call", Some(id), &detail).await?;
    let call = store::call(tx, id).await?.ok_or(Error::NotFound)?;
    let teller = Teller::load(tx).await?;
    for (subplan, unit) in subplans.iter().zip(&fresh) {
        teller
            .tell(tx, &call, (*subplan, *unit), News::Called, ways)
            .await?;
    }
    Ok((id, fresh.len()))
}

/// What units are told.
#[derive(Debug, Clone, Copy)]
pub enum News {
    /// They are to file.
    Called,
    /// This edition was returned, with so many remarks.
    Returned(i64, usize),
    /// This edition was accepted.
    Accepted(i64),
}

/// Who can be told, and how.
pub struct Teller {
    people: People,
    reach: std::collections::HashMap<Id, reach::Reach>,
}

impl Teller {
    /// As things are today.
    ///
    /// # Errors
    /// [`Error::Outage`]
    pub async fn load(tx: &mut Tx) -> Result<Self> {
        Ok(Self {
            people: People::load(tx).await?,
            reach: reach::all(tx).await?,
        })
    }

    /// Tells those who do the work of a unit and who head it, each once of each thing.
    ///
    /// # Errors
    /// [`Error::Outage`]
    pub async fn tell(
        &self,
        tx: &mut Tx,
        call: &Call,
        (subplan, unit): (Id, Id),
        news: News,
        ways: Ways<'_>,
    ) -> Result<()> {
        let (key, subject, body) = words(call, subplan, news, ways.site);
        for person in self.people.addressed(unit) {
            let known = self.reach.get(&person);
            let Some(channel) = known.and_then(|known| urging::actions::channel(known, ways.by_webhook))
            else {
                continue;
            };
            let key = format!("subplan:{key}:{person}");
            let message = outbox::New {
                person,
                channel,
                subject: if channel == Channel::Paste { "" } else { subject },
                body: &body,
                key: &key,
            };
            outbox::put(tx, message).await?;
        }
        Ok(())
    }
}

fn words(call: &Call, subplan: Id, news: News, site: &str) -> (String, &'static str, String) {
    let plan = call.plan_name();
    let (key, subject, told) = match news {
        News::Called => (
            format!("{subplan}:called"),
            "Gửi kế hoạch của đơn vị",
            format!(
                "Đơn vị cần gửi kế hoạch của mình thực hiện {plan}, hạn {}.{}",
                text::day(call.due_on),
                if call.words.is_empty() {
                    String::new()
                } else {
                    format!("\n\n{}", call.words)
                }
            ),
        ),
        News::Returned(edition, remarks) => (
            format!("{subplan}:returned:{edition}"),
            "Kế hoạch của đơn vị bị trả lại",
            format!(
                "Kế hoạch của đơn vị thực hiện {plan} (bản {edition}) bị trả lại với {remarks} góp ý. Mời xem góp ý, sửa và gửi lại."
            ),
        ),
        News::Accepted(edition) => (
            format!("{subplan}:accepted:{edition}"),
            "Kế hoạch của đơn vị đã được chấp nhận",
            format!("Kế hoạch của đơn vị thực hiện {plan} (bản {edition}) đã được chấp nhận."),
        ),
    };
    let page = match site {
        "" => String::new(),
        site => format!("\n\nXem tại {site}/ke-hoach-don-vi/{subplan}"),
    };
    (key, subject, format!("{told}{page}\n"))
}

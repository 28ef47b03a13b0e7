//! Pages of sub-plans: what is owed and called for, completeness, one sub-plan with its editions.

use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::duty::{self, Horizon, Standing, State as DutyState};
use crate::error::{Error, Result};
use crate::files::Hash;
use crate::form::Form;
use crate::identity::Action;
use crate::org;
use crate::page::{Chrome, html};
use crate::plan;
use crate::route::{Access, Routes, Visit};
use crate::subplan::actions::calling::Ways;
use crate::subplan::progress::State;
use crate::subplan::store::{self, Call, Subplan};
use crate::subplan::{Timing, actions};
use crate::text;

mod calling;
mod completeness;
mod difference;
mod filing;
mod judging;
mod one;

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let see = Access::May(Action::SeeUnits);
    let call = Access::May(Action::CallSubPlans);
    let file = Access::May(Action::FileSubPlan);
    routes
        .get("/ke-hoach-don-vi", see, index)
        .get("/ke-hoach-don-vi/goi", call, calling::page)
        .post("/ke-hoach-don-vi/goi", call, calling::send)
        .get(
            "/ke-hoach-don-vi/dot/{call}",
            Access::May(Action::SeePlans),
            completeness::page,
        )
        .get("/ke-hoach-don-vi/{subplan}", see, one::page)
        .post("/ke-hoach-don-vi/{subplan}/gui", file, filing::upload)
        .get("/ke-hoach-don-vi/{subplan}/mau.docx", see, filing::template)
        .get("/ke-hoach-don-vi/{subplan}/dien", file, filing::page)
        .post("/ke-hoach-don-vi/{subplan}/dien", file, filing::fill)
        .post("/ke-hoach-don-vi/{subplan}/co-muc", file, one::tell)
        .get("/ke-hoach-don-vi/{subplan}/khac", see, difference::page)
        .get("/ke-hoach-don-vi/{subplan}/xet", call, judging::page)
        .post("/ke-hoach-don-vi/{subplan}/xet", call, judging::judge)
}

/// An identity in an address; anything else is a page that is not there.
fn id(text: &str) -> Result<Id> {
    text.parse().map_err(|_| Error::NotFound)
}

fn ways(visit: &Visit) -> Ways<'_> {
    let settings = visit.app.settings();
    Ways {
        site: &settings.public_url,
        by_webhook: settings.webhook.is_some(),
    }
}

/// What tells a request from others: who sends it, the key of the page, and all that was sent with it.
fn key_of(person: Id, form: &Form) -> String {
    let mut told = format!("{person}\n");
    for (name, value) in form.fields() {
        told.push_str(&format!("{}:{name}={}:{value}\n", name.len(), value.len()));
    }
    for file in &form.files {
        told.push_str(&format!("{} {}\n", file.name, Hash::of(&file.bytes).as_str()));
    }
    Hash::of(told.as_bytes()).as_str().to_owned()
}

/// A new key for a form.
fn fresh_key(tx: &Tx) -> String {
    Id::new(tx.now()).to_string()
}

/// How a sub-plan stands, in the words that all pages use.
fn standing(one: &Subplan, call: &Call, today: Date) -> Standing {
    let state = match one.progress.state {
        State::Called => DutyState::Open,
        State::Filed => DutyState::Waiting,
        State::Returned => DutyState::Returned,
        State::Accepted => DutyState::Met,
    };
    Standing::of(state, call.due_on, &Horizon::of(today))
}

/// "gửi chậm 3 ngày", "quá hạn 2 ngày"; empty when it is not late.
fn lateness(one: &Subplan, call: &Call, today: Date) -> String {
    match (actions::days_late(one, call, today), one.timing) {
        (0, _) => String::new(),
        (days, Timing::Missing) => format!("quá hạn {days} ngày"),
        (days, _) => format!("gửi chậm {days} ngày"),
    }
}

/// A sub-plan in a list.
struct Line {
    id: String,
    unit: String,
    plan: String,
    due: String,
    standing: Standing,
    late: String,
    /// The unit has to do something.
    is_open: bool,
}

impl Line {
    fn new(one: &Subplan, call: &Call, unit: &str, today: Date) -> Self {
        Self {
            id: one.id.to_string(),
            unit: unit.to_owned(),
            plan: call.plan_name(),
            due: text::day(call.due_on),
            standing: standing(one, call, today),
            late: lateness(one, call, today),
            is_open: actions::is_with_unit(one),
        }
    }
}

/// Sub-plans of the units whose work is the actor's own, the newest first.
async fn own_lines(visit: &Visit, tx: &mut Tx) -> Result<Vec<Line>> {
    let actor = visit.actor()?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(tx, today).await?;
    let units = duty::actions::own_units(actor, &tree);
    let found = store::of_units(tx, &units).await?;
    let calls = store::calls(tx).await?;
    let line = |one: &Subplan| {
        let call = calls.iter().find(|call| call.id == one.call)?;
        Some(Line::new(one, call, tree.name(one.unit), today))
    };
    Ok(found.iter().filter_map(line).collect())
}

/// A call in a list, with its numbers.
struct CallLine {
    id: String,
    plan: String,
    due: String,
    missing: usize,
    all: usize,
}

#[derive(Template)]
#[template(path = "subplan/pages/index.html")]
struct IndexPage {
    chrome: Chrome,
    own: Vec<Line>,
    calls: Vec<CallLine>,
    sees_calls: bool,
    /// Plans in force for which somebody may be called: identity and title.
    plans: Vec<(String, String)>,
}

async fn index(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let own = own_lines(&visit, &mut tx).await?;
    let sees_calls = actor.may_somewhere(Action::SeePlans);
    let mut calls = Vec::new();
    if sees_calls {
        let reach = actor.reach(Action::SeePlans);
        for call in store::calls(&mut tx).await? {
            let mut all = store::of_call(&mut tx, call.id).await?;
            all.retain(|one| reach.contains(&one.unit));
            let missing = all.iter().filter(|one| one.timing == Timing::Missing).count();
            if !all.is_empty() {
                calls.push(CallLine {
                    id: call.id.to_string(),
                    plan: call.plan_name(),
                    due: text::day(call.due_on),
                    missing,
                    all: all.len(),
                });
            }
        }
    }
    let plans = match actor.may_somewhere(Action::CallSubPlans) {
        true => plans_in_force(&mut tx).await?,
        false => Vec::new(),
    };
    Ok(html(&IndexPage {
        chrome: Chrome::new(&visit),
        own,
        calls,
        sees_calls,
        plans,
    }))
}

/// Plans in force: identity and what to call them.
async fn plans_in_force(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let versions = plan::store::versions(tx, Id(0)).await?;
    let in_force = |id: Id| {
        let mut own = versions.iter().filter(|version| version.plan == id);
        own.any(|version| version.state == plan::State::Adopted)
    };
    let plans = plan::store::plans(tx).await?;
    let shown = plans.into_iter().filter(|plan| in_force(plan.id));
    let told = |plan: plan::store::Plan| {
        let title = match (plan.title.as_str(), plan.number.as_str()) {
            ("", "") => format!("Kế hoạch năm {}", plan.year),
            ("", number) => format!("Kế hoạch số {number}"),
            (title, "") => title.to_owned(),
            (title, number) => format!("{title} ({number})"),
        };
        (plan.id.to_string(), title)
    };
    Ok(shown.map(told).collect())
}

#[derive(Template)]
#[template(path = "subplan/pages/lines.html")]
struct LinesPart {
    heading: &'static str,
    many_units: bool,
    lines: Vec<Line>,
}

/// Sub-plans that a unit was called for, for its page.
///
/// # Errors
/// [`Error::Outage`]
pub async fn unit_part(visit: &Visit, tx: &mut Tx, unit: Id) -> Result<String> {
    if !visit.actor()?.may(Action::SeeUnits, unit) {
        return Ok(String::new());
    }
    let today = tx.today();
    let mut lines = Vec::new();
    for one in store::of_units(tx, &[unit]).await? {
        if let Some(call) = store::call(tx, one.call).await? {
            lines.push(Line::new(&one, &call, "", today));
        }
    }
    part("Kế hoạch của đơn vị", false, lines)
}

/// Sub-plans that wait for one's own units, for the page of one's own work.
///
/// # Errors
/// [`Error::Outage`]
pub async fn work_part(visit: &Visit, tx: &mut Tx) -> Result<String> {
    let mut lines = own_lines(visit, tx).await?;
    lines.retain(|line| line.is_open);
    part("Kế hoạch của đơn vị", true, lines)
}

fn part(heading: &'static str, many_units: bool, lines: Vec<Line>) -> Result<String> {
    if lines.is_empty() {
        return Ok(String::new());
    }
    let part = LinesPart {
        heading,
        many_units,
        lines,
    };
    part.render().map_err(|error| Error::Outage(error.to_string()))
}

#[derive(Template)]
#[template(path = "subplan/pages/board_part.html")]
struct BoardPart {
    calls: Vec<CallLine>,
}

/// How many units have not filed, call by call, for the board (ux C1); calls of this year and the one before.
///
/// # Errors
/// [`Error::Outage`]
pub async fn board_part(visit: &Visit, tx: &mut Tx) -> Result<String> {
    let actor = visit.actor()?;
    let missing = store::missing(tx).await?;
    if missing.is_empty() || !actor.may_somewhere(Action::SeePlans) {
        return Ok(String::new());
    }
    let reach = actor.reach(Action::SeePlans);
    let year = i64::from(tx.today().year());
    let mut calls = Vec::new();
    for call in store::calls(tx)
        .await?
        .into_iter()
        .filter(|call| call.year + 1 >= year)
    {
        let own = missing
            .iter()
            .filter(|(id, unit)| *id == call.id && reach.contains(unit));
        let count = own.count();
        if count > 0 {
            calls.push(CallLine {
                id: call.id.to_string(),
                plan: call.plan_name(),
                due: text::day(call.due_on),
                missing: count,
                all: count,
            });
        }
    }
    if calls.is_empty() {
        return Ok(String::new());
    }
    let part = BoardPart { calls };
    part.render().map_err(|error| Error::Outage(error.to_string()))
}

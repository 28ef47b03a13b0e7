//! Pages of inspections: programmes and visits, what was found.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::duty::{Horizon, Standing};
use crate::error::Result;
use crate::identity::{Action, Actor};
use crate::inspection::store::finding::{self, Wanted};
use crate::inspection::{Finding, Inspection, State, store};
use crate::org::{self, Tree};
use crate::page::{Chrome, html};
use crate::route::{Access, Routes, Visit};
use crate::text;

mod conclude;
mod minutes;
mod programme;
mod sheet;
mod visit;

/// Routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let see = Access::May(Action::SeeInspection);
    let plan = Access::May(Action::PlanInspection);
    let plan_all = Access::MayEverywhere(Action::PlanInspection);
    let inspect = Access::May(Action::Inspect);
    routes
        .get("/kiem-tra", see, list)
        .get("/kiem-tra/phat-hien", see, findings)
        .get("/kiem-tra/cau-hoi", plan_all, programme::questions)
        .post("/kiem-tra/cau-hoi", plan_all, programme::ask)
        .get("/kiem-tra/chuong-trinh/moi", plan_all, programme::blank)
        .post("/kiem-tra/chuong-trinh/moi", plan_all, programme::write)
        .get(
            "/kiem-tra/chuong-trinh/{programme}",
            Access::MayEverywhere(Action::SeeInspection),
            programme::page,
        )
        .get(
            "/kiem-tra/chuong-trinh/{programme}/tai/{name}",
            Access::MayEverywhere(Action::SeeInspection),
            programme::download,
        )
        .get(
            "/kiem-tra/chuong-trinh/{programme}/chon",
            plan_all,
            programme::propose,
        )
        .post(
            "/kiem-tra/chuong-trinh/{programme}/chon",
            plan_all,
            programme::choose,
        )
        .get("/kiem-tra/{inspection}", see, visit::page)
        .post("/kiem-tra/{inspection}/sap-xep", plan, visit::arrange)
        .post("/kiem-tra/{inspection}/lay-lai", plan, visit::redraw)
        .post("/kiem-tra/{inspection}/bo", plan, visit::cancel)
        .get("/kiem-tra/{inspection}/phieu", inspect, sheet::page)
        .post("/kiem-tra/{inspection}/phieu", inspect, sheet::send)
        .post("/kiem-tra/{inspection}/xong", inspect, visit::held)
        .get("/kiem-tra/{inspection}/ket-luan", inspect, conclude::page)
        .post("/kiem-tra/{inspection}/ket-luan", inspect, conclude::send)
        .post(
            "/kiem-tra/{inspection}/tra-loi",
            Access::May(Action::AnswerInspection),
            visit::reply,
        )
        .post("/kiem-tra/{inspection}/kiem-tra-lai", plan, visit::look_again)
        .post("/kiem-tra/{inspection}/khep-lai", inspect, visit::close)
        .get("/kiem-tra/{inspection}/bien-ban/{name}", see, minutes::download)
}

/// A visit in a list.
pub(super) struct Row {
    id: String,
    unit: String,
    on: String,
    reason: String,
    state: State,
    is_again: bool,
    /// The visitor answers its checklist, which is kept on the phone.
    has_sheet: bool,
    found: usize,
    open: usize,
}

impl Row {
    fn new(visit: &Inspection, tree: &Tree, actor: &Actor, found: &[Finding]) -> Self {
        let own = || found.iter().filter(|finding| finding.inspection == visit.id);
        Self {
            id: visit.id.to_string(),
            unit: tree.name(visit.unit).to_owned(),
            on: text::day(visit.on()),
            reason: visit.reason.clone(),
            state: visit.state,
            is_again: visit.again_of.is_some(),
            has_sheet: visit.state.is_open() && actor.may(Action::Inspect, visit.unit),
            found: own().count(),
            open: own().filter(|finding| !finding.is_settled()).count(),
        }
    }
}

struct ProgrammeRow {
    id: String,
    title: String,
    year: i64,
    visits: usize,
    held: usize,
}

#[derive(Template)]
#[template(path = "inspection/pages/list.html")]
struct ListPage {
    chrome: Chrome,
    programmes: Vec<ProgrammeRow>,
    sees_programmes: bool,
    may_plan: bool,
    ahead: Vec<Row>,
    done: Vec<Row>,
    found: usize,
    open: usize,
}

/// `/kiem-tra`: the visits that somebody has to do with.
async fn list(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let sees_all = actor.may_for_all(Action::SeeInspection);
    let visits = store::seen(&mut tx, actor.units(Action::SeeInspection)).await?;
    let found = seen_findings(&mut tx, actor, Wanted::ALL).await?;
    let row = |one: &Inspection| Row::new(one, &tree, actor, &found);
    let (ahead, mut done): (Vec<_>, Vec<_>) = visits
        .iter()
        .filter(|one| one.state != State::Cancelled)
        .partition(|one| one.state.is_open());
    done.reverse();
    let programmes = match sees_all {
        true => store::programmes(&mut tx).await?,
        false => Vec::new(),
    };
    let programmes = programmes.into_iter().map(|programme| {
        let own = || visits.iter().filter(|one| one.programme == programme.id);
        ProgrammeRow {
            id: programme.id.to_string(),
            title: programme.title,
            year: programme.year,
            visits: own().filter(|one| one.state != State::Cancelled).count(),
            held: own().filter(|one| one.state.is_held()).count(),
        }
    });
    Ok(html(&ListPage {
        chrome: Chrome::new(&visit),
        sees_programmes: sees_all,
        may_plan: actor.may_for_all(Action::PlanInspection),
        programmes: programmes.collect(),
        ahead: ahead.into_iter().map(row).collect(),
        done: done.into_iter().map(row).collect(),
        open: found.iter().filter(|finding| !finding.is_settled()).count(),
        found: found.len(),
    }))
}

/// Findings that the visitor may see.
pub(super) async fn seen_findings(tx: &mut Tx, actor: &Actor, wanted: Wanted) -> Result<Vec<Finding>> {
    Ok(finding::listed(tx, wanted, actor.units(Action::SeeInspection)).await?)
}

/// A finding in words.
pub(super) struct FindingView {
    inspection: String,
    unit: String,
    what: String,
    basis: String,
    remedy: String,
    due: String,
    found: String,
    duty: String,
    standing: Standing,
    was_answered: bool,
}

impl FindingView {
    pub(super) fn new(finding: &Finding, tree: &Tree, horizon: &Horizon) -> Self {
        Self {
            inspection: finding.inspection.to_string(),
            unit: tree.name(finding.unit).to_owned(),
            what: finding.what.clone(),
            basis: finding.basis.clone(),
            remedy: finding.remedy.clone(),
            due: text::day(finding.due_on),
            found: text::day(finding.found_on),
            duty: finding
                .duty
                .as_ref()
                .map(|duty| duty.id.to_string())
                .unwrap_or_default(),
            standing: finding.standing(horizon),
            was_answered: finding.was_answered,
        }
    }
}

#[derive(Template)]
#[template(path = "inspection/pages/findings.html")]
struct FindingsPage {
    chrome: Chrome,
    heading: String,
    rows: Vec<FindingView>,
    counts: Vec<(Standing, usize)>,
    /// What it is narrowed to: "&chuong-trinh=…&don-vi=…", or empty.
    within: String,
    all: usize,
}

/// `/kiem-tra/phat-hien`, of one programme with `?chuong-trinh=`, of one unit with `?don-vi=`, of one standing with
/// `?tinh-trang=`.
async fn findings(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let form = visit.fields();
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let horizon = Horizon::of(today);
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let asked = ["chuong-trinh", "don-vi"].map(|name| (name, form.get(name).parse::<Id>().ok()));
    let [programme, unit] = asked.map(|(_, id)| id.unwrap_or(Id(0)));
    let wanted = Wanted {
        programme,
        unit,
        ..Wanted::ALL
    };
    let found = seen_findings(&mut tx, actor, wanted).await?;
    let standing = Standing::with_key(form.get("tinh-trang"));
    let mut counts: HashMap<Standing, usize> = HashMap::new();
    for finding in &found {
        *counts.entry(finding.standing(&horizon)).or_default() += 1;
    }
    let mut counts: Vec<(Standing, usize)> = counts.into_iter().collect();
    counts.sort();
    let shown = found
        .iter()
        .filter(|finding| standing.is_none_or(|wanted| finding.standing(&horizon) == wanted));
    Ok(html(&FindingsPage {
        chrome: Chrome::new(&visit),
        heading: match standing {
            Some(standing) => format!("Phát hiện khi kiểm tra: {}", standing.word().to_lowercase()),
            None => "Phát hiện khi kiểm tra".to_owned(),
        },
        rows: shown
            .map(|finding| FindingView::new(finding, &tree, &horizon))
            .collect(),
        counts,
        within: asked
            .into_iter()
            .filter_map(|(name, id)| id.map(|id| format!("&{name}={id}")))
            .collect(),
        all: found.len(),
    }))
}

//! Pages of the newsroom: what is worked on, one article, its sections.

use askama::Template;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::Language;
use crate::clock::moment_text;
use crate::error::Result;
use crate::identity::{Action, Actor};
use crate::newsroom::store::version::{self, Stale};
use crate::newsroom::store::{section, surface};
use crate::newsroom::{State, store};
use crate::org::{self, Tree};
use crate::page::{self, Chrome, html};
use crate::route::{Access, Routes, Visit};
use crate::text;

mod edit;
mod links;
mod one;
mod remarks;
mod sections;
mod terms;
mod versions;

/// Articles of one page.
const PAGE: i64 = 50;
/// Versions and surfaces that have to be made anew, on the first page.
const MOST_STALE: i64 = 30;

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let see = Access::May(Action::SeeArticles);
    let write = Access::May(Action::WriteArticle);
    let site = Access::May(Action::EditSite);
    routes
        .get("/toa-soan", see, list)
        .get("/toa-soan/moi", write, edit::blank)
        .post("/toa-soan/moi", write, edit::begin)
        .get("/toa-soan/chuyen-muc/{unit}", site, sections::page)
        .post("/toa-soan/chuyen-muc/{unit}", site, sections::set)
        .get("/toa-soan/thuat-ngu", see, terms::page)
        .post("/toa-soan/thuat-ngu", write, terms::change)
        .get("/toa-soan/{article}/tieng", write, versions::page)
        .post("/toa-soan/{article}/tieng", write, versions::change)
        .post("/toa-soan/{article}/van-dung", see, versions::keep)
        .get("/toa-soan/{article}/ghi-am", see, versions::sound)
        .get("/toa-soan/lien-ket", see, links::list)
        .get("/toa-soan/{article}", see, one::page)
        .get("/toa-soan/{article}/sua", write, edit::page)
        .post("/toa-soan/{article}/sua", write, edit::save)
        .post("/toa-soan/{article}/lam", see, one::act)
        .post(
            "/toa-soan/{article}/hen-gio",
            Access::May(Action::PublishArticle),
            one::schedule,
        )
        .get("/toa-soan/{article}/so-sanh", see, one::compare)
        .get("/toa-soan/{article}/nhan-xet", see, remarks::page)
        .post("/toa-soan/{article}/nhan-xet", see, remarks::say)
        .post("/toa-soan/{article}/nhan-xet/tra-loi", see, remarks::answer)
}

/// An article in a list.
struct Row {
    id: String,
    title: String,
    unit: String,
    section: String,
    writer: String,
    when: String,
    /// "hẹn đăng 05:00 19/04/2022"
    told: Vec<String>,
}

impl Row {
    fn new(line: store::Line, tree: &Tree, remarks: i64) -> Self {
        let mut told = Vec::new();
        if line.language != Language::Vietnamese {
            told.push(format!("tiếng {}", line.language.label()));
        }
        if let Some(moment) = line.publish_at {
            told.push(format!("hẹn đăng {}", moment_text(moment)));
        }
        if line.is_forced {
            told.push("! đăng khi chưa có người thứ hai duyệt".to_owned());
        }
        if line.is_public && line.state != State::Published {
            told.push("bản trước vẫn đang đăng".to_owned());
        }
        if remarks > 0 {
            told.push(format!("{remarks} nhận xét chưa giải quyết"));
        }
        if let Some(day) = line.review_on {
            told.push(format!("xem lại ngày {}", text::day(day)));
        }
        Self {
            id: line.id.to_string(),
            title: line.title,
            unit: tree.name(line.unit).to_owned(),
            section: line.section,
            writer: line.writer,
            when: moment_text(line.written_at),
            told,
        }
    }
}

struct Tab {
    key: &'static str,
    label: &'static str,
    /// `None` for those that only grow.
    many: Option<i64>,
    is_shown: bool,
}

/// An article that somebody should look at again.
struct DueView {
    id: String,
    title: String,
    unit: String,
    day: String,
    turn: i64,
}

/// Articles to look at again that a list shows.
const MOST_DUE: i64 = 20;

/// Those of the units whose articles the visitor writes.
async fn due(tx: &mut Tx, actor: &Actor, tree: &Tree) -> Result<Vec<DueView>> {
    let own = actor.own_seats(Action::WriteArticle);
    let found = store::review::of_units(tx, &own, MOST_DUE).await?;
    Ok(found
        .into_iter()
        .map(|one| DueView {
            id: one.id.to_string(),
            title: one.title,
            unit: tree.name(one.unit).to_owned(),
            day: text::day(one.review_on),
            turn: one.turn,
        })
        .collect())
}

/// What a section of a unit owes by its order.
struct Owing {
    section: String,
    unit: String,
    unit_id: String,
    due: String,
}

#[derive(Template)]
#[template(path = "newsroom/pages/list.html")]
struct ListPage {
    chrome: Chrome,
    tabs: Vec<Tab>,
    heading: &'static str,
    rows: Vec<Row>,
    next: Option<String>,
    owing: Vec<Owing>,
    /// What has to be made anew since its article was put right: where, what, of which article, of which unit.
    stale: Vec<(String, String, String, String)>,
    due: Vec<DueView>,
    may_write: bool,
    /// Units whose sections the visitor sets.
    sites: Vec<(String, String)>,
}

fn tabs(counts: &[(State, i64)], shown: State) -> Vec<Tab> {
    let many = |state| counts.iter().find(|(known, _)| *known == state);
    State::ALL
        .into_iter()
        .map(|state| Tab {
            key: state.key(),
            label: state.label(),
            many: match state {
                State::Published | State::Withdrawn => None,
                _ => Some(many(state).map_or(0, |(_, many)| *many)),
            },
            is_shown: state == shown,
        })
        .collect()
}

/// `/toa-soan`: articles by how far they have come, `?buoc=`; before one, `?truoc=`.
async fn list(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let form = visit.fields();
    let mut tx = visit.app.read(actor).await?;
    let units: Vec<Id> = actor.reach(Action::SeeArticles).iter().copied().collect();
    let counts = store::counts(&mut tx, &units).await?;
    let has_any = |state: &State| counts.iter().any(|(known, _)| known == state);
    let busiest = State::ALL.into_iter().find(has_any);
    let shown = State::with_key(form.get("buoc"))
        .or(busiest)
        .unwrap_or(State::Published);
    let before = form.get("truoc").parse().unwrap_or(Id(i64::MAX));
    let mut lines = store::lines(&mut tx, &units, shown, before, PAGE + 1).await?;
    let goes_on = page::cut(&mut lines, PAGE);
    let next = lines.last().filter(|_| goes_on);
    let next = next.map(|last| format!("/toa-soan?buoc={}&truoc={}", shown.key(), last.id));
    let ids: Vec<Id> = lines.iter().map(|line| line.id).collect();
    let remarks = store::remark::open(&mut tx, &ids).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let owing = owing(&mut tx, actor, &tree).await?;
    let stale = stale(&mut tx, &units, &tree).await?;
    let due = due(&mut tx, actor, &tree).await?;
    let sites = actor.own_seats(Action::EditSite);
    Ok(html(&ListPage {
        chrome: Chrome::new(&visit),
        tabs: tabs(&counts, shown),
        heading: shown.label(),
        rows: lines
            .into_iter()
            .map(|line| {
                let many = remarks.get(&line.id).copied().unwrap_or(0);
                Row::new(line, &tree, many)
            })
            .collect(),
        next,
        owing,
        stale,
        due,
        may_write: actor.may_somewhere(Action::WriteArticle),
        sites: sites
            .into_iter()
            .map(|unit| (unit.to_string(), tree.name(unit).to_owned()))
            .collect(),
    }))
}

/// What has to be made anew, as far as it has room on a page.
async fn stale(tx: &mut Tx, units: &[Id], tree: &Tree) -> Result<Vec<(String, String, String, String)>> {
    let mut found: Vec<Stale> = version::stale(tx, units, MOST_STALE).await?;
    found.extend(surface::stale(tx, units, MOST_STALE).await?);
    let told = |one: Stale| {
        let href = match one.kind.as_str() {
            "" => format!("/toa-soan/{}", one.id),
            kind => format!("/toa-soan/{}/be-mat/{kind}", one.id),
        };
        (href, one.what, one.title, tree.name(one.unit).to_owned())
    };
    Ok(found.into_iter().map(told).collect())
}

/// Sections of one's own units whose order lacks proof today: each with the day by which an article must be out.
async fn owing(tx: &mut Tx, actor: &Actor, tree: &Tree) -> Result<Vec<Owing>> {
    let mut found = Vec::new();
    let today = tx.today();
    for unit in actor.own_seats(Action::WriteArticle).into_iter().take(20) {
        let sections = section::of_unit(tx, unit).await?;
        if sections.iter().all(|section| section.origin.is_none()) {
            continue;
        }
        let owed = crate::duty::store::owed(tx, unit, today).await?;
        for section in sections {
            let own = owed.iter().filter(|duty| Some(duty.origin) == section.origin);
            if let Some(first) = own.min_by_key(|duty| duty.due_on) {
                found.push(Owing {
                    section: section.title,
                    unit: tree.name(unit).to_owned(),
                    unit_id: unit.to_string(),
                    due: text::day(first.due_on),
                });
            }
        }
    }
    Ok(found)
}

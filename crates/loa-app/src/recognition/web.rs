//! Pages of praise and criticism for who is signed in: what there is, one entry, writing one.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::org::{self, Tree};
use crate::page::{self, Chrome, html};
use crate::recognition::actions::tell::Ways;
use crate::recognition::store::{self, proven};
use crate::recognition::{Entry, State};
use crate::route::{Access, Routes, Visit};
use crate::text;

mod edit;
mod one;

/// Entries of one page.
const PAGE: i64 = 50;
/// Units that the figures propose.
const MOST_PROPOSED: i64 = 5;
/// Days that the figures look back.
const DAYS_BACK: i64 = 90;

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let see = Access::May(Action::SeeRecognition);
    let write = Access::May(Action::WriteRecognition);
    routes
        .get("/bieu-duong", see, list)
        .get("/bieu-duong/moi", write, edit::blank)
        .post("/bieu-duong/moi", write, edit::begin)
        .get("/bieu-duong/{entry}", see, one::page)
        .get("/bieu-duong/{entry}/sua", write, edit::page)
        .post("/bieu-duong/{entry}/sua", write, edit::save)
        .post("/bieu-duong/{entry}/lam", see, one::act)
        .post(
            "/bieu-duong/{entry}/tra-loi",
            Access::May(Action::AnswerCriticism),
            one::reply,
        )
        .post(
            "/bieu-duong/{entry}/dinh-chinh",
            Access::May(Action::ApproveRecognition),
            one::judge,
        )
}

/// By which ways people are told.
fn ways(visit: &Visit) -> Ways<'_> {
    let settings = visit.app.settings();
    Ways {
        by_webhook: settings.webhook.is_some(),
        site: &settings.public_url,
    }
}

/// An entry in a list.
struct Row {
    id: String,
    title: String,
    kind: &'static str,
    subject: String,
    unit: String,
    state: &'static str,
    told: Vec<String>,
}

impl Row {
    fn new(entry: &Entry, tree: &Tree, corrections: i64) -> Self {
        let standing = entry.standing;
        let mut told = Vec::new();
        if let (State::Told, Some(due)) = (standing.state, standing.due_on) {
            told.push(match standing.is_replied {
                true => "đơn vị đã trả lời".to_owned(),
                false => format!("trả lời hết ngày {}", text::day(due)),
            });
        }
        if let (State::Public, Some(until)) = (standing.state, standing.until) {
            told.push(format!("đăng hết ngày {}", text::day(until)));
        }
        if corrections > 0 {
            told.push(format!("! {corrections} đính chính chờ xét"));
        }
        Self {
            id: entry.id.to_string(),
            title: entry.title.clone(),
            kind: standing.kind.label(),
            subject: tree.name(entry.subject).to_owned(),
            unit: tree.name(entry.unit).to_owned(),
            state: standing.state.label(),
            told,
        }
    }
}

/// A criticism to which a unit may reply.
struct Awaited {
    id: String,
    title: String,
    subject: String,
    due: String,
}

impl Awaited {
    fn new(entry: &Entry, tree: &Tree) -> Self {
        Self {
            id: entry.id.to_string(),
            title: entry.title.clone(),
            subject: tree.name(entry.subject).to_owned(),
            due: text::day_or_dash(entry.standing.due_on),
        }
    }
}

/// What waits for the reply of the units where somebody works, and those whose work they carry on.
async fn awaited(tx: &mut Tx, actor: &Actor, tree: &Tree) -> Result<Vec<Awaited>> {
    let own: Vec<Id> = actor
        .own_seats(Action::AnswerCriticism)
        .into_iter()
        .flat_map(|seat| tree.carried(seat))
        .collect();
    let found = store::awaiting(tx, &own).await?;
    Ok(found.iter().map(|entry| Awaited::new(entry, tree)).collect())
}

/// A unit that the figures propose to praise.
struct Proposed {
    subject_id: String,
    subject: String,
    unit_id: String,
    told: String,
}

async fn proposed(tx: &mut Tx, actor: &Actor, tree: &Tree) -> Result<Vec<Proposed>> {
    let Some(seat) = actor.own_seats(Action::WriteRecognition).first().copied() else {
        return Ok(Vec::new());
    };
    let below: Vec<Id> = tree
        .subtree(seat)
        .into_iter()
        .filter(|unit| *unit != seat)
        .collect();
    let today = tx.today();
    let since = loa_calendar::day::plus_days(today, -DAYS_BACK).unwrap_or(today);
    let found = proven::leading(tx, &below, since, MOST_PROPOSED).await?;
    Ok(found
        .into_iter()
        .map(|(unit, many, people)| Proposed {
            subject_id: unit.to_string(),
            subject: tree.name(unit).to_owned(),
            unit_id: seat.to_string(),
            told: format!(
                "{} hoạt động được chấp nhận, {} lượt người",
                text::number(many),
                text::number(people)
            ),
        })
        .collect())
}

#[derive(Template)]
#[template(path = "recognition/pages/list.html")]
struct ListPage {
    chrome: Chrome,
    rows: Vec<Row>,
    next: Option<String>,
    awaited: Vec<Awaited>,
    proposed: Vec<Proposed>,
    may_write: bool,
}

/// `/bieu-duong`; before one, `?truoc=`.
async fn list(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let form = visit.fields();
    let mut tx = visit.app.read(actor).await?;
    let units: Vec<Id> = actor.reach(Action::SeeRecognition).iter().copied().collect();
    let before = form.get("truoc").parse().unwrap_or(Id(i64::MAX));
    let mut found = store::listed(&mut tx, &units, before, PAGE + 1).await?;
    let goes_on = page::cut(&mut found, PAGE);
    let next = found.last().filter(|_| goes_on);
    let next = next.map(|last| format!("/bieu-duong?truoc={}", last.id));
    let ids: Vec<Id> = found.iter().map(|entry| entry.id).collect();
    let corrections: HashMap<Id, i64> = store::waiting_corrections(&mut tx, &ids)
        .await?
        .into_iter()
        .collect();
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let awaited = awaited(&mut tx, actor, &tree).await?;
    let proposed = proposed(&mut tx, actor, &tree).await?;
    Ok(html(&ListPage {
        chrome: Chrome::new(&visit),
        rows: found
            .iter()
            .map(|entry| Row::new(entry, &tree, corrections.get(&entry.id).copied().unwrap_or(0)))
            .collect(),
        next,
        awaited,
        proposed,
        may_write: actor.may_somewhere(Action::WriteRecognition),
    }))
}

#[derive(Template)]
#[template(path = "recognition/pages/work_part.html")]
struct WorkPart {
    awaited: Vec<Awaited>,
}

/// What waits for the reply of one's own unit, above the list of one's work; empty when nothing does.
///
/// # Errors
/// [`Error::Outage`]
pub async fn work_part(visit: &Visit, tx: &mut Tx) -> Result<String> {
    let actor = visit.actor()?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(tx, today).await?;
    let awaited = awaited(tx, actor, &tree).await?;
    if awaited.is_empty() {
        return Ok(String::new());
    }
    let part = WorkPart { awaited };
    part.render().map_err(|error| Error::Outage(error.to_string()))
}

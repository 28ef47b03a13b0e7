//! Pages of notices: what a unit posts, one of them, putting it right, the list of a quarter.

use askama::Template;
use axum::response::Response;
use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::identity::Action;
use crate::notice::listing::{Line, MOST_LINES};
use crate::notice::{Notice, Quarter, State, due_on, store};
use crate::org::{self, Tree};
use crate::page::{self, Choice, Chrome, html};
use crate::route::{Access, Routes, Visit};
use crate::text;

mod correct;
mod edit;
mod one;

/// Notices of one page.
const PAGE: i64 = 50;

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let see = Access::May(Action::SeeArticles);
    let write = Access::May(Action::WriteArticle);
    let publish = Access::May(Action::PublishArticle);
    routes
        .get("/niem-yet", see, list)
        .get("/niem-yet/quy", see, quarter)
        .get("/niem-yet/moi", write, edit::blank)
        .post("/niem-yet/moi", write, edit::begin)
        .get("/niem-yet/{notice}", see, one::page)
        .get("/niem-yet/{notice}/sua", write, edit::page)
        .post("/niem-yet/{notice}/sua", write, edit::save)
        .get("/niem-yet/{notice}/dinh-chinh", publish, correct::page)
        .post("/niem-yet/{notice}/dinh-chinh", publish, correct::save)
        .post("/niem-yet/{notice}/loa", write, one::loud)
        .post("/niem-yet/{notice}/lam", publish, one::act)
}

/// A notice in a list.
struct Row {
    id: String,
    title: String,
    unit: String,
    matter: String,
    days: String,
    standing: &'static str,
    /// "hạn niêm yết 25/04/2022", while it is not posted.
    due: String,
}

impl Row {
    fn new(one: Notice, tree: &Tree, today: jiff::civil::Date) -> Self {
        let due = match one.state {
            State::Draft => format!("hạn niêm yết {}", text::day(due_on(one.written.decided_on))),
            _ => String::new(),
        };
        Self {
            id: one.id.to_string(),
            unit: tree.name(one.unit).to_owned(),
            matter: format!("{}. {}", one.written.matter.number(), one.written.matter.label()),
            days: one.days(),
            standing: one.standing(today),
            due,
            title: one.written.title,
        }
    }
}

#[derive(Template)]
#[template(path = "notice/pages/list.html")]
struct ListPage {
    chrome: Chrome,
    rows: Vec<Row>,
    next: Option<String>,
    may_write: bool,
}

/// `/niem-yet`, before one with `?truoc=`
async fn list(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let form = visit.fields();
    let mut tx = visit.app.read(actor).await?;
    let units: Vec<Id> = actor.reach(Action::SeeArticles).iter().copied().collect();
    let before = form.get("truoc").parse().unwrap_or(Id(i64::MAX));
    let mut found = store::latest(&mut tx, &units, before, PAGE + 1).await?;
    let goes_on = page::cut(&mut found, PAGE);
    let next = found.last().filter(|_| goes_on);
    let next = next.map(|last| format!("/niem-yet?truoc={}", last.id));
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    Ok(html(&ListPage {
        chrome: Chrome::new(&visit),
        rows: found.into_iter().map(|one| Row::new(one, &tree, today)).collect(),
        next,
        may_write: actor.may_somewhere(Action::WriteArticle),
    }))
}

#[derive(Template)]
#[template(path = "notice/pages/quarter.html")]
struct QuarterPage {
    chrome: Chrome,
    unit: String,
    label: String,
    units: Vec<Choice>,
    year: String,
    quarters: Vec<Choice>,
    lines: Vec<Line>,
}

/// `/niem-yet/quy?don-vi=…&nam=2022&quy=2`: without them the first unit of the visitor and this quarter.
async fn quarter(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let form = visit.fields();
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let unit: Id = match form.get("don-vi") {
        "" => actor.seats(Action::SeeArticles).next().ok_or(Error::NotFound)?,
        named => named.parse().map_err(|_| Error::NotFound)?,
    };
    if !actor.may(Action::SeeArticles, unit) {
        return Err(Error::NotFound);
    }
    let now = Quarter::of(today);
    let key = format!("{}-{}", form.get("nam"), form.get("quy"));
    let chosen = Quarter::with_key(&key).unwrap_or(now);
    let found = store::between(&mut tx, unit, chosen.days(), MOST_LINES).await?;
    let reach = actor.reach(Action::SeeArticles);
    let units = tree.all().iter().filter(|one| reach.contains(&one.id)).take(400);
    Ok(html(&QuarterPage {
        chrome: Chrome::new(&visit),
        unit: tree.name(unit).to_owned(),
        label: chosen.label(),
        units: units
            .map(|one| Choice::new(one.id, one.name.as_str(), one.id == unit))
            .collect(),
        year: chosen.year.to_string(),
        quarters: [(1, "Quý I"), (2, "Quý II"), (3, "Quý III"), (4, "Quý IV")]
            .map(|(number, label)| Choice::new(number, label, chosen.quarter == number))
            .to_vec(),
        lines: found.into_iter().map(|one| Line::new(one, true)).collect(),
    }))
}

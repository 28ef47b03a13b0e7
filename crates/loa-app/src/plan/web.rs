//! Pages of plans: the list, bringing a document in, looking it over, correcting, adopting.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::clock::moment_text;
use crate::document::actions::Prepared;
use crate::document::{self, Purpose};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{self, Action, Actor};
use crate::org;
use crate::page::{self, Chrome, html, refused};
use crate::plan::actions::{self, Bring};
use crate::plan::reading::{self, Reading};
use crate::plan::store::{self, Plan, Version};
use crate::plan::{Head, State};
use crate::problem::Problems;
use crate::route::{Access, Routes, Visit};
use crate::text;

pub mod adopt;
pub mod assignments;
pub mod head;
pub mod item;
pub mod name;
pub mod recall;
pub mod review;
pub mod view;
pub mod write;

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let see = Access::May(Action::SeePlans);
    let edit = Access::MayEverywhere(Action::EditPlan);
    routes
        .get("/ke-hoach", see, list)
        .post("/ke-hoach", edit, upload)
        .get("/ke-hoach/viet", edit, write::page)
        .post("/ke-hoach/viet", edit, write::write)
        .get("/ke-hoach/{plan}", see, plan)
        .post("/ke-hoach/{plan}/nam-sau", edit, write::renew)
        .post("/ke-hoach/{plan}/ban-moi", edit, upload_version)
        .post("/ke-hoach/{plan}/bo", edit, give_up)
        .get("/ke-hoach/{plan}/soat", see, review::page)
        .get("/ke-hoach/{plan}/dau", edit, head::page)
        .post("/ke-hoach/{plan}/dau", edit, head::save)
        .get("/ke-hoach/{plan}/viec-moi", edit, item::new_page)
        .post("/ke-hoach/{plan}/viec-moi", edit, item::add)
        .get("/ke-hoach/{plan}/viec/{item}", see, item::page)
        .post("/ke-hoach/{plan}/viec/{item}", edit, item::save)
        .post("/ke-hoach/{plan}/viec/{item}/bo", edit, item::remove)
        .post("/ke-hoach/{plan}/viec/{item}/lay-lai", edit, item::restore)
        .post("/ke-hoach/{plan}/viec/{item}/nhu-ban-doc", edit, item::reset)
        .post("/ke-hoach/{plan}/viec/{item}/gop", edit, item::merge)
        .get("/ke-hoach/{plan}/ban-hanh", edit, adopt::page)
        .post("/ke-hoach/{plan}/ban-hanh", edit, adopt::post)
        .get("/ke-hoach/{plan}/thu-hoi", edit, recall::page)
        .post("/ke-hoach/{plan}/thu-hoi", edit, recall::post)
        .get(
            "/nhiem-vu",
            Access::May(Action::SeeAssignments),
            assignments::page,
        )
        .get("/ke-hoach/{plan}/ten", edit, name::page)
        .post("/ke-hoach/{plan}/ten", edit, name::save)
}

/// An identity in an address; anything else is a page that is not there.
fn id(text: &str) -> Result<Id> {
    text.parse().map_err(|_| Error::NotFound)
}

/// A version that the actor may see: one in force for whoever sees plans, a draft for those who see all of the locality.
async fn visible(tx: &mut Tx, actor: &Actor, plan: &str) -> Result<(Plan, Version)> {
    let (plan, version) = actions::current(tx, id(plan)?).await?;
    if version.state == State::Adopted {
        return Ok((plan, version));
    }
    if actor.may(Action::SeePlans, actions::root(tx).await?) {
        return Ok((plan, version));
    }
    let versions = store::versions(tx, plan.id).await?;
    let in_force = versions
        .into_iter()
        .find(|version| version.state == State::Adopted);
    Ok((plan, in_force.ok_or(Error::NotFound)?))
}

fn number(count: usize) -> String {
    text::number(i64::try_from(count).unwrap_or(i64::MAX))
}

async fn may_edit(tx: &mut Tx, actor: &Actor) -> Result<bool> {
    Ok(actor.may(Action::EditPlan, actions::root(tx).await?))
}

/// Names of people by identity, for "who and when".
async fn names(tx: &mut Tx, ids: Vec<Id>) -> Result<HashMap<Id, String>> {
    let mut found = HashMap::new();
    for id in ids {
        if let std::collections::hash_map::Entry::Vacant(place) = found.entry(id) {
            let person = identity::store::by_id(tx, id).await?;
            place.insert(person.map_or_else(|| "–".to_owned(), |person| person.full_name));
        }
    }
    Ok(found)
}

struct PlanRow {
    id: String,
    title: String,
    number: String,
    issuer: String,
    year: i64,
    issued: String,
    states: String,
    is_draft: bool,
}

#[derive(Template)]
#[template(path = "plan/pages/list.html")]
struct ListPage {
    chrome: Chrome,
    problems: Problems,
    can_edit: bool,
    rows: Vec<PlanRow>,
}

async fn list(visit: Visit) -> Result<Response> {
    Ok(html(&list_page(&visit, Problems::new()).await?))
}

async fn list_page(visit: &Visit, problems: Problems) -> Result<ListPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let sees_drafts = actor.may(Action::SeePlans, actions::root(&mut tx).await?);
    let mut states: HashMap<Id, Vec<State>> = HashMap::new();
    for version in store::versions(&mut tx, Id(0)).await? {
        states.entry(version.plan).or_default().push(version.state);
    }
    let row = |plan: Plan| {
        let states = states.get(&plan.id).cloned().unwrap_or_default();
        let shown = [State::Draft, State::Adopted];
        let mut words: Vec<&str> = shown
            .iter()
            .filter(|state| states.contains(state))
            .map(|state| state.label())
            .collect();
        if words.is_empty() {
            words.push(State::Dropped.label());
        }
        let is_seen = sees_drafts || states.contains(&State::Adopted);
        is_seen.then(|| PlanRow {
            id: plan.id.to_string(),
            title: title_of(&plan),
            number: plan.number,
            issuer: plan.issuer,
            year: plan.year,
            issued: text::day_or_dash(plan.issued_on),
            is_draft: states.contains(&State::Draft),
            states: words.join("; "),
        })
    };
    let rows = store::plans(&mut tx).await?.into_iter().filter_map(row).collect();
    Ok(ListPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        can_edit: may_edit(&mut tx, actor).await?,
        problems,
        rows,
    })
}

/// The title of a plan, or what to call it without one.
fn title_of(plan: &Plan) -> String {
    match (plan.title.as_str(), plan.number.as_str()) {
        ("", "") => format!("Kế hoạch năm {}", plan.year),
        ("", number) => format!("Kế hoạch {number}"),
        (title, _) => title.to_owned(),
    }
}

/// A plan in force that looks like the one being looked over.
pub struct TwinView {
    id: String,
    title: String,
    /// "số 18/KH-UBND, ", or nothing.
    number: String,
    year: i64,
}

impl TwinView {
    fn of(plan: &Plan) -> Self {
        Self {
            id: plan.id.to_string(),
            title: title_of(plan),
            number: match plan.number.as_str() {
                "" => String::new(),
                number => format!("số {number}, "),
            },
            year: plan.year,
        }
    }
}

/// A file that was sent: kept, opened and understood away from the threads that answer.
async fn understood(visit: &Visit, form: &Form) -> Result<(Prepared, Reading)> {
    let actor = visit.actor()?;
    let Some(file) = form.files.iter().find(|file| file.field == "tep") else {
        return Err(Problems::one("tep", "Chọn tệp kế hoạch để tải lên.").into());
    };
    let (name, bytes) = (file.name.clone(), file.bytes.clone());
    let converter = visit.app.settings().old_word;
    let opened = off_thread(move || reading::open(&name, &bytes, converter)).await?;
    let opened = opened.map_err(|sentence| Problems::one("tep", sentence))?;
    let today = visit.app.today();
    let mut tx = visit.app.read(actor).await?;
    actions::must_edit(&mut tx, actor).await?;
    let tree = org::store::tree::on(&mut tx, opened.issued_on.unwrap_or(today)).await?;
    drop(tx);
    let reading = off_thread(move || reading::understand(&opened, &tree, None, today)).await?;
    let reading = reading.map_err(|sentence| Problems::one("tep", sentence))?;
    let kept = document::actions::prepare(&visit.app, &file.name, file.bytes.clone(), Purpose::Plan).await?;
    Ok((kept, reading))
}

/// Runs something that keeps a processor busy where it does not hold up others.
async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Outage(format!("reading a document: {error}")))
}

/// Keeps a reading; who brings the same document at the same moment is led to the one draft.
async fn keep(
    visit: &Visit,
    name: &str,
    file: Option<&Prepared>,
    reading: &Reading,
    into: Bring,
) -> Result<Id> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    actions::must_edit(&mut tx, actor).await?;
    match actions::keep(&mut tx, name, file, reading, into).await {
        Ok(plan) => {
            tx.save().await?;
            Ok(plan)
        }
        Err(Error::Changed(sentence)) => {
            drop(tx);
            let mut tx = visit.app.read(actor).await?;
            let digest = actions::digest(&reading.source, into);
            let there = store::draft_with_digest(&mut tx, &digest).await?;
            there.ok_or(Error::Changed(sentence))
        }
        Err(other) => Err(other),
    }
}

async fn upload(visit: Visit, form: Form) -> Result<Response> {
    let kept = async {
        let (file, reading) = understood(&visit, &form).await?;
        let plan = keep(&visit, &file.name, Some(&file), &reading, Bring::New).await?;
        Ok((plan, reading))
    };
    match kept.await {
        Ok((plan, reading)) => Ok(read_answer(plan, &reading)),
        Err(Error::Problem(problems)) => Ok(refused(&list_page(&visit, problems).await?)),
        Err(other) => Err(other),
    }
}

fn read_answer(plan: Id, reading: &Reading) -> Response {
    let there = format!("/ke-hoach/{plan}/soat");
    if reading.sheets.is_empty() {
        // Nothing was done that could be told as done: the page says what is missing.
        return page::to(&there).into_response();
    }
    page::done(
        &there,
        &format!(
            "Đã đọc: {} nhiệm vụ, {} điều cần biết. Mời soát trước khi ban hành.",
            reading.sheets.len(),
            reading.notes.len()
        ),
    )
}

async fn upload_version(visit: Visit, Path(plan): Path<String>, form: Form) -> Result<Response> {
    let plan = id(&plan)?;
    let kept = async {
        let (file, reading) = understood(&visit, &form).await?;
        let plan = keep(&visit, &file.name, Some(&file), &reading, Bring::VersionOf(plan)).await?;
        Ok((plan, reading))
    };
    match kept.await {
        Ok((plan, reading)) => Ok(read_answer(plan, &reading)),
        Err(Error::Problem(problems)) => Ok(refused(&plan_page(&visit, plan, problems).await?)),
        Err(other) => Err(other),
    }
}

struct VersionRow {
    ordinal: i64,
    file: String,
    /// Address of the file itself; empty where none was kept.
    href: String,
    state: &'static str,
    brought: String,
    adopted: String,
}

#[derive(Template)]
#[template(path = "plan/pages/plan.html")]
struct PlanPage {
    chrome: Chrome,
    problems: Problems,
    can_edit: bool,
    id: String,
    title: String,
    head: Head,
    issued: String,
    copied_from: Option<String>,
    has_draft: bool,
    has_adopted: bool,
    next_year: i64,
    versions: Vec<VersionRow>,
}

async fn plan(visit: Visit, Path(plan): Path<String>) -> Result<Response> {
    Ok(html(&plan_page(&visit, id(&plan)?, Problems::new()).await?))
}

async fn plan_page(visit: &Visit, plan: Id, problems: Problems) -> Result<PlanPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (plan, version) = visible(&mut tx, actor, &plan.to_string()).await?;
    let sees_drafts = actor.may(Action::SeePlans, actions::root(&mut tx).await?);
    let versions: Vec<Version> = store::versions(&mut tx, plan.id)
        .await?
        .into_iter()
        .filter(|version| sees_drafts || matches!(version.state, State::Adopted | State::Replaced))
        .collect();
    let people = versions
        .iter()
        .flat_map(|version| [version.created_by, version.adopted_by])
        .flatten()
        .collect();
    let people = names(&mut tx, people).await?;
    let by = |person: Option<Id>, at: Option<jiff::Timestamp>| {
        let name = person.and_then(|person| people.get(&person)).cloned();
        at.map_or_else(
            || "–".to_owned(),
            |at| format!("{}, {}", moment_text(at), name.unwrap_or_else(|| "–".to_owned())),
        )
    };
    let has = |state| versions.iter().any(|version| version.state == state);
    Ok(PlanPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        can_edit: may_edit(&mut tx, actor).await?,
        id: plan.id.to_string(),
        title: title_of(&plan),
        issued: text::day_or_dash(version.head.issued_on()),
        head: version.head.clone(),
        copied_from: plan.copied_from.map(|id| id.to_string()),
        has_draft: has(State::Draft),
        has_adopted: has(State::Adopted),
        next_year: plan.year + 1,
        versions: versions
            .iter()
            .map(|version| VersionRow {
                ordinal: version.ordinal,
                file: version.file_name.clone(),
                href: version
                    .file
                    .map_or_else(String::new, |file| format!("/tep/{file}")),
                state: version.state.label(),
                brought: by(version.created_by, Some(version.created_at)),
                adopted: by(version.adopted_by, version.adopted_at),
            })
            .collect(),
    })
}

async fn give_up(visit: Visit, Path(plan): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    actions::give_up(&mut tx, actor, id(&plan)?).await?;
    tx.save().await?;
    Ok(page::done("/ke-hoach", "Đã bỏ bản đang soát."))
}

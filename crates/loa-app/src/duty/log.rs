//! Telling what was done: one page with five fields that also works without a network, and what comes of what it sends.

use askama::Template;
use axum::Json;
use axum::extract::{FromRequest as _, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use loa_db::id::Id;
use loa_db::tx::Tx;
use serde_json::json;

use crate::activity::{self, Activity, NewActivity};
use crate::document::Purpose;
use crate::duty::log::entry::{
    Attachment, Typed, choices_of_audience, choices_of_channel, choices_of_language,
};
use crate::duty::log::offer::{Offer, ticked};
use crate::duty::{Duty, actions};
use crate::error::{Error, Result};
use crate::files::Hash;
use crate::form::{Form, drain};
use crate::identity::{Action, Actor};
use crate::org::{self, Tree};
use crate::page::{self, Choice, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::{Access, Routes, Visit, answer};

pub mod entry;
pub mod list;
pub mod offer;
pub mod record;
pub mod sheet;
pub mod store;

/// Duties that one activity can prove.
pub const MOST_DUTIES: usize = 50;
/// What is ticked when the work is none of those ordered.
pub const OTHER: &str = "khac";

/// The routes around activities.
pub fn routes(routes: Routes) -> Routes {
    let log = Access::May(Action::LogActivity);
    let see = Access::May(Action::SeeUnits);
    routes
        .get("/ghi", log, page)
        .post("/ghi", log, send)
        // What waits on a phone is its owner's, whatever their role.
        .get("/cho-gui", Access::SignedIn, waiting)
        .get("/hoat-dong", see, list::page)
        .get("/hoat-dong.xlsx", see, list::workbook)
        .get("/hoat-dong/{activity}", see, record::page)
        .get("/hoat-dong/{activity}/sua", log, record::edit)
        .post("/hoat-dong/{activity}/sua", log, record::save)
}

#[derive(Template)]
#[template(path = "duty/pages/log_waiting.html")]
struct WaitingPage {
    chrome: Chrome,
    is_officer: bool,
}

/// `/cho-gui`: what waits on this machine; the script fills the list.
async fn waiting(visit: Visit) -> Response {
    let officer = |actor: &Actor| actor.may_somewhere(Action::SeeOwnDuties);
    html(&WaitingPage {
        chrome: Chrome::new(&visit),
        is_officer: visit.actor.as_ref().is_some_and(officer),
    })
}

#[derive(Template)]
#[template(path = "duty/pages/log.html")]
struct LogPage {
    chrome: Chrome,
    problems: Problems,
    key: String,
    offer: Offer,
    units: Vec<Choice>,
    languages: Vec<Choice>,
    channels: Vec<Choice>,
    audiences: Vec<Choice>,
    typed: Typed,
    received: Vec<Choice>,
    photo: Purpose,
    proof: Purpose,
}

impl LogPage {
    /// The form with what was typed; `form` also tells what was ticked.
    async fn load(
        visit: &Visit,
        form: &Form,
        typed: Typed,
        received: Vec<Choice>,
        problems: Problems,
    ) -> Result<Self> {
        let actor = visit.actor()?;
        let mut tx = visit.app.read(actor).await?;
        let ticked: Vec<&str> = form.all("viec").collect();
        let offer = Offer::load(&mut tx, actor, &ticked).await?;
        let today = tx.today();
        let tree = org::store::tree::with_ended(&mut tx, today).await?;
        let own = actions::own_units(actor, &tree);
        Ok(Self {
            chrome: Chrome::new(visit).with_problems(&problems),
            problems,
            key: Id::new(tx.now()).to_string(),
            offer,
            units: choices_of_unit(&own, &tree, form.get("don-vi")),
            languages: choices_of_language(&typed.language),
            channels: choices_of_channel(&typed.channel),
            audiences: choices_of_audience(&typed.audience),
            typed,
            received,
            photo: Purpose::Photo,
            proof: Purpose::Proof,
        })
    }
}

/// Nothing to choose for whoever works for one unit. One that has ended does nothing any more.
fn choices_of_unit(own: &[Id], tree: &Tree, chosen: &str) -> Vec<Choice> {
    let own: Vec<Id> = own.iter().copied().filter(|id| !tree.has_ended(*id)).collect();
    if own.len() < 2 {
        return Vec::new();
    }
    let units = own.iter().map(|id| {
        let value = id.to_string();
        let is_chosen = value == chosen;
        Choice::new(value, tree.name(*id), is_chosen)
    });
    let first = Choice::new("", "Theo việc đã chọn", chosen.is_empty());
    std::iter::once(first).chain(units).collect()
}

/// `/ghi`, with `?viec=` ticked.
async fn page(visit: Visit) -> Result<Response> {
    let form = visit.fields();
    let typed = Typed::fresh(visit.app.today());
    Ok(html(
        &LogPage::load(&visit, &form, typed, Vec::new(), Problems::new()).await?,
    ))
}

/// `POST /ghi`
async fn send(visit: Visit, request: Request) -> Response {
    match sent(&visit, request).await {
        Ok(response) => response,
        Err(error) => answer(&visit, error),
    }
}

async fn sent(visit: &Visit, request: Request) -> Result<Response> {
    let given = match expected(visit, request.headers()).await {
        Ok((given, None)) => given,
        early => {
            drain(request.into_body()).await;
            let (_, there) = early?;
            let there = there.ok_or(Error::NotFound)?;
            return Ok(noted(visit, &there, false));
        }
    };
    let form = Form::from_request(request, &()).await?;
    let mut problems = Problems::new();
    let attachments = entry::attachments(visit, &form, &mut problems).await?;
    let key = given.unwrap_or_else(|| key_of(&form, &attachments));
    match keep(visit, &form, &attachments, &key, problems).await {
        Err(Error::Problem(problems)) => refusal(visit, &form, attachments, problems).await,
        done => done,
    }
}

/// What the head of a request tells before its body is read: the key that a phone gave it, and the activity that was
/// recorded under it already.
async fn expected(visit: &Visit, headers: &HeaderMap) -> Result<(Option<String>, Option<Activity>)> {
    let actor = visit.actor()?;
    let given = given_key(actor, headers)?;
    let Some(key) = &given else {
        return Ok((None, None));
    };
    // What has no files is read at least as fast as the database answers; it is looked up where it would be written.
    if !has_files(headers) {
        return Ok((given, None));
    }
    let mut tx = visit.app.read(actor).await?;
    let there = activity::store::by_request(&mut tx, actor.person, key).await?;
    Ok((given, there))
}

/// The key that a phone gave its record.
///
/// # Errors
/// [`Error::SignedOut`] when the record is of somebody else than who is signed in: a phone with several people's records
/// sends each under its owner's name only. [`Error::Problem`] for a key that is no UUID.
pub fn given_key(actor: &Actor, headers: &HeaderMap) -> Result<Option<String>> {
    let sender = header(headers, "loa-person");
    if sender.is_some_and(|sender| sender != actor.person.to_string()) {
        return Err(Error::SignedOut("/cho-gui".to_owned(), false));
    }
    header(headers, "idempotency-key").map(uuid).transpose()
}

fn has_files(headers: &HeaderMap) -> bool {
    header(headers, "content-type").is_some_and(|kind| kind.starts_with("multipart/"))
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The key of a phone: a UUID in its usual form.
fn uuid(text: &str) -> Result<String> {
    let is_sign = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    if text.len() == 36 && text.bytes().enumerate().all(is_sign) {
        Ok(text.to_ascii_lowercase())
    } else {
        let sentence = "Khóa của bản ghi không đúng dạng. Mời mở lại trang và ghi lại.";
        Err(Problems::one("khoa", sentence).into())
    }
}

/// Without scripts the key comes with the page: what is sent twice is the same, what was changed in between (the way
/// back and a second thing told) is not.
pub fn key_of(form: &Form, attachments: &[Attachment]) -> String {
    let mut told = String::new();
    for (name, value) in form.fields() {
        told.push_str(&format!("{}:{name}={}:{value}\n", name.len(), value.len()));
    }
    for attachment in attachments {
        told.push_str(&format!("{}\n", attachment.trace()));
    }
    Hash::of(told.as_bytes()).as_str().to_owned()
}

/// Everything in one unit of work: the record, its files, what it proves.
async fn keep(
    visit: &Visit,
    form: &Form,
    attachments: &[Attachment],
    key: &str,
    mut problems: Problems,
) -> Result<Response> {
    let actor = visit.actor()?;
    let mut told = entry::told(form, &mut problems);
    let mut tx = visit.app.begin(actor).await?;
    // Before anything is asked of it: what was right when it was recorded need not be so now.
    if let Some(there) = activity::store::by_request(&mut tx, actor.person, key).await? {
        return Ok(noted(visit, &there, false));
    }
    let (unit, duties) = chosen(&mut tx, actor, form, &mut problems).await?;
    if let Some(told) = &mut told {
        told.channel = entry::channel(told, &duties);
    }
    let (Some(told), Some(unit)) = (told, unit) else {
        return Err(problems.into());
    };
    problems.or(())?;
    let new = NewActivity {
        unit,
        told,
        files: entry::note(&mut tx, attachments).await?,
        is_sample: false,
    };
    let (activity, is_new) = activity::actions::record(&mut tx, actor, new, key).await?;
    if is_new {
        let duties: Vec<Id> = duties.iter().map(|duty| duty.id).collect();
        actions::prove(&mut tx, actor, activity.id, &duties).await?;
        tx.save().await?;
    }
    Ok(noted(visit, &activity, is_new))
}

/// The duties that were ticked, and whose work it is.
async fn chosen(
    tx: &mut Tx,
    actor: &Actor,
    form: &Form,
    problems: &mut Problems,
) -> Result<(Option<Id>, Vec<Duty>)> {
    let Some(duties) = ticked(tx, actor, form, problems).await? else {
        return Ok((None, Vec::new()));
    };
    let today = tx.today();
    let tree = org::store::tree::with_ended(tx, today).await?;
    let mut units: Vec<Id> = duties
        .iter()
        .flat_map(|duty| doing(actor, &tree, duty.unit))
        .collect();
    let named = form.get("don-vi");
    if !named.is_empty() {
        units = vec![named.parse().map_err(|_| Error::NotFound)?];
    } else if units.is_empty() {
        units = actions::own_units(actor, &tree);
        // Somebody's role may still name a unit that has ended.
        if units.iter().any(|unit| !tree.has_ended(*unit)) {
            units.retain(|unit| !tree.has_ended(*unit));
        }
    }
    units.sort();
    units.dedup();
    let unit = match units.as_slice() {
        [one] => Some(*one),
        _ => {
            problems.add("don-vi", "Mời chọn đơn vị đã làm việc này.");
            None
        }
    };
    Ok((unit, duties))
}

/// Who does what is owed by a unit: itself, or those that carry on its work when it has ended. The duty stays the old
/// unit's: a report about 2022 prints the names of 2022.
fn doing(actor: &Actor, tree: &Tree, unit: Id) -> Vec<Id> {
    let heirs = tree.heirs(unit).map(|heir| heir.id);
    let heirs: Vec<Id> = heirs
        .filter(|heir| actor.may(Action::LogActivity, *heir))
        .collect();
    if heirs.is_empty() { vec![unit] } else { heirs }
}

/// What was recorded, now or before.
fn noted(visit: &Visit, activity: &Activity, is_new: bool) -> Response {
    let href = format!("/hoat-dong/{}", activity.id);
    if !visit.wants_json {
        return page::done(&href, &format!("Đã ghi, mã {}.", activity.code));
    }
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    (status, Json(json!({ "code": activity.code, "href": href }))).into_response()
}

/// What is wrong, with everything that was typed; files that arrived need not be sent again.
async fn refusal(
    visit: &Visit,
    form: &Form,
    attachments: Vec<Attachment>,
    problems: Problems,
) -> Result<Response> {
    if visit.wants_json {
        return Ok(told_in_json(&problems));
    }
    let received = entry::received(visit, attachments).await?;
    let page = LogPage::load(visit, form, Typed::sent(form), received, problems).await?;
    Ok(refused(&page))
}

/// What is wrong, for the queue of a phone.
pub fn told_in_json(problems: &Problems) -> Response {
    let list: Vec<serde_json::Value> = problems
        .all()
        .iter()
        .map(|problem| json!({ "field": problem.field, "message": problem.message }))
        .collect();
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        Json(json!({ "problems": list })),
    )
        .into_response()
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]
mod tests;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod line_tests;

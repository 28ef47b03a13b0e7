//! Passkeys: one's own on a page; the questions and answers between browser and server as JSON.

use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use loa_db::id::Id;
use serde_json::json;
use webauthn_rs::prelude::Webauthn;

use crate::assets;
use crate::clock::vietnam;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::actions::Client;
use crate::identity::actions::entry::Opened;
use crate::identity::actions::own::confirm_password;
use crate::identity::actions::passkey::{self as actions, NAME_LENGTH};
use crate::identity::store::{self, passkey};
use crate::identity::web::fields::parsed;
use crate::identity::web::second::{remember, set_step, step_of};
use crate::identity::web::set_session;
use crate::page::{self, Chrome, html, local_path, refused};
use crate::problem::Problems;
use crate::route::{self, Visit};
use crate::text;

/// The script of pages with passkeys; `None` at an address where browsers allow none.
pub fn script(visit: &Visit, headers: &HeaderMap) -> Option<String> {
    checker(visit, headers)
        .map(|_| assets::address("passkey.js"))
        .ok()
}

fn checker(visit: &Visit, headers: &HeaderMap) -> Result<Webauthn> {
    let none = || {
        let sentence =
            "Trình duyệt không cho dùng khóa truy cập ở địa chỉ này: địa chỉ phải là một tên, với https.";
        Error::from(Problems::one("khoa", sentence))
    };
    actions::checker(&page::absolute(visit, headers, "")).ok_or_else(none)
}

struct Line {
    id: String,
    name: String,
    since: String,
    used: String,
}

#[derive(Template)]
#[template(path = "identity/pages/passkeys.html")]
struct PasskeysPage {
    chrome: Chrome,
    problems: Problems,
    lines: Vec<Line>,
    login: String,
    has_password: bool,
    script: Option<String>,
}

async fn passkeys_page(visit: &Visit, headers: &HeaderMap, problems: Problems) -> Result<PasskeysPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let person = store::by_id(&mut tx, actor.person)
        .await?
        .ok_or(Error::NotFound)?;
    let kept = passkey::of_person(&mut tx, actor.person).await?;
    let line = |one: passkey::Kept| Line {
        id: one.id.to_string(),
        name: one.name,
        since: text::day(vietnam(one.created_at)),
        used: text::day_or_dash(one.used_at.map(vietnam)),
    };
    Ok(PasskeysPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        lines: kept.into_iter().map(line).collect(),
        has_password: person.password.is_some(),
        login: person.login,
        script: script(visit, headers),
    })
}

/// One's own.
pub async fn page(visit: Visit, headers: HeaderMap) -> Result<Response> {
    Ok(html(&passkeys_page(&visit, &headers, Problems::new()).await?))
}

/// An answer for the script; nothing keeps it.
fn told(visit: &Visit, answer: Result<Response>) -> Response {
    // Without the first step there is nothing to come back to: said as a sentence, not as a page.
    let answer = answer.map_err(|error| match error {
        Error::SignedOut(..) => {
            let sentence = "Bước đầu đã quá 10 phút. Mời đăng nhập lại từ đầu.";
            Problems::one("khoa", sentence).into()
        }
        other => other,
    });
    let mut response = answer.unwrap_or_else(|error| route::answer(visit, error));
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Asks for a new key.
pub async fn begin_new(visit: Visit, headers: HeaderMap, form: Form) -> Response {
    let begun = async {
        let actor = visit.actor()?;
        let checker = checker(&visit, &headers)?;
        confirm_password(
            &visit.app,
            actor,
            form.get("mat-khau"),
            &visit.address,
            "mat-khau",
        )
        .await?;
        Ok(Json(actions::begin_new(&visit.app, &checker, actor).await?).into_response())
    };
    told(&visit, begun.await)
}

/// Takes a new key.
pub async fn finish_new(visit: Visit, headers: HeaderMap, form: Form) -> Response {
    let finished = async {
        let actor = visit.actor()?;
        let checker = checker(&visit, &headers)?;
        let mut problems = Problems::new();
        let name = form.text("ten-khoa", NAME_LENGTH, None, &mut problems);
        problems.or(())?;
        let (app, key) = (&visit.app, form.get("khoa"));
        let session = actions::finish_new(app, &checker, actor, key, &name).await?;
        let done = page::done("/tai-khoan/khoa", "Đã thêm khóa truy cập.");
        let mut response = Json(json!({ "href": "/tai-khoan/khoa" })).into_response();
        for cookie in done.headers().get_all(header::SET_COOKIE) {
            response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
        set_session(app, &mut response, &session);
        Ok(response)
    };
    told(&visit, finished.await)
}

/// Asks for whatever key the browser has.
pub async fn begin_entry(visit: Visit, headers: HeaderMap) -> Response {
    let begun = async {
        let checker = checker(&visit, &headers)?;
        let (question, secret) = actions::begin_entry(&visit.app, &checker, &visit.address).await?;
        let mut response = Json(question).into_response();
        set_step(&visit.app, &mut response, &secret);
        Ok(response)
    };
    told(&visit, begun.await)
}

/// Signs in with a key.
pub async fn enter(visit: Visit, headers: HeaderMap, form: Form) -> Response {
    let entered = async {
        let checker = checker(&visit, &headers)?;
        let secret = step_of(&headers);
        let opened = actions::enter(&visit.app, &checker, &secret, form.get("khoa"), &client(&visit)).await?;
        Ok(inside(&visit, &opened, &form))
    };
    told(&visit, entered.await)
}

/// Asks for a key as the second factor.
pub async fn begin_second(visit: Visit, headers: HeaderMap) -> Response {
    let begun = async {
        let checker = checker(&visit, &headers)?;
        let question = actions::begin_second(&visit.app, &checker, &step_of(&headers)).await?;
        Ok(Json(question).into_response())
    };
    told(&visit, begun.await)
}

/// Finishes the second step with a key.
pub async fn second(visit: Visit, headers: HeaderMap, form: Form) -> Response {
    let entered = async {
        let checker = checker(&visit, &headers)?;
        let secret = step_of(&headers);
        let opened =
            actions::second(&visit.app, &checker, &secret, form.get("khoa"), &client(&visit)).await?;
        Ok(inside(&visit, &opened, &form))
    };
    told(&visit, entered.await)
}

fn client(visit: &Visit) -> Client<'_> {
    Client {
        address: &visit.address,
        agent: &visit.agent,
    }
}

fn inside(visit: &Visit, opened: &Opened, form: &Form) -> Response {
    let next = local_path(form.get("tiep")).unwrap_or("/");
    let mut response = Json(json!({ "href": next })).into_response();
    if let Some(notice) = &opened.notice {
        for cookie in page::news(next, notice).headers().get_all(header::SET_COOKIE) {
            response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
    }
    set_session(&visit.app, &mut response, &opened.secret);
    set_step(&visit.app, &mut response, "");
    remember(&visit.app, &mut response, opened.person);
    response
}

/// Calls one by another name.
pub async fn rename(
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response> {
    let id: Id = parsed(&id)?;
    let actor = visit.actor()?;
    let mut problems = Problems::new();
    let must = Some("Mời ghi tên của khóa.");
    let name = form.text("ten", NAME_LENGTH, must, &mut problems);
    if !problems.is_empty() {
        own_key(&visit, id).await?;
        return Ok(refused(&passkeys_page(&visit, &headers, problems).await?));
    }
    actions::rename(&visit.app, actor, id, &name).await?;
    Ok(page::done("/tai-khoan/khoa", "Đã ghi."))
}

async fn own_key(visit: &Visit, id: Id) -> Result<()> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let kept = passkey::of_person(&mut tx, actor.person).await?;
    let is_there = kept.iter().any(|one| one.id == id);
    if is_there { Ok(()) } else { Err(Error::NotFound) }
}

/// Takes one away.
pub async fn remove(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    match actions::remove(&visit.app, visit.actor()?, parsed(&id)?).await {
        Ok(()) => Ok(page::done("/tai-khoan/khoa", "Đã bỏ khóa truy cập.")),
        Err(Error::Changed(sentence)) => Ok(page::news("/tai-khoan/khoa", &sentence)),
        Err(other) => Err(other),
    }
}

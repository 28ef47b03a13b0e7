//! The second step of signing in: a code of the app, a recovery code, a passkey.

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use loa_db::id::Id;

use crate::app::App;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::actions::entry::{self, Entry, Opened, Typed};
use crate::identity::actions::{Client, known_browser};
use crate::identity::web::{passkey, set_session};
use crate::page::{self, Chrome, encoded, html, local_path, refused};
use crate::problem::Problems;
use crate::route::Visit;

/// The cookie of somebody on the way in.
const STEP: &str = "loa_buoc";
/// Seconds that it lives.
const STEP_AGE: i64 = 600;
/// The cookie of a browser in which somebody has signed in before.
const KNOWN: &str = "loa_may";
/// Seconds that it lives.
const KNOWN_AGE: i64 = 60 * 60 * 24 * 365;

/// Lets the browser in, or leads it to the second step; `next`: where it wanted to go.
pub fn entered(app: &App, entry: &Entry, next: &str) -> Response {
    match entry {
        Entry::Session(opened) => inside(app, opened, next),
        Entry::Second(secret) => {
            let path = format!("/dang-nhap/ma?tiep={}", encoded(next));
            let mut response = page::to(&path).into_response();
            set_step(app, &mut response, secret);
            response
        }
    }
}

/// The session begins.
pub fn inside(app: &App, opened: &Opened, next: &str) -> Response {
    let mut response = match &opened.notice {
        Some(notice) => page::news(next, notice),
        None => page::to(next).into_response(),
    };
    set_session(app, &mut response, &opened.secret);
    remember(app, &mut response, opened.person);
    response
}

/// Gives the browser what it must bring back; empty: takes it away.
pub fn set_step(app: &App, response: &mut Response, secret: &str) {
    let age = if secret.is_empty() { 0 } else { STEP_AGE };
    let secure = if app.settings().is_https { "; Secure" } else { "" };
    let cookie = format!("{STEP}={secret}; Path=/dang-nhap; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The browser is known from now on: nobody's wrong attempts elsewhere keep its person out here.
pub fn remember(app: &App, response: &mut Response, person: Id) {
    let Ok(known) = known_browser(app, person) else {
        return;
    };
    let secure = if app.settings().is_https { "; Secure" } else { "" };
    let cookie =
        format!("{KNOWN}={known}; Path=/dang-nhap; Max-Age={KNOWN_AGE}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// What makes the browser known; empty when it is not.
pub fn known_of(headers: &HeaderMap) -> String {
    let jar = CookieJar::from_headers(headers);
    jar.get(KNOWN)
        .map(|cookie| cookie.value().to_owned())
        .unwrap_or_default()
}

/// What the browser brought back; empty when it has nothing.
pub fn step_of(headers: &HeaderMap) -> String {
    let jar = CookieJar::from_headers(headers);
    jar.get(STEP)
        .map(|cookie| cookie.value().to_owned())
        .unwrap_or_default()
}

#[derive(Template)]
#[template(path = "identity/pages/second.html")]
struct SecondPage {
    chrome: Chrome,
    problems: Problems,
    name: String,
    next: String,
    has_code: bool,
    /// The script of passkeys, for whoever has one.
    passkeys: Option<String>,
    /// The other form is open.
    is_recovery: bool,
}

async fn second_form(
    visit: &Visit,
    headers: &HeaderMap,
    form: &Form,
    problems: Problems,
) -> Result<SecondPage> {
    let secret = &step_of(headers);
    let (person, has, _) = entry::waiting(&visit.app, secret).await?;
    Ok(SecondPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        name: person.full_name,
        next: local_path(form.get("tiep")).unwrap_or("/").to_owned(),
        has_code: has.totp,
        passkeys: passkey::script(visit, headers).filter(|_| has.passkeys > 0),
        is_recovery: problems.on("ma-du-phong").is_some(),
        problems,
    })
}

/// Nobody is on the way in here any more.
fn again(secret: &str) -> Response {
    let path = if secret.is_empty() {
        "/dang-nhap"
    } else {
        "/dang-nhap?het-buoc=1"
    };
    page::to(path).into_response()
}

/// Asks for the second factor.
pub async fn page(visit: Visit, headers: HeaderMap) -> Result<Response> {
    if visit.actor.is_some() {
        return Ok(page::to("/").into_response());
    }
    let secret = step_of(&headers);
    match second_form(&visit, &headers, &visit.fields(), Problems::new()).await {
        Ok(page) => Ok(html(&page)),
        Err(Error::SignedOut(..)) => Ok(again(&secret)),
        Err(other) => Err(other),
    }
}

/// Takes a code.
pub async fn answer(visit: Visit, headers: HeaderMap, form: Form) -> Result<Response> {
    let secret = step_of(&headers);
    let client = Client {
        address: &visit.address,
        agent: &visit.agent,
    };
    let typed = Typed {
        code: form.get("ma"),
        recovery: form.get("ma-du-phong"),
    };
    let problems = match entry::second(&visit.app, &secret, &typed, &client).await {
        Ok(opened) => {
            let next = local_path(form.get("tiep")).unwrap_or("/");
            let mut response = inside(&visit.app, &opened, next);
            set_step(&visit.app, &mut response, "");
            return Ok(response);
        }
        Err(Error::SignedOut(..)) => return Ok(again(&secret)),
        Err(Error::Problem(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, problems),
        Err(Error::TooMany(seconds)) => (StatusCode::TOO_MANY_REQUESTS, too_many(seconds)),
        Err(other) => return Err(other),
    };
    let (status, problems) = problems;
    match second_form(&visit, &headers, &form, problems).await {
        Ok(page) => {
            let mut response = refused(&page);
            *response.status_mut() = status;
            Ok(response)
        }
        Err(Error::SignedOut(..)) => Ok(again(&secret)),
        Err(other) => Err(other),
    }
}

/// What is said beside the code after too many.
pub fn too_many(seconds: u64) -> Problems {
    let minutes = seconds.div_ceil(60).max(1);
    Problems::one(
        "ma",
        format!("Đã ghi sai mã nhiều lần. Mời đợi {minutes} phút rồi thử lại."),
    )
}

//! How one signs in: all ways on one page; codes of an app and recovery codes.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::clock::vietnam;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::actions::entry::Typed;
use crate::identity::actions::factor::{self as actions, Changed, Offer};
use crate::identity::store::{self, factor, outside};
use crate::identity::web::second::too_many;
use crate::identity::web::set_session;
use crate::page::{self, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

struct AccountLine {
    id: String,
    name: String,
    since: String,
}

#[derive(Template)]
#[template(path = "identity/pages/ways.html")]
struct WaysPage {
    chrome: Chrome,
    has_password: bool,
    /// Day since when codes are asked for.
    totp: Option<String>,
    codes_left: i64,
    passkeys: Vec<String>,
    /// As people call it.
    provider: Option<String>,
    accounts: Vec<AccountLine>,
    /// A role asks for a second factor and there is none.
    lacks: bool,
}

/// How one signs in.
pub async fn ways(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let person = store::by_id(&mut tx, actor.person)
        .await?
        .ok_or(Error::NotFound)?;
    let totp = factor::totp(&mut tx, actor.person).await?;
    let codes_left = factor::recovery_codes_left(&mut tx, actor.person).await?;
    let passkeys = store::passkey::of_person(&mut tx, actor.person).await?;
    let accounts = outside::of_person(&mut tx, actor.person).await?;
    let provider = visit.app.settings().oidc.as_ref();
    let account = |account: outside::Account| AccountLine {
        id: account.id.to_string(),
        name: account.name,
        since: text::day(vietnam(account.created_at)),
    };
    Ok(html(&WaysPage {
        provider: provider.map(|provider| provider.name.clone()),
        passkeys: passkeys.into_iter().map(|key| key.name).collect(),
        accounts: accounts.into_iter().map(account).collect(),
        chrome: Chrome::new(&visit),
        has_password: person.password.is_some(),
        totp: totp.map(|totp| text::day(vietnam(totp.created_at))),
        codes_left,
        lacks: actor.lacks_factor,
    }))
}

#[derive(Template)]
#[template(path = "identity/pages/totp.html")]
struct TotpPage {
    chrome: Chrome,
    problems: Problems,
    login: String,
    has_password: bool,
    /// SVG.
    picture: String,
    groups: String,
    sealed: String,
    /// There are codes already.
    is_set: bool,
}

async fn totp_form(visit: &Visit, offer: Option<Offer>, problems: Problems) -> Result<TotpPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let person = store::by_id(&mut tx, actor.person)
        .await?
        .ok_or(Error::NotFound)?;
    let is_set = factor::totp(&mut tx, actor.person).await?.is_some();
    drop(tx);
    let offer = match offer {
        Some(offer) => offer,
        None => actions::offer(&visit.app, actor.person)?,
    };
    // A name that is too long for the picture is cut; the login is what matters.
    let issuer: String = format!("Loa {}", actor.locality_name).chars().take(60).collect();
    Ok(TotpPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        has_password: person.password.is_some(),
        picture: offer.secret.picture(&issuer, &person.login)?,
        login: person.login,
        groups: offer.secret.groups(),
        sealed: offer.sealed,
        is_set,
    })
}

/// Nothing keeps a page with a secret in it.
fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The form for codes of an app, with a new secret.
pub async fn totp_page(visit: Visit) -> Result<Response> {
    Ok(private(html(&totp_form(&visit, None, Problems::new()).await?)))
}

/// Sets them up; shows the recovery codes.
pub async fn set_totp(visit: Visit, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let offer = actions::offered(&visit.app, actor.person, form.get("bi-mat"))?;
    let Some(offer) = offer else {
        let sentence = "Hình mã đã quá 30 phút. Mời quét hình mới dưới đây rồi ghi mã.";
        let page = totp_form(&visit, None, Problems::one("ma", sentence)).await?;
        return Ok(private(refused(&page)));
    };
    let (password, code) = (form.get("mat-khau"), form.get("ma"));
    let (status, problems) =
        match actions::set_up(&visit.app, actor, &offer, password, code, &visit.address).await {
            Ok(changed) => return Ok(codes_page(&visit, changed, true)),
            Err(error) => problems_of(error)?,
        };
    let mut response = refused(&totp_form(&visit, Some(offer), problems).await?);
    *response.status_mut() = status;
    Ok(private(response))
}

/// What a form shows of an error; errors that are no matter of forms go on.
pub fn problems_of(error: Error) -> Result<(StatusCode, Problems)> {
    match error {
        Error::Problem(problems) => Ok((StatusCode::UNPROCESSABLE_ENTITY, problems)),
        Error::TooMany(seconds) => Ok((StatusCode::TOO_MANY_REQUESTS, too_many(seconds))),
        other => Err(other),
    }
}

#[derive(Template)]
#[template(path = "identity/pages/codes.html")]
struct CodesPage {
    chrome: Chrome,
    codes: Vec<String>,
    login: String,
    day: String,
    is_first: bool,
}

/// The only page that ever shows recovery codes.
fn codes_page(visit: &Visit, changed: Changed, is_first: bool) -> Response {
    let mut chrome = Chrome::new(visit);
    chrome.flash = None;
    let page = CodesPage {
        chrome,
        codes: changed.codes,
        login: visit
            .actor
            .as_ref()
            .map(|actor| actor.name.clone())
            .unwrap_or_default(),
        day: text::day(visit.app.today()),
        is_first,
    };
    let mut response = private(html(&page));
    set_session(&visit.app, &mut response, &changed.session);
    response
}

/// What is done with the second factor that is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Remove,
    NewCodes,
}

#[derive(Template)]
#[template(path = "identity/pages/factor_change.html")]
struct ChangePage {
    chrome: Chrome,
    problems: Problems,
    login: String,
    has_password: bool,
    is_removal: bool,
}

async fn change_form(visit: &Visit, change: Change, problems: Problems) -> Result<ChangePage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let person = store::by_id(&mut tx, actor.person)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(ChangePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        has_password: person.password.is_some(),
        login: person.login,
        is_removal: change == Change::Remove,
    })
}

/// Asks before codes are taken away.
pub async fn remove_page(visit: Visit) -> Result<Response> {
    change_page(&visit, Change::Remove).await
}

/// Asks before recovery codes are made anew.
pub async fn new_codes_page(visit: Visit) -> Result<Response> {
    change_page(&visit, Change::NewCodes).await
}

async fn change_page(visit: &Visit, change: Change) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    if factor::totp(&mut tx, actor.person).await?.is_none() {
        return Ok(page::to("/tai-khoan/dang-nhap").into_response());
    }
    drop(tx);
    Ok(html(&change_form(visit, change, Problems::new()).await?))
}

/// Takes one's codes away.
pub async fn remove(visit: Visit, form: Form) -> Result<Response> {
    changed(&visit, &form, Change::Remove).await
}

/// Makes recovery codes anew.
pub async fn new_codes(visit: Visit, form: Form) -> Result<Response> {
    changed(&visit, &form, Change::NewCodes).await
}

async fn changed(visit: &Visit, form: &Form, change: Change) -> Result<Response> {
    let actor = visit.actor()?;
    let typed = Typed {
        code: form.get("ma"),
        recovery: form.get("ma-du-phong"),
    };
    let (app, password, address) = (&visit.app, form.get("mat-khau"), &visit.address);
    let done = match change {
        Change::Remove => actions::remove(app, actor, password, &typed, address).await,
        Change::NewCodes => actions::renew_codes(app, actor, password, &typed, address).await,
    };
    match (done, change) {
        (Ok(changed), Change::NewCodes) => Ok(codes_page(visit, changed, false)),
        (Ok(changed), Change::Remove) => {
            let sentence = "Đã bỏ mã từ ứng dụng và các mã dự phòng.";
            let mut response = page::done("/tai-khoan/dang-nhap", sentence);
            set_session(app, &mut response, &changed.session);
            Ok(response)
        }
        (Err(error), _) => {
            let (status, problems) = problems_of(error)?;
            let mut response = refused(&change_form(visit, change, problems).await?);
            *response.status_mut() = status;
            Ok(response)
        }
    }
}

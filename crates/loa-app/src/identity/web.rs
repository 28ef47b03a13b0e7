//! Pages for signing in and out and for one's own sessions.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::app::{App, DemoPerson};
use crate::clock::moment_text;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::actions::{self, Client};
use crate::identity::{self, Action, COOKIE, agent, phone, store};
use crate::org;
use crate::page::{self, Chrome, html, local_path, refused};
use crate::problem::Problems;
use crate::route::{Access, Routes, Visit};

mod ending;
mod factor;
mod fields;
mod invite;
mod outside;
mod own;
mod passkey;
mod people;
mod person;
mod role;
mod rule;
mod second;

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let people_may = Access::May(Action::ManagePeople);
    let all_people_may = Access::MayEverywhere(Action::ManagePeople);
    routes
        .get("/dang-nhap", Access::Public, sign_in_page)
        .post("/dang-nhap", Access::Public, sign_in)
        .get("/dang-nhap/ma", Access::Public, second::page)
        .post("/dang-nhap/ma", Access::Public, second::answer)
        .post(
            "/dang-nhap/ma/khoa/bat-dau",
            Access::Public,
            passkey::begin_second,
        )
        .post("/dang-nhap/ma/khoa/xong", Access::Public, passkey::second)
        .post("/dang-nhap/khoa/bat-dau", Access::Public, passkey::begin_entry)
        .post("/dang-nhap/khoa/xong", Access::Public, passkey::enter)
        .get("/dang-nhap/ngoai", Access::Public, outside::start)
        .get(outside::BACK, Access::Public, outside::back)
        .post("/dang-xuat", Access::Public, sign_out)
        .get("/moi/{token}", Access::Public, own::accept_page)
        .post("/moi/{token}", Access::Public, own::accept)
        .get("/moi/{token}/ngoai", Access::Public, outside::start_invited)
        .get("/nguoi", people_may, people::list)
        .get("/nguoi/moi", people_may, invite::page)
        .post("/nguoi/moi", people_may, invite::invite)
        .get("/nguoi/hai-lop", all_people_may, rule::page)
        .post("/nguoi/hai-lop", all_people_may, rule::set)
        .get("/nguoi/{person}", people_may, person::page)
        .post("/nguoi/{person}/sua", people_may, person::describe)
        .post("/nguoi/{person}/lien-ket", people_may, invite::link)
        .post("/nguoi/{person}/het-phien", people_may, person::end_sessions)
        .get("/nguoi/{person}/hai-lop", people_may, rule::reset_page)
        .post("/nguoi/{person}/hai-lop", people_may, rule::reset)
        .get("/nguoi/{person}/vai-tro", people_may, role::page)
        .post("/nguoi/{person}/vai-tro", people_may, role::give)
        .get(
            "/nguoi/{person}/vai-tro/{grant}/thoi",
            people_may,
            ending::take_page,
        )
        .post("/nguoi/{person}/vai-tro/{grant}/thoi", people_may, ending::take)
        .get("/nguoi/{person}/nghi", people_may, ending::leave_page)
        .post("/nguoi/{person}/nghi", people_may, ending::leave)
        .post("/nguoi/{person}/tro-lai", people_may, ending::come_back)
        .get("/tai-khoan", Access::SignedIn, own::account)
        .post("/tai-khoan/dien-thoai", Access::SignedIn, own::set_contact)
        .get("/tai-khoan/dang-nhap", Access::SignedIn, factor::ways)
        .get("/tai-khoan/khoa", Access::SignedIn, passkey::page)
        .post("/tai-khoan/khoa/bat-dau", Access::SignedIn, passkey::begin_new)
        .post("/tai-khoan/khoa/xong", Access::SignedIn, passkey::finish_new)
        .post("/tai-khoan/khoa/{passkey}/ten", Access::SignedIn, passkey::rename)
        .post("/tai-khoan/khoa/{passkey}/bo", Access::SignedIn, passkey::remove)
        .get("/tai-khoan/ngoai", Access::SignedIn, outside::link_page)
        .post("/tai-khoan/ngoai", Access::SignedIn, outside::link)
        .post("/tai-khoan/ngoai/{account}/bo", Access::SignedIn, outside::unlink)
        .get("/tai-khoan/ma", Access::SignedIn, factor::totp_page)
        .post("/tai-khoan/ma", Access::SignedIn, factor::set_totp)
        .get("/tai-khoan/ma/bo", Access::SignedIn, factor::remove_page)
        .post("/tai-khoan/ma/bo", Access::SignedIn, factor::remove)
        .get("/tai-khoan/ma/du-phong", Access::SignedIn, factor::new_codes_page)
        .post("/tai-khoan/ma/du-phong", Access::SignedIn, factor::new_codes)
        .get("/mat-khau", Access::SignedIn, own::password_page)
        .post("/mat-khau", Access::SignedIn, own::change_password)
        .get("/vang-mat", Access::SignedIn, own::absence)
        .post("/vang-mat", Access::SignedIn, own::delegate)
        .post("/vang-mat/{delegation}/ket-thuc", Access::SignedIn, own::call_off)
        .get("/phien", Access::SignedIn, sessions)
        .post("/phien/{session}/ket-thuc", Access::SignedIn, end_session)
}

#[derive(Template)]
#[template(path = "identity/pages/sign_in.html")]
struct SignInPage {
    chrome: Chrome,
    problems: Problems,
    login: String,
    next: String,
    /// For an address.
    next_encoded: String,
    /// The session ended while somebody was writing.
    is_lost: bool,
    /// The second step came too late.
    is_late: bool,
    /// The script of passkeys, where there can be any.
    passkeys: Option<String>,
    /// Where accounts elsewhere are, as people call it.
    provider: Option<String>,
    samples: Vec<DemoPerson>,
    /// There is a locality; while there is none nobody can sign in.
    is_founded: bool,
}

impl SignInPage {
    async fn new(visit: &Visit, headers: &HeaderMap, form: &Form, problems: Problems) -> Result<Self> {
        let demo = visit.app.settings().demo.as_ref();
        let mut tx = visit.app.db().read(visit.app.scope(Id(0), None)).await?;
        let is_founded = !org::store::localities(&mut tx).await?.is_empty();
        Ok(Self {
            is_founded,
            chrome: Chrome::new(visit).with_problems(&problems),
            problems,
            login: form.get("ten").to_owned(),
            next: local_path(form.get("tiep")).unwrap_or("/").to_owned(),
            next_encoded: page::encoded(local_path(form.get("tiep")).unwrap_or("/")),
            is_lost: form.has("chua-ghi"),
            is_late: form.has("het-buoc"),
            passkeys: passkey::script(visit, headers),
            provider: visit.app.settings().oidc.as_ref().map(|found| found.name.clone()),
            samples: demo.map(|demo| demo.people.clone()).unwrap_or_default(),
        })
    }
}

async fn sign_in_page(visit: Visit, headers: HeaderMap) -> Result<Response> {
    if visit.actor.is_some() {
        return Ok(page::to("/").into_response());
    }
    let page = SignInPage::new(&visit, &headers, &visit.fields(), Problems::new()).await?;
    Ok(html(&page))
}

async fn sign_in(visit: Visit, headers: HeaderMap, form: Form) -> Result<Response> {
    let client = Client {
        address: &visit.address,
        agent: &visit.agent,
    };
    let signed_in = actions::sign_in(
        &visit.app,
        form.get("ten"),
        form.get("mat-khau"),
        &client,
        &second::known_of(&headers),
    )
    .await;
    match signed_in {
        Ok(entry) => {
            let next = local_path(form.get("tiep")).unwrap_or("/");
            Ok(second::entered(&visit.app, &entry, next))
        }
        Err(Error::Problem(problems)) => Ok(refused(
            &SignInPage::new(&visit, &headers, &form, problems).await?,
        )),
        Err(Error::TooMany(seconds)) => {
            let minutes = seconds.div_ceil(60).max(1);
            let problems = Problems::one(
                "ten",
                format!("Đã thử sai nhiều lần từ máy này. Mời đợi {minutes} phút rồi thử lại."),
            );
            let mut response = refused(&SignInPage::new(&visit, &headers, &form, problems).await?);
            *response.status_mut() = axum::http::StatusCode::TOO_MANY_REQUESTS;
            Ok(response)
        }
        Err(other) => Err(other),
    }
}

/// Gives the browser the secret of its session; an empty one takes it away.
pub fn set_session(app: &App, response: &mut Response, secret: &str) {
    let age = if secret.is_empty() { 0 } else { 60 * 60 * 24 * 30 };
    let secure = if app.settings().is_https { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={secret}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

async fn sign_out(visit: Visit) -> Result<Response> {
    if let Some(actor) = &visit.actor {
        let mut tx = visit.app.begin(actor).await?;
        actions::end_session(&mut tx, actor, actor.session).await?;
        tx.save().await?;
    }
    let mut response = page::done("/dang-nhap", "Đã đăng xuất.");
    set_session(&visit.app, &mut response, "");
    // Pages kept for work without a network must not be read by the next person at this phone.
    response
        .headers_mut()
        .insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

/// People with a role for a unit today, for the page of the unit.
#[derive(Template)]
#[template(path = "identity/pages/unit_part.html")]
struct UnitPart {
    people: Vec<InCharge>,
}

struct InCharge {
    name: String,
    role: &'static str,
    /// As it is called and as it is read; for those who may.
    phone: Option<(String, String)>,
}

/// The people of a unit as a part of its page; their telephones are for those who call them about their work.
///
/// # Errors
/// [`Error::Outage`]
pub async fn unit_part(visit: &Visit, tx: &mut Tx, unit: Id) -> Result<String> {
    let today = tx.today();
    let holders = store::holders(tx).await?.into_iter();
    let mut holders: Vec<store::Holder> = holders
        .filter(|holder| {
            holder.grant.unit == unit && holder.grant.holds_on(today) && holder.person.works_on(today)
        })
        .collect();
    holders.sort_by_cached_key(|holder| identity::name_key(&holder.person.full_name));
    let actor = visit.actor()?;
    let calls = [Action::SeeBoard, Action::JudgeProof, Action::ManagePeople];
    let may_call = calls.into_iter().any(|action| actor.may(action, unit));
    let people = holders.into_iter().map(|holder| {
        let phone = holder.person.phone.filter(|_| may_call);
        InCharge {
            name: holder.person.full_name,
            role: holder.grant.role.label(),
            phone: phone.map(|kept| (kept.clone(), phone::show(&kept))),
        }
    });
    let part = UnitPart {
        people: people.collect(),
    };
    part.render().map_err(|error| Error::Outage(error.to_string()))
}

struct SessionRow {
    id: String,
    agent: String,
    address: String,
    seen: String,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "identity/pages/sessions.html")]
struct SessionsPage {
    chrome: Chrome,
    rows: Vec<SessionRow>,
}

async fn sessions(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let rows = store::sessions(&mut tx, actor.person).await?;
    let row = |session: store::Session| SessionRow {
        id: session.id.to_string(),
        agent: agent::words(&session.agent),
        address: session.address,
        seen: moment_text(session.seen_at),
        is_this: session.id == actor.session,
    };
    Ok(html(&SessionsPage {
        chrome: Chrome::new(&visit),
        rows: rows.into_iter().map(row).collect(),
    }))
}

async fn end_session(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    actions::end_session(&mut tx, actor, id).await?;
    tx.save().await?;
    Ok(page::done("/phien", "Đã kết thúc phiên đăng nhập."))
}

/// May this page be opened by somebody who must set up a second factor first?
pub fn is_open_meanwhile(path: &str) -> bool {
    ["/tai-khoan", "/mat-khau", "/phien"].into_iter().any(|open| {
        path.strip_prefix(open)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

//! Pages for oneself: the link of an invitation, account, password, absence.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::actions::entry::Entry;
use crate::identity::actions::{Client, own};
use crate::identity::store::people::{delegations, grants_of};
use crate::identity::web::fields::{read_email, read_phone};
use crate::identity::web::second::{entered, remember};
use crate::identity::web::set_session;
use crate::identity::{phone, store};
use crate::org;
use crate::page::{self, Choice, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

#[derive(Template)]
#[template(path = "identity/pages/accept.html")]
struct AcceptPage {
    chrome: Chrome,
    problems: Problems,
    token: String,
    /// Where accounts elsewhere are, as people call it.
    provider: Option<String>,
    full_name: String,
    login: String,
}

#[derive(Template)]
#[template(path = "identity/pages/dead_link.html")]
struct DeadLinkPage {
    chrome: Chrome,
}

fn dead_link(visit: &Visit) -> Response {
    let mut response = html(&DeadLinkPage {
        chrome: Chrome::new(visit),
    });
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// A secret stands in the address: nothing keeps the page, nothing is told where one went from it.
fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

async fn accept_form(visit: &Visit, token: &str, problems: Problems) -> Result<AcceptPage> {
    let person = own::invited(&visit.app, token).await?;
    Ok(AcceptPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        token: token.to_owned(),
        provider: visit.app.settings().oidc.as_ref().map(|found| found.name.clone()),
        full_name: person.full_name,
        login: person.login,
    })
}

/// The page behind a link.
pub async fn accept_page(visit: Visit, Path(token): Path<String>) -> Result<Response> {
    match accept_form(&visit, &token, Problems::new()).await {
        Ok(page) => Ok(private(html(&page))),
        Err(Error::NotFound) => Ok(private(dead_link(&visit))),
        Err(other) => Err(other),
    }
}

/// Sets the password and signs in.
pub async fn accept(visit: Visit, Path(token): Path<String>, form: Form) -> Result<Response> {
    let client = Client {
        address: &visit.address,
        agent: &visit.agent,
    };
    let (typed, again) = (form.get("mat-khau"), form.get("mat-khau-lai"));
    match own::accept(&visit.app, &token, typed, again, &client).await {
        Ok(Entry::Session(opened)) if opened.notice.is_none() => {
            let mut response = page::done("/", "Đã đặt mật khẩu.");
            set_session(&visit.app, &mut response, &opened.secret);
            remember(&visit.app, &mut response, opened.person);
            Ok(response)
        }
        Ok(entry) => Ok(entered(&visit.app, &entry, "/")),
        Err(Error::Problem(problems)) => match accept_form(&visit, &token, problems).await {
            Ok(page) => Ok(private(refused(&page))),
            Err(Error::NotFound) => Ok(private(dead_link(&visit))),
            Err(other) => Err(other),
        },
        Err(Error::NotFound) => Ok(private(dead_link(&visit))),
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "identity/pages/account.html")]
struct AccountPage {
    chrome: Chrome,
    problems: Problems,
    full_name: String,
    login: String,
    roles: Vec<String>,
    phone: String,
    email: String,
}

async fn account_form(visit: &Visit, form: Option<&Form>, problems: Problems) -> Result<AccountPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let person = store::by_id(&mut tx, actor.person)
        .await?
        .ok_or(Error::NotFound)?;
    let email = store::reach::email(&mut tx, actor.person).await?;
    let names = org::store::names(&mut tx, today).await?;
    let grants = store::grants_today(&mut tx, actor.person).await?;
    let roles = grants.iter().map(|grant| {
        let unit = names.get(&grant.unit).map_or("–", String::as_str);
        let other = if grant.person == actor.person {
            ""
        } else {
            " (làm thay)"
        };
        format!("{}, {unit}{other}", grant.role.label())
    });
    Ok(AccountPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        full_name: person.full_name,
        login: person.login,
        roles: roles.collect(),
        phone: match form {
            Some(form) => form.get("dien-thoai").to_owned(),
            None => person.phone.as_deref().map(phone::show).unwrap_or_default(),
        },
        email: match form {
            Some(form) => form.get("thu-dien-tu").to_owned(),
            None => email.unwrap_or_default(),
        },
    })
}

/// One's own account.
pub async fn account(visit: Visit) -> Result<Response> {
    Ok(html(&account_form(&visit, None, Problems::new()).await?))
}

/// One's own telephone number and mail address.
pub async fn set_contact(visit: Visit, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut problems = Problems::new();
    let phone = read_phone(&form, &mut problems);
    let email = read_email(&form, &mut problems);
    if !problems.is_empty() {
        return Ok(refused(&account_form(&visit, Some(&form), problems).await?));
    }
    let mut tx = visit.app.begin(actor).await?;
    own::set_contact(&mut tx, actor, phone, email.as_deref()).await?;
    tx.save().await?;
    Ok(page::done("/tai-khoan", "Đã ghi điện thoại và địa chỉ thư."))
}

#[derive(Template)]
#[template(path = "identity/pages/password.html")]
struct PasswordPage {
    chrome: Chrome,
    problems: Problems,
    login: String,
}

async fn password_form(visit: &Visit, problems: Problems) -> Result<PasswordPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let person = store::by_id(&mut tx, actor.person)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(PasswordPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        login: person.login,
    })
}

/// The form for another password.
pub async fn password_page(visit: Visit) -> Result<Response> {
    Ok(html(&password_form(&visit, Problems::new()).await?))
}

/// Another password; other sessions end.
pub async fn change_password(visit: Visit, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let changed = own::change_password(
        &visit.app,
        actor,
        form.get("mat-khau-cu"),
        form.get("mat-khau"),
        form.get("mat-khau-lai"),
        &visit.address,
    )
    .await;
    match changed {
        Ok(session) => {
            let sentence = "Đã đổi mật khẩu. Các phiên khác đã kết thúc.";
            let mut response = page::done("/tai-khoan", sentence);
            set_session(&visit.app, &mut response, &session);
            Ok(response)
        }
        Err(Error::Problem(problems)) => Ok(refused(&password_form(&visit, problems).await?)),
        Err(other) => Err(other),
    }
}

/// An absence on the page.
struct Absence {
    id: String,
    who: String,
    from: String,
    until: String,
    is_own: bool,
}

#[derive(Template)]
#[template(path = "identity/pages/absence.html")]
struct AbsencePage {
    chrome: Chrome,
    problems: Problems,
    absences: Vec<Absence>,
    people: Vec<Choice>,
    has_roles: bool,
    from: DateFields,
    until: DateFields,
}

async fn absence_form(visit: &Visit, form: Option<&Form>, problems: Problems) -> Result<AbsencePage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let mut absences = Vec::new();
    for one in delegations(&mut tx, actor.person, today).await? {
        if one.ended_at.is_some() {
            continue;
        }
        let is_own = one.person == actor.person;
        let other = if is_own { one.delegate } else { one.person };
        let other = store::by_id(&mut tx, other).await?;
        absences.push(Absence {
            id: one.id.to_string(),
            who: other.map(|person| person.full_name).unwrap_or_default(),
            from: text::day(one.valid_from),
            until: text::day(one.valid_to),
            is_own,
        });
    }
    let chosen: Option<Id> = form.and_then(|form| form.get("nguoi").parse().ok());
    let stand_ins = own::stand_ins(&mut tx, actor.person).await?;
    let mut people = vec![Choice::new("", "Chọn người", chosen.is_none())];
    let names = org::store::names(&mut tx, today).await?;
    people.extend(stand_ins.into_iter().map(|holder| {
        let unit = names.get(&holder.grant.unit).map_or("–", String::as_str);
        let label = format!(
            "{}, {}, {unit}",
            holder.person.full_name,
            holder.grant.role.label()
        );
        Choice::new(holder.person.id, label, Some(holder.person.id) == chosen)
    }));
    let own_grants = grants_of(&mut tx, actor.person).await?;
    Ok(AbsencePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        absences,
        people,
        has_roles: own_grants.iter().any(|grant| grant.holds_on(today)),
        from: form.map_or_else(
            || DateFields::of(Some(today)),
            |form| DateFields::sent(form, "tu"),
        ),
        until: form.map_or_else(DateFields::default, |form| DateFields::sent(form, "den")),
    })
}

/// Who stands in for whom.
pub async fn absence(visit: Visit) -> Result<Response> {
    Ok(html(&absence_form(&visit, None, Problems::new()).await?))
}

/// Names somebody to stand in.
pub async fn delegate(visit: Visit, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut problems = Problems::new();
    let to: Option<Id> = form.get("nguoi").parse().ok();
    problems.unless(to.is_some(), "nguoi", "Mời chọn người làm thay.");
    let from = form
        .date("tu", &mut problems)
        .unwrap_or_else(|| visit.app.today());
    let until = form.date("den", &mut problems);
    if until.is_none() && problems.on("den").is_none() {
        problems.add("den", "Mời ghi ngày cuối cùng vắng mặt.");
    }
    let mut tx = visit.app.begin(actor).await?;
    let delegated = match problems.or((to.unwrap_or_default(), until.unwrap_or_default())) {
        Ok((to, until)) => own::delegate(&mut tx, actor, to, from, until).await,
        Err(problems) => Err(problems.into()),
    };
    match delegated {
        Ok(()) => {
            tx.save().await?;
            Ok(page::done("/vang-mat", "Đã ghi người làm thay."))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            Ok(refused(&absence_form(&visit, Some(&form), problems).await?))
        }
        Err(other) => Err(other),
    }
}

/// Calls it off.
pub async fn call_off(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    own::call_off(&mut tx, actor, id).await?;
    tx.save().await?;
    Ok(page::done("/vang-mat", "Đã kết thúc việc làm thay."))
}

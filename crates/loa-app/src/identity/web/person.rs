//! One person: who they are, their roles and absences, their sessions.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::error::Result;
use crate::form::Form;
use crate::identity::actions::people as actions;
use crate::identity::store::people::delegations;
use crate::identity::store::{self, RoleGrant};
use crate::identity::web::fields::{parsed, read_email, read_name, read_phone};
use crate::identity::web::people::state;
use crate::identity::{Action, Actor, phone};
use crate::org::{self, Tree};
use crate::page::{self, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

/// A role on the page of a person.
struct RoleLine {
    id: String,
    role: String,
    unit: String,
    unit_gone: bool,
    from: String,
    to: String,
    is_over: bool,
    may_take: bool,
}

#[derive(Template)]
#[template(path = "identity/pages/person.html")]
struct PersonPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    heading: String,
    login: String,
    state: String,
    has_left: bool,
    may_manage: bool,
    /// Codes of an app or a passkey.
    has_factor: bool,
    roles: Vec<RoleLine>,
    absences: Vec<String>,
    sessions: usize,
    full_name: String,
    phone: String,
    email: String,
}

async fn person_page(visit: &Visit, id: Id, form: Option<&Form>, problems: Problems) -> Result<PersonPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let (person, mut grants) = actions::seen(&mut tx, actor, id).await?;
    let may_manage = actions::may_manage(actor, &grants, today);
    let tree = org::store::tree::on(&mut tx, today).await?;
    let names = org::store::names(&mut tx, today).await?;
    grants.sort_by_key(|grant| (grant.is_over(today), grant.valid_from));
    let roles = grants
        .iter()
        .map(|grant| role_line(grant, actor, &tree, &names, today));
    let roles = roles.collect();
    let absences = absences(&mut tx, id).await?;
    let sessions = store::sessions(&mut tx, id).await?.len();
    let has = store::factor::factors(&mut tx, id).await?;
    let kept_email = store::reach::email(&mut tx, id).await?;
    let (full_name, typed_phone, email) = match form {
        Some(form) => (
            form.get("ho-ten").to_owned(),
            form.get("dien-thoai").to_owned(),
            form.get("thu-dien-tu").to_owned(),
        ),
        None => (
            person.full_name.clone(),
            person.phone.as_deref().map(phone::show).unwrap_or_default(),
            kept_email.unwrap_or_default(),
        ),
    };
    Ok(PersonPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: id.to_string(),
        heading: person.full_name.clone(),
        login: person.login.clone(),
        state: state(&person, today).1,
        has_left: person.left_on.is_some(),
        may_manage,
        has_factor: has.totp || has.passkeys > 0,
        roles,
        absences,
        sessions,
        full_name,
        phone: typed_phone,
        email,
    })
}

fn role_line(
    grant: &RoleGrant,
    actor: &Actor,
    tree: &Tree,
    names: &HashMap<Id, String>,
    today: Date,
) -> RoleLine {
    let is_over = grant.is_over(today);
    RoleLine {
        id: grant.id.to_string(),
        role: grant.role.label().to_owned(),
        unit: names.get(&grant.unit).cloned().unwrap_or_default(),
        unit_gone: tree.get(grant.unit).is_none(),
        from: text::day(grant.valid_from),
        to: grant.valid_to.map_or_else(
            || "chưa định".to_owned(),
            |to| text::day_or_dash(to.yesterday().ok()),
        ),
        is_over,
        may_take: !is_over && actor.may(Action::ManagePeople, grant.unit),
    }
}

/// Whose work somebody does, and who does theirs.
async fn absences(tx: &mut Tx, id: Id) -> Result<Vec<String>> {
    let mut told = Vec::new();
    let today = tx.today();
    for one in delegations(tx, id, today).await? {
        if one.ended_at.is_some() {
            continue;
        }
        let is_own = one.person == id;
        let other = if is_own { one.delegate } else { one.person };
        let other = store::by_id(tx, other).await?;
        let other = other.map(|person| person.full_name).unwrap_or_default();
        let days = format!("từ {} đến {}", text::day(one.valid_from), text::day(one.valid_to));
        told.push(if is_own {
            format!("Vắng mặt {days}, {other} làm thay.")
        } else {
            format!("Làm thay {other} {days}.")
        });
    }
    Ok(told)
}

/// One person.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let id = parsed(&id)?;
    let page = person_page(&visit, id, None, Problems::new()).await?;
    let actor = visit.actor()?;
    if actor.person != id {
        let mut tx = visit.app.begin(actor).await?;
        audit::seen(&mut tx, "person", id).await?;
        tx.save().await?;
    }
    Ok(html(&page))
}

/// Name, telephone and mail address.
pub async fn describe(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let person = parsed(&id)?;
    let mut tx = visit.app.begin(actor).await?;
    // Who may not is told so before anything else.
    actions::seen(&mut tx, actor, person).await?;
    let mut problems = Problems::new();
    let name = read_name(&form, &mut problems);
    let phone = read_phone(&form, &mut problems);
    let email = read_email(&form, &mut problems);
    if !problems.is_empty() {
        drop(tx);
        return Ok(refused(
            &person_page(&visit, person, Some(&form), problems).await?,
        ));
    }
    actions::describe(&mut tx, actor, person, &name, phone, email.as_deref()).await?;
    tx.save().await?;
    Ok(page::done(&format!("/nguoi/{id}"), "Đã ghi."))
}

/// Ends all sessions of a person.
pub async fn end_sessions(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let ended = actions::end_sessions(&mut tx, actor, parsed(&id)?).await?;
    tx.save().await?;
    let sentence = format!("Đã kết thúc {ended} phiên đăng nhập.");
    Ok(page::done(&format!("/nguoi/{id}"), &sentence))
}

//! A role that ends, somebody who leaves, somebody who comes back.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::identity::actions::people as actions;
use crate::identity::web::fields::parsed;
use crate::org;
use crate::page::{self, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

/// A page that asks for one day: a role that ends, a person who leaves.
#[derive(Template)]
#[template(path = "identity/pages/day.html")]
struct DayPage {
    chrome: Chrome,
    problems: Problems,
    back: String,
    action: String,
    heading: String,
    explained: &'static str,
    asked: &'static str,
    button: &'static str,
    from: DateFields,
}

/// What the page is about.
enum Ending {
    Role(Id),
    Work,
}

async fn day_form(
    visit: &Visit,
    person: Id,
    ending: &Ending,
    form: Option<&Form>,
    problems: Problems,
) -> Result<DayPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let (found, grants) = actions::seen(&mut tx, actor, person).await?;
    let name = found.full_name;
    let (heading, action, explained, asked, button) = match ending {
        Ending::Role(grant) => {
            let grant = grants
                .iter()
                .find(|known| known.id == *grant)
                .ok_or(Error::NotFound)?;
            actor.must(Action::ManagePeople, grant.unit)?;
            let names = org::store::names(&mut tx, today).await?;
            let unit = names.get(&grant.unit).map_or("–", String::as_str);
            (
                format!("{name} thôi vai trò {} ở {unit}", grant.role.label()),
                format!("/nguoi/{person}/vai-tro/{}/thoi", grant.id),
                "Việc đã làm với vai trò này vẫn giữ nguyên.",
                "Thôi từ ngày",
                "Thôi vai trò",
            )
        }
        Ending::Work => {
            if !actions::may_manage(actor, &grants, today) {
                return Err(Error::Forbidden);
            }
            (
                format!("{name} nghỉ hoặc chuyển đi"),
                format!("/nguoi/{person}/nghi"),
                "Từ ngày này người đó không đăng nhập được và thôi mọi vai trò. Việc đã ghi vẫn giữ tên người làm.",
                "Nghỉ từ ngày",
                "Ghi là nghỉ",
            )
        }
    };
    Ok(DayPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        back: format!("/nguoi/{person}"),
        action,
        heading,
        explained,
        asked,
        button,
        from: form.map_or_else(
            || DateFields::of(Some(today)),
            |form| DateFields::sent(form, "tu"),
        ),
    })
}

fn day_of(form: &Form, problems: &mut Problems) -> Date {
    let day = form.date("tu", problems);
    if day.is_none() && problems.on("tu").is_none() {
        problems.add("tu", "Mời ghi ngày, ví dụ 01 05 2022.");
    }
    day.unwrap_or_default()
}

/// When does a role end?
pub async fn take_page(visit: Visit, Path((id, grant)): Path<(String, String)>) -> Result<Response> {
    let ending = Ending::Role(parsed(&grant)?);
    let page = day_form(&visit, parsed(&id)?, &ending, None, Problems::new()).await?;
    Ok(html(&page))
}

/// Takes a role away.
pub async fn take(visit: Visit, Path((id, grant)): Path<(String, String)>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let (person, grant) = (parsed(&id)?, parsed(&grant)?);
    let mut problems = Problems::new();
    let from = day_of(&form, &mut problems);
    let mut tx = visit.app.begin(actor).await?;
    let taken = match problems.or(()) {
        Ok(()) => actions::take_role(&mut tx, actor, person, grant, from).await,
        Err(problems) => Err(problems.into()),
    };
    match taken {
        Ok(()) => {
            tx.save().await?;
            Ok(page::done(&format!("/nguoi/{id}"), "Đã ghi ngày thôi vai trò."))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            let page = day_form(&visit, person, &Ending::Role(grant), Some(&form), problems).await?;
            Ok(refused(&page))
        }
        Err(other) => Err(other),
    }
}

/// When does somebody leave?
pub async fn leave_page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let page = day_form(&visit, parsed(&id)?, &Ending::Work, None, Problems::new()).await?;
    Ok(html(&page))
}

/// Somebody leaves.
pub async fn leave(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let person = parsed(&id)?;
    let mut problems = Problems::new();
    let from = day_of(&form, &mut problems);
    let mut tx = visit.app.begin(actor).await?;
    let left = match problems.or(()) {
        Ok(()) => actions::leave(&mut tx, actor, person, from).await,
        Err(problems) => Err(problems.into()),
    };
    match left {
        Ok(()) => {
            tx.save().await?;
            let sentence = format!("Đã ghi nghỉ từ ngày {}.", text::day(from));
            Ok(page::done(&format!("/nguoi/{id}"), &sentence))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            let page = day_form(&visit, person, &Ending::Work, Some(&form), problems).await?;
            Ok(refused(&page))
        }
        Err(other) => Err(other),
    }
}

/// Somebody works here again.
pub async fn come_back(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    actions::come_back(&mut tx, actor, parsed(&id)?).await?;
    tx.save().await?;
    Ok(page::done(
        &format!("/nguoi/{id}"),
        "Đã ghi làm việc trở lại. Mời giao vai trò.",
    ))
}

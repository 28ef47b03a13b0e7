//! One more role for somebody.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::actions::people::{self as actions, NewRole};
use crate::identity::web::fields::{parsed, read_role, read_unit, role_choices, unit_choices};
use crate::org;
use crate::page::{self, Choice, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::route::Visit;

#[derive(Template)]
#[template(path = "identity/pages/role.html")]
struct RolePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    full_name: String,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    from: DateFields,
    until: DateFields,
}

async fn role_form(visit: &Visit, id: Id, form: Option<&Form>, problems: Problems) -> Result<RolePage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let (person, grants) = actions::seen(&mut tx, actor, id).await?;
    let tree = org::store::tree::on(&mut tx, today).await?;
    let live = grants
        .iter()
        .find(|grant| !grant.is_over(today))
        .map(|grant| grant.unit);
    let (unit, role) = match form {
        Some(form) => (form.get("don-vi").parse().ok(), form.get("vai-tro")),
        None => (live, ""),
    };
    let mut roles = role_choices(role);
    roles.insert(0, Choice::new("", "Chọn vai trò", role.is_empty()));
    Ok(RolePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: id.to_string(),
        full_name: person.full_name,
        units: unit_choices(&tree, actor, unit),
        roles,
        from: form.map_or_else(
            || DateFields::of(Some(today)),
            |form| DateFields::sent(form, "tu"),
        ),
        until: form.map_or_else(DateFields::default, |form| DateFields::sent(form, "den")),
    })
}

/// The form for one more role.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    Ok(html(
        &role_form(&visit, parsed(&id)?, None, Problems::new()).await?,
    ))
}

/// Gives a role.
pub async fn give(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let person = parsed(&id)?;
    let mut tx = visit.app.begin(actor).await?;
    actions::seen(&mut tx, actor, person).await?;
    let mut problems = Problems::new();
    let today = tx.today();
    let new = NewRole {
        role: read_role(&form, &mut problems),
        unit: read_unit(&form, actor, &mut problems)?,
        from: form.date("tu", &mut problems).unwrap_or(today),
        to: form
            .date("den", &mut problems)
            .and_then(|last| last.tomorrow().ok()),
    };
    let given = match problems.or(()) {
        Ok(()) => actions::give_role(&mut tx, actor, person, new).await,
        Err(problems) => Err(problems.into()),
    };
    match given {
        Ok(()) => {
            tx.save().await?;
            Ok(page::done(&format!("/nguoi/{id}"), "Đã giao vai trò."))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            Ok(refused(&role_form(&visit, person, Some(&form), problems).await?))
        }
        Err(other) => Err(other),
    }
}

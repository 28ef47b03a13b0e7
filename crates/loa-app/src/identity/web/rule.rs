//! The second factor of others: for which roles it is a must, and taking it away from somebody who lost the phone.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use crate::error::Result;
use crate::form::Form;
use crate::identity::Role;
use crate::identity::actions::factor as actions;
use crate::identity::actions::people;
use crate::identity::store::factor;
use crate::identity::web::fields::parsed;
use crate::page::{self, Choice, Chrome, html};
use crate::problem::Problems;
use crate::route::Visit;

#[derive(Template)]
#[template(path = "identity/pages/factor_rule.html")]
struct RulePage {
    chrome: Chrome,
    problems: Problems,
    roles: Vec<Choice>,
}

/// For which roles a second factor is a must.
pub async fn page(visit: Visit) -> Result<Response> {
    let mut tx = visit.app.read(visit.actor()?).await?;
    let rule = factor::rule(&mut tx).await?;
    let roles = actions::MUST_ROLES;
    let roles = roles.map(|role| Choice::new(role.key(), role.label(), rule.contains(&role)));
    Ok(html(&RulePage {
        chrome: Chrome::new(&visit),
        problems: Problems::new(),
        roles: roles.to_vec(),
    }))
}

/// Sets it.
pub async fn set(visit: Visit, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let roles: Vec<Role> = form.all("vai-tro").filter_map(Role::with_key).collect();
    let mut tx = visit.app.begin(actor).await?;
    actions::set_rule(&mut tx, actor, &roles).await?;
    tx.save().await?;
    Ok(page::done("/nguoi/hai-lop", "Đã ghi."))
}

#[derive(Template)]
#[template(path = "identity/pages/factor_reset.html")]
struct ResetPage {
    chrome: Chrome,
    id: String,
    full_name: String,
    has_any: bool,
}

/// Asks before somebody's second factor is taken away.
pub async fn reset_page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (person, _) = people::managed(&mut tx, actor, parsed(&id)?).await?;
    let has = factor::factors(&mut tx, person.id).await?;
    Ok(html(&ResetPage {
        chrome: Chrome::new(&visit),
        id: person.id.to_string(),
        full_name: person.full_name,
        has_any: has.totp || has.passkeys > 0,
    }))
}

/// Takes it away.
pub async fn reset(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    actions::reset(&mut tx, actor, parsed(&id)?).await?;
    tx.save().await?;
    let sentence = "Đã bỏ xác thực hai lớp và kết thúc mọi phiên đăng nhập của người này.";
    Ok(page::done(&format!("/nguoi/{id}"), sentence))
}

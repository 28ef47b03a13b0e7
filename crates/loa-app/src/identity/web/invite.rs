//! Inviting somebody; the link that lets them in, shown once.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::actions::people::{self as actions, Invited, Link};
use crate::identity::store::{self, Person};
use crate::identity::web::fields::{
    parsed, read_name, read_phone, read_role, read_unit, role_choices, unit_choices,
};
use crate::org;
use crate::page::{Choice, Chrome, absolute, html, refused};
use crate::problem::Problems;
use crate::route::Visit;

#[derive(Template)]
#[template(path = "identity/pages/invite.html")]
struct InvitePage {
    chrome: Chrome,
    problems: Problems,
    full_name: String,
    login: String,
    phone: String,
    units: Vec<Choice>,
    roles: Vec<Choice>,
}

async fn invite_form(visit: &Visit, form: &Form, problems: Problems) -> Result<InvitePage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let tree = org::store::tree::on(&mut tx, today).await?;
    let mut units = unit_choices(&tree, actor, form.get("don-vi").parse().ok());
    units.insert(0, Choice::new("", "Chọn đơn vị", !form.has("don-vi")));
    let mut roles = role_choices(form.get("vai-tro"));
    roles.insert(0, Choice::new("", "Chọn vai trò", !form.has("vai-tro")));
    Ok(InvitePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        full_name: form.get("ho-ten").to_owned(),
        login: form.get("ten-dang-nhap").to_owned(),
        phone: form.get("dien-thoai").to_owned(),
        units,
        roles,
    })
}

/// The form for somebody new.
pub async fn page(visit: Visit) -> Result<Response> {
    let fields = visit.fields();
    Ok(html(&invite_form(&visit, &fields, Problems::new()).await?))
}

/// Invites somebody; shows the link once.
pub async fn invite(visit: Visit, headers: HeaderMap, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut problems = Problems::new();
    let new = Invited {
        full_name: read_name(&form, &mut problems),
        login: form.text("ten-dang-nhap", 60, None, &mut problems),
        phone: read_phone(&form, &mut problems),
        unit: read_unit(&form, actor, &mut problems)?,
        role: read_role(&form, &mut problems),
    };
    let mut tx = visit.app.begin(actor).await?;
    let invited = match problems.or(()) {
        Ok(()) => actions::invite(&mut tx, actor, &new).await,
        Err(problems) => Err(problems.into()),
    };
    match invited {
        Ok(link) => {
            let person = store::by_id(&mut tx, link.person).await?.ok_or(Error::NotFound)?;
            tx.save().await?;
            Ok(link_page(&visit, &headers, &person, &link))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            Ok(refused(&invite_form(&visit, &form, problems).await?))
        }
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "identity/pages/link.html")]
struct LinkPage {
    chrome: Chrome,
    id: String,
    full_name: String,
    login: String,
    address: String,
    has_password: bool,
}

/// The only page that ever shows a link.
fn link_page(visit: &Visit, headers: &HeaderMap, person: &Person, link: &Link) -> Response {
    let path = format!("/moi/{}", link.secret);
    let mut response = html(&LinkPage {
        chrome: Chrome::new(visit),
        id: person.id.to_string(),
        full_name: person.full_name.clone(),
        login: person.login.clone(),
        address: absolute(visit, headers, &path),
        has_password: person.password.is_some(),
    });
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A new link for setting a password, shown once.
pub async fn link(visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let link = actions::make_link(&mut tx, actor, parsed(&id)?).await?;
    let person = store::by_id(&mut tx, link.person).await?.ok_or(Error::NotFound)?;
    tx.save().await?;
    Ok(link_page(&visit, &headers, &person, &link))
}

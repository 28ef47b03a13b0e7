//! Setting up the site of a unit: its name and address, who answers.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::org;
use crate::page::{self, Chrome, html, refused};
use crate::portal::{ABOUT_CHARACTERS, LINE_CHARACTERS, Site, actions, store};
use crate::problem::Problems;
use crate::route::Visit;

#[derive(Template)]
#[template(path = "portal/pages/setup.html")]
struct SetupPage {
    chrome: Chrome,
    problems: Problems,
    unit: String,
    unit_id: String,
    site: Site,
    host: String,
    /// The public reads it already.
    is_set: bool,
}

async fn loaded(visit: &Visit, unit: &str, sent: Option<Site>, problems: Problems) -> Result<SetupPage> {
    let actor = visit.actor()?;
    let id: Id = unit.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let name = tree.get(id).ok_or(Error::NotFound)?.name.clone();
    actor.must(Action::EditSite, id)?;
    let there = store::of_unit(&mut tx, id).await?;
    let is_set = there.is_some();
    let site = sent
        .or(there)
        .unwrap_or_else(|| Site::of(id, actor.locality, &name));
    Ok(SetupPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        unit: name,
        unit_id: id.to_string(),
        host: site.host.clone().unwrap_or_default(),
        site,
        is_set,
    })
}

/// `/cong-don-vi/{unit}`
pub async fn page(visit: Visit, Path(unit): Path<String>) -> Result<Response> {
    Ok(html(&loaded(&visit, &unit, None, Problems::new()).await?))
}

/// `POST /cong-don-vi/{unit}`
pub async fn set(visit: Visit, Path(unit): Path<String>, form: Form) -> Result<Response> {
    let page = loaded(&visit, &unit, None, Problems::new()).await?;
    let mut problems = Problems::new();
    let site = typed(&form, &page.site, &mut problems);
    let own = visit
        .app
        .settings()
        .public_url
        .split("://")
        .nth(1)
        .unwrap_or_default();
    let is_ours = site
        .host
        .as_deref()
        .is_some_and(|host| own.split([':', '/']).next() == Some(host));
    problems.unless(!is_ours, "ten-mien", "Đây là tên miền của chính Loa.");
    match was_set(&visit, &unit, site.clone(), problems).await {
        Err(Error::Problem(problems)) => Ok(refused(&loaded(&visit, &unit, Some(site), problems).await?)),
        done => done,
    }
}

fn typed(form: &Form, before: &Site, problems: &mut Problems) -> Site {
    let mut line = |name, must| form.text(name, LINE_CHARACTERS, must, problems);
    let host = line("ten-mien", None).to_lowercase();
    Site {
        slug: line("dia-chi", Some("Mời ghi địa chỉ của trang.")),
        host: (!host.is_empty()).then_some(host),
        name: line("ten", Some("Mời ghi tên của trang.")),
        officer: line("nguoi-tra-loi", None),
        phone: line("dien-thoai", None),
        email: line("thu", None),
        address: line("noi", None),
        hours: line("gio", None),
        about: form.text("gioi-thieu", ABOUT_CHARACTERS, None, problems),
        is_open: form.has("mo"),
        unit: before.unit,
        locality: before.locality,
        emblem: before.emblem,
    }
}

async fn was_set(visit: &Visit, unit: &str, site: Site, problems: Problems) -> Result<Response> {
    problems.or(())?;
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    actions::set(&mut tx, actor, site).await?;
    tx.save().await?;
    visit.app.shelf().stir();
    Ok(page::done(
        &format!("/cong-don-vi/{unit}"),
        "Đã ghi trang công khai.",
    ))
}

//! The sections of the site of a unit, each with the order that it serves.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::duty;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::newsroom::store::section;
use crate::newsroom::{MOST_SECTIONS, Section, TITLE_CHARACTERS, actions};
use crate::org;
use crate::page::{self, Choice, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;

/// Empty lines behind the sections that there are.
const BLANK: usize = 3;

struct Line {
    title: String,
    orders: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "newsroom/pages/sections.html")]
struct SectionsPage {
    chrome: Chrome,
    problems: Problems,
    unit: String,
    unit_id: String,
    lines: Vec<Line>,
    seen: String,
}

/// The orders by which a unit owes something this year, and those that its sections serve: identity, number and title.
async fn orders(tx: &mut Tx, unit: Id) -> Result<Vec<(Id, String)>> {
    let year = tx.today().year();
    let days = [(1, 1), (12, 31)].map(|(month, day)| jiff::civil::date(year, month, day));
    let mut found: Vec<(Id, String)> = Vec::new();
    for duty in duty::store::of_unit(tx, unit, days[0], days[1]).await? {
        if found.iter().all(|(origin, _)| *origin != duty.origin) {
            found.push((duty.origin, format!("{} {}", duty.number, duty.title)));
        }
    }
    for section in section::of_unit(tx, unit).await? {
        let Some(origin) = section
            .origin
            .filter(|id| found.iter().all(|(known, _)| known != id))
        else {
            continue;
        };
        let owed = duty::store::of_origin(tx, origin).await?;
        let own = owed.into_iter().find(|duty| duty.unit == unit);
        let title = own.map_or_else(
            || "Nhiệm vụ của kế hoạch cũ".to_owned(),
            |duty| format!("{} {} (kế hoạch cũ)", duty.number, duty.title),
        );
        found.push((origin, title));
    }
    Ok(found)
}

/// What the page showed, so that nobody ends a section that they have not seen.
fn trace(sections: &[Section]) -> String {
    let all: Vec<String> = sections.iter().map(|section| section.id.to_string()).collect();
    all.join(",")
}

fn line(title: String, orders: &[(Id, String)], chosen: Option<Id>) -> Line {
    let own = orders
        .iter()
        .map(|(id, label)| Choice::new(id, label.trim(), Some(*id) == chosen));
    let none = Choice::new("", "Không theo nhiệm vụ nào", chosen.is_none());
    Line {
        title,
        orders: std::iter::once(none).chain(own).collect(),
    }
}

async fn loaded(visit: &Visit, unit: &str, sent: Option<&Form>, problems: Problems) -> Result<SectionsPage> {
    let actor = visit.actor()?;
    let id: Id = unit.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    tree.get(id).ok_or(Error::NotFound)?;
    actor.must(Action::EditSite, id)?;
    let orders = orders(&mut tx, id).await?;
    let there = section::of_unit(&mut tx, id).await?;
    let seen = sent.map_or_else(|| trace(&there), |form| form.get("da-thay").to_owned());
    let mut lines: Vec<Line> = match sent {
        None => there
            .into_iter()
            .map(|section| line(section.title, &orders, section.origin))
            .collect(),
        Some(form) => typed(form)
            .map(|(title, origin)| line(title, &orders, origin))
            .collect(),
    };
    lines.extend((0..BLANK).map(|_| line(String::new(), &orders, None)));
    Ok(SectionsPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        unit: tree.name(id).to_owned(),
        unit_id: id.to_string(),
        lines,
        seen,
    })
}

fn typed(form: &Form) -> impl Iterator<Item = (String, Option<Id>)> {
    (1..=MOST_SECTIONS + BLANK).filter_map(|at| {
        let field = |name: &str| form.get(&format!("{name}-{at}"));
        let title = field("ten").to_owned();
        (!title.is_empty()).then(|| (title, field("nhiem-vu").parse().ok()))
    })
}

/// `/toa-soan/chuyen-muc/{unit}`
pub async fn page(visit: Visit, Path(unit): Path<String>) -> Result<Response> {
    Ok(html(&loaded(&visit, &unit, None, Problems::new()).await?))
}

/// `POST /toa-soan/chuyen-muc/{unit}`
pub async fn set(visit: Visit, Path(unit): Path<String>, form: Form) -> Result<Response> {
    match was_set(&visit, &unit, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&loaded(&visit, &unit, Some(&form), problems).await?)),
        done => done,
    }
}

async fn was_set(visit: &Visit, unit: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let id: Id = unit.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    tree.get(id).ok_or(Error::NotFound)?;
    actor.must(Action::EditSite, id)?;
    let wanted: Vec<(String, Option<Id>)> = typed(form).take(MOST_SECTIONS + 1).collect();
    let is_long = |(title, _): &(String, Option<Id>)| title.chars().count() > TITLE_CHARACTERS;
    if wanted.iter().any(is_long) {
        let sentence = format!("Tên chuyên mục dài nhất {TITLE_CHARACTERS} chữ cái.");
        return Err(Problems::one("chuyen-muc", sentence).into());
    }
    let there = section::of_unit(&mut tx, id).await?;
    if trace(&there) != form.get("da-thay") {
        let sentence = "Các chuyên mục vừa được người khác sửa. Mời mở lại trang.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    let orders = orders(&mut tx, id).await?;
    let known = |origin: &Option<Id>| origin.is_none_or(|id| orders.iter().any(|(known, _)| *known == id));
    if !wanted.iter().all(|(_, origin)| known(origin)) {
        return Err(Problems::one("chuyen-muc", "Mời chọn một nhiệm vụ của đơn vị.").into());
    }
    actions::set_sections(&mut tx, actor, id, &wanted).await?;
    tx.save().await?;
    visit.app.shelf().stir();
    Ok(page::done(
        &format!("/toa-soan/chuyen-muc/{id}"),
        "Đã ghi các chuyên mục.",
    ))
}

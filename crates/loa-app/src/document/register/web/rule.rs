//! How a unit numbers, and what stands at head and foot of its documents: said once.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use super::reserve::sequences;
use crate::document::letterhead::Letterhead;
use crate::document::register::actions;
use crate::document::register::store::book;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::org;
use crate::page::{Choice, Chrome, done, html, refused};
use crate::problem::Problems;
use crate::route::Visit;

struct BookLine {
    name: String,
    first: i64,
    last: i64,
}

#[derive(Template)]
#[template(path = "document/pages/rule.html")]
struct RulePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    name: String,
    year: i16,
    head: Letterhead,
    ways: Vec<Choice>,
    books: Vec<BookLine>,
    sequences: Vec<Choice>,
    given: String,
}

fn sent(form: &Form) -> Letterhead {
    let field = |name| form.get(name).to_owned();
    Letterhead {
        superior: field("chu-quan"),
        issuer: field("co-quan"),
        abbreviation: field("viet-tat"),
        drafter: field("don-vi-soan"),
        place: field("dia-danh"),
        authority: field("tham-quyen"),
        position: field("chuc-vu"),
        signer: field("nguoi-ky"),
    }
}

/// The unit, which must be one whose register the visitor keeps.
fn unit(visit: &Visit, id: &str) -> Result<Id> {
    let unit = id.parse().map_err(|_| Error::NotFound)?;
    if visit.actor()?.may(Action::KeepRegister, unit) {
        Ok(unit)
    } else {
        Err(Error::NotFound)
    }
}

async fn load(visit: &Visit, unit: Id, typed: Option<&Form>, problems: Problems) -> Result<RulePage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let year = i64::from(today.year());
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let known = tree.get(unit).ok_or(Error::NotFound)?;
    let above = known.parent.map(|above| tree.name(above));
    let head = book::letterhead_of(&mut tx, unit, &known.name, above).await?;
    let by_kind = book::is_by_kind(&mut tx, unit, year).await?;
    let next = book::is_by_kind(&mut tx, unit, year + 1).await?;
    let sequences = sequences(by_kind);
    let name_of = |key: &str| {
        let found = sequences.iter().find(|(known, _)| known == key);
        found.map_or_else(|| key.to_owned(), |(_, name)| name.clone())
    };
    let books = book::of_year(&mut tx, unit, year).await?;
    let head = match typed {
        Some(form) if form.has("co-quan") || form.has("viet-tat") => sent(form),
        _ => head,
    };
    Ok(RulePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: unit.to_string(),
        name: known.name.clone(),
        year: today.year(),
        head,
        ways: vec![
            Choice::new("loai", "Mỗi loại văn bản một dãy số", next),
            Choice::new("chung", "Một dãy số chung cho mọi loại", !next),
        ],
        books: books
            .iter()
            .map(|one| BookLine {
                name: name_of(&one.key),
                first: one.first,
                last: one.last,
            })
            .collect(),
        sequences: sequences
            .iter()
            .filter(|(key, _)| books.iter().all(|book| book.key != *key))
            .map(|(key, name)| {
                let is_chosen = typed.is_some_and(|form| form.get("so") == key);
                Choice::new(key, name.clone(), is_chosen)
            })
            .collect(),
        given: typed
            .map(|form| form.get("da-cap").to_owned())
            .unwrap_or_default(),
    })
}

/// `/van-ban/quy-uoc/{unit}`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let unit = unit(&visit, &id)?;
    Ok(html(&load(&visit, unit, None, Problems::new()).await?))
}

/// `POST /van-ban/quy-uoc/{unit}`
pub async fn save(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let unit = unit(&visit, &id)?;
    match saved(&visit, unit, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&load(&visit, unit, Some(&form), problems).await?)),
        other => other,
    }
}

async fn saved(visit: &Visit, unit: Id, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let by_kind = match form.get("cach") {
        "loai" => true,
        "chung" => false,
        _ => return Err(Problems::one("cach", "Mời chọn cách đánh số.").into()),
    };
    let mut tx = visit.app.begin(actor).await?;
    actions::set_letterhead(&mut tx, actor, unit, &sent(form)).await?;
    let from = actions::set_by_kind(&mut tx, actor, unit, by_kind).await?;
    let is_later = from > i64::from(tx.today().year());
    tx.save().await?;
    let told = match is_later {
        true => format!("Đã ghi. Năm nay đã cấp số theo cách cũ nên cách đánh số mới dùng từ 01/01/{from}."),
        false => "Đã ghi thể thức và cách đánh số.".to_owned(),
    };
    Ok(done(&format!("/van-ban/quy-uoc/{unit}"), &told))
}

/// `POST /van-ban/quy-uoc/{unit}/so`
pub async fn open(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let unit = unit(&visit, &id)?;
    match opened(&visit, unit, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&load(&visit, unit, Some(&form), problems).await?)),
        other => other,
    }
}

async fn opened(visit: &Visit, unit: Id, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut problems = Problems::new();
    let last = form.count("da-cap", 99_999, &mut problems).unwrap_or(0);
    problems.or(())?;
    let mut tx = visit.app.begin(actor).await?;
    actions::open_after(&mut tx, actor, unit, form.get("so"), last).await?;
    tx.save().await?;
    let told = format!("Số tiếp theo của sổ này là {}.", last + 1);
    Ok(done(&format!("/van-ban/quy-uoc/{unit}"), &told))
}

//! Putting a posted notice right: the same page for what changes and for why.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use crate::document::Purpose;
use crate::document::actions::note;
use crate::error::Result;
use crate::form::Form;
use crate::identity::Action;
use crate::notice::web::edit::{loaded, sent_file};
use crate::notice::{
    BODY_CHARACTERS, Correction, Notice, PLACES_CHARACTERS, REASON_CHARACTERS, State, TITLE_CHARACTERS,
    actions,
};
use crate::page::{self, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;

#[derive(Template)]
#[template(path = "notice/pages/correct.html")]
struct CorrectPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    turn: i64,
    days: String,
    title: String,
    source: String,
    places: String,
    reason: String,
    purpose: Purpose,
    file: String,
}

fn form_page(visit: &Visit, one: &Notice, sent: Option<&Form>, problems: Problems) -> CorrectPage {
    let written = &one.written;
    let field = |name: &str, stands: &str| sent.map_or(stands, |form| form.get(name)).to_owned();
    CorrectPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: one.id.to_string(),
        turn: one.turn,
        days: one.days(),
        title: field("tieu-de", &written.title),
        source: field("noi-dung", &written.source),
        places: field("noi", &written.places),
        reason: field("ly-do", ""),
        purpose: Purpose::Official,
        file: written.file.map(|file| file.to_string()).unwrap_or_default(),
    }
}

/// `/niem-yet/{notice}/dinh-chinh`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let one = loaded(&visit, &id, Action::PublishArticle).await?;
    if one.state != State::Posted {
        let sentence = "Chỉ đính chính thông báo đang niêm yết.";
        return Ok(page::news(&format!("/niem-yet/{id}"), sentence));
    }
    Ok(html(&form_page(&visit, &one, None, Problems::new())))
}

/// `POST /niem-yet/{notice}/dinh-chinh`
pub async fn save(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let one = loaded(&visit, &id, Action::PublishArticle).await?;
    let problems = match saved(&visit, &one, &form).await {
        Err(error) => error.in_form("noi-dung")?,
        done => return done,
    };
    Ok(refused(&form_page(&visit, &one, Some(&form), problems)))
}

async fn saved(visit: &Visit, one: &Notice, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let turn = form.turn("luot")?;
    let mut problems = Problems::new();
    let mut text = |name, most, sentence| form.text(name, most, Some(sentence), &mut problems);
    let mut new = Correction {
        title: text("tieu-de", TITLE_CHARACTERS, "Mời ghi tiêu đề."),
        source: text("noi-dung", BODY_CHARACTERS, "Mời ghi nội dung."),
        places: text(
            "noi",
            PLACES_CHARACTERS,
            "Mời ghi nơi niêm yết: trụ sở, nhà văn hóa bản …",
        ),
        reason: text(
            "ly-do",
            REASON_CHARACTERS,
            "Mời ghi vì sao sửa: người dân đọc được dòng này.",
        ),
        file: one.written.file.filter(|_| !form.has("tep-bo")),
    };
    problems.or(())?;
    let file = sent_file(visit, form).await?;
    let mut tx = visit.app.begin(actor).await?;
    if let Some(file) = file {
        new.file = Some(note(&mut tx, &file).await?);
    }
    actions::correct(&mut tx, actor, one.id, turn, new).await?;
    tx.save().await?;
    visit.app.shelf().stir();
    let told = "Đã đính chính; người dân thấy ngày sửa và lý do.";
    Ok(page::done(&format!("/niem-yet/{}", one.id), told))
}

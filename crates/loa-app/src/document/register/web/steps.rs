//! Buttons of a document: it goes out, is called back, given up, read, given to who deals with it.

use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use super::one::{OnePage, Typed};
use crate::document::register::actions::incoming::{Assigned, assign as give};
use crate::document::register::{Official, actions, most};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::{done, refused};
use crate::problem::Problems;
use crate::route::Visit;

/// Units that a form names, each once.
fn units(form: &Form, field: &str) -> Result<Vec<Id>> {
    let mut units = Vec::new();
    for text in form.all(field) {
        let unit = text.parse::<Id>().map_err(|_| Error::NotFound)?;
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    Ok(units)
}

fn identity(id: &str) -> Result<Id> {
    id.parse().map_err(|_| Error::NotFound)
}

/// The page again with what is wrong, or where it went on.
async fn answered(visit: &Visit, id: &str, form: &Form, outcome: Result<String>) -> Result<Response> {
    match outcome {
        Ok(sentence) => Ok(done(&format!("/van-ban/{id}"), &sentence)),
        Err(Error::Problem(problems)) => {
            let page = OnePage::load(visit, id, Typed::sent(form), problems).await?;
            Ok(refused(&page))
        }
        Err(other) => Err(other),
    }
}

/// Saves what is new; a button pressed twice says the same.
async fn kept(tx: Tx, (one, is_new): (Official, bool), told: &str) -> Result<String> {
    if is_new {
        tx.save().await?;
    }
    Ok(format!("Văn bản số {} {told}.", one.code()))
}

/// `POST /van-ban/{official}/phat-hanh`
pub async fn issue(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let outcome = issues(&visit, &id, &form).await;
    answered(&visit, &id, &form, outcome).await
}

async fn issues(visit: &Visit, id: &str, form: &Form) -> Result<String> {
    let actor = visit.actor()?;
    let (id, to) = (identity(id)?, units(form, "den")?);
    let mut problems = Problems::new();
    let moved_on = form.date("chuyen", &mut problems);
    let taken_by = form.text("ky-nhan", most::AUTHOR, None, &mut problems);
    problems.or(())?;
    let mut tx = visit.app.begin(actor).await?;
    let moved_on = moved_on.unwrap_or(tx.today());
    let issued = actions::issue(&mut tx, actor, id, &to, moved_on, &taken_by).await?;
    kept(tx, issued, "đã ban hành").await
}

/// `POST /van-ban/{official}/thu-hoi`
pub async fn recall(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let outcome = recalls(&visit, &id, &form).await;
    answered(&visit, &id, &form, outcome).await
}

async fn recalls(visit: &Visit, id: &str, form: &Form) -> Result<String> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let ended = actions::recall(&mut tx, actor, identity(id)?, form.get("ly-do")).await?;
    kept(
        tx,
        ended,
        "đã thu hồi; số và dòng trong sổ vẫn giữ, không cấp lại",
    )
    .await
}

/// `POST /van-ban/{official}/huy`
pub async fn cancel(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let outcome = cancels(&visit, &id, &form).await;
    answered(&visit, &id, &form, outcome).await
}

async fn cancels(visit: &Visit, id: &str, form: &Form) -> Result<String> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let ended = actions::cancel(&mut tx, actor, identity(id)?, form.get("ly-do")).await?;
    kept(tx, ended, "đã hủy; số không cấp lại cho văn bản khác").await
}

/// `POST /van-ban/{official}/da-doc`
pub async fn read(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let (document, unit) = (identity(&id)?, identity(form.get("don-vi"))?);
    let mut tx = visit.app.begin(actor).await?;
    if actions::read(&mut tx, actor, document, unit).await? {
        tx.save().await?;
    }
    Ok(done(
        &format!("/van-ban/{id}"),
        "Đã báo là đơn vị đã đọc văn bản.",
    ))
}

/// `POST /van-ban/{official}/giao`
pub async fn assign(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let outcome = assigns(&visit, &id, &form).await;
    answered(&visit, &id, &form, outcome).await
}

async fn assigns(visit: &Visit, id: &str, form: &Form) -> Result<String> {
    let actor = visit.actor()?;
    let id = identity(id)?;
    let mut problems = Problems::new();
    let lead = form.get("chu-tri").parse::<Id>().ok();
    problems.unless(lead.is_some(), "chu-tri", "Mời chọn đơn vị chủ trì.");
    let due_on = form.date("han", &mut problems);
    problems.unless(
        due_on.is_some() || problems.on("han").is_some(),
        "han",
        "Mời ghi hạn giải quyết.",
    );
    let moved_on = form.date("chuyen", &mut problems);
    let taken_by = form.text("ky-nhan", most::AUTHOR, None, &mut problems);
    let support = units(form, "phoi-hop")?;
    let mut tx = visit.app.begin(actor).await?;
    // Whose it is comes before what is wrong with the form.
    actions::incoming::must_keep(&mut tx, actor, id).await?;
    let (Some(lead), Some(due_on), true) = (lead, due_on, problems.is_empty()) else {
        return Err(problems.into());
    };
    let assigned = Assigned {
        lead,
        support,
        due_on,
        moved_on: moved_on.unwrap_or(tx.today()),
        taken_by,
    };
    let one = give(&mut tx, actor, id, &assigned).await?;
    tx.save().await?;
    Ok(format!("Đã giao văn bản số đến {}.", one.number))
}

//! Taking back what was adopted by mistake: what goes, and the button.

use std::collections::HashSet;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::{self, Chrome, html, refused};
use crate::plan::State;
use crate::plan::actions::recall::{outlook, recall};
use crate::plan::store;
use crate::plan::web::{id, number, title_of};
use crate::problem::Problems;
use crate::route::Visit;

#[derive(Template)]
#[template(path = "plan/pages/recall.html")]
struct RecallPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    version: String,
    title: String,
    orders: String,
    duties: String,
    units: String,
    refusal: Option<&'static str>,
}

async fn recall_page(visit: &Visit, plan: Id, problems: Problems) -> Result<RecallPage> {
    let mut tx = visit.app.read(visit.actor()?).await?;
    let found = outlook(&mut tx, visit.actor()?, plan).await?;
    let units: HashSet<Id> = found.duties.iter().map(|duty| duty.unit).collect();
    Ok(RecallPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        // The sentence stands once, as the problem of what was asked.
        refusal: found.refusal.filter(|_| problems.is_empty()),
        problems,
        id: found.plan.id.to_string(),
        version: found.version.id.to_string(),
        title: title_of(&found.plan),
        orders: number(found.orders.len()),
        duties: number(found.duties.len()),
        units: number(units.len()),
    })
}

/// GET /ke-hoach/{plan}/thu-hoi
///
/// # Errors
/// See [`outlook`].
pub async fn page(visit: Visit, Path(plan): Path<String>) -> Result<Response> {
    Ok(html(&recall_page(&visit, id(&plan)?, Problems::new()).await?))
}

/// POST /ke-hoach/{plan}/thu-hoi
///
/// # Errors
/// See [`recall`].
pub async fn post(visit: Visit, Path(plan): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let plan = id(&plan)?;
    let version: Id = form.get("ban").parse().unwrap_or_default();
    let there = format!("/ke-hoach/{plan}/soat");
    let mut tx = visit.app.begin(actor).await?;
    match recall(&mut tx, actor, plan, version).await {
        Ok(found) => {
            tx.save().await?;
            let sentence = format!(
                "Đã thu hồi: {} việc không còn giao nữa. Bản này lại đang soát; sửa rồi ban hành, hoặc bỏ.",
                number(found.duties.len())
            );
            Ok(page::done(&there, &sentence))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            Ok(refused(&recall_page(&visit, plan, problems).await?))
        }
        Err(Error::Changed(sentence)) => {
            drop(tx);
            // A second press, or a colleague who was faster: what was wanted is done.
            let mut tx = visit.app.read(actor).await?;
            let versions = store::versions(&mut tx, plan).await?;
            let mut own = versions.iter().filter(|one| one.id == version);
            if own.any(|one| one.state == State::Draft) {
                return Ok(page::done(&there, "Bản này đang soát, chưa giao việc cho ai."));
            }
            Err(Error::Changed(sentence))
        }
        Err(other) => Err(other),
    }
}

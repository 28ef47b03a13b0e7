//! The minutes as a file.

use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_official::document::Document;

use crate::document::print;
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::inspection::actions::reached;
use crate::inspection::minutes::{Looked, Minutes, document};
use crate::inspection::store;
use crate::inspection::store::{answer, finding, period};
use crate::inspection::web::sheet::cards;
use crate::org;
use crate::route::Visit;

/// `/kiem-tra/{inspection}/bien-ban/{name}`: "bien-ban.docx" or "bien-ban.pdf", once the team was there.
pub async fn download(visit: Visit, Path((id, name)): Path<(String, String)>) -> Result<Response> {
    let actor = visit.actor()?;
    let ending = name.strip_prefix("bien-ban.").ok_or(Error::NotFound)?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let document = composed(&mut tx, actor, id).await?;
    drop(tx);
    print::answer(
        &visit.app,
        document,
        ending,
        &format!("bien-ban-kiem-tra.{ending}"),
    )
    .await
}

async fn composed(tx: &mut Tx, actor: &Actor, id: Id) -> Result<Document> {
    let (inspection, programme) = reached(tx, actor, Action::SeeInspection, id).await?;
    let items = store::items(tx, id).await?;
    let answers = answer::of_inspection(tx, id).await?;
    let known = period::known_of(tx, &inspection, &programme).await?;
    let looked: Vec<Looked> = cards(&items, &answers, &std::collections::HashMap::new(), &known)
        .into_iter()
        .map(|card| Looked {
            heading: card.heading,
            known: card.known,
            verdict: card.holds,
            remark: card.remark,
        })
        .collect();
    // What a team has not finished is its own.
    let is_own =
        actor.may(Action::Inspect, inspection.unit) || actor.may(Action::PlanInspection, inspection.unit);
    let looked = match inspection.state.is_held() || is_own {
        true => looked,
        false => Vec::new(),
    };
    let replies = answer::replies(tx, id).await?;
    let findings = finding::of_inspection(tx, id).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(tx, today).await?;
    let root = tree.root().map(|unit| unit.name.clone()).unwrap_or_default();
    Ok(document(&Minutes {
        visit: &inspection,
        programme: &programme,
        unit: tree.name(inspection.unit),
        inspecting: &root,
        looked: &looked,
        replies: &replies,
        findings: &findings,
    }))
}

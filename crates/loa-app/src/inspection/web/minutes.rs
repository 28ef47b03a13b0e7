//! The minutes as a file.

use std::collections::HashMap;

use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_official::document::Document;

use crate::document::print;
use crate::document::register::store::book;
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::inspection::actions::reached;
use crate::inspection::minutes::{Looked, Minutes, document};
use crate::inspection::store;
use crate::inspection::store::{answer, finding, period};
use crate::inspection::web::sheet::{Card, cards};
use crate::inspection::{Answer, Finding, Inspection, Item, Kind, Verdict, holding};
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
    if !inspection.state.is_held() {
        let sentence = "Cuộc kiểm tra này không có biên bản: đoàn chưa kiểm tra, hoặc đã bỏ.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    let items = store::items(tx, id).await?;
    let answers = answer::of_inspection(tx, id).await?;
    let known = period::known_of(tx, &inspection, &programme).await?;
    // What the team adds to the list after the conclusion is no part of it.
    let is_part = |card: &Card, item: &Item| {
        item.kind != Kind::Own || card.holds.is_some() || inspection.state.is_open()
    };
    let looked: Vec<Looked> = cards(&items, &answers, &HashMap::new(), &known)
        .into_iter()
        .zip(&items)
        .filter(|(card, item)| is_part(card, item))
        .map(|(card, _)| Looked {
            heading: card.heading,
            known: card.known,
            verdict: card.holds,
            remark: card.remark,
        })
        .collect();
    let mut replies = answer::replies(tx, id).await?;
    replies.retain(|reply| inspection.concluded_at.is_none_or(|at| reply.at <= at));
    let findings = finding::of_inspection(tx, id).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(tx, today).await?;
    let root = tree.root().ok_or(Error::NotFound)?;
    let head = book::letterhead_of(tx, root.id, &root.name, None).await?;
    let open = still_open(tx, &inspection, &items, &answers).await?;
    Ok(document(&Minutes {
        visit: &inspection,
        programme: &programme,
        unit: tree.name(inspection.unit),
        head: &head,
        looked: &looked,
        replies: &replies,
        findings: &findings,
        open: &open,
    }))
}

/// What was found before, and what a team that looked again did not find put right.
async fn still_open(
    tx: &mut Tx,
    inspection: &Inspection,
    items: &[Item],
    answers: &[Answer],
) -> Result<Vec<Finding>> {
    let Some(before) = inspection.again_of else {
        return Ok(Vec::new());
    };
    let holds = holding(answers);
    let is_good = |item: &Item| {
        holds
            .get(&item.id)
            .is_some_and(|answer| answer.verdict == Verdict::Good)
    };
    let mut found = finding::of_inspection(tx, before).await?;
    found.retain(|finding| {
        items
            .iter()
            .any(|item| item.finding == Some(finding.id) && !is_good(item))
    });
    Ok(found)
}

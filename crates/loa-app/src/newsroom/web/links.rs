//! `/toa-soan/lien-ket`: links in public articles that no longer open.

use askama::Template;
use axum::response::Response;
use loa_db::id::Id;

use crate::clock::moment_text;
use crate::error::Result;
use crate::identity::Action;
use crate::newsroom::link::{Broken, Verdict};
use crate::newsroom::store::link;
use crate::org;
use crate::page::{Chrome, html};
use crate::route::Visit;

/// Links that the page shows.
const MOST: i64 = 500;

struct Row {
    url: String,
    /// It is one of our own pages, or can be opened in a browser.
    told: String,
    since: String,
    id: String,
    title: String,
    unit: String,
}

#[derive(Template)]
#[template(path = "newsroom/pages/links.html")]
struct LinksPage {
    chrome: Chrome,
    gone: Vec<Row>,
    unclear: Vec<Row>,
}

/// "không còn (máy chủ trả lời 404)"
pub fn told(one: &Broken) -> String {
    format!(
        "{} ({}, {} lần liền)",
        one.found.verdict.label(),
        one.found.reason,
        one.misses
    )
}

/// `/toa-soan/lien-ket`
pub async fn list(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let units: Vec<Id> = actor.reach(Action::SeeArticles).iter().copied().collect();
    let found = link::of_units(&mut tx, &units, MOST).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let (gone, unclear): (Vec<Broken>, Vec<Broken>) = found
        .into_iter()
        .partition(|one| one.found.verdict == Verdict::Gone);
    let row = |one: Broken| Row {
        told: told(&one),
        since: moment_text(one.checked_at),
        id: one.article.to_string(),
        unit: tree.name(one.unit).to_owned(),
        url: one.url,
        title: one.title,
    };
    Ok(html(&LinksPage {
        chrome: Chrome::new(&visit),
        gone: gone.into_iter().map(row).collect(),
        unclear: unclear.into_iter().map(row).collect(),
    }))
}

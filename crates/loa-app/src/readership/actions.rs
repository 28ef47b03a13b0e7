//! A reader says whether a page helped. Nobody is signed in, and nothing of the reader is kept (PUB-07).

use loa_db::tx::Tx;

use crate::app::App;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::newsroom::store::{public, section};
use crate::portal::{REASONS, Site};
use crate::problem::Problems;
use crate::readership::{Answer, store};

/// Is this a page of a site that the public reads: its address below the site, "" for the first page?
async fn is_page(tx: &mut Tx, site: &Site, page: &str) -> Result<bool> {
    let parts: Vec<&str> = page.split('/').collect();
    Ok(match parts.as_slice() {
        [""] | ["lien-he"] => true,
        ["chuyen-muc", slug] => section::by_slug(tx, site.unit, slug).await?.is_some(),
        ["tin", slug] => public::by_slug(tx, site.unit, slug)
            .await?
            .is_some_and(|found| !found.is_withdrawn),
        _ => false,
    })
}

/// Counts whether a page helped, and why not where that was said.
///
/// # Errors
/// [`Error::Problem`] when it is no page, or no answer; [`Error::TooMany`] when a site gets too many at once.
pub async fn mark(app: &App, tx: &mut Tx, site: &Site, sent: &Form) -> Result<()> {
    let page = sent.get("trang");
    let mut problems = Problems::new();
    let answer = Answer::with_key(sent.get("y"));
    problems.unless(answer.is_some(), "y", "Mời bấm Có hoặc Chưa.");
    let is_page = is_page(tx, site, page).await?;
    problems.unless(is_page, "trang", "Trang này không còn nữa.");
    let (Some(answer), true) = (answer, problems.is_empty()) else {
        return Err(problems.into());
    };
    if !app.shelf().counts().may_mark(site.unit, tx.now()) {
        return Err(Error::TooMany(60));
    }
    let reason = REASONS
        .iter()
        .map(|reason| reason.0)
        .find(|key| answer == Answer::No && *key == sent.get("ly-do"));
    store::add_mark(tx, site.unit, page, answer, reason.unwrap_or_default()).await?;
    Ok(())
}

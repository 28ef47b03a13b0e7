//! Surfaces of an article: made, made anew, found to hold still.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::newsroom::actions::reached;
use crate::newsroom::store::{self, public, version};
use crate::newsroom::surface::{Made, Surface};
use crate::newsroom::{Article, Revision};
use crate::problem::Problems;

/// What somebody decides about a surface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It says this from now on.
    Say(String),
    /// What it says still holds.
    Keep,
}

/// The words that a surface is made from: those that the public reads, else the latest.
///
/// # Errors
/// [`Error::Outage`] when they are gone.
pub async fn model(tx: &mut Tx, article: &Article) -> Result<Revision> {
    super::version::model(tx, article).await
}

/// What somebody must be allowed to do who makes it: the public sees a card at once, so that is as publishing.
pub fn needed(kind: Surface) -> Action {
    match kind {
        Surface::Card => Action::PublishArticle,
        Surface::Message | Surface::Poster | Surface::Reading => Action::WriteArticle,
    }
}

/// Makes a surface of an article, or says that it still holds. `seen`: the words of the article that the person saw.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when the public reads other words by now;
/// [`Error::Problem`] on `chu`.
pub async fn decide(
    tx: &mut Tx,
    actor: &Actor,
    id: Id,
    kind: Surface,
    (seen, decision): (i64, Decision),
) -> Result<()> {
    let needed = needed(kind);
    reached(tx, actor, needed, id).await?;
    store::hold(tx, id).await?;
    let article = reached(tx, actor, needed, id).await?;
    let words = model(tx, &article).await?;
    if words.ordinal != seen {
        let sentence = "Bài vừa được đăng bản khác. Mời đọc lại bài rồi làm lại.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    let text = match decision {
        Decision::Say(text) if text.is_empty() => {
            return Err(Problems::one("chu", "Mời ghi chữ.").into());
        }
        Decision::Say(text) => text,
        Decision::Keep => {
            let made: Option<Made> = store::surface::one(tx, id, kind).await?;
            made.ok_or(Error::NotFound)?.words
        }
    };
    store::surface::put(tx, (id, article.unit), kind, &text, (words.ordinal, None)).await?;
    if kind == Surface::Card {
        public::note_change(tx, article.unit).await?;
    }
    audit::record(tx, "article.surface", "article", Some(id), kind.label()).await?;
    Ok(())
}

/// The public reads new words: all that was made from others is stale from this moment, in the same unit of work. A card
/// is made with the first.
pub(super) async fn went_out(tx: &mut Tx, article: &Article, words: &Revision) -> Result<()> {
    store::surface::mark_stale(tx, article.id, words.ordinal).await?;
    if article.origin.is_none() {
        version::mark_stale(tx, article.id, words.ordinal).await?;
    }
    if store::surface::one(tx, article.id, Surface::Card)
        .await?
        .is_none()
    {
        let text = Surface::Card.proposed(words, "");
        let at = (article.id, article.unit);
        store::surface::put(tx, at, Surface::Card, &text, (words.ordinal, None)).await?;
    }
    Ok(())
}

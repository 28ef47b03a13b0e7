//! Articles among what the public finds.

use loa_db::tx::Tx;

use crate::catalogue::{Entry, Kind, actions};
use crate::clock::vietnam;
use crate::error::Result;
use crate::newsroom::{Article, Revision};

/// An article went out in these words: it is found by them, and has its short address.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn enter(tx: &mut Tx, article: &Article, words: &Revision) -> Result<()> {
    let entry = Entry {
        unit: article.unit,
        kind: Kind::Article,
        target: article.id,
        place: format!("tin/{}", article.slug),
        title: words.title.clone(),
        lead: words.lead.clone(),
        dated_on: article.first_public_at.map_or(tx.today(), vietnam),
    };
    actions::enter(tx, &entry).await
}

/// An article was withdrawn.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn leave(tx: &mut Tx, article: &Article) -> Result<()> {
    actions::leave(tx, article.unit, Kind::Article, article.id).await
}

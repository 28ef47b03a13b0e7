//! The bank of terms of a locality.

use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_vietnamese::fold::fold;

use crate::activity::Language;
use crate::audit;
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::newsroom::store::term::{self, Term};

/// Writes a term, in place of the one for the same word.
///
/// # Errors
/// [`Error::Forbidden`]
pub async fn put(tx: &mut Tx, actor: &Actor, language: Language, mut term: Term) -> Result<()> {
    must(actor)?;
    term.folded = fold(&term.word);
    term::put(tx, language, &term).await?;
    audit::record(tx, "term.set", "term", None, &term.word).await?;
    Ok(())
}

/// Takes a term out.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]
pub async fn delete(tx: &mut Tx, actor: &Actor, id: Id) -> Result<()> {
    must(actor)?;
    if !term::delete(tx, id).await? {
        return Err(Error::NotFound);
    }
    audit::record(tx, "term.deleted", "term", Some(id), "").await?;
    Ok(())
}

fn must(actor: &Actor) -> Result<()> {
    match actor.may_somewhere(Action::WriteArticle) {
        true => Ok(()),
        false => Err(Error::Forbidden),
    }
}

/// The terms that occur in a text, by its order: what whoever translates it should say.
pub fn within(terms: Vec<Term>, text: &str) -> Vec<Term> {
    let folded = format!(" {} ", words(&fold(text)));
    let mut found: Vec<(usize, Term)> = terms
        .into_iter()
        .filter_map(|term| Some((folded.find(&format!(" {} ", words(&term.folded)))?, term)))
        .collect();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, term)| term).collect()
}

/// Letters and figures with one space between words: a term is found as whole words, whatever stands around it.
fn words(folded: &str) -> String {
    let parts = folded
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

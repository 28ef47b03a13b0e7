//! Remarks on passages: said, answered, settled. Whoever sees an article may say something of it.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::newsroom::actions::reached;
use crate::newsroom::remark::{MOST_ANSWERS, MOST_REMARKS, Remark, passages};
use crate::newsroom::store::{self, remark};
use crate::newsroom::{Article, Revision};
use crate::problem::Problems;

/// A passage of a revision.
///
/// # Errors
/// [`Error::Problem`] on `doan` when there is none.
pub async fn passage(
    tx: &mut Tx,
    article: &Article,
    ordinal: i64,
    block: usize,
) -> Result<(Revision, String)> {
    let missing = || Problems::one("doan", "Không có đoạn này. Mời mở lại bài và chọn lại đoạn.");
    let found = store::revision_of(tx, article.id, ordinal).await?;
    let revision = found.ok_or_else(missing)?;
    let quote = passages(&revision)
        .into_iter()
        .nth(block)
        .filter(|words| !words.is_empty());
    Ok((revision, quote.ok_or_else(missing)?))
}

/// Says something of a passage. The same words once more are the button pressed twice.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Problem`] on `doan`, `nhan-xet`.
pub async fn say(tx: &mut Tx, actor: &Actor, article: Id, at: (i64, usize), words: &str) -> Result<()> {
    reached(tx, actor, Action::SeeArticles, article).await?;
    remark::hold(tx, article).await?;
    let found = reached(tx, actor, Action::SeeArticles, article).await?;
    let (_, quote) = passage(tx, &found, at.0, at.1).await?;
    if words.is_empty() {
        return Err(Problems::one("nhan-xet", "Mời ghi nhận xét.").into());
    }
    if remark::count(tx, article).await? >= MOST_REMARKS {
        return Err(Problems::one("nhan-xet", "Bài này đã có quá nhiều nhận xét.").into());
    }
    let is_there = |one: &Remark| {
        one.said_by == actor.person && one.quote == quote && one.words == words && one.settled.is_none()
    };
    if remark::of_article(tx, article).await?.iter().any(is_there) {
        return Ok(());
    }
    remark::insert(tx, article, at, &quote, words).await?;
    audit::record(tx, "article.remarked", "article", Some(article), "").await?;
    Ok(())
}

/// A remark of an article that is held.
async fn held(tx: &mut Tx, actor: &Actor, article: Id, id: Id) -> Result<(Article, Remark)> {
    reached(tx, actor, Action::SeeArticles, article).await?;
    remark::hold(tx, article).await?;
    let found = reached(tx, actor, Action::SeeArticles, article).await?;
    let remarks = remark::of_article(tx, article).await?;
    let one = remarks.into_iter().find(|one| one.id == id);
    Ok((found, one.ok_or(Error::NotFound)?))
}

/// Answers a remark.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Problem`] on `tra-loi`.
pub async fn answer(tx: &mut Tx, actor: &Actor, article: Id, id: Id, words: &str) -> Result<()> {
    let (_, one) = held(tx, actor, article, id).await?;
    let mut problems = Problems::new();
    problems.unless(!words.is_empty(), "tra-loi", "Mời ghi câu trả lời.");
    let is_short = one.answers.len() < MOST_ANSWERS;
    problems.unless(is_short, "tra-loi", "Nhận xét này đã có quá nhiều câu trả lời.");
    problems.or(())?;
    // The button pressed twice.
    if one
        .answers
        .last()
        .is_none_or(|(last, person, _)| last != words || *person != actor.name)
    {
        remark::answer(tx, id, words).await?;
        audit::record(tx, "article.remarked", "article", Some(article), "").await?;
    }
    Ok(())
}

/// May somebody settle it: who said it, who writes the article, who approves it?
pub fn may_settle(actor: &Actor, unit: Id, one: &Remark) -> bool {
    one.said_by == actor.person
        || actor.may(Action::WriteArticle, unit)
        || actor.may(Action::ApproveArticle, unit)
}

/// Settles a remark, with an answer or without; one that is settled already stays so.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Problem`] on `tra-loi` for who may not.
pub async fn settle(tx: &mut Tx, actor: &Actor, article: Id, id: Id, words: &str) -> Result<()> {
    let (found, one) = held(tx, actor, article, id).await?;
    if !may_settle(actor, found.unit, &one) {
        let sentence = "Người nhận xét, người viết hoặc người duyệt mới khép nhận xét này được.";
        return Err(Problems::one("tra-loi", sentence).into());
    }
    if !words.is_empty() {
        answer(tx, actor, article, id, words).await?;
    }
    if remark::settle(tx, id).await? {
        audit::record(tx, "article.settled", "article", Some(article), "").await?;
    }
    Ok(())
}

/// Stops an approval while remarks are open.
///
/// # Errors
/// [`Error::Problem`] on `viec`.
pub async fn all_settled(tx: &mut Tx, article: Id) -> Result<()> {
    let open = remark::open(tx, &[article]).await?;
    match open.get(&article) {
        None => Ok(()),
        Some(many) => {
            let sentence = format!("Còn {many} nhận xét chưa giải quyết: mời khép từng nhận xét rồi duyệt.");
            Err(Problems::one("viec", sentence).into())
        }
    }
}

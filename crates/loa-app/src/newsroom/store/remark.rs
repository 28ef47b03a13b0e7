//! Remarks on passages with their answers.

use std::collections::HashMap;

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::newsroom::remark::{MOST_REMARKS, Remark};

/// The remarks on an article with their answers, in their order.
///
/// # Errors
/// See [`DbError`].
pub async fn of_article(tx: &mut Tx, article: Id) -> Result<Vec<Remark>, DbError> {
    let sql = "SELECT r.id, r.article_id, r.ordinal, r.block, r.quote, r.words, r.said_by, who.full_name AS person, r.said_at, \
               done.full_name AS settler, r.settled_at FROM article_remark r JOIN person who ON who.id = r.said_by \
               LEFT JOIN person done ON done.id = r.settled_by \
               WHERE r.article_id = $2 AND +r.locality_id = $1 ORDER BY r.id LIMIT $3";
    let rows = tx
        .rows(sql, params![tx.locality(), article, MOST_REMARKS])
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let settler = row.text_or_null("settler")?;
        found.push(Remark {
            id: row.id("id")?,
            article: row.id("article_id")?,
            ordinal: row.int("ordinal")?,
            block: usize::try_from(row.int("block")?).unwrap_or(0),
            quote: row.text("quote")?,
            words: row.text("words")?,
            said_by: row.id("said_by")?,
            person: row.text("person")?,
            at: row.moment("said_at")?,
            settled: settler.zip(row.moment_or_null("settled_at")?),
            answers: Vec::new(),
        });
    }
    let sql = "SELECT a.remark_id, a.words, who.full_name AS person, a.said_at FROM article_remark r \
               JOIN article_remark_answer a ON a.remark_id = r.id JOIN person who ON who.id = a.said_by \
               WHERE r.article_id = $2 AND +r.locality_id = $1 ORDER BY a.id";
    for row in tx.rows(sql, params![tx.locality(), article]).await? {
        let remark = row.id("remark_id")?;
        if let Some(one) = found.iter_mut().find(|one| one.id == remark) {
            one.answers
                .push((row.text("words")?, row.text("person")?, row.moment("said_at")?));
        }
    }
    Ok(found)
}

/// Holds an article until the unit of work ends without changing it: who writes on it must not find it changed by a remark.
///
/// # Errors
/// See [`DbError`].
pub async fn hold(tx: &mut Tx, article: Id) -> Result<(), DbError> {
    let sql = "UPDATE article SET turn = turn WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![tx.locality(), article]).await.map(drop)
}

/// Keeps a remark of the person of the unit of work.
///
/// # Errors
/// See [`DbError`].
pub async fn insert(
    tx: &mut Tx,
    article: Id,
    (ordinal, block): (i64, usize),
    quote: &str,
    words: &str,
) -> Result<Id, DbError> {
    let id = tx.new_id();
    let row = params![
        id,
        tx.locality(),
        article,
        ordinal,
        block,
        quote,
        words,
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "article_remark (id, locality_id, article_id, ordinal, block, quote, words, said_by, said_at)",
        vec![row],
    )
    .await?;
    Ok(id)
}

/// Keeps an answer of the person of the unit of work.
///
/// # Errors
/// See [`DbError`].
pub async fn answer(tx: &mut Tx, remark: Id, words: &str) -> Result<(), DbError> {
    let row = params![tx.new_id(), tx.locality(), remark, words, tx.person(), tx.now()];
    tx.insert(
        "article_remark_answer (id, locality_id, remark_id, words, said_by, said_at)",
        vec![row],
    )
    .await
}

/// Settles a remark; says whether it was open.
///
/// # Errors
/// See [`DbError`].
pub async fn settle(tx: &mut Tx, remark: Id) -> Result<bool, DbError> {
    let sql = "UPDATE article_remark SET settled_by = $3, settled_at = $4 WHERE locality_id = $1 AND id = $2 AND settled_at IS NULL";
    let values = params![tx.locality(), remark, tx.person(), tx.now()];
    Ok(tx.execute(sql, values).await? == 1)
}

/// How many remarks on an article are there.
///
/// # Errors
/// See [`DbError`].
pub async fn count(tx: &mut Tx, article: Id) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS many FROM article_remark WHERE article_id = $2 AND +locality_id = $1";
    let row = tx.row(sql, params![tx.locality(), article]).await?;
    row.map_or(Ok(0), |row| row.int("many"))
}

/// How many open remarks some articles have; those without are left out.
///
/// # Errors
/// See [`DbError`].
pub async fn open(tx: &mut Tx, articles: &[Id]) -> Result<HashMap<Id, i64>, DbError> {
    let sql = "SELECT article_id, COUNT(*) AS many FROM article_remark \
               WHERE article_id IN LIST($2) AND settled_at IS NULL AND +locality_id = $1 GROUP BY article_id";
    let values = params![tx.locality(), tx.list(articles.iter().copied())];
    let rows = tx.planned_rows(sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.id("article_id")?, row.int("many")?)))
        .collect()
}

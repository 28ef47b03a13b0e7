//! Links of public articles, and what asking them told.

use std::collections::HashSet;

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::newsroom::link::{Broken, Found, MISSES, Verdict};
use crate::newsroom::store::unknown;

/// What the public reads of articles behind one, in the order of identities: identity and body.
///
/// # Errors
/// See [`DbError`].
pub async fn bodies(tx: &mut Tx, last: Id, most: i64) -> Result<Vec<(Id, String)>, DbError> {
    let sql = "SELECT a.id, v.body FROM article a JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.public_revision \
               WHERE a.id > $2 AND +a.locality_id = $1 AND a.public_revision IS NOT NULL ORDER BY a.id LIMIT $3";
    let rows = tx.rows(sql, params![tx.locality(), last, most]).await?;
    rows.iter()
        .map(|row| Ok((row.id("id")?, row.text("body")?)))
        .collect()
}

/// Enters a link that may be known; gives its identity.
///
/// # Errors
/// See [`DbError`].
pub async fn enter(tx: &mut Tx, url: &str, is_inside: bool) -> Result<Id, DbError> {
    let sql = "INSERT INTO checked_link (id, locality_id, url, is_inside, verdict, reason, misses) \
               VALUES ($1, $2, $3, $4, $5, '', 0) ON CONFLICT (locality_id, url) DO UPDATE SET is_inside = $4 RETURNING id";
    let values = params![tx.new_id(), tx.locality(), url, is_inside, Verdict::Good.key()];
    let row = tx.row(sql, values).await?;
    row.ok_or_else(|| unknown("id"))?.id("id")
}

/// The links of an article as they were gathered last.
///
/// # Errors
/// See [`DbError`].
pub async fn gathered(tx: &mut Tx, article: Id) -> Result<HashSet<String>, DbError> {
    let sql = "SELECT l.url FROM article_link al JOIN checked_link l ON l.id = al.link_id \
               WHERE al.article_id = $2 AND +al.locality_id = $1";
    let rows = tx.rows(sql, params![tx.locality(), article]).await?;
    rows.iter().map(|row| row.text("url")).collect()
}

/// Notes which links an article has now.
///
/// # Errors
/// See [`DbError`].
pub async fn set(tx: &mut Tx, article: Id, links: &[Id]) -> Result<(), DbError> {
    let sql = "DELETE FROM article_link WHERE locality_id = $1 AND article_id = $2";
    tx.execute(sql, params![tx.locality(), article]).await?;
    let locality = tx.locality();
    let rows = links
        .iter()
        .map(|link| params![article, *link, locality])
        .collect();
    tx.insert("article_link (article_id, link_id, locality_id)", rows)
        .await
}

/// Forgets links that no article has in what the public reads.
///
/// # Errors
/// See [`DbError`].
pub async fn forget(tx: &mut Tx) -> Result<(), DbError> {
    let sql = "DELETE FROM article_link WHERE locality_id = $1 AND NOT EXISTS (SELECT 1 FROM article a \
               WHERE a.id = article_link.article_id AND a.public_revision IS NOT NULL)";
    tx.execute(sql, params![tx.locality()]).await?;
    let sql = "DELETE FROM checked_link WHERE locality_id = $1 AND NOT EXISTS (SELECT 1 FROM article_link al WHERE al.link_id = checked_link.id)";
    tx.execute(sql, params![tx.locality()]).await.map(drop)
}

/// Links that were not asked since a moment, inside or outside, at most so many: identity and link.
///
/// # Errors
/// See [`DbError`].
pub async fn unasked(
    tx: &mut Tx,
    is_inside: bool,
    since: Timestamp,
    most: i64,
) -> Result<Vec<(Id, String)>, DbError> {
    let sql = "SELECT id, url FROM checked_link WHERE locality_id = $1 AND is_inside = $2 \
               AND (checked_at IS NULL OR checked_at < $3) ORDER BY id LIMIT $4";
    let rows = tx
        .rows(sql, params![tx.locality(), is_inside, since, most])
        .await?;
    rows.iter()
        .map(|row| Ok((row.id("id")?, row.text("url")?)))
        .collect()
}

/// Notes what asking a link told.
///
/// # Errors
/// See [`DbError`].
pub async fn note(tx: &mut Tx, link: Id, found: &Found) -> Result<(), DbError> {
    let is_good = found.verdict == Verdict::Good;
    let sql = "UPDATE checked_link SET verdict = $3, reason = $4, checked_at = $5, misses = CASE WHEN $6 THEN 0 ELSE misses + 1 END \
               WHERE locality_id = $1 AND id = $2";
    let values = params![
        tx.locality(),
        link,
        found.verdict.key(),
        &found.reason,
        tx.now(),
        is_good
    ];
    tx.execute(sql, values).await.map(drop)
}

fn broken(row: &Row) -> Result<Broken, DbError> {
    let verdict = Verdict::with_key(&row.text("verdict")?).ok_or_else(|| unknown("verdict"))?;
    Ok(Broken {
        url: row.text("url")?,
        found: Found::new(verdict, row.text("reason")?),
        misses: row.int("misses")?,
        checked_at: row.moment("checked_at")?,
        article: row.id("article_id")?,
        title: row.text("title")?,
        unit: row.id("unit_id")?,
    })
}

/// Links in public articles of some units that failed more than once in a row, what is gone first.
///
/// # Errors
/// See [`DbError`].
pub async fn of_units(tx: &mut Tx, units: &[Id], most: i64) -> Result<Vec<Broken>, DbError> {
    let sql = "SELECT l.url, l.verdict, l.reason, l.misses, l.checked_at, al.article_id, v.title, a.unit_id FROM checked_link l \
               JOIN article_link al ON al.link_id = l.id JOIN article a ON a.id = al.article_id \
               JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.public_revision \
               WHERE l.locality_id = $1 AND l.misses >= 2 AND +a.unit_id IN LIST($2) ORDER BY l.verdict, l.url, a.id LIMIT $3";
    let values = params![tx.locality(), tx.list(units.iter().copied()), most];
    let rows = tx.planned_rows(sql, values).await?;
    rows.iter().map(broken).collect()
}

/// The same of one article.
///
/// # Errors
/// See [`DbError`].
pub async fn of_article(tx: &mut Tx, article: Id) -> Result<Vec<Broken>, DbError> {
    let sql = "SELECT l.url, l.verdict, l.reason, l.misses, l.checked_at, al.article_id, v.title, a.unit_id FROM article_link al \
               JOIN checked_link l ON l.id = al.link_id JOIN article a ON a.id = al.article_id \
               JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.public_revision \
               WHERE al.article_id = $2 AND +al.locality_id = $1 AND l.misses >= $3 ORDER BY l.verdict, l.url";
    let rows = tx.rows(sql, params![tx.locality(), article, MISSES]).await?;
    rows.iter().map(broken).collect()
}

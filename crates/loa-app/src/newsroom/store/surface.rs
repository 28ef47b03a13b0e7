//! What was made of articles beside their pages.

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::newsroom::store::unknown;
use crate::newsroom::store::version::Stale;
use crate::newsroom::surface::{Made, Surface};

fn made(row: &Row) -> Result<(Surface, Made), DbError> {
    let kind = Surface::with_key(&row.text("kind")?).ok_or_else(|| unknown("kind"))?;
    let made = Made {
        words: row.text("words")?,
        revision: row.int("revision")?,
        stale_at: row.moment_or_null("stale_at")?,
        by: row.text_or_null("maker")?,
        at: row.moment("made_at")?,
    };
    Ok((kind, made))
}

/// What was made of an article.
///
/// # Errors
/// See [`DbError`].
pub async fn of_article(tx: &mut Tx, article: Id) -> Result<Vec<(Surface, Made)>, DbError> {
    let sql = "SELECT s.kind, s.words, s.revision, s.stale_at, who.full_name AS maker, s.made_at FROM article_surface s \
               LEFT JOIN person who ON who.id = s.made_by WHERE s.article_id = $2 AND +s.locality_id = $1";
    let rows = tx.rows(sql, params![tx.locality(), article]).await?;
    rows.iter().map(made).collect()
}

/// One of them.
///
/// # Errors
/// See [`DbError`].
pub async fn one(tx: &mut Tx, article: Id, kind: Surface) -> Result<Option<Made>, DbError> {
    let all = of_article(tx, article).await?;
    Ok(all
        .into_iter()
        .find(|(known, _)| *known == kind)
        .map(|(_, made)| made))
}

/// Writes what was made, in place of what there was; it is as new as the words that it was made from.
///
/// # Errors
/// See [`DbError`].
pub async fn put(
    tx: &mut Tx,
    (article, unit): (Id, Id),
    kind: Surface,
    words: &str,
    (revision, stale_at): (i64, Option<Timestamp>),
) -> Result<(), DbError> {
    let sql = "INSERT INTO article_surface (article_id, kind, locality_id, unit_id, words, revision, stale_at, made_by, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (article_id, kind) DO UPDATE SET words = $5, \
               revision = $6, stale_at = $7, made_by = $8, made_at = $9";
    let values = params![
        article,
        kind.key(),
        tx.locality(),
        unit,
        words,
        revision,
        stale_at,
        tx.person(),
        tx.now()
    ];
    tx.execute(sql, values).await.map(drop)
}

/// Marks all that was made from other words than those that the public reads now.
///
/// # Errors
/// See [`DbError`].
pub async fn mark_stale(tx: &mut Tx, article: Id, revision: i64) -> Result<u64, DbError> {
    let sql = "UPDATE article_surface SET stale_at = COALESCE(stale_at, $4) \
               WHERE article_id = $2 AND revision < $3 AND +locality_id = $1";
    let values = params![tx.locality(), article, revision, tx.now()];
    tx.execute(sql, values).await
}

/// Surfaces of articles of some units that have to be made anew, those that wait longest first.
///
/// # Errors
/// See [`DbError`].
pub async fn stale(tx: &mut Tx, units: &[Id], most: i64) -> Result<Vec<Stale>, DbError> {
    let sql = "SELECT s.article_id, s.unit_id, s.kind, v.title FROM article_surface s JOIN article a ON a.id = s.article_id \
               JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.revision \
               WHERE s.locality_id = $1 AND s.stale_at IS NOT NULL AND a.public_revision IS NOT NULL AND s.unit_id IN LIST($2) \
               ORDER BY s.stale_at, s.article_id LIMIT $3";
    let units = tx.list(units.iter().copied());
    let rows = tx.planned_rows(sql, params![tx.locality(), units, most]).await?;
    rows.iter()
        .map(|row| {
            let kind = Surface::with_key(&row.text("kind")?).ok_or_else(|| unknown("kind"))?;
            Ok(Stale {
                id: row.id("article_id")?,
                unit: row.id("unit_id")?,
                title: row.text("title")?,
                what: kind.label().to_owned(),
                kind: kind.key().to_owned(),
            })
        })
        .collect()
}

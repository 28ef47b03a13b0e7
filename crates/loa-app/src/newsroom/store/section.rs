//! Sections of the site of a unit.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::newsroom::Section;

fn section(row: &Row) -> Result<Section, DbError> {
    Ok(Section {
        id: row.id("id")?,
        unit: row.id("unit_id")?,
        slug: row.text("slug")?,
        title: row.text("title")?,
        origin: row.id_or_null("origin")?,
    })
}

/// Every section that a unit ever had, in their order, and whether articles are still written for it: what came out in one that
/// has ended stays there.
///
/// # Errors
/// See [`DbError`].
pub async fn ever_of_unit(tx: &mut Tx, unit: Id) -> Result<Vec<(Section, bool)>, DbError> {
    let sql = "SELECT id, unit_id, slug, title, origin, ended_at FROM news_section \
               WHERE locality_id = $1 AND unit_id = $2 ORDER BY position, id";
    let rows = tx.rows(sql, params![tx.locality(), unit]).await?;
    rows.iter()
        .map(|row| Ok((section(row)?, row.moment_or_null("ended_at")?.is_none())))
        .collect()
}

/// The sections of a unit that articles are written for, in their order.
///
/// # Errors
/// See [`DbError`].
pub async fn of_unit(tx: &mut Tx, unit: Id) -> Result<Vec<Section>, DbError> {
    let ever = ever_of_unit(tx, unit).await?.into_iter();
    Ok(ever
        .filter(|(_, is_open)| *is_open)
        .map(|(section, _)| section)
        .collect())
}

/// A section, also one that has ended.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Section>, DbError> {
    let sql = "SELECT id, unit_id, slug, title, origin FROM news_section WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(section).transpose()
}

/// The section of a unit at an address, also one that has ended: its articles stay where they are.
///
/// # Errors
/// See [`DbError`].
pub async fn by_slug(tx: &mut Tx, unit: Id, slug: &str) -> Result<Option<Section>, DbError> {
    let sql = "SELECT id, unit_id, slug, title, origin FROM news_section WHERE locality_id = $1 AND unit_id = $2 AND slug = $3";
    let row = tx.row(sql, params![tx.locality(), unit, slug]).await?;
    row.as_ref().map(section).transpose()
}

/// Opens a section behind the others, or opens it again.
///
/// # Errors
/// See [`DbError`].
pub async fn open(tx: &mut Tx, new: &Section, position: i64) -> Result<(), DbError> {
    let sql = "INSERT INTO news_section (id, locality_id, unit_id, slug, title, position, origin) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) \
               ON CONFLICT (unit_id, slug) DO UPDATE SET title = $5, position = $6, origin = $7, ended_at = NULL";
    let values = params![
        new.id,
        tx.locality(),
        new.unit,
        &new.slug,
        &new.title,
        position,
        new.origin
    ];
    tx.execute(sql, values).await.map(drop)
}

/// No more articles are written for a section.
///
/// # Errors
/// See [`DbError`].
pub async fn end(tx: &mut Tx, id: Id) -> Result<(), DbError> {
    let sql = "UPDATE news_section SET ended_at = $3 WHERE locality_id = $1 AND id = $2 AND ended_at IS NULL";
    tx.execute(sql, params![tx.locality(), id, tx.now()])
        .await
        .map(drop)
}

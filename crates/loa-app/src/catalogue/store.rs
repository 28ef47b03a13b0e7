//! Short addresses and what the public finds: `short_address`, `catalogue_entry`.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::catalogue::{Entry, Kind, Short};
use crate::document::register::store::list::pattern;

fn kind(row: &Row) -> Result<Kind, DbError> {
    Kind::with_key(&row.text("kind")?).ok_or_else(|| DbError::Column {
        column: "kind",
        problem: "not one of its words".to_owned(),
    })
}

/// What a short address leads to, in whichever locality.
///
/// # Errors
/// See [`DbError`].
pub async fn at(tx: &mut Tx, code: &str) -> Result<Option<Short>, DbError> {
    let sql = "SELECT code, locality_id, unit_id, kind, target_id FROM short_address WHERE code = $1";
    let row = tx.row(sql, params![code]).await?;
    row.map(|row| {
        Ok(Short {
            code: row.text("code")?,
            locality: row.id("locality_id")?,
            unit: row.id("unit_id")?,
            kind: kind(&row)?,
            target: row.id("target_id")?,
        })
    })
    .transpose()
}

/// The code of a thing, if it has one.
///
/// # Errors
/// See [`DbError`].
pub async fn code_of(tx: &mut Tx, kind: Kind, target: Id) -> Result<Option<String>, DbError> {
    let sql = "SELECT code FROM short_address WHERE locality_id = $1 AND kind = $2 AND target_id = $3";
    let row = tx.row(sql, params![tx.locality(), kind.key(), target]).await?;
    row.map(|row| row.text("code")).transpose()
}

/// Short addresses of the locality behind one, in their order.
///
/// # Errors
/// See [`DbError`].
pub async fn codes(tx: &mut Tx, after: &str, most: i64) -> Result<Vec<String>, DbError> {
    let sql = "SELECT code FROM short_address WHERE +locality_id = $1 AND code > $2 ORDER BY code LIMIT $3";
    let rows = tx.rows(sql, params![tx.locality(), after, most]).await?;
    rows.iter().map(|row| row.text("code")).collect()
}

/// Makes a short address; `false` when the code was given before, to whatever.
///
/// # Errors
/// See [`DbError`].
pub async fn give(tx: &mut Tx, new: &Short) -> Result<bool, DbError> {
    let sql = "INSERT INTO short_address (code, locality_id, unit_id, kind, target_id, made_at) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (code) DO NOTHING";
    let values = params![
        &new.code,
        tx.locality(),
        new.unit,
        new.kind.key(),
        new.target,
        tx.now()
    ];
    Ok(tx.execute(sql, values).await? == 1)
}

/// Puts something among what the public finds, in place of what stood there of it.
///
/// # Errors
/// See [`DbError`].
pub async fn enter(tx: &mut Tx, one: &Entry) -> Result<(), DbError> {
    let sql = "INSERT INTO catalogue_entry (unit_id, kind, target_id, locality_id, place, title, lead, dated_on, found_title, found) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
               ON CONFLICT (unit_id, kind, target_id) DO UPDATE SET place = $5, title = $6, lead = $7, dated_on = $8, \
               found_title = $9, found = $10";
    let (title, all) = one.found();
    let values = params![
        one.unit,
        one.kind.key(),
        one.target,
        tx.locality(),
        &one.place,
        &one.title,
        &one.lead,
        one.dated_on,
        title,
        all
    ];
    tx.execute(sql, values).await.map(drop)
}

/// The public finds it no more, on the site of this unit.
///
/// # Errors
/// See [`DbError`].
pub async fn remove(tx: &mut Tx, unit: Id, kind: Kind, target: Id) -> Result<(), DbError> {
    let sql = "DELETE FROM catalogue_entry WHERE +locality_id = $1 AND unit_id = $2 AND kind = $3 AND target_id = $4";
    let values = params![tx.locality(), unit, kind.key(), target];
    tx.execute(sql, values).await.map(drop)
}

/// What holds all words, on the site of a unit: those first whose title holds them as they were typed, then those whose title
/// holds them all, then the others; the latest first among each.
///
/// # Errors
/// See [`DbError`].
pub async fn find(tx: &mut Tx, unit: Id, words: &[String], most: i64) -> Result<Vec<Entry>, DbError> {
    let phrase = words.join(" ");
    let values = params![
        tx.locality(),
        unit,
        pattern(words.first()),
        pattern(words.get(1)),
        pattern(words.get(2)),
        pattern(words.get(3)),
        pattern(words.get(4)),
        pattern(words.get(5)),
        pattern(Some(&phrase)),
        most
    ];
    let sql = "SELECT unit_id, kind, target_id, place, title, lead, dated_on FROM catalogue_entry \
               WHERE +locality_id = $1 AND unit_id = $2 \
               AND found LIKE $3 ESCAPE '!' AND found LIKE $4 ESCAPE '!' AND found LIKE $5 ESCAPE '!' \
               AND found LIKE $6 ESCAPE '!' AND found LIKE $7 ESCAPE '!' AND found LIKE $8 ESCAPE '!' \
               ORDER BY CASE WHEN found_title LIKE $9 ESCAPE '!' THEN 0 \
               WHEN found_title LIKE $3 ESCAPE '!' AND found_title LIKE $4 ESCAPE '!' AND found_title LIKE $5 ESCAPE '!' \
               AND found_title LIKE $6 ESCAPE '!' AND found_title LIKE $7 ESCAPE '!' AND found_title LIKE $8 ESCAPE '!' THEN 1 \
               ELSE 2 END, dated_on DESC, target_id DESC LIMIT $10";
    let rows = tx.planned_rows(sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(Entry {
                unit: row.id("unit_id")?,
                kind: kind(row)?,
                target: row.id("target_id")?,
                place: row.text("place")?,
                title: row.text("title")?,
                lead: row.text("lead")?,
                dated_on: row.date("dated_on")?,
            })
        })
        .collect()
}

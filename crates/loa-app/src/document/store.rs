//! The table of files: `file`.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::document::Kind;
use crate::document::actions::Prepared;
use crate::files::Hash;

/// A file that somebody gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Identity.
    pub id: Id,
    /// Name for people.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub hash: Hash,
    /// How many.
    pub size: i64,
    /// Bytes of the small form of a picture.
    pub small: Option<Hash>,
    /// Points from left to right and from top to bottom, of a picture.
    pub points: Option<(i64, i64)>,
    /// Who gave it.
    pub by: Option<Id>,
}

fn wrong(column: &'static str) -> DbError {
    DbError::Column {
        column,
        problem: "not one of its words".to_owned(),
    }
}

/// A file in a row with all columns of the table.
///
/// # Errors
/// [`DbError::Column`]
pub fn file(row: &Row) -> Result<File, DbError> {
    let small = row.text_or_null("small_sha256")?;
    Ok(File {
        id: row.id("id")?,
        name: row.text("name")?,
        kind: Kind::with_media_type(&row.text("media_type")?).ok_or_else(|| wrong("media_type"))?,
        hash: Hash::parse(&row.text("sha256")?).ok_or_else(|| wrong("sha256"))?,
        size: row.int("size_bytes")?,
        small: small
            .map(|text| Hash::parse(&text).ok_or_else(|| wrong("small_sha256")))
            .transpose()?,
        points: row.int_or_null("width")?.zip(row.int_or_null("height")?),
        by: row.id_or_null("created_by")?,
    })
}

/// Notes a file of whoever does this unit of work.
///
/// # Errors
/// See [`DbError`].
pub async fn insert(tx: &mut Tx, file: &Prepared) -> Result<Id, DbError> {
    let id = tx.new_id();
    let small = file.picture.as_ref();
    let row = params![
        id,
        tx.locality(),
        file.hash.as_str(),
        file.size,
        file.kind.media_type(),
        &file.name,
        small.map(|small| small.hash.as_str().to_owned()),
        small.map(|small| small.width),
        small.map(|small| small.height),
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "file (id, locality_id, sha256, size_bytes, media_type, name, small_sha256, width, height, created_by, created_at)",
        vec![row],
    )
    .await?;
    Ok(id)
}

/// A file of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<File>, DbError> {
    let sql = "SELECT id, name, media_type, sha256, size_bytes, small_sha256, width, height, created_by \
               FROM file WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(file).transpose()
}

/// Units whose activities, or whose inspections, show a file.
///
/// # Errors
/// See [`DbError`].
pub async fn units_that_show(tx: &mut Tx, id: Id) -> Result<Vec<Id>, DbError> {
    let sql = "SELECT activity.unit_id FROM activity_file JOIN activity ON activity.id = activity_file.activity_id \
               WHERE activity_file.locality_id = $1 AND activity_file.file_id = $2 \
               UNION ALL SELECT inspection.unit_id FROM inspection_answer_file s \
               JOIN inspection_answer a ON a.id = s.answer_id JOIN inspection ON inspection.id = a.inspection_id \
               WHERE s.locality_id = $1 AND s.file_id = $2";
    let rows = tx.rows(sql, params![tx.locality(), id]).await?;
    rows.iter().map(|row| row.id("unit_id")).collect()
}

/// States of the versions of plans that were read from a file.
///
/// # Errors
/// See [`DbError`].
pub async fn plans_read_from(tx: &mut Tx, id: Id) -> Result<Vec<String>, DbError> {
    let sql = "SELECT state FROM plan_version WHERE locality_id = $1 AND file_id = $2";
    let rows = tx.rows(sql, params![tx.locality(), id]).await?;
    rows.iter().map(|row| row.text("state")).collect()
}

/// Units whose articles show a picture or play a recording, or did.
///
/// # Errors
/// See [`DbError`].
pub async fn units_that_print(tx: &mut Tx, id: Id) -> Result<Vec<Id>, DbError> {
    let sql = "SELECT article.unit_id FROM article_revision JOIN article ON article.id = article_revision.article_id \
               WHERE article_revision.picture_id = $2 AND +article_revision.locality_id = $1 \
               UNION ALL SELECT article.unit_id FROM article_revision JOIN article ON article.id = article_revision.article_id \
               WHERE article_revision.audio_id = $2 AND +article_revision.locality_id = $1";
    let rows = tx.rows(sql, params![tx.locality(), id]).await?;
    rows.iter().map(|row| row.id("unit_id")).collect()
}

/// Units whose notices come with a file, or did.
///
/// # Errors
/// See [`DbError`].
pub async fn units_that_post(tx: &mut Tx, id: Id) -> Result<Vec<Id>, DbError> {
    let sql = "SELECT unit_id FROM notice WHERE file_id = $2 AND +locality_id = $1 \
               UNION ALL SELECT n.unit_id FROM notice_revision r JOIN notice n ON n.id = r.notice_id \
               WHERE r.file_id = $2 AND +r.locality_id = $1";
    let rows = tx.rows(sql, params![tx.locality(), id]).await?;
    rows.iter().map(|row| row.id("unit_id")).collect()
}

/// Units whose sub-plans were filed as a file.
///
/// # Errors
/// See [`DbError`].
pub async fn units_that_filed(tx: &mut Tx, id: Id) -> Result<Vec<Id>, DbError> {
    let sql = "SELECT subplan.unit_id FROM subplan_edition JOIN subplan ON subplan.id = subplan_edition.subplan_id \
               WHERE subplan_edition.file_id = $2 AND +subplan_edition.locality_id = $1";
    let rows = tx.rows(sql, params![tx.locality(), id]).await?;
    rows.iter().map(|row| row.id("unit_id")).collect()
}

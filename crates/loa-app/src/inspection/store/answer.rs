//! Answers with their photos, and what the unit says.

use std::collections::HashMap;

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::activity::Shown;
use crate::document::store::{File, file};
use crate::inspection::store::unknown;
use crate::inspection::{Answer, Noted, Reply, ReplyKind, Verdict};

/// An answer before it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnswer {
    /// What it is about.
    pub item: Id,
    /// What the team says.
    pub verdict: Verdict,
    /// In words.
    pub remark: String,
    /// When it was said.
    pub said_at: Timestamp,
    /// It arrived after the conclusion.
    pub is_late: bool,
}

fn answer(row: &Row) -> Result<Answer, DbError> {
    Ok(Answer {
        id: row.id("id")?,
        item: row.id("item_id")?,
        verdict: Verdict::with_key(&row.text("verdict")?).ok_or_else(|| unknown("verdict"))?,
        remark: row.text("remark")?,
        person: row.text("person")?,
        said_at: row.moment("said_at")?,
        filed_at: row.moment("filed_at")?,
        is_late: row.bool("is_late")?,
    })
}

/// Every answer of a visit, in the order in which they were said.
///
/// # Errors
/// See [`DbError`].
pub async fn of_inspection(tx: &mut Tx, inspection: Id) -> Result<Vec<Answer>, DbError> {
    let sql = "SELECT a.id, a.item_id, a.verdict, a.remark, who.full_name AS person, a.said_at, a.filed_at, a.is_late \
               FROM inspection_answer a JOIN person who ON who.id = a.person_id \
               WHERE a.inspection_id = $2 AND +a.locality_id = $1 ORDER BY a.said_at, a.id";
    let rows = tx.rows(sql, params![tx.locality(), inspection]).await?;
    rows.iter().map(answer).collect()
}

/// How many answers a visit has.
///
/// # Errors
/// See [`DbError`].
pub async fn count(tx: &mut Tx, inspection: Id) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS many FROM inspection_answer WHERE inspection_id = $2 AND +locality_id = $1";
    let row = tx.row(sql, params![tx.locality(), inspection]).await?;
    row.map_or(Ok(0), |row| row.int("many"))
}

/// What became of the answer that this person gave with this key in a visit.
///
/// # Errors
/// See [`DbError`].
pub async fn by_request(
    tx: &mut Tx,
    inspection: Id,
    person: Id,
    key: &str,
) -> Result<Option<Noted>, DbError> {
    let sql = "SELECT item_id, is_late FROM inspection_answer \
               WHERE locality_id = $1 AND person_id = $2 AND request_key = $3 AND inspection_id = $4";
    let row = tx
        .row(sql, params![tx.locality(), person, key, inspection])
        .await?;
    row.map(|row| {
        Ok(Noted {
            item: row.id("item_id")?,
            is_new: false,
            is_late: row.bool("is_late")?,
        })
    })
    .transpose()
}

/// Keeps an answer with its photos.
///
/// # Errors
/// [`DbError::Duplicate`] for a key that was used.
pub async fn insert(
    tx: &mut Tx,
    inspection: Id,
    new: &NewAnswer,
    files: &[Shown],
    key: &str,
) -> Result<Id, DbError> {
    let id = tx.new_id();
    let row = params![
        id,
        tx.locality(),
        inspection,
        new.item,
        new.verdict.key(),
        &new.remark,
        tx.person(),
        new.said_at,
        tx.now(),
        new.is_late,
        key
    ];
    tx.insert(
        "inspection_answer (id, locality_id, inspection_id, item_id, verdict, remark, person_id, said_at, filed_at, is_late, request_key)",
        vec![row],
    )
    .await?;
    let locality = tx.locality();
    let rows = (0_i64..)
        .zip(files)
        .map(|(position, shown)| params![locality, id, shown.file, position, shown.taken_at])
        .collect();
    tx.insert(
        "inspection_answer_file (locality_id, answer_id, file_id, position, taken_at)",
        rows,
    )
    .await?;
    Ok(id)
}

/// The photos of a visit by their answer.
///
/// # Errors
/// See [`DbError`].
pub async fn photos(tx: &mut Tx, inspection: Id) -> Result<HashMap<Id, Vec<File>>, DbError> {
    let sql = "SELECT s.answer_id, f.id, f.name, f.media_type, f.sha256, f.size_bytes, f.small_sha256, f.width, f.height, \
               f.created_by \
               FROM inspection_answer a JOIN inspection_answer_file s ON s.answer_id = a.id JOIN file f ON f.id = s.file_id \
               WHERE a.inspection_id = $2 AND +a.locality_id = $1 ORDER BY s.answer_id, s.position";
    let rows = tx.rows(sql, params![tx.locality(), inspection]).await?;
    let mut found: HashMap<Id, Vec<File>> = HashMap::new();
    for row in &rows {
        found.entry(row.id("answer_id")?).or_default().push(file(row)?);
    }
    Ok(found)
}

/// What the unit said, in its order.
///
/// # Errors
/// See [`DbError`].
pub async fn replies(tx: &mut Tx, inspection: Id) -> Result<Vec<Reply>, DbError> {
    let sql = "SELECT r.kind, r.words, who.full_name AS person, r.said_at \
               FROM inspection_reply r JOIN person who ON who.id = r.person_id \
               WHERE r.locality_id = $1 AND r.inspection_id = $2 ORDER BY r.id LIMIT 500";
    let rows = tx.rows(sql, params![tx.locality(), inspection]).await?;
    rows.iter()
        .map(|row| {
            Ok(Reply {
                kind: ReplyKind::with_key(&row.text("kind")?).ok_or_else(|| unknown("kind"))?,
                words: row.text("words")?,
                person: row.text("person")?,
                at: row.moment("said_at")?,
            })
        })
        .collect()
}

/// Keeps what the unit says; once for a key.
///
/// # Errors
/// See [`DbError`].
pub async fn reply(
    tx: &mut Tx,
    inspection: Id,
    kind: ReplyKind,
    words: &str,
    key: &str,
) -> Result<bool, DbError> {
    let values = params![
        tx.new_id(),
        tx.locality(),
        inspection,
        kind.key(),
        words,
        tx.person(),
        tx.now(),
        key
    ];
    let sql = "INSERT INTO inspection_reply (id, locality_id, inspection_id, kind, words, person_id, said_at, request_key) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person_id, request_key) DO NOTHING";
    Ok(tx.execute(sql, values).await? == 1)
}

//! What the public reads on the site of a unit.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::recognition::{Entry, Kind};

/// Entries of a kind that the public reads today on the site of a unit, the latest first. A criticism whose document was
/// recalled or is secret, whose decision is no longer public, is not among them.
///
/// # Errors
/// See [`DbError`].
pub async fn of_site(tx: &mut Tx, unit: Id, kind: Kind, most: i64) -> Result<Vec<Entry>, DbError> {
    let sql = "SELECT r.id, r.unit_id, r.subject_id, r.kind, r.state, r.title, r.words, r.finding_id, r.document_id, r.decision_id, \
               r.term_days, r.round, r.is_replied, r.due_on, r.until, r.first_public_at, r.ended_at, r.turn FROM recognition r \
               LEFT JOIN official_document d ON d.id = r.document_id LEFT JOIN official_document n ON n.id = r.decision_id \
               LEFT JOIN disclosure x ON x.document_id = r.document_id LEFT JOIN disclosure y ON y.document_id = r.decision_id \
               WHERE r.unit_id = $2 AND r.state = 'public' AND r.kind = $3 AND +r.locality_id = $1 AND (r.until IS NULL OR r.until >= $4) \
               AND (d.id IS NULL OR d.state IN ('issued', 'received')) AND (n.id IS NULL OR n.state = 'issued') \
               AND (x.word IS NULL OR x.word <> 'secret') AND (n.id IS NULL OR y.word = 'public') \
               ORDER BY r.first_public_at DESC, r.id DESC LIMIT $5";
    let values = params![tx.locality(), unit, kind.key(), tx.today(), most];
    let rows = tx.rows(sql, values).await?;
    rows.iter().map(super::entry).collect()
}

/// Does the public read any entry on the site of a unit today?
///
/// # Errors
/// See [`DbError`].
pub async fn is_any(tx: &mut Tx, unit: Id) -> Result<bool, DbError> {
    let sql = "SELECT id FROM recognition WHERE unit_id = $2 AND state = 'public' AND +locality_id = $1 \
               AND (until IS NULL OR until >= $3) LIMIT 1";
    let row = tx.row(sql, params![tx.locality(), unit, tx.today()]).await?;
    Ok(row.is_some())
}

/// The activities that an entry rests on.
///
/// # Errors
/// See [`DbError`].
pub async fn activities(tx: &mut Tx, entry: Id) -> Result<Vec<Id>, DbError> {
    let sql = "SELECT activity_id FROM recognition_activity WHERE entry_id = $2 AND +locality_id = $1";
    let rows = tx.rows(sql, params![tx.locality(), entry]).await?;
    rows.iter().map(|row| row.id("activity_id")).collect()
}

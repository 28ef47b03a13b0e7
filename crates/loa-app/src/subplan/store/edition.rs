//! Editions with their remarks, and what persons said of where an order stands in them.

use std::collections::HashMap;

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::subplan::{Clause, Remark};

/// A filing without its clauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Identity.
    pub id: Id,
    /// From 1.
    pub ordinal: i64,
    /// The file; `None` where the form was filled in.
    pub file: Option<Id>,
    /// Name of the file, or how the edition came to be.
    pub file_name: String,
    /// Who filed it.
    pub filed_by: Option<Id>,
    /// Their name.
    pub filer: String,
    /// When.
    pub filed_at: Timestamp,
    /// It was accepted or returned; `None`: nobody said.
    pub is_accepted: Option<bool>,
    /// Who said it.
    pub judged_by: Option<Id>,
    /// Their name.
    pub judge: String,
    /// When.
    pub judged_at: Option<Timestamp>,
}

/// A filing to be.
pub struct NewEdition<'a> {
    /// The sub-plan.
    pub subplan: Id,
    /// Its number.
    pub ordinal: i64,
    /// The file.
    pub file: Option<Id>,
    /// See [`Edition::file_name`].
    pub file_name: &'a str,
    /// Its lines and rows.
    pub clauses: &'a [Clause],
    /// What tells the request from others.
    pub key: &'a str,
}

/// Writes an edition; gives its identity.
///
/// # Errors
/// [`DbError::Duplicate`] when the number or the request is there already.
pub async fn insert(tx: &mut Tx, new: &NewEdition<'_>) -> Result<Id, DbError> {
    let id = tx.new_id();
    let clauses = serde_json::to_string(new.clauses).map_err(|error| DbError::Column {
        column: "clauses",
        problem: error.to_string(),
    })?;
    let row = params![
        id,
        tx.locality(),
        new.subplan,
        new.ordinal,
        new.file,
        new.file_name,
        clauses,
        new.key,
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "subplan_edition (id, locality_id, subplan_id, ordinal, file_id, file_name, clauses, request_key, filed_by, filed_at)",
        vec![row],
    )
    .await?;
    Ok(id)
}

/// The number of the edition that a request filed.
///
/// # Errors
/// See [`DbError`].
pub async fn by_request(tx: &mut Tx, subplan: Id, key: &str) -> Result<Option<i64>, DbError> {
    let sql = "SELECT ordinal FROM subplan_edition WHERE subplan_id = $2 AND request_key = $3 AND +locality_id = $1";
    let row = tx.row(sql, params![tx.locality(), subplan, key]).await?;
    row.map(|row| row.int("ordinal")).transpose()
}

fn edition_of(row: &Row) -> Result<Edition, DbError> {
    let verdict = row.text_or_null("verdict")?;
    Ok(Edition {
        id: row.id("id")?,
        ordinal: row.int("ordinal")?,
        file: row.id_or_null("file_id")?,
        file_name: row.text("file_name")?,
        filed_by: row.id_or_null("filed_by")?,
        filer: row.text_or_null("filer")?.unwrap_or_default(),
        filed_at: row.moment("filed_at")?,
        is_accepted: verdict.map(|verdict| verdict == "accepted"),
        judged_by: row.id_or_null("judged_by")?,
        judge: row.text_or_null("judge")?.unwrap_or_default(),
        judged_at: row.moment_or_null("judged_at")?,
    })
}

/// Every edition of a sub-plan, oldest first.
///
/// # Errors
/// See [`DbError`].
pub async fn of_subplan(tx: &mut Tx, subplan: Id) -> Result<Vec<Edition>, DbError> {
    let sql = "SELECT e.id, e.ordinal, e.file_id, e.file_name, e.filed_by, f.full_name AS filer, e.filed_at, e.verdict, \
               e.judged_by, j.full_name AS judge, e.judged_at FROM subplan_edition e \
               LEFT JOIN person f ON f.id = e.filed_by LEFT JOIN person j ON j.id = e.judged_by \
               WHERE e.subplan_id = $2 AND +e.locality_id = $1 ORDER BY e.ordinal";
    let rows = tx.rows(sql, params![tx.locality(), subplan]).await?;
    rows.iter().map(edition_of).collect()
}

/// Lines and rows of an edition.
///
/// # Errors
/// See [`DbError`].
pub async fn clauses(tx: &mut Tx, edition: Id) -> Result<Vec<Clause>, DbError> {
    let sql = "SELECT clauses FROM subplan_edition WHERE locality_id = $1 AND id = $2";
    let Some(row) = tx.row(sql, params![tx.locality(), edition]).await? else {
        return Ok(Vec::new());
    };
    serde_json::from_str(&row.text("clauses")?).map_err(|error| DbError::Column {
        column: "clauses",
        problem: error.to_string(),
    })
}

/// Writes what was decided about an edition, once; says whether it did.
///
/// # Errors
/// See [`DbError`].
pub async fn judge(tx: &mut Tx, edition: Id, is_accepted: bool) -> Result<bool, DbError> {
    let verdict = if is_accepted { "accepted" } else { "returned" };
    let values = params![tx.locality(), edition, verdict, tx.person(), tx.now()];
    let sql = "UPDATE subplan_edition SET verdict = $3, judged_by = $4, judged_at = $5 \
               WHERE locality_id = $1 AND id = $2 AND verdict IS NULL";
    Ok(tx.execute(sql, values).await? == 1)
}

/// Writes why an edition is returned.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_remarks(tx: &mut Tx, edition: Id, remarks: &[Remark]) -> Result<(), DbError> {
    let locality = tx.locality();
    let row = |(position, remark): (i64, &Remark)| {
        let clause = remark.clause.and_then(|clause| i64::try_from(clause).ok());
        params![locality, edition, position, clause, &remark.words]
    };
    tx.insert(
        "subplan_remark (locality_id, edition_id, position, clause, words)",
        (1..).zip(remarks).map(row).collect(),
    )
    .await
}

/// Why an edition was returned.
///
/// # Errors
/// See [`DbError`].
pub async fn remarks(tx: &mut Tx, edition: Id) -> Result<Vec<Remark>, DbError> {
    let sql = "SELECT clause, words FROM subplan_remark WHERE edition_id = $2 AND +locality_id = $1 ORDER BY position";
    let rows = tx.rows(sql, params![tx.locality(), edition]).await?;
    let remark = |row: &Row| {
        Ok(Remark {
            clause: row
                .int_or_null("clause")?
                .and_then(|clause| usize::try_from(clause).ok()),
            words: row.text("words")?,
        })
    };
    rows.iter().map(remark).collect()
}

/// Where persons said that orders stand in an edition.
///
/// # Errors
/// See [`DbError`].
pub async fn told(tx: &mut Tx, edition: Id) -> Result<HashMap<Id, usize>, DbError> {
    let sql = "SELECT assignment_id, clause FROM subplan_cover WHERE edition_id = $2 AND +locality_id = $1";
    let rows = tx.rows(sql, params![tx.locality(), edition]).await?;
    rows.iter()
        .map(|row| {
            let clause = usize::try_from(row.int("clause")?).unwrap_or(usize::MAX);
            Ok((row.id("assignment_id")?, clause))
        })
        .collect()
}

/// Notes that a person says where an order stands in an edition.
///
/// # Errors
/// See [`DbError`].
pub async fn tell(tx: &mut Tx, edition: Id, order: Id, clause: usize) -> Result<(), DbError> {
    let clause = i64::try_from(clause).unwrap_or(i64::MAX);
    let values = params![tx.locality(), edition, order, clause, tx.person(), tx.now()];
    tx.execute(
        "INSERT INTO subplan_cover (locality_id, edition_id, assignment_id, clause, told_by, told_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (edition_id, assignment_id) DO UPDATE SET clause = EXCLUDED.clause, \
         told_by = EXCLUDED.told_by, told_at = EXCLUDED.told_at",
        values,
    )
    .await?;
    Ok(())
}

/// Takes that back.
///
/// # Errors
/// See [`DbError`].
pub async fn untell(tx: &mut Tx, edition: Id, order: Id) -> Result<(), DbError> {
    let sql = "DELETE FROM subplan_cover WHERE locality_id = $1 AND edition_id = $2 AND assignment_id = $3";
    tx.execute(sql, params![tx.locality(), edition, order]).await?;
    Ok(())
}

//! Editions, what was issued of them, and the steps of a report: only ever added to.

use std::collections::HashMap;

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::error::{Error, Result};
use crate::report::content::Content;
use crate::report::figure::Figures;
use crate::report::store::parsed;
use crate::report::{Act, Report};

/// An edition before it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEdition {
    /// The report, with its number of editions.
    pub report: Id,
    /// Its number, from 1.
    pub ordinal: i64,
    /// JSON of the figures with everything below.
    pub totals: String,
    /// JSON of the content.
    pub content: String,
    /// SHA-256 of the content.
    pub digest: String,
    /// The moment of the ledger that it shows.
    pub composed_at: Timestamp,
}

/// Keeps editions that somebody filed; without anybody: that the machine kept of drafts.
///
/// # Errors
/// [`DbError::Duplicate`] when there is one with this number.
pub async fn insert(tx: &mut Tx, new: &[NewEdition], by: Option<Id>) -> Result<(), DbError> {
    let (locality, now) = (tx.locality(), tx.now());
    let rows = new.iter().map(|new| {
        params![
            tx.new_id(),
            locality,
            new.report,
            new.ordinal,
            &new.totals,
            &new.content,
            &new.digest,
            new.composed_at,
            by,
            now
        ]
    });
    let rows = rows.collect();
    tx.insert(
        "report_edition (id, locality_id, report_id, ordinal, totals, content, digest, composed_at, filed_by, filed_at)",
        rows,
    )
    .await
}

/// Counts one more edition of some reports.
///
/// # Errors
/// See [`DbError`].
pub async fn count_frozen(tx: &mut Tx, reports: &[Id]) -> Result<(), DbError> {
    let sql = "UPDATE report SET edition = edition + 1, revision = revision + 1 WHERE +locality_id = $1 AND id IN LIST($2)";
    let ids = tx.list(reports.iter().copied());
    tx.execute(sql, params![tx.locality(), ids]).await?;
    Ok(())
}

/// An edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Identity.
    pub id: Id,
    /// Its number.
    pub ordinal: i64,
    /// JSON of the content.
    pub content: String,
    /// SHA-256 of the content.
    pub digest: String,
    /// The moment of the ledger that it shows.
    pub composed_at: Timestamp,
    /// Who sent it; nobody: the machine kept a draft.
    pub by: Option<String>,
    /// When.
    pub filed_at: Timestamp,
}

impl Edition {
    /// What it says.
    ///
    /// # Errors
    /// [`Error::Outage`] when it is not what this program wrote.
    pub fn read(&self) -> Result<Content> {
        serde_json::from_str(&self.content)
            .map_err(|error| Error::Outage(format!("edition {}: {error}", self.id)))
    }
}

fn edition(row: &Row) -> Result<Edition, DbError> {
    Ok(Edition {
        id: row.id("id")?,
        ordinal: row.int("ordinal")?,
        content: row.text("content")?,
        digest: row.text("digest")?,
        composed_at: row.moment("composed_at")?,
        by: row.text_or_null("full_name")?,
        filed_at: row.moment("filed_at")?,
    })
}

/// One edition of a report.
///
/// # Errors
/// See [`DbError`].
pub async fn one(tx: &mut Tx, report: Id, ordinal: i64) -> Result<Option<Edition>, DbError> {
    let sql = "SELECT e.id, e.ordinal, e.content, e.digest, e.composed_at, p.full_name, e.filed_at FROM report_edition e \
               LEFT JOIN person p ON p.id = e.filed_by WHERE e.locality_id = $1 AND e.report_id = $2 AND e.ordinal = $3";
    let row = tx.row(sql, params![tx.locality(), report, ordinal]).await?;
    row.as_ref().map(edition).transpose()
}

/// The figures that the reports of a round count with, where they have reported: by unit.
///
/// # Errors
/// See [`DbError`].
pub async fn in_force(tx: &mut Tx, reports: &[Report]) -> Result<HashMap<Id, Figures>, DbError> {
    let wanted: HashMap<Id, i64> = reports
        .iter()
        .filter(|report| report.standing.has_reported())
        .map(|report| (report.id, report.standing.in_force()))
        .collect();
    let units: HashMap<Id, Id> = reports.iter().map(|report| (report.id, report.unit)).collect();
    let sql = "SELECT report_id, ordinal, totals FROM report_edition WHERE locality_id = $1 AND report_id IN LIST($2)";
    let ids = tx.list(wanted.keys().copied());
    let rows = tx.planned_rows(sql, params![tx.locality(), ids]).await?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in &rows {
        let report = row.id("report_id")?;
        let Some(unit) = units
            .get(&report)
            .filter(|_| wanted.get(&report) == row.int("ordinal").ok().as_ref())
        else {
            continue;
        };
        found.insert(*unit, parsed(&row.text("totals")?));
    }
    Ok(found)
}

/// Notes an act, for people.
///
/// # Errors
/// See [`DbError`].
pub async fn add_step(tx: &mut Tx, report: &Report, act: Act, remark: &str) -> Result<(), DbError> {
    let row = params![
        tx.new_id(),
        tx.locality(),
        report.id,
        report.standing.edition,
        act.key(),
        remark,
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "report_step (id, locality_id, report_id, ordinal, act, remark, person_id, at)",
        vec![row],
    )
    .await
}

/// Something that was done with a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub act: Option<Act>,
    /// The edition that it is about.
    pub ordinal: i64,
    /// What was said.
    pub remark: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What was done with a report, the latest first.
///
/// # Errors
/// See [`DbError`].
pub async fn steps(tx: &mut Tx, report: Id) -> Result<Vec<Step>, DbError> {
    let sql = "SELECT s.act, s.ordinal, s.remark, p.full_name, s.at FROM report_step s \
               LEFT JOIN person p ON p.id = s.person_id \
               WHERE s.locality_id = $1 AND s.report_id = $2 ORDER BY s.id DESC LIMIT 200";
    let rows = tx.rows(sql, params![tx.locality(), report]).await?;
    rows.iter()
        .map(|row| {
            Ok(Step {
                act: Act::with_key(&row.text("act")?),
                ordinal: row.int("ordinal")?,
                remark: row.text("remark")?,
                by: row.text_or_null("full_name")?.unwrap_or_default(),
                at: row.moment("at")?,
            })
        })
        .collect()
}

/// What was issued of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Number of the edition.
    pub ordinal: i64,
    /// Its row in the register.
    pub official: Id,
    /// JSON of the document as it went out.
    pub document: String,
    /// SHA-256 of it.
    pub digest: String,
    /// When.
    pub issued_at: Timestamp,
}

/// Keeps what was issued.
///
/// # Errors
/// [`DbError::Duplicate`] when the edition was issued already.
pub async fn insert_issue(tx: &mut Tx, edition: Id, report: Id, issue: &Issue) -> Result<(), DbError> {
    let row = params![
        edition,
        tx.locality(),
        report,
        issue.ordinal,
        issue.official,
        &issue.document,
        &issue.digest,
        tx.person(),
        issue.issued_at
    ];
    tx.insert(
        "report_issue (edition_id, locality_id, report_id, ordinal, official_id, document, digest, issued_by, issued_at)",
        vec![row],
    )
    .await
}

/// What was issued of a report, the latest first.
///
/// # Errors
/// See [`DbError`].
pub async fn issues(tx: &mut Tx, report: Id) -> Result<Vec<Issue>, DbError> {
    let sql = "SELECT ordinal, official_id, document, digest, issued_at FROM report_issue \
               WHERE locality_id = $1 AND report_id = $2 ORDER BY ordinal DESC";
    let rows = tx.rows(sql, params![tx.locality(), report]).await?;
    rows.iter()
        .map(|row| {
            Ok(Issue {
                ordinal: row.int("ordinal")?,
                official: row.id("official_id")?,
                document: row.text("document")?,
                digest: row.text("digest")?,
                issued_at: row.moment("issued_at")?,
            })
        })
        .collect()
}

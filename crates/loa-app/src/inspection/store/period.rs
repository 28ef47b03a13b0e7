//! What a report tells of inspections in a period (REP-09 I.3, REP-10): read here, counted nowhere else.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::duty::store::of_unit;
use crate::duty::{Duty, Horizon};
use crate::inspection::checklist::{Known, known};
use crate::inspection::store::finding;
use crate::inspection::{Inspection, Programme};

/// What a report counts of the inspections of a unit in a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Inspected {
    /// Times that a team was there.
    pub visits: i64,
    /// What was found.
    pub findings: i64,
    /// Findings that are put right.
    pub settled: i64,
}

/// What was inspected from the first to the last day, by unit.
///
/// # Errors
/// See [`DbError`].
pub async fn inspected(
    tx: &mut Tx,
    units: &[Id],
    (first, last): (Date, Date),
) -> Result<HashMap<Id, Inspected>, DbError> {
    let mut found: HashMap<Id, Inspected> = HashMap::new();
    let sql = "SELECT unit_id, COUNT(*) AS many FROM inspection \
               WHERE locality_id = $1 AND unit_id IN LIST($2) AND visited_on >= $3 AND visited_on <= $4 GROUP BY unit_id";
    let list = tx.list(units.iter().copied());
    for row in tx
        .planned_rows(sql, params![tx.locality(), list, first, last])
        .await?
    {
        found.entry(row.id("unit_id")?).or_default().visits = row.int("many")?;
    }
    let sql = "SELECT f.unit_id, COUNT(*) AS many, COUNT(CASE WHEN d.state IN ('met', 'cancelled') THEN 1 END) AS settled \
               FROM finding f LEFT JOIN duty d ON d.origin = f.id \
               WHERE f.locality_id = $1 AND f.unit_id IN LIST($2) AND f.found_on >= $3 AND f.found_on <= $4 GROUP BY f.unit_id";
    let list = tx.list(units.iter().copied());
    for row in tx
        .planned_rows(sql, params![tx.locality(), list, first, last])
        .await?
    {
        let unit = found.entry(row.id("unit_id")?).or_default();
        unit.findings = row.int("many")?;
        unit.settled = row.int("settled")?;
    }
    Ok(found)
}

/// Something of an inspection that a figure counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The visit.
    pub inspection: Id,
    /// The day of it.
    pub on: Date,
    /// What was found, or the programme that the visit belongs to.
    pub what: String,
}

/// The visits to a unit that a report of that moment counts, earliest first.
///
/// # Errors
/// See [`DbError`].
pub async fn visits(
    tx: &mut Tx,
    unit: Id,
    (first, last): (Date, Date),
    as_of: Timestamp,
) -> Result<Vec<Counted>, DbError> {
    let sql = "SELECT v.id, v.visited_on AS day, p.title AS what FROM inspection v \
               JOIN inspection_programme p ON p.id = v.programme_id \
               WHERE v.locality_id = $1 AND v.unit_id = $2 AND v.visited_on >= $3 AND v.visited_on <= $4 AND v.visited_at <= $5 \
               ORDER BY v.visited_on, v.id";
    let rows = tx
        .rows(sql, params![tx.locality(), unit, first, last, as_of])
        .await?;
    rows.iter().map(counted).collect()
}

/// The findings at a unit that a report of that moment counts, earliest first.
///
/// # Errors
/// See [`DbError`].
pub async fn findings(
    tx: &mut Tx,
    unit: Id,
    (first, last): (Date, Date),
    as_of: Timestamp,
) -> Result<Vec<Counted>, DbError> {
    let sql = "SELECT v.id, f.found_on AS day, f.what FROM finding f JOIN inspection v ON v.id = f.inspection_id \
               WHERE f.locality_id = $1 AND f.unit_id = $2 AND f.found_on >= $3 AND f.found_on <= $4 AND v.concluded_at <= $5 \
               ORDER BY f.found_on, f.id";
    let rows = tx
        .rows(sql, params![tx.locality(), unit, first, last, as_of])
        .await?;
    rows.iter().map(counted).collect()
}

fn counted(row: &Row) -> Result<Counted, DbError> {
    Ok(Counted {
        inspection: row.id("id")?,
        on: row.date("day")?,
        what: row.text("what")?,
    })
}

/// The duties that a visit looks at: of its unit, due in the period of the programme, of its plan where it names one.
///
/// # Errors
/// See [`DbError`].
pub async fn duties(tx: &mut Tx, visit: &Inspection, programme: &Programme) -> Result<Vec<Duty>, DbError> {
    let mut duties = of_unit(tx, visit.unit, programme.first_on, programme.last_on).await?;
    let findings: HashSet<Id> = own_findings(tx, visit.unit).await?;
    match programme.plan {
        None => duties.retain(|duty| !findings.contains(&duty.origin)),
        Some(plan) => {
            let sql = "SELECT id FROM assignment WHERE locality_id = $1 AND plan_id = $2";
            let rows = tx.rows(sql, params![tx.locality(), plan]).await?;
            let orders: HashSet<Id> = rows.iter().map(|row| row.id("id")).collect::<Result<_, _>>()?;
            duties.retain(|duty| orders.contains(&duty.origin));
        }
    }
    Ok(duties)
}

async fn own_findings(tx: &mut Tx, unit: Id) -> Result<HashSet<Id>, DbError> {
    let sql = "SELECT id FROM finding WHERE locality_id = $1 AND unit_id = $2";
    let rows = tx.rows(sql, params![tx.locality(), unit]).await?;
    rows.iter().map(|row| row.id("id")).collect()
}

/// What is known today of what a visit looks at, by order; of a finding by the finding.
///
/// # Errors
/// See [`DbError`].
pub async fn known_of(
    tx: &mut Tx,
    visit: &Inspection,
    programme: &Programme,
) -> Result<HashMap<Id, Known>, DbError> {
    let mut duties = duties(tx, visit, programme).await?;
    if let Some(before) = visit.again_of {
        let found = finding::of_inspection(tx, before).await?;
        duties.extend(found.into_iter().filter_map(|finding| finding.duty));
    }
    let horizon = Horizon::of(tx.today());
    Ok(known(&duties, &horizon))
}

//! What a report tells of inspections in a period (REP-09 I.3, REP-10): read here, counted nowhere else.

use std::collections::HashSet;

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::duty::store::of_unit;
use crate::duty::{Duty, Horizon};
use crate::inspection::checklist::{Known, known};
use crate::inspection::store::finding::{self, Wanted};
use crate::inspection::store::listed;
use crate::inspection::{Finding, Inspection, Programme};

/// Inspections of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Visits that took place in it, earliest first.
    pub visits: Vec<Inspection>,
    /// Units that owed something in it: of whom the visited ones are a share.
    pub owing: usize,
    /// What was found in it, with how it stands now.
    pub findings: Vec<Finding>,
}

impl Held {
    /// Units that were visited, each once.
    pub fn units(&self) -> usize {
        let units: HashSet<Id> = self.visits.iter().map(|visit| visit.unit).collect();
        units.len()
    }

    /// Findings that are put right.
    pub fn settled(&self) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.is_settled())
            .count()
    }
}

/// What was inspected from the first to the last day.
///
/// # Errors
/// See [`DbError`].
pub async fn held(tx: &mut Tx, first: Date, last: Date) -> Result<Held, DbError> {
    let visits = listed(tx, Id(0), Id(0)).await?;
    let within = |visit: &Inspection| {
        visit.state.is_held() && visit.visited_on.is_some_and(|day| day >= first && day <= last)
    };
    let sql = "SELECT COUNT(DISTINCT unit_id) AS many FROM duty \
               WHERE locality_id = $1 AND due_on >= $2 AND due_on <= $3 AND state <> 'cancelled'";
    let row = tx.row(sql, params![tx.locality(), first, last]).await?;
    let owing = row.map_or(Ok(0), |row| row.int("many"))?;
    Ok(Held {
        visits: visits.into_iter().filter(within).collect(),
        owing: usize::try_from(owing).unwrap_or(0),
        findings: finding::listed(tx, Wanted::ALL, (first, last)).await?,
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
) -> Result<std::collections::HashMap<Id, Known>, DbError> {
    let mut duties = duties(tx, visit, programme).await?;
    if let Some(before) = visit.again_of {
        let found = finding::of_inspection(tx, before).await?;
        duties.extend(found.into_iter().filter_map(|finding| finding.duty));
    }
    let horizon = Horizon::of(tx.today());
    Ok(known(&duties, &horizon))
}

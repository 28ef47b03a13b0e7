//! What is known of every unit, for the choice of whom to visit.

use std::collections::HashMap;

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::duty::Horizon;
use crate::inspection::risk::Facts;

/// The facts of every unit that owes something in the period, by unit; what is still ahead does not count.
///
/// # Errors
/// See [`DbError`].
pub async fn facts(
    tx: &mut Tx,
    plan: Option<Id>,
    (first, last): (Date, Date),
) -> Result<Vec<Facts>, DbError> {
    let late_until = Horizon::of(tx.today()).late_until;
    let plan = plan.unwrap_or(Id(0));
    let sql = "SELECT d.unit_id, COUNT(CASE WHEN d.due_on <= $4 THEN 1 END) AS due, \
               COUNT(CASE WHEN d.due_on <= $4 AND d.state = 'open' THEN 1 END) AS late, \
               COUNT(CASE WHEN d.state = 'returned' THEN 1 END) AS returned \
               FROM duty d LEFT JOIN assignment a ON a.id = d.origin \
               WHERE d.locality_id = $1 AND d.due_on >= $2 AND d.due_on <= $3 AND d.state <> 'cancelled' \
               AND ($5 = 0 OR a.plan_id = $5) GROUP BY d.unit_id ORDER BY d.unit_id";
    let values = params![tx.locality(), first, last, late_until, plan];
    let mut found = Vec::new();
    for row in tx.rows(sql, values).await? {
        found.push(Facts {
            unit: row.id("unit_id")?,
            due: row.int("due")?,
            late: row.int("late")?,
            returned: row.int("returned")?,
            activities: 0,
            findings: 0,
            visited_on: None,
        });
    }
    let units: Vec<Id> = found.iter().map(|facts| facts.unit).collect();
    let sql = "SELECT unit_id, COUNT(*) AS many FROM activity \
               WHERE locality_id = $1 AND unit_id IN LIST($2) AND happened_on >= $3 AND happened_on <= $4 GROUP BY unit_id";
    let list = tx.list(units.iter().copied());
    let activities = counted(
        &tx.planned_rows(sql, params![tx.locality(), list, first, last])
            .await?,
    )?;
    let sql = "SELECT f.unit_id, COUNT(*) AS many FROM finding f JOIN duty d ON d.origin = f.id \
               WHERE f.locality_id = $1 AND f.unit_id IN LIST($2) AND d.state NOT IN ('met', 'cancelled') GROUP BY f.unit_id";
    let list = tx.list(units.iter().copied());
    let findings = counted(&tx.planned_rows(sql, params![tx.locality(), list]).await?)?;
    let sql = "SELECT unit_id, MAX(visited_on) AS last FROM inspection \
               WHERE locality_id = $1 AND visited_on IS NOT NULL GROUP BY unit_id";
    let mut visited: HashMap<Id, Date> = HashMap::new();
    for row in tx.rows(sql, params![tx.locality()]).await? {
        if let Some(day) = row.date_or_null("last")? {
            visited.insert(row.id("unit_id")?, day);
        }
    }
    for facts in &mut found {
        facts.activities = activities.get(&facts.unit).copied().unwrap_or_default();
        facts.findings = findings.get(&facts.unit).copied().unwrap_or_default();
        facts.visited_on = visited.get(&facts.unit).copied();
    }
    Ok(found)
}

fn counted(rows: &[Row]) -> Result<HashMap<Id, i64>, DbError> {
    rows.iter()
        .map(|row| Ok((row.id("unit_id")?, row.int("many")?)))
        .collect()
}

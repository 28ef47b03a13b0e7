//! What reports count: activities of the days of a period, and duties that end within them.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::duty;
use crate::report::compose::Order;
use crate::report::figure::{Fact, Owed};

/// Notes which activities the drafts of some reports count: of the unit, shown on a day of the period, and not sent back to who told
/// of them. SQLite takes the tables in this order: report by report, not each activity of the period with a look through all reports.
///
/// # Errors
/// See [`DbError`].
pub async fn gather(tx: &mut Tx, reports: &[Id], first: Date, last: Date) -> Result<(), DbError> {
    let sql = "DELETE FROM report_source WHERE locality_id = $1 AND report_id IN LIST($2) \
               AND ordinal > (SELECT edition FROM report WHERE report.id = report_source.report_id)";
    let ids = tx.list(reports.iter().copied());
    tx.execute(sql, params![tx.locality(), ids]).await?;
    let sql = "INSERT INTO report_source (locality_id, report_id, ordinal, activity_id) \
               SELECT r.locality_id, r.id, r.edition + 1, a.id FROM report r CROSS JOIN activity a \
               WHERE a.locality_id = r.locality_id AND a.unit_id = r.unit_id \
               AND +r.locality_id = $1 AND r.id IN LIST($2) AND a.happened_on >= $3 AND a.happened_on <= $4 AND a.filed_at <= $5 \
               AND (NOT EXISTS (SELECT 1 FROM proof p WHERE p.activity_id = a.id AND p.state = 'returned') \
                    OR EXISTS (SELECT 1 FROM proof p WHERE p.activity_id = a.id AND p.state <> 'returned'))";
    let ids = tx.list(reports.iter().copied());
    tx.execute(sql, params![tx.locality(), ids, first, last, tx.now()])
        .await?;
    Ok(())
}

/// What the gathered activities of drafts add up to, by report.
///
/// # Errors
/// See [`DbError`].
pub async fn facts(tx: &mut Tx, reports: &[Id]) -> Result<HashMap<Id, Vec<Fact>>, DbError> {
    let sql = "SELECT s.report_id, a.channel, a.language, a.audience, COUNT(*) AS activities, \
               CAST(SUM(COALESCE(a.pieces, 1)) AS BIGINT) AS pieces, CAST(SUM(COALESCE(a.people, 0)) AS BIGINT) AS people, \
               CAST(SUM(COALESCE(a.minutes, 0)) AS BIGINT) AS minutes, CAST(SUM(COALESCE(a.cost_dong, 0)) AS BIGINT) AS cost \
               FROM report_source s JOIN report r ON r.id = s.report_id AND s.ordinal = r.edition + 1 \
               JOIN activity a ON a.id = s.activity_id \
               WHERE s.locality_id = $1 AND s.report_id IN LIST($2) \
               GROUP BY s.report_id, a.channel, a.language, a.audience";
    let ids = tx.list(reports.iter().copied());
    let rows = tx.planned_rows(sql, params![tx.locality(), ids]).await?;
    let mut found: HashMap<Id, Vec<Fact>> = HashMap::new();
    for row in &rows {
        found.entry(row.id("report_id")?).or_default().push(Fact {
            channel: row.text("channel")?,
            language: row.text("language")?,
            audience: row.text("audience")?,
            activities: row.int("activities")?,
            pieces: row.int("pieces")?,
            people: row.int("people")?,
            minutes: row.int("minutes")?,
            cost: row.int("cost")?,
        });
    }
    Ok(found)
}

/// How duties stand that units lead and that end within some days. Enough proof that waits to be accepted is done on its day.
///
/// # Errors
/// See [`DbError`].
pub async fn owed(tx: &mut Tx, units: &[Id], first: Date, last: Date) -> Result<HashMap<Id, Owed>, DbError> {
    let sql = "SELECT unit_id, due_on, met_on, state, COUNT(*) AS many FROM duty \
               WHERE locality_id = $1 AND unit_id IN LIST($2) AND due_on >= $3 AND due_on <= $4 AND role = 'lead' \
               AND state <> 'cancelled' GROUP BY unit_id, due_on, met_on, state";
    let units = tx.list(units.iter().copied());
    let rows = tx
        .planned_rows(sql, params![tx.locality(), units, first, last])
        .await?;
    let mut found: HashMap<Id, Owed> = HashMap::new();
    for row in &rows {
        let many = row.int("many")?;
        let owed = found.entry(row.id("unit_id")?).or_default();
        owed.due += many;
        let is_done = matches!(row.text("state")?.as_str(), "met" | "waiting");
        match row.date_or_null("met_on")?.filter(|_| is_done) {
            Some(met) if met <= duty::ends_on(row.date("due_on")?) => owed.on_time += many,
            Some(_) => owed.late += many,
            None => owed.open += many,
        }
    }
    Ok(found)
}

/// Open duties of some units that end within some days, by assignment, in the order of the plan.
///
/// # Errors
/// See [`DbError`].
pub async fn orders(tx: &mut Tx, units: &[Id], first: Date, last: Date) -> Result<Vec<Order>, DbError> {
    let sql = "SELECT origin, number, title, MIN(position) AS place, COUNT(*) AS duties, COUNT(DISTINCT unit_id) AS units, \
               MAX(due_on) AS last_due FROM duty \
               WHERE locality_id = $1 AND unit_id IN LIST($2) AND due_on >= $3 AND due_on <= $4 AND role = 'lead' \
               AND state IN ('open', 'returned') GROUP BY origin, number, title ORDER BY place, number LIMIT 200";
    let units = tx.list(units.iter().copied());
    let rows = tx
        .planned_rows(sql, params![tx.locality(), units, first, last])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Order {
                number: row.text("number")?,
                title: row.text("title")?,
                duties: row.int("duties")?,
                units: row.int("units")?,
                last_due: row.date("last_due")?,
            })
        })
        .collect()
}

/// An activity that a figure counts, as it stood when the report was composed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The activity.
    pub id: Id,
    /// "2022-0317"
    pub code: String,
    /// What was done.
    pub what: String,
    /// When.
    pub happened_on: Date,
    /// In which channel, language, for whom, with its numbers.
    pub fact: Fact,
}

/// The activities that an edition counts (or the draft of the next one), with their words as of a moment: what was put right
/// afterwards is told as it stood.
///
/// # Errors
/// See [`DbError`].
pub async fn counted(
    tx: &mut Tx,
    report: Id,
    ordinal: i64,
    as_of: Timestamp,
) -> Result<Vec<Counted>, DbError> {
    let sql = "SELECT a.id, a.code, a.what, a.happened_on, a.channel, a.language, a.audience, a.pieces, a.people, a.minutes, \
               a.cost_dong FROM report_source s JOIN activity a ON a.id = s.activity_id \
               WHERE s.locality_id = $1 AND s.report_id = $2 AND s.ordinal = $3 ORDER BY a.happened_on, a.id";
    let rows = tx.rows(sql, params![tx.locality(), report, ordinal]).await?;
    let before = "SELECT a.id, a.code, b.what, b.happened_on, b.channel, b.language, b.audience, b.pieces, b.people, b.minutes, \
                  b.cost_dong FROM report_source s JOIN activity a ON a.id = s.activity_id \
                  JOIN activity_before b ON b.activity_id = a.id AND b.replaced_at > $4 \
                  WHERE s.locality_id = $1 AND s.report_id = $2 AND s.ordinal = $3 ORDER BY b.replaced_at DESC, b.id DESC";
    let values = params![tx.locality(), report, ordinal, as_of];
    let earlier = tx.rows(before, values).await?;
    let mut stood: HashMap<Id, Counted> = HashMap::new();
    // The one that was replaced first after that moment comes last and stays.
    for row in &earlier {
        let told = told(row)?;
        stood.insert(told.id, told);
    }
    rows.iter()
        .map(|row| {
            let now = told(row)?;
            Ok(stood.remove(&now.id).unwrap_or(now))
        })
        .collect()
}

fn told(row: &loa_db::row::Row) -> Result<Counted, DbError> {
    let number = |name: &'static str, none: i64| Ok::<i64, DbError>(row.int_or_null(name)?.unwrap_or(none));
    Ok(Counted {
        id: row.id("id")?,
        code: row.text("code")?,
        what: row.text("what")?,
        happened_on: row.date("happened_on")?,
        fact: Fact {
            channel: row.text("channel")?,
            language: row.text("language")?,
            audience: row.text("audience")?,
            activities: 1,
            pieces: number("pieces", 1)?,
            people: number("people", 0)?,
            minutes: number("minutes", 0)?,
            cost: number("cost_dong", 0)?,
        },
    })
}

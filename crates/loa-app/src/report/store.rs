//! The tables of reports: `report_round`, `report`, and below this file the rest of them.

use std::collections::BTreeMap;

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::report::{Report, Round, Standing, State};

pub mod edition;
pub mod ledger;
pub mod regime;

/// Rows with JSON that this program wrote; what cannot be read is empty, as in a row of a newer version.
fn parsed<T: serde::de::DeserializeOwned + Default>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_default()
}

/// As it is kept.
pub fn kept<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn round(row: &Row) -> Result<Round, DbError> {
    Ok(Round {
        id: row.id("id")?,
        form: row.text("form")?,
        period: row.text("period")?,
        first_on: row.date("first_on")?,
        last_on: row.date("last_on")?,
        units_due_on: row.date("units_due_on")?,
        due_on: row.date("due_on")?,
    })
}

/// Opens a round.
///
/// # Errors
/// [`DbError::Duplicate`] when there is one of this form and period.
pub async fn insert_round(tx: &mut Tx, round: &Round) -> Result<(), DbError> {
    let row = params![
        round.id,
        tx.locality(),
        &round.form,
        &round.period,
        round.first_on,
        round.last_on,
        round.units_due_on,
        round.due_on,
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "report_round (id, locality_id, form, period, first_on, last_on, units_due_on, due_on, opened_by, opened_at)",
        vec![row],
    )
    .await
}

/// All rounds, the latest first.
///
/// # Errors
/// See [`DbError`].
pub async fn rounds(tx: &mut Tx) -> Result<Vec<Round>, DbError> {
    let sql = "SELECT id, form, period, first_on, last_on, units_due_on, due_on FROM report_round \
               WHERE locality_id = $1 ORDER BY last_on DESC, id DESC LIMIT 200";
    let rows = tx.rows(sql, params![tx.locality()]).await?;
    rows.iter().map(round).collect()
}

/// One round.
///
/// # Errors
/// See [`DbError`].
pub async fn round_by_id(tx: &mut Tx, id: Id) -> Result<Option<Round>, DbError> {
    let sql = "SELECT id, form, period, first_on, last_on, units_due_on, due_on FROM report_round \
               WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(round).transpose()
}

fn report(row: &Row) -> Result<Report, DbError> {
    Ok(Report {
        id: row.id("id")?,
        round: row.id("round_id")?,
        unit: row.id("unit_id")?,
        parent: row.id_or_null("parent_id")?,
        name: row.text("name")?,
        standing: Standing {
            state: State::with_key(&row.text("state")?).unwrap_or(State::Draft),
            edition: row.int("edition")?,
            accepted: row.int("accepted")?,
        },
        days_late: row.int_or_null("days_late")?,
        composed_at: row.moment("composed_at")?,
        figures: parsed(&row.text("figures")?),
        corrections: parsed(&row.text("corrections")?),
        narrative: parsed(&row.text("narrative")?),
        revision: row.int("revision")?,
    })
}

/// Writes new reports; the pairs give each its place in lists.
///
/// # Errors
/// See [`DbError`].
pub async fn insert(tx: &mut Tx, reports: &[(i64, Report)]) -> Result<(), DbError> {
    let locality = tx.locality();
    let rows = reports.iter().map(|(position, report)| {
        params![
            report.id,
            locality,
            report.round,
            report.unit,
            report.parent,
            &report.name,
            *position,
            report.standing.state.key(),
            report.standing.edition,
            report.standing.accepted,
            report.composed_at,
            "{}",
            "{}",
            "{}",
            0_i64
        ]
    });
    tx.insert(
        "report (id, locality_id, round_id, unit_id, parent_id, name, position, state, edition, accepted, composed_at, figures, corrections, narrative, revision)",
        rows.collect(),
    )
    .await
}

/// The reports of a round, in the order of units.
///
/// # Errors
/// See [`DbError`].
pub async fn of_round(tx: &mut Tx, round: Id) -> Result<Vec<Report>, DbError> {
    let sql = "SELECT id, round_id, unit_id, parent_id, name, state, edition, accepted, days_late, composed_at, figures, \
               corrections, narrative, revision FROM report WHERE locality_id = $1 AND round_id = $2 ORDER BY position, id";
    let rows = tx.rows(sql, params![tx.locality(), round]).await?;
    rows.iter().map(report).collect()
}

/// The reports of some units, the latest round first.
///
/// # Errors
/// See [`DbError`].
pub async fn of_units(tx: &mut Tx, units: &[Id], most: i64) -> Result<Vec<Report>, DbError> {
    let sql = "SELECT id, round_id, unit_id, parent_id, name, state, edition, accepted, days_late, composed_at, figures, \
               corrections, narrative, revision FROM report \
               WHERE locality_id = $1 AND unit_id IN LIST($2) ORDER BY id DESC LIMIT $3";
    let units = tx.list(units.iter().copied());
    let rows = tx.planned_rows(sql, params![tx.locality(), units, most]).await?;
    rows.iter().map(report).collect()
}

/// The reports of the units directly below one, in the order of units.
///
/// # Errors
/// See [`DbError`].
pub async fn below(tx: &mut Tx, round: Id, unit: Id) -> Result<Vec<Report>, DbError> {
    let sql = "SELECT id, round_id, unit_id, parent_id, name, state, edition, accepted, days_late, composed_at, figures, \
               corrections, narrative, revision FROM report \
               WHERE locality_id = $1 AND round_id = $2 AND parent_id = $3 ORDER BY position, id";
    let rows = tx.rows(sql, params![tx.locality(), round, unit]).await?;
    rows.iter().map(report).collect()
}

/// One report.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Report>, DbError> {
    let sql = "SELECT id, round_id, unit_id, parent_id, name, state, edition, accepted, days_late, composed_at, figures, \
               corrections, narrative, revision FROM report WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(report).transpose()
}

/// Holds a report until the unit of work ends; says whether it is there.
///
/// # Errors
/// See [`DbError`].
pub async fn hold(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "UPDATE report SET revision = revision WHERE locality_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![tx.locality(), id]).await? == 1)
}

/// Writes how a report stands.
///
/// # Errors
/// See [`DbError`].
pub async fn set_standing(tx: &mut Tx, report: &Report) -> Result<(), DbError> {
    let sql = "UPDATE report SET state = $3, edition = $4, accepted = $5, days_late = $6, revision = revision + 1 \
               WHERE locality_id = $1 AND id = $2";
    let values = params![
        tx.locality(),
        report.id,
        report.standing.state.key(),
        report.standing.edition,
        report.standing.accepted,
        report.days_late
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Writes what people wrote and put right.
///
/// # Errors
/// See [`DbError`].
pub async fn set_words(tx: &mut Tx, report: &Report) -> Result<(), DbError> {
    let sql = "UPDATE report SET corrections = $3, narrative = $4, revision = revision + 1 \
               WHERE locality_id = $1 AND id = $2";
    let values = params![
        tx.locality(),
        report.id,
        kept(&report.corrections),
        kept(&report.narrative)
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Writes what was counted, now.
///
/// # Errors
/// See [`DbError`].
pub async fn set_figures(tx: &mut Tx, counted: &[(Id, String)]) -> Result<(), DbError> {
    let (locality, now) = (tx.locality(), tx.now());
    let rows = counted
        .iter()
        .map(|(report, figures)| params![*report, figures, now, locality]);
    tx.update(
        "UPDATE report SET figures = v.column2, composed_at = CAST(v.column3 AS BIGINT), revision = report.revision + 1 \
         FROM (VALUES ROWS(4)) AS v WHERE report.locality_id = CAST(v.column4 AS BIGINT) AND report.id = CAST(v.column1 AS BIGINT)",
        rows.collect(),
    )
    .await
}

/// How many reports of a round stand how, and how many of them came late.
///
/// # Errors
/// See [`DbError`].
pub async fn counts(tx: &mut Tx, round: Id) -> Result<BTreeMap<String, (i64, i64)>, DbError> {
    let sql = "SELECT state, COUNT(*) AS many, SUM(CASE WHEN days_late > 0 THEN 1 ELSE 0 END) AS late \
               FROM report WHERE locality_id = $1 AND round_id = $2 GROUP BY state";
    let rows = tx.rows(sql, params![tx.locality(), round]).await?;
    rows.iter()
        .map(|row| Ok((row.text("state")?, (row.int("many")?, row.int("late")?))))
        .collect()
}

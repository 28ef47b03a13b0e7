//! A round: who has reported, who has not, and the sum of all.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::tx::Tx;

use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::page::{self, Chrome, html};
use crate::report::web::{form_title, sheet};
use crate::report::{Report, Round, State, actions, period_words, store};
use crate::route::Visit;
use crate::text;

struct Row {
    id: String,
    unit: String,
    state: &'static str,
    when: String,
    activities: String,
    done: String,
    corrections: usize,
}

struct Count {
    href: String,
    label: &'static str,
    many: usize,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "report/pages/round.html")]
struct RoundPage {
    chrome: Chrome,
    id: String,
    form: String,
    period: String,
    days: String,
    units_due: String,
    due: String,
    top: Option<(String, String)>,
    counts: Vec<Count>,
    rows: Vec<Row>,
    missing: Vec<String>,
}

/// A round, and of its reports those that the actor may see.
///
/// # Errors
/// [`Error::NotFound`] when there is none of them.
pub async fn seen(tx: &mut Tx, actor: &Actor, id: &str) -> Result<(Round, Vec<Report>)> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let round = store::round_by_id(tx, id).await?.ok_or(Error::NotFound)?;
    let mut reports = store::of_round(tx, round.id).await?;
    if !actor.may_for_all(Action::SeeReports) {
        let reach = actor.reach(Action::SeeReports);
        reports.retain(|report| reach.contains(&report.unit));
    }
    match reports.is_empty() {
        true => Err(Error::NotFound),
        false => Ok((round, reports)),
    }
}

/// What a filter of the page lets through.
fn passes(filter: &str, report: &Report) -> bool {
    match filter {
        "" => true,
        "cham" => report.days_late.is_some_and(|days| days > 0),
        "thieu" => !report.standing.has_reported(),
        key => State::with_key(key) == Some(report.standing.state),
    }
}

const FILTERS: [(&str, &str); 7] = [
    ("", "Tất cả"),
    ("thieu", "Chưa báo cáo"),
    ("cham", "Gửi chậm"),
    ("submitted", "Chờ duyệt"),
    ("approved", "Chờ tiếp nhận"),
    ("returned", "Trả lại"),
    ("accepted", "Đã tiếp nhận"),
];

fn row(report: &Report) -> Row {
    let value = |key: &str| report.figures.get(key).copied().unwrap_or(0);
    let when = match report.days_late {
        None => "–".to_owned(),
        Some(0) => "Đúng hạn".to_owned(),
        Some(days) => format!("Chậm {days} ngày"),
    };
    Row {
        id: report.id.to_string(),
        unit: report.name.clone(),
        state: report.standing.state.label(),
        when,
        activities: text::number(value("hoat-dong")),
        done: format!("{}/{}", value("nhiem-vu-dung-han"), value("nhiem-vu")),
        corrections: report.corrections.len(),
    }
}

/// `/bao-cao/ky/{round}`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (round, reports) = seen(&mut tx, actor, &id).await?;
    let fields = visit.fields();
    let chosen = fields.get("tinh-trang");
    let top = reports.iter().find(|report| report.parent.is_none());
    let units: Vec<&Report> = reports.iter().filter(|report| report.parent.is_some()).collect();
    let counts = FILTERS.map(|(key, label)| Count {
        href: match key {
            "" => format!("/bao-cao/ky/{id}"),
            key => format!("/bao-cao/ky/{id}?tinh-trang={key}"),
        },
        label,
        many: units.iter().filter(|report| passes(key, report)).count(),
        is_chosen: key == chosen,
    });
    let missing = units.iter().filter(|report| !report.standing.has_reported());
    Ok(html(&RoundPage {
        chrome: Chrome::new(&visit),
        form: form_title(&round.form),
        period: period_words(&round.period),
        days: format!("{} đến {}", text::day(round.first_on), text::day(round.last_on)),
        units_due: text::day(round.units_due_on),
        due: text::day(round.due_on),
        top: top.map(|top| (top.id.to_string(), top.name.clone())),
        counts: counts.into_iter().collect(),
        missing: missing.map(|report| report.name.clone()).collect(),
        rows: units
            .iter()
            .filter(|report| passes(chosen, report))
            .map(|report| row(report))
            .collect(),
        id,
    }))
}

/// `/bao-cao/ky/{round}/bang.xlsx`: figures of all units with real numbers.
pub async fn workbook(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (round, reports) = seen(&mut tx, actor, &id).await?;
    let form = actions::form_on(&mut tx, &round.form, round.last_on).await?;
    let all = store::of_round(&mut tx, round.id).await?;
    let sums = actions::sums(&mut tx, &all).await?;
    let bytes = sheet::of_round(&form, &round, &reports, &sums)?;
    Ok(page::workbook(&format!("bao-cao-{}.xlsx", round.period), bytes))
}

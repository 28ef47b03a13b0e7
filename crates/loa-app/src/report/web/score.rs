//! Points of the units of a round (REP-12).

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use crate::error::Result;
use crate::page::{Chrome, html};
use crate::report::score::{Scored, scored, total, words};
use crate::report::web::round::seen;
use crate::report::{Report, actions, period_words, store};
use crate::route::Visit;

struct Row {
    report: String,
    unit: String,
    total: String,
    lines: Vec<String>,
}

#[derive(Template)]
#[template(path = "report/pages/score.html")]
struct ScorePage {
    chrome: Chrome,
    round: String,
    period: String,
    title: String,
    basis: String,
    heads: Vec<String>,
    rows: Vec<Row>,
}

fn told(line: &Scored) -> String {
    format!("{} ({})", words(line.points), line.why)
}

/// `/bao-cao/ky/{round}/cham-diem`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (round, reports) = seen(&mut tx, actor, &id).await?;
    let form = actions::form_on(&mut tx, &round.form, round.last_on).await?;
    let all = store::of_round(&mut tx, round.id).await?;
    let sums = actions::sums(&mut tx, &all).await?;
    let mut found: Vec<(&Report, Vec<Scored>)> = reports
        .iter()
        .filter(|report| report.parent.is_some())
        .filter_map(|report| Some((report, scored(&form, sums.get(&report.unit)?))))
        .collect();
    found.sort_by(|one, other| total(&other.1).0.total_cmp(&total(&one.1).0));
    let rows = found.iter().map(|(report, lines)| Row {
        report: report.id.to_string(),
        unit: report.name.clone(),
        total: words(total(lines).0),
        lines: lines.iter().map(told).collect(),
    });
    let rows: Vec<Row> = rows.collect();
    let scoring = form.scoring.as_ref();
    let criteria = scoring.into_iter().flat_map(|scoring| &scoring.criteria);
    Ok(html(&ScorePage {
        chrome: Chrome::new(&visit),
        round: id,
        period: period_words(&round.period),
        title: scoring.map_or_else(String::new, |scoring| scoring.title.clone()),
        basis: scoring.map_or_else(String::new, |scoring| scoring.legal_basis.clone()),
        heads: criteria
            .map(|one| format!("{} (tối đa {})", one.title, words(one.points)))
            .collect(),
        rows,
    }))
}

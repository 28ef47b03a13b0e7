//! What a figure counts: the activities of the unit itself, and the units below with theirs; putting it right.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::Timestamp;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::clock::moment_text;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::inspection::store::period;
use crate::page::{self, Chrome, html, refused};
use crate::problem::Problems;
use crate::report::actions;
use crate::report::compose::label;
use crate::report::content::Content;
use crate::report::figure::{Dimension, PART, takes};
use crate::report::form::{Form as ReportForm, Indicator, Measure};
use crate::report::store::edition;
use crate::report::store::ledger::{self, Counted};
use crate::report::web::one::address;
use crate::report::{Report, Round, period_words};
use crate::route::Visit;
use crate::text;

/// Activities that one page shows; the rest is counted.
const MOST: usize = 500;

/// An activity, a visit of inspectors, or what they found.
struct SourceRow {
    href: String,
    code: String,
    day: String,
    what: String,
    value: String,
}

struct PartRow {
    name: String,
    value: String,
    href: String,
    is_silent: bool,
}

#[derive(Template)]
#[template(path = "report/pages/figure.html")]
struct FigurePage {
    chrome: Chrome,
    problems: Problems,
    report: String,
    unit: String,
    period: String,
    edition: i64,
    composed: String,
    key: String,
    label: String,
    counted_in: String,
    total: String,
    own: String,
    counted: String,
    correction: String,
    /// Of what: "Hoạt động của đơn vị"
    sources: &'static str,
    rows: Vec<SourceRow>,
    more: usize,
    sum: String,
    /// A list of what is counted, where it is no sum of rows: address and words.
    list: Option<(String, &'static str)>,
    parts: Vec<PartRow>,
    may_correct: bool,
    typed: String,
    reason: String,
}

/// A figure, or a part of one by language or audience.
struct Asked<'a> {
    indicator: &'a Indicator,
    part: Option<(Dimension, &'a str)>,
}

impl<'a> Asked<'a> {
    fn of(form: &'a ReportForm, key: &'a str) -> Option<Self> {
        let (base, part) = match key.split_once(PART) {
            Some((base, part)) => (base, Some(part.split_once(':')?)),
            None => (key, None),
        };
        let part = match part {
            None => None,
            Some(("tieng", value)) => Some((Dimension::Language, value)),
            Some(("doi-tuong", value)) => Some((Dimension::Audience, value)),
            Some(_) => return None,
        };
        let indicator = form.indicator(base)?;
        (indicator.measure != Measure::Share).then_some(Self { indicator, part })
    }

    /// What an activity adds to the figure; `None`: it is not among those counted.
    fn value(&self, counted: &Counted) -> Option<i64> {
        let fact = &counted.fact;
        let is_part = self.part.is_none_or(|(dimension, value)| {
            let told = match dimension {
                Dimension::Language => fact.language.as_str(),
                Dimension::Audience => fact.audience.as_str(),
            };
            value == if told.is_empty() { "khac" } else { told }
        });
        (takes(self.indicator, &fact.channel) && is_part).then(|| fact.value(self.indicator.measure))
    }

    fn label(&self) -> String {
        match self.part {
            Some((dimension, value)) => format!("{}: {}", self.indicator.label, label(dimension, value)),
            None => self.indicator.label.clone(),
        }
    }
}

/// The report as it is asked for: an edition, or the draft.
async fn content_of(
    tx: &mut Tx,
    round: &Round,
    report: &Report,
    ordinal: i64,
) -> Result<(Content, Timestamp, i64)> {
    if ordinal == 0 {
        let (content, sent) = actions::shown(tx, round, report).await?;
        let sources = if sent > 0 {
            sent
        } else {
            report.standing.edition + 1
        };
        return Ok((content, report.composed_at, sources));
    }
    let edition = edition::one(tx, report.id, ordinal)
        .await?
        .ok_or(Error::NotFound)?;
    Ok((edition.read()?, edition.composed_at, ordinal))
}

fn part_rows(content: &Content, key: &str) -> Vec<PartRow> {
    let rows = content.parts.iter().map(|part| {
        let value = part.totals.get(key).copied().unwrap_or(0);
        PartRow {
            name: part.name.clone(),
            value: text::number(value),
            href: address(Id(part.report), part.edition, key),
            is_silent: part.is_silent,
        }
    });
    rows.collect()
}

fn row(counted: &Counted, value: i64) -> (SourceRow, i64) {
    let row = SourceRow {
        href: format!("/hoat-dong/{}", counted.id),
        code: counted.code.clone(),
        day: text::day(counted.happened_on),
        what: counted.what.clone(),
        value: text::number(value),
    };
    (row, value)
}

fn of_inspection(one: &period::Counted, value: i64) -> (SourceRow, i64) {
    let row = SourceRow {
        href: format!("/kiem-tra/{}", one.inspection),
        code: "Kiểm tra".to_owned(),
        day: text::day(one.on),
        what: one.what.clone(),
        value: text::number(value),
    };
    (row, value)
}

/// What a unit's own figure adds up, each with what it adds. A unit counts once, however often a team was there.
async fn added_up(
    tx: &mut Tx,
    asked: &Asked<'_>,
    (round, report): (&Round, &Report),
    (sources, composed_at): (i64, Timestamp),
) -> Result<(&'static str, Vec<(SourceRow, i64)>)> {
    let days = (round.first_on, round.last_on);
    Ok(match asked.indicator.measure {
        Measure::Inspected => {
            let visits = period::visits(tx, report.unit, days, composed_at).await?;
            let once = std::iter::once(1).chain(std::iter::repeat(0));
            let rows = visits
                .iter()
                .zip(once)
                .map(|(one, value)| of_inspection(one, value));
            ("Cuộc kiểm tra tại đơn vị", rows.collect())
        }
        Measure::Findings => {
            let findings = period::findings(tx, report.unit, days, composed_at).await?;
            (
                "Vấn đề phát hiện tại đơn vị",
                findings.iter().map(|one| of_inspection(one, 1)).collect(),
            )
        }
        _ => {
            let all = ledger::counted(tx, report.id, sources, composed_at).await?;
            let found = all
                .iter()
                .filter_map(|counted| Some(row(counted, asked.value(counted)?)));
            ("Hoạt động của đơn vị", found.collect())
        }
    })
}

/// Where what is counted can be looked at, when it goes on changing after the report.
fn list(measure: Measure, unit: Id) -> Option<(String, &'static str)> {
    match measure {
        Measure::Duties | Measure::Units => Some((format!("/don-vi/{unit}/viec"), "Xem các nhiệm vụ")),
        Measure::Remedied => Some((
            format!("/kiem-tra/phat-hien?don-vi={unit}"),
            "Xem các phát hiện khi kiểm tra",
        )),
        _ => None,
    }
}

async fn figure_page(visit: &Visit, id: &str, problems: Problems, sent: Option<&Form>) -> Result<FigurePage> {
    let actor: &Actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let fields = visit.fields();
    let key = sent.map_or_else(|| fields.get("chi-tieu"), |form| form.get("chi-tieu"));
    let ordinal: i64 = match fields.get("ban") {
        "" => 0,
        text => text.parse().map_err(|_| Error::NotFound)?,
    };
    let mut tx = visit.app.read(actor).await?;
    let (round, report) = actions::seen(&mut tx, actor, id).await?;
    let form = actions::form_on(&mut tx, &round.form, round.last_on).await?;
    let asked = Asked::of(&form, key).ok_or(Error::NotFound)?;
    let (content, composed_at, sources) = content_of(&mut tx, &round, &report, ordinal).await?;
    let (words, found) = added_up(&mut tx, &asked, (&round, &report), (sources, composed_at)).await?;
    let sum: i64 = found.iter().map(|(_, value)| value).sum();
    let correction = content.corrections.get(key);
    let counted = content.own.get(key).copied().unwrap_or(0);
    let own = correction.map_or(counted, |correction| correction.value);
    Ok(FigurePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        report: id.to_string(),
        unit: content.name.clone(),
        period: period_words(&round.period),
        edition: ordinal,
        composed: moment_text(composed_at),
        key: key.to_owned(),
        label: asked.label(),
        counted_in: asked.indicator.unit.clone(),
        total: text::number(content.totals.get(key).copied().unwrap_or(0)),
        own: text::number(own),
        counted: text::number(counted),
        correction: correction.map_or_else(String::new, |one| format!("{} ({})", one.reason, one.by)),
        more: found.len().saturating_sub(MOST),
        sources: words,
        rows: found.into_iter().take(MOST).map(|(row, _)| row).collect(),
        sum: text::number(sum),
        list: list(asked.indicator.measure, report.unit),
        parts: part_rows(&content, key),
        may_correct: ordinal == 0
            && asked.part.is_none()
            && report.standing.is_open()
            && actor.may(Action::WriteReport, report.unit),
        typed: sent.map_or_else(|| text::number(own), |form| form.get("so-dung").to_owned()),
        reason: match sent {
            Some(form) => form.get("ly-do").to_owned(),
            None => correction.map_or_else(String::new, |one| one.reason.clone()),
        },
    })
}

/// `/bao-cao/{report}/so-lieu?chi-tieu=&ban=`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    Ok(html(&figure_page(&visit, &id, Problems::new(), None).await?))
}

/// `POST /bao-cao/{report}/so-lieu`: puts the figure right.
pub async fn save(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match saved(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&figure_page(&visit, &id, problems, Some(&form)).await?)),
        done => done,
    }
}

async fn saved(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let report: Id = id.parse().map_err(|_| Error::NotFound)?;
    let key = form.get("chi-tieu");
    let mut problems = Problems::new();
    let value = form.count("so-dung", 1_000_000_000_000, &mut problems);
    problems.or(())?;
    let mut tx = visit.app.begin(actor).await?;
    actions::correct(&mut tx, actor, report, key, value, form.get("ly-do")).await?;
    tx.save().await?;
    Ok(page::done(
        &address(report, 0, key),
        "Đã ghi số điều chỉnh; số Loa đếm vẫn giữ bên cạnh.",
    ))
}

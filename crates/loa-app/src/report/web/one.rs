//! One report: how it reads, what people write, what is done with it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use crate::clock::moment_text;
use crate::document::register::Official;
use crate::document::register::store::book;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::page::{self, Choice, Chrome, html, refused};
use crate::problem::Problems;
use crate::report::actions::{self, Written, issue, taken};
use crate::report::content::{Content, Piece};
use crate::report::figure;
use crate::report::form::{Form as ReportForm, Measure};
use crate::report::store::edition::{self, Step};
use crate::report::{Act, REASON_CHARACTERS, Report, Round, State, period_words};
use crate::route::Visit;
use crate::text;

/// A paragraph with the addresses of its figures.
pub struct ParagraphView {
    /// With a dash in front.
    pub is_item: bool,
    /// Text, and where it leads; empty: nowhere.
    pub pieces: Vec<(String, String)>,
}

/// A part of the outline.
pub struct SectionView {
    /// 1: part; 2: section.
    pub level: u8,
    /// Heading with its number.
    pub title: String,
    /// Paragraphs.
    pub paragraphs: Vec<ParagraphView>,
}

/// The outline as it reads; figures lead to what they count. `edition`: 0 for the draft.
pub fn sections(content: &Content, report: Id, edition: i64) -> Vec<SectionView> {
    const ROMAN: [&str; 10] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"];
    let (mut part, mut number) = (0, 0);
    let view = |piece: &Piece| {
        let href = piece.figure.as_deref().map(|key| address(report, edition, key));
        (piece.text.clone(), href.unwrap_or_default())
    };
    let numbered = content.sections.iter().map(|section| {
        let mark = if section.level == 1 {
            (part, number) = (part + 1, 0);
            ROMAN
                .get(part - 1)
                .map_or_else(|| part.to_string(), |mark| (*mark).to_owned())
        } else {
            number += 1;
            number.to_string()
        };
        SectionView {
            level: section.level,
            title: format!("{mark}. {}", section.title),
            paragraphs: section
                .paragraphs
                .iter()
                .map(|paragraph| ParagraphView {
                    is_item: paragraph.is_item,
                    pieces: paragraph.pieces.iter().map(view).collect(),
                })
                .collect(),
        }
    });
    numbered.collect()
}

/// Where a figure is opened.
pub fn address(report: Id, edition: i64, key: &str) -> String {
    let edition = if edition > 0 {
        format!("&ban={edition}")
    } else {
        String::new()
    };
    format!(
        "/bao-cao/{report}/so-lieu?chi-tieu={}{edition}",
        page::encoded(key)
    )
}

struct FigureRow {
    label: String,
    unit: String,
    value: String,
    href: String,
    note: String,
}

struct SlotView {
    key: String,
    title: String,
    hint: String,
    text: String,
}

struct StepView {
    at: String,
    by: String,
    done: &'static str,
    edition: i64,
    remark: String,
}

struct ActButton {
    key: &'static str,
    label: &'static str,
    needs_remark: bool,
}

struct EditionView {
    ordinal: i64,
    is_accepted: bool,
    issued: Option<IssuedView>,
}

/// An edition in the register.
pub struct IssuedView {
    /// Its number among editions.
    pub ordinal: i64,
    /// "07/BC-UBND"
    pub code: String,
    /// "đã lấy số"
    pub state: String,
    /// Its page in the register.
    pub href: String,
}

/// What of a report was issued, the latest first.
pub async fn issued_views(tx: &mut loa_db::tx::Tx, report: Id) -> Result<Vec<IssuedView>> {
    let issued = issue::issued(tx, report).await?;
    let view = |(ordinal, official): (i64, Official)| IssuedView {
        ordinal,
        code: official.code(),
        state: match official.dated_on {
            Some(day) => format!("{} ngày {}", official.state.word().to_lowercase(), text::day(day)),
            None => official.state.word().to_lowercase(),
        },
        href: format!("/van-ban/{}", official.id),
    };
    Ok(issued.into_iter().map(view).collect())
}

#[derive(Template)]
#[template(path = "report/pages/one.html")]
struct ReportPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    round: String,
    unit: String,
    period: String,
    state: &'static str,
    due: String,
    days: String,
    composed: String,
    revision: i64,
    may_write: bool,
    figures: Vec<FigureRow>,
    sections: Vec<SectionView>,
    slots: Vec<SlotView>,
    highlights: Vec<Choice>,
    acts: Vec<ActButton>,
    asks_remark: bool,
    remark: String,
    steps: Vec<StepView>,
    editions: Vec<EditionView>,
    /// The edition that stands may get its number.
    may_issue: bool,
    has_letterhead: bool,
    letterhead: String,
    fragment: Vec<String>,
}

fn figure_rows(form: &ReportForm, content: &Content, report: &Report, ordinal: i64) -> Vec<FigureRow> {
    let row = |indicator: &crate::report::form::Indicator| {
        let value = figure::value(form, &content.totals, &indicator.key);
        let note = content.corrections.get(&indicator.key).map(|correction| {
            let counted = content.own.get(&indicator.key).copied().unwrap_or(0);
            format!(
                "Đã điều chỉnh: Loa đếm {}, ghi {} ({})",
                text::number(counted),
                text::number(correction.value),
                correction.reason
            )
        });
        FigureRow {
            label: indicator.label.clone(),
            unit: indicator.unit.clone(),
            value: value.map_or_else(|| "–".to_owned(), text::number),
            href: match indicator.measure {
                Measure::Share => String::new(),
                _ => address(report.id, ordinal, &indicator.key),
            },
            note: note.unwrap_or_default(),
        }
    };
    form.indicators.iter().map(row).collect()
}

fn buttons(actor: &Actor, report: &Report) -> Vec<ActButton> {
    let words = |act: Act| match act {
        Act::Submit => "Gửi báo cáo",
        Act::Approve => "Lãnh đạo duyệt",
        Act::Accept => "Tiếp nhận",
        Act::Return => "Trả lại",
        Act::Amend => "Mở bản bổ sung, đính chính",
    };
    [Act::Submit, Act::Approve, Act::Accept, Act::Return, Act::Amend]
        .into_iter()
        .filter(|act| actions::may(actor, report, *act))
        .map(|act| ActButton {
            key: act.key(),
            label: words(act),
            needs_remark: act.needs_remark(),
        })
        .collect()
}

fn step_view(step: Step) -> StepView {
    StepView {
        at: moment_text(step.at),
        by: step.by,
        done: step.act.map_or("–", Act::done),
        edition: step.ordinal,
        remark: step.remark,
    }
}

fn slot_views(form: &ReportForm, report: &Report, sent: Option<&Form>) -> Vec<SlotView> {
    let text = |key: &str| match sent {
        Some(form) => form.get(&format!("muc-{key}")).to_owned(),
        None => report.narrative.get(key).cloned().unwrap_or_default(),
    };
    form.slots()
        .map(|(key, title, hint)| SlotView {
            key: key.to_owned(),
            title: title.to_owned(),
            hint: hint.to_owned(),
            text: text(key),
        })
        .collect()
}

fn highlights(content: &Content, report: &Report) -> Vec<Choice> {
    let taken = taken(report);
    let parts = content.parts.iter().filter(|part| !part.highlight.is_empty());
    parts
        .map(|part| {
            let id = Id(part.report);
            Choice::new(
                id,
                format!("{}: {}", part.name, part.highlight),
                taken.contains(&id),
            )
        })
        .collect()
}

async fn editions(tx: &mut loa_db::tx::Tx, report: &Report) -> Result<Vec<EditionView>> {
    let mut issued = issued_views(tx, report.id).await?;
    Ok((1..=report.standing.edition)
        .rev()
        .map(|ordinal| EditionView {
            ordinal,
            is_accepted: ordinal == report.standing.accepted,
            issued: issued
                .iter()
                .position(|one| one.ordinal == ordinal)
                .map(|at| issued.remove(at)),
        })
        .collect())
}

async fn report_page(visit: &Visit, id: &str, problems: Problems, sent: Option<&Form>) -> Result<ReportPage> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let (round, report) = actions::seen(&mut tx, actor, id).await?;
    let form = actions::form_on(&mut tx, &round.form, round.last_on).await?;
    let (content, ordinal) = actions::shown(&mut tx, &round, &report).await?;
    let steps = edition::steps(&mut tx, id).await?;
    let (_, fragment) = crate::report::document::fragment(&content);
    let is_open = report.standing.is_open();
    let mut acts = buttons(actor, &report);
    let editions = editions(&mut tx, &report).await?;
    let is_issued = editions.first().is_some_and(|one| one.issued.is_some());
    let has_number = issue::has_number(&mut tx, &report).await?;
    acts.retain(|act| !has_number || act.key != Act::Return.key());
    let letterhead = book::letterhead(&mut tx, report.unit).await?;
    Ok(ReportPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: id.to_string(),
        round: round.id.to_string(),
        unit: report.name.clone(),
        period: period_words(&round.period),
        state: state_words(&report),
        due: text::day(due_of(&round, &report)),
        days: format!("{} đến {}", text::day(round.first_on), text::day(round.last_on)),
        composed: moment_text(report.composed_at),
        revision: report.revision,
        may_write: is_open && actor.may(Action::WriteReport, report.unit),
        figures: figure_rows(&form, &content, &report, ordinal),
        sections: sections(&content, id, ordinal),
        slots: slot_views(&form, &report, sent),
        highlights: highlights(&content, &report),
        asks_remark: acts.iter().any(|act| act.needs_remark),
        acts,
        remark: sent.map_or_else(String::new, |form| form.get("nhan-xet").to_owned()),
        steps: steps.into_iter().map(step_view).collect(),
        editions,
        may_issue: !is_issued && issue::may_issue(actor, &report),
        has_letterhead: letterhead.is_some(),
        letterhead: format!("/van-ban/quy-uoc/{}", report.unit),
        fragment,
    })
}

/// Nobody in the locality is above the report of the whole: approved, it goes out.
fn state_words(report: &Report) -> &'static str {
    match (report.standing.state, report.parent) {
        (State::Approved, None) => "Đã duyệt, phát hành được",
        (state, _) => state.label(),
    }
}

fn due_of(round: &Round, report: &Report) -> jiff::civil::Date {
    match report.parent {
        Some(_) => round.units_due_on,
        None => round.due_on,
    }
}

/// `/bao-cao/{report}`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    Ok(html(&report_page(&visit, &id, Problems::new(), None).await?))
}

fn revision(form: &Form) -> Result<i64> {
    let unknown =
        |_| Error::Changed("Trang báo cáo này đã cũ. Mời mở lại trang báo cáo rồi làm tiếp.".to_owned());
    form.get("lan-sua").parse().map_err(unknown)
}

/// `POST /bao-cao/{report}`: what people write.
pub async fn save(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match saved(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&report_page(&visit, &id, problems, Some(&form)).await?)),
        done => done,
    }
}

async fn saved(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let report: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    let (round, _) = actions::seen(&mut tx, actor, report).await?;
    let known = actions::form_on(&mut tx, &round.form, round.last_on).await?;
    let written = Written {
        narrative: known
            .slots()
            .map(|(key, ..)| (key.to_owned(), form.get(&format!("muc-{key}")).to_owned()))
            .collect(),
        taken: form.all("lay").filter_map(|id| id.parse().ok()).collect(),
    };
    actions::write(&mut tx, actor, report, written, revision(form)?).await?;
    tx.save().await?;
    Ok(page::done(&format!("/bao-cao/{id}"), "Đã lưu báo cáo."))
}

/// `POST /bao-cao/{report}/dem-lai`
pub async fn recount(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let report: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    actions::recount(&mut tx, actor, report).await?;
    tx.save().await?;
    Ok(page::done(&format!("/bao-cao/{id}"), "Đã đếm lại số liệu."))
}

/// `POST /bao-cao/{report}/lam`: send, return, approve, accept, amend.
pub async fn act(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match acted(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&report_page(&visit, &id, problems, Some(&form)).await?)),
        done => done,
    }
}

async fn acted(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let report: Id = id.parse().map_err(|_| Error::NotFound)?;
    let act = Act::with_key(form.get("viec"));
    let act = act.ok_or_else(|| Problems::one("nhan-xet", "Mời bấm một trong các nút của trang."))?;
    let remark = form.text("nhan-xet", REASON_CHARACTERS, None, &mut Problems::new());
    let mut tx = visit.app.begin(actor).await?;
    actions::act(&mut tx, actor, report, act, &remark, revision(form)?).await?;
    tx.save().await?;
    let done = match act {
        Act::Submit => "Đã gửi báo cáo.",
        Act::Return => "Đã trả lại báo cáo.",
        Act::Approve => "Đã duyệt báo cáo.",
        Act::Accept => "Đã tiếp nhận báo cáo.",
        Act::Amend => "Đã mở bản bổ sung; bản đã tiếp nhận vẫn giữ nguyên.",
    };
    Ok(page::done(&format!("/bao-cao/{id}"), done))
}

/// `POST /bao-cao/{report}/phat-hanh`: the edition that stands gets its number.
pub async fn issue(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match issued(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&report_page(&visit, &id, problems, Some(&form)).await?)),
        done => done,
    }
}

async fn issued(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let report: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    // What they may not see is not there, whatever they sent.
    actions::seen(&mut tx, actor, report).await?;
    let (official, is_new) = issue::issue(&mut tx, actor, report, revision(form)?).await?;
    if is_new {
        tx.save().await?;
    }
    let told = match is_new {
        true => format!(
            "Báo cáo đã lấy số {}: tải tệp để ký, ký xong gửi lại ở đây.",
            official.code()
        ),
        false => format!("Báo cáo này đã có số {}.", official.code()),
    };
    Ok(page::done(&format!("/van-ban/{}", official.id), &told))
}

//! Pages of reports: rounds and one's own, a round's units, one report, what a figure counts, editions and their files.

use askama::Template;
use axum::response::Response;
use loa_calendar::period::Period;
use loa_db::tx::Tx;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::page::{self, Choice, Chrome, html, refused};
use crate::problem::Problems;
use crate::report::store::regime;
use crate::report::{Round, State, actions, form, period, period_words, periods, store};
use crate::route::{Access, Routes, Visit};
use crate::text;

mod edition;
mod figure;
mod one;
mod round;
mod score;
mod settings;
mod sheet;

/// Reports of one's own that the first page lists.
const OWN: i64 = 40;
/// Units whose own reports are looked for, at most: whoever works for more of them goes by the round.
const OWN_UNITS: usize = 200;

/// Routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let see = Access::May(Action::SeeReports);
    let write = Access::May(Action::WriteReport);
    let steer = Access::MayEverywhere(Action::JudgeReport);
    routes
        .get("/bao-cao", see, rounds)
        .post("/bao-cao/mo-ky", steer, open)
        .get("/bao-cao/cai-dat", steer, settings::page)
        .post("/bao-cao/cai-dat", steer, settings::save)
        .get("/bao-cao/ky/{round}", see, round::page)
        .get("/bao-cao/ky/{round}/bang.xlsx", see, round::workbook)
        .get("/bao-cao/ky/{round}/cham-diem", see, score::page)
        .get("/bao-cao/{report}", see, one::page)
        .post("/bao-cao/{report}", write, one::save)
        .post("/bao-cao/{report}/dem-lai", write, one::recount)
        .post("/bao-cao/{report}/lam", see, one::act)
        .post(
            "/bao-cao/{report}/phat-hanh",
            Access::May(Action::KeepRegister),
            one::issue,
        )
        .get("/bao-cao/{report}/so-lieu", see, figure::page)
        .post("/bao-cao/{report}/so-lieu", write, figure::save)
        .get("/bao-cao/{report}/ban/{edition}", see, edition::page)
        .get("/bao-cao/{report}/tai/{name}", see, edition::download)
}

struct RoundRow {
    id: String,
    period: String,
    form: String,
    days: String,
    units_due: String,
    due: String,
    reported: i64,
    accepted: i64,
    missing: i64,
}

struct OwnRow {
    id: String,
    period: String,
    unit: String,
    due: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "report/pages/rounds.html")]
struct RoundsPage {
    chrome: Chrome,
    problems: Problems,
    rounds: Vec<RoundRow>,
    own: Vec<OwnRow>,
    may_steer: bool,
    /// The locality has set its days.
    is_set: bool,
    periods: Vec<Choice>,
}

/// The title of a form, as the program brings it or by its key.
fn form_title(key: &str) -> String {
    let found = form::all_shipped().into_iter().find(|form| form.key == key);
    found.map_or_else(|| key.to_owned(), |form| form.title)
}

async fn round_rows(tx: &mut Tx, rounds: &[Round]) -> Result<Vec<RoundRow>> {
    let mut rows = Vec::new();
    for round in rounds.iter().take(8) {
        let counts = store::counts(tx, round.id).await?;
        let of = |state: State| counts.get(state.key()).map_or(0, |(many, _)| *many);
        rows.push(RoundRow {
            id: round.id.to_string(),
            period: period_words(&round.period),
            form: form_title(&round.form),
            days: format!("{} đến {}", text::day(round.first_on), text::day(round.last_on)),
            units_due: text::day(round.units_due_on),
            due: text::day(round.due_on),
            reported: of(State::Submitted) + of(State::Approved) + of(State::Accepted),
            accepted: of(State::Accepted),
            missing: of(State::Draft) + of(State::Returned),
        });
    }
    Ok(rows)
}

async fn own_rows(tx: &mut Tx, actor: &Actor, rounds: &[Round]) -> Result<Vec<OwnRow>> {
    let seats = [Action::WriteReport, Action::ApproveReport]
        .into_iter()
        .flat_map(|action| actor.seats(action).collect::<Vec<_>>());
    let mut units: Vec<_> = seats.collect();
    units.sort();
    units.dedup();
    units.truncate(OWN_UNITS);
    let reports = store::of_units(tx, &units, OWN).await?;
    let row = |report: &crate::report::Report| {
        let round = rounds.iter().find(|round| round.id == report.round)?;
        let due = if report.parent.is_some() {
            round.units_due_on
        } else {
            round.due_on
        };
        Some(OwnRow {
            id: report.id.to_string(),
            period: period_words(&round.period),
            unit: report.name.clone(),
            due: text::day(due),
            state: report.standing.state.label(),
        })
    };
    Ok(reports.iter().filter_map(row).collect())
}

async fn rounds_page(visit: &Visit, problems: Problems) -> Result<RoundsPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let rounds = store::rounds(&mut tx).await?;
    let today = tx.today();
    let may_steer = actor.may_for_all(Action::JudgeReport);
    let key = form::all_shipped()
        .into_iter()
        .next()
        .map(|form| form.key)
        .unwrap_or_default();
    let is_set = regime::of(&mut tx, &key).await?.is_some();
    let known = |wanted: Period| {
        let text = wanted.to_string();
        rounds
            .iter()
            .any(|round| round.form == key && round.period == text)
    };
    let wanted = [today.year() - 1, today.year()].into_iter().flat_map(periods);
    let periods = wanted
        .filter(|wanted| !known(*wanted))
        .map(|wanted| {
            let value = wanted.to_string();
            let label = period_words(&value);
            Choice::new(value, label, false)
        })
        .collect();
    Ok(RoundsPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        own: own_rows(&mut tx, actor, &rounds).await?,
        rounds: round_rows(&mut tx, &rounds).await?,
        may_steer,
        is_set,
        periods,
    })
}

async fn rounds(visit: Visit) -> Result<Response> {
    Ok(html(&rounds_page(&visit, Problems::new()).await?))
}

/// `POST /bao-cao/mo-ky`
async fn open(visit: Visit, form: Form) -> Result<Response> {
    match opened(&visit, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&rounds_page(&visit, problems).await?)),
        done => done,
    }
}

async fn opened(visit: &Visit, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let wanted =
        period(form.get("ky")).ok_or_else(|| Problems::one("ky", "Mời chọn kỳ báo cáo trong danh sách."))?;
    let mut tx = visit.app.begin(actor).await?;
    let key = form::all_shipped().into_iter().next().map(|form| form.key);
    let key = key.ok_or(Error::NotFound)?;
    let regime = regime::of(&mut tx, &key).await?;
    let regime =
        regime.ok_or_else(|| Problems::one("ky", "Mời đặt ngày báo cáo ở trang Cài đặt báo cáo trước."))?;
    let known = store::rounds(&mut tx).await?;
    let there = known
        .iter()
        .find(|round| round.form == key && period(&round.period) == Some(wanted));
    // Pressed twice: the round is there.
    if let Some(there) = there {
        return Ok(page::done(
            &format!("/bao-cao/ky/{}", there.id),
            "Kỳ báo cáo đã mở.",
        ));
    }
    let id = tx.new_id();
    let round = actions::round_of(id, &key, wanted, &regime)?;
    let units = actions::open(&mut tx, &round).await?;
    tx.save().await?;
    let done = format!("Đã mở kỳ báo cáo cho {units} đơn vị, số liệu lấy từ hoạt động đã ghi.");
    Ok(page::done(&format!("/bao-cao/ky/{id}"), &done))
}

//! One visit: what was answered, found and said, and the next step.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use crate::clock::moment_text;
use crate::duty::Horizon;
use crate::duty::log::key_of;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::inspection::actions::{self, answer, conclude, reached};
use crate::inspection::store::{answer as kept, finding, period};
use crate::inspection::web::sheet::{Card, cards};
use crate::inspection::web::{FindingView, programme};
use crate::inspection::{ReplyKind, State, TITLE_CHARACTERS, Verdict, WORDS_CHARACTERS, store};
use crate::org;
use crate::page::{self, Choice, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

struct ReplyView {
    kind: &'static str,
    words: String,
    said: String,
}

struct LateView {
    heading: String,
    verdict: &'static str,
    remark: String,
    said: String,
}

#[derive(Template)]
#[template(path = "inspection/pages/visit.html")]
struct VisitPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    unit: String,
    unit_id: String,
    state: State,
    programme: String,
    programme_id: String,
    sees_programme: bool,
    within: String,
    document: String,
    planned: String,
    visited: String,
    team: Vec<String>,
    present: Vec<String>,
    reason: String,
    again_of: Option<(String, String)>,
    again: Vec<(String, String)>,
    cards: Vec<Card>,
    counts: Vec<(Verdict, usize)>,
    late: Vec<LateView>,
    replies: Vec<ReplyView>,
    findings: Vec<FindingView>,
    conclusion: String,
    concluded: String,
    closed: String,
    open: usize,
    may_plan: bool,
    may_inspect: bool,
    may_reply: bool,
    has_printer: bool,
    /// Fields of the forms, right or wrong.
    key: String,
    on: DateFields,
    typed_team: String,
    typed_present: String,
    held_on: DateFields,
    again_on: DateFields,
    words: String,
    kinds: Vec<Choice>,
}

fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What the unit can say now.
fn kinds(state: State, chosen: &str) -> Vec<Choice> {
    ReplyKind::ALL
        .into_iter()
        .filter(|kind| {
            (*kind == ReplyKind::Agreed) == (state != State::Visited) || *kind == ReplyKind::Explained
        })
        .map(|kind| Choice::new(kind.key(), kind.label(), kind.key() == chosen))
        .collect()
}

#[expect(
    clippy::too_many_lines,
    reason = "one page: every line fills one of its fields"
)]
async fn loaded(visit: &Visit, id: &str, sent: &Form, problems: Problems) -> Result<VisitPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let (inspection, programme) = reached(&mut tx, actor, Action::SeeInspection, id).await?;
    let today = tx.today();
    let horizon = Horizon::of(today);
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let items = store::items(&mut tx, id).await?;
    let answers = kept::of_inspection(&mut tx, id).await?;
    let photos = kept::photos(&mut tx, id).await?;
    let known = period::known_of(&mut tx, &inspection, &programme).await?;
    let may_inspect = actor.may(Action::Inspect, inspection.unit);
    let may_plan = actor.may(Action::PlanInspection, inspection.unit);
    // What a team has not finished is its own: the unit reads it once the team was there.
    let sees_answers = inspection.state.is_held() || may_inspect || may_plan;
    let mut cards = cards(&items, &answers, &photos, &known);
    if !sees_answers {
        cards.clear();
    }
    let count = |verdict: Verdict| cards.iter().filter(|card| card.holds == Some(verdict)).count();
    let counts = Verdict::ALL.map(|verdict| (verdict, count(verdict))).to_vec();
    let late = answers.iter().filter(|answer| answer.is_late).map(|answer| {
        let item = items.iter().find(|item| item.id == answer.item);
        LateView {
            heading: item.map(super::sheet::heading).unwrap_or_default(),
            verdict: answer.verdict.label(),
            remark: answer.remark.clone(),
            said: format!("{}, đến lúc {}", answer.person, moment_text(answer.filed_at)),
        }
    });
    let replies = kept::replies(&mut tx, id).await?;
    let may_reply = answer::speaks_for(&mut tx, actor, inspection.unit).await?;
    let findings = finding::of_inspection(&mut tx, id).await?;
    let others = store::listed(&mut tx, programme.id, inspection.unit).await?;
    let named = |one: &crate::inspection::Inspection| (one.id.to_string(), text::day(one.on()));
    let before = others.iter().find(|one| Some(one.id) == inspection.again_of);
    let again = others.iter().filter(|one| one.again_of == Some(id));
    let by = |name: &Option<String>, at: Option<jiff::Timestamp>| match (name, at) {
        (Some(name), Some(at)) => format!("{name}, {}", moment_text(at)),
        _ => String::new(),
    };
    let is_sent = |name: &str| sent.fields().any(|(known, _)| known == name);
    let text_of = |name: &str, stands: &str| match is_sent(name) {
        true => sent.get(name).to_owned(),
        false => stands.to_owned(),
    };
    let day_of = |name: &str, stands: Option<jiff::civil::Date>| match is_sent(&format!("{name}-ngay")) {
        true => DateFields::sent(sent, name),
        false => DateFields::of(stands),
    };
    Ok(VisitPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: id.to_string(),
        unit: tree.name(inspection.unit).to_owned(),
        unit_id: inspection.unit.to_string(),
        state: inspection.state,
        document: programme::document(&programme),
        programme_id: programme.id.to_string(),
        sees_programme: actor.may_for_all(Action::SeeInspection),
        planned: text::day(inspection.planned_on),
        visited: inspection.visited_on.map(text::day).unwrap_or_default(),
        team: lines(&inspection.team),
        present: lines(&inspection.present),
        again_of: before.map(named),
        again: again.map(named).collect(),
        counts,
        cards,
        late: late.collect(),
        replies: replies
            .into_iter()
            .map(|reply| ReplyView {
                kind: reply.kind.label(),
                words: reply.words,
                said: format!("{}, {}", reply.person, moment_text(reply.at)),
            })
            .collect(),
        open: findings.iter().filter(|finding| !finding.is_settled()).count(),
        findings: findings
            .iter()
            .map(|finding| FindingView::new(finding, &tree, &horizon))
            .collect(),
        concluded: by(&inspection.concluded_by, inspection.concluded_at),
        closed: by(&inspection.closed_by, inspection.closed_at),
        may_plan,
        may_inspect,
        has_printer: visit.app.settings().printer.is_some(),
        may_reply,
        key: Id::new(tx.now()).to_string(),
        on: day_of("vao", Some(inspection.planned_on)),
        typed_team: text_of("doan", &inspection.team),
        typed_present: text_of("co-mat", &inspection.present),
        held_on: day_of("ngay", Some(inspection.planned_on.min(today))),
        again_on: day_of("lai", loa_calendar::day::plus_days(today, 30)),
        words: text_of("y-kien", ""),
        kinds: kinds(inspection.state, sent.get("loai")),
        programme: programme.title,
        within: programme.within,
        reason: text_of("vi-sao", &inspection.reason),
        conclusion: inspection.conclusion,
    })
}

/// `/kiem-tra/{inspection}`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    Ok(html(
        &loaded(&visit, &id, &Form::default(), Problems::new()).await?,
    ))
}

/// Back to the page of the visit: with what was done, or with what is wrong.
async fn ended(visit: &Visit, id: &str, form: &Form, done: Result<String>) -> Result<Response> {
    match done {
        Ok(sentence) => Ok(page::done(&format!("/kiem-tra/{id}"), &sentence)),
        Err(Error::Problem(problems)) => Ok(refused(&loaded(visit, id, form, problems).await?)),
        Err(error) => Err(error),
    }
}

fn id_of(text: &str) -> Result<Id> {
    text.parse().map_err(|_| Error::NotFound)
}

/// `POST /kiem-tra/{inspection}/sap-xep`
pub async fn arrange(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let done = arranged(&visit, &id, &form).await;
    ended(&visit, &id, &form, done).await
}

async fn arranged(visit: &Visit, id: &str, form: &Form) -> Result<String> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    reached(&mut tx, actor, Action::PlanInspection, id_of(id)?).await?;
    let mut problems = Problems::new();
    let on = form.date("vao", &mut problems);
    problems.unless(
        on.is_some() || problems.on("vao").is_some(),
        "vao",
        "Mời ghi ngày kiểm tra.",
    );
    let team = form.text("doan", WORDS_CHARACTERS, None, &mut problems);
    let reason = form.text("vi-sao", TITLE_CHARACTERS, None, &mut problems);
    let (Some(on), true) = (on, problems.is_empty()) else {
        return Err(problems.into());
    };
    actions::arrange(&mut tx, actor, id_of(id)?, on, &team, &reason).await?;
    tx.save().await?;
    Ok("Đã ghi ngày và đoàn kiểm tra.".to_owned())
}

/// `POST /kiem-tra/{inspection}/lay-lai`
pub async fn redraw(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let added = actions::redraw(&mut tx, actor, id_of(&id)?).await?;
    tx.save().await?;
    let sentence = match added {
        0 => "Phiếu đã đủ việc của đơn vị.".to_owned(),
        added => format!("Phiếu thêm {added} mục."),
    };
    ended(&visit, &id, &form, Ok(sentence)).await
}

/// `POST /kiem-tra/{inspection}/bo`
pub async fn cancel(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    actions::cancel(&mut tx, actor, id_of(&id)?).await?;
    tx.save().await?;
    ended(&visit, &id, &form, Ok("Đã bỏ cuộc kiểm tra này.".to_owned())).await
}

/// `POST /kiem-tra/{inspection}/xong`
pub async fn held(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let done = was_held(&visit, &id, &form).await;
    ended(&visit, &id, &form, done).await
}

async fn was_held(visit: &Visit, id: &str, form: &Form) -> Result<String> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    reached(&mut tx, actor, Action::Inspect, id_of(id)?).await?;
    let mut problems = Problems::new();
    let on = form.date("ngay", &mut problems);
    problems.unless(
        on.is_some() || problems.on("ngay").is_some(),
        "ngay",
        "Mời ghi ngày đã kiểm tra.",
    );
    let present = form.text("co-mat", WORDS_CHARACTERS, None, &mut problems);
    let (Some(on), true) = (on, problems.is_empty()) else {
        return Err(problems.into());
    };
    actions::visit(&mut tx, actor, id_of(id)?, on, &present).await?;
    tx.save().await?;
    Ok("Đã ghi là đã kiểm tra. Đơn vị xem được phiếu và có thể giải trình.".to_owned())
}

/// `POST /kiem-tra/{inspection}/tra-loi`
pub async fn reply(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let done = replied(&visit, &id, &form).await;
    ended(&visit, &id, &form, done).await
}

async fn replied(visit: &Visit, id: &str, form: &Form) -> Result<String> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    reached(&mut tx, actor, Action::AnswerInspection, id_of(id)?).await?;
    let mut problems = Problems::new();
    let kind = ReplyKind::with_key(form.get("loai"));
    problems.unless(kind.is_some(), "loai", "Mời chọn đơn vị trả lời thế nào.");
    let words = form.text("y-kien", WORDS_CHARACTERS, None, &mut problems);
    let (Some(kind), true) = (kind, problems.is_empty()) else {
        return Err(problems.into());
    };
    answer::reply(&mut tx, actor, id_of(id)?, kind, &words, &key_of(form, &[])).await?;
    tx.save().await?;
    Ok("Đã ghi ý kiến của đơn vị.".to_owned())
}

/// `POST /kiem-tra/{inspection}/kiem-tra-lai`
pub async fn look_again(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match looked_again(&visit, &id, &form).await {
        Ok(new) => Ok(page::done(
            &format!("/kiem-tra/{new}"),
            "Đã lập cuộc kiểm tra lại, chỉ gồm những phát hiện chưa xong.",
        )),
        Err(Error::Problem(problems)) => Ok(refused(&loaded(&visit, &id, &form, problems).await?)),
        Err(error) => Err(error),
    }
}

async fn looked_again(visit: &Visit, id: &str, form: &Form) -> Result<Id> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    reached(&mut tx, actor, Action::PlanInspection, id_of(id)?).await?;
    let mut problems = Problems::new();
    let on = form.date("lai", &mut problems);
    problems.unless(
        on.is_some() || problems.on("lai").is_some(),
        "lai",
        "Mời ghi ngày kiểm tra lại.",
    );
    let (Some(on), true) = (on, problems.is_empty()) else {
        return Err(problems.into());
    };
    let new = conclude::look_again(&mut tx, actor, id_of(id)?, on).await?;
    tx.save().await?;
    Ok(new)
}

/// `POST /kiem-tra/{inspection}/khep-lai`
pub async fn close(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let done = closed(&visit, &id).await;
    ended(&visit, &id, &form, done).await
}

async fn closed(visit: &Visit, id: &str) -> Result<String> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    actions::close(&mut tx, actor, id_of(id)?).await?;
    tx.save().await?;
    Ok("Đã khép lại cuộc kiểm tra.".to_owned())
}

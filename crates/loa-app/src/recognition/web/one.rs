//! One entry: what it says and rests on, what the unit said, what can be done, what was done.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::clock::moment_text;
use crate::document::register;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::org;
use crate::page::{self, Chrome, html, refused};
use crate::problem::Problems;
use crate::recognition::store::{self, proven};
use crate::recognition::web::ways;
use crate::recognition::{
    Act, Entry, Kind, REMARK_CHARACTERS, Reply, ReplyKind, Shown, State, WORDS_CHARACTERS, actions,
};
use crate::route::Visit;
use crate::text;

struct Button {
    key: &'static str,
    label: &'static str,
    is_main: bool,
    is_warning: bool,
}

struct StepView {
    what: &'static str,
    remark: String,
    who: String,
    when: String,
}

struct ReplyView {
    id: String,
    heading: &'static str,
    words: Vec<String>,
    who: String,
    /// "đang hiện", "chờ xét", "trả lại: …"
    stands: String,
    is_waiting: bool,
}

impl ReplyView {
    fn new(one: &Reply, round: i64) -> Self {
        let stands = match (one.kind, one.shown) {
            (ReplyKind::Reply, _) if one.round != round => "trả lời bản trước".to_owned(),
            (ReplyKind::Reply, _) => String::new(),
            (_, Shown::Waiting) => "chờ xét".to_owned(),
            (_, Shown::Shown) => "đang hiện cùng lời phê bình".to_owned(),
            (_, Shown::Returned) => format!("chưa hiện: {}", one.reason),
        };
        Self {
            id: one.id.to_string(),
            heading: match one.kind {
                ReplyKind::Reply => "Đơn vị trả lời",
                ReplyKind::Correction => "Đơn vị đính chính",
            },
            words: paragraphs(&one.words),
            who: format!("{}, {}", one.person, moment_text(one.at)),
            stands,
            is_waiting: one.kind == ReplyKind::Correction && one.shown == Shown::Waiting,
        }
    }
}

/// The lines of a text that are not blank.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A fact with where to look it up; empty when nowhere.
struct Fact {
    name: &'static str,
    value: String,
    href: String,
}

impl Fact {
    fn plain(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
            href: String::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "recognition/pages/one.html")]
struct OnePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    turn: i64,
    round: i64,
    kind: &'static str,
    title: String,
    words: Vec<String>,
    unit: String,
    subject: String,
    state: &'static str,
    facts: Vec<Fact>,
    replies: Vec<ReplyView>,
    buttons: Vec<Button>,
    remark: String,
    may_edit: bool,
    may_judge: bool,
    /// "Trả lời" or "Đính chính"; `None`: not now, or not by this person.
    asks: Option<&'static str>,
    said: String,
    steps: Vec<StepView>,
}

/// What it rests on and when, with links to what the visitor may open.
async fn facts(tx: &mut Tx, actor: &Actor, entry: &Entry) -> Result<Vec<Fact>> {
    let standing = entry.standing;
    let mut facts = Vec::new();
    for one in proven::accepted(tx, entry.subject, &entry.basis.activities).await? {
        facts.push(Fact {
            name: "Hoạt động được chấp nhận",
            value: format!("{} {} ({})", one.code, one.what, text::day(one.happened_on)),
            href: format!("/hoat-dong/{}", one.id),
        });
    }
    if let Some(id) = entry.basis.finding {
        let found = actions::findings(tx, entry.subject).await?;
        if let Some(finding) = found.into_iter().find(|finding| finding.id == id) {
            let is_seen = actor.may(Action::SeeInspection, finding.unit);
            facts.push(Fact {
                name: "Căn cứ: phát hiện khi kiểm tra",
                // What an inspection found is told to those who see inspections.
                value: match is_seen {
                    true => format!("{} ({})", finding.what, text::day(finding.found_on)),
                    false => format!("kết luận ngày {}", text::day(finding.found_on)),
                },
                href: match is_seen {
                    true => format!("/kiem-tra/{}", finding.inspection),
                    false => String::new(),
                },
            });
        }
    }
    for (name, id) in [
        ("Căn cứ: văn bản", entry.basis.document),
        ("Quyết định đã công khai", entry.basis.decision),
    ] {
        let Some(id) = id else { continue };
        if let Some(one) = register::store::by_id(tx, id).await? {
            // Its subject is for those who may open it.
            let is_seen = actor.may(Action::SeeUnits, one.unit);
            let name_of_it = match is_seen {
                true => one.title(),
                false => one.kind.name().to_owned(),
            };
            let stands = one.state.word().to_lowercase();
            facts.push(Fact {
                name,
                value: format!("{} {name_of_it} ({stands})", one.code()),
                href: match is_seen {
                    true => format!("/van-ban/{id}"),
                    false => String::new(),
                },
            });
        }
    }
    if standing.kind == Kind::Criticism {
        facts.push(Fact::plain(
            "Đơn vị có để trả lời",
            format!("{} ngày làm việc", standing.term_days),
        ));
    }
    if let Some(due) = standing.due_on {
        facts.push(Fact::plain("Hạn trả lời", format!("hết ngày {}", text::day(due))));
    }
    if let Some(until) = standing.until {
        facts.push(Fact::plain("Ngày cuối cùng còn đăng", text::day(until)));
    }
    if let Some(moment) = entry.first_public_at {
        facts.push(Fact::plain("Đăng lúc", moment_text(moment)));
    }
    if let Some(moment) = entry.ended_at {
        facts.push(Fact::plain("Thôi đăng lúc", moment_text(moment)));
    }
    Ok(facts)
}

fn buttons(entry: &Entry, actor: &Actor, today: jiff::civil::Date) -> Vec<Button> {
    Act::BUTTONS
        .into_iter()
        .filter(|act| entry.standing.after(*act, today).is_some() && actions::may(actor, entry, *act))
        .map(|act| Button {
            key: act.key(),
            label: act.label(),
            is_main: matches!(act, Act::Submit | Act::Tell | Act::Approve | Act::Publish),
            is_warning: matches!(act, Act::Withdraw | Act::Drop),
        })
        .collect()
}

async fn loaded(visit: &Visit, id: &str, sent: &Form, problems: Problems) -> Result<OnePage> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let entry = actions::seen(&mut tx, actor, id).await?;
    let standing = entry.standing;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let facts = facts(&mut tx, actor, &entry).await?;
    let replies = store::replies(&mut tx, id).await?;
    let is_inside = actor.may(Action::SeeRecognition, entry.unit);
    let steps = match is_inside {
        true => store::steps(&mut tx, id).await?,
        // How it was written is for those who publish it.
        false => Vec::new(),
    };
    let asks = [(Act::Reply, "Trả lời"), (Act::Correct, "Đính chính")]
        .into_iter()
        .find(|(act, _)| standing.after(*act, today).is_some() && actions::may(actor, &entry, *act));
    Ok(OnePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: id.to_string(),
        turn: entry.turn,
        round: standing.round,
        kind: standing.kind.label(),
        unit: tree.name(entry.unit).to_owned(),
        subject: tree.name(entry.subject).to_owned(),
        state: standing.state.label(),
        facts,
        replies: replies
            .iter()
            .map(|one| ReplyView::new(one, standing.round))
            .collect(),
        buttons: buttons(&entry, actor, today),
        remark: sent.get("ly-do").to_owned(),
        may_edit: standing.state == State::Draft && actions::may(actor, &entry, Act::Write),
        may_judge: standing.after(Act::Judge, today).is_some() && actions::may(actor, &entry, Act::Judge),
        asks: asks.map(|(_, label)| label),
        said: sent.get("tra-loi").to_owned(),
        steps: steps
            .into_iter()
            .map(|step| StepView {
                what: step.act.done(),
                remark: step.remark,
                who: step.person.unwrap_or_else(|| "Tự động theo ngày hẹn".to_owned()),
                when: moment_text(step.at),
            })
            .collect(),
        words: paragraphs(&entry.words),
        title: entry.title,
    })
}

/// `/bieu-duong/{entry}`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    Ok(html(
        &loaded(&visit, &id, &Form::default(), Problems::new()).await?,
    ))
}

/// The answer, or the page once more with what is wrong.
async fn or_again(visit: &Visit, id: &str, form: &Form, done: Result<Response>) -> Result<Response> {
    match done {
        Err(Error::Problem(problems)) => Ok(refused(&loaded(visit, id, form, problems).await?)),
        // What the unit typed is not lost: it stands in the form, above it what happened.
        Err(Error::Changed(sentence)) if form.has("tra-loi") => {
            let problems = Problems::one("tra-loi", sentence);
            Ok(refused(&loaded(visit, id, form, problems).await?))
        }
        done => done,
    }
}

/// `POST /bieu-duong/{entry}/lam`
pub async fn act(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let done = acted(&visit, &id, &form).await;
    or_again(&visit, &id, &form, done).await
}

async fn acted(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let entry: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let there = actions::seen(&mut tx, actor, entry).await?;
    let act = Act::with_key(form.get("viec")).filter(|act| Act::BUTTONS.contains(act));
    let act = act.ok_or_else(|| Problems::one("viec", "Mời bấm một trong các nút của trang."))?;
    let mut problems = Problems::new();
    let remark = form.text("ly-do", REMARK_CHARACTERS, None, &mut problems);
    problems.or(())?;
    let at = (entry, form.turn("luot")?);
    let looked = match act {
        Act::Tell | Act::Publish => actions::looked(&visit.app, &mut tx, actor, &there.basis).await?,
        _ => None,
    };
    drop(tx);
    let mut tx = visit.app.begin(actor).await?;
    actions::act(&mut tx, actor, at, (act, &remark), looked, ways(visit)).await?;
    tx.save().await?;
    visit.app.shelf().stir();
    let done = match act {
        Act::Submit => "Đã gửi duyệt.",
        Act::Tell => "Đã báo cho đơn vị; chờ đơn vị trả lời.",
        Act::Approve => "Đã duyệt.",
        Act::Publish => "Đã đăng.",
        Act::Return => "Đã trả lại người viết.",
        Act::Withdraw => "Đã gỡ.",
        _ => "Đã ghi là không đăng nữa.",
    };
    Ok(page::done(&format!("/bieu-duong/{id}"), done))
}

/// `POST /bieu-duong/{entry}/tra-loi`
pub async fn reply(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let done = replied(&visit, &id, &form).await;
    or_again(&visit, &id, &form, done).await
}

async fn replied(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let entry: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    let there = actions::seen(&mut tx, actor, entry).await?;
    actor.must(Action::AnswerCriticism, there.subject)?;
    let mut problems = Problems::new();
    let must = Some("Mời ghi ý kiến của đơn vị.");
    let words = form.text("tra-loi", WORDS_CHARACTERS, must, &mut problems);
    problems.or(())?;
    let at = (entry, form.turn("vong")?);
    let kind = actions::reply(&mut tx, actor, at, &words, ways(visit)).await?;
    tx.save().await?;
    visit.app.shelf().stir();
    let done = match kind {
        ReplyKind::Reply => "Đã gửi trả lời của đơn vị.",
        ReplyKind::Correction => "Đã gửi đính chính; hiện công khai ngay khi được xét.",
    };
    Ok(page::done(&format!("/bieu-duong/{id}"), done))
}

/// `POST /bieu-duong/{entry}/dinh-chinh`
pub async fn judge(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let done = judged(&visit, &id, &form).await;
    or_again(&visit, &id, &form, done).await
}

async fn judged(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let entry: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    actions::reached(&mut tx, actor, Action::ApproveRecognition, entry).await?;
    let reply = form.get("dinh-chinh").parse();
    let reply = reply.map_err(|_| Problems::one("viec", "Mời chọn đính chính để xét."))?;
    let is_shown = match form.get("viec") {
        "hien" => true,
        "tra-lai" => false,
        _ => return Err(Problems::one("viec", "Mời bấm một trong các nút của trang.").into()),
    };
    let mut problems = Problems::new();
    let reason = form.text("ly-do", REMARK_CHARACTERS, None, &mut problems);
    problems.or(())?;
    actions::judge(&mut tx, actor, entry, reply, is_shown, &reason).await?;
    tx.save().await?;
    visit.app.shelf().stir();
    let done = match is_shown {
        true => "Đính chính đã hiện cùng lời phê bình.",
        false => "Đã trả lời đơn vị vì sao chưa hiện.",
    };
    Ok(page::done(&format!("/bieu-duong/{id}"), done))
}

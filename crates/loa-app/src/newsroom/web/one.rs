//! One article: its words, how far it has come, what can be done with it, its history.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity;
use crate::catalogue;
use crate::clock::{day_start, moment_text, vietnam_time};
use crate::document::register::diff::{Change, Clause, versions};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::newsroom::body::{Hint, hints, plain, seconds, syllables};
use crate::newsroom::store::section;
use crate::newsroom::surface::Surface;
use crate::newsroom::web::links::told as link_told;
use crate::newsroom::web::remarks::{self, Remarks};
use crate::newsroom::{Act, Article, REMARK_CHARACTERS, Revision, State, actions, store};
use crate::org;
use crate::page::{self, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

struct StepView {
    what: &'static str,
    ordinal: i64,
    remark: String,
    who: String,
    when: String,
}

struct RevisionView {
    ordinal: i64,
    who: String,
    when: String,
    is_public: bool,
}

/// One of the ways in which the article reaches people.
struct Channel {
    href: String,
    name: String,
    /// "✓ theo bản đang đăng"
    state: String,
}

struct Button {
    key: &'static str,
    label: &'static str,
    is_main: bool,
    is_warning: bool,
}

#[derive(Template)]
#[template(path = "newsroom/pages/one.html")]
struct OnePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    turn: i64,
    title: String,
    lead: String,
    remarks: Remarks,
    picture: Option<(String, String, String)>,
    unit: String,
    section: String,
    state: State,
    is_forced: bool,
    is_public: bool,
    facts: Vec<(&'static str, String)>,
    /// The article of record of a version: its identity and title.
    record: Option<(String, String)>,
    /// The article of record was put right since this version was made.
    is_stale: bool,
    /// May say that it holds all the same.
    may_keep: bool,
    /// May ask for versions, or others to make this one.
    may_ask: bool,
    has_audio: bool,
    channels: Vec<Channel>,
    lang: &'static str,
    /// Of title and lead, which may be those of the article of record.
    title_lang: &'static str,
    lead_lang: &'static str,
    activity: String,
    duty: String,
    hints: Vec<String>,
    /// Links that no longer open, each with what asking it told.
    broken: Vec<(String, String)>,
    buttons: Vec<Button>,
    asks_remark: bool,
    remark: String,
    may_edit: bool,
    may_schedule: bool,
    on: DateFields,
    at: String,
    until: DateFields,
    steps: Vec<StepView>,
    revisions: Vec<RevisionView>,
    /// What others have to show of it.
    parts: Vec<String>,
}

fn hint(hint: Hint) -> String {
    match hint {
        Hint::Long(begin, many) => format!("Câu dài {many} chữ, nên tách: “{begin}…”"),
        Hint::Short(word) => format!("Chữ viết tắt chưa giải thích: {word}"),
    }
}

fn facts(article: &Article, words: &Revision, code: Option<String>) -> Vec<(&'static str, String)> {
    let told = plain(&words.body);
    let mut facts = vec![
        (
            "Độ dài",
            format!(
                "{} chữ, đọc to {}",
                syllables(&told),
                text::spoken(seconds(&told))
            ),
        ),
        ("Tiếng", words.language.label().to_owned()),
    ];
    let audience = article.audience.map(|audience| audience.label().to_owned());
    facts.push(("Cho ai", audience.unwrap_or_else(|| "Mọi người".to_owned())));
    if let Some(moment) = article.first_public_at {
        facts.push(("Đăng lần đầu", moment_text(moment)));
    }
    if let Some(moment) = article.publish_at {
        facts.push(("Hẹn đăng", moment_text(moment)));
    }
    if let Some(moment) = article.expire_at {
        facts.push(("Gỡ vào lúc", moment_text(moment)));
    }
    if let Some(day) = article.review_on {
        facts.push(("Xem lại ngày", text::day(day)));
    }
    if let Some(code) = code {
        facts.push(("Địa chỉ ngắn, để in", format!("/t/{code}")));
    }
    if !article.notice.is_empty() {
        facts.push(("Nói với người đọc", article.notice.clone()));
    }
    facts
}

/// What was made of the article, in which languages, and whether it still holds.
async fn channels(tx: &mut Tx, article: &Article) -> Result<Vec<Channel>> {
    let id = article.id;
    let made = store::surface::of_article(tx, id).await?;
    let surfaces = Surface::ALL.into_iter().map(|surface| {
        let one = made
            .iter()
            .find(|(known, _)| *known == surface)
            .map(|(_, made)| made);
        Channel {
            href: format!("/toa-soan/{id}/be-mat/{}", surface.key()),
            name: surface.label().to_owned(),
            state: match one {
                None => "○ chưa làm".to_owned(),
                Some(made) if made.stale_at.is_some() => "! bài đã sửa, phải xem lại".to_owned(),
                Some(made) => format!("✓ làm theo bản {}", made.revision),
            },
        }
    });
    let mut channels: Vec<Channel> = surfaces.collect();
    for version in store::version::versions(tx, id).await? {
        let mut told = vec![match (version.is_stale, version.is_public) {
            (true, _) => "! bài gốc đã sửa, phải xem lại".to_owned(),
            (false, true) => "✓ đang đăng".to_owned(),
            (false, false) => format!("○ {}", version.state.label().to_lowercase()),
        }];
        if version.has_audio {
            told.push("có ghi âm".to_owned());
        }
        let name = |person: Option<String>| person.unwrap_or_else(|| "chưa giao".to_owned());
        told.push(format!("dịch: {}", name(version.translator)));
        told.push(format!("đọc lại: {}", name(version.speaker)));
        channels.push(Channel {
            href: format!("/toa-soan/{}", version.id),
            name: format!("Tiếng {}", version.language.label()),
            state: told.join(" · "),
        });
    }
    Ok(channels)
}

/// The article of record of a version, as far as the visitor sees it.
async fn record(tx: &mut Tx, article: &Article) -> Result<Option<(String, String)>> {
    let Some(origin) = article.origin else {
        return Ok(None);
    };
    let record = actions::version::record_of(tx, origin).await?;
    let words = actions::version::model(tx, &record).await?;
    Ok(Some((record.id.to_string(), words.title)))
}

/// What can be done with it now by who looks at it.
fn buttons(article: &Article, actor: &Actor, today: Date) -> Vec<Button> {
    let is_version = article.origin.is_some();
    let is_due = article.review_on.is_some_and(|day| day <= today);
    Act::ALL
        .into_iter()
        .filter(|act| article.standing.after(*act).is_some() && actions::may(actor, article, *act))
        .filter(|act| *act != Act::Confirm || is_due)
        .map(|act| Button {
            key: act.key(),
            label: match act {
                Act::Approve if is_version => "Đã đọc, nghe lại: đúng với bài gốc",
                _ => act.label(),
            },
            is_main: matches!(act, Act::Submit | Act::Approve | Act::Publish | Act::Confirm),
            is_warning: matches!(act, Act::Force | Act::Withdraw),
        })
        .collect()
}

async fn loaded(visit: &Visit, id: &str, sent: &Form, problems: Problems) -> Result<OnePage> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let article = actions::reached(&mut tx, actor, Action::SeeArticles, id).await?;
    let words = actions::latest(&mut tx, &article).await?;
    let steps = store::steps(&mut tx, id).await?;
    let revisions = store::revisions(&mut tx, id).await?;
    let remarks = remarks::of(&mut tx, actor, &article, &words).await?;
    let broken = store::link::of_article(&mut tx, id).await?;
    let section = section::by_id(&mut tx, words.section).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let activity = match article.activity {
        Some(activity) => activity::store::by_id(&mut tx, activity).await?,
        None => None,
    };
    let buttons = buttons(&article, actor, today);
    let channels = channels(&mut tx, &article).await?;
    let record = record(&mut tx, &article).await?;
    let origin = article.origin.map(|origin| origin.article);
    let (title_in, lead_in) = store::version::languages(&mut tx, origin, &words).await?;
    let is_stale = article.origin.is_some_and(|origin| origin.stale_at.is_some());
    let is_speaker = article
        .origin
        .is_some_and(|origin| origin.speaker == Some(actor.person));
    let code = catalogue::store::code_of(&mut tx, catalogue::Kind::Article, id).await?;
    let moment = article.publish_at.map(vietnam_time);
    let parts = crate::wiring::parts_of_article(&mut tx, &article).await?;
    Ok(OnePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: id.to_string(),
        parts,
        turn: article.turn,
        facts: facts(&article, &words, code),
        record,
        is_stale,
        may_keep: is_stale && is_speaker,
        may_ask: actor.may(Action::WriteArticle, article.unit),
        has_audio: words.audio.is_some(),
        channels,
        lang: words.language.of_text(),
        title_lang: title_in.of_text(),
        lead_lang: lead_in.of_text(),
        hints: hints(&format!("{}\n{}", words.lead, plain(&words.body)))
            .into_iter()
            .map(hint)
            .collect(),
        broken: broken
            .into_iter()
            .map(|one| (one.url.clone(), link_told(&one)))
            .collect(),
        title: words.title,
        lead: words.lead,
        remarks,
        picture: words
            .picture
            .map(|picture| (picture.file.to_string(), picture.alt, picture.consent)),
        unit: tree.name(article.unit).to_owned(),
        section: section.map(|section| section.title).unwrap_or_default(),
        state: article.standing.state,
        is_forced: article.standing.is_forced,
        is_public: article.standing.public.is_some(),
        activity: activity
            .map(|activity| activity.id.to_string())
            .unwrap_or_default(),
        duty: article.duty.map(|duty| duty.to_string()).unwrap_or_default(),
        asks_remark: !buttons.is_empty(),
        remark: sent.get("nhan-xet").to_owned(),
        may_edit: article.standing.is_open() && actions::allows(actor, Action::WriteArticle, &article),
        may_schedule: actor.may(Action::PublishArticle, article.unit)
            && (article.standing.state == State::Approved || article.standing.public.is_some()),
        buttons,
        on: DateFields::of(moment.map(|moment| moment.date())),
        at: moment.map_or_else(
            || "07:00".to_owned(),
            |moment| format!("{:02}:{:02}", moment.hour(), moment.minute()),
        ),
        // The last day that is whole.
        until: DateFields::of(
            article
                .expire_at
                .and_then(|moment| vietnam_time(moment).date().yesterday().ok()),
        ),
        steps: steps
            .into_iter()
            .map(|step| StepView {
                what: step.act.done(),
                ordinal: step.ordinal,
                remark: step.remark,
                who: step.person.unwrap_or_else(|| "Tự động theo giờ hẹn".to_owned()),
                when: moment_text(step.at),
            })
            .collect(),
        revisions: revisions
            .into_iter()
            .map(|one| RevisionView {
                ordinal: one.ordinal,
                who: one.writer,
                when: moment_text(one.written_at),
                is_public: article.standing.public == Some(one.ordinal),
            })
            .collect(),
    })
}

/// `/toa-soan/{article}`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    Ok(html(
        &loaded(&visit, &id, &Form::default(), Problems::new()).await?,
    ))
}

/// The page once more with what is wrong.
pub(super) async fn again(visit: &Visit, id: &str, form: &Form, problems: Problems) -> Result<Response> {
    Ok(refused(&loaded(visit, id, form, problems).await?))
}

/// `POST /toa-soan/{article}/lam`
pub async fn act(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match acted(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&loaded(&visit, &id, &form, problems).await?)),
        done => done,
    }
}

async fn acted(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let article: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    actions::reached(&mut tx, actor, Action::SeeArticles, article).await?;
    let act = Act::with_key(form.get("viec"));
    let act = act.ok_or_else(|| Problems::one("viec", "Mời bấm một trong các nút của trang."))?;
    let mut problems = Problems::new();
    let remark = form.text("nhan-xet", REMARK_CHARACTERS, None, &mut problems);
    problems.or(())?;
    actions::act(&mut tx, actor, article, form.turn("luot")?, act, &remark).await?;
    tx.save().await?;
    visit.app.shelf().stir();
    let done = match act {
        Act::Submit => "Đã gửi duyệt.",
        Act::Return => "Đã trả lại người viết.",
        Act::Approve => "Đã duyệt.",
        Act::Publish => "Đã đăng, đã ghi thành hoạt động.",
        Act::Force => "Đã đăng; bài còn mang dấu cho đến khi người thứ hai duyệt.",
        Act::Correct => "Đã mở bản sửa; bản đang đăng vẫn giữ nguyên.",
        Act::Withdraw => "Đã gỡ bài; người đọc thấy lý do.",
        Act::Confirm => "Đã ghi là vẫn đúng; Loa nhắc xem lại sau 6 tháng.",
    };
    Ok(page::done(&format!("/toa-soan/{id}"), done))
}

/// `POST /toa-soan/{article}/hen-gio`
pub async fn schedule(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match scheduled(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&loaded(&visit, &id, &form, problems).await?)),
        done => done,
    }
}

/// "07:30", "7h30", "7 giờ 30" after the beginning of a day.
fn at(day: Date, time: &str) -> Option<Timestamp> {
    let mut parts = time
        .split(|sign: char| !sign.is_ascii_digit())
        .filter(|part| !part.is_empty());
    let hour: i64 = parts.next()?.parse().ok()?;
    let minute: i64 = parts.next().unwrap_or("0").parse().ok()?;
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) || parts.next().is_some() {
        return None;
    }
    let since = jiff::SignedDuration::from_mins(hour * 60 + minute);
    day_start(day).checked_add(since).ok()
}

async fn scheduled(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let article: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    actions::reached(&mut tx, actor, Action::PublishArticle, article).await?;
    let mut problems = Problems::new();
    let day = form.date("luc", &mut problems);
    let publish_at = match day {
        Some(day) => {
            let moment = at(day, form.get("gio"));
            problems.unless(moment.is_some(), "gio", "Giờ đăng ghi như 07:30.");
            moment
        }
        None => None,
    };
    let until = form.date("het", &mut problems);
    problems.or(())?;
    // The last day is a whole day.
    let next = until.and_then(|day| day.tomorrow().ok());
    let moments = (publish_at, next.map(day_start));
    actions::schedule(&mut tx, actor, article, form.turn("luot")?, moments).await?;
    tx.save().await?;
    Ok(page::done(
        &format!("/toa-soan/{id}"),
        "Đã ghi giờ đăng, ngày hết hạn.",
    ))
}

#[derive(Template)]
#[template(path = "newsroom/pages/compare.html")]
struct ComparePage {
    chrome: Chrome,
    id: String,
    title: String,
    old: i64,
    new: i64,
    clauses: Vec<Clause>,
    is_same: bool,
}

fn told(words: &Revision) -> String {
    format!("{}\n{}\n{}", words.title, words.lead, plain(&words.body))
}

/// `/toa-soan/{article}/so-sanh?tu=1&den=2`
pub async fn compare(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let form = visit.fields();
    let mut tx = visit.app.read(actor).await?;
    let article = actions::reached(&mut tx, actor, Action::SeeArticles, id).await?;
    let new = form.get("den").parse().unwrap_or(article.standing.revision);
    let old = form.get("tu").parse().unwrap_or(new - 1);
    let after = store::revision_of(&mut tx, id, new)
        .await?
        .ok_or(Error::NotFound)?;
    let before = store::revision_of(&mut tx, id, old).await?;
    drop(tx);
    let words = (before.as_ref().map(told).unwrap_or_default(), told(&after));
    let clauses = tokio::task::spawn_blocking(move || versions(&words.0, &words.1))
        .await
        .map_err(|error| Error::Outage(error.to_string()))?;
    Ok(html(&ComparePage {
        chrome: Chrome::new(&visit),
        id: id.to_string(),
        title: after.title,
        old,
        new,
        is_same: clauses.iter().all(|clause| clause.change == Change::Same),
        clauses,
    }))
}

//! One notice: what it says, said and how it stands; posting and withdrawing it, noting the loudspeakers.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::clock::moment_text;
use crate::document::store as files;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{self, Action};
use crate::newsroom::body;
use crate::notice::{MOST_LOUD_DAYS, REASON_CHARACTERS, Revision, State, actions, due_on, store};
use crate::org;
use crate::page::{self, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

/// What the notice said before, and why that was put right.
struct Before {
    title: String,
    /// HTML that is safe.
    body: String,
    places: Vec<String>,
    /// Address of the file that belonged to it; empty without one.
    file: String,
    reason: String,
    /// "Lò Thị Mẫu, 08:30 20/04/2022"
    who: String,
}

async fn before(tx: &mut Tx, one: Revision) -> Result<Before> {
    let who = identity::store::by_id(tx, one.by).await?;
    let name = who.map(|who| who.full_name).unwrap_or_default();
    Ok(Before {
        body: body::html(&one.source),
        places: one.places.lines().map(str::to_owned).collect(),
        file: one.file.map(|file| format!("/tep/{file}")).unwrap_or_default(),
        who: format!("{name}, {}", moment_text(one.at)),
        title: one.title,
        reason: one.reason,
    })
}

#[derive(Template)]
#[template(path = "notice/pages/one.html")]
struct OnePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    turn: i64,
    title: String,
    body: String,
    unit: String,
    standing: &'static str,
    warnings: Vec<String>,
    facts: Vec<(&'static str, String)>,
    /// Address, and "quyet-dinh.pdf, 1,2 MB".
    file: Option<(String, String)>,
    activity: String,
    duty: String,
    reason: String,
    typed: String,
    loud: String,
    befores: Vec<Before>,
    may_edit: bool,
    may_post: bool,
    may_correct: bool,
    may_note: bool,
    may_withdraw: bool,
}

async fn loaded(visit: &Visit, id: &str, sent: &Form, problems: Problems) -> Result<OnePage> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let one = actions::reached(&mut tx, actor, Action::SeeArticles, id).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let file = match one.written.file {
        Some(file) => files::by_id(&mut tx, file).await?,
        None => None,
    };
    let written = &one.written;
    let mut facts = vec![
        (
            "Nội dung công khai",
            format!("{}. {}", written.matter.number(), written.matter.label()),
        ),
        ("Ngày quyết định", text::day(written.decided_on)),
        (
            "Hạn niêm yết",
            format!("{} (5 ngày làm việc)", text::day(due_on(written.decided_on))),
        ),
        ("Thời gian niêm yết", one.days()),
        (
            "Nơi niêm yết",
            written.places.lines().collect::<Vec<_>>().join("; "),
        ),
    ];
    if let Some(days) = written.loud_days {
        facts.push(("Phát loa truyền thanh", format!("{days} ngày")));
    }
    if let Some(moment) = one.posted_at {
        facts.push(("Lên trang công khai", moment_text(moment)));
    }
    let mut befores = Vec::new();
    for revision in store::revisions(&mut tx, id).await? {
        befores.push(before(&mut tx, revision).await?);
    }
    let loud = written.loud_days.map(|days| days.to_string());
    let is_posted = one.state == State::Posted;
    let may = |action| actor.may(action, one.unit);
    Ok(OnePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: id.to_string(),
        turn: one.turn,
        unit: tree.name(one.unit).to_owned(),
        standing: one.standing(today),
        warnings: written.warnings(),
        file: file.map(|file| {
            let told = format!("{}, {}", file.name, text::size(file.size));
            (format!("/tep/{}", file.id), told)
        }),
        activity: one
            .activity
            .map(|activity| activity.to_string())
            .unwrap_or_default(),
        duty: written.duty.map(|duty| duty.to_string()).unwrap_or_default(),
        typed: sent.get("ly-do").to_owned(),
        loud: match sent.has("loa") {
            true => sent.get("loa").to_owned(),
            false => loud.unwrap_or_default(),
        },
        befores,
        may_edit: one.state == State::Draft && may(Action::WriteArticle),
        may_post: one.state == State::Draft && may(Action::PublishArticle),
        may_correct: is_posted && may(Action::PublishArticle),
        may_note: is_posted && may(Action::WriteArticle),
        may_withdraw: is_posted && may(Action::PublishArticle),
        facts,
        reason: one.reason,
        title: one.written.title,
        body: one.body,
    })
}

/// `/niem-yet/{notice}`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let page = loaded(&visit, &id, &Form::default(), Problems::new()).await?;
    Ok(html(&page))
}

/// `POST /niem-yet/{notice}/lam`
pub async fn act(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match acted(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&loaded(&visit, &id, &form, problems).await?)),
        done => done,
    }
}

async fn acted(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let notice: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    actions::reached(&mut tx, actor, Action::PublishArticle, notice).await?;
    let done = match form.get("viec") {
        "dang" => {
            let posted = actions::post(&mut tx, actor, notice, form.turn("luot")?).await?;
            format!("Đã niêm yết {}; đã ghi thành hoạt động.", posted.days())
        }
        "go" => {
            let mut problems = Problems::new();
            let reason = form.text("ly-do", REASON_CHARACTERS, None, &mut problems);
            problems.or(())?;
            actions::withdraw(&mut tx, actor, notice, form.turn("luot")?, &reason).await?;
            "Đã gỡ thông báo; người dân thấy lý do, không còn thấy tiêu đề.".to_owned()
        }
        _ => return Err(Problems::one("viec", "Mời bấm một trong các nút của trang.").into()),
    };
    tx.save().await?;
    visit.app.shelf().stir();
    Ok(page::done(&format!("/niem-yet/{id}"), &done))
}

/// `POST /niem-yet/{notice}/loa`
pub async fn loud(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match told_loud(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&loaded(&visit, &id, &form, problems).await?)),
        done => done,
    }
}

async fn told_loud(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let notice: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    actions::reached(&mut tx, actor, Action::WriteArticle, notice).await?;
    let mut problems = Problems::new();
    let days = form.count("loa", MOST_LOUD_DAYS, &mut problems);
    problems.or(())?;
    actions::note_loud_days(&mut tx, actor, notice, form.turn("luot")?, days.unwrap_or(0)).await?;
    tx.save().await?;
    visit.app.shelf().stir();
    Ok(page::done(&format!("/niem-yet/{id}"), "Đã ghi số ngày phát loa."))
}

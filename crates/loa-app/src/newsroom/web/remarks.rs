//! Remarks on passages: without scripts, by a link behind each passage.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::clock::moment_text;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::newsroom::actions::{self, remarks};
use crate::newsroom::remark::{BEFORE_BODY, Remark, drawn, passages, place};
use crate::newsroom::store::remark;
use crate::newsroom::{Article, REMARK_CHARACTERS, Revision};
use crate::page::{self, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;

/// A remark on the page of its article.
pub struct RemarkView {
    /// Identity.
    pub id: String,
    /// "Đoạn 3", or that it was changed since.
    pub place: String,
    /// The words that it is about.
    pub quote: String,
    /// What is said of them.
    pub words: String,
    /// By whom and when.
    pub who: String,
    /// Words, and by whom and when.
    pub answers: Vec<(String, String)>,
    /// By whom and when it was settled; empty: it is open.
    pub settled: String,
    /// The visitor may settle it.
    pub may_settle: bool,
}

/// What the page of an article shows of remarks.
pub struct Remarks {
    /// All of them, the open ones first.
    pub all: Vec<RemarkView>,
    /// How many are open.
    pub open: usize,
    /// The body with a link behind each passage.
    pub body: String,
    /// Behind which title and lead are remarked on.
    pub head: String,
}

fn href(article: Id, ordinal: i64, block: usize) -> String {
    format!("/toa-soan/{article}/nhan-xet?ban={ordinal}&amp;doan={block}")
}

fn view(one: Remark, now: &[String], actor: &Actor, unit: Id) -> RemarkView {
    let at = place(&one, now);
    RemarkView {
        id: one.id.to_string(),
        place: match at {
            Some(0) => "Tiêu đề".to_owned(),
            Some(1) => "Tóm tắt".to_owned(),
            Some(at) => format!("Đoạn {}", at + 1 - BEFORE_BODY),
            None => format!("Đoạn đã sửa (lời của bản {})", one.ordinal),
        },
        may_settle: one.settled.is_none() && remarks::may_settle(actor, unit, &one),
        quote: one.quote,
        words: one.words,
        who: format!("{}, {}", one.person, moment_text(one.at)),
        answers: one
            .answers
            .into_iter()
            .map(|(words, person, at)| (words, format!("{person}, {}", moment_text(at))))
            .collect(),
        settled: one
            .settled
            .map(|(person, at)| format!("{person}, {}", moment_text(at)))
            .unwrap_or_default(),
    }
}

/// What the page of an article shows of remarks.
///
/// # Errors
/// [`Error::Outage`]
pub async fn of(tx: &mut Tx, actor: &Actor, article: &Article, words: &Revision) -> Result<Remarks> {
    let now = passages(words);
    let found = remark::of_article(tx, article.id).await?;
    let (open, settled): (Vec<Remark>, Vec<Remark>) =
        found.into_iter().partition(|one| one.settled.is_none());
    let many = open.len();
    let all = open.into_iter().chain(settled);
    let lang = match words.language.of_text() {
        "vi" => "",
        _ => " lang=\"vi\"",
    };
    let body = drawn(&words.body, |block, _| {
        let href = href(article.id, words.ordinal, block + BEFORE_BODY);
        let number = block + 1;
        format!(" <a class=\"govuk-link loa-remark\" href=\"{href}\"{lang}>nhận xét đoạn {number}</a>")
    });
    Ok(Remarks {
        all: all.map(|one| view(one, &now, actor, article.unit)).collect(),
        open: many,
        body,
        head: format!("/toa-soan/{}/nhan-xet?ban={}", article.id, words.ordinal),
    })
}

#[derive(Template)]
#[template(path = "newsroom/pages/remark.html")]
struct RemarkPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    title: String,
    ordinal: i64,
    block: usize,
    quote: String,
    words: String,
}

/// Revision and passage as an address or a form names them; what is missing is the title of the latest one.
fn at(form: &Form, article: &Article) -> (i64, usize) {
    let ordinal = form.get("ban").parse().unwrap_or(article.standing.revision);
    (ordinal, form.get("doan").parse().unwrap_or(0))
}

async fn loaded(visit: &Visit, id: &str, sent: &Form, problems: Problems) -> Result<RemarkPage> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let article = actions::reached(&mut tx, actor, Action::SeeArticles, id).await?;
    let wanted = at(sent, &article);
    let (revision, quote, wanted, problems) =
        match remarks::passage(&mut tx, &article, wanted.0, wanted.1).await {
            Ok((revision, quote)) => (revision, quote, wanted, problems),
            // Another passage than the one that was asked for: the title, and the sentence that says so.
            Err(Error::Problem(told)) => {
                let latest = actions::latest(&mut tx, &article).await?;
                let title = latest.title.clone();
                let at = (latest.ordinal, 0);
                (latest, title, at, told)
            }
            Err(error) => return Err(error),
        };
    Ok(RemarkPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: id.to_string(),
        title: revision.title,
        ordinal: wanted.0,
        block: wanted.1,
        quote,
        words: sent.get("nhan-xet").to_owned(),
    })
}

/// `/toa-soan/{article}/nhan-xet?ban=&doan=`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let sent = visit.fields();
    Ok(html(&loaded(&visit, &id, &sent, Problems::new()).await?))
}

/// `POST /toa-soan/{article}/nhan-xet`
pub async fn say(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match said(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&loaded(&visit, &id, &form, problems).await?)),
        done => done,
    }
}

async fn said(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let article: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    let found = actions::reached(&mut tx, actor, Action::SeeArticles, article).await?;
    let mut problems = Problems::new();
    let must = Some("Mời ghi nhận xét.");
    let words = form.text("nhan-xet", REMARK_CHARACTERS, must, &mut problems);
    problems.or(())?;
    remarks::say(&mut tx, actor, article, at(form, &found), &words).await?;
    tx.save().await?;
    Ok(page::done(
        &format!("/toa-soan/{id}#nhan-xet-cua-bai"),
        "Đã ghi nhận xét.",
    ))
}

/// `POST /toa-soan/{article}/nhan-xet/tra-loi`: answers a remark, or settles it.
pub async fn answer(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match answered(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => super::one::again(&visit, &id, &form, problems).await,
        done => done,
    }
}

async fn answered(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let article: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    actions::reached(&mut tx, actor, Action::SeeArticles, article).await?;
    let remark = form.get("muc").parse();
    let remark = remark.map_err(|_| Problems::one("tra-loi", "Mời chọn nhận xét để trả lời."))?;
    let mut problems = Problems::new();
    let words = form.text("tra-loi", REMARK_CHARACTERS, None, &mut problems);
    problems.or(())?;
    let done = match form.get("viec") {
        "xong" => {
            remarks::settle(&mut tx, actor, article, remark, &words).await?;
            "Đã khép nhận xét."
        }
        _ => {
            remarks::answer(&mut tx, actor, article, remark, &words).await?;
            "Đã trả lời nhận xét."
        }
    };
    tx.save().await?;
    Ok(page::done(&format!("/toa-soan/{id}#nhan-xet-cua-bai"), done))
}

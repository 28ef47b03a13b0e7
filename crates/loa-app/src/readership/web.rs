//! Pages: how articles were read and whether pages helped, for editors; the answer of a reader, for everybody.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use jiff::ToSpan as _;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::{Audience, Language};
use crate::app::App;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::newsroom::Article;
use crate::org::{self, Tree};
use crate::page::{self, Choice, Chrome, html};
use crate::portal::REASONS;
use crate::portal::frame::{Frame, frame, site_at};
use crate::problem::Problems;
use crate::readership::store::{Filter, Marks};
use crate::readership::{Answer, By, actions, store};
use crate::route::{Access, Routes, Visit};
use crate::text;

/// Articles of the page, and rows of marks that are looked at.
const MOST: i64 = 100;
const MOST_MARKS: i64 = 1000;
/// Rows of the table to keep.
const MOST_ROWS: i64 = 20_000;

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let see = Access::May(Action::SeeArticles);
    routes
        .get("/toa-soan/luot-doc", see, readings)
        .get("/toa-soan/luot-doc.csv", see, table)
        .open_post("/cong/{site}/danh-gia", mark)
        .open("/cong/{site}/cam-on", thanks)
}

/// How long back, in days: the key in addresses, and the words.
const SPANS: [(&str, i32, &str); 3] = [
    ("4-tuan", 27, "4 tuần qua"),
    ("12-tuan", 83, "12 tuần qua"),
    ("12-thang", 364, "12 tháng qua"),
];

/// What the form of the page asks for.
struct Asked {
    by: By,
    span: usize,
    unit: Option<Id>,
    filter: Filter,
}

impl Asked {
    /// # Errors
    /// [`Error::NotFound`] for a unit that the person does not see.
    fn of(form: &Form, actor: &Actor, today: Date) -> Result<Self> {
        let reach = actor.reach(Action::SeeArticles);
        let unit = match form.get("don-vi") {
            "" => None,
            typed => {
                let id: Option<Id> = typed.parse().ok();
                Some(id.filter(|id| reach.contains(id)).ok_or(Error::NotFound)?)
            }
        };
        let span = SPANS.iter().position(|span| span.0 == form.get("khoang"));
        let span = span.unwrap_or(1);
        let days = SPANS.get(span).map_or(83, |span| span.1);
        let first = today.checked_sub(days.days()).unwrap_or(today);
        Ok(Self {
            by: By::with_key(form.get("theo")).unwrap_or(By::Week),
            span,
            unit,
            filter: Filter {
                units: unit.map_or_else(|| reach.iter().copied().collect(), |unit| vec![unit]),
                audience: Audience::with_key(form.get("doi-tuong")),
                language: Language::with_key(form.get("tieng")),
                days: (first, today),
            },
        })
    }

    /// The same as what stands behind `?`.
    fn query(&self) -> String {
        let filter = &self.filter;
        let span = SPANS.get(self.span).map_or("", |span| span.0);
        let unit = self.unit.map(|unit| unit.to_string()).unwrap_or_default();
        let audience = filter.audience.map_or("", Audience::key);
        let language = filter.language.map_or("", Language::key);
        format!(
            "?don-vi={unit}&doi-tuong={audience}&tieng={language}&khoang={span}&theo={}",
            self.by.key()
        )
    }
}

/// Sums by period, the latest first; a period without readings has its row.
fn periods(by: By, days: (Date, Date), found: &[(Date, i64)]) -> Vec<(String, String)> {
    let mut sums: BTreeMap<Date, i64> = BTreeMap::new();
    let mut begin = by.begin(days.0);
    while begin <= days.1 {
        sums.insert(begin, 0);
        begin = by.next(begin);
    }
    for (day, many) in found {
        *sums.entry(by.begin(*day)).or_default() += many;
    }
    let rows = sums.into_iter().rev();
    rows.map(|(begin, many)| (by.name(begin), text::number(many)))
        .collect()
}

struct ArticleRow {
    id: String,
    title: String,
    unit: String,
    audience: &'static str,
    language: &'static str,
    many: String,
}

struct MarkRow {
    unit: String,
    page: String,
    yes: String,
    no: String,
    why: String,
}

/// Marks of pages as rows, those with the most answers first.
fn mark_rows(found: Vec<Marks>, tree: &Tree) -> Vec<MarkRow> {
    let mut pages: BTreeMap<(Id, String), Vec<Marks>> = BTreeMap::new();
    for marks in found {
        pages
            .entry((marks.unit, marks.page.clone()))
            .or_default()
            .push(marks);
    }
    let mut rows: Vec<(i64, MarkRow)> = pages
        .into_iter()
        .map(|((unit, page), marks)| {
            let (yes, no, why) = added(&marks);
            let row = MarkRow {
                unit: tree.name(unit).to_owned(),
                page: format!("/{page}"),
                yes: text::number(yes),
                no: text::number(no),
                why,
            };
            (yes + no, row)
        })
        .collect();
    rows.sort_by_key(|(many, _)| std::cmp::Reverse(*many));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// How many said yes, how many no, and why: "Chữ khó hiểu 3, thông tin đã cũ 1".
fn added(marks: &[Marks]) -> (i64, i64, String) {
    let of = |answer| {
        let own = marks.iter().filter(|one| one.answer == answer);
        own.map(|one| one.many).sum::<i64>()
    };
    let why = REASONS.iter().filter_map(|(key, label)| {
        let many: i64 = marks
            .iter()
            .filter(|one| one.reason == *key)
            .map(|one| one.many)
            .sum();
        (many > 0).then(|| format!("{label}: {}", text::number(many)))
    });
    let why: Vec<String> = why.collect();
    (of(Answer::Yes), of(Answer::No), why.join("; "))
}

#[derive(Template)]
#[template(path = "readership/pages/readings.html")]
struct ReadingsPage {
    chrome: Chrome,
    problems: Problems,
    units: Vec<Choice>,
    audiences: Vec<Choice>,
    languages: Vec<Choice>,
    spans: Vec<Choice>,
    bys: Vec<Choice>,
    total: String,
    periods: Vec<(String, String)>,
    articles: Vec<ArticleRow>,
    marks: Vec<MarkRow>,
    query: String,
}

/// `/toa-soan/luot-doc`
async fn readings(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let asked = Asked::of(&visit.fields(), actor, today)?;
    let filter = &asked.filter;
    let by_day = store::by_day(&mut tx, filter).await?;
    let by_article = store::by_article(&mut tx, filter, MOST).await?;
    let marks = store::of_pages(&mut tx, &filter.units, filter.days, MOST_MARKS).await?;
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    drop(tx);
    let reach = actor.reach(Action::SeeArticles);
    let mut units = vec![Choice::new("", "Tất cả", asked.unit.is_none())];
    let below = tree
        .outline()
        .into_iter()
        .filter(|(_, unit)| reach.contains(&unit.id));
    units.extend(below.map(|(_, unit)| Choice::new(unit.id, unit.name.clone(), asked.unit == Some(unit.id))));
    let mut audiences = vec![Choice::new("", "Mọi người", filter.audience.is_none())];
    audiences.extend(
        Audience::ALL
            .into_iter()
            .map(|one| Choice::new(one.key(), one.label(), filter.audience == Some(one))),
    );
    let mut languages = vec![Choice::new("", "Mọi thứ tiếng", filter.language.is_none())];
    languages.extend(
        Language::ALL
            .into_iter()
            .map(|one| Choice::new(one.key(), one.label(), filter.language == Some(one))),
    );
    let total: i64 = by_day.iter().map(|(_, many)| many).sum();
    Ok(html(&ReadingsPage {
        chrome: Chrome::new(&visit),
        problems: Problems::new(),
        units,
        audiences,
        languages,
        spans: (0..)
            .zip(SPANS)
            .map(|(at, (key, _, label))| Choice::new(key, label, at == asked.span))
            .collect(),
        bys: By::ALL
            .into_iter()
            .map(|by| Choice::new(by.key(), by.label(), by == asked.by))
            .collect(),
        total: text::number(total),
        periods: periods(asked.by, filter.days, &by_day),
        articles: by_article
            .into_iter()
            .map(|one| ArticleRow {
                id: one.article.to_string(),
                title: one.title,
                unit: tree.name(one.unit).to_owned(),
                audience: one.audience.map_or("Mọi người", Audience::label),
                language: one.language.label(),
                many: text::number(one.many),
            })
            .collect(),
        marks: mark_rows(marks, &tree),
        query: asked.query(),
    }))
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// `/toa-soan/luot-doc.csv`: the articles of the same days, each with its readings.
async fn table(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let asked = Asked::of(&visit.fields(), actor, today)?;
    let found = store::by_article(&mut tx, &asked.filter, MOST_ROWS).await?;
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    drop(tx);
    let (first, last) = asked.filter.days;
    let mut out = csv::Writer::from_writer(Vec::new());
    let head = [
        "tu_ngay",
        "den_ngay",
        "don_vi",
        "bai",
        "doi_tuong",
        "tieng",
        "luot_doc",
    ];
    let written = out.write_record(head).and_then(|()| {
        found.iter().try_for_each(|one| {
            let row: [String; 7] = [
                first.to_string(),
                last.to_string(),
                cell(tree.name(one.unit)),
                cell(&one.title),
                one.audience.map_or("Mọi người", Audience::label).to_owned(),
                one.language.label().to_owned(),
                one.many.to_string(),
            ];
            out.write_record(row)
        })
    });
    let failed = |error: String| Error::Outage(format!("a table is not written: {error}"));
    written.map_err(|error| failed(error.to_string()))?;
    let bytes = out.into_inner().map_err(|error| failed(error.to_string()))?;
    Ok(page::csv("luot-doc.csv", &String::from_utf8_lossy(&bytes)))
}

#[derive(Template)]
#[template(path = "readership/pages/article_part.html")]
struct ArticlePart {
    all: String,
    lately: String,
    yes: String,
    no: String,
    why: String,
}

/// How an article was received, as a part of its page; nothing before the public reads it.
///
/// # Errors
/// [`Error::Outage`]
pub async fn article_part(tx: &mut Tx, article: &Article) -> Result<String> {
    if article.first_public_at.is_none() {
        return Ok(String::new());
    }
    let today = tx.today();
    let week = today.checked_sub(6.days()).unwrap_or(today);
    let read = store::of_article(tx, article.id, week).await?;
    let marks = store::of_page(tx, article.unit, &format!("tin/{}", article.slug)).await?;
    let (yes, no, why) = added(&marks);
    let part = ArticlePart {
        all: text::number(read.all),
        lately: text::number(read.lately),
        yes: text::number(yes),
        no: text::number(no),
        why,
    };
    part.render().map_err(|error| Error::Outage(error.to_string()))
}

/// `POST /cong/{site}/danh-gia`
async fn mark(State(app): State<App>, Path(slug): Path<String>, sent: Form) -> Response {
    let made = async {
        let mut tx = app.db().read(app.scope(Id(0), None)).await?;
        let site = site_at(&mut tx, &slug).await?;
        drop(tx);
        let mut tx = app.db().begin(app.scope(site.locality, None)).await?;
        actions::mark(&app, &mut tx, &site, &sent).await?;
        tx.save().await?;
        let page = page::encoded(sent.get("trang"));
        Ok::<_, Error>(page::to(&format!("/cong/{}/cam-on?trang={page}", site.slug)).into_response())
    };
    made.await.unwrap_or_else(Error::into_response)
}

#[derive(Template)]
#[template(path = "readership/pages/thanks.html")]
struct ThanksPage {
    frame: Frame,
    back: String,
}

/// `/cong/{site}/cam-on`
async fn thanks(
    State(app): State<App>,
    Path(slug): Path<String>,
    uri: axum::http::Uri,
    headers: HeaderMap,
) -> Response {
    let made = async {
        let mut tx = app.db().read(app.scope(Id(0), None)).await?;
        let site = site_at(&mut tx, &slug).await?;
        let scope = app.scope(site.locality, None);
        let mut tx = tx.scoped_to(scope);
        let sent = Form::parse(uri.query().unwrap_or_default());
        let is_sign = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || "-/".contains(sign);
        let page = Some(sent.get("trang")).filter(|page| page.chars().all(is_sign) && page.len() < 200);
        let page = page.unwrap_or_default().trim_matches('/');
        let home = format!("/cong/{slug}");
        Ok::<_, Error>(html(&ThanksPage {
            frame: frame(&mut tx, &site, &page::base(&app, &headers)).await?,
            back: if page.is_empty() {
                home
            } else {
                format!("{home}/{page}")
            },
        }))
    };
    made.await.unwrap_or_else(Error::into_response)
}

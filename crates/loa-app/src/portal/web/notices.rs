//! Notices as the public reads them: what is posted now, what was, and the list of a quarter (PUB-03).

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use loa_db::tx::Tx;

use super::library::sent;
use super::pages::{crumbs, rendered};
use crate::app::App;
use crate::catalogue::Kind;
use crate::clock::vietnam;
use crate::document;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::notice::listing::{Line, MOST_LINES};
use crate::notice::{GONE, Notice, Quarter, State, store};
use crate::page;
use crate::portal::frame::Frame;
use crate::portal::{Site, is_part};
use crate::text;

/// Notices that are posted now on one page; a commune has a few dozen.
const MOST_UP: i64 = 200;
/// Past notices of one page.
const PAGE: i64 = 20;
/// Pages of past ones that are turned.
const MOST_PAGES: i64 = 500;
/// Quarters that are offered.
const QUARTERS: usize = 8;

fn page_of(query: &str) -> i64 {
    let page = Form::parse(query).get("trang").parse().unwrap_or(1);
    i64::clamp(page, 1, MOST_PAGES)
}

/// What counts of that which stands behind `?` of the list.
pub fn behind(query: &str) -> String {
    match page_of(query) {
        1 => String::new(),
        page => format!("?trang={page}"),
    }
}

/// A notice in a list.
struct Entry {
    href: String,
    title: String,
    matter: String,
    days: String,
}

impl Entry {
    fn new(site: &Site, one: Notice) -> Self {
        Self {
            href: format!("/cong/{}/niem-yet/{}", site.slug, one.slug),
            matter: format!("{}. {}", one.written.matter.number(), one.written.matter.label()),
            days: one.days(),
            title: one.written.title,
        }
    }
}

#[derive(Template)]
#[template(path = "portal/pages/notices.html")]
struct NoticesPage {
    frame: Frame,
    /// `None` on later pages of past ones.
    up: Option<Vec<Entry>>,
    past: Vec<Entry>,
    next: Option<String>,
    quarters: Vec<(String, String)>,
    data: String,
}

#[derive(Template)]
#[template(path = "portal/pages/notice.html")]
struct NoticePage {
    frame: Frame,
    title: String,
    body: String,
    standing: &'static str,
    is_up: bool,
    /// Why it was withdrawn; then of its words nothing is told, the title among them.
    withdrawn: Option<String>,
    /// On which days it was put right, and why.
    corrections: Vec<(String, String)>,
    facts: Vec<(&'static str, String)>,
    places: Vec<String>,
    /// Address, and "PDF, 1,2 MB".
    file: Option<(String, String)>,
    address: String,
    /// The address that stands on paper.
    printed: String,
    data: String,
}

#[derive(Template)]
#[template(path = "portal/pages/quarter.html")]
struct QuarterPage {
    frame: Frame,
    label: String,
    key: String,
    lines: Vec<Line>,
    data: String,
}

/// `/cong/{site}/niem-yet?trang=…`
pub(super) async fn list(
    tx: &mut Tx,
    site: &Site,
    frame: Frame,
    query: &str,
) -> Result<(&'static str, String)> {
    let (today, page) = (tx.today(), page_of(query));
    let up = match page {
        1 => Some(store::up(tx, site.unit, today, MOST_UP).await?),
        _ => None,
    };
    let mut past = store::past(tx, site.unit, today, (page - 1) * PAGE, PAGE + 1).await?;
    let goes_on = page::cut(&mut past, PAGE);
    // A page behind the last one is none, so that nobody fills the shelf with such.
    if past.is_empty() && page > 1 {
        return Err(Error::NotFound);
    }
    let quarters = std::iter::successors(Some(Quarter::of(today)), |quarter| Some(quarter.before()));
    let quarters = quarters
        .take(QUARTERS)
        .map(|quarter| (quarter.key(), quarter.label()));
    let entries = |found: Vec<Notice>| found.into_iter().map(|one| Entry::new(site, one)).collect();
    rendered(&NoticesPage {
        data: crumbs(&frame, &[("Niêm yết", &format!("{}/niem-yet", frame.home))]),
        up: up.map(entries),
        past: entries(past),
        next: (goes_on && page < MOST_PAGES).then(|| format!("?trang={}", page + 1)),
        quarters: quarters.collect(),
        frame,
    })
}

/// The notice of a site at an address, if the public ever read it.
async fn reached(tx: &mut Tx, site: &Site, slug: &str) -> Result<Notice> {
    if !is_part(slug) {
        return Err(Error::NotFound);
    }
    let found = store::by_slug(tx, site.unit, slug).await?;
    found
        .filter(|one| one.state != State::Draft)
        .ok_or(Error::NotFound)
}

/// `/cong/{site}/niem-yet/{notice}`
pub(super) async fn one(
    tx: &mut Tx,
    site: &Site,
    frame: Frame,
    slug: &str,
) -> Result<(&'static str, String)> {
    let one = reached(tx, site, slug).await?;
    let today = tx.today();
    let is_withdrawn = one.state == State::Withdrawn;
    let file = match one.written.file.filter(|_| !is_withdrawn) {
        Some(file) => document::store::by_id(tx, file).await?,
        None => None,
    };
    let address = format!("{}/niem-yet/{slug}", frame.home);
    let list = format!("{}/niem-yet", frame.home);
    let printed = frame.printed(tx, Kind::Notice, one.id).await?;
    let mut facts = vec![
        (
            "Nội dung công khai",
            format!("{}. {}", one.written.matter.number(), one.written.matter.label()),
        ),
        ("Ngày quyết định", text::day(one.written.decided_on)),
        ("Thời gian niêm yết", one.days()),
    ];
    if let Some(moment) = one.withdrawn_at {
        facts.push(("Ngày gỡ", text::day(vietnam(moment))));
    }
    let (standing, is_up) = (one.standing(today), one.is_up(today));
    let corrections = store::revisions(tx, one.id).await?;
    let corrections = corrections
        .into_iter()
        .map(|was| (text::day(vietnam(was.at)), was.reason));
    let title = match is_withdrawn {
        true => GONE.to_owned(),
        false => one.written.title,
    };
    let mut trail = vec![("Niêm yết", list.as_str())];
    if !is_withdrawn {
        trail.push((&title, &address));
    }
    rendered(&NoticePage {
        data: crumbs(&frame, &trail),
        corrections: corrections.collect(),
        standing,
        is_up,
        file: file.map(|file| {
            let kind = file.kind.ending().to_uppercase();
            (
                format!("/cong/{}/niem-yet/{slug}/tep", site.slug),
                format!("{kind}, {}", text::size(file.size)),
            )
        }),
        places: one.written.places.lines().map(str::to_owned).collect(),
        withdrawn: is_withdrawn.then_some(one.reason),
        facts,
        title,
        body: one.body,
        address,
        printed,
        frame,
    })
}

/// `/cong/{site}/niem-yet-theo-quy/{quarter}`
pub(super) async fn quarter(
    tx: &mut Tx,
    site: &Site,
    frame: Frame,
    key: &str,
) -> Result<(&'static str, String)> {
    let today = tx.today();
    let quarter = Quarter::with_key(key).filter(|quarter| *quarter <= Quarter::of(today));
    let quarter = quarter.ok_or(Error::NotFound)?;
    let found = store::between(tx, site.unit, quarter.days(), MOST_LINES).await?;
    let list = format!("{}/niem-yet", frame.home);
    let own = format!("{}/niem-yet-theo-quy/{key}", frame.home);
    rendered(&QuarterPage {
        data: crumbs(&frame, &[("Niêm yết", &list), (&quarter.label(), &own)]),
        label: quarter.label(),
        key: quarter.key(),
        lines: found.into_iter().map(|one| Line::new(one, false)).collect(),
        frame,
    })
}

/// `/cong/{site}/niem-yet/{notice}/tep`: whether the public reads the notice is asked each time.
pub async fn file(app: &App, site: &Site, slug: &str, headers: &HeaderMap) -> Result<Response> {
    let mut tx = app.db().read(app.scope(site.locality, None)).await?;
    let one = reached(&mut tx, site, slug).await?;
    let file = one.written.file.filter(|_| one.state == State::Posted);
    let file = document::store::by_id(&mut tx, file.ok_or(Error::NotFound)?).await?;
    drop(tx);
    sent(app, &file.ok_or(Error::NotFound)?, headers).await
}

//! Documents that the public reads: the list with its search, the page of one, its file.

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_official::kind::Kind as Official;
use loa_vietnamese::fold::fold;

use super::pages::{crumbs, rendered};
use crate::app::App;
use crate::catalogue::Kind;
use crate::document::register::store::list::WORDS;
use crate::document::register::{self, key_of, kind_with_key};
use crate::document::sending::Sending;
use crate::document::{self, store::File};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::library::{Wanted, Word, is_readable, store};
use crate::org;
use crate::page::{self, Choice, encoded};
use crate::portal::Site;
use crate::portal::frame::Frame;
use crate::text;

/// Documents of one page.
const PAGE: i64 = 20;
/// Pages that are turned; what lies behind is found by kind, year or words.
const MOST_PAGES: i64 = 500;
/// Characters of a search.
const MOST_CHARACTERS: usize = 100;
/// Whoever decides that it is not public any more is not to wait for what lies in between.
const CACHE: &str = "public, no-cache";

/// What stands behind `?` of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    words: String,
    kind: Option<Official>,
    year: Option<i16>,
    /// From 1.
    page: i64,
}

impl Asked {
    fn of(query: &str, today: Date) -> Self {
        let form = Form::parse(query);
        let year: Option<i16> = form.get("nam").parse().ok();
        let page = form.get("trang").parse().unwrap_or(1);
        Self {
            words: form.get("tim").chars().take(MOST_CHARACTERS).collect(),
            kind: kind_with_key(form.get("loai")),
            year: year.filter(|year| (1945..=today.year()).contains(year)),
            page: i64::clamp(page, 1, MOST_PAGES),
        }
    }

    fn is_plain(&self) -> bool {
        self.words.is_empty() && self.kind.is_none() && self.year.is_none()
    }

    /// "?loai=QĐ&trang=2"; empty for the first page of all.
    fn query(&self, page: i64) -> String {
        let mut parts = Vec::new();
        if !self.words.is_empty() {
            parts.push(format!("tim={}", encoded(&self.words)));
        }
        if let Some(kind) = self.kind {
            parts.push(format!("loai={}", encoded(key_of(kind))));
        }
        if let Some(year) = self.year {
            parts.push(format!("nam={year}"));
        }
        if page > 1 {
            parts.push(format!("trang={page}"));
        }
        match parts.is_empty() {
            true => String::new(),
            false => format!("?{}", parts.join("&")),
        }
    }

    fn wanted(&self) -> Wanted {
        let folded = fold(&self.words);
        let words = folded.split_whitespace().take(WORDS).map(str::to_owned);
        let year = |year| (Date::constant(year, 1, 1), Date::constant(year, 12, 31));
        Wanted {
            words: words.collect(),
            kind: self.kind.map(key_of).unwrap_or_default().to_owned(),
            days: self
                .year
                .map_or((Date::constant(1, 1, 1), Date::constant(9999, 12, 31)), year),
        }
    }
}

/// What counts of that which stands behind `?`, and whether the page may be kept: of what people search for there is no end.
pub fn behind(query: &str, today: Date) -> (String, bool) {
    let asked = Asked::of(query, today);
    (asked.query(asked.page), asked.is_plain())
}

struct Line {
    href: String,
    code: String,
    title: String,
    day: String,
    issuer: String,
    standing: &'static str,
    /// Address, and "PDF, 1,2 MB".
    file: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "portal/pages/library.html")]
struct LibraryPage {
    frame: Frame,
    words: String,
    kinds: Vec<Choice>,
    year: String,
    lines: Vec<Line>,
    is_search: bool,
    next: Option<String>,
    data: String,
}

#[derive(Template)]
#[template(path = "portal/pages/document.html")]
struct DocumentPage {
    frame: Frame,
    line: Line,
    facts: Vec<(&'static str, String)>,
    /// Why it is not public any more.
    withdrawn: Option<String>,
    address: String,
    /// The address that stands on paper.
    printed: String,
    data: String,
}

/// "PDF, 1,2 MB"
fn told(file: &File) -> String {
    format!("{}, {}", file.kind.ending().to_uppercase(), text::size(file.size))
}

async fn line(tx: &mut Tx, site: &Site, one: &register::Official, is_replaced: bool) -> Result<Line> {
    let today = tx.today();
    let names = org::store::names(tx, today).await?;
    let href = format!("/cong/{}/van-ban/{}", site.slug, one.id);
    let file = match one.signed_file {
        Some(file) => document::store::by_id(tx, file).await?,
        None => None,
    };
    Ok(Line {
        file: file.map(|file| (format!("{href}/tep"), told(&file))),
        href,
        code: one.code(),
        title: one.title(),
        day: text::day_or_dash(one.dated_on),
        issuer: names.get(&one.unit).cloned().unwrap_or_default(),
        standing: one.standing(today, is_replaced),
    })
}

/// `/cong/{site}/van-ban?tim=…&loai=…&nam=…&trang=…`
pub(super) async fn list(
    tx: &mut Tx,
    site: &Site,
    frame: Frame,
    query: &str,
) -> Result<(&'static str, String)> {
    let asked = Asked::of(query, tx.today());
    let skip = (asked.page - 1) * PAGE;
    let mut found = store::listed(tx, site.unit, &asked.wanted(), skip, PAGE + 1).await?;
    let goes_on = page::cut(&mut found, PAGE) && asked.page < MOST_PAGES;
    // A page behind the last one is none, so that nobody fills the shelf with such.
    if found.is_empty() && asked.page > 1 {
        return Err(Error::NotFound);
    }
    let replaced = register::store::replaced(tx, found.iter().copied()).await?;
    let mut lines = Vec::new();
    for one in register::store::by_ids(tx, &found).await? {
        lines.push(line(tx, site, &one, replaced.contains(&one.id)).await?);
    }
    let mut kinds = vec![Choice::new("", "Mọi loại", asked.kind.is_none())];
    let all = Official::ALL.iter();
    kinds.extend(all.map(|(kind, name, _)| Choice::new(key_of(*kind), *name, asked.kind == Some(*kind))));
    let next = goes_on.then(|| asked.query(asked.page + 1));
    rendered(&LibraryPage {
        data: crumbs(&frame, &[("Văn bản", &format!("{}/van-ban", frame.home))]),
        is_search: !asked.is_plain(),
        year: asked.year.map(|year| year.to_string()).unwrap_or_default(),
        words: asked.words,
        kinds,
        lines,
        next,
        frame,
    })
}

/// A document as the site of a unit may tell it now; what it says when it is not public any more.
async fn reached(tx: &mut Tx, site: &Site, id: Id) -> Result<(register::Official, Option<String>)> {
    let decided = store::at(tx, site.unit, id).await?.ok_or(Error::NotFound)?;
    let one = register::store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    match decided.word {
        Word::Public if is_readable(&one) => Ok((one, None)),
        Word::Withdrawn => Ok((one, Some(decided.reason))),
        _ => Err(Error::NotFound),
    }
}

/// `/cong/{site}/van-ban/{document}`
pub(super) async fn one(tx: &mut Tx, site: &Site, frame: Frame, id: Id) -> Result<(&'static str, String)> {
    let (one, withdrawn) = reached(tx, site, id).await?;
    let is_replaced = !register::store::replaced(tx, [one.id]).await?.is_empty();
    let line = line(tx, site, &one, is_replaced).await?;
    let address = format!("{}/van-ban/{}", frame.home, one.id);
    let day = |day: Option<Date>| day.map(text::day).unwrap_or_default();
    let mut facts = vec![
        ("Số, ký hiệu", line.code.clone()),
        ("Ngày ban hành", day(one.dated_on)),
        ("Loại", one.kind.name().to_owned()),
        ("Cơ quan ban hành", line.issuer.clone()),
        ("Trích yếu", one.subject.clone()),
        ("Người ký", one.signer.clone()),
        ("Có hiệu lực từ", day(one.valid_from.or(one.dated_on))),
        ("Hết hiệu lực sau ngày", day(one.valid_to)),
        ("Tình trạng", line.standing.to_owned()),
    ];
    facts.retain(|(_, told)| !told.is_empty());
    let list = format!("{}/van-ban", frame.home);
    let printed = frame.printed(tx, Kind::Document, one.id).await?;
    rendered(&DocumentPage {
        data: crumbs(&frame, &[("Văn bản", &list), (&line.code, &address)]),
        line,
        facts,
        withdrawn,
        printed,
        address,
        frame,
    })
}

/// `/cong/{site}/van-ban/{document}/tep`: whether it is public is asked each time.
pub async fn file(app: &App, site: &Site, id: Id, headers: &HeaderMap) -> Result<Response> {
    let mut tx = app.db().read(app.scope(site.locality, None)).await?;
    let (one, withdrawn) = reached(&mut tx, site, id).await?;
    let file = one
        .signed_file
        .filter(|_| withdrawn.is_none())
        .ok_or(Error::NotFound)?;
    let file = document::store::by_id(&mut tx, file)
        .await?
        .ok_or(Error::NotFound)?;
    drop(tx);
    sent(app, &file, headers).await
}

/// A document that the public may have, as it goes out.
///
/// # Errors
/// As [`Sending::sent`].
pub async fn sent(app: &App, file: &File, headers: &HeaderMap) -> Result<Response> {
    let sending = Sending::new(&file.hash, file.kind.media_type(), CACHE);
    sending.named(file).sent(app, headers).await
}

//! Editions, which never change, and their files: DOCX, PDF, XLSX; the fragment for the parent report.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_official::document::{Block, Document};
use loa_official::kind::Kind;

use crate::clock::moment_text;
use crate::document::letterhead::Letterhead;
use crate::error::{Error, Result};
use crate::page::{self, Chrome, html};
use crate::report::actions::{self, issue};
use crate::report::content::Content;
use crate::report::document::fragment;
use crate::report::period_words;
use crate::report::store::edition;
use crate::report::web::one::{IssuedView, SectionView, issued_views, sections};
use crate::report::web::sheet;
use crate::route::Visit;

struct AnnexView {
    title: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

#[derive(Template)]
#[template(path = "report/pages/edition.html")]
struct EditionPage {
    chrome: Chrome,
    report: String,
    unit: String,
    period: String,
    ordinal: i64,
    by: String,
    at: String,
    digest: String,
    is_accepted: bool,
    issued: Option<IssuedView>,
    sections: Vec<SectionView>,
    annexes: Vec<AnnexView>,
}

fn annexes(content: &Content) -> Vec<AnnexView> {
    let texts = |cells: &Vec<loa_official::document::Cell>| -> Vec<String> {
        cells.iter().map(|cell| cell.text.clone()).collect()
    };
    content
        .annexes
        .iter()
        .map(|annex| AnnexView {
            title: annex.title.clone(),
            head: annex.table.head.first().map(texts).unwrap_or_default(),
            rows: annex.table.rows.iter().map(texts).collect(),
        })
        .collect()
}

/// `/bao-cao/{report}/ban/{edition}`
pub async fn page(visit: Visit, Path((id, ordinal)): Path<(String, String)>) -> Result<Response> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let ordinal: i64 = ordinal.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let (round, report) = actions::seen(&mut tx, actor, id).await?;
    let edition = edition::one(&mut tx, id, ordinal).await?.ok_or(Error::NotFound)?;
    let content = edition.read()?;
    let issued = issued_views(&mut tx, id).await?;
    Ok(html(&EditionPage {
        chrome: Chrome::new(&visit),
        report: id.to_string(),
        unit: content.name.clone(),
        period: period_words(&round.period),
        ordinal,
        by: edition
            .by
            .clone()
            .unwrap_or_else(|| "Loa (đơn vị chưa gửi)".to_owned()),
        at: moment_text(edition.filed_at),
        digest: edition.digest.clone(),
        is_accepted: report.standing.accepted == ordinal,
        issued: issued.into_iter().find(|one| one.ordinal == ordinal),
        sections: sections(&content, id, ordinal),
        annexes: annexes(&content),
    }))
}

/// What is asked for: "ban-2.docx", "du-thao.pdf", "long-ghep.docx", "so-lieu.xlsx".
struct Wanted<'a> {
    what: What,
    ending: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Draft,
    Edition(i64),
    Fragment,
    Figures,
}

fn wanted(name: &str) -> Option<Wanted<'_>> {
    let (stem, ending) = name.rsplit_once('.')?;
    let what = match stem {
        "du-thao" => What::Draft,
        "long-ghep" => What::Fragment,
        "so-lieu" => What::Figures,
        stem => What::Edition(stem.strip_prefix("ban-")?.parse().ok()?),
    };
    let is_known = match what {
        What::Figures => ending == "xlsx",
        _ => matches!(ending, "docx" | "pdf"),
    };
    is_known.then_some(Wanted { what, ending })
}

/// The fragment as a document of its own: a heading and paragraphs, to be taken into another one.
fn fragment_document(content: &Content, head: &Letterhead) -> Document {
    let (title, lines) = fragment(content);
    let mut document = Document::new(Kind::Report, head.named(), "", title.clone());
    document.year = content.last_on.year();
    document.place = head.place.clone();
    document.body = std::iter::once(Block::Section(title))
        .chain(lines.into_iter().map(Block::text))
        .collect();
    document
}

/// `/bao-cao/{report}/tai/{name}`
pub async fn download(visit: Visit, Path((id, file)): Path<(String, String)>) -> Result<Response> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let wanted = wanted(&file).ok_or(Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let (round, report) = actions::seen(&mut tx, actor, id).await?;
    let name = format!("bao-cao-{}-{file}", round.period);
    let document = match wanted.what {
        What::Edition(ordinal) => issue::document(&mut tx, &round, &report, ordinal).await?,
        what => {
            let (content, _) = actions::shown(&mut tx, &round, &report).await?;
            match what {
                What::Figures => return Ok(page::workbook(&name, sheet::of_report(&content)?)),
                What::Fragment => {
                    fragment_document(&content, &issue::ends(&mut tx, &round, &report).await?.0)
                }
                _ => issue::composed(&mut tx, &round, &report, &content).await?,
            }
        }
    };
    drop(tx);
    crate::document::print::answer(&visit.app, document, wanted.ending, &name).await
}

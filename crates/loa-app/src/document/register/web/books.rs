//! The two registers: on the page the newest first, on paper and in Excel in their order and exactly their columns.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use super::{choices, meant, names, units_for};
use crate::document::register::sheet::{self, Cell, Column, columns};
use crate::document::register::store::list::{Register, count, in_order, newest};
use crate::document::register::{Official, Way, store};
use crate::error::{Error, Result};
use crate::identity::Action;
use crate::org;
use crate::page::{self, Choice, Chrome, html};
use crate::route::Visit;
use crate::text;

/// Lines of one page.
const PAGE: usize = 50;
/// Lines of one page on paper.
const PRINTED: i64 = 500;
/// Lines of a workbook that are read at once, and all of them: more than a province enters in a year.
const PIECE: i64 = 2_000;
const MOST_LINES: i64 = 200_000;

struct Line {
    id: String,
    state: &'static str,
    cells: Vec<String>,
}

#[derive(Template)]
#[template(path = "document/pages/book.html")]
struct BookPage {
    chrome: Chrome,
    is_out: bool,
    path: &'static str,
    heading: &'static str,
    unit: String,
    unit_id: String,
    year: i64,
    units: Vec<Choice>,
    columns: &'static [Column; 10],
    lines: Vec<Line>,
    total: String,
    next: Option<String>,
    printed: bool,
    print: String,
    workbook: String,
    may_keep: bool,
}

fn path(way: Way) -> &'static str {
    match way {
        Way::Out => "/van-ban/so-di",
        Way::In => "/van-ban/so-den",
    }
}

fn heading(way: Way) -> &'static str {
    match way {
        Way::Out => "Sổ đăng ký văn bản đi",
        Way::In => "Sổ đăng ký văn bản đến",
    }
}

/// The register that an address asks for: of this year and the visitor's own unit unless it says otherwise.
fn asked(visit: &Visit, today: jiff::civil::Date, way: Way) -> Result<Register> {
    let form = visit.fields();
    let year = form.get("nam").parse().ok();
    Ok(Register {
        unit: meant(visit.actor()?, Action::SeeUnits, form.get("don-vi"))?,
        way,
        year: year
            .filter(|year| (1900..=2200).contains(year))
            .unwrap_or_else(|| i64::from(today.year())),
    })
}

async fn cells(tx: &mut Tx, found: &[Official], names: &HashMap<Id, String>) -> Result<Vec<[Cell; 10]>> {
    let to = store::list::went_to(tx, found.iter().map(|one| one.id)).await?;
    let line = |one: &Official| {
        let units = to.get(&one.id).map_or(&[][..], Vec::as_slice);
        let named = units.iter().filter_map(|unit| names.get(unit).cloned());
        sheet::line(one, &named.collect::<Vec<_>>())
    };
    Ok(found.iter().map(line).collect())
}

/// `/van-ban/so-di?don-vi=…&nam=2022&truoc=…`; with `in=1` as it is printed.
pub async fn outgoing(visit: Visit) -> Result<Response> {
    book(visit, Way::Out).await
}

/// `/van-ban/so-den?…`, likewise.
pub async fn incoming(visit: Visit) -> Result<Response> {
    book(visit, Way::In).await
}

async fn book(visit: Visit, way: Way) -> Result<Response> {
    let actor = visit.actor()?;
    let form = visit.fields();
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let of = asked(&visit, today, way)?;
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let names = names(&mut tx, today).await?;
    let printed = form.has("in");
    let query = format!("don-vi={}&nam={}", of.unit, of.year);
    let (found, next) = if printed {
        let skip = form.get("sau").parse::<i64>().unwrap_or(0).clamp(0, MOST_LINES);
        let found = in_order(&mut tx, of, skip, PRINTED).await?;
        let is_full = found.len() as i64 == PRINTED;
        (
            found,
            is_full.then(|| format!("{}?{query}&in=1&sau={}", path(way), skip + PRINTED)),
        )
    } else {
        let from = form.get("truoc").parse().unwrap_or(Id(i64::MAX));
        let found = newest(&mut tx, of, from, PAGE as i64).await?;
        let last = found.last().filter(|_| found.len() == PAGE);
        let next = last.map(|one| format!("{}?{query}&truoc={}", path(way), one.id));
        (found, next)
    };
    let cells = cells(&mut tx, &found, &names).await?;
    let lines = found.iter().zip(&cells).map(|(one, cells)| Line {
        id: one.id.to_string(),
        state: one.state.word(),
        cells: cells.iter().map(Cell::told).collect(),
    });
    let units = units_for(actor, Action::SeeUnits, &tree);
    Ok(html(&BookPage {
        chrome: Chrome::new(&visit),
        is_out: way == Way::Out,
        path: path(way),
        heading: heading(way),
        unit: names.get(&of.unit).cloned().unwrap_or_default(),
        unit_id: of.unit.to_string(),
        year: of.year,
        units: choices(&units, &tree, &[of.unit]),
        columns: columns(way),
        lines: lines.collect(),
        total: text::number(count(&mut tx, of).await?),
        next,
        printed,
        print: format!("{}?{query}&in=1", path(way)),
        workbook: format!("{}.xlsx?{query}", path(way)),
        may_keep: actor.may(Action::KeepRegister, of.unit),
    }))
}

/// `/van-ban/so-di.xlsx?don-vi=…&nam=2022`
pub async fn outgoing_sheet(visit: Visit) -> Result<Response> {
    workbook(visit, Way::Out).await
}

/// `/van-ban/so-den.xlsx?don-vi=…&nam=2022`
pub async fn incoming_sheet(visit: Visit) -> Result<Response> {
    workbook(visit, Way::In).await
}

async fn workbook(visit: Visit, way: Way) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let of = asked(&visit, today, way)?;
    let names = names(&mut tx, today).await?;
    let mut lines = Vec::new();
    let mut skip = 0;
    while skip < MOST_LINES {
        let found = in_order(&mut tx, of, skip, PIECE).await?;
        if found.is_empty() {
            break;
        }
        skip += PIECE;
        lines.extend(cells(&mut tx, &found, &names).await?);
    }
    drop(tx);
    let unit = names.get(&of.unit).cloned().unwrap_or_default();
    let title = format!("{}, {unit}, năm {}", heading(way), of.year);
    let name = match way {
        Way::Out => format!("so-van-ban-di-{}.xlsx", of.year),
        Way::In => format!("so-van-ban-den-{}.xlsx", of.year),
    };
    let bytes = tokio::task::spawn_blocking(move || sheet::workbook(way, &title, &lines))
        .await
        .map_err(|error| Error::Outage(error.to_string()))??;
    Ok(page::workbook(&name, bytes))
}

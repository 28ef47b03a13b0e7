//! Pages of duties: the board, one's own work, one duty, proof to judge, calendar.

use std::collections::HashSet;

use askama::Template;
use axum::response::Response;

use crate::duty::Standing;
use crate::duty::web::board::{Board, Listed, PAGE_LINES, Scope};
use crate::duty::web::filter::Filter;
use crate::duty::web::line::Line;
use crate::error::Result;
use crate::identity::Action;
use crate::page::{self, Choice, Chrome, html};
use crate::route::{Access, Routes, Visit};
use crate::text;

pub mod board;
pub mod calendar;
pub mod feed;
pub mod filter;
pub mod judge;
pub mod line;
pub mod mine;
pub mod sheet;

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/bang-dieu-hanh", Access::May(Action::SeeBoard), board_page)
        .get("/bang-dieu-hanh.xlsx", Access::May(Action::SeeBoard), board_sheet)
        .get("/viec", Access::SignedIn, mine::mine)
        .get("/viec/{duty}", Access::May(Action::SeeUnits), mine::one)
        .post(
            "/viec/{duty}/gia-han",
            Access::May(Action::SteerDuty),
            mine::extend,
        )
        .post(
            "/viec/{duty}/can-duyet",
            Access::May(Action::SteerDuty),
            mine::set_approval,
        )
        .get("/don-vi/{unit}/viec", Access::May(Action::SeeUnits), mine::unit)
        .get("/minh-chung", Access::May(Action::JudgeProof), judge::first)
        .get("/minh-chung/{proof}", Access::May(Action::JudgeProof), judge::one)
        .post(
            "/minh-chung/{proof}",
            Access::May(Action::JudgeProof),
            judge::judge,
        )
        .get("/lich", Access::May(Action::SeeOwnDuties), calendar::page)
        .get("/lich/dong-bo", Access::May(Action::SeeOwnDuties), feed::page)
        .post("/lich/dong-bo", Access::May(Action::SeeOwnDuties), feed::renew)
        .post("/lich/dong-bo/bo", Access::May(Action::SeeOwnDuties), feed::end)
        // The secret in the address is what allows it: calendar programs do not sign in.
        .get("/lich/{secret}", Access::Public, feed::file)
}

#[derive(Template)]
#[template(path = "duty/pages/board.html")]
struct BoardPage {
    chrome: Chrome,
    filter: Filter,
    label: String,
    today: String,
    board: Board,
    parts: Vec<String>,
    legend: Vec<Standing>,
    /// Units of the pressing lines that the person may urge.
    urges: HashSet<String>,
}

#[derive(Template)]
#[template(path = "duty/pages/list.html")]
struct ListPage {
    chrome: Chrome,
    filter: Filter,
    heading: String,
    today: String,
    lines: Vec<Line>,
    total: String,
    pages: Vec<Choice>,
}

async fn board_page(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let filter = Filter::of(&visit.fields(), tx.today());
    let days = filter.days();
    let days = (days.first, days.last);
    let scope = Scope::load(&mut tx, actor, Action::SeeBoard, filter.kind, days).await?;
    let today = text::day(tx.today());
    if !filter.is_list() {
        let board = board::board(&mut tx, &filter, &scope).await?;
        let may_urge = |unit: &String| unit.parse().is_ok_and(|unit| actor.may(Action::Urge, unit));
        let pressing = board.urgent.lines.iter().map(|line| line.unit_id.clone());
        return Ok(html(&BoardPage {
            chrome: Chrome::new(&visit),
            label: filter.label(),
            today,
            urges: pressing.filter(may_urge).collect(),
            board,
            parts: crate::wiring::parts_of_board(&visit, &mut tx).await?,
            filter,
            legend: Standing::ALL
                .into_iter()
                .filter(|standing| *standing != Standing::Queued)
                .collect(),
        }));
    }
    let Listed {
        lines,
        found,
        counted,
    } = board::list(&mut tx, &filter, &scope).await?;
    let pages = near_pages(filter.page, found.div_ceil(PAGE_LINES)).map(|page| {
        let href = format!("/bang-dieu-hanh{}", filter.on_page(page).query());
        Choice::new(href, page.to_string(), page == filter.page)
    });
    Ok(html(&ListPage {
        chrome: Chrome::new(&visit),
        heading: heading(&filter, &scope, &lines),
        today,
        lines,
        total: text::up_to(found, counted),
        pages: pages.collect(),
        filter,
    }))
}

/// The first and the last page, and those around this one.
pub fn near_pages(this: usize, last: usize) -> impl Iterator<Item = usize> {
    (1..=last).filter(move |page| *page == 1 || *page == last || page.abs_diff(this) <= 3)
}

/// "Quá hạn, quý I/2022", with unit and assignment where one is chosen.
fn heading(filter: &Filter, scope: &Scope, lines: &[Line]) -> String {
    let word = filter.standing.map_or("Nhiệm vụ", Standing::word).to_owned();
    let unit = filter.unit.map(|unit| scope.tree.name(unit).to_owned());
    let title = filter
        .origin
        .and_then(|_| lines.first())
        .map(|line| format!("{} {}", line.number, line.title).trim().to_owned());
    let parts = [Some(word), unit, title, Some(filter.label())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

async fn board_sheet(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let filter = Filter::of(&visit.fields(), tx.today());
    let days = filter.days();
    let days = (days.first, days.last);
    let scope = Scope::load(&mut tx, actor, Action::SeeBoard, filter.kind, days).await?;
    let today = tx.today();
    let board = board::board(&mut tx, &filter.board(), &scope).await?;
    let duties = board::all_duties(&mut tx, &filter, &scope).await?;
    drop(tx);
    let name = format!("bang-dieu-hanh-{}.xlsx", today);
    let label = filter.label();
    let tree = scope.tree;
    let bytes = tokio::task::spawn_blocking(move || sheet::workbook(&board, &duties, &tree, &label, today))
        .await
        .map_err(|error| crate::error::Error::Outage(error.to_string()))??;
    Ok(page::workbook(&name, bytes))
}

//! The leader's page, and the links by which it opens without a password.

use std::collections::HashSet;

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::clock::moment_text;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, token};
use crate::org;
use crate::page::{Choice, Chrome, Plain, absolute, done, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;
use crate::urging::actions::overview::{LASTS, is_open, share, sheet, withdraw};
use crate::urging::overview::{MOST_UNITS, Order, Sum};
use crate::urging::store::overview::{self, Link};

struct OrderRow {
    number: String,
    title: String,
    met: String,
    all: String,
    late: i64,
}

struct UnitRow {
    name: String,
    overdue: i64,
    oldest: String,
}

struct Sheet {
    title: String,
    day: String,
    sum: Sum,
    percent: Option<i64>,
    orders: Vec<OrderRow>,
    units: Vec<UnitRow>,
    more: usize,
}

impl Sheet {
    async fn load(tx: &mut Tx, title: &str, reach: &HashSet<Id>) -> Result<Self> {
        let today = tx.today();
        let found = sheet(tx, reach).await?;
        let names = org::store::names(tx, today).await?;
        let order = |order: &Order| OrderRow {
            number: order.number.clone(),
            title: order.title.clone(),
            met: text::number(order.sum.met),
            all: text::number(order.sum.all),
            late: order.sum.late,
        };
        let unit = |(unit, sum): &(Id, Sum)| UnitRow {
            name: names.get(unit).cloned().unwrap_or_default(),
            overdue: sum.overdue,
            oldest: text::day_or_dash(sum.oldest),
        };
        Ok(Self {
            title: title.to_owned(),
            day: text::day(today),
            percent: found.sum.percent(),
            orders: found.orders.iter().map(order).collect(),
            more: found.units.len().saturating_sub(MOST_UNITS),
            units: found.units.iter().take(MOST_UNITS).map(unit).collect(),
            sum: found.sum,
        })
    }
}

struct LinkRow {
    id: String,
    unit: String,
    by: String,
    expires: String,
    opened: i64,
}

#[derive(Template)]
#[template(path = "urging/pages/overview.html")]
struct OverviewPage {
    chrome: Chrome,
    problems: Problems,
    sheet: Sheet,
    may_share: bool,
    links: Vec<LinkRow>,
    lasts: Vec<Choice>,
    /// The address of a link that was just made; shown once.
    made: Option<String>,
}

async fn overview_page(visit: &Visit, problems: Problems, made: Option<String>) -> Result<OverviewPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (now, today) = (tx.now(), tx.today());
    let reach = actor.reach(Action::SeeBoard);
    let sheet = Sheet::load(&mut tx, &actor.locality_name, &reach).await?;
    let names = org::store::names(&mut tx, today).await?;
    let own = actor.reach(Action::ShareOverview);
    let links = overview::links(&mut tx, 1000).await?;
    let shown = links
        .iter()
        .filter(|link| is_open(link, now) && own.contains(&link.unit));
    let row = |link: &Link| LinkRow {
        id: link.id.to_string(),
        unit: names.get(&link.unit).cloned().unwrap_or_default(),
        by: link.by.clone(),
        expires: moment_text(link.expires_at),
        opened: link.opened,
    };
    let last = |days: &i64| Choice::new(days, format!("{days} ngày"), *days == 7);
    Ok(OverviewPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        sheet,
        may_share: actor.may_somewhere(Action::ShareOverview),
        links: shown.map(row).collect(),
        lasts: LASTS.iter().map(last).collect(),
        made,
    })
}

/// GET /tong-quan
pub async fn page(visit: Visit) -> Result<Response> {
    Ok(html(&overview_page(&visit, Problems::new(), None).await?))
}

/// POST /tong-quan/lien-ket: shows the new link once.
pub async fn make(visit: Visit, headers: HeaderMap, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let days = form.get("lau").parse().ok().filter(|days| LASTS.contains(days));
    let Some(days) = days else {
        let problems = Problems::one("lau", "Mời chọn liên kết dùng được bao lâu.");
        return Ok(refused(&overview_page(&visit, problems, None).await?));
    };
    let unit = actor
        .seats(Action::ShareOverview)
        .next()
        .ok_or(Error::Forbidden)?;
    let mut tx = visit.app.begin(actor).await?;
    let (_, secret) = share(&mut tx, unit, days).await?;
    tx.save().await?;
    let address = absolute(&visit, &headers, &format!("/xem/{secret}"));
    let page = overview_page(&visit, Problems::new(), Some(address)).await?;
    Ok(private(html(&page)))
}

/// POST /tong-quan/lien-ket/{link}/thu-hoi
pub async fn end(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(actor).await?;
    let links = overview::links(&mut tx, 1000).await?;
    let link = links
        .into_iter()
        .find(|link| link.id == id)
        .ok_or(Error::NotFound)?;
    actor.must(Action::ShareOverview, link.unit)?;
    withdraw(&mut tx, &link).await?;
    tx.save().await?;
    Ok(done("/tong-quan", "Đã thu hồi liên kết: không ai mở được nữa."))
}

#[derive(Template)]
#[template(path = "urging/pages/shared.html")]
struct SharedPage {
    chrome: Chrome,
    sheet: Sheet,
    expires: String,
}

/// GET /xem/{overview}: for whoever has the link.
pub async fn shared(visit: Visit, Path(secret): Path<String>) -> Result<Response> {
    let app = &visit.app;
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let found = overview::by_hash(&mut tx, &token::hash(&secret)).await?;
    drop(tx);
    let Some(link) = found.filter(|link| is_open(link, app.clock().now())) else {
        let plain = Plain {
            heading: "Liên kết không còn dùng được",
            sentence: "Liên kết đã hết hạn hoặc được thu hồi. Mời xin liên kết mới.".to_owned(),
            code: None,
        };
        return Ok((StatusCode::NOT_FOUND, plain).into_response());
    };
    let mut tx = app.db().begin(app.scope(link.locality, None)).await?;
    overview::note_opened(&mut tx, link.id).await?;
    tx.save().await?;
    let mut tx = app.db().read(app.scope(link.locality, None)).await?;
    let locality = org::store::locality(&mut tx).await?.ok_or(Error::NotFound)?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let sheet = Sheet::load(&mut tx, &locality.name, &tree.subtree(link.unit)).await?;
    let page = SharedPage {
        chrome: Chrome {
            locality: locality.name,
            ..Chrome::new(&visit)
        },
        sheet,
        expires: moment_text(link.expires_at),
    };
    Ok(private(html(&page)))
}

/// A secret stands in the address or on the page: nothing keeps it, nothing is told where one went from it.
fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}

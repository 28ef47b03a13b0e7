//! What the plans in force order, as their annex shows it: number, task, who leads, who assists, when.

use askama::Template;
use axum::response::Response;
use loa_db::id::Id;

use crate::error::Result;
use crate::identity::Action;
use crate::page::{Chrome, html};
use crate::plan::store;
use crate::plan::store::assignment::Assignment;
use crate::plan::web::title_of;
use crate::plan::{Part, State};
use crate::route::Visit;

/// A row of the table.
enum Row {
    /// Number and title of a group.
    Group(String, String),
    /// An order.
    Order(Order),
}

struct Order {
    number: String,
    title: String,
    leads: Vec<String>,
    helpers: Vec<String>,
    time: String,
    meaning: String,
    product: String,
    carried: String,
    href: String,
}

/// The orders of one plan.
struct Table {
    id: String,
    title: String,
    number: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "plan/pages/assignments.html")]
struct AssignmentsPage {
    chrome: Chrome,
    sees_plans: bool,
    tables: Vec<Table>,
}

/// GET /nhiem-vu
///
/// # Errors
/// See [`crate::error::Error`].
pub async fn page(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let sees_plans = actor.may_somewhere(Action::SeePlans);
    let mut tx = visit.app.read(actor).await?;
    let all = store::assignment::of_plan(&mut tx, Id(0)).await?;
    let mut versions = store::versions(&mut tx, Id(0)).await?;
    versions.retain(|version| version.state == State::Adopted);
    let mut tables = Vec::new();
    for plan in store::plans(&mut tx).await? {
        let Some(version) = versions.iter().find(|version| version.plan == plan.id) else {
            continue;
        };
        let base = sees_plans.then(|| format!("/ke-hoach/{}/soat", plan.id));
        let mut rows = Vec::new();
        let mut group = "";
        for one in all.iter().filter(|one| one.plan == plan.id) {
            if one.sheet.group != group {
                group = &one.sheet.group;
                rows.extend(group_row(group));
            }
            rows.push(Row::Order(order(one, &version.head, base.as_deref())));
        }
        tables.push(Table {
            id: plan.id.to_string(),
            title: title_of(&plan),
            number: plan.number,
            rows,
        });
    }
    Ok(html(&AssignmentsPage {
        chrome: Chrome::new(&visit),
        sees_plans,
        tables,
    }))
}

/// "2 Tuyên truyền …" as number and title; a heading of the text has no number of its own here.
fn group_row(group: &str) -> Option<Row> {
    if group.is_empty() {
        return None;
    }
    let split = group.split_once(' ').filter(|(number, _)| {
        let number = number.trim_end_matches(['.', ')']);
        !number.is_empty()
            && number.len() <= 8
            && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
    });
    let (number, title) = split.unwrap_or(("", group));
    let number = number.trim_end_matches(['.', ')']);
    Some(Row::Group(number.to_owned(), title.to_owned()))
}

fn order(one: &Assignment, head: &crate::plan::Head, base: Option<&str>) -> Order {
    let sheet = &one.sheet;
    let names = |part: Part| sheet.names(part).iter().map(|named| named.text.clone());
    let place = sheet.title_at.or(sheet.sources.first().copied());
    Order {
        number: sheet.number.clone(),
        title: sheet.title.clone(),
        leads: names(Part::Lead).chain(names(Part::Implementer)).collect(),
        helpers: names(Part::Coordinator).collect(),
        time: sheet
            .when
            .as_ref()
            .map_or_else(String::new, |when| when.text.clone()),
        meaning: sheet
            .when
            .as_ref()
            .map_or_else(String::new, |when| when.in_words(head)),
        product: sheet.product.clone(),
        carried: sheet.carried.clone().unwrap_or_default(),
        href: match (base, place) {
            (Some(base), Some(at)) => format!("{base}#{}", at.anchor()),
            (Some(base), None) => format!("{base}#viec-{}", one.item),
            (None, _) => String::new(),
        },
    }
}

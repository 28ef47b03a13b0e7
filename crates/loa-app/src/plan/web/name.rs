//! Which units an open or unknown name stands for: decided once for every order that writes it.

use std::collections::HashSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::org::{self, Tree};
use crate::page::{self, Choice, Chrome, html, refused};
use crate::plan::actions::{self, name_key};
use crate::plan::store::{self, Version};
use crate::plan::web::id;
use crate::plan::{MOST_TITLE, NameKind};
use crate::problem::Problems;
use crate::route::Visit;

#[derive(Template)]
#[template(path = "plan/pages/name.html")]
struct NamePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    name: String,
    only: String,
    is_group: bool,
    orders: Vec<String>,
    units: Vec<Choice>,
    nobody: Vec<Choice>,
}

/// What is asked about: the name, and the one order or none for all.
struct Asked {
    name: String,
    only: Option<Id>,
}

impl Asked {
    fn of(form: &Form) -> Result<Self> {
        let name: String = form.get("cum").chars().take(MOST_TITLE).collect();
        if name.is_empty() {
            return Err(Error::NotFound);
        }
        let only = form.get("viec");
        let only = if only.is_empty() { None } else { Some(id(only)?) };
        Ok(Self { name, only })
    }
}

async fn name_page(
    visit: &Visit,
    plan: &str,
    asked: &Asked,
    sent: Option<&Form>,
    problems: Problems,
) -> Result<NamePage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    actions::must_edit(&mut tx, actor).await?;
    let (_, version) = actions::current(&mut tx, id(plan)?).await?;
    let tree = units_of(&mut tx, &version).await?;
    let key = name_key(&asked.name);
    let mut orders = Vec::new();
    let mut chosen: HashSet<Id> = HashSet::new();
    let (mut is_group, mut nobody) = (false, false);
    for item in store::item::of_version(&mut tx, version.id).await? {
        if item.removed || asked.only.is_some_and(|only| only != item.id) {
            continue;
        }
        let mut here = item
            .sheet
            .all_names()
            .filter(|named| name_key(&named.text) == key)
            .peekable();
        if here.peek().is_some() {
            orders.push(format!("{}. {}", item.sheet.number, item.sheet.title));
        }
        for named in here {
            is_group |= named.kind == NameKind::Open;
            nobody |= named.decided && named.units.is_empty();
            chosen.extend(&named.units);
        }
    }
    if orders.is_empty() {
        return Err(Error::NotFound);
    }
    if let Some(form) = sent {
        chosen = form.all("don-vi").filter_map(|unit| unit.parse().ok()).collect();
        nobody = form.has("khong");
    }
    let unit = |unit: &org::Unit| Choice::new(unit.id, unit.name.as_str(), chosen.contains(&unit.id));
    Ok(NamePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: plan.to_owned(),
        name: asked.name.clone(),
        only: asked.only.map_or_else(String::new, |only| only.to_string()),
        is_group,
        orders,
        units: tree.all().iter().map(unit).collect(),
        nobody: vec![Choice::new(
            1,
            "Không giao cho đơn vị nào; chỉ phối hợp khi cần",
            nobody,
        )],
    })
}

async fn units_of(tx: &mut loa_db::tx::Tx, version: &Version) -> Result<Arc<Tree>> {
    let on = version.head.issued_on().unwrap_or(tx.today());
    Ok(org::store::tree::on(tx, on).await?)
}

/// GET /ke-hoach/{plan}/ten?cum=…
///
/// # Errors
/// [`Error::NotFound`] when no order of the draft writes the name.
pub async fn page(visit: Visit, Path(plan): Path<String>) -> Result<Response> {
    let asked = Asked::of(&visit.fields())?;
    Ok(html(
        &name_page(&visit, &plan, &asked, None, Problems::new()).await?,
    ))
}

/// POST /ke-hoach/{plan}/ten
///
/// # Errors
/// See [`actions::decide_name`].
pub async fn save(visit: Visit, Path(plan): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let asked = Asked::of(&form)?;
    let mut tx = visit.app.begin(actor).await?;
    actions::must_edit(&mut tx, actor).await?;
    let (_, version) = actions::current(&mut tx, id(&plan)?).await?;
    let tree = units_of(&mut tx, &version).await?;
    let units: Vec<Id> = form
        .all("don-vi")
        .filter_map(|unit| unit.parse().ok())
        .filter(|unit| tree.get(*unit).is_some())
        .collect();
    let nobody = form.has("khong");
    if units.is_empty() != nobody {
        let sentence = if nobody {
            "Đã chọn đơn vị thì bỏ ô “Không giao cho đơn vị nào”."
        } else {
            "Chọn ít nhất một đơn vị, hoặc chọn “Không giao cho đơn vị nào”."
        };
        drop(tx);
        let problems = Problems::one("don-vi", sentence);
        let page = name_page(&visit, &plan, &asked, Some(&form), problems).await?;
        return Ok(refused(&page));
    }
    let count = actions::decide_name(&mut tx, actor, version.plan, asked.only, &asked.name, &units).await?;
    tx.save().await?;
    Ok(page::done(
        &format!("/ke-hoach/{plan}/soat"),
        &format!("Đã quyết định “{}” cho {count} nhiệm vụ.", shortened(&asked.name)),
    ))
}

fn shortened(name: &str) -> String {
    name.chars().take(80).collect()
}

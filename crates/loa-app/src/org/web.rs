//! Pages of units: the tree on a day, one unit, changing it, importing lists, groups.

use std::collections::HashSet;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_vietnamese::fold::fold;

use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::org::actions::ending;
use crate::org::{KINDS, LEVELS, Tree, Unit, store, words};
use crate::page::{Choice, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::route::{Access, Routes, Visit};
use crate::text;

mod edit;
mod groups;
mod import;

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let manage = Access::May(Action::ManageUnits);
    let all = Access::MayEverywhere(Action::ManageUnits);
    routes
        .get("/don-vi", Access::May(Action::SeeUnits), tree_page)
        .get("/don-vi/moi", manage, edit::new_page)
        .post("/don-vi/moi", manage, edit::add)
        .get("/don-vi.csv", manage, import::list)
        .get("/don-vi/nhap", all, import::page)
        .post("/don-vi/nhap", all, import::compare)
        .post("/don-vi/nhap/ap-dung", all, import::apply)
        .get("/don-vi/nhom", all, groups::list)
        .post("/don-vi/nhom", all, groups::add)
        .get("/don-vi/nhom/{group}", all, groups::page)
        .post("/don-vi/nhom/{group}", all, groups::save)
        .post("/don-vi/nhom/{group}/xoa", all, groups::remove)
        .get("/don-vi/{unit}", Access::May(Action::SeeUnits), unit_page)
        .get("/don-vi/{unit}/sua", manage, edit::page)
        .post("/don-vi/{unit}/sua", manage, edit::save)
        .get("/don-vi/{unit}/ket-thuc", manage, edit::end_page)
        .post("/don-vi/{unit}/ket-thuc", manage, edit::end)
        .post("/don-vi/{unit}/hoat-dong-lai", manage, edit::reopen)
}

/// A unit in the tree.
struct Node {
    id: String,
    name: String,
    kind: String,
    code: String,
    /// The unit itself was looked for, not only one below it.
    is_match: bool,
    has_children: bool,
    /// How many lists end behind it.
    closes: Vec<()>,
}

#[derive(Template)]
#[template(path = "org/pages/tree.html")]
struct TreePage {
    chrome: Chrome,
    problems: Problems,
    day: String,
    date: DateFields,
    search: String,
    nodes: Vec<Node>,
    count: usize,
    may_add: bool,
    may_import: bool,
}

async fn tree_page(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let form = visit.fields();
    let mut problems = Problems::new();
    let today = visit.app.today();
    let day = form.date("xem", &mut problems).unwrap_or(today);
    let search = form.text("tim", 100, None, &mut problems);
    let mut tx = visit.app.read(actor).await?;
    let tree = store::tree::on(&mut tx, day).await?;
    let (nodes, count) = nodes(&tree, &visible(&tree, actor), &search);
    let has_problems = !problems.is_empty();
    let page = TreePage {
        chrome: Chrome::new(&visit).with_problems(&problems),
        date: if form.has("xem-nam") {
            DateFields::sent(&form, "xem")
        } else {
            DateFields::of(Some(day))
        },
        problems,
        day: text::day(day),
        search,
        nodes,
        count,
        may_add: actor.may_somewhere(Action::ManageUnits),
        may_import: actor.may_for_all(Action::ManageUnits),
    };
    Ok(if has_problems { refused(&page) } else { html(&page) })
}

/// The units of a day that somebody may see.
fn visible(tree: &Tree, actor: &Actor) -> HashSet<Id> {
    if actor.may_for_all(Action::SeeUnits) {
        return tree.all().iter().map(|unit| unit.id).collect();
    }
    let seats = actor.seats(Action::SeeUnits).flat_map(|seat| tree.subtree(seat));
    seats.filter(|id| tree.get(*id).is_some()).collect()
}

fn nodes(tree: &Tree, visible: &HashSet<Id>, search: &str) -> (Vec<Node>, usize) {
    let wanted = fold(search);
    let is_match = |unit: &Unit| {
        let names = std::iter::once(&unit.name).chain(&unit.aliases);
        wanted.is_empty() || unit.code == search || names.into_iter().any(|name| fold(name).contains(&wanted))
    };
    let found: HashSet<Id> = tree
        .all()
        .iter()
        .filter(|unit| visible.contains(&unit.id) && is_match(unit))
        .map(|unit| unit.id)
        .collect();
    // What was found is shown where it stands.
    let mut shown = found.clone();
    for id in &found {
        let mut at = tree.get(*id).and_then(|unit| unit.parent);
        while let Some(parent) = at.filter(|parent| visible.contains(parent) && shown.insert(*parent)) {
            at = tree.get(parent).and_then(|unit| unit.parent);
        }
    }
    let lines: Vec<(usize, &Unit)> = tree
        .outline()
        .into_iter()
        .filter(|(_, unit)| shown.contains(&unit.id))
        .collect();
    // Whoever sees a part of the tree sees it from its own top.
    let least = lines.iter().map(|(depth, _)| *depth).min().unwrap_or(0);
    let depth_at = |at: usize| lines.get(at).map_or(least, |(depth, _)| *depth);
    let mut nodes = Vec::with_capacity(lines.len());
    for (at, (depth, unit)) in lines.iter().enumerate() {
        let next = depth_at(at + 1);
        nodes.push(Node {
            id: unit.id.to_string(),
            name: unit.name.clone(),
            kind: words(&KINDS, &unit.kind).to_owned(),
            code: unit.code.clone(),
            is_match: !wanted.is_empty() && found.contains(&unit.id),
            has_children: next > *depth,
            closes: vec![(); depth.saturating_sub(next)],
        });
    }
    (nodes, found.len())
}

/// One version of a unit.
struct Version {
    from: String,
    to: String,
    name: String,
    parent: String,
    kind: String,
    level: String,
    code: String,
    aliases: String,
}

/// A unit that came before or after.
struct Related {
    id: String,
    name: String,
    on: String,
    basis: String,
}

#[derive(Template)]
#[template(path = "org/pages/unit.html")]
struct UnitPage {
    chrome: Chrome,
    id: String,
    name: String,
    kind: String,
    ended_on: Option<String>,
    /// Address, or empty where the visitor may not go, and name.
    above: Option<(String, String)>,
    below: Vec<(String, String)>,
    versions: Vec<Version>,
    successors: Vec<Related>,
    predecessors: Vec<Related>,
    parts: Vec<String>,
    may_manage: bool,
    may_reopen: bool,
    /// It ends on a day to come.
    ends_on: Option<String>,
}

async fn unit_page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let (id, history) = known(&mut tx, &id).await?;
    actor.must(Action::SeeUnits, id)?;
    let tree = store::tree::on(&mut tx, today).await?;
    let names = store::names(&mut tx, today).await?;
    let name_of = |id: Id| names.get(&id).cloned().unwrap_or_else(|| "–".to_owned());
    let last = shown_version(&history, today).ok_or(Error::NotFound)?;
    let successions = store::successions(&mut tx).await?;
    let related = |other: Id, one: &store::Succession| Related {
        id: other.to_string(),
        name: name_of(other),
        on: text::day(one.on),
        basis: one.basis.clone(),
    };
    let mut versions = Vec::new();
    for version in history.iter().rev() {
        // The one above, by the name that it had when this version began.
        let parent = match version.parent {
            Some(parent) => store::names(&mut tx, version.valid_from).await?.remove(&parent),
            None => None,
        };
        versions.push(Version {
            from: if version.valid_from.year() <= 1900 {
                "từ trước".to_owned()
            } else {
                text::day(version.valid_from)
            },
            to: version
                .valid_to
                .and_then(|to| to.yesterday().ok())
                .map_or_else(|| "nay".to_owned(), text::day),
            name: version.name.clone(),
            parent: parent.unwrap_or_else(|| "–".to_owned()),
            kind: words(&KINDS, &version.kind).to_owned(),
            level: words(&LEVELS, &version.level).to_owned(),
            code: version.code.clone(),
            aliases: version.aliases.join(", "),
        });
    }
    let parts = crate::wiring::parts_of_unit(&visit, &mut tx, id).await?;
    let end = history.last().and_then(|version| version.valid_to);
    let may_manage = actor.may(Action::ManageUnits, id);
    let may_reopen = may_manage && end.is_some() && ending::reopened(&mut tx, id).await?.is_ok();
    Ok(html(&UnitPage {
        chrome: Chrome::new(&visit),
        id: id.to_string(),
        name: last.name.clone(),
        kind: words(&KINDS, &last.kind).to_owned(),
        ended_on: last.valid_to.filter(|to| *to <= today).map(text::day),
        above: last.parent.map(|parent| {
            let may = actor.may(Action::SeeUnits, parent);
            let href = if may { parent.to_string() } else { String::new() };
            (href, name_of(parent))
        }),
        below: tree
            .children(id)
            .map(|unit| (unit.id.to_string(), unit.name.clone()))
            .collect(),
        versions,
        successors: successions
            .iter()
            .filter(|one| one.unit == id)
            .map(|one| related(one.successor, one))
            .collect(),
        predecessors: successions
            .iter()
            .filter(|one| one.successor == id)
            .map(|one| related(one.unit, one))
            .collect(),
        parts,
        may_reopen,
        may_manage,
        ends_on: end.filter(|to| *to > today).map(text::day),
    }))
}

/// The unit of a path with its versions.
async fn known(tx: &mut Tx, id: &str) -> Result<(Id, Vec<Unit>)> {
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let history = store::history(tx, id).await?;
    if history.is_empty() {
        return Err(Error::NotFound);
    }
    Ok((id, history))
}

/// What a unit is today; of one that has ended or is to begin, the version nearest to today.
fn shown_version(history: &[Unit], today: Date) -> Option<&Unit> {
    let begun = history.iter().rev().find(|version| version.valid_from <= today);
    begun.or_else(|| history.first())
}

/// Units to choose from, in the order of the tree, with what they stand below told by dashes.
fn unit_choices(tree: &Tree, may: impl Fn(Id) -> bool, chosen: impl Fn(Id) -> bool) -> Vec<Choice> {
    let lines = tree.outline().into_iter().filter(|(_, unit)| may(unit.id));
    let choice = |(depth, unit): (usize, &Unit)| {
        let label = format!("{}{}", "— ".repeat(depth.min(8)), unit.name);
        Choice::new(unit.id, label, chosen(unit.id))
    };
    lines.map(choice).collect()
}

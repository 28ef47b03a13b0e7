//! Who is there: everybody within an administrator's reach.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_vietnamese::fold::fold;

use crate::error::Result;
use crate::form::Form;
use crate::identity::store::people::people;
use crate::identity::store::{self, Person, RoleGrant};
use crate::identity::web::fields::unit_choices;
use crate::identity::{Action, Actor, name_key, phone};
use crate::org::{self, Tree};
use crate::page::{self, Choice, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

/// People on one page of the list.
const PAGE: usize = 100;

/// A person in the list.
struct Line {
    id: String,
    name: String,
    login: String,
    roles: Vec<String>,
    phone: String,
    tel: String,
    state: String,
}

#[derive(Template)]
#[template(path = "identity/pages/people.html")]
struct PeoplePage {
    chrome: Chrome,
    problems: Problems,
    search: String,
    units: Vec<Choice>,
    states: Vec<Choice>,
    lines: Vec<Line>,
    total: usize,
    may_rule: bool,
    /// Query of the next page.
    next: Option<String>,
}

/// Where somebody stands, for the list.
pub fn state(person: &Person, today: Date) -> (&'static str, String) {
    match person.left_on {
        Some(day) if day <= today => ("nghi", format!("Nghỉ từ {}", text::day(day))),
        Some(day) => ("lam", format!("Sẽ nghỉ từ {}", text::day(day))),
        None if person.password.is_none() => ("cho", "Chưa đặt mật khẩu".to_owned()),
        None => ("lam", "Đang làm".to_owned()),
    }
}

fn role_text(grant: &RoleGrant, tree: &Tree, names: &HashMap<Id, String>) -> String {
    let unit = names.get(&grant.unit).map_or("–", String::as_str);
    let gone = if tree.get(grant.unit).is_none() {
        " (đơn vị đã kết thúc)"
    } else {
        ""
    };
    format!("{}, {unit}{gone}", grant.role.label())
}

/// Everybody within reach.
pub async fn list(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let form = visit.fields();
    let mut problems = Problems::new();
    let search = form.text("tim", 100, None, &mut problems);
    let unit: Option<Id> = form.get("don-vi").parse().ok();
    let wanted_state = form.get("trang-thai");
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let tree = org::store::tree::on(&mut tx, today).await?;
    let names = org::store::names(&mut tx, today).await?;
    let mut entries = reachable(&mut tx, actor).await?;
    let key = fold(&search);
    let below = unit.map(|unit| tree.subtree(unit));
    entries.retain(|(person, grants)| {
        let live = || grants.iter().filter(|grant| !grant.is_over(today));
        let fits_unit = below
            .as_ref()
            .is_none_or(|below| live().any(|grant| below.contains(&grant.unit)));
        let fits_text =
            key.is_empty() || fold(&person.full_name).contains(&key) || person.login.contains(&key);
        let fits_state = wanted_state.is_empty() || wanted_state == state(person, today).0;
        fits_unit && fits_text && fits_state
    });
    entries.sort_by_cached_key(|(person, _)| (name_key(&person.full_name), person.id));
    let total = entries.len();
    let skip = form.count("tu-so", 1_000_000, &mut problems).unwrap_or(0);
    let skip = usize::try_from(skip).unwrap_or(0);
    let shown = entries.iter().skip(skip).take(PAGE);
    let lines: Vec<Line> = shown
        .map(|(person, grants)| line(person, grants, &tree, &names, today))
        .collect();
    let through = skip + lines.len();
    let next = (through < total).then(|| page_from(&form, &search, through));
    let mut units = unit_choices(&tree, actor, unit);
    units.insert(0, Choice::new("", "Tất cả", unit.is_none()));
    let has_problems = !problems.is_empty();
    let page = PeoplePage {
        chrome: Chrome::new(&visit).with_problems(&problems),
        problems,
        search,
        units,
        states: state_choices(wanted_state),
        lines,
        total,
        may_rule: visit.actor()?.may_for_all(Action::ManagePeople),
        next,
    };
    Ok(if has_problems { refused(&page) } else { html(&page) })
}

fn line(
    person: &Person,
    grants: &[RoleGrant],
    tree: &Tree,
    names: &HashMap<Id, String>,
    today: Date,
) -> Line {
    let live = grants.iter().filter(|grant| !grant.is_over(today));
    Line {
        id: person.id.to_string(),
        name: person.full_name.clone(),
        login: person.login.clone(),
        roles: live.map(|grant| role_text(grant, tree, names)).collect(),
        phone: person.phone.as_deref().map(phone::show).unwrap_or_default(),
        tel: person.phone.clone().unwrap_or_default(),
        state: state(person, today).1,
    }
}

/// Query of the page that begins behind so many people.
fn page_from(form: &Form, search: &str, skip: usize) -> String {
    let kept = [
        ("tim", search),
        ("don-vi", form.get("don-vi")),
        ("trang-thai", form.get("trang-thai")),
    ];
    let kept: Vec<String> = kept
        .iter()
        .map(|(name, value)| format!("{name}={}", page::encoded(value)))
        .collect();
    format!("?{}&tu-so={skip}", kept.join("&"))
}

fn state_choices(chosen: &str) -> Vec<Choice> {
    let states = [
        ("", "Tất cả"),
        ("lam", "Đang làm"),
        ("cho", "Chưa đặt mật khẩu"),
        ("nghi", "Đã nghỉ"),
    ];
    let choice = |(key, label): (&str, &str)| Choice::new(key, label, key == chosen);
    states.into_iter().map(choice).collect()
}

/// People with a role within the actor's reach; for whoever runs the locality, everybody.
async fn reachable(tx: &mut Tx, actor: &Actor) -> Result<Vec<(Person, Vec<RoleGrant>)>> {
    let mut grants: HashMap<Id, Vec<RoleGrant>> = HashMap::new();
    for holder in store::holders(tx).await? {
        grants.entry(holder.person.id).or_default().push(holder.grant);
    }
    let all = actor.may_for_all(Action::ManagePeople);
    let reach = actor.reach(Action::ManagePeople);
    let entries = people(tx).await?.into_iter().filter_map(|person| {
        let grants = grants.remove(&person.id).unwrap_or_default();
        let fits = all || grants.iter().any(|grant| reach.contains(&grant.unit));
        fits.then_some((person, grants))
    });
    Ok(entries.collect())
}

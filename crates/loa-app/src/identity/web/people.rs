//! Pages of administrators: who is there, inviting, roles, leaving.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_vietnamese::fold::fold;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::actions::people::{self as actions, Invited, Link, NAME_LENGTH, NewRole};
use crate::identity::store::people::{delegations, people};
use crate::identity::store::{self, Person, RoleGrant};
use crate::identity::{Action, Actor, Role, name_key, phone};
use crate::org::{self, Tree};
use crate::page::{self, Choice, Chrome, DateFields, html, refused};
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
    /// Query of the next page.
    next: Option<String>,
}

/// Where somebody stands, for the list.
fn state(person: &Person, today: Date) -> (&'static str, String) {
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
    let tree = org::store::tree(&mut tx, today).await?;
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
    let line = |(person, grants): &(Person, Vec<RoleGrant>)| Line {
        id: person.id.to_string(),
        name: person.full_name.clone(),
        login: person.login.clone(),
        roles: grants
            .iter()
            .filter(|grant| !grant.is_over(today))
            .map(|grant| role_text(grant, &tree, &names))
            .collect(),
        phone: person.phone.as_deref().map(phone::show).unwrap_or_default(),
        tel: person.phone.clone().unwrap_or_default(),
        state: state(person, today).1,
    };
    let lines: Vec<Line> = entries.iter().skip(skip).take(PAGE).map(line).collect();
    let next = (skip + lines.len() < total).then(|| {
        let kept = [
            ("tim", search.as_str()),
            ("don-vi", form.get("don-vi")),
            ("trang-thai", wanted_state),
        ];
        let kept: Vec<String> = kept
            .iter()
            .map(|(name, value)| format!("{name}={}", page::encoded(value)))
            .collect();
        format!("?{}&tu-so={}", kept.join("&"), skip + lines.len())
    });
    let states = [
        ("", "Tất cả"),
        ("lam", "Đang làm"),
        ("cho", "Chưa đặt mật khẩu"),
        ("nghi", "Đã nghỉ"),
    ];
    let mut units = unit_choices(&tree, actor, unit);
    units.insert(0, Choice::new("", "Tất cả", unit.is_none()));
    let has_problems = !problems.is_empty();
    let page = PeoplePage {
        chrome: Chrome::new(&visit).with_problems(&problems),
        problems,
        search,
        units,
        states: states
            .iter()
            .map(|(key, label)| Choice::new(key, *label, *key == wanted_state))
            .collect(),
        lines,
        total,
        next,
    };
    Ok(if has_problems { refused(&page) } else { html(&page) })
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

/// Units within reach, in the order of the tree.
fn unit_choices(tree: &Tree, actor: &Actor, chosen: Option<Id>) -> Vec<Choice> {
    let lines = tree.outline().into_iter();
    let lines = lines.filter(|(_, unit)| actor.may(Action::ManagePeople, unit.id));
    let choice = |(depth, unit): (usize, &org::Unit)| {
        let label = format!("{}{}", "— ".repeat(depth.min(8)), unit.name);
        Choice::new(unit.id, label, Some(unit.id) == chosen)
    };
    lines.map(choice).collect()
}

fn role_choices(chosen: &str) -> Vec<Choice> {
    Role::ALL
        .iter()
        .map(|role| Choice::new(role.key(), role.label(), role.key() == chosen))
        .collect()
}

#[derive(Template)]
#[template(path = "identity/pages/invite.html")]
struct InvitePage {
    chrome: Chrome,
    problems: Problems,
    full_name: String,
    login: String,
    phone: String,
    units: Vec<Choice>,
    roles: Vec<Choice>,
}

async fn invite_form(visit: &Visit, form: &Form, problems: Problems) -> Result<InvitePage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let tree = org::store::tree(&mut tx, today).await?;
    let mut units = unit_choices(&tree, actor, form.get("don-vi").parse().ok());
    units.insert(0, Choice::new("", "Chọn đơn vị", !form.has("don-vi")));
    let mut roles = role_choices(form.get("vai-tro"));
    roles.insert(0, Choice::new("", "Chọn vai trò", !form.has("vai-tro")));
    Ok(InvitePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        full_name: form.get("ho-ten").to_owned(),
        login: form.get("ten-dang-nhap").to_owned(),
        phone: form.get("dien-thoai").to_owned(),
        units,
        roles,
    })
}

/// The form for somebody new.
pub async fn invite_page(visit: Visit) -> Result<Response> {
    let fields = visit.fields();
    Ok(html(&invite_form(&visit, &fields, Problems::new()).await?))
}

/// A full name, in one line.
fn read_name(form: &Form, problems: &mut Problems) -> String {
    let name = form.text("ho-ten", NAME_LENGTH, Some("Mời ghi họ và tên."), problems);
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A telephone number as it is kept; empty is none.
pub fn read_phone(form: &Form, problems: &mut Problems) -> Option<String> {
    let typed = form.get("dien-thoai");
    if typed.is_empty() {
        return None;
    }
    let kept = phone::parse(typed);
    problems.unless(
        kept.is_some(),
        "dien-thoai",
        "Số điện thoại chưa đúng. Ví dụ đúng: 0912 345 678 hoặc 0212 3836 123.",
    );
    kept
}

fn read_role(form: &Form, problems: &mut Problems) -> Role {
    let role = Role::with_key(form.get("vai-tro"));
    problems.unless(role.is_some(), "vai-tro", "Mời chọn vai trò.");
    role.unwrap_or(Role::Officer)
}

/// The unit of a form; one that the actor cannot reach is refused whatever else is wrong.
fn read_unit(form: &Form, actor: &Actor, problems: &mut Problems) -> Result<Id> {
    if !form.has("don-vi") {
        problems.add("don-vi", "Mời chọn đơn vị.");
        return Ok(Id::default());
    }
    let unit: Id = form.get("don-vi").parse().map_err(|_| Error::NotFound)?;
    actor.must(Action::ManagePeople, unit)?;
    Ok(unit)
}

/// Invites somebody; shows the link once.
pub async fn invite(visit: Visit, headers: HeaderMap, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut problems = Problems::new();
    let new = Invited {
        full_name: read_name(&form, &mut problems),
        login: form.text("ten-dang-nhap", 60, None, &mut problems),
        phone: read_phone(&form, &mut problems),
        unit: read_unit(&form, actor, &mut problems)?,
        role: read_role(&form, &mut problems),
    };
    let mut tx = visit.app.begin(actor).await?;
    let invited = match problems.or(()) {
        Ok(()) => actions::invite(&mut tx, actor, &new).await,
        Err(problems) => Err(problems.into()),
    };
    match invited {
        Ok(link) => {
            let person = store::by_id(&mut tx, link.person).await?.ok_or(Error::NotFound)?;
            tx.save().await?;
            Ok(link_page(&visit, &headers, &person, &link))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            Ok(refused(&invite_form(&visit, &form, problems).await?))
        }
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "identity/pages/link.html")]
struct LinkPage {
    chrome: Chrome,
    id: String,
    full_name: String,
    login: String,
    address: String,
    has_password: bool,
}

/// The only page that ever shows a link.
fn link_page(visit: &Visit, headers: &HeaderMap, person: &Person, link: &Link) -> Response {
    let path = format!("/moi/{}", link.secret);
    let mut response = html(&LinkPage {
        chrome: Chrome::new(visit),
        id: person.id.to_string(),
        full_name: person.full_name.clone(),
        login: person.login.clone(),
        address: absolute(visit, headers, &path),
        has_password: person.password.is_some(),
    });
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The address that people type: as configured, else as this request says.
fn absolute(visit: &Visit, headers: &HeaderMap, path: &str) -> String {
    let settings = visit.app.settings();
    if !settings.public_url.is_empty() {
        return format!("{}{path}", settings.public_url);
    }
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let scheme = if settings.is_https { "https" } else { "http" };
    format!("{scheme}://{host}{path}")
}

/// A role on the page of a person.
struct RoleLine {
    id: String,
    role: String,
    unit: String,
    unit_gone: bool,
    from: String,
    to: String,
    is_over: bool,
    may_take: bool,
}

#[derive(Template)]
#[template(path = "identity/pages/person.html")]
struct PersonPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    heading: String,
    login: String,
    state: String,
    has_left: bool,
    may_manage: bool,
    roles: Vec<RoleLine>,
    absences: Vec<String>,
    sessions: usize,
    full_name: String,
    phone: String,
}

async fn person_page(visit: &Visit, id: Id, form: Option<&Form>, problems: Problems) -> Result<PersonPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let (person, mut grants) = actions::seen(&mut tx, actor, id).await?;
    let may_manage = actions::may_manage(actor, &grants, today);
    let tree = org::store::tree(&mut tx, today).await?;
    let names = org::store::names(&mut tx, today).await?;
    grants.sort_by_key(|grant| (grant.is_over(today), grant.valid_from));
    let roles = grants.iter().map(|grant| RoleLine {
        id: grant.id.to_string(),
        role: grant.role.label().to_owned(),
        unit: names.get(&grant.unit).cloned().unwrap_or_default(),
        unit_gone: tree.get(grant.unit).is_none(),
        from: text::day(grant.valid_from),
        to: grant.valid_to.map_or_else(
            || "chưa định".to_owned(),
            |to| text::day_or_dash(to.yesterday().ok()),
        ),
        is_over: grant.is_over(today),
        may_take: !grant.is_over(today) && actor.may(Action::ManagePeople, grant.unit),
    });
    let roles = roles.collect();
    let mut absences = Vec::new();
    for one in delegations(&mut tx, id, today).await? {
        if one.ended_at.is_some() {
            continue;
        }
        let other = if one.person == id {
            one.delegate
        } else {
            one.person
        };
        let other = store::by_id(&mut tx, other).await?;
        let other = other.map(|person| person.full_name).unwrap_or_default();
        let days = format!("từ {} đến {}", text::day(one.valid_from), text::day(one.valid_to));
        absences.push(if one.person == id {
            format!("Vắng mặt {days}, {other} làm thay.")
        } else {
            format!("Làm thay {other} {days}.")
        });
    }
    let sessions = store::sessions(&mut tx, id).await?.len();
    let (full_name, typed_phone) = match form {
        Some(form) => (form.get("ho-ten").to_owned(), form.get("dien-thoai").to_owned()),
        None => (
            person.full_name.clone(),
            person.phone.as_deref().map(phone::show).unwrap_or_default(),
        ),
    };
    Ok(PersonPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: id.to_string(),
        heading: person.full_name.clone(),
        login: person.login.clone(),
        state: state(&person, today).1,
        has_left: person.left_on.is_some(),
        may_manage,
        roles,
        absences,
        sessions,
        full_name,
        phone: typed_phone,
    })
}

fn parsed(id: &str) -> Result<Id> {
    id.parse().map_err(|_| Error::NotFound)
}

/// One person.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let page = person_page(&visit, parsed(&id)?, None, Problems::new()).await?;
    Ok(html(&page))
}

/// Name and telephone.
pub async fn describe(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let person = parsed(&id)?;
    let mut tx = visit.app.begin(actor).await?;
    // Who may not is told so before anything else.
    actions::seen(&mut tx, actor, person).await?;
    let mut problems = Problems::new();
    let name = read_name(&form, &mut problems);
    let phone = read_phone(&form, &mut problems);
    if !problems.is_empty() {
        drop(tx);
        return Ok(refused(
            &person_page(&visit, person, Some(&form), problems).await?,
        ));
    }
    actions::describe(&mut tx, actor, person, &name, phone).await?;
    tx.save().await?;
    Ok(page::done(&format!("/nguoi/{id}"), "Đã ghi."))
}

/// A new link for setting a password, shown once.
pub async fn link(visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let link = actions::make_link(&mut tx, actor, parsed(&id)?).await?;
    let person = store::by_id(&mut tx, link.person).await?.ok_or(Error::NotFound)?;
    tx.save().await?;
    Ok(link_page(&visit, &headers, &person, &link))
}

/// Ends all sessions of a person.
pub async fn end_sessions(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let ended = actions::end_sessions(&mut tx, actor, parsed(&id)?).await?;
    tx.save().await?;
    let sentence = format!("Đã kết thúc {ended} phiên đăng nhập.");
    Ok(page::done(&format!("/nguoi/{id}"), &sentence))
}

#[derive(Template)]
#[template(path = "identity/pages/role.html")]
struct RolePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    full_name: String,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    from: DateFields,
    until: DateFields,
}

async fn role_form(visit: &Visit, id: Id, form: Option<&Form>, problems: Problems) -> Result<RolePage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let (person, grants) = actions::seen(&mut tx, actor, id).await?;
    let tree = org::store::tree(&mut tx, today).await?;
    let live = grants
        .iter()
        .find(|grant| !grant.is_over(today))
        .map(|grant| grant.unit);
    let (unit, role) = match form {
        Some(form) => (form.get("don-vi").parse().ok(), form.get("vai-tro")),
        None => (live, ""),
    };
    let mut roles = role_choices(role);
    roles.insert(0, Choice::new("", "Chọn vai trò", role.is_empty()));
    Ok(RolePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: id.to_string(),
        full_name: person.full_name,
        units: unit_choices(&tree, actor, unit),
        roles,
        from: form.map_or_else(
            || DateFields::of(Some(today)),
            |form| DateFields::sent(form, "tu"),
        ),
        until: form.map_or_else(DateFields::default, |form| DateFields::sent(form, "den")),
    })
}

/// The form for one more role.
pub async fn role_page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    Ok(html(
        &role_form(&visit, parsed(&id)?, None, Problems::new()).await?,
    ))
}

/// Gives a role.
pub async fn give_role(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let person = parsed(&id)?;
    let mut tx = visit.app.begin(actor).await?;
    actions::seen(&mut tx, actor, person).await?;
    let mut problems = Problems::new();
    let today = tx.today();
    let new = NewRole {
        role: read_role(&form, &mut problems),
        unit: read_unit(&form, actor, &mut problems)?,
        from: form.date("tu", &mut problems).unwrap_or(today),
        to: form
            .date("den", &mut problems)
            .and_then(|last| last.tomorrow().ok()),
    };
    let given = match problems.or(()) {
        Ok(()) => actions::give_role(&mut tx, actor, person, new).await,
        Err(problems) => Err(problems.into()),
    };
    match given {
        Ok(()) => {
            tx.save().await?;
            Ok(page::done(&format!("/nguoi/{id}"), "Đã giao vai trò."))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            Ok(refused(&role_form(&visit, person, Some(&form), problems).await?))
        }
        Err(other) => Err(other),
    }
}

/// A page that asks for one day: a role that ends, a person who leaves.
#[derive(Template)]
#[template(path = "identity/pages/day.html")]
struct DayPage {
    chrome: Chrome,
    problems: Problems,
    back: String,
    action: String,
    heading: String,
    explained: &'static str,
    asked: &'static str,
    button: &'static str,
    from: DateFields,
}

/// What the page is about.
enum Ending {
    Role(Id),
    Work,
}

async fn day_form(
    visit: &Visit,
    person: Id,
    ending: &Ending,
    form: Option<&Form>,
    problems: Problems,
) -> Result<DayPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let (found, grants) = actions::seen(&mut tx, actor, person).await?;
    let name = found.full_name;
    let (heading, action, explained, asked, button) = match ending {
        Ending::Role(grant) => {
            let grant = grants
                .iter()
                .find(|known| known.id == *grant)
                .ok_or(Error::NotFound)?;
            actor.must(Action::ManagePeople, grant.unit)?;
            let names = org::store::names(&mut tx, today).await?;
            let unit = names.get(&grant.unit).map_or("–", String::as_str);
            (
                format!("{name} thôi vai trò {} ở {unit}", grant.role.label()),
                format!("/nguoi/{person}/vai-tro/{}/thoi", grant.id),
                "Việc đã làm với vai trò này vẫn giữ nguyên.",
                "Thôi từ ngày",
                "Thôi vai trò",
            )
        }
        Ending::Work => {
            if !actions::may_manage(actor, &grants, today) {
                return Err(Error::Forbidden);
            }
            (
                format!("{name} nghỉ hoặc chuyển đi"),
                format!("/nguoi/{person}/nghi"),
                "Từ ngày này người đó không đăng nhập được và thôi mọi vai trò. Việc đã ghi vẫn giữ tên người làm.",
                "Nghỉ từ ngày",
                "Ghi là nghỉ",
            )
        }
    };
    Ok(DayPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        back: format!("/nguoi/{person}"),
        action,
        heading,
        explained,
        asked,
        button,
        from: form.map_or_else(
            || DateFields::of(Some(today)),
            |form| DateFields::sent(form, "tu"),
        ),
    })
}

fn day_of(form: &Form, problems: &mut Problems) -> Date {
    let day = form.date("tu", problems);
    if day.is_none() && problems.on("tu").is_none() {
        problems.add("tu", "Mời ghi ngày, ví dụ 01 05 2022.");
    }
    day.unwrap_or_default()
}

/// When does a role end?
pub async fn take_page(visit: Visit, Path((id, grant)): Path<(String, String)>) -> Result<Response> {
    let ending = Ending::Role(parsed(&grant)?);
    let page = day_form(&visit, parsed(&id)?, &ending, None, Problems::new()).await?;
    Ok(html(&page))
}

/// Takes a role away.
pub async fn take(visit: Visit, Path((id, grant)): Path<(String, String)>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let (person, grant) = (parsed(&id)?, parsed(&grant)?);
    let mut problems = Problems::new();
    let from = day_of(&form, &mut problems);
    let mut tx = visit.app.begin(actor).await?;
    let taken = match problems.or(()) {
        Ok(()) => actions::take_role(&mut tx, actor, person, grant, from).await,
        Err(problems) => Err(problems.into()),
    };
    match taken {
        Ok(()) => {
            tx.save().await?;
            Ok(page::done(&format!("/nguoi/{id}"), "Đã ghi ngày thôi vai trò."))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            let page = day_form(&visit, person, &Ending::Role(grant), Some(&form), problems).await?;
            Ok(refused(&page))
        }
        Err(other) => Err(other),
    }
}

/// When does somebody leave?
pub async fn leave_page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let page = day_form(&visit, parsed(&id)?, &Ending::Work, None, Problems::new()).await?;
    Ok(html(&page))
}

/// Somebody leaves.
pub async fn leave(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let person = parsed(&id)?;
    let mut problems = Problems::new();
    let from = day_of(&form, &mut problems);
    let mut tx = visit.app.begin(actor).await?;
    let left = match problems.or(()) {
        Ok(()) => actions::leave(&mut tx, actor, person, from).await,
        Err(problems) => Err(problems.into()),
    };
    match left {
        Ok(()) => {
            tx.save().await?;
            let sentence = format!("Đã ghi nghỉ từ ngày {}.", text::day(from));
            Ok(page::done(&format!("/nguoi/{id}"), &sentence))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            let page = day_form(&visit, person, &Ending::Work, Some(&form), problems).await?;
            Ok(refused(&page))
        }
        Err(other) => Err(other),
    }
}

/// Somebody works here again.
pub async fn come_back(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    actions::come_back(&mut tx, actor, parsed(&id)?).await?;
    tx.save().await?;
    Ok(page::done(
        &format!("/nguoi/{id}"),
        "Đã ghi làm việc trở lại. Mời giao vai trò.",
    ))
}

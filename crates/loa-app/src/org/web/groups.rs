//! Pages of groups: units that a plan names together.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::org::store::group::{self, Group};
use crate::org::web::unit_choices;
use crate::org::{actions, store};
use crate::page::{self, Choice, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;

/// A group in the list.
struct Line {
    id: String,
    name: String,
    members: String,
    count: usize,
}

#[derive(Template)]
#[template(path = "org/pages/groups.html")]
struct GroupsPage {
    chrome: Chrome,
    lines: Vec<Line>,
    /// The form for a new one.
    problems: Problems,
    group_name: String,
    members: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "org/pages/group.html")]
struct GroupPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    group_name: String,
    members: Vec<Choice>,
}

/// All groups, and a form for a new one.
pub async fn list(visit: Visit) -> Result<Response> {
    let page = list_page(&visit, &Form::default(), Problems::new()).await?;
    Ok(html(&page))
}

async fn list_page(visit: &Visit, form: &Form, problems: Problems) -> Result<GroupsPage> {
    let mut tx = visit.app.read(visit.actor()?).await?;
    let today = tx.today();
    let names = store::names(&mut tx, today).await?;
    let tree = store::tree::on(&mut tx, today).await?;
    let mut groups = group::groups(&mut tx).await?;
    groups.sort_by_cached_key(|group| loa_vietnamese::collate::sort_key(&group.name));
    let line = |group: Group| {
        let members: Vec<&str> = group
            .members
            .iter()
            .filter_map(|id| names.get(id).map(String::as_str))
            .collect();
        Line {
            id: group.id.to_string(),
            name: group.name,
            count: members.len(),
            members: members.join(", "),
        }
    };
    let chosen: Vec<&str> = form.all("don-vi").collect();
    Ok(GroupsPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        lines: groups.into_iter().map(line).collect(),
        problems,
        group_name: form.get("ten").to_owned(),
        members: unit_choices(&tree, |_| true, |id| chosen.contains(&id.to_string().as_str())),
    })
}

/// Name and members as they were sent.
fn read(form: &Form) -> Result<(Result<String, Problems>, Vec<Id>)> {
    let mut problems = Problems::new();
    let name = form.text(
        "ten",
        200,
        Some("Mời ghi tên nhóm như kế hoạch viết."),
        &mut problems,
    );
    let mut members = Vec::new();
    for text in form.all("don-vi") {
        members.push(text.parse::<Id>().map_err(|_| Error::NotFound)?);
    }
    problems.unless(!members.is_empty(), "don-vi", "Mời chọn ít nhất một đơn vị.");
    Ok((problems.or(name.replace(['\n', '\t'], " ")), members))
}

/// A new group.
pub async fn add(visit: Visit, form: Form) -> Result<Response> {
    let (name, members) = read(&form)?;
    let mut tx = visit.app.begin(visit.actor()?).await?;
    let saved = match name {
        Ok(name) => actions::save_group(&mut tx, None, &name, &members).await,
        Err(problems) => Err(problems.into()),
    };
    match saved {
        Ok(_) => {
            tx.save().await?;
            Ok(page::done("/don-vi/nhom", "Đã thêm nhóm."))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            Ok(refused(&list_page(&visit, &form, problems).await?))
        }
        Err(other) => Err(other),
    }
}

async fn group_page(visit: &Visit, id: &str, form: Option<&Form>, problems: Problems) -> Result<GroupPage> {
    let mut tx = visit.app.read(visit.actor()?).await?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let groups = group::groups(&mut tx).await?;
    let group = groups
        .into_iter()
        .find(|group| group.id == id)
        .ok_or(Error::NotFound)?;
    let today = tx.today();
    let tree = store::tree::on(&mut tx, today).await?;
    let (name, chosen) = match form {
        Some(form) => {
            let sent = form.all("don-vi").filter_map(|text| text.parse().ok());
            (form.get("ten").to_owned(), sent.collect())
        }
        None => (group.name, group.members),
    };
    let mut members = unit_choices(&tree, |_| true, |id| chosen.contains(&id));
    // Units that have ended stay until somebody takes them out.
    let names = store::names(&mut tx, today).await?;
    for gone in chosen.iter().filter(|id| tree.get(**id).is_none()) {
        if let Some(name) = names.get(gone) {
            members.push(Choice::new(gone, format!("{name} (đã kết thúc)"), true));
        }
    }
    Ok(GroupPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: id.to_string(),
        group_name: name,
        members,
    })
}

/// One group.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    Ok(html(&group_page(&visit, &id, None, Problems::new()).await?))
}

/// Another name or other members.
pub async fn save(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let group: Id = id.parse().map_err(|_| Error::NotFound)?;
    let (name, members) = read(&form)?;
    let mut tx = visit.app.begin(visit.actor()?).await?;
    let saved = match name {
        Ok(name) => actions::save_group(&mut tx, Some(group), &name, &members).await,
        Err(problems) => Err(problems.into()),
    };
    match saved {
        Ok(_) => {
            tx.save().await?;
            Ok(page::done("/don-vi/nhom", "Đã ghi nhóm."))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            Ok(refused(&group_page(&visit, &id, Some(&form), problems).await?))
        }
        Err(other) => Err(other),
    }
}

/// Takes a group away.
pub async fn remove(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.begin(visit.actor()?).await?;
    actions::remove_group(&mut tx, id).await?;
    tx.save().await?;
    Ok(page::done("/don-vi/nhom", "Đã xóa nhóm; các đơn vị vẫn còn."))
}

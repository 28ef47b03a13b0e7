//! The log on the web, for administrators of the whole locality.

use askama::Template;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_vietnamese::collate::sort_key;

use crate::audit::store::{self, Named, Wanted};
use crate::audit::words;
use crate::clock::{day_start, moment_text};
use crate::error::Result;
use crate::form::Form;
use crate::identity::Action;
use crate::page::{self, Choice, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::route::{Access, Routes, Visit};

/// Entries on a page.
const PAGE: i64 = 50;

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/nhat-ky", Access::MayEverywhere(Action::ManagePeople), log)
}

/// An entry as a line.
struct Line {
    when: String,
    who: String,
    what: String,
    detail: String,
    about: String,
    /// Page of what it was done to; empty where there is none.
    href: String,
    address: String,
    seq: String,
}

#[derive(Template)]
#[template(path = "audit/pages/log.html")]
struct LogPage {
    chrome: Chrome,
    problems: Problems,
    people: Vec<Choice>,
    actions: Vec<Choice>,
    on: DateFields,
    lines: Vec<Line>,
    /// Address of the page with older entries.
    older: Option<String>,
    /// This is not the newest page.
    is_later: bool,
}

/// `/nhat-ky?nguoi=…&viec=role.given&ngay-ngay=18…&truoc=…`
async fn log(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let form = visit.fields();
    let mut problems = Problems::new();
    let day = form.date("ngay", &mut problems);
    let wanted = wanted(&form, day);
    let mut tx = visit.app.read(actor).await?;
    let mut people = store::people(&mut tx).await?;
    let mut entries = store::list(&mut tx, &wanted, PAGE + 1).await?;
    drop(tx);
    let is_more = entries.len() > usize::try_from(PAGE).unwrap_or(0);
    entries.truncate(usize::try_from(PAGE).unwrap_or(0));
    let last = entries.last().filter(|_| is_more);
    people.sort_by_cached_key(|(_, name)| sort_key(name));
    let person = |(id, name): (Id, String)| Choice::new(id, name, wanted.person == Some(id));
    let chosen = wanted.action.as_deref();
    let mut known: Vec<_> = words::ACTIONS.iter().collect();
    known.sort_by_cached_key(|(_, words)| sort_key(words));
    let action = |(key, words): &(&str, &str)| Choice::new(key, *words, chosen == Some(*key));
    let page = LogPage {
        people: first("Tất cả", wanted.person.is_none(), people.into_iter().map(person)),
        actions: first("Tất cả", chosen.is_none(), known.into_iter().map(action)),
        on: DateFields::sent(&form, "ngay"),
        older: last.map(|last| {
            address(
                &form,
                &format!("{}-{}", last.entry.at.as_microsecond(), last.entry.id),
            )
        }),
        lines: entries.iter().map(line).collect(),
        is_later: wanted.before.is_some(),
        chrome: Chrome::new(&visit).with_problems(&problems),
        problems,
    };
    Ok(if page.problems.is_empty() {
        html(&page)
    } else {
        refused(&page)
    })
}

fn first(label: &str, chosen: bool, others: impl Iterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", label, chosen))
        .chain(others)
        .collect()
}

/// What the fields ask for; what makes no sense asks for nothing.
fn wanted(form: &Form, day: Option<Date>) -> Wanted {
    let cursor = form.get("truoc").split_once('-');
    let cursor = cursor.and_then(|(at, id)| {
        let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
        Some((at, id.parse().ok()?))
    });
    let action = form.get("viec");
    Wanted {
        person: form.get("nguoi").parse().ok(),
        action: Some(action.to_owned()).filter(|action| !action.is_empty()),
        from: day.map(day_start),
        until: day.and_then(|day| day.tomorrow().ok()).map(day_start),
        before: cursor,
    }
}

/// The same filters, further back.
fn address(form: &Form, before: &str) -> String {
    let kept = ["nguoi", "viec", "ngay-ngay", "ngay-thang", "ngay-nam"];
    let mut query: Vec<String> = kept
        .iter()
        .map(|name| (name, form.get(name)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", page::encoded(value)))
        .collect();
    query.push(format!("truoc={before}"));
    format!("/nhat-ky?{}", query.join("&"))
}

fn line(named: &Named) -> Line {
    let entry = &named.entry;
    let (thing, path) = words::thing(&entry.thing);
    let id = entry.thing_id.map(|id| id.to_string());
    let href = id.as_ref().filter(|_| !path.is_empty());
    // The identity of a record says nothing to people.
    let is_bare = matches!(entry.action.as_str(), "duty.proven" | "duty.unproven");
    Line {
        when: moment_text(entry.at),
        who: named.name.clone().unwrap_or_else(|| "–".to_owned()),
        what: words::action(&entry.action).to_owned(),
        detail: words::detail(if is_bare { "" } else { &entry.detail }),
        about: named.about.clone().unwrap_or_else(|| thing.to_owned()),
        href: href.map_or_else(String::new, |id| format!("{path}{id}")),
        address: entry.address.clone().unwrap_or_else(|| "–".to_owned()),
        seq: named
            .seq
            .map_or_else(|| "chờ ghi".to_owned(), |seq| seq.to_string()),
    }
}

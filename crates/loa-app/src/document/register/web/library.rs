//! The library: documents by words, kind, year, force.

use askama::Template;
use axum::response::Response;
use loa_db::id::Id;
use loa_official::kind::Kind;
use loa_vietnamese::fold::fold;

use super::names;
use crate::document::register::store::list::{WORDS, Wanted, library};
use crate::document::register::{key_of, kind_with_key, store};
use crate::error::Result;
use crate::form::Form;
use crate::identity::Action;
use crate::page::{Choice, Chrome, encoded, html};
use crate::route::Visit;
use crate::text;

/// Documents of one page.
const PAGE: usize = 50;
/// Characters of a search.
const MOST_CHARACTERS: usize = 200;

struct Line {
    id: String,
    code: String,
    day: String,
    title: String,
    unit: String,
    standing: &'static str,
}

#[derive(Template)]
#[template(path = "document/pages/library.html")]
struct LibraryPage {
    chrome: Chrome,
    words: String,
    kinds: Vec<Choice>,
    year: String,
    forces: Vec<Choice>,
    lines: Vec<Line>,
    next: Option<String>,
    is_search: bool,
    may_keep: bool,
}

/// The kinds to choose from.
pub fn kinds(chosen: Option<Kind>) -> Vec<Choice> {
    let kinds = Kind::ALL.iter();
    kinds
        .map(|(kind, name, _)| Choice::new(key_of(*kind), *name, chosen == Some(*kind)))
        .collect()
}

fn wanted(form: &Form, units: Option<Vec<Id>>) -> Wanted {
    let asked: String = form.get("tim").chars().take(MOST_CHARACTERS).collect();
    let words = fold(&asked);
    let words = words.split_whitespace().take(WORDS).map(str::to_owned);
    let kind = kind_with_key(form.get("loai"));
    let year = form.get("nam").parse::<i64>().ok();
    Wanted {
        words: words.collect(),
        kind: kind.map(key_of).unwrap_or_default().to_owned(),
        year: year.filter(|year| (1..=9999).contains(year)).unwrap_or(0),
        units,
    }
}

/// `/van-ban?tim=…&loai=…&nam=…&hieu-luc=con&truoc=…`
pub async fn page(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let form = visit.fields();
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let wanted = wanted(&form, actor.units(Action::SeeUnits));
    let only_in_force = form.get("hieu-luc") == "con";
    let from = form.get("truoc").parse().unwrap_or(Id(i64::MAX));
    let found = library(&mut tx, &wanted, from, PAGE as i64).await?;
    let replaced = store::replaced(&mut tx, found.iter().map(|one| one.id)).await?;
    let names = names(&mut tx, today).await?;
    let last = found.last().filter(|_| found.len() == PAGE).map(|one| one.id);
    let shown = found.iter().filter(|one| {
        let is_replaced = replaced.contains(&one.id);
        !only_in_force || one.is_in_force(today, is_replaced)
    });
    let lines = shown.map(|one| Line {
        id: one.id.to_string(),
        code: one.code(),
        day: text::day_or_dash(one.dated_on),
        title: one.title(),
        unit: match one.author.as_str() {
            "" => names.get(&one.unit).cloned().unwrap_or_default(),
            author => author.to_owned(),
        },
        standing: one.standing(today, replaced.contains(&one.id)),
    });
    let words: String = form.get("tim").chars().take(MOST_CHARACTERS).collect();
    let year = match wanted.year {
        0 => String::new(),
        year => year.to_string(),
    };
    let query = format!(
        "tim={}&loai={}&nam={year}&hieu-luc={}",
        encoded(&words),
        encoded(&wanted.kind),
        if only_in_force { "con" } else { "" }
    );
    let mut choices = vec![Choice::new("", "Mọi loại", wanted.kind.is_empty())];
    choices.extend(kinds(kind_with_key(&wanted.kind)));
    Ok(html(&LibraryPage {
        chrome: Chrome::new(&visit),
        is_search: !wanted.words.is_empty() || !wanted.kind.is_empty() || wanted.year > 0 || only_in_force,
        words,
        kinds: choices,
        year,
        forces: vec![
            Choice::new("", "Mọi văn bản", !only_in_force),
            Choice::new("con", "Còn hiệu lực", only_in_force),
        ],
        lines: lines.collect(),
        next: last.map(|id| format!("/van-ban?{query}&truoc={id}")),
        may_keep: actor.may_somewhere(Action::KeepRegister),
    }))
}

//! The review page: the document with its marks beside what was read from it.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::org;
use crate::page::{Chrome, html};
use crate::plan::actions::adopt::twin;
use crate::plan::adoption::{Decision, decisions};
use crate::plan::document::{Marks, Shown};
use crate::plan::store;
use crate::plan::store::item::Item;
use crate::plan::web::view::{OrderView, anchor, order_view};
use crate::plan::web::{TwinView, may_edit, names, title_of, visible};
use crate::plan::{Head, Note, State};
use crate::route::Visit;
use crate::text;

/// A value of the head.
pub struct Fact {
    label: &'static str,
    value: String,
    anchor: String,
}

/// A notice with the way to its words and to its order.
pub struct NoteView {
    severity: String,
    glyph: &'static str,
    word: &'static str,
    code: String,
    message: String,
    hint: String,
    anchor: String,
    other: String,
    item: String,
    number: String,
}

#[derive(Template)]
#[template(path = "plan/pages/review.html")]
struct ReviewPage {
    chrome: Chrome,
    id: String,
    title: String,
    state: &'static str,
    ordinal: i64,
    file: String,
    can_edit: bool,
    twin: Option<TwinView>,
    facts: Vec<Fact>,
    notes: Vec<NoteView>,
    decisions: Vec<Decision>,
    orders: Vec<OrderView>,
    removed: Vec<OrderView>,
    document: Vec<Shown>,
}

/// GET /ke-hoach/{plan}/soat
///
/// # Errors
/// [`Error::NotFound`]
pub async fn page(visit: Visit, Path(plan): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (plan, version) = visible(&mut tx, actor, &plan).await?;
    let (_, pieces, notes) = store::texts(&mut tx, version.id).await?.ok_or(Error::NotFound)?;
    let items = store::item::of_version(&mut tx, version.id).await?;
    let on = version.head.issued_on().unwrap_or(tx.today());
    let tree = org::store::tree::on(&mut tx, on).await?;
    let people = items.iter().filter_map(|item| item.changed_by).collect();
    let people = names(&mut tx, people).await?;
    let can_edit = version.state == State::Draft && may_edit(&mut tx, actor).await?;
    let twin = match can_edit {
        true => twin(&mut tx, plan.id, &version.head).await?,
        false => None,
    };
    let numbers: HashMap<Id, String> = items
        .iter()
        .map(|item| (item.id, item.sheet.number.clone()))
        .collect();
    let view = |removed: bool| {
        let shown = items.iter().filter(|item| item.removed == removed);
        shown
            .map(|item| order_view(item, &version.head, &tree, &people, &numbers))
            .collect()
    };
    // Words of what was taken out, or of a value that was corrected, stay marked.
    let sheets = items
        .iter()
        .flat_map(|item| item.original.iter().chain([&item.sheet]));
    let document = Marks::new(&version.head, sheets, &notes).show(&pieces);
    Ok(html(&ReviewPage {
        chrome: Chrome::new(&visit),
        id: plan.id.to_string(),
        title: title_of(&plan),
        state: version.state.label(),
        ordinal: version.ordinal,
        file: version.file_name.clone(),
        can_edit,
        twin: twin.as_ref().map(TwinView::of),
        facts: facts(&version.head),
        notes: worst_first(&notes)
            .into_iter()
            .map(|note| note_view(note, &items))
            .collect(),
        decisions: decisions(plan.id, &version.head, &items),
        orders: view(false),
        removed: view(true),
        document,
    }))
}

/// Errors, then warnings, then the rest, each in the order of the document.
fn worst_first(notes: &[Note]) -> Vec<&Note> {
    let mut sorted: Vec<&Note> = notes.iter().collect();
    sorted.sort_by_key(|note| match note.severity.as_str() {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    });
    sorted
}

fn facts(head: &Head) -> Vec<Fact> {
    let years = head.years.map_or_else(String::new, |(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}–{last}")
        }
    });
    let date = head.issued_on().map_or_else(|| head.date.clone(), text::day);
    let fact = |label, value: &str, field| Fact {
        label,
        value: value.to_owned(),
        anchor: anchor(head.place_of(field)),
    };
    vec![
        fact("Tên", &head.title, "title"),
        fact("Số, ký hiệu", &head.number, "number"),
        fact("Cơ quan ban hành", &head.issuer, "issuer"),
        fact("Ngày ban hành", &date, "date"),
        fact("Năm kế hoạch", &years, ""),
        fact("Người ký", &head.signer, "signer"),
    ]
}

fn note_view(note: &Note, items: &[Item]) -> NoteView {
    let item = items
        .iter()
        .find(|item| !note.number.is_empty() && item.sheet.number == note.number);
    NoteView {
        severity: note.severity.clone(),
        glyph: note.glyph(),
        word: note.word(),
        code: note.code.clone(),
        message: note.message.clone(),
        hint: note.hint.clone(),
        anchor: anchor(note.at),
        other: anchor(note.other),
        item: item.map_or_else(String::new, |item| item.id.to_string()),
        number: note.number.clone(),
    }
}

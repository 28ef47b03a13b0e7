//! The review page: the document with its marks beside what was read from it.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use crate::error::{Error, Result};
use crate::org;
use crate::page::{Chrome, encoded, html};
use crate::plan::document::{Marks, Shown};
use crate::plan::store::{self, Item, Version};
use crate::plan::web::view::{OrderView, anchor, order_view};
use crate::plan::web::{may_edit, names, title_of, visible};
use crate::plan::{Head, NameKind, Note, State};
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

/// Something that a person has to decide before the plan can be adopted.
pub struct Decision {
    /// What.
    pub text: String,
    /// Where it is decided.
    pub href: String,
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
    let items = store::items(&mut tx, version.id).await?;
    let on = version.head.issued_on().unwrap_or(tx.today());
    let tree = org::store::tree(&mut tx, on).await?;
    let people = items.iter().filter_map(|item| item.changed_by).collect();
    let people = names(&mut tx, people).await?;
    let can_edit = version.state == State::Draft && may_edit(&mut tx, actor).await?;
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
        facts: facts(&version.head),
        notes: notes.iter().map(|note| note_view(note, &items)).collect(),
        decisions: decisions(&version, &items),
        orders: view(false),
        removed: view(true),
        document,
    }))
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

/// All that a person has to decide: years, readings of schedules, names; a name once for all orders that write it.
pub fn decisions(version: &Version, items: &[Item]) -> Vec<Decision> {
    let plan = version.plan;
    let mut found = Vec::new();
    if version.head.frame().is_none() {
        found.push(Decision {
            text: "Văn bản không cho biết kế hoạch của năm nào.".to_owned(),
            href: format!("/ke-hoach/{plan}/dau"),
        });
    }
    let mut open: BTreeMap<String, (String, NameKind, Vec<&str>)> = BTreeMap::new();
    for item in items.iter().filter(|item| !item.removed) {
        let sheet = &item.sheet;
        let Some(when) = &sheet.when else { continue };
        if when.is_open(&version.head) {
            found.push(Decision {
                text: format!("Nhiệm vụ {}: “{}” hiểu được nhiều cách.", sheet.number, when.text),
                href: format!("/ke-hoach/{plan}/viec/{}#cach-hieu", item.id),
            });
        }
        if dates_of(item, &version.head) == 0 {
            continue;
        }
        for named in sheet.all_names().filter(|named| named.is_open()) {
            let entry = open
                .entry(crate::plan::actions::name_key(&named.text))
                .or_insert_with(|| (named.text.clone(), named.kind, Vec::new()));
            entry.2.push(&sheet.number);
        }
    }
    for (text, kind, mut numbers) in open.into_values() {
        numbers.dedup();
        let why = match kind {
            NameKind::Open => "là những đơn vị nào",
            _ => "không có trong danh sách đơn vị",
        };
        found.push(Decision {
            text: format!("“{text}” {why} (nhiệm vụ {})?", numbers.join(", ")),
            href: format!("/ke-hoach/{plan}/ten?cum={}", encoded(&text)),
        });
    }
    found
}

/// Dates that an order has by what holds now.
pub fn dates_of(item: &Item, head: &Head) -> usize {
    let (Some(when), Some(frame)) = (&item.sheet.when, head.frame()) else {
        return 0;
    };
    crate::plan::time::dates(&when.schedule(head), &frame, item.sheet.floor).len()
}

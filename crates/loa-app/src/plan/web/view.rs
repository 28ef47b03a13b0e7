//! Values of orders as pages show them, each with the way to its words.

use std::collections::HashMap;

use loa_db::id::Id;

use crate::clock::moment_text;
use crate::org::Tree;
use crate::plan::store::item::Item;
use crate::plan::time::{self, is_continuous};
use crate::plan::{At, Head, NameKind, Named, Part};

/// A unit or group as a page shows it.
pub struct NameView {
    /// As the plan writes it.
    pub text: String,
    /// Anchor of its words, or empty.
    pub anchor: String,
    /// What it stands for: "19 đơn vị"; empty for one unit of the same name.
    pub meaning: String,
    /// Names of the units, when there are several.
    pub members: Vec<String>,
    /// A person has to decide.
    pub is_open: bool,
    /// The name in an address.
    pub encoded: String,
}

/// The units of one role.
pub struct PartView {
    /// "Chủ trì"
    pub label: &'static str,
    /// The names.
    pub names: Vec<NameView>,
}

/// When, as a page shows it.
pub struct WhenView {
    /// The words of the plan.
    pub text: String,
    /// Anchor, or empty.
    pub anchor: String,
    /// What they mean.
    pub meaning: String,
    /// "51 hạn trong năm"
    pub count: String,
    /// A person has to choose.
    pub is_open: bool,
}

/// An order as a page shows it.
pub struct OrderView {
    /// Identity of the item.
    pub id: String,
    /// "2.3"
    pub number: String,
    /// Group above it.
    pub group: String,
    /// What to do.
    pub title: String,
    /// Anchor of the title, or of the main place.
    pub anchor: String,
    /// Units by role.
    pub parts: Vec<PartView>,
    /// When.
    pub when: Option<WhenView>,
    /// Product and its anchor.
    pub product: String,
    /// Anchor of the product, or empty.
    pub product_anchor: String,
    /// "Đã sửa: …, 09:12 18/04/2022"; empty when it is as it was read.
    pub corrected: String,
    /// A person added it.
    pub is_added: bool,
    /// Proof has to be accepted.
    pub needs_approval: bool,
    /// Words of other places with their anchors.
    pub retold: Vec<(String, String)>,
    /// Why it was carried over.
    pub carried: String,
    /// Number of what it was merged into.
    pub merged_into: String,
}

/// Anchor of a place, or nothing.
pub fn anchor(at: Option<At>) -> String {
    at.map_or_else(String::new, At::anchor)
}

/// A name with what it stands for.
pub fn name_view(named: &Named, tree: &Tree) -> NameView {
    let members: Vec<String> = named.units.iter().map(|id| tree.name(*id).to_owned()).collect();
    let meaning = match (named.kind, named.decided, members.as_slice()) {
        (NameKind::Open | NameKind::Unknown, false, _) => String::new(),
        (_, true, []) => "không giao cho đơn vị nào".to_owned(),
        (_, _, [one]) if *one == named.text => String::new(),
        (_, _, [one]) => one.clone(),
        (_, _, many) => format!("{} đơn vị", many.len()),
    };
    NameView {
        text: named.text.clone(),
        anchor: anchor(named.at),
        meaning,
        members: if members.len() > 1 { members } else { Vec::new() },
        is_open: named.is_open(),
        encoded: crate::page::encoded(&named.text),
    }
}

/// How many dates a schedule has, in words.
pub fn count_in_words(count: usize, floor: i64, continuous: bool) -> String {
    match (count, continuous) {
        (0, _) => "không có hạn nào tính được thành ngày".to_owned(),
        (count, true) => format!("{count} kỳ báo cáo, mỗi kỳ ít nhất {floor} việc"),
        (1, _) => "1 hạn".to_owned(),
        (count, _) => format!("{count} hạn"),
    }
}

/// An order of a version.
pub fn order_view(
    item: &Item,
    head: &Head,
    tree: &Tree,
    people: &HashMap<Id, String>,
    numbers: &HashMap<Id, String>,
) -> OrderView {
    let sheet = &item.sheet;
    let when = sheet.when.as_ref().map(|when| {
        let schedule = when.schedule(head);
        let count = head
            .frame()
            .map_or(0, |frame| time::dates(&schedule, &frame, sheet.floor).len());
        WhenView {
            text: when.text.clone(),
            anchor: anchor(when.at),
            meaning: time::terms_in_words(&schedule.terms),
            count: count_in_words(count, sheet.floor, is_continuous(&schedule)),
            is_open: when.is_open(head),
        }
    });
    let part = |part: Part| PartView {
        label: part.label(),
        names: sheet
            .names(part)
            .iter()
            .map(|named| name_view(named, tree))
            .collect(),
    };
    let who = item.changed_by.and_then(|id| people.get(&id));
    let corrected = match (item.changed_at, item.is_corrected() || item.removed) {
        (Some(at), true) => format!("{}, {}", who.map_or("–", String::as_str), moment_text(at)),
        _ => String::new(),
    };
    let main = sheet.title_at.or(sheet.sources.first().copied());
    OrderView {
        id: item.id.to_string(),
        number: sheet.number.clone(),
        group: sheet.group.clone(),
        title: sheet.title.clone(),
        anchor: anchor(main),
        parts: Part::ALL
            .into_iter()
            .map(part)
            .filter(|part| !part.names.is_empty())
            .collect(),
        when,
        product: sheet.product.clone(),
        product_anchor: anchor(sheet.product_at),
        corrected,
        is_added: item.original.is_none(),
        needs_approval: sheet.needs_approval,
        retold: sheet
            .retold
            .iter()
            .map(|retold| (told(retold), anchor(retold.at)))
            .collect(),
        carried: sheet.carried.clone().unwrap_or_default(),
        merged_into: sheet
            .merged_into
            .and_then(|id| numbers.get(&id).cloned())
            .unwrap_or_default(),
    }
}

fn told(retold: &crate::plan::Retold) -> String {
    let mut words = retold.title.clone();
    if !retold.leads.is_empty() {
        words += &format!(" ({})", retold.leads.join(", "));
    }
    if !retold.when.is_empty() {
        words += &format!(", {}", retold.when);
    }
    words
}

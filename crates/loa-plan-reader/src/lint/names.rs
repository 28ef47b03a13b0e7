//! What a name of a unit is, for the rules: one body or a group, and whether two names may mean the same.

use loa_docfile::body::Table;

use crate::assignment::{Assignment, NamedUnit, Origin};
use crate::lint::reading::Reading;
use crate::text::Item;
use crate::unit_names::is_person;
use crate::units::name_key;

/// Is it a group ("các sở, ban, ngành", "UBND cấp xã"), whose members a person has to list?
pub fn is_group(name: &str) -> bool {
    let key = name_key(name);
    let padded = format!(" {key} ");
    let signs = [
        " cac ",
        " cap xa ",
        " cap huyen ",
        " so ban nganh ",
        " lien quan ",
        " toan the ",
        " xa phuong ",
        " phuong xa ",
        " xa thi tran ",
        " dia phuong ",
        " moi ",
        " tung ",
        " doanh nghiep ",
        " don vi truc thuoc ",
    ];
    signs.iter().any(|sign| padded.contains(sign)) || key == "co quan don vi" || key == "so ban nganh"
}

/// Is it an open group ("có liên quan"): who belongs to it, the plan does not say.
pub fn is_open(name: &str) -> bool {
    name_key(name).ends_with("lien quan")
}

/// May two names mean the same body? One holds the other, or either is a group.
pub fn may_agree(one: &str, other: &str) -> bool {
    if is_group(one) || is_group(other) {
        return true;
    }
    let (one, other) = (squashed(one), squashed(other));
    one.contains(&other) || other.contains(&one)
}

fn squashed(name: &str) -> String {
    let key = name_key(name);
    let level = |word: &&str| !matches!(*word, "huyen" | "tinh" | "xa" | "phuong" | "thanh" | "pho");
    key.split(' ').filter(level).collect::<Vec<_>>().join(" ")
}

/// Names in quotes, parted by semicolons.
pub fn quoted(units: &[NamedUnit]) -> String {
    units
        .iter()
        .map(|unit| format!("“{}”", unit.name))
        .collect::<Vec<_>>()
        .join("; ")
}

/// A body that can answer for something: no person, no group.
pub fn is_single(name: &str) -> bool {
    !is_group(name) && !is_person(name)
}

/// Tables of the document.
pub fn tables<'a>(reading: &Reading<'a>) -> impl Iterator<Item = &'a Table> {
    reading.items.iter().filter_map(|item| match item {
        Item::Table(table) => Some(*table),
        Item::Line(_) => None,
    })
}

/// An order to carry out the plan as such ("triển khai thực hiện"), which closes many plans: no task of its own.
pub fn is_general(order: &Assignment) -> bool {
    if order.title.text.len() > 120 && !order.title.text.starts_with("Trên đây") {
        return false;
    }
    let words = crate::text::words(&order.title.text);
    let general = crate::text::contains_any(
        &words,
        &[
            "trien khai thuc hien",
            "to chuc thuc hien",
            "nghiem tuc thuc hien",
        ],
    );
    general && (words.len() <= 9 || crate::text::begins_with_any(&words, &["tren day la"]).is_some())
}

/// The table that a row stands in, by its block; `None` for prose.
pub fn table_of(assignment: &Assignment) -> Option<u32> {
    (assignment.origin == Origin::Table)
        .then(|| assignment.sources.first().map(|at| at.block))
        .flatten()
}

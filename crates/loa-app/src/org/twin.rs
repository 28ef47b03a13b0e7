//! The same unit twice: two of one name below the same unit at the same time. Nobody could tell them apart in a plan, and
//! the duties of one would be sought with the other.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::org::Unit;
use crate::org::change::{Proposal, same_name, syllables};
use crate::org::list::BadRow;

/// The one that is there already where this one is to be.
pub fn twin<'a>(versions: &'a [Unit], unit: &Unit) -> Option<&'a Unit> {
    let meets = |other: &&Unit| {
        let lasts = (unit.valid_from, unit.valid_to);
        let is_real = other.valid_to.is_none_or(|to| to > other.valid_from);
        is_real && overlap(lasts, (other.valid_from, other.valid_to))
    };
    let is_like = |other: &&Unit| {
        other.id != unit.id && other.parent == unit.parent && same_name(&other.name, &unit.name)
    };
    versions.iter().filter(meets).find(is_like)
}

/// From a day to the first day after it, or for ever.
type Span = (Date, Option<Date>);

fn overlap(one: Span, other: Span) -> bool {
    one.1.is_none_or(|to| to > other.0) && other.1.is_none_or(|to| to > one.0)
}

/// A unit as it would be.
struct Drafted<'a> {
    name: &'a str,
    parent: Option<&'a str>,
    span: Span,
    /// Line that changes it; 0 for none.
    line: u64,
}

/// The rows of a file that would bring a unit of the same name below the same unit beside another one.
pub fn twins(units: &[Unit], proposal: &Proposal) -> Vec<BadRow> {
    let key_of: HashMap<_, &str> = units.iter().map(|unit| (unit.id, unit.key.as_str())).collect();
    let mut drafts: HashMap<&str, Drafted<'_>> = units
        .iter()
        .map(|unit| {
            let parent = unit.parent.and_then(|id| key_of.get(&id).copied());
            let drafted = Drafted {
                name: &unit.name,
                parent,
                span: (proposal.day, unit.valid_to),
                line: 0,
            };
            (unit.key.as_str(), drafted)
        })
        .collect();
    for change in &proposal.changes {
        let known = drafts.get(change.key.as_str()).map(|drafted| drafted.span.1);
        match &change.after {
            Some(draft) => {
                let drafted = Drafted {
                    name: &draft.name,
                    parent: draft.parent.as_deref(),
                    span: (change.from, change.until.or(known.flatten())),
                    line: change.line,
                };
                drafts.insert(&change.key, drafted);
            }
            None => {
                if let Some(drafted) = drafts.get_mut(change.key.as_str()) {
                    drafted.span.1 = Some(change.from);
                }
            }
        }
    }
    let mut alike: HashMap<_, Vec<&Drafted<'_>>> = HashMap::new();
    for drafted in drafts.values() {
        alike
            .entry((drafted.parent, syllables(drafted.name)))
            .or_default()
            .push(drafted);
    }
    let mut bad = Vec::new();
    for same in alike.values_mut() {
        same.sort_by_key(|drafted| drafted.line);
        for (at, drafted) in same.iter().enumerate().filter(|(_, drafted)| drafted.line > 0) {
            let mut before = same.iter().take(at);
            if let Some(other) = before.find(|other| overlap(other.span, drafted.span)) {
                bad.push(told(drafted, other));
            }
        }
    }
    bad.sort_by_key(|row| row.line);
    bad
}

fn told(drafted: &Drafted<'_>, other: &Drafted<'_>) -> BadRow {
    let name = drafted.name;
    match other.line {
        0 => BadRow::new(
            drafted.line,
            format!("đã có đơn vị khác mang tên “{name}” với cùng cấp trên."),
            format!("there is another unit with the name “{name}” below the same one."),
        ),
        line => BadRow::new(
            drafted.line,
            format!("“{name}” đã có ở dòng {line}, với cùng cấp trên."),
            format!("“{name}” stands in line {line} already, below the same unit."),
        ),
    }
}

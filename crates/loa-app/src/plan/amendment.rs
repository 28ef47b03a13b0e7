//! Two versions of a plan side by side: which orders are the same, what changed in each.

use std::collections::{BTreeSet, HashMap};

use loa_vietnamese::fold::fold;

use crate::plan::store::assignment::Assignment;
use crate::plan::{Head, Part, Sheet};

/// Titles of the same number are the same order from this likeness on, in hundredths.
const ALIKE_WITH_NUMBER: usize = 40;
/// Titles under another number, from this one on.
const ALIKE: usize = 70;

/// What becomes of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// New: index of the order.
    Added(usize),
    /// The same: indexes of assignment and order.
    Kept(usize, usize),
    /// No longer ordered: index of the assignment.
    Dropped(usize),
}

/// The words of a title, as numbers of a shared list.
fn words(titles: &[&str], known: &mut HashMap<String, usize>) -> Vec<BTreeSet<usize>> {
    let number = |word: &str, known: &mut HashMap<String, usize>| {
        let next = known.len();
        *known.entry(word.to_owned()).or_insert(next)
    };
    let of = |title: &str, known: &mut HashMap<String, usize>| {
        fold(title)
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| number(word, known))
            .collect()
    };
    titles.iter().map(|title| of(title, known)).collect()
}

/// Likeness of two sets of words in hundredths (Dice).
fn likeness(one: &BTreeSet<usize>, other: &BTreeSet<usize>) -> usize {
    let all = one.len() + other.len();
    if all == 0 {
        return 0;
    }
    200 * one.intersection(other).count() / all
}

/// Pairs what is ordered with what a new version orders: by number and likeness of the titles, the likest first. New
/// ones and pairs come in the order of the new version, dropped ones last.
pub fn fates(old: &[Assignment], new: &[&Sheet]) -> Vec<Fate> {
    let mut known = HashMap::new();
    let old_titles: Vec<&str> = old.iter().map(|one| one.sheet.title.as_str()).collect();
    let new_titles: Vec<&str> = new.iter().map(|sheet| sheet.title.as_str()).collect();
    let old_words = words(&old_titles, &mut known);
    let new_words = words(&new_titles, &mut known);
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (at, (assignment, before)) in old.iter().zip(&old_words).enumerate() {
        for (to, (sheet, after)) in new.iter().zip(&new_words).enumerate() {
            let alike = likeness(before, after);
            let is_same_number = assignment.sheet.number == sheet.number;
            let least = if is_same_number { ALIKE_WITH_NUMBER } else { ALIKE };
            if alike >= least {
                // Of two orders of the same words the one of the same number is meant.
                pairs.push((alike * 2 + usize::from(is_same_number), at, to));
            }
        }
    }
    pairs.sort_by_key(|(score, at, to)| (std::cmp::Reverse(*score), *at, *to));
    let mut old_taken = vec![false; old.len()];
    let mut partner: Vec<Option<usize>> = vec![None; new.len()];
    for (_, at, to) in pairs {
        let (Some(taken), Some(place)) = (old_taken.get_mut(at), partner.get_mut(to)) else {
            continue;
        };
        if !*taken && place.is_none() {
            *taken = true;
            *place = Some(at);
        }
    }
    let kept = partner.iter().enumerate().map(|(to, at)| match at {
        Some(at) => Fate::Kept(*at, to),
        None => Fate::Added(to),
    });
    let gone = old_taken.iter().enumerate().filter(|(_, taken)| !**taken);
    kept.chain(gone.map(|(at, _)| Fate::Dropped(at))).collect()
}

/// A value that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which: "Thời gian".
    pub field: &'static str,
    /// As it was.
    pub before: String,
    /// As it will be.
    pub after: String,
}

/// What changed in an order, field by field; `heads`: of the version before and of the new one.
pub fn changes(before: &Sheet, after: &Sheet, heads: (&Head, &Head)) -> Vec<Change> {
    let mut found = Vec::new();
    let mut compare = |field, before: String, after: String| {
        if plain(&before) != plain(&after) {
            found.push(Change { field, before, after });
        }
    };
    compare("Số thứ tự", before.number.clone(), after.number.clone());
    compare("Nhiệm vụ", before.title.clone(), after.title.clone());
    for part in Part::ALL {
        compare(part.label(), units(before, part), units(after, part));
    }
    compare("Thời gian", time(before, heads.0), time(after, heads.1));
    compare("Sản phẩm", before.product.clone(), after.product.clone());
    let floor = |sheet: &Sheet| format!("ít nhất {} việc mỗi kỳ", sheet.floor.max(1));
    compare("Mức thường xuyên", floor(before), floor(after));
    let approval = |sheet: &Sheet| {
        if sheet.needs_approval {
            "phải duyệt"
        } else {
            "không phải duyệt"
        }
    };
    compare(
        "Minh chứng",
        approval(before).to_owned(),
        approval(after).to_owned(),
    );
    found
}

/// Marks of quotation and dashes that a program for writing turns by itself are no change.
fn plain(text: &str) -> String {
    let letter = |letter| match letter {
        '“' | '”' | '„' => '"',
        '‘' | '’' => '\'',
        '–' | '—' => '-',
        other => other,
    };
    text.chars().map(letter).collect()
}

fn units(sheet: &Sheet, part: Part) -> String {
    let each = sheet
        .names(part)
        .iter()
        .map(|named| match (named.decided, named.units.len()) {
            (true, count) => format!("{} ({count} đơn vị)", named.text),
            (false, _) => named.text.clone(),
        });
    each.collect::<Vec<_>>().join(", ")
}

fn time(sheet: &Sheet, head: &Head) -> String {
    let Some(when) = &sheet.when else {
        return String::new();
    };
    format!("{} ({})", when.text, when.in_words(head))
}

/// Carries what persons decided about an order over to the same order of a new version, where the words did not
/// change: units of open names, the reading chosen, floor and approval.
pub fn carry_decisions(before: &Sheet, after: &mut Sheet) {
    let key = crate::plan::actions::name_key;
    for part in Part::ALL {
        let decided: Vec<_> = before.all_names().filter(|named| named.decided).collect();
        for named in after.names_mut(part).iter_mut().filter(|named| named.is_open()) {
            if let Some(known) = decided.iter().find(|known| key(&known.text) == key(&named.text)) {
                named.units.clone_from(&known.units);
                named.decided = true;
            }
        }
    }
    if let (Some(before), Some(after)) = (&before.when, &mut after.when)
        && before.text == after.text
        && after.choice.is_none()
    {
        after.choice = before.choice;
    }
    after.floor = before.floor;
    after.needs_approval = before.needs_approval;
}

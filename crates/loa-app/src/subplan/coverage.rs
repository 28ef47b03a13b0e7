//! Which orders of the plan above an edition takes up, and why Loa thinks so. What it does not find it says; whether it is
//! there all the same a person tells.

use std::collections::{HashMap, HashSet};

use loa_db::id::Id;
use loa_vietnamese::fold::fold;

use crate::subplan::{Borne, Clause};

/// Percent of the words that a clause of the same number must share.
const SAME_NUMBER: u32 = 40;
/// Percent of the words that a clause must share whatever its number.
const SAME_WORDS: u32 = 65;
/// Percent of the words from which a clause is worth being shown as the nearest.
const NEAR: u32 = 25;

/// Words that say nothing of what an order is about.
const EMPTY: [&str; 44] = [
    "va", "cac", "cua", "ve", "tai", "trong", "tren", "cho", "voi", "theo", "den", "cung", "nhung", "mot",
    "duoc", "bang", "qua", "the", "la", "o", "do", "de", "khi", "nam", "thang", "quy", "ngay", "dia", "ban",
    "tung", "moi", "thuc", "hien", "to", "chuc", "trien", "khai", "hoac", "nhu", "so", "muc", "lan", "hang",
    "ky",
];

/// Short forms that offices write, folded, and what they stand for.
const SHORT: [(&str, &str); 12] = [
    ("cchc", "cai cach hanh chinh"),
    ("tthc", "thu tuc hanh chinh"),
    ("ubnd", "uy ban nhan dan"),
    ("hdnd", "hoi dong nhan dan"),
    ("dvctt", "dich vu cong truc tuyen"),
    ("dvc", "dich vu cong"),
    ("bcci", "buu chinh cong ich"),
    ("cntt", "cong nghe thong tin"),
    ("cbccvc", "can bo cong chuc vien chuc"),
    ("mttq", "mat tran to quoc"),
    ("ttvh", "truyen thong van hoa"),
    ("pakn", "phan anh kien nghi"),
];

/// A clause and how much of an order's words it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// The clause, from 0.
    pub clause: usize,
    /// Percent of the order's words, by weight.
    pub share: u32,
}

/// How an order was found in an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// It was written into the form for this order.
    Written(usize),
    /// A clause of the same number has enough of its words.
    Number(Match),
    /// A clause has most of its words.
    Words(Match),
    /// A person said that it stands there.
    Told(usize),
    /// Not seen in it; with the clause that comes nearest.
    Missing(Option<Match>),
}

impl Found {
    /// It was not seen.
    pub fn is_missing(self) -> bool {
        matches!(self, Found::Missing(_))
    }
}

/// For each order, in their order, whether and how the clauses take it up. `told`: what persons said.
pub fn coverage(orders: &[Borne], clauses: &[Clause], told: &HashMap<Id, usize>) -> Vec<Found> {
    let wanted: Vec<Said> = orders.iter().map(|order| Said::of(&order.title)).collect();
    // A word that every order has ("tuyên truyền") tells them apart less than one that stands in one alone.
    let mut spread: HashMap<&str, f64> = HashMap::new();
    for word in wanted.iter().flat_map(|said| &said.telling) {
        *spread.entry(word.as_str()).or_default() += 1.0;
    }
    let held: Vec<Said> = clauses
        .iter()
        .map(|clause| Said::of(&format!("{} {}", clause.title, clause.text)))
        .collect();
    let each = orders.iter().zip(&wanted);
    each.map(|(order, wanted)| {
        if let Some(clause) = clauses.iter().position(|one| one.written_for() == Some(order.id)) {
            return Found::Written(clause);
        }
        // "Tổ chức thực hiện": its number has to tell where it stands.
        let is_vague = wanted.telling.is_empty();
        let matches = || {
            held.iter().enumerate().map(|(clause, held)| Match {
                clause,
                share: match is_vague {
                    true => share(&wanted.all, &held.all, &spread),
                    false => share(&wanted.telling, &held.telling, &spread),
                },
            })
        };
        let best = |found: &Match| (found.share, std::cmp::Reverse(found.clause));
        let numbered = matches()
            .filter(|one| {
                clauses
                    .get(one.clause)
                    .is_some_and(|clause| same_number(&clause.number, &order.number))
            })
            .filter(|one| one.share >= SAME_NUMBER)
            .max_by_key(best);
        let nearest = matches().filter(|_| !is_vague).max_by_key(best);
        match (numbered, nearest) {
            (Some(one), _) => Found::Number(one),
            (None, Some(one)) if one.share >= SAME_WORDS => Found::Words(one),
            (None, nearest) => match told.get(&order.id) {
                Some(clause) if *clause < clauses.len() => Found::Told(*clause),
                _ => Found::Missing(nearest.filter(|one| one.share >= NEAR)),
            },
        }
    })
    .collect()
}

fn same_number(one: &str, other: &str) -> bool {
    let bare = |text: &str| fold(text.trim().trim_end_matches(['.', ')']));
    let (one, other) = (bare(one), bare(other));
    !one.is_empty() && one == other
}

/// Percent of the weight of the wanted words that are held. A clause that holds very many words holds these too by
/// chance, and counts for less.
fn share(wanted: &HashSet<String>, held: &HashSet<String>, spread: &HashMap<&str, f64>) -> u32 {
    let weight = |word: &String| 1.0 / spread.get(word.as_str()).copied().unwrap_or(1.0);
    let all: f64 = wanted.iter().map(weight).sum();
    let found: f64 = wanted
        .iter()
        .filter(|word| held.contains(*word))
        .map(weight)
        .sum();
    if all <= 0.0 {
        return 0;
    }
    let room = (3 * wanted.len() + 20) as f64;
    let crowded = (room / held.len().max(1) as f64).min(1.0);
    // Between 0 and 100 by what was said above.
    (100.0 * crowded * found / all).round() as u32
}

/// The words of a text.
struct Said {
    /// All but numbers.
    all: HashSet<String>,
    /// Those that say what it is about.
    telling: HashSet<String>,
}

impl Said {
    fn of(text: &str) -> Self {
        let all = words(text);
        let telling = all.iter().filter(|word| !EMPTY.contains(&word.as_str())).cloned();
        Self {
            telling: telling.collect(),
            all,
        }
    }
}

/// The words of a text that say what it is about.
pub fn telling(text: &str) -> HashSet<String> {
    Said::of(text).telling
}

/// The words of a text without numbers: folded, short forms written out.
fn words(text: &str) -> HashSet<String> {
    let folded = fold(text);
    let mut found = HashSet::new();
    for word in folded.split(|sign: char| !sign.is_alphanumeric()) {
        match SHORT.iter().find(|(short, _)| *short == word) {
            Some((_, long)) => found.extend(long.split(' ').map(str::to_owned)),
            None => {
                found.insert(word.to_owned());
            }
        }
    }
    let is_number = |word: &str| word.bytes().all(|sign| sign.is_ascii_digit());
    found.retain(|word| !word.is_empty() && !is_number(word));
    found
}

//! The same order told twice, in the table and in the body, becomes one assignment with two sources.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::assignment::{Assignment, Retelling};
use crate::text::{Word, begins_with, find, join_folded, words};

/// Share of a row's word pairs that the sentence must have.
const SHARED: f64 = 0.6;

/// Fewest word pairs that must be shared: short titles agree by chance.
const FEWEST: usize = 4;

/// Puts the orders of the body beside the rows of the tables. A sentence that tells a row again (it has the row's
/// opening words and most of its word pairs) becomes another source of it; the rest follow as they are.
pub fn merge(table: Vec<Assignment>, prose: Vec<Assignment>) -> Vec<Assignment> {
    let mut merged = table;
    let rows: Vec<RowKey> = merged.iter().map(|row| RowKey::new(&row.title.text)).collect();
    let index = index(&rows);
    let mut own = Vec::new();
    for order in prose {
        let told = Told::new(&order.title.text);
        match best_row(&rows, &index, &told) {
            Some(at) => retell(&mut merged[at], order),
            None => own.push(order),
        }
    }
    merged.extend(own);
    make_ids_unique(&mut merged);
    merged
}

/// A word pair that stands in more rows than this tells none of them.
const COMMON: usize = 48;

/// Rows by word pair.
fn index(rows: &[RowKey]) -> HashMap<u64, Vec<usize>> {
    let mut index: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        for pair in &row.pairs {
            let known = index.entry(*pair).or_default();
            if known.len() < COMMON {
                known.push(at);
            }
        }
    }
    index
}

/// The row that the sentence tells again.
fn best_row(rows: &[RowKey], index: &HashMap<u64, Vec<usize>>, told: &Told) -> Option<usize> {
    let mut shared: HashMap<usize, usize> = HashMap::new();
    for at in told.pairs.iter().filter_map(|pair| index.get(pair)).flatten() {
        *shared.entry(*at).or_default() += 1;
    }
    let likely = shared.into_iter().filter(|(_, count)| *count >= FEWEST);
    let judged = likely
        .map(|(at, _)| (at, rows[at].likeness(told)))
        .filter(|(_, likeness)| *likeness >= SHARED);
    // Of equal rows the first, whatever the order of the map.
    judged
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
        .map(|(at, _)| at)
}

fn retell(row: &mut Assignment, order: Assignment) {
    row.sources.extend(order.sources);
    row.retold.push(Retelling {
        title: order.title,
        leads: order.leads,
        timing: order.timing,
    });
}

/// The words of a text and its word pairs, sorted, each once.
struct Told {
    words: Vec<Word>,
    pairs: Vec<u64>,
}

impl Told {
    fn new(text: &str) -> Self {
        let words: Vec<Word> = words(text).into_iter().filter(|word| word.is_word).collect();
        let mut pairs: Vec<u64> = words
            .windows(2)
            .map(|pair| hash(&pair[0].folded, &pair[1].folded))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self { words, pairs }
    }
}

fn hash(first: &str, second: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (first, second).hash(&mut hasher);
    hasher.finish()
}

struct RowKey {
    opening: String,
    pairs: Vec<u64>,
}

impl RowKey {
    fn new(title: &str) -> Self {
        let told = Told::new(title);
        let opening = join_folded(told.words.get(..3).unwrap_or(&told.words));
        Self {
            opening,
            pairs: told.pairs,
        }
    }

    /// Share of the row's pairs found in the sentence; 0 when the sentence neither begins with the row's first two
    /// words nor holds its first three.
    fn likeness(&self, sentence: &Told) -> f64 {
        let is_shared = |pair: &&u64| sentence.pairs.binary_search(pair).is_ok();
        let shared = self.pairs.iter().filter(is_shared).count();
        let verb = self.opening.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ");
        let opens =
            begins_with(&sentence.words, &verb).is_some() || find(&sentence.words, &self.opening).is_some();
        if shared < FEWEST || !opens {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a title has few words")]
        let share = shared as f64 / self.pairs.len().max(1) as f64;
        share
    }
}

/// Ids stay as the document numbers them; a number used twice is told apart by its order: "1", "1#2".
fn make_ids_unique(assignments: &mut [Assignment]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (at, assignment) in assignments.iter_mut().enumerate() {
        if assignment.id.is_empty() {
            assignment.id = format!("@{}", at + 1);
        }
        let count = seen.entry(assignment.id.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            assignment.id = format!("{}#{count}", assignment.id);
        }
    }
}

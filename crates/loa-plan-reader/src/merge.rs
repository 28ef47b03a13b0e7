//! The same order told twice, in the table and in the body, becomes one assignment with two sources.

use std::collections::{HashMap, HashSet};

use crate::assignment::{Assignment, Retelling};
use crate::text::{find, plain, words};

/// Share of a row's word pairs that the sentence must have.
const SHARED: f64 = 0.6;

/// Fewest word pairs that must be shared: short titles agree by chance.
const FEWEST: usize = 4;

/// Puts the orders of the body beside the rows of the tables. A sentence that tells a row again (it has the row's
/// opening words and most of its word pairs) becomes another source of it; the rest follow as they are.
pub fn merge(table: Vec<Assignment>, prose: Vec<Assignment>) -> Vec<Assignment> {
    let mut merged = table;
    let rows: Vec<RowKey> = merged.iter().map(|row| RowKey::new(&row.title.text)).collect();
    let mut own = Vec::new();
    for order in prose {
        let told = plain(&order.title.text);
        let pairs = pairs(&told);
        let best = (0..rows.len())
            .map(|at| (at, rows[at].likeness(&order.title.text, &pairs)))
            .filter(|(_, likeness)| *likeness >= SHARED)
            .max_by(|a, b| a.1.total_cmp(&b.1));
        match best {
            Some((at, _)) => retell(&mut merged[at], order),
            None => own.push(order),
        }
    }
    merged.extend(own);
    make_ids_unique(&mut merged);
    merged
}

fn retell(row: &mut Assignment, order: Assignment) {
    row.sources.extend(order.sources);
    row.retold.push(Retelling { title: order.title, leads: order.leads, timing: order.timing });
}

struct RowKey {
    opening: String,
    pairs: HashSet<(String, String)>,
}

impl RowKey {
    fn new(title: &str) -> Self {
        let plain = plain(title);
        let opening = plain.split(' ').take(3).collect::<Vec<_>>().join(" ");
        Self { opening, pairs: pairs(&plain) }
    }

    /// Share of the row's pairs found in the sentence; 0 when its opening words do not stand there.
    fn likeness(&self, sentence: &str, told: &HashSet<(String, String)>) -> f64 {
        let shared = self.pairs.intersection(told).count();
        if shared < FEWEST {
            return 0.0;
        }
        let sentence: Vec<_> = words(sentence).into_iter().filter(|word| word.is_word).collect();
        if find(&sentence, &self.opening).is_none() {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a title has few words")]
        let share = shared as f64 / self.pairs.len().max(1) as f64;
        share
    }
}

fn pairs(plain: &str) -> HashSet<(String, String)> {
    let words: Vec<&str> = plain.split(' ').collect();
    words.windows(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect()
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

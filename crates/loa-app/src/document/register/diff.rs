//! Two versions of a text side by side, by clause: what came in, what went, what reads otherwise.
//!
//! A clause is a line of the text: a paragraph, a point, a row of a table.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Clauses of a block within which those are looked for that belong together.
const MOST_PAIRED: usize = 200;
/// Words of a clause that are told apart one by one.
const MOST_WORDS: usize = 2_000;
/// Clauses of a text; what is longer is compared as far as that.
const MOST_CLAUSES: usize = 20_000;

/// How a stretch of words stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// In both.
    Same,
    /// In the new text only.
    Added,
    /// In the old text only.
    Removed,
}

impl Mark {
    /// It came in.
    pub fn is_added(self) -> bool {
        self == Mark::Added
    }

    /// It went.
    pub fn is_removed(self) -> bool {
        self == Mark::Removed
    }
}

/// A stretch of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// How it stands.
    pub mark: Mark,
    /// The words.
    pub text: String,
}

/// What became of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    Same,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It reads otherwise.
    Changed,
}

impl Change {
    /// For people.
    pub fn word(self) -> &'static str {
        match self {
            Change::Same => "Giữ nguyên",
            Change::Added => "Thêm",
            Change::Removed => "Bỏ",
            Change::Changed => "Sửa",
        }
    }
}

/// A clause of either text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// What became of it.
    pub change: Change,
    /// Its words.
    pub pieces: Vec<Piece>,
}

impl Clause {
    fn whole(change: Change, mark: Mark, text: &str) -> Self {
        let text = text.to_owned();
        Self {
            change,
            pieces: vec![Piece { mark, text }],
        }
    }
}

/// The lines that say something, each with single spaces.
pub fn clauses(text: &str) -> Vec<String> {
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines = text.lines().map(line).filter(|line| !line.is_empty());
    lines.take(MOST_CLAUSES).collect()
}

/// The clauses of both texts in the order in which a person reads them, old before new where they differ.
pub fn versions(old: &str, new: &str) -> Vec<Clause> {
    let (old, new) = (clauses(old), clauses(new));
    let mut found = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &old, &new) {
        let gone = old.get(op.old_range()).unwrap_or_default();
        let come = new.get(op.new_range()).unwrap_or_default();
        if let DiffOp::Equal { .. } = op {
            let same = come
                .iter()
                .map(|text| Clause::whole(Change::Same, Mark::Same, text));
            found.extend(same);
        } else {
            block(gone, come, &mut found);
        }
    }
    found
}

/// Clauses that have become others: each old one with the first new one that mostly reads the same, in order.
fn block(gone: &[String], come: &[String], found: &mut Vec<Clause>) {
    let mut rest = come;
    for old in gone {
        let is_small = gone.len() <= MOST_PAIRED && come.len() <= MOST_PAIRED;
        let at = rest.iter().position(|new| is_small && are_alike(old, new));
        let Some((at, new)) = at.and_then(|at| rest.get(at).map(|new| (at, new))) else {
            found.push(Clause::whole(Change::Removed, Mark::Removed, old));
            continue;
        };
        let (before, after) = rest.split_at(at);
        found.extend(
            before
                .iter()
                .map(|text| Clause::whole(Change::Added, Mark::Added, text)),
        );
        found.push(Clause {
            change: Change::Changed,
            pieces: pieces(old, new),
        });
        rest = after.get(1..).unwrap_or_default();
    }
    found.extend(
        rest.iter()
            .map(|text| Clause::whole(Change::Added, Mark::Added, text)),
    );
}

fn words(text: &str) -> Vec<&str> {
    text.split(' ').filter(|word| !word.is_empty()).collect()
}

/// Half of the words of the longer one stand in the other.
fn are_alike(old: &str, new: &str) -> bool {
    let (old, mut new) = (words(old), words(new));
    let longer = old.len().max(new.len());
    if longer > MOST_WORDS {
        return false;
    }
    let mut shared = 0;
    for word in &old {
        if let Some(at) = new.iter().position(|other| other == word) {
            new.swap_remove(at);
            shared += 1;
        }
    }
    2 * shared >= longer
}

/// What changed in one clause, word by word.
pub fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (words(old), words(new));
    let mut found = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let gone = old.get(op.old_range()).unwrap_or_default().join(" ");
        let come = new.get(op.new_range()).unwrap_or_default().join(" ");
        if let DiffOp::Equal { .. } = op {
            push(&mut found, Mark::Same, &come);
        } else {
            push(&mut found, Mark::Removed, &gone);
            push(&mut found, Mark::Added, &come);
        }
    }
    found
}

/// Adds words to a clause, to the last stretch where that stands the same way.
pub fn push(pieces: &mut Vec<Piece>, mark: Mark, text: &str) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(last) if last.mark == mark => {
            last.text.push(' ');
            last.text.push_str(text);
        }
        _ => pieces.push(Piece {
            mark,
            text: text.to_owned(),
        }),
    }
}

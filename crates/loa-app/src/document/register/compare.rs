//! Is what came back signed the text that was given out?
//!
//! Words are compared, not lines: a PDF breaks lines where it likes. At the head and at the foot two columns stand side by
//! side, which readers of PDF files take in one order or another: there words may stand in any order, the number of the
//! register and the day of signing may have been filled in, and what signing programs print of a signature is passed over
//! (DOC-18, DOC-19, DOC-24). Everything else is a difference, which a person has to answer for.

use jiff::civil::Date;
use loa_vietnamese::fold::{fold, nfc};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::document::register::diff::{Change, Clause, Mark, Piece, clauses, push};

/// Words of a text that can be compared: some seventy pages.
const MOST_WORDS: usize = 30_000;
/// Lines within which the head ends.
const HEAD_LINES: usize = 24;
/// Lines within which signatures and recipients stand.
const FOOT_LINES: usize = 80;
/// Characters of a line that a signing program prints.
const STAMP_CHARACTERS: usize = 200;

/// What may have been filled in.
#[derive(Debug, Clone, Copy)]
pub struct Filled<'a> {
    /// Number of the register, as it is written.
    pub number: &'a str,
    /// Day of signing.
    pub date: Option<Date>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The same text.
    Same,
    /// These clauses differ.
    Differs(Vec<Clause>),
    /// Another document altogether.
    Unlike,
    /// There is no text to read, or too much of it.
    Unread,
}

/// A word with the clause in which it stands.
struct Word {
    text: String,
    clause: usize,
}

/// Signs around words, and of which kind dashes and quotation marks are, do not matter; words that are joined by a slash are
/// told apart, so that a number that was filled in stands alone.
fn words(lines: &[String]) -> Vec<Word> {
    let mut found = Vec::new();
    for (clause, line) in lines.iter().enumerate() {
        let parts = line.split(|sign: char| sign.is_whitespace() || sign == '/');
        for part in parts {
            let text = part.trim_matches(|sign: char| !sign.is_alphanumeric());
            if !text.is_empty() {
                let text = nfc(text).replace(['–', '—', '‑'], "-");
                found.push(Word { text, clause });
            }
        }
    }
    found
}

/// Where a clause stands, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    Head,
    Body,
    Foot,
    /// "(Kèm theo Kế hoạch số …/KH-UBND ngày …)": filled in on paper (DOC-22).
    Caption,
}

fn is_kind(line: &str) -> bool {
    let folded = fold(line);
    let mut kinds = loa_official::kind::Kind::ALL.iter();
    kinds.any(|(_, name, _)| fold(name) == folded)
}

fn zones(lines: &[String]) -> Vec<Zone> {
    let ends_head = |line: &String| {
        let folded = fold(line);
        is_kind(line) || folded.starts_with("kinh gui")
    };
    let head = lines.iter().take(HEAD_LINES).position(ends_head).unwrap_or(0);
    let begins_foot = |line: &String| {
        let folded = fold(line);
        let signs = ["tm. ", "kt. ", "tl. ", "tuq. ", "q. "];
        folded.starts_with("noi nhan") || signs.iter().any(|sign| folded.starts_with(sign))
    };
    let begins_annex = |line: &String| fold(line).starts_with("phu luc");
    let foot = lines.iter().position(begins_foot).unwrap_or(lines.len());
    let after = lines.iter().skip(foot).take(FOOT_LINES);
    let length = after.take_while(|line| !begins_annex(line)).count();
    let zone = |(at, line): (usize, &String)| {
        if at < head {
            Zone::Head
        } else if (foot..foot + length).contains(&at) {
            Zone::Foot
        } else if fold(line).starts_with("(kem theo") {
            Zone::Caption
        } else {
            Zone::Body
        }
    };
    lines.iter().enumerate().map(zone).collect()
}

/// Lines of the signed file without page numbers, and at both ends without what signing programs print.
fn without_stamps(lines: Vec<String>) -> Vec<String> {
    let count = lines.len();
    let is_stamp = |line: &str| {
        let folded = fold(line);
        let begins = [
            "ky boi",
            "nguoi ky",
            "ky dien tu",
            "ky so",
            "thoi gian ky",
            "ngay ky",
            "digitally signed",
            "signed by",
            "signature",
            "email:",
            "co quan:",
            "so va ky hieu",
        ];
        line.chars().count() <= STAMP_CHARACTERS && begins.iter().any(|begin| folded.starts_with(begin))
    };
    let is_page = |line: &str| line.len() <= 4 && line.bytes().all(|byte| byte.is_ascii_digit());
    let kept = lines.into_iter().enumerate().filter(|(at, line)| {
        let is_edge = *at < HEAD_LINES || at + FOOT_LINES >= count;
        !(is_page(line) || is_edge && is_stamp(line))
    });
    kept.map(|(_, line)| line).collect()
}

/// Less than half of the words are the same: nobody wants to read the differences.
fn is_unlike(given: &[Word], taken: &[Word]) -> bool {
    let sorted = |words: &[Word]| {
        let mut texts: Vec<String> = words.iter().map(|word| word.text.clone()).collect();
        texts.sort();
        texts
    };
    let (given, taken) = (sorted(given), sorted(taken));
    let mut others = taken.iter().peekable();
    let mut shared = 0;
    for word in &given {
        while others.next_if(|other| *other < word).is_some() {}
        if others.next_if(|other| *other == word).is_some() {
            shared += 1;
        }
    }
    2 * shared < given.len().max(taken.len())
}

/// Holds what came back against what was given out.
pub fn signed(given: &str, taken: &str, filled: Filled<'_>) -> Found {
    let given = clauses(given);
    let taken = without_stamps(clauses(taken));
    let (old, new) = (words(&given), words(&taken));
    if old.is_empty() || new.is_empty() || old.len() > MOST_WORDS || new.len() > MOST_WORDS {
        return Found::Unread;
    }
    if is_unlike(&old, &new) {
        return Found::Unlike;
    }
    let found = differing(told(&given, &old, &new), &zones(&given), filled);
    if found.is_empty() {
        Found::Same
    } else {
        Found::Differs(found)
    }
}

/// The pieces of each clause that was given out; what was added stands with the clause before it.
fn told(given: &[String], old: &[Word], new: &[Word]) -> Vec<Vec<Piece>> {
    let mut pieces: Vec<Vec<Piece>> = given.iter().map(|_| Vec::new()).collect();
    let texts = |words: &[Word]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
    let mut last = 0;
    for op in capture_diff_slices(Algorithm::Myers, &texts(old), &texts(new)) {
        let mark = match op {
            DiffOp::Equal { .. } => Mark::Same,
            _ => Mark::Removed,
        };
        for word in old.get(op.old_range()).unwrap_or_default() {
            last = word.clause;
            if let Some(clause) = pieces.get_mut(last) {
                push(clause, mark, &word.text);
            }
        }
        if mark == Mark::Same {
            continue;
        }
        for word in new.get(op.new_range()).unwrap_or_default() {
            if let Some(clause) = pieces.get_mut(last) {
                push(clause, Mark::Added, &word.text);
            }
        }
    }
    pieces
}

/// The clauses that differ in earnest.
fn differing(told: Vec<Vec<Piece>>, zones: &[Zone], filled: Filled<'_>) -> Vec<Clause> {
    let mut found = Vec::new();
    let mut loose: Option<(Zone, Vec<Piece>)> = None;
    for (pieces, zone) in told.into_iter().zip(zones.iter().copied()) {
        if let Some((_, ended)) = loose.take_if(|(before, _)| *before != zone || zone == Zone::Caption) {
            found.extend(settled(&ended, filled));
        }
        if zone != Zone::Body {
            let (_, all) = loose.get_or_insert((zone, Vec::new()));
            all.extend(pieces);
        } else if pieces.iter().any(|piece| piece.mark != Mark::Same) {
            let change = Change::Changed;
            found.push(Clause { change, pieces });
        }
    }
    if let Some((_, ended)) = loose {
        found.extend(settled(&ended, filled));
    }
    found
}

/// What is left of a loose part when words that only stand elsewhere, the number and the day are taken out.
fn settled(pieces: &[Piece], filled: Filled<'_>) -> Option<Clause> {
    let of = |mark: Mark| {
        let pieces = pieces.iter().filter(move |piece| piece.mark == mark);
        pieces
            .flat_map(|piece| piece.text.split(' '))
            .collect::<Vec<&str>>()
    };
    let mut removed = Vec::new();
    let mut added = of(Mark::Added);
    for word in of(Mark::Removed) {
        match added.iter().position(|other| *other == word) {
            Some(at) => drop(added.swap_remove(at)),
            None => removed.push(word),
        }
    }
    let day = filled.date.map(|date| {
        let (day, month) = (date.day(), date.month());
        [
            format!("{day:02}"),
            day.to_string(),
            format!("{month:02}"),
            month.to_string(),
        ]
    });
    added.retain(|word| *word != filled.number && !day.iter().flatten().any(|part| part == word));
    if removed.is_empty() && added.is_empty() {
        return None;
    }
    let mut told = Vec::new();
    push(&mut told, Mark::Removed, &removed.join(" "));
    push(&mut told, Mark::Added, &added.join(" "));
    Some(Clause {
        change: Change::Changed,
        pieces: told,
    })
}

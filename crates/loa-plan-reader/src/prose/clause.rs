//! Clauses of an order: where one ends, which of them only say when, which only say who.

use std::ops::Range;

use loa_calendar::phrase::{ColumnKind, Context as PhraseContext, Found, find_phrases, read_phrase};
use loa_calendar::recurrence::Frequency;
use loa_calendar::schedule::{Schedule, When};

use crate::assignment::{NamedUnit, Timing};
use crate::labelled::{Label, label};
use crate::text::{Line, Word, begins_with_any, find};
use crate::unit_names::address::{self, Addressed};
use crate::unit_names::begins_next;

/// The sentences of the words `range`, and the parts between their semicolons.
pub fn clauses(line: &Line<'_>, range: Range<usize>) -> Vec<Range<usize>> {
    let words = &line.words[..range.end.min(line.words.len())];
    let mut clauses = Vec::new();
    let first = range.start;
    let mut start = first;
    let mut depth = 0_i32;
    for at in first..words.len() {
        match words[at].folded.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            ";" | "."
                if depth <= 0 && at > start && (words[at].folded == ";" || ends_sentence(words, at)) =>
            {
                clauses.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < words.len() {
        clauses.push(start..words.len());
    }
    clauses
}

/// A full stop with a capital behind it, not the one in "26.12" or "TP.HCM".
pub fn ends_sentence(words: &[Word], at: usize) -> bool {
    words[at].folded == "."
        && words
            .get(at + 1)
            .is_some_and(|next| next.capital && next.range.start > words[at].range.end)
}

/// Words without which a clause says nothing of time; most clauses have none, and are not searched for phrases.
const TIMES: &[&str] = &[
    "thang", "quy", "tuan", "nam", "ngay", "gio", "xuyen", "ky", "tuc", "suat", "khi", "hang", "moi",
];

fn names_a_time(words: &[Word]) -> bool {
    words.iter().filter(|word| word.is_word).any(|word| {
        word.folded.contains(|c: char| c.is_ascii_digit()) || TIMES.contains(&word.folded.as_str())
    })
}

/// Does a day follow from it, now or when an event happens?
pub fn is_dated(schedule: &Schedule) -> bool {
    schedule.terms.iter().any(|term| match &term.when {
        When::Recurring(recurrence) => recurrence.frequency != Frequency::Unsaid,
        when => matches!(
            when,
            When::By(..)
                | When::Before(..)
                | When::At(..)
                | When::Window { .. }
                | When::After { .. }
                | When::Start { .. }
        ),
    })
}

/// The schedule phrase among the words `clause`; `only` when the clause says nothing else.
pub struct ClauseTime {
    /// The phrase.
    pub timing: Timing,
    /// "hoàn thành trước ngày 30/6/2026" and nothing else.
    pub only: bool,
}

/// Reads when the words `clause` are to be done.
pub fn time_of(line: &Line<'_>, clause: &Range<usize>, phrase: &PhraseContext<'_>) -> Option<ClauseTime> {
    let words = line.words.get(clause.clone())?;
    if !names_a_time(words) {
        return None;
    }
    if let Some((at, value)) = time_label(words) {
        return labelled_time(line, clause, at..value, phrase);
    }
    let bytes = line.bytes(clause.clone());
    let text = line.text.get(bytes.clone())?;
    let found = find_phrases(text, phrase);
    let best = found
        .iter()
        .find(|found| is_dated(&found.schedule))
        .or(found.first())?;
    let range = bytes.start + best.range.start..bytes.start + best.range.end;
    let only = says_no_more(words, &found, bytes.start);
    Some(ClauseTime {
        timing: Timing {
            words: line.cut(range),
            schedule: best.schedule.clone(),
            inherited: false,
        },
        only,
    })
}

/// "thời gian thực hiện:" among the words, and where its value begins.
fn time_label(words: &[Word]) -> Option<(usize, usize)> {
    let colon = words.iter().any(|word| word.folded == ":");
    let begins = |at: &usize| matches!(words[*at].folded.as_str(), "thoi" | "tien" | "han");
    let mut starts = (0..words.len()).filter(|_| colon).filter(begins);
    starts.find_map(|at| match label(&words[at..]) {
        Some((Label::Schedule, value)) => Some((at, at + value)),
        _ => None,
    })
}

/// The value of a label inside the clause: read as a cell under that label is.
fn labelled_time(
    line: &Line<'_>,
    clause: &Range<usize>,
    label: Range<usize>,
    phrase: &PhraseContext<'_>,
) -> Option<ClauseTime> {
    let value = clause.start + label.end..clause.end;
    let name = line.cut_words(clause.start + label.start..value.start).text;
    let words = line.cut_words(value);
    let text = words.text.trim_end_matches(['.', ';', ')', ' ']);
    let context = PhraseContext {
        column: ColumnKind::from_label(&name),
        ..*phrase
    };
    let schedule = read_phrase(text, &context);
    schedule.is_known().then(|| ClauseTime {
        timing: Timing {
            words: crate::plan::Words {
                text: text.to_owned(),
                at: words.at,
            },
            schedule,
            inherited: false,
        },
        only: label.start == 0,
    })
}

/// Words that may stand beside a term without naming any work.
const BESIDE_TERM: &[&str] = &[
    "hoan", "thanh", "xong", "phai", "thoi", "gian", "han", "cham", "nhat", "va", "thuc", "hien", "trien",
    "khai", "can", "toan", "bo",
];

fn says_no_more(words: &[Word], found: &[Found], base: usize) -> bool {
    let told = |word: &&Word| {
        found.iter().any(|found| {
            base + found.range.start <= word.range.start && word.range.end <= base + found.range.end
        })
    };
    words
        .iter()
        .filter(|word| word.is_word)
        .filter(|word| !told(word))
        .all(|word| BESIDE_TERM.contains(&word.folded.as_str()))
}

/// Words that only give a part in a task told elsewhere.
const PART_WORDS: &[&str] = &[
    "chu", "tri", "phoi", "hop", "voi", "cung", "va", "thuc", "hien", "trien", "khai", "to", "chuc", "hoan",
    "thanh", "xong", "dau", "moi", "lam", "la", "co", "quan", "don", "vi", "tham", "muu", "chiu", "trach",
    "nhiem", "nay", "viec", "vu", "noi", "dung", "tren", "truoc", "trong",
];

/// Does the order only say who and when ("chủ trì, phối hợp với các thôn thực hiện trong quý II")? The task then
/// stands in the sentences before it.
pub fn gives_parts_only(line: &Line<'_>, order: &Range<usize>, phrase: &PhraseContext<'_>) -> bool {
    let Some(words) = line.words.get(order.clone()) else {
        return false;
    };
    let bytes = line.bytes(order.clone());
    let text = line.text.get(bytes.clone()).unwrap_or_default();
    let mut told: Vec<Range<usize>> = supporting_names(&line.text, words);
    let times = if names_a_time(words) {
        find_phrases(text, phrase)
    } else {
        Vec::new()
    };
    told.extend(
        times
            .into_iter()
            .map(|found| bytes.start + found.range.start..bytes.start + found.range.end),
    );
    let is_told = |word: &Word| {
        told.iter()
            .any(|range| range.start <= word.range.start && word.range.end <= range.end)
    };
    words
        .iter()
        .filter(|word| word.is_word && !is_told(word))
        .all(|word| PART_WORDS.contains(&word.folded.as_str()))
}

/// Names behind "phối hợp với" among the words, as bytes of the text.
fn supporting_names(text: &str, words: &[Word]) -> Vec<Range<usize>> {
    let Some(at) = find(words, "phoi hop") else {
        return Vec::new();
    };
    let mut start = at + 2;
    start += begins_with_any(&words[start..], &["voi", "cung voi", "cung", "chat che voi"]).unwrap_or(0);
    let behind = address::addressed(text, &words[start.min(words.len())..]);
    behind
        .or_else(|| named_before(text, words, at))
        .map_or_else(Vec::new, |found| found.units)
}

/// "…, các thôn phối hợp rà soát": the names that end at the word `at` and begin behind a comma or semicolon.
fn named_before(text: &str, words: &[Word], at: usize) -> Option<Addressed> {
    const FAR: usize = 40;
    let starts = (at.saturating_sub(FAR)..at).filter(|start| {
        let before = start.checked_sub(1).and_then(|before| words.get(before));
        before.is_some_and(|before| matches!(before.folded.as_str(), ";" | ","))
            && begins_next(text, &words[*start..])
    });
    starts
        .filter_map(|start| Some((start, address::addressed(text, &words[start..])?)))
        .find(|(start, found)| start + found.behind == at && !found.given)
        .map(|(_, found)| found)
}

/// Units behind "phối hợp với" among the words `range` of the line.
pub fn supporting(line: &Line<'_>, range: Range<usize>) -> Vec<NamedUnit> {
    let words = line.words.get(range).unwrap_or_default();
    let name = |range: Range<usize>| NamedUnit {
        name: line.text.get(range.clone()).unwrap_or_default().to_owned(),
        at: line.place(range),
    };
    supporting_names(&line.text, words)
        .into_iter()
        .map(name)
        .collect()
}

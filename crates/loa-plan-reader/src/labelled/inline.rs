//! Roles and terms inside the line that tells the task: "… Đơn vị chủ trì: A. Đơn vị phối hợp: B.", "… (A chủ trì;
//! B phối hợp; quý II/2026)".

use std::ops::Range;

use loa_calendar::phrase::{Context as PhraseContext, read_phrase};

use crate::labelled::{Label, label};
use crate::text::{Line, Word, begins_with_any, contains_any};
use crate::unit_names::{begins_unit, introduction};

/// What a part of the line says, and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub label: Label,
    /// Words of the label; empty where none is written.
    pub name: Range<usize>,
    /// Words of the value.
    pub value: Range<usize>,
}

/// A task with its roles in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inline {
    /// Words of the task.
    pub task: Range<usize>,
    /// Roles and terms.
    pub parts: Vec<Part>,
}

/// Reads a line that tells a task and who has to do it; `None` for any other line.
pub fn inline(line: &Line<'_>, phrase: &PhraseContext<'_>) -> Option<Inline> {
    let parts = labelled_parts(line, line.body + 1);
    if let Some(first) = parts.first()
        && parts.iter().any(|part| names_units(line, part))
    {
        let task = line.body..first.name.start;
        return Some(Inline { task, parts });
    }
    let (open, parts) = bracketed_parts(line, phrase)?;
    let task = line.body..open;
    Some(Inline { task, parts })
}

fn names_units(line: &Line<'_>, part: &Part) -> bool {
    let words = line.words.get(part.value.clone()).unwrap_or_default();
    matches!(part.label, Label::Lead | Label::Coordinator | Label::Implementer) && !words.is_empty()
}

/// Labels that begin behind a stop, a semicolon or a bracket at or behind the word `from`, each with its value.
pub fn labelled_parts(line: &Line<'_>, from: usize) -> Vec<Part> {
    let words = &line.words;
    if !words.iter().skip(from).any(|word| word.folded == ":") {
        return Vec::new();
    }
    let stands_free = |at: &usize| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let apart = |sign: &Word| words.get(*at).is_some_and(|own| own.range.start > sign.range.end);
        before.is_some_and(|before| match before.folded.as_str() {
            "." | ";" | "(" | "," => true,
            "-" | "+" => apart(before),
            _ => false,
        })
    };
    let mut parts: Vec<Part> = Vec::new();
    for at in (from..words.len()).filter(stands_free) {
        if let Some((label, value)) = label(&words[at..]) {
            parts.push(Part {
                label,
                name: at..at + value,
                value: at + value..words.len(),
            });
        }
    }
    for at in 0..parts.len() {
        let next = parts.get(at + 1).map_or(words.len(), |next| next.name.start);
        let value = parts[at].value.start.min(next)..next;
        parts[at].value = end_of_value(words, value);
    }
    parts
}

/// A value ends with its sentence or bracket.
fn end_of_value(words: &[Word], value: Range<usize>) -> Range<usize> {
    let mut depth = 0_u32;
    for at in value.clone() {
        let ends = match words[at].folded.as_str() {
            "(" => {
                depth += 1;
                false
            }
            ")" => {
                depth = match depth.checked_sub(1) {
                    Some(depth) => depth,
                    None => return value.start..at,
                };
                false
            }
            "." => crate::prose::clause::ends_sentence(words, at),
            _ => false,
        };
        if ends {
            return value.start..at;
        }
    }
    value
}

/// "(A chủ trì; B phối hợp; quý II/2026)" at the end of the line: where the bracket opens, and what it says.
fn bracketed_parts(line: &Line<'_>, phrase: &PhraseContext<'_>) -> Option<(usize, Vec<Part>)> {
    let words = &line.words;
    let last = words
        .iter()
        .rposition(|word| word.is_word || word.folded == ")")
        .filter(|at| words[*at].folded == ")")?;
    let open = words[..last].iter().rposition(|word| word.folded == "(")?;
    if open <= line.body || last - open < 4 {
        return None;
    }
    let inside = open + 1..last;
    let mut ends: Vec<usize> = inside.clone().filter(|at| words[*at].folded == ";").collect();
    ends.push(last);
    let starts = std::iter::once(inside.start).chain(ends.iter().map(|end| end + 1));
    let parts: Vec<Part> = starts
        .zip(&ends)
        .filter_map(|(start, end)| bracketed_part(line, start..*end, phrase))
        .collect();
    parts
        .iter()
        .any(|part| part.label != Label::Schedule)
        .then_some((open, parts))
}

/// "A chủ trì", "B phối hợp", "quý II/2026".
fn bracketed_part(line: &Line<'_>, range: Range<usize>, phrase: &PhraseContext<'_>) -> Option<Part> {
    let words = line.words.get(range.clone())?;
    let part = |label, value: Range<usize>| Part {
        label,
        name: value.start..value.start,
        value,
    };
    let lead_in = begins_with_any(words, &["do"]).unwrap_or(0);
    let lead_in = lead_in + introduction(&line.text, &words[lead_in..]);
    let own = &words[lead_in..];
    if begins_unit(&line.text, own) {
        let supports = contains_any(own, &["phoi hop"]) && !contains_any(own, &["chu tri"]);
        let works = contains_any(own, &["chu tri", "thuc hien", "phu trach", "chiu trach nhiem"]);
        let label = match (supports, works) {
            (true, _) => Label::Coordinator,
            (false, true) => Label::Lead,
            (false, false) => return None,
        };
        return Some(part(label, range.start + lead_in..range.end));
    }
    let schedule = read_phrase(line.text.get(line.bytes(range.clone()))?, phrase);
    (schedule.is_known() && schedule.rest.is_empty()).then(|| part(Label::Schedule, range))
}

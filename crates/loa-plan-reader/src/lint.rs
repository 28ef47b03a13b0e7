//! The linter: what is wrong, unclear or contradictory in a plan. One rule, one file, one example; [`RULES`] is the list.
//!
//! Codes: P1xx structure and form of the document, P2xx assignments, P3xx time, P4xx words, P5xx units.

use std::collections::BTreeMap;

use loa_docfile::body::{Body, Place};

use crate::lint::reading::{Reading, passages};
use crate::notice::{Notice, Sentence, Severity};
use crate::plan::{Context, PlanDraft};
use crate::text::Item;

pub mod reading;

/// What the linter is given.
pub struct Facts<'a> {
    /// The document.
    pub body: &'a Body,
    /// Its lines and tables.
    pub items: &'a [Item<'a>],
    /// What was read.
    pub draft: &'a PlanDraft,
    /// What the reader was told.
    pub context: &'a Context<'a>,
}

/// One check.
pub struct Rule {
    /// Stable code.
    pub code: &'static str,
    /// How bad a finding is.
    pub severity: Severity,
    /// Name in one line: Vietnamese, English.
    pub name: (&'static str, &'static str),
    /// Why it matters and what to do, a paragraph: Vietnamese, English.
    pub explanation: (&'static str, &'static str),
    /// Words that it finds, and how they should read.
    pub example: (&'static str, &'static str),
    /// Finds.
    pub check: fn(&Reading<'_>) -> Vec<Finding>,
}

/// What a rule found in one place.
#[derive(Debug, Clone, Default)]
pub struct Finding {
    /// What is the matter, naming the words.
    pub message: Sentence,
    /// What to do.
    pub hint: Sentence,
    /// Where.
    pub at: Option<Place>,
    /// A second place.
    pub other: Option<Place>,
    /// The assignment concerned.
    pub assignment: Option<String>,
}

impl Finding {
    /// A finding about the whole document; message and hint in Vietnamese and English.
    pub fn new(message: (String, String), hint: (&str, &str)) -> Self {
        Self { message: Sentence::new(message.0, message.1), hint: Sentence::new(hint.0, hint.1), ..Self::default() }
    }

    /// At a place.
    pub fn at(self, at: Place) -> Self {
        Self { at: Some(at), ..self }
    }

    /// With a second place.
    pub fn other(self, other: Option<Place>) -> Self {
        Self { other, ..self }
    }

    /// Of an assignment.
    pub fn of(self, id: &str) -> Self {
        Self { assignment: Some(id.to_owned()), ..self }
    }
}

/// Equal findings put together: the first two places and how many there are.
#[derive(Debug, Default)]
pub struct Groups {
    groups: BTreeMap<String, Group>,
}

/// One group of equal findings.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// First place.
    pub at: Place,
    /// Second place.
    pub other: Option<Place>,
    /// How many.
    pub count: usize,
}

impl Groups {
    /// Adds one.
    pub fn add(&mut self, key: impl Into<String>, at: Place) {
        let group = self.groups.entry(key.into()).or_insert(Group { at, other: None, count: 0 });
        group.count += 1;
        if group.count > 1 {
            let (first, later) = if at.span.start < group.at.span.start { (at, group.at) } else { (group.at, at) };
            let nearest = group.other.filter(|other| other.span.start < later.span.start);
            (group.at, group.other) = (first, Some(nearest.unwrap_or(later)));
        }
    }

    /// The groups by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Group)> {
        self.groups.iter().map(|(key, group)| (key.as_str(), *group))
    }
}

impl Group {
    /// " (3 chỗ)", " (3 places)"; nothing for one.
    pub fn places(self) -> (String, String) {
        match self.count {
            0 | 1 => (String::new(), String::new()),
            count => (format!(" ({count} chỗ)"), format!(" ({count} places)")),
        }
    }
}

/// The first words of a text that is too long for a message.
pub fn brief(text: &str) -> String {
    const LONGEST: usize = 70;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= LONGEST {
        return text;
    }
    let cut: String = text.chars().take(LONGEST).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before);
    format!("{} …", cut.trim_end_matches([',', ';', ' ', '.']))
}

/// Ids in one line: "1, 2.1, 3 … (12)".
pub fn list_ids<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let ids: Vec<&str> = ids.collect();
    let shown = ids.iter().take(8).copied().collect::<Vec<_>>().join(", ");
    if ids.len() > 8 { format!("{shown} … ({})", ids.len()) } else { shown }
}

/// Every check, by code.
pub static RULES: &[&Rule] = &[];

/// Runs every rule; findings in the order of the document, those of the whole document first.
pub fn check(facts: &Facts<'_>) -> Vec<Notice> {
    let passages = passages(facts.items);
    let reading = Reading::new(facts, &passages);
    let mut notices: Vec<Notice> = Vec::new();
    for rule in RULES {
        notices.extend((rule.check)(&reading).into_iter().map(|finding| Notice {
            code: rule.code,
            severity: rule.severity,
            message: finding.message,
            hint: finding.hint,
            at: finding.at,
            other: finding.other,
            assignment: finding.assignment,
        }));
    }
    notices.sort_by_key(|notice| notice.at.map_or(0, |at| at.span.start + 1));
    notices
}

/// The rule with this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

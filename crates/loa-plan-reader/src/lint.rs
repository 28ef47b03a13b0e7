//! The linter: what is wrong, unclear or contradictory in a plan. One rule, one file, one example; [`RULES`] is the list.
//!
//! Codes: P1xx structure and form of the document, P2xx assignments, P3xx time, P4xx words, P5xx units.

use std::collections::BTreeMap;

use loa_docfile::body::{Body, Format, Place, Span};

use crate::lint::passage::{extent, passages};
use crate::lint::reading::Reading;
use crate::notice::{Notice, Sentence, Severity};
use crate::plan::{Context, PlanDraft};
use crate::text::Item;

pub mod annex_caption;
pub mod annex_form;
pub mod annex_missing;
pub mod annex_uncited;
pub mod basis_date;
pub mod basis_form;
pub mod basis_incomplete;
pub mod basis_repealed;
pub mod body_abolished;
pub mod column_swapped;
pub mod date_before_issue;
pub mod date_form;
pub mod date_impossible;
pub mod date_reversed;
pub mod date_year;
pub mod dates;
pub mod day_count;
pub mod day_month;
pub mod day_off;
pub mod doubled_word;
pub mod end_mark;
pub mod head_incomplete;
pub mod lead_conflict;
pub mod lead_missing;
pub mod lead_open;
pub mod lead_supports;
pub mod leads_several;
pub mod name_capital;
pub mod names;
pub mod number_form;
pub mod numbering;
pub mod passage;
pub mod point_letter;
pub mod prose_only;
pub mod reading;
pub mod recipients_form;
pub mod repealed_term;
pub mod row_blank;
pub mod row_numbers;
pub mod row_repeated;
pub mod schedule_ambiguous;
pub mod schedule_conflict;
pub mod schedule_missing;
pub mod schedule_missing_prose;
pub mod schedule_rest;
pub mod schedule_unread;
pub mod schedule_vague;
pub mod slip;
pub mod slip_table;
pub mod spacing;
pub mod spelling_mix;
pub mod syllable;
pub mod symbol_type;
pub mod two_spellings;
pub mod unit_expired;
pub mod unit_unknown;
pub mod weekday;
pub mod year_assumed;

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
        Self {
            message: Sentence::new(message.0, message.1),
            hint: Sentence::new(hint.0, hint.1),
            ..Self::default()
        }
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
        Self {
            assignment: Some(id.to_owned()),
            ..self
        }
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
        let group = self.groups.entry(key.into()).or_insert(Group {
            at,
            other: None,
            count: 0,
        });
        group.count += 1;
        if group.count > 1 {
            let (first, later) = if at.span.start < group.at.span.start {
                (at, group.at)
            } else {
                (group.at, at)
            };
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
    if ids.len() > 8 {
        format!("{shown} … ({})", ids.len())
    } else {
        shown
    }
}

/// Every check, by code.
pub static RULES: &[&Rule] = &[
    // Structure and form.
    &head_incomplete::RULE,
    &number_form::RULE,
    &symbol_type::RULE,
    &date_form::RULE,
    &basis_form::RULE,
    &basis_incomplete::RULE,
    &basis_date::RULE,
    &basis_repealed::RULE,
    &end_mark::RULE,
    &recipients_form::RULE,
    &annex_missing::RULE,
    &annex_uncited::RULE,
    &annex_form::RULE,
    &annex_caption::RULE,
    &numbering::RULE,
    &point_letter::RULE,
    &row_numbers::RULE,
    // Assignments.
    &lead_missing::RULE,
    &lead_conflict::RULE,
    &lead_supports::RULE,
    &lead_open::RULE,
    &leads_several::RULE,
    &schedule_missing::RULE,
    &schedule_missing_prose::RULE,
    &schedule_ambiguous::RULE,
    &schedule_unread::RULE,
    &schedule_rest::RULE,
    &schedule_vague::RULE,
    &schedule_conflict::RULE,
    &column_swapped::RULE,
    &row_repeated::RULE,
    &row_blank::RULE,
    &prose_only::RULE,
    // Time.
    &date_impossible::RULE,
    &date_before_issue::RULE,
    &date_year::RULE,
    &date_reversed::RULE,
    &weekday::RULE,
    &day_month::RULE,
    &day_off::RULE,
    &day_count::RULE,
    &year_assumed::RULE,
    // Words.
    &repealed_term::RULE,
    &syllable::RULE,
    &slip::RULE,
    &doubled_word::RULE,
    &two_spellings::RULE,
    &name_capital::RULE,
    &spelling_mix::RULE,
    &spacing::RULE,
    // Units.
    &unit_expired::RULE,
    &unit_unknown::RULE,
    &body_abolished::RULE,
];

/// Runs every rule; findings in the order of the document, those of the whole document first.
pub fn check(facts: &Facts<'_>) -> Vec<Notice> {
    let mut passages = passages(facts.items);
    if facts.body.format == Format::Text {
        let extent = extent(facts.draft, &passages);
        passages.retain(|passage| (extent.start..extent.end).contains(&passage.whole().span.start));
    }
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
    shadow(&mut notices);
    notices.sort_by_key(|notice| notice.at.map_or(0, |at| at.span.start + 1));
    notices
}

/// A word that one rule is certain about need not be compared with its other spelling by the next.
fn shadow(notices: &mut Vec<Notice>) {
    let certain = |notice: &&Notice| matches!(notice.code, "P402" | "P403" | "P406");
    let spans: Vec<Span> = notices
        .iter()
        .filter(certain)
        .flat_map(|notice| [notice.at, notice.other])
        .flatten()
        .map(|at| at.span)
        .collect();
    let covered = |at: Option<Place>| {
        at.is_some_and(|at| {
            spans
                .iter()
                .any(|span| span.start <= at.span.start && at.span.end <= span.end)
        })
    };
    notices.retain(|notice| notice.code != "P405" || !(covered(notice.at) || covered(notice.other)));
}

/// The rule with this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES
        .iter()
        .copied()
        .find(|rule| rule.code.eq_ignore_ascii_case(code))
}

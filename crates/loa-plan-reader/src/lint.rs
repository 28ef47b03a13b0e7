//! The linter: what is wrong, unclear or contradictory in a plan. One rule, one file, one example; [`RULES`] is the list.

use loa_docfile::body::Body;

use crate::notice::{Notice, Sentence, Severity};
use crate::plan::{Context, PlanDraft};
use crate::text::Item;

/// What a rule looks at.
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
    pub check: fn(&Facts<'_>) -> Vec<Finding>,
}

/// What a rule found in one place.
#[derive(Debug, Clone, Default)]
pub struct Finding {
    /// What is the matter, naming the words.
    pub message: Sentence,
    /// What to do.
    pub hint: Sentence,
    /// Where.
    pub at: Option<loa_docfile::body::Place>,
    /// A second place.
    pub other: Option<loa_docfile::body::Place>,
    /// The assignment concerned.
    pub assignment: Option<String>,
}

/// Every check, by code.
pub static RULES: &[&Rule] = &[];

/// Runs every rule; findings in the order of the document, those of the whole document first.
pub fn check(facts: &Facts<'_>) -> Vec<Notice> {
    let mut notices: Vec<Notice> = Vec::new();
    for rule in RULES {
        notices.extend((rule.check)(facts).into_iter().map(|finding| Notice {
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

//! What the reader has to tell a person: one sentence, one place, one hint, a stable code.

use loa_docfile::body::Place;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Note,
    /// Probably not what was meant; the plan can still be run.
    Warning,
    /// The plan cannot be run as it is written: somebody has to decide.
    Error,
}

impl Severity {
    /// The word in the JSON format.
    pub fn key(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A sentence in both languages of the program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sentence {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Sentence {
    /// From two texts.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            vi: vi.into(),
            en: en.into(),
        }
    }
}

/// One notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Stable code, e.g. `P101`; `lint::RULES` lists them.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// What is the matter, naming the words concerned.
    pub message: Sentence,
    /// What to do.
    pub hint: Sentence,
    /// Where; `None` when it concerns the whole document (something is missing).
    pub at: Option<Place>,
    /// A second place that the message speaks of.
    pub other: Option<Place>,
    /// The assignment concerned.
    pub assignment: Option<String>,
}

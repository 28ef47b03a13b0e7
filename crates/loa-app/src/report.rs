//! Reports of periods: composed from the ledger, put right, sent up, returned or accepted, issued; every figure opens what it counts.
//!
//! A unit's report has its own figures and those of the units directly below it, so the report of the locality is the sum of all
//! (REP-09 to REP-11). What was submitted is an edition that never changes; names are those of the period.

use jiff::civil::Date;
use loa_calendar::period::Period;
use loa_db::id::Id;

pub mod actions;
pub mod compose;
pub mod content;
pub mod document;
pub mod figure;
pub mod form;
pub mod jobs;
pub mod score;
pub mod store;
pub mod web;

/// Characters of a remark, a reason and of what people write under one heading.
pub const REASON_CHARACTERS: usize = 1000;
/// See [`REASON_CHARACTERS`].
pub const NARRATIVE_CHARACTERS: usize = 6000;
/// Days of a month that a locality may set without knowing its law: units, then the locality itself (REP-06, of low certainty: a
/// person confirms them before anything is composed by itself).
pub const PROPOSED_DAYS: (i8, i8) = (15, 17);

/// How a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Composed, not sent yet.
    Draft,
    /// Sent; the head of the unit has not approved it yet.
    Submitted,
    /// Sent back with remarks.
    Returned,
    /// Approved by the head of the unit.
    Approved,
    /// Taken in by who is above: locked.
    Accepted,
}

impl State {
    /// All of them, in the order of lists.
    pub const ALL: [State; 5] = [
        State::Draft,
        State::Returned,
        State::Submitted,
        State::Approved,
        State::Accepted,
    ];

    /// In the database and in addresses.
    pub fn key(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Submitted => "submitted",
            State::Returned => "returned",
            State::Approved => "approved",
            State::Accepted => "accepted",
        }
    }

    /// The state with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            State::Draft => "Chưa gửi",
            State::Submitted => "Đã gửi, chờ lãnh đạo đơn vị duyệt",
            State::Returned => "Trả lại",
            State::Approved => "Đã duyệt, chờ tiếp nhận",
            State::Accepted => "Đã tiếp nhận",
        }
    }
}

/// What people do with a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Send it up: an edition.
    Submit,
    /// Send it back, with a remark.
    Return,
    /// The head of the unit stands for it.
    Approve,
    /// Who is above takes it in.
    Accept,
    /// Begin a new edition after one was accepted or issued, with a reason (DOC-25). What was accepted stays as it is.
    Amend,
}

impl Act {
    /// In the database and in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Act::Submit => "gui",
            Act::Return => "tra-lai",
            Act::Approve => "duyet",
            Act::Accept => "tiep-nhan",
            Act::Amend => "bo-sung",
        }
    }

    /// The act with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        [Act::Submit, Act::Return, Act::Approve, Act::Accept, Act::Amend]
            .into_iter()
            .find(|act| act.key() == key)
    }

    /// What was done, for people.
    pub fn done(self) -> &'static str {
        match self {
            Act::Submit => "Gửi báo cáo",
            Act::Return => "Trả lại",
            Act::Approve => "Lãnh đạo đơn vị duyệt",
            Act::Accept => "Tiếp nhận",
            Act::Amend => "Mở bản bổ sung",
        }
    }

    /// A word why is asked for.
    pub fn needs_remark(self) -> bool {
        matches!(self, Act::Return | Act::Amend)
    }
}

/// Where a report stands and which editions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Standing {
    /// How it stands.
    pub state: State,
    /// The latest edition; 0: none yet.
    pub edition: i64,
    /// The edition that was accepted last; 0: none. It holds until a later one is accepted.
    pub accepted: i64,
}

impl Standing {
    /// Composed, nothing sent.
    pub const NEW: Standing = Standing {
        state: State::Draft,
        edition: 0,
        accepted: 0,
    };

    /// Where an act leads; `None` when it is not to be done now. Editions are only ever added: no act takes one back, and the
    /// accepted one changes only when a later one is accepted.
    pub fn after(self, act: Act) -> Option<Standing> {
        let to = |state| Some(Standing { state, ..self });
        match (self.state, act) {
            (State::Draft | State::Returned, Act::Submit) => Some(Standing {
                state: State::Submitted,
                edition: self.edition + 1,
                ..self
            }),
            (State::Submitted | State::Approved, Act::Return) => to(State::Returned),
            (State::Submitted, Act::Approve) => to(State::Approved),
            (State::Approved, Act::Accept) => Some(Standing {
                state: State::Accepted,
                accepted: self.edition,
                ..self
            }),
            // The report of the whole locality is accepted by nobody here: approved and issued, it is amended from there.
            (State::Accepted | State::Approved, Act::Amend) => to(State::Draft),
            _ => None,
        }
    }

    /// May figures and words still be changed?
    pub fn is_open(self) -> bool {
        matches!(self.state, State::Draft | State::Returned)
    }

    /// The edition whose figures others count with: the accepted one, else what was sent; 0: none, the ledger tells.
    pub fn in_force(self) -> i64 {
        match self.state {
            _ if self.accepted > 0 => self.accepted,
            State::Submitted | State::Approved | State::Accepted => self.edition,
            State::Draft | State::Returned => 0,
        }
    }

    /// The same with one more edition, kept by the machine because the report above counted with the unit's draft.
    pub fn with_frozen_draft(self) -> Standing {
        Standing {
            edition: self.edition + 1,
            ..self
        }
    }

    /// Has the unit reported?
    pub fn has_reported(self) -> bool {
        self.in_force() > 0
    }
}

/// One period of one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Identity.
    pub id: Id,
    /// Key of the form.
    pub form: String,
    /// Period as it is kept: "2022-Q1".
    pub period: String,
    /// First day that counts.
    pub first_on: Date,
    /// Last day that counts (chốt số liệu).
    pub last_on: Date,
    /// By when units report.
    pub units_due_on: Date,
    /// By when the locality reports.
    pub due_on: Date,
}

/// What a unit reports in a round.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Identity.
    pub id: Id,
    /// The round.
    pub round: Id,
    /// Whose it is.
    pub unit: Id,
    /// The unit above it in the period; `None` for the locality itself.
    pub parent: Option<Id>,
    /// Name of the unit in the period.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// Days between the end in law and the first edition, 0 when it came in time; `None` while there is none.
    pub days_late: Option<i64>,
    /// The moment of the ledger that its figures show.
    pub composed_at: jiff::Timestamp,
    /// What was counted of its own work.
    pub figures: figure::Figures,
    /// What was put right.
    pub corrections: figure::Corrections,
    /// What people wrote, by the key of the heading.
    pub narrative: std::collections::BTreeMap<String, String>,
    /// How often it changed.
    pub revision: i64,
}

/// The reports of a year on reform (REP-05), in their order.
pub fn periods(year: i16) -> [Period; 4] {
    Period::reform_reports(year)
}

/// The period that is kept as this text.
pub fn period(text: &str) -> Option<Period> {
    let year = text.get(..4)?.parse().ok()?;
    periods(year)
        .into_iter()
        .find(|period| period.to_string() == text)
}

/// "Quý I năm 2022", "6 tháng đầu năm 2022", "năm 2022".
pub fn period_words(text: &str) -> String {
    match period(text) {
        Some(Period::Quarter { year, quarter: 1 }) => format!("Quý I năm {year}"),
        Some(Period::Quarter { year, quarter: 3 }) => format!("Quý III năm {year}"),
        Some(Period::SixMonths(year)) => format!("6 tháng đầu năm {year}"),
        Some(Period::Year(year)) => format!("năm {year}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]
pub(crate) mod tests;

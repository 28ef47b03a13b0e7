//! Sub-plans: the plan of its own that each unit files for a plan in force (M3, PLAN-03): called for, filed, looked at,
//! returned with remarks, accepted.
//!
//! Every filing is an edition that stays as it came. The accepted edition is in force until another one is accepted.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use loa_db::id::Id;

use crate::duty::ends_on;

pub mod actions;
pub mod clauses;
pub mod coverage;
pub mod difference;
pub mod progress;
pub mod store;
pub mod template;
pub mod web;

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop where it stands"
)]
mod tests;

/// Lines and rows of one edition at most.
pub const MOST_CLAUSES: usize = 2000;
/// Characters of what a call says, and of a general remark.
pub const MOST_WORDS: usize = 2000;
/// Characters of a remark on a clause, and of a field of the form.
pub const MOST_CELL: usize = 1000;
/// Rows of a unit's own that the form takes, beside those for the orders of the plan.
pub const OWN_ROWS: usize = 5;

/// When the first edition came, against the end in law of the due day (CAL-03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timing {
    /// Not yet.
    Missing,
    /// By the end.
    OnTime,
    /// After it.
    Late,
}

impl Timing {
    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            Timing::Missing => "missing",
            Timing::OnTime => "on_time",
            Timing::Late => "late",
        }
    }

    /// The timing with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        [Timing::Missing, Timing::OnTime, Timing::Late]
            .into_iter()
            .find(|timing| timing.key() == key)
    }

    /// Of a first filing on a day.
    pub fn of(first_filed_on: Option<Date>, due_on: Date) -> Self {
        match first_filed_on {
            None => Timing::Missing,
            Some(day) if day <= ends_on(due_on) => Timing::OnTime,
            Some(_) => Timing::Late,
        }
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Timing::Missing => "Chưa gửi",
            Timing::OnTime => "Gửi đúng hạn",
            Timing::Late => "Gửi chậm",
        }
    }
}

/// One line or row of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Clause {
    /// "2.3"; empty where it has none.
    pub number: String,
    /// All that stands there.
    pub text: String,
    /// What it orders; empty where it orders nothing.
    pub title: String,
    /// Who does it.
    pub who: String,
    /// When.
    pub when: String,
    /// How, where it was written into the form.
    pub how: String,
    /// Identity of the order of the plan above for which it was written into the form, as text; else empty.
    pub order: String,
}

impl Clause {
    /// It orders something.
    pub fn is_order(&self) -> bool {
        !self.title.is_empty()
    }

    /// What people see of it: the order, else the words.
    pub fn shown(&self) -> &str {
        if self.is_order() { &self.title } else { &self.text }
    }

    /// The order that it was written for.
    pub fn written_for(&self) -> Option<Id> {
        self.order.parse().ok()
    }
}

/// Why an edition is returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The clause, from 0; `None`: all of it.
    pub clause: Option<usize>,
    /// The words.
    pub words: String,
}

/// An order of the plan above that a unit bears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Borne {
    /// The assignment.
    pub id: Id,
    /// "2.3"
    pub number: String,
    /// What to do.
    pub title: String,
    /// What must come out of it.
    pub product: String,
    /// The unit leads, else it assists.
    pub leads: bool,
    /// When, in the words of the plan.
    pub time: String,
    /// What these words mean.
    pub meaning: String,
}

impl Borne {
    /// "Chủ trì" or "Phối hợp".
    pub fn role(&self) -> &'static str {
        if self.leads { "Chủ trì" } else { "Phối hợp" }
    }
}

//! What the plan orders: one task with its units, its time and the words that say so.

use loa_calendar::schedule::Schedule;
use loa_docfile::body::Place;

use crate::plan::Words;

/// Where an assignment was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A row of a task table.
    Table,
    /// A sentence or block of the body.
    Prose,
}

/// A unit as the document names it.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedUnit {
    /// The name as written, without a bracketed detail.
    pub name: String,
    /// Where.
    pub at: Place,
}

/// A schedule phrase with its meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// The phrase.
    pub words: Words,
    /// The meaning.
    pub schedule: Schedule,
    /// The value stands higher up (parent row, heading) and holds for this row too.
    pub inherited: bool,
}

/// One order of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// "2.2" for a row, "IV.1.a" like paths for prose; unique in the draft.
    pub id: String,
    /// Number and title of the group row or heading above it.
    pub group: Option<String>,
    /// What is to be done.
    pub title: Words,
    /// Units that lead (chủ trì).
    pub leads: Vec<NamedUnit>,
    /// Units that support (phối hợp).
    pub coordinators: Vec<NamedUnit>,
    /// Units that carry out where the plan names a third role (thực hiện).
    pub implementers: Vec<NamedUnit>,
    /// When; `None` where the plan does not say.
    pub timing: Option<Timing>,
    /// What must come out of it.
    pub product: Option<Words>,
    /// Table or prose.
    pub origin: Origin,
    /// Every place that tells this order; the first is the main one.
    pub sources: Vec<Place>,
    /// What the other places say of it.
    pub retold: Vec<Retelling>,
}

/// The same order told again elsewhere in the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Retelling {
    /// The words there.
    pub title: Words,
    /// Who leads there.
    pub leads: Vec<NamedUnit>,
    /// When, there.
    pub timing: Option<Timing>,
}

/// Roles of a unit in an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// chủ trì
    Lead,
    /// phối hợp
    Coordinator,
    /// thực hiện
    Implementer,
}

impl Role {
    /// The word in the JSON format.
    pub fn key(self) -> &'static str {
        match self {
            Role::Lead => "lead",
            Role::Coordinator => "coordinator",
            Role::Implementer => "implementer",
        }
    }
}

impl Assignment {
    /// Every unit with its role, leads first.
    pub fn units(&self) -> impl Iterator<Item = (Role, &NamedUnit)> {
        let with = |role| move |unit| (role, unit);
        (self.leads.iter().map(with(Role::Lead)))
            .chain(self.coordinators.iter().map(with(Role::Coordinator)))
            .chain(self.implementers.iter().map(with(Role::Implementer)))
    }
}

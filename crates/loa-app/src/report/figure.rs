//! Figures: counted from the ledger, put right with a reason, added up along the tree of units.

use std::collections::{BTreeMap, HashMap};

use loa_db::id::Id;
use serde::{Deserialize, Serialize};

use crate::inspection::store::period::Inspected;
use crate::report::form::{DutyStanding, Form, Indicator, Measure};

/// Values by key: "tin-bai", and where they are spread "tin-bai@tieng:blt", "tin-bai@doi-tuong:people".
pub type Figures = BTreeMap<String, i64>;

/// What stands between the key of a figure and the part of it.
pub const PART: char = '@';

/// What a unit did in one channel, language and audience within the days of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Key of the channel; empty where nobody told it.
    pub channel: String,
    /// Key of the language.
    pub language: String,
    /// Key of the audience; empty where nobody told it.
    pub audience: String,
    /// Activities.
    pub activities: i64,
    /// Pieces.
    pub pieces: i64,
    /// People reached.
    pub people: i64,
    /// Minutes.
    pub minutes: i64,
    /// Đồng.
    pub cost: i64,
}

impl Fact {
    /// What it adds to a figure of this measure.
    pub fn value(&self, measure: Measure) -> i64 {
        match measure {
            Measure::Activities => self.activities,
            Measure::Pieces => self.pieces,
            Measure::People => self.people,
            Measure::Minutes => self.minutes,
            Measure::Cost => self.cost,
            _ => 0,
        }
    }
}

/// Duties of a unit that end within the days of a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Owed {
    /// All.
    pub due: i64,
    /// Done by the end in law.
    pub on_time: i64,
    /// Done later.
    pub late: i64,
    /// Not done yet.
    pub open: i64,
}

impl Owed {
    fn value(&self, standing: DutyStanding) -> i64 {
        match standing {
            DutyStanding::Due => self.due,
            DutyStanding::OnTime => self.on_time,
            DutyStanding::Late => self.late,
            DutyStanding::Open => self.open,
        }
    }
}

/// Does an indicator count activities of this channel?
pub fn takes(indicator: &Indicator, channel: &str) -> bool {
    let measure = indicator.measure;
    measure.is_of_activities()
        && (indicator.channels.is_empty() || indicator.channels.iter().any(|one| one == channel))
}

/// What a figure of a unit adds up that is no activity.
fn told(indicator: &Indicator, owed: Owed, inspected: Inspected) -> Option<i64> {
    match indicator.measure {
        Measure::Duties => indicator.standing.map(|standing| owed.value(standing)),
        Measure::Units => Some(1),
        Measure::Inspected => Some(inspected.visits.min(1)),
        Measure::Findings => Some(inspected.findings),
        Measure::Remedied => Some(inspected.settled),
        _ => None,
    }
}

/// The figures of one unit's own work. Shares are none: they are reckoned where they are shown.
pub fn counted(form: &Form, facts: &[Fact], owed: Owed, inspected: Inspected) -> Figures {
    let mut figures = Figures::new();
    let added_up = form.indicators.iter().filter(|one| one.measure != Measure::Share);
    for indicator in added_up {
        if let Some(value) = told(indicator, owed, inspected) {
            figures.insert(indicator.key.clone(), value);
            continue;
        }
        figures.insert(indicator.key.clone(), 0);
        for fact in facts.iter().filter(|fact| takes(indicator, &fact.channel)) {
            let value = fact.value(indicator.measure);
            let mut add = |key: String| *figures.entry(key).or_default() += value;
            add(indicator.key.clone());
            if indicator.spread && value != 0 {
                add(part(&indicator.key, Dimension::Language, &fact.language));
                add(part(&indicator.key, Dimension::Audience, &fact.audience));
            }
        }
    }
    figures
}

/// By what a figure is spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// Tiếng nói
    Language,
    /// Đối tượng
    Audience,
}

impl Dimension {
    /// In keys.
    pub fn key(self) -> &'static str {
        match self {
            Dimension::Language => "tieng",
            Dimension::Audience => "doi-tuong",
        }
    }
}

/// The key of a part; what nobody told is "khac".
pub fn part(indicator: &str, dimension: Dimension, value: &str) -> String {
    let value = if value.is_empty() { "khac" } else { value };
    format!("{indicator}{PART}{}:{value}", dimension.key())
}

/// A figure that somebody put right. What was counted stays beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// What holds.
    pub value: i64,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// By the key of the figure.
pub type Corrections = BTreeMap<String, Correction>;

/// The figures that hold: counted ones, with those that were put right in their place. The parts of such a figure still add up to
/// it: what was added or taken away stands under "dieu-chinh".
pub fn corrected(counted: &Figures, corrections: &Corrections) -> Figures {
    let mut figures = counted.clone();
    for (key, correction) in corrections {
        let before = figures.insert(key.clone(), correction.value).unwrap_or(0);
        let difference = correction.value - before;
        for dimension in [Dimension::Language, Dimension::Audience] {
            let begins = format!("{key}{PART}{}:", dimension.key());
            if difference != 0 && figures.keys().any(|known| known.starts_with(&begins)) {
                *figures.entry(format!("{begins}dieu-chinh")).or_default() += difference;
            }
        }
    }
    figures
}

/// Adds one unit's figures to others.
pub fn add(sum: &mut Figures, other: &Figures) {
    for (key, value) in other {
        *sum.entry(key.clone()).or_default() += value;
    }
}

/// A unit in the tree of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The unit.
    pub unit: Id,
    /// The unit above it.
    pub parent: Option<Id>,
    /// Its own figures, put right.
    pub own: Figures,
    /// What it reported, with everything below it: that holds, whatever those below say now.
    pub reported: Option<Figures>,
}

/// The figures of every unit with those of all below it: what was reported, else its own and the sum of those directly below.
pub fn roll_up(nodes: &[Node]) -> HashMap<Id, Figures> {
    let mut below: HashMap<Id, Vec<usize>> = HashMap::new();
    let known: HashMap<Id, usize> = nodes
        .iter()
        .enumerate()
        .map(|(at, node)| (node.unit, at))
        .collect();
    let mut tops = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        match node.parent.filter(|parent| known.contains_key(parent)) {
            Some(parent) => below.entry(parent).or_default().push(at),
            None => tops.push(at),
        }
    }
    // From the top down, so that each comes before those below it; added up from the end.
    let mut order = tops;
    let mut next = 0;
    while let Some(node) = order.get(next).and_then(|at| nodes.get(*at)) {
        order.extend(below.get(&node.unit).into_iter().flatten());
        next += 1;
    }
    let mut sums: HashMap<Id, Figures> = HashMap::with_capacity(nodes.len());
    for node in order.iter().rev().filter_map(|at| nodes.get(*at)) {
        let figures = match &node.reported {
            Some(reported) => reported.clone(),
            None => {
                let mut sum = node.own.clone();
                let units = below.get(&node.unit).into_iter().flatten();
                for unit in units.filter_map(|at| nodes.get(*at)) {
                    if let Some(part) = sums.get(&unit.unit) {
                        add(&mut sum, part);
                    }
                }
                sum
            }
        };
        sums.insert(node.unit, figures);
    }
    sums
}

/// A figure of a unit, shares too: percent, rounded half up; `None` where the whole is 0.
pub fn value(form: &Form, figures: &Figures, key: &str) -> Option<i64> {
    let indicator = form.indicator(key);
    match indicator.filter(|indicator| indicator.measure == Measure::Share) {
        Some(share) => {
            let of = |at: usize| share.of.get(at).and_then(|key| figures.get(key)).copied();
            let (part, whole) = (of(0).unwrap_or(0), of(1).unwrap_or(0));
            (whole > 0).then(|| (part * 200 + whole) / (whole * 2))
        }
        None => Some(figures.get(key).copied().unwrap_or(0)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests;

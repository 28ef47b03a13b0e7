//! Plan documents: what was read, what persons made of it, what was adopted.
//!
//! A plan has versions: readings of a document (uploaded, written here, copied from the year before). A version holds
//! one [`Sheet`] an order; what the reader made of it stays beside what persons left. Adopting a version turns its
//! sheets into assignments and their dated duties; a later version keeps the identity of what still says the same.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use loa_calendar::expand::Frame;
use loa_db::id::Id;
use loa_plan_reader::units::{Meaning, Unit, Units};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::org::Tree;

pub mod actions;
pub mod adoption;
pub mod amendment;
pub mod document;
pub mod reading;
pub mod renewal;
pub mod store;
pub mod time;
pub mod web;
pub mod written;

/// Orders in one version at most.
pub const MOST_ORDERS: usize = 1000;
/// Characters of a title, a product, a schedule phrase, a name.
pub const MOST_TITLE: usize = 2000;
/// Characters of a short text.
pub const MOST_SHORT: usize = 300;

/// Half-open range of bytes in the running text of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct At(pub usize, pub usize);

impl At {
    /// Name of the anchor of these words on the review page.
    pub fn anchor(self) -> String {
        format!("s{}-{}", self.0, self.1)
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.anchor())
    }
}

/// One order as a person sees and edits it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// "2.3"; "IV.1.a" for an order of the running text.
    pub number: String,
    /// Number and title of the group above it.
    pub group: String,
    /// What to do.
    pub title: String,
    /// Where the title stands.
    pub title_at: Option<At>,
    /// What must come out of it.
    pub product: String,
    /// Where the product stands.
    pub product_at: Option<At>,
    /// Chủ trì
    pub leads: Vec<Named>,
    /// Phối hợp
    pub coordinators: Vec<Named>,
    /// Thực hiện
    pub implementers: Vec<Named>,
    /// When; `None` where nothing is said.
    pub when: Option<Timing>,
    /// Activities in each report period where it is to be done all the time.
    pub floor: i64,
    /// Proof counts only when a person accepted it.
    pub needs_approval: bool,
    /// It is a row of a table.
    pub is_row: bool,
    /// Every place that tells it; the first is the main one.
    pub sources: Vec<At>,
    /// What other places say of it.
    pub retold: Vec<Retold>,
    /// Why it was carried over from the year before.
    pub carried: Option<String>,
    /// The order that it was merged into.
    #[serde(with = "maybe_id")]
    pub merged_into: Option<Id>,
}

/// The same order in another place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Retold {
    /// What it says there.
    pub title: String,
    /// Who leads there.
    pub leads: Vec<String>,
    /// When, there.
    pub when: String,
    /// Where.
    pub at: Option<At>,
}

/// A unit or a group of units, as the plan names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Named {
    /// The name as written.
    pub text: String,
    /// What the name means by itself.
    pub kind: NameKind,
    /// The units that it stands for.
    #[serde(with = "ids")]
    pub units: Vec<Id>,
    /// A person said which units an open or unknown name stands for; none is an answer, too.
    pub decided: bool,
    /// Where it stands.
    pub at: Option<At>,
}

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// One unit.
    One,
    /// Every unit of a kind ("UBND các xã, thị trấn").
    Group,
    /// A group that only a person can list ("các đơn vị có liên quan").
    Open,
    /// Not in the list of units.
    #[default]
    Unknown,
}

impl Named {
    /// What a name means among the units of a day.
    pub fn read(text: &str, at: Option<At>, directory: &Directory) -> Self {
        let ids = |units: Vec<&Unit>| units.iter().filter_map(|unit| unit.id.parse().ok()).collect();
        let (kind, units) = match directory.meaning(text) {
            Meaning::One(unit) => (NameKind::One, ids(vec![unit])),
            Meaning::Group(members) => (NameKind::Group, ids(members)),
            Meaning::Open => (NameKind::Open, Vec::new()),
            Meaning::Unknown => (NameKind::Unknown, Vec::new()),
        };
        Self {
            text: text.to_owned(),
            kind,
            units,
            decided: false,
            at,
        }
    }

    /// A person still has to say which units it means.
    pub fn is_open(&self) -> bool {
        matches!(self.kind, NameKind::Open | NameKind::Unknown) && !self.decided
    }
}

/// When an order is due, in the words of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Timing {
    /// The words.
    pub text: String,
    /// What the heading over the words asks for.
    pub column: Column,
    /// The notation of what was read ("BY=2022-02-28").
    pub norm: String,
    /// `deadline`, `window`, `continuous`, `recurring`, `event-relative`, `unknown`.
    pub kind: String,
    /// What a person chose where the words leave it open.
    pub choice: Option<Choice>,
    /// Where the words stand.
    pub at: Option<At>,
}

/// What the heading over a schedule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// A bare month or quarter is a deadline.
    Completion,
    /// A bare month or quarter is a window.
    #[default]
    Period,
    /// A sentence that orders something.
    Prose,
    /// Not told.
    Unknown,
}

/// A person's answer where words can be read in several ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// As it was read.
    AsRead,
    /// Once in each quarter, month or year of a list.
    Each,
    /// The n-th other reading.
    Other(usize),
}

/// The head of a version.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Head {
    /// "Kế hoạch"
    pub kind: String,
    /// "UBND huyện Sông Mã"
    pub issuer: String,
    /// "18/KH-UBND"
    pub number: String,
    /// "Sông Mã"
    pub place: String,
    /// Date of issue, as far as it is written.
    pub date: String,
    /// Type and subject in one line.
    pub title: String,
    /// First and last year that it is for.
    pub years: Option<(i16, i16)>,
    /// Name of who signed.
    pub signer: String,
    /// Where these stand: name of the field and place.
    pub places: Vec<(String, At)>,
    /// A person corrected it.
    pub corrected: bool,
}

impl Head {
    /// The day of issue, when it is whole.
    pub fn issued_on(&self) -> Option<Date> {
        self.date.parse().ok()
    }

    /// The stretch of time in which the plan is run; `None` without a year.
    pub fn frame(&self) -> Option<Frame> {
        let issued_on = self.issued_on();
        let (first, last) = self
            .years
            .or_else(|| issued_on.map(|day| (day.year(), day.year())))?;
        Some(Frame {
            issued_on,
            first: Date::new(first, 1, 1).ok()?,
            last: Date::new(last, 12, 31).ok()?,
        })
    }

    /// Where a field stands.
    pub fn place_of(&self, field: &str) -> Option<At> {
        let found = self.places.iter().find(|(name, _)| name == field);
        found.map(|(_, at)| *at)
    }
}

/// Something that the reader has to tell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Note {
    /// "P213"
    pub code: String,
    /// `error`, `warning`, `note`.
    pub severity: String,
    /// What is the matter.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// Where.
    pub at: Option<At>,
    /// A second place.
    pub other: Option<At>,
    /// Number of the order concerned.
    pub number: String,
}

impl Note {
    /// Severity for people.
    pub fn word(&self) -> &'static str {
        match self.severity.as_str() {
            "error" => "Lỗi",
            "warning" => "Cảnh báo",
            _ => "Ghi chú",
        }
    }

    /// A sign that tells it apart in black and white.
    pub fn glyph(&self) -> &'static str {
        match self.severity.as_str() {
            "error" => "✕",
            "warning" => "!",
            _ => "i",
        }
    }
}

/// State of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Being looked over.
    Draft,
    /// In force.
    Adopted,
    /// Another version took its place.
    Replaced,
    /// Given up before it was adopted.
    Dropped,
}

impl State {
    const ALL: [State; 4] = [State::Draft, State::Adopted, State::Replaced, State::Dropped];

    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Adopted => "adopted",
            State::Replaced => "replaced",
            State::Dropped => "dropped",
        }
    }

    /// The state with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            State::Draft => "Đang soát",
            State::Adopted => "Đã ban hành",
            State::Replaced => "Đã có bản thay",
            State::Dropped => "Đã bỏ",
        }
    }
}

/// Roles that a sheet has units for: field name and words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Chủ trì
    Lead,
    /// Phối hợp
    Coordinator,
    /// Thực hiện
    Implementer,
}

impl Part {
    /// All of them, in the order of forms.
    pub const ALL: [Part; 3] = [Part::Lead, Part::Coordinator, Part::Implementer];

    /// Name of the field.
    pub fn field(self) -> &'static str {
        match self {
            Part::Lead => "chu-tri",
            Part::Coordinator => "phoi-hop",
            Part::Implementer => "thuc-hien",
        }
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Part::Lead => "Chủ trì",
            Part::Coordinator => "Phối hợp",
            Part::Implementer => "Thực hiện",
        }
    }
}

impl Sheet {
    /// The names of one role.
    pub fn names(&self, part: Part) -> &[Named] {
        match part {
            Part::Lead => &self.leads,
            Part::Coordinator => &self.coordinators,
            Part::Implementer => &self.implementers,
        }
    }

    /// The names of one role, to change them.
    pub fn names_mut(&mut self, part: Part) -> &mut Vec<Named> {
        match part {
            Part::Lead => &mut self.leads,
            Part::Coordinator => &mut self.coordinators,
            Part::Implementer => &mut self.implementers,
        }
    }

    /// Every name, leads first.
    pub fn all_names(&self) -> impl Iterator<Item = &Named> {
        self.leads
            .iter()
            .chain(&self.coordinators)
            .chain(&self.implementers)
    }

    /// Somebody owns it.
    pub fn has_owner(&self) -> bool {
        self.leads
            .iter()
            .chain(&self.implementers)
            .any(|named| !named.units.is_empty())
    }
}

/// The units of a day, with the one that issues the plan: what names and groups mean.
pub struct Directory {
    units: Units,
    issuer: Option<Unit>,
}

impl Directory {
    /// Units of a tree for a plan of this issuer; one that is not in the tree counts as its root.
    pub fn new(tree: &Tree, issuer: &str) -> Self {
        let units = tree.for_reader();
        let root = || {
            let root = tree.root()?.id.to_string();
            units.get(&root).cloned()
        };
        let found = if issuer.is_empty() {
            None
        } else {
            units.named(issuer).next().cloned()
        };
        let issuer = found.or_else(root);
        Self { units, issuer }
    }

    /// What a name means.
    pub fn meaning(&self, name: &str) -> Meaning<'_> {
        self.units.meaning(name, self.issuer.as_ref(), None)
    }
}

impl FromStr for At {
    type Err = ();

    /// Of an anchor: "s12-30".
    fn from_str(text: &str) -> Result<Self, ()> {
        let (start, end) = text
            .strip_prefix('s')
            .and_then(|text| text.split_once('-'))
            .ok_or(())?;
        Ok(At(start.parse().map_err(drop)?, end.parse().map_err(drop)?))
    }
}

/// Identities in JSON: their text, since numbers of 64 bits do not survive every reader.
mod ids {
    use super::{Deserialize, Deserializer, Id, Serializer};

    pub fn serialize<S: Serializer>(ids: &[Id], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(ids.iter().map(Id::to_string))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Id>, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        texts
            .iter()
            .map(|text| text.parse().map_err(serde::de::Error::custom))
            .collect()
    }
}

mod maybe_id {
    use super::{Deserialize, Deserializer, Id, Serialize, Serializer};

    pub fn serialize<S: Serializer>(id: &Option<Id>, to: S) -> Result<S::Ok, S::Error> {
        id.map(|id| id.to_string()).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Id>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| text.parse().map_err(serde::de::Error::custom))
            .transpose()
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]
pub(crate) mod tests;

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]
mod rule_tests;

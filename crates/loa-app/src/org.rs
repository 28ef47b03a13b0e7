//! Units as a tree that changes with time: names, kinds and parents hold from one day to another.
//!
//! A unit keeps its identity for ever; what it was called and where it belonged are versions with their days. A report
//! about 2022 prints the names of 2022 (ADM-01, ADM-02).

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use loa_db::id::Id;
use loa_plan_reader::units::{Unit as NamedUnit, Units};

pub mod actions;
pub mod change;
pub mod difference;
pub mod founding;
pub mod list;
pub mod mapping;
pub mod store;
pub mod twin;
pub mod web;

/// Kinds of units, in the order of lists: key and words.
pub const KINDS: [(&str, &str); 13] = [
    ("uy-ban", "Ủy ban nhân dân"),
    ("hoi-dong", "Hội đồng nhân dân"),
    ("dang", "Cơ quan Đảng"),
    ("so", "Sở, ban, ngành"),
    ("phong", "Phòng chuyên môn"),
    ("van-phong", "Văn phòng"),
    ("mot-cua", "Bộ phận một cửa"),
    ("don-vi-su-nghiep", "Đơn vị sự nghiệp"),
    ("doanh-nghiep", "Doanh nghiệp"),
    ("mat-tran", "Mặt trận Tổ quốc"),
    ("to-chuc-ctxh", "Tổ chức chính trị - xã hội"),
    ("ban", "Thôn, bản, tổ dân phố"),
    ("khac", "Khác"),
];

/// Levels, from above: key and words.
pub const LEVELS: [(&str, &str); 4] = [
    ("tinh", "Tỉnh"),
    ("huyen", "Huyện"),
    ("xa", "Xã, phường, thị trấn"),
    ("ban", "Thôn, bản, tổ dân phố"),
];

/// The words of a key, or the key itself.
pub fn words<'a>(table: &[(&str, &'a str)], key: &'a str) -> &'a str {
    table
        .iter()
        .find(|(known, _)| *known == key)
        .map_or(key, |(_, words)| words)
}

/// A unit as it is on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Identity.
    pub id: Id,
    /// Identity in the file that it was imported from.
    pub key: String,
    /// Above it; `None` for the root and for units beside the tree (the province).
    pub parent: Option<Id>,
    /// "UBND xã Đứa Mòn"
    pub name: String,
    /// Kind as in the list of units: "uy-ban", "phong", …
    pub kind: String,
    /// Level: "tinh", "huyen", "xa", …
    pub level: String,
    /// Code of the General Statistics Office, or empty.
    pub code: String,
    /// Other names, as plans write them.
    pub aliases: Vec<String>,
    /// Order in lists.
    pub position: i64,
    /// First day of this version.
    pub valid_from: Date,
    /// First day on which it no longer holds.
    pub valid_to: Option<Date>,
}

impl Unit {
    /// The name without the words that all of its kind have: "Đứa Mòn"; for tables.
    pub fn short_name(&self) -> &str {
        const COMMON: [&str; 9] = [
            "UBND xã ",
            "UBND thị trấn ",
            "UBND phường ",
            "UBND đặc khu ",
            "Ủy ban nhân dân xã ",
            "Ủy ban nhân dân thị trấn ",
            "Xã ",
            "Phường ",
            "Thị trấn ",
        ];
        COMMON
            .iter()
            .find_map(|common| self.name.strip_prefix(common))
            .unwrap_or(&self.name)
    }

    /// A commune, ward or town.
    pub fn is_commune(&self) -> bool {
        matches!(self.level.as_str(), "xa" | "phuong" | "thi-tran" | "dac-khu")
    }
}

/// The units of a locality on one day.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    units: Vec<Unit>,
    index: HashMap<Id, usize>,
    below: HashMap<Id, Vec<Id>>,
    /// Ended units by those that carry on their work.
    carried: HashMap<Id, Vec<Id>>,
    root: Option<Id>,
}

impl Tree {
    /// A tree of units in the order of lists.
    pub fn new(units: Vec<Unit>, root: Option<Id>) -> Self {
        let index = units.iter().enumerate().map(|(at, unit)| (unit.id, at)).collect();
        let mut below: HashMap<Id, Vec<Id>> = HashMap::new();
        for unit in &units {
            if let Some(parent) = unit.parent {
                below.entry(parent).or_default().push(unit.id);
            }
        }
        Self {
            units,
            index,
            below,
            carried: HashMap::new(),
            root,
        }
    }

    /// The same units, and after them ended ones, each with the units that carry on its work: they have their names, are
    /// within the subtree of who carries them on, and below nobody.
    #[must_use]
    pub fn with_ended(mut self, ended: Vec<(Unit, Vec<Id>)>) -> Self {
        for (unit, successors) in ended {
            for successor in successors {
                self.carried.entry(successor).or_default().push(unit.id);
            }
            self.index.insert(unit.id, self.units.len());
            self.units.push(Unit { parent: None, ..unit });
        }
        self
    }

    /// Has this one ended, and others carry on its work?
    pub fn has_ended(&self, id: Id) -> bool {
        self.carried.values().flatten().any(|ended| *ended == id)
    }

    /// A unit and the ended ones whose work it carries on, however often that was handed on.
    pub fn carried(&self, id: Id) -> HashSet<Id> {
        let mut found = HashSet::from([id]);
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            let ended = self.carried.get(&next).into_iter().flatten();
            open.extend(ended.copied().filter(|ended| found.insert(*ended)));
        }
        found
    }

    /// The units there are today that carry on the work of an ended one.
    pub fn heirs(&self, id: Id) -> impl Iterator<Item = &Unit> {
        let there = self.units.iter().filter(|unit| !self.has_ended(unit.id));
        there.filter(move |unit| unit.id != id && self.carried(unit.id).contains(&id))
    }

    /// Whose something is: a name, and for an ended unit that it was one before.
    pub fn owner(&self, id: Id) -> String {
        if self.has_ended(id) {
            format!("của {} trước đây", self.name(id))
        } else {
            self.name(id).to_owned()
        }
    }

    /// All units, in the order of lists.
    pub fn all(&self) -> &[Unit] {
        &self.units
    }

    /// The unit at the top of the locality.
    pub fn root(&self) -> Option<&Unit> {
        self.root.and_then(|id| self.get(id))
    }

    /// A unit by its identity.
    pub fn get(&self, id: Id) -> Option<&Unit> {
        self.index.get(&id).and_then(|at| self.units.get(*at))
    }

    /// Its name, or a dash.
    pub fn name(&self, id: Id) -> &str {
        self.get(id).map_or("–", |unit| unit.name.as_str())
    }

    /// Units directly below.
    pub fn children(&self, id: Id) -> impl Iterator<Item = &Unit> {
        self.below
            .get(&id)
            .into_iter()
            .flatten()
            .filter_map(|id| self.get(*id))
    }

    /// Units with how deep they stand, each before those below it; those beside the tree follow the root's.
    pub fn outline(&self) -> Vec<(usize, &Unit)> {
        let mut found = Vec::with_capacity(self.units.len());
        let mut seen = HashSet::new();
        let tops = self
            .units
            .iter()
            .filter(|unit| unit.parent.is_none_or(|parent| self.get(parent).is_none()));
        for top in tops {
            let mut open = vec![(0, top)];
            while let Some((depth, unit)) = open.pop() {
                // Not twice, should the tree ever hold a circle.
                if !seen.insert(unit.id) {
                    continue;
                }
                found.push((depth, unit));
                let below: Vec<&Unit> = self.children(unit.id).collect();
                open.extend(below.into_iter().rev().map(|unit| (depth + 1, unit)));
            }
        }
        found
    }

    /// A unit and everything below it, with the ended ones whose work they carry on.
    pub fn subtree(&self, id: Id) -> HashSet<Id> {
        let mut found = HashSet::from([id]);
        let mut open = vec![id];
        let next_to = |id: &Id| [self.below.get(id), self.carried.get(id)];
        while let Some(next) = open.pop() {
            for child in next_to(&next).into_iter().flatten().flatten() {
                if found.insert(*child) {
                    open.push(*child);
                }
            }
        }
        found
    }

    /// The same units for the reader of plans, by their identities as text.
    pub fn for_reader(&self) -> Units {
        let units = self.units.iter().map(|unit| NamedUnit {
            id: unit.id.to_string(),
            parent: unit.parent.map(|id| id.to_string()),
            name: unit.name.clone(),
            aliases: unit.aliases.clone(),
            kind: unit.kind.clone(),
            level: unit.level.clone(),
            code: unit.code.clone(),
            valid_from: None,
            valid_to: None,
            successors: Vec::new(),
        });
        Units::new(units.collect())
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]
pub(crate) mod tests;

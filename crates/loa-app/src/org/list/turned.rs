//! Lists turned into other forms: units to found a locality with, the keys that units have already, a smaller file.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use loa_db::id::Id;
use loa_plan_reader::units::{Unit as NamedUnit, Units};

use crate::org::actions::EVER;
use crate::org::list::{List, ListFile, Listed, heads};
use crate::org::store::Succession;
use crate::org::{Tree, Unit};

impl List {
    /// The same units for founding a locality with them ([`crate::org::actions::found`]); those without a first day
    /// begin on `from`.
    pub fn for_founding(&self, from: Option<Date>) -> Units {
        let units = self.rows.iter().map(|row| NamedUnit {
            id: row.key.clone(),
            parent: row.parent.clone(),
            name: row.name.clone(),
            aliases: row.aliases.clone(),
            kind: row.kind.clone(),
            level: row.level.clone(),
            code: row.code.clone(),
            // A unit that ended before that day was there before it.
            valid_from: row
                .valid_from
                .or(from.filter(|from| row.valid_to.is_none_or(|last| last >= *from))),
            valid_to: row.valid_to,
            successors: row.successors.clone(),
        });
        Units::new(units.collect())
    }

    /// The same list with the keys that the units of these codes have already.
    #[must_use]
    pub fn with_keys_of(mut self, units: &[Unit]) -> Self {
        if !self.is_national {
            return self;
        }
        let known: HashMap<(&str, &str), &str> = units
            .iter()
            .filter(|unit| unit.kind == "uy-ban" && !unit.code.is_empty())
            .map(|unit| ((unit.code.as_str(), unit.level.as_str()), unit.key.as_str()))
            .collect();
        let renamed: HashMap<String, String> = self
            .rows
            .iter()
            .filter_map(|row| {
                let key = known.get(&(row.code.as_str(), row.level.as_str()))?;
                Some((row.key.clone(), (*key).to_owned()))
            })
            .collect();
        for row in &mut self.rows {
            for key in std::iter::once(&mut row.key).chain(&mut row.parent) {
                if let Some(new) = renamed.get(key.as_str()) {
                    key.clone_from(new);
                }
            }
        }
        self
    }
}

impl List {
    /// The units of a day as a list that, imported again, changes nothing. `versions` and `successions` are those of all
    /// units: a version may end although the unit goes on.
    pub fn of(
        tree: &Tree,
        versions: &[Unit],
        successions: &[Succession],
        shown: impl Fn(&Unit) -> bool,
    ) -> Self {
        let key = |id: Id| tree.get(id).map(|unit| unit.key.clone());
        let rows = tree.all().iter().filter(|unit| shown(unit)).map(|unit| {
            let is_real = |version: &&Unit| version.valid_to.is_none_or(|to| to > version.valid_from);
            let own = versions.iter().filter(is_real);
            let last = own.rev().find(|version| version.id == unit.id);
            let end = last.filter(|last| last.valid_from <= unit.valid_from);
            let own = successions.iter().filter(|one| one.unit == unit.id);
            Listed {
                line: 0,
                key: unit.key.clone(),
                parent: unit.parent.and_then(key),
                name: unit.name.clone(),
                aliases: unit.aliases.clone(),
                kind: unit.kind.clone(),
                level: unit.level.clone(),
                code: unit.code.clone(),
                valid_from: Some(unit.valid_from).filter(|day| *day > EVER),
                valid_to: end.and_then(|last| last.valid_to?.yesterday().ok()),
                successors: own.filter_map(|one| key(one.successor)).collect(),
            }
        });
        Self {
            rows: rows.collect(),
            is_national: false,
        }
    }

    /// The list with Vietnamese heads, for people who open it in Excel.
    pub fn for_people(&self) -> String {
        let mut out = csv::Writer::from_writer(Vec::new());
        self.write(&mut out, |(_, vi)| vi);
        text_of(out)
    }

    /// Writing into memory does not fail.
    fn write(&self, out: &mut csv::Writer<Vec<u8>>, head: fn((&'static str, &'static str)) -> &'static str) {
        let _ = out.write_record(heads::OWN.map(head));
        let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        for row in &self.rows {
            let _ = out.write_record([
                &row.key,
                &row.name,
                row.parent.as_deref().unwrap_or_default(),
                &row.kind,
                &row.level,
                &row.code,
                &row.aliases.join(";"),
                &day(row.valid_from),
                &day(row.valid_to),
                &row.successors.join(";"),
            ]);
        }
    }
}

impl ListFile {
    /// The part of the file that says something about these units, written as a file of the same kind: small enough
    /// to travel through a form. The lines are those of this smaller file.
    pub fn to_csv(&self, units: &[Unit]) -> String {
        let mut out = csv::Writer::from_writer(Vec::new());
        match self {
            ListFile::Units(list) if list.is_national => {
                let code_of: HashMap<&str, &str> = list
                    .rows
                    .iter()
                    .map(|row| (row.key.as_str(), row.code.as_str()))
                    .collect();
                let _ = out.write_record(["code", "level", "full_name", "parent_code"]);
                for row in &list.rows {
                    let parent = row.parent.as_deref().and_then(|key| code_of.get(key).copied());
                    let name = row.name.strip_prefix("UBND ").unwrap_or(&row.name);
                    let _ = out.write_record([&row.code, &row.level, name, parent.unwrap_or_default()]);
                }
            }
            ListFile::Units(list) => list.write(&mut out, |(en, _)| en),
            ListFile::Mapping(rows) => {
                let known: HashSet<&str> = units.iter().map(|unit| unit.code.as_str()).collect();
                let _ = out.write_record([
                    "old_code",
                    "old_full_name",
                    "new_code",
                    "new_full_name",
                    "is_default",
                ]);
                for row in rows.iter().filter(|row| known.contains(row.old_code.as_str())) {
                    let default = if row.is_default { "1" } else { "0" };
                    let _ = out.write_record([
                        &row.old_code,
                        &row.old_name,
                        &row.new_code,
                        &row.new_name,
                        default,
                    ]);
                }
            }
        }
        text_of(out)
    }
}

fn text_of(out: csv::Writer<Vec<u8>>) -> String {
    let bytes = out.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

//! Lists turned into other forms: units to found a locality with, the keys that units have already, a smaller file.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use loa_plan_reader::units::{Unit as NamedUnit, Units};

use crate::org::Unit;
use crate::org::list::{List, ListFile};

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
            ListFile::Units(list) => {
                let _ = out.write_record([
                    "id",
                    "parent_id",
                    "name",
                    "kind",
                    "level",
                    "unit_code",
                    "aliases",
                    "valid_from",
                    "valid_to",
                    "successors",
                ]);
                let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
                for row in &list.rows {
                    let _ = out.write_record([
                        &row.key,
                        row.parent.as_deref().unwrap_or_default(),
                        &row.name,
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
        let bytes = out.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }
}

//! A reform of units: communes merged into new ones, districts ended (ADM-02). The table from old codes to new ones
//! becomes a proposal like any other list.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use loa_db::id::Id;
use loa_plan_reader::notice::Sentence;

use crate::org::Unit;
use crate::org::change::{Change, Draft, Proposal, ended};
use crate::org::list::{MapRow, committee_name, level_of_code};

/// Kinds of offices that end with their district; what earns its own keep may go on elsewhere.
const END_WITH_DISTRICT: [&str; 8] = [
    "uy-ban",
    "hoi-dong",
    "dang",
    "phong",
    "van-phong",
    "mot-cua",
    "mat-tran",
    "to-chuc-ctxh",
];

/// What the table changes among the units of `day`: the unit whose code lives on goes on under its new name, the others
/// end with their successors, districts of mapped communes end with their offices, what is left over moves up.
pub fn propose(units: &[Unit], rows: &[MapRow], day: Date) -> Proposal {
    let reform = Reform::new(units, rows, day);
    let mut proposal = Proposal::empty(day, units);
    let mut changed = HashSet::new();
    for target in &reform.targets {
        let change = reform.begin(target);
        proposal
            .names
            .insert(change.key.clone(), committee_name(target.name));
        changed.insert(change.key.clone());
        if reform.is_new(&change) {
            proposal.changes.push(change);
        } else {
            proposal.same += 1;
        }
    }
    for unit in units.iter().filter(|unit| reform.ends.contains(&unit.id)) {
        changed.insert(unit.key.clone());
        let successors = reform.successors(unit);
        if successors.is_empty() && unit.kind != "uy-ban" {
            let name = &unit.name;
            proposal.notes.push(Sentence::new(
                format!("{name}: chưa có đơn vị kế thừa, mời chọn ở trang của đơn vị này."),
                format!("{name}: no successor yet; choose one on the unit's page."),
            ));
        }
        proposal.changes.push(Change {
            line: reform.line(unit),
            ..ended(unit, day, successors)
        });
    }
    for unit in units.iter().filter(|unit| !changed.contains(&unit.key)) {
        let orphaned = unit.parent.is_some_and(|parent| reform.ends.contains(&parent));
        if !orphaned {
            proposal.same += 1;
            continue;
        }
        let after = Draft {
            parent: reform.above(unit).and_then(|id| reform.key(id)),
            ..reform.draft(unit)
        };
        let name = &unit.name;
        proposal.notes.push(Sentence::new(
            format!("{name}: đơn vị cấp trên kết thúc mà đơn vị này còn, mời xem lại nơi trực thuộc."),
            format!("{name}: the unit above ends while this one stays; look where it belongs."),
        ));
        proposal.changes.push(Change {
            line: 0,
            key: unit.key.clone(),
            from: day,
            before: Some(unit.clone()),
            after: Some(after),
            until: None,
            successors: Vec::new(),
        });
    }
    proposal.notes.extend(reform.unclear());
    proposal
}

struct Target<'a> {
    code: &'a str,
    name: &'a str,
    line: u64,
    /// The units that become it, the one that goes on first.
    from: Vec<&'a Unit>,
}

struct Reform<'a> {
    units: HashMap<Id, &'a Unit>,
    /// Committees by code.
    by_code: HashMap<&'a str, &'a Unit>,
    rows: HashMap<&'a str, Vec<&'a MapRow>>,
    targets: Vec<Target<'a>>,
    ends: HashSet<Id>,
    keys: HashSet<&'a str>,
    day: Date,
}

impl<'a> Reform<'a> {
    fn new(units: &'a [Unit], all: &'a [MapRow], day: Date) -> Self {
        let committees = || {
            units
                .iter()
                .filter(|unit| unit.kind == "uy-ban" && !unit.code.is_empty())
        };
        let by_code: HashMap<&str, &Unit> = committees().map(|unit| (unit.code.as_str(), unit)).collect();
        let mut rows: HashMap<&str, Vec<&MapRow>> = HashMap::new();
        for row in all
            .iter()
            .filter(|row| by_code.contains_key(row.old_code.as_str()))
        {
            rows.entry(&row.old_code).or_default().push(row);
        }
        for rows in rows.values_mut() {
            rows.sort_by_key(|row| !row.is_default);
        }
        let mut targets: Vec<Target> = Vec::new();
        for unit in committees() {
            let own = rows.get(unit.code.as_str()).into_iter().flatten();
            for row in own.filter(|row| !row.new_code.is_empty()) {
                match targets.iter_mut().find(|target| target.code == row.new_code) {
                    Some(target) if unit.code == row.new_code => target.from.insert(0, unit),
                    Some(target) => target.from.push(unit),
                    None => targets.push(Target {
                        code: &row.new_code,
                        name: &row.new_name,
                        line: row.line,
                        from: vec![unit],
                    }),
                }
            }
        }
        let mut reform = Self {
            units: units.iter().map(|unit| (unit.id, unit)).collect(),
            by_code,
            rows,
            targets,
            ends: HashSet::new(),
            keys: units.iter().map(|unit| unit.key.as_str()).collect(),
            day,
        };
        reform.ends = reform.ending(units);
        reform
    }

    /// Which of the units goes on as this one: the one that has its code and becomes it.
    fn goes_on(&self, target: &Target<'a>) -> Option<&'a Unit> {
        target
            .from
            .first()
            .copied()
            .filter(|unit| unit.code == target.code)
    }

    fn ending(&self, units: &[Unit]) -> HashSet<Id> {
        let going_on: HashSet<Id> = self
            .targets
            .iter()
            .filter_map(|target| self.goes_on(target))
            .map(|unit| unit.id)
            .collect();
        let mapped = |unit: &Unit| {
            let rows = self.rows.get(unit.code.as_str()).into_iter().flatten();
            unit.kind == "uy-ban" && rows.into_iter().any(|row| !row.new_code.is_empty())
        };
        let mut ends: HashSet<Id> = units
            .iter()
            .filter(|unit| mapped(unit) && !going_on.contains(&unit.id))
            .map(|unit| unit.id)
            .collect();
        // A district whose communes became others has no task of its own any more.
        let districts: HashSet<&str> = units
            .iter()
            .filter(|unit| mapped(unit) && level_of_code(&unit.code) == "xa")
            .filter_map(|unit| self.units.get(&unit.parent?))
            .filter(|parent| parent.level == "huyen")
            .map(|parent| parent.code.as_str())
            .collect();
        let with_district = units.iter().filter(|unit| {
            unit.level == "huyen"
                && districts.contains(unit.code.as_str())
                && END_WITH_DISTRICT.contains(&unit.kind.as_str())
        });
        ends.extend(with_district.map(|unit| unit.id));
        ends
    }

    fn key(&self, id: Id) -> Option<String> {
        self.units.get(&id).map(|unit| unit.key.clone())
    }

    /// The first unit above that goes on; when none does, what the nearest one became.
    fn above(&self, unit: &Unit) -> Option<Id> {
        let mut at = unit.parent;
        for _ in 0..self.units.len() {
            let id = at?;
            if !self.ends.contains(&id) {
                return Some(id);
            }
            at = self.units.get(&id)?.parent;
        }
        None
    }

    fn draft(&self, unit: &Unit) -> Draft {
        Draft {
            key: unit.key.clone(),
            parent: unit.parent.and_then(|id| self.key(id)),
            name: unit.name.clone(),
            aliases: unit.aliases.clone(),
            kind: unit.kind.clone(),
            level: unit.level.clone(),
            code: unit.code.clone(),
        }
    }

    fn target_key(&self, target: &Target<'a>) -> String {
        if let Some(unit) = self.goes_on(target) {
            return unit.key.clone();
        }
        let key = format!("ubnd-{}", target.code);
        if self.keys.contains(key.as_str()) {
            format!("{key}-{}", self.day.year())
        } else {
            key
        }
    }

    fn begin(&self, target: &Target<'a>) -> Change {
        let before = self.goes_on(target);
        let parent = target
            .from
            .first()
            .and_then(|unit| self.above(unit))
            .and_then(|id| self.key(id));
        let after = Draft {
            key: self.target_key(target),
            parent,
            name: committee_name(target.name),
            aliases: before.map(|unit| unit.aliases.clone()).unwrap_or_default(),
            kind: "uy-ban".to_owned(),
            level: level_of_code(target.code).to_owned(),
            code: target.code.to_owned(),
        };
        // A unit that was split goes on and has other successors beside itself.
        let others = before.map(|unit| self.successors(unit)).unwrap_or_default();
        Change {
            line: target.line,
            key: after.key.clone(),
            from: self.day,
            successors: others.into_iter().filter(|key| *key != after.key).collect(),
            before: before.cloned(),
            after: Some(after),
            until: None,
        }
    }

    fn is_new(&self, change: &Change) -> bool {
        let before = change.before.as_ref().map(|unit| self.draft(unit));
        before != change.after || !change.successors.is_empty()
    }

    fn successors(&self, unit: &Unit) -> Vec<String> {
        if unit.kind != "uy-ban" {
            return Vec::new();
        }
        let rows = self.rows.get(unit.code.as_str()).into_iter().flatten();
        let targets = rows.filter_map(|row| self.targets.iter().find(|target| target.code == row.new_code));
        let mut keys = Vec::new();
        for key in targets.map(|target| self.target_key(target)) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    fn line(&self, unit: &Unit) -> u64 {
        if unit.kind != "uy-ban" {
            return 0;
        }
        let rows = self.rows.get(unit.code.as_str());
        rows.and_then(|rows| rows.first()).map_or(0, |row| row.line)
    }

    /// Communes of which the table does not say what they became.
    fn unclear(&self) -> Vec<Sentence> {
        let mut told: Vec<Sentence> = self
            .by_code
            .values()
            .filter(|unit| level_of_code(&unit.code) == "xa" && !self.ends.contains(&unit.id))
            .filter(|unit| {
                let rows = self.rows.get(unit.code.as_str()).into_iter().flatten();
                !rows.into_iter().any(|row| !row.new_code.is_empty())
            })
            .map(|unit| {
                let (name, code) = (&unit.name, &unit.code);
                Sentence::new(
                    format!("{name} (mã {code}): bảng chuyển đổi không cho biết đơn vị kế thừa."),
                    format!("{name} (code {code}): the table does not tell its successor."),
                )
            })
            .collect();
        if self.targets.is_empty() {
            told.clear();
        }
        told.sort_by(|one, other| one.vi.cmp(&other.vi));
        told
    }
}

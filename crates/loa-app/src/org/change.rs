//! What a list, or a table of successors, would change among the units: worked out and shown before anything is done.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use loa_calendar::language::Language;
use loa_db::id::Id;
use loa_plan_reader::notice::Sentence;
use loa_vietnamese::letter::split_tone;

use crate::org::list::{BadRow, List};
use crate::org::{Unit, twin};

/// A unit as it shall be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// Key in lists.
    pub key: String,
    /// Key of the unit above.
    pub parent: Option<String>,
    /// Name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Kind.
    pub kind: String,
    /// Level.
    pub level: String,
    /// Code, or empty.
    pub code: String,
}

/// One unit that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Line of the file that orders it; 0 when none does.
    pub line: u64,
    /// Key in lists.
    pub key: String,
    /// First day of the change.
    pub from: Date,
    /// The unit before; `None`: it begins.
    pub before: Option<Unit>,
    /// The unit after; `None`: it ends.
    pub after: Option<Draft>,
    /// First day on which what begins no longer holds.
    pub until: Option<Date>,
    /// Keys of the units that take over.
    pub successors: Vec<String>,
}

/// What happens to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It begins.
    Added,
    /// Another name.
    Renamed,
    /// Another unit above it.
    Moved,
    /// Other names, kind, level or code.
    Detailed,
    /// It ends.
    Ended,
}

impl ChangeKind {
    /// For people.
    pub fn label(self, language: Language) -> &'static str {
        match self {
            ChangeKind::Added => language.choose("Thêm mới", "New"),
            ChangeKind::Renamed => language.choose("Đổi tên", "Renamed"),
            ChangeKind::Moved => language.choose("Chuyển", "Moved"),
            ChangeKind::Detailed => language.choose("Sửa mã, loại, tên khác", "Code, kind, other names"),
            ChangeKind::Ended => language.choose("Kết thúc", "Ended"),
        }
    }
}

/// All that would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The day on which it takes effect, where a row tells no other.
    pub day: Date,
    /// In the order of the file, then what ends.
    pub changes: Vec<Change>,
    /// Units that stay as they are.
    pub same: usize,
    /// What only a person can decide afterwards.
    pub notes: Vec<Sentence>,
    /// Keys in the order of lists; empty: the order stays.
    pub order: Vec<String>,
    /// Names of units by key, for showing the changes.
    pub names: HashMap<String, String>,
}

impl Change {
    /// What happens to the unit; a unit may be renamed and moved at once.
    pub fn kinds(&self, old_parent: Option<&str>) -> Vec<ChangeKind> {
        let (before, after) = match (&self.before, &self.after) {
            (None, _) => return vec![ChangeKind::Added],
            (_, None) => return vec![ChangeKind::Ended],
            (Some(before), Some(after)) => (before, after),
        };
        let details = before.aliases != after.aliases
            || (&before.kind, &before.level, &before.code) != (&after.kind, &after.level, &after.code);
        [
            (before.name != after.name, ChangeKind::Renamed),
            (old_parent != after.parent.as_deref(), ChangeKind::Moved),
            (details, ChangeKind::Detailed),
        ]
        .into_iter()
        .filter_map(|(holds, kind)| holds.then_some(kind))
        .collect()
    }
}

impl Proposal {
    /// Nothing changed yet among these units.
    pub fn empty(day: Date, units: &[Unit]) -> Self {
        Self {
            day,
            changes: Vec::new(),
            same: 0,
            notes: Vec::new(),
            order: Vec::new(),
            names: units
                .iter()
                .map(|unit| (unit.key.clone(), unit.name.clone()))
                .collect(),
        }
    }

    /// The name of a unit by its key.
    pub fn name<'a>(&'a self, key: &'a str) -> &'a str {
        self.names.get(key).map_or(key, String::as_str)
    }
}

/// Are units that the list does not name meant to end?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// They stay.
    Stay,
    /// They end on the day.
    End,
}

/// Units on a day, looked up both ways.
struct Present<'a> {
    units: &'a [Unit],
    by_key: HashMap<&'a str, &'a Unit>,
    by_id: HashMap<Id, &'a Unit>,
}

impl<'a> Present<'a> {
    fn new(units: &'a [Unit]) -> Self {
        Self {
            units,
            by_key: units.iter().map(|unit| (unit.key.as_str(), unit)).collect(),
            by_id: units.iter().map(|unit| (unit.id, unit)).collect(),
        }
    }

    fn parent_key(&self, unit: &Unit) -> Option<&'a str> {
        let parent = unit.parent.and_then(|id| self.by_id.get(&id));
        parent.map(|unit| unit.key.as_str())
    }

    fn draft(&self, unit: &Unit) -> Draft {
        Draft {
            key: unit.key.clone(),
            parent: self.parent_key(unit).map(str::to_owned),
            name: unit.name.clone(),
            aliases: unit.aliases.clone(),
            kind: unit.kind.clone(),
            level: unit.level.clone(),
            code: unit.code.clone(),
        }
    }
}

/// What a list changes among the units of `day`. The list has the keys of the units already
/// ([`List::with_keys_of`]).
///
/// # Errors
/// Every row that cannot be done: its parent or successor is in neither list, it ends before it begins, or there is such
/// a unit already.
pub fn compare(units: &[Unit], list: &List, day: Date, missing: Missing) -> Result<Proposal, Vec<BadRow>> {
    let present = Present::new(units);
    let mut proposal = Proposal::empty(day, units);
    let listed: HashSet<&str> = list.rows.iter().map(|row| row.key.as_str()).collect();
    let known = |key: &str| listed.contains(key) || present.by_key.contains_key(key);
    let mut bad = Vec::new();
    for row in &list.rows {
        for key in row.parent.iter().filter(|key| !known(key)) {
            bad.push(BadRow::new(
                row.line,
                format!("không có đơn vị cấp trên “{key}”."),
                format!("there is no unit above “{key}”."),
            ));
        }
        for key in row.successors.iter().filter(|key| !known(key)) {
            bad.push(BadRow::new(
                row.line,
                format!("không có đơn vị kế thừa “{key}”."),
                format!("there is no successor “{key}”."),
            ));
        }
        proposal.names.insert(row.key.clone(), row.name.clone());
        let until = row.valid_to.and_then(|last| last.tomorrow().ok());
        let after = Draft {
            key: row.key.clone(),
            parent: row.parent.clone(),
            name: row.name.clone(),
            aliases: row.aliases.clone(),
            kind: row.kind.clone(),
            level: row.level.clone(),
            code: row.code.clone(),
        };
        let change = |from, before, after, until| Change {
            line: row.line,
            key: row.key.clone(),
            from,
            before,
            after,
            until,
            successors: row.successors.clone(),
        };
        let Some(before) = present.by_key.get(row.key.as_str()).copied() else {
            let from = row.valid_from.unwrap_or(day);
            match until {
                // The list tells about one that is over on that day.
                Some(until) if until <= day => {}
                Some(until) if until <= from => {
                    bad.push(BadRow::new(
                        row.line,
                        "đơn vị kết thúc trước khi bắt đầu.",
                        "the unit ends before it begins.",
                    ));
                }
                until => proposal.changes.push(change(from, None, Some(after), until)),
            }
            continue;
        };
        let after = keep_what_is_the_same(&present.draft(before), after, list.is_national);
        let ends = until.filter(|until| before.valid_to.is_none_or(|known| *until < known));
        let has_changed = after != present.draft(before) && ends != Some(day);
        if has_changed {
            proposal
                .changes
                .push(change(day, Some(before.clone()), Some(after), None));
        }
        if let Some(until) = ends {
            proposal
                .changes
                .push(change(until.max(day), Some(before.clone()), None, None));
        } else if !has_changed {
            proposal.same += 1;
        }
    }
    if missing == Missing::End {
        let unlisted = present.units.iter().filter(|unit| {
            !listed.contains(unit.key.as_str()) && (!list.is_national || unit.kind == "uy-ban")
        });
        proposal
            .changes
            .extend(unlisted.map(|unit| ended(unit, day, Vec::new())));
        proposal.order = list.rows.iter().map(|row| row.key.clone()).collect();
    }
    bad.extend(twin::twins(units, &proposal));
    if bad.is_empty() { Ok(proposal) } else { Err(bad) }
}

/// A unit that ends on a day, ordered by no line of a file.
pub fn ended(unit: &Unit, day: Date, successors: Vec<String>) -> Change {
    Change {
        line: 0,
        key: unit.key.clone(),
        from: day,
        before: Some(unit.clone()),
        after: None,
        until: None,
        successors,
    }
}

/// What the list leaves open, or writes with its tone mark in the other place, stays as it is.
fn keep_what_is_the_same(before: &Draft, mut after: Draft, is_national: bool) -> Draft {
    if same_name(&before.name, &after.name) {
        after.name.clone_from(&before.name);
    }
    for (old, new) in [
        (&before.kind, &mut after.kind),
        (&before.level, &mut after.level),
        (&before.code, &mut after.code),
    ] {
        if new.is_empty() {
            new.clone_from(old);
        }
    }
    if after.aliases.is_empty() {
        after.aliases.clone_from(&before.aliases);
    }
    // The national list knows no unit above a province and none of a locality's own order.
    if is_national && after.parent.is_none() {
        after.parent.clone_from(&before.parent);
    }
    after
}

/// The same name, wherever the tone mark of a syllable stands ("Hòa", "Hoà") and whatever the case.
pub fn same_name(one: &str, other: &str) -> bool {
    syllables(one) == syllables(other)
}

/// Letters without tones and the tones of each word: equal for names that are the same.
pub fn syllables(text: &str) -> Vec<(String, Vec<char>)> {
    let words = text.split_whitespace().map(|word| {
        let mut tones = Vec::new();
        let letters = word.to_lowercase();
        let plain = letters.chars().map(|c| {
            let (letter, tone) = split_tone(c);
            if letter != c {
                tones.push(char::from(b'0' + tone as u8));
            }
            letter
        });
        (plain.collect::<String>(), tones)
    });
    words.collect()
}

/// A fault in the tree of one day.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Fault {
    /// A unit stands under one that is not there on that day.
    ParentGone {
        /// The unit.
        unit: Id,
        /// The one above.
        parent: Id,
    },
    /// A unit stands below itself.
    Circle(Id),
}

/// Faults of all versions from a day on, each with the first day on which it shows.
pub fn faults(versions: &[Unit], from: Date) -> Vec<(Fault, Date)> {
    let mut days: Vec<Date> = versions
        .iter()
        .flat_map(|unit| [Some(unit.valid_from), unit.valid_to])
        .flatten()
        .filter(|day| *day > from)
        .chain([from])
        .collect();
    days.sort_unstable();
    days.dedup();
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for day in days {
        let alive: HashMap<Id, Option<Id>> = versions
            .iter()
            .filter(|unit| unit.valid_from <= day && unit.valid_to.is_none_or(|to| to > day))
            .map(|unit| (unit.id, unit.parent))
            .collect();
        let mut note = |fault: Fault| {
            if seen.insert(fault.clone()) {
                found.push((fault, day));
            }
        };
        for (unit, parent) in &alive {
            let Some(parent) = parent else { continue };
            if !alive.contains_key(parent) {
                note(Fault::ParentGone {
                    unit: *unit,
                    parent: *parent,
                });
            }
            let mut at = Some(*parent);
            let mut steps = 0;
            while let Some(next) = at {
                if next == *unit || steps > alive.len() {
                    note(Fault::Circle(*unit));
                    break;
                }
                steps += 1;
                at = alive.get(&next).copied().flatten();
            }
        }
    }
    found.sort_by_key(|(_, day)| *day);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::list::Listed;

    const DAY: Date = Date::constant(2023, 1, 1);

    fn unit(id: i64, parent: Option<i64>, key: &str, name: &str) -> Unit {
        Unit {
            id: Id(id),
            key: key.to_owned(),
            parent: parent.map(Id),
            name: name.to_owned(),
            kind: "phong".to_owned(),
            level: "huyen".to_owned(),
            code: "126".to_owned(),
            aliases: Vec::new(),
            position: id,
            valid_from: Date::constant(1900, 1, 1),
            valid_to: None,
        }
    }

    fn row(line: u64, parent: Option<&str>, key: &str, name: &str) -> Listed {
        Listed {
            line,
            key: key.to_owned(),
            parent: parent.map(str::to_owned),
            name: name.to_owned(),
            ..Listed::default()
        }
    }

    fn told(proposal: &Proposal, units: &[Unit]) -> Vec<String> {
        let key = |id: Id| {
            units
                .iter()
                .find(|unit| unit.id == id)
                .map(|unit| unit.key.clone())
        };
        let changes = proposal.changes.iter().map(|change| {
            let parent = change.before.as_ref().and_then(|unit| unit.parent).and_then(key);
            let kinds = change.kinds(parent.as_deref());
            let kinds: Vec<&str> = kinds.into_iter().map(|kind| kind.label(Language::Vi)).collect();
            format!("{} {}: {}", change.from, change.key, kinds.join(" + "))
        });
        changes.collect()
    }

    #[test]
    fn a_list_says_what_begins_changes_and_ends() {
        let units = [
            unit(1, None, "huyen", "UBND huyện"),
            unit(2, Some(1), "a", "Phòng A"),
            unit(3, Some(1), "b", "Phòng Hòa"),
            unit(4, Some(2), "c", "Phòng C"),
            unit(5, Some(1), "d", "Phòng D"),
        ];
        let mut gone = row(6, Some("huyen"), "d", "Phòng D");
        gone.valid_to = Some(Date::constant(2023, 6, 30));
        gone.successors = vec!["a".to_owned()];
        let mut over = row(7, None, "x", "Phòng X");
        over.valid_to = Some(Date::constant(2022, 12, 31));
        let list = List {
            rows: vec![
                row(2, None, "huyen", "UBND huyện"),
                row(3, Some("huyen"), "a", "Phòng A mới"),
                row(4, Some("huyen"), "b", "Phòng Hoà"),
                row(5, Some("a"), "e", "Phòng E"),
                gone,
                over,
            ],
            is_national: false,
        };
        let stay = compare(&units, &list, DAY, Missing::Stay).unwrap();
        let want = [
            "2023-01-01 a: Đổi tên",
            "2023-01-01 e: Thêm mới",
            "2023-07-01 d: Kết thúc",
        ];
        assert_eq!(told(&stay, &units), want);
        assert_eq!(stay.same, 2);
        let end = compare(&units, &list, DAY, Missing::End).unwrap();
        assert_eq!(told(&end, &units)[3], "2023-01-01 c: Kết thúc");

        let moved = List {
            rows: vec![row(2, Some("b"), "c", "Phòng C mới")],
            is_national: false,
        };
        let moved = compare(&units, &moved, DAY, Missing::Stay).unwrap();
        assert_eq!(told(&moved, &units), ["2023-01-01 c: Đổi tên + Chuyển"]);
    }

    #[test]
    fn rows_that_name_strangers_are_told() {
        let list = List {
            rows: vec![row(9, Some("nobody"), "a", "Phòng A")],
            is_national: false,
        };
        let bad = compare(&[], &list, DAY, Missing::Stay).unwrap_err();
        assert_eq!(
            bad[0].sentence(Language::Vi),
            "Dòng 9: không có đơn vị cấp trên “nobody”."
        );
    }

    #[test]
    fn names_are_the_same_wherever_the_tone_mark_stands() {
        for (one, other, same) in [
            ("Xã Hòa Bình", "xã Hoà Bình", true),
            ("Xã Thúy Sơn", "Xã Thuý Sơn", true),
            ("Xã Mường Lạn", "Xã Mường Lan", false),
            ("Xã Pú Pẩu", "Xã Pú Bẩu", false),
            ("Xã Hòa", "Xã Hóa", false),
        ] {
            assert_eq!(same_name(one, other), same, "{one} {other}");
        }
    }

    #[test]
    fn circles_and_orphans_are_found_on_the_day_they_show() {
        let mut gone = unit(1, None, "a", "A");
        gone.valid_to = Some(DAY);
        let child = unit(2, Some(1), "b", "B");
        let (mut c, mut d) = (unit(3, Some(4), "c", "C"), unit(4, None, "d", "D"));
        d.valid_to = Some(Date::constant(2024, 1, 1));
        let mut later = d.clone();
        later.parent = Some(Id(3));
        later.valid_from = Date::constant(2024, 1, 1);
        later.valid_to = None;
        c.valid_to = None;
        let found = faults(&[gone, child, c, d, later], Date::constant(2022, 1, 1));
        assert_eq!(
            found[0],
            (
                Fault::ParentGone {
                    unit: Id(2),
                    parent: Id(1)
                },
                DAY
            )
        );
        let circle = (Fault::Circle(Id(3)), Date::constant(2024, 1, 1));
        assert!(found.contains(&circle), "{found:?}");
    }
}

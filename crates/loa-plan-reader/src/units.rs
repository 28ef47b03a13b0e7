//! The list of units that exist, and which of them a name in a plan means.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::text::plain;

/// One unit of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    /// Stable id: "phong-noi-vu".
    pub id: String,
    /// Id of the unit above.
    pub parent: Option<String>,
    /// Official name: "Phòng Nội vụ".
    pub name: String,
    /// Other names, as the CSV's `aliases` gives them.
    pub aliases: Vec<String>,
    /// Kind: `uy-ban`, `phong`, `van-phong`, `mat-tran`, `to-chuc-ctxh` …
    pub kind: String,
    /// Level: `tinh`, `huyen`, `xa`.
    pub level: String,
    /// Code of the administrative unit it belongs to.
    pub code: String,
    /// First day on which it exists; `None`: always has.
    pub valid_from: Option<Date>,
    /// Last day on which it exists.
    pub valid_to: Option<Date>,
    /// Ids of the units that took over.
    pub successors: Vec<String>,
}

impl Unit {
    /// Does it exist on that day?
    pub fn exists_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning<'a> {
    /// One unit.
    One(&'a Unit),
    /// All units of a group ("UBND các xã, thị trấn").
    Group(Vec<&'a Unit>),
    /// A group that only a person can list ("các cơ quan, đơn vị có liên quan").
    Open,
    /// Not in the list.
    Unknown,
}

/// Units with an index by name.
#[derive(Debug, Clone, Default)]
pub struct Units {
    list: Vec<Unit>,
    by_name: HashMap<String, Vec<usize>>,
}

/// Why a unit list cannot be used: line of the file and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitsError {
    /// Line, from 1; 0 for the file as a whole.
    pub line: u64,
    /// Column that is missing or wrong.
    pub problem: UnitsProblem,
}

/// What is wrong in a unit list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitsProblem {
    /// The header row lacks this column.
    MissingColumn(&'static str),
    /// The file is not CSV.
    NotCsv(String),
    /// The cell is empty or no date.
    BadValue(&'static str),
    /// Two rows have this id.
    DoubleId(String),
}

impl Units {
    /// Units in the order in which lists name them; their ids differ.
    pub fn new(units: Vec<Unit>) -> Self {
        let mut all = Self::default();
        for unit in units {
            all.add(unit);
        }
        all
    }

    /// Reads a CSV with the columns `id`, `parent_id`, `name`, `kind`, `level`, `unit_code` and, where there are
    /// any, `aliases` and `successors` (parted by `;`), `valid_from`, `valid_to` (`2025-07-01` or `01/07/2025`).
    /// Others are ignored. Commas, semicolons or tabs part the cells, whichever the header has most.
    pub fn from_csv(text: &str) -> Result<Self, UnitsError> {
        let text = without_hint(text.trim_start_matches('\u{feff}'));
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(separator(text))
            .from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| not_csv(&error))?.clone();
        let columns = UnitColumns::read(&header)?;
        let mut units = Units::default();
        let mut ids = HashSet::new();
        for record in reader.records() {
            let record = record.map_err(|error| not_csv(&error))?;
            let line = record.position().map_or(0, csv::Position::line);
            let unit = columns
                .unit(&record)
                .map_err(|problem| UnitsError { line, problem })?;
            if !ids.insert(unit.id.clone()) {
                return Err(UnitsError {
                    line,
                    problem: UnitsProblem::DoubleId(unit.id),
                });
            }
            units.add(unit);
        }
        Ok(units)
    }

    fn add(&mut self, unit: Unit) {
        let index = self.list.len();
        for name in std::iter::once(&unit.name).chain(&unit.aliases) {
            for key in keys(name) {
                let known = self.by_name.entry(key).or_default();
                if !known.contains(&index) {
                    known.push(index);
                }
            }
        }
        self.list.push(unit);
    }

    /// All units in the order of the file.
    pub fn all(&self) -> &[Unit] {
        &self.list
    }

    /// The unit with this id.
    pub fn get(&self, id: &str) -> Option<&Unit> {
        self.list.iter().find(|unit| unit.id == id)
    }

    /// What `name` means in a plan issued by `issuer` (the unit whose subtree its groups are taken from),
    /// among the units that exist on `day`.
    pub fn meaning(&self, name: &str, issuer: Option<&Unit>, day: Option<Date>) -> Meaning<'_> {
        let alive = |unit: &&Unit| day.is_none_or(|day| unit.exists_on(day));
        if let Some(unit) = self.named(name).find(alive) {
            return Meaning::One(unit);
        }
        match Group::read(name) {
            Group::Related => Meaning::Open,
            Group::Units(kinds) => {
                let members: Vec<&Unit> = self
                    .list
                    .iter()
                    .filter(alive)
                    .filter(|unit| kinds.holds(unit, issuer))
                    .collect();
                if members.is_empty() {
                    Meaning::Unknown
                } else {
                    Meaning::Group(members)
                }
            }
            Group::None => Meaning::Unknown,
        }
    }

    /// Units with this name, whether they exist now or not.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Unit> {
        let found = keys(name).into_iter().find_map(|key| self.by_name.get(&key));
        found
            .into_iter()
            .flatten()
            .filter_map(|index| self.list.get(*index))
    }
}

/// Where each column of a unit list stands.
struct UnitColumns {
    id: usize,
    name: usize,
    parent: Option<usize>,
    kind: Option<usize>,
    level: Option<usize>,
    code: Option<usize>,
    aliases: Option<usize>,
    successors: Option<usize>,
    valid_from: Option<usize>,
    valid_to: Option<usize>,
}

impl UnitColumns {
    fn read(header: &csv::StringRecord) -> Result<Self, UnitsError> {
        let column = |name: &str| {
            header
                .iter()
                .position(|title| title.trim().eq_ignore_ascii_case(name))
        };
        let required = |name: &'static str| {
            column(name).ok_or(UnitsError {
                line: 1,
                problem: UnitsProblem::MissingColumn(name),
            })
        };
        Ok(Self {
            id: required("id")?,
            name: required("name")?,
            parent: column("parent_id"),
            kind: column("kind"),
            level: column("level"),
            code: column("unit_code"),
            aliases: column("aliases"),
            successors: column("successors"),
            valid_from: column("valid_from"),
            valid_to: column("valid_to"),
        })
    }

    fn unit(&self, record: &csv::StringRecord) -> Result<Unit, UnitsProblem> {
        let cell = |at: Option<usize>| {
            let text = at.and_then(|at| record.get(at)).unwrap_or_default();
            text.trim().to_owned()
        };
        let list = |at: Option<usize>| {
            let cell = cell(at);
            let parts = cell.split(';').map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        };
        let date = |at: Option<usize>, name: &'static str| match cell(at).as_str() {
            "" => Ok(None),
            text => day(text).map(Some).ok_or(UnitsProblem::BadValue(name)),
        };
        let unit = Unit {
            id: cell(Some(self.id)),
            parent: Some(cell(self.parent)).filter(|id| !id.is_empty()),
            name: cell(Some(self.name)),
            aliases: list(self.aliases),
            kind: cell(self.kind),
            level: cell(self.level),
            code: cell(self.code),
            valid_from: date(self.valid_from, "valid_from")?,
            valid_to: date(self.valid_to, "valid_to")?,
            successors: list(self.successors),
        };
        match (unit.id.is_empty(), unit.name.is_empty()) {
            (true, _) => Err(UnitsProblem::BadValue("id")),
            (_, true) => Err(UnitsProblem::BadValue("name")),
            _ => Ok(unit),
        }
    }
}

/// "2025-07-01", or "01/07/2025" as spreadsheets here write it.
fn day(text: &str) -> Option<Date> {
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none() && year.len() == 4;
    whole
        .then(|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok())
        .flatten()
}

/// Spreadsheets may say on a line of its own what parts the cells: "sep=;".
fn without_hint(text: &str) -> &str {
    match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("sep=") => rest,
        _ => text,
    }
}

/// What parts the cells of a list: the sign that the header has most of; a comma where it has none.
pub fn separator(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |sign: &u8| header.bytes().filter(|byte| byte == sign).count();
    // Of equal counts the last wins.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn not_csv(error: &csv::Error) -> UnitsError {
    UnitsError {
        line: error.position().map_or(0, csv::Position::line),
        problem: UnitsProblem::NotCsv(error.to_string()),
    }
}

/// Words that one office writes out and another abbreviates.
const SHORT: &[(&str, &str)] = &[
    ("uy ban nhan dan", "ubnd"),
    ("hoi dong nhan dan", "hdnd"),
    ("uy ban mat tran to quoc", "mttq"),
    ("mat tran to quoc", "mttq"),
    ("ubmttq", "mttq"),
    ("ub mttq", "mttq"),
    ("viet nam", "vn"),
    ("thanh nien cong san", "tncs"),
    ("trung hoc co so", "thcs"),
];

/// One key for spellings of the same name: folded, usual abbreviations, no bracketed detail.
pub fn name_key(name: &str) -> String {
    let without = match name.split_once('(') {
        Some((before, _)) if !before.trim().is_empty() => before,
        _ => name,
    };
    let mut key = plain(without);
    for (long, short) in SHORT {
        if key.contains(long) {
            key = key.replace(long, short);
        }
    }
    key
}

/// The name's own key first, then without the words that only say where it is ("huyện", "huyện Sông Mã").
fn keys(name: &str) -> Vec<String> {
    let full = name_key(name);
    let mut keys = vec![full.clone()];
    if full.starts_with("ubnd ") || full.starts_with("hdnd ") {
        return keys;
    }
    let words: Vec<&str> = full.split(' ').collect();
    let level = words
        .iter()
        .rposition(|word| matches!(*word, "huyen" | "tinh" | "xa" | "phuong" | "quan"));
    if let Some(at) = level.filter(|at| *at >= 2 && words.len() - at <= 4) {
        keys.push(words[..at].join(" "));
    }
    keys
}

/// Which units a group takes.
struct Kinds {
    /// Commune committees.
    communes: bool,
    /// Offices directly under the issuer.
    offices: bool,
    /// Only these kinds, if any.
    kind: Option<&'static str>,
}

impl Kinds {
    fn holds(&self, unit: &Unit, issuer: Option<&Unit>) -> bool {
        if let Some(kind) = self.kind {
            return unit.kind == kind;
        }
        let under = issuer.is_none_or(|issuer| unit.parent.as_deref() == Some(issuer.id.as_str()));
        let commune = unit.level == "xa" && unit.kind == "uy-ban";
        (self.communes && commune && under)
            || (self.offices && !commune && under && issuer.is_some_and(|issuer| issuer.level == unit.level))
    }
}

enum Group {
    Units(Kinds),
    /// "có liên quan": which ones, the plan does not say.
    Related,
    None,
}

impl Group {
    /// Reads the name of a group: committees of the communes, offices of the issuer, mass organisations.
    fn read(name: &str) -> Self {
        let key = name_key(name);
        if key.ends_with("lien quan") {
            return Group::Related;
        }
        let has = |phrase: &str| format!(" {key} ").contains(&format!(" {phrase} "));
        if has("to chuc chinh tri xa hoi") || has("doan the") {
            return Group::Units(Kinds {
                communes: false,
                offices: false,
                kind: Some("to-chuc-ctxh"),
            });
        }
        let lower = [
            "cac xa",
            "xa phuong",
            "phuong xa",
            "xa thi tran",
            "cap xa",
            "cac phuong",
            "cac xa phuong",
        ];
        let communes = has("ubnd") && lower.iter().any(|words| has(words))
            || has("cac dia phuong")
            || key == "cac xa thi tran";
        let bodies = [
            "co quan",
            "don vi",
            "phong ban",
            "ban nganh",
            "so nganh",
            "cac phong",
            "cac so",
            "so ban nganh",
        ];
        let offices = bodies.iter().any(|words| has(words));
        if communes || offices {
            Group::Units(Kinds {
                communes,
                offices,
                kind: None,
            })
        } else {
            Group::None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Units, UnitsProblem};

    #[test]
    fn a_list_is_read_however_its_cells_are_parted() {
        let rows = "id,parent_id,name,valid_from,aliases\nxa,,UBND xã Mẫu,2025-07-01,\n\
                    kt,xa,Phòng Kinh tế,01/07/2025,\"P. KT;PKT\"\n";
        let comma = Units::from_csv(rows).expect("a list");
        assert_eq!(comma.get("kt").map(|unit| unit.aliases.len()), Some(2));
        for text in [
            rows.replace(',', ";"),
            rows.replace(',', "\t"),
            format!("\u{feff}sep=;\r\n{}", rows.replace(',', ";")),
            rows.replace("id,", "ID,"),
        ] {
            let units = Units::from_csv(&text).unwrap_or_else(|error| panic!("{error:?} in {text}"));
            assert_eq!(units.all(), comma.all(), "{text}");
        }
        let wrong = Units::from_csv("id;name;valid_from\nkt;Phòng Kinh tế;31/02/2025").expect_err("no day");
        assert_eq!(wrong.problem, UnitsProblem::BadValue("valid_from"));
    }
}

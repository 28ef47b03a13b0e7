//! Lists of units as CSV files: the list of a locality, the national list, the table from old codes to new ones. Every
//! bad row is told with its line; a list with bad rows is no list.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use loa_plan_reader::units::{Unit as NamedUnit, Units, separator};

use crate::form::clean;
use crate::org::Unit;

/// Rows of one file.
const MOST_ROWS: usize = 20_000;
/// Characters of a name, an alias, a key.
pub const NAME_LENGTH: usize = 200;
const KEY_LENGTH: usize = 100;
/// Other names and successors of one unit.
const MOST_NAMES: usize = 40;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListFile {
    /// Units.
    Units(List),
    /// Old codes and the units that took over.
    Mapping(Vec<MapRow>),
}

/// A list of units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// In the order of the file.
    pub rows: Vec<Listed>,
    /// The file knows people's committees only and names them by codes; it says nothing about offices.
    pub is_national: bool,
}

/// A unit of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// Line of the file, from 1.
    pub line: u64,
    /// Identity in lists.
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
    /// Code of the General Statistics Office, or empty.
    pub code: String,
    /// First day, when the list tells one.
    pub valid_from: Option<Date>,
    /// Last day, when the list tells one.
    pub valid_to: Option<Date>,
    /// Keys of the units that took over.
    pub successors: Vec<String>,
}

/// A row of the table from old codes to new ones; a unit that was split has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapRow {
    /// Line of the file, from 1.
    pub line: u64,
    /// Code before.
    pub old_code: String,
    /// Name before.
    pub old_name: String,
    /// Code after; empty while nobody could tell.
    pub new_code: String,
    /// Name after: "Xã Sông Mã".
    pub new_name: String,
    /// The successor to propose first.
    pub is_default: bool,
}

/// A row that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Line of the file, from 1; 0 for the file as a whole.
    pub line: u64,
    /// What is wrong, in Vietnamese.
    pub reason: String,
}

impl BadRow {
    /// A row and what is wrong with it.
    pub fn new(line: u64, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self { line, reason }
    }

    /// "Dòng 12: …"
    pub fn sentence(&self) -> String {
        if self.line == 0 {
            self.reason.clone()
        } else {
            format!("Dòng {}: {}", self.line, self.reason)
        }
    }
}

/// Reads a file. `under` is the code of the locality whose part of a national list is wanted.
///
/// # Errors
/// Every row that cannot be used.
pub fn read(bytes: &[u8], under: &str) -> Result<ListFile, Vec<BadRow>> {
    let whole = |reason: &str| vec![BadRow::new(0, reason)];
    let text = std::str::from_utf8(bytes)
        .map_err(|_| whole("Tệp không phải CSV UTF-8. Trong Excel, lưu tệp theo loại “CSV UTF-8”."))?;
    let text = text.trim_start_matches('\u{feff}');
    let table = Table::read(text)?;
    if table.rows.is_empty() {
        return Err(whole("Tệp không có dòng nào dưới dòng tiêu đề."));
    }
    if table.has("old_code") && table.has("new_code") {
        return mapping(&table).map(ListFile::Mapping);
    }
    if table.has("id") && table.has("name") {
        return own(&table).map(ListFile::Units);
    }
    if table.has("code") && table.has("full_name") && table.has("level") {
        return national(&table, under).map(ListFile::Units);
    }
    Err(whole(
        "Dòng tiêu đề cần có các cột id, name (danh sách của địa phương), hoặc code, level, full_name (danh mục cả \
         nước), hoặc old_code, new_code (bảng chuyển đổi).",
    ))
}

/// Cells with their lines.
struct Table {
    columns: HashMap<String, usize>,
    rows: Vec<(u64, csv::StringRecord)>,
}

impl Table {
    fn read(text: &str) -> Result<Self, Vec<BadRow>> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(separator(text))
            .from_reader(text.as_bytes());
        let broken = |error: &csv::Error| {
            let line = error.position().map_or(0, csv::Position::line);
            vec![BadRow::new(line, "Không đọc được dòng này như một dòng CSV.")]
        };
        let header = reader.headers().map_err(|error| broken(&error))?.clone();
        let mut columns = HashMap::new();
        for (at, title) in header.iter().enumerate() {
            columns.entry(title.trim().to_lowercase()).or_insert(at);
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| broken(&error))?;
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if rows.len() == MOST_ROWS {
                let reason = format!("Tệp dài quá {} dòng.", crate::text::number(MOST_ROWS as i64));
                return Err(vec![BadRow::new(line, reason)]);
            }
            rows.push((line, record));
        }
        Ok(Self { columns, rows })
    }

    fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    fn cell(&self, record: &csv::StringRecord, column: &str) -> String {
        let cell = self.columns.get(column).and_then(|at| record.get(*at));
        clean(cell.unwrap_or_default()).replace(['\n', '\t'], " ")
    }

    fn cells(&self, record: &csv::StringRecord, column: &str) -> Vec<String> {
        let cell = self.cell(record, column);
        let parts = cell.split(';').map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }
}

/// The list of a locality: `id`, `parent_id`, `name`, `kind`, `level`, `unit_code`, and where there are any `aliases`,
/// `successors` (parted by `;`), `valid_from`, `valid_to` (ISO dates, the last one inclusive).
fn own(table: &Table) -> Result<List, Vec<BadRow>> {
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    let mut lines: HashMap<String, u64> = HashMap::new();
    for (line, record) in &table.rows {
        let line = *line;
        let mut wrong = |reason: String| bad.push(BadRow { line, reason });
        let mut date = |column: &str| match table.cell(record, column) {
            text if text.is_empty() => None,
            text => {
                let date = text.parse::<Date>().ok();
                if date.is_none() {
                    wrong(format!(
                        "cột {column} cần ngày dạng 2025-07-01, đang ghi “{}”.",
                        short(&text)
                    ));
                }
                date
            }
        };
        let row = Listed {
            line,
            valid_from: date("valid_from"),
            valid_to: date("valid_to"),
            key: table.cell(record, "id"),
            parent: Some(table.cell(record, "parent_id")).filter(|key| !key.is_empty()),
            name: table.cell(record, "name"),
            aliases: table.cells(record, "aliases"),
            kind: table.cell(record, "kind"),
            level: table.cell(record, "level"),
            code: table.cell(record, "unit_code"),
            successors: table.cells(record, "successors"),
        };
        if let Some(reason) = row.problem() {
            wrong(reason);
        } else if let Some(first) = lines.insert(row.key.clone(), line) {
            wrong(format!("id “{}” đã có ở dòng {first}.", short(&row.key)));
        }
        rows.push(row);
    }
    if bad.is_empty() {
        Ok(List {
            rows,
            is_national: false,
        })
    } else {
        Err(bad)
    }
}

impl Listed {
    fn problem(&self) -> Option<String> {
        if self.key.is_empty() {
            return Some("cột id để trống.".to_owned());
        }
        if self.name.is_empty() {
            return Some("cột name để trống.".to_owned());
        }
        let long = |text: &str, most: usize| text.chars().count() > most;
        let keys = self.parent.iter().chain(&self.successors).chain([&self.key]);
        let is_long = long(&self.name, NAME_LENGTH)
            || self.aliases.iter().any(|name| long(name, NAME_LENGTH))
            || keys.into_iter().any(|key| long(key, KEY_LENGTH))
            || [&self.kind, &self.level, &self.code]
                .into_iter()
                .any(|text| long(text, 40));
        if is_long || self.aliases.len() > MOST_NAMES || self.successors.len() > MOST_NAMES {
            return Some(format!("có ô quá dài (tên dài nhất {NAME_LENGTH} chữ cái)."));
        }
        if self.parent.as_deref() == Some(&self.key) {
            return Some("đơn vị không thể trực thuộc chính nó.".to_owned());
        }
        if let (Some(from), Some(to)) = (self.valid_from, self.valid_to)
            && to < from
        {
            return Some("valid_to đứng trước valid_from.".to_owned());
        }
        None
    }
}

/// At most 60 characters of something that was sent.
fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

/// "Thị trấn Sông Mã" → "UBND thị trấn Sông Mã"
pub fn committee_name(full_name: &str) -> String {
    let mut signs = full_name.chars();
    let first = signs.next().map(|first| first.to_lowercase().to_string());
    format!("UBND {}{}", first.unwrap_or_default(), signs.as_str())
}

/// The level of a code: 2 digits a province, 3 a district, 5 a commune.
pub fn level_of_code(code: &str) -> &'static str {
    match code.len() {
        2 => "tinh",
        3 => "huyen",
        _ => "xa",
    }
}

/// The people's committees of one locality, with those above it, out of the national list.
fn national(table: &Table, under: &str) -> Result<List, Vec<BadRow>> {
    let mut bad = Vec::new();
    let mut all = Vec::new();
    let mut seen = HashSet::new();
    for (line, record) in &table.rows {
        let (code, name) = (table.cell(record, "code"), table.cell(record, "full_name"));
        let fine = matches!(code.len(), 2 | 3 | 5) && code.bytes().all(|byte| byte.is_ascii_digit());
        if !fine {
            bad.push(BadRow::new(
                *line,
                format!("mã “{}” không phải 2, 3 hoặc 5 chữ số.", short(&code)),
            ));
        } else if name.is_empty() || name.chars().count() > NAME_LENGTH {
            bad.push(BadRow::new(*line, "cột full_name để trống hoặc quá dài."));
        } else if !seen.insert(code.clone()) {
            bad.push(BadRow::new(*line, format!("mã {code} có hai lần.")));
        }
        all.push((*line, code, name, table.cell(record, "parent_code")));
    }
    if !bad.is_empty() {
        return Err(bad);
    }
    let parents: HashMap<&str, &str> = all
        .iter()
        .map(|(_, code, _, parent)| (code.as_str(), parent.as_str()))
        .collect();
    if !parents.contains_key(under) {
        let reason = format!("Danh mục không có địa phương mang mã “{}”.", short(under));
        return Err(vec![BadRow::new(0, reason)]);
    }
    let above = |code: &str| -> Vec<String> {
        let mut chain = vec![code.to_owned()];
        let mut at = code;
        // Three levels; a circle in the file ends here too.
        while let Some(parent) = parents
            .get(at)
            .filter(|parent| !parent.is_empty() && chain.len() < 5)
        {
            chain.push((*parent).to_owned());
            at = parent;
        }
        chain
    };
    let wanted_above = above(under);
    let rows = all
        .iter()
        .filter(|(_, code, _, _)| wanted_above.contains(code) || above(code).iter().any(|code| code == under))
        .map(|(line, code, name, parent)| Listed {
            line: *line,
            key: format!("ubnd-{code}"),
            parent: Some(parent)
                .filter(|parent| parents.contains_key(parent.as_str()))
                .map(|parent| format!("ubnd-{parent}")),
            name: committee_name(name),
            kind: "uy-ban".to_owned(),
            level: level_of_code(code).to_owned(),
            code: code.clone(),
            ..Listed::default()
        });
    Ok(List {
        rows: rows.collect(),
        is_national: true,
    })
}

impl List {
    /// The same units for founding a locality with them ([`crate::org::actions::found`]).
    pub fn for_founding(&self) -> Units {
        let units = self.rows.iter().map(|row| NamedUnit {
            id: row.key.clone(),
            parent: row.parent.clone(),
            name: row.name.clone(),
            aliases: row.aliases.clone(),
            kind: row.kind.clone(),
            level: row.level.clone(),
            code: row.code.clone(),
            valid_from: row.valid_from,
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

fn mapping(table: &Table) -> Result<Vec<MapRow>, Vec<BadRow>> {
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    for (line, record) in &table.rows {
        let cell = |column| table.cell(record, column);
        let row = MapRow {
            line: *line,
            old_code: cell("old_code"),
            old_name: cell("old_full_name"),
            new_code: cell("new_code"),
            new_name: cell("new_full_name"),
            is_default: !table.has("is_default") || cell("is_default") == "1",
        };
        let digits =
            |code: &str| matches!(code.len(), 2 | 3 | 5) && code.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(&row.old_code) || !(row.new_code.is_empty() || digits(&row.new_code)) {
            bad.push(BadRow::new(*line, "old_code và new_code cần 2, 3 hoặc 5 chữ số."));
        } else if row.new_code.is_empty() != row.new_name.is_empty()
            || row.new_name.chars().count() > NAME_LENGTH
        {
            bad.push(BadRow::new(
                *line,
                "new_code và new_full_name phải cùng có hoặc cùng trống.",
            ));
        }
        rows.push(row);
    }
    if bad.is_empty() { Ok(rows) } else { Err(bad) }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(text: &str) -> Vec<String> {
        match read(text.as_bytes(), "126") {
            Ok(_) => Vec::new(),
            Err(rows) => rows.iter().map(BadRow::sentence).collect(),
        }
    }

    #[test]
    fn every_bad_row_is_told_with_its_line() {
        let text = "id,parent_id,name,valid_from,valid_to\n\
                    a,,Phòng A,,\n\
                    a,,Phòng B,,\n\
                    ,,Phòng C,,\n\
                    d,d,Phòng D,,\n\
                    e,,,,\n\
                    f,,Phòng F,01/07/2025,\n\
                    g,,Phòng G,2025-07-01,2025-06-30\n";
        let told = bad(text);
        for (line, part) in [
            (3, "đã có ở dòng 2"),
            (4, "cột id"),
            (5, "chính nó"),
            (6, "cột name"),
            (7, "cột valid_from"),
            (8, "đứng trước"),
        ] {
            let start = format!("Dòng {line}: ");
            assert!(
                told.iter()
                    .any(|told| told.starts_with(&start) && told.contains(part)),
                "{line} {part}: {told:?}"
            );
        }
        assert_eq!(told.len(), 6);
    }

    #[test]
    fn files_of_no_kind_are_refused_with_a_reason() {
        let long = format!("id,name\na,{}\n", "x".repeat(NAME_LENGTH + 1));
        for (text, part) in [
            ("", "không có dòng nào"),
            ("id,name\n", "không có dòng nào"),
            ("tên,mã\na,b\n", "Dòng tiêu đề"),
            (long.as_str(), "quá dài"),
            ("code,level,full_name,parent_code\n1x,xa,Xã,\n", "chữ số"),
            (
                "code,level,full_name,parent_code\n14,province,Tỉnh Sơn La,\n",
                "mã “126”",
            ),
            ("old_code,new_code,new_full_name\n04168,,Xã Sông Mã\n", "cùng có"),
        ] {
            assert!(bad(text).concat().contains(part), "{text}: {:?}", bad(text));
        }
        let told = read(&[0xff, 0xfe, 0x41], "").unwrap_err();
        assert!(told[0].reason.contains("UTF-8"));
    }

    #[test]
    fn the_national_list_gives_the_part_of_one_locality() {
        let text = "code,level,type,name,full_name,name_ascii,parent_code,province_code\n\
                    14,province,Tỉnh,Sơn La,Tỉnh Sơn La,Son La,,14\n\
                    126,district,Huyện,Sông Mã,Huyện Sông Mã,Song Ma,14,14\n\
                    119,district,Huyện,Bắc Yên,Huyện Bắc Yên,Bac Yen,14,14\n\
                    04168,commune,Thị trấn,Sông Mã,Thị trấn Sông Mã,Song Ma,126,14\n";
        let Ok(ListFile::Units(list)) = read(text.as_bytes(), "126") else {
            panic!("a list")
        };
        let told: Vec<_> = list
            .rows
            .iter()
            .map(|row| {
                (
                    row.key.as_str(),
                    row.parent.as_deref(),
                    row.name.as_str(),
                    row.level.as_str(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("ubnd-14", None, "UBND tỉnh Sơn La", "tinh"),
                ("ubnd-126", Some("ubnd-14"), "UBND huyện Sông Mã", "huyen"),
                ("ubnd-04168", Some("ubnd-126"), "UBND thị trấn Sông Mã", "xa"),
            ]
        );
        // What travels through a form reads back as the same list, lines apart.
        let again = read(ListFile::Units(list.clone()).to_csv(&[]).as_bytes(), "126");
        let Ok(ListFile::Units(again)) = again else {
            panic!("a list")
        };
        let bare = |list: List| -> Vec<Listed> {
            let rows = list.rows.into_iter();
            rows.map(|row| Listed { line: 0, ..row }).collect()
        };
        assert_eq!(bare(again), bare(list));
    }
}

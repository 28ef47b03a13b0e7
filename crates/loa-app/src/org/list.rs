//! Lists of units as CSV files: the list of a locality, the national list, the table from old codes to new ones. Every
//! bad row is told with its line; a list with bad rows is no list.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use loa_calendar::language::Language;
use loa_plan_reader::notice::Sentence;
use loa_plan_reader::units::separator;

use crate::form::clean;

mod heads;
mod turned;

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
    /// What is wrong.
    pub reason: Sentence,
}

impl BadRow {
    /// A row and what is wrong with it, in both languages.
    pub fn new(line: u64, vi: impl Into<String>, en: impl Into<String>) -> Self {
        let reason = Sentence::new(vi, en);
        Self { line, reason }
    }

    /// "Dòng 12: …"
    pub fn sentence(&self, language: Language) -> String {
        let (vi, en) = (&self.reason.vi, &self.reason.en);
        match self.line {
            0 => language.choose(vi, en).clone(),
            line => language.choose(format!("Dòng {line}: {vi}"), format!("Line {line}: {en}")),
        }
    }
}

/// Reads a file. `under` is the code of the locality whose part of a national list is wanted.
///
/// # Errors
/// Every row that cannot be used.
pub fn read(bytes: &[u8], under: &str) -> Result<ListFile, Vec<BadRow>> {
    let whole = |vi: &str, en: &str| vec![BadRow::new(0, vi, en)];
    let text = std::str::from_utf8(bytes).map_err(|_| {
        whole(
            "Tệp không phải CSV UTF-8. Trong Excel, lưu tệp theo loại “CSV UTF-8”.",
            "The file is not CSV in UTF-8. In Excel save it as “CSV UTF-8”.",
        )
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let table = Table::read(text)?;
    if table.rows.is_empty() {
        return Err(whole(
            "Tệp không có dòng nào dưới dòng tiêu đề.",
            "The file has no row below its heading.",
        ));
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
        "Dòng tiêu đề cần có các cột mã, tên hoặc id, name (danh sách của địa phương), hoặc code, level, full_name (danh mục cả \
         nước), hoặc old_code, new_code (bảng chuyển đổi).",
        "The heading needs the columns id, name (list of a locality), or code, level, full_name (the national list), \
         or old_code, new_code (table of successors).",
    ))
}

/// Cells with their lines.
struct Table {
    columns: HashMap<String, usize>,
    /// The heading as it is written.
    titles: Vec<String>,
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
            vec![BadRow::new(
                line,
                "Không đọc được dòng này như một dòng CSV.",
                "This line cannot be read as a line of CSV.",
            )]
        };
        let header = reader.headers().map_err(|error| broken(&error))?.clone();
        let mut columns = HashMap::new();
        for (at, title) in header.iter().enumerate() {
            columns.entry(heads::column(title)).or_insert(at);
        }
        let titles = header.iter().map(|title| short(title.trim())).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| broken(&error))?;
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if rows.len() == MOST_ROWS {
                let most = crate::text::number(MOST_ROWS as i64);
                return Err(vec![BadRow::new(
                    line,
                    format!("Tệp dài quá {most} dòng."),
                    format!("The file has more than {MOST_ROWS} rows."),
                )]);
            }
            rows.push((line, record));
        }
        Ok(Self {
            columns,
            titles,
            rows,
        })
    }

    /// A column as the file calls it.
    fn title<'a>(&'a self, column: &'a str) -> &'a str {
        let at = self.columns.get(column);
        at.and_then(|at| self.titles.get(*at))
            .map_or(column, String::as_str)
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

/// The list of a locality ([`heads::OWN`]): `id`, `parent_id`, `name`, `kind`, `level`, `unit_code`, and where there are any `aliases`,
/// `successors` (parted by `;`), `valid_from`, `valid_to` (the last one inclusive).
fn own(table: &Table) -> Result<List, Vec<BadRow>> {
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    let mut lines: HashMap<String, u64> = HashMap::new();
    for (line, record) in &table.rows {
        let line = *line;
        let mut wrong = |(vi, en): (String, String)| bad.push(BadRow::new(line, vi, en));
        let mut date = |column: &str| match table.cell(record, column) {
            text if text.is_empty() => None,
            text => {
                let date = day(&text);
                if date.is_none() {
                    let (text, column) = (short(&text), table.title(column));
                    wrong((
                        format!("cột {column} cần ngày dạng 2025-07-01, đang ghi “{text}”."),
                        format!("column {column} takes a day such as 2025-07-01, not “{text}”."),
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
            code: whole_code(table.cell(record, "unit_code")),
            successors: table.cells(record, "successors"),
        };
        if let Some(reason) = row.problem(table) {
            wrong(reason);
        } else if let Some(first) = lines.insert(row.key.clone(), line) {
            let (key, id) = (short(&row.key), table.title("id"));
            wrong((
                format!("{id} “{key}” đã có ở dòng {first}."),
                format!("the {id} “{key}” stands in line {first} already."),
            ));
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
    fn problem(&self, table: &Table) -> Option<(String, String)> {
        let told = |vi: &str, en: &str| Some((vi.to_owned(), en.to_owned()));
        for (cell, column) in [(&self.key, "id"), (&self.name, "name")] {
            if cell.is_empty() {
                let title = table.title(column);
                return told(
                    &format!("cột {title} để trống."),
                    &format!("column {title} is empty."),
                );
            }
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
            return Some((
                format!("có ô quá dài (tên dài nhất {NAME_LENGTH} chữ cái)."),
                format!("a cell is too long (a name has at most {NAME_LENGTH} letters)."),
            ));
        }
        if self.parent.as_deref() == Some(&self.key) {
            return told(
                "đơn vị không thể trực thuộc chính nó.",
                "a unit cannot stand below itself.",
            );
        }
        if self.successors.contains(&self.key) {
            return told(
                "đơn vị không thể kế thừa chính nó.",
                "a unit cannot carry on its own work.",
            );
        }
        if let (Some(from), Some(to)) = (self.valid_from, self.valid_to)
            && to < from
        {
            let (from, to) = (table.title("valid_from"), table.title("valid_to"));
            return told(
                &format!("{to} đứng trước {from}."),
                &format!("{to} is before {from}."),
            );
        }
        None
    }
}

/// "2025-07-01", or "01/07/2025" as Excel makes of it.
fn day(text: &str) -> Option<Date> {
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let mut parts = text.split('/').map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_whole = year.len() == 4 && parts.next().is_none();
    is_whole
        .then(|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok())
        .flatten()
}

/// The code of a commune has five digits; Excel drops the zero in front.
fn whole_code(code: String) -> String {
    if code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("0{code}")
    } else {
        code
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
            let code = short(&code);
            bad.push(BadRow::new(
                *line,
                format!("mã “{code}” không phải 2, 3 hoặc 5 chữ số."),
                format!("the code “{code}” has not 2, 3 or 5 digits."),
            ));
        } else if name.is_empty() || name.chars().count() > NAME_LENGTH {
            bad.push(BadRow::new(
                *line,
                "cột full_name để trống hoặc quá dài.",
                "column full_name is empty or too long.",
            ));
        } else if !seen.insert(code.clone()) {
            bad.push(BadRow::new(
                *line,
                format!("mã {code} có hai lần."),
                format!("the code {code} stands there twice."),
            ));
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
        let under = short(under);
        return Err(vec![if under.is_empty() {
            BadRow::new(
                0,
                "Tệp là danh mục cả nước: cần mã của địa phương, ví dụ 126.",
                "The file is the national list: the code of the locality is needed, such as 126.",
            )
        } else {
            BadRow::new(
                0,
                format!("Danh mục không có địa phương mang mã “{under}”."),
                format!("The list has no locality with the code “{under}”."),
            )
        }]);
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
            bad.push(BadRow::new(
                *line,
                "old_code và new_code cần 2, 3 hoặc 5 chữ số.",
                "old_code and new_code take 2, 3 or 5 digits.",
            ));
        } else if row.new_code.is_empty() != row.new_name.is_empty()
            || row.new_name.chars().count() > NAME_LENGTH
        {
            bad.push(BadRow::new(
                *line,
                "new_code và new_full_name phải cùng có hoặc cùng trống.",
                "new_code and new_full_name are both there or both empty.",
            ));
        }
        rows.push(row);
    }
    if bad.is_empty() { Ok(rows) } else { Err(bad) }
}

#[cfg(test)]
mod tests;

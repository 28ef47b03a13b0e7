//! The columns of a task table: what their labels mean, where the header ends, which tables are something else.

use loa_calendar::phrase::ColumnKind;
use loa_docfile::body::{Cell, Table};

use crate::task_table::periods::{PeriodColumn, is_period_row, period_columns};
use crate::text::{contains_any, plain, words};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// TT, STT
    Number,
    /// Mã nhiệm vụ, whose dots show what belongs to what
    Code,
    /// Nhiệm vụ, nội dung
    Task,
    /// Đơn vị chủ trì
    Lead,
    /// Đơn vị phối hợp
    Coordinator,
    /// Đơn vị thực hiện, beside a column of leads
    Implementer,
    /// Thời gian, thời hạn
    Schedule,
    /// Sản phẩm, kết quả
    Product,
    /// "T1", "Quý II": crosses say when
    Period,
    /// Ghi chú, kinh phí and whatever else
    Other,
}

/// Labels that make a table something else than a list of tasks: indicators, procedures, budgets.
const DECOYS: &[&str] = &[
    "chi tieu",
    "thu tuc",
    "tthc",
    "thoi han giai quyet",
    "thoi gian giai quyet",
    "phi le phi",
    "trinh tu",
    "thanh phan ho so",
    "don vi tinh",
    "dvt",
    "so luong",
    "trich yeu",
    "don gia",
    "du toan",
    "so tien",
    "buoc",
    "quy trinh",
    "ho ten",
    "ho va ten",
    "ten thiet bi",
    "cau hinh",
    "so ky hieu",
    "so hieu",
];

/// Labels of columns that are not read.
const OTHERS: &[&str] = &[
    "ghi chu",
    "kinh phi",
    "nguon luc",
    "nguon von",
    "van ban giao",
    "can cu",
    "phuong thuc",
    "kpi",
    "tien do",
    "ket qua thuc hien",
    "tinh trang",
];

/// Labels of columns of units.
const IMPLEMENTERS: &[&str] = &[
    "don vi thuc hien",
    "co quan thuc hien",
    "nguoi thuc hien",
    "trach nhiem",
    "don vi chiu",
    "phan cong",
    "co quan trien khai",
    "don vi trien khai",
    "don vi dau moi",
    "co quan dau moi",
    "nguoi phu trach",
    "don vi duoc giao",
    "chu the thuc hien",
    "to chuc thuc hien",
    "can bo thuc hien",
    "bo phan thuc hien",
    "co quan don vi thuc hien",
    "co quan tham muu",
    "don vi tham muu",
];

/// Labels of columns of terms.
const SCHEDULES: &[&str] = &[
    "thoi gian",
    "thoi han",
    "han hoan thanh",
    "lo trinh",
    "thoi diem",
    "ngay hoan thanh",
    "moc",
];

/// Labels of columns of tasks.
const TASKS: &[&str] = &[
    "nhiem vu",
    "noi dung",
    "cong viec",
    "giai phap",
    "hoat dong",
    "ten de an",
    "muc tieu nhiem vu",
];

/// Reads what a label means; `None` for one that says nothing.
pub fn field(label: &str) -> Option<Field> {
    let key = plain(label);
    let words = words(label);
    let has = |phrases: &[&str]| contains_any(&words, phrases);
    let field = match key.as_str() {
        "" => return None,
        "tt" | "stt" | "so tt" | "so thu tu" | "tt nhiem vu" | "muc" | "chi tiet" => Field::Number,
        // A header of two rows: "Stt" over "TT" and "Chi tiết".
        _ if key.starts_with("stt ") && key.len() <= 16 => Field::Number,
        "ma" | "ma nhiem vu" | "ma so nhiem vu" | "ma so" | "ma hieu" => Field::Code,
        _ if has(OTHERS) => Field::Other,
        _ if has(&["phoi hop"]) => Field::Coordinator,
        _ if has(&["chu tri"]) => Field::Lead,
        _ if has(IMPLEMENTERS) => Field::Implementer,
        _ if key.starts_with("tien do") => Field::Other,
        _ if has(SCHEDULES) => Field::Schedule,
        _ if has(&["san pham", "ket qua", "dau ra"]) => Field::Product,
        _ if has(TASKS) => Field::Task,
        _ if matches!(
            key.as_str(),
            "don vi" | "co quan" | "co quan don vi" | "thuc hien"
        ) =>
        {
            Field::Implementer
        }
        _ => Field::Other,
    };
    Some(field)
}

/// The columns of a table, by grid column.
#[derive(Debug, Clone)]
pub struct Columns {
    /// What each holds.
    pub fields: Vec<Field>,
    /// What the label of the terms asks for.
    pub kind: ColumnKind,
    /// The columns of periods.
    pub periods: Vec<PeriodColumn>,
}

impl Columns {
    /// Reads a header from its labels, one a column; `None` when they are no header of tasks.
    pub fn read(labels: &[String]) -> Option<Self> {
        let mut fields: Vec<Field> = labels
            .iter()
            .map(|label| field(label).unwrap_or(Field::Other))
            .collect();
        if labels.first().is_some_and(|label| plain(label).is_empty()) {
            fields[0] = Field::Number;
        }
        let periods = period_columns(labels);
        for column in &periods {
            fields[column.at] = Field::Period;
        }
        // The first of two columns with the same meaning counts; the second details it ("Phòng, đơn vị chủ trì").
        for single in [Field::Task, Field::Lead, Field::Schedule, Field::Code] {
            let columns: Vec<usize> = (0..fields.len()).filter(|at| fields[*at] == single).collect();
            columns
                .iter()
                .skip(1)
                .for_each(|extra| fields[*extra] = Field::Other);
        }
        // "Đơn vị thực hiện" leads unless another column does.
        if !fields.contains(&Field::Lead) {
            let first = fields.iter().position(|field| *field == Field::Implementer);
            first.into_iter().for_each(|at| fields[at] = Field::Lead);
        }
        let position = |fields: &[Field], wanted| fields.iter().position(|field| *field == wanted);
        // "Tiến độ" is a state beside a column of terms, else it is the term.
        if position(&fields, Field::Schedule).is_none() {
            let progress = labels
                .iter()
                .position(|label| plain(label).starts_with("tien do"));
            progress.into_iter().for_each(|at| fields[at] = Field::Schedule);
        }
        // Units and terms under plain labels: what they are for stands in the first other column ("Tên văn bản").
        if position(&fields, Field::Task).is_none()
            && fields.contains(&Field::Lead)
            && fields.contains(&Field::Schedule)
        {
            position(&fields, Field::Other)
                .into_iter()
                .for_each(|at| fields[at] = Field::Task);
        }
        let agenda = position(&fields, Field::Schedule)
            .zip(position(&fields, Field::Task))
            .is_some_and(|(when, what)| when < what);
        let decoy = agenda || labels.iter().any(|label| is_decoy(label));
        let has = |field| fields.contains(&field);
        let timed = has(Field::Schedule) || !periods.is_empty();
        let whole = has(Field::Task) && (has(Field::Lead) || timed) && !decoy;
        let when = (0..fields.len()).find(|at| fields[*at] == Field::Schedule);
        let kind = when.map_or(ColumnKind::Unknown, |at| ColumnKind::from_label(&labels[at]));
        whole.then_some(Self {
            fields,
            kind,
            periods,
        })
    }

    /// Crosses under periods are all that make it a table of tasks.
    pub fn only_periods(&self) -> bool {
        !self.fields.contains(&Field::Lead) && !self.fields.contains(&Field::Schedule)
    }
}

fn is_decoy(label: &str) -> bool {
    let key = plain(label);
    DECOYS.iter().any(|decoy| {
        let starts = key.starts_with(decoy)
            && key
                .get(decoy.len()..)
                .is_none_or(|rest| rest.is_empty() || rest.starts_with(' '));
        starts
            || key.starts_with("ten ") && key.contains(decoy)
            || *decoy == "chi tieu" && key.contains(decoy) && !key.contains("nhiem vu")
    })
}

/// The cells of a row by grid column; a merged cell stands in every column and row that it covers.
pub type GridRow<'a> = Vec<Option<GridCell<'a>>>;

/// A cell as it stands in one place of the grid.
#[derive(Debug, Clone, Copy)]
pub struct GridCell<'a> {
    /// The cell.
    pub cell: &'a Cell,
    /// The cell begins in this row and column.
    pub own: bool,
    /// It begins in this row, perhaps in a column to the left.
    pub own_row: bool,
}

/// Widest table that is looked at.
const MOST_COLUMNS: usize = 64;

/// The table as a grid.
pub fn grid(table: &Table) -> Vec<GridRow<'_>> {
    let width = (table.columns as usize).min(MOST_COLUMNS);
    let mut rows: Vec<GridRow<'_>> = vec![vec![None; width]; table.rows.len()];
    for (at, row) in table.rows.iter().enumerate() {
        for cell in &row.cells {
            let first = cell.column as usize;
            let columns = first..first.saturating_add(cell.col_span.max(1) as usize).min(width);
            let last = at.saturating_add(cell.row_span.max(1) as usize).min(rows.len());
            for (below, target) in rows.iter_mut().enumerate().take(last).skip(at) {
                for column in columns.clone() {
                    let own_row = below == at;
                    target[column].get_or_insert(GridCell {
                        cell,
                        own: own_row && column == first,
                        own_row,
                    });
                }
            }
        }
    }
    rows
}

/// Texts of a row by grid column.
pub fn labels(row: &GridRow<'_>) -> Vec<String> {
    row.iter()
        .map(|cell| cell.map(|cell| cell.cell.text()).unwrap_or_default())
        .collect()
}

/// The header of a task table: its columns and the index of the first row behind it.
pub fn header(rows: &[GridRow<'_>]) -> Option<(Columns, usize)> {
    for (at, row) in rows.iter().enumerate().take(8) {
        let own = labels(row);
        let known = own
            .iter()
            .filter(|label| field(label).is_some_and(|field| field != Field::Other))
            .count();
        if known < 2 || own.iter().any(|label| label.len() > 160) {
            continue;
        }
        let (joined, behind) = join_rows_below(rows, at, own);
        if let Some(columns) = Columns::read(&joined) {
            return Some((columns, behind));
        }
    }
    None
}

/// A header of several rows: below the second stand at most columns of periods ("Thời gian", "Quý I", "T1").
pub fn join_rows_below(rows: &[GridRow<'_>], at: usize, own: Vec<String>) -> (Vec<String>, usize) {
    let (mut joined, mut behind) = join_second_row(rows, at, own);
    while behind < at + MOST_HEADER_ROWS
        && let Some(next) = rows.get(behind)
    {
        let below = own_labels(next);
        if !is_period_row(&joined, &below) {
            break;
        }
        join(&mut joined, &below);
        behind += 1;
    }
    (joined, behind)
}

/// Most rows that a header is made of.
const MOST_HEADER_ROWS: usize = 4;

/// Texts of the cells that begin in this row.
fn own_labels(row: &GridRow<'_>) -> Vec<String> {
    let own = row.iter().map(|cell| cell.filter(|cell| cell.own_row));
    own.map(|cell| cell.map(|cell| cell.cell.text()).unwrap_or_default())
        .collect()
}

fn join(labels: &mut [String], below: &[String]) {
    for (above, below) in labels.iter_mut().zip(below) {
        if above != below && !below.is_empty() {
            *above = format!("{above} {below}").trim().to_owned();
        }
    }
}

/// A header of two rows: "Stt" over "Stt | Chi tiết", "Thời gian trình" over "BTV | BCH".
fn join_second_row(rows: &[GridRow<'_>], at: usize, mut own: Vec<String>) -> (Vec<String>, usize) {
    let Some(next) = rows.get(at + 1) else {
        return (own, at + 1);
    };
    let below = labels(next);
    let shared = next
        .iter()
        .filter(|cell| cell.is_some_and(|cell| !cell.own_row))
        .count();
    let label_like = below.iter().all(|label| label.len() < 40)
        && below
            .iter()
            .any(|label| field(label).is_some_and(|field| field != Field::Other));
    let empty_first = own.iter().zip(&below).all(|(above, below)| {
        above.is_empty() || below.is_empty() || above == below || field(below) == Some(Field::Number)
    });
    let second = shared > 0 && next.iter().flatten().any(|cell| cell.own_row)
        || label_like && empty_first
        || is_period_row(&own, &below);
    if !second {
        return (own, at + 1);
    }
    join(&mut own, &below);
    (own, at + 2)
}

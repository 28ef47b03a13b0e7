//! The registers in exactly the columns of Annex IV of Decree 30/2020 (DOC-26), for pages, print and Excel.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::document::register::{Official, Way};
use crate::error::{Error, Result};
use crate::text;

/// Characters that a cell of a workbook takes.
const CELL_CHARACTERS: usize = 32_000;

/// A column: its title, and how wide it is in a workbook.
pub type Column = (&'static str, f64);

/// The columns of a register.
pub fn columns(way: Way) -> &'static [Column; 10] {
    match way {
        Way::Out => &[
            ("Số, ký hiệu văn bản", 16.0),
            ("Ngày tháng văn bản", 12.0),
            ("Tên loại và trích yếu nội dung văn bản", 44.0),
            ("Người ký", 20.0),
            ("Nơi nhận văn bản", 28.0),
            ("Đơn vị, người nhận bản lưu", 16.0),
            ("Số lượng bản", 9.0),
            ("Ngày chuyển", 12.0),
            ("Ký nhận", 16.0),
            ("Ghi chú", 20.0),
        ],
        Way::In => &[
            ("Ngày đến", 12.0),
            ("Số đến", 8.0),
            ("Tác giả", 24.0),
            ("Số, ký hiệu văn bản", 16.0),
            ("Ngày tháng văn bản", 12.0),
            ("Tên loại và trích yếu nội dung văn bản", 44.0),
            ("Đơn vị hoặc người nhận", 24.0),
            ("Ngày chuyển", 12.0),
            ("Ký nhận", 16.0),
            ("Ghi chú", 20.0),
        ],
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words, or nothing.
    Text(String),
    /// A day.
    Day(jiff::civil::Date),
    /// A number.
    Number(i64),
}

impl Cell {
    /// For people.
    pub fn told(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Day(day) => text::day(*day),
            Cell::Number(number) => number.to_string(),
        }
    }
}

/// A document as a line of its register; `to`: names of the units that it went to.
pub fn line(one: &Official, to: &[String]) -> [Cell; 10] {
    let text = |text: &str| Cell::Text(text.to_owned());
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| Cell::Text(String::new()), Cell::Day);
    match one.way {
        Way::Out => [
            Cell::Text(one.code()),
            day(one.dated_on),
            Cell::Text(one.title()),
            text(&one.signer),
            Cell::Text(match one.recipients.as_str() {
                "" => to.join("; "),
                told => told.replace('\n', "; "),
            }),
            text(&one.kept_by),
            one.copies.map_or_else(|| text(""), Cell::Number),
            day(one.moved_on),
            text(&one.taken_by),
            Cell::Text(remarks(one)),
        ],
        Way::In => [
            day(one.arrived_on),
            Cell::Text(super::padded(one.number)),
            text(&one.author),
            text(&one.symbol),
            day(one.dated_on),
            Cell::Text(one.title()),
            Cell::Text(to.join("; ")),
            day(one.moved_on),
            text(&one.taken_by),
            Cell::Text(remarks(one)),
        ],
    }
}

/// Ghi chú, with what became of a number that is no longer in force.
fn remarks(one: &Official) -> String {
    let mut parts = Vec::new();
    if let Some(due_on) = one.due_on {
        parts.push(format!("Hạn giải quyết {}", text::day(due_on)));
    }
    if !one.reason.is_empty() {
        parts.push(format!("{}: {}", one.state.word(), one.reason));
    }
    if !one.note.is_empty() {
        parts.push(one.note.clone());
    }
    parts.join(". ")
}

/// The bytes of a workbook with one register.
///
/// # Errors
/// [`Error::Outage`] when the writer refuses, as for more rows than a sheet has.
pub fn workbook(way: Way, title: &str, lines: &[[Cell; 10]]) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let written = write(book.add_worksheet(), way, title, lines);
    let bytes = written.and_then(|()| book.save_to_buffer());
    bytes.map_err(|error| Error::Outage(format!("workbook: {error}")))
}

fn write(
    sheet: &mut Worksheet,
    way: Way,
    title: &str,
    lines: &[[Cell; 10]],
) -> std::result::Result<(), XlsxError> {
    let frame = || Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    let head = frame().set_bold().set_align(FormatAlign::Center);
    let (words, day) = (frame(), frame().set_num_format("dd/mm/yyyy"));
    sheet.set_name(match way {
        Way::Out => "Sổ văn bản đi",
        Way::In => "Sổ văn bản đến",
    })?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(1, 2)?;
    sheet.write_string_with_format(0, 0, cut(title), &Format::new().set_bold())?;
    for (at, (title, width)) in (0_u16..).zip(columns(way)) {
        sheet.set_column_width(at, *width)?;
        sheet.write_string_with_format(1, at, *title, &head)?;
        // The second line of the form: numbers of the columns.
        sheet.write_string_with_format(2, at, format!("({})", at + 1), &head)?;
    }
    sheet.set_freeze_panes(3, 0)?;
    for (row, line) in (3_u32..).zip(lines) {
        for (at, cell) in (0_u16..).zip(line) {
            match cell {
                Cell::Text(text) => sheet.write_string_with_format(row, at, cut(text), &words)?,
                Cell::Day(date) => sheet.write_datetime_with_format(row, at, *date, &day)?,
                // Copies are far below what a cell holds exactly.
                Cell::Number(number) => sheet.write_number_with_format(row, at, *number as f64, &words)?,
            };
        }
    }
    Ok(())
}

fn cut(text: &str) -> String {
    text.chars().take(CELL_CHARACTERS).collect()
}

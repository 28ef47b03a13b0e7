//! The board as a workbook: units × assignments, and every duty with real dates.

use jiff::civil::Date;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::duty::web::board::Board;
use crate::duty::web::line::period_words;
use crate::duty::{Duty, Horizon};
use crate::error::{Error, Result};
use crate::org::Tree;
use crate::sheet::{DATE, column, cut, heads, row};
use crate::text;

/// The bytes of the workbook.
///
/// # Errors
/// [`Error::Outage`] when the writer refuses, as for more rows than a sheet has.
pub fn workbook(board: &Board, duties: &[Duty], tree: &Tree, label: &str, today: Date) -> Result<Vec<u8>> {
    write(board, duties, tree, label, today).map_err(|error| Error::Outage(format!("workbook: {error}")))
}

fn write(
    board: &Board,
    duties: &[Duty],
    tree: &Tree,
    label: &str,
    today: Date,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold().set_text_wrap();
    matrix(book.add_worksheet(), board, label, today, &head)?;
    table(book.add_worksheet(), duties, tree, today)?;
    book.save_to_buffer()
}

fn matrix(
    sheet: &mut Worksheet,
    board: &Board,
    label: &str,
    today: Date,
    head: &Format,
) -> std::result::Result<(), XlsxError> {
    sheet.set_name("Bảng điều hành")?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(2, 2)?;
    sheet.write_string_with_format(0, 0, format!("{label}, tính đến ngày {}", text::day(today)), head)?;
    sheet.write_string_with_format(2, 0, "Đơn vị", head)?;
    sheet.set_column_width(0, 32)?;
    for (at, known) in (1..).zip(&board.columns) {
        let words = cut(&format!("{} {}", known.number, known.title));
        sheet.write_string_with_format(2, column(at), words, head)?;
        sheet.set_column_width(column(at), 16)?;
    }
    let rows = board.groups.iter().flat_map(|group| &group.rows);
    for (at, unit) in (3..).zip(rows) {
        sheet.write_string(row(at), 0, cut(&unit.name))?;
        for (place, cell) in (1..).zip(&unit.cells) {
            let each: Vec<String> = cell
                .each
                .iter()
                .map(|(standing, count)| match cell.total {
                    1 => standing.word().to_owned(),
                    _ => format!("{} {count}", standing.word()),
                })
                .collect();
            let words = if each.is_empty() {
                cell.standing.word().to_owned()
            } else {
                each.join(", ")
            };
            sheet.write_string(row(at), column(place), words)?;
        }
    }
    sheet.set_freeze_panes(3, 1)?;
    Ok(())
}

fn table(
    sheet: &mut Worksheet,
    duties: &[Duty],
    tree: &Tree,
    today: Date,
) -> std::result::Result<(), XlsxError> {
    let horizon = Horizon::of(today);
    let date = Format::new().set_num_format(DATE);
    let titles: [(&str, f64); 13] = [
        ("Số", 8.0),
        ("Nhiệm vụ", 48.0),
        ("Đơn vị", 32.0),
        ("Vai trò", 10.0),
        ("Kỳ", 18.0),
        ("Từ ngày", 12.0),
        ("Hạn", 12.0),
        ("Gia hạn đến", 12.0),
        ("Trạng thái", 14.0),
        ("Số ngày chậm", 10.0),
        ("Ngày đạt", 12.0),
        ("Đã ghi", 8.0),
        ("Cần ghi", 8.0),
    ];
    heads(sheet, "Nhiệm vụ", &titles)?;
    for (at, duty) in (1..).zip(duties) {
        let at = row(at);
        sheet.write_string(at, 0, cut(&duty.number))?;
        sheet.write_string(at, 1, cut(&duty.title))?;
        sheet.write_string(at, 2, cut(tree.name(duty.unit)))?;
        sheet.write_string(at, 3, duty.role.label())?;
        sheet.write_string(at, 4, cut(&period_words(&duty.period)))?;
        let extended = duty.extended_to;
        for (place, day) in [
            (5, Some(duty.opens_on)),
            (6, Some(duty.due_on)),
            (7, extended),
            (10, duty.met_on),
        ] {
            if let Some(day) = day {
                sheet.write_datetime_with_format(at, place, day, &date)?;
            }
        }
        sheet.write_string(at, 8, duty.standing(&horizon).word())?;
        sheet.write_number(at, 9, number(duty.days_late(today)))?;
        sheet.write_number(at, 11, number(duty.recorded))?;
        sheet.write_number(at, 12, number(duty.wanted))?;
    }
    let last = row(duties.len()).max(1);
    sheet.autofilter(0, 0, last, column(titles.len() - 1))?;
    Ok(())
}

fn number(value: i64) -> f64 {
    i32::try_from(value).map_or(f64::from(i32::MAX), f64::from)
}

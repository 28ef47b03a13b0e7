//! The plans as a workbook: assignments, dated duties, notices.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::language::pick;
use crate::plan::compiled::{Compiled, Entry};
use crate::plan::diagnose::place_in_words;
use crate::plan::words::{cut, names, one_line, plan_name, role, severity};
use crate::source::Index;
use loa_calendar::language::Language;

/// Characters that a cell of a workbook holds.
const LONGEST_CELL: usize = 32_000;

/// The workbook as bytes.
///
/// # Errors
/// What the writer refuses, such as more rows than a sheet holds.
pub fn workbook(plans: &[&Compiled], language: Language) -> Result<Vec<u8>, XlsxError> {
    let looks = Looks::new();
    let mut workbook = Workbook::new();
    assignments(workbook.add_worksheet(), plans, &looks, language)?;
    duties(workbook.add_worksheet(), plans, &looks, language)?;
    notices(workbook.add_worksheet(), plans, &looks, language)?;
    workbook.save_to_buffer()
}

struct Looks {
    header: Format,
    text: Format,
    date: Format,
}

impl Looks {
    fn new() -> Self {
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            header: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_border_bottom(FormatBorder::Medium),
            date: text.clone().set_num_format("dd/mm/yyyy"),
            text,
        }
    }
}

/// A column: Vietnamese title, English title, width in characters.
type Column = (&'static str, &'static str, f64);

fn head(
    sheet: &mut Worksheet,
    name: &str,
    columns: &[Column],
    looks: &Looks,
    language: Language,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    for (column, (vi, en, width)) in (0u16..).zip(columns) {
        sheet.write_string_with_format(0, column, language.choose(*vi, *en), &looks.header)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    // A list is printed on the width of a page, its header on every page.
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn filter(sheet: &mut Worksheet, rows: u32, columns: &[Column]) -> Result<(), XlsxError> {
    let last = u16::try_from(columns.len()).unwrap_or(1).saturating_sub(1);
    sheet.autofilter(0, 0, rows, last)?;
    Ok(())
}

fn texts(sheet: &mut Worksheet, row: u32, cells: &[&str], looks: &Looks) -> Result<(), XlsxError> {
    for (column, cell) in (0u16..).zip(cells) {
        let cell = cut(cell, LONGEST_CELL);
        if !cell.is_empty() {
            // A string cell is never a formula, whatever it begins with.
            sheet.write_string_with_format(row, column, &*cell, &looks.text)?;
        }
    }
    Ok(())
}

fn assignments(
    sheet: &mut Worksheet,
    plans: &[&Compiled],
    looks: &Looks,
    language: Language,
) -> Result<(), XlsxError> {
    const COLUMNS: &[Column] = &[
        ("Kế hoạch", "Plan", 14.0),
        ("Mã", "Id", 8.0),
        ("Nhóm", "Group", 24.0),
        ("Nhiệm vụ", "Assignment", 60.0),
        ("Chủ trì", "Lead", 26.0),
        ("Phối hợp", "Support", 34.0),
        ("Thực hiện", "Carried out by", 26.0),
        ("Thời gian", "Time", 24.0),
        ("Sản phẩm", "Product", 26.0),
        ("Hạn đầu", "First due", 12.0),
        ("Hạn cuối", "Last due", 12.0),
        ("Số lần", "Times", 8.0),
    ];
    head(
        sheet,
        language.choose("Nhiệm vụ", "Assignments"),
        COLUMNS,
        looks,
        language,
    )?;
    let mut row = 0;
    for plan in plans {
        for entry in plan.entries() {
            row += 1;
            assignment(sheet, row, plan_name(plan), entry, looks)?;
        }
    }
    filter(sheet, row, COLUMNS)
}

fn assignment(
    sheet: &mut Worksheet,
    row: u32,
    plan: &str,
    entry: Entry<'_>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let Entry {
        order, occurrences, ..
    } = entry;
    let line = |text: Option<&str>| text.map(one_line).unwrap_or_default();
    let cells = [
        plan.to_owned(),
        order.id.clone(),
        line(order.group.as_deref()),
        one_line(&order.title.text),
        names(&order.leads),
        names(&order.coordinators),
        names(&order.implementers),
        line(order.timing.as_ref().map(|timing| timing.words.text.as_str())),
        line(order.product.as_ref().map(|product| product.text.as_str())),
    ];
    texts(sheet, row, &cells.each_ref().map(String::as_str), looks)?;
    let dues = || occurrences.iter().map(|one| one.due);
    for (column, due) in [(9, dues().min()), (10, dues().max())] {
        if let Some(due) = due {
            sheet.write_datetime_with_format(row, column, due, &looks.date)?;
        }
    }
    sheet.write_number_with_format(
        row,
        11,
        f64::from(u32::try_from(occurrences.len()).unwrap_or(u32::MAX)),
        &looks.text,
    )?;
    Ok(())
}

fn duties(
    sheet: &mut Worksheet,
    plans: &[&Compiled],
    looks: &Looks,
    language: Language,
) -> Result<(), XlsxError> {
    const COLUMNS: &[Column] = &[
        ("Kế hoạch", "Plan", 14.0),
        ("Mã nhiệm vụ", "Assignment", 10.0),
        ("Nhiệm vụ", "Title", 60.0),
        ("Đơn vị", "Unit", 32.0),
        ("Mã đơn vị", "Unit code", 10.0),
        ("Vai trò", "Role", 12.0),
        ("Kỳ", "Period", 14.0),
        ("Từ ngày", "Opens", 12.0),
        ("Hạn", "Due", 12.0),
    ];
    head(
        sheet,
        language.choose("Việc theo hạn", "Duties"),
        COLUMNS,
        looks,
        language,
    )?;
    let mut row = 0;
    for plan in plans {
        for (title, duty) in plan
            .entries()
            .flat_map(|entry| entry.duties.iter().map(move |duty| (&entry.order.title, duty)))
        {
            row += 1;
            let title = one_line(&title.text);
            let code = duty.unit_code.as_deref().unwrap_or_default();
            let role = role(duty.role, language);
            let cells = [
                plan_name(plan),
                &duty.assignment,
                &title,
                &duty.unit,
                code,
                role,
                &duty.period,
            ];
            texts(sheet, row, &cells, looks)?;
            sheet.write_datetime_with_format(row, 7, duty.opens, &looks.date)?;
            sheet.write_datetime_with_format(row, 8, duty.due, &looks.date)?;
        }
    }
    filter(sheet, row, COLUMNS)
}

fn notices(
    sheet: &mut Worksheet,
    plans: &[&Compiled],
    looks: &Looks,
    language: Language,
) -> Result<(), XlsxError> {
    const COLUMNS: &[Column] = &[
        ("Kế hoạch", "Plan", 14.0),
        ("Mã", "Code", 8.0),
        ("Mức", "Severity", 12.0),
        ("Chỗ", "Place", 24.0),
        ("Nhiệm vụ", "Assignment", 10.0),
        ("Lưu ý", "Notice", 70.0),
        ("Cách xử lý", "What to do", 70.0),
    ];
    head(
        sheet,
        language.choose("Lưu ý", "Notices"),
        COLUMNS,
        looks,
        language,
    )?;
    let mut row = 0;
    for plan in plans {
        let index = Index::new(&plan.body);
        for notice in &plan.notices {
            row += 1;
            let place = notice
                .at
                .map(|at| place_in_words(&plan.body, &index, at, language));
            let place = place.unwrap_or_default();
            let cells = [
                plan_name(plan),
                notice.code,
                severity(notice.severity, language),
                &place,
                notice.assignment.as_deref().unwrap_or_default(),
                pick(language, &notice.message),
                pick(language, &notice.hint),
            ];
            texts(sheet, row, &cells, looks)?;
        }
    }
    filter(sheet, row, COLUMNS)
}

//! What the workbooks of all slices have in common.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

/// Characters that a cell of a workbook takes.
const CELL_CHARACTERS: usize = 32_000;
/// How days are shown.
pub const DATE: &str = "dd/mm/yyyy";

/// The first line of a table: titles and how wide their columns are, kept in sight and repeated on each printed page.
///
/// # Errors
/// Those of the writer.
pub fn heads(
    sheet: &mut Worksheet,
    name: &str,
    titles: &[(&str, f64)],
) -> std::result::Result<(), XlsxError> {
    let head = Format::new().set_bold().set_text_wrap();
    sheet.set_name(name)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    for (at, (title, width)) in titles.iter().enumerate() {
        sheet.write_string_with_format(0, column(at), *title, &head)?;
        sheet.set_column_width(column(at), *width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// What a cell takes of a text.
pub fn cut(text: &str) -> String {
    text.chars().take(CELL_CHARACTERS).collect()
}

/// The number of a row; one that no sheet has is refused by the writer.
pub fn row(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The number of a column, as [`row`].
pub fn column(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

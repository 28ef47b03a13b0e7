//! Figures of reports as workbooks, with real numbers.

use std::collections::HashMap;

use loa_db::id::Id;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::error::{Error, Result};
use crate::report::content::Content;
use crate::report::figure::{self, Figures};
use crate::report::form::Form;
use crate::report::{Report, Round, period_words};
use crate::sheet::{cut, heads, row};

fn bytes(mut book: Workbook, written: std::result::Result<(), XlsxError>) -> Result<Vec<u8>> {
    let bytes = written.and_then(|()| book.save_to_buffer());
    bytes.map_err(|error| Error::Outage(format!("workbook: {error}")))
}

/// A row a unit, a column a figure.
///
/// # Errors
/// [`Error::Outage`] when the writer refuses.
pub fn of_round(
    form: &Form,
    round: &Round,
    reports: &[Report],
    sums: &HashMap<Id, Figures>,
) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let written = units(book.add_worksheet(), form, round, reports, sums);
    bytes(book, written)
}

fn units(
    sheet: &mut Worksheet,
    form: &Form,
    round: &Round,
    reports: &[Report],
    sums: &HashMap<Id, Figures>,
) -> std::result::Result<(), XlsxError> {
    let labels: Vec<(&str, f64)> = [("Đơn vị", 34.0), ("Tình trạng", 24.0)]
        .into_iter()
        .chain(form.indicators.iter().map(|one| (one.label.as_str(), 14.0)))
        .collect();
    heads(sheet, &period_words(&round.period), &labels)?;
    let number = Format::new().set_num_format("#,##0");
    for (at, report) in (1..).zip(reports) {
        let at = row(at);
        sheet.write_string(at, 0, cut(&report.name))?;
        sheet.write_string(at, 1, report.standing.state.label())?;
        let Some(figures) = sums.get(&report.unit) else {
            continue;
        };
        for (place, indicator) in (2..).zip(&form.indicators) {
            if let Some(value) = figure::value(form, figures, &indicator.key) {
                // Far below what a cell holds exactly.
                sheet.write_number_with_format(at, place, value as f64, &number)?;
            }
        }
    }
    Ok(())
}

/// The annexes of a report, a sheet each: what is a number there is a number here.
///
/// # Errors
/// [`Error::Outage`] when the writer refuses.
pub fn of_report(content: &Content) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let mut written = Ok(());
    for annex in &content.annexes {
        let sheet = book.add_worksheet();
        let heads: Vec<(&str, f64)> = annex
            .table
            .head
            .iter()
            .flatten()
            .zip(&annex.table.columns)
            .map(|(cell, width)| (cell.text.as_str(), f64::from(*width) * 4.0 + 2.0))
            .collect();
        written = written.and_then(|()| self::annex(sheet, &annex.title, &heads, &annex.table.rows));
    }
    bytes(book, written)
}

fn annex(
    sheet: &mut Worksheet,
    title: &str,
    titles: &[(&str, f64)],
    rows: &[Vec<loa_official::document::Cell>],
) -> std::result::Result<(), XlsxError> {
    let name: String = title.chars().take(31).collect();
    heads(sheet, &name, titles)?;
    let number = Format::new().set_num_format("#,##0");
    for (at, cells) in (1..).zip(rows) {
        for (place, cell) in (0..).zip(cells) {
            // As the report writes them: points part thousands.
            let digits = cell.text.replace('.', "");
            let is_number =
                !digits.is_empty() && digits.len() < 15 && digits.bytes().all(|byte| byte.is_ascii_digit());
            match digits.parse::<f64>().ok().filter(|_| is_number) {
                Some(value) => sheet.write_number_with_format(row(at), place, value, &number)?,
                None => sheet.write_string(row(at), place, cut(&cell.text))?,
            };
        }
    }
    Ok(())
}

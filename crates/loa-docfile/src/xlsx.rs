//! Spreadsheets (`.xlsx`): every visible sheet is a table with the row numbers that the program shows.

use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

use calamine::{
    DataRef, Dimensions, ExcelDateTime, HorizontalAlignment, Reader, SheetType, SheetVisible, Style, Xlsx,
    XlsxError,
};

use crate::body::{Body, Format, Look};
use crate::read::{Limits, ReadError};
use crate::writer::{GridCell, GridRow, Line, MAX_COLUMNS, Writer};

/// Above this many positions a sheet is a few cells far apart, and blank cells are left out.
const MAX_BLANKS: u64 = 200_000;

/// A cell with text.
struct Entry {
    text: String,
    look: Look,
}

/// Row number from 0 to column to cell.
type Rows = BTreeMap<u32, BTreeMap<u32, Entry>>;

/// First row and column to rows and columns covered.
type Merges = HashMap<(u32, u32), (u32, u32)>;

/// Reads a spreadsheet. The unpacked size must have been checked: the library sets no limit itself.
pub(crate) fn read_xlsx(bytes: &[u8], limits: &Limits) -> Result<Body, ReadError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut writer = Writer::new(Format::Xlsx, limits);
    let mut budget = Budget {
        cells: limits.cells,
        text: limits.text_bytes,
    };
    let sheets: Vec<(u32, String)> = (1_u32..)
        .zip(book.sheets_metadata())
        .filter(|(_, sheet)| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet)
        .map(|(number, sheet)| (number, sheet.name.clone()))
        .collect();
    for (number, name) in sheets {
        let mut rows = read_cells(&mut book, &name, &mut budget)?;
        let regions = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let merges = apply_merges(&mut rows, &regions);
        write_sheet(&mut writer, &rows, &merges, number)?;
    }
    Ok(writer.finish())
}

/// What may still be taken from the file: a short file can name one long text in very many cells.
struct Budget {
    cells: usize,
    text: usize,
}

fn read_cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, budget: &mut Budget) -> Result<Rows, ReadError> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A sheet that is only named, such as a chart of an old program.
        Err(XlsxError::WorksheetNotFound(_) | XlsxError::FileNotFound(_)) => return Ok(Rows::new()),
        Err(error) => return Err(damaged(error)),
    };
    let mut rows = Rows::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let text = write_value(cell.get_value());
        if text.trim().is_empty() || column >= MAX_COLUMNS {
            continue;
        }
        budget.cells = budget
            .cells
            .checked_sub(1)
            .ok_or(ReadError::TooLarge("table cells"))?;
        budget.text = budget
            .text
            .checked_sub(text.len())
            .ok_or(ReadError::TooLarge("text"))?;
        let look = reader.styles().get(style).map(look_of).unwrap_or_default();
        rows.entry(row).or_default().insert(column, Entry { text, look });
    }
    Ok(rows)
}

fn look_of(style: &Style) -> Look {
    let font = style.font.as_ref();
    let align = style.alignment.as_ref().map(|align| align.horizontal);
    Look {
        bold: font.is_some_and(|font| font.is_bold()),
        italic: font.is_some_and(|font| font.is_italic()),
        centred: matches!(
            align,
            Some(HorizontalAlignment::Center | HorizontalAlignment::CenterContinuous)
        ),
        ..Look::default()
    }
}

/// A value as text. Dates in full: a reader of deadlines must see that the cell held a date.
fn write_value(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(moment) => write_moment(moment),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.replace('T', " "),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn write_moment(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let days = moment.as_f64();
    if moment.is_duration() || (0.0..1.0).contains(&days) {
        let hours = if days.is_finite() {
            (days * 24.0).floor()
        } else {
            0.0
        };
        return format!("{hours}:{minute:02}:{second:02}");
    }
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// Cuts merged regions to the used part of the sheet and drops what they hide.
fn apply_merges(rows: &mut Rows, regions: &[Dimensions]) -> Merges {
    let last_row = rows.keys().next_back().copied().unwrap_or(0);
    let last_column = rows
        .values()
        .filter_map(|row| row.keys().next_back())
        .max()
        .copied()
        .unwrap_or(0);
    let mut merges = Merges::new();
    let mut regions: Vec<_> = regions
        .iter()
        .filter(|region| region.start.0 <= region.end.0 && region.start.1 <= region.end.1)
        .filter(|region| region.start.0 <= last_row && region.start.1 <= last_column)
        .map(|region| {
            (
                region.start,
                (region.end.0.min(last_row), region.end.1.min(last_column)),
            )
        })
        .collect();
    regions.sort_unstable();
    let mut open: Vec<((u32, u32), (u32, u32))> = Vec::new();
    let mut next = regions.iter().peekable();
    for (row, cells) in rows.iter_mut() {
        while let Some(region) = next.next_if(|region| region.0.0 <= *row) {
            open.push(*region);
        }
        open.retain(|(_, end)| end.0 >= *row);
        cells.retain(|column, _| {
            let at = (*row, *column);
            !open
                .iter()
                .any(|(start, end)| at != *start && (start.1..=end.1).contains(column))
        });
    }
    for (start, end) in regions {
        merges
            .entry(start)
            .or_insert((end.0 - start.0 + 1, end.1 - start.1 + 1));
    }
    merges
}

/// Title lines above the table and notes below it are paragraphs; what stands side by side before
/// the table (issuer and motto) is a table of its own.
fn write_sheet(writer: &mut Writer, rows: &Rows, merges: &Merges, sheet: u32) -> Result<(), ReadError> {
    let is_wide = |row: &BTreeMap<u32, Entry>| row.len() >= 3;
    let first = rows
        .iter()
        .find(|(_, row)| is_wide(row))
        .map(|(number, _)| *number);
    let Some(first) = first else {
        return write_loose(writer, rows.iter(), merges, sheet);
    };
    let last = last_of_table(rows, first);
    write_loose(writer, rows.range(..first), merges, sheet)?;
    let table: Vec<_> = rows.range(first..=last).collect();
    write_table(writer, &table, merges, sheet)?;
    write_loose(writer, rows.range(last.saturating_add(1)..), merges, sheet)
}

/// The table ends with its last row of three or more cells, and the narrower rows right below that.
fn last_of_table(rows: &Rows, first: u32) -> u32 {
    let mut last = first;
    let mut broken = false;
    let mut before = first;
    for (number, row) in rows.range(first..) {
        broken = (broken || *number > before.saturating_add(1)) && row.len() < 3;
        before = *number;
        if !broken {
            last = *number;
        }
    }
    last
}

fn write_loose<'r>(
    writer: &mut Writer,
    rows: impl Iterator<Item = (&'r u32, &'r BTreeMap<u32, Entry>)>,
    merges: &Merges,
    sheet: u32,
) -> Result<(), ReadError> {
    let mut beside = Vec::new();
    for (number, row) in rows {
        match row.values().next() {
            Some(entry) if row.len() == 1 => {
                write_table(writer, &std::mem::take(&mut beside), merges, sheet)?;
                writer.paragraph(line_of(entry), Some(sheet))?;
            }
            _ => beside.push((number, row)),
        }
    }
    write_table(writer, &beside, merges, sheet)
}

fn line_of(entry: &Entry) -> Line {
    Line {
        marker: None,
        text: entry.text.clone(),
        look: entry.look,
    }
}

fn write_table(
    writer: &mut Writer,
    rows: &[(&u32, &BTreeMap<u32, Entry>)],
    merges: &Merges,
    sheet: u32,
) -> Result<(), ReadError> {
    let Some(width) = rows
        .iter()
        .filter_map(|(_, row)| row.keys().next_back())
        .max()
        .map(|last| last + 1)
    else {
        return Ok(());
    };
    let blanks = u64::from(width).saturating_mul(rows.len() as u64) <= MAX_BLANKS;
    let index_of: BTreeMap<u32, usize> = rows
        .iter()
        .enumerate()
        .map(|(at, (number, _))| (**number, at))
        .collect();
    let mut taken_until = vec![0_usize; width as usize];
    let mut out = Vec::with_capacity(rows.len());
    for (at, (number, row)) in rows.iter().enumerate() {
        let columns: Vec<u32> = if blanks {
            (0..width).collect()
        } else {
            row.keys().copied().collect()
        };
        let mut cells = Vec::new();
        for column in columns {
            if taken_until.get(column as usize).is_some_and(|until| *until > at) {
                continue;
            }
            let (down, across) = merges.get(&(**number, column)).copied().unwrap_or((1, 1));
            let below = index_of
                .range(**number..number.saturating_add(down))
                .count()
                .max(1);
            let end = column.saturating_add(across).min(width);
            for slot in taken_until
                .get_mut(column as usize..end as usize)
                .unwrap_or_default()
            {
                *slot = at + below;
            }
            let lines = row.get(&column).map(line_of).into_iter().collect();
            let row_span = u32::try_from(below).unwrap_or(1);
            cells.push(GridCell {
                column,
                col_span: end - column,
                row_span,
                lines,
            });
        }
        out.push(GridRow {
            number: Some(number.saturating_add(1)),
            page: None,
            cells,
        });
    }
    writer.table(out, Some(sheet))
}

fn damaged(error: XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::Encrypted,
        other => ReadError::Damaged(format!("spreadsheet: {other}")),
    }
}

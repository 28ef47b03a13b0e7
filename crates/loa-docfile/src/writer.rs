//! Builds a [`Body`]: tidies the text, writes the source beside it and keeps both in step.

use std::iter::once;

use unicode_normalization::UnicodeNormalization;

use crate::body::{Block, Body, Cell, Format, Look, Paragraph, Place, Row, Span, Table};
use crate::read::{Limits, ReadError};

/// A paragraph as a reader found it; the text may still hold doubled spaces and soft hyphens.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub marker: Option<String>,
    /// A line break set by the author is `\n`.
    pub text: String,
    pub look: Look,
}

/// A cell as a reader found it.
#[derive(Debug, Clone)]
pub(crate) struct GridCell {
    pub column: u32,
    pub col_span: u32,
    pub row_span: u32,
    pub lines: Vec<Line>,
}

/// A row as a reader found it.
#[derive(Debug, Clone, Default)]
pub(crate) struct GridRow {
    /// What the program shows beside the row; `None` counts from 1.
    pub number: Option<u32>,
    pub page: Option<u32>,
    pub cells: Vec<GridCell>,
}

/// Most paragraphs in a document, those of cells among them.
const MAX_LINES: usize = 400_000;

/// Most columns that a table may have; a wider one is damaged or hostile.
pub(crate) const MAX_COLUMNS: u32 = 16_384;

/// Collects blocks. The source gets one paragraph a line; the cells of a row are joined by tabs.
pub(crate) struct Writer {
    format: Format,
    source: String,
    blocks: Vec<Block>,
    cells_left: usize,
    lines_left: usize,
    text_limit: usize,
}

impl Writer {
    pub(crate) fn new(format: Format, limits: &Limits) -> Self {
        Self {
            format,
            source: String::new(),
            blocks: Vec::new(),
            cells_left: limits.cells,
            lines_left: MAX_LINES,
            text_limit: limits.text_bytes,
        }
    }

    /// Adds a paragraph; one without text and marker leaves no trace.
    pub(crate) fn paragraph(&mut self, line: Line, page: Option<u32>) -> Result<(), ReadError> {
        self.spend_lines(1)?;
        let place = Place {
            page,
            block: self.next_block(),
            ..Place::default()
        };
        if let Some(paragraph) = self.write_line(line, place) {
            self.source.push('\n');
            self.blocks.push(Block::Paragraph(paragraph));
        }
        Ok(())
    }

    fn spend_lines(&mut self, count: usize) -> Result<(), ReadError> {
        self.lines_left = self
            .lines_left
            .checked_sub(count)
            .ok_or(ReadError::TooLarge("paragraphs"))?;
        if self.source.len() > self.text_limit {
            return Err(ReadError::TooLarge("text"));
        }
        Ok(())
    }

    /// Adds a table; one without any text leaves no trace.
    pub(crate) fn table(&mut self, mut rows: Vec<GridRow>, page: Option<u32>) -> Result<(), ReadError> {
        let count: usize = rows.iter().map(|row| row.cells.len().max(1)).sum();
        self.cells_left = self
            .cells_left
            .checked_sub(count)
            .ok_or(ReadError::TooLarge("table cells"))?;
        let start = self.source.len();
        let block = self.next_block();
        let mut table = Table {
            columns: 0,
            rows: Vec::with_capacity(rows.len()),
            place: Place::default(),
        };
        fit_rows(&mut rows);
        for (index, row) in (1_u32..).zip(rows) {
            self.spend_lines(row.cells.iter().map(|cell| cell.lines.len()).sum())?;
            let number = row.number.unwrap_or(index);
            let place = Place {
                page: row.page.or(page),
                block,
                row: Some(number),
                ..Place::default()
            };
            table.rows.push(self.write_row(row.cells, place));
            self.source.push('\n');
        }
        let cells = || table.rows.iter().flat_map(|row| &row.cells);
        table.columns = cells()
            .map(|cell| cell.column.saturating_add(cell.col_span))
            .max()
            .unwrap_or(0);
        if cells().all(|cell| cell.paragraphs.is_empty()) {
            self.source.truncate(start);
            return Ok(());
        }
        let span = Span {
            start,
            end: self.source.trim_end_matches('\n').len().max(start),
        };
        table.place = Place {
            page,
            block,
            span,
            ..Place::default()
        };
        self.blocks.push(Block::Table(table));
        Ok(())
    }

    pub(crate) fn finish(self) -> Body {
        Body {
            format: self.format,
            source: self.source,
            blocks: self.blocks,
        }
    }

    fn next_block(&self) -> u32 {
        u32::try_from(self.blocks.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1)
    }

    fn write_row(&mut self, cells: Vec<GridCell>, place: Place) -> Row {
        let start = self.source.len();
        let mut row = Row {
            cells: Vec::with_capacity(cells.len()),
            place,
        };
        for cell in cells {
            if !row.cells.is_empty() {
                self.source.push('\t');
            }
            let at = Place {
                cell: Some(cell.column.saturating_add(1)),
                ..place
            };
            let first = self.source.len();
            let mut paragraphs: Vec<Paragraph> = Vec::with_capacity(cell.lines.len());
            for line in cell.lines {
                let before = self.source.len();
                if !paragraphs.is_empty() {
                    self.source.push('\n');
                }
                match self.write_line(line, at) {
                    Some(paragraph) => paragraphs.push(paragraph),
                    None => self.source.truncate(before),
                }
            }
            let span = Span {
                start: first,
                end: self.source.len(),
            };
            let (column, col_span, row_span) = (cell.column, cell.col_span, cell.row_span);
            row.cells.push(Cell {
                column,
                col_span,
                row_span,
                paragraphs,
                place: Place { span, ..at },
            });
        }
        row.place.span = Span {
            start,
            end: self.source.len(),
        };
        row
    }

    fn write_line(&mut self, line: Line, place: Place) -> Option<Paragraph> {
        let marker = line
            .marker
            .map(|marker| tidy(&marker))
            .filter(|marker| !marker.is_empty());
        let text = tidy(&line.text);
        if text.is_empty() && marker.is_none() {
            return None;
        }
        let start = self.source.len();
        let mut steps = Vec::new();
        if let Some(marker) = &marker {
            self.source.push_str(marker);
            if !text.is_empty() {
                self.source.push(' ');
            }
            steps.push((0, u32::try_from(self.source.len()).unwrap_or(u32::MAX)));
        }
        self.source.push_str(&text);
        let span = Span {
            start,
            end: self.source.len(),
        };
        Some(Paragraph {
            marker,
            text,
            look: line.look,
            place: Place { span, ..place },
            steps,
        })
    }
}

/// No cell covers rows below the last or columns of the next cell.
fn fit_rows(rows: &mut [GridRow]) {
    let total = rows.len();
    for (index, row) in rows.iter_mut().enumerate() {
        let left = u32::try_from(total - index).unwrap_or(u32::MAX);
        row.cells.sort_by_key(|cell| cell.column);
        let starts: Vec<u32> = row.cells.iter().skip(1).map(|cell| cell.column).collect();
        let next = starts.into_iter().chain(once(u32::MAX));
        for (cell, next) in row.cells.iter_mut().zip(next) {
            cell.row_span = cell.row_span.clamp(1, left);
            cell.col_span = cell.col_span.min(next.saturating_sub(cell.column)).max(1);
        }
    }
}

/// NFC; one space for any run of blanks, one `\n` for any run of line breaks; no soft hyphens,
/// direction marks or control characters; trimmed.
pub(crate) fn tidy(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut gap = None;
    for letter in raw.nfc() {
        match letter {
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => gap = Some('\n'),
            _ if is_invisible(letter) => {}
            _ if letter.is_whitespace() || letter.is_control() => gap = gap.or(Some(' ')),
            _ => {
                let blank = gap.take().filter(|_| !out.is_empty());
                out.extend(blank.into_iter().chain(once(letter)));
            }
        }
    }
    out
}

/// Soft hyphen, zero-width blanks, direction marks: they draw nothing.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

/// Collects how every letter of a paragraph looks.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Letters {
    any: bool,
    plain: bool,
    upright: bool,
    heavy: bool,
}

impl Letters {
    /// Adds a run of text with one look.
    pub(crate) fn add(&mut self, text: &str, bold: bool, italic: bool) {
        if text.chars().any(char::is_alphanumeric) {
            self.any = true;
            self.plain |= !bold;
            self.heavy |= bold;
            self.upright |= !italic;
        }
    }

    /// Adds what was collected elsewhere.
    pub(crate) fn join(&mut self, other: Letters) {
        self.any |= other.any;
        self.plain |= other.plain;
        self.heavy |= other.heavy;
        self.upright |= other.upright;
    }

    /// All letters so far are bold.
    pub(crate) fn bold(self) -> bool {
        self.any && !self.plain
    }

    /// Some letter so far is bold.
    pub(crate) fn some_bold(self) -> bool {
        self.heavy
    }

    /// All letters so far are italic.
    pub(crate) fn italic(self) -> bool {
        self.any && !self.upright
    }
}

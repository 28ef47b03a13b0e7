//! Cells with their places: from segments between bars, or from a grid.

use super::bars::is_number;
use super::grid::Grid;
use super::join::{self, Setting, Wrap};
use super::line::{self, Line, Marks};
use super::start;
use crate::body::{Block, Cell, Paragraph, Place, Row, Span, Table};
use crate::read::ReadError;
use loa_vietnamese::fold::fold;
use std::ops::Range;

/// A table of a web copy: rows of cells that have no column yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Raw {
    pub columns: usize,
    pub rows: Vec<Vec<RawCell>>,
}

/// The lines of one cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawCell {
    pub lines: Vec<Line>,
    /// Where it begins in the source.
    pub at: usize,
}

/// The blocks so far.
pub(crate) struct Out {
    pub blocks: Vec<Block>,
    cells_left: usize,
}

impl Out {
    /// `cells` are those allowed in all tables together.
    pub fn new(cells: usize) -> Self {
        Self {
            blocks: Vec::new(),
            cells_left: cells,
        }
    }

    fn next_block(&self) -> u32 {
        line::narrow(self.blocks.len() + 1)
    }

    pub fn paragraph(&mut self, mut paragraph: Paragraph) {
        paragraph.place.block = self.next_block();
        self.blocks.push(Block::Paragraph(paragraph));
    }

    fn spend(&mut self, cells: usize) -> Result<(), ReadError> {
        self.cells_left = self
            .cells_left
            .checked_sub(cells)
            .ok_or(ReadError::TooLarge("cells"))?;
        Ok(())
    }

    /// A table of a web copy. Head tables that follow another table without text between are parted.
    pub fn raw(&mut self, raw: Raw) -> Result<(), ReadError> {
        let Raw { columns, rows } = raw;
        let rows: Vec<Vec<RawCell>> = rows
            .into_iter()
            .filter(|row| row.iter().any(|cell| !cell.lines.is_empty()))
            .collect();
        let single = rows
            .iter()
            .all(|row| row.iter().filter(|cell| !cell.lines.is_empty()).count() < 2);
        if single {
            for cell in rows.iter().flatten() {
                for paragraph in join::paragraphs(&cell.lines, Setting::Cell, &Wrap::default()) {
                    self.paragraph(paragraph);
                }
            }
            return Ok(());
        }
        let mut part = Vec::new();
        for row in rows {
            if is_national_title(&row) && !part.is_empty() {
                self.table(columns, &std::mem::take(&mut part))?;
            }
            part.push(row);
        }
        let widest = part.iter().map(|row| {
            row.iter()
                .rposition(|cell| !cell.lines.is_empty())
                .map_or(0, |at| at + 1)
        });
        // Columns that nothing reaches belonged to the table above.
        let columns = if part.iter().any(|row| is_layout(row)) {
            widest.max().unwrap_or(columns)
        } else {
            columns
        };
        self.table(columns, &part)
    }

    fn table(&mut self, columns: usize, rows: &[Vec<RawCell>]) -> Result<(), ReadError> {
        self.spend(rows.iter().map(Vec::len).sum())?;
        let setting = if rows.iter().any(|row| is_layout(row)) {
            Setting::Layout
        } else {
            Setting::Cell
        };
        let numbered = rows
            .first()
            .and_then(|row| row.first())
            .is_some_and(is_number_title);
        let mut builder = Builder::new(self.next_block());
        for row in rows {
            let cells = align(row, columns, numbered);
            builder.row(cells.into_iter().map(|(column, span, cell)| {
                let paragraphs = join::paragraphs(&cell.lines, setting, &Wrap::default());
                (column, span, paragraphs, cell.at)
            }));
        }
        self.blocks.push(Block::Table(builder.finish(columns)));
        Ok(())
    }

    /// A table that kept its grid.
    pub fn grid(&mut self, source: &str, grid: &Grid) -> Result<(), ReadError> {
        self.spend(grid.rows.iter().map(Vec::len).sum())?;
        let mut builder = Builder::new(self.next_block());
        for row in &grid.rows {
            builder.row(row.iter().enumerate().map(|(column, ranges)| {
                let lines = cell_lines(source, ranges, grid.literal);
                let paragraphs = match grid.setting {
                    Some(setting) => join::paragraphs(&lines, setting, &Wrap::default()),
                    None => lines.chunks(1).filter_map(join::build).collect(),
                };
                let at = ranges.first().map_or(0, |range| range.start);
                (column, 1, paragraphs, at)
            }));
        }
        let table = builder.finish(grid.columns);
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
        Ok(())
    }
}

/// Lines of a cell without its marks; an empty line is a gap before the next.
fn cell_lines(source: &str, ranges: &[Range<usize>], literal: bool) -> Vec<Line> {
    let mut marks = Marks::default();
    marks.literal = literal;
    let mut gap = false;
    let mut lines = Vec::new();
    for range in ranges {
        match line::read(source, range.clone(), &mut marks) {
            Some(line) => lines.push(Line {
                gap: std::mem::take(&mut gap),
                ..line
            }),
            None => gap = true,
        }
    }
    lines
}

/// Builds a table row by row and fills in the places.
struct Builder {
    block: u32,
    rows: Vec<Row>,
    columns: u32,
}

impl Builder {
    fn new(block: u32) -> Self {
        Self {
            block,
            rows: Vec::new(),
            columns: 0,
        }
    }

    /// Column, columns covered, content, where it begins. A row without text is left out.
    fn row(&mut self, cells: impl Iterator<Item = (usize, usize, Vec<Paragraph>, usize)>) {
        let number = line::narrow(self.rows.len() + 1);
        let cells: Vec<Cell> = cells
            .map(|(column, span, mut paragraphs, at)| {
                let column = line::narrow(column);
                let empty = Span { start: at, end: at };
                let spans = paragraphs.iter().map(|paragraph| paragraph.place.span);
                let place = Place {
                    page: None,
                    block: self.block,
                    row: Some(number),
                    cell: Some(column + 1),
                    span: spans.reduce(Span::cover).unwrap_or(empty),
                };
                for paragraph in &mut paragraphs {
                    paragraph.place = Place {
                        span: paragraph.place.span,
                        ..place
                    };
                }
                Cell {
                    column,
                    col_span: line::narrow(span),
                    row_span: 1,
                    paragraphs,
                    place,
                }
            })
            .collect();
        if cells.iter().all(|cell| cell.paragraphs.is_empty()) {
            return;
        }
        let ends = cells.iter().map(|cell| cell.column + cell.col_span).max();
        self.columns = self.columns.max(ends.unwrap_or(0));
        let span = cells
            .iter()
            .map(|cell| cell.place.span)
            .reduce(Span::cover)
            .unwrap_or_default();
        let place = Place {
            block: self.block,
            row: Some(number),
            cell: None,
            page: None,
            span,
        };
        self.rows.push(Row { cells, place });
    }

    fn finish(self, columns: usize) -> Table {
        let span = self
            .rows
            .iter()
            .map(|row| row.place.span)
            .reduce(Span::cover)
            .unwrap_or_default();
        let place = Place {
            block: self.block,
            span,
            ..Place::default()
        };
        Table {
            columns: self.columns.max(line::narrow(columns)),
            rows: self.rows,
            place,
        }
    }
}

/// Gives the cells of a row their columns: `(column, columns covered, cell)`.
fn align(row: &[RawCell], columns: usize, numbered: bool) -> Vec<(usize, usize, &RawCell)> {
    let mut cells: Vec<&RawCell> = row.iter().collect();
    // One too many: a blank that the copy made of a merged cell.
    while cells.len() > columns {
        let Some(at) = cells.iter().skip(1).position(|cell| cell.lines.is_empty()) else {
            break;
        };
        cells.remove(at + 1);
    }
    let filled = cells.iter().filter(|cell| !cell.lines.is_empty()).count();
    let group = filled <= 2 && cells.len() < columns;
    if group {
        while cells.len() > 1 && cells.last().is_some_and(|cell| cell.lines.is_empty()) {
            cells.pop();
        }
    }
    // A header repeated below a merged number column begins one column later.
    let bold = cells
        .iter()
        .all(|cell| cell.lines.iter().all(|line| line.letters == line.bold));
    let later = numbered
        && cells.len() + 1 == columns
        && bold
        && cells
            .first()
            .is_some_and(|cell| !is_number_title(cell) && !is_number(&first_text(cell)));
    // The title of a group goes on to the end of the row; two labels of a header with two rows do not.
    let titled = group
        && cells.first().is_some_and(|cell| {
            cells.len() == 1
                || cell.lines.is_empty()
                || is_number(&first_text(cell))
                || first_text(cell) == "-"
        });
    let last = cells.len().saturating_sub(1);
    let shift = usize::from(later);
    cells
        .into_iter()
        .enumerate()
        .map(|(at, cell)| {
            let span = if titled && at == last { columns - at } else { 1 };
            (at + shift, span, cell)
        })
        .collect()
}

fn first_text(cell: &RawCell) -> String {
    cell.lines
        .first()
        .map(|line| line.text.clone())
        .unwrap_or_default()
}

fn is_number_title(cell: &RawCell) -> bool {
    matches!(
        fold(&first_text(cell)).as_str(),
        "tt" | "stt" | "so tt" | "so thu tu" | "so"
    )
}

/// A row of head, recipients and signature.
fn is_layout(row: &[RawCell]) -> bool {
    row.len() <= 3
        && (is_national_title(row)
            || row.iter().any(|cell| {
                let text = fold(&first_text(cell));
                text.starts_with("noi nhan") || text.starts_with("kinh gui")
            }))
}

fn is_national_title(row: &[RawCell]) -> bool {
    row.len() <= 3
        && row.iter().any(|cell| {
            let lines = cell
                .lines
                .iter()
                .take(3)
                .filter(|line| start::is_capitals(&line.text));
            let text = fold(&lines.map(|line| line.text.as_str()).collect::<Vec<_>>().join(" "));
            text.contains("cong hoa xa hoi") || text.contains("dang cong san viet nam")
        })
}

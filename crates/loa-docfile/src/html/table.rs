//! Tables of web pages: spans, and tables that only lay out the page.

use crate::read::ReadError;
use crate::writer::{GridCell, GridRow, Line, Writer};

use super::tag::Tag;

/// What stands further right goes into the last cell.
const MAX_COLUMNS: u32 = 1_000;
/// Columns or rows that one cell may cover.
const MAX_SPAN: u32 = 200;

/// What a cell holds, in order.
#[derive(Debug)]
pub(super) enum Piece {
    Line(Line),
    Table(Sheet),
}

#[derive(Debug)]
struct Cell {
    column: u32,
    col_span: u32,
    row_span: u32,
    pieces: Vec<Piece>,
}

/// A table while it is read.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rows: Vec<Vec<Cell>>,
    /// For each column the last row, counted from 1, that a cell covers.
    covered: Vec<usize>,
    in_row: bool,
    in_cell: bool,
    column: u32,
    /// Tables begun inside this one that are too deep to be told apart.
    pub extra: usize,
}

impl Sheet {
    pub(super) fn is_in_cell(&self) -> bool {
        self.in_cell || self.extra > 0
    }

    pub(super) fn push(&mut self, piece: Piece) {
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut()) {
            cell.pieces.push(piece);
        }
    }

    pub(super) fn start_row(&mut self) {
        self.end_row();
        self.rows.push(Vec::new());
        self.in_row = true;
        self.column = 0;
    }

    pub(super) fn end_row(&mut self) {
        self.end_cell();
        self.in_row = false;
    }

    pub(super) fn end_cell(&mut self) {
        self.in_cell = false;
    }

    pub(super) fn start_cell(&mut self, tag: &Tag<'_>) {
        if !self.in_row {
            self.start_row();
        }
        let row = self.rows.len();
        let is_covered = |column: u32| {
            self.covered
                .get(column as usize)
                .is_some_and(|until| *until >= row)
        };
        while is_covered(self.column) {
            self.column += 1;
        }
        let column = self.column;
        let span = |name: &str| tag.number(name).unwrap_or(1).clamp(1, MAX_SPAN);
        let (col_span, row_span) = (span("colspan"), span("rowspan"));
        let end = column.saturating_add(col_span).min(MAX_COLUMNS);
        self.in_cell = true;
        if column >= end {
            return;
        }
        if self.covered.len() < end as usize {
            self.covered.resize(end as usize, 0);
        }
        for until in self
            .covered
            .get_mut(column as usize..end as usize)
            .unwrap_or_default()
        {
            *until = (*until).max(row + row_span as usize - 1);
        }
        self.column = end;
        if let Some(row) = self.rows.last_mut() {
            row.push(Cell {
                column,
                col_span: end - column,
                row_span,
                pieces: Vec::new(),
            });
        }
    }

    /// Writes the table; one that only lays out the page gives what stands in its cells.
    pub(super) fn write(mut self, writer: &mut Writer) -> Result<(), ReadError> {
        self.rows.retain(|row| !row.is_empty());
        if !self.is_layout() {
            return writer.table(self.into_grid(), None);
        }
        for piece in self.rows.into_iter().flatten().flat_map(|cell| cell.pieces) {
            match piece {
                Piece::Line(line) => writer.paragraph(line, None)?,
                Piece::Table(table) => table.write(writer)?,
            }
        }
        Ok(())
    }

    /// A single cell, or a cell that holds a table of some size.
    fn is_layout(&self) -> bool {
        let cells = || self.rows.iter().flatten();
        let holds_table = cells().flat_map(|cell| &cell.pieces).any(|piece| match piece {
            Piece::Table(table) => table.is_layout() || table.is_large(),
            Piece::Line(_) => false,
        });
        holds_table || cells().count() == 1
    }

    fn is_large(&self) -> bool {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        self.rows.len() * columns >= 6 && columns >= 2
    }

    fn into_grid(self) -> Vec<GridRow> {
        let total = self.rows.len();
        let rows = self.rows.into_iter().enumerate().map(|(index, row)| {
            let left = u32::try_from(total - index).unwrap_or(u32::MAX);
            let cells = row.into_iter().map(|cell| GridCell {
                column: cell.column,
                col_span: cell.col_span,
                row_span: cell.row_span.min(left),
                lines: lines(cell.pieces),
            });
            GridRow {
                cells: cells.collect(),
                ..GridRow::default()
            }
        });
        rows.collect()
    }
}

/// The lines of a cell; a small table inside it gives its lines.
fn lines(pieces: Vec<Piece>) -> Vec<Line> {
    let lines = pieces.into_iter().flat_map(|piece| match piece {
        Piece::Line(line) => vec![line],
        Piece::Table(table) => table
            .rows
            .into_iter()
            .flatten()
            .flat_map(|cell| lines(cell.pieces))
            .collect(),
    });
    lines.collect()
}

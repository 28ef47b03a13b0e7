//! A table that may go on over pages.

use crate::writer::{GridCell, GridRow};

use super::content::Glyph;
use super::flow::{CellText, Frame};
use super::grid::Grid;
use super::line::rows;
use super::spaced::Spaced;

/// Column edges of two pages closer than this, in points, are the same.
const SAME_EDGE: f64 = 7.0;
/// Rows of a header that programs repeat on each page.
const MAX_HEADER: usize = 4;

/// A cell being collected.
#[derive(Debug)]
struct DraftCell {
    column: u32,
    col_span: u32,
    row_span: u32,
    text: CellText,
}

/// A row being collected, with its page.
#[derive(Debug)]
struct DraftRow {
    page: u32,
    cells: Vec<DraftCell>,
}

/// A table being collected.
#[derive(Debug)]
pub(super) struct Draft {
    edges: Vec<f64>,
    rows: Vec<DraftRow>,
    pub page: u32,
}

impl Draft {
    /// Puts letters into the cells of a grid.
    pub(super) fn new(grid: &Grid, glyphs: Vec<Glyph>, page: u32) -> Self {
        let mut texts: Vec<Vec<Glyph>> = vec![Vec::new(); grid.cells.len()];
        for glyph in glyphs {
            let (x, y) = (
                f64::midpoint(glyph.left, glyph.right),
                glyph.baseline - glyph.size * 0.3,
            );
            let inside = grid.cells.iter().position(|cell| {
                (cell.left..=cell.right).contains(&x) && (cell.top..=cell.bottom).contains(&y)
            });
            if let Some(text) = inside.and_then(|index| texts.get_mut(index)) {
                text.push(glyph);
            }
        }
        let mut out: Vec<DraftRow> = (0..grid.rows)
            .map(|_| DraftRow {
                page,
                cells: Vec::new(),
            })
            .collect();
        for (cell, text) in grid.cells.iter().zip(texts) {
            let text = CellText::new(
                rows(text),
                Frame {
                    left: cell.left,
                    right: cell.right,
                },
            );
            let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            if let Some(row) = out.get_mut(cell.row) {
                let (column, col_span) = (narrow(cell.column), narrow(cell.col_span));
                row.cells.push(DraftCell {
                    column,
                    col_span,
                    row_span: narrow(cell.row_span),
                    text,
                });
            }
        }
        Self {
            edges: grid.edges.clone(),
            rows: out,
            page,
        }
    }

    /// A table without lines.
    pub(super) fn spaced(spaced: Spaced, page: u32) -> Self {
        let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let cell = |(at, text): (usize, CellText)| DraftCell {
            column: narrow(at),
            col_span: 1,
            row_span: 1,
            text,
        };
        let row = |cells: Vec<CellText>| DraftRow {
            page,
            cells: cells.into_iter().enumerate().map(cell).collect(),
        };
        let mut edges: Vec<f64> = spaced.columns.iter().map(|column| column.left).collect();
        edges.extend(spaced.columns.last().map(|column| column.right));
        Self {
            edges,
            rows: spaced.cells.into_iter().map(row).collect(),
            page,
        }
    }

    /// All lines of all cells.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.rows
            .iter()
            .flat_map(|row| &row.cells)
            .flat_map(|cell| cell.text.lines())
    }

    pub(super) fn into_rows(self) -> Vec<GridRow> {
        let cell = |cell: DraftCell| GridCell {
            column: cell.column,
            col_span: cell.col_span,
            row_span: cell.row_span,
            lines: cell.text.into_lines(),
        };
        let row = |row: DraftRow| GridRow {
            number: None,
            page: Some(row.page),
            cells: row.cells.into_iter().map(cell).collect(),
        };
        self.rows.into_iter().map(row).collect()
    }

    /// Takes in the part on the next page, or gives it back when it is another table.
    pub(super) fn go_on(&mut self, mut next: Draft) -> Option<Draft> {
        if !self.share_columns(&mut next) {
            return Some(next);
        }
        let repeated = self.repeated_header(&next);
        let mut rows: Vec<DraftRow> = next.rows.drain(..).skip(repeated).collect();
        if let (Some(last), Some(first)) = (self.rows.last_mut(), rows.first())
            && is_rest(last, first)
        {
            let first = rows.remove(0);
            append(last, first);
        }
        self.rows.extend(rows);
        None
    }

    /// Makes both use the same columns when the edges of one are among those of the other.
    fn share_columns(&mut self, next: &mut Draft) -> bool {
        let shift = match (self.edges.first(), next.edges.first()) {
            (Some(a), Some(b)) => a - b,
            _ => return false,
        };
        let moved: Vec<f64> = next.edges.iter().map(|edge| edge + shift).collect();
        if let Some(places) = places(&moved, &self.edges) {
            remap(&mut next.rows, &places);
            return true;
        }
        let Some(places) = places(&self.edges, &moved) else {
            return false;
        };
        remap(&mut self.rows, &places);
        self.edges = moved;
        true
    }

    /// How many rows at the top of the next part say the same as the top of this table.
    fn repeated_header(&self, next: &Draft) -> usize {
        let same = self
            .rows
            .iter()
            .zip(&next.rows)
            .take(MAX_HEADER)
            .take_while(|(a, b)| {
                let (a, b) = (texts(a), texts(b));
                a == b && a.iter().any(|text| !text.is_empty())
            });
        same.count()
    }
}

/// For each edge its place among the others, if all are there with both ends.
fn places(edges: &[f64], others: &[f64]) -> Option<Vec<usize>> {
    let find = |edge: &f64| others.iter().position(|other| (other - edge).abs() <= SAME_EDGE);
    let places: Vec<usize> = edges.iter().map(find).collect::<Option<_>>()?;
    let ends = places.first() == Some(&0) && places.last().is_some_and(|last| last + 1 == others.len());
    (ends && places.is_sorted_by(|a, b| a < b)).then_some(places)
}

fn remap(rows: &mut [DraftRow], places: &[usize]) {
    let place = |column: u32| {
        places
            .get(column as usize)
            .map_or(column, |place| u32::try_from(*place).unwrap_or(column))
    };
    for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
        let end = place(cell.column.saturating_add(cell.col_span));
        cell.column = place(cell.column);
        cell.col_span = end.saturating_sub(cell.column).max(1);
    }
}

fn texts(row: &DraftRow) -> Vec<String> {
    row.cells.iter().map(text).collect()
}

fn text(cell: &DraftCell) -> String {
    cell.text.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

/// Whether a page's first row is the rest of the row before: nothing in the first column, and every
/// text that is there goes on with the one above.
fn is_rest(last: &DraftRow, first: &DraftRow) -> bool {
    let filled = |row: &DraftRow| row.cells.iter().filter(|cell| !cell.text.is_empty()).count();
    let blank_start = first.cells.first().is_none_or(|cell| cell.text.is_empty());
    if !blank_start || filled(first) == 0 || filled(first) >= filled(last) {
        return false;
    }
    first
        .cells
        .iter()
        .filter(|cell| !cell.text.is_empty())
        .all(|cell| {
            let above = last
                .cells
                .iter()
                .find(|above| above.column == cell.column && above.col_span == cell.col_span);
            above.is_some_and(|above| carries_on(&text(above), &text(cell)))
        })
}

fn carries_on(above: &str, below: &str) -> bool {
    if above.is_empty() {
        return false;
    }
    let closed = above.ends_with(['.', '!', '?']);
    let lower = below
        .chars()
        .next()
        .is_some_and(|letter| letter.is_lowercase() || letter.is_ascii_digit());
    let entry = below.starts_with(['-', '+', '•']);
    lower || entry || !closed
}

fn append(last: &mut DraftRow, rest: DraftRow) {
    for cell in rest.cells {
        if let Some(above) = last.cells.iter_mut().find(|above| above.column == cell.column) {
            above.text.append(cell.text);
        }
    }
}

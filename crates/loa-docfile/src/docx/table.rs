//! Word tables: grid columns, merged cells, rows in wrappers.

use std::collections::HashMap;

use super::xml::{Tag, Xml};
use super::{DocxReader, Wrapper, wrapper};
use crate::read::ReadError;
use crate::writer::{GridCell, GridRow, Line, MAX_COLUMNS};

/// A table while its rows come in.
#[derive(Default)]
struct Grid {
    rows: Vec<GridRow>,
    /// Vertical merges that are still open: grid column to row and cell.
    open: HashMap<u32, (usize, usize)>,
}

/// A row while its cells come in.
#[derive(Default)]
struct RowState {
    column: u32,
    deleted: bool,
    cells: Vec<(GridCell, Merge)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Merge {
    #[default]
    None,
    Restart,
    Continue,
}

impl DocxReader {
    /// A table that has just begun, through its end.
    pub(super) fn table(&mut self, xml: &mut Xml<'_>) -> Result<Vec<GridRow>, ReadError> {
        let mut grid = Grid::default();
        self.rows(xml, &mut grid)?;
        Ok(grid.rows)
    }

    fn rows(&mut self, xml: &mut Xml<'_>, grid: &mut Grid) -> Result<(), ReadError> {
        xml.children(|xml, tag| match wrapper(tag) {
            Wrapper::Open => self.rows(xml, grid),
            Wrapper::Content if tag.name() == "tr" => {
                let mut row = RowState::default();
                self.cells(xml, &mut row)?;
                if !row.deleted {
                    grid.add(row);
                }
                Ok(())
            }
            _ => xml.skip(),
        })
    }

    fn cells(&mut self, xml: &mut Xml<'_>, row: &mut RowState) -> Result<(), ReadError> {
        xml.children(|xml, tag| match wrapper(tag) {
            Wrapper::Open => self.cells(xml, row),
            Wrapper::Drop => xml.skip(),
            Wrapper::Content => match tag.name() {
                "trPr" => xml.children(|xml, tag| {
                    match tag.name() {
                        "gridBefore" => row.column = columns(tag),
                        "del" => row.deleted = true,
                        _ => {}
                    }
                    xml.skip()
                }),
                "tc" => self.cell(xml, row),
                _ => xml.skip(),
            },
        })
    }

    fn cell(&mut self, xml: &mut Xml<'_>, row: &mut RowState) -> Result<(), ReadError> {
        let mut state = CellState {
            col_span: 1,
            ..CellState::default()
        };
        self.content(xml, &mut state)?;
        let (column, col_span) = (row.column, state.col_span);
        row.column = column.saturating_add(col_span).min(MAX_COLUMNS);
        if column >= MAX_COLUMNS {
            return Ok(());
        }
        // The old way to merge to the right: a cell that continues the one before it.
        if state.across == Merge::Continue {
            if let Some((before, _)) = row.cells.last_mut() {
                before.col_span = before.col_span.saturating_add(col_span);
                before.lines.extend(state.lines);
            }
            return Ok(());
        }
        row.cells.push((
            GridCell {
                column,
                col_span,
                row_span: 1,
                lines: state.lines,
            },
            state.down,
        ));
        Ok(())
    }

    /// Paragraphs of a cell; a table inside it gives its paragraphs.
    fn content(&mut self, xml: &mut Xml<'_>, cell: &mut CellState) -> Result<(), ReadError> {
        xml.children(|xml, tag| match wrapper(tag) {
            Wrapper::Open => self.content(xml, cell),
            Wrapper::Drop => xml.skip(),
            Wrapper::Content => match tag.name() {
                "tcPr" => xml.children(|xml, tag| {
                    match tag.name() {
                        "gridSpan" => cell.col_span = columns(tag).max(1),
                        "vMerge" => cell.down = merge(tag),
                        "hMerge" => cell.across = merge(tag),
                        _ => {}
                    }
                    xml.skip()
                }),
                // What stands in a covered cell is not shown and not counted.
                "p" | "tbl" if cell.down == Merge::Continue => xml.skip(),
                "p" => {
                    cell.lines.extend(self.paragraph(xml)?);
                    Ok(())
                }
                "tbl" => {
                    let rows = self.table(xml)?;
                    let cells = rows.into_iter().flat_map(|row| row.cells);
                    cell.lines.extend(cells.flat_map(|cell| cell.lines));
                    Ok(())
                }
                _ => xml.skip(),
            },
        })
    }
}

#[derive(Default)]
struct CellState {
    col_span: u32,
    down: Merge,
    across: Merge,
    lines: Vec<Line>,
}

impl Grid {
    fn add(&mut self, row: RowState) {
        let index = self.rows.len();
        let mut out = GridRow::default();
        let mut open = HashMap::new();
        for (cell, merge) in row.cells {
            let above = self
                .open
                .get(&cell.column)
                .copied()
                .filter(|_| merge == Merge::Continue);
            let covering = above.and_then(|(row, at)| self.rows.get_mut(row)?.cells.get_mut(at));
            match (covering, above) {
                (Some(covering), Some(above)) => {
                    covering.row_span = covering.row_span.saturating_add(1);
                    open.insert(cell.column, above);
                }
                // A continuation of nothing is a cell of its own.
                _ => {
                    if merge != Merge::None {
                        open.insert(cell.column, (index, out.cells.len()));
                    }
                    out.cells.push(cell);
                }
            }
        }
        self.open = open;
        self.rows.push(out);
    }
}

/// A count of grid columns, within reason.
fn columns(tag: &Tag<'_>) -> u32 {
    tag.number()
        .and_then(|count| u32::try_from(count).ok())
        .unwrap_or(0)
        .min(MAX_COLUMNS)
}

fn merge(tag: &Tag<'_>) -> Merge {
    if tag.attribute("val").as_deref() == Some("restart") {
        Merge::Restart
    } else {
        Merge::Continue
    }
}

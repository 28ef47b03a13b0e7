//! Tables: which columns and rows each cell covers, whatever its makers left out.

use crate::document::{Align, Cell, Run, Table};
use crate::layout::{self, Stand, Style, Twips};
use crate::sheet::{Grid, Line, Piece, Slot};

/// More would not be read on paper; what lies beyond is left out.
const MOST_COLUMNS: usize = 60;

/// The table with every place of its grid covered once.
pub(super) fn grid(table: &Table, room: Twips) -> Piece {
    let count = column_count(table);
    let stands: Vec<Stand> = (0..count)
        .map(|column| stand(table.align.get(column).copied()))
        .collect();
    let mut rows = section(&table.head, count, |_| Style::TableHead, |_| Stand::Centre);
    let head = rows.len();
    rows.extend(section(
        &table.rows,
        count,
        |_| Style::Cell,
        |column| stands.get(column).copied().unwrap_or(Stand::Left),
    ));
    Piece::Table(Grid {
        widths: widths(&table.columns, count, room),
        head,
        rows,
        after: layout::pt(6),
    })
}

fn column_count(table: &Table) -> usize {
    let row_width = |row: &Vec<Cell>| row.iter().map(|cell| cell.columns.max(1) as usize).sum::<usize>();
    let widest = table
        .head
        .iter()
        .chain(&table.rows)
        .map(row_width)
        .max()
        .unwrap_or(1);
    let count = if table.columns.is_empty() {
        widest
    } else {
        table.columns.len()
    };
    count.clamp(1, MOST_COLUMNS)
}

/// Shares of the width; what rounding leaves is the last column's.
fn widths(shares: &[u32], count: usize, room: Twips) -> Vec<Twips> {
    let shares: Vec<i64> = (0..count)
        .map(|column| i64::from(shares.get(column).copied().unwrap_or(1).max(1)))
        .collect();
    let all: i64 = shares.iter().sum();
    let mut left = room;
    let width = |(column, share): (usize, i64)| {
        let width = Twips::try_from(i64::from(room) * share / all)
            .unwrap_or(room)
            .min(left);
        let width = if column + 1 == count { left } else { width };
        left -= width;
        width
    };
    shares.into_iter().enumerate().map(width).collect()
}

fn stand(align: Option<Align>) -> Stand {
    match align {
        Some(Align::Centre) => Stand::Centre,
        Some(Align::Right) => Stand::Right,
        Some(Align::Left) | None => Stand::Left,
    }
}

/// Head or rows: no cell reaches from one into the other.
fn section(
    rows: &[Vec<Cell>],
    count: usize,
    style: impl Fn(usize) -> Style,
    stand: impl Fn(usize) -> Stand,
) -> Vec<Vec<Slot>> {
    // For how many rows more each column is covered from above.
    let mut covered = vec![0_usize; count];
    let mut made = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let mut boxes = Vec::new();
        let mut cells = row.iter();
        let mut column = 0;
        while column < count {
            if covered.get(column).is_some_and(|rows| *rows > 0) {
                column += 1;
                continue;
            }
            let empty = Cell::of("");
            let cell = cells.next().unwrap_or(&empty);
            let free = covered.iter().skip(column).take_while(|rows| **rows == 0).count();
            let columns = (cell.columns.max(1) as usize).min(free);
            let rows = (cell.rows.max(1) as usize).min(rows.len() - place);
            covered
                .iter_mut()
                .skip(column)
                .take(columns)
                .for_each(|left| *left = rows);
            let lines = cell_lines(cell, style(column), stand(column));
            boxes.push(Slot {
                column,
                columns,
                rows,
                lines,
            });
            column += columns;
        }
        covered.iter_mut().for_each(|left| *left = left.saturating_sub(1));
        made.push(boxes);
    }
    made
}

fn cell_lines(cell: &Cell, style: Style, stand: Stand) -> Vec<Line> {
    let line = |text: &str| {
        let run = Run {
            bold: cell.bold,
            ..Run::plain(text)
        };
        Line {
            stand,
            ..Line::of_runs(style, vec![run])
        }
    };
    cell.text.split('\n').map(line).collect()
}

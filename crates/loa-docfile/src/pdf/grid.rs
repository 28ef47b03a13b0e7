//! Ruling lines to the cells of tables.

use super::content::{Page, Rule};

/// Lines closer than this, in points, are the same line drawn in pieces.
const SAME: f64 = 3.0;
/// Shorter lines are strokes of a drawing or an underline.
const MIN_LENGTH: f64 = 5.0;
/// More lines than this on a page are a drawing, not a table.
const MAX_RULES: usize = 3_000;
/// More cells than this are squared paper.
const MAX_CELLS: usize = 4_000;

/// A cell of a table: grid position and place on the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Box {
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub col_span: usize,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

/// A table's frame.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// Edges of the columns, from the left; one more than there are columns.
    pub edges: Vec<f64>,
    pub rows: usize,
    pub cells: Vec<Box>,
    pub top: f64,
    pub bottom: f64,
}

impl Grid {
    pub(super) fn left(&self) -> f64 {
        self.edges.first().copied().unwrap_or(0.0)
    }

    pub(super) fn right(&self) -> f64 {
        self.edges.last().copied().unwrap_or(0.0)
    }

    pub(super) fn holds(&self, x: f64, y: f64) -> bool {
        (self.left()..=self.right()).contains(&x) && (self.top..=self.bottom).contains(&y)
    }
}

/// The tables of a page, smaller ones first so that a table in a frame wins over the frame.
pub(super) fn grids(page: &Page) -> Vec<Grid> {
    let across = merge(&page.across);
    let down = merge(&page.down);
    if across.len() + down.len() > MAX_RULES {
        return Vec::new();
    }
    let mut grids: Vec<Grid> = groups(&across, &down)
        .into_iter()
        .filter_map(|(a, d)| grid(&a, &d))
        .collect();
    let area = |grid: &Grid| (grid.right() - grid.left()) * (grid.bottom - grid.top);
    grids.sort_by(|a, b| area(a).total_cmp(&area(b)));
    grids
}

/// Joins pieces of one line.
fn merge(rules: &[Rule]) -> Vec<Rule> {
    let mut sorted: Vec<Rule> = rules.to_vec();
    sorted.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut merged = Vec::new();
    for same in sorted.chunk_by(|a, b| b.at - a.at <= SAME / 2.0) {
        let mut pieces = same.to_vec();
        pieces.sort_by(|a, b| a.start.total_cmp(&b.start));
        let mut open: Option<Rule> = None;
        for piece in pieces {
            match &mut open {
                Some(rule) if piece.start - rule.end <= SAME => rule.end = rule.end.max(piece.end),
                _ => merged.extend(open.replace(piece)),
            }
        }
        merged.extend(open);
    }
    merged.retain(|rule| rule.end - rule.start >= MIN_LENGTH);
    merged
}

/// Lines that touch one another belong together.
fn groups(across: &[Rule], down: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let mut parent: Vec<usize> = (0..across.len() + down.len()).collect();
    for (index, line) in across.iter().enumerate() {
        for (offset, post) in down.iter().enumerate() {
            let meets = post.at >= line.start - SAME
                && post.at <= line.end + SAME
                && line.at >= post.start - SAME
                && line.at <= post.end + SAME;
            if meets {
                let (a, b) = (root(&mut parent, index), root(&mut parent, across.len() + offset));
                if let Some(slot) = parent.get_mut(a) {
                    *slot = b;
                }
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, (Vec<Rule>, Vec<Rule>)> =
        std::collections::BTreeMap::new();
    for (index, line) in across.iter().enumerate() {
        groups.entry(root(&mut parent, index)).or_default().0.push(*line);
    }
    for (offset, post) in down.iter().enumerate() {
        groups
            .entry(root(&mut parent, across.len() + offset))
            .or_default()
            .1
            .push(*post);
    }
    groups
        .into_values()
        .filter(|(across, down)| across.len() + down.len() >= 3)
        .collect()
}

fn root(parent: &mut [usize], mut node: usize) -> usize {
    while let Some(up) = parent.get(node).copied().filter(|up| *up != node) {
        let further = parent.get(up).copied().unwrap_or(up);
        if let Some(slot) = parent.get_mut(node) {
            *slot = further;
        }
        node = further;
    }
    node
}

/// Distinct positions of the lines across, and of the ends of those along: a side may be left open.
fn edges(rules: &[Rule], others: &[Rule]) -> Vec<f64> {
    let mut at: Vec<f64> = rules.iter().map(|rule| rule.at).collect();
    let ends = || others.iter().flat_map(|rule| [rule.start, rule.end]);
    let (low, high) = (ends().fold(f64::MAX, f64::min), ends().fold(f64::MIN, f64::max));
    at.extend([low, high].into_iter().filter(|end| end.abs() < f64::MAX));
    at.sort_by(f64::total_cmp);
    let mut edges: Vec<f64> = Vec::new();
    for position in at {
        if edges.last().is_none_or(|last| position - last > SAME) {
            edges.push(position);
        }
    }
    edges
}

/// Whether a line at `at` runs along most of the way from `start` to `end`.
fn is_drawn(rules: &[Rule], at: f64, start: f64, end: f64) -> bool {
    let near = rules.iter().filter(|rule| (rule.at - at).abs() <= SAME);
    let covered: f64 = near
        .map(|rule| (rule.end.min(end) - rule.start.max(start)).max(0.0))
        .sum();
    covered >= (end - start) * 0.6
}

fn grid(across: &[Rule], down: &[Rule]) -> Option<Grid> {
    let xs = edges(down, across);
    let ys = edges(across, down);
    let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
    if columns == 0 || rows == 0 || columns.saturating_mul(rows) > MAX_CELLS {
        return None;
    }
    let post = |row: usize, edge: usize| {
        let side = edge == 0 || edge == columns;
        side || matches!((xs.get(edge), ys.get(row), ys.get(row + 1)), (Some(x), Some(a), Some(b)) if is_drawn(down, *x, *a, *b))
    };
    let line = |edge: usize, column: usize| {
        let side = edge == 0 || edge == rows;
        side || matches!((ys.get(edge), xs.get(column), xs.get(column + 1)), (Some(y), Some(a), Some(b)) if is_drawn(across, *y, *a, *b))
    };
    let mut taken = vec![false; columns * rows];
    let mut cells = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if taken.get(row * columns + column).copied().unwrap_or(true) {
                continue;
            }
            let free = |column: usize| !taken.get(row * columns + column).copied().unwrap_or(true);
            let mut right = column + 1;
            while right < columns && free(right) && !post(row, right) {
                right += 1;
            }
            let mut bottom = row + 1;
            while bottom < rows
                && (column..right).all(|at| !line(bottom, at))
                && (column + 1..right).all(|edge| !post(bottom, edge))
            {
                bottom += 1;
            }
            for at in (row..bottom).flat_map(|row| (column..right).map(move |column| row * columns + column))
            {
                if let Some(slot) = taken.get_mut(at) {
                    *slot = true;
                }
            }
            cells.push(Box {
                row,
                column,
                row_span: bottom - row,
                col_span: right - column,
                left: xs.get(column).copied()?,
                right: xs.get(right).copied()?,
                top: ys.get(row).copied()?,
                bottom: ys.get(bottom).copied()?,
            });
        }
    }
    compact(cells, &xs, *ys.first()?, *ys.last()?)
}

/// Leaves out grid rows and columns in which no cell begins. A frame around text is no table.
fn compact(mut cells: Vec<Box>, xs: &[f64], top: f64, bottom: f64) -> Option<Grid> {
    let starts = |of: fn(&Box) -> usize, cells: &[Box]| {
        let mut starts: Vec<usize> = cells.iter().map(of).collect();
        starts.sort_unstable();
        starts.dedup();
        starts
    };
    let columns = starts(|cell| cell.column, &cells);
    let rows = starts(|cell| cell.row, &cells);
    if columns.len() < 2 {
        return None;
    }
    let rank = |starts: &[usize], at: usize| starts.partition_point(|start| *start < at);
    for cell in &mut cells {
        let (right, below) = (cell.column + cell.col_span, cell.row + cell.row_span);
        cell.column = rank(&columns, cell.column);
        cell.col_span = rank(&columns, right) - cell.column;
        cell.row = rank(&rows, cell.row);
        cell.row_span = rank(&rows, below) - cell.row;
    }
    let mut edges: Vec<f64> = columns
        .iter()
        .filter_map(|column| xs.get(*column))
        .copied()
        .collect();
    edges.extend(xs.last());
    Some(Grid {
        edges,
        rows: rows.len(),
        cells,
        top,
        bottom,
    })
}

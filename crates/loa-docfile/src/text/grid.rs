//! Tables that keep their grid in text: cells parted by tabs, Markdown's pipe tables, and tables drawn
//! with `+---+`.

use super::bars::is_number;
use super::join::Setting;
use super::line::break_tag;
use super::piece::{self, Piece};
use super::side;
use super::start;
use std::ops::Range;

/// Source ranges: rows, cells, lines of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grid {
    pub columns: usize,
    pub rows: Vec<Vec<Vec<Range<usize>>>>,
    /// How the lines of a cell become paragraphs; `None`: the author broke them, each is one.
    pub setting: Option<Setting>,
    /// Stands in a fence, where nothing is a mark.
    pub literal: bool,
}

/// The lines of a source text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lines<'a> {
    pub source: &'a str,
    pub ranges: &'a [Range<usize>],
}

impl<'a> Lines<'a> {
    /// The line, or an empty one after the last.
    pub fn get(&self, at: usize) -> &'a str {
        self.ranges
            .get(at)
            .and_then(|range| self.source.get(range.clone()))
            .unwrap_or_default()
    }

    /// The pieces of the line, parted by `gap` spaces or a tab.
    pub fn pieces(&self, at: usize, gap: usize) -> Vec<Piece> {
        piece::pieces(self.get(at), self.start(at), gap)
    }

    /// The words of a piece.
    pub fn words(&self, piece: &Piece) -> Vec<Piece> {
        let text = self.source.get(piece.bytes.clone()).unwrap_or_default();
        let mut words = piece::pieces(text, piece.bytes.start, 1);
        for word in &mut words {
            word.columns.start += piece.columns.start;
            word.columns.end += piece.columns.start;
        }
        words
    }

    /// From the first to the last of the pieces.
    pub fn text(&self, pieces: &[Piece]) -> &'a str {
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            return "";
        };
        self.source
            .get(first.bytes.start..last.bytes.end)
            .unwrap_or_default()
    }

    fn start(&self, at: usize) -> usize {
        self.ranges.get(at).map_or(self.source.len(), |range| range.start)
    }
}

/// Line ranges without their line breaks.
pub(crate) fn lines(source: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, _) in source.match_indices('\n') {
        out.push(from..at);
        from = at + 1;
    }
    if from < source.len() {
        out.push(from..source.len());
    }
    out
}

/// What stands at a line, and the line after it; so that no line is looked at twice.
pub(crate) enum Found {
    Table(Grid, usize),
    /// No table begins on the lines before this one.
    Nothing(usize),
}

/// A tab-separated table that begins at line `at`.
pub(crate) fn tabs(lines: &Lines<'_>, at: usize, end: usize) -> Found {
    let width = tab_count(lines.get(at));
    let (mut rows, mut next, mut columns) = (Vec::new(), at, width + 1);
    let mut listed = true;
    while next < end && width > 0 && (next == at || !side::opens(lines, next)) {
        let line = lines.get(next);
        let follows = |at: usize| at < end && raw_tabs(lines.get(at)) == width;
        if line.trim().is_empty() && width >= 2 && follows(next + 1) {
            next += 1;
        } else if tab_count(line) > 0 || raw_tabs(line) == width {
            let after = row_end(lines, next, end, width);
            listed &= is_list_number(line.split('\t').next().unwrap_or_default());
            rows.push(row(lines, next..after));
            columns = columns.max(rows.last().map_or(0, Vec::len));
            next = after;
        } else if rows.len() > 1 && !line.trim().is_empty() && follows(next + 1) {
            // The last cell goes on.
            let rest = lines.ranges.get(next).cloned();
            if let Some(cell) = rows.last_mut().and_then(|row: &mut Vec<Vec<_>>| row.last_mut()) {
                cell.extend(rest);
            }
            next += 1;
        } else {
            break;
        }
    }
    // `1.⇥Mục đích`: numbered paragraphs, not a table of two columns.
    if listed && columns == 2 || rows.len() < 2 && columns < 4 {
        return Found::Nothing(next.max(at + 1));
    }
    Found::Table(
        Grid {
            columns,
            rows,
            setting: Some(Setting::Cell),
            literal: false,
        },
        next,
    )
}

fn raw_tabs(line: &str) -> usize {
    line.bytes().filter(|byte| *byte == b'\t').count()
}

/// The line after the row. Cells with line breaks spread a row over lines that have its tabs together.
fn row_end(lines: &Lines<'_>, at: usize, end: usize, width: usize) -> usize {
    let mut tabs = raw_tabs(lines.get(at));
    for next in at + 1..end.min(at + 12) {
        let line = lines.get(next);
        let first = line.split('\t').next().unwrap_or_default().trim();
        if tabs == width {
            return next;
        }
        if tabs > width || line.trim().is_empty() || is_number(first) {
            break;
        }
        tabs += raw_tabs(line);
    }
    if tabs == width && end <= at + 12 {
        end
    } else {
        at + 1
    }
}

/// Cells of the lines; the last cell of a line goes on in the first of the next.
fn row(lines: &Lines<'_>, range: Range<usize>) -> Vec<Vec<Range<usize>>> {
    let mut cells: Vec<Vec<Range<usize>>> = Vec::new();
    for at in range {
        let mut parts = split_tabs(lines.get(at), lines.start(at)).into_iter();
        if let Some(open) = cells.last_mut() {
            open.extend(parts.next());
        }
        cells.extend(parts.map(once));
    }
    cells
}

/// Tabs between texts; those before the first text are an indent.
fn tab_count(line: &str) -> usize {
    let line = line.trim_end_matches(['\r', '\n', ' ']);
    let body = line.trim_start_matches(' ');
    if body.trim().is_empty() {
        return 0;
    }
    // One leading tab and more tabs later: the first cell is empty. Only leading tabs: an indent.
    let inner = body.trim_start_matches('\t');
    if inner.contains('\t') {
        body.bytes().filter(|byte| *byte == b'\t').count()
    } else {
        0
    }
}

fn is_list_number(cell: &str) -> bool {
    let cell = cell.trim();
    cell.is_empty()
        || matches!(cell, "-" | "–" | "+" | "•" | "*" | "·" | "o")
        || start::number(&format!("{cell} A")).is_some_and(|length| length == cell.len())
}

fn once(range: Range<usize>) -> Vec<Range<usize>> {
    std::iter::once(range).collect()
}

fn split_tabs(line: &str, start: usize) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut from = 0;
    for (at, _) in line.match_indices('\t') {
        cells.push(start + from..start + at);
        from = at + 1;
    }
    cells.push(start + from..start + line.len());
    cells
}

/// A table drawn with `+---+---+` that begins at line `at`.
pub(crate) fn frame(lines: &Lines<'_>, at: usize, end: usize) -> Option<Found> {
    if !is_frame(lines.get(at)) || !lines.get(at + 1).trim_start().starts_with('|') {
        return None;
    }
    let (mut rows, mut row, mut next) = (Vec::new(), Vec::<Vec<Range<usize>>>::new(), at);
    while next < end {
        let line = lines.get(next);
        if is_frame(line) {
            rows.extend(Some(std::mem::take(&mut row)).filter(|row| !row.is_empty()));
        } else if line.trim_start().starts_with('|') {
            for (column, cell) in split_pipes(line, lines.start(next)).into_iter().enumerate() {
                match row.get_mut(column) {
                    Some(lines) => lines.extend(cell),
                    None => row.push(cell),
                }
            }
        } else {
            break;
        }
        next += 1;
    }
    rows.extend(Some(row).filter(|row| !row.is_empty()));
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
    Some(Found::Table(
        Grid {
            columns,
            rows,
            setting: Some(Setting::Cell),
            literal: false,
        },
        next,
    ))
}

fn is_frame(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('+')
        && line.len() > 2
        && line.ends_with('+')
        && line.bytes().all(|byte| b"+-=:".contains(&byte))
}

/// A Markdown table that begins at line `at`.
pub(crate) fn pipes(lines: &Lines<'_>, at: usize, end: usize) -> Option<Found> {
    let head = lines.get(at);
    if !head.contains('|') || at + 1 >= end {
        return None;
    }
    let ruled = is_delimiter(lines.get(at + 1));
    let walled = |line: &str| {
        let line = line.trim();
        line.len() > 2 && line.starts_with('|') && line.ends_with('|')
    };
    let framed = ruled || walled(head) && walled(lines.get(at + 1));
    if is_delimiter(head) || !framed {
        return None;
    }
    let (mut rows, mut next, mut columns) = (Vec::new(), at, 1);
    while next < end {
        let line = lines.get(next);
        if !line.contains('|') || line.trim().is_empty() {
            break;
        }
        if !is_delimiter(line) {
            let cells = split_pipes(line, lines.start(next));
            columns = columns.max(cells.len());
            rows.push(cells);
        }
        next += 1;
    }
    Some(Found::Table(
        Grid {
            columns,
            rows,
            setting: None,
            literal: false,
        },
        next,
    ))
}

/// `|---|:--:|`.
pub(crate) fn is_delimiter(line: &str) -> bool {
    let line = line.trim();
    line.contains('-') && line.contains('|') && line.bytes().all(|byte| b"|-: ".contains(&byte))
}

fn split_pipes(line: &str, start: usize) -> Vec<Vec<Range<usize>>> {
    let body = line.trim();
    let lead = line.len() - line.trim_start().len();
    let inner = body.strip_prefix('|').unwrap_or(body);
    let first = lead + (body.len() - inner.len());
    let escaped = |at: usize| at > 0 && line.as_bytes().get(at - 1) == Some(&b'\\');
    let last = first + inner.len();
    let last = if inner.ends_with('|') && !escaped(last - 1) {
        last - 1
    } else {
        last
    };
    let bars = line.match_indices('|').map(|(at, _)| at);
    let mut cells = Vec::new();
    let mut from = first;
    for at in bars.filter(|at| (first..last).contains(at) && !escaped(*at)) {
        cells.push(split_breaks(line, from..at, start));
        from = at + 1;
    }
    cells.push(split_breaks(line, from..last, start));
    cells
}

/// The lines of a cell: `<br>` parts them.
fn split_breaks(line: &str, range: Range<usize>, start: usize) -> Vec<Range<usize>> {
    let Some(cell) = line.get(range.clone()) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    let mut from = range.start;
    for (at, _) in cell.match_indices('<') {
        if let Some(length) = cell.get(at..).and_then(break_tag) {
            out.push(start + from..start + range.start + at);
            from = range.start + at + length;
        }
    }
    out.push(start + from..start + range.end);
    out
}

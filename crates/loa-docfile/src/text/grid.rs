//! Tables that keep their grid in text: cells parted by tabs, and Markdown's pipe tables.

use super::line::break_tag;
use super::start;
use std::ops::Range;

/// Source ranges: rows, cells, lines of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grid {
    pub columns: usize,
    pub rows: Vec<Vec<Vec<Range<usize>>>>,
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
    let first = tab_count(lines.get(at));
    let (mut rows, mut next, mut columns) = (Vec::new(), at, first + 1);
    let mut listed = true;
    while next < end && first > 0 {
        let line = lines.get(next);
        let count = tab_count(line);
        let follows = |at: usize| at < end && tab_count(lines.get(at)) == first;
        if line.trim().is_empty() && first >= 2 && follows(next + 1) {
            next += 1;
            continue;
        }
        if count == 0 {
            break;
        }
        columns = columns.max(count + 1);
        listed &= is_list_number(line.split('\t').next().unwrap_or_default());
        rows.push(split_tabs(line, lines.start(next)));
        next += 1;
    }
    // `1.⇥Mục đích`: numbered paragraphs, not a table of two columns.
    if listed && columns == 2 || rows.len() < 2 && columns < 4 {
        return Found::Nothing(next.max(at + 1));
    }
    Found::Table(Grid { columns, rows }, next)
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

fn split_tabs(line: &str, start: usize) -> Vec<Vec<Range<usize>>> {
    let mut cells = Vec::new();
    let mut from = 0;
    for (at, _) in line.match_indices('\t') {
        cells.push(once(start + from..start + at));
        from = at + 1;
    }
    cells.push(once(start + from..start + line.len()));
    cells
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
    Some(Found::Table(Grid { columns, rows }, next))
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

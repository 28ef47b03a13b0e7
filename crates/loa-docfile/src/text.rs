//! Plain text, Markdown and web copies to a [`Body`].
//!
//! Hard-wrapped lines become paragraphs again, emphasis becomes [`crate::body::Look`], and tables get their
//! rows and columns back: tab-separated, Markdown pipes, drawn with `+---+`, set with spaces (see [`spaced`]),
//! and web copies that put one cell on a line (see [`bars`]). Issuer and national title, recipients and
//! signature side by side become a table of one row and two cells (see [`side`]). Page numbers and headers
//! that a print repeats after a form feed are left out. Work grows in step with the length of the text.

mod bars;
mod edges;
mod grid;
mod header;
mod join;
mod line;
mod piece;
mod rows;
mod side;
mod sign;
mod spaced;
mod start;
mod table;

use crate::body::{Block, Body, Format};
use crate::read::{Limits, ReadError};
use bars::{Kind, Piece, Segment};
use grid::{Found, Grid, Lines};
use join::{Setting, Wrap};
use line::{Line, Marks};
use std::ops::Range;
use table::Raw;

/// Reads decoded text, NFC (see [`crate::decode::decode`]).
///
/// Exotic spaces become plain ones, so that a position never falls inside of one; lines keep their numbers.
///
/// # Errors
/// [`ReadError::TooLarge`] for more bytes or cells than `limits` allow.
pub fn read_text(text: String, limits: &Limits) -> Result<Body, ReadError> {
    if text.len() > limits.text_bytes {
        return Err(ReadError::TooLarge("text"));
    }
    let source = plain_spaces(text);
    let ranges = grid::lines(&source);
    let lines = Lines {
        source: &source,
        ranges: &ranges,
    };
    let from = after_front_matter(&lines);
    let parts = if has_lone_bars(&lines) {
        web_copy(&lines, from, limits)?
    } else {
        flow(&lines, from..ranges.len(), limits)?
    };
    let blocks = blocks(&source, parts, limits)?;
    Ok(Body {
        format: Format::Text,
        source,
        blocks,
    })
}

/// What was found, before paragraphs are joined: the wrap width is known only after all was seen.
enum Part {
    Prose(Vec<Line>),
    Table(Raw),
    Grid(Grid),
}

fn blocks(source: &str, parts: Vec<Part>, limits: &Limits) -> Result<Vec<Block>, ReadError> {
    let wrap = Wrap::of(parts.iter().filter_map(|part| match part {
        Part::Prose(lines) => Some(lines.as_slice()),
        _ => None,
    }));
    let mut out = table::Out::new(limits.cells);
    for part in parts {
        match part {
            Part::Prose(lines) => {
                let lines = join::notes_aside(lines);
                for paragraph in join::paragraphs(&lines, Setting::Prose, &wrap) {
                    out.paragraph(paragraph);
                }
            }
            Part::Table(raw) => out.raw(raw)?,
            Part::Grid(grid) => out.grid(source, &grid)?,
        }
    }
    Ok(out.blocks)
}

fn plain_spaces(text: String) -> String {
    let old_mac = text.contains('\r') && !text.contains('\n');
    let exotic = |sign: char| sign.is_whitespace() && !sign.is_ascii() || old_mac && sign == '\r';
    if !text.contains(exotic) {
        return text;
    }
    text.chars()
        .map(|sign| match sign {
            '\r' if old_mac => '\n',
            sign if exotic(sign) => ' ',
            sign => sign,
        })
        .collect()
}

/// The first line after `---` … `---` with `key: value` lines.
fn after_front_matter(lines: &Lines<'_>) -> usize {
    if lines.get(0).trim_start_matches('\u{feff}').trim_end() != "---" {
        return 0;
    }
    let close =
        (1..lines.ranges.len().min(400)).find(|at| matches!(lines.get(*at).trim_end(), "---" | "..."));
    let Some(close) = close else { return 0 };
    if (1..close).any(|at| lines.get(at).contains(": ") || lines.get(at).trim_end().ends_with(':')) {
        close + 1
    } else {
        0
    }
}

/// Bars alone on their lines, more of them than Markdown rows.
fn has_lone_bars(lines: &Lines<'_>) -> bool {
    let (mut lone, mut rows) = (0_usize, 0_usize);
    for range in lines.ranges {
        let line = lines.source.get(range.clone()).unwrap_or_default().trim();
        if line == "|" {
            lone += 1;
        } else if line.len() > 2 && line.starts_with('|') && line.ends_with('|') {
            rows += 1;
        }
    }
    lone >= 3 && lone > rows
}

/// Where tables were looked for in vain, so that no line is looked at twice.
#[derive(Default)]
struct Tables {
    no_tabs: usize,
    no_spaces: usize,
}

impl Tables {
    /// The table that begins at line `at`, and the line after it.
    fn find(&mut self, lines: &Lines<'_>, at: usize, end: usize, literal: bool) -> Option<(Grid, usize)> {
        let pipes = || {
            if literal {
                None
            } else {
                grid::pipes(lines, at, end)
            }
        };
        let found = grid::frame(lines, at, end)
            .or_else(pipes)
            .or_else(|| side::find(lines, at, end));
        if let Some(Found::Table(grid, next)) = found {
            return Some((grid, next));
        }
        for (find, none) in [
            (
                spaced::find as fn(&Lines<'_>, usize, usize) -> Found,
                &mut self.no_spaces,
            ),
            (grid::tabs, &mut self.no_tabs),
        ] {
            if at < *none {
                continue;
            }
            match find(lines, at, end) {
                Found::Table(grid, next) => return Some((grid, next)),
                Found::Nothing(next) => *none = next,
            }
        }
        None
    }
}

/// Prose with tab and pipe tables in it.
fn flow(lines: &Lines<'_>, range: Range<usize>, limits: &Limits) -> Result<Vec<Part>, ReadError> {
    let (mut parts, mut prose, mut marks) = (Vec::new(), Vec::new(), Marks::default());
    let (mut at, mut gap, mut cells) = (range.start, true, 0_usize);
    let (mut tables, mut page) = (Tables::default(), false);
    while at < range.end {
        let text = lines.get(at);
        page |= piece::begins_page(text);
        if piece::is_page_number(lines, at) {
            (page, at) = (true, at + 1);
            continue;
        }
        if text.trim_start().starts_with("```") || text.trim_start().starts_with("~~~") {
            marks.reset();
            marks.literal = !marks.literal;
            gap = true;
            at += 1;
            continue;
        }
        if let Some((mut found, next)) = tables.find(lines, at, range.end, marks.literal) {
            found.literal = marks.literal;
            cells += found.rows.iter().map(Vec::len).sum::<usize>();
            if cells > limits.cells {
                return Err(ReadError::TooLarge("cells"));
            }
            parts.push(Part::Prose(std::mem::take(&mut prose)));
            parts.push(Part::Grid(found));
            (at, gap) = (next, true);
            marks.reset();
            continue;
        }
        if text.trim().is_empty() || line::is_rule(text) {
            gap = true;
            marks.reset();
        }
        if let Some(mut line) = lines
            .ranges
            .get(at)
            .and_then(|range| line::read(lines.source, range.clone(), &mut marks))
        {
            let on_next_page =
                std::mem::take(&mut page) && prose.last().is_some_and(|last| join::is_cut(last, &line));
            line.gap = std::mem::take(&mut gap) && !on_next_page;
            prose.push(line);
        } else if let Some(last) = prose.last_mut() {
            last.open = marks.is_open();
        }
        at += 1;
    }
    parts.push(Part::Prose(prose));
    Ok(parts)
}

/// The lines between two bars.
#[derive(Default)]
struct Between {
    lines: Vec<Line>,
    /// Something stood there, even when nothing of it is to be seen.
    signs: bool,
    /// Where it begins in the source.
    at: usize,
    /// Source lines, and whether one of them has a tab.
    range: Range<usize>,
    tabs: bool,
}

fn web_copy(lines: &Lines<'_>, from: usize, limits: &Limits) -> Result<Vec<Part>, ReadError> {
    let mut all = between(lines, from);
    if all.len() > limits.cells {
        return Err(ReadError::TooLarge("cells"));
    }
    let last = all.len().saturating_sub(1);
    let segments: Vec<Segment> = all
        .iter()
        .enumerate()
        .map(|(at, one)| Segment::of(&one.lines, one.signs, at == 0 || at == last))
        .collect();
    let mut parts = Vec::new();
    let mut open: Option<Raw> = None;
    let pieces = bars::parse(&segments);
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Outside(at) => {
                let next = pieces.get(index + 1);
                let dots = segments
                    .get(*at)
                    .is_some_and(|segment| segment.kind == Kind::Dots);
                // Rows that the publisher left out: the table goes on behind the dots.
                if let (Some(raw), Some(Piece::Table { columns, .. })) = (&mut open, next)
                    && dots
                    && raw.columns == *columns
                {
                    raw.rows.push(take_cells(&mut all, *at..*at + 1));
                    continue;
                }
                parts.extend(open.take().map(Part::Table));
                let Some(one) = all.get_mut(*at) else { continue };
                if one.tabs {
                    parts.extend(flow(lines, one.range.clone(), limits)?);
                } else {
                    parts.push(Part::Prose(std::mem::take(&mut one.lines)));
                }
            }
            Piece::Table { columns, rows } => {
                let raw = open.get_or_insert_with(|| Raw {
                    columns: *columns,
                    rows: Vec::new(),
                });
                raw.rows
                    .extend(rows.iter().map(|row| take_cells(&mut all, row.clone())));
            }
        }
    }
    parts.extend(open.map(Part::Table));
    Ok(parts)
}

fn take_cells(all: &mut [Between], row: Range<usize>) -> Vec<table::RawCell> {
    let Some(cells) = all.get_mut(row) else {
        return Vec::new();
    };
    cells
        .iter_mut()
        .map(|one| table::RawCell {
            lines: std::mem::take(&mut one.lines),
            at: one.at,
        })
        .collect()
}

/// Cuts the lines at the bars.
fn between(lines: &Lines<'_>, from: usize) -> Vec<Between> {
    let mut out = vec![Between {
        range: from..from,
        ..Between::default()
    }];
    let mut marks = Marks::default();
    let mut gap = true;
    for at in from..lines.ranges.len() {
        let Some(range) = lines.ranges.get(at).cloned() else {
            continue;
        };
        let (before, content, after) = split_bars(lines.get(at), range.start);
        for _ in 0..before {
            marks.reset();
            gap = true;
            out.push(Between {
                at: content.start,
                range: at..at,
                ..Between::default()
            });
        }
        if let Some(one) = out.last_mut() {
            one.range.end = at + usize::from(after == 0 && before == 0);
            one.tabs |= lines.get(at).trim().contains('\t');
            let text = lines.source.get(content.clone()).unwrap_or_default();
            one.signs |= !text.trim().is_empty();
            if text.trim().is_empty() || line::is_rule(text) {
                gap = true;
                marks.reset();
            } else if let Some(mut line) = line::read(lines.source, content.clone(), &mut marks) {
                line.gap = std::mem::take(&mut gap);
                one.lines.push(line);
            } else if let Some(last) = one.lines.last_mut() {
                // A line of nothing but `**` may have closed it.
                last.open = marks.is_open();
            }
        }
        for _ in 0..after {
            marks.reset();
            gap = true;
            out.push(Between {
                at: content.end,
                range: at + 1..at + 1,
                ..Between::default()
            });
        }
    }
    out
}

/// Bars before the text, the text, bars after it.
fn split_bars(line: &str, start: usize) -> (usize, Range<usize>, usize) {
    let is_bar = |sign: char| sign == '|' || sign.is_whitespace();
    let bars = |text: &str| text.bytes().filter(|byte| *byte == b'|').count();
    let body = line.trim_start_matches(is_bar);
    let lead = line.len() - body.len();
    let inner = body.trim_end_matches(is_bar);
    let inner = if inner.ends_with('\\') { body } else { inner };
    let before = bars(line.get(..lead).unwrap_or_default());
    let after = bars(body.get(inner.len()..).unwrap_or_default());
    // Without a bar the spaces before the text stay: they are its indent.
    let from = if before == 0 { 0 } else { lead };
    (before, start + from.min(lead)..start + lead + inner.len(), after)
}

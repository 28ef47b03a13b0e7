//! A document as the review page shows it: its lines and tables, with the words that values were read from marked.

use std::collections::HashSet;

use loa_docfile::body::{Block, Body, Cell, Paragraph, Table};
use serde::{Deserialize, Serialize};

use crate::plan::{At, Head, Note, Sheet};

/// Columns of a table that are shown; more are no plan's.
const MOST_COLUMNS: usize = 64;

/// One piece of the document, kept with the version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// A line.
    Line(Line),
    /// A table, row by row.
    Table(Vec<Vec<Box_>>),
}

/// A line of text and where it stands in the running text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    /// Number or bullet that the writing program drew.
    pub marker: String,
    /// The words.
    pub text: String,
    /// Where.
    pub at: (usize, usize),
    /// Pairs of offset in `text` and in the running text, as [`Paragraph::steps`].
    pub steps: Vec<(u32, u32)>,
    /// Heading, or all bold.
    pub strong: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Box_ {
    /// Columns covered.
    pub wide: u32,
    /// Rows covered.
    pub high: u32,
    /// Content.
    pub lines: Vec<Line>,
}

/// The pieces of a document.
pub fn pieces(body: &Body) -> Vec<Piece> {
    let piece = |block: &Block| match block {
        Block::Paragraph(paragraph) => Piece::Line(line(paragraph)),
        Block::Table(table) => Piece::Table(rows(table)),
    };
    body.blocks.iter().map(piece).collect()
}

fn line(paragraph: &Paragraph) -> Line {
    Line {
        marker: paragraph.marker.clone().unwrap_or_default(),
        text: paragraph.text.clone(),
        at: (paragraph.place.span.start, paragraph.place.span.end),
        steps: paragraph.steps.clone(),
        strong: paragraph.look.heading.is_some() || paragraph.look.bold,
    }
}

/// Rows without holes: a column that no cell covers gets an empty one.
fn rows(table: &Table) -> Vec<Vec<Box_>> {
    let columns = (table.columns as usize).min(MOST_COLUMNS);
    // Rows that cells from above still cover, by column.
    let mut covered = vec![0_u32; columns];
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let mut boxes = Vec::new();
        let mut at = 0_usize;
        let mut cells = row.cells.iter().peekable();
        while at < columns {
            if let Some(left) = covered.get_mut(at).filter(|left| **left > 0) {
                *left -= 1;
                at += 1;
                continue;
            }
            let Some(cell) = cells.next_if(|cell| cell.column as usize <= at) else {
                boxes.push(Box_ {
                    wide: 1,
                    high: 1,
                    lines: Vec::new(),
                });
                at += 1;
                continue;
            };
            let wide = (cell.col_span.max(1) as usize).min(columns - at);
            for left in covered.iter_mut().skip(at).take(wide) {
                *left = cell.row_span.saturating_sub(1);
            }
            boxes.push(filled(cell, wide));
            at += wide;
        }
        rows.push(boxes);
    }
    rows
}

fn filled(cell: &Cell, wide: usize) -> Box_ {
    Box_ {
        wide: u32::try_from(wide).unwrap_or(1),
        high: cell.row_span.max(1),
        lines: cell.paragraphs.iter().map(line).collect(),
    }
}

/// Words in a row: marked or not, with the anchors that begin there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Marked as the source of a value.
    pub is_marked: bool,
    /// Anchors that begin here.
    pub anchors: Vec<String>,
}

/// A line to show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShownLine {
    /// Its words.
    pub runs: Vec<Run>,
    /// Heading, or all bold.
    pub is_strong: bool,
}

/// A cell to show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShownCell {
    /// Columns covered.
    pub wide: u32,
    /// Rows covered.
    pub high: u32,
    /// Content.
    pub lines: Vec<ShownLine>,
}

/// A piece to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// A line.
    Line(ShownLine),
    /// A table.
    Table(Vec<Vec<ShownCell>>),
}

/// Every place that a page may lead to; whole rows get an anchor, no mark.
#[derive(Debug, Default)]
pub struct Marks {
    /// By start; `true`: marked.
    sorted: Vec<(At, bool)>,
    /// For each, the largest end up to it.
    reach: Vec<usize>,
    placed: HashSet<At>,
}

impl Marks {
    /// The places of a head, of sheets and of notes.
    pub fn new<'a>(head: &Head, sheets: impl Iterator<Item = &'a Sheet>, notes: &[Note]) -> Self {
        let mut all: Vec<(At, bool)> = head.places.iter().map(|(_, at)| (*at, true)).collect();
        for sheet in sheets {
            let values = [
                sheet.title_at,
                sheet.product_at,
                sheet.when.as_ref().and_then(|when| when.at),
            ];
            let names = sheet.all_names().map(|named| named.at);
            let retold = sheet.retold.iter().map(|retold| retold.at);
            all.extend(
                values
                    .into_iter()
                    .chain(names)
                    .chain(retold)
                    .flatten()
                    .map(|at| (at, true)),
            );
            all.extend(sheet.sources.iter().map(|at| (*at, !sheet.is_row)));
        }
        let places = notes.iter().flat_map(|note| [note.at, note.other]);
        all.extend(places.flatten().map(|at| (at, false)));
        // Of the same place told twice, the marked one stays.
        all.sort_by_key(|(at, marked)| (*at, !marked));
        all.dedup_by_key(|(at, _)| *at);
        let mut most = 0;
        let reach = all.iter().map(|(at, _)| {
            most = most.max(at.1);
            most
        });
        Self {
            reach: reach.collect(),
            sorted: all,
            placed: HashSet::new(),
        }
    }

    /// The document with its marks.
    pub fn show(mut self, pieces: &[Piece]) -> Vec<Shown> {
        let mut shown = Vec::with_capacity(pieces.len());
        for piece in pieces {
            shown.push(match piece {
                Piece::Line(line) => Shown::Line(self.line(line)),
                Piece::Table(rows) => Shown::Table(
                    rows.iter()
                        .map(|row| row.iter().map(|cell| self.cell(cell)).collect())
                        .collect(),
                ),
            });
        }
        shown
    }

    fn cell(&mut self, cell: &Box_) -> ShownCell {
        ShownCell {
            wide: cell.wide,
            high: cell.high,
            lines: cell.lines.iter().map(|line| self.line(line)).collect(),
        }
    }

    /// Places that touch these bytes, by start.
    fn touching(&self, from: usize, to: usize) -> Vec<(At, bool)> {
        let mut found = Vec::new();
        let mut at = self.sorted.partition_point(|(at, _)| at.0 < to);
        while at > 0 && self.reach.get(at - 1).is_some_and(|reach| *reach > from) {
            at -= 1;
            found.extend(self.sorted.get(at).filter(|(at, _)| at.1 > from));
        }
        found.reverse();
        found
    }

    fn line(&mut self, line: &Line) -> ShownLine {
        let (from, to) = line.at;
        let mut cuts = vec![0, line.text.len()];
        // Places in bytes of the line's own text.
        let mut places: Vec<(usize, usize, At, bool)> = Vec::new();
        for (at, marked) in self.touching(from, to) {
            let start = line.offset(at.0.max(from));
            let end = line.offset(at.1.min(to).saturating_sub(1)).saturating_add(1);
            let end = ceil_boundary(&line.text, end);
            let start = floor_boundary(&line.text, start).min(end);
            cuts.extend([start, end]);
            places.push((start, end, at, marked));
        }
        cuts.sort_unstable();
        cuts.dedup();
        let mut runs = Vec::new();
        if !line.marker.is_empty() {
            runs.push(Run {
                text: format!("{} ", line.marker),
                ..Run::default()
            });
        }
        for pair in cuts.windows(2) {
            let [start, end] = *pair else { continue };
            let Some(text) = line.text.get(start..end) else {
                continue;
            };
            let over = |place: &&(usize, usize, At, bool)| place.0 <= start && place.1 >= end;
            let is_marked = places.iter().filter(over).any(|place| place.3);
            let begun = places.iter().filter(|place| place.0 <= start && place.1 > start);
            let anchors = begun
                .filter(|place| self.placed.insert(place.2))
                .map(|place| place.2.anchor())
                .collect();
            runs.push(Run {
                text: text.to_owned(),
                is_marked,
                anchors,
            });
        }
        ShownLine {
            runs,
            is_strong: line.strong,
        }
    }
}

impl Line {
    /// The byte of `text` that came from a byte of the running text; the nearest one before it where there is none.
    fn offset(&self, at: usize) -> usize {
        let after = self.steps.partition_point(|(_, source)| (*source as usize) <= at);
        let step = after.checked_sub(1).and_then(|index| self.steps.get(index));
        let offset = match (step, self.steps.is_empty()) {
            (Some((text, source)), _) => *text as usize + (at - *source as usize),
            (None, true) => at.saturating_sub(self.at.0),
            (None, false) => 0,
        };
        // What stands between two steps belongs to no word of this line.
        let next = self
            .steps
            .get(after)
            .map_or(self.text.len(), |(text, _)| *text as usize);
        offset.min(next).min(self.text.len())
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

//! Where the columns of a table that was set with spaces end, and which word belongs to which column.

use super::header::Label;
use super::piece::Piece;
use std::ops::Range;

/// Prices, in tenths: a word across an edge, a space between words at an edge.
const ACROSS: u32 = 10;
const SPACE: u32 = 4;
/// A text that stands below one of another column.
const ALIGNED: u32 = 14;
/// A text that begins elsewhere, and the widest stretch looked for.
const BEGINS: u32 = 1;
const REACH: usize = 40;
const SHARE: u32 = 2;
/// A character below a label instead of between two.
const ASIDE: u32 = 16;
/// A column where the word cannot stand.
const NEVER: u32 = 1_000_000;
/// A line of more words is none of a table.
pub(crate) const WORDS: usize = 120;

/// The character columns that are free between two columns of the table, both inclusive. The first edge
/// stands before the first column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    pub low: usize,
    pub high: usize,
}

/// The edges between labels, where the fewest words of `rows` stand in the way. One more edge than labels.
pub(crate) fn edges(labels: &[Label], rows: &[&[Piece]]) -> Vec<Edge> {
    let fitting: Vec<&[Piece]> = rows
        .iter()
        .filter(|row| is_fitting(labels, row))
        .copied()
        .collect();
    let width = labels.last().map_or(0, |label| label.columns.end);
    let mut strips = vec![Strip::default(); width + 2];
    for row in fitting {
        count(row, &mut strips);
    }
    let mut out = vec![Edge { low: 0, high: 0 }];
    let mut from = 0;
    for pair in labels.windows(2) {
        let [a, b] = pair else { continue };
        let edge = cheapest(&strips, &a.columns, &b.columns, from);
        from = edge.high + 1;
        out.push(edge);
    }
    out.push(Edge {
        low: usize::MAX / 4,
        high: usize::MAX / 4,
    });
    out
}

/// No text of the line stands below three labels, so it tells something about the columns.
fn is_fitting(labels: &[Label], row: &[Piece]) -> bool {
    let mut run: Option<(usize, usize)> = None;
    let below = |from: usize, to: usize| {
        labels
            .iter()
            .filter(|label| label.columns.start < to && from < label.columns.end)
            .count()
    };
    let mut fits = row.len() <= WORDS;
    for word in row {
        run = match run {
            Some((from, to)) if word.columns.start < to + 2 => Some((from, word.columns.end)),
            _ => Some((word.columns.start, word.columns.end)),
        };
        fits &= run.is_none_or(|(from, to)| to - from < 24 || below(from, to) < 3);
    }
    fits
}

/// What the lines say about an edge at a character column.
#[derive(Debug, Clone, Copy, Default)]
struct Strip {
    /// Price of the words and spaces in the way.
    price: u32,
    /// Texts that begin here behind a wide gap.
    starts: u32,
}

fn count(row: &[Piece], strips: &mut [Strip]) {
    let mut end: Option<usize> = None;
    for word in row {
        for column in word.columns.start + 1..word.columns.end.min(strips.len()) {
            if let Some(strip) = strips.get_mut(column) {
                strip.price += ACROSS;
            }
        }
        if let Some(end) = end.filter(|end| end + 1 >= word.columns.start) {
            for strip in [end, end + 1] {
                if let Some(strip) = strips.get_mut(strip) {
                    strip.price += SPACE;
                }
            }
        } else if let Some(strip) = strips.get_mut(word.columns.start) {
            strip.starts += 1;
        }
        end = Some(word.columns.end);
    }
}

/// The free columns between the middles of two labels: where the fewest words stand in the way and the
/// most texts begin. A header may stand a little aside of its columns, so a place below a label is only
/// dearer.
fn cheapest(strips: &[Strip], left: &Range<usize>, right: &Range<usize>, from: usize) -> Edge {
    let low = ((left.start + left.end) / 2).max(from);
    let high = ((right.start + right.end) / 2).max(low);
    let strip = |at: usize| strips.get(at).copied().unwrap_or_default();
    let price = |at: usize| {
        let aside = left.end.saturating_sub(at) + at.saturating_sub(right.start.max(left.end));
        strip(at).price + ASIDE * u32::try_from(aside).unwrap_or(0)
    };
    let most = (low..=high).map(|at| strip(at).starts).max().unwrap_or(0);
    // Centred texts begin anywhere.
    let all: u32 = (low..=high).map(|at| strip(at).starts).sum();
    let weight = if most * SHARE >= all { BEGINS } else { 0 };
    let fewer = |at: usize| weight * (most - strip(at).starts).min(8);
    // Of equal places the one in the widest stretch.
    let stretch = |at: usize| {
        let same = |other: &usize| price(*other) <= price(at);
        let before = (low..at).rev().take(REACH).take_while(same).count();
        let after = (at + 1..=high).take(REACH).take_while(same).count();
        Edge {
            low: at - before,
            high: at + after,
        }
    };
    let best = (low..=high).min_by_key(|at| {
        let edge = stretch(*at);
        (price(*at) + fewer(*at), usize::MAX - (edge.high - edge.low))
    });
    stretch(best.unwrap_or(low))
}

/// Columns where the texts of these lines begin behind a wide gap.
pub(crate) fn starts(rows: &[Vec<Piece>]) -> Vec<usize> {
    let behind = |row: &Vec<Piece>| -> Vec<usize> {
        let pairs = row.windows(2).filter_map(|pair| match pair {
            [a, b] if b.columns.start >= a.columns.end + 2 => Some(b.columns.start),
            _ => None,
        });
        row.first()
            .map(|word| word.columns.start)
            .into_iter()
            .chain(pairs)
            .collect()
    };
    rows.iter().flat_map(behind).collect()
}

/// What a column has on the lines above.
#[derive(Debug, Clone)]
pub(crate) struct Above {
    /// No sentence is open.
    pub fresh: bool,
    /// Where its texts begin.
    pub starts: Vec<usize>,
}

/// A word of a line and what speaks for a column that begins with it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    pub piece: &'a Piece,
    /// It begins with a capital letter, a figure or a bullet.
    pub opens: bool,
    /// Texts of the lines around begin right above or below.
    pub aligned: bool,
}

impl Word<'_> {
    /// The price of parting it from the word before.
    fn cut(self, gap: usize, fresh: bool) -> u32 {
        match gap {
            0 | 1 => {
                let opens = match (self.opens, fresh) {
                    (true, true) => 7,
                    (true, false) => 2,
                    _ => 0,
                };
                12_u32.saturating_sub(opens + if self.aligned { 9 } else { 0 })
            }
            2 => 3,
            _ => 0,
        }
    }
}

/// The table's column of each word, at the lowest price: words stay within their edges, wide gaps part
/// columns, single spaces do not. `numbered`: the first word is a row number, alone in its column.
pub(crate) fn assign(words: &[Word<'_>], edges: &[Edge], numbered: bool, above: &[Above]) -> Vec<usize> {
    let columns = edges.len().saturating_sub(1).max(1);
    // For each word and column the lowest price so far and the column before.
    let mut steps: Vec<Vec<(u32, usize)>> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let gap = before.map(|before| word.piece.columns.start.saturating_sub(before.piece.columns.end));
        let price = |column: usize| {
            let own = if numbered && (at == 0) != (column == 0) {
                NEVER
            } else {
                overhang(word.piece, edges, column) + begins_aside(word.piece, above, column)
            };
            let (Some(gap), Some(last)) = (gap, steps.last()) else {
                return (own, column);
            };
            let way = |(from, (price, _)): (usize, &(u32, usize))| {
                let free = numbered && from == 0;
                let step = match gap {
                    _ if from == column => {
                        if gap >= 3 {
                            6
                        } else {
                            0
                        }
                    }
                    _ if free => 0,
                    gap => word.cut(gap, above.get(column).is_none_or(|above| above.fresh)),
                };
                (price.saturating_add(step).saturating_add(own), from)
            };
            last.iter()
                .enumerate()
                .take(column + 1)
                .map(way)
                .min()
                .unwrap_or((own, column))
        };
        let row = (0..columns).map(price).collect();
        steps.push(row);
    }
    let last = steps
        .last()
        .map(|row| row.iter().enumerate().min_by_key(|(_, (price, _))| *price));
    let mut column = last.flatten().map_or(0, |(column, _)| column);
    let mut out = vec![0; words.len()];
    for (at, row) in steps.iter().enumerate().rev() {
        if let Some(slot) = out.get_mut(at) {
            *slot = column;
        }
        column = row.get(column).map_or(0, |step| step.1);
    }
    out
}

/// Texts above begin where this word does, in another column.
fn begins_aside(word: &Piece, above: &[Above], column: usize) -> u32 {
    let begins = |above: &Above| above.starts.contains(&word.columns.start);
    let own = above.get(column).is_some_and(begins);
    if !own && above.iter().any(begins) {
        ALIGNED
    } else {
        0
    }
}

/// The price of a word that stands out of the column: narrow letters draw a line to the left, so a little
/// before its start is cheap.
fn overhang(word: &Piece, edges: &[Edge], column: usize) -> u32 {
    let low = edges.get(column).map_or(0, |edge| edge.low);
    let high = edges.get(column + 1).map_or(usize::MAX, |edge| edge.high);
    let before = low.saturating_sub(word.columns.start).min(200);
    let after = word.columns.end.saturating_sub(high).min(200);
    let price = before + before.saturating_sub(3) + 4 * after;
    u32::try_from(price).unwrap_or(NEVER)
}

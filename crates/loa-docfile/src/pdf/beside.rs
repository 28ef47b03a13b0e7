//! Two columns side by side: issuer and motto at the head, recipients and signature at the end.

use super::flow::Frame;
use super::line::{Row, Segment};

/// Narrowest gutter between two columns, in points.
const MIN_GUTTER: f64 = 8.0;
/// Widest distance down, in line heights, to the next line of the same column.
const MAX_STEP: f64 = 2.6;
/// The same above a signer's name, where the signature is written.
const MAX_SIGNATURE: f64 = 14.0;

/// What a page's text falls into, from the top.
#[derive(Debug)]
pub(super) enum Band {
    /// A line across.
    Line(Row),
    /// Two columns.
    Columns(Vec<Segment>, Vec<Segment>),
}

/// Finds the stretches of a page where text stands in two columns.
pub(super) fn bands(rows: &[Row], frame: Frame) -> Vec<Band> {
    let mut bands = Vec::new();
    let mut rest = rows;
    while let Some((first, after)) = rest.split_first() {
        if let Some((columns, count)) = columns(rest, frame) {
            bands.push(columns);
            rest = rest.get(count..).unwrap_or_default();
        } else {
            bands.push(Band::Line(first.clone()));
            rest = after;
        }
    }
    bands
}

/// The free strip between the columns.
#[derive(Clone, Copy)]
struct Gutter {
    left: f64,
    right: f64,
}

impl Gutter {
    /// Narrowed by a segment beside it; `None` when the segment runs across.
    fn narrow(self, segment: &Segment) -> Option<(Self, bool)> {
        let on_left = segment.middle() < f64::midpoint(self.left, self.right);
        let narrowed = if on_left {
            Self {
                left: self.left.max(segment.right),
                ..self
            }
        } else {
            Self {
                right: self.right.min(segment.left),
                ..self
            }
        };
        (narrowed.right - narrowed.left >= MIN_GUTTER).then_some((narrowed, on_left))
    }
}

/// Columns that begin with the first row, and how many rows they take.
fn columns(rows: &[Row], frame: Frame) -> Option<(Band, usize)> {
    let mut gutter = start(rows)?;
    let mut left: Vec<Segment> = Vec::new();
    let mut right: Vec<Segment> = Vec::new();
    let mut count = 0;
    for row in rows {
        // A title in the middle of the page ends the columns although it fits beside one of them.
        let alone = if let [segment] = row.as_slice() {
            Some(segment)
        } else {
            None
        };
        if alone
            .is_some_and(|segment| (segment.middle() - f64::midpoint(frame.left, frame.right)).abs() < 9.0)
        {
            break;
        }
        let mut narrowed = Some(gutter);
        let mut sides = Vec::new();
        for segment in row {
            narrowed = narrowed
                .and_then(|gutter| gutter.narrow(segment))
                .map(|(gutter, on_left)| {
                    sides.push(on_left);
                    gutter
                });
        }
        let Some(next) = narrowed else { break };
        let fits = row.iter().zip(&sides).all(|(segment, on_left)| {
            if *on_left {
                follows(&left, &right, segment, true)
            } else {
                follows(&right, &left, segment, false)
            }
        });
        if !fits {
            break;
        }
        gutter = next;
        for (segment, on_left) in row.iter().zip(sides) {
            add(if on_left { &mut left } else { &mut right }, segment);
        }
        count += 1;
    }
    let tall = left.len().min(right.len()) >= 2;
    tall.then_some((Band::Columns(left, right), count))
}

/// Two segments at about the same height with a gap between: within the first two rows, as the
/// columns need not share baselines.
fn start(rows: &[Row]) -> Option<Gutter> {
    let first = rows.first()?.first()?;
    let near = rows
        .iter()
        .take(2)
        .flatten()
        .filter(|segment| (segment.baseline - first.baseline).abs() < first.size * 0.9);
    let mut near: Vec<&Segment> = near.collect();
    near.sort_by(|a, b| a.left.total_cmp(&b.left));
    let gaps = near.windows(2).filter_map(|pair| match pair {
        [a, b] => Some(Gutter {
            left: a.right,
            right: b.left,
        }),
        _ => None,
    });
    let widest = gaps.max_by(|a, b| (a.right - a.left).total_cmp(&(b.right - b.left)))?;
    (widest.right - widest.left >= MIN_GUTTER).then_some(widest)
}

/// Whether a segment belongs to its column: right below it, or, beside lines of the other column,
/// further down. On the right the signer's name follows after room for the signature.
fn follows(own: &[Segment], other: &[Segment], segment: &Segment, on_left: bool) -> bool {
    let Some(last) = own.last() else { return true };
    let step = (segment.baseline - last.baseline) / last.size.max(1.0);
    let beside = other
        .iter()
        .any(|line| (line.baseline - segment.baseline).abs() < segment.size);
    let alike = (segment.size / last.size.max(1.0) - 1.0).abs() < 0.2 || beside;
    let room = if on_left && !beside {
        MAX_STEP
    } else {
        MAX_SIGNATURE
    };
    step <= room && (alike || !on_left)
}

/// Pieces of one line in one column are one line.
fn add(column: &mut Vec<Segment>, segment: &Segment) {
    match column
        .last_mut()
        .filter(|last| (last.baseline - segment.baseline).abs() < 0.1)
    {
        Some(last) => last.join(segment),
        None => column.push(segment.clone()),
    }
}

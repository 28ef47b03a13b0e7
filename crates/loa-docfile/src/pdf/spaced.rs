//! Tables without lines: columns told apart by gaps, rows by the number in the first column.

use super::flow::{CellText, Frame};
use super::line::{Row, Segment};

/// Columns stay at least so far apart, in points.
const MIN_GAP: f64 = 4.0;
/// A segment beside its column is no further away than this.
const NEAR: f64 = 45.0;
/// Longest step down inside a table, in line heights.
const MAX_STEP: f64 = 3.0;
/// On a page of more lines than this nobody set a table by hand.
const MAX_ROWS: usize = 400;

/// Rows of a page that make a table.
#[derive(Debug)]
pub(super) struct Spaced {
    /// Its first row on the page, and one past its last.
    pub range: std::ops::Range<usize>,
    pub columns: Vec<Frame>,
    /// For each row of the table the text of its columns.
    pub cells: Vec<Vec<CellText>>,
}

/// The first table among the rows, if there is one.
pub(super) fn find(rows: &[Row]) -> Option<Spaced> {
    if rows.len() > MAX_ROWS {
        return None;
    }
    let starts = rows.iter().enumerate().filter(|(_, row)| row.len() >= 3);
    starts
        .map(|(start, _)| start)
        .find_map(|start| table(rows, start))
}

fn table(rows: &[Row], start: usize) -> Option<Spaced> {
    let mut columns: Vec<Frame> = rows.get(start)?.iter().map(frame).collect();
    let mut placed: Vec<Vec<(usize, Segment)>> = Vec::new();
    let mut before: Option<&Segment> = None;
    for row in rows.get(start..)? {
        let first = row.first()?;
        let step = before.map_or(0.0, |before| {
            (first.baseline - before.baseline) / before.size.max(1.0)
        });
        let mut wider = columns.clone();
        let Some(places) = place(row, &mut wider).filter(|_| step <= MAX_STEP) else {
            break;
        };
        columns = wider;
        placed.push(places.into_iter().zip(row.iter().cloned()).collect());
        before = Some(first);
    }
    let is_begin = |row: &Vec<(usize, Segment)>| {
        row.first()
            .is_some_and(|(at, text)| *at == 0 && is_number(&text.text))
    };
    // The last number's text may go on below it, but not into a line that fills the first column.
    let length = placed.iter().rposition(is_begin).map_or(0, |last| {
        let rest = placed
            .iter()
            .skip(last + 1)
            .take_while(|row| row.iter().all(|(at, _)| *at > 0));
        last + 1 + rest.count()
    });
    placed.truncate(length);
    let begins = placed.iter().filter(|row| is_begin(row)).count();
    let full = placed.iter().filter(|row| row.len() >= 3).count();
    if begins < 2 || full < 2 {
        return None;
    }
    let cells = cells(placed, &columns, is_begin);
    Some(Spaced {
        range: start..start + length,
        columns,
        cells,
    })
}

fn frame(segment: &Segment) -> Frame {
    Frame {
        left: segment.left,
        right: segment.right,
    }
}

/// The column of every segment, making columns wider where needed; `None` when one runs across two.
fn place(row: &Row, columns: &mut [Frame]) -> Option<Vec<usize>> {
    let mut places = Vec::with_capacity(row.len());
    for segment in row {
        let distance = |column: &Frame| (segment.left - column.right).max(column.left - segment.right);
        let nearest = columns
            .iter()
            .enumerate()
            .min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
        let (at, column) = nearest.filter(|(_, column)| distance(column) <= NEAR)?;
        let wide = Frame {
            left: column.left.min(segment.left),
            right: column.right.max(segment.right),
        };
        let free_left = at
            .checked_sub(1)
            .and_then(|at| columns.get(at))
            .is_none_or(|other| other.right + MIN_GAP <= wide.left);
        let free_right = columns
            .get(at + 1)
            .is_none_or(|other| wide.right + MIN_GAP <= other.left);
        if !free_left || !free_right {
            return None;
        }
        *columns.get_mut(at)? = wide;
        places.push(at);
    }
    Some(places)
}

/// Lines to rows: what stands above the first number is the header, each number begins a row.
fn cells(
    placed: Vec<Vec<(usize, Segment)>>,
    columns: &[Frame],
    is_begin: impl Fn(&Vec<(usize, Segment)>) -> bool,
) -> Vec<Vec<CellText>> {
    let mut rows: Vec<Vec<Vec<Row>>> = vec![vec![Vec::new(); columns.len()]];
    let mut is_header = true;
    for line in placed {
        if is_begin(&line) {
            if !is_header
                || rows
                    .last()
                    .is_some_and(|row| row.iter().any(|cell| !cell.is_empty()))
            {
                rows.push(vec![Vec::new(); columns.len()]);
            }
            is_header = false;
        }
        for (at, segment) in line {
            if let Some(cell) = rows.last_mut().and_then(|row| row.get_mut(at)) {
                cell.push(vec![segment]);
            }
        }
    }
    let width = |at: usize| columns.get(at).copied().unwrap_or_default();
    let row = |row: Vec<Vec<Row>>| {
        row.into_iter().enumerate().map(|(at, cell)| {
            let frame = width(at);
            CellText::new(
                cell,
                Frame {
                    right: frame.right + 11.5,
                    ..frame
                },
            )
        })
    };
    rows.into_iter().map(|cells| row(cells).collect()).collect()
}

/// "1", "1.", "2.1", "IV", "a)".
fn is_number(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ')']);
    let digits = text
        .split('.')
        .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    let roman = !text.is_empty() && text.len() <= 5 && text.chars().all(|letter| "IVX".contains(letter));
    let letter = text.chars().count() == 1 && text.chars().all(char::is_lowercase);
    digits || roman || letter
}

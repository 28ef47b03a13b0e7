//! The header of a table that was set with spaces: its labels and the columns where they stand.

use super::grid::Lines;
use super::piece::{Piece, begins_page};
use super::sign;
use super::start;
use loa_vietnamese::fold::fold;
use std::ops::Range;

/// Lines of a header.
const TALLEST: usize = 6;
/// Characters of a page's line.
const PAGE: usize = 600;
/// Characters of a label's line.
const WIDEST: usize = 40;
/// Fewer columns are a list with a remark beside it.
const COLUMNS: usize = 4;

/// The header lines and their labels from the left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub lines: Range<usize>,
    pub labels: Vec<Label>,
}

/// A label and the character columns that its lines cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    pub columns: Range<usize>,
    /// Folded.
    pub text: String,
}

/// The same header again, as on the next page of a print.
pub(crate) fn again(lines: &Lines<'_>, at: usize, end: usize, header: &Header) -> Option<Header> {
    let same = |other: &Header| {
        other.labels.len() == header.labels.len()
            && other
                .labels
                .iter()
                .zip(&header.labels)
                .all(|(a, b)| a.text == b.text)
    };
    read(lines, at, end.min(at + header.lines.len())).filter(same)
}

/// A header that begins at line `at`: four labels at least, the first of them for the row number, and the
/// words of a plan's table among the others.
pub(crate) fn read(lines: &Lines<'_>, at: usize, end: usize) -> Option<Header> {
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    let mut number: Option<usize> = None;
    for line in at..end.min(at + TALLEST) {
        let row = label_pieces(lines, line);
        let new_page = line > at && begins_page(lines.get(line));
        if row.is_empty()
            || row.iter().any(|piece| piece.tab || piece.columns.end > PAGE)
            || new_page
            || !is_label_line(lines, &row, &rows, number)
        {
            break;
        }
        if starts_with_number_label(lines, &row) {
            number = Some(rows.len());
        }
        rows.push(row);
    }
    let numbered = rows.get(number?)?;
    if rows
        .first()
        .is_some_and(|first| is_caption(lines, first, numbered))
    {
        return None;
    }
    let mut labels = labels(lines, &rows)?;
    drop_upper_number(lines, &mut labels, &rows);
    let known = labels.iter().filter(|label| is_known(&label.text)).count();
    let numbered = labels.first().is_some_and(|label| is_number_label(&label.text));
    (numbered && labels.len() >= COLUMNS && known >= 2).then(|| Header {
        lines: at..at + rows.len(),
        labels,
    })
}

/// The texts of a line; the number's label may touch the next one.
fn label_pieces(lines: &Lines<'_>, line: usize) -> Vec<Piece> {
    let mut row = lines.pieces(line, 2);
    let Some(first) = row.first() else { return row };
    let words = lines.words(first);
    let [number, second, ..] = words.as_slice() else {
        return row;
    };
    let text = lines.text(std::slice::from_ref(second));
    if is_number_label(&label(lines, number)) && text.starts_with(char::is_uppercase) {
        let rest = Piece {
            columns: second.columns.start..first.columns.end,
            bytes: second.bytes.start..first.bytes.end,
            tab: false,
        };
        let number = number.clone();
        row.splice(0..1, [number, rest]);
    }
    row
}

fn starts_with_number_label(lines: &Lines<'_>, row: &[Piece]) -> bool {
    row.first()
        .is_some_and(|piece| is_number_label(&label(lines, piece)))
}

fn is_all_capitals(lines: &Lines<'_>, row: &[Piece]) -> bool {
    row.iter()
        .all(|piece| start::is_capitals(lines.text(std::slice::from_ref(piece))))
}

/// A title above the table.
fn is_caption(lines: &Lines<'_>, row: &[Piece], numbered: &[Piece]) -> bool {
    let text = sign::bare(lines.text(row));
    row.len() == 1
        && (sign::is_annex(text)
            || text.starts_with('(')
            || text.ends_with(['.', ':', ')'])
            || start::is_capitals(text) && !is_all_capitals(lines, numbered))
}

/// Short texts; below the line with the number's label only such as go on with a label.
fn is_label_line(lines: &Lines<'_>, row: &[Piece], above: &[Vec<Piece>], number: Option<usize>) -> bool {
    let short = row.iter().all(|piece| piece.columns.len() <= WIDEST);
    let Some(number) = number.and_then(|at| above.get(at)) else {
        return short;
    };
    if starts_with_number_label(lines, row) {
        return short;
    }
    let capitals = is_all_capitals(lines, number);
    // A label above two columns of numbers: the others stand on the lines below.
    let open = above.iter().all(|row| row.len() < 3);
    short
        && row.iter().all(|piece| {
            let text = sign::bare(lines.text(std::slice::from_ref(piece)));
            let goes_on = text.starts_with(|sign: char| sign.is_lowercase() || sign == '(' || sign == '/');
            let numbers = text
                .trim_start_matches('(')
                .starts_with(|sign: char| sign.is_ascii_digit());
            !numbers && (open || goes_on || capitals && start::is_capitals(text))
        })
}

fn label(lines: &Lines<'_>, piece: &Piece) -> String {
    let text = fold(lines.text(std::slice::from_ref(piece)));
    text.trim_matches(['*', '_', ' ', '.']).to_owned()
}

pub(crate) fn is_number_label(text: &str) -> bool {
    matches!(text, "tt" | "stt" | "so tt" | "so thu tu" | "tt stt" | "t t")
}

fn is_known(text: &str) -> bool {
    const WORDS: [&str; 17] = [
        "nhiem vu",
        "noi dung",
        "cong viec",
        "hoat dong",
        "chu tri",
        "phoi hop",
        "thuc hien",
        "thoi gian",
        "thoi han",
        "san pham",
        "ket qua",
        "ghi chu",
        "don vi",
        "co quan",
        "tien do",
        "hoan thanh",
        "phu trach",
    ];
    WORDS.iter().any(|word| text.contains(word))
}

/// Texts above one another are one label.
fn labels(lines: &Lines<'_>, rows: &[Vec<Piece>]) -> Option<Vec<Label>> {
    let mut parts: Vec<(Range<usize>, String)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for piece in row {
            let below = rows.iter().enumerate().filter(|(other, _)| *other != at);
            let under = below
                .map(|(_, row)| {
                    row.iter()
                        .filter(|other| overlap(&other.columns, &piece.columns))
                        .collect()
                })
                .max_by_key(Vec::len)
                .unwrap_or_default();
            match split(lines, piece, &under) {
                Split::Whole => parts.push((piece.columns.clone(), label(lines, piece))),
                Split::Parts(cut) => parts.extend(cut),
                // A title above several labels is none of them.
                Split::Above if at > 0 => {}
                Split::Above => return None,
            }
        }
    }
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| parts.get(*at).map(|part| part.0.start));
    let mut out: Vec<(Range<usize>, Vec<usize>)> = Vec::new();
    for at in order {
        let Some((columns, _)) = parts.get(at) else {
            continue;
        };
        match out.last_mut() {
            Some((last, members)) if is_above(last, columns) => {
                last.end = last.end.max(columns.end);
                members.push(at);
            }
            _ => out.push((columns.clone(), vec![at])),
        }
    }
    let text = |mut members: Vec<usize>| {
        members.sort_unstable();
        let words = members
            .iter()
            .filter_map(|at| parts.get(*at).map(|part| part.1.as_str()));
        words.collect::<Vec<_>>().join(" ")
    };
    Some(
        out.into_iter()
            .map(|(columns, members)| Label {
                columns,
                text: text(members),
            })
            .collect(),
    )
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// They share more than a touch.
fn is_above(a: &Range<usize>, b: &Range<usize>) -> bool {
    let common = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    common * 3 >= a.len().min(b.len()).max(1)
}

enum Split {
    Whole,
    Parts(Vec<(Range<usize>, String)>),
    Above,
}

/// Labels that touch one another on this line and stand apart on another (`under`) are cut between words.
fn split(lines: &Lines<'_>, piece: &Piece, under: &[&Piece]) -> Split {
    let (Some(first), Some(last)) = (under.first(), under.last()) else {
        return Split::Whole;
    };
    if under.len() < 2 {
        return Split::Whole;
    }
    if piece.columns.len() + 4 < last.columns.end - first.columns.start {
        return Split::Above;
    }
    let words = lines.words(piece);
    let mut parts = Vec::new();
    let mut from = 0;
    for pair in under.windows(2) {
        let [a, b] = pair else { continue };
        let middle = a.columns.end + b.columns.start;
        let near = |at: &usize| {
            words.get(at.saturating_sub(1)..=*at).and_then(|pair| match pair {
                [a, b] => Some((a.columns.end + b.columns.start).abs_diff(middle)),
                _ => None,
            })
        };
        let small = |at: &usize| {
            let word = words.get(*at).map(|word| lines.text(std::slice::from_ref(word)));
            !word.is_some_and(|word| word.starts_with(char::is_uppercase))
        };
        let Some(cut) = (from + 1..words.len()).min_by_key(|at| (small(at), near(at))) else {
            return Split::Whole;
        };
        parts.push(from..cut);
        from = cut;
    }
    parts.push(from..words.len());
    Split::Parts(
        parts
            .into_iter()
            .filter_map(|range| {
                let words = words.get(range)?;
                let columns = words.first()?.columns.start..words.last()?.columns.end;
                Some((columns, fold(lines.text(words))))
            })
            .collect(),
    )
}

/// `Stt` above `TT` and a second column of numbers is no column of its own.
fn drop_upper_number(lines: &Lines<'_>, labels: &mut Vec<Label>, rows: &[Vec<Piece>]) {
    let numbers = |label: Option<&Label>| label.is_some_and(|label| is_number_label(&label.text));
    if !numbers(labels.first()) || !numbers(labels.get(1)) {
        return;
    }
    let first = rows
        .iter()
        .flatten()
        .find(|piece| is_number_label(&label(lines, piece)));
    let upper = labels
        .iter()
        .position(|label| first.is_some_and(|piece| overlap(&piece.columns, &label.columns)));
    if let Some(upper) = upper.filter(|upper| *upper < 2) {
        labels.remove(upper);
    }
}

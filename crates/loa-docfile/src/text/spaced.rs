//! Tables that were set with spaces, as prints of a page give them: columns of text below the labels of a
//! header, cells wrapped over lines, the header again on each page.

use super::bars::is_number;
use super::edges::{self, Above, Edge, Word};
use super::grid::{Found, Grid, Lines};
use super::header::{self, Header, Label};
use super::join::Setting;
use super::piece::{self, Piece, begins_page};
use super::rows::{self, Text};
use super::side;
use super::sign;
use super::start;
use std::ops::Range;

/// Lines across the columns after which the table is over, if none of its rows follows.
const ASIDE: usize = 8;
/// Lines of a title across the columns.
const TITLE: usize = 4;

/// The table whose header begins at line `at`.
pub(crate) fn find(lines: &Lines<'_>, at: usize, end: usize) -> Found {
    let Some(head) = header::read(lines, at, end) else {
        return Found::Nothing(at + 1);
    };
    let mut walk = Walk {
        lines,
        end,
        columns: head.labels.len(),
        texts: Vec::new(),
        pending: Vec::new(),
        next: head.lines.end,
    };
    walk.run(&head);
    walk.close();
    let next = walk.next.max(head.lines.end);
    match walk.grid(&head) {
        Some(grid) => Found::Table(grid, next),
        None => Found::Nothing(next),
    }
}

struct Walk<'a> {
    lines: &'a Lines<'a>,
    end: usize,
    columns: usize,
    texts: Vec<Text<'a>>,
    /// Lines that stand across the columns, or follow such: titles inside the table, or text after it.
    pending: Vec<Text<'a>>,
    /// The line after the table.
    next: usize,
}

impl<'a> Walk<'a> {
    /// Reads page after page.
    fn run(&mut self, head: &Header) {
        let mut labels = head.labels.clone();
        let mut at = head.lines.end;
        loop {
            let until = self.page_end(at);
            let words: Vec<Vec<Piece>> = (at..until).map(|line| self.lines.pieces(line, 1)).collect();
            let rows: Vec<&[Piece]> = words.iter().map(Vec::as_slice).collect();
            let edges = edges::edges(&labels, &rows);
            if !self.page(at, &words, &edges) {
                return;
            }
            let Some(next) = self.page_start(until) else {
                return;
            };
            at = next;
            if let Some(again) = header::again(self.lines, next, self.end, head) {
                // A title may be the last on its page.
                let title = self.pending.first().is_some_and(|first| first.numbered);
                if !(self.pending.is_empty() || title && self.pending.len() <= TITLE) {
                    return;
                }
                at = again.lines.end;
                labels = again.labels;
                if self.pending.is_empty() {
                    self.next = at;
                }
            } else if header::read(self.lines, next, self.end).is_some() {
                return;
            }
        }
    }

    /// Gives back the lines at the end that belong to the text after the table.
    fn close(&mut self) {
        let heading = |text: &Text<'_>| {
            let number = text.cells.first().map_or("", |cell| cell.1);
            text.gap && filled(text) < 3 && number.starts_with(['I', 'V', 'X'])
        };
        while let Some(last) = self.texts.last() {
            if !last.tight && !last.across && (self.pending.is_empty() || !heading(last)) {
                break;
            }
            self.next = last.line;
            self.texts.pop();
        }
    }

    /// The line where a page or the table surely ends.
    fn page_end(&self, from: usize) -> usize {
        let ends = |line: &usize| {
            self.ends_table(*line)
                || *line > from
                    && (begins_page(self.lines.get(*line))
                        || header::read(self.lines, *line, self.end).is_some())
        };
        (from..self.end).find(ends).unwrap_or(self.end)
    }

    /// A line that stands in no table: a fence, another kind of table, a heading, a head or a closing.
    fn ends_table(&self, line: usize) -> bool {
        let body = self.lines.get(line).trim();
        ["```", "~~~", "|", "+-", "#"]
            .iter()
            .any(|sign| body.starts_with(sign))
            || start::is_kind(body)
            || side::opens(self.lines, line)
    }

    /// The first line of text of the next page; `None` at the end of the table.
    fn page_start(&self, at: usize) -> Option<usize> {
        let new_page = begins_page(self.lines.get(at));
        let mut at = at;
        while at < self.end && (self.lines.get(at).trim().is_empty() || piece::is_page_number(self.lines, at))
        {
            at += 1;
        }
        let goes_on = at < self.end && !self.ends_table(at);
        (goes_on && (new_page || header::read(self.lines, at, self.end).is_some())).then_some(at)
    }

    /// Takes the lines of a page; false where the table ends on it.
    fn page(&mut self, from: usize, all: &[Vec<Piece>], edges: &[Edge]) -> bool {
        let mut gap = false;
        for (line, words) in (from..).zip(all) {
            if words.is_empty() || piece::is_page_number(self.lines, line) {
                gap |= words.is_empty();
                continue;
            }
            let fit = self.fit(words, around(all, line - from), edges);
            let mut text = match fit {
                Fit::In | Fit::Tight => self.columns(line, words, around(all, line - from), edges),
                Fit::Across => self.title(words, edges),
            };
            text.line = line;
            text.gap = std::mem::take(&mut gap);
            text.tight = fit == Fit::Tight;
            // The number or the rest of a title in several lines.
            let goes_on =
                !text.gap && filled(&text) < 2 && self.pending.last().is_some_and(|last| last.across);
            text.across = fit == Fit::Across || goes_on;
            let apart = words.chunk_by(|a, b| b.columns.start < a.columns.end + 2).count() >= 3;
            let row = fit == Fit::In && (text.numbered && filled(&text) >= 2 || apart && filled(&text) >= 3);
            if fit == Fit::Across || !self.pending.is_empty() && !row {
                self.pending.push(text);
                if self.pending.len() > ASIDE || sign::is_annex(sign::bare(self.lines.text(words))) {
                    return false;
                }
                continue;
            }
            self.texts.append(&mut self.pending);
            self.texts.push(text);
            self.next = line + 1;
        }
        true
    }

    /// Whether the texts of the line stand in columns.
    fn fit(&self, words: &[Piece], around: &[Vec<Piece>], edges: &[Edge]) -> Fit {
        let (Some(first), Some(second)) = (words.first(), edges.get(1)) else {
            return Fit::In;
        };
        if words.len() > edges::WORDS {
            return Fit::Across;
        }
        let numbered = self.is_number(first, edges);
        let body = if numbered {
            words.get(1..).unwrap_or_default()
        } else {
            words
        };
        let runs: Vec<&[Piece]> = body
            .chunk_by(|a, b| b.columns.start < a.columns.end + 2)
            .collect();
        let Some([head, ..]) = runs.first() else {
            return Fit::In;
        };
        let crossed = |run: &&[Piece]| {
            let end = run.last().map_or(0, |tail| tail.columns.end);
            let start = run.first().map_or(0, |head| head.columns.start);
            edges
                .iter()
                .filter(|edge| start + 2 < edge.low && edge.high + 2 < end)
                .count()
        };
        let most = runs.iter().map(crossed).max().unwrap_or(0);
        // Text that is no number begins in the number's column.
        let ahead =
            !numbered && head.columns.start < second.low && runs.first().is_some_and(|run| crossed(run) > 0);
        let title = runs.len() == 1 && most > 0 && start::is_capitals(self.lines.text(body));
        if ahead || title {
            return Fit::Across;
        }
        if most < 3.min(self.columns - 2) {
            return Fit::In;
        }
        // Full cells touch one another, but begin where the lines around them do.
        let starts = edges::starts(around);
        let same = starts
            .iter()
            .filter(|start| **start == head.columns.start)
            .count();
        let apart = head.columns.start >= first.columns.end + 2;
        match (same >= 2, numbered) {
            (true, true) if apart => Fit::In,
            (true, false) => Fit::Tight,
            _ => Fit::Across,
        }
    }

    fn word(&self, word: &Piece) -> &'a str {
        self.lines
            .text(std::slice::from_ref(word))
            .trim_matches(['*', '_'])
    }

    /// The line, its words in their columns.
    fn columns(&self, line: usize, words: &[Piece], around: &[Vec<Piece>], edges: &[Edge]) -> Text<'a> {
        let starts = edges::starts(around);
        let opens = |word: &str| {
            let sign = word.trim_start_matches(['“', '"', '(']).chars().next();
            sign.is_some_and(|sign| sign.is_uppercase() || sign.is_numeric() || "-+•".contains(sign))
        };
        let marked: Vec<Word<'_>> = words
            .iter()
            .map(|piece| Word {
                piece,
                opens: opens(self.word(piece)),
                aligned: starts.contains(&piece.columns.start),
            })
            .collect();
        let numbered = words.first().is_some_and(|first| self.is_number(first, edges));
        self.text(words, &edges::assign(&marked, edges, numbered, &self.above(line)))
    }

    /// What stands above this line.
    fn above(&self, line: usize) -> Vec<Above> {
        let near = |lines: usize| {
            let texts = self.texts.iter().rev().take(lines);
            texts.filter(move |text| text.line + lines >= line)
        };
        let cell = |text: &'_ Text<'a>, column: usize| text.cells.get(column).map_or("", |cell| cell.1);
        let open = |column: usize| {
            let mut texts = near(2).map(|text| cell(text, column));
            texts
                .find(|text| !text.is_empty())
                .is_some_and(|text| !start::is_terminal(text))
        };
        let starts = |column: usize| {
            near(4)
                .filter_map(|text| text.starts.get(column).copied().flatten())
                .collect()
        };
        (0..self.columns)
            .map(|column| Above {
                fresh: !open(column),
                starts: starts(column),
            })
            .collect()
    }

    /// The number of a row, in its column.
    fn is_number(&self, first: &Piece, edges: &[Edge]) -> bool {
        edges.get(1).is_some_and(|edge| first.columns.start < edge.low) && is_number(self.word(first))
    }

    fn text(&self, words: &[Piece], columns: &[usize]) -> Text<'a> {
        let mut cells: Vec<(Range<usize>, &'a str)> = vec![(0..0, ""); self.columns];
        let mut starts = vec![None; self.columns];
        for (word, column) in words.iter().zip(columns) {
            let Some(cell) = cells.get_mut(*column) else {
                continue;
            };
            if let Some(start @ None) = starts.get_mut(*column) {
                *start = Some(word.columns.start);
            }
            let start = if cell.1.is_empty() {
                word.bytes.start
            } else {
                cell.0.start
            };
            cell.0 = start..word.bytes.end;
            cell.1 = self.lines.source.get(cell.0.clone()).unwrap_or_default();
        }
        let numbered = cells
            .first()
            .is_some_and(|cell| is_number(cell.1.trim_matches(['*', '_'])));
        Text {
            cells,
            starts,
            numbered,
            ..Text::default()
        }
    }

    /// A line across the columns: its number, and all the rest in the second column.
    fn title(&self, words: &[Piece], edges: &[Edge]) -> Text<'a> {
        let columns: Vec<usize> = words
            .iter()
            .enumerate()
            .map(|(at, word)| usize::from(at > 0 || !self.is_number(word, edges)))
            .collect();
        self.text(words, &columns)
    }

    fn grid(mut self, head: &Header) -> Option<Grid> {
        self.number_by_second();
        if !self.texts.iter().any(|text| text.numbered) {
            return None;
        }
        let mut out = vec![self.head_row(head)];
        for range in rows::rows(&mut self.texts, self.columns) {
            let texts = self.texts.get(range).unwrap_or_default();
            let cell = |column: usize| -> Vec<Range<usize>> {
                let cells = texts.iter().filter_map(|text| text.cells.get(column));
                cells
                    .filter(|cell| !cell.1.is_empty())
                    .map(|cell| cell.0.clone())
                    .collect()
            };
            out.push((0..self.columns).map(cell).collect());
        }
        let broad = |row: &Vec<Vec<_>>| row.iter().filter(|cell| !cell.is_empty()).count() >= 3;
        out.iter().skip(1).any(broad).then_some(Grid {
            columns: self.columns,
            rows: out,
            setting: Some(Setting::Cell),
            literal: false,
        })
    }

    /// A second column of numbers (`a)`, `b)`) numbers rows, too.
    fn number_by_second(&mut self) {
        let seconds = || {
            self.texts
                .iter()
                .filter_map(|text| text.cells.get(1))
                .filter(|cell| !cell.1.is_empty())
        };
        let numbers = seconds().filter(|cell| is_number(cell.1)).count();
        if numbers >= 2 && numbers * 10 >= seconds().count() * 7 {
            for text in &mut self.texts {
                text.numbered |= text.cells.get(1).is_some_and(|cell| is_number(cell.1));
            }
        }
    }

    /// Each word of the header goes to the nearest label.
    fn head_row(&self, head: &Header) -> Vec<Vec<Range<usize>>> {
        let mut row: Vec<Vec<Range<usize>>> = vec![Vec::new(); self.columns];
        for line in head.lines.clone() {
            let words = self.lines.pieces(line, 1);
            let columns: Vec<usize> = words.iter().map(|word| nearest(&head.labels, word)).collect();
            let text = self.text(&words, &columns);
            for (column, (range, _)) in text
                .cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| !cell.1.is_empty())
            {
                if let Some(cell) = row.get_mut(column) {
                    cell.push(range.clone());
                }
            }
        }
        row
    }
}

/// The line and those near it.
fn around(all: &[Vec<Piece>], at: usize) -> &[Vec<Piece>] {
    all.get(at.saturating_sub(2)..(at + 3).min(all.len()))
        .unwrap_or_default()
}

fn nearest(labels: &[Label], word: &Piece) -> usize {
    let distance = |label: &Label| {
        let (before, after) = (
            label.columns.start.saturating_sub(word.columns.start),
            word.columns.end.saturating_sub(label.columns.end),
        );
        before.max(after)
    };
    let nearest = labels.iter().enumerate().min_by_key(|(_, label)| distance(label));
    nearest.map_or(0, |(at, _)| at)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    In,
    /// In columns, or else text across them.
    Tight,
    Across,
}

fn filled(text: &Text<'_>) -> usize {
    text.cells.iter().filter(|cell| !cell.1.is_empty()).count()
}

//! Tables of web copies: one cell a line or more, a `|` alone on a line between cells and two of them
//! between rows. There is no grid: an empty cell looks like the border of a row, merged cells are gone.
//! Rows are found as the cheapest reading of all segments between the bars.

use super::line::Line;
use super::start;
use std::ops::Range;

/// What stands between two bars.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Segment {
    pub kind: Kind,
    /// Price as a cell: long text is hardly one.
    cell: u32,
    /// Price as text outside of a table.
    outside: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing at all: an empty cell or the border of two rows.
    Empty,
    /// Emphasis around nothing: an empty cell, no border.
    Blank,
    /// `I`, `1`, `1.1`, `a)`, `-` alone.
    Number,
    /// `- …`, `+ …`.
    Dash,
    /// A short label: `B1`, `Mẫu 01`, `Số:`.
    Label,
    /// Dots in place of content that was left out.
    Dots,
    Text,
}

/// What the cheapest reading says, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The segment stands outside of tables.
    Outside(usize),
    /// A table with its columns and rows of segments.
    Table { columns: usize, rows: Vec<Range<usize>> },
}

impl Segment {
    /// `blank`: there were signs, but nothing to see. `edge`: first or last of the document.
    pub fn of(lines: &[Line], blank: bool, edge: bool) -> Self {
        let chars: usize = lines.iter().map(|line| line.width).sum();
        let kind = kind(lines, chars, blank);
        let headed = lines.iter().any(|line| line.heading.is_some());
        let cell = match chars {
            _ if headed => 100,
            0..=700 if lines.len() > 1 && lines.first().is_some_and(opens_part) => 30,
            0..=700 => 0,
            701..=1200 => 5,
            1201..=2000 => 20,
            2001..=3000 => 60,
            _ => 100,
        };
        let outside = match kind {
            _ if edge => 0,
            Kind::Dots => 10,
            Kind::Empty => 60,
            _ if chars > 1500 || lines.first().is_some_and(opens_part) => 0,
            _ if chars > 300 && lines.len() > 5 => 10,
            _ => 30,
        };
        Self { kind, cell, outside }
    }

    fn is_empty(&self) -> bool {
        matches!(self.kind, Kind::Empty | Kind::Blank)
    }
}

fn kind(lines: &[Line], chars: usize, blank: bool) -> Kind {
    let Some(first) = lines.first() else {
        return if blank { Kind::Blank } else { Kind::Empty };
    };
    let text = first.text.as_str();
    if chars > 2 && lines.iter().all(|line| line.letters == 0) {
        return Kind::Dots;
    }
    if lines.len() > 1 || chars > 24 {
        return Kind::Text;
    }
    if is_number(text) || matches!(text, "-" | "+" | "–" | "•") {
        Kind::Number
    } else if text.starts_with(['-', '+', '–', '•']) {
        Kind::Dash
    } else if text.ends_with(':')
        || text.starts_with("Số:")
        || text.starts_with("Số ")
        || chars <= 16 && text.ends_with(|sign: char| sign.is_ascii_digit())
    {
        Kind::Label
    } else {
        Kind::Text
    }
}

/// A cell that only numbers its row: `I`, `12`, `5.1.2`, `III.1`, `a)`, `(1)`, `A`.
pub(crate) fn is_number(text: &str) -> bool {
    let text = text.trim_start_matches('(').trim_end_matches([')', '.', '/']);
    let part = |part: &str| {
        let figures = part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let roman = part.len() <= 6 && part.bytes().all(|byte| b"IVX".contains(&byte));
        let letter = part.chars().count() == 1 && part.chars().all(char::is_alphabetic);
        !part.is_empty() && (figures || roman || letter)
    };
    text.split('.').count() <= 6 && text.split('.').all(part)
}

/// The first line of an annex, a form or another document.
fn opens_part(line: &Line) -> bool {
    const OPENERS: [&str; 10] = [
        "PHỤ LỤC",
        "Phụ lục",
        "MẪU ",
        "Mẫu biểu",
        "BIỂU ",
        "Biểu ",
        "KẾ HOẠCH",
        "QUYẾT ĐỊNH",
        "DANH MỤC",
        "BẢNG ",
    ];
    line.heading.is_some()
        || OPENERS.iter().any(|opener| line.text.starts_with(opener)) && line.bold > 0
        || start::is_capitals(&line.text) && OPENERS.iter().any(|opener| line.text.starts_with(opener))
}

/// Prices, in tenths of a full row that does not look like one.
const OPEN: u32 = 20;
const CUT_OFF: u32 = 10;
const NEVER: u32 = u32::MAX / 4;
/// More columns than any table of the kind has.
const WIDEST: usize = 24;

/// One step of the cheapest way to a state: `cells` of the last row, and whether that row opened its table.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    cells: u8,
    width: u8,
    opened: bool,
}

struct Search<'a> {
    segments: &'a [Segment],
    widths: Vec<usize>,
    /// Cheapest way to have a row begin here, in a table of the width with this index.
    rows: Vec<(u32, Step)>,
    /// Cheapest way to have a table open here.
    opened: Vec<u32>,
    /// Cheapest way to stand outside here.
    outside: Vec<(u32, Step)>,
    end: (u32, usize, Step),
}

/// The cheapest reading of the segments; the first and the last are outside of tables.
pub(crate) fn parse(segments: &[Segment]) -> Vec<Piece> {
    let widths = widths(segments);
    let size = segments.len();
    let mut search = Search {
        segments,
        rows: vec![(NEVER, Step::default()); (size + 1) * widths.len()],
        opened: vec![NEVER; size + 1],
        outside: vec![(NEVER, Step::default()); size + 1],
        widths,
        end: (NEVER, size, Step::default()),
    };
    search.run();
    search.trace()
}

/// Widths worth trying: the lengths of runs without an empty segment that occur more than once, and the
/// usual small ones.
fn widths(segments: &[Segment]) -> Vec<usize> {
    let mut counts = [0_usize; WIDEST + 2];
    let mut run = 0;
    for segment in segments {
        if segment.kind == Kind::Empty {
            if let Some(count) = counts.get_mut(run) {
                *count += 1;
            }
            run = 0;
        } else {
            run += 1;
        }
    }
    let mut wide: Vec<usize> = (9..=WIDEST)
        .filter(|width| counts.get(*width).is_some_and(|count| *count > 1))
        .collect();
    wide.sort_by_key(|width| std::cmp::Reverse(counts.get(*width).copied()));
    (2..=8).chain(wide.into_iter().take(5)).collect()
}

impl Search<'_> {
    fn run(&mut self) {
        let Some(last) = self.segments.len().checked_sub(1) else {
            return;
        };
        if let Some(first) = self.outside.first_mut() {
            first.0 = 0;
        }
        for at in 0..=last {
            self.leave(at, last);
            let opened = self.opened.get(at).copied().unwrap_or(NEVER);
            for index in 0..self.widths.len() {
                if opened < NEVER {
                    self.extend(at, index, opened, true, last);
                }
                let price = self.row(at, index).0;
                if price < NEVER {
                    self.extend(at, index, price, false, last);
                }
            }
        }
    }

    fn row(&self, at: usize, index: usize) -> (u32, Step) {
        self.rows
            .get(at * self.widths.len() + index)
            .copied()
            .unwrap_or((NEVER, Step::default()))
    }

    /// Takes the segment as outside text, after which a table opens or the document ends.
    fn leave(&mut self, at: usize, last: usize) {
        let (Some((price, step)), Some(segment)) = (self.outside.get(at).copied(), self.segments.get(at))
        else {
            return;
        };
        let price = price.saturating_add(segment.outside);
        if price >= NEVER {
            return;
        }
        if at == last {
            self.finish(price, at, step);
        } else if let Some(opened) = self.opened.get_mut(at + 1) {
            *opened = price + OPEN;
        }
    }

    fn finish(&mut self, price: u32, at: usize, step: Step) {
        if price < self.end.0 {
            self.end = (price, at, step);
        }
    }

    /// Tries rows of one to `width + 1` cells from here.
    fn extend(&mut self, at: usize, index: usize, base: u32, opened: bool, last: usize) {
        let Some(width) = self.widths.get(index).copied() else {
            return;
        };
        let mut row = RowPrice::new(width, opened);
        for cells in 1..=width + 1 {
            let Some(segment) = self.segments.get(at + cells - 1) else {
                break;
            };
            row.add(segment);
            let next = at + cells;
            let price = base + row.price();
            let step = Step {
                cells: cells.try_into().unwrap_or(0),
                width: index.try_into().unwrap_or(0),
                opened,
            };
            match self.segments.get(next) {
                None => self.finish(price + CUT_OFF, next, step),
                Some(border) => {
                    if border.kind == Kind::Empty && next < last {
                        let slot = (next + 1) * self.widths.len() + index;
                        put(self.rows.get_mut(slot), price, step);
                    } else {
                        put(self.outside.get_mut(next), price, step);
                    }
                }
            }
        }
    }

    /// Walks back from the end.
    fn trace(&self) -> Vec<Piece> {
        let (_, mut at, mut step) = self.end;
        let mut pieces = Vec::new();
        if at < self.segments.len() {
            pieces.push(Piece::Outside(at));
        }
        while step.cells > 0 {
            let index = usize::from(step.width);
            let mut rows = Vec::new();
            // `at` is the segment after the row; a border lies between two rows.
            loop {
                let from = at.saturating_sub(usize::from(step.cells));
                rows.push(from..at);
                at = from.saturating_sub(1);
                if step.opened || step.cells == 0 {
                    break;
                }
                step = self.row(from, index).1;
            }
            rows.reverse();
            pieces.push(Piece::Table {
                columns: self.widths.get(index).copied().unwrap_or(1),
                rows,
            });
            pieces.push(Piece::Outside(at));
            step = self.outside.get(at).map(|state| state.1).unwrap_or_default();
        }
        pieces.reverse();
        pieces
    }
}

fn put(slot: Option<&mut (u32, Step)>, price: u32, step: Step) {
    if let Some(slot) = slot
        && price < slot.0
    {
        *slot = (price, step);
    }
}

/// The price of a row that grows cell by cell.
struct RowPrice {
    width: usize,
    opens: bool,
    cells: usize,
    filled: usize,
    /// Empty cells since the last filled one.
    trailing: usize,
    /// Empty cells before a filled one, the first cell apart.
    inner: usize,
    first: Option<Kind>,
    blanks: usize,
    fixed: u32,
}

impl RowPrice {
    fn new(width: usize, opens: bool) -> Self {
        Self {
            width,
            opens,
            cells: 0,
            filled: 0,
            trailing: 0,
            inner: 0,
            first: None,
            blanks: 0,
            fixed: 0,
        }
    }

    fn add(&mut self, segment: &Segment) {
        if self.cells == 0 {
            self.first = Some(segment.kind);
        } else if segment.is_empty() {
            self.trailing += 1;
        } else {
            let after_empty =
                self.trailing > 0 || self.cells == 1 && matches!(self.first, Some(Kind::Empty | Kind::Blank));
            if after_empty && segment.kind == Kind::Number {
                // A row number after an empty cell: rather the border before it was missed.
                self.fixed += 15;
            }
            self.inner += self.trailing;
            self.trailing = 0;
        }
        self.cells += 1;
        self.filled += usize::from(!segment.is_empty());
        self.blanks += usize::from(segment.kind == Kind::Blank);
        self.fixed += segment.cell;
    }

    fn price(&self) -> u32 {
        if self.filled == 0 {
            return self.fixed + 20;
        }
        let short = u32::try_from(self.width.saturating_sub(self.cells)).unwrap_or(0);
        let empties = u32::try_from(self.inner * 5 + self.trailing * 2).unwrap_or(0);
        if self.opens {
            let first = if matches!(self.first, Some(Kind::Empty | Kind::Blank)) {
                10
            } else {
                0
            };
            let shape = if self.cells == self.width { 0 } else { 25 + short };
            return self.fixed + first + empties * 6 + shape;
        }
        let shape = match self.cells {
            cells if cells > self.width => {
                if self.blanks > 0 {
                    20
                } else {
                    40
                }
            }
            cells if cells == self.width => 0,
            1 => 8,
            _ if self.filled <= 2 => match self.first {
                Some(Kind::Number) => 5,
                _ => 10,
            },
            _ => 15 + 3 * short,
        };
        let first = match self.first {
            Some(Kind::Number) | None => 0,
            Some(Kind::Empty | Kind::Blank) => 4,
            Some(Kind::Dash | Kind::Label) => 3,
            Some(Kind::Dots) => 5,
            Some(Kind::Text) => 10,
        };
        self.fixed + empties + shape + first
    }
}

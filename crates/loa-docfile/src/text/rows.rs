//! Which lines of a table that was set with spaces are one row.
//!
//! A row has one number. It stands on the row's first line or, where cells are centred, on its middle one;
//! so the lines between two numbers are cut where it costs least: not inside of a sentence, rather at an
//! empty line, and so that the number stands where the table has it.

use super::start;
use std::ops::Range;

/// A line of the body: what stands in each column.
#[derive(Debug, Clone, Default)]
pub(crate) struct Text<'a> {
    /// Source bytes and text of each column; empty where nothing stands.
    pub cells: Vec<(Range<usize>, &'a str)>,
    /// Character column where each begins.
    pub starts: Vec<Option<usize>>,
    /// It has the number of a row.
    pub numbered: bool,
    /// An empty line stands before it.
    pub gap: bool,
    /// Line of the source.
    pub line: usize,
    /// A title across the columns, a row of its own.
    pub across: bool,
    /// Its cells touch one another, so it may be none of the table.
    pub tight: bool,
}

/// Most lines between two numbers that are tried as the border.
const REACH: usize = 24;

/// Texts of a column further apart are not of one sentence.
const NEAR: usize = 3;

/// Ranges of lines, one for each row.
pub(crate) fn rows(texts: &mut [Text<'_>], columns: usize) -> Vec<Range<usize>> {
    let parted = are_parted(texts);
    if parted {
        mark_titles(texts);
    }
    let centred = Search::new(texts, columns, true, parted).run();
    let top = Search::new(texts, columns, false, parted).run();
    if centred.0 < top.0 { centred.1 } else { top.1 }
}

/// Empty lines part the rows: most lines between two of them have one number, titles apart.
fn are_parted(texts: &[Text<'_>]) -> bool {
    let blocks = texts.chunk_by(|_, b| !b.gap);
    let (mut all, mut good) = (0_usize, 0_usize);
    for block in blocks.filter(|block| !block.iter().any(|text| text.across) && !is_title(block)) {
        all += 1;
        good += usize::from(block.iter().filter(|text| text.numbered).count() == 1);
    }
    good >= 3 && good * 10 >= all * 7
}

/// A title without a number between empty lines: in one column, and no sentence that goes on.
fn is_title(block: &[Text<'_>]) -> bool {
    let alone = |text: &Text<'_>| {
        let mut cells = text.cells.iter().enumerate();
        !text.numbered && cells.all(|(at, cell)| at == 1 || cell.1.is_empty())
    };
    let first = block
        .first()
        .and_then(|text| text.cells.get(1))
        .map_or("", |cell| cell.1);
    !first.is_empty() && !start::is_continued_by(first) && block.iter().all(alone)
}

fn mark_titles(texts: &mut [Text<'_>]) {
    for block in texts.chunk_by_mut(|_, b| !b.gap) {
        if is_title(block) {
            for text in block {
                text.across = true;
            }
        }
    }
}

struct Search<'a> {
    texts: &'a [Text<'a>],
    columns: usize,
    centred: bool,
    /// Empty lines part the rows.
    parted: bool,
    /// For each line and column the next line with text, itself included, and the last one before.
    next: Vec<usize>,
    last: Vec<Option<usize>>,
    main: usize,
}

impl<'a> Search<'a> {
    fn new(texts: &'a [Text<'a>], columns: usize, centred: bool, parted: bool) -> Self {
        let filled = |line: usize, column: usize| {
            texts
                .get(line)
                .and_then(|text| text.cells.get(column))
                .is_some_and(|cell| !cell.1.is_empty())
        };
        let mut next = vec![texts.len(); (texts.len() + 1) * columns];
        for line in (0..texts.len()).rev() {
            for column in 0..columns {
                let below = next
                    .get((line + 1) * columns + column)
                    .copied()
                    .unwrap_or(texts.len());
                if let Some(slot) = next.get_mut(line * columns + column) {
                    *slot = if filled(line, column) { line } else { below };
                }
            }
        }
        let mut last = vec![None; (texts.len() + 1) * columns];
        for line in 0..texts.len() {
            for column in 0..columns {
                let above = last.get(line * columns + column).copied().flatten();
                if let Some(slot) = last.get_mut((line + 1) * columns + column) {
                    *slot = if filled(line, column) { Some(line) } else { above };
                }
            }
        }
        let length = |column: &usize| -> usize {
            texts
                .iter()
                .filter_map(|text| text.cells.get(*column))
                .map(|cell| cell.1.len())
                .sum()
        };
        Self {
            texts,
            columns,
            centred,
            parted,
            next,
            last,
            main: (1..columns.min(4)).max_by_key(length).unwrap_or(1),
        }
    }

    /// The rows and their price.
    fn run(&self) -> (u32, Vec<Range<usize>>) {
        let (mut price, mut out, mut at) = (0, Vec::new(), 0);
        while at < self.texts.len() {
            let across = |line: usize| self.texts.get(line).is_some_and(|text| text.across);
            let from = at;
            if across(at) {
                at += 1;
                let mut numbered = self.texts.get(from).is_some_and(|text| text.numbered);
                while across(at)
                    && self
                        .texts
                        .get(at)
                        .is_some_and(|text| !(text.gap || text.numbered && numbered))
                {
                    numbered |= self.texts.get(at).is_some_and(|text| text.numbered);
                    at += 1;
                }
                out.push(from..at);
                continue;
            }
            while at < self.texts.len() && !across(at) {
                at += 1;
            }
            price += self.stretch(from..at, &mut out);
        }
        (price, out)
    }

    /// Cuts lines without a title between them.
    fn stretch(&self, lines: Range<usize>, out: &mut Vec<Range<usize>>) -> u32 {
        let numbers: Vec<usize> = lines
            .clone()
            .filter(|line| self.texts.get(*line).is_some_and(|text| text.numbered))
            .collect();
        let Some(first) = numbers.first() else {
            out.push(lines);
            return 0;
        };
        // What stands before the first number on its page may be the end of a row above the title.
        let mut states: Vec<(usize, u32)> = vec![(lines.start, 0)];
        let mut ways: Vec<Vec<(usize, usize)>> = Vec::new();
        for (index, number) in numbers.iter().enumerate() {
            let ends: Vec<usize> = match numbers.get(index + 1) {
                Some(next) => (next.saturating_sub(REACH).max(number + 1).max(*first)..=*next).collect(),
                None => vec![lines.end],
            };
            let best = ends.iter().map(|end| {
                let border = if *end == lines.end { 0 } else { self.border(*end) };
                let price = |(at, (from, price)): (usize, &(usize, u32))| {
                    (price + border + self.row(*from..*end, *number), at)
                };
                states.iter().enumerate().map(price).min().unwrap_or((0, 0))
            });
            let best: Vec<(u32, usize)> = best.collect();
            ways.push(ends.iter().zip(&best).map(|(end, (_, at))| (*end, *at)).collect());
            states = ends
                .iter()
                .zip(&best)
                .map(|(end, (price, _))| (*end, *price))
                .collect();
        }
        let price = states.first().map_or(0, |state| state.1);
        let (mut cuts, mut at) = (Vec::new(), 0);
        for way in ways.iter().rev() {
            let Some((end, before)) = way.get(at) else { break };
            cuts.push(*end);
            at = *before;
        }
        let mut from = lines.start;
        for end in cuts.into_iter().rev() {
            out.push(from..end);
            from = end;
        }
        price
    }

    /// The price of a row that begins at this line.
    fn border(&self, line: usize) -> u32 {
        let gap = self.texts.get(line).is_some_and(|text| text.gap);
        let mut price = match (gap, self.parted) {
            (true, _) => 0,
            (false, true) => 24,
            (false, false) => 6,
        };
        for column in 0..self.columns {
            let at = line * self.columns + column;
            let above = self.last.get(at).copied().flatten();
            let below = self.next.get(at).copied().unwrap_or(usize::MAX);
            let Some(above) = above.filter(|above| below - above <= NEAR) else {
                continue;
            };
            let (Some(a), Some(b)) = (self.cell(above, column), self.cell(below, column)) else {
                continue;
            };
            let open = start::is_continued_by(b) && !start::is_terminal(a)
                || start::wants_more(a)
                || a.ends_with(['-', '–', '/']);
            price += if open {
                9
            } else {
                u32::from(!start::is_terminal(a))
            };
        }
        price
    }

    fn cell(&self, line: usize, column: usize) -> Option<&str> {
        self.texts
            .get(line)
            .and_then(|text| text.cells.get(column))
            .map(|cell| cell.1)
    }

    /// The price of a row of these lines with its number there.
    fn row(&self, lines: Range<usize>, number: usize) -> u32 {
        let Some((first, last)) = self.extent(&lines, self.main) else {
            return 10 + self.off(&lines, number, 2 * number);
        };
        let small = self.cell(first, self.main).is_some_and(start::is_continued_by);
        self.off(&lines, number, first + last) + if small { 6 } else { 0 }
    }

    /// How far the cells stand from where they belong: centred ones around the middle of the row's text
    /// (`middle` is twice that line), others on the first line.
    fn off(&self, lines: &Range<usize>, number: usize, middle: usize) -> u32 {
        let mut sum = if self.centred {
            middle.abs_diff(2 * number).min(8)
        } else {
            4 * (number - lines.start).min(2)
        };
        for column in 0..self.columns {
            if let Some((first, last)) = self.extent(lines, column) {
                let off = if self.centred {
                    (first + last).abs_diff(middle)
                } else {
                    2 * (first - lines.start)
                };
                sum += off.min(8);
            }
        }
        u32::try_from(sum).unwrap_or(u32::MAX / 4096)
    }

    /// First and last line with text in this column.
    fn extent(&self, lines: &Range<usize>, column: usize) -> Option<(usize, usize)> {
        let first = *self.next.get(lines.start * self.columns + column)?;
        let last = (*self.last.get(lines.end * self.columns + column)?)?;
        (first < lines.end).then_some((first, last))
    }
}

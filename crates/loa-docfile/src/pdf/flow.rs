//! Lines to paragraphs: hard-wrapped lines are joined again.

use loa_vietnamese::syllable::is_possible;

use crate::body::Look;
use crate::writer::{Letters, Line};

use super::line::{Row, Segment};

/// Left and right edge of the text that a line belongs to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Frame {
    pub left: f64,
    pub right: f64,
}

/// A paragraph that may still go on.
#[derive(Debug, Clone)]
pub(super) struct Open {
    text: String,
    letters: Letters,
    size: f64,
    first_left: f64,
    /// Left edge of the second line, from the frame's left edge.
    next_left: Option<f64>,
    /// The line read last.
    last: Segment,
    frame: Frame,
    centred: bool,
    pub page: u32,
}

impl Open {
    pub(super) fn new(line: Segment, frame: Frame, page: u32) -> Self {
        Self {
            text: line.text.clone(),
            letters: line.letters,
            size: line.size,
            first_left: line.left - frame.left,
            next_left: None,
            centred: is_centred(&line, frame),
            last: line,
            frame,
            page,
        }
    }

    pub(super) fn push(&mut self, line: Segment, frame: Frame) {
        if !self.is_cut_before(&line) {
            self.text.push(' ');
        }
        self.text.push_str(&line.text);
        self.letters.join(line.letters);
        self.next_left = self.next_left.or(Some(line.left - frame.left));
        self.frame = frame;
        self.last = line;
    }

    pub(super) fn into_line(self) -> Line {
        let look = Look {
            heading: None,
            bold: self.letters.bold(),
            italic: self.letters.italic(),
            centred: self.centred,
        };
        Line {
            marker: None,
            text: self.text,
            look,
        }
    }

    /// A word too long for a narrow column is cut; an address, a document's number ("12/2026/NĐ-CP") and
    /// a pair of years where there is a sign.
    fn is_cut_before(&self, next: &Segment) -> bool {
        let last = self.last.text.rsplit(' ').next().unwrap_or(&self.last.text);
        let digit_next = next.text.starts_with(|sign: char| sign.is_ascii_digit());
        let number = last.ends_with('-') && last.contains('/');
        if number || last.contains("://") || (digit_next && ends_with_open_range(last)) {
            return true;
        }
        let fills = self.last.right - self.last.left > self.frame.right - self.frame.left - 0.6 * self.size;
        if !fills || self.last.text.contains(' ') || is_possible(&last.to_lowercase()) {
            return false;
        }
        let rest = next.text.split(' ').next().unwrap_or(&next.text);
        let digits = digit_next && last.ends_with(|sign: char| sign.is_ascii_digit());
        let letters = starts_lower(rest) && last.ends_with(char::is_lowercase) && rest.chars().count() <= 3;
        digits || (letters && !is_possible(rest))
    }

    /// The first word of the next line would have had room on the line before: its author broke there.
    fn had_room_for(&self, next: &Segment) -> bool {
        self.last.right + 0.25 * self.size + next.first_word < self.frame.right - 0.15 * self.size
    }

    /// The author began a new line there: there was room, and the sentence does not go on.
    fn breaks_before(&self, next: &Segment) -> bool {
        let before = &self.last.text;
        let closed = ends_part(before) && !before.ends_with(',');
        let goes_on = starts_lower(&next.text) && !closed && !next.text.starts_with("các ");
        self.had_room_for(next) && !goes_on && !dangles(before)
    }

    /// Whether running text goes on with that line; `turned` when a page lies between.
    pub(super) fn goes_on(&self, next: &Segment, frame: Frame, turned: bool) -> bool {
        let indent = next.left - frame.left;
        let distance = next.baseline - self.last.baseline;
        if (next.size / self.size - 1.0).abs() > 0.15 || (!turned && distance > 2.3 * self.size) {
            return false;
        }
        if self.centred || is_centred(next, frame) || self.breaks_before(next) {
            return false;
        }
        if changes_look(self.letters, next.letters) {
            return false;
        }
        match self.next_left {
            Some(left) => {
                (indent - left).abs() <= 6.0 || (indent < left && indent >= -6.0 && left < 30.0 && turned)
            }
            None if indent < self.first_left - 6.0 => true,
            None if indent <= self.first_left + 6.0 => {
                !starts_item(&next.text) && (!ends_sentence(&self.last.text) || indent <= 6.0 && !turned)
            }
            // A hanging indent under a bullet or number.
            None => starts_item(&self.text) && indent - self.first_left < 60.0,
        }
    }

    /// Whether a cell's text goes on with that line.
    fn cell_goes_on(&self, next: &Segment) -> bool {
        let distance = next.baseline - self.last.baseline;
        if distance > 2.3 * self.size || self.breaks_before(next) {
            return false;
        }
        !(starts_item(&next.text) && ends_part(&self.last.text))
    }

    /// Whether an entry of a list goes on with that line, where lines have no common right edge.
    fn entry_goes_on(&self, next: &Segment) -> bool {
        // A narrow column wraps "… CHỦ NGHĨA VIỆT / NAM" and "ngày 30 tháng 6 / năm 2026".
        if is_capital(&self.last.text) && is_capital(&next.text) && next.text.chars().count() <= 4 {
            return true;
        }
        if starts_lower(&next.text) && !starts_item(&next.text) {
            return !self.last.text.ends_with([';', '.', ':']);
        }
        let indented = next.left - self.last.left > 2.0 || self.next_left.is_some();
        starts_item(&self.text) && !starts_item(&next.text) && !ends_part(&self.last.text) && indented
    }
}

/// Same distance to both edges, and not small. A numbered line that happens to be that long is not centred.
fn is_centred(line: &Segment, frame: Frame) -> bool {
    let (before, after) = (line.left - frame.left, frame.right - line.right);
    before > 12.0 && after > 12.0 && (before - after).abs() < 14.0 && !starts_item(&line.text)
}

/// The text of a cell: its paragraphs, the last one still open, as the cell may go on on the next page.
#[derive(Debug, Clone, Default)]
pub(super) struct CellText {
    done: Vec<Line>,
    open: Option<Open>,
    /// The first line, to see whether it goes on with the text before.
    first: Option<Segment>,
}

impl CellText {
    /// Only widths matter: cells may be centred.
    pub(super) fn new(rows: Vec<Row>, frame: Frame) -> Self {
        let lines = rows.into_iter().filter_map(whole);
        let lines: Vec<Segment> = lines
            .map(|line| Segment {
                left: 0.0,
                right: line.right - line.left,
                ..line
            })
            .collect();
        // Most programs leave 5.4 points on each side; a longer line shows that there is more room.
        let widest = lines.iter().map(|line| line.right).fold(0.0, f64::max);
        let frame = Frame {
            left: 0.0,
            right: widest.max(frame.right - frame.left - 11.5),
        };
        let first = lines.first().cloned();
        let (done, open) = collect(lines, frame, Open::cell_goes_on);
        Self { done, open, first }
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        let open = self.open.as_ref().map(|open| open.text.as_str());
        self.done.iter().map(|line| line.text.as_str()).chain(open)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.open.is_none()
    }

    pub(super) fn into_lines(self) -> Vec<Line> {
        self.done
            .into_iter()
            .chain(self.open.map(Open::into_line))
            .collect()
    }

    /// Adds the rest of the cell from the next page. A sentence cut by the page is one again.
    pub(super) fn append(&mut self, mut rest: CellText) {
        let Some(first) = rest.first else { return };
        let goes_on = self.open.as_ref().is_some_and(|open| open.cell_goes_on(&first));
        let Some(before) = self.open.take() else {
            self.open = rest.open;
            self.done.extend(rest.done);
            return;
        };
        if !goes_on {
            self.done.push(before.into_line());
        } else {
            let glue = if before.is_cut_before(&first) { "" } else { " " };
            let next = match rest.done.first_mut() {
                Some(line) => Some(&mut line.text),
                None => rest.open.as_mut().map(|open| &mut open.text),
            };
            if let Some(text) = next {
                *text = [before.text.as_str(), text.as_str()].join(glue);
            }
        }
        self.open = rest.open;
        self.done.extend(rest.done);
    }
}

/// The lines of one half of a head or closing: short lines that each say something.
pub(super) fn column_lines(segments: Vec<Segment>) -> Vec<Line> {
    let right = segments.iter().map(|segment| segment.right).fold(0.0, f64::max);
    let left = segments.iter().map(|segment| segment.left).fold(right, f64::min);
    let (done, open) = collect(segments, Frame { left, right }, Open::entry_goes_on);
    done.into_iter().chain(open.map(Open::into_line)).collect()
}

/// Joins lines to paragraphs; the last one is left open.
fn collect(
    lines: Vec<Segment>,
    frame: Frame,
    goes_on: fn(&Open, &Segment) -> bool,
) -> (Vec<Line>, Option<Open>) {
    let mut done = Vec::new();
    let mut open: Option<Open> = None;
    for line in lines {
        match &mut open {
            Some(paragraph) if goes_on(paragraph, &line) => paragraph.push(line, frame),
            _ => done.extend(open.replace(Open::new(line, frame, 0)).map(Open::into_line)),
        }
    }
    (done, open)
}

/// The segments of a line as one.
pub(super) fn whole(row: Row) -> Option<Segment> {
    row.into_iter().reduce(|mut line, next| {
        line.join(&next);
        line
    })
}

/// Begins like an entry of a list: `-`, `+`, `•`, `a)`, `1.`, `1.1.`, `I.`.
pub(super) fn starts_item(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or(text);
    if first.starts_with(['-', '+', '•', '–', '*', '\u{f0b7}', '▪']) {
        return true;
    }
    let Some(head) = first.strip_suffix(['.', ')', '/']) else {
        return false;
    };
    let is_number = head
        .split('.')
        .all(|part| !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit()));
    let is_roman = head.chars().all(|letter| "IVXLC".contains(letter));
    let is_letter = head.chars().count() == 1 && head.chars().all(char::is_alphabetic);
    !head.is_empty() && (is_number || is_roman || is_letter)
}

/// A heading ends, or a heading begins: bold throughout against not bold at all; or a remark in
/// italics follows a title.
fn changes_look(before: Letters, next: Letters) -> bool {
    let weight = (before.bold() && !next.some_bold()) || (!before.some_bold() && next.bold());
    weight || (before.bold() && !before.italic() && next.italic())
}

/// "2025-" or "2025–", after which the second year comes.
fn ends_with_open_range(word: &str) -> bool {
    let year = word.strip_suffix(['-', '–']);
    year.is_some_and(|year| year.ends_with(|sign: char| sign.is_ascii_digit()))
}

fn is_capital(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// Ends with a word or sign after which something must come.
fn dangles(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or(text);
    matches!(
        last,
        "và" | "hoặc" | "của" | "các" | "với" | "về" | "cho" | "-" | "–" | "&"
    ) || last.ends_with('/')
}

fn starts_lower(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['.', ':', ';', '!', '?'])
}

fn ends_part(text: &str) -> bool {
    text.ends_with(['.', ':', ';', ',', ')', '!', '?'])
}

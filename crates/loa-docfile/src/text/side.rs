//! Two columns side by side, set with spaces or tabs: issuer and national title at the head, recipients and
//! signature at the end.
//!
//! A gap alone proves nothing, as justified lines have gaps too. A block opens where the text right of a gap
//! can only stand there (the national title, place and date, an office that signs), and goes on while the
//! lines leave the same strip free.

use super::grid::{Found, Grid, Lines};
use super::join::Setting;
use super::piece::{Piece, begins_page};
use super::sign;
use super::start;
use std::ops::Range;

/// No head and no list of recipients has more lines.
const LONGEST: usize = 150;
/// Bytes and texts of a line.
const BROADEST: usize = 1500;
const MOST: usize = 12;
/// Lines without a right column before the block is none.
const ONE_SIDED: usize = 60;
/// Blank lines that leave room for a signature.
const SIGNATURE: usize = 20;
/// Text that begins further left is no right column.
const FAR: usize = 16;

/// The two columns that begin at line `at`.
pub(crate) fn find(lines: &Lines<'_>, at: usize, end: usize) -> Option<Found> {
    let mut block = Block::open(lines, at, end)?;
    let mut blanks = 0;
    let mut next = at + 1;
    while next < end.min(at + LONGEST) && blanks <= SIGNATURE {
        if block.both == 0 && next > at + ONE_SIDED {
            break;
        }
        let text = lines.get(next);
        if ends_block(text) {
            break;
        }
        if text.trim().is_empty() {
            blanks += 1;
        } else {
            let pieces = texts(lines, next);
            if !block.take(lines, &pieces, next, blanks) {
                break;
            }
            blanks = 0;
        }
        next += 1;
    }
    block.finish()
}

/// The texts of a line; none where it is too long or too broken up for a line of two columns.
fn texts(lines: &Lines<'_>, at: usize) -> Vec<Piece> {
    if lines.get(at).len() > BROADEST {
        return Vec::new();
    }
    let pieces = lines.pieces(at, 2);
    if pieces.len() > MOST { Vec::new() } else { pieces }
}

/// A head or a closing begins on this line.
pub(crate) fn opens(lines: &Lines<'_>, at: usize) -> bool {
    !lines.get(at).trim().is_empty() && opening(lines, &texts(lines, at)).is_some()
}

/// What no line of two columns looks like.
fn ends_block(text: &str) -> bool {
    let body = text.trim_start();
    begins_page(text)
        || ["```", "~~~", "|", "+-", "#"]
            .iter()
            .any(|sign| body.starts_with(sign))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Head,
    Closing,
}

/// Where a line is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// Before this piece.
    Both(usize),
    Left,
    Right,
}

struct Entry {
    line: usize,
    gap: bool,
    left: Option<Range<usize>>,
    right: Option<Range<usize>>,
}

struct Block {
    kind: Kind,
    /// The free strip so far; the right column is unknown while it is `None`.
    left_end: usize,
    right_start: Option<usize>,
    entries: Vec<Entry>,
    /// Entries that surely belong here.
    sure: usize,
    both: usize,
    /// Tabs part the columns, so positions tell nothing.
    tabbed: bool,
    /// The date of the head, or an office and a name of the closing, was seen.
    complete: bool,
    office: bool,
    subject: bool,
    /// The title of the recipients was seen.
    listed: bool,
    last_left: String,
}

impl Block {
    fn open(lines: &Lines<'_>, at: usize, end: usize) -> Option<Self> {
        let text = lines.get(at);
        // Most lines are ordinary ones.
        if text.trim().is_empty() || ends_block(text) && !begins_page(text) {
            return None;
        }
        let pieces = texts(lines, at);
        let (kind, cut) = opening(lines, &pieces).or_else(|| {
            let alone = pieces.len() == 1 && start::is_issuer(sign::bare(lines.text(&pieces)));
            let near = at + 1..end.min(at + 4);
            let beside = |next: usize| {
                let pieces = texts(lines, next);
                matches!(
                    opening(lines, &pieces),
                    Some((Kind::Head, Cut::Both(_) | Cut::Right))
                )
            };
            (alone && near.into_iter().any(beside)).then_some((Kind::Head, Cut::Left))
        })?;
        let mut block = Self {
            kind,
            left_end: 0,
            right_start: None,
            entries: Vec::new(),
            sure: 0,
            both: 0,
            tabbed: false,
            complete: false,
            office: false,
            subject: false,
            listed: false,
            last_left: String::new(),
        };
        block.put(lines, &pieces, cut, at, false);
        Some(block)
    }

    /// Takes a line that goes on; false where the block ends.
    fn take(&mut self, lines: &Lines<'_>, pieces: &[Piece], line: usize, blanks: usize) -> bool {
        let Some(cut) = self.cut(lines, pieces) else {
            return false;
        };
        let allowed = match self.kind {
            Kind::Head => self.fits_head(lines, pieces, cut, blanks),
            Kind::Closing => self.fits_closing(lines, pieces, cut, blanks),
        };
        if allowed {
            self.put(lines, pieces, cut, line, blanks > 0);
        }
        allowed
    }

    /// Where the line leaves the strip between the columns free.
    fn cut(&self, lines: &Lines<'_>, pieces: &[Piece]) -> Option<Cut> {
        let first = pieces.first()?;
        let marked = (1..pieces.len()).find(|at| {
            let text = lines.text(pieces.get(*at..).unwrap_or_default());
            sign::is_date(text) || sign::is_motto(text) || self.kind == Kind::Closing && sign::is_office(text)
        });
        if let Some(at) = (1..pieces.len()).find(|at| pieces.get(*at).is_some_and(|piece| piece.tab)) {
            return Some(Cut::Both(marked.unwrap_or(at)));
        }
        if first.tab {
            return Some(Cut::Right);
        }
        let strip = |range: Range<usize>| {
            let end = self.right_start.unwrap_or(usize::MAX).min(range.end);
            end.checked_sub(self.left_end.max(range.start))
        };
        let gap = |at: usize| {
            let (left, right) = (pieces.get(at.checked_sub(1)?)?, pieces.get(at)?);
            let free = left.columns.end..right.columns.start;
            let common = strip(free.clone())?;
            let enough = if marked == Some(at) {
                common >= 1
            } else {
                common >= 2 && free.len() >= 3
            };
            (enough && (self.right_start.is_some() || marked == Some(at) || free.len() >= 4)).then_some((
                marked == Some(at),
                common,
                at,
            ))
        };
        if let Some((_, _, at)) = (1..pieces.len())
            .filter_map(gap)
            .max_by_key(|found| (found.0, found.1))
        {
            return Some(Cut::Both(at));
        }
        self.side(lines, pieces, &strip)
    }

    /// The column of a line that stands in one.
    fn side(
        &self,
        lines: &Lines<'_>,
        pieces: &[Piece],
        strip: &impl Fn(Range<usize>) -> Option<usize>,
    ) -> Option<Cut> {
        let (first, last) = (pieces.first()?, pieces.last()?);
        let text = lines.text(pieces);
        if self.tabbed {
            let right = sign::is_motto(text) || sign::is_date(text) || sign::is_signed(text);
            return Some(if right { Cut::Right } else { Cut::Left });
        }
        let on_left = strip(last.columns.end..usize::MAX).is_some_and(|free| free >= 1);
        let on_right = strip(0..first.columns.start).is_some_and(|free| free >= 1);
        match (on_left, on_right, self.right_start) {
            (true, true, Some(right)) => {
                let nearer_left = first.columns.start + last.columns.end < self.left_end + right;
                Some(if nearer_left { Cut::Left } else { Cut::Right })
            }
            (true, true, None) if first.columns.start >= self.left_end + 3 && first.columns.start >= FAR => {
                Some(Cut::Right)
            }
            (true, ..) => Some(Cut::Left),
            (false, true, _) => Some(Cut::Right),
            // A recipient or a subject longer than its column.
            (false, false, _) => {
                let item = self.kind == Kind::Closing && sign::is_item(text);
                let subject = self.kind == Kind::Head
                    && (sign::is_subject(text) || self.subject && start::is_continued_by(text))
                    && text.chars().count() <= 60;
                ((item || subject) && first.columns.start < self.left_end).then_some(Cut::Left)
            }
        }
    }

    fn fits_head(&self, lines: &Lines<'_>, pieces: &[Piece], cut: Cut, blanks: usize) -> bool {
        let all = sign::bare(lines.text(pieces));
        let begins = start::start(all);
        if start::is_kind(all) || matches!(begins, start::Start::Number | start::Start::Opener) {
            return false;
        }
        match cut {
            Cut::Both(at) => {
                let right = lines.text(pieces.get(at..).unwrap_or_default());
                !self.complete || sign::is_date(right) || !start::is_terminal(right)
            }
            Cut::Right => {
                let known = sign::is_motto(all) || sign::is_date(all) || sign::is_rule(all);
                !self.complete && (known || blanks == 0 && start::is_continued_by(all))
            }
            Cut::Left if self.complete => {
                let goes_on = blanks == 0 && self.subject && !sign::is_item(all);
                goes_on
                    || blanks < 2 && (sign::is_number_line(all) || sign::is_subject(all))
                    || sign::is_rule(all)
            }
            Cut::Left => !sign::is_item(all) && all.chars().count() <= 60,
        }
    }

    fn fits_closing(&self, lines: &Lines<'_>, pieces: &[Piece], cut: Cut, blanks: usize) -> bool {
        let all = sign::bare(lines.text(pieces));
        if start::is_kind(all)
            || sign::is_annex(all)
            || sign::is_table_head(all)
            || start::is_page_number(all)
            || sign::is_recipients(all) && self.listed
        {
            return false;
        }
        let left = |text: &str| {
            let item = sign::is_item(text) || sign::is_recipients(text);
            item && blanks < 2 || blanks == 0 && (self.complete || !start::is_terminal(&self.last_left))
        };
        match cut {
            Cut::Both(at) => {
                let text = lines.text(pieces.get(..at).unwrap_or_default());
                !self.complete || left(sign::bare(text))
            }
            Cut::Right => {
                let shape = sign::is_signed(all);
                let short = all.chars().count() <= 60 && start::number(all).is_none();
                // After the name only a second office signs.
                short
                    && (shape || !self.complete && (start::is_capitals(all) || blanks == 0))
                    && (!self.complete || sign::is_office(all) || blanks == 0)
            }
            Cut::Left => left(all),
        }
    }

    fn put(&mut self, lines: &Lines<'_>, pieces: &[Piece], cut: Cut, line: usize, gap: bool) {
        let at = match cut {
            Cut::Both(at) => at,
            Cut::Left => pieces.len(),
            Cut::Right => 0,
        };
        let (left, right) = pieces.split_at(at.min(pieces.len()));
        self.tabbed |= pieces.iter().any(|piece| piece.tab);
        if let Some(last) = left.last() {
            let overlong = self.right_start.is_some_and(|right| last.columns.end >= right);
            if !self.tabbed && !overlong {
                self.left_end = self.left_end.max(last.columns.end);
            }
            let text = sign::bare(lines.text(left));
            self.subject |= sign::is_subject(text);
            self.listed |= sign::is_recipients(text);
            text.clone_into(&mut self.last_left);
        }
        if let Some(first) = right.first() {
            if !self.tabbed {
                let right = self.right_start.unwrap_or(usize::MAX);
                self.right_start = Some(right.min(first.columns.start));
            }
            let text = lines.text(right);
            match self.kind {
                Kind::Head => self.complete |= sign::is_date(text),
                Kind::Closing => {
                    self.complete |= self.office && sign::is_name(text);
                    self.office |= sign::is_office(text);
                }
            }
        }
        self.both += usize::from(!left.is_empty() && !right.is_empty());
        self.entries.push(Entry {
            line,
            gap,
            left: span(left),
            right: span(right),
        });
        let goes_on = match self.kind {
            Kind::Head => self.complete,
            Kind::Closing => self.both > 0,
        };
        if !right.is_empty() || goes_on {
            self.sure = self.entries.len();
        }
    }

    fn finish(mut self) -> Option<Found> {
        self.entries.truncate(self.sure);
        let next = self.entries.last()?.line + 1;
        if self.both == 0 {
            return None;
        }
        let side = |of: fn(&Entry) -> &Option<Range<usize>>| {
            let mut cell: Vec<Range<usize>> = Vec::new();
            for entry in &self.entries {
                if let Some(range) = of(entry) {
                    // An empty range is an empty line.
                    if entry.gap && !cell.is_empty() {
                        cell.push(range.start..range.start);
                    }
                    cell.push(range.clone());
                }
            }
            cell
        };
        let row = vec![side(|entry| &entry.left), side(|entry| &entry.right)];
        Some(Found::Table(
            Grid {
                columns: 2,
                rows: vec![row],
                setting: Some(Setting::Layout),
                literal: false,
            },
            next,
        ))
    }
}

fn span(pieces: &[Piece]) -> Option<Range<usize>> {
    Some(pieces.first()?.bytes.start..pieces.last()?.bytes.end)
}

/// The kind of block that this line opens, and where it is cut.
fn opening(lines: &Lines<'_>, pieces: &[Piece]) -> Option<(Kind, Cut)> {
    let from = |at: usize| lines.text(pieces.get(at..).unwrap_or_default());
    let before = |at: usize| sign::bare(lines.text(pieces.get(..at).unwrap_or_default()));
    for at in 1..pieces.len() {
        let (left, right) = (before(at), from(at));
        let wide = pieces.get(at - 1..=at).is_some_and(|pair| {
            let [a, b] = pair else { return false };
            b.tab || b.columns.start - a.columns.end >= 3
        });
        if sign::is_motto(right) && left.chars().count() <= 60 && !start::is_terminal(left) {
            return Some((Kind::Head, Cut::Both(at)));
        }
        let heads = start::is_capitals(left) || sign::is_number_line(left);
        if wide && sign::is_date(right) && heads {
            return Some((Kind::Head, Cut::Both(at)));
        }
        let closes = sign::is_recipients(left)
            || sign::is_item(left)
            || start::is_capitals(left) && sign::is_office(left);
        if wide && sign::is_office(right) && closes && start::number(left).is_none() {
            return Some((Kind::Closing, Cut::Both(at)));
        }
        if wide && sign::is_recipients(left) {
            return Some((Kind::Closing, Cut::Both(at)));
        }
    }
    let text = from(0);
    let far = pieces
        .first()
        .is_some_and(|piece| piece.tab || piece.columns.start >= FAR);
    if far && sign::is_motto(text) {
        return Some((Kind::Head, Cut::Right));
    }
    if far && sign::is_office(text) {
        return Some((Kind::Closing, Cut::Right));
    }
    sign::is_recipients(sign::bare(text)).then_some((Kind::Closing, Cut::Left))
}

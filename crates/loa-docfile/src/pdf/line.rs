//! Letters to words, words to segments: runs of words on one baseline without a wide gap.

use super::content::Glyph;
use crate::writer::Letters;

/// A gap wider than this share of the font size is a blank, drawn or not.
const WORD_GAP: f64 = 0.17;
/// The same where the file draws a blank; a blank under a stamped number leaves no gap.
const DRAWN_GAP: f64 = 0.06;
/// A gap wider than this share of the font size may stand between columns.
const SEGMENT_GAP: f64 = 0.95;
/// Baselines closer than this share of the font size are one line with raised or lowered letters.
const SAME_LINE: f64 = 0.4;

/// Words that stand together on one baseline.
#[derive(Debug, Clone, Default)]
pub(super) struct Segment {
    pub text: String,
    pub left: f64,
    pub right: f64,
    pub baseline: f64,
    pub size: f64,
    /// Width of the first word: whether it would have fitted on the line before.
    pub first_word: f64,
    pub letters: Letters,
}

impl Segment {
    pub(super) fn top(&self) -> f64 {
        self.baseline - self.size * 0.75
    }

    pub(super) fn middle(&self) -> f64 {
        f64::midpoint(self.left, self.right)
    }

    /// Joins what stands further right on the same line.
    pub(super) fn join(&mut self, right: &Segment) {
        self.text.push(' ');
        self.text.push_str(&right.text);
        self.right = self.right.max(right.right);
        self.size = self.size.max(right.size);
        self.letters.join(right.letters);
    }
}

/// A line: its segments from the left.
pub(super) type Row = Vec<Segment>;

/// Lines from the top.
pub(super) fn rows(mut glyphs: Vec<Glyph>) -> Vec<Row> {
    glyphs.retain(|glyph| glyph.size > 0.5 && !glyph.text.is_empty());
    glyphs.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut lines: Vec<(f64, f64, Vec<Glyph>)> = Vec::new();
    for glyph in glyphs {
        match lines.last_mut() {
            Some((baseline, size, line))
                if glyph.baseline - *baseline <= SAME_LINE * size.max(glyph.size) =>
            {
                if glyph.size > *size * 1.05 {
                    (*baseline, *size) = (glyph.baseline, glyph.size);
                }
                line.push(glyph);
            }
            _ => lines.push((glyph.baseline, glyph.size, vec![glyph])),
        }
    }
    let rows = lines
        .into_iter()
        .map(|(baseline, size, line)| segments(line, baseline, size));
    rows.filter(|row| !row.is_empty()).collect()
}

fn segments(mut line: Vec<Glyph>, baseline: f64, size: f64) -> Row {
    line.sort_by(|a, b| a.left.total_cmp(&b.left));
    let mut row: Row = Vec::new();
    let mut last: Option<Glyph> = None;
    let mut blank = false;
    let mut first_word_open = false;
    for glyph in line {
        if glyph.text.trim().is_empty() {
            blank = true;
            continue;
        }
        let gap = last.as_ref().map_or(f64::MAX, |last| glyph.left - last.right);
        if last.as_ref().is_some_and(|last| is_double(last, &glyph)) {
            continue;
        }
        let raised = glyph.size < size * 0.8 && baseline - glyph.baseline > size * 0.12;
        let is_mark = glyph
            .text
            .chars()
            .all(|letter| letter.is_ascii_digit() || letter == '*');
        if raised && is_mark && gap < SEGMENT_GAP * size && !row.is_empty() {
            continue;
        }
        let wide = gap > SEGMENT_GAP * glyph.size.max(size * 0.8);
        match row.last_mut().filter(|_| !wide) {
            Some(segment) => {
                if gap > if blank { DRAWN_GAP } else { WORD_GAP } * glyph.size {
                    segment.text.push(' ');
                    first_word_open = false;
                }
                segment.text.push_str(&glyph.text);
                segment.right = segment.right.max(glyph.right);
                segment.size = segment.size.max(glyph.size);
            }
            None => {
                first_word_open = true;
                row.push(Segment {
                    text: glyph.text.clone(),
                    left: glyph.left,
                    right: glyph.right,
                    baseline,
                    size: glyph.size,
                    ..Segment::default()
                });
            }
        }
        if let Some(segment) = row.last_mut() {
            segment.letters.add(&glyph.text, glyph.bold, glyph.italic);
            if first_word_open {
                segment.first_word = segment.right - segment.left;
            }
        }
        blank = false;
        last = Some(glyph);
    }
    row
}

/// The same letter drawn again a hair to the right, to look bold.
fn is_double(last: &Glyph, next: &Glyph) -> bool {
    last.text == next.text && (next.left - last.left).abs() < 0.12 * next.size && next.right > next.left
}

//! Places in a document as lines, columns and characters of its running text.

use loa_docfile::body::{Body, Place, Span};

/// Bytes between two counted offsets.
const STRIDE: usize = 256;

/// Finds lines and counts characters without going through the text each time.
pub struct Index<'a> {
    text: &'a str,
    /// First byte of each line.
    lines: Vec<usize>,
    /// Characters that begin before each multiple of [`STRIDE`] bytes.
    characters: Vec<usize>,
}

/// A point of the text as editors and SARIF count: both from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

impl<'a> Index<'a> {
    /// Goes through the running text once.
    pub fn new(body: &'a Body) -> Self {
        Self::of_text(&body.source)
    }

    fn of_text(text: &'a str) -> Self {
        let ends = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at + 1);
        let mut characters = vec![0];
        let mut count = 0;
        for piece in text.as_bytes().chunks(STRIDE) {
            count += beginnings(piece);
            characters.push(count);
        }
        Self {
            text,
            lines: std::iter::once(0).chain(ends).collect(),
            characters,
        }
    }

    /// Characters before a byte; an offset behind the end counts as the end.
    pub fn characters_before(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let counted = byte / STRIDE;
        let rest = self
            .text
            .as_bytes()
            .get(counted * STRIDE..byte)
            .unwrap_or_default();
        self.characters.get(counted).copied().unwrap_or_default() + beginnings(rest)
    }

    /// Line of a byte, from 1.
    pub fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|start| *start <= byte)
    }

    /// First byte of a line counted from 1.
    pub fn line_start(&self, line: usize) -> usize {
        let known = line.checked_sub(1).and_then(|index| self.lines.get(index));
        known.copied().unwrap_or(self.text.len())
    }

    /// A line counted from 1, without its end.
    pub fn line_text(&self, line: usize) -> &'a str {
        let text = self
            .text
            .get(self.line_start(line)..self.line_start(line + 1))
            .unwrap_or_default();
        text.trim_end_matches(['\n', '\r'])
    }

    /// Line and column of a byte.
    pub fn point(&self, byte: usize) -> Point {
        let line = self.line(byte.min(self.text.len()));
        let before = self.characters_before(self.line_start(line));
        Point {
            line,
            column: self.characters_before(byte).saturating_sub(before) + 1,
        }
    }

    /// Characters of a span: first, and one past the last.
    pub fn characters(&self, span: Span) -> (usize, usize) {
        (
            self.characters_before(span.start),
            self.characters_before(span.end.max(span.start)),
        )
    }

    /// Line on which a place begins, from 1.
    pub fn line_of(&self, at: Place) -> usize {
        self.line(at.span.start.min(self.text.len()))
    }
}

/// Characters that begin in these bytes of UTF-8.
fn beginnings(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_counts_as_a_reader_of_the_whole_text_would() {
        let text = "Kế hoạch\n\nỦy ban nhân dân huyện\r\n".repeat(60) + "hết";
        let index = Index::of_text(&text);
        for (byte, letter) in text.char_indices().chain([(text.len(), ' ')]) {
            let before = &text[..byte];
            let line_start = before.rfind('\n').map_or(0, |at| at + 1);
            let point = Point {
                line: before.matches('\n').count() + 1,
                column: text[line_start..byte].chars().count() + 1,
            };
            assert_eq!(
                index.characters_before(byte),
                before.chars().count(),
                "{letter:?} at {byte}"
            );
            assert_eq!(index.point(byte), point, "{letter:?} at {byte}");
        }
        assert_eq!(index.line_text(3), "Ủy ban nhân dân huyện");
        assert_eq!(index.line_text(181), "hết");
        assert_eq!(index.line_text(999), "");
        assert_eq!(index.characters_before(usize::MAX), text.chars().count());
    }
}

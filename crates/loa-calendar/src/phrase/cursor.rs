//! Where a rule stands in the tokens. A rule takes a cursor and gives what it read with the cursor behind it.

use std::ops::Range;

use crate::phrase::token::{Kind, Token};

/// Where the words stand: a cell is a schedule through and through, prose is mostly about something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// All rules hold.
    Cell,
    /// Only rules whose words can hardly mean anything but a time.
    Prose,
}

/// A place between two tokens. Copied freely: going back is keeping the old one.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'t> {
    text: &'t str,
    tokens: &'t [Token],
    place: Place,
    /// Index of the next token.
    pub at: usize,
}

/// What a rule gives.
pub type Read<'t, T> = Option<(T, Cursor<'t>)>;

impl<'t> Cursor<'t> {
    /// Before the first token of `text`.
    pub fn new(text: &'t str, tokens: &'t [Token], place: Place) -> Self {
        Self {
            text,
            tokens,
            place,
            at: 0,
        }
    }

    /// The words stand in a cell.
    pub fn in_cell(self) -> bool {
        self.place == Place::Cell
    }

    /// The same tokens, at another place.
    pub fn moved_to(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// The next token.
    pub fn peek(self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    /// The token before.
    pub fn previous(self) -> Option<&'t Token> {
        self.tokens.get(self.at.checked_sub(1)?)
    }

    /// Behind the next token, whatever it is.
    pub fn step(self) -> Self {
        Self {
            at: (self.at + 1).min(self.tokens.len()),
            ..self
        }
    }

    /// Nothing is left.
    pub fn is_end(self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The written form of the next token.
    pub fn written(self) -> &'t str {
        self.peek()
            .and_then(|token| self.text.get(token.range.clone()))
            .unwrap_or_default()
    }

    /// The text between this place and `end`, without blanks around it.
    pub fn text_until(self, end: Cursor<'_>) -> &'t str {
        let bytes = self.bytes_until(end);
        self.text.get(bytes).unwrap_or_default()
    }

    /// The bytes between this place and `end`; empty when there is nothing between.
    pub fn bytes_until(self, end: Cursor<'_>) -> Range<usize> {
        match self.tokens.get(self.at..end.at) {
            Some([first, .., last]) => first.range.start..last.range.end,
            Some([only]) => only.range.clone(),
            _ => 0..0,
        }
    }

    /// Behind this word.
    pub fn word(self, word: &str) -> Option<Self> {
        matches!(self.peek()?.kind, Kind::Word(found) if found == word).then(|| self.step())
    }

    /// Behind these words, which stand one after the other.
    pub fn words(self, words: &str) -> Option<Self> {
        let (mut rest, mut cursor) = (words, self);
        while let Kind::Word(found) = cursor.peek()?.kind {
            rest = rest.strip_prefix(found)?;
            cursor = cursor.step();
            if rest.is_empty() {
                return Some(cursor);
            }
            rest = rest.strip_prefix(' ')?;
        }
        None
    }

    /// Behind any one of these words.
    pub fn any(self, words: &str) -> Option<Self> {
        let Kind::Word(found) = self.peek()?.kind else {
            return None;
        };
        let mut words = words.as_bytes().split(|byte| *byte == b' ');
        words.any(|word| word == found.as_bytes()).then(|| self.step())
    }

    /// Behind as many of these words as stand here; also none.
    pub fn skip_any(self, words: &str) -> Self {
        let mut cursor = self;
        while let Some(next) = cursor.any(words) {
            cursor = next;
        }
        cursor
    }

    /// Behind any one of these marks.
    pub fn mark(self, marks: &[char]) -> Option<Self> {
        matches!(self.peek()?.kind, Kind::Mark(found) if marks.contains(&found)).then(|| self.step())
    }

    /// Behind the mark if it stands here.
    pub fn skip_mark(self, marks: &[char]) -> Self {
        self.mark(marks).unwrap_or(self)
    }

    /// A number in digits: value and how many digits.
    pub fn digits(self) -> Read<'t, (u32, u8)> {
        match self.peek()?.kind {
            Kind::Number { value, digits } => Some(((value, digits), self.step())),
            _ => None,
        }
    }

    /// A number in digits between two bounds.
    pub fn number_in(self, bounds: std::ops::RangeInclusive<u32>) -> Read<'t, u32> {
        let ((value, _), next) = self.digits()?;
        bounds.contains(&value).then_some((value, next))
    }

    /// A number in digits or in words up to twelve: `02`, `một`, `mười hai`.
    pub fn count(self) -> Read<'t, u32> {
        if let Some(((value, digits), next)) = self.digits() {
            return (digits <= 4).then_some((value, next));
        }
        let Kind::Word(word) = self.peek()?.kind else {
            return None;
        };
        let next = self.step();
        let ones = [
            "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười",
        ];
        let value = match word {
            "tư" => 4,
            word => ones.iter().position(|one| *one == word)? as u32 + 1,
        };
        if value == 10 {
            if let Some(next) = next.word("một") {
                return Some((11, next));
            }
            if let Some(next) = next.word("hai") {
                return Some((12, next));
            }
        }
        Some((value, next))
    }

    /// A numeral one to four, Roman or Arabic: `II`, `2`.
    pub fn quarter_numeral(self) -> Read<'t, i8> {
        if let Some((value, next)) = self.number_in(1..=4) {
            return Some((value as i8, next));
        }
        let Kind::Word(word) = self.peek()?.kind else {
            return None;
        };
        let value = ["i", "ii", "iii", "iv"]
            .iter()
            .position(|numeral| *numeral == word)? as i8
            + 1;
        Some((value, self.step()))
    }

    /// A year in four digits, 1990 to 2100.
    pub fn year(self) -> Read<'t, i16> {
        let ((value, digits), next) = self.digits()?;
        (digits == 4 && (1990..=2100).contains(&value)).then_some((value as i16, next))
    }
}

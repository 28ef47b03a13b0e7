//! Words, numbers and marks of a phrase, with the bytes they stand at.
//!
//! Forgiving where people type: marks on the wrong vowel (`Qúy`, `Thừơng`), spaces lost (`uỷtrước`,
//! `QuýI`, `Tháng01`), emphasis (`**02/2022**`), letters broken by a font (`Định kǶ`), no marks at all.

use std::ops::Range;

use crate::phrase::word;

/// One piece of the phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Bytes of the phrase.
    pub range: Range<usize>,
    /// White space stands before it.
    pub spaced: bool,
    /// Begins with a capital letter.
    pub capital: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A word of the grammar, in its right spelling.
    Word(&'static str),
    /// Any other word.
    Other,
    /// A number of up to nine digits.
    Number {
        /// Its value.
        value: u32,
        /// How many digits it was written with.
        digits: u8,
    },
    /// A punctuation mark; dashes are `-`, curly quotes `'` and `"`.
    Mark(char),
}

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let unmarked = text.is_ascii();
    let mut found = Vec::new();
    let mut spaced = true;
    let mut start = 0;
    while let Some(first) = text.get(start..).and_then(|rest| rest.chars().next()) {
        let end = start + run_length(text, start, first);
        let range = start..end;
        start = end;
        if is_blank(first) {
            spaced = true;
            continue;
        }
        let mut push = |kind, range: Range<usize>, spaced| {
            found.push(Token {
                kind,
                range,
                spaced,
                capital: first.is_uppercase(),
            });
        };
        if first.is_ascii_digit() {
            push(number(text, &range), range, spaced);
        } else if is_letter(first) {
            let mut spaced = spaced;
            for (kind, part) in word::split(text, range, unmarked) {
                push(kind, part, spaced);
                spaced = false;
            }
        } else {
            push(Kind::Mark(plain_mark(first)), range, spaced);
        }
        spaced = false;
    }
    found
}

/// Bytes of the longest run that belongs with `first`: digits, letters, or one mark.
fn run_length(text: &str, start: usize, first: char) -> usize {
    let of_kind: fn(char) -> bool = match first {
        c if c.is_ascii_digit() => |c| c.is_ascii_digit(),
        c if is_letter(c) => is_letter,
        _ => return first.len_utf8(),
    };
    let rest = text.get(start..).unwrap_or_default();
    rest.find(|c| !of_kind(c)).unwrap_or(rest.len())
}

/// Letters and the combining marks that follow them.
fn is_letter(c: char) -> bool {
    loa_vietnamese::letter::is_letter(c) || ('\u{0300}'..='\u{036F}').contains(&c)
}

/// White space, what a reader does not see, and the marks of emphasis.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '_' | '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{00AD}')
}

fn plain_mark(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '~' | '→' | '÷' => '-',
        '\u{2018}' | '\u{2019}' | '\u{2032}' | '\u{00B4}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{2033}' => '"',
        '\u{2044}' | '\u{2215}' => '/',
        '[' | '{' => '(',
        ']' | '}' => ')',
        other => other,
    }
}

fn number(text: &str, range: &Range<usize>) -> Kind {
    let digits = text.get(range.clone()).unwrap_or_default();
    match (digits.len(), digits.parse()) {
        (length @ 1..=9, Ok(value)) => Kind::Number {
            value,
            digits: length as u8,
        },
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `tháng 1 / 2026`: words and numbers as understood, `?` for other words.
    fn shown(text: &str) -> String {
        let show = |token: &Token| match token.kind {
            Kind::Word(word) => word.to_string(),
            Kind::Number { value, .. } => value.to_string(),
            Kind::Mark(mark) => mark.to_string(),
            Kind::Other => "?".to_string(),
        };
        tokens(text).iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn badly_typed_words_are_understood() {
        for (text, want) in [
            ("Qúy III/2022", "quý iii / 2022"),
            ("QuýI-2026", "quý i - 2026"),
            ("Thừơng xuyên", "thường xuyên"),
            ("uỷtrước ngày", "? trước ngày"),
            ("Tháng01/ 2026", "tháng 1 / 2026"),
            ("trong tháng **02/2022**", "trong tháng 2 / 2022"),
            ("Định kǶ trước", "định kỳ trước"),
            ("Q.III", "q . iii"),
            ("13h30’", "13 h 30 '"),
            ("Hang thang", "hằng tháng"),
            ("hàng tháng", "hằng tháng"),
            ("thườngxuyên", "thường xuyên"),
            ("HÀNG NĂM", "hằng năm"),
            ("quy định", "quy định"),
            ("Việt Nam", "? ?"),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
    }

    #[test]
    fn ranges_point_at_the_words() {
        let text = "uỷtrước ngày 25/9/2025";
        let parts: Vec<_> = tokens(text)
            .iter()
            .map(|token| &text[token.range.clone()])
            .collect();
        assert_eq!(parts, ["uỷ", "trước", "ngày", "25", "/", "9", "/", "2025"]);
    }
}

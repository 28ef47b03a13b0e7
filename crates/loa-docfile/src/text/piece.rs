//! The texts of a line and the character columns where they stand, for pages that were set with spaces.

use super::grid::Lines;
use super::start;
use std::ops::Range;

/// Width of a tab stop, in characters.
const TAB: usize = 8;

/// Text without a wide gap in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Character columns from the start of the line; tabs lead to the next stop.
    pub columns: Range<usize>,
    /// Bytes of the source.
    pub bytes: Range<usize>,
    /// A tab stands before it.
    pub tab: bool,
}

/// The pieces of a line that begins at byte `start` of the source: `gap` blank columns or a tab part them.
pub(crate) fn pieces(line: &str, start: usize, gap: usize) -> Vec<Piece> {
    if gap > 1
        && let Some(piece) = whole(line, start)
    {
        return vec![piece];
    }
    sweep(line, start, gap)
}

/// The pieces of any line, sign by sign.
fn sweep(line: &str, start: usize, gap: usize) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let (mut column, mut tab, mut blank) = (0_usize, false, true);
    for (at, sign) in line.char_indices() {
        if sign == '\t' {
            column = (column / TAB + 1) * TAB;
            tab = true;
        }
        if sign == ' ' {
            column += 1;
        }
        if sign.is_whitespace() {
            blank = true;
            continue;
        }
        let next = column + usize::from(!is_hidden(sign));
        let end = start + at + sign.len_utf8();
        match out.last_mut() {
            Some(last) if !tab && (!blank || column - last.columns.end < gap) => {
                last.columns.end = next;
                last.bytes.end = end;
            }
            _ => out.push(Piece {
                columns: column..next,
                bytes: start + at..end,
                tab,
            }),
        }
        (column, tab, blank) = (next, false, false);
    }
    out
}

/// Single spaces and signs that take one column each, most lines by far. Bytes tell: no tab, no double space inside,
/// none of the first bytes of the signs of [`is_hidden`].
fn is_unbroken(text: &str) -> bool {
    let bytes = text.as_bytes();
    let hidden = |byte: u8| byte < b' ' || matches!(byte, 0xc2 | 0xcc | 0xcd | 0xe2 | 0xef);
    let rest = bytes.get(1..).unwrap_or_default();
    // No early end: the whole line in one sweep is faster.
    let wide = bytes
        .iter()
        .zip(rest)
        .fold(false, |found, pair| found | (pair == (&b' ', &b' ')));
    !wide && !bytes.iter().fold(false, |found, byte| found | hidden(*byte))
}

/// The one piece of an unbroken line.
fn whole(line: &str, start: usize) -> Option<Piece> {
    let text = line.trim_start_matches(' ');
    let (indent, text) = (line.len() - text.len(), text.trim_end());
    if text.is_empty() || !is_unbroken(text) {
        return None;
    }
    Some(Piece {
        columns: indent..indent + text.chars().count(),
        bytes: start + indent..start + indent + text.len(),
        tab: false,
    })
}

/// Takes no room on the line.
fn is_hidden(sign: char) -> bool {
    matches!(
        sign,
        '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{ad}' | '\u{300}'..='\u{36f}'
    )
}

/// Pages of a print end with a form feed.
pub(crate) fn begins_page(line: &str) -> bool {
    line.trim_start_matches(' ').starts_with('\u{c}')
}

/// A number alone, first on its page or last.
pub(crate) fn is_page_number(lines: &Lines<'_>, at: usize) -> bool {
    let text = lines.get(at);
    let number = text.trim();
    !number.is_empty()
        && start::is_page_number(number)
        && (begins_page(text)
            || at > 0 && lines.get(at - 1).trim_matches(' ') == "\u{c}"
            || (at + 1..at + 4)
                .find(|next| !lines.get(*next).trim_matches(' ').is_empty())
                .is_some_and(|next| begins_page(lines.get(next))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The short way for ordinary lines finds what the long one does.
        #[test]
        fn whole_lines_are_read_the_same_way(
            line in "( {0,3})([a-zđươ]{0,4}[\u{300}\u{ad}\u{200b}\u{a0}…“\u{2003}]?( {0,2}|\t|\r)){0,6}",
            gap in 2_usize..4,
        ) {
            prop_assert_eq!(pieces(&line, 7, gap), sweep(&line, 7, gap));
        }
    }
}

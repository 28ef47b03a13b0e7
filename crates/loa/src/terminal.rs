//! What is known of the place the answer is printed to.

use std::io::IsTerminal as _;

use unicode_width::UnicodeWidthStr as _;

use loa_calendar::language::Language;

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How to speak and draw.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Language of all messages.
    pub language: Language,
    /// Columns of standard output.
    pub width: usize,
    /// Colour on standard output.
    pub colour: bool,
}

/// Columns of a page or pipe.
const PLAIN_WIDTH: usize = 120;

impl Terminal {
    /// Asks the surroundings.
    pub fn new(language: Language, colour: Colour) -> Self {
        let dull = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let colour = match colour {
            Colour::Auto => std::io::stdout().is_terminal() && !dull,
            Colour::Always => true,
            Colour::Never => false,
        };
        Self {
            language,
            width: width(),
            colour,
        }
    }
}

fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let seen = || terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
    told.or_else(seen).unwrap_or(PLAIN_WIDTH).clamp(40, 400)
}

/// Text of a document made fit for a terminal: no control characters, which could move the cursor or hide words.
pub fn printable(text: &str) -> String {
    let hidden = |letter: char| {
        letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|letter| if hidden(letter) { ' ' } else { letter })
        .collect()
}

/// Bold where colours are on.
pub fn emphasised(text: &str, on: bool) -> String {
    if on {
        format!("\u{1b}[1m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

/// Breaks a paragraph into lines of at most so many columns; lines after the first are indented. Spaces at the
/// beginning stay. Ends with a line break.
pub fn wrap(text: &str, width: usize, indent: usize) -> String {
    let margin = text.len() - text.trim_start_matches(' ').len();
    let mut lines = " ".repeat(margin);
    let (mut used, mut empty) = (margin, true);
    for word in text.split_whitespace() {
        let columns = word.width();
        if !empty && used + 1 + columns > width {
            lines.push('\n');
            lines.push_str(&" ".repeat(indent));
            (used, empty) = (indent, true);
        }
        if !empty {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        (used, empty) = (used + columns, false);
    }
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_wide_as_they_look() {
        assert_eq!(
            wrap("  Ủy ban nhân dân huyện", 12, 4),
            "  Ủy ban\n    nhân dân\n    huyện\n"
        );
        assert_eq!(wrap("Nghiêngngả", 4, 0), "Nghiêngngả\n");
        assert_eq!(wrap("", 4, 2), "\n");
    }

    #[test]
    fn a_document_cannot_drive_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\u{202e}c\r\n"), "a [2Jb c  ");
    }
}

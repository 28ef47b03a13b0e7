//! What is known of the place the answer is printed to.

use std::io::IsTerminal as _;

use crate::language::Language;

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
    /// Colour on standard error.
    pub colour_errors: bool,
}

/// Columns of a page or pipe.
const PLAIN_WIDTH: usize = 120;

impl Terminal {
    /// Asks the surroundings.
    pub fn new(language: Language, colour: Colour) -> Self {
        let dull = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let coloured = |is_terminal: bool| match colour {
            Colour::Auto => is_terminal && !dull,
            Colour::Always => true,
            Colour::Never => false,
        };
        Self {
            language,
            width: width(),
            colour: coloured(std::io::stdout().is_terminal()),
            colour_errors: coloured(std::io::stderr().is_terminal()),
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

//! The two languages of the program's messages.

use loa_plan_reader::notice::Sentence;

/// Language of messages on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Language {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// The sentence in this language.
    pub fn pick(self, sentence: &Sentence) -> &str {
        match self {
            Language::Vi => &sentence.vi,
            Language::En => &sentence.en,
        }
    }

    /// One of two texts.
    pub fn choose<T>(self, vi: T, en: T) -> T {
        match self {
            Language::Vi => vi,
            Language::En => en,
        }
    }
}

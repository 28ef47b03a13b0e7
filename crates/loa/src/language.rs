//! The two languages of the program's messages.

use loa_plan_reader::notice::Sentence;

/// Language of messages on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// From `vi`, `en`, or a locale such as `en_GB.UTF-8`.
    pub fn named(name: &str) -> Option<Self> {
        let code = name.split(['_', '-', '.']).next().unwrap_or_default();
        match code.to_ascii_lowercase().as_str() {
            "vi" => Some(Language::Vi),
            "en" => Some(Language::En),
            _ => None,
        }
    }

    /// The sentence in this language.
    pub fn pick(self, sentence: &Sentence) -> &str {
        self.choose(&sentence.vi, &sentence.en)
    }

    /// One of two texts.
    pub fn choose<T>(self, vi: T, en: T) -> T {
        match self {
            Language::Vi => vi,
            Language::En => en,
        }
    }
}

//! The two languages in which meanings and messages are told.

/// Language of a message.
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

    /// One of two texts.
    pub fn choose<T>(self, vi: T, en: T) -> T {
        match self {
            Language::Vi => vi,
            Language::En => en,
        }
    }
}

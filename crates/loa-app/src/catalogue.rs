//! What the public can find: each thing with the words by which it is found, and its short address, which stays for ever.
//!
//! A short address is printed, hung up, read out: it is made once, never given to anything else, and leads to wherever the
//! thing is now. The search is over titles and what they say in short, without marks.

use jiff::civil::Date;
use loa_db::id::Id;
use loa_vietnamese::fold::fold;

pub mod actions;
pub mod store;

/// Signs of a code: what somebody types from a board.
const CODE_CHARACTERS: usize = 20;
/// Words of a search that count.
pub const WORDS: usize = 6;

/// What is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An article of a unit.
    Article,
    /// A notice that is or was posted.
    Notice,
    /// A document of a register that the public reads.
    Document,
    /// The first page of a site; the target is the unit.
    Site,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::Article, Kind::Notice, Kind::Document, Kind::Site];

    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Article => "article",
            Kind::Notice => "notice",
            Kind::Document => "document",
            Kind::Site => "site",
        }
    }

    /// The kind with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// For people, in lists of what was found.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Article => "Tin, bài",
            Kind::Notice => "Niêm yết",
            Kind::Document => "Văn bản",
            Kind::Site => "Trang",
        }
    }
}

/// A short address and what it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    /// "khai-sinh"
    pub code: String,
    /// The locality.
    pub locality: Id,
    /// Whose it is.
    pub unit: Id,
    /// What.
    pub kind: Kind,
    /// Which.
    pub target: Id,
}

/// Something that the public finds on the site of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// On whose site.
    pub unit: Id,
    /// What.
    pub kind: Kind,
    /// Which.
    pub target: Id,
    /// Where, below the address of the site: "tin/khai-sinh-3-dieu".
    pub place: String,
    /// Title.
    pub title: String,
    /// What it says in short.
    pub lead: String,
    /// Its day.
    pub dated_on: Date,
}

impl Entry {
    /// Title, the same in one piece ("khaisinh"), and what it says in short, folded.
    fn found(&self) -> (String, String) {
        let title = fold(&self.title);
        let squeezed: String = title.split_whitespace().collect();
        let all = format!("{title}\n{squeezed}\n{}", fold(&self.lead));
        (title, all)
    }
}

/// The words of a search, folded; empty when there is nothing to look for.
pub fn words(asked: &str) -> Vec<String> {
    let folded = fold(asked);
    let words = folded.split(|sign: char| !sign.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .take(WORDS)
        .map(str::to_owned)
        .collect()
}

/// The code that an address of plain letters proposes: its first words, as long as they are short.
pub fn code(slug: &str) -> String {
    let mut code = String::new();
    for part in slug.split('-').filter(|part| !part.is_empty()) {
        if !code.is_empty() && code.len() + part.len() >= CODE_CHARACTERS {
            break;
        }
        if !code.is_empty() {
            code.push('-');
        }
        code.extend(part.chars().take(CODE_CHARACTERS));
    }
    code
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test may stop where it stands"
)]
mod tests;

//! Documents that the public reads: what somebody decided about each document of a register (Decree 42/2022, article 4).
//!
//! Without a decision nothing is public. What was marked secret stays from the public until somebody says by what it was
//! declassified; being public again is then another decision (PUB-06).

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_vietnamese::fold::nfc;

use crate::document::register::{Official, State};

pub mod actions;
pub mod store;
pub mod web;

/// Characters of a reason.
pub const REASON_CHARACTERS: usize = 500;

/// What was decided about a document and the public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Word {
    /// The public reads it.
    Public,
    /// It was public; the public reads why it is not any more.
    Withdrawn,
    /// It holds a state secret: nothing of it is ever shown.
    Secret,
    /// It was secret and is not any more; still nobody said that it is public.
    Lifted,
}

impl Word {
    /// All of them, in the order of the form.
    pub const ALL: [Word; 4] = [Word::Public, Word::Withdrawn, Word::Secret, Word::Lifted];

    /// In the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Word::Public => "public",
            Word::Withdrawn => "withdrawn",
            Word::Secret => "secret",
            Word::Lifted => "lifted",
        }
    }

    /// The word with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.key() == key)
    }

    /// How it stands, for people.
    pub fn label(self) -> &'static str {
        match self {
            Word::Public => "Đang công khai",
            Word::Withdrawn => "Đã thôi công khai",
            Word::Secret => "Văn bản mật",
            Word::Lifted => "Đã giải mật, chưa công khai",
        }
    }

    /// What the form offers.
    pub fn offer(self) -> &'static str {
        match self {
            Word::Public => "Công khai",
            Word::Withdrawn => "Thôi công khai",
            Word::Secret => "Đánh dấu văn bản mật",
            Word::Lifted => "Ghi là đã giải mật",
        }
    }

    /// Must it say why?
    pub fn needs_reason(self) -> bool {
        self != Word::Public
    }

    /// May this be decided after `before`? What is secret is never public at once (PUB-06).
    pub fn may_follow(self, before: Option<Word>) -> bool {
        match self {
            Word::Public => before != Some(Word::Secret) && before != Some(Word::Public),
            Word::Withdrawn => before == Some(Word::Public),
            Word::Secret => before != Some(Word::Secret),
            Word::Lifted => before == Some(Word::Secret),
        }
    }
}

/// What was decided about a document last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// The document.
    pub document: Id,
    /// Whose register it stands in.
    pub unit: Id,
    /// What.
    pub word: Word,
    /// Why.
    pub reason: String,
    /// Counts decisions, so that nobody changes what they have not seen.
    pub turn: i64,
    /// By whom.
    pub decided_by: Id,
    /// When.
    pub decided_at: Timestamp,
}

/// Signs that the law puts on papers with state secrets (Law 29/2018, article 8), as they stand in a line of their own.
const STAMPS: [&str; 3] = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"];

/// Does a text carry such a sign?
pub fn is_stamped(text: &str) -> bool {
    let bare = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.join(" ")
    };
    text.lines()
        .map(|line| bare(line.trim_matches(|sign: char| !sign.is_alphanumeric())))
        .any(|line| STAMPS.contains(&line.as_str()))
}

/// Characters within which the head of a file ends, where such a sign is put.
const HEAD_CHARACTERS: usize = 1500;
/// With these before or behind it in capitals "MẬT" is a word and no sign: "BÍ MẬT NHÀ NƯỚC", "GIẢI MẬT", "MẬT ONG".
const BEFORE: [&str; 6] = ["BÍ", "BẢO", "GIẢI", "ĐỘ", "ONG", "LẤY"];
const BEHIND: [&str; 6] = ["ONG", "MÃ", "KHẨU", "ĐỘ", "THƯ", "VỤ"];

/// Does the text of a file carry such a sign? Who reads a PDF file joins its lines, so that in its head the sign may stand
/// among other words.
pub fn is_file_stamped(text: &str) -> bool {
    let text = nfc(text);
    if is_stamped(&text) {
        return true;
    }
    let head: String = text.chars().take(HEAD_CHARACTERS).collect();
    let words: Vec<&str> = head
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let is = |at: Option<usize>, known: &[&str]| {
        let word = at.and_then(|at| words.get(at));
        word.is_some_and(|word| known.contains(word))
    };
    words.iter().enumerate().any(|(at, word)| {
        *word == "MẬT" && !is(at.checked_sub(1), &BEFORE) && !is(at.checked_add(1), &BEHIND)
    })
}

/// Did it go out, so that there is something to read? What came in is for whoever issued it to decide.
pub fn is_readable(one: &Official) -> bool {
    matches!(one.state, State::Issued | State::Recalled)
}

/// What the public asks the library of a unit for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Folded words that all stand in number, kind, issuer or summary.
    pub words: Vec<String>,
    /// Key of the kind, or empty.
    pub kind: String,
    /// First and last day of the documents.
    pub days: (Date, Date),
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test may stop where it stands"
)]
mod tests;

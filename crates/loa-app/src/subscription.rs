//! Letters to readers of a public site: asked for with a mail address, confirmed by a link, ended by one press.
//!
//! An address is kept sealed and is known again by a keyed sum; nobody who works here sees it (PUB-06). It goes when the
//! reader leaves, when nobody confirms it, or when its mail server does not want it (PII-05). What a reader agreed to is
//! what they sent by the form and confirmed by the link (PII-02): both moments are kept with the address.

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, ToSpan as _};
use loa_db::id::Id;

use crate::activity::Language;
use crate::identity::seal::Key;
use crate::identity::token;
use crate::mail::is_address;

pub mod actions;
pub mod jobs;
pub mod store;
pub mod web;

/// Signs of a mail address: RFC 5321 lets no longer one through.
pub const ADDRESS_CHARACTERS: usize = 254;
/// How long a confirmation is waited for.
pub const PATIENCE: SignedDuration = SignedDuration::from_hours(48);
/// Articles of one letter; how many more there are is told.
pub const MOST_ARTICLES: usize = 20;
/// Letters in a row that a mail server refuses for good before its reader is taken from the list.
pub const MOST_REFUSALS: i64 = 5;
/// Hexadecimal digits of a sum in a link: 128 bits.
const SUM_SIGNS: usize = 32;

/// How often letters go, at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pace {
    /// On Mondays.
    Weekly,
    /// On every day before which something was published.
    Daily,
}

impl Pace {
    /// All of them, in the order of the form.
    pub const ALL: [Pace; 2] = [Pace::Weekly, Pace::Daily];

    /// In the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Pace::Weekly => "weekly",
            Pace::Daily => "daily",
        }
    }

    /// The pace with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pace| pace.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Pace::Weekly => "Mỗi tuần một thư, sáng thứ Hai",
            Pace::Daily => "Mỗi khi có bài mới, nhiều nhất một thư mỗi ngày",
        }
    }

    /// The day of the letter after this day.
    pub fn next(self, after: Date) -> Date {
        let days = match self {
            Pace::Daily => 1,
            Pace::Weekly => 7 - i32::from(after.weekday().since(Weekday::Monday)),
        };
        after.checked_add(days.days()).unwrap_or(Date::MAX)
    }
}

/// What a reader wants to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// Sections; none: all of them.
    pub sections: Vec<Id>,
    /// In this language; `None`: in any.
    pub language: Option<Language>,
    /// How often.
    pub pace: Pace,
}

impl Wishes {
    /// Do they want articles of this section?
    pub fn wants(&self, section: Id) -> bool {
        self.sections.is_empty() || self.sections.contains(&section)
    }
}

/// A reader of the site of a unit, as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Keyed sum of unit and address.
    pub sum: String,
    /// The address, sealed.
    pub sealed: String,
}

/// The form in which an address is kept, and in which two that reach the same box are one; `None` when it is none.
/// Domains know no capitals and in practice no box does.
pub fn plain_address(typed: &str) -> Option<String> {
    let plain = typed.trim().to_lowercase();
    let is_fine = plain.len() <= ADDRESS_CHARACTERS
        && plain.bytes().all(|byte| byte.is_ascii_graphic())
        && is_address(&plain)
        && plain
            .rsplit_once('@')
            .is_some_and(|(_, domain)| domain.contains('.'));
    is_fine.then_some(plain)
}

/// By what a reader of a unit is known again. Sums of two units cannot be laid side by side.
pub fn reader_sum(key: &Key, unit: Id, address: &str) -> String {
    key.sum(&format!("reader of {unit}"), address)
}

/// For what an address of a reader is sealed.
fn seal_purpose(unit: Id) -> String {
    format!("mail address of a reader of {unit}")
}

/// What links of letters let their holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Confirm an ask; what follows is its identity.
    Confirm,
    /// Leave; what follows is the sum of the reader.
    Leave,
}

impl Link {
    fn signature(self, key: &Key, unit: Id, about: &str) -> String {
        let purpose = match self {
            Link::Confirm => "confirm a reader of",
            Link::Leave => "leave as a reader of",
        };
        let sum = key.sum(&format!("{purpose} {unit}"), about);
        sum.chars().take(SUM_SIGNS).collect()
    }

    /// The last part of the address of a link: signed with the key of the installation, so that none can be made up.
    pub fn token(self, key: &Key, unit: Id, about: &str) -> String {
        format!("{}{about}", self.signature(key, unit, about))
    }

    /// What a token is about; `None` when it was not made here, for this unit and this purpose.
    pub fn read(self, key: &Key, unit: Id, token: &str) -> Option<String> {
        let about = token.get(SUM_SIGNS..).filter(|about| about.len() <= 64)?;
        let signature = token.get(..SUM_SIGNS)?;
        // Hashes are compared: how long that takes tells nothing of the signature.
        let is_ours = token::hash(signature) == token::hash(&self.signature(key, unit, about));
        is_ours.then(|| about.to_owned())
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop where it stands"
)]
mod tests;

//! Articles: written, looked over by a second pair of eyes, published on the site of a unit, put right, withdrawn.
//!
//! What was written is kept as revisions that never change. The words that are worked on and those that the public reads
//! are two things: a correction is written while the old words stand, and replaces them when it is published.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_vietnamese::fold::fold;

use crate::activity::{Audience, Language};

pub mod actions;
pub mod body;
pub mod fetch;
pub mod found;
pub mod jobs;
pub mod link;
pub mod remark;
pub mod store;
pub mod surface;
pub mod web;

/// Characters of a title: what lists, feeds and the pictures of shared links have room for.
pub const TITLE_CHARACTERS: usize = 160;
/// Characters of the lead.
pub const LEAD_CHARACTERS: usize = 500;
/// Characters of the body as it is written.
pub const BODY_CHARACTERS: usize = 100_000;
/// Characters of a remark, of what a picture shows, of a notice.
pub const REMARK_CHARACTERS: usize = 500;
/// Characters of an address.
const SLUG_CHARACTERS: usize = 80;
/// Sections of a unit.
pub const MOST_SECTIONS: usize = 30;

/// How far the words that are worked on have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Being written.
    Draft,
    /// Somebody else is to look it over.
    Review,
    /// Somebody else approved it; it may go out.
    Approved,
    /// The public reads these words.
    Published,
    /// The public reads only why it was withdrawn.
    Withdrawn,
}

impl State {
    /// All of them, in the order of the work.
    pub const ALL: [State; 5] = [
        State::Draft,
        State::Review,
        State::Approved,
        State::Published,
        State::Withdrawn,
    ];

    /// In the database and in addresses.
    pub fn key(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Review => "review",
            State::Approved => "approved",
            State::Published => "published",
            State::Withdrawn => "withdrawn",
        }
    }

    /// The state with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            State::Draft => "Nháp",
            State::Review => "Chờ duyệt",
            State::Approved => "Đã duyệt",
            State::Published => "Đã đăng",
            State::Withdrawn => "Đã gỡ",
        }
    }
}

/// What somebody does with an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Asks for a second pair of eyes.
    Submit,
    /// Sends it back with a remark.
    Return,
    /// Finds it right; of words that went out without that, afterwards.
    Approve,
    /// Lets it go out.
    Publish,
    /// Lets it go out although nobody else looked at it, and says why.
    Force,
    /// Begins to put right what is public.
    Correct,
    /// Takes it from the public and says why.
    Withdraw,
    /// Looked at it again: what the public reads is still right.
    Confirm,
}

impl Act {
    /// All of them, in the order of the page.
    pub const ALL: [Act; 8] = [
        Act::Submit,
        Act::Approve,
        Act::Return,
        Act::Publish,
        Act::Confirm,
        Act::Correct,
        Act::Force,
        Act::Withdraw,
    ];

    /// In the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Act::Submit => "submit",
            Act::Return => "return",
            Act::Approve => "approve",
            Act::Publish => "publish",
            Act::Force => "force",
            Act::Correct => "correct",
            Act::Withdraw => "withdraw",
            Act::Confirm => "confirm",
        }
    }

    /// The act with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.key() == key)
    }

    /// What a button of the page says.
    pub fn label(self) -> &'static str {
        match self {
            Act::Submit => "Gửi duyệt",
            Act::Return => "Trả lại người viết",
            Act::Approve => "Duyệt",
            Act::Publish => "Đăng",
            Act::Force => "Đăng khi chưa có người thứ hai duyệt",
            Act::Correct => "Sửa bài đã đăng",
            Act::Withdraw => "Gỡ bài",
            Act::Confirm => "Vẫn đúng, xem lại sau 6 tháng",
        }
    }

    /// What the history says.
    pub fn done(self) -> &'static str {
        match self {
            Act::Submit => "Gửi duyệt",
            Act::Return => "Trả lại",
            Act::Approve => "Duyệt",
            Act::Publish => "Đăng",
            Act::Force => "Đăng khi chưa duyệt",
            Act::Correct => "Mở bản sửa",
            Act::Withdraw => "Gỡ",
            Act::Confirm => "Xem lại, vẫn đúng",
        }
    }

    /// Must it say why?
    pub fn needs_remark(self) -> bool {
        matches!(self, Act::Return | Act::Force | Act::Withdraw)
    }
}

/// Where an article stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Of the words that are worked on.
    pub state: State,
    /// The latest revision, from 1.
    pub revision: i64,
    /// The revision that the public reads.
    pub public: Option<i64>,
    /// What the public reads went out without a second pair of eyes, and nobody has looked at it since.
    pub is_forced: bool,
}

impl Standing {
    /// Of an article that was just begun.
    pub const NEW: Standing = Standing {
        state: State::Draft,
        revision: 1,
        public: None,
        is_forced: false,
    };

    /// May its words be changed?
    pub fn is_open(self) -> bool {
        self.state == State::Draft
    }

    /// How it stands after an act; `None` when that cannot be done now.
    pub fn after(self, act: Act) -> Option<Self> {
        let out = |is_forced| Self {
            state: State::Published,
            public: Some(self.revision),
            is_forced,
            ..self
        };
        let to = |state| Self { state, ..self };
        Some(match (act, self.state) {
            (Act::Submit, State::Draft) => to(State::Review),
            (Act::Return, State::Review | State::Approved) => to(State::Draft),
            (Act::Approve, State::Review) => to(State::Approved),
            (Act::Approve, State::Published) if self.is_forced => out(false),
            (Act::Publish, State::Approved) => out(false),
            (Act::Force, State::Draft | State::Review) => out(true),
            (Act::Correct, State::Published | State::Withdrawn) => to(State::Draft),
            (Act::Confirm, State::Published) => self,
            (Act::Withdraw, _) if self.public.is_some() => Self {
                state: State::Withdrawn,
                public: None,
                is_forced: false,
                ..self
            },
            _ => return None,
        })
    }
}

/// An article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Identity.
    pub id: Id,
    /// Whose it is.
    pub unit: Id,
    /// The section in which the public reads it.
    pub section: Id,
    /// The last part of its address; never changed once it was public.
    pub slug: String,
    /// A sample of a demonstration.
    pub is_sample: bool,
    /// For whom.
    pub audience: Option<Audience>,
    /// In which language the public reads it.
    pub language: Language,
    /// What it is a version of, in another language; `None` for an article of record.
    pub origin: Option<Origin>,
    /// How it stands.
    pub standing: Standing,
    /// What it is to prove.
    pub duty: Option<Id>,
    /// What it was recorded as when it went out.
    pub activity: Option<Id>,
    /// The moment at which it goes out by itself.
    pub publish_at: Option<Timestamp>,
    /// The moment at which it is withdrawn by itself.
    pub expire_at: Option<Timestamp>,
    /// The day on which somebody should look whether it is still right.
    pub review_on: Option<Date>,
    /// When the public first read it.
    pub first_public_at: Option<Timestamp>,
    /// When what the public reads last changed.
    pub changed_at: Option<Timestamp>,
    /// What the public is told of a correction or a withdrawal.
    pub notice: String,
    /// Counts changes, so that nobody changes what they have not seen.
    pub turn: i64,
}

impl Article {
    /// One of record that is just begun, in Vietnamese; its address is its identity until it has a title.
    pub fn begun(id: Id, unit: Id, section: Id) -> Self {
        Self {
            id,
            unit,
            section,
            slug: id.to_string(),
            is_sample: false,
            audience: None,
            language: Language::Vietnamese,
            origin: None,
            standing: Standing::NEW,
            duty: None,
            activity: None,
            publish_at: None,
            expire_at: None,
            review_on: None,
            first_public_at: None,
            changed_at: None,
            notice: String::new(),
            turn: 0,
        }
    }
}

/// What a version in another language was made from, and who makes it (BRD-14).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The article of record.
    pub article: Id,
    /// The words of it that this was made from.
    pub revision: i64,
    /// Since when the public reads newer words there.
    pub stale_at: Option<Timestamp>,
    /// Who was asked to translate.
    pub translator: Option<Id>,
    /// Who was asked to read or listen to it afterwards, and to say that it is right: never who translated it.
    pub speaker: Option<Id>,
}

/// The words of an article at some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// From 1.
    pub ordinal: i64,
    /// Its section.
    pub section: Id,
    /// In which language.
    pub language: Language,
    /// Title.
    pub title: String,
    /// What it says in short.
    pub lead: String,
    /// The body as it was written: Markdown, HTML among it.
    pub source: String,
    /// The body as HTML that is safe.
    pub body: String,
    /// Its picture.
    pub picture: Option<Picture>,
    /// The same, spoken.
    pub audio: Option<Id>,
    /// Who wrote it.
    pub written_by: Id,
    /// Their name.
    pub writer: String,
    /// When.
    pub written_at: Timestamp,
}

/// A picture of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub file: Id,
    /// What it shows, for who does not see it.
    pub alt: String,
    /// Who agreed that it is shown, or why nobody has to (COM-04).
    pub consent: String,
}

/// A section of the site of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Identity.
    pub id: Id,
    /// Whose it is.
    pub unit: Id,
    /// The last part of its address.
    pub slug: String,
    /// "Cải cách hành chính"
    pub title: String,
    /// The order that asks for it.
    pub origin: Option<Id>,
}

/// What was done with an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub act: Act,
    /// About which revision.
    pub ordinal: i64,
    /// Why, or what the public is told.
    pub remark: String,
    /// By whom; `None`: by the program at a moment that was set.
    pub person: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// An address of plain letters out of words: "Đăng ký khai sinh: 3 điều" gives "dang-ky-khai-sinh-3-dieu".
pub fn slug(words: &str) -> String {
    let folded = fold(words);
    let parts = folded
        .split(|sign: char| !sign.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty());
    let mut slug = String::new();
    for part in parts {
        if slug.len() + part.len() >= SLUG_CHARACTERS {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(part);
    }
    slug
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
pub mod samples;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test may stop where it stands"
)]
mod tests;

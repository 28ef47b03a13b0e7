//! Praise and criticism of units: what each rests on, the say of the unit that is criticised, how long the public reads it.
//!
//! Praise rests on work that was accepted as proof. Criticism names a unit, rests on a finding or a signed document, waits
//! for the reply of the unit or the end of its term, needs a second person, and leaves the public by itself (COM-02).

use jiff::Timestamp;
use jiff::civil::Date;
use loa_calendar::day::plus_days;
use loa_calendar::working_day::WorkCalendar;
use loa_db::id::Id;

pub mod actions;
pub mod jobs;
pub mod names;
pub mod store;
pub mod web;

/// Characters of a title.
pub const TITLE_CHARACTERS: usize = 160;
/// Characters of what is said, by either side.
pub const WORDS_CHARACTERS: usize = 3000;
/// Characters of a reason.
pub const REMARK_CHARACTERS: usize = 500;
/// Working days in which the unit may reply, unless somebody sets another term.
pub const TERM_DAYS: i64 = 5;
/// The shortest and the longest term, in working days.
pub const TERMS: (i64, i64) = (3, 30);
/// Days for which the public reads a criticism, unless somebody sets another day.
pub const PUBLIC_DAYS: i64 = 90;
/// Days after which the public no longer reads a criticism, whatever somebody sets.
pub const MOST_PUBLIC_DAYS: i64 = 365;
/// Activities that one praise rests on.
pub const MOST_ACTIVITIES: usize = 50;
/// Replies and corrections of one entry.
pub const MOST_REPLIES: usize = 50;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Biểu dương.
    Praise,
    /// Phê bình.
    Criticism,
}

impl Kind {
    /// Both, in the order of pages.
    pub const ALL: [Kind; 2] = [Kind::Praise, Kind::Criticism];

    /// In the database and in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Praise => "praise",
            Kind::Criticism => "criticism",
        }
    }

    /// The kind with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Praise => "Biểu dương",
            Kind::Criticism => "Phê bình",
        }
    }
}

/// How far an entry has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Being written.
    Draft,
    /// Praise: somebody else is to look it over.
    Review,
    /// Criticism: the unit was told and may reply.
    Told,
    /// A second person approved it.
    Approved,
    /// The public reads it.
    Public,
    /// Its last day is over.
    Ended,
    /// Taken from the public, with a reason.
    Withdrawn,
    /// Given up before the public read it.
    Dropped,
}

impl State {
    /// All of them, in the order of the work.
    pub const ALL: [State; 8] = [
        State::Draft,
        State::Review,
        State::Told,
        State::Approved,
        State::Public,
        State::Ended,
        State::Withdrawn,
        State::Dropped,
    ];

    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Review => "review",
            State::Told => "told",
            State::Approved => "approved",
            State::Public => "public",
            State::Ended => "ended",
            State::Withdrawn => "withdrawn",
            State::Dropped => "dropped",
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
            State::Told => "Chờ đơn vị trả lời",
            State::Approved => "Đã duyệt",
            State::Public => "Đang đăng",
            State::Ended => "Đã hết hạn đăng",
            State::Withdrawn => "Đã gỡ",
            State::Dropped => "Không đăng nữa",
        }
    }
}

/// What is done with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Writes it, or writes on.
    Write,
    /// Asks for a second pair of eyes (praise).
    Submit,
    /// Tells the unit, whose term begins (criticism).
    Tell,
    /// The unit replies.
    Reply,
    /// Sends it back to who wrote it.
    Return,
    /// A second person approves it.
    Approve,
    /// The public reads it from now on.
    Publish,
    /// The unit asks for a correction to be shown beside it.
    Correct,
    /// A correction is shown, or sent back with a reason.
    Judge,
    /// Takes it from the public.
    Withdraw,
    /// Its last day is over.
    Expire,
    /// Gives it up.
    Drop,
}

impl Act {
    /// All of them.
    pub const ALL: [Act; 12] = [
        Act::Write,
        Act::Submit,
        Act::Tell,
        Act::Reply,
        Act::Return,
        Act::Approve,
        Act::Publish,
        Act::Correct,
        Act::Judge,
        Act::Withdraw,
        Act::Expire,
        Act::Drop,
    ];

    /// Those that have a button, in the order of the page.
    pub const BUTTONS: [Act; 7] = [
        Act::Submit,
        Act::Tell,
        Act::Approve,
        Act::Publish,
        Act::Return,
        Act::Withdraw,
        Act::Drop,
    ];

    /// In the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Act::Write => "write",
            Act::Submit => "submit",
            Act::Tell => "tell",
            Act::Reply => "reply",
            Act::Return => "return",
            Act::Approve => "approve",
            Act::Publish => "publish",
            Act::Correct => "correct",
            Act::Judge => "judge",
            Act::Withdraw => "withdraw",
            Act::Expire => "expire",
            Act::Drop => "drop",
        }
    }

    /// The act with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.key() == key)
    }

    /// What a button of the page says.
    pub fn label(self) -> &'static str {
        match self {
            Act::Write => "Lưu",
            Act::Submit => "Gửi duyệt",
            Act::Tell => "Báo cho đơn vị, chờ trả lời",
            Act::Reply => "Gửi trả lời",
            Act::Return => "Trả lại người viết",
            Act::Approve => "Duyệt",
            Act::Publish => "Đăng",
            Act::Correct => "Gửi đính chính",
            Act::Judge => "Hiện đính chính",
            Act::Withdraw => "Gỡ",
            Act::Expire => "Hết hạn",
            Act::Drop => "Không đăng nữa",
        }
    }

    /// What the history says.
    pub fn done(self) -> &'static str {
        match self {
            Act::Write => "Viết",
            Act::Submit => "Gửi duyệt",
            Act::Tell => "Báo cho đơn vị",
            Act::Reply => "Đơn vị trả lời",
            Act::Return => "Trả lại",
            Act::Approve => "Duyệt",
            Act::Publish => "Đăng",
            Act::Correct => "Đơn vị gửi đính chính",
            Act::Judge => "Xét đính chính",
            Act::Withdraw => "Gỡ",
            Act::Expire => "Hết hạn đăng",
            Act::Drop => "Không đăng nữa",
        }
    }

    /// Must it say why?
    pub fn needs_remark(self) -> bool {
        matches!(self, Act::Return | Act::Withdraw | Act::Drop)
    }
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Which of the two.
    pub kind: Kind,
    /// How far it has come.
    pub state: State,
    /// How often the unit was told.
    pub round: i64,
    /// The unit replied to the words of this round.
    pub is_replied: bool,
    /// Working days in which it may reply.
    pub term_days: i64,
    /// The last day of its term.
    pub due_on: Option<Date>,
    /// The last day on which the public reads it; of praise `None`: for good.
    pub until: Option<Date>,
}

impl Standing {
    /// Of an entry that was just begun.
    pub fn new(kind: Kind, term_days: i64, until: Option<Date>) -> Self {
        Self {
            kind,
            state: State::Draft,
            round: 0,
            is_replied: false,
            term_days,
            due_on: None,
            until,
        }
    }

    /// The unit had its say, or let its term pass. Of praise there is nothing to say.
    pub fn is_heard(self, today: Date) -> bool {
        let is_over = self.due_on.is_some_and(|due| today > due);
        self.kind == Kind::Praise || self.round > 0 && (self.is_replied || is_over)
    }

    /// The last day is one on which it may still be public: of criticism a must, at most a year ahead (COM-02).
    pub fn may_last(self, today: Date) -> bool {
        match (self.kind, self.until) {
            (Kind::Praise, None) => true,
            (Kind::Praise, Some(until)) => until >= today,
            (Kind::Criticism, None) => false,
            (Kind::Criticism, Some(until)) => {
                until >= today && plus_days(today, MOST_PUBLIC_DAYS).is_some_and(|last| until <= last)
            }
        }
    }

    /// The unit that it is about has heard of it.
    pub fn is_known(self) -> bool {
        match self.kind {
            Kind::Criticism => self.round > 0 && self.state != State::Draft,
            Kind::Praise => matches!(self.state, State::Public | State::Ended | State::Withdrawn),
        }
    }

    /// How it stands after an act on a day; `None` when that cannot be done now. There is no way around the unit's say.
    pub fn after(self, act: Act, today: Date) -> Option<Self> {
        let to = |state| Some(Self { state, ..self });
        let is_criticism = self.kind == Kind::Criticism;
        match (act, self.state) {
            (Act::Write, State::Draft) => Some(self),
            (Act::Correct | Act::Judge, State::Public) if is_criticism => Some(self),
            (Act::Submit, State::Draft) if !is_criticism => to(State::Review),
            (Act::Tell, State::Draft) if is_criticism => Some(Self {
                state: State::Told,
                round: self.round + 1,
                is_replied: false,
                due_on: Some(reply_by(today, self.term_days)?),
                ..self
            }),
            // A reply that comes after the approval has to be read before anything goes out.
            (Act::Reply, State::Told | State::Approved) if is_criticism => Some(Self {
                state: State::Told,
                is_replied: true,
                ..self
            }),
            (Act::Return, State::Review | State::Told | State::Approved) => to(State::Draft),
            (Act::Approve, State::Review) if !is_criticism => to(State::Approved),
            (Act::Approve, State::Told) if is_criticism && self.is_heard(today) => to(State::Approved),
            (Act::Publish, State::Approved) if self.is_heard(today) && self.may_last(today) => {
                to(State::Public)
            }
            (Act::Withdraw, State::Public) => to(State::Withdrawn),
            (Act::Expire, State::Public) if self.until.is_some_and(|until| today > until) => to(State::Ended),
            (Act::Drop, State::Draft | State::Review | State::Told | State::Approved) => to(State::Dropped),
            _ => None,
        }
    }
}

/// The last day of a term of working days that begins today.
pub fn reply_by(today: Date, days: i64) -> Option<Date> {
    let days = u32::try_from(days).ok()?;
    WorkCalendar::vietnam().add_working_days(today, days)
}

/// What an entry rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Basis {
    /// Of praise: activities that were accepted as proof.
    pub activities: Vec<Id>,
    /// Of criticism: a finding of an inspection.
    pub finding: Option<Id>,
    /// Of criticism: a document that was issued.
    pub document: Option<Id>,
    /// The decision made public by law without which nobody is named (COM-02, PUB-01 group 10).
    pub decision: Option<Id>,
}

/// Praise or criticism of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Identity.
    pub id: Id,
    /// On whose site it stands.
    pub unit: Id,
    /// About whom.
    pub subject: Id,
    /// How it stands.
    pub standing: Standing,
    /// Title.
    pub title: String,
    /// What is said.
    pub words: String,
    /// What it rests on.
    pub basis: Basis,
    /// When the public first read it.
    pub first_public_at: Option<Timestamp>,
    /// When it left the public.
    pub ended_at: Option<Timestamp>,
    /// Counts changes, so that nobody changes what they have not seen.
    pub turn: i64,
}

/// What the unit said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReplyKind {
    /// Before the public reads the criticism.
    Reply,
    /// Afterwards.
    Correction,
}

impl ReplyKind {
    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            ReplyKind::Reply => "reply",
            ReplyKind::Correction => "correction",
        }
    }

    /// The kind with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        [ReplyKind::Reply, ReplyKind::Correction]
            .into_iter()
            .find(|kind| kind.key() == key)
    }
}

/// What became of what the unit said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shown {
    /// Nobody has read it over.
    Waiting,
    /// Beside the criticism.
    Shown,
    /// Sent back with a reason.
    Returned,
}

impl Shown {
    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            Shown::Waiting => "waiting",
            Shown::Shown => "shown",
            Shown::Returned => "returned",
        }
    }

    /// The one with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        [Shown::Waiting, Shown::Shown, Shown::Returned]
            .into_iter()
            .find(|one| one.key() == key)
    }
}

/// What the unit said, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Identity.
    pub id: Id,
    /// Which.
    pub kind: ReplyKind,
    /// To the words of which round.
    pub round: i64,
    /// In words.
    pub words: String,
    /// What became of it.
    pub shown: Shown,
    /// Why it was sent back.
    pub reason: String,
    /// Who said it.
    pub person: String,
    /// When.
    pub at: Timestamp,
}

/// What the public reads of what the unit said: the reply that holds, else what it said about earlier words (nobody says
/// that a unit was silent that was not), and corrections that were read over.
pub fn public_replies(replies: &[Reply], round: i64) -> Vec<&Reply> {
    let said = || replies.iter().filter(|one| one.kind == ReplyKind::Reply);
    let own = said()
        .rfind(|one| one.round == round)
        .or_else(|| said().next_back());
    let corrections = replies
        .iter()
        .filter(|one| one.kind == ReplyKind::Correction && one.shown == Shown::Shown);
    own.into_iter().chain(corrections).collect()
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test may stop where it stands"
)]
mod tests;

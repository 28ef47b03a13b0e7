//! Inspections: a programme of a year, visits to units chosen by risk, a checklist drawn from what the unit owes, findings
//! that become duties.
//!
//! Answers are only ever added; of one item the one said last holds. A visit goes from planned to visited to concluded to
//! closed and never back; an answer that reaches it after the conclusion is kept and shown, and changes nothing. How a
//! finding stands is how its duty stands (REP-09, I.3).

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::id::Id;

use crate::duty::{Duty, Standing};

pub mod actions;
pub mod checklist;
pub mod minutes;
pub mod risk;
pub mod schedule;
pub mod store;
pub mod web;

/// Characters of a title, a number, a name.
pub const TITLE_CHARACTERS: usize = 300;
/// Characters of what somebody says.
pub const WORDS_CHARACTERS: usize = 2000;
/// Things looked at in one visit that stand on no list.
pub const MOST_OWN_ITEMS: usize = 100;
/// Questions that are asked of every unit.
pub const MOST_QUESTIONS: usize = 60;
/// What the unit says to one visit.
pub const MOST_REPLIES: usize = 50;
/// Answers to one visit, however often somebody changes their mind.
pub const MOST_ANSWERS: i64 = 5000;

/// What is asked of every unit until the locality writes a list of its own.
pub const QUESTIONS: [&str; 5] = [
    "Đơn vị đã ban hành kế hoạch tuyên truyền CCHC của mình trong năm",
    "Thủ tục hành chính niêm yết đủ, đúng bản đang có hiệu lực, ở chỗ dân đọc được",
    "Có sổ theo dõi, hồ sơ lưu việc tuyên truyền",
    "Pa nô, khẩu hiệu còn rõ chữ, đúng nội dung, không rách hỏng",
    "Loa truyền thanh hoạt động",
];

/// How far a visit has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The day is set.
    Planned,
    /// The team was there; the unit may explain itself.
    Visited,
    /// Findings are written down.
    Concluded,
    /// Everything found is put right.
    Closed,
    /// It does not take place.
    Cancelled,
}

/// What moves a visit on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// The team was there.
    Visit,
    /// Findings are written down.
    Conclude,
    /// Everything is put right.
    Close,
    /// It does not take place.
    Cancel,
}

impl State {
    /// All of them, in their order.
    pub const ALL: [State; 5] = [
        State::Planned,
        State::Visited,
        State::Concluded,
        State::Closed,
        State::Cancelled,
    ];

    /// In the database and in addresses.
    pub fn key(self) -> &'static str {
        match self {
            State::Planned => "planned",
            State::Visited => "visited",
            State::Concluded => "concluded",
            State::Closed => "closed",
            State::Cancelled => "cancelled",
        }
    }

    /// The state with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            State::Planned => "Chưa kiểm tra",
            State::Visited => "Đã kiểm tra, chưa kết luận",
            State::Concluded => "Đã kết luận",
            State::Closed => "Đã khép lại",
            State::Cancelled => "Không kiểm tra nữa",
        }
    }

    /// Where a step leads; `None`: it cannot be taken from here.
    pub fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (State::Planned, Step::Visit) => Some(State::Visited),
            (State::Planned, Step::Cancel) => Some(State::Cancelled),
            (State::Visited, Step::Conclude) => Some(State::Concluded),
            (State::Concluded, Step::Close) => Some(State::Closed),
            _ => None,
        }
    }

    /// Answers still count.
    pub fn is_open(self) -> bool {
        matches!(self, State::Planned | State::Visited)
    }

    /// The team was there.
    pub fn is_held(self) -> bool {
        matches!(self, State::Visited | State::Concluded | State::Closed)
    }
}

/// A programme of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// Identity.
    pub id: Id,
    /// The year.
    pub year: i64,
    /// What its document is called.
    pub title: String,
    /// Number of the document, or empty.
    pub number: String,
    /// Day of the document.
    pub issued_on: Option<Date>,
    /// The inspection of administrative reform that it is a part of, or empty.
    pub within: String,
    /// The plan whose duties are looked at; `None`: all that units owe.
    pub plan: Option<Id>,
    /// First day of the period that is looked at.
    pub first_on: Date,
    /// Last day of it.
    pub last_on: Date,
}

/// A visit to a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Identity.
    pub id: Id,
    /// Its programme.
    pub programme: Id,
    /// Who is inspected.
    pub unit: Id,
    /// The visit whose findings it looks at again.
    pub again_of: Option<Id>,
    /// The day that was set.
    pub planned_on: Date,
    /// People of the team, one a line, its head first.
    pub team: String,
    /// Why this unit.
    pub reason: String,
    /// How far it has come.
    pub state: State,
    /// The day on which the team was there.
    pub visited_on: Option<Date>,
    /// People of the unit who were there, one a line, who signs first.
    pub present: String,
    /// The conclusion in words.
    pub conclusion: String,
    /// When it was concluded.
    pub concluded_at: Option<Timestamp>,
    /// On which day.
    pub concluded_on: Option<Date>,
    /// Who concluded it.
    pub concluded_by: Option<String>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Who closed it.
    pub closed_by: Option<String>,
}

impl Inspection {
    /// The day that counts for periods: on which the team was there, else the one that was set.
    pub fn on(&self) -> Date {
        self.visited_on.unwrap_or(self.planned_on)
    }
}

/// What an item is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// What the unit owes.
    Duty,
    /// What is asked of every unit.
    Question,
    /// A finding of an earlier visit.
    Finding,
    /// What the team saw there.
    Own,
}

impl Kind {
    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Duty => "duty",
            Kind::Question => "question",
            Kind::Finding => "finding",
            Kind::Own => "own",
        }
    }

    /// The kind with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        [Kind::Duty, Kind::Question, Kind::Finding, Kind::Own]
            .into_iter()
            .find(|kind| kind.key() == key)
    }
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Identity.
    pub id: Id,
    /// Tells it apart within the visit, also before it reaches the server.
    pub key: String,
    /// What it is about.
    pub kind: Kind,
    /// Number in the plan, or empty.
    pub number: String,
    /// What to look at.
    pub title: String,
    /// The order whose duties it is about.
    pub origin: Option<Id>,
    /// The finding that it is about.
    pub finding: Option<Id>,
    /// What was known of it when the visit was concluded, or empty.
    pub known: String,
}

/// What the team says of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Nobody looked.
    Skipped,
}

impl Verdict {
    /// All of them, in the order of the form.
    pub const ALL: [Verdict; 3] = [Verdict::Good, Verdict::Bad, Verdict::Skipped];

    /// In the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Verdict::Good => "dat",
            Verdict::Bad => "chua-dat",
            Verdict::Skipped => "khong-kiem-tra",
        }
    }

    /// The verdict with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Verdict::Good => "Đạt",
            Verdict::Bad => "Chưa đạt",
            Verdict::Skipped => "Không kiểm tra",
        }
    }
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Identity.
    pub id: Id,
    /// What it is about.
    pub item: Id,
    /// What the team says.
    pub verdict: Verdict,
    /// In words.
    pub remark: String,
    /// Who says it.
    pub person: String,
    /// When it was said, as the phone tells.
    pub said_at: Timestamp,
    /// When it arrived.
    pub filed_at: Timestamp,
    /// It arrived after the conclusion.
    pub is_late: bool,
}

/// What became of an answer that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    /// The item.
    pub item: Id,
    /// It was not there before.
    pub is_new: bool,
    /// It came after the conclusion: it is kept, and changes nothing.
    pub is_late: bool,
}

/// The answer that holds for each item: the one said last of those that came before the conclusion.
pub fn holding(answers: &[Answer]) -> HashMap<Id, &Answer> {
    let mut found: HashMap<Id, &Answer> = HashMap::new();
    for answer in answers.iter().filter(|answer| !answer.is_late) {
        let holds = found.entry(answer.item).or_insert(answer);
        if (answer.said_at, answer.id) > (holds.said_at, holds.id) {
            *holds = answer;
        }
    }
    found
}

/// When something was said: as the phone tells, unless its clock is plainly wrong.
pub fn said_at(told: &str, since: Timestamp, now: Timestamp) -> Timestamp {
    let moment: Option<Timestamp> = told.parse().ok();
    moment
        .filter(|moment| (since..=now).contains(moment))
        .unwrap_or(now)
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Identity; its duty has it as origin.
    pub id: Id,
    /// The visit.
    pub inspection: Id,
    /// What was looked at.
    pub item: Id,
    /// Who must put it right.
    pub unit: Id,
    /// What was found.
    pub what: String,
    /// What orders otherwise.
    pub basis: String,
    /// What must be done.
    pub remedy: String,
    /// By when.
    pub due_on: Date,
    /// The day of the conclusion.
    pub found_on: Date,
    /// What the unit owes because of it.
    pub duty: Option<Duty>,
    /// The unit had its say, or let the time pass, before the conclusion: `true` when it said something.
    pub was_answered: bool,
}

impl Finding {
    /// It is put right, and somebody accepted that; or it is no longer asked for.
    pub fn is_settled(&self) -> bool {
        self.duty.as_ref().is_none_or(|duty| {
            matches!(
                duty.state,
                crate::duty::State::Met | crate::duty::State::Cancelled
            )
        })
    }

    /// How it stands.
    pub fn standing(&self, horizon: &crate::duty::Horizon) -> Standing {
        self.duty
            .as_ref()
            .map_or(Standing::NotOrdered, |duty| duty.standing(horizon))
    }
}

/// What the unit said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReplyKind {
    /// It explains.
    Explained,
    /// It has nothing to say.
    Nothing,
    /// It has read the minutes and agrees.
    Agreed,
}

impl ReplyKind {
    /// All of them.
    pub const ALL: [ReplyKind; 3] = [ReplyKind::Explained, ReplyKind::Nothing, ReplyKind::Agreed];

    /// In the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            ReplyKind::Explained => "explained",
            ReplyKind::Nothing => "nothing",
            ReplyKind::Agreed => "agreed",
        }
    }

    /// The kind with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            ReplyKind::Explained => "Giải trình",
            ReplyKind::Nothing => "Không có ý kiến",
            ReplyKind::Agreed => "Đã đọc và đồng ý biên bản",
        }
    }
}

/// What the unit said, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What it is.
    pub kind: ReplyKind,
    /// In words.
    pub words: String,
    /// Who said it.
    pub person: String,
    /// When.
    pub at: Timestamp,
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test may stop where it stands"
)]
mod tests;

//! Dated duties of units: what is owed by when, what proves it, how it stands on a day.
//!
//! A duty closes by itself when enough activities prove it. It is late when its last day in law is over: a day of rest
//! passes it on to the next working day (CAL-03). An extension is counted apart and takes no lateness away.

use jiff::civil::Date;
use loa_calendar::working_day::WorkCalendar;
use loa_db::id::Id;

pub mod actions;
pub mod log;
pub mod store;
pub mod web;

/// Working days before the due day from which a duty is near.
pub const NEAR_DAYS: u32 = 5;

/// What a unit is for an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DutyRole {
    /// Chủ trì: owns it.
    Lead,
    /// Phối hợp: assists.
    Support,
}

impl DutyRole {
    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            DutyRole::Lead => "lead",
            DutyRole::Support => "support",
        }
    }

    /// The role with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        [DutyRole::Lead, DutyRole::Support]
            .into_iter()
            .find(|role| role.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            DutyRole::Lead => "Chủ trì",
            DutyRole::Support => "Phối hợp",
        }
    }
}

/// A duty as an order wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDuty {
    /// What orders it: an assignment of a plan.
    pub origin: Id,
    /// Number in the plan: "2.3".
    pub number: String,
    /// What to do.
    pub title: String,
    /// Order in the plan.
    pub position: i64,
    /// Who owes it.
    pub unit: Id,
    /// As what.
    pub role: DutyRole,
    /// Words of the period: "Tháng 02/2022".
    pub period: String,
    /// First day of its window.
    pub opens_on: Date,
    /// Last day of its window, as ordered.
    pub due_on: Date,
    /// Proof counts only when a person accepted it.
    pub needs_approval: bool,
    /// Activities that it takes; at least 1.
    pub wanted: i64,
}

/// What is kept about a duty between its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Not enough proof yet.
    Open,
    /// Enough proof, of which some waits to be accepted.
    Waiting,
    /// The last proof was returned with a reason.
    Returned,
    /// Enough accepted proof.
    Met,
    /// No longer ordered.
    Cancelled,
}

impl State {
    const ALL: [State; 5] = [
        State::Open,
        State::Waiting,
        State::Returned,
        State::Met,
        State::Cancelled,
    ];

    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Waiting => "waiting",
            State::Returned => "returned",
            State::Met => "met",
            State::Cancelled => "cancelled",
        }
    }

    /// The state with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// How something stands, in the eight words that pages use; no others are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Quá hạn
    Late,
    /// Trả lại
    Returned,
    /// Sắp hạn
    Near,
    /// Chờ duyệt
    Waiting,
    /// Chờ gửi: on a phone that has no network; the server never sees it.
    Queued,
    /// Chưa đến kỳ
    Ahead,
    /// Đạt
    Met,
    /// Không giao
    NotOrdered,
}

impl Standing {
    /// All of them, what needs a person first.
    pub const ALL: [Standing; 8] = [
        Standing::Late,
        Standing::Returned,
        Standing::Near,
        Standing::Waiting,
        Standing::Queued,
        Standing::Ahead,
        Standing::Met,
        Standing::NotOrdered,
    ];

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Late => "Quá hạn",
            Standing::Returned => "Trả lại",
            Standing::Near => "Sắp hạn",
            Standing::Waiting => "Chờ duyệt",
            Standing::Queued => "Chờ gửi",
            Standing::Ahead => "Chưa đến kỳ",
            Standing::Met => "Đạt",
            Standing::NotOrdered => "Không giao",
        }
    }

    /// In addresses and class names.
    pub fn key(self) -> &'static str {
        match self {
            Standing::Late => "qua-han",
            Standing::Returned => "tra-lai",
            Standing::Near => "sap-han",
            Standing::Waiting => "cho-duyet",
            Standing::Queued => "cho-gui",
            Standing::Ahead => "chua-den-ky",
            Standing::Met => "dat",
            Standing::NotOrdered => "khong-giao",
        }
    }

    /// A sign that tells it apart in black and white.
    pub fn glyph(self) -> &'static str {
        match self {
            Standing::Late => "✕",
            Standing::Returned => "↩",
            Standing::Near => "!",
            Standing::Waiting => "…",
            Standing::Queued => "⇧",
            Standing::Ahead => "○",
            Standing::Met => "✓",
            Standing::NotOrdered => "·",
        }
    }

    /// The standing with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.key() == key)
    }

    /// The standing of a duty in this state that is due on this day.
    pub fn of(state: State, due_on: Date, horizon: &Horizon) -> Self {
        match state {
            State::Met => Standing::Met,
            State::Waiting => Standing::Waiting,
            State::Returned => Standing::Returned,
            State::Cancelled => Standing::NotOrdered,
            State::Open if due_on <= horizon.late_until => Standing::Late,
            State::Open if due_on <= horizon.near_until => Standing::Near,
            State::Open => Standing::Ahead,
        }
    }

    /// What stands for several duties together: the worst of them; proven ones hide those that are still ahead.
    pub fn of_many(each: impl IntoIterator<Item = Standing>) -> Self {
        let rank = |standing: &Standing| match standing {
            Standing::Met => 5,
            Standing::Ahead => 6,
            other => Self::ALL.iter().position(|known| known == other).unwrap_or(7),
        };
        each.into_iter().min_by_key(rank).unwrap_or(Standing::NotOrdered)
    }
}

/// Due days that part late, near and later duties on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    /// The day itself.
    pub today: Date,
    /// Duties due on this day or before are late.
    pub late_until: Date,
    /// Duties due on this day or before are near, unless they are late.
    pub near_until: Date,
}

impl Horizon {
    /// The horizon of a day, by working days of state offices.
    pub fn of(today: Date) -> Self {
        let calendar = WorkCalendar::vietnam();
        let yesterday = today.yesterday().unwrap_or(Date::MIN);
        // Whatever fell due after the last working day before today has its end moved to today or later.
        let late_until = calendar.previous_working_day(yesterday).unwrap_or(yesterday);
        let near_until = calendar
            .add_working_days(today, NEAR_DAYS + 1)
            .and_then(|day| day.yesterday().ok())
            .unwrap_or(Date::MAX);
        Self {
            today,
            late_until,
            near_until,
        }
    }
}

/// The end in law of what is due on a day: the next working day when that is a day of rest (CAL-03).
pub fn ends_on(due_on: Date) -> Date {
    WorkCalendar::vietnam().next_working_day(due_on).unwrap_or(due_on)
}

/// One dated occurrence for one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Identity.
    pub id: Id,
    /// What orders it.
    pub origin: Id,
    /// Number in the plan.
    pub number: String,
    /// What to do.
    pub title: String,
    /// Order in the plan.
    pub position: i64,
    /// Who owes it.
    pub unit: Id,
    /// As what.
    pub role: DutyRole,
    /// Words of the period.
    pub period: String,
    /// First day of its window.
    pub opens_on: Date,
    /// Last day as ordered.
    pub due_on: Date,
    /// Last day of the extension, when one was given.
    pub extended_to: Option<Date>,
    /// Proof counts only when a person accepted it.
    pub needs_approval: bool,
    /// Activities that it takes.
    pub wanted: i64,
    /// Activities that prove it so far, accepted or waiting.
    pub recorded: i64,
    /// What is kept about it.
    pub state: State,
    /// The day on which enough was done; also while that waits to be accepted.
    pub met_on: Option<Date>,
    /// How often it changed.
    pub revision: i64,
}

impl Duty {
    /// How it stands.
    pub fn standing(&self, horizon: &Horizon) -> Standing {
        Standing::of(self.state, self.due_on, horizon)
    }

    /// Days between its end and the day on which enough was done, or today while that is not so; 0 when not late. The
    /// extension does not count.
    pub fn days_late(&self, today: Date) -> i64 {
        days_after(self.due_on, self.stopped_on(today))
    }

    /// Days late beyond the extension; `None` when there is none.
    pub fn days_late_extended(&self, today: Date) -> Option<i64> {
        let until = self.extended_to?;
        Some(days_after(until, self.stopped_on(today)))
    }

    /// Days left until it is due; negative when that day is over.
    pub fn days_left(&self, today: Date) -> i64 {
        days_between(today, self.due_on)
    }

    fn stopped_on(&self, today: Date) -> Date {
        match self.state {
            State::Met | State::Waiting => self.met_on.unwrap_or(today),
            State::Cancelled => self.due_on,
            State::Open | State::Returned => today,
        }
    }

    /// "đã ghi 1/2", where more than one activity is wanted or some were logged.
    pub fn progress(&self) -> Option<String> {
        match (self.wanted, self.recorded) {
            (..=1, 0) => None,
            (..=1, recorded) => Some(format!("đã ghi {recorded} lần")),
            (wanted, recorded) => Some(format!("đã ghi {recorded}/{wanted}")),
        }
    }
}

fn days_after(due_on: Date, day: Date) -> i64 {
    days_between(ends_on(due_on), day).max(0)
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// What a person decided about a proof, or nobody yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProofState {
    /// Counts.
    Accepted,
    /// Counts when a person accepts it.
    Waiting,
    /// Does not count; there is a reason.
    Returned,
}

impl ProofState {
    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            ProofState::Accepted => "accepted",
            ProofState::Waiting => "waiting",
            ProofState::Returned => "returned",
        }
    }

    /// The state with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        [ProofState::Accepted, ProofState::Waiting, ProofState::Returned]
            .into_iter()
            .find(|state| state.key() == key)
    }

    /// The word that pages show.
    pub fn standing(self) -> Standing {
        match self {
            ProofState::Accepted => Standing::Met,
            ProofState::Waiting => Standing::Waiting,
            ProofState::Returned => Standing::Returned,
        }
    }
}

/// What settles a duty: its proofs in the order in which they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// What was decided about it.
    pub state: ProofState,
    /// The day that the activity shows.
    pub happened_on: Date,
}

/// Where proofs bring a duty that wants so many: state, the day on which enough was done, how many count or may count.
pub fn settle(wanted: i64, given: &[Given]) -> (State, Option<Date>, i64) {
    let enough = usize::try_from(wanted.max(1)).unwrap_or(usize::MAX);
    let days = |counts: fn(ProofState) -> bool| {
        let counted = given.iter().filter(|proof| counts(proof.state));
        let mut days: Vec<Date> = counted.map(|proof| proof.happened_on).collect();
        days.sort();
        days
    };
    let accepted = days(|state| state == ProofState::Accepted);
    let hoped = days(|state| state != ProofState::Returned);
    let recorded = i64::try_from(hoped.len()).unwrap_or(i64::MAX);
    if let Some(day) = accepted.get(enough - 1) {
        return (State::Met, Some(*day), recorded);
    }
    if let Some(day) = hoped.get(enough - 1) {
        return (State::Waiting, Some(*day), recorded);
    }
    let last_returned = given
        .last()
        .is_some_and(|proof| proof.state == ProofState::Returned);
    let state = if last_returned {
        State::Returned
    } else {
        State::Open
    };
    (state, None, recorded)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]
pub(crate) mod tests;

//! What a schedule phrase means: obligations in time, before they become dated windows.

use jiff::civil::{Date, Time};

/// The meaning of one phrase.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schedule {
    /// Obligations, all of which hold (joined by ` + ` in the notation).
    pub terms: Vec<Term>,
    /// Other readings of the whole phrase (joined by ` ? `): a person has to choose.
    pub others: Vec<Vec<Term>>,
    /// Parts of the phrase that no rule took, as byte ranges of the phrase; shown, never dropped.
    pub rest: Vec<std::ops::Range<usize>>,
    /// What a person must decide, e.g. "Quý II, III": one window or one per quarter.
    pub ambiguity: Option<Ambiguity>,
}

/// A choice that the words leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ambiguity {
    /// Several quarters or months in a list: once in all of them, or once in each.
    OnceOrEach,
    /// Day and month of a spreadsheet date may be swapped.
    DayMonth,
    /// No year in the words; the plan's year was taken.
    YearAssumed,
}

/// One obligation with what qualifies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The obligation.
    pub when: When,
    /// "phấn đấu": an aim, not a duty.
    pub target: bool,
    /// "dự kiến".
    pub tentative: bool,
    /// A reviewer's remark in the cell, not the term itself.
    pub comment: bool,
}

/// The obligation in time. The notation of `norm` is given for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// `CONT`, `CONT@a..b`
    Continuous { from: Option<Date>, until: Option<Date> },
    /// `FREQ=…;…`
    Recurring(Recurrence),
    /// `WINDOW=a..b`, due b
    Window { from: Date, until: Bound },
    /// `BY=d`, due on or before
    By(Date, Option<Time>),
    /// `BEFORE=d`, due strictly before
    Before(Date, Option<Time>),
    /// `AT=d`
    At(Date, Option<Time>),
    /// `START=d`, with a duration where one is given
    Start(Date, Option<Time>),
    /// `AFTER(e)+n`
    After { event: Event, delay: Delay },
    /// `BEFORE(e)-n`
    Ahead { event: Event, lead: Delay },
    /// `ONDEMAND(e)`
    OnDemand(String),
    /// `REF(x)`
    Reference(String),
    /// `DURATION=…`
    Duration(Delay),
    /// `DATA-PERIOD=a..b`: dates that are no schedule
    DataPeriod(String),
    /// `UNKNOWN`
    Unknown,
}

/// End of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// A day.
    On(Date),
    /// `EVENT(x)`
    Event(String),
}

/// What a relative term counts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The date of the plan itself.
    Issue,
    /// Anything else, in the plan's words.
    Other(String),
}

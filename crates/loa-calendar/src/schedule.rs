//! What a schedule phrase means: obligations in time, before they become dated windows.
//!
//! `Display` writes the notation that the compiler prints: `WINDOW=2022-04-01..2022-09-30`,
//! `FREQ=WEEKLY;COUNT=1`, `CONT + BEFORE=2026-12-31`. A schedule that nothing was read from is `UNKNOWN`.

use std::fmt::{self, Display, Formatter};
use std::ops::Range;

use jiff::civil::{Date, Time};

use crate::recurrence::{Frequency, Recurrence};

/// The meaning of one phrase.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schedule {
    /// Obligations, all of which hold (joined by ` + ` in the notation).
    pub terms: Vec<Term>,
    /// Other readings of the whole phrase (joined by ` ? `): a person has to choose.
    pub others: Vec<Vec<Term>>,
    /// Parts of the phrase that no rule took, as byte ranges of the phrase; shown, never dropped.
    pub rest: Vec<Range<usize>>,
    /// What a person must decide or should look at; at most one of each, in the order of the enum.
    pub ambiguities: Vec<Ambiguity>,
}

/// A choice that the words leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ambiguity {
    /// Several quarters, months or years in a list: once in all of them, or once in each
    /// ("Quý II, III năm 2022"). The term is the one window around them.
    OnceOrEach,
    /// Day and month of a spreadsheet date may be swapped.
    DayMonth,
    /// No year in the words; the plan's year was taken.
    YearAssumed,
    /// The month has no such day ("31/6"); its last was taken. Written as a last ` ?`.
    NoSuchDay,
    /// The words give no sharp day ("đầu năm", "thời gian cụ thể thông báo sau"). Written as a last ` ?`.
    Vague,
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

/// The obligation in time. The notation is given for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// `CONT`, `CONT@a..b`: all the time, no date.
    Continuous {
        /// First day.
        from: Option<Date>,
        /// Last day.
        until: Option<Date>,
    },
    /// `FREQ=…;…`
    Recurring(Recurrence),
    /// `WINDOW=a..b`: some time between, so due b.
    Window {
        /// First day.
        from: Date,
        /// Last day, or what ends it.
        until: Bound,
    },
    /// `BY=d`: due on or before.
    By(Date, Option<Time>),
    /// `BEFORE=d`: due strictly before, the last free day being d-1 (or d itself until the hour given).
    Before(Date, Option<Time>),
    /// `AT=d`: happens on that day.
    At(Date, Option<Time>),
    /// `START=d`, `START=d;DURATION=1.5d`: begins on that day.
    Start {
        /// The day.
        on: Date,
        /// The hour.
        at: Option<Time>,
        /// How long.
        lasts: Option<Delay>,
    },
    /// `AFTER(e)+n`, `AFTER(e)`; with ` = BY=d` where the day can be reckoned.
    After {
        /// What it counts from; that day itself is not counted (CAL-02).
        event: Event,
        /// How long after; `None`: some time after.
        delay: Option<Delay>,
        /// The last day, for a plan whose date of issue is known.
        due: Option<Date>,
    },
    /// `BEFORE(e)-n`: so long ahead of an event.
    Ahead {
        /// The event.
        event: Event,
        /// How long ahead; `None`: any time before.
        lead: Option<Delay>,
    },
    /// `ONDEMAND(e)`: whenever it happens.
    OnDemand(Event),
    /// `REF(x)`: the day stands in another document or in the rows below (`child rows`).
    Reference(String),
    /// `DURATION=n`: how long it takes, without a beginning.
    Duration(Delay),
    /// `DATA-PERIOD=a..b`: dates that say what the data cover, no schedule.
    DataPeriod(String),
    /// `UNKNOWN`
    Unknown,
}

/// End of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// A day.
    On(Date),
    /// `EVENT(x)`, in the plan's words.
    Event(String),
}

/// What a relative term counts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// `issue`: the date of the plan itself.
    Issue,
    /// A day written out.
    Day(Date),
    /// Anything else, in the plan's words.
    Other(String),
    /// `?`: the words do not say.
    Unsaid,
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delay {
    /// Tenths of the unit: 15 is one and a half.
    pub tenths: u32,
    /// The unit.
    pub unit: DelayUnit,
}

/// Units of a delay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DelayUnit {
    /// `h`
    Hour,
    /// `d`: every day counts.
    Day,
    /// `bd`: working days (CAL-01).
    WorkingDay,
    /// `m`: months, ending on the same day number or the month's last (CAL-03).
    Month,
    /// `y`
    Year,
}

impl Delay {
    /// So many whole units.
    pub fn whole(amount: u16, unit: DelayUnit) -> Self {
        Self {
            tenths: u32::from(amount) * 10,
            unit,
        }
    }

    /// Whole units, a begun one counted as one.
    pub fn units(self) -> u32 {
        self.tenths.div_ceil(10)
    }
}

impl Term {
    /// A plain duty.
    pub fn new(when: When) -> Self {
        Self {
            when,
            target: false,
            tentative: false,
            comment: false,
        }
    }
}

impl Schedule {
    /// The first term that is no comment.
    pub fn main(&self) -> Option<&Term> {
        self.terms.iter().find(|term| !term.comment)
    }

    /// Kind of the main term: `deadline`, `window`, `continuous`, `recurring`, `event-relative`, `unknown`.
    pub fn kind(&self) -> &'static str {
        match self.main().map(|term| &term.when) {
            Some(When::Continuous { .. }) => "continuous",
            Some(When::Recurring(recurrence)) if recurrence.frequency == Frequency::Unsaid => "unknown",
            Some(When::Recurring(_)) => "recurring",
            Some(When::Window { .. } | When::Start { lasts: Some(_), .. }) => "window",
            Some(When::By(..) | When::Before(..) | When::At(..) | When::Start { .. }) => "deadline",
            Some(When::After { .. } | When::Ahead { .. } | When::OnDemand(_)) => "event-relative",
            Some(When::Reference(_) | When::Duration(_) | When::DataPeriod(_) | When::Unknown) => "unknown",
            None => "unknown",
        }
    }

    /// Whether anything at all was understood.
    pub fn is_known(&self) -> bool {
        self.terms.iter().any(|term| term.when != When::Unknown)
    }
}

impl Display for Schedule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_terms(f, &self.terms)?;
        for other in &self.others {
            f.write_str(" ? ")?;
            write_terms(f, other)?;
        }
        if self
            .ambiguities
            .iter()
            .any(|one| matches!(one, Ambiguity::Vague | Ambiguity::NoSuchDay))
        {
            f.write_str(" ?")?;
        }
        Ok(())
    }
}

fn write_terms(f: &mut Formatter<'_>, terms: &[Term]) -> fmt::Result {
    if terms.is_empty() {
        return f.write_str("UNKNOWN");
    }
    for (index, term) in terms.iter().enumerate() {
        match (index, term.comment) {
            (0, _) => {}
            (_, true) => f.write_str(" ; ")?,
            (_, false) => f.write_str(" + ")?,
        }
        write!(f, "{term}")?;
    }
    Ok(())
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (marked, word) in [
            (self.comment, "COMMENT="),
            (self.target, "TARGET;"),
            (self.tentative, "TENTATIVE;"),
        ] {
            if marked {
                f.write_str(word)?;
            }
        }
        write!(f, "{}", self.when)
    }
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            When::Continuous {
                from: None,
                until: None,
            } => f.write_str("CONT"),
            When::Continuous { from, until } => {
                f.write_str("CONT@")?;
                from.iter().try_for_each(|day| write!(f, "{day}"))?;
                f.write_str("..")?;
                until.iter().try_for_each(|day| write!(f, "{day}"))
            }
            When::Recurring(recurrence) => write!(f, "{recurrence}"),
            When::Window { from, until } => write!(f, "WINDOW={from}..{until}"),
            When::By(day, time) => write_moment(f, "BY", *day, *time),
            When::Before(day, time) => write_moment(f, "BEFORE", *day, *time),
            When::At(day, time) => write_moment(f, "AT", *day, *time),
            When::Start { on, at, lasts } => {
                write_moment(f, "START", *on, *at)?;
                lasts.iter().try_for_each(|delay| write!(f, ";DURATION={delay}"))
            }
            When::After { event, delay, due } => {
                write!(f, "AFTER({event})")?;
                delay.iter().try_for_each(|delay| write!(f, "+{delay}"))?;
                due.iter().try_for_each(|day| write!(f, " = BY={day}"))
            }
            When::Ahead { event, lead } => {
                write!(f, "BEFORE({event})")?;
                lead.iter().try_for_each(|lead| write!(f, "-{lead}"))
            }
            When::OnDemand(event) => write!(f, "ONDEMAND({event})"),
            When::Reference(place) => write!(f, "REF({place})"),
            When::Duration(delay) => write!(f, "DURATION={delay}"),
            When::DataPeriod(period) => write!(f, "DATA-PERIOD={period}"),
            When::Unknown => f.write_str("UNKNOWN"),
        }
    }
}

/// `BY=2025-11-27T17:00`
fn write_moment(f: &mut Formatter<'_>, name: &str, day: Date, time: Option<Time>) -> fmt::Result {
    write!(f, "{name}={day}")?;
    time.iter()
        .try_for_each(|time| write!(f, "T{:02}:{:02}", time.hour(), time.minute()))
}

impl Display for Bound {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Bound::On(day) => write!(f, "{day}"),
            Bound::Event(words) => write!(f, "EVENT({words})"),
        }
    }
}

impl Display for Event {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Event::Issue => f.write_str("issue"),
            Event::Day(day) => write!(f, "{day}"),
            Event::Other(words) => f.write_str(words),
            Event::Unsaid => f.write_str("?"),
        }
    }
}

impl Display for Delay {
    /// `100d`, `10bd`, `24h`, `1.5d`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.tenths / 10)?;
        if !self.tenths.is_multiple_of(10) {
            write!(f, ".{}", self.tenths % 10)?;
        }
        f.write_str(match self.unit {
            DelayUnit::Hour => "h",
            DelayUnit::Day => "d",
            DelayUnit::WorkingDay => "bd",
            DelayUnit::Month => "m",
            DelayUnit::Year => "y",
        })
    }
}

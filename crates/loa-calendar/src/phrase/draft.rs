//! What the rules read, before years are found and neighbours are put together.

use std::ops::Range;

use jiff::civil::{Time, Weekday};

use crate::phrase::stretch::Stretches;
use crate::recurrence::{Frequency, Limit, Recurrence};
use crate::schedule::{Delay, Event};

/// One term as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The obligation.
    pub what: What,
    /// "trong năm 2026", "từ quý II": when something continuous or recurring begins and ends.
    pub within: Option<Moment>,
    /// Indexes of its tokens.
    pub tokens: Range<usize>,
    /// "phấn đấu".
    pub target: bool,
    /// "dự kiến".
    pub tentative: bool,
    /// "Đề xuất hạn là …".
    pub comment: bool,
    /// "hoàn thành", "xong" stands before it in the sentence: a bare month is a deadline.
    pub completes: bool,
    /// How many brackets are open around it.
    pub depth: u8,
}

/// The obligation as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A place in the calendar.
    Moment(Moment),
    /// "thường xuyên"
    Continuous,
    /// "hằng tháng"; `due` holds a day only when the frequency rule itself read one.
    Recurring(Recurrence),
    /// "10 ngày sau khi …"; without an event the end of the phrase decides.
    After(Event, Option<Delay>, Counting),
    /// "trước khi …"
    Ahead(Event, Option<Delay>),
    /// "khi có yêu cầu"
    OnDemand(Event),
    /// "theo Kế hoạch riêng"
    Reference(String),
    /// "100 ngày", "1,5 ngày": a term or a length, as the column decides.
    Length(Delay),
    /// "thời gian cụ thể sẽ có thông báo sau"
    ToldLater,
    /// Dates of data, no schedule.
    DataPeriod(String),
    /// Hours and weekdays without a date: they sharpen a frequency beside them.
    Clock(Clock),
    /// A named day of every year.
    Anniversary {
        /// 1 to 31.
        day: i8,
        /// 1 to 12.
        month: i8,
    },
}

/// Hours and days of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The word before them.
    pub bound: Bounding,
    /// Hours, each once.
    pub times: Vec<Time>,
    /// Days, each once.
    pub weekdays: Vec<Weekday>,
}

impl Clock {
    /// Nothing in it.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty() && self.weekdays.is_empty()
    }
}

/// Whether the delay ends a term or the work begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// Due at the end of the delay.
    Within,
    /// The delay has to run out first ("hết thời hạn 100 ngày").
    RunOut,
}

/// A place in the calendar with what limits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The word before it.
    pub bound: Bounding,
    /// The stretch or stretches.
    pub stretches: Stretches,
    /// The hour, where one is given.
    pub time: Option<Time>,
    /// The weekday, where one is given.
    pub weekday: Option<Weekday>,
    /// "hằng năm" and the like behind it.
    pub repeat: Option<Repeat>,
    /// What stands at the other end.
    pub tail: Tail,
    /// "1,5 ngày (bắt đầu từ …)": how long it lasts.
    pub lasts: Option<Delay>,
}

/// The word that limits a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounding {
    /// No word.
    Bare,
    /// "trước"
    Before,
    /// "chậm nhất", "hết", "xong"
    By,
    /// "đến", "đến hết"
    To,
    /// "trong", "vào"
    In,
    /// "từ"
    From,
}

/// What follows a beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tail {
    /// Nothing.
    None,
    /// "trở đi", "và những năm tiếp theo"
    Onwards,
    /// "đến khi …"
    Event(String),
    /// "từ ngày ban hành đến …": the stretch is the end, the issue the beginning.
    FromIssue,
}

/// A period that a moment comes again in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeat {
    /// Each …
    pub frequency: Frequency,
    /// The day is in the period after.
    pub in_next: bool,
}

impl Bounding {
    /// The limit of a day in a recurrence.
    pub fn limit(self) -> Limit {
        match self {
            Bounding::Before => Limit::Before,
            _ => Limit::OnOrBefore,
        }
    }
}

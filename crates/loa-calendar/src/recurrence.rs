//! What comes again: `FREQ=MONTHLY;DUE<25`.

use std::fmt::{self, Display, Formatter};

use jiff::civil::{Date, Time, Weekday};

/// How often, and when within each period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// The period.
    pub frequency: Frequency,
    /// Every so many periods; 1 for each.
    pub interval: u16,
    /// `COUNT`: so many times a period.
    pub count: Option<u16>,
    /// `MIN`: at least so many times a period.
    pub at_least: Option<u16>,
    /// `BYMONTH`: months of the year, 1 to 12; empty for all.
    pub months: Vec<i8>,
    /// `BYQUARTER`: quarters of the year, 1 to 4; empty for all.
    pub quarters: Vec<i8>,
    /// `BYDAY`: days of the week; empty for all.
    pub weekdays: Vec<Weekday>,
    /// `DUE<x`, `DUE<=x`, `AT=x`: the day within each period.
    pub due: Option<Due>,
    /// `BYTIME<t`: hours of the day before which it must be done.
    pub before: Vec<Time>,
    /// `FROM`: first day.
    pub from: Option<Date>,
    /// `UNTIL`: last day.
    pub until: Option<Date>,
    /// `REF(x)`: the document that says more.
    pub reference: Option<String>,
}

/// The period of a recurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Frequency {
    /// `DAILY`
    Daily,
    /// `WEEKLY`: ISO weeks, Monday to Sunday.
    Weekly,
    /// `MONTHLY`
    Monthly,
    /// `QUARTERLY`
    Quarterly,
    /// `HALFYEARLY`
    HalfYearly,
    /// `YEARLY`
    Yearly,
    /// `?`: periodic, the words do not say how often ("định kỳ").
    Unsaid,
}

/// The day within a period by which, or on which, it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// How the day limits.
    pub limit: Limit,
    /// Month of the year; `None`: the last month of the period (the first, when `in_next`).
    pub month: Option<i8>,
    /// Day of the month, 1 to 31; a day that a month lacks is its last.
    pub day: i8,
    /// The day lies in the period after the one it is for ("của năm tiếp theo", "của tháng sau").
    pub in_next: bool,
}

/// How a day limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// `DUE<`: strictly before.
    Before,
    /// `DUE<=`: on or before.
    OnOrBefore,
    /// `AT=`: on that day.
    On,
}

impl Recurrence {
    /// Once each period.
    pub fn every(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            count: None,
            at_least: None,
            months: Vec::new(),
            quarters: Vec::new(),
            weekdays: Vec::new(),
            due: None,
            before: Vec::new(),
            from: None,
            until: None,
            reference: None,
        }
    }
}

impl Display for Frequency {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Frequency::Daily => "DAILY",
            Frequency::Weekly => "WEEKLY",
            Frequency::Monthly => "MONTHLY",
            Frequency::Quarterly => "QUARTERLY",
            Frequency::HalfYearly => "HALFYEARLY",
            Frequency::Yearly => "YEARLY",
            Frequency::Unsaid => "?",
        })
    }
}

impl Display for Recurrence {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "FREQ={}", self.frequency)?;
        if self.interval > 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        self.count
            .iter()
            .try_for_each(|count| write!(f, ";COUNT={count}"))?;
        self.at_least
            .iter()
            .try_for_each(|least| write!(f, ";MIN={least}"))?;
        write_list(f, ";BYMONTH=", &self.months)?;
        write_list(f, ";BYQUARTER=", &self.quarters)?;
        let days: Vec<_> = self.weekdays.iter().map(|day| weekday_code(*day)).collect();
        write_list(f, ";BYDAY=", &days)?;
        if let Some(due) = self.due {
            write!(f, ";{}", due.text())?;
            if due.in_next {
                f.write_str(match self.frequency {
                    Frequency::Yearly => " (of Y+1)",
                    Frequency::Monthly => " (of M+1)",
                    _ => " (of next)",
                })?;
            }
        }
        let hours: Vec<_> = self
            .before
            .iter()
            .map(|time| format!("{:02}:{:02}", time.hour(), time.minute()))
            .collect();
        write_list(f, ";BYTIME<", &hours)?;
        self.from.iter().try_for_each(|day| write!(f, ";FROM={day}"))?;
        self.until.iter().try_for_each(|day| write!(f, ";UNTIL={day}"))?;
        self.reference
            .iter()
            .try_for_each(|place| write!(f, ";REF({place})"))
    }
}

impl Due {
    /// `DUE<11-30`, `DUE<=20`, `AT=06-05`
    fn text(self) -> String {
        let limit = match self.limit {
            Limit::Before => "DUE<",
            Limit::OnOrBefore => "DUE<=",
            Limit::On => "AT=",
        };
        match self.month {
            Some(month) => format!("{limit}{month:02}-{:02}", self.day),
            None => format!("{limit}{:02}", self.day),
        }
    }
}

fn write_list<T: Display>(f: &mut Formatter<'_>, name: &str, values: &[T]) -> fmt::Result {
    for (index, value) in values.iter().enumerate() {
        write!(f, "{}{value}", if index == 0 { name } else { "," })?;
    }
    Ok(())
}

/// `MO` to `SU`
fn weekday_code(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

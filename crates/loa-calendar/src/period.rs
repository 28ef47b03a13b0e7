//! Periods: of the civil calendar, and of reports by Decree 09/2019/NĐ-CP (REP-01 to REP-05).

use std::fmt::{self, Display, Formatter};

use jiff::civil::{Date, ISOWeekDate, Weekday};

use crate::day;
use crate::working_day::WorkCalendar;

/// A stretch of time with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// One day: `2026-08-30`.
    Day(Date),
    /// An ISO week, Monday to Sunday: `2022-W02`.
    Week {
        /// ISO year of the week.
        year: i16,
        /// 1 to 53.
        week: i8,
    },
    /// `2022-03`
    Month {
        /// Year.
        year: i16,
        /// 1 to 12.
        month: i8,
    },
    /// `2022-Q2`
    Quarter {
        /// Year.
        year: i16,
        /// 1 to 4.
        quarter: i8,
    },
    /// January to June: `2022-6T`.
    SixMonths(i16),
    /// July to December: `2022-H2`. No reporting period of the decree.
    SecondHalf(i16),
    /// January to September: `2022-9T`.
    NineMonths(i16),
    /// `2022`
    Year(i16),
    /// Any other: `2022-04-01..2022-09-30`.
    Span {
        /// First day.
        from: Date,
        /// Last day.
        until: Date,
    },
}

/// First and last day of a period; both belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

/// When a report for a period is due, and what that means on a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportDue {
    /// The day named by the rule.
    pub on: Date,
    /// The end in law: the next working day when that is a day of rest (CAL-03).
    pub ends_on: Date,
    /// The day to remind for: the last working day on or before (REP-04).
    pub remind_on: Date,
}

impl Period {
    /// The four reports on administrative reform in a year: first quarter, six months, third quarter, year
    /// (REP-05). There is none for the second and the fourth quarter.
    pub fn reform_reports(year: i16) -> [Period; 4] {
        [
            Period::Quarter { year, quarter: 1 },
            Period::SixMonths(year),
            Period::Quarter { year, quarter: 3 },
            Period::Year(year),
        ]
    }

    /// The ISO week of a day.
    pub fn week_of(date: Date) -> Period {
        let week = date.iso_week_date();
        Period::Week {
            year: week.year(),
            week: week.week(),
        }
    }

    /// The smallest named period that is exactly these days.
    pub fn of_days(from: Date, until: Date) -> Period {
        let span = Period::Span { from, until };
        if from == until {
            return Period::Day(from);
        }
        if from.day() != 1 || until.day() != until.days_in_month() || from.year() != until.year() {
            return span;
        }
        let year = from.year();
        match (from.month(), until.month()) {
            (first, last) if first == last => Period::Month { year, month: first },
            (first, last) if first % 3 == 1 && last == first + 2 => Period::Quarter {
                year,
                quarter: (first + 2) / 3,
            },
            (1, 6) => Period::SixMonths(year),
            (7, 12) => Period::SecondHalf(year),
            (1, 9) => Period::NineMonths(year),
            (1, 12) => Period::Year(year),
            _ => span,
        }
    }

    /// First and last day in the civil calendar; `None` for a period that does not exist (month 13).
    pub fn civil(self) -> Option<Days> {
        let months = |year, first, last| {
            Some(Days {
                first: Date::new(year, first, 1).ok()?,
                last: Date::new(year, last, 1).ok()?.last_of_month(),
            })
        };
        match self {
            Period::Day(day) => Some(Days {
                first: day,
                last: day,
            }),
            Period::Week { year, week } => {
                let monday = ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date();
                Some(Days {
                    first: monday,
                    last: day::plus_days(monday, 6)?,
                })
            }
            Period::Month { year, month } => months(year, month, month),
            Period::Quarter { year, quarter } => {
                let last = quarter.checked_mul(3)?;
                months(year, last - 2, last)
            }
            Period::SixMonths(year) => months(year, 1, 6),
            Period::SecondHalf(year) => months(year, 7, 12),
            Period::NineMonths(year) => months(year, 1, 9),
            Period::Year(year) => months(year, 1, 12),
            Period::Span { from, until } => (from <= until).then_some(Days {
                first: from,
                last: until,
            }),
        }
    }

    /// The days whose data a report covers: from the 15th of the month before to the 14th of the last month
    /// (REP-01). `None` for what the decree does not know: days, weeks, the second half, other spans.
    pub fn reported(self) -> Option<Days> {
        match self {
            Period::Day(_) | Period::Week { .. } | Period::SecondHalf(_) | Period::Span { .. } => None,
            _ => {
                let civil = self.civil()?;
                let before = civil.first.yesterday().ok()?;
                Some(Days {
                    first: Date::new(before.year(), before.month(), 15).ok()?,
                    last: Date::new(civil.last.year(), civil.last.month(), 14).ok()?,
                })
            }
        }
    }

    /// Last day whose data the report covers (chốt số liệu): the first quarter of 2026 gives 2026-03-14.
    pub fn cut_off(self) -> Option<Date> {
        self.reported().map(|days| days.last)
    }

    /// When a report is due that must be in by a day of the period's last month: the 20th for provinces to
    /// the Ministry of Home Affairs (REP-05), the 25th to the Government (REP-03), or a local day (REP-06).
    /// `None` for a period without cut-off or a month without that day.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use loa_calendar::period::Period;
    /// use loa_calendar::working_day::WorkCalendar;
    ///
    /// let due = Period::SixMonths(2026).report_due(20, WorkCalendar::vietnam()).unwrap();
    /// assert_eq!((due.on, due.remind_on), (date(2026, 6, 20), date(2026, 6, 19)));
    /// ```
    pub fn report_due(self, day_of_month: i8, calendar: &WorkCalendar) -> Option<ReportDue> {
        let cut_off = self.cut_off()?;
        let on = Date::new(cut_off.year(), cut_off.month(), day_of_month).ok()?;
        Some(ReportDue {
            on,
            ends_on: calendar.next_working_day(on)?,
            remind_on: calendar.previous_working_day(on)?,
        })
    }
}

impl Display for Period {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Period::Day(day) => write!(f, "{day}"),
            Period::Week { year, week } => write!(f, "{year}-W{week:02}"),
            Period::Month { year, month } => write!(f, "{year}-{month:02}"),
            Period::Quarter { year, quarter } => write!(f, "{year}-Q{quarter}"),
            Period::SixMonths(year) => write!(f, "{year}-6T"),
            Period::SecondHalf(year) => write!(f, "{year}-H2"),
            Period::NineMonths(year) => write!(f, "{year}-9T"),
            Period::Year(year) => write!(f, "{year}"),
            Period::Span { from, until } => write!(f, "{from}..{until}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn days(first: &str, last: &str) -> Option<Days> {
        Some(Days {
            first: date(first),
            last: date(last),
        })
    }

    #[test]
    fn reform_reports_of_2026() {
        let calendar = WorkCalendar::vietnam();
        for (period, label, first, last, due, ends, remind) in [
            (
                0,
                "2026-Q1",
                "2025-12-15",
                "2026-03-14",
                "2026-03-20",
                "2026-03-20",
                "2026-03-20",
            ),
            (
                1,
                "2026-6T",
                "2025-12-15",
                "2026-06-14",
                "2026-06-20",
                "2026-06-22",
                "2026-06-19",
            ),
            (
                2,
                "2026-Q3",
                "2026-06-15",
                "2026-09-14",
                "2026-09-20",
                "2026-09-21",
                "2026-09-18",
            ),
            (
                3,
                "2026",
                "2025-12-15",
                "2026-12-14",
                "2026-12-20",
                "2026-12-21",
                "2026-12-18",
            ),
        ] {
            let period = Period::reform_reports(2026)[period];
            assert_eq!(period.to_string(), label);
            assert_eq!(period.reported(), days(first, last), "{label}");
            let want = ReportDue {
                on: date(due),
                ends_on: date(ends),
                remind_on: date(remind),
            };
            assert_eq!(period.report_due(20, calendar), Some(want), "{label}");
        }
    }

    #[test]
    fn cut_offs_of_the_decree() {
        for (period, first, last) in [
            (Period::Month { year: 2026, month: 1 }, "2025-12-15", "2026-01-14"),
            (Period::Month { year: 2026, month: 3 }, "2026-02-15", "2026-03-14"),
            (
                Period::Quarter {
                    year: 2026,
                    quarter: 2,
                },
                "2026-03-15",
                "2026-06-14",
            ),
            (
                Period::Quarter {
                    year: 2026,
                    quarter: 4,
                },
                "2026-09-15",
                "2026-12-14",
            ),
            (Period::NineMonths(2026), "2025-12-15", "2026-09-14"),
        ] {
            assert_eq!(period.reported(), days(first, last), "{period}");
        }
        assert_eq!(Period::week_of(date("2026-01-01")).reported(), None);
        assert_eq!(
            Period::Month { year: 2026, month: 2 }.report_due(30, WorkCalendar::vietnam()),
            None
        );
    }

    #[test]
    fn civil_days_and_names_agree() {
        for (first, last, label) in [
            ("2022-04-01", "2022-06-30", "2022-Q2"),
            ("2022-04-01", "2022-09-30", "2022-04-01..2022-09-30"),
            ("2022-01-01", "2022-12-31", "2022"),
            ("2022-07-01", "2022-12-31", "2022-H2"),
            ("2024-02-01", "2024-02-29", "2024-02"),
            ("2026-08-30", "2026-08-30", "2026-08-30"),
            ("2025-10-01", "2026-03-31", "2025-10-01..2026-03-31"),
        ] {
            let period = Period::of_days(date(first), date(last));
            assert_eq!(period.to_string(), label);
            assert_eq!(period.civil(), days(first, last));
        }
        let week = Period::week_of(date("2022-01-13"));
        assert_eq!(
            (week.to_string().as_str(), week.civil()),
            ("2022-W02", days("2022-01-10", "2022-01-16"))
        );
        assert_eq!(Period::week_of(date("2027-01-03")).to_string(), "2026-W53");
        assert_eq!(
            Period::Quarter {
                year: 2026,
                quarter: 127
            }
            .civil(),
            None
        );
        assert_eq!(
            Period::Quarter {
                year: 2026,
                quarter: 0
            }
            .civil(),
            None
        );
    }
}

//! Working days (ngày làm việc): Monday to Friday, less days off, and days worked in exchange (CAL-01).

use std::sync::LazyLock;

use jiff::civil::Date;

use crate::day;
use crate::holiday::{Coverage, Holidays, SpecialKind, TABLE};

/// Weeks with their special days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkCalendar {
    holidays: Holidays,
    /// Day numbers off and made up, for quick answers.
    off: Vec<i64>,
    make_up: Vec<i64>,
}

static VIETNAM: LazyLock<WorkCalendar> = LazyLock::new(|| WorkCalendar::new(Holidays::read(TABLE).0));

impl WorkCalendar {
    /// A calendar of these holidays.
    pub fn new(holidays: Holidays) -> Self {
        let of = |kind| {
            holidays
                .iter()
                .filter(|day| day.kind == kind)
                .map(|day| day::number(day.on))
                .collect()
        };
        let (off, make_up) = (of(SpecialKind::Off), of(SpecialKind::MakeUp));
        Self {
            holidays,
            off,
            make_up,
        }
    }

    /// The calendar of state offices in Việt Nam, from the table that comes with the program.
    pub fn vietnam() -> &'static Self {
        &VIETNAM
    }

    /// The days it was made of.
    pub fn holidays(&self) -> &Holidays {
        &self.holidays
    }

    /// How far a year is known. In an unknown year only weekends are off.
    pub fn coverage(&self, year: i16) -> Coverage {
        self.holidays.coverage(year)
    }

    /// Whether offices work on that day.
    pub fn is_working_day(&self, date: Date) -> bool {
        self.works(day::number(date))
    }

    fn works(&self, number: i64) -> bool {
        // Day number 0 was a Thursday.
        let weekend = (number + 3).rem_euclid(7) >= 5;
        if weekend {
            self.make_up.binary_search(&number).is_ok()
        } else {
            self.off.binary_search(&number).is_err()
        }
    }

    /// The last day of a term of so many working days. The day of the event is not counted (CAL-02), so 0
    /// gives the day itself, working or not. `None` beyond the years that `Date` knows.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use loa_calendar::working_day::WorkCalendar;
    ///
    /// // Tết lies between.
    /// let end = WorkCalendar::vietnam().add_working_days(date(2026, 2, 13), 5);
    /// assert_eq!(end, Some(date(2026, 2, 27)));
    /// ```
    pub fn add_working_days(&self, event: Date, days: u32) -> Option<Date> {
        let mut number = day::number(event);
        let last = day::number(Date::MAX);
        let mut left = days;
        while left > 0 {
            number += 1;
            if number > last {
                return None;
            }
            left -= u32::from(self.works(number));
        }
        day::from_number(number)
    }

    /// The first working day on or after: where a term ends that runs out on a day of rest (CAL-03).
    pub fn next_working_day(&self, date: Date) -> Option<Date> {
        self.first_working(date, 1)
    }

    /// The last working day on or before: the day to remind for (REP-04).
    pub fn previous_working_day(&self, date: Date) -> Option<Date> {
        self.first_working(date, -1)
    }

    fn first_working(&self, date: Date, step: i64) -> Option<Date> {
        let start = day::number(date);
        let found = (0..400)
            .map(|days| start + days * step)
            .find(|number| self.works(*number))?;
        day::from_number(found)
    }

    /// Working days after `event` up to and with `until`; 0 when `until` is not later.
    pub fn count_working_days(&self, event: Date, until: Date) -> u32 {
        let days = day::number(event) + 1..=day::number(until);
        days.filter(|number| self.works(*number)).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// CAL-06 was reckoned without the exchange of 2 January for 10 January 2026.
    fn without_exchange() -> WorkCalendar {
        let mut holidays = WorkCalendar::vietnam().holidays().clone();
        holidays.remove(date("2026-01-02"));
        holidays.remove(date("2026-01-10"));
        WorkCalendar::new(holidays)
    }

    #[test]
    fn terms_in_working_days_of_2026() {
        for (event, days, end) in [
            ("2026-02-13", 5, "2026-02-27"),
            ("2026-08-20", 3, "2026-08-24"),
            ("2026-08-28", 2, "2026-09-04"),
            ("2026-08-21", 10, "2026-09-08"),
            ("2026-11-23", 1, "2026-11-25"),
            ("2026-04-24", 1, "2026-04-28"),
            ("2026-04-29", 1, "2026-05-04"),
            ("2026-11-20", 10, "2026-12-07"),
            ("2026-02-14", 5, "2026-02-27"),
        ] {
            for calendar in [&without_exchange(), WorkCalendar::vietnam()] {
                assert_eq!(
                    calendar.add_working_days(date(event), days),
                    Some(date(end)),
                    "{event} +{days}"
                );
            }
        }
        let year = WorkCalendar::vietnam();
        assert_eq!(
            year.add_working_days(date("2025-12-31"), 1),
            Some(date("2026-01-05"))
        );
        assert_eq!(
            without_exchange().add_working_days(date("2025-12-31"), 1),
            Some(date("2026-01-02"))
        );
        assert_eq!(
            year.add_working_days(date("2026-01-09"), 1),
            Some(date("2026-01-10"))
        );
    }

    /// The exchange stays within January, so the months have as many working days with it as without.
    #[test]
    fn working_days_of_each_month_of_2026() {
        let want = [21, 15, 22, 20, 20, 22, 23, 21, 20, 22, 20, 23];
        for calendar in [&without_exchange(), WorkCalendar::vietnam()] {
            let counted: Vec<_> = (1..=12)
                .map(|month| {
                    let first = Date::new(2026, month, 1).unwrap();
                    calendar.count_working_days(first.yesterday().unwrap(), first.last_of_month())
                })
                .collect();
            assert_eq!(counted, want);
            assert_eq!(counted.iter().sum::<u32>(), 249);
        }
    }

    #[test]
    fn a_day_of_rest_moves_to_its_neighbours() {
        let calendar = WorkCalendar::vietnam();
        assert_eq!(
            calendar.next_working_day(date("2026-06-20")),
            Some(date("2026-06-22"))
        );
        assert_eq!(
            calendar.previous_working_day(date("2026-06-20")),
            Some(date("2026-06-19"))
        );
        assert_eq!(
            calendar.next_working_day(date("2026-02-16")),
            Some(date("2026-02-23"))
        );
        assert_eq!(
            calendar.next_working_day(date("2026-03-02")),
            Some(date("2026-03-02"))
        );
    }

    proptest! {
        #[test]
        fn adding_and_counting_agree(start in -800_000i64..2_900_000, days in 0u32..400) {
            let calendar = WorkCalendar::vietnam();
            let start = day::from_number(start).unwrap();
            let end = calendar.add_working_days(start, days).unwrap();
            prop_assert_eq!(calendar.count_working_days(start, end), days);
            prop_assert!(days == 0 || calendar.is_working_day(end));
        }
    }
}

//! The last day of a term that is told as a length.

use jiff::civil::Date;

use crate::day;
use crate::schedule::{Delay, DelayUnit};
use crate::working_day::WorkCalendar;

/// The last day of a delay that begins on `start`, which is not counted (CAL-02). A month ends on the same day
/// number or the month's last (CAL-03); hours count as begun days. `None` beyond the years that `Date` knows.
///
/// A last day of rest is not moved to the next working day here: that is CAL-03 for whoever judges lateness,
/// `WorkCalendar::next_working_day`, while work is better done before.
pub fn end_of_delay(start: Date, delay: Delay) -> Option<Date> {
    let units = delay.units();
    match delay.unit {
        DelayUnit::Hour => day::plus_days(start, i64::from(units.div_ceil(24))),
        DelayUnit::Day => day::plus_days(start, i64::from(units)),
        DelayUnit::WorkingDay => WorkCalendar::vietnam().add_working_days(start, units),
        DelayUnit::Month => day::plus_months(start, units),
        DelayUnit::Year => day::plus_months(start, units.checked_mul(12)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_the_event_is_not_counted() {
        for (start, amount, unit, end) in [
            ("2026-07-14", 100, DelayUnit::Day, "2026-10-22"),
            ("2026-07-14", 15, DelayUnit::Day, "2026-07-29"),
            ("2026-02-13", 5, DelayUnit::WorkingDay, "2026-02-27"),
            ("2026-01-31", 1, DelayUnit::Month, "2026-02-28"),
            ("2024-02-29", 1, DelayUnit::Year, "2025-02-28"),
            ("2026-01-15", 24, DelayUnit::Hour, "2026-01-16"),
            ("2026-01-15", 0, DelayUnit::Day, "2026-01-15"),
        ] {
            let got = end_of_delay(start.parse().unwrap(), Delay::whole(amount, unit));
            assert_eq!(got, Some(end.parse().unwrap()), "{start} +{amount}");
        }
        assert_eq!(
            end_of_delay(Date::MAX, Delay::whole(1, DelayUnit::WorkingDay)),
            None
        );
    }
}

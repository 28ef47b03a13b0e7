//! Plain reckoning with civil dates, quick enough for thousands of rules.

use jiff::civil::Date;

/// Days from 1970-01-01.
pub fn number(date: Date) -> i64 {
    let (year, month, day) = (
        i64::from(date.year()),
        i64::from(date.month()),
        i64::from(date.day()),
    );
    // Years are counted from March, so that the leap day is the last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day number; `None` outside the years that `Date` knows.
pub fn from_number(number: i64) -> Option<Date> {
    let shifted = number.checked_add(719_468)?;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = era * 400 + year + i64::from(month <= 2);
    Date::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()
}

/// So many days later, or earlier when negative.
pub fn plus_days(date: Date, days: i64) -> Option<Date> {
    from_number(number(date).checked_add(days)?)
}

/// Up to 28 days later, without the way over day numbers.
pub fn a_little_later(date: Date, days: i8) -> Option<Date> {
    let (year, month, days_in_month) = (date.year(), date.month(), date.days_in_month());
    let day = date.day() + days.clamp(0, 28);
    if day <= days_in_month {
        return Date::new(year, month, day).ok();
    }
    let (year, month) = if month == 12 {
        (year.checked_add(1)?, 1)
    } else {
        (year, month + 1)
    };
    Date::new(year, month, day - days_in_month).ok()
}

/// So many months later, on the same day number or the month's last (CAL-03).
pub fn plus_months(date: Date, months: u32) -> Option<Date> {
    let months = i64::from(date.year()) * 12 + i64::from(date.month()) - 1 + i64::from(months);
    let year = i16::try_from(months.div_euclid(12)).ok()?;
    in_month(year, months.rem_euclid(12) as i8 + 1, date.day())
}

/// A day of a month, or the month's last day where it has no such day.
pub fn in_month(year: i16, month: i8, day: i8) -> Option<Date> {
    let first = Date::new(year, month, 1).ok()?;
    Date::new(year, month, day.min(first.days_in_month())).ok()
}

/// Monday of the week.
pub fn monday(date: Date) -> Option<Date> {
    plus_days(date, -i64::from(date.weekday().to_monday_zero_offset()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_day_number_and_its_date_agree(number in -700_000i64..2_900_000) {
            let date = from_number(number).unwrap();
            prop_assert_eq!(super::number(date), number);
            prop_assert_eq!(plus_days(date, 1), date.tomorrow().ok());
            prop_assert_eq!(a_little_later(date, 6), plus_days(date, 6));
            prop_assert_eq!(a_little_later(date, 28), plus_days(date, 28));
        }
    }

    #[test]
    fn months_end_on_the_same_day_or_the_last() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(number(day("1970-01-01")), 0);
        assert_eq!(plus_months(day("2026-01-31"), 1), Some(day("2026-02-28")));
        assert_eq!(plus_months(day("2026-11-30"), 3), Some(day("2027-02-28")));
        assert_eq!(monday(day("2022-01-13")), Some(day("2022-01-10")));
    }
}

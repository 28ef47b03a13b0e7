//! Schedules drawn instead of written: crosses in the columns of months, quarters or years.
//!
//! | Crosses | Schedule |
//! |---|---|
//! | under all months, under all quarters | `FREQ=MONTHLY`, `FREQ=QUARTERLY` |
//! | T4, T9 | a window for each |
//! | T3, T4, T5 | one window, and the question whether it is one piece of work or one a month |
//! | T4, T9, plan for several years | `FREQ=YEARLY;BYMONTH=4,9` |

use jiff::civil::Date;

use crate::period::Period;
use crate::phrase::Context;
use crate::recurrence::{Frequency, Recurrence};
use crate::schedule::{Ambiguity, Bound, Schedule, Term, When};

/// What one column stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// 1 to 12.
    Month(i8),
    /// 1 to 4.
    Quarter(i8),
    /// A whole year.
    Year,
}

/// A column of a drawn schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The stretch of the year.
    pub slot: Slot,
    /// The year, where the table tells it.
    pub year: Option<i16>,
}

/// The meaning of crosses under `marked`, columns in the order of the table. No year to be known, or no cross: no
/// term.
pub fn marked(marked: &[Column], context: &Context<'_>) -> Schedule {
    if let Some(recurrence) = every_year(marked, context) {
        return Schedule {
            terms: vec![Term::new(When::Recurring(recurrence))],
            ..Schedule::default()
        };
    }
    let mut windows: Vec<(Date, Date, bool)> = Vec::new();
    for column in marked {
        let Some((first, last)) = days(*column, context) else {
            continue;
        };
        match windows.last_mut() {
            Some((_, until, several)) if until.tomorrow().ok() == Some(first) => {
                *until = last;
                *several = true;
            }
            _ => windows.push((first, last, false)),
        }
    }
    let each = windows.iter().any(|(_, _, several)| *several);
    let assumed = !windows.is_empty() && marked.iter().any(|column| column.year.is_none());
    let term = |(from, until, _): (Date, Date, bool)| {
        Term::new(When::Window {
            from,
            until: Bound::On(until),
        })
    };
    let ambiguities = [(each, Ambiguity::OnceOrEach), (assumed, Ambiguity::YearAssumed)];
    Schedule {
        terms: windows.into_iter().map(term).collect(),
        ambiguities: ambiguities
            .into_iter()
            .filter_map(|(holds, ambiguity)| holds.then_some(ambiguity))
            .collect(),
        ..Schedule::default()
    }
}

/// Crosses that come again: under every month or quarter of the year, or in a plan of several years without years
/// over its columns.
fn every_year(marked: &[Column], context: &Context<'_>) -> Option<Recurrence> {
    let unnamed = marked.iter().all(|column| column.year.is_none());
    let one_year = marked.windows(2).all(|pair| pair[0].year == pair[1].year);
    let months: Vec<i8> = marked
        .iter()
        .filter_map(|column| match column.slot {
            Slot::Month(month) => Some(month),
            _ => None,
        })
        .collect();
    let quarters: Vec<i8> = marked
        .iter()
        .filter_map(|column| match column.slot {
            Slot::Quarter(quarter) => Some(quarter),
            _ => None,
        })
        .collect();
    if one_year && months.len() == 12 {
        return Some(Recurrence::every(Frequency::Monthly));
    }
    if one_year && quarters.len() == 4 {
        return Some(Recurrence::every(Frequency::Quarterly));
    }
    let several = context.plan_years.is_some_and(|(first, last)| first != last);
    let (only_months, only_quarters) = (months.len() == marked.len(), quarters.len() == marked.len());
    (several && unnamed && !marked.is_empty() && (only_months || only_quarters)).then(|| Recurrence {
        months: if only_months { months } else { Vec::new() },
        quarters: if only_quarters { quarters } else { Vec::new() },
        ..Recurrence::every(Frequency::Yearly)
    })
}

/// First and last day of a column, in the plan's first year where the table names none.
fn days(column: Column, context: &Context<'_>) -> Option<(Date, Date)> {
    let plan = context.plan_years.map(|(first, _)| first);
    let year = column.year.or(plan).or(context.issued_on.map(Date::year))?;
    let period = match column.slot {
        Slot::Month(month) => Period::Month { year, month },
        Slot::Quarter(quarter) => Period::Quarter { year, quarter },
        Slot::Year => Period::Year(year),
    };
    let days = period.civil()?;
    Some((days.first, days.last))
}

#[cfg(test)]
mod tests {
    use super::{Column, Slot, marked};
    use crate::phrase::Context;

    fn columns(slots: &[Slot]) -> Vec<Column> {
        slots
            .iter()
            .map(|slot| Column {
                slot: *slot,
                year: None,
            })
            .collect()
    }

    #[test]
    fn crosses_mean_their_periods() {
        use Slot::{Month, Quarter, Year};
        let all: Vec<Slot> = (1..=12).map(Month).collect();
        let year = Some((2026, 2026));
        let years = Some((2026, 2030));
        for (plan_years, slots, want, asks) in [
            (year, all.as_slice(), "FREQ=MONTHLY", false),
            (
                year,
                &[Quarter(1), Quarter(2), Quarter(3), Quarter(4)],
                "FREQ=QUARTERLY",
                false,
            ),
            (
                year,
                &[Month(4), Month(9)],
                "WINDOW=2026-04-01..2026-04-30 + WINDOW=2026-09-01..2026-09-30",
                false,
            ),
            (
                year,
                &[Month(3), Month(4), Month(5)],
                "WINDOW=2026-03-01..2026-05-31",
                true,
            ),
            (year, &[Quarter(3)], "WINDOW=2026-07-01..2026-09-30", false),
            (years, &[Month(4), Month(9)], "FREQ=YEARLY;BYMONTH=4,9", false),
            (years, &[Quarter(2)], "FREQ=YEARLY;BYQUARTER=2", false),
            (None, &[Month(4)], "UNKNOWN", false),
            (year, &[], "UNKNOWN", false),
            (year, &[Year], "WINDOW=2026-01-01..2026-12-31", false),
            (year, &[Month(0)], "UNKNOWN", false),
        ] {
            let context = Context {
                plan_years,
                ..Context::default()
            };
            let schedule = marked(&columns(slots), &context);
            assert_eq!(schedule.to_string(), want, "{slots:?}");
            let asked = schedule
                .ambiguities
                .contains(&crate::schedule::Ambiguity::OnceOrEach);
            assert_eq!(asked, asks, "{slots:?}");
        }
    }

    #[test]
    fn a_school_year_goes_on_in_the_next_year() {
        let column = |month, year| Column {
            slot: Slot::Month(month),
            year: Some(year),
        };
        let crosses = [column(12, 2024), column(1, 2025), column(5, 2025)];
        let schedule = marked(&crosses, &Context::default());
        assert_eq!(
            schedule.to_string(),
            "WINDOW=2024-12-01..2025-01-31 + WINDOW=2025-05-01..2025-05-31"
        );
    }
}

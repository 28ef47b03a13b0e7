//! From a schedule to dated occurrences (PLAN-01).
//!
//! | Term | Occurrences |
//! |---|---|
//! | continuous | the four reports of each year (REP-05), due at their cut-off |
//! | weekly | ISO weeks, due on Sunday or the weekday named |
//! | monthly, quarterly, half-yearly, yearly | civil periods from the one of the issue on, due on the last day or the day named |
//! | window, deadline | one, open from the issue on |
//! | so long after the plan's issue | one |
//! | on demand, references, other events, "định kỳ" alone | none: no date can be known |
//!
//! Recurring and continuous occurrences lie in the frame. A date that the plan itself writes is never moved
//! or dropped, also when it lies outside: then it opens on the day it is due, or the frame is too narrow.

use jiff::civil::Date;

use crate::day;
use crate::period::{Days, Period};
use crate::phrase::resolve;
use crate::recurrence::{Due, Frequency, Limit, Recurrence};
use crate::schedule::{Bound, Delay, Event, Schedule, When};

/// The time a plan is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// The plan's own date: nothing opens before it. `None`: the first day counts.
    pub issued_on: Option<Date>,
    /// First day of the plan's time.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

/// One dated occurrence. `opens` is never after `due`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Occurrence {
    /// First day on which it can be done.
    pub opens: Date,
    /// Last day.
    pub due: Date,
    /// What it is for; its `Display` is a stable label.
    pub period: Period,
}

impl Frame {
    /// First day on which anything opens.
    fn start(&self) -> Date {
        self.issued_on.map_or(self.first, |issued| issued.max(self.first))
    }

    fn years(&self) -> std::ops::RangeInclusive<i16> {
        self.start().year()..=self.last.year()
    }
}

/// All occurrences of the first reading, term after term, each in order of time. Remarks give none.
pub fn expand(schedule: &Schedule, frame: &Frame) -> Vec<Occurrence> {
    let mut found = Vec::new();
    let yearly = schedule
        .terms
        .iter()
        .any(|term| is_every(&term.when, Frequency::Yearly));
    for term in schedule.terms.iter().filter(|term| !term.comment) {
        let begun = found.len();
        expand_term(&term.when, frame, &mut found);
        // The report on the second half of a year is the report on the year (REP-01 knows no other).
        if yearly && is_every(&term.when, Frequency::HalfYearly) {
            let mut index = 0;
            found.retain(|one| {
                index += 1;
                index <= begun || !matches!(one.period, Period::SecondHalf(_))
            });
        }
    }
    found
}

fn is_every(when: &When, frequency: Frequency) -> bool {
    matches!(when, When::Recurring(found) if found.frequency == frequency && found.interval == 1)
}

fn expand_term(when: &When, frame: &Frame, found: &mut Vec<Occurrence>) {
    match when {
        When::Continuous { from, until } => continuous(frame, *from, *until, found),
        When::Recurring(recurrence) => recurring(recurrence, frame, found),
        When::Window {
            from,
            until: Bound::Event(_),
        } => continuous(frame, Some(*from), None, found),
        When::Window {
            from,
            until: Bound::On(until),
        } => {
            found.push(written(frame, *from, *until, Period::of_days(*from, *until)));
        }
        When::By(due, _) => found.push(written(frame, frame.start(), *due, Period::Day(*due))),
        When::Before(day, time) => {
            // Until an hour of that day, the day itself is still free.
            let due = if time.is_some() {
                Some(*day)
            } else {
                day.yesterday().ok()
            };
            found.extend(due.map(|due| written(frame, frame.start(), due, Period::Day(due))));
        }
        When::At(day, _) => found.push(Occurrence {
            opens: *day,
            due: *day,
            period: Period::Day(*day),
        }),
        When::Start { on, lasts, .. } => {
            let due = lasts
                .and_then(|delay| last_day_of_length(*on, delay))
                .unwrap_or(*on);
            found.push(Occurrence {
                opens: *on,
                due,
                period: Period::of_days(*on, due),
            });
        }
        When::After {
            event: Event::Issue,
            delay: Some(delay),
            due,
        } => {
            let reckoned = || {
                frame
                    .issued_on
                    .and_then(|issued| resolve::end_of_delay(issued, *delay))
            };
            let due = due.or_else(reckoned);
            found.extend(due.map(|due| written(frame, frame.start(), due, Period::Day(due))));
        }
        When::After { .. }
        | When::Ahead { .. }
        | When::OnDemand(_)
        | When::Reference(_)
        | When::Duration(_)
        | When::DataPeriod(_)
        | When::Unknown => {}
    }
}

/// The day on which work of some length ends, its first day being counted.
fn last_day_of_length(on: Date, delay: Delay) -> Option<Date> {
    resolve::end_of_delay(on.yesterday().ok()?, delay).map(|last| last.max(on))
}

/// An occurrence of a date that the plan writes: it opens in the frame, but not after it is due.
fn written(frame: &Frame, from: Date, due: Date, period: Period) -> Occurrence {
    Occurrence {
        opens: from.max(frame.start()).min(due),
        due,
        period,
    }
}

/// The reports whose cut-off lies in the time given; where none does, the whole time once.
fn continuous(frame: &Frame, from: Option<Date>, until: Option<Date>, found: &mut Vec<Occurrence>) {
    let start = from.map_or(frame.start(), |from| from.max(frame.start()));
    let last = until.map_or(frame.last, |until| until.min(frame.last));
    if start > last {
        return;
    }
    let begun = found.len();
    for period in (start.year()..=last.year()).flat_map(Period::reform_reports) {
        let Some(Days { first, last: due }) = period.reported() else {
            continue;
        };
        if due >= start && due <= last {
            found.push(Occurrence {
                opens: first.max(start),
                due,
                period,
            });
        }
    }
    if found.len() == begun {
        found.push(Occurrence {
            opens: start,
            due: last,
            period: Period::of_days(start, last),
        });
    }
}

fn recurring(recurrence: &Recurrence, frame: &Frame, found: &mut Vec<Occurrence>) {
    let start = recurrence
        .from
        .map_or(frame.start(), |from| from.max(frame.start()));
    let last = recurrence.until.map_or(frame.last, |until| until.min(frame.last));
    if start > last {
        return;
    }
    let step = usize::from(recurrence.interval.max(1));
    let mut clip = Clip { start, last, found };
    match recurrence.frequency {
        Frequency::Daily => daily(recurrence, step, &mut clip),
        Frequency::Weekly => weekly(recurrence, step, &mut clip),
        Frequency::Monthly => {
            let months = frame_months(start, last).step_by(step);
            months.for_each(|(year, month)| clip.push(Period::Month { year, month }, recurrence));
        }
        Frequency::Quarterly => {
            let quarters = frame_months(start, last)
                .filter(|(_, month)| month % 3 == 0)
                .step_by(step);
            quarters.for_each(|(year, month)| {
                clip.push(
                    Period::Quarter {
                        year,
                        quarter: month / 3,
                    },
                    recurrence,
                );
            });
        }
        Frequency::HalfYearly => {
            for year in frame.years().step_by(step) {
                clip.push(Period::SixMonths(year), recurrence);
                clip.push(Period::SecondHalf(year), recurrence);
            }
        }
        Frequency::Yearly => {
            for year in frame.years().step_by(step) {
                yearly(recurrence, year, &mut clip);
            }
        }
        Frequency::Unsaid => {}
    }
}

/// Year and month of every month from the quarter of `start` to the quarter of `last`.
fn frame_months(start: Date, last: Date) -> impl Iterator<Item = (i16, i8)> {
    let number = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
    let end = number(last) / 3 * 3 + 2;
    (number(start)..=end).map(|month| ((month / 12) as i16, (month % 12) as i8 + 1))
}

fn daily(recurrence: &Recurrence, step: usize, clip: &mut Clip<'_>) {
    let (first, last) = (day::number(clip.start), day::number(clip.last));
    for number in (first..=last).step_by(step) {
        let Some(date) = day::from_number(number) else {
            return;
        };
        if recurrence.weekdays.is_empty() || recurrence.weekdays.contains(&date.weekday()) {
            clip.found.push(Occurrence {
                opens: date,
                due: date,
                period: Period::Day(date),
            });
        }
    }
}

/// ISO weeks that overlap the time; due on Sunday, or on the last weekday named, but not after the time's end.
fn weekly(recurrence: &Recurrence, step: usize, clip: &mut Clip<'_>) {
    let due_after = recurrence
        .weekdays
        .iter()
        .map(|day| day.to_monday_zero_offset())
        .max()
        .unwrap_or(6);
    let Some(monday) = day::monday(clip.start) else {
        return;
    };
    let (first, last) = (day::number(monday), day::number(clip.last));
    let mut week = clip.start.iso_week_date();
    let mut number = week.week();
    for monday in (first..=last).step_by(7 * step) {
        let (Some(opens), Some(due)) = (
            day::from_number(monday),
            day::from_number(monday + i64::from(due_after)),
        ) else {
            return;
        };
        if number > week.weeks_in_year() {
            week = opens.iso_week_date();
            number = week.week();
        }
        let period = Period::Week {
            year: week.year(),
            week: number,
        };
        clip.push_days(
            Days {
                first: opens,
                last: due,
            },
            period,
        );
        number = number.saturating_add(i8::try_from(step).unwrap_or(i8::MAX));
    }
}

fn yearly(recurrence: &Recurrence, year: i16, clip: &mut Clip<'_>) {
    if recurrence.months.is_empty() && recurrence.quarters.is_empty() {
        clip.push(Period::Year(year), recurrence);
        return;
    }
    for month in &recurrence.months {
        clip.push(Period::Month { year, month: *month }, recurrence);
    }
    for quarter in &recurrence.quarters {
        clip.push(
            Period::Quarter {
                year,
                quarter: *quarter,
            },
            recurrence,
        );
    }
}

/// Where occurrences go, cut to the time they may lie in.
struct Clip<'f> {
    start: Date,
    last: Date,
    found: &'f mut Vec<Occurrence>,
}

impl Clip<'_> {
    fn push(&mut self, period: Period, recurrence: &Recurrence) {
        let Some(days) = period.civil() else { return };
        match recurrence.due {
            None => self.push_days(days, period),
            Some(due) => {
                let Some(last) = due_day(due, days) else { return };
                let opens = if due.limit == Limit::On { last } else { days.first };
                // A day that is over when the plan begins, or comes after its end, is not this plan's.
                if last >= self.start && last <= self.last {
                    let opens = opens.max(self.start).min(last);
                    self.found.push(Occurrence {
                        opens,
                        due: last,
                        period,
                    });
                }
            }
        }
    }

    /// Clips both ends; nothing when the days lie outside.
    fn push_days(&mut self, days: Days, period: Period) {
        let (opens, due) = (days.first.max(self.start), days.last.min(self.last));
        if opens <= due {
            self.found.push(Occurrence { opens, due, period });
        }
    }
}

/// The day by which a period's work is due.
fn due_day(due: Due, days: Days) -> Option<Date> {
    let reference = if due.in_next {
        days.last.tomorrow().ok()?
    } else {
        days.last
    };
    let month = due.month.unwrap_or(reference.month());
    let day = day::in_month(reference.year(), month, due.day)?;
    match due.limit {
        Limit::Before => day.yesterday().ok(),
        Limit::OnOrBefore | Limit::On => Some(day),
    }
}

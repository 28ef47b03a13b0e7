//! From a schedule to dated occurrences (PLAN-01).
//!
//! | Term | Occurrences |
//! |---|---|
//! | continuous | the four reports of each year (REP-05), due at their cut-off |
//! | weekly | ISO weeks, due on Sunday or the weekday named |
//! | monthly, quarterly, half-yearly, yearly | civil periods from the one of the issue on, due on the last day or the day named |
//! | window, deadline | one, open from the first day of the plan's time on, or from the issue when it is due earlier |
//! | so long after the plan's issue or after a day | one, where the schedule was read with the date of issue |
//! | on demand, references, other events, "định kỳ" alone | none: no date can be known |
//!
//! Recurring and continuous occurrences lie in the frame. A date that the plan itself writes is never moved
//! or dropped, also when it lies outside; only nothing opens before the issue.

use jiff::civil::Date;

use crate::period::{Days, Period};
use crate::recurrence::{Due, Frequency, Limit, Recurrence};
use crate::schedule::{Bound, Delay, Schedule, When};
use crate::{day, deadline};

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
///
/// ```
/// use jiff::civil::date;
/// use loa_calendar::expand::{Frame, expand};
/// use loa_calendar::phrase::{Context, read_phrase};
///
/// let issued_on = Some(date(2022, 1, 13));
/// let frame = Frame { issued_on, first: date(2022, 1, 1), last: date(2022, 12, 31) };
/// let schedule = read_phrase("Một tuần một lần", &Context { issued_on, ..Context::default() });
/// let weeks = expand(&schedule, &frame);
/// assert_eq!(weeks.len(), 51);
/// assert_eq!(weeks[0].period.to_string(), "2022-W02");
/// assert_eq!(weeks[0].due, date(2022, 1, 16));
/// ```
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
            found.push(written(
                frame,
                Some(*from),
                *until,
                Period::of_days(*from, *until),
            ));
        }
        When::By(due, _) => found.push(written(frame, None, *due, Period::Day(*due))),
        When::Before(day, time) => {
            // Until an hour of that day, the day itself is still free.
            let due = if time.is_some() {
                Some(*day)
            } else {
                day.yesterday().ok()
            };
            found.extend(due.map(|due| written(frame, None, due, Period::Day(due))));
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
        When::After { due: Some(due), .. } => {
            found.push(written(frame, None, *due, Period::Day(*due)));
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
    deadline::end_of_delay(on.yesterday().ok()?, delay).map(|last| last.max(on))
}

/// An occurrence of a date that the plan writes: it opens in the frame, but not after it is due. What is due before
/// the frame begins opens with the issue: preparations of a plan for the year to come.
fn written(frame: &Frame, from: Option<Date>, due: Date, period: Period) -> Occurrence {
    let issued = frame.issued_on.unwrap_or(frame.first);
    let opens = match from {
        Some(from) => from.max(issued),
        None if due < frame.first => issued,
        None => frame.start(),
    };
    Occurrence {
        opens: opens.min(due),
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
    let Some(mut monday) = day::monday(clip.start) else {
        return;
    };
    let weeks = (day::number(clip.last) - day::number(monday)) / 7 + 1;
    clip.found
        .reserve(usize::try_from(weeks).unwrap_or_default() / step + 1);
    let mut week = clip.start.iso_week_date();
    let mut number = week.week();
    for index in 0..weeks {
        if number > week.weeks_in_year() {
            week = monday.iso_week_date();
            number = week.week();
        }
        if index % step as i64 == 0 {
            let Some(due) = day::a_little_later(monday, due_after) else {
                return;
            };
            let period = Period::Week {
                year: week.year(),
                week: number,
            };
            clip.push_days(
                Days {
                    first: monday,
                    last: due,
                },
                period,
            );
        }
        number += 1;
        let Some(next) = day::a_little_later(monday, 7) else {
            return;
        };
        monday = next;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrase::{ColumnKind, Context, read_phrase};

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn frame(issued: &str) -> Frame {
        let year = date(issued).year();
        Frame {
            issued_on: Some(date(issued)),
            first: Date::new(year, 1, 1).unwrap(),
            last: Date::new(year, 12, 31).unwrap(),
        }
    }

    /// `period opens..due` of each occurrence of a phrase in a plan for the year of its issue.
    fn dated(phrase: &str, issued: &str) -> Vec<String> {
        let frame = frame(issued);
        let year = frame.first.year();
        let context = Context {
            plan_years: Some((year, year)),
            issued_on: frame.issued_on,
            column: ColumnKind::Unknown,
            heading: None,
        };
        let found = expand(&read_phrase(phrase, &context), &frame);
        found
            .iter()
            .map(|one| format!("{} {}..{}", one.period, one.opens, one.due))
            .collect()
    }

    #[test]
    fn the_terms_of_a_plan_of_13_january_2022() {
        for (phrase, want) in [
            (
                "Thường xuyên",
                vec![
                    "2022-Q1 2022-01-13..2022-03-14",
                    "2022-6T 2022-01-13..2022-06-14",
                    "2022-Q3 2022-06-15..2022-09-14",
                    "2022 2022-01-13..2022-12-14",
                ],
            ),
            (
                "Quý II, III năm 2022",
                vec!["2022-04-01..2022-09-30 2022-04-01..2022-09-30"],
            ),
            ("Trong năm 2022", vec!["2022 2022-01-13..2022-12-31"]),
            ("trong tháng 02/2022", vec!["2022-02-28 2022-01-13..2022-02-28"]),
            ("trước ngày 15/11/2022", vec!["2022-11-14 2022-01-13..2022-11-14"]),
            (
                "trước 17 giờ ngày 15/11/2022",
                vec!["2022-11-15 2022-01-13..2022-11-15"],
            ),
            (
                "05 ngày làm việc kể từ ngày ban hành Kế hoạch",
                vec!["2022-01-20 2022-01-13..2022-01-20"],
            ),
            (
                "Hằng quý, trước ngày 15 của tháng cuối quý",
                vec![
                    "2022-Q1 2022-01-13..2022-03-14",
                    "2022-Q2 2022-04-01..2022-06-14",
                    "2022-Q3 2022-07-01..2022-09-14",
                    "2022-Q4 2022-10-01..2022-12-14",
                ],
            ),
            ("trước ngày 15/11 hằng năm", vec!["2022 2022-01-13..2022-11-14"]),
            (
                "Tháng 3, tháng 9 hằng năm",
                vec!["2022-03 2022-03-01..2022-03-31", "2022-09 2022-09-01..2022-09-30"],
            ),
            (
                "6 tháng và năm",
                vec!["2022-6T 2022-01-13..2022-06-30", "2022 2022-01-13..2022-12-31"],
            ),
            (
                "Ngày Môi trường thế giới (05/6)",
                vec!["2022 2022-06-05..2022-06-05"],
            ),
            (
                "02 ngày, bắt đầu từ 8h00 ngày 01/6/2022",
                vec!["2022-06-01..2022-06-02 2022-06-01..2022-06-02"],
            ),
            ("Trước 30/3/2021", vec!["2021-03-29 2021-03-29..2021-03-29"]),
            ("Quý I/2023", vec!["2023-03-31 2022-01-13..2023-03-31"]),
            (
                "từ quý IV/2022 đến khi kết thúc bầu cử",
                vec!["2022 2022-10-01..2022-12-14"],
            ),
            ("Theo kế hoạch riêng", vec![]),
            ("Khi có yêu cầu", vec![]),
            ("Định kỳ", vec![]),
            ("10 ngày sau khi Nghị quyết được ban hành", vec![]),
        ] {
            assert_eq!(dated(phrase, "2022-01-13"), want, "{phrase}");
        }
    }

    #[test]
    fn what_is_due_before_the_plans_year_opens_with_the_issue() {
        let frame = Frame {
            issued_on: Some(date("2022-10-14")),
            first: date("2023-01-01"),
            last: date("2023-12-31"),
        };
        let context = Context {
            plan_years: Some((2023, 2023)),
            issued_on: frame.issued_on,
            column: ColumnKind::Unknown,
            heading: None,
        };
        for (phrase, opens, due) in [
            ("30/11/2022", "2022-10-14", "2022-11-30"),
            ("Từ 01/11/2022 đến 30/11/2022", "2022-11-01", "2022-11-30"),
            ("30/9/2022", "2022-09-30", "2022-09-30"),
            ("31/3/2023", "2023-01-01", "2023-03-31"),
            ("Từ 01/12/2022 đến 31/3/2023", "2022-12-01", "2023-03-31"),
        ] {
            let found = expand(&read_phrase(phrase, &context), &frame);
            let opened: Vec<(Date, Date)> = found.iter().map(|one| (one.opens, one.due)).collect();
            assert_eq!(opened, [(date(opens), date(due))], "{phrase}");
        }
    }

    #[test]
    fn weeks_and_months_are_all_counted() {
        let weeks = dated("Một tuần một lần", "2022-01-13");
        assert_eq!(weeks.len(), 51);
        assert_eq!(weeks.first().unwrap(), "2022-W02 2022-01-13..2022-01-16");
        assert_eq!(weeks.last().unwrap(), "2022-W52 2022-12-26..2022-12-31");
        assert_eq!(dated("Định kỳ 02 tuần một lần", "2022-01-13").len(), 26);
        assert_eq!(
            dated("Thứ 6 hàng tuần", "2022-01-13").first().unwrap(),
            "2022-W02 2022-01-13..2022-01-14"
        );
        // The last week of 2020 is the 53rd, and the first days of 2021 belong to it.
        assert_eq!(
            dated("Hằng tuần", "2020-12-01").last().unwrap(),
            "2020-W53 2020-12-28..2020-12-31"
        );
        assert_eq!(
            dated("Hằng tuần", "2021-01-01")[..2],
            [
                "2020-W53 2021-01-01..2021-01-03",
                "2021-W01 2021-01-04..2021-01-10"
            ]
        );
        let months = dated("Hàng tháng", "2022-01-13");
        assert_eq!(months.len(), 12);
        assert_eq!(months.first().unwrap(), "2022-01 2022-01-13..2022-01-31");
        assert_eq!(dated("Hàng tháng", "2022-05-20").len(), 8);
        assert_eq!(dated("trước ngày 25 hàng tháng", "2022-01-28").len(), 11);
        assert_eq!(
            dated("Chậm nhất ngày 05 của tháng sau", "2022-01-13")
                .last()
                .unwrap(),
            "2022-11 2022-11-01..2022-12-05"
        );
        assert_eq!(dated("Hằng quý", "2022-05-20").len(), 3);
        assert_eq!(
            dated("Thường xuyên", "2022-12-20"),
            ["2022-12-20..2022-12-31 2022-12-20..2022-12-31"]
        );
    }
}

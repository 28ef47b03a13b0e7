//! First and last day of a stretch of the calendar.

use jiff::civil::Date;

use crate::day;
use crate::phrase::Context;
use crate::phrase::stretch::{Edge, Shape, Stretch};

/// First and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

/// The days of a stretch whose year is known; `None` for days that do not exist and for a day without a month.
pub fn of(stretch: Stretch, context: &Context<'_>) -> Option<Span> {
    let whole = whole(stretch, context)?;
    match stretch.edge {
        None | Some(Edge::End) => Some(whole),
        Some(edge) => part(whole, stretch.shape, edge),
    }
}

fn whole(stretch: Stretch, context: &Context<'_>) -> Option<Span> {
    let year = stretch.year?;
    match stretch.shape {
        Shape::Day { day, month } => {
            let day = day::in_month(year, month, day)?;
            Some(Span {
                from: day,
                until: day,
            })
        }
        Shape::DayOnly(_) => None,
        Shape::Week { week, month } => week_of_month(year, month, week),
        Shape::Month(month) => months(year, month, month),
        Shape::Quarter(quarter) => months(year, quarter * 3 - 2, quarter * 3),
        Shape::FirstMonths(count) => months(year, 1, count),
        Shape::LastMonths(count) => months(year, 13 - count, 12),
        Shape::Year => months(year, 1, 12),
        Shape::WholePlan => {
            let (first, last) = context.plan_years?;
            Some(Span {
                from: Date::new(first, 1, 1).ok()?,
                until: Date::new(last, 12, 31).ok()?,
            })
        }
        Shape::SchoolYear => {
            let until = Date::new(year.checked_add(1)?, 5, 31).ok()?;
            Some(Span {
                from: Date::new(year, 9, 1).ok()?,
                until,
            })
        }
        Shape::ThisMonth => {
            let month = context.issued_on?.month();
            months(year, month, month)
        }
        Shape::ThisQuarter => {
            let quarter = (context.issued_on?.month() + 2) / 3;
            months(year, quarter * 3 - 2, quarter * 3)
        }
    }
}

fn months(year: i16, first: i8, last: i8) -> Option<Span> {
    Some(Span {
        from: Date::new(year, first, 1).ok()?,
        until: Date::new(year, last, 1).ok()?.last_of_month(),
    })
}

/// Days 1–7, 8–14, 15–21, 22–28, 29 to the end; week 0: the last seven days.
fn week_of_month(year: i16, month: i8, week: i8) -> Option<Span> {
    let last = Date::new(year, month, 1).ok()?.last_of_month();
    let (from, until) = match week {
        0 => (last.day() - 6, last.day()),
        week => (week * 7 - 6, (week * 7).min(last.day())),
    };
    Some(Span {
        from: Date::new(year, month, from).ok()?,
        until: Date::new(year, month, until).ok()?,
    })
}

/// Start, middle or half of a month, quarter or year: thirds of a month and of a quarter; the first quarter,
/// the month of June, the halves of a year.
fn part(whole: Span, shape: Shape, edge: Edge) -> Option<Span> {
    let year = whole.from.year();
    let month = whole.from.month();
    let days = |from, until| {
        Some(Span {
            from: Date::new(year, month, from).ok()?,
            until: Date::new(year, month, until).ok()?,
        })
    };
    match (shape, edge) {
        (Shape::Year, Edge::Start) => months(year, 1, 3),
        (Shape::Year, Edge::Middle) => months(year, 6, 6),
        (Shape::Year, Edge::FirstHalf) => months(year, 1, 6),
        (Shape::Year, Edge::SecondHalf) => months(year, 7, 12),
        (Shape::Quarter(_) | Shape::ThisQuarter, Edge::Start | Edge::FirstHalf) => months(year, month, month),
        (Shape::Quarter(_) | Shape::ThisQuarter, Edge::Middle) => months(year, month + 1, month + 1),
        (Shape::Month(_) | Shape::ThisMonth, Edge::Start) => days(1, 10),
        (Shape::Month(_) | Shape::ThisMonth, Edge::Middle) => days(11, 20),
        (Shape::Month(_) | Shape::ThisMonth, Edge::FirstHalf) => days(1, 15),
        (Shape::Month(_) | Shape::ThisMonth, Edge::SecondHalf) => days(16, whole.until.day()),
        _ => Some(whole),
    }
}

//! The year of a stretch that has none: its neighbour's in the list, in the phrase, or the plan's.
//!
//! | Words | Years |
//! |---|---|
//! | `trong quý I và quý II/2030` | the last year holds for those before it |
//! | `Quý II/2026 …; báo cáo vào Quý IV` | the year before holds on |
//! | `tháng 11 đến tháng 02/2026` | the range began in the year before |
//! | `trước 15/6` | the plan's year, and a person should look (`YearAssumed`) |

use crate::phrase::Context;
use crate::phrase::draft::{Draft, Moment, What};
use crate::phrase::span::{self, Span};
use crate::phrase::stretch::{Shape, Stretch, Stretches};
use crate::schedule::Ambiguity;

/// The years written in a phrase.
#[derive(Debug)]
pub struct Years<'c> {
    context: &'c Context<'c>,
    written: Vec<Vec<i16>>,
}

impl<'c> Years<'c> {
    /// Of these drafts.
    pub fn new(drafts: &[Draft], context: &'c Context<'c>) -> Self {
        Self {
            context,
            written: drafts.iter().map(|draft| written(&draft.what)).collect(),
        }
    }

    /// The last year written before a draft, else the first one after it.
    pub fn neighbour(&self, index: usize) -> Option<i16> {
        let (before, from_here) = self.written.split_at_checked(index)?;
        let before = before.iter().rev().flat_map(|years| years.last()).next();
        before
            .or_else(|| from_here.iter().skip(1).flatten().next())
            .copied()
    }

    /// The days of each stretch of a list; stretches without days are left out.
    pub fn of_list(
        &self,
        index: usize,
        list: &[Stretch],
        notes: &mut Vec<Ambiguity>,
    ) -> Vec<(Stretch, Span)> {
        let mut dated = Vec::with_capacity(list.len());
        let (mut year, mut month) = (None, None);
        for stretch in list.iter().rev() {
            year = stretch.year.or(year);
            let shape = match (stretch.shape, month) {
                (Shape::DayOnly(day), Some(month)) => Shape::Day { day, month },
                (shape, _) => shape,
            };
            if let Shape::Day { month: found, .. } = shape {
                month = Some(found);
            }
            dated.push(Stretch {
                shape,
                year,
                ..*stretch
            });
        }
        dated.reverse();
        let mut before = None;
        for stretch in &mut dated {
            stretch.year = stretch
                .year
                .or(before)
                .or_else(|| self.of_stretch(index, *stretch, notes));
            before = stretch.year;
        }
        dated
            .into_iter()
            .filter_map(|one| self.days(one, notes).map(|span| (one, span)))
            .collect()
    }

    /// First and last day of a range; `None` when it ends before it begins.
    pub fn of_range(
        &self,
        index: usize,
        mut from: Stretch,
        mut until: Stretch,
        notes: &mut Vec<Ambiguity>,
    ) -> Option<Span> {
        if let (Shape::DayOnly(day), Shape::Day { month, .. }) = (from.shape, until.shape) {
            from.shape = Shape::Day { day, month };
        }
        let written = (from.year, until.year);
        until.year = until
            .year
            .or(from.year)
            .or_else(|| self.of_stretch(index, until, notes));
        from.year = from.year.or(until.year);
        let wraps = span::of(from, self.context)?.from > span::of(until, self.context)?.until;
        match written {
            (None, _) if wraps => from.year = from.year.and_then(|year| year.checked_sub(1)),
            (Some(_), None) if wraps => until.year = until.year.and_then(|year| year.checked_add(1)),
            _ => {}
        }
        let span = Span {
            from: self.days(from, notes)?.from,
            until: self.days(until, notes)?.until,
        };
        (span.from <= span.until).then_some(span)
    }

    fn days(&self, stretch: Stretch, notes: &mut Vec<Ambiguity>) -> Option<Span> {
        let span = span::of(stretch, self.context)?;
        if matches!(stretch.shape, Shape::Day { day, .. } if day != span.from.day()) {
            notes.push(Ambiguity::NoSuchDay);
        }
        Some(span)
    }

    /// A neighbour's year, or the plan's: in a plan for several years, the first in which the stretch is not
    /// over when the plan is issued.
    fn of_stretch(&self, index: usize, stretch: Stretch, notes: &mut Vec<Ambiguity>) -> Option<i16> {
        let issued = self.context.issued_on;
        if matches!(stretch.shape, Shape::ThisMonth | Shape::ThisQuarter) {
            notes.push(Ambiguity::Vague);
            return issued.map(|day| day.year());
        }
        if let Some(year) = self.neighbour(index) {
            return Some(year);
        }
        let first_open = || {
            let issued = issued?;
            let this_year = span::of(
                Stretch {
                    year: Some(issued.year()),
                    ..stretch
                },
                self.context,
            );
            let is_over = this_year.is_some_and(|span| span.until < issued);
            Some(issued.year().saturating_add(i16::from(is_over)))
        };
        let year = match self.context.plan_years {
            Some((first, last)) if first < last => first_open().map_or(first, |year| year.clamp(first, last)),
            Some((first, _)) => first,
            None => first_open()?,
        };
        if !matches!(stretch.shape, Shape::Year | Shape::WholePlan) {
            notes.push(Ambiguity::YearAssumed);
        }
        Some(year)
    }
}

fn written(what: &What) -> Vec<i16> {
    match what {
        What::Moment(Moment {
            stretches: Stretches::List(list),
            ..
        }) => list.iter().filter_map(|stretch| stretch.year).collect(),
        What::Moment(Moment {
            stretches: Stretches::Range(from, until),
            ..
        }) => [from.year, until.year].into_iter().flatten().collect(),
        _ => Vec::new(),
    }
}

//! From what was read to the schedule: finds the years, asks the column, chooses window or deadline.

use jiff::civil::Date;

use crate::phrase::cursor::{Cursor, Place};
use crate::phrase::draft::{Bounding, Counting, Draft, Moment, Tail, What};
use crate::phrase::span::Span;
use crate::phrase::stretch::{Edge, Shape, Stretch, Stretches};
use crate::phrase::year::Years;
use crate::phrase::{ColumnKind, Context};
use crate::recurrence::{Due, Frequency, Limit, Recurrence};
use crate::schedule::{Ambiguity, Bound, Delay, DelayUnit, Event, Schedule, Term, When};
use crate::{day, deadline};

/// The schedule that the drafts say, and the drafts that gave nothing: days that no year was found for, ranges
/// that end before they begin.
pub fn schedule<'d>(drafts: &'d [Draft], context: &Context<'_>) -> (Schedule, Vec<&'d Draft>) {
    let years = Years::new(drafts, context);
    let mut resolver = Resolver {
        context,
        years,
        column: context.column,
        ambiguities: Vec::new(),
    };
    let mut terms: Vec<Term> = Vec::new();
    let mut empty = Vec::new();
    let mut swapped = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        let whens = resolver.whens(index, draft);
        if whens.is_empty() && draft.what != What::ToldLater {
            empty.push(draft);
        }
        let (target, tentative, comment) = (draft.target, draft.tentative, draft.comment);
        terms.extend(whens.into_iter().map(|when| Term {
            when,
            target,
            tentative,
            comment,
        }));
        swapped.extend(swapped_day(&draft.what));
    }
    drop_repeated(&mut terms);
    let mut others = Vec::new();
    if let ([day], [_]) = (swapped.as_slice(), terms.as_slice()) {
        others.push(vec![Term::new(When::By(*day, None))]);
        resolver.note(Ambiguity::DayMonth);
    }
    let mut ambiguities = resolver.ambiguities;
    ambiguities.sort_unstable();
    ambiguities.dedup();
    (
        Schedule {
            terms,
            others,
            rest: Vec::new(),
            ambiguities,
        },
        empty,
    )
}

/// The other reading of a spreadsheet's date.
fn swapped_day(what: &What) -> Option<Date> {
    let What::Moment(Moment {
        stretches: Stretches::List(list),
        ..
    }) = what
    else {
        return None;
    };
    let [
        Stretch {
            shape: Shape::Day { day, month },
            year: Some(year),
            from_sheet: true,
            ..
        },
    ] = list.as_slice()
    else {
        return None;
    };
    (*day <= 12 && day != month)
        .then(|| Date::new(*year, *day, *month).ok())
        .flatten()
}

/// Of two terms with the same last day the later is kept: it has the words that explain it.
fn drop_repeated(terms: &mut Vec<Term>) {
    let mut index = 0;
    while let Some(term) = terms.get(index) {
        let same = |other: &Term| {
            other.comment == term.comment
                && (other.when == term.when
                    || last_day(&term.when).is_some_and(|day| last_day(&other.when) == Some(day)))
        };
        if terms.iter().skip(index + 1).any(same) {
            terms.remove(index);
        } else {
            index += 1;
        }
    }
}

fn last_day(when: &When) -> Option<Date> {
    match when {
        When::Window {
            until: Bound::On(day),
            ..
        }
        | When::By(day, _) => Some(*day),
        _ => None,
    }
}

struct Resolver<'c> {
    context: &'c Context<'c>,
    years: Years<'c>,
    /// The column, unless the draft's own words decide ("hoàn thành trong …", "dự kiến tháng 10").
    column: ColumnKind,
    ambiguities: Vec<Ambiguity>,
}

impl Resolver<'_> {
    fn note(&mut self, ambiguity: Ambiguity) {
        if !self.ambiguities.contains(&ambiguity) {
            self.ambiguities.push(ambiguity);
        }
    }

    fn whens(&mut self, index: usize, draft: &Draft) -> Vec<When> {
        self.column = match (draft.completes, draft.tentative || draft.within.is_some()) {
            (true, _) => ColumnKind::Completion,
            (false, true) => ColumnKind::Period,
            (false, false) => self.context.column,
        };
        match &draft.what {
            What::Moment(moment) => self.moment(index, moment),
            What::Continuous => {
                let (from, until) = self.within(index, draft);
                vec![When::Continuous { from, until }]
            }
            What::Recurring(found) => {
                let (from, until) = self.within(index, draft);
                match self.once_next_year(found) {
                    Some(when) => vec![when],
                    None => vec![When::Recurring(Recurrence {
                        from,
                        until,
                        ..found.clone()
                    })],
                }
            }
            What::After(event, delay, counting) => vec![self.after(event, *delay, *counting)],
            What::Ahead(event, lead) => vec![When::Ahead {
                event: event.clone(),
                lead: *lead,
            }],
            What::OnDemand(event) => vec![When::OnDemand(event.clone())],
            What::Reference(place) => vec![When::Reference(place.clone())],
            What::Length(delay) => vec![self.length(*delay)],
            What::DataPeriod(period) => vec![When::DataPeriod(period.clone())],
            What::ToldLater => {
                self.note(Ambiguity::Vague);
                Vec::new()
            }
            What::Clock(_) | What::Anniversary { .. } => Vec::new(),
        }
    }

    /// "trước ngày 15/01 năm sau" in a plan for one year is one day, not one of each year.
    fn once_next_year(&self, found: &Recurrence) -> Option<When> {
        let (first, last) = self.context.plan_years?;
        let due = found
            .due
            .filter(|due| due.in_next && found.frequency == Frequency::Yearly && first == last)?;
        let day = day::in_month(first.checked_add(1)?, due.month?, due.day)?;
        Some(match due.limit {
            Limit::Before => When::Before(day, None),
            Limit::OnOrBefore => When::By(day, None),
            Limit::On => When::At(day, None),
        })
    }

    /// First and last day of what goes on.
    fn within(&mut self, index: usize, draft: &Draft) -> (Option<Date>, Option<Date>) {
        let Some(moment) = &draft.within else {
            return (None, None);
        };
        match self.moment(index, moment).pop() {
            Some(When::Window {
                from,
                until: Bound::On(until),
            }) => match moment.bound {
                Bounding::To => (None, Some(until)),
                _ => (Some(from), Some(until)),
            },
            Some(When::Window { from, .. } | When::Continuous { from: Some(from), .. }) => (Some(from), None),
            Some(When::By(until, _)) => (None, Some(until)),
            _ => (None, None),
        }
    }

    fn after(&self, event: &Event, delay: Option<Delay>, counting: Counting) -> When {
        let start = match event {
            Event::Issue => self.context.issued_on,
            Event::Day(day) => Some(*day),
            Event::Other(_) | Event::Unsaid => None,
        };
        let due = match (start, delay, counting) {
            (Some(start), Some(delay), Counting::Within) => deadline::end_of_delay(start, delay),
            _ => None,
        };
        When::After {
            event: event.clone(),
            delay,
            due,
        }
    }

    /// A bare length: a term in a column of deadlines or of a plan named after it ("100 ngày"), else how
    /// long the work takes. Where no heading tells, ten days and more are a term.
    fn length(&self, delay: Delay) -> When {
        let in_heading = self
            .context
            .heading
            .is_some_and(|heading| names_length(heading, delay));
        let is_term = match self.context.column {
            ColumnKind::Completion => true,
            ColumnKind::Period => in_heading,
            ColumnKind::Prose | ColumnKind::Unknown => {
                in_heading || (delay.unit != DelayUnit::Hour && delay.units() >= 10)
            }
        };
        if is_term {
            self.after(&Event::Issue, Some(delay), Counting::Within)
        } else {
            When::Duration(delay)
        }
    }

    fn moment(&mut self, index: usize, moment: &Moment) -> Vec<When> {
        match &moment.stretches {
            Stretches::List(list) if list.is_empty() => self.since_issue(&moment.tail).into_iter().collect(),
            Stretches::Range(from, until) => self.range(index, moment, *from, *until).into_iter().collect(),
            Stretches::List(list) => self.list(index, moment, list),
        }
    }

    fn since_issue(&self, tail: &Tail) -> Option<When> {
        let from = self.context.issued_on;
        Some(match (tail, from) {
            (Tail::Event(event), Some(from)) => When::Window {
                from,
                until: Bound::Event(event.clone()),
            },
            _ => When::Continuous { from, until: None },
        })
    }

    fn range(&mut self, index: usize, moment: &Moment, from: Stretch, until: Stretch) -> Option<When> {
        let Span { from, until } = self.years.of_range(index, from, until, &mut self.ambiguities)?;
        if moment.tail == Tail::Onwards {
            return Some(When::Continuous {
                from: Some(from),
                until: None,
            });
        }
        if self.is_data_period(from, moment.bound) {
            return Some(When::DataPeriod(format!("{from}..{until}")));
        }
        Some(When::Window {
            from,
            until: Bound::On(until),
        })
    }

    /// Work cannot begin years before its plan: such dates say what data are reported on.
    fn is_data_period(&self, from: Date, bound: Bounding) -> bool {
        let issued = self.context.issued_on.map(|day| day.year());
        let first = self.context.plan_years.map(|(first, _)| first).or(issued);
        bound == Bounding::From && first.is_some_and(|first| i32::from(from.year()) < i32::from(first) - 1)
    }

    fn list(&mut self, index: usize, moment: &Moment, list: &[Stretch]) -> Vec<When> {
        if let [
            Stretch {
                shape: Shape::Day { day, month },
                year: None,
                ..
            },
        ] = list
            && let Some(when) = self.day_of_each_year(index, moment, *day, *month)
        {
            return vec![when];
        }
        let spans = self.years.of_list(index, list, &mut self.ambiguities);
        if let (Tail::Onwards, Some((_, first))) = (&moment.tail, spans.first()) {
            return vec![When::Continuous {
                from: Some(first.from),
                until: None,
            }];
        }
        if let Some((from, until)) = window_around(&spans) {
            self.note(Ambiguity::OnceOrEach);
            return vec![When::Window {
                from,
                until: Bound::On(until),
            }];
        }
        spans
            .into_iter()
            .map(|(stretch, span)| self.single(moment, stretch, span))
            .collect()
    }

    /// "chậm nhất ngày 17 tháng 12" in a plan for several years holds in each of them.
    fn day_of_each_year(&self, index: usize, moment: &Moment, day: i8, month: i8) -> Option<When> {
        let (first, last) = self.context.plan_years?;
        let limits = matches!(moment.bound, Bounding::Before | Bounding::By | Bounding::To);
        let each = last.saturating_sub(first) >= 2 && limits && self.years.neighbour(index).is_none();
        let due = Due {
            limit: moment.bound.limit(),
            month: Some(month),
            day,
            in_next: false,
        };
        let found = Recurrence {
            due: Some(due),
            ..Recurrence::every(Frequency::Yearly)
        };
        each.then_some(When::Recurring(found))
    }

    fn single(&mut self, moment: &Moment, stretch: Stretch, span: Span) -> When {
        let Span { from, until } = span;
        let is_day = matches!(stretch.shape, Shape::Day { .. } | Shape::DayOnly(_));
        match (&moment.tail, moment.bound) {
            (Tail::Event(event), _) => {
                return When::Window {
                    from,
                    until: Bound::Event(event.clone()),
                };
            }
            (Tail::FromIssue, _) => {
                return match self.context.issued_on.filter(|issued| *issued <= until) {
                    Some(issued) => When::Window {
                        from: issued,
                        until: Bound::On(until),
                    },
                    None => When::By(until, moment.time),
                };
            }
            (Tail::Onwards, _) => {
                return When::Continuous {
                    from: Some(from),
                    until: None,
                };
            }
            (Tail::None, Bounding::From) if moment.time.is_some() || moment.lasts.is_some() => {
                return When::Start {
                    on: from,
                    at: moment.time,
                    lasts: moment.lasts,
                };
            }
            (Tail::None, Bounding::From) => {
                return When::Continuous {
                    from: Some(from),
                    until: None,
                };
            }
            (Tail::None, _) => {}
        }
        match moment.bound {
            Bounding::Before if stretch.edge == Some(Edge::End) => When::By(until, moment.time),
            Bounding::Before => When::Before(from, moment.time),
            Bounding::To if is_day => match self.context.issued_on {
                Some(issued) if issued < until => When::Window {
                    from: issued,
                    until: Bound::On(until),
                },
                _ => When::By(until, moment.time),
            },
            Bounding::By | Bounding::To => When::By(until, moment.time),
            _ if is_day && (moment.time.is_some() || moment.weekday.is_some()) => {
                When::At(until, moment.time)
            }
            _ if is_day => When::By(until, None),
            _ => self.period(stretch, span),
        }
    }

    /// A bare week, month, quarter or year: the column says whether it is a window or a deadline.
    fn period(&mut self, stretch: Stretch, span: Span) -> When {
        let window = When::Window {
            from: span.from,
            until: Bound::On(span.until),
        };
        let by = When::By(span.until, None);
        match (stretch.edge, stretch.shape) {
            (Some(Edge::End), _) => return by,
            (Some(Edge::FirstHalf | Edge::SecondHalf), _) => return window,
            (Some(Edge::Start | Edge::Middle), _) | (_, Shape::SchoolYear) => {
                self.note(Ambiguity::Vague);
                return window;
            }
            (_, Shape::Week { .. } | Shape::FirstMonths(_) | Shape::LastMonths(_)) => return window,
            _ => {}
        }
        match (self.column, stretch.shape) {
            (ColumnKind::Completion | ColumnKind::Prose, _) => by,
            (ColumnKind::Period, _) | (ColumnKind::Unknown, Shape::Year | Shape::WholePlan) => window,
            (ColumnKind::Unknown, _) => by,
        }
    }
}

/// Several quarters, months or years without a hole between them.
fn window_around(spans: &[(Stretch, Span)]) -> Option<(Date, Date)> {
    let ((first, _), (last, _)) = (spans.first()?, spans.last()?);
    let is_day = |stretch: &Stretch| matches!(stretch.shape, Shape::Day { .. } | Shape::DayOnly(_));
    if spans.len() < 2 || is_day(first) || is_day(last) {
        return None;
    }
    let touching = spans.windows(2).all(|pair| match pair {
        [(_, one), (_, two)] => one.until.tomorrow().ok() == Some(two.from),
        _ => false,
    });
    touching
        .then(|| Some((spans.first()?.1.from, spans.last()?.1.until)))
        .flatten()
}

/// Whether a heading names this length: "Kế hoạch 100 ngày …".
fn names_length(heading: &str, delay: Delay) -> bool {
    let tokens = crate::phrase::token::tokens(heading);
    let mut next = Cursor::new(heading, &tokens, Place::Cell);
    while !next.is_end() {
        if crate::phrase::relative::delay(next).is_some_and(|(found, _)| found == delay) {
            return true;
        }
        next = next.step();
    }
    false
}

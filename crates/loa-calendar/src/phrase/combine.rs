//! Puts together what belongs together: `hằng năm (trước ngày 15 tháng 11)` is one term, not two.

use crate::phrase::cursor::Cursor;
use crate::phrase::draft::{Bounding, Clock, Draft, Moment, Repeat, Tail, What};
use crate::phrase::stretch::{Shape, Stretch, Stretches};
use crate::phrase::token::Kind;
use crate::recurrence::{Due, Frequency, Limit, Recurrence};
use crate::schedule::Event;

/// The drafts of one phrase with neighbours joined, in order.
pub fn combine(start: Cursor<'_>, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut done = combine_nearby(start, drafts);
    drop_unsaid(&mut done);
    done
}

/// Whether two drafts stand side by side.
pub fn touch(start: Cursor<'_>, first: &Draft, second: &Draft) -> bool {
    Gap::between(start.moved_to(first.tokens.end), second.tokens.start) == Gap::Close
}

/// The same for drafts that need not belong to one phrase.
pub fn combine_nearby(start: Cursor<'_>, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut done: Vec<Draft> = Vec::with_capacity(drafts.len());
    for draft in drafts.into_iter().flat_map(each_day) {
        let draft = settle(draft);
        let joined = match done.last_mut() {
            Some(last) if last.comment == draft.comment => {
                let between = start.moved_to(last.tokens.end);
                let gap = Gap::between(between, draft.tokens.start);
                let labelled = between
                    .mark(&[':'])
                    .is_some_and(|next| next.at == draft.tokens.start);
                frame(last, &draft, gap) || join(last, &draft, gap, labelled)
            }
            _ => false,
        };
        match done.last_mut() {
            Some(last) if joined => last.tokens.end = draft.tokens.end,
            _ => done.push(draft),
        }
    }
    done
}

/// What stands between two drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    /// Nothing, a comma, "và", an opening bracket.
    Close,
    /// Some words of the same sentence.
    Words,
    /// The end of a sentence or of an item of a list.
    Sentence,
}

impl Gap {
    fn between(start: Cursor<'_>, end: usize) -> Self {
        let mut next = start;
        let mut gap = Gap::Close;
        while next.at < end {
            gap = gap.max(match next.peek().map(|token| token.kind) {
                Some(Kind::Mark(';' | '.' | '|')) => Gap::Sentence,
                Some(
                    Kind::Mark(_)
                    | Kind::Word(
                        "và" | "là" | "vào" | "hoặc" | "báo" | "cáo" | "gửi" | "hoàn" | "thành" | "xong",
                    ),
                ) => Gap::Close,
                _ => Gap::Words,
            });
            next = next.step();
        }
        gap
    }
}

/// `ngày 15/6 và 15/12 hằng năm`: each day is a term of its own.
fn each_day(draft: Draft) -> Vec<Draft> {
    let days = match &draft.what {
        What::Moment(Moment {
            stretches: Stretches::List(list),
            repeat: Some(_),
            ..
        }) => {
            let are_days = list.len() > 1
                && list
                    .iter()
                    .all(|one| matches!(one.shape, Shape::Day { .. } | Shape::DayOnly(_)));
            if are_days { list.clone() } else { Vec::new() }
        }
        _ => Vec::new(),
    };
    if days.is_empty() {
        return vec![draft];
    }
    let mut all = Vec::with_capacity(days.len());
    for day in days {
        let mut one = draft.clone();
        if let What::Moment(moment) = &mut one.what {
            moment.stretches = Stretches::List(vec![day]);
        }
        all.push(one);
    }
    all
}

/// Turns a moment that says "hằng năm" itself into a recurrence.
fn settle(draft: Draft) -> Draft {
    let what = match &draft.what {
        What::Moment(moment) => moment.repeat.and_then(|repeat| repeated(moment, repeat)),
        What::Anniversary { day, month } => {
            let due = Due {
                limit: Limit::On,
                month: Some(*month),
                day: *day,
                in_next: false,
            };
            Some(Recurrence {
                due: Some(due),
                ..Recurrence::every(Frequency::Yearly)
            })
        }
        _ => None,
    };
    match what {
        Some(found) => Draft {
            what: What::Recurring(found),
            ..draft
        },
        None => draft,
    }
}

/// The recurrence of a moment; a month "of the year after" is due on its last day.
fn repeated(moment: &Moment, repeat: Repeat) -> Option<Recurrence> {
    let mut found = Recurrence::every(repeat.frequency);
    if !sharpen(&mut found, moment) {
        return None;
    }
    if let (true, None, [month]) = (repeat.in_next, found.due, found.months.as_slice()) {
        found.due = Some(Due {
            limit: Limit::OnOrBefore,
            month: Some(*month),
            day: 31,
            in_next: true,
        });
        found.months.clear();
    }
    if let Some(due) = &mut found.due {
        due.in_next = repeat.in_next;
    }
    Some(found)
}

/// "thường xuyên trong năm 2026", "hằng năm (2026-2030)": takes a moment as beginning and end of `last`.
fn frame(last: &mut Draft, next: &Draft, gap: Gap) -> bool {
    let What::Moment(moment) = &next.what else {
        return false;
    };
    let goes_on = matches!(last.what, What::Continuous | What::Recurring(_));
    if !goes_on
        || gap != Gap::Close
        || last.within.is_some()
        || moment.repeat.is_some()
        || moment.time.is_some()
    {
        return false;
    }
    let fits = match (&moment.stretches, moment.bound) {
        (Stretches::Range(..), Bounding::From | Bounding::In | Bounding::Bare) => !no_year(moment),
        (Stretches::List(list), bound) => match (list.as_slice(), bound) {
            ([_], Bounding::From) => true,
            ([one], Bounding::To) => one.year.is_some() || one.shape == Shape::Year,
            ([one], Bounding::In | Bounding::Bare) => one.shape == Shape::Year && one.edge.is_none(),
            _ => false,
        },
        _ => false,
    };
    if fits {
        last.within = Some(moment.clone());
    }
    fits
}

/// Takes `next` into `last` if the two are one term. `labelled`: a colon stands between them.
fn join(last: &mut Draft, next: &Draft, gap: Gap, labelled: bool) -> bool {
    match (&mut last.what, &next.what) {
        (What::Recurring(found), What::Moment(moment)) if gap == Gap::Close => {
            moment.repeat.is_none() && sharpen(found, moment)
        }
        (What::Recurring(found), What::Clock(clock)) if gap <= Gap::Words => by_clock(found, clock),
        (What::Clock(clock), What::Recurring(found)) if gap == Gap::Close => {
            let mut found = found.clone();
            let taken = by_clock(&mut found, clock);
            if taken {
                last.what = What::Recurring(found);
            }
            taken
        }
        (What::Moment(moment), What::Recurring(found)) if gap == Gap::Close && moment.repeat.is_none() => {
            let mut found = found.clone();
            let taken = no_year(moment) && found.due.is_none() && sharpen(&mut found, moment);
            if taken {
                last.what = What::Recurring(found);
            }
            taken
        }
        (What::Reference(place), What::Recurring(found))
            if gap == Gap::Close && found.reference.is_none() =>
        {
            let found = Recurrence {
                reference: Some(place.clone()),
                ..found.clone()
            };
            last.what = What::Recurring(found);
            true
        }
        (What::Recurring(found), What::Reference(place))
            if gap <= Gap::Words && found.reference.is_none() =>
        {
            let wanted = gap == Gap::Close || found.frequency == Frequency::Unsaid;
            if wanted {
                found.reference = Some(place.clone());
            }
            wanted
        }
        (What::Recurring(found), What::Recurring(other)) if gap <= Gap::Words => merge(found, other),
        (What::OnDemand(event @ Event::Unsaid), What::OnDemand(other)) if gap <= Gap::Words => {
            *event = other.clone();
            true
        }
        (What::Continuous, What::Continuous) => gap == Gap::Close,
        (What::Moment(moment), What::Moment(other)) if gap == Gap::Close => {
            let in_brackets = next.depth > last.depth;
            year_in_brackets(moment, other, in_brackets)
                || sharper(moment, other, in_brackets || labelled)
                || ends(moment, other)
        }
        // "1,5 ngày (bắt đầu từ …)", "02 ngày (15-16/6/2026)": the length says how long it takes.
        (What::Length(delay), What::Moment(moment)) => {
            let starts = moment.bound == Bounding::From && single(moment).is_some();
            let taken = gap == Gap::Close || (starts && gap == Gap::Words);
            if taken {
                let lasts = starts.then_some(*delay);
                last.what = What::Moment(Moment {
                    lasts,
                    ..moment.clone()
                });
            }
            taken
        }
        _ => false,
    }
}

/// `Quý II (năm 2026)`, `Năm 2026 (Quý II)`: one moment.
fn year_in_brackets(moment: &mut Moment, other: &Moment, in_brackets: bool) -> bool {
    let year_of = |moment: &Moment| match &moment.stretches {
        Stretches::List(list) => match list.as_slice() {
            [
                Stretch {
                    shape: Shape::Year,
                    year,
                    edge: None,
                    ..
                },
            ] => *year,
            _ => None,
        },
        Stretches::Range(..) => None,
    };
    if !in_brackets || other.bound != Bounding::Bare {
        return false;
    }
    let with_year = |stretches: &Stretches, year| match stretches {
        Stretches::List(list) => Stretches::List(list.iter().map(|one| Stretch { year, ..*one }).collect()),
        Stretches::Range(from, until) => Stretches::Range(*from, Stretch { year, ..*until }),
    };
    match (year_of(moment), year_of(other)) {
        (None, year @ Some(_)) if no_year(moment) => moment.stretches = with_year(&moment.stretches, year),
        (year @ Some(_), None) if no_year(other) => moment.stretches = with_year(&other.stretches, year),
        _ => return false,
    }
    true
}

/// `Quý III, hoàn thành trước 30/9`, `Trước 30/9 (Quý III)`, `6 tháng đầu năm: trước ngày 10/6`: the day says
/// more than the stretch, which only names it. `explains`: brackets or a colon say so themselves.
fn sharper(moment: &mut Moment, other: &Moment, explains: bool) -> bool {
    if moment.repeat.is_some() || other.repeat.is_some() {
        return false;
    }
    let (Some(first), Some(second)) = (single(moment), single(other)) else {
        return false;
    };
    let limits = |moment: &Moment, one: Stretch| {
        matches!(moment.bound, Bounding::Before | Bounding::By) && matches!(one.shape, Shape::Day { .. })
    };
    let names = |moment: &Moment| matches!(moment.bound, Bounding::Bare | Bounding::In);
    let (named, day) = if names(moment) && limits(other, second) {
        (first, second)
    } else if limits(moment, first) && names(other) {
        (second, first)
    } else {
        return false;
    };
    let same_year = named.year.is_none() || day.year.is_none() || named.year == day.year;
    let is_one = match (named.shape, day.shape) {
        (Shape::Month(month), Shape::Day { month: of_day, .. }) => month == of_day,
        (Shape::Quarter(quarter), Shape::Day { month, .. }) => quarter == (month + 2) / 3,
        (Shape::FirstMonths(_) | Shape::LastMonths(_) | Shape::Year, _) => explains,
        _ => false,
    };
    if is_one && same_year {
        let limit = if names(moment) {
            other.clone()
        } else {
            moment.clone()
        };
        let stretches = Stretches::List(vec![Stretch {
            year: day.year.or(named.year),
            ..day
        }]);
        *moment = Moment { stretches, ..limit };
    }
    is_one && same_year
}

fn single(moment: &Moment) -> Option<Stretch> {
    match &moment.stretches {
        Stretches::List(list) => match list.as_slice() {
            [one] => Some(*one),
            _ => None,
        },
        Stretches::Range(..) => None,
    }
}

/// `bắt đầu từ tháng 3, kết thúc tháng 11/2026`: a window told in two halves.
fn ends(moment: &mut Moment, other: &Moment) -> bool {
    let (Stretches::List(from), Stretches::List(until)) = (&moment.stretches, &other.stretches) else {
        return false;
    };
    let is_end = matches!(other.bound, Bounding::By | Bounding::To) && other.repeat.is_none();
    match (from.as_slice(), until.as_slice()) {
        ([from], [until]) if moment.bound == Bounding::From && moment.tail == Tail::None && is_end => {
            moment.stretches = Stretches::Range(*from, *until);
            true
        }
        _ => false,
    }
}

/// "định kỳ" beside a frequency, or the same frequency told twice.
fn merge(found: &mut Recurrence, other: &Recurrence) -> bool {
    if found.frequency == Frequency::Unsaid && found.reference.is_none() {
        *found = other.clone();
        return true;
    }
    if other.frequency == Frequency::Unsaid && *other == Recurrence::every(Frequency::Unsaid) {
        return true;
    }
    if found.frequency == other.frequency && *other == Recurrence::every(other.frequency) {
        return true;
    }
    if found.frequency == other.frequency && *found == Recurrence::every(found.frequency) {
        *found = other.clone();
        return true;
    }
    // "01 lần/quý, trước ngày 15 tháng cuối quý": how often, then by when.
    let only_counts = *found
        == Recurrence {
            count: found.count,
            at_least: found.at_least,
            ..Recurrence::every(found.frequency)
        };
    if only_counts && found.frequency == other.frequency && other.count.or(other.at_least).is_none() {
        *found = Recurrence {
            count: found.count,
            at_least: found.at_least,
            ..other.clone()
        };
        return true;
    }
    false
}

/// "định kỳ" says nothing beside a frequency in the same phrase.
fn drop_unsaid(drafts: &mut Vec<Draft>) {
    let unsaid = |draft: &Draft| draft.what == What::Recurring(Recurrence::every(Frequency::Unsaid));
    let said = drafts
        .iter()
        .any(|draft| matches!(draft.what, What::Recurring(_)) && !unsaid(draft));
    if said {
        drafts.retain(|draft| !unsaid(draft));
    }
}

fn by_clock(found: &mut Recurrence, clock: &Clock) -> bool {
    if clock.bound == Bounding::Before || clock.bound == Bounding::By {
        found.before.clone_from(&clock.times);
    }
    found.weekdays.extend(&clock.weekdays);
    true
}

fn no_year(moment: &Moment) -> bool {
    let bare = |stretch: &Stretch| stretch.year.is_none() && stretch.shape != Shape::Year;
    match &moment.stretches {
        Stretches::List(list) => list.iter().all(bare),
        Stretches::Range(from, until) => bare(from) && bare(until),
    }
}

/// The day, months or quarters of a recurrence, taken from a moment beside it. False: they do not fit.
fn sharpen(found: &mut Recurrence, moment: &Moment) -> bool {
    if moment.tail != Tail::None {
        return false;
    }
    let list = match &moment.stretches {
        Stretches::List(list) => list.clone(),
        Stretches::Range(from, until) => match spread(*from, *until) {
            Some(list) => list,
            None => return false,
        },
    };
    let [first, others @ ..] = list.as_slice() else {
        return false;
    };
    if list.iter().any(|stretch| stretch.year.is_some()) {
        return false;
    }
    let limit = moment.bound.limit();
    let due = |month, day| {
        Some(Due {
            limit,
            month,
            day,
            in_next: false,
        })
    };
    match (found.frequency, first.shape) {
        _ if found.due.is_some() => return false,
        (Frequency::Yearly | Frequency::Unsaid, Shape::Day { day, month }) if others.is_empty() => {
            found.frequency = Frequency::Yearly;
            found.due = due(Some(month), day);
        }
        (Frequency::HalfYearly, Shape::Day { day, month }) if others.is_empty() => {
            found.due = due(Some(month), day);
        }
        (Frequency::Monthly | Frequency::Quarterly | Frequency::HalfYearly, Shape::DayOnly(day)) => {
            found.due = due(None, day);
        }
        (Frequency::Yearly, Shape::Month(month)) if moment.bound == Bounding::Before && others.is_empty() => {
            found.due = due(Some(month), 1);
        }
        (Frequency::Yearly, Shape::Month(_)) => {
            found
                .months
                .extend(list.iter().filter_map(|stretch| month_of(*stretch)));
            if let (Some(edge), [month]) = (first.edge, found.months.as_slice()) {
                let day = if edge == crate::phrase::stretch::Edge::End {
                    31
                } else {
                    15
                };
                found.due = due(Some(*month), day);
            }
        }
        (Frequency::Yearly, Shape::Quarter(_)) => {
            found
                .quarters
                .extend(list.iter().filter_map(|stretch| match stretch.shape {
                    Shape::Quarter(quarter) => Some(quarter),
                    _ => None,
                }));
        }
        (Frequency::Yearly, Shape::Year) => {}
        (Frequency::Monthly, Shape::ThisMonth) | (Frequency::Quarterly, Shape::ThisQuarter) => {}
        _ => return false,
    }
    if let Some(time) = moment.time {
        found.before.push(time);
    }
    true
}

fn month_of(stretch: Stretch) -> Option<i8> {
    match stretch.shape {
        Shape::Month(month) => Some(month),
        _ => None,
    }
}

/// Months or quarters from one to the other: `tháng 3 đến tháng 5 hằng năm`.
fn spread(from: Stretch, until: Stretch) -> Option<Vec<Stretch>> {
    let each = |first: i8, last: i8, shape: fn(i8) -> Shape| {
        (first..=last)
            .map(|number| Stretch {
                shape: shape(number),
                ..from
            })
            .collect()
    };
    match (from.shape, until.shape) {
        (Shape::Month(first), Shape::Month(last)) => Some(each(first, last, Shape::Month)),
        (Shape::Quarter(first), Shape::Quarter(last)) => Some(each(first, last, Shape::Quarter)),
        _ => None,
    }
}

//! Due days as a month or a week: one's own, or of all units.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::response::Response;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use loa_calendar::day::{monday, plus_days, plus_months};
use loa_calendar::working_day::WorkCalendar;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::duty::actions::own_units;
use crate::duty::store::board::{DayCount, day_counts};
use crate::duty::web::board::Scope;
use crate::duty::web::filter::{Filter, Kind};
use crate::duty::{Duty, Horizon, Standing, store};
use crate::error::Result;
use crate::form::Form;
use crate::identity::Action;
use crate::org::Tree;
use crate::page::{Chrome, html};
use crate::route::Visit;
use crate::text::day;

/// In the address of who wants to see their own duties alone.
const OWN: &str = "cua-toi";

/// A month or a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    /// Its first day.
    Month(Date),
    /// Its Monday.
    Week(Date),
}

impl Span {
    /// `?thang=2022-04`, `?tuan=2022-W16`; anything else is this month.
    fn of(form: &Form, today: Date) -> Self {
        let month = |text: &str| {
            let (year, month) = text.split_once('-')?;
            let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
            (1990..=2200).contains(&first.year()).then_some(first)
        };
        let week = |text: &str| {
            let (year, week) = text.split_once("-W")?;
            let week = ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, Weekday::Monday).ok()?;
            let first = week.date();
            (1990..=2200).contains(&first.year()).then_some(first)
        };
        week(form.get("tuan"))
            .map(Span::Week)
            .or_else(|| month(form.get("thang")).map(Span::Month))
            .unwrap_or_else(|| Span::Month(today.first_of_month()))
    }

    /// First and last day.
    fn days(self) -> (Date, Date) {
        match self {
            Span::Month(first) => (first, first.last_of_month()),
            Span::Week(first) => (first, plus_days(first, 6).unwrap_or(first)),
        }
    }

    /// The one before or after.
    fn step(self, by: i64) -> Self {
        match self {
            Span::Month(first) if by < 0 => Span::Month(first.yesterday().unwrap_or(first).first_of_month()),
            Span::Month(first) => Span::Month(plus_months(first, 1).unwrap_or(first)),
            Span::Week(first) => Span::Week(plus_days(first, 7 * by).unwrap_or(first)),
        }
    }

    fn query(self) -> String {
        match self {
            Span::Month(first) => format!("?thang={:04}-{:02}", first.year(), first.month()),
            Span::Week(first) => {
                let week = first.iso_week_date();
                format!("?tuan={:04}-W{:02}", week.year(), week.week())
            }
        }
    }

    fn label(self) -> String {
        match self {
            Span::Month(first) => format!("tháng {}/{}", first.month(), first.year()),
            Span::Week(first) => {
                let (first, last) = Span::Week(first).days();
                let week = first.iso_week_date().week();
                format!("tuần {week}, từ {} đến {}", day(first), day(last))
            }
        }
    }
}

/// What is due on a day.
struct Entry {
    href: String,
    title: String,
    detail: String,
    standing: Standing,
}

/// A day of the table.
struct Cell {
    iso: String,
    short: String,
    weekday: &'static str,
    whole: String,
    is_today: bool,
    is_off: bool,
    is_within: bool,
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "duty/pages/calendar.html")]
struct CalendarPage {
    chrome: Chrome,
    label: String,
    weeks: Vec<Vec<Cell>>,
    before: String,
    after: String,
    other: String,
    other_label: &'static str,
    legend: Vec<Standing>,
    may_see_all: bool,
    is_all: bool,
    is_empty: bool,
    own_link: String,
    all_link: String,
}

/// `/lich`
pub async fn page(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let fields = visit.fields();
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let span = Span::of(&fields, today);
    let may_see_all = actor.may_somewhere(Action::SeeBoard);
    // Who runs the plan has few duties of their own, or none: theirs is what everybody owes.
    let is_all = may_see_all && fields.get("don-vi") != OWN;
    let entries = if is_all {
        all_entries(&mut tx, &visit, span).await?
    } else {
        own_entries(&mut tx, &visit, span).await?
    };
    let own = format!("&don-vi={OWN}");
    let keep = if may_see_all && !is_all { own.as_str() } else { "" };
    let is_empty = entries.is_empty();
    let link = |span: Span, keep: &str| format!("/lich{}{keep}", span.query());
    let (other, other_label) = match span {
        Span::Month(first) => {
            let shown = if first == today.first_of_month() {
                today
            } else {
                first
            };
            (Span::Week(monday(shown).unwrap_or(shown)), "Xem theo tuần")
        }
        Span::Week(first) => (Span::Month(first.first_of_month()), "Xem theo tháng"),
    };
    Ok(html(&CalendarPage {
        chrome: Chrome::new(&visit),
        label: span.label(),
        weeks: weeks(span, today, entries),
        before: link(span.step(-1), keep),
        after: link(span.step(1), keep),
        other: link(other, keep),
        other_label,
        legend: Standing::ALL
            .into_iter()
            .filter(|standing| !matches!(standing, Standing::Queued | Standing::NotOrdered))
            .collect(),
        may_see_all,
        is_all,
        is_empty,
        own_link: link(span, &own),
        all_link: link(span, ""),
    }))
}

type Days = BTreeMap<Date, Vec<Entry>>;

async fn own_entries(tx: &mut Tx, visit: &Visit, span: Span) -> Result<Days> {
    let actor = visit.actor()?;
    let (first, last) = span.days();
    let horizon = Horizon::of(tx.today());
    let today = tx.today();
    let tree = crate::org::store::tree::with_ended(tx, today).await?;
    let units = own_units(actor, &tree);
    let mut days = Days::new();
    for unit in &units {
        for duty in store::of_unit(tx, *unit, first, last).await? {
            let name = match units.len() {
                ..=1 => String::new(),
                _ => tree.owner(*unit),
            };
            days.entry(duty.due_on).or_default().push(Entry {
                href: format!("/viec/{}", duty.id),
                standing: duty.standing(&horizon),
                title: format!("{} {}", duty.number, duty.title).trim().to_owned(),
                detail: name,
            });
        }
    }
    Ok(days)
}

/// Of all units: the same assignment on the same day is one entry.
async fn all_entries(tx: &mut Tx, visit: &Visit, span: Span) -> Result<Days> {
    let (first, last) = span.days();
    let horizon = Horizon::of(tx.today());
    let scope = Scope::load(tx, visit.actor()?, Action::SeeBoard, Kind::All, (first, last)).await?;
    let mut same: BTreeMap<(Date, Id), Vec<DayCount>> = BTreeMap::new();
    for counted in day_counts(tx, &scope.units(), (first, last), &horizon).await? {
        same.entry((counted.due_on, counted.origin))
            .or_default()
            .push(counted);
    }
    let samples = same.values().filter_map(|counted| Some(counted.first()?.sample));
    let samples = store::by_ids(tx, samples).await?;
    let mut days = Days::new();
    for ((on, _), counted) in same {
        let entry = together(&counted, &samples, &scope.tree);
        days.entry(on).or_default().extend(entry);
    }
    Ok(days)
}

/// The same assignment of several units on the same day.
fn together(counted: &[DayCount], samples: &HashMap<Id, Duty>, tree: &Tree) -> Option<Entry> {
    let first = counted.first()?;
    let on = first.due_on;
    let sample = samples.get(&first.sample)?;
    let list = || Filter {
        year: on.year(),
        origin: Some(first.origin),
        ..Filter::of(&Form::of(&[("ky", &format!("thang-{}", on.month()))]), on)
    };
    let standing = Standing::of_many(counted.iter().map(|one| one.standing));
    let many: i64 = counted.iter().map(|one| one.count).sum();
    let alike: i64 = counted
        .iter()
        .filter(|one| one.standing == standing)
        .map(|one| one.count)
        .sum();
    let (detail, href) = match many {
        1 => (tree.name(sample.unit).to_owned(), format!("/viec/{}", sample.id)),
        many => (
            if alike == many {
                format!("{many} đơn vị")
            } else {
                format!("{many} đơn vị, {alike} {}", standing.word().to_lowercase())
            },
            format!("/bang-dieu-hanh{}", list().query()),
        ),
    };
    Some(Entry {
        href,
        title: format!("{} {}", sample.number, sample.title).trim().to_owned(),
        detail,
        standing,
    })
}

fn weeks(span: Span, today: Date, mut entries: Days) -> Vec<Vec<Cell>> {
    let (first, last) = span.days();
    let calendar = WorkCalendar::vietnam();
    let mut weeks = Vec::new();
    let mut start = monday(first).unwrap_or(first);
    while start <= last && weeks.len() < 6 {
        let week = (0..7).filter_map(|days| plus_days(start, days));
        let cells = week.map(|date| Cell {
            iso: date.to_string(),
            short: format!("{:02}/{:02}", date.day(), date.month()),
            weekday: weekday(date),
            whole: day(date),
            is_today: date == today,
            is_off: !calendar.is_working_day(date),
            is_within: (first..=last).contains(&date),
            entries: entries.remove(&date).unwrap_or_default(),
        });
        weeks.push(cells.collect());
        let Some(next) = plus_days(start, 7) else { break };
        start = next;
    }
    weeks
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "thứ 2",
        Weekday::Tuesday => "thứ 3",
        Weekday::Wednesday => "thứ 4",
        Weekday::Thursday => "thứ 5",
        Weekday::Friday => "thứ 6",
        Weekday::Saturday => "thứ 7",
        Weekday::Sunday => "chủ nhật",
    }
}

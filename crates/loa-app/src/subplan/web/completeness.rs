//! Who has filed by a call, on time, late, or not: numbers that lead to their lists.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;

use crate::duty::Standing;
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::org::{self, Tree};
use crate::page::{Choice, Chrome, html};
use crate::route::Visit;
use crate::subplan::Timing;
use crate::subplan::progress::State;
use crate::subplan::store::{self, Call, Subplan};
use crate::subplan::web::{id, lateness, standing};
use crate::text;

/// Lines of one page.
const PAGE_LINES: usize = 100;

/// What can be asked for: key, words and which sub-plans.
type Kind = (&'static str, &'static str, fn(&Subplan) -> bool);

const KINDS: [Kind; 7] = [
    ("chua-gui", "chưa gửi", |one| one.timing == Timing::Missing),
    ("dung-han", "đã gửi đúng hạn", |one| {
        one.timing == Timing::OnTime
    }),
    ("cham", "gửi chậm", |one| one.timing == Timing::Late),
    ("cho-xem", "chờ xem", |one| one.progress.state == State::Filed),
    ("tra-lai", "trả lại", |one| {
        one.progress.state == State::Returned
    }),
    ("chap-nhan", "đã chấp nhận", |one| {
        one.progress.in_force.is_some()
    }),
    ("con-thieu", "còn thiếu nhiệm vụ cấp trên giao", |one| {
        one.progress.latest > 0 && one.left_out > 0
    }),
];

struct Row {
    id: String,
    unit_id: String,
    unit: String,
    standing: Standing,
    late: String,
    filed: String,
    editions: i64,
    left_out: i64,
    in_force: Option<i64>,
    may_urge: bool,
    may_judge: bool,
}

impl Row {
    fn new(one: &Subplan, call: &Call, unit: &str, actor: &Actor, today: Date) -> Self {
        Self {
            id: one.id.to_string(),
            unit_id: one.unit.to_string(),
            unit: unit.to_owned(),
            standing: standing(one, call, today),
            late: lateness(one, call, today),
            filed: text::day_or_dash(one.first_filed_on),
            editions: one.progress.latest,
            left_out: one.left_out,
            in_force: one.progress.in_force,
            may_urge: one.timing == Timing::Missing && actor.may(Action::Urge, one.unit),
            may_judge: one.progress.state == State::Filed && actor.may(Action::CallSubPlans, one.unit),
        }
    }
}

struct Number {
    count: usize,
    words: &'static str,
    href: String,
    is_shown: bool,
}

#[derive(Template)]
#[template(path = "subplan/pages/completeness.html")]
struct CompletenessPage {
    chrome: Chrome,
    plan: String,
    title: String,
    due: String,
    words: String,
    today: String,
    all: usize,
    here: String,
    numbers: Vec<Number>,
    shown: &'static str,
    rows: Vec<Row>,
    total: usize,
    pages: Vec<Choice>,
}

/// How many there are of each kind, each leading to its list.
fn numbers(all: &[Subplan], here: &str, wanted: Option<&Kind>) -> Vec<Number> {
    let number = |kind: &Kind| Number {
        count: all.iter().filter(|one| (kind.2)(one)).count(),
        words: kind.1,
        href: format!("{here}?tinh-trang={}", kind.0),
        is_shown: wanted.is_some_and(|wanted| wanted.0 == kind.0),
    };
    KINDS.iter().map(number).collect()
}

/// Those of a kind: the most urgent first, then in the order of units.
fn listed<'a>(
    all: &'a [Subplan],
    wanted: Option<&Kind>,
    call: &Call,
    tree: &Tree,
    today: Date,
) -> Vec<&'a Subplan> {
    let of_kind = |one: &&Subplan| wanted.is_none_or(|kind| (kind.2)(one));
    let mut shown: Vec<&Subplan> = all.iter().filter(of_kind).collect();
    let units = tree.all().iter().enumerate();
    let places: HashMap<_, _> = units.map(|(at, unit)| (unit.id, at)).collect();
    let rank = |one: &Subplan| {
        let standing = standing(one, call, today);
        Standing::ALL.iter().position(|known| *known == standing)
    };
    shown.sort_by_key(|one| (rank(one), places.get(&one.unit).copied()));
    shown
}

/// The page that was asked for, from 1, and links to all of them.
fn pages(asked: &str, total: usize, here: &str, wanted: Option<&Kind>) -> (usize, Vec<Choice>) {
    let last = total.div_ceil(PAGE_LINES).max(1);
    let at = asked.parse::<usize>().unwrap_or(1).clamp(1, last);
    let query = wanted.map_or_else(|| "?".to_owned(), |kind| format!("?tinh-trang={}&", kind.0));
    let link = |page: usize| {
        let href = format!("{here}{query}trang={page}");
        Choice::new(href, page.to_string(), page == at)
    };
    (at, (1..=last).map(link).collect())
}

/// GET /ke-hoach-don-vi/dot/{call}: every sub-plan of the call comes with one statement; what is counted and shown of
/// them is chosen here.
pub(super) async fn page(visit: Visit, Path(call): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let call = store::call(&mut tx, id(&call)?).await?.ok_or(Error::NotFound)?;
    let reach = actor.reach(Action::SeePlans);
    let mut all = store::of_call(&mut tx, call.id).await?;
    all.retain(|one| reach.contains(&one.unit));
    if all.is_empty() {
        return Err(Error::NotFound);
    }
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let fields = visit.fields();
    let wanted = KINDS.iter().find(|kind| kind.0 == fields.get("tinh-trang"));
    let here = format!("/ke-hoach-don-vi/dot/{}", call.id);
    let shown = listed(&all, wanted, &call, &tree, today);
    let total = shown.len();
    let (at, pages) = pages(fields.get("trang"), total, &here, wanted);
    let on_page = shown.into_iter().skip((at - 1) * PAGE_LINES).take(PAGE_LINES);
    let rows = on_page.map(|one| Row::new(one, &call, tree.name(one.unit), actor, today));
    let rows = rows.collect();
    Ok(html(&CompletenessPage {
        chrome: Chrome::new(&visit),
        plan: call.plan_name(),
        title: call.title.clone(),
        due: text::day(call.due_on),
        words: call.words.clone(),
        today: text::day(today),
        all: all.len(),
        numbers: numbers(&all, &here, wanted),
        here,
        shown: wanted.map_or("tất cả", |kind| kind.1),
        rows,
        total,
        pages,
    }))
}

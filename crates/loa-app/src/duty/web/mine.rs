//! One's own work, one duty with its proof, and all of one unit.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity;
use crate::clock::{moment_text, vietnam};
use crate::duty::log;
use crate::duty::store::extension::Extension;
use crate::duty::store::proof::{Done, Proof};
use crate::duty::web::board::tree_of;
use crate::duty::web::line::Line;
use crate::duty::{Duty, Horizon, ProofState, Standing, State, actions, ends_on, store};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::org::{self, Tree};
use crate::page::{self, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text::{self, day};

/// Days that finished work stays on one's own page.
const SHOWN_DAYS: i64 = 30;
/// The latest of what a unit did, on its page.
const SHOWN_DONE: i64 = 20;
/// Characters of a reason.
pub const REASON_CHARACTERS: usize = 500;

#[derive(Template)]
#[template(path = "duty/pages/mine.html")]
struct MinePage {
    chrome: Chrome,
    late: usize,
    returned: usize,
    lines: Vec<Line>,
    ahead: Vec<Line>,
    done: Vec<Line>,
    many_units: bool,
    parts: Vec<String>,
}

/// `/viec`
pub async fn mine(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    // The icon on a phone opens this page for everybody.
    if !actor.may_somewhere(Action::SeeOwnDuties) {
        return Ok(page::to("/").into_response());
    }
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let horizon = Horizon::of(today);
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let units = actions::own_units(actor, &tree);
    let shown = |days: i64| loa_calendar::day::plus_days(today, days).unwrap_or(today);
    let (mut lines, mut ahead, mut done) = (Vec::new(), Vec::new(), Vec::new());
    for unit in &units {
        lines.extend(store::owed(&mut tx, *unit, today).await?);
        let near = store::of_unit(&mut tx, *unit, shown(-SHOWN_DAYS), shown(SHOWN_DAYS)).await?;
        for duty in near {
            match duty.state {
                State::Met => done.push(duty),
                _ if duty.opens_on > today => ahead.push(duty),
                _ => {}
            }
        }
    }
    lines.sort_by_key(|duty| (duty.standing(&horizon), duty.due_on));
    ahead.sort_by_key(|duty| duty.due_on);
    done.sort_by_key(|duty| std::cmp::Reverse(duty.met_on));
    let returned = lines
        .iter()
        .filter(|duty| duty.standing(&horizon) == Standing::Returned)
        .count();
    let words = |duties: &[Duty]| -> Vec<Line> {
        duties
            .iter()
            .map(|duty| Line::new(duty, &horizon, &tree))
            .collect()
    };
    Ok(html(&MinePage {
        chrome: Chrome::new(&visit),
        // A returned one may be late as well.
        late: lines.iter().filter(|duty| duty.days_late(today) > 0).count(),
        returned,
        lines: words(&lines),
        ahead: words(&ahead),
        done: words(&done),
        many_units: units.len() > 1,
        parts: crate::wiring::parts_of_work(&visit, &mut tx).await?,
    }))
}

/// A file of a proof.
#[derive(Debug, Clone)]
pub struct FileView {
    /// Identity, as in addresses.
    pub id: String,
    /// Name.
    pub name: String,
    /// "186 KB"
    pub size: String,
    /// It is shown, not only linked.
    pub is_picture: bool,
}

/// A proof in words.
#[derive(Debug, Clone)]
pub struct ProofView {
    /// Identity, as in addresses.
    pub id: String,
    /// What its judge sees of it.
    pub seen: String,
    /// "2022-0317"
    pub code: String,
    /// What was done.
    pub what: String,
    /// Where.
    pub place: String,
    /// "25/02/2022"
    pub happened: String,
    /// "09:12 26/02/2022"
    pub filed: String,
    /// "45 người", or empty.
    pub people: String,
    /// Language.
    pub language: String,
    /// For whom.
    pub audience: String,
    /// What was logged, as in addresses.
    pub activity: Id,
    /// Who did it.
    pub told_by: Id,
    /// Their name.
    pub person: String,
    /// Their unit.
    pub unit: String,
    /// What was decided.
    pub standing: Standing,
    /// "Lò Thị Mẫu, 10:05 27/02/2022", or empty.
    pub checked: String,
    /// Why it was returned.
    pub reason: String,
    /// "Làm muộn 3 ngày", "Ghi sau hạn", or empty.
    pub late: String,
    /// Its author may still put it right.
    pub is_open: bool,
    /// A sample.
    pub is_sample: bool,
    /// Files.
    pub files: Vec<FileView>,
}

impl ProofView {
    /// A proof with its files.
    ///
    /// # Errors
    /// [`Error::Outage`]
    pub async fn load(tx: &mut Tx, proof: Proof, duty: &Duty, tree: &Tree) -> Result<Self> {
        let files = store::proof::files(tx, proof.activity).await?;
        // Where somebody stands behind another proof of the same record, it is put right no more.
        let given = log::store::of_activity(tx, proof.activity).await?;
        let checked = match (&proof.checked_by, proof.checked_at) {
            (Some(name), Some(at)) => format!("{name}, {}", moment_text(at)),
            _ => String::new(),
        };
        Ok(Self {
            id: proof.id.to_string(),
            seen: proof.seen(&files),
            late: lateness(&proof, duty),
            standing: proof.state.standing(),
            activity: proof.activity,
            told_by: proof.told_by,
            is_open: given.iter().all(log::store::Proven::is_open),
            happened: day(proof.happened_on),
            filed: moment_text(proof.filed_at),
            people: proof
                .people
                .map_or_else(String::new, |people| format!("{} người", text::number(people))),
            unit: tree.name(proof.unit).to_owned(),
            code: proof.code,
            what: proof.what,
            place: proof.place,
            language: activity::words(&proof.language).to_owned(),
            audience: activity::words(&proof.audience).to_owned(),
            person: proof.person,
            checked,
            reason: match proof.state {
                ProofState::Returned => proof.reason.unwrap_or_default(),
                _ => String::new(),
            },
            is_sample: proof.is_sample,
            files: files
                .into_iter()
                .map(|file| FileView {
                    id: file.id.to_string(),
                    is_picture: file.media_type.starts_with("image/"),
                    size: text::size(file.size),
                    name: file.name,
                })
                .collect(),
        })
    }
}

/// Late by the day of the work, or only told late (PLAN-06).
fn lateness(proof: &Proof, duty: &Duty) -> String {
    let end = ends_on(duty.due_on);
    let after = |date: Date| end.until(date).map_or(0, |span| span.get_days());
    let (done, told) = (after(proof.happened_on), after(vietnam(proof.filed_at)));
    if done > 0 {
        format!("Làm muộn {done} ngày")
    } else if told > 0 {
        format!("Ghi sau hạn {told} ngày")
    } else {
        String::new()
    }
}

/// An extension in words.
struct ExtensionView {
    until: String,
    reason: String,
    given: String,
}

impl ExtensionView {
    fn new(extension: Extension) -> Self {
        Self {
            until: day(extension.until),
            given: format!("{}, {}", extension.given_by, moment_text(extension.given_at)),
            reason: extension.reason,
        }
    }
}

/// What was typed into the form for more time.
#[derive(Default)]
struct Typed {
    day: String,
    month: String,
    year: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "duty/pages/duty.html")]
struct DutyPage {
    chrome: Chrome,
    problems: Problems,
    line: Line,
    wanted: i64,
    met: String,
    returned: String,
    needs_approval: bool,
    proofs: Vec<ProofView>,
    extensions: Vec<ExtensionView>,
    /// Who looks at it.
    person: Id,
    may_log: bool,
    may_steer: bool,
    may_judge: bool,
    can_extend: bool,
    typed: Typed,
}

impl DutyPage {
    async fn load(visit: &Visit, tx: &mut Tx, duty: Duty, problems: Problems, typed: Typed) -> Result<Self> {
        let actor = visit.actor()?;
        let horizon = Horizon::of(tx.today());
        let tree = tree_of(tx, duty.opens_on, duty.due_on).await?;
        let mut proofs = Vec::new();
        for proof in store::proof::of_duty(tx, duty.id).await? {
            proofs.push(ProofView::load(tx, proof, &duty, &tree).await?);
        }
        let extensions = store::extension::of_duty(tx, duty.id).await?;
        let may = |action| actor.may(action, duty.unit);
        let returned = proofs
            .first()
            .filter(|_| duty.state == State::Returned)
            .map_or_else(String::new, |proof| proof.reason.clone());
        Ok(Self {
            chrome: Chrome::new(visit).with_problems(&problems),
            problems,
            line: Line::new(&duty, &horizon, &tree),
            wanted: duty.wanted,
            met: duty.met_on.map(day).unwrap_or_default(),
            returned,
            needs_approval: duty.needs_approval,
            proofs,
            extensions: extensions.into_iter().map(ExtensionView::new).collect(),
            person: actor.person,
            may_log: may(Action::LogActivity) && duty.state != State::Cancelled,
            may_steer: may(Action::SteerDuty),
            may_judge: may(Action::JudgeProof),
            can_extend: !matches!(duty.state, State::Met | State::Cancelled),
            typed,
        })
    }
}

fn known(id: &str) -> Result<Id> {
    id.parse().map_err(|_| Error::NotFound)
}

/// `/viec/{duty}`
pub async fn one(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let duty = actions::reached(&mut tx, actor, Action::SeeUnits, known(&id)?).await?;
    let page = DutyPage::load(&visit, &mut tx, duty, Problems::new(), Typed::default()).await?;
    Ok(html(&page))
}

/// `/viec/{duty}/gia-han`
pub async fn extend(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let id = known(&id)?;
    let mut tx = visit.app.begin(actor).await?;
    let duty = actions::reached(&mut tx, actor, Action::SteerDuty, id).await?;
    let mut problems = Problems::new();
    let until = form.date("den", &mut problems);
    if until.is_none() && problems.is_empty() {
        problems.add("den", "Mời ghi ngày gia hạn đến.");
    }
    let must = Some("Mời ghi lý do gia hạn.");
    let reason = form.text("ly-do", REASON_CHARACTERS, must, &mut problems);
    if let (Some(until), true) = (until, problems.is_empty()) {
        match actions::extend(&mut tx, actor, id, until, &reason).await {
            Ok(()) => {
                tx.save().await?;
                let told = format!("Đã gia hạn đến ngày {}.", day(until));
                return Ok(page::done(&format!("/viec/{id}"), &told));
            }
            Err(Error::Problem(found)) => problems = found,
            Err(other) => return Err(other),
        }
    }
    let typed = Typed {
        day: form.get("den-ngay").to_owned(),
        month: form.get("den-thang").to_owned(),
        year: form.get("den-nam").to_owned(),
        reason,
    };
    let page = DutyPage::load(&visit, &mut tx, duty, problems, typed).await?;
    Ok(refused(&page))
}

/// `/viec/{duty}/can-duyet`
pub async fn set_approval(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let id = known(&id)?;
    let mut tx = visit.app.begin(actor).await?;
    let is_needed = form.get("can-duyet") == "co";
    actions::set_approval(&mut tx, actor, id, is_needed).await?;
    tx.save().await?;
    let told = if is_needed {
        "Từ nay minh chứng của nhiệm vụ này chỉ tính khi đã duyệt."
    } else {
        "Từ nay minh chứng của nhiệm vụ này tính ngay khi gửi."
    };
    Ok(page::done(&format!("/viec/{id}"), told))
}

#[derive(Template)]
#[template(path = "duty/pages/unit.html")]
struct UnitPage {
    chrome: Chrome,
    unit: String,
    unit_id: String,
    year: i16,
    today: String,
    numbers: Vec<(Standing, usize)>,
    lines: Vec<Line>,
    done: Vec<DoneView>,
    may_board: bool,
}

/// What a unit did, in words.
struct DoneView {
    day: String,
    what: String,
    place: String,
    people: String,
    duties: String,
}

impl DoneView {
    fn new(done: Done) -> Self {
        Self {
            day: day(done.happened_on),
            what: match done.is_sample {
                true => format!("{} ({}, bản ghi mẫu)", done.what, done.code),
                false => format!("{} ({})", done.what, done.code),
            },
            place: done.place,
            people: done.people.map_or_else(|| "–".to_owned(), text::number),
            duties: text::number(done.duties),
        }
    }
}

/// `/don-vi/{unit}/viec`: everything that one unit owes in a year.
pub async fn unit(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let id = known(&id)?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let typed = visit.fields().get("nam").parse::<i16>().ok();
    let year = typed
        .filter(|year| (2000..=2200).contains(year))
        .unwrap_or(today.year());
    let (first, last) = year_days(year, today);
    let tree = tree_of(&mut tx, first, last).await?;
    if tree.get(id).is_none() {
        return Err(Error::NotFound);
    }
    actor.must(Action::SeeUnits, id)?;
    let horizon = Horizon::of(today);
    let mut duties = store::of_unit(&mut tx, id, first, last).await?;
    duties.sort_by_key(|duty| (duty.standing(&horizon), duty.due_on));
    let done = store::proof::done_by(&mut tx, id, first, last, SHOWN_DONE).await?;
    Ok(html(&UnitPage {
        chrome: Chrome::new(&visit),
        unit: tree.name(id).to_owned(),
        unit_id: id.to_string(),
        year,
        today: day(today),
        numbers: counted(&duties, &horizon),
        lines: duties
            .iter()
            .map(|duty| Line::new(duty, &horizon, &tree))
            .collect(),
        done: done.into_iter().map(DoneView::new).collect(),
        may_board: actor.may_somewhere(Action::SeeBoard),
    }))
}

/// The duties of a unit as a part of its page.
#[derive(Template)]
#[template(path = "duty/pages/unit_part.html")]
struct UnitPart {
    unit_id: String,
    year: i16,
    numbers: Vec<(Standing, usize)>,
    lines: Vec<Line>,
}

/// How the duties of a unit stand this year, with those that need a push, for the page of the unit.
///
/// # Errors
/// [`Error::Outage`]
pub async fn unit_part(visit: &Visit, tx: &mut Tx, unit: Id) -> Result<String> {
    if !visit.actor()?.may(Action::SeeUnits, unit) {
        return Ok(String::new());
    }
    let today = tx.today();
    let horizon = Horizon::of(today);
    let (first, last) = year_days(today.year(), today);
    let tree = tree_of(tx, first, last).await?;
    let mut duties = store::of_unit(tx, unit, first, last).await?;
    let numbers = counted(&duties, &horizon);
    duties.retain(|duty| {
        let standing = duty.standing(&horizon);
        matches!(standing, Standing::Late | Standing::Returned | Standing::Near)
    });
    duties.sort_by_key(|duty| (duty.standing(&horizon), duty.due_on));
    let part = UnitPart {
        unit_id: unit.to_string(),
        year: today.year(),
        numbers,
        lines: duties
            .iter()
            .map(|duty| Line::new(duty, &horizon, &tree))
            .collect(),
    };
    part.render().map_err(|error| Error::Outage(error.to_string()))
}

fn year_days(year: i16, otherwise: Date) -> (Date, Date) {
    (
        Date::new(year, 1, 1).unwrap_or(otherwise),
        Date::new(year, 12, 31).unwrap_or(otherwise),
    )
}

/// How many stand how, of the standings that a unit can have.
fn counted(duties: &[Duty], horizon: &Horizon) -> Vec<(Standing, usize)> {
    let count = |standing: Standing| {
        let same = duties.iter().filter(|duty| duty.standing(horizon) == standing);
        (standing, same.count())
    };
    let shown = Standing::ALL
        .into_iter()
        .filter(|standing| !matches!(standing, Standing::Queued | Standing::NotOrdered));
    shown.map(count).collect()
}

//! What people and the clock do with reports: open a round, count, write, put right, send, return, approve, accept.

use std::collections::HashMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use loa_calendar::period::Period;
use loa_calendar::working_day::WorkCalendar;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::audit;
use crate::duty;
use crate::error::{Error, Result};
use crate::files::Hash;
use crate::identity::{Action, Actor};
use crate::inspection::store::period::inspected;
use crate::org;
use crate::plan;
use crate::problem::Problems;
use crate::report::actions::freeze::freeze;
use crate::report::compose::{Inputs, compose};
use crate::report::content::{Content, Part};
use crate::report::figure::{self, Correction, Figures, Node};
use crate::report::form::{self, Form, Measure};
use crate::report::store::edition::{self, NewEdition};
use crate::report::store::regime::{self, Regime};
use crate::report::store::{self, kept, ledger};
use crate::report::{Act, NARRATIVE_CHARACTERS, REASON_CHARACTERS, Report, Round, Standing, State, period};

pub mod freeze;
pub mod issue;

/// What the key of a list of units is, whose highlights were taken in.
pub const TAKEN: &str = "noi-bat:lay";
/// The heading under which units hold something up.
const HIGHLIGHT: &str = "noi-bat";
/// Figures are values that a person can mean.
const MOST: i64 = 1_000_000_000_000;

/// The form that holds for periods that end on a day.
///
/// # Errors
/// [`Error::NotFound`] for a form that is not there.
pub async fn form_on(tx: &mut Tx, key: &str, on: Date) -> Result<Form> {
    let own = regime::own_form(tx, key, on)
        .await?
        .filter(|text| !text.is_empty());
    let text = own
        .or_else(|| form::shipped(key).map(str::to_owned))
        .ok_or(Error::NotFound)?;
    Form::read(&text).map_err(Error::Outage)
}

/// The days of a round as a regime sets them.
///
/// # Errors
/// [`Error::Problem`] when there is no such period or day.
pub fn round_of(id: Id, form: &str, wanted: Period, regime: &Regime) -> Result<Round> {
    let day = |day: i64| {
        let day = i8::try_from(day).ok()?;
        wanted.report_due(day, WorkCalendar::vietnam()).map(|due| due.on)
    };
    let days = wanted
        .reported()
        .zip(day(regime.units_day))
        .zip(day(regime.due_day));
    let Some(((days, units_due_on), due_on)) = days else {
        return Err(Problems::one("ky", "Mời chọn kỳ báo cáo trong danh sách.").into());
    };
    Ok(Round {
        id,
        form: form.to_owned(),
        period: wanted.to_string(),
        first_on: days.first,
        last_on: days.last,
        units_due_on,
        due_on,
    })
}

/// Opens a round: a report for every unit of the period, each with what the ledger holds so far. The names and the tree are those of
/// the period (ADM-01).
///
/// # Errors
/// [`Error::Changed`] when somebody opened it already.
pub async fn open(tx: &mut Tx, round: &Round) -> Result<usize> {
    store::insert_round(tx, round).await?;
    let tree = org::store::tree::between(tx, round.first_on, round.last_on).await?;
    let form = form_on(tx, &round.form, round.last_on).await?;
    // Once the unit at the top has ended, the whole is what is below the one that its units went to.
    let root = org::store::tree::top(tx, round.last_on).await?;
    let root = root.ok_or(Error::NotFound)?;
    let units = tree.subtree(root);
    // Villages are told of by their commune.
    let reporting = tree
        .all()
        .iter()
        .filter(|unit| units.contains(&unit.id) && unit.level != "ban");
    let reports: Vec<(i64, Report)> = (0..)
        .zip(reporting)
        .map(|(position, unit)| {
            let report = Report {
                id: tx.new_id(),
                round: round.id,
                unit: unit.id,
                parent: unit.parent.filter(|_| unit.id != root),
                name: unit.name.clone(),
                standing: Standing::NEW,
                days_late: None,
                composed_at: tx.now(),
                figures: Figures::new(),
                corrections: Default::default(),
                narrative: Default::default(),
                revision: 0,
            };
            (position, report)
        })
        .collect();
    store::insert(tx, &reports).await?;
    let reports: Vec<Report> = reports.into_iter().map(|(_, report)| report).collect();
    count(tx, &form, round, &reports).await?;
    audit::record(tx, "report.opened", "report_round", Some(round.id), &round.period).await?;
    Ok(reports.len())
}

/// Counts the ledger anew for drafts.
///
/// # Errors
/// [`Error::Outage`]
pub async fn count(tx: &mut Tx, form: &Form, round: &Round, reports: &[Report]) -> Result<()> {
    let drafts: Vec<&Report> = reports
        .iter()
        .filter(|report| report.standing.is_open())
        .collect();
    let ids: Vec<Id> = drafts.iter().map(|report| report.id).collect();
    let units: Vec<Id> = drafts.iter().map(|report| report.unit).collect();
    ledger::gather(tx, &ids, round.first_on, round.last_on).await?;
    let facts = ledger::facts(tx, &ids).await?;
    let owed = ledger::owed(tx, &units, round.first_on, round.last_on).await?;
    let mut inspected = inspected(tx, &units, (round.first_on, round.last_on)).await?;
    let counted: Vec<(Id, String)> = drafts
        .iter()
        .map(|report| {
            let facts = facts.get(&report.id).map_or(&[][..], Vec::as_slice);
            let owed = owed.get(&report.unit).copied().unwrap_or_default();
            let inspected = inspected.remove(&report.unit).unwrap_or_default();
            (report.id, kept(&figure::counted(form, facts, owed, inspected)))
        })
        .collect();
    store::set_figures(tx, &counted).await?;
    Ok(())
}

/// The figures of every unit of a round with everything below it.
///
/// # Errors
/// [`Error::Outage`]
pub async fn sums(tx: &mut Tx, reports: &[Report]) -> Result<HashMap<Id, Figures>> {
    let mut reported = edition::in_force(tx, reports).await?;
    let nodes: Vec<Node> = reports
        .iter()
        .map(|report| Node {
            unit: report.unit,
            parent: report.parent,
            own: figure::corrected(&report.figures, &report.corrections),
            reported: reported.remove(&report.unit),
        })
        .collect();
    Ok(figure::roll_up(&nodes))
}

/// With what a report counts units below it that are silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silent {
    /// With their drafts as they are now.
    Draft,
    /// With the edition that was kept of their drafts for this.
    Frozen,
}

/// A report as it reads now: its own figures as they were counted last, those below it as they count now.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Outage`]
pub async fn content(tx: &mut Tx, round: &Round, report: &Report, with: Silent) -> Result<Content> {
    let form = form_on(tx, &round.form, round.last_on).await?;
    let below = store::below(tx, round.id, report.unit).await?;
    let own = figure::corrected(&report.figures, &report.corrections);
    let (mut parts, mut totals, mut units) = (Vec::new(), own, vec![report.unit]);
    if !below.is_empty() {
        let all = store::of_round(tx, round.id).await?;
        let sums = sums(tx, &all).await?;
        units = subtree(&all, report.unit);
        let taken = taken(report);
        for part in &below {
            let sum = sums.get(&part.unit).cloned().unwrap_or_default();
            figure::add(&mut totals, &sum);
            let frozen = if with == Silent::Frozen {
                part.standing.edition
            } else {
                0
            };
            parts.push(Part {
                is_taken: taken.contains(&part.id),
                ..part_of(part, sum, frozen)
            });
        }
    }
    let until = round.last_on.checked_add(3.months()).unwrap_or(round.last_on);
    let after = round.last_on.tomorrow().unwrap_or(round.last_on);
    Ok(compose(&Inputs {
        totals,
        parts,
        plans: plans(tx, round).await?,
        unpaid: ledger::orders(tx, &units, round.first_on, round.last_on).await?,
        coming: ledger::orders(tx, &units, after, until).await?,
        form: &form,
        round,
        report,
    }))
}

/// A report as it is shown: while it is open as it reads now (0), else as it was sent, with the number of that edition.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Outage`]
pub async fn shown(tx: &mut Tx, round: &Round, report: &Report) -> Result<(Content, i64)> {
    if report.standing.is_open() {
        return Ok((content(tx, round, report, Silent::Draft).await?, 0));
    }
    let ordinal = report.standing.edition;
    let edition = edition::one(tx, report.id, ordinal)
        .await?
        .ok_or(Error::NotFound)?;
    Ok((edition.read()?, ordinal))
}

/// A unit in the report above it; `frozen` is the edition with which a silent one counts.
fn part_of(report: &Report, totals: Figures, frozen: i64) -> Part {
    let is_silent = !report.standing.has_reported();
    let highlight = report.narrative.get(HIGHLIGHT).filter(|_| !is_silent);
    Part {
        report: report.id.0,
        name: report.name.clone(),
        edition: if is_silent {
            frozen
        } else {
            report.standing.in_force()
        },
        is_silent,
        totals,
        highlight: highlight.cloned().unwrap_or_default(),
        is_taken: false,
    }
}

/// Reports whose highlights were taken in.
pub fn taken(report: &Report) -> Vec<Id> {
    let list = report.narrative.get(TAKEN).map_or("", String::as_str);
    list.split(',').filter_map(|id| id.parse().ok()).collect()
}

fn subtree(reports: &[Report], top: Id) -> Vec<Id> {
    let mut below: HashMap<Id, Vec<Id>> = HashMap::new();
    for report in reports {
        if let Some(parent) = report.parent {
            below.entry(parent).or_default().push(report.unit);
        }
    }
    let mut units = vec![top];
    let mut next = 0;
    while let Some(unit) = units.get(next).copied() {
        units.extend(below.remove(&unit).unwrap_or_default());
        next += 1;
    }
    units
}

/// Plans whose year the period lies in and that were issued by its end.
async fn plans(tx: &mut Tx, round: &Round) -> Result<Vec<String>> {
    let year = i64::from(round.last_on.year());
    let plans = plan::store::plans(tx).await?;
    let mut told = Vec::new();
    for plan in plans
        .iter()
        .filter(|plan| plan.year == year && !plan.number.is_empty())
    {
        let is_in_force = plan::store::versions(tx, plan.id)
            .await?
            .iter()
            .any(|version| version.adopted_at.is_some());
        if !is_in_force || plan.issued_on.is_some_and(|day| day > round.last_on) {
            continue;
        }
        let day = plan
            .issued_on
            .map(|day| format!(" ngày {}", crate::text::day(day)));
        told.push(format!(
            "Kế hoạch số {}{} của {}",
            plan.number,
            day.unwrap_or_default(),
            plan.issuer
        ));
    }
    Ok(told)
}

/// A report and its round that the actor may see; one of another unit is not there.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn seen(tx: &mut Tx, actor: &Actor, id: Id) -> Result<(Round, Report)> {
    let report = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    if !actor.may(Action::SeeReports, report.unit) {
        return Err(Error::NotFound);
    }
    let round = store::round_by_id(tx, report.round)
        .await?
        .ok_or(Error::NotFound)?;
    Ok((round, report))
}

/// The same, held until the unit of work ends, as long as it is what the person saw.
pub(crate) async fn held(
    tx: &mut Tx,
    actor: &Actor,
    id: Id,
    seen_revision: Option<i64>,
) -> Result<(Round, Report)> {
    if !store::hold(tx, id).await? {
        return Err(Error::NotFound);
    }
    let (round, report) = seen(tx, actor, id).await?;
    match seen_revision {
        Some(revision) if revision != report.revision => Err(Error::Changed(
            "Báo cáo vừa được người khác sửa. Mời mở lại trang báo cáo, xem rồi làm tiếp.".to_owned(),
        )),
        _ => Ok((round, report)),
    }
}

/// What a person wrote on the page of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// By the key of the heading.
    pub narrative: Vec<(String, String)>,
    /// Reports whose highlights are taken in.
    pub taken: Vec<Id>,
}

fn must_be_open(report: &Report) -> Result<()> {
    if report.standing.is_open() {
        return Ok(());
    }
    Err(Error::Changed(
        "Báo cáo đã gửi nên không sửa được nữa. Cần sửa thì nhờ cấp trên trả lại, hoặc mở bản bổ sung."
            .to_owned(),
    ))
}

/// Keeps what a person wrote.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Changed`], [`Error::Problem`] on a heading whose text is too long.
pub async fn write(tx: &mut Tx, actor: &Actor, id: Id, written: Written, revision: i64) -> Result<()> {
    let (_, mut report) = held(tx, actor, id, Some(revision)).await?;
    actor.must(Action::WriteReport, report.unit)?;
    must_be_open(&report)?;
    let mut problems = Problems::new();
    for (slot, text) in written.narrative {
        let length = text.chars().count();
        if length > NARRATIVE_CHARACTERS {
            problems.add(
                "loi-van",
                format!("Một mục dài quá {NARRATIVE_CHARACTERS} chữ cái: mời viết gọn lại."),
            );
        }
        report.narrative.insert(slot, text);
    }
    problems.or(())?;
    let taken: Vec<String> = written.taken.iter().map(Id::to_string).collect();
    report.narrative.insert(TAKEN.to_owned(), taken.join(","));
    report.narrative.retain(|_, text| !text.is_empty());
    store::set_words(tx, &report).await?;
    audit::record(tx, "report.written", "report", Some(id), "").await?;
    Ok(())
}

/// Counts the ledger anew for one report.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Changed`] when it was sent.
pub async fn recount(tx: &mut Tx, actor: &Actor, id: Id) -> Result<()> {
    let (round, report) = held(tx, actor, id, None).await?;
    actor.must(Action::WriteReport, report.unit)?;
    must_be_open(&report)?;
    let form = form_on(tx, &round.form, round.last_on).await?;
    count(tx, &form, &round, &[report]).await?;
    audit::record(tx, "report.counted", "report", Some(id), "").await?;
    Ok(())
}

/// Puts a figure right, with a reason; the counted value stays beside it. The counted value itself takes the correction back.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Changed`], [`Error::Problem`] on the value or the reason.
pub async fn correct(
    tx: &mut Tx,
    actor: &Actor,
    id: Id,
    key: &str,
    value: Option<i64>,
    reason: &str,
) -> Result<()> {
    let (round, mut report) = held(tx, actor, id, None).await?;
    actor.must(Action::WriteReport, report.unit)?;
    must_be_open(&report)?;
    let form = form_on(tx, &round.form, round.last_on).await?;
    let indicator = form.indicator(key).ok_or(Error::NotFound)?;
    if indicator.measure == Measure::Share {
        return Err(Error::NotFound);
    }
    let counted = report.figures.get(key).copied().unwrap_or(0);
    let mut problems = Problems::new();
    let value = value.filter(|value| (0..=MOST).contains(value));
    problems.unless(value.is_some(), "so-dung", "Mời ghi số đúng.");
    let is_changed = value != Some(counted);
    problems.unless(
        !is_changed || !reason.is_empty(),
        "ly-do",
        "Mời ghi vì sao số này khác số Loa đếm được.",
    );
    problems.unless(
        reason.chars().count() <= REASON_CHARACTERS,
        "ly-do",
        "Lý do dài quá 1000 chữ cái: mời viết gọn lại.",
    );
    let value = problems.or(value)?.unwrap_or(counted);
    if is_changed {
        let correction = Correction {
            value,
            reason: reason.to_owned(),
            by: actor.name.clone(),
            at: tx.now().as_microsecond(),
        };
        report.corrections.insert(key.to_owned(), correction);
    } else {
        report.corrections.remove(key);
    }
    store::set_words(tx, &report).await?;
    audit::record(tx, "report.corrected", "report", Some(id), key).await?;
    Ok(())
}

/// May the actor do this with the report as it stands?
pub fn may(actor: &Actor, report: &Report, act: Act) -> bool {
    if report.standing.after(act).is_none() {
        return false;
    }
    let above = report
        .parent
        .is_some_and(|parent| actor.may(Action::JudgeReport, parent));
    let head = actor.may(Action::ApproveReport, report.unit);
    let state = report.standing.state;
    match act {
        Act::Submit => actor.may(Action::WriteReport, report.unit),
        Act::Approve => head,
        Act::Accept => above,
        Act::Return => above || head && (state == State::Submitted || report.parent.is_none()),
        // Accepted by who is above, or, with nobody above, approved: otherwise it can still be sent back.
        Act::Amend => {
            let is_final = state == State::Accepted || report.parent.is_none();
            is_final && actor.may(Action::WriteReport, report.unit)
        }
    }
}

/// Does something with a report.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Changed`] when the report is not what the person saw, [`Error::Problem`] when a remark is
/// missing or too long.
pub async fn act(
    tx: &mut Tx,
    actor: &Actor,
    id: Id,
    act: Act,
    remark: &str,
    revision: i64,
) -> Result<Report> {
    let (round, mut report) = held(tx, actor, id, Some(revision)).await?;
    if !may(actor, &report, act) {
        return Err(Error::Forbidden);
    }
    if act == Act::Return && issue::has_number(tx, &report).await? {
        let sentence =
            "Báo cáo đã lấy số nên không trả lại được nữa. Cần sửa thì mở bản bổ sung, đính chính.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    let length = remark.chars().count();
    let is_told = !act.needs_remark() || length > 0;
    let mut problems = Problems::new();
    problems.unless(is_told, "nhan-xet", "Mời ghi rõ vì sao, cần sửa gì.");
    problems.unless(
        length <= REASON_CHARACTERS,
        "nhan-xet",
        "Phần này dài quá 1000 chữ cái: mời viết gọn lại.",
    );
    problems.or(())?;
    report.standing = report.standing.after(act).ok_or(Error::Forbidden)?;
    if act == Act::Submit {
        keep_edition(tx, &round, &mut report).await?;
    }
    store::set_standing(tx, &report).await?;
    if report.standing.is_open() {
        // The draft of the next edition counts what the ledger holds now.
        let form = form_on(tx, &round.form, round.last_on).await?;
        count(tx, &form, &round, std::slice::from_ref(&report)).await?;
    }
    edition::add_step(tx, &report, act, remark).await?;
    audit::record(tx, "report.acted", "report", Some(id), act.done()).await?;
    Ok(report)
}

/// What is sent becomes an edition that never changes.
async fn keep_edition(tx: &mut Tx, round: &Round, report: &mut Report) -> Result<()> {
    freeze(tx, round, report).await?;
    let content = content(tx, round, report, Silent::Frozen).await?;
    let (totals, text) = (kept(&content.totals), kept(&content));
    let digest = Hash::of(text.as_bytes());
    let new = NewEdition {
        report: report.id,
        ordinal: report.standing.edition,
        totals,
        digest: digest.as_str().to_owned(),
        content: text,
        composed_at: report.composed_at,
    };
    let by = tx.person();
    edition::insert(tx, &[new], by).await?;
    let due_on = match report.parent {
        Some(_) => round.units_due_on,
        None => round.due_on,
    };
    let late = duty::ends_on(due_on)
        .until(tx.today())
        .map_or(0, |span| i64::from(span.get_days()));
    report.days_late = report.days_late.or(Some(late.max(0)));
    Ok(())
}

/// Opens the rounds whose last day is over, where the locality set its days: the draft is there by itself the morning after.
///
/// # Errors
/// [`Error::Outage`]
pub async fn open_due(tx: &mut Tx) -> Result<usize> {
    let today = tx.today();
    let mut opened = 0;
    for form in form::all_shipped() {
        let Some(regime) = regime::of(tx, &form.key).await? else {
            continue;
        };
        let known = store::rounds(tx).await?;
        for wanted in due_periods(today) {
            let is_open = known
                .iter()
                .any(|round| round.form == form.key && period(&round.period) == Some(wanted));
            if !is_open {
                let id = tx.new_id();
                let round = round_of(id, &form.key, wanted, &regime)?;
                opened += open(tx, &round).await?.min(1);
            }
        }
    }
    Ok(opened)
}

/// Periods that ended within the last month.
fn due_periods(today: Date) -> Vec<Period> {
    let years = [today.year() - 1, today.year()];
    let since = today.checked_sub(31.days()).unwrap_or(today);
    years
        .into_iter()
        .flat_map(crate::report::periods)
        .filter(|period| period.cut_off().is_some_and(|end| end < today && end >= since))
        .collect()
}

//! Writing praise or criticism: first about whom, then what is said and what it rests on.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use loa_calendar::day::plus_days;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::document::register::{self, Official};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::org::{self, Tree};
use crate::page::{self, Choice, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::recognition::actions::{self, Written, is_decision, may_be_about};
use crate::recognition::store::proven;
use crate::recognition::{
    Basis, Entry, Kind, MOST_ACTIVITIES, PUBLIC_DAYS, State, TERM_DAYS, TERMS, TITLE_CHARACTERS,
    WORDS_CHARACTERS,
};
use crate::route::Visit;
use crate::text;

/// Activities that are offered.
const MOST_OFFERED: i64 = 100;
/// Days that offered activities may lie back.
const DAYS_BACK: i64 = 366;
/// Documents that are offered, the newest first.
const MOST_DOCUMENTS: i64 = 100;

#[derive(Template)]
#[template(path = "recognition/pages/start.html")]
struct StartPage {
    chrome: Chrome,
    problems: Problems,
    unit: String,
    unit_id: String,
    kinds: Vec<Choice>,
    subjects: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "recognition/pages/edit.html")]
struct EditPage {
    chrome: Chrome,
    problems: Problems,
    /// Empty for one that is begun.
    id: String,
    turn: i64,
    action: String,
    kind: Kind,
    unit: String,
    unit_id: String,
    subject: String,
    subject_id: String,
    title: String,
    words: String,
    activities: Vec<Choice>,
    findings: Vec<Choice>,
    documents: Vec<Choice>,
    decisions: Vec<Choice>,
    term: String,
    until: DateFields,
}

/// About whom, of which kind, on whose site.
#[derive(Clone, Copy)]
struct About {
    unit: Id,
    subject: Id,
    kind: Kind,
}

/// What the form or the address says; `None` while it is not chosen.
fn about(form: &Form, unit: Id, tree: &Tree) -> Option<About> {
    let kind = Kind::with_key(form.get("loai"))?;
    let subject = form.get("ve").parse().ok()?;
    may_be_about(tree, unit, kind, subject).then_some(About { unit, subject, kind })
}

async fn start_page(visit: &Visit, form: &Form, problems: Problems) -> Result<StartPage> {
    let actor = visit.actor()?;
    let unit = actor.seat_named(Action::WriteRecognition, form.get("don-vi"))?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let tree = org::store::tree::on(&mut tx, today).await?;
    let below = tree.subtree(unit);
    let chosen = form.get("loai");
    let subjects = tree.outline();
    Ok(StartPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        unit: tree.name(unit).to_owned(),
        unit_id: unit.to_string(),
        kinds: Kind::ALL
            .map(|kind| Choice::new(kind.key(), kind.label(), kind.key() == chosen))
            .to_vec(),
        subjects: subjects
            .into_iter()
            .filter(|(_, one)| below.contains(&one.id))
            .map(|(_, one)| Choice::new(one.id, one.name.as_str(), one.id.to_string() == form.get("ve")))
            .collect(),
    })
}

/// What can be chosen as the ground of an entry.
struct Offered {
    activities: Vec<Choice>,
    findings: Vec<Choice>,
    documents: Vec<Choice>,
    decisions: Vec<Choice>,
}

async fn offered(tx: &mut Tx, actor: &Actor, about: About, basis: &Basis) -> Result<Offered> {
    let mut found = Offered {
        activities: Vec::new(),
        findings: Vec::new(),
        documents: Vec::new(),
        decisions: Vec::new(),
    };
    let today = tx.today();
    if about.kind == Kind::Praise {
        let since = plus_days(today, -DAYS_BACK).unwrap_or(today);
        let proven = proven::of_unit(tx, about.subject, since, MOST_OFFERED).await?;
        found.activities = proven
            .into_iter()
            .map(|one| {
                let label = format!("{} {} ({})", one.code, one.what, text::day(one.happened_on));
                Choice::new(one.id, label, basis.activities.contains(&one.id))
            })
            .collect();
        return Ok(found);
    }
    let none = |chosen: Option<Id>| Choice::new("", "Không có", chosen.is_none());
    found.findings.push(none(basis.finding));
    // What an inspection found is told to those who see inspections.
    let findings = match actor.may(Action::SeeInspection, about.subject) {
        true => actions::findings(tx, about.subject).await?,
        false => Vec::new(),
    };
    for one in findings.into_iter().take(100) {
        let label = format!("{} (kết luận ngày {})", one.what, text::day(one.found_on));
        found
            .findings
            .push(Choice::new(one.id, label, basis.finding == Some(one.id)));
    }
    let wanted = register::store::list::Wanted {
        words: Vec::new(),
        kind: String::new(),
        year: 0,
        units: actor.units(Action::SeeUnits),
    };
    let documents = register::store::list::library(tx, &wanted, Id(i64::MAX), MOST_DOCUMENTS).await?;
    let choice = |one: &Official, chosen: Option<Id>| {
        Choice::new(
            one.id,
            format!("{} {}", one.code(), one.title()),
            chosen == Some(one.id),
        )
    };
    let in_force = documents.iter().filter(|one| one.is_in_force(today, false));
    found.documents.push(none(basis.document));
    found
        .documents
        .extend(in_force.clone().map(|one| choice(one, basis.document)));
    found.decisions.push(none(basis.decision));
    let decisions = in_force.filter(|one| is_decision(one));
    found
        .decisions
        .extend(decisions.map(|one| choice(one, basis.decision)));
    Ok(found)
}

/// The form of an entry that is begun (`at` is `None`) or written on.
async fn edit_page(
    visit: &Visit,
    about: About,
    at: Option<&Entry>,
    sent: Option<&Form>,
    problems: Problems,
) -> Result<EditPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let basis = match (sent, at) {
        (Some(form), _) => basis(form, about.kind),
        (None, Some(entry)) => entry.basis.clone(),
        (None, None) => Basis::default(),
    };
    let offered = offered(&mut tx, actor, about, &basis).await?;
    let field = |name: &str, stands: String| sent.map_or(stands, |form| form.get(name).to_owned());
    let is_criticism = about.kind == Kind::Criticism;
    let until = match at {
        Some(entry) => entry.standing.until,
        None => plus_days(today, PUBLIC_DAYS).filter(|_| is_criticism),
    };
    let term = at.map_or(TERM_DAYS, |entry| entry.standing.term_days);
    let id = at.map(|entry| entry.id.to_string()).unwrap_or_default();
    Ok(EditPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        action: match at {
            Some(_) => format!("/bieu-duong/{id}/sua"),
            None => "/bieu-duong/moi".to_owned(),
        },
        id,
        turn: at.map_or(0, |entry| entry.turn),
        kind: about.kind,
        unit: tree.name(about.unit).to_owned(),
        unit_id: about.unit.to_string(),
        subject: tree.name(about.subject).to_owned(),
        subject_id: about.subject.to_string(),
        title: field("tieu-de", at.map(|entry| entry.title.clone()).unwrap_or_default()),
        words: field(
            "noi-dung",
            at.map(|entry| entry.words.clone()).unwrap_or_default(),
        ),
        activities: offered.activities,
        findings: offered.findings,
        documents: offered.documents,
        decisions: offered.decisions,
        term: field("han", term.to_string()),
        until: match sent {
            Some(form) => DateFields::sent(form, "het"),
            None => DateFields::of(until),
        },
    })
}

/// What the form chose; what is no identity is left out, and missed below.
fn basis(form: &Form, kind: Kind) -> Basis {
    let one = |name: &str| form.get(name).parse().ok();
    match kind {
        Kind::Praise => {
            let mut activities: Vec<Id> = form.all("hoat-dong").filter_map(|id| id.parse().ok()).collect();
            activities.sort();
            activities.dedup();
            activities.truncate(MOST_ACTIVITIES + 1);
            Basis {
                activities,
                ..Basis::default()
            }
        }
        Kind::Criticism => Basis {
            activities: Vec::new(),
            finding: one("can-cu"),
            document: one("van-ban"),
            decision: one("quyet-dinh"),
        },
    }
}

/// `/bieu-duong/moi`, about a unit with `?loai=&ve=`, on the site of one with `?don-vi=`
pub async fn blank(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let form = visit.fields();
    let unit = actor.seat_named(Action::WriteRecognition, form.get("don-vi"))?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    drop(tx);
    match about(&form, unit, &tree) {
        Some(about) => Ok(html(
            &edit_page(&visit, about, None, None, Problems::new()).await?,
        )),
        None if form.has("ve") => {
            let sentence = "Mời chọn một đơn vị thuộc đơn vị đăng; không tự phê bình trên trang của mình.";
            let problems = Problems::one("ve", sentence);
            Ok(refused(&start_page(&visit, &form, problems).await?))
        }
        None => Ok(html(&start_page(&visit, &form, Problems::new()).await?)),
    }
}

/// `POST /bieu-duong/moi`
pub async fn begin(visit: Visit, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let unit = actor.seat_named(Action::WriteRecognition, form.get("don-vi"))?;
    let mut tx = visit.app.read(actor).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    drop(tx);
    let Some(about) = about(&form, unit, &tree) else {
        let problems = Problems::one("ve", "Mời chọn biểu dương hay phê bình, và đơn vị nào.");
        return Ok(refused(&start_page(&visit, &form, problems).await?));
    };
    match begun(&visit, about, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(
            &edit_page(&visit, about, None, Some(&form), problems).await?,
        )),
        done => done,
    }
}

async fn begun(visit: &Visit, about: About, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut written = written(form, about)?;
    let mut tx = visit.app.read(actor).await?;
    written.looked = actions::looked(&visit.app, &mut tx, actor, &written.basis).await?;
    drop(tx);
    let mut tx = visit.app.begin(actor).await?;
    let id = actions::begin(&mut tx, actor, about.unit, about.kind, written).await?;
    tx.save().await?;
    Ok(page::done(&format!("/bieu-duong/{id}"), "Đã lưu."))
}

fn written(form: &Form, about: About) -> Result<Written> {
    let mut problems = Problems::new();
    let must = Some("Mời ghi tiêu đề.");
    let title = form.text("tieu-de", TITLE_CHARACTERS, must, &mut problems);
    let must = Some("Mời ghi nội dung.");
    let words = form.text("noi-dung", WORDS_CHARACTERS, must, &mut problems);
    let until: Option<Date> = form.date("het", &mut problems);
    let term_days = match about.kind {
        Kind::Praise => Some(TERM_DAYS),
        Kind::Criticism => form.count("han", TERMS.1, &mut problems),
    };
    problems.or(())?;
    Ok(Written {
        subject: about.subject,
        title,
        words,
        basis: basis(form, about.kind),
        looked: None,
        term_days: term_days.unwrap_or(TERM_DAYS),
        until,
    })
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Entry, About)> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let entry = actions::reached(&mut tx, actor, Action::WriteRecognition, id).await?;
    let about = About {
        unit: entry.unit,
        subject: entry.subject,
        kind: entry.standing.kind,
    };
    Ok((entry, about))
}

/// `/bieu-duong/{entry}/sua`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let (entry, about) = loaded(&visit, &id).await?;
    if entry.standing.state != State::Draft {
        return Ok(page::news(
            &format!("/bieu-duong/{id}"),
            "Chỉ sửa được bản nháp: trả lại người viết thì mới viết tiếp được.",
        ));
    }
    Ok(html(
        &edit_page(&visit, about, Some(&entry), None, Problems::new()).await?,
    ))
}

/// `POST /bieu-duong/{entry}/sua`
pub async fn save(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let (entry, about) = loaded(&visit, &id).await?;
    let problems = match saved(&visit, &entry, about, &form).await {
        Err(error) => error.in_form("noi-dung")?,
        done => return done,
    };
    Ok(refused(
        &edit_page(&visit, about, Some(&entry), Some(&form), problems).await?,
    ))
}

async fn saved(visit: &Visit, entry: &Entry, about: About, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let turn = form.turn("luot")?;
    let mut written = written(form, about)?;
    let mut tx = visit.app.read(actor).await?;
    written.looked = actions::looked(&visit.app, &mut tx, actor, &written.basis).await?;
    drop(tx);
    let mut tx = visit.app.begin(actor).await?;
    actions::write(&mut tx, actor, entry.id, turn, written).await?;
    tx.save().await?;
    Ok(page::done(&format!("/bieu-duong/{}", entry.id), "Đã lưu."))
}

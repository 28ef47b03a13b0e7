//! A programme of a year: written, filled with visits by risk, seen as a whole; the questions asked of every unit.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::document::letterhead::Letterhead;
use crate::document::print;
use crate::document::register::store::book;
use crate::duty::log::key_of;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::inspection::actions::{self, Chosen};
use crate::inspection::risk::ranked;
use crate::inspection::schedule::{self, Schedule};
use crate::inspection::store::finding::Wanted;
use crate::inspection::web::{Row, seen_findings};
use crate::inspection::{Programme, QUESTIONS, State, TITLE_CHARACTERS, WORDS_CHARACTERS, store};
use crate::org;
use crate::page::{self, Choice, Chrome, DateFields, html, refused};
use crate::plan;
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

/// Units that are ticked when a programme proposes.
const PROPOSED: usize = 5;

#[derive(Template)]
#[template(path = "inspection/pages/programme_new.html")]
struct NewPage {
    chrome: Chrome,
    problems: Problems,
    key: String,
    year: String,
    title: String,
    number: String,
    issued: DateFields,
    within: String,
    plans: Vec<Choice>,
    first: DateFields,
    last: DateFields,
}

async fn new_page(visit: &Visit, form: &Form, problems: Problems) -> Result<NewPage> {
    let mut tx = visit.app.read(visit.actor()?).await?;
    let today = tx.today();
    let year = today.year();
    let is_sent = form.has("khoa");
    let chosen = form.get("ke-hoach");
    let plans = plan::store::plans(&mut tx).await?;
    let plans = plans.into_iter().take(50).map(|plan| {
        let label = format!("{} {}", plan.number, plan.title);
        let id = plan.id.to_string();
        let is_chosen = id == chosen;
        Choice::new(id, label.trim(), is_chosen)
    });
    let every = Choice::new("", "Mọi việc đơn vị được giao", chosen.is_empty());
    let typed = |name: &str, fresh: String| match is_sent {
        true => form.get(name).to_owned(),
        false => fresh,
    };
    let day = |name: &str, date: Option<jiff::civil::Date>| match is_sent {
        true => DateFields::sent(form, name),
        false => DateFields::of(date),
    };
    Ok(NewPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        key: Id::new(tx.now()).to_string(),
        year: typed("nam", year.to_string()),
        title: typed("ten", format!("Kiểm tra công tác tuyên truyền CCHC năm {year}")),
        number: typed("so", String::new()),
        issued: day("ban-hanh", None),
        within: typed("chung", String::new()),
        plans: std::iter::once(every).chain(plans).collect(),
        first: day("tu", Some(today.first_of_year())),
        last: day("den", Some(today.last_of_year())),
    })
}

/// `/kiem-tra/chuong-trinh/moi`
pub async fn blank(visit: Visit) -> Result<Response> {
    Ok(html(&new_page(&visit, &Form::default(), Problems::new()).await?))
}

fn told(tx: &Tx, form: &Form, problems: &mut Problems) -> Option<Programme> {
    let year = form.year("nam", problems);
    let title = form.text(
        "ten",
        TITLE_CHARACTERS,
        Some("Mời ghi tên chương trình."),
        problems,
    );
    let number = form.text("so", TITLE_CHARACTERS, None, problems);
    let within = form.text("chung", TITLE_CHARACTERS, None, problems);
    let issued_on = form.date("ban-hanh", problems);
    let (first, last) = (form.date("tu", problems), form.date("den", problems));
    problems.unless(
        first.is_some() || problems.on("tu").is_some(),
        "tu",
        "Mời ghi ngày đầu kỳ.",
    );
    problems.unless(
        last.is_some() || problems.on("den").is_some(),
        "den",
        "Mời ghi ngày cuối kỳ.",
    );
    let plan = match form.get("ke-hoach") {
        "" => None,
        text => {
            let id = text.parse().ok();
            problems.unless(id.is_some(), "ke-hoach", "Mời chọn trong danh sách.");
            id
        }
    };
    Some(Programme {
        id: tx.new_id(),
        year: i64::from(year?),
        title,
        number,
        issued_on,
        within,
        plan,
        first_on: first?,
        last_on: last?,
    })
}

/// `POST /kiem-tra/chuong-trinh/moi`
pub async fn write(visit: Visit, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut problems = Problems::new();
    let mut tx = visit.app.begin(actor).await?;
    let new = told(&tx, &form, &mut problems);
    let done = match (new, problems.is_empty()) {
        (Some(new), true) => actions::write_programme(&mut tx, actor, new, &key_of(&form, &[])).await,
        _ => Err(problems.into()),
    };
    match done {
        Ok(id) => {
            tx.save().await?;
            let next = format!("/kiem-tra/chuong-trinh/{id}/chon");
            Ok(page::done(
                &next,
                "Đã lập chương trình. Mời chọn đơn vị kiểm tra.",
            ))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            Ok(refused(&new_page(&visit, &form, problems).await?))
        }
        Err(error) => Err(error),
    }
}

async fn reached(tx: &mut Tx, id: &str) -> Result<Programme> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    store::programme_by_id(tx, id).await?.ok_or(Error::NotFound)
}

/// "Kế hoạch số 12/KH-UBND ngày 25/02/2022"
pub(super) fn document(programme: &Programme) -> String {
    let number = match programme.number.as_str() {
        "" => String::new(),
        number => format!("số {number}"),
    };
    let day = programme.issued_on.map(|day| format!("ngày {}", text::day(day)));
    let parts = [Some(number), day].into_iter().flatten();
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

#[derive(Template)]
#[template(path = "inspection/pages/programme.html")]
struct ProgrammePage {
    chrome: Chrome,
    id: String,
    title: String,
    document: String,
    within: String,
    plan: Option<(String, String)>,
    period: String,
    counts: Vec<(State, usize)>,
    all: usize,
    units: usize,
    found: usize,
    settled: usize,
    late: usize,
    rows: Vec<Row>,
    shown: Option<State>,
    may_plan: bool,
    has_printer: bool,
}

/// `/kiem-tra/chuong-trinh/{programme}`, visits of one state with `?buoc=`.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let programme = reached(&mut tx, &id).await?;
    let today = tx.today();
    let horizon = crate::duty::Horizon::of(today);
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let visits = store::listed(&mut tx, programme.id, Id(0)).await?;
    let wanted = Wanted {
        programme: programme.id,
        ..Wanted::ALL
    };
    let found = seen_findings(&mut tx, actor, wanted).await?;
    let shown = State::with_key(visit.fields().get("buoc"));
    let plan = match programme.plan {
        Some(plan) => plan::store::plan(&mut tx, plan).await?,
        None => None,
    };
    let count = |state: State| visits.iter().filter(|one| one.state == state).count();
    let mut units: Vec<Id> = visits
        .iter()
        .filter(|one| one.state.is_held())
        .map(|one| one.unit)
        .collect();
    units.sort();
    units.dedup();
    Ok(html(&ProgrammePage {
        chrome: Chrome::new(&visit),
        id: programme.id.to_string(),
        document: document(&programme),
        plan: plan.map(|plan| (plan.id.to_string(), format!("{} {}", plan.number, plan.title))),
        period: format!(
            "{} đến {}",
            text::day(programme.first_on),
            text::day(programme.last_on)
        ),
        counts: State::ALL
            .into_iter()
            .map(|state| (state, count(state)))
            .filter(|(_, many)| *many > 0)
            .collect(),
        all: visits.len(),
        units: units.len(),
        settled: found.iter().filter(|one| one.is_settled()).count(),
        late: found
            .iter()
            .filter(|one| one.standing(&horizon) == crate::duty::Standing::Late)
            .count(),
        rows: visits
            .iter()
            .filter(|one| shown.is_none_or(|state| one.state == state))
            .map(|one| Row::new(one, &tree, actor, &found))
            .collect(),
        found: found.len(),
        shown,
        may_plan: actor.may_for_all(Action::PlanInspection),
        has_printer: visit.app.settings().printer.is_some(),
        title: programme.title,
        within: programme.within,
    }))
}

/// `/kiem-tra/chuong-trinh/{programme}/tai/{name}`: "ke-hoach-kiem-tra.docx" or ".pdf".
pub async fn download(visit: Visit, Path((id, name)): Path<(String, String)>) -> Result<Response> {
    let ending = name.strip_prefix("ke-hoach-kiem-tra.").ok_or(Error::NotFound)?;
    let mut tx = visit.app.read(visit.actor()?).await?;
    let programme = reached(&mut tx, &id).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let plan = match programme.plan {
        Some(plan) => plan::store::plan(&mut tx, plan).await?,
        None => None,
    };
    let parts = Schedule {
        programme: &programme,
        plan: plan.map(|plan| format!("Kế hoạch số {}", plan.number)),
        visits: &store::listed(&mut tx, programme.id, Id(0)).await?,
        questions: &asked(&mut tx).await?,
        head: &letterhead(&mut tx, &tree).await?,
    };
    let made = schedule::document(&parts, &tree);
    drop(tx);
    print::answer(&visit.app, made, ending, &name).await
}

/// Head and foot of the documents of the locality itself.
async fn letterhead(tx: &mut Tx, tree: &org::Tree) -> Result<Letterhead> {
    let root = tree.root().ok_or(Error::NotFound)?;
    Ok(book::letterhead_of(tx, root.id, &root.name, None).await?)
}

/// What is asked of every unit now.
async fn asked(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(match store::has_questions(tx).await? {
        true => store::questions(tx).await?.into_iter().map(|one| one.1).collect(),
        false => QUESTIONS.map(str::to_owned).to_vec(),
    })
}

struct UnitRow {
    id: String,
    name: String,
    points: i64,
    reasons: String,
    is_ticked: bool,
}

#[derive(Template)]
#[template(path = "inspection/pages/choose.html")]
struct ChoosePage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    title: String,
    rows: Vec<UnitRow>,
    there: usize,
    on: DateFields,
    team: String,
}

/// The units that have no visit yet, who most needs one first, with their reasons.
async fn choose_page(visit: &Visit, id: &str, sent: Option<&Form>, problems: Problems) -> Result<ChoosePage> {
    let mut tx = visit.app.read(visit.actor()?).await?;
    let programme = reached(&mut tx, id).await?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let there = store::listed(&mut tx, programme.id, Id(0)).await?;
    let is_there = |unit: Id| {
        there
            .iter()
            .any(|one| one.unit == unit && one.state != State::Cancelled)
    };
    let facts = store::risk::facts(&mut tx, programme.plan, (programme.first_on, programme.last_on)).await?;
    let all = ranked(facts, today);
    let ticked: Vec<&str> = sent.map(|form| form.all("don-vi").collect()).unwrap_or_default();
    let open = all
        .iter()
        .filter(|one| !is_there(one.unit) && !tree.has_ended(one.unit));
    let rows = open.enumerate().map(|(at, one)| {
        let id = one.unit.to_string();
        UnitRow {
            is_ticked: match sent {
                Some(_) => ticked.contains(&id.as_str()),
                None => at < PROPOSED,
            },
            id,
            name: tree.name(one.unit).to_owned(),
            points: one.points,
            reasons: one.reasons.clone(),
        }
    });
    Ok(ChoosePage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: programme.id.to_string(),
        title: programme.title,
        rows: rows.collect(),
        there: there.iter().filter(|one| one.state != State::Cancelled).count(),
        on: match sent {
            Some(form) => DateFields::sent(form, "ngay"),
            None => DateFields::of(loa_calendar::day::plus_days(today, 14)),
        },
        team: sent.map_or_else(String::new, |form| form.get("doan").to_owned()),
    })
}

/// `/kiem-tra/chuong-trinh/{programme}/chon`
pub async fn propose(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    Ok(html(&choose_page(&visit, &id, None, Problems::new()).await?))
}

/// `POST /kiem-tra/chuong-trinh/{programme}/chon`
pub async fn choose(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    match chosen(&visit, &id, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&choose_page(&visit, &id, Some(&form), problems).await?)),
        done => done,
    }
}

async fn chosen(visit: &Visit, id: &str, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut problems = Problems::new();
    let mut tx = visit.app.begin(actor).await?;
    let programme = reached(&mut tx, id).await?;
    let on = form.date("ngay", &mut problems);
    problems.unless(
        on.is_some() || problems.on("ngay").is_some(),
        "ngay",
        "Mời ghi ngày dự kiến kiểm tra.",
    );
    let team = form.text("doan", WORDS_CHARACTERS, None, &mut problems);
    let mut units: Vec<Id> = Vec::new();
    for text in form.all("don-vi") {
        units.push(text.parse().map_err(|_| Error::NotFound)?);
    }
    problems.unless(!units.is_empty(), "don-vi", "Mời chọn ít nhất một đơn vị.");
    let (Some(on), true) = (on, problems.is_empty()) else {
        return Err(problems.into());
    };
    let days = (programme.first_on, programme.last_on);
    let facts = store::risk::facts(&mut tx, programme.plan, days).await?;
    let today = tx.today();
    let reasons = ranked(facts, today);
    let chosen: Vec<Chosen> = units
        .into_iter()
        .map(|unit| Chosen {
            unit,
            reason: reasons
                .iter()
                .find(|one| one.unit == unit)
                .map_or_else(String::new, |one| one.reasons.clone()),
        })
        .collect();
    let made = actions::choose(&mut tx, actor, programme.id, &chosen, on, &team).await?;
    tx.save().await?;
    Ok(page::done(
        &format!("/kiem-tra/chuong-trinh/{}", programme.id),
        &format!("Đã đưa {made} đơn vị vào chương trình kiểm tra."),
    ))
}

#[derive(Template)]
#[template(path = "inspection/pages/questions.html")]
struct QuestionsPage {
    chrome: Chrome,
    problems: Problems,
    text: String,
}

/// `/kiem-tra/cau-hoi`
pub async fn questions(visit: Visit) -> Result<Response> {
    let mut tx = visit.app.read(visit.actor()?).await?;
    let own = asked(&mut tx).await?;
    Ok(html(&QuestionsPage {
        chrome: Chrome::new(&visit),
        problems: Problems::new(),
        text: own.join("\n"),
    }))
}

/// `POST /kiem-tra/cau-hoi`
pub async fn ask(visit: Visit, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let text = form.get("cau-hoi");
    let mut tx = visit.app.begin(actor).await?;
    match actions::ask(&mut tx, actor, text).await {
        Ok(()) => {
            tx.save().await?;
            Ok(page::done("/kiem-tra/cau-hoi", "Đã ghi câu hỏi chung."))
        }
        Err(Error::Problem(problems)) => Ok(refused(&QuestionsPage {
            chrome: Chrome::new(&visit).with_problems(&problems),
            problems,
            text: text.to_owned(),
        })),
        Err(error) => Err(error),
    }
}

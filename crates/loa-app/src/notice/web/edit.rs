//! Writing a notice: one form, which also works without scripts.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::document::Purpose;
use crate::document::actions::{Prepared, note, prepare};
use crate::duty;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::notice::{
    BODY_CHARACTERS, MOST_LOUD_DAYS, Matter, Notice, PLACES_CHARACTERS, State, TITLE_CHARACTERS, Written,
    actions, least_until,
};
use crate::org;
use crate::page::{self, Choice, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;

#[derive(Template)]
#[template(path = "notice/pages/edit.html")]
struct EditPage {
    chrome: Chrome,
    problems: Problems,
    /// Empty for one that is begun.
    id: String,
    turn: i64,
    action: String,
    unit: String,
    unit_id: String,
    matters: Vec<Choice>,
    title: String,
    source: String,
    decided_on: DateFields,
    from: DateFields,
    until: DateFields,
    until_hint: String,
    places: String,
    loud: String,
    duties: Vec<Choice>,
    purpose: Purpose,
    file: String,
}

async fn duties(tx: &mut Tx, actor: &Actor, unit: Id, chosen: Option<Id>) -> Result<Vec<Choice>> {
    let mut offered = duty::actions::offered(tx, actor).await?;
    offered.retain(|duty| duty.unit == unit);
    if let Some(id) = chosen.filter(|id| offered.iter().all(|duty| duty.id != *id)) {
        let own = duty::store::by_id(tx, id).await?;
        offered.extend(own.filter(|duty| duty.unit == unit));
    }
    let none = Choice::new("", "Không cho việc nào", chosen.is_none());
    let choices = offered.into_iter().map(|duty| {
        let due = text::day(duty.due_on);
        let label = format!("{} {} ({}, hạn {due})", duty.number, duty.title, duty.period);
        Choice::new(duty.id, label.trim(), Some(duty.id) == chosen)
    });
    Ok(std::iter::once(none).chain(choices).collect())
}

fn matters(chosen: &str) -> Vec<Choice> {
    let none = Choice::new("", "Chọn nội dung", chosen.is_empty());
    let matters = Matter::all().map(|one| {
        let number = one.number().to_string();
        Choice::new(&number, format!("{number}. {}", one.label()), number == chosen)
    });
    std::iter::once(none).chain(matters).collect()
}

/// The form of a notice that is begun (`at` is `None`) or written on.
async fn form_page(
    visit: &Visit,
    at: Option<&Notice>,
    sent: Option<&Form>,
    problems: Problems,
) -> Result<EditPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let query = visit.fields();
    let unit = match at {
        Some(one) => one.unit,
        None => actor.seat_named(
            Action::WriteArticle,
            sent.map_or(query.get("don-vi"), |form| form.get("don-vi")),
        )?,
    };
    actor.must(Action::WriteArticle, unit)?;
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    let written = at.map(|one| &one.written);
    let stands = |told: fn(&Written) -> String| written.map(told).unwrap_or_default();
    let field = |name: &str, stands: String| sent.map_or(stands, |form| form.get(name).to_owned());
    let date = |name: &str, stands| match sent {
        Some(form) => DateFields::sent(form, name),
        None => DateFields::of(stands),
    };
    let chosen = match sent {
        Some(form) => form.get("viec").parse().ok(),
        None => written.and_then(|one| one.duty),
    };
    let places = written.map_or_else(|| "Trụ sở\n".to_owned(), |one| one.places.clone());
    let days = |one: &Written| one.loud_days.map(|days| days.to_string()).unwrap_or_default();
    let file = |one: &Written| one.file.map(|file| file.to_string()).unwrap_or_default();
    let hint = "Nội dung 4 và 13 niêm yết thường xuyên: để trống.";
    let least = text::day(least_until(today));
    Ok(EditPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        action: at.map_or_else(
            || "/niem-yet/moi".to_owned(),
            |one| format!("/niem-yet/{}/sua", one.id),
        ),
        id: at.map(|one| one.id.to_string()).unwrap_or_default(),
        turn: at.map_or(0, |one| one.turn),
        unit: tree.name(unit).to_owned(),
        unit_id: unit.to_string(),
        matters: matters(&field(
            "noi-dung-so",
            stands(|one| one.matter.number().to_string()),
        )),
        title: field("tieu-de", stands(|one| one.title.clone())),
        source: field("noi-dung", stands(|one| one.source.clone())),
        decided_on: date("quyet-dinh", written.map(|one| one.decided_on)),
        from: date("tu", Some(written.map_or(today, |one| one.posted_from))),
        until: date("den", written.and_then(|one| one.posted_until)),
        until_hint: format!("Ít nhất 30 ngày, không tính ngày đầu: từ hôm nay thì đến hết {least}. {hint}"),
        places: field("noi", places),
        loud: field("loa", stands(days)),
        duties: duties(&mut tx, actor, unit, chosen).await?,
        purpose: Purpose::Official,
        file: stands(file),
    })
}

/// `/niem-yet/moi`, of a unit with `?don-vi=`
pub async fn blank(visit: Visit) -> Result<Response> {
    Ok(html(&form_page(&visit, None, None, Problems::new()).await?))
}

/// `POST /niem-yet/moi`
pub async fn begin(visit: Visit, form: Form) -> Result<Response> {
    match begun(&visit, &form).await {
        Err(Error::Problem(problems)) => Ok(refused(&form_page(&visit, None, Some(&form), problems).await?)),
        done => done,
    }
}

async fn begun(visit: &Visit, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let unit = actor.seat_named(Action::WriteArticle, form.get("don-vi"))?;
    let (written, file) = written(visit, form, None).await?;
    let mut tx = visit.app.begin(actor).await?;
    let written = with_file(&mut tx, written, file).await?;
    let id = actions::begin(&mut tx, actor, unit, written).await?;
    tx.save().await?;
    Ok(page::done(&format!("/niem-yet/{id}"), "Đã lưu thông báo."))
}

/// A notice that the visitor may do this with.
pub(super) async fn loaded(visit: &Visit, id: &str, action: Action) -> Result<Notice> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    actions::reached(&mut tx, actor, action, id).await
}

/// `/niem-yet/{notice}/sua`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let one = loaded(&visit, &id, Action::WriteArticle).await?;
    if one.state != State::Draft {
        let sentence = "Thông báo đã niêm yết thì không viết tiếp được. Cần sửa thì bấm Đính chính.";
        return Ok(page::news(&format!("/niem-yet/{id}"), sentence));
    }
    Ok(html(&form_page(&visit, Some(&one), None, Problems::new()).await?))
}

/// `POST /niem-yet/{notice}/sua`
pub async fn save(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let one = loaded(&visit, &id, Action::WriteArticle).await?;
    let problems = match saved(&visit, &one, &form).await {
        Err(error) => error.in_form("noi-dung")?,
        done => return done,
    };
    Ok(refused(
        &form_page(&visit, Some(&one), Some(&form), problems).await?,
    ))
}

async fn saved(visit: &Visit, one: &Notice, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let turn = form.turn("luot")?;
    let (written, file) = written(visit, form, one.written.file).await?;
    let mut tx = visit.app.begin(actor).await?;
    let written = with_file(&mut tx, written, file).await?;
    actions::write(&mut tx, actor, one.id, turn, written).await?;
    tx.save().await?;
    Ok(page::done(&format!("/niem-yet/{}", one.id), "Đã lưu thông báo."))
}

/// What was written, and a new file whose bytes are kept.
async fn written(visit: &Visit, form: &Form, before: Option<Id>) -> Result<(Written, Option<Prepared>)> {
    let mut problems = Problems::new();
    let matter = form.get("noi-dung-so").parse().ok().and_then(Matter::numbered);
    problems.unless(matter.is_some(), "noi-dung-so", "Mời chọn một trong 13 nội dung.");
    let title = form.text(
        "tieu-de",
        TITLE_CHARACTERS,
        Some("Mời ghi tiêu đề."),
        &mut problems,
    );
    let source = form.text(
        "noi-dung",
        BODY_CHARACTERS,
        Some("Mời ghi nội dung."),
        &mut problems,
    );
    let decided_on = form.date("quyet-dinh", &mut problems);
    let posted_from = form.date("tu", &mut problems);
    for (date, field, sentence) in [
        (decided_on, "quyet-dinh", "Mời ghi ngày quyết định."),
        (posted_from, "tu", "Mời ghi ngày bắt đầu niêm yết."),
    ] {
        problems.unless(date.is_some() || problems.on(field).is_some(), field, sentence);
    }
    let posted_until = form.date("den", &mut problems);
    let is_typed = problems.on("den").is_none();
    let sentence = "Mời ghi nơi niêm yết: trụ sở, nhà văn hóa bản …";
    let places = form.text("noi", PLACES_CHARACTERS, Some(sentence), &mut problems);
    let loud_days = form.count("loa", MOST_LOUD_DAYS, &mut problems);
    let duty = match form.get("viec") {
        "" => None,
        id => Some(id.parse().map_err(|_| Error::NotFound)?),
    };
    let (Some(matter), Some(decided_on), Some(posted_from)) = (matter, decided_on, posted_from) else {
        return Err(problems.into());
    };
    let written = Written {
        matter,
        title,
        source,
        decided_on,
        posted_from,
        posted_until,
        places,
        loud_days,
        file: before.filter(|_| !form.has("tep-bo")),
        duty,
    };
    // All that is wrong at once; of a last day that is none nothing more is said.
    for problem in written.problems(visit.app.today()).all() {
        if problem.field != "den" || is_typed {
            problems.add(problem.field, problem.message.clone());
        }
    }
    problems.or(())?;
    Ok((written, sent_file(visit, form).await?))
}

/// The file that came with the form, its bytes kept.
pub(super) async fn sent_file(visit: &Visit, form: &Form) -> Result<Option<Prepared>> {
    let field = Purpose::Official.field();
    let Some(upload) = form.files.iter().find(|file| file.field == field) else {
        return Ok(None);
    };
    let bytes = upload.bytes.clone();
    let file = prepare(&visit.app, &upload.name, bytes, Purpose::Official).await?;
    Ok(Some(file))
}

async fn with_file(tx: &mut Tx, mut written: Written, file: Option<Prepared>) -> Result<Written> {
    if let Some(file) = file {
        written.file = Some(note(tx, &file).await?);
    }
    Ok(written)
}

//! Forms about one unit: a new one, another name or place from a day, its end.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::org::actions::{self, UnitForm, ending};
use crate::org::list::NAME_LENGTH;
use crate::org::web::{known, shown_version, unit_choices};
use crate::org::{KINDS, LEVELS, Unit, store};
use crate::page::{self, Choice, Chrome, DateFields, html, refused};
use crate::problem::Problems;
use crate::route::Visit;
use crate::text;
use crate::wiring;

#[derive(Template)]
#[template(path = "org/pages/edit.html")]
struct EditPage {
    chrome: Chrome,
    problems: Problems,
    heading: String,
    action: String,
    back: String,
    is_new: bool,
    unit_name: String,
    aliases: String,
    code: String,
    kinds: Vec<Choice>,
    levels: Vec<Choice>,
    parents: Vec<Choice>,
    from: DateFields,
}

/// What stands in the form, right or wrong.
struct Shown {
    name: String,
    aliases: String,
    code: String,
    kind: String,
    level: String,
    parent: String,
    from: DateFields,
}

impl Shown {
    fn sent(form: &Form) -> Self {
        Self {
            name: form.get("ten").to_owned(),
            aliases: form.get("ten-khac").to_owned(),
            code: form.get("ma").to_owned(),
            kind: form.get("loai").to_owned(),
            level: form.get("cap").to_owned(),
            parent: form.get("cap-tren").to_owned(),
            from: DateFields::sent(form, "tu"),
        }
    }

    fn of(unit: &Unit, today: Date) -> Self {
        Self {
            name: unit.name.clone(),
            aliases: unit.aliases.join("\n"),
            code: unit.code.clone(),
            kind: unit.kind.clone(),
            level: unit.level.clone(),
            parent: unit.parent.map(|id| id.to_string()).unwrap_or_default(),
            from: DateFields::of(Some(today)),
        }
    }
}

/// The choices of a table, with the value at hand even if the table does not know it.
fn choices(table: &[(&str, &str)], chosen: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = table
        .iter()
        .map(|(key, words)| Choice::new(key, *words, *key == chosen))
        .collect();
    if !chosen.is_empty() && choices.iter().all(|choice| !choice.chosen) {
        choices.push(Choice::new(chosen, chosen, true));
    }
    choices
}

/// The page for one unit, or for a new one.
async fn edit_page(
    visit: &Visit,
    tx: &mut Tx,
    unit: Option<(Id, String)>,
    shown: Shown,
    problems: Problems,
) -> Result<EditPage> {
    let actor = visit.actor()?;
    let today = tx.today();
    let tree = store::tree::on(tx, today).await?;
    let own = unit.as_ref().map(|(id, _)| tree.subtree(*id)).unwrap_or_default();
    let chosen = shown.parent.parse::<Id>().ok();
    // Where it stands now is among the choices, whoever's it is.
    let may = |id: Id| !own.contains(&id) && (actor.may(Action::ManageUnits, id) || Some(id) == chosen);
    let mut parents = unit_choices(&tree, may, |id| Some(id) == chosen);
    if actor.may_for_all(Action::ManageUnits) || (unit.is_some() && chosen.is_none()) {
        parents.insert(
            0,
            Choice::new("", "Không trực thuộc đơn vị nào ở đây", chosen.is_none()),
        );
    }
    let (heading, action, back) = match &unit {
        Some((id, name)) => (
            format!("Đổi tên, chuyển hoặc sửa {name}"),
            format!("/don-vi/{id}/sua"),
            format!("/don-vi/{id}"),
        ),
        None => (
            "Thêm đơn vị".to_owned(),
            "/don-vi/moi".to_owned(),
            "/don-vi".to_owned(),
        ),
    };
    Ok(EditPage {
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        heading,
        action,
        back,
        is_new: unit.is_none(),
        unit_name: shown.name,
        aliases: shown.aliases,
        code: shown.code,
        kinds: choices(&KINDS, &shown.kind),
        levels: choices(&LEVELS, &shown.level),
        parents,
        from: shown.from,
    })
}

/// Reads the form; what is wrong is noted. The parent is one that the actor may put units below, or the one before.
fn read(form: &Form, actor: &Actor, before: Option<&Unit>, problems: &mut Problems) -> Result<UnitForm> {
    let name = form.text("ten", NAME_LENGTH, Some("Mời ghi tên của đơn vị."), problems);
    let aliases = form.text("ten-khac", 2000, None, problems);
    let code = form.text("ma", 10, None, problems);
    problems.unless(
        code.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "ma",
        "Mã chỉ gồm chữ số, ví dụ 04189.",
    );
    let key = |name: &'static str, table: &[(&str, &str)], old: Option<&String>, problems: &mut Problems| {
        let value = form.get(name).to_owned();
        let known = table.iter().any(|(key, _)| *key == value) || old == Some(&value);
        problems.unless(known, name, "Mời chọn một mục trong danh sách.");
        value
    };
    let kind = key("loai", &KINDS, before.map(|unit| &unit.kind), problems);
    let level = key("cap", &LEVELS, before.map(|unit| &unit.level), problems);
    let parent = match form.get("cap-tren") {
        "" => None,
        text => Some(text.parse::<Id>().map_err(|_| Error::NotFound)?),
    };
    if before.is_none_or(|unit| unit.parent != parent) {
        match parent {
            Some(parent) => actor.must(Action::ManageUnits, parent)?,
            None if actor.may_for_all(Action::ManageUnits) => {}
            None => problems.add("cap-tren", "Mời chọn đơn vị cấp trên."),
        }
    }
    let from = form.date("tu", problems);
    if from.is_none() && problems.on("tu").is_none() {
        problems.add("tu", "Mời ghi ngày bắt đầu, ví dụ 01 07 2025.");
    }
    Ok(UnitForm {
        name: name.replace(['\n', '\t'], " "),
        aliases: aliases
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        kind,
        level,
        code,
        parent,
        from: from.unwrap_or_default(),
    })
}

/// A page with an empty form, or with the unit above chosen.
pub async fn new_page(visit: Visit) -> Result<Response> {
    let actor = visit.actor()?;
    let fields = visit.fields();
    let mut tx = visit.app.read(actor).await?;
    let shown = Shown {
        from: DateFields::of(Some(tx.today())),
        ..Shown::sent(&fields)
    };
    let page = edit_page(&visit, &mut tx, None, shown, Problems::new()).await?;
    Ok(html(&page))
}

/// A new unit.
pub async fn add(visit: Visit, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut problems = Problems::new();
    let wanted = read(&form, actor, None, &mut problems)?;
    let mut tx = visit.app.begin(actor).await?;
    let added = match problems.or(()) {
        Ok(()) => actions::add_unit(&mut tx, &wanted).await,
        Err(problems) => Err(problems.into()),
    };
    match added {
        Ok(id) => {
            tx.save().await?;
            Ok(page::done(&format!("/don-vi/{id}"), "Đã thêm đơn vị."))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            let mut tx = visit.app.read(actor).await?;
            let page = edit_page(&visit, &mut tx, None, Shown::sent(&form), problems).await?;
            Ok(refused(&page))
        }
        Err(other) => Err(other),
    }
}

/// The form with what the unit is today.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (id, history) = known(&mut tx, &id).await?;
    actor.must(Action::ManageUnits, id)?;
    let unit = shown_version(&history, tx.today()).ok_or(Error::NotFound)?;
    let shown = Shown::of(unit, tx.today());
    let page = edit_page(
        &visit,
        &mut tx,
        Some((id, unit.name.clone())),
        shown,
        Problems::new(),
    )
    .await?;
    Ok(html(&page))
}

/// Another name, place or code from a day on.
pub async fn save(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let (id, history) = known(&mut tx, &id).await?;
    actor.must(Action::ManageUnits, id)?;
    let unit = shown_version(&history, tx.today()).ok_or(Error::NotFound)?;
    let mut problems = Problems::new();
    let wanted = read(&form, actor, Some(unit), &mut problems)?;
    let saved = match problems.or(()) {
        Ok(()) => actions::change_unit(&mut tx, id, &wanted).await,
        Err(problems) => Err(problems.into()),
    };
    match saved {
        Ok(()) => {
            tx.save().await?;
            let sentence = format!("Đã ghi, có hiệu lực từ ngày {}.", text::day(wanted.from));
            Ok(page::done(&format!("/don-vi/{id}"), &sentence))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            let mut tx = visit.app.read(actor).await?;
            let known = Some((id, unit.name.clone()));
            let page = edit_page(&visit, &mut tx, known, Shown::sent(&form), problems).await?;
            Ok(refused(&page))
        }
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "org/pages/end.html")]
struct EndPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    name: String,
    has_ended: bool,
    from: DateFields,
    successors: Vec<Choice>,
    basis: String,
    /// Nobody takes over: said, not forgotten.
    nobody: Vec<Choice>,
    /// What the unit still has, as the slices tell it.
    parts: Vec<String>,
}

/// The unit with what the form shows.
struct Ending<'a> {
    id: Id,
    unit: &'a Unit,
    chosen: Vec<Id>,
    from: DateFields,
    basis: String,
    nobody: bool,
}

async fn end_of(visit: &Visit, tx: &mut Tx, shown: Ending<'_>, problems: Problems) -> Result<EndPage> {
    let today = tx.today();
    let has_ended = shown.unit.valid_to.is_some_and(|to| to <= today);
    // Those that take over may begin on the very day.
    let day = shown.unit.valid_to.map_or(today, |to| to.max(today));
    let tree = store::tree::on(tx, day).await?;
    let successors = unit_choices(&tree, |id| id != shown.id, |id| shown.chosen.contains(&id));
    Ok(EndPage {
        parts: wiring::parts_of_unit(visit, tx, shown.id).await?,
        nobody: vec![Choice::new(
            "co",
            "Không đơn vị nào nhận việc còn lại",
            shown.nobody,
        )],
        chrome: Chrome::new(visit).with_problems(&problems),
        problems,
        id: shown.id.to_string(),
        name: shown.unit.name.clone(),
        has_ended,
        from: shown.from,
        successors,
        basis: shown.basis,
    })
}

/// The form for ending a unit and naming who takes over.
pub async fn end_page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (id, history) = known(&mut tx, &id).await?;
    actor.must(Action::ManageUnits, id)?;
    let unit = history.last().ok_or(Error::NotFound)?;
    let successions = store::successions(&mut tx).await?;
    let own: Vec<&store::Succession> = successions.iter().filter(|one| one.unit == id).collect();
    let shown = Ending {
        id,
        unit,
        chosen: own.iter().map(|one| one.successor).collect(),
        // Ending starts with saying when: a day that stands there already is pressed away.
        from: DateFields::of(unit.valid_to),
        nobody: unit.valid_to.is_some() && own.is_empty(),
        basis: own.first().map(|one| one.basis.clone()).unwrap_or_default(),
    };
    Ok(html(&end_of(&visit, &mut tx, shown, Problems::new()).await?))
}

/// Ends a unit.
pub async fn end(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let (id, history) = known(&mut tx, &id).await?;
    actor.must(Action::ManageUnits, id)?;
    let unit = history.last().ok_or(Error::NotFound)?;
    let mut problems = Problems::new();
    let from = form.date("tu", &mut problems);
    if from.is_none() && problems.on("tu").is_none() {
        problems.add("tu", "Mời ghi ngày đầu tiên đơn vị không còn, ví dụ 01 07 2025.");
    }
    let basis = form.text("can-cu", 300, None, &mut problems);
    let mut successors = Vec::new();
    for text in form.all("ke-thua") {
        successors.push(text.parse::<Id>().map_err(|_| Error::NotFound)?);
    }
    let nobody = !form.get("khong-ai").is_empty();
    if successors.is_empty() && !nobody {
        let sentence = "Chọn đơn vị kế thừa, hoặc đánh dấu là không đơn vị nào nhận việc còn lại.";
        problems.add("khong-ai", sentence);
    }
    let ended = match problems.or(from.unwrap_or_default()) {
        Ok(from) => ending::end_unit(&mut tx, id, from, &successors, &basis).await,
        Err(problems) => Err(problems.into()),
    };
    match ended {
        Ok(()) => {
            tx.save().await?;
            let sentence = format!("Đã ghi đơn vị kết thúc từ ngày {}.", text::day_or_dash(from));
            Ok(page::done(&format!("/don-vi/{id}"), &sentence))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            let mut tx = visit.app.read(actor).await?;
            let shown = Ending {
                id,
                unit,
                chosen: successors,
                from: DateFields::sent(&form, "tu"),
                basis,
                nobody,
            };
            Ok(refused(&end_of(&visit, &mut tx, shown, problems).await?))
        }
        Err(other) => Err(other),
    }
}

/// Takes the end of a unit back.
pub async fn reopen(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let (id, _) = known(&mut tx, &id).await?;
    actor.must(Action::ManageUnits, id)?;
    ending::reopen(&mut tx, id).await?;
    tx.save().await?;
    Ok(page::done(
        &format!("/don-vi/{id}"),
        "Đơn vị hoạt động lại như trước khi ghi kết thúc.",
    ))
}

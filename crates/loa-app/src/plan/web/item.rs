//! One order: looking at it, correcting it, adding one, merging doubles.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;
use loa_vietnamese::fold::fold;

use crate::error::{Error, Result};
use crate::form::Form;
use crate::org::{self, Tree};
use crate::page::{self, Chrome, encoded, html, refused};
use crate::plan::actions::{self, name_key};
use crate::plan::store::item::Item;
use crate::plan::store::{self, Version};
use crate::plan::time::{self, is_continuous};
use crate::plan::web::view::{NameView, OrderView, count_in_words, name_view, order_view};
use crate::plan::web::{id, may_edit, names, visible};
use crate::plan::{
    Choice, Column, Directory, Head, MOST_SHORT, MOST_TITLE, NameKind, Named, Part, Sheet, State, Timing,
};
use crate::problem::Problems;
use crate::route::Visit;

/// Names of units in one role at most.
const MOST_NAMES: usize = 100;
/// Suggestions for a name that is not in the list.
const MOST_SUGGESTED: usize = 5;

/// The names of one role in the form.
struct PartField {
    field: &'static str,
    label: &'static str,
    /// One name a line.
    value: String,
    names: Vec<NameView>,
}

#[derive(Template)]
#[template(path = "plan/pages/item.html")]
struct ItemPage {
    chrome: Chrome,
    problems: Problems,
    plan: String,
    /// Empty for a new order.
    item: String,
    heading: String,
    can_edit: bool,
    stamp: i64,
    seen: String,
    is_preview: bool,
    number: String,
    group: String,
    title: String,
    parts: Vec<PartField>,
    when: String,
    meaning: String,
    remarks: Vec<String>,
    readings: Vec<page::Choice>,
    has_floor: bool,
    floor: String,
    product: String,
    approval: Vec<page::Choice>,
    original: Option<OrderView>,
    view: Option<OrderView>,
    others: Vec<page::Choice>,
    base: String,
    is_removed: bool,
    is_corrected: bool,
}

/// What a page of an order is made of.
struct Frame<'a> {
    visit: &'a Visit,
    plan: String,
    version: Version,
    tree: Arc<Tree>,
    item: Option<Item>,
    items: Vec<Item>,
    people: HashMap<Id, String>,
    can_edit: bool,
}

impl<'a> Frame<'a> {
    async fn load(visit: &'a Visit, plan: &str, item: Option<&str>) -> Result<Frame<'a>> {
        let actor = visit.actor()?;
        let mut tx = visit.app.read(actor).await?;
        let (_, version) = visible(&mut tx, actor, plan).await?;
        let items = store::item::of_version(&mut tx, version.id).await?;
        let item = match item {
            None => None,
            Some(item) => {
                let wanted = id(item)?;
                let found = items.iter().find(|item| item.id == wanted).cloned();
                Some(found.ok_or(Error::NotFound)?)
            }
        };
        let on = version.head.issued_on().unwrap_or(tx.today());
        let tree = org::store::tree::on(&mut tx, on).await?;
        let people = names(&mut tx, item.iter().filter_map(|item| item.changed_by).collect()).await?;
        let can_edit = version.state == State::Draft && may_edit(&mut tx, actor).await?;
        Ok(Frame {
            visit,
            plan: plan.to_owned(),
            version,
            tree,
            item,
            items,
            people,
            can_edit,
        })
    }

    fn head(&self) -> &Head {
        &self.version.head
    }

    fn directory(&self) -> Directory {
        Directory::new(&self.tree, &self.head().issuer)
    }

    /// The sheet as it is kept; an empty one for a new order.
    fn kept(&self) -> Sheet {
        let empty = || Sheet {
            floor: 1,
            ..Sheet::default()
        };
        self.item.as_ref().map_or_else(empty, |item| item.sheet.clone())
    }

    /// The form with the values of a sheet.
    fn page(&self, sheet: &Sheet, problems: Problems) -> ItemPage {
        let head = self.head();
        // Words that are wrong have no meaning to show or to choose.
        let timing = sheet.when.as_ref().filter(|_| problems.on("thoi-gian").is_none());
        let schedule = timing.map(|when| when.schedule(head));
        let numbers: HashMap<Id, String> = self
            .items
            .iter()
            .map(|item| (item.id, item.sheet.number.clone()))
            .collect();
        let view = |item: &Item| order_view(item, head, &self.tree, &self.people, &numbers);
        let original = self.item.as_ref().filter(|item| item.is_corrected());
        let original = original.and_then(|item| {
            let sheet = item.original.clone()?;
            Some(view(&Item {
                sheet,
                ..item.clone()
            }))
        });
        let meaning = match (&schedule, head.frame()) {
            (Some(schedule), Some(frame)) => {
                let count = time::dates(schedule, &frame, sheet.floor).len();
                format!(
                    "{} ({})",
                    time::terms_in_words(&schedule.terms),
                    count_in_words(count, sheet.floor, is_continuous(schedule))
                )
            }
            (Some(schedule), None) => time::terms_in_words(&schedule.terms),
            _ => String::new(),
        };
        let own = self.item.as_ref().map(|item| item.id);
        ItemPage {
            chrome: Chrome::new(self.visit).with_problems(&problems),
            problems,
            plan: self.plan.clone(),
            item: own.map_or_else(String::new, |id| id.to_string()),
            heading: self.item.as_ref().map_or_else(
                || "Thêm một nhiệm vụ".to_owned(),
                |item| format!("Nhiệm vụ {}", item.sheet.number),
            ),
            can_edit: self.can_edit,
            stamp: self.item.as_ref().map_or(0, Item::stamp),
            seen: String::new(),
            is_preview: false,
            number: sheet.number.clone(),
            group: sheet.group.clone(),
            title: sheet.title.clone(),
            parts: Part::ALL.map(|part| self.part_field(sheet, part)).into(),
            when: sheet
                .when
                .as_ref()
                .map_or_else(String::new, |when| when.text.clone()),
            meaning,
            remarks: timing.map(|when| when.remarks(head)).unwrap_or_default(),
            readings: timing.map(|when| readings(when, head)).unwrap_or_default(),
            has_floor: schedule.as_ref().is_some_and(is_continuous),
            floor: sheet.floor.to_string(),
            product: sheet.product.clone(),
            approval: vec![page::Choice::new(
                1,
                "Minh chứng phải có người duyệt mới tính là đạt",
                sheet.needs_approval,
            )],
            view: self.item.as_ref().map(view),
            original,
            others: self.others(own),
            base: format!("/ke-hoach/{}/soat", self.plan),
            is_removed: self.item.as_ref().is_some_and(|item| item.removed),
            is_corrected: self
                .item
                .as_ref()
                .is_some_and(|item| item.original.is_some() && item.is_corrected()),
        }
    }

    fn part_field(&self, sheet: &Sheet, part: Part) -> PartField {
        let names = sheet.names(part);
        PartField {
            field: part.field(),
            label: part.label(),
            value: names
                .iter()
                .map(|named| named.text.as_str())
                .collect::<Vec<_>>()
                .join("\n"),
            names: names.iter().map(|named| name_view(named, &self.tree)).collect(),
        }
    }

    fn others(&self, own: Option<Id>) -> Vec<page::Choice> {
        let others = self
            .items
            .iter()
            .filter(|item| !item.removed && Some(item.id) != own);
        others
            .map(|item| {
                let title: String = item.sheet.title.chars().take(80).collect();
                page::Choice::new(item.id, format!("{}. {title}", item.sheet.number), false)
            })
            .collect()
    }
}

fn key_of(choice: Choice) -> String {
    match choice {
        Choice::AsRead => "mot".to_owned(),
        Choice::Each => "moi".to_owned(),
        Choice::Other(at) => format!("khac-{at}"),
    }
}

fn choice_of(key: &str) -> Option<Choice> {
    match key {
        "mot" => Some(Choice::AsRead),
        "moi" => Some(Choice::Each),
        _ => Some(Choice::Other(key.strip_prefix("khac-")?.parse().ok()?)),
    }
}

fn readings(when: &Timing, head: &Head) -> Vec<page::Choice> {
    let reading = |(choice, label)| page::Choice::new(key_of(choice), label, when.choice == Some(choice));
    when.choices(head).into_iter().map(reading).collect()
}

/// What the form says, laid on the sheet as it is kept.
fn sheet_of(form: &Form, frame: &Frame<'_>, problems: &mut Problems) -> Sheet {
    let kept = frame.kept();
    let head = frame.head();
    let mut sheet = kept.clone();
    sheet.number = form.text("so", 40, None, problems);
    sheet.group = form.text("nhom", MOST_TITLE, None, problems);
    sheet.title = form.text("ten", MOST_TITLE, Some("Ghi việc phải làm."), problems);
    sheet.product = form.text("san-pham", MOST_TITLE, None, problems);
    sheet.needs_approval = form.has("duyet");
    if form.has("muc") {
        sheet.floor = form.count("muc", 50, problems).unwrap_or(1);
        problems.unless(sheet.floor >= 1, "muc", "Mỗi kỳ ít nhất 1 việc.");
    }
    let directory = frame.directory();
    for part in Part::ALL {
        let lines = form.text(part.field(), MOST_TITLE * 2, None, problems);
        *sheet.names_mut(part) = named(&lines, part, &kept, frame, &directory, problems);
    }
    let text = crate::plan::reading::one_line(&form.text("thoi-gian", MOST_SHORT, None, problems));
    sheet.when = match (&kept.when, text.as_str()) {
        (_, "") => None,
        (Some(when), text) if when.text == text => Some(when.clone()),
        (before, text) => {
            let column = before.as_ref().map_or(Column::Period, |when| when.column);
            let read = Timing::read(text, column, head);
            if let Some(day) = read.day_of_no_calendar(head) {
                problems.add("thoi-gian", no_such_day(&day));
            }
            Some(read)
        }
    };
    if let Some(when) = &mut sheet.when {
        let asked = choice_of(form.get("cach-hieu"));
        let known = when.choices(head);
        match asked.filter(|asked| known.iter().any(|(choice, _)| choice == asked)) {
            Some(choice) => when.choice = Some(choice),
            None if form.has("cach-hieu") && !known.is_empty() => {
                problems.add("cach-hieu", "Chọn một trong các cách hiểu.");
            }
            None => {}
        }
        if known.is_empty() {
            when.choice = None;
        }
    }
    sheet
}

/// What is told of "ngày 31/02/2022".
fn no_such_day(day: &str) -> String {
    let bare = day.strip_prefix("ngày ").or_else(|| day.strip_prefix("Ngày "));
    let bare = cut(bare.unwrap_or(day));
    format!("Ngày {bare} không có trong lịch. Ghi lại ngày đúng; Loa không tự chuyển sang ngày khác.")
}

/// The names of one role, one a line. Known lines stay as they are; a new one must mean something.
fn named(
    lines: &str,
    part: Part,
    kept: &Sheet,
    frame: &Frame<'_>,
    directory: &Directory,
    problems: &mut Problems,
) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for line in lines.lines().map(crate::plan::reading::one_line) {
        let key = name_key(&line);
        if line.is_empty() || found.iter().any(|named| name_key(&named.text) == key) {
            continue;
        }
        if found.len() == MOST_NAMES {
            problems.add(part.field(), format!("Nhiều nhất {MOST_NAMES} dòng."));
            break;
        }
        if let Some(known) = kept.all_names().find(|named| name_key(&named.text) == key) {
            found.push(known.clone());
            continue;
        }
        let mut named = Named::read(&line, None, directory);
        if named.kind == NameKind::Unknown {
            let like = search(&frame.tree, &line);
            match like.as_slice() {
                [one] => named = Named::read(one, None, directory),
                [] => problems.add(part.field(), format!("Không có đơn vị nào tên “{}”.", cut(&line))),
                many => problems.add(
                    part.field(),
                    format!("“{}” có thể là: {}. Ghi rõ hơn.", cut(&line), many.join("; ")),
                ),
            }
        }
        // Typed in short or without marks: the list's own spelling is kept.
        if let (NameKind::One, [unit]) = (named.kind, named.units.as_slice()) {
            named.text = frame.tree.name(*unit).to_owned();
        }
        found.push(named);
    }
    found
}

fn cut(text: &str) -> String {
    text.chars().take(80).collect()
}

/// Names of units that contain the words, without regard to marks.
fn search(tree: &Tree, words: &str) -> Vec<String> {
    let key = fold(words);
    let names = tree.all().iter().filter(|unit| {
        std::iter::once(&unit.name)
            .chain(&unit.aliases)
            .any(|name| fold(name).contains(&key))
    });
    names.map(|unit| unit.name.clone()).take(MOST_SUGGESTED).collect()
}

/// What must be seen in words before it is kept: the schedule and the units as they were typed.
fn seen_key(sheet: &Sheet) -> String {
    let mut text = sheet
        .when
        .as_ref()
        .map_or_else(String::new, |when| when.text.clone());
    for named in sheet.all_names() {
        text.push('\n');
        text.push_str(&named.text);
    }
    actions::digest(&text, actions::Bring::New)
}

/// GET /ke-hoach/{plan}/viec/{item}
///
/// # Errors
/// [`Error::NotFound`]
pub async fn page(visit: Visit, Path((plan, item)): Path<(String, String)>) -> Result<Response> {
    let frame = Frame::load(&visit, &plan, Some(&item)).await?;
    Ok(html(&frame.page(&frame.kept(), Problems::new())))
}

/// GET /ke-hoach/{plan}/viec-moi
///
/// # Errors
/// [`Error::NotFound`]
pub async fn new_page(visit: Visit, Path(plan): Path<String>) -> Result<Response> {
    let frame = Frame::load(&visit, &plan, None).await?;
    if !frame.can_edit {
        return Err(Error::Forbidden);
    }
    Ok(html(&frame.page(&frame.kept(), Problems::new())))
}

/// The form again: with problems, or to show how new words are understood before they are kept. `None`: keep it.
fn look_again(frame: &Frame<'_>, form: &Form, sheet: &Sheet, problems: Problems) -> Option<Response> {
    let stamp: i64 = form.get("moc").parse().unwrap_or_default();
    let now = frame.item.as_ref().map_or(0, Item::stamp);
    if stamp != now {
        // What was typed stays; who saves it again has been told.
        let problems = Problems::one(
            "ten",
            "Có người khác vừa sửa nhiệm vụ này. Xem lại những gì bạn ghi rồi lưu lại.",
        );
        let mut response = refused(&frame.page(sheet, problems));
        *response.status_mut() = axum::http::StatusCode::CONFLICT;
        return Some(response);
    }
    if !problems.is_empty() {
        return Some(refused(&frame.page(sheet, problems)));
    }
    let seen = seen_key(sheet);
    let is_new = seen != seen_key(&frame.kept());
    if form.get("lam") == "xem" || (is_new && form.get("da-xem") != seen) {
        let mut page = frame.page(sheet, problems);
        page.seen = seen;
        page.is_preview = true;
        return Some(html(&page));
    }
    None
}

/// POST /ke-hoach/{plan}/viec/{item}
///
/// # Errors
/// See [`actions::correct`].
pub async fn save(visit: Visit, Path((plan, item)): Path<(String, String)>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let frame = Frame::load(&visit, &plan, Some(&item)).await?;
    let mut problems = Problems::new();
    let sheet = sheet_of(&form, &frame, &mut problems);
    if let Some(response) = look_again(&frame, &form, &sheet, problems) {
        return Ok(response);
    }
    let stamp = form.get("moc").parse().unwrap_or_default();
    let mut tx = visit.app.begin(actor).await?;
    actions::correct(&mut tx, actor, frame.version.plan, id(&item)?, stamp, sheet).await?;
    tx.save().await?;
    Ok(back(&plan, &item, "Đã lưu nhiệm vụ; bản đọc ban đầu vẫn giữ."))
}

/// POST /ke-hoach/{plan}/viec-moi
///
/// # Errors
/// See [`actions::add`].
pub async fn add(visit: Visit, Path(plan): Path<String>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let frame = Frame::load(&visit, &plan, None).await?;
    if !frame.can_edit {
        return Err(Error::Forbidden);
    }
    let mut problems = Problems::new();
    let sheet = sheet_of(&form, &frame, &mut problems);
    if let Some(response) = look_again(&frame, &form, &sheet, problems) {
        return Ok(response);
    }
    let mut tx = visit.app.begin(actor).await?;
    let added = actions::add(&mut tx, actor, frame.version.plan, sheet).await;
    match added {
        Ok(item) => {
            tx.save().await?;
            Ok(back(&plan, &item.to_string(), "Đã thêm nhiệm vụ."))
        }
        Err(Error::Problem(problems)) => Ok(refused(&frame.page(&frame.kept(), problems))),
        Err(other) => Err(other),
    }
}

fn back(plan: &str, item: &str, sentence: &str) -> Response {
    page::done(&format!("/ke-hoach/{plan}/soat#viec-{}", encoded(item)), sentence)
}

/// POST /ke-hoach/{plan}/viec/{item}/bo
///
/// # Errors
/// See [`actions::set_removed`].
pub async fn remove(visit: Visit, Path((plan, item)): Path<(String, String)>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    actions::set_removed(&mut tx, actor, id(&plan)?, id(&item)?, true).await?;
    tx.save().await?;
    Ok(back(&plan, &item, "Đã bỏ nhiệm vụ; có thể lấy lại ở cuối trang."))
}

/// POST /ke-hoach/{plan}/viec/{item}/lay-lai
///
/// # Errors
/// See [`actions::set_removed`].
pub async fn restore(visit: Visit, Path((plan, item)): Path<(String, String)>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    actions::set_removed(&mut tx, actor, id(&plan)?, id(&item)?, false).await?;
    tx.save().await?;
    Ok(back(&plan, &item, "Đã lấy lại nhiệm vụ."))
}

/// POST /ke-hoach/{plan}/viec/{item}/nhu-ban-doc
///
/// # Errors
/// See [`actions::reset`].
pub async fn reset(visit: Visit, Path((plan, item)): Path<(String, String)>) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    actions::reset(&mut tx, actor, id(&plan)?, id(&item)?).await?;
    tx.save().await?;
    Ok(back(&plan, &item, "Nhiệm vụ đã về như bản đọc."))
}

/// POST /ke-hoach/{plan}/viec/{item}/gop
///
/// # Errors
/// See [`actions::merge`].
pub async fn merge(visit: Visit, Path((plan, item)): Path<(String, String)>, form: Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.begin(actor).await?;
    let merged = match form.get("vao").parse::<Id>() {
        Ok(into) => actions::merge(&mut tx, actor, id(&plan)?, id(&item)?, into).await,
        Err(_) => Err(Problems::one("vao", "Chọn nhiệm vụ để gộp vào.").into()),
    };
    match merged {
        Ok(()) => {
            tx.save().await?;
            Ok(back(&plan, form.get("vao"), "Đã gộp hai nhiệm vụ."))
        }
        Err(Error::Problem(problems)) => {
            drop(tx);
            let frame = Frame::load(&visit, &plan, Some(&item)).await?;
            Ok(refused(&frame.page(&frame.kept(), problems)))
        }
        Err(other) => Err(other),
    }
}

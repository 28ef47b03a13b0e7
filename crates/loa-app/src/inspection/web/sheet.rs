//! The checklist on a phone: one form for each thing to look at, which also works without a network and without scripts.

use std::collections::HashMap;

use askama::Template;
use axum::Json;
use axum::extract::{FromRequest as _, Path, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use loa_db::id::Id;
use loa_db::tx::Tx;
use serde_json::json;

use crate::clock::moment_text;
use crate::document::Purpose;
use crate::document::store::File;
use crate::duty::log::entry::{self, Attachment};
use crate::duty::log::{given_key, key_of, told_in_json};
use crate::error::{Error, Result};
use crate::files::Hash;
use crate::form::{Form, drain};
use crate::identity::Action;
use crate::inspection::actions::answer::{Said, answer};
use crate::inspection::actions::reached;
use crate::inspection::checklist::Known;
use crate::inspection::store::{self, answer as kept, period};
use crate::inspection::{Answer, Item, Noted, Verdict, WORDS_CHARACTERS, holding};
use crate::org;
use crate::page::{self, Choice, Chrome, html, refused};
use crate::problem::Problems;
use crate::route::{self, Visit};
use crate::text;

/// The fields of a card, in its order.
const FIELDS: [&str; 5] = ["muc", "ten", "kq", "nhan-xet", "anh"];

/// One thing to look at, with what holds of it.
pub(super) struct Card {
    pub(super) key: String,
    pub(super) heading: String,
    pub(super) title: String,
    pub(super) known: String,
    pub(super) duty: String,
    /// The verdict that holds.
    pub(super) holds: Option<Verdict>,
    pub(super) remark: String,
    /// "Vì Thị Mẫu, 09:12 18/04/2022; sửa 2 lần"
    pub(super) said: String,
    pub(super) photos: Vec<String>,
    /// What is chosen in the form.
    choices: Vec<Choice>,
    typed: String,
    /// What is wrong with what was just sent: field and sentence.
    wrong: Vec<(&'static str, String)>,
    received: Vec<Choice>,
}

fn choices(chosen: Option<Verdict>) -> Vec<Choice> {
    Verdict::ALL
        .map(|verdict| Choice::new(verdict.key(), verdict.label(), chosen == Some(verdict)))
        .to_vec()
}

/// "2.3 Truyền thanh xã"
pub(super) fn heading(item: &Item) -> String {
    format!("{} {}", item.number, item.title).trim().to_owned()
}

/// The items of a visit as they stand; `known` is what is known of the duties today.
pub(super) fn cards(
    items: &[Item],
    answers: &[Answer],
    photos: &HashMap<Id, Vec<File>>,
    known: &HashMap<Id, Known>,
) -> Vec<Card> {
    let holds = holding(answers);
    let card = |item: &Item| {
        let answer = holds.get(&item.id).copied();
        let many = answers.iter().filter(|one| one.item == item.id).count();
        let now = item.origin.and_then(|origin| known.get(&origin));
        let of_item = |one: &&Answer| one.item == item.id && !one.is_late;
        let photos = answers
            .iter()
            .filter(of_item)
            .filter_map(|one| photos.get(&one.id))
            .flatten();
        Card {
            key: item.key.clone(),
            heading: heading(item),
            title: item.title.clone(),
            known: match item.known.as_str() {
                "" => now.map(|known| known.words.clone()).unwrap_or_default(),
                frozen => frozen.to_owned(),
            },
            duty: now
                .and_then(|known| known.duty)
                .map(|duty| duty.to_string())
                .unwrap_or_default(),
            holds: answer.map(|answer| answer.verdict),
            remark: answer.map(|answer| answer.remark.clone()).unwrap_or_default(),
            said: answer.map_or_else(String::new, |answer| {
                let again = match many {
                    0 | 1 => String::new(),
                    many => format!("; đã trả lời {many} lần"),
                };
                format!("{}, {}{again}", answer.person, moment_text(answer.said_at))
            }),
            photos: photos.map(|file| file.id.to_string()).collect(),
            choices: choices(answer.map(|answer| answer.verdict)),
            typed: answer.map(|answer| answer.remark.clone()).unwrap_or_default(),
            wrong: Vec::new(),
            received: Vec::new(),
        }
    };
    items.iter().map(card).collect()
}

#[derive(Template)]
#[template(path = "inspection/pages/sheet.html")]
struct SheetPage {
    chrome: Chrome,
    problems: Problems,
    id: String,
    unit: String,
    on: String,
    answered: usize,
    cards: Vec<Card>,
    /// What the team adds, right or wrong.
    own: Card,
    /// For the script: a card of an item that is not on the server yet.
    blank: Card,
    photo: Purpose,
    is_open: bool,
    /// Of this time that the page was opened: what is sent from it twice is the same answer.
    request: String,
}

fn empty(key: &str) -> Card {
    Card {
        key: key.to_owned(),
        heading: String::new(),
        title: String::new(),
        known: String::new(),
        duty: String::new(),
        holds: None,
        remark: String::new(),
        said: String::new(),
        photos: Vec::new(),
        choices: choices(None),
        typed: String::new(),
        wrong: Vec::new(),
        received: Vec::new(),
    }
}

async fn loaded(visit: &Visit, id: &str) -> Result<SheetPage> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let (inspection, programme) = reached(&mut tx, actor, Action::Inspect, id).await?;
    let items = store::items(&mut tx, id).await?;
    let answers = kept::of_inspection(&mut tx, id).await?;
    let photos = kept::photos(&mut tx, id).await?;
    let known = period::known_of(&mut tx, &inspection, &programme).await?;
    let cards = cards(&items, &answers, &photos, &known);
    let today = tx.today();
    let tree = org::store::tree::with_ended(&mut tx, today).await?;
    Ok(SheetPage {
        chrome: Chrome::new(visit),
        problems: Problems::new(),
        id: id.to_string(),
        unit: tree.name(inspection.unit).to_owned(),
        on: text::day(inspection.on()),
        answered: cards.iter().filter(|card| card.holds.is_some()).count(),
        cards,
        own: empty("them"),
        blank: empty("moi"),
        photo: Purpose::Photo,
        is_open: inspection.state.is_open(),
        request: Id::new(tx.now()).to_string(),
    })
}

/// `/kiem-tra/{inspection}/phieu`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response> {
    Ok(html(&loaded(&visit, &id).await?))
}

/// `POST /kiem-tra/{inspection}/phieu`: one answer.
pub async fn send(visit: Visit, Path(id): Path<String>, request: Request) -> Response {
    match sent(&visit, &id, request).await {
        Ok(response) => response,
        Err(error) => route::answer(&visit, error),
    }
}

async fn sent(visit: &Visit, id: &str, request: Request) -> Result<Response> {
    let (inspection, given) = match expected(visit, id, request.headers()).await {
        Ok((inspection, given, None)) => (inspection, given),
        early => {
            drain(request.into_body()).await;
            let (inspection, _, there) = early?;
            return Ok(noted(visit, inspection, there.ok_or(Error::NotFound)?));
        }
    };
    let form = Form::from_request(request, &()).await?;
    let mut problems = Problems::new();
    let attachments = entry::attachments(visit, &form, &mut problems).await?;
    // The same words about the same question of two visits are two answers.
    let key = given.unwrap_or_else(|| format!("{inspection}-{}", key_of(&form, &attachments)));
    match keep(visit, inspection, &form, &attachments, &key, problems).await {
        Err(Error::Problem(problems)) => refusal(visit, id, &form, attachments, problems).await,
        done => done,
    }
}

/// What is known before the body is read: the visit, the key of a phone, the item that it was an answer to already.
async fn expected(
    visit: &Visit,
    id: &str,
    headers: &HeaderMap,
) -> Result<(Id, Option<String>, Option<Noted>)> {
    let actor = visit.actor()?;
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let given = given_key(actor, headers)?;
    let mut tx = visit.app.read(actor).await?;
    reached(&mut tx, actor, Action::Inspect, id).await?;
    let there = match &given {
        Some(key) => kept::by_request(&mut tx, id, actor.person, key).await?,
        None => None,
    };
    Ok((id, given, there))
}

/// What the form says.
fn said(form: &Form, problems: &mut Problems) -> Option<Said> {
    let verdict = Verdict::with_key(form.get("kq"));
    problems.unless(
        verdict.is_some(),
        "kq",
        "Mời chọn Đạt, Chưa đạt hoặc Không kiểm tra.",
    );
    let remark = form.text("nhan-xet", WORDS_CHARACTERS, None, problems);
    let title = form.get("ten").to_owned();
    let key = match form.get("muc") {
        "" => own_key(&title),
        key => key.to_ascii_lowercase(),
    };
    Some(Said {
        key,
        title,
        verdict: verdict?,
        remark,
        at: form.get("luc").to_owned(),
    })
}

/// Without scripts nobody makes a key for what the team adds: the same words are the same item.
fn own_key(title: &str) -> String {
    let hash = Hash::of(title.as_bytes());
    let mut key = String::new();
    for (at, sign) in hash.as_str().chars().take(32).enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            key.push('-');
        }
        key.push(sign);
    }
    key
}

async fn keep(
    visit: &Visit,
    inspection: Id,
    form: &Form,
    attachments: &[Attachment],
    key: &str,
    mut problems: Problems,
) -> Result<Response> {
    let actor = visit.actor()?;
    let said = said(form, &mut problems);
    let (Some(said), true) = (said, problems.is_empty()) else {
        return Err(problems.into());
    };
    let mut tx: Tx = visit.app.begin(actor).await?;
    let files = entry::note(&mut tx, attachments).await?;
    let done = answer(&mut tx, actor, inspection, &said, &files, key).await?;
    if done.is_new {
        tx.save().await?;
    }
    Ok(noted(visit, inspection, done))
}

fn noted(visit: &Visit, inspection: Id, done: Noted) -> Response {
    let sentence = match done.is_late {
        true => {
            "Đã nhận, nhưng cuộc kiểm tra đã kết luận trước đó: câu trả lời được giữ lại, không đổi kết luận."
        }
        false => "Đã gửi câu trả lời.",
    };
    let href = format!("/kiem-tra/{inspection}/phieu#muc-{}", done.item);
    if !visit.wants_json {
        return page::done(&format!("/kiem-tra/{inspection}/phieu"), sentence);
    }
    let status = match done.is_new {
        true => StatusCode::CREATED,
        false => StatusCode::OK,
    };
    let code = done.item.to_string();
    (
        status,
        Json(json!({ "code": code, "href": href, "sentence": sentence })),
    )
        .into_response()
}

/// What is wrong, in the card that was sent; photos that arrived need not be sent again.
async fn refusal(
    visit: &Visit,
    id: &str,
    form: &Form,
    attachments: Vec<Attachment>,
    problems: Problems,
) -> Result<Response> {
    if visit.wants_json {
        return Ok(told_in_json(&problems));
    }
    let mut page = loaded(visit, id).await?;
    let key = form.get("muc");
    let card = match page.cards.iter_mut().find(|card| card.key == key) {
        Some(card) => card,
        None => &mut page.own,
    };
    card.choices = choices(Verdict::with_key(form.get("kq")));
    form.get("nhan-xet").clone_into(&mut card.typed);
    form.get("ten").clone_into(&mut card.title);
    let wrong = |field: &'static str| problems.on(field).map(|told| (field, told.to_owned()));
    card.wrong = FIELDS.into_iter().filter_map(wrong).collect();
    card.received = entry::received(visit, attachments).await?;
    Ok(refused(&SheetPage {
        chrome: page.chrome.with_problems(&problems),
        problems,
        ..page
    }))
}

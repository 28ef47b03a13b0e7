//! "Lấy số": a document that was written elsewhere gets its number.

use askama::Template;
use axum::response::Response;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_official::kind::Kind;

use super::library::kinds;
use super::{choices, meant, units_for};
use crate::document::Purpose;
use crate::document::actions::{Prepared, note, prepare};
use crate::document::register::reading::text_of;
use crate::document::register::store::{book, list};
use crate::document::register::{NewOfficial, actions, key_of, kind_with_key, most, symbol};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::{Action, Actor};
use crate::org;
use crate::page::{Choice, Chrome, DateFields, done, html, refused};
use crate::problem::Problems;
use crate::route::Visit;

/// Characters of the key that comes with the page.
const KEY: usize = 64;

struct Typed {
    unit: Option<Id>,
    kind: Option<Kind>,
    symbol: String,
    subject: String,
    signer: String,
    position: String,
    recipients: String,
    kept_by: String,
    copies: String,
    note: String,
    replaces: String,
    valid_from: DateFields,
    valid_to: DateFields,
}

impl Typed {
    fn sent(form: &Form) -> Self {
        let field = |name| form.get(name).to_owned();
        Self {
            unit: form.get("don-vi").parse().ok(),
            kind: kind_with_key(form.get("loai")),
            symbol: field("ky-hieu"),
            subject: field("trich-yeu"),
            signer: field("nguoi-ky"),
            position: field("chuc-vu"),
            recipients: field("noi-nhan"),
            kept_by: field("ban-luu"),
            copies: field("so-ban"),
            note: field("ghi-chu"),
            replaces: field("thay-the"),
            valid_from: DateFields::sent(form, "hieu-luc"),
            valid_to: DateFields::sent(form, "het-hieu-luc"),
        }
    }
}

#[derive(Template)]
#[template(path = "document/pages/reserve.html")]
struct ReservePage {
    chrome: Chrome,
    problems: Problems,
    key: String,
    units: Vec<Choice>,
    rule: String,
    kinds: Vec<Choice>,
    typed: Typed,
    file: Purpose,
}

impl ReservePage {
    async fn load(visit: &Visit, typed: Typed, key: &str, problems: Problems) -> Result<Self> {
        let actor = visit.actor()?;
        let mut tx = visit.app.read(actor).await?;
        let today = tx.today();
        let tree = org::store::tree::on(&mut tx, today).await?;
        let units = units_for(actor, Action::KeepRegister, &tree);
        let unit = match typed.unit.filter(|unit| units.contains(unit)) {
            Some(unit) => unit,
            None => meant(actor, Action::KeepRegister, "")?,
        };
        Ok(Self {
            chrome: Chrome::new(visit).with_problems(&problems),
            problems,
            key: match key {
                "" => Id::new(tx.now()).to_string(),
                key => key.to_owned(),
            },
            units: choices(&units, &tree, &[unit]),
            rule: format!("/van-ban/quy-uoc/{unit}"),
            kinds: kinds(typed.kind.or(Some(Kind::Letter))),
            typed,
            file: Purpose::Official,
        })
    }
}

/// `/van-ban/so-di/moi?don-vi=…`
pub async fn page(visit: Visit) -> Result<Response> {
    let typed = Typed::sent(&visit.fields());
    Ok(html(
        &ReservePage::load(&visit, typed, "", Problems::new()).await?,
    ))
}

/// `POST /van-ban/so-di/moi`
pub async fn take(visit: Visit, form: Form) -> Result<Response> {
    match takes(&visit, &form).await {
        Err(Error::Problem(problems)) => {
            let page = ReservePage::load(&visit, Typed::sent(&form), form.get("khoa"), problems).await?;
            Ok(refused(&page))
        }
        other => other,
    }
}

/// The unit that issues: it must be one whose register the person keeps.
fn issuer(actor: &Actor, form: &Form, problems: &mut Problems) -> Result<Option<Id>> {
    if !form.has("don-vi") {
        problems.add("don-vi", "Mời chọn cơ quan ban hành.");
        return Ok(None);
    }
    let unit: Id = form.get("don-vi").parse().map_err(|_| Error::NotFound)?;
    actor.must(Action::KeepRegister, unit)?;
    Ok(Some(unit))
}

/// Symbol as typed, or as the letterhead of the unit makes it.
async fn symbol_of(
    tx: &mut Tx,
    unit: Id,
    kind: Kind,
    typed: &str,
    problems: &mut Problems,
) -> Result<String> {
    if !typed.is_empty() {
        return Ok(typed.to_owned());
    }
    let head = book::letterhead(tx, unit).await?;
    if head.is_none() {
        problems.add(
            "ky-hieu",
            "Mời ghi ký hiệu, ví dụ BC-UBND, hoặc ghi thể thức của đơn vị một lần để Loa tự điền.",
        );
    }
    Ok(head.map_or_else(String::new, |head| {
        symbol(kind, &head.abbreviation, &head.drafter)
    }))
}

/// The document that is replaced, by its number and symbol.
async fn replaced(tx: &mut Tx, unit: Id, typed: &str, problems: &mut Problems) -> Result<Option<Id>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let parts = typed.split_once('/');
    let parts = parts.and_then(|(number, symbol)| Some((number.trim().parse::<i64>().ok()?, symbol.trim())));
    let found = match parts {
        Some((number, symbol)) => list::by_code(tx, unit, number, symbol).await?,
        None => None,
    };
    if found.is_none() {
        problems.add(
            "thay-the",
            "Sổ của cơ quan này không có văn bản ấy. Mời ghi số và ký hiệu như trong sổ, ví dụ 18/KH-UBND.",
        );
    }
    Ok(found.map(|one| one.id))
}

/// The file, kept, with its text.
pub async fn given(visit: &Visit, form: &Form) -> Result<(Option<Prepared>, String)> {
    let Some(upload) = form.files.iter().find(|file| file.field == "tep") else {
        return Ok((None, String::new()));
    };
    let bytes = upload.bytes.clone();
    let file = prepare(&visit.app, &upload.name, bytes.clone(), Purpose::Official).await?;
    let text = text_of(&file.name, bytes).await?;
    Ok((Some(file), text))
}

async fn takes(visit: &Visit, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut problems = Problems::new();
    let unit = issuer(actor, form, &mut problems)?;
    let kind = kind_with_key(form.get("loai"));
    problems.unless(kind.is_some(), "loai", "Mời chọn loại văn bản.");
    let must = Some("Mời ghi trích yếu: văn bản nói về việc gì.");
    let subject = form.text("trich-yeu", most::SUBJECT, must, &mut problems);
    let copies = form.count("so-ban", most::COPIES, &mut problems);
    let valid_from = form.date("hieu-luc", &mut problems);
    let valid_to = form.date("het-hieu-luc", &mut problems);
    let (file, text) = given(visit, form).await?;
    let mut tx = visit.app.begin(actor).await?;
    let (Some(unit), Some(kind)) = (unit, kind) else {
        return Err(problems.into());
    };
    let symbol = symbol_of(&mut tx, unit, kind, form.get("ky-hieu"), &mut problems).await?;
    let replaces = replaced(&mut tx, unit, form.get("thay-the"), &mut problems).await?;
    problems.or(())?;
    let file = match &file {
        Some(file) => Some(note(&mut tx, file).await?),
        None => None,
    };
    let field = |name| form.get(name).to_owned();
    let new = NewOfficial {
        signer: field("nguoi-ky"),
        position: field("chuc-vu"),
        recipients: field("noi-nhan"),
        kept_by: field("ban-luu"),
        copies,
        note: field("ghi-chu"),
        valid_from,
        valid_to,
        replaces,
        text,
        file,
        key: form.get("khoa").chars().take(KEY).collect(),
        ..NewOfficial::new(unit, kind, symbol, subject)
    };
    let one = actions::reserve(&mut tx, actor, new).await?;
    tx.save().await?;
    let sentence = format!("Số của văn bản: {}.", one.code());
    Ok(done(&format!("/van-ban/{}", one.id), &sentence))
}

/// The books of a unit that can be opened behind paper: each kind, or the one for all, and what comes in.
pub fn sequences(by_kind: bool) -> Vec<(String, String)> {
    let mut found = vec![("den".to_owned(), "Văn bản đến".to_owned())];
    if by_kind {
        let kinds = Kind::ALL.iter();
        found.extend(kinds.map(|(kind, name, _)| (key_of(*kind).to_owned(), (*name).to_owned())));
    } else {
        found.push(("chung".to_owned(), "Văn bản đi (chung mọi loại)".to_owned()));
    }
    found
}

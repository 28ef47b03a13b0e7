//! Something came in: entered into the book, once.

use askama::Template;
use axum::response::Response;
use loa_db::id::Id;
use loa_official::kind::Kind;

use super::library::kinds;
use super::reserve::given;
use super::{choices, meant, units_for};
use crate::document::Purpose;
use crate::document::actions::note;
use crate::document::register::actions::incoming::{NewIncoming, receive};
use crate::document::register::{kind_with_key, most};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::identity::Action;
use crate::org;
use crate::page::{Choice, Chrome, DateFields, done, html, refused};
use crate::problem::Problems;
use crate::route::Visit;

#[derive(Default)]
struct Typed {
    unit: Option<Id>,
    kind: Option<Kind>,
    arrived: DateFields,
    dated: DateFields,
    author: String,
    symbol: String,
    subject: String,
    note: String,
}

impl Typed {
    fn sent(form: &Form) -> Self {
        let field = |name| form.get(name).to_owned();
        Self {
            unit: form.get("don-vi").parse().ok(),
            kind: kind_with_key(form.get("loai")),
            arrived: DateFields::sent(form, "ngay-den"),
            dated: DateFields::sent(form, "ngay"),
            author: field("tac-gia"),
            symbol: field("so-ky-hieu"),
            subject: field("trich-yeu"),
            note: field("ghi-chu"),
        }
    }
}

#[derive(Template)]
#[template(path = "document/pages/incoming.html")]
struct IncomingPage {
    chrome: Chrome,
    problems: Problems,
    key: String,
    units: Vec<Choice>,
    kinds: Vec<Choice>,
    typed: Typed,
    again: Vec<Choice>,
    file: Purpose,
}

impl IncomingPage {
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
        // Asked only where there is something to ask.
        let again = match problems.on("van-vao") {
            Some(_) => vec![Choice::new("1", "Đây là văn bản khác, vẫn vào sổ", false)],
            None => Vec::new(),
        };
        Ok(Self {
            chrome: Chrome::new(visit).with_problems(&problems),
            problems,
            key: match key {
                "" => Id::new(tx.now()).to_string(),
                key => key.to_owned(),
            },
            units: choices(&units, &tree, &[unit]),
            kinds: kinds(typed.kind.or(Some(Kind::Letter))),
            typed,
            again,
            file: Purpose::Official,
        })
    }
}

/// `/van-ban/so-den/moi?don-vi=…`
pub async fn page(visit: Visit) -> Result<Response> {
    let typed = Typed {
        arrived: DateFields::of(Some(visit.app.today())),
        unit: visit.fields().get("don-vi").parse().ok(),
        ..Typed::default()
    };
    Ok(html(
        &IncomingPage::load(&visit, typed, "", Problems::new()).await?,
    ))
}

/// `POST /van-ban/so-den/moi`
pub async fn enter(visit: Visit, form: Form) -> Result<Response> {
    match enters(&visit, &form).await {
        Err(Error::Problem(problems)) => {
            let page = IncomingPage::load(&visit, Typed::sent(&form), form.get("khoa"), problems).await?;
            Ok(refused(&page))
        }
        other => other,
    }
}

async fn enters(visit: &Visit, form: &Form) -> Result<Response> {
    let actor = visit.actor()?;
    let mut problems = Problems::new();
    let unit = match form.get("don-vi") {
        "" => None,
        named => {
            let unit: Id = named.parse().map_err(|_| Error::NotFound)?;
            actor.must(Action::KeepRegister, unit)?;
            Some(unit)
        }
    };
    problems.unless(unit.is_some(), "don-vi", "Mời chọn nơi nhận văn bản.");
    let kind = kind_with_key(form.get("loai"));
    problems.unless(kind.is_some(), "loai", "Mời chọn loại văn bản.");
    let arrived_on = form.date("ngay-den", &mut problems);
    problems.unless(
        arrived_on.is_some() || problems.on("ngay-den").is_some(),
        "ngay-den",
        "Mời ghi ngày đến.",
    );
    let dated_on = form.date("ngay", &mut problems);
    let author = form.text(
        "tac-gia",
        most::AUTHOR,
        Some("Mời ghi cơ quan ban hành."),
        &mut problems,
    );
    let symbol = form.text(
        "so-ky-hieu",
        most::SYMBOL,
        Some("Mời ghi số và ký hiệu, ví dụ 123/UBND-NV."),
        &mut problems,
    );
    let subject = form.text(
        "trich-yeu",
        most::SUBJECT,
        Some("Mời ghi trích yếu."),
        &mut problems,
    );
    let remarks = form.text("ghi-chu", most::NOTE, None, &mut problems);
    let (file, text) = given(visit, form).await?;
    let (Some(unit), Some(kind), Some(arrived_on), true) = (unit, kind, arrived_on, problems.is_empty())
    else {
        return Err(problems.into());
    };
    let mut tx = visit.app.begin(actor).await?;
    let file = match &file {
        Some(file) => Some(note(&mut tx, file).await?),
        None => None,
    };
    let key = match form.get("khoa") {
        "" => tx.new_id().to_string(),
        key => key.chars().take(64).collect(),
    };
    let new = NewIncoming {
        unit,
        arrived_on,
        author,
        symbol,
        dated_on,
        kind,
        subject,
        note: remarks,
        file,
        text,
        is_again: form.has("van-vao"),
        key,
    };
    let (one, is_new) = receive(&mut tx, actor, new).await?;
    if is_new {
        tx.save().await?;
    }
    let sentence = format!("Đã vào sổ, số đến {}.", one.number);
    Ok(done(&format!("/van-ban/{}", one.id), &sentence))
}

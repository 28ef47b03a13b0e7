//! What was signed comes back: read, held against what was given out, kept beside it.

use axum::extract::Path;
use axum::response::Response;
use loa_db::id::Id;

use super::one::{OnePage, Typed};
use super::seen;
use crate::document::actions::{note, prepare};
use crate::document::register::actions::{Signed, mark_signed};
use crate::document::register::compare::{Filled, Found, signed};
use crate::document::register::diff::Clause;
use crate::document::register::reading::text_of;
use crate::document::register::{Checked, Official, most, padded, store};
use crate::document::{Kind, Purpose, store as files};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::{done, refused};
use crate::problem::Problems;
use crate::route::Visit;

/// The signed file, kept, with what it says.
struct Taken {
    id: Id,
    name: String,
    text: String,
}

/// The file that is sent now, or the one that was sent the last time and is to be taken all the same.
async fn taken(visit: &Visit, form: &Form) -> Result<Option<Taken>> {
    let actor = visit.actor()?;
    if let Some(upload) = form.files.iter().find(|file| file.field == "tep") {
        let bytes = upload.bytes.clone();
        let file = prepare(&visit.app, &upload.name, bytes.clone(), Purpose::Signed).await?;
        let text = text_of(&file.name, bytes).await?;
        let mut tx = visit.app.begin(actor).await?;
        let id = note(&mut tx, &file).await?;
        tx.save().await?;
        let name = file.name;
        return Ok(Some(Taken { id, name, text }));
    }
    let Ok(id) = form.get("da-nhan").parse::<Id>() else {
        return Ok(None);
    };
    let mut tx = visit.app.read(actor).await?;
    let file = files::by_id(&mut tx, id).await?;
    let file = file.filter(|file| file.by == Some(actor.person) && file.kind == Kind::Pdf);
    let file = file.ok_or(Error::NotFound)?;
    drop(tx);
    let bytes = visit.app.files().get(&file.hash).await?;
    let text = text_of(&file.name, bytes).await?;
    let name = file.name;
    Ok(Some(Taken { id, name, text }))
}

/// Holds it against what was given out; what differs, and why it is not taken as it is.
async fn checked(
    one: &Official,
    given: String,
    taken: &Taken,
    date: Option<jiff::civil::Date>,
) -> Result<(Checked, Vec<Clause>)> {
    if given.trim().is_empty() {
        let is_scan = taken.text.trim().is_empty();
        return Ok((if is_scan { Checked::Unread } else { Checked::Not }, Vec::new()));
    }
    let (number, text) = (padded(one.number), taken.text.clone());
    let found = tokio::task::spawn_blocking(move || {
        let filled = Filled {
            number: &number,
            date,
        };
        signed(&given, &text, filled)
    });
    match found.await.map_err(|error| Error::Outage(error.to_string()))? {
        Found::Same => Ok((Checked::Same, Vec::new())),
        Found::Differs(clauses) => Ok((Checked::Confirmed, clauses)),
        Found::Unread => Ok((Checked::Unread, Vec::new())),
        Found::Unlike => {
            let sentence = format!(
                "Tệp “{}” là văn bản khác: chưa đến một nửa số chữ giống bản đã đưa ra. Mời chọn đúng tệp.",
                taken.name
            );
            Err(Problems::one("tep", sentence).into())
        }
    }
}

/// `POST /van-ban/{official}/ky`
pub async fn sign(visit: Visit, Path(id): Path<String>, form: Form) -> Result<Response> {
    let mut typed = Typed::sent(&form);
    match signs(&visit, &id, &form, &mut typed).await {
        Err(Error::Problem(problems)) => Ok(refused(&OnePage::load(&visit, &id, typed, problems).await?)),
        other => other,
    }
}

async fn signs(visit: &Visit, id: &str, form: &Form, typed: &mut Typed) -> Result<Response> {
    let actor = visit.actor()?;
    let mut tx = visit.app.read(actor).await?;
    let (one, _) = seen(&mut tx, actor, id).await?;
    if !actor.may(crate::identity::Action::KeepRegister, one.unit) {
        return Err(Error::NotFound);
    }
    let given = store::text(&mut tx, one.id).await?;
    drop(tx);
    let mut problems = Problems::new();
    let on = form.date("ngay", &mut problems);
    problems.unless(
        on.is_some() || problems.on("ngay").is_some(),
        "ngay",
        "Mời ghi ngày ký.",
    );
    let must = Some("Mời ghi tên người ký.");
    let signer = form.text("nguoi-ky", most::SIGNER, must, &mut problems);
    let position = form.text("chuc-vu", most::POSITION, None, &mut problems);
    let reason = form.text("ly-do", most::NOTE, None, &mut problems);
    let taken = taken(visit, form).await?;
    let is_paper = form.has("giay");
    problems.unless(
        taken.is_some() || is_paper,
        "tep",
        "Mời chọn tệp PDF đã ký, hoặc đánh dấu là ký trên giấy.",
    );
    let (mut checked_as, mut clauses) = (Checked::Not, Vec::new());
    if let Some(taken) = &taken {
        typed.received = Some((taken.id.to_string(), taken.name.clone()));
        (checked_as, clauses) = checked(&one, given, taken, on)
            .await
            .inspect_err(|_| typed.received = None)?;
        let sentence = match checked_as {
            Checked::Confirmed => {
                "Bản đã ký khác bản đã đưa ra ở những chỗ ghi dưới đây. Mời gửi lại đúng tệp, hoặc ghi lý do rồi xác nhận."
            }
            Checked::Unread => {
                "Tệp không có lớp chữ mà Loa đọc được, có thể là bản quét. Mời tự so với bản đã đưa ra, ghi đã so thế nào rồi xác nhận."
            }
            Checked::Same | Checked::Not => "",
        };
        problems.unless(sentence.is_empty() || !reason.is_empty(), "ly-do", sentence);
    }
    typed.differences = clauses;
    let (Some(on), true) = (on, problems.is_empty()) else {
        return Err(problems.into());
    };
    let answers = matches!(checked_as, Checked::Confirmed | Checked::Unread);
    let (file, text) = taken.map_or((None, String::new()), |taken| (Some(taken.id), taken.text));
    let signed = Signed {
        on,
        signer,
        position,
        file,
        checked: checked_as,
        note: if answers { reason } else { String::new() },
        text,
    };
    let mut tx = visit.app.begin(actor).await?;
    let (one, is_new) = mark_signed(&mut tx, actor, one.id, signed).await?;
    if is_new {
        tx.save().await?;
    }
    let told = match (is_new, one.checked) {
        (false, _) => "đã được ghi là đã ký từ trước",
        (true, Checked::Same) => "đã ký: Loa đã so, cùng nội dung với bản đã đưa ra",
        (true, _) => "đã ký",
    };
    let sentence = format!("Văn bản số {} {told}.", one.code());
    Ok(done(&format!("/van-ban/{}", one.id), &sentence))
}

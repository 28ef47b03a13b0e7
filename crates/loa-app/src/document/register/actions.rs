//! What is done in registers: a number is taken, what was signed comes back, it goes out, it is called back; something comes in.

use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_vietnamese::fold::fold;

use crate::audit;
use crate::document::letterhead::Letterhead;
use crate::document::register::store::{self, Beside, book};
use crate::document::register::{
    Checked, INCOMING, NewOfficial, Official, Part, State, Step, Way, book_of, is_symbol, kind_with_key, most,
};
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::org;
use crate::problem::Problems;

pub mod incoming;

/// What a document is found by.
fn found_by(one: &Official, text: &str) -> String {
    let parts = [
        &one.code(),
        one.kind.name(),
        &one.subject,
        &one.author,
        &one.signer,
        &one.recipients,
        text,
    ];
    fold(&parts.join("\n"))
}

/// Stops units that are not of this locality.
async fn must_be_there(tx: &mut Tx, units: &[Id]) -> Result<()> {
    if units.is_empty() {
        return Ok(());
    }
    let today = tx.today();
    let names = org::store::names(tx, today).await?;
    if units.iter().all(|unit| names.contains_key(unit)) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

fn check(new: &NewOfficial) -> Problems {
    let mut problems = Problems::new();
    problems.unless(
        is_symbol(&new.symbol),
        "ky-hieu",
        "Ký hiệu gồm chữ, số và dấu gạch nối, không có dấu cách, nhiều nhất 30 ký tự. Ví dụ BC-UBND.",
    );
    problems.unless(
        !new.subject.trim().is_empty(),
        "trich-yeu",
        "Mời ghi trích yếu: văn bản nói về việc gì.",
    );
    for (field, text, most) in [
        ("trich-yeu", &new.subject, most::SUBJECT),
        ("nguoi-ky", &new.signer, most::SIGNER),
        ("chuc-vu", &new.position, most::POSITION),
        ("noi-nhan", &new.recipients, most::RECIPIENTS),
        ("ban-luu", &new.kept_by, most::NOTE),
        ("ghi-chu", &new.note, most::NOTE),
    ] {
        let length = text.chars().count();
        let sentence = format!("Dài quá {most} chữ cái (đang có {length}): mời viết gọn lại.");
        problems.unless(length <= most, field, &sentence);
    }
    if let (Some(from), Some(to)) = (new.valid_from, new.valid_to) {
        problems.unless(
            from <= to,
            "het-hieu-luc",
            "Ngày hết hiệu lực phải sau ngày có hiệu lực.",
        );
    }
    problems
}

/// Gives a document the next number of its sequence, once and for all (DOC-12, DOC-13). Others who want one of the same
/// sequence wait until this unit of work ends; should it not be saved, the number goes to the next. A person who asks again
/// under the same key gets the same document.
///
/// # Errors
/// [`Error::Forbidden`] when the register is not theirs to keep; [`Error::Problem`] on the fields of the form;
/// [`Error::NotFound`] for units or a replaced document that are not there.
pub async fn reserve(tx: &mut Tx, actor: &Actor, new: NewOfficial) -> Result<Official> {
    actor.must(Action::KeepRegister, new.unit)?;
    check(&new).or(())?;
    must_be_there(tx, &new.to).await?;
    let year = i64::from(tx.today().year());
    let by_kind = book::is_by_kind(tx, new.unit, year).await?;
    let sequence = book_of(new.kind, by_kind);
    book::hold(tx, new.unit, year, sequence).await?;
    // Whoever asked before under this key has let go of the book by now.
    if !new.key.is_empty()
        && let Some(there) = store::by_request(tx, actor.person, &new.key).await?
    {
        return Ok(there);
    }
    if let Some(id) = new.replaces {
        let before = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
        if before.unit != new.unit || before.way != Way::Out {
            return Err(Error::NotFound);
        }
    }
    let number = book::next(tx, new.unit, year, sequence).await?;
    let id = tx.new_id();
    let one = Official {
        id,
        unit: new.unit,
        way: Way::Out,
        kind: new.kind,
        year,
        book: sequence.to_owned(),
        number,
        symbol: new.symbol,
        subject: new.subject,
        state: State::Reserved,
        author: String::new(),
        signer: new.signer,
        position: new.position,
        recipients: new.recipients,
        kept_by: new.kept_by,
        copies: new.copies,
        moved_on: None,
        taken_by: String::new(),
        note: new.note,
        dated_on: None,
        arrived_on: None,
        due_on: None,
        valid_from: new.valid_from,
        valid_to: new.valid_to,
        replaces: new.replaces,
        given_file: new.file,
        signed_file: None,
        checked: Checked::Not,
        check_note: String::new(),
        reason: String::new(),
        made_by: actor.person,
        made_at: tx.now(),
        issued_at: None,
        ended_at: None,
    };
    let mut content = new.content;
    if let Some(content) = &mut content {
        content.number = u32::try_from(number).ok();
        content.year = tx.today().year();
    }
    let kept = content.as_ref().map(serde_json::to_string).transpose();
    let kept = kept.map_err(|error| Error::Outage(format!("a document as JSON: {error}")))?;
    let text = content.map_or(new.text, |content| loa_official::text::plain(&content).join("\n"));
    let key = if new.key.is_empty() {
        id.to_string()
    } else {
        new.key
    };
    let beside = Beside {
        content: kept.as_deref(),
        text: &text,
        folded: &found_by(&one, &text),
        key: &key,
    };
    store::insert(tx, &one, beside).await?;
    let to: Vec<(Id, Part)> = new.to.iter().map(|unit| (*unit, Part::Know)).collect();
    store::send_to(tx, id, &to).await?;
    audit::record(tx, "official.reserved", "official", Some(id), &one.code()).await?;
    Ok(one)
}

/// A document that goes out, held until the unit of work ends, which the actor keeps.
async fn kept(tx: &mut Tx, actor: &Actor, id: Id) -> Result<Official> {
    if !store::hold(tx, id).await? {
        return Err(Error::NotFound);
    }
    let one = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    // What they may not even see is not there.
    if !actor.may(Action::KeepRegister, one.unit) {
        return Err(Error::NotFound);
    }
    Ok(one)
}

/// Takes a step; `false`: it was taken before.
fn stepped(one: &mut Official, step: Step) -> Result<bool> {
    if let Some(next) = one.state.after(step) {
        one.state = next;
        return Ok(true);
    }
    let is_done = State::ALL
        .into_iter()
        .any(|before| before.after(step) == Some(one.state));
    if is_done {
        return Ok(false);
    }
    let word = one.state.word().to_lowercase();
    Err(Error::Changed(format!(
        "Văn bản số {} {word}: không làm bước này được nữa. Mời mở lại trang của văn bản.",
        one.code()
    )))
}

/// What was signed, as it came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The day that stands on it.
    pub on: Date,
    /// Who signed.
    pub signer: String,
    /// As what.
    pub position: String,
    /// The file; `None` for paper.
    pub file: Option<Id>,
    /// How it was found beside what was given out.
    pub checked: Checked,
    /// Why a person answers for a difference.
    pub note: String,
    /// What the file says; it becomes the text of a document of which none was known.
    pub text: String,
}

/// Notes that a document was signed; says whether that is new.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Problem`]: a day to come or of another year than the register's, no signer, a difference
/// that nobody answers for; [`Error::Changed`] when it is past that.
pub async fn mark_signed(tx: &mut Tx, actor: &Actor, id: Id, signed: Signed) -> Result<(Official, bool)> {
    let mut one = kept(tx, actor, id).await?;
    if !stepped(&mut one, Step::Sign)? {
        return Ok((one, false));
    }
    let mut problems = Problems::new();
    problems.unless(signed.on <= tx.today(), "ngay", "Ngày ký không thể sau hôm nay.");
    let is_same_year = i64::from(signed.on.year()) == one.year;
    let sentence = format!("Số này của năm {}: ngày ký phải trong năm ấy.", one.year);
    problems.unless(is_same_year, "ngay", &sentence);
    problems.unless(!signed.signer.is_empty(), "nguoi-ky", "Mời ghi tên người ký.");
    let answers = matches!(signed.checked, Checked::Confirmed | Checked::Unread);
    problems.unless(
        !answers || !signed.note.is_empty(),
        "ly-do",
        "Mời ghi vì sao nhận bản này.",
    );
    problems.or(())?;
    one.dated_on = Some(signed.on);
    one.signer = signed.signer;
    one.position = signed.position;
    one.signed_file = signed.file;
    one.checked = signed.checked;
    one.check_note = signed.note;
    store::change(tx, &one).await?;
    if store::text(tx, id).await?.is_empty() {
        let folded = found_by(&one, &signed.text);
        store::set_text(tx, id, &signed.text, &folded).await?;
    }
    audit::record(tx, "official.signed", "official", Some(id), &one.code()).await?;
    Ok((one, true))
}

/// Lets a signed document go out to units; says whether that is new (DOC-13).
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Changed`] when it is not signed, or past that.
pub async fn issue(
    tx: &mut Tx,
    actor: &Actor,
    id: Id,
    to: &[Id],
    moved_on: Date,
    taken_by: &str,
) -> Result<(Official, bool)> {
    let mut one = kept(tx, actor, id).await?;
    if !stepped(&mut one, Step::Issue)? {
        return Ok((one, false));
    }
    must_be_there(tx, to).await?;
    one.issued_at = Some(tx.now());
    one.moved_on = Some(moved_on);
    one.taken_by = taken_by.to_owned();
    store::change(tx, &one).await?;
    store::keep_only(tx, id, to.iter().copied()).await?;
    let to: Vec<(Id, Part)> = to.iter().map(|unit| (*unit, Part::Know)).collect();
    store::send_to(tx, id, &to).await?;
    store::sent_now(tx, id).await?;
    audit::record(tx, "official.issued", "official", Some(id), &one.code()).await?;
    Ok((one, true))
}

/// Calls a document back that went out; number and row stay (DOC-13, DOC-25). Says whether that is new.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Problem`] without a reason; [`Error::Changed`] when it did not go out.
pub async fn recall(tx: &mut Tx, actor: &Actor, id: Id, reason: &str) -> Result<(Official, bool)> {
    let ended = end(tx, actor, id, Step::Recall, reason).await?;
    if ended.1 {
        audit::record(tx, "official.recalled", "official", Some(id), &ended.0.code()).await?;
    }
    Ok(ended)
}

/// Gives a document up before it went out; number and row stay (DOC-13). Says whether that is new.
///
/// # Errors
/// See [`recall`].
pub async fn cancel(tx: &mut Tx, actor: &Actor, id: Id, reason: &str) -> Result<(Official, bool)> {
    let ended = end(tx, actor, id, Step::Cancel, reason).await?;
    if ended.1 {
        audit::record(tx, "official.cancelled", "official", Some(id), &ended.0.code()).await?;
    }
    Ok(ended)
}

async fn end(tx: &mut Tx, actor: &Actor, id: Id, step: Step, reason: &str) -> Result<(Official, bool)> {
    let mut one = kept(tx, actor, id).await?;
    if !stepped(&mut one, step)? {
        return Ok((one, false));
    }
    let length = reason.chars().count();
    if length == 0 || length > most::NOTE {
        let sentence = "Mời ghi lý do, nhiều nhất 500 chữ cái.";
        return Err(Problems::one("ly-do", sentence).into());
    }
    reason.clone_into(&mut one.reason);
    one.ended_at = Some(tx.now());
    store::change(tx, &one).await?;
    Ok((one, true))
}

/// Notes that a document was read in a unit; says whether that is new.
///
/// # Errors
/// [`Error::NotFound`] when it did not go there, or the unit is not theirs.
pub async fn read(tx: &mut Tx, actor: &Actor, id: Id, unit: Id) -> Result<bool> {
    let one = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    let receipts = store::receipts(tx, id).await?;
    let is_there = one.state.is_out() && receipts.iter().any(|receipt| receipt.unit == unit);
    if !is_there || !actor.may(Action::KeepRegister, unit) {
        return Err(Error::NotFound);
    }
    let is_new = store::mark_read(tx, id, unit).await?;
    if is_new {
        audit::record(tx, "official.read", "official", Some(id), &one.code()).await?;
    }
    Ok(is_new)
}

/// Keeps what stands at head and foot of a unit's documents.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Problem`] on the fields of the form.
pub async fn set_letterhead(tx: &mut Tx, actor: &Actor, unit: Id, head: &Letterhead) -> Result<()> {
    actor.must(Action::KeepRegister, unit)?;
    let mut problems = Problems::new();
    for (field, text, must, most) in [
        ("chu-quan", &head.superior, false, most::AUTHOR),
        ("co-quan", &head.issuer, true, most::AUTHOR),
        ("dia-danh", &head.place, true, most::SIGNER),
        ("tham-quyen", &head.authority, false, most::POSITION),
        ("chuc-vu", &head.position, true, most::POSITION),
        ("nguoi-ky", &head.signer, true, most::SIGNER),
    ] {
        problems.unless(!must || !text.is_empty(), field, "Mời ghi vào ô này.");
        let sentence = format!("Nhiều nhất {most} chữ cái.");
        problems.unless(text.chars().count() <= most, field, &sentence);
    }
    let short = |text: &str| text.chars().count() <= 12 && is_symbol(text);
    problems.unless(
        short(&head.abbreviation),
        "viet-tat",
        "Mời ghi chữ viết tắt, không có dấu cách, ví dụ UBND.",
    );
    problems.unless(
        short(&head.drafter),
        "don-vi-soan",
        "Mời ghi chữ viết tắt, không có dấu cách, ví dụ NV.",
    );
    problems.or(())?;
    book::set_letterhead(tx, unit, head).await?;
    audit::record(tx, "letterhead.set", "unit", Some(unit), "").await?;
    Ok(())
}

/// Decides whether a unit numbers each kind by itself (DOC-12); gives the year from which that holds: this one while it has
/// given no number yet, else the next.
///
/// # Errors
/// [`Error::Forbidden`]
pub async fn set_by_kind(tx: &mut Tx, actor: &Actor, unit: Id, by_kind: bool) -> Result<i64> {
    actor.must(Action::KeepRegister, unit)?;
    let year = i64::from(tx.today().year());
    if book::is_by_kind(tx, unit, year).await? == by_kind {
        // What was decided for the next year is taken back.
        book::set_by_kind(tx, unit, year + 1, by_kind).await?;
        return Ok(year);
    }
    let books = book::of_year(tx, unit, year).await?;
    let has_numbers = books.iter().any(|book| book.key != INCOMING);
    let begins = if has_numbers { year + 1 } else { year };
    book::set_by_kind(tx, unit, begins, by_kind).await?;
    audit::record(tx, "register.ruled", "unit", Some(unit), &begins.to_string()).await?;
    Ok(begins)
}

/// Opens a book of this year behind the numbers that were given on paper.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Problem`] when it has numbers already, or there is no such book.
pub async fn open_after(tx: &mut Tx, actor: &Actor, unit: Id, sequence: &str, last: i64) -> Result<()> {
    actor.must(Action::KeepRegister, unit)?;
    let year = i64::from(tx.today().year());
    let by_kind = book::is_by_kind(tx, unit, year).await?;
    let is_known = match kind_with_key(sequence) {
        Some(_) => by_kind,
        None => sequence == INCOMING || sequence == "chung" && !by_kind,
    };
    let mut problems = Problems::new();
    problems.unless(is_known, "so", "Mời chọn sổ trong danh sách.");
    problems.unless(
        (1..=99_999).contains(&last),
        "da-cap",
        "Mời ghi số cuối cùng đã cấp ngoài Loa, từ 1 đến 99999.",
    );
    problems.or(())?;
    if !book::open_after(tx, unit, year, sequence, last).await? {
        let sentence = "Sổ này năm nay đã có số cấp trong Loa nên không đặt lại được.";
        return Err(Problems::one("so", sentence).into());
    }
    audit::record(tx, "register.opened", "unit", Some(unit), &last.to_string()).await?;
    Ok(())
}

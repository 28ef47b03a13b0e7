//! What comes in: entered under the next number of the book, and given to who deals with it (DOC-27).

use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_official::kind::Kind;
use loa_vietnamese::fold::fold;

use super::{found_by, must_be_there};
use crate::audit;
use crate::document::register::store::{self, Beside, book};
use crate::document::register::{Checked, INCOMING, Official, Part, State, Way, most};
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::problem::Problems;

/// Something that came in.
#[derive(Debug, Clone)]
pub struct NewIncoming {
    /// Where.
    pub unit: Id,
    /// When.
    pub arrived_on: Date,
    /// Who issued it.
    pub author: String,
    /// Number and symbol of the author.
    pub symbol: String,
    /// Day of the document.
    pub dated_on: Option<Date>,
    /// What it is.
    pub kind: Kind,
    /// Trích yếu.
    pub subject: String,
    /// Ghi chú.
    pub note: String,
    /// The file.
    pub file: Option<Id>,
    /// Its text, where the file has one.
    pub text: String,
    /// It is entered although the same one stands there already.
    pub is_again: bool,
    /// The same person who sends it again under the same key gets the same document.
    pub key: String,
}

fn check(new: &NewIncoming, today: Date) -> Problems {
    let mut problems = Problems::new();
    problems.unless(
        new.arrived_on <= today,
        "ngay-den",
        "Ngày đến không thể sau hôm nay.",
    );
    if let Some(dated_on) = new.dated_on {
        problems.unless(
            dated_on <= new.arrived_on,
            "ngay",
            "Ngày của văn bản không thể sau ngày đến.",
        );
    }
    for (field, text, must, most) in [
        ("tac-gia", &new.author, true, most::AUTHOR),
        ("so-ky-hieu", &new.symbol, true, most::SYMBOL),
        ("trich-yeu", &new.subject, true, most::SUBJECT),
        ("ghi-chu", &new.note, false, most::NOTE),
    ] {
        problems.unless(!must || !text.is_empty(), field, "Mời ghi vào ô này.");
        let sentence = format!("Nhiều nhất {most} chữ cái.");
        problems.unless(text.chars().count() <= most, field, &sentence);
    }
    problems
}

/// What stands in the book already with this number, symbol and author (DOC-28).
///
/// # Errors
/// [`Error::Outage`]
pub async fn twin(tx: &mut Tx, unit: Id, symbol: &str, author: &str) -> Result<Option<Official>> {
    let found = store::come_in_before(tx, unit, symbol).await?;
    Ok(found.into_iter().find(|one| fold(&one.author) == fold(author)))
}

/// Enters it under the next number; says whether it is new.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Problem`] on the fields of the form: also where the same one stands there already and nobody
/// said that this is another.
pub async fn receive(tx: &mut Tx, actor: &Actor, new: NewIncoming) -> Result<(Official, bool)> {
    actor.must(Action::KeepRegister, new.unit)?;
    let today = tx.today();
    let year = i64::from(new.arrived_on.year());
    check(&new, today).or(())?;
    book::hold(tx, new.unit, year, INCOMING).await?;
    if let Some(there) = store::by_request(tx, actor.person, &new.key).await? {
        return Ok((there, false));
    }
    if let Some(twin) = twin(tx, new.unit, &new.symbol, &new.author).await?
        && !new.is_again
    {
        let sentence = format!(
            "Văn bản này có thể đã vào sổ: số đến {} năm {}, “{}”. Nếu là văn bản khác, mời đánh dấu vào ô bên dưới rồi ghi.",
            twin.number, twin.year, twin.subject
        );
        return Err(Problems::one("van-vao", sentence).into());
    }
    let number = book::next(tx, new.unit, year, INCOMING).await?;
    let one = Official {
        id: tx.new_id(),
        unit: new.unit,
        way: Way::In,
        kind: new.kind,
        year,
        book: INCOMING.to_owned(),
        number,
        symbol: new.symbol,
        subject: new.subject,
        state: State::Received,
        author: new.author,
        signer: String::new(),
        position: String::new(),
        recipients: String::new(),
        kept_by: String::new(),
        copies: None,
        moved_on: None,
        taken_by: String::new(),
        note: new.note,
        dated_on: new.dated_on,
        arrived_on: Some(new.arrived_on),
        due_on: None,
        valid_from: None,
        valid_to: None,
        replaces: None,
        given_file: None,
        signed_file: new.file,
        checked: Checked::Not,
        check_note: String::new(),
        reason: String::new(),
        made_by: actor.person,
        made_at: tx.now(),
        issued_at: None,
        ended_at: None,
    };
    let beside = Beside {
        content: None,
        text: &new.text,
        folded: &found_by(&one, &new.text),
        key: &new.key,
    };
    store::insert(tx, &one, beside).await?;
    audit::record(tx, "official.received", "official", Some(one.id), &one.code()).await?;
    Ok((one, true))
}

/// Who deals with what came in, and by when (DOC-27).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// Chủ trì.
    pub lead: Id,
    /// Phối hợp.
    pub support: Vec<Id>,
    /// Hạn.
    pub due_on: Date,
    /// Ngày chuyển.
    pub moved_on: Date,
    /// Ký nhận.
    pub taken_by: String,
}

/// Gives what came in to who deals with it. Units that it was given to before and that have not read it lose it.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Problem`]: a day that is over.
pub async fn assign(tx: &mut Tx, actor: &Actor, id: Id, assigned: &Assigned) -> Result<Official> {
    if !store::hold(tx, id).await? {
        return Err(Error::NotFound);
    }
    let mut one = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    if one.way != Way::In || !actor.may(Action::KeepRegister, one.unit) {
        return Err(Error::NotFound);
    }
    let mut units = vec![(assigned.lead, Part::Lead)];
    let others = assigned.support.iter().filter(|unit| **unit != assigned.lead);
    units.extend(others.map(|unit| (*unit, Part::Support)));
    let ids: Vec<Id> = units.iter().map(|(unit, _)| *unit).collect();
    must_be_there(tx, &ids).await?;
    if assigned.due_on < assigned.moved_on {
        let sentence = "Hạn giải quyết không thể trước ngày chuyển.";
        return Err(Problems::one("han", sentence).into());
    }
    one.due_on = Some(assigned.due_on);
    one.moved_on = Some(assigned.moved_on);
    assigned.taken_by.clone_into(&mut one.taken_by);
    store::change(tx, &one).await?;
    store::keep_only(tx, id, ids).await?;
    store::send_to(tx, id, &units).await?;
    audit::record(tx, "official.assigned", "official", Some(id), &one.code()).await?;
    Ok(one)
}

/// Stops who does not keep the register in which something came in: for them it is not there.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn must_keep(tx: &mut Tx, actor: &Actor, id: Id) -> Result<()> {
    let one = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    let is_theirs = one.way == Way::In && actor.may(Action::KeepRegister, one.unit);
    is_theirs.then_some(()).ok_or(Error::NotFound)
}

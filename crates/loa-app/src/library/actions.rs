//! Deciding whether the public reads a document.

use loa_db::id::Id;
use loa_db::tx::Tx;
use loa_vietnamese::fold::fold;

use crate::app::App;
use crate::audit;
use crate::catalogue::{self, Entry, Kind};
use crate::document::register::reading::text_of;
use crate::document::register::{self, Official, Way, key_of};
use crate::document::store as files;
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::library::store::{self, Listed};
use crate::library::{Disclosure, REASON_CHARACTERS, Word, is_file_stamped, is_readable, is_stamped};
use crate::newsroom::slug;
use crate::newsroom::store::public;
use crate::org;
use crate::problem::Problems;
use crate::text;

/// A document about which the actor may decide, with what was decided last.
///
/// # Errors
/// [`Error::NotFound`], also for who may not see it; [`Error::Forbidden`]
pub async fn reached(tx: &mut Tx, actor: &Actor, id: Id) -> Result<(Official, Option<Disclosure>)> {
    let one = register::store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    if !actor.may(Action::SeeUnits, one.unit) {
        return Err(Error::NotFound);
    }
    actor.must(Action::Disclose, one.unit)?;
    let decided = store::of_document(tx, id).await?;
    Ok((one, decided))
}

/// What was found when a document was looked through for signs of secrecy: in the text that was given out, and in the file
/// that came back signed, which is what goes out (PUB-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looked {
    document: Id,
    /// The file that was read.
    file: Option<Id>,
    is_stamped: bool,
    /// There is a file and nothing could be read in it, as in a scan: only a person can look.
    pub is_unread: bool,
}

impl Looked {
    /// Is it this document, as it stands, and was no sign found in it?
    pub fn is_clear(self, one: &Official) -> bool {
        self.is_of(one) && !self.is_stamped
    }

    fn is_of(self, one: &Official) -> bool {
        (self.document, self.file) == (one.id, one.signed_file)
    }
}

/// Looks a document through. A file is read, which is slow: not inside a unit of work that writes.
///
/// # Errors
/// [`Error::Outage`]
pub async fn looked(app: &App, tx: &mut Tx, one: &Official) -> Result<Looked> {
    let given = register::store::text(tx, one.id).await?;
    let file = match one.signed_file {
        Some(file) => files::by_id(tx, file).await?,
        None => None,
    };
    let signed = match &file {
        Some(file) => match text_of(&file.name, app.files().get(&file.hash).await?).await {
            Ok(text) => text,
            // What is locked or damaged is a file that nobody could read, as a scan is.
            Err(Error::Problem(_)) => String::new(),
            Err(other) => return Err(other),
        },
        None => String::new(),
    };
    Ok(Looked {
        document: one.id,
        file: one.signed_file,
        is_stamped: is_stamped(&given) || is_file_stamped(&signed),
        is_unread: file.is_some() && signed.trim().is_empty(),
    })
}

/// What stops a document from being public: `None` when nothing does.
pub fn obstacle(one: &Official, looked: Looked) -> Option<&'static str> {
    if one.way == Way::In {
        return Some("Văn bản đến do cơ quan ban hành quyết định công khai, không công khai ở đây.");
    }
    if !is_readable(one) || one.dated_on.is_none() {
        return Some("Văn bản chưa ban hành nên chưa công khai được.");
    }
    if !looked.is_of(one) {
        return Some("Tệp của văn bản vừa thay đổi. Mời mở lại trang rồi làm lại.");
    }
    let is_clear = looked.is_clear(one);
    (!is_clear).then_some("Trong văn bản có dấu chỉ độ mật: không công khai được.")
}

/// Decides about a document. `turn` is that of the decision that the person saw, 0 for none; `is_looked_over`: they said
/// that nothing in it is kept from the public; `looked`: what was found in it just before (PUB-06).
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when somebody else decided meanwhile; [`Error::Problem`] on
/// `quyet-dinh` for what cannot be decided now (what is secret is never public), on `ly-do`, `da-xem`.
pub async fn decide(
    tx: &mut Tx,
    actor: &Actor,
    id: Id,
    (turn, word): (i64, Word),
    reason: &str,
    is_looked_over: bool,
    looked: Looked,
) -> Result<Official> {
    reached(tx, actor, id).await?;
    register::store::hold(tx, id).await?;
    let (one, before) = reached(tx, actor, id).await?;
    if before.as_ref().map_or(0, |before| before.turn) != turn {
        let sentence = "Người khác vừa quyết định về văn bản này. Mời mở lại trang rồi làm lại.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    let last = before.as_ref().map(|before| before.word);
    let mut problems = Problems::new();
    if !word.may_follow(last) {
        let sentence = match last {
            Some(Word::Secret) => {
                "Văn bản mật không bao giờ công khai. Đã giải mật thì ghi việc giải mật trước."
            }
            _ => "Quyết định này không làm được với văn bản đang như vậy.",
        };
        problems.add("quyet-dinh", sentence);
    } else if word == Word::Public {
        if let Some(sentence) = obstacle(&one, looked) {
            problems.add("quyet-dinh", sentence);
        }
        let sentence = "Mời xem lại văn bản rồi đánh dấu ô này.";
        problems.unless(is_looked_over, "da-xem", sentence);
    }
    let length = reason.chars().count();
    problems.unless(!word.needs_reason() || length > 0, "ly-do", "Mời ghi vì sao.");
    problems.unless(length <= REASON_CHARACTERS, "ly-do", "Lý do dài quá 500 chữ cái.");
    problems.or(())?;
    let new = Disclosure {
        document: id,
        unit: one.unit,
        word,
        reason: reason.to_owned(),
        turn: turn + 1,
        decided_by: actor.person,
        decided_at: tx.now(),
    };
    keep(tx, &one, &new).await?;
    audit::record(tx, "disclosure.decided", "official", Some(id), &one.code()).await?;
    Ok(one)
}

async fn keep(tx: &mut Tx, one: &Official, new: &Disclosure) -> Result<()> {
    let today = tx.today();
    let names = org::store::names(tx, today).await?;
    let issuer = names.get(&one.unit).cloned().unwrap_or_default();
    let folded = fold(&[&one.code(), one.kind.name(), &issuer, &one.subject].join("\n"));
    let listed = Listed {
        kind: key_of(one.kind),
        dated_on: one.dated_on.unwrap_or(today),
        folded: &folded,
    };
    store::set(tx, new, listed).await?;
    let receipts = register::store::receipts(tx, one.id).await?;
    let mut units: Vec<Id> = receipts.iter().map(|receipt| receipt.unit).collect();
    units.push(one.unit);
    units.sort();
    units.dedup();
    if new.word == Word::Public {
        catalogue::actions::short(tx, one.unit, Kind::Document, one.id, &slug(&one.code())).await?;
    }
    for unit in units {
        match new.word {
            Word::Public => {
                let entry = Entry {
                    unit,
                    kind: Kind::Document,
                    target: one.id,
                    place: format!("van-ban/{}", one.id),
                    title: one.title(),
                    lead: format!("Số {}, ngày {}, {issuer}", one.code(), text::day(listed.dated_on)),
                    dated_on: listed.dated_on,
                };
                catalogue::actions::enter(tx, &entry).await?;
            }
            _ => catalogue::actions::leave(tx, unit, Kind::Document, one.id).await?,
        }
        public::note_change(tx, unit).await?;
    }
    Ok(())
}

//! Answers to the checklist, once however often a phone sends them; what the unit says.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::Shown;
use crate::audit;
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::inspection::actions::{held, reached};
use crate::inspection::checklist::{NewItem, OWN_FROM};
use crate::inspection::store::answer::NewAnswer;
use crate::inspection::store::{self, answer as kept};
use crate::inspection::{
    Item, Kind, MOST_ANSWERS, MOST_OWN_ITEMS, MOST_REPLIES, Noted, ReplyKind, State, TITLE_CHARACTERS,
    Verdict, said_at,
};
use crate::problem::Problems;

/// An answer as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Key of the item.
    pub key: String,
    /// What the item is, where the team adds it.
    pub title: String,
    /// What the team says.
    pub verdict: Verdict,
    /// In words.
    pub remark: String,
    /// When, as the phone tells; empty: now.
    pub at: String,
}

/// Keeps an answer. The same person with the same key gets what was kept first. An item of the team's own travels with
/// each of its answers, so that it does not matter which of them arrives first.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Problem`] on `muc` for an item that is not there, on `ten` for one
/// without words.
pub async fn answer(
    tx: &mut Tx,
    actor: &Actor,
    inspection: Id,
    said: &Said,
    files: &[Shown],
    request_key: &str,
) -> Result<Noted> {
    let (visit, _) = held(tx, actor, Action::Inspect, inspection).await?;
    if let Some(there) = kept::by_request(tx, inspection, actor.person, request_key).await? {
        return Ok(there);
    }
    if visit.state == State::Cancelled {
        let sentence =
            "Cuộc kiểm tra này đã bỏ: câu trả lời vẫn còn trên máy, mời hỏi người lập chương trình.";
        return Err(Problems::one("muc", sentence).into());
    }
    if kept::count(tx, inspection).await? >= MOST_ANSWERS {
        return Err(Problems::one("muc", "Phiếu này đã có quá nhiều câu trả lời.").into());
    }
    let items = store::items(tx, inspection).await?;
    let known = items.iter().find(|item| item.key == said.key).cloned();
    let item = match known {
        Some(item) => item,
        None => own(tx, inspection, said, &items).await?,
    };
    // A clock that is wrong must not let an old answer hold against all later ones.
    let planned = jiff::tz::TimeZone::fixed(jiff::tz::Offset::constant(7))
        .to_timestamp(visit.planned_on.at(0, 0, 0, 0))
        .unwrap_or_else(|_| tx.now());
    let since = planned
        .checked_sub(jiff::SignedDuration::from_hours(24 * 30))
        .unwrap_or(planned);
    let is_late = !visit.state.is_open();
    let new = NewAnswer {
        item: item.id,
        verdict: said.verdict,
        remark: said.remark.clone(),
        said_at: said_at(&said.at, since, tx.now()),
        is_late,
    };
    let id = kept::insert(tx, inspection, &new, files, request_key).await?;
    let detail = if is_late { "late" } else { said.verdict.key() };
    audit::record(tx, "inspection.answered", "inspection_answer", Some(id), detail).await?;
    Ok(Noted {
        item: item.id,
        is_new: true,
        is_late,
    })
}

/// The item that the team adds under a key of its own.
async fn own(tx: &mut Tx, inspection: Id, said: &Said, items: &[Item]) -> Result<Item> {
    let is_key = said.key.len() == 36
        && said
            .key
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    if !is_key {
        return Err(Problems::one("muc", "Phiếu không có mục này. Mời mở lại phiếu.").into());
    }
    let length = said.title.chars().count();
    if length == 0 || length > TITLE_CHARACTERS {
        let sentence = format!("Mời ghi thấy việc gì, nhiều nhất {TITLE_CHARACTERS} chữ cái.");
        return Err(Problems::one("ten", sentence).into());
    }
    if items.iter().filter(|item| item.kind == Kind::Own).count() >= MOST_OWN_ITEMS {
        let sentence = format!("Mỗi phiếu thêm nhiều nhất {MOST_OWN_ITEMS} mục.");
        return Err(Problems::one("ten", sentence).into());
    }
    let new = NewItem {
        key: said.key.clone(),
        kind: Kind::Own,
        position: OWN_FROM,
        number: String::new(),
        title: said.title.clone(),
        origin: None,
        finding: None,
    };
    store::add_items(tx, inspection, &[new]).await?;
    let items = store::items(tx, inspection).await?;
    items
        .into_iter()
        .find(|item| item.key == said.key)
        .ok_or(Error::NotFound)
}

/// Is the actor of this unit, or of the one that took its place?
///
/// # Errors
/// [`Error::Outage`]
pub async fn speaks_for(tx: &mut Tx, actor: &Actor, unit: Id) -> Result<bool> {
    let seats: Vec<Id> = actor.seats(Action::AnswerInspection).collect();
    if seats.contains(&unit) {
        return Ok(true);
    }
    let today = tx.today();
    let tree = crate::org::store::tree::with_ended(tx, today).await?;
    Ok(seats.into_iter().any(|seat| tree.carried(seat).contains(&unit)))
}

/// Keeps what the unit says. Until the conclusion it explains; afterwards it may only agree to the minutes or say what it
/// thinks of them, which is kept as well.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Problem`] on `y-kien`.
pub async fn reply(
    tx: &mut Tx,
    actor: &Actor,
    inspection: Id,
    kind: ReplyKind,
    words: &str,
    request_key: &str,
) -> Result<()> {
    reached(tx, actor, Action::AnswerInspection, inspection).await?;
    store::hold(tx, inspection).await?;
    let (visit, _) = reached(tx, actor, Action::AnswerInspection, inspection).await?;
    let sentence = match (visit.state, kind) {
        (State::Planned | State::Cancelled, _) => Some("Đoàn chưa kiểm tra nên chưa có gì để trả lời."),
        (State::Visited, ReplyKind::Agreed) => Some("Chưa có kết luận để đồng ý."),
        (_, ReplyKind::Explained) if words.is_empty() => Some("Mời ghi ý kiến giải trình."),
        _ if !speaks_for(tx, actor, visit.unit).await? => {
            Some("Chỉ người của chính đơn vị được kiểm tra mới trả lời thay đơn vị.")
        }
        _ if kept::replies(tx, inspection).await?.len() >= MOST_REPLIES => {
            Some("Cuộc kiểm tra này đã có quá nhiều ý kiến của đơn vị.")
        }
        _ => None,
    };
    if let Some(sentence) = sentence {
        return Err(Problems::one("y-kien", sentence).into());
    }
    if kept::reply(tx, inspection, kind, words, request_key).await? {
        audit::record(
            tx,
            "inspection.replied",
            "inspection",
            Some(inspection),
            kind.key(),
        )
        .await?;
    }
    Ok(())
}

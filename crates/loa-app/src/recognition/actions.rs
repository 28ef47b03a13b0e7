//! What can be done with praise and criticism: write, tell the unit, hear it, approve, publish, put right, withdraw.

use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::app::App;
use crate::audit;
use crate::document::register::{self, Official};
use crate::error::{Error, Result};
use crate::identity::store::people::people;
use crate::identity::{Action, Actor};
use crate::inspection::Finding;
use crate::inspection::store::finding::{self, Wanted};
use crate::library::actions::Looked;
use crate::library::{self, Word};
use crate::newsroom;
use crate::org::Tree;
use crate::org::store::tree;
use crate::problem::Problems;
use crate::recognition::actions::tell::Ways;
use crate::recognition::store::{self, proven};
use crate::recognition::{
    Act, Basis, Entry, Kind, MOST_ACTIVITIES, MOST_REPLIES, ReplyKind, Shown, Standing, State, TERMS, jobs,
    names,
};

pub mod tell;

/// An entry as somebody writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// About whom.
    pub subject: Id,
    /// Title.
    pub title: String,
    /// What is said.
    pub words: String,
    /// What it rests on.
    pub basis: Basis,
    /// What was found in the document that it rests on, as [`looked`] gives it.
    pub looked: Option<Looked>,
    /// Working days in which the unit may reply.
    pub term_days: i64,
    /// The last day on which the public reads it.
    pub until: Option<Date>,
}

/// An entry that the actor may see: of a site that they work for, or about a unit of theirs that knows of it.
///
/// # Errors
/// [`Error::NotFound`], also for who may not see it.
pub async fn seen(tx: &mut Tx, actor: &Actor, id: Id) -> Result<Entry> {
    let entry = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    let is_own = actor.may(Action::SeeRecognition, entry.unit);
    let is_about = entry.standing.is_known() && actor.may(Action::SeeRecognition, entry.subject);
    match is_own || is_about {
        true => Ok(entry),
        false => Err(Error::NotFound),
    }
}

/// The same, which the actor may write on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]
pub async fn reached(tx: &mut Tx, actor: &Actor, action: Action, id: Id) -> Result<Entry> {
    let entry = seen(tx, actor, id).await?;
    actor.must(action, entry.unit)?;
    Ok(entry)
}

/// The same, held until the unit of work ends, as the person saw it.
async fn held(tx: &mut Tx, actor: &Actor, id: Id, turn: i64) -> Result<Entry> {
    seen(tx, actor, id).await?;
    store::hold(tx, id).await?;
    let entry = seen(tx, actor, id).await?;
    if entry.turn != turn + 1 {
        let sentence = "Mục này vừa được người khác thay đổi. Mời mở lại trang rồi làm lại.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    Ok(entry)
}

/// How it stands after an act, or why that cannot be done.
fn after(entry: &Entry, act: Act, today: Date) -> Result<Standing> {
    entry.standing.after(act, today).ok_or_else(|| {
        let state = entry.standing.state.label();
        Error::Changed(format!(
            "Mục này đang ở bước “{state}”, không làm được bước này. Mời mở lại trang."
        ))
    })
}

/// Begins an entry on the site of a unit.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Problem`] on the fields of the form.
pub async fn begin(tx: &mut Tx, actor: &Actor, unit: Id, kind: Kind, written: Written) -> Result<Id> {
    actor.must(Action::WriteRecognition, unit)?;
    fits(tx, actor, unit, kind, &written).await?;
    let entry = Entry {
        id: tx.new_id(),
        unit,
        subject: written.subject,
        standing: Standing::new(kind, written.term_days, written.until),
        title: written.title,
        words: written.words,
        basis: written.basis,
        first_public_at: None,
        ended_at: None,
        turn: 0,
    };
    store::insert(tx, &entry).await?;
    noted(tx, &entry, Act::Write, "").await?;
    Ok(entry.id)
}

/// Writes on. The unit that it is about stays the same.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`]; [`Error::Problem`] on the fields of the form.
pub async fn write(tx: &mut Tx, actor: &Actor, id: Id, turn: i64, written: Written) -> Result<()> {
    reached(tx, actor, Action::WriteRecognition, id).await?;
    let mut entry = held(tx, actor, id, turn).await?;
    entry.standing = after(&entry, Act::Write, tx.today())?;
    let written = Written {
        subject: entry.subject,
        ..written
    };
    fits(tx, actor, entry.unit, entry.standing.kind, &written).await?;
    entry.title = written.title;
    entry.words = written.words;
    entry.basis = written.basis;
    entry.standing.term_days = written.term_days;
    entry.standing.until = written.until;
    store::change(tx, &entry).await?;
    store::change_basis(tx, &entry).await?;
    noted(tx, &entry, Act::Write, "").await
}

async fn noted(tx: &mut Tx, entry: &Entry, act: Act, remark: &str) -> Result<()> {
    let words = match act {
        Act::Write => format!("{}\n{}", entry.title, entry.words),
        _ => String::new(),
    };
    store::insert_step(tx, entry.id, act, remark, &words).await?;
    audit::record(tx, "recognition.acted", "recognition", Some(entry.id), act.done()).await?;
    Ok(())
}

/// Which units can be praised or criticised on the site of another one: those below it, praised also itself.
pub fn may_be_about(tree: &Tree, unit: Id, kind: Kind, subject: Id) -> bool {
    let is_itself = subject == unit;
    (kind == Kind::Praise || !is_itself) && tree.subtree(unit).contains(&subject)
}

/// All that is wrong with what was written.
async fn fits(tx: &mut Tx, actor: &Actor, unit: Id, kind: Kind, written: &Written) -> Result<()> {
    let today = tx.today();
    let tree = tree::with_ended(tx, today).await?;
    let mut problems = Problems::new();
    let is_below = may_be_about(&tree, unit, kind, written.subject);
    problems.unless(is_below, "ve", "Mời chọn một đơn vị thuộc đơn vị đăng.");
    let standing = Standing::new(kind, written.term_days, written.until);
    problems.unless(
        standing.may_last(today),
        "het",
        match kind {
            Kind::Praise => "Ngày cuối cùng còn đăng đã qua.",
            Kind::Criticism => "Phê bình phải có ngày cuối cùng còn đăng: từ hôm nay, chậm nhất một năm tới.",
        },
    );
    if kind == Kind::Criticism {
        let is_term = (TERMS.0..=TERMS.1).contains(&written.term_days);
        problems.unless(is_term, "han", "Thời hạn trả lời từ 3 đến 30 ngày làm việc.");
    }
    problems.or(())?;
    rests(tx, actor, kind, written.subject, &written.basis, written.looked).await?;
    if kind == Kind::Criticism && written.basis.decision.is_none() {
        let text = format!("{}\n{}", written.title, written.words);
        nameless(tx, &text, "noi-dung").await?;
    }
    Ok(())
}

/// No person is named (COM-02, PII-02).
async fn nameless(tx: &mut Tx, text: &str, field: &'static str) -> Result<()> {
    let known: Vec<String> = people(tx).await?.into_iter().map(|one| one.full_name).collect();
    match names::found(text, &known) {
        None => Ok(()),
        Some(name) => {
            let sentence = format!(
                "Có tên người: “{name}”. Chỉ nói về đơn vị. Muốn nêu tên người phải có quyết định đã công khai theo luật."
            );
            Err(Problems::one(field, sentence).into())
        }
    }
}

/// What it rests on holds today: accepted activities of the unit, a finding about it, a document in force.
async fn rests(
    tx: &mut Tx,
    actor: &Actor,
    kind: Kind,
    subject: Id,
    basis: &Basis,
    looked: Option<Looked>,
) -> Result<()> {
    match kind {
        Kind::Praise => {
            let many = basis.activities.len();
            if !(1..=MOST_ACTIVITIES).contains(&many) {
                let sentence =
                    format!("Mời chọn từ 1 đến {MOST_ACTIVITIES} hoạt động đã được chấp nhận là minh chứng.");
                return Err(Problems::one("hoat-dong", sentence).into());
            }
            let accepted = proven::accepted(tx, subject, &basis.activities).await?;
            if accepted.len() != many {
                let sentence =
                    "Có hoạt động không phải của đơn vị này, hoặc chưa được chấp nhận là minh chứng.";
                return Err(Problems::one("hoat-dong", sentence).into());
            }
        }
        Kind::Criticism => {
            let mut problems = Problems::new();
            if basis.finding.is_none() && basis.document.is_none() {
                let sentence = "Phê bình phải dựa vào một kết luận kiểm tra hoặc một văn bản đã ban hành.";
                problems.add("can-cu", sentence);
            }
            if let Some(id) = basis.finding {
                let there = findings(tx, subject)
                    .await?
                    .iter()
                    .any(|finding| finding.id == id);
                problems.unless(there, "can-cu", "Phát hiện này không phải về đơn vị được chọn.");
            }
            if let Some(id) = basis.document {
                let there = document(tx, actor, id).await?;
                let decided = library::store::of_document(tx, id).await?;
                let is_secret = decided.is_some_and(|decided| decided.word == Word::Secret);
                let is_clear = |one: Official| looked.is_some_and(|looked| looked.is_clear(&one));
                problems.unless(
                    there.is_some_and(is_clear) && !is_secret,
                    "van-ban",
                    "Văn bản này chưa ban hành, đã thu hồi, hết hiệu lực hoặc là văn bản mật.",
                );
            }
            if let Some(id) = basis.decision {
                let found = document(tx, actor, id).await?;
                let is_decision = found.is_some_and(|found| is_decision(&found));
                // COM-02: the decision itself is what the public may read, not only what went out of a register.
                let decided = library::store::of_document(tx, id).await?;
                let is_public = decided.is_some_and(|decided| decided.word == Word::Public);
                let is_decision = is_decision && is_public;
                let sentence =
                    "Chỉ chọn quyết định còn hiệu lực mà địa phương đã công khai trên trang văn bản.";
                problems.unless(is_decision, "quyet-dinh", sentence);
            }
            problems.or(())?;
        }
    }
    Ok(())
}

/// Findings about a unit, the latest first.
///
/// # Errors
/// [`Error::Outage`]
pub async fn findings(tx: &mut Tx, subject: Id) -> Result<Vec<Finding>> {
    let wanted = Wanted {
        unit: subject,
        ..Wanted::ALL
    };
    Ok(finding::listed(tx, wanted, None).await?)
}

/// May it stand for a name? A decision that went out of a register of the locality.
pub fn is_decision(one: &Official) -> bool {
    one.kind == loa_official::kind::Kind::Decision && one.state == register::State::Issued
}

/// A document that the actor may see and that is in force today.
async fn document(tx: &mut Tx, actor: &Actor, id: Id) -> Result<Option<Official>> {
    let Some(found) = register::store::by_id(tx, id).await? else {
        return Ok(None);
    };
    let replaced = register::store::replaced(tx, [id]).await?;
    let went_to = register::store::list::went_to(tx, [id]).await?;
    let is_seen = std::iter::once(&found.unit)
        .chain(went_to.get(&id).into_iter().flatten())
        .any(|unit| actor.may(Action::SeeUnits, *unit));
    let today = tx.today();
    Ok(Some(found).filter(|found| is_seen && found.is_in_force(today, replaced.contains(&id))))
}

/// Looks the document of a basis through for signs of secrecy; `None` where there is none that the actor may use. A file is
/// read, which is slow: not inside a unit of work that writes.
///
/// # Errors
/// [`Error::Outage`]
pub async fn looked(app: &App, tx: &mut Tx, actor: &Actor, basis: &Basis) -> Result<Option<Looked>> {
    let Some(id) = basis.document else {
        return Ok(None);
    };
    match document(tx, actor, id).await? {
        Some(one) => library::actions::looked(app, tx, &one).await.map(Some),
        None => Ok(None),
    }
}

/// May the actor do this, as far as it is not a matter of where the entry stands?
pub fn may(actor: &Actor, entry: &Entry, act: Act) -> bool {
    let (action, unit) = match act {
        Act::Write | Act::Submit | Act::Tell | Act::Drop => (Action::WriteRecognition, entry.unit),
        Act::Return | Act::Approve | Act::Judge => (Action::ApproveRecognition, entry.unit),
        Act::Publish | Act::Withdraw => (Action::PublishArticle, entry.unit),
        Act::Reply | Act::Correct => (Action::AnswerCriticism, entry.subject),
        Act::Expire => return false,
    };
    actor.may(action, unit)
}

/// Does something with an entry that has a button. `looked`: what was found in its document just before.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when it cannot be done as it stands; [`Error::Problem`] on
/// `ly-do` without a reason, on `viec` while the unit was not heard or nobody of it can be (COM-02), for one's own words or
/// one's own unit.
pub async fn act(
    tx: &mut Tx,
    actor: &Actor,
    (id, turn): (Id, i64),
    (act, remark): (Act, &str),
    looked: Option<Looked>,
    ways: Ways<'_>,
) -> Result<Entry> {
    let there = seen(tx, actor, id).await?;
    if !Act::BUTTONS.contains(&act) || !may(actor, &there, act) {
        return Err(Error::Forbidden);
    }
    let mut entry = held(tx, actor, id, turn).await?;
    let today = tx.today();
    let is_waiting = entry.standing.state == State::Told && !entry.standing.is_heard(today);
    if is_waiting && matches!(act, Act::Approve | Act::Publish) {
        let due = entry.standing.due_on.map(crate::text::day).unwrap_or_default();
        let sentence =
            format!("Đơn vị chưa trả lời, còn hạn đến hết ngày {due}: chưa duyệt, chưa đăng được.");
        return Err(Problems::one("viec", sentence).into());
    }
    if act == Act::Publish && !entry.standing.may_last(today) {
        let sentence = "Ngày cuối cùng còn đăng đã qua hoặc quá xa: trả lại để sửa trước khi đăng.";
        return Err(Problems::one("viec", sentence).into());
    }
    let next = after(&entry, act, today)?;
    if act.needs_remark() && remark.is_empty() {
        return Err(Problems::one("ly-do", "Mời ghi rõ vì sao.").into());
    }
    match act {
        Act::Approve => by_another(tx, actor, &entry).await?,
        Act::Submit | Act::Tell => still_rests(tx, actor, &entry, looked).await?,
        Act::Publish => {
            still_rests(tx, actor, &entry, looked).await?;
            outside(tx, actor, &entry).await?;
        }
        _ => {}
    }
    entry.standing = next;
    carry_out(tx, &mut entry, act, remark).await?;
    if act == Act::Tell {
        tell::unit(tx, &entry, ways).await?;
    }
    Ok(entry)
}

/// Saves the step with what follows from it.
async fn carry_out(tx: &mut Tx, entry: &mut Entry, act: Act, remark: &str) -> Result<()> {
    match act {
        Act::Publish => {
            entry.first_public_at.get_or_insert(tx.now());
            if let Some(until) = entry.standing.until {
                jobs::put(tx, entry.id, until).await?;
            }
        }
        Act::Withdraw | Act::Expire => entry.ended_at = Some(tx.now()),
        _ => {}
    }
    store::change(tx, entry).await?;
    noted(tx, entry, act, remark).await?;
    if matches!(act, Act::Publish | Act::Withdraw | Act::Expire) {
        newsroom::store::public::note_change(tx, entry.unit).await?;
    }
    Ok(())
}

/// What it rested on when it was written may have been taken back since.
async fn still_rests(tx: &mut Tx, actor: &Actor, entry: &Entry, looked: Option<Looked>) -> Result<()> {
    let kind = entry.standing.kind;
    match rests(tx, actor, kind, entry.subject, &entry.basis, looked).await {
        Err(Error::Problem(_)) => {
            let sentence = "Căn cứ của mục này không còn: minh chứng bị trả lại, hoặc văn bản đã thu hồi, hết hiệu lực. Mời sửa căn cứ.";
            Err(Problems::one("viec", sentence).into())
        }
        other => other,
    }
}

/// Does the actor work for this unit, for one below it or for one that carries its work on?
async fn is_of(tx: &mut Tx, actor: &Actor, unit: Id) -> Result<bool> {
    let today = tx.today();
    let tree = tree::with_ended(tx, today).await?;
    let below = tree.subtree(unit);
    let is_own = |seat: Id| below.contains(&seat) || tree.carried(seat).contains(&unit);
    Ok(actor.grants.iter().any(|grant| is_own(grant.unit)))
}

/// Nobody decides about the criticism of their own unit.
async fn outside(tx: &mut Tx, actor: &Actor, entry: &Entry) -> Result<()> {
    if entry.standing.kind == Kind::Criticism && is_of(tx, actor, entry.subject).await? {
        let sentence = "Bạn là người của đơn vị bị phê bình: cần người khác làm bước này.";
        return Err(Problems::one("viec", sentence).into());
    }
    Ok(())
}

/// The second person wrote nothing of it and is not of the unit that is criticised.
async fn by_another(tx: &mut Tx, actor: &Actor, entry: &Entry) -> Result<()> {
    let steps = store::steps(tx, entry.id).await?;
    let has_written = |step: &store::Step| step.act == Act::Write && step.by == Some(actor.person);
    if steps.iter().any(has_written) {
        let sentence = "Mục này do chính bạn viết: cần một người khác duyệt.";
        return Err(Problems::one("viec", sentence).into());
    }
    outside(tx, actor, entry).await
}

/// Keeps what the unit says: before the criticism is public a reply, while it is public a correction. `round`: the words
/// that it saw.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when the words are others by now; [`Error::Problem`] on
/// `tra-loi`.
pub async fn reply(
    tx: &mut Tx,
    actor: &Actor,
    (id, round): (Id, i64),
    words: &str,
    ways: Ways<'_>,
) -> Result<ReplyKind> {
    let there = seen(tx, actor, id).await?;
    actor.must(Action::AnswerCriticism, there.subject)?;
    store::hold(tx, id).await?;
    let mut entry = seen(tx, actor, id).await?;
    let (kind, act) = match entry.standing.state {
        State::Public => (ReplyKind::Correction, Act::Correct),
        _ => (ReplyKind::Reply, Act::Reply),
    };
    let next = after(&entry, act, tx.today())?;
    if round != entry.standing.round {
        let sentence = "Lời phê bình đã được sửa sau khi bạn mở trang. Mời đọc lại rồi trả lời.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    let is_own = is_of(tx, actor, entry.subject).await?;
    let many = store::replies(tx, id).await?.len();
    let mut problems = Problems::new();
    let sentence = "Chỉ người của chính đơn vị được nói đến mới trả lời thay đơn vị.";
    problems.unless(is_own, "tra-loi", sentence);
    problems.unless(!words.is_empty(), "tra-loi", "Mời ghi ý kiến của đơn vị.");
    problems.unless(
        many < MOST_REPLIES,
        "tra-loi",
        "Mục này đã có quá nhiều ý kiến của đơn vị.",
    );
    problems.or(())?;
    if entry.basis.decision.is_none() {
        nameless(tx, words, "tra-loi").await?;
    }
    store::reply(tx, id, kind, entry.standing.round, words).await?;
    entry.standing = next;
    carry_out(tx, &mut entry, act, "").await?;
    tell::writers(tx, &entry, ways).await?;
    Ok(kind)
}

/// Shows a correction beside the criticism, or sends it back with a reason.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when it does not wait; [`Error::Problem`] on `ly-do`, `viec`.
pub async fn judge(
    tx: &mut Tx,
    actor: &Actor,
    id: Id,
    reply: Id,
    is_shown: bool,
    reason: &str,
) -> Result<()> {
    reached(tx, actor, Action::ApproveRecognition, id).await?;
    store::hold(tx, id).await?;
    let entry = reached(tx, actor, Action::ApproveRecognition, id).await?;
    after(&entry, Act::Judge, tx.today())?;
    if !is_shown && reason.is_empty() {
        return Err(Problems::one("ly-do", "Mời ghi vì sao chưa hiện đính chính này.").into());
    }
    outside(tx, actor, &entry).await?;
    let shown = if is_shown { Shown::Shown } else { Shown::Returned };
    if !store::judge(tx, id, reply, shown, reason).await? {
        let sentence = "Đính chính này đã được xét. Mời mở lại trang.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    noted(tx, &entry, Act::Judge, reason).await?;
    newsroom::store::public::note_change(tx, entry.unit).await?;
    Ok(())
}

/// Takes an entry from the public whose last day is over, unless that was decided otherwise since.
///
/// # Errors
/// [`Error::Outage`]
pub async fn expire(tx: &mut Tx, id: Id) -> Result<()> {
    let today = tx.today();
    let is_over = |entry: &Entry| entry.standing.after(Act::Expire, today).is_some();
    // Looked at before it is held: whoever works on it must not find it changed for nothing.
    if store::by_id(tx, id).await?.filter(is_over).is_none() || !store::hold(tx, id).await? {
        return Ok(());
    }
    let Some(mut entry) = store::by_id(tx, id).await?.filter(is_over) else {
        return Ok(());
    };
    entry.standing = after(&entry, Act::Expire, today)?;
    carry_out(tx, &mut entry, Act::Expire, "").await
}

//! What can be done with notices: write, post, put right, note the loudspeakers, withdraw.

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::channel::Channel;
use crate::activity::{self, Language, NewActivity, PLACE_CHARACTERS, Told, WHAT_CHARACTERS};
use crate::audit;
use crate::catalogue::{self, Entry, Kind};
use crate::duty;
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::newsroom::store::public;
use crate::newsroom::{body, slug};
use crate::notice::{Correction, MOST_LOUD_DAYS, Notice, REASON_CHARACTERS, State, Written, jobs, store};
use crate::problem::Problems;
use crate::text;

/// A notice that the actor may do this to.
///
/// # Errors
/// [`Error::NotFound`], also for who may not see it; [`Error::Forbidden`]
pub async fn reached(tx: &mut Tx, actor: &Actor, action: Action, id: Id) -> Result<Notice> {
    let one = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    if !actor.may(Action::SeeArticles, one.unit) {
        return Err(Error::NotFound);
    }
    actor.must(action, one.unit)?;
    Ok(one)
}

/// The same, held until the unit of work ends, as the person saw it.
async fn held(tx: &mut Tx, actor: &Actor, action: Action, id: Id, turn: i64) -> Result<Notice> {
    reached(tx, actor, action, id).await?;
    store::hold(tx, id).await?;
    let one = reached(tx, actor, action, id).await?;
    if one.turn != turn + 1 {
        let sentence = "Thông báo vừa được người khác thay đổi. Mời mở lại rồi làm lại.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    Ok(one)
}

async fn checked(tx: &mut Tx, actor: &Actor, written: &Written) -> Result<()> {
    written.problems(tx.today()).or(())?;
    if let Some(id) = written.duty {
        duty::actions::reached(tx, actor, Action::LogActivity, id).await?;
    }
    Ok(())
}

/// Begins a notice of a unit.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Problem`] on the fields of the form (PUB-03).
pub async fn begin(tx: &mut Tx, actor: &Actor, unit: Id, written: Written) -> Result<Id> {
    actor.must(Action::WriteArticle, unit)?;
    checked(tx, actor, &written).await?;
    let id = tx.new_id();
    let one = Notice {
        id,
        unit,
        // Nobody has this address yet: it is chosen when the notice is posted.
        slug: id.to_string(),
        body: body::html(&written.source),
        written,
        state: State::Draft,
        activity: None,
        posted_at: None,
        withdrawn_at: None,
        reason: String::new(),
        turn: 0,
        written_by: actor.person,
    };
    store::insert(tx, &one).await?;
    audit::record(tx, "notice.written", "notice", Some(id), "").await?;
    Ok(id)
}

/// Writes on, while it is not posted.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when it is not as the person saw it, or was posted;
/// [`Error::Problem`] on the fields of the form (PUB-03).
pub async fn write(tx: &mut Tx, actor: &Actor, id: Id, turn: i64, written: Written) -> Result<()> {
    let mut one = held(tx, actor, Action::WriteArticle, id, turn).await?;
    if one.state != State::Draft {
        let sentence = "Thông báo đã niêm yết thì không viết tiếp được. Cần sửa thì bấm Đính chính.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    checked(tx, actor, &written).await?;
    one.body = body::html(&written.source);
    one.written = written;
    one.written_by = actor.person;
    store::change(tx, &one).await?;
    audit::record(tx, "notice.written", "notice", Some(id), "").await?;
    Ok(())
}

async fn free_slug(tx: &mut Tx, one: &Notice) -> Result<String> {
    let plain = slug(&one.written.title);
    if plain.is_empty() {
        return Ok(one.id.to_string());
    }
    let is_taken = store::by_slug(tx, one.unit, &plain).await?.is_some();
    Ok(match is_taken {
        true => format!("{plain}-{}", one.id),
        false => plain,
    })
}

/// Posts a notice: the public reads it, the work is recorded and proves the duty that it was written for. Its days run from
/// today (PUB-03).
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when it is not as the person saw it, or no draft;
/// [`Error::Problem`] on `viec` when its days are not what they should be now (PUB-03).
pub async fn post(tx: &mut Tx, actor: &Actor, id: Id, turn: i64) -> Result<Notice> {
    let mut one = held(tx, actor, Action::PublishArticle, id, turn).await?;
    if one.state != State::Draft {
        let sentence = "Thông báo này đã niêm yết rồi. Mời mở lại trang.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    let today = tx.today();
    if one.written.posted_from > today {
        let sentence = format!(
            "Ngày bắt đầu niêm yết là {}: mời bấm vào ngày ấy, hoặc sửa ngày.",
            text::day(one.written.posted_from)
        );
        return Err(Problems::one("viec", sentence).into());
    }
    one.written = one.written.posted_on(today);
    if let Some(problem) = one.written.problems(today).all().first() {
        return Err(Problems::one("viec", problem.message.clone()).into());
    }
    one.slug = free_slug(tx, &one).await?;
    one.state = State::Posted;
    one.posted_at = Some(tx.now());
    one.activity = Some(recorded(tx, &one).await?);
    store::change(tx, &one).await?;
    jobs::put(tx, &one).await?;
    catalogue::actions::enter(tx, &entry(&one)).await?;
    public::note_change(tx, one.unit).await?;
    audit::record(tx, "notice.posted", "notice", Some(id), "").await?;
    Ok(one)
}

/// What the public finds it by.
fn entry(one: &Notice) -> Entry {
    Entry {
        unit: one.unit,
        kind: Kind::Notice,
        target: one.id,
        place: format!("niem-yet/{}", one.slug),
        title: one.written.title.clone(),
        lead: one.written.matter.label().to_owned(),
        dated_on: one.written.posted_from,
    }
}

/// The first characters of a text.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Posting itself is the evidence: nobody logs it once more.
async fn recorded(tx: &mut Tx, one: &Notice) -> Result<Id> {
    let written = &one.written;
    let places: Vec<&str> = written
        .places
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let told = Told {
        what: cut(&format!("Niêm yết: {}", written.title), WHAT_CHARACTERS),
        place: cut(&places.join("; "), PLACE_CHARACTERS),
        happened_on: written.posted_from,
        channel: Some(Channel::Posting),
        pieces: Some(1),
        minutes: None,
        audience: None,
        people: None,
        language: Language::Vietnamese,
        cost_dong: None,
    };
    let new = NewActivity {
        unit: one.unit,
        told,
        files: Vec::new(),
        is_sample: false,
    };
    let key = format!("notice:{}", one.id);
    let (activity, _) = activity::actions::witness(tx, one.written_by, new, &key).await?;
    if let Some(duty) = written.duty {
        duty::actions::prove_witnessed(tx, activity.id, duty).await?;
    }
    Ok(activity.id)
}

/// A notice that was posted and not withdrawn, held as the person saw it.
async fn posted(tx: &mut Tx, actor: &Actor, action: Action, id: Id, turn: i64) -> Result<Notice> {
    let one = held(tx, actor, action, id, turn).await?;
    match one.state {
        State::Posted => Ok(one),
        State::Draft | State::Withdrawn => {
            let sentence = "Thông báo này không đang niêm yết. Mời mở lại trang.";
            Err(Error::Changed(sentence.to_owned()))
        }
    }
}

fn reasoned(reason: &str, sentence: &'static str) -> Result<()> {
    let length = reason.chars().count();
    if length == 0 || length > REASON_CHARACTERS {
        return Err(Problems::one("ly-do", sentence).into());
    }
    Ok(())
}

/// Puts a posted notice right in place: what it said is kept, the public reads why and on which day, its days run on. What is
/// posted for good is kept up to date by it (PUB-03).
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when it is not as the person saw it, or not posted;
/// [`Error::Problem`] on `ly-do` without a reason, on `noi-dung` when nothing changes.
pub async fn correct(tx: &mut Tx, actor: &Actor, id: Id, turn: i64, new: Correction) -> Result<()> {
    // The public reads it at once, so it is for those who post.
    let mut one = posted(tx, actor, Action::PublishArticle, id, turn).await?;
    reasoned(
        &new.reason,
        "Mời ghi vì sao sửa, nhiều nhất 500 chữ cái: người dân đọc được dòng này.",
    )?;
    if new.is_none_of(&one.written) {
        let sentence = "Chưa có gì khác với thông báo đang niêm yết.";
        return Err(Problems::one("noi-dung", sentence).into());
    }
    store::keep_revision(tx, &one, &new.reason).await?;
    one.body = body::html(&new.source);
    one.written = Written {
        title: new.title,
        source: new.source,
        places: new.places,
        file: new.file,
        ..one.written
    };
    one.written_by = actor.person;
    store::change(tx, &one).await?;
    catalogue::actions::enter(tx, &entry(&one)).await?;
    public::note_change(tx, one.unit).await?;
    audit::record(tx, "notice.corrected", "notice", Some(id), "").await?;
    Ok(())
}

/// Notes on how many days the loudspeakers have told a posted notice: most of them come after it was posted (PUB-03).
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when it is not as the person saw it, or not posted;
/// [`Error::Problem`] on `loa`.
pub async fn note_loud_days(tx: &mut Tx, actor: &Actor, id: Id, turn: i64, days: i64) -> Result<()> {
    let mut one = posted(tx, actor, Action::WriteArticle, id, turn).await?;
    if !(1..=MOST_LOUD_DAYS).contains(&days) {
        return Err(Problems::one("loa", "Mời ghi đã phát mấy ngày, từ 1 đến 365.").into());
    }
    one.written.loud_days = Some(days);
    store::change(tx, &one).await?;
    public::note_change(tx, one.unit).await?;
    audit::record(tx, "notice.told_loud", "notice", Some(id), &days.to_string()).await?;
    Ok(())
}

/// Takes a notice down before its time; the public reads why.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when it is not as the person saw it, or not posted;
/// [`Error::Problem`] on `ly-do` without a reason.
pub async fn withdraw(tx: &mut Tx, actor: &Actor, id: Id, turn: i64, reason: &str) -> Result<()> {
    let mut one = posted(tx, actor, Action::PublishArticle, id, turn).await?;
    reasoned(
        reason,
        "Mời ghi vì sao gỡ, nhiều nhất 500 chữ cái: người dân đọc được dòng này.",
    )?;
    one.state = State::Withdrawn;
    one.withdrawn_at = Some(tx.now());
    reason.clone_into(&mut one.reason);
    store::change(tx, &one).await?;
    catalogue::actions::leave(tx, one.unit, Kind::Notice, id).await?;
    public::note_change(tx, one.unit).await?;
    audit::record(tx, "notice.withdrawn", "notice", Some(id), "").await?;
    Ok(())
}

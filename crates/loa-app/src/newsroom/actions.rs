//! What can be done with articles: write, have looked over, publish, put right, withdraw.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::channel::Channel;
use crate::activity::{self, Audience, Language, NewActivity, Told};
use crate::audit;
use crate::duty::{self, Duty};
use crate::error::{Error, Result};
use crate::identity::{Action, Actor};
use crate::newsroom::store::{self, public, section};
use crate::newsroom::{Act, Article, MOST_SECTIONS, Picture, Revision, Section, body, found, jobs, slug};
use crate::problem::Problems;

pub mod links;
pub mod remarks;
pub mod review;
pub mod surface;
pub mod term;
pub mod version;

/// An article as somebody writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its section.
    pub section: Id,
    /// Title.
    pub title: String,
    /// What it says in short.
    pub lead: String,
    /// The body as it was written.
    pub source: String,
    /// Its picture.
    pub picture: Option<Picture>,
    /// The same, spoken.
    pub audio: Option<Id>,
    /// The words of the article of record that it was translated from; `None` for an article of record.
    pub model: Option<i64>,
    /// For whom.
    pub audience: Option<Audience>,
    /// In which language.
    pub language: Language,
    /// What it is to prove; `None`: what its section serves.
    pub duty: Option<Id>,
    /// The day on which somebody should look whether it is still right.
    pub review_on: Option<Date>,
    /// A sample of a demonstration.
    pub is_sample: bool,
}

/// An article that the actor may do this to.
///
/// # Errors
/// [`Error::NotFound`], also for who may not see it; [`Error::Forbidden`]
pub async fn reached(tx: &mut Tx, actor: &Actor, action: Action, id: Id) -> Result<Article> {
    let article = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    if !allows(actor, Action::SeeArticles, &article) {
        return Err(Error::NotFound);
    }
    match allows(actor, action, &article) {
        true => Ok(article),
        false => Err(Error::Forbidden),
    }
}

/// By the table of permissions; a version also to those who were asked for it, wherever they sit.
pub fn allows(actor: &Actor, action: Action, article: &Article) -> bool {
    let is_asked = article.origin.is_some_and(|origin| match action {
        Action::SeeArticles => [origin.translator, origin.speaker].contains(&Some(actor.person)),
        Action::WriteArticle => origin.translator == Some(actor.person),
        Action::ApproveArticle => origin.speaker == Some(actor.person),
        _ => false,
    });
    is_asked || actor.may(action, article.unit)
}

/// The same, held until the unit of work ends, as the person saw it.
async fn held(tx: &mut Tx, actor: &Actor, action: Action, id: Id, turn: i64) -> Result<Article> {
    reached(tx, actor, action, id).await?;
    store::hold(tx, id).await?;
    let article = reached(tx, actor, action, id).await?;
    if article.turn != turn + 1 {
        let sentence = "Bài vừa được người khác thay đổi. Mời mở lại bài rồi làm lại.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    Ok(article)
}

/// The words that are worked on.
///
/// # Errors
/// [`Error::Outage`] when they are gone.
pub async fn latest(tx: &mut Tx, article: &Article) -> Result<Revision> {
    let found = store::revision_of(tx, article.id, article.standing.revision).await?;
    found.ok_or_else(|| Error::Outage(format!("article {} without its words", article.id)))
}

/// Begins an article of a unit.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Problem`] on the fields of the form.
pub async fn begin(tx: &mut Tx, actor: &Actor, unit: Id, written: Written) -> Result<Id> {
    actor.must(Action::WriteArticle, unit)?;
    fits(tx, actor, (unit, None), &written).await?;
    let article = Article {
        slug: free_slug(tx, unit, &written.title).await?,
        is_sample: written.is_sample,
        audience: written.audience,
        language: written.language,
        duty: written.duty,
        review_on: written.review_on,
        ..Article::begun(tx.new_id(), unit, written.section)
    };
    store::insert(tx, &article).await?;
    store::keep_revision(tx, article.id, &revision(1, actor, tx.now(), written)).await?;
    audit::record(tx, "article.written", "article", Some(article.id), "").await?;
    Ok(article.id)
}

/// Writes on. The same words once more change nothing.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when it is not as the person saw it, or no longer open;
/// [`Error::Problem`] on the fields of the form.
pub async fn write(tx: &mut Tx, actor: &Actor, id: Id, turn: i64, mut written: Written) -> Result<()> {
    let mut article = held(tx, actor, Action::WriteArticle, id, turn).await?;
    if !article.standing.is_open() {
        let sentence =
            "Bài đang chờ duyệt hoặc đã duyệt, đã đăng: trả lại hoặc mở bản sửa thì mới viết tiếp được.";
        return Err(Error::Changed(sentence.to_owned()));
    }
    if !actor.may(Action::WriteArticle, article.unit) {
        // Who was asked to translate has nothing to do with what it is to prove.
        written.duty = article.duty;
    }
    fits(tx, actor, (article.unit, article.duty), &written).await?;
    let before = latest(tx, &article).await?;
    version::is_alone(tx, &article, written.language).await?;
    if let Some(origin) = article.origin {
        article.origin = Some(version::made_from(tx, origin, written.model).await?);
    }
    article.audience = written.audience;
    article.duty = written.duty;
    article.review_on = written.review_on;
    let new = revision(article.standing.revision + 1, actor, tx.now(), written);
    let is_same = new.title == before.title
        && new.lead == before.lead
        && new.source == before.source
        && (&new.picture, new.audio) == (&before.picture, before.audio)
        && (new.section, new.language) == (before.section, before.language);
    if !is_same {
        article.standing.revision = new.ordinal;
        store::keep_revision(tx, id, &new).await?;
    }
    store::change(tx, &article).await?;
    audit::record(tx, "article.written", "article", Some(id), "").await?;
    Ok(())
}

fn revision(ordinal: i64, actor: &Actor, now: Timestamp, written: Written) -> Revision {
    Revision {
        ordinal,
        section: written.section,
        language: written.language,
        body: body::html_in(&written.source, written.language),
        title: written.title,
        lead: written.lead,
        source: written.source,
        picture: written.picture,
        audio: written.audio,
        written_by: actor.person,
        writer: actor.name.clone(),
        written_at: now,
    }
}

/// The section is of the unit; the duty is the one that it stands for, or one that the actor can prove.
async fn fits(tx: &mut Tx, actor: &Actor, (unit, stands): (Id, Option<Id>), written: &Written) -> Result<()> {
    let own = section::by_id(tx, written.section).await?;
    if own.is_none_or(|section| section.unit != unit) {
        return Err(Problems::one("chuyen-muc", "Mời chọn một chuyên mục của đơn vị.").into());
    }
    if let Some(id) = written.duty.filter(|_| written.duty != stands) {
        duty::actions::reached(tx, actor, Action::LogActivity, id).await?;
    }
    Ok(())
}

async fn free_slug(tx: &mut Tx, unit: Id, title: &str) -> Result<String> {
    let plain = slug(title);
    let plain = if plain.is_empty() { "bai".to_owned() } else { plain };
    if !store::has_slug(tx, unit, &plain).await? {
        return Ok(plain);
    }
    let id = tx.new_id().to_string();
    Ok(format!("{plain}-{id}"))
}

/// May the actor do this, as far as it is not a matter of where the article stands?
pub fn may(actor: &Actor, article: &Article, act: Act) -> bool {
    let action = match act {
        Act::Submit | Act::Correct | Act::Confirm => Action::WriteArticle,
        Act::Return | Act::Approve => Action::ApproveArticle,
        Act::Publish | Act::Force | Act::Withdraw => Action::PublishArticle,
    };
    // What nobody who speaks the language has confirmed does not go out, for no reason (BRD-14).
    let is_unheard = act == Act::Force && article.origin.is_some();
    !is_unheard && allows(actor, action, article)
}

/// Does something with an article.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when it cannot be done as it stands; [`Error::Problem`] on
/// `nhan-xet` without a reason, on `viec` for one's own words or while remarks are open.
pub async fn act(tx: &mut Tx, actor: &Actor, id: Id, turn: i64, act: Act, remark: &str) -> Result<Article> {
    let seen = reached(tx, actor, Action::SeeArticles, id).await?;
    if !may(actor, &seen, act) {
        return Err(Error::Forbidden);
    }
    version::pin_record(tx, &seen, act).await?;
    let mut article = held(tx, actor, Action::SeeArticles, id, turn).await?;
    let after = article.standing.after(act).ok_or_else(|| {
        let state = article.standing.state.label();
        Error::Changed(format!(
            "Bài đang ở bước “{state}”, không làm được bước này. Mời mở lại bài."
        ))
    })?;
    if act.needs_remark() && remark.is_empty() {
        return Err(Problems::one("nhan-xet", "Mời ghi rõ vì sao.").into());
    }
    match act {
        Act::Submit => says_something(tx, &article).await?,
        Act::Approve => {
            by_another(tx, actor, &article).await?;
            remarks::all_settled(tx, id).await?;
        }
        _ => {}
    }
    match act {
        Act::Publish | Act::Force => {
            let is_over = article.expire_at.is_some_and(|moment| moment <= tx.now());
            if is_over {
                let sentence = "Ngày cuối cùng còn đăng đã qua: mời sửa ở mục Hẹn giờ trước khi đăng.";
                return Err(Problems::one("het", sentence).into());
            }
            let is_told = article.first_public_at.is_none() || act == Act::Force || !remark.is_empty();
            if !is_told {
                let sentence = "Mời ghi đã sửa gì, để nói với người đọc.";
                return Err(Problems::one("nhan-xet", sentence).into());
            }
            go_out(tx, &mut article, act, remark).await?;
        }
        Act::Withdraw => withdraw(tx, &mut article, remark).await?,
        Act::Confirm => {
            review::confirm(tx, &mut article)?;
            store::change(tx, &article).await?;
            store::insert_step(tx, id, article.standing.revision, act, remark).await?;
        }
        _ => {
            // What is sent back or opened again does not go out at a moment that was set for other words.
            article.publish_at = None;
            if after.public.is_none() {
                article.expire_at = None;
            }
            article.standing = after;
            store::change(tx, &article).await?;
            store::insert_step(tx, id, article.standing.revision, act, remark).await?;
        }
    }
    audit::record(tx, "article.acted", "article", Some(id), act.done()).await?;
    Ok(article)
}

/// A version has words, or is spoken.
async fn says_something(tx: &mut Tx, article: &Article) -> Result<()> {
    let words = latest(tx, article).await?;
    if article.origin.is_some() && words.audio.is_none() && body::plain(&words.body).is_empty() {
        let sentence = "Bản này chưa có chữ, chưa có tiếng nói: mời viết hoặc gửi tệp ghi âm trước.";
        return Err(Problems::one("viec", sentence).into());
    }
    Ok(())
}

/// Nobody approves words of their own, nor what they let out without approval.
async fn by_another(tx: &mut Tx, actor: &Actor, article: &Article) -> Result<()> {
    if let Some(origin) = article.origin
        && origin.speaker != Some(actor.person)
    {
        let sentence = match origin.speaker {
            Some(_) => "Bản này do người đọc lại đã được giao xác nhận: người ấy nói tiếng này.",
            None => "Chưa giao ai đọc lại bản này: mời giao một người nói tiếng này.",
        };
        return Err(Problems::one("viec", sentence).into());
    }
    let words = latest(tx, article).await?;
    let has_written =
        words.written_by == actor.person || store::wrote_unapproved(tx, article.id, actor.person).await?;
    let forced_by = match article.standing.is_forced {
        true => store::last_by(tx, article.id, Act::Force).await?,
        false => None,
    };
    if has_written || forced_by == Some(actor.person) {
        let sentence = "Bài này do chính bạn viết hoặc đăng: cần một người khác duyệt.";
        return Err(Problems::one("viec", sentence).into());
    }
    Ok(())
}

/// Sets the moments at which an approved article goes out and is withdrawn by itself; `None` takes a moment back.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when it is not approved; [`Error::Problem`] on `luc`, `het`
/// for moments that are past or in the wrong order.
pub async fn schedule(
    tx: &mut Tx,
    actor: &Actor,
    id: Id,
    turn: i64,
    (publish_at, expire_at): (Option<Timestamp>, Option<Timestamp>),
) -> Result<()> {
    let mut article = held(tx, actor, Action::PublishArticle, id, turn).await?;
    let is_ready = article.standing.after(Act::Publish).is_some();
    if publish_at.is_some() && !is_ready {
        return Err(Error::Changed(
            "Bài chưa được duyệt nên chưa hẹn giờ đăng được.".to_owned(),
        ));
    }
    let mut problems = Problems::new();
    let is_ahead = |moment: Option<Timestamp>| moment.is_none_or(|moment| moment > tx.now());
    problems.unless(is_ahead(publish_at), "luc", "Giờ đăng đã qua.");
    problems.unless(is_ahead(expire_at), "het", "Ngày hết hạn đã qua.");
    let follows = publish_at
        .zip(expire_at)
        .is_none_or(|(publish, expire)| publish < expire);
    problems.unless(follows, "het", "Ngày hết hạn phải sau giờ đăng.");
    problems.or(())?;
    if let Some(moment) = publish_at.filter(|_| publish_at != article.publish_at) {
        jobs::put(tx, jobs::PUBLISH, id, moment).await?;
    }
    if let Some(moment) = expire_at.filter(|_| expire_at != article.expire_at) {
        jobs::put(tx, jobs::EXPIRE, id, moment).await?;
    }
    article.publish_at = publish_at;
    article.expire_at = expire_at;
    store::change(tx, &article).await?;
    audit::record(tx, "article.scheduled", "article", Some(id), "").await?;
    Ok(())
}

/// Does what was set for this moment, unless something else was decided since.
///
/// # Errors
/// [`Error::Outage`]
pub async fn on_time(tx: &mut Tx, id: Id, moment: Timestamp, act: Act) -> Result<()> {
    let is_set = |article: &Article| {
        let set = match act {
            Act::Publish => article.publish_at,
            _ => article.expire_at,
        };
        set == Some(moment) && article.standing.after(act).is_some()
    };
    // Looked at before it is held: whoever writes on it must not find it changed for nothing.
    let Some(seen) = store::by_id(tx, id).await?.filter(is_set) else {
        return Ok(());
    };
    version::pin_record(tx, &seen, act).await?;
    if !store::hold(tx, id).await? {
        return Ok(());
    }
    let Some(mut article) = store::by_id(tx, id).await?.filter(is_set) else {
        return Ok(());
    };
    let is_over = article.expire_at.is_some_and(|moment| moment <= tx.now());
    let has_record = version::has_public_record(tx, &article).await?;
    match act {
        // It would go out and not come back, or without what it is a version of: a person has to look.
        Act::Publish if is_over || !has_record => {
            article.publish_at = None;
            store::change(tx, &article).await?;
            return Ok(());
        }
        Act::Publish => go_out(tx, &mut article, act, "").await?,
        _ => take_in(tx, &mut article, "Bài đã hết thời hạn đăng.")
            .await
            .map(drop)?,
    }
    audit::record(tx, "article.acted", "article", Some(id), act.done()).await?;
    Ok(())
}

/// The public reads it from now on: recorded as something done, proof of what it was written for.
async fn go_out(tx: &mut Tx, article: &mut Article, act: Act, remark: &str) -> Result<()> {
    let words = latest(tx, article).await?;
    let is_correction = article.first_public_at.is_some();
    if !is_correction {
        // What was begun under another title must not stand in the address. Once public it stays: it stands on paper.
        let wanted = version::address(tx, article, &words).await?;
        if wanted != article.slug {
            article.slug = free_slug(tx, article.unit, &wanted).await?;
        }
    }
    version::goes_out(tx, article).await?;
    article.section = words.section;
    article.language = words.language;
    article.standing = article.standing.after(act).ok_or(Error::NotFound)?;
    article.first_public_at.get_or_insert(tx.now());
    article.changed_at = Some(tx.now());
    article.publish_at = None;
    article.notice = match (is_correction, act) {
        (true, Act::Publish) if !remark.is_empty() => remark.to_owned(),
        (true, _) => "Nội dung bài đã được sửa.".to_owned(),
        _ => String::new(),
    };
    match article.activity {
        None => article.activity = Some(recorded(tx, article, &words).await?),
        Some(activity) => {
            duty::actions::prove_again(tx, activity).await?;
            // It may have been chosen for the correction.
            if let Some(duty) = article.duty {
                duty::actions::prove_witnessed(tx, activity, duty).await?;
            }
        }
    }
    store::change(tx, article).await?;
    store::insert_step(tx, article.id, article.standing.revision, act, remark).await?;
    surface::went_out(tx, article, &words).await?;
    public::note_change(tx, article.unit).await?;
    found::enter(tx, article, &words).await?;
    Ok(())
}

/// The work itself is the evidence: nobody logs an article that went out.
async fn recorded(tx: &mut Tx, article: &Article, words: &Revision) -> Result<Id> {
    let told = Told {
        what: words.title.clone(),
        place: String::new(),
        happened_on: tx.today(),
        channel: Some(Channel::Article),
        pieces: Some(1),
        minutes: None,
        audience: article.audience,
        people: None,
        language: article.language,
        cost_dong: None,
    };
    let new = NewActivity {
        unit: article.unit,
        told,
        files: Vec::new(),
        is_sample: article.is_sample,
    };
    let key = format!("article:{}", article.id);
    let (activity, _) = activity::actions::witness(tx, words.written_by, new, &key).await?;
    let duty = match article.duty {
        Some(duty) => Some(duty),
        None => served(tx, article).await?.map(|duty| duty.id),
    };
    if let Some(duty) = duty {
        duty::actions::prove_witnessed(tx, activity.id, duty).await?;
    }
    Ok(activity.id)
}

/// What the unit owes by the order that its section serves: what is due first of what lacks proof.
async fn served(tx: &mut Tx, article: &Article) -> Result<Option<Duty>> {
    let section = section::by_id(tx, article.section).await?;
    let Some(origin) = section.and_then(|section| section.origin) else {
        return Ok(None);
    };
    let today = tx.today();
    let owed = duty::store::owed(tx, article.unit, today).await?;
    Ok(owed
        .into_iter()
        .filter(|duty| duty.origin == origin)
        .min_by_key(|duty| duty.due_on))
}

/// A person takes it from the public: what nobody can look at proves nothing, and counts in no report. What leaves on its day
/// was there as long as it was to be.
async fn withdraw(tx: &mut Tx, article: &mut Article, remark: &str) -> Result<()> {
    let gone = take_in(tx, article, remark).await?;
    duty::actions::retract_witnessed(tx, &gone, &format!("Bài đã gỡ: {remark}")).await
}

/// The public reads only why it is gone, in every language. Gives what that was recorded as.
async fn take_in(tx: &mut Tx, article: &mut Article, remark: &str) -> Result<Vec<Id>> {
    let mut gone = Vec::from_iter(article.activity);
    for id in store::version::public_of(tx, article.id).await? {
        store::hold(tx, id).await?;
        if let Some(mut version) = store::by_id(tx, id).await? {
            take_one_in(tx, &mut version, remark).await?;
            gone.extend(version.activity);
        }
    }
    take_one_in(tx, article, remark).await?;
    Ok(gone)
}

async fn take_one_in(tx: &mut Tx, article: &mut Article, remark: &str) -> Result<()> {
    article.standing = article.standing.after(Act::Withdraw).ok_or(Error::NotFound)?;
    article.changed_at = Some(tx.now());
    article.publish_at = None;
    article.expire_at = None;
    remark.clone_into(&mut article.notice);
    store::change(tx, article).await?;
    store::insert_step(tx, article.id, article.standing.revision, Act::Withdraw, remark).await?;
    public::note_change(tx, article.unit).await?;
    found::leave(tx, article).await?;
    Ok(())
}

/// Sets the sections of a unit; one that is left out ends, its articles stay where they are.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Problem`] on `chuyen-muc`.
pub async fn set_sections(
    tx: &mut Tx,
    actor: &Actor,
    unit: Id,
    wanted: &[(String, Option<Id>)],
) -> Result<()> {
    actor.must(Action::EditSite, unit)?;
    let slugs: Vec<String> = wanted.iter().map(|(title, _)| slug(title)).collect();
    let is_twice = |at: usize| slugs.iter().take(at).any(|known| Some(known) == slugs.get(at));
    if slugs.iter().any(String::is_empty) || (0..slugs.len()).any(is_twice) {
        let sentence = "Mỗi chuyên mục cần một tên riêng, có chữ.";
        return Err(Problems::one("chuyen-muc", sentence).into());
    }
    if wanted.len() > MOST_SECTIONS {
        let sentence = format!("Nhiều nhất {MOST_SECTIONS} chuyên mục.");
        return Err(Problems::one("chuyen-muc", sentence).into());
    }
    for old in section::of_unit(tx, unit).await? {
        if !slugs.contains(&old.slug) {
            section::end(tx, old.id).await?;
        }
    }
    for ((position, (title, origin)), slug) in (1_i64..).zip(wanted).zip(slugs) {
        let new = Section {
            id: tx.new_id(),
            unit,
            slug,
            title: title.clone(),
            origin: *origin,
        };
        section::open(tx, &new, position).await?;
    }
    public::note_change(tx, unit).await?;
    audit::record(tx, "section.set", "unit", Some(unit), "").await?;
    Ok(())
}

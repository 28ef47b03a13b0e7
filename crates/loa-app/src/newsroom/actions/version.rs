//! Versions of an article in other languages: asked of a translator, confirmed by a second speaker (BRD-14).

use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::Language;
use crate::audit;
use crate::error::{Error, Result};
use crate::identity::store::{self as people, Person};
use crate::identity::{Action, Actor};
use crate::newsroom::actions::{free_slug, held, latest, reached};
use crate::newsroom::body::runs;
use crate::newsroom::store::public;
use crate::newsroom::store::version;
use crate::newsroom::{Act, Article, Origin, Revision, slug, store};
use crate::problem::Problems;

/// Who is asked to make a version, and to read it over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Translates.
    pub translator: Option<Id>,
    /// Reads or listens to it afterwards.
    pub speaker: Option<Id>,
}

/// The article of record of a version.
///
/// # Errors
/// [`Error::Outage`] when it is gone.
pub async fn record_of(tx: &mut Tx, origin: Origin) -> Result<Article> {
    let found = store::by_id(tx, origin.article).await?;
    found.ok_or_else(|| Error::Outage(format!("no article of record {}", origin.article)))
}

/// The words of an article of record that a version is to be made from: those that the public reads, else the latest.
///
/// # Errors
/// [`Error::Outage`] when they are gone.
pub async fn model(tx: &mut Tx, record: &Article) -> Result<Revision> {
    match record.standing.public {
        Some(ordinal) => {
            let found = store::revision_of(tx, record.id, ordinal).await?;
            found.ok_or_else(|| Error::Outage(format!("article {} without its public words", record.id)))
        }
        None => latest(tx, record).await,
    }
}

/// An article of record is in no language that one of its versions is in.
///
/// # Errors
/// [`Error::Problem`] on `tieng`.
pub(super) async fn is_alone(tx: &mut Tx, article: &Article, language: Language) -> Result<()> {
    if article.origin.is_some() {
        return Ok(());
    }
    let there = version::versions(tx, article.id).await?;
    match there.iter().any(|one| one.language == language) {
        true => Err(taken(language)),
        false => Ok(()),
    }
}

fn taken(language: Language) -> Error {
    let sentence = format!("Bài đã có bản tiếng {}.", language.label());
    Problems::one("tieng", sentence).into()
}

/// Begins a version of an article in another language.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Problem`] on `tieng` when there is one, on `nguoi-dich`, `nguoi-nghe`.
pub async fn begin(tx: &mut Tx, actor: &Actor, of: Id, language: Language, asked: Asked) -> Result<Id> {
    reached(tx, actor, Action::WriteArticle, of).await?;
    // So that two do not begin the same at once.
    store::hold(tx, of).await?;
    let record = reached(tx, actor, Action::WriteArticle, of).await?;
    if record.origin.is_some() {
        let sentence = "Đây đã là bản dịch: mời mở bài gốc rồi thêm tiếng ở đó.";
        return Err(Problems::one("tieng", sentence).into());
    }
    // What the public reads of it, and what is written to replace that.
    let written = latest(tx, &record).await?.language;
    if [record.language, written].contains(&language) {
        return Err(taken(language));
    }
    is_alone(tx, &record, language).await?;
    suits(tx, asked).await?;
    let words = model(tx, &record).await?;
    let new = Article {
        slug: free_slug(tx, record.unit, &format!("{} {}", words.title, language.key())).await?,
        is_sample: record.is_sample,
        audience: record.audience,
        language,
        origin: Some(Origin {
            article: of,
            revision: words.ordinal,
            stale_at: None,
            translator: asked.translator,
            speaker: asked.speaker,
        }),
        ..Article::begun(tx.new_id(), record.unit, record.section)
    };
    store::insert(tx, &new).await?;
    let blank = Revision {
        ordinal: 1,
        language,
        source: String::new(),
        body: String::new(),
        audio: None,
        ..words
    };
    store::keep_revision(tx, new.id, &blank).await?;
    audit::record(tx, "article.version", "article", Some(new.id), language.label()).await?;
    Ok(new.id)
}

/// Both are people who work here, and two.
async fn suits(tx: &mut Tx, asked: Asked) -> Result<()> {
    let mut problems = Problems::new();
    let is_one = asked.translator.is_some() && asked.translator == asked.speaker;
    let sentence = "Người đọc lại phải là người khác với người dịch.";
    problems.unless(!is_one, "nguoi-nghe", sentence);
    for (field, person) in [("nguoi-dich", asked.translator), ("nguoi-nghe", asked.speaker)] {
        if let Some(id) = person {
            let known = people::by_id(tx, id).await?;
            let today = tx.today();
            let is_here = known.is_some_and(|person: Person| person.left_on.is_none_or(|day| day > today));
            problems.unless(is_here, field, "Mời chọn người đang làm việc ở địa phương.");
        }
    }
    problems.or(())?;
    Ok(())
}

/// Asks others to make a version, to read it over.
///
/// # Errors
/// [`Error::NotFound`], also for what is no version; [`Error::Forbidden`]; [`Error::Changed`]; [`Error::Problem`] on
/// `nguoi-dich`, `nguoi-nghe`.
pub async fn ask(tx: &mut Tx, actor: &Actor, id: Id, turn: i64, asked: Asked) -> Result<()> {
    let mut article = held(tx, actor, Action::WriteArticle, id, turn).await?;
    actor.must(Action::WriteArticle, article.unit)?;
    suits(tx, asked).await?;
    let origin = article.origin.as_mut().ok_or(Error::NotFound)?;
    origin.translator = asked.translator;
    origin.speaker = asked.speaker;
    store::change(tx, &article).await?;
    audit::record(tx, "article.asked", "article", Some(id), "").await?;
    Ok(())
}

/// Says that a version still holds although the article of record was put right: by who may confirm it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Changed`] when there is nothing to say.
pub async fn keep(tx: &mut Tx, actor: &Actor, id: Id, turn: i64) -> Result<()> {
    let mut article = held(tx, actor, Action::SeeArticles, id, turn).await?;
    let sentence = "Đây là bài gốc, không phải bản dịch.";
    let origin = article
        .origin
        .ok_or_else(|| Error::Changed(sentence.to_owned()))?;
    if origin.speaker != Some(actor.person) {
        return Err(Error::Forbidden);
    }
    let record = record_of(tx, origin).await?;
    let (Some(_), Some(revision)) = (origin.stale_at, record.standing.public) else {
        let sentence = "Bản này không còn mang dấu bài gốc đã sửa.";
        return Err(Error::Changed(sentence.to_owned()));
    };
    article.origin = Some(Origin {
        revision,
        stale_at: None,
        ..origin
    });
    store::change(tx, &article).await?;
    public::note_change(tx, article.unit).await?;
    audit::record(tx, "article.kept", "article", Some(id), "").await?;
    Ok(())
}

/// What a version was made from, now the words that its translator saw; they must be words of the article of record.
///
/// # Errors
/// [`Error::Changed`] when there are no such words.
pub(super) async fn made_from(tx: &mut Tx, origin: Origin, seen: Option<i64>) -> Result<Origin> {
    let words = match seen {
        Some(ordinal) => store::revision_of(tx, origin.article, ordinal).await?,
        None => None,
    };
    let sentence = "Không rõ bạn dịch theo bản nào của bài gốc: mời đọc bản gốc ở trên rồi lưu lại.";
    let words = words.ok_or_else(|| Error::Changed(sentence.to_owned()))?;
    Ok(Origin {
        revision: words.ordinal,
        ..origin
    })
}

/// Holds the article of record of a version that is to go out, until the unit of work ends: else it could be withdrawn, or put
/// right, at the same moment, and neither would see the other. The record before the version, as where both are withdrawn.
pub(super) async fn pin_record(tx: &mut Tx, article: &Article, act: Act) -> Result<()> {
    if let Some(origin) = article
        .origin
        .filter(|_| matches!(act, Act::Publish | Act::Force))
    {
        store::pin(tx, origin.article).await?;
    }
    Ok(())
}

/// The last part of the address under which the public is to read an article for the first time, if it is free: that of the
/// title that goes out. A version has its language behind it, and where its script gives no address, the title of the article
/// of record as it is public.
pub(super) async fn address(tx: &mut Tx, article: &Article, words: &Revision) -> Result<String> {
    let own = slug(&words.title);
    let Some(origin) = article.origin else {
        return Ok(own);
    };
    let has_script = words.title.contains(runs::is_tai_viet);
    let title = match has_script || own.is_empty() {
        true => {
            let record = record_of(tx, origin).await?;
            slug(&model(tx, &record).await?.title)
        }
        false => own,
    };
    Ok(format!("{title}-{}", article.language.key()))
}

/// Does the public read what this is a version of? Of what is no version: yes.
pub(super) async fn has_public_record(tx: &mut Tx, article: &Article) -> Result<bool> {
    match article.origin {
        Some(origin) => Ok(record_of(tx, origin).await?.standing.public.is_some()),
        None => Ok(true),
    }
}

/// A version may go out: what it is a version of is public. Afterwards it is as new as the words it was made from.
pub(super) async fn goes_out(tx: &mut Tx, article: &mut Article) -> Result<()> {
    let Some(origin) = &mut article.origin else {
        return Ok(());
    };
    let record = record_of(tx, *origin).await?;
    let Some(public) = record.standing.public else {
        let sentence = "Bài gốc chưa đăng nên bản này chưa đăng được.";
        return Err(Error::Changed(sentence.to_owned()));
    };
    origin.stale_at = match origin.revision == public {
        true => None,
        false => Some(origin.stale_at.unwrap_or(tx.now())),
    };
    Ok(())
}

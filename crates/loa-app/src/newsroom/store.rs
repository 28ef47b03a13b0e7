//! Articles with their revisions and steps, sections, what the public sees of a unit.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::activity::{Audience, Language};
use crate::newsroom::{Act, Article, Origin, Picture, Revision, Standing, State, Step};

pub mod link;
pub mod public;
pub mod remark;
pub mod review;
pub mod section;
pub mod surface;
pub mod term;
pub mod version;

fn unknown(column: &'static str) -> DbError {
    DbError::Column {
        column,
        problem: "not one of its words".to_owned(),
    }
}

fn article(row: &Row) -> Result<Article, DbError> {
    Ok(Article {
        id: row.id("id")?,
        unit: row.id("unit_id")?,
        section: row.id("section_id")?,
        slug: row.text("slug")?,
        is_sample: row.bool("is_sample")?,
        audience: Audience::with_key(&row.text("audience")?),
        language: Language::with_key(&row.text("language")?).ok_or_else(|| unknown("language"))?,
        origin: match row.id_or_null("origin_id")? {
            Some(article) => Some(Origin {
                article,
                revision: row.int("origin_revision")?,
                stale_at: row.moment_or_null("stale_at")?,
                translator: row.id_or_null("translator_id")?,
                speaker: row.id_or_null("speaker_id")?,
            }),
            None => None,
        },
        standing: Standing {
            state: State::with_key(&row.text("state")?).ok_or_else(|| unknown("state"))?,
            revision: row.int("revision")?,
            public: row.int_or_null("public_revision")?,
            is_forced: row.bool("is_forced")?,
        },
        duty: row.id_or_null("duty_id")?,
        activity: row.id_or_null("activity_id")?,
        publish_at: row.moment_or_null("publish_at")?,
        expire_at: row.moment_or_null("expire_at")?,
        review_on: row.date_or_null("review_on")?,
        first_public_at: row.moment_or_null("first_public_at")?,
        changed_at: row.moment_or_null("changed_at")?,
        notice: row.text("notice")?,
        turn: row.int("turn")?,
    })
}

/// An article of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Article>, DbError> {
    let sql = "SELECT id, unit_id, section_id, slug, is_sample, audience, language, origin_id, origin_revision, stale_at, translator_id, \
               speaker_id, state, revision, public_revision, is_forced, duty_id, activity_id, publish_at, expire_at, review_on, first_public_at, changed_at, notice, turn \
               FROM article WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(article).transpose()
}

/// Holds an article until the unit of work ends, so that what happens to it happens one after the other.
///
/// # Errors
/// See [`DbError`].
pub async fn hold(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "UPDATE article SET turn = turn + 1 WHERE locality_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![tx.locality(), id]).await? == 1)
}

/// The same, so that nobody who works on it finds it changed.
///
/// # Errors
/// See [`DbError`].
pub async fn pin(tx: &mut Tx, id: Id) -> Result<(), DbError> {
    let sql = "UPDATE article SET turn = turn WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![tx.locality(), id]).await.map(drop)
}

/// Is there an article of the unit at this address?
///
/// # Errors
/// See [`DbError`].
pub async fn has_slug(tx: &mut Tx, unit: Id, slug: &str) -> Result<bool, DbError> {
    let sql = "SELECT id FROM article WHERE locality_id = $1 AND unit_id = $2 AND slug = $3";
    Ok(tx.row(sql, params![tx.locality(), unit, slug]).await?.is_some())
}

/// Writes a new article; its revision is written apart.
///
/// # Errors
/// See [`DbError`].
pub async fn insert(tx: &mut Tx, new: &Article) -> Result<(), DbError> {
    let origin = new.origin;
    let row = params![
        new.id,
        tx.locality(),
        new.unit,
        new.section,
        &new.slug,
        new.is_sample,
        new.audience.map_or("", Audience::key),
        new.language.key(),
        origin.map(|origin| origin.article),
        origin.map(|origin| origin.revision),
        origin.and_then(|origin| origin.translator),
        origin.and_then(|origin| origin.speaker),
        new.standing.state.key(),
        new.standing.revision,
        new.standing.is_forced,
        new.duty,
        new.review_on,
        &new.notice,
        new.turn,
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "article (id, locality_id, unit_id, section_id, slug, is_sample, audience, language, origin_id, origin_revision, translator_id, speaker_id, state, revision, is_forced, duty_id, review_on, notice, turn, created_by, created_at)",
        vec![row],
    )
    .await
}

/// Writes an article that is held as it stands now.
///
/// # Errors
/// See [`DbError`].
pub async fn change(tx: &mut Tx, one: &Article) -> Result<(), DbError> {
    let origin = one.origin;
    let values = params![
        tx.locality(),
        one.id,
        one.section,
        one.audience.map_or("", Audience::key),
        one.language.key(),
        one.standing.state.key(),
        one.standing.revision,
        one.standing.public,
        one.standing.is_forced,
        one.duty,
        one.activity,
        one.publish_at,
        one.expire_at,
        one.review_on,
        one.first_public_at,
        one.changed_at,
        &one.notice,
        &one.slug,
        origin.map(|origin| origin.revision),
        origin.and_then(|origin| origin.stale_at),
        origin.and_then(|origin| origin.translator),
        origin.and_then(|origin| origin.speaker)
    ];
    let sql = "UPDATE article SET section_id = $3, audience = $4, language = $5, state = $6, revision = $7, public_revision = $8, \
               last_public = COALESCE($8, last_public), is_forced = $9, duty_id = $10, activity_id = $11, publish_at = $12, expire_at = $13, review_on = $14, \
               first_public_at = $15, changed_at = $16, notice = $17, slug = $18, origin_revision = $19, stale_at = $20, \
               translator_id = $21, speaker_id = $22 WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, values).await.map(drop)
}

fn revision(row: &Row) -> Result<Revision, DbError> {
    let file = row.id_or_null("picture_id")?;
    Ok(Revision {
        ordinal: row.int("ordinal")?,
        section: row.id("section_id")?,
        language: Language::with_key(&row.text("language")?).ok_or_else(|| unknown("language"))?,
        title: row.text("title")?,
        lead: row.text("lead")?,
        source: row.text("source")?,
        body: row.text("body")?,
        picture: match file {
            Some(file) => Some(Picture {
                file,
                alt: row.text("picture_alt")?,
                consent: row.text("picture_consent")?,
            }),
            None => None,
        },
        audio: row.id_or_null("audio_id")?,
        written_by: row.id("written_by")?,
        writer: row.text("writer")?,
        written_at: row.moment("written_at")?,
    })
}

/// A revision of an article.
///
/// # Errors
/// See [`DbError`].
pub async fn revision_of(tx: &mut Tx, article: Id, ordinal: i64) -> Result<Option<Revision>, DbError> {
    let sql = "SELECT v.ordinal, v.section_id, v.language, v.title, v.lead, v.source, v.body, v.picture_id, v.picture_alt, v.picture_consent, v.audio_id, v.written_by, \
               who.full_name AS writer, v.written_at \
               FROM article_revision v JOIN person who ON who.id = v.written_by \
               WHERE v.article_id = $2 AND v.ordinal = $3 AND +v.locality_id = $1";
    let row = tx.row(sql, params![tx.locality(), article, ordinal]).await?;
    row.as_ref().map(revision).transpose()
}

/// When a revision was written, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// From 1.
    pub ordinal: i64,
    /// Who wrote it.
    pub writer: String,
    /// When.
    pub written_at: Timestamp,
}

/// The revisions of an article without their words, the latest first, at most 200.
///
/// # Errors
/// See [`DbError`].
pub async fn revisions(tx: &mut Tx, article: Id) -> Result<Vec<Kept>, DbError> {
    let sql = "SELECT v.ordinal, who.full_name AS writer, v.written_at \
               FROM article_revision v JOIN person who ON who.id = v.written_by \
               WHERE v.article_id = $2 AND +v.locality_id = $1 ORDER BY v.ordinal DESC LIMIT 200";
    let rows = tx.rows(sql, params![tx.locality(), article]).await?;
    rows.iter()
        .map(|row| {
            Ok(Kept {
                ordinal: row.int("ordinal")?,
                writer: row.text("writer")?,
                written_at: row.moment("written_at")?,
            })
        })
        .collect()
}

/// Has this person written any of the words that nobody else has approved? Going out without that changes nothing. The first
/// words of a version are nobody's: they are those of the article of record.
///
/// # Errors
/// See [`DbError`].
pub async fn wrote_unapproved(tx: &mut Tx, article: Id, person: Id) -> Result<bool, DbError> {
    let sql = "SELECT v.ordinal FROM article_revision v JOIN article a ON a.id = v.article_id \
               WHERE v.article_id = $2 AND v.written_by = $3 AND v.ordinal > COALESCE((SELECT MAX(s.ordinal) FROM article_step s WHERE s.article_id = a.id AND s.kind = 'approve'), \
               CASE WHEN a.origin_id IS NULL THEN 0 ELSE 1 END) \
               AND +v.locality_id = $1 LIMIT 1";
    let row = tx.row(sql, params![tx.locality(), article, person]).await?;
    Ok(row.is_some())
}

/// Keeps a revision; its writer and moment are those of the unit of work.
///
/// # Errors
/// [`DbError::Duplicate`] when there is one of that number.
pub async fn keep_revision(tx: &mut Tx, article: Id, new: &Revision) -> Result<(), DbError> {
    let picture = new.picture.as_ref();
    let row = params![
        article,
        new.ordinal,
        tx.locality(),
        new.section,
        new.language.key(),
        &new.title,
        &new.lead,
        &new.source,
        &new.body,
        picture.map(|picture| picture.file),
        picture.map_or("", |picture| picture.alt.as_str()),
        picture.map_or("", |picture| picture.consent.as_str()),
        new.audio,
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "article_revision (article_id, ordinal, locality_id, section_id, language, title, lead, source, body, picture_id, picture_alt, picture_consent, audio_id, written_by, written_at)",
        vec![row],
    )
    .await
}

/// Notes what was done.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_step(
    tx: &mut Tx,
    article: Id,
    ordinal: i64,
    act: Act,
    remark: &str,
) -> Result<(), DbError> {
    let row = params![
        tx.new_id(),
        tx.locality(),
        article,
        ordinal,
        act.key(),
        remark,
        tx.person(),
        tx.now()
    ];
    tx.insert(
        "article_step (id, locality_id, article_id, ordinal, kind, remark, person_id, made_at)",
        vec![row],
    )
    .await
}

/// What was done with an article, in its order.
///
/// # Errors
/// See [`DbError`].
pub async fn steps(tx: &mut Tx, article: Id) -> Result<Vec<Step>, DbError> {
    let sql = "SELECT s.kind, s.ordinal, s.remark, who.full_name AS person, s.made_at FROM article_step s \
               LEFT JOIN person who ON who.id = s.person_id \
               WHERE s.article_id = $2 AND +s.locality_id = $1 ORDER BY s.id LIMIT 1000";
    let rows = tx.rows(sql, params![tx.locality(), article]).await?;
    rows.iter()
        .map(|row| {
            Ok(Step {
                act: Act::with_key(&row.text("kind")?).ok_or_else(|| unknown("kind"))?,
                ordinal: row.int("ordinal")?,
                remark: row.text("remark")?,
                person: row.text_or_null("person")?,
                at: row.moment("made_at")?,
            })
        })
        .collect()
}

/// Who approved what the public reads, by the last step of that kind.
///
/// # Errors
/// See [`DbError`].
pub async fn last_by(tx: &mut Tx, article: Id, act: Act) -> Result<Option<Id>, DbError> {
    let sql = "SELECT person_id FROM article_step WHERE article_id = $2 AND kind = $3 AND +locality_id = $1 \
               ORDER BY id DESC LIMIT 1";
    let row = tx.row(sql, params![tx.locality(), article, act.key()]).await?;
    row.map_or(Ok(None), |row| row.id_or_null("person_id"))
}

/// An article in a list of the newsroom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Identity.
    pub id: Id,
    /// Whose it is.
    pub unit: Id,
    /// Title of the words that are worked on.
    pub title: String,
    /// Its section.
    pub section: String,
    /// How far it has come.
    pub state: State,
    /// The public reads it, if in older words.
    pub is_public: bool,
    /// Nobody has looked at what the public reads.
    pub is_forced: bool,
    /// Who wrote it last.
    pub writer: String,
    /// When.
    pub written_at: Timestamp,
    /// The moment at which it goes out by itself.
    pub publish_at: Option<Timestamp>,
    /// The day on which somebody should look whether it is still right.
    pub review_on: Option<Date>,
    /// In which language the words are that are worked on.
    pub language: Language,
}

/// Units beyond which a list is read by state, not unit by unit.
const FEW_UNITS: usize = 8;

/// Articles of some units in a state, the latest first.
///
/// # Errors
/// See [`DbError`].
pub async fn lines(
    tx: &mut Tx,
    units: &[Id],
    state: State,
    before: Id,
    most: i64,
) -> Result<Vec<Line>, DbError> {
    // Few units have few articles, which are sorted; of many the latest are found among all of the state.
    let sql = if units.len() <= FEW_UNITS {
        "SELECT a.id, a.unit_id, v.title, v.language, s.title AS section, a.state, a.public_revision, a.is_forced, \
         who.full_name AS writer, v.written_at, a.publish_at, a.review_on \
         FROM (SELECT id, unit_id, state, revision, public_revision, is_forced, publish_at, review_on FROM article \
         WHERE locality_id = $1 AND unit_id IN LIST($2) AND state = $3 AND id < $4 ORDER BY id DESC LIMIT $5) a \
         JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.revision \
         JOIN news_section s ON s.id = v.section_id JOIN person who ON who.id = v.written_by ORDER BY a.id DESC"
    } else {
        "SELECT a.id, a.unit_id, v.title, v.language, s.title AS section, a.state, a.public_revision, a.is_forced, \
         who.full_name AS writer, v.written_at, a.publish_at, a.review_on \
         FROM (SELECT id, unit_id, state, revision, public_revision, is_forced, publish_at, review_on FROM article \
         WHERE locality_id = $1 AND state = $3 AND id < $4 AND +unit_id IN LIST($2) ORDER BY id DESC LIMIT $5) a \
         JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.revision \
         JOIN news_section s ON s.id = v.section_id JOIN person who ON who.id = v.written_by ORDER BY a.id DESC"
    };
    let units = tx.list(units.iter().copied());
    let values = params![tx.locality(), units, state.key(), before, most];
    let rows = tx.planned_rows(sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(Line {
                id: row.id("id")?,
                unit: row.id("unit_id")?,
                title: row.text("title")?,
                section: row.text("section")?,
                state: State::with_key(&row.text("state")?).ok_or_else(|| unknown("state"))?,
                is_public: row.int_or_null("public_revision")?.is_some(),
                is_forced: row.bool("is_forced")?,
                writer: row.text("writer")?,
                written_at: row.moment("written_at")?,
                publish_at: row.moment_or_null("publish_at")?,
                review_on: row.date_or_null("review_on")?,
                language: Language::with_key(&row.text("language")?).ok_or_else(|| unknown("language"))?,
            })
        })
        .collect()
}

/// How many articles of some units wait for somebody, by state. Those that are done are not counted: they only grow.
///
/// # Errors
/// See [`DbError`].
pub async fn counts(tx: &mut Tx, units: &[Id]) -> Result<Vec<(State, i64)>, DbError> {
    let sql = "SELECT state, COUNT(*) AS many FROM article \
               WHERE locality_id = $1 AND state IN ('draft', 'review', 'approved') AND +unit_id IN LIST($2) GROUP BY state";
    let units = tx.list(units.iter().copied());
    let rows = tx.planned_rows(sql, params![tx.locality(), units]).await?;
    rows.iter()
        .map(|row| {
            let state = State::with_key(&row.text("state")?).ok_or_else(|| unknown("state"))?;
            Ok((state, row.int("many")?))
        })
        .collect()
}

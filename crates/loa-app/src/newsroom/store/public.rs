//! What the public reads: articles as they went out, by unit and section; and which of it changed.

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::activity::Language;
use crate::document::Kind;
use crate::newsroom::store::unknown;
use crate::newsroom::{Picture, Section};

/// Notes that what the public sees of a unit changed: pages made before are made anew, on every node.
///
/// # Errors
/// See [`DbError`].
pub async fn note_change(tx: &mut Tx, unit: Id) -> Result<(), DbError> {
    let sql = "INSERT INTO public_change (unit_id, locality_id, version, changed_at) VALUES ($1, $2, 1, $3) \
               ON CONFLICT (unit_id) DO UPDATE SET version = public_change.version + 1, changed_at = $3";
    let values = params![unit, tx.locality(), tx.now()];
    tx.execute(sql, values).await.map(drop)
}

/// The version of what the public sees of each unit, of those in whichever locality that changed since a moment.
///
/// # Errors
/// See [`DbError`].
pub async fn changes_since(tx: &mut Tx, since: Timestamp) -> Result<Vec<(Id, i64)>, DbError> {
    let sql = "SELECT unit_id, version FROM public_change WHERE changed_at >= $1";
    let rows = tx.rows(sql, params![since]).await?;
    rows.iter()
        .map(|row| Ok((row.id("unit_id")?, row.int("version")?)))
        .collect()
}

/// An article in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// Identity.
    pub id: Id,
    /// The last part of its address.
    pub slug: String,
    /// Title.
    pub title: String,
    /// What it says in short.
    pub lead: String,
    /// In which language.
    pub language: Language,
    /// In which language the title is: that of the article of record where nobody translated it.
    pub title_in: Language,
    /// The same of what it says in short.
    pub lead_in: Language,
    /// Its section.
    pub section: Id,
    /// Its picture.
    pub picture: Option<Picture>,
    /// When the public first read it.
    pub first_public_at: Timestamp,
    /// When what the public reads last changed.
    pub changed_at: Timestamp,
}

fn headline(row: &Row) -> Result<Headline, DbError> {
    let file = row.id_or_null("picture_id")?;
    let language = Language::with_key(&row.text("language")?).ok_or_else(|| unknown("language"))?;
    Ok(Headline {
        id: row.id("id")?,
        slug: row.text("slug")?,
        title: row.text("title")?,
        lead: row.text("lead")?,
        language,
        title_in: language,
        lead_in: language,
        section: row.id("section_id")?,
        picture: match file {
            Some(file) => Some(Picture {
                file,
                alt: row.text("picture_alt")?,
                consent: String::new(),
            }),
            None => None,
        },
        first_public_at: row.moment("first_public_at")?,
        changed_at: row.moment("changed_at")?,
    })
}

/// The same where nobody may have translated the title or what it says in short.
fn version(row: &Row) -> Result<Headline, DbError> {
    let found = headline(row)?;
    let of_record = |key: Option<String>| key.and_then(|key| Language::with_key(&key));
    Ok(Headline {
        title_in: of_record(row.text_or_null("title_in")?).unwrap_or(found.language),
        lead_in: of_record(row.text_or_null("lead_in")?).unwrap_or(found.language),
        ..found
    })
}

/// Where a list goes on: behind this article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// When the public first read it.
    pub first_public_at: Timestamp,
    /// Its identity.
    pub id: Id,
}

impl After {
    /// From the beginning.
    pub const NOTHING: After = After {
        first_public_at: Timestamp::MAX,
        id: Id(i64::MAX),
    };
}

/// Which articles of a unit.
#[derive(Debug, Clone, Copy)]
pub enum Of<'a> {
    /// All of record.
    All,
    /// Those of record of a section.
    Section(&'a Section),
    /// Those in a language, versions of others among them.
    Language(Language),
}

/// What the public reads of a unit, the latest first: from an article on, with itself if it is among them.
///
/// # Errors
/// See [`DbError`].
pub async fn headlines(
    tx: &mut Tx,
    unit: Id,
    of: Of<'_>,
    from: After,
    most: i64,
) -> Result<Vec<Headline>, DbError> {
    let mut values = params![
        tx.locality(),
        match of {
            Of::Section(section) => section.id,
            _ => unit,
        },
        from.first_public_at,
        from.id,
        most
    ];
    // The rows come together: one by one each would wake the reader, which takes longer than reading it.
    let sql = match of {
        Of::Language(language) => {
            values.push(language.key().into());
            "WITH latest AS MATERIALIZED (SELECT a.id, a.slug, v.title, v.lead, a.language, (SELECT MAX(o.language) FROM article_revision o WHERE o.article_id = a.origin_id AND o.title = v.title) AS title_in, \
             (SELECT MAX(o.language) FROM article_revision o WHERE o.article_id = a.origin_id AND o.lead = v.lead) AS lead_in, \
             a.section_id, v.picture_id, v.picture_alt, a.first_public_at, a.changed_at \
             FROM article a JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.public_revision \
             WHERE +a.locality_id = $1 AND a.unit_id = $2 AND a.language = $6 AND a.public_revision IS NOT NULL \
             AND (a.first_public_at, a.id) <= ($3, $4) ORDER BY a.first_public_at DESC, a.id DESC LIMIT $5) \
             SELECT * FROM latest ORDER BY first_public_at DESC, id DESC"
        }
        Of::All => {
            "WITH latest AS MATERIALIZED (SELECT a.id, a.slug, v.title, v.lead, a.language, \
             a.section_id, v.picture_id, v.picture_alt, a.first_public_at, a.changed_at \
             FROM article a JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.public_revision \
             WHERE +a.locality_id = $1 AND a.unit_id = $2 AND a.origin_id IS NULL AND a.public_revision IS NOT NULL \
             AND (a.first_public_at, a.id) <= ($3, $4) ORDER BY a.first_public_at DESC, a.id DESC LIMIT $5) \
             SELECT * FROM latest ORDER BY first_public_at DESC, id DESC"
        }
        Of::Section(_) => {
            "WITH latest AS MATERIALIZED (SELECT a.id, a.slug, v.title, v.lead, a.language, \
             a.section_id, v.picture_id, v.picture_alt, a.first_public_at, a.changed_at \
             FROM article a JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.public_revision \
             WHERE +a.locality_id = $1 AND a.section_id = $2 AND a.origin_id IS NULL AND a.public_revision IS NOT NULL \
             AND (a.first_public_at, a.id) <= ($3, $4) ORDER BY a.first_public_at DESC, a.id DESC LIMIT $5) \
             SELECT * FROM latest ORDER BY first_public_at DESC, id DESC"
        }
    };
    let read = match of {
        Of::Language(_) => version,
        _ => headline,
    };
    let rows = tx.rows(sql, values).await?;
    rows.iter().map(read).collect()
}

/// Did the public ever read an article of a unit from this moment on?
///
/// # Errors
/// See [`DbError`].
pub async fn was_at(tx: &mut Tx, unit: Id, at: After) -> Result<bool, DbError> {
    let sql = "SELECT id FROM article WHERE id = $1 AND unit_id = $2 AND first_public_at = $3 AND +locality_id = $4";
    let values = params![at.id, unit, at.first_public_at, tx.locality()];
    Ok(tx.row(sql, values).await?.is_some())
}

/// What was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recording {
    /// The file.
    pub file: Id,
    /// Of what kind it is.
    pub kind: Kind,
    /// Its size in bytes.
    pub bytes: i64,
}

/// An article as the public reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Public {
    /// What lists show of it; of a withdrawn one no words: a title can be what had to go.
    pub headline: Headline,
    /// The body as HTML that is safe.
    pub body: String,
    /// What is told of a correction or a withdrawal.
    pub notice: String,
    /// The public reads only the notice.
    pub is_withdrawn: bool,
    /// The article of record, of a version.
    pub origin: Option<Id>,
    /// There are others of it in other languages, which the public may read or not.
    pub has_versions: bool,
    /// The article of record was put right since.
    pub is_stale: bool,
    /// The same, spoken.
    pub audio: Option<Recording>,
    /// When the picture of shared links was made.
    pub card_at: Option<Timestamp>,
}

fn recording(row: &Row) -> Result<Option<Recording>, DbError> {
    let Some(file) = row.id_or_null("audio_id")? else {
        return Ok(None);
    };
    let kind = row.text("audio_type")?;
    Ok(Some(Recording {
        file,
        kind: Kind::with_media_type(&kind).ok_or_else(|| unknown("audio_type"))?,
        bytes: row.int("audio_bytes")?,
    }))
}

/// The article of a unit at an address, if the public ever read it.
///
/// # Errors
/// See [`DbError`].
pub async fn by_slug(tx: &mut Tx, unit: Id, slug: &str) -> Result<Option<Public>, DbError> {
    let sql = "SELECT a.id, a.slug, v.title, v.lead, v.body, a.language, (SELECT MAX(o.language) FROM article_revision o WHERE o.article_id = a.origin_id AND o.title = v.title) AS title_in, \
             (SELECT MAX(o.language) FROM article_revision o WHERE o.article_id = a.origin_id AND o.lead = v.lead) AS lead_in, \
             a.section_id, \
               v.picture_id, v.picture_alt, a.first_public_at, a.changed_at, a.notice, a.public_revision, a.origin_id, a.stale_at, \
               (SELECT MIN(t.id) FROM article t WHERE t.origin_id = a.id) AS version_id, \
               v.audio_id, f.size_bytes AS audio_bytes, f.media_type AS audio_type, card.made_at AS card_at \
               FROM article a JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.last_public \
               LEFT JOIN file f ON f.id = v.audio_id \
               LEFT JOIN article_surface card ON card.article_id = a.id AND card.kind = 'the' \
               WHERE +a.locality_id = $1 AND a.unit_id = $2 AND a.slug = $3 AND a.first_public_at IS NOT NULL";
    let row = tx.row(sql, params![tx.locality(), unit, slug]).await?;
    row.map(|row| {
        let is_withdrawn = row.int_or_null("public_revision")?.is_none();
        let mut found = Public {
            headline: version(&row)?,
            body: row.text("body")?,
            notice: row.text("notice")?,
            is_withdrawn,
            origin: row.id_or_null("origin_id")?,
            has_versions: row.id_or_null("version_id")?.is_some(),
            is_stale: row.moment_or_null("stale_at")?.is_some(),
            audio: recording(&row)?,
            card_at: row.moment_or_null("card_at")?,
        };
        if is_withdrawn {
            let headline = &mut found.headline;
            for words in [&mut headline.title, &mut headline.lead, &mut found.body] {
                words.clear();
            }
            headline.picture = None;
            (found.audio, found.card_at) = (None, None);
        }
        Ok(found)
    })
    .transpose()
}

/// An article in one of its languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tongue {
    /// The last part of its address.
    pub slug: String,
    /// In which language.
    pub language: Language,
    /// It can be heard.
    pub has_audio: bool,
}

/// An article of record and its versions, as far as the public reads them, the one of record first.
///
/// # Errors
/// See [`DbError`].
pub async fn tongues(tx: &mut Tx, record: Id) -> Result<Vec<Tongue>, DbError> {
    let sql = "SELECT a.slug, a.language, v.audio_id, CASE WHEN a.origin_id IS NULL THEN 0 ELSE 1 END AS place \
               FROM article a JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.public_revision \
               WHERE (a.id = $2 OR a.origin_id = $2) AND +a.locality_id = $1 AND a.public_revision IS NOT NULL \
               ORDER BY place, a.language, a.id";
    let rows = tx.rows(sql, params![tx.locality(), record]).await?;
    rows.iter()
        .map(|row| {
            Ok(Tongue {
                slug: row.text("slug")?,
                language: Language::with_key(&row.text("language")?).ok_or_else(|| unknown("language"))?,
                has_audio: row.id_or_null("audio_id")?.is_some(),
            })
        })
        .collect()
}

/// Languages other than Vietnamese in which the public can read something of a unit.
///
/// # Errors
/// See [`DbError`].
pub async fn languages(tx: &mut Tx, unit: Id) -> Result<Vec<Language>, DbError> {
    let sql = "SELECT DISTINCT language FROM article WHERE unit_id = $2 AND language <> 'vi' AND first_public_at IS NOT NULL \
               AND public_revision IS NOT NULL AND +locality_id = $1";
    let rows = tx.rows(sql, params![tx.locality(), unit]).await?;
    let keys = rows.iter().map(|row| row.text("language"));
    let keys: Vec<String> = keys.collect::<Result<_, DbError>>()?;
    let is_there = |language: &Language| keys.iter().any(|key| key == language.key());
    Ok(Language::ALL.into_iter().skip(1).filter(is_there).collect())
}

/// Does the public hear this recording: of an article, as it reads now, of this unit?
///
/// # Errors
/// See [`DbError`].
pub async fn speaks(tx: &mut Tx, unit: Id, file: Id) -> Result<bool, DbError> {
    let sql = "SELECT a.id FROM article_revision v JOIN article a ON a.id = v.article_id AND a.public_revision = v.ordinal \
               WHERE v.audio_id = $3 AND a.unit_id = $2 AND +a.locality_id = $1 LIMIT 1";
    Ok(tx.row(sql, params![tx.locality(), unit, file]).await?.is_some())
}

/// Does the public see this picture: on an article, as it reads now, of this unit?
///
/// # Errors
/// See [`DbError`].
pub async fn shows(tx: &mut Tx, unit: Id, file: Id) -> Result<bool, DbError> {
    let sql = "SELECT a.id FROM article_revision v JOIN article a ON a.id = v.article_id AND a.public_revision = v.ordinal \
               WHERE v.picture_id = $3 AND a.unit_id = $2 AND +a.locality_id = $1 LIMIT 1";
    Ok(tx.row(sql, params![tx.locality(), unit, file]).await?.is_some())
}

/// Addresses of articles of a unit that the public reads, with when each last changed, those that it has read longest first:
/// what is new comes behind all that was listed before.
///
/// # Errors
/// See [`DbError`].
pub async fn addresses(
    tx: &mut Tx,
    unit: Id,
    (skip, most): (i64, i64),
) -> Result<Vec<(String, Timestamp)>, DbError> {
    let sql = "SELECT slug, changed_at FROM article \
               WHERE +locality_id = $1 AND unit_id = $2 AND public_revision IS NOT NULL AND first_public_at IS NOT NULL \
               ORDER BY first_public_at, id LIMIT $3 OFFSET $4";
    let rows = tx.rows(sql, params![tx.locality(), unit, most, skip]).await?;
    rows.iter()
        .map(|row| Ok((row.text("slug")?, row.moment("changed_at")?)))
        .collect()
}

/// How many articles of a unit the public reads, and when one of them last changed.
///
/// # Errors
/// See [`DbError`].
pub async fn many(tx: &mut Tx, unit: Id) -> Result<(i64, Option<Timestamp>), DbError> {
    let sql = "SELECT COUNT(*) AS many, MAX(changed_at) AS newest FROM article \
               WHERE +locality_id = $1 AND unit_id = $2 AND public_revision IS NOT NULL AND first_public_at IS NOT NULL";
    let row = tx.row(sql, params![tx.locality(), unit]).await?;
    row.map_or(Ok((0, None)), |row| {
        Ok((row.int("many")?, row.moment_or_null("newest")?))
    })
}

/// Those of some units of which the public reads more articles than this, each with how many.
///
/// # Errors
/// See [`DbError`].
pub async fn large(
    tx: &mut Tx,
    units: impl IntoIterator<Item = Id>,
    more_than: i64,
) -> Result<Vec<(Id, i64)>, DbError> {
    let sql = "SELECT unit_id, COUNT(*) AS many FROM article \
               WHERE unit_id IN LIST($2) AND public_revision IS NOT NULL AND first_public_at IS NOT NULL AND +locality_id = $1 \
               GROUP BY unit_id HAVING COUNT(*) > $3";
    let units = tx.list(units);
    let rows = tx.rows(sql, params![tx.locality(), units, more_than]).await?;
    rows.iter()
        .map(|row| Ok((row.id("unit_id")?, row.int("many")?)))
        .collect()
}

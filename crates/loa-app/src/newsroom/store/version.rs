//! Versions of an article in other languages (BRD-14).

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::activity::Language;
use crate::identity::Role;
use crate::newsroom::store::unknown;
use crate::newsroom::{Revision, State};

/// A version of an article, as the newsroom lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Identity.
    pub id: Id,
    /// In which language.
    pub language: Language,
    /// How far it has come.
    pub state: State,
    /// The public reads it.
    pub is_public: bool,
    /// The public reads newer words in the article of record.
    pub is_stale: bool,
    /// It is spoken, not only written.
    pub has_audio: bool,
    /// Who was asked to translate.
    pub translator: Option<String>,
    /// Who was asked to read it over.
    pub speaker: Option<String>,
}

/// The versions of an article, by language.
///
/// # Errors
/// See [`DbError`].
pub async fn versions(tx: &mut Tx, origin: Id) -> Result<Vec<Version>, DbError> {
    let sql = "SELECT a.id, a.language, a.state, a.public_revision, a.stale_at, v.audio_id, t.full_name AS translator, \
               s.full_name AS speaker FROM article a \
               JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.revision \
               LEFT JOIN person t ON t.id = a.translator_id LEFT JOIN person s ON s.id = a.speaker_id \
               WHERE a.origin_id = $2 AND +a.locality_id = $1 ORDER BY a.language, a.id";
    let rows = tx.rows(sql, params![tx.locality(), origin]).await?;
    rows.iter()
        .map(|row| {
            Ok(Version {
                id: row.id("id")?,
                language: Language::with_key(&row.text("language")?).ok_or_else(|| unknown("language"))?,
                state: State::with_key(&row.text("state")?).ok_or_else(|| unknown("state"))?,
                is_public: row.int_or_null("public_revision")?.is_some(),
                is_stale: row.moment_or_null("stale_at")?.is_some(),
                has_audio: row.id_or_null("audio_id")?.is_some(),
                translator: row.text_or_null("translator")?,
                speaker: row.text_or_null("speaker")?,
            })
        })
        .collect()
}

/// Versions of an article that the public reads.
///
/// # Errors
/// See [`DbError`].
pub async fn public_of(tx: &mut Tx, origin: Id) -> Result<Vec<Id>, DbError> {
    let sql = "SELECT id FROM article WHERE origin_id = $2 AND public_revision IS NOT NULL AND +locality_id = $1 ORDER BY id";
    let rows = tx.rows(sql, params![tx.locality(), origin]).await?;
    rows.iter().map(|row| row.id("id")).collect()
}

/// Marks the versions that were made from other words than those that the public reads now; one that is marked stays so.
/// Whoever works on one finds it changed.
///
/// # Errors
/// See [`DbError`].
pub async fn mark_stale(tx: &mut Tx, origin: Id, revision: i64) -> Result<u64, DbError> {
    let sql = "UPDATE article SET stale_at = COALESCE(stale_at, $4), turn = turn + 1 \
               WHERE origin_id = $2 AND origin_revision < $3 AND +locality_id = $1";
    let values = params![tx.locality(), origin, revision, tx.now()];
    tx.execute(sql, values).await
}

/// A version, or something else that was made of an article, that has to be made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The version; of a surface its article.
    pub id: Id,
    /// Whose it is.
    pub unit: Id,
    /// Title of the words that are worked on.
    pub title: String,
    /// "Bản tiếng Thái"
    pub what: String,
    /// The last part of the address of the surface; empty for a version.
    pub kind: String,
}

/// Versions of some units that have to be made anew, those that wait longest first.
///
/// # Errors
/// See [`DbError`].
pub async fn stale(tx: &mut Tx, units: &[Id], most: i64) -> Result<Vec<Stale>, DbError> {
    let sql = "SELECT a.id, a.unit_id, a.language, v.title FROM article a \
               JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.revision \
               WHERE a.locality_id = $1 AND a.stale_at IS NOT NULL AND a.unit_id IN LIST($2) \
               ORDER BY a.stale_at, a.id LIMIT $3";
    let units = tx.list(units.iter().copied());
    let rows = tx.planned_rows(sql, params![tx.locality(), units, most]).await?;
    rows.iter()
        .map(|row| {
            let language = Language::with_key(&row.text("language")?).ok_or_else(|| unknown("language"))?;
            Ok(Stale {
                id: row.id("id")?,
                unit: row.id("unit_id")?,
                title: row.text("title")?,
                what: format!("Bản tiếng {}", language.label()),
                kind: String::new(),
            })
        })
        .collect()
}

/// In which languages title and lead of words of a version are: those that nobody translated are in that of the article of
/// record.
///
/// # Errors
/// See [`DbError`].
pub async fn languages(
    tx: &mut Tx,
    origin: Option<Id>,
    words: &Revision,
) -> Result<(Language, Language), DbError> {
    let own = words.language;
    let Some(origin) = origin else {
        return Ok((own, own));
    };
    let sql = "SELECT MAX(CASE WHEN title = $3 THEN language END) AS title_in, MAX(CASE WHEN lead = $4 THEN language END) AS lead_in \
               FROM article_revision WHERE article_id = $2 AND +locality_id = $1";
    let values = params![tx.locality(), origin, &words.title, &words.lead];
    let Some(row) = tx.row(sql, values).await? else {
        return Ok((own, own));
    };
    let of_record = |key: Option<String>| key.and_then(|key| Language::with_key(&key)).unwrap_or(own);
    let (title, lead) = (row.text_or_null("title_in")?, row.text_or_null("lead_in")?);
    Ok((of_record(title), of_record(lead)))
}

/// Somebody who can be asked to make a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Identity.
    pub id: Id,
    /// Name.
    pub name: String,
    /// A unit where they have a role.
    pub unit: Id,
    /// The role.
    pub role: Role,
}

/// People who have a role in one of some units today, by name; for each role once.
///
/// # Errors
/// See [`DbError`].
pub async fn candidates(tx: &mut Tx, units: &[Id], most: i64) -> Result<Vec<Candidate>, DbError> {
    let sql = "SELECT p.id, p.full_name, g.role, MIN(g.unit_id) AS unit_id FROM role_grant g JOIN person p ON p.id = g.person_id \
               WHERE g.locality_id = $1 AND g.valid_from <= $3 AND (g.valid_to IS NULL OR g.valid_to > $3) \
               AND (p.left_on IS NULL OR p.left_on > $3) AND +g.unit_id IN LIST($2) \
               GROUP BY p.id, p.full_name, g.role ORDER BY p.full_name, p.id LIMIT $4";
    let list = tx.list(units.iter().copied());
    let rows = tx
        .planned_rows(sql, params![tx.locality(), list, tx.today(), most])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Candidate {
                id: row.id("id")?,
                name: row.text("full_name")?,
                unit: row.id("unit_id")?,
                role: Role::with_key(&row.text("role")?).ok_or_else(|| unknown("role"))?,
            })
        })
        .collect()
}

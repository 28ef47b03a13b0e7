//! Readers who asked for letters, who get them, who left; what is told to them.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::activity::Language;
use crate::subscription::{Pace, Reader, Wishes};

/// Somebody asked, and has not confirmed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Identity.
    pub id: Id,
    /// Whose site.
    pub unit: Id,
    /// Who.
    pub reader: Reader,
    /// For what.
    pub wishes: Wishes,
    /// When.
    pub asked_at: Timestamp,
    /// Until when it can be confirmed.
    pub expires_at: Timestamp,
}

/// Somebody who gets letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// Identity.
    pub id: Id,
    /// Whose site.
    pub unit: Id,
    /// Who.
    pub reader: Reader,
    /// What they want.
    pub wishes: Wishes,
    /// What was public by then is told.
    pub told_until: Timestamp,
    /// The day of the next letter.
    pub next_on: Date,
    /// Letters in a row that were refused for good.
    pub refusals: i64,
}

fn kept(sections: &[Id]) -> String {
    let sections: Vec<String> = sections.iter().map(Id::to_string).collect();
    sections.join(" ")
}

fn reader(row: &Row) -> Result<Reader, DbError> {
    Ok(Reader {
        sum: row.text("reader_sum")?,
        sealed: row.text("reader_sealed")?,
    })
}

fn wishes(row: &Row) -> Result<Wishes, DbError> {
    let pace = row.text("pace")?;
    let sections = row.text("sections")?;
    Ok(Wishes {
        // One that cannot be read stays in the list: none would be all.
        sections: sections
            .split_whitespace()
            .map(|id| id.parse().unwrap_or(Id(0)))
            .collect(),
        language: Language::with_key(&row.text("language")?),
        pace: Pace::with_key(&pace).ok_or_else(|| DbError::Column {
            column: "pace",
            problem: "not one of its words".to_owned(),
        })?,
    })
}

fn subscriber(row: &Row) -> Result<Subscriber, DbError> {
    Ok(Subscriber {
        id: row.id("id")?,
        unit: row.id("unit_id")?,
        reader: reader(row)?,
        wishes: wishes(row)?,
        told_until: row.moment("told_until")?,
        next_on: row.date("next_on")?,
        refusals: row.int("refusals")?,
    })
}

/// Keeps others from asking until this unit of work ends: how often it was done is to be counted after it.
///
/// # Errors
/// See [`DbError`].
pub async fn hold_tries(tx: &mut Tx) -> Result<(), DbError> {
    tx.hold_table("subscription_try").await
}

/// Notes that somebody asked; `reader_sum` is empty where no letter goes.
///
/// # Errors
/// See [`DbError`].
pub async fn note_try(tx: &mut Tx, reader_sum: &str, network_sum: &str) -> Result<(), DbError> {
    let row = params![tx.new_id(), tx.locality(), reader_sum, network_sum, tx.now()];
    tx.insert(
        "subscription_try (id, locality_id, reader_sum, network_sum, tried_at)",
        vec![row],
    )
    .await
}

/// How often letters were asked for since two moments: for an address, and from a network.
///
/// # Errors
/// See [`DbError`].
pub async fn tries(
    tx: &mut Tx,
    (reader_sum, of_reader): (&str, Timestamp),
    (network_sum, of_network): (&str, Timestamp),
) -> Result<(i64, i64), DbError> {
    let sql = "SELECT COUNT(*) AS many FROM subscription_try \
               WHERE locality_id = $1 AND reader_sum = $2 AND tried_at >= $3";
    let own = tx.row(sql, params![tx.locality(), reader_sum, of_reader]).await?;
    let sql = "SELECT COUNT(*) AS many FROM subscription_try \
               WHERE locality_id = $1 AND network_sum = $2 AND tried_at >= $3";
    let all = tx
        .row(sql, params![tx.locality(), network_sum, of_network])
        .await?;
    let many = |row: Option<Row>| row.map_or(Ok(0), |row| row.int("many"));
    Ok((many(own)?, many(all)?))
}

/// How many asked for letters of a unit since a moment and have not confirmed it.
///
/// # Errors
/// See [`DbError`].
pub async fn asks_since(tx: &mut Tx, unit: Id, since: Timestamp) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS many FROM subscription_ask \
               WHERE +locality_id = $1 AND unit_id = $2 AND asked_at >= $3";
    let row = tx.row(sql, params![tx.locality(), unit, since]).await?;
    row.map_or(Ok(0), |row| row.int("many"))
}

/// Keeps an ask.
///
/// # Errors
/// See [`DbError`].
pub async fn insert_ask(tx: &mut Tx, ask: &Ask) -> Result<(), DbError> {
    let row = params![
        ask.id,
        tx.locality(),
        ask.unit,
        &ask.reader.sum,
        &ask.reader.sealed,
        ask.wishes.language.map_or("", Language::key),
        ask.wishes.pace.key(),
        kept(&ask.wishes.sections),
        ask.asked_at,
        ask.expires_at
    ];
    tx.insert(
        "subscription_ask (id, locality_id, unit_id, reader_sum, reader_sealed, language, pace, sections, asked_at, expires_at)",
        vec![row],
    )
    .await
}

/// An ask.
///
/// # Errors
/// See [`DbError`].
pub async fn ask(tx: &mut Tx, id: Id) -> Result<Option<Ask>, DbError> {
    let sql = "SELECT id, unit_id, reader_sum, reader_sealed, language, pace, sections, asked_at, expires_at \
               FROM subscription_ask WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.map(|row| {
        Ok(Ask {
            id: row.id("id")?,
            unit: row.id("unit_id")?,
            reader: reader(&row)?,
            wishes: wishes(&row)?,
            asked_at: row.moment("asked_at")?,
            expires_at: row.moment("expires_at")?,
        })
    })
    .transpose()
}

/// Takes an ask away; was it there? Of two who confirm at once one finds it.
///
/// # Errors
/// See [`DbError`].
pub async fn take_ask(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "DELETE FROM subscription_ask WHERE locality_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![tx.locality(), id]).await? == 1)
}

/// Takes every ask of a reader away.
///
/// # Errors
/// See [`DbError`].
pub async fn take_asks(tx: &mut Tx, unit: Id, sum: &str) -> Result<(), DbError> {
    let sql = "DELETE FROM subscription_ask WHERE +locality_id = $1 AND unit_id = $2 AND reader_sum = $3";
    tx.execute(sql, params![tx.locality(), unit, sum]).await.map(drop)
}

/// When a reader left, if that was lately.
///
/// # Errors
/// See [`DbError`].
pub async fn left_at(tx: &mut Tx, unit: Id, sum: &str) -> Result<Option<Timestamp>, DbError> {
    let sql =
        "SELECT left_at FROM subscriber_gone WHERE +locality_id = $1 AND unit_id = $2 AND reader_sum = $3";
    let row = tx.row(sql, params![tx.locality(), unit, sum]).await?;
    row.map(|row| row.moment("left_at")).transpose()
}

/// Whoever confirmed an ask gets letters from now on; who gets some already gets what they want now, and nothing twice.
///
/// # Errors
/// See [`DbError`].
pub async fn enter(tx: &mut Tx, ask: &Ask, next_on: Date) -> Result<(), DbError> {
    let values = params![
        tx.new_id(),
        tx.locality(),
        ask.unit,
        &ask.reader.sum,
        &ask.reader.sealed,
        ask.wishes.language.map_or("", Language::key),
        ask.wishes.pace.key(),
        kept(&ask.wishes.sections),
        ask.asked_at,
        tx.now(),
        next_on
    ];
    let sql = "INSERT INTO subscriber (id, locality_id, unit_id, reader_sum, reader_sealed, language, pace, sections, asked_at, \
               confirmed_at, told_until, next_on, refusals) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, 0) \
               ON CONFLICT (unit_id, reader_sum) DO UPDATE SET reader_sealed = $5, language = $6, pace = $7, sections = $8, \
               asked_at = $9, confirmed_at = $10, next_on = $11, refusals = 0";
    tx.execute(sql, values).await.map(drop)
}

/// Somebody who gets letters.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Subscriber>, DbError> {
    let sql = "SELECT id, unit_id, reader_sum, reader_sealed, language, pace, sections, told_until, next_on, refusals \
               FROM subscriber WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(subscriber).transpose()
}

/// Whose letter is due on a day, at most so many.
///
/// # Errors
/// See [`DbError`].
pub async fn due(tx: &mut Tx, day: Date, most: i64) -> Result<Vec<(Id, Pace)>, DbError> {
    let sql = "SELECT id, pace FROM subscriber WHERE locality_id = $1 AND next_on <= $2 ORDER BY next_on, id LIMIT $3";
    let rows = tx.rows(sql, params![tx.locality(), day, most]).await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.id("id")?,
                Pace::with_key(&row.text("pace")?).unwrap_or(Pace::Weekly),
            ))
        })
        .collect()
}

/// Sets the day of the next letter.
///
/// # Errors
/// See [`DbError`].
pub async fn put_off(tx: &mut Tx, id: Id, next_on: Date) -> Result<(), DbError> {
    let sql = "UPDATE subscriber SET next_on = $3 WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![tx.locality(), id, next_on])
        .await
        .map(drop)
}

/// What was public by this moment is told.
///
/// # Errors
/// See [`DbError`].
pub async fn told(tx: &mut Tx, id: Id, until: Timestamp) -> Result<(), DbError> {
    let sql = "UPDATE subscriber SET told_until = $3, refusals = 0 \
               WHERE locality_id = $1 AND id = $2 AND told_until < $3";
    tx.execute(sql, params![tx.locality(), id, until]).await.map(drop)
}

/// Their mail server refused a letter for good.
///
/// # Errors
/// See [`DbError`].
pub async fn refused(tx: &mut Tx, id: Id, most: i64) -> Result<(), DbError> {
    let sql = "UPDATE subscriber SET refusals = refusals + 1 WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![tx.locality(), id]).await?;
    let sql = "DELETE FROM subscriber WHERE locality_id = $1 AND id = $2 AND refusals >= $3";
    tx.execute(sql, params![tx.locality(), id, most]).await.map(drop)
}

/// A reader leaves: nothing of the address stays but its sum, for as long as a confirmation may be on its way.
///
/// # Errors
/// See [`DbError`].
pub async fn leave(tx: &mut Tx, unit: Id, sum: &str) -> Result<(), DbError> {
    let sql = "DELETE FROM subscriber WHERE +locality_id = $1 AND unit_id = $2 AND reader_sum = $3";
    tx.execute(sql, params![tx.locality(), unit, sum]).await?;
    take_asks(tx, unit, sum).await?;
    let sql = "INSERT INTO subscriber_gone (unit_id, reader_sum, locality_id, left_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (unit_id, reader_sum) DO UPDATE SET left_at = $4";
    tx.execute(sql, params![unit, sum, tx.locality(), tx.now()])
        .await
        .map(drop)
}

/// Forgets what has had its time: asks that nobody confirmed, tries and sums from before these moments.
///
/// # Errors
/// See [`DbError`].
pub async fn forget(tx: &mut Tx, tries: Timestamp, gone: Timestamp) -> Result<(), DbError> {
    let sql = "DELETE FROM subscription_ask WHERE locality_id = $1 AND expires_at <= $2";
    tx.execute(sql, params![tx.locality(), tx.now()]).await?;
    let sql = "DELETE FROM subscription_try WHERE locality_id = $1 AND tried_at < $2";
    tx.execute(sql, params![tx.locality(), tries]).await?;
    let sql = "DELETE FROM subscriber_gone WHERE locality_id = $1 AND left_at < $2";
    tx.execute(sql, params![tx.locality(), gone]).await.map(drop)
}

/// An article that a reader has not been told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The last part of its address.
    pub slug: String,
    /// Its section.
    pub section: Id,
    /// Title.
    pub title: String,
    /// What it says in short.
    pub lead: String,
    /// In which language.
    pub language: Language,
    /// When the public first read it.
    pub first_public_at: Timestamp,
}

/// Articles of a unit that the public first read after a moment and no later than another one, and still reads; the
/// latest first, at most `most`.
///
/// # Errors
/// See [`DbError`].
pub async fn news(
    tx: &mut Tx,
    unit: Id,
    language: Option<Language>,
    (after, until): (Timestamp, Timestamp),
    most: i64,
) -> Result<Vec<News>, DbError> {
    let sql = "SELECT a.slug, a.section_id, v.title, v.lead, a.language, a.first_public_at \
               FROM article a JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.public_revision \
               WHERE +a.locality_id = $1 AND a.unit_id = $2 AND a.first_public_at > $3 AND a.first_public_at <= $4 \
               AND a.public_revision IS NOT NULL AND ($5 = '' OR a.language = $5) \
               ORDER BY a.first_public_at DESC, a.id DESC LIMIT $6";
    let language = language.map_or("", Language::key);
    let values = params![tx.locality(), unit, after, until, language, most];
    let rows = tx.rows(sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(News {
                slug: row.text("slug")?,
                section: row.id("section_id")?,
                title: row.text("title")?,
                lead: row.text("lead")?,
                language: Language::with_key(&row.text("language")?).unwrap_or(Language::Vietnamese),
                first_public_at: row.moment("first_public_at")?,
            })
        })
        .collect()
}

/// How many readers the sites of some units have, by pace: the unit, how many weekly, how many daily.
///
/// # Errors
/// See [`DbError`].
pub async fn counts(tx: &mut Tx, units: &[Id]) -> Result<Vec<(Id, i64, i64)>, DbError> {
    let sql = "SELECT unit_id, COALESCE(SUM(CASE WHEN pace = 'weekly' THEN 1 ELSE 0 END), 0) AS weekly, \
               COALESCE(SUM(CASE WHEN pace = 'daily' THEN 1 ELSE 0 END), 0) AS daily \
               FROM subscriber WHERE +locality_id = $1 AND unit_id IN LIST($2) GROUP BY unit_id";
    let units = tx.list(units.iter().copied());
    let rows = tx.planned_rows(sql, params![tx.locality(), units]).await?;
    rows.iter()
        .map(|row| Ok((row.id("unit_id")?, row.int("weekly")?, row.int("daily")?)))
        .collect()
}

//! Readings by article, day and language; marks by page, day and answer.

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::activity::{Audience, Language};
use crate::portal::count::Readings;
use crate::readership::Answer;

/// Adds what a node counted, of whichever localities, to what is there.
///
/// # Errors
/// See [`DbError`].
pub async fn add_readings(tx: &mut Tx, readings: &[Readings]) -> Result<(), DbError> {
    let rows = readings.iter().map(|one| {
        params![
            one.of.article,
            one.day,
            one.of.language.key(),
            one.of.locality,
            one.of.unit,
            i64::from(one.many)
        ]
    });
    tx.update(
        "INSERT INTO article_reading (article_id, day, language, locality_id, unit_id, many) \
         SELECT CAST(v.column1 AS BIGINT), v.column2, v.column3, CAST(v.column4 AS BIGINT), CAST(v.column5 AS BIGINT), \
         CAST(v.column6 AS BIGINT) FROM (VALUES ROWS(6)) AS v WHERE TRUE \
         ON CONFLICT (article_id, day, language) DO UPDATE SET many = article_reading.many + excluded.many",
        rows.collect(),
    )
    .await
}

/// Adds one mark.
///
/// # Errors
/// See [`DbError`].
pub async fn add_mark(
    tx: &mut Tx,
    unit: Id,
    page: &str,
    answer: Answer,
    reason: &str,
) -> Result<(), DbError> {
    let sql = "INSERT INTO page_mark (unit_id, page, day, answer, reason, locality_id, many) VALUES ($1, $2, $3, $4, $5, $6, 1) \
               ON CONFLICT (unit_id, page, day, answer, reason) DO UPDATE SET many = page_mark.many + 1";
    let values = params![unit, page, tx.today(), answer.key(), reason, tx.locality()];
    tx.execute(sql, values).await.map(drop)
}

/// Which readings are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Of these units.
    pub units: Vec<Id>,
    /// Of articles for these people; `None`: for whomever.
    pub audience: Option<Audience>,
    /// In this language; `None`: in any.
    pub language: Option<Language>,
    /// First and last day.
    pub days: (Date, Date),
}

impl Filter {
    fn keys(&self) -> (&'static str, &'static str) {
        let audience = self.audience.map_or("", Audience::key);
        (audience, self.language.map_or("", Language::key))
    }
}

/// Readings of each day that has any, in their order.
///
/// # Errors
/// See [`DbError`].
pub async fn by_day(tx: &mut Tx, filter: &Filter) -> Result<Vec<(Date, i64)>, DbError> {
    let sql = "SELECT r.day, CAST(SUM(r.many) AS BIGINT) AS many \
               FROM article_reading r JOIN article a ON a.id = r.article_id \
               WHERE r.locality_id = $1 AND +r.unit_id IN LIST($2) AND r.day BETWEEN $3 AND $4 \
               AND ($5 = '' OR a.audience = $5) AND ($6 = '' OR r.language = $6) GROUP BY r.day ORDER BY r.day";
    let (audience, language) = filter.keys();
    let units = tx.list(filter.units.iter().copied());
    let values = params![
        tx.locality(),
        units,
        filter.days.0,
        filter.days.1,
        audience,
        language
    ];
    let rows = tx.planned_rows(sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.date("day")?, row.int("many")?)))
        .collect()
}

/// Readings of an article in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The article.
    pub article: Id,
    /// Its title, as the public read it last.
    pub title: String,
    /// Whose it is.
    pub unit: Id,
    /// For whom.
    pub audience: Option<Audience>,
    /// In which language.
    pub language: Language,
    /// How many.
    pub many: i64,
}

fn read(row: &Row) -> Result<Read, DbError> {
    Ok(Read {
        article: row.id("article_id")?,
        title: row.text("title")?,
        unit: row.id("unit_id")?,
        audience: Audience::with_key(&row.text("audience")?),
        language: Language::with_key(&row.text("language")?).unwrap_or(Language::Vietnamese),
        many: row.int("many")?,
    })
}

/// Articles by their readings, those with the most first.
///
/// # Errors
/// See [`DbError`].
pub async fn by_article(tx: &mut Tx, filter: &Filter, most: i64) -> Result<Vec<Read>, DbError> {
    let sql = "SELECT t.article_id, v.title, a.unit_id, a.audience, t.language, t.many \
               FROM (SELECT r.article_id, r.language, CAST(SUM(r.many) AS BIGINT) AS many \
               FROM article_reading r JOIN article b ON b.id = r.article_id \
               WHERE r.locality_id = $1 AND +r.unit_id IN LIST($2) AND r.day BETWEEN $3 AND $4 \
               AND ($5 = '' OR b.audience = $5) AND ($6 = '' OR r.language = $6) \
               GROUP BY r.article_id, r.language ORDER BY many DESC, r.article_id DESC LIMIT $7) t \
               JOIN article a ON a.id = t.article_id \
               JOIN article_revision v ON v.article_id = a.id AND v.ordinal = a.last_public \
               ORDER BY t.many DESC, t.article_id DESC";
    let (audience, language) = filter.keys();
    let units = tx.list(filter.units.iter().copied());
    let values = params![
        tx.locality(),
        units,
        filter.days.0,
        filter.days.1,
        audience,
        language,
        most
    ];
    let rows = tx.planned_rows(sql, values).await?;
    rows.iter().map(read).collect()
}

/// How an article was received.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Received {
    /// Readings in all.
    pub all: i64,
    /// Readings since a day.
    pub lately: i64,
}

/// Readings of an article: in all, and since a day.
///
/// # Errors
/// See [`DbError`].
pub async fn of_article(tx: &mut Tx, article: Id, since: Date) -> Result<Received, DbError> {
    let sql = "SELECT CAST(COALESCE(SUM(many), 0) AS BIGINT) AS total, \
               CAST(COALESCE(SUM(CASE WHEN day >= $3 THEN many ELSE 0 END), 0) AS BIGINT) AS lately \
               FROM article_reading WHERE article_id = $2 AND +locality_id = $1";
    let row = tx.row(sql, params![tx.locality(), article, since]).await?;
    row.map_or(Ok(Received::default()), |row| {
        Ok(Received {
            all: row.int("total")?,
            lately: row.int("lately")?,
        })
    })
}

/// Marks of a page: the page, the answer, the reason or "", how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// Whose site.
    pub unit: Id,
    /// Its address below the site; "" is the first page.
    pub page: String,
    /// Did it help?
    pub answer: Answer,
    /// Why not; "" where that was not said.
    pub reason: String,
    /// How many.
    pub many: i64,
}

fn marks(row: &Row) -> Result<Marks, DbError> {
    Ok(Marks {
        unit: row.id("unit_id")?,
        page: row.text("page")?,
        answer: Answer::with_key(&row.text("answer")?).unwrap_or(Answer::No),
        reason: row.text("reason")?,
        many: row.int("many")?,
    })
}

/// Marks of one page, ever.
///
/// # Errors
/// See [`DbError`].
pub async fn of_page(tx: &mut Tx, unit: Id, page: &str) -> Result<Vec<Marks>, DbError> {
    let sql = "SELECT unit_id, page, answer, reason, CAST(SUM(many) AS BIGINT) AS many FROM page_mark \
               WHERE +locality_id = $1 AND unit_id = $2 AND page = $3 GROUP BY unit_id, page, answer, reason \
               ORDER BY many DESC, reason";
    let rows = tx.rows(sql, params![tx.locality(), unit, page]).await?;
    rows.iter().map(marks).collect()
}

/// Marks of every page of some units between two days, those with the most first.
///
/// # Errors
/// See [`DbError`].
pub async fn of_pages(
    tx: &mut Tx,
    units: &[Id],
    days: (Date, Date),
    most: i64,
) -> Result<Vec<Marks>, DbError> {
    let sql = "SELECT unit_id, page, answer, reason, CAST(SUM(many) AS BIGINT) AS many FROM page_mark \
               WHERE locality_id = $1 AND +unit_id IN LIST($2) AND day BETWEEN $3 AND $4 \
               GROUP BY unit_id, page, answer, reason ORDER BY many DESC, unit_id, page, answer, reason LIMIT $5";
    let units = tx.list(units.iter().copied());
    let rows = tx
        .planned_rows(sql, params![tx.locality(), units, days.0, days.1, most])
        .await?;
    rows.iter().map(marks).collect()
}

//! Work that was accepted as proof: what praise rests on, and where the figures propose it.

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::activity::channel::Channel;

/// An activity that was accepted as proof ("Đạt").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// Identity.
    pub id: Id,
    /// "2022-0317"
    pub code: String,
    /// In the officer's words; not for the public: they may name people.
    pub what: String,
    /// By which way.
    pub channel: Option<Channel>,
    /// The day that it shows.
    pub happened_on: Date,
    /// How many took part.
    pub people: Option<i64>,
}

/// Accepted activities of a unit since a day, the latest first.
///
/// # Errors
/// See [`DbError`].
pub async fn of_unit(tx: &mut Tx, unit: Id, since: Date, most: i64) -> Result<Vec<Proven>, DbError> {
    let sql = "SELECT a.id, a.code, a.what, a.channel, a.happened_on, a.people FROM activity a \
               WHERE a.locality_id = $1 AND a.unit_id = $2 AND a.happened_on >= $3 AND NOT a.is_sample \
               AND EXISTS (SELECT 1 FROM proof p WHERE p.activity_id = a.id AND p.state = 'accepted') \
               ORDER BY a.happened_on DESC, a.id DESC LIMIT $4";
    let rows = tx.rows(sql, params![tx.locality(), unit, since, most]).await?;
    rows.iter()
        .map(|row| {
            Ok(Proven {
                id: row.id("id")?,
                code: row.text("code")?,
                what: row.text("what")?,
                channel: Channel::with_key(&row.text("channel")?),
                happened_on: row.date("happened_on")?,
                people: row.int_or_null("people")?,
            })
        })
        .collect()
}

/// Of some activities those of a unit that are accepted today.
///
/// # Errors
/// See [`DbError`].
pub async fn accepted(tx: &mut Tx, unit: Id, activities: &[Id]) -> Result<Vec<Proven>, DbError> {
    let sql = "SELECT a.id, a.code, a.what, a.channel, a.happened_on, a.people FROM activity a \
               WHERE a.id IN LIST($3) AND a.locality_id = $1 AND a.unit_id = $2 \
               AND EXISTS (SELECT 1 FROM proof p WHERE p.activity_id = a.id AND p.state = 'accepted') \
               ORDER BY a.happened_on, a.id";
    let values = params![tx.locality(), unit, tx.list(activities.iter().copied())];
    let rows = tx.planned_rows(sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(Proven {
                id: row.id("id")?,
                code: row.text("code")?,
                what: row.text("what")?,
                channel: Channel::with_key(&row.text("channel")?),
                happened_on: row.date("happened_on")?,
                people: row.int_or_null("people")?,
            })
        })
        .collect()
}

/// Units with the most accepted activities since a day that were not praised since: how many activities, how many people.
///
/// # Errors
/// See [`DbError`].
pub async fn leading(
    tx: &mut Tx,
    units: &[Id],
    since: Date,
    most: i64,
) -> Result<Vec<(Id, i64, i64)>, DbError> {
    let sql = "SELECT a.unit_id, COUNT(*) AS many, CAST(COALESCE(SUM(a.people), 0) AS BIGINT) AS people FROM activity a \
               WHERE a.locality_id = $1 AND a.unit_id IN LIST($2) AND a.happened_on >= $3 AND NOT a.is_sample \
               AND EXISTS (SELECT 1 FROM proof p WHERE p.activity_id = a.id AND p.state = 'accepted') \
               AND NOT EXISTS (SELECT 1 FROM recognition r WHERE r.locality_id = $1 AND r.subject_id = a.unit_id AND r.kind = 'praise' \
               AND r.state <> 'dropped' AND r.created_at >= $5) \
               GROUP BY a.unit_id ORDER BY many DESC, people DESC, a.unit_id LIMIT $4";
    let units = tx.list(units.iter().copied());
    let from = crate::clock::day_start(since);
    let values = params![tx.locality(), units, since, most, from];
    let rows = tx.planned_rows(sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.id("unit_id")?, row.int("many")?, row.int("people")?)))
        .collect()
}

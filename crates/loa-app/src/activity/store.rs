//! The tables of activities: `activity`, `activity_file`, `activity_number`, `activity_before`.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::activity::channel::Channel;
use crate::activity::{Activity, Audience, Language, Shown, Told};
use crate::document::store::{File, file};

fn told(row: &Row) -> Result<Told, DbError> {
    let language = row.text("language")?;
    Ok(Told {
        what: row.text("what")?,
        place: row.text("place")?,
        happened_on: row.date("happened_on")?,
        channel: Channel::with_key(&row.text("channel")?),
        pieces: row.int_or_null("pieces")?,
        minutes: row.int_or_null("minutes")?,
        audience: Audience::with_key(&row.text("audience")?),
        people: row.int_or_null("people")?,
        language: Language::with_key(&language).unwrap_or(Language::Vietnamese),
        cost_dong: row.int_or_null("cost_dong")?,
    })
}

fn activity(row: &Row) -> Result<Activity, DbError> {
    Ok(Activity {
        id: row.id("id")?,
        unit: row.id("unit_id")?,
        person: row.id("person_id")?,
        code: row.text("code")?,
        told: told(row)?,
        filed_at: row.moment("filed_at")?,
        is_sample: row.bool("is_sample")?,
    })
}

/// An activity of the locality.
///
/// # Errors
/// See [`DbError`].
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Activity>, DbError> {
    let sql = "SELECT id, unit_id, person_id, code, what, place, happened_on, filed_at, audience, people, language, \
               cost_dong, channel, pieces, minutes, is_sample FROM activity WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(activity).transpose()
}

/// What a person recorded under a key.
///
/// # Errors
/// See [`DbError`].
pub async fn by_request(tx: &mut Tx, person: Id, key: &str) -> Result<Option<Activity>, DbError> {
    let sql = "SELECT id, unit_id, person_id, code, what, place, happened_on, filed_at, audience, people, language, \
               cost_dong, channel, pieces, minutes, is_sample FROM activity WHERE locality_id = $1 AND person_id = $2 AND request_key = $3";
    let row = tx.row(sql, params![tx.locality(), person, key]).await?;
    row.as_ref().map(activity).transpose()
}

/// The next number of a year. Others who ask wait until this unit of work ends.
///
/// # Errors
/// See [`DbError`].
pub async fn next_number(tx: &mut Tx, year: i64) -> Result<i64, DbError> {
    let sql = "INSERT INTO activity_number (locality_id, year, last) VALUES ($1, $2, 1) \
               ON CONFLICT (locality_id, year) DO UPDATE SET last = activity_number.last + 1 RETURNING last";
    let row = tx.row(sql, params![tx.locality(), year]).await?;
    row.map_or(Ok(1), |row| row.int("last"))
}

/// Notes that somebody returned it.
///
/// # Errors
/// See [`DbError`].
pub async fn mark_returned(tx: &mut Tx, id: Id) -> Result<(), DbError> {
    let sql = "UPDATE activity SET returned_at = $3 WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![tx.locality(), id, tx.now()]).await?;
    Ok(())
}

/// Did anybody ever return it?
///
/// # Errors
/// See [`DbError`].
pub async fn was_returned(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "SELECT id FROM activity WHERE locality_id = $1 AND id = $2 AND returned_at IS NOT NULL";
    Ok(tx.row(sql, params![tx.locality(), id]).await?.is_some())
}

/// Holds an activity until the unit of work ends; says whether it is there.
///
/// # Errors
/// See [`DbError`].
pub async fn hold(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "UPDATE activity SET code = code WHERE locality_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![tx.locality(), id]).await? == 1)
}

/// Writes an activity.
///
/// # Errors
/// [`DbError::Duplicate`] when the person has the key already.
pub async fn insert(tx: &mut Tx, activity: &Activity, request_key: &str) -> Result<(), DbError> {
    let told = &activity.told;
    let row = params![
        activity.id,
        tx.locality(),
        activity.unit,
        activity.person,
        &activity.code,
        &told.what,
        &told.place,
        told.happened_on,
        activity.filed_at,
        told.audience.map_or("", Audience::key),
        told.people,
        told.language.key(),
        told.cost_dong,
        told.channel.map_or("", Channel::key),
        told.pieces,
        told.minutes,
        activity.is_sample,
        request_key
    ];
    tx.insert(
        "activity (id, locality_id, unit_id, person_id, code, what, place, happened_on, filed_at, audience, people, language, cost_dong, channel, pieces, minutes, is_sample, request_key)",
        vec![row],
    )
    .await
}

/// Writes what is told now.
///
/// # Errors
/// See [`DbError`].
pub async fn change(tx: &mut Tx, activity: &Activity) -> Result<(), DbError> {
    let told = &activity.told;
    let values = params![
        tx.locality(),
        activity.id,
        &told.what,
        &told.place,
        told.happened_on,
        told.audience.map_or("", Audience::key),
        told.people,
        told.language.key(),
        told.cost_dong,
        told.channel.map_or("", Channel::key),
        told.pieces,
        told.minutes
    ];
    tx.execute(
        "UPDATE activity SET what = $3, place = $4, happened_on = $5, audience = $6, people = $7, language = $8, \
         cost_dong = $9, channel = $10, pieces = $11, minutes = $12 WHERE locality_id = $1 AND id = $2",
        values,
    )
    .await?;
    Ok(())
}

/// Keeps what an activity said so far.
///
/// # Errors
/// See [`DbError`].
pub async fn keep_before(tx: &mut Tx, activity: &Activity, files: usize) -> Result<(), DbError> {
    let told = &activity.told;
    let row = params![
        tx.new_id(),
        tx.locality(),
        activity.id,
        &told.what,
        &told.place,
        told.happened_on,
        told.audience.map_or("", Audience::key),
        told.people,
        told.language.key(),
        told.cost_dong,
        told.channel.map_or("", Channel::key),
        told.pieces,
        told.minutes,
        i64::try_from(files).unwrap_or(i64::MAX),
        tx.now()
    ];
    tx.insert(
        "activity_before (id, locality_id, activity_id, what, place, happened_on, audience, people, language, cost_dong, channel, pieces, minutes, files, replaced_at)",
        vec![row],
    )
    .await
}

/// What an activity said before, the latest first, each with how many files it had and when it was replaced.
///
/// # Errors
/// See [`DbError`].
pub async fn before(tx: &mut Tx, id: Id) -> Result<Vec<(Told, i64, Timestamp)>, DbError> {
    let sql = "SELECT what, place, happened_on, audience, people, language, cost_dong, channel, pieces, minutes, files, replaced_at \
               FROM activity_before WHERE locality_id = $1 AND activity_id = $2 ORDER BY replaced_at DESC, id DESC";
    let rows = tx.rows(sql, params![tx.locality(), id]).await?;
    rows.iter()
        .map(|row| Ok((told(row)?, row.int("files")?, row.moment("replaced_at")?)))
        .collect()
}

/// A file of an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownFile {
    /// The file.
    pub file: File,
    /// Its place among the others.
    pub position: i64,
    /// When the photo was taken, as the phone said.
    pub taken_at: Option<Timestamp>,
}

/// The files of an activity, in their order.
///
/// # Errors
/// See [`DbError`].
pub async fn files(tx: &mut Tx, id: Id) -> Result<Vec<ShownFile>, DbError> {
    let sql = "SELECT file.id, name, media_type, sha256, size_bytes, small_sha256, width, height, created_by, position, \
               taken_at FROM activity_file JOIN file ON file.id = activity_file.file_id \
               WHERE activity_file.locality_id = $1 AND activity_id = $2 ORDER BY position, file.id";
    let rows = tx.rows(sql, params![tx.locality(), id]).await?;
    rows.iter()
        .map(|row| {
            Ok(ShownFile {
                file: file(row)?,
                position: row.int("position")?,
                taken_at: row.moment_or_null("taken_at")?,
            })
        })
        .collect()
}

/// Adds files to an activity, the first one at `position`.
///
/// # Errors
/// See [`DbError`].
pub async fn show(tx: &mut Tx, id: Id, files: &[Shown], position: i64) -> Result<(), DbError> {
    let locality = tx.locality();
    let rows = files
        .iter()
        .zip(position..)
        .map(|(shown, position)| params![locality, id, shown.file, position, shown.taken_at])
        .collect();
    tx.insert(
        "activity_file (locality_id, activity_id, file_id, position, taken_at)",
        rows,
    )
    .await
}

/// Takes a file away from an activity; the bytes stay.
///
/// # Errors
/// See [`DbError`].
pub async fn unshow(tx: &mut Tx, id: Id, file: Id) -> Result<(), DbError> {
    let sql = "DELETE FROM activity_file WHERE locality_id = $1 AND activity_id = $2 AND file_id = $3";
    tx.execute(sql, params![tx.locality(), id, file]).await?;
    Ok(())
}

/// Code and unit of another activity that shows the same photo.
///
/// # Errors
/// See [`DbError`].
pub async fn photo_shown_elsewhere(tx: &mut Tx, file: Id, own: Id) -> Result<Option<(String, Id)>, DbError> {
    let sql = "SELECT activity.code, activity.unit_id FROM file AS given \
               JOIN file AS same ON same.locality_id = given.locality_id AND same.sha256 = given.sha256 \
               JOIN activity_file ON activity_file.file_id = same.id \
               JOIN activity ON activity.id = activity_file.activity_id \
               WHERE given.locality_id = $1 AND given.id = $2 AND given.small_sha256 IS NOT NULL AND activity.id <> $3 \
               ORDER BY activity.id LIMIT 1";
    let row = tx.row(sql, params![tx.locality(), file, own]).await?;
    row.map(|row| Ok((row.text("code")?, row.id("unit_id")?)))
        .transpose()
}

/// Does any activity show this file?
///
/// # Errors
/// See [`DbError`].
pub async fn is_shown(tx: &mut Tx, file: Id) -> Result<bool, DbError> {
    let sql = "SELECT activity_id FROM activity_file WHERE locality_id = $1 AND file_id = $2 LIMIT 1";
    Ok(tx.row(sql, params![tx.locality(), file]).await?.is_some())
}

/// Which activities a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The first day that they may show.
    pub first: Date,
    /// The last one.
    pub last: Date,
    /// Their units; `None`: every unit that there ever was.
    pub units: Option<Vec<Id>>,
}

/// A piece of a list of activities, the latest day first.
///
/// # Errors
/// See [`DbError`].
pub async fn listed(
    tx: &mut Tx,
    wanted: &Wanted,
    skip: usize,
    most: usize,
) -> Result<Vec<Activity>, DbError> {
    let mut values = params![tx.locality(), wanted.first, wanted.last, most, skip];
    let sql = if let Some(units) = &wanted.units {
        values.push(tx.list(units.iter().copied()));
        "SELECT id, unit_id, person_id, code, what, place, happened_on, filed_at, audience, people, language, \
         cost_dong, channel, pieces, minutes, is_sample FROM activity \
         WHERE locality_id = $1 AND unit_id IN LIST($6) AND happened_on >= $2 AND happened_on <= $3 \
         ORDER BY happened_on DESC, id DESC LIMIT $4 OFFSET $5"
    } else {
        "SELECT id, unit_id, person_id, code, what, place, happened_on, filed_at, audience, people, language, \
         cost_dong, channel, pieces, minutes, is_sample FROM activity \
         WHERE locality_id = $1 AND happened_on >= $2 AND happened_on <= $3 \
         ORDER BY happened_on DESC, id DESC LIMIT $4 OFFSET $5"
    };
    let rows = tx.planned_rows(sql, values).await?;
    rows.iter().map(activity).collect()
}

/// How many activities a list has, and how many people they reached.
///
/// # Errors
/// See [`DbError`].
pub async fn totals(tx: &mut Tx, wanted: &Wanted) -> Result<(i64, i64), DbError> {
    let mut values = params![tx.locality(), wanted.first, wanted.last];
    let sql = if let Some(units) = &wanted.units {
        values.push(tx.list(units.iter().copied()));
        "SELECT COUNT(*) AS many, CAST(COALESCE(SUM(people), 0) AS BIGINT) AS people FROM activity \
         WHERE locality_id = $1 AND unit_id IN LIST($4) AND happened_on >= $2 AND happened_on <= $3"
    } else {
        "SELECT COUNT(*) AS many, CAST(COALESCE(SUM(people), 0) AS BIGINT) AS people FROM activity \
         WHERE locality_id = $1 AND happened_on >= $2 AND happened_on <= $3"
    };
    let rows = tx.planned_rows(sql, values).await?;
    rows.first()
        .map_or(Ok((0, 0)), |row| Ok((row.int("many")?, row.int("people")?)))
}

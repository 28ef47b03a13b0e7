//! Statements about the installation as a whole.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Tx;

use crate::care::{AGAIN, GONE, Run};
use crate::files::Hash;

/// Takes the backup of a day: `false` when another node has it, or did it.
///
/// # Errors
/// See [`DbError`].
pub async fn claim(tx: &mut Tx, day: Date) -> Result<bool, DbError> {
    let sql = "INSERT INTO backup_run (id, day, started_at, place) VALUES ($1, $2, $3, '') \
         ON CONFLICT (day) DO NOTHING";
    let values = params![tx.new_id(), day, tx.now()];
    if tx.execute(sql, values).await? > 0 {
        return Ok(true);
    }
    let sql = "UPDATE backup_run SET started_at = $2, ended_at = NULL, problem = NULL WHERE day = $1 AND \
         ((ended_at IS NULL AND started_at < $3) OR (problem IS NOT NULL AND ended_at < $4))";
    let values = params![day, tx.now(), tx.now() - GONE, tx.now() - AGAIN];
    Ok(tx.execute(sql, values).await? > 0)
}

/// Notes what became of the backup of a day; of one made by hand when there is no day.
///
/// # Errors
/// See [`DbError`].
pub async fn note(
    tx: &mut Tx,
    day: Option<Date>,
    place: &str,
    done: Result<(i64, i64), &str>,
) -> Result<(), DbError> {
    let (size, missing) = done.map_or((None, None), |(size, missing)| (Some(size), Some(missing)));
    let problem = done.err();
    let Some(day) = day else {
        let sql = "INSERT INTO backup_run (id, day, started_at, ended_at, place, size_bytes, missing, problem) \
             VALUES ($1, NULL, $2, $2, $3, $4, $5, $6)";
        let values = params![tx.new_id(), tx.now(), place, size, missing, problem];
        return tx.execute(sql, values).await.map(drop);
    };
    let sql = "UPDATE backup_run SET ended_at = $2, place = $3, size_bytes = $4, missing = $5, problem = $6 \
         WHERE day = $1";
    let values = params![day, tx.now(), place, size, missing, problem];
    tx.execute(sql, values).await.map(drop)
}

/// The last backup that came to its end.
///
/// # Errors
/// See [`DbError`].
pub async fn last(tx: &mut Tx) -> Result<Option<Run>, DbError> {
    let sql = "SELECT ended_at, place, missing FROM backup_run WHERE ended_at IS NOT NULL AND problem IS NULL \
         ORDER BY ended_at DESC LIMIT 1";
    let row = tx.row(sql, Vec::new()).await?;
    row.map(|row| {
        Ok(Run {
            ended_at: row.moment("ended_at")?,
            place: row.text("place")?,
            missing: row.int_or_null("missing")?.unwrap_or_default(),
        })
    })
    .transpose()
}

/// Some files of a locality, newest first, those before one: its identity and hashes.
///
/// # Errors
/// See [`DbError`].
pub async fn hashes(tx: &mut Tx, before: Id) -> Result<Vec<(Id, Vec<Hash>)>, DbError> {
    let sql = "SELECT id, sha256, small_sha256 FROM file WHERE locality_id = $1 AND id < $2 \
         ORDER BY id DESC LIMIT 200";
    let rows = tx.rows(sql, params![tx.locality(), before]).await?;
    let of = |row: &loa_db::row::Row| {
        let own = Some(row.text("sha256")?);
        let texts = [own, row.text_or_null("small_sha256")?];
        let hashes = texts.iter().flatten().filter_map(|text| Hash::parse(text));
        Ok((row.id("id")?, hashes.collect()))
    };
    rows.iter().map(of).collect()
}

/// When somebody last did something in a locality.
///
/// # Errors
/// See [`DbError`].
pub async fn last_done(tx: &mut Tx) -> Result<Option<Timestamp>, DbError> {
    let sql = "SELECT max(at) AS at FROM audit_entry WHERE locality_id = $1";
    let row = tx.row(sql, params![tx.locality()]).await?;
    row.map_or(Ok(None), |row| row.moment_or_null("at"))
}

/// Whether the backup of a day is made.
///
/// # Errors
/// See [`DbError`].
pub async fn is_done(tx: &mut Tx, day: Date) -> Result<bool, DbError> {
    let sql = "SELECT id FROM backup_run WHERE day = $1 AND ended_at IS NOT NULL AND problem IS NULL";
    Ok(tx.row(sql, params![day]).await?.is_some())
}

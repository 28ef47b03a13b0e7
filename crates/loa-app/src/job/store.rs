//! All SQL that writes jobs and schedules.

use jiff::{SignedDuration, Timestamp};
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::params;
use loa_db::row::Row;
use loa_db::tx::Tx;

use crate::job::{Job, Kind, LEASE, LONGEST_PAUSE, Lane, State};

/// A job as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its identity.
    pub id: Id,
    /// Name of its kind.
    pub kind: String,
    /// How it stands.
    pub state: State,
    /// The moment that it is for.
    pub due_at: Timestamp,
    /// When it is tried next.
    pub run_at: Timestamp,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it was not done the last time.
    pub error: Option<String>,
    /// When it was done, given up or called off.
    pub done_at: Option<Timestamp>,
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn earlier(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// Inserts it unless one with its key is there; was it?
pub async fn insert(
    tx: &mut Tx,
    id: Id,
    kind: Kind,
    payload: &str,
    run_at: Timestamp,
    unique_key: Option<&str>,
) -> Result<bool, DbError> {
    let sql = "INSERT INTO job (id, locality_id, lane, kind, payload, unique_key, state, due_at, run_at, attempts, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $7, 0, $8) \
        ON CONFLICT (locality_id, kind, unique_key) DO NOTHING";
    let values = params![
        id,
        tx.locality(),
        kind.lane.key(),
        kind.name,
        payload,
        unique_key,
        run_at,
        tx.now()
    ];
    Ok(tx.execute(sql, values).await? == 1)
}

/// Is anything due in this lane, in whatever locality?
pub async fn is_any_due(tx: &mut Tx, lane: Lane) -> Result<bool, DbError> {
    let sql = "SELECT locality_id FROM job \
        WHERE state = 'waiting' AND lane = $1 AND run_at <= $2 \
        AND (locked_until IS NULL OR locked_until <= $2 OR locked_until > $3) LIMIT 1";
    let values = params![lane.key(), tx.now(), later(tx.now(), AHEAD)];
    Ok(tx.row(sql, values).await?.is_some())
}

/// A lease that ends so far ahead is of a clock that was set back since, and counts as run out. Clocks of two nodes may
/// differ by less.
const AHEAD: SignedDuration = LEASE.saturating_add(LEASE);

/// Takes the next jobs that are due and that nobody has, in whatever locality.
pub async fn claim(tx: &mut Tx, lane: Lane, most: usize) -> Result<Vec<Job>, DbError> {
    let sql = "SELECT id, locality_id, kind, payload, due_at, attempts FROM job \
        WHERE state = 'waiting' AND lane = $1 AND run_at <= $2 \
        AND (locked_until IS NULL OR locked_until <= $2 OR locked_until > $3) \
        ORDER BY run_at, id LIMIT $4";
    let until = later(tx.now(), LEASE);
    let most = i64::try_from(most).unwrap_or(1);
    let values = params![lane.key(), tx.now(), later(tx.now(), AHEAD), most];
    let rows = tx.free_rows(sql, values).await?;
    let mut jobs = Vec::with_capacity(rows.len());
    for row in &rows {
        let job = Job {
            id: row.id("id")?,
            locality: row.id("locality_id")?,
            kind: row.text("kind")?,
            payload: row.text("payload")?,
            due_at: row.moment("due_at")?,
            attempt: row.int("attempts")? + 1,
        };
        let sql = "UPDATE job SET attempts = $3, locked_until = $4 WHERE locality_id = $1 AND id = $2";
        tx.execute(sql, params![job.locality, job.id, job.attempt, until])
            .await?;
        jobs.push(job);
    }
    Ok(jobs)
}

/// Takes the claim into this unit of work: false when another node has taken the job over, or it was called off. On
/// PostgreSQL nobody can claim it until this unit of work ends, however long it takes.
pub async fn hold(tx: &mut Tx, job: &Job) -> Result<bool, DbError> {
    let sql = "UPDATE job SET locked_until = locked_until \
        WHERE locality_id = $1 AND id = $2 AND state = 'waiting' AND attempts = $3";
    let held = tx
        .execute(sql, params![job.locality, job.id, job.attempt])
        .await?;
    Ok(held == 1)
}

/// Was this claim's job called off meanwhile?
pub async fn is_called_off(tx: &mut Tx, job: &Job) -> Result<bool, DbError> {
    let sql =
        "SELECT id FROM job WHERE locality_id = $1 AND id = $2 AND state = 'cancelled' AND attempts = $3";
    let row = tx.row(sql, params![job.locality, job.id, job.attempt]).await?;
    Ok(row.is_some())
}

/// A job as its handler sees it, whatever has become of it.
pub async fn claimed(tx: &mut Tx, id: Id) -> Result<Option<Job>, DbError> {
    let sql = "SELECT id, locality_id, kind, payload, due_at, attempts FROM job \
        WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.map(|row| {
        Ok(Job {
            id: row.id("id")?,
            locality: row.id("locality_id")?,
            kind: row.text("kind")?,
            payload: row.text("payload")?,
            due_at: row.moment("due_at")?,
            attempt: row.int("attempts")?,
        })
    })
    .transpose()
}

/// Done.
pub async fn done(tx: &mut Tx, job: &Job) -> Result<(), DbError> {
    let sql = "UPDATE job SET state = 'done', done_at = $3, locked_until = NULL, error = NULL \
        WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![job.locality, job.id, tx.now()]).await?;
    Ok(())
}

/// To be tried again.
pub async fn again(tx: &mut Tx, job: &Job, next: Timestamp, reason: &str) -> Result<(), DbError> {
    let sql =
        "UPDATE job SET run_at = $3, locked_until = NULL, error = $4 WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![job.locality, job.id, next, reason])
        .await?;
    Ok(())
}

/// For a later moment; what was tried so far counts no longer.
pub async fn wait(tx: &mut Tx, job: &Job, until: Timestamp, reason: &str) -> Result<(), DbError> {
    let sql = "UPDATE job SET due_at = $3, run_at = $3, attempts = 0, locked_until = NULL, error = $4 \
        WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![job.locality, job.id, until, reason])
        .await?;
    Ok(())
}

/// Given up.
pub async fn give_up(tx: &mut Tx, job: &Job, reason: &str) -> Result<(), DbError> {
    let sql = "UPDATE job SET state = 'failed', done_at = $3, locked_until = NULL, error = $4 \
        WHERE locality_id = $1 AND id = $2";
    tx.execute(sql, params![job.locality, job.id, tx.now(), reason])
        .await?;
    Ok(())
}

/// This claim was no try.
pub async fn uncount(tx: &mut Tx, job: &Job) -> Result<(), DbError> {
    let sql = "UPDATE job SET attempts = attempts - 1 \
        WHERE locality_id = $1 AND id = $2 AND state = 'waiting' AND attempts = $3";
    tx.execute(sql, params![job.locality, job.id, job.attempt])
        .await?;
    Ok(())
}

/// Jobs of the locality, the newest first; those in one state, or all.
pub async fn list(tx: &mut Tx, state: Option<State>, most: i64) -> Result<Vec<Listed>, DbError> {
    let sql = "SELECT id, kind, state, due_at, run_at, attempts, error, done_at FROM job \
        WHERE locality_id = $1 AND ($2 = '' OR state = $2) ORDER BY id DESC LIMIT $3";
    let key = state.map_or("", State::key);
    let rows = tx.rows(sql, params![tx.locality(), key, most]).await?;
    rows.iter().map(listed).collect()
}

/// One job of the locality.
pub async fn by_id(tx: &mut Tx, id: Id) -> Result<Option<Listed>, DbError> {
    let sql = "SELECT id, kind, state, due_at, run_at, attempts, error, done_at FROM job \
        WHERE locality_id = $1 AND id = $2";
    let row = tx.row(sql, params![tx.locality(), id]).await?;
    row.as_ref().map(listed).transpose()
}

fn listed(row: &Row) -> Result<Listed, DbError> {
    Ok(Listed {
        id: row.id("id")?,
        kind: row.text("kind")?,
        state: State::with_key(&row.text("state")?).unwrap_or(State::Failed),
        due_at: row.moment("due_at")?,
        run_at: row.moment("run_at")?,
        attempts: row.int("attempts")?,
        error: row.text_or_null("error")?,
        done_at: row.moment_or_null("done_at")?,
    })
}

/// Puts it back as if it had never been tried; false when it is done, being done, or not there.
pub async fn retry(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "UPDATE job SET state = 'waiting', attempts = 0, run_at = $3, locked_until = NULL, done_at = NULL \
        WHERE locality_id = $1 AND id = $2 AND state <> 'done' AND (locked_until IS NULL OR locked_until <= $3)";
    Ok(tx.execute(sql, params![tx.locality(), id, tx.now()]).await? == 1)
}

/// Calls it off; false when it is no longer waiting.
pub async fn cancel(tx: &mut Tx, id: Id) -> Result<bool, DbError> {
    let sql = "UPDATE job SET state = 'cancelled', done_at = $3, locked_until = NULL \
        WHERE locality_id = $1 AND id = $2 AND state IN ('waiting', 'failed')";
    Ok(tx.execute(sql, params![tx.locality(), id, tx.now()]).await? == 1)
}

/// Removes what was done or called off before these moments: without a key, with one.
pub async fn tidy(tx: &mut Tx, plain: Timestamp, keyed: Timestamp) -> Result<u64, DbError> {
    let sql = "DELETE FROM job WHERE locality_id = $1 AND state IN ('done', 'cancelled') \
        AND (done_at < $2 AND unique_key IS NULL OR done_at < $3)";
    tx.execute(sql, params![tx.locality(), plain, keyed]).await
}

/// Tries that wait longer than any pause: the clock was set back since. They are due now.
pub async fn mend_pauses(tx: &mut Tx) -> Result<u64, DbError> {
    let sql = "UPDATE job SET run_at = $1 WHERE state = 'waiting' AND attempts > 0 \
        AND due_at <= $1 AND run_at > $2 AND locked_until IS NULL";
    tx.execute(sql, params![tx.now(), later(tx.now(), LONGEST_PAUSE)])
        .await
}

/// A row of a schedule: whose, what, when next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Whose.
    pub locality: Id,
    /// Name of the kind.
    pub name: String,
    /// When next.
    pub at: Timestamp,
}

/// All localities.
pub async fn localities(tx: &mut Tx) -> Result<Vec<Id>, DbError> {
    let rows = tx
        .rows("SELECT id AS locality_id FROM locality ORDER BY id", Vec::new())
        .await?;
    rows.iter().map(|row| row.id("locality_id")).collect()
}

/// All schedules of all localities, in the order of their moments.
pub async fn schedules(tx: &mut Tx) -> Result<Vec<Next>, DbError> {
    let sql = "SELECT locality_id, name, next_at FROM schedule ORDER BY next_at, locality_id, name";
    let rows = tx.rows(sql, Vec::new()).await?;
    rows.iter().map(next).collect()
}

/// Those whose moment has come.
pub async fn due_schedules(tx: &mut Tx) -> Result<Vec<Next>, DbError> {
    let sql = "SELECT locality_id, name, next_at FROM schedule WHERE next_at <= $1 \
        ORDER BY next_at, locality_id, name";
    let rows = tx.rows(sql, params![tx.now()]).await?;
    rows.iter().map(next).collect()
}

fn next(row: &Row) -> Result<Next, DbError> {
    Ok(Next {
        locality: row.id("locality_id")?,
        name: row.text("name")?,
        at: row.moment("next_at")?,
    })
}

/// Enters a schedule that is not there.
pub async fn enter(tx: &mut Tx, name: &str, at: Timestamp) -> Result<(), DbError> {
    let sql = "INSERT INTO schedule (locality_id, name, next_at) VALUES ($1, $2, $3) \
        ON CONFLICT (locality_id, name) DO NOTHING";
    tx.execute(sql, params![tx.locality(), name, at]).await?;
    Ok(())
}

/// Moves a schedule on; false when another node did.
pub async fn advance(tx: &mut Tx, next: &Next, to: Timestamp) -> Result<bool, DbError> {
    let sql = "UPDATE schedule SET next_at = $4 WHERE locality_id = $1 AND name = $2 AND next_at = $3";
    let values = params![next.locality, &next.name, next.at, to];
    Ok(tx.execute(sql, values).await? == 1)
}

/// The moment before which done jobs go.
pub fn before(now: Timestamp, days: i64) -> Timestamp {
    earlier(now, SignedDuration::from_hours(24 * days))
}

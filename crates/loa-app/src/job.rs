//! Jobs: what is to be done later, or again and again.
//!
//! A job is a row that is put in the caller's own unit of work: it is there when that is saved, and only then. A worker
//! claims what is due in the order of its moments, does it and notes that it is done in one and the same transaction, so
//! that it is applied once, whoever dies in the middle. What reaches outside of the database cannot be part of a
//! transaction: it happens at least once, under a name that stays the same.

use std::pin::Pin;

use jiff::{SignedDuration, Timestamp};
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::tx::{Scope, Tx};

use crate::app::App;
use crate::error::{Error, Result};

pub mod actions;
pub mod schedule;
pub mod store;
pub mod worker;

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]
mod tests;

/// Which jobs wait for each other: what takes a while outside holds up nothing that has its moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Work on the database, one after the other in the order of their moments.
    Work,
    /// What reaches outside, a few at once.
    Send,
}

impl Lane {
    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            Lane::Work => "work",
            Lane::Send => "send",
        }
    }

    /// How many are done at once.
    fn width(self) -> usize {
        match self {
            Lane::Work => 1,
            Lane::Send => 4,
        }
    }
}

/// A kind of job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// In the database, as `message.send`.
    pub name: &'static str,
    /// Among which others.
    pub lane: Lane,
    /// How often it is tried before somebody has to look at it.
    pub tries: i64,
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// To be done, now or later.
    Waiting,
    /// Done.
    Done,
    /// Given up; the reason is kept.
    Failed,
    /// Called off by a person.
    Cancelled,
}

impl State {
    /// All of them.
    pub const ALL: [State; 4] = [State::Waiting, State::Done, State::Failed, State::Cancelled];

    /// In the database and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Done => "done",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
        }
    }

    /// The state with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// A job that a worker has claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its identity.
    pub id: Id,
    /// Whose it is.
    pub locality: Id,
    /// Name of its kind.
    pub kind: String,
    /// What it was given, as its kind writes it.
    pub payload: String,
    /// The moment that it is for; the worker may be later.
    pub due_at: Timestamp,
    /// The how many-th try this is; tells this claim from every other one.
    pub attempt: i64,
}

/// Why a job was not done this time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Worth another try.
    Later(String),
    /// No try will ever succeed.
    Never(String),
    /// Not before this moment, with a reason; this was no try.
    NotBefore(Timestamp, String),
}

impl Failure {
    /// The reason.
    pub fn reason(&self) -> &str {
        match self {
            Failure::Later(reason) | Failure::Never(reason) | Failure::NotBefore(_, reason) => reason,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match &error {
            Error::Full(reason) | Error::Outage(reason) => Self::Later(reason.clone()),
            other => Self::Later(other.told().1),
        }
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self::Later(error.to_string())
    }
}

/// What a handler promises.
pub type Doing<'a, T> = Pin<Box<dyn Future<Output = std::result::Result<T, Failure>> + Send + 'a>>;
/// Works in a unit of work.
pub type Work = for<'a> fn(&'a App, &'a mut Tx, &'a Job) -> Doing<'a, ()>;
/// Reaches outside; gives what is to be noted of it.
pub type Reach = for<'a> fn(&'a App, &'a Job) -> Doing<'a, String>;
/// Notes what came of reaching outside.
pub type Note = for<'a> fn(&'a mut Tx, &'a Job, Outcome<'a>) -> Doing<'a, ()>;

/// What came of reaching outside.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    /// Done, with what the handler gave.
    Done(&'a str),
    /// It will be tried again.
    Again(&'a str),
    /// It was given up.
    GivenUp(&'a str),
    /// A person called it off.
    CalledOff,
    /// A person had it put back, as if it had never been tried.
    PutBack,
}

/// How jobs of a kind are done.
#[derive(Clone, Copy)]
pub enum Run {
    /// In the transaction that notes that it is done.
    Within(Work),
    /// Outside first; then what came of it, in the transaction that notes that it is done.
    Outside(Reach, Note),
}

/// A kind and how it is done. `wiring.rs` has them all.
#[derive(Clone, Copy)]
pub struct Handler {
    /// The kind.
    pub kind: Kind,
    /// How.
    pub run: Run,
}

/// For how long a node has a job that it claimed; a node that dies gives it free by that.
pub const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// Nothing outside may take longer.
const OUTSIDE: std::time::Duration = std::time::Duration::from_secs(90);
/// Work on the database may not take longer; meanwhile nothing else of its lane is done on this node.
const WITHIN: std::time::Duration = std::time::Duration::from_secs(600);
/// The longest pause between two tries.
pub const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(2);

/// The pause after so many tries: 1 s, 4 s, 16 s, 64 s, about 4, 17 and 68 minutes, then 2 hours each.
pub fn pause(attempts: i64) -> SignedDuration {
    let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 10)).unwrap_or(10) * 2;
    SignedDuration::from_secs(1 << doublings).min(LONGEST_PAUSE)
}

/// Puts a job into this unit of work, for a moment that may be past. With a key it is put once, ever: `None` when one with
/// this kind and key is there, whatever has become of it.
///
/// # Errors
/// See [`DbError`].
pub async fn put(
    tx: &mut Tx,
    kind: Kind,
    payload: &str,
    run_at: Timestamp,
    unique_key: Option<&str>,
) -> Result<Option<Id>, DbError> {
    let id = tx.new_id();
    let is_new = store::insert(tx, id, kind, payload, run_at, unique_key).await?;
    if is_new {
        tx.ring_when_saved();
    }
    Ok(is_new.then_some(id))
}

/// Does what is due, until nothing is or `is_stopped` says so; gives how many were tried.
///
/// # Errors
/// [`Error::Outage`] when the database does not answer. What a job itself fails with is noted on it.
pub async fn run_due(
    app: &App,
    handlers: &'static [Handler],
    lane: Lane,
    is_stopped: impl Fn() -> bool,
) -> Result<usize> {
    let mut tried = 0;
    while !is_stopped() {
        let claimed = claim(app, lane).await?;
        if claimed.is_empty() {
            break;
        }
        tried += claimed.len();
        let mut open = tokio::task::JoinSet::new();
        for job in claimed {
            let app = app.clone();
            open.spawn(async move { run_one(&app, handlers, &job).await });
        }
        let mut failed = None;
        while let Some(done) = open.join_next().await {
            match done {
                Ok(Ok(())) => {}
                Ok(Err(error)) => failed = Some(error),
                // A handler that panics is like a node that dies: its lease runs out, the try is counted.
                Err(error) => tracing::error!(%error, "a job stopped in the middle"),
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
    }
    Ok(tried)
}

async fn claim(app: &App, lane: Lane) -> Result<Vec<Job>> {
    let scope = app.scope(Id(0), None);
    // Looking costs no writer and no disk.
    let mut tx = app.db().read(scope).await?;
    let is_any = store::is_any_due(&mut tx, lane).await?;
    drop(tx);
    if !is_any {
        return Ok(Vec::new());
    }
    let mut tx = app.db().begin(scope).await?;
    let jobs = store::claim(&mut tx, lane, lane.width()).await?;
    tx.save().await?;
    Ok(jobs)
}

/// A unit of work of nobody, on account of the job.
fn scope(app: &App, job: &Job) -> Scope {
    Scope {
        job: Some(job.id),
        ..app.scope(job.locality, None)
    }
}

async fn run_one(app: &App, handlers: &'static [Handler], job: &Job) -> Result<()> {
    let Some(handler) = handlers.iter().find(|handler| handler.kind.name == job.kind) else {
        // Put by a newer program: its nodes will do it. The lease keeps this one from asking at once again.
        let mut tx = app.db().begin(scope(app, job)).await?;
        store::uncount(&mut tx, job).await?;
        tx.save().await?;
        return Ok(());
    };
    if job.attempt > handler.kind.tries {
        let reason = "The program stopped in the middle of it each time.".to_owned();
        return fail(app, handler, job, &Failure::Never(reason)).await;
    }
    match handler.run {
        Run::Within(work) => {
            if let Err(failure) = within(app, work, job).await {
                fail(app, handler, job, &failure).await?;
            }
            Ok(())
        }
        Run::Outside(reach, note) => {
            let late = || Err(Failure::Later("No answer in time.".to_owned()));
            let reached = tokio::time::timeout(OUTSIDE, reach(app, job)).await;
            match reached.unwrap_or_else(|_| late()) {
                Ok(told) => noted(app, note, job, &told).await,
                Err(failure) => fail(app, handler, job, &failure).await,
            }
        }
    }
}

async fn within(app: &App, work: Work, job: &Job) -> std::result::Result<(), Failure> {
    let mut tx = app.db().begin(scope(app, job)).await?;
    if !store::hold(&mut tx, job).await? {
        return Ok(());
    }
    let worked = tokio::time::timeout(WITHIN, work(app, &mut tx, job)).await;
    worked.unwrap_or_else(|_| Err(Failure::Later("It took too long.".to_owned())))?;
    store::done(&mut tx, job).await?;
    tx.save().await?;
    Ok(())
}

async fn noted(app: &App, note: Note, job: &Job, told: &str) -> Result<()> {
    let mut tx = app.db().begin(scope(app, job)).await?;
    let is_held = store::hold(&mut tx, job).await?;
    // Called off when it was under way: what was reached is told all the same.
    if is_held || store::is_called_off(&mut tx, job).await? {
        let noted = note(&mut tx, job, Outcome::Done(told)).await;
        noted.map_err(|failure| Error::Outage(failure.reason().to_owned()))?;
        if is_held {
            store::done(&mut tx, job).await?;
        }
        tx.save().await?;
    }
    Ok(())
}

/// Counts the failure: another try after a pause, or given up.
async fn fail(app: &App, handler: &Handler, job: &Job, failure: &Failure) -> Result<()> {
    let mut tx = app.db().begin(scope(app, job)).await?;
    if !store::hold(&mut tx, job).await? {
        return Ok(());
    }
    let reason = plain(failure.reason());
    if let Failure::NotBefore(moment, _) = failure {
        store::wait(&mut tx, job, *moment, &reason).await?;
        tx.save().await?;
        return Ok(());
    }
    let is_over = matches!(failure, Failure::Never(_)) || job.attempt >= handler.kind.tries;
    let outcome = if is_over {
        store::give_up(&mut tx, job, &reason).await?;
        tracing::error!(job = %job.id, kind = job.kind, reason, "a job was given up");
        Outcome::GivenUp(&reason)
    } else {
        let next = tx.now().checked_add(pause(job.attempt)).unwrap_or(Timestamp::MAX);
        store::again(&mut tx, job, next, &reason).await?;
        tracing::info!(job = %job.id, kind = job.kind, attempt = job.attempt, reason, "a job will be tried again");
        Outcome::Again(&reason)
    };
    if let Run::Outside(_, note) = handler.run {
        let noted = note(&mut tx, job, outcome).await;
        noted.map_err(|failure| Error::Outage(failure.reason().to_owned()))?;
    }
    tx.save().await?;
    Ok(())
}

/// A reason in one line that an operator may see: no addresses of people, which servers like to repeat, nothing long.
fn plain(reason: &str) -> String {
    let words = reason.split_whitespace();
    let words = words.map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

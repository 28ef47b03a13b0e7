//! `loa jobs`: what waits, what failed and why, for whoever runs the machine.

use loa_app::clock::moment_text;
use loa_app::job::State;
use loa_app::job::actions;
use loa_app::job::store::{self, Listed};
use loa_app::wiring::DUTIES;
use loa_calendar::language::Language;
use loa_db::db::Db;
use loa_db::error::DbError;
use loa_db::id::Id;

use crate::cli::Exit;
use crate::config::Config;
use crate::message::Problem;
use crate::terminal::printable;
use crate::{database, output, serve};

/// What was asked for.
pub enum Asked {
    /// Jobs in one state, or all.
    List {
        /// The state.
        state: Option<State>,
        /// As JSON.
        json: bool,
    },
    /// Run it again now.
    Retry(Id),
    /// Call it off.
    Cancel(Id),
}

/// Jobs that are shown.
const MOST: i64 = 500;

/// Does it.
pub fn run(config: &Config, asked: &Asked, language: Language) -> Result<Exit, Problem> {
    let told = serve::runtime()?.block_on(async {
        let db = database::open(config).await?;
        let told = done(&db, config, asked, language).await;
        db.close().await;
        told
    })?;
    output::print(told.as_bytes())?;
    Ok(Exit::Clean)
}

async fn done(db: &Db, config: &Config, asked: &Asked, language: Language) -> Result<String, Problem> {
    let failed = |error: DbError| database::refused(&error.into(), config);
    let mut tx = db.begin(database::scope(Id(0))).await.map_err(failed)?;
    let locality = database::locality(&mut tx, config).await?;
    let locality = locality.ok_or_else(|| Problem::no_locality(&database::place(config)))?;
    let mut tx = tx.scoped_to(database::scope(locality));
    let stopped = |error: loa_app::error::Error| database::refused(&error, config);
    let handlers = DUTIES.handlers;
    let (id, is_done) = match *asked {
        Asked::List { state, json } => {
            let jobs = store::list(&mut tx, state, MOST).await.map_err(failed)?;
            return Ok(if json {
                as_json(&jobs)
            } else {
                listed(&jobs, language)
            });
        }
        Asked::Retry(id) => (id, actions::retry(&mut tx, handlers, id).await.map_err(stopped)?),
        Asked::Cancel(id) => (id, actions::cancel(&mut tx, handlers, id).await.map_err(stopped)?),
    };
    if !is_done {
        let found = store::by_id(&mut tx, id).await.map_err(failed)?;
        return Err(not_so(id, found.as_ref()));
    }
    tx.save().await.map_err(failed)?;
    Ok(match (asked, language) {
        (Asked::Cancel(_), Language::Vi) => format!("Đã hủy việc {id}.\n"),
        (Asked::Cancel(_), Language::En) => format!("The job {id} was called off.\n"),
        (_, Language::Vi) => format!("Việc {id} sẽ chạy lại ngay khi có loa serve.\n"),
        (_, Language::En) => format!("The job {id} will run again as soon as loa serve is there.\n"),
    })
}

fn not_so(id: Id, found: Option<&Listed>) -> Problem {
    let place = id.to_string();
    match found.map(|job| job.state) {
        None => Problem::job(&place, ("không có việc này", "there is no such job")),
        Some(State::Waiting) => Problem::job(&place, ("việc đang chạy", "the job is being done right now")),
        Some(State::Cancelled) => {
            Problem::job(&place, ("việc đã hủy từ trước", "the job was called off before"))
        }
        Some(State::Done | State::Failed) => Problem::job(&place, ("việc đã xong", "the job is done")),
    }
}

fn state(state: State, language: Language) -> &'static str {
    match state {
        State::Waiting => language.choose("chờ chạy", "waiting"),
        State::Done => language.choose("đã xong", "done"),
        State::Failed => language.choose("đã hỏng", "failed"),
        State::Cancelled => language.choose("đã hủy", "cancelled"),
    }
}

fn listed(jobs: &[Listed], language: Language) -> String {
    if jobs.is_empty() {
        return language.choose("Không có việc nào.\n", "No jobs.\n").to_owned();
    }
    let mut text = String::new();
    for job in jobs {
        let tries = match language {
            Language::Vi => format!("{} lần thử", job.attempts),
            Language::En => format!("{} tries", job.attempts),
        };
        text += &format!(
            "{:<13} {:<9} {:<16} {}  {tries}\n",
            job.id.to_string(),
            state(job.state, language),
            printable(&job.kind),
            moment_text(job.due_at),
        );
        if let Some(error) = &job.error {
            text += &format!("              {}\n", printable(error));
        }
        if job.state == State::Waiting && job.attempts > 0 {
            let next = moment_text(job.run_at);
            text += &match language {
                Language::Vi => format!("              thử lại lúc {next}\n"),
                Language::En => format!("              next try at {next}\n"),
            };
        }
    }
    text
}

fn as_json(jobs: &[Listed]) -> String {
    let jobs: Vec<_> = jobs
        .iter()
        .map(|job| {
            serde_json::json!({
                "id": job.id.to_string(),
                "kind": job.kind,
                "state": job.state.key(),
                "due_at": job.due_at.to_string(),
                "run_at": job.run_at.to_string(),
                "attempts": job.attempts,
                "error": job.error,
                "done_at": job.done_at.map(|moment| moment.to_string()),
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::Array(jobs))
}

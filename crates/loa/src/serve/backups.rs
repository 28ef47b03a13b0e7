//! The backup of every day, made by the web site itself; of several nodes one makes it.

use std::path::Path;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::civil::Date;
use loa_app::care::store;
use loa_app::clock::vietnam_time;
use loa_db::db::Db;
use loa_db::error::DbError;
use loa_db::id::Id;

use crate::archive::writer::UNFINISHED;
use crate::backup::{self, Written, retire};
use crate::config::{Backups, Config};
use crate::database;
use crate::serve::runtime;

/// How often it is looked whether it is time.
const PAUSE: Duration = Duration::from_secs(20);
/// What a program that went down left behind half-written is removed after so long.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 3600);

/// Makes one each day from its time on, also when the machine was off then. Never ends.
pub async fn keep(db: Db, config: Config, plan: Backups) {
    let mut done: Option<Date> = None;
    loop {
        let now = vietnam_time(Timestamp::now());
        if now.time() >= plan.at && done != Some(now.date()) {
            match store_claim(&db, now.date()).await {
                Ok(true) => one(&db, &config, &plan, now.date()).await,
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "whether a backup is due cannot be asked"),
            }
            if is_done(&db, now.date()).await {
                done = Some(now.date());
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn store_claim(db: &Db, day: Date) -> Result<bool, DbError> {
    let mut tx = db.begin(database::scope(Id(0))).await?;
    let is_ours = store::claim(&mut tx, day).await?;
    tx.save().await?;
    Ok(is_ours)
}

/// Once it is made nobody need ask again until tomorrow.
async fn is_done(db: &Db, day: Date) -> bool {
    let look = async {
        let mut tx = db.read(database::scope(Id(0))).await?;
        store::is_done(&mut tx, day).await
    };
    look.await.unwrap_or(false)
}

async fn one(db: &Db, config: &Config, plan: &Backups, day: Date) {
    let outcome = in_a_thread(config.clone(), plan.clone()).await;
    let (place, done) = match &outcome {
        Ok(written) => {
            let (bytes, missing) = written.counts();
            tracing::info!(place = written.place(), bytes, missing, "a backup was made");
            let now = Timestamp::now().as_duration().as_secs_f64();
            metrics::gauge!("loa_last_backup_seconds").set(now);
            (written.place(), Ok((bytes, missing)))
        }
        Err(problem) => {
            tracing::error!(problem, "no backup was made");
            (plan.folder.display().to_string(), Err(problem.as_str()))
        }
    };
    let note = async {
        let mut tx = db.begin(database::scope(Id(0))).await?;
        store::note(&mut tx, Some(day), &place, done).await?;
        tx.save().await
    };
    if let Err(error) = note.await {
        tracing::warn!(%error, "the backup could not be noted");
    }
    if outcome.is_ok()
        && let Err(error) = tidy(plan)
    {
        tracing::warn!(%error, "old backups could not be removed");
    }
}

/// A backup keeps a thread busy with packing and the disk: one of its own, which does not hold up the end of the program.
async fn in_a_thread(config: Config, plan: Backups) -> Result<Written, String> {
    let (tell, told) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let made = runtime().and_then(|runtime| {
            let place = plan.folder.display().to_string();
            std::fs::create_dir_all(&plan.folder)
                .map_err(|error| crate::message::Problem::cannot_write(&place, &error))?;
            let target = plan.folder.join(retire::name(Timestamp::now()));
            runtime.block_on(backup::made(&config, &target))
        });
        let _ = tell.send(made.map_err(|problem| problem.message.en));
    });
    told.await.unwrap_or_else(|_| Err("the thread ended".to_owned()))
}

/// Removes what has served its time, and what was never finished.
fn tidy(plan: &Backups) -> std::io::Result<()> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&plan.folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(UNFINISHED) && is_old(&entry.path()) {
            std::fs::remove_file(entry.path())?;
        }
        names.push(name);
    }
    for name in retire::retired(&names, plan) {
        tracing::info!(name, "an old backup is removed");
        std::fs::remove_file(plan.folder.join(name))?;
    }
    Ok(())
}

fn is_old(file: &Path) -> bool {
    let changed = std::fs::metadata(file).and_then(|data| data.modified());
    let age = changed.map(|at| SystemTime::now().duration_since(at).unwrap_or_default());
    age.is_ok_and(|age| age > LEFT_BEHIND)
}

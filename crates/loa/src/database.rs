//! The database of the configuration, for the web site and for commands that work on it beside the site.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use loa_app::clock::vietnam;
use loa_app::org;
use loa_db::db::Db;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::migrate;
use loa_db::tx::{Scope, Tx};

use crate::config::Config;
use crate::message::Problem;

/// Files of databases in use, held until the program ends.
static HELD: Mutex<Vec<File>> = Mutex::new(Vec::new());
/// The file beside an embedded database by which a program says that it works on it.
const LOCK: &str = "loa.lock";

/// Opens it; made and migrated where needed.
pub async fn open(config: &Config) -> Result<Db, Problem> {
    let db = bare(config).await?;
    let told = |error: DbError| Problem::database(&place(config), &error.to_string());
    migrate::migrate(&db).await.map_err(told)?;
    Ok(db)
}

/// Opens it as it is; an embedded one is made where there is none.
pub async fn bare(config: &Config) -> Result<Db, Problem> {
    let place = place(config);
    if config.database_url.is_none() {
        made(&config.data).map_err(|error| Problem::database(&place, &error.to_string()))?;
        hold(&config.data)?;
    }
    let told = |error: DbError| Problem::database(&place, &error.to_string());
    Db::open(&config.database()).await.map_err(told)
}

/// Opens one that is there, as it is.
pub async fn as_it_is(config: &Config) -> Result<Db, Problem> {
    if config.database_url.is_none() && !config.data.join("loa.db").exists() {
        return Err(Problem::nothing_there(&place(config)));
    }
    bare(config).await
}

/// The folder of the data; one that is made here is nobody else's.
pub fn made(data: &Path) -> std::io::Result<()> {
    if data.is_dir() {
        return Ok(());
    }
    if let Some(above) = data.parent() {
        std::fs::create_dir_all(above)?;
    }
    let mut folder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o750);
    match folder.create(data) {
        // Somebody else was faster.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        done => done,
    }
}

/// Says that somebody works on the embedded database: several may at once, but none while it is exchanged.
fn hold(data: &Path) -> Result<(), Problem> {
    let Some(file) = lock_file(data)? else {
        return Ok(());
    };
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Err(Problem::in_use(&data.display().to_string())),
        // A disk that knows no locks: nothing can be promised there, nothing is refused either.
        Err(TryLockError::Error(_)) => Ok(()),
        Ok(()) => {
            let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
            held.push(file);
            Ok(())
        }
    }
}

/// The embedded database for oneself, as long as the file is held.
pub fn alone(data: &Path) -> Result<Option<File>, Problem> {
    made(data).map_err(|error| Problem::database(&data.display().to_string(), &error.to_string()))?;
    let file = lock_file(data)?;
    match file.as_ref().map(File::try_lock) {
        Some(Err(TryLockError::WouldBlock)) => Err(Problem::in_use(&data.display().to_string())),
        _ => Ok(file),
    }
}

fn lock_file(data: &Path) -> Result<Option<File>, Problem> {
    let path = data.join(LOCK);
    let opened = OpenOptions::new().create(true).append(true).open(&path);
    match opened {
        // Whoever may only read can still look.
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Ok(None),
        opened => opened
            .map(Some)
            .map_err(|error| Problem::database(&path.display().to_string(), &error.to_string())),
    }
}

/// How it is called in messages. Its address may hold a password: the name of the key says enough.
pub fn place(config: &Config) -> String {
    if config.database_url.is_some() {
        "database_url".to_owned()
    } else {
        config.data.display().to_string()
    }
}

/// A unit of work of nobody who is signed in, now.
pub fn scope(locality: Id) -> Scope {
    let now = Timestamp::now();
    Scope {
        locality,
        person: None,
        address: None,
        job: None,
        now,
        today: vietnam(now),
    }
}

/// The locality of the database; `None` while none was founded.
pub async fn locality(tx: &mut Tx, config: &Config) -> Result<Option<Id>, Problem> {
    let place = place(config);
    let found = org::store::localities(tx).await;
    match found.map_err(|error| refused(&error.into(), config))?[..] {
        [] => Ok(None),
        [only] => Ok(Some(only)),
        _ => Err(Problem::several_localities(&place)),
    }
}

/// What stops the application where nothing that was given is at fault.
pub fn refused(error: &loa_app::error::Error, config: &Config) -> Problem {
    use loa_app::error::Error;
    let told = error.to_string();
    let vi = match error {
        Error::Changed(sentence) => sentence,
        _ => &told,
    };
    Problem::not_written(&place(config), (vi, &told))
}

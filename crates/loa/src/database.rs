//! The database of the configuration, for the web site and for commands that work on it beside the site.

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

/// Opens it; made and migrated where needed.
pub async fn open(config: &Config) -> Result<Db, Problem> {
    let place = place(config);
    if config.database_url.is_none() {
        std::fs::create_dir_all(&config.data)
            .map_err(|error| Problem::database(&place, &error.to_string()))?;
    }
    let told = |error: DbError| Problem::database(&place, &error.to_string());
    let db = Db::open(&config.database()).await.map_err(told)?;
    migrate::migrate(&db).await.map_err(told)?;
    Ok(db)
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

//! Databases for tests: each made for one test and dropped behind it, on both engines.

use std::path::PathBuf;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::db::Db;
use crate::id::Id;

/// Where the PostgreSQL server for tests is.
const ADDRESS: &str = "LOA_TEST_DATABASE_URL";

/// A fresh database on each engine at hand.
pub struct Engines {
    each: Vec<Fresh>,
}

struct Fresh {
    db: Db,
    address: String,
    /// SQLite: the folder of the file.
    folder: Option<PathBuf>,
    /// PostgreSQL: server and name.
    server: Option<(String, String)>,
}

impl Engines {
    /// Makes them. SQLite always; PostgreSQL when the environment variable `LOA_TEST_DATABASE_URL` names a server.
    ///
    /// # Panics
    /// When a database cannot be made; and in CI when no server is named, so that a test is never left out there.
    #[allow(clippy::panic, reason = "only tests come here")]
    pub async fn open() -> Self {
        let mut each = vec![sqlite().await];
        match std::env::var(ADDRESS) {
            Ok(server) if !server.is_empty() => each.push(postgres(&server).await),
            _ if std::env::var("CI").as_deref() == Ok("true") => panic!("{ADDRESS} names no server"),
            _ => {}
        }
        Self { each }
    }

    /// The databases, one after the other.
    pub fn each(&self) -> impl Iterator<Item = &Db> {
        self.each.iter().map(|fresh| &fresh.db)
    }

    /// Their addresses, for a program that opens them itself.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.each.iter().map(|fresh| fresh.address.as_str())
    }
}

fn name() -> String {
    let id = Id::new(jiff::Timestamp::now());
    format!("loa_test_{}_{id}", std::process::id())
}

#[allow(clippy::panic, reason = "only tests come here")]
async fn sqlite() -> Fresh {
    let folder = std::env::temp_dir().join(name());
    let address = format!("sqlite:{}", folder.join("loa.db").display());
    if let Err(error) = std::fs::create_dir_all(&folder) {
        panic!("{}: {error}", folder.display());
    }
    match Db::open(&address).await {
        Ok(db) => Fresh {
            db,
            address,
            folder: Some(folder),
            server: None,
        },
        Err(error) => panic!("{address}: {error}"),
    }
}

#[allow(clippy::panic, reason = "only tests come here")]
async fn postgres(server: &str) -> Fresh {
    let name = name();
    if let Err(error) = run(server, format!("CREATE DATABASE {name}")).await {
        panic!("{ADDRESS}: {error}");
    }
    let (base, query) = server.split_once('?').unwrap_or((server, ""));
    let root = base.rsplit_once('/').map_or(base, |(root, _)| root);
    let address = format!("{root}/{name}?{query}");
    match Db::open(&address).await {
        Ok(db) => Fresh {
            db,
            address,
            folder: None,
            server: Some((server.to_owned(), name)),
        },
        Err(error) => panic!("{name}: {error}"),
    }
}

async fn run(server: &str, sql: String) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(server).await?;
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await?;
    connection.close().await
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
        let Some((server, name)) = self.server.take() else {
            return;
        };
        // The runtime of the test may be ending; a thread with its own waits for nobody.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            if let Ok(runtime) = runtime {
                let _ = runtime.block_on(run(
                    &server,
                    format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
                ));
            }
        });
        let _ = dropping.join();
    }
}

//! Opening a database.

use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::Connection as _;
use sqlx::pool::PoolConnectionMetadata;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use tokio::sync::Notify;

use crate::dialect::Engine;
use crate::error::DbError;
use crate::tx::{Scope, Tx};

/// An open database. Cheap to clone; clones share the connections.
#[derive(Debug, Clone)]
pub struct Db {
    pub(crate) pools: Pools,
    pub(crate) bell: Arc<Notify>,
}

#[derive(Debug, Clone)]
pub(crate) enum Pools {
    /// One writer, since SQLite has one anyway and waiting in line beats polling a lock; many readers.
    Sqlite {
        write: SqlitePool,
        read: SqlitePool,
    },
    Postgres(PgPool),
}

/// Connections for reading.
const READERS: u32 = 8;
/// How long a statement waits for another process that writes, and a caller for a free connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// A connection that was used so short a time ago is taken as it is: asking it each time whether it still lives costs a way to
/// the server and back for every unit of work.
const SURE: Duration = Duration::from_secs(1);

/// SQLite ends a transaction by itself when the disk is full or fails. The driver goes on counting it, so that no other
/// one could ever begin on that connection: it is replaced.
fn is_sound(
    connection: &mut SqliteConnection,
    _: PoolConnectionMetadata,
) -> BoxFuture<'_, Result<bool, sqlx::Error>> {
    Box::pin(async move {
        // By the answer everything is rolled back that was left open.
        connection.ping().await?;
        Ok(!connection.is_in_transaction())
    })
}

impl Db {
    /// Opens `postgres://…`, or a SQLite file by `sqlite:PATH`; the file is made when it is not there.
    ///
    /// # Errors
    /// [`DbError::Address`] for anything else, [`DbError::Engine`] when the database does not answer.
    pub async fn open(address: &str) -> Result<Self, DbError> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(address)
                .map_err(|_| DbError::Address("not a PostgreSQL address".to_owned()))?
                .application_name("loa");
            let pool = PgPoolOptions::new()
                .max_connections(READERS * 2)
                .acquire_timeout(PATIENCE)
                .test_before_acquire(false)
                .before_acquire(|connection, known| {
                    Box::pin(async move { Ok(known.idle_for < SURE || connection.ping().await.is_ok()) })
                })
                .connect_with(options)
                .await?;
            return Ok(Self {
                pools: Pools::Postgres(pool),
                bell: Arc::default(),
            });
        }
        match address.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() => Self::open_file(Path::new(path)).await,
            _ => Err(DbError::Address(
                "expected postgres://… or sqlite:PATH".to_owned(),
            )),
        }
    }

    async fn open_file(path: &Path) -> Result<Self, DbError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was confirmed to a person must outlive a power cut.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            // The thread that reads hands over row by row, and waits when so many are not taken yet.
            .row_buffer_size(4096)
            .pragma("temp_store", "memory");
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            // A file does not go away.
            .test_before_acquire(false)
            .after_release(is_sound)
            .connect_with(options.clone())
            .await?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .after_release(is_sound)
            .connect_lazy_with(options.read_only(true).create_if_missing(false));
        Ok(Self {
            pools: Pools::Sqlite { write, read },
            bell: Arc::default(),
        })
    }

    /// The engine behind it.
    pub fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// Begins a unit of work that may write. Nothing is kept unless [`Tx::save`] is called.
    ///
    /// # Errors
    /// [`DbError::Engine`] when the database does not answer or no connection is free in time, [`DbError::Busy`] when
    /// another process holds it.
    pub async fn begin(&self, scope: Scope) -> Result<Tx, DbError> {
        Tx::write(self, scope).await
    }

    /// Begins a unit of work that only reads, on one state of the data; writing fails.
    ///
    /// # Errors
    /// See [`Db::begin`].
    pub async fn read(&self, scope: Scope) -> Result<Tx, DbError> {
        Tx::read(self, scope).await
    }

    /// The same where it does not matter that another unit of work may be saved between two of its statements, as for what is
    /// shown once and made anew when something changes. On SQLite beginning and ending take longer than a short statement.
    ///
    /// # Errors
    /// See [`Db::begin`].
    pub async fn look(&self, scope: Scope) -> Result<Tx, DbError> {
        Tx::look(self, scope).await
    }

    /// Waits until a unit of work of this process was saved that rings the bell ([`Tx::ring_when_saved`]). What other
    /// processes save is not heard: whoever waits here looks by itself as well from time to time.
    pub async fn rung(&self) {
        self.bell.notified().await;
    }

    /// Connections of each pool: its name, those that work, those that wait for work.
    pub fn connections(&self) -> Vec<(&'static str, u32, u32)> {
        let of = |name, size: u32, idle: usize| {
            let idle = u32::try_from(idle).unwrap_or(size).min(size);
            (name, size - idle, idle)
        };
        match &self.pools {
            Pools::Sqlite { write, read } => vec![
                of("write", write.size(), write.num_idle()),
                of("read", read.size(), read.num_idle()),
            ],
            Pools::Postgres(pool) => vec![of("all", pool.size(), pool.num_idle())],
        }
    }

    /// Closes all connections; on SQLite the log goes into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

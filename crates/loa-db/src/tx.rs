//! One unit of work: a transaction with whom it is for and when it is.

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPool;
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Database, Postgres, Sqlite, SqliteConnection, Transaction};
use std::borrow::Cow;
use std::net::IpAddr;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use tokio::sync::Notify;

use crate::db::{Db, Pools};
use crate::dialect::{Engine, places, with_rows};
use crate::error::DbError;
use crate::id::Id;
use crate::row::Row;
use crate::value::Value;

/// Whose data a unit of work sees, who does it, and the moment that counts as now for all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The locality; every statement on a table that has one names it.
    pub locality: Id,
    /// The person, when one is signed in.
    pub person: Option<Id>,
    /// Where the person is: the network address of the client.
    pub address: Option<IpAddr>,
    /// The job on whose account it is done.
    pub job: Option<Id>,
    /// Now.
    pub now: Timestamp,
    /// The civil day of `now` in Vietnam (+07:00).
    pub today: Date,
}

/// A transaction. Dropped without [`Tx::save`] it leaves no trace.
pub struct Tx {
    pub(crate) inner: Inner,
    scope: Scope,
    bell: Arc<Notify>,
    rings: bool,
}

pub(crate) enum Inner {
    Sqlite(OnSqlite),
    Postgres(Transaction<'static, Postgres>),
}

/// How statements reach a SQLite file.
pub(crate) enum OnSqlite {
    /// Within a transaction.
    Transaction(Transaction<'static, Sqlite>),
    /// Each by itself.
    Alone(PoolConnection<Sqlite>),
}

impl Deref for OnSqlite {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            OnSqlite::Transaction(tx) => tx,
            OnSqlite::Alone(connection) => connection,
        }
    }
}

impl DerefMut for OnSqlite {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            OnSqlite::Transaction(tx) => tx,
            OnSqlite::Alone(connection) => connection,
        }
    }
}

/// A transaction, begun to its end even when who wants it goes away meanwhile, as a browser does that closes: given up between
/// the statement and its answer, the driver does not know that it began, and whoever gets the connection next is in the
/// midst of it.
async fn begun(pool: &PgPool, how: &'static str) -> Result<Transaction<'static, Postgres>, DbError> {
    let pool = pool.clone();
    let begin = tokio::spawn(async move { pool.begin_with(how).await });
    // It ends in no other way than by itself, unless the program ends.
    begin
        .await
        .map_err(|_| DbError::Engine(sqlx::Error::PoolClosed))?
        .map_err(DbError::from)
}

impl Tx {
    pub(crate) async fn write(db: &Db, scope: Scope) -> Result<Self, DbError> {
        let inner = match &db.pools {
            // A deferred transaction that turns into a writing one fails when somebody else wrote in between.
            Pools::Sqlite { write, .. } => {
                let tx = write.begin_with("BEGIN IMMEDIATE").await?;
                Inner::Sqlite(OnSqlite::Transaction(tx))
            }
            Pools::Postgres(pool) => Inner::Postgres(begun(pool, "BEGIN").await?),
        };
        Ok(Self::new(db, inner, scope))
    }

    pub(crate) async fn read(db: &Db, scope: Scope) -> Result<Self, DbError> {
        let inner = match &db.pools {
            Pools::Sqlite { read, .. } => Inner::Sqlite(OnSqlite::Transaction(read.begin().await?)),
            Pools::Postgres(pool) => {
                Inner::Postgres(begun(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        };
        Ok(Self::new(db, inner, scope))
    }

    pub(crate) async fn look(db: &Db, scope: Scope) -> Result<Self, DbError> {
        match &db.pools {
            Pools::Sqlite { read, .. } => {
                let inner = Inner::Sqlite(OnSqlite::Alone(read.acquire().await?));
                Ok(Self::new(db, inner, scope))
            }
            // Outside of a transaction that only reads, the server would let it write.
            Pools::Postgres(_) => Self::read(db, scope).await,
        }
    }

    fn new(db: &Db, inner: Inner, scope: Scope) -> Self {
        Self {
            inner,
            scope,
            bell: Arc::clone(&db.bell),
            rings: false,
        }
    }

    /// Wakes whoever waits at [`Db::rung`] in this process, once this unit of work is saved.
    pub fn ring_when_saved(&mut self) {
        self.rings = true;
    }

    /// The same unit of work, now for whom was found in it.
    #[must_use]
    pub fn scoped_to(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// The engine.
    pub fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// The locality.
    pub fn locality(&self) -> Id {
        self.scope.locality
    }

    /// The person, when one is signed in.
    pub fn person(&self) -> Option<Id> {
        self.scope.person
    }

    /// The network address of the client.
    pub fn address(&self) -> Option<IpAddr> {
        self.scope.address
    }

    /// The job on whose account it is done.
    pub fn job(&self) -> Option<Id> {
        self.scope.job
    }

    /// Now, the same for the whole unit of work.
    pub fn now(&self) -> Timestamp {
        self.scope.now
    }

    /// The civil day of now in Vietnam.
    pub fn today(&self) -> Date {
        self.scope.today
    }

    /// Identities as the value of one place: `unit_id IN LIST($2)`, with however many there are.
    pub fn list(&self, ids: impl IntoIterator<Item = Id>) -> Value {
        self.engine().list(ids).into()
    }

    /// A new identity.
    pub fn new_id(&self) -> Id {
        Id::new(self.scope.now)
    }

    /// All rows of a statement.
    ///
    /// # Errors
    /// See [`DbError`].
    pub fn rows(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> BoxFuture<'_, Result<Vec<Row>, DbError>> {
        Box::pin(async move {
            self.fetch(self.engine().spelled(sql).into(), values, Plan::Kept)
                .await
        })
    }

    /// The same for a statement whose good plan depends on its values, as on how many days and which state are asked for:
    /// PostgreSQL plans it each time (a tenth of a millisecond), SQLite goes by the statement alone.
    ///
    /// # Errors
    /// See [`DbError`].
    pub fn planned_rows(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> BoxFuture<'_, Result<Vec<Row>, DbError>> {
        Box::pin(async move {
            self.fetch(self.engine().spelled(sql).into(), values, Plan::Own)
                .await
        })
    }

    /// All rows of a `SELECT` that nobody else holds, held by this unit of work until it ends; rows that another one
    /// holds are left out, not waited for.
    ///
    /// # Errors
    /// See [`DbError`].
    pub fn free_rows(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> BoxFuture<'_, Result<Vec<Row>, DbError>> {
        Box::pin(async move {
            let sql = format!("{sql}{}", self.engine().holding_free_rows());
            self.fetch(Sql::Made(sql), values, Plan::Kept).await
        })
    }

    /// Keeps every other unit of work from writing a table until this one ends; reading goes on. What was read before may be
    /// old by now. SQLite has one writer at a time anyway.
    ///
    /// # Errors
    /// See [`DbError`].
    pub fn hold_table(&mut self, table: &'static str) -> BoxFuture<'_, Result<(), DbError>> {
        Box::pin(async move {
            let Some(lock) = self.engine().holding_table(table) else {
                return Ok(());
            };
            self.run(Sql::Made(lock), Vec::new()).await.map(drop)
        })
    }

    async fn fetch(&mut self, sql: Sql, values: Vec<Value>, plan: Plan) -> Result<Vec<Row>, DbError> {
        Ok(match &mut self.inner {
            Inner::Sqlite(tx) => {
                let rows = bind(sql.query::<Sqlite>(), values).fetch_all(&mut **tx).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Inner::Postgres(tx) => {
                let query = sql.query::<Postgres>().persistent(plan == Plan::Kept);
                let rows = bind(query, values).fetch_all(&mut **tx).await?;
                rows.into_iter().map(|row| Row::Postgres(Box::new(row))).collect()
            }
        })
    }

    /// The first row of a statement, if there is one.
    ///
    /// # Errors
    /// See [`DbError`].
    pub fn row(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> BoxFuture<'_, Result<Option<Row>, DbError>> {
        Box::pin(async move { Ok(self.rows(sql, values).await?.into_iter().next()) })
    }

    /// Runs a statement; gives how many rows it changed.
    ///
    /// # Errors
    /// See [`DbError`].
    pub fn execute(&mut self, sql: &'static str, values: Vec<Value>) -> BoxFuture<'_, Result<u64, DbError>> {
        Box::pin(async move { self.run(self.engine().spelled(sql).into(), values).await })
    }

    /// Inserts many rows in few statements: `into` is `"duty (id, locality_id, title)"`, every row has a value for
    /// each of these columns.
    ///
    /// # Errors
    /// See [`DbError`].
    pub fn insert(
        &mut self,
        into: &'static str,
        rows: Vec<Vec<Value>>,
    ) -> BoxFuture<'_, Result<(), DbError>> {
        self.in_chunks(rows, move |places| format!("INSERT INTO {into} VALUES {places}"))
    }

    /// Changes many rows in few statements: `set` is `"UPDATE duty SET state = v.column2 FROM (VALUES ROWS(2)) AS v WHERE
    /// id = v.column1"`, every row has a value for each of these columns.
    ///
    /// # Errors
    /// See [`DbError`].
    pub fn update(&mut self, set: &'static str, rows: Vec<Vec<Value>>) -> BoxFuture<'_, Result<(), DbError>> {
        self.in_chunks(rows, move |places| {
            with_rows(set, |_| places.to_owned()).into_owned()
        })
    }

    fn in_chunks(
        &mut self,
        rows: Vec<Vec<Value>>,
        sql: impl Fn(&str) -> String + Send + 'static,
    ) -> BoxFuture<'_, Result<(), DbError>> {
        Box::pin(async move {
            let width = rows.first().map_or(0, Vec::len).max(1);
            let most = (self.engine().most_parameters() / width).clamp(1, 500);
            let mut rows = rows.into_iter().peekable();
            while rows.peek().is_some() {
                let chunk: Vec<Vec<Value>> = rows.by_ref().take(most).collect();
                let sql = sql(&places(chunk.len(), width, self.engine()));
                self.run(Sql::Made(sql), chunk.into_iter().flatten().collect())
                    .await?;
            }
            Ok(())
        })
    }

    async fn run(&mut self, sql: Sql, values: Vec<Value>) -> Result<u64, DbError> {
        Ok(match &mut self.inner {
            Inner::Sqlite(tx) => bind(sql.query::<Sqlite>(), values)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
            Inner::Postgres(tx) => bind(sql.query::<Postgres>(), values)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
        })
    }

    /// Asks the engine to prepare a statement without running it: the tests' proof that one text suits both.
    ///
    /// # Errors
    /// [`DbError::Engine`] with what the engine does not like.
    pub async fn prepare(&mut self, sql: &str) -> Result<(), DbError> {
        use sqlx::{Executor as _, SqlSafeStr as _};
        let sql = AssertSqlSafe(self.engine().spelled(sql).into_owned()).into_sql_str();
        match &mut self.inner {
            Inner::Sqlite(tx) => (&mut **tx).prepare(sql).await.map(drop)?,
            Inner::Postgres(tx) => (&mut **tx).prepare(sql).await.map(drop)?,
        }
        Ok(())
    }

    /// Keeps everything that was done.
    ///
    /// # Errors
    /// [`DbError::Engine`]; then nothing is kept.
    pub async fn save(self) -> Result<(), DbError> {
        match self.inner {
            Inner::Sqlite(OnSqlite::Transaction(tx)) => tx.commit().await?,
            Inner::Sqlite(OnSqlite::Alone(_)) => {}
            Inner::Postgres(tx) => tx.commit().await?,
        }
        if self.rings {
            self.bell.notify_waiters();
        }
        Ok(())
    }
}

/// What a server makes of a statement before it runs it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plan {
    /// One plan serves all values.
    Kept,
    /// One for these values.
    Own,
}

enum Sql {
    Fixed(&'static str),
    /// Made here of fixed parts and counted places.
    Made(String),
}

impl From<Cow<'static, str>> for Sql {
    fn from(spelled: Cow<'static, str>) -> Self {
        match spelled {
            Cow::Borrowed(sql) => Sql::Fixed(sql),
            Cow::Owned(sql) => Sql::Made(sql),
        }
    }
}

impl Sql {
    fn query<'q, D: Database>(self) -> Query<'q, D, D::Arguments> {
        match self {
            Sql::Fixed(sql) => sqlx::query(sql),
            Sql::Made(sql) => sqlx::query(AssertSqlSafe(sql)),
        }
    }
}

pub(crate) fn bind<'q, D>(query: Query<'q, D, D::Arguments>, values: Vec<Value>) -> Query<'q, D, D::Arguments>
where
    D: Database,
    Option<String>: sqlx::Encode<'q, D> + sqlx::Type<D>,
    Option<i64>: sqlx::Encode<'q, D> + sqlx::Type<D>,
    Option<bool>: sqlx::Encode<'q, D> + sqlx::Type<D>,
    D::Arguments: sqlx::IntoArguments<D>,
{
    values.into_iter().fold(query, |query, value| match value {
        Value::Text(text) => query.bind(text),
        Value::Int(number) => query.bind(number),
        Value::Bool(truth) => query.bind(truth),
    })
}

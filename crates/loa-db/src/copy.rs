//! Whole tables out of one database and into another, whatever the engines: what backups are made of. Names of tables and
//! columns come from the database itself, never from what is read in.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Executor as _, Postgres, Sqlite};

use crate::dialect::{Engine, places};
use crate::error::DbError;
use crate::id::Id;
use crate::migrate;
use crate::row::Row;
use crate::tx::{Inner, Tx, bind};
use crate::value::Value;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// TEXT
    Text,
    /// BIGINT
    Int,
    /// BOOLEAN
    Bool,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// In the order of the table.
    pub columns: Vec<Column>,
    /// The columns of its key, which say in what order rows are copied.
    pub key: Vec<String>,
}

impl Table {
    /// The column that says whose rows they are; `None` where the table belongs to the whole installation.
    pub fn owner(&self) -> Option<&'static str> {
        let has = |name: &str| self.columns.iter().any(|column| column.name == name);
        match self.name.as_str() {
            "locality" => Some("id"),
            _ if has("locality_id") => Some("locality_id"),
            _ => None,
        }
    }
}

/// A table on the way: key columns with their numbers.
#[derive(Default)]
struct Found {
    columns: Vec<Column>,
    key: Vec<(i64, String)>,
}

/// References that were taken away for a while.
#[must_use = "references are put back"]
pub struct Loosened(Vec<(String, String)>);

/// Tables and columns of SQLite, key columns numbered.
const OF_SQLITE: &str = "SELECT m.name AS table_name, c.name AS column_name, lower(c.type) AS kind, c.pk AS key_number \
    FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid";
/// The same of PostgreSQL.
const OF_POSTGRES: &str = "SELECT c.relname::text AS table_name, a.attname::text AS column_name, \
    format_type(a.atttypid, a.atttypmod) AS kind, \
    coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint AS key_number \
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, a.attnum";
/// Every reference between tables of PostgreSQL.
const REFERENCES: &str = "SELECT c.relname::text AS table_name, k.conname::text AS name, pg_get_constraintdef(k.oid) AS says \
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
    WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, k.conname";

/// The number of the last step of the schema; `None` where nothing was ever made.
///
/// # Errors
/// See [`DbError`].
pub async fn step(tx: &mut Tx) -> Result<Option<i64>, DbError> {
    let there = match tx.engine() {
        Engine::Sqlite => "SELECT count(*) AS number FROM sqlite_master WHERE name = '_sqlx_migrations'",
        Engine::Postgres => "SELECT count(to_regclass('_sqlx_migrations')) AS number",
    };
    let there = tx.row(there, Vec::new()).await?;
    if there.map_or(Ok(0), |row| row.int("number"))? == 0 {
        return Ok(None);
    }
    let last = "SELECT max(version) AS version FROM _sqlx_migrations";
    let row = tx.row(last, Vec::new()).await?;
    row.map_or(Ok(None), |row| row.int_or_null("version"))
}

/// Every table of the application, by name. What else stands in the same database is not looked at.
///
/// # Errors
/// [`DbError::Migration`] for a table that cannot be copied, else see [`DbError`].
pub async fn tables(tx: &mut Tx) -> Result<Vec<Table>, DbError> {
    let sql = match tx.engine() {
        Engine::Sqlite => OF_SQLITE,
        Engine::Postgres => OF_POSTGRES,
    };
    let own = migrate::tables();
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for row in tx.rows(sql, Vec::new()).await? {
        let (table, name) = (row.text("table_name")?, row.text("column_name")?);
        if !own.contains(&table.as_str()) {
            continue;
        }
        let kind = match row.text("kind")?.as_str() {
            "text" => Kind::Text,
            "bigint" => Kind::Int,
            "boolean" => Kind::Bool,
            other => {
                return Err(DbError::Migration(format!(
                    "{table}.{name}: {other} is not copied"
                )));
            }
        };
        let found = found.entry(table).or_default();
        let number = row.int("key_number")?;
        if number > 0 {
            found.key.push((number, name.clone()));
        }
        found.columns.push(Column { name, kind });
    }
    let mut tables = Vec::new();
    for (name, mut found) in found {
        if found.key.is_empty() {
            return Err(DbError::Migration(format!("{name}: a table without a key")));
        }
        found.key.sort();
        tables.push(Table {
            name,
            columns: found.columns,
            key: found.key.into_iter().map(|(_, name)| name).collect(),
        });
    }
    Ok(tables)
}

/// Hands over row after row in the order of the key, the same on both engines; all rows, or those of one locality.
/// Gives whether it came to the end.
///
/// # Errors
/// See [`DbError`].
pub async fn each(
    tx: &mut Tx,
    table: &Table,
    of: Option<Id>,
    take: &mut (dyn FnMut(Vec<Value>) -> ControlFlow<()> + Send),
) -> Result<ControlFlow<()>, DbError> {
    if of.is_some() && table.owner().is_none() {
        return Ok(ControlFlow::Continue(()));
    }
    let sql = selection(table, of.is_some(), tx.engine());
    let values: Vec<Value> = of.into_iter().map(Value::from).collect();
    macro_rules! stream {
        ($tx:expr, $engine:ty, $row:expr) => {{
            let query = sqlx::query::<$engine>(AssertSqlSafe(sql)).persistent(false);
            let mut rows = bind(query, values).fetch(&mut **$tx);
            while let Some(row) = rows.try_next().await? {
                if take(values_of(&$row(row), table)?).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }};
    }
    match &mut tx.inner {
        Inner::Sqlite(tx) => stream!(tx, Sqlite, Row::Sqlite),
        Inner::Postgres(tx) => stream!(tx, Postgres, |row| Row::Postgres(Box::new(row))),
    }
    Ok(ControlFlow::Continue(()))
}

fn values_of(row: &Row, table: &Table) -> Result<Vec<Value>, DbError> {
    let columns = table.columns.iter().enumerate();
    columns.map(|(at, column)| row.value(at, column.kind)).collect()
}

/// Text is compared byte by byte: what a server calls alphabetical differs from server to server.
fn selection(table: &Table, of_one: bool, engine: Engine) -> String {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let is_text = |name: &str| {
        let mut columns = table.columns.iter();
        columns.any(|column| column.name == name && column.kind == Kind::Text)
    };
    let order = table.key.iter().map(|name| match engine {
        Engine::Postgres if is_text(name) => format!("{name} COLLATE \"C\""),
        _ => name.clone(),
    });
    let order: Vec<String> = order.collect();
    let whose = match table.owner() {
        Some(owner) if of_one => format!(" WHERE {owner} = $1"),
        _ => String::new(),
    };
    format!(
        "SELECT {} FROM {}{whose} ORDER BY {}",
        names.join(", "),
        table.name,
        order.join(", ")
    )
}

/// Puts rows in, each with a value for every column.
///
/// # Errors
/// See [`DbError`].
pub async fn put(tx: &mut Tx, table: &Table, rows: Vec<Vec<Value>>) -> Result<(), DbError> {
    let width = table.columns.len().max(1);
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let into = format!("INSERT INTO {} ({}) VALUES ", table.name, names.join(", "));
    let most = (tx.engine().most_parameters() / width).clamp(1, 500);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<Vec<Value>> = rows.by_ref().take(most).collect();
        let sql = AssertSqlSafe(format!("{into}{}", places(chunk.len(), width, tx.engine())));
        let values = chunk.into_iter().flatten().collect();
        match &mut tx.inner {
            Inner::Sqlite(tx) => {
                bind(sqlx::query::<Sqlite>(sql), values)
                    .execute(&mut **tx)
                    .await?;
            }
            Inner::Postgres(tx) => {
                bind(sqlx::query::<Postgres>(sql), values)
                    .execute(&mut **tx)
                    .await?;
            }
        }
    }
    Ok(())
}

/// Removes every table of the application with all that is in it.
///
/// # Errors
/// See [`DbError`].
pub async fn clear(tx: &mut Tx) -> Result<(), DbError> {
    // PostgreSQL takes what refers to a table away with it; SQLite asks for the rows at the end only.
    let behind = match tx.engine() {
        Engine::Sqlite => "",
        Engine::Postgres => " CASCADE",
    };
    let _ = loosen(tx).await?;
    // What refers goes before what it refers to: SQLite follows ON DELETE CASCADE when a table goes.
    for table in migrate::tables().iter().rev().chain(&["_sqlx_migrations"]) {
        run(tx, format!("DROP TABLE IF EXISTS {table}{behind}")).await?;
    }
    Ok(())
}

/// Rows may come in any order until [`fasten`].
///
/// # Errors
/// See [`DbError`].
pub async fn loosen(tx: &mut Tx) -> Result<Loosened, DbError> {
    let mut loosened = Vec::new();
    match tx.engine() {
        Engine::Sqlite => run(tx, "PRAGMA defer_foreign_keys = ON".to_owned()).await?,
        Engine::Postgres => {
            let own = migrate::tables();
            for row in tx.rows(REFERENCES, Vec::new()).await? {
                let (table, name) = (row.text("table_name")?, row.text("name")?);
                if own.contains(&table.as_str()) {
                    run(
                        tx,
                        format!("ALTER TABLE {table} DROP CONSTRAINT {}", quoted(&name)),
                    )
                    .await?;
                    let says = row.text("says")?;
                    loosened.push((table, format!("ADD CONSTRAINT {} {says}", quoted(&name))));
                }
            }
        }
    }
    Ok(Loosened(loosened))
}

/// Looks at every reference. On SQLite the end of the unit of work does the same once more.
///
/// # Errors
/// [`DbError::Dangling`] when a row refers to one that is not there.
pub async fn fasten(tx: &mut Tx, loosened: Loosened) -> Result<(), DbError> {
    for (table, constraint) in loosened.0 {
        run(tx, format!("ALTER TABLE {table} {constraint}")).await?;
    }
    if dangling(tx).await? == 0 {
        Ok(())
    } else {
        Err(DbError::Dangling)
    }
}

/// How many rows refer to one that is not there. PostgreSQL never lets that come about.
///
/// # Errors
/// See [`DbError`].
pub async fn dangling(tx: &mut Tx) -> Result<i64, DbError> {
    match tx.engine() {
        Engine::Postgres => Ok(0),
        Engine::Sqlite => {
            let sql = "SELECT count(*) AS number FROM pragma_foreign_key_check";
            let row = tx.row(sql, Vec::new()).await?;
            row.map_or(Ok(0), |row| row.int("number"))
        }
    }
}

/// How many rows of the application there are; stops counting at the first table that has some.
///
/// # Errors
/// See [`DbError`].
pub async fn is_empty(tx: &mut Tx) -> Result<bool, DbError> {
    for table in tables(tx).await? {
        let sql = AssertSqlSafe(format!("SELECT 1 FROM {} LIMIT 1", table.name));
        let found = match &mut tx.inner {
            Inner::Sqlite(tx) => (&mut **tx).fetch_optional(sql).await?.is_some(),
            Inner::Postgres(tx) => (&mut **tx).fetch_optional(sql).await?.is_some(),
        };
        if found {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn run(tx: &mut Tx, sql: String) -> Result<(), DbError> {
    let sql = AssertSqlSafe(sql);
    match &mut tx.inner {
        Inner::Sqlite(tx) => (&mut **tx).execute(sql).await.map(drop)?,
        Inner::Postgres(tx) => (&mut **tx).execute(sql).await.map(drop)?,
    }
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The number of a PostgreSQL server's version, as 150004; `None` for an embedded database.
///
/// # Errors
/// See [`DbError`].
pub async fn server_version(tx: &mut Tx) -> Result<Option<i64>, DbError> {
    if tx.engine() == Engine::Sqlite {
        return Ok(None);
    }
    let sql = "SELECT current_setting('server_version_num')::bigint AS number";
    let row = tx.row(sql, Vec::new()).await?;
    row.map(|row| row.int("number")).transpose()
}

/// The clock of a PostgreSQL server; `None` for an embedded database.
///
/// # Errors
/// See [`DbError`].
pub async fn server_time(tx: &mut Tx) -> Result<Option<Timestamp>, DbError> {
    if tx.engine() == Engine::Sqlite {
        return Ok(None);
    }
    let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now";
    let row = tx.row(sql, Vec::new()).await?;
    row.map(|row| row.moment("now")).transpose()
}

/// What is damaged in the file of an embedded database, in the engine's words.
///
/// # Errors
/// See [`DbError`].
pub async fn faults(tx: &mut Tx) -> Result<Option<String>, DbError> {
    if tx.engine() == Engine::Postgres {
        return Ok(None);
    }
    let rows = tx.rows("PRAGMA quick_check(5)", Vec::new()).await?;
    let told: Result<Vec<String>, DbError> = rows.iter().map(|row| row.text("quick_check")).collect();
    let told = told?.join("; ");
    Ok((told != "ok").then_some(told))
}

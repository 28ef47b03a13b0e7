//! The schema, step by step. A step that was released never changes; a new one follows it.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use crate::db::{Db, Pools};
use crate::error::DbError;
use crate::tx::{Inner, Tx};

/// Number, name and statements of every step.
const STEPS: &[(i64, &str, &str)] = &[
    (1, "org", include_str!("../migrations/0001_org.sql")),
    (2, "identity", include_str!("../migrations/0002_identity.sql")),
    (3, "work", include_str!("../migrations/0003_work.sql")),
    (4, "returned", include_str!("../migrations/0004_returned.sql")),
    (5, "jobs", include_str!("../migrations/0005_jobs.sql")),
    (
        6,
        "audit_chain",
        include_str!("../migrations/0006_audit_chain.sql"),
    ),
    (7, "sign_in", include_str!("../migrations/0007_sign_in.sql")),
    (8, "backup", include_str!("../migrations/0008_backup.sql")),
    (9, "urging", include_str!("../migrations/0009_urging.sql")),
    (10, "scale", include_str!("../migrations/0010_scale.sql")),
    (11, "report", include_str!("../migrations/0011_report.sql")),
    (12, "subplan", include_str!("../migrations/0012_subplan.sql")),
    (14, "register", include_str!("../migrations/0014_register.sql")),
    (
        15,
        "inspection",
        include_str!("../migrations/0015_inspection.sql"),
    ),
    (16, "newsroom", include_str!("../migrations/0016_newsroom.sql")),
    (17, "surfaces", include_str!("../migrations/0017_surfaces.sql")),
    (
        18,
        "publication",
        include_str!("../migrations/0018_publication.sql"),
    ),
    (
        19,
        "recognition",
        include_str!("../migrations/0019_recognition.sql"),
    ),
    (20, "readers", include_str!("../migrations/0020_readers.sql")),
    (
        21,
        "notice_revision",
        include_str!("../migrations/0021_notice_revision.sql"),
    ),
    (22, "languages", include_str!("../migrations/0022_languages.sql")),
];

/// The number of the last step that this program knows.
pub fn last() -> i64 {
    STEPS.last().map_or(0, |step| step.0)
}

/// The name of every table that a step makes: each begins a line with `CREATE TABLE` and its name.
pub(crate) fn tables() -> Vec<&'static str> {
    let lines = STEPS.iter().flat_map(|step| step.2.lines());
    let made = lines.filter_map(|line| line.strip_prefix("CREATE TABLE "));
    made.filter_map(|rest| rest.split([' ', '(']).next()).collect()
}

fn migrator() -> Migrator {
    let steps = STEPS.iter().map(|(version, name, sql)| {
        Migration::new(
            *version,
            Cow::Borrowed(*name),
            MigrationType::Simple,
            AssertSqlSafe(*sql).into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(steps.collect())
}

/// Brings the schema up to date; gives the number of the last step. Several nodes may try at once: one does it.
///
/// # Errors
/// [`DbError::Migration`] when a step fails (it leaves nothing behind), was changed after its release, or the
/// database is newer than the program.
pub async fn migrate(db: &Db) -> Result<i64, DbError> {
    let told = |error: sqlx::migrate::MigrateError| DbError::Migration(error.to_string());
    let migrator = migrator();
    match &db.pools {
        Pools::Sqlite { write, .. } => migrator.run(write).await.map_err(told)?,
        Pools::Postgres(pool) => migrator.run(pool).await.map_err(told)?,
    }
    Ok(last())
}

/// Runs the steps up to this one inside a unit of work, after those that are there.
///
/// # Errors
/// See [`migrate`]; the unit of work is of no more use then.
pub async fn within(tx: &mut Tx, step: i64) -> Result<(), DbError> {
    let migrator = migrator();
    match &mut tx.inner {
        Inner::Sqlite(tx) => migrator.run_direct(Some(step), &mut **tx, false).await,
        Inner::Postgres(tx) => migrator.run_direct(Some(step), &mut **tx, false).await,
    }
    .map_err(|error| DbError::Migration(error.to_string()))
}

//! What can go wrong between the program and its database.

/// An error of the database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A value that must be unique is there already; the name of the constraint or the columns, as the engine tells.
    #[error("already there: {0}")]
    Duplicate(String),
    /// A row refers to one that is not there, or is referred to.
    #[error("refers to a row that is not there")]
    Dangling,
    /// Another process holds the database; worth a second try.
    #[error("the database is busy")]
    Busy,
    /// The disk of the database has no room left. Reading goes on.
    #[error("the disk of the database is full")]
    Full,
    /// A column is missing or of another type: the statement and its reader do not agree.
    #[error("column {column}: {problem}")]
    Column {
        /// As the reader names it.
        column: &'static str,
        /// What the driver says.
        problem: String,
    },
    /// The address of the database cannot be used.
    #[error("database address: {0}")]
    Address(String),
    /// Migrations cannot be applied.
    #[error("migration: {0}")]
    Migration(String),
    /// Anything else: no connection in time, a statement that the engine does not take.
    #[error(transparent)]
    Engine(sqlx::Error),
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::error::ErrorKind;
        let Some(told) = error.as_database_error() else {
            // Also when no connection was free in time: a server that is gone looks the same as one that has too much to
            // do, and neither is somebody who was faster.
            return Self::Engine(error);
        };
        match told.kind() {
            ErrorKind::UniqueViolation => {
                Self::Duplicate(told.constraint().unwrap_or(told.message()).to_owned())
            }
            ErrorKind::ForeignKeyViolation => Self::Dangling,
            // SQLITE_FULL; disk_full of PostgreSQL.
            _ if matches!(told.code().as_deref(), Some("13" | "53100")) => Self::Full,
            // SQLITE_BUSY and its extensions; serialization failure, deadlock and lock timeout of PostgreSQL.
            _ if matches!(
                told.code().as_deref(),
                Some("5" | "261" | "517" | "40001" | "40P01" | "55P03")
            ) =>
            {
                Self::Busy
            }
            _ => Self::Engine(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_does_not_answer_is_nobody_who_was_faster() {
        let silent = DbError::from(sqlx::Error::PoolTimedOut);
        assert!(matches!(silent, DbError::Engine(_)), "{silent:?}");
    }
}

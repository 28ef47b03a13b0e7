//! Rows that come out of a statement, the same for both engines.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use crate::copy::Kind;
use crate::error::DbError;
use crate::id::Id;
use crate::value::Value;

/// One row; columns are asked for by name.
pub enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(Box<PgRow>),
}

macro_rules! read {
    ($row:expr, $column:expr, $kind:ty) => {
        match $row {
            Row::Sqlite(row) => row.try_get::<$kind, _>($column),
            Row::Postgres(row) => row.try_get::<$kind, _>($column),
        }
        .map_err(|error| wrong($column, &error.to_string()))
    };
}

fn wrong(column: &'static str, problem: &str) -> DbError {
    DbError::Column {
        column,
        problem: problem.to_owned(),
    }
}

impl Row {
    /// TEXT that is never NULL.
    ///
    /// # Errors
    /// Like all readers here: [`DbError::Column`] when the column is missing, of another type, or NULL.
    pub fn text(&self, column: &'static str) -> Result<String, DbError> {
        read!(self, column, String)
    }

    /// TEXT or NULL.
    ///
    /// # Errors
    /// See [`Row::text`].
    pub fn text_or_null(&self, column: &'static str) -> Result<Option<String>, DbError> {
        read!(self, column, Option<String>)
    }

    /// BIGINT.
    ///
    /// # Errors
    /// See [`Row::text`].
    pub fn int(&self, column: &'static str) -> Result<i64, DbError> {
        read!(self, column, i64)
    }

    /// BIGINT or NULL.
    ///
    /// # Errors
    /// See [`Row::text`].
    pub fn int_or_null(&self, column: &'static str) -> Result<Option<i64>, DbError> {
        read!(self, column, Option<i64>)
    }

    /// BOOLEAN.
    ///
    /// # Errors
    /// See [`Row::text`].
    pub fn bool(&self, column: &'static str) -> Result<bool, DbError> {
        read!(self, column, bool)
    }

    /// An identity.
    ///
    /// # Errors
    /// See [`Row::text`].
    pub fn id(&self, column: &'static str) -> Result<Id, DbError> {
        self.int(column).map(Id)
    }

    /// An identity or NULL.
    ///
    /// # Errors
    /// See [`Row::text`].
    pub fn id_or_null(&self, column: &'static str) -> Result<Option<Id>, DbError> {
        Ok(self.int_or_null(column)?.map(Id))
    }

    /// A civil date.
    ///
    /// # Errors
    /// See [`Row::text`]; also when the text is no ISO date.
    pub fn date(&self, column: &'static str) -> Result<Date, DbError> {
        let text = self.text(column)?;
        text.parse().map_err(|_| wrong(column, "not a date"))
    }

    /// A civil date or NULL.
    ///
    /// # Errors
    /// See [`Row::date`].
    pub fn date_or_null(&self, column: &'static str) -> Result<Option<Date>, DbError> {
        let text = self.text_or_null(column)?;
        text.map(|text| text.parse().map_err(|_| wrong(column, "not a date")))
            .transpose()
    }

    /// A moment.
    ///
    /// # Errors
    /// See [`Row::text`].
    pub fn moment(&self, column: &'static str) -> Result<Timestamp, DbError> {
        let micros = self.int(column)?;
        Timestamp::from_microsecond(micros).map_err(|_| wrong(column, "not a moment"))
    }

    /// A moment or NULL.
    ///
    /// # Errors
    /// See [`Row::text`].
    pub fn moment_or_null(&self, column: &'static str) -> Result<Option<Timestamp>, DbError> {
        let micros = self.int_or_null(column)?;
        micros
            .map(|micros| Timestamp::from_microsecond(micros).map_err(|_| wrong(column, "not a moment")))
            .transpose()
    }

    /// The value of the column with this number, of a kind that is known.
    pub(crate) fn value(&self, column: usize, kind: Kind) -> Result<Value, DbError> {
        macro_rules! value {
            ($kind:ty) => {
                match self {
                    Row::Sqlite(row) => row.try_get::<Option<$kind>, _>(column),
                    Row::Postgres(row) => row.try_get::<Option<$kind>, _>(column),
                }
            };
        }
        Ok(match kind {
            Kind::Text => Value::Text(value!(String)?),
            Kind::Int => Value::Int(value!(i64)?),
            Kind::Bool => Value::Bool(value!(bool)?),
        })
    }
}

//! What truly differs between the two engines.

use std::borrow::Cow;

use crate::id::Id;

/// The engine behind a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file, embedded.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// Parameters that one statement may have at most.
    pub fn most_parameters(self) -> usize {
        match self {
            Engine::Sqlite => 32_766,
            Engine::Postgres => 65_535,
        }
    }

    /// A statement as this engine writes it: `unit_id IN LIST($2)` is true for the identities of [`crate::tx::Tx::list`].
    pub(crate) fn spelled(self, sql: &str) -> Cow<'_, str> {
        const LIST: &str = " IN LIST(";
        if !sql.contains(LIST) {
            return with_rows(sql, |width| places(1, width, self));
        }
        let mut parts = sql.split(LIST);
        let mut spelled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (place, rest) = part.split_once(')').unwrap_or((part, ""));
            spelled.push_str(&match self {
                Engine::Sqlite => format!(" IN (SELECT value FROM json_each({place}))"),
                // Read once in a query of its own: else it is read for each row that it is compared with.
                Engine::Postgres => {
                    format!(" = ANY (CAST((SELECT CAST({place} AS BIGINT[])) AS BIGINT[]))")
                }
            });
            spelled.push_str(rest);
        }
        Cow::Owned(spelled)
    }

    /// Identities as one parameter.
    pub(crate) fn list(self, ids: impl IntoIterator<Item = Id>) -> String {
        let numbers: Vec<String> = ids.into_iter().map(|id| id.0.to_string()).collect();
        match self {
            Engine::Sqlite => format!("[{}]", numbers.join(",")),
            Engine::Postgres => format!("{{{}}}", numbers.join(",")),
        }
    }

    /// What keeps others from writing a table. SQLite has one writer at a time.
    pub(crate) fn holding_table(self, table: &'static str) -> Option<String> {
        match self {
            Engine::Sqlite => None,
            Engine::Postgres => Some(format!("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")),
        }
    }

    /// What follows a `SELECT` so that its rows are held and those of others left out. SQLite has one writer at a time,
    /// who holds everything.
    pub(crate) fn holding_free_rows(self) -> &'static str {
        match self {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }
}

/// A statement of [`crate::tx::Tx::update`] with the places of its rows, made for as many columns as it says.
pub(crate) fn with_rows(sql: &str, places: impl Fn(usize) -> String) -> Cow<'_, str> {
    let rows = sql.split_once("VALUES ROWS(").and_then(|(before, rest)| {
        let (width, rest) = rest.split_once(')')?;
        Some((before, width.parse().ok()?, rest))
    });
    rows.map_or(Cow::Borrowed(sql), |(before, width, rest)| {
        Cow::Owned(format!("{before}VALUES {}{rest}", places(width)))
    })
}

/// `($1,$2),($3,$4)`; on SQLite `(?,?),(?,?)`, because it takes `$1` for a name and looks through all names for each.
pub(crate) fn places(rows: usize, width: usize, engine: Engine) -> String {
    let place = |at: usize| match engine {
        Engine::Sqlite => "?".to_owned(),
        Engine::Postgres => format!("${at}"),
    };
    let row = |row: usize| {
        let places: Vec<String> = (1..=width).map(|at| place(row * width + at)).collect();
        format!("({})", places.join(","))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_spelled_for_each_engine() {
        let sql = "SELECT 1 FROM duty WHERE unit_id IN LIST($2) AND origin IN LIST($3) ORDER BY id";
        let (sqlite, postgres) = (Engine::Sqlite, Engine::Postgres);
        assert_eq!(
            sqlite.spelled(sql),
            "SELECT 1 FROM duty WHERE unit_id IN (SELECT value FROM json_each($2)) \
             AND origin IN (SELECT value FROM json_each($3)) ORDER BY id"
        );
        assert_eq!(
            postgres.spelled(sql),
            "SELECT 1 FROM duty WHERE unit_id = ANY (CAST((SELECT CAST($2 AS BIGINT[])) AS BIGINT[])) \
             AND origin = ANY (CAST((SELECT CAST($3 AS BIGINT[])) AS BIGINT[])) ORDER BY id"
        );
        assert_eq!(
            sqlite.spelled("SELECT 1 WHERE id IN (1)"),
            "SELECT 1 WHERE id IN (1)"
        );
        let sql = "UPDATE duty SET state = v.column2 FROM (VALUES ROWS(2)) AS v WHERE id = v.column1";
        assert_eq!(
            postgres.spelled(sql),
            "UPDATE duty SET state = v.column2 FROM (VALUES ($1,$2)) AS v WHERE id = v.column1"
        );
        assert_eq!(
            with_rows(sql, |width| places(2, width, sqlite)),
            "UPDATE duty SET state = v.column2 FROM (VALUES (?,?),(?,?)) AS v WHERE id = v.column1"
        );
        assert_eq!(sqlite.list([Id(1), Id(2)]), "[1,2]");
        assert_eq!(postgres.list([]), "{}");
    }
}

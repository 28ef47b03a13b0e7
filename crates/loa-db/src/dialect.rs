//! What truly differs between the two engines.

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

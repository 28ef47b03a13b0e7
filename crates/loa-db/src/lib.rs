//! The database: SQLite in one file, or PostgreSQL for several nodes, behind one SQL text.
//!
//! The only crate that runs SQL. [`db::Db`] opens and migrates, [`tx::Tx`] is one unit of work; slices write their
//! statements once: parameters `$1`, `RETURNING`, `ON CONFLICT`, dates as ISO text, moments as microseconds in BIGINT,
//! no arrays, no JSON operators. What truly differs between the engines stands in [`dialect`].

pub mod copy;
pub mod db;
pub mod dialect;
pub mod error;
pub mod id;
pub mod migrate;
pub mod row;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tx;
pub mod value;

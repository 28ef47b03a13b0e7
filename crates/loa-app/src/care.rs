//! Care of the installation: its backups, and what `loa doctor` asks of the rows of every slice.

pub mod store;

use jiff::{SignedDuration, Timestamp};

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// When it was whole.
    pub ended_at: Timestamp,
    /// Where it was put.
    pub place: String,
    /// Files that rows speak of and that were not to be had.
    pub missing: i64,
}

/// After so long whoever began a backup is taken to be gone.
pub const GONE: SignedDuration = SignedDuration::from_hours(6);
/// After a failure the next attempt waits.
pub const AGAIN: SignedDuration = SignedDuration::from_mins(30);

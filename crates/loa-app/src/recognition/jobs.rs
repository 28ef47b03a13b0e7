//! The end of an entry at the end of its last day: nothing depends on somebody opening a page.

use jiff::civil::Date;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::clock::day_start;
use crate::job::{self, Failure, Handler, Job, Kind, Lane, Run};
use crate::recognition::actions;

/// An entry leaves the public.
pub const EXPIRE: Kind = Kind {
    name: "recognition.expire",
    lane: Lane::Work,
    tries: 12,
};

/// Sets the moment at which an entry leaves the public: when the day after its last one begins.
///
/// # Errors
/// See [`DbError`].
pub async fn put(tx: &mut Tx, entry: Id, until: Date) -> Result<(), DbError> {
    let moment = until.tomorrow().map_or(jiff::Timestamp::MAX, day_start);
    let key = format!("{entry}:{until}");
    job::put(tx, EXPIRE, &entry.to_string(), moment, Some(&key))
        .await
        .map(drop)
}

/// [`EXPIRE`], as it is done.
pub const EXPIRING: Handler = Handler {
    kind: EXPIRE,
    run: Run::Within(|_, tx, job: &Job| {
        Box::pin(async move {
            let told = || Failure::Never(format!("no entry: {}", job.payload));
            let id = job.payload.parse().map_err(|_| told())?;
            actions::expire(tx, id).await.map_err(Failure::from)
        })
    }),
};

//! The moment at which a notice leaves the board: the pages that show it are made anew.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::clock::day_start;
use crate::error::Result;
use crate::job::{self, Failure, Handler, Job, Kind, Lane, Run};
use crate::newsroom::store::public;
use crate::notice::{Notice, State, store};

/// A notice has hung for the last time.
pub const END: Kind = Kind {
    name: "notice.end",
    lane: Lane::Work,
    tries: 12,
};

/// Sets the moment behind the last day of a notice; none for what hangs for good.
///
/// # Errors
/// See [`DbError`].
pub async fn put(tx: &mut Tx, one: &Notice) -> Result<(), DbError> {
    let Some(next) = one.written.posted_until.and_then(|day| day.tomorrow().ok()) else {
        return Ok(());
    };
    let key = one.id.to_string();
    job::put(tx, END, &key, day_start(next), Some(&key))
        .await
        .map(drop)
}

/// Nothing is decided here: whether it hangs is read off its days. What was withdrawn has changed already.
async fn ended(tx: &mut Tx, id: Id) -> Result<()> {
    let found = store::by_id(tx, id).await?;
    if let Some(one) = found.filter(|one| one.state == State::Posted) {
        public::note_change(tx, one.unit).await?;
    }
    Ok(())
}

/// [`END`], as it is done.
pub const ENDING: Handler = Handler {
    kind: END,
    run: Run::Within(|_, tx, job: &Job| {
        Box::pin(async move {
            let told = || Failure::Never(format!("no notice: {}", job.payload));
            let id = job.payload.parse().map_err(|_| told())?;
            ended(tx, id).await.map_err(Failure::from)
        })
    }),
};

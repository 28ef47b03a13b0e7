//! The same actions at a moment that was set: nothing depends on somebody opening a page.

use jiff::Timestamp;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::job::{self, Failure, Handler, Job, Kind, Lane, Run, schedule};
use crate::newsroom::{Act, actions};

/// An article goes out.
pub const PUBLISH: Kind = Kind {
    name: "article.publish",
    lane: Lane::Work,
    tries: 12,
};

/// An article is withdrawn.
pub const EXPIRE: Kind = Kind {
    name: "article.expire",
    lane: Lane::Work,
    tries: 12,
};

/// Sets a moment. One that was set before is not called off: it finds that something else was decided.
///
/// # Errors
/// See [`DbError`].
pub async fn put(tx: &mut Tx, kind: Kind, article: Id, moment: Timestamp) -> Result<(), DbError> {
    let turn = tx.new_id();
    let key = format!("{article}:{turn}");
    job::put(tx, kind, &article.to_string(), moment, Some(&key))
        .await
        .map(drop)
}

fn article(job: &Job) -> Result<Id, Failure> {
    let told = || Failure::Never(format!("no article: {}", job.payload));
    job.payload.parse().map_err(|_| told())
}

/// [`PUBLISH`], as it is done.
pub const PUBLISHING: Handler = Handler {
    kind: PUBLISH,
    run: Run::Within(|_, tx, job: &Job| {
        Box::pin(async move {
            let id = article(job)?;
            actions::on_time(tx, id, job.due_at, Act::Publish)
                .await
                .map_err(Failure::from)
        })
    }),
};

/// [`EXPIRE`], as it is done.
pub const EXPIRING: Handler = Handler {
    kind: EXPIRE,
    run: Run::Within(|_, tx, job: &Job| {
        Box::pin(async move {
            let id = article(job)?;
            actions::on_time(tx, id, job.due_at, Act::Withdraw)
                .await
                .map_err(Failure::from)
        })
    }),
};

/// People are told of articles that somebody should look at again.
pub const REVIEW: Kind = Kind {
    name: "article.review",
    lane: Lane::Work,
    tries: 12,
};

/// [`REVIEW`], every morning.
pub const REVIEWS: schedule::Recurring = schedule::Recurring {
    kind: REVIEW,
    next: |after| schedule::daily(after, 7, 20),
    missed: schedule::Missed::Last,
};

/// [`REVIEW`], as it is done.
pub const REVIEWING: Handler = Handler {
    kind: REVIEW,
    run: Run::Within(|app, tx, _: &Job| {
        Box::pin(async move {
            let settings = app.settings();
            let told = actions::review::tell_due(tx, settings.webhook.is_some(), &settings.public_url).await;
            told.map(drop).map_err(Failure::from)
        })
    }),
};

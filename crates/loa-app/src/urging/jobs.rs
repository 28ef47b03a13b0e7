//! The same actions on a schedule, and messages as they go.

use crate::app::App;
use crate::job::{Doing, Failure, Handler, Job, Kind, Lane, Run, schedule};
use crate::outbox::{Message, Review};
use crate::urging::actions::remind;
use crate::urging::{self, is_hour, next_morning, store};
use loa_db::tx::Tx;

/// Puts everybody's digest of the morning.
pub const REMIND: Kind = Kind {
    name: "urging.remind",
    lane: Lane::Work,
    tries: 12,
};

/// [`REMIND`], every day at half past seven; on days of rest nothing comes of it.
pub const MORNING: schedule::Recurring = schedule::Recurring {
    kind: REMIND,
    next: |after| schedule::daily(after, 7, 30),
    missed: schedule::Missed::Last,
};

/// [`REMIND`], as it is done.
pub const REMINDING: Handler = Handler {
    kind: REMIND,
    run: Run::Within(|app, tx, _: &Job| {
        Box::pin(async move {
            let by_webhook = app.settings().webhook.is_some();
            remind(tx, by_webhook).await.map(drop).map_err(Failure::from)
        })
    }),
};

/// What is told to units keeps the hours of urging, whoever tells it.
fn is_ours(message: &Message) -> bool {
    let to_units = ["digest:", "urge:", "subplan:", "recognition:", "review:"];
    to_units.iter().any(|before| message.key.starts_with(before))
}

/// What becomes of a message of this slice that is about to go: digests are written, of what is still open; nothing goes
/// outside of the hours, and no digest on another day than its own: the next one tells of what it would have told.
pub fn look<'a>(app: &'a App, tx: &'a mut Tx, message: &'a Message, name: &'a str) -> Doing<'a, Review> {
    Box::pin(async move {
        if !is_ours(message) {
            return Ok(Review::Go);
        }
        let now = tx.now();
        if !is_hour(now) {
            let reason = "Messages go between 7:00 and 20:00 of working days.".to_owned();
            return Ok(Review::NotBefore(next_morning(now, 7), reason));
        }
        let Some(digest) = store::digest_of(tx, message.id).await? else {
            return Ok(Review::Go);
        };
        if digest.on_day != tx.today() {
            let reason = "The digest of the next morning tells of it as well.".to_owned();
            return Ok(Review::NotBefore(next_morning(now, 8), reason));
        }
        let lines = store::lines_of(tx, digest.id).await?;
        let site = &app.settings().public_url;
        Ok(match urging::digest(name, &lines, tx.today(), site) {
            Some(words) => Review::Say(words.subject, words.body),
            None => Review::Drop,
        })
    })
}

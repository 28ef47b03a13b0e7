//! What happens again and again: each moment becomes a job, put by the one node that moves the schedule on.

use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use loa_db::id::Id;

use crate::app::App;
use crate::error::Result;
use crate::job::{self, Failure, Handler, Kind, Lane, Run, store};

/// What becomes of moments that went by while nothing ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    /// Each one is made up for, in order.
    Each,
    /// Only the last one: what counts is how things stand.
    Last,
}

/// Something that happens again and again in every locality.
#[derive(Clone, Copy)]
pub struct Recurring {
    /// The job of each moment.
    pub kind: Kind,
    /// The first moment after another one.
    pub next: fn(Timestamp) -> Timestamp,
    /// What becomes of moments that went by.
    pub missed: Missed,
}

/// The next time that the clock in Vietnam shows this time of day.
pub fn daily(after: Timestamp, hour: i8, minute: i8) -> Timestamp {
    let zone = TimeZone::fixed(Offset::constant(7));
    let local = after.to_zoned(zone.clone()).datetime();
    let at = local.date().at(hour, minute, 0, 0);
    let at = if at > local {
        at
    } else {
        at.checked_add(1.day()).unwrap_or(at)
    };
    zone.to_timestamp(at).unwrap_or(Timestamp::MAX)
}

/// Enters what is new; and what waits for a moment later than its next one is of a clock that was set back since.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn arrange(app: &App, recurring: &[Recurring]) -> Result<()> {
    let scope = app.scope(Id(0), None);
    let mut tx = app.db().read(scope).await?;
    let localities = store::localities(&mut tx).await?;
    let known = store::schedules(&mut tx).await?;
    drop(tx);
    for locality in localities {
        for each in recurring {
            let next = (each.next)(scope.now);
            let found = known
                .iter()
                .find(|known| known.locality == locality && known.name == each.kind.name);
            if found.is_some_and(|found| found.at <= next) {
                continue;
            }
            let mut tx = app.db().begin(app.scope(locality, None)).await?;
            match found {
                Some(found) => drop(store::advance(&mut tx, found, next).await?),
                None => store::enter(&mut tx, each.kind.name, next).await?,
            }
            tx.save().await?;
        }
    }
    let mut tx = app.db().begin(scope).await?;
    store::mend_pauses(&mut tx).await?;
    tx.save().await?;
    Ok(())
}

/// Puts a job for each moment that has come. A moment has one job, ever: its key.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn tick(app: &App, recurring: &[Recurring]) -> Result<()> {
    loop {
        let scope = app.scope(Id(0), None);
        let mut tx = app.db().read(scope).await?;
        let due = store::due_schedules(&mut tx).await?;
        drop(tx);
        let mut is_any = false;
        for next in due {
            let Some(each) = recurring.iter().find(|each| each.kind.name == next.name) else {
                continue;
            };
            is_any = true;
            let (moment, following) = moments(each, next.at, scope.now);
            let mut tx = app.db().begin(app.scope(next.locality, None)).await?;
            if store::advance(&mut tx, &next, following).await? {
                let key = moment.as_microsecond().to_string();
                job::put(&mut tx, each.kind, "", moment, Some(&key)).await?;
                tx.save().await?;
            }
        }
        if !is_any {
            return Ok(());
        }
    }
}

/// The moment to make up for, and the one after it.
fn moments(each: &Recurring, due: Timestamp, now: Timestamp) -> (Timestamp, Timestamp) {
    let (mut moment, mut following) = (due, (each.next)(due));
    while each.missed == Missed::Last && following <= now && following > moment {
        (moment, following) = (following, (each.next)(following));
    }
    // A rule that stands still would be due for ever.
    let least = moment.checked_add(SignedDuration::from_secs(1));
    (moment, following.max(least.unwrap_or(Timestamp::MAX)))
}

/// Jobs that are long done go, every night.
pub const TIDY: Kind = Kind {
    name: "jobs.tidy",
    lane: Lane::Work,
    tries: 8,
};

/// Days for which a job that was done is kept: without a key, and with one, which keeps it from being done again.
const KEPT_DAYS: (i64, i64) = (30, 400);

/// [`TIDY`], as it is done.
pub const TIDYING: Handler = Handler {
    kind: TIDY,
    run: Run::Within(|_, tx, _| {
        Box::pin(async move {
            let (plain, keyed) = KEPT_DAYS;
            let now = tx.now();
            let removed = store::tidy(tx, store::before(now, plain), store::before(now, keyed)).await;
            removed.map(drop).map_err(Failure::from)
        })
    }),
};

/// [`TIDY`], every night at ten past three.
pub const NIGHTLY: Recurring = Recurring {
    kind: TIDY,
    next: |after| daily(after, 3, 10),
    missed: Missed::Last,
};

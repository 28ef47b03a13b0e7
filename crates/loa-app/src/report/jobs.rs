//! The same actions on a schedule.

use crate::job::{Failure, Handler, Job, Kind, Lane, Run, schedule};
use crate::report::actions;

/// Opens rounds whose last day is over.
pub const OPEN: Kind = Kind {
    name: "report.open",
    lane: Lane::Work,
    tries: 12,
};

/// [`OPEN`], every day before offices open.
pub const MORNING: schedule::Recurring = schedule::Recurring {
    kind: OPEN,
    next: |after| schedule::daily(after, 5, 30),
    missed: schedule::Missed::Last,
};

/// [`OPEN`], as it is done.
pub const OPENING: Handler = Handler {
    kind: OPEN,
    run: Run::Within(|_, tx, _: &Job| {
        Box::pin(async move { actions::open_due(tx).await.map(drop).map_err(Failure::from) })
    }),
};

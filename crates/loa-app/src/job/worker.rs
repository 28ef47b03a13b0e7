//! The worker of a node: looks for what is due twice a second and when something was put here, and stops without leaving
//! anything half done. While the database is away it waits.

use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::audit;
use crate::error::Result;
use crate::job::schedule::{self, Recurring};
use crate::job::{self, Handler, Lane};

/// How often it looks.
const LOOK: Duration = Duration::from_millis(400);
/// How long it waits after a failure that is not of a job: the first time, and at most.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(5));
/// How often schedules are arranged.
const ARRANGE: Duration = Duration::from_secs(60);

/// What a worker can do.
#[derive(Clone, Copy)]
pub struct Duties {
    /// How jobs are done.
    pub handlers: &'static [Handler],
    /// What happens again and again.
    pub recurring: &'static [Recurring],
}

/// A worker that runs.
pub struct Worker {
    stop: watch::Sender<bool>,
    lanes: Vec<JoinHandle<()>>,
}

impl Worker {
    /// Starts it.
    pub fn start(app: &App, duties: Duties) -> Self {
        let (stop, stopped) = watch::channel(false);
        let lanes = [Lane::Work, Lane::Send]
            .map(|lane| tokio::spawn(look_after(app.clone(), duties, lane, stopped.clone())));
        Self {
            stop,
            lanes: lanes.into(),
        }
    }

    /// Lets it finish the jobs at hand, and ends it.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for lane in self.lanes {
            let _ = lane.await;
        }
    }
}

async fn look_after(app: App, duties: Duties, lane: Lane, mut stopped: watch::Receiver<bool>) {
    let mut failures = 0_u32;
    let mut arranged = None;
    while !*stopped.borrow() {
        let wait = match pass(&app, duties, lane, &mut arranged, &stopped).await {
            Ok(()) => {
                if failures > 0 {
                    tracing::info!(lane = lane.key(), "jobs are done again");
                }
                failures = 0;
                LOOK
            }
            Err(error) => {
                if failures == 0 {
                    tracing::error!(lane = lane.key(), %error, "jobs wait");
                }
                failures = failures.saturating_add(1);
                (PATIENCE.0 * failures).min(PATIENCE.1)
            }
        };
        tokio::select! {
            _ = stopped.changed() => {}
            () = app.db().rung(), if failures == 0 => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

async fn pass(
    app: &App,
    duties: Duties,
    lane: Lane,
    arranged: &mut Option<Instant>,
    stopped: &watch::Receiver<bool>,
) -> Result<()> {
    if lane == Lane::Work {
        if arranged.is_none_or(|at| at.elapsed() > ARRANGE) {
            schedule::arrange(app, duties.recurring).await?;
            *arranged = Some(Instant::now());
        }
        audit::seal::seal_all(app).await?;
        schedule::tick(app, duties.recurring).await?;
    }
    job::run_due(app, duties.handlers, lane, || *stopped.borrow()).await?;
    Ok(())
}

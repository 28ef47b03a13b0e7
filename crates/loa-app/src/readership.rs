//! How public pages are received: readings by day, and whether a page helped. Neither knows of whom (PUB-06, PUB-07).

use std::time::Duration;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::error::Result;
use crate::text;

pub mod actions;
pub mod store;
pub mod web;

/// How often what was counted is carried to the database: what a crash loses.
const CARRY: Duration = Duration::from_secs(5);
/// How long that may take when the program stops.
const LAST: Duration = Duration::from_secs(5);

/// Did a page help?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Có
    Yes,
    /// Chưa
    No,
}

impl Answer {
    /// All of them.
    pub const ALL: [Answer; 2] = [Answer::Yes, Answer::No];

    /// In the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Answer::Yes => "co",
            Answer::No => "chua",
        }
    }

    /// The answer with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.key() == key)
    }
}

/// Periods by which readings are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// From Monday to Sunday.
    Week,
    /// By the calendar.
    Month,
}

impl By {
    /// All of them.
    pub const ALL: [By; 2] = [By::Week, By::Month];

    /// In addresses.
    pub fn key(self) -> &'static str {
        match self {
            By::Week => "tuan",
            By::Month => "thang",
        }
    }

    /// The period with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            By::Week => "Theo tuần",
            By::Month => "Theo tháng",
        }
    }

    /// The first day of the period of a day.
    pub fn begin(self, day: Date) -> Date {
        match self {
            By::Month => day.first_of_month(),
            By::Week => {
                let days = i32::from(day.weekday().since(Weekday::Monday));
                day.checked_sub(days.days()).unwrap_or(day)
            }
        }
    }

    /// The first day of the next period.
    pub fn next(self, begin: Date) -> Date {
        let span = match self {
            By::Week => 7.days(),
            By::Month => 1.month(),
        };
        begin.checked_add(span).unwrap_or(Date::MAX)
    }

    /// "18/04/2022–24/04/2022", "04/2022"
    pub fn name(self, begin: Date) -> String {
        match self {
            By::Month => format!("{:02}/{}", begin.month(), begin.year()),
            By::Week => {
                let last = begin.checked_add(6.days()).unwrap_or(begin);
                format!("{}–{}", text::day(begin), text::day(last))
            }
        }
    }
}

/// Carries what this node counted to the database; nodes add up. What could not be carried is put back.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn carry(app: &App) -> Result<()> {
    let counts = app.shelf().counts();
    let readings = counts.take(app.clock().now());
    if readings.is_empty() {
        return Ok(());
    }
    let carried = async {
        let mut tx = app.db().begin(app.scope(loa_db::id::Id(0), None)).await?;
        store::add_readings(&mut tx, &readings).await?;
        tx.save().await
    };
    let carried = carried.await;
    if carried.is_err() {
        counts.put_back(&readings);
    }
    Ok(carried?)
}

/// Carries them again and again, and once more at the end.
pub struct Carrier {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Carrier {
    /// Starts it.
    pub fn start(app: &App) -> Self {
        let (stop, mut stopped) = watch::channel(false);
        let app = app.clone();
        let task = tokio::spawn(async move {
            let mut is_well = true;
            while !*stopped.borrow() {
                tokio::select! {
                    _ = stopped.changed() => {}
                    () = tokio::time::sleep(CARRY) => {}
                }
                let carried = carry(&app).await;
                if let (Err(error), true) = (&carried, is_well) {
                    tracing::warn!(%error, "readings wait for the database");
                }
                is_well = carried.is_ok();
            }
        });
        Self { stop, task }
    }

    /// Carries what is left, and ends it.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        if tokio::time::timeout(LAST, self.task).await.is_err() {
            tracing::warn!("the last readings were not counted");
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it stands"
)]
mod tests;

//! The time that the program under trial sees: libfaketime reads from a file by how much the clock of the machine is off,
//! so that it can be moved while the program runs.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context as _, Result};
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use loa_calendar::working_day::WorkCalendar;

/// Where distributions put the library.
const PLACES: [&str; 5] = [
    "/usr/lib/x86_64-linux-gnu/faketime",
    "/usr/lib/aarch64-linux-gnu/faketime",
    "/usr/lib64/faketime",
    "/usr/lib/faketime",
    "/usr/local/lib/faketime",
];

/// A clock that can be moved.
pub struct FakeClock {
    library: PathBuf,
    file: PathBuf,
    /// Seconds that it is ahead of the machine.
    ahead: AtomicI64,
}

impl FakeClock {
    /// A clock that shows this moment in Vietnam.
    pub fn new(folder: &Path, shows: DateTime) -> Result<Self> {
        let places = PLACES
            .iter()
            .map(|place| Path::new(place).join("libfaketimeMT.so.1"));
        let library = places.into_iter().find(|place| place.exists());
        let clock = Self {
            library: library.context("libfaketime is missing: install the package faketime")?,
            file: folder.join("clock"),
            ahead: AtomicI64::new(0),
        };
        clock.set(shows)?;
        Ok(clock)
    }

    /// What the program has to be started with.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let text = |path: &Path| path.display().to_string();
        vec![
            ("LD_PRELOAD", text(&self.library)),
            ("FAKETIME_TIMESTAMP_FILE", text(&self.file)),
            ("FAKETIME_CACHE_DURATION", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("FAKETIME_DISABLE_SHM", "1".to_owned()),
            ("NO_FAKE_STAT", "1".to_owned()),
        ]
    }

    /// Sets it to a moment in Vietnam; the program notices within a second.
    pub fn set(&self, shows: DateTime) -> Result<()> {
        let moment = zone().to_timestamp(shows)?;
        self.ahead_by(moment.as_second() - Timestamp::now().as_second())
    }

    /// Moves it.
    pub fn shift(&self, by: SignedDuration) -> Result<()> {
        self.ahead_by(self.ahead.load(Ordering::Relaxed) + by.as_secs())
    }

    fn ahead_by(&self, seconds: i64) -> Result<()> {
        let draft = self.file.with_extension("new");
        std::fs::write(&draft, format!("{seconds:+}\n"))?;
        std::fs::rename(&draft, &self.file)?;
        self.ahead.store(seconds, Ordering::Relaxed);
        Ok(())
    }

    /// What it shows, in Vietnam.
    pub fn now(&self) -> DateTime {
        let ahead = SignedDuration::from_secs(self.ahead.load(Ordering::Relaxed));
        let moment = Timestamp::now().checked_add(ahead);
        zone().to_datetime(moment.unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// Goes on to some minutes after the time of the digests of the next working day; gives the day.
    pub fn next_morning(&self) -> Result<Date> {
        let day = WorkCalendar::vietnam()
            .next_working_day(self.now().date() + 1.day())
            .context("the calendar has ended")?;
        self.set(day.at(7, 40, 0, 0))?;
        Ok(day)
    }
}

fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(7))
}

//! What time it is: a port, so that a demonstration can live in another year and tests on any day.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// Vietnam has one zone and no summer time.
const HOURS_EAST: i8 = 7;

/// A clock that may be moved; clones move together.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Microseconds added to the clock of the machine.
    moved: Arc<AtomicI64>,
}

impl Clock {
    /// Moves the clock so that today is `day`; the time of day stays.
    pub fn move_to(&self, day: Date) {
        let real = vietnam(Timestamp::now());
        let days = real.until(day).map_or(0, |span| i64::from(span.get_days()));
        self.moved.store(days * 86_400 * 1_000_000, Ordering::Relaxed);
    }

    /// Sets the clock to a moment.
    pub fn set(&self, moment: Timestamp) {
        let moved = Timestamp::now().duration_until(moment).as_micros();
        let micros = i64::try_from(moved).unwrap_or(0);
        self.moved.store(micros, Ordering::Relaxed);
    }

    /// Sets the clock forward, or back.
    pub fn shift(&self, by: SignedDuration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(0);
        self.moved.fetch_add(micros, Ordering::Relaxed);
    }

    /// Is it another time than outside?
    pub fn is_moved(&self) -> bool {
        self.moved.load(Ordering::Relaxed) != 0
    }

    /// Now on everybody's phone, even while this clock is moved.
    pub fn outside(&self) -> Timestamp {
        Timestamp::now()
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        let moved = SignedDuration::from_micros(self.moved.load(Ordering::Relaxed));
        Timestamp::now()
            .checked_add(moved)
            .unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// The civil day of a moment in Vietnam (+07:00).
pub fn vietnam(moment: Timestamp) -> Date {
    moment.to_zoned(zone()).date()
}

/// The moment in which a day begins in Vietnam.
pub fn day_start(day: Date) -> Timestamp {
    let midnight = day.at(0, 0, 0, 0);
    zone().to_timestamp(midnight).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The civil time of a moment in Vietnam.
pub fn vietnam_time(moment: Timestamp) -> DateTime {
    moment.to_zoned(zone()).datetime()
}

/// "09:12 18/04/2022", in Vietnam.
pub fn moment_text(moment: Timestamp) -> String {
    let local = moment.to_zoned(zone());
    let (day, time) = (local.date(), local.time());
    format!(
        "{:02}:{:02} {}",
        time.hour(),
        time.minute(),
        crate::text::day(day)
    )
}

fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(HOURS_EAST))
}

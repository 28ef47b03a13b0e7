//! What day it is where the plans are made.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use loa_app::clock::vietnam;

/// Today in Việt Nam.
pub fn today() -> Date {
    vietnam(Timestamp::now())
}

/// The moment of now in UTC.
pub fn now_utc() -> DateTime {
    TimeZone::UTC.to_datetime(Timestamp::now())
}

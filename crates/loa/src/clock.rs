//! What day it is where the plans are made.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, offset};

/// Date and time in Việt Nam, which has one zone and no summer time.
pub fn now() -> DateTime {
    TimeZone::fixed(offset(7)).to_datetime(Timestamp::now())
}

/// The moment of now in UTC.
pub fn now_utc() -> DateTime {
    TimeZone::UTC.to_datetime(Timestamp::now())
}

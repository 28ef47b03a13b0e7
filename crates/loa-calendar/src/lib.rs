//! Civil dates, working days, reporting periods and schedule phrases of Vietnamese plans.
//!
//! Pure: knows no clock. Whoever asks says what day it is.

pub mod day;
pub mod deadline;
pub mod expand;
pub mod holiday;
pub mod ics;
pub mod language;
pub mod marked;
pub mod meaning;
pub mod period;
pub mod phrase;
pub mod recurrence;
pub mod schedule;
pub mod working_day;

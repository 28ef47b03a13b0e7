//! Civil dates, working days, reporting periods and schedule phrases of Vietnamese plans.
//!
//! Pure: knows no clock. Whoever asks says what day it is.


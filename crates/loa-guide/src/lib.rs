//! Guides: question flows as data, walked by nothing but the answers that were given.
//!
//! Pure: a flow is handed in as text, and whoever asks says what day it is.

pub mod answer;
pub mod drawing;
pub mod flow;
pub mod leaflet;
pub mod outcome;
pub mod outline;
pub mod path;
pub mod problem;
pub mod shipped;
pub mod walk;

mod check;
mod reading;
mod sign;
mod source;

#[cfg(test)]
mod flow_tests;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod shipped_tests;

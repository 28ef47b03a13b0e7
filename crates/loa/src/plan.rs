//! `loa plan`: from plan documents to dated duties, on the command line.

pub mod calendar;
pub mod check;
pub mod compile;
pub mod compiled;
pub mod csv;
pub mod diagnose;
pub mod explain;
pub mod ics;
pub mod json;
pub mod phrase;
pub mod progress;
pub mod sarif;
pub mod table;
pub mod words;
pub mod xlsx;

//! `loa plan`: from plan documents to dated duties, on the command line.

pub mod compile;
pub mod compiled;
pub mod json;

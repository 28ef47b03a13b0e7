//! `loa org`: the units of a locality, on the command line.

pub mod import;

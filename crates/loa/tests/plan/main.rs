//! The built program, run as people and other programs run it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "tests say what is wrong by panicking"
)]

mod answers;
mod formats;
mod run;
mod trouble;

//! The built program as whoever runs the machine uses it: a locality, its administrator, the site.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests say what is wrong by panicking"
)]

mod backup;
mod doctor;
mod founding;
mod log;
mod mail;
mod operating;
mod place;
mod settings;
mod wire;

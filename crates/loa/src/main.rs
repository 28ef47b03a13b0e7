//! The `loa` program.

mod cli;
mod clock;
mod convert;
mod input;
mod language;
mod message;
mod output;
mod plan;
mod source;
mod terminal;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}

//! The `loa` program.

mod language;
mod plan;
mod source;

use std::process::ExitCode;

fn main() -> ExitCode {
    let file = std::env::args().nth(3).unwrap_or_default();
    match plan::compile(std::path::Path::new(&file)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(2),
    }
}

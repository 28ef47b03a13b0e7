//! Runs `loa` in the folder of test data, with nothing of the tester's own surroundings.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What came back.
pub struct Answer {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// The program, ready to run.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loa"));
    command
        .current_dir(data())
        .env_remove("LOA_LANG")
        .env_remove("NO_COLOR")
        .env("COLUMNS", "100");
    command.stdin(Stdio::null());
    command
}

/// Folder of test data.
pub fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// The plan of the tests and its units.
pub const PLAN: &str = "ke-hoach.txt";
/// Units of the plan.
pub const UNITS: &str = "don-vi.csv";

/// Runs with arguments.
pub fn loa(arguments: &[&str]) -> Answer {
    answer(program().args(arguments))
}

/// Runs with arguments and standard input.
pub fn loa_with_input(arguments: &[&str], input: &[u8]) -> Answer {
    let mut command = program();
    let mut child = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    Answer {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn answer(command: &mut Command) -> Answer {
    let output = command.output().unwrap();
    Answer {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

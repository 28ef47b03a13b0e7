//! `loa plan compile`: the plan in the form that is asked for.

use std::path::{Path, PathBuf};

use crate::cli::Exit;
use crate::message::Problem;
use crate::output;
use crate::plan::compiled::{Outcome, Told, compile_all};
use crate::plan::json;
use crate::terminal::Terminal;

/// Forms of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table to read.
    Table,
    /// `loa-plan/1`
    Json,
    /// Duties, one a row.
    Csv,
    /// Workbook.
    Xlsx,
    /// Calendar.
    Ics,
}

impl Format {
    /// From the ending of a file name.
    pub fn of_file(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(Format::Table),
            "json" | "jsonl" | "ndjson" => Some(Format::Json),
            "csv" => Some(Format::Csv),
            "xlsx" => Some(Format::Xlsx),
            "ics" => Some(Format::Ics),
            _ => None,
        }
    }

    /// Ending of a file name.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Table => "txt",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Ics => "ics",
        }
    }
}

/// What is asked.
pub struct Compile {
    /// Files; `-` is standard input.
    pub files: Vec<PathBuf>,
    /// What the person says beside them.
    pub told: Told,
    /// Form; `None`: as the output's name says, else a table.
    pub format: Option<Format>,
    /// File or folder for the result; `None`: standard output.
    pub output: Option<PathBuf>,
}

/// Compiles and prints.
pub fn run(asked: &Compile, terminal: &Terminal) -> Result<Exit, Problem> {
    let outcomes = compile_all(&asked.files, &asked.told, &|_| ());
    for outcome in &outcomes {
        if let Err(problem) = &outcome.result {
            output::tell(&problem.told(terminal.language));
        }
    }
    output::print(&json::documents(&outcomes, terminal.language))?;
    Ok(exit(&outcomes))
}

fn exit(outcomes: &[Outcome]) -> Exit {
    if outcomes.iter().any(|outcome| outcome.result.is_err()) {
        Exit::Unreadable
    } else {
        Exit::Clean
    }
}

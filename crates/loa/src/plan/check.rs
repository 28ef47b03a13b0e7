//! `loa plan check`: what is wrong in plans, for people and for programs.

use std::path::PathBuf;

use loa_plan_reader::notice::{Notice, Severity};
use serde::Serialize;

use crate::cli::Exit;
use crate::message::Problem;
use crate::output;
use crate::plan::compiled::{Outcome, Told, compile_all};
use crate::plan::diagnose::Pen;
use crate::plan::json::{NoticeRow, notice, unreadable};
use crate::plan::progress::Progress;
use crate::plan::sarif;
use crate::plan::words::counted_notices;
use crate::source::Index;
use crate::terminal::{Terminal, printable};
use loa_calendar::language::Language;

/// Forms of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Drawn for people.
    #[default]
    Text,
    /// `loa-check/1`
    Json,
    /// SARIF 2.1.0
    Sarif,
}

/// What is asked.
pub struct Check {
    /// Files; `-` is standard input.
    pub files: Vec<PathBuf>,
    /// What the person says beside them.
    pub told: Told,
    /// Form of the answer.
    pub format: Format,
    /// Warnings count as errors.
    pub deny_warnings: bool,
}

/// Checks and prints.
pub fn run(asked: &Check, terminal: &Terminal) -> Result<Exit, Problem> {
    let progress = Progress::new(asked.files.len(), terminal);
    let outcomes = compile_all(&asked.files, &asked.told, &|file| progress.done(file));
    drop(progress);
    for outcome in &outcomes {
        if let Err(problem) = &outcome.result {
            output::tell(&problem.told(terminal.language));
        }
    }
    let text = match asked.format {
        Format::Text => text(&outcomes, terminal),
        Format::Json => json(&outcomes, terminal.language),
        Format::Sarif => sarif::log(&outcomes, terminal.language),
    };
    output::print(text.as_bytes())?;
    Ok(exit(&outcomes, asked.deny_warnings))
}

fn exit(outcomes: &[Outcome], deny_warnings: bool) -> Exit {
    let least = if deny_warnings {
        Severity::Warning
    } else {
        Severity::Error
    };
    let mut exit = Exit::Clean;
    for outcome in outcomes {
        match &outcome.result {
            Err(_) => return Exit::Unreadable,
            Ok(plan) if plan.notices.iter().any(|notice| notice.severity >= least) => exit = Exit::Findings,
            Ok(_) => {}
        }
    }
    exit
}

fn text(outcomes: &[Outcome], terminal: &Terminal) -> String {
    let mut text = String::new();
    for plan in outcomes.iter().filter_map(|outcome| outcome.result.as_ref().ok()) {
        let index = Index::new(&plan.body);
        let file = printable(&plan.file);
        let pen = Pen {
            file: &file,
            body: &plan.body,
            index: &index,
            terminal,
        };
        for notice in &plan.notices {
            text += &pen.draw(notice);
            text += "\n";
        }
        text += &summary(&file, &plan.notices, terminal.language);
    }
    text
}

fn summary(file: &str, notices: &[Notice], language: Language) -> String {
    let counts = counted_notices(notices, language);
    match counts.is_empty() {
        true => format!("{file}: {}\n", language.choose("không có lưu ý", "no notices")),
        false => format!("{file}: {counts}\n"),
    }
}

#[derive(Serialize)]
struct Report<'a> {
    format: &'static str,
    files: Vec<FileReport<'a>>,
}

#[derive(Serialize)]
struct FileReport<'a> {
    file: &'a str,
    readable: bool,
    errors: usize,
    warnings: usize,
    notices: Vec<NoticeRow<'a>>,
}

fn json(outcomes: &[Outcome], language: Language) -> String {
    let files = outcomes
        .iter()
        .map(|outcome| file_report(outcome, language))
        .collect();
    let report = Report {
        format: "loa-check/1",
        files,
    };
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn file_report(outcome: &Outcome, language: Language) -> FileReport<'_> {
    let file = &outcome.file;
    match &outcome.result {
        Err(problem) => FileReport {
            file,
            readable: false,
            errors: 1,
            warnings: 0,
            notices: vec![unreadable(problem, language)],
        },
        Ok(plan) => {
            let index = Index::new(&plan.body);
            FileReport {
                file,
                readable: true,
                errors: plan.count(Severity::Error),
                warnings: plan.count(Severity::Warning),
                notices: plan
                    .notices
                    .iter()
                    .map(|one| notice(&index, one, language))
                    .collect(),
            }
        }
    }
}

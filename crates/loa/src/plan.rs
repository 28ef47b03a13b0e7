//! `loa plan`: compile, check, calendar, phrase, explain.

pub mod json;

use std::io::Write as _;
use std::path::Path;

use anyhow::Result;
use loa_calendar::expand::expand;
use loa_docfile::read::{Limits, read};
use loa_plan_reader::duty::{duties, frame};
use loa_plan_reader::plan::{Context, read_plan};

use crate::language::Language;

/// Compiles one file to JSON.
pub fn compile(file: &Path) -> Result<()> {
    let bytes = std::fs::read(file)?;
    let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let body = read(&name, &bytes, &Limits::default())?;
    let context = Context::default();
    let (draft, notices) = read_plan(&body, &context);
    let frame = frame(&draft, &context);
    let windows: Vec<_> = (draft.assignments.iter())
        .map(|order| match (&order.timing, &frame) {
            (Some(timing), Some(frame)) => expand(&timing.schedule, frame).iter().map(|one| (one.opens, one.due)).collect(),
            _ => Vec::new(),
        })
        .collect();
    let duties = duties(&draft, &context);
    let compiled = json::Compiled { body: &body, draft: &draft, duties: &duties, notices: &notices, windows: &windows };
    let text = serde_json::to_string_pretty(&json::Plan::new(&compiled, Language::Vi))?;
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}

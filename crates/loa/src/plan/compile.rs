//! `loa plan compile`: the plan in the form that is asked for.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::cli::Exit;
use crate::clock;
use crate::input;
use crate::message::Problem;
use crate::output;
use crate::plan::compiled::{Compiled, Outcome, Told, compile_all};
use crate::plan::progress::Progress;
use crate::plan::{csv, ics, json, table, xlsx};
use crate::terminal::{Terminal, printable};

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
    fn extension(self) -> &'static str {
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

/// Where the result goes.
enum Target<'a> {
    StandardOutput,
    File(&'a Path),
    /// One file a plan.
    Folder(&'a Path),
}

impl Compile {
    fn format(&self) -> Format {
        self.format
            .or_else(|| self.output.as_deref().and_then(Format::of_file))
            .unwrap_or(Format::Table)
    }

    /// A folder is what is one already, ends with a slash, or is to take several plans and has no known ending.
    fn target(&self) -> Target<'_> {
        let Some(path) = self
            .output
            .as_deref()
            .filter(|path| !input::is_standard_input(path))
        else {
            return Target::StandardOutput;
        };
        let slash = path
            .as_os_str()
            .as_encoded_bytes()
            .last()
            .is_some_and(|byte| matches!(byte, b'/' | b'\\'));
        let several = self.files.len() > 1 && Format::of_file(path).is_none();
        if slash || several || path.is_dir() {
            Target::Folder(path)
        } else {
            Target::File(path)
        }
    }
}

/// Compiles and prints or writes.
pub fn run(asked: &Compile, terminal: &Terminal) -> Result<Exit, Problem> {
    let (format, target) = (asked.format(), asked.target());
    if let (None, Target::File(path)) = (asked.format, &target)
        && let (None, Some(ending)) = (Format::of_file(path), path.extension())
    {
        let ending = printable(&ending.to_string_lossy());
        output::tell(&terminal.language.choose(
            format!(
                "lỗi: không ghi được tệp .{ending}; dùng .txt, .json, .csv, .xlsx, .ics, hoặc thêm --format\n"
            ),
            format!(
                "error: cannot write a .{ending} file; use .txt, .json, .csv, .xlsx, .ics, or add --format\n"
            ),
        ));
        return Ok(Exit::Usage);
    }
    if format == Format::Xlsx && matches!(target, Target::StandardOutput) && output::is_terminal() {
        output::tell(terminal.language.choose(
            "lỗi: tệp Excel không in ra màn hình được; thêm -o TÊN.xlsx\n",
            "error: a workbook cannot be printed on a terminal; add -o NAME.xlsx\n",
        ));
        return Ok(Exit::Usage);
    }
    let progress = Progress::new(asked.files.len(), terminal);
    let outcomes = compile_all(&asked.files, &asked.told, &|file| progress.done(file));
    drop(progress);
    for problem in outcomes
        .iter()
        .filter_map(|outcome| outcome.result.as_ref().err())
    {
        output::tell(&problem.told(terminal.language));
    }
    let job = Job {
        format,
        today: asked.told.today,
        terminal,
    };
    match target {
        Target::StandardOutput => output::print(&job.render(&outcomes)?)?,
        Target::File(path) if job.has_result(&outcomes) => {
            spare_inputs(path, &asked.files)?;
            job.write(path, &outcomes)?;
        }
        Target::File(_) => {}
        Target::Folder(folder) => job.write_each(folder, &outcomes, &asked.files)?,
    }
    Ok(if outcomes.iter().any(|outcome| outcome.result.is_err()) {
        Exit::Unreadable
    } else {
        Exit::Clean
    })
}

struct Job<'a> {
    format: Format,
    today: Option<Date>,
    terminal: &'a Terminal,
}

impl Job<'_> {
    /// Only JSON has a form for a file that cannot be read.
    fn has_result(&self, outcomes: &[Outcome]) -> bool {
        self.format == Format::Json || outcomes.iter().any(|outcome| outcome.result.is_ok())
    }

    fn render(&self, outcomes: &[Outcome]) -> Result<Vec<u8>, Problem> {
        let language = self.terminal.language;
        let plans: Vec<&Compiled> = outcomes
            .iter()
            .filter_map(|outcome| outcome.result.as_ref().ok())
            .collect();
        if plans.is_empty() && self.format != Format::Json {
            return Ok(Vec::new());
        }
        Ok(match self.format {
            Format::Table => self.tables(&plans).into_bytes(),
            Format::Json => json::documents(outcomes, language),
            Format::Csv => {
                self.tell_undated(&plans);
                csv::duties(&plans, language)
            }
            Format::Xlsx => xlsx::workbook(&plans, language)
                .map_err(|error| Problem::cannot_write("xlsx", &std::io::Error::other(error)))?,
            Format::Ics => ics::calendar(&plans, self.stamp(), language),
        })
    }

    fn tables(&self, plans: &[&Compiled]) -> String {
        let texts: Vec<String> = plans
            .iter()
            .map(|plan| table::text(plan, self.today, self.terminal))
            .collect();
        let rule = format!("\n{}\n\n", "═".repeat(self.terminal.width));
        texts.join(&rule)
    }

    /// What has no date or nobody to do it is not in a list of duties; nothing may get lost in silence.
    fn tell_undated(&self, plans: &[&Compiled]) {
        let missing = plans
            .iter()
            .flat_map(|plan| plan.entries())
            .filter(|entry| entry.duties.is_empty())
            .count();
        if missing > 0 {
            output::tell(&self.terminal.language.choose(
                format!("ghi chú: {missing} nhiệm vụ không có ngày hoặc không có đơn vị, nên không có dòng nào trong CSV\n"),
                format!("note: {missing} assignments without a date or a unit have no row in the CSV\n"),
            ));
        }
    }

    /// The moment a calendar is made: now, or the day to judge from where one is given.
    fn stamp(&self) -> jiff::civil::DateTime {
        self.today.map_or_else(clock::now_utc, |day| day.at(0, 0, 0, 0))
    }

    fn write(&self, path: &Path, outcomes: &[Outcome]) -> Result<(), Problem> {
        output::write(path, &self.render(outcomes)?)?;
        let written = self.terminal.language.choose("đã ghi", "written");
        output::tell_waiting(&format!("{written}: {}\n", path.display()));
        Ok(())
    }

    fn write_each(&self, folder: &Path, outcomes: &[Outcome], files: &[PathBuf]) -> Result<(), Problem> {
        std::fs::create_dir_all(folder)
            .map_err(|error| Problem::cannot_write(&folder.display().to_string(), &error))?;
        let names = names(files, self.format.extension());
        for (outcome, name) in outcomes.iter().zip(names) {
            let one = std::slice::from_ref(outcome);
            if self.has_result(one) {
                let path = folder.join(name);
                spare_inputs(&path, files)?;
                self.write(&path, one)?;
            }
        }
        Ok(())
    }
}

/// Refuses to write over a plan that was read.
fn spare_inputs(path: &Path, files: &[PathBuf]) -> Result<(), Problem> {
    let Ok(target) = std::fs::canonicalize(path) else {
        return Ok(());
    };
    let is_input = files
        .iter()
        .any(|file| std::fs::canonicalize(file).is_ok_and(|file| file == target));
    if is_input {
        Err(Problem::over_itself(&path.display().to_string()))
    } else {
        Ok(())
    }
}

/// A name for each result: the plan's without its ending; where two are alike, with a number.
fn names(files: &[PathBuf], extension: &str) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut names = Vec::with_capacity(files.len());
    for file in files {
        let stem = match file.file_stem() {
            Some(stem) if !input::is_standard_input(file) => stem.to_string_lossy().into_owned(),
            _ => "stdin".to_owned(),
        };
        let numbered = (2..).map(|number| format!("{stem}-{number}.{extension}"));
        let mut candidates = std::iter::once(format!("{stem}.{extension}")).chain(numbered);
        // File systems that do not tell capitals from small letters must not lose a result either.
        let name = candidates
            .find(|name| taken.insert(name.to_lowercase()))
            .unwrap_or_default();
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_result_takes_the_place_of_another() {
        let files = [
            "a/ke-hoach.docx",
            "b/ke-hoach.pdf",
            "Ke-Hoach.txt",
            "-",
            "18.KH.txt",
        ]
        .map(PathBuf::from);
        let want = [
            "ke-hoach.json",
            "ke-hoach-2.json",
            "Ke-Hoach-3.json",
            "stdin.json",
            "18.KH.json",
        ];
        assert_eq!(names(&files, "json"), want);
    }
}

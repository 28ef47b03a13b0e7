//! One plan file read, checked and spread over time; several at once.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::Date;
use loa_calendar::expand::{Occurrence, expand};
use loa_docfile::body::Body;
use loa_plan_reader::assignment::Assignment;
use loa_plan_reader::duty::{Duty, duties, frame};
use loa_plan_reader::notice::{Notice, Severity};
use loa_plan_reader::plan::{Context, PlanDraft, read_plan};
use loa_plan_reader::units::Units;

use crate::input;
use crate::message::Problem;

/// What the person says beside the document.
#[derive(Debug, Default)]
pub struct Told {
    /// Units that exist.
    pub units: Option<Units>,
    /// Plan year.
    pub year: Option<i16>,
    /// The day to judge from.
    pub today: Option<Date>,
}

impl Told {
    /// For the reader.
    pub fn context(&self) -> Context<'_> {
        Context {
            units: self.units.as_ref(),
            year: self.year,
            today: self.today,
        }
    }
}

/// Everything that was compiled from one document.
pub struct Compiled {
    /// The file as it was named.
    pub file: String,
    /// The document.
    pub body: Body,
    /// What was read.
    pub draft: PlanDraft,
    /// Dated duties, in the draft's order of assignments.
    pub duties: Vec<Duty>,
    /// What belongs to each assignment, in the draft's order.
    timings: Vec<Timing>,
    /// Notices.
    pub notices: Vec<Notice>,
}

struct Timing {
    occurrences: Vec<Occurrence>,
    /// Its stretch of all duties.
    duties: Range<usize>,
}

/// An assignment with its time.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    /// The assignment.
    pub order: &'a Assignment,
    /// When.
    pub occurrences: &'a [Occurrence],
    /// Who and when.
    pub duties: &'a [Duty],
}

/// A file and what came of it.
pub struct Outcome {
    /// The file as it was named.
    pub file: String,
    /// The plan, or why there is none.
    pub result: Result<Compiled, Problem>,
}

impl Compiled {
    /// Assignments with their time.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.draft
            .assignments
            .iter()
            .zip(&self.timings)
            .map(|(order, timing)| Entry {
                order,
                occurrences: &timing.occurrences,
                duties: self.duties.get(timing.duties.clone()).unwrap_or_default(),
            })
    }

    /// Notices of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.notices
            .iter()
            .filter(|notice| notice.severity == severity)
            .count()
    }
}

/// Reads one file. A fault of the program itself becomes a problem of this file, so that the others are still read.
pub fn compile(file: &Path, told: &Told) -> Result<Compiled, Problem> {
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| compile_file(file, told)));
    outcome.unwrap_or_else(|_| Err(Problem::fault(&input::name_of(file))))
}

fn compile_file(file: &Path, told: &Told) -> Result<Compiled, Problem> {
    let body = input::document(file)?;
    let context = told.context();
    let (draft, notices) = read_plan(&body, &context);
    let frame = frame(&draft, &context);
    let duties = duties(&draft, &context);
    let mut begin = 0;
    let timings = draft.assignments.iter().map(|order| {
        let occurrences = match (&order.timing, &frame) {
            (Some(timing), Some(frame)) => expand(&timing.schedule, frame),
            _ => Vec::new(),
        };
        let own = duties
            .iter()
            .skip(begin)
            .take_while(|duty| duty.assignment == order.id)
            .count();
        begin += own;
        Timing {
            occurrences,
            duties: begin - own..begin,
        }
    });
    let timings = timings.collect();
    Ok(Compiled {
        file: input::name_of(file),
        body,
        draft,
        duties,
        timings,
        notices,
    })
}

/// Reads several files, as many at a time as the machine has cores; outcomes in the order of the files.
/// `done` is told the name of each file as it is finished, from whichever thread finished it.
pub fn compile_all(files: &[PathBuf], told: &Told, done: &(dyn Fn(&str) + Sync)) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::with_capacity(files.len()));
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index) else { return };
            let outcome = Outcome {
                file: input::name_of(file),
                result: compile(file, told),
            };
            done(&outcome.file);
            if let Ok(mut outcomes) = outcomes.lock() {
                outcomes.push((index, outcome));
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    match cores.min(files.len()) {
        0 | 1 => work(),
        threads => std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        }),
    }
    let mut outcomes = outcomes
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    outcomes.sort_by_key(|(index, _)| *index);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

//! What can go wrong outside a document, as sentences: what happened, where, what to do.

pub mod topic;

use std::io;

use loa_docfile::read::ReadError;
use loa_plan_reader::notice::Sentence;
use loa_plan_reader::units::{UnitsError, UnitsProblem};

use crate::language::pick;
use crate::message::topic::topic;
use crate::terminal::printable;
use loa_calendar::language::Language;

/// Something a person has to put right before the program can go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable code; [`topic::TOPICS`] tells more.
    pub code: &'static str,
    /// What happened and where.
    pub message: Sentence,
    /// One by one, what the message only counts.
    pub details: Vec<Sentence>,
}

impl Problem {
    /// The topic's name, a place and what the system says.
    fn new(code: &'static str, place: &str, detail: (&str, &str)) -> Self {
        let topic = topic(code);
        let name = topic.map_or((code, code), |topic| topic.name);
        let message = |name: &str, detail: &str| match detail {
            "" => format!("{place}: {}", lower_first(name)),
            detail => format!("{place}: {} ({detail})", lower_first(name)),
        };
        Self {
            code,
            message: Sentence::new(message(name.0, detail.0), message(name.1, detail.1)),
            details: Vec::new(),
        }
    }

    /// A file that the system does not hand over.
    pub fn cannot_open(file: &str, error: &io::Error) -> Self {
        let detail = error.to_string();
        match error.kind() {
            io::ErrorKind::NotFound => Self::new("R001", file, ("", "")),
            io::ErrorKind::PermissionDenied => Self::new("R002", file, ("", "")),
            io::ErrorKind::IsADirectory => Self::new("R003", file, ("", "")),
            _ => Self::new("R004", file, (&detail, &detail)),
        }
    }

    /// A file that cannot be written.
    pub fn cannot_write(file: &str, error: &io::Error) -> Self {
        let system = error.to_string();
        // What a temporary file says of itself names a file that nobody asked for.
        let detail = match error.kind() {
            io::ErrorKind::NotFound => ("không có thư mục đó", "there is no such folder"),
            io::ErrorKind::NotADirectory => ("không phải thư mục", "not a folder"),
            io::ErrorKind::PermissionDenied => ("không được phép ghi", "not allowed to write"),
            io::ErrorKind::StorageFull => ("hết chỗ trống", "no room left"),
            io::ErrorKind::ReadOnlyFilesystem => ("ổ đĩa chỉ đọc", "the disk is read-only"),
            _ => (system.as_str(), system.as_str()),
        };
        Self::new("W001", file, detail)
    }

    /// A folder in which something else is than what is to be replaced.
    pub fn strange_folder(place: &str) -> Self {
        Self::new("W003", place, ("", ""))
    }

    /// A result named like its own plan.
    pub fn over_itself(file: &str) -> Self {
        Self::new("W002", file, ("", ""))
    }

    /// Whether the result could not be written, rather than a file read.
    pub fn is_of_output(&self) -> bool {
        self.code.starts_with('W')
    }

    /// A document that holds nothing.
    pub fn no_text(file: &str) -> Self {
        Self::new("R005", file, ("", ""))
    }

    /// A fault of the program.
    pub fn fault(file: &str) -> Self {
        Self::new("R006", file, ("", ""))
    }

    /// A document that its reader refuses.
    pub fn cannot_read(file: &str, error: &ReadError) -> Self {
        Self::new(error.refusal().code, file, error.detail())
    }

    /// A conversion that went wrong.
    pub fn cannot_convert(file: &str, detail: (&str, &str)) -> Self {
        Self::new("R108", file, detail)
    }

    /// A key of the configuration; `wanted` says what is.
    pub fn bad_setting(place: &str, value: &str, wanted: (&str, &str)) -> Self {
        let given = |word: &str| {
            if value.is_empty() {
                String::new()
            } else {
                format!("“{value}”; {word} ")
            }
        };
        let detail = |word: &str, wanted: &str| format!("{}{wanted}", given(word));
        Self::new(
            "S001",
            place,
            (&detail("cần", wanted.0), &detail("wanted:", wanted.1)),
        )
    }

    /// The database does not open or migrate.
    pub fn database(place: &str, detail: &str) -> Self {
        Self::new("S002", place, (detail, detail))
    }

    /// The database is there but does not take what is to be written.
    pub fn not_written(place: &str, detail: (&str, &str)) -> Self {
        Self::new("S010", place, detail)
    }

    /// An address that cannot be listened on.
    pub fn cannot_listen(place: &str, error: &io::Error) -> Self {
        let detail = error.to_string();
        Self::new("S003", place, (&detail, &detail))
    }

    /// A demonstration that cannot be set up.
    pub fn demo(detail: (&str, &str)) -> Self {
        Self::new("S004", "demo", detail)
    }

    /// A unit list that cannot be used.
    pub fn bad_units(file: &str, error: &UnitsError) -> Self {
        let place = match error.line {
            0 => file.to_owned(),
            line => format!("{file}:{line}"),
        };
        match &error.problem {
            UnitsProblem::NotCsv(detail) => Self::new("R201", &place, (detail, detail)),
            UnitsProblem::MissingColumn(column) => Self::new("R202", &place, (column, column)),
            UnitsProblem::BadValue(column) => Self::new(
                "R203",
                &place,
                (&format!("cột {column}"), &format!("column {column}")),
            ),
            UnitsProblem::DoubleId(id) => Self::new("R204", &place, (id, id)),
        }
    }

    /// A list that cannot be imported; every row is told.
    pub fn rows(file: &str, rows: Vec<Sentence>) -> Self {
        Self {
            details: rows,
            ..Self::new("R205", file, ("", ""))
        }
    }

    /// A place without a locality.
    pub fn no_locality(place: &str) -> Self {
        Self::new("S005", place, ("", ""))
    }

    /// A list in which the unit at the top has to be chosen, among `details` where there are any.
    pub fn no_top(file: &str, detail: (&str, &str), details: Vec<Sentence>) -> Self {
        Self {
            details,
            ..Self::new("S006", file, detail)
        }
    }

    /// A list for a locality that was founded with another unit at its top.
    pub fn other_top(file: &str, detail: (&str, &str)) -> Self {
        Self::new("S011", file, detail)
    }

    /// A job of which something is asked that its state does not allow.
    pub fn job(id: &str, detail: (&str, &str)) -> Self {
        Self::new("S012", id, detail)
    }

    /// A mail server that does not take a letter; `place` is the key of its address.
    pub fn mail(place: &str, detail: (&str, &str)) -> Self {
        Self::new("S013", place, detail)
    }

    /// A database that holds a locality, where sample data for measuring is asked for.
    pub fn has_locality(place: &str) -> Self {
        Self::new("S014", place, ("", ""))
    }

    /// A person who cannot be invited; `option` names what is wrong.
    pub fn cannot_invite(option: &str, detail: (&str, &str)) -> Self {
        Self::new("S007", option, detail)
    }

    /// A store of files that does not do what is asked.
    pub fn store(place: &str, detail: (&str, &str)) -> Self {
        Self::new("S008", place, detail)
    }

    /// A database with more than one locality.
    pub fn several_localities(place: &str) -> Self {
        Self::new("S009", place, ("", ""))
    }

    /// A backup that could not be made.
    pub fn not_backed_up(place: &str, detail: &str) -> Self {
        Self::new("B001", place, (detail, detail))
    }

    /// A file that is no archive.
    pub fn no_archive(file: &str) -> Self {
        Self::new("B002", file, ("", ""))
    }

    /// An archive with other bytes than were written.
    pub fn damaged_archive(file: &str, what: &str) -> Self {
        Self::new("B003", file, (what, what))
    }

    /// An archive of a later program.
    pub fn newer_archive(file: &str, program: &str) -> Self {
        let detail = format!("Loa {program}");
        Self::new("B004", file, (&detail, &detail))
    }

    /// A database of a later program.
    pub fn newer(place: &str, step: i64) -> Self {
        let (vi, en) = (format!("bước {step}"), format!("step {step}"));
        Self::new("B004", place, (&vi, &en))
    }

    /// A place that is not empty.
    pub fn not_empty(place: &str) -> Self {
        Self::new("B005", place, ("", ""))
    }

    /// A place on which somebody works.
    pub fn in_use(place: &str) -> Self {
        Self::new("B006", place, ("", ""))
    }

    /// Something that was not brought in.
    pub fn not_restored(place: &str, detail: &str) -> Self {
        Self::new("B007", place, (detail, detail))
    }

    /// A place without a database.
    pub fn nothing_there(place: &str) -> Self {
        Self::new("B008", place, ("", ""))
    }

    /// A locality that is there already.
    pub fn there_already(place: &str, what: &str) -> Self {
        Self::new("B010", place, (what, what))
    }

    /// Several localities, or none of that name.
    pub fn which_locality(place: &str, names: &[String]) -> Self {
        let names = names.iter().map(|name| Sentence::new(name.clone(), name.clone()));
        Self {
            details: names.collect(),
            ..Self::new("B011", place, ("", ""))
        }
    }

    /// An export where a backup is wanted, or the other way round.
    pub fn other_archive(file: &str, wants_backup: bool) -> Self {
        let detail = if wants_backup {
            ("bản xuất một địa phương", "the export of a locality")
        } else {
            ("bản sao lưu", "a backup")
        };
        Self::new("B009", file, detail)
    }

    /// What to do.
    pub fn hint(&self, language: Language) -> &'static str {
        let advice = topic(self.code).map_or(("", ""), |topic| topic.advice);
        language.choose(advice.0, advice.1)
    }

    /// For people at a terminal: code, sentence, details, hint.
    pub fn told(&self, language: Language) -> String {
        let (error, help) = language.choose(("lỗi", "cách sửa"), ("error", "help"));
        let details: String = self
            .details
            .iter()
            .map(|detail| format!("  {}\n", printable(pick(language, detail))))
            .collect();
        format!(
            "{error}[{}]: {}\n{details}  {help}: {}\n",
            self.code,
            printable(pick(language, &self.message)),
            self.hint(language)
        )
    }
}

/// The first letter small, so that the name can follow a colon; abbreviations keep theirs.
fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_says_what_happened_and_what_to_do() {
        let refusals = [
            ReadError::UnknownFormat,
            ReadError::Damaged("x".into()),
            ReadError::TooLarge("pages"),
            ReadError::Encrypted,
            ReadError::NoTextLayer,
            ReadError::BrokenFontMap,
            ReadError::NeedsConversion,
        ];
        let lists = [
            UnitsProblem::NotCsv("x".into()),
            UnitsProblem::MissingColumn("id"),
            UnitsProblem::BadValue("name"),
            UnitsProblem::DoubleId("x".into()),
        ];
        let all = (refusals.iter().map(|error| Problem::cannot_read("a.txt", error)))
            .chain(
                lists
                    .into_iter()
                    .map(|problem| Problem::bad_units("a.txt", &UnitsError { line: 3, problem })),
            )
            .chain([
                Problem::no_text("a.txt"),
                Problem::cannot_convert("a.txt", ("", "")),
            ]);
        for problem in all {
            assert!(topic(problem.code).is_some(), "{}", problem.code);
            let hint = Sentence::new(problem.hint(Language::Vi), problem.hint(Language::En));
            for sentence in [&problem.message, &hint] {
                assert!(
                    !sentence.vi.is_empty() && !sentence.en.is_empty() && sentence.vi != sentence.en,
                    "{sentence:?}"
                );
            }
            assert!(problem.message.vi.starts_with("a.txt"));
        }
    }

    #[test]
    fn abbreviations_keep_their_capitals() {
        assert_eq!(lower_first("PDF quét"), "PDF quét");
        assert_eq!(lower_first("Đây là thư mục"), "đây là thư mục");
        assert_eq!(lower_first("A folder"), "a folder");
    }
}

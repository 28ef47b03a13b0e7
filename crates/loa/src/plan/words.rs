//! Dates, periods, roles and names as they are written for people.

use std::borrow::Cow;

use loa_calendar::language::Language;
use loa_calendar::meaning::period;
use loa_calendar::period::Period;
use loa_plan_reader::assignment::{NamedUnit, Role};
use loa_plan_reader::notice::{Notice, Severity};

use crate::plan::compiled::Compiled;

/// What a unit does in an assignment.
pub fn role(role: Role, language: Language) -> &'static str {
    match role {
        Role::Lead => language.choose("chủ trì", "lead"),
        Role::Coordinator => language.choose("phối hợp", "coordinator"),
        Role::Implementer => language.choose("thực hiện", "implementer"),
    }
}

/// How bad a notice is.
pub fn severity(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Error => language.choose("lỗi", "error"),
        Severity::Warning => language.choose("cảnh báo", "warning"),
        Severity::Note => language.choose("ghi chú", "note"),
    }
}

/// A number with what is counted: Vietnamese, English singular and plural.
pub fn counted(count: usize, (vi, one, many): (&str, &str, &str), language: Language) -> String {
    format!(
        "{count} {}",
        language.choose(vi, if count == 1 { one } else { many })
    )
}

/// "1 lỗi, 4 cảnh báo"; empty where there are none.
pub fn counted_notices(notices: &[Notice], language: Language) -> String {
    let kinds = [
        (Severity::Error, ("lỗi", "error", "errors")),
        (Severity::Warning, ("cảnh báo", "warning", "warnings")),
        (Severity::Note, ("ghi chú", "note", "notes")),
    ];
    let count = |kind| notices.iter().filter(|notice| notice.severity == kind).count();
    let parts = kinds
        .map(|(kind, words)| (count(kind), words))
        .into_iter()
        .filter(|(count, _)| *count > 0);
    parts
        .map(|(count, words)| counted(count, words, language))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The name of a period in brackets; nothing for days, which are told beside it anyhow.
pub fn bracketed(one: Period, language: Language) -> String {
    match one {
        Period::Day(_) | Period::Span { .. } => String::new(),
        named => format!(" [{}]", period(named, language)),
    }
}

/// With a capital first letter.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Names with commas.
pub fn names(units: &[NamedUnit]) -> String {
    units
        .iter()
        .map(|unit| unit.name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// At most so many characters, the last an ellipsis where something was cut off.
pub fn cut(text: &str, most: usize) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return Cow::Borrowed(text);
    };
    let kept = text.get(..end).unwrap_or_default();
    let kept = kept
        .char_indices()
        .next_back()
        .map_or("", |(last, _)| kept.get(..last).unwrap_or_default());
    Cow::Owned(format!("{}…", kept.trim_end()))
}

/// What to call a plan: its number, else its file.
pub fn plan_name(compiled: &Compiled) -> &str {
    let number = compiled
        .draft
        .head
        .number
        .as_ref()
        .map(|number| number.text.as_str());
    number
        .filter(|number| !number.starts_with('/'))
        .unwrap_or(&compiled.file)
}

/// One line: breaks within words of the document become spaces.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

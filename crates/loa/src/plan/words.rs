//! Dates, periods, roles and names as they are written for people.

use std::borrow::Cow;

use jiff::civil::{Date, Weekday};
use loa_calendar::period::Period;
use loa_plan_reader::assignment::{NamedUnit, Role};
use loa_plan_reader::notice::{Notice, Severity};

use crate::language::Language;
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

/// `13/01/2022`, or ISO 8601 in English.
pub fn day(date: Date, language: Language) -> String {
    match language {
        Language::Vi => format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year()),
        Language::En => date.to_string(),
    }
}

/// "thứ hai", "Monday".
pub fn weekday(name: Weekday, language: Language) -> &'static str {
    let (vi, en) = match name {
        Weekday::Monday => ("thứ hai", "Monday"),
        Weekday::Tuesday => ("thứ ba", "Tuesday"),
        Weekday::Wednesday => ("thứ tư", "Wednesday"),
        Weekday::Thursday => ("thứ năm", "Thursday"),
        Weekday::Friday => ("thứ sáu", "Friday"),
        Weekday::Saturday => ("thứ bảy", "Saturday"),
        Weekday::Sunday => ("chủ nhật", "Sunday"),
    };
    language.choose(vi, en)
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

/// "quý I/2022", "tuần 7/2022"; a day or an odd span has no other name than its dates.
pub fn period(period: Period, language: Language) -> String {
    let roman = |quarter: i8| match quarter {
        1 => "I",
        2 => "II",
        3 => "III",
        _ => "IV",
    };
    match (period, language) {
        (Period::Day(date), _) => day(date, language),
        (Period::Week { year, week }, Language::Vi) => format!("tuần {week}/{year}"),
        (Period::Week { year, week }, Language::En) => format!("week {week} of {year}"),
        (Period::Month { year, month }, Language::Vi) => format!("tháng {month}/{year}"),
        (Period::Month { year, month }, Language::En) => format!("{year}-{month:02}"),
        (Period::Quarter { year, quarter }, Language::Vi) => format!("quý {}/{year}", roman(quarter)),
        (Period::Quarter { year, quarter }, Language::En) => format!("quarter {quarter} of {year}"),
        (Period::SixMonths(year), Language::Vi) => format!("6 tháng đầu năm {year}"),
        (Period::SixMonths(year), Language::En) => format!("first half of {year}"),
        (Period::SecondHalf(year), Language::Vi) => format!("6 tháng cuối năm {year}"),
        (Period::SecondHalf(year), Language::En) => format!("second half of {year}"),
        (Period::NineMonths(year), Language::Vi) => format!("9 tháng đầu năm {year}"),
        (Period::NineMonths(year), Language::En) => format!("first nine months of {year}"),
        (Period::Year(year), Language::Vi) => format!("năm {year}"),
        (Period::Year(year), Language::En) => format!("year {year}"),
        (Period::Span { from, until }, _) => format!("{} – {}", day(from, language), day(until, language)),
    }
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

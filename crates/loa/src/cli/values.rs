//! Values on the command line: words for choices, years, months and days.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::civil::Date;
use loa_app::form::clean;

use crate::clock;
use loa_calendar::language::Language;

/// Years that plans can be for.
const YEARS: std::ops::RangeInclusive<i16> = 1945..=2199;

/// A parser for a choice between words.
pub fn one_of<T: Copy + Send + Sync + 'static>(
    choices: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    let words = PossibleValuesParser::new(choices.iter().map(|(word, _)| *word));
    words.try_map(move |word| {
        let found = choices.iter().find(|(name, _)| *name == word);
        found.map(|(_, value)| *value).ok_or(Refusal(word))
    })
}

/// A value that is not understood, with the sentence that says how it should look.
#[derive(Debug)]
pub struct Refusal(pub String);

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// `2022`
pub fn year(text: &str, language: Language) -> Result<i16, Refusal> {
    let year = text.trim().parse().ok().filter(|year| YEARS.contains(year));
    year.ok_or_else(|| {
        refuse(
            language,
            "cần một năm, ví dụ 2022",
            "a year is wanted, such as 2022",
        )
    })
}

/// `2022-04` or `4/2022`: the first day of the month.
pub fn month(text: &str, language: Language) -> Result<Date, Refusal> {
    let text = text.trim();
    let parts = match (text.split_once('-'), text.split_once('/')) {
        (Some(parts), _) => Some(parts),
        (None, Some((month, year))) => Some((year, month)),
        (None, None) => None,
    };
    let found = parts.and_then(|(year, month)| Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok());
    found.filter(|day| YEARS.contains(&day.year())).ok_or_else(|| {
        refuse(
            language,
            "cần một tháng, ví dụ 2022-04",
            "a month is wanted, such as 2022-04",
        )
    })
}

/// `2022-04-18`, `18/4/2022`, or the word for today.
pub fn day(text: &str, language: Language) -> Result<Date, Refusal> {
    let text = text.trim();
    if matches!(text, "today" | "nay" | "hôm nay") {
        return Ok(clock::today());
    }
    let slashed = || {
        let mut parts = text.splitn(3, '/');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    let found = text.parse::<Date>().ok().or_else(slashed);
    found.filter(|day| YEARS.contains(&day.year())).ok_or_else(|| {
        refuse(
            language,
            "cần một ngày, ví dụ 2022-04-18",
            "a day is wanted, such as 2022-04-18",
        )
    })
}

/// Characters of a line that is kept.
const LINE_LENGTH: usize = 300;

/// One line of text, as forms of the web site take it.
pub fn line(text: &str, language: Language) -> Result<String, Refusal> {
    let text = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > LINE_LENGTH {
        return Err(refuse(
            language,
            "dài nhất 300 chữ cái",
            "at most 300 letters are taken",
        ));
    }
    Ok(text)
}

fn refuse(language: Language, vi: &str, en: &str) -> Refusal {
    Refusal(language.choose(vi, en).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_as_people_write_them() {
        for (text, want) in [
            ("2022-04-18", Some("2022-04-18")),
            ("18/4/2022", Some("2022-04-18")),
            ("31/02/2022", None),
            ("18/4", None),
            ("0022-01-01", None),
        ] {
            assert_eq!(
                day(text, Language::Vi).ok().map(|day| day.to_string()).as_deref(),
                want,
                "{text}"
            );
        }
        for (text, want) in [
            ("2022-04", Some("2022-04-01")),
            ("04/2022", Some("2022-04-01")),
            ("2022-13", None),
            ("2022", None),
            ("2022-04-18", None),
        ] {
            assert_eq!(
                month(text, Language::Vi)
                    .ok()
                    .map(|day| day.to_string())
                    .as_deref(),
                want,
                "{text}"
            );
        }
    }
}

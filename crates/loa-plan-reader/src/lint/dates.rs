//! Dates as they are written in a text, whether they exist or not.

use std::ops::Range;

use jiff::civil::Date;

use crate::text::Word;

/// A day with month, perhaps with year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenDate {
    /// Indices of its words, "ngày" included.
    pub words: Range<usize>,
    /// Day of the month.
    pub day: u16,
    /// Month.
    pub month: u16,
    /// Year.
    pub year: Option<i16>,
}

impl WrittenDate {
    /// The civil date, with `year` where none is written.
    pub fn on(&self, year: Option<i16>) -> Option<Date> {
        Date::new(
            self.year.or(year)?,
            i8::try_from(self.month).ok()?,
            i8::try_from(self.day).ok()?,
        )
        .ok()
    }
}

/// All dates of the words: "15/3/2026", "ngày 15/3", "ngày 15 tháng 3 năm 2026".
pub fn written_dates(words: &[Word]) -> Vec<WrittenDate> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match date_at(words, at) {
            Some(date) => {
                at = date.words.end.max(at + 1);
                found.push(date);
            }
            None => at += 1,
        }
    }
    found
}

fn date_at(words: &[Word], at: usize) -> Option<WrittenDate> {
    let word = &words.get(at)?.folded;
    let announced = word == "ngay";
    if !announced && !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let first = at + usize::from(announced);
    let number = |index: usize| {
        words
            .get(index)
            .filter(|word| word.folded.len() <= 4)
            .and_then(|word| word.folded.parse::<u16>().ok())
    };
    let day = number(first)?;
    let year = |index: usize| {
        number(index)
            .and_then(|year| i16::try_from(year).ok())
            .filter(|year| (1945..=2200).contains(year))
    };
    if words.get(first + 1)?.folded == "thang" {
        let month = number(first + 2)?;
        let named = words
            .get(first + 3)
            .is_some_and(|word| word.folded == "nam")
            .then(|| year(first + 4))
            .flatten();
        let end = if named.is_some() { first + 5 } else { first + 3 };
        return plausible(day, month).then_some(WrittenDate {
            words: at..end,
            day,
            month,
            year: named,
        });
    }
    let slash =
        |index: usize| touching(words, index) && words.get(index).is_some_and(|word| word.folded == "/");
    if !slash(first + 1)
        || first > 0
            && words.get(first - 1).is_some_and(|word| {
                matches!(word.folded.as_str(), "/" | "-" | ".") && word.range.end == words[first].range.start
            })
    {
        return None;
    }
    let month = number(first + 2)?;
    if slash(first + 3) {
        // "15/3/2026"; "15/3/QĐ" is a number of a document.
        let year = year(first + 4)?;
        let more = words
            .get(first + 5)
            .is_some_and(|word| word.folded == "/" && word.range.start == words[first + 4].range.end);
        return (!more && plausible(day, month)).then_some(WrittenDate {
            words: at..first + 5,
            day,
            month,
            year: Some(year),
        });
    }
    (announced && plausible(day, month)).then_some(WrittenDate {
        words: at..first + 3,
        day,
        month,
        year: None,
    })
}

/// Numbers that were meant as day and month, right or wrong.
fn plausible(day: u16, month: u16) -> bool {
    (1..=39).contains(&day) && (1..=19).contains(&month)
}

/// Does the sign stand without blanks between its neighbours?
fn touching(words: &[Word], at: usize) -> bool {
    let (Some(before), Some(sign), Some(after)) = (
        at.checked_sub(1).and_then(|at| words.get(at)),
        words.get(at),
        words.get(at + 1),
    ) else {
        return false;
    };
    before.range.end == sign.range.start && sign.range.end == after.range.start
}

/// "15/3/2026" of a civil date, as offices write it.
pub fn day_text(date: Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

/// Name of the weekday: Vietnamese, English.
pub fn weekday_names(date: Date) -> (&'static str, &'static str) {
    match date.weekday().to_monday_zero_offset() {
        0 => ("thứ Hai", "Monday"),
        1 => ("thứ Ba", "Tuesday"),
        2 => ("thứ Tư", "Wednesday"),
        3 => ("thứ Năm", "Thursday"),
        4 => ("thứ Sáu", "Friday"),
        5 => ("thứ Bảy", "Saturday"),
        _ => ("Chủ nhật", "Sunday"),
    }
}

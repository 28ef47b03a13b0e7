//! Numbers and dates of documents as the decree writes them: "18/KH-UBND", "ngày 13 tháng 01 năm 2022" (DOC-11, DOC-14,
//! DOC-16).

use crate::plan::{DocumentDate, Words};
use crate::text::{Line, Word};

/// A number with its symbol, blanks taken out.
pub struct Symbol {
    /// "18/KH-UBND"
    pub text: String,
    /// Bytes that it takes in the text read.
    pub length: usize,
}

/// The number with its symbol, blanks inside taken out; ends where ordinary words begin.
pub fn symbol(value: &str) -> Option<Symbol> {
    let (mut text, mut length, mut seen_slash) = (String::new(), 0, false);
    let digits_first = value.starts_with(|c: char| c.is_ascii_digit());
    for (at, c) in value.char_indices() {
        match c {
            '/' => seen_slash = true,
            ' ' | '\u{a0}' if text.is_empty() || !seen_slash || text.ends_with(['-', '/']) => continue,
            _ if c.is_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '–' | '&' | '.') => {}
            // "QĐ-TTg", "22-CTr/ĐU": a few small letters inside the symbol.
            _ if c.is_lowercase() && text.ends_with(char::is_alphabetic) => {}
            _ => break,
        }
        text.push(if c == '–' { '-' } else { c });
        length = at + c.len_utf8();
    }
    let text = text.trim_end_matches(['-', '.', '/']).to_owned();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let party = digits_first && text.contains('-') || text.starts_with('-') && text.contains('/');
    (letters >= 2 && (seen_slash || party) && text.len() <= 40).then_some(Symbol { text, length })
}

/// "ngày … tháng … năm …" at the word `at`; day and month may be blank.
pub fn date_at(line: &Line<'_>, at: usize) -> Option<DocumentDate> {
    let words = line.words.get(at..)?;
    // "ngày14 tháng7": the space may be missing.
    let glued = |word: &Word, name: &str| word.folded.strip_prefix(name).map(str::to_owned);
    let mut next = 0;
    let mut value = |name: &str| -> Option<Option<i16>> {
        let rest = glued(words.get(next)?, name)?;
        next += 1;
        if !rest.is_empty() {
            return Some(Some(rest.parse().ok()?));
        }
        while words
            .get(next)
            .is_some_and(|word| matches!(word.folded.as_str(), "." | "…" | "_" | "/"))
        {
            next += 1;
        }
        match words.get(next).and_then(|word| word.folded.parse().ok()) {
            Some(number) => {
                next += 1;
                Some(Some(number))
            }
            None => Some(None),
        }
    };
    let day = value("ngay")?;
    let month = value("thang")?;
    let year = value("nam")??;
    let small = |number: Option<i16>, most: i16| {
        number
            .filter(|n| (1..=most).contains(n))
            .and_then(|n| i8::try_from(n).ok())
    };
    let place = line.place(words.first()?.range.start..words.get(next - 1)?.range.end);
    (1945..=2200).contains(&year).then(|| DocumentDate {
        year,
        month: small(month, 12),
        day: small(day, 31),
        at: place,
    })
}

/// A civil date in a citation: "ngày 29/12/2021", "ngày 13 tháng 01 năm 2022"; with the index behind it.
pub fn cited_date(line: &Line<'_>, at: usize) -> Option<(DocumentDate, usize)> {
    if let Some(date) = date_at(line, at) {
        let end = line
            .words
            .iter()
            .skip(at)
            .position(|word| word.folded.starts_with("nam"))
            .map_or(at, |offset| at + offset + 2);
        return Some((date, end.min(line.words.len())));
    }
    let words = line.words.get(at..)?;
    let start = usize::from(words.first()?.folded == "ngay");
    let number = |index: usize| words.get(index).and_then(|word| word.folded.parse::<i16>().ok());
    let slash = |index: usize| {
        words
            .get(index)
            .is_some_and(|word| matches!(word.folded.as_str(), "/" | "-" | "."))
    };
    let (day, month, year) = (number(start)?, number(start + 2)?, number(start + 4)?);
    let whole = slash(start + 1)
        && slash(start + 3)
        && (1..=31).contains(&day)
        && (1..=12).contains(&month)
        && (1945..=2200).contains(&year);
    let small = |n: i16| i8::try_from(n).ok();
    whole.then(|| {
        let place = line.place(words[start].range.start..words[start + 4].range.end);
        (
            DocumentDate {
                year,
                month: small(month),
                day: small(day),
                at: place,
            },
            at + start + 5,
        )
    })
}

/// Number and symbol of a cited document at the word `at`: "5307/QĐ-UBND", "57-NQ/TW".
pub fn cited_number(line: &Line<'_>, at: usize) -> Option<Words> {
    let start = line.words.get(at)?.range.start;
    let value = line.text.get(start..)?;
    let value = value.split([' ', ',', ';', ')', '\n']).next().unwrap_or(value);
    let symbol = symbol(value).filter(|symbol| symbol.text.starts_with(|c: char| c.is_ascii_digit()))?;
    Some(Words {
        text: symbol.text,
        at: line.place(start..start + symbol.length),
    })
}

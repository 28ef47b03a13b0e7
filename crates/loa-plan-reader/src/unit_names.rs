//! Names of units in running text and in cells: where one begins, what is a group, what is a person.

pub mod address;
pub mod cell;
pub mod vocabulary;

use crate::text::{Word, begins_with, begins_with_any, words};

/// Words that only introduce a unit ("Đề nghị Ủy ban …"): folded, and with their marks, which tell "giao" from
/// "giáo".
const INTRODUCTIONS: &[(&str, &str)] = &[
    ("de nghi", "đề nghị"),
    ("giao", "giao"),
    ("giao cho", "giao cho"),
    ("giao nhiem vu cho", "giao nhiệm vụ cho"),
    ("khuyen khich", "khuyến khích"),
    ("yeu cau", "yêu cầu"),
    ("phan cong", "phân công"),
    ("dong thoi de nghi", "đồng thời đề nghị"),
    ("dong thoi giao", "đồng thời giao"),
    ("dong thoi yeu cau", "đồng thời yêu cầu"),
    ("tran trong de nghi", "trân trọng đề nghị"),
];

/// Words that make the name of a group.
const GROUP_OPENINGS: &[&str] = &["cac", "tat ca cac", "toan the cac", "mot so"];

/// Number of words that introduce a unit in front of it.
pub fn introduction(text: &str, words: &[Word]) -> usize {
    let taken = |(folded, marked): &(&str, &str)| {
        let length = begins_with(words, folded)?;
        let same = words
            .iter()
            .zip(marked.split(' '))
            .all(|(word, marked)| is_written(text, word, marked));
        same.then_some(length)
    };
    INTRODUCTIONS.iter().filter_map(taken).max().unwrap_or(0)
}

/// Is the word written with these marks, or in a text without any?
fn is_written(text: &str, word: &Word, marked: &str) -> bool {
    let written = text.get(word.range.clone()).unwrap_or_default();
    written.is_ascii() || written.to_lowercase() == marked
}

/// Does a unit name, or the name of a group of units, begin here?
pub fn begins_unit(text: &str, words: &[Word]) -> bool {
    let group = group_opening(words);
    if group > 0 {
        let rest = &words[group..];
        return vocabulary::GROUP_HEADS.begins(rest).is_some() || begins_single(text, rest);
    }
    begins_single(text, words)
}

/// Like [`begins_unit`], and written with a capital or as a group: what may stand behind a comma.
pub(crate) fn begins_next(text: &str, words: &[Word]) -> bool {
    let group = group_opening(words) > 0;
    let plain = [
        "co quan",
        "don vi",
        "doanh nghiep",
        "bao , dai",
        "bao va dai",
        "dai va",
        "dai ,",
        "so nganh",
        "so ban nganh",
        "so , ban",
        "so , nganh",
    ];
    let noun = begins_with_any(words, &plain).is_some();
    (group || noun || words.first().is_some_and(|word| word.capital)) && begins_unit(text, words)
}

pub(crate) fn group_opening(words: &[Word]) -> usize {
    begins_with_any(words, GROUP_OPENINGS).unwrap_or(0)
}

/// Does the name that began before it go on at the word `at`, whatever verb stands there? "Ban **chỉ đạo**",
/// "Trung tâm Dịch vụ **tổng hợp**".
pub(crate) fn goes_on_as_name(text: &str, words: &[Word], at: usize) -> bool {
    const LONGEST_ENDING: usize = 5;
    let head = at.checked_sub(1).and_then(|at| words.get(at));
    let team = head.is_some_and(|head| {
        let marked = match head.folded.as_str() {
            "ban" => "ban",
            "to" => "tổ",
            "doi" => "đội",
            "doan" => "đoàn",
            _ => return false,
        };
        is_written(text, head, marked)
    });
    if team && vocabulary::TEAM_NAMES.begins(&words[at..]).is_some() {
        return true;
    }
    (1..=LONGEST_ENDING.min(at)).any(|back| {
        vocabulary::NAME_ENDINGS
            .begins(&words[at - back..])
            .is_some_and(|length| length > back)
    })
}

fn begins_single(text: &str, words: &[Word]) -> bool {
    let Some(first) = words.first().filter(|first| first.is_word) else {
        return false;
    };
    let written = text.get(first.range.clone()).unwrap_or_default();
    if vocabulary::ABBREVIATIONS.contains(first.folded.as_str()) {
        return written.chars().nth(1).is_none_or(char::is_uppercase);
    }
    vocabulary::OPENINGS.begins(words).is_some()
        && vocabulary::FIRST_WORDS.contains(written.to_lowercase().as_str())
        && vocabulary::EXCEPTIONS.begins(words).is_none()
}

/// Is it the name of a person, not of a unit: two to five words, each with a capital, perhaps behind a title?
pub fn is_person(name: &str) -> bool {
    let words = words(name);
    let title = begins_with_any(&words, &["ong", "ba", "dong chi", "d / c"]).unwrap_or(0);
    let own: Vec<&Word> = words.iter().skip(title).collect();
    let family = own
        .first()
        .is_some_and(|first| first.capital && vocabulary::FAMILY_NAMES.contains(first.folded.as_str()));
    let small = own.iter().filter(|word| !word.capital).count();
    let letters = small <= usize::from(family)
        && own
            .iter()
            .all(|word| word.is_word && word.folded.chars().all(|c| c.is_ascii_lowercase()));
    (2..=5).contains(&own.len())
        && letters
        && !begins_unit(name, &words)
        && name.chars().any(char::is_lowercase)
}

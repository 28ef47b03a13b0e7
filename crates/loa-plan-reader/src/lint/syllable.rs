//! P402: a word that cannot be a Vietnamese syllable ("nghành", "quuyền").

use std::borrow::Cow;

use loa_docfile::body::Format;
use loa_vietnamese::letter::{base, is_letter};
use loa_vietnamese::syllable::is_possible;

use crate::lint::passage::Passage;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Group, Groups, Rule};
use crate::notice::{Sentence, Severity};
use crate::text::Word;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P402",
    severity: Severity::Warning,
    name: ("Chữ không phải âm tiết tiếng Việt", "Impossible syllable"),
    explanation: (
        "Chữ có dấu tiếng Việt nhưng không ghép được thành âm tiết nào (phụ âm đầu, vần, thanh): thường là gõ thừa, gõ thiếu phím, đặt dấu nhầm chữ hoặc mất dấu cách. Chữ viết tắt, chữ nước ngoài không dấu, tên riêng và mã văn bản không bị xét. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "A word with Vietnamese letters that no onset, rhyme and tone make: mostly a key too many or too few, a tone mark on the wrong letter, or a lost space. Abbreviations, foreign words without marks, names and symbols of documents are not looked at. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "- Phân công trách nhiệm cho các nghành liên quan.",
        "- Phân công trách nhiệm cho các ngành liên quan.",
    ),
    check,
};

/// Loan words that offices write in one piece, with marks.
const LOANS: &[&str] = &[
    "panô",
    "zôn",
    "ôtô",
    "môtô",
    "bêtông",
    "êkíp",
    "côngtennơ",
    "rônêô",
    "phôtô",
    "xêmina",
    "catalô",
    "lôgô",
    "vắcxin",
    "sôcôla",
    "gara",
    "têlêphôn",
    "rơmoóc",
    "căngtin",
    "ápphích",
    "xôviết",
    "nghíttê",
    "đôla",
    "vectơ",
    "véctơ",
    "môđun",
    "rơle",
    "pôlime",
    "ôxy",
    "hyđrô",
    "gơ",
    "xăngtimét",
    "kilômét",
    "mêtan",
    "axít",
    "mưtinh",
];

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut slips = Groups::default();
    let mut glued = Groups::default();
    for (_, entry) in reading.vocabulary() {
        for form in entry.forms() {
            let verdict = judge(form.written);
            if verdict == Verdict::Fine {
                continue;
            }
            for (passage, at, word) in reading.places(form) {
                if !is_name_or_symbol(passage, at) {
                    let groups = if verdict == Verdict::Glued {
                        &mut glued
                    } else {
                        &mut slips
                    };
                    groups.add(form.written, passage.place(word.range.clone()));
                }
            }
        }
    }
    let broken = broken_text(&slips);
    if !broken.is_empty() {
        return broken;
    }
    let mut findings: Vec<Finding> = slips
        .iter()
        .map(|(written, group)| slip(reading, written, group))
        .collect();
    findings.extend(glued_words(reading, &glued));
    findings
}

/// More different impossible words than anybody types: the file is at fault.
const MOST_SLIPS: usize = 40;

/// One notice for a text whose letters cannot be trusted (a broken font map, an old encoding).
fn broken_text(slips: &Groups) -> Vec<Finding> {
    let all: Vec<(&str, Group)> = slips.iter().collect();
    let first = all
        .iter()
        .min_by_key(|(_, group)| group.at.span.start)
        .filter(|_| all.len() > MOST_SLIPS);
    let Some((_, first)) = first else {
        return Vec::new();
    };
    let words = all
        .iter()
        .take(5)
        .map(|(written, _)| format!("“{written}”"))
        .collect::<Vec<_>>()
        .join(", ");
    let count = all.len();
    let message = (
        format!("{count} chữ không phải âm tiết tiếng Việt: {words} …"),
        format!("{count} words are no Vietnamese syllables: {words} …"),
    );
    vec![
        Finding::new(
            message,
            (
                "Tệp có thể hỏng bảng mã hoặc nhận dạng chữ kém: lấy tệp gốc.",
                "The file may have a broken encoding or poor character recognition: use the original.",
            ),
        )
        .at(first.at),
    ]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Fine,
    Slip,
    /// Two syllables without the space between.
    Glued,
}

fn judge(written: &str) -> Verdict {
    // Words without marks may be foreign; a folded form that is the word itself has none.
    let marked = written.bytes().any(|byte| !byte.is_ascii());
    if !marked || written.chars().any(|c| !is_letter(c)) || written.chars().skip(1).any(char::is_uppercase) {
        return Verdict::Fine;
    }
    let lower = if written.starts_with(char::is_uppercase) {
        Cow::Owned(written.to_lowercase())
    } else {
        Cow::Borrowed(written)
    };
    if is_possible(&lower) || lower.chars().count() < 2 || LOANS.contains(&lower.as_ref()) {
        return Verdict::Fine;
    }
    let foreign = lower.chars().any(|c| base(c).is_none());
    // "sđt", "đvt" are abbreviations.
    let spoken = lower.chars().filter_map(base).any(|c| "aeiouy".contains(c));
    if foreign || !spoken {
        return Verdict::Fine;
    }
    if split(&lower).is_some() {
        Verdict::Glued
    } else {
        Verdict::Slip
    }
}

/// Two syllables of two letters at least, both possible, one of them marked.
fn split(lower: &str) -> Option<(&str, &str)> {
    let cuts = lower
        .char_indices()
        .skip(2)
        .map(|(at, _)| at)
        .filter(|at| lower.get(*at..).is_some_and(|rest| rest.chars().count() >= 2));
    cuts.map(|at| lower.split_at(at))
        .find(|(one, other)| is_possible(one) && is_possible(other))
}

/// A capital inside a name, a part of a symbol ("QĐ-BCĐ") or of an address in the net.
fn is_name_or_symbol(passage: &Passage<'_>, at: usize) -> bool {
    let Some(word) = passage.words.get(at) else {
        return true;
    };
    let before = at.checked_sub(1).and_then(|at| passage.words.get(at));
    let after = passage.words.get(at + 1);
    let joined = |sign: Option<&Word>, touches: bool| {
        sign.is_some_and(|sign| {
            touches
                && matches!(sign.folded.as_str(), "/" | "-" | "." | "@" | "_" | "&" | "'")
                && !sign.is_word
        })
    };
    let symbol = joined(
        before,
        before.is_some_and(|sign| sign.range.end == word.range.start),
    ) || joined(
        after,
        after.is_some_and(|sign| sign.range.start == word.range.end),
    ) && after.is_some_and(|sign| sign.folded != ".");
    // A capital in the middle of a sentence is a name; so is one with another capital beside it.
    let opens = before.is_none_or(|sign| {
        !sign.is_word && matches!(sign.folded.as_str(), "." | ":" | "-" | "+" | "\"" | "(" | "*")
    });
    let capital_near = after.is_some_and(|word| word.capital) || before.is_some_and(|word| word.capital);
    symbol || word.capital && (!opens || capital_near)
}

fn slip(reading: &Reading<'_>, written: &str, group: Group) -> Finding {
    let (vi, en) = group.places();
    let likely = nearest(reading, &written.to_lowercase());
    let message = (
        format!("“{written}”{vi} không phải âm tiết tiếng Việt."),
        format!("“{written}”{en} is no Vietnamese syllable."),
    );
    let hint = match likely {
        Some(word) => Sentence::new(format!("Có thể là “{word}”."), format!("Perhaps “{word}”.")),
        None => Sentence::new("Sửa lỗi gõ.", "Correct the slip."),
    };
    Finding {
        hint,
        ..Finding::new(message, ("", "")).at(group.at).other(group.other)
    }
}

/// Words glued together: a fault of typing one by one, of the file when there are many.
fn glued_words(reading: &Reading<'_>, glued: &Groups) -> Vec<Finding> {
    let all: Vec<(&str, Group)> = glued.iter().collect();
    let lost = reading.body.format == Format::Pdf || all.len() > 5;
    let Some((_, first)) = all
        .iter()
        .min_by_key(|(_, group)| group.at.span.start)
        .filter(|_| lost)
    else {
        return all
            .into_iter()
            .map(|(written, group)| single(written, group))
            .collect();
    };
    let count: usize = all.iter().map(|(_, group)| group.count).sum();
    let words = all
        .iter()
        .take(5)
        .map(|(written, _)| format!("“{written}”"))
        .collect::<Vec<_>>()
        .join(", ");
    let message = (
        format!("{count} chỗ mất dấu cách giữa hai chữ: {words}."),
        format!("{count} places where the space between two words is lost: {words}."),
    );
    vec![
        Finding::new(
            message,
            (
                "Lấy tệp gốc (Word) nếu có; các chữ dính được đọc như một chữ.",
                "Use the original (Word) file if there is one; words glued together are read as one.",
            ),
        )
        .at(first.at),
    ]
}

fn single(written: &str, group: Group) -> Finding {
    let lower = written.to_lowercase();
    let cut = split(&lower).map_or(0, |(one, _)| one.chars().count());
    let (one, other): (String, String) = (
        written.chars().take(cut).collect(),
        written.chars().skip(cut).collect(),
    );
    let (vi, en) = group.places();
    let message = (
        format!("“{written}”{vi} thiếu dấu cách."),
        format!("“{written}”{en} lacks a space."),
    );
    let hint = Sentence::new(
        format!("Viết “{one} {other}”."),
        format!("Write “{one} {other}”."),
    );
    Finding {
        hint,
        ..Finding::new(message, ("", "")).at(group.at).other(group.other)
    }
}

/// The most frequent possible word of the document that is one letter away.
fn nearest(reading: &Reading<'_>, lower: &str) -> Option<String> {
    let target: Vec<char> = lower.chars().collect();
    let mut best: Option<(usize, String)> = None;
    for form in reading
        .vocabulary()
        .flat_map(|(_, entry)| entry.forms())
        .filter(|form| form.count > 1)
    {
        let known = form.written.to_lowercase();
        let near = is_one_letter_away(&target, &known.chars().collect::<Vec<_>>());
        if near
            && is_possible(&known)
            && best
                .as_ref()
                .is_none_or(|(count, word)| (*count, word.as_str()) < (form.count, known.as_str()))
        {
            best = Some((form.count, known));
        }
    }
    best.map(|(_, word)| word)
}

fn is_one_letter_away(one: &[char], other: &[char]) -> bool {
    let (long, short) = if one.len() >= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let same = long.iter().zip(short).take_while(|(a, b)| a == b).count();
    let rest = |letters: &[char], skip: usize| letters.get(same + skip..).unwrap_or_default().to_vec();
    match long.len() - short.len() {
        0 => same < long.len() && rest(long, 1) == rest(short, 1),
        1 => rest(long, 1) == rest(short, 0),
        _ => false,
    }
}

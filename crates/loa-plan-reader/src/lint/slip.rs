//! P403: a typing slip that makes other real words ("hải lòng", "các quan, đơn vị").

use std::collections::HashSet;
use std::sync::LazyLock;

use loa_vietnamese::spelling;

use crate::lint::passage::Passage;
use crate::lint::reading::{Hit, Pattern, Reading};
use crate::lint::slip_table::{NEIGHBOURS, OTHER_WORDS, SET_PHRASES, SLIPS, Slip};
use crate::lint::{Finding, Group, Groups, Rule, brief};
use crate::notice::{Sentence, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "P403",
    severity: Severity::Warning,
    name: ("Có thể gõ nhầm chữ", "Likely typing slip"),
    explanation: (
        "Chữ gõ nhầm thành một chữ khác cũng có nghĩa nên trình soát chính tả bỏ qua: “hải lòng”, “những nhiễu”, “các quan, đơn vị”, “thực hiên”. Chương trình so với danh sách cụm từ cố định của văn bản hành chính và danh sách lỗi hay gặp (dấu hỏi, dấu ngã, s/x, ch/tr, l/n, thiếu chữ). Hai cách đặt dấu của cùng một chữ (hòa, hoà) không bị coi là lỗi. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "A slip that makes another real word, which a spell checker passes over: “hải lòng”, “những nhiễu”, “các quan, đơn vị”. The program compares with a list of set phrases of administrative language and a list of frequent slips (tone marks, s/x, ch/tr, l/n, missing syllables). The two places of a tone mark (hòa, hoà) are no slip. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "- Nâng Chỉ số Hải lòng của người dân.",
        "- Nâng Chỉ số Hài lòng của người dân.",
    ),
    check,
};

static SET: LazyLock<Vec<Pattern>> =
    LazyLock::new(|| SET_PHRASES.iter().map(|phrase| Pattern::new(phrase)).collect());
static WRONG: LazyLock<Vec<Pattern>> =
    LazyLock::new(|| SLIPS.iter().map(|slip| Pattern::new(slip.wrong)).collect());
static OTHERS: LazyLock<HashSet<String>> =
    LazyLock::new(|| OTHER_WORDS.iter().map(|phrase| spelling::key(phrase)).collect());
static PAIRS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    SET_PHRASES
        .iter()
        .chain(NEIGHBOURS)
        .copied()
        .filter(|phrase| phrase.split(' ').count() == 2)
        .collect()
});

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut hits: Vec<(Hit, &str)> = Vec::new();
    for (slip, pattern) in SLIPS.iter().zip(WRONG.iter()) {
        let wrong = |hit: &Hit| {
            reading
                .passage(hit)
                .is_some_and(|passage| !is_address(passage, hit) && stands_wrong(passage, hit, slip))
        };
        hits.extend(
            reading
                .find_written(pattern)
                .into_iter()
                .filter(wrong)
                .map(|hit| (hit, slip.right)),
        );
    }
    for (phrase, pattern) in SET_PHRASES
        .iter()
        .zip(SET.iter())
        .filter(|(_, pattern)| reading.may_differ(pattern))
    {
        let wrong = |hit: &Hit| {
            reading
                .passage(hit)
                .is_some_and(|passage| is_other_marking(passage, hit, pattern) && !is_address(passage, hit))
        };
        hits.extend(
            reading
                .find(pattern)
                .into_iter()
                .filter(wrong)
                .map(|hit| (hit, *phrase)),
        );
    }
    // Of phrases inside each other the longest tells most.
    hits.sort_by_key(|(hit, _)| (hit.passage, hit.words.start, std::cmp::Reverse(hit.words.end)));
    hits.dedup_by(|later, first| {
        later.0.passage == first.0.passage && later.0.words.end <= first.0.words.end
    });
    let mut groups = Groups::default();
    for (hit, right) in hits {
        if let Some(passage) = reading.passage(&hit) {
            groups.add(
                key(&passage.cut(hit.words.clone()), right),
                passage.place_of(hit.words),
            );
        }
    }
    let finding = |(key, group): (&str, Group)| {
        let (_, right) = key.split_once('\t').unwrap_or((key, ""));
        let wrong = brief(reading.source(group.at));
        let (vi, en) = group.places();
        let message = (
            format!("“{wrong}”{vi}: có thể gõ nhầm của “{right}”."),
            format!("“{wrong}”{en}: likely a slip for “{right}”."),
        );
        let hint = Sentence::new(format!("Sửa thành “{right}”."), format!("Write “{right}”."));
        Finding {
            hint,
            ..Finding::new(message, ("", "")).at(group.at).other(group.other)
        }
    };
    groups.iter().map(finding).collect()
}

fn key(wrong: &str, right: &str) -> String {
    format!("{}\t{right}", wrong.to_lowercase())
}

/// Same letters, other marks, and not merely the other place of a tone mark. Text typed without marks is no slip.
fn is_other_marking(passage: &Passage<'_>, hit: &Hit, pattern: &Pattern) -> bool {
    let Some(words) = passage.words.get(hit.words.clone()) else {
        return false;
    };
    if words
        .iter()
        .zip(&pattern.written)
        .all(|(word, right)| crate::lint::reading::equals_lower(passage.written(word), right))
    {
        return false;
    }
    let written: Vec<String> = words
        .iter()
        .map(|word| passage.written(word).to_lowercase())
        .collect();
    let marked = written.iter().filter(|word| !word.is_ascii()).count();
    let wrong = || {
        written
            .iter()
            .zip(&pattern.written)
            .filter(|(word, right)| spelling::key(word) != spelling::key(right))
            .count()
    };
    // One syllable wrong is a slip; all of them are other words.
    marked > 0
        && wrong() == 1
        && !OTHERS.contains(&spelling::key(&written.join(" ")))
        && !belongs_outside(passage, hit)
}

/// An end of the phrase makes a word with its neighbour: "quy | định kỹ | thuật", "để | nghị quyết".
fn belongs_outside(passage: &Passage<'_>, hit: &Hit) -> bool {
    let lower = |at: usize| {
        passage
            .words
            .get(at)
            .filter(|word| word.is_word)
            .map(|word| passage.written(word).to_lowercase())
    };
    let pair = |at: usize| {
        lower(at)
            .zip(lower(at + 1))
            .is_some_and(|(word, next)| PAIRS.contains(format!("{word} {next}").as_str()))
    };
    pair(hit.words.end.saturating_sub(1)) || hit.words.start.checked_sub(1).is_some_and(pair)
}

fn stands_wrong(passage: &Passage<'_>, hit: &Hit, slip: &Slip) -> bool {
    let before = hit
        .words
        .start
        .checked_sub(1)
        .and_then(|at| passage.words.get(at));
    let after = passage.words.get(hit.words.end);
    !before.is_some_and(|word| slip.not_after.contains(&word.folded.as_str()))
        && !after.is_some_and(|word| slip.not_before.contains(&word.folded.as_str()))
}

/// Part of an address in the net ("hdnd.example.vn") or of a symbol.
fn is_address(passage: &Passage<'_>, hit: &Hit) -> bool {
    let range = passage.bytes(hit.words.clone());
    let text = &passage.text;
    let before = text.get(..range.start).and_then(|text| text.chars().next_back());
    let mut after = text.get(range.end..).unwrap_or_default().chars();
    let touches = |c: Option<char>| c.is_some_and(|c| matches!(c, '/' | '@' | '_' | '-'));
    let dotted = after.clone().next() == Some('.') && after.clone().nth(1).is_some_and(char::is_alphabetic);
    touches(before) || touches(after.next()) || dotted
}

//! P405: one passage told twice, with other marks on one word ("làm tốt đề nhân rộng" / "làm tốt để nhân rộng").

use loa_vietnamese::syllable::is_possible;

use crate::lint::passage::Passage;
use crate::lint::reading::{Mixed, Reading, Spelling, same_word};
use crate::lint::{Finding, Rule};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P405",
    severity: Severity::Warning,
    name: (
        "Cùng một câu, hai cách viết một chữ",
        "One phrase, one word in two ways",
    ),
    explanation: (
        "Hai chỗ trong văn bản giống nhau từng chữ, chỉ khác dấu ở một chữ: một trong hai chỗ gần như chắc chắn gõ sai. Cách so này không cần từ điển nên bắt được cả lỗi không có trong danh sách. Hai cách đặt dấu của cùng một chữ (hòa, hoà) không tính. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "Two places agree word by word but for the marks of one word: one of the two is almost certainly a slip. This needs no dictionary and so finds slips that no list has. The two places of a tone mark (hòa, hoà) do not count. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "- Biểu dương cá nhân làm việc tận tụy vì dân bản.\n- Khen những cá nhân làm việc tần tụy vì dân bản.",
        "- Biểu dương cá nhân làm việc tận tụy vì dân bản.\n- Khen những cá nhân làm việc tận tụy vì dân bản.",
    ),
    check,
};

/// Words before and behind that must agree, together.
const CONTEXT: usize = 4;
/// Pairs of places compared for one word.
const MOST_PAIRS: usize = 1500;
/// Pairs that are both right.
const BOTH_RIGHT: &[(&str, &str)] = &[("hàng", "hằng"), ("bảo", "báo"), ("tỉnh", "tình"), ("quí", "quý")];

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for mixed in &reading.mixed {
        let spellings = &mixed.spellings;
        let pairs: Vec<(usize, usize)> = (0..spellings.len())
            .flat_map(|rare| (rare + 1..spellings.len()).map(move |usual| (rare, usual)))
            .filter(|(rare, usual)| may_differ(&spellings[*rare], &spellings[*usual]))
            .collect();
        if pairs.is_empty() {
            continue;
        }
        let places = places(reading, mixed);
        // What the words are is asked last: it takes longest, and few pairs have a context in common.
        findings.extend(pairs.into_iter().filter_map(|(rare, usual)| {
            let alike = first_alike(&places[rare], &places[usual])?;
            is_slip(&spellings[rare].lower, &spellings[usual].lower).then(|| told(alike))
        }));
    }
    findings
}

/// Passages and words of one spelling.
type Places<'a> = Vec<(&'a Passage<'a>, usize)>;

fn may_differ(rare: &Spelling<'_>, usual: &Spelling<'_>) -> bool {
    let (one, other) = (rare.lower.as_str(), usual.lower.as_str());
    let both_right = BOTH_RIGHT
        .iter()
        .any(|pair| *pair == (one, other) || *pair == (other, one));
    let few = rare.count.saturating_mul(usual.count) <= MOST_PAIRS;
    let marked = !(one.is_ascii() && other.is_ascii());
    few && marked && !both_right
}

/// Words of other languages in two spellings: P407 tells them.
fn is_slip(one: &str, other: &str) -> bool {
    !same_word(one, other) && (is_possible(one) || is_possible(other))
}

/// The places of every spelling, found in one walk.
fn places<'a>(reading: &Reading<'a>, mixed: &Mixed<'a>) -> Vec<Places<'a>> {
    let mut found: Vec<Places<'a>> = mixed.spellings.iter().map(|_| Vec::new()).collect();
    let first = mixed
        .spellings
        .first()
        .and_then(|spelling| spelling.forms.first());
    for (passage, at, word) in first
        .into_iter()
        .flat_map(|form| reading.places_in_any_form(form))
    {
        let written = passage.written(word);
        let is_own = |spelling: &Spelling<'_>| spelling.forms.iter().any(|form| form.written == written);
        let own = mixed
            .spellings
            .iter()
            .position(is_own)
            .and_then(|own| found.get_mut(own));
        own.into_iter().for_each(|own| own.push((passage, at)));
    }
    found
}

/// Two places with the same words around, and how many before and behind.
type Alike<'a> = (&'a Passage<'a>, usize, &'a Passage<'a>, usize, (usize, usize));

fn first_alike<'a>(rare: &Places<'a>, usual: &Places<'a>) -> Option<Alike<'a>> {
    let pairs = rare
        .iter()
        .flat_map(|one| usual.iter().map(move |other| (*one, *other)));
    let mut alike = pairs.filter_map(|((one, at), (other, there))| {
        Some((one, at, other, there, shared(one, at, other, there)?))
    });
    alike.next()
}

fn told((one, at, other, there, (left, right)): Alike<'_>) -> Finding {
    let range = |at: usize| at - left.min(3)..at + 1 + right.min(3);
    let (first, second) = (one.cut(range(at)), other.cut(range(there)));
    let message = (
        format!("“{first}” và “{second}”: một trong hai chỗ gõ sai dấu."),
        format!("“{first}” and “{second}”: one of the two has a wrong mark."),
    );
    let (place, second_place) = (one.place_of(at..at + 1), other.place_of(there..there + 1));
    Finding::new(
        message,
        (
            "So hai chỗ và sửa chỗ sai.",
            "Compare the two places and correct the wrong one.",
        ),
    )
    .at(place)
    .other(Some(second_place))
}

/// How many words before and behind agree; `None` when they are too few.
fn shared(one: &Passage<'_>, at: usize, other: &Passage<'_>, there: usize) -> Option<(usize, usize)> {
    let same = |a: Option<&crate::text::Word>, b: Option<&crate::text::Word>| matches!((a, b), (Some(a), Some(b)) if a.folded == b.folded);
    if at == 0
        || there == 0
        || !same(one.words.get(at - 1), other.words.get(there - 1))
        || !same(one.words.get(at + 1), other.words.get(there + 1))
    {
        return None;
    }
    let left = (1..=CONTEXT)
        .take_while(|back| {
            at >= *back && there >= *back && same(one.words.get(at - back), other.words.get(there - back))
        })
        .count();
    let right = (1..=CONTEXT)
        .take_while(|step| same(one.words.get(at + step), other.words.get(there + step)))
        .count();
    let words = |from: usize, count: usize| {
        one.words
            .get(from..from + count)
            .unwrap_or_default()
            .iter()
            .filter(|word| word.is_word && word.folded.parse::<u32>().is_err())
            .count()
    };
    let both = words(at - left, left) + words(at + 1, right);
    // Text typed without marks is compared with nothing.
    let unmarked = |passage: &Passage<'_>, at: usize| {
        let near = at.saturating_sub(left)..at + right + 1;
        near.filter(|near| *near != at)
            .filter_map(|near| passage.words.get(near))
            .all(|word| passage.written(word).is_ascii())
    };
    let enough = both >= CONTEXT;
    (enough && !unmarked(one, at) && !unmarked(other, there)).then_some((left, right))
}

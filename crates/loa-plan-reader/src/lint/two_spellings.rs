//! P405: one passage told twice, with other marks on one word ("làm tốt đề nhân rộng" / "làm tốt để nhân rộng").

use loa_vietnamese::spelling;
use loa_vietnamese::syllable::is_possible;

use crate::lint::reading::{Passage, Reading};
use crate::lint::{Finding, Rule};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P405",
    severity: Severity::Warning,
    name: ("Cùng một câu, hai cách viết một chữ", "One phrase, one word in two ways"),
    explanation: (
        "Hai chỗ trong văn bản giống nhau từng chữ, chỉ khác dấu ở một chữ: một trong hai chỗ gần như chắc chắn gõ sai. Cách so này không cần từ điển nên bắt được cả lỗi không có trong danh sách. Hai cách đặt dấu của cùng một chữ (hòa, hoà) không tính. (Chính tả trong văn bản: Nghị định 30/2020/NĐ-CP, Phụ lục I.)",
        "Two places agree word by word but for the marks of one word: one of the two is almost certainly a slip. This needs no dictionary and so finds slips that no list has. The two places of a tone mark (hòa, hoà) do not count. (Spelling in documents: Decree 30/2020/NĐ-CP, Annex I.)",
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

struct Form<'a> {
    written: String,
    key: String,
    places: Vec<(&'a Passage<'a>, usize)>,
}

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (folded, places) in reading.vocabulary() {
        if folded.len() < 2 || places.len() < 2 || folded.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let forms = forms(reading, places);
        for (index, rare) in forms.iter().enumerate() {
            for usual in forms.iter().skip(index + 1).filter(|usual| usual.key != rare.key) {
                findings.extend(compare(rare, usual));
            }
        }
    }
    findings
}

/// The ways a word is written, lower case, rarest first.
fn forms<'a>(reading: &'a Reading<'_>, places: &[(u32, u32)]) -> Vec<Form<'a>> {
    let mut forms: Vec<Form<'a>> = Vec::new();
    for place in places {
        let Some((passage, at, word)) = reading.word(*place).filter(|(_, _, word)| word.is_word) else { return Vec::new() };
        let written = passage.written(word);
        match forms.iter_mut().find(|form| crate::lint::reading::equals_lower(written, &form.written)) {
            Some(form) => form.places.push((passage, at)),
            None => forms.push(Form { written: written.to_lowercase(), key: String::new(), places: vec![(passage, at)] }),
        }
    }
    if forms.len() > 1 {
        forms.iter_mut().for_each(|form| form.key = spelling::key(&form.written));
    }
    forms.sort_by_key(|form| form.places.len());
    forms
}

fn compare(rare: &Form<'_>, usual: &Form<'_>) -> Option<Finding> {
    let known = |(one, other): &(&str, &str)| *one == rare.written && *other == usual.written || *one == usual.written && *other == rare.written;
    // Words of other languages in two spellings: P407 tells them.
    let loans = !is_possible(&rare.written) && !is_possible(&usual.written);
    let unmarked = rare.written.is_ascii() && usual.written.is_ascii() || loans;
    if rare.places.len() * usual.places.len() > MOST_PAIRS || BOTH_RIGHT.iter().any(known) || unmarked {
        return None;
    }
    let pairs = rare.places.iter().flat_map(|one| usual.places.iter().map(move |other| (one, other)));
    let mut alike = pairs.filter_map(|((one, at), (other, there))| Some((*one, *at, *other, *there, shared(one, *at, other, *there)?)));
    let (one, at, other, there, (left, right)) = alike.next()?;
    let range = |at: usize| at - left.min(3)..at + 1 + right.min(3);
    let (first, second) = (one.cut(range(at)), other.cut(range(there)));
    let message = (format!("“{first}” và “{second}”: một trong hai chỗ gõ sai dấu."), format!("“{first}” and “{second}”: one of the two has a wrong mark."));
    let (place, second_place) = (one.place_of(at..at + 1), other.place_of(there..there + 1));
    Some(Finding::new(message, ("So hai chỗ và sửa chỗ sai.", "Compare the two places and correct the wrong one.")).at(place).other(Some(second_place)))
}

/// How many words before and behind agree; `None` when they are too few.
fn shared(one: &Passage<'_>, at: usize, other: &Passage<'_>, there: usize) -> Option<(usize, usize)> {
    let same = |a: Option<&crate::text::Word>, b: Option<&crate::text::Word>| matches!((a, b), (Some(a), Some(b)) if a.folded == b.folded);
    let left = (1..=CONTEXT).take_while(|back| at >= *back && there >= *back && same(one.words.get(at - back), other.words.get(there - back))).count();
    let right = (1..=CONTEXT).take_while(|step| same(one.words.get(at + step), other.words.get(there + step))).count();
    let words = |from: usize, count: usize| one.words.get(from..from + count).unwrap_or_default().iter().filter(|word| word.is_word && word.folded.parse::<u32>().is_err()).count();
    let both = words(at - left, left) + words(at + 1, right);
    (left > 0 && right > 0 && both >= CONTEXT).then_some((left, right))
}

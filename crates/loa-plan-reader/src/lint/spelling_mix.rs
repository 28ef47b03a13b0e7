//! P407: one word spelled in two ways in the document (panô/pano, uỷ/ủy), in one note.

use loa_vietnamese::syllable::is_possible;

use crate::lint::reading::{Form, Mixed, Reading, Spelling, same_word};
use crate::lint::{Finding, Rule};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P407",
    severity: Severity::Note,
    name: ("Một từ viết hai cách", "One word spelled in two ways"),
    explanation: (
        "Cả hai cách viết đều hiểu được (panô, pano; hóa, hoá; ủy, uỷ), nhưng trong một văn bản nên dùng một cách. Viết lẫn hai cách thường là dấu hiệu ghép từ nhiều tệp, và làm cho tìm kiếm trong văn bản bỏ sót. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "Both spellings can be read (panô, pano; hóa, hoá; ủy, uỷ), but a document should keep to one. A mixture mostly means that several files were put together, and a search in the text misses half. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "- Treo cụm panô tại trung tâm xã.\n- Tháo dỡ pano cũ.",
        "- Treo cụm panô tại trung tâm xã.\n- Tháo dỡ panô cũ.",
    ),
    check,
};

/// Pairs told in one note.
const MOST: usize = 8;

struct Pair<'a> {
    usual: &'a str,
    rare: &'a str,
    count: usize,
    first: (u32, u32),
}

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut pairs: Vec<Pair<'_>> = reading.mixed.iter().filter_map(pair).collect();
    pairs.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.usual.cmp(b.usual)));
    let Some((passage, at, _)) = pairs.first().and_then(|pair| reading.word(pair.first)) else {
        return Vec::new();
    };
    let list = pairs
        .iter()
        .take(MOST)
        .map(|pair| format!("{}/{}", pair.usual, pair.rare))
        .collect::<Vec<_>>()
        .join(", ");
    let more = if pairs.len() > MOST { " …" } else { "" };
    let message = (
        format!("Một từ viết hai cách: {list}{more}."),
        format!("Words spelled in two ways: {list}{more}."),
    );
    vec![
        Finding::new(
            message,
            ("Chọn một cách viết cho cả văn bản.", "Keep to one spelling."),
        )
        .at(passage.place_of(at..at + 1)),
    ]
}

/// Two spellings of a word that mean the same.
fn pair<'a>(mixed: &'a Mixed<'_>) -> Option<Pair<'a>> {
    // Capitals inside follow the font's ways, abbreviations and names their owners'.
    let plain = |form: &&Form<'_>| {
        form.written
            .chars()
            .enumerate()
            .all(|(at, c)| c.is_alphabetic() && (at == 0 || !c.is_uppercase()))
    };
    let first = |spelling: &Spelling<'_>| spelling.forms.iter().find(plain).map(|form| form.first);
    let usual_first = || mixed.spellings.iter().enumerate().rev();
    usual_first().find_map(|(index, usual)| {
        first(usual)?;
        let rarer = mixed.spellings.iter().take(index).rev();
        let same = |rare: &&Spelling<'_>| {
            same_word(&rare.lower, &usual.lower) || is_loan(&usual.lower) && is_loan(&rare.lower)
        };
        let rare = rarer.filter(|rare| first(rare).is_some()).find(same)?;
        Some(Pair {
            usual: &usual.lower,
            rare: &rare.lower,
            count: rare.count,
            first: first(rare)?,
        })
    })
}

/// A word of another language, in one piece: no syllable of this one.
fn is_loan(word: &str) -> bool {
    word.chars().count() > 3 && !is_possible(word)
}

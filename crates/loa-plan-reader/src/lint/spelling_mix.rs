//! P407: one word spelled in two ways in the document (panô/pano, uỷ/ủy), in one note.

use loa_vietnamese::spelling;
use loa_vietnamese::syllable::is_possible;

use crate::lint::reading::{Passage, Reading};
use crate::lint::{Finding, Rule};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P407",
    severity: Severity::Note,
    name: ("Một từ viết hai cách", "One word spelled in two ways"),
    explanation: (
        "Cả hai cách viết đều hiểu được (panô, pano; hóa, hoá; ủy, uỷ), nhưng trong một văn bản nên dùng một cách. Viết lẫn hai cách thường là dấu hiệu ghép từ nhiều tệp, và làm cho tìm kiếm trong văn bản bỏ sót. (Văn phong thống nhất: Nghị định 30/2020/NĐ-CP, Phụ lục I và II.)",
        "Both spellings can be read (panô, pano; hóa, hoá; ủy, uỷ), but a document should keep to one. A mixture mostly means that several files were put together, and a search in the text misses half. (Consistent wording: Decree 30/2020/NĐ-CP, Annexes I and II.)",
    ),
    example: ("- Treo cụm panô tại trung tâm xã.\n- Tháo dỡ pano cũ.", "- Treo cụm panô tại trung tâm xã.\n- Tháo dỡ panô cũ."),
    check,
};

/// Pairs told in one note.
const MOST: usize = 8;

struct Pair<'a> {
    usual: String,
    rare: String,
    count: usize,
    at: (&'a Passage<'a>, usize),
}

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut pairs: Vec<Pair<'_>> = reading.vocabulary().filter_map(|(folded, places)| pair(reading, folded, places)).collect();
    pairs.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.usual.cmp(&b.usual)));
    let Some(first) = pairs.first() else { return Vec::new() };
    let list = pairs.iter().take(MOST).map(|pair| format!("{}/{}", pair.usual, pair.rare)).collect::<Vec<_>>().join(", ");
    let more = if pairs.len() > MOST { " …" } else { "" };
    let message = (format!("Một từ viết hai cách: {list}{more}."), format!("Words spelled in two ways: {list}{more}."));
    let (passage, at) = first.at;
    vec![Finding::new(message, ("Chọn một cách viết cho cả văn bản.", "Keep to one spelling.")).at(passage.place_of(at..at + 1))]
}

/// Two lower-case spellings of a word that mean the same.
fn pair<'a>(reading: &'a Reading<'_>, folded: &str, places: &[(u32, u32)]) -> Option<Pair<'a>> {
    if folded.len() < 2 || places.len() < 2 {
        return None;
    }
    let mut forms: Vec<(String, usize, (&'a Passage<'a>, usize))> = Vec::new();
    for place in places {
        let (passage, at, word) = reading.word(*place).filter(|(_, _, word)| word.is_word)?;
        let written = passage.written(word);
        // Capitals follow the font's ways, abbreviations and names their owners'.
        if written.chars().skip(1).any(char::is_uppercase) || !written.chars().all(char::is_alphabetic) {
            continue;
        }
        match forms.iter_mut().find(|(form, ..)| crate::lint::reading::equals_lower(written, form)) {
            Some((_, count, _)) => *count += 1,
            None => forms.push((written.to_lowercase(), 1, (passage, at))),
        }
    }
    if forms.len() < 2 {
        return None;
    }
    forms.sort_by(|a, b| b.1.cmp(&a.1));
    for (index, (usual, ..)) in forms.iter().enumerate() {
        let same = |rare: &&(String, usize, (&Passage<'_>, usize))| spelling::key(&rare.0) == spelling::key(usual) || is_loan(usual) && is_loan(&rare.0);
        if let Some((rare, count, at)) = forms.iter().skip(index + 1).find(same) {
            return Some(Pair { usual: usual.clone(), rare: rare.clone(), count: *count, at: *at });
        }
    }
    None
}

/// A word of another language, in one piece: no syllable of this one.
fn is_loan(word: &str) -> bool {
    word.chars().count() > 3 && !is_possible(word)
}

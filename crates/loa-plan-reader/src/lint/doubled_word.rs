//! P404: a word or two words typed twice in a row ("Căn cứ Căn cứ").

use loa_vietnamese::letter::is_letter;

use crate::lint::passage::Passage;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Group, Groups, Rule};
use crate::notice::Severity;
use crate::text::Word;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P404",
    severity: Severity::Warning,
    name: ("Chữ lặp", "Word typed twice"),
    explanation: (
        "Một hoặc hai chữ đứng liền nhau hai lần: “Căn cứ Căn cứ”, “Sở Sở Công Thương”. Thường là dán chồng khi sửa. Từ láy (“luôn luôn”) và hai từ ghép nối nhau (“hành vi vi phạm”) không bị nhắc. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "One or two words stand twice in a row: “Căn cứ Căn cứ”, “Sở Sở Công Thương”. Mostly pasted over while editing. Reduplications (“luôn luôn”) and compounds that meet (“hành vi vi phạm”) are left alone. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "- Tổng hợp báo cáo của Sở Sở Nội vụ.",
        "- Tổng hợp báo cáo của Sở Nội vụ.",
    ),
    check,
};

/// Words of grammar that are never doubled. Others are: "hành vi vi phạm", "trực tiếp tiếp nhận", "luôn luôn".
const NEVER_DOUBLED: &[&str] = &[
    "các", "của", "và", "những", "trong", "cho", "với", "để", "được", "theo", "tại", "về", "hoặc", "khi",
    "sẽ", "đã", "bằng", "như", "trên", "dưới", "là", "bởi", "nhằm", "đang", "phải", "này", "mà", "thì",
    "nếu", "vào", "đến", "giữa", "có",
];

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut groups = Groups::default();
    for passage in reading.passages {
        let words = &passage.words;
        for at in 0..words.len().saturating_sub(1) {
            let length = [1, 2].into_iter().find(|length| is_doubled(passage, at, *length));
            if let Some(length) = length {
                let range = at..at + 2 * length;
                groups.add(passage.cut(range.clone()), passage.place_of(range));
            }
        }
    }
    let finding = |(words, group): (&str, Group)| {
        let (vi, en) = group.places();
        let message = (
            format!("“{words}”{vi}: chữ bị lặp."),
            format!("“{words}”{en}: typed twice."),
        );
        Finding::new(message, ("Bỏ chữ thừa.", "Take one out."))
            .at(group.at)
            .other(group.other)
    };
    groups.iter().map(finding).collect()
}

fn is_doubled(passage: &Passage<'_>, at: usize, length: usize) -> bool {
    let words = &passage.words;
    let (Some(one), Some(two)) = (
        words.get(at..at + length),
        words.get(at + length..at + 2 * length),
    ) else {
        return false;
    };
    // Folded first: nearly all pairs differ there.
    if one
        .iter()
        .zip(two)
        .any(|(a, b)| a.folded != b.folded || !a.is_word || !b.is_word)
    {
        return false;
    }
    let all = words.get(at..at + 2 * length).unwrap_or_default();
    let adjacent = all
        .windows(2)
        .all(|pair| matches!(pair, [a, b] if is_blank(passage, a, b)));
    let same = one
        .iter()
        .zip(two)
        .all(|(a, b)| passage.written(a).to_lowercase() == passage.written(b).to_lowercase());
    let letters = one
        .iter()
        .all(|word| word.folded.len() > 1 && passage.written(word).chars().all(is_letter));
    if !(adjacent && same && letters) {
        return false;
    }
    if length == 1 {
        let written = passage.written(&one[0]);
        // "Sở Sở Nội vụ": a kind of body typed twice.
        let kind = matches!(
            one[0].folded.as_str(),
            "so" | "bo" | "ban" | "phong" | "cuc" | "uy" | "van"
        ) && all.iter().all(|word| word.capital)
            && written.chars().skip(1).all(char::is_lowercase);
        return kind || NEVER_DOUBLED.contains(&written.to_lowercase().as_str());
    }
    // "Hà Nội Hà Nội" are two cells or lines run together; "từng bước từng bước" is said so.
    let names = all.iter().all(|word| word.capital);
    let step_by_step = one
        .first()
        .is_some_and(|word| matches!(word.folded.as_str(), "tung" | "ngay" | "dan"));
    !names && !step_by_step && one.first().map(|word| &word.folded) != one.last().map(|word| &word.folded)
}

/// Only one blank between them: a line break parts two lines.
fn is_blank(passage: &Passage<'_>, one: &Word, other: &Word) -> bool {
    passage
        .text
        .get(one.range.end..other.range.start)
        .is_some_and(|gap| !gap.is_empty() && gap.chars().all(|c| c == ' ' || c == '\u{a0}'))
}

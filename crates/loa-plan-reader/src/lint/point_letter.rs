//! P116: a point is numbered by a letter that the Vietnamese alphabet does not have (DOC-09).

use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, brief};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P116",
    severity: Severity::Note,
    name: ("Điểm đánh bằng chữ f, j, w, z", "Points lettered f, j, w, z"),
    explanation: (
        "Nghị định 30/2020/NĐ-CP, Phụ lục I: điểm được đánh theo thứ tự bảng chữ cái tiếng Việt: a, b, c, d, đ, e, g, h, i, k, l, m … Bảng này có đ và không có f, j, w, z.",
        "Decree 30/2020/NĐ-CP, Annex I: points are lettered by the Vietnamese alphabet: a, b, c, d, đ, e, g, h, i, k, l, m and so on. It has đ and lacks f, j, w, z.",
    ),
    example: ("f) Công an xã bảo đảm trật tự.", "g) Công an xã bảo đảm trật tự."),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let wrong = reading
        .draft
        .outline
        .iter()
        .filter(|heading| matches!(heading.number.as_str(), "f" | "j" | "w" | "z"));
    let finding = |heading: &crate::plan::Heading| {
        let (number, text) = (&heading.number, brief(&heading.words.text));
        let message = (
            format!("Điểm {number}) “{text}”: chữ {number} không có trong bảng chữ cái tiếng Việt."),
            format!("Point {number}) “{text}”: the Vietnamese alphabet has no {number}."),
        );
        Finding::new(
            message,
            (
                "Đánh lại: a, b, c, d, đ, e, g, h, i, k …",
                "Letter again: a, b, c, d, đ, e, g, h, i, k …",
            ),
        )
        .at(heading.words.at)
    };
    wrong.map(finding).collect()
}

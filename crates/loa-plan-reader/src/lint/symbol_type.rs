//! P103: the symbol names another type than the title (DOC-11, Decree 30/2020, Annex III).

use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P103",
    severity: Severity::Warning,
    name: (
        "Ký hiệu không khớp tên loại",
        "Symbol of another type of document",
    ),
    explanation: (
        "Nghị định 30/2020/NĐ-CP, Phụ lục III cho mỗi tên loại một chữ viết tắt: Kế hoạch là KH, Quyết định là QĐ, Chương trình là CTr … Ký hiệu mang chữ viết tắt của loại khác thường là do dùng lại tệp cũ; văn bản sẽ bị vào sổ sai loại và không tra được theo số.",
        "Decree 30/2020/NĐ-CP, Annex III gives each type one abbreviation: KH for a plan, QĐ for a decision, CTr for a programme and so on. A symbol of another type mostly comes from re-using an old file; the document would be registered under the wrong type and not be found by its number.",
    ),
    example: ("Số: 12/QĐ-UBND", "Số: 12/KH-UBND"),
    check,
};

/// Types with their abbreviations (Decree 30/2020/NĐ-CP, Annex III), and those of the Party that plans carry.
const CODES: &[(&str, &str)] = &[
    ("Nghị quyết", "NQ"),
    ("Quyết định", "QĐ"),
    ("Chỉ thị", "CT"),
    ("Quy chế", "QC"),
    ("Quy định", "QyĐ"),
    ("Thông cáo", "TC"),
    ("Thông báo", "TB"),
    ("Hướng dẫn", "HD"),
    ("Chương trình", "CTr"),
    ("Kế hoạch", "KH"),
    ("Phương án", "PA"),
    ("Đề án", "ĐA"),
    ("Dự án", "DA"),
    ("Báo cáo", "BC"),
    ("Biên bản", "BB"),
    ("Tờ trình", "TTr"),
    ("Hợp đồng", "HĐ"),
    ("Công điện", "CĐ"),
    ("Kết luận", "KL"),
];

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let head = &reading.draft.head;
    let (Some(number), Some(kind)) = (&head.number, &head.kind) else {
        return Vec::new();
    };
    let Some((_, own)) = CODES.iter().find(|(name, _)| *name == kind.text) else {
        return Vec::new();
    };
    let groups = number
        .text
        .split(['/', '-'])
        .filter(|group| group.chars().next().is_some_and(char::is_alphabetic));
    let groups: Vec<&str> = groups.collect();
    let of_other = groups
        .iter()
        .find(|group| CODES.iter().any(|(_, code)| code == *group));
    let Some(other) = of_other.filter(|_| !groups.contains(own)) else {
        return Vec::new();
    };
    let named = CODES
        .iter()
        .find(|(_, code)| code == other)
        .map_or("", |(name, _)| *name);
    let text = &number.text;
    let message = (
        format!("Ký hiệu “{text}” là của {named}, còn văn bản là {}.", kind.text),
        format!(
            "The symbol “{text}” belongs to a {named}, but the document is a {}.",
            kind.text
        ),
    );
    vec![
        Finding::new(
            message,
            (
                "Sửa chữ viết tắt tên loại trong ký hiệu, hoặc sửa tên loại.",
                "Correct the abbreviation in the symbol, or the type.",
            ),
        )
        .at(number.at)
        .other(Some(kind.at)),
    ]
}

//! P102: the number is not written as the decree has it (DOC-11).

use loa_docfile::body::Format;

use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P102",
    severity: Severity::Note,
    name: ("Cách viết số văn bản", "Form of the number"),
    explanation: (
        "Nghị định 30/2020/NĐ-CP, Phụ lục I: số văn bản viết bằng chữ số Ả Rập, số nhỏ hơn 10 phải thêm số 0 phía trước (05), số từ 10 trở lên viết như thường; giữa số và ký hiệu có dấu gạch chéo, giữa các nhóm chữ có dấu gạch nối, không có khoảng trắng.",
        "Decree 30/2020/NĐ-CP, Annex I: the number is in Arabic digits, a number below 10 takes one 0 in front (05), others none; a slash stands between number and symbol, a hyphen between the groups of the symbol, and no spaces.",
    ),
    example: ("Số: 5/KH-UBND", "Số: 05/KH-UBND"),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let Some(number) = &reading.draft.head.number else {
        return Vec::new();
    };
    let digits: String = number.text.chars().take_while(char::is_ascii_digit).collect();
    let behind = number.text.get(digits.len()..).unwrap_or_default();
    // Party documents ("45-KH/ĐU") follow the Party's own rules.
    if digits.is_empty() || !behind.starts_with('/') {
        return Vec::new();
    }
    let right = format!(
        "{:02}",
        digits.trim_start_matches('0').parse::<u32>().unwrap_or(0)
    );
    let padded = digits.len() == 1 || digits.len() > 2 && digits.starts_with('0');
    let spaced = reading.body.format != Format::Pdf && reading.source(number.at).contains(' ');
    if !padded && !spaced {
        return Vec::new();
    }
    let should = if padded {
        format!("{right}{behind}")
    } else {
        number.text.clone()
    };
    let written = reading.source(number.at);
    let message = (
        format!("Số văn bản viết “{written}”, theo thể thức là “{should}”."),
        format!("The number is written “{written}”; the official form is “{should}”."),
    );
    vec![
        Finding::new(
            message,
            (
                "Số dưới 10 viết hai chữ số, số khác không thêm số 0, không để khoảng trắng.",
                "Below 10 write two digits; no other leading zeros, no spaces.",
            ),
        )
        .at(number.at),
    ]
}

//! P104: day and month of issue are not padded as the decree has it (DOC-14).

use loa_docfile::body::Format;

use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule};
use crate::notice::Severity;
use crate::text::words;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P104",
    severity: Severity::Note,
    name: ("Cách viết ngày, tháng ban hành", "Form of the date of issue"),
    explanation: (
        "Nghị định 30/2020/NĐ-CP, Phụ lục I: ngày nhỏ hơn 10 và tháng 1, tháng 2 phải ghi thêm số 0 phía trước; tháng 3 đến tháng 9 không thêm. Ví dụ: ngày 05 tháng 01 năm 2020, ngày 29 tháng 6 năm 2019.",
        "Decree 30/2020/NĐ-CP, Annex I: days below 10 and the months 1 and 2 take a 0 in front; the months 3 to 9 do not. So: ngày 05 tháng 01 năm 2020, ngày 29 tháng 6 năm 2019.",
    ),
    example: (
        "Sông Mã, ngày 5 tháng 03 năm 2026",
        "Sông Mã, ngày 05 tháng 3 năm 2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let Some(date) = &reading.draft.head.date else {
        return Vec::new();
    };
    if reading.body.format == Format::Pdf {
        return Vec::new();
    }
    let source = reading.source(date.at);
    let words = words(source);
    let value = |name: &str| {
        let at = words.iter().position(|word| word.folded == name)?;
        let number = words.get(at + 1)?;
        number
            .folded
            .chars()
            .all(|c| c.is_ascii_digit())
            .then(|| number.folded.clone())
    };
    let (Some(day), Some(month)) = (value("ngay"), value("thang")) else {
        return Vec::new();
    };
    let (Some(day_number), Some(month_number)) = (date.day, date.month) else {
        return Vec::new();
    };
    let right_month = if month_number < 3 {
        format!("{month_number:02}")
    } else {
        month_number.to_string()
    };
    let right_day = format!("{day_number:02}");
    if day == right_day && month == right_month {
        return Vec::new();
    }
    let right = format!("ngày {right_day} tháng {right_month} năm {}", date.year);
    let message = (
        format!("Ngày ban hành viết “{source}”, theo thể thức là “{right}”."),
        format!("The date of issue is written “{source}”; the official form is “{right}”."),
    );
    vec![
        Finding::new(
            message,
            (
                "Thêm số 0 trước ngày dưới 10 và trước tháng 1, 2; bỏ số 0 trước các tháng khác.",
                "Put a 0 before days below 10 and before months 1 and 2, and before no other month.",
            ),
        )
        .at(date.at),
    ]
}

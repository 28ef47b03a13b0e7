//! P112: an annex that the text does not point to (DOC-22).

use crate::lint::reading::{Pattern, Reading};
use crate::lint::{Finding, Rule, brief};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P112",
    severity: Severity::Note,
    name: (
        "Phụ lục không được nhắc trong nội dung",
        "Annex that the text does not mention",
    ),
    explanation: (
        "Nghị định 30/2020/NĐ-CP, Phụ lục I: văn bản có phụ lục thì trong văn bản phải có chỉ dẫn về phụ lục đó. Phụ lục không được nhắc tới dễ bị coi là tài liệu tham khảo, không phải nhiệm vụ được giao.",
        "Decree 30/2020/NĐ-CP, Annex I: a document with annexes must point to them. An annex that nothing points to is easily taken for reading matter instead of tasks.",
    ),
    example: (
        "4. Nhiệm vụ cụ thể: theo bảng.",
        "4. Nhiệm vụ cụ thể: có Phụ lục kèm theo.",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let (Some(first), Some(closing)) = (reading.draft.annexes.first(), reading.closing()) else {
        return Vec::new();
    };
    if first.label.at.span.start < closing.start || first.caption.is_none() {
        return Vec::new();
    }
    let phrases = ["phụ lục", "kèm theo", "biểu", "danh mục"];
    let cited = phrases
        .iter()
        .flat_map(|phrase| reading.find(&Pattern::new(phrase)))
        .any(|hit| {
            reading
                .passage(&hit)
                .is_some_and(|passage| passage.place_of(hit.words).span.start < closing.start)
        });
    if cited {
        return Vec::new();
    }
    let label = brief(&first.label.text);
    let message = (
        format!("Nội dung kế hoạch không nhắc tới “{label}”."),
        format!("The text of the plan does not mention “{label}”."),
    );
    vec![
        Finding::new(
            message,
            (
                "Thêm chỉ dẫn, ví dụ “(có Phụ lục kèm theo)”, vào mục nhiệm vụ.",
                "Add a reference such as “(có Phụ lục kèm theo)” to the section of tasks.",
            ),
        )
        .at(first.label.at),
    ]
}

//! P113: title or number of an annex is not written as the decree has it (DOC-22).

use crate::lint::annex_missing::{as_roman, label_number};
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, brief};
use crate::notice::Severity;
use crate::plan::Annex;
use crate::text::{begins_with_any, is_capitals, roman, words};

/// The rule.
pub static RULE: Rule = Rule {
    code: "P113",
    severity: Severity::Note,
    name: ("Cách trình bày phụ lục", "Form of the annex"),
    explanation: (
        "Nghị định 30/2020/NĐ-CP, Phụ lục I: từ “Phụ lục” và số thứ tự ghi một dòng riêng; tên phụ lục viết chữ in hoa; có từ hai phụ lục trở lên thì đánh số bằng chữ số La Mã (Phụ lục I, Phụ lục II).",
        "Decree 30/2020/NĐ-CP, Annex I: the word “Phụ lục” with its number has a line of its own; the title of the annex is in capitals; two annexes or more are numbered in Roman figures (Phụ lục I, Phụ lục II).",
    ),
    example: (
        "Phụ lục\nDanh mục nhiệm vụ năm 2026",
        "Phụ lục\nDANH MỤC NHIỆM VỤ NĂM 2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let annexes: Vec<&Annex> = reading
        .draft
        .annexes
        .iter()
        .filter(|annex| begins_with_any(&words(&annex.label.text), &["phu luc"]).is_some())
        .collect();
    let mut findings = Vec::new();
    for annex in &annexes {
        if let Some(title) = annex.title.as_ref().filter(|title| {
            annex.caption.is_some() && !is_capitals(title.text.split('\n').next().unwrap_or_default())
        }) {
            let text = brief(&title.text);
            let message = (
                format!("Tên phụ lục “{text}” không viết chữ in hoa."),
                format!("The title of the annex “{text}” is not in capitals."),
            );
            findings.push(
                Finding::new(
                    message,
                    (
                        "Viết tên phụ lục bằng chữ in hoa.",
                        "Write the title of an annex in capitals.",
                    ),
                )
                .at(title.at),
            );
        }
    }
    if annexes.len() < 2 {
        return findings;
    }
    let numbered = |annex: &&&Annex| {
        words(&annex.label.text)
            .iter()
            .any(|word| word.folded.chars().all(|c| c.is_ascii_digit()) && roman(&word.folded).is_none())
    };
    let arabic: Vec<&&Annex> = annexes.iter().filter(numbered).collect();
    if let Some(first) = arabic.first() {
        let label = brief(&first.label.text);
        let should = label_number(&first.label.text).map(as_roman).unwrap_or_default();
        let message = (
            format!("“{label}”: phụ lục đánh số bằng chữ số La Mã (Phụ lục {should})."),
            format!("“{label}”: annexes take Roman numbers (Phụ lục {should})."),
        );
        findings.push(
            Finding::new(
                message,
                (
                    "Đổi số thứ tự phụ lục sang chữ số La Mã, cả ở chỗ dẫn tới.",
                    "Number the annexes in Roman figures, in the references too.",
                ),
            )
            .at(first.label.at),
        );
    }
    findings
}

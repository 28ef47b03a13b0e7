//! P106: a document is cited as a basis without its date (DOC-08).

use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, list_ids};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P106",
    severity: Severity::Note,
    name: ("Căn cứ thiếu ngày ban hành", "Basis without a date"),
    explanation: (
        "Nghị định 30/2020/NĐ-CP, Phụ lục I: khi viện dẫn lần đầu phải ghi đủ tên loại, số, ký hiệu, thời gian ban hành, cơ quan ban hành và trích yếu. Số văn bản lặp lại hằng năm, thiếu ngày thì không biết văn bản nào. Luật, pháp lệnh không cần số và cơ quan ban hành.",
        "Decree 30/2020/NĐ-CP, Annex I: the first citation gives type, number, symbol, date, issuer and subject. Numbers start again each year, so without the date the document is not certain. Laws and ordinances need no number and issuer.",
    ),
    example: (
        "Căn cứ Quyết định số 15/QĐ-UBND của UBND tỉnh về giao nhiệm vụ;",
        "Căn cứ Quyết định số 15/QĐ-UBND ngày 02/01/2026 của UBND tỉnh về giao nhiệm vụ;",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let bases = &reading.draft.legal_bases;
    let dated = |number: &str| {
        bases
            .iter()
            .any(|basis| basis.date.is_some() && basis.number.as_deref() == Some(number))
    };
    // A symbol with its year inside ("61/2018/NĐ-CP") is certain without the day.
    let bare = bases
        .iter()
        .filter(|basis| basis.date.is_none())
        .filter_map(|basis| Some((basis, basis.number.as_deref()?)));
    let found: Vec<_> = bare
        .filter(|(_, number)| number.matches('/').count() == 1 && !dated(number))
        .collect();
    let Some((first, _)) = found.first() else {
        return Vec::new();
    };
    let list = list_ids(found.iter().map(|(_, number)| *number));
    let message = (
        format!("Căn cứ không ghi ngày ban hành: {list}."),
        format!("Cited without a date: {list}."),
    );
    vec![
        Finding::new(
            message,
            (
                "Ghi đủ ngày, cơ quan ban hành và trích yếu khi viện dẫn lần đầu.",
                "Give date, issuer and subject at the first citation.",
            ),
        )
        .at(first.words.at),
    ]
}

//! P107: a basis is younger than the plan that rests on it.

use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P107",
    severity: Severity::Warning,
    name: ("Căn cứ ban hành sau kế hoạch", "Basis issued after the plan"),
    explanation: (
        "Văn bản dùng làm căn cứ phải đã được ban hành khi ký kế hoạch (căn cứ ghi đủ tên loại, số, ký hiệu và ngày: Nghị định 30/2020/NĐ-CP, Phụ lục I). Ngày của căn cứ muộn hơn ngày của kế hoạch thường là gõ nhầm năm.",
        "A document named as a basis must exist when the plan is signed (bases are cited with type, number, symbol and date: Decree 30/2020/NĐ-CP, Annex I). A basis dated later than the plan is mostly a slip in the year.",
    ),
    example: (
        "Căn cứ Quyết định số 15/QĐ-UBND ngày 02/01/2027 của UBND tỉnh về giao nhiệm vụ;",
        "Căn cứ Quyết định số 15/QĐ-UBND ngày 02/01/2026 của UBND tỉnh về giao nhiệm vụ;",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let Some(issued_on) = reading.issued_on else {
        return Vec::new();
    };
    let late = reading
        .draft
        .legal_bases
        .iter()
        .filter_map(|basis| Some((basis, basis.date.filter(|date| *date > issued_on)?)));
    let finding = |(basis, date): (&crate::plan::LegalBasis, jiff::civil::Date)| {
        let named = [basis.kind.as_deref(), basis.number.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        let (day, plan) = (date.strftime("%d/%m/%Y"), issued_on.strftime("%d/%m/%Y"));
        let message = (
            format!("Căn cứ “{named}” ghi ngày {day}, sau ngày ban hành kế hoạch ({plan})."),
            format!("The basis “{named}” is dated {day}, after the plan itself ({plan})."),
        );
        Finding::new(
            message,
            (
                "Kiểm tra lại ngày, nhất là năm, của văn bản viện dẫn.",
                "Check the date, above all the year, of the cited document.",
            ),
        )
        .at(basis.words.at)
        .other(reading.draft.head.date.map(|date| date.at))
    };
    late.map(finding).collect()
}

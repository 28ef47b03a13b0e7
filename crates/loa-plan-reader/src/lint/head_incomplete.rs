//! P101: parts of the head or the signature are missing (DOC-05, DOC-11, DOC-14, DOC-17).

use loa_docfile::body::Format;

use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P101",
    severity: Severity::Warning,
    name: (
        "Thiếu thành phần thể thức",
        "Parts of the official form are missing",
    ),
    explanation: (
        "Nghị định 30/2020/NĐ-CP, Điều 8 và Phụ lục I quy định văn bản hành chính phải có tên cơ quan ban hành, số và ký hiệu, địa danh và thời gian, tên loại, chức vụ và họ tên người ký. Thiếu tên loại hoặc cơ quan ban hành thì không biết kế hoạch của ai; thiếu ngày thì không tính được các hạn tính từ ngày ban hành. Số và ngày để trống chờ cấp số không bị nhắc ở đây.",
        "Decree 30/2020/NĐ-CP, article 8 and Annex I, asks for the issuing body, number and symbol, place and date, type, and the office and name of the signer. Without type or issuer nobody knows whose plan it is; without a date no term that runs from the issue can be reckoned. A number and day left blank for the stamp are not reported here.",
    ),
    example: (
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nNguyễn Văn Mẫu",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    // A spreadsheet is an annex of its plan and has no head of its own.
    if reading.body.format == Format::Xlsx {
        return Vec::new();
    }
    let head = &reading.draft.head;
    let signer = reading.draft.signer.as_ref();
    let parts = [
        (
            head.kind.is_none() && head.title.is_none(),
            ("tên loại văn bản", "type of document"),
        ),
        (head.issuer.is_none(), ("cơ quan ban hành", "issuing body")),
        (head.number.is_none(), ("số, ký hiệu", "number and symbol")),
        (
            head.date.is_none(),
            ("địa danh, ngày tháng năm", "place and date"),
        ),
        (signer.is_none(), ("chữ ký (quyền hạn, chức vụ)", "signature")),
        (
            signer.is_some_and(|signer| signer.name.is_none()),
            ("họ tên người ký", "name of the signer"),
        ),
    ];
    let missing: Vec<_> = parts
        .iter()
        .filter(|(missing, _)| *missing)
        .map(|(_, names)| *names)
        .collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let (vi, en): (Vec<_>, Vec<_>) = missing.into_iter().unzip();
    let message = (
        format!("Không tìm thấy: {}.", vi.join("; ")),
        format!("Not found: {}.", en.join("; ")),
    );
    vec![Finding::new(
        message,
        (
            "Bổ sung cho đủ thể thức hoặc kiểm tra tệp có bị cắt mất phần đầu, phần cuối.",
            "Add what is missing, or see whether the file lost its beginning or end.",
        ),
    )]
}

//! P109: the text does not end with `./.` (DOC-10).

use loa_docfile::body::Format;

use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule};
use crate::notice::Severity;
use crate::text::begins_with_any;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P109",
    severity: Severity::Note,
    name: ("Thiếu dấu kết thúc “./.”", "No end mark “./.”"),
    explanation: (
        "Theo các mẫu của Nghị định 30/2020/NĐ-CP, Phụ lục III, nội dung văn bản kết thúc bằng dấu “./.”. Không có dấu này, người nhận không chắc văn bản đã đủ trang hay chưa, nhất là khi phụ lục nằm ở tệp khác.",
        "In the model documents of Decree 30/2020/NĐ-CP, Annex III, the text ends with “./.”. Without it a reader cannot be sure that no page is missing, above all when the annexes are another file.",
    ),
    example: (
        "Yêu cầu các đơn vị triển khai thực hiện.",
        "Yêu cầu các đơn vị triển khai thực hiện./.",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let party = reading.draft.head.number.as_ref().is_some_and(|number| {
        !number.text.contains("UBND")
            && number
                .text
                .split('/')
                .next()
                .is_some_and(|first| first.contains('-'))
    });
    let Some(closing) = reading
        .closing()
        .filter(|_| reading.body.format != Format::Xlsx && !party)
    else {
        return Vec::new();
    };
    if reading.body.source.contains("./.")
        || reading.body.source.contains(". /.")
        || reading.body.source.contains("/./")
    {
        return Vec::new();
    }
    let mut before = reading.passages.iter().filter(|passage| {
        passage.line.is_some()
            && passage.whole().span.end <= closing.start
            && begins_with_any(&passage.words, &["noi nhan"]).is_none()
    });
    let Some(last) = before.next_back() else {
        return Vec::new();
    };
    let end = last.words.len();
    let message = (
        "Nội dung không kết thúc bằng dấu “./.”.".to_owned(),
        "The text does not end with “./.”.".to_owned(),
    );
    vec![
        Finding::new(
            message,
            (
                "Thêm “./.” sau câu cuối, trước nơi nhận và chữ ký.",
                "Put “./.” behind the last sentence, before recipients and signature.",
            ),
        )
        .at(last.place_of(end.saturating_sub(4)..end)),
    ]
}

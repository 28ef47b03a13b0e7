//! P114: the caption of an annex names another number or date than the head (DOC-22).

use crate::closing::{Caption, read_caption};
use crate::lint::dates::day_text;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule};
use crate::notice::Severity;
use crate::plan::Head;
use crate::text::Item;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P114",
    severity: Severity::Warning,
    name: (
        "Phụ lục ghi sai số, ngày của kế hoạch",
        "Annex caption differs from the head",
    ),
    explanation: (
        "Dòng “(Kèm theo Kế hoạch số … ngày …)” dưới tên phụ lục phải khớp số và ngày ở đầu văn bản (Nghị định 30/2020/NĐ-CP, Phụ lục I). Khác nhau thường là do dùng lại phụ lục của năm trước; khi tách tệp, phụ lục sẽ bị gắn nhầm vào văn bản khác. Số, ngày để trống chờ cấp số không bị nhắc.",
        "The line “(Kèm theo Kế hoạch số … ngày …)” below the title of an annex must agree with the number and date in the head (Decree 30/2020/NĐ-CP, Annex I). A difference mostly comes from re-using last year's annex; taken apart from its plan, the annex would be filed with another document. Blanks left for the stamp are not reported.",
    ),
    example: (
        "(Kèm theo Kế hoạch số 21/KH-UBND ngày 05 tháng 3 năm 2026 của UBND xã Mẫu)",
        "(Kèm theo Kế hoạch số 12/KH-UBND ngày 05 tháng 3 năm 2026 của UBND xã Mẫu)",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let head = &reading.draft.head;
    let lines = || reading.items.iter().filter_map(Item::line);
    let mut findings = Vec::new();
    let captions = reading
        .draft
        .annexes
        .iter()
        .filter_map(|annex| annex.caption.as_ref());
    for words in captions {
        let Some(caption) = lines()
            .find(|line| line.paragraph.place.block == words.at.block && line.text.contains(&words.text))
            .and_then(read_caption)
        else {
            continue;
        };
        if other_document(&caption, head.kind.as_ref().map(|kind| kind.text.as_str())) {
            continue;
        }
        findings.extend(number_differs(head, &caption));
        findings.extend(date_differs(head, &caption));
    }
    findings
}

fn number_differs(head: &Head, caption: &Caption) -> Option<Finding> {
    let (own, there) = (head.number.as_ref()?, caption.number.as_ref()?);
    if normal(&own.text) == normal(&there.text) || own.text.starts_with(['/', '-']) {
        return None;
    }
    let message = (
        format!(
            "Phụ lục ghi kèm theo số “{}”, đầu văn bản là “{}”.",
            there.text, own.text
        ),
        format!("The annex says number “{}”, the head “{}”.", there.text, own.text),
    );
    Some(Finding::new(message, HINT).at(there.at).other(Some(own.at)))
}

fn date_differs(head: &Head, caption: &Caption) -> Option<Finding> {
    let (own, there) = (head.date?, caption.date?);
    let (own_day, there_day) = (own.on()?, there.on()?);
    if own_day == there_day {
        return None;
    }
    let (own_text, there_text) = (day_text(own_day), day_text(there_day));
    let message = (
        format!("Phụ lục ghi ngày {there_text}, văn bản ban hành ngày {own_text}."),
        format!("The annex says {there_text}, the document is dated {own_text}."),
    );
    Some(Finding::new(message, HINT).at(there.at).other(Some(own.at)))
}

const HINT: (&str, &str) = (
    "Sửa dòng “(Kèm theo …)” cho khớp với đầu văn bản.",
    "Make the caption agree with the head.",
);

/// An annex may belong to another type of document that is told in the same file.
fn other_document(caption: &Caption, kind: Option<&str>) -> bool {
    let Some(kind) = kind else { return false };
    let folded = crate::text::plain(kind);
    caption
        .kind
        .as_ref()
        .is_some_and(|named| !crate::text::plain(&named.text).starts_with(&folded))
}

fn normal(number: &str) -> String {
    number.trim_start_matches('0').replace(' ', "").to_uppercase()
}

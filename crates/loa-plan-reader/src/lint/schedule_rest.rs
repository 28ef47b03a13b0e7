//! P215: part of the words about the time was left over after reading; it is shown, never dropped.

use crate::lint::reading::Reading;
use crate::lint::{Finding, Groups, Rule, brief};
use crate::notice::Severity;
use crate::text::words;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P215",
    severity: Severity::Note,
    name: (
        "Một phần thời gian chưa được hiểu",
        "Part of a schedule left over",
    ),
    explanation: (
        "Thời hạn đã đọc được, nhưng trong ô còn những chữ không dùng tới: có thể là điều kiện, phạm vi hoặc nhận xét. Hãy xem các chữ đó có làm thay đổi thời hạn hay không. Để tránh hiểu nhầm, ô thời gian chỉ nên ghi thời gian. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "A term was read, but the cell holds words that took no part in it: a condition, a scope or a remark. See whether they change the term. A cell for the time should hold only the time. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2026, ưu tiên các bản vùng cao",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut groups = Groups::default();
    for assignment in &reading.draft.assignments {
        let Some(timing) = assignment
            .timing
            .as_ref()
            .filter(|timing| !timing.inherited && timing.schedule.is_known())
        else {
            continue;
        };
        let parts = timing
            .schedule
            .rest
            .iter()
            .filter_map(|range| timing.words.text.get(range.clone()));
        let parts: Vec<&str> = parts
            .map(str::trim)
            .filter(|part| part.chars().filter(|c| c.is_alphabetic()).count() > 1)
            .collect();
        if !parts.is_empty() && !parts.iter().all(|part| says_nothing(part)) {
            groups.add(brief(&parts.join(" … ")), timing.words.at);
        }
    }
    let finding = |(rest, group): (&str, crate::lint::Group)| {
        let words = brief(reading.source(group.at));
        let (vi, en) = group.places();
        let message = (
            format!("Trong “{words}”{vi}, phần “{rest}” không được dùng để tính thời hạn."),
            format!("Of “{words}”{en} the words “{rest}” took no part in the term."),
        );
        Finding::new(
            message,
            (
                "Xem phần đó có làm thay đổi thời hạn không.",
                "See whether they change the term.",
            ),
        )
        .at(group.at)
        .other(group.other)
    };
    groups.iter().map(finding).collect()
}

/// Words that only say that something is done at the time.
fn says_nothing(part: &str) -> bool {
    const EMPTY: &[&str] = &[
        "nhiem", "vu", "trien", "khai", "thuc", "hien", "bat", "dau", "hoan", "thanh", "xong", "to", "chuc",
        "va", "la", "tu", "trong", "cong", "viec",
    ];
    words(part)
        .iter()
        .filter(|word| word.is_word)
        .all(|word| EMPTY.contains(&word.folded.as_str()))
}

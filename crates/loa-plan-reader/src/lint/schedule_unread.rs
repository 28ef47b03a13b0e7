//! P214: the words about the time could not be understood; they are shown, never dropped.

use loa_calendar::schedule::When;

use crate::lint::reading::Reading;
use crate::lint::{Finding, Group, Groups, Rule, brief};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P214",
    severity: Severity::Warning,
    name: ("Không hiểu được thời gian", "Schedule not understood"),
    explanation: (
        "Ô thời gian có chữ nhưng không rút ra được ngày, kỳ hay sự kiện nào, nên nhiệm vụ không có ngày đến hạn. Câu chữ gốc được giữ nguyên để người phụ trách đọc và nhập thời hạn. Văn bản nên ghi ngày, tháng, quý hoặc kỳ rõ ràng (Nghị định 30/2020/NĐ-CP, Điều 22, 23 về thời hạn giải quyết).",
        "The cell holds words but no day, period or event could be drawn from them, so the task has no day on which it is due. The words are kept as they stand for a person to read and enter a term. A plan should name a day, month, quarter or period (Decree 30/2020/NĐ-CP, articles 22 and 23, on terms).",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tXem xét sau",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut groups = Groups::default();
    for assignment in &reading.draft.assignments {
        let Some(timing) = assignment.timing.as_ref().filter(|timing| !timing.inherited) else {
            continue;
        };
        let known = timing
            .schedule
            .terms
            .iter()
            .any(|term| term.when != When::Unknown);
        if !known && timing.words.text.chars().any(char::is_alphanumeric) {
            groups.add(brief(&timing.words.text), timing.words.at);
        }
    }
    let finding = |(words, group): (&str, Group)| {
        let (vi, en) = group.places();
        let message = (
            format!("Không hiểu được thời gian “{words}”{vi}."),
            format!("The schedule “{words}” is not understood{en}."),
        );
        Finding::new(
            message,
            (
                "Ghi ngày, tháng, quý hoặc kỳ; hoặc nhập thời hạn bằng tay.",
                "Give a day, month, quarter or period; or enter the term by hand.",
            ),
        )
        .at(group.at)
        .other(group.other)
    };
    groups.iter().map(finding).collect()
}

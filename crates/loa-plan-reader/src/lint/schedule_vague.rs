//! P216: words about the time that give no sharp day ("đầu năm", "kịp thời").

use loa_calendar::schedule::Ambiguity;

use crate::lint::reading::Reading;
use crate::lint::{Finding, Group, Groups, Rule, brief};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P216",
    severity: Severity::Note,
    name: ("Thời gian không có ngày rõ ràng", "No sharp day"),
    explanation: (
        "“Đầu năm”, “cuối quý”, “thời gian cụ thể thông báo sau” cho biết khoảng thời gian nhưng không có ngày cuối cùng; phần mềm tính một ngày gần đúng và đánh dấu để người phụ trách xác nhận. Ghi ngày cụ thể thì không ai phải đoán. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "“Early in the year”, “at the end of the quarter”, “to be announced” tell about when but give no last day; the program reckons a near one and marks it for a person to confirm. With a day nobody has to guess. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tĐầu năm 2026",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tQuý I năm 2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut groups = Groups::default();
    for timing in reading
        .draft
        .assignments
        .iter()
        .filter_map(|assignment| assignment.timing.as_ref())
    {
        if !timing.inherited && timing.schedule.ambiguities.contains(&Ambiguity::Vague) {
            groups.add(brief(&timing.words.text), timing.words.at);
        }
    }
    let finding = |(words, group): (&str, Group)| {
        let (vi, en) = group.places();
        let message = (
            format!("“{words}”{vi} không cho biết ngày cuối cùng."),
            format!("“{words}”{en} gives no last day."),
        );
        Finding::new(
            message,
            (
                "Ghi ngày, tháng hoặc quý cụ thể.",
                "Name a day, month or quarter.",
            ),
        )
        .at(group.at)
        .other(group.other)
    };
    groups.iter().map(finding).collect()
}

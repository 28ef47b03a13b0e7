//! P309: no year in the words of a term, in a plan of several years.

use loa_calendar::schedule::Ambiguity;

use crate::lint::reading::Reading;
use crate::lint::{Finding, Groups, Rule, brief};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P309",
    severity: Severity::Warning,
    name: ("Thời hạn không ghi năm", "Term without a year"),
    explanation: (
        "Trong kế hoạch của một năm, “quý III” là quý III năm đó. Trong kế hoạch nhiều năm thì không rõ năm nào; phần mềm lấy năm đầu và chờ người phụ trách xác nhận. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "In a plan for one year “quarter III” is that of the year. In a plan for several years nobody can say which; the program takes the first and waits for a person. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tQuý III",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tQuý III năm 2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    if reading
        .draft
        .head
        .plan_years
        .is_none_or(|(first, last)| first == last)
    {
        return Vec::new();
    }
    let mut groups = Groups::default();
    let timings = reading
        .draft
        .assignments
        .iter()
        .filter_map(|assignment| assignment.timing.as_ref());
    for timing in timings
        .filter(|timing| !timing.inherited && timing.schedule.ambiguities.contains(&Ambiguity::YearAssumed))
    {
        groups.add(brief(&timing.words.text), timing.words.at);
    }
    let finding = |(words, group): (&str, crate::lint::Group)| {
        let (vi, en) = group.places();
        let message = (
            format!("“{words}”{vi} không ghi năm, mà kế hoạch kéo dài nhiều năm."),
            format!("“{words}”{en} names no year, and the plan is for several."),
        );
        Finding::new(message, ("Ghi thêm năm.", "Add the year."))
            .at(group.at)
            .other(group.other)
    };
    groups.iter().map(finding).collect()
}

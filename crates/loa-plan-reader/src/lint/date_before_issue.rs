//! P302: a term that ended before the plan was issued.

use loa_calendar::schedule::Ambiguity;

use crate::assignment::Timing;
use crate::lint::dates::day_text;
use crate::lint::reading::Reading;
use crate::lint::schedule_conflict::due;
use crate::lint::{Finding, Groups, Rule, brief};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P302",
    severity: Severity::Warning,
    name: ("Thời hạn trước ngày ban hành", "Term before the date of issue"),
    explanation: (
        "Không đơn vị nào hoàn thành được việc trước khi kế hoạch được ký; thường là gõ nhầm năm, hoặc dòng chép từ kế hoạch năm trước. Phần mềm vẫn giữ ngày đã ghi, nên nhiệm vụ sẽ quá hạn ngay từ đầu nếu không sửa. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "No unit can finish a task before the plan is signed; mostly the year is a slip, or the row was copied from last year. The program keeps the date as written, so the task is late from its first day unless it is put right. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 28/02/2026",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2026",
    ),
    check,
};

/// More than these are told in one notice.
const SINGLE: usize = 4;

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let Some(issued_on) = reading.issued_on else {
        return Vec::new();
    };
    let mut groups = Groups::default();
    for assignment in &reading.draft.assignments {
        let timings = assignment
            .timing
            .iter()
            .chain(assignment.retold.iter().filter_map(|told| told.timing.as_ref()));
        // A day that no calendar has is P301's.
        let real = |timing: &&Timing| !timing.schedule.ambiguities.contains(&Ambiguity::NoSuchDay);
        for timing in timings.filter(|timing| !timing.inherited).filter(real) {
            let terms = || timing.schedule.terms.iter().filter(|term| !term.comment);
            // One term of several in a cell may be a first step that is done.
            if terms().next().is_some()
                && terms().all(|term| due(&term.when).is_some_and(|day| day < issued_on))
            {
                groups.add(brief(&timing.words.text), timing.words.at);
            }
        }
    }
    let issued = day_text(issued_on);
    let all: Vec<(&str, crate::lint::Group)> = groups.iter().collect();
    if let Some((_, first)) = all
        .iter()
        .min_by_key(|(_, group)| group.at.span.start)
        .filter(|_| all.len() > SINGLE)
    {
        let count: usize = all.iter().map(|(_, group)| group.count).sum();
        let words = all
            .iter()
            .take(5)
            .map(|(words, _)| format!("“{words}”"))
            .collect::<Vec<_>>()
            .join(", ");
        let message = (
            format!("{count} thời hạn kết thúc trước ngày ban hành ({issued}): {words} …"),
            format!("{count} terms end before the issue ({issued}): {words} …"),
        );
        return vec![Finding::new(message, ("Nếu bảng là danh sách tình hình thực hiện thì bỏ qua; nếu là kế hoạch thì kiểm tra lại năm.", "A list of what was done may have them; in a plan check the years.")).at(first.at)];
    }
    let finding = |(words, group): (&str, crate::lint::Group)| {
        let (vi, en) = group.places();
        let message = (
            format!("Thời hạn “{words}”{vi} kết thúc trước ngày ban hành kế hoạch ({issued})."),
            format!("The term “{words}”{en} ends before the plan was issued ({issued})."),
        );
        Finding::new(
            message,
            (
                "Kiểm tra lại ngày, nhất là năm.",
                "Check the date, above all the year.",
            ),
        )
        .at(group.at)
        .other(group.other.or(reading.draft.head.date.map(|date| date.at)))
    };
    groups.iter().map(finding).collect()
}

//! P213: a schedule that can be read in two ways ("Quý II, III": once in both, or once in each; PLAN-01).

use loa_calendar::schedule::Ambiguity;

use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, brief};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P213",
    severity: Severity::Warning,
    name: ("Thời gian hiểu được hai cách", "Schedule with two readings"),
    explanation: (
        "“Quý II, III năm 2022” có thể là một lần trong khoảng từ tháng 4 đến tháng 9, cũng có thể là mỗi quý một lần; tương tự với danh sách tháng và năm. Số việc đến hạn khác nhau nên phần mềm không tự chọn: tạm tính là một lần, chờ người phụ trách quyết định. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "“Quý II, III năm 2022” may mean once between April and September, or once in each quarter; lists of months and years likewise. The number of duties differs, so the program does not choose: it reckons one and waits for a person. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tQuý II, III năm 2026",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tMỗi quý một lần",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for assignment in &reading.draft.assignments {
        let Some(timing) = assignment.timing.as_ref().filter(|timing| !timing.inherited) else {
            continue;
        };
        let schedule = &timing.schedule;
        // Swapped day and month has a rule of its own.
        let each = schedule.ambiguities.contains(&Ambiguity::OnceOrEach);
        let other = !schedule.others.is_empty() && !schedule.ambiguities.contains(&Ambiguity::DayMonth);
        if !each && !other {
            continue;
        }
        let (id, words, title) = (
            &assignment.id,
            brief(&timing.words.text),
            brief(&assignment.title.text),
        );
        let message = if each {
            (
                format!("“{words}” (nhiệm vụ {id} “{title}”): một lần trong cả khoảng, hay mỗi kỳ một lần?"),
                format!("“{words}” (task {id} “{title}”): once in the whole time, or once in each period?"),
            )
        } else {
            (
                format!("“{words}” (nhiệm vụ {id} “{title}”) hiểu được nhiều cách: {schedule}."),
                format!("“{words}” (task {id} “{title}”) has more than one reading: {schedule}."),
            )
        };
        findings.push(Finding::new(message, ("Viết rõ, ví dụ “mỗi quý một lần, quý II và quý III” hoặc “một lần, từ tháng 4 đến tháng 9”.", "Say which: “once in each of the two quarters”, or “once, from April to September”.")).at(timing.words.at).of(id));
    }
    findings
}

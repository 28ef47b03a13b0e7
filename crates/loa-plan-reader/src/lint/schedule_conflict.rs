//! P217: the body gives a task another term than the table (PLAN-04).

use loa_calendar::schedule::{Bound, Schedule, When};

use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, brief};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P217",
    severity: Severity::Warning,
    name: (
        "Thời hạn trong bảng khác với nội dung",
        "Term in the table differs from the body",
    ),
    explanation: (
        "Cùng một việc nhưng bảng và phần nội dung ghi hai thời hạn khác nhau: đơn vị sẽ làm theo hạn muộn hơn, bộ phận theo dõi lại tính theo hạn sớm hơn. Phần mềm tạm tính theo bảng. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "One task with two terms: the unit will work to the later, whoever watches over it to the earlier. The program reckons by the table. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "2. Phòng Kinh tế\n- In, căng treo khẩu hiệu, cụm pa nô tuyên truyền tại trung tâm xã trước ngày 15/5/2026.",
        "2. Phòng Kinh tế\n- In, căng treo khẩu hiệu, cụm pa nô tuyên truyền tại trung tâm xã trước ngày 02/10/2026.",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for row in &reading.draft.assignments {
        let Some(timing) = &row.timing else { continue };
        for told in &row.retold {
            let Some(there) = told
                .timing
                .as_ref()
                .filter(|there| differ(&timing.schedule, &there.schedule))
            else {
                continue;
            };
            let (own, other, title) = (
                brief(&timing.words.text),
                brief(&there.words.text),
                brief(&row.title.text),
            );
            let message = (
                format!(
                    "Nhiệm vụ {} “{title}”: bảng ghi “{own}”, nội dung ghi “{other}”.",
                    row.id
                ),
                format!(
                    "Task {} “{title}”: the table says “{own}”, the body “{other}”.",
                    row.id
                ),
            );
            findings.push(
                Finding::new(
                    message,
                    (
                        "Thống nhất một thời hạn ở cả hai nơi.",
                        "Give one term in both places.",
                    ),
                )
                .at(timing.words.at)
                .other(Some(there.words.at))
                .of(&row.id),
            );
        }
    }
    findings
}

/// Both have a day on which they are due, and not the same one.
fn differ(one: &Schedule, other: &Schedule) -> bool {
    let days = |schedule: &Schedule| schedule.main().and_then(|term| due(&term.when));
    matches!((days(one), days(other)), (Some(one), Some(other)) if one != other)
}

/// Last day of an obligation; a term "before" a day ends on the day before it.
pub fn due(when: &When) -> Option<jiff::civil::Date> {
    match when {
        When::By(day, _) | When::At(day, _) | When::Start { on: day, .. } => Some(*day),
        When::Before(day, None) => day.yesterday().ok(),
        When::Before(day, Some(_)) => Some(*day),
        When::Window {
            until: Bound::On(day),
            ..
        } => Some(*day),
        _ => None,
    }
}

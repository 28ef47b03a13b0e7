//! P202: the body gives the lead of a task to another unit than the table (PLAN-04).

use std::collections::HashSet;

use crate::assignment::{Assignment, NamedUnit, Retelling};
use crate::lint::names::{is_single, may_agree, quoted};
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, brief};
use crate::notice::Severity;
use crate::units::name_key;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P202",
    severity: Severity::Error,
    name: (
        "Chủ trì trong bảng khác với nội dung",
        "Lead in the table differs from the body",
    ),
    explanation: (
        "Cùng một việc mà bảng giao cho một đơn vị, phần tổ chức thực hiện lại giao cho đơn vị khác thì không rõ ai chịu trách nhiệm (yêu cầu mỗi việc một đơn vị chủ trì: Nghị định 30/2020/NĐ-CP, Điều 22, 23). Hai nơi có thể nói về hai phần việc khác nhau; khi đó nên viết rõ phần việc của từng đơn vị.",
        "When the table gives a task to one unit and the section on execution gives it to another, nobody can say who answers for it (one lead a task: Decree 30/2020/NĐ-CP, articles 22 and 23). The two places may mean two parts of the work; then each should say which.",
    ),
    example: (
        "2. Công an xã\n- In, căng treo khẩu hiệu, cụm pa nô tuyên truyền tại trung tâm xã.",
        "2. Phòng Kinh tế\n- In, căng treo khẩu hiệu, cụm pa nô tuyên truyền tại trung tâm xã.",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for row in &reading.draft.assignments {
        for told in row.retold.iter().filter(|told| conflict(row, told)) {
            let (own, there) = (quoted(&row.leads), quoted(&told.leads));
            let keys = |units: &[NamedUnit]| -> HashSet<String> {
                units.iter().map(|unit| name_key(&unit.name)).collect()
            };
            let supports = !keys(&told.leads).is_disjoint(&keys(&row.coordinators));
            let (vi, en) = if supports {
                (" (bảng ghi là phối hợp)", " (a supporting unit in the table)")
            } else {
                ("", "")
            };
            let title = brief(&row.title.text);
            let message = (
                format!(
                    "Nhiệm vụ {} “{title}”: bảng giao {own} chủ trì, nội dung giao {there}{vi}.",
                    row.id
                ),
                format!(
                    "Task {} “{title}”: the table gives it to {own}, the body to {there}{en}.",
                    row.id
                ),
            );
            let at = row.leads.first().map_or(row.title.at, |unit| unit.at);
            findings.push(
                Finding::new(
                    message,
                    (
                        "Chọn một đơn vị chủ trì, hoặc ghi rõ phần việc của từng đơn vị ở cả hai nơi.",
                        "Choose one lead, or say in both places which part each unit does.",
                    ),
                )
                .at(at)
                .other(Some(told.title.at))
                .of(&row.id),
            );
        }
    }
    findings
}

/// No lead of one place can be a lead of the other.
fn conflict(row: &Assignment, told: &Retelling) -> bool {
    let singles = |units: &[NamedUnit]| !units.is_empty() && units.iter().all(|unit| is_single(&unit.name));
    singles(&row.leads)
        && singles(&told.leads)
        && !row
            .leads
            .iter()
            .any(|own| told.leads.iter().any(|there| may_agree(&own.name, &there.name)))
}

//! P203: one unit both leads and supports a task.

use std::collections::HashMap;

use crate::assignment::NamedUnit;
use crate::lint::names::is_group;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, brief};
use crate::notice::Severity;
use crate::units::name_key;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P203",
    severity: Severity::Warning,
    name: ("Vừa chủ trì vừa phối hợp", "Both lead and supporting unit"),
    explanation: (
        "Một đơn vị không thể phối hợp với chính mình; thường là chép nhầm ô hoặc thiếu tên đơn vị phối hợp thật. Khi giao việc (Nghị định 30/2020/NĐ-CP, Điều 22, 23), chủ trì và phối hợp là hai vai khác nhau và được đôn đốc khác nhau.",
        "A unit cannot support itself; mostly a cell was copied wrongly or the real supporting unit is missing. Lead and support are two roles (Decree 30/2020/NĐ-CP, articles 22 and 23) and are reminded in different ways.",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tPhòng Kinh tế; Công an xã\tTrước ngày 30/6/2026",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for assignment in &reading.draft.assignments {
        let mut supporters: HashMap<String, &NamedUnit> = HashMap::new();
        for unit in &assignment.coordinators {
            supporters.entry(name_key(&unit.name)).or_insert(unit);
        }
        for lead in assignment.leads.iter().filter(|lead| !is_group(&lead.name)) {
            let Some(double) = supporters.get(&name_key(&lead.name)) else {
                continue;
            };
            let (id, name, title) = (&assignment.id, &lead.name, brief(&assignment.title.text));
            let message = (
                format!("“{name}” vừa chủ trì vừa phối hợp nhiệm vụ {id} “{title}”."),
                format!("“{name}” both leads and supports task {id} “{title}”."),
            );
            findings.push(
                Finding::new(
                    message,
                    (
                        "Bỏ đơn vị này ở cột phối hợp, hoặc ghi đúng đơn vị phối hợp.",
                        "Take it out of the supporting units, or name the unit that was meant.",
                    ),
                )
                .at(double.at)
                .other(Some(lead.at))
                .of(id),
            );
        }
    }
    findings
}

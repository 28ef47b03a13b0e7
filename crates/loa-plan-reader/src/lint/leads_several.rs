//! P205: tasks that two or more units lead together.

use crate::lint::names::{is_single, table_of};
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, list_ids};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P205",
    severity: Severity::Note,
    name: ("Nhiều đơn vị cùng chủ trì", "Several leads"),
    explanation: (
        "Khi hai đơn vị cùng chủ trì một việc, mỗi đơn vị đều được giao và đều bị đôn đốc, nhưng không rõ ai tổng hợp kết quả. Giao việc nên có một chủ trì (Nghị định 30/2020/NĐ-CP, Điều 22, 23), các đơn vị khác phối hợp; hoặc ghi mỗi đơn vị tự thực hiện phần của mình.",
        "When two units lead together, both are given the task and reminded, but who sums up the result is open. An order should have one lead (Decree 30/2020/NĐ-CP, articles 22 and 23) and the others in support; or say that each does its own part.",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế; Công an xã\tĐoàn Thanh niên xã\tTrước ngày 30/6/2026",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã; Đoàn Thanh niên xã\tTrước ngày 30/6/2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let several: Vec<_> = reading
        .draft
        .assignments
        .iter()
        .filter(|row| {
            table_of(row).is_some()
                && row.leads.len() > 1
                && row.leads.iter().filter(|unit| is_single(&unit.name)).count() > 1
        })
        .collect();
    let Some(first) = several.first() else {
        return Vec::new();
    };
    let ids = list_ids(several.iter().map(|row| row.id.as_str()));
    let message = (
        format!("Từ hai đơn vị trở lên cùng chủ trì: nhiệm vụ {ids}."),
        format!("Two or more units lead together: task {ids}."),
    );
    let at = first.leads.first().map_or(first.title.at, |unit| unit.at);
    let finding = Finding::new(message, ("Giữ một đơn vị chủ trì, chuyển đơn vị khác sang phối hợp, nếu không phải mỗi đơn vị làm phần của mình.", "Keep one lead and let the others support, unless each does its own part.")).at(at);
    vec![if several.len() == 1 {
        finding.of(&first.id)
    } else {
        finding
    }]
}

//! P201: a row of a task table names nobody who leads (DOC-27, PLAN-04).

use crate::lint::names::table_of;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, brief};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P201",
    severity: Severity::Error,
    name: ("Nhiệm vụ không có đơn vị chủ trì", "Task without a lead"),
    explanation: (
        "Giao việc phải ghi rõ đơn vị chủ trì, đơn vị phối hợp và thời hạn (Nghị định 30/2020/NĐ-CP, Điều 22, 23 về chỉ đạo, phân phối và giải quyết văn bản). Dòng không có chủ trì thì không ai nhận việc, không ai bị đôn đốc; phần mềm không giao được nhiệm vụ cho đơn vị nào. Dòng chỉ là tiêu đề của nhóm, và dòng lấy chủ trì của dòng cha, không bị nhắc.",
        "An order names who leads, who supports and by when (Decree 30/2020/NĐ-CP, articles 22 and 23). Nobody takes on, and nobody is reminded of, a row without a lead, and the program can give it to no unit. Rows that only head a group, and rows that take the lead of the row above them, are not reported.",
    ),
    example: ("7\tLập danh sách cộng tác viên truyền thanh cơ sở\t\tCông an xã\tTrước ngày 30/6/2026", "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2026"),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let rows = || reading.draft.assignments.iter().filter_map(|row| Some((table_of(row)?, row)));
    let named = |table: u32| rows().any(|(other, row)| other == table && !(row.leads.is_empty() && row.implementers.is_empty()));
    let without = rows().filter(|(table, row)| row.leads.is_empty() && row.implementers.is_empty() && named(*table));
    let finding = |(_, row): (u32, &crate::assignment::Assignment)| {
        let title = brief(&row.title.text);
        let message = (format!("Nhiệm vụ {} “{title}” không có đơn vị chủ trì.", row.id), format!("Task {} “{title}” has no lead.", row.id));
        Finding::new(message, ("Ghi một đơn vị chủ trì vào dòng này.", "Name one leading unit in this row.")).at(row.title.at).of(&row.id)
    };
    without.map(finding).collect()
}

//! P204: the only lead is a group that nobody can list ("các đơn vị có liên quan").

use crate::lint::names::{is_open, table_of};
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, brief};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P204",
    severity: Severity::Warning,
    name: (
        "Chủ trì là “đơn vị có liên quan”",
        "The lead is “units concerned”",
    ),
    explanation: (
        "“Các cơ quan, đơn vị có liên quan” dùng được cho vai phối hợp, không dùng được cho vai chủ trì: không đơn vị nào biết mình có thuộc diện đó hay không, nên không ai bị đôn đốc (yêu cầu giao rõ chủ trì: Nghị định 30/2020/NĐ-CP, Điều 22, 23).",
        "“The bodies concerned” will do for support but not for a lead: no unit knows whether it is meant, so none can be reminded (orders must name the lead: Decree 30/2020/NĐ-CP, articles 22 and 23).",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tCác đơn vị có liên quan\tCông an xã\tTrước ngày 30/6/2026",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCác đơn vị có liên quan\tTrước ngày 30/6/2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let open = reading.draft.assignments.iter().filter(|row| {
        table_of(row).is_some() && !row.leads.is_empty() && row.leads.iter().all(|unit| is_open(&unit.name))
    });
    let finding = |row: &crate::assignment::Assignment| {
        let name = row
            .leads
            .first()
            .map(|unit| unit.name.as_str())
            .unwrap_or_default();
        let title = brief(&row.title.text);
        let message = (
            format!(
                "Nhiệm vụ {} “{title}” chỉ giao “{name}” chủ trì: không rõ đơn vị nào.",
                row.id
            ),
            format!(
                "Task {} “{title}” is led only by “{name}”: which units, nobody can say.",
                row.id
            ),
        );
        let at = row.leads.first().map_or(row.title.at, |unit| unit.at);
        Finding::new(
            message,
            (
                "Ghi tên đơn vị chủ trì; chuyển “đơn vị có liên quan” sang cột phối hợp.",
                "Name the lead; move “units concerned” to the supporting units.",
            ),
        )
        .at(at)
        .of(&row.id)
    };
    open.map(finding).collect()
}

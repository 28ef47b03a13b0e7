//! P502: names that the list of units does not have, in one note.

use crate::lint::reading::Reading;
use crate::lint::{Finding, Groups, Rule};
use crate::notice::Severity;
use crate::unit_names::is_person;
use crate::units::Meaning;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P502",
    severity: Severity::Note,
    name: (
        "Đơn vị không có trong danh mục",
        "Unit that the list does not have",
    ),
    explanation: (
        "Tên đơn vị trong kế hoạch không khớp tên hay tên khác nào trong danh mục đơn vị, nên nhiệm vụ được giao theo tên chứ không tới tài khoản nào. Thêm đơn vị hoặc tên khác vào danh mục, hoặc sửa tên trong kế hoạch. (Tên cơ quan ghi đầy đủ, chính xác: Nghị định 30/2020/NĐ-CP, Phụ lục I và II.)",
        "The name in the plan fits no name or alias in the list of units, so the task goes to a name and reaches no account. Add the unit or an alias to the list, or correct the name in the plan. (Names of bodies in full and exact: Decree 30/2020/NĐ-CP, Annexes I and II.)",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Thủy lợi\tCông an xã\tTrước ngày 30/6/2026",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let Some(units) = reading.context.units else {
        return Vec::new();
    };
    let issuer = crate::duty::issuer(reading.draft, reading.context);
    let mut unknown = Groups::default();
    for (_, named) in reading
        .draft
        .assignments
        .iter()
        .flat_map(|assignment| assignment.units())
    {
        let listed = units.named(&named.name).next().is_some()
            || units.meaning(&named.name, issuer, None) != Meaning::Unknown;
        if !listed && !is_person(&named.name) {
            unknown.add(named.name.as_str(), named.at);
        }
    }
    let all: Vec<_> = unknown.iter().collect();
    let Some((_, first)) = all.iter().min_by_key(|(_, group)| group.at.span.start) else {
        return Vec::new();
    };
    let names = all
        .iter()
        .take(6)
        .map(|(name, _)| format!("“{name}”"))
        .collect::<Vec<_>>()
        .join("; ");
    let more = if all.len() > 6 {
        format!(" … ({})", all.len())
    } else {
        String::new()
    };
    let message = (
        format!("Không có trong danh mục đơn vị: {names}{more}."),
        format!("Not in the list of units: {names}{more}."),
    );
    vec![
        Finding::new(
            message,
            (
                "Thêm vào danh mục (cột aliases cho tên khác), hoặc sửa tên.",
                "Add them to the list (column aliases for other names), or correct the names.",
            ),
        )
        .at(first.at),
    ]
}

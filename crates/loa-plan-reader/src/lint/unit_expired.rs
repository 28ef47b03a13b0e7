//! P501: a unit of the list that does not exist on the day of the plan (GEN-02).

use jiff::civil::Date;

use crate::lint::dates::day_text;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Group, Groups, Rule};
use crate::notice::{Sentence, Severity};
use crate::units::{Unit, Units};

/// The rule.
pub static RULE: Rule = Rule {
    code: "P501",
    severity: Severity::Error,
    name: (
        "Đơn vị không tồn tại vào ngày ban hành",
        "Unit that does not exist on that day",
    ),
    explanation: (
        "Đơn vị có trong danh mục nhưng đã kết thúc hoạt động trước ngày ban hành, hoặc chưa được thành lập: không ai nhận việc. Danh mục ghi ngày bắt đầu, ngày kết thúc và đơn vị kế thừa; hãy giao cho đơn vị kế thừa. Từ ngày 01/7/2025 không còn cấp huyện (Luật Tổ chức chính quyền địa phương 72/2025/QH15).",
        "The unit is in the list but ended before the plan was issued, or was not set up yet: nobody takes on the task. The list gives first and last day and the successors; give the task to the successor. Since 1 July 2025 there is no district level (Law on the Organisation of Local Government 72/2025/QH15).",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Hạ tầng\tCông an xã\tTrước ngày 30/6/2026",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let (Some(units), Some(day)) = (reading.context.units, reading.issued_from()) else {
        return Vec::new();
    };
    let mut groups = Groups::default();
    for (_, named) in reading
        .draft
        .assignments
        .iter()
        .flat_map(|assignment| assignment.units())
    {
        if expired(units, &named.name, day).is_some() {
            groups.add(named.name.as_str(), named.at);
        }
    }
    groups
        .iter()
        .filter_map(|(name, group)| Some(finding(units, name, group, expired(units, name, day)?, day)))
        .collect()
}

/// The unit with this name, when none with the name exists on the day.
fn expired<'a>(units: &'a Units, name: &str, day: Date) -> Option<&'a Unit> {
    let mut first = None;
    for unit in units.named(name) {
        if unit.exists_on(day) {
            return None;
        }
        first = first.or(Some(unit));
    }
    first
}

fn finding(units: &Units, name: &str, group: Group, unit: &Unit, day: Date) -> Finding {
    let (vi, en) = group.places();
    let message = match unit.valid_to.filter(|to| *to < day) {
        Some(to) => (
            format!("“{name}”{vi} đã kết thúc hoạt động ngày {}.", day_text(to)),
            format!("“{name}”{en} ended on {}.", day_text(to)),
        ),
        None => {
            let from = unit.valid_from.map(day_text).unwrap_or_default();
            (
                format!("“{name}”{vi} đến ngày {from} mới thành lập."),
                format!("“{name}”{en} is set up only on {from}."),
            )
        }
    };
    let successors: Vec<&str> = unit
        .successors
        .iter()
        .filter_map(|id| units.get(id))
        .map(|unit| unit.name.as_str())
        .collect();
    let hint = if successors.is_empty() {
        Sentence::new(
            "Giao cho đơn vị đang hoạt động.",
            "Give it to a unit that exists.",
        )
    } else {
        let names = successors.join("; ");
        Sentence::new(
            format!("Giao cho đơn vị kế thừa: {names}."),
            format!("Give it to the successor: {names}."),
        )
    };
    Finding {
        hint,
        ..Finding::new(message, ("", "")).at(group.at).other(group.other)
    }
}

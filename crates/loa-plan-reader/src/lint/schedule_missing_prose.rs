//! P212: orders of the running text that say nothing about the time, in one note.

use crate::assignment::Origin;
use crate::lint::names::is_general;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, list_ids};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P212",
    severity: Severity::Note,
    name: (
        "Nhiệm vụ trong nội dung không có thời gian",
        "Orders of the text without a time",
    ),
    explanation: (
        "Nhiệm vụ ghi trong phần tổ chức thực hiện mà không có thời hạn sẽ không có ngày đến hạn và không được đôn đốc tự động. Nhiều nhiệm vụ loại này là trách nhiệm chung, làm suốt kỳ kế hoạch; nhiệm vụ nào cần kết quả cụ thể thì nên ghi thời hạn (Nghị định 30/2020/NĐ-CP, Điều 22, 23).",
        "An order in the section on execution without a term has no day on which it is due and is not reminded by itself. Many are general duties for the whole time of the plan; those that should bring a result need a term (Decree 30/2020/NĐ-CP, articles 22 and 23).",
    ),
    example: (
        "2. Công an xã\n- Bảo đảm an ninh, trật tự tại các buổi tuyên truyền.",
        "2. Công an xã\n- Báo cáo kết quả bảo đảm an ninh, trật tự trước ngày 15/11/2026.",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let without: Vec<_> = reading
        .draft
        .assignments
        .iter()
        .filter(|order| order.origin == Origin::Prose && order.timing.is_none() && !is_general(order))
        .collect();
    let Some(first) = without.first() else {
        return Vec::new();
    };
    let ids = list_ids(without.iter().map(|order| order.id.as_str()));
    let count = without.len();
    let message = (
        format!("{count} nhiệm vụ trong nội dung không ghi thời gian: {ids}."),
        format!("{count} orders of the text give no time: {ids}."),
    );
    let finding = Finding::new(message, ("Nhiệm vụ cần kết quả cụ thể thì ghi thời hạn; còn lại được hiểu là làm suốt kỳ kế hoạch.", "Give a term to those that should bring a result; the others are taken to last as long as the plan.")).at(first.title.at);
    vec![if count == 1 {
        finding.of(&first.id)
    } else {
        finding
    }]
}

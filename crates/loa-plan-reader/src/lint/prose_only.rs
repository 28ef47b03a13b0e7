//! P223: orders of the running text that no row of the task table carries, in one note.

use crate::assignment::Origin;
use crate::lint::names::is_general;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, list_ids};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P223",
    severity: Severity::Note,
    name: (
        "Nhiệm vụ chỉ có trong nội dung, không có trong bảng",
        "Orders that the table does not carry",
    ),
    explanation: (
        "Khi kế hoạch có bảng nhiệm vụ, các đơn vị và bộ phận theo dõi thường chỉ nhìn bảng. Việc chỉ ghi trong phần tổ chức thực hiện (ví dụ gửi kế hoạch của đơn vị, báo cáo định kỳ) dễ bị bỏ sót, nhất là việc có thời hạn. Phần mềm vẫn giao những việc này; nên đưa việc có thời hạn vào bảng (giao việc rõ chủ trì và thời hạn: Nghị định 30/2020/NĐ-CP, Điều 22, 23).",
        "Where a plan has a task table, units and those who watch over it look only there. What only the section on execution says (send in your own plan, report at intervals) is easily missed, above all when it has a term. The program hands it out all the same; put dated orders into the table (orders name lead and term: Decree 30/2020/NĐ-CP, articles 22 and 23).",
    ),
    example: (
        "2. Công an xã\n- Gửi báo cáo kết quả bảo đảm trật tự trước ngày 15/11/2026.",
        "2. Phòng Kinh tế\n- In, căng treo khẩu hiệu, cụm pa nô tuyên truyền tại trung tâm xã.",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let assignments = &reading.draft.assignments;
    let has_table = assignments
        .iter()
        .any(|assignment| assignment.origin == Origin::Table);
    let prose: Vec<_> = assignments
        .iter()
        .filter(|assignment| assignment.origin == Origin::Prose && !is_general(assignment))
        .collect();
    let Some(first) = prose.first().filter(|_| has_table) else {
        return Vec::new();
    };
    let dated: Vec<_> = prose.iter().filter(|order| order.timing.is_some()).collect();
    let (count, ids) = (prose.len(), list_ids(prose.iter().map(|order| order.id.as_str())));
    let (vi, en) = if dated.is_empty() {
        (String::new(), String::new())
    } else {
        let ids = list_ids(dated.iter().map(|order| order.id.as_str()));
        (format!(" Có thời gian: {ids}."), format!(" With a time: {ids}."))
    };
    let message = (
        format!("{count} nhiệm vụ trong nội dung không có dòng nào trong bảng: {ids}.{vi}"),
        format!("{count} orders of the text have no row in the table: {ids}.{en}"),
    );
    let at = dated.first().map_or(first.title.at, |order| order.title.at);
    let finding = Finding::new(
        message,
        (
            "Đưa việc có thời hạn hoặc cần kết quả vào bảng.",
            "Put what is dated or should bring a result into the table.",
        ),
    )
    .at(at);
    vec![if count == 1 {
        finding.of(&first.id)
    } else {
        finding
    }]
}

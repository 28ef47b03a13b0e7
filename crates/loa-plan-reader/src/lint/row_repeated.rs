//! P221: two rows of the tables tell the same task.

use std::collections::HashMap;

use crate::assignment::Assignment;
use crate::lint::names::table_of;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, brief};
use crate::notice::Severity;
use crate::units::name_key;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P221",
    severity: Severity::Warning,
    name: ("Nhiệm vụ lặp lại trong bảng", "Task told twice in the tables"),
    explanation: (
        "Hai dòng cùng nội dung sẽ thành hai nhiệm vụ, hai lần nhắc và hai lần tính trong báo cáo. Nếu là hai việc khác nhau (kỳ khác, địa bàn khác) thì nên ghi sự khác nhau vào tên nhiệm vụ; nếu là một việc thì bỏ một dòng. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "Two rows with the same words become two tasks, two reminders and two figures in the report. If they are two tasks (another period, another area), let the title say so; if they are one, drop a row. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "7\tRà soát, cập nhật danh mục thủ tục hành chính niêm yết\tPhòng Kinh tế\tCông an xã\tQuý III năm 2026\n8\tRà soát, cập nhật danh mục thủ tục hành chính niêm yết\tPhòng Kinh tế\tCông an xã\tQuý III năm 2026",
        "7\tRà soát, cập nhật danh mục thủ tục hành chính niêm yết\tPhòng Kinh tế\tCông an xã\tQuý III năm 2026",
    ),
    check,
};

/// Shorter titles ("Xây dựng kế hoạch") are equal by chance.
const FEWEST_WORDS: usize = 6;

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut seen: HashMap<String, &Assignment> = HashMap::new();
    let mut findings = Vec::new();
    for row in reading
        .draft
        .assignments
        .iter()
        .filter(|row| table_of(row).is_some())
    {
        let key = crate::text::plain(&row.title.text);
        if key.split(' ').count() < FEWEST_WORDS {
            continue;
        }
        let Some(first) = seen.get(key.as_str()).copied() else {
            seen.insert(key, row);
            continue;
        };
        // The same words in another group, for another unit, are another task.
        if first.group != row.group && leads(first) != leads(row) {
            continue;
        }
        let title = brief(&row.title.text);
        let differs = leads(first) != leads(row);
        let (vi, en) = if differs {
            (", nhưng đơn vị chủ trì khác nhau", ", with different leads")
        } else {
            ("", "")
        };
        let message = (
            format!(
                "Nhiệm vụ {} lặp lại nhiệm vụ {}: “{title}”{vi}.",
                row.id, first.id
            ),
            format!("Task {} repeats task {}: “{title}”{en}.", row.id, first.id),
        );
        findings.push(
            Finding::new(
                message,
                (
                    "Bỏ một dòng, hoặc ghi rõ chỗ khác nhau.",
                    "Drop a row, or say how they differ.",
                ),
            )
            .at(row.title.at)
            .other(Some(first.title.at))
            .of(&row.id),
        );
    }
    findings
}

fn leads(row: &Assignment) -> Vec<String> {
    row.leads.iter().map(|unit| name_key(&unit.name)).collect()
}

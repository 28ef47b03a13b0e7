//! P117: numbers of the rows of a task table that come twice or leave a gap.

use loa_docfile::body::{Cell, Row, Table};

use crate::lint::names::{table_of, tables};
use crate::lint::numbering::HINT;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, brief};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P117",
    severity: Severity::Warning,
    name: (
        "Số thứ tự trong bảng trùng hoặc nhảy số",
        "Row numbers doubled or left out",
    ),
    explanation: (
        "Nhiệm vụ trong bảng được báo cáo và đôn đốc theo số thứ tự (“nhiệm vụ số 5”). Hai dòng cùng số thì báo cáo lẫn nhau; nhảy số có thể là mất một dòng khi sao chép. Đánh số lại từ 1 ở đầu mỗi nhóm không bị nhắc. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "Tasks of a table are reported and reminded by their number (“task 5”). Two rows with one number get mixed up in reports; a gap may be a row lost in copying. A list that begins again at 1 in each group is not reported. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "6\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tQuý III năm 2026",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tQuý III năm 2026",
    ),
    check,
};

/// A larger step is a list of its own, or numbers of another list.
const LARGEST_GAP: u32 = 3;

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let of_tasks: Vec<u32> = reading.draft.assignments.iter().filter_map(table_of).collect();
    tables(reading)
        .filter(|table| of_tasks.contains(&table.place.block))
        .flat_map(rows)
        .collect()
}

fn rows(table: &Table) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut last: Option<(u32, &Row)> = None;
    for row in &table.rows {
        let Some(first) = row.cells.first().filter(|cell| cell.column == 0) else {
            continue;
        };
        let text = first.text();
        let Some(number) = number(&text) else {
            // "II", "A": a group, whose rows may count anew. "2.1" stands below its 2, a blank goes on.
            if text.chars().any(char::is_alphabetic) || text.trim().is_empty() && row.cells.len() == 1 {
                last = None;
            }
            continue;
        };
        if let Some((before, above)) = last {
            findings.extend(compare(before, above, number, row));
        }
        last = Some((number, row));
    }
    findings
}

fn compare(before: u32, above: &Row, number: u32, row: &Row) -> Option<Finding> {
    let (first, second) = (title(above)?, title(row)?);
    let (one, other) = (brief(&first.text()), brief(&second.text()));
    let message = if number == before {
        // A row broken by the page has its number again, and the same words or none.
        if one == other {
            return None;
        }
        (
            format!("Hai dòng của bảng cùng số {number}: “{one}” và “{other}”."),
            format!("Two rows have the number {number}: “{one}” and “{other}”."),
        )
    } else if number > before + 1 && number <= before + LARGEST_GAP {
        (
            format!("Bảng nhảy số: sau dòng {before} là dòng {number} (“{other}”)."),
            format!("The table leaves out a number: {number} follows {before} (“{other}”)."),
        )
    } else {
        return None;
    };
    Some(
        Finding::new(message, HINT)
            .at(second.place)
            .other(Some(first.place)),
    )
}

fn number(text: &str) -> Option<u32> {
    text.trim().trim_end_matches(['.', ')']).parse().ok()
}

/// The first cell with words behind the number.
fn title(row: &Row) -> Option<&Cell> {
    row.cells.iter().skip(1).find(|cell| {
        cell.paragraphs
            .iter()
            .any(|paragraph| paragraph.text.chars().any(char::is_alphabetic))
    })
}

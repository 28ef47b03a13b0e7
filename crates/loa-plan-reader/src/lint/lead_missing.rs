//! P201: a row of a task table names nobody who leads (DOC-27, PLAN-04).

use loa_docfile::body::{Cell, Row, Table};

use crate::lint::names::{table_of, tables};
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
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\t\tCông an xã\tTrước ngày 30/6/2026",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let rows = || {
        reading
            .draft
            .assignments
            .iter()
            .filter_map(|row| Some((table_of(row)?, row)))
    };
    let named = |table: u32| {
        rows().any(|(other, row)| other == table && !(row.leads.is_empty() && row.implementers.is_empty()))
    };
    let without =
        rows().filter(|(table, row)| row.leads.is_empty() && row.implementers.is_empty() && named(*table));
    let finding = |(_, row): (u32, &crate::assignment::Assignment)| {
        let title = brief(&row.title.text);
        let message = (
            format!("Nhiệm vụ {} “{title}” không có đơn vị chủ trì.", row.id),
            format!("Task {} “{title}” has no lead.", row.id),
        );
        Finding::new(
            message,
            (
                "Ghi một đơn vị chủ trì vào dòng này.",
                "Name one leading unit in this row.",
            ),
        )
        .at(row.title.at)
        .of(&row.id)
    };
    let mut findings: Vec<Finding> = without.map(finding).collect();
    let of_tasks: Vec<u32> = rows().map(|(table, _)| table).collect();
    for table in tables(reading).filter(|table| of_tasks.contains(&table.place.block)) {
        findings.extend(bare_rows(table));
    }
    findings
}

/// Numbered rows with a title and nothing else that are no heading: the next number follows them at once.
fn bare_rows(table: &Table) -> Vec<Finding> {
    let number = |row: &Row| {
        row.cells.first().and_then(|cell| {
            cell.text()
                .trim()
                .trim_end_matches(['.', ')'])
                .parse::<u32>()
                .ok()
        })
    };
    let mut findings = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        let filled: Vec<&Cell> = row
            .cells
            .iter()
            .filter(|cell| {
                cell.paragraphs
                    .iter()
                    .any(|paragraph| paragraph.text.chars().any(char::is_alphabetic))
            })
            .collect();
        let (Some(own), [title]) = (number(row), filled.as_slice()) else {
            continue;
        };
        let before = at
            .checked_sub(1)
            .and_then(|at| table.rows.get(at))
            .and_then(number);
        let follows = match table.rows.get(at + 1) {
            Some(next) => number(next) == Some(own + 1),
            None => before.is_some_and(|before| before + 1 == own),
        };
        let plain = row.cells.len() > 3
            && row
                .cells
                .iter()
                .all(|cell| cell.col_span == 1 && cell.row_span == 1);
        if follows && plain {
            let text = brief(&title.text());
            let message = (
                format!("Nhiệm vụ {own} “{text}” không có đơn vị chủ trì, không có thời gian."),
                format!("Task {own} “{text}” has no lead and no time."),
            );
            findings.push(
                Finding::new(
                    message,
                    (
                        "Ghi đơn vị chủ trì và thời gian; nếu là tiêu đề nhóm, đánh số dòng con theo nó.",
                        "Name lead and time; if it heads a group, number the rows below it so.",
                    ),
                )
                .at(title.place),
            );
        }
    }
    findings
}

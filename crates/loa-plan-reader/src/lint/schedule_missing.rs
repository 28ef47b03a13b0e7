//! P211: a row of a table that has a column for the time says nothing about it.

use std::collections::BTreeMap;

use crate::assignment::Assignment;
use crate::lint::names::table_of;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, brief, list_ids};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P211",
    severity: Severity::Warning,
    name: ("Nhiệm vụ trong bảng không có thời gian", "Row without a time"),
    explanation: (
        "Giao việc phải có thời hạn (Nghị định 30/2020/NĐ-CP, Điều 22, 23). Ô thời gian bỏ trống thì nhiệm vụ không có ngày đến hạn, không nhắc, không tính quá hạn được. Dòng lấy thời gian của dòng cha không bị nhắc.",
        "An order has a term (Decree 30/2020/NĐ-CP, articles 22 and 23). With the cell left empty the task has no day on which it is due; nothing can be reminded or be late. Rows that take the time of the row above them are not reported.",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\t",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2026",
    ),
    check,
};

/// More rows than this are told in one notice.
const SINGLE: usize = 3;

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let rows = || {
        reading
            .draft
            .assignments
            .iter()
            .filter_map(|row| Some((table_of(row)?, row)))
    };
    let timed = |table: u32| rows().any(|(other, row)| other == table && row.timing.is_some());
    let mut tables: BTreeMap<u32, Vec<&Assignment>> = BTreeMap::new();
    for (table, row) in rows().filter(|(table, row)| row.timing.is_none() && timed(*table)) {
        tables.entry(table).or_default().push(row);
    }
    let mut findings = Vec::new();
    for rows in tables.values() {
        if let Some(first) = rows.first().filter(|_| rows.len() > SINGLE) {
            let ids = list_ids(rows.iter().map(|row| row.id.as_str()));
            let message = (
                format!("{} nhiệm vụ trong bảng không có thời gian: {ids}.", rows.len()),
                format!("{} tasks of the table have no time: {ids}.", rows.len()),
            );
            findings.push(Finding::new(message, HINT).at(first.title.at));
            continue;
        }
        for row in rows {
            let title = brief(&row.title.text);
            let message = (
                format!("Nhiệm vụ {} “{title}” không có thời gian.", row.id),
                format!("Task {} “{title}” has no time.", row.id),
            );
            findings.push(Finding::new(message, HINT).at(row.title.at).of(&row.id));
        }
    }
    findings
}

const HINT: (&str, &str) = ("Ghi thời hạn hoặc kỳ thực hiện.", "Give a term or a period.");

//! P218: units stand where the time should be, or a time where units should be.

use loa_calendar::phrase::{Context as PhraseContext, read_phrase};

use crate::lint::names::table_of;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule, brief};
use crate::notice::Severity;
use crate::text::words;
use crate::unit_names::begins_unit;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P218",
    severity: Severity::Warning,
    name: (
        "Nhầm cột đơn vị và thời gian",
        "Units and time in each other's column",
    ),
    explanation: (
        "Ô thời gian chứa tên đơn vị, hoặc ô đơn vị chứa thời gian: thường là dán lệch cột. Cả hai giá trị của dòng đều không dùng được cho tới khi sửa (giao việc phải rõ đơn vị và thời hạn: Nghị định 30/2020/NĐ-CP, Điều 22, 23).",
        "The cell for the time holds a unit, or the cell for units a time: mostly pasted one column off. Neither value of the row can be used until that is put right (orders name unit and term: Decree 30/2020/NĐ-CP, articles 22 and 23).",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tTrước ngày 30/6/2026\tCông an xã\tPhòng Kinh tế",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for row in reading
        .draft
        .assignments
        .iter()
        .filter(|row| table_of(row).is_some())
    {
        let id = &row.id;
        for (_, unit) in row.units().filter(|(_, unit)| is_time(&unit.name)) {
            let name = brief(&unit.name);
            let message = (
                format!("Nhiệm vụ {id}: ô đơn vị ghi “{name}”, giống thời gian hơn tên đơn vị."),
                format!("Task {id}: the cell of units says “{name}”, which looks like a time."),
            );
            findings.push(Finding::new(message, HINT).at(unit.at).of(id));
        }
        let Some(timing) = row
            .timing
            .as_ref()
            .filter(|timing| !timing.inherited && !timing.schedule.is_known())
        else {
            continue;
        };
        if begins_unit(&timing.words.text, &words(&timing.words.text)) {
            let name = brief(&timing.words.text);
            let message = (
                format!("Nhiệm vụ {id}: ô thời gian ghi “{name}”, giống tên đơn vị."),
                format!("Task {id}: the cell of the time says “{name}”, which looks like a unit."),
            );
            findings.push(Finding::new(message, HINT).at(timing.words.at).of(id));
        }
    }
    findings
}

const HINT: (&str, &str) = (
    "Kiểm tra dòng này có bị lệch cột không.",
    "See whether the row is one column off.",
);

/// A phrase that is a time and nothing else.
fn is_time(name: &str) -> bool {
    let begins = words(name).first().is_some_and(|word| {
        matches!(
            word.folded.as_str(),
            "ngay" | "thang" | "quy" | "nam" | "truoc" | "thuong" | "hang" | "trong" | "den" | "cham"
        ) || word.folded.chars().all(|c| c.is_ascii_digit())
    });
    let schedule = begins.then(|| read_phrase(name, &PhraseContext::default()));
    schedule.is_some_and(|schedule| schedule.is_known() && schedule.rest.is_empty())
}

//! P306: a spreadsheet date whose day and month may be swapped.

use loa_calendar::schedule::Ambiguity;

use crate::lint::reading::Reading;
use crate::lint::{Finding, Groups, Rule, brief};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P306",
    severity: Severity::Warning,
    name: ("Ngày và tháng có thể bị đảo", "Day and month may be swapped"),
    explanation: (
        "Bảng tính cài đặt theo kiểu Mỹ hiểu “05/02/2026” là ngày 02 tháng 5. Khi cả hai số đều không quá 12 thì nhìn vào ô không biết ngày nào đúng. Phần mềm tạm tính theo giá trị ô và chờ người phụ trách xác nhận; nên để cột ngày ở dạng chữ hoặc ghi “ngày 05 tháng 02 năm 2026” như Nghị định 30/2020/NĐ-CP, Phụ lục I.",
        "A spreadsheet set to American dates takes “05/02/2026” for 2 May. With both figures up to 12 the cell does not show which is right. The program goes by the value of the cell and waits for a person; keep such columns as text, or write the date out as Decree 30/2020/NĐ-CP, Annex I, has it.",
    ),
    example: ("7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\t2026-05-08 00:00:00", "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\t2026-05-28 00:00:00"),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut groups = Groups::default();
    let timings = reading.draft.assignments.iter().filter_map(|assignment| assignment.timing.as_ref());
    for timing in timings.filter(|timing| !timing.inherited && timing.schedule.ambiguities.contains(&Ambiguity::DayMonth)) {
        groups.add(format!("{}\t{}", brief(&timing.words.text), timing.schedule), timing.words.at);
    }
    let finding = |(key, group): (&str, crate::lint::Group)| {
        let (words, meaning) = key.split_once('\t').unwrap_or((key, ""));
        let words = words.trim_end_matches(" 00:00:00");
        let (vi, en) = group.places();
        let message = (format!("“{words}”{vi}: ngày và tháng có thể bị đảo ({meaning})."), format!("“{words}”{en}: day and month may be swapped ({meaning})."));
        Finding::new(message, ("Xác nhận ngày đúng; ghi ngày bằng chữ thì không bị đảo.", "Say which is right; dates kept as text are not swapped.")).at(group.at).other(group.other)
    };
    groups.iter().map(finding).collect()
}

//! P306: a spreadsheet date whose day and month may be swapped.

use loa_calendar::schedule::Ambiguity;

use crate::lint::dates::day_text;
use crate::lint::reading::Reading;
use crate::lint::schedule_conflict::due;
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
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\t2026-05-08 00:00:00",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\t2026-05-28 00:00:00",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut groups = Groups::default();
    let timings = reading
        .draft
        .assignments
        .iter()
        .filter_map(|assignment| assignment.timing.as_ref());
    for timing in timings
        .filter(|timing| !timing.inherited && timing.schedule.ambiguities.contains(&Ambiguity::DayMonth))
    {
        let first = timing.schedule.main().and_then(|term| due(&term.when));
        let second = timing
            .schedule
            .others
            .iter()
            .flatten()
            .find_map(|term| due(&term.when));
        let days: Vec<String> = first.into_iter().chain(second).map(day_text).collect();
        groups.add(
            format!("{}\t{}", brief(&timing.words.text), days.join("\t")),
            timing.words.at,
        );
    }
    let finding = |(key, group): (&str, crate::lint::Group)| {
        let mut parts = key.split('\t');
        let words = parts.next().unwrap_or_default().trim_end_matches(" 00:00:00");
        let days: Vec<&str> = parts.collect();
        let (vi_days, en_days) = (days.join(" hay "), days.join(" or "));
        let (vi, en) = group.places();
        let message = (
            format!("“{words}”{vi}: ngày và tháng có thể bị đảo: {vi_days}?"),
            format!("“{words}”{en}: day and month may be swapped: {en_days}?"),
        );
        Finding::new(
            message,
            (
                "Xác nhận ngày đúng; ghi ngày bằng chữ thì không bị đảo.",
                "Say which is right; dates kept as text are not swapped.",
            ),
        )
        .at(group.at)
        .other(group.other)
    };
    groups.iter().map(finding).collect()
}

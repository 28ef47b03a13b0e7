//! P301: a date that no calendar has.

use crate::lint::reading::Reading;
use crate::lint::{Finding, Groups, Rule};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P301",
    severity: Severity::Error,
    name: ("Ngày không có thật", "Date that does not exist"),
    explanation: (
        "Ngày 31 của tháng có 30 ngày, ngày 29 tháng 02 của năm không nhuận hoặc tháng 13 không có trên lịch, nên không tính được hạn. Phần mềm không tự sửa sang ngày gần nhất, vì không biết người soạn định viết ngày nào. (Cách ghi ngày: Nghị định 30/2020/NĐ-CP, Phụ lục I; cách tính hạn: Bộ luật Dân sự 2015, Điều 147, 148.)",
        "The 31st of a month of 30 days, 29 February of a common year or a month 13 are in no calendar, and no term can be reckoned from them. The program does not move to the nearest day: it cannot know which was meant. (Writing of dates: Decree 30/2020/NĐ-CP, Annex I; reckoning of terms: Civil Code 2015, articles 147 and 148.)",
    ),
    example: (
        "Các đơn vị gửi báo cáo trước ngày 31/6/2026.",
        "Các đơn vị gửi báo cáo trước ngày 30/6/2026.",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut groups = Groups::default();
    for passage in reading.passages {
        for date in &passage.dates {
            // Without a year 29 February may exist.
            let year = date.year.unwrap_or(2024);
            if date.on(Some(year)).is_none() {
                groups.add(
                    passage.cut(date.words.clone()),
                    passage.place_of(date.words.clone()),
                );
            }
        }
    }
    let finding = |(words, group): (&str, crate::lint::Group)| {
        let (vi, en) = group.places();
        let message = (
            format!("“{words}”{vi} không có trên lịch."),
            format!("“{words}”{en} is in no calendar."),
        );
        Finding::new(message, ("Ghi lại ngày đúng.", "Write the day that was meant."))
            .at(group.at)
            .other(group.other)
    };
    groups.iter().map(finding).collect()
}

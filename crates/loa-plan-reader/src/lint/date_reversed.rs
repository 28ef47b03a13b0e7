//! P304: a stretch of time that ends before it begins.

use crate::lint::passage::Passage;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Groups, Rule};
use crate::notice::Severity;
use crate::text::begins_with_any;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P304",
    severity: Severity::Warning,
    name: ("Ngày đầu sau ngày cuối", "Ends before it begins"),
    explanation: (
        "Khoảng thời gian “từ ngày … đến ngày …” có ngày cuối sớm hơn ngày đầu: một trong hai ngày gõ nhầm, thường là nhầm tháng hoặc năm. Phần mềm không tự đổi chỗ hai ngày. (Cách ghi thời gian: Nghị định 30/2020/NĐ-CP, Phụ lục I; tính thời hạn: Bộ luật Dân sự 2015, Điều 147, 148.)",
        "In “from … to …” the second day comes before the first: one of them is a slip, mostly in month or year. The program does not swap them. (Writing of dates: Decree 30/2020/NĐ-CP, Annex I; reckoning of terms: Civil Code 2015, articles 147 and 148.)",
    ),
    example: (
        "Tổ chức đợt cao điểm từ ngày 20/9/2026 đến ngày 05/9/2026.",
        "Tổ chức đợt cao điểm từ ngày 05/9/2026 đến ngày 20/9/2026.",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let mut groups = Groups::default();
    for passage in reading.passages {
        for pair in passage.dates.windows(2) {
            let [first, second] = pair else { continue };
            let joined = is_until(passage, first.words.end, second.words.start);
            // "từ 15/12 đến 14/01/2026" crosses the year; only the same month is certain then.
            let year = second
                .year
                .filter(|_| first.year.is_some() || first.month == second.month);
            let reversed = matches!((first.on(year), second.on(year)), (Some(from), Some(to)) if from > to);
            if joined && reversed {
                let range = first.words.start..second.words.end;
                groups.add(passage.cut(range.clone()), passage.place_of(range));
            }
        }
    }
    let finding = |(words, group): (&str, crate::lint::Group)| {
        let (vi, en) = group.places();
        let message = (
            format!("“{words}”{vi}: ngày cuối sớm hơn ngày đầu."),
            format!("“{words}”{en}: the last day comes before the first."),
        );
        Finding::new(message, ("Sửa ngày gõ nhầm.", "Correct the day that is wrong."))
            .at(group.at)
            .other(group.other)
    };
    groups.iter().map(finding).collect()
}

/// Only "đến (hết)" or a dash stands between the two dates, and "từ" before the first or a dash between.
fn is_until(passage: &Passage<'_>, from: usize, to: usize) -> bool {
    let Some(between) = passage.words.get(from..to) else {
        return false;
    };
    let length = begins_with_any(between, &["den het", "den", "toi", "-"]);
    length == Some(between.len()) && !between.is_empty()
}

//! P303: a year that contradicts the years of the plan.

use loa_calendar::schedule::{Bound, When};

use crate::head::plan_years;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Groups, Rule, brief};
use crate::notice::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P303",
    severity: Severity::Warning,
    name: ("Năm không thuộc kỳ kế hoạch", "Year outside the plan"),
    explanation: (
        "Tiêu đề ghi kế hoạch của năm nào thì thời hạn phải nằm trong năm đó hoặc liền kề. Thời hạn cách kỳ kế hoạch hơn một năm thường là gõ nhầm năm hoặc chép từ kế hoạch khác; nếu đúng ý thì có thể bỏ qua. (Trích yếu phản ánh khái quát nội dung văn bản: Nghị định 30/2020/NĐ-CP, Phụ lục I.)",
        "A plan for a year has its terms in that year or next to it. A term more than a year away is mostly a slip or copied from another plan; if it is meant, pass over the notice. (The title sums up the content: Decree 30/2020/NĐ-CP, Annex I.)",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2029",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tTrước ngày 30/6/2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let head = &reading.draft.head;
    // Without years in the title the year of issue says nothing of how far the plan reaches.
    let titled = head.title.as_ref().and_then(|title| plan_years(&title.text));
    let Some((first, last)) = titled.or(reading.context.year.map(|year| (year, year))) else {
        return Vec::new();
    };
    let issued = reading.issued_on.map(|date| date.year());
    // A plan "until 2030" runs from its issue.
    let first = issued.map_or(first, |issued| issued.min(first));
    let mut groups = Groups::default();
    for timing in reading
        .draft
        .assignments
        .iter()
        .filter_map(|assignment| assignment.timing.as_ref())
        .filter(|timing| !timing.inherited)
    {
        let years = timing
            .schedule
            .terms
            .iter()
            .filter(|term| !term.comment)
            .filter_map(|term| year_of(&term.when));
        // Before the issue: P302 tells it.
        let outside = |year: i16| year > last + 1 || year < first - 1 && issued.is_none();
        if years.into_iter().any(outside) {
            groups.add(brief(&timing.words.text), timing.words.at);
        }
    }
    let plan = if first == last {
        format!("{first}")
    } else {
        format!("{first} - {last}")
    };
    let finding = |(words, group): (&str, crate::lint::Group)| {
        let (vi, en) = group.places();
        let message = (
            format!("Thời hạn “{words}”{vi} nằm ngoài kỳ kế hoạch {plan}."),
            format!("The term “{words}”{en} lies outside the plan's years {plan}."),
        );
        Finding::new(message, ("Kiểm tra lại năm.", "Check the year."))
            .at(group.at)
            .other(group.other)
    };
    groups.iter().map(finding).collect()
}

/// Year in which an obligation ends.
fn year_of(when: &When) -> Option<i16> {
    match when {
        When::By(day, _) | When::Before(day, _) | When::At(day, _) | When::Start { on: day, .. } => {
            Some(day.year())
        }
        When::Window {
            until: Bound::On(day),
            ..
        } => Some(day.year()),
        _ => None,
    }
}

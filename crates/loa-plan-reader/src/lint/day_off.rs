//! P307: a term on a day on which offices rest (CAL-03, CAL-04).

use jiff::civil::Date;
use loa_calendar::holiday::Coverage;
use loa_calendar::schedule::When;
use loa_calendar::working_day::WorkCalendar;

use crate::lint::dates::{day_text, weekday_names, written_dates};
use crate::lint::reading::Reading;
use crate::lint::{Finding, Group, Groups, Rule};
use crate::notice::Severity;
use crate::text::words;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P307",
    severity: Severity::Note,
    name: ("Thời hạn rơi vào ngày nghỉ", "Term on a day off"),
    explanation: (
        "Bộ luật Dân sự 2015, Điều 148: ngày cuối của thời hạn là ngày nghỉ cuối tuần hoặc ngày nghỉ lễ thì thời hạn kết thúc vào cuối ngày làm việc tiếp theo. Nếu cần kết quả trước ngày nghỉ thì nên ghi ngày làm việc liền trước. Lịch nghỉ lễ theo Bộ luật Lao động 2019, Điều 112 và thông báo hằng năm; năm chưa có thông báo thì chỉ biết ngày cuối tuần.",
        "Civil Code 2015, article 148: a term whose last day is a weekend or holiday ends with the next working day. If the result is needed before the rest, name the working day before it. Holidays are those of the Labour Code 2019, article 112, and the yearly notices; for years without a notice only weekends are known.",
    ),
    example: (
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tChậm nhất ngày 28/6/2026",
        "7\tLập danh sách cộng tác viên truyền thanh cơ sở\tPhòng Kinh tế\tCông an xã\tChậm nhất ngày 26/6/2026",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let calendar = WorkCalendar::vietnam();
    let mut groups = Groups::default();
    let timings = reading
        .draft
        .assignments
        .iter()
        .filter_map(|assignment| assignment.timing.as_ref());
    for timing in timings.filter(|timing| !timing.inherited) {
        for day in timing
            .schedule
            .terms
            .iter()
            .filter(|term| !term.comment)
            .filter_map(|term| deadline(&term.when))
        {
            let past = reading.issued_on.is_some_and(|issued_on| day < issued_on);
            if !past && !calendar.is_working_day(day) && names_day(&timing.words.text, day) {
                groups.add(day.to_string(), timing.words.at);
            }
        }
    }
    groups
        .iter()
        .filter_map(|(day, group)| Some(finding(calendar, day.parse().ok()?, group)))
        .collect()
}

fn finding(calendar: &WorkCalendar, day: Date, group: Group) -> Finding {
    let (vi_name, en_name) = weekday_names(day);
    let holiday = calendar.holidays().get(day).map(|special| special.name.clone());
    let (vi_why, en_why) = holiday.map_or((vi_name.to_owned(), en_name.to_owned()), |name| {
        (format!("{vi_name}, {name}"), format!("{en_name}, {name}"))
    });
    let settled = calendar.coverage(day.year()) != Coverage::Unknown;
    let next = calendar.next_working_day(day).filter(|_| settled).map(day_text);
    let (vi_next, en_next) = next.map_or((String::new(), String::new()), |next| {
        (
            format!("; theo luật, hạn kéo sang {next}"),
            format!("; by law the term runs on to {next}"),
        )
    });
    let (vi, en) = group.places();
    let text = day_text(day);
    let message = (
        format!("Thời hạn {text}{vi} là ngày nghỉ ({vi_why}){vi_next}."),
        format!("The term {text}{en} is a day off ({en_why}){en_next}."),
    );
    Finding::new(
        message,
        (
            "Ghi một ngày làm việc nếu cần kết quả đúng ngày.",
            "Name a working day if the result is needed by then.",
        ),
    )
    .at(group.at)
    .other(group.other)
}

/// The day by which something must be done; a meeting may well be on a Sunday.
fn deadline(when: &When) -> Option<Date> {
    match when {
        When::By(day, _) | When::Before(day, Some(_)) => Some(*day),
        _ => None,
    }
}

/// Does the phrase write this very day, not a month or quarter that ends on it?
fn names_day(phrase: &str, day: Date) -> bool {
    let dates = written_dates(&words(phrase));
    dates
        .iter()
        .any(|date| i8::try_from(date.day) == Ok(day.day()) && i8::try_from(date.month) == Ok(day.month()))
}

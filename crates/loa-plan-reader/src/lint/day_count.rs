//! P308: a number of days that does not fit the dates beside it (CAL-01, CAL-02).

use jiff::civil::Date;
use loa_calendar::holiday::Coverage;
use loa_calendar::working_day::WorkCalendar;

use crate::lint::passage::Passage;
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule};
use crate::notice::Severity;
use crate::text::begins_with_any;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P308",
    severity: Severity::Warning,
    name: (
        "Số ngày không khớp khoảng ngày",
        "Number of days does not fit the dates",
    ),
    explanation: (
        "“10 ngày làm việc (từ ngày … đến ngày …)”: số ngày phải bằng số ngày làm việc trong khoảng đó. Ngày làm việc là thứ Hai đến thứ Sáu, trừ ngày nghỉ lễ, cộng ngày làm bù (Bộ luật Lao động 2019, Điều 111, 112); ngày đầu có thể tính hoặc không tính (Bộ luật Dân sự 2015, Điều 147), cả hai cách đều được chấp nhận ở đây.",
        "“10 working days (from … to …)”: the number must be that of the working days between the dates. Working days are Monday to Friday, less holidays, plus days worked in exchange (Labour Code 2019, articles 111 and 112); the first day may count or not (Civil Code 2015, article 147), and either is accepted here.",
    ),
    example: (
        "Thời gian kiểm tra: 05 ngày làm việc (từ ngày 07/9/2026 đến ngày 18/9/2026).",
        "Thời gian kiểm tra: 10 ngày làm việc (từ ngày 07/9/2026 đến ngày 18/9/2026).",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let calendar = WorkCalendar::vietnam();
    let mut findings = Vec::new();
    for passage in reading.passages {
        for pair in passage.dates.windows(2) {
            let [first, second] = pair else { continue };
            let between = passage
                .words
                .get(first.words.end..second.words.start)
                .unwrap_or_default();
            if begins_with_any(between, &["den het", "den", "-"]) != Some(between.len()) {
                continue;
            }
            let Some((days, working, start)) = count_before(passage, first.words.start) else {
                continue;
            };
            let (Some(to), Some(from)) = (second.on(None), first.on(second.year)) else {
                continue;
            };
            let Some(real) = counted(calendar, from, to, working) else {
                continue;
            };
            if days == real || days + 1 == real {
                continue;
            }
            let range = start..second.words.end;
            let (vi, en) = if working {
                ("ngày làm việc", "working days")
            } else {
                ("ngày", "days")
            };
            let words = passage.cut(range.clone());
            let message = (
                format!("“{words}”: khoảng này có {real} {vi}."),
                format!("“{words}”: there are {real} {en} in it."),
            );
            findings.push(
                Finding::new(
                    message,
                    (
                        "Sửa số ngày hoặc sửa ngày đầu, ngày cuối.",
                        "Correct the number or the dates.",
                    ),
                )
                .at(passage.place_of(range)),
            );
        }
    }
    findings
}

/// "10 ngày làm việc (từ" or "30 ngày, từ" right before a date: number, whether of working days, first word.
fn count_before(passage: &Passage<'_>, date: usize) -> Option<(u32, bool, usize)> {
    let words = &passage.words;
    let start = date.saturating_sub(8);
    let mut at = start;
    while at < date {
        let here = words.get(at..date)?;
        let number = here
            .first()
            .and_then(|word| word.folded.parse::<u32>().ok())
            .filter(|days| (2..=400).contains(days));
        if let Some(days) = number {
            let rest = here.get(1..).unwrap_or_default();
            let (working, length) = match begins_with_any(rest, &["ngay lam viec"]) {
                Some(length) => (true, length),
                None => (false, begins_with_any(rest, &["ngay"])?),
            };
            let link = rest.get(length..).unwrap_or_default();
            let linked = begins_with_any(
                link,
                &["( ke tu", "( tu", ", tu", ": tu", "tu", ", ke tu", "ke tu", "("],
            ) == Some(link.len());
            return linked.then_some((days, working, at));
        }
        at += 1;
    }
    None
}

/// Days from the first to the last, both counted; `None` when the holidays of the year are not known.
fn counted(calendar: &WorkCalendar, from: Date, to: Date, working: bool) -> Option<u32> {
    if to < from || working && calendar.coverage(to.year()) == Coverage::Unknown {
        return None;
    }
    if working {
        return Some(calendar.count_working_days(from.yesterday().ok()?, to));
    }
    u32::try_from((to - from).get_days() + 1).ok()
}

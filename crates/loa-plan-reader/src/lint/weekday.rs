//! P305: a weekday that does not fit its date.

use crate::lint::dates::{WrittenDate, day_text, weekday_names};
use crate::lint::reading::Reading;
use crate::lint::{Finding, Rule};
use crate::notice::Severity;
use crate::text::Word;

/// The rule.
pub static RULE: Rule = Rule {
    code: "P305",
    severity: Severity::Warning,
    name: ("Thứ không khớp ngày", "Weekday does not fit the date"),
    explanation: (
        "Thứ trong tuần ghi kèm ngày phải khớp với lịch. Khi không khớp, người dự họp hoặc đơn vị báo cáo sẽ theo một trong hai, và không ai biết bên nào đúng. Phần mềm tính theo ngày ghi bằng số. (Đơn vị soạn thảo kiểm tra và chịu trách nhiệm về nội dung trước khi trình ký: Nghị định 30/2020/NĐ-CP, Điều 12.)",
        "A weekday beside a date must fit the calendar. Where it does not, some will come on the weekday and some on the date, and nobody knows which is right. The program goes by the figures. (The drafting unit checks and answers for the content before it is signed: Decree 30/2020/NĐ-CP, article 12.)",
    ),
    example: (
        "Tổ chức hội nghị vào thứ Hai, ngày 15/9/2026.",
        "Tổ chức hội nghị vào thứ Ba, ngày 15/9/2026.",
    ),
    check,
};

fn check(reading: &Reading<'_>) -> Vec<Finding> {
    let year = reading
        .draft
        .head
        .plan_years
        .filter(|(first, last)| first == last)
        .map(|(year, _)| year);
    let mut findings = Vec::new();
    for passage in reading.passages {
        if !passage
            .words
            .iter()
            .any(|word| matches!(word.folded.as_str(), "thu" | "chu"))
        {
            continue;
        }
        for date in &passage.dates {
            let Some((named, range)) = weekday_beside(&passage.words, date) else {
                continue;
            };
            let Some(on) = date
                .on(year)
                .filter(|on| on.weekday().to_monday_zero_offset() != named)
            else {
                continue;
            };
            let (vi, en) = weekday_names(on);
            let (words, day) = (passage.cut(range.clone()), day_text(on));
            let message = (
                format!("“{words}”: ngày {day} là {vi}."),
                format!("“{words}”: {day} is a {en}."),
            );
            findings.push(
                Finding::new(
                    message,
                    ("Sửa thứ hoặc sửa ngày.", "Correct the weekday or the date."),
                )
                .at(passage.place_of(range)),
            );
        }
    }
    findings
}

/// Weekday (Monday is 0) next to a date, with the words of both.
fn weekday_beside(words: &[Word], date: &WrittenDate) -> Option<(i8, std::ops::Range<usize>)> {
    let sign = |at: usize| {
        words
            .get(at)
            .is_some_and(|word| matches!(word.folded.as_str(), "," | "(" | "-"))
    };
    let before = date.words.start;
    // "thứ Hai, ngày 15/9": two words and perhaps a sign.
    for gap in 0..2 {
        let Some(start) = before.checked_sub(2 + gap) else {
            break;
        };
        let joined = (0..gap).all(|at| sign(before - 1 - at));
        if let Some(day) = weekday(words, start).filter(|_| joined) {
            return Some((day, start..date.words.end));
        }
    }
    let end = date.words.end;
    let start = end + usize::from(sign(end));
    weekday(words, start)
        .filter(|_| start > end)
        .map(|day| (day, date.words.start..start + 2))
}

fn weekday(words: &[Word], at: usize) -> Option<i8> {
    let (first, second) = (words.get(at)?, words.get(at + 1)?);
    match (first.folded.as_str(), second.folded.as_str()) {
        ("chu", "nhat") => Some(6),
        ("thu", "hai" | "2") => Some(0),
        ("thu", "ba" | "3") => Some(1),
        ("thu", "tu" | "4") => Some(2),
        ("thu", "nam" | "5") if second.folded == "5" || second.capital => Some(3),
        ("thu", "sau" | "6") => Some(4),
        ("thu", "bay" | "7") => Some(5),
        _ => None,
    }
}

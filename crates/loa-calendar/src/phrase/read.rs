//! Goes through the tokens of a phrase and asks the rules, in order, what stands here.

use std::collections::HashSet;
use std::sync::LazyLock;

use jiff::civil::{Time, Weekday};

use crate::phrase::cursor::{Cursor, Read};
use crate::phrase::draft::{Bounding, Clock, Draft, What};
use crate::phrase::stretch::{self, Shape};
use crate::phrase::token::Kind;
use crate::phrase::{frequency, moment, relative};

/// Everything read, in the order of the words.
pub fn drafts(start: Cursor<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    let mut state = State::default();
    let mut next = start;
    while !next.is_end() {
        if let Some(behind) = state.take_note(next) {
            next = behind;
            continue;
        }
        let Some((read, behind)) = term(next, state.depth > 0) else {
            next = next.step();
            continue;
        };
        for what in read {
            found.push(Draft {
                what,
                within: None,
                tokens: next.at..behind.at,
                target: state.target,
                tentative: state.tentative,
                comment: state.comment,
                completes: state.completes,
                depth: state.depth,
            });
        }
        next = if behind.at > next.at { behind } else { next.step() };
    }
    found
}

/// What the words before a term say about it.
#[derive(Default)]
struct State {
    target: bool,
    tentative: bool,
    comment: bool,
    completes: bool,
    depth: u8,
}

impl State {
    /// Takes a bracket, the end of a sentence or a word that qualifies what follows.
    fn take_note<'t>(&mut self, cursor: Cursor<'t>) -> Option<Cursor<'t>> {
        match cursor.peek()?.kind {
            Kind::Mark('(') => self.depth = self.depth.saturating_add(1),
            Kind::Mark(')') => self.depth = self.depth.saturating_sub(1),
            Kind::Mark(';' | '.') => (self.target, self.tentative, self.completes) = (false, false, false),
            Kind::Mark(_) => {}
            _ => {
                if let Some(next) = cursor.words("phấn đấu") {
                    self.target = true;
                    return Some(next);
                }
                if let Some(next) = cursor.words("dự kiến") {
                    self.tentative = true;
                    return Some(next);
                }
                if let Some(next) = cursor.words("hoàn thành").or_else(|| cursor.word("xong")) {
                    self.completes = true;
                    return Some(next);
                }
                let proposed = cursor.words("đề xuất").or_else(|| cursor.words("đề nghị"))?;
                let next = proposed.word("thời").unwrap_or(proposed).words("hạn là")?;
                self.comment = true;
                return Some(next);
            }
        }
        Some(cursor.step())
    }
}

/// Words that stand inside terms but begin none. They are the most frequent words of plans, and trying every
/// rule at each of them takes most of the time.
static NEVER_FIRST: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "các và công triển của hợp thực số hiện vụ hoạch kế sở khai nhiệm phát chức báo về ban cơ tổ thành trình cáo \
     hành thông xây trì dựng để việc học tác cấp quả lực hội chỉ chương tổng đơn vị tiếp khu trợ đạo hướng được thể \
     đảm vực đề tin sách làm thi này văn phí quyết ngân trung sinh giáo kiến quyền phân nhận nghị tục đại đúng là chế độ"
        .split(' ')
        .collect()
});

/// The terms that begin here. Inside brackets a reference explains the term before and is none itself.
fn term(cursor: Cursor<'_>, bracketed: bool) -> Read<'_, Vec<What>> {
    match cursor.peek()?.kind {
        Kind::Word(word) if !NEVER_FIRST.contains(word) => {}
        Kind::Number { .. } => {}
        _ => return None,
    }
    let one = |(what, next)| (vec![what], next);
    let in_cell = cursor.in_cell();
    if let Some(next) = told_later(cursor) {
        return Some((vec![What::ToldLater], next));
    }
    data_period(cursor)
        .or_else(|| anniversary(cursor))
        .or_else(|| relative::after(cursor).filter(|(what, _)| in_cell || relative::is_dated(what)))
        .map(one)
        .or_else(|| {
            let (all, next) = frequency::frequency(cursor)?;
            Some((all.into_iter().map(What::Recurring).collect(), next))
        })
        .or_else(|| moment::moment(cursor).map(|(moment, next)| (vec![What::Moment(moment)], next)))
        .or_else(|| clock(cursor).map(one))
        .or_else(|| continuous(cursor).map(one))
        .or_else(|| {
            let wanted = in_cell || relative::is_on_demand(cursor);
            wanted.then(|| relative::on_demand(cursor)).flatten().map(one)
        })
        .or_else(|| {
            relative::reference(cursor)
                .filter(|_| in_cell && !bracketed)
                .map(one)
        })
        .or_else(|| {
            // "báo cáo 6 tháng" names a report; "(6 tháng)" explains.
            let names = cursor
                .previous()
                .is_some_and(|token| matches!(token.kind, Kind::Word("cáo" | "kết" | "kỳ")));
            let (delay, next) = relative::delay(cursor).filter(|_| in_cell && !bracketed && !names)?;
            // "10 ngày đầu …" is a part of something.
            next.any("đầu cuối").is_none().then_some(())?;
            Some((vec![What::Length(delay)], next))
        })
}

/// `thời gian cụ thể sẽ có thông báo sau`
fn told_later(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    cursor.skip_any("thời gian cụ thể có được").words("thông báo sau")
}

/// `thường xuyên`, `liên tục`, `quanh năm`; but not `chi thường xuyên`, `giáo dục thường xuyên`.
pub fn continuous(cursor: Cursor<'_>) -> Read<'_, What> {
    let next = (cursor.words("thường xuyên"))
        .or_else(|| cursor.words("liên tục"))
        .or_else(|| around_the_clock(cursor))
        .or_else(|| cursor.any("quanh suốt").and_then(|next| next.word("năm")))?;
    let noun = |token: &crate::phrase::token::Token| {
        matches!(
            token.kind,
            Kind::Word("chi" | "vốn" | "dục" | "sở" | "cấp" | "vực" | "họp" | "đại" | "toán")
        )
    };
    let is_noun = cursor.previous().is_some_and(noun);
    (!is_noun).then(|| (What::Continuous, next.skip_any("thường xuyên liên tục")))
}

/// `24/24 giờ`
fn around_the_clock(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let (_, next) = cursor.number_in(24..=24)?;
    let (_, next) = next.mark(&['/'])?.number_in(24..=24)?;
    Some(next.skip_any("giờ h"))
}

/// `từ ngày 15 tháng 12 năm trước kỳ báo cáo đến ngày 14 tháng 12 của kỳ báo cáo`: what the data cover.
fn data_period(cursor: Cursor<'_>) -> Read<'_, What> {
    let (from, next) = stretch::day(cursor.word("từ")?)?;
    let next = next
        .words("năm trước kỳ báo cáo")
        .or_else(|| next.words("của năm trước"))?;
    let (until, next) = stretch::day(next.skip_any("liền").any("đến tới")?)?;
    let next = next
        .skip_any("của")
        .words("kỳ báo cáo")
        .or_else(|| next.words("của năm báo cáo"))?;
    let (Shape::Day { day: d1, month: m1 }, Shape::Day { day: d2, month: m2 }) = (from.shape, until.shape)
    else {
        return None;
    };
    Some((
        What::DataPeriod(format!("(Y-1)-{m1:02}-{d1:02}..Y-{m2:02}-{d2:02}")),
        next,
    ))
}

/// `Ngày Môi trường thế giới (05/6)`: a named day of every year.
fn anniversary(cursor: Cursor<'_>) -> Read<'_, What> {
    let mut next = cursor
        .word("ngày")
        .filter(|next| next.peek().is_some_and(|token| token.capital))?;
    for _ in 0..10 {
        let Some(inside) = next.mark(&['(']) else {
            if !matches!(next.peek()?.kind, Kind::Word(_) | Kind::Other | Kind::Mark('-')) {
                return None;
            }
            next = next.step();
            continue;
        };
        let (day, behind) = stretch::day(inside)?;
        let (Shape::Day { day, month }, None) = (day.shape, day.year) else {
            return None;
        };
        return Some((What::Anniversary { day, month }, behind.skip_mark(&[')'])));
    }
    None
}

/// `trước 16 giờ thứ Sáu`, `trước 9h00’ và 16h00’`, `thứ Hai, thứ Tư`: hours and weekdays without a date.
fn clock(cursor: Cursor<'_>) -> Read<'_, What> {
    let (bound, next) = moment::bounding(cursor);
    let next = next.skip_any("ngày sáng chiều");
    let mut clock = Clock {
        bound,
        times: Vec::new(),
        weekdays: Vec::new(),
    };
    let mut next = next;
    loop {
        let joined = next.mark(&[',']).or_else(|| next.word("và")).unwrap_or(next);
        let here = if clock.is_empty() {
            next
        } else {
            joined.skip_any("ngày")
        };
        if let Some((time, behind)) = moment::time(here) {
            push_time(&mut clock.times, time);
            next = behind;
        } else if let Some((day, behind)) = moment::weekday(here) {
            push_day(&mut clock.weekdays, day);
            next = behind;
        } else {
            break;
        }
    }
    let limits = bound != Bounding::Bare || !clock.weekdays.is_empty();
    (limits && !clock.is_empty()).then_some((What::Clock(clock), next))
}

fn push_time(times: &mut Vec<Time>, time: Time) {
    if !times.contains(&time) {
        times.push(time);
    }
}

fn push_day(days: &mut Vec<Weekday>, day: Weekday) {
    if !days.contains(&day) {
        days.push(day);
    }
}

/// Runs of words that are in no draft, or in an `empty` one that gave nothing, as bytes. Words that only join or introduce a term are no such run.
pub fn rest(start: Cursor<'_>, drafts: &[Draft], empty: &[&Draft]) -> Vec<std::ops::Range<usize>> {
    let taken = |at: usize| {
        drafts.iter().any(|draft| draft.tokens.contains(&at))
            && !empty.iter().any(|draft| draft.tokens.contains(&at))
    };
    let idle = |cursor: Cursor<'_>| {
        matches!(cursor.peek().map(|token| token.kind), Some(Kind::Mark(_)))
            || cursor
                .any("và hoặc là hoàn thành xong vào của phấn đấu dự kiến")
                .is_some()
    };
    let mut runs = Vec::new();
    let mut begun: Option<(Cursor<'_>, Cursor<'_>)> = None;
    let mut next = start;
    while !next.is_end() {
        if taken(next.at) {
            runs.extend(begun.take().map(|(from, until)| from.bytes_until(until)));
        } else if !idle(next) {
            begun = Some((begun.map_or(next, |(from, _)| from), next.step()));
        }
        next = next.step();
    }
    runs.extend(begun.map(|(from, until)| from.bytes_until(until)));
    runs
}

#[cfg(test)]
mod tests {
    use crate::phrase::tests::check;

    #[test]
    fn several_terms_and_none() {
        check(&[
            ("Thường xuyên", "CONT"),
            ("Thừơng xuyên, liên tục", "CONT"),
            ("Thường xuyên trong năm 2026", "CONT@2026-01-01..2026-12-31"),
            (
                "Thường xuyên; hoàn thành trước ngày 31/12/2026",
                "CONT + BEFORE=2026-12-31",
            ),
            (
                "Thường xuyên, theo yêu cầu nhiệm vụ",
                "CONT + ONDEMAND(yêu cầu nhiệm vụ)",
            ),
            (
                "Quý I/2026 (Kế hoạch); Năm 2026 (theo từng hệ thống)",
                "BY=2026-03-31 + WINDOW=2026-01-01..2026-12-31",
            ),
            (
                "Quý II/2026 ban hành Đề án. Báo cáo kết quả vào Quý IV",
                "BY=2026-06-30 + BY=2026-12-31",
            ),
            (
                "13/02/2026 Đề xuất hạn là thường xuyên",
                "BY=2026-02-13 ; COMMENT=CONT",
            ),
            (
                "31/03/2026 Các sở đề xuất trước ngày 15/3/2026; tổng hợp chậm nhất ngày 31/3/2026",
                "BEFORE=2026-03-15 + BY=2026-03-31",
            ),
            (
                "hằng năm (trước ngày 15 tháng 11) hoặc theo đề nghị",
                "FREQ=YEARLY;DUE<11-15 + ONDEMAND(đề nghị)",
            ),
            (
                "Tuần cuối tháng 9/2026 (thời gian cụ thể sẽ có thông báo sau)",
                "WINDOW=2026-09-24..2026-09-30 ?",
            ),
            (
                "từ ngày 01/01/2021 đến ngày 30/6/2025",
                "DATA-PERIOD=2021-01-01..2025-06-30",
            ),
            (
                "từ ngày 15 tháng 12 năm trước kỳ báo cáo đến ngày 14 tháng 12 của kỳ báo cáo",
                "DATA-PERIOD=(Y-1)-12-15..Y-12-14",
            ),
            ("Ngày Môi trường thế giới (05/6)", "FREQ=YEARLY;AT=06-05"),
            ("chi thường xuyên", "UNKNOWN"),
            ("Trong quá trình thực hiện", "UNKNOWN"),
            ("Kinh phí 5/2026/QĐ-UBND", "UNKNOWN"),
            ("-", "UNKNOWN"),
            ("từ 30/6/2026 đến 01/3/2026", "UNKNOWN"),
            ("Quý III, hoàn thành trước 30/9", "BEFORE=2026-09-30"),
            ("Trước 30/9 (Quý III)", "BEFORE=2026-09-30"),
            (
                "6 tháng đầu năm: trước ngày 10/6; cả năm: trước ngày 05/12",
                "BEFORE=2026-06-10 + BEFORE=2026-12-05",
            ),
            (
                "Sơ kết 6 tháng: trước 15/6; tổng kết năm: trước 15/12",
                "BEFORE=2026-06-15 + BEFORE=2026-12-15",
            ),
            (
                "Báo cáo quý: ngày 20 tháng cuối quý; báo cáo năm: trước 10/12",
                "FREQ=QUARTERLY;DUE<=20 + BEFORE=2026-12-10",
            ),
            (
                "Trước ngày 31/12/2026 và hằng năm",
                "BEFORE=2026-12-31 + FREQ=YEARLY",
            ),
            ("24/24 giờ", "CONT"),
            (
                "Quý I/2026: Xây dựng Kế hoạch; Quý II-III/2026: Triển khai; Quý IV/2026: Tổng kết",
                "BY=2026-03-31 + WINDOW=2026-04-01..2026-09-30 + BY=2026-12-31",
            ),
            (
                "Ban hành trong quý I/2026, triển khai thường xuyên trong năm",
                "BY=2026-03-31 + CONT@2026-01-01..2026-12-31",
            ),
            (
                "Trước ngày 25/12/2026 (báo cáo năm); trước ngày 25/6/2026 (báo cáo 6 tháng)",
                "BEFORE=2026-12-25 + BEFORE=2026-06-25",
            ),
        ]);
    }
}

//! Rules for what comes again.
//!
//! | Words | Meaning |
//! |---|---|
//! | `hằng tháng`, `hàng quý`, `mỗi năm`, `từng tuần` | each |
//! | `hằng tháng, quý, 6 tháng và năm` | each of them |
//! | `02 lần/ngày`, `ít nhất 01 lần/quý`, `2 lần trong năm` | so many times a period |
//! | `Một tuần một lần`, `06 tháng/lần`, `quý/lần`, `02 tuần một lần` | every so many periods |
//! | `mỗi quý có ít nhất 04 tin, bài` | at least so many a period |
//! | `định kỳ 6 tháng`, `báo cáo theo quý` | the same without "hằng" |
//! | `định kỳ quý I, 6 tháng, 9 tháng và năm` | the reports of a year: quarterly |
//! | `định kỳ`, `theo định kỳ` | again, not said how often |

use crate::phrase::cursor::{Cursor, Read};
use crate::phrase::moment;
use crate::phrase::token::Kind;
use crate::recurrence::{Due, Frequency, Limit, Recurrence};

/// One or several frequencies.
pub fn frequency(cursor: Cursor<'_>) -> Read<'_, Vec<Recurrence>> {
    if let Some(read) = cycle(cursor) {
        return Some(read);
    }
    let (first, mut next) = periodic(cursor)
        .or_else(|| week_of_each_month(cursor))
        .or_else(|| each(cursor))
        .or_else(|| times_per(cursor))
        .or_else(|| every(cursor))
        .or_else(|| by_period(cursor))?;
    let mut all = vec![first];
    while let Some((more, behind)) = another(next) {
        if all.iter().all(|one| one.frequency != more.frequency) {
            all.push(more);
        }
        next = behind;
    }
    Some((all, next))
}

/// `, quý`, `và năm`, `, 6 tháng`, `, hằng năm` after a first frequency.
fn another(cursor: Cursor<'_>) -> Read<'_, Recurrence> {
    let next = cursor
        .mark(&[',', '/'])
        .map(|next| next.word("và").unwrap_or(next));
    let next = next.or_else(|| cursor.any("và hoặc"))?;
    if let Some(read) = each(next) {
        return Some(read);
    }
    bare_period(next.skip_any("cả"))
}

/// `tháng`, `quý`, `năm`, `6 tháng`, `01 năm` standing alone.
fn bare_period(cursor: Cursor<'_>) -> Read<'_, Recurrence> {
    let ((number, unit), next) = counted_unit(cursor)?;
    let alone = unit != Frequency::Daily
        && next.digits().is_none()
        && next.quarter_numeral().is_none()
        && next.any("học đầu cuối sau trước tiếp ban làm nay kể").is_none();
    alone
        .then(|| periods(number, unit))
        .flatten()
        .map(|found| (found, next))
}

/// `6 tháng`, `một năm`, or the unit alone. "năm" is the year before it is five.
fn counted_unit(cursor: Cursor<'_>) -> Read<'_, (u32, Frequency)> {
    if let Some((unit, next)) = moment::unit(cursor) {
        return Some(((1, unit), next));
    }
    let (number, next) = cursor.count()?;
    let (unit, next) = moment::unit(next)?;
    Some(((number, unit), next))
}

/// `6 tháng và năm`, `tháng, quý, năm`, `quý I, 6 tháng, 9 tháng và năm`: at least two periods in a row.
fn cycle(cursor: Cursor<'_>) -> Read<'_, Vec<Recurrence>> {
    if let Some(next) = reports_of_a_year(cursor) {
        return Some((vec![Recurrence::every(Frequency::Quarterly)], next));
    }
    let begins = match cursor.previous().map(|token| token.kind) {
        None | Some(Kind::Mark(_) | Kind::Word("cáo" | "kỳ" | "theo")) => true,
        Some(_) => false,
    };
    let (first, mut next) = bare_period(cursor).filter(|_| begins)?;
    let mut all = vec![first];
    while let Some((more, behind)) = another(next) {
        all.push(more);
        next = behind;
    }
    (all.len() > 1 && all.iter().all(|one| one.interval == 1)).then_some((all, next))
}

/// `hằng tháng`, `mỗi 2 tuần`, `mỗi tháng 2 lần`, `mỗi quý có ít nhất 04 tin`.
fn each(cursor: Cursor<'_>) -> Read<'_, Recurrence> {
    let least = cursor.words("ít nhất").or_else(|| cursor.words("tối thiểu"));
    let next = least.unwrap_or(cursor).any("hằng mỗi từng")?;
    let (number, next) = next.number_in(1..=99).unwrap_or((1, next));
    let (unit, next) = moment::unit(next)?;
    let mut found = periods(number, unit)?;
    if let Some((count, behind)) = at_least(next.skip_any("có tổ chức thực hiện họp")) {
        found.at_least = u16::try_from(count).ok();
        return Some((found, thing(behind)));
    }
    if let Some((count, behind)) = next.skip_any("có").count()
        && let Some(behind) = counted_thing(behind)
    {
        let count = u16::try_from(count).ok();
        (found.count, found.at_least) = if least.is_some() {
            (None, count)
        } else {
            (count, None)
        };
        return Some((found, behind));
    }
    least.is_none().then_some((found, next))
}

/// `ít nhất 04`, `tối thiểu 01`
fn at_least(cursor: Cursor<'_>) -> Read<'_, u32> {
    cursor
        .words("ít nhất")
        .or_else(|| cursor.words("tối thiểu"))?
        .count()
}

/// `lần`, `tin, bài`: what is counted.
fn thing(cursor: Cursor<'_>) -> Cursor<'_> {
    let next = cursor.skip_any("lần tin cuộc buổi đợt số lớp phiên");
    next.mark(&[','])
        .and_then(|next| next.word("bài"))
        .unwrap_or_else(|| next.skip_any("bài"))
}

/// `02 lần/ngày`, `ít nhất 01 lần/quý`, `một lần mỗi tháng`, `2 lần trong năm`.
fn times_per(cursor: Cursor<'_>) -> Read<'_, Recurrence> {
    let least = cursor.words("ít nhất").or_else(|| cursor.words("tối thiểu"));
    let (count, next) = least.unwrap_or(cursor).count()?;
    let next = next
        .any("lần kỳ cuộc buổi đợt số lớp phiên tin bài hội")
        .map(|next| next.skip_any("nghị bài"))?;
    let next = next.mark(&['/']).or_else(|| next.any("mỗi trong một hằng"))?;
    let (number, next) = next.number_in(1..=99).unwrap_or((1, next));
    let (unit, next) = moment::unit(next)?;
    let mut found = periods(number, unit)?;
    let count = u16::try_from(count).ok();
    if least.is_some() {
        found.at_least = count;
    } else {
        found.count = count;
    }
    Some((found, next))
}

/// `Một tuần một lần`, `06 tháng/lần`, `quý/lần`, `02 tuần một lần`.
fn every(cursor: Cursor<'_>) -> Read<'_, Recurrence> {
    let least = cursor.words("ít nhất").or_else(|| cursor.words("tối thiểu"));
    let ((number, unit), next) = counted_unit(least.unwrap_or(cursor))?;
    let mut found = periods(number, unit)?;
    if let Some(next) = next.mark(&['/']) {
        let next = next.number_in(1..=1).map_or(next, |(_, next)| next).word("lần")?;
        found.at_least = least.map(|_| 1);
        return Some((found, next));
    }
    let (times, next) = next.count()?;
    let next = next.word("lần")?;
    if found.interval == 1 && (number == 1 || times > 1) {
        found.count = u16::try_from(times).ok();
    }
    Some((found, next))
}

/// `báo cáo theo quý`
fn by_period(cursor: Cursor<'_>) -> Read<'_, Recurrence> {
    let next = cursor.word("theo")?;
    if let Some(next) = next.words("định kỳ") {
        return Some((Recurrence::every(Frequency::Unsaid), next));
    }
    if let Some(read) = each(next) {
        return Some(read);
    }
    let (found, behind) = bare_period(next)?;
    (!behind.peek().is_some_and(|token| token.capital)).then_some((found, behind))
}

/// What is counted: `lần`, `cuộc`, `hội nghị`, `tin`.
fn counted_thing(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    cursor
        .any("lần kỳ cuộc buổi đợt số lớp phiên tin bài hội")
        .map(|next| next.skip_any("nghị bài"))
}

/// `tuần đầu hằng tháng`, `tuần thứ 3 của tháng`, `tuần cuối của tháng`: a week of every month, due on its last day.
fn week_of_each_month(cursor: Cursor<'_>) -> Read<'_, Recurrence> {
    let next = cursor.word("tuần")?;
    let (day, next) = if let Some(next) = next.word("đầu") {
        (Some(7), next.skip_any("tiên"))
    } else if let Some(next) = next.word("cuối") {
        (None, next.skip_any("cùng"))
    } else {
        let (week, next) = next
            .skip_any("thứ")
            .count()
            .filter(|(week, _)| (1..=4).contains(week))?;
        (Some(week as i8 * 7), next)
    };
    let next = next
        .skip_any("của hằng mỗi các")
        .word("tháng")
        .filter(|next| next.count().is_none())?;
    let due = day.map(|day| Due {
        limit: Limit::OnOrBefore,
        month: None,
        day,
        in_next: false,
    });
    Some((
        Recurrence {
            due,
            ..Recurrence::every(Frequency::Monthly)
        },
        next,
    ))
}

/// `định kỳ` with what it says itself.
fn periodic(cursor: Cursor<'_>) -> Read<'_, Recurrence> {
    let next = cursor.words("định kỳ")?;
    if let Some(next) = reports_of_a_year(next.skip_any("báo cáo theo vào")) {
        return Some((Recurrence::every(Frequency::Quarterly), next));
    }
    let filled = next.skip_any("báo cáo theo vào tổ chức thực hiện kết quả");
    let said = each(filled)
        .or_else(|| times_per(filled))
        .or_else(|| every(filled))
        .or_else(|| times_per(filled.skip_mark(&[','])))
        .or_else(|| bare_period(filled));
    Some(said.unwrap_or((Recurrence::every(Frequency::Unsaid), next)))
}

/// `quý I, 6 tháng, 9 tháng và năm`, `quý I, 6 tháng, quý III, năm`: reports after three, six, nine and
/// twelve months.
fn reports_of_a_year(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let month = |cursor: Cursor<'_>, number| Some(cursor.number_in(number..=number)?.1.word("tháng")?.at);
    let mut next = cursor.skip_any("hằng");
    for (quarter, months) in [(1, 3), (2, 6), (3, 9)] {
        let named = next
            .word("quý")
            .and_then(Cursor::quarter_numeral)
            .filter(|(found, _)| *found == quarter);
        let behind = match named {
            Some((_, behind)) => behind,
            None => next.moved_to(month(next, months)?),
        };
        next = comma(behind.words("đầu năm").unwrap_or(behind));
    }
    let next = next
        .skip_any("cả hằng")
        .word("năm")
        .or_else(|| Some(next.moved_to(month(next, 12)?)))?;
    next.digits().is_none().then_some(next)
}

fn comma(cursor: Cursor<'_>) -> Cursor<'_> {
    cursor.skip_mark(&[',', ';']).skip_any("và")
}

/// So many units as a recurrence: six months are a half-year, three a quarter, twelve a year.
fn periods(number: u32, unit: Frequency) -> Option<Recurrence> {
    let number = u16::try_from(number)
        .ok()
        .filter(|number| (1..=99).contains(number))?;
    let (frequency, interval) = match (unit, number) {
        (Frequency::Monthly, 3) => (Frequency::Quarterly, 1),
        (Frequency::Monthly, 6) => (Frequency::HalfYearly, 1),
        (Frequency::Monthly, 12) => (Frequency::Yearly, 1),
        (Frequency::Quarterly, 2) => (Frequency::HalfYearly, 1),
        (Frequency::Daily, 7) => (Frequency::Weekly, 1),
        (unit, number) => (unit, number),
    };
    Some(Recurrence {
        interval,
        ..Recurrence::every(frequency)
    })
}

#[cfg(test)]
mod tests {
    use crate::phrase::tests::check;

    #[test]
    fn what_comes_again() {
        check(&[
            ("Hằng tháng", "FREQ=MONTHLY"),
            ("Hàng quý", "FREQ=QUARTERLY"),
            ("mỗi năm", "FREQ=YEARLY"),
            ("Một tuần một lần", "FREQ=WEEKLY;COUNT=1"),
            ("06 tháng/lần", "FREQ=HALFYEARLY"),
            ("Quý/lần", "FREQ=QUARTERLY"),
            (
                "Định kỳ 02 tuần một lần (trước 16 giờ thứ Sáu)",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;BYTIME<16:00",
            ),
            (
                "02 lần/ngày (trước 9h00’ và 16h00’)",
                "FREQ=DAILY;COUNT=2;BYTIME<09:00,16:00",
            ),
            ("ít nhất 01 lần/quý", "FREQ=QUARTERLY;MIN=1"),
            ("ít nhất mỗi quý 01 lần", "FREQ=QUARTERLY;MIN=1"),
            ("2 lần trong năm", "FREQ=YEARLY;COUNT=2"),
            ("mỗi quý có ít nhất 04 tin, bài", "FREQ=QUARTERLY;MIN=4"),
            ("02 cuộc/năm", "FREQ=YEARLY;COUNT=2"),
            ("Định kỳ 06 tháng", "FREQ=HALFYEARLY"),
            ("Thường xuyên, định kỳ báo cáo theo Quý", "CONT + FREQ=QUARTERLY"),
            (
                "hằng tháng, quý, 6 tháng và năm",
                "FREQ=MONTHLY + FREQ=QUARTERLY + FREQ=HALFYEARLY + FREQ=YEARLY",
            ),
            ("6 tháng và năm", "FREQ=HALFYEARLY + FREQ=YEARLY"),
            ("định kỳ quý I, 6 tháng, 9 tháng và năm", "FREQ=QUARTERLY"),
            ("Quý I, 6 tháng, Quý III, năm", "FREQ=QUARTERLY"),
            ("Định kỳ", "FREQ=?"),
            ("theo định kỳ", "FREQ=?"),
            ("Định kỳ báo cáo kết quả theo quy định", "FREQ=?;REF(quy định)"),
            ("Thứ 6 hàng tuần", "FREQ=WEEKLY;BYDAY=FR"),
            ("Thứ Hai, thứ Tư hàng tuần", "FREQ=WEEKLY;BYDAY=MO,WE"),
            ("trước 19h00’ hằng ngày", "FREQ=DAILY;BYTIME<19:00"),
            ("Tuần đầu hằng tháng", "FREQ=MONTHLY;DUE<=07"),
            ("Hằng năm (trước ngày 15 tháng 11)", "FREQ=YEARLY;DUE<11-15"),
            (
                "Hằng quý, trước ngày 15 của tháng cuối quý",
                "FREQ=QUARTERLY;DUE<15",
            ),
            (
                "Hằng năm (2026-2030)",
                "FREQ=YEARLY;FROM=2026-01-01;UNTIL=2030-12-31",
            ),
            ("Hằng tháng từ tháng 3/2026", "FREQ=MONTHLY;FROM=2026-03-01"),
            ("Hằng năm (tháng 3 và tháng 9)", "FREQ=YEARLY;BYMONTH=3,9"),
            ("Hằng năm, trong quý I", "FREQ=YEARLY;BYQUARTER=1"),
            ("tuần thứ 3 của tháng", "FREQ=MONTHLY;DUE<=21"),
            ("hằng quý/khi có yêu cầu", "FREQ=QUARTERLY + ONDEMAND(yêu cầu)"),
            (
                "01 lần/quý, trước ngày 15 tháng cuối quý",
                "FREQ=QUARTERLY;COUNT=1;DUE<15",
            ),
            (
                "02 lần/năm (tháng 6, tháng 12)",
                "FREQ=YEARLY;COUNT=2;BYMONTH=6,12",
            ),
            (
                "Báo cáo Quý, 6 tháng, năm hoặc đột xuất",
                "FREQ=QUARTERLY + FREQ=HALFYEARLY + FREQ=YEARLY + ONDEMAND(?)",
            ),
        ]);
    }
}

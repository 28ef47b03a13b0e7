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
use crate::recurrence::{Frequency, Recurrence};

/// One or several frequencies.
pub fn frequency(cursor: Cursor<'_>) -> Read<'_, Vec<Recurrence>> {
    let (first, mut next) = periodic(cursor)
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
    let (number, next) = cursor
        .count()
        .map_or((None, cursor), |(number, next)| (Some(number), next));
    let (unit, next) = moment::unit(next)?;
    let alone = next.digits().is_none()
        && next.quarter_numeral().is_none()
        && next.any("học đầu cuối sau trước tiếp ban làm nay kể").is_none()
        && (unit != Frequency::Daily);
    alone
        .then(|| periods(number.unwrap_or(1), unit))
        .flatten()
        .map(|found| (found, next))
}

/// `hằng tháng`, `mỗi 2 tuần`, `mỗi tháng 2 lần`, `mỗi quý có ít nhất 04 tin`.
fn each(cursor: Cursor<'_>) -> Read<'_, Recurrence> {
    let next = cursor.any("hằng mỗi từng")?;
    let (number, next) = next.number_in(1..=99).unwrap_or((1, next));
    let (unit, next) = moment::unit(next)?;
    let mut found = periods(number, unit)?;
    if let Some((count, behind)) = at_least(next.skip_any("có")) {
        found.at_least = u16::try_from(count).ok();
        return Some((found, thing(behind)));
    }
    if let Some((count, behind)) = next.skip_any("có").count() {
        if let Some(behind) = behind.word("lần") {
            found.count = u16::try_from(count).ok();
            return Some((found, behind));
        }
    }
    Some((found, next))
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
    let next = cursor.skip_any("lần tin");
    next.mark(&[','])
        .and_then(|next| next.word("bài"))
        .unwrap_or_else(|| next.skip_any("bài"))
}

/// `02 lần/ngày`, `ít nhất 01 lần/quý`, `một lần mỗi tháng`, `2 lần trong năm`.
fn times_per(cursor: Cursor<'_>) -> Read<'_, Recurrence> {
    let least = cursor.words("ít nhất").or_else(|| cursor.words("tối thiểu"));
    let (count, next) = least.unwrap_or(cursor).count()?;
    let next = next.word("lần")?;
    let next = next.mark(&['/']).or_else(|| next.any("mỗi trong một hằng"))?;
    let (number, next) = next.number_in(1..=99).unwrap_or((1, next));
    let (unit, next) = moment::unit(next)?;
    let mut found = periods(number, unit)?;
    let count = u16::try_from(count).ok();
    if least.is_some() {
        found.at_least = count
    } else {
        found.count = count
    }
    Some((found, next))
}

/// `Một tuần một lần`, `06 tháng/lần`, `quý/lần`, `02 tuần một lần`.
fn every(cursor: Cursor<'_>) -> Read<'_, Recurrence> {
    let (number, next) = cursor.count().unwrap_or((1, cursor));
    let (unit, next) = moment::unit(next)?;
    let mut found = periods(number, unit)?;
    if let Some(next) = next.mark(&['/']) {
        let next = next.number_in(1..=1).map_or(next, |(_, next)| next);
        return Some((found, next.word("lần")?));
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

/// `quý I, 6 tháng, 9 tháng và năm`: reports after three, six, nine and twelve months.
fn reports_of_a_year(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let (first, next) = cursor.skip_any("hằng").word("quý")?.quarter_numeral()?;
    let next = comma(next).number_in(6..=6)?.1.word("tháng")?.skip_any("đầu năm");
    let next = match comma(next).number_in(9..=9) {
        Some((_, next)) => next.word("tháng")?,
        None => comma(next).word("quý")?.quarter_numeral()?.1,
    };
    let next = comma(next).skip_any("cả hằng").word("năm")?;
    (first == 1 && next.digits().is_none()).then_some(next)
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

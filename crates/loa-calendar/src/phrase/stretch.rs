//! Rules for stretches of the calendar: a day, week, month, quarter, half or year, lists and ranges of them.
//!
//! | Words | Stretch |
//! |---|---|
//! | `30/7/2026`, `30-7-2026`, `ngày 30 tháng 7 năm 2026`, `2026-07-30` | that day |
//! | `15/6`, `ngày 15 tháng 6` | a day, year to be found |
//! | `ngày 25` | a day of a month to be found |
//! | `Tháng 01/ 2026`, `T6/2026`, `12/2026`, `tháng Ba` | a month |
//! | `Quý II/2026`, `Q.III/2026`, `Quý 1 năm 2026`, `Quý IV, năm 2025`, `II/2026` | a quarter |
//! | `6 tháng cuối năm 2025`, `nửa đầu năm` | the last six months, the first six |
//! | `tuần 2 tháng 3`, `tuần cuối tháng 9/2025` | a week of a month |
//! | `đầu năm 2026`, `giữa tháng 6`, `cuối quý II` | an edge of a stretch |
//! | `Quý II, III năm 2022`, `tháng 3, 6 và 9` | a list |
//! | `Tháng 3-5/2022`, `8-10/2026`, `2026 - 2030`, `Quý IV/2025- Quý II/2026` | a range |

use crate::phrase::cursor::{Cursor, Read};
use crate::phrase::token::Kind;

/// One stretch; the year may stand elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its shape within the year.
    pub shape: Shape,
    /// The year written with it.
    pub year: Option<i16>,
    /// Which part of the shape is meant.
    pub edge: Option<Edge>,
    /// A spreadsheet's date, whose day and month may be swapped.
    pub from_sheet: bool,
}

/// Shape within a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Day and month.
    Day {
        /// 1 to 31.
        day: i8,
        /// 1 to 12.
        month: i8,
    },
    /// A day of a month that is not named.
    DayOnly(i8),
    /// The n-th seven days of a month; 0 is the last seven.
    Week {
        /// 0 to 5.
        week: i8,
        /// 1 to 12.
        month: i8,
    },
    /// 1 to 12.
    Month(i8),
    /// 1 to 4.
    Quarter(i8),
    /// The first so many months of the year.
    FirstMonths(i8),
    /// The last so many months of the year.
    LastMonths(i8),
    /// The year.
    Year,
    /// September of the year to May of the next.
    SchoolYear,
    /// All the years of the plan.
    WholePlan,
    /// The month in which the plan stands.
    ThisMonth,
    /// The quarter in which the plan stands.
    ThisQuarter,
}

/// Part of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// "đầu"
    Start,
    /// "giữa"
    Middle,
    /// "cuối", "hết"
    End,
    /// "nửa đầu"
    FirstHalf,
    /// "nửa cuối"
    SecondHalf,
}

/// Stretches that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stretches {
    /// One or several, joined by commas or "và".
    List(Vec<Stretch>),
    /// From the first to the second.
    Range(Stretch, Stretch),
}

impl Stretch {
    fn new(shape: Shape, year: Option<i16>) -> Self {
        Self {
            shape,
            year,
            edge: None,
            from_sheet: false,
        }
    }
}

/// A list or range of stretches, or a single one.
pub fn stretches(cursor: Cursor<'_>) -> Read<'_, Stretches> {
    if let Some(range) = day_range(cursor)
        .or_else(|| month_range(cursor))
        .or_else(|| first_days(cursor))
    {
        return Some(range);
    }
    let (first, mut next) = stretch(cursor)?;
    if let Some((second, next)) = range_end(first, next) {
        return Some((Stretches::Range(first, second), next));
    }
    let mut list = vec![first];
    while let Some((another, behind)) = list_item(first, next) {
        list.push(another);
        next = behind;
    }
    Some((Stretches::List(list), next))
}

/// `15-20/11/2025`, `15 đến 20/11`
fn day_range(cursor: Cursor<'_>) -> Read<'_, Stretches> {
    let (first, next) = cursor.word("ngày").unwrap_or(cursor).number_in(1..=31)?;
    let (second, next) = day(to(next)?)?;
    let Shape::Day { .. } = second.shape else {
        return None;
    };
    let first = Stretch::new(Shape::DayOnly(first as i8), None);
    Some((Stretches::Range(first, second), next))
}

/// `10 ngày đầu tháng 6`
fn first_days(cursor: Cursor<'_>) -> Read<'_, Stretches> {
    let (days, next) = cursor.number_in(1..=28)?;
    let (found, next) = month(next.words("ngày đầu")?)?;
    let Shape::Month(month) = found.shape else {
        return None;
    };
    let until = Stretch::new(
        Shape::Day {
            day: days as i8,
            month,
        },
        found.year,
    );
    Some((
        Stretches::Range(Stretch::new(Shape::DayOnly(1), None), until),
        next,
    ))
}

/// `8-10/2026`
fn month_range(cursor: Cursor<'_>) -> Read<'_, Stretches> {
    let (first, next) = cursor.number_in(1..=12)?;
    let (second, next) = next.mark(&['-'])?.number_in(1..=12)?;
    let (year, next) = next.mark(&['/'])?.year()?;
    let month = |month| Stretch::new(Shape::Month(month as i8), Some(year));
    (first < second).then_some((Stretches::Range(month(first), month(second)), next))
}

/// A dash or "đến".
fn to(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let next = cursor.mark(&['-']).or_else(|| cursor.any("đến tới"))?;
    Some(next.skip_any("hết cuối"))
}

/// What follows `first` in a range: a full stretch, or a numeral that shares its word (`Tháng 3-5/2022`).
fn range_end(first: Stretch, cursor: Cursor<'_>) -> Read<'_, Stretch> {
    let next = to(cursor)?;
    numeral_like(first, next).or_else(|| stretch(next).filter(|(second, _)| fits(first, *second)))
}

fn list_item(first: Stretch, cursor: Cursor<'_>) -> Read<'_, Stretch> {
    let next = cursor
        .mark(&[',', '&', '+'])
        .map(|next| next.word("và").unwrap_or(next));
    let next = next.or_else(|| cursor.word("và"))?;
    numeral_like(first, next)
        .or_else(|| stretch(next).filter(|(other, _)| class(other.shape) == class(first.shape)))
}

/// A bare numeral after a month, quarter or year.
fn numeral_like(first: Stretch, cursor: Cursor<'_>) -> Read<'_, Stretch> {
    if first.edge.is_some() {
        return None;
    }
    match first.shape {
        Shape::Month(_) => {
            let (month, next) = cursor.number_in(1..=12)?;
            // "tháng 3, 15/4": the second is a day, no month.
            if day(cursor).is_some_and(|(found, _)| found.year.is_some()) {
                return None;
            }
            let (year, next) = year_behind(next);
            is_alone(next).then(|| (Stretch::new(Shape::Month(month as i8), year), next))
        }
        Shape::DayOnly(_) => {
            let (day, next) = cursor.number_in(1..=31)?;
            is_alone(next).then(|| (Stretch::new(Shape::DayOnly(day as i8), None), next))
        }
        Shape::Quarter(_) => {
            let (quarter, next) = cursor.quarter_numeral()?;
            let (year, next) = year_behind(next);
            is_alone(next).then(|| (Stretch::new(Shape::Quarter(quarter), year), next))
        }
        _ => None,
    }
}

/// The numeral before this place stands for itself: no unit, slash or other number follows it.
fn is_alone(cursor: Cursor<'_>) -> bool {
    match cursor.peek().map(|token| token.kind) {
        None => true,
        Some(Kind::Number { .. } | Kind::Mark('/' | '%')) => false,
        Some(Kind::Word(word)) => !matches!(
            word,
            "lần" | "ngày" | "tuần" | "tháng" | "giờ" | "đơn" | "tin" | "cơ"
        ),
        Some(_) => true,
    }
}

fn class(shape: Shape) -> u8 {
    match shape {
        Shape::Day { .. } | Shape::DayOnly(_) => 0,
        Shape::Week { .. } => 1,
        Shape::Month(_) | Shape::ThisMonth => 2,
        Shape::Quarter(_) | Shape::ThisQuarter => 3,
        Shape::FirstMonths(_) | Shape::LastMonths(_) => 4,
        Shape::Year | Shape::SchoolYear | Shape::WholePlan => 5,
    }
}

/// A range may run between unlike stretches ("tháng 10/2025 đến hết năm 2026"), but not from a year to a day
/// of no year.
fn fits(first: Stretch, second: Stretch) -> bool {
    class(first.shape) == class(second.shape) || first.year.is_some() || second.year.is_some()
}

/// A single stretch.
pub fn stretch(cursor: Cursor<'_>) -> Read<'_, Stretch> {
    edge(cursor)
        .or_else(|| day(cursor))
        .or_else(|| week(cursor))
        .or_else(|| months_of_year(cursor))
        .or_else(|| month(cursor))
        .or_else(|| quarter(cursor))
        .or_else(|| year(cursor))
}

/// A day in any of its writings.
pub fn day(cursor: Cursor<'_>) -> Read<'_, Stretch> {
    if let Some(read) = sheet_day(cursor) {
        return Some(read);
    }
    let named = cursor.word("ngày");
    let start = named.unwrap_or(cursor);
    let (first, next) = start.number_in(1..=31)?;
    if let Some(read) = slashed_day(first, next) {
        return Some(read);
    }
    if let Some((month, next)) = next.word("tháng").and_then(month_number) {
        let (year, next) = year_behind(next);
        return Some((day_stretch(first, month, year)?, next));
    }
    named?;
    // "ngày 25": but not "ngày 25 lần", and no length of time ("01 ngày").
    is_alone_day(next).then(|| (Stretch::new(Shape::DayOnly(first as i8), None), next))
}

fn is_alone_day(cursor: Cursor<'_>) -> bool {
    !matches!(
        cursor.peek().map(|token| token.kind),
        Some(Kind::Mark('/' | '%') | Kind::Number { .. })
    ) && cursor.any("lần giờ phút").is_none()
}

/// `/7/2026`, `-7-2026`, `.7.2026`, `/7/26`, `/6`: what follows the day.
fn slashed_day(first: u32, cursor: Cursor<'_>) -> Read<'_, Stretch> {
    for mark in ['/', '-', '.'] {
        let Some(next) = cursor.mark(&[mark]) else {
            continue;
        };
        let Some((second, next)) = next.number_in(1..=31) else {
            continue;
        };
        let third = next.mark(&[mark]).or_else(|| next.word("năm"));
        if let Some((year, next)) = third.and_then(|third| year_or_short(third, mark)) {
            let (day, month) = if second > 12 {
                (second, first)
            } else {
                (first, second)
            };
            return Some((day_stretch(day, month, Some(year))?, next));
        }
        let more = next.mark(&['/']).is_some_and(|more| more.digits().is_some());
        if mark == '/' && !more {
            return Some((day_stretch(first, second, None)?, next));
        }
    }
    None
}

/// A year in four digits or, with slashes, in two (`30/6/26`).
fn year_or_short(cursor: Cursor<'_>, mark: char) -> Read<'_, i16> {
    if let Some(read) = cursor.year() {
        return Some(read);
    }
    let ((value, digits), next) = cursor.digits()?;
    let short = digits == 2 && mark == '/' && (15..=60).contains(&value);
    short.then(|| (2000 + value as i16, next))
}

/// `2026-02-05`, `2026-02-05 00:00:00`
fn sheet_day(cursor: Cursor<'_>) -> Read<'_, Stretch> {
    let (year, next) = cursor.year()?;
    let (month, next) = next.mark(&['-'])?.number_in(1..=12)?;
    let (day, next) = next.mark(&['-'])?.number_in(1..=31)?;
    let found = day_stretch(day, month, Some(year))?;
    let clock = || {
        let (hour, next) = next.word("t").unwrap_or(next).number_in(0..=23)?;
        let (minute, next) = next.mark(&[':'])?.number_in(0..=59)?;
        let (second, next) = next.mark(&[':'])?.number_in(0..=59)?;
        Some((hour + minute + second == 0, next))
    };
    match clock() {
        Some((from_sheet, next)) => Some((Stretch { from_sheet, ..found }, next)),
        None => Some((found, next)),
    }
}

/// A day of a month. One that the month lacks ("31/6") is taken for its last, and told when years are found.
fn day_stretch(day: u32, month: u32, year: Option<i16>) -> Option<Stretch> {
    let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    Some(Stretch::new(Shape::Day { day, month }, year))
}

/// `/2026`, `-2026`, `năm 2026`, `, năm 2026`, `của năm 2026`; nothing is also an answer.
fn year_behind(cursor: Cursor<'_>) -> (Option<i16>, Cursor<'_>) {
    let marked = cursor.mark(&['/', '-', '.']).and_then(Cursor::year);
    let named = || {
        cursor
            .skip_mark(&[','])
            .skip_any("của")
            .word("năm")
            .and_then(Cursor::year)
    };
    let bare = || cursor.year();
    match marked.or_else(named).or_else(bare) {
        Some((year, next)) => (Some(year), next),
        None => (None, cursor),
    }
}

/// A number behind "tháng"; "năm" is the year there, not five.
fn month_number(cursor: Cursor<'_>) -> Read<'_, u32> {
    if cursor.word("năm").is_some() {
        None
    } else {
        cursor.count()
    }
}

/// `Tháng 01/ 2026`, `tháng 6 năm 2026`, `T6/2026`, `12/2026`.
fn month(cursor: Cursor<'_>) -> Read<'_, Stretch> {
    if let Some(next) = cursor.word("tháng") {
        let (month, next) = month_number(next)?;
        let (year, next) = year_behind(next);
        return (1..=12)
            .contains(&month)
            .then(|| (Stretch::new(Shape::Month(month as i8), year), next));
    }
    if let Some((month, next)) = cursor
        .word("t")
        .and_then(|next| next.skip_mark(&['.']).number_in(1..=12))
    {
        let (year, next) = year_behind(next);
        return Some((Stretch::new(Shape::Month(month as i8), year), next));
    }
    let (month, next) = cursor.number_in(1..=12)?;
    let stuck = |next: Cursor<'_>| next.peek().is_some_and(|token| !token.spaced);
    let year = next.mark(&['/']).or_else(|| {
        next.mark(&['-', '.'])
            .filter(|behind| stuck(next) && stuck(*behind))
    })?;
    let (year, next) = year.year()?;
    // The end of "31/12/2026", the beginning of "12/2016/QĐ-UBND".
    let part_of_more = is_behind_slash(cursor) || next.mark(&['/']).is_some();
    (!part_of_more).then_some((Stretch::new(Shape::Month(month as i8), Some(year)), next))
}

fn is_behind_slash(cursor: Cursor<'_>) -> bool {
    cursor
        .previous()
        .is_some_and(|token| token.kind == Kind::Mark('/'))
}

/// `Quý II/2026`, `Q.III/2026`, `Quý 1 năm 2026`.
fn quarter(cursor: Cursor<'_>) -> Read<'_, Stretch> {
    let named = cursor
        .word("quý")
        .or_else(|| Some(cursor.word("q")?.skip_mark(&['.'])));
    let Some(next) = named else {
        // "II/2026"
        let (quarter, next) = cursor.quarter_numeral().filter(|_| cursor.digits().is_none())?;
        let (year, next) = next.mark(&['/'])?.year()?;
        return Some((Stretch::new(Shape::Quarter(quarter), Some(year)), next));
    };
    let (quarter, next) = next.quarter_numeral()?;
    let (year, next) = year_behind(next);
    Some((Stretch::new(Shape::Quarter(quarter), year), next))
}

/// `6 tháng cuối năm 2025`, `nửa đầu năm 2026`, `các tháng cuối năm`.
fn months_of_year(cursor: Cursor<'_>) -> Read<'_, Stretch> {
    let (months, next) = match cursor.word("nửa") {
        Some(next) => (6, next),
        None => match cursor.any("các những").and_then(|next| next.word("tháng")) {
            Some(next) => (3, next),
            None => {
                let (months, next) = cursor.count()?;
                (months, next.word("tháng")?)
            }
        },
    };
    let months = i8::try_from(months)
        .ok()
        .filter(|months| (1..=12).contains(months))?;
    let (shape, next) = match next.word("đầu") {
        Some(next) => (Shape::FirstMonths(months), next),
        None => (Shape::LastMonths(months), next.word("cuối")?),
    };
    let next = next.skip_any("của").word("năm")?;
    let (year, next) = match next.year() {
        Some((year, next)) => (Some(year), next),
        None => (None, next.word("nay").unwrap_or(next)),
    };
    Some((Stretch::new(shape, year), next))
}

/// `tuần 2 tháng 3`, `tuần thứ hai của tháng 3`, `tuần cuối tháng 9/2025`.
fn week(cursor: Cursor<'_>) -> Read<'_, Stretch> {
    let next = cursor.word("tuần")?;
    let (week, next) = if let Some(next) = next.word("đầu") {
        (1, next.word("tiên").unwrap_or(next))
    } else if let Some(next) = next.word("cuối") {
        (0, next.word("cùng").unwrap_or(next))
    } else {
        let next = next.word("thứ").unwrap_or(next);
        let (week, next) = next
            .quarter_numeral()
            .map(|(n, next)| (n as u32, next))
            .or_else(|| next.count())?;
        (week, next)
    };
    let (found, next) = month(next.skip_any("của"))?;
    let Shape::Month(month) = found.shape else {
        return None;
    };
    let week = i8::try_from(week).ok().filter(|week| (0..=5).contains(week))?;
    Some((Stretch::new(Shape::Week { week, month }, found.year), next))
}

/// `đầu năm 2026`, `giữa tháng 6`, `cuối quý II`, `cuối năm`.
fn edge(cursor: Cursor<'_>) -> Read<'_, Stretch> {
    let (edge, next) = if let Some(next) = cursor.words("nửa đầu") {
        (Edge::FirstHalf, next)
    } else if let Some(next) = cursor.words("nửa cuối") {
        (Edge::SecondHalf, next)
    } else if let Some(next) = cursor.word("đầu") {
        (Edge::Start, next)
    } else if let Some(next) = cursor.word("giữa") {
        (Edge::Middle, next)
    } else {
        (Edge::End, cursor.any("cuối hết")?)
    };
    let (found, next) = month(next)
        .or_else(|| quarter(next))
        .or_else(|| year(next))
        .or_else(|| unnumbered(next))?;
    Some((
        Stretch {
            edge: Some(edge),
            ..found
        },
        next,
    ))
}

/// `Năm 2026`, `các năm 2026`, `giai đoạn 2026`, `năm học 2026-2027`, `2026`.
fn year(cursor: Cursor<'_>) -> Read<'_, Stretch> {
    let start = cursor.skip_any("trong các những");
    let start = start.words("giai đoạn").unwrap_or(start);
    if let Some(next) = start.words("năm học") {
        let (year, next) = next.year()?;
        let behind = next
            .mark(&['-'])
            .and_then(Cursor::year)
            .map_or(next, |(_, behind)| behind);
        return Some((Stretch::new(Shape::SchoolYear, Some(year)), behind));
    }
    let (year, next) = start.word("năm").unwrap_or(start).year()?;
    (!is_behind_slash(start)).then_some((Stretch::new(Shape::Year, Some(year)), next))
}

/// `năm`, `tháng`, `quý` without a number: the one in which the plan stands; `giai đoạn`: all its years.
pub fn unnumbered(cursor: Cursor<'_>) -> Read<'_, Stretch> {
    if let Some(next) = cursor.words("giai đoạn") {
        let alone = next.digits().is_none() && next.any("i ii iii iv").is_none();
        return alone.then(|| (Stretch::new(Shape::WholePlan, None), next));
    }
    let (shape, next) = if let Some(next) = cursor.word("năm") {
        (Shape::Year, next)
    } else if let Some(next) = cursor.word("quý") {
        (Shape::ThisQuarter, next)
    } else {
        (Shape::ThisMonth, cursor.word("tháng")?)
    };
    let names_another = next.digits().is_some() || next.any("học trước sau tiếp").is_some();
    (!names_another).then(|| (Stretch::new(shape, None), next.word("nay").unwrap_or(next)))
}

#[cfg(test)]
mod tests {
    use crate::phrase::tests::check;

    #[test]
    fn stretches_in_their_many_writings() {
        check(&[
            ("30/7/2026", "BY=2026-07-30"),
            ("30-7-2026", "BY=2026-07-30"),
            ("30.7.2026", "BY=2026-07-30"),
            ("30/7/26", "BY=2026-07-30"),
            ("ngày 30 tháng 7 năm 2026", "BY=2026-07-30"),
            ("2026-07-30", "BY=2026-07-30"),
            ("2026-06-05 00:00:00", "BY=2026-06-05 ? BY=2026-05-06"),
            ("2026-06-15 00:00:00", "BY=2026-06-15"),
            ("15/6", "BY=2026-06-15"),
            ("Tháng 01/ 2026", "BY=2026-01-31"),
            ("tháng 6 năm 2026", "BY=2026-06-30"),
            ("T6/2026", "BY=2026-06-30"),
            ("12/2026", "BY=2026-12-31"),
            ("tháng Ba", "BY=2026-03-31"),
            ("Quý II/2026", "BY=2026-06-30"),
            ("Q.III/2026", "BY=2026-09-30"),
            ("QI/2026", "BY=2026-03-31"),
            ("Quý 1 năm 2026", "BY=2026-03-31"),
            ("Quý IV, năm 2026", "BY=2026-12-31"),
            ("II/2026", "BY=2026-06-30"),
            ("6 tháng cuối năm 2026", "WINDOW=2026-07-01..2026-12-31"),
            ("Nửa đầu tháng 3", "WINDOW=2026-03-01..2026-03-15"),
            ("9 tháng đầu năm", "WINDOW=2026-01-01..2026-09-30"),
            ("Tuần 2 tháng 3", "WINDOW=2026-03-08..2026-03-14"),
            ("Tuần cuối tháng 9/2026", "WINDOW=2026-09-24..2026-09-30"),
            ("đầu năm 2026", "WINDOW=2026-01-01..2026-03-31 ?"),
            ("giữa tháng 6", "WINDOW=2026-06-11..2026-06-20 ?"),
            ("cuối quý II", "BY=2026-06-30"),
            ("Cả năm", "WINDOW=2026-01-01..2026-12-31"),
            ("Trong quý", "BY=2026-03-31 ?"),
            ("Quý II, III năm 2026", "WINDOW=2026-04-01..2026-09-30"),
            ("Quý I và Quý III", "BY=2026-03-31 + BY=2026-09-30"),
            (
                "tháng 3,6,9/2026",
                "BY=2026-03-31 + BY=2026-06-30 + BY=2026-09-30",
            ),
            ("30/6/2026 và 31/12/2026", "BY=2026-06-30 + BY=2026-12-31"),
            ("Tháng 3-5/2026", "WINDOW=2026-03-01..2026-05-31"),
            ("8-10/2026", "WINDOW=2026-08-01..2026-10-31"),
            ("2026 - 2030", "WINDOW=2026-01-01..2030-12-31"),
            ("Quý IV/2025- Quý II/2026", "WINDOW=2025-10-01..2026-06-30"),
            ("tháng 11 đến tháng 02/2026", "WINDOW=2025-11-01..2026-02-28"),
            ("Từ ngày 15-20/11/2026", "WINDOW=2026-11-15..2026-11-20"),
            ("Năm học 2026-2027", "WINDOW=2026-09-01..2027-05-31 ?"),
            ("Quý II (năm 2026)", "BY=2026-06-30"),
            ("31/02/2026", "BY=2026-02-28 ?"),
            ("45/13/2026", "UNKNOWN"),
            ("T.12/2026", "BY=2026-12-31"),
            ("12.2026", "BY=2026-12-31"),
            ("10 ngày đầu tháng 6", "WINDOW=2026-06-01..2026-06-10"),
            ("Tuần thứ tư của tháng 12/2026", "WINDOW=2026-12-22..2026-12-28"),
            ("Cả giai đoạn", "WINDOW=2026-01-01..2026-12-31"),
            (
                "Theo Quyết định số 12/2016/QĐ-UBND",
                "REF(Quyết định số 12/2016/QĐ-UBND)",
            ),
        ]);
    }
}

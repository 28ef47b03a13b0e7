//! Rules for a place in the calendar with the words that limit it.
//!
//! | Words | Meaning |
//! |---|---|
//! | `trước ngày 30/6/2026`, `chậm nhất trước …`, `xong trước …` | strictly before |
//! | `chậm nhất ngày …`, `chậm nhất là …`, `đến hết …`, `cuối năm` | on or before |
//! | `trong quý I`, `vào tháng 6` | within, due at the end |
//! | `từ …`, `kể từ …`, `từ … trở đi` | from then on |
//! | `từ … đến …`, `từ … đến khi …` | a window |
//! | `13h30’ ngày 07/7/2026 (Thứ Ba)`, `Chủ nhật ngày …` | at that moment |
//! | `trước ngày 15/11 hằng năm`, `trước ngày 25 hàng tháng` | a day of every period |
//! | `ngày 20 của tháng cuối quý` | the same, in the last month of every quarter |

use jiff::civil::{Time, Weekday};

use crate::phrase::cursor::{Cursor, Read};
use crate::phrase::draft::{Bounding, Moment, Repeat, Tail};
use crate::phrase::relative;
use crate::phrase::stretch::{self, Shape, Stretch, Stretches};
use crate::recurrence::Frequency;

/// A moment with everything around it.
pub fn moment(cursor: Cursor<'_>) -> Read<'_, Moment> {
    if let Some(read) = from_issue(cursor) {
        return Some(read);
    }
    let (bound, next) = bounding(cursor);
    let (time, next) = hours(next).map_or((None, next), |(time, next)| (Some(time), next.skip_mark(&[','])));
    let (weekday, next) =
        weekday(next).map_or((None, next), |(day, next)| (Some(day), next.skip_mark(&[','])));
    let (stretches, next) = place(bound, next)?;
    let (time, next) = match time {
        Some(time) => (Some(time), next),
        None => hour_behind(next).map_or((None, next), |(time, next)| (Some(time), next)),
    };
    let (weekday, next) = match weekday {
        Some(day) => (Some(day), next),
        None => weekday_behind(next),
    };
    let (repeat, next) = repeat(next).map_or((None, next), |(repeat, next)| (Some(repeat), next));
    let (tail, next) = tail(bound, &stretches, next);
    Some((
        Moment {
            bound,
            stretches,
            time,
            weekday,
            repeat,
            tail,
            lasts: None,
        },
        next,
    ))
}

/// The words before a moment. "chậm nhất trước" is before; "chậm nhất đến" is on or before.
pub fn bounding(cursor: Cursor<'_>) -> (Bounding, Cursor<'_>) {
    let mut bound = Bounding::Bare;
    let mut next = cursor;
    loop {
        let (word, behind) = if let Some(behind) = next.word("trước") {
            (Bounding::Before, behind)
        } else if let Some(behind) = late(next) {
            (Bounding::By, behind)
        } else if let Some(behind) = next.any("đến tới") {
            (Bounding::To, behind)
        } else if let Some(behind) = next.words("bắt đầu từ").or_else(|| next.words("kể từ")) {
            (Bounding::From, behind)
        } else if let Some(behind) = next.word("từ") {
            (Bounding::From, behind)
        } else if let Some(behind) = next.words("trong vòng").or_else(|| next.any("trong vào")) {
            (Bounding::In, behind)
        } else {
            return (bound, next);
        };
        bound = match (bound, word) {
            (Bounding::Before, _) | (Bounding::By, Bounding::To | Bounding::In) => bound,
            _ => word,
        };
        next = behind.skip_any("là thời điểm khoảng");
    }
}

/// `chậm nhất`, `muộn nhất`, `không muộn hơn`, `không quá`, `hạn cuối`
fn late(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    (cursor.any("chậm muộn").and_then(|next| next.word("nhất")))
        .or_else(|| cursor.word("không")?.any("muộn chậm")?.word("hơn"))
        .or_else(|| cursor.words("không quá"))
        .or_else(|| cursor.words("hạn cuối"))
        .or_else(|| cursor.words("kết thúc"))
}

/// The stretch itself; after a limiting word also a month, quarter or year without its number.
fn place(bound: Bounding, cursor: Cursor<'_>) -> Read<'_, Stretches> {
    if let Some(read) = stretch::stretches(cursor.skip_any("cả")) {
        return Some(read);
    }
    if bound == Bounding::Bare {
        let next = cursor.word("cả")?;
        return stretch::unnumbered(next).map(|(one, next)| (Stretches::List(vec![one]), next));
    }
    // "trước 25 hằng tháng", "ngày cuối tháng"
    if let Some((day, next)) = cursor.number_in(1..=31) {
        let one = Stretch {
            shape: Shape::DayOnly(day as i8),
            year: None,
            edge: None,
            from_sheet: false,
        };
        repeat(next)?;
        return Some((Stretches::List(vec![one]), next));
    }
    let (one, next) = stretch::unnumbered(cursor.skip_any("cả"))?;
    Some((Stretches::List(vec![one]), next))
}

/// `từ ngày ban hành Kế hoạch trở đi`, `… đến khi …`, `… đến hết năm 2026`.
fn from_issue(cursor: Cursor<'_>) -> Read<'_, Moment> {
    let next = cursor.word("kể").unwrap_or(cursor).word("từ")?;
    let next = next
        .word("nay")
        .or_else(|| relative::issue(next.skip_any("ngày khi thời điểm")))?;
    let bare = |tail| Moment {
        bound: Bounding::From,
        stretches: Stretches::List(Vec::new()),
        time: None,
        weekday: None,
        repeat: None,
        tail,
        lasts: None,
    };
    if let Some((event, next)) = until_event(next) {
        return Some((bare(Tail::Event(event)), next));
    }
    let until = next.any("đến tới").and_then(stretch::stretches);
    if let Some((stretches, next)) = until {
        return Some((
            Moment {
                stretches,
                ..bare(Tail::FromIssue)
            },
            next,
        ));
    }
    match onwards(next) {
        Some(next) => Some((bare(Tail::Onwards), next)),
        None => Some((bare(Tail::None), next)),
    }
}

fn tail<'t>(bound: Bounding, stretches: &Stretches, cursor: Cursor<'t>) -> (Tail, Cursor<'t>) {
    if let Some(next) = onwards(cursor) {
        return (Tail::Onwards, next);
    }
    if bound == Bounding::From
        && matches!(stretches, Stretches::List(_))
        && let Some((event, next)) = until_event(cursor)
    {
        return (Tail::Event(event), next);
    }
    (Tail::None, cursor)
}

/// `trở đi`, `và những năm tiếp theo`, `và các năm sau`
fn onwards(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let years = || {
        let next = cursor
            .skip_mark(&[','])
            .skip_any("và")
            .any("các những")?
            .word("năm")?;
        next.words("tiếp theo").or_else(|| next.any("sau tiếp"))
    };
    cursor.words("trở đi").or_else(years)
}

/// `đến khi kết thúc …`
fn until_event(cursor: Cursor<'_>) -> Read<'_, String> {
    let next = cursor.any("đến tới")?.word("khi")?;
    relative::event_words(next)
}

/// `16 giờ`, `16h30`, `13h30’`, `16 giờ 30 phút`, `08:30`.
pub fn time(cursor: Cursor<'_>) -> Read<'_, Time> {
    let cursor = cursor.skip_any("lúc");
    let (hour, next) = cursor.number_in(0..=24)?;
    let (minute, next) = if let Some(next) = next.any("h giờ") {
        let is_stuck = next.peek().is_some_and(|token| !token.spaced);
        // "16h 30/6": the number begins a date.
        let is_minute = |behind: Cursor<'_>| is_stuck || behind.mark(&['/', '-', '.']).is_none();
        match next.number_in(0..=59).filter(|(_, behind)| is_minute(*behind)) {
            Some((minute, next)) => (minute, next.skip_any("phút").skip_mark(&['\''])),
            None => (0, next),
        }
    } else {
        next.mark(&[':'])?.number_in(0..=59)?
    };
    let (hour, minute) = if hour == 24 { (23, 59) } else { (hour, minute) };
    Some((Time::new(hour as i8, minute as i8, 0, 0).ok()?, next))
}

/// An hour, or the first of two: `14h00 - 17h00`, `14h00 đến 17h00`.
fn hours(cursor: Cursor<'_>) -> Read<'_, Time> {
    let (first, next) = time(cursor)?;
    let second = next.mark(&['-']).or_else(|| next.any("đến tới")).and_then(time);
    Some((first, second.map_or(next, |(_, behind)| behind)))
}

/// `30/6/2026, 16h00`, `… lúc 16h`
fn hour_behind(cursor: Cursor<'_>) -> Read<'_, Time> {
    time(cursor.word("lúc")?)
}

/// `thứ Sáu`, `Thứ 6`, `Chủ nhật`
pub fn weekday(cursor: Cursor<'_>) -> Read<'_, Weekday> {
    if let Some(next) = cursor.words("chủ nhật") {
        return Some((Weekday::Sunday, next));
    }
    let (number, next) = cursor.word("thứ")?.count()?;
    let day = match number {
        2 => Weekday::Monday,
        3 => Weekday::Tuesday,
        4 => Weekday::Wednesday,
        5 => Weekday::Thursday,
        6 => Weekday::Friday,
        7 => Weekday::Saturday,
        _ => return None,
    };
    Some((day, next))
}

/// `(Thứ Ba)` behind a date.
fn weekday_behind(cursor: Cursor<'_>) -> (Option<Weekday>, Cursor<'_>) {
    let read = || {
        let (day, next) = weekday(cursor.mark(&['('])?)?;
        Some((day, next.mark(&[')'])?))
    };
    read().map_or((None, cursor), |(day, next)| (Some(day), next))
}

/// `hằng năm`, `của tháng cuối quý`, `của năm tiếp theo`, `tháng sau` behind a moment.
pub fn repeat(cursor: Cursor<'_>) -> Read<'_, Repeat> {
    let cursor = cursor.skip_any("của");
    if let Some(next) = cursor.any("hằng mỗi từng") {
        let (frequency, next) = unit(next)?;
        return Some((
            Repeat {
                frequency,
                in_next: false,
            },
            next,
        ));
    }
    if let Some(next) = cursor
        .words("các năm")
        .filter(|next| next.any("tiếp sau").is_none())
    {
        let alone = next.digits().is_none();
        return alone.then_some((
            Repeat {
                frequency: Frequency::Yearly,
                in_next: false,
            },
            next,
        ));
    }
    // "của tháng cuối quý", "của tháng đầu quý sau"
    if let Some(next) = cursor.words("tháng cuối") {
        let next = next.skip_any("của hằng mỗi các").word("quý")?;
        return Some((
            Repeat {
                frequency: Frequency::Quarterly,
                in_next: false,
            },
            next,
        ));
    }
    if let Some(next) = cursor.words("tháng đầu") {
        let next = next.skip_any("của").word("quý")?;
        let next = next.words("tiếp theo").or_else(|| next.word("sau"))?;
        return Some((
            Repeat {
                frequency: Frequency::Quarterly,
                in_next: true,
            },
            next,
        ));
    }
    let (frequency, next) = unit(cursor)?;
    let next = next
        .words("tiếp theo")
        .or_else(|| next.word("sau"))?
        .skip_any("liền kề");
    matches!(
        frequency,
        Frequency::Monthly | Frequency::Quarterly | Frequency::Yearly
    )
    .then_some((
        Repeat {
            frequency,
            in_next: true,
        },
        next,
    ))
}

/// `ngày`, `tuần`, `tháng`, `quý`, `năm`; `sáu tháng`, `nửa năm`.
pub fn unit(cursor: Cursor<'_>) -> Read<'_, Frequency> {
    if let Some(next) = cursor.words("nửa năm") {
        return Some((Frequency::HalfYearly, next));
    }
    let (frequency, next) = if let Some(next) = cursor.word("ngày") {
        (Frequency::Daily, next)
    } else if let Some(next) = cursor.word("tuần") {
        (Frequency::Weekly, next)
    } else if let Some(next) = cursor.word("tháng") {
        (Frequency::Monthly, next)
    } else if let Some(next) = cursor.word("quý") {
        (Frequency::Quarterly, next)
    } else {
        (Frequency::Yearly, cursor.word("năm")?)
    };
    Some((frequency, next))
}

#[cfg(test)]
mod tests {
    use crate::phrase::tests::check;

    #[test]
    fn limits_and_what_follows_them() {
        check(&[
            ("trước ngày 30/6/2026", "BEFORE=2026-06-30"),
            ("hoàn thành chậm nhất trước ngày 31/12/2026", "BEFORE=2026-12-31"),
            ("Trước tháng 6/2026", "BEFORE=2026-06-01"),
            ("Chậm nhất là ngày 15/12/2026", "BY=2026-12-15"),
            ("Muộn nhất Quý II", "BY=2026-06-30"),
            ("đến hết năm 2026", "BY=2026-12-31"),
            ("Đến 30/11/2026", "WINDOW=2026-01-15..2026-11-30"),
            ("hết quý II/2026", "BY=2026-06-30"),
            ("vào tháng 6/2026", "BY=2026-06-30"),
            ("Hoàn thành trong năm 2026", "BY=2026-12-31"),
            ("Trong năm 2026", "WINDOW=2026-01-01..2026-12-31"),
            ("Từ Quý II/2026", "CONT@2026-04-01.."),
            ("Từ tháng 3 đến tháng 11/2026", "WINDOW=2026-03-01..2026-11-30"),
            ("Từ nay đến hết năm", "WINDOW=2026-01-15..2026-12-31"),
            ("Từ ngày ban hành Kế hoạch trở đi", "CONT@2026-01-15.."),
            (
                "Từ ngày ban hành Kế hoạch đến khi kết thúc Đại hội",
                "WINDOW=2026-01-15..EVENT(kết thúc Đại hội)",
            ),
            (
                "từ quý IV/2026 đến khi kết thúc bầu cử",
                "WINDOW=2026-10-01..EVENT(kết thúc bầu cử)",
            ),
            ("Năm 2026 và các năm tiếp theo", "CONT@2026-01-01.."),
            (
                "Bắt đầu từ tháng 3, kết thúc tháng 11/2026",
                "WINDOW=2026-03-01..2026-11-30",
            ),
            ("trước 17 giờ ngày 27/11/2026", "BEFORE=2026-11-27T17:00"),
            ("13h30’ ngày 07/7/2026 (Thứ Ba)", "AT=2026-07-07T13:30"),
            ("08 giờ 00 phút, ngày 15/3/2026", "AT=2026-03-15T08:00"),
            ("Từ 8h00 ngày 15/3/2026", "START=2026-03-15T08:00"),
            ("Chủ nhật ngày 15/3/2026", "AT=2026-03-15"),
            (
                "1,5 ngày (bắt đầu từ 13h30 thứ Hai ngày 06/7/2026)",
                "START=2026-07-06T13:30;DURATION=1.5d",
            ),
            ("trước ngày 25 hàng tháng", "FREQ=MONTHLY;DUE<25"),
            ("trước ngày 15/11 hằng năm", "FREQ=YEARLY;DUE<11-15"),
            (
                "Trước 15/6 và 15/12 hằng năm",
                "FREQ=YEARLY;DUE<06-15 + FREQ=YEARLY;DUE<12-15",
            ),
            ("Hoàn thành trước tháng 12 hằng năm", "FREQ=YEARLY;DUE<12-01"),
            ("Tháng 3, tháng 9 hằng năm", "FREQ=YEARLY;BYMONTH=3,9"),
            ("Quý IV các năm", "FREQ=YEARLY;BYQUARTER=4"),
            ("ngày 20 của tháng cuối quý", "FREQ=QUARTERLY;DUE<=20"),
            (
                "Chậm nhất là ngày 10 tháng đầu quý sau",
                "FREQ=QUARTERLY;DUE<=10 (of next)",
            ),
            ("trước ngày 05 tháng sau liền kề", "FREQ=MONTHLY;DUE<05 (of M+1)"),
            ("Trước ngày 15/01 năm sau", "BEFORE=2027-01-15"),
            ("Phấn đấu cuối năm 2026", "TARGET;BY=2026-12-31"),
            (
                "dự kiến trong tháng 10/2026",
                "TENTATIVE;WINDOW=2026-10-01..2026-10-31",
            ),
            (
                "ngày 05, 15 và 25 hằng tháng",
                "FREQ=MONTHLY;DUE<=05 + FREQ=MONTHLY;DUE<=15 + FREQ=MONTHLY;DUE<=25",
            ),
            (
                "trước 15h ngày thứ Sáu hàng tuần",
                "FREQ=WEEKLY;BYDAY=FR;BYTIME<15:00",
            ),
            ("Từ năm 2026 và những năm tiếp theo", "CONT@2026-01-01.."),
            (
                "hàng năm từ nay đến 2030",
                "FREQ=YEARLY;FROM=2026-01-15;UNTIL=2030-12-31",
            ),
            ("14h00 - 17h00 ngày 20/6/2026", "AT=2026-06-20T14:00"),
            ("16h 30/6/2026", "AT=2026-06-30T16:00"),
            ("Ngày 20, 21/6/2026", "BY=2026-06-20 + BY=2026-06-21"),
            ("Từ khi ban hành Kế hoạch", "CONT@2026-01-15.."),
        ]);
    }
}

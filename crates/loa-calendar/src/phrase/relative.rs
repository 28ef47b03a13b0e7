//! Rules for what depends on an event or on another document.
//!
//! | Words | Meaning |
//! |---|---|
//! | `100 ngày kể từ ngày ban hành Kế hoạch` | so long after the plan's own date |
//! | `10 ngày làm việc sau khi Nghị quyết được ban hành` | so long after something else |
//! | `30 ngày kể từ ngày 01/7/2026` | so long after a day |
//! | `trong vòng 05 ngày làm việc kể từ …`, `trong 24 giờ đầu kể từ khi …` | the same |
//! | `ngay sau khi …`, `ngay khi …` | at once after |
//! | `sau khi có …` | some time after |
//! | `chậm nhất 01 ngày trước ngày …`, `trước khi …` | ahead of |
//! | `khi có yêu cầu`, `đột xuất`, `theo yêu cầu của …` | whenever it happens |
//! | `Theo Kế hoạch riêng`, `theo quy định` | the day stands elsewhere |
//! | `Theo từng mốc thời hạn dưới đây` | the days stand in the rows below |

use jiff::civil::Date;

use crate::phrase::cursor::{Cursor, Read};
use crate::phrase::draft::{Counting, What};
use crate::phrase::stretch::{self, Shape};
use crate::phrase::token::Kind;
use crate::schedule::{Delay, DelayUnit, Event};

/// The longest event or reference in tokens; a longer one is cut there.
const LONGEST: usize = 30;

/// A term that counts from an event.
pub fn after(cursor: Cursor<'_>) -> Read<'_, What> {
    at_once(cursor)
        .or_else(|| run_out(cursor))
        .or_else(|| counted(cursor))
        .or_else(|| ahead(cursor))
        .or_else(|| some_time_after(cursor))
}

/// `ngay sau khi …`, `ngay khi …`, `ngay sau Hội nghị`
fn at_once(cursor: Cursor<'_>) -> Read<'_, What> {
    let next = cursor.word("ngay")?;
    let at_once = Some(Delay::whole(0, DelayUnit::Day));
    if next.is_end() && cursor.in_cell() {
        return Some((What::After(Event::Issue, at_once, Counting::Within), next));
    }
    let next = next.words("sau khi").or_else(|| next.any("khi sau"))?;
    let (event, next) = event(next)?;
    Some((What::After(event, at_once, Counting::Within), next))
}

/// `sau khi có Quy chế của TW`, `Sau kỳ họp giữa năm`, `sau khi ban hành Kế hoạch 15 ngày`, `từ khi có …`
fn some_time_after(cursor: Cursor<'_>) -> Read<'_, What> {
    if let Some(next) = cursor.word("sau") {
        let (event, delay, next) = event_with_length(happening(next)?)?;
        return Some((What::After(event, delay, Counting::Within), next));
    }
    // "từ khi ban hành Kế hoạch" is a moment that is known.
    let (event, next) = event(cursor.words("từ khi").or_else(|| cursor.words("kể từ khi"))?)?;
    (event != Event::Issue).then_some((What::After(event, None, Counting::Within), next))
}

/// An event with a length behind it: `tổ chức hội nghị 05 ngày`, `ban hành Kế hoạch 15 ngày`.
fn event_with_length(start: Cursor<'_>) -> Option<(Event, Option<Delay>, Cursor<'_>)> {
    if let Some((length, next)) = issued(start).and_then(|(_, next)| delay(next)) {
        return Some((Event::Issue, Some(length), next));
    }
    let (event, end) = event(start)?;
    let mut inside = start.step();
    while inside.at < end.at {
        if let Some((length, _)) = delay(inside).filter(|(_, behind)| behind.at == end.at) {
            let mut words_end = inside;
            while words_end.at > start.at + 1
                && words_end
                    .moved_to(words_end.at - 1)
                    .any("tối thiểu ít nhất khoảng đa")
                    .is_some()
            {
                words_end = words_end.moved_to(words_end.at - 1);
            }
            let words = start.text_until(words_end).to_string();
            return Some((Event::Other(words), Some(length), end));
        }
        inside = inside.step();
    }
    Some((event, None, end))
}

/// What stands after "trước" or "sau" when it is no date: `khi …`, `ngày khai giảng`, `kỳ họp …`, `Đại hội …`.
fn happening(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    if let Some(next) = cursor.word("khi") {
        return Some(next);
    }
    let next = cursor.skip_any("ngày thời điểm");
    let named = next.peek()?.capital || next.any("kỳ hội đại").is_some() || next.at > cursor.at;
    let is_word = matches!(next.peek()?.kind, Kind::Word(_) | Kind::Other);
    let is_period = next.any("tháng quý năm tuần i ii iii iv t q").is_some();
    (named && is_word && !is_period).then_some(next)
}

/// `hết thời hạn 100 ngày`: the time has to run out first.
fn run_out(cursor: Cursor<'_>) -> Read<'_, What> {
    let next = cursor.word("hết")?;
    let next = next
        .words("thời hạn")
        .or_else(|| next.words("thời gian"))
        .unwrap_or(next);
    let (delay, next) = delay(next)?;
    let (event, next) = from_event(next).unwrap_or((Event::Issue, next));
    Some((What::After(event, Some(delay), Counting::RunOut), next))
}

/// Words that limit a delay.
fn limiting(cursor: Cursor<'_>) -> (bool, Cursor<'_>) {
    let mut next = cursor;
    let mut tight = false;
    loop {
        next = if let Some(behind) = next.any("chậm muộn").and_then(|next| next.word("nhất")) {
            tight = true;
            behind
        } else if let Some(behind) = next.words("không quá").or_else(|| next.words("tối đa")) {
            tight = true;
            behind
        } else if let Some(behind) = next.words("trong vòng").or_else(|| next.words("trong thời hạn")) {
            behind
        } else if let Some(behind) = next
            .words("trong thời gian")
            .or_else(|| next.any("trong là sau khoảng"))
        {
            behind
        } else {
            return (tight, next);
        };
    }
}

/// `trong vòng 05 ngày làm việc kể từ ngày …`, `không quá 10 ngày làm việc`
fn counted(cursor: Cursor<'_>) -> Read<'_, What> {
    let (tight, next) = limiting(cursor);
    let (delay, next) = delay(next)?;
    if let Some((event, next)) = from_event(next) {
        return Some((What::After(event, Some(delay), Counting::Within), next));
    }
    if let Some(behind) = next
        .word("trước")
        .filter(|behind| stretch::stretches(*behind).is_none())
    {
        let (event, behind) = event(behind.skip_any("ngày khi thời điểm"))?;
        let is_lead = delay.unit != DelayUnit::Year;
        return is_lead.then_some((What::Ahead(event, Some(delay)), behind));
    }
    tight.then_some((What::After(Event::Unsaid, Some(delay), Counting::Within), next))
}

/// `trước khi …`
fn ahead(cursor: Cursor<'_>) -> Read<'_, What> {
    let (_, next) = limiting(cursor);
    let (event, lead, next) = event_with_length(happening(next.word("trước")?)?)?;
    Some((What::Ahead(event, lead), next))
}

/// `kể từ ngày …`, `tính từ …`, `sau khi …`, `từ ngày …` behind a delay.
fn from_event(cursor: Cursor<'_>) -> Read<'_, Event> {
    let next = cursor.skip_any("đầu tiên");
    // "02 ngày làm việc/đơn vị": for each unit.
    let next = next
        .mark(&['/'])
        .map_or(next, |next| next.words("đơn vị").unwrap_or_else(|| next.step()));
    let next = next.skip_mark(&[',']);
    let counts = next.any("kể tính");
    let next = counts.unwrap_or(next);
    let next = next.any("từ sau khi")?;
    if let Some((day, behind)) = stretch::day(next) {
        // "30 ngày kể từ ngày 01/7/2026"; but in "03 ngày, từ ngày 10/6/2026" the day is the first of them.
        let (Shape::Day { day, month }, Some(year), Some(_)) = (day.shape, day.year, counts) else {
            return None;
        };
        return Some((Event::Day(Date::new(year, month, day).ok()?), behind));
    }
    event(next.skip_any("ngày khi thời điểm lúc"))
}

/// `100 ngày`, `05 ngày làm việc`, `24 giờ`, `1,5 ngày`, `02 tuần`, `3 tháng`.
pub fn delay(cursor: Cursor<'_>) -> Read<'_, Delay> {
    let (whole, next) = cursor.count()?;
    let decimal = || {
        let ((tenth, digits), behind) = next.mark(&[',', '.'])?.digits()?;
        (digits == 1).then_some((tenth, behind))
    };
    let (tenth, next) = decimal().unwrap_or((0, next));
    // "10 (mười) ngày"
    let spelled = || next.mark(&['('])?.count()?.1.mark(&[')']);
    let next = spelled().unwrap_or(next);
    let tenths = whole.checked_mul(10)?.checked_add(tenth)?;
    let (unit, factor, next) = if let Some(next) = next.word("ngày") {
        match next.words("làm việc") {
            Some(next) => (DelayUnit::WorkingDay, 1, next),
            None => (DelayUnit::Day, 1, next),
        }
    } else if let Some(next) = next.any("giờ h").filter(|next| next.digits().is_none()) {
        (DelayUnit::Hour, 1, next)
    } else if let Some(next) = next.word("tuần") {
        (DelayUnit::Day, 7, next)
    } else if let Some(next) = next.word("tháng") {
        (DelayUnit::Month, 1, next)
    } else {
        (DelayUnit::Year, 1, next.word("năm")?)
    };
    Some((
        Delay {
            tenths: tenths.checked_mul(factor)?,
            unit,
        },
        next,
    ))
}

/// The plan's own issue, or any other event in its words.
pub fn event(cursor: Cursor<'_>) -> Read<'_, Event> {
    if let Some(next) = issue(cursor) {
        return Some((Event::Issue, next));
    }
    event_words(cursor).map(|(words, next)| (Event::Other(words), next))
}

/// `ban hành Kế hoạch này`, `Kế hoạch được ban hành`, `ký ban hành`, `ký`: the plan's own issue.
pub fn issue(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let (is_whole, next) = issued(cursor)?;
    // "ban hành Kế hoạch số 12/KH-UBND", "ký hợp đồng", "ban hành văn bản của …" are other events.
    let goes_on = next.any("của quyết nghị chương văn hướng quy").is_some()
        || matches!(
            next.peek().map(|token| token.kind),
            Some(Kind::Number { .. } | Kind::Other)
        );
    (is_whole || !goes_on).then_some(next)
}

/// The words of an issue, and whether they are whole: behind "Kế hoạch được ban hành" and "ban hành Kế hoạch
/// này" nothing can make it another document.
fn issued(cursor: Cursor<'_>) -> Read<'_, bool> {
    if let Some(next) = plan(cursor) {
        return Some((true, act(next)?));
    }
    let next = act(cursor)?;
    let Some(behind) = plan(next) else {
        return Some((false, next));
    };
    let is_this = behind.moved_to(behind.at.saturating_sub(1)).word("này").is_some();
    Some((is_this, behind))
}

/// `ban hành`, `được ký ban hành`, `có hiệu lực`, `ký`
fn act(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let next = cursor.skip_any("được");
    next.words("ký ban hành")
        .or_else(|| next.words("ban hành"))
        .or_else(|| next.words("có hiệu lực"))
        .or_else(|| next.word("ký"))
}

/// `Kế hoạch này`, `Kế hoạch`, `Quyết định này`, `Chương trình này`
fn plan(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    if let Some(next) = cursor.words("kế hoạch") {
        return Some(next.skip_any("này"));
    }
    (cursor
        .words("quyết định")
        .or_else(|| cursor.words("chương trình")))?
    .word("này")
}

/// The words of an event up to where the next thought begins.
pub fn event_words(cursor: Cursor<'_>) -> Read<'_, String> {
    let start = cursor.skip_any("ngày khi");
    let start = start.word("có").unwrap_or(start);
    if !matches!(
        start.peek()?.kind,
        Kind::Word(_) | Kind::Other | Kind::Number { .. } | Kind::Mark('"')
    ) {
        return None;
    }
    let end = thought(start, false);
    let words = start.text_until(end);
    (!words.is_empty()).then(|| (words.to_string(), end))
}

/// Where the thought that begins here ends: at a mark, or where another term begins.
fn thought(start: Cursor<'_>, of_document: bool) -> Cursor<'_> {
    let mut next = start;
    while next.at < start.at + LONGEST {
        let Some(token) = next.peek() else { break };
        let stop = match token.kind {
            Kind::Mark(',') if of_document => term_begins(next.step()),
            Kind::Mark(',') => {
                !start.in_cell()
                    || !next.step().peek().is_some_and(|token| token.capital)
                    || term_begins(next.step())
            }
            Kind::Mark('.') => next.step().peek().is_none_or(|token| token.spaced),
            Kind::Mark('"' | '/' | '-' | '\'' | '&') => false,
            Kind::Mark(_) => true,
            Kind::Word("để") => true,
            Kind::Word("đến" | "tới") => stretch::stretches(next.step()).is_some(),
            Kind::Word("và" | "hoặc") => term_begins(next.step()),
            Kind::Word("hằng") => next.step().any("ngày tuần tháng quý năm").is_some(),
            Kind::Word("của") if of_document => next.step().word("năm").and_then(Cursor::year).is_some(),
            Kind::Word("trong" | "trước") if of_document => term_begins(next),
            _ => false,
        };
        if stop {
            break;
        }
        next = next.step();
    }
    // A word that joins has nothing to join here.
    while next.at > start.at + 1 && next.moved_to(next.at - 1).any("và hoặc của").is_some() {
        next = next.moved_to(next.at - 1);
    }
    next
}

/// A word that begins a term of its own.
fn term_begins(cursor: Cursor<'_>) -> bool {
    let next = cursor.skip_any("báo cáo hoàn thành xong tổng kết tổ chức gửi");
    next.any("hằng mỗi trước chậm muộn thường định đột").is_some()
        || cursor.words("đảm bảo").is_some()
        || next
            .any("trong vào đến")
            .is_some_and(|next| next.any("quý tháng năm ngày").is_some())
        || cursor
            .any("quý")
            .is_some_and(|next| next.quarter_numeral().is_some())
}

/// `khi có yêu cầu`, `đột xuất khi cần thiết`, `theo đề nghị`, `theo thời điểm có nhu cầu`
pub fn on_demand(cursor: Cursor<'_>) -> Read<'_, What> {
    if let Some(next) = cursor.words("đột xuất") {
        let more = next.mark(&['(']).unwrap_or(next);
        let more = more.any("khi theo").unwrap_or(more);
        return match event_words(more).filter(|_| next.any("khi theo").is_some() || more.at != next.at) {
            Some((words, next)) => Some((What::OnDemand(Event::Other(words)), next)),
            None => Some((What::OnDemand(Event::Unsaid), next)),
        };
    }
    if let Some(next) = cursor.word("khi") {
        let (words, next) = event_words(next)?;
        return Some((What::OnDemand(Event::Other(words)), next));
    }
    let next = cursor.any("theo tùy").map(|next| next.skip_any("theo thuộc"))?;
    let told = next
        .words("thời điểm có")
        .or_else(|| next.words("từng thời điểm"))
        .unwrap_or(next);
    let wanted = told
        .words("yêu cầu")
        .or_else(|| told.words("đề nghị"))
        .or_else(|| told.words("nhu cầu"));
    let depends = cursor.word("tùy").is_some();
    if wanted.is_none() && !depends {
        return None;
    }
    let (words, next) = event_words(told)?;
    Some((What::OnDemand(Event::Other(words)), next))
}

/// Words that ask for something on demand even in prose: `đột xuất`, `khi có yêu cầu`, `hoặc theo đề nghị`.
pub fn is_on_demand(cursor: Cursor<'_>) -> bool {
    let is_other_case = cursor
        .previous()
        .is_some_and(|token| token.kind == Kind::Word("hoặc"));
    if is_other_case && (cursor.words("theo đề nghị").is_some() || cursor.words("theo yêu cầu").is_some())
    {
        return true;
    }
    cursor.words("đột xuất").is_some()
        || cursor.words("khi có yêu cầu").is_some()
        || cursor.words("khi cần").is_some()
        || cursor.words("khi được yêu cầu").is_some()
}

/// A term after an event that says how long after.
pub fn is_dated(what: &What) -> bool {
    matches!(
        what,
        What::After(Event::Issue | Event::Day(_) | Event::Other(_), Some(_), _) | What::Ahead(_, Some(_))
    )
}

fn follows(cursor: Cursor<'_>, word: &str) -> bool {
    cursor
        .previous()
        .is_some_and(|token| matches!(token.kind, Kind::Word(found) if found == word))
}

/// `theo Kế hoạch riêng`, `theo chỉ đạo của tỉnh`, `theo từng mốc thời hạn dưới đây`
pub fn reference(cursor: Cursor<'_>) -> Read<'_, What> {
    let start = cursor.word("theo").filter(|_| !follows(cursor, "tiếp"))?;
    let end = thought(start, true);
    let words = start.text_until(end);
    if words.is_empty() {
        return None;
    }
    let mut inside = start;
    while inside.at < end.at {
        let here = inside.words("dưới đây").or_else(|| inside.words("sau đây"));
        if let Some(next) = here.or_else(|| inside.words("cụ thể sau")) {
            return Some((What::Reference("child rows".to_string()), next.skip_mark(&[':'])));
        }
        inside = inside.step();
    }
    Some((What::Reference(words.to_string()), end))
}

#[cfg(test)]
mod tests {
    use crate::phrase::tests::check;

    #[test]
    fn events_and_references() {
        check(&[
            (
                "100 ngày kể từ ngày ban hành Kế hoạch",
                "AFTER(issue)+100d = BY=2026-04-25",
            ),
            ("100 ngày", "AFTER(issue)+100d = BY=2026-04-25"),
            ("02 ngày", "DURATION=2d"),
            (
                "Trong vòng 30 ngày kể từ ngày ký ban hành",
                "AFTER(issue)+30d = BY=2026-02-14",
            ),
            (
                "hoàn thành trong 15 ngày kể từ ngày Kế hoạch được ban hành",
                "AFTER(issue)+15d = BY=2026-01-30",
            ),
            (
                "trong vòng 05 ngày làm việc kể từ ngày Kế hoạch này được ban hành",
                "AFTER(issue)+5bd = BY=2026-01-22",
            ),
            (
                "10 (mười) ngày làm việc kể từ ngày nhận được văn bản",
                "AFTER(nhận được văn bản)+10bd",
            ),
            ("không quá 10 ngày làm việc", "AFTER(?)+10bd"),
            (
                "10 ngày làm việc sau khi Nghị quyết được ban hành",
                "AFTER(Nghị quyết được ban hành)+10bd",
            ),
            (
                "trong 24 giờ đầu kể từ khi lực lượng đến được hiện trường",
                "AFTER(lực lượng đến được hiện trường)+24h",
            ),
            ("Hết thời hạn 100 ngày", "AFTER(issue)+100d"),
            (
                "03 tháng kể từ ngày ban hành Kế hoạch",
                "AFTER(issue)+3m = BY=2026-04-15",
            ),
            ("ngay khi nước rút", "AFTER(nước rút)+0d"),
            (
                "Ngay sau khi kế hoạch được ban hành",
                "AFTER(issue)+0d = BY=2026-01-15",
            ),
            ("Triển khai ngay", "AFTER(issue)+0d = BY=2026-01-15"),
            (
                "Sau khi có hướng dẫn của Trung ương",
                "AFTER(hướng dẫn của Trung ương)",
            ),
            ("Sau kỳ họp HĐND", "AFTER(kỳ họp HĐND)"),
            (
                "chậm nhất 01 ngày trước ngày hết hạn xử lý",
                "BEFORE(hết hạn xử lý)-1d",
            ),
            (
                "Trước khi tổ chức hội nghị 05 ngày",
                "BEFORE(tổ chức hội nghị)-5d",
            ),
            ("Trước Tết Nguyên đán", "BEFORE(Tết Nguyên đán)"),
            ("Khi có yêu cầu", "ONDEMAND(yêu cầu)"),
            ("Đột xuất", "ONDEMAND(?)"),
            ("báo cáo đột xuất khi cần thiết", "ONDEMAND(cần thiết)"),
            ("Theo thời điểm có nhu cầu", "ONDEMAND(nhu cầu)"),
            ("Theo yêu cầu của cấp trên", "ONDEMAND(yêu cầu của cấp trên)"),
            ("Theo Kế hoạch riêng", "REF(Kế hoạch riêng)"),
            ("Theo từng mốc thời hạn dưới đây", "REF(child rows)"),
            (
                "Theo kế hoạch bồi dưỡng công chức, viên chức hàng năm",
                "FREQ=YEARLY;REF(kế hoạch bồi dưỡng công chức, viên chức)",
            ),
            (
                "30 ngày kể từ ngày 01/7/2026",
                "AFTER(2026-07-01)+30d = BY=2026-07-31",
            ),
            (
                "03 ngày, từ ngày 10 đến ngày 12/6/2026",
                "WINDOW=2026-06-10..2026-06-12",
            ),
            (
                "Thời gian: 02 ngày (15-16/6/2026)",
                "WINDOW=2026-06-15..2026-06-16",
            ),
            (
                "Chậm nhất 15 ngày sau khi Luật có hiệu lực thi hành",
                "AFTER(Luật có hiệu lực thi hành)+15d",
            ),
            (
                "Sau 10 ngày khi có Quyết định phê duyệt",
                "AFTER(Quyết định phê duyệt)+10d",
            ),
            (
                "Sau khi ban hành Kế hoạch 15 ngày",
                "AFTER(issue)+15d = BY=2026-01-30",
            ),
            (
                "Từ khi có Nghị quyết đến hết năm 2026",
                "AFTER(Nghị quyết) + BY=2026-12-31",
            ),
            (
                "trước khi tổ chức họp tối thiểu 03 ngày làm việc",
                "BEFORE(tổ chức họp)-3bd",
            ),
            ("đột xuất theo yêu cầu để tổng hợp", "ONDEMAND(yêu cầu)"),
        ]);
    }
}

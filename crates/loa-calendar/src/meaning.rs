//! What schedules, periods and days mean, in words.

use jiff::civil::{Date, Time, Weekday};

use crate::language::Language;
use crate::period::Period;
use crate::recurrence::{Due, Frequency, Limit, Recurrence};
use crate::schedule::{Ambiguity, Bound, Delay, DelayUnit, Event, Term, When};

/// `13/01/2022`, or ISO 8601 in English.
pub fn day(date: Date, language: Language) -> String {
    match language {
        Language::Vi => format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year()),
        Language::En => date.to_string(),
    }
}

/// "thứ hai", "Monday".
pub fn weekday(name: Weekday, language: Language) -> &'static str {
    let (vi, en) = match name {
        Weekday::Monday => ("thứ hai", "Monday"),
        Weekday::Tuesday => ("thứ ba", "Tuesday"),
        Weekday::Wednesday => ("thứ tư", "Wednesday"),
        Weekday::Thursday => ("thứ năm", "Thursday"),
        Weekday::Friday => ("thứ sáu", "Friday"),
        Weekday::Saturday => ("thứ bảy", "Saturday"),
        Weekday::Sunday => ("chủ nhật", "Sunday"),
    };
    language.choose(vi, en)
}

/// "quý I/2022", "tuần 7/2022"; a day or an odd span has no other name than its dates.
pub fn period(period: Period, language: Language) -> String {
    let roman = |quarter: i8| match quarter {
        1 => "I",
        2 => "II",
        3 => "III",
        _ => "IV",
    };
    match (period, language) {
        (Period::Day(date), _) => day(date, language),
        (Period::Week { year, week }, Language::Vi) => format!("tuần {week}/{year}"),
        (Period::Week { year, week }, Language::En) => format!("week {week} of {year}"),
        (Period::Month { year, month }, Language::Vi) => format!("tháng {month}/{year}"),
        (Period::Month { year, month }, Language::En) => format!("{year}-{month:02}"),
        (Period::Quarter { year, quarter }, Language::Vi) => format!("quý {}/{year}", roman(quarter)),
        (Period::Quarter { year, quarter }, Language::En) => format!("quarter {quarter} of {year}"),
        (Period::SixMonths(year), Language::Vi) => format!("6 tháng đầu năm {year}"),
        (Period::SixMonths(year), Language::En) => format!("first half of {year}"),
        (Period::SecondHalf(year), Language::Vi) => format!("6 tháng cuối năm {year}"),
        (Period::SecondHalf(year), Language::En) => format!("second half of {year}"),
        (Period::NineMonths(year), Language::Vi) => format!("9 tháng đầu năm {year}"),
        (Period::NineMonths(year), Language::En) => format!("first nine months of {year}"),
        (Period::Year(year), Language::Vi) => format!("năm {year}"),
        (Period::Year(year), Language::En) => format!("year {year}"),
        (Period::Span { from, until }, _) => format!("{} – {}", day(from, language), day(until, language)),
    }
}

/// One obligation.
pub fn term(term: &Term, language: Language) -> String {
    let say = |vi, en| language.choose(vi, en);
    let mut text = String::new();
    for (marked, word) in [
        (term.comment, say("ghi chú trong ô: ", "remark in the cell: ")),
        (term.target, say("phấn đấu: ", "aim: ")),
        (term.tentative, say("dự kiến: ", "tentative: ")),
    ] {
        if marked {
            text += word;
        }
    }
    text + &when(&term.when, language)
}

/// A choice that the words leave open, as a question.
pub fn ambiguity(ambiguity: Ambiguity, language: Language) -> &'static str {
    match ambiguity {
        Ambiguity::OnceOrEach => language.choose(
            "Làm một lần trong cả khoảng thời gian, hay mỗi quý (tháng, năm) một lần? Loa hiểu là một lần.",
            "Once in the whole time, or once in each quarter (month, year)? Taken as once.",
        ),
        Ambiguity::DayMonth => language.choose(
            "Ngày và tháng có thể bị đổi chỗ (ngày kiểu bảng tính): kiểm tra lại.",
            "Day and month may be swapped (a spreadsheet date): check.",
        ),
        Ambiguity::NoSuchDay => language.choose(
            "Tháng ấy không có ngày này: Loa lấy ngày cuối tháng; phải sửa lại.",
            "The month has no such day: its last was taken; it has to be corrected.",
        ),
        Ambiguity::YearAssumed => language.choose(
            "Không ghi năm: Loa lấy năm của kế hoạch.",
            "No year is written: the plan's year was taken.",
        ),
        Ambiguity::Vague => language.choose(
            "Lời văn không cho ngày cụ thể: cần hỏi lại hoặc ấn định một ngày.",
            "The words give no sharp day: ask, or set one.",
        ),
    }
}

fn when(when: &When, language: Language) -> String {
    let date = |date: &Date| day(*date, language);
    match when {
        When::Continuous { from, until } => {
            let mut text = language
                .choose(
                    "thường xuyên, xét theo các kỳ báo cáo trong năm",
                    "all the time, looked at in the reports of the year",
                )
                .to_owned();
            text += &bounds(*from, *until, language);
            text
        }
        When::Recurring(recurrence) => recurring(recurrence, language),
        When::Window {
            from,
            until: Bound::On(until),
        } => language.choose(
            format!("trong khoảng từ {} đến hết {}", date(from), date(until)),
            format!("some time from {} to {}", date(from), date(until)),
        ),
        When::Window {
            from,
            until: Bound::Event(event),
        } => language.choose(
            format!("từ {} cho đến khi {event}", date(from)),
            format!("from {} until “{event}”", date(from)),
        ),
        When::By(on, time) => language.choose(
            format!("chậm nhất {}ngày {}", hour(*time, language), date(on)),
            format!("by {}{}", hour(*time, language), date(on)),
        ),
        When::Before(on, time) => language.choose(
            format!("trước {}ngày {}", hour(*time, language), date(on)),
            format!("before {}{}", hour(*time, language), date(on)),
        ),
        When::At(on, time) => language.choose(
            format!("vào {}đúng ngày {}", hour(*time, language), date(on)),
            format!("at {}on {}", hour(*time, language), date(on)),
        ),
        When::Start { on, at, lasts } => start(*on, *at, *lasts, language),
        When::After { event, delay, due } => after(event, *delay, *due, language),
        When::Ahead { event, lead } => {
            let lead = lead.map(|lead| length(lead, language));
            let event = event_words(event, language);
            match lead {
                Some(lead) => language.choose(
                    format!("trước {event} {lead}"),
                    format!("{lead} ahead of {event}"),
                ),
                None => language.choose(format!("trước {event}"), format!("before {event}")),
            }
        }
        When::OnDemand(event) => {
            let event = event_words(event, language);
            language.choose(
                format!("mỗi khi có: {event}"),
                format!("whenever it happens: {event}"),
            )
        }
        When::Reference(place) if place == "child rows" => language
            .choose("theo các dòng con bên dưới", "as the rows below say")
            .to_owned(),
        When::Reference(place) => language.choose(format!("theo {place}"), format!("as “{place}” says")),
        When::Duration(delay) => {
            let length = length(*delay, language);
            language.choose(
                format!("kéo dài {length}, không nói bắt đầu khi nào"),
                format!("lasts {length}; the beginning is not told"),
            )
        }
        When::DataPeriod(period) => language.choose(
            format!("kỳ số liệu {period}, không phải hạn làm"),
            format!("the data's period {period}, no due day"),
        ),
        When::Unknown => language.choose("không hiểu", "not understood").to_owned(),
    }
}

fn bounds(from: Option<Date>, until: Option<Date>, language: Language) -> String {
    let from = from.map(|from| {
        language.choose(
            format!(", từ {}", day(from, language)),
            format!(", from {}", day(from, language)),
        )
    });
    let until = until.map(|until| {
        language.choose(
            format!(", đến hết {}", day(until, language)),
            format!(", to {}", day(until, language)),
        )
    });
    from.into_iter().chain(until).collect()
}

fn hour(time: Option<Time>, language: Language) -> String {
    let Some(time) = time else { return String::new() };
    match language {
        Language::Vi => format!("{} giờ {:02} ", time.hour(), time.minute()),
        Language::En => format!("{:02}:{:02} ", time.hour(), time.minute()),
    }
}

fn start(on: Date, at: Option<Time>, lasts: Option<Delay>, language: Language) -> String {
    let mut text = language.choose(
        format!("bắt đầu {}ngày {}", hour(at, language), day(on, language)),
        format!("begins {}on {}", hour(at, language), day(on, language)),
    );
    if let Some(lasts) = lasts {
        let length = length(lasts, language);
        text += &language.choose(format!(", kéo dài {length}"), format!(", lasts {length}"));
    }
    text
}

fn after(event: &Event, delay: Option<Delay>, due: Option<Date>, language: Language) -> String {
    let event = event_words(event, language);
    let mut text = match delay.map(|delay| length(delay, language)) {
        Some(delay) => language.choose(
            format!("trong {delay} kể từ {event}"),
            format!("within {delay} of {event}"),
        ),
        None => language.choose(format!("sau {event}"), format!("after {event}")),
    };
    if let Some(due) = due {
        let due = day(due, language);
        text += &language.choose(format!(", tức chậm nhất {due}"), format!(", which is by {due}"));
    }
    text
}

fn event_words(event: &Event, language: Language) -> String {
    match event {
        Event::Issue => language
            .choose("ngày ban hành kế hoạch", "the plan's date of issue")
            .to_owned(),
        Event::Day(on) => language.choose(format!("ngày {}", day(*on, language)), day(*on, language)),
        Event::Other(words) => language.choose(words.clone(), format!("“{words}”")),
        Event::Unsaid => language
            .choose("một mốc không nói rõ", "an event that is not told")
            .to_owned(),
    }
}

fn length(delay: Delay, language: Language) -> String {
    let whole = delay.tenths / 10;
    let amount = match delay.tenths % 10 {
        0 => whole.to_string(),
        tenth => format!("{whole}{}{tenth}", language.choose(',', '.')),
    };
    let unit = match delay.unit {
        DelayUnit::Hour => language.choose("giờ", "hours"),
        DelayUnit::Day => language.choose("ngày", "days"),
        DelayUnit::WorkingDay => language.choose("ngày làm việc", "working days"),
        DelayUnit::Month => language.choose("tháng", "months"),
        DelayUnit::Year => language.choose("năm", "years"),
    };
    format!("{amount} {unit}")
}

fn recurring(recurrence: &Recurrence, language: Language) -> String {
    let mut text = frequency(recurrence, language);
    let list = |numbers: &[i8]| numbers.iter().map(i8::to_string).collect::<Vec<_>>().join(", ");
    if let Some(count) = recurrence.count.filter(|count| *count > 1) {
        text += &language.choose(format!(", {count} lần mỗi kỳ"), format!(", {count} times each"));
    }
    if let Some(least) = recurrence.at_least {
        text += &language.choose(
            format!(", ít nhất {least} lần mỗi kỳ"),
            format!(", at least {least} times each"),
        );
    }
    if !recurrence.months.is_empty() {
        let months = list(&recurrence.months);
        text += &language.choose(format!(", vào tháng {months}"), format!(", in month {months}"));
    }
    if !recurrence.quarters.is_empty() {
        let quarters = list(&recurrence.quarters);
        text += &language.choose(
            format!(", vào quý {quarters}"),
            format!(", in quarter {quarters}"),
        );
    }
    if !recurrence.weekdays.is_empty() {
        let names: Vec<&str> = recurrence
            .weekdays
            .iter()
            .map(|name| weekday(*name, language))
            .collect();
        text += &language.choose(
            format!(", vào {}", names.join(", ")),
            format!(", on {}", names.join(", ")),
        );
    }
    text += &recurrence
        .due
        .map(|due| due_words(due, language))
        .unwrap_or_default();
    for time in &recurrence.before {
        let hour = hour(Some(*time), language);
        text += &language.choose(
            format!(", trước {}", hour.trim_end()),
            format!(", before {}", hour.trim_end()),
        );
    }
    text += &bounds(recurrence.from, recurrence.until, language);
    if let Some(place) = &recurrence.reference {
        text += &language.choose(format!(", theo {place}"), format!(", as “{place}” says"));
    }
    text
}

fn frequency(recurrence: &Recurrence, language: Language) -> String {
    let (vi, en) = match recurrence.frequency {
        Frequency::Daily => ("ngày", "day"),
        Frequency::Weekly => ("tuần", "week"),
        Frequency::Monthly => ("tháng", "month"),
        Frequency::Quarterly => ("quý", "quarter"),
        Frequency::HalfYearly => ("6 tháng", "half-year"),
        Frequency::Yearly => ("năm", "year"),
        Frequency::Unsaid => {
            return language
                .choose(
                    "định kỳ, không nói bao lâu một lần",
                    "periodic; how often is not told",
                )
                .to_owned();
        }
    };
    match recurrence.interval {
        0 | 1 => language.choose(format!("mỗi {vi}"), format!("every {en}")),
        many => language.choose(format!("{many} {vi} một kỳ"), format!("every {many} {en}s")),
    }
}

fn due_words(due: Due, language: Language) -> String {
    let on = match (due.month, language) {
        (Some(month), Language::Vi) => format!("ngày {}/{month}", due.day),
        (Some(month), Language::En) => format!("day {} of month {month}", due.day),
        (None, Language::Vi) => format!("ngày {}", due.day),
        (None, Language::En) => format!("day {}", due.day),
    };
    let limit = match due.limit {
        Limit::Before => language.choose("trước", "before"),
        Limit::OnOrBefore => language.choose("chậm nhất", "by"),
        Limit::On => language.choose("đúng", "on"),
    };
    let next = if due.in_next {
        language.choose(" của kỳ sau", " of the period after")
    } else {
        ""
    };
    format!(", {limit} {on}{next}")
}

#[cfg(test)]
mod tests {
    use crate::phrase::{Context, read_phrase};

    use super::*;

    #[test]
    fn meanings_are_sentences_in_both_languages() {
        let context = Context {
            plan_years: Some((2022, 2022)),
            issued_on: "2022-01-13".parse().ok(),
            ..Context::default()
        };
        for (phrase, vi, en) in [
            (
                "Trước 10 giờ ngày 5/3/2022",
                "trước 10 giờ 00 ngày 05/03/2022",
                "before 10:00 2022-03-05",
            ),
            (
                "Quý II, III năm 2022",
                "trong khoảng từ 01/04/2022 đến hết 30/09/2022",
                "some time from 2022-04-01 to 2022-09-30",
            ),
            (
                "Thứ sáu hàng tuần",
                "mỗi tuần, vào thứ sáu",
                "every week, on Friday",
            ),
            (
                "Hàng tháng, trước ngày 25",
                "mỗi tháng, trước ngày 25",
                "every month, before day 25",
            ),
            (
                "10 ngày làm việc kể từ ngày ban hành",
                "trong 10 ngày làm việc kể từ ngày ban hành kế hoạch, tức chậm nhất 27/01/2022",
                "within 10 working days of the plan's date of issue, which is by 2022-01-27",
            ),
            ("con mèo", "không hiểu", "not understood"),
        ] {
            let schedule = read_phrase(phrase, &context);
            let all = |language| match schedule.terms.as_slice() {
                [] => when(&When::Unknown, language),
                terms => terms
                    .iter()
                    .map(|one| term(one, language))
                    .collect::<Vec<_>>()
                    .join("; "),
            };
            assert_eq!(
                (all(Language::Vi).as_str(), all(Language::En).as_str()),
                (vi, en),
                "{phrase}"
            );
        }
    }
}

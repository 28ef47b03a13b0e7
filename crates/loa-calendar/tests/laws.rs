//! What holds for every text and every frame.

use jiff::civil::Date;
use loa_calendar::day;
use loa_calendar::expand::{Frame, expand};
use loa_calendar::phrase::{ColumnKind, Context, find_phrases, read_phrase};
use loa_calendar::schedule::{Schedule, When};
use proptest::prelude::*;

/// Pieces of schedule phrases, so that the rules are really entered.
const PIECES: &[&str] = &[
    "thường xuyên",
    "hằng",
    "hàng",
    "mỗi",
    "tháng",
    "quý",
    "năm",
    "tuần",
    "ngày",
    "định kỳ",
    "trước",
    "chậm nhất",
    "đến",
    "hết",
    "từ",
    "trong",
    "kể từ",
    "ban hành Kế hoạch",
    "sau khi",
    "khi có",
    "làm việc",
    "lần",
    "một",
    "II",
    "IV",
    "/",
    "-",
    ",",
    ";",
    ".",
    "(",
    ")",
    "và",
    "cuối",
    "đầu",
    "giữa",
    "0",
    "1",
    "2",
    "3",
    "12",
    "15",
    "29",
    "31",
    "99",
    "2022",
    "2026",
    "2100",
    "4294967295",
    "99999999999999999999",
    "16h30",
    "thứ Sáu",
    "chủ nhật",
    "theo",
    "đột xuất",
    "báo cáo",
    "của",
    "sau",
    "tiếp theo",
    "các",
    "nửa",
    "giờ",
    "phấn đấu",
    "dự kiến",
    "hoàn thành",
    "2026-02-05 00:00:00",
    "Qúy",
    "**",
    "Định kǶ",
    "không quá",
    "1,5",
    "học",
    "trở đi",
];

fn phrase() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec((prop::sample::select(PIECES), any::<bool>()), 0..14);
    pieces.prop_map(|pieces| {
        pieces
            .iter()
            .map(|(piece, spaced)| format!("{piece}{}", if *spaced { " " } else { "" }))
            .collect()
    })
}

fn date() -> impl Strategy<Value = Date> {
    (10_000i64..40_000).prop_filter_map("no such day", day::from_number)
}

fn context() -> impl Strategy<Value = Context<'static>> {
    let column = prop::sample::select(vec![
        ColumnKind::Completion,
        ColumnKind::Period,
        ColumnKind::Prose,
        ColumnKind::Unknown,
    ]);
    let years = prop::option::of((i16::MIN..=i16::MAX, 0i16..12));
    (years, prop::option::of(date()), column).prop_map(|(years, issued_on, column)| Context {
        plan_years: years.map(|(first, more)| (first, first.saturating_add(more))),
        issued_on,
        column,
        heading: Some("Kế hoạch 100 ngày"),
    })
}

fn ranges_are_whole(schedule: &Schedule, text: &str) {
    for range in &schedule.rest {
        assert!(
            text.get(range.clone()).is_some_and(|part| !part.is_empty()),
            "{range:?} of {text:?}"
        );
    }
}

/// Dates that the plan itself writes are never moved, also when they lie outside the frame.
fn is_written(when: &When) -> bool {
    !matches!(when, When::Continuous { .. } | When::Recurring(_))
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>(), context in context()) {
        ranges_are_whole(&read_phrase(&text, &context), &text);
        for found in find_phrases(&text, &context) {
            prop_assert!(text.get(found.range).is_some_and(|part| !part.is_empty()));
        }
    }

    #[test]
    fn any_pieces_are_read_and_dated(
        text in phrase(),
        context in context(),
        issued in prop::option::of(date()),
        first in date(),
        days in 0i64..2_000,
    ) {
        let schedule = read_phrase(&text, &context);
        ranges_are_whole(&schedule, &text);
        let _ = (schedule.to_string(), schedule.kind());
        let mut end = 0;
        for found in find_phrases(&text, &context) {
            prop_assert!(found.range.start >= end && text.get(found.range.clone()).is_some());
            end = found.range.end;
        }
        let frame = Frame { issued_on: issued, first, last: day::plus_days(first, days).unwrap() };
        for term in &schedule.terms {
            let one = Schedule { terms: vec![term.clone()], ..Schedule::default() };
            for occurrence in expand(&one, &frame) {
                prop_assert!(occurrence.opens <= occurrence.due);
                if !is_written(&term.when) {
                    prop_assert!(occurrence.due <= frame.last, "{occurrence:?}");
                    prop_assert!(occurrence.opens >= first && issued.is_none_or(|day| occurrence.opens >= day));
                }
            }
        }
    }

    /// Emphasis, case and the space after a slash say nothing.
    #[test]
    fn dress_does_not_change_the_meaning(day in 1u8..=28, month in 1u8..=12) {
        let context = Context { plan_years: Some((2026, 2026)), ..Context::default() };
        let plain = read_phrase(&format!("trước ngày {day}/{month}/2026"), &context).to_string();
        for dressed in [
            format!("TRƯỚC NGÀY {day:02}/{month:02}/2026"),
            format!("trước *ngày* **{day}/{month}/ 2026**"),
            format!("trước ngày {day} tháng {month} năm 2026"),
            format!("trướcngày {day}/{month}"),
        ] {
            prop_assert_eq!(read_phrase(&dressed, &context).to_string(), plain.clone(), "{}", dressed);
        }
    }
}

#[test]
fn years_of_any_length_are_read() {
    for digits in 1..=12 {
        let year = "3".repeat(digits);
        for phrase in [
            format!("28/02/{year}"),
            format!("trước {year}/2/{year}"),
            format!("năm {year} - {year}"),
            format!("{year} ngày"),
        ] {
            // The law is that reading ends; what such a day means is nobody's business.
            let _ = read_phrase(&phrase, &Context::default()).to_string();
        }
    }
}

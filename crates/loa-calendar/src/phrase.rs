//! Reads schedule phrases: `Quý II, III năm 2022`, `thường xuyên`, `chậm nhất 05 ngày kể từ ngày …`.
//!
//! The phrase becomes tokens (`token`, `word`); rules read terms (`stretch`, `moment`, `frequency`,
//! `relative`, gone through by `read`); neighbours are put together (`combine`); years and the column decide
//! the rest (`resolve`). Each rule has its table of examples beside it.

use jiff::civil::Date;

use crate::phrase::cursor::{Cursor, Place};
use crate::schedule::Schedule;

pub mod combine;
pub mod cursor;
pub mod draft;
pub mod frequency;
pub mod moment;
pub mod prose;
pub mod read;
pub mod relative;
pub mod resolve;
pub mod span;
pub mod stretch;
pub mod token;
pub mod word;
pub mod year;

/// What the document says around the phrase.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// First and last year the plan is for.
    pub plan_years: Option<(i16, i16)>,
    /// The plan's own date.
    pub issued_on: Option<Date>,
    /// The column or place the phrase stands in.
    pub column: ColumnKind,
    /// Title of the plan or of the group: "100 ngày" in it makes a bare "100 ngày" count from the issue.
    pub heading: Option<&'a str>,
}

/// What the heading over a phrase asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnKind {
    /// "hoàn thành", "thời hạn", "trình": a bare month, quarter or year is a deadline.
    Completion,
    /// "thực hiện", "thời gian", "triển khai": it is a window.
    Period,
    /// A sentence that orders something: a deadline.
    Prose,
    /// Not told.
    #[default]
    Unknown,
}

impl ColumnKind {
    /// From the label of a column: "Thời hạn hoàn thành", "Thời gian thực hiện", "Tiến độ".
    ///
    /// Words of completion win: "Thời gian hoàn thành" asks for a deadline.
    pub fn from_label(label: &str) -> Self {
        // "chương trình", "quy trình", "lộ trình" hand nothing in.
        let label = loa_vietnamese::fold::fold(label)
            .replace("chuong trinh", "")
            .replace("quy trinh", "")
            .replace("lo trinh", "tien do");
        let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
        if has(&[
            "hoan thanh",
            "thoi han",
            "han hoan",
            "han cuoi",
            "ket thuc",
            "trinh",
            "han xu ly",
        ]) || label.trim() == "han"
        {
            Self::Completion
        } else if has(&[
            "thoi gian",
            "thuc hien",
            "trien khai",
            "tien do",
            "lich",
            "ky han",
            "lo trinh",
        ]) {
            Self::Period
        } else {
            Self::Unknown
        }
    }
}

/// The meaning of a phrase. Never fails: nothing understood gives no term, shown as `UNKNOWN`.
///
/// `text` is NFC; the ranges in `rest` are bytes of it.
///
/// ```
/// use loa_calendar::phrase::{Context, read_phrase};
///
/// let context = Context { plan_years: Some((2022, 2022)), ..Context::default() };
/// let schedule = read_phrase("Quý II, III", &context);
/// assert_eq!(schedule.to_string(), "WINDOW=2022-04-01..2022-09-30");
/// assert_eq!(schedule.kind(), "window");
/// ```
pub fn read_phrase(text: &str, context: &Context<'_>) -> Schedule {
    let tokens = token::tokens(text);
    let start = Cursor::new(text, &tokens, Place::Cell);
    let drafts = combine::combine(start, read::drafts(start));
    let (mut schedule, empty) = resolve::schedule(&drafts, context);
    schedule.rest = read::rest(start, &drafts, &empty);
    schedule
}

/// A schedule phrase inside prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the prose.
    pub range: std::ops::Range<usize>,
    /// What it means.
    pub schedule: Schedule,
}

/// The schedule phrases in a paragraph of prose, in order.
///
/// Strict: a date is a duty in time only with a word that says so ("trước ngày", "chậm nhất", "trong tháng").
/// Dates of cited documents, periods in titles, past events, "chi thường xuyên" and the like give nothing.
/// Where two phrases touch ("hằng năm (trước ngày 15/11) hoặc đột xuất"), they are one.
///
/// ```
/// use loa_calendar::phrase::{Context, find_phrases};
///
/// let prose = "theo Quyết định số 12/QĐ-UBND ngày 05/01/2022, gửi báo cáo trước ngày 15/11/2022.";
/// let found = find_phrases(prose, &Context::default());
/// assert_eq!(found.len(), 1);
/// assert_eq!(&prose[found[0].range.clone()], "trước ngày 15/11/2022");
/// ```
pub fn find_phrases(prose: &str, context: &Context<'_>) -> Vec<Found> {
    prose::find(prose, context)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::schedule::Ambiguity;

    const PLAN: Context<'_> = Context {
        plan_years: Some((2026, 2026)),
        issued_on: Some(jiff::civil::date(2026, 1, 15)),
        column: ColumnKind::Unknown,
        heading: None,
    };

    /// Every phrase of a plan for 2026, issued on 15 January, has its meaning; all that differ are told.
    pub fn check(table: &[(&str, &str)]) {
        check_in(&PLAN, table);
    }

    fn check_in(context: &Context<'_>, table: &[(&str, &str)]) {
        let wrong: Vec<_> = table
            .iter()
            .map(|(phrase, want)| (phrase, want, read_phrase(phrase, context).to_string()))
            .filter(|(_, want, got)| *want != got)
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn the_column_says_window_or_deadline() {
        let asked = |column| Context { column, ..PLAN };
        check_in(
            &asked(ColumnKind::from_label("Thời gian hoàn thành")),
            &[
                ("2026", "BY=2026-12-31"),
                ("Quý II", "BY=2026-06-30"),
                ("Tháng 6/2026", "BY=2026-06-30"),
                ("Quý II, III", "WINDOW=2026-04-01..2026-09-30"),
                ("2026-2030", "WINDOW=2026-01-01..2030-12-31"),
                ("15 ngày", "AFTER(issue)+15d = BY=2026-01-30"),
                ("02 ngày", "AFTER(issue)+2d = BY=2026-01-17"),
            ],
        );
        check_in(
            &asked(ColumnKind::from_label("Thời gian thực hiện")),
            &[
                ("2026", "WINDOW=2026-01-01..2026-12-31"),
                ("Quý II", "WINDOW=2026-04-01..2026-06-30"),
                ("Trong tháng 6", "WINDOW=2026-06-01..2026-06-30"),
                ("Hoàn thành trong tháng 6", "BY=2026-06-30"),
                ("30/6/2026", "BY=2026-06-30"),
                ("100 ngày", "DURATION=100d"),
            ],
        );
        let titled = Context {
            heading: Some("Kế hoạch 100 ngày cao điểm"),
            ..asked(ColumnKind::Period)
        };
        check_in(
            &titled,
            &[
                ("100 ngày", "AFTER(issue)+100d = BY=2026-04-25"),
                ("90 ngày", "DURATION=90d"),
            ],
        );
    }

    #[test]
    fn plans_for_years_and_plans_without_years() {
        let years = Context {
            plan_years: Some((2025, 2030)),
            issued_on: Some(jiff::civil::date(2025, 11, 19)),
            ..PLAN
        };
        check_in(
            &years,
            &[
                ("chậm nhất ngày 17 tháng 12", "FREQ=YEARLY;DUE<=12-17"),
                ("chậm nhất ngày 17 tháng 12/2026", "BY=2026-12-17"),
                (
                    "trước ngày 30 tháng 01 của năm tiếp theo",
                    "FREQ=YEARLY;DUE<01-30 (of Y+1)",
                ),
                ("Tháng 01 năm sau", "FREQ=YEARLY;DUE<=01-31 (of Y+1)"),
                ("Quý IV", "BY=2025-12-31"),
                ("Quý I", "BY=2026-03-31"),
            ],
        );
        check_in(
            &Context::default(),
            &[
                ("trước 15/6", "UNKNOWN"),
                ("trước 15/6/2026", "BEFORE=2026-06-15"),
                ("Cả năm", "UNKNOWN"),
                ("100 ngày kể từ ngày ban hành Kế hoạch", "AFTER(issue)+100d"),
                ("Từ ngày ban hành Kế hoạch trở đi", "CONT"),
                ("Hằng quý", "FREQ=QUARTERLY"),
            ],
        );
    }

    #[test]
    fn what_a_person_must_look_at_is_told() {
        for (phrase, want) in [
            ("Quý II, III năm 2026", vec![Ambiguity::OnceOrEach]),
            ("Quý II, III", vec![Ambiguity::OnceOrEach, Ambiguity::YearAssumed]),
            ("2026-06-05 00:00:00", vec![Ambiguity::DayMonth]),
            ("trước 31/6", vec![Ambiguity::YearAssumed, Ambiguity::NoSuchDay]),
            ("đầu năm 2026", vec![Ambiguity::Vague]),
            ("30/6/2026", vec![]),
        ] {
            assert_eq!(read_phrase(phrase, &PLAN).ambiguities, want, "{phrase}");
        }
    }

    #[test]
    fn words_without_a_rule_are_shown() {
        for (phrase, want) in [
            ("Quý I/2026 lựa chọn nhiệm vụ", vec!["lựa chọn nhiệm vụ"]),
            ("Hè 2026", vec!["Hè"]),
            ("hoàn thành trước ngày 30/6/2026", vec![]),
            ("từ 30/6/2026 đến 01/3/2026", vec!["từ 30/6/2026 đến 01/3/2026"]),
            ("trong quá trình thực hiện", vec!["trong quá trình thực hiện"]),
        ] {
            let rest = read_phrase(phrase, &PLAN).rest;
            let shown: Vec<_> = rest.into_iter().map(|range| &phrase[range]).collect();
            assert_eq!(shown, want, "{phrase}");
        }
    }

    #[test]
    fn labels_of_columns() {
        for (label, want) in [
            ("Thời hạn hoàn thành", ColumnKind::Completion),
            ("THỜI GIAN HOÀN THÀNH", ColumnKind::Completion),
            ("Thời gian trình", ColumnKind::Completion),
            ("Hạn", ColumnKind::Completion),
            ("Thời gian thực hiện", ColumnKind::Period),
            ("Thời gian", ColumnKind::Period),
            ("Tiến độ", ColumnKind::Period),
            ("Lộ trình", ColumnKind::Period),
            ("Thời gian thực hiện chương trình", ColumnKind::Period),
            ("Ghi chú", ColumnKind::Unknown),
            ("", ColumnKind::Unknown),
        ] {
            assert_eq!(ColumnKind::from_label(label), want, "{label}");
        }
    }
}

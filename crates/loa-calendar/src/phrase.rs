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
        let label = loa_vietnamese::fold::fold(label);
        let has = |words: &[&str]| words.iter().any(|word| label.contains(word));
        if has(&[
            "hoan thanh",
            "thoi han",
            "han hoan",
            "han cuoi",
            "ket thuc",
            "trinh",
            "han xu ly",
            "thoi diem",
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
pub fn read_phrase(text: &str, context: &Context<'_>) -> Schedule {
    let tokens = token::tokens(text);
    let start = Cursor::new(text, &tokens, Place::Cell);
    let drafts = combine::combine(start, read::drafts(start));
    let mut schedule = resolve::schedule(&drafts, context);
    schedule.rest = read::rest(start, &drafts);
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
/// Where two phrases touch ("hằng năm, trước ngày 15/11; đột xuất khi có yêu cầu"), they are one.
pub fn find_phrases(prose: &str, context: &Context<'_>) -> Vec<Found> {
    prose::find(prose, context)
}

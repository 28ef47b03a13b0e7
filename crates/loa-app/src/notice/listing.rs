//! The list of what was published in a quarter, how and when (PUB-03).

use crate::notice::{Notice, State};
use crate::text;

/// Notices in the list of a quarter.
pub const MOST_LINES: i64 = 1000;

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// "7. Chế độ, chính sách …"
    pub matter: String,
    /// Title.
    pub title: String,
    /// The last part of its address.
    pub slug: String,
    /// The day of the decision.
    pub decided: String,
    /// From when to when.
    pub days: String,
    /// "Trang công khai; trụ sở; nhà văn hóa bản …; loa truyền thanh 3 ngày"
    pub ways: String,
    /// That it was withdrawn, and for officers what is not as the law wants it.
    pub remarks: String,
}

impl Line {
    /// The line of a notice. `is_of_officers`: with what is not as the law wants it (PUB-02, PUB-03).
    pub fn new(one: Notice, is_of_officers: bool) -> Self {
        let mut ways = vec!["Trang công khai".to_owned()];
        let places = one.written.places.lines().map(str::trim);
        ways.extend(places.filter(|place| !place.is_empty()).map(str::to_owned));
        if let Some(days) = one.written.loud_days.filter(|days| *days > 0) {
            ways.push(format!("loa truyền thanh {days} ngày"));
        }
        let mut remarks = match is_of_officers {
            true => one.written.warnings(),
            false => Vec::new(),
        };
        if one.state == State::Withdrawn {
            remarks.push(format!("Đã gỡ: {}", one.reason));
        }
        Self {
            matter: format!("{}. {}", one.written.matter.number(), one.written.matter.label()),
            decided: text::day(one.written.decided_on),
            days: one.days(),
            ways: ways.join("; "),
            remarks: remarks.join(" "),
            slug: one.slug,
            title: one.written.title,
        }
    }
}

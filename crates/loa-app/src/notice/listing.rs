//! The list of what was published in a quarter, how and when (PUB-03).

use crate::clock::vietnam;
use crate::notice::{GONE, Notice, State};
use crate::text;

/// Notices in the list of a quarter.
pub const MOST_LINES: i64 = 1000;

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// "7. Chế độ, chính sách …"
    pub matter: String,
    /// Title; of what was withdrawn that it was, since a title can be what had to go.
    pub title: String,
    /// The last part of its address; empty of what was withdrawn: it says what the title was.
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
        let is_withdrawn = one.state == State::Withdrawn;
        if is_withdrawn {
            let day = one.withdrawn_at.map(vietnam).map(text::day);
            remarks.push(format!("Đã gỡ ngày {}: {}", day.unwrap_or_default(), one.reason));
        }
        Self {
            matter: format!("{}. {}", one.written.matter.number(), one.written.matter.label()),
            decided: text::day(one.written.decided_on),
            days: one.days(),
            ways: ways.join("; "),
            remarks: remarks.join(" "),
            slug: if is_withdrawn { String::new() } else { one.slug },
            title: match is_withdrawn {
                true => GONE.to_owned(),
                false => one.written.title,
            },
        }
    }
}

//! Notices that a unit posts for its people: what, where, from when to when, and what the law asks of that.
//!
//! Law 10/2022 on grassroots democracy, articles 11 to 13 (PUB-01, PUB-02, PUB-03): thirteen matters, five working days, thirty
//! days on the board, and a list of it all each quarter. A notice leaves what is posted now by itself; what was posted is put
//! right in place, and what it said before is kept.

use jiff::Timestamp;
use jiff::civil::Date;
use loa_calendar::day::plus_days;
use loa_calendar::working_day::WorkCalendar;
use loa_db::id::Id;

use crate::problem::Problems;
use crate::text;

pub mod actions;
pub mod jobs;
pub mod listing;
pub mod store;
pub mod web;

/// What stands in place of the title of what was withdrawn, wherever the public reads.
pub const GONE: &str = "Thông báo đã gỡ";
/// Characters of a title.
pub const TITLE_CHARACTERS: usize = 200;
/// Characters of the body as it is written.
pub const BODY_CHARACTERS: usize = 50_000;
/// Characters of the places, all together.
pub const PLACES_CHARACTERS: usize = 2000;
/// Characters of a reason.
pub const REASON_CHARACTERS: usize = 500;
/// Days that what is not posted for good stays on the board at least, the first one not counted (PUB-03, CAL-02).
const LEAST_DAYS: i64 = 30;
/// Working days after the decision by which it is posted (PUB-02).
const WORKING_DAYS: u32 = 5;
/// Days on the loudspeakers for the matters that are told there (PUB-03).
const LOUD_DAYS: i64 = 3;
/// Days on the loudspeakers that can be noted.
pub const MOST_LOUD_DAYS: i64 = 365;
/// Years that the first day on the board may lie back, as of everything that is recorded as done.
const YEARS_BACK: i16 = 3;
/// Years that a decision may lie back: what is older is a slip of the pen.
const DECISION_YEARS: i16 = 30;

/// What is published: a number of article 11, from 1 to 13 (PUB-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Matter(u8);

/// The matters in their order.
const MATTERS: [&str; 13] = [
    "Kế hoạch phát triển kinh tế - xã hội và kết quả thực hiện",
    "Ngân sách: dự toán, kế hoạch, quyết toán",
    "Dự án, công trình đầu tư; quy hoạch, kế hoạch sử dụng đất",
    "Quy chế dân chủ; nhiệm vụ, quyền hạn, quy tắc ứng xử của cán bộ, công chức",
    "Các khoản đóng góp, quỹ, viện trợ, huy động trên địa bàn",
    "Quản lý, sử dụng tài sản công",
    "Chế độ, chính sách: đối tượng, mức, tiêu chí, kết quả bình xét",
    "Cứu trợ thiên tai, dịch bệnh; quyên góp, hỗ trợ",
    "Gọi công dân nhập ngũ, tuyển quân",
    "Kết quả thanh tra, kiểm tra, kỷ luật, lấy phiếu tín nhiệm",
    "Nội dung lấy ý kiến, kết quả tiếp thu ý kiến Nhân dân",
    "Phí, lệ phí và khoản thu do cấp xã thu",
    "Thủ tục hành chính do cấp xã giải quyết",
];

impl Matter {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Matter> {
        (1..=13).map(Matter)
    }

    /// The matter with this number.
    pub fn numbered(number: i64) -> Option<Self> {
        Self::all().find(|matter| matter.number() == number)
    }

    /// From 1 to 13.
    pub fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        MATTERS
            .get(usize::from(self.0.saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    }

    /// It is posted for good, and put right when it changes (PUB-03).
    pub fn is_for_good(self) -> bool {
        matches!(self.0, 4 | 13)
    }

    /// It is told on the loudspeakers as well (PUB-03).
    pub fn is_loud(self) -> bool {
        (7..=12).contains(&self.0)
    }
}

/// How far a notice has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Being written.
    Draft,
    /// Posted, now or in the past.
    Posted,
    /// Taken down before its time; the public reads why.
    Withdrawn,
}

impl State {
    const ALL: [State; 3] = [State::Draft, State::Posted, State::Withdrawn];

    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Posted => "posted",
            State::Withdrawn => "withdrawn",
        }
    }

    /// The state with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// What somebody writes of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What is published.
    pub matter: Matter,
    /// Title.
    pub title: String,
    /// The body as it is written: Markdown.
    pub source: String,
    /// The day of the decision that is published.
    pub decided_on: Date,
    /// First day on the board.
    pub posted_from: Date,
    /// Last day on the board; `None`: for good.
    pub posted_until: Option<Date>,
    /// Where it hangs, one place a line.
    pub places: String,
    /// Days on which the loudspeakers told it.
    pub loud_days: Option<i64>,
    /// A file that belongs to it.
    pub file: Option<Id>,
    /// The duty that it proves.
    pub duty: Option<Id>,
}

impl Written {
    /// What is wrong with it; the fields are those of the form (PUB-03).
    pub fn problems(&self, today: Date) -> Problems {
        let mut problems = Problems::new();
        problems.unless(
            self.decided_on <= today,
            "quyet-dinh",
            "Ngày quyết định chưa tới.",
        );
        problems.unless(
            self.decided_on.year() >= today.year() - DECISION_YEARS,
            "quyet-dinh",
            "Ngày quyết định đã quá lâu: mời xem lại năm.",
        );
        problems.unless(
            self.posted_from.year() >= today.year() - YEARS_BACK,
            "tu",
            "Ngày bắt đầu niêm yết đã quá lâu: mời xem lại năm.",
        );
        problems.unless(
            self.posted_from >= self.decided_on,
            "tu",
            "Ngày bắt đầu niêm yết không thể trước ngày quyết định.",
        );
        let least = least_until(self.posted_from);
        match self.posted_until {
            Some(_) if self.matter.is_for_good() => problems.add(
                "den",
                "Nội dung này niêm yết thường xuyên (Điều 13 Luật Thực hiện dân chủ ở cơ sở): mời để trống ngày cuối.",
            ),
            None if !self.matter.is_for_good() => {
                problems.add("den", format!("Mời ghi ngày cuối: ít nhất đến hết ngày {}.", text::day(least)));
            }
            Some(until) if until < least => problems.add(
                "den",
                format!(
                    "Nội dung này phải niêm yết ít nhất {LEAST_DAYS} ngày liên tục (Điều 13 Luật Thực hiện dân chủ ở cơ sở), \
                     không tính ngày đầu: đến hết ngày {}.",
                    text::day(least)
                ),
            ),
            _ => {}
        }
        problems
    }

    /// The same, posted on this day. A first day that was typed before it was a plan: the days run from the one on which it
    /// is really posted, and a last day that would come too early moves on (PUB-03).
    #[must_use]
    pub fn posted_on(self, day: Date) -> Self {
        let least = least_until(day);
        Self {
            posted_from: day,
            posted_until: self.posted_until.map(|until| until.max(least)),
            ..self
        }
    }

    /// What is not as the law wants it, although nothing stops it any more; one sentence each (PUB-02, PUB-03).
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let due = due_on(self.decided_on);
        if self.posted_from > due {
            warnings.push(format!(
                "Niêm yết muộn: quyết định ngày {}, chậm nhất 5 ngày làm việc là ngày {}, niêm yết ngày {}.",
                text::day(self.decided_on),
                text::day(due),
                text::day(self.posted_from)
            ));
        }
        if self.matter.is_loud() && self.loud_days.unwrap_or(0) < LOUD_DAYS {
            warnings.push(format!(
                "Nội dung này còn phải phát trên loa truyền thanh ít nhất {LOUD_DAYS} ngày liên tục."
            ));
        }
        warnings
    }
}

/// The last day by which a decision is posted (PUB-02).
pub fn due_on(decided_on: Date) -> Date {
    let calendar = WorkCalendar::vietnam();
    calendar
        .add_working_days(decided_on, WORKING_DAYS)
        .unwrap_or(decided_on)
}

/// The earliest last day of what is posted on a day: the thirtieth behind it, and where that is a day of rest the next
/// working day (PUB-03, CAL-02, CAL-03).
pub fn least_until(from: Date) -> Date {
    let calendar = WorkCalendar::vietnam();
    let last = plus_days(from, LEAST_DAYS).and_then(|last| calendar.next_working_day(last));
    last.unwrap_or(from)
}

/// What is put right of a posted notice; its matter, its decision and its days stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Title.
    pub title: String,
    /// The body as it is written: Markdown.
    pub source: String,
    /// Where it hangs, one place a line.
    pub places: String,
    /// A file that belongs to it.
    pub file: Option<Id>,
    /// Why; the public reads it.
    pub reason: String,
}

impl Correction {
    /// Does it change nothing?
    pub fn is_none_of(&self, stands: &Written) -> bool {
        (&self.title, &self.source, &self.places, self.file)
            == (&stands.title, &stands.source, &stands.places, stands.file)
    }
}

/// What a notice said until it was put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Title.
    pub title: String,
    /// The body as it was written: Markdown.
    pub source: String,
    /// Where it hung, one place a line.
    pub places: String,
    /// The file that belonged to it.
    pub file: Option<Id>,
    /// Why it was put right.
    pub reason: String,
    /// Who put it right.
    pub by: Id,
    /// When.
    pub at: Timestamp,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Identity.
    pub id: Id,
    /// Whose it is.
    pub unit: Id,
    /// The last part of its address; never changed once it was posted.
    pub slug: String,
    /// What was written.
    pub written: Written,
    /// The body as HTML that is safe.
    pub body: String,
    /// How far it has come.
    pub state: State,
    /// What it was recorded as.
    pub activity: Option<Id>,
    /// When it was put on the site.
    pub posted_at: Option<Timestamp>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
    /// Why.
    pub reason: String,
    /// Counts changes, so that nobody changes what they have not seen.
    pub turn: i64,
    /// Who wrote it last.
    pub written_by: Id,
}

impl Notice {
    /// Does it hang on the board on a day?
    pub fn is_up(&self, day: Date) -> bool {
        let ended = self.written.posted_until.is_some_and(|until| until < day);
        self.state == State::Posted && self.written.posted_from <= day && !ended
    }

    /// How it stands on a day, for people.
    pub fn standing(&self, day: Date) -> &'static str {
        match self.state {
            State::Draft => "Đang soạn",
            State::Withdrawn => "Đã gỡ",
            State::Posted if self.is_up(day) => "Đang niêm yết",
            State::Posted => "Đã hết hạn niêm yết",
        }
    }

    /// "từ 18/04/2022 đến hết 17/05/2022"
    pub fn days(&self) -> String {
        let from = text::day(self.written.posted_from);
        match self.written.posted_until {
            Some(until) => format!("từ {from} đến hết {}", text::day(until)),
            None => format!("từ {from}, thường xuyên"),
        }
    }
}

/// A quarter of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    /// The year.
    pub year: i16,
    /// From 1 to 4.
    pub quarter: i8,
}

impl Quarter {
    /// The one that a day lies in.
    pub fn of(day: Date) -> Self {
        Self {
            year: day.year(),
            quarter: (day.month() - 1) / 3 + 1,
        }
    }

    /// "2022-2"
    pub fn key(self) -> String {
        format!("{}-{}", self.year, self.quarter)
    }

    /// The quarter with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        let (year, quarter) = key.split_once('-')?;
        let found = Self {
            year: year.parse().ok()?,
            quarter: quarter.parse().ok()?,
        };
        let is_fine = (2000..=2100).contains(&found.year) && (1..=4).contains(&found.quarter);
        (is_fine && found.key() == key).then_some(found)
    }

    /// First and last day.
    pub fn days(self) -> (Date, Date) {
        let first = Date::new(self.year, self.quarter * 3 - 2, 1).unwrap_or(Date::ZERO);
        let last = Date::new(self.year, self.quarter * 3, 1).unwrap_or(Date::ZERO);
        (first, last.last_of_month())
    }

    /// The one before.
    #[must_use]
    pub fn before(self) -> Self {
        match self.quarter {
            1 => Self {
                year: self.year - 1,
                quarter: 4,
            },
            quarter => Self {
                quarter: quarter - 1,
                ..self
            },
        }
    }

    /// "quý II năm 2022"
    pub fn label(self) -> String {
        let roman = match self.quarter {
            1 => "I",
            2 => "II",
            3 => "III",
            _ => "IV",
        };
        format!("quý {roman} năm {}", self.year)
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test may stop where it stands"
)]
mod tests;

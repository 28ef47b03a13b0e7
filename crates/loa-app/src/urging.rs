//! Urging: who is reminded of what and when, letters to units that are late, the page for the chair.
//!
//! Every morning of a working day each open duty is put on the rung of the ladder that it has reached (PLAN-05); whoever
//! is meant gets one digest, or none. The words of a digest are made when it goes: what was proven meanwhile is left out,
//! and a digest that has nothing left to say does not go.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use loa_calendar::working_day::WorkCalendar;
use loa_db::id::Id;

use crate::text;
use crate::urging::ladder::Rung;

pub mod actions;
pub mod jobs;
pub mod ladder;
pub mod letter;
pub mod official;
pub mod overview;
pub mod people;
pub mod store;
pub mod web;

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]
mod tests;

/// The hours of a working day, in Vietnam, between which people are sent something: from the first one to before the
/// second (PLAN-05).
const HOURS: (i8, i8) = (7, 20);
/// Lines of a digest; what is more is counted.
const MOST_LINES: usize = 30;

/// May people be sent something now?
pub fn is_hour(now: Timestamp) -> bool {
    let local = now.to_zoned(zone());
    WorkCalendar::vietnam().is_working_day(local.date()) && (HOURS.0..HOURS.1).contains(&local.hour())
}

/// The next time of day on a working day after a moment.
pub fn next_morning(now: Timestamp, hour: i8) -> Timestamp {
    let local = now.to_zoned(zone());
    let first = if local.hour() < hour {
        Some(local.date())
    } else {
        local.date().tomorrow().ok()
    };
    let day = first.and_then(|day| WorkCalendar::vietnam().next_working_day(day));
    let moment = day.and_then(|day| zone().to_timestamp(day.at(hour, 0, 0, 0)).ok());
    moment.unwrap_or(Timestamp::MAX)
}

fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(7))
}

/// Why somebody is told of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// They do the work of the unit.
    Own,
    /// They head the unit.
    Head,
    /// They run the plan.
    Steer,
}

impl Part {
    const ALL: [Part; 3] = [Part::Own, Part::Head, Part::Steer];

    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            Part::Own => "own",
            Part::Head => "head",
            Part::Steer => "steer",
        }
    }

    /// The part with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.key() == key)
    }
}

/// A duty that has reached a rung.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The duty.
    pub duty: Id,
    /// Who owes it.
    pub unit: Id,
    /// First day of its window.
    pub opens_on: Date,
    /// Last day, with the extension.
    pub due_on: Date,
    /// The rung.
    pub rung: Rung,
}

/// A line of a digest or a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The duty.
    pub duty: Id,
    /// Number in the plan.
    pub number: String,
    /// What to do.
    pub title: String,
    /// Words of the period.
    pub period: String,
    /// Name of the unit.
    pub unit: String,
    /// Last day as ordered.
    pub due_on: Date,
    /// Last day of the extension.
    pub extended_to: Option<Date>,
    /// Its proof was returned.
    pub is_returned: bool,
    /// Why this person is told.
    pub part: Part,
}

impl Line {
    /// Last day, with the extension.
    pub fn until(&self) -> Date {
        self.extended_to.map_or(self.due_on, |day| day.max(self.due_on))
    }

    /// Days late on a day, by the order and not by the extension; 0 when it is not.
    pub fn days_late(&self, today: Date) -> i64 {
        let end = crate::duty::ends_on(self.due_on);
        end.until(today)
            .map_or(0, |span| i64::from(span.get_days()))
            .max(0)
    }

    /// "Nhiệm vụ 2.3 – Phát tin, bài qua truyền thanh xã, tháng 4/2022"
    pub fn task(&self) -> String {
        format!("Nhiệm vụ {} – {}", self.number, self.what())
    }

    /// "2.3 Phát tin, bài qua truyền thanh xã, tháng 4/2022"
    pub fn brief(&self) -> String {
        format!("{} {}", self.number, self.what())
    }

    fn what(&self) -> String {
        let period = if self.period.is_empty() {
            String::new()
        } else {
            format!(", {}", self.period)
        };
        format!("{}{period}", self.title)
    }

    /// "hạn 30/04/2022 (gia hạn đến 10/05/2022), quá hạn 3 ngày; minh chứng bị trả lại"
    pub fn state(&self, today: Date) -> String {
        let mut told = format!("hạn {}", text::day(self.due_on));
        if let Some(until) = self.extended_to {
            told += &format!(" (gia hạn đến {})", text::day(until));
        }
        match self.days_late(today) {
            0 => {}
            days => told += &format!(", quá hạn {days} ngày"),
        }
        if self.is_returned {
            told += "; minh chứng bị trả lại, cần sửa";
        }
        told
    }
}

/// A message as it goes: subject and text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// The digest of a person on a day; `None` when nothing is left to say. `site`: address of the pages, or empty.
pub fn digest(name: &str, lines: &[Line], today: Date, site: &str) -> Option<Words> {
    if lines.is_empty() {
        return None;
    }
    let late = lines.iter().filter(|line| line.days_late(today) > 0).count();
    let counts = [(late, "việc quá hạn"), (lines.len() - late, "việc sắp đến hạn")];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, words)| format!("{count} {words}")).collect();
    let mut body = format!("Chào {name},\n");
    let mut left = MOST_LINES;
    for (part, heading) in [
        (Part::Own, "Việc của đơn vị bạn phụ trách"),
        (Part::Head, "Việc của đơn vị do bạn lãnh đạo"),
        (Part::Steer, "Các đơn vị quá hạn"),
    ] {
        let own: Vec<&Line> = lines.iter().filter(|line| line.part == part).collect();
        if own.is_empty() {
            continue;
        }
        body += &format!("\n{heading}:\n");
        for line in own.iter().take(left) {
            let unit = if part == Part::Own {
                String::new()
            } else {
                format!("{}: ", line.unit)
            };
            body += &format!("- {unit}{}: {}.\n", line.task(), line.state(today));
        }
        if own.len() > left {
            body += &format!("- và {} việc nữa.\n", own.len() - left);
        }
        left = left.saturating_sub(own.len());
    }
    if !site.is_empty() {
        let page = match lines.iter().map(|line| line.part).min() {
            Some(Part::Own) => "viec",
            _ => "bang-dieu-hanh",
        };
        body += &format!("\nXem và ghi việc đã làm: {site}/{page}\n");
    }
    body +=
        "\nThư này do máy gửi, nhiều nhất một thư mỗi ngày làm việc. Việc đã ghi xong thì không nhắc nữa.\n";
    Some(Words {
        subject: format!("Nhắc việc {}: {}", text::day(today), counts.join(", ")),
        body,
    })
}

//! Due days as a calendar (RFC 5545): one all-day event for an assignment and a due day, its units in the text.

use std::collections::HashMap;
use std::fmt::Write as _;

use jiff::ToSpan as _;
use jiff::civil::DateTime;
use loa_calendar::expand::Occurrence;
use loa_calendar::ics::{self, Lines, escaped};
use loa_calendar::period::Period;
use loa_plan_reader::assignment::Role;
use loa_vietnamese::fold::fold;

use crate::plan::compiled::{Compiled, Entry};
use crate::plan::words::{capital, cut, one_line, plan_name, role};
use loa_calendar::language::Language;
use loa_calendar::meaning::{day, period};

/// Longest event title in characters; calendars show one line.
const LONGEST_SUMMARY: usize = 120;

/// The calendar of the plans. `stamp` is the moment of making it, in UTC.
pub fn calendar(plans: &[&Compiled], stamp: DateTime, language: Language) -> Vec<u8> {
    let mut lines = Lines::default();
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put(
        "PRODID",
        concat!("-//Loa//loa plan ", env!("CARGO_PKG_VERSION"), "//VI"),
    );
    lines.put("CALSCALE", "GREGORIAN");
    lines.put("METHOD", "PUBLISH");
    lines.put("X-WR-CALNAME", &escaped(&calendar_name(plans)));
    let mut uids = Uids::default();
    for plan in plans {
        let key = plan_key(plan);
        for entry in plan.entries() {
            for occurrence in entry.occurrences {
                let uid = uids.next(&key, &entry.order.id, occurrence);
                let event = Event {
                    plan: plan_name(plan),
                    entry,
                    occurrence,
                    uid,
                    stamp,
                };
                event.write(&mut lines, language);
            }
        }
    }
    lines.put("END", "VCALENDAR");
    lines.text.into_bytes()
}

fn calendar_name(plans: &[&Compiled]) -> String {
    let names: Vec<&str> = plans.iter().map(|plan| plan_name(plan)).collect();
    cut(&names.join(", "), LONGEST_SUMMARY).into_owned()
}

/// What stays the same when the same plan is compiled again: number and date, else issuer and title.
fn plan_key(plan: &Compiled) -> String {
    let head = &plan.draft.head;
    let text = |words: &Option<loa_plan_reader::plan::Words>| {
        words
            .as_ref()
            .map(|words| words.text.as_str())
            .unwrap_or_default()
            .to_owned()
    };
    let number = text(&head.number);
    let date = head.date.map(|date| date.to_string()).unwrap_or_default();
    let issuer = head
        .issuer
        .as_ref()
        .map(|words| words.text.as_str())
        .unwrap_or_default();
    let basis = if number.is_empty() {
        text(&head.title)
    } else {
        number
    };
    slug(&format!("{basis} {date} {issuer}"))
}

/// ASCII letters, digits and hyphens.
fn slug(text: &str) -> String {
    let folded = fold(text);
    let words = folded
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// Gives out identifiers, each once.
#[derive(Default)]
struct Uids {
    given: HashMap<String, usize>,
}

impl Uids {
    fn next(&mut self, plan: &str, assignment: &str, occurrence: &Occurrence) -> String {
        let base = format!(
            "{plan}.{}.{}",
            slug(assignment),
            slug(&occurrence.period.to_string())
        );
        let count = self.given.entry(base.clone()).or_default();
        *count += 1;
        match *count {
            1 => format!("{base}@loa"),
            again => format!("{base}.{again}@loa"),
        }
    }
}

struct Event<'a> {
    plan: &'a str,
    entry: Entry<'a>,
    occurrence: &'a Occurrence,
    uid: String,
    stamp: DateTime,
}

impl Event<'_> {
    fn write(&self, lines: &mut Lines, language: Language) {
        let due = self.occurrence.due;
        lines.put("BEGIN", "VEVENT");
        lines.put("UID", &self.uid);
        lines.put("DTSTAMP", &self.stamp.strftime("%Y%m%dT%H%M%SZ").to_string());
        lines.put("DTSTART;VALUE=DATE", &ics::date(due));
        if let Ok(end) = due.checked_add(1.day()) {
            lines.put("DTEND;VALUE=DATE", &ics::date(end));
        }
        let label = language.choose("Hạn", "Due");
        let title = one_line(&self.entry.order.title.text);
        lines.put(
            "SUMMARY",
            &escaped(&format!("{label}: {}", cut(&title, LONGEST_SUMMARY))),
        );
        lines.put("DESCRIPTION", &escaped(&self.description(&title, language)));
        lines.put("CATEGORIES", &escaped(self.plan));
        // A due day does not fill the day: people stay free for meetings.
        lines.put("TRANSP", "TRANSPARENT");
        lines.put("END", "VEVENT");
    }

    fn description(&self, title: &str, language: Language) -> String {
        let say = |vi, en| language.choose(vi, en);
        let mut text = format!("{title}\n");
        for one in [Role::Lead, Role::Coordinator, Role::Implementer] {
            let units = self.units(one);
            if !units.is_empty() {
                let _ = writeln!(text, "{}: {}", capital(role(one, language)), units.join(", "));
            }
        }
        let occurrence = self.occurrence;
        if !matches!(occurrence.period, Period::Day(_)) {
            let _ = writeln!(
                text,
                "{}: {}",
                say("Kỳ", "Period"),
                period(occurrence.period, language)
            );
        }
        let _ = writeln!(
            text,
            "{}: {}",
            say("Từ ngày", "Opens"),
            day(occurrence.opens, language)
        );
        if let Some(timing) = &self.entry.order.timing {
            let _ = writeln!(
                text,
                "{}: {}",
                say("Kế hoạch ghi", "The plan says"),
                one_line(&timing.words.text)
            );
        }
        if let Some(product) = &self.entry.order.product {
            let _ = writeln!(
                text,
                "{}: {}",
                say("Sản phẩm", "Product"),
                one_line(&product.text)
            );
        }
        let _ = write!(
            text,
            "{}: {}, {}",
            say("Nguồn", "Source"),
            self.plan,
            self.entry.order.id
        );
        text
    }

    /// Units that have this duty, as the unit list spread them; else the names in the plan.
    fn units(&self, role: Role) -> Vec<&str> {
        let duties = self.entry.duties.iter();
        let spread: Vec<&str> = duties
            .filter(|duty| duty.role == role && duty.due == self.occurrence.due)
            .map(|duty| duty.unit.as_str())
            .collect();
        if !spread.is_empty() {
            return spread;
        }
        self.entry
            .order
            .units()
            .filter(|(kind, _)| *kind == role)
            .map(|(_, unit)| unit.name.as_str())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_plain_and_never_given_twice() {
        let occurrence = |text: &str| {
            let day: jiff::civil::Date = text.parse().unwrap();
            Occurrence {
                opens: day,
                due: day,
                period: Period::Day(day),
            }
        };
        let mut uids = Uids::default();
        let key = slug("18/KH-UBND 2022-01-13 UBND huyện Sông Đà");
        assert_eq!(
            uids.next(&key, "IV.1.đ", &occurrence("2022-03-01")),
            "18-kh-ubnd-2022-01-13-ubnd-huyen-song-da.iv-1-d.2022-03-01@loa"
        );
        assert_eq!(
            uids.next(&key, "IV.1.đ", &occurrence("2022-03-01")),
            "18-kh-ubnd-2022-01-13-ubnd-huyen-song-da.iv-1-d.2022-03-01.2@loa"
        );
    }
}

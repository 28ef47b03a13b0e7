//! Which units to visit: points for what is known of each, with the reasons in words. A person decides.

use jiff::civil::Date;
use loa_db::id::Id;

use loa_vietnamese::letter::capitalised;

use crate::text;

/// What is known of a unit in the period that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The unit.
    pub unit: Id,
    /// Duties whose last day is over, done or not.
    pub due: i64,
    /// Those of them that are late.
    pub late: i64,
    /// Duties whose last proof was returned.
    pub returned: i64,
    /// What was logged.
    pub activities: i64,
    /// Findings of earlier visits that are not put right.
    pub findings: i64,
    /// The last day on which a team was there.
    pub visited_on: Option<Date>,
}

/// A reason to visit a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Duties are late: points for each.
    Late,
    /// Much of what was due is late: points for all of it.
    Share,
    /// Nothing was logged although something was due.
    Silent,
    /// Nobody was ever there.
    Never,
    /// Nobody was there for long: points for each full year.
    Long,
    /// Proof was returned: points for each.
    Returned,
    /// Findings are open: points for each.
    Findings,
}

/// Points: the cause, points each, points at most. Silence weighs as much as eight late duties, because nobody knows what
/// is behind it; a unit that was never visited comes before one that is a little late. A locality that sees it otherwise
/// changes the ticks, not the table: the table only proposes.
pub const WEIGHTS: [(Cause, i64, i64); 7] = [
    (Cause::Late, 2, 30),
    (Cause::Share, 20, 20),
    (Cause::Silent, 16, 16),
    (Cause::Never, 8, 8),
    (Cause::Long, 3, 9),
    (Cause::Returned, 1, 5),
    (Cause::Findings, 4, 20),
];

/// A unit with its points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// The unit.
    pub unit: Id,
    /// How much speaks for a visit.
    pub points: i64,
    /// "3 việc quá hạn (30% số việc đã đến hạn); chưa kiểm tra lần nào"
    pub reasons: String,
    /// What it was made of.
    pub facts: Facts,
}

impl Facts {
    /// Points of one cause before its limit, for what is worth `each`.
    fn points(&self, cause: Cause, each: i64, today: Date) -> i64 {
        match cause {
            Cause::Late => self.late * each,
            Cause::Share => self.late * each / self.due.max(1),
            Cause::Silent => i64::from(self.is_silent()) * each,
            Cause::Never => i64::from(self.visited_on.is_none()) * each,
            Cause::Long => self.years_since(today) * each,
            Cause::Returned => self.returned * each,
            Cause::Findings => self.findings * each,
        }
    }

    fn is_silent(&self) -> bool {
        self.due > 0 && self.activities == 0
    }

    fn years_since(&self, today: Date) -> i64 {
        let days = self.visited_on.and_then(|day| day.until(today).ok());
        days.map_or(0, |span| i64::from(span.get_days()).max(0) / 365)
    }

    fn reasons(&self) -> String {
        let mut reasons = Vec::new();
        if self.late > 0 {
            let share = self.late * 100 / self.due.max(1);
            reasons.push(format!(
                "{} việc quá hạn ({share}% số việc đã đến hạn)",
                text::number(self.late)
            ));
        }
        if self.is_silent() {
            reasons.push("chưa ghi việc nào trong kỳ".to_owned());
        }
        reasons.push(match self.visited_on {
            None => "chưa kiểm tra lần nào".to_owned(),
            Some(day) => format!("kiểm tra lần cuối {}", text::day(day)),
        });
        if self.returned > 0 {
            reasons.push(format!("{} minh chứng bị trả lại", text::number(self.returned)));
        }
        if self.findings > 0 {
            reasons.push(format!(
                "{} phát hiện chưa khắc phục",
                text::number(self.findings)
            ));
        }
        capitalised(&reasons.join("; "))
    }
}

/// The units, who most needs a visit first; of equals the one named first.
pub fn ranked(all: Vec<Facts>, today: Date) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = all
        .into_iter()
        .map(|facts| Ranked {
            unit: facts.unit,
            points: WEIGHTS
                .iter()
                .map(|(cause, each, most)| facts.points(*cause, *each, today).clamp(0, *most))
                .sum(),
            reasons: facts.reasons(),
            facts,
        })
        .collect();
    ranked.sort_by_key(|one| std::cmp::Reverse(one.points));
    ranked
}

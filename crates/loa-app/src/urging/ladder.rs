//! The ladder of urging (PLAN-05): before, at and after the day, in working days, each rung to more people than the one
//! before. It stops by itself: who has proven a duty is on no rung.

use jiff::ToSpan as _;
use jiff::civil::Date;
use loa_calendar::working_day::WorkCalendar;

use crate::duty::Horizon;

/// A rung, in the order in which they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rung {
    /// Seven working days before the day.
    Week,
    /// Three working days before.
    Soon,
    /// The working day before.
    Eve,
    /// On the day.
    Day,
    /// The first working day after it.
    Late,
    /// The fifth working day after it.
    Overdue,
}

impl Rung {
    /// All of them.
    pub const ALL: [Rung; 6] = [
        Rung::Week,
        Rung::Soon,
        Rung::Eve,
        Rung::Day,
        Rung::Late,
        Rung::Overdue,
    ];

    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            Rung::Week => "week",
            Rung::Soon => "soon",
            Rung::Eve => "eve",
            Rung::Day => "day",
            Rung::Late => "late",
            Rung::Overdue => "overdue",
        }
    }

    /// The rung with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| rung.key() == key)
    }

    /// Does the head of the unit hear of it as well?
    pub fn reaches_head(self) -> bool {
        matches!(self, Rung::Eve | Rung::Late | Rung::Overdue)
    }

    /// Does the coordinator hear of it?
    pub fn reaches_coordinator(self) -> bool {
        matches!(self, Rung::Late | Rung::Overdue)
    }

    /// Working days before the last working day of the duty on which the rung comes; `None` for those after it.
    pub fn days_ahead(self) -> Option<u32> {
        match self {
            Rung::Week => Some(7),
            Rung::Soon => Some(3),
            Rung::Eve => Some(1),
            Rung::Day => Some(0),
            Rung::Late | Rung::Overdue => None,
        }
    }

    /// Is there such a rung for a duty that opens and ends on these days? Nobody is reminded in the first half of the
    /// time that they have: a weekly duty knows no rung of seven days before.
    pub fn fits(self, opens_on: Date, due_on: Date) -> bool {
        let calendar = WorkCalendar::vietnam();
        let Some(ahead) = self.days_ahead().filter(|ahead| *ahead > 1) else {
            return true;
        };
        let before = opens_on.yesterday().unwrap_or(opens_on);
        calendar.count_working_days(before, due_on) >= 2 * ahead
    }
}

/// Working days after the end in law on which the chair's page names a duty.
const OVERDUE_DAYS: u32 = 5;

/// Due days that stand on each rung on a working day. They follow each other without a gap, so that after days of
/// silence everybody is reminded once, by the rung reached meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ladder {
    /// Last due day on each rung, that of [`Rung::Overdue`] first.
    last: [Date; 6],
}

impl Ladder {
    /// The ladder of a day; `None` on a day of rest, when nobody is reminded.
    pub fn of(today: Date) -> Option<Self> {
        let calendar = WorkCalendar::vietnam();
        if !calendar.is_working_day(today) {
            return None;
        }
        let mut overdue = Horizon::of(today).late_until;
        for _ in 1..OVERDUE_DAYS {
            overdue = calendar.previous_working_day(overdue.yesterday().ok()?)?;
        }
        // A duty that ends on a day of rest is reminded of against the working day before (REP-04).
        let ahead = |days: u32| {
            let after = calendar.add_working_days(today, days + 1)?;
            after.yesterday().ok()
        };
        Some(Self {
            last: [
                overdue,
                Horizon::of(today).late_until,
                ahead(0)?,
                ahead(1)?,
                ahead(3)?,
                ahead(7)?,
            ],
        })
    }

    /// First and last due day on a rung; `None` as the first: however long ago.
    pub fn due_days(&self, rung: Rung) -> (Option<Date>, Date) {
        let at = Rung::ALL.len() - 1 - rung as usize;
        let last = self.last.get(at).copied().unwrap_or(Date::MIN);
        let before = at.checked_sub(1).and_then(|at| self.last.get(at));
        (before.map(|day| day.saturating_add(1.day())), last)
    }

    /// The rung of a due day; `None` while it is far ahead.
    pub fn rung(&self, due_on: Date) -> Option<Rung> {
        let at = self.last.iter().position(|last| due_on <= *last)?;
        Rung::ALL.iter().rev().nth(at).copied()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn rungs_come_on_their_working_days() {
        // 30 April and 1 May 2022 fell on a weekend: Monday and Tuesday were off.
        for (due_on, rung, days) in [
            ((4, 29), Rung::Week, (4, 20)),
            ((4, 29), Rung::Soon, (4, 26)),
            ((4, 29), Rung::Eve, (4, 28)),
            ((4, 29), Rung::Day, (4, 29)),
            ((4, 29), Rung::Late, (5, 4)),
            // Ends in law on 4 May (CAL-03), is reminded of against 29 April (REP-04).
            ((4, 30), Rung::Day, (4, 29)),
            ((4, 30), Rung::Late, (5, 5)),
            ((4, 29), Rung::Overdue, (5, 10)),
        ] {
            let due_on = date(2022, due_on.0, due_on.1);
            let days_on = |day: Date| Ladder::of(day).and_then(|ladder| ladder.rung(due_on)) == Some(rung);
            let first = date(2022, 4, 1).series(1.day()).find(|day| days_on(*day));
            assert_eq!(first, Some(date(2022, days.0, days.1)), "{due_on} {rung:?}");
        }
    }

    #[test]
    fn on_every_working_day_every_due_day_stands_on_one_rung() {
        for today in date(2022, 1, 1).series(1.day()).take(365) {
            let Some(ladder) = Ladder::of(today) else { continue };
            let mut before = None;
            for due_on in date(2021, 11, 1).series(1.day()).take(500) {
                let rung = ladder.rung(due_on);
                for one in Rung::ALL {
                    let (first, last) = ladder.due_days(one);
                    let is_in = first.is_none_or(|first| first <= due_on) && due_on <= last;
                    assert_eq!(is_in, rung == Some(one), "{today} {due_on} {one:?}");
                }
                assert!(
                    before.is_none() || rung <= before.unwrap(),
                    "later days stand lower"
                );
                before = Some(rung);
            }
        }
    }

    #[test]
    fn nobody_is_reminded_in_the_first_half_of_their_time() {
        let week = (date(2022, 4, 4), date(2022, 4, 10));
        let month = (date(2022, 4, 1), date(2022, 4, 30));
        let fits = |rung: Rung, (first, last)| rung.fits(first, last);
        assert_eq!(
            Rung::ALL.map(|rung| fits(rung, week)),
            [false, false, true, true, true, true]
        );
        assert!(Rung::ALL.iter().all(|rung| fits(*rung, month)));
    }
}

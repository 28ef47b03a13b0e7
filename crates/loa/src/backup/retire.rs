//! Which of the backups that were made by themselves have served their time.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use loa_app::clock::vietnam_time;

use crate::config::Backups;

/// What they are called; nothing else in the folder is ever touched.
const FORM: &str = "loa-hang-ngay-%Y%m%d-%H%M.tar";

/// "loa-hang-ngay-20261126-0200.tar"
pub fn name(now: Timestamp) -> String {
    vietnam_time(now).strftime(FORM).to_string()
}

/// Those to remove. The newest of a day stands for it, the newest of a week for the week; only days and weeks that have
/// one count, so that nothing goes while no new ones come.
pub fn retired(names: &[String], keep: &Backups) -> Vec<String> {
    let mut dated: Vec<(DateTime, &String)> = names
        .iter()
        .filter_map(|name| Some((DateTime::strptime(FORM, name).ok()?, name)))
        .collect();
    dated.sort();
    let (mut days, mut weeks) = (HashSet::new(), HashSet::new());
    let mut gone = Vec::new();
    for (at, name) in dated.into_iter().rev() {
        let of_day = days.len() < keep.days && days.insert(at.date());
        let of_week = weeks.len() < keep.weeks && weeks.insert(week(at.date()));
        if !(of_day || of_week) {
            gone.push(name.clone());
        }
    }
    gone
}

fn week(day: Date) -> (i16, i8) {
    let week = day.iso_week_date();
    (week.year(), week.week())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;

    fn of(day: Date) -> String {
        day.at(2, 0, 0, 0).strftime(FORM).to_string()
    }

    fn keep(days: usize, weeks: usize) -> Backups {
        Backups {
            folder: "/srv".into(),
            at: jiff::civil::time(2, 0, 0, 0),
            days,
            weeks,
        }
    }

    #[test]
    fn days_and_weeks_are_kept_and_what_is_not_ours_stays() {
        let last = jiff::civil::date(2026, 11, 26);
        let mut names: Vec<String> = (0..100)
            .map(|back| of(last - jiff::Span::new().days(back)))
            .collect();
        names.push("loa-20200101-0000.tar".to_owned());
        names.push("loa-hang-ngay-khong-phai.tar".to_owned());
        let gone = retired(&names, &keep(14, 8));
        let left: Vec<&String> = names.iter().filter(|name| !gone.contains(name)).collect();
        // Three weeks have their newest among the 14 days; five Sundays before them; two files of somebody.
        assert_eq!(left.len(), 14 + 5 + 2, "{left:?}");
        assert!(left.contains(&&of(last)) && left.contains(&&of(jiff::civil::date(2026, 10, 11))));
        assert!(retired(&names[..3], &keep(14, 8)).is_empty());
    }

    #[test]
    fn old_ones_stay_while_no_new_ones_come_and_twice_a_day_is_once() {
        let old = [
            of(jiff::civil::date(2020, 1, 1)),
            of(jiff::civil::date(2021, 6, 1)),
        ];
        assert!(retired(&old, &keep(14, 0)).is_empty());
        let twice = [
            "loa-hang-ngay-20261126-0200.tar",
            "loa-hang-ngay-20261126-0900.tar",
        ];
        let twice = twice.map(str::to_owned);
        assert_eq!(retired(&twice, &keep(14, 8)), [twice[0].clone()]);
    }
}

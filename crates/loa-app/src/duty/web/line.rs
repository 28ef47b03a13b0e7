//! One duty as a line of a list: in words.

use jiff::civil::Date;

use crate::duty::{Duty, Horizon, Standing, State, days_between, ends_on};
use crate::org::Tree;
use crate::text::day;

/// A duty in words.
#[derive(Debug, Clone)]
pub struct Line {
    /// Identity, as in addresses.
    pub id: String,
    /// Number in the plan.
    pub number: String,
    /// What to do.
    pub title: String,
    /// Who owes it.
    pub unit: String,
    /// The same, "của … trước đây" for a unit that has ended.
    pub owner: String,
    /// Identity of the unit.
    pub unit_id: String,
    /// "Chủ trì"
    pub role: &'static str,
    /// "tháng 02/2022"; empty where the due day alone says it.
    pub period: String,
    /// "01/02/2022"
    pub opens: String,
    /// "28/02/2022"
    pub due: String,
    /// For machines: "2022-02-28".
    pub due_iso: String,
    /// How it stands.
    pub standing: Standing,
    /// What follows the word: "3 ngày", "còn 2 ngày · đã ghi 1/2", or empty.
    pub beside: String,
    /// "gia hạn đến 10/03/2022", or empty.
    pub extension: String,
    /// "đã ghi 1/2", or empty.
    pub progress: String,
    /// A logged activity still helps.
    pub is_open: bool,
}

impl Line {
    /// A duty as it stands.
    pub fn new(duty: &Duty, horizon: &Horizon, tree: &Tree) -> Self {
        let standing = duty.standing(horizon);
        let extension = extension(duty, horizon.today);
        let progress = duty.progress().unwrap_or_default();
        let days = days(duty, standing, horizon.today);
        let beside = [days.as_str(), extension.as_str(), progress.as_str()];
        let beside = beside.into_iter().filter(|part| !part.is_empty());
        let period = inside(&period_words(&duty.period));
        let due = day(duty.due_on);
        let says_due = period.trim_start_matches("ngày ") == due;
        Self {
            id: duty.id.to_string(),
            number: duty.number.clone(),
            title: duty.title.clone(),
            unit: tree.name(duty.unit).to_owned(),
            owner: tree.owner(duty.unit),
            unit_id: duty.unit.to_string(),
            role: duty.role.label(),
            period: if says_due { String::new() } else { period },
            opens: day(duty.opens_on),
            due,
            due_iso: duty.due_on.to_string(),
            standing,
            beside: beside.collect::<Vec<_>>().join(" · "),
            extension,
            progress,
            is_open: matches!(duty.state, State::Open | State::Returned),
        }
    }
}

impl Line {
    /// An open duty by the day to which an extension in force has moved it, which is near.
    pub fn moved(duty: &Duty, until: Date, horizon: &Horizon, tree: &Tree) -> Self {
        let line = Self::new(duty, horizon, tree);
        let left = match days_between(horizon.today, until) {
            0 => "còn hôm nay".to_owned(),
            left => format!("còn {left} ngày"),
        };
        let beside = [left.as_str(), line.extension.as_str(), line.progress.as_str()];
        let beside = beside.into_iter().filter(|part| !part.is_empty());
        Self {
            standing: Standing::Near,
            beside: beside.collect::<Vec<_>>().join(" · "),
            ..line
        }
    }

    /// Its proof was returned: it is put right where the reason stands.
    pub fn is_returned(&self) -> bool {
        self.standing == Standing::Returned
    }
}

fn days(duty: &Duty, standing: Standing, today: Date) -> String {
    let late = duty.days_late(today);
    match standing {
        Standing::Late => format!("{late} ngày"),
        Standing::Returned if late > 0 => format!("quá hạn {late} ngày"),
        Standing::Met | Standing::Waiting if late > 0 => format!("muộn {late} ngày"),
        Standing::Near | Standing::Returned => match duty.days_left(today) {
            0 => "còn hôm nay".to_owned(),
            left if left > 0 => format!("còn {left} ngày"),
            // Due on a day of rest: the end has moved.
            _ => format!("tính hết ngày {}", day(ends_on(duty.due_on))),
        },
        _ => String::new(),
    }
}

fn extension(duty: &Duty, today: Date) -> String {
    let Some(until) = duty.extended_to else {
        return String::new();
    };
    match duty.days_late_extended(today) {
        Some(late) if late > 0 => format!("gia hạn đến {}, quá cả gia hạn {late} ngày", day(until)),
        _ => format!("gia hạn đến {}", day(until)),
    }
}

/// The words of a period that is written as a code ("2022-02" gives "Tháng 02/2022"); others stay as they are.
pub fn period_words(period: &str) -> String {
    if let Ok(date) = period.parse::<Date>() {
        return format!("Ngày {}", day(date));
    }
    if let Some((from, until)) = period.split_once("..")
        && let (Ok(from), Ok(until)) = (from.parse::<Date>(), until.parse::<Date>())
    {
        return format!("Từ {} đến {}", day(from), day(until));
    }
    let is_number =
        |text: &str, digits: usize| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    let (year, rest) = period.split_once('-').unwrap_or((period, ""));
    if !is_number(year, 4) {
        return period.to_owned();
    }
    match rest {
        "" if !period.contains('-') => format!("Năm {year}"),
        "6T" => format!("6 tháng đầu năm {year}"),
        "H2" => format!("6 tháng cuối năm {year}"),
        "9T" => format!("9 tháng đầu năm {year}"),
        "Q1" => format!("Quý I/{year}"),
        "Q2" => format!("Quý II/{year}"),
        "Q3" => format!("Quý III/{year}"),
        "Q4" => format!("Quý IV/{year}"),
        month if is_number(month, 2) => format!("Tháng {month}/{year}"),
        week if week.strip_prefix('W').is_some_and(|week| is_number(week, 2)) => {
            format!("Tuần {}/{year}", week.trim_start_matches('W'))
        }
        _ => period.to_owned(),
    }
}

/// The words of a period inside a sentence: "tháng 02/2022".
pub fn inside(words: &str) -> String {
    const FIRST: [&str; 6] = ["Năm ", "Tháng ", "Quý ", "Tuần ", "Ngày ", "Từ "];
    let mut letters = words.chars();
    match letters.next() {
        Some(first) if FIRST.iter().any(|word| words.starts_with(word)) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::period_words;

    #[test]
    fn periods_are_told_in_words() {
        for (code, words) in [
            ("2022", "Năm 2022"),
            ("2022-02", "Tháng 02/2022"),
            ("2022-Q3", "Quý III/2022"),
            ("2022-W07", "Tuần 07/2022"),
            ("2022-02-28", "Ngày 28/02/2022"),
            ("2022-04-01..2022-09-30", "Từ 01/04/2022 đến 30/09/2022"),
            ("2022-6T", "6 tháng đầu năm 2022"),
            ("Tháng 02/2022", "Tháng 02/2022"),
            ("2022-", "2022-"),
            ("", ""),
        ] {
            assert_eq!(period_words(code), words);
        }
    }
}

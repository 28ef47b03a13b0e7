//! Days off and days worked in exchange, as data: one row a day, with what it rests on (CAL-04, CAL-05).
//!
//! Tết and Quốc khánh are fixed each year by the Prime Minister, so every year is a set of facts, not a rule.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// The table that comes with the program.
pub const TABLE: &str = include_str!("holidays.csv");

/// One day that is not what its weekday says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialDay {
    /// The day.
    pub on: Date,
    /// Off, or worked although it is a weekend.
    pub kind: SpecialKind,
    /// "Tết Âm lịch", "Làm bù": as people call it.
    pub name: String,
    /// How sure it is.
    pub mark: Mark,
    /// Law or notice.
    pub source: String,
}

/// What a special day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SpecialKind {
    /// A public holiday, a day in lieu, or a working day exchanged for another. May fall on a weekend.
    Off,
    /// A Saturday or Sunday on which offices work.
    MakeUp,
}

/// How sure a row is (the marks of CAL-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// An official notice of the year names the day.
    Notice,
    /// The Labour Code gives the day (the lunar date reckoned), no notice at hand.
    Law,
    /// The year's notice is not out: days may be added or exchanged.
    Open,
}

/// How far a year is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// All its days are settled.
    Settled,
    /// Only what the law itself gives; the year's notice is still to come.
    Provisional,
    /// Nothing is known but weekends.
    Unknown,
}

/// A line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// From 1, the heading being 1.
    pub line: usize,
    /// `fields`, `date`, `kind` or `mark`: the first that was wrong.
    pub what: &'static str,
}

/// Days by date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holidays {
    days: BTreeMap<Date, SpecialDay>,
}

impl Holidays {
    /// Reads a table `date,kind,name,mark,source` with a heading: ISO date; `off` or `makeup`; a name;
    /// `notice`, `law` or `open`; the source, which may hold commas. Lines that cannot be read are told and left out.
    pub fn read(table: &str) -> (Self, Vec<BadLine>) {
        let mut holidays = Self::default();
        let mut bad = Vec::new();
        for (index, line) in table
            .lines()
            .enumerate()
            .skip(1)
            .filter(|(_, line)| !line.trim().is_empty())
        {
            match special_day(line) {
                Ok(day) => holidays.insert(day),
                Err(what) => bad.push(BadLine {
                    line: index + 1,
                    what,
                }),
            }
        }
        (holidays, bad)
    }

    /// Adds a day, or replaces what was known of it.
    pub fn insert(&mut self, day: SpecialDay) {
        self.days.insert(day.on, day);
    }

    /// Forgets a day: it is again what its weekday says.
    pub fn remove(&mut self, on: Date) {
        self.days.remove(&on);
    }

    /// What is special about a day.
    pub fn get(&self, on: Date) -> Option<&SpecialDay> {
        self.days.get(&on)
    }

    /// All days, in order.
    pub fn iter(&self) -> impl Iterator<Item = &SpecialDay> {
        self.days.values()
    }

    /// The special days of a year, in order.
    pub fn of_year(&self, year: i16) -> impl Iterator<Item = &SpecialDay> {
        self.days.values().filter(move |day| day.on.year() == year)
    }

    /// How far the year is known.
    pub fn coverage(&self, year: i16) -> Coverage {
        match self.of_year(year).map(|day| day.mark).max() {
            None => Coverage::Unknown,
            Some(Mark::Open) => Coverage::Provisional,
            Some(Mark::Law | Mark::Notice) => Coverage::Settled,
        }
    }
}

fn special_day(line: &str) -> Result<SpecialDay, &'static str> {
    let mut fields = line.splitn(5, ',').map(str::trim);
    let mut field = || fields.next().ok_or("fields");
    let (on, kind, name, mark, source) = (field()?, field()?, field()?, field()?, field()?);
    Ok(SpecialDay {
        on: on.parse().map_err(|_| "date")?,
        kind: match kind {
            "off" => SpecialKind::Off,
            "makeup" => SpecialKind::MakeUp,
            _ => return Err("kind"),
        },
        name: name.to_string(),
        mark: match mark {
            "notice" => Mark::Notice,
            "law" => Mark::Law,
            "open" => Mark::Open,
            _ => return Err("mark"),
        },
        source: source.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_tells_how_far_it_goes() {
        let (holidays, bad) = Holidays::read(TABLE);
        assert_eq!(bad, []);
        assert!(
            holidays
                .iter()
                .all(|day| !day.name.is_empty() && !day.source.is_empty())
        );
        for (year, want) in [
            (2019, Coverage::Unknown),
            (2020, Coverage::Settled),
            (2026, Coverage::Settled),
            (2027, Coverage::Provisional),
            (2028, Coverage::Unknown),
        ] {
            assert_eq!(holidays.coverage(year), want, "{year}");
        }
    }

    #[test]
    fn make_up_days_are_weekends() {
        for day in Holidays::read(TABLE)
            .0
            .iter()
            .filter(|day| day.kind == SpecialKind::MakeUp)
        {
            assert!(day.on.weekday().to_monday_zero_offset() >= 5, "{}", day.on);
        }
    }

    #[test]
    fn bad_lines_are_told() {
        let (holidays, bad) = Holidays::read(
            "date,kind,name,mark,source\n2026-13-01,off,A,law,B\n2026-01-01,on,A,law,B\n\nx\n",
        );
        assert_eq!(holidays.iter().count(), 0);
        let what: Vec<_> = bad.iter().map(|line| (line.line, line.what)).collect();
        assert_eq!(what, [(2, "date"), (3, "kind"), (5, "fields")]);
    }
}

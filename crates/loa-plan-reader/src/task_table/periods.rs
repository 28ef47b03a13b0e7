//! Columns of months, quarters and years in which a table marks when a task is done, and the marks.

use loa_calendar::marked::{Column, Slot, marked};
use loa_calendar::phrase::Context as PhraseContext;
use loa_docfile::body::{Cell, Place};

use crate::assignment::Timing;
use crate::plan::Words;
use crate::task_table::columns::{Field, field};
use crate::text::{plain, roman};

/// A column of the table that stands for a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodColumn {
    /// Column of the grid.
    pub at: usize,
    /// What it stands for.
    pub column: Column,
    /// How often the columns have begun anew before it: 1 for T1 behind T12.
    turn: i16,
}

/// Words that may stand over a column of a period.
const OVER: &[&str] = &[
    "cac", "dau", "doan", "du", "gian", "giai", "han", "hien", "hoan", "hoach", "ke", "khai", "kien", "lo",
    "moc", "nam", "quy", "thang", "thanh", "theo", "thoi", "thuc", "tien", "do", "trien", "trinh", "trong",
];

/// What the label of a column stands for: "T1", "Tháng 1/2026", "Quý II", "Thời gian thực hiện (tháng) 4".
fn period(label: &str) -> Option<Column> {
    let key = plain(label);
    let mut words: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
    let is_year = |word: &&str| word.len() == 4 && word.starts_with("20") && word.parse::<i16>().is_ok();
    let year = words.iter().copied().find(|word| is_year(word));
    let year_last = words.last().is_some_and(is_year);
    words.retain(|word| !is_year(word));
    let of_year = |slot| Column {
        slot,
        year: year.and_then(|year| year.parse().ok()),
    };
    let slot = words.last().copied().and_then(|last| slot(&words, last));
    if let Some((slot, length)) = slot {
        let before = words.get(..words.len() - length)?;
        let plain = before
            .iter()
            .all(|word| OVER.contains(word) || quarter(word).is_some());
        return plain.then(|| of_year(slot));
    }
    (year_last && words.iter().all(|word| OVER.contains(word))).then(|| of_year(Slot::Year))
}

/// The month or quarter that the words end in, and how many of them say so.
fn slot(words: &[&str], last: &str) -> Option<(Slot, usize)> {
    let before = words.len().checked_sub(2).and_then(|at| words.get(at)).copied();
    let month = |text: &str| text.parse().ok().filter(|month| (1..=12).contains(month));
    if let Some(number) = last.strip_prefix('t').and_then(month) {
        return Some((Slot::Month(number), 1));
    }
    if let Some(number) = last.strip_prefix('q').and_then(quarter) {
        return Some((Slot::Quarter(number), 1));
    }
    match before {
        Some("thang" | "t") => month(last).map(|month| (Slot::Month(month), 2)),
        Some("quy" | "q") => quarter(last).map(|quarter| (Slot::Quarter(quarter), 2)),
        _ => None,
    }
}

/// "ii", "2": a quarter.
fn quarter(text: &str) -> Option<i8> {
    let number = text.parse().ok().or_else(|| roman(text))?;
    i8::try_from(number)
        .ok()
        .filter(|number| (1..=4).contains(number))
}

/// The columns that stand for periods: at least two, else they are something else.
pub fn period_columns(labels: &[String]) -> Vec<PeriodColumn> {
    let mut columns: Vec<PeriodColumn> = Vec::new();
    for (at, label) in labels.iter().enumerate().filter(|(_, label)| label.len() < 100) {
        let Some(column) = period(label) else { continue };
        let begins_anew = columns.last().is_some_and(|last| column.slot < last.column.slot);
        let turn = columns.last().map_or(0, |last| last.turn) + i16::from(begins_anew);
        columns.push(PeriodColumn { at, column, turn });
    }
    if columns.len() < 2 {
        columns.clear();
    }
    columns
}

/// Is it a second row of the header, of periods under the labels above?
pub fn is_period_row(above: &[String], below: &[String]) -> bool {
    let joined: Vec<String> = above
        .iter()
        .zip(below)
        .map(|(above, below)| {
            if above == below {
                String::new()
            } else {
                format!("{above} {below}")
            }
        })
        .collect();
    let periods = period_columns(&joined);
    let is_period = |at: usize| periods.iter().any(|column| column.at == at);
    let is_field = |label: &str| field(label).is_some_and(|field| field != Field::Other);
    periods.len() >= 2
        && below.iter().enumerate().all(|(at, label)| {
            label.is_empty() || above.get(at) == Some(label) || is_period(at) || is_field(label)
        })
}

/// Does the cell mark its column: a cross, a tick, or words on what happens then?
pub fn is_mark(text: &str) -> bool {
    let trimmed = text.trim();
    is_cross(trimmed)
        || trimmed.chars().any(char::is_alphabetic)
        || trimmed.chars().any(|c| matches!(c, '1'..='9'))
}

/// "x", "✓" and what else is drawn for one.
pub fn is_cross(text: &str) -> bool {
    matches!(
        text.trim(),
        "x" | "X"
            | "х"
            | "Х"
            | "×"
            | "xx"
            | "✓"
            | "✔"
            | "☑"
            | "☒"
            | "√"
            | "v"
            | "V"
            | "+"
            | "*"
            | "•"
            | "●"
            | "■"
            | "▪"
            | "█"
            | "ü"
            // Ticks of symbol fonts.
            | "\u{f0fc}"
            | "\u{f0fe}"
            | "\u{f078}"
    )
}

/// When a row is done by its marks.
pub fn timing(marks: &[(PeriodColumn, &Cell)], wraps: bool, phrase: &PhraseContext<'_>) -> Option<Timing> {
    let first = phrase.plan_years.map(|(first, _)| first);
    // A school year: the months behind December are the next year's.
    let column = |mark: &PeriodColumn| Column {
        year: mark.column.year.or(first
            .filter(|_| wraps)
            .map(|first| first.saturating_add(mark.turn))),
        ..mark.column
    };
    let columns: Vec<Column> = marks.iter().map(|(mark, _)| column(mark)).collect();
    let at = marks
        .iter()
        .map(|(_, cell)| cell.place)
        .reduce(|one, other| Place {
            span: one.span.cover(other.span),
            ..one
        })?;
    let schedule = marked(&columns, phrase);
    schedule.is_known().then(|| Timing {
        words: Words {
            text: words(&columns),
            at,
        },
        schedule,
        inherited: false,
    })
}

/// Do the columns go on into a second year?
pub fn wraps(columns: &[PeriodColumn]) -> bool {
    columns.last().is_some_and(|last| last.turn == 1)
}

/// The crosses in words: "Tháng 4, tháng 9", "Quý I đến quý III".
fn words(columns: &[Column]) -> String {
    let mut runs: Vec<(Column, Column)> = Vec::new();
    for column in columns {
        match runs.last_mut().filter(|(_, last)| follows(*last, *column)) {
            Some((_, last)) => *last = *column,
            None => runs.push((*column, *column)),
        }
    }
    let told = |(first, last): &(Column, Column)| {
        if first == last {
            name(*first)
        } else {
            format!("{} đến {}", name(*first), name(*last))
        }
    };
    let text = runs.iter().map(told).collect::<Vec<_>>().join(", ");
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn follows(before: Column, column: Column) -> bool {
    match (before.slot, column.slot) {
        (Slot::Month(one), Slot::Month(next)) | (Slot::Quarter(one), Slot::Quarter(next)) => {
            before.year == column.year && one + 1 == next
        }
        _ => false,
    }
}

fn name(column: Column) -> String {
    const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];
    let year = column.year.map(|year| format!("/{year}")).unwrap_or_default();
    match column.slot {
        Slot::Month(month) => format!("tháng {month}{year}"),
        Slot::Quarter(quarter) => {
            let number = usize::try_from(quarter - 1).ok().and_then(|at| ROMAN.get(at));
            format!("quý {}{year}", number.unwrap_or(&""))
        }
        Slot::Year => format!("năm {}", year.trim_start_matches('/')),
    }
}

#[cfg(test)]
mod tests {
    use super::{period, period_columns};
    use loa_calendar::marked::Slot;

    #[test]
    fn a_label_names_a_period() {
        for (label, want) in [
            ("T1", Some((Slot::Month(1), None))),
            ("T.12", Some((Slot::Month(12), None))),
            ("Tháng 4", Some((Slot::Month(4), None))),
            ("Tháng 01/2026", Some((Slot::Month(1), Some(2026)))),
            ("Thời gian thực hiện (tháng) 7", Some((Slot::Month(7), None))),
            ("Thời gian Quý I T2", Some((Slot::Month(2), None))),
            ("Quý IV", Some((Slot::Quarter(4), None))),
            ("Q.II/2026", Some((Slot::Quarter(2), Some(2026)))),
            ("Năm 2027", Some((Slot::Year, Some(2027)))),
            ("Kinh phí quý I", None),
            ("Kế hoạch vốn năm 2026", None),
            ("Tháng 13", None),
            ("Thời gian", None),
            ("STT", None),
            ("Quý", None),
        ] {
            let found = period(label).map(|column| (column.slot, column.year));
            assert_eq!(found, want, "{label}");
        }
        let labels = ["TT", "Nội dung", "T1", "Chủ trì"].map(str::to_owned);
        assert!(period_columns(&labels).is_empty());
    }
}

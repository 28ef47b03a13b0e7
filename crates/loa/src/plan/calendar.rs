//! `loa plan calendar`: a month with its due days.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;
use loa_calendar::holiday::{Coverage, SpecialKind};
use loa_calendar::working_day::WorkCalendar;
use loa_plan_reader::assignment::Role;

use crate::cli::Exit;
use crate::message::Problem;
use crate::output;
use crate::plan::compiled::{Compiled, Entry, Told, compile};
use crate::plan::words::{bracketed, capital, counted, cut, one_line, plan_name};
use crate::terminal::{Terminal, emphasised, printable, wrap};
use loa_calendar::language::Language;
use loa_calendar::meaning::{day, weekday};

/// Longest title in the list of a day, in characters.
const LONGEST_TITLE: usize = 160;
/// Units named one by one; more are counted.
const MOST_UNITS: usize = 3;

/// What is asked.
pub struct Calendar {
    /// The plan; `-` is standard input.
    pub file: PathBuf,
    /// What the person says beside it.
    pub told: Told,
    /// First day of the month.
    pub month: Date,
}

/// Prints the month.
pub fn run(asked: &Calendar, terminal: &Terminal) -> Result<Exit, Problem> {
    let plan = compile(&asked.file, &asked.told)?;
    output::print(month(&plan, asked.month, asked.told.today, terminal).as_bytes())?;
    Ok(Exit::Clean)
}

fn month(plan: &Compiled, first: Date, today: Option<Date>, terminal: &Terminal) -> String {
    let due = due_days(plan, first, terminal.language);
    let language = terminal.language;
    let heading = language.choose(
        format!("Tháng {}/{} – {}", first.month(), first.year(), plan_name(plan)),
        format!(
            "{} {} – {}",
            english_month(first.month()),
            first.year(),
            plan_name(plan)
        ),
    );
    let mut text = format!("{}\n\n", emphasised(&printable(&heading), terminal.colour));
    text += &grid(first, today, &due, terminal);
    text += &days_off(first, terminal);
    if due.is_empty() {
        text += language.choose(
            "\nKhông có việc đến hạn trong tháng này.\n",
            "\nNothing is due in this month.\n",
        );
    }
    for (date, entries) in &due {
        text += &one_day(*date, entries, terminal);
    }
    text
}

/// A due day of an assignment.
struct Due<'a> {
    entry: Entry<'a>,
    period: String,
}

fn due_days<'a>(plan: &'a Compiled, first: Date, language: Language) -> BTreeMap<Date, Vec<Due<'a>>> {
    let mut days: BTreeMap<Date, Vec<Due<'a>>> = BTreeMap::new();
    for entry in plan.entries() {
        for one in entry.occurrences {
            if one.due.first_of_month() == first {
                days.entry(one.due).or_default().push(Due {
                    entry,
                    period: bracketed(one.period, language),
                });
            }
        }
    }
    days
}

/// Weeks from Monday, numbered as ISO 8601 does; days off in brackets, due days with a star.
fn grid(first: Date, today: Option<Date>, due: &BTreeMap<Date, Vec<Due<'_>>>, terminal: &Terminal) -> String {
    let say = |vi: &'static str, en: &'static str| terminal.language.choose(vi, en);
    let names = terminal.language.choose(
        ["T2", "T3", "T4", "T5", "T6", "T7", "CN"],
        ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
    );
    let mut text = format!("{:>5} │", say("Tuần", "Week"));
    text += &names.map(|name| format!("  {name}  ")).concat();
    text = text.trim_end().to_owned() + "\n";
    let work = WorkCalendar::vietnam();
    let mut week = String::new();
    let mut dates = std::iter::successors(Some(first), |date| date.tomorrow().ok());
    let mut column = 0;
    while let Some(date) = dates.next().filter(|date| date.first_of_month() == first) {
        if week.is_empty() {
            column = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
            week = format!("{:>5} │{}", date.iso_week_date().week(), "      ".repeat(column));
        }
        let number = format!("{:>2}", date.day());
        let shown = emphasised(&number, terminal.colour && due.contains_key(&date));
        let (open, close) = match (today == Some(date), work.is_working_day(date)) {
            (true, _) => ("[", "]"),
            (false, false) => ("(", ")"),
            (false, true) => (" ", " "),
        };
        let star = if due.contains_key(&date) { "*" } else { " " };
        week += &format!(" {open}{shown}{close}{star}");
        column += 1;
        if column == 7 {
            text += &format!("{}\n", week.trim_end());
            week.clear();
        }
    }
    if !week.is_empty() {
        text += &format!("{}\n", week.trim_end());
    }
    text + "\n"
        + say(
            "  (..) ngày nghỉ   * có việc đến hạn",
            "  (..) day off   * something is due",
        )
        + if today.is_some() {
            say("   [..] hôm nay", "   [..] today")
        } else {
            ""
        }
        + "\n"
}

/// Holidays and exchanged days of the month by name; what is not known of the year.
fn days_off(first: Date, terminal: &Terminal) -> String {
    let language = terminal.language;
    let work = WorkCalendar::vietnam();
    let mut text = String::new();
    for special in work
        .holidays()
        .of_year(first.year())
        .filter(|special| special.on.first_of_month() == first)
    {
        let kind = match special.kind {
            SpecialKind::Off => language.choose("nghỉ", "off"),
            SpecialKind::MakeUp => language.choose("làm bù", "worked in exchange"),
        };
        text += &format!("  {}: {kind}, {}\n", day(special.on, language), special.name);
    }
    text += match work.coverage(first.year()) {
        Coverage::Settled => "",
        Coverage::Provisional => language.choose(
            "  Lịch nghỉ năm này chưa có thông báo chính thức.\n",
            "  The official notice of this year's days off is not out yet.\n",
        ),
        Coverage::Unknown => language.choose(
            "  Chưa có dữ liệu ngày nghỉ lễ của năm này; chỉ tính thứ bảy, chủ nhật.\n",
            "  Public holidays of this year are not known; only weekends are shown.\n",
        ),
    };
    text
}

fn one_day(date: Date, entries: &[Due<'_>], terminal: &Terminal) -> String {
    let language = terminal.language;
    let count = counted(
        entries.len(),
        ("nhiệm vụ đến hạn", "assignment due", "assignments due"),
        language,
    );
    let heading = format!(
        "{}, {} – {count}",
        capital(weekday(date.weekday(), language)),
        day(date, language)
    );
    let mut text = format!("\n{}\n", emphasised(&heading, terminal.colour));
    let work = WorkCalendar::vietnam();
    if let Some(before) = work
        .previous_working_day(date)
        .filter(|_| !work.is_working_day(date))
    {
        let before = day(before, language);
        text += &language.choose(
            format!("  (hạn rơi vào ngày nghỉ; ngày làm việc ngay trước: {before})\n"),
            format!("  (due on a day off; last working day before: {before})\n"),
        );
    }
    for Due { entry, period } in entries {
        let order = entry.order;
        let title = printable(&one_line(&order.title.text));
        let line = format!("  {}  {}{period}", order.id, cut(&title, LONGEST_TITLE));
        text += &wrap(&line, terminal.width, 6);
        let units = printable(&units(entry, date, language));
        if !units.is_empty() {
            text += &wrap(&format!("      {units}"), terminal.width, 8);
        }
    }
    text
}

/// Who leads or carries out by name, all others as a number.
fn units(entry: &Entry<'_>, due: Date, language: Language) -> String {
    let duties = || entry.duties.iter().filter(|duty| duty.due == due);
    let mut names: Vec<&str> = Vec::new();
    let mut total: Vec<&str> = Vec::new();
    for duty in duties() {
        if !total.contains(&duty.unit.as_str()) {
            total.push(&duty.unit);
            if duty.role != Role::Coordinator && names.len() < MOST_UNITS {
                names.push(&duty.unit);
            }
        }
    }
    let rest = total.len() - names.len();
    let joined = names.join(", ");
    match (joined.is_empty(), rest) {
        (_, 0) => joined,
        (true, rest) => counted(rest, ("đơn vị", "unit", "units"), language),
        (false, rest) => language.choose(
            format!("{joined} và {rest} đơn vị khác"),
            format!("{joined} and {rest} more"),
        ),
    }
}

fn english_month(month: i8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(month - 1)
        .ok()
        .and_then(|at| NAMES.get(at))
        .copied()
        .unwrap_or_default()
}

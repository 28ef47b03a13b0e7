//! A plan as a table for people.

use std::collections::BTreeMap;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width};
use jiff::civil::Date;
use loa_calendar::expand::Occurrence;
use loa_plan_reader::assignment::{Assignment, Origin};
use loa_vietnamese::collate;

use crate::language::pick;
use crate::plan::compiled::{Compiled, Entry};
use crate::plan::diagnose::place_in_words;
use crate::plan::words::{counted, counted_notices, cut, names, one_line, severity};
use crate::source::Index;
use crate::terminal::{Terminal, printable, wrap};
use loa_calendar::meaning::day;

/// Below this many columns a table is harder to read than a list.
const NARROW: usize = 90;
/// Longest title in a cell, in characters: a whole paragraph would fill the screen.
const LONGEST_TITLE: usize = 240;
/// Units listed with their number of duties.
const MOST_UNITS: usize = 20;

/// The whole answer: head, assignments, numbers, notices.
pub fn text(compiled: &Compiled, today: Option<Date>, terminal: &Terminal) -> String {
    let mut text = head(compiled, terminal);
    if !compiled.draft.assignments.is_empty() {
        text += "\n";
        text += &if terminal.width < NARROW {
            list(compiled, today, terminal)
        } else {
            table(compiled, today, terminal)
        };
    }
    text += "\n";
    text += &numbers(compiled, terminal);
    text += &notices(compiled, terminal);
    text
}

fn head(compiled: &Compiled, terminal: &Terminal) -> String {
    let head = &compiled.draft.head;
    let say = |vi, en| terminal.language.choose(vi, en);
    let words =
        |words: &Option<loa_plan_reader::plan::Words>| words.as_ref().map(|words| printable(&words.text));
    let mut text = match words(&head.title) {
        Some(title) => wrap(&one_line(&title), terminal.width, 0),
        None => format!("{}\n", say("(không thấy tên kế hoạch)", "(no title found)")),
    };
    let years = head.plan_years.map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    });
    let signer = compiled
        .draft
        .signer
        .as_ref()
        .and_then(|signer| words(&signer.name));
    let rows = [
        (say("Số", "Number"), words(&head.number)),
        (say("Cơ quan ban hành", "Issuer"), words(&head.issuer)),
        (
            say("Nơi, ngày ban hành", "Place and date"),
            place_and_date(compiled, terminal),
        ),
        (say("Người ký", "Signed by"), signer),
        (say("Năm kế hoạch", "Plan year"), years),
    ];
    for (label, value) in rows {
        if let Some(value) = value {
            text += &format!("  {label}: {value}\n");
        }
    }
    text
}

fn place_and_date(compiled: &Compiled, terminal: &Terminal) -> Option<String> {
    let head = &compiled.draft.head;
    let date = head.date.map(|date| {
        date.on()
            .map_or_else(|| date.to_string(), |on| day(on, terminal.language))
    });
    let place = head.place.as_ref().map(|place| printable(&place.text));
    let parts: Vec<String> = place.into_iter().chain(date).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn table(compiled: &Compiled, today: Option<Date>, terminal: &Terminal) -> String {
    let say = |vi, en| terminal.language.choose(vi, en);
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(terminal.width).unwrap_or(u16::MAX));
    table.set_header([
        say("Mã", "Id"),
        say("Nhiệm vụ", "Assignment"),
        say("Chủ trì", "Lead"),
        say("Phối hợp", "Support"),
        say("Thời gian", "Time"),
        due_label(today, terminal),
    ]);
    for (column, width) in table.column_iter_mut().zip(widths(compiled, terminal.width)) {
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    let mut group = None;
    for Entry {
        order, occurrences, ..
    } in compiled.entries()
    {
        if order.group.is_some() && order.group != group {
            let heading = order.group.as_deref().map(one_line).unwrap_or_default();
            table.add_row([String::new(), format!("▸ {}", printable(&heading))]);
        }
        group.clone_from(&order.group);
        let cells = [
            order.id.clone(),
            title(order),
            leads(order),
            names(&order.coordinators),
            time(order),
            due(occurrences, today, terminal),
        ];
        table.add_row(cells.map(|cell| printable(&cell)));
    }
    format!("{}\n", table.trim_fmt())
}

/// Widths of the six columns with their margins: ids and days as wide as they are, the title two fifths of the
/// rest, names and times a fifth each.
fn widths(compiled: &Compiled, width: usize) -> [u16; 6] {
    let ids = compiled
        .draft
        .assignments
        .iter()
        .map(|order| order.id.chars().count())
        .max()
        .unwrap_or(2);
    let (id, due) = (ids.clamp(2, 12) + 2, 18);
    let borders = 7;
    let fifth = width.saturating_sub(id + due + borders) / 5;
    [id, 2 * fifth, fifth, fifth, fifth, due].map(|columns| u16::try_from(columns).unwrap_or(u16::MAX))
}

fn list(compiled: &Compiled, today: Option<Date>, terminal: &Terminal) -> String {
    let say = |vi, en| terminal.language.choose(vi, en);
    let mut text = String::new();
    for Entry {
        order, occurrences, ..
    } in compiled.entries()
    {
        text += &wrap(
            &format!("{} {}", order.id, printable(&title(order))),
            terminal.width,
            2,
        );
        let rows = [
            (say("Chủ trì", "Lead"), leads(order)),
            (say("Phối hợp", "Support"), names(&order.coordinators)),
            (say("Thời gian", "Time"), time(order)),
            (due_label(today, terminal), due(occurrences, today, terminal)),
        ];
        for (label, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
            text += &wrap(&format!("    {label}: {}", printable(value)), terminal.width, 6);
        }
    }
    text
}

fn title(order: &Assignment) -> String {
    cut(&one_line(&order.title.text), LONGEST_TITLE).into_owned()
}

/// Who leads; units that carry out where nobody does.
fn leads(order: &Assignment) -> String {
    names(if order.leads.is_empty() {
        &order.implementers
    } else {
        &order.leads
    })
}

fn time(order: &Assignment) -> String {
    order
        .timing
        .as_ref()
        .map(|timing| one_line(&timing.words.text))
        .unwrap_or_default()
}

fn due_label(today: Option<Date>, terminal: &Terminal) -> &'static str {
    match today {
        Some(_) => terminal.language.choose("Hạn kế tiếp", "Next due"),
        None => terminal.language.choose("Hạn", "Due"),
    }
}

/// The next day due, or the first where no day is given to judge from, and how many follow.
fn due(occurrences: &[Occurrence], today: Option<Date>, terminal: &Terminal) -> String {
    let mut dues: Vec<Date> = occurrences.iter().map(|one| one.due).collect();
    dues.sort_unstable();
    let Some(last) = dues.last().copied() else {
        return String::new();
    };
    let ahead: Vec<Date> = dues
        .into_iter()
        .filter(|due| today.is_none_or(|today| *due >= today))
        .collect();
    let language = terminal.language;
    match ahead.as_slice() {
        [] => language.choose(
            format!("đã qua ({})", day(last, language)),
            format!("past ({})", day(last, language)),
        ),
        [only] => day(*only, language),
        [first, rest @ ..] => format!("{} (+{})", day(*first, language), rest.len()),
    }
}

fn numbers(compiled: &Compiled, terminal: &Terminal) -> String {
    let language = terminal.language;
    let orders = &compiled.draft.assignments;
    let told = orders
        .iter()
        .filter(|order| order.origin == Origin::Prose)
        .count();
    let undated = compiled
        .entries()
        .filter(|entry| entry.occurrences.is_empty())
        .count();
    let mut by_unit: BTreeMap<&str, usize> = BTreeMap::new();
    for duty in &compiled.duties {
        *by_unit.entry(&duty.unit).or_default() += 1;
    }
    let mut text = counted(orders.len(), ("nhiệm vụ", "assignment", "assignments"), language);
    text += &language.choose(
        format!(
            " (bảng {}, phần lời {told}; {undated} không có ngày)",
            orders.len() - told
        ),
        format!(
            " ({} in tables, {told} in prose; {undated} without a date)",
            orders.len() - told
        ),
    );
    text += ", ";
    text += &counted(
        compiled.duties.len(),
        ("việc có hạn", "dated duty", "dated duties"),
        language,
    );
    text += &language.choose(
        format!(" của {} đơn vị\n", by_unit.len()),
        format!(" of {} units\n", by_unit.len()),
    );
    let mut units: Vec<(&str, usize)> = by_unit.into_iter().collect();
    units.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| collate::compare(one.0, other.0)));
    for (unit, count) in units.iter().take(MOST_UNITS) {
        text += &format!("{count:>6}  {}\n", printable(unit));
    }
    if let Some(more) = units.len().checked_sub(MOST_UNITS).filter(|more| *more > 0) {
        text += &language.choose(
            format!("        … và {more} đơn vị khác\n"),
            format!("        … and {more} more\n"),
        );
    }
    text
}

fn notices(compiled: &Compiled, terminal: &Terminal) -> String {
    let language = terminal.language;
    if compiled.notices.is_empty() {
        return language
            .choose("\nKhông có lưu ý.\n", "\nNo notices.\n")
            .to_owned();
    }
    let total = counted(compiled.notices.len(), ("lưu ý", "notice", "notices"), language);
    let mut text = format!("\n{total}: {}\n", counted_notices(&compiled.notices, language));
    let index = Index::new(&compiled.body);
    for notice in &compiled.notices {
        let place = notice
            .at
            .map(|at| place_in_words(&compiled.body, &index, at, language) + ": ");
        let message = printable(pick(language, &notice.message));
        let sentence = format!(
            "  {}[{}] {}{}",
            severity(notice.severity, language),
            notice.code,
            place.unwrap_or_default(),
            one_line(&message)
        );
        text += &wrap(&sentence, terminal.width, 4);
    }
    let file = &compiled.file;
    text += &language.choose(
        format!("Xem chỗ đó trong văn bản: loa plan check {file}\n"),
        format!("To see the places in the document: loa plan check {file}\n"),
    );
    text
}

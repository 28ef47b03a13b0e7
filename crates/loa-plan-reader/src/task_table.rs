//! Task tables: which table is one, what its columns mean, which rows are tasks, what they inherit.

pub mod columns;
pub mod ditto;
pub mod periods;

use std::collections::HashSet;

use loa_calendar::phrase::{ColumnKind, Context as PhraseContext, read_phrase};
use loa_docfile::body::{Cell, Place, Table};

use crate::assignment::{Assignment, NamedUnit, Origin, Timing};
use crate::plan::Words;
use crate::task_table::columns::{Columns, Field, GridRow, field, grid, header, join_rows_below, labels};
use crate::task_table::ditto::{is_ditto, take_from_above};
use crate::task_table::periods::{PeriodColumn, is_cross, is_mark};
use crate::text::{NumberStyle, contains_any, is_capitals, is_roman, plain, words};
use crate::unit_names::{self, cell};

/// A row of the table, read by its columns.
#[derive(Debug, Clone, Default)]
struct TaskRow<'a> {
    number: String,
    /// Number in the last column of numbers: it gives the level.
    inner: String,
    code: String,
    level: u8,
    title: Vec<&'a Cell>,
    lead: Vec<&'a Cell>,
    coordinator: Vec<&'a Cell>,
    implementer: Vec<&'a Cell>,
    schedule: Vec<&'a Cell>,
    product: Vec<&'a Cell>,
    /// Cells with a mark in the columns of periods.
    marks: Vec<(PeriodColumn, &'a Cell)>,
    /// The columns of periods go on into a second year.
    wraps: bool,
    kind: ColumnKind,
    place: Place,
}

impl TaskRow<'_> {
    /// Only number and title: the heading of what follows.
    fn is_group(&self) -> bool {
        self.lead.is_empty()
            && self.coordinator.is_empty()
            && self.implementer.is_empty()
            && self.schedule.is_empty()
            && self.product.is_empty()
            && self.marks.is_empty()
    }

    /// It says when.
    fn is_timed(&self) -> bool {
        !self.schedule.is_empty() || !self.marks.is_empty()
    }

    /// Its own words on when; else its marks.
    fn timing(&self, inherited: bool, phrase: &PhraseContext<'_>) -> Option<Timing> {
        let timing = if self.schedule.is_empty() {
            periods::timing(&self.marks, self.wraps, phrase)
        } else {
            timing(&self.schedule, self.kind, phrase)
        }?;
        Some(Timing { inherited, ..timing })
    }
}

/// Depth of a row by its number: "A" 0, "II" 1, "III.1" 2, "3" 3, "3.1" 4, "a)" 7, "-" 8.
fn level(number: &str) -> u8 {
    let trimmed = number.trim_end_matches(['.', ')', ':', '/']);
    let folded = plain(trimmed);
    let mut parts = folded.split(' ');
    let first = parts.next().unwrap_or_default();
    let more = u8::try_from(parts.count().min(4)).unwrap_or(4);
    let capital = trimmed.starts_with(char::is_uppercase);
    match first {
        "" => 8,
        _ if first.chars().all(|c| c.is_ascii_digit()) => 3 + more,
        _ if capital && is_roman(first) => 1 + more,
        _ if capital && first.chars().count() == 1 => more * 2,
        _ if first.chars().count() <= 2 => 7,
        _ => 3 + more,
    }
}

/// Does a cell hold a number of the outline: "1", "2.1", "IV", "a)", "A"?
fn is_number(text: &str) -> bool {
    let trimmed = text.trim().trim_end_matches(['.', ')', ':', '/', ' ']);
    let letters = trimmed.chars().filter(|c| c.is_alphabetic()).count();
    let short = !trimmed.is_empty()
        && trimmed.len() <= 24
        && trimmed
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ' | '('));
    short
        && (letters <= 1 || trimmed.chars().any(|c| c.is_ascii_digit()) || is_roman(&plain(trimmed)))
        && trimmed.split(' ').count() <= 2
}

/// Tasks of a table; `None` when it is no table of tasks.
pub fn read_table(table: &Table, phrase: &PhraseContext<'_>) -> Option<Vec<Assignment>> {
    let rows = grid(table);
    let (columns, behind) = header(&rows)?;
    let drawn = columns.only_periods();
    let rows = read_rows(table, &rows, columns, behind);
    // Figures under months are indicators, not work.
    let marks = || rows.iter().flat_map(|row| &row.marks);
    let crossed = marks().next().is_some() && marks().all(|(_, cell)| is_cross(&cell.text()));
    (!drawn || crossed).then(|| assignments(&rows, phrase))
}

fn read_rows<'a>(
    table: &'a Table,
    grid: &[GridRow<'a>],
    mut columns: Columns,
    behind: usize,
) -> Vec<TaskRow<'a>> {
    let mut rows: Vec<TaskRow<'a>> = Vec::with_capacity(grid.len());
    let mut behind = behind;
    for (at, row) in grid.iter().enumerate() {
        if at < behind {
            continue;
        }
        let texts = labels(row);
        if texts.iter().all(|text| !text.chars().any(char::is_alphanumeric)) || is_column_numbers(&texts) {
            continue;
        }
        // A row that begins with its number is no header.
        let numbered = texts.first().is_some_and(|text| is_number(text));
        let likely = texts.iter().filter(|text| !numbered && text.len() < 60);
        let named = likely
            .filter(|text| field(text).is_some_and(|field| field != Field::Other))
            .count();
        if named >= 3 || named == 2 && texts.len() <= 3 {
            let (joined, end) = join_rows_below(grid, at, texts);
            if let Some(again) = Columns::read(&joined) {
                columns = again;
                behind = end;
                continue;
            }
        }
        let place = table.rows.get(at).map(|row| row.place).unwrap_or_default();
        let mut read = read_row(row, &columns);
        read.place = place;
        if let Some(last) = rows.last() {
            take_from_above(&mut read, last);
        }
        match rows.last_mut() {
            Some(last) if read.title.is_empty() && read.number.is_empty() => continue_row(last, read),
            _ => rows.push(read),
        }
    }
    rows
}

/// "(1) (2) (3)" or "1 2 3 4": the columns are counted, not a task.
fn is_column_numbers(texts: &[String]) -> bool {
    let numbers: Vec<u32> = texts
        .iter()
        .filter(|text| !text.is_empty())
        .map_while(|text| text.trim_matches(['(', ')', ' ']).parse().ok())
        .collect();
    numbers.len() >= 3
        && numbers.len() == texts.iter().filter(|text| !text.is_empty()).count()
        && numbers.windows(2).all(|pair| pair[0] < pair[1])
}

fn read_row<'a>(row: &GridRow<'a>, columns: &Columns) -> TaskRow<'a> {
    let mut read = TaskRow {
        kind: columns.kind,
        ..TaskRow::default()
    };
    let stands = |column: usize| row.get(column).copied().flatten();
    let filled = |column: usize| {
        stands(column).filter(|cell| {
            let text = cell.cell.text();
            text.chars().any(char::is_alphanumeric) || is_ditto(&text)
        })
    };
    read.marks = columns
        .periods
        .iter()
        .filter_map(|period| Some((*period, stands(period.at)?.cell)))
        .filter(|(_, cell)| is_mark(&cell.text()))
        .collect();
    read.wraps = periods::wraps(&columns.periods);
    if let Some(heading) = whole_width(row) {
        read.title = vec![heading];
        read.level = heading_level(&heading.text());
        return read;
    }
    let mut seen: Vec<*const Cell> = Vec::new();
    for (column, field) in columns.fields.iter().enumerate() {
        let Some(cell) = filled(column) else { continue };
        // A cell merged over several columns counts once, in its first column.
        if seen.contains(&std::ptr::from_ref(cell.cell)) && !matches!(field, Field::Task) {
            continue;
        }
        seen.push(std::ptr::from_ref(cell.cell));
        match field {
            Field::Number if cell.own_row => {
                let text = cell.cell.text();
                if !is_number(&text) {
                    read.title.push(cell.cell);
                    continue;
                }
                // Of two columns of numbers the first counts all rows, the second shows the order within the group.
                if read.number.is_empty() {
                    read.number = text.trim().to_owned();
                }
                read.inner = text.trim().to_owned();
            }
            Field::Code if cell.own_row => read.code = cell.cell.text().trim().to_owned(),
            Field::Task if cell.own_row => read.title.push(cell.cell),
            Field::Lead => read.lead.push(cell.cell),
            Field::Coordinator => read.coordinator.push(cell.cell),
            Field::Implementer => read.implementer.push(cell.cell),
            Field::Schedule => read.schedule.push(cell.cell),
            Field::Product => read.product.push(cell.cell),
            _ => {}
        }
    }
    read.level = level_of(&read);
    read
}

/// One cell across the table is a heading, whatever the column labels say.
fn whole_width<'a>(row: &GridRow<'a>) -> Option<&'a Cell> {
    let mut own = row
        .iter()
        .flatten()
        .filter(|cell| cell.own && cell.cell.text().chars().any(char::is_alphanumeric));
    let only = own.next().filter(|_| own.next().is_none())?;
    (only.cell.col_span as usize + 1 >= row.len() && row.len() > 2).then_some(only.cell)
}

/// Depth of a row by its code, its number, or its title.
fn level_of(row: &TaskRow<'_>) -> u8 {
    let outer = row.inner.is_empty() || level(&row.inner) > 1;
    if outer && row.code.chars().any(|c| c.is_ascii_digit()) {
        2 + u8::try_from(row.code.matches('.').count().min(5)).unwrap_or(5)
    } else if row.inner.is_empty() {
        row.title.first().map_or(8, |cell| heading_level(&cell.text()))
    } else {
        level(&row.inner)
    }
}

/// Depth of a row without number cell: by the number in front of its title, by capitals.
fn heading_level(title: &str) -> u8 {
    let words = words(title);
    match crate::text::number(title, &words) {
        Some((number, _)) if number.style < NumberStyle::Dash => level(&number.text),
        _ if is_capitals(title) => 1,
        _ => 8,
    }
}

/// A row broken by the page: its cells go on with those above.
fn continue_row<'a>(last: &mut TaskRow<'a>, tail: TaskRow<'a>) {
    for (above, below) in [
        (&mut last.lead, tail.lead),
        (&mut last.coordinator, tail.coordinator),
        (&mut last.implementer, tail.implementer),
        (&mut last.schedule, tail.schedule),
        (&mut last.product, tail.product),
    ] {
        for cell in below {
            if !above.iter().any(|known| std::ptr::eq(*known, cell)) {
                above.push(cell);
            }
        }
    }
}

/// Rows that are tasks, each with what it inherits from the rows above it.
fn assignments(rows: &[TaskRow<'_>], phrase: &PhraseContext<'_>) -> Vec<Assignment> {
    let mut tasks = Vec::new();
    let mut paths = Vec::new();
    let mut ancestors: Vec<Ancestor<'_, '_>> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        // Rows without a number are the deepest: they belong to any numbered row above them.
        while ancestors.last().is_some_and(|above| above.row.level >= row.level) {
            ancestors.pop();
        }
        if !row.is_group() && !is_parent(rows, at) {
            tasks.push(assignment(&ancestors, row, phrase));
            paths.push(path(&ancestors, row));
        } else {
            ancestors.push(Ancestor::new(rows, at));
        }
    }
    // Numbers that begin anew in each group need the group's; letters their row's.
    let mut seen = HashSet::new();
    let doubled = tasks
        .iter()
        .any(|task: &Assignment| !seen.insert(task.id.clone()));
    for (task, path) in tasks.iter_mut().zip(paths) {
        if doubled || task.id.chars().all(char::is_lowercase) {
            task.id = path;
        }
    }
    tasks
}

/// A row over rows below it.
struct Ancestor<'b, 'a> {
    row: &'b TaskRow<'a>,
    /// None of the rows below names coordinators: those of this row hold for them. Blank beside siblings that name
    /// some means none.
    lends_coordinators: bool,
}

impl<'b, 'a> Ancestor<'b, 'a> {
    fn new(rows: &'b [TaskRow<'a>], at: usize) -> Self {
        let lends_coordinators = below(rows, at).all(|child| child.coordinator.is_empty());
        Self {
            row: &rows[at],
            lends_coordinators,
        }
    }
}

/// Rows that belong to the row `at`.
fn below<'b, 'a>(rows: &'b [TaskRow<'a>], at: usize) -> impl Iterator<Item = &'b TaskRow<'a>> {
    let level = rows[at].level;
    rows.iter()
        .skip(at + 1)
        .take_while(move |below| below.level > level)
}

/// Numbers from the outermost row to this one: "II.1", "2.a".
fn path(ancestors: &[Ancestor<'_, '_>], row: &TaskRow<'_>) -> String {
    let own = trimmed(&row.number);
    let mut path = String::new();
    for above in ancestors.iter().map(|above| trimmed(&above.row.number)) {
        // "2.1" under "2" says it already.
        if !above.is_empty() && !own.starts_with(&format!("{above}.")) {
            path.push_str(above);
            path.push('.');
        }
    }
    path + own
}

fn trimmed(number: &str) -> &str {
    number.trim_end_matches(['.', ')', ':', '/', ' '])
}

/// Does the row stand over rows below it: they are its parts and lack what it gives, or it lacks what they give?
fn is_parent(rows: &[TaskRow<'_>], at: usize) -> bool {
    let row = &rows[at];
    if row.is_group() {
        return false;
    }
    let coded = !row.code.is_empty()
        && rows.get(at + 1).is_some_and(|next| {
            next.code
                .strip_prefix(&row.code)
                .is_some_and(|rest| rest.starts_with('.'))
        });
    if coded && row.number.is_empty() {
        return true;
    }
    let children = || below(rows, at);
    if children().next().is_none() || row.number.is_empty() {
        return false;
    }
    let (leads, dated) = (!row.lead.is_empty(), row.is_timed());
    let gives_what_they_lack =
        children().any(|child| leads && child.lead.is_empty() || dated && !child.is_timed());
    let lacks_what_they_give =
        children().any(|child| !leads && !child.lead.is_empty() || !dated && child.is_timed());
    let refers = row
        .schedule
        .first()
        .is_some_and(|cell| contains_any(&words(&cell.text()), &["duoi day", "sau day"]));
    gives_what_they_lack || lacks_what_they_give || refers
}

fn assignment(ancestors: &[Ancestor<'_, '_>], row: &TaskRow<'_>, phrase: &PhraseContext<'_>) -> Assignment {
    let above = || ancestors.iter().rev().map(|above| above.row);
    let lead = inherited(&row.lead, above().map(|row| &row.lead));
    let lent = ancestors.last().is_some_and(|above| above.lends_coordinators);
    let lenders = above().filter(|_| lent).map(|row| &row.coordinator);
    let coordinator = inherited(&row.coordinator, lenders);
    let implementer = inherited(&row.implementer, above().map(|row| &row.implementer));
    let timed = std::iter::once(row).chain(above()).enumerate();
    let timing = timed
        .filter(|(_, row)| row.is_timed())
        .find_map(|(height, timed)| timed.timing(height > 0, phrase));
    // Persons in a column of units do the work; who answers for it, the row does not say.
    let (persons, leads): (Vec<_>, Vec<_>) = units(lead, false)
        .into_iter()
        .partition(|unit| unit_names::is_person(&unit.name));
    let implementers = units(implementer, false).into_iter().chain(persons).collect();
    let mut coordinators = units(coordinator, false);
    coordinators.extend(units(coordinator, true));
    coordinators.extend(units(lead, true));
    let title = join(&row.title);
    let group = above().next().map(|row| {
        format!("{} {}", row.number, join(&row.title).text)
            .trim()
            .to_owned()
    });
    Assignment {
        id: trimmed(&row.number).to_owned(),
        group,
        title: without_number(title),
        leads,
        coordinators,
        implementers,
        timing,
        product: (!row.product.is_empty()).then(|| join(&row.product)),
        origin: Origin::Table,
        sources: vec![row.place],
        retold: Vec::new(),
    }
}

/// The row's own cells, or those of the nearest row above that has any.
fn inherited<'b, 'a>(
    own: &'b [&'a Cell],
    mut above: impl Iterator<Item = &'b Vec<&'a Cell>>,
) -> &'b [&'a Cell] {
    if !own.is_empty() {
        return own;
    }
    above.find(|cells| !cells.is_empty()).map_or(own, Vec::as_slice)
}

fn timing(cells: &[&Cell], kind: ColumnKind, phrase: &PhraseContext<'_>) -> Option<Timing> {
    let words = join(cells);
    let context = PhraseContext {
        column: kind,
        ..*phrase
    };
    let schedule = read_phrase(&words.text, &context);
    (!words.text.is_empty()).then_some(Timing {
        words,
        schedule,
        inherited: false,
    })
}

/// Units of the cells; with `supporting` those named behind "phối hợp" in a cell of leads.
fn units(cells: &[&Cell], supporting: bool) -> Vec<NamedUnit> {
    let mut units: Vec<NamedUnit> = Vec::new();
    for cell in cells {
        let text = cell_lines(cell);
        let list = cell::in_cell(&text);
        let ranges = if supporting { list.supporting } else { list.units };
        for range in ranges {
            let name = text
                .get(range.clone())
                .unwrap_or_default()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            if name.chars().any(char::is_alphabetic) && !units.iter().any(|unit| unit.name == name) {
                units.push(NamedUnit {
                    name,
                    at: place_in_cell(cell, range),
                });
            }
        }
    }
    units
}

/// Text of a cell, one paragraph a line, without bullets in front.
fn cell_lines(cell: &Cell) -> String {
    cell.paragraphs
        .iter()
        .map(|paragraph| paragraph.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

fn place_in_cell(cell: &Cell, range: std::ops::Range<usize>) -> Place {
    let mut start = 0;
    for paragraph in &cell.paragraphs {
        let end = start + paragraph.text.len();
        if range.start <= end {
            let local = range.start.saturating_sub(start)..range.end.min(end).saturating_sub(start);
            return Place {
                span: paragraph.locate(local),
                ..cell.place
            };
        }
        start = end + 1;
    }
    cell.place
}

/// Text of several cells in one line, with the place of all.
fn join(cells: &[&Cell]) -> Words {
    let text = cells.iter().map(|cell| cell.text()).collect::<Vec<_>>().join(" ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut places = cells.iter().map(|cell| cell.place);
    let first = places.next().unwrap_or_default();
    let at = places.fold(first, |so_far, place| Place {
        span: so_far.span.cover(place.span),
        ..so_far
    });
    Words { text, at }
}

/// "1.1. Rà soát …" in the cell of the task itself.
fn without_number(words: Words) -> Words {
    let list = crate::text::words(&words.text);
    match crate::text::number(&words.text, &list) {
        Some((_, body)) if body < list.len() => {
            let text = words
                .text
                .get(list[body].range.start..)
                .unwrap_or_default()
                .to_owned();
            Words { text, at: words.at }
        }
        _ => words,
    }
}

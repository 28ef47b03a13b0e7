//! Labelled blocks: a task paragraph followed by "Cơ quan chủ trì: …", "Thời gian thực hiện: …" (plan-variation §7.6).

use loa_calendar::phrase::{ColumnKind, Context as PhraseContext, read_phrase};

use crate::assignment::{Assignment, NamedUnit, Origin, Timing};
use crate::outline::Outline;
use crate::plan::Words;
use crate::text::{Item, Line, NumberStyle, Word, begins_with_any, contains_any};
use crate::unit_names;

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// Cơ quan chủ trì
    Lead,
    /// Đơn vị phối hợp
    Coordinator,
    /// Cơ quan thực hiện
    Implementer,
    /// Thời gian thực hiện, thời hạn hoàn thành
    Schedule,
    /// Sản phẩm, kết quả
    Product,
    /// Địa điểm, thành phần, kinh phí
    Other,
}

/// Longest label in words.
const LONGEST: usize = 9;

/// The label in front of a line and the index of the first word of its value.
pub fn label(words: &[Word]) -> Option<(Label, usize)> {
    let colon = words.iter().take(LONGEST + 1).position(|word| word.folded == ":")?;
    let name = words.get(..colon)?;
    let bodies = ["co quan", "don vi", "phan cong", "trach nhiem", "bo phan", "to chuc", "ban nganh", "chu tri", "phoi hop", "cac co quan", "cac don vi"];
    let has = |phrases: &[&str]| contains_any(name, phrases);
    let body = begins_with_any(name, &bodies).is_some();
    let label = if body && has(&["chu tri"]) {
        Label::Lead
    } else if body && has(&["phoi hop"]) {
        Label::Coordinator
    } else if body && has(&["thuc hien", "tham muu", "trien khai", "dau moi"]) && name.len() <= 6 {
        Label::Implementer
    } else if begins_with_any(name, &["thoi gian", "thoi han", "thoi diem", "tien do", "han hoan thanh"]).is_some() {
        Label::Schedule
    } else if begins_with_any(name, &["san pham", "ket qua", "dau ra", "du kien san pham"]).is_some() {
        Label::Product
    } else if begins_with_any(name, &["dia diem", "thanh phan", "kinh phi", "nguon kinh phi", "hinh thuc", "so luong", "doi tuong", "noi dung"]).is_some() && name.len() <= 5 {
        Label::Other
    } else {
        return None;
    };
    Some((label, colon + 1))
}

/// Reads the labelled blocks of the items in `range`.
pub fn read_labelled(items: &[Item<'_>], range: std::ops::Range<usize>, phrase: &PhraseContext<'_>) -> Vec<Assignment> {
    let mut outline = Outline::default();
    let mut found: Vec<Assignment> = Vec::new();
    let mut task: Option<Task> = None;
    let mut open: Option<Assignment> = None;
    for at in range {
        let Some(line) = items.get(at).and_then(Item::line) else { continue };
        match label(line.body_words()) {
            Some((label, value)) => {
                let value = line.body + value;
                if open.is_none() {
                    open = task.as_ref().map(Task::assignment);
                }
                if let Some(open) = &mut open {
                    add(open, line, label, value, phrase);
                }
                // A numbered label ("b) Thời gian thực hiện: …") is a step of its own but no task.
                if line.number.as_ref().is_some_and(|number| number.style < NumberStyle::Dash) && task.is_none() {
                    outline.enter(at, line);
                }
            }
            None => {
                close(open.take(), &mut found);
                outline.enter(at, line);
                task = next_task(task, &outline, line, items);
            }
        }
    }
    close(open, &mut found);
    found
}

/// A block is an order when it names who has to do it.
fn close(open: Option<Assignment>, found: &mut Vec<Assignment>) {
    let Some(open) = open else { return };
    if open.leads.is_empty() && open.implementers.is_empty() && open.coordinators.is_empty() {
        return;
    }
    found.push(open);
}

/// The paragraph that labels below belong to.
struct Task {
    id: String,
    group: Option<String>,
    title: Words,
    numbered: bool,
}

impl Task {
    fn assignment(&self) -> Assignment {
        Assignment {
            id: self.id.clone(),
            group: self.group.clone(),
            title: self.title.clone(),
            leads: Vec::new(),
            coordinators: Vec::new(),
            implementers: Vec::new(),
            timing: None,
            product: None,
            origin: Origin::Prose,
            sources: vec![self.title.at],
            retold: Vec::new(),
        }
    }
}

/// The numbered line is the task; paragraphs and dashes below it only add to it, until labels come.
fn next_task(task: Option<Task>, outline: &Outline, line: &Line<'_>, items: &[Item<'_>]) -> Option<Task> {
    let numbered = line.number.as_ref().is_some_and(|number| number.style < NumberStyle::Dash);
    if !numbered && task.as_ref().is_some_and(|task| task.numbered) {
        return task;
    }
    let group = outline.steps().first().and_then(|step| items.get(step.item)).and_then(Item::line).map(|line| line.text.replace('\n', " "));
    let title = line.body_cut();
    let text = title.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = Words { text: text.trim_end_matches([':', ';', '.', ' ']).to_owned(), at: title.at };
    Some(Task { id: outline.path(), group, title, numbered })
}

fn add(open: &mut Assignment, line: &Line<'_>, label: Label, value: usize, phrase: &PhraseContext<'_>) {
    let words = line.cut_words(value..line.words.len());
    let text = words.text.trim_end_matches(['.', ';', ' ', ',']).to_owned();
    if text.is_empty() {
        return;
    }
    match label {
        Label::Lead | Label::Implementer | Label::Coordinator => add_units(open, line, label, value, &text),
        Label::Schedule if open.timing.is_none() => {
            let name = line.cut_words(line.body..value).text;
            let context = PhraseContext { column: ColumnKind::from_label(&name), ..phrase.clone() };
            let schedule = read_phrase(&text, &context);
            open.timing = Some(Timing { words: Words { text, at: words.at }, schedule, inherited: false });
        }
        Label::Product if open.product.is_none() => open.product = Some(Words { text, at: words.at }),
        _ => {}
    }
}

fn add_units(open: &mut Assignment, line: &Line<'_>, label: Label, value: usize, text: &str) {
    let start = line.words.get(value).map_or(line.text.len(), |word| word.range.start);
    let list = unit_names::in_cell(text);
    let named = |ranges: Vec<std::ops::Range<usize>>| -> Vec<NamedUnit> {
        let unit = |range: std::ops::Range<usize>| NamedUnit {
            name: text.get(range.clone()).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "),
            at: line.place(start + range.start..start + range.end),
        };
        ranges.into_iter().map(unit).collect()
    };
    let (units, supporting) = (named(list.units), named(list.supporting));
    match label {
        Label::Coordinator => open.coordinators.extend(units),
        Label::Implementer => open.implementers.extend(units),
        _ => open.leads.extend(units),
    }
    open.coordinators.extend(supporting);
}

//! Labelled blocks: a task paragraph followed by "Cơ quan chủ trì: …", "Thời gian thực hiện: …".

use std::collections::HashSet;
use std::ops::Range;

use loa_calendar::phrase::{ColumnKind, Context as PhraseContext, find_phrases, read_phrase};
use loa_docfile::body::Place;

use crate::assignment::{Assignment, NamedUnit, Origin, Timing};
use crate::labelled::inline::{Inline, Part as InlinePart, inline, labelled_parts};
use crate::outline::Outline;
use crate::plan::Words;
use crate::prose::clause::time_of;
use crate::text::{Item, Line, NumberStyle, Word, begins_with_any, contains_any};
use crate::unit_names::{address, cell, is_person};

pub mod inline;

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// Nội dung: the task itself
    Content,
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
    let colon = words
        .iter()
        .take(LONGEST + 1)
        .position(|word| word.folded == ":")?;
    let name = words.get(..colon)?;
    let has = |phrases: &[&str]| contains_any(name, phrases);
    let begins = |phrases: &[&str]| begins_with_any(name, phrases).is_some();
    let bodies = [
        "co quan",
        "don vi",
        "phan cong",
        "trach nhiem",
        "bo phan",
        "ban nganh",
        "cac co quan",
        "cac don vi",
        "nguoi",
        "can bo",
        "cong chuc",
        "giao vien",
    ];
    let body = begins(&bodies) || name.len() <= 4 && begins(&["chu tri", "phoi hop", "phu trach"]);
    let answers = name.len() <= 5 && has(&["phu trach", "chiu trach nhiem"]);
    let label = if body && (answers || has(&["chu tri"])) {
        Label::Lead
    } else if body && has(&["phoi hop"]) {
        Label::Coordinator
    } else if body && has(&["thuc hien", "tham muu", "trien khai", "dau moi"]) && name.len() <= 6 {
        Label::Implementer
    } else if begins(&["thoi gian", "thoi han", "thoi diem", "tien do", "han hoan thanh"])
        || name.len() <= 4 && begins(&["hoan thanh"])
    {
        Label::Schedule
    } else if begins(&["san pham", "ket qua", "dau ra", "du kien san pham"]) {
        Label::Product
    } else if begins(&["noi dung", "nhiem vu", "hoat dong"]) && name.len() <= 4 {
        Label::Content
    } else if begins(&[
        "dia diem",
        "thanh phan",
        "kinh phi",
        "nguon kinh phi",
        "hinh thuc",
        "so luong",
        "doi tuong",
    ]) && name.len() <= 5
    {
        Label::Other
    } else {
        return None;
    };
    Some((label, colon + 1))
}

/// Orders of labelled blocks, and the items that they are made of.
#[derive(Debug, Default)]
pub struct Labelled {
    /// The orders.
    pub orders: Vec<Assignment>,
    /// Indices of the items read here: no other reader needs to look at them.
    pub taken: HashSet<usize>,
    /// Terms whose block names nobody, with the place where it begins: they belong to the order in it.
    pub loose: Vec<(Place, Timing)>,
}

impl Labelled {
    /// Gives the loose terms to the orders without one that stand between the head of the block and the term.
    pub fn give_terms(&self, orders: &mut [Assignment]) {
        let begin = |at: Place| (at.block, at.span.start);
        let end = |at: Place| (at.block, at.span.end);
        for (from, timing) in &self.loose {
            let within = |order: &&mut Assignment| {
                order.timing.is_none()
                    && order
                        .sources
                        .iter()
                        .any(|at| begin(*from) < end(*at) && begin(*at) < begin(timing.words.at))
            };
            if let Some(order) = orders.iter_mut().rev().find(within) {
                order.timing = Some(timing.clone());
            }
        }
    }
}

/// Reads the labelled blocks of the items in `range`.
pub fn read_labelled(items: &[Item<'_>], range: Range<usize>, phrase: &PhraseContext<'_>) -> Labelled {
    let mut reader = Reader {
        items,
        phrase,
        outline: Outline::default(),
        heading: None,
        parts: Vec::new(),
        open: None,
        listed: 0,
        expected: None,
        found: Labelled::default(),
    };
    for at in range {
        if let Some(line) = items.get(at).and_then(Item::line) {
            reader.line(at, line);
        }
    }
    reader.close();
    reader.found
}

struct Reader<'a, 'b> {
    items: &'b [Item<'a>],
    phrase: &'b PhraseContext<'b>,
    outline: Outline,
    /// The numbered line above.
    heading: Option<usize>,
    /// Paragraphs since the heading or the last block: what the labels to come are about.
    parts: Vec<Part>,
    open: Option<Assignment>,
    /// Orders of their own listed under the label so far.
    listed: usize,
    /// A label without value: its value stands in the lines below.
    expected: Option<Label>,
    found: Labelled,
}

/// A paragraph that tells the task.
struct Part {
    path: String,
    words: Words,
}

impl Reader<'_, '_> {
    fn line(&mut self, at: usize, line: &Line<'_>) {
        if let Some((label, value)) = label(line.body_words()) {
            self.label(at, line, label, line.body + value);
            return;
        }
        let deeper = line
            .number
            .as_ref()
            .is_none_or(|number| number.style >= NumberStyle::Dash);
        if deeper && self.expected_value(at, line) {
            return;
        }
        self.expected = None;
        self.close();
        self.outline.enter(at, line);
        if let Some(inline) = inline(line, self.phrase) {
            self.inline(at, line, &inline, deeper);
            return;
        }
        if deeper {
            self.part(line.body_cut());
        } else {
            self.parts.clear();
            self.heading = Some(at);
        }
    }

    /// A line that tells the task and its roles. Labels in the lines below may add to it.
    fn inline(&mut self, at: usize, line: &Line<'_>, inline: &Inline, deeper: bool) {
        self.found.taken.insert(at);
        let group = self.heading_text().filter(|_| deeper);
        let title = line.cut_words(inline.task.clone());
        let text = title.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = Words {
            text: text
                .trim_end_matches([':', ';', '.', ',', '(', '-', '–', ' '])
                .to_owned(),
            at: title.at,
        };
        self.open = Some(order(self.outline.path(), group, title));
        self.parts(line, &inline.parts);
        if let Some(open) = self.open.as_mut().filter(|open| open.timing.is_none()) {
            let whole = line.body..line.words.len();
            open.timing = time_of(line, &whole, self.phrase).map(|time| time.timing);
        }
        self.parts.clear();
        if !deeper {
            self.heading = Some(at);
        }
    }

    fn heading_text(&self) -> Option<String> {
        let line = self
            .heading
            .and_then(|at| self.items.get(at))
            .and_then(Item::line)?;
        Some(line.text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn parts(&mut self, line: &Line<'_>, parts: &[InlinePart]) {
        for part in parts {
            let words = line.cut_words(part.value.clone());
            let name = line.cut_words(part.name.clone()).text;
            if !words.text.trim().is_empty() {
                self.value(line, part.label, part.value.start, &name, &words);
            }
        }
    }

    /// Takes a line as the value of the label above it.
    fn expected_value(&mut self, at: usize, line: &Line<'_>) -> bool {
        match self.expected {
            Some(Label::Lead | Label::Implementer | Label::Coordinator) => self.unit_line(at, line),
            Some(Label::Content) => {
                self.found.taken.insert(at);
                self.part(line.body_cut());
                true
            }
            _ => false,
        }
    }

    fn part(&mut self, words: Words) {
        self.parts.push(Part {
            path: self.outline.path(),
            words,
        });
    }

    fn label(&mut self, at: usize, line: &Line<'_>, label: Label, value: usize) {
        // "Cơ quan chủ trì: A; thời gian: quý II": one line may hold several labels.
        let more = if label == Label::Content {
            Vec::new()
        } else {
            labelled_parts(line, value + 1)
        };
        let end = more.first().map_or(line.words.len(), |next| next.name.start);
        let words = line.cut_words(value..end);
        let empty = words.text.trim().is_empty();
        self.found.taken.insert(at);
        self.expected = empty.then_some(label);
        self.listed = 0;
        if label == Label::Content {
            self.close();
            self.parts.clear();
            if !empty {
                self.part(words);
            }
            return;
        }
        if self.open.is_none() {
            self.open = self.task();
        }
        if !empty {
            let name = line.cut_words(line.body..value).text;
            self.value(line, label, value, &name, &words);
        }
        self.parts(line, &more);
    }

    /// The order that the labels belong to: the paragraphs above them, else the numbered line.
    fn task(&self) -> Option<Assignment> {
        let heading = self
            .heading
            .and_then(|at| self.items.get(at))
            .and_then(Item::line);
        let (id, title) = match self.parts.split_first() {
            Some((first, more)) => {
                let mut words = first.words.clone();
                for part in more {
                    words.text = format!("{} {}", words.text, part.words.text);
                    words.at.span = words.at.span.cover(part.words.at.span);
                }
                (first.path.clone(), words)
            }
            None => (self.outline.path(), heading?.body_cut()),
        };
        let group = self.heading_text().filter(|_| !self.parts.is_empty());
        let text = title.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = Words {
            text: text.trim_end_matches([':', ';', '.', ' ']).to_owned(),
            at: title.at,
        };
        Some(order(id, group, title))
    }

    fn value(&mut self, line: &Line<'_>, label: Label, value: usize, name: &str, words: &Words) {
        let text = words
            .text
            .trim_end_matches(['.', ';', ' ', ',', '-', '–'])
            .to_owned();
        let Some(open) = &mut self.open else { return };
        match label {
            Label::Lead | Label::Implementer | Label::Coordinator => {
                add_units(open, line, label, value, &text);
            }
            Label::Schedule if open.timing.is_none() => {
                let context = PhraseContext {
                    column: ColumnKind::from_label(name),
                    ..*self.phrase
                };
                let schedule = read_phrase(&text, &context);
                open.timing = Some(Timing {
                    words: Words { text, at: words.at },
                    schedule,
                    inherited: false,
                });
            }
            Label::Product if open.product.is_none() => open.product = Some(Words { text, at: words.at }),
            _ => {}
        }
    }

    /// "+ Sở … chủ trì, phối hợp với …" below a label; "+ Sở … đăng tải …" is an order of its own.
    fn unit_line(&mut self, at: usize, line: &Line<'_>) -> bool {
        let Some(addressed) = address::addressed(&line.text, line.body_words()) else {
            return false;
        };
        let rest = line.body_words().get(addressed.behind..).unwrap_or_default();
        let label = self.expected.unwrap_or(Label::Lead);
        let only_role = rest.len() < 3
            || begins_with_any(
                rest,
                &["chu tri", "phoi hop", "la co quan chu tri", "thuc hien ."],
            )
            .is_some();
        self.found.taken.insert(at);
        if only_role {
            let words = line.body_cut();
            self.value(line, label, line.body, "", &words);
            return true;
        }
        self.listed += 1;
        let unit = |range: Range<usize>| NamedUnit {
            name: line.text.get(range.clone()).unwrap_or_default().to_owned(),
            at: line.place(range),
        };
        let group = self.open.as_ref().map(|open| open.title.text.clone());
        let title = line.cut_words(line.body + addressed.behind..line.words.len());
        let title = Words {
            text: title.text.trim_end_matches([';', '.', ' ']).to_owned(),
            at: title.at,
        };
        let mut own = order(format!("{}+{}", self.outline.path(), self.listed), group, title);
        own.leads = addressed.units.into_iter().map(unit).collect();
        self.found.orders.push(own);
        true
    }

    /// A block is an order when it names who has to do it.
    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        self.parts.clear();
        if open.leads.is_empty() && open.implementers.is_empty() && open.coordinators.is_empty() {
            self.found
                .loose
                .extend(open.timing.map(|timing| (open.title.at, timing)));
            return;
        }
        if open.timing.is_none() {
            // The time may stand in the task itself: "Triển khai … (từ ngày 15/11 đến ngày 15/12)".
            let found = find_phrases(&open.title.text, self.phrase).into_iter().next();
            open.timing = found.and_then(|found| {
                let text = open.title.text.get(found.range)?.to_owned();
                Some(Timing {
                    words: Words {
                        text,
                        at: open.title.at,
                    },
                    schedule: found.schedule,
                    inherited: false,
                })
            });
        }
        self.found.orders.push(open);
    }
}

fn order(id: String, group: Option<String>, title: Words) -> Assignment {
    Assignment {
        id,
        group,
        sources: vec![title.at],
        title,
        leads: Vec::new(),
        coordinators: Vec::new(),
        implementers: Vec::new(),
        timing: None,
        product: None,
        origin: Origin::Prose,
        retold: Vec::new(),
    }
}

fn add_units(open: &mut Assignment, line: &Line<'_>, label: Label, value: usize, text: &str) {
    let start = line
        .words
        .get(value)
        .map_or(line.text.len(), |word| word.range.start);
    let list = cell::in_cell(text);
    let named = |ranges: Vec<Range<usize>>| -> Vec<NamedUnit> {
        let unit = |range: Range<usize>| NamedUnit {
            name: text
                .get(range.clone())
                .unwrap_or_default()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            at: line.place(start + range.start..start + range.end),
        };
        ranges.into_iter().map(unit).collect()
    };
    let (units, supporting) = (named(list.units), named(list.supporting));
    match label {
        Label::Coordinator => open.coordinators.extend(units),
        // "Cơ quan thực hiện: Sở … chủ trì, phối hợp với …": the value names the role, not the label.
        Label::Implementer if !list.leading => open.implementers.extend(units),
        // As in a table: a person does the work; who answers for it, the label does not say.
        _ => {
            let (persons, leads): (Vec<_>, Vec<_>) =
                units.into_iter().partition(|unit| is_person(&unit.name));
            open.leads.extend(leads);
            open.implementers.extend(persons);
        }
    }
    open.coordinators.extend(supporting);
}

//! Orders in the body: unit blocks ("2. Phòng Nội vụ" / "- Theo dõi …"), sentences ("Giao Sở … chủ trì …") and the
//! labelled blocks of [`crate::labelled`] (plan-variation §7).

use std::collections::HashSet;

use loa_calendar::phrase::{Context as PhraseContext, find_phrases};
use loa_calendar::schedule::{Schedule, When};

use crate::assignment::{Assignment, NamedUnit, Origin, Timing};
use crate::outline::Outline;
use crate::plan::Words;
use crate::text::{Item, Line, NumberStyle, Word, begins_with_any, contains_any, find};
use crate::unit_names::{self, Addressed};

/// Headings of sections that hand out work.
const DUTY_SECTIONS: &[&str] = &[
    "to chuc thuc hien", "trach nhiem", "phan cong", "giao nhiem vu", "to chuc trien khai", "nhiem vu cua cac", "trien khai thuc hien", "che do bao cao", "dieu 2", "dieu 3",
    "nhiem vu cu the", "thong tin bao cao", "kinh phi va to chuc",
];

/// Verbs that make a sentence an order wherever it stands.
const ORDERS: &[&str] = &[
    "chu tri", "co trach nhiem", "chiu trach nhiem", "la co quan dau moi", "la co quan thuong truc", "la don vi dau moi", "lam dau moi", "tham muu", "bao cao", "trien khai",
    "phoi hop", "xay dung", "to chuc", "tong hop", "theo doi", "huong dan", "thuc hien", "nghiem tuc",
];

/// A unit block: units that the lines below are orders for.
struct Block {
    style: Option<NumberStyle>,
    units: Vec<NamedUnit>,
}

/// Reads the orders of the items in `range`, but for those that the labelled blocks have taken.
pub fn read_prose(
    items: &[Item<'_>],
    range: std::ops::Range<usize>,
    taken: &HashSet<usize>,
    phrase: &PhraseContext<'_>,
) -> Vec<Assignment> {
    let mut reader = Reader { items, phrase, outline: Outline::default(), block: None, duty_section: None, orders: Vec::new() };
    for at in range {
        if let Some(line) = items.get(at).and_then(Item::line).filter(|_| !taken.contains(&at)) {
            reader.line(at, line);
        }
    }
    reader.orders
}

struct Reader<'a, 'b> {
    items: &'b [Item<'a>],
    phrase: &'b PhraseContext<'b>,
    outline: Outline,
    block: Option<Block>,
    /// Numbering of the heading of the duty section that we are in.
    duty_section: Option<NumberStyle>,
    orders: Vec<Assignment>,
}

impl Reader<'_, '_> {
    fn line(&mut self, at: usize, line: &Line<'_>) {
        self.outline.enter(at, line);
        let style = line.number.as_ref().map(|number| number.style);
        self.leave_section(style);
        let heading = style.is_some_and(|style| style < NumberStyle::Point) && line.text.len() < 200;
        if heading && contains_any(line.body_words(), DUTY_SECTIONS) && unit_names::addressed(line.body_text(), &crate::text::words(line.body_text())).is_none() {
            self.duty_section = style;
            self.block = None;
            return;
        }
        let body = line.body_words();
        if body.is_empty() || is_label(body) {
            return;
        }
        match self.address(line) {
            Some(addressed) => self.addressed(line, style, &addressed),
            None if self.block.is_some() => self.order_of_block(line),
            None => {}
        }
    }

    /// A line as high as the heading of a section or block ends it.
    fn leave_section(&mut self, style: Option<NumberStyle>) {
        let Some(style) = style else { return };
        if self.duty_section.is_some_and(|section| style <= section) {
            self.duty_section = None;
            self.block = None;
        }
        if self.block.as_ref().is_some_and(|block| block.style.is_some_and(|own| style <= own)) {
            self.block = None;
        }
    }

    /// Units at the front of the line, if it is in a section that hands out work or says so itself.
    fn address(&self, line: &Line<'_>) -> Option<Addressed> {
        let body = line.body_words();
        let found = unit_names::addressed(&line.text, body)?;
        if found.units.is_empty() {
            return None;
        }
        let rest = body.get(found.behind..).unwrap_or_default();
        let strong = begins_with_any(rest, ORDERS).is_some() || found.colon;
        let introduced = unit_names::introduction(body) > 0;
        let in_section = self.duty_section.is_some();
        let heading = rest.is_empty() && in_section;
        let clear = begins_with_any(rest, &["chu tri", "co trach nhiem", "chiu trach nhiem", "la co quan dau moi", "la don vi dau moi"]).is_some();
        (heading || in_section && (strong || introduced || begins_verb(rest)) || clear || introduced && strong).then_some(found)
    }

    fn addressed(&mut self, line: &Line<'_>, style: Option<NumberStyle>, addressed: &Addressed) {
        let units: Vec<NamedUnit> = addressed.units.iter().map(|range| NamedUnit { name: line.text.get(range.clone()).unwrap_or_default().to_owned(), at: line.place(range.clone()) }).collect();
        let rest = line.body + addressed.behind;
        let has_order = rest < line.words.len();
        if has_order {
            self.order(line, rest, &units);
        }
        let opens = !has_order || line.text.trim_end().ends_with(':') || style.is_some_and(|style| style < NumberStyle::Dash);
        let inside = self.block.as_ref().is_some_and(|block| block.style.is_some() && block.style < style);
        if opens && !(inside && has_order && style.is_none_or(|style| style >= NumberStyle::Dash)) {
            self.block = Some(Block { style, units });
        }
    }

    fn order_of_block(&mut self, line: &Line<'_>) {
        let units = self.block.as_ref().map(|block| block.units.clone()).unwrap_or_default();
        self.order(line, line.body, &units);
    }

    /// Records the order that begins at the word `from` of the line; a clause with a day of its own is an order of its own.
    fn order(&mut self, line: &Line<'_>, from: usize, units: &[NamedUnit]) {
        let Some(first) = line.words.get(from) else { return };
        let text = line.text.get(first.range.start..).unwrap_or_default().trim();
        if text.len() < 12 {
            return;
        }
        let clauses = clauses(line, from);
        let mut timings: Vec<Option<Timing>> = clauses.iter().map(|clause| self.timing(line, clause.clone())).collect();
        let path = self.outline.path();
        if clauses.len() > 1 {
            for (index, clause) in clauses.iter().enumerate() {
                let dated = timings.get(index).and_then(Option::as_ref).is_some_and(|timing| is_dated(&timing.schedule));
                if !dated {
                    continue;
                }
                let timing = timings.get_mut(index).and_then(Option::take);
                let id = format!("{path}/{}", index + 1);
                self.push(id, line, clause.clone(), units, timing);
            }
        }
        let own = timings.into_iter().flatten().next();
        let whole = first.range.start..line.text.trim_end().len();
        self.push(path, line, whole, units, own);
    }

    fn push(&mut self, id: String, line: &Line<'_>, range: std::ops::Range<usize>, units: &[NamedUnit], timing: Option<Timing>) {
        let title = line.cut(range.clone());
        let text = title.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = Words { text: text.trim_end_matches([';', '.', '/', ' ']).to_owned(), at: title.at };
        let group = self.group();
        let coordinators = supporting(line, range);
        let sources = vec![title.at];
        self.orders.push(Assignment {
            id,
            group,
            title,
            leads: units.to_vec(),
            coordinators,
            implementers: Vec::new(),
            timing,
            product: None,
            origin: Origin::Prose,
            sources,
            retold: Vec::new(),
        });
    }

    /// Heading of the section.
    fn group(&self) -> Option<String> {
        let first = self.outline.steps().first()?;
        self.items.get(first.item).and_then(Item::line).map(|line| line.text.replace('\n', " "))
    }

    /// The schedule phrase of a clause.
    fn timing(&self, line: &Line<'_>, clause: std::ops::Range<usize>) -> Option<Timing> {
        let text = line.text.get(clause.clone())?;
        let found = find_phrases(text, self.phrase);
        let best = found.iter().find(|found| is_dated(&found.schedule)).or(found.first())?;
        let range = clause.start + best.range.start..clause.start + best.range.end;
        Some(Timing { words: line.cut(range), schedule: best.schedule.clone(), inherited: false })
    }
}

/// Does a day follow from it, now or when an event happens?
pub fn is_dated(schedule: &Schedule) -> bool {
    schedule.terms.iter().any(|term| {
        matches!(term.when, When::By(..) | When::Before(..) | When::At(..) | When::Window { .. } | When::After { .. } | When::Start(..) | When::Recurring(_))
    })
}

fn begins_verb(words: &[Word]) -> bool {
    words.first().is_some_and(|word| word.is_word && !word.capital)
}

/// "Thời gian thực hiện: …" and the like: read by [`crate::labelled`].
fn is_label(words: &[Word]) -> bool {
    crate::labelled::label(words).is_some()
}

/// Byte ranges of the sentences and of the parts between semicolons.
fn clauses(line: &Line<'_>, from: usize) -> Vec<std::ops::Range<usize>> {
    let words = &line.words;
    let mut clauses = Vec::new();
    let mut start = from;
    let mut depth = 0_i32;
    for at in from..words.len() {
        match words[at].folded.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            "." | ";" if depth <= 0 && at > start => {
                let next = words.get(at + 1);
                let sentence = words[at].folded == "." && next.is_some_and(|next| next.capital && next.range.start > words[at].range.end);
                if sentence || words[at].folded == ";" {
                    clauses.push(words[start].range.start..words[at - 1].range.end);
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    if start < words.len() {
        clauses.push(words[start].range.start..words[words.len() - 1].range.end);
    }
    clauses
}

/// Units behind "phối hợp với" in the sentence.
fn supporting(line: &Line<'_>, range: std::ops::Range<usize>) -> Vec<NamedUnit> {
    let words: Vec<Word> = line.words.iter().filter(|word| word.range.start >= range.start && word.range.end <= range.end).cloned().collect();
    let Some(at) = find(&words, "phoi hop") else { return Vec::new() };
    let mut start = at + 2;
    start += begins_with_any(&words[start..], &["voi", "cung voi", "cung", "chat che voi"]).unwrap_or(0);
    let Some(found) = unit_names::addressed(&line.text, &words[start.min(words.len())..]) else { return Vec::new() };
    let name = |range: std::ops::Range<usize>| NamedUnit { name: line.text.get(range.clone()).unwrap_or_default().to_owned(), at: line.place(range) };
    found.units.into_iter().map(name).collect()
}

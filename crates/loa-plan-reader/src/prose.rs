//! Orders in the body: unit blocks ("2. Phòng Nội vụ" / "- Theo dõi …"), sentences ("Giao Sở … chủ trì …") and the
//! labelled blocks of [`crate::labelled`].

use std::collections::HashSet;
use std::ops::Range;

use loa_calendar::phrase::{ColumnKind, Context as PhraseContext, read_phrase};

use crate::assignment::{Assignment, NamedUnit, Origin, Timing};
use crate::outline::Outline;
use crate::plan::Words;
use crate::prose::clause::{clauses, ends_sentence, gives_parts_only, is_dated, supporting, time_of};
use crate::text::{Item, Line, NumberStyle, Word, begins_with_any, contains_any};
use crate::unit_names::address::{self, Addressed};
use crate::unit_names::introduction;

pub mod clause;

/// Headings of sections that hand out work.
const DUTY_SECTIONS: &[&str] = &[
    "to chuc thuc hien",
    "trach nhiem",
    "phan cong",
    "giao nhiem vu",
    "to chuc trien khai",
    "nhiem vu cua cac",
    "trien khai thuc hien",
    "che do bao cao",
    "dieu 2",
    "dieu 3",
    "nhiem vu cu the",
    "thong tin bao cao",
    "kinh phi va to chuc",
];

/// Headings of sections that tell what is to be done.
const TASK_SECTIONS: &[&str] = &["nhiem vu", "noi dung", "giai phap", "hoat dong", "cong viec"];

/// Headings of sections that tell why, and what was.
const OTHER_SECTIONS: &[&str] = &[
    "muc dich",
    "muc tieu",
    "yeu cau",
    "quan diem",
    "chi tieu",
    "tinh hinh",
    "thuc trang",
    "ket qua",
    "danh gia",
    "ton tai",
];

/// Verbs by which a unit in front of them is given work, wherever the sentence stands.
const CLEAR_ORDERS: &[&str] = &[
    "chu tri",
    "co trach nhiem",
    "chiu trach nhiem",
    "la co quan dau moi",
    "la don vi dau moi",
];

/// Verbs that make a sentence an order wherever it stands.
const ORDERS: &[&str] = &[
    "chu tri",
    "co trach nhiem",
    "chiu trach nhiem",
    "la co quan dau moi",
    "la co quan thuong truc",
    "la don vi dau moi",
    "lam dau moi",
    "tham muu",
    "bao cao",
    "trien khai",
    "phoi hop",
    "xay dung",
    "to chuc",
    "tong hop",
    "theo doi",
    "huong dan",
    "thuc hien",
    "nghiem tuc",
];

/// First words of the sentences that end a plan.
const CLOSING_SENTENCES: &[&str] = &[
    "tren day la",
    "trong qua trinh",
    "can cu ke hoach",
    "can cu noi dung ke hoach",
    "qua trinh thuc hien",
    "nhan duoc ke hoach",
    "( kem theo",
    "( chi tiet",
];

/// A unit block: units that the lines below are orders for.
struct Block {
    style: Option<NumberStyle>,
    units: Vec<NamedUnit>,
}

/// Words behind the unit within which an order names its term.
const FAR: usize = 150;

/// Bytes of an order; less is a remark.
const SHORTEST: usize = 12;

/// Types of documents whose whole body hands out work.
const DIRECTIVES: &[&str] = &["Công điện", "Chỉ thị", "Công văn", "Thông báo", "Kết luận"];

/// Reads the orders of the items in `range`, but for those that the labelled blocks have taken. `kind` is the type
/// of the document.
pub fn read_prose(
    items: &[Item<'_>],
    range: Range<usize>,
    taken: &HashSet<usize>,
    kind: &str,
    phrase: &PhraseContext<'_>,
) -> Vec<Assignment> {
    let duty_section = DIRECTIVES.contains(&kind).then_some(NumberStyle::Part);
    let mut reader = Reader {
        items,
        phrase,
        outline: Outline::default(),
        blocks: Vec::new(),
        duty_section,
        task: None,
        times: Vec::new(),
        orders: Vec::new(),
    };
    for at in range {
        if let Some(line) = items
            .get(at)
            .and_then(Item::line)
            .filter(|_| !taken.contains(&at))
        {
            reader.line(at, line);
        }
    }
    reader.orders
}

struct Reader<'a, 'b> {
    items: &'b [Item<'a>],
    phrase: &'b PhraseContext<'b>,
    outline: Outline,
    /// Open blocks, the innermost last.
    blocks: Vec<Block>,
    /// Numbering of the heading of the duty section that we are in.
    duty_section: Option<NumberStyle>,
    /// The last line outside duty sections that is no order itself: what an unlabelled line of units is about.
    task: Option<(String, Words)>,
    /// Headings that are schedule phrases themselves ("Quý IV năm 2025"): what stands below them inherits it.
    times: Vec<(NumberStyle, Timing)>,
    orders: Vec<Assignment>,
}

impl Reader<'_, '_> {
    fn line(&mut self, at: usize, line: &Line<'_>) {
        self.outline.enter(at, line);
        let style = line.number.as_ref().map(|number| number.style);
        self.leave_section(style);
        let heading = style.is_some_and(|style| style < NumberStyle::Point) && line.text.len() < 200;
        if heading
            && contains_any(line.body_words(), DUTY_SECTIONS)
            && address::addressed(&line.text, line.body_words()).is_none()
        {
            self.duty_section = style;
            self.blocks.clear();
            return;
        }
        self.time_heading(line, style);
        let body = line.body_words();
        if body.is_empty() || is_label(body) {
            return;
        }
        if style.is_none() && begins_with_any(body, CLOSING_SENTENCES).is_some() {
            self.blocks.clear();
            self.closing_sentence(line);
            return;
        }
        match self.address(line) {
            Some(addressed) => self.addressed(line, style, &addressed),
            None if !self.blocks.is_empty() => self.order_of_block(line),
            None if self.later_orders(line) => {}
            None => self.task = Some((self.outline.path(), line.body_cut())),
        }
    }

    /// A heading that only names a time gives it to the lines below.
    fn time_heading(&mut self, line: &Line<'_>, style: Option<NumberStyle>) {
        let Some(style) = style else { return };
        self.times.retain(|(above, _)| *above < style);
        if line.body_words().len() > 12 || style >= NumberStyle::Dash {
            return;
        }
        let words = line.body_cut();
        let context = PhraseContext {
            column: ColumnKind::Period,
            ..*self.phrase
        };
        let schedule = read_phrase(&words.text, &context);
        let whole = schedule.rest.is_empty() && is_dated(&schedule);
        if whole {
            self.times.push((
                style,
                Timing {
                    words,
                    schedule,
                    inherited: true,
                },
            ));
        }
    }

    /// "Trên đây là Kế hoạch … Yêu cầu Thủ trưởng các cơ quan … triển khai thực hiện": its second sentence orders.
    fn closing_sentence(&mut self, line: &Line<'_>) {
        for start in 1..line.words.len() {
            let before = line.words[start - 1].folded.as_str();
            let words = &line.words[start..];
            if !matches!(before, "." | ";" | ",") || introduction(&line.text, words) == 0 && !words[0].capital
            {
                continue;
            }
            let Some(found) = address::addressed(&line.text, words) else {
                continue;
            };
            if found.behind < words.len() && !found.units.is_empty() {
                let units = names(line, &found);
                self.order_within(line, start + found.behind..line.words.len(), &units);
                return;
            }
        }
    }

    /// Outside duty sections a short line of units and roles ("Ban … chủ trì, trình trong tháng 11") belongs to the
    /// task above it.
    fn belongs_to_task(&self, line: &Line<'_>, rest: usize) -> Option<(String, Words)> {
        let words = line.words.get(rest..)?;
        let role =
            begins_with_any(words, &["chu tri", "phoi hop", "tham muu", "trinh", "thuc hien"]).is_some();
        let short = words.iter().filter(|word| word.is_word).count() <= 28;
        let deeper = line
            .number
            .as_ref()
            .is_none_or(|number| number.style >= NumberStyle::Dash);
        (self.duty_section.is_none() && self.blocks.is_empty() && role && short && deeper)
            .then(|| self.task.clone())
            .flatten()
    }

    /// A line as high as the heading of a section or block ends it.
    fn leave_section(&mut self, style: Option<NumberStyle>) {
        let Some(style) = style else { return };
        if self.duty_section.is_some_and(|section| style <= section) {
            self.duty_section = None;
            self.blocks.clear();
        }
        self.blocks
            .retain(|block| block.style.is_none_or(|own| own < style));
    }

    /// Units at the front of the line, if it is in a section that hands out work or says so itself.
    fn address(&self, line: &Line<'_>) -> Option<Addressed> {
        let body = line.body_words();
        let found = address::addressed(&line.text, body)?;
        // "THỦ TƯỚNG CHÍNH PHỦ điện:" names the sender; the list below it, who is addressed.
        let sender = found
            .behind
            .checked_sub(2)
            .and_then(|at| body.get(at))
            .is_some_and(|word| matches!(word.folded.as_str(), "dien" | "gui"));
        if found.units.is_empty() || found.colon && sender {
            return None;
        }
        let rest = body.get(found.behind..).unwrap_or_default();
        let about_task = self.belongs_to_task(line, line.body + found.behind).is_some();
        let heading = rest.is_empty() && self.duty_section.is_some();
        let whole = line.body + found.behind..line.words.len();
        (heading || about_task || self.is_order(line, body, &found, whole)).then_some(found)
    }

    /// Is the sentence of `body`, which begins with units, an order to them? `order` is what stands behind the names.
    fn is_order(&self, line: &Line<'_>, body: &[Word], found: &Addressed, order: Range<usize>) -> bool {
        let rest = body.get(found.behind..).unwrap_or_default();
        let strong = begins_with_any(rest, ORDERS).is_some() || found.colon;
        // "Khuyến khích" leaves it to the unit.
        let given = found.given && begins_with_any(body, &["khuyen khich"]).is_none();
        let verb = begins_verb(rest);
        begins_with_any(rest, CLEAR_ORDERS).is_some()
            || found.given && strong
            || given && verb
            || self.duty_section.is_some() && (strong || found.given || verb)
            || verb && self.in_task_section() && self.has_term(line, &order)
    }

    /// A term that a day follows from: "Phòng Kinh tế tổ chức hội nghị trong quý II" in a section of tasks.
    fn has_term(&self, line: &Line<'_>, order: &Range<usize>) -> bool {
        let near = order.start..order.end.min(order.start + FAR);
        time_of(line, &near, self.phrase).is_some_and(|time| is_dated(&time.timing.schedule))
    }

    fn in_task_section(&self) -> bool {
        self.tells_tasks() == Some(true)
    }

    /// What the nearest heading above says of its section: tasks, or why and what was.
    fn tells_tasks(&self) -> Option<bool> {
        let above = self.outline.steps().iter().rev().skip(1);
        let mut headings = above.filter_map(|step| self.items.get(step.item).and_then(Item::line));
        headings.find_map(|line| {
            let body = line.body_words();
            let task = contains_any(body, TASK_SECTIONS);
            (task || contains_any(body, OTHER_SECTIONS)).then_some(task)
        })
    }

    /// "Tổ chức hội nghị. Giao Phòng Kinh tế chủ trì, …": orders that begin behind the first sentence of a line.
    fn later_orders(&mut self, line: &Line<'_>) -> bool {
        let orders = self.orders_behind(line, line.body, false);
        let Some((start, found)) = orders.first() else {
            return false;
        };
        let order = start + found.behind..end_of(&orders, 0, line);
        if gives_parts_only(line, &order, self.phrase) {
            let last = self.last_part(line, &orders);
            let order = order.start..end_of(&orders, last, line);
            self.order_of_task(line, *start, order, &names(line, found));
            self.record(line, orders.get(last + 1..).unwrap_or_default());
        } else {
            self.record(line, &orders);
        }
        true
    }

    /// The last of the orders that only says who supports the first: "A chủ trì; B phối hợp thực hiện".
    fn last_part(&self, line: &Line<'_>, orders: &[(usize, Addressed)]) -> usize {
        let supports = |at: &usize| {
            orders.get(*at).is_some_and(|(start, found)| {
                let order = start + found.behind..end_of(orders, *at, line);
                let rest = line.words.get(order.clone()).unwrap_or_default();
                begins_with_any(rest, &["phoi hop"]).is_some() && gives_parts_only(line, &order, self.phrase)
            })
        };
        (1..orders.len()).take_while(supports).last().unwrap_or(0)
    }

    /// Sentences and clauses behind the word `from` that order units of their own, by their first word; with
    /// `handed` only sentences that hand the work to somebody ("Giao …").
    fn orders_behind(&self, line: &Line<'_>, from: usize, handed: bool) -> Vec<(usize, Addressed)> {
        let mut orders = Vec::new();
        for start in from + 1..line.words.len() {
            let stop = start - 1;
            let sentence = ends_sentence(&line.words, stop);
            if !sentence && (handed || line.words[stop].folded != ";") {
                continue;
            }
            let words = &line.words[start..];
            if handed && begins_with_any(words, &["giao", "phan cong"]).is_none() {
                continue;
            }
            let Some(found) = address::addressed(&line.text, words) else {
                continue;
            };
            let order = start + found.behind..line.words.len();
            let rest = &line.words[order.clone()];
            // "… chịu trách nhiệm thi hành Quyết định này" closes a decision; "khuyến khích" orders nothing.
            let idle = rest.is_empty()
                || begins_with_any(rest, &["chiu trach nhiem thi hanh"]).is_some()
                || begins_with_any(words, &["khuyen khich"]).is_some()
                || !found.given && self.tells_tasks() == Some(false);
            if !idle && !found.units.is_empty() && self.is_order(line, words, &found, order) {
                orders.push((start, found));
            }
        }
        orders
    }

    fn record(&mut self, line: &Line<'_>, orders: &[(usize, Addressed)]) {
        for (at, (start, found)) in orders.iter().enumerate() {
            let order = start + found.behind..end_of(orders, at, line);
            self.order_within(line, order, &names(line, found));
        }
    }

    /// The task stands in front of the word `start`; behind it only who and when.
    fn order_of_task(&mut self, line: &Line<'_>, start: usize, order: Range<usize>, units: &[NamedUnit]) {
        let task = line.body..start;
        let timing = time_of(line, &order, self.phrase)
            .or_else(|| time_of(line, &task, self.phrase))
            .map(|time| time.timing);
        self.push(self.outline.path(), line, task, units, timing);
        if let Some(own) = self.orders.last_mut() {
            own.coordinators = others(supporting(line, order.clone()), units);
            own.sources = vec![line.place(line.bytes(line.body..order.end))];
        }
    }

    fn addressed(&mut self, line: &Line<'_>, style: Option<NumberStyle>, addressed: &Addressed) {
        let units = names(line, addressed);
        let rest = line.body + addressed.behind;
        let has_order = rest < line.words.len();
        if let Some((path, title)) = self.belongs_to_task(line, rest) {
            self.order_for_task(line, path, &title, units);
            return;
        }
        if has_order {
            let handed = self.orders_behind(line, rest, true);
            let end = handed.first().map_or(line.words.len(), |(start, _)| *start);
            self.order_within(line, rest..end, &units);
            self.record(line, &handed);
        }
        // A sentence inside a block orders other units once; a heading, or a sentence with a list below, opens a block.
        let lists = line.text.trim_end().ends_with(':');
        let sentence = has_order
            && !lists
            && (!self.blocks.is_empty() || style.is_none_or(|style| style >= NumberStyle::Dash));
        if !sentence {
            if style.is_none() {
                self.blocks.retain(|block| block.style.is_some());
            }
            self.blocks.push(Block { style, units });
        }
    }

    fn order_for_task(&mut self, line: &Line<'_>, path: String, title: &Words, units: Vec<NamedUnit>) {
        let whole = 0..line.words.len();
        let timing = time_of(line, &whole, self.phrase)
            .map(|time| time.timing)
            .or_else(|| self.times.last().map(|(_, timing)| timing.clone()));
        let coordinators = others(supporting(line, whole), &units);
        let sources = vec![title.at, line.place(0..line.text.len())];
        let text = title.text.trim_end_matches([';', '.', ':', ' ']).to_owned();
        self.orders.push(Assignment {
            id: path,
            group: self.group(),
            title: Words { text, at: title.at },
            leads: units,
            coordinators,
            implementers: Vec::new(),
            timing,
            product: None,
            origin: Origin::Prose,
            sources,
            retold: Vec::new(),
        });
    }

    fn order_of_block(&mut self, line: &Line<'_>) {
        let units = self
            .blocks
            .last()
            .map(|block| block.units.clone())
            .unwrap_or_default();
        self.order_within(line, line.body..line.words.len(), &units);
    }

    /// Records the order that the words `range` of the line tell; a clause with a day of its own is an order of its
    /// own, one that says nothing but a time belongs to the clause before it.
    fn order_within(&mut self, line: &Line<'_>, range: Range<usize>, units: &[NamedUnit]) {
        let text = line.text.get(line.bytes(range.clone())).unwrap_or_default();
        if text.trim().len() < SHORTEST {
            return;
        }
        let path = self.outline.path();
        let clauses = self.timed_clauses(line, range);
        let mut rest: Option<Range<usize>> = None;
        let mut rest_timing = None;
        let several = clauses.len() > 1;
        for (index, (clause, timing)) in clauses.into_iter().enumerate() {
            if several && timing.as_ref().is_some_and(|timing| is_dated(&timing.schedule)) {
                self.push(format!("{path}/{}", index + 1), line, clause, units, timing);
                continue;
            }
            rest_timing = rest_timing.or(timing);
            rest = Some(rest.map_or(clause.clone(), |so_far| so_far.start..clause.end));
        }
        let Some(rest) = rest else { return };
        let timing = rest_timing.or_else(|| self.times.last().map(|(_, timing)| timing.clone()));
        self.push(path, line, rest, units, timing);
    }

    /// Clauses with their terms; "; hoàn thành trước ngày …" is part of the clause before it.
    fn timed_clauses(&self, line: &Line<'_>, range: Range<usize>) -> Vec<(Range<usize>, Option<Timing>)> {
        let mut timed: Vec<(Range<usize>, Option<Timing>)> = Vec::new();
        for clause in clauses(line, range) {
            let time = time_of(line, &clause, self.phrase);
            let only = time.as_ref().is_some_and(|time| time.only);
            let timing = time.map(|time| time.timing);
            match timed.last_mut().filter(|_| only) {
                Some((before, own)) => {
                    before.end = clause.end;
                    *own = own.take().or(timing);
                }
                None => timed.push((clause, timing)),
            }
        }
        timed
    }

    fn push(
        &mut self,
        id: String,
        line: &Line<'_>,
        range: Range<usize>,
        units: &[NamedUnit],
        timing: Option<Timing>,
    ) {
        let title = line.cut_words(range.clone());
        let text = title.text.split_whitespace().collect::<Vec<_>>().join(" ");
        // "./." ends the document (DOC-10); typing marks may follow it.
        let text = text.split("./.").next().unwrap_or_default();
        let title = Words {
            text: text.trim_end_matches([';', '.', '/', ' ']).to_owned(),
            at: title.at,
        };
        let group = self.group();
        let coordinators = others(supporting(line, range), units);
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
        self.items
            .get(first.item)
            .and_then(Item::line)
            .map(|line| line.text.replace('\n', " "))
    }
}

/// Units that do not lead: "A, B phối hợp tham mưu" is the work of both.
fn others(mut supporting: Vec<NamedUnit>, leads: &[NamedUnit]) -> Vec<NamedUnit> {
    supporting.retain(|unit| leads.iter().all(|lead| lead.name != unit.name));
    supporting
}

/// Where the order `at` ends: with the line, or where the next begins.
fn end_of(orders: &[(usize, Addressed)], at: usize, line: &Line<'_>) -> usize {
    orders.get(at + 1).map_or(line.words.len(), |(next, _)| *next)
}

fn names(line: &Line<'_>, addressed: &Addressed) -> Vec<NamedUnit> {
    let unit = |range: &Range<usize>| NamedUnit {
        name: line
            .text
            .get(range.clone())
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
        at: line.place(range.clone()),
    };
    addressed.units.iter().map(unit).collect()
}

/// A small letter goes on with a verb; "đã", "chưa" tell what was.
fn begins_verb(words: &[Word]) -> bool {
    words.first().is_some_and(|word| {
        word.is_word && !word.capital && !matches!(word.folded.as_str(), "da" | "chua" | "dang")
    })
}

/// "Thời gian thực hiện: …" and the like: read by [`crate::labelled`].
fn is_label(words: &[Word]) -> bool {
    crate::labelled::label(words).is_some()
}

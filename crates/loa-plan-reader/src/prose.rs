//! Orders in the body: unit blocks ("2. Phòng Nội vụ" / "- Theo dõi …"), sentences ("Giao Sở … chủ trì …") and the
//! labelled blocks of [`crate::labelled`].

use std::collections::HashSet;

use loa_calendar::phrase::{ColumnKind, Context as PhraseContext, find_phrases, read_phrase};
use loa_calendar::recurrence::Frequency;
use loa_calendar::schedule::{Schedule, When};

use crate::assignment::{Assignment, NamedUnit, Origin, Timing};
use crate::outline::Outline;
use crate::plan::Words;
use crate::text::{Item, Line, NumberStyle, Word, begins_with_any, contains_any, find};
use crate::unit_names::address::{self, Addressed};
use crate::unit_names::introduction;

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

/// Types of documents whose whole body hands out work.
const DIRECTIVES: &[&str] = &["Công điện", "Chỉ thị", "Công văn", "Thông báo", "Kết luận"];

/// Reads the orders of the items in `range`, but for those that the labelled blocks have taken. `kind` is the type
/// of the document.
pub fn read_prose(
    items: &[Item<'_>],
    range: std::ops::Range<usize>,
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
                self.order(line, start + found.behind, &units);
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
        let strong = begins_with_any(rest, ORDERS).is_some() || found.colon;
        let introduced = introduction(&line.text, body) > 0;
        let in_section = self.duty_section.is_some();
        let heading = rest.is_empty() && in_section;
        let about_task = self.belongs_to_task(line, line.body + found.behind).is_some();
        let clear = about_task
            || begins_with_any(
                rest,
                &[
                    "chu tri",
                    "co trach nhiem",
                    "chiu trach nhiem",
                    "la co quan dau moi",
                    "la don vi dau moi",
                ],
            )
            .is_some();
        (heading
            || in_section && (strong || introduced || begins_verb(rest))
            || clear
            || introduced && strong)
            .then_some(found)
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
            self.order(line, rest, &units);
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
        let whole = 0..line.text.len();
        let timing = self
            .timing(line, whole.clone())
            .or_else(|| self.times.last().map(|(_, timing)| timing.clone()));
        let sources = vec![title.at, line.place(whole.clone())];
        let text = title.text.trim_end_matches([';', '.', ':', ' ']).to_owned();
        self.orders.push(Assignment {
            id: path,
            group: self.group(),
            title: Words { text, at: title.at },
            leads: units,
            coordinators: supporting(line, whole),
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
        self.order(line, line.body, &units);
    }

    /// Records the order that begins at the word `from` of the line; a clause with a day of its own is an order of its own.
    fn order(&mut self, line: &Line<'_>, from: usize, units: &[NamedUnit]) {
        let Some(first) = line.words.get(from) else { return };
        let text = line.text.get(first.range.start..).unwrap_or_default().trim();
        if text.len() < 12 {
            return;
        }
        let path = self.outline.path();
        let mut rest: Option<std::ops::Range<usize>> = None;
        let mut rest_timing = None;
        let clauses = clauses(line, from);
        for (index, clause) in clauses.iter().enumerate() {
            let timing = self.timing(line, clause.clone());
            if clauses.len() > 1 && timing.as_ref().is_some_and(|timing| is_dated(&timing.schedule)) {
                self.push(
                    format!("{path}/{}", index + 1),
                    line,
                    clause.clone(),
                    units,
                    timing,
                );
                continue;
            }
            rest_timing = rest_timing.or(timing);
            rest = Some(rest.map_or(clause.clone(), |so_far| so_far.start..clause.end));
        }
        let Some(rest) = rest else { return };
        let timing = rest_timing.or_else(|| self.times.last().map(|(_, timing)| timing.clone()));
        self.push(path, line, rest, units, timing);
    }

    fn push(
        &mut self,
        id: String,
        line: &Line<'_>,
        range: std::ops::Range<usize>,
        units: &[NamedUnit],
        timing: Option<Timing>,
    ) {
        let title = line.cut(range.clone());
        let text = title.text.split_whitespace().collect::<Vec<_>>().join(" ");
        // "./." ends the document (DOC-10); typing marks may follow it.
        let text = text.split("./.").next().unwrap_or_default();
        let title = Words {
            text: text.trim_end_matches([';', '.', '/', ' ']).to_owned(),
            at: title.at,
        };
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
        self.items
            .get(first.item)
            .and_then(Item::line)
            .map(|line| line.text.replace('\n', " "))
    }

    /// The schedule phrase of a clause.
    fn timing(&self, line: &Line<'_>, clause: std::ops::Range<usize>) -> Option<Timing> {
        if !names_a_time(line, &clause) {
            return None;
        }
        let text = line.text.get(clause.clone())?;
        let found = find_phrases(text, self.phrase);
        let best = found
            .iter()
            .find(|found| is_dated(&found.schedule))
            .or(found.first())?;
        let range = clause.start + best.range.start..clause.start + best.range.end;
        Some(Timing {
            words: line.cut(range),
            schedule: best.schedule.clone(),
            inherited: false,
        })
    }
}

fn names(line: &Line<'_>, addressed: &Addressed) -> Vec<NamedUnit> {
    let unit = |range: &std::ops::Range<usize>| NamedUnit {
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

/// Words without which a clause says nothing of time; most clauses have none, and are not searched for phrases.
const TIMES: &[&str] = &[
    "thang", "quy", "tuan", "nam", "ngay", "gio", "xuyen", "ky", "tuc", "suat", "khi", "hang", "moi",
];

fn names_a_time(line: &Line<'_>, clause: &std::ops::Range<usize>) -> bool {
    let first = line.words.partition_point(|word| word.range.start < clause.start);
    let words = line
        .words
        .iter()
        .skip(first)
        .take_while(|word| word.range.end <= clause.end);
    let mut words = words.filter(|word| word.is_word);
    words.any(|word| {
        word.folded.contains(|c: char| c.is_ascii_digit()) || TIMES.contains(&word.folded.as_str())
    })
}

/// Does a day follow from it, now or when an event happens?
pub fn is_dated(schedule: &Schedule) -> bool {
    schedule.terms.iter().any(|term| match &term.when {
        When::Recurring(recurrence) => recurrence.frequency != Frequency::Unsaid,
        when => matches!(
            when,
            When::By(..)
                | When::Before(..)
                | When::At(..)
                | When::Window { .. }
                | When::After { .. }
                | When::Start { .. }
        ),
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
                let sentence = words[at].folded == "."
                    && next.is_some_and(|next| next.capital && next.range.start > words[at].range.end);
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
    let first = line.words.partition_point(|word| word.range.start < range.start);
    let last = line.words.partition_point(|word| word.range.end <= range.end);
    let words = line.words.get(first..last).unwrap_or_default();
    let Some(at) = find(words, "phoi hop") else {
        return Vec::new();
    };
    let mut start = at + 2;
    start += begins_with_any(&words[start..], &["voi", "cung voi", "cung", "chat che voi"]).unwrap_or(0);
    let Some(found) = address::addressed(&line.text, &words[start.min(words.len())..]) else {
        return Vec::new();
    };
    let name = |range: std::ops::Range<usize>| NamedUnit {
        name: line.text.get(range.clone()).unwrap_or_default().to_owned(),
        at: line.place(range),
    };
    found.units.into_iter().map(name).collect()
}

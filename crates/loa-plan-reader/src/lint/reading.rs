//! What the rules look at: what was read, and every word of the document in one index.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::Date;
use loa_docfile::body::{Body, Paragraph, Place, Span};

use crate::lint::Facts;
use crate::plan::{Context, PlanDraft, Words};
use crate::text::{Item, Line, Word, contains_any, words};

/// A line or a paragraph of a cell, in words.
#[derive(Debug)]
pub struct Passage<'a> {
    /// The text; ranges of words are bytes of it.
    pub text: Cow<'a, str>,
    /// Its words and signs.
    pub words: Cow<'a, [Word]>,
    /// The line, unless it stands in a cell.
    pub line: Option<&'a Line<'a>>,
    paragraph: &'a Paragraph,
    at: Place,
}

impl<'a> Passage<'a> {
    fn of_line(line: &'a Line<'a>) -> Self {
        let at = line.paragraph.place;
        Self { text: Cow::Borrowed(&line.text), words: Cow::Borrowed(&line.words), line: Some(line), paragraph: line.paragraph, at }
    }

    fn of_cell(paragraph: &'a Paragraph, at: Place) -> Self {
        let words = words(&paragraph.text);
        Self { text: Cow::Borrowed(&paragraph.text), words: Cow::Owned(words), line: None, paragraph, at }
    }

    /// Where the bytes `range` of `text` stand.
    pub fn place(&self, range: Range<usize>) -> Place {
        match self.line {
            Some(line) => line.place(range),
            None => Place { span: self.paragraph.locate(range), ..self.at },
        }
    }

    /// Where the whole passage stands.
    pub fn whole(&self) -> Place {
        Place { span: self.paragraph.place.span, ..self.at }
    }

    /// A word as it is written.
    pub fn written(&self, word: &Word) -> &str {
        self.text.get(word.range.clone()).unwrap_or_default()
    }

    /// Bytes of the words `range` (indices into `words`).
    pub fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let taken = self.words.get(range).unwrap_or_default();
        match (taken.first(), taken.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => 0..0,
        }
    }

    /// The words `range` as written, line breaks as spaces.
    pub fn cut(&self, range: Range<usize>) -> String {
        self.text.get(self.bytes(range)).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where the words `range` stand.
    pub fn place_of(&self, range: Range<usize>) -> Place {
        self.place(self.bytes(range))
    }
}

/// Words of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Index of the passage.
    pub passage: usize,
    /// Indices of its words.
    pub words: Range<usize>,
}

/// A phrase to look for.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Folded words and signs.
    pub folded: Vec<String>,
    /// Lower-case words with their marks.
    pub written: Vec<String>,
}

impl Pattern {
    /// From a phrase in lower case.
    pub fn new(phrase: &str) -> Self {
        let words = words(phrase);
        let written = words.iter().map(|word| phrase.get(word.range.clone()).unwrap_or_default().to_owned()).collect();
        Self { folded: words.into_iter().map(|word| word.folded).collect(), written }
    }
}

/// The document as the rules see it.
pub struct Reading<'a> {
    /// The document.
    pub body: &'a Body,
    /// Its lines and tables.
    pub items: &'a [Item<'a>],
    /// What was read.
    pub draft: &'a PlanDraft,
    /// What the reader was told.
    pub context: &'a Context<'a>,
    /// Lines and paragraphs of cells, in reading order.
    pub passages: &'a [Passage<'a>],
    /// Date of issue.
    pub issued_on: Option<Date>,
    index: HashMap<&'a str, Vec<(u32, u32)>>,
}

/// Words of the sites that publish documents, around the text itself.
const CHROME: &[&str] = &[
    "thu vien phap luat", "luat viet nam", "luatvietnam", "lawnet", "quy thanh vien", "quy khach", "dieu khoan su dung", "dang ky thanh vien", "email protected",
    "ban quyen", "giay phep thiet lap", "chinh sach bao mat", "dang nhap", "tai ve may",
];

/// First and last byte of the document itself in a web copy: from the head to the last thing that was read, when
/// what follows speaks like a site.
pub fn extent(draft: &PlanDraft, passages: &[Passage<'_>]) -> Span {
    let head = &draft.head;
    let words = [&head.kind, &head.issuer, &head.parent_issuer, &head.number, &head.place, &head.title];
    let first = words.into_iter().flatten().map(|words| words.at.span.start).chain(head.date.map(|date| date.at.span.start)).min();
    let whole = Span { start: first.unwrap_or(0), end: usize::MAX };
    let signer = draft.signer.iter().flat_map(|signer| [&signer.acting, &signer.position, &signer.name]).flatten().map(|words| words.at.span.end);
    let annexes = draft.annexes.iter().flat_map(|annex| [Some(&annex.label), annex.title.as_ref(), annex.caption.as_ref()]).flatten().map(|words| words.at.span.end);
    let assignments = draft.assignments.iter().flat_map(|assignment| &assignment.sources).map(|at| at.span.end);
    let others = draft.recipients.iter().chain(draft.outline.iter().map(|heading| &heading.words)).map(|words| words.at.span.end);
    let Some(last) = signer.chain(annexes).chain(assignments).chain(others).max() else { return whole };
    let behind = passages.iter().filter(|passage| passage.paragraph.place.span.start >= last);
    if behind.into_iter().any(|passage| contains_any(&passage.words, CHROME)) { Span { end: last, ..whole } } else { whole }
}

/// The passages of a document.
pub fn passages<'a>(items: &'a [Item<'a>]) -> Vec<Passage<'a>> {
    let mut passages = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Item::Line(line) => passages.push(Passage::of_line(line)),
            Item::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    passages.extend(cell.paragraphs.iter().map(|paragraph| Passage::of_cell(paragraph, cell.place)));
                }
            }
        }
    }
    passages
}

impl<'a> Reading<'a> {
    /// Puts the words of the passages in an index.
    pub fn new(facts: &Facts<'a>, passages: &'a [Passage<'a>]) -> Self {
        let mut index: HashMap<&'a str, Vec<(u32, u32)>> = HashMap::with_capacity(1024);
        for (passage, found) in (0..).zip(passages) {
            for (word, found) in (0..).zip(found.words.iter()) {
                index.entry(&found.folded).or_default().push((passage, word));
            }
        }
        let issued_on = facts.draft.head.date.and_then(|date| date.on());
        Self { body: facts.body, items: facts.items, draft: facts.draft, context: facts.context, passages, issued_on, index }
    }

    /// The distinct folded words with all their places (passage, word), in no order.
    pub fn vocabulary(&self) -> impl Iterator<Item = (&'a str, &[(u32, u32)])> {
        self.index.iter().map(|(word, places)| (*word, places.as_slice()))
    }

    /// The word at a place of the vocabulary.
    pub fn word(&self, (passage, word): (u32, u32)) -> Option<(&'a Passage<'a>, usize, &'a Word)> {
        let passage = self.passages.get(passage as usize)?;
        let at = word as usize;
        Some((passage, at, passage.words.get(at)?))
    }

    /// Every place of the phrase, marks and capitals apart.
    pub fn find(&self, pattern: &Pattern) -> Vec<Hit> {
        self.search(pattern, |_, _, _| true)
    }

    /// Every place of the phrase with exactly these marks, capitals apart.
    pub fn find_written(&self, pattern: &Pattern) -> Vec<Hit> {
        self.search(pattern, |passage, word, at| pattern.written.get(at).is_some_and(|written| equals_lower(passage.written(word), written)))
    }

    fn search(&self, pattern: &Pattern, agrees: impl Fn(&Passage<'a>, &Word, usize) -> bool) -> Vec<Hit> {
        let mut hits = Vec::new();
        let Some(places) = pattern.folded.first().and_then(|first| self.index.get(first.as_str())) else { return hits };
        for (passage, word) in places {
            let (passage, start) = (*passage as usize, *word as usize);
            let Some(found) = self.passages.get(passage) else { continue };
            let Some(taken) = found.words.get(start..start + pattern.folded.len()) else { continue };
            let mut pairs = taken.iter().zip(&pattern.folded).enumerate();
            if pairs.all(|(at, (word, folded))| word.folded == *folded && agrees(found, word, at)) {
                hits.push(Hit { passage, words: start..start + pattern.folded.len() });
            }
        }
        hits
    }

    /// Does the word stand anywhere?
    pub fn has(&self, folded: &str) -> bool {
        self.index.contains_key(folded)
    }

    /// The passage of a hit.
    pub fn passage(&self, hit: &Hit) -> Option<&'a Passage<'a>> {
        self.passages.get(hit.passage)
    }

    /// First day on which the plan can have been issued: a blank day or month counts as the first.
    pub fn issued_from(&self) -> Option<Date> {
        let date = self.draft.head.date.as_ref()?;
        Date::new(date.year, date.month.unwrap_or(1), date.day.unwrap_or(1)).ok()
    }

    /// What stands at a place, as the file has it.
    pub fn source(&self, at: Place) -> &'a str {
        self.slice(at.span.start..at.span.end)
    }

    /// Bytes of the source; empty where they are none.
    pub fn slice(&self, range: Range<usize>) -> &'a str {
        self.body.source.get(range).unwrap_or_default()
    }

    /// First and last byte of recipients and signature, where there are any.
    pub fn closing(&self) -> Option<Span> {
        let signer = self.draft.signer.iter().flat_map(|signer| [&signer.on_behalf, &signer.acting, &signer.position, &signer.name]);
        let spans = self.draft.recipients.iter().chain(signer.flatten()).map(|words: &Words| words.at.span);
        spans.reduce(Span::cover)
    }
}

/// Is `written` in lower case the same as `lower`?
pub fn equals_lower(written: &str, lower: &str) -> bool {
    written.len() == lower.len() && written == lower || written.chars().flat_map(char::to_lowercase).eq(lower.chars())
}

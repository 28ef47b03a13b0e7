//! Lines and cells of a document in words, and which of them belong to the document itself.

use std::borrow::Cow;
use std::ops::Range;

use loa_docfile::body::{Paragraph, Place, Span};

use crate::lint::dates::{WrittenDate, written_dates};
use crate::plan::PlanDraft;
use crate::prose::clause::ends_sentence;
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
    /// The dates among its words.
    pub dates: Vec<WrittenDate>,
    paragraph: &'a Paragraph,
    at: Place,
}

impl<'a> Passage<'a> {
    fn of_line(line: &'a Line<'a>) -> Self {
        let at = line.paragraph.place;
        Self {
            text: Cow::Borrowed(&line.text),
            words: Cow::Borrowed(&line.words),
            line: Some(line),
            dates: written_dates(&line.words),
            paragraph: line.paragraph,
            at,
        }
    }

    fn of_cell(paragraph: &'a Paragraph, at: Place) -> Self {
        let words = words(&paragraph.text);
        Self {
            text: Cow::Borrowed(&paragraph.text),
            dates: written_dates(&words),
            words: Cow::Owned(words),
            line: None,
            paragraph,
            at,
        }
    }

    /// Where the bytes `range` of `text` stand.
    pub fn place(&self, range: Range<usize>) -> Place {
        match self.line {
            Some(line) => line.place(range),
            None => Place {
                span: self.paragraph.locate(range),
                ..self.at
            },
        }
    }

    /// Where the whole passage stands.
    pub fn whole(&self) -> Place {
        Place {
            span: self.paragraph.place.span,
            ..self.at
        }
    }

    /// A word as it is written.
    pub fn written(&self, word: &Word) -> &str {
        self.text.get(word.range.clone()).unwrap_or_default()
    }

    /// The words of the clause around the words `range`: between full stops and semicolons, and not for ever.
    pub fn clause(&self, range: &Range<usize>) -> Range<usize> {
        const FAR: usize = 200;
        let words = &self.words;
        let stops = |at: &usize| words[*at].folded == ";" || ends_sentence(words, *at);
        let from = range.start.min(words.len());
        let first = from.saturating_sub(FAR);
        let last = words.len().min(range.end + FAR);
        let start = (first..from).rev().find(stops).map_or(first, |stop| stop + 1);
        let end = (range.end..last).find(stops).unwrap_or(last);
        start..end
    }

    /// Is the word written so, capitals apart? Marks count: "cũ" is no "cử".
    pub fn is_written(&self, word: &Word, written: &str) -> bool {
        self.written(word).to_lowercase() == written
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
        self.text
            .get(self.bytes(range))
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Where the words `range` stand.
    pub fn place_of(&self, range: Range<usize>) -> Place {
        self.place(self.bytes(range))
    }
}

/// Words of the sites that publish documents, around the text itself.
const CHROME: &[&str] = &[
    "thu vien phap luat",
    "luat viet nam",
    "luatvietnam",
    "lawnet",
    "quy thanh vien",
    "quy khach",
    "dieu khoan su dung",
    "dang ky thanh vien",
    "email protected",
    "ban quyen",
    "giay phep thiet lap",
    "chinh sach bao mat",
    "dang nhap",
    "tai ve may",
];

/// First and last byte of the document itself in a web copy: from the head to the last thing that was read, when
/// what follows speaks like a site.
pub fn extent(draft: &PlanDraft, passages: &[Passage<'_>]) -> Span {
    let head = &draft.head;
    let words = [
        &head.kind,
        &head.issuer,
        &head.parent_issuer,
        &head.number,
        &head.place,
        &head.title,
    ];
    let first = words
        .into_iter()
        .flatten()
        .map(|words| words.at.span.start)
        .chain(head.date.map(|date| date.at.span.start))
        .min();
    let whole = Span {
        start: first.unwrap_or(0),
        end: usize::MAX,
    };
    let signer = draft
        .signer
        .iter()
        .flat_map(|signer| [&signer.acting, &signer.position, &signer.name])
        .flatten()
        .map(|words| words.at.span.end);
    let annexes = draft
        .annexes
        .iter()
        .flat_map(|annex| [Some(&annex.label), annex.title.as_ref(), annex.caption.as_ref()])
        .flatten()
        .map(|words| words.at.span.end);
    let assignments = draft
        .assignments
        .iter()
        .flat_map(|assignment| &assignment.sources)
        .map(|at| at.span.end);
    let others = draft
        .recipients
        .iter()
        .chain(draft.outline.iter().map(|heading| &heading.words))
        .map(|words| words.at.span.end);
    let Some(last) = signer.chain(annexes).chain(assignments).chain(others).max() else {
        return whole;
    };
    let behind = passages
        .iter()
        .filter(|passage| passage.paragraph.place.span.start >= last);
    if behind
        .into_iter()
        .any(|passage| contains_any(&passage.words, CHROME))
    {
        Span { end: last, ..whole }
    } else {
        whole
    }
}

/// The passages of a document.
pub fn passages<'a>(items: &'a [Item<'a>]) -> Vec<Passage<'a>> {
    let mut passages = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Item::Line(line) => passages.push(Passage::of_line(line)),
            Item::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    passages.extend(
                        cell.paragraphs
                            .iter()
                            .map(|paragraph| Passage::of_cell(paragraph, cell.place)),
                    );
                }
            }
        }
    }
    passages
}

//! What the rules look at: what was read, and every word of the document in one index.

use std::collections::HashMap;
use std::collections::hash_map::Entry::{Occupied, Vacant};
use std::ops::Range;

use jiff::civil::Date;
use loa_docfile::body::{Body, Place, Span};
use loa_vietnamese::letter::{Tone, is_letter, split_tone};

use crate::lint::Facts;
use crate::lint::passage::Passage;
use crate::plan::{Context, PlanDraft, Words};
use crate::text::{Item, Word, words};

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
        let written = words
            .iter()
            .map(|word| phrase.get(word.range.clone()).unwrap_or_default().to_owned())
            .collect();
        Self {
            folded: words.into_iter().map(|word| word.folded).collect(),
            written,
        }
    }
}

/// A folded word with the ways it is written. Its places hang together in one list for all words ([`Chain`]).
#[derive(Debug)]
pub struct Entry<'a> {
    first: usize,
    last: usize,
    count: usize,
    /// The way it is written first; nearly all words have only this one.
    form: Form<'a>,
    more: Vec<Form<'a>>,
}

/// A place of a word (passage and word) and where the list goes on.
#[derive(Debug, Clone, Copy)]
struct Chain {
    place: (u32, u32),
    next: usize,
}

/// A way to write a word.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// As written.
    pub written: &'a str,
    /// How often.
    pub count: usize,
    /// First place: passage and word.
    pub first: (u32, u32),
}

impl<'a> Entry<'a> {
    fn new(written: &'a str, place: (u32, u32), link: usize) -> Self {
        let form = Form {
            written,
            count: 1,
            first: place,
        };
        Self {
            first: link,
            last: link,
            count: 1,
            form,
            more: Vec::new(),
        }
    }

    fn add(&mut self, written: &'a str, place: (u32, u32)) {
        self.count += 1;
        let full = self.more.len() >= MOST_FORMS;
        let known = std::iter::once(&mut self.form)
            .chain(&mut self.more)
            .find(|form| form.written == written);
        match known {
            Some(form) => form.count += 1,
            // A word has a handful of forms; more are made up and would only cost time.
            None if full => {}
            None => self.more.push(Form {
                written,
                count: 1,
                first: place,
            }),
        }
    }

    /// The ways the word is written, capitals counted.
    pub fn forms(&self) -> impl Iterator<Item = &Form<'a>> {
        std::iter::once(&self.form).chain(&self.more)
    }
}

/// A word that the document spells in two ways at least, capitals apart.
#[derive(Debug)]
pub struct Mixed<'a> {
    /// The ways, rarest first.
    pub spellings: Vec<Spelling<'a>>,
}

/// One of several spellings.
#[derive(Debug)]
pub struct Spelling<'a> {
    /// In lower case.
    pub lower: String,
    /// How often.
    pub count: usize,
    /// The forms that differ only in capitals.
    pub forms: Vec<Form<'a>>,
}

impl<'a> Mixed<'a> {
    fn of(entry: &Entry<'a>) -> Option<Self> {
        if entry
            .more
            .iter()
            .all(|form| same_letters(form.written, entry.form.written))
        {
            return None;
        }
        let mut spellings: Vec<Spelling<'a>> = Vec::new();
        for form in entry.forms() {
            match spellings
                .iter_mut()
                .find(|known| equals_lower(form.written, &known.lower))
            {
                Some(known) => {
                    known.count += form.count;
                    known.forms.push(*form);
                }
                None => spellings.push(Spelling {
                    lower: form.written.to_lowercase(),
                    count: form.count,
                    forms: vec![*form],
                }),
            }
        }
        spellings.sort_by(|a, b| a.count.cmp(&b.count).then_with(|| a.lower.cmp(&b.lower)));
        Some(Self { spellings })
    }
}

/// The same word, but for the place of its tone mark ("hóa", "hoá")? Both in lower case, their letters equal without marks.
pub fn same_word(one: &str, other: &str) -> bool {
    let toneless = |text: &str| text.chars().map(|c| split_tone(c).0).collect::<String>();
    let tone = |text: &str| {
        text.chars()
            .map(|c| split_tone(c).1)
            .find(|tone| *tone != Tone::Ngang)
    };
    tone(one) == tone(other) && toneless(one) == toneless(other)
}

/// Equal but for capitals?
fn same_letters(one: &str, other: &str) -> bool {
    let rest = |text: &'_ str| text.char_indices().nth(1).map_or(text.len(), |(at, _)| at);
    if one.get(rest(one)..) == other.get(rest(other)..) {
        let mut firsts = one.chars().zip(other.chars()).take(1);
        return firsts.all(|(one, other)| one == other || one.to_lowercase().eq(other.to_lowercase()));
    }
    one.chars()
        .flat_map(char::to_lowercase)
        .eq(other.chars().flat_map(char::to_lowercase))
}

/// A word, not a sign.
fn is_word(folded: &str) -> bool {
    folded.starts_with(char::is_alphanumeric)
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
    /// Words spelled in two ways.
    pub mixed: Vec<Mixed<'a>>,
    index: HashMap<&'a str, Entry<'a>>,
    chain: Vec<Chain>,
}

/// Forms of one word that are told apart.
const MOST_FORMS: usize = 32;

/// No further place.
const END: usize = usize::MAX;

impl<'a> Reading<'a> {
    /// Puts the words of the passages in an index.
    pub fn new(facts: &Facts<'a>, passages: &'a [Passage<'a>]) -> Self {
        let mut index: HashMap<&'a str, Entry<'a>> = HashMap::with_capacity(1024);
        let mut chain: Vec<Chain> = Vec::with_capacity(4096);
        for (number, passage) in (0..).zip(passages) {
            // Signs begin no pattern and have no spelling.
            for (at, word) in (0..).zip(passage.words.iter()).filter(|(_, word)| word.is_word) {
                let (place, link) = ((number, at), chain.len());
                chain.push(Chain { place, next: END });
                match index.entry(&word.folded) {
                    Vacant(free) => {
                        free.insert(Entry::new(passage.written(word), place, link));
                    }
                    Occupied(known) => {
                        let entry = known.into_mut();
                        entry.add(passage.written(word), place);
                        if let Some(last) = chain.get_mut(std::mem::replace(&mut entry.last, link)) {
                            last.next = link;
                        }
                    }
                }
            }
        }
        let issued_on = facts.draft.head.date.and_then(|date| date.on());
        let spoken = |word: &str| word.len() > 1 && word.starts_with(is_letter);
        let mixed = index
            .iter()
            .filter(|(word, _)| spoken(word))
            .filter_map(|(_, entry)| Mixed::of(entry))
            .collect();
        Self {
            body: facts.body,
            items: facts.items,
            draft: facts.draft,
            context: facts.context,
            passages,
            issued_on,
            mixed,
            index,
            chain,
        }
    }

    /// The distinct folded words, in no order.
    pub fn vocabulary(&self) -> impl Iterator<Item = (&'a str, &Entry<'a>)> {
        self.index.iter().map(|(word, entry)| (*word, entry))
    }

    /// All places of a word, in order.
    fn places_of(&self, entry: &Entry<'a>) -> impl Iterator<Item = (u32, u32)> {
        let mut at = entry.first;
        std::iter::from_fn(move || {
            let link = self.chain.get(at)?;
            at = link.next;
            Some(link.place)
        })
    }

    /// Every place of the word of a form, however it is written there.
    pub fn places_in_any_form(
        &self,
        form: &Form<'a>,
    ) -> impl Iterator<Item = (&'a Passage<'a>, usize, &'a Word)> {
        let folded = self
            .word(form.first)
            .map_or("", |(_, _, word)| word.folded.as_str());
        let entry = self.index.get(folded).into_iter();
        let places = entry.flat_map(|entry| self.places_of(entry));
        places.filter_map(|place| self.word(place))
    }

    /// Every place where a word is written so, capitals counted.
    pub fn places(&self, form: &Form<'a>) -> Vec<(&'a Passage<'a>, usize, &'a Word)> {
        self.places_in_any_form(form)
            .filter(|(passage, _, word)| passage.written(word) == form.written)
            .collect()
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
        self.search(pattern, |passage, word, at| {
            pattern
                .written
                .get(at)
                .is_some_and(|written| equals_lower(passage.written(word), written))
        })
    }

    fn search(&self, pattern: &Pattern, agrees: impl Fn(&Passage<'a>, &Word, usize) -> bool) -> Vec<Hit> {
        let mut hits = Vec::new();
        let Some((pivot, entry)) = self.rarest(pattern) else {
            return hits;
        };
        let length = pattern.folded.len();
        for (passage, word) in self.places_of(entry) {
            let (passage, at) = (passage as usize, word as usize);
            let Some(start) = at.checked_sub(pivot) else {
                continue;
            };
            let Some(found) = self.passages.get(passage) else {
                continue;
            };
            let Some(taken) = found.words.get(start..start + length) else {
                continue;
            };
            let mut pairs = taken.iter().zip(&pattern.folded).enumerate();
            if pairs.all(|(at, (word, folded))| word.folded == *folded && agrees(found, word, at)) {
                hits.push(Hit {
                    passage,
                    words: start..start + length,
                });
            }
        }
        hits
    }

    /// The word of the pattern with the fewest places, by its index; `None` when a word stands nowhere.
    fn rarest(&self, pattern: &Pattern) -> Option<(usize, &Entry<'a>)> {
        let mut rarest: Option<(usize, &Entry<'a>)> = None;
        for (at, folded) in pattern
            .folded
            .iter()
            .enumerate()
            .filter(|(_, folded)| is_word(folded))
        {
            let entry = self.index.get(folded.as_str())?;
            if rarest.is_none_or(|(_, known)| entry.count < known.count) {
                rarest = Some((at, entry));
            }
        }
        rarest
    }

    /// May the phrase stand somewhere with other marks? Only when every word does, and one of them is written otherwise.
    pub fn may_differ(&self, pattern: &Pattern) -> bool {
        let mut differs = false;
        let words = pattern.folded.iter().zip(&pattern.written);
        for (folded, written) in words.filter(|(folded, _)| is_word(folded)) {
            let Some(entry) = self.index.get(folded.as_str()) else {
                return false;
            };
            differs |= entry.forms().any(|form| !equals_lower(form.written, written));
        }
        differs
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
        let signer = self
            .draft
            .signer
            .iter()
            .flat_map(|signer| [&signer.on_behalf, &signer.acting, &signer.position, &signer.name]);
        let spans = self
            .draft
            .recipients
            .iter()
            .chain(signer.flatten())
            .map(|words: &Words| words.at.span);
        spans.reduce(Span::cover)
    }
}

/// Is `written` in lower case the same as `lower`?
pub fn equals_lower(written: &str, lower: &str) -> bool {
    let (Some(first), Some(small)) = (written.chars().next(), lower.chars().next()) else {
        return written.is_empty() && lower.is_empty();
    };
    // Nearly always only the first letter is a capital, and takes as many bytes.
    let rests = written.get(first.len_utf8()..) == lower.get(small.len_utf8()..);
    if rests {
        return first == small || first.to_lowercase().eq([small]);
    }
    written.chars().flat_map(char::to_lowercase).eq(lower.chars())
}

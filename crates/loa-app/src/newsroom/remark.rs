//! Remarks on passages of an article: said of one revision, found again in later ones by the words that were quoted.

use jiff::Timestamp;
use loa_db::id::Id;

use crate::newsroom::Revision;
use crate::newsroom::body::plain;

/// Remarks on one article.
pub const MOST_REMARKS: i64 = 300;
/// Answers to one remark.
pub const MOST_ANSWERS: usize = 30;
/// Characters of a quoted passage that are kept: enough to know it again.
const QUOTE_CHARACTERS: usize = 2000;

/// A remark on a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Identity.
    pub id: Id,
    /// The article.
    pub article: Id,
    /// The revision that was read, from 1.
    pub ordinal: i64,
    /// The passage in it, from 0.
    pub block: usize,
    /// Its words.
    pub quote: String,
    /// What is said of it.
    pub words: String,
    /// Who said it.
    pub said_by: Id,
    /// Their name.
    pub person: String,
    /// When.
    pub at: Timestamp,
    /// Who settled it, and when.
    pub settled: Option<(String, Timestamp)>,
    /// What was answered: words, name, moment, in their order.
    pub answers: Vec<(String, String, Timestamp)>,
}

/// Parts of HTML between which a passage ends.
const EDGES: [&str; 14] = [
    "p",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
];

/// HTML with something put behind the words of each passage: a paragraph, a heading, an item, a cell. `behind` gets the
/// number of the passage, from 0, and its words, and gives HTML. Passages without words are not counted.
pub fn drawn(html: &str, mut behind: impl FnMut(usize, &str) -> String) -> String {
    let mut out = String::with_capacity(html.len() * 2);
    let (mut passage, mut number) = (String::new(), 0);
    let mut close = |out: &mut String, passage: &mut String| {
        let words = words(passage);
        if !words.is_empty() {
            out.push_str(&behind(number, &words));
            number += 1;
        }
        passage.clear();
    };
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        out.push_str(text);
        passage.push_str(text);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        let name = tag
            .trim_start_matches('/')
            .split([' ', '/'])
            .next()
            .unwrap_or_default();
        match name {
            // A line within a passage.
            "br" => passage.push(' '),
            name if EDGES.contains(&name) => close(&mut out, &mut passage),
            _ => {}
        }
        out.push('<');
        out.push_str(tag);
        out.push('>');
        rest = after;
    }
    out.push_str(rest);
    passage.push_str(rest);
    close(&mut out, &mut passage);
    out
}

fn words(html: &str) -> String {
    let plain = plain(html);
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(QUOTE_CHARACTERS).collect()
}

/// The passages of an article in their order: title, lead, then those of the body.
pub fn passages(revision: &Revision) -> Vec<String> {
    let mut found = vec![words_of(&revision.title), words_of(&revision.lead)];
    drawn(&revision.body, |_, words| {
        found.push(words.to_owned());
        String::new()
    });
    found
}

fn words_of(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(QUOTE_CHARACTERS).collect()
}

/// Passages before those of the body.
pub const BEFORE_BODY: usize = 2;

/// Where the passage of a remark is now: where it was, else the first place with the same words; `None`: it was changed.
pub fn place(remark: &Remark, now: &[String]) -> Option<usize> {
    let is_same = |words: &String| *words == remark.quote;
    if now.get(remark.block).is_some_and(is_same) {
        return Some(remark.block);
    }
    now.iter().position(is_same)
}

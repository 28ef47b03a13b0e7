//! The body of an article: from what was written, or pasted from Word, to HTML that may stand in a page.

use std::sync::LazyLock;

use ammonia::Builder;
use comrak::{Options, markdown_to_html};

use crate::activity::Language;

pub mod runs;

/// What a body may hold. Headings begin below that of the page; pictures come by the form, with what they show.
const TAGS: [&str; 23] = [
    "h1",
    "b",
    "i",
    "p",
    "br",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "a",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "sub",
    "sup",
];

/// Syllables that a reader says in a minute.
const SYLLABLES_A_MINUTE: usize = 190;

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.into())
        .add_tag_attributes("a", &["href"])
        .add_tag_attributes("td", &["colspan", "rowspan"])
        .add_tag_attributes("th", &["colspan", "rowspan", "scope"])
        .add_tag_attributes("ol", &["start"])
        // Runs of other languages say so.
        .add_generic_attributes(&["lang"])
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .clean_content_tags(["script", "style", "template", "noscript", "title", "xml"].into())
        .link_rel(Some("noopener nofollow"));
    builder
});

/// The HTML of what was written in Vietnamese: Markdown, in which HTML may stand. Whatever is not in [`TAGS`] is left out, its
/// words stay.
pub fn html(source: &str) -> String {
    html_in(source, Language::Vietnamese)
}

/// The same of what was written in a language; it stands where that language is said.
pub fn html_in(source: &str, language: Language) -> String {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    // What is not wanted of HTML is taken out below.
    options.render.r#unsafe = true;
    let drawn = markdown_to_html(&from_word(source), &options);
    let clean = guarded(&CLEANER.clean(&drawn).to_string());
    let ours = [("h1", "h2"), ("b", "strong"), ("i", "em")];
    let clean = ours.iter().fold(clean, |clean, (from, to)| {
        clean
            .replace(&format!("<{from}>"), &format!("<{to}>"))
            .replace(&format!("<{from} "), &format!("<{to} "))
            .replace(&format!("</{from}>"), &format!("</{to}>"))
    });
    // Places that Word marks, and what led to an address that is not taken: no links any more.
    let clean = clean.replace("<a rel=\"noopener nofollow\">", "<a>");
    runs::marked(clean.trim(), language.of_text())
}

/// The same with `<` and `>` within values of attributes written out, as HTML need not: whoever looks for tags after this finds
/// those that are there.
fn guarded(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let (mut is_tag, mut is_value) = (false, false);
    for sign in html.chars() {
        match sign {
            '<' if is_value => out.push_str("&lt;"),
            '>' if is_value => out.push_str("&gt;"),
            sign => {
                match sign {
                    '<' => is_tag = true,
                    '>' => is_tag = false,
                    '"' if is_tag => is_value = !is_value,
                    _ => {}
                }
                out.push(sign);
            }
        }
    }
    out
}

/// Stands for the number that Word writes before an item of a list.
const NUMBERED: char = '\u{e000}';
/// What Word puts around the sign of an item, which a list has by itself: in a clipboard, in a file.
const SIGNS: [(&str, &str); 2] = [
    ("<![if !supportLists]>", "<![endif]>"),
    ("<!--[if !supportLists]-->", "<!--[endif]-->"),
];

/// What Word puts into a clipboard beside the words: comments for other programs, parts of its own, lists as paragraphs.
fn from_word(source: &str) -> String {
    if !source.contains("Mso") && !source.contains("urn:schemas-microsoft-com") {
        return source.to_owned();
    }
    let source = without_signs(source);
    let mut out = String::with_capacity(source.len());
    let mut rest = source.as_str();
    while let Some((before, after)) = rest.split_once("<!--[if") {
        out.push_str(before);
        rest = after
            .split_once("<![endif]-->")
            .or_else(|| after.split_once("<!--[endif]-->"))
            .map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    listed(&out.replace("\r\n", " ").replace('\n', " "))
}

/// Items without their signs; [`NUMBERED`] is left of a number.
fn without_signs(source: &str) -> String {
    let mut out = source.replace(NUMBERED, "");
    for (opens, ends) in SIGNS {
        let mut done = String::with_capacity(out.len());
        let mut rest = out.as_str();
        while let Some((before, after)) = rest.split_once(opens) {
            let (sign, after) = after.split_once(ends).unwrap_or(("", after));
            done.push_str(before);
            if plain(sign)
                .trim_start()
                .starts_with(|sign: char| sign.is_ascii_digit())
            {
                done.push(NUMBERED);
            }
            rest = after;
        }
        done.push_str(rest);
        out = done;
    }
    out
}

/// Paragraphs that Word means as items of a list.
fn listed(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut open: Option<&str> = None;
    for part in html.split_inclusive("</p>") {
        let opens = part.find("<p").unwrap_or(part.len());
        let (before, paragraph) = part.split_at(opens);
        let head = paragraph.split('>').next().unwrap_or_default();
        let is_item = head.contains("MsoListParagraph") || head.contains("mso-list");
        let list = match paragraph.contains(NUMBERED) {
            true => "ol",
            false => "ul",
        };
        if let Some(tag) = open.filter(|tag| !is_item || *tag != list || !before.trim().is_empty()) {
            out.push_str(&format!("</{tag}>"));
            open = None;
        }
        out.push_str(before);
        if !is_item {
            out.push_str(paragraph);
            continue;
        }
        if open.is_none() {
            out.push_str(&format!("<{list}>"));
            open = Some(list);
        }
        let words = paragraph.split_once('>').map_or("", |(_, words)| words);
        out.push_str("<li>");
        out.push_str(words.trim_end_matches("</p>"));
        out.push_str("</li>");
    }
    if let Some(tag) = open {
        out.push_str(&format!("</{tag}>"));
    }
    out.replace(NUMBERED, "")
}

/// The words of HTML, a blank line between its blocks.
pub fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((words, after)) = rest.split_once('<') {
        out.push_str(words);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        if matches!(
            tag.trim_start_matches('/').split([' ', '/']).next(),
            Some("p" | "br" | "h2" | "h3" | "h4" | "li" | "tr" | "blockquote")
        ) {
            out.push('\n');
        }
        rest = after;
    }
    out.push_str(rest);
    let out = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(out, |out, (from, to)| out.replace(from, to));
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// Syllables of a text: words as Vietnamese is written.
pub fn syllables(text: &str) -> usize {
    let has_letter = |word: &&str| word.chars().any(char::is_alphanumeric);
    text.split_whitespace().filter(has_letter).count()
}

/// How long it takes to read aloud, in seconds.
pub fn seconds(text: &str) -> usize {
    (syllables(text) * 60).div_ceil(SYLLABLES_A_MINUTE)
}

/// Syllables of a sentence beyond which it is hard to follow for who hears it once.
const LONG_SENTENCE: usize = 30;

/// What would make a text plainer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// A sentence with so many syllables.
    Long(String, usize),
    /// An abbreviation that nobody explains.
    Short(String),
}

/// What would make a text plainer: sentences that are long, abbreviations that stand there unexplained.
pub fn hints(text: &str) -> Vec<Hint> {
    let mut found: Vec<Hint> = Vec::new();
    for sentence in text.split(['.', '!', '?', '\n', ';']).map(str::trim) {
        let many = syllables(sentence);
        if many > LONG_SENTENCE {
            let begin: String = sentence.chars().take(80).collect();
            found.push(Hint::Long(begin, many));
        }
    }
    for word in text.split(|sign: char| !sign.is_alphabetic()) {
        let letters = word.chars().count();
        let is_short = (2..=8).contains(&letters) && word.chars().all(char::is_uppercase);
        let is_explained = text.contains(&format!("({word})"));
        let hint = Hint::Short(word.to_owned());
        if is_short && !is_explained && !is_roman(word) && !found.contains(&hint) {
            found.push(hint);
        }
    }
    found
}

/// "II", "XIV": a number, not a word. Single letters are never taken for abbreviations.
fn is_roman(word: &str) -> bool {
    word.chars()
        .all(|sign| matches!(sign, 'I' | 'V' | 'X' | 'L' | 'C'))
}

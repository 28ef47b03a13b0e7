//! The document as lines of words: what every part of the reader looks at.

use std::ops::Range;

use loa_docfile::body::{Block, Body, Paragraph, Place, Table};
use loa_vietnamese::fold::fold;
use loa_vietnamese::letter::is_letter;

use crate::plan::Words;

/// A word, number or sign of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Bytes of the line.
    pub range: Range<usize>,
    /// Folded: "Uỷ" is "uy".
    pub folded: String,
    /// Begins with a capital letter.
    pub capital: bool,
    /// Letters or digits; otherwise one sign.
    pub is_word: bool,
}

/// Splits a text into words (letters and digits together) and single signs; spaces vanish.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::with_capacity(text.len() / 5);
    let mut start = None;
    for (at, c) in text.char_indices() {
        if is_letter_or_digit(c) {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            found.push(word(text, from..at, true));
        }
        if !c.is_whitespace() && !is_invisible(c) {
            found.push(word(text, at..at + c.len_utf8(), false));
        }
    }
    if let Some(from) = start {
        found.push(word(text, from..text.len(), true));
    }
    found
}

fn word(text: &str, range: Range<usize>, is_word: bool) -> Word {
    let written = text.get(range.clone()).unwrap_or_default();
    let capital = written.chars().next().is_some_and(char::is_uppercase);
    let folded = match written {
        _ if is_word => fold(written),
        "–" | "—" | "‑" | "−" => "-".to_owned(),
        "“" | "”" | "„" => "\"".to_owned(),
        "’" | "‘" => "'".to_owned(),
        _ => written.to_owned(),
    };
    Word {
        range,
        folded,
        capital,
        is_word,
    }
}

/// Letters, digits and combining marks; the Vietnamese ones are told without a look-up.
fn is_letter_or_digit(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        '\u{d7}' | '\u{f7}' => false,
        '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}' => true,
        _ => c.is_alphanumeric(),
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{00AD}')
}

/// Do `words` begin with the folded words of `phrase`? Gives how many words it takes.
pub fn begins_with(words: &[Word], phrase: &str) -> Option<usize> {
    let mut rest = phrase;
    for (word, count) in words.iter().zip(1..) {
        rest = rest.strip_prefix(word.folded.as_str())?;
        if rest.is_empty() {
            return Some(count);
        }
        rest = rest.strip_prefix(' ')?;
    }
    None
}

/// The first of `phrases` (longest first is the caller's business) that `words` begin with.
pub fn begins_with_any(words: &[Word], phrases: &[&str]) -> Option<usize> {
    phrases.iter().find_map(|phrase| begins_with(words, phrase))
}

/// Index of the first word at which `phrase` stands.
pub fn find(words: &[Word], phrase: &str) -> Option<usize> {
    (0..words.len()).find(|&at| begins_with(&words[at..], phrase).is_some())
}

/// Does any of the phrases stand in `words`?
pub fn contains_any(words: &[Word], phrases: &[&str]) -> bool {
    (0..words.len()).any(|at| begins_with_any(&words[at..], phrases).is_some())
}

/// The words and signs of a text, folded, one space between.
pub fn plain(text: &str) -> String {
    join_folded(&words(text))
}

/// Folded words with one space between, signs left out.
pub fn join_folded(words: &[Word]) -> String {
    let mut text = String::new();
    for word in words.iter().filter(|word| word.is_word) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word.folded);
    }
    text
}

/// Are all its letters capitals (at least two of them)?
pub fn is_capitals(text: &str) -> bool {
    let mut letters = 0;
    for c in text.chars().filter(|c| is_letter(*c)) {
        if c.is_lowercase() {
            return false;
        }
        letters += 1;
    }
    letters >= 2
}

/// The number in front of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// As written, without the closing sign: "IV", "2.1", "đ".
    pub text: String,
    /// Kind of numbering.
    pub style: NumberStyle,
}

/// Kinds of numbering, from the outermost inwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberStyle {
    /// "Phần thứ nhất", "Chương I"
    Part,
    /// "A."
    Letter,
    /// "IV."
    Roman,
    /// "Điều 3."
    Article,
    /// "2."
    Arabic,
    /// "2.1", "III.1", "2.1.3"
    Path(u8),
    /// "a)", "đ)"
    Point,
    /// "-", "•"
    Dash,
    /// "+"
    Plus,
}

/// A line of the document: a paragraph with its number taken off.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// Where it comes from.
    pub paragraph: &'a Paragraph,
    /// Marker and text in one.
    pub text: String,
    /// Bytes of `text` that are the marker drawn by the program, with its space.
    marker: usize,
    /// All words of `text`.
    pub words: Vec<Word>,
    /// The number in front.
    pub number: Option<Number>,
    /// Index in `words` of the first word after the number.
    pub body: usize,
}

impl<'a> Line<'a> {
    /// Reads the number in front.
    pub fn new(paragraph: &'a Paragraph) -> Self {
        let text = paragraph.line();
        let marker = text.len() - paragraph.text.len();
        let words = words(&text);
        let (number, body) = match crate::text::number(&text, &words) {
            Some((number, body)) => (Some(number), body),
            None => (None, 0),
        };
        Self {
            paragraph,
            text,
            marker,
            words,
            number,
            body,
        }
    }

    /// Words after the number.
    pub fn body_words(&self) -> &[Word] {
        self.words.get(self.body..).unwrap_or_default()
    }

    /// Text after the number.
    pub fn body_text(&self) -> &str {
        let start = self
            .body_words()
            .first()
            .map_or(self.text.len(), |word| word.range.start);
        self.text.get(start..).unwrap_or_default()
    }

    /// Bytes of `text` taken by the words `range` (indices into `words`).
    pub fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let taken = self.words.get(range).unwrap_or_default();
        match (taken.first(), taken.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => self.text.len()..self.text.len(),
        }
    }

    /// Where the bytes `range` of `text` stand.
    pub fn place(&self, range: Range<usize>) -> Place {
        let back = |at: usize| at.saturating_sub(self.marker);
        Place {
            span: self.paragraph.locate(back(range.start)..back(range.end)),
            ..self.paragraph.place
        }
    }

    /// The bytes `range` of `text` with their place.
    pub fn cut(&self, range: Range<usize>) -> Words {
        let text = self.text.get(range.clone()).unwrap_or_default().to_owned();
        Words {
            text,
            at: self.place(range),
        }
    }

    /// The words `range` (indices into `words`) with their place.
    pub fn cut_words(&self, range: Range<usize>) -> Words {
        self.cut(self.bytes(range))
    }

    /// The text after the number with its place.
    pub fn body_cut(&self) -> Words {
        let start = self.text.len() - self.body_text().len();
        self.cut(start..self.text.len())
    }
}

/// A block in reading order, with layout tables (head, recipients beside signature) taken apart.
#[derive(Debug, Clone)]
pub enum Item<'a> {
    /// A line.
    Line(Line<'a>),
    /// A table of content.
    Table(&'a Table),
}

impl<'a> Item<'a> {
    /// The line, if it is one.
    pub fn line(&self) -> Option<&Line<'a>> {
        match self {
            Item::Line(line) => Some(line),
            Item::Table(_) => None,
        }
    }
}

/// All blocks as items. Empty paragraphs are left out.
pub fn items(body: &Body) -> Vec<Item<'_>> {
    let mut items = Vec::with_capacity(body.blocks.len());
    let mut push = |paragraph| {
        let line = Line::new(paragraph);
        if !line.words.is_empty() {
            items.push(Item::Line(line));
        }
    };
    let mut tables = Vec::new();
    for block in &body.blocks {
        match block {
            Block::Paragraph(paragraph) => push(paragraph),
            Block::Table(table) if is_layout(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                cells.flat_map(|cell| &cell.paragraphs).for_each(&mut push);
            }
            Block::Table(table) => tables.push(table),
        }
    }
    insert_tables(items, tables)
}

/// Puts the tables back between the lines, by block number.
fn insert_tables<'a>(lines: Vec<Item<'a>>, tables: Vec<&'a Table>) -> Vec<Item<'a>> {
    let mut tables = tables.into_iter().peekable();
    let mut items = Vec::with_capacity(lines.len() + tables.len());
    for item in lines {
        let block = item.line().map_or(0, |line| line.paragraph.place.block);
        while let Some(table) = tables.next_if(|table| table.place.block < block) {
            items.push(Item::Table(table));
        }
        items.push(item);
    }
    items.extend(tables.map(Item::Table));
    items
}

/// Signs of a table that only places blocks side by side.
const LAYOUT_SIGNS: &[&str] = &[
    "cong hoa xa hoi",
    "doc lap tu do",
    "dang cong san viet nam",
    "noi nhan",
    "chu tich",
    "kt",
    "tm",
    "t m",
    "giam doc",
    "truong doan",
    "bi thu",
    "thu tuong",
    "bo truong",
];

fn is_layout(table: &Table) -> bool {
    let mut cells = table.rows.iter().flat_map(|row| &row.cells);
    // Head and closing are told by their words, however many columns the web copy made of them.
    let motto = |text: &str| {
        ["cong hoa xa hoi", "dang cong san viet nam", "noi nhan"]
            .iter()
            .any(|sign| text.starts_with(sign))
    };
    if table.rows.len() <= 6 && cells.clone().any(|cell| motto(&plain(&cell.text()))) {
        return true;
    }
    if table.rows.len() > 4 || table.rows.iter().any(|row| row.cells.len() > 3) {
        return false;
    }
    cells.any(|cell| {
        let text = plain(&cell.text());
        LAYOUT_SIGNS.iter().any(|sign| {
            text.starts_with(sign)
                && text
                    .get(sign.len()..)
                    .is_none_or(|rest| rest.is_empty() || rest.starts_with(' '))
                || sign.len() > 8 && text.contains(sign)
        })
    })
}

/// Reads a number in front of a line; gives it and the index of the first word behind it.
pub fn number(text: &str, words: &[Word]) -> Option<(Number, usize)> {
    let first = words.first()?;
    let make = |range: Range<usize>, style| Number {
        text: text.get(range).unwrap_or_default().to_owned(),
        style,
    };
    if !first.is_word {
        return match first.folded.as_str() {
            "-" | "•" | "●" | "*" | "·" | "▪" | "◦" | "" | "–" => {
                Some((make(first.range.clone(), NumberStyle::Dash), 1))
            }
            "+" => Some((make(first.range.clone(), NumberStyle::Plus), 1)),
            _ => None,
        };
    }
    if let Some(number) = article(text, words) {
        return Some(number);
    }
    let (parts, end) = path(words);
    let closing = words
        .get(end)
        .filter(|word| matches!(word.folded.as_str(), "." | ")" | "/" | ":" | "-"));
    let touching = closing.is_some_and(|sign| {
        words
            .get(end - 1)
            .is_some_and(|last| last.range.end == sign.range.start)
    });
    let range = first.range.start..words.get(end - 1)?.range.end;
    let written = text.get(range.clone())?;
    let style = style(written, parts, first)?;
    match closing.map(|sign| sign.folded.as_str()) {
        Some("." | ")") if touching => Some((make(range, style), end + 1)),
        // "I/ MỤC ĐÍCH", but not "V/v".
        Some("/" | ":" | "-")
            if touching
                && style == NumberStyle::Roman
                && words.get(end + 1).is_none_or(|next| next.folded != "v") =>
        {
            Some((make(range, style), end + 1))
        }
        // "1.1 Text" and "2 Text" without a sign: only when text follows and it is no quantity.
        _ if parts > 1 && words.get(end).is_some_and(|next| next.capital) => Some((make(range, style), end)),
        _ => None,
    }
}

fn article(text: &str, words: &[Word]) -> Option<(Number, usize)> {
    let style = match words.first()?.folded.as_str() {
        "dieu" => NumberStyle::Article,
        "phan" | "chuong" | "muc" => NumberStyle::Part,
        _ => return None,
    };
    let value = words.get(1)?;
    let is_number = value.folded.chars().all(|c| c.is_ascii_digit()) || is_roman(&value.folded);
    if !words.first()?.capital || !is_number {
        return None;
    }
    let end = match words.get(2).map(|word| word.folded.as_str()) {
        Some("." | ":") => 3,
        None => 2,
        Some(_) => return None,
    };
    let range = words.first()?.range.start..value.range.end;
    Some((
        Number {
            text: text.get(range)?.to_owned(),
            style,
        },
        end,
    ))
}

/// "2.1.3" as words 2 . 1 . 3: how many parts, and the index behind the last.
fn path(words: &[Word]) -> (u8, usize) {
    let (mut parts, mut end) = (1, 1);
    while let (Some(last), Some(dot), Some(next)) = (words.get(end - 1), words.get(end), words.get(end + 1)) {
        let joined =
            dot.folded == "." && last.range.end == dot.range.start && dot.range.end == next.range.start;
        let short = next.folded.len() <= 3 && next.folded.chars().all(|c| c.is_ascii_digit());
        if !joined || !short || parts == 6 {
            break;
        }
        parts += 1;
        end += 2;
    }
    (parts, end)
}

fn style(written: &str, parts: u8, first: &Word) -> Option<NumberStyle> {
    if parts > 1 {
        let roman_or_digit = first.folded.chars().all(|c| c.is_ascii_digit())
            || is_roman(&first.folded)
            || first.folded.len() == 1;
        return roman_or_digit.then_some(NumberStyle::Path(parts));
    }
    let mut letters = written.chars();
    let (one, more) = (letters.next()?, letters.next().is_some());
    if written.chars().all(|c| c.is_ascii_digit()) {
        return (written.len() <= 3).then_some(NumberStyle::Arabic);
    }
    if first.capital && is_roman(&first.folded) {
        return Some(NumberStyle::Roman);
    }
    if more {
        return None;
    }
    if first.capital {
        Some(NumberStyle::Letter)
    } else {
        one.is_alphabetic().then_some(NumberStyle::Point)
    }
}

/// Is it a roman number up to 39, folded to lower case?
pub fn is_roman(folded: &str) -> bool {
    roman(folded).is_some()
}

/// Value of a roman number up to 39, in lower case.
pub fn roman(folded: &str) -> Option<u8> {
    let tens = folded.chars().take_while(|c| *c == 'x').count();
    let ones = match folded.get(tens..)? {
        "" if tens > 0 => 0,
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        "v" => 5,
        "vi" => 6,
        "vii" => 7,
        "viii" => 8,
        "ix" => 9,
        _ => return None,
    };
    (tens <= 3).then(|| u8::try_from(tens * 10).unwrap_or(0) + ones)
}

#[cfg(test)]
mod tests {
    use super::{NumberStyle, number, words};

    fn check(line: &str, expected: Option<(&str, NumberStyle, &str)>) {
        let words = words(line);
        let found = number(line, &words);
        let found = found.as_ref().map(|(number, body)| {
            let rest = words.get(*body).map_or("", |word| &line[word.range.start..]);
            (number.text.as_str(), number.style, rest)
        });
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn a_line_shows_its_number() {
        check(
            "IV. TỔ CHỨC THỰC HIỆN",
            Some(("IV", NumberStyle::Roman, "TỔ CHỨC THỰC HIỆN")),
        );
        check("1. Mục đích", Some(("1", NumberStyle::Arabic, "Mục đích")));
        check("2.1. Nhiệm vụ", Some(("2.1", NumberStyle::Path(2), "Nhiệm vụ")));
        check("2.1 Nhiệm vụ", Some(("2.1", NumberStyle::Path(2), "Nhiệm vụ")));
        check(
            "III.1.1. Đẩy mạnh",
            Some(("III.1.1", NumberStyle::Path(3), "Đẩy mạnh")),
        );
        check("đ) Phối hợp", Some(("đ", NumberStyle::Point, "Phối hợp")));
        check(
            "-Cơ quan chủ trì",
            Some(("-", NumberStyle::Dash, "Cơ quan chủ trì")),
        );
        check(
            "Điều 1. Ban hành",
            Some(("Điều 1", NumberStyle::Article, "Ban hành")),
        );
        check("A. PHẦN CHUNG", Some(("A", NumberStyle::Letter, "PHẦN CHUNG")));
        check("V/v khẩn trương rà soát", None);
        check("100% đội ngũ cán bộ", None);
        check("2026 là năm đầu", None);
        check("Sở Nội vụ chủ trì", None);
    }
}

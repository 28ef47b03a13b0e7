//! Web pages.
//!
//! `html5gum` splits the page into tags and text in time linear in its length; the tree that browsers
//! build, with its costs for hostile nesting, is not needed to see paragraphs, lists and tables.

mod look;
mod table;
mod tag;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use crate::body::{Body, Format, Look};
use crate::decode::decode;
use crate::read::{Limits, ReadError};
use crate::writer::{Letters, Line, Writer};

use look::{Effect, List};
use table::{Piece, Sheet};
use tag::{Tag, is_block, is_skipped, is_void};

/// Tables inside tables; deeper ones are read as plain blocks.
const MAX_TABLES: usize = 16;
/// Open elements whose look is remembered; in deeper ones the text is still read.
const MAX_OPEN: usize = 128;

/// Reads a web page.
pub(crate) fn read_html(bytes: &[u8], limits: &Limits) -> Result<Body, ReadError> {
    let text = page_text(bytes)?;
    // Markup of pages that an office program saved is many times the text.
    if text.len() > limits.unpacked_bytes / 16 {
        return Err(ReadError::TooLarge("web page"));
    }
    let mut reader = HtmlReader::new(limits);
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(&text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(start) => reader.start(&Tag::new(&start))?,
            Token::EndTag(end) => reader.end(&String::from_utf8_lossy(&end.name))?,
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    reader.finish()
}

/// The page's own word for its encoding counts where the bytes do not tell by themselves.
fn page_text(bytes: &[u8]) -> Result<String, ReadError> {
    let opening = bytes.get(..bytes.len().min(2048)).unwrap_or_default();
    let opening = String::from_utf8_lossy(opening).to_lowercase();
    let label = opening
        .split_once("charset=")
        .map(|(_, rest)| rest.trim_start_matches(['"', '\'']));
    let label = label.and_then(|rest| {
        rest.split(|sign: char| !sign.is_ascii_alphanumeric() && !"-_".contains(sign))
            .next()
    });
    let named = label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    match named {
        // Latin 1 is also what pages in the old Vietnamese font encodings call themselves.
        Some(encoding) if std::str::from_utf8(bytes).is_err() && encoding != encoding_rs::WINDOWS_1252 => {
            Ok(encoding.decode(bytes).0.into_owned())
        }
        _ => decode(bytes),
    }
}

/// An element that is open.
struct OpenTag {
    name: String,
    /// Its own look and all that it inherits.
    effect: Effect,
    is_pre: bool,
}

/// An element that is passed over with all it holds.
struct Skip {
    name: String,
    depth: usize,
}

/// State while the page runs by.
struct HtmlReader {
    writer: Writer,
    cells_left: usize,
    text_left: usize,
    open: Vec<OpenTag>,
    skip: Option<Skip>,
    tables: Vec<Sheet>,
    lists: Vec<List>,
    marker: Option<String>,
    text: String,
    letters: Letters,
    /// Raised text, which may be a footnote's number, and whether it is a link.
    raised: Option<(String, bool)>,
}

impl HtmlReader {
    fn new(limits: &Limits) -> Self {
        Self {
            writer: Writer::new(Format::Html, limits),
            cells_left: limits.cells,
            text_left: limits.text_bytes,
            open: Vec::new(),
            skip: None,
            tables: Vec::new(),
            lists: Vec::new(),
            marker: None,
            text: String::new(),
            letters: Letters::default(),
            raised: None,
        }
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
        if let Some(skip) = &mut self.skip {
            skip.depth += usize::from(skip.name == tag.name && !is_void(&tag.name));
            // A hidden paragraph, entry or cell that is never closed ends with the next one.
            let ends = match skip.name.as_str() {
                "p" => is_block(&tag.name),
                "li" | "tr" | "td" | "th" | "option" => skip.name == tag.name,
                _ => false,
            };
            if !ends {
                return Ok(());
            }
            self.skip = None;
        }
        if is_skipped(&tag.name) || (tag.is_hidden() && !is_void(&tag.name)) {
            if is_block(&tag.name) {
                self.flush()?;
            }
            self.skip = (!tag.self_closing || !is_void(&tag.name)).then(|| Skip {
                name: tag.name.clone(),
                depth: 1,
            });
            return Ok(());
        }
        if is_block(&tag.name) {
            self.flush()?;
        }
        match tag.name.as_str() {
            "br" => return self.line_break(),
            "sup" => self.raised = Some((String::new(), self.in_link())),
            "a" => self.raised = self.raised.take().map(|(text, _)| (text, true)),
            "ol" | "ul" | "menu" => self.push_list(tag),
            "li" => self.marker = self.lists.last_mut().and_then(|list| list.next(tag)),
            "table" => self.start_table(),
            "tr" => self.start_row(),
            "td" | "th" => self.start_cell(tag)?,
            _ => {}
        }
        if tag.name == "p" || tag.name == "li" {
            self.close_implied(&tag.name);
        }
        if !is_void(&tag.name) && self.open.len() < MAX_OPEN {
            let effect = Effect::of(tag).over(self.effect());
            let is_pre = tag.name == "pre" || self.is_pre();
            self.open.push(OpenTag {
                name: tag.name.clone(),
                effect,
                is_pre,
            });
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        if let Some(skip) = &mut self.skip {
            if skip.name == name {
                skip.depth -= 1;
                if skip.depth == 0 {
                    self.skip = None;
                }
            }
            return Ok(());
        }
        if is_block(name) {
            self.flush()?;
        }
        match name {
            "br" => self.line_break()?,
            "sup" => self.end_raised(),
            "ol" | "ul" | "menu" => {
                self.lists.pop();
            }
            "table" => self.end_table()?,
            "tr" => self.with_sheet(Sheet::end_row),
            "td" | "th" => self.with_sheet(Sheet::end_cell),
            _ => {}
        }
        // The end of something that was never begun ends nothing; a cell's content cannot end the cell.
        let inner = self
            .open
            .iter()
            .rposition(|open| matches!(open.name.as_str(), "td" | "th" | "table"));
        let floor = if matches!(name, "td" | "th" | "tr" | "tbody" | "thead" | "table") {
            0
        } else {
            inner.map_or(0, |at| at + 1)
        };
        let found = self
            .open
            .get(floor..)
            .and_then(|open| open.iter().rposition(|open| open.name == name));
        if let Some(at) = found {
            self.open.truncate(floor + at);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.skip.is_some() {
            return;
        }
        if let Some((raised, _)) = &mut self.raised {
            raised.push_str(text);
            return;
        }
        let effect = self.effect();
        let text = if self.is_pre() {
            text.to_owned()
        } else {
            text.replace(['\n', '\r', '\t'], " ")
        };
        self.letters.add(
            &text,
            effect.bold.unwrap_or(false),
            effect.italic.unwrap_or(false),
        );
        self.text.push_str(&text);
    }

    /// Two breaks in a row end a paragraph, as writers of web pages mean it.
    fn line_break(&mut self) -> Result<(), ReadError> {
        if self.text.trim_end_matches(' ').ends_with('\n') {
            self.flush()
        } else {
            self.text.push('\n');
            Ok(())
        }
    }

    /// A raised number that links somewhere, or stands in brackets, refers to a note; others are units.
    fn end_raised(&mut self) {
        let Some((text, linked)) = self.raised.take() else {
            return;
        };
        let number = text
            .trim()
            .trim_start_matches(['[', '('])
            .trim_end_matches([']', ')']);
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if !(is_number && (linked || number.len() < text.trim().len())) {
            self.text(&text);
        }
    }

    fn in_link(&self) -> bool {
        self.open.iter().rev().take(3).any(|open| open.name == "a")
    }

    fn effect(&self) -> Effect {
        self.open.last().map(|open| open.effect).unwrap_or_default()
    }

    fn is_pre(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_pre)
    }

    /// Ends the paragraph so far and puts it where it belongs.
    fn flush(&mut self) -> Result<(), ReadError> {
        if self.text.trim().is_empty() {
            self.text.clear();
            return Ok(());
        }
        let effect = self.effect();
        let letters = std::mem::take(&mut self.letters);
        let look = Look {
            heading: effect.heading,
            bold: letters.bold(),
            italic: letters.italic(),
            centred: effect.centred.unwrap_or(false),
        };
        let line = Line {
            marker: self.marker.take(),
            text: std::mem::take(&mut self.text),
            look,
        };
        self.text_left = self
            .text_left
            .checked_sub(line.text.len())
            .ok_or(ReadError::TooLarge("text"))?;
        match self.tables.last_mut().filter(|sheet| sheet.is_in_cell()) {
            Some(sheet) => sheet.push(Piece::Line(line)),
            // A caption, or text lost between cells, stands before the table.
            None => self.writer.paragraph(line, None)?,
        }
        Ok(())
    }

    /// A paragraph or entry that was left open ends where the next one begins.
    fn close_implied(&mut self, name: &str) {
        let stop = |open: &OpenTag| {
            matches!(
                open.name.as_str(),
                "td" | "th" | "table" | "ol" | "ul" | "div" | "blockquote" | "body"
            ) || open.name == name
        };
        if let Some(at) = self.open.iter().rposition(stop)
            && self.open.get(at).is_some_and(|open| open.name == name)
        {
            self.open.truncate(at);
        }
    }

    fn push_list(&mut self, tag: &Tag<'_>) {
        if self.lists.len() < MAX_OPEN {
            self.lists.push(List::of(tag));
        }
    }

    fn start_table(&mut self) {
        if self.tables.len() < MAX_TABLES {
            self.tables.push(Sheet::default());
        } else if let Some(sheet) = self.tables.last_mut() {
            sheet.extra += 1;
        }
    }

    fn end_table(&mut self) -> Result<(), ReadError> {
        match self.tables.last_mut() {
            Some(sheet) if sheet.extra > 0 => sheet.extra -= 1,
            Some(_) => {
                let Some(sheet) = self.tables.pop() else {
                    return Ok(());
                };
                match self.tables.last_mut().filter(|outer| outer.is_in_cell()) {
                    Some(outer) => outer.push(Piece::Table(sheet)),
                    None => return sheet.write(&mut self.writer),
                }
            }
            None => {}
        }
        Ok(())
    }

    fn with_sheet(&mut self, act: fn(&mut Sheet)) {
        if let Some(sheet) = self.tables.last_mut().filter(|sheet| sheet.extra == 0) {
            act(sheet);
        }
    }

    fn start_row(&mut self) {
        self.close_implied_cell("tr");
        self.with_sheet(Sheet::start_row);
    }

    fn start_cell(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
        self.cells_left = self
            .cells_left
            .checked_sub(1)
            .ok_or(ReadError::TooLarge("table cells"))?;
        self.close_implied_cell("td");
        if let Some(sheet) = self.tables.last_mut().filter(|sheet| sheet.extra == 0) {
            sheet.start_cell(tag);
        }
        Ok(())
    }

    /// A row or cell that was left open ends where the next one begins, with all inside it.
    fn close_implied_cell(&mut self, name: &str) {
        let table = self
            .open
            .iter()
            .rposition(|open| open.name == "table")
            .map_or(0, |at| at + 1);
        let is_same =
            |open: &OpenTag| open.name == "td" || open.name == "th" || (name == "tr" && open.name == "tr");
        if let Some(at) = self
            .open
            .get(table..)
            .and_then(|open| open.iter().position(is_same))
        {
            self.open.truncate(table + at);
        }
    }

    fn finish(mut self) -> Result<Body, ReadError> {
        self.skip = None;
        self.flush()?;
        while let Some(sheet) = self.tables.last_mut() {
            sheet.extra = 0;
            self.end_table()?;
        }
        Ok(self.writer.finish())
    }
}

//! Word documents (`.docx`).
//!
//! The XML is read here, not by a crate: of those looked at, `undoc` draws no automatic numbers
//! (the TT column of many plans is nothing else) and `docx-rs` gives them neither and fails on many
//! valid files; both lose tracked changes or set no limit on depth. What is needed of the format is
//! small: paragraphs, tables, styles, numbering.

mod beside;
mod numbering;
mod styles;
mod table;
pub(crate) mod xml;

use beside::Beside;
use loa_vietnamese::legacy::{Encoding, decode as decode_legacy, decode_capitals, font_hint, recognise};
use numbering::Numbering;
use styles::{ParagraphLook, RunLook, Styles, read_paragraph_look, read_run_look};
use xml::{Tag, Xml, decode};

use crate::archive::Archive;
use crate::body::{Body, Format, Look};
use crate::read::{Limits, ReadError};
use crate::writer::{Letters, Line, Writer};

/// As much text in old fonts as shows which encoding it has.
const MAX_LEGACY: usize = 100_000;

/// Reads a Word document from its archive.
pub(crate) fn read_docx(mut archive: Archive<'_>, limits: &Limits) -> Result<Body, ReadError> {
    let main = main_part(&mut archive, limits)?;
    let part = |archive: &mut Archive<'_>, name: &str| {
        let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = if folder.is_empty() {
            name.to_owned()
        } else {
            format!("{folder}/{name}")
        };
        Ok::<_, ReadError>(archive.entry(&path)?.map(decode))
    };
    let styles = match part(&mut archive, "styles.xml")? {
        Some(text) => Styles::read(&text, limits)?,
        None => Styles::default(),
    };
    let numbering = match part(&mut archive, "numbering.xml")? {
        Some(text) => Numbering::read(&text, limits)?,
        None => Numbering::default(),
    };
    let document = archive
        .entry(&main)?
        .ok_or_else(|| ReadError::Damaged("no document part".to_owned()))?;
    let document = decode(document);
    let mut reader = DocxReader::new(styles.clone(), numbering.clone(), limits);
    reader.document(&document, limits)?;
    // Text in the fonts of the time before Unicode: which encoding it has shows only when all is known.
    if let Some(encoding) = recognise(&reader.legacy_text) {
        reader = DocxReader {
            legacy: Some(encoding),
            ..DocxReader::new(styles, numbering, limits)
        };
        reader.document(&document, limits)?;
    }
    Ok(reader.writer.finish())
}

/// The package says which part is the document; nearly always `word/document.xml`.
fn main_part(archive: &mut Archive<'_>, limits: &Limits) -> Result<String, ReadError> {
    let mut target = None;
    if let Some(bytes) = archive.entry("_rels/.rels")? {
        let text = decode(bytes);
        Xml::new(&text, limits).children(|xml, _root| {
            xml.children(|xml, tag| {
                let kind = tag.attribute("Type").unwrap_or_default();
                if kind.ends_with("/officeDocument") {
                    target = tag
                        .attribute("Target")
                        .map(|path| path.trim_start_matches('/').to_owned());
                }
                xml.skip()
            })
        })?;
    }
    Ok(target
        .filter(|path| archive.has(path))
        .unwrap_or_else(|| "word/document.xml".to_owned()))
}

/// State that runs through the document.
struct DocxReader {
    styles: Styles,
    numbering: Numbering,
    writer: Writer,
    beside: Beside,
    text_limit: usize,
    /// Encoding of what stands in fonts of the time before Unicode.
    legacy: Option<Encoding>,
    /// Some of that text, as the file has it.
    legacy_text: String,
}

impl DocxReader {
    fn new(styles: Styles, numbering: Numbering, limits: &Limits) -> Self {
        Self {
            styles,
            numbering,
            writer: Writer::new(Format::Docx, limits),
            beside: Beside::default(),
            text_limit: limits.text_bytes,
            legacy: None,
            legacy_text: String::new(),
        }
    }

    fn document(&mut self, text: &str, limits: &Limits) -> Result<(), ReadError> {
        Xml::new(text, limits).children(|xml, _root| {
            xml.children(|xml, tag| {
                if tag.name() == "body" {
                    self.body(xml)
                } else {
                    xml.skip()
                }
            })
        })?;
        self.beside.end(&mut self.writer)
    }

    /// Paragraphs and tables in whatever wrapper: content controls, tracked insertions, custom XML.
    fn body(&mut self, xml: &mut Xml<'_>) -> Result<(), ReadError> {
        xml.children(|xml, tag| match wrapper(tag) {
            Wrapper::Open => self.body(xml),
            Wrapper::Drop => xml.skip(),
            Wrapper::Content => match tag.name() {
                "p" => {
                    if let Some(line) = self.paragraph(xml)? {
                        self.beside.take(line, &mut self.writer)?;
                    }
                    Ok(())
                }
                "tbl" => {
                    let rows = self.table(xml)?;
                    self.beside.end(&mut self.writer)?;
                    self.writer.table(rows, None)
                }
                _ => xml.skip(),
            },
        })
    }

    /// A paragraph that has just begun; `None` when a tracked change removed it.
    fn paragraph(&mut self, xml: &mut Xml<'_>) -> Result<Option<Line>, ReadError> {
        let mut state = ParagraphState {
            legacy: self.legacy,
            ..ParagraphState::default()
        };
        self.runs(xml, &mut state)?;
        if self.legacy_text.len() < MAX_LEGACY {
            self.legacy_text.push_str(&state.legacy_text);
        }
        if state.look.deleted && state.text.trim().is_empty() {
            return Ok(None);
        }
        let look = self.styles.paragraph(&state.look);
        let marker = self.marker(&look);
        let heading = look.outline.filter(|level| *level < 9).map(|level| level + 1);
        let (bold, italic) = (state.letters.bold(), state.letters.italic());
        let look = Look {
            heading,
            bold,
            italic,
            centred: look.centred.unwrap_or(false),
        };
        Ok(Some(Line {
            marker,
            text: state.text,
            look,
        }))
    }

    fn marker(&mut self, look: &ParagraphLook) -> Option<String> {
        let num = look.num.as_deref().filter(|num| *num != "0")?;
        let by_style = || {
            let names = self.styles.names(look.style.as_deref());
            names
                .iter()
                .find_map(|style| self.numbering.level_of_style(num, style))
        };
        let level = look.num_level.or_else(by_style).unwrap_or(0);
        self.numbering.next(num, level)
    }

    /// Everything inside a paragraph, through its end.
    fn runs(&self, xml: &mut Xml<'_>, state: &mut ParagraphState) -> Result<(), ReadError> {
        xml.children(|xml, tag| match wrapper(tag) {
            Wrapper::Open => self.runs(xml, state),
            Wrapper::Drop => xml.skip(),
            Wrapper::Content => match tag.name() {
                "pPr" => {
                    state.look = read_paragraph_look(xml)?;
                    state.style = self.styles.paragraph(&state.look).style;
                    Ok(())
                }
                "r" => self.run(xml, state),
                _ => xml.skip(),
            },
        })
    }

    fn run(&self, xml: &mut Xml<'_>, state: &mut ParagraphState) -> Result<(), ReadError> {
        let mut look = self.styles.run(&RunLook::default(), state.style.as_deref());
        xml.children(|xml, tag| {
            let text = match tag.name() {
                "rPr" => {
                    look = self.styles.run(&read_run_look(xml)?, state.style.as_deref());
                    return Ok(());
                }
                "t" => {
                    let text = xml.text()?;
                    state.push(&text, &look);
                    self.check_length(state)?;
                    return Ok(());
                }
                "ruby" => return self.ruby(xml, state),
                "AlternateContent" => return self.alternatives(xml, state),
                "tab" | "ptab" => "\t".to_owned(),
                "br" if tag.attribute("type").is_none_or(|kind| kind == "textWrapping") => "\n".to_owned(),
                "br" => " ".to_owned(),
                "cr" => "\n".to_owned(),
                "noBreakHyphen" => "-".to_owned(),
                "sym" => symbol(tag).map(String::from).unwrap_or_default(),
                "fldChar" => {
                    state.field(tag);
                    String::new()
                }
                _ => String::new(),
            };
            state.push(&text, &look);
            xml.skip()
        })
    }

    /// A paragraph may be no longer than a document.
    fn check_length(&self, state: &ParagraphState) -> Result<(), ReadError> {
        if state.text.len() > self.text_limit {
            Err(ReadError::TooLarge("text"))
        } else {
            Ok(())
        }
    }

    /// Text with a reading above it: only the text.
    fn ruby(&self, xml: &mut Xml<'_>, state: &mut ParagraphState) -> Result<(), ReadError> {
        xml.children(|xml, tag| {
            if tag.name() == "rubyBase" {
                self.runs(xml, state)
            } else {
                xml.skip()
            }
        })
    }

    /// Inside a run the newer way to write the same: the first choice may hold plain text.
    fn alternatives(&self, xml: &mut Xml<'_>, state: &mut ParagraphState) -> Result<(), ReadError> {
        xml.children(|xml, tag| {
            if tag.name() == "Choice" {
                self.run(xml, state)
            } else {
                xml.skip()
            }
        })
    }
}

/// What to do with an element that is neither text nor table.
enum Wrapper {
    /// Read what is inside.
    Open,
    /// Pass over it.
    Drop,
    /// It is content.
    Content,
}

/// Content controls, links and tracked insertions are opened. Deleted text, the old place of moved
/// text, pictures with their text boxes, and the fallback for old programs are dropped.
fn wrapper(tag: &Tag<'_>) -> Wrapper {
    match tag.name() {
        "sdt" | "sdtContent" | "ins" | "moveTo" | "hyperlink" | "smartTag" | "customXml" | "fldSimple"
        | "bdo" | "dir" | "AlternateContent" | "Choice" | "oMathPara" | "oMath" => Wrapper::Open,
        "del" | "moveFrom" | "Fallback" | "drawing" | "pict" | "object" | "sdtPr" | "sectPr" => Wrapper::Drop,
        _ => Wrapper::Content,
    }
}

/// Signs of symbol fonts lie in the private area; without the font only a bullet is left of them.
fn symbol(tag: &Tag<'_>) -> Option<char> {
    let code = u32::from_str_radix(tag.attribute("char")?.trim(), 16).ok()?;
    char::from_u32(code).map(|sign| {
        if ('\u{e000}'..='\u{f8ff}').contains(&sign) {
            '•'
        } else {
            sign
        }
    })
}

/// What has been read of a paragraph.
#[derive(Default)]
struct ParagraphState {
    look: ParagraphLook,
    style: Option<String>,
    text: String,
    letters: Letters,
    /// Open fields, innermost last; true while the field's instruction runs.
    fields: Vec<bool>,
    legacy: Option<Encoding>,
    legacy_text: String,
}

impl ParagraphState {
    fn push(&mut self, text: &str, look: &RunLook) {
        if look.hidden == Some(true) || self.fields.contains(&true) {
            return;
        }
        let hint = look.font.as_deref().and_then(font_hint);
        let decoded = match (hint, self.legacy) {
            (Some(hint), Some(encoding)) if hint.encoding == encoding => {
                let decode = if hint.is_capitals {
                    decode_capitals
                } else {
                    decode_legacy
                };
                Some(decode(encoding, text))
            }
            (Some(_), None) => {
                self.legacy_text.push_str(text);
                self.legacy_text.push(' ');
                None
            }
            _ => None,
        };
        let text = decoded.as_deref().unwrap_or(text);
        self.letters
            .add(text, look.bold.unwrap_or(false), look.italic.unwrap_or(false));
        if look.caps == Some(true) {
            self.text.push_str(&text.to_uppercase());
        } else {
            self.text.push_str(text);
        }
    }

    fn field(&mut self, tag: &Tag<'_>) {
        match tag.attribute("fldCharType").as_deref() {
            Some("begin") => self.fields.push(true),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    *field = false;
                }
            }
            Some("end") => {
                self.fields.pop();
            }
            _ => {}
        }
    }
}

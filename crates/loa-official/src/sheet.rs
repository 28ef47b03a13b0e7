//! A document as pieces with looks, places and computed numbers: what the writers of DOCX and PDF draw without asking again.

use jiff::civil::Date;
use serde::Serialize;

use crate::document::{Document, Run};
use crate::layout::{self, Margins, Style, Twips};

mod annex;
mod body;
mod end;
mod head;
mod table;

/// A whole document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// "Kế hoạch 18/KH-UBND: Tuyên truyền cải cách hành chính", for the properties of the file.
    pub title: String,
    /// Who issues it, in one line.
    pub author: String,
    /// Day of issue.
    #[serde(skip)]
    pub date: Option<Date>,
    /// The document, then each annex.
    pub pages: Vec<Pages>,
}

/// Pages of one size that are numbered together from 1; the first shows no number (DOC-03).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pages {
    /// Of the paper.
    pub width: Twips,
    /// Of the paper.
    pub height: Twips,
    /// Around the text.
    pub margins: Margins,
    /// At the top right of the first page.
    pub corner: Option<Line>,
    /// At the foot of the first page, under a rule of the full width.
    pub contact: Option<Line>,
    /// From top to bottom.
    pub pieces: Vec<Piece>,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "piece", rename_all = "snake_case")]
pub enum Piece {
    /// A paragraph.
    Line(Line),
    /// A ruled line in the middle.
    Rule(Rule),
    /// A box around words, in the middle.
    Stamp(Stamp),
    /// Pieces side by side, without lines.
    Columns(Columns),
    /// A table with lines.
    Table(Grid),
    /// Nothing, so high.
    Gap {
        /// Its height.
        height: Twips,
    },
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Which part of the document it is.
    pub style: Style,
    /// Number, letter or dash before the text.
    pub marker: Option<Marker>,
    /// The text, in capitals already where its looks say so; looks of a run are added to those of the style.
    pub runs: Vec<Run>,
    /// Indent of the whole paragraph.
    pub left: Twips,
    /// How far the first line stands to the left of the others, instead of the indent of its style.
    pub hanging: Twips,
    /// Instead of how its style stands.
    pub stand: layout::Stand,
    /// Rank as a heading, from 1; 0 for text.
    pub heading: u8,
    /// Kept with what follows, whatever its style says.
    pub keep: bool,
}

/// What stands before the text of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Marker {
    /// "I.", "a)", "-"
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// Which count it comes from, where a word processor can count so.
    #[serde(skip)]
    pub count: Option<Count>,
}

/// A count that a word processor can keep; each document and annex has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// "I."
    Part,
    /// "1." within a part.
    Section,
    /// "Điều 1."
    Article,
    /// "1." within an article.
    Clause,
}

/// A ruled line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// How long.
    pub length: Twips,
    /// In the middle of this width.
    pub room: Twips,
    /// Space below.
    pub after: Twips,
}

/// A box around words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// What stands in it.
    pub line: Line,
    /// Outer width.
    pub width: Twips,
    /// Outer height.
    pub height: Twips,
    /// Space above.
    pub before: Twips,
}

/// Pieces side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Columns {
    /// Of each column.
    pub widths: Vec<Twips>,
    /// Rows of columns of pieces.
    pub rows: Vec<Vec<Vec<Piece>>>,
    /// Space above.
    pub before: Twips,
}

/// A table with lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grid {
    /// Of each column.
    pub widths: Vec<Twips>,
    /// How many rows are its head.
    pub head: usize,
    /// Rows of what begins in them; together they cover the grid without gaps.
    pub rows: Vec<Vec<Slot>>,
    /// Space below.
    pub after: Twips,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// First column, from 0.
    pub column: usize,
    /// Columns covered.
    pub columns: usize,
    /// Rows covered.
    pub rows: usize,
    /// Its paragraphs, at least one.
    pub lines: Vec<Line>,
}

impl Sheet {
    /// What to draw of a document.
    pub fn of(document: &Document) -> Self {
        let mut pages = vec![main_pages(document)];
        pages.extend(annex::pages(document));
        Self {
            title: title(document),
            author: clean(&document.issuer.name.join(" ")),
            date: document.date,
            pages,
        }
    }
}

fn title(document: &Document) -> String {
    let number = document
        .number
        .map(|number| format!(" {}/{}", crate::wording::number(number), document.symbol));
    let subject = clean(&document.subject);
    let of = if subject.is_empty() {
        String::new()
    } else {
        format!(": {subject}")
    };
    format!("{}{}{of}", document.kind.name(), number.unwrap_or_default())
}

fn main_pages(document: &Document) -> Pages {
    let mut pages = Pages::new(false);
    let room = pages.room();
    let contact = clean(&document.contact);
    pages.corner = document
        .corner
        .as_deref()
        .map(|text| Line::new(Style::Corner, text));
    pages.contact = (!contact.is_empty()).then(|| Line::new(Style::Contact, &contact));
    pages.pieces = head::head(document, room);
    pages.pieces.extend(body::of_document(document, room));
    pages.pieces.extend(end::end(document, room));
    if let Some(copied) = &document.copied {
        pages.pieces.extend(end::copied(copied, room));
    }
    pages
}

impl Pages {
    fn new(is_landscape: bool) -> Self {
        let (width, height) = if is_landscape {
            (layout::PAGE_LONG, layout::PAGE_SHORT)
        } else {
            (layout::PAGE_SHORT, layout::PAGE_LONG)
        };
        Self {
            width,
            height,
            margins: layout::MARGINS,
            corner: None,
            contact: None,
            pieces: Vec::new(),
        }
    }

    /// Width of the text.
    pub fn room(&self) -> Twips {
        self.width - self.margins.left - self.margins.right
    }
}

impl Line {
    /// A paragraph of one run.
    pub fn new(style: Style, text: &str) -> Self {
        Self::of_runs(style, vec![Run::plain(text)])
    }

    /// A paragraph; its text is made clean and set in capitals where its style wants them.
    pub fn of_runs(style: Style, runs: Vec<Run>) -> Self {
        let look = style.look();
        let ready = |run: Run| Run {
            text: if look.capitals {
                clean(&run.text).to_uppercase()
            } else {
                clean(&run.text)
            },
            ..run
        };
        Self {
            style,
            marker: None,
            runs: runs
                .into_iter()
                .map(ready)
                .filter(|run| !run.text.is_empty())
                .collect(),
            left: 0,
            hanging: 0,
            stand: look.stand,
            heading: 0,
            keep: look.keep,
        }
    }

    fn marked(mut self, text: String, count: Option<Count>) -> Self {
        let bold = count.is_some();
        self.marker = Some(Marker { text, bold, count });
        self
    }

    /// Its text with its marker, as it is read.
    pub fn text(&self) -> String {
        let text: String = self.runs.iter().map(|run| run.text.as_str()).collect();
        match &self.marker {
            Some(marker) => format!("{} {text}", marker.text),
            None => text,
        }
    }

    /// Width of its text in one line.
    fn width(&self) -> Twips {
        let look = self.style.look();
        crate::width::width(&self.text(), look.half_points, look.bold)
    }
}

/// Lines of a text that has line breaks.
fn lines(style: Style, text: &str) -> impl Iterator<Item = Piece> {
    let lines = text.split('\n').filter(|line| !line.trim().is_empty());
    lines.map(move |line| Piece::Line(Line::new(style, line)))
}

/// Composed letters (DOC-02), and no signs that neither a file of XML nor paper can carry; a line break or tab becomes a space.
fn clean(text: &str) -> String {
    let printable = text.chars().filter_map(|c| match c {
        '\n' | '\r' | '\t' => Some(' '),
        '\u{200b}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => None,
        c if c.is_control() => None,
        c => Some(c),
    });
    loa_vietnamese::fold::nfc(&printable.collect::<String>())
}

#[cfg(test)]
mod tests;

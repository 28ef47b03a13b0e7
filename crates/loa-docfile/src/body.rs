//! The blocks of a document, in reading order, and where each came from.

/// Half-open range of bytes in [`Body::source`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// Where something stands in the document, as a person would say it: page 3, row 5, cell 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Page number from 1, where the format has pages (PDF); sheet number for spreadsheets.
    pub page: Option<u32>,
    /// Ordinal of the block in the document, from 1.
    pub block: u32,
    /// Row of a table, from 1; in a spreadsheet the row number that the program shows.
    pub row: Option<u32>,
    /// Column of the grid, from 1.
    pub cell: Option<u32>,
    /// The characters in [`Body::source`].
    pub span: Span,
}

/// What the file was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text, Markdown and web copies in either.
    Text,
    /// Office Open XML text.
    Docx,
    /// Office Open XML spreadsheet.
    Xlsx,
    /// PDF with a text layer.
    Pdf,
    /// Web page.
    Html,
}

/// A whole document.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// What the file was.
    pub format: Format,
    /// The document as running text, NFC. For text formats this is the decoded file itself, so that line
    /// numbers agree with an editor's; for the others, one paragraph a line, cells joined by tabs.
    pub source: String,
    /// Blocks in reading order.
    pub blocks: Vec<Block>,
}

/// One block.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Running text, a heading or a list item.
    Paragraph(Paragraph),
    /// A grid of cells.
    Table(Table),
}

/// How a paragraph looks, as far as it helps to understand it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// Heading level 1 to 9 where the file says so (Word style, `<h2>`, `##`).
    pub heading: Option<u8>,
    /// All its letters are bold.
    pub bold: bool,
    /// All its letters are italic.
    pub italic: bool,
    /// Centred.
    pub centred: bool,
}

/// Running text. Hard-wrapped source lines are joined by a space; a line break that the author
/// set (Word's Shift+Enter, `<br>`) is `\n`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Paragraph {
    /// Number or bullet that the program drew by itself ("1.", "a)", "-"); not part of `text`.
    pub marker: Option<String>,
    /// NFC, without emphasis signs, runs of spaces made one, trimmed.
    pub text: String,
    /// How it looks.
    pub look: Look,
    /// Where it stands.
    pub place: Place,
    /// Pairs (offset in `text`, offset in [`Body::source`]), ascending; between two pairs both run in
    /// step. Empty: the text starts at `place.span.start` and runs in step.
    pub steps: Vec<(u32, u32)>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Number of grid columns.
    pub columns: u32,
    /// Rows from the top.
    pub rows: Vec<Row>,
    /// Where it stands.
    pub place: Place,
}

/// A row: only cells that begin in it, by ascending column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// The cells.
    pub cells: Vec<Cell>,
    /// Where it stands.
    pub place: Place,
}

/// A cell; spans count grid rows and columns, 1 for a plain cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// First grid column, from 0.
    pub column: u32,
    /// Columns covered.
    pub col_span: u32,
    /// Rows covered.
    pub row_span: u32,
    /// Content. A table inside a cell is given as its paragraphs.
    pub paragraphs: Vec<Paragraph>,
    /// Where it stands.
    pub place: Place,
}

impl Paragraph {
    /// Marker and text, as a reader sees the line.
    pub fn line(&self) -> String {
        match &self.marker {
            Some(marker) => format!("{marker} {}", self.text),
            None => self.text.clone(),
        }
    }

    /// Where the bytes `range` of `text` stand in [`Body::source`]: from the first to the last of them,
    /// without signs of emphasis that follow.
    pub fn locate(&self, range: std::ops::Range<usize>) -> Span {
        let start = self.offset(range.start);
        let last = range.end.checked_sub(1).filter(|last| *last >= range.start);
        let end = last.map_or(start, |last| (self.offset(last) + 1).min(self.place.span.end));
        Span {
            start,
            end: end.max(start),
        }
    }

    fn offset(&self, at: usize) -> usize {
        let base = self.steps.partition_point(|(text, _)| (*text as usize) <= at);
        let source = match base.checked_sub(1).and_then(|index| self.steps.get(index)) {
            Some((text, source)) => *source as usize + (at - *text as usize),
            None => self.place.span.start + at,
        };
        source.min(self.place.span.end)
    }
}

impl Cell {
    /// The cell's lines joined by `\n`.
    pub fn text(&self) -> String {
        self.paragraphs
            .iter()
            .map(Paragraph::line)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

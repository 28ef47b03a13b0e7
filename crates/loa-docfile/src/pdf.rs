//! PDF files with a text layer.
//!
//! `lopdf` gives objects and unpacks streams within limits; of the crates looked at, `pdf-extract`
//! panics in a hundred places and sets no limits, and `hayro` unpacks without a limit. What a page
//! shows is worked out here from positions: a PDF knows letters and lines, not words or tables.

mod beside;
mod canvas;
mod cmap;
mod content;
mod flow;
mod font;
mod glyph_order;
mod grid;
mod layout;
mod line;
mod matrix;
mod place;
mod spaced;
mod structure;
mod table;
mod trust;

use lopdf::{Document, Error, LoadOptions, ObjectId};

use beside::Band;
use content::PageReader;
use flow::{Frame, Open, column_lines, whole};
use layout::{Frames, Item, Laid, is_note};
use line::Segment;
use structure::check_structure;
use table::Draft;

use crate::body::{Body, Format};
use crate::read::{Limits, ReadError};
use crate::writer::{GridCell, GridRow, Writer};

/// Fewer letters a page than this on pages of pictures: a scan with a stamp.
const MIN_LETTERS_A_PAGE: usize = 30;

/// Reads a PDF.
pub(crate) fn read_pdf(bytes: &[u8], limits: &Limits) -> Result<Body, ReadError> {
    let document = load(bytes, limits)?;
    let ids: Vec<ObjectId> = document.page_iter().take(limits.pages + 1).collect();
    if ids.len() > limits.pages {
        return Err(ReadError::TooLarge("pages"));
    }
    if ids.is_empty() {
        return Err(ReadError::Damaged("no pages".to_owned()));
    }
    let mut reader = PageReader::new(&document, limits);
    let mut pages = Vec::with_capacity(ids.len());
    for (number, id) in (1..).zip(ids) {
        pages.push(reader.page(id, number)?);
    }
    let images = pages.iter().map(|page| page.images).sum();
    let pages: Vec<Laid> = pages.into_iter().map(Laid::new).collect();
    check_text(&pages, images)?;
    let mut flow = PdfFlow {
        writer: Writer::new(Format::Pdf, limits),
        open: None,
        table: None,
        notes: Vec::new(),
    };
    let frames = Frames::new(&pages);
    for page in pages {
        flow.page(page, &frames)?;
    }
    flow.finish()
}

fn load(bytes: &[u8], limits: &Limits) -> Result<Document, ReadError> {
    check_structure(bytes, limits.unpacked_bytes / 16)?;
    let options = LoadOptions::with_max_decompressed_size(limits.unpacked_bytes / 16);
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        Error::Decryption(_) | Error::InvalidPassword => ReadError::Encrypted,
        Error::Decompress(_) => ReadError::TooLarge("object stream"),
        other => ReadError::Damaged(format!("PDF: {other}")),
    })?;
    if document.is_encrypted() {
        return Err(ReadError::Encrypted);
    }
    Ok(document)
}

/// Refuses a scan, and text whose letters cannot be trusted.
fn check_text(pages: &[Laid], images: usize) -> Result<(), ReadError> {
    let text: String = pages.iter().map(Laid::text).collect();
    let unknown = text.matches(char::REPLACEMENT_CHARACTER).count();
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    if letters + unknown == 0 || (images > 0 && letters + unknown < MIN_LETTERS_A_PAGE * pages.len()) {
        return Err(ReadError::NoTextLayer);
    }
    trust::check(&text, unknown)
}

/// Collects blocks over pages.
struct PdfFlow {
    writer: Writer,
    open: Option<Open>,
    table: Option<Draft>,
    /// Footnotes with the edges of their page and its number: they stand at the end.
    notes: Vec<(Segment, Frame, u32)>,
}

impl PdfFlow {
    fn page(&mut self, mut page: Laid, frames: &Frames) -> Result<(), ReadError> {
        let frame = frames.of(&page);
        let number = page.number;
        let notes = std::mem::take(&mut page.notes).into_iter().filter_map(whole);
        self.notes.extend(notes.map(|note| (note, frame, number)));
        let mut turned = true;
        for item in page.items(frame) {
            match item {
                Item::Band(Band::Line(row)) => {
                    self.end_table()?;
                    if let Some(line) = whole(row) {
                        self.line(line, frame, number, turned)?;
                    }
                }
                Item::Band(Band::Columns(left, right)) => {
                    self.end_table()?;
                    self.end_paragraph()?;
                    self.columns(left, right, number)?;
                }
                Item::Table(draft) => {
                    self.end_paragraph()?;
                    let other = match &mut self.table {
                        Some(table) if turned => table.go_on(draft),
                        _ => Some(draft),
                    };
                    if other.is_some() {
                        self.end_table()?;
                        self.table = other;
                    }
                }
            }
            turned = false;
        }
        Ok(())
    }

    fn line(&mut self, line: Segment, frame: Frame, page: u32, turned: bool) -> Result<(), ReadError> {
        match &mut self.open {
            Some(open) if open.goes_on(&line, frame, turned) => open.push(line, frame),
            _ => {
                self.end_paragraph()?;
                self.open = Some(Open::new(line, frame, page));
            }
        }
        Ok(())
    }

    fn columns(&mut self, left: Vec<Segment>, right: Vec<Segment>, page: u32) -> Result<(), ReadError> {
        let cells = [left, right]
            .into_iter()
            .zip(0..)
            .map(|(segments, column)| GridCell {
                column,
                col_span: 1,
                row_span: 1,
                lines: column_lines(segments),
            });
        let row = GridRow {
            number: None,
            page: Some(page),
            cells: cells.collect(),
        };
        self.writer.table(vec![row], Some(page))
    }

    fn end_paragraph(&mut self) -> Result<(), ReadError> {
        match self.open.take() {
            Some(open) => {
                let page = open.page;
                self.writer.paragraph(open.into_line(), Some(page))
            }
            None => Ok(()),
        }
    }

    fn end_table(&mut self) -> Result<(), ReadError> {
        match self.table.take() {
            Some(table) => {
                let page = table.page;
                self.writer.table(table.into_rows(), Some(page))
            }
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<Body, ReadError> {
        self.end_paragraph()?;
        self.end_table()?;
        for (note, frame, page) in std::mem::take(&mut self.notes) {
            if is_note(&note.text) {
                self.end_paragraph()?;
            }
            self.line(note, frame, page, false)?;
        }
        self.end_paragraph()?;
        Ok(self.writer.finish())
    }
}

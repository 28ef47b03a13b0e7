//! PDF files with a text layer.
//!
//! `lopdf` gives objects and unpacks streams within limits; of the crates looked at, `pdf-extract`
//! panics in a hundred places and sets no limits, and `hayro` unpacks without a limit. What a page
//! shows is worked out here from positions: a PDF knows letters and lines, not words or tables.

mod beside;
mod cmap;
mod content;
mod flow;
mod font;
mod grid;
mod line;
mod matrix;
mod table;
mod trust;

use lopdf::{Document, Error, LoadOptions, ObjectId};

use beside::{Band, bands};
use content::{Page, PageReader};
use flow::{Frame, Open, column_lines, whole};
use line::{Row, Segment};
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
    check_text(&pages)?;
    let mut flow = PdfFlow {
        writer: Writer::new(Format::Pdf, limits),
        open: None,
        table: None,
    };
    let frames = Frames::new(&pages);
    for page in pages {
        flow.page(page, &frames)?;
    }
    flow.finish()
}

fn load(bytes: &[u8], limits: &Limits) -> Result<Document, ReadError> {
    let streams = structure_streams(bytes);
    let max = limits.unpacked_bytes / 4 / streams.max(1);
    if max < 64 << 10 {
        return Err(ReadError::TooLarge("object streams"));
    }
    let options = LoadOptions::with_max_decompressed_size(max);
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

/// Streams that the library unpacks while it loads: those that hold objects, and those whose
/// dictionary hides what they are behind escaped names or stands too far away to be seen.
fn structure_streams(bytes: &[u8]) -> usize {
    const NEAR: usize = 2_048;
    let mut count = 0;
    let mut rest = bytes;
    let mut at = 0;
    while let Some(found) = rest.windows(6).position(|window| window == b"stream") {
        let keyword = at + found;
        let ends = bytes
            .get(..keyword)
            .is_some_and(|before| before.ends_with(b"end"));
        if !ends {
            let near = bytes
                .get(keyword.saturating_sub(NEAR)..keyword)
                .unwrap_or_default();
            let start = near
                .windows(5)
                .rposition(|window| window == b" obj\n" || window == b" obj\r" || window == b" obj<");
            let dict = start.map_or(near, |start| near.get(start..).unwrap_or_default());
            let holds = |needle: &[u8]| dict.windows(needle.len()).any(|window| window == needle);
            if start.is_none() || holds(b"ObjStm") || holds(b"XRef") || holds(b"#") {
                count += 1;
            }
        }
        at = keyword + 6;
        rest = bytes.get(at..).unwrap_or_default();
    }
    count
}

fn check_text(pages: &[Page]) -> Result<(), ReadError> {
    let mut text = String::new();
    let mut unknown = 0;
    for page in pages {
        for row in line::rows(page.glyphs.clone()) {
            for segment in row {
                unknown += segment.text.matches(char::REPLACEMENT_CHARACTER).count();
                text.push_str(&segment.text);
                text.push(' ');
            }
        }
    }
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let images: usize = pages.iter().map(|page| page.images).sum();
    if letters + unknown == 0 || (images > 0 && letters + unknown < MIN_LETTERS_A_PAGE * pages.len()) {
        return Err(ReadError::NoTextLayer);
    }
    trust::check(&text, unknown)
}

/// Edges of the running text, by width of the page: short pages borrow them from full ones.
struct Frames(Vec<(f64, Frame)>);

impl Frames {
    fn new(pages: &[Page]) -> Self {
        let mut widths: Vec<f64> = pages.iter().map(|page| page.width).collect();
        widths.sort_by(f64::total_cmp);
        widths.dedup_by(|a, b| (*a - *b).abs() < 2.0);
        let frame = |width: f64| {
            let alike = pages.iter().filter(|page| (page.width - width).abs() < 2.0);
            let rows: Vec<Segment> = alike
                .flat_map(|page| {
                    line::rows(
                        page.glyphs
                            .iter()
                            .filter(|glyph| !glyph.running)
                            .cloned()
                            .collect(),
                    )
                })
                .filter_map(whole)
                .collect();
            Frame {
                left: common(rows.iter().map(|row| row.left), false).unwrap_or(0.0),
                right: common(rows.iter().map(|row| row.right), true).unwrap_or(width),
            }
        };
        Self(widths.into_iter().map(|width| (width, frame(width))).collect())
    }

    fn of(&self, page: &Page) -> Frame {
        let found = self.0.iter().find(|(width, _)| (width - page.width).abs() < 2.0);
        found.map_or(
            Frame {
                left: 0.0,
                right: page.width,
            },
            |(_, frame)| *frame,
        )
    }
}

/// The outermost position where several lines begin or end.
fn common(positions: impl Iterator<Item = f64>, outermost_right: bool) -> Option<f64> {
    let mut sorted: Vec<f64> = positions.collect();
    sorted.sort_by(f64::total_cmp);
    if outermost_right {
        sorted.reverse();
    }
    let needed = (sorted.len() / 12).clamp(2, 12);
    let several = sorted.iter().enumerate().find(|(index, position)| {
        sorted
            .get(index + needed - 1)
            .is_some_and(|other| (**position - other).abs() <= 4.0)
    });
    several
        .map(|(_, position)| *position)
        .or_else(|| sorted.first().copied())
}

/// Collects blocks over pages.
struct PdfFlow {
    writer: Writer,
    open: Option<Open>,
    table: Option<Draft>,
}

enum Item {
    Band(Band),
    Table(Draft),
}

impl PdfFlow {
    fn page(&mut self, mut page: Page, frames: &Frames) -> Result<(), ReadError> {
        let frame = frames.of(&page);
        let number = page.number;
        let items = page_items(&mut page, frame);
        let mut turned = true;
        for item in items {
            match item {
                Item::Band(Band::Line(row)) => {
                    self.end_table()?;
                    if let Some(line) = whole(row) {
                        self.line(line, frame, number, turned);
                    }
                }
                Item::Band(Band::Columns(left, right)) => {
                    self.end_table()?;
                    self.end_paragraph();
                    self.columns(left, right, number)?;
                }
                Item::Table(draft) => {
                    self.end_paragraph();
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

    fn line(&mut self, line: Segment, frame: Frame, page: u32, turned: bool) {
        match &mut self.open {
            Some(open) if open.goes_on(&line, frame, turned) => open.push(line, frame),
            _ => {
                self.end_paragraph();
                self.open = Some(Open::new(line, frame, page));
            }
        }
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

    fn end_paragraph(&mut self) {
        if let Some(open) = self.open.take() {
            let page = open.page;
            self.writer.paragraph(open.into_line(), Some(page));
        }
    }

    fn end_table(&mut self) -> Result<(), ReadError> {
        match self.table.take() {
            Some(table) => self.writer.table(table.rows, Some(table.page)),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<Body, ReadError> {
        self.end_paragraph();
        self.end_table()?;
        Ok(self.writer.finish())
    }
}

/// What stands on a page, from the top, without page numbers and running titles.
fn page_items(page: &mut Page, frame: Frame) -> Vec<Item> {
    let grids = grid::grids(page);
    let mut inside = vec![Vec::new(); grids.len()];
    let mut free = Vec::new();
    for glyph in std::mem::take(&mut page.glyphs) {
        if glyph.running {
            continue;
        }
        let (x, y) = (
            f64::midpoint(glyph.left, glyph.right),
            glyph.baseline - glyph.size * 0.3,
        );
        let holder = grids.iter().position(|grid| grid.holds(x, y));
        match holder.and_then(|index| inside.get_mut(index)) {
            Some(glyphs) => glyphs.push(glyph),
            None => free.push(glyph),
        }
    }
    let mut rows = line::rows(free);
    drop_page_number(&mut rows, page);
    let mut tables: Vec<(f64, Draft)> = Vec::new();
    for (grid, glyphs) in grids.iter().zip(inside) {
        if glyphs.iter().any(|glyph| !glyph.text.trim().is_empty()) {
            tables.push((grid.top, Draft::new(grid, glyphs, page.number)));
        }
    }
    tables.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut items = Vec::new();
    let mut rows = rows.into_iter().peekable();
    for (top, table) in tables {
        let mut above = Vec::new();
        while let Some(row) = rows.next_if(|row| row.first().is_none_or(|segment| segment.baseline <= top)) {
            above.push(row);
        }
        items.extend(bands(&above, frame).into_iter().map(Item::Band));
        items.push(Item::Table(table));
    }
    let below: Vec<Row> = rows.collect();
    items.extend(bands(&below, frame).into_iter().map(Item::Band));
    items
}

/// A number alone on the first or last line, or "Trang 2/12".
fn drop_page_number(rows: &mut Vec<Row>, page: &Page) {
    let is_number = |row: &Row| {
        let [segment] = row.as_slice() else { return false };
        let text = segment.text.to_lowercase();
        let text = text
            .trim_start_matches("trang")
            .trim_matches([' ', '-', '–', '.']);
        let mut parts = text.split('/').map(str::trim);
        let margin = segment.top() < page.height * 0.13 || segment.baseline > page.height * 0.87;
        margin
            && parts
                .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if rows.first().is_some_and(is_number) {
        rows.remove(0);
    }
    if rows.last().is_some_and(is_number) {
        rows.pop();
    }
}

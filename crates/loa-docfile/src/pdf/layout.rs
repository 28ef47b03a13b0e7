//! A page taken apart: running text, tables, and the edges of the text.

use super::beside::{Band, bands};
use super::content::Page;
use super::flow::{Frame, whole};
use super::grid::grids;
use super::line::{Row, rows};
use super::spaced::find;
use super::table::Draft;

/// Fewer lines than this do not show where the text's edges are.
const FEW_LINES: usize = 12;

/// A page with its letters sorted into lines and tables.
pub(super) struct Laid {
    pub number: u32,
    width: f64,
    /// Lines outside tables, without page numbers, running titles and footnotes.
    rows: Vec<Row>,
    /// Lines of footnotes.
    pub notes: Vec<Row>,
    /// Tables with their top, left and right edges.
    tables: Vec<([f64; 3], Draft)>,
}

/// What stands on a page.
pub(super) enum Item {
    Band(Band),
    Table(Draft),
}

impl Laid {
    pub(super) fn new(page: Page) -> Self {
        let grids = grids(&page);
        let mut inside = vec![Vec::new(); grids.len()];
        let mut free = Vec::new();
        for glyph in page.glyphs.into_iter().filter(|glyph| !glyph.running) {
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
        let mut rows = rows(free);
        drop_page_number(&mut rows, page.height);
        let notes = take_notes(&mut rows);
        let mut tables = Vec::new();
        for (grid, glyphs) in grids.iter().zip(inside) {
            if glyphs.iter().any(|glyph| !glyph.text.trim().is_empty()) {
                let edges = [grid.top, grid.left(), grid.right()];
                tables.push((edges, Draft::new(grid, glyphs, page.number)));
            }
        }
        tables.sort_by(|a, b| a.0[0].total_cmp(&b.0[0]));
        Self {
            number: page.number,
            width: page.width,
            rows,
            notes,
            tables,
        }
    }

    /// All text, to judge the letters by.
    pub(super) fn text(&self) -> String {
        let lines = self.rows.iter().flatten().map(|segment| segment.text.as_str());
        let cells = self.tables.iter().flat_map(|(_, draft)| draft.lines());
        lines.chain(cells).flat_map(|text| [text, " "]).collect()
    }

    /// Lines, columns and tables from the top.
    pub(super) fn items(self, frame: Frame) -> Vec<Item> {
        let number = self.number;
        let mut items = Vec::new();
        let mut rows = self.rows.into_iter().peekable();
        for ([top, ..], draft) in self.tables {
            let mut above = Vec::new();
            while let Some(row) = rows.next_if(|row| row.first().is_none_or(|first| first.baseline <= top)) {
                above.push(row);
            }
            add_text(&mut items, &above, frame, number);
            items.push(Item::Table(draft));
        }
        let below: Vec<Row> = rows.collect();
        add_text(&mut items, &below, frame, number);
        items
    }
}

/// Lines between ruled tables: running text, columns side by side, tables without lines.
fn add_text(items: &mut Vec<Item>, rows: &[Row], frame: Frame, page: u32) {
    let mut rest = rows;
    while let Some(table) = find(rest) {
        let (above, below) = (rest.get(..table.range.start), rest.get(table.range.end..));
        items.extend(
            bands(above.unwrap_or_default(), frame)
                .into_iter()
                .map(Item::Band),
        );
        items.push(Item::Table(Draft::spaced(table, page)));
        rest = below.unwrap_or_default();
    }
    items.extend(bands(rest, frame).into_iter().map(Item::Band));
}

/// Edges of the running text, by width of the page: short pages borrow them from full ones.
pub(super) struct Frames(Vec<(f64, Frame)>);

impl Frames {
    pub(super) fn new(pages: &[Laid]) -> Self {
        let mut widths: Vec<f64> = pages.iter().map(|page| page.width).collect();
        widths.sort_by(f64::total_cmp);
        widths.dedup_by(|a, b| (*a - *b).abs() < 2.0);
        let frame = |width: f64| {
            let alike = pages.iter().filter(|page| (page.width - width).abs() < 2.0);
            let mut edges: Vec<(f64, f64)> = alike
                .clone()
                .flat_map(|page| page.rows.iter().cloned().filter_map(whole))
                .map(|row| (row.left, row.right))
                .collect();
            // A few title lines over a table are centred between the table's edges.
            if edges.len() < FEW_LINES {
                let tables = alike
                    .flat_map(|page| &page.tables)
                    .map(|([_, left, right], _)| (*left, *right));
                edges.extend(tables.flat_map(|edges| [edges, edges]));
            }
            Frame {
                left: common(edges.iter().map(|edge| edge.0), false).unwrap_or(0.0),
                right: common(edges.iter().map(|edge| edge.1), true).unwrap_or(width),
            }
        };
        Self(widths.into_iter().map(|width| (width, frame(width))).collect())
    }

    pub(super) fn of(&self, page: &Laid) -> Frame {
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

/// A number alone on the first or last line, or "Trang 2/12".
fn drop_page_number(rows: &mut Vec<Row>, height: f64) {
    let is_number = |row: &Row| {
        let [segment] = row.as_slice() else { return false };
        let text = segment.text.to_lowercase();
        let text = text
            .trim_start_matches("trang")
            .trim_matches([' ', '-', '–', '.']);
        let mut parts = text.split('/').map(str::trim);
        let margin = segment.top() < height * 0.13 || segment.baseline > height * 0.87;
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

/// Takes the footnotes from the foot of a page: lines in a clearly smaller size, of which the first
/// begins with a number or a star. Left in place they would cut the sentence that goes on on the next page.
fn take_notes(rows: &mut Vec<Row>) -> Vec<Row> {
    let size = |row: &Row| row.iter().map(|segment| segment.size).fold(0.0, f64::max);
    let mut sizes: Vec<f64> = rows.iter().map(size).collect();
    sizes.sort_by(f64::total_cmp);
    let Some(common) = sizes.get(sizes.len() / 2).copied() else {
        return Vec::new();
    };
    let small = rows
        .iter()
        .rev()
        .take_while(|row| size(row) <= common * 0.82)
        .count();
    let foot = rows.len() - small;
    let is_note = |row: &Row| row.len() == 1 && row.first().is_some_and(|segment| is_note(&segment.text));
    let first = rows.iter().skip(foot).position(is_note);
    match first {
        Some(first) if foot > 0 => rows.split_off(foot + first),
        _ => Vec::new(),
    }
}

/// "1 Theo Kế hoạch …", "[2] …", "* …".
pub(super) fn is_note(text: &str) -> bool {
    let inner = text.trim_start_matches(['[', '(']);
    let rest = inner.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let digits = inner.len() - rest.len();
    let rest = rest.trim_start_matches([']', ')', '.', ' ']);
    let says = rest.starts_with(char::is_alphabetic);
    ((1..=3).contains(&digits) && says) || text.starts_with('*')
}

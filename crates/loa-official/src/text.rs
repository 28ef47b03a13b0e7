//! A document as lines of text.

use crate::document::Document;
use crate::sheet::{Piece, Sheet, Slot};

/// The lines as they are read, with their numbers: from left to right and from top to bottom, cells of a row of a table with a tab
/// between them, annexes at the end. For search, and to compare with what somebody signed.
pub fn plain(document: &Document) -> Vec<String> {
    let sheet = Sheet::of(document);
    let mut lines = Vec::new();
    for pages in &sheet.pages {
        lines.extend(pages.corner.iter().map(|line| line.text()));
        gather(&pages.pieces, &mut lines);
        lines.extend(pages.contact.iter().map(|line| line.text()));
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

fn gather(pieces: &[Piece], lines: &mut Vec<String>) {
    for piece in pieces {
        match piece {
            Piece::Line(line) => lines.push(line.text()),
            Piece::Stamp(stamp) => lines.push(stamp.line.text()),
            Piece::Columns(columns) => columns
                .rows
                .iter()
                .flatten()
                .for_each(|column| gather(column, lines)),
            Piece::Table(table) => lines.extend(table.rows.iter().map(|row| {
                let cell = |cell: &Slot| {
                    cell.lines
                        .iter()
                        .map(|line| line.text())
                        .collect::<Vec<_>>()
                        .join(" ")
                };
                row.iter().map(cell).collect::<Vec<_>>().join("\t")
            })),
            Piece::Rule(_) | Piece::Gap { .. } => {}
        }
    }
}

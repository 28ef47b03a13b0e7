//! What holds for every body, whatever the file was.

use loa_docfile::body::{Block, Body, Format, Paragraph, Span};

/// Fails when a span does not lie in the source, a text differs from what its span shows, or a table's
/// cells do not fit its grid.
pub fn check(body: &Body) {
    for (index, block) in body.blocks.iter().enumerate() {
        match block {
            Block::Paragraph(paragraph) => {
                assert_eq!(paragraph.place.block as usize, index + 1);
                check_paragraph(body, paragraph);
            }
            Block::Table(table) => {
                assert_eq!(table.place.block as usize, index + 1);
                let total = table.rows.len();
                for (at, row) in table.rows.iter().enumerate() {
                    show(body, row.place.span);
                    assert!(
                        row.cells.is_sorted_by(|a, b| a.column + a.col_span <= b.column),
                        "cells overlap"
                    );
                    for cell in &row.cells {
                        assert!(
                            cell.col_span >= 1 && cell.column + cell.col_span <= table.columns,
                            "a cell sticks out"
                        );
                        assert!(
                            cell.row_span >= 1 && at + cell.row_span as usize <= total,
                            "a cell hangs out"
                        );
                        show(body, cell.place.span);
                        cell.paragraphs
                            .iter()
                            .for_each(|paragraph| check_paragraph(body, paragraph));
                    }
                }
            }
        }
    }
}

fn check_paragraph(body: &Body, paragraph: &Paragraph) {
    assert!(
        !paragraph.text.is_empty() || paragraph.marker.is_some(),
        "an empty paragraph"
    );
    show(body, paragraph.place.span);
    let shown = show(body, paragraph.locate(0..paragraph.text.len()));
    // The source of a text file is the file itself, with its own blanks and emphasis signs.
    if body.format != Format::Text {
        assert_eq!(shown, paragraph.text);
    }
}

fn show(body: &Body, span: Span) -> &str {
    body.source
        .get(span.start..span.end)
        .unwrap_or_else(|| panic!("{span:?} is no piece of the source"))
}

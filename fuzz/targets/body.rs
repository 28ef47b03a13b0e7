//! What the targets share: limits small enough to be reached, and the law of every body.

#![allow(dead_code, reason = "no target uses all of it")]

use std::io::{Cursor, Write};

use loa_docfile::body::{Block, Paragraph};
use loa_docfile::read::{Limits, read};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Limits that a fuzzer's small inputs can reach.
pub fn limits() -> Limits {
    Limits {
        file_bytes: 1 << 20,
        unpacked_bytes: 4 << 20,
        pages: 50,
        cells: 20_000,
        ..Limits::default()
    }
}

/// Reads a file and checks that every span lies in the source.
pub fn read_and_check(name: &str, bytes: &[u8]) {
    let Ok(body) = read(name, bytes, &limits()) else {
        return;
    };
    let shows = |paragraph: &Paragraph| {
        let span = paragraph.locate(0..paragraph.text.len());
        assert!(
            body.source.get(span.start..span.end).is_some(),
            "{span:?} is no piece of the source"
        );
    };
    for block in &body.blocks {
        match block {
            Block::Paragraph(paragraph) => shows(paragraph),
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    assert!(cell.column + cell.col_span <= table.columns, "a cell sticks out");
                    cell.paragraphs.iter().for_each(&shows);
                }
            }
        }
    }
}

/// Zips parts without compression: the checksums are right, whatever is inside.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(*name, plain).expect("a part begins");
        zip.write_all(bytes).expect("a part is written");
    }
    zip.finish().expect("the archive ends").into_inner()
}

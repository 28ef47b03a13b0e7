//! Prints the blocks of a document: `cargo run -p loa-docfile --example dump FILE`.

#![expect(clippy::print_stdout, reason = "printing is what this example does")]

use loa_docfile::body::{Block, Paragraph, Row};
use loa_docfile::read::{Limits, read};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let body = read(&path, &bytes, &Limits::default())?;
        println!("{path}: {:?}, {} blocks", body.format, body.blocks.len());
        for block in &body.blocks {
            match block {
                Block::Paragraph(paragraph) => println!("{}", line(paragraph)),
                Block::Table(table) => {
                    println!(
                        "[{}] table of {} columns, {} rows",
                        table.place.block,
                        table.columns,
                        table.rows.len()
                    );
                    for row in &table.rows {
                        println!("  {}", cells(row));
                    }
                }
            }
        }
    }
    Ok(())
}

fn line(paragraph: &Paragraph) -> String {
    let look = paragraph.look;
    let heading = look.heading.map(|level| format!("h{level} ")).unwrap_or_default();
    let mark = |on: bool, sign: &'static str| if on { sign } else { "" };
    format!(
        "[{}] {heading}{}{}{}{}",
        paragraph.place.block,
        mark(look.bold, "B "),
        mark(look.italic, "I "),
        mark(look.centred, "C "),
        paragraph.line().replace('\n', "⏎")
    )
}

fn cells(row: &Row) -> String {
    let number = row.place.row.unwrap_or(0);
    let cell = |cell: &loa_docfile::body::Cell| {
        let span = if cell.col_span > 1 {
            format!("+{}", cell.col_span - 1)
        } else {
            String::new()
        };
        let rows = if cell.row_span > 1 {
            format!("/{}", cell.row_span)
        } else {
            String::new()
        };
        format!(
            "{}{span}{rows}:{}",
            cell.column + 1,
            cell.text().replace('\n', "⏎")
        )
    };
    format!(
        "{number}| {}",
        row.cells.iter().map(cell).collect::<Vec<_>>().join(" | ")
    )
}

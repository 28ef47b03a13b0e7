//! Documents from files of JSON to PDF and DOCX files beside them: `print FILE.json …`, which is what Loa does, as a process of its
//! own. With a number before the files each is drawn so often, and the mean times are told: `print 20 FILE.json`.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use loa_official::document::Document;
use loa_official::docx;
use loa_print::printer::Printer;

fn main() -> Result<()> {
    let printer = Printer::new()?;
    let mut arguments = std::env::args().skip(1).peekable();
    let rounds: Option<u32> = arguments.peek().and_then(|first| first.parse().ok());
    for file in arguments.skip(usize::from(rounds.is_some())) {
        let path = Path::new(&file);
        let bytes = std::fs::read(path).with_context(|| file.clone())?;
        let document: Document = serde_json::from_slice(&bytes).with_context(|| file.clone())?;
        std::fs::write(path.with_extension("pdf"), printer.pdf(&document)?)?;
        std::fs::write(path.with_extension("docx"), docx::write(&document)?)?;
        if let Some(rounds) = rounds.filter(|rounds| *rounds > 0) {
            tell(&printer, &document, rounds)?;
        }
    }
    Ok(())
}

#[allow(clippy::print_stdout, reason = "a program for the terminal")]
fn tell(printer: &Printer, document: &Document, rounds: u32) -> Result<()> {
    let start = Instant::now();
    for _ in 0..rounds {
        printer.pdf(document)?;
    }
    let pdf = start.elapsed() / rounds;
    let start = Instant::now();
    for _ in 0..rounds {
        docx::write(document)?;
    }
    let docx = start.elapsed() / rounds;
    println!(
        "pdf_ms\t{:.1}\ndocx_ms\t{:.1}",
        pdf.as_secs_f64() * 1e3,
        docx.as_secs_f64() * 1e3
    );
    Ok(())
}

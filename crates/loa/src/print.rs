//! The printer of the program: its fonts are loaded once, when the first document is printed.

use std::sync::OnceLock;

use loa_official::document::Document;
use loa_official::handout::Handout;
use loa_print::printer::{PrintError, Printer};

static PRINTER: OnceLock<Result<Printer, PrintError>> = OnceLock::new();

/// An official document as a PDF file.
///
/// # Errors
/// What the library says.
pub fn pdf(document: &Document) -> Result<Vec<u8>, String> {
    match PRINTER.get_or_init(Printer::new) {
        Ok(printer) => printer.pdf(document).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// A handout as a PDF file, a card as a PNG file; `code`: its address as a QR code (SVG).
///
/// # Errors
/// What the library says.
pub fn handout(handout: &Handout, code: &str) -> Result<Vec<u8>, String> {
    match PRINTER.get_or_init(Printer::new) {
        Ok(printer) => printer.handout(handout, code).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

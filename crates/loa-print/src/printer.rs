//! Makes PDF files.

use jiff::civil::Date;
use loa_official::document::Document;
use loa_official::layout::{self, Style};
use loa_official::sheet::Sheet;
use serde_json::{Value, json};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::world::{Fonts, Job, Template};

/// Shown in place of a character that the fonts do not have.
pub(crate) const UNKNOWN: char = '□';

/// Draws documents; holds the fonts, so one for the whole program.
///
/// Drawing takes one core for some ten milliseconds a page of tables: call it where blocking is allowed, few at a time.
pub struct Printer {
    pub(crate) fonts: Fonts,
    standards: PdfStandards,
    /// Of handouts: for who cannot see them, not for an archive.
    pub(crate) read_aloud: PdfStandards,
    looks: Value,
}

/// Why no file could be made. It is not the document's fault: any text can be drawn.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The fonts inside the program cannot be read.
    #[error("the fonts inside the program cannot be read")]
    Fonts,
    /// The library refuses; its words, for the log.
    #[error("typst: {0}")]
    Typst(String),
    /// The document could not be handed over as data.
    #[error("the document could not be handed over")]
    Data(#[from] serde_json::Error),
}

impl Printer {
    /// Loads the fonts.
    pub fn new() -> Result<Self, PrintError> {
        let fonts = Fonts::load().ok_or(PrintError::Fonts)?;
        let standards = |wanted: &[PdfStandard]| {
            PdfStandards::new(wanted).map_err(|refused| PrintError::Typst(refused.message().to_string()))
        };
        let looks: serde_json::Map<String, Value> = Style::ALL
            .iter()
            .map(|(style, look)| Ok((format!("{style:?}"), serde_json::to_value(look)?)))
            .collect::<Result<_, serde_json::Error>>()?;
        Ok(Self {
            fonts,
            standards: standards(&[PdfStandard::A_2a, PdfStandard::Ua_1])?,
            read_aloud: standards(&[PdfStandard::Ua_1])?,
            looks: Value::Object(looks),
        })
    }

    /// The document as a PDF file (PDF/A-2a, PDF/UA-1), the same bytes every time.
    pub fn pdf(&self, document: &Document) -> Result<Vec<u8>, PrintError> {
        let sheet = Sheet::of(document);
        let data = serde_json::to_string(&json!({
            "sheet": sheet,
            "looks": self.looks,
            "edge": layout::EDGE,
            "inset": layout::CELL_INSET,
            "rule": layout::RULE_HEIGHT,
            "single": layout::SINGLE,
            "below": layout::BELOW,
        }))?;
        let data: String = data
            .chars()
            .map(|c| if self.fonts.have(c) { c } else { UNKNOWN })
            .collect();
        let _forget = Forget;
        let pages: PagedDocument = typst::compile(&Job::new(&self.fonts, Template::Sheet, data))
            .output
            .map_err(|refused| said(&refused))?;
        let options = PdfOptions {
            ident: Smart::Custom(sheet.title.clone()),
            creator: Smart::Custom(Some("Loa".to_owned())),
            timestamp: timestamp(document),
            standards: self.standards.clone(),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&pages, &options).map_err(|refused| said(&refused))
    }
}

/// The day of issue, since the file must say when it was made and the clock is not looked at; while that is open, the first day of the
/// document's year.
fn timestamp(document: &Document) -> Option<Timestamp> {
    let year = document.year.clamp(1970, 9999);
    let date = document.date.or_else(|| Date::new(year, 1, 1).ok())?;
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    Datetime::from_ymd_hms(i32::from(date.year()), month, day, 0, 0, 0).map(Timestamp::new_utc)
}

pub(crate) fn said(refused: &[SourceDiagnostic]) -> PrintError {
    let words: Vec<&str> = refused.iter().map(|one| one.message.as_str()).collect();
    PrintError::Typst(words.join("; "))
}

/// What typst remembers of a document goes when it is done, however that ended; it would keep every document otherwise.
pub(crate) struct Forget;

impl Drop for Forget {
    fn drop(&mut self) {
        comemo::evict(0);
    }
}

#[cfg(test)]
mod tests {
    use loa_official::document::{Block, Cell, Document, Issuer, Table};
    use loa_official::kind::Kind;

    use super::Printer;

    fn document(body: Vec<Block>) -> Document {
        let issuer = Issuer {
            superior: None,
            name: vec!["ỦY BAN NHÂN DÂN".to_owned(), "XÃ SÔNG MÃ".to_owned()],
        };
        let mut document = Document::new(Kind::Report, issuer, "BC-UBND", "Kết quả");
        document.body = body;
        document
    }

    fn text(pdf: &[u8]) -> String {
        let limits = loa_docfile::read::Limits::default();
        loa_docfile::read::read("a.pdf", pdf, &limits).unwrap().source
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let printer = Printer::new().unwrap();
        let one = printer.pdf(&document(vec![Block::text("Một")])).unwrap();
        let other = printer.pdf(&document(vec![Block::text("Hai")])).unwrap();
        let again = Printer::new()
            .unwrap()
            .pdf(&document(vec![Block::text("Một")]))
            .unwrap();
        assert!(one == again && one != other);
    }

    #[test]
    fn text_is_never_markup_and_no_character_stops_it() {
        let hostile = "#panic() $x$ *đậm* @ai \\u{1} <nhãn> \"ngoặc\" // \u{1} 漢 🎉 e\u{301}";
        let pdf = Printer::new()
            .unwrap()
            .pdf(&document(vec![Block::text(hostile)]))
            .unwrap();
        let text = text(&pdf);
        assert!(
            text.contains("#panic() $x$ *đậm* @ai \\u{1} <nhãn> \"ngoặc\" //"),
            "{text}"
        );
        assert!(text.contains("□ □ é./."), "{text}");
    }

    #[test]
    fn an_empty_document_has_a_page() {
        let issuer = Issuer {
            superior: None,
            name: Vec::new(),
        };
        let printer = Printer::new().unwrap();
        for kind in [Kind::Letter, Kind::OpenLetter, Kind::Plan] {
            let empty = Document::new(kind, issuer.clone(), "", "");
            assert!(text(&printer.pdf(&empty).unwrap()).contains("Lưu: VT."));
        }
    }

    #[test]
    fn no_row_of_a_long_table_is_lost() {
        let row = |count: u32| vec![Cell::of(format!("dòng-{count}")), Cell::of("Nội dung")];
        let table = Table {
            columns: vec![1, 3],
            align: Vec::new(),
            head: vec![vec![Cell::of("Đầu"), Cell::of("Bảng")]],
            rows: (0..400).map(row).collect(),
        };
        let text = text(
            &Printer::new()
                .unwrap()
                .pdf(&document(vec![Block::Table(table)]))
                .unwrap(),
        );
        assert!((0..400).all(|count| text.contains(&format!("dòng-{count}"))));
    }
}

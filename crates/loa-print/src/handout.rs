//! Draws handouts: posters and copies to read aloud as PDF, cards as PNG.

use loa_official::handout::{Form, Handout};
use serde_json::json;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};
use typst_render::RenderOptions;

use crate::printer::{Forget, PrintError, Printer, UNKNOWN, said};
use crate::world::{Job, Template};

/// A3 has this many times the edges of A4.
const A3: f64 = std::f64::consts::SQRT_2;
/// What a poster says beside its code.
const SCAN: &str = "Quét mã bằng điện thoại để đọc, nghe";

impl Printer {
    /// A handout: PDF/UA-1, or PNG for a card; the same bytes every time. `code`: the address as a QR code, an SVG file.
    ///
    /// # Errors
    /// [`PrintError`]
    pub fn handout(&self, handout: &Handout, code: &str) -> Result<Vec<u8>, PrintError> {
        let text = |words: &str| -> String {
            let shown = |c: char| if self.fonts.speak(c) { c } else { UNKNOWN };
            words.chars().filter(|c| !c.is_control()).map(shown).collect()
        };
        let (form, scale) = match handout.form {
            Form::Card => ("card", 1.0),
            Form::Reading => ("reading", 1.0),
            Form::PosterA4 => ("poster", 1.0),
            Form::PosterA3 => ("poster", A3),
        };
        let title = text(&handout.title);
        let data = serde_json::to_string(&json!({
            "form": form,
            "scale": scale,
            "language": handout.language,
            "unit": text(&handout.unit),
            "title": title,
            "lines": handout.lines.iter().map(|line| text(line)).collect::<Vec<_>>(),
            "foot": text(&handout.foot),
            "address": text(&handout.address),
            "spoken": text(&handout.spoken),
            "scan": SCAN,
            "code": code,
        }))?;
        let _forget = Forget;
        let pages: PagedDocument = typst::compile(&Job::new(&self.fonts, Template::Handout, data))
            .output
            .map_err(|refused| said(&refused))?;
        if handout.form == Form::Card {
            return png(&pages);
        }
        let options = PdfOptions {
            ident: Smart::Custom(title),
            creator: Smart::Custom(Some("Loa".to_owned())),
            // Nothing on it is of a day; the file has to say one.
            timestamp: Datetime::from_ymd_hms(2000, 1, 1, 0, 0, 0).map(Timestamp::new_utc),
            standards: self.read_aloud.clone(),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&pages, &options).map_err(|refused| said(&refused))
    }
}

fn png(pages: &PagedDocument) -> Result<Vec<u8>, PrintError> {
    let none = || PrintError::Typst("no page".to_owned());
    let page = pages.pages().first().ok_or_else(none)?;
    let drawn = typst_render::render(page, &RenderOptions::default());
    drawn
        .encode_png()
        .map_err(|error| PrintError::Typst(error.to_string()))
}

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
    // The template counts in points of the picture.
    let options = RenderOptions {
        pixel_per_pt: 1.0.into(),
        ..RenderOptions::default()
    };
    let drawn = typst_render::render(page, &options);
    drawn
        .encode_png()
        .map_err(|error| PrintError::Typst(error.to_string()))
}

#[cfg(test)]
mod tests {
    use loa_official::handout::{Form, Handout};

    use crate::printer::Printer;

    const CODE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><rect width=\"2\" height=\"2\"/></svg>";

    fn handout(form: Form, lines: usize) -> Handout {
        Handout {
            form,
            language: "vi",
            unit: "UBND xã Đứa Mòn ꪼꪕ".to_owned(),
            title: "Đăng ký khai sinh: ba điều #cần *nhớ*".to_owned(),
            lines: (1..=lines)
                .map(|at| format!("Ý số {at}: mang giấy chứng sinh"))
                .collect(),
            foot: "Hỏi: 0212 3836 000".to_owned(),
            address: "https://songma.example.vn/cong/dua-mon/tin/khai-sinh".to_owned(),
            spoken: "Đọc to khoảng 1 phút".to_owned(),
        }
    }

    fn read(pdf: &[u8]) -> (String, usize) {
        let limits = loa_docfile::read::Limits::default();
        let text = loa_docfile::read::read("a.pdf", pdf, &limits).unwrap().source;
        (
            text,
            String::from_utf8_lossy(pdf)
                .matches("/Type /Page\n")
                .count()
                .max(1),
        )
    }

    #[test]
    fn a_poster_is_one_sheet_with_every_word_on_it() {
        let printer = Printer::new().unwrap();
        for form in [Form::PosterA4, Form::PosterA3] {
            for lines in [0, 1, 6] {
                let pdf = printer.handout(&handout(form, lines), CODE).unwrap();
                let (text, pages) = read(&pdf);
                assert_eq!(pages, 1, "{form:?}, {lines} lines");
                let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
                for words in ["UBND xã Đứa Mòn ꪼꪕ", "ba điều #cần *nhớ*", "Hỏi: 0212 3836 000"]
                {
                    assert!(squeezed.contains(words), "{words} in {squeezed}");
                }
                assert!((1..=lines).all(|at| squeezed.contains(&format!("Ý số {at}"))));
                assert!(!squeezed.contains('□'), "{squeezed}");
            }
        }
    }

    #[test]
    fn a_copy_to_read_aloud_holds_all_of_it_and_the_same_bytes_every_time() {
        let printer = Printer::new().unwrap();
        let long = handout(Form::Reading, 200);
        let pdf = printer.handout(&long, CODE).unwrap();
        assert!(pdf == Printer::new().unwrap().handout(&long, CODE).unwrap());
        let (text, _) = read(&pdf);
        let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!((1..=200).all(|at| squeezed.contains(&format!("Ý số {at}:"))));
    }

    #[test]
    fn a_card_has_the_size_that_programs_want() {
        let printer = Printer::new().unwrap();
        let mut card = handout(Form::Card, 0);
        for title in [
            "Ngắn".to_owned(),
            "rất dài ".repeat(15),
            "x".repeat(120),
            String::new(),
        ] {
            card.title = title;
            let png = printer.handout(&card, CODE).unwrap();
            assert!(png.starts_with(b"\x89PNG"));
            let edge = |at: usize| u32::from_be_bytes(*png[at..].first_chunk().unwrap());
            assert_eq!((edge(16), edge(20)), (1200, 630));
        }
    }
}

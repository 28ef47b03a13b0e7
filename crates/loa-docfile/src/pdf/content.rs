//! Runs the content streams of a page and keeps what matters to a reader: letters with their places,
//! and straight lines.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::canvas::{Canvas, State};
use super::font::{Font, as_number, dict_of, name_of, resolve};
use super::matrix::Matrix;
use super::place::{appearance, appearance_matrix, form_matrix, inherited, page_frame};
use crate::read::{Limits, ReadError};

/// Operations over the whole document; more is not a text but an attack on time.
const MAX_OPERATIONS: usize = 5_000_000;
/// What unpacking a form counts for.
const FORM_COST: usize = 200;
/// Letters and lines on one page; a page of small print has 10,000.
const MAX_MARKS: usize = 200_000;
/// Letters and lines over the whole document.
const MAX_ALL_MARKS: usize = 8_000_000;
/// Forms inside forms.
const MAX_FORMS: usize = 12;
/// Annotation flags "hidden" and "no view".
const HIDDEN: i64 = 0b10_0010;

/// One drawn character. Points from the top left corner of the page as it is shown.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    pub text: String,
    pub left: f64,
    pub right: f64,
    pub baseline: f64,
    /// Font size as drawn.
    pub size: f64,
    pub bold: bool,
    pub italic: bool,
    /// The program marked it as a running header or footer.
    pub running: bool,
}

/// A straight line along an axis: `at` across, from `start` to `end` along.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub at: f64,
    pub start: f64,
    pub end: f64,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub number: u32,
    pub width: f64,
    pub height: f64,
    pub glyphs: Vec<Glyph>,
    pub across: Vec<Rule>,
    pub down: Vec<Rule>,
    /// Pictures drawn.
    pub images: usize,
}

impl Page {
    /// A number or a date that fills a blank, not a sentence.
    fn is_short(&self) -> bool {
        let letters = || self.glyphs.iter().flat_map(|glyph| glyph.text.chars());
        letters().filter(|letter| !letter.is_whitespace()).count() <= 24
            && letters().all(|letter| letter != ':')
    }

    fn marks(&self) -> usize {
        self.glyphs.len() + self.across.len() + self.down.len()
    }
}

/// Reads pages one after another, with one budget for all.
pub(super) struct PageReader<'d> {
    document: &'d Document,
    fonts: HashMap<ObjectId, Rc<Font>>,
    operations_left: usize,
    marks_left: usize,
    bytes_left: usize,
}

impl<'d> PageReader<'d> {
    pub(super) fn new(document: &'d Document, limits: &Limits) -> Self {
        Self {
            document,
            fonts: HashMap::new(),
            operations_left: MAX_OPERATIONS,
            marks_left: MAX_ALL_MARKS,
            bytes_left: limits.unpacked_bytes,
        }
    }

    pub(super) fn page(&mut self, id: ObjectId, number: u32) -> Result<Page, ReadError> {
        let data = self.document.get_page_content_with_limit(id, self.bytes_left);
        let data = data.map_err(|_| ReadError::TooLarge("page content"))?;
        self.bytes_left = self.bytes_left.saturating_sub(data.len());
        let (base, width, height) = page_frame(self.document, id);
        let mut page = Page {
            number,
            width,
            height,
            ..Page::default()
        };
        let resources = inherited(self.document, id, b"Resources").and_then(|object| object.as_dict().ok());
        let mut canvas = Canvas::new(&mut page, State::new(base));
        self.run(&data, resources, &mut canvas, 0)?;
        self.draw_annotations(id, &mut page, base)?;
        self.marks_left = self.marks_left.saturating_sub(page.marks());
        Ok(page)
    }

    fn run(
        &mut self,
        data: &[u8],
        resources: Option<&'d Dictionary>,
        canvas: &mut Canvas<'_>,
        depth: usize,
    ) -> Result<(), ReadError> {
        for operation in Content::decode_iter(data) {
            // What follows an unreadable operation cannot be told apart any more.
            let Ok(operation) = operation else { break };
            self.spend(1)?;
            if canvas.page.marks() > self.marks_left.min(MAX_MARKS) {
                return Err(ReadError::TooLarge("letters on a page"));
            }
            match operation.operator.as_str() {
                "Do" => self.draw_object(&operation, resources, canvas, depth)?,
                "Tf" => self.set_font(&operation, resources, canvas),
                _ => canvas.apply(self.document, &operation),
            }
        }
        Ok(())
    }

    fn spend(&mut self, operations: usize) -> Result<(), ReadError> {
        let left = self.operations_left.checked_sub(operations);
        self.operations_left = left.ok_or(ReadError::TooLarge("drawing operations"))?;
        Ok(())
    }

    fn set_font(
        &mut self,
        operation: &Operation,
        resources: Option<&'d Dictionary>,
        canvas: &mut Canvas<'_>,
    ) {
        let [Object::Name(name), size, ..] = operation.operands.as_slice() else {
            return;
        };
        canvas.state.size = as_number(self.document, size);
        let fonts = resources.and_then(|resources| dict_of(self.document, resources, b"Font"));
        canvas.state.font = fonts
            .and_then(|fonts| fonts.get(name).ok())
            .and_then(|font| self.font(font));
    }

    fn font(&mut self, object: &Object) -> Option<Rc<Font>> {
        let Object::Reference(id) = object else {
            return Some(Rc::new(Font::read(self.document, object.as_dict().ok()?)));
        };
        if let Some(font) = self.fonts.get(id) {
            return Some(font.clone());
        }
        let font = Rc::new(Font::read(
            self.document,
            resolve(self.document, object).as_dict().ok()?,
        ));
        self.fonts.insert(*id, font.clone());
        Some(font)
    }

    fn draw_object(
        &mut self,
        operation: &Operation,
        resources: Option<&'d Dictionary>,
        canvas: &mut Canvas<'_>,
        depth: usize,
    ) -> Result<(), ReadError> {
        let Some(Object::Name(name)) = operation.operands.first() else {
            return Ok(());
        };
        let objects = resources.and_then(|resources| dict_of(self.document, resources, b"XObject"));
        let stream =
            objects.and_then(|objects| objects.get_deref(name, self.document).ok()?.as_stream().ok());
        let Some(stream) = stream else { return Ok(()) };
        if name_of(self.document, &stream.dict, b"Subtype") != "Form" {
            canvas.page.images += 1;
            return Ok(());
        }
        self.draw_form(stream, resources, canvas, depth)
    }

    fn draw_form(
        &mut self,
        stream: &'d Stream,
        resources: Option<&'d Dictionary>,
        canvas: &mut Canvas<'_>,
        depth: usize,
    ) -> Result<(), ReadError> {
        if depth >= MAX_FORMS {
            return Ok(());
        }
        self.spend(FORM_COST)?;
        let Ok(data) = stream.get_plain_content_with_limit(self.bytes_left) else {
            return Err(ReadError::TooLarge("page content"));
        };
        self.bytes_left = self
            .bytes_left
            .checked_sub(data.len())
            .ok_or(ReadError::TooLarge("page content"))?;
        let outer = canvas.state.clone();
        let saved = std::mem::take(&mut canvas.saved);
        canvas.state.ctm = form_matrix(self.document, stream).then(canvas.state.ctm);
        let own = dict_of(self.document, &stream.dict, b"Resources");
        self.run(&data, own.or(resources), canvas, depth + 1)?;
        canvas.saved = saved;
        canvas.state = outer;
        Ok(())
    }

    /// Filled-in fields, text boxes and signatures lie above the page: offices stamp number and date
    /// that way, each as a signature of its own. The box that tells who signed and when is left out.
    fn draw_annotations(&mut self, id: ObjectId, page: &mut Page, base: Matrix) -> Result<(), ReadError> {
        let Ok(annotations) = self.document.get_page_annotations(id) else {
            return Ok(());
        };
        for annotation in annotations {
            let flags = annotation
                .get(b"F")
                .map_or(0, |flags| as_number(self.document, flags) as i64);
            let kind = name_of(self.document, annotation, b"Subtype");
            if flags & HIDDEN != 0 || kind == "Popup" || kind == "Text" {
                continue;
            }
            let Some(stream) = appearance(self.document, annotation) else {
                continue;
            };
            let Some(place) = appearance_matrix(self.document, annotation, stream) else {
                continue;
            };
            let mut layer = Page::default();
            let mut canvas = Canvas::new(&mut layer, State::new(place.then(base)));
            self.draw_form(stream, None, &mut canvas, 0)?;
            let parent = dict_of(self.document, annotation, b"Parent");
            let mut fields = [Some(annotation), parent].into_iter().flatten();
            let is_signature = fields.any(|field| name_of(self.document, field, b"FT") == "Sig");
            if !is_signature || layer.is_short() {
                page.glyphs.append(&mut layer.glyphs);
                page.images += layer.images;
            }
        }
        Ok(())
    }
}

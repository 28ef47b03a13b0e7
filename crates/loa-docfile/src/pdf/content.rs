//! Runs the content streams of a page and keeps what matters to a reader: letters with their places,
//! and straight lines.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::font::{Font, array_of, as_number, dict_of, name_of, resolve};
use super::matrix::Matrix;
use crate::read::{Limits, ReadError};

/// Operations over the whole document; more is not a text but an attack on time.
const MAX_OPERATIONS: usize = 10_000_000;
/// What unpacking a form counts for.
const FORM_COST: usize = 200;
/// Letters and lines on one page; a page of small print has 10,000.
const MAX_MARKS: usize = 200_000;
/// Letters and lines over the whole document.
const MAX_ALL_MARKS: usize = 8_000_000;
/// Points of one path; a longer one is a drawing.
const MAX_POINTS: usize = 10_000;
/// Forms inside forms.
const MAX_FORMS: usize = 12;
/// Thinner than this, in points, a filled rectangle is a line.
const MAX_LINE_WIDTH: f64 = 3.5;

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

#[derive(Clone)]
struct State {
    ctm: Matrix,
    line_width: f64,
    font: Option<Rc<Font>>,
    size: f64,
    char_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    /// Fill and stroke at once: how programs make a bold face that they lack.
    doubled: bool,
}

/// A page or form being drawn.
struct Canvas<'p> {
    page: &'p mut Page,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    path: Vec<Vec<(f64, f64)>>,
    /// Points of the path so far.
    points: usize,
    /// Open marked content; true for running headers and footers.
    marked: Vec<bool>,
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
        let state = State {
            ctm: base,
            line_width: 1.0,
            font: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            doubled: false,
        };
        let mut canvas = Canvas::new(&mut page, state);
        let start = canvas.state.clone();
        self.run(&data, resources, &mut canvas, 0)?;
        self.draw_annotations(id, &mut page, &start)?;
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
    fn draw_annotations(&mut self, id: ObjectId, page: &mut Page, start: &State) -> Result<(), ReadError> {
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
            let mut canvas = Canvas::new(
                &mut layer,
                State {
                    ctm: place.then(start.ctm),
                    ..start.clone()
                },
            );
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

impl<'p> Canvas<'p> {
    fn new(page: &'p mut Page, state: State) -> Self {
        let (text, line) = (Matrix::default(), Matrix::default());
        Self {
            page,
            state,
            saved: Vec::new(),
            text,
            line,
            path: Vec::new(),
            points: 0,
            marked: Vec::new(),
        }
    }

    fn apply(&mut self, document: &Document, operation: &Operation) {
        let operands = &operation.operands;
        match operation.operator.as_str() {
            "BDC" | "BMC" => self.marked.push(is_running(operands)),
            "EMC" => drop(self.marked.pop()),
            "Tj" => self.show_first(operands),
            "TJ" => {
                for item in operands
                    .first()
                    .and_then(|list| list.as_array().ok())
                    .into_iter()
                    .flatten()
                {
                    match item {
                        Object::String(bytes, _) => self.show(bytes),
                        number => self.shift(-as_number(document, number) / 1000.0 * self.state.size),
                    }
                }
            }
            "'" => {
                self.next_line(0.0, -self.state.leading);
                self.show_first(operands);
            }
            "\"" => {
                let numbers = numbers(document, operands);
                self.state.word_space = numbers.first().copied().unwrap_or(0.0);
                self.state.char_space = numbers.get(1).copied().unwrap_or(0.0);
                self.next_line(0.0, -self.state.leading);
                self.show_first(operands.get(2..).unwrap_or_default());
            }
            operator => self.apply_numbers(operator, &numbers(document, operands)),
        }
    }

    fn apply_numbers(&mut self, operator: &str, numbers: &[f64]) {
        let first = numbers.first().copied().unwrap_or(0.0);
        match (operator, numbers) {
            ("q", _) if self.saved.len() < 512 => self.saved.push(self.state.clone()),
            ("Q", _) => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            ("cm", _) => {
                if let Some(matrix) = Matrix::from_slice(numbers) {
                    self.state.ctm = matrix.then(self.state.ctm);
                }
            }
            ("w", _) => self.state.line_width = first,
            ("BT", _) => (self.text, self.line) = (Matrix::default(), Matrix::default()),
            ("Tc", _) => self.state.char_space = first,
            ("Tw", _) => self.state.word_space = first,
            ("Tz", _) => self.state.stretch = first / 100.0,
            ("TL", _) => self.state.leading = first,
            ("Ts", _) => self.state.rise = first,
            ("Tr", _) => self.state.doubled = first == 2.0,
            ("Td", [x, y, ..]) => self.next_line(*x, *y),
            ("TD", [x, y, ..]) => {
                self.state.leading = -y;
                self.next_line(*x, *y);
            }
            ("Tm", _) => {
                if let Some(matrix) = Matrix::from_slice(numbers) {
                    (self.text, self.line) = (matrix, matrix);
                }
            }
            ("T*", _) => self.next_line(0.0, -self.state.leading),
            _ => self.apply_path(operator, numbers),
        }
    }

    fn apply_path(&mut self, operator: &str, numbers: &[f64]) {
        self.points += numbers.len() / 2;
        match (operator, numbers) {
            ("m" | "l" | "c" | "v" | "y" | "re" | "h", _) if self.points > MAX_POINTS => {}
            ("m", [x, y, ..]) => self.path.push(vec![(*x, *y)]),
            ("l", [x, y, ..]) => {
                if let Some(part) = self.path.last_mut() {
                    part.push((*x, *y));
                }
            }
            // A curve is no line: a part that holds one says nothing.
            ("c" | "v" | "y", _) => {
                if let Some(part) = self.path.last_mut() {
                    part.push((f64::NAN, f64::NAN));
                }
            }
            ("h", _) => {
                if let Some(part) = self.path.last_mut() {
                    part.extend(part.first().copied());
                }
            }
            ("re", [x, y, width, height, ..]) => {
                let (right, top) = (x + width, y + height);
                self.path
                    .push(vec![(*x, *y), (right, *y), (right, top), (*x, top), (*x, *y)]);
            }
            ("S" | "s", _) => self.paint(true),
            ("f" | "F" | "f*", _) => self.paint(false),
            ("B" | "B*" | "b" | "b*", _) => self.paint(true),
            ("n", _) => {
                self.path.clear();
                self.points = 0;
            }
            _ => {}
        }
    }

    fn paint(&mut self, stroked: bool) {
        let ctm = self.state.ctm;
        self.points = 0;
        for part in std::mem::take(&mut self.path) {
            let points: Vec<_> = part.into_iter().map(|(x, y)| ctm.apply(x, y)).collect();
            if points.iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
                continue;
            }
            if stroked {
                for pair in points.windows(2) {
                    self.add_rule(pair);
                }
            }
            let (left, right, top, bottom) = bounds(&points);
            if !stroked && (right - left <= MAX_LINE_WIDTH || bottom - top <= MAX_LINE_WIDTH) {
                let (x, y) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
                if bottom - top < right - left {
                    self.add_rule(&[(left, y), (right, y)]);
                } else {
                    self.add_rule(&[(x, top), (x, bottom)]);
                }
            }
        }
    }

    fn add_rule(&mut self, pair: &[(f64, f64)]) {
        let [(x0, y0), (x1, y1)] = pair else { return };
        let (dx, dy) = ((x1 - x0).abs(), (y1 - y0).abs());
        if dy <= 1.0 && dx > dy {
            self.page.across.push(Rule {
                at: f64::midpoint(*y0, *y1),
                start: x0.min(*x1),
                end: x0.max(*x1),
            });
        } else if dx <= 1.0 && dy > dx {
            self.page.down.push(Rule {
                at: f64::midpoint(*x0, *x1),
                start: y0.min(*y1),
                end: y0.max(*y1),
            });
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.text = self.line;
    }

    fn shift(&mut self, by: f64) {
        self.text = Matrix::shift(by * self.state.stretch, 0.0).then(self.text);
    }

    fn show_first(&mut self, operands: &[Object]) {
        if let Some(Object::String(bytes, _)) = operands.first() {
            self.show(bytes);
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some(font) = self.state.font.clone() else {
            return;
        };
        let running = self.marked.contains(&true);
        for code in font.decode(bytes) {
            let advance = code.width / 1000.0 * self.state.size + self.state.char_space;
            let place = Matrix::shift(0.0, self.state.rise)
                .then(self.text)
                .then(self.state.ctm);
            let (left, baseline) = place.apply(0.0, 0.0);
            let (right, end) = place.apply(advance * self.state.stretch, 0.0);
            let size = place.height() * self.state.size.abs();
            let word = if code.is_space { self.state.word_space } else { 0.0 };
            self.shift(advance + word);
            // Slanted and turned text is a watermark or a note in the margin.
            let level =
                (end - baseline).abs() <= 0.1 * (right - left).abs().max(size * 0.05) && right >= left;
            if !(level
                && [left, right, baseline, size]
                    .iter()
                    .all(|number| number.is_finite()))
            {
                continue;
            }
            let bold = font.bold || self.state.doubled;
            let italic = font.italic;
            self.page.glyphs.push(Glyph {
                text: code.text,
                left,
                right,
                baseline,
                size,
                bold,
                italic,
                running,
            });
        }
    }
}

fn form_matrix(document: &Document, stream: &Stream) -> Matrix {
    let items = array_of(document, &stream.dict, b"Matrix").map(|items| numbers(document, items));
    items
        .and_then(|numbers| Matrix::from_slice(&numbers))
        .unwrap_or_default()
}

/// The normal appearance of an annotation, in its present state.
fn appearance<'d>(document: &'d Document, annotation: &'d Dictionary) -> Option<&'d Stream> {
    let normal = dict_of(document, annotation, b"AP")?
        .get_deref(b"N", document)
        .ok()?;
    if let Object::Dictionary(states) = normal {
        let state = name_of(document, annotation, b"AS");
        return states
            .get_deref(state.as_bytes(), document)
            .ok()?
            .as_stream()
            .ok();
    }
    normal.as_stream().ok()
}

/// Fits the appearance's box, turned by its own matrix, into the annotation's rectangle. Source: ISO 32000-1,
/// algorithm 8.1.
fn appearance_matrix(document: &Document, annotation: &Dictionary, stream: &Stream) -> Option<Matrix> {
    let corners = |items: &[Object]| match numbers(document, items).as_slice() {
        [x0, y0, x1, y1] => Some(vec![(*x0, *y0), (*x1, *y0), (*x1, *y1), (*x0, *y1)]),
        _ => None,
    };
    let own = form_matrix(document, stream);
    let inner = corners(array_of(document, &stream.dict, b"BBox")?)?;
    let turned: Vec<_> = inner.into_iter().map(|(x, y)| own.apply(x, y)).collect();
    let (left, right, bottom, top) = bounds(&turned);
    let (x0, x1, y0, y1) = bounds(&corners(array_of(document, annotation, b"Rect")?)?);
    if right - left <= 0.0 || top - bottom <= 0.0 {
        return None;
    }
    let (across, up) = ((x1 - x0) / (right - left), (y1 - y0) / (top - bottom));
    Some(Matrix::new([
        across,
        0.0,
        0.0,
        up,
        x0 - left * across,
        y0 - bottom * up,
    ]))
}

/// Word and others mark page numbers and running titles as artifacts of pagination.
fn is_running(operands: &[Object]) -> bool {
    let [Object::Name(tag), Object::Dictionary(properties), ..] = operands else {
        return false;
    };
    tag == b"Artifact" && properties.has_type(b"Pagination")
}

fn bounds(points: &[(f64, f64)]) -> (f64, f64, f64, f64) {
    let start = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
    points.iter().fold(start, |(left, right, top, bottom), (x, y)| {
        (left.min(*x), right.max(*x), top.min(*y), bottom.max(*y))
    })
}

fn numbers(document: &Document, operands: &[Object]) -> Vec<f64> {
    operands
        .iter()
        .map(|operand| as_number(document, operand))
        .collect()
}

/// An entry of a page or of the nearest node above it that has it.
fn inherited<'d>(document: &'d Document, id: ObjectId, key: &[u8]) -> Option<&'d Object> {
    let mut node = document.get_dictionary(id).ok()?;
    for _ in 0..64 {
        if let Ok(object) = node.get_deref(key, document) {
            return Some(object);
        }
        node = dict_of(document, node, b"Parent")?;
    }
    None
}

/// From the page's own space to points from its top left corner as it is shown, and its size.
fn page_frame(document: &Document, id: ObjectId) -> (Matrix, f64, f64) {
    let corners = |key: &[u8]| {
        let object = inherited(document, id, key)?.as_array().ok()?;
        let numbers = numbers(document, object);
        let [x0, y0, x1, y1] = numbers.as_slice() else {
            return None;
        };
        Some((x0.min(*x1), y0.min(*y1), x0.max(*x1), y0.max(*y1)))
    };
    let usable = |(x0, y0, x1, y1): &(f64, f64, f64, f64)| x1 - x0 > 1.0 && y1 - y0 > 1.0;
    let frame = corners(b"CropBox")
        .filter(usable)
        .or_else(|| corners(b"MediaBox").filter(usable));
    let (x0, y0, x1, y1) = frame.unwrap_or((0.0, 0.0, 595.0, 842.0));
    let turn = inherited(document, id, b"Rotate").map_or(0.0, |turn| as_number(document, turn));
    let (width, height) = (x1 - x0, y1 - y0);
    match (turn / 90.0).rem_euclid(4.0) as u8 {
        1 => (Matrix::new([0.0, 1.0, 1.0, 0.0, -y0, -x0]), height, width),
        2 => (Matrix::new([-1.0, 0.0, 0.0, 1.0, x1, -y0]), width, height),
        3 => (Matrix::new([0.0, -1.0, -1.0, 0.0, y1, x1]), height, width),
        _ => (Matrix::new([1.0, 0.0, 0.0, -1.0, -x0, y1]), width, height),
    }
}

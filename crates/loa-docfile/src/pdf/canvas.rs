//! The state of drawing: where the next letter or line goes.

use std::rc::Rc;

use lopdf::content::Operation;
use lopdf::{Document, Object};

use super::content::{Glyph, Page, Rule};
use super::font::{Font, as_number};
use super::matrix::Matrix;
use super::place::{bounds, numbers};

/// Points of one path; a longer one is a drawing.
const MAX_POINTS: usize = 10_000;
/// Thinner than this, in points, a filled rectangle is a line.
const MAX_LINE_WIDTH: f64 = 3.5;

#[derive(Clone)]
pub(super) struct State {
    pub ctm: Matrix,
    pub font: Option<Rc<Font>>,
    pub size: f64,
    char_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    /// Fill and stroke at once: how programs make a bold face that they lack.
    doubled: bool,
}

/// A page or form being drawn.
pub(super) struct Canvas<'p> {
    pub page: &'p mut Page,
    pub state: State,
    pub saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    path: Vec<Vec<(f64, f64)>>,
    /// Points of the path so far.
    points: usize,
    /// Open marked content; true for running headers and footers.
    marked: Vec<bool>,
}

impl State {
    pub(super) fn new(ctm: Matrix) -> Self {
        Self {
            ctm,
            font: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            doubled: false,
        }
    }
}

impl<'p> Canvas<'p> {
    pub(super) fn new(page: &'p mut Page, state: State) -> Self {
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

    pub(super) fn apply(&mut self, document: &Document, operation: &Operation) {
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

/// Word and others mark page numbers and running titles as artifacts of pagination.
fn is_running(operands: &[Object]) -> bool {
    let [Object::Name(tag), Object::Dictionary(properties), ..] = operands else {
        return false;
    };
    tag == b"Artifact" && properties.has_type(b"Pagination")
}

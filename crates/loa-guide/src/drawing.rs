//! A flow drawn for its keeper: layers from left to right, a box a question with a row for each answer.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::flow::Flow;
use crate::sign::Signs;

const WIDTH: i32 = 270;
const BETWEEN: i32 = 80;
const MARGIN: i32 = 20;
const GAP: i32 = 26;
const LINE: i32 = 19;
const PADDING: i32 = 10;
/// Room for a line that only passes through a layer.
const PASSING: i32 = 12;
/// Characters that fit into a box, of the widest usual text.
const FITS: usize = 34;

/// The flow as an SVG document of its own, with title and description for those who do not see it.
/// The same as text is [`crate::outline::outline`].
pub fn svg(flow: &Flow) -> String {
    let mut drawing = Drawing::new(flow);
    drawing.order();
    drawing.place();
    drawing.draw()
}

/// A box, or the place where a long line passes a layer.
struct Cell {
    layer: usize,
    /// Heading and rows, wrapped; none for a place to pass.
    lines: Vec<String>,
    heading_lines: usize,
    is_outcome: bool,
    height: i32,
    top: i32,
}

/// A line from a row of a box to the next layer.
struct Edge {
    from: usize,
    to: usize,
    /// Line of text in the box at which it begins; `None` from a place to pass.
    row: Option<usize>,
    /// Ends here, so that it gets its arrow head.
    is_last: bool,
}

struct Drawing<'f> {
    flow: &'f Flow,
    /// How many ways there are through it.
    ways: usize,
    cells: Vec<Cell>,
    edges: Vec<Edge>,
    /// Cells of each layer from top to bottom.
    layers: Vec<Vec<usize>>,
}

impl<'f> Drawing<'f> {
    fn new(flow: &'f Flow) -> Self {
        let all_signs = Signs::new(flow);
        let depth = depths(flow, &all_signs);
        let layer_of = |key: &str| depth.get(key).copied().unwrap_or_default();
        let mut drawing = Self {
            flow,
            ways: all_signs.ways(),
            cells: Vec::new(),
            edges: Vec::new(),
            layers: Vec::new(),
        };
        let mut position = BTreeMap::new();
        let mut signs = Vec::new();
        for (number, question) in flow.questions.iter().enumerate() {
            let mut lines = wrap(&format!("{}. {}", number + 1, question.title));
            let heading_lines = lines.len();
            let cell = drawing.cells.len();
            for row in all_signs.of(question) {
                signs.push((cell, lines.len(), row.to));
                lines.extend(wrap(&row.label));
            }
            position.insert(question.key.as_str(), cell);
            drawing.add(layer_of(&question.key), lines, heading_lines, false);
        }
        for outcome in &flow.outcomes {
            let mut lines = wrap(&outcome.title);
            let heading_lines = lines.len();
            for code in &outcome.procedures {
                lines.push(code.value.clone());
            }
            position.insert(outcome.key.as_str(), drawing.cells.len());
            drawing.add(layer_of(&outcome.key), lines, heading_lines, true);
        }
        for (from, row, to) in signs {
            if let Some(to) = position.get(to) {
                drawing.lead(from, row, *to);
            }
        }
        drawing
    }

    fn add(&mut self, layer: usize, lines: Vec<String>, heading_lines: usize, is_outcome: bool) -> usize {
        let cell = self.cells.len();
        let rows = i32::try_from(lines.len()).unwrap_or_default();
        let height = if lines.is_empty() {
            PASSING
        } else {
            rows * LINE + 2 * PADDING
        };
        self.cells.push(Cell {
            layer,
            lines,
            heading_lines,
            is_outcome,
            height,
            top: 0,
        });
        while self.layers.len() <= layer {
            self.layers.push(Vec::new());
        }
        if let Some(cells) = self.layers.get_mut(layer) {
            cells.push(cell);
        }
        cell
    }

    /// A line, by way of a place in every layer between.
    fn lead(&mut self, from: usize, row: usize, to: usize) {
        let layer = |drawing: &Self, cell: usize| drawing.cells.get(cell).map_or(0, |cell| cell.layer);
        let (mut from, mut row) = (from, Some(row));
        for between in layer(self, from) + 1..layer(self, to) {
            let pass = self.add(between, Vec::new(), 0, false);
            self.edges.push(Edge {
                from,
                to: pass,
                row,
                is_last: false,
            });
            (from, row) = (pass, None);
        }
        self.edges.push(Edge {
            from,
            to,
            row,
            is_last: true,
        });
    }

    /// Puts every cell near what leads to it, so that few lines cross.
    fn order(&mut self) {
        for layer in 1..self.layers.len() {
            let above: BTreeMap<usize, usize> = self
                .layers
                .get(layer - 1)
                .into_iter()
                .flatten()
                .enumerate()
                .map(|(position, cell)| (*cell, position))
                .collect();
            // Where the middle of its sources stands, in thousandths of a cell; rows count within their box.
            let pull = |cell: usize| {
                let sources: Vec<usize> = self
                    .edges
                    .iter()
                    .filter(|edge| edge.to == cell)
                    .filter_map(|edge| {
                        above
                            .get(&edge.from)
                            .map(|at| at * 1000 + edge.row.unwrap_or(0) * 10)
                    })
                    .collect();
                sources.iter().sum::<usize>() / sources.len().max(1)
            };
            let mut cells = self.layers.get(layer).cloned().unwrap_or_default();
            cells.sort_by_key(|cell| pull(*cell));
            if let Some(ordered) = self.layers.get_mut(layer) {
                *ordered = cells;
            }
        }
    }

    /// Stacks each layer about the middle of the tallest.
    fn place(&mut self) {
        let tallest = self.height();
        for layer in &self.layers {
            let mut top = MARGIN + (tallest - stack(&self.cells, layer)) / 2;
            for cell in layer {
                if let Some(cell) = self.cells.get_mut(*cell) {
                    cell.top = top;
                    top += cell.height + GAP;
                }
            }
        }
    }

    fn height(&self) -> i32 {
        self.layers
            .iter()
            .map(|layer| stack(&self.cells, layer))
            .max()
            .unwrap_or_default()
    }

    fn draw(&self) -> String {
        let columns = i32::try_from(self.layers.len()).unwrap_or_default();
        let width = 2 * MARGIN + columns * WIDTH + (columns - 1).max(0) * BETWEEN;
        let height = 2 * MARGIN + self.height();
        let key = escape(&self.flow.key);
        let (questions, outcomes) = (self.flow.questions.len(), self.flow.outcomes.len());
        let summary = format!(
            "Sơ đồ đi từ trái sang phải: {questions} câu hỏi, {outcomes} kết quả, {} đường đi. \
             Mỗi dòng trong ô câu hỏi là một trả lời, mũi tên chỉ chỗ nó dẫn tới.",
            self.ways
        );
        let mut svg = format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"
 role="img" aria-labelledby="ten-{key} ta-{key}" font-family="sans-serif" font-size="14" fill="#0b0c0c">
<title id="ten-{key}">{title}</title>
<desc id="ta-{key}">{summary}</desc>
<defs><marker id="mui-{key}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
<path d="M0 0L8 4L0 8z"/></marker></defs>
<rect width="{width}" height="{height}" fill="#fff"/>
"##,
            title = escape(&self.flow.title)
        );
        for edge in &self.edges {
            self.draw_edge(&mut svg, edge, &key);
        }
        for cell in self.cells.iter().filter(|cell| !cell.lines.is_empty()) {
            draw_cell(&mut svg, cell);
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn draw_edge(&self, svg: &mut String, edge: &Edge, key: &str) {
        let (Some(from), Some(to)) = (self.cells.get(edge.from), self.cells.get(edge.to)) else {
            return;
        };
        let (x, y) = (
            left(from) + WIDTH,
            edge.row
                .map_or(middle(from), |row| baseline(from, row) - LINE / 4),
        );
        let (end_x, end_y) = (left(to), middle(to));
        let half = BETWEEN / 2;
        let through = if edge.is_last {
            String::new()
        } else {
            format!("H{}", end_x + WIDTH)
        };
        let arrow = if edge.is_last {
            format!(r#" marker-end="url(#mui-{key})""#)
        } else {
            String::new()
        };
        let (bend, straight) = (x + half, end_x - half);
        // Writing into a string does not fail.
        let _ = writeln!(
            svg,
            r##"<path d="M{x} {y}C{bend} {y} {straight} {end_y} {end_x} {end_y}{through}" fill="none" stroke="#505a5f"{arrow}/>"##
        );
    }
}

/// The longest way to each question and outcome; questions lead only to later ones.
fn depths<'f>(flow: &'f Flow, signs: &Signs<'f>) -> BTreeMap<&'f str, usize> {
    let mut depths: BTreeMap<&str, usize> = BTreeMap::new();
    for question in &flow.questions {
        let next = depths.get(question.key.as_str()).copied().unwrap_or_default() + 1;
        for row in signs.of(question) {
            let depth = depths.entry(row.to).or_default();
            *depth = next.max(*depth);
        }
    }
    depths
}

fn stack(cells: &[Cell], layer: &[usize]) -> i32 {
    let heights = layer
        .iter()
        .filter_map(|cell| cells.get(*cell))
        .map(|cell| cell.height + GAP);
    (heights.sum::<i32>() - GAP).max(0)
}

fn left(cell: &Cell) -> i32 {
    MARGIN + i32::try_from(cell.layer).unwrap_or_default() * (WIDTH + BETWEEN)
}

fn middle(cell: &Cell) -> i32 {
    cell.top + cell.height / 2
}

fn baseline(cell: &Cell, line: usize) -> i32 {
    cell.top + PADDING + i32::try_from(line).unwrap_or_default() * LINE + LINE * 3 / 4
}

fn draw_cell(svg: &mut String, cell: &Cell) {
    let (x, y, height) = (left(cell), cell.top, cell.height);
    let (radius, fill) = if cell.is_outcome {
        (14, "#e3f2e6")
    } else {
        (2, "#f3f2f1")
    };
    let _ = writeln!(
        svg,
        r##"<rect x="{x}" y="{y}" width="{WIDTH}" height="{height}" rx="{radius}" fill="{fill}" stroke="#0b0c0c"/>"##
    );
    for (position, line) in cell.lines.iter().enumerate() {
        let weight = if position < cell.heading_lines {
            r#" font-weight="bold""#
        } else {
            ""
        };
        let (text_x, text_y) = (x + PADDING, baseline(cell, position));
        let _ = writeln!(
            svg,
            r#"<text x="{text_x}" y="{text_y}"{weight}>{}</text>"#,
            escape(line)
        );
    }
}

/// Lines that fit into a box, broken between words.
fn wrap(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= FITS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

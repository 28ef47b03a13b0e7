//! The text between head and signature: bases, parts, sections, points, articles, tables, each with its number (DOC-08, DOC-09).

use crate::document::{Block, Document, Run};
use crate::kind::Kind;
use crate::layout::{Style, Twips};
use crate::sheet::{Count, Line, Piece, table};
use crate::wording;

/// Authority, bases and body of a document; the end is marked (DOC-10).
pub(super) fn of_document(document: &Document, room: Twips) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if document.kind != Kind::Telegram {
        pieces.extend(
            document
                .authority
                .as_deref()
                .map(|words| Piece::Line(Line::new(Style::Authority, words))),
        );
    }
    let bases = wording::ended(&document.bases);
    pieces.extend(bases.iter().map(|base| Piece::Line(Line::new(Style::Base, base))));
    // A công văn has no title of its own above its parts.
    let above = if document.kind == Kind::Letter { 0 } else { 1 };
    pieces.extend(blocks(&with_end(&document.body), room, above));
    keep_last(&mut pieces);
    pieces
}

/// The blocks with numbers counted from the start; `above` is the rank of the heading above them.
pub(super) fn blocks(blocks: &[Block], room: Twips, above: u8) -> Vec<Piece> {
    let mut counts = Counts {
        above,
        ..Counts::default()
    };
    blocks.iter().map(|block| counts.piece(block, room)).collect()
}

#[derive(Default)]
struct Counts {
    above: u8,
    parts: u32,
    sections: u32,
    points: u32,
    articles: u32,
    is_in_article: bool,
}

impl Counts {
    fn piece(&mut self, block: &Block, room: Twips) -> Piece {
        match block {
            Block::Part(title) => Piece::Line(self.part(title)),
            Block::Section(title) => Piece::Line(self.section(title)),
            Block::Point(text) => {
                self.points += 1;
                let letter = format!("{})", wording::letter(self.points));
                Piece::Line(Line::new(Style::Body, text).marked(letter, None))
            }
            Block::Article { title, text } => Piece::Line(self.article(title, text)),
            Block::Paragraph(runs) => Piece::Line(Line::of_runs(Style::Body, runs.clone())),
            Block::Item(text) => Piece::Line(Line::new(Style::Body, text).marked("-".to_owned(), None)),
            Block::Centred(text) if text == END => Piece::Line(Line::new(Style::End, text)),
            Block::Centred(text) => Piece::Line(Line::new(Style::Centred, text)),
            Block::Table(table) => table::grid(table, room),
        }
    }

    fn part(&mut self, title: &str) -> Line {
        self.parts += 1;
        (self.sections, self.points, self.is_in_article) = (0, 0, false);
        let number = format!("{}.", wording::roman(self.parts));
        let mut line = Line::new(Style::Part, title).marked(number, Some(Count::Part));
        line.heading = self.above + 1;
        line
    }

    fn section(&mut self, title: &str) -> Line {
        self.sections += 1;
        self.points = 0;
        let count = if self.is_in_article {
            Count::Clause
        } else {
            Count::Section
        };
        let mut line = Line::new(Style::Section, title).marked(format!("{}.", self.sections), Some(count));
        line.heading = self.above + if self.parts > 0 { 2 } else { 1 };
        line
    }

    fn article(&mut self, title: &str, text: &str) -> Line {
        self.articles += 1;
        (self.sections, self.points, self.is_in_article) = (0, 0, true);
        let gap = if title.is_empty() || text.is_empty() {
            ""
        } else {
            " "
        };
        let title = Run {
            bold: true,
            ..Run::plain(title)
        };
        let runs = vec![title, Run::plain(format!("{gap}{text}"))];
        Line::of_runs(Style::Body, runs).marked(format!("Điều {}.", self.articles), Some(Count::Article))
    }
}

/// The mark of the end where the last block cannot carry it.
const END: &str = "./.";

fn with_end(body: &[Block]) -> Vec<Block> {
    let mut body = body.to_vec();
    let text = match body.last_mut() {
        None => None,
        Some(
            Block::Part(text)
            | Block::Section(text)
            | Block::Point(text)
            | Block::Item(text)
            | Block::Centred(text),
        ) => Some(text),
        Some(Block::Article { title, text }) => Some(if text.is_empty() { title } else { text }),
        Some(Block::Paragraph(runs)) => runs
            .iter_mut()
            .rev()
            .map(|run| &mut run.text)
            .find(|text| !text.trim().is_empty()),
        Some(Block::Table(_)) => {
            body.push(Block::Centred(END.to_owned()));
            None
        }
    };
    if let Some(text) = text {
        *text = wording::closed(text);
    }
    body
}

/// So that a signature is never alone on its page.
fn keep_last(pieces: &mut [Piece]) {
    if let Some(Piece::Line(line)) = pieces.last_mut() {
        line.keep = true;
    }
}

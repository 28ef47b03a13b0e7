//! The head of page 1: who, what for, which number, where and when; then name and trích yếu, or whom it is addressed to.

use crate::document::{Circulation, Document, Issuer, Urgency};
use crate::kind::Kind;
use crate::layout::{self, Style, Twips};
use crate::sheet::{Columns, Line, Piece, Rule, Stamp, lines};
use crate::{width, wording};

const NATIONAL: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";

/// All above the bases.
pub(super) fn head(document: &Document, room: Twips) -> Vec<Piece> {
    let widths = vec![layout::HEAD_LEFT, room - layout::HEAD_LEFT];
    let right = room - layout::HEAD_LEFT;
    let national = vec![
        Piece::Line(Line::new(Style::National, NATIONAL)),
        Piece::Line(Line::new(Style::Motto, MOTTO)),
        Piece::Rule(Rule {
            length: Line::new(Style::Motto, MOTTO).width(),
            room: right,
            after: 0,
        }),
    ];
    let day = match document.date {
        Some(date) => wording::date_line(&document.place, date),
        None => wording::open_date_line(&document.place, document.year),
    };
    let rows = vec![
        vec![issuer(&document.issuer), national],
        vec![
            below_issuer(document),
            vec![Piece::Line(Line::new(Style::PlaceDate, &day))],
        ],
    ];
    let mut pieces = vec![Piece::Columns(Columns {
        widths,
        rows,
        before: 0,
    })];
    pieces.extend(name(document, room));
    pieces.extend(addressees(document, room));
    pieces
}

/// Superior body, issuer, and the rule below them (DOC-05).
pub(super) fn issuer(issuer: &Issuer) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    if let Some(superior) = &issuer.superior {
        pieces.extend(lines(Style::Superior, superior));
    }
    let names: Vec<Line> = issuer
        .name
        .iter()
        .map(|name| Line::new(Style::Issuer, name))
        .collect();
    let longest = names.iter().map(Line::width).max().unwrap_or_default();
    pieces.extend(names.into_iter().map(Piece::Line));
    pieces.push(short_rule(longest, layout::HEAD_LEFT, 0));
    pieces
}

/// A rule of a part of the text's length.
fn short_rule(text: Twips, room: Twips, after: Twips) -> Piece {
    let length = text.min(room) * layout::RULE_SHARE / 100;
    Piece::Rule(Rule { length, room, after })
}

/// Number and symbol; of a công văn what it is about; how urgent; who may see it.
fn below_issuer(document: &Document) -> Vec<Piece> {
    let number = wording::number_line(document.number, &document.symbol);
    let mut pieces: Vec<Piece> = Vec::new();
    if !number.is_empty() {
        pieces.push(Piece::Line(Line::new(Style::Number, &number)));
    }
    if document.kind == Kind::Letter && !document.subject.is_empty() {
        let about = format!("V/v {}", document.subject);
        pieces.push(Piece::Line(Line::new(Style::LetterSubject, &about)));
    }
    if let Some(urgency) = document.urgency {
        let (width, height) = layout::urgency_box(urgency);
        let line = Line::new(Style::Urgency, urgency_words(urgency));
        pieces.push(Piece::Stamp(Stamp {
            line,
            width,
            height,
            before: layout::pt(8),
        }));
    }
    if let Some(circulation) = document.circulation {
        let line = Line::new(Style::Circulation, circulation_words(circulation));
        let (width, height) = (line.width() + layout::mm(6), layout::mm(8));
        pieces.push(Piece::Stamp(Stamp {
            line,
            width,
            height,
            before: layout::pt(8),
        }));
    }
    pieces
}

fn urgency_words(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Express => "HOẢ TỐC",
        Urgency::VeryUrgent => "THƯỢNG KHẨN",
        Urgency::Urgent => "KHẨN",
    }
}

fn circulation_words(circulation: Circulation) -> &'static str {
    match circulation {
        Circulation::ReturnAfterReading => "XEM XONG TRẢ LẠI",
        Circulation::Internal => "LƯU HÀNH NỘI BỘ",
    }
}

/// Name of the kind and trích yếu, which a công văn has elsewhere (DOC-06).
fn name(document: &Document, room: Twips) -> Vec<Piece> {
    if document.kind == Kind::Letter {
        return Vec::new();
    }
    let mut name = Line::new(Style::Kind, document.kind.name());
    name.heading = 1;
    let mut pieces = vec![Piece::Line(name)];
    if !document.subject.trim().is_empty() {
        let subject = Line::new(Style::Subject, &document.subject);
        let width = subject.width();
        pieces.push(Piece::Line(subject));
        pieces.push(short_rule(width, room, layout::pt(12)));
    }
    pieces
}

/// "Kính gửi:" with one name in the same line, or with a line for each, their dashes under the colon (DOC-20). A telegram says who
/// sends it instead.
fn addressees(document: &Document, room: Twips) -> Vec<Piece> {
    let names = wording::ended(&document.addressees);
    let sender = document
        .authority
        .clone()
        .unwrap_or_else(|| document.issuer.name.join(" "));
    let lead = if document.kind == Kind::Telegram {
        format!("{sender} điện")
    } else {
        "Kính gửi".to_owned()
    };
    match names.as_slice() {
        [] => Vec::new(),
        [one] => vec![Piece::Line(Line::new(
            Style::Addressee,
            &format!("{lead}: {one}"),
        ))],
        several => block(&lead, several, room),
    }
}

fn block(lead: &str, names: &[String], room: Twips) -> Vec<Piece> {
    let points = Style::Addressee.look().half_points;
    let to_colon = width::width(lead, points, false);
    let dash = width::width("- ", points, false);
    let widest = names
        .iter()
        .map(|name| width::width(name, points, false))
        .max()
        .unwrap_or_default();
    // The whole stands in the middle as long as there is room beside it. A long lead (of a telegram) leaves the names on their own.
    let indent = if to_colon > room / 2 {
        layout::FIRST_LINE
    } else {
        to_colon
    };
    let left = ((room - indent - dash - widest) / 2).max(0);
    let mut first = Line::new(Style::AddresseeItem, &format!("{lead}:"));
    first.left = if to_colon > room / 2 { 0 } else { left };
    first.keep = true;
    let mut pieces = vec![
        Piece::Gap {
            height: layout::pt(12),
        },
        Piece::Line(first),
    ];
    pieces.extend(names.iter().map(|name| {
        let mut line = Line::new(Style::AddresseeItem, name).marked("-".to_owned(), None);
        line.left = left + indent + dash;
        line.hanging = dash;
        Piece::Line(line)
    }));
    pieces.push(Piece::Gap {
        height: layout::pt(10),
    });
    pieces
}

//! Annexes: pages of their own with a title block (DOC-22).

use crate::document::{Annex, Document};
use crate::layout::Style;
use crate::sheet::{Line, Pages, Piece, body, lines};
use crate::wording;

/// The pages of every annex.
pub(super) fn pages(document: &Document) -> impl Iterator<Item = Pages> {
    document
        .annexes
        .iter()
        .zip(1..)
        .map(|(annex, count)| pages_of(document, annex, count))
}

fn pages_of(document: &Document, annex: &Annex, count: u32) -> Pages {
    let mut pages = Pages::new(annex.is_landscape);
    let mut name = Line::new(
        Style::AnnexName,
        &wording::annex_name(count, document.annexes.len()),
    );
    name.heading = 1;
    pages.pieces.push(Piece::Line(name));
    pages.pieces.extend(lines(Style::AnnexTitle, &annex.title));
    pages.pieces.push(Piece::Line(Line::new(
        Style::AttachedTo,
        &wording::attached_to(document),
    )));
    let body = body::blocks(&annex.body, pages.room(), 1);
    pages.pieces.extend(body);
    pages
}

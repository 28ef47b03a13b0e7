//! The end of a document: who signs and who gets it (DOC-17, DOC-20, DOC-21); the block of a copy on paper (DOC-24).

use crate::document::{Copied, Document, Signature};
use crate::layout::{self, Style, Twips};
use crate::sheet::{Columns, Line, Piece, Rule, head, lines};
use crate::wording;

/// One signature stands to the right of those who get it; several stand side by side above them.
pub(super) fn end(document: &Document, room: Twips) -> Vec<Piece> {
    let addressed = !document.addressees.is_empty();
    let mut recipients = who_gets_it(&wording::recipients(
        addressed,
        &document.recipients,
        &document.archive,
    ));
    if let Some((symbol, copies)) = &document.typist {
        let mark = wording::typist(symbol, *copies);
        recipients.push(Piece::Line(Line::new(Style::Typist, &mark)));
    }
    match document.signatures.as_slice() {
        [] => beside(recipients, Vec::new(), room),
        [one] => beside(recipients, signature(one), room),
        several => {
            let count = Twips::try_from(several.len()).unwrap_or(1);
            let signatures = several.iter().map(signature).collect();
            let widths = several.iter().map(|_| room / count).collect();
            let signed = Columns {
                widths,
                rows: vec![signatures],
                before: layout::pt(6),
            };
            let below = Columns {
                widths: vec![room],
                rows: vec![vec![recipients]],
                before: layout::pt(12),
            };
            vec![Piece::Columns(signed), Piece::Columns(below)]
        }
    }
}

fn beside(recipients: Vec<Piece>, signature: Vec<Piece>, room: Twips) -> Vec<Piece> {
    let widths = vec![layout::END_LEFT, room - layout::END_LEFT];
    let rows = vec![vec![recipients, signature]];
    vec![Piece::Columns(Columns {
        widths,
        rows,
        before: layout::pt(6),
    })]
}

fn who_gets_it(recipients: &[String]) -> Vec<Piece> {
    let head = Line::new(Style::RecipientsHead, "Nơi nhận:");
    let lines = recipients.iter().map(|line| Line::new(Style::Recipient, line));
    [head].into_iter().chain(lines).map(Piece::Line).collect()
}

fn signature(signature: &Signature) -> Vec<Piece> {
    let authority = signature.authority.as_deref().unwrap_or_default();
    let mut pieces: Vec<Piece> = lines(Style::SignatureAuthority, authority).collect();
    pieces.extend(lines(Style::SignatureAuthority, &signature.position));
    pieces.push(Piece::Gap {
        height: layout::SIGNATURE_ROOM,
    });
    pieces.push(Piece::Line(Line::new(Style::SignatureName, &signature.name)));
    pieces
}

/// Form, body, number, place and date, signer, who gets it, under a rule of the full width (DOC-24).
pub(super) fn copied(copied: &Copied, room: Twips) -> Vec<Piece> {
    let symbol = wording::copy_symbol(copied.form, &copied.abbreviation);
    let number = wording::number_line(copied.number, &symbol);
    let day = match copied.date {
        Some(date) => wording::date_line(&copied.place, date),
        None => wording::open_date_line(&copied.place, copied.year),
    };
    let line = |style, text: &str| vec![Piece::Line(Line::new(style, text))];
    let rows = vec![
        vec![
            head::issuer(&copied.issuer),
            line(Style::CopyForm, wording::copy_name(copied.form)),
        ],
        vec![line(Style::Number, &number), line(Style::PlaceDate, &day)],
    ];
    let widths = vec![layout::HEAD_LEFT, room - layout::HEAD_LEFT];
    let mut pieces = vec![
        Piece::Gap {
            height: layout::pt(12),
        },
        Piece::Rule(Rule {
            length: room,
            room,
            after: layout::pt(6),
        }),
        Piece::Columns(Columns {
            widths,
            rows,
            before: 0,
        }),
    ];
    let recipients = who_gets_it(&wording::recipients(false, &copied.recipients, &copied.archive));
    pieces.extend(beside(recipients, signature(&copied.signature), room));
    pieces
}

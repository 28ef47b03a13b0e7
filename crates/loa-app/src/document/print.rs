//! Official documents as files: DOCX by ourselves, PDF by the port for printing.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use fast_qr::convert::Builder as _;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use loa_official::document::Document;
use loa_official::docx;
use loa_official::handout::Handout;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::document::Kind;
use crate::error::{Error, Result};

/// Makes the pages of a document; says why when it cannot.
pub type Printer = fn(&Document) -> Result<Vec<u8>, String>;

/// Draws a handout, its address as a code of its own beside it; says why when it cannot.
pub type Drawer = fn(&Handout, &str) -> Result<Vec<u8>, String>;

/// Documents that are printed at once: each takes a core and its memory for a while.
static PRINTING: Semaphore = Semaphore::const_new(2);

fn outage(error: &str) -> Error {
    Error::Outage(format!("printing: {error}"))
}

/// Draws where blocking is allowed, few at a time.
async fn in_turn(draw: impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static) -> Result<Vec<u8>> {
    let _turn = PRINTING
        .acquire()
        .await
        .map_err(|error| outage(&error.to_string()))?;
    let drawn = tokio::task::spawn_blocking(draw).await;
    drawn
        .map_err(|error| outage(&error.to_string()))?
        .map_err(|error| outage(&error))
}

/// A handout as PDF or PNG, by its form.
///
/// # Errors
/// [`Error::Outage`] when it cannot be made.
pub async fn drawn(app: &App, handout: Handout) -> Result<Vec<u8>> {
    let draw = app.settings().drawer;
    let draw = draw.ok_or_else(|| outage("no printer is set"))?;
    let code = QRBuilder::new(handout.address.as_str())
        .ecl(ECL::M)
        .build()
        .map_err(|error| outage(&format!("{error:?}")))?;
    let code = SvgBuilder::default().margin(4).to_str(&code);
    in_turn(move || draw(&handout, &code)).await
}

/// A document as DOCX or PDF, by the ending.
///
/// # Errors
/// [`Error::NotFound`] for another ending; [`Error::Outage`] when it cannot be made.
pub async fn made(app: &App, document: Document, ending: &str) -> Result<(Kind, Vec<u8>)> {
    match ending {
        "docx" => {
            let bytes = docx::write(&document).map_err(|error| outage(&error.to_string()))?;
            Ok((Kind::Docx, bytes))
        }
        "pdf" => {
            let print = app.settings().printer;
            let print = print.ok_or_else(|| outage("no printer is set"))?;
            Ok((Kind::Pdf, in_turn(move || print(&document)).await?))
        }
        _ => Err(Error::NotFound),
    }
}

/// The same as something to keep; the name is of plain letters.
///
/// # Errors
/// As [`made`].
pub async fn answer(app: &App, document: Document, ending: &str, name: &str) -> Result<Response> {
    let (kind, bytes) = made(app, document, ending).await?;
    let headers = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, bytes).into_response())
}

//! Official documents as files: DOCX by ourselves, PDF by the port for printing.

use std::time::Duration;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use fast_qr::convert::Builder as _;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use loa_official::document::Document;
use loa_official::docx;
use loa_official::handout::Handout;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::app::App;
use crate::document::Kind;
use crate::error::{Error, Result};

/// Makes the pages of a document; says why when it cannot.
pub type Printer = fn(&Document) -> Result<Vec<u8>, String>;

/// Draws a handout, its address as a code of its own beside it; says why when it cannot.
pub type Drawer = fn(&Handout, &str) -> Result<Vec<u8>, String>;

/// Documents that are printed at once: each takes a core and its memory for a while.
static PRINTING: Semaphore = Semaphore::const_new(2);
/// The same for what anybody may ask for, with a turn of its own: no reader keeps an officer from printing.
static SHARED: Semaphore = Semaphore::const_new(1);
/// How long a reader waits for that turn.
const PATIENCE: Duration = Duration::from_secs(10);

fn outage(error: &str) -> Error {
    Error::Outage(format!("printing: {error}"))
}

/// Waits for a turn of an officer.
async fn turn() -> Result<SemaphorePermit<'static>> {
    let turn = PRINTING.acquire().await;
    turn.map_err(|error| outage(&error.to_string()))
}

/// Draws where blocking is allowed.
async fn at_work(
    draw: impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static,
    turn: SemaphorePermit<'static>,
) -> Result<Vec<u8>> {
    // The turn ends with the work, not with who asked for it and went away.
    let draw = move || {
        let _turn = turn;
        draw()
    };
    let drawn = tokio::task::spawn_blocking(draw).await;
    drawn
        .map_err(|error| outage(&error.to_string()))?
        .map_err(|error| outage(&error))
}

/// A handout as PDF or PNG, by its form, for an officer.
///
/// # Errors
/// [`Error::Outage`] when it cannot be made.
pub async fn drawn(app: &App, handout: Handout) -> Result<Vec<u8>> {
    with_code(app, handout, turn().await?).await
}

/// The same for a reader.
///
/// # Errors
/// [`Error::Busy`]; [`Error::Outage`] when it cannot be made.
pub async fn shared(app: &App, handout: Handout) -> Result<Vec<u8>> {
    let turn = tokio::time::timeout(PATIENCE, SHARED.acquire()).await;
    let turn = turn.ok().and_then(std::result::Result::ok).ok_or(Error::Busy)?;
    with_code(app, handout, turn).await
}

async fn with_code(app: &App, handout: Handout, turn: SemaphorePermit<'static>) -> Result<Vec<u8>> {
    let draw = app.settings().drawer;
    let draw = draw.ok_or_else(|| outage("no printer is set"))?;
    let code = QRBuilder::new(handout.address.as_str())
        .ecl(ECL::M)
        .build()
        .map_err(|error| outage(&format!("{error:?}")))?;
    let code = SvgBuilder::default().margin(4).to_str(&code);
    at_work(move || draw(&handout, &code), turn).await
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
            Ok((Kind::Pdf, at_work(move || print(&document), turn().await?).await?))
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

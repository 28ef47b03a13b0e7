//! Official documents as files: DOCX by ourselves, PDF by the port for printing.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use loa_official::document::Document;
use loa_official::docx;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::document::Kind;
use crate::error::{Error, Result};

/// Makes the pages of a document; says why when it cannot.
pub type Printer = fn(&Document) -> Result<Vec<u8>, String>;

/// Documents that are printed at once: each takes a core and its memory for a while.
static PRINTING: Semaphore = Semaphore::const_new(2);

/// A document as DOCX or PDF, by the ending.
///
/// # Errors
/// [`Error::NotFound`] for another ending; [`Error::Outage`] when it cannot be made.
pub async fn made(app: &App, document: Document, ending: &str) -> Result<(Kind, Vec<u8>)> {
    let outage = |error: String| Error::Outage(format!("printing: {error}"));
    match ending {
        "docx" => {
            let bytes = docx::write(&document).map_err(|error| outage(error.to_string()))?;
            Ok((Kind::Docx, bytes))
        }
        "pdf" => {
            let print = app.settings().printer;
            let print = print.ok_or_else(|| outage("no printer is set".to_owned()))?;
            let _turn = PRINTING
                .acquire()
                .await
                .map_err(|error| outage(error.to_string()))?;
            let printed = tokio::task::spawn_blocking(move || print(&document)).await;
            let bytes = printed
                .map_err(|error| outage(error.to_string()))?
                .map_err(outage)?;
            Ok((Kind::Pdf, bytes))
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

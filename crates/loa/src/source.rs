//! Places in a document as lines of its running text.

use loa_docfile::body::{Body, Place};

/// Line of the running text on which a place begins, from 1.
pub fn line_of(body: &Body, at: Place) -> usize {
    let before = body.source.as_bytes().get(..at.span.start).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

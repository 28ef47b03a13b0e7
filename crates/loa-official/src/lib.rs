//! Official documents as Decree 30/2020/NĐ-CP wants them: what they hold, how each part looks, and the same as a DOCX file.
//!
//! A [`document::Document`] says what stands in it, never how it looks: the looks are one table ([DOC-01] to [DOC-24] of the
//! rules that Loa keeps), from which both the DOCX file and the PDF pages are made.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::panic,
        clippy::expect_used,
        reason = "a test may stop where it stands"
    )
)]

pub mod document;
pub mod docx;
pub mod handout;
pub mod kind;
pub mod layout;
pub mod sheet;
pub mod text;
pub mod width;
pub mod wording;
mod xml;

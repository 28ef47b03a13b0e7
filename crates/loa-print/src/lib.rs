//! Official documents as PDF pages, drawn by typst from the same pieces that the DOCX files are made of.
//!
//! This crate alone knows typst. Documents reach it as data, never as markup; nothing is read from disk or the network, and the
//! clock is never looked at: the same document always gives the same bytes.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::panic,
        clippy::expect_used,
        reason = "a test may stop where it stands"
    )
)]

mod handout;
pub mod printer;
mod world;

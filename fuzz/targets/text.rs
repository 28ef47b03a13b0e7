//! Plain text, Markdown and web copies.

#![no_main]

use libfuzzer_sys::fuzz_target;
use loa_docfile::read::Limits;
use loa_docfile::text::read_text;

fuzz_target!(|text: &str| {
    let _ = read_text(text.to_owned(), &Limits::default());
});

//! A whole plan from text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use loa_docfile::read::Limits;
use loa_docfile::text::read_text;
use loa_plan_reader::plan::{Context, read_plan};

fuzz_target!(|text: &str| {
    if let Ok(body) = read_text(text.to_owned(), &Limits::default()) {
        let _ = read_plan(
            &body,
            &Context {
                units: None,
                year: None,
                today: None,
            },
        );
    }
});

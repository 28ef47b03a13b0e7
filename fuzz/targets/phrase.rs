//! Schedule phrases.

#![no_main]

use libfuzzer_sys::fuzz_target;
use loa_calendar::phrase::{Context, read_phrase};

fuzz_target!(|text: &str| {
    let context = Context {
        plan_years: Some((2026, 2026)),
        ..Context::default()
    };
    let _ = read_phrase(text, &context);
});

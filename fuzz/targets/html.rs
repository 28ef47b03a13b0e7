//! A web page, byte by byte.

#![no_main]

mod body;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| body::read_and_check("a.html", data));

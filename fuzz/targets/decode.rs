//! Bytes of any encoding.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = loa_docfile::decode::decode(data);
});

//! A Word document: the input is `document.xml`, and after a zero byte `styles.xml` and `numbering.xml`.

#![no_main]

mod body;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut parts = data.splitn(3, |byte| *byte == 0);
    let mut part = || parts.next().unwrap_or_default();
    let names = ["word/document.xml", "word/styles.xml", "word/numbering.xml"];
    let parts = names.map(|name| (name, part()));
    body::read_and_check("a.docx", &body::archive(&parts));
});

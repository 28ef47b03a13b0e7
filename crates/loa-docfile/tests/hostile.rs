//! Damaged and hostile files end in an error or in a sound body, never in a panic, and within limits.
//!
//! `LOA_MUTATIONS` sets how many changed inputs are tried over all readers together; 10,000 unless told.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail loudly too"
)]

#[path = "samples/build.rs"]
mod build;
#[path = "samples/law.rs"]
mod law;

use loa_docfile::read::{Limits, ReadError, read};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// One change to a file: where (as a share of its length), what, and how much.
#[derive(Debug, Clone)]
enum Change {
    Cut(u16),
    Flip(u16, u8),
    Remove(u16, u8),
    Repeat(u16, u8),
    Insert(u16, &'static str),
}

/// Pieces that readers take special notice of.
const PIECES: [&str; 16] = [
    "<",
    ">",
    "&",
    "\"",
    "\0",
    "<w:p>",
    "</w:tbl>",
    "<td colspan=99999>",
    "</table>",
    "w:val=\"-1\"",
    "99999999999",
    "endobj",
    "[",
    "<<",
    "stream",
    "\u{1ea1}",
];

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        any::<u16>().prop_map(Change::Cut),
        (any::<u16>(), any::<u8>()).prop_map(|(at, bits)| Change::Flip(at, bits)),
        (any::<u16>(), any::<u8>()).prop_map(|(at, count)| Change::Remove(at, count)),
        (any::<u16>(), any::<u8>()).prop_map(|(at, count)| Change::Repeat(at, count)),
        (any::<u16>(), proptest::sample::select(PIECES.to_vec()))
            .prop_map(|(at, piece)| Change::Insert(at, piece)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    let place = |share: u16| bytes.len() * usize::from(share) / (usize::from(u16::MAX) + 1);
    match change {
        Change::Cut(at) => bytes.truncate(place(*at)),
        Change::Flip(at, bits) => {
            let at = place(*at);
            bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= bits);
        }
        Change::Remove(at, count) => {
            let at = place(*at);
            bytes.drain(at..bytes.len().min(at + usize::from(*count)));
        }
        Change::Repeat(at, count) => {
            let at = place(*at);
            let piece = bytes[at..bytes.len().min(at + usize::from(*count))].to_vec();
            bytes.splice(at..at, piece.repeat(3));
        }
        Change::Insert(at, piece) => {
            let at = place(*at);
            bytes.splice(at..at, piece.bytes());
        }
    }
}

fn try_read(name: &str, bytes: &[u8]) {
    if let Ok(body) = read(name, bytes, &Limits::default()) {
        law::check(&body);
    }
}

/// Tries a share of all mutations on files that `make` builds from the changes.
fn mutate(share: u32, make: impl Fn(&[Change]) -> Vec<u8>, name: &str) {
    let all = std::env::var("LOA_MUTATIONS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(10_000);
    let config = Config {
        cases: (all * share / 100).max(1),
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&vec(change(), 1..6), |changes| {
        try_read(name, &make(&changes));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
}

fn changed(bytes: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    changes.iter().for_each(|change| apply(&mut bytes, change));
    bytes
}

/// Changes the text of one part before it is zipped: changed zips hardly get past their checksums.
fn changed_part(parts: &[(&'static str, String)], part: usize, changes: &[Change]) -> Vec<u8> {
    let mut parts = parts.to_vec();
    let text = changed(parts[part].1.as_bytes(), changes);
    parts[part].1 = String::from_utf8_lossy(&text).into_owned();
    build::archive(&parts)
}

#[test]
fn changed_word_documents() {
    let parts = build::docx_parts(build::DOCX_BODY);
    mutate(16, |changes| changed_part(&parts, 1, changes), "body.docx");
    mutate(4, |changes| changed_part(&parts, 2, changes), "styles.docx");
    mutate(6, |changes| changed_part(&parts, 3, changes), "numbering.docx");
    let whole = build::archive(&parts);
    mutate(4, |changes| changed(&whole, changes), "whole.docx");
}

#[test]
fn changed_spreadsheets() {
    let parts = build::xlsx_parts();
    mutate(12, |changes| changed_part(&parts, 5, changes), "sheet.xlsx");
    mutate(4, |changes| changed_part(&parts, 2, changes), "book.xlsx");
    mutate(2, |changes| changed_part(&parts, 3, changes), "links.xlsx");
    mutate(2, |changes| changed_part(&parts, 4, changes), "styles.xlsx");
    let whole = build::archive(&parts);
    mutate(4, |changes| changed(&whole, changes), "whole.xlsx");
}

#[test]
fn changed_pdfs() {
    let whole = build::plan_pdf();
    mutate(22, |changes| changed(&whole, changes), "a.pdf");
}

#[test]
fn changed_web_pages_and_texts() {
    mutate(14, |changes| changed(build::HTML.as_bytes(), changes), "a.html");
    let text = "KẾ HOẠCH\n\n1. Mục đích\n- Trước ngày 30/6/2026\n\n| TT | Nhiệm vụ |\n|---|---|\n| 1 | Rà soát |\n\nTT\tNội dung\n1\tTổng hợp\n";
    mutate(10, |changes| changed(text.as_bytes(), changes), "a.txt");
}

/// Reads within limits of 32 MiB unpacked.
fn within(name: &str, bytes: &[u8]) -> Result<(), ReadError> {
    let limits = Limits {
        unpacked_bytes: 32 << 20,
        cells: 10_000,
        ..Limits::default()
    };
    read(name, bytes, &limits).map(|body| law::check(&body))
}

#[test]
fn bombs_end_early() {
    let blank = " ".repeat(64 << 20);
    let mut parts = build::docx_parts("<w:p/>");
    parts[1].1.push_str(&blank);
    assert_eq!(
        within("a.docx", &build::archive(&parts)),
        Err(ReadError::TooLarge("unpacked size"))
    );
    let mut parts = build::xlsx_parts();
    parts[5].1.push_str(&blank);
    assert_eq!(
        within("a.xlsx", &build::archive(&parts)),
        Err(ReadError::TooLarge("unpacked size"))
    );
    let mut document = lopdf::Document::load_mem(&build::plan_pdf()).expect("the sample PDF");
    let page = document.page_iter().next().expect("a page");
    let id = document.get_page_contents(page)[0];
    let mut stream = lopdf::Stream::new(lopdf::dictionary! {}, blank.into_bytes());
    stream.compress().expect("a compressed stream");
    document.objects.insert(id, lopdf::Object::Stream(stream));
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a PDF");
    assert_eq!(within("a.pdf", &bytes), Err(ReadError::TooLarge("page content")));
}

#[test]
fn a_long_text_named_in_many_cells_ends_early() {
    let mut parts = build::xlsx_parts();
    let main = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
    parts.push((
        "xl/sharedStrings.xml",
        format!("<sst {main}><si><t>{}</t></si></sst>", "a".repeat(100_000)),
    ));
    let link = r#"<Relationship Id="r4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    parts[3].1 = parts[3].1.replace("</Relationships>", link);
    let rows: String = (1..=5_000)
        .map(|row| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#))
        .collect();
    parts[5].1 = format!("<worksheet {main}><sheetData>{rows}</sheetData></worksheet>");
    assert_eq!(
        within("a.xlsx", &build::archive(&parts)),
        Err(ReadError::TooLarge("text"))
    );
}

#[test]
fn deep_nesting_ends_in_an_error_or_in_text() {
    let deep = |open: &str, close: &str, count: usize| open.repeat(count) + "sâu" + &close.repeat(count);
    let tables = deep("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 2_000);
    assert_eq!(
        within("a.docx", &build::docx(&tables)),
        Err(ReadError::TooLarge("nested elements"))
    );
    let controls = deep("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 100_000);
    assert_eq!(
        within("a.docx", &build::docx(&controls)),
        Err(ReadError::TooLarge("nested elements"))
    );
    for (open, close) in [("<div>", "</div>"), ("<b>", ""), ("<ul><li>", "")] {
        assert_eq!(
            within(
                "a.html",
                format!("<html>{}", deep(open, close, 60_000)).as_bytes()
            ),
            Ok(())
        );
    }
    let page = format!("<html>{}", deep("<table><tr><td>", "</table>", 9_000));
    assert_eq!(within("a.html", page.as_bytes()), Ok(()));
    let pdf = format!("%PDF-1.4\n1 0 obj\n{}\nendobj\n", "[".repeat(200_000));
    assert!(within("a.pdf", pdf.as_bytes()).is_err());
}

#[test]
fn a_pdf_of_very_many_objects_ends_early() {
    let bare = format!("%PDF-1.4\n1 0 obj\n[{}]\nendobj\n", "0 ".repeat(4 << 20));
    assert_eq!(
        within("a.pdf", bare.as_bytes()),
        Err(ReadError::TooLarge("objects of the PDF"))
    );
    let mut packed = lopdf::Stream::new(lopdf::dictionary! {}, Vec::new());
    packed.set_plain_content(format!("9 0 [{}]", "0 ".repeat(4 << 20)).into_bytes());
    packed.compress().expect("a compressed stream");
    let head = format!(
        "%PDF-1.5\n1 0 obj\n<</Type/ObjStm/Filter/FlateDecode/Length {}>>stream\n",
        packed.content.len()
    );
    let bytes = [head.as_bytes(), &packed.content, b"\nendstream\nendobj\n"].concat();
    assert_eq!(
        within("a.pdf", &bytes),
        Err(ReadError::TooLarge("objects of the PDF"))
    );
}

#[test]
fn forms_that_draw_each_other_many_times_end_early() {
    let mut document = lopdf::Document::load_mem(&build::plan_pdf()).expect("the sample PDF");
    let draw_twice = b"/F Do /F Do /F Do /F Do /F Do /F Do /F Do /F Do".to_vec();
    let mut form = document.add_object(lopdf::Stream::new(
        lopdf::dictionary! { "Subtype" => "Form" },
        draw_twice.clone(),
    ));
    for _ in 0..30 {
        let resources = lopdf::dictionary! { "XObject" => lopdf::dictionary! { "F" => form } };
        let dict = lopdf::dictionary! { "Subtype" => "Form", "Resources" => resources };
        form = document.add_object(lopdf::Stream::new(dict, draw_twice.clone()));
    }
    let page = document.page_iter().next().expect("a page");
    let content = document.add_object(lopdf::Stream::new(lopdf::dictionary! {}, draw_twice));
    let node = document
        .get_object_mut(page)
        .and_then(lopdf::Object::as_dict_mut)
        .expect("a page");
    node.set("Contents", content);
    node.set(
        "Resources",
        lopdf::dictionary! { "XObject" => lopdf::dictionary! { "F" => form } },
    );
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a PDF");
    assert!(matches!(within("a.pdf", &bytes), Err(ReadError::TooLarge(_))));
}

#[test]
fn endless_lines_and_spans_stay_linear() {
    let line = "chữ ".repeat(1 << 18);
    assert_eq!(within("a.txt", line.as_bytes()), Ok(()));
    let spans = format!(
        "<html><table>{}</table>",
        "<tr><td colspan=9999 rowspan=9999>x</td></tr>".repeat(5_000)
    );
    assert_eq!(within("a.html", spans.as_bytes()), Ok(()));
    let attributes: String = (0..100_000).map(|index| format!(" a{index}=1")).collect();
    assert_eq!(
        within("a.html", format!("<html><p{attributes}>x").as_bytes()),
        Ok(())
    );
    let merges: String = (1..3_000)
        .map(|row| format!(r#"<mergeCell ref="A{row}:XFD1048576"/>"#))
        .collect();
    let mut parts = build::xlsx_parts();
    parts[5].1 = parts[5]
        .1
        .replace("<mergeCells count=\"2\">", &format!("<mergeCells>{merges}"));
    assert_eq!(within("a.xlsx", &build::archive(&parts)), Ok(()));
}

//! DOCX, XLSX, PDF and HTML: one body each, with places; and the files that are refused.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests fail loudly too"
)]

#[path = "samples/build.rs"]
mod build;
#[path = "samples/law.rs"]
mod law;

use std::path::PathBuf;

use build::{Mark, at};
use loa_docfile::body::{Block, Body, Table};
use loa_docfile::read::{Limits, ReadError, read};
use loa_vietnamese::legacy::{Encoding, encode};

fn body(name: &str, bytes: &[u8]) -> Body {
    let body = read(name, bytes, &Limits::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    law::check(&body);
    body
}

fn refusal(bytes: &[u8]) -> ReadError {
    read("file", bytes, &Limits::default()).expect_err("the file is refused")
}

/// Blocks as lines: a paragraph with its marker, a row with `|` between cells and `/` between lines.
fn lines(body: &Body) -> Vec<String> {
    let row = |row: &loa_docfile::body::Row| {
        row.cells
            .iter()
            .map(|cell| cell.text().replace('\n', "/"))
            .collect::<Vec<_>>()
            .join("|")
    };
    let blocks = body.blocks.iter().flat_map(|block| match block {
        Block::Paragraph(paragraph) => vec![paragraph.line()],
        Block::Table(table) => table.rows.iter().map(row).collect(),
    });
    blocks.collect()
}

fn table(body: &Body, index: usize) -> &Table {
    let mut tables = body.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Paragraph(_) => None,
    });
    tables.nth(index).expect("a table")
}

/// Column, columns covered and rows covered of every cell, row by row.
fn spans(table: &Table) -> Vec<Vec<(u32, u32, u32)>> {
    let row = |row: &loa_docfile::body::Row| {
        row.cells
            .iter()
            .map(|c| (c.column, c.col_span, c.row_span))
            .collect()
    };
    table.rows.iter().map(row).collect()
}

#[test]
fn a_word_document_keeps_numbers_and_merged_cells() {
    let body = body("a.docx", &build::docx(build::DOCX_BODY));
    assert_eq!(
        lines(&body),
        [
            "I. MỤC ĐÍCH",
            "1. Giao Sở Mẫu",
            "1.1. Trước ngày 30/6/2026",
            "a) Xây dựng kế hoạch",
            "2. Giao Phòng Mẫu",
            "II. TỔ CHỨC",
            "Cơ quan mới\ndòng hai",
            "TT|Nhiệm vụ",
            "1. |Rà soát|Sở Mẫu",
            "2. |Tổng hợp",
        ]
    );
    assert_eq!(
        spans(table(&body, 0)),
        [
            vec![(0, 1, 1), (1, 2, 1)],
            vec![(0, 1, 1), (1, 1, 1), (2, 1, 2)],
            vec![(0, 1, 1), (1, 1, 1)]
        ]
    );
    let Some(Block::Paragraph(heading)) = body.blocks.first() else {
        panic!("a heading first")
    };
    assert_eq!(
        (heading.look.heading, heading.look.bold, heading.look.centred),
        (Some(1), true, true)
    );
}

#[test]
fn a_head_set_with_tabs_is_a_table() {
    let line = |text: &str| {
        format!(
            "<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
            text.replace('\t', "</w:t><w:tab/><w:t>")
        )
    };
    let text = [
        "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "XÃ MẪU\tĐộc lập - Tự do - Hạnh phúc",
        "KẾ HOẠCH",
        "Thời gian:\ttháng 6 năm 2026",
        "Nơi nhận:          CHỦ TỊCH",
        "- Sở Mẫu;",
        "- Lưu: VT.\t\tTên Người Ký",
    ];
    let body = body("a.docx", &build::docx(&text.map(line).concat()));
    assert_eq!(
        lines(&body),
        [
            "ỦY BAN NHÂN DÂN|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "XÃ MẪU|Độc lập - Tự do - Hạnh phúc",
            "KẾ HOẠCH",
            "Thời gian: tháng 6 năm 2026",
            "Nơi nhận:|CHỦ TỊCH",
            "- Sở Mẫu;|",
            "- Lưu: VT.|Tên Người Ký",
        ]
    );
}

#[test]
fn text_in_old_fonts_is_read_by_their_encoding() {
    let run = |font: &str, text: &str| {
        format!(r#"<w:p><w:r><w:rPr><w:rFonts w:ascii="{font}"/></w:rPr><w:t>{text}</w:t></w:r></w:p>"#)
    };
    let text = "ủy ban nhân dân xã ban hành kế hoạch thực hiện nhiệm vụ năm 2026";
    for (font, encoding) in [(".VnTime", Encoding::Tcvn3), ("VNI-Times", Encoding::Vni)] {
        let old = encode(encoding, text).expect("text of that encoding");
        let parts = [
            run(font, &old),
            run("Times New Roman", "Kế hoạch"),
            run(".VnTimeH", &encode(Encoding::Tcvn3, "kế hoạch").expect("text")),
        ];
        let body = body("a.docx", &build::docx(&parts.concat()));
        assert_eq!(lines(&body)[..2], [text, "Kế hoạch"]);
        if encoding == Encoding::Tcvn3 {
            assert_eq!(lines(&body)[2], "KẾ HOẠCH");
        }
    }
    let unicode = body("a.docx", &build::docx(&run(".VnTime", text)));
    assert_eq!(lines(&unicode), [text]);
}

#[test]
fn a_spreadsheet_keeps_dates_row_numbers_and_merged_cells() {
    let body = body("a.xlsx", &build::archive(&build::xlsx_parts()));
    assert_eq!(
        lines(&body),
        [
            "PHỤ LỤC",
            "TT|Nhiệm vụ|Chủ trì|Thời hạn",
            "1|Rà soát/hồ sơ|Sở Mẫu|2026-07-01 00:00:00",
            "2.5|Tổng hợp|2026-07-01 12:00:00",
        ]
    );
    let table = table(&body, 0);
    assert_eq!(
        table.rows.iter().map(|row| row.place.row).collect::<Vec<_>>(),
        [Some(3), Some(4), Some(5)]
    );
    assert_eq!(spans(table)[1][2], (2, 1, 2));
    assert_eq!(table.place.page, Some(1));
}

#[test]
fn a_pdf_is_put_together_from_positions() {
    let body = body("a.pdf", &build::plan_pdf());
    let lines = lines(&body);
    assert_eq!(
        lines[0],
        "ỦY BAN NHÂN DÂN/XÃ NHÃ NAM|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM/Độc lập - Tự do"
    );
    assert_eq!(lines[1], "KẾ HOẠCH");
    assert_eq!(
        lines[2],
        "Thực hiện nhiệm vụ của ủy ban, xã xây dựng kế hoạch này sau, gồm các việc nêu dưới đây và các việc khác sẽ được giao trong năm."
    );
    assert_eq!(
        lines[13..],
        [
            "Trong quá trình thực hiện, nếu có khó khăn cơ quan gửi báo cáo về ủy ban.",
            "TT|Nhiệm vụ|Chủ trì|Thời hạn",
            "1|Rà soát hồ sơ|Sở Tài chính|30/6/2026",
            "2|Xây dựng quy chế phối hợp và trình ủy ban ban hành|Sở Tài chính|Quý II",
            "3|Tổng hợp|Sở Tài chính|Quý IV",
            "1 Theo Quy chế của ủy ban.",
        ]
    );
    let pages: Vec<_> = table(&body, 1).rows.iter().map(|row| row.place.page).collect();
    assert_eq!(pages, [Some(2), Some(2), Some(2), Some(3)]);
}

#[test]
fn a_table_without_lines_is_told_by_its_gaps() {
    let page = vec![
        at(80, 740, "Danh mục nhiệm vụ kèm theo kế hoạch của ủy ban như sau:"),
        at(80, 700, "TT"),
        at(150, 700, "Nhiệm vụ"),
        at(330, 700, "Chủ trì"),
        at(450, 700, "Thời hạn"),
        at(82, 680, "1"),
        at(120, 680, "Rà soát hồ sơ các xã"),
        at(320, 680, "Sở Tài chính"),
        at(450, 680, "30/6/2026"),
        at(120, 662, "và phường"),
        at(82, 640, "2"),
        at(120, 640, "Tổng hợp"),
        at(450, 640, "Quý IV"),
        at(
            110,
            600,
            "Các cơ quan gửi báo cáo về ủy ban theo quy định hiện hành.",
        ),
    ];
    assert_eq!(
        lines(&body("a.pdf", &build::pdf(&[page]))),
        [
            "Danh mục nhiệm vụ kèm theo kế hoạch của ủy ban như sau:",
            "TT|Nhiệm vụ|Chủ trì|Thời hạn",
            "1|Rà soát hồ sơ các xã và phường|Sở Tài chính|30/6/2026",
            "2|Tổng hợp||Quý IV",
            "Các cơ quan gửi báo cáo về ủy ban theo quy định hiện hành.",
        ]
    );
}

#[test]
fn a_web_page_is_read_without_its_frame() {
    let body = body("a.html", build::HTML.as_bytes());
    assert_eq!(
        lines(&body),
        [
            "trái",
            "KẾ HOẠCH",
            "Căn cứ Luật, rộng 5 m2;",
            "I. Mục đích",
            "a. Một",
            "b. Hai",
            "- con",
            "dòng một\ndòng hai",
            "đoạn khác",
            "TT|Nhiệm vụ",
            "a|b",
            "1|x|p1/p2",
            "2|z",
        ]
    );
    assert_eq!(spans(table(&body, 0))[0], [(0, 1, 2), (1, 2, 1)]);
}

#[test]
fn refusals_say_what_a_person_can_do() {
    let ole = |name: &str| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.resize(1024, 0);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    assert_eq!(refusal(&ole("WordDocument")), ReadError::NeedsConversion);
    assert_eq!(refusal(&ole("EncryptedPackage")), ReadError::Encrypted);
    assert_eq!(refusal(&ole("Workbook")), ReadError::UnknownFormat);
    assert_eq!(refusal(b"{\\rtf1 x}"), ReadError::NeedsConversion);
    assert_eq!(
        refusal(&build::archive(&[("content.xml", "<x/>".to_owned())])),
        ReadError::UnknownFormat
    );
    assert_eq!(refusal(&build::pdf(&[vec![]])), ReadError::NoTextLayer);
    assert!(matches!(refusal(b"%PDF-1.4 and no more"), ReadError::Damaged(_)));
    let small = Limits {
        file_bytes: 10,
        ..Limits::default()
    };
    assert_eq!(
        read("a.txt", b"12345678901", &small),
        Err(ReadError::TooLarge("file size"))
    );
}

#[test]
fn a_font_map_that_lies_is_refused() {
    let text = "Thực hiện nhiệm vụ của ủy ban, xã xây dựng kế hoạch như sau";
    let page: Vec<Mark<'_>> = (0..8).map(|line| at(80, 700 - 18 * line, text)).collect();
    let shifted: String = (0x400..0x4c0).filter_map(char::from_u32).collect();
    assert_eq!(
        refusal(&build::pdf_with_map(&[page], &shifted)),
        ReadError::BrokenFontMap
    );
}

/// A file of the shared folder; `None` with a message where the folder is absent, but not in CI.
fn shared(name: &str) -> Option<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/plans")
        .join(name);
    if let Ok(bytes) = std::fs::read(&path) {
        return Some(bytes);
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "{} is needed in CI",
        path.display()
    );
    eprintln!("skipped: {} is not there", path.display());
    None
}

#[test]
fn numbers_of_real_task_tables_are_complete() {
    for (name, tasks) in [
        ("D02.pdf", 33),
        ("D03.xlsx", 137),
        ("D56.docx", 9),
        ("D57.docx", 9),
        ("D58.docx", 9),
        ("D59.docx", 9),
    ] {
        let Some(bytes) = shared(&format!("docs/{name}")) else {
            continue;
        };
        let body = body(name, &bytes);
        let rows = body.blocks.iter().flat_map(|block| match block {
            Block::Table(table) => table.rows.as_slice(),
            Block::Paragraph(_) => &[],
        });
        let numbers: Vec<usize> = rows
            .filter(|row| row.cells.len() >= 3)
            .filter_map(|row| {
                row.cells
                    .first()?
                    .text()
                    .trim()
                    .trim_end_matches('.')
                    .parse()
                    .ok()
            })
            .collect();
        assert_eq!(numbers, (1..=tasks).collect::<Vec<_>>(), "{name}");
    }
}

/// Its fonts say nothing of their glyphs; the order of the glyphs in the whole font does.
#[test]
fn a_real_pdf_without_font_maps_is_read_by_the_order_of_glyphs() {
    if let Some(bytes) = shared("docs/D60.pdf") {
        let body = read("D60.pdf", &bytes, &Limits::default()).expect("a readable document");
        assert!(
            body.source.contains("Thời hạn kiểm tra")
                && body.source.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        );
        assert!(!body.source.contains('\u{fffd}'));
    }
}

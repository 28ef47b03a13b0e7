//! Text, Markdown and web copies: what becomes a paragraph, what a row, and where it stands.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests fail loudly too"
)]

mod spaced;

use loa_docfile::body::{Block, Body, Paragraph, Table};
use loa_docfile::decode::decode;
use loa_docfile::read::{Limits, ReadError};
use loa_docfile::text::read_text;
use loa_vietnamese::legacy::{Encoding, encode};
use proptest::prelude::*;
use std::path::PathBuf;

fn body(source: &str) -> Body {
    read_text(source.to_owned(), &Limits::default()).expect("text within the limits")
}

fn paragraphs(body: &Body) -> Vec<&Paragraph> {
    let mut out = Vec::new();
    for block in &body.blocks {
        match block {
            Block::Paragraph(paragraph) => out.push(paragraph),
            Block::Table(table) => {
                out.extend(
                    table
                        .rows
                        .iter()
                        .flat_map(|row| &row.cells)
                        .flat_map(|cell| &cell.paragraphs),
                );
            }
        }
    }
    out
}

fn tables(body: &Body) -> Vec<&Table> {
    body.blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Paragraph(_) => None,
        })
        .collect()
}

/// Paragraphs as lines; tables as rows of `column:text`, `column+more:text` for a cell that covers more.
fn outline(source: &str) -> Vec<String> {
    let mut out = Vec::new();
    for block in &body(source).blocks {
        match block {
            Block::Paragraph(paragraph) => out.push(paragraph.text.clone()),
            Block::Table(table) => out.extend(table.rows.iter().map(|row| {
                let cells = row.cells.iter().map(|cell| {
                    let more = if cell.col_span > 1 {
                        format!("+{}", cell.col_span - 1)
                    } else {
                        String::new()
                    };
                    format!("{}{more}:{}", cell.column + 1, cell.text().replace('\n', "/"))
                });
                format!("| {}", cells.collect::<Vec<_>>().join(" | "))
            })),
        }
    }
    out
}

#[track_caller]
fn check(source: &str, expected: &[&str]) {
    assert_eq!(outline(source), expected, "of {source:?}");
}

/// Web copy from cells a line: `/` parts rows, `;` cells.
fn copy(rows: &str) -> String {
    let row = |row: &str| format!("|\n{}\n|", row.split(" ; ").collect::<Vec<_>>().join("\n|\n"));
    rows.split(" / ")
        .map(row)
        .collect::<Vec<_>>()
        .join("\n")
        .replace("\n\n", "\n")
}

const WRAPPED: &str = "\
**KẾ HOẠCH**
PHÁT
TRIỂN DU LỊCH CỘNG ĐỒNG GIAI ĐOẠN
2026 - 2030
I. MỤC ĐÍCH
1. Nâng cao chất lượng phục vụ người dân
và doanh nghiệp trên địa bàn xã; bảo đảm tiến độ chung.
2. Xác định rõ trách nhiệm của từng cơ
quan, đơn vị, phát triển kinh tế
- xã hội của xã trong giai đoạn 2026
- 2030, thực hiện đúng các quy định hiện
hành của cấp trên và của địa phương.
Căn cứ tình hình thực tế, các bộ phận xây
dựng chương trình của mình.
- Thực hiện nghiêm túc;
- Báo cáo định kỳ.
";

#[test]
fn hard_wrapped_lines_become_paragraphs() {
    check(
        WRAPPED,
        &[
            "KẾ HOẠCH",
            "PHÁT TRIỂN DU LỊCH CỘNG ĐỒNG GIAI ĐOẠN 2026 - 2030",
            "I. MỤC ĐÍCH",
            "1. Nâng cao chất lượng phục vụ người dân và doanh nghiệp trên địa bàn xã; bảo đảm tiến độ chung.",
            "2. Xác định rõ trách nhiệm của từng cơ quan, đơn vị, phát triển kinh tế - xã hội của xã trong giai \
             đoạn 2026 - 2030, thực hiện đúng các quy định hiện hành của cấp trên và của địa phương.",
            "Căn cứ tình hình thực tế, các bộ phận xây dựng chương trình của mình.",
            "- Thực hiện nghiêm túc;",
            "- Báo cáo định kỳ.",
        ],
    );
}

#[test]
fn a_footnote_does_not_cut_a_sentence() {
    let source = "```text\nĐẢNG BỘ TỈNH MẪU\nĐẢNG ỦY XÃ MẪU\n*\nKẾ HOẠCH\nthực hiện chuyển đổi số\n-----\n\
        1. Các cơ quan khối Đảng triển khai các nền\ntảng dùng chung, làm sạch dữ liệu; cập nhật dữ\n\
        1 Theo Kế hoạch 02-KH/TU về triển khai sổ tay\nđảng viên.\nliệu thường xuyên, báo cáo hằng\nnăm. (Kèm phụ lục)\n2. Việc khác\n```";
    check(
        source,
        &[
            "ĐẢNG BỘ TỈNH MẪU",
            "ĐẢNG ỦY XÃ MẪU",
            "KẾ HOẠCH",
            "thực hiện chuyển đổi số",
            "1. Các cơ quan khối Đảng triển khai các nền tảng dùng chung, làm sạch dữ liệu; cập nhật dữ liệu \
             thường xuyên, báo cáo hằng năm. (Kèm phụ lục)",
            "1 Theo Kế hoạch 02-KH/TU về triển khai sổ tay đảng viên.",
            "2. Việc khác",
        ],
    );
}

#[test]
fn unwrapped_lines_stay_apart_and_a_broken_sentence_is_joined() {
    check(
        "Chú trọng biểu dương các cá nhân, đơn vị\n\nlàm tốt.\n\nMục tiêu\n\nMột việc",
        &[
            "Chú trọng biểu dương các cá nhân, đơn vị làm tốt.",
            "Mục tiêu",
            "Một việc",
        ],
    );
    check(
        "- Sở Nội vụ;\n- Lưu: VT.\n\n**TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH**",
        &["- Sở Nội vụ;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
    );
}

#[test]
fn an_empty_line_does_not_cut_a_heading() {
    check(
        "**6. Đề nghị Ủy ban Mặt trận Tổ quốc và**\n\n**các đoàn thể xã**\n\n**Phòng Văn hóa -**\n\n**Xã hội**\n\nIII. NHIỆM VỤ VÀ\n\nGIẢI PHÁP\n\n\
         **Mục tiêu**\n\n**Kết quả**\n\n**KẾ HOẠCH**\n\n**thực hiện của**\n\nnăm 2026\n\n**Nhiệm vụ của**\n\n1. Tổ",
        &[
            "6. Đề nghị Ủy ban Mặt trận Tổ quốc và các đoàn thể xã",
            "Phòng Văn hóa - Xã hội",
            "III. NHIỆM VỤ VÀ GIẢI PHÁP",
            "Mục tiêu",
            "Kết quả",
            "KẾ HOẠCH",
            "thực hiện của",
            "năm 2026",
            "Nhiệm vụ của",
            "1. Tổ",
        ],
    );
}

#[test]
fn marks_are_taken_off() {
    for (source, text) in [
        ("**1. **100% đội ngũ", "1. 100% đội ngũ"),
        ("*Đơn vị chủ trì: *Các sở", "Đơn vị chủ trì: Các sở"),
        ("** **", ""),
        ("---", ""),
        ("trong tháng **02/2022**.", "trong tháng 02/2022."),
        ("mã KH20_TT_N01 và _nghiêng_", "mã KH20_TT_N01 và nghiêng"),
        ("giá trị (*) xem ghi chú", "giá trị (*) xem ghi chú"),
        ("1\\. Mục đích &amp; yêu cầu", "1. Mục đích & yêu cầu"),
        (
            "theo [Nghị định](https://example.invalid/a) này [1]",
            "theo Nghị định này [1]",
        ),
        ("## Phần chung", "Phần chung"),
        ("Họp  sáng\u{a0}nay\u{200b}", "Họp sáng nay"),
        ("Số: ____/KH-UBND", "Số: ____/KH-UBND"),
    ] {
        let body = body(source);
        let texts: Vec<&str> = paragraphs(&body)
            .iter()
            .map(|paragraph| paragraph.text.as_str())
            .collect();
        assert_eq!(texts.join("|"), text, "of {source:?}");
    }
}

#[test]
fn look_and_heading_are_kept() {
    let body = body("# Một\n\n**Hai ba**\n\n*Bốn\nnăm*\n\n**Sáu** bảy");
    let looks: Vec<_> = paragraphs(&body)
        .iter()
        .map(|one| (one.look.heading, one.look.bold, one.look.italic))
        .collect();
    let expected = [
        (Some(1), false, false),
        (None, true, false),
        (None, false, true),
        (None, false, true),
        (None, false, false),
    ];
    assert_eq!(
        looks.iter().filter(|look| **look != expected[2]).count(),
        3,
        "{looks:?}"
    );
    assert_eq!((looks[0], looks[1]), (expected[0], expected[1]));
}

#[test]
fn front_matter_and_fences_are_no_text() {
    check(
        "---\ntitle: Kế hoạch\n---\n```text\nNội dung *thật*\n```\n",
        &["Nội dung *thật*"],
    );
}

#[test]
fn tables_with_a_grid() {
    check(
        "TT\tNhiệm vụ\tHạn\n1\tViệc một\t\n2\tViệc hai\tQuý II\n\nHết",
        &[
            "| 1:TT | 2:Nhiệm vụ | 3:Hạn",
            "| 1:1 | 2:Việc một | 3:",
            "| 1:2 | 2:Việc hai | 3:Quý II",
            "Hết",
        ],
    );
    check(
        "TT\tNhiệm vụ\tHạn\n1\tRà soát\nvăn bản\tQuý I\n\t\tThường xuyên\n2\tHội nghị\n",
        &[
            "| 1:TT | 2:Nhiệm vụ | 3:Hạn",
            "| 1:1 | 2:Rà soát văn bản | 3:Quý I",
            "| 1: | 2: | 3:Thường xuyên",
            "| 1:2 | 2:Hội nghị",
        ],
    );
    check(
        "+---+------+\n| 1 | Rà   |\n|   | soát |\n+===+======+\n| 2 | - A; |\n|   | - B. |\n+---+------+\n",
        &["| 1:1 | 2:Rà soát", "| 1:2 | 2:- A;/- B."],
    );
    check("1.\tMục đích\n2.\tYêu cầu", &["1. Mục đích", "2. Yêu cầu"]);
    check(
        "| TT | **Việc** |\n|---|:--:|\n| 1 | a \\| b<br>c |\n| 2 |  |\nHết",
        &["| 1:TT | 2:Việc", "| 1:1 | 2:a | b/c", "| 1:2 | 2:", "Hết"],
    );
}

#[test]
fn rows_of_a_web_copy_are_found_without_a_grid() {
    // Empty cells in the middle and at the end, group rows, a header repeated without its first cell.
    check(
        &copy(
            "TT ; **Nhiệm vụ** ; **Chủ trì** ; **Phối hợp** ; **Hạn** / **I** ; **Nhóm một** / 1 ; Rà soát văn bản ; Tư pháp ;  ; Quý I / \
             2 ; Xây dựng quy chế ; Nội vụ ; Các phòng ;  / **II** ; **Nhóm hai** / **Nhiệm vụ** ; **Chủ trì** ; **Phối hợp** ; **Hạn** / \
             1 ; Tổ chức hội nghị ; Văn phòng ; Tư pháp ; Quý II",
        ),
        &[
            "| 1:TT | 2:Nhiệm vụ | 3:Chủ trì | 4:Phối hợp | 5:Hạn",
            "| 1:I | 2+3:Nhóm một",
            "| 1:1 | 2:Rà soát văn bản | 3:Tư pháp | 4: | 5:Quý I",
            "| 1:2 | 2:Xây dựng quy chế | 3:Nội vụ | 4:Các phòng | 5:",
            "| 1:II | 2+3:Nhóm hai",
            "| 2:Nhiệm vụ | 3:Chủ trì | 4:Phối hợp | 5:Hạn",
            "| 1:1 | 2:Tổ chức hội nghị | 3:Văn phòng | 4:Tư pháp | 5:Quý II",
        ],
    );
}

#[test]
fn head_recipients_and_signature_keep_their_lines() {
    let source = "|\n**ỦY BAN\nNHÂN DÂN**\nXÃ MẪU\n-------\n|\n**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**\nĐộc lập - Tự do - Hạnh phúc\n|\n\
        |\nSố: 01/KH-UBND\n|\n*Xã Mẫu, ngày 02\ntháng 3 năm 2026*\n|\n**KẾ HOẠCH**\nNội dung.\n|\nNơi nhận:\n- Các phòng,\nban;\n- Lưu: VT.\n|\n\
        **TM. ỦY BAN\nNHÂN DÂN\nKT. CHỦ TỊCH**\nTrần Mẫu\n|\n** **";
    check(
        source,
        &[
            "| 1:ỦY BAN NHÂN DÂN/XÃ MẪU | 2:CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM/Độc lập - Tự do - Hạnh phúc",
            "| 1:Số: 01/KH-UBND | 2:Xã Mẫu, ngày 02 tháng 3 năm 2026",
            "KẾ HOẠCH",
            "Nội dung.",
            "| 1:Nơi nhận:/- Các phòng, ban;/- Lưu: VT. | 2:TM. ỦY BAN NHÂN DÂN/KT. CHỦ TỊCH/Trần Mẫu",
        ],
    );
}

#[test]
fn a_place_leads_back_to_the_source() {
    let source = "Hạn **trước\nngày 5/6** này";
    let body = body(source);
    let paragraph = paragraphs(&body)[0];
    let at = paragraph.text.find("trước").unwrap();
    let span = paragraph.locate(at..at + "trước ngày 5/6".len());
    assert_eq!(&body.source[span.start..span.end], "trước\nngày 5/6");
    let grid = "TT\tViệc\n1\tHọp\n2\tBáo cáo";
    let body = self::body(grid);
    let cell = &tables(&body)[0].rows[2].cells[1];
    assert_eq!(
        (cell.place.block, cell.place.row, cell.place.cell),
        (1, Some(3), Some(2))
    );
    assert_eq!(
        &body.source[cell.place.span.start..cell.place.span.end],
        "Báo cáo"
    );
}

#[test]
fn bytes_become_text() {
    let wide = |text: &str, swap: bool| -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if swap {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let text = "Kế hoạch tháng 5 của xã, gửi về Ủy ban";
    let cases: Vec<Vec<u8>> = vec![
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [b"\xff\xfe".to_vec(), wide(text, false)].concat(),
        [b"\xfe\xff".to_vec(), wide(text, true)].concat(),
        wide(text, false),
    ];
    for bytes in cases {
        assert_eq!(decode(&bytes).as_deref(), Ok(text), "{bytes:?}");
    }
    // Windows-1258 writes the tones as separate bytes.
    assert_eq!(decode(b"K\xea\xec hoa\xf2ch").as_deref(), Ok("Kế hoạch"));
    for (encoding, read) in [
        (Encoding::Tcvn3, text.to_lowercase()),
        (Encoding::Vni, text.to_owned()),
    ] {
        let old = encode(encoding, &read).unwrap();
        let bytes: Vec<u8> = old
            .chars()
            .map(|sign| u8::try_from(u32::from(sign)).unwrap())
            .collect();
        assert_eq!(decode(&bytes).as_deref(), Ok(read.as_str()), "{encoding:?}");
        assert_eq!(
            decode(old.as_bytes()).as_deref(),
            Ok(read.as_str()),
            "{encoding:?} saved as UTF-8"
        );
    }
    let mut damaged = text.as_bytes().to_vec();
    damaged.insert(3, 0xff);
    assert!(decode(&damaged).unwrap().contains('\u{fffd}'));
    assert_eq!(decode(b"MZ\0\x01\0\0\x03binary"), Err(ReadError::UnknownFormat));
}

#[test]
fn too_many_cells_are_refused() {
    let limits = Limits {
        cells: 100,
        ..Limits::default()
    };
    for source in [
        "|\na\n".repeat(200),
        "a\tb\tc\td\n".repeat(50),
        "| a | b | c |\n|---|---|---|\n".repeat(50),
    ] {
        assert_eq!(read_text(source, &limits), Err(ReadError::TooLarge("cells")));
    }
}

proptest! {
    #[test]
    fn any_text_is_read_and_every_place_lies_in_it(
        source in r"(\PC|[\n\t |*_#\-`\\&<>\[\]();.0-9a-zđ]|\|\n|\*\*|- |1\. |\r\n|\u{a0}|Căn cứ |VIỆC |\n\+--\+\n|```\n|<br>|\n1\t|a\n1 B| {5}|\n {9}|Nơi nhận:|TM\. ỦY|ngày 1 tháng 2 năm 3|CỘNG HÒA XÃ HỘI CHỦ NGHĨA|\u{c}|\nTT   Nhiệm vụ   Chủ trì   Thời gian\n|\n\d    Họp   Sở {0,9}){0,200}"
    ) {
        let body = body(&source);
        prop_assert_eq!(body.source.lines().count(), source.lines().count());
        for paragraph in paragraphs(&body) {
            prop_assert!(!paragraph.text.trim().is_empty());
            let ends: Vec<usize> = paragraph.text.char_indices().map(|(at, _)| at).chain([paragraph.text.len()]).collect();
            for pair in ends.windows(2) {
                let span = paragraph.locate(pair[0]..pair[1]);
                prop_assert!(body.source.get(span.start..span.end).is_some(), "{:?} in {:?}", span, paragraph);
            }
            let span = paragraph.place.span;
            prop_assert!(body.source.get(span.start..span.end).is_some());
        }
    }

    #[test]
    fn no_letter_is_lost(head: bool, source in r"([a-zđếộA-ZĐ0-9.,;:()]{1,9}|[ \n\t]|\n\|\n|- |1\. |\n\n| {4}|\n {20}|\nNơi nhận: |TM\. |Độc lập hạnh phúc|\n[0-9]    Họp   Sở {0,9}Nội vụ ){0,120}") {
        // Below a header, once: the same header again is left out.
        let source = format!("{}{source}", if head { "TT   Nhiệm vụ   Chủ trì   Thời gian\n" } else { "" });
        let letters = |text: &str| {
            let mut signs: Vec<char> = text.chars().filter(|sign| sign.is_alphanumeric()).collect();
            signs.sort_unstable();
            signs
        };
        let body = body(&source);
        let read: String = paragraphs(&body).iter().map(|paragraph| paragraph.text.as_str()).collect();
        prop_assert_eq!(letters(&read), letters(&source));
    }
}

/// Rows of a plan's table: a header, then groups and numbered tasks whose other cells may be empty.
fn plan_rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = prop_oneof![2 => "(Phòng|Sở|Ban) (Nội vụ|Tài chính)", 1 => "(Quý I|Tháng 3)/2026", 1 => Just(String::new())];
    (3_usize..8).prop_flat_map(move |columns| {
        let row = (any::<bool>(), prop::collection::vec(cell.clone(), columns - 2));
        prop::collection::vec(row, 2..20).prop_map(move |rows| {
            let mut out = vec![
                (0..columns)
                    .map(|at| format!("Cột {}", ["TT", "việc", "ba"][at.min(2)]))
                    .collect(),
            ];
            for (number, (is_group, cells)) in rows.into_iter().enumerate() {
                let number = number + 1;
                if is_group && number % 4 == 1 {
                    out.push(vec![
                        ["I", "II", "III", "IV", "V"][number / 4].to_owned(),
                        "Nhóm việc".to_owned(),
                    ]);
                }
                out.push([vec![number.to_string(), format!("Việc thứ {number}")], cells].concat());
            }
            out
        })
    })
}

proptest! {
    #[test]
    fn a_numbered_table_comes_back_from_its_web_copy(rows in plan_rows()) {
        let source: Vec<String> = rows.iter().map(|row| row.join(" ; ")).collect();
        let body = body(&copy(&source.join(" / ")));
        let found = tables(&body);
        prop_assert_eq!(found.len(), 1);
        let read: Vec<Vec<String>> = found[0].rows.iter().map(|row| row.cells.iter().map(|cell| cell.text()).collect()).collect();
        prop_assert_eq!(read, rows);
    }
}

/// Real plans and what a careful reader takes out of them; `None` where they are not at hand.
fn shared() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/plans");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none_or(|value| value != "true"),
        "shared/plans is needed in CI"
    );
    eprintln!("skipped: no {}", folder.display());
    None
}

#[test]
fn real_plans_keep_their_rows_bases_recipients_and_signatures() {
    let Some(folder) = shared() else { return };
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.join("expected")).unwrap() {
        let expected: serde_json::Value =
            serde_json::from_slice(&std::fs::read(entry.unwrap().path()).unwrap()).unwrap();
        let name = expected["doc"].as_str().unwrap();
        let file = [format!("docs/{name}.txt"), format!("docs/{name}.md")]
            .into_iter()
            .map(|file| folder.join(file));
        let Some(file) = file.into_iter().find(|file| file.is_file()) else {
            continue;
        };
        seen += 1;
        let text = decode(&std::fs::read(file).unwrap()).unwrap();
        let body = body(&text);
        rows_match(name, &body, &expected);
        let all: Vec<String> = paragraphs(&body)
            .iter()
            .map(|one| one.text.trim_start_matches("- ").to_owned())
            .collect();
        for start in expected["legal_bases"]["starts"].as_array().into_iter().flatten() {
            let start = start.as_str().unwrap();
            assert!(
                all.iter().any(|text| text.starts_with(start)),
                "{name}: no paragraph begins {start:?}"
            );
        }
        if let Some(signer) = expected["signer"]["name"].as_str() {
            assert!(
                all.iter().any(|text| text == signer),
                "{name}: no line {signer:?}"
            );
        }
        if let Some(count) = expected["recipients"].as_u64() {
            let lines = all
                .iter()
                .skip_while(|text| !text.starts_with("Nơi nhận"))
                .skip(1);
            let list = paragraphs(&body)
                .iter()
                .position(|one| one.text.starts_with("Nơi nhận"))
                .unwrap();
            let items = paragraphs(&body)[list + 1..]
                .iter()
                .take_while(|one| one.text.starts_with(['-', '+']))
                .count();
            assert!(
                items as u64 >= count && items as u64 <= count + 2,
                "{name}: {items} recipients, {count} expected, {:?}",
                lines.take(3).collect::<Vec<_>>()
            );
        }
    }
    assert!(seen >= 15, "only {seen} documents");
}

/// Each task has a row of its own, with its number in the first cell, or a paragraph where the plan has no table.
fn rows_match(name: &str, body: &Body, expected: &serde_json::Value) {
    let tasks: Vec<_> = expected["tasks"].as_array().into_iter().flatten().collect();
    let in_table = expected["task_table"].as_str() == Some("yes");
    let mut rows = tables(body).into_iter().flat_map(|table| &table.rows);
    let all = paragraphs(body);
    for task in &tasks {
        let (id, title) = (
            task["id"].as_str().unwrap(),
            task["title_starts"].as_str().unwrap(),
        );
        if !in_table {
            let found = all.iter().any(|one| one.text.contains(title));
            assert!(found, "{name}: no paragraph has {title:?}");
            continue;
        }
        let cells = rows
            .by_ref()
            .map(|row| {
                row.cells
                    .iter()
                    .map(|cell| cell.text().replace('\n', " "))
                    .collect::<Vec<_>>()
            })
            .find(|cells| {
                cells.len() > 2 && cells[0].trim_end_matches('.') == id && cells[1].starts_with(title)
            });
        let Some(cells) = cells else {
            panic!("{name}: no row {id} {title:?} in order")
        };
        for lead in task["leads"].as_array().into_iter().flatten() {
            let lead = lead.as_str().unwrap();
            assert!(
                cells[2].contains(lead),
                "{name} {id}: {lead:?} is not in {:?}",
                cells[2]
            );
        }
        if let Some(schedule) = task["schedule"].as_str() {
            assert!(
                cells.iter().any(|cell| cell.contains(schedule)),
                "{name} {id}: no cell {schedule:?} in {cells:?}"
            );
        }
    }
}

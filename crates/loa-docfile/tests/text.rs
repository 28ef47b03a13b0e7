//! Text, Markdown and web copies: what becomes a paragraph, what a row, and where it stands.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests fail loudly too"
)]

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

/// Heads and closings whose columns were set with spaces or tabs.
#[test]
fn columns_side_by_side_become_a_layout_table() {
    let cases: &[(&str, &[&str])] = &[
        (
            "   ỦY BAN NHÂN DÂN             CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n   THÀNH PHỐ MẪU                     Độc lập - Tự do - Hạnh phúc\n\n    \
             Số:27    /KH-UBND                Mẫu, ngày14 tháng7 năm 2026\n\n\n                                KẾ HOẠCH\n          Triển khai việc mẫu",
            &[
                "| 1:ỦY BAN NHÂN DÂN/THÀNH PHỐ MẪU/Số:27 /KH-UBND | 2:CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM/Độc lập - Tự do - Hạnh phúc/Mẫu, \
                 ngày14 tháng7 năm 2026",
                "KẾ HOẠCH",
                "Triển khai việc mẫu",
            ],
        ),
        (
            "UBND TỈNH MẪU              CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ NỘI VỤ                         Độc lập – Tự do – Hạnh phúc\n  \
             -------                              ---------------\n  Số:       /SNV-CC                  Mẫu, ngày      tháng 7 năm 2026\n \
             V/v gửi dữ liệu hồ sơ điện tử\n    về Trung tâm dữ liệu\n\n                  Kính gửi: Sở Tư pháp.",
            &[
                "| 1:UBND TỈNH MẪU/SỞ NỘI VỤ/Số: /SNV-CC/V/v gửi dữ liệu hồ sơ điện tử về Trung tâm dữ liệu | 2:CỘNG HOÀ XÃ HỘI CHỦ NGHĨA \
                 VIỆT NAM/Độc lập – Tự do – Hạnh phúc/Mẫu, ngày tháng 7 năm 2026",
                "Kính gửi: Sở Tư pháp.",
            ],
        ),
        (
            // The issuer begins above the other column, and the national title is missing.
            "ĐẢNG BỘ TỈNH MẪU\nĐẢNG ỦY XÃ MẪU                    ĐẢNG CỘNG SẢN VIỆT NAM\n*\n\nSố 45-KH/ĐU                       Mẫu, ngày 5 tháng 02 năm 2026\n\n\
             KẾ HOẠCH\nlãnh đạo việc mẫu",
            &[
                "| 1:ĐẢNG BỘ TỈNH MẪU/ĐẢNG ỦY XÃ MẪU/Số 45-KH/ĐU | 2:ĐẢNG CỘNG SẢN VIỆT NAM/Mẫu, ngày 5 tháng 02 năm 2026",
                "KẾ HOẠCH",
                "lãnh đạo việc mẫu",
            ],
        ),
        (
            // Tabs, and one line only.
            "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nXÃ MẪU\t\tĐộc lập - Tự do - Hạnh phúc\nSố: 3/KH-UBND\tMẫu, ngày 3 tháng 3 năm 2026\n\n\
             KẾ HOẠCH\n",
            &[
                "| 1:ỦY BAN NHÂN DÂN/XÃ MẪU/Số: 3/KH-UBND | 2:CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM/Độc lập - Tự do - Hạnh phúc/Mẫu, ngày 3 tháng 3 năm 2026",
                "KẾ HOẠCH",
            ],
        ),
        (
            // Cell after cell, as word processors save a table as text.
            "ỦY BAN NHÂN DÂN\nXÃ MẪU\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSố: 3/KH-UBND\tMẫu, ngày 3 tháng 3 năm 2026\n\nNội dung.",
            &[
                "| 1:ỦY BAN NHÂN DÂN/XÃ MẪU/Số: 3/KH-UBND | 2:CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM/Độc lập - Tự do - Hạnh phúc/Mẫu, ngày 3 tháng 3 năm 2026",
                "Nội dung.",
            ],
        ),
        (
            "```text\nSố: 18/KH-UBND           Mẫu, ngày 13 tháng 01 năm 2022\n\nNội dung.\n```",
            &[
                "| 1:Số: 18/KH-UBND | 2:Mẫu, ngày 13 tháng 01 năm 2022",
                "Nội dung.",
            ],
        ),
        (
            "Nơi nhận:                                   T/M BAN THƯỜNG VỤ\n- Văn phòng Tỉnh ủy (b/c),                       BÍ THƯ\n- Các đồng chí Đảng uỷ viên\n  \
             và cấp ủy chi bộ,\n- Lưu VPĐU.\n                                            Trần Văn Mẫu\n\n                    DANH MỤC NHIỆM VỤ",
            &[
                "| 1:Nơi nhận:/- Văn phòng Tỉnh ủy (b/c),/- Các đồng chí Đảng uỷ viên và cấp ủy chi bộ,/- Lưu VPĐU. | 2:T/M BAN THƯỜNG VỤ/BÍ THƯ/Trần Văn Mẫu",
                "DANH MỤC NHIỆM VỤ",
            ],
        ),
        (
            // The list runs on below the name; the office begins above the list; one recipient is longer than its column.
            "Như trên.\n                                      TM. ỦY BAN NHÂN DÂN\nNơi nhận:                                 KT. CHỦ TỊCH\n- Thủ tướng Chính phủ;\n- Các ban, \
             ngành, đoàn thể của tỉnh và các huyện;\n                                          PHÓ CHỦ TỊCH\n\n\n\n- Các Sở;                                 Lê Thị Mẫu\n- VP: CVP,\n  các \
             phòng;\n- Lưu: VT.\n\u{c}                                Phụ lục\n",
            &[
                "Như trên.",
                "| 1:Nơi nhận:/- Thủ tướng Chính phủ;/- Các ban, ngành, đoàn thể của tỉnh và các huyện;/- Các Sở;/- VP: CVP, các phòng;/- Lưu: VT. | 2:TM. ỦY BAN \
                 NHÂN DÂN/KT. CHỦ TỊCH/PHÓ CHỦ TỊCH/Lê Thị Mẫu",
                "Phụ lục",
            ],
        ),
        (
            "Nơi nhận:\n- Các phòng;\n- Lưu: VT.\t**TM. ỦY BAN NHÂN DÂN**\n**CHỦ TỊCH**\n\n\n(Đã ký)\n\n**Trần Mẫu**\n",
            &["| 1:Nơi nhận:/- Các phòng;/- Lưu: VT. | 2:TM. ỦY BAN NHÂN DÂN/CHỦ TỊCH/(Đã ký)/Trần Mẫu"],
        ),
        (
            "       NGƯỜI LẬP BIỂU                      GIÁM ĐỐC\n\n\n        Lê Mẫu                             Trần Thị Mẫu\n",
            &["| 1:NGƯỜI LẬP BIỂU/Lê Mẫu | 2:GIÁM ĐỐC/Trần Thị Mẫu"],
        ),
        // Not side by side: justified lines, a date in a sentence, a signature alone.
        (
            "Thực  hiện   Kế  hoạch    số   12/KH-UBND   của   Giám đốc    Sở\nNội   vụ    ban  hành    ngày 5 tháng 6 năm 2026    của tỉnh.",
            &[
                "Thực hiện Kế hoạch số 12/KH-UBND của Giám đốc Sở",
                "Nội vụ ban hành ngày 5 tháng 6 năm 2026 của tỉnh.",
            ],
        ),
        (
            "Họp tại hội trường vào buổi sáng của     Mẫu, ngày 5 tháng 6 năm 2026\n                            GIÁM ĐỐC\n\n                            Trần Mẫu",
            &[
                "Họp tại hội trường vào buổi sáng của Mẫu, ngày 5 tháng 6 năm 2026",
                "GIÁM ĐỐC",
                "Trần Mẫu",
            ],
        ),
    ];
    for (source, expected) in cases {
        check(source, expected);
    }
}

/// A page as a print of a PDF gives it: cells wrapped, a header in two lines, titles across the columns,
/// rows parted by nothing, numbers on the first line.
const PRINTED: &str = "\
                           PHỤ LỤC
              (Kèm theo Kế hoạch số 5/KH-UBND)

                                        Đơn vị                              Thời gian
TT    Nhiệm vụ                                          Đơn vị phối hợp
                                        chủ trì                             thực hiện
I     NHIỆM VỤ CHUNG CỦA CÁC CƠ QUAN, ĐƠN VỊ TRONG NĂM
1     Rà soát các văn bản về cải cách   Phòng Mẫu 1     Các phòng, ban      Quý I
      hành chính của xã
2     Tuyên truyền trên các phương      Phòng Mẫu 2                         Thường xuyên
      tiện thông tin
2.1   Phát tin, bài qua hệ thống truyền Phòng Mẫu hai Các thôn liên quan   Hàng tháng
      thanh của xã; nâng cao chất                       thuộc xã
                                         3

\u{c}                                        Đơn vị                              Thời gian
TT    Nhiệm vụ                                          Đơn vị phối hợp
                                        chủ trì                             thực hiện
      lượng cụm loa
3     Hội nghị tổng kết                 Văn phòng       Phòng Mẫu 1         31/12/2026

      Căn cứ nhiệm vụ được giao, các phòng xây dựng kế hoạch của mình và báo cáo
Ủy ban nhân dân xã trước ngày 15 hằng tháng.
";

/// The same, its cells centred up and down, and empty lines between the rows.
const CENTRED: &str = "\
STT   Nội dung công việc          Cơ quan chủ trì       Sản phẩm
                                   Phòng Mẫu 1
      Lập danh mục dữ liệu
 1                                   và các             Danh mục được
      dùng chung
                                     thôn               duyệt

      Việc của Văn phòng

                                   Văn phòng            Báo cáo;
 2    Họp giao ban
                                                        Biên bản

 3    Lưu trữ hồ sơ                Văn phòng            Hồ sơ
";

#[test]
fn tables_set_with_spaces_get_their_rows_and_columns() {
    check(
        PRINTED,
        &[
            "PHỤ LỤC",
            "(Kèm theo Kế hoạch số 5/KH-UBND)",
            "| 1:TT | 2:Nhiệm vụ | 3:Đơn vị chủ trì | 4:Đơn vị phối hợp | 5:Thời gian thực hiện",
            "| 1:I | 2:NHIỆM VỤ CHUNG CỦA CÁC CƠ QUAN, ĐƠN VỊ TRONG NĂM | 3: | 4: | 5:",
            "| 1:1 | 2:Rà soát các văn bản về cải cách hành chính của xã | 3:Phòng Mẫu 1 | 4:Các phòng, ban | 5:Quý I",
            "| 1:2 | 2:Tuyên truyền trên các phương tiện thông tin | 3:Phòng Mẫu 2 | 4: | 5:Thường xuyên",
            "| 1:2.1 | 2:Phát tin, bài qua hệ thống truyền thanh của xã; nâng cao chất lượng cụm loa | 3:Phòng Mẫu hai | 4:Các thôn liên quan thuộc \
             xã | 5:Hàng tháng",
            "| 1:3 | 2:Hội nghị tổng kết | 3:Văn phòng | 4:Phòng Mẫu 1 | 5:31/12/2026",
            "Căn cứ nhiệm vụ được giao, các phòng xây dựng kế hoạch của mình và báo cáo",
            "Ủy ban nhân dân xã trước ngày 15 hằng tháng.",
        ],
    );
    check(
        CENTRED,
        &[
            "| 1:STT | 2:Nội dung công việc | 3:Cơ quan chủ trì | 4:Sản phẩm",
            "| 1:1 | 2:Lập danh mục dữ liệu dùng chung | 3:Phòng Mẫu 1 và các thôn | 4:Danh mục được duyệt",
            "| 1: | 2:Việc của Văn phòng | 3: | 4:",
            "| 1:2 | 2:Họp giao ban | 3:Văn phòng | 4:Báo cáo; Biên bản",
            "| 1:3 | 2:Lưu trữ hồ sơ | 3:Văn phòng | 4:Hồ sơ",
        ],
    );
    // Three columns, and labels above prose, are no table of tasks.
    check(
        "TT   Nội dung            Ghi chú\n1    Việc một            Không\n",
        &["TT Nội dung Ghi chú", "1 Việc một Không"],
    );
}

#[test]
fn the_end_of_a_page_cuts_no_sentence() {
    check(
        "      1. Các phòng, ban, đơn vị thuộc Ủy ban nhân dân xã chủ động phối hợp\nthực hiện nhiệm vụ được giao; báo cáo kết quả với Ủy ban nhân dân\nxã Mẫu và các \
         cơ quan có liên quan, trong đó nêu rõ việc của từng phòng\n\u{c}                          2\n\nVăn hóa và của từng thôn, kèm theo số liệu so với cùng kỳ năm \
         trước của\nxã.\n      2. Việc khác",
        &[
            "1. Các phòng, ban, đơn vị thuộc Ủy ban nhân dân xã chủ động phối hợp thực hiện nhiệm vụ được giao; báo cáo kết quả với Ủy ban nhân dân xã \
             Mẫu và các cơ quan có liên quan, trong đó nêu rõ việc của từng phòng Văn hóa và của từng thôn, kèm theo số liệu so với cùng kỳ năm trước của \
             xã.",
            "2. Việc khác",
        ],
    );
}

#[test]
fn a_place_beside_another_column_is_exact() {
    let source =
        "Nơi nhận:          TM. ỦY BAN\n- Các sở,              CHỦ TỊCH\n  ban;\n- Lưu.             Trần Mẫu";
    let body = body(source);
    let cells = &tables(&body)[0].rows[0].cells;
    let found: Vec<&str> = [(0, 1, "ban;"), (1, 1, "CHỦ TỊCH"), (1, 2, "Mẫu")]
        .iter()
        .map(|(cell, paragraph, text)| {
            let paragraph: &Paragraph = &cells[*cell].paragraphs[*paragraph];
            let at = paragraph.text.find(text).unwrap();
            let span = paragraph.locate(at..at + text.len());
            &body.source[span.start..span.end]
        })
        .collect();
    assert_eq!(found, ["ban;", "CHỦ TỊCH", "Mẫu"]);
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

/// Sets a table with spaces, as a print would: cells wrapped, the shorter ones at the top or in the middle.
fn print_table(rows: &[Vec<String>], widths: &[usize], centred: bool) -> String {
    let mut out = String::new();
    for row in rows {
        let cells: Vec<Vec<String>> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| {
                let mut lines: Vec<String> = Vec::new();
                for word in cell.split_whitespace() {
                    match lines.last_mut() {
                        Some(line) if line.chars().count() + 1 + word.chars().count() <= *width => {
                            line.push(' ');
                            line.push_str(word);
                        }
                        _ => lines.push(word.to_owned()),
                    }
                }
                lines
            })
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut line = String::new();
            for (lines, width) in cells.iter().zip(widths) {
                let above = if centred { (height - lines.len()) / 2 } else { 0 };
                let text = at
                    .checked_sub(above)
                    .and_then(|at| lines.get(at))
                    .map_or("", String::as_str);
                line.push_str(text);
                line.push_str(&" ".repeat(width + 2 - text.chars().count().min(width + 2)));
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        if centred {
            out.push('\n');
        }
    }
    out
}

/// Numbered rows below the labels of a plan's table.
fn task_rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    let task = "(Rà soát|Xây dựng|Tổ chức) (kế hoạch|hội nghị|văn bản)( cải cách hành chính| của các cơ quan, đơn vị){0,4}";
    let unit =
        prop_oneof![3 => "(Phòng|Sở) (Nội vụ|Tài chính)(; các xã, thị trấn)?", 1 => Just(String::new())];
    let due = "(Quý I|Tháng 3|Thường xuyên)";
    prop::collection::vec((task, "(Phòng|Sở) (Nội vụ|Tư pháp)", unit, due), 2..15).prop_map(|rows| {
        let labels = ["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian"];
        let mut out = vec![labels.map(str::to_owned).to_vec()];
        for (number, (task, lead, unit, due)) in rows.into_iter().enumerate() {
            out.push(vec![(number + 1).to_string(), task, lead, unit, due]);
        }
        out
    })
}

proptest! {
    #[test]
    fn a_table_set_with_spaces_comes_back(rows in task_rows(), wide in 16_usize..40, centred: bool) {
        let source = print_table(&rows, &[4, wide, 14, 18, 13], centred);
        let body = body(&source);
        let tables = tables(&body);
        prop_assert_eq!(tables.len(), 1, "{}", source);
        let read: Vec<Vec<String>> = tables[0]
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.text().replace('\n', " ")).collect())
            .collect();
        prop_assert_eq!(read, rows, "{}", source);
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

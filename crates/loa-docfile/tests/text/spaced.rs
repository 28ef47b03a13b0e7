//! Columns set with spaces or tabs: heads, closings, tables of tasks, the ends of pages.

use super::{body, check, tables};
use loa_docfile::body::Paragraph;
use proptest::prelude::*;

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
    // Names of people are a list.
    check(
        "TT   Nhiệm vụ         Người thực hiện      Ghi chú\n1    Chấm bài         Trần Văn Mẫu         Không\n     kiểm tra         Lê Thị mẫu Hai\n",
        &[
            "| 1:TT | 2:Nhiệm vụ | 3:Người thực hiện | 4:Ghi chú",
            "| 1:1 | 2:Chấm bài kiểm tra | 3:Trần Văn Mẫu/Lê Thị mẫu Hai | 4:Không",
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

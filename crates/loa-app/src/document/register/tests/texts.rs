//! Comparing texts: two versions, and what came back signed.

use jiff::civil::date;

use super::files::{below, pdf};
use crate::document::register::compare::{Filled, Found, signed};
use crate::document::register::diff::{Change, Clause, versions};
use crate::document::register::reading::text_of;
use crate::error::Error;

/// "=same", "-gone", "+come", and of a changed clause its pieces.
fn told(clauses: &[Clause]) -> Vec<String> {
    let piece = |clause: &Clause| {
        let pieces =
            clause
                .pieces
                .iter()
                .map(|piece| match (piece.mark.is_added(), piece.mark.is_removed()) {
                    (true, _) => format!("[+{}]", piece.text),
                    (_, true) => format!("[-{}]", piece.text),
                    _ => piece.text.clone(),
                });
        pieces.collect::<Vec<_>>().join(" ")
    };
    clauses
        .iter()
        .map(|clause| match clause.change {
            Change::Same => format!("={}", piece(clause)),
            Change::Added | Change::Removed | Change::Changed => piece(clause),
        })
        .collect()
}

#[test]
fn versions_differ_by_clause_and_within_it_by_word() {
    let old = "KẾ HOẠCH\nI. MỤC ĐÍCH\n1. Phát tin mỗi tuần một lần.\n2. Họp bản mỗi quý.\n3. Treo pa nô.";
    let new = "KẾ HOẠCH\nI.  MỤC ĐÍCH\n1. Phát tin mỗi tuần hai lần.\n\n3. Treo pa nô.\n4. Thi tìm hiểu.";
    assert_eq!(
        told(&versions(old, new)),
        [
            "=KẾ HOẠCH",
            "=I. MỤC ĐÍCH",
            "1. Phát tin mỗi tuần [-một] [+hai] lần.",
            "[-2. Họp bản mỗi quý.]",
            "=3. Treo pa nô.",
            "[+4. Thi tìm hiểu.]",
        ]
    );
    assert!(versions("", "").is_empty());
    assert!(
        versions(old, old)
            .iter()
            .all(|clause| clause.change == Change::Same)
    );
}

const GIVEN: &str = "ỦY BAN NHÂN DÂN\nHUYỆN MẪU\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\
    Số:       /BC-UBND\nMẫu, ngày     tháng     năm 2022\nBÁO CÁO\nKết quả tuyên truyền tháng 4\n\
    1. Đã phát 12 tin, bài trên truyền thanh xã.\n2. Chưa xã nào chậm báo cáo.\nNơi nhận:\n- Sở Nội vụ;\n- Lưu: VT.\n\
    TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nLò Văn Mẫu";

fn found(taken: &str) -> Found {
    let filled = Filled {
        number: "07",
        date: Some(date(2022, 4, 18)),
    };
    signed(GIVEN, taken, filled)
}

#[test]
fn what_signing_fills_in_and_prints_is_no_difference() {
    // As a reader of PDF files gives two columns: row by row, with the stamp of the signature and a page number.
    let taken = "Ký bởi: Ủy ban nhân dân huyện Mẫu\nThời gian ký: 18/04/2022 09:30:00 +07:00\n\
        ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nHUYỆN MẪU Độc lập – Tự do – Hạnh phúc\n\
        Số: 07/BC-UBND Mẫu, ngày 18 tháng 4 năm 2022\nBÁO CÁO\nKết quả tuyên truyền tháng 4\n1. Đã phát 12 tin,\n\
        bài trên truyền thanh xã.\n2\n2. Chưa xã nào chậm báo cáo.\nNơi nhận: TM. ỦY BAN NHÂN DÂN\n- Sở Nội vụ; CHỦ TỊCH\n\
        - Lưu: VT. Lò Văn Mẫu";
    assert_eq!(found(taken), Found::Same);
    assert_eq!(found(GIVEN), Found::Same);
}

#[test]
fn every_other_word_is_a_difference_of_its_clause() {
    for (from, to, want) in [
        (
            "12 tin",
            "120 tin",
            "1 Đã phát [-12] [+120] tin bài trên truyền thanh xã",
        ),
        ("2. Chưa xã", "2. Xã", "2 [-Chưa xã] [+Xã] nào chậm báo cáo"),
        (
            "chậm báo cáo.",
            "chậm báo cáo. Chi thêm 5 triệu.",
            "2 Chưa xã nào chậm báo cáo [+Chi thêm 5 triệu]",
        ),
        ("Số:       /BC", "Số: 08/BC", "[+08]"),
        ("ngày     tháng", "ngày 19 tháng", "[+19]"),
        ("Lò Văn Mẫu", "Lò Thị Mẫu", "[-Văn] [+Thị]"),
        ("- Sở Nội vụ;\n", "", "[-Sở Nội vụ]"),
    ] {
        let taken = GIVEN.replace(from, to);
        assert_ne!(taken, GIVEN, "{from}");
        match found(&taken) {
            Found::Differs(clauses) => assert_eq!(told(&clauses), [want]),
            other => panic!("{to}: {other:?}"),
        }
    }
    assert_eq!(
        found("Giấy mời họp lúc 8 giờ ngày mai tại hội trường"),
        Found::Unlike
    );
    assert_eq!(found(" \n "), Found::Unread);
    assert_eq!(found(&"chữ ".repeat(40_000)), Found::Unread);
}

#[tokio::test]
async fn a_pdf_is_read_and_a_broken_one_gives_no_words() {
    let bytes = pdf(&below(&["BÁO CÁO", "Đã phát 12 tin, bài."]));
    let text = text_of("a.pdf", bytes.clone().into()).await.unwrap();
    assert!(text.contains("Đã phát 12 tin, bài."), "{text}");
    let cut = bytes[..bytes.len() / 3].to_vec();
    let cut = text_of("a.pdf", cut.into()).await;
    assert!(
        cut.is_ok_and(|text| text.is_empty()),
        "a person has to answer for it"
    );
    let other = text_of("a.pdf", b"PK\x03\x04".to_vec().into()).await;
    assert!(matches!(other, Err(Error::Problem(_))), "{other:?}");
}

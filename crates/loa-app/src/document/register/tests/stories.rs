//! A document's way through the router.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Reader as _, Xlsx};

use super::files::{below, docx, pdf};
use crate::testing::{Answer, Browser, on_each_engine};

const TEXT: [&str; 4] = [
    "KẾ HOẠCH",
    "Tuyên truyền cải cách hành chính năm 2022",
    "1. Phát tin trên truyền thanh xã mỗi tuần một lần.",
    "2. Họp bản mỗi quý một lần, có biên bản.",
];

/// "/van-ban/…", where an answer leads.
fn place(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().to_owned()
}

async fn taken(desk: &mut Browser, unit: &str, key: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("khoa", key),
        ("don-vi", unit),
        ("loai", "KH"),
        ("ky-hieu", "KH-UBND"),
        ("trich-yeu", "Tuyên truyền cải cách hành chính năm 2022"),
        ("ban-luu", "VT, NV"),
        ("so-ban", "3"),
    ];
    fields.extend_from_slice(more);
    let file = docx(&TEXT);
    desk.post_files("/van-ban/so-di/moi", &fields, &[("tep", "ke-hoach.docx", &file)])
        .await
}

const DAY: [(&str, &str); 5] = [
    ("ngay-ngay", "18"),
    ("ngay-thang", "4"),
    ("ngay-nam", "2022"),
    ("nguoi-ky", "Lò Văn Mẫu"),
    ("chuc-vu", "Chủ tịch"),
];

#[tokio::test]
async fn from_its_number_to_its_recall() {
    on_each_engine(async |site| {
        let mut desk = site.signed_in("coordinator").await;
        let unit = site.units["huyen-songma"].to_string();
        let first = place(&taken(&mut desk, &unit, "k1", &[]).await);
        // Pressed twice, it is the same.
        assert_eq!(place(&taken(&mut desk, &unit, "k1", &[]).await), first);
        let page = desk.get(&first).await.text;
        assert!(
            page.contains("01/KH-UBND") && page.contains("Đã lấy số") && page.contains("ke-hoach.docx"),
            "{page}"
        );

        // Another document, then a changed one: refused, with the clause that differs.
        let sign = format!("{first}/ky");
        let other = pdf(&below(&["GIẤY MỜI", "Mời đến dự họp lúc 8 giờ sáng mai"]));
        let refused = desk.post_files(&sign, &DAY, &[("tep", "khac.pdf", &other)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("là văn bản khác"), "{}", refused.text);
        let changed = [
            TEXT[0],
            TEXT[1],
            TEXT[2],
            "2. Họp bản mỗi năm một lần, có biên bản.",
        ];
        let changed = pdf(&below(&changed));
        let refused = desk
            .post_files(&sign, &DAY, &[("tep", "da-ky.pdf", &changed)])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text.contains("<del>quý</del>") && refused.text.contains("<ins>năm</ins>"),
            "{}",
            refused.text
        );
        assert!(
            desk.get(&first).await.text.contains("Đã lấy số"),
            "nothing was kept"
        );
        // A person may answer for it; the file need not be sent again. Not somebody else's file.
        let received = refused.text.split("name=\"da-nhan\" value=\"").nth(1).unwrap();
        let received = received.split('"').next().unwrap().to_owned();
        let mut officer = site.signed_in("officer").await;
        assert_eq!(officer.post(&sign, &DAY).await.status, StatusCode::NOT_FOUND);
        // The right one.
        let right = pdf(&below(&TEXT));
        let signed = desk
            .post_files(&sign, &DAY, &[("tep", "da-ky.pdf", &right)])
            .await;
        assert_eq!(place(&signed), first);
        let page = desk.get(&first).await.text;
        assert!(
            page.contains("cùng nội dung với bản đã đưa ra") && page.contains("18/04/2022"),
            "{page}"
        );
        let twice: Vec<_> = DAY
            .into_iter()
            .chain([("da-nhan", received.as_str()), ("ly-do", "x")])
            .collect();
        assert_eq!(place(&desk.post(&sign, &twice).await), first, "signed once");

        // It goes to one commune, which says that it was read; the neighbour has nothing of it.
        let commune = site.units["ubnd-04189"].to_string();
        assert_eq!(officer.get(&first).await.status, StatusCode::NOT_FOUND);
        let issue = format!("{first}/phat-hanh");
        for _ in 0..2 {
            assert_eq!(place(&desk.post(&issue, &[("den", &commune)]).await), first);
        }
        let library = officer
            .get("/van-ban?tim=hop+ban+bien+ban&hieu-luc=con")
            .await
            .text;
        assert!(
            library.contains("01/KH-UBND") && library.contains("Còn hiệu lực"),
            "{library}"
        );
        assert!(
            !officer
                .get("/van-ban?tim=khong+co+gi")
                .await
                .text
                .contains("01/KH-UBND")
        );
        let file = officer.get(&first).await.text;
        let file = file
            .split("href=\"/tep/")
            .nth(2)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        assert_eq!(
            officer.get(&format!("/tep/{file}")).await.bytes,
            right,
            "both files are kept"
        );
        let mut neighbour = site.signed_in("neighbour").await;
        assert_eq!(
            neighbour.get(&format!("/tep/{file}")).await.status,
            StatusCode::NOT_FOUND
        );
        let read = format!("{first}/da-doc");
        let mine = [("don-vi", commune.as_str())];
        assert_eq!(neighbour.post(&read, &mine).await.status, StatusCode::NOT_FOUND);
        assert_eq!(place(&officer.post(&read, &mine).await), first);
        assert!(
            desk.get(&first).await.text.contains("Người mẫu officer"),
            "who read it"
        );

        // DOC-25: recalled for a reason; number and row stay.
        let recall = format!("{first}/thu-hoi");
        assert_eq!(
            desk.post(&recall, &[]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            place(&desk.post(&recall, &[("ly-do", "Sai căn cứ")]).await),
            first
        );
        assert_eq!(desk.post(&issue, &[]).await.status, StatusCode::CONFLICT);
        let second = place(&taken(&mut desk, &unit, "k2", &[("thay-the", "01/KH-UBND")]).await);
        let book = desk.get(&format!("/van-ban/so-di?don-vi={unit}")).await.text;
        assert!(
            book.contains("Đã thu hồi: Sai căn cứ") && book.contains("02/KH-UBND"),
            "{book}"
        );
        let compared = desk.get(&format!("{second}/so-sanh")).await.text;
        assert!(
            compared.contains("0 đoạn sửa, 0 đoạn thêm, 0 đoạn bỏ"),
            "{compared}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_confirmed_difference_and_a_scan_say_why() {
    on_each_engine(async |site| {
        let mut desk = site.signed_in("coordinator").await;
        let unit = site.units["huyen-songma"].to_string();
        for (name, lines, said) in [
            (
                "khac.pdf",
                vec![TEXT[0], TEXT[1], TEXT[2], "2. Họp bản mỗi năm."],
                "có chỗ khác bản đã đưa ra",
            ),
            ("quet.pdf", vec![], "bản quét không có lớp chữ"),
        ] {
            let place = place(&taken(&mut desk, &unit, name, &[]).await);
            let file = pdf(&below(&lines));
            let sign = format!("{place}/ky");
            let refused = desk.post_files(&sign, &DAY, &[("tep", name, &file)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            let kept = refused.text.split("name=\"da-nhan\" value=\"").nth(1).unwrap();
            let kept = kept.split('"').next().unwrap().to_owned();
            let fields: Vec<_> = DAY
                .into_iter()
                .chain([
                    ("da-nhan", kept.as_str()),
                    ("ly-do", "Lãnh đạo sửa tay <b>trước</b> khi ký"),
                ])
                .collect();
            desk.post(&sign, &fields).await;
            let page = desk.get(&place).await.text;
            assert!(
                page.contains(said) && page.contains("Lãnh đạo sửa tay") && !page.contains("<b>trước"),
                "{page}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn registers_have_exactly_the_columns_of_the_decree() {
    on_each_engine(async |site| {
        let mut desk = site.signed_in("coordinator").await;
        let unit = site.units["huyen-songma"].to_string();
        taken(&mut desk, &unit, "k1", &[("ghi-chu", "=1+1 <i>x</i>")]).await;
        let entered = [
            ("don-vi", unit.as_str()),
            ("khoa", "d1"),
            ("ngay-den-ngay", "18"),
            ("ngay-den-thang", "4"),
            ("ngay-den-nam", "2022"),
            ("tac-gia", "UBND tỉnh Mẫu"),
            ("so-ky-hieu", "123/UBND-NC"),
            ("loai", "CV"),
            ("trich-yeu", "tăng cường tuyên truyền"),
            ("ngay-ngay", "15"),
            ("ngay-thang", "4"),
            ("ngay-nam", "2022"),
        ];
        let came = place(&desk.post("/van-ban/so-den/moi", &entered).await);
        assert_eq!(
            place(&desk.post("/van-ban/so-den/moi", &entered).await),
            came,
            "twice with one key"
        );
        // DOC-28: the same number, symbol and author; entered all the same once somebody says that it is another.
        let mut again = entered.to_vec();
        again[1].1 = "d2";
        again[5].1 = "ubnd TỈNH mẫu";
        let refused = desk.post("/van-ban/so-den/moi", &again).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text.contains("có thể đã vào sổ: số đến 1 năm 2022"),
            "{}",
            refused.text
        );
        again.push(("van-vao", "1"));
        assert!(desk.post("/van-ban/so-den/moi", &again).await.location() != came);
        // DOC-27: who leads, who helps, by when.
        let give = format!("{came}/giao");
        assert_eq!(
            desk.post(&give, &[]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let (lead, help) = (
            site.units["phong-noi-vu"].to_string(),
            site.units["ubnd-04189"].to_string(),
        );
        let given = [
            ("chu-tri", lead.as_str()),
            ("phoi-hop", help.as_str()),
            ("phoi-hop", lead.as_str()),
            ("han-ngay", "29"),
            ("han-thang", "4"),
            ("han-nam", "2022"),
        ];
        assert_eq!(place(&desk.post(&give, &given).await), came);
        let mut office = site.signed_in("office").await;
        let page = office.get(&came).await.text;
        assert!(page.contains("Chủ trì") && page.contains("29/04/2022"), "{page}");
        assert_eq!(
            office.post(&give, &given).await.status,
            StatusCode::NOT_FOUND,
            "not theirs to give on"
        );

        for (path, head, row) in [
            (
                "/van-ban/so-di.xlsx",
                [
                    "Số, ký hiệu văn bản",
                    "Ngày tháng văn bản",
                    "Tên loại và trích yếu nội dung văn bản",
                    "Người ký",
                    "Nơi nhận văn bản",
                    "Đơn vị, người nhận bản lưu",
                    "Số lượng bản",
                    "Ngày chuyển",
                    "Ký nhận",
                    "Ghi chú",
                ],
                [
                    "01/KH-UBND",
                    "",
                    "Kế hoạch Tuyên truyền cải cách hành chính năm 2022",
                    "",
                    "",
                    "VT, NV",
                    "3",
                    "",
                    "",
                    "=1+1 <i>x</i>",
                ],
            ),
            (
                "/van-ban/so-den.xlsx",
                [
                    "Ngày đến",
                    "Số đến",
                    "Tác giả",
                    "Số, ký hiệu văn bản",
                    "Ngày tháng văn bản",
                    "Tên loại và trích yếu nội dung văn bản",
                    "Đơn vị hoặc người nhận",
                    "Ngày chuyển",
                    "Ký nhận",
                    "Ghi chú",
                ],
                [
                    "2022-04-18",
                    "01",
                    "UBND tỉnh Mẫu",
                    "123/UBND-NC",
                    "2022-04-15",
                    "Công văn V/v tăng cường tuyên truyền",
                    "Phòng Nội vụ",
                    "2022-04-18",
                    "",
                    "Hạn giải quyết 29/04/2022",
                ],
            ),
        ] {
            let bytes = desk.get(&format!("{path}?don-vi={unit}&nam=2022")).await.bytes;
            let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
            let name = book.sheet_names()[0].clone();
            let sheet = book.worksheet_range(&name).unwrap();
            let cells = |row: usize| {
                sheet
                    .rows()
                    .nth(row)
                    .unwrap()
                    .iter()
                    .map(told)
                    .collect::<Vec<_>>()
            };
            assert_eq!(cells(1), head, "DOC-26");
            assert_eq!(sheet.width(), 10);
            let got = cells(3);
            for (at, want) in row.iter().enumerate() {
                // Units that deal with it stand in one cell, who leads among them.
                assert!(
                    got[at] == *want || at == 6 && got[at].contains(want),
                    "{path} {at}: {got:?}"
                );
            }
            let printed = desk
                .get(&format!("{}?don-vi={unit}&in=1", path.trim_end_matches(".xlsx")))
                .await
                .text;
            assert!(
                printed.contains("data-print") && !printed.contains("<i>x</i>"),
                "{printed}"
            );
        }
    })
    .await;
}

fn told(cell: &calamine::Data) -> String {
    match cell {
        calamine::Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}

#[tokio::test]
async fn what_nobody_should_send_is_refused_with_a_sentence() {
    on_each_engine(async |site| {
        let mut desk = site.signed_in("coordinator").await;
        let unit = site.units["huyen-songma"].to_string();
        let long = "dài ".repeat(400);
        for (fields, said) in [
            (vec![], "Mời chọn cơ quan ban hành"),
            (vec![("ky-hieu", "BC UBND")], "không có dấu cách"),
            (vec![("ky-hieu", "")], "Mời ghi ký hiệu"),
            (vec![("loai", "XX")], "Mời chọn loại văn bản"),
            (vec![("trich-yeu", long.as_str())], "Dài quá 500"),
            (vec![("thay-the", "9/KH-UBND")], "không có văn bản ấy"),
            (vec![("so-ban", "-1")], "Mời ghi một số"),
            (
                vec![
                    ("het-hieu-luc-ngay", "31"),
                    ("het-hieu-luc-thang", "2"),
                    ("het-hieu-luc-nam", "2022"),
                ],
                "không có thật",
            ),
        ] {
            let mut sent = vec![
                ("don-vi", unit.as_str()),
                ("loai", "BC"),
                ("ky-hieu", "BC-UBND"),
                ("trich-yeu", "Mẫu"),
            ];
            if fields.is_empty() {
                sent.remove(0);
            }
            for (name, value) in fields {
                sent.retain(|(known, _)| *known != name);
                sent.push((name, value));
            }
            let refused = desk.post("/van-ban/so-di/moi", &sent).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(refused.text.contains(said), "{said}: {}", refused.text);
        }
        // The letterhead is said once; then symbols make themselves.
        let rule = format!("/van-ban/quy-uoc/{unit}");
        let page = desk.get(&rule).await.text;
        assert!(page.contains("TM. ỦY BAN NHÂN DÂN"), "{page}");
        assert_eq!(
            desk.post(&rule, &[("cach", "loai")]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let head = [
            ("co-quan", "ỦY BAN NHÂN DÂN\nHUYỆN SÔNG MÃ"),
            ("viet-tat", "UBND"),
            ("don-vi-soan", "NV"),
            ("dia-danh", "Sông Mã"),
            ("chuc-vu", "CHỦ TỊCH"),
            ("nguoi-ky", "Lò Văn Mẫu"),
            ("cach", "chung"),
        ];
        assert_eq!(place(&desk.post(&rule, &head).await), rule);
        let sent = [
            ("don-vi", unit.as_str()),
            ("loai", "CV"),
            ("trich-yeu", "Mẫu"),
            ("khoa", "z"),
        ];
        let letter = place(&desk.post("/van-ban/so-di/moi", &sent).await);
        assert!(desk.get(&letter).await.text.contains("01/UBND-NV"));
        let opened = [("so", "chung"), ("da-cap", "50")];
        let refused = desk.post(&format!("{rule}/so"), &opened).await;
        assert!(
            refused.text.contains("đã có số cấp trong Loa"),
            "{}",
            refused.text
        );
        // Paper, signed on a day that has not come.
        let sign = format!("{letter}/ky");
        let mut day = DAY.to_vec();
        day.push(("giay", "1"));
        day[0].1 = "19";
        let refused = desk.post(&sign, &day).await;
        assert!(refused.text.contains("không thể sau hôm nay"), "{}", refused.text);
        day[0].1 = "18";
        assert_eq!(place(&desk.post(&sign, &day).await), letter);
    })
    .await;
}

//! A plan written or pasted as a table.

use axum::http::StatusCode;

use crate::testing::{Site, on_each_engine};

#[tokio::test]
async fn a_table_pasted_from_a_spreadsheet_is_read_like_a_document() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let page = browser.get("/ke-hoach/viet").await;
        assert!(page.status == StatusCode::OK && page.text.contains("data-paste-table"));
        let table = "1\tThi tìm hiểu <b>CCHC</b>\tPhòng Nội vụ\tUBND các xã, thị trấn\tQuý IV\r\n\
                     2\t\"Phát thanh\ntuyên truyền\"\tUBND các xã, thị trấn\t\tMột tuần một lần\r\n";
        let fields = [
            ("ten", "Tuyên truyền năm 2022"),
            ("co-quan", "UBND huyện Sông Mã"),
            ("ngay-ngay", "1"),
            ("ngay-thang", "4"),
            ("ngay-nam", "2022"),
            ("nam", "2022"),
            ("bang", table),
        ];
        let answer = browser.post("/ke-hoach/viet", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let plan = answer.location().strip_suffix("/soat").unwrap().to_owned();
        let review = browser.get(&format!("{plan}/soat")).await.text;
        for told in [
            "Kế hoạch Tuyên truyền năm 2022",
            "Thi tìm hiểu &#60;b&#62;CCHC&#60;/b&#62;",
            "Phát thanh tuyên truyền",
            "trong khoảng từ 01/10/2022 đến hết 31/12/2022 (1 hạn)",
            "40 hạn",
            "01/04/2022",
        ] {
            assert!(review.contains(told), "{told} in {review}");
        }
        // Wrong values come back with what was typed.
        for (table, told) in [
            ("", "Dán hoặc ghi ít nhất một dòng."),
            ("một dòng không có cột", "Các cột phải cách nhau bằng phím Tab"),
            (&"a\t".repeat(20), "nhiều nhất 12 cột"),
            (&"1\tViệc\n".repeat(1002), "nhiều nhất 1000 dòng"),
        ] {
            let mut wrong = fields.to_vec();
            wrong.pop();
            wrong.push(("bang", table));
            let answer = browser.post("/ke-hoach/viet", &wrong).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
            assert!(
                answer.text.contains(told) && answer.text.contains("value=\"Tuyên truyền năm 2022\""),
                "{told}"
            );
        }
    })
    .await;
}

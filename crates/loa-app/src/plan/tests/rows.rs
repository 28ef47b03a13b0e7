//! A plan written row by row, without a table to paste.

use axum::http::StatusCode;

use super::value_after;
use crate::testing::{Site, on_each_engine};

const HEAD: [(&str, &str); 6] = [
    ("ten", "Tuyên truyền năm 2022"),
    ("co-quan", "UBND huyện Sông Mã"),
    ("ngay-ngay", "1"),
    ("ngay-thang", "4"),
    ("ngay-nam", "2022"),
    ("nam", "2022"),
];

fn with<'a>(rows: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    HEAD.iter().chain(rows).copied().collect()
}

#[tokio::test]
async fn a_plan_is_written_row_by_row() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let page = browser.get("/ke-hoach/viet").await.text;
        assert_eq!(page.matches("name=\"viec-").count(), 5);
        let rows = [
            ("so-dong", "10"),
            ("viec-1", "Thi tìm hiểu CCHC"),
            ("chu-tri-1", "Phòng Nội vụ"),
            ("phoi-hop-1", "UBND các xã, thị trấn"),
            ("thoi-gian-1", "Quý IV"),
            ("viec-7", "Phát thanh tuyên truyền"),
            ("chu-tri-7", "UBND các xã, thị trấn"),
            ("thoi-gian-7", "Một tuần một lần"),
        ];
        // More rows keep what was typed, and ask nothing yet.
        let mut more = with(&rows);
        more.push(("lam", "them"));
        let grown = browser.post("/ke-hoach/viet", &more).await;
        assert_eq!(grown.status, StatusCode::OK);
        assert_eq!(grown.text.matches("name=\"viec-").count(), 15);
        assert_eq!(value_after(&grown.text, "name=\"so-dong\" value=\""), "15");
        for told in [
            "\nPhát thanh tuyên truyền</textarea>",
            "value=\"Một tuần một lần\"",
            "value=\"Tuyên truyền năm 2022\"",
        ] {
            assert!(grown.text.contains(told), "{told}");
        }
        assert!(!grown.text.contains("Có chỗ cần sửa"));

        let answer = browser.post("/ke-hoach/viet", &with(&rows)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let review = browser.get(answer.location()).await.text;
        for told in [
            "govuk-heading-s\">1. <",
            "govuk-heading-s\">2. <",
            "trong khoảng từ 01/10/2022 đến hết 31/12/2022 (1 hạn)",
            "40 hạn",
        ] {
            assert!(review.contains(told), "{told} in {review}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_wrong_row_is_named() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let long = "x".repeat(301);
        let cases: [(&[(&str, &str)], &str); 6] = [
            (&[("chu-tri-3", "Phòng Nội vụ")], "Dòng 3: ghi việc phải làm"),
            (
                &[("viec-2", "Họp"), ("thoi-gian-2", "31/02/2022")],
                "Dòng 2: “31/02/2022” không có trong lịch.",
            ),
            (
                &[("viec-2", "Họp"), ("thoi-gian-2", &long)],
                "Dòng 2: một ô dài quá 300 chữ cái",
            ),
            (
                &[("viec-1", "Họp"), ("bang", "1\tHọp\tPhòng Nội vụ")],
                "Chỉ dùng một cách",
            ),
            (
                &[("so-dong", "99999999999999999999")],
                "Dán hoặc ghi ít nhất một dòng.",
            ),
            (
                &[
                    ("viec-1", "<script>alert(1)</script>"),
                    ("viec-2", ""),
                    ("tt-2", "2"),
                ],
                "Dòng 2: ghi việc phải làm",
            ),
        ];
        for (rows, told) in cases {
            let answer = browser.post("/ke-hoach/viet", &with(rows)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
            assert!(answer.text.contains(told), "{told} in {}", answer.text);
            assert!(!answer.text.contains("<script>alert"));
        }
        // Not more rows than a form can carry.
        let most = browser
            .post("/ke-hoach/viet", &with(&[("so-dong", "58"), ("lam", "them")]))
            .await;
        assert_eq!(most.text.matches("name=\"viec-").count(), 60);
        assert!(!most.text.contains("value=\"them\""));
    })
    .await;
}

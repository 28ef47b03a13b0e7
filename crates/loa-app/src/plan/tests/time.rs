//! Times of orders that no calendar has.

use axum::http::StatusCode;

use super::{EXAMPLE, EXAMPLE_TEXT, form_of, send, upload};
use crate::testing::{Site, on_each_engine};

#[tokio::test]
async fn a_day_that_does_not_exist_is_not_moved_to_another() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let plan = upload(&mut browser, "ke-hoach.docx", EXAMPLE).await;
        let review = browser.get(&format!("{plan}/soat")).await.text;
        let path = form_of(&review, "6");
        let form = browser.get(&path).await.text;
        for (written, told) in [
            ("31/02/2022", "Ngày 31/02/2022 không có trong lịch."),
            ("30/02/2022", "Ngày 30/02/2022 không có trong lịch."),
            ("ngày 31/4", "Ngày 31/4 không có trong lịch."),
            ("Trước ngày 29/2/2022", "Ngày 29/2/2022 không có trong lịch."),
            (
                "Từ ngày 01/3 đến ngày 31/6/2022",
                "Ngày 31/6/2022 không có trong lịch.",
            ),
            (
                "ngày 31 tháng 9 năm 2022",
                "Ngày 31 tháng 9 năm 2022 không có trong lịch.",
            ),
        ] {
            let refused = send(
                &mut browser,
                &path,
                &form,
                &[("thoi-gian", written), ("lam", "luu")],
            )
            .await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{written}");
            assert!(
                refused.text.contains(&format!("href=\"#thoi-gian\">{told}")),
                "{told} in {}",
                refused.text
            );
            assert!(!refused.text.contains("Loa hiểu: "), "{written}");
        }
        let preview = send(
            &mut browser,
            &path,
            &form,
            &[("thoi-gian", "Trước ngày 28/02/2022"), ("lam", "luu")],
        )
        .await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    })
    .await;
}

#[tokio::test]
async fn a_document_with_such_a_day_waits_for_a_person() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let text = EXAMPLE_TEXT.replacen("Một tuần một lần", "Trước ngày 31/02/2022", 1);
        let plan = upload(&mut browser, "ngay.txt", text.as_bytes()).await;
        let review = browser.get(&format!("{plan}/soat")).await.text;
        let told = "Nhiệm vụ 2.2: “Trước ngày 31/02/2022” có ngày không có trong lịch.";
        assert!(review.contains(told) && review.contains("(P301)"), "{review}");
        let page = browser.get(&format!("{plan}/ban-hanh")).await.text;
        assert!(page.contains(told) && page.contains("Phải quyết định trước"));
    })
    .await;
}

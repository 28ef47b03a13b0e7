//! What persons correct of a reading.

use axum::http::StatusCode;

use super::{EXAMPLE, form_of, send, upload};
use crate::testing::{Site, on_each_engine};

#[tokio::test]
async fn corrections_stand_beside_what_was_read() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let plan = upload(&mut browser, "ke-hoach.docx", EXAMPLE).await;
        let review = browser.get(&format!("{plan}/soat")).await.text;
        let path = form_of(&review, "6");
        let form = browser.get(&path).await.text;

        // New words are shown with their meaning before they are kept.
        let changes = [
            ("thoi-gian", "Trước ngày 15/11/2022"),
            ("chu-tri", "phong noi vu"),
            ("lam", "luu"),
        ];
        let preview = send(&mut browser, &path, &form, &changes).await;
        assert_eq!(preview.status, StatusCode::OK);
        for told in [
            "Chưa lưu",
            "trước ngày 15/11/2022 (1 hạn)",
            "\nPhòng Nội vụ</textarea>",
        ] {
            assert!(preview.text.contains(told), "{told}");
        }
        assert!(
            browser.get(&path).await.text.contains("Trong năm 2022"),
            "not kept yet"
        );
        let saved = send(&mut browser, &path, &preview.text, &[("lam", "luu")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        let after = browser.get(&path).await.text;
        for told in [
            "Bản đọc ban đầu",
            "Trong năm 2022",
            "Trước ngày 15/11/2022",
            "Người mẫu coordinator",
        ] {
            assert!(after.contains(told), "{told}");
        }

        // Who has not seen that change cannot overwrite it.
        let stale = send(
            &mut browser,
            &path,
            &form,
            &[("ten", "Việc khác"), ("lam", "luu")],
        )
        .await;
        assert_eq!(stale.status, StatusCode::CONFLICT);

        // Wrong values come back with what is wrong; nothing is kept of them.
        let wrong = [("ten", ""), ("chu-tri", "Phòng Không có"), ("lam", "luu")];
        let refused = send(&mut browser, &path, &after, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for told in [
            "Ghi việc phải làm.",
            "Không có đơn vị nào tên “Phòng Không có”.",
            "<title>Lỗi: ",
        ] {
            assert!(refused.text.contains(told), "{told}");
        }

        // Back to the reading; out and in again.
        let reset = browser.post(&format!("{path}/nhu-ban-doc"), &[]).await;
        assert_eq!(reset.status, StatusCode::SEE_OTHER);
        assert!(!browser.get(&path).await.text.contains("Bản đọc ban đầu"));
        browser.post(&format!("{path}/bo"), &[]).await;
        assert!(
            browser
                .get(&format!("{plan}/soat"))
                .await
                .text
                .contains("Đã bỏ (1)")
        );
        browser.post(&format!("{path}/lay-lai"), &[]).await;

        // Merging takes over what the other lacks; adding twice adds once.
        let other = form_of(&review, "IV.6.b");
        let into = path.rsplit('/').next().unwrap();
        let merged = browser.post(&format!("{other}/gop"), &[("vao", into)]).await;
        assert_eq!(merged.status, StatusCode::SEE_OTHER);
        let page = browser.get(&format!("{plan}/soat")).await.text;
        assert!(page.contains("Gộp vào nhiệm vụ 6.") && page.contains("Chỗ khác nói"));
        let new = format!("{plan}/viec-moi");
        let form = browser.get(&new).await.text;
        let value = [
            ("so", "7"),
            ("ten", "Thi tìm hiểu CCHC"),
            ("thoi-gian", "Quý IV/2022"),
            ("chu-tri", "Phòng Nội vụ"),
        ];
        let preview = send(&mut browser, &new, &form, &value).await;
        assert!(
            preview
                .text
                .contains("trong khoảng từ 01/10/2022 đến hết 31/12/2022 (1 hạn)")
        );
        for _ in 0..2 {
            let added = send(&mut browser, &new, &preview.text, &[("lam", "luu")]).await;
            assert_eq!(added.status, StatusCode::SEE_OTHER);
        }
        let page = browser.get(&format!("{plan}/soat")).await.text;
        assert_eq!(page.matches("\">7. Thi tìm hiểu CCHC</h4>").count(), 1);
    })
    .await;
}

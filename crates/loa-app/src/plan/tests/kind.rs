//! Files of other kinds, broken ones, and documents without a task.

use axum::http::StatusCode;

use super::{EXAMPLE, EXAMPLE_TEXT, adopt, upload};
use crate::testing::{Site, on_each_engine};

#[tokio::test]
async fn the_name_of_another_kind_of_file_is_refused() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        for (name, told) in [
            (
                "fake.jpg",
                "Loa không đọc tệp .jpg làm kế hoạch. Chọn tệp Word (.docx), Excel",
            ),
            ("KE-HOACH.PNG", "Loa không đọc tệp .png"),
            ("a.docx.exe", "Loa không đọc tệp .exe"),
            ("ban-ghi.mp3", "Loa không đọc tệp .mp3"),
        ] {
            let answer = browser
                .post_files("/ke-hoach", &[], &[("tep", name, EXAMPLE_TEXT.as_bytes())])
                .await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(answer.text.contains(told), "{told} in {}", answer.text);
        }
        let list = browser.get("/ke-hoach").await.text;
        assert!(!list.contains("data-l=\"Kế hoạch\""), "nothing was kept");
        // A name that says no kind leaves it to the bytes.
        for name in ["Kế hoạch 18.2022", "ke-hoach"] {
            upload(&mut browser, name, EXAMPLE).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_broken_file_is_told_without_words_of_libraries() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        for (name, bytes) in [
            ("hong.docx", &EXAMPLE[..2000]),
            ("hong.pdf", b"%PDF-1.7\nxx".as_slice()),
        ] {
            let answer = browser
                .post_files("/ke-hoach", &[], &[("tep", name, bytes)])
                .await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(
                answer.text.contains("Tệp bị hỏng. Tải hoặc chép lại tệp gốc"),
                "{}",
                answer.text
            );
            for word in ["archive", "Zip", "EOCD", "PDF:"] {
                assert!(!answer.text.contains(word), "{word} for {name}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_document_without_a_task_says_what_to_do() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let text = "Hôm nay trời đẹp.\nMai cũng thế.\n";
        let plan = upload(&mut browser, "khong.txt", text.as_bytes()).await;
        let review = browser.get(&format!("{plan}/soat")).await.text;
        for told in [
            "Không tìm thấy nhiệm vụ nào",
            &format!("href=\"{plan}/viec-moi\">Thêm từng nhiệm vụ"),
            "href=\"/ke-hoach/viet\">Viết hoặc dán bảng",
            "Tải tệp khác lên",
        ] {
            assert!(review.contains(told), "{told} in {review}");
        }
        for word in ["Đã xong", "Đã đọc:", "Xem trước khi ban hành"] {
            assert!(!review.contains(word), "{word}");
        }
        let refused = adopt(&mut browser, &plan).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("chưa có nhiệm vụ nào để giao"));
    })
    .await;
}

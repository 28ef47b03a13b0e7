//! Documents and values that nobody should send.

use axum::http::StatusCode;

use super::{EXAMPLE, EXAMPLE_TEXT, form_of, send, upload};
use crate::testing::{Site, on_each_engine};

#[tokio::test]
async fn hostile_documents_and_values_are_answered() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let huge = "Quý II, III năm 2022\n".repeat(80_000);
        let rows: String = (0..1100)
            .map(|row| format!("{row}\tLàm việc thứ {row} cho xong\tPhòng Nội vụ\t\tHàng tháng\n"))
            .collect();
        let many = format!("TT\tNhiệm vụ\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời gian thực hiện\n{rows}");
        let files: [(&str, &[u8], &str); 7] = [
            ("rong.docx", b"", "Tệp không có chữ nào"),
            (
                "anh.docx",
                b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
                "Không nhận ra loại tệp",
            ),
            ("hong.docx", &EXAMPLE[..2000], "Tệp bị hỏng"),
            ("chay.pdf", b"MZ\x90\0\x03\0\0\0\x04", "Không nhận ra loại tệp"),
            ("cu.doc", b"{\\rtf1 a}", "lưu thành .docx rồi tải lên lại"),
            ("dai.txt", huge.as_bytes(), "quá nhiều chữ"),
            ("nhieu.txt", many.as_bytes(), "nhiều hơn mức 1000"),
        ];
        for (name, bytes, told) in files {
            let answer = browser
                .post_files("/ke-hoach", &[], &[("tep", name, bytes)])
                .await;
            assert_eq!(
                answer.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{name}: {}",
                answer.location()
            );
            assert!(
                answer.text.contains(told) && answer.text.contains("<title>Lỗi:"),
                "{name}: {told} in {}",
                answer.text
            );
        }
        assert!(
            browser
                .post("/ke-hoach", &[])
                .await
                .text
                .contains("Chọn tệp kế hoạch")
        );
        assert!(
            !browser
                .get("/ke-hoach")
                .await
                .text
                .contains("data-l=\"Kế hoạch\""),
            "nothing was kept"
        );

        // Markup in a document and in its name stays words everywhere.
        let script = "<script>alert(1)</script>";
        let text = EXAMPLE_TEXT
            .replace("Tổ chức tọa đàm về CCHC", &format!("Tổ chức tọa đàm {script}"))
            .replace("Nguyễn Văn Mẫu", script);
        let plan = upload(&mut browser, &format!("{script}.txt"), text.as_bytes()).await;
        let review = browser.get(&format!("{plan}/soat")).await.text;
        let item = form_of(&review, "3");
        let form = browser.get(&item).await.text;
        let quoted = "\"><img src=x onerror=alert(1)>";
        let values = [
            ("so", quoted),
            ("ten", script),
            ("nhom", quoted),
            ("san-pham", script),
            ("thoi-gian", quoted),
            ("chu-tri", quoted),
            ("lam", "luu"),
        ];
        let refused = send(&mut browser, &item, &form, &values).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut pages = vec![review, form, refused.text];
        let long = "x".repeat(5000);
        let answer = send(
            &mut browser,
            &item,
            &pages[1],
            &[("ten", &long), ("muc", "-1"), ("thoi-gian", &long)],
        )
        .await;
        assert!(
            answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text.contains("Dài quá 2000 chữ cái")
        );
        let head = format!("{plan}/dau");
        let wrong = [
            ("ten", script),
            ("so", quoted),
            ("co-quan", quoted),
            ("ngay-ngay", "31"),
            ("ngay-thang", "2"),
            ("ngay-nam", "2022"),
            ("nam-dau", "99999"),
        ];
        let answer = browser.post(&head, &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        pages.push(answer.text);
        for path in [
            "/ke-hoach",
            plan.as_str(),
            &format!("{plan}/ten?cum={}", crate::page::encoded(quoted)),
            &format!("{plan}/ban-hanh"),
        ] {
            pages.push(browser.get(path).await.text);
        }
        for page in pages {
            assert!(!page.contains("<script>alert") && !page.contains("<img src=x"));
        }
        for path in [
            "/ke-hoach/x",
            "/ke-hoach/0/soat",
            "/ke-hoach/..%2f/soat",
            &format!("{plan}/viec/zz"),
            &format!("{plan}/ten?cum=khong-co"),
        ] {
            assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}

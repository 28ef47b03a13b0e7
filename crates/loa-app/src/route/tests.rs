//! What is refused, on both engines.

use axum::http::StatusCode;

use crate::testing::on_each_engine;

const MENU: &str = "aria-label=\"Các trang\"";

#[tokio::test]
async fn a_refusal_carries_the_menu_of_who_is_signed_in() {
    on_each_engine(async |site| {
        let mut officer = site.signed_in("officer").await;
        for (path, status) in [
            ("/nguoi", StatusCode::FORBIDDEN),
            ("/viec/khong-co", StatusCode::NOT_FOUND),
            ("/khong-co-trang-nay", StatusCode::NOT_FOUND),
        ] {
            let answer = officer.get(path).await;
            assert_eq!(answer.status, status, "{path}");
            for part in [MENU, "href=\"/viec\"", "Đăng xuất", "Huyện"] {
                assert!(answer.text.contains(part), "{path} {part}: {}", answer.text);
            }
            assert!(!answer.text.contains("href=\"/nguoi\""), "{path}");
        }
        let answer = officer.post("/nguoi/moi", &[]).await;
        assert!(answer.status.is_client_error() && answer.text.contains(MENU));
        // What was just done is told on the next page that shows something.
        officer.cookies.insert("loa_xong".to_owned(), "xong".to_owned());
        assert!(!officer.get("/khong-co-trang-nay").await.text.contains("da-xong"));
        assert!(officer.get("/viec").await.text.contains("da-xong"));
        for session in [None, Some("het-han")] {
            let mut nobody = site.browser();
            if let Some(session) = session {
                nobody.cookies.insert("loa_phien".to_owned(), session.to_owned());
            }
            let answer = nobody.get("/khong-co-trang-nay").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            assert!(!answer.text.contains(MENU) && answer.text.contains("Không có trang này"));
        }
    })
    .await;
}

//! Stories of signing in and out, through the router.

use axum::http::StatusCode;

use crate::testing::{PASSWORD, on_each_engine};

mod factor;
mod logs;
mod people;

#[tokio::test]
async fn a_session_begins_is_listed_and_ends() {
    on_each_engine(async |site| {
        let mut other = site.signed_in("officer").await;
        let mut browser = site.signed_in("officer").await;
        let page = browser.get("/phien").await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(
            page.text.matches("/ket-thuc").count(),
            1,
            "one session beside this one"
        );
        let path = page
            .text
            .split("action=\"/phien/")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let path = format!("/phien/{}", path.unwrap());

        // A stranger cannot end it, its owner can.
        let mut stranger = site.signed_in("neighbour").await;
        assert_eq!(stranger.post(&path, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(other.get("/phien").await.status, StatusCode::OK);
        assert_eq!(browser.post(&path, &[]).await.location(), "/phien");
        assert_eq!(other.get("/phien").await.location(), "/dang-nhap?tiep=/phien");

        let told = browser.get("/phien").await.text;
        assert!(told.contains("Đã kết thúc phiên"), "said once");
        assert!(!browser.get("/phien").await.text.contains("Đã kết thúc phiên"));
        browser.post("/dang-xuat", &[]).await;
        assert_eq!(browser.get("/phien").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn wrong_passwords_are_slowed_down_for_their_sender_alone() {
    on_each_engine(async |site| {
        let mut thief = site.browser();
        let try_it = [
            ("ten", "officer"),
            ("mat-khau", "sai mật khẩu rồi"),
            ("tiep", "/viec"),
        ];
        for _ in 0..8 {
            let answer = thief.post("/dang-nhap", &try_it).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text.contains("chưa đúng") && answer.text.contains("value=\"officer\""));
        }
        let right = [("ten", "officer"), ("mat-khau", PASSWORD)];
        assert_eq!(
            thief.post("/dang-nhap", &right).await.status,
            StatusCode::TOO_MANY_REQUESTS
        );
        // Another login from there, and the officer elsewhere, still get in.
        let other = [("ten", "Neighbour "), ("mat-khau", PASSWORD)];
        assert_eq!(
            site.browser().post("/dang-nhap", &other).await.status,
            StatusCode::SEE_OTHER
        );
    })
    .await;
}

#[tokio::test]
async fn a_session_cannot_be_planted_and_nobody_is_sent_away() {
    on_each_engine(async |site| {
        let mut browser = site.browser();
        browser
            .cookies
            .insert("loa_phien".to_owned(), "planted".to_owned());
        for next in [
            "//evil.example",
            "https://evil.example/",
            "/\\evil.example",
            "javascript:alert(1)",
        ] {
            let fields = [("ten", "officer"), ("mat-khau", PASSWORD), ("tiep", next)];
            assert_eq!(
                browser.post("/dang-nhap", &fields).await.location(),
                "/",
                "{next}"
            );
            assert_ne!(browser.cookies["loa_phien"], "planted");
        }
        let mut foreign = site.signed_in("officer").await;
        foreign
            .headers
            .insert("sec-fetch-site", "cross-site".parse().unwrap());
        foreign
            .headers
            .insert("origin", "https://evil.example".parse().unwrap());
        assert_eq!(
            foreign.post("/dang-xuat", &[]).await.status,
            StatusCode::FORBIDDEN
        );
        foreign.headers.clear();
        assert_eq!(
            foreign.get("/phien").await.status,
            StatusCode::OK,
            "still signed in"
        );
    })
    .await;
}

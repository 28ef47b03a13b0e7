//! Stories of signing in and out, through the router.

use axum::http::StatusCode;
use jiff::SignedDuration;
use loa_db::dialect::Engine;
use loa_db::params;

use crate::app::Settings;
use crate::identity::{store, token};
use crate::testing::{PASSWORD, on_each_engine, settings};

mod factor;
mod logs;
mod outside;
mod people;

#[tokio::test]
async fn pages_before_signing_in_say_whose_they_are_while_there_is_one_locality() {
    on_each_engine(async |site| {
        let mut tx = site.tx().await;
        let values = params![site.locality, "0212 3836 123"];
        tx.execute("UPDATE locality SET help_phone = $2 WHERE id = $1", values)
            .await
            .unwrap();
        tx.save().await.unwrap();
        let header = "href=\"/\">Loa · Huyện Sông Mã</a>";
        let paths = ["/dang-nhap", "/moi/khong-co", "/khong-co"];
        let mut browser = site.browser();
        for path in paths {
            let page = browser.get(path).await.text;
            assert!(page.contains(header), "{path}: {page}");
            assert!(page.contains("– Huyện Sông Mã</title>"), "{path}");
            assert!(page.contains("tel:02123836123"), "{path}");
        }
        let mut officer = site.signed_in("officer").await;
        let refused = officer.get("/nguoi").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.text.contains(header), "{}", refused.text);

        site.elsewhere().await;
        for path in paths {
            let page = browser.get(path).await.text;
            assert!(page.contains("href=\"/\">Loa</a>"), "{path}: {page}");
            assert!(page.contains("– Loa</title>"), "{path}");
            assert!(!page.contains("tel:") && !page.contains("Sông Mã"), "{path}");
        }
    })
    .await;
}

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
async fn who_only_reads_can_read_while_nothing_can_be_written() {
    on_each_engine(async |site| {
        let mut officer = site.signed_in("officer").await;
        let mut tx = site.tx().await;
        let sql = match tx.engine() {
            Engine::Sqlite => "PRAGMA query_only = 1",
            Engine::Postgres => "ALTER TABLE session ADD CONSTRAINT nothing CHECK (seen_at < 0) NOT VALID",
        };
        tx.execute(sql, vec![]).await.unwrap();
        tx.save().await.unwrap();
        // Long enough that it would be noted that the officer was here.
        site.app.clock().shift(SignedDuration::from_mins(6));
        for page in ["/viec", "/ghi", "/phien"] {
            assert_eq!(officer.get(page).await.status, StatusCode::OK, "{page}");
        }
        let stranger = [("ten", "officer"), ("mat-khau", PASSWORD)];
        let refused = site.browser().post("/dang-nhap", &stranger).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(refused.text.contains("vẫn còn"), "{}", refused.text);
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
async fn nobody_is_locked_out_of_a_browser_that_is_known() {
    on_each_engine(async |site| {
        let mut known = site.signed_in("officer").await;
        known.post("/dang-xuat", &[]).await;
        let right = [("ten", "officer"), ("mat-khau", PASSWORD)];
        let wrong = [("ten", "officer"), ("mat-khau", "sai mật khẩu rồi")];
        // A colleague behind the same address.
        let mut thief = site.browser();
        for _ in 0..8 {
            thief.post("/dang-nhap", &wrong).await;
        }
        // What another one's browser is known by does not help.
        let others = site.signed_in("neighbour").await;
        thief
            .cookies
            .insert("loa_may".to_owned(), others.cookies["loa_may"].clone());
        let answer = thief.post("/dang-nhap", &right).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(known.post("/dang-nhap", &right).await.location(), "/");
        known.post("/dang-xuat", &[]).await;

        // Many machines at once try one login: only those that are known may go on.
        let mut tx = site.tx().await;
        let (login, since) = (token::hash("neighbour"), tx.now() - SignedDuration::from_mins(15));
        for number in 0..100 {
            let address = token::hash(&format!("10.0.0.{number}"));
            store::note_failure(&mut tx, &login, &address, since)
                .await
                .unwrap();
        }
        tx.save().await.unwrap();
        let right = [("ten", "neighbour"), ("mat-khau", PASSWORD)];
        let answer = site.browser().post("/dang-nhap", &right).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains("đã từng đăng nhập"));
        let mut others = others;
        others.post("/dang-xuat", &[]).await;
        assert_eq!(others.post("/dang-nhap", &right).await.location(), "/");
        // Known browsers are counted too.
        others.post("/dang-xuat", &[]).await;
        let wrong = [("ten", "neighbour"), ("mat-khau", "sai mật khẩu rồi")];
        let mut last = StatusCode::OK;
        for _ in 0..9 {
            last = others.post("/dang-nhap", &wrong).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

#[tokio::test]
async fn every_answer_says_what_browsers_may_do_with_it() {
    on_each_engine(async |site| {
        let site = site.with_settings(Settings {
            is_https: true,
            ..settings()
        });
        let mut browser = site.browser();
        for path in ["/dang-nhap", "/khong-co", "/healthz", "/tinh/khong-co"] {
            let headers = browser.get(path).await.headers;
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                ("strict-transport-security", "max-age=31536000"),
            ] {
                assert_eq!(headers[name], value, "{path}");
            }
        }
        let fields = [("ten", "officer"), ("mat-khau", PASSWORD)];
        let answer = browser.post("/dang-nhap", &fields).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            assert!(
                cookie.contains("; Secure")
                    && cookie.contains("; HttpOnly")
                    && cookie.contains("; SameSite=Lax")
            );
        }
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

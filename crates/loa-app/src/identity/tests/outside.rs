//! Stories of passkeys and accounts elsewhere without their other side: what hostile browsers send. With the other side
//! they stand in web/browser/sign-in.test.mjs.

use axum::http::StatusCode;
use loa_db::params;

use crate::app::Settings;
use crate::identity::actions::{Client, outside, people};
use crate::identity::oidc::{Provider, Who};
use crate::identity::store::{self, reach};
use crate::outbox;
use crate::testing::{PASSWORD, Site, on_each_engine, settings};

/// A site whose provider is a port on which nobody listens.
fn with_silent_provider(site: Site) -> Site {
    let provider = Provider {
        issuer: "http://127.0.0.1:9".to_owned(),
        client_id: "loa".to_owned(),
        client_secret: "khoa-mat".to_owned(),
        name: "Cổng thử".to_owned(),
    };
    assert!(!format!("{provider:?}").contains("khoa-mat"));
    site.with_settings(Settings {
        oidc: Some(provider),
        public_url: "https://loa.example.vn".to_owned(),
        ..settings()
    })
}

#[tokio::test]
async fn a_silent_provider_is_told_and_harms_nobody() {
    on_each_engine(async |site| {
        let site = with_silent_provider(site);
        let mut browser = site.browser();
        assert!(
            browser
                .get("/dang-nhap")
                .await
                .text
                .contains("Đăng nhập bằng Cổng thử")
        );
        let answer = browser.get("/dang-nhap/ngoai?tiep=//evil.example").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.text.contains("Cổng thử đang không trả lời"));
        let mut officer = site.signed_in("officer").await;
        for (password, status) in [
            ("sai mật khẩu rồi", StatusCode::UNPROCESSABLE_ENTITY),
            (PASSWORD, StatusCode::SERVICE_UNAVAILABLE),
        ] {
            let answer = officer.post("/tai-khoan/ngoai", &[("mat-khau", password)]).await;
            assert_eq!(answer.status, status);
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_that_comes_by_a_link_is_told_to_its_person() {
    on_each_engine(async |site| {
        let site = with_silent_provider(site);
        let provider = site.app.settings().oidc.clone().unwrap();
        let client = Client {
            address: "203.0.113.7",
            agent: "",
        };
        let take_up = async |login: &str, subject: &str| {
            let mut tx = site.tx().await;
            let person = store::by_id(&mut tx, site.people[login]).await.unwrap().unwrap();
            let link = people::link_by_hand(&mut tx, &person).await.unwrap();
            tx.save().await.unwrap();
            let who = Who {
                subject: subject.to_owned(),
                name: "mau@cong.example.vn".to_owned(),
            };
            let done = outside::take_up(&site.app, &provider, &who, &link.secret, &client).await;
            assert!(matches!(done, Ok(outside::Outcome::Entered(_, _))));
        };
        let mut tx = site.tx().await;
        let officer = site.people["officer"];
        let address = Some("mau@xa.example.vn");
        reach::set_email(&mut tx, officer, address).await.unwrap();
        tx.save().await.unwrap();
        take_up("officer", "12").await;
        // The same account once more changes nothing; who cannot be reached gets nothing that waits for ever.
        take_up("officer", "12").await;
        take_up("neighbour", "13").await;
        let mut tx = site.tx().await;
        let told = outbox::store::to_person(&mut tx, officer, 9).await.unwrap();
        assert_eq!(told.len(), 1);
        for part in [
            "mau@cong.example.vn ở Cổng thử",
            "báo ngay người quản trị",
            "https://loa.example.vn/tai-khoan",
        ] {
            assert!(told[0].body.contains(part), "{}", told[0].body);
        }
        let none = outbox::store::to_person(&mut tx, site.people["neighbour"], 9).await;
        assert_eq!(none.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn answers_of_a_provider_that_nobody_waits_for_open_nothing() {
    on_each_engine(async |site| {
        let site = with_silent_provider(site);
        for query in [
            "",
            "?code=a&state=b",
            "?error=access_denied",
            "?code=%00&state=%F0%9F",
        ] {
            for planted in [None, Some("planted"), Some("")] {
                let mut browser = site.browser();
                if let Some(planted) = planted {
                    browser.cookies.insert("loa_buoc".to_owned(), planted.to_owned());
                }
                let answer = browser.get(&format!("/dang-nhap/ngoai/ve{query}")).await;
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
                assert!(!browser.cookies.contains_key("loa_phien"));
            }
        }
        let answer = site.browser().get("/moi/khong-co/ngoai").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn keys_that_are_none_open_nothing() {
    on_each_engine(async |site| {
        let site = with_silent_provider(site);
        let mut browser = site.browser();
        let asked = browser.post("/dang-nhap/khoa/bat-dau", &[]).await;
        assert_eq!(asked.status, StatusCode::OK);
        assert_eq!(asked.headers["cache-control"], "no-store");
        assert!(asked.text.contains("\"rpId\":\"loa.example.vn\"") && !asked.text.contains("mediation"));
        let empty = r#"{"id":"AA","rawId":"AA","type":"public-key","response":{"authenticatorData":"AA","clientDataJSON":"AA","signature":"AA","userHandle":"AAAAAAAAAAAAAAAAAAAAAA"}}"#;
        for key in ["", "{}", "[", "\u{0}", empty, &"x".repeat(100_000)] {
            browser.headers.insert("accept", "application/json".parse().unwrap());
            let answer = browser.post("/dang-nhap/khoa/xong", &[("khoa", key)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text.contains("detail") && !browser.cookies.contains_key("loa_phien"));
        }
        for path in ["/dang-nhap/ma/khoa/bat-dau", "/dang-nhap/ma/khoa/xong"] {
            let answer = browser.post(path, &[("khoa", empty)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        }
        let mut officer = site.signed_in("officer").await;
        officer.headers.insert("accept", "application/json".parse().unwrap());
        let path = "/tai-khoan/khoa/bat-dau";
        let answer = officer.post(path, &[("mat-khau", "sai mật khẩu rồi")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let answer = officer.post(path, &[("mat-khau", PASSWORD)]).await;
        assert!(answer.text.contains("\"residentKey\":\"required\""), "{}", answer.text);
        assert!(!answer.text.contains(&site.locality.to_string()));
        let answer = officer.post("/tai-khoan/khoa/xong", &[("khoa", empty)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut tx = site.tx().await;
        let sql = "SELECT COUNT(*) AS many FROM passkey WHERE locality_id = $1";
        let row = tx.row(sql, params![site.locality]).await.unwrap().unwrap();
        assert_eq!(row.int("many").unwrap(), 0);
    })
    .await;
}

//! Stories of the second factor: set up, asked for, lost, made a must.

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use loa_db::id::Id;
use loa_db::params;

use crate::identity::actions::entry::purpose;
use crate::identity::actions::factor::offered;
use crate::identity::recovery;
use crate::identity::store::factor;
use crate::identity::totp::Secret;
use crate::testing::{Browser, PASSWORD, Site, on_each_engine};

/// What an app shows so many steps from now. Steps before the present one could be two away by the time they arrive.
fn code(secret: &Secret, steps: i64) -> String {
    let at = Timestamp::now() + SignedDuration::from_secs(30 * steps);
    secret.code(at).unwrap()
}

/// A code that is wrong now and in the next minutes.
fn wrong(secret: &Secret) -> String {
    let near: Vec<String> = (-2..=4).map(|steps| code(secret, steps)).collect();
    let tries = (0..10).map(|digit| digit.to_string().repeat(6));
    tries.into_iter().find(|code| !near.contains(code)).unwrap()
}

/// Somebody who has had codes of an app for some time, and one recovery code.
pub async fn with_codes(site: &Site, login: &str) -> (Secret, String) {
    let person = site.people[login];
    let secret = Secret::fresh().unwrap();
    let sealed = site.app.key().unwrap().seal(&purpose(person), secret.bytes());
    let mut tx = site.tx().await;
    factor::insert_totp(&mut tx, person, &sealed.unwrap(), 0)
        .await
        .unwrap();
    let spare = recovery::fresh().unwrap().remove(0);
    let hash = recovery::hash(&spare).unwrap();
    factor::replace_recovery_codes(&mut tx, person, &[hash])
        .await
        .unwrap();
    tx.save().await.unwrap();
    (secret, spare)
}

/// A browser in which somebody has given the password.
async fn halfway(site: &Site, login: &str) -> Browser {
    let mut browser = site.browser();
    let fields = [("ten", login), ("mat-khau", PASSWORD), ("tiep", "/phien")];
    let answer = browser.post("/dang-nhap", &fields).await;
    assert_eq!(answer.location(), "/dang-nhap/ma?tiep=/phien");
    assert!(!browser.cookies.contains_key("loa_phien"), "not inside yet");
    browser
}

fn hidden(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    rest.unwrap().split('"').next().unwrap().to_owned()
}

async fn audited(site: &Site, action: &str, person: Id) -> i64 {
    let mut tx = site.tx().await;
    let values = params![site.locality, action, person];
    let sql =
        "SELECT COUNT(*) AS many FROM audit_entry WHERE locality_id = $1 AND action = $2 AND thing_id = $3";
    let row = tx.row(sql, values).await.unwrap().unwrap();
    row.int("many").unwrap()
}

#[tokio::test]
async fn codes_are_set_up_with_password_and_code_and_asked_for_from_then_on() {
    on_each_engine(async |site| {
        let mut elsewhere = site.signed_in("officer").await;
        let mut browser = site.signed_in("officer").await;
        let page = browser.get("/tai-khoan/ma").await;
        assert_eq!(page.headers["cache-control"], "no-store");
        let sealed = hidden(&page.text, "bi-mat");
        let offer = offered(&site.app, site.people["officer"], &sealed)
            .unwrap()
            .unwrap();
        assert!(page.text.contains(&offer.secret.groups()));
        let others = offered(&site.app, site.people["neighbour"], &sealed);
        assert!(others.unwrap().is_none(), "what was shown to one is no other's");

        let now = code(&offer.secret, 0);
        for (password, code, field) in [
            (PASSWORD, wrong(&offer.secret).as_str(), "ma"),
            (PASSWORD, "", "ma"),
            (PASSWORD, "<script>", "ma"),
            ("sai mật khẩu rồi", &now, "mat-khau"),
        ] {
            let fields = [("bi-mat", sealed.as_str()), ("mat-khau", password), ("ma", code)];
            let answer = browser.post("/tai-khoan/ma", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text.contains(&format!("id=\"{field}-error\"")), "{field}");
            assert_eq!(hidden(&answer.text, "bi-mat"), sealed, "the same picture again");
        }
        let fields = [("bi-mat", "00ff"), ("mat-khau", PASSWORD), ("ma", &now)];
        let answer = browser.post("/tai-khoan/ma", &fields).await;
        assert!(answer.text.contains("quá 30 phút"));

        let before = browser.cookies["loa_phien"].clone();
        let fields = [("bi-mat", sealed.as_str()), ("mat-khau", PASSWORD), ("ma", &now)];
        let answer = browser.post("/tai-khoan/ma", &fields).await;
        assert_eq!(answer.status, StatusCode::OK);
        let first_code = answer
            .text
            .split("<li>")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap();
        assert!(recovery::hash(first_code).is_some());
        assert_ne!(
            browser.cookies["loa_phien"], before,
            "the session goes on under another secret"
        );
        assert_eq!(browser.get("/tai-khoan/dang-nhap").await.status, StatusCode::OK);
        browser.cookies.insert("loa_phien".to_owned(), before);
        for old in [&mut browser, &mut elsewhere] {
            assert_eq!(old.get("/phien").await.status, StatusCode::SEE_OTHER);
        }

        // The code of the set-up is used up; the next one and a recovery code open the door, each once.
        let mut browser = halfway(&site, "officer").await;
        let next = code(&offer.secret, 1);
        for (fields, opens) in [
            ([("ma", now.as_str()), ("tiep", "/phien")], false),
            ([("ma", next.as_str()), ("tiep", "/phien")], true),
        ] {
            let answer = browser.post("/dang-nhap/ma", &fields).await;
            assert_eq!(answer.location() == "/phien", opens, "{}", answer.status);
        }
        assert!(browser.get("/phien").await.text.contains("Phiên này"));
        for opens in [true, false] {
            let mut browser = halfway(&site, "officer").await;
            let replayed = browser.post("/dang-nhap/ma", &[("ma", &next)]).await;
            assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY);
            let answer = browser
                .post("/dang-nhap/ma", &[("ma-du-phong", first_code)])
                .await;
            assert_eq!(answer.location() == "/", opens, "{}", answer.status);
            if opens {
                let told = browser.get("/phien").await.text;
                assert!(told.contains("còn 9 mã"));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_codes_are_counted_for_the_account_and_harm_nobody_who_lacks_the_password() {
    on_each_engine(async |site| {
        let (secret, spare) = with_codes(&site, "officer").await;
        let wrong = wrong(&secret);
        for number in 0..10 {
            // From another browser and, behind a proxy, another address each time.
            let mut browser = halfway(&site, "officer").await;
            let answer = browser.post("/dang-nhap/ma", &[("ma", &wrong)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
            assert!(answer.text.contains("id=\"ma-error\""));
        }
        let mut browser = halfway(&site, "officer").await;
        let right = code(&secret, 0);
        for fields in [[("ma", right.as_str())], [("ma-du-phong", &spare)]] {
            let answer = browser.post("/dang-nhap/ma", &fields).await;
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
            assert!(answer.text.contains("phút"));
        }
        // Somebody without the password never reaches what is counted.
        let mut stranger = site.browser();
        for _ in 0..12 {
            let answer = stranger.post("/dang-nhap/ma", &[("ma", &wrong)]).await;
            assert_eq!(answer.location(), "/dang-nhap");
        }
        stranger
            .cookies
            .insert("loa_buoc".to_owned(), "planted".to_owned());
        let answer = stranger.get("/dang-nhap/ma").await;
        assert_eq!(answer.location(), "/dang-nhap?het-buoc=1");
        assert!(stranger.get(answer.location()).await.text.contains("10 phút"));
        let (other, _) = with_codes(&site, "neighbour").await;
        let mut browser = halfway(&site, "neighbour").await;
        let answer = browser.post("/dang-nhap/ma", &[("ma", &code(&other, 0))]).await;
        assert_eq!(answer.location(), "/");
    })
    .await;
}

#[tokio::test]
async fn many_guesses_at_once_are_counted_like_one_after_the_other() {
    on_each_engine(async |site| {
        let (secret, _) = with_codes(&site, "officer").await;
        let wrong = wrong(&secret);
        let mut browsers = Vec::new();
        for _ in 0..16 {
            browsers.push(halfway(&site, "officer").await);
        }
        let tries = browsers.into_iter().map(|mut browser| {
            let wrong = wrong.clone();
            tokio::spawn(async move { browser.post("/dang-nhap/ma", &[("ma", &wrong)]).await.status })
        });
        let tries: Vec<_> = tries.collect();
        let mut refused = 0;
        for one in tries {
            if one.await.unwrap() == StatusCode::UNPROCESSABLE_ENTITY {
                refused += 1;
            }
        }
        assert_eq!(refused, 10);
    })
    .await;
}

#[tokio::test]
async fn codes_are_taken_away_and_made_anew_with_password_and_code() {
    on_each_engine(async |site| {
        let (secret, spare) = with_codes(&site, "officer").await;
        let mut browser = halfway(&site, "officer").await;
        browser.post("/dang-nhap/ma", &[("ma", &code(&secret, 0))]).await;
        let fields = [("mat-khau", "sai mật khẩu rồi"), ("ma-du-phong", spare.as_str())];
        for path in ["/tai-khoan/ma/du-phong", "/tai-khoan/ma/bo"] {
            let answer = browser.post(path, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        }
        let fields = [("mat-khau", PASSWORD), ("ma-du-phong", spare.as_str())];
        let page = browser.post("/tai-khoan/ma/du-phong", &fields).await;
        assert_eq!(page.text.matches("<li>").count(), recovery::MANY);
        let fields = [("mat-khau", PASSWORD), ("ma", &code(&secret, 1))];
        let answer = browser.post("/tai-khoan/ma/bo", &fields).await;
        assert_eq!(answer.location(), "/tai-khoan/dang-nhap");
        assert!(
            browser
                .get("/tai-khoan/dang-nhap")
                .await
                .text
                .contains("Đặt mã từ ứng dụng")
        );
        site.signed_in("officer").await;
        for path in ["/tai-khoan/ma/du-phong", "/tai-khoan/ma/bo"] {
            assert_eq!(browser.get(path).await.location(), "/tai-khoan/dang-nhap");
            assert_eq!(
                browser.post(path, &fields).await.status,
                StatusCode::UNPROCESSABLE_ENTITY
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_second_factor_that_is_a_must_is_set_up_before_anything_else() {
    on_each_engine(async |site| {
        let mut administrator = site.signed_in("administrator").await;
        let mut coordinator = site.signed_in("coordinator").await;
        let fields = [
            ("vai-tro", "coordinator"),
            ("vai-tro", "officer"),
            ("vai-tro", "<b>"),
        ];
        let answer = administrator.post("/nguoi/hai-lop", &fields).await;
        assert_eq!(answer.location(), "/nguoi/hai-lop");
        let page = administrator.get("/nguoi/hai-lop").await.text;
        assert_eq!(page.matches(" checked").count(), 1);
        assert_eq!(
            coordinator.get("/bang-dieu-hanh").await.location(),
            "/tai-khoan/dang-nhap"
        );
        assert_eq!(
            coordinator.post("/ghi", &[]).await.location(),
            "/tai-khoan/dang-nhap"
        );
        assert!(
            coordinator
                .get("/tai-khoan/dang-nhap")
                .await
                .text
                .contains("cần xác thực hai lớp")
        );
        let page = coordinator.get("/tai-khoan/ma").await.text;
        let sealed = hidden(&page, "bi-mat");
        let offer = offered(&site.app, site.people["coordinator"], &sealed)
            .unwrap()
            .unwrap();
        let now = code(&offer.secret, 0);
        let fields = [("bi-mat", sealed.as_str()), ("mat-khau", PASSWORD), ("ma", &now)];
        coordinator.post("/tai-khoan/ma", &fields).await;
        assert_eq!(coordinator.get("/bang-dieu-hanh").await.status, StatusCode::OK);
        // Others are not asked, and a coordinator of a part cannot change the rule.
        let mut officer = site.signed_in("officer").await;
        assert_eq!(officer.get("/viec").await.status, StatusCode::OK);
        assert_eq!(
            officer.post("/nguoi/hai-lop", &[]).await.status,
            StatusCode::FORBIDDEN
        );
    })
    .await;
}

#[tokio::test]
async fn a_lost_phone_is_helped_by_the_administrator_and_its_owner_hears_of_it() {
    on_each_engine(async |site| {
        let (secret, _) = with_codes(&site, "officer").await;
        let officer = site.people["officer"];
        let mut inside = halfway(&site, "officer").await;
        inside.post("/dang-nhap/ma", &[("ma", &code(&secret, 0))]).await;
        let mut administrator = site.signed_in("administrator").await;
        let path = format!("/nguoi/{officer}/hai-lop");
        assert!(
            administrator
                .get(&format!("/nguoi/{officer}"))
                .await
                .text
                .contains(&path)
        );
        assert!(administrator.get(&path).await.text.contains("gọi lại"));

        // A link for another password alone does not get round the second factor.
        let page = administrator
            .post(&format!("/nguoi/{officer}/lien-ket"), &[])
            .await
            .text;
        let link = page.split("/moi/").nth(1).unwrap().split('"').next().unwrap();
        let link = format!("/moi/{link}");
        let password = "một câu khác dễ nhớ";
        let fields = [("mat-khau", password), ("mat-khau-lai", password)];
        let mut browser = site.browser();
        let answer = browser.post(&link, &fields).await;
        assert_eq!(answer.location(), "/dang-nhap/ma?tiep=/");
        assert!(!browser.cookies.contains_key("loa_phien"));
        let answer = browser.post("/dang-nhap/ma", &[("ma", &code(&secret, 1))]).await;
        assert_eq!(answer.location(), "/");

        administrator.post(&path, &[]).await;
        assert_eq!(audited(&site, "second_factor.reset", officer).await, 1);
        assert_eq!(browser.get("/phien").await.status, StatusCode::SEE_OTHER);
        let fields = [("ten", "officer"), ("mat-khau", password), ("tiep", "/phien")];
        let mut browser = site.browser();
        assert_eq!(browser.post("/dang-nhap", &fields).await.location(), "/phien");
        assert!(browser.get("/phien").await.text.contains("Người quản trị đã bỏ"));
        let mut browser = site.browser();
        browser.post("/dang-nhap", &fields).await;
        assert!(!browser.get("/phien").await.text.contains("Người quản trị đã bỏ"));
    })
    .await;
}

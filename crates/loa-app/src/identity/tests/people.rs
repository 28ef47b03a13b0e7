//! Stories of people: invited, given roles, away, leaving.

use axum::http::{StatusCode, header};
use loa_db::id::Id;

use crate::identity::Role;
use crate::identity::actions::{NewPerson, add_person};
use crate::identity::store::people::grants_of;
use crate::testing::{Browser, PASSWORD, Site, on_each_engine};

const NEW_PASSWORD: &str = "ruộng bậc thang xanh";

/// The path of the link that a page shows.
fn link_on(page: &str) -> String {
    let rest = page.split("http://loa.test").nth(1).expect("a link");
    rest.split('"').next().unwrap().to_owned()
}

async fn invite(browser: &mut Browser, site: &Site, name: &str, unit: &str, role: Role) -> String {
    let unit = site.units[unit].to_string();
    let fields = [
        ("ho-ten", name),
        ("don-vi", &unit),
        ("vai-tro", role.key()),
        ("dien-thoai", "0912.345.678"),
    ];
    let answer = browser.post("/nguoi/moi", &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    link_on(&answer.text)
}

async fn person_at(site: &Site, login: &str, role: Role, unit: &str) -> Id {
    let hash = crate::identity::password::hash(PASSWORD.to_owned())
        .await
        .unwrap();
    let mut tx = site.tx().await;
    let new = NewPerson {
        login,
        full_name: "Quàng Văn Mẫu",
        password_hash: Some(&hash),
        unit: site.units[unit],
        role,
    };
    let id = add_person(&mut tx, new).await.unwrap();
    tx.save().await.unwrap();
    id
}

#[tokio::test]
async fn an_invitation_is_taken_up_once() {
    on_each_engine(async |site| {
        let mut admin = site.signed_in("administrator").await;
        let link = invite(&mut admin, &site, "Lò Thị Mẫu", "ubnd-04189", Role::Officer).await;
        let list = admin.get("/nguoi?tim=lo%20thi").await.text;
        assert!(
            list.contains("Chưa đặt mật khẩu") && list.contains("0912 345 678"),
            "{list}"
        );
        assert!(!list.contains(&link), "shown once");

        let mut browser = site.browser();
        let page = browser.get(&link).await;
        assert_eq!(page.headers[header::REFERRER_POLICY], "no-referrer");
        assert!(page.text.contains("Lò Thị Mẫu") && page.text.contains("lothimau"));
        for (typed, again, told) in [
            ("núi cao", "núi cao", "ít nhất 10"),
            (NEW_PASSWORD, "khác hẳn thế này", "không giống nhau"),
        ] {
            let answer = browser
                .post(&link, &[("mat-khau", typed), ("mat-khau-lai", again)])
                .await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(
                answer.text.contains(told) && !answer.text.contains(typed),
                "{typed}"
            );
        }
        let both = [("mat-khau", NEW_PASSWORD), ("mat-khau-lai", NEW_PASSWORD)];
        assert_eq!(browser.post(&link, &both).await.location(), "/");
        assert_eq!(
            browser.get("/tai-khoan").await.status,
            StatusCode::OK,
            "signed in"
        );
        let mut thief = site.browser();
        assert_eq!(thief.get(&link).await.status, StatusCode::NOT_FOUND);
        assert_eq!(thief.post(&link, &both).await.status, StatusCode::NOT_FOUND);
        assert_eq!(thief.get("/moi/khong-co").await.status, StatusCode::NOT_FOUND);

        // The same kind of link serves whoever forgot: the old password and sessions hold until it is used.
        let person = list
            .split("href=\"/nguoi/")
            .find(|part| part.contains("Lò Thị Mẫu"))
            .unwrap();
        let person = person.split('"').next().unwrap().to_owned();
        let first = link_on(&admin.post(&format!("/nguoi/{person}/lien-ket"), &[]).await.text);
        let second = link_on(&admin.post(&format!("/nguoi/{person}/lien-ket"), &[]).await.text);
        assert_eq!(
            thief.get(&first).await.status,
            StatusCode::NOT_FOUND,
            "replaced by the second"
        );
        assert_eq!(browser.get("/phien").await.status, StatusCode::OK);
        let other = [
            ("mat-khau", "nương ngô trên núi"),
            ("mat-khau-lai", "nương ngô trên núi"),
        ];
        assert_eq!(
            site.browser().post(&second, &other).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(browser.get("/phien").await.status, StatusCode::SEE_OTHER, "ended");
        let mut again = site.browser();
        let sign_in = [("ten", "lothimau"), ("mat-khau", "nương ngô trên núi")];
        assert_eq!(again.post("/dang-nhap", &sign_in).await.location(), "/");
    })
    .await;
}

#[tokio::test]
async fn administrators_give_no_more_than_they_have() {
    on_each_engine(async |site| {
        let chief = person_at(&site, "chief", Role::Administrator, "ubnd-04189").await;
        let mut local = site.signed_in("chief").await;
        let officer = site.people["officer"];
        let own = site.units["ubnd-04189"].to_string();
        let root = site.units["huyen-songma"].to_string();
        let give = |unit: &str| [("vai-tro", "editor".to_owned()), ("don-vi", unit.to_owned())];
        let mut post = async |path: String, fields: [(&'static str, String); 2]| {
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            local.post(&path, &fields).await.status
        };
        let role_of = |person: Id| format!("/nguoi/{person}/vai-tro");
        assert_eq!(post(role_of(officer), give(&own)).await, StatusCode::SEE_OTHER);
        assert_eq!(
            post(role_of(officer), give(&own)).await,
            StatusCode::UNPROCESSABLE_ENTITY,
            "twice"
        );
        assert_eq!(
            post(role_of(officer), give(&root)).await,
            StatusCode::FORBIDDEN,
            "above"
        );
        assert_eq!(
            post(role_of(chief), give(&root)).await,
            StatusCode::FORBIDDEN,
            "not to oneself either"
        );
        for (person, unit) in [("administrator", "huyen-songma"), ("neighbour", "ubnd-04171")] {
            for path in ["", "/lien-ket", "/nghi", "/het-phien", "/vai-tro"] {
                let path = format!("/nguoi/{}{path}", site.people[person]);
                let status = if path.matches('/').count() == 2 {
                    local.get(&path).await.status
                } else {
                    local
                        .post(&path, &[("don-vi", &site.units[unit].to_string())])
                        .await
                        .status
                };
                assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
            }
        }

        // Whoever has a role above as well is not theirs to reset, though they may see them.
        let mut admin = site.signed_in("administrator").await;
        let path = format!("/nguoi/{officer}/vai-tro");
        let above = [
            ("vai-tro", "inspector"),
            ("don-vi", root.as_str()),
            ("den-ngay", "1"),
            ("den-thang", "5"),
            ("den-nam", "2022"),
        ];
        assert_eq!(admin.post(&path, &above).await.status, StatusCode::SEE_OTHER);
        let page = local.get(&format!("/nguoi/{officer}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text.contains("lien-ket"));
        let link = format!("/nguoi/{officer}/lien-ket");
        assert_eq!(local.post(&link, &[]).await.status, StatusCode::FORBIDDEN);
        let list = local.get("/nguoi").await.text;
        assert!(list.contains("Quàng Văn Mẫu") && !list.contains("Người mẫu neighbour"));
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    on_each_engine(async |site| {
        let mut admin = site.signed_in("administrator").await;
        let me = site.people["administrator"];
        let mut tx = site.tx().await;
        let grant = grants_of(&mut tx, me).await.unwrap()[0].id;
        drop(tx);
        let today = [("tu-ngay", "18"), ("tu-thang", "4"), ("tu-nam", "2022")];
        let leave = format!("/nguoi/{me}/nghi");
        let take = format!("/nguoi/{me}/vai-tro/{grant}/thoi");
        // One who was invited but never came does not count.
        invite(
            &mut admin,
            &site,
            "Cầm Văn Mẫu",
            "huyen-songma",
            Role::Administrator,
        )
        .await;
        for path in [&leave, &take] {
            let answer = admin.post(path, &today).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text.contains("quản trị cuối cùng"), "{}", answer.text);
        }
        person_at(&site, "second", Role::Administrator, "huyen-songma").await;
        assert_eq!(admin.post(&take, &today).await.status, StatusCode::SEE_OTHER);
        let mut second = site.signed_in("second").await;
        assert_eq!(second.post(&leave, &today).await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            admin.get("/nguoi").await.status,
            StatusCode::SEE_OTHER,
            "signed out"
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_leaves_is_out_and_may_come_back() {
    on_each_engine(async |site| {
        let mut admin = site.signed_in("administrator").await;
        let officer = site.people["officer"];
        let mut browser = site.signed_in("officer").await;
        let leave = format!("/nguoi/{officer}/nghi");
        let day = |day: &'static str| [("tu-ngay", day), ("tu-thang", "4"), ("tu-nam", "2022")];
        assert_eq!(
            admin
                .post(
                    &leave,
                    &[("tu-ngay", "31"), ("tu-thang", "4"), ("tu-nam", "2022")]
                )
                .await
                .status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        // From a day to come: until then everything works.
        assert_eq!(admin.post(&leave, &day("20")).await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.get("/phien").await.status, StatusCode::OK);
        assert_eq!(admin.post(&leave, &day("18")).await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.get("/phien").await.status, StatusCode::SEE_OTHER);
        assert_eq!(admin.post(&leave, &day("18")).await.status, StatusCode::CONFLICT);
        let sign_in = [("ten", "officer"), ("mat-khau", PASSWORD)];
        assert_eq!(
            browser.post("/dang-nhap", &sign_in).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let link = format!("/nguoi/{officer}/lien-ket");
        assert_eq!(admin.post(&link, &[]).await.status, StatusCode::CONFLICT);

        let path = format!("/nguoi/{officer}/tro-lai");
        assert_eq!(admin.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            browser.post("/dang-nhap", &sign_in).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            browser.get("/don-vi").await.status,
            StatusCode::FORBIDDEN,
            "roles are given anew"
        );
    })
    .await;
}

#[tokio::test]
async fn somebody_stands_in_while_away() {
    on_each_engine(async |site| {
        let mut coordinator = site.signed_in("coordinator").await;
        let mut officer = site.signed_in("officer").await;
        let delegate = site.people["officer"].to_string();
        assert_eq!(officer.get("/bang-dieu-hanh").await.status, StatusCode::FORBIDDEN);
        let until = |day: &'static str| {
            vec![
                ("nguoi", delegate.clone()),
                ("den-ngay", day.to_owned()),
                ("den-thang", "4".to_owned()),
                ("den-nam", "2022".to_owned()),
            ]
        };
        let mut post = async |fields: Vec<(&'static str, String)>| {
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            coordinator.post("/vang-mat", &fields).await.status
        };
        assert_eq!(
            post(until("17")).await,
            StatusCode::UNPROCESSABLE_ENTITY,
            "ends before it begins"
        );
        assert_eq!(post(until("20")).await, StatusCode::SEE_OTHER);
        assert_eq!(post(until("20")).await, StatusCode::UNPROCESSABLE_ENTITY, "twice");
        assert_eq!(officer.get("/bang-dieu-hanh").await.status, StatusCode::OK);
        assert!(officer.get("/tai-khoan").await.text.contains("(làm thay)"));
        let page = coordinator.get("/vang-mat").await.text;
        let one = page.split("action=\"/vang-mat/").nth(1).unwrap();
        let path = format!("/vang-mat/{}", one.split('"').next().unwrap());
        assert_eq!(
            officer.post(&path, &[]).await.status,
            StatusCode::NOT_FOUND,
            "not theirs to end"
        );
        assert_eq!(coordinator.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(officer.get("/bang-dieu-hanh").await.status, StatusCode::FORBIDDEN);

        // Nobody above stands in for an officer.
        let above = site.people["coordinator"].to_string();
        let fields = [
            ("nguoi", above.as_str()),
            ("den-ngay", "20"),
            ("den-thang", "4"),
            ("den-nam", "2022"),
        ];
        let refused = officer.post("/vang-mat", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);

        // Whoever stands in for an administrator does not make it last.
        let mut admin = site.signed_in("administrator").await;
        let fields = [
            ("nguoi", delegate.as_str()),
            ("den-ngay", "20"),
            ("den-thang", "4"),
            ("den-nam", "2022"),
        ];
        assert_eq!(
            admin.post("/vang-mat", &fields).await.status,
            StatusCode::SEE_OTHER
        );
        let root = site.units["huyen-songma"].to_string();
        let fields = [("vai-tro", "administrator"), ("don-vi", root.as_str())];
        let path = format!("/nguoi/{delegate}/vai-tro");
        assert_eq!(officer.post(&path, &fields).await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn another_password_ends_other_sessions() {
    on_each_engine(async |site| {
        let mut browser = site.signed_in("officer").await;
        let mut other = site.signed_in("officer").await;
        let change = |old: &'static str| {
            [
                ("mat-khau-cu", old),
                ("mat-khau", NEW_PASSWORD),
                ("mat-khau-lai", NEW_PASSWORD),
            ]
        };
        let refused = browser.post("/mat-khau", &change("sai mật khẩu")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!refused.text.contains(NEW_PASSWORD));
        assert_eq!(
            browser.post("/mat-khau", &change(PASSWORD)).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(browser.get("/phien").await.status, StatusCode::OK);
        assert_eq!(other.get("/phien").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn hostile_values_come_back_as_text() {
    const SCRIPT: &str = "<script>alert(1)</script>\"' onload=x";
    on_each_engine(async |site| {
        let mut admin = site.signed_in("administrator").await;
        let officer = site.people["officer"];
        let huge = "Ấ".repeat(300_000);
        let unit = site.units["ubnd-04189"].to_string();
        let person = format!("/nguoi/{officer}/sua");
        let roles = format!("/nguoi/{officer}/vai-tro");
        for (path, names) in [
            (
                "/nguoi/moi",
                &["ho-ten", "ten-dang-nhap", "dien-thoai", "vai-tro"][..],
            ),
            (person.as_str(), &["ho-ten", "dien-thoai", "thu-dien-tu"]),
            (
                roles.as_str(),
                &["vai-tro", "tu-ngay", "tu-thang", "tu-nam", "den-ngay", "den-nam"],
            ),
            ("/tai-khoan/dien-thoai", &["dien-thoai", "thu-dien-tu"]),
            ("/mat-khau", &["mat-khau-cu", "mat-khau", "mat-khau-lai"]),
            ("/vang-mat", &["nguoi", "tu-ngay", "den-thang", "den-nam"]),
        ] {
            for value in [SCRIPT, huge.as_str(), "\u{0}\u{202e}x"] {
                let mut fields: Vec<(&str, &str)> = names.iter().map(|name| (*name, value)).collect();
                // Doubled: the first counts.
                fields.extend(names.iter().map(|name| (*name, "1")));
                fields.push(("don-vi", &unit));
                let answer = admin.post(path, &fields).await;
                let told = format!(
                    "{path} {} {}",
                    value.chars().take(20).collect::<String>(),
                    answer.status
                );
                let fine = [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::PAYLOAD_TOO_LARGE];
                let harmless =
                    path == person && value.len() < 10 || path == roles.as_str() && value.len() < 10;
                assert!(fine.contains(&answer.status) || harmless, "{told}");
                assert!(!answer.text.contains("<script>alert"), "{told}");
            }
        }
        // A name that is short enough is kept, and shown as text wherever it is shown.
        let fields = [("ho-ten", SCRIPT)];
        assert_eq!(admin.post(&person, &fields).await.status, StatusCode::SEE_OTHER);
        for path in [
            "/nguoi".to_owned(),
            format!("/nguoi/{officer}"),
            format!("/don-vi/{unit}"),
            "/vang-mat".to_owned(),
        ] {
            let page = admin.get(&path).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.text.contains("<script>alert"), "{path}");
            assert!(page.text.contains("alert(1)"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn everybody_says_where_letters_reach_them() {
    on_each_engine(async |site| {
        let mut officer = site.signed_in("officer").await;
        for wrong in ["mau", "mau@", "a b@mau.vn", "mau@mau.vn\r\nBcc: la@la.vn"] {
            let answer = officer
                .post("/tai-khoan/dien-thoai", &[("thu-dien-tu", wrong)])
                .await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(answer.text.contains("Địa chỉ thư chưa đúng"), "{}", answer.text);
        }
        let right = [("dien-thoai", ""), ("thu-dien-tu", "mau@songma.example.vn")];
        assert_eq!(
            officer.post("/tai-khoan/dien-thoai", &right).await.location(),
            "/tai-khoan"
        );
        assert!(
            officer
                .get("/tai-khoan")
                .await
                .text
                .contains("value=\"mau@songma.example.vn\"")
        );
        let mut admin = site.signed_in("administrator").await;
        let page = format!("/nguoi/{}", site.people["officer"]);
        assert!(admin.get(&page).await.text.contains("mau@songma.example.vn"));
        let none = [("ho-ten", "Người mẫu"), ("thu-dien-tu", "")];
        assert_eq!(admin.post(&format!("{page}/sua"), &none).await.location(), page);
        assert!(!officer.get("/tai-khoan").await.text.contains("mau@songma"));
    })
    .await;
}

//! Stories of what was done: told once, however often it is sent; refused with the reason; put right; seen by whom it
//! concerns.

use std::io::Cursor;

use axum::http::{StatusCode, header};
use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use jiff::civil::date;
use loa_db::id::Id;
use loa_db::params;

use crate::document::tests::{hollow_png, photo_with_place, zipped};
use crate::duty::tests::{order, wanted};
use crate::duty::{NewDuty, State, store};
use crate::form::FILE_BYTES;
use crate::testing::{Answer, Browser, Site, on_each_engine};

/// What an officer fills in.
fn told<'a>(duty: &'a str, what: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("viec", duty),
        ("ngay-ngay", "15"),
        ("ngay-thang", "4"),
        ("ngay-nam", "2022"),
        ("lam-gi", what),
        ("tieng", "blt"),
    ]
}

fn with<'a>(base: &[(&'a str, &'a str)], changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = base
        .iter()
        .filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    kept.chain(changed).copied().collect()
}

const UUID: &str = "3f2b8c1e-9d4a-4b6f-8a77-0c5e1d2f3a4b";

/// A phone that sends from its queue.
async fn phone(site: &Site, login: &str, key: &str) -> Browser {
    let mut browser = site.signed_in(login).await;
    browser
        .headers
        .insert(header::ACCEPT, "application/json".parse().unwrap());
    browser.headers.insert("idempotency-key", key.parse().unwrap());
    browser
}

fn json(answer: &Answer) -> serde_json::Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{}: {}", answer.status, answer.text))
}

async fn count(site: &Site) -> i64 {
    let mut tx = site.tx().await;
    let sql = "SELECT COUNT(*) AS many FROM activity WHERE locality_id = $1";
    let row = tx.row(sql, params![site.locality]).await.unwrap().unwrap();
    row.int("many").unwrap()
}

async fn state(site: &Site, duty: Id) -> State {
    let mut tx = site.tx().await;
    store::by_id(&mut tx, duty).await.unwrap().unwrap().state
}

fn april(site: &Site, origin: i64, unit: &str) -> NewDuty {
    NewDuty {
        period: "2022-04".to_owned(),
        opens_on: date(2022, 4, 1),
        due_on: date(2022, 4, 30),
        ..wanted(site, Id(origin), unit)
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_makes_no_second_record() {
    on_each_engine(async |site| {
        let duty = order(&site, vec![april(&site, 7, "ubnd-04189")]).await[0];
        let duty_text = duty.to_string();
        let fields = told(&duty_text, "Họp bản Nà Dìa, 45 người");
        let photo = photo_with_place(800, 400);
        let files: [(&str, &str, &[u8]); 1] = [("anh", "../../IMG_1.jpg", &photo)];
        let mut sender = phone(&site, "officer", UUID).await;
        let first = sender.post_files("/ghi", &fields, &files).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
        assert_eq!(json(&first)["code"], "2022-0001");
        let again = sender.post_files("/ghi", &fields, &files).await;
        assert_eq!((again.status, json(&again)), (StatusCode::OK, json(&first)));
        assert_eq!(state(&site, duty).await, State::Met);

        // Eight at once, from as many tabs.
        let mut many = tokio::task::JoinSet::new();
        for at in 0..8 {
            let other = "00000000-0000-4000-8000-000000000008";
            let mut tab = phone(&site, "officer", other).await;
            let text = format!("Họp bản lần hai, tab {at}");
            many.spawn(async move { tab.post("/ghi", &told("khac", &text)).await });
        }
        let mut codes = std::collections::HashSet::new();
        let mut created = 0;
        while let Some(answer) = many.join_next().await {
            let answer = answer.unwrap();
            created += i32::from(answer.status == StatusCode::CREATED);
            codes.insert(json(&answer)["code"].to_string());
        }
        assert_eq!((created, codes.len()), (1, 1), "{codes:?}");
        // What was recorded stays so, even when the form would not be taken now.
        let mut late = phone(&site, "officer", "00000000-0000-4000-8000-000000000008").await;
        let answer = late.post("/ghi", &told("khac", "")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert!(codes.contains(&json(&answer)["code"].to_string()));
        // Eight different ones at once get eight numbers.
        for at in 0..8 {
            let key = format!("00000000-0000-4000-8000-00000000010{at}");
            let mut tab = phone(&site, "officer", &key).await;
            many.spawn(async move { tab.post("/ghi", &told("khac", "Phát thanh")).await });
        }
        while let Some(answer) = many.join_next().await {
            codes.insert(json(&answer.unwrap())["code"].to_string());
        }
        assert_eq!((codes.len(), count(&site).await), (9, 10));
        // The same key of somebody else is another record.
        let mut other = phone(&site, "neighbour", UUID).await;
        assert_eq!(
            other.post("/ghi", &told("khac", "Việc khác")).await.status,
            StatusCode::CREATED
        );
    })
    .await;
}

#[tokio::test]
async fn without_scripts_a_button_pressed_twice_counts_once() {
    on_each_engine(async |site| {
        let mut browser = site.signed_in("officer").await;
        let page = browser.get("/ghi").await;
        let key = page
            .text
            .split("name=\"khoa\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let key = key.unwrap().to_owned();
        let fields = with(&told("khac", "Họp bản"), &[("khoa", &key)]);
        let first = browser.post_files("/ghi", &fields, &[]).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
        let second = browser.post_files("/ghi", &fields, &[]).await;
        assert_eq!(second.location(), first.location());
        let shown = browser.get(first.location()).await;
        assert!(shown.text.contains("Đã ghi, mã 2022-0001") && shown.text.contains("Họp bản"));
        // The way back, and another thing told in the same page, is another record.
        let other = with(&fields, &[("lam-gi", "Họp bản khác")]);
        assert_ne!(
            browser.post_files("/ghi", &other, &[]).await.location(),
            first.location()
        );
        assert_eq!(count(&site).await, 2);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_comes_back_with_everything_that_was_typed() {
    on_each_engine(async |site| {
        let base = told("khac", "Họp <script>alert(1)</script> bản");
        let long = "a".repeat(2001);
        type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);
        let cases: [Case<'_>; 12] = [
            (&[("ngay-ngay", "19")], "ngay", "chưa tới"),
            (
                &[("ngay-ngay", "31"), ("ngay-thang", "2")],
                "ngay",
                "không có thật",
            ),
            (
                &[("ngay-ngay", ""), ("ngay-thang", ""), ("ngay-nam", "")],
                "ngay",
                "Mời ghi ngày",
            ),
            (&[("ngay-nam", "2012")], "ngay", "xem lại năm"),
            (&[("so-nguoi", "99999999999999999999")], "so-nguoi", "từ 0 đến"),
            (&[("so-nguoi", "-5")], "so-nguoi", "từ 0 đến"),
            (&[("kinh-phi", "1e9")], "kinh-phi", "từ 0 đến"),
            (&[("lam-gi", "")], "lam-gi", "Mời ghi đã làm gì"),
            (&[("lam-gi", &long)], "lam-gi", "Dài quá 2000"),
            (&[("tieng", "x")], "tieng", "Mời chọn"),
            (
                &[("viec", "zzzz'; DROP TABLE duty--")],
                "viec",
                "không còn trong danh sách",
            ),
            (&[("viec", "")], "viec", "Mời chọn việc"),
        ];
        let mut browser = site.signed_in("officer").await;
        for (changed, field, sentence) in cases {
            let fields = with(&base, changed);
            browser.headers.clear();
            let page = browser.post_files("/ghi", &fields, &[]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(
                page.text.contains(sentence) && page.text.contains(&format!("href=\"#{field}\"")),
                "{field}"
            );
            let kept = field == "lam-gi"
                || page
                    .text
                    .contains("Họp &#60;script&#62;alert(1)&#60;/script&#62; bản");
            assert!(kept && !page.text.contains("<script>alert"), "{field}");
            browser
                .headers
                .insert(header::ACCEPT, "application/json".parse().unwrap());
            let told = browser.post_files("/ghi", &fields, &[]).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
            let problems = json(&told)["problems"].clone();
            let found = problems.as_array().unwrap().iter().any(|problem| {
                problem["field"] == field && problem["message"].as_str().unwrap().contains(sentence)
            });
            assert!(found, "{field}: {problems}");
        }
        browser
            .headers
            .insert("idempotency-key", "nonsense".parse().unwrap());
        assert_eq!(
            browser.post("/ghi", &base).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(count(&site).await, 0);

        // Files that arrived with a form that came back need not be sent again.
        browser.headers.clear();
        let photo = photo_with_place(60, 30);
        let wrong = with(&base, &[("ngay-ngay", "19")]);
        let page = browser
            .post_files("/ghi", &wrong, &[("anh", "họp.png", &photo)])
            .await;
        assert!(page.text.contains("họp.jpg ("));
        let id = page
            .text
            .split("name=\"da-gui\" type=\"checkbox\" value=\"")
            .nth(1)
            .unwrap();
        let id = id.split('"').next().unwrap();
        let fields = with(&base, &[("da-gui", id)]);
        // Nobody else can take them.
        let mut thief = site.signed_in("neighbour").await;
        let stolen = thief.post("/ghi", &fields).await;
        assert!(!thief.get(stolen.location()).await.text.contains("/tep/"));
        assert_eq!(
            thief.get(&format!("/tep/{id}")).await.status,
            StatusCode::NOT_FOUND
        );
        let done = browser.post("/ghi", &fields).await;
        assert!(
            browser
                .get(done.location())
                .await
                .text
                .contains(&format!("/tep/{id}/nho"))
        );
    })
    .await;
}

#[tokio::test]
async fn files_are_looked_at_and_sent_to_whom_they_concern() {
    on_each_engine(async |site| {
        let mut browser = site.signed_in("officer").await;
        let photo = photo_with_place(2000, 1000);
        let pdf: &[u8] = b"%PDF-1.7\n<script>alert(1)</script>";
        let files: [(&str, &str, &[u8]); 3] = [
            ("anh", "../../../etc/họp bản.png", &photo),
            ("anh", "cùng một ảnh.jpg", &photo),
            ("tep", "Báo cáo 'quý'; x=y.pdf", pdf),
        ];
        let done = browser.post_files("/ghi", &told("khac", "Họp bản"), &files).await;
        let page = browser.get(done.location()).await.text;
        let ids: Vec<&str> = page
            .split("href=\"/tep/")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(ids.len(), 2, "the same photo twice is one");
        let path = format!("/tep/{}", ids[0]);
        let sent = browser.get(&path).await;
        let head = |answer: &Answer, name: &str| {
            let value = answer.headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        assert_eq!(head(&sent, "content-type"), "image/jpeg");
        assert_eq!(
            head(&sent, "content-disposition"),
            "inline; filename=\"hop_ban.jpg\"; filename*=UTF-8''h%E1%BB%8Dp%20b%E1%BA%A3n.jpg"
        );
        assert!(head(&sent, "content-security-policy").starts_with("sandbox"));
        assert!(head(&sent, "cache-control").starts_with("private"));
        assert_eq!(head(&sent, "x-content-type-options"), "nosniff");
        assert!(
            !sent
                .bytes
                .windows(4)
                .any(|four| four == b"GPS-" || four == b"Exif")
        );
        let drawn = image::load_from_memory(&sent.bytes).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (800, 1600), "upright");
        let small = browser.get(&format!("{path}/nho")).await;
        assert!(small.bytes.len() < sent.bytes.len());
        browser
            .headers
            .insert("if-none-match", sent.headers["etag"].clone());
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_MODIFIED);
        browser.headers.clear();
        browser.headers.insert("range", "bytes=2-5".parse().unwrap());
        let part = browser.get(&path).await;
        assert_eq!(
            (part.status, part.bytes.as_slice()),
            (StatusCode::PARTIAL_CONTENT, &sent.bytes[2..6])
        );
        browser
            .headers
            .insert("range", "bytes=99999999-".parse().unwrap());
        assert_eq!(browser.get(&path).await.status, StatusCode::RANGE_NOT_SATISFIABLE);
        browser.headers.clear();
        let report = browser.get(&format!("/tep/{}", ids[1])).await;
        assert!(
            head(&report, "content-disposition")
                .starts_with("attachment; filename=\"bao_cao__quy___x_y.pdf\"; filename*=UTF-8''B%C3%A1o%20")
        );

        for (login, want) in [
            ("coordinator", StatusCode::OK),
            ("local", StatusCode::OK),
            ("neighbour", StatusCode::NOT_FOUND),
            ("office", StatusCode::NOT_FOUND),
        ] {
            let mut other = site.signed_in(login).await;
            assert_eq!(other.get(&path).await.status, want, "{login}");
            assert_eq!(other.get(&format!("{path}/nho")).await.status, want, "{login}");
            assert_eq!(other.get(done.location()).await.status, want, "{login}");
        }
        assert_eq!(site.browser().get(&path).await.status, StatusCode::SEE_OTHER);
        let elsewhere = site.elsewhere().await;
        let mut stranger = elsewhere.signed_in("noi-khac-coordinator").await;
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
        for wrong in ["/tep/0", "/tep/..%2f..%2fetc%2fpasswd", "/tep/zzzzzzzzzzzzz"] {
            assert_eq!(browser.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }

        // One photo is no proof of two things (PLAN-06).
        let again = browser
            .post_files("/ghi", &told("khac", "Họp nữa"), &files[..1])
            .await;
        assert!(
            again.text.contains("đã dùng cho bản ghi 2022-0001"),
            "{}",
            again.status
        );
        let mut other = site.signed_in("neighbour").await;
        let stolen = other
            .post_files("/ghi", &told("khac", "Họp nữa"), &files[..1])
            .await;
        assert!(stolen.text.contains("đã dùng cho một bản ghi khác"));
    })
    .await;
}

#[tokio::test]
async fn hostile_files_and_strangers_are_turned_away() {
    on_each_engine(async |site| {
        let duty = order(&site, vec![april(&site, 8, "ubnd-04171")]).await[0].to_string();
        let mut sender = phone(&site, "officer", UUID).await;
        let large = vec![0xff_u8; FILE_BYTES + 1024 * 1024];
        let bomb = hollow_png(60_000);
        let archive = zipped(&[("[Content_Types].xml", b"x"), ("word/vbaProject.bin", b"x")]);
        let photos: Vec<Vec<u8>> = (0..4).map(|at| photo_with_place(40 + 10 * at, 20)).collect();
        let base = told("khac", "Họp bản");
        for (field, name, bytes, status) in [
            (
                "anh",
                "ảnh.jpg",
                b"MZ\x90\0\x03\0".as_slice(),
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (
                "anh",
                "ảnh.jpg",
                b"<svg onload=alert(1)>",
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            ("anh", "ảnh.png", &bomb, StatusCode::UNPROCESSABLE_ENTITY),
            ("tep", "a.docx", &archive, StatusCode::UNPROCESSABLE_ENTITY),
            (
                "tep",
                "a.html",
                b"<html><script>alert(1)</script>",
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            ("anh", "ảnh.jpg", &large, StatusCode::PAYLOAD_TOO_LARGE),
        ] {
            let answer = sender.post_files("/ghi", &base, &[(field, name, bytes)]).await;
            assert_eq!(answer.status, status, "{name}: {}", answer.text);
            let told = json(&answer);
            let is_said =
                told["problems"][0]["field"] == field || told["detail"].as_str().unwrap().contains("20 MB");
            assert!(is_said, "{told}");
        }
        let many: Vec<(&str, &str, &[u8])> = photos
            .iter()
            .map(|photo| ("anh", "a.jpg", photo.as_slice()))
            .collect();
        let answer = sender.post_files("/ghi", &base, &many).await;
        assert!(
            json(&answer)["problems"][0]["message"]
                .as_str()
                .unwrap()
                .contains("Nhiều nhất 3 ảnh")
        );

        let theirs = sender.post("/ghi", &told(&duty, "Họp bản")).await;
        assert_eq!(theirs.status, StatusCode::FORBIDDEN);
        let unit = site.units["ubnd-04171"].to_string();
        let theirs = sender.post("/ghi", &with(&base, &[("don-vi", &unit)])).await;
        assert_eq!(theirs.status, StatusCode::FORBIDDEN);
        sender.headers.insert("loa-person", "0".parse().unwrap());
        assert_eq!(sender.post("/ghi", &base).await.status, StatusCode::UNAUTHORIZED);
        sender
            .headers
            .insert("loa-person", site.people["officer"].to_string().parse().unwrap());
        sender.cookies.clear();
        let signed_out = sender.post("/ghi", &base).await;
        assert_eq!(signed_out.status, StatusCode::UNAUTHORIZED);
        assert_eq!(json(&signed_out)["title"], "Cần đăng nhập");
        for login in ["leader", "inspector", "finance", "administrator"] {
            let mut other = phone(&site, login, UUID).await;
            assert_eq!(
                other.post("/ghi", &base).await.status,
                StatusCode::FORBIDDEN,
                "{login}"
            );
        }
        assert_eq!(count(&site).await, 0, "nothing half-written");
    })
    .await;
}

#[tokio::test]
async fn its_officer_puts_a_record_right_until_somebody_stands_behind_it() {
    on_each_engine(async |site| {
        let mut new = april(&site, 9, "ubnd-04189");
        new.needs_approval = true;
        let duty = order(&site, vec![new]).await[0];
        let duty_text = duty.to_string();
        let mut officer = site.signed_in("officer").await;
        let form = officer.get(&format!("/ghi?viec={duty_text}")).await.text;
        assert!(form.contains(&format!("value=\"{duty_text}\" checked")), "ticked");
        let photo = photo_with_place(60, 30);
        let fields = told(&duty_text, "Họp bản, 40 người");
        let done = officer
            .post_files("/ghi", &fields, &[("anh", "a.jpg", &photo)])
            .await;
        let path = done.location().to_owned();
        assert_eq!(state(&site, duty).await, State::Waiting);

        let mut coordinator = site.signed_in("coordinator").await;
        let queue = coordinator.get("/minh-chung").await;
        let queue = if queue.status == StatusCode::SEE_OTHER {
            let next = queue.location().to_owned();
            coordinator.get(&next).await
        } else {
            queue
        };
        let judge = queue
            .text
            .split("action=\"/minh-chung/")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let judge = format!("/minh-chung/{judge}");
        let seen = |text: &str| {
            let rest = text.split("name=\"thay\" value=\"").nth(1).unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let back = [
            ("thay", seen(&queue.text)),
            ("kq", "tra-lai".to_owned()),
            ("ly-do", "Thiếu ảnh".to_owned()),
        ];
        let back: Vec<(&str, &str)> = back.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = coordinator.post(&judge, &back).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        assert_eq!(state(&site, duty).await, State::Returned);

        let edit = format!("{path}/sua");
        let page = officer.get(&edit).await;
        assert!(page.text.contains("Thiếu ảnh") && page.text.contains("Họp bản, 40 người"));
        assert_eq!(coordinator.get(&edit).await.status, StatusCode::FORBIDDEN);
        let mut neighbour = site.signed_in("neighbour").await;
        assert_eq!(neighbour.post(&edit, &fields).await.status, StatusCode::NOT_FOUND);
        let wrong = with(&fields, &[("ngay-ngay", "40")]);
        assert_eq!(
            officer.post(&edit, &wrong).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let old = page
            .text
            .split("name=\"bo-tep\" type=\"checkbox\" value=\"")
            .nth(1)
            .unwrap();
        let old = old.split('"').next().unwrap();
        let other = photo_with_place(90, 50);
        let right = with(
            &fields,
            &[
                ("lam-gi", "Họp bản, 45 người"),
                ("so-nguoi", "45"),
                ("bo-tep", old),
            ],
        );
        let done = officer
            .post_files(&edit, &right, &[("anh", "b.jpg", &other)])
            .await;
        assert_eq!(done.location(), path, "{}", done.text);
        let shown = officer.get(&path).await.text;
        assert!(
            shown.contains("45 người")
                && shown.contains("Trước khi sửa")
                && shown.contains("Họp bản, 40 người")
        );
        assert!(!shown.contains(&format!("/tep/{old}/nho")));
        assert_eq!(state(&site, duty).await, State::Waiting, "given once more");

        let queue = coordinator.get(&judge).await;
        let accept = [("thay", seen(&queue.text)), ("kq", "dat".to_owned())];
        let accept: Vec<(&str, &str)> = accept
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        coordinator.post(&judge, &accept).await;
        assert_eq!(state(&site, duty).await, State::Met);
        assert_eq!(officer.get(&edit).await.status, StatusCode::CONFLICT);
        assert!(!officer.get(&path).await.text.contains("Sửa bản ghi"));

        let list = officer.get("/hoat-dong?thang=2022-04").await.text;
        assert!(list.contains("2022-0001") && list.contains("Đạt"));
        assert!(
            !neighbour
                .get("/hoat-dong?thang=2022-04")
                .await
                .text
                .contains("2022-0001")
        );
        let link = format!(
            "/hoat-dong.xlsx?thang=2022-04&don-vi={}",
            site.units["ubnd-04189"]
        );
        let chosen = officer.get(&link.replace(".xlsx", "")).await.text;
        assert!(
            chosen.replace("&#38;", "&").contains(&link),
            "the link keeps the filters"
        );
        let rows = |bytes: Vec<u8>| {
            let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
            let rows = book.worksheet_range("Hoạt động").unwrap();
            rows.rows().skip(1).map(<[Data]>::to_vec).collect::<Vec<_>>()
        };
        let kept = rows(officer.get(&link).await.bytes);
        let text = |place: usize| kept[0][place].to_string();
        assert_eq!((kept.len(), text(0).as_str()), (1, "2022-0001"));
        assert_eq!(
            (text(2), text(3)),
            ("UBND xã Đứa Mòn".to_owned(), "Họp bản, 45 người".to_owned())
        );
        assert!(matches!(kept[0][1], Data::DateTime(_)), "a real date");
        assert_eq!((&kept[0][7], text(10)), (&Data::Float(45.0), "Đạt".to_owned()));
        assert_eq!(
            rows(neighbour.get("/hoat-dong.xlsx?thang=2022-04").await.bytes),
            [] as [Vec<Data>; 0]
        );
        for odd in [
            "/hoat-dong?thang=9999-99&trang=-1",
            "/hoat-dong.xlsx?thang=9999-99&don-vi=zz",
            "/hoat-dong?don-vi=zz&trang=99999999999",
        ] {
            assert_eq!(officer.get(odd).await.status, StatusCode::OK, "{odd}");
        }
        let waiting = officer.get("/cho-gui").await.text;
        assert!(waiting.contains("data-queue-list") && waiting.contains("data-person="));
    })
    .await;
}

//! Stories from the programme to the filled-in checklist.

use std::collections::HashSet;

use axum::http::{StatusCode, header};
use jiff::civil::date;
use loa_db::id::Id;

use crate::document::tests::photo_with_place;
use crate::duty::tests::{order, wanted};
use crate::inspection::store::{self, answer};
use crate::inspection::{Answer, Item, Kind, Verdict, holding};
use crate::testing::{Answer as Page, Browser, Site, on_each_engine};

pub const UUID: &str = "3f2b8c1e-9d4a-4b6f-8a77-0c5e1d2f3a4b";

/// A programme with one visit to the commune of the officer, which owes two orders, one of them late.
pub async fn visit(site: &Site) -> Id {
    order(site, vec![wanted(site, Id(7), "ubnd-04189")]).await;
    let mut neighbour = wanted(site, Id(8), "ubnd-04171");
    neighbour.due_on = date(2022, 4, 30);
    order(site, vec![neighbour]).await;
    let mut desk = site.signed_in("inspector").await;
    let fields = [
        ("khoa", "k1"),
        ("nam", "2022"),
        ("ten", "Kiểm tra tuyên truyền CCHC năm 2022"),
        ("so", "25/KH-UBND"),
        ("chung", "Kiểm tra CCHC năm 2022"),
        ("tu-ngay", "1"),
        ("tu-thang", "1"),
        ("tu-nam", "2022"),
        ("den-ngay", "31"),
        ("den-thang", "12"),
        ("den-nam", "2022"),
    ];
    let made = desk.post("/kiem-tra/chuong-trinh/moi", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let choose = made.location().to_owned();
    // The same form once more is the same programme.
    let again = desk.post("/kiem-tra/chuong-trinh/moi", &fields).await;
    assert_eq!(again.location(), choose);
    let page = desk.get(&choose).await.text;
    let (late, other) = (
        page.find("UBND xã Đứa Mòn").unwrap(),
        page.find("UBND xã Bó Sinh").unwrap_or(usize::MAX),
    );
    assert!(late < other, "who is late comes first: {page}");
    assert!(
        page.contains(
            "1 việc quá hạn (100% số việc đã đến hạn); chưa ghi việc nào trong kỳ; chưa kiểm tra lần nào"
        ),
        "{page}"
    );
    let none = desk
        .post(
            &choose,
            &[("ngay-ngay", "20"), ("ngay-thang", "4"), ("ngay-nam", "2022")],
        )
        .await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text.contains("Mời chọn ít nhất một đơn vị"), "{}", none.text);
    let unit = site.units["ubnd-04189"].to_string();
    let chosen = [
        ("don-vi", unit.as_str()),
        ("ngay-ngay", "18"),
        ("ngay-thang", "4"),
        ("ngay-nam", "2022"),
        ("doan", "Vì Thị Mẫu, Phó Trưởng phòng\nLò Văn Mẫu"),
    ];
    for _ in 0..2 {
        let done = desk.post(&choose, &chosen).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }
    let mut tx = site.tx().await;
    let all = store::listed(&mut tx, Id(0), Id(0)).await.unwrap();
    assert_eq!(all.len(), 1, "chosen twice is visited once");
    all[0].id
}

pub async fn items(site: &Site, visit: Id) -> Vec<Item> {
    let mut tx = site.tx().await;
    store::items(&mut tx, visit).await.unwrap()
}

pub async fn answers(site: &Site, visit: Id) -> Vec<Answer> {
    let mut tx = site.tx().await;
    answer::of_inspection(&mut tx, visit).await.unwrap()
}

/// A phone of the inspector that sends from its queue.
pub async fn phone(site: &Site, key: &str) -> Browser {
    let mut browser = site.signed_in("inspector").await;
    browser
        .headers
        .insert(header::ACCEPT, "application/json".parse().unwrap());
    browser.headers.insert("idempotency-key", key.parse().unwrap());
    browser
}

fn json(page: &Page) -> serde_json::Value {
    serde_json::from_str(&page.text).unwrap_or_else(|_| panic!("{}: {}", page.status, page.text))
}

#[tokio::test]
async fn the_checklist_is_drawn_from_what_is_owed_and_works_as_a_plain_form() {
    on_each_engine(async |site| {
        let visit = visit(&site).await;
        let items = items(&site, visit).await;
        let kinds: Vec<Kind> = items.iter().map(|item| item.kind).collect();
        assert_eq!(kinds[0], Kind::Duty);
        assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Question).count(), 5);
        assert_eq!(kinds.len(), 6, "orders of other units are not asked about");
        let sheet = format!("/kiem-tra/{visit}/phieu");
        let mut browser = site.signed_in("inspector").await;
        let page = browser.get(&sheet).await.text;
        assert!(
            page.contains("2.3 Truyền thanh xã") && page.contains(">Quá hạn<"),
            "{page}"
        );

        // Nothing chosen: the form comes back with what was typed and the photo that arrived.
        let photo = photo_with_place(60, 40);
        let fields = [("muc", items[0].key.as_str()), ("nhan-xet", "Loa bản hỏng")];
        let refused = browser
            .post_files(&sheet, &fields, &[("anh", "loa.jpg", &photo)])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text.contains("Mời chọn Đạt") && refused.text.contains("Loa bản hỏng"),
            "{}",
            refused.text
        );
        let received = refused.text.split("name=\"da-gui\"").nth(1).unwrap();
        let received = received
            .split("value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let fields = [
            ("muc", items[0].key.as_str()),
            ("kq", "chua-dat"),
            ("nhan-xet", "Loa bản hỏng"),
            ("da-gui", received.as_str()),
        ];
        for _ in 0..2 {
            let done = browser.post(&sheet, &fields).await;
            assert_eq!(done.location(), sheet, "{}", done.text);
        }
        assert_eq!(answers(&site, visit).await.len(), 1, "pressed twice is said once");
        // What the team adds: the same words are the same thing.
        for verdict in ["chua-dat", "dat"] {
            let own = [("muc", ""), ("ten", "Bảng tin cũ"), ("kq", verdict)];
            let done = browser.post(&sheet, &own).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        }
        let own: Vec<Item> = items_of(&site, visit, Kind::Own).await;
        assert_eq!(own.len(), 1);
        let all = answers(&site, visit).await;
        assert_eq!(holding(&all)[&own[0].id].verdict, Verdict::Good, "said last");

        // A file that is no picture is refused, and so is an item that is not there.
        let wrong = [("muc", items[1].key.as_str()), ("kq", "dat")];
        let refused = browser
            .post_files(&sheet, &wrong, &[("anh", "a.jpg", b"<script>")])
            .await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            refused.text
        );
        let nowhere = [("muc", "v-khong-co"), ("kq", "dat"), ("ten", "x")];
        let refused = browser.post(&sheet, &nowhere).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);

        // The photo is seen by those who see the unit, by nobody of another one; the answers wait for the visit to be held.
        let page = browser.get(&format!("/kiem-tra/{visit}")).await.text;
        let file = page
            .split("href=\"/tep/")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let mut officer = site.signed_in("officer").await;
        assert_eq!(officer.get(&format!("/tep/{file}")).await.status, StatusCode::OK);
        assert!(
            !officer
                .get(&format!("/kiem-tra/{visit}"))
                .await
                .text
                .contains("Loa bản hỏng")
        );
        let mut neighbour = site.signed_in("neighbour").await;
        assert_eq!(
            neighbour.get(&format!("/tep/{file}")).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            neighbour.get(&format!("/kiem-tra/{visit}")).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(officer.get(&sheet).await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

async fn items_of(site: &Site, visit: Id, kind: Kind) -> Vec<Item> {
    let all = items(site, visit).await;
    all.into_iter().filter(|item| item.kind == kind).collect()
}

#[tokio::test]
async fn a_phone_may_send_as_often_as_it_likes_and_in_any_order() {
    on_each_engine(async |site| {
        let visit = visit(&site).await;
        let sheet = format!("/kiem-tra/{visit}/phieu");
        let item = items(&site, visit).await[0].clone();
        let photo = photo_with_place(80, 40);
        let fields = [
            ("muc", item.key.as_str()),
            ("kq", "chua-dat"),
            ("luc", "2022-04-17T03:00:00Z"),
        ];
        let mut sender = phone(&site, UUID).await;
        let first = sender
            .post_files(&sheet, &fields, &[("anh", "a.jpg", &photo)])
            .await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
        let again = sender
            .post_files(&sheet, &fields, &[("anh", "a.jpg", &photo)])
            .await;
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(json(&again)["code"], json(&first)["code"]);
        // Something that the phone made without a network, followed up before any of it arrived: the later answer comes
        // first, and eight tabs send each of them at once.
        let own = "00000000-0000-4000-8000-0000000000aa";
        let mut many = tokio::task::JoinSet::new();
        for at in 0..16 {
            let (key, verdict, said) = match at % 2 {
                0 => (
                    "00000000-0000-4000-8000-000000000002",
                    "dat",
                    "2022-04-17T05:00:00Z",
                ),
                _ => (
                    "00000000-0000-4000-8000-000000000001",
                    "chua-dat",
                    "2022-04-17T04:00:00Z",
                ),
            };
            let mut tab = phone(&site, key).await;
            let sheet = sheet.clone();
            many.spawn(async move {
                let fields = [
                    ("muc", own),
                    ("ten", "Bảng tin cũ"),
                    ("kq", verdict),
                    ("luc", said),
                ];
                tab.post(&sheet, &fields).await
            });
        }
        let (mut created, mut codes) = (0, HashSet::new());
        while let Some(done) = many.join_next().await {
            let done = done.unwrap();
            created += i32::from(done.status == StatusCode::CREATED);
            codes.insert(json(&done)["code"].to_string());
        }
        assert_eq!((created, codes.len()), (2, 1), "two answers to one thing");
        let own = items_of(&site, visit, Kind::Own).await;
        assert_eq!(own.len(), 1);
        let all = answers(&site, visit).await;
        assert_eq!(all.len(), 3, "nothing lost, nothing doubled");
        assert_eq!(
            holding(&all)[&own[0].id].verdict,
            Verdict::Good,
            "said last, whatever came last"
        );

        // Somebody else's record is not sent under this name; a key that is none is refused with the reason.
        let mut other = phone(&site, "00000000-0000-4000-8000-000000000003").await;
        other.headers.insert("loa-person", "0abc".parse().unwrap());
        assert_eq!(other.post(&sheet, &fields).await.status, StatusCode::UNAUTHORIZED);
        let mut bad = phone(&site, "x").await;
        let refused = bad.post(&sheet, &fields).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            refused.text
        );
        let mut empty = phone(&site, "00000000-0000-4000-8000-000000000004").await;
        let refused = empty.post(&sheet, &[("muc", item.key.as_str())]).await;
        assert_eq!(json(&refused)["problems"][0]["field"], "kq");
    })
    .await;
}

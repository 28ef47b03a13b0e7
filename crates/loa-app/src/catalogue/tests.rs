//! Short addresses never change hands; the search finds without marks and puts titles first.

use axum::http::{StatusCode, header};
use jiff::civil::date;
use loa_db::id::Id;
use proptest::prelude::*;

use crate::catalogue::{Entry, Kind, actions, code, store, words};
use crate::newsroom;
use crate::testing::{Site, on_each_engine};

#[test]
fn codes_are_the_first_words() {
    for (slug, want) in [
        ("khai-sinh", "khai-sinh"),
        ("dang-ky-khai-sinh-3-dieu-can-biet", "dang-ky-khai-sinh-3"),
        ("mot-chu-ratratratratratratratratdai", "mot-chu"),
        ("ratratratratratratratratdai-x", "ratratratratratratra"),
        ("", ""),
    ] {
        assert_eq!(code(slug), want, "{slug}");
    }
    assert_eq!(
        words("  Khám/chữa “bệnh” 1 2 3 4 5"),
        ["kham", "chua", "benh", "1", "2", "3"]
    );
    assert!(words("%_!").is_empty(), "signs are no words");
    for kind in Kind::ALL {
        assert_eq!(Kind::with_key(kind.key()), Some(kind));
    }
}

proptest! {
    #[test]
    fn a_code_can_be_typed(words in "\\PC{0,120}") {
        let made = code(&newsroom::slug(&words));
        prop_assert!(made.len() <= 24);
        prop_assert!(made.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-'));
        prop_assert!(!made.starts_with('-') && !made.ends_with('-'));
    }
}

#[tokio::test]
async fn a_code_is_given_once_and_to_one_thing() {
    on_each_engine(async |site| {
        let unit = site.units["ubnd-04189"];
        let mut tx = site.tx().await;
        let mut given = Vec::new();
        for target in [Id(1), Id(2), Id(3), Id(1)] {
            given.push(
                actions::short(&mut tx, unit, Kind::Article, target, "khai-sinh")
                    .await
                    .unwrap(),
            );
        }
        assert_eq!(given, ["khai-sinh", "khai-sinh-2", "khai-sinh-3", "khai-sinh"]);
        let other = actions::short(&mut tx, unit, Kind::Notice, Id(1), "khai-sinh-2")
            .await
            .unwrap();
        assert_eq!(other, "khai-sinh-2-2", "what was given stays");
        tx.save().await.unwrap();
        // Codes are of all localities.
        let elsewhere = site.elsewhere().await;
        let mut tx = elsewhere.tx().await;
        let unit = elsewhere.units["ubnd-04189"];
        let there = actions::short(&mut tx, unit, Kind::Article, Id(9), "khai-sinh")
            .await
            .unwrap();
        assert_eq!(there, "khai-sinh-4");
        // A title that many things have: the identity makes the last ones different.
        let mut all = std::collections::HashSet::new();
        for target in 100..160 {
            let made = actions::short(&mut tx, unit, Kind::Article, Id(target), "hop-ban")
                .await
                .unwrap();
            assert!(all.insert(made));
        }
    })
    .await;
}

async fn published(site: &Site, title: &str, lead: &str) -> String {
    let unit = site.units["ubnd-04189"];
    let mut desk = site.signed_in("local").await;
    let page = format!("/toa-soan/chuyen-muc/{unit}");
    if !desk.get(&page).await.text.contains("value=\"Tin\"") {
        desk.post(&page, &[("ten-1", "Tin")]).await;
    }
    let mut tx = site.tx().await;
    let section = newsroom::store::section::by_slug(&mut tx, unit, "tin")
        .await
        .unwrap()
        .unwrap();
    drop(tx);
    let (unit, section) = (unit.to_string(), section.id.to_string());
    let fields = [
        ("don-vi", unit.as_str()),
        ("tieu-de", title),
        ("tom-tat", lead),
        ("noi-dung", "Chữ"),
        ("chuyen-muc", &section),
        ("tieng", "vi"),
    ];
    let written = desk.post("/toa-soan/moi", &fields).await;
    assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.text);
    let path = written.location().to_owned();
    act(&mut desk, &path, "force", "Gấp").await;
    path
}

async fn act(desk: &mut crate::testing::Browser, path: &str, act: &str, why: &str) {
    let page = desk.get(path).await.text;
    let turn = page.split("name=\"luot\" value=\"").nth(1).unwrap();
    let fields = [
        ("viec", act),
        ("luot", turn.split('"').next().unwrap()),
        ("nhan-xet", why),
    ];
    let done = desk.post(&format!("{path}/lam"), &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
}

#[tokio::test]
async fn the_public_finds_without_marks_and_comes_by_short_addresses() {
    on_each_engine(async |site| {
        let unit = site.units["ubnd-04189"];
        let mut local = site.signed_in("local").await;
        let fields = [("ten", "UBND xã Đứa Mòn"), ("dia-chi", "dua-mon"), ("mo", "1")];
        local.post(&format!("/cong-don-vi/{unit}"), &fields).await;
        let first = published(&site, "Đăng ký khai sinh", "Mang theo giấy gì").await;
        published(&site, "Họp bản Nà Dìa", "Bàn về đăng ký khai sinh muộn").await;
        let mut anybody = site.browser();
        let page = anybody.get("/cong/dua-mon/tim?q=dang+ky+KHAI+sinh").await.text;
        let (title, lead) = (page.find("Đăng ký khai sinh<"), page.find("Họp bản Nà Dìa<"));
        assert!(title.is_some() && title < lead, "the title counts first: {page}");
        for (asked, many) in [
            ("khaisinh", 1),
            ("na dia", 1),
            ("sinh na", 1),
            ("ket hon", 0),
            ("%25", 0),
            ("", 0),
        ] {
            let page = anybody
                .get(&format!("/cong/dua-mon/tim?q={}", crate::page::encoded(asked)))
                .await;
            assert_eq!(page.status, StatusCode::OK);
            assert_eq!(
                page.text.matches("/cong/dua-mon/tin/").count(),
                many,
                "{asked}: {}",
                page.text
            );
        }
        let long = "chu ".repeat(500);
        let page = anybody
            .get(&format!("/cong/dua-mon/tim?q={}", crate::page::encoded(&long)))
            .await;
        assert_eq!(page.status, StatusCode::OK);
        // On to where it is now, for now; withdrawn, it says why; unknown, it helps.
        assert!(local.get(&first).await.text.contains("/t/dang-ky-khai-sinh"));
        let on = anybody.get("/t/dang-ky-khai-sinh").await;
        assert_eq!(on.status, StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(on.headers[header::CACHE_CONTROL], "no-cache");
        let address = on.location().to_owned();
        assert_eq!(address, "/cong/dua-mon/tin/dang-ky-khai-sinh");
        assert!(
            anybody
                .get(&address)
                .await
                .text
                .contains("loa.test/t/dang-ky-khai-sinh")
        );
        assert_eq!(anybody.get("/t/dua-mon").await.location(), "/cong/dua-mon");
        act(&mut local, &first, "withdraw", "Đã có bài mới").await;
        assert_eq!(anybody.get("/t/dang-ky-khai-sinh").await.location(), address);
        assert!(anybody.get(&address).await.text.contains("Đã có bài mới"));
        assert!(
            !anybody
                .get("/cong/dua-mon/tim?q=giay+gi")
                .await
                .text
                .contains("/tin/")
        );
        let unknown = anybody.get("/t/khai-tu").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        assert!(unknown.text.contains("xem lại từng chữ"), "{}", unknown.text);
        // What there is no page of any more is told plainly.
        let mut tx = site.tx().await;
        let code = actions::short(&mut tx, unit, Kind::Document, Id(7), "01-bc")
            .await
            .unwrap();
        tx.save().await.unwrap();
        assert_eq!(anybody.get(&format!("/t/{code}")).await.status, StatusCode::GONE);
    })
    .await;
}

#[tokio::test]
async fn what_is_found_stays_within_its_site() {
    on_each_engine(async |site| {
        let mut tx = site.tx().await;
        let (unit, other) = (site.units["ubnd-04189"], site.units["ubnd-04171"]);
        let entry = |target, title: &str, day| Entry {
            unit,
            kind: Kind::Notice,
            target: Id(target),
            place: format!("niem-yet/{target}"),
            title: title.to_owned(),
            lead: String::new(),
            dated_on: date(2022, 4, day),
        };
        for one in [
            entry(1, "Thu phí chợ", 1),
            entry(2, "Thu phí nước", 2),
            entry(2, "Thu phí rác", 3),
        ] {
            actions::enter(&mut tx, &one).await.unwrap();
        }
        let find = words("thu phi");
        let found = store::find(&mut tx, unit, &find, 10).await.unwrap();
        let titles: Vec<&str> = found.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(
            titles,
            ["Thu phí rác", "Thu phí chợ"],
            "the latest first, each once"
        );
        assert!(store::find(&mut tx, other, &find, 10).await.unwrap().is_empty());
        actions::leave(&mut tx, unit, Kind::Notice, Id(2)).await.unwrap();
        assert_eq!(store::find(&mut tx, unit, &find, 10).await.unwrap().len(), 1);
        let code = store::code_of(&mut tx, Kind::Notice, Id(2)).await.unwrap();
        assert!(code.is_some(), "its address is on paper");
    })
    .await;
}

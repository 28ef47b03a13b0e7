//! Readings and marks of public pages, on both engines.

use axum::http::{HeaderValue, StatusCode, header};
use jiff::civil::date;

use super::*;
use crate::activity::Language;
use crate::newsroom;
use crate::newsroom::samples;
use crate::portal;
use crate::testing::{Site, on_each_engine};

#[test]
fn days_belong_to_periods() {
    for (by, day, begin, next, name) in [
        (
            By::Week,
            date(2022, 4, 18),
            date(2022, 4, 18),
            date(2022, 4, 25),
            "18/04/2022–24/04/2022",
        ),
        (
            By::Week,
            date(2022, 1, 2),
            date(2021, 12, 27),
            date(2022, 1, 3),
            "27/12/2021–02/01/2022",
        ),
        (
            By::Month,
            date(2022, 2, 28),
            date(2022, 2, 1),
            date(2022, 3, 1),
            "02/2022",
        ),
        (
            By::Month,
            date(2022, 12, 31),
            date(2022, 12, 1),
            date(2023, 1, 1),
            "12/2022",
        ),
    ] {
        assert_eq!(by.begin(day), begin, "{day}");
        assert_eq!((by.next(begin), by.name(begin).as_str()), (next, name), "{day}");
    }
}

/// The site of the commune with an article that the public reads, as `slug`.
async fn opened(site: &Site, slug: &str, language: Language) -> newsroom::Article {
    let unit = site.units["ubnd-04189"];
    let mut tx = site.tx().await;
    let own = portal::Site::of(unit, site.locality, "UBND xã Đứa Mòn");
    portal::store::set(&mut tx, &own).await.unwrap();
    let section = samples::section(&mut tx, unit, "Tin").await;
    let draft = newsroom::Article::begun(tx.new_id(), unit, section);
    let article = newsroom::Article {
        slug: slug.to_owned(),
        language,
        ..samples::published(draft, tx.now())
    };
    newsroom::store::insert(&mut tx, &article).await.unwrap();
    let words = samples::words(&article, &format!("=Bài {slug}"));
    newsroom::store::keep_revision(&mut tx, article.id, &words)
        .await
        .unwrap();
    newsroom::store::change(&mut tx, &article).await.unwrap();
    newsroom::store::public::note_change(&mut tx, unit).await.unwrap();
    tx.save().await.unwrap();
    site.app.shelf().stir();
    article
}

const PHONE: &str = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Mobile Safari/537.36";

#[tokio::test]
async fn each_reading_of_a_person_counts_and_nodes_add_up() {
    on_each_engine(async |site| {
        let article = opened(&site, "mot", Language::Vietnamese).await;
        let other = opened(&site, "hai", Language::Thai).await;
        let path = |slug: &str| format!("/cong/dua-mon/tin/{slug}");
        let mut reader = site.browser();
        reader
            .headers
            .insert(header::USER_AGENT, HeaderValue::from_static(PHONE));
        let page = reader.get(&path("mot")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.headers.get(header::SET_COOKIE).is_none());
        // What the browser has already is read once more.
        reader
            .headers
            .insert(header::IF_NONE_MATCH, page.headers[header::ETAG].clone());
        assert_eq!(reader.get(&path("mot")).await.status, StatusCode::NOT_MODIFIED);
        reader.headers.remove(header::IF_NONE_MATCH);
        reader.get(&path("hai")).await;
        for nothing in [
            "/cong/dua-mon",
            "/cong/dua-mon/rss.xml",
            "/cong/dua-mon/tin/khong-co",
        ] {
            reader.get(nothing).await;
        }
        reader
            .headers
            .insert(header::USER_AGENT, HeaderValue::from_static("Googlebot/2.1"));
        reader.get(&path("mot")).await;
        carry(&site.app).await.unwrap();
        carry(&site.app).await.unwrap();
        // Another node counted three more of the same day; one reading is of the day before.
        let today = site.app.today();
        let of = portal::count::Counted {
            locality: site.locality,
            unit: article.unit,
            article: article.id,
            language: Language::Vietnamese,
        };
        let readings = |day, many| portal::count::Readings { of, day, many };
        let mut tx = site.tx().await;
        let more = [readings(today.yesterday().unwrap(), 1), readings(today, 3)];
        store::add_readings(&mut tx, &more).await.unwrap();
        tx.save().await.unwrap();
        let mut tx = site.tx().await;
        let read = store::of_article(&mut tx, article.id, today).await.unwrap();
        assert_eq!((read.all, read.lately), (6, 5));
        let read = store::of_article(&mut tx, other.id, today).await.unwrap();
        assert_eq!(read.all, 1);
        drop(tx);

        let mut editor = site.signed_in("local").await;
        let page = editor.get("/toa-soan/luot-doc").await.text;
        assert!(page.contains(">7 lượt đọc"), "{page}");
        let page = editor
            .get("/toa-soan/luot-doc?tieng=blt&theo=thang&khoang=12-thang")
            .await
            .text;
        assert!(
            page.contains(">1 lượt đọc") && page.contains("Bài hai") && !page.contains("Bài mot"),
            "{page}"
        );
        let table = editor.get("/toa-soan/luot-doc.csv").await;
        let first = table.text.lines().nth(1).unwrap().to_owned();
        assert!(
            first.contains("'=Bài mot") && first.ends_with(",Mọi người,Việt,6"),
            "{}",
            table.text
        );
        let page = editor.get(&format!("/toa-soan/{}", article.id)).await.text;
        assert!(page.contains("6 lượt đọc, 7 ngày qua 6"), "{page}");
        // Whoever works elsewhere sees nothing of it.
        let mut stranger = site.signed_in("neighbour").await;
        assert!(
            stranger
                .get("/toa-soan/luot-doc")
                .await
                .text
                .contains(">0 lượt đọc")
        );
        let asked = format!("/toa-soan/luot-doc?don-vi={}", article.unit);
        assert_eq!(stranger.get(&asked).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_reader_says_whether_a_page_helped_and_stays_unknown() {
    on_each_engine(async |site| {
        let article = opened(&site, "mot", Language::Vietnamese).await;
        let mut anybody = site.browser();
        let page = anybody.get("/cong/dua-mon/tin/mot").await.text;
        assert!(page.contains("name=\"trang\" value=\"tin/mot\""), "{page}");
        let post = "/cong/dua-mon/danh-gia";
        for (fields, status) in [
            (
                vec![("trang", "tin/mot"), ("y", "co"), ("ly-do", "cu")],
                StatusCode::SEE_OTHER,
            ),
            (
                vec![("trang", "tin/mot"), ("y", "chua"), ("ly-do", "kho-hieu")],
                StatusCode::SEE_OTHER,
            ),
            (
                vec![("trang", "tin/mot"), ("y", "chua"), ("ly-do", "tôi tên là")],
                StatusCode::SEE_OTHER,
            ),
            (vec![("trang", ""), ("y", "co")], StatusCode::SEE_OTHER),
            (
                vec![("trang", "chuyen-muc/tin"), ("y", "co")],
                StatusCode::SEE_OTHER,
            ),
            (
                vec![("trang", "tin/khong-co"), ("y", "co")],
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (
                vec![("trang", "x"), ("y", "co")],
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (vec![("trang", "tin/mot")], StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let answer = anybody.post(post, &fields).await;
            assert_eq!(answer.status, status, "{fields:?} {}", answer.text);
            assert!(answer.headers.get(header::SET_COOKIE).is_none());
        }
        let thanks = anybody.get("/cong/dua-mon/cam-on?trang=tin/mot").await.text;
        assert!(thanks.contains("href=\"/cong/dua-mon/tin/mot\""), "{thanks}");
        let elsewhere = anybody.get("/cong/dua-mon/cam-on?trang=//x.example").await.text;
        assert!(elsewhere.contains("href=\"/cong/dua-mon\""), "{elsewhere}");
        // From another site nobody answers for a reader.
        anybody
            .headers
            .insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
        let forged = anybody.post(post, &[("trang", ""), ("y", "co")]).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let mut tx = site.tx().await;
        let marks = store::of_page(&mut tx, article.unit, "tin/mot").await.unwrap();
        drop(tx);
        let mut told: Vec<(Answer, &str, i64)> = marks
            .iter()
            .map(|one| (one.answer, one.reason.as_str(), one.many))
            .collect();
        told.sort_by_key(|one| (one.0.key(), one.1));
        assert_eq!(
            told,
            [
                (Answer::No, "", 1),
                (Answer::No, "kho-hieu", 1),
                (Answer::Yes, "", 1)
            ]
        );
        let mut editor = site.signed_in("local").await;
        let page = editor.get(&format!("/toa-soan/{}", article.id)).await.text;
        assert!(
            page.contains("Giúp được: 1, chưa giúp được: 2 (Chữ khó hiểu: 1)"),
            "{page}"
        );
        let page = editor.get("/toa-soan/luot-doc").await.text;
        assert!(
            page.contains("/chuyen-muc/tin") && page.contains("/tin/mot"),
            "{page}"
        );
    })
    .await;
}

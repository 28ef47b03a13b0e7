//! The public site of a unit: what is read, by people and by programs, and what is not there.

use axum::http::{HeaderValue, StatusCode, header};

use crate::newsroom::samples;
use crate::newsroom::{self, State};
use crate::portal::{Site as Public, export, is_address, is_host, store};
use crate::testing::{Site, on_each_engine};

#[test]
fn addresses_are_plain() {
    for (text, is_fine) in [
        ("dua-mon", true),
        ("xa-2", true),
        ("Đứa Mòn", false),
        ("a", false),
        ("a--b", false),
        ("-a", false),
        ("../x", false),
    ] {
        assert_eq!(is_address(text), is_fine, "{text}");
    }
    for (text, is_fine) in [
        ("duamon.sonla.gov.vn", true),
        ("localhost", false),
        ("a..b", false),
        ("a b.vn", false),
        ("-a.vn", false),
    ] {
        assert_eq!(is_host(text), is_fine, "{text}");
    }
    let unit = loa_db::id::Id(1);
    assert_eq!(Public::of(unit, unit, "UBND xã Đứa Mòn").slug, "dua-mon");
    assert_eq!(Public::of(unit, unit, "Phòng Nội vụ").slug, "phong-noi-vu");
}

/// An article of the commune in a state; gives its address on the site.
async fn article(site: &Site, title: &str, state: State) -> newsroom::Article {
    let unit = site.units["ubnd-04189"];
    let mut tx = site.tx().await;
    let section = samples::section(&mut tx, unit, "Tin & bài").await;
    let id = tx.new_id();
    let mut new = newsroom::Article {
        slug: newsroom::slug(title),
        ..samples::draft(id, unit, section)
    };
    newsroom::store::insert(&mut tx, &new).await.unwrap();
    let words = samples::words(&new, title);
    newsroom::store::keep_revision(&mut tx, id, &words).await.unwrap();
    if state == State::Published {
        new = samples::published(new, tx.now());
        newsroom::store::change(&mut tx, &new).await.unwrap();
        newsroom::store::public::note_change(&mut tx, unit).await.unwrap();
    }
    tx.save().await.unwrap();
    site.app.shelf().stir();
    new
}

/// The commune sets up its site.
async fn opened(site: &Site) {
    let unit = site.units["ubnd-04189"];
    let page = format!("/cong-don-vi/{unit}");
    // Its own people set it up, a host name is given by who answers for all.
    let mut commune = site.signed_in("local").await;
    let named = [
        ("ten", "x"),
        ("dia-chi", "dua-mon"),
        ("ten-mien", "a.gov.vn"),
        ("mo", "1"),
    ];
    let refused = commune.post(&page, &named).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut local = site.signed_in("coordinator").await;
    assert!(local.get(&page).await.text.contains("value=\"dua-mon\""));
    let fields = [
        ("ten", "UBND xã Đứa Mòn"),
        ("dia-chi", "dua-mon"),
        ("ten-mien", "duamon.sonla.gov.vn"),
        ("dien-thoai", "0212 3836 123"),
        ("nguoi-tra-loi", "Văn phòng UBND xã"),
        ("gioi-thieu", "Xã vùng cao của huyện Sông Mã."),
        ("mo", "1"),
    ];
    let set = local.post(&page, &fields).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
    let moved = [
        ("ten", "x"),
        ("dia-chi", "khac"),
        ("ten-mien", "duamon.sonla.gov.vn"),
        ("mo", "1"),
    ];
    let refused = local.post(&page, &moved).await;
    assert!(refused.text.contains("giữ mãi"), "it stands on posters");
    let wrong = local
        .post(&page, &[("ten", "x"), ("dia-chi", "../x"), ("mo", "1")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_public_reads_what_was_let_out_and_nothing_else() {
    on_each_engine(async |site| {
        opened(&site).await;
        article(&site, "Bài nháp", State::Draft).await;
        let out = article(&site, "Khai sinh </script> & 3 điều", State::Published).await;
        let mut anybody = site.browser();
        let home = anybody.get("/cong/dua-mon").await;
        assert_eq!(home.status, StatusCode::OK);
        assert!(
            home.text.contains("Khai sinh") && !home.text.contains("Bài nháp"),
            "{}",
            home.text
        );
        assert!(
            home.headers.get(header::SET_COOKIE).is_none(),
            "nobody is followed"
        );
        let address = format!("/cong/dua-mon/tin/{}", out.slug);
        let page = anybody.get(&address).await;
        assert_eq!(page.status, StatusCode::OK);
        let data = page.text.split("application/ld+json\">").nth(1).unwrap();
        let data: serde_json::Value = serde_json::from_str(data.split("</script>").next().unwrap()).unwrap();
        assert_eq!(data["@type"], "NewsArticle");
        assert_eq!(data["headline"], "Khai sinh </script> & 3 điều");
        for path in [
            "/cong/dua-mon/tin/bai-nhap",
            "/cong/dua-mon/chuyen-muc/khac",
            "/cong/khac",
            "/cong/dua-mon/anh/1.jpg",
            "/cong/dua-mon/anh/x",
        ] {
            assert_eq!(anybody.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in [
            "/cong/dua-mon/rss.xml",
            "/cong/dua-mon/atom.xml",
            "/cong/dua-mon/sitemap.xml",
        ] {
            let feed = anybody.get(path).await.text;
            assert!(
                feed.contains(&out.slug) && !feed.contains("bai-nhap"),
                "{path}: {feed}"
            );
        }
        assert!(
            anybody
                .get("/sitemap.xml")
                .await
                .text
                .contains("/cong/dua-mon/sitemap.xml")
        );
        anybody
            .headers
            .insert(header::HOST, HeaderValue::from_static("duamon.sonla.gov.vn"));
        assert_eq!(anybody.get("/").await.location(), "/cong/dua-mon");
    })
    .await;
}

#[tokio::test]
async fn a_page_is_sent_once_and_made_anew_when_it_changes() {
    on_each_engine(async |site| {
        opened(&site).await;
        let mut out = article(&site, "Bài đầu", State::Published).await;
        let address = format!("/cong/dua-mon/tin/{}", out.slug);
        let mut anybody = site.browser();
        let first = anybody.get(&address).await;
        let tag = first.headers[header::ETAG].clone();
        anybody.headers.insert(header::IF_NONE_MATCH, tag.clone());
        let again = anybody.get(&address).await;
        assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
        // Each coding is another thing, and gives the same words.
        anybody
            .headers
            .insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, br;q=0"));
        let gzip = anybody.get(&address).await;
        assert_eq!(gzip.headers[header::CONTENT_ENCODING], "gzip");
        assert_ne!(gzip.headers[header::ETAG], tag);
        let mut text = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&gzip.bytes[..]), &mut text).unwrap();
        assert_eq!(text, first.text);
        anybody.headers.clear();

        let mut tx = site.tx().await;
        out.standing.public = None;
        out.standing.state = State::Withdrawn;
        "Số liệu sai.".clone_into(&mut out.notice);
        newsroom::store::change(&mut tx, &out).await.unwrap();
        newsroom::store::public::note_change(&mut tx, out.unit)
            .await
            .unwrap();
        tx.save().await.unwrap();
        site.app.shelf().stir();
        let gone = anybody.get(&address).await;
        assert_eq!(gone.status, StatusCode::OK);
        assert!(
            gone.text.contains("đã được gỡ. Số liệu sai.") && gone.text.contains("Bài đã gỡ – "),
            "{}",
            gone.text
        );
        for words in ["Nội dung", "Bài đầu", "bai-dau"] {
            assert!(!gone.text.contains(words), "{words}: {}", gone.text);
        }
        assert!(!anybody.get("/cong/dua-mon").await.text.contains("Bài đầu"));

        // Closed, nothing is there, but for who sets it up.
        let mut tx = site.tx().await;
        let mut closed = store::of_unit(&mut tx, out.unit).await.unwrap().unwrap();
        closed.is_open = false;
        store::set(&mut tx, &closed).await.unwrap();
        newsroom::store::public::note_change(&mut tx, out.unit)
            .await
            .unwrap();
        tx.save().await.unwrap();
        site.app.shelf().stir();
        assert_eq!(anybody.get(&address).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_export_holds_what_the_public_reads_under_the_same_addresses() {
    on_each_engine(async |site| {
        opened(&site).await;
        article(&site, "Bài nháp", State::Draft).await;
        let out = article(&site, "Khai sinh", State::Published).await;
        for number in 0..21 {
            article(&site, &format!("Tin số {number}"), State::Published).await;
        }
        let mut tx = site.tx().await;
        let unit = out.unit;
        let kind = crate::catalogue::Kind::Article;
        crate::catalogue::actions::short(&mut tx, unit, kind, out.id, "khai-sinh")
            .await
            .unwrap();
        tx.save().await.unwrap();
        assert!(
            export::walk(&site.app, &mut |_, _| Ok(())).await.is_err(),
            "no address"
        );
        let site = site.with_settings(crate::app::Settings {
            public_url: "https://loa.vn".to_owned(),
            ..crate::testing::settings()
        });
        let mut files = std::collections::BTreeMap::new();
        let mut take = |place: &str, bytes: &[u8]| -> std::io::Result<()> {
            let twice = files.insert(place.to_owned(), bytes.to_vec());
            assert!(twice.is_none(), "{place} twice");
            Ok(())
        };
        let many = export::walk(&site.app, &mut take).await.unwrap();
        assert_eq!(many, files.len());
        let text = |place: &str| {
            let found = files.get(place);
            let found = found.unwrap_or_else(|| panic!("{place} is not among {:?}", files.keys()));
            String::from_utf8_lossy(found).into_owned()
        };
        for place in [
            "index.html",
            "robots.txt",
            "sitemap.xml",
            "cong/index.html",
            "cong/dua-mon/rss.xml",
            "cong/dua-mon/atom.xml",
            "cong/dua-mon/sitemap.xml",
            "cong/dua-mon/lien-he/index.html",
            "cong/dua-mon/van-ban/index.html",
            "cong/dua-mon/niem-yet/index.html",
            "cong/dua-mon/chuyen-muc/tin/rss.xml",
        ] {
            assert!(!text(place).is_empty(), "{place}");
        }
        assert!(!files.keys().any(|place| place.contains("bai-nhap")));
        assert!(text("t/khai-sinh/index.html").contains("/cong/dua-mon/tin/khai-sinh"));
        // Pages of a list have addresses without `?`, and lead to every article.
        let home = text("cong/dua-mon/index.html");
        assert!(!home.contains("?sau=") && !home.contains("<form"), "{home}");
        let next = files
            .keys()
            .find(|place| place.starts_with("cong/dua-mon/sau-"))
            .unwrap();
        assert!(
            text(next).contains("/tin/khai-sinh\""),
            "the oldest stands on the second page"
        );
        // Whatever a page leads to below our addresses is there.
        for (place, bytes) in files.iter().filter(|(place, _)| place.ends_with(".html")) {
            let page = String::from_utf8_lossy(bytes);
            for link in page
                .split("href=\"")
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap())
            {
                let path = link.strip_prefix("https://loa.vn").unwrap_or(link);
                let Some(path) = path.strip_prefix('/') else {
                    continue;
                };
                let is_there = files.contains_key(path) || files.contains_key(&format!("{path}/index.html"));
                assert!(is_there, "{place} leads to {link}");
            }
        }
    })
    .await;
}

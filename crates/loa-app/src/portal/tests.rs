//! The public site of a unit: what is read, by people and by programs, and what is not there.

use axum::http::{HeaderValue, StatusCode, header};

use crate::document::{self, Purpose};
use crate::newsroom::samples;
use crate::newsroom::surface::Surface;
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
        ..newsroom::Article::begun(id, unit, section)
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

/// An M4A file as a phone records it.
const SOUND: &[u8] = b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42";

/// What somebody read aloud for an article, and the picture of its links; gives the address of the sound.
async fn with_sound_and_card(site: &Site, article: &mut newsroom::Article) -> String {
    let mut tx = site.tx().await;
    let kept = document::actions::keep(&site.app, &mut tx, "doc.m4a", SOUND.into(), Purpose::Sound);
    let sound = kept.await.unwrap();
    article.standing.revision = 2;
    article.standing.public = Some(2);
    let words = newsroom::Revision {
        ordinal: 2,
        audio: Some(sound),
        ..samples::words(article, "Khai sinh")
    };
    newsroom::store::keep_revision(&mut tx, article.id, &words)
        .await
        .unwrap();
    newsroom::store::change(&mut tx, article).await.unwrap();
    let at = (article.id, article.unit);
    newsroom::store::surface::put(&mut tx, at, Surface::Card, "Khai sinh", (2, None))
        .await
        .unwrap();
    tx.save().await.unwrap();
    format!("cong/dua-mon/nghe/{sound}.m4a")
}

#[tokio::test]
async fn every_node_shows_a_change_within_a_second_and_what_it_has_without_the_database() {
    on_each_engine(async |site| {
        opened(&site).await;
        let mut here = site.browser();
        let mut there = site.other_node();
        for node in [&mut here, &mut there] {
            assert_eq!(node.get("/cong/dua-mon").await.status, StatusCode::OK);
        }
        let out = article(&site, "Lịch tiêm phòng", State::Published).await;
        assert!(
            here.get("/cong/dua-mon").await.text.contains(&out.slug),
            "at once where it was written"
        );
        tokio::time::sleep(std::time::Duration::from_millis(1050)).await;
        assert!(there.get("/cong/dua-mon").await.text.contains(&out.slug));
        site.app.db().close().await;
        tokio::time::sleep(std::time::Duration::from_millis(1050)).await;
        for node in [&mut here, &mut there] {
            assert!(
                node.get("/cong/dua-mon").await.text.contains(&out.slug),
                "an old page is better than none"
            );
            let unknown = node.get(&format!("/cong/dua-mon/tin/{}", out.slug)).await;
            assert_eq!(unknown.status, StatusCode::SERVICE_UNAVAILABLE);
        }
    })
    .await;
}

#[tokio::test]
async fn a_recording_goes_out_in_the_parts_that_a_phone_asks_for() {
    on_each_engine(async |site| {
        opened(&site).await;
        let sound: Vec<u8> = std::iter::repeat_n([0xff, 0xfb, 0x90, 0x44, 1, 2, 3], 10_000)
            .flatten()
            .collect();
        let mut tx = site.tx().await;
        let bytes = sound.clone().into();
        let file = document::actions::keep(&site.app, &mut tx, "Bà Mai đọc.mp3", bytes, Purpose::Sound);
        let file = file.await.unwrap();
        tx.save().await.unwrap();
        let out = article(&site, "Bài nói", State::Published).await;
        let mut tx = site.tx().await;
        let spoken = newsroom::Revision {
            ordinal: 2,
            audio: Some(file),
            ..samples::words(&out, "Bài nói")
        };
        newsroom::store::keep_revision(&mut tx, out.id, &spoken)
            .await
            .unwrap();
        let mut heard = out.clone();
        heard.standing.public = Some(2);
        newsroom::store::change(&mut tx, &heard).await.unwrap();
        tx.save().await.unwrap();

        let mut phone = site.browser();
        let path = format!("/cong/dua-mon/nghe/{file}.mp3");
        let whole = phone.get(&path).await;
        assert_eq!((whole.status, &whole.bytes), (StatusCode::OK, &sound));
        assert_eq!(
            whole.headers[header::CONTENT_LENGTH],
            sound.len().to_string().as_str()
        );
        assert!(
            whole.headers.get(header::CONTENT_DISPOSITION).is_none(),
            "its name may name somebody"
        );
        let tag = whole.headers[header::ETAG].clone();
        for (range, status, want) in [
            ("bytes=0-0", StatusCode::PARTIAL_CONTENT, &sound[..1]),
            ("bytes=69000-", StatusCode::PARTIAL_CONTENT, &sound[69_000..]),
            ("bytes=-7", StatusCode::PARTIAL_CONTENT, &sound[69_993..]),
            ("bytes=70000-", StatusCode::RANGE_NOT_SATISFIABLE, &[][..]),
        ] {
            phone
                .headers
                .insert(header::RANGE, HeaderValue::from_static(range));
            let part = phone.get(&path).await;
            assert_eq!((part.status, &part.bytes[..]), (status, want), "{range}");
            assert_eq!(part.headers[header::ETAG], tag, "{range}");
        }
        phone.headers.insert(header::IF_NONE_MATCH, tag);
        assert_eq!(phone.get(&path).await.status, StatusCode::NOT_MODIFIED);
    })
    .await;
}

#[tokio::test]
async fn strangers_make_no_pages_to_keep() {
    on_each_engine(async |site| {
        opened(&site).await;
        for number in 0..21 {
            article(&site, &format!("Tin số {number}"), State::Published).await;
        }
        let mut anybody = site.browser();
        let home = anybody.get("/cong/dua-mon").await.text;
        let next = home.split("?sau=").nth(1).unwrap();
        let next = next.split('"').next().unwrap();
        let (moment, id) = next.split_once('.').unwrap();
        let is_kept = |path: &str| {
            site.app
                .shelf()
                .find(&format!("http://loa.test/{path}"))
                .is_some()
        };
        let other: i64 = moment.parse::<i64>().unwrap() + 1;
        let strange = format!("{other}.{id}");
        for (behind, want) in [(next, StatusCode::OK), (strange.as_str(), StatusCode::NOT_FOUND)] {
            let page = anybody.get(&format!("/cong/dua-mon?sau={behind}&thua=1")).await;
            assert_eq!(page.status, want, "{behind}");
            assert_eq!(is_kept(&format!("dua-mon?sau={behind}")), want == StatusCode::OK);
        }
        // One spelling of an identity, a few names of this server, what people search for not at all.
        assert_eq!(
            anybody.get("/cong/dua-mon/tim?q=tin").await.status,
            StatusCode::OK
        );
        assert!(!is_kept("dua-mon/tim?q=tin"));
        for number in 0..20 {
            let host = format!("ten-{number}.vn");
            let value = HeaderValue::from_str(&host).unwrap();
            anybody.headers.insert(header::HOST, value);
            assert_eq!(anybody.get("/cong/dua-mon").await.status, StatusCode::OK);
        }
        // What cannot be one stands on no page, nor in the code on a poster, which has room for an address only.
        for host in [format!("{}.vn", "a".repeat(4000)), "a\"b.vn".to_owned()] {
            let value = HeaderValue::from_str(&host).unwrap();
            anybody.headers.insert(header::HOST, value);
            let page = anybody.get("/cong/dua-mon").await;
            assert!(
                page.status == StatusCode::OK && page.text.contains("http://localhost/cong/dua-mon"),
                "{host}"
            );
        }
        let kept = (0..20).filter(|number| {
            let key = format!("http://ten-{number}.vn/dua-mon");
            site.app.shelf().find(&key).is_some()
        });
        assert_eq!(kept.count(), 7, "with loa.test 8");
    })
    .await;
}

#[tokio::test]
async fn a_site_that_opens_stands_in_the_lists_of_sites_at_once() {
    on_each_engine(async |site| {
        let mut anybody = site.browser();
        for path in ["/cong", "/sitemap.xml"] {
            assert!(!anybody.get(path).await.text.contains("/cong/dua-mon"), "{path}");
        }
        opened(&site).await;
        for path in ["/cong", "/sitemap.xml"] {
            let list = anybody.get(path).await;
            assert!(list.text.contains("/cong/dua-mon"), "{path}");
            let tag = list.headers[header::ETAG].clone();
            anybody.headers.insert(header::IF_NONE_MATCH, tag);
            assert_eq!(anybody.get(path).await.status, StatusCode::NOT_MODIFIED, "{path}");
            anybody.headers.clear();
        }
    })
    .await;
}

#[tokio::test]
async fn the_export_holds_what_the_public_reads_under_the_same_addresses() {
    on_each_engine(async |site| {
        opened(&site).await;
        article(&site, "Bài nháp", State::Draft).await;
        let mut out = article(&site, "Khai sinh", State::Published).await;
        let sound = with_sound_and_card(&site, &mut out).await;
        for ending in ["m4a", "mp3"] {
            let heard = site
                .browser()
                .get(&format!("/{}", sound.replace("m4a", ending)))
                .await;
            assert_eq!(heard.status, StatusCode::OK, "{ending}");
            assert_eq!(heard.headers[header::CONTENT_TYPE], "audio/mp4", "{ending}");
        }
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
        let page = text("cong/dua-mon/tin/khai-sinh/index.html");
        assert!(page.contains(&format!("src=\"/{sound}\"")), "{page}");
        assert_eq!(files[&sound], SOUND, "under a name that says what it is");
        let card = "https://loa.vn/cong/dua-mon/the/khai-sinh.png?v=";
        assert!(page.contains(&format!("og:image\" content=\"{card}")), "{page}");
        // Whatever a page leads to below our addresses is there; a plain server leaves out what stands behind a file.
        let begins = ["href=\"", "src=\"", "og:image\" content=\""];
        for (place, bytes) in files.iter().filter(|(place, _)| place.ends_with(".html")) {
            let page = String::from_utf8_lossy(bytes);
            let links = begins.iter().flat_map(|begin| page.split(begin).skip(1));
            for link in links.map(|rest| rest.split('"').next().unwrap()) {
                let path = link.strip_prefix("https://loa.vn").unwrap_or(link);
                let Some(path) = path.strip_prefix('/') else {
                    continue;
                };
                let path = path
                    .split_once(".png?")
                    .map_or_else(|| path.to_owned(), |(file, _)| format!("{file}.png"));
                let is_there = files.contains_key(&path) || files.contains_key(&format!("{path}/index.html"));
                assert!(is_there, "{place} leads to {link}");
            }
        }
    })
    .await;
}

/// The form of lists of addresses takes 50,000 of them, and no list of lists in another one.
#[tokio::test]
async fn a_site_with_more_articles_than_one_list_holds_has_several() {
    on_each_engine(async |site| {
        opened(&site).await;
        let first = article(&site, "Khai sinh", State::Published).await;
        let mut tx = site.tx().await;
        let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 49901) \
                   INSERT INTO article (id, locality_id, unit_id, section_id, slug, is_sample, audience, language, state, \
                   revision, public_revision, last_public, is_forced, first_public_at, changed_at, notice, turn, created_by, created_at) \
                   SELECT a.id + n.i, a.locality_id, a.unit_id, a.section_id, 'tin-so-' || CAST(n.i AS TEXT), a.is_sample, a.audience, \
                   a.language, a.state, a.revision, a.public_revision, a.last_public, a.is_forced, a.first_public_at, a.changed_at, \
                   a.notice, a.turn, a.created_by, a.created_at FROM article a CROSS JOIN n WHERE a.id = $1";
        tx.execute(sql, loa_db::params![first.id]).await.unwrap();
        newsroom::store::public::note_change(&mut tx, first.unit).await.unwrap();
        tx.save().await.unwrap();
        site.app.shelf().stir();
        let mut anybody = site.browser();
        let mut list = async |path: &str| {
            let answer = anybody.get(path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            let places = answer.text.split("<loc>").skip(1);
            let places = places.map(|rest| rest.split('<').next().unwrap().to_owned());
            (answer.text.contains("<sitemapindex"), places.collect::<Vec<_>>())
        };
        let parts = ["1", "2"].map(|part| format!("http://loa.test/cong/dua-mon/sitemap/{part}.xml"));
        for path in ["/cong/dua-mon/sitemap.xml", "/sitemap.xml"] {
            let (is_index, places) = list(path).await;
            assert!(is_index, "{path}");
            assert_eq!(places, parts, "{path}");
        }
        let mut articles = std::collections::HashSet::new();
        for part in 1..=2 {
            let (is_index, places) = list(&format!("/cong/dua-mon/sitemap/{part}.xml")).await;
            assert!(!is_index && !places.is_empty() && places.len() <= 50_000, "{part}");
            articles.extend(places.into_iter().filter(|place| place.contains("/tin/")));
        }
        assert_eq!(articles.len(), 49_902);
        for path in ["3.xml", "0.xml", "-1.xml", "9223372036854775807.xml", "1", "x.xml"] {
            let answer = anybody.get(&format!("/cong/dua-mon/sitemap/{path}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}

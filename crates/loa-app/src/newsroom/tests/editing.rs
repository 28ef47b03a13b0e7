//! Remarks on passages, articles that are looked at again, links that no longer open.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::date;
use loa_db::id::Id;
use proptest::prelude::*;
use reqwest::Url;
use tokio::net::TcpListener;

use super::{act, newsroom, section, turn, written};
use crate::clock::day_start;
use crate::newsroom::actions::{links, review};
use crate::newsroom::body::html;
use crate::newsroom::fetch::Asker;
use crate::newsroom::link::{self, Found, Target, Verdict, is_public, target};
use crate::newsroom::remark::{drawn, passages};
use crate::newsroom::{Act, store};
use crate::portal;
use crate::testing::{Browser, Site, on_each_engine};

#[test]
fn each_passage_has_its_place_behind_its_words() {
    for (source, want) in [
        (
            "Một đoạn.\n\nĐoạn **hai**.",
            "<p>Một đoạn.[0]</p>\n<p>Đoạn <strong>hai</strong>.[1]</p>",
        ),
        (
            "## Đề mục\n\n- a\n- b\n  - c",
            "<h2>Đề mục[0]</h2>\n<ul>\n<li>a[1]</li>\n<li>b\n[2]<ul>\n<li>c[3]</li>\n</ul>\n</li>\n</ul>",
        ),
        ("<p>dòng một<br>dòng hai</p>", "<p>dòng một<br>dòng hai[0]</p>"),
        ("", ""),
    ] {
        assert_eq!(drawn(&html(source), |at, _| format!("[{at}]")), want, "{source}");
    }
    let mut found = Vec::new();
    drawn("<p>a &amp; <em>b</em>\n c</p>", |_, words| {
        found.push(words.to_owned());
        String::new()
    });
    assert_eq!(found, ["a & b c"]);
}

proptest! {
    #[test]
    fn places_change_no_sign_of_the_body(source in "[a-zA-Z#*<>/ \\n.-]{0,120}") {
        let body = html(&source);
        prop_assert_eq!(drawn(&body, |_, _| String::new()), body);
    }

    #[test]
    fn no_address_of_our_own_network_is_asked(parts in any::<[u8; 4]>(), is_mapped in any::<bool>()) {
        let address = Ipv4Addr::from(parts);
        let [a, b, ..] = parts;
        let is_inner = matches!(parts, [10 | 127 | 0, ..] | [192, 168, ..] | [169, 254, ..] | [224..=255, ..])
            || a == 172 && (16..32).contains(&b) || a == 100 && (64..128).contains(&b);
        let address: IpAddr = match is_mapped {
            true => address.to_ipv6_mapped().into(),
            false => address.into(),
        };
        prop_assert!(!is_inner || !is_public(address), "{}", address);
    }
}

#[test]
fn addresses_and_links_are_told_apart() {
    for (text, want) in [
        ("8.8.8.8", true),
        ("203.162.4.191", true),
        ("127.0.0.1", false),
        ("169.254.169.254", false),
        ("::1", false),
        ("fe80::1", false),
        ("fc00::1", false),
        ("::ffff:10.0.0.1", false),
        ("64:ff9b::7f00:1", false),
        ("2002:7f00:1::", false),
        ("2405:4800::1", true),
        ("::", false),
    ] {
        assert_eq!(is_public(text.parse().unwrap()), want, "{text}");
    }
    let outside = |url: &str| Some(Target::Outside(Url::parse(url).unwrap()));
    let inside = |path: &str| Some(Target::Inside(path.to_owned()));
    for (link, want) in [
        (
            "https://dichvucong.gov.vn/a?b=1#c",
            outside("https://dichvucong.gov.vn/a?b=1"),
        ),
        ("/cong/dua-mon/tin/a?x=1#y", inside("/cong/dua-mon/tin/a")),
        ("https://loa.example/cong/dua-mon", inside("/cong/dua-mon")),
        (
            "https://loa.example.evil/cong",
            outside("https://loa.example.evil/cong"),
        ),
        ("//evil.example/a", None),
        ("mailto:a@b.vn", None),
        ("tel:02123836123", None),
        ("ftp://a.vn/", None),
        ("không phải", None),
    ] {
        assert_eq!(target(link, "https://loa.example"), want, "{link}");
    }
    let body = html("[a](https://a.vn/?x=1&y=2) [b](https://a.vn/?x=1&y=2) [c](/cong/x) chữ");
    assert_eq!(link::links(&body), ["https://a.vn/?x=1&y=2", "/cong/x"]);
}

/// A server that answers by path; gives its address and what it was asked.
async fn server() -> (String, Arc<Mutex<Vec<String>>>) {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let into = Arc::clone(&asked);
    let answer = move |request: Request| async move {
        let path = request.uri().path().to_owned();
        into.lock().unwrap().push(format!("{} {path}", request.method()));
        assert!(
            request.headers()["user-agent"]
                .to_str()
                .unwrap()
                .starts_with("Loa/")
        );
        let is_head = request.method() == Method::HEAD;
        let answer: Response = match path.as_str() {
            "/co" => "chữ".into_response(),
            "/khong-head" if is_head => StatusCode::METHOD_NOT_ALLOWED.into_response(),
            "/khong-head" => "chữ".into_response(),
            "/het" => StatusCode::GONE.into_response(),
            "/hong" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            "/chuyen" => Redirect::permanent("/co").into_response(),
            "/vong" => Redirect::permanent("/vong").into_response(),
            "/vao-trong" => Redirect::permanent("http://10.0.0.1/").into_response(),
            "/lac" => Redirect::permanent("file:///etc/passwd").into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        };
        answer
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    (address, asked)
}

#[tokio::test]
async fn links_are_asked_politely_and_never_within_our_network() {
    let (host, asked) = server().await;
    let asker = Asker::new(|address| address.is_loopback(), "").unwrap();
    let asker = asker.pausing(Duration::ZERO);
    for (path, want) in [
        ("co", Verdict::Good),
        ("khong-head", Verdict::Good),
        ("chuyen", Verdict::Good),
        ("khong-co", Verdict::Gone),
        ("het", Verdict::Gone),
        ("hong", Verdict::Unclear),
        ("vong", Verdict::Unclear),
        ("vao-trong", Verdict::Unclear),
        ("lac", Verdict::Unclear),
    ] {
        let url = Url::parse(&format!("http://{host}/{path}")).unwrap();
        assert_eq!(asker.ask(&url).await.verdict, want, "{path}");
    }
    let secret = Url::parse(&format!("http://a:b@{host}/co")).unwrap();
    assert_eq!(asker.ask(&secret).await.verdict, Verdict::Unclear);
    let seen = std::mem::take(&mut *asked.lock().unwrap());
    assert!(seen.contains(&"HEAD /khong-head".to_owned()) && seen.contains(&"GET /khong-head".to_owned()));
    assert!(!seen.contains(&"GET /co".to_owned()), "HEAD was enough");

    // As the program asks: by number, by name, and by a name for the newer kind, nothing reaches this machine.
    let strict = Asker::new(is_public, "https://loa.example").unwrap();
    let port = host.rsplit(':').next().unwrap();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
    ] {
        let url = Url::parse(&format!("http://{host}:{port}/co")).unwrap();
        let found = strict.ask(&url).await;
        assert_eq!(
            found,
            Found::new(Verdict::Unclear, "địa chỉ trong mạng nội bộ"),
            "{host}"
        );
    }
    assert!(asked.lock().unwrap().is_empty());
}

fn id_of(article: &str) -> Id {
    article.rsplit('/').next().unwrap().parse().unwrap()
}

/// An article that the public reads.
async fn published(site: &Site, writer: &mut Browser, local: &mut Browser, unit: Id, title: &str) -> String {
    let article = written(site, writer, unit, title).await;
    for (browser, what) in [(writer, Act::Submit), (&mut *local, Act::Approve)] {
        assert_eq!(act(browser, &article, what, "").await, StatusCode::SEE_OTHER);
    }
    assert_eq!(
        act(local, &article, Act::Publish, "").await,
        StatusCode::SEE_OTHER
    );
    article
}

#[tokio::test]
async fn a_remark_holds_up_the_approval_and_finds_its_passage_in_later_words() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let mut writer = site.signed_in("officer").await;
        let mut local = site.signed_in("local").await;
        let article = written(&site, &mut writer, unit, "Khai sinh").await;
        let page = local.get(&article).await.text;
        let link = format!("{article}/nhan-xet?ban=1&amp;doan=3");
        assert!(
            page.contains(&format!(
                "Giấy chứng sinh <a class=\"govuk-link loa-remark\" href=\"{link}\">"
            )),
            "{page}"
        );
        let form = local.get(&link.replace("&amp;", "&")).await.text;
        assert!(
            form.contains("<blockquote>Giấy chứng sinh</blockquote>"),
            "{form}"
        );
        let mut neighbour = site.signed_in("neighbour").await;
        let path = format!("{article}/nhan-xet");
        assert_eq!(neighbour.get(&path).await.status, StatusCode::NOT_FOUND);
        let missing = local
            .post(&path, &[("ban", "1"), ("doan", "99"), ("nhan-xet", "a")])
            .await;
        assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
        for (block, words) in [
            ("3", "Ai cấp giấy này?"),
            ("2", "Đề mục nên ngắn"),
            ("3", "Ai cấp giấy này?"),
        ] {
            let fields = [("ban", "1"), ("doan", block), ("nhan-xet", words)];
            let said = local.post(&path, &fields).await;
            assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        }
        let page = writer.get(&article).await.text;
        assert!(
            page.contains("Nhận xét (2 chưa giải quyết)"),
            "the button pressed twice says it once: {page}"
        );
        assert!(
            writer
                .get("/toa-soan?buoc=draft")
                .await
                .text
                .contains("2 nhận xét chưa giải quyết")
        );

        // Written anew: one passage stays, further below; the other one is gone.
        let section = section(&site, unit, "cai-cach-hanh-chinh").await;
        let turn = turn(&writer.get(&format!("{article}/sua")).await.text);
        let fields = [
            ("luot", turn.as_str()),
            ("tieu-de", "Khai sinh"),
            ("tom-tat", "Mang theo giấy gì."),
            (
                "noi-dung",
                "Mở đầu.\n\n## Giấy tờ\n\n- Căn cước\n- Giấy chứng sinh",
            ),
            ("chuyen-muc", &section),
            ("tieng", "vi"),
        ];
        assert_eq!(
            writer.post(&format!("{article}/sua"), &fields).await.status,
            StatusCode::SEE_OTHER
        );
        let page = writer.get(&article).await.text;
        assert!(
            page.contains("Đoạn 4") && page.contains("Đoạn đã sửa (lời của bản 1)"),
            "{page}"
        );
        let mut tx = site.tx().await;
        let remarks = store::remark::of_article(&mut tx, id_of(&article)).await.unwrap();
        let words = store::revision_of(&mut tx, id_of(&article), 2)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(passages(&words)[5], remarks[0].quote);
        drop(tx);

        assert_eq!(
            act(&mut writer, &article, Act::Submit, "").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            act(&mut local, &article, Act::Approve, "").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let answer = format!("{article}/nhan-xet/tra-loi");
        for one in &remarks {
            let id = one.id.to_string();
            let fields = [("muc", id.as_str()), ("tra-loi", "Đã sửa"), ("viec", "xong")];
            assert_eq!(writer.post(&answer, &fields).await.status, StatusCode::SEE_OTHER);
        }
        assert_eq!(
            writer.post(&answer, &[("viec", "xong")]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let page = local.get(&article).await.text;
        assert!(page.contains("Đã sửa (Người mẫu officer"), "{page}");
        assert_eq!(
            act(&mut local, &article, Act::Approve, "").await,
            StatusCode::SEE_OTHER
        );
    })
    .await;
}

#[tokio::test]
async fn an_article_whose_day_has_come_is_told_of_once_and_confirmed_with_one_button() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let mut writer = site.signed_in("officer").await;
        let mut local = site.signed_in("local").await;
        let article = published(&site, &mut writer, &mut local, unit, "Lệ phí").await;
        let id = id_of(&article);
        let mut tx = site.tx().await;
        let mut found = store::by_id(&mut tx, id).await.unwrap().unwrap();
        found.review_on = Some(date(2022, 4, 20));
        store::change(&mut tx, &found).await.unwrap();
        for login in ["officer", "local"] {
            let sql = "UPDATE person SET email = $3 WHERE locality_id = $1 AND id = $2";
            let values = loa_db::params![tx.locality(), site.people[login], format!("{login}@mau.vn")];
            tx.execute(sql, values).await.unwrap();
        }
        tx.save().await.unwrap();
        assert!(!writer.get("/toa-soan").await.text.contains("Đến ngày xem lại"));
        assert_eq!(
            act(&mut writer, &article, Act::Confirm, "").await,
            StatusCode::CONFLICT
        );

        site.app.clock().set(day_start(date(2022, 4, 20)));
        for want in [2, 0] {
            let mut tx = site.tx().await;
            assert_eq!(
                review::tell_due(&mut tx, false, "").await.unwrap(),
                want,
                "writer and approver, once"
            );
            tx.save().await.unwrap();
        }
        let list = writer.get("/toa-soan").await.text;
        assert!(
            list.contains("Đến ngày xem lại") && list.contains("Vẫn đúng, xem lại sau 6 tháng"),
            "{list}"
        );
        assert_eq!(
            act(&mut writer, &article, Act::Confirm, "").await,
            StatusCode::SEE_OTHER
        );
        let mut tx = site.tx().await;
        let found = store::by_id(&mut tx, id).await.unwrap().unwrap();
        assert_eq!(found.review_on, Some(date(2022, 10, 20)));
        assert!(found.standing.public.is_some());
        drop(tx);
        assert!(!writer.get("/toa-soan").await.text.contains("Đến ngày xem lại"));
        assert!(writer.get(&article).await.text.contains("Xem lại, vẫn đúng"));
    })
    .await;
}

#[tokio::test]
async fn links_that_fail_twice_in_a_row_are_listed() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let mut writer = site.signed_in("officer").await;
        let mut local = site.signed_in("local").await;
        let mut tx = site.tx().await;
        let mut own = portal::Site::of(unit, site.locality, "UBND xã Đứa Mòn");
        own.slug = "dua-mon".to_owned();
        portal::store::set(&mut tx, &own).await.unwrap();
        tx.save().await.unwrap();
        let section = section(&site, unit, "cai-cach-hanh-chinh").await;
        let unit_text = unit.to_string();
        let body = "[a](https://mat.example/) [b](/cong/dua-mon/tin/khong-co) [c](/cong/dua-mon/lien-he) [d](/cong/khong-co)";
        let fields = [
            ("don-vi", unit_text.as_str()),
            ("tieu-de", "Bài có liên kết"),
            ("tom-tat", "Tóm tắt"),
            ("noi-dung", body),
            ("chuyen-muc", &section),
            ("tieng", "vi"),
        ];
        let article = writer.post("/toa-soan/moi", &fields).await.location().to_owned();
        act(&mut writer, &article, Act::Submit, "").await;
        act(&mut local, &article, Act::Approve, "").await;
        assert_eq!(act(&mut local, &article, Act::Publish, "").await, StatusCode::SEE_OTHER);

        let round = async |verdict: Verdict| {
            let mut tx = site.tx().await;
            portal::links::gather(&mut tx, "https://loa.example").await.unwrap();
            let since = tx.now();
            let left = store::link::unasked(&mut tx, false, since, 10).await.unwrap();
            assert_eq!(left.len(), 1);
            let found: Vec<(Id, Found)> = left
                .into_iter()
                .map(|(id, _)| (id, Found::new(verdict, "máy chủ trả lời \"404\"")))
                .collect();
            let kept = links::read(&links::written(&found));
            assert_eq!(kept, found, "a job hands it on as it is");
            assert!(!links::note(&mut tx, &kept, since).await.unwrap());
            tx.save().await.unwrap();
            site.app.clock().shift(jiff::SignedDuration::from_hours(24 * 7));
        };
        round(Verdict::Gone).await;
        let page = local.get("/toa-soan/lien-ket").await.text;
        assert!(page.contains("Liên kết hỏng"), "{page}");
        let page = local.get("/toa-soan/lien-ket").await.text;
        assert!(!page.contains("mat.example"), "an outage is forgiven");
        round(Verdict::Gone).await;
        let mut local = site.signed_in("local").await;
        let page = local.get("/toa-soan/lien-ket").await.text;
        for (link, is_listed) in [
            ("https://mat.example/", true),
            ("/cong/dua-mon/tin/khong-co", true),
            ("/cong/khong-co", true),
            ("/cong/dua-mon/lien-he", false),
        ] {
            assert_eq!(page.contains(link), is_listed, "{link}: {page}");
        }
        assert!(local.get(&article).await.text.contains("https://mat.example/"));
        let mut neighbour = site.signed_in("neighbour").await;
        assert!(!neighbour.get("/toa-soan/lien-ket").await.text.contains("mat.example"));
        round(Verdict::Good).await;
        let mut local = site.signed_in("local").await;
        assert!(!local.get("/toa-soan/lien-ket").await.text.contains("mat.example"));
        // What the public no longer reads has no links.
        assert_eq!(act(&mut local, &article, Act::Withdraw, "Hết hạn").await, StatusCode::SEE_OTHER);
        let mut tx = site.tx().await;
        portal::links::gather(&mut tx, "").await.unwrap();
        assert!(store::link::of_units(&mut tx, &[unit], 10).await.unwrap().is_empty());
    })
    .await;
}

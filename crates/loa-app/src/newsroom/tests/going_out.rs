//! What follows from being public, and from being so no longer: proof, sections, moments in the wrong order.

use axum::http::StatusCode;
use jiff::civil::date;
use loa_db::id::Id;

use super::{act, newsroom, section, turn, written};
use crate::clock::day_start;
use crate::duty::{self, State};
use crate::job::{self, Lane};
use crate::newsroom::Act;
use crate::portal;
use crate::testing::{Browser, Site, on_each_engine};
use crate::wiring::DUTIES;

/// Writes, has looked over and lets out; gives its address in the newsroom.
async fn published(site: &Site, unit: Id, title: &str) -> String {
    let (mut writer, mut local) = (site.signed_in("officer").await, site.signed_in("local").await);
    let article = written(site, &mut writer, unit, title).await;
    again(&mut writer, &mut local, &article, "").await;
    article
}

/// Hands on what is open, has it approved and lets it out.
async fn again(writer: &mut Browser, local: &mut Browser, article: &str, told: &str) {
    let submitted = act(writer, article, Act::Submit, "").await;
    let approved = act(local, article, Act::Approve, "").await;
    let out = act(local, article, Act::Publish, told).await;
    assert_eq!([submitted, approved, out], [StatusCode::SEE_OTHER; 3]);
}

async fn state(site: &Site, duty: Id) -> State {
    let mut tx = site.tx().await;
    duty::store::by_id(&mut tx, duty).await.unwrap().unwrap().state
}

/// Evidence is what others can look at: a correction keeps it, a withdrawal takes it back.
#[tokio::test]
async fn an_article_that_was_withdrawn_proves_nothing() {
    on_each_engine(async |site| {
        let (unit, duty) = newsroom(&site).await;
        let article = published(&site, unit, "Khai sinh").await;
        let (mut writer, mut local) = (site.signed_in("officer").await, site.signed_in("local").await);
        assert_eq!(state(&site, duty).await, State::Met);
        act(&mut writer, &article, Act::Correct, "").await;
        again(&mut writer, &mut local, &article, "Thêm giờ").await;
        assert_eq!(state(&site, duty).await, State::Met, "put right it is there");

        let gone = act(&mut local, &article, Act::Withdraw, "Sai lệ phí").await;
        assert_eq!(gone, StatusCode::SEE_OTHER);
        assert_eq!(state(&site, duty).await, State::Returned);
        let page = writer.get(&format!("/viec/{duty}")).await.text;
        assert!(page.contains("Bài đã gỡ: Sai lệ phí"), "{page}");

        act(&mut writer, &article, Act::Correct, "").await;
        again(&mut writer, &mut local, &article, "Sửa lệ phí").await;
        assert_eq!(state(&site, duty).await, State::Waiting, "somebody has to look");
    })
    .await;
}

#[tokio::test]
async fn an_article_that_left_on_its_day_was_there() {
    on_each_engine(async |site| {
        let (unit, duty) = newsroom(&site).await;
        let article = published(&site, unit, "Lịch tiếp dân").await;
        let mut local = site.signed_in("local").await;
        let turn = turn(&local.get(&article).await.text);
        let until = [
            ("luot", turn.as_str()),
            ("het-ngay", "25"),
            ("het-thang", "4"),
            ("het-nam", "2022"),
        ];
        let set = local.post(&format!("{article}/hen-gio"), &until).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
        site.app.clock().set(day_start(date(2022, 4, 26)));
        job::run_due(&site.app, DUTIES.handlers, Lane::Work, || false)
            .await
            .unwrap();
        let mut local = site.signed_in("local").await;
        assert!(local.get(&article).await.text.contains("Đã gỡ"));
        assert_eq!(state(&site, duty).await, State::Met);
    })
    .await;
}

#[tokio::test]
async fn an_article_does_not_leave_before_it_goes_out() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let (mut writer, mut local) = (site.signed_in("officer").await, site.signed_in("local").await);
        let article = written(&site, &mut writer, unit, "Lịch tiếp dân").await;
        act(&mut writer, &article, Act::Submit, "").await;
        act(&mut local, &article, Act::Approve, "").await;
        for (until, want) in [
            ("19", StatusCode::UNPROCESSABLE_ENTITY),
            ("20", StatusCode::SEE_OTHER),
        ] {
            let turn = turn(&local.get(&article).await.text);
            let fields = [
                ("luot", turn.as_str()),
                ("luc-ngay", "20"),
                ("luc-thang", "4"),
                ("luc-nam", "2022"),
                ("gio", "07:30"),
                ("het-ngay", until),
                ("het-thang", "4"),
                ("het-nam", "2022"),
            ];
            let set = local.post(&format!("{article}/hen-gio"), &fields).await;
            assert_eq!(set.status, want, "{until}: {}", set.text);
            let told = set.text.contains("Ngày hết hạn phải sau giờ đăng.");
            assert_eq!(told, want == StatusCode::UNPROCESSABLE_ENTITY, "{until}");
        }
    })
    .await;
}

/// The section that a draft moves an article to is the newsroom's until the draft goes out.
#[tokio::test]
async fn nobody_reads_to_which_section_a_draft_moves_an_article() {
    on_each_engine(async |site| {
        let (unit, _) = newsroom(&site).await;
        let mut tx = site.tx().await;
        let own = portal::Site::of(unit, site.locality, "UBND xã Đứa Mòn");
        portal::store::set(&mut tx, &own).await.unwrap();
        tx.save().await.unwrap();
        let article = published(&site, unit, "Khai sinh").await;
        let (mut writer, mut local) = (site.signed_in("officer").await, site.signed_in("local").await);
        act(&mut writer, &article, Act::Correct, "").await;
        let turn = turn(&writer.get(&format!("{article}/sua")).await.text);
        let section = section(&site, unit, "doi-song").await;
        let moved = [
            ("luot", turn.as_str()),
            ("tieu-de", "Khai sinh"),
            ("tom-tat", "Mang theo giấy gì."),
            ("noi-dung", "Chữ"),
            ("chuyen-muc", &section),
            ("tieng", "vi"),
        ];
        let saved = writer.post(&format!("{article}/sua"), &moved).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);

        let mut anybody = site.browser();
        let home = "/cong/dua-mon";
        let (old, new) = ("/chuyen-muc/cai-cach-hanh-chinh", "/chuyen-muc/doi-song");
        for is_out in [false, true] {
            if is_out {
                again(&mut writer, &mut local, &article, "Chuyển mục").await;
            }
            for (section, holds) in [(old, !is_out), (new, is_out)] {
                for path in [format!("{home}{section}"), format!("{home}{section}/rss.xml")] {
                    let page = anybody.get(&path).await.text;
                    assert_eq!(page.contains("/tin/khai-sinh"), holds, "{path}, {is_out}");
                }
            }
            // The way up stands in the page and, for programs, in what it says of itself.
            let page = anybody.get(&format!("{home}/tin/khai-sinh")).await.text;
            let (_, content) = page.split_once("<article").unwrap();
            let data = page.split("application/ld+json\">").skip(1).take(2);
            let data: String = data.map(|rest| rest.split("</script>").next().unwrap()).collect();
            for told in [content, data.as_str()] {
                let holds = |words: &str| told.contains(words);
                assert_eq!(holds("Đời sống"), is_out, "{told}");
                assert_eq!(holds("Cải cách hành chính"), !is_out, "{told}");
            }
            for path in [
                home.to_owned(),
                format!("{home}/rss.xml"),
                format!("{home}/atom.xml"),
            ] {
                let page = anybody.get(&path).await.text;
                let (_, list) = page.split_once("/tin/khai-sinh").unwrap();
                assert_eq!(list.contains("Đời sống"), is_out, "{path}");
            }
        }
    })
    .await;
}

//! What follows from being public, and from being so no longer: proof, sections, moments in the wrong order.

use axum::http::StatusCode;
use jiff::civil::date;
use loa_db::id::Id;

use super::{act, newsroom, turn, written};
use crate::clock::day_start;
use crate::duty::{self, State};
use crate::job::{self, Lane};
use crate::newsroom::Act;
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

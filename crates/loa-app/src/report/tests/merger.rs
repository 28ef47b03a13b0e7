//! The reform of 2025 is applied to the tree: drafts of before keep their names, what comes next has the new units (ADM-01, ADM-02).

use super::quarter::trace;
use super::*;
use crate::org::tests::{REFORM, REFORM_DAY, apply_mapping};

async fn broadcast(site: &Site, browser: &mut Browser, unit: &str, on: Date, pieces: &str) {
    let done = Done {
        unit,
        on,
        channel: "radio",
        language: Language::Thai,
        pieces,
        people: "",
    };
    record(site, browser, done, &format!("Phát loa bản ngày {on}")).await;
}

/// Units that the page of a round lists.
async fn listed(browser: &mut Browser, round: &str, names: &[&str]) -> Vec<bool> {
    let page = browser.get(round).await.text;
    let is_there = |name: &&str| page.contains(&format!(">{name}</a>"));
    names.iter().map(is_there).collect()
}

#[tokio::test]
async fn the_quarter_after_the_merger_has_the_new_units_and_the_one_before_the_old_ones() {
    on_each_engine(async |site| {
        site.app.clock().move_to(date(2025, 3, 17));
        let mut desk = site.signed_in("coordinator").await;
        let round = opened(&mut desk, "2025-Q1").await;
        let mut tx = site.tx().await;
        apply_mapping(&mut tx, REFORM, REFORM_DAY, "Nghị quyết 1681/NQ-UBTVQH15").await;
        tx.save().await.unwrap();
        site.app.clock().move_to(date(2025, 9, 16));
        let mut desk = site.signed_in("coordinator").await;
        let names = ["UBND xã Đứa Mòn", "UBND thị trấn Sông Mã", "UBND xã Sông Mã"];
        assert_eq!(listed(&mut desk, &round, &names).await, [true, true, false]);
        // A draft of that time is printed under the head of that time.
        let silent = report_of(&mut desk, &round, "UBND thị trấn Sông Mã").await;
        let draft = desk.get(&format!("{silent}/tai/du-thao.docx")).await.bytes;
        let limits = loa_docfile::read::Limits::default();
        let draft = loa_docfile::read::read("a.docx", &draft, &limits).unwrap().source;
        for told in ["THỊ TRẤN SÔNG MÃ", "Kính gửi: UBND huyện Sông Mã"] {
            assert!(draft.contains(told), "{told}: {draft}");
        }

        // The quarter in which the district ended has who was there before and who is there now; the next one only these.
        broadcast(&site, &mut desk, "ubnd-04183", date(2025, 8, 20), "7").await;
        let round = opened(&mut desk, "2025-Q3").await;
        assert_eq!(listed(&mut desk, &round, &names).await, [true, false, true]);
        let whole = report_of(&mut desk, &round, "Báo cáo tổng hợp của UBND tỉnh Sơn La").await;
        let radio = format!("{whole}/so-lieu?chi-tieu=luot-phat");
        assert_eq!(trace(&mut desk, &radio).await.0, 7);
        site.app.clock().move_to(date(2026, 3, 16));
        let mut desk = site.signed_in("coordinator").await;
        let round = opened(&mut desk, "2026-Q1").await;
        assert_eq!(listed(&mut desk, &round, &names).await, [false, false, true]);
    })
    .await;
}

//! Stories of reports, through the router on both engines; the machine of their states as properties.

use std::collections::HashSet;

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::activity::Language;
use crate::testing::{Answer, Browser, Site, on_each_engine};

mod merger;
mod quarter;

const ACTS: [Act; 5] = [Act::Submit, Act::Return, Act::Approve, Act::Accept, Act::Amend];

proptest! {
    /// Whatever is done in whatever order: no edition is lost, the accepted one changes only to a later one, and nothing that was
    /// accepted opens again but by a new edition.
    #[test]
    fn no_path_loses_a_report_or_unlocks_an_accepted_one(path in proptest::collection::vec((0_usize..5, any::<bool>()), 0..60)) {
        let mut standing = Standing::NEW;
        for (act, freezes) in path {
            let before = standing;
            match standing.after(ACTS[act]) {
                Some(after) => standing = after,
                // The report above counts with a draft.
                None if freezes && !standing.has_reported() => standing = standing.with_frozen_draft(),
                None => {}
            }
            prop_assert!(standing.edition >= before.edition && standing.edition <= before.edition + 1);
            prop_assert!(standing.accepted >= before.accepted && standing.accepted <= standing.edition);
            if before.has_reported() && before.accepted > 0 {
                prop_assert!(standing.has_reported(), "{before:?} {standing:?}");
            }
            if standing.accepted != before.accepted {
                prop_assert_eq!((before.state, standing.accepted), (State::Approved, before.edition));
            }
            if standing.state == State::Accepted {
                prop_assert!(!standing.is_open());
            }
        }
    }
}

/// Every state is left by some way, and a report that was sent back can be accepted in the end.
#[test]
fn every_state_has_a_way_on() {
    let mut seen = HashSet::from([Standing::NEW]);
    let mut open = vec![Standing::NEW];
    while let Some(standing) = open.pop() {
        if standing.edition >= 4 {
            continue;
        }
        let next: Vec<Standing> = ACTS.into_iter().filter_map(|act| standing.after(act)).collect();
        assert!(!next.is_empty(), "{standing:?}");
        open.extend(next.into_iter().filter(|next| seen.insert(*next)));
    }
    for state in State::ALL {
        assert!(seen.iter().any(|standing| standing.state == state), "{state:?}");
    }
}

#[test]
fn periods_are_those_of_reform_reports() {
    for (text, words) in [
        ("2022-Q1", "Quý I năm 2022"),
        ("2022-6T", "6 tháng đầu năm 2022"),
        ("2022-Q3", "Quý III năm 2022"),
        ("2022", "năm 2022"),
    ] {
        assert_eq!(period(text).unwrap().to_string(), text);
        assert_eq!(period_words(text), words);
    }
    for text in ["", "2022-Q2", "2022-13", "năm", "２０２２"] {
        assert_eq!(period(text), None, "{text}");
    }
}

/// Something done by a unit, as its officer tells of it.
pub struct Done<'a> {
    pub unit: &'a str,
    pub on: Date,
    pub channel: &'a str,
    pub language: Language,
    pub pieces: &'a str,
    pub people: &'a str,
}

pub async fn record(site: &Site, browser: &mut Browser, done: Done<'_>, what: &str) {
    let (day, month, year) = (
        done.on.day().to_string(),
        done.on.month().to_string(),
        done.on.year().to_string(),
    );
    let unit = site.units[done.unit].to_string();
    let fields = [
        ("viec", "khac"),
        ("don-vi", unit.as_str()),
        ("ngay-ngay", &day),
        ("ngay-thang", &month),
        ("ngay-nam", &year),
        ("lam-gi", what),
        ("tieng", done.language.key()),
        ("hinh-thuc", done.channel),
        ("so-luong", done.pieces),
        ("so-nguoi", done.people),
        ("doi-tuong", "people"),
    ];
    let answer = browser.post("/ghi", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{what}: {}", answer.text);
}

/// Sets the regime and opens a period; gives the address of the round.
pub async fn opened(coordinator: &mut Browser, wanted: &str) -> String {
    opened_with(coordinator, wanted, "Nguyễn Văn Mẫu").await
}

/// The same, signed by this person.
pub async fn opened_with(coordinator: &mut Browser, wanted: &str, signer: &str) -> String {
    let fields = [
        ("ngay-don-vi", "15"),
        ("ngay-gui", "17"),
        ("kinh-gui", "Sở Nội vụ tỉnh Sơn La"),
        (
            "noi-nhan",
            "Thường trực Huyện ủy\nThành viên Ủy ban nhân dân huyện",
        ),
        ("thay-mat", "TM. ỦY BAN NHÂN DÂN"),
        ("chuc-vu", "CHỦ TỊCH"),
        ("nguoi-ky", signer),
    ];
    let answer = coordinator.post("/bao-cao/cai-dat", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let answer = coordinator.post("/bao-cao/mo-ky", &[("ky", wanted)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().to_owned()
}

/// The address of a unit's report on the page of its round.
pub async fn report_of(browser: &mut Browser, round: &str, unit: &str) -> String {
    let page = browser.get(round).await.text;
    let at = page
        .find(&format!(">{unit}</a>"))
        .unwrap_or_else(|| panic!("{unit}: {page}"));
    let start = page[..at].rfind("href=\"").unwrap() + 6;
    page[start..].split('"').next().unwrap().to_owned()
}

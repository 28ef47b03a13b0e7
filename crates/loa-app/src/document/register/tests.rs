//! Registers on both engines: numbers, what was signed, what came in, who sees what.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use loa_db::id::Id;
use loa_official::kind::Kind;
use proptest::prelude::*;

use crate::document::register::store::book;
use crate::document::register::{NewOfficial, State, Step, actions, key_of, kind_with_key, padded, symbol};
use crate::error::Error;
use crate::identity::{self, Actor, COOKIE};
use crate::testing::{Site, on_each_engine};

pub mod files;
mod stories;
mod texts;

/// A sample person as the program knows them.
async fn actor(site: &Site, login: &str) -> Actor {
    let browser = site.signed_in(login).await;
    let found = identity::actions::resume(&site.app, &browser.cookies[COOKIE]).await;
    found.unwrap().unwrap()
}

fn report(unit: Id) -> NewOfficial {
    NewOfficial::new(unit, Kind::Report, "BC-UBND", "Kết quả tuyên truyền tháng 4")
}

#[test]
fn numbers_and_symbols_are_written_as_the_decree_wants() {
    for (number, want) in [(1, "01"), (5, "05"), (10, "10"), (118, "118")] {
        assert_eq!(padded(number), want, "DOC-11");
    }
    for (kind, drafter, want) in [
        (Kind::Report, "NV", "BC-UBND"),
        (Kind::Decision, "", "QĐ-UBND"),
        (Kind::Letter, "NV", "UBND-NV"),
        (Kind::Letter, "", "UBND"),
    ] {
        assert_eq!(symbol(kind, "UBND", drafter), want, "DOC-11");
    }
    let keys: BTreeSet<&str> = Kind::ALL.iter().map(|row| key_of(row.0)).collect();
    assert_eq!(keys.len(), Kind::ALL.len(), "each kind has a key of its own");
    for (kind, ..) in Kind::ALL {
        assert_eq!(kind_with_key(key_of(kind)), Some(kind));
    }
}

proptest! {
    /// DOC-13: whatever is tried in whatever order, what once left a state never comes back to it, and a number that was given
    /// stays with its document.
    #[test]
    fn no_way_leads_back_and_no_number_is_given_twice(
        tries in prop::collection::vec((0_usize..8, prop::option::of(0_usize..4)), 0..80)
    ) {
        let rank = |state: State| match state {
            State::Reserved => 0,
            State::Signed => 1,
            State::Issued => 2,
            State::Recalled | State::Cancelled | State::Received => 3,
        };
        let (mut last, mut documents): (i64, BTreeMap<i64, State>) = (0, BTreeMap::new());
        for (which, step) in tries {
            let Some(step) = step else {
                last += 1;
                prop_assert!(documents.insert(last, State::Reserved).is_none());
                continue;
            };
            let step = Step::ALL[step];
            let Some(state) = documents.values_mut().nth(which) else { continue };
            let before = *state;
            if let Some(next) = before.after(step) {
                prop_assert!(rank(next) > rank(before), "{before:?} {step:?}");
                prop_assert!(next != State::Cancelled || before != State::Issued, "what went out is recalled, not cancelled");
                *state = next;
            }
        }
        prop_assert_eq!(documents.keys().copied().collect::<Vec<_>>(), (1..=last).collect::<Vec<_>>());
    }
}

/// DOC-12, DOC-13: fifty at once, every fifth of whom gives up after it had its number.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_writers_at_once_get_numbers_without_gap_or_twin() {
    on_each_engine(async |site| {
        let actor = actor(&site, "coordinator").await;
        let unit = site.units["huyen-songma"];
        let mut writers = Vec::new();
        for at in 0..50 {
            let (app, actor) = (site.app.clone(), actor.clone());
            writers.push(tokio::spawn(async move {
                // As busy people do: once more when somebody was faster.
                for _ in 0..20 {
                    let mut tx = app.begin(&actor).await.unwrap();
                    let kind = if at % 2 == 0 { Kind::Report } else { Kind::Plan };
                    let new = NewOfficial {
                        kind,
                        symbol: symbol(kind, "UBND", ""),
                        ..report(unit)
                    };
                    match actions::reserve(&mut tx, &actor, new).await {
                        Ok(_) if at % 5 == 4 => return None,
                        Ok(one) => {
                            tx.save().await.unwrap();
                            return Some((one.book, one.number));
                        }
                        Err(Error::Changed(_)) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
                panic!("never the fastest");
            }));
        }
        let mut given: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for writer in writers {
            if let Some((book, number)) = writer.await.unwrap() {
                given.entry(book).or_default().push(number);
            }
        }
        assert_eq!(given.values().map(Vec::len).sum::<usize>(), 40);
        assert_eq!(
            given.keys().collect::<Vec<_>>(),
            ["BC", "KH"],
            "one sequence a kind"
        );
        for (book, mut numbers) in given {
            numbers.sort_unstable();
            let all: Vec<i64> = (1..=20).collect();
            assert_eq!(numbers, all, "{book}");
        }
    })
    .await;
}

#[tokio::test]
async fn sequences_follow_the_rule_of_the_unit_and_paper() {
    on_each_engine(async |site| {
        let actor = actor(&site, "coordinator").await;
        let unit = site.units["huyen-songma"];
        let mut tx = site.tx().await;
        // The register on paper ended with 57.
        actions::open_after(&mut tx, &actor, unit, "BC", 57)
            .await
            .unwrap();
        let one = actions::reserve(&mut tx, &actor, report(unit)).await.unwrap();
        assert_eq!(one.code(), "58/BC-UBND");
        let again = actions::open_after(&mut tx, &actor, unit, "BC", 70).await;
        assert!(matches!(again, Err(Error::Problem(_))), "{again:?}");
        // DOC-12: the rule changes on 1 January, numbers begin anew.
        let from = actions::set_by_kind(&mut tx, &actor, unit, false).await.unwrap();
        assert_eq!(from, 2023, "2022 has numbers already");
        let one = actions::reserve(&mut tx, &actor, report(unit)).await.unwrap();
        assert_eq!((one.number, one.book.as_str()), (59, "BC"));
        tx.save().await.unwrap();
        site.app.clock().move_to(jiff::civil::date(2023, 1, 3));
        let mut tx = site.tx().await;
        assert!(!book::is_by_kind(&mut tx, unit, 2023).await.unwrap());
        for (kind, code) in [
            (Kind::Report, "01/BC-UBND"),
            (Kind::Letter, "02/UBND-NV"),
            (Kind::Report, "03/BC-UBND"),
        ] {
            let new = NewOfficial {
                kind,
                symbol: symbol(kind, "UBND", "NV"),
                ..report(unit)
            };
            let one = actions::reserve(&mut tx, &actor, new).await.unwrap();
            assert_eq!(one.code(), code);
        }
        // Another unit has its own.
        let other = actions::reserve(&mut tx, &actor, report(site.units["ubnd-04189"]))
            .await
            .unwrap();
        assert_eq!(other.code(), "01/BC-UBND");
    })
    .await;
}

#[tokio::test]
async fn steps_are_taken_once_and_only_in_order() {
    on_each_engine(async |site| {
        let actor = actor(&site, "coordinator").await;
        let stranger = self::actor(&site, "neighbour").await;
        let mut tx = site.tx().await;
        let unit = site.units["ubnd-04189"];
        let one = actions::reserve(&mut tx, &actor, report(unit)).await.unwrap();
        let day = tx.today();
        let early = actions::issue(&mut tx, &actor, one.id, &[], day, "").await;
        assert!(matches!(early, Err(Error::Changed(_))), "{early:?}");
        let theirs = actions::cancel(&mut tx, &stranger, one.id, "Thử").await;
        assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
        assert!(matches!(
            actions::reserve(&mut tx, &stranger, report(unit)).await,
            Err(Error::Forbidden)
        ));
        let (_, is_new) = actions::cancel(&mut tx, &actor, one.id, "Ghi nhầm trích yếu")
            .await
            .unwrap();
        assert!(is_new);
        let (gone, is_new) = actions::cancel(&mut tx, &actor, one.id, "").await.unwrap();
        assert_eq!(
            (gone.state, is_new, gone.reason.as_str()),
            (State::Cancelled, false, "Ghi nhầm trích yếu")
        );
        // DOC-13: the number is gone with it.
        let next = actions::reserve(&mut tx, &actor, report(unit)).await.unwrap();
        assert_eq!((one.number, next.number), (1, 2));
        let keyed = NewOfficial {
            key: "a".to_owned(),
            ..report(unit)
        };
        let first = actions::reserve(&mut tx, &actor, keyed.clone()).await.unwrap();
        let second = actions::reserve(&mut tx, &actor, keyed).await.unwrap();
        assert_eq!((first.id, first.number), (second.id, 3));
        let last = actions::reserve(&mut tx, &actor, report(unit)).await.unwrap();
        assert_eq!(last.number, 4, "who asked twice used one number");
    })
    .await;
}

#[tokio::test]
async fn pages_of_other_units_are_not_there() {
    on_each_engine(async |site| {
        let actor = actor(&site, "coordinator").await;
        let mut tx = site.tx().await;
        let one = actions::reserve(&mut tx, &actor, report(site.units["ubnd-04189"]))
            .await
            .unwrap();
        tx.save().await.unwrap();
        let mut neighbour = site.signed_in("neighbour").await;
        let path = format!("/van-ban/{}", one.id);
        for page in [
            path.clone(),
            format!("{path}/so-sanh"),
            format!("{path}/ban-thao.docx"),
        ] {
            assert_eq!(neighbour.get(&page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
        let theirs = format!("/van-ban/so-di?don-vi={}", site.units["ubnd-04189"]);
        assert_eq!(neighbour.get(&theirs).await.status, StatusCode::NOT_FOUND);
        assert!(
            !neighbour
                .get("/van-ban?tim=tuyen+truyen")
                .await
                .text
                .contains("BC-UBND")
        );
        let mut officer = site.signed_in("officer").await;
        assert!(
            officer
                .get("/van-ban?tim=TUYÊN")
                .await
                .text
                .contains("01/BC-UBND")
        );
    })
    .await;
}

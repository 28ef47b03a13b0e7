//! Stories of duties: how they stand on a day, what proves them, who judges.

use jiff::civil::{Date, date};
use loa_db::id::Id;

use crate::duty::actions::{Changes, reconcile};
use crate::duty::{DutyRole, Given, Horizon, NewDuty, ProofState, Standing, State, settle};
use crate::testing::{Site, on_each_engine};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn a_duty_stands_as_its_days_say() {
    // 10/03 of the lunar calendar fell on Sunday 10/04/2022: Monday the 11th was off. 30/4 and 1/5 fell on a weekend:
    // 2/5 and 3/5 were off.
    for (today, due, want) in [
        ("2022-02-28", "2022-02-25", Standing::Late),
        ("2022-02-28", "2022-02-28", Standing::Near),
        // Due on a Saturday: the end moves to Monday (CAL-03).
        ("2022-02-28", "2022-02-26", Standing::Near),
        ("2022-03-01", "2022-02-26", Standing::Late),
        // Due on a Sunday before a day off: the end moves to Tuesday.
        ("2022-04-12", "2022-04-10", Standing::Near),
        ("2022-04-13", "2022-04-10", Standing::Late),
        ("2022-05-04", "2022-04-30", Standing::Near),
        ("2022-05-05", "2022-04-30", Standing::Late),
        // Five working days before Friday 22/04 is Friday 15/04.
        ("2022-04-15", "2022-04-22", Standing::Near),
        ("2022-04-14", "2022-04-22", Standing::Ahead),
        // The weekend after is reminded of as that Friday (REP-04).
        ("2022-04-15", "2022-04-24", Standing::Near),
        // Days off do not count: from Friday 29/04 five working days end on Tuesday 10/05.
        ("2022-04-29", "2022-05-10", Standing::Near),
        ("2022-04-29", "2022-05-11", Standing::Ahead),
    ] {
        let horizon = Horizon::of(day(today));
        assert_eq!(
            Standing::of(State::Open, day(due), &horizon),
            want,
            "due {due}, seen on {today}"
        );
        assert_eq!(Standing::of(State::Met, day(due), &horizon), Standing::Met);
    }
}

#[test]
fn proofs_settle_a_duty() {
    use ProofState::{Accepted, Returned, Waiting};
    let on = |state, day| Given {
        state,
        happened_on: date(2022, 2, day),
    };
    let at = |day| Some(date(2022, 2, day));
    for (wanted, given, want) in [
        (1, vec![], (State::Open, None, 0)),
        (1, vec![on(Accepted, 5)], (State::Met, at(5), 1)),
        (1, vec![on(Waiting, 5)], (State::Waiting, at(5), 1)),
        (1, vec![on(Returned, 5)], (State::Returned, None, 0)),
        (1, vec![on(Returned, 5), on(Accepted, 9)], (State::Met, at(9), 1)),
        (1, vec![on(Accepted, 9), on(Accepted, 3)], (State::Met, at(3), 2)),
        // A proof returned later does not undo one that counts.
        (1, vec![on(Accepted, 5), on(Returned, 6)], (State::Met, at(5), 1)),
        (2, vec![on(Accepted, 5)], (State::Open, None, 1)),
        (2, vec![on(Waiting, 5)], (State::Open, None, 1)),
        (
            2,
            vec![on(Accepted, 5), on(Waiting, 7)],
            (State::Waiting, at(7), 2),
        ),
        (
            2,
            vec![on(Accepted, 5), on(Returned, 7)],
            (State::Returned, None, 1),
        ),
        (2, vec![on(Returned, 7), on(Accepted, 8)], (State::Open, None, 1)),
        (0, vec![on(Accepted, 5)], (State::Met, at(5), 1)),
    ] {
        assert_eq!(settle(wanted, &given), want, "{wanted} wanted, {given:?}");
    }
}

/// A duty of a commune in February 2022.
pub fn wanted(site: &Site, origin: Id, unit: &str) -> NewDuty {
    NewDuty {
        origin,
        number: "2.3".to_owned(),
        title: "Truyền thanh xã".to_owned(),
        position: 3,
        unit: site.units[unit],
        role: DutyRole::Lead,
        period: "Tháng 02/2022".to_owned(),
        opens_on: date(2022, 2, 1),
        due_on: date(2022, 2, 28),
        needs_approval: false,
        wanted: 1,
    }
}

#[tokio::test]
async fn an_origin_is_brought_to_what_is_wanted() {
    on_each_engine(async |site| {
        let origin = Id(7);
        let first = wanted(&site, origin, "ubnd-04189");
        let other = wanted(&site, origin, "ubnd-04171");
        let later = NewDuty {
            due_on: date(2022, 3, 31),
            ..other.clone()
        };
        let third = wanted(&site, origin, "phong-noi-vu");
        let changes = |added, kept, changed, cancelled| Changes {
            added,
            kept,
            changed,
            cancelled,
        };
        for (list, want) in [
            (
                vec![first.clone(), other.clone(), first.clone()],
                changes(2, 0, 0, 0),
            ),
            (vec![first.clone(), other.clone()], changes(0, 2, 0, 0)),
            (
                vec![first.clone(), later.clone(), third.clone()],
                changes(1, 1, 1, 0),
            ),
            (vec![later.clone()], changes(0, 1, 0, 2)),
            (vec![first.clone(), later.clone()], changes(0, 1, 1, 0)),
        ] {
            let mut tx = site.tx().await;
            assert_eq!(reconcile(&mut tx, origin, list).await.unwrap(), want);
            tx.save().await.unwrap();
        }
    })
    .await;
}

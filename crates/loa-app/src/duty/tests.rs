//! Stories of duties: how they stand on a day, what proves them, who judges.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use loa_db::id::Id;
use loa_db::params;

use crate::duty::actions::{Changes, prove, reconcile};
use crate::duty::{DutyRole, Given, Horizon, NewDuty, ProofState, Standing, State, settle, store};
use crate::error::Error;
use crate::identity::{self, Actor};
use crate::testing::{Site, on_each_engine};

mod board;
mod calendar;
mod judge;
mod reform;

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
fn several_stand_as_the_worst_of_them() {
    use Standing::{Ahead, Late, Met, Near, NotOrdered, Returned, Waiting};
    for (each, want) in [
        (vec![], NotOrdered),
        (vec![Met, Ahead], Met),
        (vec![Ahead], Ahead),
        (vec![Met, Near, Ahead], Near),
        (vec![Met, Waiting], Waiting),
        (vec![Waiting, Near], Near),
        (vec![Near, Returned], Returned),
        (vec![Returned, Late, Met], Late),
    ] {
        assert_eq!(Standing::of_many(each.clone()), want, "{each:?}");
    }
    let words: Vec<_> = Standing::ALL.into_iter().map(Standing::word).collect();
    assert_eq!(words.len(), 8);
    assert!(
        Standing::ALL
            .into_iter()
            .all(|one| Standing::with_key(one.key()) == Some(one))
    );
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

/// Duties of an origin, ordered.
pub async fn order(site: &Site, list: Vec<NewDuty>) -> Vec<Id> {
    let mut tx = site.tx().await;
    let origin = list[0].origin;
    reconcile(&mut tx, origin, list.clone()).await.unwrap();
    let there = store::of_origin(&mut tx, origin).await.unwrap();
    tx.save().await.unwrap();
    let found = |new: &NewDuty| {
        let same = there
            .iter()
            .find(|duty| duty.unit == new.unit && duty.period == new.period);
        same.unwrap().id
    };
    list.iter().map(found).collect()
}

/// An activity as the officer of a commune tells it.
pub async fn done(site: &Site, unit: &str, on: &str, what: &str) -> Id {
    let mut tx = site.tx().await;
    let id = tx.new_id();
    let values = params![
        id,
        site.locality,
        site.units[unit],
        site.people["officer"],
        id.to_string(),
        what,
        "Nhà văn hóa bản",
        on,
        tx.now(),
        "bà con",
        45_i64,
        "Thái",
        false,
        id.to_string()
    ];
    tx.execute(
        "INSERT INTO activity (id, locality_id, unit_id, person_id, code, what, place, happened_on, filed_at, audience, \
         people, language, is_sample, request_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        values,
    )
    .await
    .unwrap();
    tx.save().await.unwrap();
    id
}

pub async fn actor(site: &Site, login: &str) -> Actor {
    let browser = site.signed_in(login).await;
    let resumed = identity::actions::resume(&site.app, &browser.cookies[identity::COOKIE]).await;
    resumed.unwrap().unwrap()
}

pub async fn prove_by(site: &Site, login: &str, activity: Id, duties: &[Id]) -> Result<(), Error> {
    let actor = actor(site, login).await;
    let mut tx = site.app.begin(&actor).await.unwrap();
    prove(&mut tx, &actor, activity, duties).await?;
    tx.save().await.unwrap();
    Ok(())
}

pub async fn state(site: &Site, duty: Id) -> (State, Option<Date>, i64) {
    let mut tx = site.tx().await;
    let duty = store::by_id(&mut tx, duty).await.unwrap().unwrap();
    (duty.state, duty.met_on, duty.recorded)
}

/// The value of a hidden field.
pub fn hidden(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn proof_is_given_returned_corrected_and_accepted() {
    on_each_engine(async |site| {
        let duty = NewDuty {
            needs_approval: true,
            ..wanted(&site, Id(7), "ubnd-04189")
        };
        let id = order(&site, vec![duty]).await[0];
        let first = done(&site, "ubnd-04189", "2022-02-25", "Phát thanh về khai sinh").await;
        prove_by(&site, "officer", first, &[id]).await.unwrap();
        prove_by(&site, "officer", first, &[id, id]).await.unwrap();
        let day = Some(date(2022, 2, 25));
        assert_eq!(
            state(&site, id).await,
            (State::Waiting, day, 1),
            "told twice, kept once"
        );

        let mut judge = site.signed_in("coordinator").await;
        let page = judge.get("/minh-chung").await.text;
        assert!(
            page.contains("Phát thanh về khai sinh") && page.contains("45 người") && page.contains("Thái")
        );
        let path = format!("/minh-chung/{}", hidden_path(&page));
        let seen = hidden(&page, "thay");
        let answer = judge.post(&path, &[("thay", &seen), ("kq", "tra-lai")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains("Mời chọn hoặc ghi lý do trả lại."));
        let back = [
            ("thay", seen.as_str()),
            ("kq", "tra-lai"),
            ("cau", "2"),
            ("ly-do", "Ở bản nào?"),
        ];
        assert_eq!(judge.post(&path, &back).await.location(), "/minh-chung");
        assert_eq!(state(&site, id).await, (State::Returned, None, 0));
        assert!(
            judge
                .get("/minh-chung")
                .await
                .text
                .contains("Không còn minh chứng nào")
        );

        let mut officer = site.signed_in("officer").await;
        let page = officer.get(&format!("/viec/{id}")).await.text;
        assert!(page.contains("Bị trả lại: Chưa ghi rõ làm ở đâu và bao nhiêu người dự. Ở bản nào?"));
        let mine = officer.get("/viec").await.text;
        assert!(mine.contains("1 việc bị trả lại") && mine.contains("Trả lại"));

        // Corrected, the same activity is given once more; what was seen before no longer counts.
        prove_by(&site, "officer", first, &[id]).await.unwrap();
        let stale = [("thay", seen.as_str()), ("kq", "dat")];
        assert_eq!(judge.post(&path, &stale).await.status, StatusCode::CONFLICT);
        let page = judge.get("/minh-chung").await.text;
        let accept = [("thay", &*hidden(&page, "thay")), ("kq", "dat")];
        // What its officer puts right meanwhile was not what the judge saw.
        let mut tx = site.tx().await;
        let longer = "UPDATE activity SET what = 'Phát thanh, bản Nà Dìa' WHERE locality_id = $1";
        tx.execute(longer, params![site.locality]).await.unwrap();
        tx.save().await.unwrap();
        assert_eq!(judge.post(&path, &accept).await.status, StatusCode::CONFLICT);
        let page = judge.get("/minh-chung").await.text;
        let accept = [("thay", &*hidden(&page, "thay")), ("kq", "dat")];
        assert_eq!(judge.post(&path, &accept).await.status, StatusCode::SEE_OTHER);
        assert_eq!(state(&site, id).await, (State::Met, day, 1));
    })
    .await;
}

/// Identity of the proof whose form stands on a page.
fn hidden_path(page: &str) -> String {
    let rest = page.split("action=\"/minh-chung/").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn two_who_judge_at_once_do_not_overwrite_each_other() {
    on_each_engine(async |site| {
        let id = order(&site, vec![wanted(&site, Id(7), "ubnd-04189")]).await[0];
        let activity = done(&site, "ubnd-04189", "2022-02-25", "Phát thanh").await;
        prove_by(&site, "officer", activity, &[id]).await.unwrap();
        let (mut one, mut other) = (
            site.signed_in("coordinator").await,
            site.signed_in("inspector").await,
        );
        let page = one.get("/minh-chung").await.text;
        let path = format!("/minh-chung/{}", hidden_path(&page));
        let seen = hidden(&page, "thay");
        assert_eq!(seen, hidden(&other.get("/minh-chung").await.text, "thay"));
        let accept = [("thay", seen.as_str()), ("kq", "dat")];
        let back = [("thay", seen.as_str()), ("kq", "tra-lai"), ("cau", "1")];
        let (first, second) = tokio::join!(one.post(&path, &accept), other.post(&path, &back));
        let mut statuses = [first.status, second.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
        let want = if first.status == StatusCode::SEE_OTHER {
            State::Met
        } else {
            State::Returned
        };
        assert_eq!(state(&site, id).await.0, want);
    })
    .await;
}

#[tokio::test]
async fn only_the_own_unit_is_proven_within_the_window() {
    on_each_engine(async |site| {
        let list = vec![
            wanted(&site, Id(7), "ubnd-04189"),
            wanted(&site, Id(7), "ubnd-04171"),
        ];
        let ids = order(&site, list).await;
        let own = done(&site, "ubnd-04189", "2022-03-02", "Phát thanh").await;
        let early = done(&site, "ubnd-04189", "2022-01-31", "Phát thanh").await;
        let foreign = prove_by(&site, "officer", own, &ids).await;
        assert!(matches!(foreign, Err(Error::Forbidden)));
        assert_eq!(state(&site, ids[0]).await.0, State::Open, "nothing half-written");
        let early = prove_by(&site, "officer", early, &ids[..1]).await;
        assert!(matches!(early, Err(Error::Problem(problems)) if problems.on("viec").is_some()));
        assert!(matches!(
            prove_by(&site, "officer", own, &[Id(99)]).await,
            Err(Error::NotFound)
        ));

        // Late proof counts, and stays marked.
        prove_by(&site, "officer", own, &ids[..1]).await.unwrap();
        assert_eq!(
            state(&site, ids[0]).await,
            (State::Met, Some(date(2022, 3, 2)), 1)
        );
        let mut officer = site.signed_in("officer").await;
        let page = officer.get(&format!("/viec/{}", ids[0])).await.text;
        assert!(page.contains("Đạt</span> muộn 2 ngày") && page.contains("Làm muộn 2 ngày"));

        // No longer ordered, it cannot be proven; the proven one stays.
        let mut tx = site.tx().await;
        reconcile(&mut tx, Id(7), Vec::new()).await.unwrap();
        tx.save().await.unwrap();
        assert_eq!(state(&site, ids[0]).await.0, State::Met);
        let other = done(&site, "ubnd-04171", "2022-02-25", "Phát thanh").await;
        let gone = prove_by(&site, "coordinator", other, &ids[1..]).await;
        assert!(matches!(gone, Err(Error::Problem(_))));
    })
    .await;
}

#[tokio::test]
async fn a_floor_of_two_wants_two() {
    on_each_engine(async |site| {
        let duty = NewDuty {
            wanted: 2,
            period: "2022-Q1".to_owned(),
            ..wanted(&site, Id(7), "ubnd-04189")
        };
        let id = order(&site, vec![duty.clone()]).await[0];
        let first = done(&site, "ubnd-04189", "2022-02-03", "Họp bản Nà Dìa").await;
        prove_by(&site, "officer", first, &[id]).await.unwrap();
        assert_eq!(state(&site, id).await, (State::Open, None, 1));
        let mut officer = site.signed_in("officer").await;
        assert!(officer.get("/viec").await.text.contains("đã ghi 1/2"));
        // A lower floor settles what was recorded; a higher one opens it again.
        for (floor, want) in [(1, State::Met), (3, State::Open), (2, State::Open)] {
            let list = vec![NewDuty {
                wanted: floor,
                ..duty.clone()
            }];
            order(&site, list).await;
            assert_eq!(state(&site, id).await.0, want, "{floor}");
        }
        let second = done(&site, "ubnd-04189", "2022-02-04", "Họp bản Nà Dìa").await;
        prove_by(&site, "officer", second, &[id]).await.unwrap();
        assert_eq!(state(&site, id).await, (State::Met, Some(date(2022, 2, 4)), 2));
    })
    .await;
}

#[tokio::test]
async fn more_time_hides_no_lateness() {
    on_each_engine(async |site| {
        let id = order(&site, vec![wanted(&site, Id(7), "ubnd-04189")]).await[0];
        let mut coordinator = site.signed_in("coordinator").await;
        let path = format!("/viec/{id}/gia-han");
        let fields = |day: &'static str, month: &'static str, reason: &'static str| {
            [
                ("den-ngay", day),
                ("den-thang", month),
                ("den-nam", "2022"),
                ("ly-do", reason),
            ]
        };
        let long = "x".repeat(501);
        for (day, month, reason, said) in [
            ("", "", "vì mưa", "Ngày này không có thật"),
            ("31", "4", "vì mưa", "Ngày này không có thật"),
            ("30", "4", "", "Mời ghi lý do gia hạn"),
            ("28", "2", "vì mưa", "Ngày gia hạn phải sau ngày"),
            ("17", "4", "vì mưa", "Ngày gia hạn phải sau ngày 17/04/2022"),
        ] {
            let answer = coordinator.post(&path, &fields(day, month, reason)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}/{month}");
            assert!(answer.text.contains(said), "{said}");
            assert!(
                answer.text.contains(&format!("value=\"{day}\"")),
                "what was typed stays"
            );
        }
        let answer = coordinator
            .post(
                &path,
                &[
                    ("den-ngay", "30"),
                    ("den-thang", "4"),
                    ("den-nam", "2022"),
                    ("ly-do", &long),
                ],
            )
            .await;
        assert!(answer.text.contains("Dài quá 500"));
        let hostile = "<script>alert(1)</script>";
        assert_eq!(
            coordinator.post(&path, &fields("22", "4", hostile)).await.status,
            StatusCode::SEE_OTHER
        );
        let page = coordinator.get(&format!("/viec/{id}")).await.text;
        assert!(
            page.contains("Quá hạn</span> 49 ngày · gia hạn đến 22/04/2022"),
            "both are told"
        );
        assert!(page.contains("28/02/2022") && page.contains("&#60;script&#62;") && !page.contains(hostile));
        assert_eq!(
            coordinator.post(&path, &fields("22", "4", "nữa")).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert!(
            coordinator
                .get("/bang-dieu-hanh")
                .await
                .text
                .contains("<strong>1</strong> <span class=\"loa-status loa-status--qua-han")
        );

        let mut officer = site.signed_in("officer").await;
        assert_eq!(
            officer.post(&path, &fields("25", "4", "vì mưa")).await.status,
            StatusCode::FORBIDDEN
        );
        // A coordinator of the commune steers its duties, and no others.
        let other = order(&site, vec![wanted(&site, Id(8), "ubnd-04171")]).await[0];
        let mut local = site.signed_in("local").await;
        assert_eq!(
            local.post(&path, &fields("25", "4", "vì mưa")).await.status,
            StatusCode::SEE_OTHER
        );
        let theirs = format!("/viec/{other}/gia-han");
        assert_eq!(
            local.post(&theirs, &fields("25", "4", "vì mưa")).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            local
                .post("/viec/x!/gia-han", &fields("25", "4", "x"))
                .await
                .status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn approval_is_set_apart_from_the_plan() {
    on_each_engine(async |site| {
        let duty = wanted(&site, Id(7), "ubnd-04189");
        let id = order(&site, vec![duty.clone()]).await[0];
        let mut coordinator = site.signed_in("coordinator").await;
        let path = format!("/viec/{id}/can-duyet");
        assert_eq!(
            coordinator.post(&path, &[("can-duyet", "co")]).await.status,
            StatusCode::SEE_OTHER
        );
        // The plan says the same as before: what the coordinator set stays.
        order(&site, vec![duty]).await;
        let activity = done(&site, "ubnd-04189", "2022-02-25", "Phát thanh").await;
        prove_by(&site, "officer", activity, &[id]).await.unwrap();
        assert_eq!(state(&site, id).await.0, State::Waiting);
        let mut officer = site.signed_in("officer").await;
        assert_eq!(
            officer.post(&path, &[("can-duyet", "khong")]).await.status,
            StatusCode::FORBIDDEN
        );
    })
    .await;
}

//! Stories of who judges what.

use axum::http::StatusCode;
use jiff::civil::date;
use loa_db::id::Id;
use loa_db::params;

use super::{done, hidden, hidden_path, order, prove_by, state, wanted};
use crate::duty::actions::OWN;
use crate::duty::{NewDuty, State};
use crate::testing::{Site, on_each_engine};

async fn write(site: &Site, sql: &'static str, person: &str) {
    let mut tx = site.tx().await;
    let values = params![site.locality, site.people[person]];
    tx.execute(sql, values).await.unwrap();
    tx.save().await.unwrap();
}

/// A duty whose proof a person must accept, and what was done for it.
async fn to_judge(site: &Site) -> (Id, Id) {
    let duty = NewDuty {
        needs_approval: true,
        ..wanted(site, Id(7), "ubnd-04189")
    };
    let id = order(site, vec![duty]).await[0];
    let activity = done(site, "ubnd-04189", "2022-02-25", "Phát thanh về khai sinh").await;
    (id, activity)
}

#[tokio::test]
async fn nobody_judges_what_they_told_while_somebody_else_may() {
    on_each_engine(async |site| {
        let (id, activity) = to_judge(&site).await;
        write(
            &site,
            "UPDATE activity SET person_id = $2 WHERE locality_id = $1",
            "local",
        )
        .await;
        prove_by(&site, "local", activity, &[id]).await.unwrap();

        let mut local = site.signed_in("local").await;
        let whole = site.signed_in("coordinator").await.get("/minh-chung").await.text;
        let path = format!("/minh-chung/{}", hidden_path(&whole));
        let accept = [("thay", &*hidden(&whole, "thay")), ("kq", "dat")];
        let barred = async |local: &mut crate::testing::Browser| {
            assert!(local.get("/minh-chung").await.text.contains("Không còn minh chứng"));
            let page = local.get(&path).await;
            assert!(page.text.contains(OWN) && !page.text.contains(&format!("action=\"{path}\"")));
            let answer = local.post(&path, &accept).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text.contains(OWN));
            assert_eq!(state(&site, id).await.0, State::Waiting);
        };
        barred(&mut local).await;

        // One has left, one has not taken up the invitation yet; then somebody stands in for the judge.
        write(
            &site,
            "UPDATE person SET left_on = '2022-01-01' WHERE locality_id = $1 AND id = $2",
            "coordinator",
        )
        .await;
        barred(&mut local).await;
        write(
            &site,
            "UPDATE person SET password = NULL WHERE locality_id = $1 AND id = $2",
            "inspector",
        )
        .await;
        let mut tx = site.tx().await;
        let values = params![site.locality, site.people["local"], site.people["officer"]];
        tx.execute(
            "INSERT INTO delegation (id, locality_id, person_id, delegate_id, valid_from, valid_to, created_at) \
             VALUES (1, $1, $2, $3, '2022-04-01', '2022-04-30', 0)",
            values,
        )
        .await
        .unwrap();
        tx.save().await.unwrap();
        barred(&mut local).await;
        write(
            &site,
            "UPDATE delegation SET ended_at = 1 WHERE locality_id = $1 AND person_id = $2",
            "local",
        )
        .await;

        // Nobody else is left.
        let page = local.get("/minh-chung").await.text;
        assert!(page.contains("Hiện không còn ai khác duyệt được"));
        assert_eq!(local.post(&path, &accept).await.status, StatusCode::SEE_OTHER);
        assert_eq!(state(&site, id).await.0, State::Met);
        let mut tx = site.tx().await;
        let sql = "SELECT detail FROM audit_entry WHERE locality_id = $1 AND action = 'proof.judged'";
        let rows = tx.rows(sql, params![site.locality]).await.unwrap();
        let detail = rows[0].text("detail").unwrap();
        assert!(detail.contains("nobody else may judge"), "{detail}");
    })
    .await;
}

#[tokio::test]
async fn a_thousand_records_of_ones_own_hide_nobody_elses() {
    on_each_engine(async |site| {
        let (id, activity) = to_judge(&site).await;
        prove_by(&site, "officer", activity, &[id]).await.unwrap();
        for sql in [
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100) \
             INSERT INTO activity (id, locality_id, unit_id, person_id, code, what, place, happened_on, filed_at, audience, \
             language, is_sample, request_key) \
             SELECT 1000 + i, a.locality_id, a.unit_id, CAST($2 AS BIGINT), 'M-' || CAST(i AS TEXT), a.what, a.place, \
             a.happened_on, a.filed_at, a.audience, a.language, a.is_sample, 'm-' || CAST(i AS TEXT) \
             FROM activity a CROSS JOIN n WHERE a.locality_id = $1",
            "INSERT INTO proof (id, locality_id, duty_id, activity_id, unit_id, state, given_at) \
             SELECT a.id, p.locality_id, p.duty_id, a.id, p.unit_id, p.state, 1 \
             FROM activity a CROSS JOIN proof p \
             WHERE a.locality_id = $1 AND p.locality_id = $1 AND a.person_id = $2 AND a.code LIKE 'M-%'",
        ] {
            write(&site, sql, "coordinator").await;
        }
        let page = site.signed_in("coordinator").await.get("/minh-chung").await.text;
        assert!(page.contains("Phát thanh về khai sinh") && page.contains("Còn 1 bản ghi"), "theirs");
        let page = site.signed_in("inspector").await.get("/minh-chung").await.text;
        assert!(page.contains("Còn hơn 1.000 bản ghi"), "all of them");
    })
    .await;
}

#[tokio::test]
async fn a_record_under_the_wrong_duty_is_returned_moved_and_looked_at_again() {
    on_each_engine(async |site| {
        let open = |origin| NewDuty {
            period: "2022-04".to_owned(),
            opens_on: date(2022, 4, 1),
            due_on: date(2022, 4, 30),
            ..wanted(&site, Id(origin), "ubnd-04189")
        };
        let ids = [
            order(&site, vec![open(7)]).await[0],
            order(&site, vec![open(8)]).await[0],
        ];
        let [wrong, right] = [ids[0].to_string(), ids[1].to_string()];
        let mut officer = site.signed_in("officer").await;
        let fields = |duty: &str| {
            [
                ("viec", duty.to_owned()),
                ("ngay-ngay", "15".to_owned()),
                ("ngay-thang", "4".to_owned()),
                ("ngay-nam", "2022".to_owned()),
                ("lam-gi", "Họp bản, 40 người".to_owned()),
                ("tieng", "vi".to_owned()),
            ]
        };
        let send = async |browser: &mut crate::testing::Browser, path: &str, duty: &str| {
            let fields = fields(duty);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, &**value)).collect();
            browser.post_files(path, &fields, &[]).await
        };
        let record = send(&mut officer, "/ghi", &wrong).await.location().to_owned();
        assert_eq!(state(&site, ids[0]).await.0, State::Met);

        // Accepting beside a chosen reason is asked twice, and nothing is decided in between.
        let mut coordinator = site.signed_in("coordinator").await;
        let page = coordinator.get("/minh-chung").await.text;
        let path = format!("/minh-chung/{}", hidden_path(&page));
        let seen = hidden(&page, "thay");
        let both = [("thay", &*seen), ("kq", "dat"), ("cau", "4")];
        let asked = coordinator.post(&path, &both).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(asked.text.contains("bấm Đạt lần nữa") && asked.text.contains("name=\"chac\""));
        assert!(asked.text.contains("value=\"4\" checked"), "the reason is kept");
        let back = [("thay", &*seen), ("kq", "tra-lai"), ("cau", "4")];
        assert_eq!(coordinator.post(&path, &back).await.status, StatusCode::SEE_OTHER);
        assert_eq!(state(&site, ids[0]).await.0, State::Returned);

        let edit = format!("{record}/sua");
        let form = officer.get(&edit).await.text;
        assert!(form.contains(&format!("value=\"{wrong}\" checked")));
        assert_eq!(
            send(&mut officer, &edit, "0zzzzzzzzzzzz").await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            state(&site, ids[0]).await.0,
            State::Returned,
            "nothing of it was kept"
        );
        assert_eq!(send(&mut officer, &edit, &right).await.location(), record);
        assert_eq!(state(&site, ids[0]).await.0, State::Open);
        assert_eq!(
            state(&site, ids[1]).await.0,
            State::Waiting,
            "who found fault sees it mended"
        );
        assert_eq!(send(&mut officer, &edit, "khac").await.location(), record);
        assert_eq!(state(&site, ids[1]).await.0, State::Open);
        assert_eq!(send(&mut officer, &edit, &wrong).await.location(), record);
        assert_eq!(state(&site, ids[0]).await.0, State::Waiting, "by whatever way");
        assert_eq!(send(&mut officer, &edit, "khac").await.location(), record);
        assert!(
            officer
                .get(&record)
                .await
                .text
                .contains("Việc khác, không có trong kế hoạch")
        );
    })
    .await;
}

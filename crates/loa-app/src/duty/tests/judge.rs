//! Stories of who judges what.

use axum::http::StatusCode;
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

#[tokio::test]
async fn nobody_judges_what_they_told_while_somebody_else_may() {
    on_each_engine(async |site| {
        let duty = NewDuty {
            needs_approval: true,
            ..wanted(&site, Id(7), "ubnd-04189")
        };
        let id = order(&site, vec![duty]).await[0];
        let activity = done(&site, "ubnd-04189", "2022-02-25", "Phát thanh về khai sinh").await;
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

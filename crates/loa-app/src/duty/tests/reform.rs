//! What becomes of duties when communes are merged.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use loa_db::id::Id;
use loa_db::params;

use super::{order, state, wanted};
use crate::duty::{NewDuty, State, store};
use crate::org;
use crate::org::change::Missing;
use crate::testing::{Site, on_each_engine};

/// The part of the reform of 2025 that concerns Sông Mã (ADM-02).
const REFORM: &str = include_str!("../../org/tests/reform-2025.csv");
const REFORM_DAY: Date = Date::constant(2025, 7, 1);

fn second_quarter(site: &Site, unit: &str) -> NewDuty {
    NewDuty {
        opens_on: date(2025, 4, 1),
        due_on: date(2025, 6, 30),
        ..wanted(site, Id(7), unit)
    }
}

#[tokio::test]
async fn who_carries_on_a_commune_carries_on_its_duties() {
    on_each_engine(async |site| {
        // Pú Pẩu becomes a part of Bó Sinh (04171), Đứa Mòn of another commune.
        let ids = order(
            &site,
            vec![
                second_quarter(&site, "ubnd-04174"),
                second_quarter(&site, "ubnd-04171"),
                second_quarter(&site, "ubnd-04189"),
            ],
        )
        .await;
        let path = format!("/viec/{}", ids[0]);
        site.app.clock().move_to(date(2025, 6, 20));
        let mut officer = site.signed_in("neighbour").await;
        assert_eq!(officer.get(&path).await.status, StatusCode::FORBIDDEN);
        assert!(!officer.get("/viec").await.text.contains("trước đây"));

        let mut tx = site.tx().await;
        let file = org::actions::read_list(REFORM.as_bytes(), "").unwrap();
        let proposal = org::actions::compare(&mut tx, &file, REFORM_DAY, Missing::Stay)
            .await
            .unwrap();
        org::actions::apply(&mut tx, &proposal, "").await.unwrap();
        tx.save().await.unwrap();
        assert_eq!(
            officer.get(&path).await.status,
            StatusCode::FORBIDDEN,
            "not before the day"
        );

        site.app.clock().move_to(date(2025, 7, 10));
        let mine = officer.get("/viec").await.text;
        assert!(
            mine.contains("của UBND xã Pú Pẩu trước đây") && mine.contains(&path),
            "{mine}"
        );
        assert!(mine.contains(", UBND xã Bó Sinh"), "its own as well");
        assert!(!mine.contains("Đứa Mòn"));
        let form = officer.get("/ghi").await.text;
        assert!(form.contains("của UBND xã Pú Pẩu trước đây"));
        assert!(
            !form.contains("name=\"don-vi\""),
            "an ended unit does nothing any more"
        );
        let page = officer.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("UBND xã Pú Pẩu"));
        let other = format!("/viec/{}", ids[2]);
        assert_eq!(officer.get(&other).await.status, StatusCode::FORBIDDEN);

        let id = ids[0].to_string();
        let mut told = vec![
            ("viec", id.as_str()),
            ("lam-gi", "Phát thanh bù cho Pú Pẩu"),
            ("ngay-ngay", "8"),
            ("ngay-thang", "7"),
            ("ngay-nam", "2025"),
            ("tieng", "vi"),
        ];
        let answer = officer.post_files("/ghi", &told, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        assert_eq!(state(&site, ids[0]).await.0, State::Met);
        let mut tx = site.tx().await;
        let duty = store::by_id(&mut tx, ids[0]).await.unwrap().unwrap();
        assert_eq!(
            duty.unit, site.units["ubnd-04174"],
            "the names of then stay for ever"
        );
        let sql = "SELECT unit_id FROM activity WHERE locality_id = $1";
        let rows = tx.rows(sql, params![site.locality]).await.unwrap();
        assert_eq!(rows[0].id("unit_id").unwrap(), site.units["ubnd-04171"]);
        drop(tx);
        let id = ids[2].to_string();
        told[0].1 = &id;
        let answer = officer.post_files("/ghi", &told, &[]).await;
        assert_eq!(
            answer.status,
            StatusCode::FORBIDDEN,
            "somebody else carries that on"
        );
    })
    .await;
}

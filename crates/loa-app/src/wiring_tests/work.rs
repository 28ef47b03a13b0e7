//! What units owe, did, wrote and are told, made anew for each request of the walk.

use std::io::Cursor;

use jiff::civil::date;
use loa_db::id::Id;
use loa_db::params;

use super::Walk;
use crate::document;
use crate::document::Purpose;
use crate::duty;
use crate::duty::{DutyRole, NewDuty, ProofState};
use crate::identity::token;
use crate::inspection;
use crate::inspection::Programme;
use crate::org;
use crate::plan;
use crate::report;
use crate::subplan;
use crate::testing::Site;
use crate::urging;
use crate::urging::store::urge::NewUrge;

/// A call for the sub-plan of one unit, and that sub-plan. A plan asks each unit once, so each sample is of its own plan.
pub async fn subplan(walk: &Walk, unit: Id) -> (String, String) {
    let mut tx = walk.site.tx().await;
    let head = plan::Head::default();
    let plan = plan::store::insert_plan(&mut tx, &head, None).await.unwrap();
    let new = subplan::store::NewCall {
        plan,
        order: None,
        due_on: tx.today(),
        words: "",
        key: &plan.to_string(),
    };
    let call = subplan::store::insert_call(&mut tx, &new).await.unwrap();
    let made = subplan::store::insert(&mut tx, call, plan, &[unit])
        .await
        .unwrap();
    tx.save().await.unwrap();
    (call.to_string(), made[0].to_string())
}

/// The round of a quarter and in it the report of a unit, sent once so that there is an edition.
pub async fn report(site: &Site, unit: Id) -> (Id, Id) {
    let mut tx = site.tx().await;
    let there = report::store::rounds(&mut tx).await.unwrap().into_iter().next();
    let round = match there {
        Some(round) => round,
        None => {
            let regime = report::store::regime::Regime {
                units_day: 15,
                due_day: 17,
                ..Default::default()
            };
            let period = report::period("2022-Q1").unwrap();
            let id = tx.new_id();
            let round = report::actions::round_of(id, "tuyen-truyen-cchc", period, &regime).unwrap();
            report::actions::open(&mut tx, &round).await.unwrap();
            round
        }
    };
    let reports = report::store::of_round(&mut tx, round.id).await.unwrap();
    let mut found = reports.into_iter().find(|report| report.unit == unit).unwrap();
    found.standing.state = report::State::Draft;
    if found.standing.edition == 0 {
        found.standing.edition = 1;
        let content = report::actions::content(&mut tx, &round, &found, report::actions::Silent::Draft).await;
        let new = report::store::edition::NewEdition {
            report: found.id,
            ordinal: 1,
            totals: "{}".to_owned(),
            content: report::store::kept(&content.unwrap()),
            digest: String::new(),
            composed_at: found.composed_at,
        };
        report::store::edition::insert(&mut tx, &[new], None)
            .await
            .unwrap();
    }
    report::store::set_standing(&mut tx, &found).await.unwrap();
    tx.save().await.unwrap();
    (round.id, found.id)
}

pub async fn group(site: &Site, unit: Id) -> String {
    let mut tx = site.tx().await;
    let name = format!("Nhóm {}", tx.new_id());
    let id = org::actions::save_group(&mut tx, None, &name, &[unit])
        .await
        .unwrap();
    tx.save().await.unwrap();
    id.to_string()
}

/// A document of a unit's register that went to the same unit, or one that came in there.
pub async fn official(site: &Site, unit: Id, is_incoming: bool) -> Id {
    let mut tx = site.tx().await;
    let id = tx.new_id();
    let (way, state) = if is_incoming {
        ("in", "received")
    } else {
        ("out", "issued")
    };
    let key = id.to_string();
    let values = params![
        id,
        tx.locality(),
        unit,
        way,
        state,
        id,
        site.people["office"],
        tx.now(),
        key.as_str()
    ];
    tx.execute(
        "INSERT INTO official_document (id, locality_id, unit_id, way, kind, year, book, number, symbol, subject, state, \
         author, signer, position, recipients, kept_by, taken_by, note, checked, check_note, reason, made_by, made_at, \
         request_key) VALUES ($1, $2, $3, $4, 'BC', 2022, 'BC', $6, 'BC-UBND', 'Bản mẫu', $5, '', '', '', '', '', '', '', \
         '', '', '', $7, $8, $9)",
        values,
    )
    .await
    .unwrap();
    let values = params![tx.locality(), id, unit, tx.now()];
    tx.execute(
        "INSERT INTO document_receipt (locality_id, document_id, unit_id, role, sent_at) VALUES ($1, $2, $3, 'know', $4)",
        values,
    )
    .await
    .unwrap();
    tx.save().await.unwrap();
    id
}

/// A letter of urging to a unit.
pub async fn urge(site: &Site, unit: Id) -> String {
    let mut tx = site.tx().await;
    let new = NewUrge {
        unit,
        by_mail: false,
        letter: "Kính gửi",
        short: "Gấp",
        duties: &[],
        official: None,
    };
    let id = urging::store::urge::insert(&mut tx, &new).await.unwrap();
    tx.save().await.unwrap();
    id.to_string()
}

/// A link to the overview of a unit: its identity and its secret.
pub async fn overview(site: &Site, unit: Id) -> (Id, String) {
    let mut tx = site.tx().await;
    let (id, secret) = (tx.new_id(), token::fresh().unwrap());
    let expires = tx.now() + jiff::SignedDuration::from_hours(1);
    urging::store::overview::insert(&mut tx, id, unit, &token::hash(&secret), expires)
        .await
        .unwrap();
    tx.save().await.unwrap();
    (id, secret)
}

/// A programme of inspections.
pub async fn programme(site: &Site) -> Id {
    let mut tx = site.tx().await;
    let new = Programme {
        id: tx.new_id(),
        year: 2022,
        title: "Kiểm tra mẫu".to_owned(),
        number: String::new(),
        issued_on: None,
        within: String::new(),
        plan: None,
        first_on: date(2022, 1, 1),
        last_on: date(2022, 12, 31),
    };
    let key = new.id.to_string();
    let id = inspection::store::insert_programme(&mut tx, &new, &key)
        .await
        .unwrap();
    tx.save().await.unwrap();
    id
}

/// A visit to a unit that is ahead.
pub async fn inspection(site: &Site, unit: Id) -> String {
    let programme = programme(site).await;
    let mut tx = site.tx().await;
    let id = tx.new_id();
    let visit = inspection::actions::fresh(id, programme, unit, date(2022, 4, 20), "", "");
    inspection::store::insert(&mut tx, &visit).await.unwrap();
    tx.save().await.unwrap();
    id.to_string()
}

pub async fn duty_of(site: &Site, unit: Id) -> Id {
    let mut tx = site.tx().await;
    let origin = tx.new_id();
    let new = NewDuty {
        origin,
        number: "2.3".to_owned(),
        title: "Truyền thanh xã".to_owned(),
        position: 3,
        unit,
        role: DutyRole::Lead,
        period: "Tháng 04/2022".to_owned(),
        opens_on: date(2022, 4, 1),
        due_on: date(2022, 4, 30),
        needs_approval: true,
        wanted: 1,
    };
    duty::actions::reconcile(&mut tx, origin, vec![new])
        .await
        .unwrap();
    let made = duty::store::of_origin(&mut tx, origin).await.unwrap();
    tx.save().await.unwrap();
    made[0].id
}

/// Something that a unit did.
pub async fn activity(site: &Site, unit: Id, person: Id) -> Id {
    let mut tx = site.tx().await;
    let id = tx.new_id();
    let values = params![
        id,
        tx.locality(),
        unit,
        person,
        id.to_string(),
        "Phát thanh",
        "Bản mẫu",
        tx.today(),
        tx.now(),
        "bà con",
        "Thái",
        true,
        id.to_string()
    ];
    tx.execute(
        "INSERT INTO activity (id, locality_id, unit_id, person_id, code, what, place, happened_on, filed_at, audience, \
         language, is_sample, request_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        values,
    )
    .await
    .unwrap();
    tx.save().await.unwrap();
    id
}

/// A photo of something that a unit did.
pub async fn file(site: &Site, unit: Id) -> String {
    let activity = activity(site, unit, site.people["office"]).await;
    let mut png = Cursor::new(Vec::new());
    let picture = image::RgbImage::new(8, 8);
    picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let bytes = png.into_inner().into();
    let mut tx = site.tx().await;
    let file = document::actions::keep(&site.app, &mut tx, "anh.png", bytes, Purpose::Photo)
        .await
        .unwrap();
    let values = params![tx.locality(), activity, file, 0_i64];
    let sql =
        "INSERT INTO activity_file (locality_id, activity_id, file_id, position) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, values).await.unwrap();
    tx.save().await.unwrap();
    file.to_string()
}

/// A proof that waits for somebody to look at it.
pub async fn proof(site: &Site, unit: Id) -> String {
    let duty = duty_of(site, unit).await;
    let id = activity(site, unit, site.people["office"]).await;
    let mut tx = site.tx().await;
    duty::store::give(&mut tx, duty, id, ProofState::Waiting)
        .await
        .unwrap();
    let proofs = duty::store::proof::of_duty(&mut tx, duty).await.unwrap();
    tx.save().await.unwrap();
    proofs[0].id.to_string()
}

//! Who is told, what those read who are not to see all of it, and what is no ground.

use super::*;
use crate::document::Purpose;
use crate::document::actions::keep;
use crate::document::register::tests::files::{below, pdf};
use crate::identity::store::reach;

/// The officer of the commune has a mail address.
pub async fn reached(site: &Site) {
    let mut tx = site.tx().await;
    let officer = site.people["officer"];
    reach::set_email(&mut tx, officer, Some("o@mau.vn"))
        .await
        .unwrap();
    tx.save().await.unwrap();
}

#[tokio::test]
async fn no_term_begins_while_nobody_of_the_unit_can_hear_or_answer() {
    on_each_engine(async |site| {
        let mut desk = site.signed_in("coordinator").await;
        let letter = document(&site, "CV", "issued").await;
        let based = [("van-ban", letter.as_str())];
        let begun = criticise(&site, &mut desk, "Chậm gửi báo cáo.", &based).await;
        let entry = begun.location().to_owned();
        let leaves = async |day: Option<&str>| {
            let mut tx = site.tx().await;
            let sql = "UPDATE person SET left_on = $3 WHERE locality_id = $1 AND id = $2";
            let values = params![tx.locality(), site.people["officer"], day];
            tx.execute(sql, values).await.unwrap();
            tx.save().await.unwrap();
        };
        // Who steers the commune has an address, but does not speak for it.
        let mut tx = site.tx().await;
        let local = site.people["local"];
        reach::set_email(&mut tx, local, Some("l@mau.vn")).await.unwrap();
        tx.save().await.unwrap();
        for (day, told) in [
            (None, "chưa ghi địa chỉ thư"),
            (Some("2022-04-01"), "không ai trả lời được"),
        ] {
            leaves(day).await;
            let refused = act(&mut desk, &entry, Act::Tell, "").await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text.contains(told), "COM-02: {}", refused.text);
            let mut tx = site.tx().await;
            let id = entry.rsplit('/').next().unwrap().parse().unwrap();
            let standing = store::by_id(&mut tx, id).await.unwrap().unwrap().standing;
            assert_eq!((standing.state, standing.due_on), (State::Draft, None));
        }
        leaves(None).await;
        reached(&site).await;
        assert_eq!(
            acted(&mut desk, &entry, Act::Tell, "").await,
            StatusCode::SEE_OTHER
        );
    })
    .await;
}

/// What an inspection of the commune found; gives its identity.
async fn finding(site: &Site, what: &str) -> String {
    let mut tx = site.tx().await;
    let (locality, unit, by) = (tx.locality(), site.units["ubnd-04189"], site.people["inspector"]);
    let (day, now) = (tx.today(), tx.now());
    let [programme, visit, item, id] = [(); 4].map(|()| tx.new_id());
    for (sql, values) in [
        (
            "INSERT INTO inspection_programme (id, locality_id, year, title, number, within, first_on, last_on, created_by, \
             created_at, request_key) VALUES ($1, $2, 2022, 'Kiểm tra', '', '', $3, $3, $4, $5, 'k')",
            params![programme, locality, day, by, now],
        ),
        (
            "INSERT INTO inspection (id, locality_id, programme_id, unit_id, planned_on, team, reason, state, present, conclusion, \
             created_by, created_at) VALUES ($1, $2, $3, $4, $5, '', '', 'concluded', '', '', $6, $7)",
            params![visit, locality, programme, unit, day, by, now],
        ),
        (
            "INSERT INTO inspection_item (id, locality_id, inspection_id, key, kind, position, number, title, known) \
             VALUES ($1, $2, $3, 'k', 'question', 1, '1', 'Sổ', '')",
            params![item, locality, visit],
        ),
        (
            "INSERT INTO finding (id, locality_id, inspection_id, item_id, unit_id, what, basis, remedy, due_on, found_on) \
             VALUES ($1, $2, $3, $4, $5, $6, '', '', $7, $7)",
            params![id, locality, visit, item, unit, what, day],
        ),
    ] {
        tx.execute(sql, values).await.unwrap();
    }
    tx.save().await.unwrap();
    id.to_string()
}

#[tokio::test]
async fn what_an_inspection_found_is_told_to_those_who_see_inspections() {
    on_each_engine(async |site| {
        let mut desk = site.signed_in("coordinator").await;
        let found = finding(&site, "Sổ theo dõi bỏ trống").await;
        let begun = criticise(&site, &mut desk, "Chậm gửi báo cáo.", &[("can-cu", &found)]).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        for (login, sees) in [("coordinator", true), ("inspector", true), ("approver", false)] {
            let page = site.signed_in(login).await.get(begun.location()).await;
            assert_eq!(page.status, StatusCode::OK, "{login}");
            let is_told = page.text.contains("Sổ theo dõi bỏ trống");
            assert_eq!(is_told, sees, "{login}: {}", page.text);
            assert!(
                page.text.contains("phát hiện khi kiểm tra") && page.text.contains("18/04/2022"),
                "{login}: that there is one: {}",
                page.text
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_document_whose_signed_file_is_stamped_secret_is_no_ground() {
    on_each_engine(async |site| {
        reached(&site).await;
        let mut desk = site.signed_in("coordinator").await;
        let letter = document(&site, "CV", "issued").await;
        let based = [("van-ban", letter.as_str())];
        let begun = criticise(&site, &mut desk, "Chậm gửi báo cáo.", &based).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        let mut tx = site.tx().await;
        let stamped = pdf(&below(&["UBND HUYỆN SÔNG MÃ", "TỐI MẬT", "CÔNG VĂN"]));
        let file = keep(&site.app, &mut tx, "cv.pdf", stamped.into(), Purpose::Signed)
            .await
            .unwrap();
        let id: Id = letter.parse().unwrap();
        let sql = "UPDATE official_document SET signed_file_id = $3 WHERE locality_id = $1 AND id = $2";
        let values = params![tx.locality(), id, file];
        tx.execute(sql, values).await.unwrap();
        tx.save().await.unwrap();
        let again = criticise(&site, &mut desk, "Chậm gửi báo cáo.", &based).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text.contains("văn bản mật"), "{}", again.text);
        let refused = act(&mut desk, begun.location(), Act::Tell, "").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text.contains("Căn cứ của mục này không còn"),
            "{}",
            refused.text
        );
    })
    .await;
}

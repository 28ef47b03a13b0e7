//! Who is told.

use super::*;
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


//! The same plan brought in twice, and what was adopted by mistake.

use axum::http::StatusCode;

use super::{EXAMPLE, EXAMPLE_TEXT, adopt, decide, upload, value_after};
use crate::duty;
use crate::testing::{Answer, Browser, Site, on_each_engine};

/// Duties that are owed in all.
async fn owed(site: &Site) -> usize {
    let mut tx = site.tx().await;
    let (first, last) = (jiff::civil::date(2021, 1, 1), jiff::civil::date(2023, 12, 31));
    let all = duty::store::due_between(&mut tx, first, last).await.unwrap();
    all.iter()
        .filter(|duty| duty.state != duty::State::Cancelled)
        .count()
}

#[tokio::test]
async fn the_same_plan_is_not_adopted_twice_by_mistake() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let first = upload(&mut browser, "ke-hoach.docx", EXAMPLE).await;
        decide(&mut browser, &first).await;
        let page = browser.get(&format!("{first}/ban-hanh")).await.text;
        assert!(!page.contains("đang thực hiện rồi") && !page.contains("van-ban-hanh"));
        assert_eq!(adopt(&mut browser, &first).await.location(), "/nhiem-vu");
        let before = owed(&site).await;

        let again = upload(&mut browser, "ke-hoach.txt", EXAMPLE_TEXT.as_bytes()).await;
        assert_ne!(again, first);
        let review = browser.get(&format!("{again}/soat")).await.text;
        decide(&mut browser, &again).await;
        let page = browser.get(&format!("{again}/ban-hanh")).await.text;
        for (at, text) in [("review", &review), ("adopt", &page)] {
            for told in [
                "có vẻ đang thực hiện rồi",
                &format!("href=\"{first}\""),
                "số 18/KH-UBND, năm 2022",
                &format!("href=\"{first}#ban-moi\">Tải lên làm bản sửa đổi"),
            ] {
                assert!(text.contains(told), "{told} on {at}");
            }
        }
        assert!(browser.get(&first).await.text.contains("id=\"ban-moi\""));
        let refused = adopt(&mut browser, &again).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused
                .text
                .contains("href=\"#van-ban-hanh\">Một kế hoạch giống bản này")
        );
        assert_eq!(owed(&site).await, before);

        // Who wants both says so.
        let seen = value_after(&page, "name=\"da-thay\" value=\"");
        let version = value_after(&page, "name=\"ban\" value=\"");
        let fields = [
            ("da-thay", seen.as_str()),
            ("ban", &version),
            ("da-xem", "1"),
            ("van-ban-hanh", "1"),
        ];
        let done = browser.post(&format!("{again}/ban-hanh"), &fields).await;
        assert_eq!(done.location(), "/nhiem-vu", "{}", done.text);
        assert_eq!(owed(&site).await, before * 2);

        // A later version of a plan is no twin of itself, nor is a plan of another number and title.
        let other = EXAMPLE_TEXT
            .replace("18/KH-UBND", "99/KH-UBND")
            .replace("Tuyên truyền", "Vận động")
            .replace("TUYÊN TRUYỀN", "VẬN ĐỘNG")
            .replace("tuyên truyền", "vận động");
        let third = upload(&mut browser, "khac.txt", other.as_bytes()).await;
        assert!(
            !browser
                .get(&format!("{third}/soat"))
                .await
                .text
                .contains("đang thực hiện rồi")
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_overdue_at_once_is_told_before_adopting() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let plan = upload(&mut browser, "ke-hoach.docx", EXAMPLE).await;
        decide(&mut browser, &plan).await;
        let page = browser.get(&format!("{plan}/ban-hanh")).await.text;
        let told = page
            .split("<strong>! ")
            .find(|part| part.contains("việc đã quá hạn ngay khi ban hành"));
        let told = told.map(|part| part.split(' ').next().unwrap().replace('.', ""));
        adopt(&mut browser, &plan).await;
        let mut tx = site.tx().await;
        let yesterday = tx.today().yesterday().unwrap();
        let late = duty::store::due_between(&mut tx, jiff::civil::date(2021, 1, 1), yesterday)
            .await
            .unwrap();
        let late = (!late.is_empty()).then(|| late.len().to_string());
        assert_eq!(told, late);
    })
    .await;
}

/// The version that the page of a plan offers to take back, and its answer.
async fn recall(browser: &mut Browser, plan: &str) -> (String, Answer) {
    let path = format!("{plan}/thu-hoi");
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let version = value_after(&page.text, "name=\"ban\" value=\"");
    (version.clone(), browser.post(&path, &[("ban", &version)]).await)
}

/// A duty of one unit that is open today.
async fn open_duty(site: &Site, unit: &str) -> duty::Duty {
    let mut tx = site.tx().await;
    let (first, last) = (tx.today(), jiff::civil::date(2022, 12, 31));
    let all = duty::store::of_unit(&mut tx, site.units[unit], first, last)
        .await
        .unwrap();
    let today = tx.today();
    let open = all
        .into_iter()
        .find(|duty| duty.opens_on <= today && duty.state == duty::State::Open);
    open.unwrap()
}

#[tokio::test]
async fn what_was_adopted_by_mistake_is_taken_back() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let plan = upload(&mut browser, "ke-hoach.docx", EXAMPLE).await;
        let path = format!("{plan}/thu-hoi");
        assert_eq!(
            browser.get(&path).await.status,
            StatusCode::CONFLICT,
            "nothing is in force"
        );
        decide(&mut browser, &plan).await;
        adopt(&mut browser, &plan).await;
        let before = owed(&site).await;
        assert!(
            browser
                .get(&plan)
                .await
                .text
                .contains(&format!("href=\"{path}\""))
        );
        let page = browser.get(&path).await.text;
        assert!(page.contains(&format!("{before} việc có hạn")), "{page}");
        let mut leader = site.signed_in("leader").await;
        assert_eq!(leader.post(&path, &[]).await.status, StatusCode::FORBIDDEN);
        let stale = browser.post(&path, &[("ban", "x")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);

        let (version, done) = recall(&mut browser, &plan).await;
        assert_eq!(done.location(), format!("{plan}/soat"), "{}", done.text);
        assert_eq!(owed(&site).await, 0);
        let list = browser.get("/nhiem-vu").await.text;
        assert!(!list.contains("data-l=\"Chủ trì\""));
        // Pressed twice, it is done once.
        let again = browser.post(&path, &[("ban", &version)]).await;
        assert_eq!(again.location(), format!("{plan}/soat"));
        let mut tx = site.tx().await;
        let sql =
            "SELECT COUNT(*) AS many FROM audit_entry WHERE locality_id = $1 AND action = 'plan.recalled'";
        let row = tx
            .row(sql, loa_db::params![site.locality])
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.int("many").unwrap(), 1);
        drop(tx);
        // What was decided stays; it is adopted again like any other draft.
        let again = adopt(&mut browser, &plan).await;
        assert_eq!(again.location(), "/nhiem-vu", "{}", again.text);
        assert_eq!(owed(&site).await, before);
    })
    .await;
}

#[tokio::test]
async fn what_was_begun_is_not_taken_back() {
    on_each_engine(async |site: Site| {
        let mut browser = site.signed_in("coordinator").await;
        let plan = upload(&mut browser, "ke-hoach.docx", EXAMPLE).await;
        decide(&mut browser, &plan).await;
        adopt(&mut browser, &plan).await;
        let before = owed(&site).await;
        let seen = browser.get(&format!("{plan}/thu-hoi")).await.text;
        let version = value_after(&seen, "name=\"ban\" value=\"");

        // Somebody gives proof while the page is open.
        let given = open_duty(&site, "ubnd-04189").await;
        let mut officer = site.signed_in("officer").await;
        let id = given.id.to_string();
        let fields = [
            ("viec", id.as_str()),
            ("lam-gi", "Họp bản Nà Dìa, 45 người"),
            ("tieng", "blt"),
            ("ngay-ngay", "18"),
            ("ngay-thang", "4"),
            ("ngay-nam", "2022"),
        ];
        let told = officer.post("/ghi", &fields).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text);
        let path = format!("{plan}/thu-hoi");
        let refused = browser.post(&path, &[("ban", &version)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for told in [
            "Đã có đơn vị gửi minh chứng",
            "làm bản sửa đổi",
            "href=\"#thu-hoi\"",
        ] {
            assert!(refused.text.contains(told), "{told} in {}", refused.text);
        }
        let page = browser.get(&path).await.text;
        assert!(page.contains("Đã có đơn vị gửi minh chứng") && !page.contains("name=\"ban\""));
        assert_eq!(owed(&site).await, before);
    })
    .await;
}

//! Stories from the filled-in checklist to findings that are put right.

use axum::http::StatusCode;
use jiff::civil::date;
use loa_db::id::Id;

use crate::duty;
use crate::identity::{Action, Role};
use crate::inspection::store::{self, finding};
use crate::inspection::tests::sheet::{UUID, answers, items, phone, visit};
use crate::inspection::{Finding, State};
use crate::report::tests::{opened, report_of};
use crate::testing::{Browser, Site, on_each_engine};

async fn state(site: &Site, visit: Id) -> State {
    let mut tx = site.tx().await;
    store::by_id(&mut tx, visit).await.unwrap().unwrap().state
}

async fn findings(site: &Site, visit: Id) -> Vec<Finding> {
    let mut tx = site.tx().await;
    finding::of_inspection(&mut tx, visit).await.unwrap()
}

/// Answers one thing as not as it should be, and notes that the team was there.
async fn held(site: &Site, visit: Id, desk: &mut Browser) -> Id {
    let item = items(site, visit).await[0].clone();
    let fields = [
        ("muc", item.key.as_str()),
        ("kq", "chua-dat"),
        ("nhan-xet", "Loa bản Nà Dìa hỏng"),
    ];
    desk.post(&format!("/kiem-tra/{visit}/phieu"), &fields).await;
    let fields = [
        ("ngay-ngay", "18"),
        ("ngay-thang", "4"),
        ("ngay-nam", "2022"),
        ("co-mat", "Cầm Văn Mẫu, Chủ tịch UBND xã"),
    ];
    let done = desk.post(&format!("/kiem-tra/{visit}/xong"), &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    item.id
}

async fn conclude(desk: &mut Browser, visit: Id, item: Id, day: &str) -> crate::testing::Answer {
    let name = |field: &str| format!("{field}-{item}");
    let (what, basis, remedy) = (name("thay"), name("can-cu"), name("lam"));
    let (d, m, y) = (
        format!("han-{item}-ngay"),
        format!("han-{item}-thang"),
        format!("han-{item}-nam"),
    );
    let item = item.to_string();
    let page = desk.get(&format!("/kiem-tra/{visit}/ket-luan")).await.text;
    let seen = page.split("name=\"xem\" value=\"").skip(1);
    let seen: Vec<&str> = seen.map(|rest| rest.split('"').next().unwrap()).collect();
    let mut fields = vec![
        ("muc", item.as_str()),
        (what.as_str(), "Loa bản Nà Dìa hỏng"),
        (basis.as_str(), "Nhiệm vụ 2.3"),
        (remedy.as_str(), "Sửa loa bản Nà Dìa"),
        (d.as_str(), day),
        (m.as_str(), "5"),
        (y.as_str(), "2022"),
        ("ket-luan", "Đơn vị có cố gắng"),
    ];
    fields.extend(seen.into_iter().map(|answer| ("xem", answer)));
    desk.post(&format!("/kiem-tra/{visit}/ket-luan"), &fields).await
}

/// The officer tells of something done for a duty.
async fn proves(officer: &mut Browser, duty: Id, what: &str) -> String {
    let duty = duty.to_string();
    let fields = [
        ("viec", duty.as_str()),
        ("ngay-ngay", "18"),
        ("ngay-thang", "4"),
        ("ngay-nam", "2022"),
        ("lam-gi", what),
        ("tieng", "vi"),
    ];
    let done = officer.post("/ghi", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    done.location().to_owned()
}

#[tokio::test]
async fn a_finding_becomes_a_duty_whose_proof_closes_it() {
    on_each_engine(async |site| {
        let visit = visit(&site).await;
        let page = format!("/kiem-tra/{visit}");
        let mut desk = site.signed_in("inspector").await;
        // Nothing is concluded before the team was there.
        let item = items(&site, visit).await[0].id;
        let early = conclude(&mut desk, visit, item, "20").await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.text);
        let item = held(&site, visit, &mut desk).await;
        assert_eq!(state(&site, visit).await, State::Visited);

        // The right of reply: the unit itself, and nobody above it.
        let mut officer = site.signed_in("officer").await;
        assert!(officer.get(&page).await.text.contains("Loa bản Nà Dìa hỏng"));
        let asked = desk.get(&format!("{page}/ket-luan")).await.text;
        assert!(asked.contains("Đơn vị chưa giải trình"), "{asked}");
        let words = [("khoa", "g1"), ("loai", "explained"), ("y-kien", "Loa đang sửa")];
        let mut leader = site.signed_in("leader").await;
        let refused = leader.post(&format!("{page}/tra-loi"), &words).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            refused.text
        );
        for _ in 0..2 {
            let done = officer.post(&format!("{page}/tra-loi"), &words).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        }
        let asked = desk.get(&format!("{page}/ket-luan")).await.text;
        assert_eq!(asked.matches("Loa đang sửa").count(), 1, "said once: {asked}");

        // A day that is over gives nobody time.
        let refused = conclude(&mut desk, visit, item, "31/x").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = conclude(&mut desk, visit, item, "20").await;
        assert_eq!(done.location(), page, "{}", done.text);
        let found = findings(&site, visit).await;
        assert_eq!(found.len(), 1);
        assert!(found[0].was_answered, "confirmed after the unit had its say");
        let owed = found[0].duty.clone().unwrap();
        assert_eq!(
            (owed.unit, owed.due_on),
            (site.units["ubnd-04189"], date(2022, 5, 20))
        );
        assert!(officer.get("/viec").await.text.contains("Sửa loa bản Nà Dìa"));
        let twice = conclude(&mut desk, visit, item, "20").await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "concluded once");

        // An answer that comes now is kept, and changes nothing.
        let key = items(&site, visit).await[0].key.clone();
        let late = phone(&site, UUID)
            .await
            .post(
                &format!("{page}/phieu"),
                &[("muc", &key), ("kq", "dat"), ("nhan-xet", "Đến muộn")],
            )
            .await;
        assert_eq!(late.status, StatusCode::CREATED, "{}", late.text);
        assert_eq!(answers(&site, visit).await.len(), 2);
        assert_eq!(state(&site, visit).await, State::Concluded);
        let shown = desk.get(&page).await.text;
        assert!(
            shown.contains("Câu trả lời đến sau kết luận") && shown.contains("Đến muộn"),
            "{shown}"
        );

        // It cannot be closed while the unit owes something; accepted proof closes the finding.
        let refused = desk.post(&format!("{page}/khep-lai"), &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("Còn 1 phát hiện"), "{}", refused.text);
        proves(&mut officer, owed.id, "Đã sửa loa bản Nà Dìa").await;
        assert!(
            !findings(&site, visit).await[0].is_settled(),
            "a person accepts it"
        );
        let mut tx = site.tx().await;
        let proofs = duty::store::proof::of_duty(&mut tx, owed.id).await.unwrap();
        let seen = proofs[0].seen(&[]);
        drop(tx);
        let judged = desk
            .post(
                &format!("/minh-chung/{}", proofs[0].id),
                &[("kq", "dat"), ("thay", &seen)],
            )
            .await;
        assert_eq!(judged.status, StatusCode::SEE_OTHER, "{}", judged.text);
        assert!(findings(&site, visit).await[0].is_settled());
        let done = desk.post(&format!("{page}/khep-lai"), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        assert_eq!(state(&site, visit).await, State::Closed);

        // What a report tells of it (REP-09 I.3, REP-10), each figure with what it counts.
        let mut coordinator = site.signed_in("coordinator").await;
        let round = opened(&mut coordinator, "2022-6T").await;
        let report = report_of(&mut coordinator, &round, "UBND xã Đứa Mòn").await;
        let text = coordinator.get(&report).await.text;
        for said in [
            "Trong kỳ đã kiểm tra",
            "Qua kiểm tra phát hiện",
            "vấn đề, đã khắc phục",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        let list = format!("/kiem-tra/phat-hien?don-vi={}", owed.unit);
        for (key, total, href) in [
            ("don-vi-kiem-tra", "1 đơn vị", &page),
            ("phat-hien", "1 vấn đề", &page),
            ("phat-hien-xong", "1 vấn đề", &list),
        ] {
            let text = coordinator
                .get(&format!("{report}/so-lieu?chi-tieu={key}"))
                .await
                .text;
            assert!(
                text.contains(&format!("<strong data-total>{total}</strong>")),
                "{key}: {text}"
            );
            assert!(text.contains(&format!("href=\"{href}\"")), "{href}: {text}");
        }
        assert!(coordinator.get(&list).await.text.contains("Sửa loa bản Nà Dìa"));

        // The minutes as a file.
        let file = officer.get(&format!("{page}/bien-ban/bien-ban.docx")).await;
        assert!(file.bytes.starts_with(b"PK"), "{}", file.status);
        assert_eq!(
            officer.get(&format!("{page}/bien-ban/khac.docx")).await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn looking_again_asks_for_what_was_found_and_judges_the_proof() {
    on_each_engine(async |site| {
        let first = visit(&site).await;
        let mut desk = site.signed_in("inspector").await;
        let item = held(&site, first, &mut desk).await;
        conclude(&mut desk, first, item, "20").await;
        let owed = findings(&site, first).await[0].duty.clone().unwrap();
        let again = format!("/kiem-tra/{first}/kiem-tra-lai");
        let past = [("lai-ngay", "1"), ("lai-thang", "4"), ("lai-nam", "2022")];
        let refused = desk.post(&again, &past).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            refused.text
        );
        let day = [("lai-ngay", "18"), ("lai-thang", "4"), ("lai-nam", "2022")];
        let made = desk.post(&again, &day).await;
        let second: Id = made.location().rsplit('/').next().unwrap().parse().unwrap();
        assert_ne!(second, first);
        let twice = desk.post(&again, &day).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "one at a time");
        let items = items(&site, second).await;
        assert_eq!(items.len(), 1, "nothing but what was found");
        let minutes = format!("/kiem-tra/{second}/bien-ban/bien-ban.docx");
        assert_eq!(
            desk.get(&minutes).await.status,
            StatusCode::CONFLICT,
            "nobody met"
        );
        // The unit's own coordinator decides nothing about the team that comes.
        let mut local = site.signed_in("local").await;
        for step in ["bo", "lay-lai", "xong"] {
            let refused = local.post(&format!("/kiem-tra/{second}/{step}"), &[]).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{step}");
        }
        let mut officer = site.signed_in("officer").await;
        proves(&mut officer, owed.id, "Đã sửa loa").await;

        let fields = [
            ("muc", items[0].key.as_str()),
            ("kq", "dat"),
            ("nhan-xet", "Loa đã kêu"),
        ];
        desk.post(&format!("/kiem-tra/{second}/phieu"), &fields).await;
        let on = [("ngay-ngay", "18"), ("ngay-thang", "4"), ("ngay-nam", "2022")];
        desk.post(&format!("/kiem-tra/{second}/xong"), &on).await;
        // An answer that came after the page was opened is not passed over.
        let bad = [("muc", items[0].key.as_str()), ("kq", "chua-dat")];
        desk.post(&format!("/kiem-tra/{second}/phieu"), &bad).await;
        let done = desk.post(&format!("/kiem-tra/{second}/ket-luan"), &[]).await;
        assert_eq!(done.status, StatusCode::CONFLICT, "{}", done.text);
        let file = desk.get(&minutes).await.bytes;
        let limits = loa_docfile::read::Limits::default();
        let told = loa_docfile::read::read("a.docx", &file, &limits).unwrap().source;
        assert!(
            told.contains("chưa kết luận") && told.contains("Sửa loa bản Nà Dìa"),
            "{told}"
        );
        // The same words once more, without scripts, are an answer of their own.
        let page = desk.get(&format!("/kiem-tra/{second}/phieu")).await.text;
        let opened = page.split("name=\"khoa\" value=\"").nth(1).unwrap();
        let opened = opened.split('"').next().unwrap();
        let good: Vec<_> = fields.into_iter().chain([("khoa", opened)]).collect();
        for _ in 0..2 {
            desk.post(&format!("/kiem-tra/{second}/phieu"), &good).await;
        }
        let mut tx = site.tx().await;
        assert_eq!(store::answer::count(&mut tx, second).await.unwrap(), 3);
        drop(tx);
        let done = desk.post(&format!("/kiem-tra/{second}/ket-luan"), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        assert!(
            findings(&site, first).await[0].is_settled(),
            "what was seen accepts the proof that waited"
        );
        for one in [first, second] {
            desk.post(&format!("/kiem-tra/{one}/khep-lai"), &[]).await;
            assert_eq!(state(&site, one).await, State::Closed);
        }
        let reopened = desk.post(&format!("/kiem-tra/{first}/xong"), &on).await;
        assert_eq!(reopened.status, StatusCode::CONFLICT);
        assert_eq!(state(&site, first).await, State::Closed);
    })
    .await;
}

#[tokio::test]
async fn questions_and_days_are_changed_by_who_plans() {
    on_each_engine(async |site| {
        let visit = visit(&site).await;
        let mut desk = site.signed_in("coordinator").await;
        let few = desk.post("/kiem-tra/cau-hoi", &[("cau-hoi", " \n ")]).await;
        assert_eq!(few.status, StatusCode::UNPROCESSABLE_ENTITY);
        let asked = [("cau-hoi", "Loa truyền thanh hoạt động\nCó bảng tin\nCó bảng tin")];
        assert_eq!(
            desk.post("/kiem-tra/cau-hoi", &asked).await.status,
            StatusCode::SEE_OTHER
        );
        let before = items(&site, visit).await.len();
        desk.post(&format!("/kiem-tra/{visit}/lay-lai"), &[]).await;
        let after = items(&site, visit).await;
        assert_eq!(
            after.len(),
            before + 1,
            "what stays keeps its place, what is new comes in"
        );
        let day = [
            ("vao-ngay", "25"),
            ("vao-thang", "4"),
            ("vao-nam", "2022"),
            ("doan", "Lò Thị Mẫu"),
            ("vi-sao", "Theo đề nghị"),
        ];
        desk.post(&format!("/kiem-tra/{visit}/sap-xep"), &day).await;
        let page = desk.get(&format!("/kiem-tra/{visit}")).await.text;
        assert!(
            page.contains("25/04/2022") && page.contains("Theo đề nghị"),
            "{page}"
        );
        // The plan of inspections to be signed, with the units and days as they are now.
        let mut tx = site.tx().await;
        let programme = store::by_id(&mut tx, visit).await.unwrap().unwrap().programme;
        drop(tx);
        let plan = format!("/kiem-tra/chuong-trinh/{programme}/tai/ke-hoach-kiem-tra");
        let file = desk.get(&format!("{plan}.docx")).await;
        assert!(file.bytes.starts_with(b"PK"), "{}", file.status);
        let limits = loa_docfile::read::Limits::default();
        let told = loa_docfile::read::read("a.docx", &file.bytes, &limits)
            .unwrap()
            .source;
        for said in [
            "UBND xã Đứa Mòn",
            "25/04/2022",
            "Lò Thị Mẫu",
            "Loa truyền thanh hoạt động",
        ] {
            assert!(told.contains(said), "{said}: {told}");
        }
        assert_eq!(
            desk.get(&format!("{plan}.exe")).await.status,
            StatusCode::NOT_FOUND
        );
        let given_up = desk.post(&format!("/kiem-tra/{visit}/bo"), &[]).await;
        assert_eq!(given_up.status, StatusCode::SEE_OTHER);
        assert_eq!(state(&site, visit).await, State::Cancelled);
        assert_eq!(Action::Inspect.allowed_to(), [Role::Inspector]);
        let sheet = format!("/kiem-tra/{visit}/phieu");
        assert_eq!(desk.get(&sheet).await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

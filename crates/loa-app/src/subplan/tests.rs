//! Stories of sub-plans, through the router on both engines.

use axum::http::StatusCode;
use jiff::civil::date;
use loa_db::id::Id;
use loa_official::document::{Block, Cell};
use loa_official::docx;

use crate::document::letterhead::Letterhead;
use crate::duty::{self, State as DutyState};
use crate::plan::tests::{EXAMPLE, adopt, decide, plain, upload, value_after};
use crate::subplan::actions;
use crate::subplan::progress::State;
use crate::subplan::store::{self, edition};
use crate::subplan::template::{Parts, document};
use crate::subplan::{Clause, Timing};
use crate::testing::{Answer, Browser, Site, TODAY, on_each_engine};

mod comparing;
mod machine;

const OFFICER: &str = "ubnd-04189";
const NEIGHBOUR: &str = "ubnd-04171";

/// The plan of 2022 in force, and a call for the sub-plans of all who bear something of it: who called, the path of the
/// call.
async fn called(site: &Site) -> (Browser, String) {
    let mut browser = site.signed_in("coordinator").await;
    let plan = upload(&mut browser, "ke-hoach.docx", EXAMPLE).await;
    decide(&mut browser, &plan).await;
    assert_eq!(adopt(&mut browser, &plan).await.status, StatusCode::SEE_OTHER);
    let plan = plan.rsplit('/').next().unwrap().to_owned();
    let page = browser
        .get(&format!("/ke-hoach-don-vi/goi?ke-hoach={plan}"))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let text = page.text;
    // PLAN-03: the plan itself says by when. That day is over; another one is agreed.
    assert!(
        text.contains("name=\"han-ngay\" type=\"text\" inputmode=\"numeric\" value=\"28\""),
        "{text}"
    );
    assert!(text.contains("name=\"han-thang\" type=\"text\" inputmode=\"numeric\" value=\"2\""));
    let order = text.split("Nhiệm vụ yêu cầu gửi kế hoạch").nth(1).unwrap();
    let order = value_after(order, "type=\"radio\" value=\"");
    let key = value_after(&text, "name=\"khoa\" value=\"");
    let fields = [
        ("khoa", key.as_str()),
        ("ke-hoach", &plan),
        ("han-ngay", "30"),
        ("han-thang", "4"),
        ("han-nam", "2022"),
        ("viec", &order),
        ("pham-vi", "tat-ca"),
        ("loi", "Gửi qua Phòng Nội vụ."),
    ];
    let past = [
        &fields[..2],
        &[("han-ngay", "1"), ("han-thang", "2"), ("han-nam", "2022")],
        &fields[5..],
    ]
    .concat();
    let answer = browser.post("/ke-hoach-don-vi/goi", &past).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("Hạn gửi đã qua"));
    let answer = browser.post("/ke-hoach-don-vi/goi", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    // The answer was lost, and it is sent once more.
    let again = browser.post("/ke-hoach-don-vi/goi", &fields).await;
    assert_eq!(again.location(), answer.location());
    let path = answer.location().to_owned();
    (browser, path)
}

/// The sub-plan of a unit.
async fn of(site: &Site, unit: &str) -> store::Subplan {
    let mut tx = site.tx().await;
    let found = store::of_units(&mut tx, &[site.units[unit]]).await.unwrap();
    found.into_iter().next().unwrap()
}

/// The template of a unit with every row filled in but some, as a DOCX file.
async fn filled(site: &Site, unit: &str, without: &[&str], who: &str) -> Vec<u8> {
    let one = of(site, unit).await;
    let mut tx = site.tx().await;
    let call = store::call(&mut tx, one.call).await.unwrap().unwrap();
    let mut orders = actions::borne(&mut tx, &call, one.unit).await.unwrap();
    let head = actions::head(&mut tx, one.plan).await.unwrap();
    orders.retain(|order| !without.contains(&order.number.as_str()));
    let mut document = document(&Parts {
        unit: "UBND xã Mẫu",
        letterhead: &Letterhead::of("UBND xã Mẫu", Some("UBND huyện Sông Mã")),
        head: &head,
        orders: &orders,
    });
    for block in &mut document.body {
        if let Block::Table(table) = block {
            for row in &mut table.rows {
                row[3] = Cell::of("Họp bản, loa truyền thanh");
                row[4] = Cell::of(who);
                row[5] = Cell::of("Hàng tháng");
            }
        }
    }
    docx::write(&document).unwrap()
}

async fn send(browser: &mut Browser, path: &str, file: &str, bytes: &[u8]) -> Answer {
    let page = browser.get(path).await.text;
    let key = value_after(&page, "name=\"khoa\" value=\"");
    let fields = [("khoa", key.as_str())];
    browser
        .post_files(&format!("{path}/gui"), &fields, &[("tep", file, bytes)])
        .await
}

#[tokio::test]
async fn a_sub_plan_is_called_for_filed_returned_filed_again_and_accepted() {
    on_each_engine(async |site: Site| {
        let (mut coordinator, call) = called(&site).await;
        let one = of(&site, OFFICER).await;
        let path = format!("/ke-hoach-don-vi/{}", one.id);
        assert_eq!((one.progress.state, one.timing), (State::Called, Timing::Missing));
        let board = coordinator.get("/bang-dieu-hanh").await.text;
        assert!(
            board.contains(
                "đơn vị chưa gửi kế hoạch</strong> thực hiện Kế hoạch số 18/KH-UBND, hạn 30/04/2022"
            ),
            "{board}"
        );

        // What the officer sees, and what they send wrong.
        let mut officer = site.signed_in("officer").await;
        let work = officer.get("/viec").await.text;
        assert!(work.contains(&format!("href=\"{path}\"")));
        let page = officer.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(page.text.contains("2.3 Phát tin, bài") && page.text.contains("Gửi qua Phòng Nội vụ."));
        assert!(
            !page.text.contains("gửi UBND huyện (qua Phòng Nội vụ)"),
            "the order that asks for it is none of them"
        );
        let template = officer.get(&format!("{path}/mau.docx")).await;
        assert!(template.status == StatusCode::OK && template.bytes.starts_with(b"PK"));
        let wrong: [(&str, &[u8], &str); 3] = [
            ("anh.jpg", b"\xff\xd8\xff\xe0 photo", "Loa không đọc tệp .jpg"),
            ("trong.txt", b"  ", "Tệp không có chữ nào"),
            ("hong.docx", b"PK\x03\x04 broken", "Tệp"),
        ];
        for (name, bytes, told) in wrong {
            let answer = send(&mut officer, &path, name, bytes).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(answer.text.contains(told), "{name}: {}", answer.text);
        }
        let answer = officer.post(&format!("{path}/gui"), &[]).await;
        assert!(answer.text.contains("Chọn tệp kế hoạch của đơn vị"));
        assert_eq!(of(&site, OFFICER).await.progress.latest, 0);

        // A file that leaves an order out; the neighbour may not even look.
        let bytes = filled(&site, OFFICER, &["2.3"], "Văn hóa xã hội").await;
        let mut neighbour = site.signed_in("neighbour").await;
        assert_eq!(neighbour.get(&path).await.status, StatusCode::FORBIDDEN);
        let foreign = neighbour
            .post_files(&format!("{path}/gui"), &[], &[("tep", "a.docx", &bytes)])
            .await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        let page = officer.get(&path).await.text;
        let key = value_after(&page, "name=\"khoa\" value=\"");
        for _ in 0..2 {
            let fields = [("khoa", key.as_str())];
            let answer = officer
                .post_files(
                    &format!("{path}/gui"),
                    &fields,
                    &[("tep", "ke-hoach-xa.docx", &bytes)],
                )
                .await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        }
        let now = of(&site, OFFICER).await;
        assert_eq!((now.progress.latest, now.timing), (1, Timing::OnTime));
        assert_eq!(now.left_out, 1, "2.3 is not in it");
        let page = officer.get(&path).await.text;
        assert!(
            page.contains("nhiệm vụ</strong> chưa thấy trong kế hoạch") && page.contains("cùng số, giống"),
            "{page}"
        );
        assert!(page.contains("ke-hoach-xa.docx"));
        // The work is its own evidence: the duty to send it is met.
        let mut tx = site.tx().await;
        let kept = store::call(&mut tx, now.call).await.unwrap().unwrap();
        let duties = duty::store::of_origin(&mut tx, kept.order.unwrap())
            .await
            .unwrap();
        let mine = duties
            .iter()
            .find(|duty| duty.unit == site.units[OFFICER])
            .unwrap();
        assert_eq!((mine.state, mine.met_on), (DutyState::Met, Some(TODAY)));
        drop(tx);

        // Returned: never without a remark, and not by who filed it.
        let judging = format!("{path}/xet");
        let page = coordinator.get(&judging).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert_eq!(officer.get(&judging).await.status, StatusCode::FORBIDDEN);
        let order = page.text.split("Góp ý cho mục này").nth(1).unwrap();
        let field = value_after(order, "name=\"");
        let answer = coordinator
            .post(&judging, &[("ban", "1"), ("kq", "tra-lai")])
            .await;
        assert!(answer.text.contains("mời ghi ít nhất một góp ý"));
        let remark = [
            ("ban", "1"),
            (field.as_str(), "Ghi rõ tên người làm."),
            ("gop-y", "Thiếu nhiệm vụ 2.3."),
        ];
        let slip = coordinator
            .post(&judging, &[&remark[..], &[("kq", "nhan")]].concat())
            .await;
        assert!(slip.status == StatusCode::UNPROCESSABLE_ENTITY && slip.text.contains("đã ghi góp ý"));
        assert!(
            slip.text.contains("value=\"Ghi rõ tên người làm.\""),
            "what was typed is kept"
        );
        for _ in 0..2 {
            let answer = coordinator
                .post(&judging, &[&remark[..], &[("kq", "tra-lai")]].concat())
                .await;
            assert_eq!(answer.location(), call, "{}", answer.text);
        }
        let page = plain(&officer.get(&path).await.text);
        assert!(
            page.contains("Góp ý cho bản 1")
                && page.contains("Ghi rõ tên người làm.")
                && page.contains("Cả kế hoạch:")
        );

        // Filed again: both editions stay, and what differs is told clause by clause.
        let better = filled(&site, OFFICER, &[], "Lò Văn Mẫu").await;
        assert_eq!(
            send(&mut officer, &path, "ban-2.docx", &better).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            of(&site, OFFICER).await.left_out,
            0,
            "{}",
            officer.get(&path).await.text
        );
        let page = officer.get(&format!("{path}/khac")).await.text;
        assert!(
            page.contains("<strong>Sửa</strong>") && page.contains("<strong>Thêm</strong>"),
            "{page}"
        );
        assert!(page.contains("Văn hóa xã hội") && page.contains("Lò Văn Mẫu"));
        assert!(
            officer
                .get(&format!("{path}?ban=1"))
                .await
                .text
                .contains("Các việc trong bản 1")
        );
        // Who still looks at the first edition is told; then it is accepted.
        let answer = coordinator.post(&judging, &[("ban", "1"), ("kq", "nhan")]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        let answer = coordinator.post(&judging, &[("ban", "2"), ("kq", "nhan")]).await;
        assert_eq!(answer.location(), call, "{}", answer.text);

        // A later edition waits; the accepted one stays in force.
        let third = filled(&site, OFFICER, &["1"], "Lò Văn Mẫu").await;
        assert_eq!(
            send(&mut officer, &path, "ban-3.docx", &third).await.status,
            StatusCode::SEE_OTHER
        );
        let now = of(&site, OFFICER).await;
        assert_eq!(
            (now.progress.state, now.progress.latest, now.progress.in_force),
            (State::Filed, 3, Some(2))
        );
        let page = coordinator.get(&call).await.text;
        assert!(page.contains("bản 2 đang có hiệu lực"), "{page}");
        let mut tx = site.tx().await;
        let editions = edition::of_subplan(&mut tx, now.id).await.unwrap();
        assert_eq!(editions.len(), 3);
        // The files are there for who sees the unit, and for nobody else.
        let file = format!("/tep/{}", editions[0].file.unwrap());
        drop(tx);
        assert_eq!(coordinator.get(&file).await.bytes, bytes);
        assert_eq!(neighbour.get(&file).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_form_is_enough_and_completeness_tells_who_was_late() {
    on_each_engine(async |site: Site| {
        let (mut coordinator, call) = called(&site).await;
        let one = of(&site, NEIGHBOUR).await;
        let path = format!("/ke-hoach-don-vi/{}", one.id);
        let mut neighbour = site.signed_in("neighbour").await;
        let page = neighbour.get(&format!("{path}/dien")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let fields: Vec<String> = page
            .text
            .split("<textarea")
            .skip(1)
            .map(|part| value_after(part, "name=\""))
            .filter(|name| !name.contains("them-"))
            .collect();
        assert!(fields.len() >= 4, "{fields:?}");
        let answer = neighbour.post(&format!("{path}/dien"), &[]).await;
        assert!(
            answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text.contains("Chưa ghi dòng nào")
        );
        let who = fields[0].replacen("lam-", "ai-", 1);
        let answer = neighbour
            .post(&format!("{path}/dien"), &[(&who, "Sồng A Mẫu")])
            .await;
        assert!(answer.text.contains("mời ghi đơn vị làm thế nào") && answer.text.contains("Sồng A Mẫu"));
        let long = "x".repeat(1001);
        let answer = neighbour
            .post(&format!("{path}/dien"), &[(&fields[0], &long)])
            .await;
        assert!(answer.text.contains("dài quá 1000 chữ cái"));

        // 30/04/2022 is a day of rest and the next ones are too: it ends on the 4th of May (CAL-03).
        site.app.clock().move_to(date(2022, 5, 9));
        let mut neighbour = site.signed_in("neighbour").await;
        let told: Vec<(&str, &str)> = fields[1..]
            .iter()
            .map(|name| (name.as_str(), "Họp bản hàng tháng"))
            .collect();
        let own = [
            ("viec-them-1", "Thi tìm hiểu"),
            ("lam-them-1", "Tổ chức trong quý III"),
        ];
        let answer = neighbour
            .post(&format!("{path}/dien"), &[&told[..], &own].concat())
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let now = of(&site, NEIGHBOUR).await;
        assert_eq!((now.timing, now.left_out), (Timing::Late, 1));

        // A person says where the order stands that was not seen.
        let page = neighbour.get(&path).await.text;
        let tell = page.split("Có trong kế hoạch mà máy chưa thấy?").nth(1).unwrap();
        let order = value_after(tell, "<option value=\"");
        let fields = [("ban", "1"), ("viec", order.as_str()), ("muc", "0")];
        let answer = neighbour.post(&format!("{path}/co-muc"), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        assert_eq!(of(&site, NEIGHBOUR).await.left_out, 0);
        assert!(neighbour.get(&path).await.text.contains("do người xem chỉ ra"));
        for bad in [
            [("ban", "1"), ("viec", order.as_str()), ("muc", "99999")],
            [("ban", "1"), ("viec", "zzz"), ("muc", "0")],
        ] {
            let answer = neighbour.post(&format!("{path}/co-muc"), &bad).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        }

        let page = coordinator.get(&call).await.text;
        let count = |words: &str| -> usize {
            let before = page.split(&format!("</strong> {words}</a>")).next().unwrap();
            before.rsplit("<strong>").next().unwrap().parse().unwrap()
        };
        assert_eq!(
            (count("gửi chậm"), count("đã gửi đúng hạn"), count("chờ xem")),
            (1, 0, 1)
        );
        assert_eq!(count("chưa gửi") + 1, count("đơn vị được gọi"));
        let late = coordinator.get(&format!("{call}?tinh-trang=cham")).await.text;
        assert!(late.contains("gửi chậm 5 ngày") && late.matches("data-l=\"Trạng thái\"").count() == 1);
        let missing = coordinator.get(&format!("{call}?tinh-trang=chua-gui")).await.text;
        assert!(missing.contains("/don-doc?don-vi=") && missing.contains("quá hạn 5 ngày"));
        // Who coordinates one commune sees it alone, and another call is for nobody.
        let mut local = site.signed_in("local").await;
        let own = local.get(&call).await.text;
        assert!(own.contains("<strong>1</strong> đơn vị được gọi"), "{own}");
        let plan = of(&site, OFFICER).await.plan.to_string();
        let again = coordinator
            .get(&format!("/ke-hoach-don-vi/goi?ke-hoach={plan}"))
            .await
            .text;
        assert!(again.contains("Không còn đơn vị nào để gọi"));
    })
    .await;
}

#[tokio::test]
async fn two_at_once_file_two_editions_and_one_verdict_holds() {
    on_each_engine(async |site: Site| {
        let (mut coordinator, _) = called(&site).await;
        let path = format!("/ke-hoach-don-vi/{}", of(&site, OFFICER).await.id);
        let (mut one, mut other) = (site.signed_in("officer").await, site.signed_in("local").await);
        let text = "KẾ HOẠCH\n1. Phát tin trên loa: UBND xã, hàng tháng.";
        let fields = [("khoa", "a")];
        let address = format!("{path}/gui");
        let files = [("tep", "a.txt", text.as_bytes())];
        let (first, second) = tokio::join!(
            one.post_files(&address, &fields, &files),
            other.post_files(&address, &fields, &files),
        );
        assert_eq!(
            (first.status, second.status),
            (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER)
        );
        assert_eq!(of(&site, OFFICER).await.progress.latest, 2);
        let judging = format!("{path}/xet");
        let mut rival = site.signed_in("coordinator").await;
        let accept = [("ban", "2"), ("kq", "nhan")];
        let back = [("ban", "2"), ("kq", "tra-lai"), ("gop-y", "Sửa lại.")];
        let (yes, no) = tokio::join!(coordinator.post(&judging, &accept), rival.post(&judging, &back));
        let done = [&yes, &no]
            .iter()
            .filter(|answer| answer.status == StatusCode::SEE_OTHER)
            .count();
        assert_eq!(done, 1, "{} {}", yes.text, no.text);
        let id = of(&site, OFFICER).await.id;
        let mut tx = site.tx().await;
        let editions = edition::of_subplan(&mut tx, id).await.unwrap();
        assert_eq!(editions[0].is_accepted, None, "nobody judged the first one");
        assert_eq!(editions[1].is_accepted, Some(yes.status == StatusCode::SEE_OTHER));
    })
    .await;
}

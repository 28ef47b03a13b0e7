//! Notices: what the law asks of their days, the way onto the board and off it, the list of a quarter.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use loa_calendar::working_day::WorkCalendar;
use loa_db::id::Id;
use proptest::prelude::*;

use crate::clock::day_start;
use crate::job::{self, Lane};
use crate::notice::{Matter, Quarter, State, Written, due_on, least_until, store};
use crate::testing::{Browser, Site, TODAY, on_each_engine};
use crate::wiring::DUTIES;

fn written(matter: i64, decided_on: Date, from: Date, until: Option<Date>) -> Written {
    Written {
        matter: Matter::numbered(matter).unwrap(),
        title: "Kết quả bình xét hộ nghèo".to_owned(),
        source: "Nội dung".to_owned(),
        decided_on,
        posted_from: from,
        posted_until: until,
        places: "Trụ sở".to_owned(),
        loud_days: Some(3),
        file: None,
        duty: None,
    }
}

#[test]
fn a_notice_hangs_thirty_days_or_for_good() {
    let (decided, from) = (date(2022, 4, 12), date(2022, 4, 18));
    for (matter, until, wrong) in [
        (1, Some(date(2022, 5, 18)), None),
        (1, Some(date(2022, 5, 17)), Some("den")),
        (1, None, Some("den")),
        (7, Some(date(2022, 6, 1)), None),
        (4, None, None),
        (13, None, None),
        (4, Some(date(2022, 6, 1)), Some("den")),
    ] {
        let problems = written(matter, decided, from, until).problems(TODAY);
        let found = problems.all().first().map(|problem| problem.field);
        assert_eq!(found, wrong, "PUB-03: {matter} {until:?}");
    }
    let early = written(1, from, decided, Some(date(2022, 6, 1))).problems(TODAY);
    assert!(early.on("tu").is_some(), "not before the decision");
    let ahead = written(1, date(2022, 4, 19), date(2022, 4, 19), Some(date(2022, 6, 1)));
    assert!(ahead.problems(TODAY).on("quyet-dinh").is_some());
}

#[test]
fn thirty_days_run_from_the_day_on_which_it_is_really_posted() {
    for (typed, really, last) in [
        (date(2022, 5, 18), date(2022, 4, 18), date(2022, 5, 18)),
        (date(2022, 5, 18), date(2022, 4, 20), date(2022, 5, 20)),
        // The thirtieth is a Saturday, a Sunday; the second of September and what is made up for it.
        (date(2022, 5, 18), date(2022, 4, 21), date(2022, 5, 23)),
        (date(2022, 5, 18), date(2022, 4, 22), date(2022, 5, 23)),
        (date(2022, 5, 18), date(2022, 8, 2), date(2022, 9, 5)),
        (date(2022, 7, 1), date(2022, 4, 20), date(2022, 7, 1)),
    ] {
        let posted = written(1, date(2022, 4, 12), date(2022, 4, 18), Some(typed)).posted_on(really);
        assert_eq!(posted.posted_from, really, "PUB-03");
        assert_eq!(
            posted.posted_until,
            Some(last),
            "PUB-03, CAL-02, CAL-03: {really}"
        );
    }
    let good = written(4, date(2022, 4, 12), date(2022, 4, 18), None).posted_on(date(2022, 4, 20));
    assert_eq!(good.posted_until, None, "for good");
}

#[test]
fn what_is_late_or_not_told_on_the_loudspeakers_is_said() {
    // Hùng Vương day (10/04, made up for on 11/04) and the end of the week do not count (PUB-02).
    for (decided, due) in [
        (date(2022, 4, 12), date(2022, 4, 19)),
        (date(2022, 4, 8), date(2022, 4, 18)),
        (date(2022, 4, 28), date(2022, 5, 9)),
    ] {
        assert_eq!(due_on(decided), due, "PUB-02: {decided}");
    }
    let until = Some(date(2022, 6, 30));
    let late = written(1, date(2022, 4, 1), date(2022, 4, 18), until);
    assert!(late.warnings()[0].contains("muộn"), "{:?}", late.warnings());
    let fine = written(1, date(2022, 4, 12), date(2022, 4, 19), until);
    assert!(fine.warnings().is_empty());
    for matter in Matter::all() {
        let silent = Written {
            loud_days: Some(2),
            ..written(matter.number(), date(2022, 4, 12), date(2022, 4, 18), until)
        };
        let is_loud = (7..=12).contains(&matter.number());
        assert_eq!(
            silent.warnings().len(),
            usize::from(is_loud),
            "PUB-03: {matter:?}"
        );
        assert!(!matter.label().is_empty());
    }
    assert_eq!(Matter::numbered(0), None);
    assert_eq!(Matter::numbered(14), None);
}

proptest! {
    #[test]
    fn quarters_hold_their_days(year in 2000_i16..=2100, day in 1_i16..=365) {
        let day = Date::new(year, 1, 1).unwrap().checked_add(jiff::Span::new().days(day - 1)).unwrap();
        let quarter = Quarter::of(day);
        let (first, last) = quarter.days();
        prop_assert!(first <= day && day <= last);
        prop_assert_eq!(Quarter::with_key(&quarter.key()), Some(quarter));
        prop_assert_eq!(quarter.before().days().1.tomorrow().unwrap(), first);
        let least = least_until(day);
        let behind = |days| day.checked_add(jiff::Span::new().days(days)).unwrap();
        let calendar = WorkCalendar::vietnam();
        prop_assert!(calendar.is_working_day(least) && least >= behind(30));
        let between = (30..).map(behind).take_while(|one| *one < least);
        prop_assert!(between.into_iter().all(|one| !calendar.is_working_day(one)));
    }
}

/// Sends the form of a notice of the commune with these fields in place of the usual ones.
async fn sent(desk: &mut Browser, unit: Id, more: &[(&str, &str)]) -> crate::testing::Answer {
    let unit = unit.to_string();
    let mut fields = vec![
        ("don-vi", unit.as_str()),
        ("noi-dung-so", "7"),
        ("tieu-de", "Kết quả bình xét hộ nghèo"),
        ("noi-dung", "- Hộ ông **Mẫu**"),
        ("quyet-dinh-ngay", "12"),
        ("quyet-dinh-thang", "4"),
        ("quyet-dinh-nam", "2022"),
        ("tu-ngay", "18"),
        ("tu-thang", "4"),
        ("tu-nam", "2022"),
        ("den-ngay", "18"),
        ("den-thang", "5"),
        ("den-nam", "2022"),
        ("noi", "Trụ sở\nNhà văn hóa bản Nà Dìa"),
        ("loa", "3"),
    ];
    fields.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    fields.extend_from_slice(more);
    desk.post_files("/niem-yet/moi", &fields, &[("tep", "ds.pdf", b"%PDF-1.5\n1")])
        .await
}

fn turn(page: &str) -> String {
    let rest = page.split("name=\"luot\" value=\"").nth(1).unwrap_or("0\"");
    rest.split('"').next().unwrap().to_owned()
}

async fn act(desk: &mut Browser, path: &str, what: &str, reason: &str) -> StatusCode {
    let turn = turn(&desk.get(path).await.text);
    let fields = [("viec", what), ("luot", turn.as_str()), ("ly-do", reason)];
    desk.post(&format!("{path}/lam"), &fields).await.status
}

async fn opened(site: &Site) -> (Id, Browser) {
    let unit = site.units["ubnd-04189"];
    let mut local = site.signed_in("local").await;
    let fields = [("ten", "UBND xã Đứa Mòn"), ("dia-chi", "dua-mon"), ("mo", "1")];
    let set = local.post(&format!("/cong-don-vi/{unit}"), &fields).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
    (unit, local)
}

async fn duty(site: &Site, unit: Id) -> Id {
    let mut tx = site.tx().await;
    let origin = tx.new_id();
    let new = crate::duty::NewDuty {
        origin,
        number: "3.1".to_owned(),
        title: "Niêm yết công khai".to_owned(),
        position: 1,
        unit,
        role: crate::duty::DutyRole::Lead,
        period: "tháng 4".to_owned(),
        opens_on: date(2022, 4, 1),
        due_on: date(2022, 4, 30),
        needs_approval: false,
        wanted: 1,
    };
    crate::duty::actions::reconcile(&mut tx, origin, vec![new])
        .await
        .unwrap();
    let made = crate::duty::store::of_origin(&mut tx, origin).await.unwrap();
    tx.save().await.unwrap();
    made[0].id
}

#[tokio::test]
async fn a_notice_is_posted_proves_its_duty_and_leaves_the_board_by_itself() {
    on_each_engine(async |site| {
        let (unit, mut local) = opened(&site).await;
        let duty = duty(&site, unit).await;
        let mut writer = site.signed_in("officer").await;
        let short = sent(&mut writer, unit, &[("den-ngay", "17")]).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            short.text.contains("đến hết ngày 18/05/2022"),
            "PUB-03: {}",
            short.text
        );
        let proves = duty.to_string();
        let done = sent(&mut writer, unit, &[("viec", &proves)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let path = done.location().to_owned();
        let mut neighbour = site.signed_in("neighbour").await;
        assert_eq!(neighbour.get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(act(&mut writer, &path, "dang", "").await, StatusCode::FORBIDDEN);
        let mut anybody = site.browser();
        let home = "/cong/dua-mon/niem-yet";
        let one = format!("{home}/ket-qua-binh-xet-ho-ngheo");
        assert!(
            anybody
                .get(home)
                .await
                .text
                .contains("Hiện không có thông báo nào")
        );
        assert_eq!(anybody.get(&one).await.status, StatusCode::NOT_FOUND);

        assert_eq!(act(&mut local, &path, "dang", "").await, StatusCode::SEE_OTHER);
        assert_eq!(
            act(&mut local, &path, "dang", "").await,
            StatusCode::CONFLICT,
            "once"
        );
        let mut tx = site.tx().await;
        let proven = crate::duty::store::by_id(&mut tx, duty).await.unwrap().unwrap();
        assert_eq!(
            proven.state,
            crate::duty::State::Met,
            "the work itself is the evidence"
        );
        drop(tx);
        let board = anybody.get(home).await.text;
        assert!(
            board.contains("đến hết 18/05/2022") && !board.contains("Đã hết hạn"),
            "{board}"
        );
        let page = anybody.get(&one).await.text;
        assert!(
            page.contains("<strong>Mẫu</strong>") && page.contains("Nhà văn hóa bản Nà Dìa"),
            "{page}"
        );
        let file = anybody.get(&format!("{one}/tep")).await;
        assert_eq!(file.bytes, b"%PDF-1.5\n1");
        let list = anybody.get("/cong/dua-mon/niem-yet-theo-quy/2022-2").await.text;
        assert!(
            list.contains("loa truyền thanh 3 ngày") && list.contains("Trang công khai; Trụ sở"),
            "{list}"
        );
        assert_eq!(
            local.get("/niem-yet/quy?nam=2022&quy=2").await.status,
            StatusCode::OK
        );
        assert_eq!(
            anybody.get("/cong/dua-mon/niem-yet-theo-quy/2022-3").await.status,
            StatusCode::NOT_FOUND,
            "it has not begun"
        );

        // The last day is whole; the moment behind it makes the pages anew.
        site.app.clock().set(day_start(date(2022, 5, 19)));
        job::run_due(&site.app, DUTIES.handlers, Lane::Work, || false)
            .await
            .unwrap();
        site.app.shelf().stir();
        let board = anybody.get(home).await.text;
        assert!(
            board.contains("Hiện không có thông báo nào") && board.contains("Đã hết hạn niêm yết"),
            "{board}"
        );
        assert!(anybody.get(&one).await.text.contains("Đã hết hạn niêm yết"));
    })
    .await;
}

#[tokio::test]
async fn what_is_withdrawn_says_why_and_what_was_changed_meanwhile_is_not_posted() {
    on_each_engine(async |site| {
        let (unit, mut local) = opened(&site).await;
        let path = sent(&mut local, unit, &[]).await.location().to_owned();
        let seen = turn(&local.get(&path).await.text);
        let id: Id = path.rsplit('/').next().unwrap().parse().unwrap();
        let mut tx = site.tx().await;
        store::hold(&mut tx, id).await.unwrap();
        tx.save().await.unwrap();
        let stale = [("viec", "dang"), ("luot", seen.as_str())];
        assert_eq!(
            local.post(&format!("{path}/lam"), &stale).await.status,
            StatusCode::CONFLICT
        );
        assert_eq!(act(&mut local, &path, "dang", "").await, StatusCode::SEE_OTHER);
        assert_eq!(
            act(&mut local, &path, "go", "").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            act(&mut local, &path, "go", "Nhầm danh sách").await,
            StatusCode::SEE_OTHER
        );
        let mut anybody = site.browser();
        let page = anybody
            .get("/cong/dua-mon/niem-yet/ket-qua-binh-xet-ho-ngheo")
            .await
            .text;
        assert!(
            page.contains("Nhầm danh sách") && page.contains("gỡ") && page.contains("18/04/2022"),
            "{page}"
        );
        // Neither there nor anywhere else the title, or an address that says it.
        let list = "/cong/dua-mon/niem-yet-theo-quy/2022-2";
        for path in [
            list,
            "/cong/dua-mon/niem-yet",
            "/cong/dua-mon",
            "/cong/dua-mon/tim?q=binh+xet",
        ] {
            let text = anybody.get(path).await.text;
            assert!(
                !text.contains("ình xét hộ") && !text.contains("ket-qua-binh-xet"),
                "{path}: {text}"
            );
        }
        assert!(!page.contains("ình xét hộ") && !page.contains("Mẫu"), "{page}");
        let list = anybody.get(list).await.text;
        assert!(
            list.contains("Thông báo đã gỡ") && list.contains("Nhầm danh sách"),
            "{list}"
        );
        let file = "/cong/dua-mon/niem-yet/ket-qua-binh-xet-ho-ngheo/tep";
        assert_eq!(anybody.get(file).await.status, StatusCode::NOT_FOUND);
        // The same title again has an address of its own; a notice for a day to come waits for it.
        let again = sent(&mut local, unit, &[]).await.location().to_owned();
        assert_eq!(act(&mut local, &again, "dang", "").await, StatusCode::SEE_OTHER);
        let ahead = sent(&mut local, unit, &[("tu-ngay", "19"), ("den-ngay", "19")]).await;
        let ahead = ahead.location().to_owned();
        assert_eq!(
            act(&mut local, &ahead, "dang", "").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let mut tx = site.tx().await;
        let all = store::latest(&mut tx, &[unit], Id(i64::MAX), 10).await.unwrap();
        let states: Vec<State> = all.iter().map(|one| one.state).collect();
        assert_eq!(states, [State::Draft, State::Posted, State::Withdrawn]);
        assert_ne!(all[1].slug, all[2].slug);
    })
    .await;
}

#[tokio::test]
async fn days_count_from_the_posting_and_the_loudspeakers_are_noted_as_they_tell() {
    on_each_engine(async |site| {
        let (unit, mut local) = opened(&site).await;
        let mut writer = site.signed_in("officer").await;
        let path = sent(&mut writer, unit, &[("loa", "")])
            .await
            .location()
            .to_owned();
        site.app.clock().set(day_start(date(2022, 4, 21)));
        assert_eq!(act(&mut local, &path, "dang", "").await, StatusCode::SEE_OTHER);
        let id: Id = path.rsplit('/').next().unwrap().parse().unwrap();
        let mut tx = site.tx().await;
        let one = store::by_id(&mut tx, id).await.unwrap().unwrap();
        drop(tx);
        assert_eq!(one.days(), "từ 21/04/2022 đến hết 23/05/2022", "PUB-03, CAL-03");
        let mut anybody = site.browser();
        let board = anybody.get("/cong/dua-mon/niem-yet").await.text;
        assert!(board.contains("từ 21/04/2022 đến hết 23/05/2022"), "{board}");

        // The loudspeakers go on telling; who writes notes it, who only reads does not.
        let page = writer.get(&path).await.text;
        assert!(page.contains("ít nhất 3 ngày liên tục."), "{page}");
        let loud = format!("{path}/loa");
        let seen = turn(&page);
        for (days, status) in [
            ("", StatusCode::UNPROCESSABLE_ENTITY),
            ("0", StatusCode::UNPROCESSABLE_ENTITY),
            ("999", StatusCode::UNPROCESSABLE_ENTITY),
            ("3", StatusCode::SEE_OTHER),
            ("4", StatusCode::CONFLICT),
        ] {
            let fields = [("loa", days), ("luot", seen.as_str())];
            assert_eq!(writer.post(&loud, &fields).await.status, status, "{days}");
        }
        let mut neighbour = site.signed_in("neighbour").await;
        let fields = [("loa", "3"), ("luot", "9")];
        assert_eq!(neighbour.post(&loud, &fields).await.status, StatusCode::NOT_FOUND);
        let mut tx = site.tx().await;
        let one = store::by_id(&mut tx, id).await.unwrap().unwrap();
        assert_eq!(one.written.loud_days, Some(3));
        drop(tx);
        let list = anybody.get("/cong/dua-mon/niem-yet-theo-quy/2022-2").await.text;
        assert!(list.contains("loa truyền thanh 3 ngày"), "{list}");
    })
    .await;
}

#[tokio::test]
async fn what_is_posted_is_put_right_in_place_and_keeps_what_it_said() {
    on_each_engine(async |site| {
        let (unit, mut local) = opened(&site).await;
        let mut writer = site.signed_in("officer").await;
        let path = sent(&mut writer, unit, &[]).await.location().to_owned();
        let form = format!("{path}/dinh-chinh");
        assert_eq!(local.get(&form).await.location(), path, "a draft is written on");
        assert_eq!(act(&mut local, &path, "dang", "").await, StatusCode::SEE_OTHER);
        let id: Id = path.rsplit('/').next().unwrap().parse().unwrap();
        let mut tx = site.tx().await;
        let first = store::by_id(&mut tx, id).await.unwrap().unwrap();
        drop(tx);
        site.app.clock().set(day_start(date(2022, 4, 25)));

        let seen = turn(&local.get(&form).await.text);
        let fields = |title: &'static str, reason: &'static str, body: &'static str| {
            [
                ("luot", seen.clone()),
                ("tieu-de", title.to_owned()),
                ("noi-dung", body.to_owned()),
                ("noi", first.written.places.clone()),
                ("ly-do", reason.to_owned()),
            ]
        };
        let (title, body) = ("Kết quả bình xét hộ nghèo", "- Hộ ông **Mẫu**");
        let (right, why) = ("- Hộ bà **Kín**", "Ghi nhầm tên hộ");
        let mut sends = async |fields: [(&'static str, String); 5], files: &[(&str, &str, &[u8])]| {
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            local.post_files(&form, &fields, files).await.status
        };
        let refused = StatusCode::UNPROCESSABLE_ENTITY;
        assert_eq!(
            sends(fields(title, "", right), &[]).await,
            refused,
            "a reason is a must"
        );
        assert_eq!(
            sends(fields(title, why, body), &[]).await,
            refused,
            "nothing changes"
        );
        assert_eq!(sends(fields("", why, right), &[]).await, refused);
        let file: &[(&str, &str, &[u8])] = &[("tep", "ds-2.pdf", b"%PDF-1.5\n2")];
        let new = fields("Kết quả bình xét hộ cận nghèo", why, right);
        assert_eq!(sends(new.clone(), file).await, StatusCode::SEE_OTHER);
        assert_eq!(sends(new, &[]).await, refused, "it was put right since");
        // Whoever may not post does not put right either: the public reads it at once.
        assert_eq!(writer.get(&form).await.status, StatusCode::FORBIDDEN);

        let mut anybody = site.browser();
        let one = "/cong/dua-mon/niem-yet/ket-qua-binh-xet-ho-ngheo";
        let page = anybody.get(one).await.text;
        assert!(
            page.contains("hộ cận nghèo</h1>")
                && page.contains("<strong>Kín</strong>")
                && page.contains("Đã sửa ngày 25/04/2022: Ghi nhầm tên hộ")
                && page.contains("từ 18/04/2022 đến hết 18/05/2022"),
            "{page}"
        );
        assert!(!page.contains("Mẫu"), "what it said before is not public: {page}");
        assert_eq!(anybody.get(&format!("{one}/tep")).await.bytes, b"%PDF-1.5\n2");
        let found = anybody.get("/cong/dua-mon/tim?q=can+ngheo").await.text;
        assert!(found.contains("hộ cận nghèo"), "{found}");
        let desk = writer.get(&path).await.text;
        let old = format!("/tep/{}", first.written.file.unwrap());
        assert!(
            desk.contains("<strong>Mẫu</strong>") && desk.contains(&old),
            "{desk}"
        );
        assert_eq!(writer.get(&old).await.bytes, b"%PDF-1.5\n1");
    })
    .await;
}

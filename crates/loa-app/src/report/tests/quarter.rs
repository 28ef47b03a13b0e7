//! A quarter: reports sent, returned, put right, approved, accepted, added up; every figure traced to what it counts.

use super::*;
use crate::document::register::tests::files::pdf;

pub async fn act(browser: &mut Browser, report: &str, act: Act, remark: &str) -> StatusCode {
    let page = browser.get(report).await.text;
    let revision = page
        .split("name=\"lan-sua\" value=\"")
        .nth(1)
        .map(|rest| rest.split('"').next().unwrap());
    let fields = [
        ("viec", act.key()),
        ("lan-sua", revision.unwrap_or("0")),
        ("nhan-xet", remark),
    ];
    browser.post(&format!("{report}/lam"), &fields).await.status
}

async fn write(browser: &mut Browser, report: &str, fields: &[(&str, &str)]) -> StatusCode {
    let page = browser.get(report).await.text;
    let revision = page
        .split("name=\"lan-sua\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let mut all = vec![("lan-sua", revision.as_str())];
    all.extend_from_slice(fields);
    browser.post(report, &all).await.status
}

fn number(text: &str) -> i64 {
    text.replace('.', "").trim().parse().unwrap()
}

/// Opens a figure and everything that it is the sum of, down to single activities; gives its value and how many pages that were.
pub async fn trace(browser: &mut Browser, href: &str) -> (i64, usize) {
    let answer = browser.get(href).await;
    assert_eq!(answer.status, StatusCode::OK, "{href}");
    let text = answer.text;
    let after = |mark: &str| {
        text.split(mark)
            .skip(1)
            .map(|rest| rest.to_owned())
            .collect::<Vec<_>>()
    };
    let value = |rest: &str| number(rest.split('>').nth(1).unwrap().split(['<', ' ']).next().unwrap());
    let total = value(&after("data-total")[0]);
    let counted: i64 = after("data-value").iter().map(|rest| value(rest)).sum();
    let parts = after("data-part href=\"");
    // Own work: what was counted, or what the unit put in its place.
    let own = after("data-own").first().map_or(total, |rest| value(rest));
    let corrected = text.contains("điều chỉnh thành");
    let is_listed = text.contains("data-list");
    if !corrected && !is_listed {
        assert_eq!(counted, own, "{href}");
    }
    let (mut sum, mut pages) = (own, 1);
    for part in &parts {
        let href = part
            .split('"')
            .next()
            .unwrap()
            .replace("&amp;", "&")
            .replace("&#38;", "&");
        let (found, below) = Box::pin(trace(browser, &href)).await;
        assert_eq!(found, value(part), "{href}");
        sum += found;
        pages += below;
    }
    assert_eq!(sum, total, "{href}");
    (total, pages)
}

/// Traces every figure that an edition shows.
async fn trace_all(browser: &mut Browser, edition: &str) -> usize {
    let page = browser.get(edition).await.text;
    let hrefs: HashSet<String> = page
        .split("href=\"")
        .skip(1)
        .map(|rest| {
            rest.split('"')
                .next()
                .unwrap()
                .replace("&amp;", "&")
                .replace("&#38;", "&")
        })
        .filter(|href| href.contains("/so-lieu?chi-tieu=") && !href.contains("ty-le"))
        .collect();
    assert!(hrefs.len() > 5, "{hrefs:?}");
    let mut pages = 0;
    for href in hrefs {
        pages += trace(browser, &href).await.1;
    }
    pages
}

async fn some_work(site: &Site) {
    let work = [
        (
            "officer",
            "ubnd-04189",
            date(2022, 1, 20),
            "radio",
            Language::Thai,
            "3",
            "",
        ),
        (
            "officer",
            "ubnd-04189",
            date(2022, 2, 20),
            "radio",
            Language::Vietnamese,
            "",
            "",
        ),
        (
            "officer",
            "ubnd-04189",
            date(2022, 3, 15),
            "radio",
            Language::Thai,
            "9",
            "",
        ),
        (
            "officer",
            "ubnd-04189",
            date(2021, 12, 15),
            "meeting",
            Language::Hmong,
            "",
            "45",
        ),
        (
            "neighbour",
            "ubnd-04171",
            date(2022, 3, 14),
            "meeting",
            Language::Thai,
            "",
            "30",
        ),
        (
            "neighbour",
            "ubnd-04171",
            date(2022, 3, 1),
            "",
            Language::Vietnamese,
            "",
            "",
        ),
        (
            "office",
            "phong-noi-vu",
            date(2022, 3, 2),
            "article",
            Language::Vietnamese,
            "4",
            "",
        ),
        (
            "coordinator",
            "huyen-songma",
            date(2022, 3, 3),
            "directive",
            Language::Vietnamese,
            "2",
            "",
        ),
    ];
    for (at, (by, unit, on, channel, language, pieces, people)) in work.into_iter().enumerate() {
        let done = Done {
            unit,
            on,
            channel,
            language,
            pieces,
            people,
        };
        let mut browser = site.signed_in(by).await;
        record(site, &mut browser, done, &format!("Việc mẫu số {at}")).await;
    }
}

#[tokio::test]
async fn a_quarter_is_reported_and_every_figure_opens_what_it_counts() {
    on_each_engine(async |site| {
        some_work(&site).await;
        let mut coordinator = site.signed_in("coordinator").await;
        let mut officer = site.signed_in("officer").await;
        let mut leader = site.signed_in("leader").await;
        let round = opened(&mut coordinator, "2022-Q1").await;
        assert_eq!(opened(&mut coordinator, "2022-Q1").await, round, "pressed twice");
        let commune = report_of(&mut coordinator, &round, "UBND xã Đứa Mòn").await;

        // What lies outside of 15/12 to 14/3 does not count (REP-01).
        let page = officer
            .get(&format!("{commune}/so-lieu?chi-tieu=luot-phat"))
            .await
            .text;
        assert!(page.contains("<strong data-total>4 lượt</strong>"), "{page}");
        let fields = [("chi-tieu", "luot-phat"), ("so-dung", "6"), ("ly-do", "")];
        let answer = officer.post(&format!("{commune}/so-lieu"), &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields = [
            ("chi-tieu", "luot-phat"),
            ("so-dung", "6"),
            ("ly-do", "Hai lượt phát lại chưa ghi"),
        ];
        let answer = officer.post(&format!("{commune}/so-lieu"), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        assert_eq!(
            write(
                &mut officer,
                &commune,
                &[("muc-noi-bat", "Loa bản đọc <b>tiếng Thái</b> hằng tuần.")]
            )
            .await,
            StatusCode::SEE_OTHER
        );

        // Sent, sent back with a remark, sent again, approved, accepted.
        assert!(
            act(&mut officer, &commune, Act::Accept, "")
                .await
                .is_client_error()
        );
        assert_eq!(
            act(&mut officer, &commune, Act::Submit, "").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            act(&mut coordinator, &commune, Act::Return, "").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            act(&mut coordinator, &commune, Act::Return, "Thiếu phần nguyên nhân").await,
            StatusCode::SEE_OTHER
        );
        let page = officer.get(&commune).await.text;
        assert!(page.contains("Thiếu phần nguyên nhân"), "{page}");
        assert_eq!(
            act(&mut officer, &commune, Act::Submit, "").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            act(&mut leader, &commune, Act::Approve, "").await,
            StatusCode::SEE_OTHER
        );
        assert!(
            act(&mut leader, &commune, Act::Accept, "")
                .await
                .is_client_error()
        );
        assert_eq!(
            act(&mut coordinator, &commune, Act::Accept, "").await,
            StatusCode::SEE_OTHER
        );
        assert!(
            act(&mut coordinator, &commune, Act::Return, "muộn")
                .await
                .is_client_error()
        );

        // Others see nothing of it.
        let mut neighbour = site.signed_in("neighbour").await;
        assert_eq!(neighbour.get(&commune).await.status, StatusCode::NOT_FOUND);

        // The whole names who is silent, takes in what a unit holds up, adds everything up.
        let whole = report_of(
            &mut coordinator,
            &round,
            "Báo cáo tổng hợp của UBND huyện Sông Mã",
        )
        .await;
        let id = commune.rsplit('/').next().unwrap();
        assert_eq!(
            write(&mut coordinator, &whole, &[("lay", id)]).await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            act(&mut coordinator, &whole, Act::Submit, "").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            act(&mut leader, &whole, Act::Approve, "").await,
            StatusCode::SEE_OTHER
        );
        let edition = format!("{whole}/ban/1");
        let page = coordinator.get(&edition).await.text;
        for said in [
            "đơn vị chưa báo cáo: ",
            "UBND xã Mường Cai",
            "UBND xã Đứa Mòn: Loa bản đọc &#60;b&#62;tiếng Thái&#60;/b&#62; hằng tuần.",
            "Có <a",
            "Trong kỳ chưa ghi nhận: ",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let pages = trace_all(&mut coordinator, &edition).await;
        assert!(pages > 100, "{pages}");
        let (radio, _) = trace(
            &mut coordinator,
            &format!("{whole}/so-lieu?chi-tieu=luot-phat&ban=1"),
        )
        .await;
        assert_eq!(radio, 6);

        // Approved, it gets its number; the file of the edition is what was given out, whatever the letterhead says later.
        let issued = issue(&mut coordinator, &whole).await;
        let official = issued.location().to_owned();
        assert_eq!(
            issue(&mut coordinator, &whole).await.location(),
            official,
            "pressed twice"
        );
        let page_of_whole = coordinator.get(&whole).await.text;
        assert!(
            page_of_whole.contains("số 01/BC-UBND</a>, đã lấy số"),
            "{page_of_whole}"
        );
        assert!(!page_of_whole.contains("Lấy số để phát hành"));
        // What has its number is not sent back.
        assert!(!page_of_whole.contains(&format!("value=\"{}\"", Act::Return.key())));
        assert!(
            act(&mut leader, &whole, Act::Return, "Sai số")
                .await
                .is_client_error()
        );
        let file = format!("{whole}/tai/ban-1.docx");
        let given = coordinator.get(&file).await.bytes;
        assert_eq!(
            coordinator.get(&format!("{official}/ban-thao.docx")).await.bytes,
            given
        );
        let limits = loa_docfile::read::Limits::default();
        let body = loa_docfile::read::read("a.docx", &given, &limits).unwrap();
        for said in [
            "Số: 01/BC-UBND",
            "Kính gửi: Sở Nội vụ tỉnh Sơn La",
            "Nguyễn Văn Mẫu",
        ] {
            assert!(body.source.contains(said), "{said}: {}", body.source);
        }
        opened_with(&mut coordinator, "2022-Q1", "Lường Văn Mẫu").await;
        assert_eq!(coordinator.get(&file).await.bytes, given, "the same bytes");
        sent_out(&site, &mut coordinator, &official).await;
        let refused = officer
            .post(&format!("{whole}/phat-hanh"), &[("lan-sua", "0")])
            .await;
        assert!(refused.status.is_client_error(), "{}", refused.status);

        // What comes later changes nothing of it: another activity, words put right, the silent unit reports.
        let done = Done {
            unit: "ubnd-04171",
            on: date(2022, 3, 10),
            channel: "meeting",
            language: Language::Thai,
            pieces: "",
            people: "12",
        };
        record(&site, &mut neighbour, done, "Họp bản muộn").await;
        let silent = report_of(&mut neighbour, &round, "UBND xã Bó Sinh").await;
        assert_eq!(
            neighbour.post(&format!("{silent}/dem-lai"), &[]).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            act(&mut neighbour, &silent, Act::Submit, "").await,
            StatusCode::SEE_OTHER
        );
        let again = coordinator.get(&edition).await.text;
        let content = |page: &str| page.split("Nội dung</h2>").nth(1).unwrap().to_owned();
        assert_eq!(content(&again), content(&page));
        trace_all(&mut coordinator, &edition).await;
        let (people, _) = trace(
            &mut coordinator,
            &format!("{whole}/so-lieu?chi-tieu=long-ghep-nguoi&ban=1"),
        )
        .await;
        let (now, _) = trace(
            &mut coordinator,
            &format!("{whole}/so-lieu?chi-tieu=long-ghep-nguoi"),
        )
        .await;
        assert_eq!(
            (people, now),
            (75, 75),
            "the report of the whole keeps what it said"
        );
        assert_eq!(
            act(&mut coordinator, &whole, Act::Amend, "Đơn vị gửi muộn").await,
            StatusCode::SEE_OTHER
        );
        let (now, _) = trace(
            &mut coordinator,
            &format!("{whole}/so-lieu?chi-tieu=long-ghep-nguoi"),
        )
        .await;
        assert_eq!(now, 87);

        // The later edition is a document of its own that replaces the first one.
        for (browser, act_of) in [(&mut coordinator, Act::Submit), (&mut leader, Act::Approve)] {
            assert_eq!(act(browser, &whole, act_of, "").await, StatusCode::SEE_OTHER);
        }
        let later = issue(&mut coordinator, &whole).await.location().to_owned();
        assert_ne!(later, official);
        assert!(coordinator.get(&later).await.text.contains("VT"), "who keeps it");
        assert!(
            coordinator.get(&later).await.text.contains("01/BC-UBND"),
            "what it replaces"
        );
        let second = coordinator.get(&format!("{whole}/tai/ban-2.docx")).await.bytes;
        let body = loa_docfile::read::read("a.docx", &second, &limits).unwrap();
        for said in [
            "Số: 02/BC-UBND",
            "thay thế Báo cáo số 01/BC-UBND",
            "Lường Văn Mẫu",
        ] {
            assert!(body.source.contains(said), "{said}: {}", body.source);
        }
        assert_eq!(coordinator.get(&file).await.bytes, given);

        // The number of the second one, which nobody got, is given up before a third one is taken: that replaces the first.
        assert_eq!(
            act(&mut coordinator, &whole, Act::Amend, "In sai").await,
            StatusCode::SEE_OTHER
        );
        for (browser, act_of) in [(&mut coordinator, Act::Submit), (&mut leader, Act::Approve)] {
            assert_eq!(act(browser, &whole, act_of, "").await, StatusCode::SEE_OTHER);
        }
        let told = ask_number(&mut coordinator, &whole).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            told.text.contains("đã lấy số 02/BC-UBND nhưng chưa phát hành"),
            "{}",
            told.text
        );
        let cancelled = coordinator
            .post(&format!("{later}/huy"), &[("ly-do", "In sai")])
            .await;
        assert_eq!(cancelled.status, StatusCode::SEE_OTHER, "{}", cancelled.text);
        issue(&mut coordinator, &whole).await;
        let third = coordinator.get(&format!("{whole}/tai/ban-3.docx")).await.bytes;
        let body = loa_docfile::read::read("a.docx", &third, &limits).unwrap();
        for said in ["Số: 03/BC-UBND", "thay thế Báo cáo số 01/BC-UBND"] {
            assert!(body.source.contains(said), "{said}: {}", body.source);
        }
    })
    .await;
}

/// The reform of 2025 ends communes and the district; what was reported in 2022 keeps its names, its sums and its bytes (ADM-01, ADM-02).
#[tokio::test]
async fn a_report_of_2022_keeps_its_names_when_the_units_have_merged() {
    on_each_engine(async |site| {
        some_work(&site).await;
        let mut coordinator = site.signed_in("coordinator").await;
        let mut leader = site.signed_in("leader").await;
        let round = opened(&mut coordinator, "2022-Q1").await;
        let whole = report_of(
            &mut coordinator,
            &round,
            "Báo cáo tổng hợp của UBND huyện Sông Mã",
        )
        .await;
        for (browser, act_of) in [(&mut coordinator, Act::Submit), (&mut leader, Act::Approve)] {
            assert_eq!(act(browser, &whole, act_of, "").await, StatusCode::SEE_OTHER);
        }
        issue(&mut coordinator, &whole).await;
        let edition = format!("{whole}/ban/1");
        let content = |page: &str| page.split("Nội dung</h2>").nth(1).unwrap().to_owned();
        let before = content(&coordinator.get(&edition).await.text);
        let file = format!("{whole}/tai/ban-1.docx");
        let given = coordinator.get(&file).await.bytes;

        let mut tx = site.tx().await;
        crate::org::tests::apply_mapping(
            &mut tx,
            crate::org::tests::REFORM,
            date(2022, 6, 1),
            "Nghị quyết mẫu",
        )
        .await;
        tx.save().await.unwrap();
        site.app.clock().move_to(date(2022, 6, 16));
        let mut coordinator = site.signed_in("coordinator").await;
        let after = coordinator.get(&edition).await;
        assert_eq!(content(&after.text), before);
        for name in ["UBND xã Đứa Mòn", "UBND xã Mường Cai", "UBND thị trấn Sông Mã"] {
            assert!(before.contains(name), "{name}");
        }
        assert_eq!(coordinator.get(&file).await.bytes, given);
        assert!(trace_all(&mut coordinator, &edition).await > 100);
    })
    .await;
}

/// Gives the edition that stands its number.
async fn issue(browser: &mut Browser, report: &str) -> Answer {
    let answer = ask_number(browser, report).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer
}

/// Signed outside as it was given out, and gone out.
async fn sent_out(site: &Site, keeper: &mut Browser, official: &str) {
    let draft = keeper.get(&format!("{official}/ban-thao.docx")).await.bytes;
    let limits = loa_docfile::read::Limits::default();
    let body = loa_docfile::read::read("a.docx", &draft, &limits).unwrap();
    let lines: Vec<_> = body
        .source
        .lines()
        .zip((1..).map(|at| 800 - 20 * at))
        .map(|(line, y)| (60, y, line))
        .collect();
    let scan = pdf(&lines);
    let today = site.tx().await.today();
    let day = [
        today.day().to_string(),
        today.month().to_string(),
        today.year().to_string(),
    ];
    let fields = [
        ("ngay-ngay", day[0].as_str()),
        ("ngay-thang", &day[1]),
        ("ngay-nam", &day[2]),
        ("nguoi-ky", "Nguyễn Văn Mẫu"),
        ("chuc-vu", "Chủ tịch"),
    ];
    let signed = keeper
        .post_files(&format!("{official}/ky"), &fields, &[("tep", "da-ky.pdf", &scan)])
        .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let out = keeper.post(&format!("{official}/phat-hanh"), &[]).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER, "{}", out.text);
}

async fn ask_number(browser: &mut Browser, report: &str) -> Answer {
    let page = browser.get(report).await.text;
    let revision = page.split("name=\"lan-sua\" value=\"").nth(1);
    let revision = revision
        .map_or("0", |rest| rest.split('"').next().unwrap())
        .to_owned();
    browser
        .post(&format!("{report}/phat-hanh"), &[("lan-sua", &revision)])
        .await
}

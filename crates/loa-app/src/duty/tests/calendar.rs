//! Stories of the calendar and of the private address of a phone.

use axum::http::StatusCode;
use icalendar::parser::{Component, read_calendar, unfold};
use jiff::civil::date;
use loa_db::id::Id;

use super::{done, order, prove_by, wanted};
use crate::duty::NewDuty;
use crate::testing::{Browser, Site, on_each_engine};

/// A late duty of February, one of April that is near and one of the neighbour.
async fn a_few(site: &Site) -> Vec<Id> {
    let april = |unit: &str| NewDuty {
        period: "2022-04".to_owned(),
        title: "Họp bản; nói tiếng Thái, \\ Mông\nvà <i>Khơ Mú</i> ".repeat(4),
        opens_on: date(2022, 4, 1),
        due_on: date(2022, 4, 24),
        ..wanted(site, Id(8), unit)
    };
    let mut ids = order(site, vec![wanted(site, Id(7), "ubnd-04189")]).await;
    ids.extend(order(site, vec![april("ubnd-04189"), april("ubnd-04171")]).await);
    ids
}

#[tokio::test]
async fn a_month_and_a_week_show_what_is_due() {
    on_each_engine(async |site| {
        let ids = a_few(&site).await;
        let mut officer = site.signed_in("officer").await;
        for (query, shown, hidden) in [
            ("", 1, 0),
            ("?thang=2022-04", 1, 0),
            ("?thang=2022-02", 0, 1),
            ("?tuan=2022-W16", 1, 0),
            ("?tuan=2022-W15", 2, 0),
            ("?thang=2022-13", 1, 0),
            ("?thang=99999-1&tuan=x-Wy", 1, 0),
            ("?don-vi=cua-toi", 1, 0),
        ] {
            let page = officer.get(&format!("/lich{query}")).await;
            assert_eq!(page.status, StatusCode::OK, "{query}");
            let has = |at: usize| page.text.contains(&format!("href=\"/viec/{}\"", ids[at]));
            assert_eq!((has(1), has(0)), (shown == 1, hidden == 1), "{query}");
            assert!(!has(2), "of the neighbour");
            assert!(!page.text.contains("<i>"));
        }
        let page = officer.get("/lich?thang=2022-04").await.text;
        assert_eq!(page.matches("loa-calendar__today").count(), 1);
        assert!(page.contains("11/04/2022, ngày nghỉ"), "Giỗ Tổ");
        assert!(page.contains("/lich?thang=2022-03") && page.contains("/lich?thang=2022-05"));
        assert!(page.contains("/lich?tuan=2022-W16"));

        // A coordinator sees all units; the same order on the same day is one entry.
        let mut coordinator = site.signed_in("coordinator").await;
        let page = coordinator.get("/lich?thang=2022-04").await.text;
        assert!(page.contains("2 đơn vị") && page.contains("/lich?thang=2022-05\""));
        let page = coordinator.get("/lich?thang=2022-04&don-vi=cua-toi").await.text;
        assert!(!page.contains("2 đơn vị") && page.contains("Không có hạn nào trong tháng 4/2022."));
        assert!(
            page.contains("/lich?thang=2022-05&amp;don-vi=cua-toi")
                || page.contains("/lich?thang=2022-05&#38;don-vi=cua-toi")
        );
    })
    .await;
}

/// The new address as the page tells it.
async fn new_address(browser: &mut Browser) -> String {
    let page = browser.post("/lich/dong-bo", &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.headers["cache-control"], "no-store");
    let rest = page.text.split("value=\"http://loa.test").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_phone_reads_the_duties_of_its_person() {
    on_each_engine(async |site| {
        let ids = a_few(&site).await;
        let mut officer = site.signed_in("officer").await;
        assert!(!officer.get("/lich/dong-bo").await.text.contains("value=\"http"));
        let address = new_address(&mut officer).await;
        let mut phone = site.browser();
        let answer = phone.get(&address).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(
            answer.headers["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/calendar")
        );
        assert!(
            answer
                .text
                .split("\r\n")
                .all(|line| line.len() <= 75 && !line.contains('\n'))
        );
        assert!(answer.text.ends_with("END:VCALENDAR\r\n"));

        let text = unfold(&answer.text);
        let calendar = read_calendar(&text).unwrap();
        let value =
            |event: &Component<'_>, name: &str| event.find_prop(name).map(|found| found.val.to_string());
        let events: Vec<_> = calendar.components.iter().collect();
        assert_eq!(events.len(), 2, "none of the neighbour");
        let april = events[1];
        assert_eq!(value(april, "UID"), Some(format!("{}@loa", ids[1])));
        assert_eq!(value(april, "DTSTART"), Some("20220424".to_owned()));
        assert_eq!(value(april, "DTEND"), Some("20220425".to_owned()));
        assert_eq!(value(april, "SEQUENCE"), Some("0".to_owned()));
        let summary = value(april, "SUMMARY").unwrap();
        assert!(
            summary.contains("Họp bản; nói tiếng Thái, \\ Mông và"),
            "{summary}"
        );
        // Due on a Sunday: reminded for the Friday before, on Tuesday and on Thursday.
        let alarms: Vec<_> = april
            .components
            .iter()
            .map(|alarm| value(alarm, "TRIGGER").unwrap())
            .collect();
        assert_eq!(alarms, ["-P4DT15H", "-P2DT15H"]);

        // Proven: the same event in a later state, without an alarm. Extended: both days.
        let activity = done(&site, "ubnd-04189", "2022-04-15", "Họp").await;
        prove_by(&site, "officer", activity, &ids[1..2]).await.unwrap();
        let more = [
            ("den-ngay", "29"),
            ("den-thang", "4"),
            ("den-nam", "2022"),
            ("ly-do", "mưa lũ"),
        ];
        let mut coordinator = site.signed_in("coordinator").await;
        coordinator
            .post(&format!("/viec/{}/gia-han", ids[0]), &more)
            .await;
        let text = phone.get(&address).await.text;
        assert!(text.contains(&format!("UID:{}@loa\r\n", ids[1])) && text.contains("SUMMARY:Đạt: "));
        assert!(text.contains("SEQUENCE:1\r\n"));
        assert!(
            text.contains("DTSTART;VALUE=DATE:20220228\r\n")
                && text.contains("DTSTART;VALUE=DATE:20220429\r\n")
        );

        // A new address ends the old one; then there is none.
        let renewed = new_address(&mut officer).await;
        assert_eq!(phone.get(&address).await.status, StatusCode::NOT_FOUND);
        assert_eq!(phone.get(&renewed).await.status, StatusCode::OK);
        officer.post("/lich/dong-bo/bo", &[]).await;
        for gone in [
            renewed.as_str(),
            "/lich/x.ics",
            "/lich/.ics",
            "/lich/x",
            &format!("/lich/{}.ics", "a".repeat(200)),
        ] {
            assert_eq!(phone.get(gone).await.status, StatusCode::NOT_FOUND, "{gone}");
        }
    })
    .await;
}

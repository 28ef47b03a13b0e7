//! Urging on both engines, to a mail server with moods.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::{Offset, TimeZone};
use loa_db::id::Id;

use crate::app::Settings;
use crate::duty::{self, DutyRole, NewDuty, State};
use crate::identity::store::reach::set_email;
use crate::job::{self, Lane, run_due, schedule};
use crate::mail::sink::{Mood, Sink};
use crate::mail::{MailSettings, Mailer, Server};
use crate::outbox;
use crate::testing::{Site, on_each_engine};
use crate::urging::is_hour;
use crate::urging::jobs::MORNING;
use crate::wiring::DUTIES;

mod pages;

/// A site whose officer of one commune and coordinator have mail addresses.
async fn with_mail(site: Site, sink: &Sink) -> Site {
    let settings = MailSettings {
        servers: vec![Server {
            name: "smtp_url",
            url: sink.url.clone(),
        }],
        from: "loa@songma.example.vn".to_owned(),
    };
    let site = site.with_settings(Settings {
        mailer: Some(Mailer::new(&settings).unwrap()),
        public_url: "https://loa.example.vn".to_owned(),
        ..Settings::default()
    });
    let mut tx = site.tx().await;
    for login in ["officer", "coordinator"] {
        let address = format!("{login}@mau.example.vn");
        set_email(&mut tx, site.people[login], Some(&address))
            .await
            .unwrap();
    }
    tx.save().await.unwrap();
    // The night before: from now on every morning has its moment.
    assert_eq!(an_hour(&site, sink, date(2022, 4, 17).at(3, 0, 0, 0)).await, []);
    site
}

/// A duty of the officer's commune, from the first of a month to a day.
async fn duty(site: &Site, number: &str, opens_on: Date, due_on: Date) -> Id {
    let mut tx = site.tx().await;
    let origin = tx.new_id();
    let new = NewDuty {
        origin,
        number: number.to_owned(),
        title: "Truyền thanh xã".to_owned(),
        position: 3,
        unit: site.units["ubnd-04189"],
        role: DutyRole::Lead,
        period: "tháng 4/2022".to_owned(),
        opens_on,
        due_on,
        needs_approval: false,
        wanted: 1,
    };
    duty::actions::reconcile(&mut tx, origin, vec![new])
        .await
        .unwrap();
    let found = duty::store::of_origin(&mut tx, origin).await.unwrap();
    tx.save().await.unwrap();
    found[0].id
}

async fn proven(site: &Site, duty: Id) {
    let mut tx = site.tx().await;
    duty::store::settle(&mut tx, duty, State::Met, Some(date(2022, 4, 20)), 1)
        .await
        .unwrap();
    tx.save().await.unwrap();
}

/// Lets a day go by hour by hour; gives what arrived: at which hour, to whom.
async fn a_day(site: &Site, sink: &Sink, day: Date) -> Vec<(DateTime, String)> {
    let mut arrived = Vec::new();
    for hour in 0..24 {
        arrived.extend(an_hour(site, sink, day.at(hour, 31, 0, 0)).await);
    }
    arrived
}

/// What arrives at a moment.
async fn an_hour(site: &Site, sink: &Sink, at: DateTime) -> Vec<(DateTime, String)> {
    let before = sink.letters().len();
    let moment = TimeZone::fixed(Offset::constant(7)).to_timestamp(at).unwrap();
    site.app.clock().set(moment);
    schedule::arrange(&site.app, &[MORNING]).await.unwrap();
    schedule::tick(&site.app, &[MORNING]).await.unwrap();
    for lane in [Lane::Work, Lane::Send] {
        run_due(&site.app, DUTIES.handlers, lane, || false).await.unwrap();
    }
    let letters = sink.letters();
    let to = |letter: &String| {
        let names = ["officer", "coordinator"];
        let name = names.iter().find(|name| letter.contains(&format!("<{name}@")));
        (at, (*name.unwrap()).to_owned())
    };
    letters[before..].iter().map(to).collect()
}

#[tokio::test]
async fn each_rung_is_told_once_on_its_working_morning_to_whom_it_reaches() {
    on_each_engine(async |site| {
        let sink = Sink::start(Mood::Accepts).await;
        let site = with_mail(site, &sink).await;
        duty(&site, "2.3", date(2022, 4, 1), date(2022, 4, 29)).await;
        duty(&site, "2.4", date(2022, 4, 1), date(2022, 4, 29)).await;
        let mut arrived = Vec::new();
        let mut day = date(2022, 4, 17);
        while day < date(2022, 5, 25) {
            arrived.extend(a_day(&site, &sink, day).await);
            day = day.tomorrow().unwrap();
        }
        let told: Vec<String> = arrived.iter().map(|(at, who)| format!("{at} {who}")).collect();
        let expected = [
            ("2022-04-20", "officer"),
            ("2022-04-26", "officer"),
            ("2022-04-28", "officer"),
            ("2022-04-29", "officer"),
            ("2022-05-04", "coordinator"),
            ("2022-05-04", "officer"),
            ("2022-05-10", "coordinator"),
            ("2022-05-10", "officer"),
        ];
        let expected = expected.map(|(day, who)| format!("{day}T07:31:00 {who}"));
        let mut sorted = told.clone();
        sorted.sort();
        assert_eq!(sorted, expected);
        // Both duties stand in one letter.
        assert!(
            sink.letters()
                .iter()
                .all(|letter| letter.contains("multipart") || !letter.is_empty())
        );

        // The clock goes back: nobody hears of it once more.
        assert_eq!(a_day(&site, &sink, date(2022, 4, 20)).await, []);
        assert_eq!(a_day(&site, &sink, date(2022, 5, 4)).await, []);
    })
    .await;
}

#[tokio::test]
async fn after_silence_everybody_is_told_once_where_things_stand() {
    on_each_engine(async |site| {
        let sink = Sink::start(Mood::Accepts).await;
        let site = with_mail(site, &sink).await;
        duty(&site, "2.3", date(2022, 4, 1), date(2022, 4, 29)).await;
        assert_eq!(an_hour(&site, &sink, date(2022, 4, 18).at(6, 0, 0, 0)).await, []);
        // Nothing ran for ten days; it comes back in the evening, when nobody is disturbed.
        assert_eq!(an_hour(&site, &sink, date(2022, 4, 28).at(21, 0, 0, 0)).await, []);
        let told = a_day(&site, &sink, date(2022, 4, 29)).await;
        assert_eq!(told.len(), 1, "{told:?}");
        // It comes back at noon: at once.
        assert_eq!(
            an_hour(&site, &sink, date(2022, 5, 5).at(12, 0, 0, 0))
                .await
                .len(),
            2
        );
    })
    .await;
}

#[tokio::test]
async fn proof_stops_the_ladder_even_for_a_digest_that_waits() {
    on_each_engine(async |site| {
        let sink = Sink::start(Mood::Later).await;
        let site = with_mail(site, &sink).await;
        let one = duty(&site, "2.3", date(2022, 4, 1), date(2022, 4, 29)).await;
        let other = duty(&site, "2.4", date(2022, 4, 1), date(2022, 4, 29)).await;
        assert_eq!(an_hour(&site, &sink, date(2022, 4, 20).at(7, 31, 0, 0)).await, []);
        proven(&site, one).await;
        sink.feels(Mood::Accepts);
        let told = an_hour(&site, &sink, date(2022, 4, 20).at(12, 0, 0, 0)).await;
        assert_eq!(told.len(), 1);
        let mut tx = site.tx().await;
        let messages = outbox::store::to_person(&mut tx, site.people["officer"], 9)
            .await
            .unwrap();
        assert!(
            messages[0]
                .body
                .contains("2.4 – Truyền thanh xã, tháng 4/2022: hạn 29/04/2022")
        );
        assert!(
            !messages[0].body.contains("2.3") && messages[0].body.contains("https://loa.example.vn/viec")
        );
        assert_eq!(messages[0].subject, "Nhắc việc 20/04/2022: 1 việc sắp đến hạn");
        drop(tx);

        // The last one is proven while its digest waits: nothing goes, and nothing ever after.
        sink.feels(Mood::Later);
        assert_eq!(an_hour(&site, &sink, date(2022, 4, 26).at(7, 31, 0, 0)).await, []);
        proven(&site, other).await;
        sink.feels(Mood::Accepts);
        for day in date(2022, 4, 26).series(1.day()).take(20) {
            assert_eq!(a_day(&site, &sink, day).await, []);
        }
        let mut tx = site.tx().await;
        let messages = outbox::store::to_person(&mut tx, site.people["officer"], 9)
            .await
            .unwrap();
        assert_eq!(messages[0].state, outbox::State::Dropped);
    })
    .await;
}

#[tokio::test]
async fn a_mail_server_down_for_days_brings_one_digest_with_all_of_it() {
    on_each_engine(async |site| {
        let sink = Sink::start(Mood::Later).await;
        let site = with_mail(site, &sink).await;
        duty(&site, "2.3", date(2022, 4, 1), date(2022, 4, 29)).await;
        duty(&site, "2.4", date(2022, 4, 1), date(2022, 5, 4)).await;
        for day in [26, 27, 28] {
            assert_eq!(a_day(&site, &sink, date(2022, 4, day)).await, []);
        }
        sink.feels(Mood::Accepts);
        let mut told = a_day(&site, &sink, date(2022, 4, 29)).await;
        told.extend(a_day(&site, &sink, date(2022, 4, 30)).await);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told.iter()
                .all(|(at, _)| is_hour(TimeZone::fixed(Offset::constant(7)).to_timestamp(*at).unwrap()))
        );
        let mut tx = site.tx().await;
        let messages = outbox::store::to_person(&mut tx, site.people["officer"], 9)
            .await
            .unwrap();
        let last = &messages[0];
        assert!(
            last.body.contains("2.3 – Truyền") && last.body.contains("2.4 – Truyền"),
            "{}",
            last.body
        );
        assert!(
            messages[1..]
                .iter()
                .all(|one| one.state == outbox::State::Dropped)
        );
        // No job is left that would try them.
        let waiting = job::store::list(&mut tx, Some(job::State::Waiting), 99)
            .await
            .unwrap();
        assert!(
            waiting
                .iter()
                .all(|job| job.kind == "message.send" || job.kind == MORNING.kind.name)
        );
    })
    .await;
}

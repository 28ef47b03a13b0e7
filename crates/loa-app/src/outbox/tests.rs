//! Messages on both engines, to a mail server with moods.

use jiff::SignedDuration;

use super::*;
use crate::app::Settings;
use crate::identity::store::{people, reach};
use crate::job::{LEASE, State as JobState, actions, run_due, store as jobs};
use crate::mail::sink::{Mood, Sink};
use crate::mail::{MailSettings, Mailer, Server};
use crate::testing::{Site, on_each_engine};
use crate::wiring::DUTIES;

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
        ..Settings::default()
    });
    let mut tx = site.tx().await;
    let officer = site.people["officer"];
    reach::set_email(&mut tx, officer, Some("mau@xa.example.vn"))
        .await
        .unwrap();
    tx.save().await.unwrap();
    site
}

async fn put_one(site: &Site, login: &str, key: &str) -> Option<Id> {
    let mut tx = site.tx().await;
    let new = New {
        person: site.people[login],
        channel: Channel::Mail,
        subject: "Việc đến hạn",
        body: "Hai việc.",
        key,
    };
    let id = put(&mut tx, new).await.unwrap();
    tx.save().await.unwrap();
    id
}

async fn send(site: &Site) -> usize {
    run_due(&site.app, DUTIES.handlers, Lane::Send, || false)
        .await
        .unwrap()
}

async fn message(site: &Site, id: Id) -> Message {
    let scope = site.app.scope(site.locality, None);
    let mut tx = site.app.db().read(scope).await.unwrap();
    store::by_id(&mut tx, id).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_message_goes_once_with_its_change_and_tells_how_it_stands() {
    on_each_engine(async |site| {
        let sink = Sink::start(Mood::Accepts).await;
        let site = with_mail(site, &sink).await;
        let id = put_one(&site, "officer", "note:1").await.unwrap();
        assert_eq!(put_one(&site, "officer", "note:1").await, None);
        assert_eq!(message(&site, id).await.state, State::Waiting);
        assert_eq!(send(&site).await, 1);
        let sent = message(&site, id).await;
        assert_eq!((sent.state, sent.attempts), (State::Sent, 1));
        assert_eq!(sent.way.as_deref(), Some("smtp_url"));
        assert_eq!(send(&site).await, 0);
        let letters = sink.letters();
        assert_eq!(letters.len(), 1);
        assert!(letters[0].contains(&format!("Message-ID: <{id}@songma.example.vn>")));
        assert!(letters[0].contains("<mau@xa.example.vn>"));
    })
    .await;
}

#[tokio::test]
async fn a_mail_server_that_is_down_for_a_day_loses_nothing() {
    on_each_engine(async |site| {
        let sink = Sink::start(Mood::Later).await;
        let site = with_mail(site, &sink).await;
        let id = put_one(&site, "officer", "note:1").await.unwrap();
        for _ in 0..18 {
            assert_eq!(send(&site).await, 1);
            let one = message(&site, id).await;
            assert_eq!(one.state, State::Waiting);
            assert!(one.error.unwrap().contains("451"));
            site.app.clock().shift(SignedDuration::from_hours(2));
        }
        sink.feels(Mood::Accepts);
        assert_eq!(send(&site).await, 1);
        let sent = message(&site, id).await;
        assert_eq!((sent.state, sent.attempts, sent.error), (State::Sent, 19, None));
        assert_eq!(sink.letters().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_can_never_arrive_is_given_up_with_its_reason() {
    on_each_engine(async |site| {
        let sink = Sink::start(Mood::Never).await;
        let site = with_mail(site, &sink).await;
        let refused = put_one(&site, "officer", "note:1").await.unwrap();
        let without = put_one(&site, "neighbour", "note:2").await.unwrap();
        assert_eq!(send(&site).await, 2);
        for (id, part) in [(refused, "550"), (without, "no mail address")] {
            let given_up = message(&site, id).await;
            assert_eq!(given_up.state, State::Failed);
            let reason = given_up.error.unwrap();
            assert!(reason.contains(part) && !reason.contains("@xa"), "{reason}");
        }
        let mut tx = site.tx().await;
        let officer = site.people["officer"];
        let today = tx.today();
        people::set_left(&mut tx, officer, Some(today)).await.unwrap();
        tx.save().await.unwrap();
        let gone = put_one(&site, "officer", "note:3").await.unwrap();
        assert_eq!(send(&site).await, 1);
        assert_eq!(
            message(&site, gone).await.error.as_deref(),
            Some("The person no longer works here.")
        );
        assert!(sink.letters().is_empty());
    })
    .await;
}

/// The node dies between the server's word and its own note: the letter goes again, under the same name.
#[tokio::test]
async fn a_letter_whose_note_was_lost_goes_again_under_the_same_name() {
    on_each_engine(async |site| {
        let sink = Sink::start(Mood::Accepts).await;
        let site = with_mail(site, &sink).await;
        let id = put_one(&site, "officer", "note:1").await.unwrap();
        let mut tx = site.app.db().begin(site.app.scope(Id(0), None)).await.unwrap();
        let claimed = jobs::claim(&mut tx, Lane::Send, 1).await.unwrap();
        tx.save().await.unwrap();
        deliver(&site.app, &claimed[0], reach::find, |_, _, _, _| {
            Box::pin(async { Ok(Review::Go) })
        })
        .await
        .unwrap();
        assert_eq!(send(&site).await, 0, "the lease is still on");
        site.app.clock().shift(LEASE);
        assert_eq!(send(&site).await, 1);
        let letters = sink.letters();
        assert_eq!(letters.len(), 2);
        assert_eq!(letters[0], letters[1]);
        assert_eq!(message(&site, id).await.attempts, 1);
    })
    .await;
}

async fn job_of_the_last(site: &Site) -> Id {
    let mut tx = site.tx().await;
    jobs::list(&mut tx, None, 1).await.unwrap()[0].id
}

#[tokio::test]
async fn what_is_called_off_or_put_back_on_the_command_line_is_told_on_the_message() {
    on_each_engine(async |site| {
        let sink = Sink::start(Mood::Later).await;
        let site = with_mail(site, &sink).await;
        let id = put_one(&site, "officer", "note:1").await.unwrap();
        let job = job_of_the_last(&site).await;
        assert_eq!(send(&site).await, 1);
        let mut tx = site.tx().await;
        assert!(actions::cancel(&mut tx, DUTIES.handlers, job).await.unwrap());
        tx.save().await.unwrap();
        let called_off = message(&site, id).await;
        assert_eq!(called_off.state, State::Dropped);
        assert!(called_off.error.unwrap().contains("Called off"));
        site.app.clock().shift(SignedDuration::from_hours(3));
        assert_eq!(send(&site).await, 0);
        sink.feels(Mood::Accepts);
        let mut tx = site.tx().await;
        assert!(actions::retry(&mut tx, DUTIES.handlers, job).await.unwrap());
        tx.save().await.unwrap();
        let waiting = message(&site, id).await;
        assert_eq!(
            (waiting.state, waiting.attempts, waiting.error),
            (State::Waiting, 0, None)
        );
        assert_eq!(send(&site).await, 1);
        assert_eq!(message(&site, id).await.state, State::Sent);
        let mut tx = site.tx().await;
        assert!(!actions::cancel(&mut tx, DUTIES.handlers, job).await.unwrap());
        assert_eq!(sink.letters().len(), 1);
    })
    .await;
}

/// Called off between the server's word and the note: the letter is out, and the message says so.
#[tokio::test]
async fn a_letter_that_was_gone_when_its_job_was_called_off_counts_as_sent() {
    on_each_engine(async |site| {
        let sink = Sink::start(Mood::Slow).await;
        let site = with_mail(site, &sink).await;
        let id = put_one(&site, "officer", "note:1").await.unwrap();
        let job = job_of_the_last(&site).await;
        let app = site.app.clone();
        let sending = tokio::spawn(async move { run_due(&app, DUTIES.handlers, Lane::Send, || false).await });
        let mut is_under_way = false;
        while !is_under_way {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            let mut tx = site.tx().await;
            is_under_way =
                !sink.letters().is_empty() && jobs::by_id(&mut tx, job).await.unwrap().unwrap().attempts > 0;
        }
        let mut tx = site.tx().await;
        assert!(actions::cancel(&mut tx, DUTIES.handlers, job).await.unwrap());
        tx.save().await.unwrap();
        sending.await.unwrap().unwrap();
        let mut tx = site.tx().await;
        let job = jobs::by_id(&mut tx, job).await.unwrap().unwrap();
        drop(tx);
        assert_eq!(job.state, JobState::Cancelled);
        assert_eq!(message(&site, id).await.state, State::Sent);
        assert_eq!(sink.letters().len(), 1);
    })
    .await;
}

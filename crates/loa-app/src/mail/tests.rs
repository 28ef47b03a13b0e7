//! Letters against a mail server with moods.

use super::sink::{Mood, Sink};
use super::*;

fn settings(sinks: &[&Sink]) -> MailSettings {
    let names = ["smtp_url", "smtp_url_2"];
    let server = |(name, sink): (&'static str, &&Sink)| Server {
        name,
        url: sink.url.clone(),
    };
    MailSettings {
        servers: names.into_iter().zip(sinks).map(server).collect(),
        from: "Loa Sông Mã <loa@songma.example.vn>".to_owned(),
    }
}

/// Waits just long enough for a server on the same machine.
fn mailer(sinks: &[&Sink]) -> Mailer {
    Mailer::patient(&settings(sinks), Duration::from_millis(700)).unwrap()
}

fn letter() -> Letter {
    Letter {
        id: "2f1c".to_owned(),
        at: "2022-04-18T01:00:00Z".parse().unwrap(),
        name: "Lò Thị Mẫu".to_owned(),
        to: "mau@xa.example.vn".to_owned(),
        subject: "Việc đến hạn ngày 20/04/2022".to_owned(),
        body: "Kính gửi đồng chí,\n.\nHai việc đến hạn.\n".to_owned(),
    }
}

#[tokio::test]
async fn a_letter_arrives_whole_and_under_the_same_name_each_time() {
    let sink = Sink::start(Mood::Accepts).await;
    let mailer = mailer(&[&sink]);
    for _ in 0..2 {
        assert_eq!(mailer.send(&letter()).await, Ok("smtp_url"));
    }
    let letters = sink.letters();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0], letters[1]);
    for part in [
        "Message-ID: <2f1c@songma.example.vn>",
        "Auto-Submitted: auto-generated",
        "To: =?utf-8?b?TMOyIFRo4buLIE3huqt1?= <mau@xa.example.vn>",
        "Date: Mon, 18 Apr 2022 01:00:00 +0000",
        "Content-Type: text/plain; charset=utf-8",
    ] {
        assert!(letters[0].contains(part), "{part}\n{}", letters[0]);
    }
}

#[tokio::test]
async fn what_a_server_says_decides_whether_it_is_tried_again() {
    for (mood, is_final, part) in [
        (Mood::Later, false, "451"),
        (Mood::Never, true, "550"),
        (Mood::Hangs, false, "no answer in time"),
        (Mood::Closes, false, ""),
        (Mood::TakesSilently, false, ""),
    ] {
        let sink = Sink::start(mood).await;
        let failure = mailer(&[&sink]).send(&letter()).await.unwrap_err();
        assert!(failure.reason().contains(part), "{mood:?}: {failure:?}");
        assert_eq!(
            matches!(failure, Failure::Never(_)),
            is_final,
            "{mood:?}: {failure:?}"
        );
    }
    let mut gone = Sink::start(Mood::Accepts).await;
    gone.url = "smtp://127.0.0.1:1".to_owned();
    let failure = mailer(&[&gone]).send(&letter()).await.unwrap_err();
    assert!(matches!(failure, Failure::Later(_)), "{failure:?}");
    let nobody = Letter {
        to: "không phải địa chỉ".to_owned(),
        ..letter()
    };
    let failure = mailer(&[&gone]).send(&nobody).await.unwrap_err();
    assert!(matches!(failure, Failure::Never(_)), "{failure:?}");
}

#[tokio::test]
async fn the_second_way_takes_over_and_the_first_comes_back() {
    let (first, second) = (Sink::start(Mood::Later).await, Sink::start(Mood::Accepts).await);
    let mailer = mailer(&[&first, &second]);
    for _ in 0..LEAST {
        assert_eq!(mailer.send(&letter()).await, Ok("smtp_url_2"));
    }
    first.feels(Mood::Accepts);
    // Poor for a while: not even asked.
    assert_eq!(mailer.send(&letter()).await, Ok("smtp_url_2"));
    assert!(first.letters().is_empty());
    assert_eq!(second.letters().len(), LEAST + 1);
    let later = Instant::now() + MEMORY;
    let names: Vec<_> = mailer.order(later).iter().map(|way| way.name).collect();
    assert_eq!(names, ["smtp_url", "smtp_url_2"]);
    // Both refuse: final only where both say never.
    for (mood, is_final) in [(Mood::Never, true), (Mood::Later, false)] {
        first.feels(mood);
        second.feels(Mood::Never);
        let failure = mailer.send(&letter()).await.unwrap_err();
        assert_eq!(matches!(failure, Failure::Never(_)), is_final, "{failure:?}");
        assert!(failure.reason().contains("smtp_url_2: "));
    }
}

#[tokio::test]
async fn one_slow_letter_in_seven_makes_a_way_poor() {
    let sink = Sink::start(Mood::Accepts).await;
    let mailer = mailer(&[&sink]);
    let way = &mailer.0.ways[0];
    let now = Instant::now();
    for (good, bad, is_poor) in [
        (0, 2, false),
        (0, 3, true),
        (17, 3, true),
        (18, 3, false),
        (99, 0, false),
    ] {
        way.record.lock().unwrap().clear();
        for at in 0..good + bad {
            way.note(now, at < good);
        }
        assert_eq!(way.is_poor(now), is_poor, "{good} good, {bad} bad");
    }
}

#[test]
fn settings_are_checked_and_keep_their_secrets() {
    let with = |url: &str, from: &str| MailSettings {
        servers: vec![Server {
            name: "smtp_url",
            url: url.to_owned(),
        }],
        from: from.to_owned(),
    };
    let fine = "loa@songma.example.vn";
    for url in [
        "smtp://127.0.0.1:2525",
        "smtps://loa:mat-khau@mail.example.vn",
        "smtp://loa:mat-khau@mail.example.vn",
        "smtp://loa:mat%40khau@mail.example.vn:587?tls=required",
    ] {
        assert_eq!(check(&with(url, fine)), Ok(()), "{url}");
        assert!(!format!("{:?}", with(url, fine)).contains("mat-khau"));
    }
    for url in [
        "",
        "mail.example.vn",
        "http://mail.example.vn",
        "smtp://",
        "smtp://h?tls=no",
    ] {
        assert_eq!(
            check(&with(url, fine)),
            Err(MailError::Server("smtp_url")),
            "{url}"
        );
    }
    for from in ["", "loa", "Loa <loa>"] {
        assert_eq!(check(&with("smtp://h", from)), Err(MailError::From), "{from}");
    }
}

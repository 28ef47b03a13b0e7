//! Letters to readers on both engines, to a mail server with moods.

use axum::http::{HeaderValue, StatusCode, header};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::{Offset, TimeZone};
use loa_db::params;

use super::*;
use crate::app::Settings;
use crate::job::{Lane, run_due, schedule};
use crate::mail::sink::{Mood, Sink};
use crate::mail::{MailSettings, Mailer, Server};
use crate::newsroom;
use crate::newsroom::samples;
use crate::portal;
use crate::subscription::jobs::{HOURLY, MORNING};
use crate::testing::{Site, on_each_engine, settings};
use crate::wiring::DUTIES;

mod closed;
mod letters;
mod limits;

use letters::{link, read};

const HOME: &str = "/cong/dua-mon";

#[test]
fn the_next_letter_has_its_day() {
    for (pace, after, want) in [
        (Pace::Daily, date(2022, 4, 18), date(2022, 4, 19)),
        (Pace::Daily, date(2022, 12, 31), date(2023, 1, 1)),
        (Pace::Weekly, date(2022, 4, 18), date(2022, 4, 25)),
        (Pace::Weekly, date(2022, 4, 19), date(2022, 4, 25)),
        (Pace::Weekly, date(2022, 4, 24), date(2022, 4, 25)),
    ] {
        assert_eq!(pace.next(after), want, "{pace:?} after {after}");
    }
}

#[test]
fn an_address_has_one_form() {
    for (typed, want) in [
        (" Lo.Van@Mau.Example.VN ", Some("lo.van@mau.example.vn")),
        ("lo+tin@mau.vn", Some("lo+tin@mau.vn")),
        ("lo", None),
        ("lo@mau", None),
        ("", None),
        ("lo@mau.vn, la@mau.vn", None),
        ("lo@mau.vn\r\nBcc: la@mau.vn", None),
        ("lò@mau.vn", None),
    ] {
        assert_eq!(plain_address(typed).as_deref(), want, "{typed}");
    }
    let long = format!("{}@mau.vn", "a".repeat(300));
    assert_eq!(plain_address(&long), None);
}

#[test]
fn a_link_is_ours_for_its_unit_and_its_purpose() {
    let key = Key::fresh().unwrap();
    let unit = Id(7);
    let token = Link::Leave.token(&key, unit, "2f1c");
    assert_eq!(Link::Leave.read(&key, unit, &token).as_deref(), Some("2f1c"));
    for (link, key, unit, token) in [
        (Link::Confirm, &key, unit, token.as_str()),
        (Link::Leave, &key, Id(8), &token),
        (Link::Leave, &Key::fresh().unwrap(), unit, &token),
        (Link::Leave, &key, unit, &format!("{token}0")),
        (Link::Leave, &key, unit, &token[1..]),
        (Link::Leave, &key, unit, ""),
        (Link::Leave, &key, unit, "ế"),
    ] {
        assert_eq!(link.read(key, unit, token), None, "{token}");
    }
}

/// A commune whose site is read, with a mail server.
struct Post {
    site: Site,
    sink: Sink,
    unit: Id,
    sections: Vec<Id>,
}

fn at(moment: DateTime) -> jiff::Timestamp {
    TimeZone::fixed(Offset::constant(7)).to_timestamp(moment).unwrap()
}

impl Post {
    async fn of(site: Site) -> Self {
        let sink = Sink::start(Mood::Accepts).await;
        let mail = MailSettings {
            servers: vec![Server {
                name: "smtp_url",
                url: sink.url.clone(),
            }],
            from: "Loa <loa@songma.example.vn>".to_owned(),
        };
        let site = site.with_settings(Settings {
            mailer: Some(Mailer::new(&mail).unwrap()),
            public_url: "https://loa.example.vn".to_owned(),
            behind_proxy: true,
            ..settings()
        });
        let unit = site.units["ubnd-04189"];
        let mut tx = site.tx().await;
        let mut own = portal::Site::of(unit, site.locality, "UBND xã Đứa Mòn");
        "0212 3836 123".clone_into(&mut own.phone);
        portal::store::set(&mut tx, &own).await.unwrap();
        let mut sections = Vec::new();
        for (position, slug) in (1..).zip(["tin", "thong-bao"]) {
            let section = newsroom::Section {
                id: tx.new_id(),
                unit,
                slug: slug.to_owned(),
                title: slug.to_owned(),
                origin: None,
            };
            newsroom::store::section::open(&mut tx, &section, position)
                .await
                .unwrap();
            sections.push(section.id);
        }
        tx.save().await.unwrap();
        let post = Self {
            site,
            sink,
            unit,
            sections,
        };
        // The evening before: from now on every morning has its moment.
        assert_eq!(
            post.passes(date(2022, 4, 17).at(20, 0, 0, 0)).await,
            Vec::<String>::new()
        );
        post
    }

    /// What arrives when it becomes this moment.
    async fn passes(&self, moment: DateTime) -> Vec<String> {
        let before = self.sink.letters().len();
        self.site.app.clock().set(at(moment));
        schedule::arrange(&self.site.app, &[MORNING, HOURLY])
            .await
            .unwrap();
        schedule::tick(&self.site.app, &[MORNING, HOURLY]).await.unwrap();
        for lane in [Lane::Work, Lane::Send] {
            run_due(&self.site.app, DUTIES.handlers, lane, || false)
                .await
                .unwrap();
        }
        self.sink.letters()[before..]
            .iter()
            .map(|letter| read(letter))
            .collect()
    }

    /// What arrives in the morning of a day.
    async fn morning(&self, day: Date) -> Vec<String> {
        self.passes(day.at(6, 31, 0, 0)).await
    }

    async fn asks(&self, address: &str, more: &[(&str, &str)]) -> (StatusCode, String, String) {
        let mut fields = vec![("thu", address), ("chuyen-muc", "moi"), ("nhip", "daily")];
        fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        fields.extend(more);
        let mut browser = self.site.browser();
        let answer = browser.post(&format!("{HOME}/nhan-tin"), &fields).await;
        assert!(answer.headers.get(header::SET_COOKIE).is_none());
        let place = answer.location().to_owned();
        (answer.status, place, answer.text)
    }

    /// Asks and confirms at a moment.
    async fn joins(&self, address: &str, more: &[(&str, &str)], moment: DateTime) {
        self.site.app.clock().set(at(moment));
        let asked = self.asks(address, more).await;
        assert_eq!(asked.0, StatusCode::SEE_OTHER, "{}", asked.2);
        // The clock went on while it was asked.
        let then = moment.saturating_add(SignedDuration::from_secs(30));
        let letters = self.passes(then).await;
        let link = link(letters.last().unwrap(), "/xac-nhan/");
        let done = self.site.browser().post(&link, &[]).await;
        assert_eq!(done.location(), format!("{HOME}/nhan-tin/xong"), "{}", done.text);
    }

    /// Something that the public first read at a moment.
    async fn publishes(&self, title: &str, section: usize, language: Language, moment: DateTime) -> Id {
        let mut tx = self.site.tx().await;
        let id = tx.new_id();
        let draft = newsroom::Article::begun(id, self.unit, self.sections[section]);
        let article = newsroom::Article {
            slug: newsroom::slug(title),
            language,
            ..samples::published(draft, at(moment))
        };
        newsroom::store::insert(&mut tx, &article).await.unwrap();
        let words = samples::words(&article, title);
        newsroom::store::keep_revision(&mut tx, id, &words).await.unwrap();
        newsroom::store::change(&mut tx, &article).await.unwrap();
        tx.save().await.unwrap();
        id
    }

    /// Rows of every table that may hold an address.
    async fn kept(&self) -> [i64; 3] {
        let mut tx = self.site.tx().await;
        let mut kept = [0; 3];
        for (many, sql) in kept.iter_mut().zip([
            "SELECT COUNT(*) AS many FROM subscription_ask WHERE locality_id = $1",
            "SELECT COUNT(*) AS many FROM subscriber WHERE locality_id = $1",
            "SELECT COUNT(*) AS many FROM subscriber_gone WHERE locality_id = $1",
        ]) {
            let row = tx.row(sql, params![self.site.locality]).await.unwrap();
            *many = row.unwrap().int("many").unwrap();
        }
        kept
    }
}

#[tokio::test]
async fn nobody_gets_letters_who_did_not_confirm_and_everybody_who_did() {
    on_each_engine(async |site| {
        let post = Post::of(site).await;
        let asked = post.asks("Lo@Mau.example.vn", &[]).await;
        assert_eq!((asked.0, asked.1.as_str()), (StatusCode::SEE_OTHER, "/cong/dua-mon/nhan-tin/da-gui"));
        let letters = post.passes(date(2022, 4, 17).at(20, 5, 0, 0)).await;
        assert_eq!(letters.len(), 1, "a job is done once");
        assert!(letters[0].contains("To: lo@mau.example.vn") && !letters[0].contains("List-Unsubscribe"));
        let confirm = link(&letters[0], "/xac-nhan/");

        // Who looks behind the link confirms nothing.
        let mut anybody = post.site.browser();
        let page = anybody.get(&confirm).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert_eq!(page.headers[header::REFERRER_POLICY], "same-origin");
        assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(post.kept().await, [1, 0, 0]);
        post.publishes("Bài một", 0, Language::Vietnamese, date(2022, 4, 17).at(21, 0, 0, 0)).await;
        assert_eq!(post.morning(date(2022, 4, 18)).await, Vec::<String>::new());

        // A button does, once, and from nowhere else.
        anybody.headers.insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
        assert_eq!(anybody.post(&confirm, &[]).await.status, StatusCode::FORBIDDEN);
        anybody.headers.clear();
        assert_eq!(anybody.post(&confirm, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(anybody.post(&confirm, &[]).await.status, StatusCode::GONE);
        assert_eq!(anybody.get(&confirm).await.status, StatusCode::GONE);
        assert_eq!(post.kept().await, [0, 1, 0]);

        // What was public before is no news; what is published afterwards is, the latest first.
        post.publishes("Bài hai", 0, Language::Vietnamese, date(2022, 4, 18).at(9, 0, 0, 0)).await;
        post.publishes("Bài ba", 0, Language::Thai, date(2022, 4, 18).at(10, 0, 0, 0)).await;
        let letters = post.morning(date(2022, 4, 19)).await;
        assert_eq!(letters.len(), 1);
        let letter = &letters[0];
        for part in [
            "List-Id: <nhan-tin.dua-mon.songma.example.vn>",
            "List-Unsubscribe: <https://loa.example.vn/cong/dua-mon/nhan-tin/thoi/",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Bài ba (tiếng Thái)\n18/04/2022. Tóm tắt <của> bài\nhttps://loa.example.vn/cong/dua-mon/tin/bai-ba",
            "<div lang=\"blt\"><h2><a href=\"https://loa.example.vn/cong/dua-mon/tin/bai-ba\">Bài ba</a></h2>",
            "Tóm tắt &#60;của&#62; bài",
            "Thôi nhận tin: https://loa.example.vn/cong/dua-mon/nhan-tin/thoi/",
        ] {
            assert!(letter.contains(part), "{part}\n{letter}");
        }
        assert!(!letter.contains("Bài một"));
        assert_eq!(post.morning(date(2022, 4, 20)).await, Vec::<String>::new(), "nothing new, no letter");
    })
    .await;
}

#[tokio::test]
async fn one_press_ends_it_and_nothing_on_its_way_brings_it_back() {
    on_each_engine(async |site| {
        let post = Post::of(site).await;
        let day = date(2022, 4, 18);
        post.joins("lo@mau.example.vn", &[], day.at(8, 0, 0, 0)).await;
        // A second ask is on its way, with other wishes: it changes nothing until it is confirmed.
        post.asks("lo@mau.example.vn", &[("nhip", "weekly")]).await;
        let late = link(&post.passes(day.at(8, 10, 0, 0)).await[0], "/xac-nhan/");
        post.publishes("Bài một", 0, Language::Vietnamese, day.at(9, 0, 0, 0))
            .await;
        let letter = post.morning(date(2022, 4, 19)).await.remove(0);
        let leave = link(&letter, "/thoi/");
        let mut anybody = post.site.browser();
        assert!(anybody.get(&leave).await.text.contains("Thôi nhận tin</button>"));
        assert_eq!(
            post.kept().await,
            [1, 1, 0],
            "who looks behind the link does not leave"
        );

        // A mail program: from elsewhere, with a body of either kind, no cookie.
        anybody
            .headers
            .insert(header::ORIGIN, HeaderValue::from_static("https://mail.example"));
        let forged = format!("{HOME}/nhan-tin/thoi/{}", "0".repeat(70));
        assert_eq!(anybody.post(&forged, &[]).await.status, StatusCode::GONE);
        assert_eq!(post.kept().await, [1, 1, 0]);
        for _ in 0..2 {
            let left = anybody.post(&leave, &[("List-Unsubscribe", "One-Click")]).await;
            assert_eq!(left.status, StatusCode::OK, "{}", left.text);
            assert!(left.text.contains("Đã thôi nhận tin"));
            assert_eq!(
                post.kept().await,
                [0, 0, 1],
                "of the address only its sum is left"
            );
        }
        anybody.headers.clear();
        assert_eq!(anybody.post(&late, &[]).await.status, StatusCode::GONE);
        post.publishes(
            "Bài hai",
            0,
            Language::Vietnamese,
            date(2022, 4, 19).at(9, 0, 0, 0),
        )
        .await;
        assert_eq!(post.morning(date(2022, 4, 20)).await, Vec::<String>::new());
        // The sum goes too, and who likes to may come back.
        post.passes(date(2022, 4, 25).at(0, 30, 0, 0)).await;
        assert_eq!(post.kept().await, [0, 0, 0]);
        post.joins("lo@mau.example.vn", &[], date(2022, 4, 25).at(8, 0, 0, 0))
            .await;
    })
    .await;
}

#[tokio::test]
async fn what_is_not_confirmed_in_two_days_is_forgotten() {
    on_each_engine(async |site| {
        let post = Post::of(site).await;
        post.asks("lo@mau.example.vn", &[]).await;
        let confirm = link(
            &post.passes(date(2022, 4, 17).at(20, 1, 0, 0)).await[0],
            "/xac-nhan/",
        );
        post.passes(date(2022, 4, 19).at(19, 30, 0, 0)).await;
        assert_eq!(post.site.browser().get(&confirm).await.status, StatusCode::OK);
        post.site.app.clock().set(at(date(2022, 4, 19).at(20, 30, 0, 0)));
        assert_eq!(
            post.site.browser().post(&confirm, &[]).await.status,
            StatusCode::GONE
        );
        post.passes(date(2022, 4, 19).at(21, 1, 0, 0)).await;
        assert_eq!(post.kept().await, [0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn the_form_tells_nothing_of_who_is_known_and_writes_to_nobody_often() {
    on_each_engine(async |site| {
        let post = Post::of(site).await;
        let day = date(2022, 4, 18);
        post.joins("lo@mau.example.vn", &[], day.at(8, 0, 0, 0)).await;
        let known = post.asks("lo@mau.example.vn", &[]).await;
        let strange = post.asks("la@mau.example.vn", &[]).await;
        assert_eq!(known, strange);
        assert_eq!(
            post.passes(day.at(8, 5, 0, 0)).await.len(),
            2,
            "both are asked back"
        );
        // The third letter of a day is the last one; the form says the same.
        for _ in 0..3 {
            assert_eq!(post.asks("lo@mau.example.vn", &[]).await, known);
        }
        assert_eq!(post.passes(day.at(8, 10, 0, 0)).await.len(), 1);
        for (field, value, part) in [
            ("thu", "lo@", "Địa chỉ thư viết như"),
            ("thu", "", "Mời ghi địa chỉ"),
            ("chuyen-muc", "x", "ít nhất một chuyên mục"),
            ("nhip", "hourly", "Mời chọn bao lâu"),
        ] {
            let refused = post.asks("lu@mau.example.vn", &[(field, value)]).await;
            assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.2.contains(part), "{}", refused.2);
        }
        // One network address asks for so many in an hour.
        let mut statuses = Vec::new();
        for number in 0..actions::MOST_OF_NETWORK {
            statuses.push(post.asks(&format!("lo{number}@mau.example.vn"), &[]).await.0);
        }
        assert_eq!(statuses.last(), Some(&StatusCode::TOO_MANY_REQUESTS));
        // Nobody who works here sees more than a number, and the table holds no address.
        let page = post.site.signed_in("local").await.get("/toa-soan/nhan-tin").await;
        assert!(
            page.text.contains("numeric\">1</td>") && !page.text.contains("@"),
            "{}",
            page.text
        );
        let mut tx = post.site.tx().await;
        let sql = "SELECT reader_sum, reader_sealed FROM subscriber WHERE locality_id = $1";
        let row = tx.row(sql, params![post.site.locality]).await.unwrap().unwrap();
        for column in ["reader_sum", "reader_sealed"] {
            let text = row.text(column).unwrap();
            assert!(text.len() >= 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()));
        }
    })
    .await;
}

#[tokio::test]
async fn each_reader_has_one_letter_a_period_with_what_they_asked_for() {
    on_each_engine(async |site| {
        let post = Post::of(site).await;
        let monday = date(2022, 4, 18);
        let notices = post.sections[1].to_string();
        post.joins("ngay@mau.example.vn", &[], monday.at(8, 0, 0, 0))
            .await;
        post.joins(
            "tuan@mau.example.vn",
            &[("nhip", "weekly")],
            monday.at(8, 1, 0, 0),
        )
        .await;
        post.joins(
            "muc@mau.example.vn",
            &[("chuyen-muc", &notices)],
            monday.at(8, 2, 0, 0),
        )
        .await;
        post.joins("thai@mau.example.vn", &[("tieng", "blt")], monday.at(8, 3, 0, 0))
            .await;
        post.publishes("Tin Việt", 0, Language::Vietnamese, monday.at(9, 0, 0, 0))
            .await;
        let gone = post
            .publishes("Bị gỡ", 0, Language::Vietnamese, monday.at(9, 30, 0, 0))
            .await;
        post.publishes("Thông báo Thái", 1, Language::Thai, monday.at(10, 0, 0, 0))
            .await;
        let mut tx = post.site.tx().await;
        let mut withdrawn = newsroom::store::by_id(&mut tx, gone).await.unwrap().unwrap();
        withdrawn.standing.public = None;
        withdrawn.standing.state = newsroom::State::Withdrawn;
        newsroom::store::change(&mut tx, &withdrawn).await.unwrap();
        tx.save().await.unwrap();

        // The server goes away in the middle of the night's letters, and takes them later, under the same name.
        post.sink.feels(Mood::TakesSilently);
        let lost = post.morning(date(2022, 4, 19)).await;
        post.sink.feels(Mood::Accepts);
        let letters = post.passes(date(2022, 4, 19).at(7, 0, 0, 0)).await;
        let to = |letters: &[String]| {
            let mut names: Vec<String> = letters
                .iter()
                .map(|letter| {
                    letter
                        .split("To: ")
                        .nth(1)
                        .unwrap()
                        .split('@')
                        .next()
                        .unwrap()
                        .to_owned()
                })
                .collect();
            names.sort();
            names
        };
        assert_eq!(to(&letters), ["muc", "ngay", "thai"]);
        let name = |letter: &String| {
            letter
                .split("Message-ID: ")
                .nth(1)
                .unwrap()
                .lines()
                .next()
                .unwrap()
                .to_owned()
        };
        let again: Vec<String> = letters.iter().map(name).collect();
        assert!(!lost.is_empty() && lost.iter().map(name).all(|name| again.contains(&name)));
        for letter in &letters {
            let has = |title: &str| letter.contains(title);
            let is_daily = letter.contains("To: ngay@");
            assert_eq!(
                (has("Tin Việt"), has("Thông báo Thái"), has("Bị gỡ")),
                (is_daily, true, false),
                "{letter}"
            );
        }
        assert_eq!(
            post.passes(date(2022, 4, 19).at(8, 0, 0, 0)).await,
            Vec::<String>::new()
        );
        // Nothing ran on the Monday: the weekly letter is made up for on the day after.
        let letters = post.morning(date(2022, 4, 26)).await;
        assert_eq!(to(&letters), ["tuan"]);
        assert!(letters[0].contains("Tin Việt") && letters[0].contains("Thông báo Thái"));
        assert_eq!(post.morning(date(2022, 4, 27)).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_box_that_is_no_more_is_taken_from_the_list() {
    on_each_engine(async |site| {
        let post = Post::of(site).await;
        let mut day = date(2022, 4, 18);
        post.joins("lo@mau.example.vn", &[], day.at(8, 0, 0, 0)).await;
        post.sink.feels(Mood::Never);
        for left in (0..MOST_REFUSALS).rev() {
            let title = format!("Bài {left}");
            post.publishes(&title, 0, Language::Vietnamese, day.at(9, 0, 0, 0))
                .await;
            day = Pace::Daily.next(day);
            post.morning(day).await;
            assert_eq!(post.kept().await[1], i64::from(left > 0), "{left}");
        }
    })
    .await;
}

//! The log on both engines: complete, in a chain that shows every change, readable for those who may.

use axum::http::StatusCode;
use jiff::SignedDuration;
use loa_db::id::Id;
use loa_db::params;

use super::chain::{Fault, Head, Link, Walk, hash};
use super::seal::{seal, seal_all, verify};
use super::*;
use crate::app::Settings;
use crate::testing::{Site, on_each_engine};

#[tokio::test]
async fn what_is_done_without_signing_in_is_noted_as_such() {
    on_each_engine(async |site| {
        let person = site.people.get("administrator").copied();
        for (person, job, detail, want) in [
            (person, None, "officer", "officer"),
            (None, None, "officer", "officer, from the command line"),
            (None, None, "", "from the command line"),
            (None, Some(Id(33)), "", "by job 11"),
        ] {
            let scope = loa_db::tx::Scope {
                job,
                ..site.app.scope(site.locality, person)
            };
            let mut tx = site.app.db().begin(scope).await.unwrap();
            record(&mut tx, "person.invited", "person", None, detail)
                .await
                .unwrap();
            let sql = "SELECT detail FROM audit_entry WHERE locality_id = $1 AND action = $2";
            let row = tx.row(sql, params![site.locality, "person.invited"]).await;
            assert_eq!(row.unwrap().unwrap().text("detail").unwrap(), want);
        }
    })
    .await;
}

/// Entries that ten writers add at once, while two nodes seal.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_entry_gets_one_place_whoever_writes_and_seals() {
    on_each_engine(async |site| {
        let writers = (0..10).map(|writer| {
            let (app, locality) = (site.app.clone(), site.locality);
            tokio::spawn(async move {
                for at in 0..20 {
                    let mut tx = app.db().begin(app.scope(locality, None)).await.unwrap();
                    record(&mut tx, "test.done", "job", Some(Id(writer)), "")
                        .await
                        .unwrap();
                    if at % 7 != 0 {
                        tx.save().await.unwrap();
                    }
                }
            })
        });
        let writers: Vec<_> = writers.collect();
        let sealers: Vec<_> = (0..2)
            .map(|_| {
                let app = site.app.clone();
                tokio::spawn(async move {
                    for _ in 0..30 {
                        seal_all(&app).await.unwrap();
                    }
                })
            })
            .collect();
        for task in writers.into_iter().chain(sealers) {
            task.await.unwrap();
        }
        seal_all(&site.app).await.unwrap();
        let mut tx = site.tx().await;
        let report = verify(&mut tx, None).await.unwrap();
        let row = tx
            .row(
                "SELECT COUNT(*) AS count FROM audit_entry WHERE locality_id = $1",
                params![site.locality],
            )
            .await;
        let count = row.unwrap().unwrap().int("count").unwrap();
        assert_eq!(
            (report.count, report.head.seq, report.fault_count),
            (count, count, 0)
        );
        assert!(count > 170);
    })
    .await;
}

async fn tampered(site: &Site, sql: &'static str, values: Vec<loa_db::value::Value>) -> Vec<Fault> {
    let mut tx = site.tx().await;
    assert!(tx.execute(sql, values).await.unwrap() > 0, "{sql}");
    verify(&mut tx, None).await.unwrap().faults
}

#[tokio::test]
async fn the_check_names_what_was_done_to_the_database() {
    on_each_engine(async |site| {
        seal_all(&site.app).await.unwrap();
        let mut tx = site.tx().await;
        let whole = verify(&mut tx, None).await.unwrap();
        assert_eq!(whole.fault_count, 0);
        let links = store::links(&mut tx, 0, 1000).await.unwrap();
        drop(tx);
        let last = whole.head.seq;
        let (own, id) = (site.locality, links[4].entry.id);
        let sql = "UPDATE audit_entry SET detail = 'x' WHERE locality_id = $1 AND seq = $2";
        let faults = tampered(&site, sql, params![own, 5_i64]).await;
        assert_eq!(faults, [Fault::Changed(5, id)]);
        let sql = "UPDATE audit_entry SET address = '10.0.0.1' WHERE locality_id = $1 AND seq = $2";
        assert_eq!(
            tampered(&site, sql, params![own, 5_i64]).await,
            [Fault::Changed(5, id)]
        );
        let sql = "DELETE FROM audit_entry WHERE locality_id = $1 AND seq IN ($2, $3)";
        let gone = |from, to| [Fault::Missing(from, to)];
        assert_eq!(tampered(&site, sql, params![own, 5_i64, 6_i64]).await, gone(5, 6));
        assert_eq!(tampered(&site, sql, params![own, 1_i64, 1_i64]).await, gone(1, 1));
        let at_end = tampered(&site, sql, params![own, last, last - 1]).await;
        assert_eq!(at_end, gone(last - 1, last));
        let sql = "DELETE FROM audit_head WHERE locality_id = $1";
        assert_eq!(tampered(&site, sql, params![own]).await, [Fault::Head(0)]);
        // Put in at the end, and everything cut off behind a place with an end to match: only the kept end tells.
        let sql = "UPDATE audit_entry SET seq = seq + 1 WHERE locality_id = $1 AND seq = $2";
        let faults = tampered(&site, sql, params![own, last]).await;
        assert_eq!(faults, [Fault::Missing(last, last), Fault::Head(last)]);
        let mut tx = site.tx().await;
        tx.execute(
            "DELETE FROM audit_entry WHERE locality_id = $1 AND seq > 7",
            params![own],
        )
        .await
        .unwrap();
        let cut = Head {
            seq: 7,
            hash: links[6].hash.clone(),
        };
        store::set_head(&mut tx, &cut).await.unwrap();
        assert_eq!(verify(&mut tx, None).await.unwrap().fault_count, 0);
        let kept = verify(&mut tx, Some(whole.head.clone())).await.unwrap();
        assert_eq!(kept.faults, gone(8, last));
        // The program goes on writing behind whatever somebody did to the end.
        record(&mut tx, "test.done", "job", None, "").await.unwrap();
        seal(&mut tx).await.unwrap();
        assert_eq!(verify(&mut tx, None).await.unwrap().head.seq, 8);
    })
    .await;
}

fn made(count: i64) -> Vec<Link> {
    let mut before = String::new();
    let mut links = Vec::new();
    for seq in 1..=count {
        let entry = chain::Entry {
            id: Id(1000 - seq),
            locality: Id(7),
            at: Timestamp::UNIX_EPOCH,
            person: (seq % 2 == 0).then_some(Id(seq)),
            address: (seq % 3 == 0).then(|| "10.0.0.1".to_owned()),
            action: "role.given".to_owned(),
            thing: "person".to_owned(),
            thing_id: Some(Id(3)),
            detail: format!("Điều \"phối\" {seq}"),
        };
        let hash = hash(seq, &before, &entry);
        before.clone_from(&hash);
        links.push(Link { seq, hash, entry });
    }
    links
}

fn faults(links: &[Link], head: &Head) -> usize {
    let mut sorted = links.to_vec();
    sorted.sort_by_key(|link| link.seq);
    let mut walk = Walk::new(None);
    for link in &sorted {
        walk.step(link);
    }
    walk.end(Some(head)).fault_count
}

/// Every single change of a field, every entry taken away, every pair swapped, every copy put in.
#[test]
fn no_single_change_goes_unseen() {
    let links = made(9);
    let last = links.last().unwrap();
    let head = Head {
        seq: last.seq,
        hash: last.hash.clone(),
    };
    assert_eq!(faults(&links, &head), 0);
    let changes: [fn(&mut Link); 11] = [
        |link| link.hash.replace_range(..1, "z"),
        |link| link.hash.clear(),
        |link| link.entry.id = Id(1),
        |link| link.entry.locality = Id(8),
        |link| link.entry.at = Timestamp::from_second(1).unwrap(),
        |link| link.entry.person = Some(Id(99)),
        |link| link.entry.address = Some(String::new()),
        |link| link.entry.action.push('x'),
        |link| link.entry.thing.clear(),
        |link| link.entry.thing_id = None,
        |link| link.entry.detail.push(' '),
    ];
    for at in 0..links.len() {
        for (number, change) in changes.iter().enumerate() {
            let mut other = links.clone();
            change(&mut other[at]);
            assert!(faults(&other, &head) > 0, "change {number} of entry {at}");
        }
        let mut other = links.clone();
        other.remove(at);
        assert!(faults(&other, &head) > 0, "without {at}");
        let mut other = links.clone();
        other.push(links[at].clone());
        assert!(faults(&other, &head) > 0, "twice {at}");
        for with in at + 1..links.len() {
            let mut other = links.clone();
            (other[at].seq, other[with].seq) = (links[with].seq, links[at].seq);
            assert!(faults(&other, &head) > 0, "{at} and {with} swapped");
            (other[at].hash, other[with].hash) = (links[with].hash.clone(), links[at].hash.clone());
            assert!(
                faults(&other, &head) > 0,
                "{at} and {with} swapped with their hashes"
            );
        }
    }
}

/// Others may compute it too: the text is part of what is promised.
#[test]
fn the_hash_is_made_of_a_known_text() {
    let first = &made(1)[0];
    let text =
        "[\"loa-audit-1\",1,\"\",999,7,0,null,null,\"role.given\",\"person\",3,\"Điều \\\"phối\\\" 1\"]";
    let signs = <sha2::Sha256 as sha2::Digest>::digest(text.as_bytes());
    let want: String = signs.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(first.hash, want);
    for text in ["", "5", "0:ab", "-1:ab", "1:xyz", "1:"] {
        assert_eq!(Head::parse(text), None, "{text}");
    }
    let head = Head { seq: 3, hash: want };
    assert_eq!(Head::parse(&head.to_string()), Some(head));
}

#[tokio::test]
async fn administrators_read_the_log_by_person_action_and_day() {
    on_each_engine(async |site| {
        let mut browser = site.signed_in("administrator").await;
        let page = browser.get("/nhat-ky").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.text.contains("Đăng nhập")
                && page.text.contains("Các mục cũ hơn")
                    == (page.text.matches("data-l=\"Lúc\"").count() == 50)
        );
        assert!(page.text.contains("chờ ghi"));
        seal_all(&site.app).await.unwrap();
        let person = site.people["administrator"];
        let page = browser
            .get(&format!("/nhat-ky?nguoi={person}&viec=session.opened"))
            .await;
        assert_eq!(page.text.matches("data-l=\"Lúc\"").count(), 1);
        assert!(!page.text.contains("chờ ghi"));
        let page = browser
            .get("/nhat-ky?ngay-ngay=19&ngay-thang=4&ngay-nam=2022")
            .await;
        assert!(page.text.contains("Không có mục nào khớp."));
        let page = browser
            .get("/nhat-ky?ngay-ngay=18&ngay-thang=4&ngay-nam=2022&viec=person.added")
            .await;
        assert_eq!(page.text.matches("data-l=\"Lúc\"").count(), 12);
        assert!(page.text.contains("Thêm người (Cán bộ đầu mối, từ dòng lệnh)"));
        assert!(page.text.contains(&format!(
            "href=\"/nguoi/{}\">Người mẫu officer</a>",
            site.people["officer"]
        )));
        let page = browser
            .get("/nhat-ky?ngay-ngay=31&ngay-thang=2&ngay-nam=2022")
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        for nonsense in [
            "nguoi=x",
            "viec=%00",
            "truoc=9-",
            "truoc=99999999999999999999-1",
            "truoc=-1",
        ] {
            assert_eq!(
                browser.get(&format!("/nhat-ky?{nonsense}")).await.status,
                StatusCode::OK
            );
        }
        for login in ["coordinator", "officer"] {
            let mut other = site.signed_in(login).await;
            assert_eq!(other.get("/nhat-ky").await.status, StatusCode::FORBIDDEN);
            assert!(!other.get("/tai-khoan").await.text.contains("/nhat-ky"));
        }
    })
    .await;
}

#[tokio::test]
async fn the_log_is_turned_page_by_page() {
    on_each_engine(async |site| {
        let mut tx = site.tx().await;
        for at in 0..120 {
            record(&mut tx, "test.done", "job", None, &format!("mục {at}."))
                .await
                .unwrap();
        }
        tx.save().await.unwrap();
        let mut browser = site.signed_in("administrator").await;
        let mut href = "/nhat-ky?viec=test.done".to_owned();
        let mut found = String::new();
        let mut pages = 0;
        loop {
            let page = browser.get(&href).await.text;
            pages += 1;
            let link = page.split("href=\"").find(|part| part.contains("truoc="));
            let next = link
                .and_then(|part| part.split('"').next())
                .map(|href| href.replace("&#38;", "&").replace("&amp;", "&"));
            found.push_str(&page);
            match next {
                Some(next) => href = next,
                None => break,
            }
        }
        assert_eq!(pages, 3);
        for at in 0..120 {
            assert_eq!(found.matches(&format!("(mục {at}.)")).count(), 1, "{at}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_looked_at_what_is_protected_is_noted_with_the_address() {
    on_each_engine(async |site| {
        let site = site.with_settings(Settings {
            behind_proxy: true,
            ..Settings::default()
        });
        let mut browser = site.signed_in("administrator").await;
        let told = "203.0.113.9, 10.1.2.3:5555".parse().unwrap();
        browser.headers.insert("x-forwarded-for", told);
        let officer = site.people["officer"];
        for minutes in [0, 30, 40] {
            site.app.clock().shift(SignedDuration::from_mins(minutes));
            browser.get(&format!("/nguoi/{officer}")).await;
        }
        let mut tx = site.tx().await;
        let wanted = store::Wanted {
            action: Some("person.seen".to_owned()),
            ..store::Wanted::default()
        };
        let seen = store::list(&mut tx, &wanted, 9).await.unwrap();
        assert_eq!(seen.len(), 2, "again after more than an hour");
        for named in seen {
            assert_eq!(named.entry.thing_id, Some(officer));
            assert_eq!(named.entry.address.as_deref(), Some("10.1.2.3"));
        }
    })
    .await;
}

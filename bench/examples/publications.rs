//! A year of publications at moments that were set: 10,000 articles of one commune on SQLite, a clock that is moved from
//! moment to moment, the program started anew again and again. What must hold is asserted; what it took is printed.
//! `cargo run --release -p loa-bench --example publications [ARTICLES]`

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be set up has nothing to tell"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use loa_app::activity::Language;
use loa_app::app::{App, Settings};
use loa_app::clock::{Clock, day_start};
use loa_app::files::Files;
use loa_app::identity::actions::{Client, NewPerson, add_person, open_session, resume};
use loa_app::identity::{Actor, Role, store as people};
use loa_app::job::{self, Lane};
use loa_app::newsroom::actions::{Written, act, begin, schedule, set_sections};
use loa_app::newsroom::store::{self, section};
use loa_app::newsroom::{Act, State};
use loa_app::org;
use loa_app::wiring::DUTIES;
use loa_bench::sample_units;
use loa_db::db::Db;
use loa_db::id::Id;
use loa_db::migrate::migrate;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Moments after which the program is started anew.
const BETWEEN_STARTS: usize = 500;
/// Articles of one unit of work while they are made.
const AT_ONCE: usize = 250;
const SECONDS_OF_A_YEAR: i64 = 365 * 86_400;

/// The program, started on what is there at a moment.
async fn started(folder: &Path, now: Timestamp) -> App {
    let address = format!("sqlite:{}", folder.join("loa.db").display());
    let db = Db::open(&address).await.expect("a database");
    migrate(&db).await.expect("a schema");
    let clock = Clock::default();
    clock.set(now);
    let files = Files::in_folder(folder).expect("a folder");
    App::new(db, clock, Settings::default(), files)
}

async fn signed_in(app: &App, locality: Id, person: Id) -> Actor {
    let mut tx = app.db().read(app.scope(locality, None)).await.expect("reading");
    let found = people::by_id(&mut tx, person)
        .await
        .expect("people")
        .expect("a person");
    drop(tx);
    let client = Client {
        address: "127.0.0.1",
        agent: "bench",
    };
    let secret = open_session(app, &found, &client).await.expect("a session");
    resume(app, &secret).await.expect("an answer").expect("an actor")
}

/// A commune with one who writes and one who approves.
async fn found(app: &App) -> (Actor, Actor, Id) {
    let locality = Id::new(app.clock().now());
    let mut tx = app
        .db()
        .begin(app.scope(locality, None))
        .await
        .expect("a transaction");
    let units = sample_units("tinh", 1);
    let ids = org::actions::found(&mut tx, "Tỉnh Mẫu", "xa-0", &units, "")
        .await
        .expect("a locality");
    let unit = ids["xa-1"];
    let mut made = Vec::new();
    for (login, role) in [("viet", Role::Officer), ("duyet", Role::Coordinator)] {
        let new = NewPerson {
            login,
            full_name: "Người Mẫu",
            password_hash: None,
            unit,
            role,
        };
        made.push(add_person(&mut tx, new).await.expect("a person"));
    }
    tx.save().await.expect("kept");
    let writer = signed_in(app, locality, made[0]).await;
    let reader = signed_in(app, locality, made[1]).await;
    let mut tx = app.begin(&reader).await.expect("a transaction");
    let sections = [("Tin".to_owned(), None)];
    set_sections(&mut tx, &reader, unit, &sections)
        .await
        .expect("sections");
    tx.save().await.expect("kept");
    (writer, reader, unit)
}

/// The moment of each article: spread over the year, some at the same moment, in no order.
fn moment(first: Timestamp, at: usize) -> Timestamp {
    let at = i64::try_from(at).expect("few");
    // Every tenth shares its moment with the one before.
    let at = if at % 10 == 9 { at - 1 } else { at };
    let seconds = 3600 + (at * 2_654_435_761) % (SECONDS_OF_A_YEAR - 7200);
    first
        .checked_add(SignedDuration::from_secs(seconds))
        .expect("a moment")
}

/// Writes, approves and sets so many articles; gives their moments.
async fn written(
    app: &App,
    writer: &Actor,
    reader: &Actor,
    unit: Id,
    many: usize,
) -> BTreeMap<Id, Timestamp> {
    let first = app.clock().now();
    let mut set = BTreeMap::new();
    for from in (0..many).step_by(AT_ONCE) {
        let mut tx = app.begin(writer).await.expect("a transaction");
        let section = section::by_slug(&mut tx, unit, "tin")
            .await
            .expect("sections")
            .expect("a section");
        for at in from..many.min(from + AT_ONCE) {
            let words = Written {
                section: section.id,
                title: format!("Bài mẫu số {at}"),
                lead: "Tóm tắt của bài mẫu.".to_owned(),
                source: "Nội dung của bài mẫu.".to_owned(),
                picture: None,
                audio: None,
                model: None,
                audience: None,
                language: Language::Vietnamese,
                duty: None,
                review_on: None,
                is_sample: true,
            };
            let id = begin(&mut tx, writer, unit, words).await.expect("an article");
            act(&mut tx, writer, id, 0, Act::Submit, "").await.expect("sent");
            act(&mut tx, reader, id, 1, Act::Approve, "")
                .await
                .expect("approved");
            let moment = moment(first, at);
            schedule(&mut tx, reader, id, 2, (Some(moment), None))
                .await
                .expect("set");
            set.insert(id, moment);
        }
        tx.save().await.expect("kept");
    }
    set
}

#[tokio::main]
async fn main() {
    let many = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a folder");
    let begun = Instant::now();
    let first = day_start(date(2022, 1, 1));
    let mut app = started(folder.path(), first).await;
    let (writer, reader, unit) = found(&app).await;
    let set = written(&app, &writer, &reader, unit, many).await;
    println!(
        "{many} articles written and approved in {:.1} s",
        begun.elapsed().as_secs_f64()
    );

    let mut moments: Vec<Timestamp> = set.values().copied().collect();
    moments.sort();
    moments.dedup();
    let (begun, mut worst, mut starts) = (Instant::now(), Duration::ZERO, 0);
    for (at, moment) in moments.iter().enumerate() {
        if at % BETWEEN_STARTS == BETWEEN_STARTS - 1 {
            drop(app);
            app = started(folder.path(), *moment).await;
            starts += 1;
        }
        app.clock().set(*moment);
        let coming = Instant::now();
        job::run_due(&app, DUTIES.handlers, Lane::Work, || false)
            .await
            .expect("work");
        worst = worst.max(coming.elapsed());
    }
    let took = begun.elapsed().as_secs_f64();

    let mut tx = app.begin(&reader).await.expect("reading");
    let (mut late, mut missed) = (0, 0);
    for (id, moment) in &set {
        let article = store::by_id(&mut tx, *id)
            .await
            .expect("articles")
            .expect("an article");
        match article.first_public_at {
            Some(out) if article.standing.state == State::Published => {
                let after = out.duration_since(*moment);
                late += usize::from(!(SignedDuration::ZERO..=SignedDuration::from_secs(1)).contains(&after));
            }
            _ => missed += 1,
        }
    }
    println!(
        "{} moments, {starts} starts, {took:.1} s; the slowest moment {:.1} ms; {missed} missed, {late} more than a second late",
        moments.len(),
        worst.as_secs_f64() * 1000.0
    );
    assert_eq!((missed, late), (0, 0));
}

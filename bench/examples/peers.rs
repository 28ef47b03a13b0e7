//! Fills an empty PostgreSQL database for `bench/peers.sh`: 20 units, 20 assignments of 50 weeks each, so 20,000 duties of
//! 2026, a part of them proven; prints the sessions of a coordinator and an officer as shell variables.
//! `cargo run --release -p loa-bench --example peers DATABASE_URL FOLDER`

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be set up has nothing to tell"
)]

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use loa_app::app::{App, Settings};
use loa_app::clock::Clock;
use loa_app::duty::actions::reconcile;
use loa_app::duty::{self, DutyRole, NewDuty, State};
use loa_app::files::Files;
use loa_app::identity::actions::{Client, NewPerson, add_person, open_session};
use loa_app::identity::{COOKIE, Role, store};
use loa_app::org;
use loa_bench::sample_units;
use loa_db::db::Db;
use loa_db::id::Id;
use loa_db::migrate::migrate;

const UNITS: usize = 20;
const ASSIGNMENTS: usize = 20;
const WEEKS: usize = 50;

/// Monday of a week of 2026, counted from 0.
fn monday(week: usize) -> Date {
    date(2026, 1, 5) + i64::try_from(week).expect("few").weeks()
}

/// A locality with its units, a coordinator above and an officer in the first unit.
async fn found(app: &App) -> (Id, Vec<Id>, [Id; 2]) {
    let locality = Id::new(app.clock().now());
    let scope = app.scope(locality, None);
    let mut tx = app.db().begin(scope).await.expect("a transaction");
    let ids = org::actions::found(&mut tx, "Tỉnh Mẫu", "xa-0", &sample_units("tinh", UNITS), "").await;
    let ids = ids.expect("a locality");
    let mut people = Vec::new();
    for (login, unit, role) in [
        ("dieuphoi", "xa-0", Role::Coordinator),
        ("canbo", "xa-1", Role::Officer),
    ] {
        let new = NewPerson {
            login,
            full_name: "Người Mẫu",
            password_hash: None,
            unit: ids[unit],
            role,
        };
        people.push(add_person(&mut tx, new).await.expect("a person"));
    }
    tx.save().await.expect("kept");
    let units = (1..=UNITS).map(|at| ids[&format!("xa-{at}")]).collect();
    (locality, units, [people[0], people[1]])
}

/// One assignment for every unit, every week. Of what is due by today seven duties in ten were proven.
async fn assign(app: &App, locality: Id, units: &[Id], number: usize) {
    let mut tx = app
        .db()
        .begin(app.scope(locality, None))
        .await
        .expect("a transaction");
    let (origin, today) = (tx.new_id(), tx.today());
    let wanted = units.iter().flat_map(|unit| {
        (0..WEEKS).map(move |week| NewDuty {
            origin,
            number: number.to_string(),
            title: format!("Phát tin cải cách hành chính trên hệ thống truyền thanh xã, chuyên mục {number}"),
            position: i64::try_from(number).expect("few"),
            unit: *unit,
            role: DutyRole::Lead,
            period: format!("2026-W{:02}", week + 2),
            opens_on: monday(week),
            due_on: monday(week) + 6.days(),
            needs_approval: false,
            wanted: 1,
        })
    });
    let wanted: Vec<NewDuty> = wanted.collect();
    reconcile(&mut tx, origin, wanted).await.expect("duties");
    let made = duty::store::of_origin(&mut tx, origin).await.expect("duties");
    for (at, duty) in made.iter().enumerate() {
        if duty.due_on <= today && (at * 7 + number * 3) % 10 < 7 {
            let settled = duty::store::settle(&mut tx, duty.id, State::Met, Some(duty.due_on), 1).await;
            settled.expect("proof");
        }
    }
    tx.save().await.expect("kept");
}

async fn session(app: &App, locality: Id, person: Id) -> String {
    let mut tx = app.db().read(app.scope(locality, None)).await.expect("reading");
    let person = store::by_id(&mut tx, person)
        .await
        .expect("reading")
        .expect("a person");
    drop(tx);
    let client = Client {
        address: "127.0.0.1",
        agent: "wrk",
    };
    let secret = open_session(app, &person, &client).await.expect("a session");
    format!("{COOKIE}={secret}")
}

#[tokio::main]
async fn main() {
    let mut told = std::env::args().skip(1);
    let (address, folder) = (told.next().expect("DATABASE_URL"), told.next().expect("FOLDER"));
    let db = Db::open(&address).await.expect("a database");
    migrate(&db).await.expect("a schema");
    let files = Files::in_folder(folder.as_ref()).expect("a folder");
    let app = App::new(db, Clock::default(), Settings::default(), files);
    let (locality, units, [coordinator, officer]) = found(&app).await;
    for number in 1..=ASSIGNMENTS {
        assign(&app, locality, &units, number).await;
    }
    println!("DUTIES={}", UNITS * ASSIGNMENTS * WEEKS);
    println!("UNIT={}", units[0]);
    println!("COORDINATOR='{}'", session(&app, locality, coordinator).await);
    println!("OFFICER='{}'", session(&app, locality, officer).await);
}

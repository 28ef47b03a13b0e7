//! Reports of a year for 4,000 units: composed from the ledger, then added up along the tree, on SQLite or, with
//! LOA_TEST_DATABASE_URL, on PostgreSQL too. What must hold is asserted; what it took is printed.
//! `cargo run --release -p loa-bench --example roll_up [UNITS] [ACTIVITIES OF EACH]`

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be set up has nothing to tell"
)]

use std::time::{Duration, Instant};

use jiff::civil::date;
use loa_app::app::{App, Settings};
use loa_app::clock::Clock;
use loa_app::files::Files;
use loa_app::identity::Role;
use loa_app::identity::actions::{NewPerson, add_person};
use loa_app::org;
use loa_app::report::store::regime::Regime;
use loa_app::report::{actions, period, store};
use loa_bench::sample_units;
use loa_db::db::Db;
use loa_db::id::Id;
use loa_db::migrate::migrate;
use loa_db::params;
use loa_db::testing::Engines;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CHANNELS: [&str; 6] = ["article", "radio", "meeting", "conference", "social", "banner"];
const LANGUAGES: [&str; 3] = ["vi", "blt", "hmn"];
const ROUNDS: usize = 5;

fn main() {
    let mut arguments = std::env::args().skip(1).filter_map(|word| word.parse().ok());
    let units = arguments.next().unwrap_or(4000);
    let each = arguments.next().unwrap_or(50);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let engines = Engines::open().await;
        for db in engines.each() {
            measured(db.clone(), units, each).await;
        }
    });
}

async fn measured(db: Db, units: usize, each: usize) {
    migrate(&db).await.expect("a schema");
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::default();
    clock.move_to(date(2022, 12, 16));
    let files = Files::in_folder(folder.path()).expect("a folder");
    let app = App::new(db, clock, Settings::default(), files);
    let locality = founded(&app, units, each).await;
    let mut tx = app.db().begin(app.scope(locality, None)).await.expect("a transaction");
    let regime = Regime {
        units_day: 15,
        due_day: 17,
        ..Regime::default()
    };
    let id = tx.new_id();
    let year = period("2022").expect("a period");
    let round = actions::round_of(id, "tuyen-truyen-cchc", year, &regime).expect("a round");
    let begun = Instant::now();
    actions::open(&mut tx, &round).await.expect("a round");
    tx.save().await.expect("kept");
    let composed = begun.elapsed();
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let mut tx = app.db().read(app.scope(locality, None)).await.expect("a transaction");
        let begun = Instant::now();
        let reports = store::of_round(&mut tx, round.id).await.expect("reports");
        let sums = actions::sums(&mut tx, &reports).await.expect("sums");
        best = best.min(begun.elapsed());
        let top = reports.iter().find(|report| report.parent.is_none()).expect("the whole");
        let all = sums.get(&top.unit).and_then(|sum| sum.get("hoat-dong")).copied();
        assert_eq!(all, i64::try_from(units * each).ok(), "every activity counts once");
    }
    println!(
        "{:?}: {units} units, {} activities: composed in {} ms, added up in {} ms",
        app.db().engine(),
        units * each,
        composed.as_millis(),
        best.as_millis()
    );
}

/// A province with communes right below it and what each did in the year.
async fn founded(app: &App, units: usize, each: usize) -> Id {
    let locality = Id::new(app.clock().now());
    let mut tx = app.db().begin(app.scope(locality, None)).await.expect("a transaction");
    let list = sample_units("tinh", units);
    let known = org::actions::found(&mut tx, "Tỉnh Mẫu", "xa-0", &list, "")
        .await
        .expect("a locality");
    let root = known.get("xa-0").copied().expect("a root");
    let new = NewPerson {
        login: "mau",
        full_name: "Người Mẫu",
        password_hash: None,
        unit: root,
        role: Role::Officer,
    };
    let person = add_person(&mut tx, new).await.expect("a person");
    tx.save().await.expect("kept");
    let communes: Vec<Id> = known
        .iter()
        .filter(|(key, _)| key.as_str() != "xa-0")
        .map(|(_, id)| *id)
        .collect();
    for (at, some) in communes.chunks(200).enumerate() {
        let mut tx = app.db().begin(app.scope(locality, None)).await.expect("a transaction");
        let now = tx.now();
        let mut rows = Vec::new();
        for (unit, number) in some.iter().flat_map(|unit| (0..each).map(move |number| (unit, number))) {
            let code = format!("{at}-{}-{number}", unit.0);
            let day = date(2022, 1 + (number % 11) as i8, 1 + (number % 28) as i8);
            let channel = CHANNELS.get(number % CHANNELS.len()).copied().unwrap_or_default();
            let language = LANGUAGES.get(number % LANGUAGES.len()).copied().unwrap_or_default();
            rows.push(params![
                tx.new_id(), locality, *unit, person, code.as_str(), "Việc mẫu", "", day, now, "people", 30_i64, language,
                channel, true, code.as_str()
            ]);
        }
        tx.insert(
            "activity (id, locality_id, unit_id, person_id, code, what, place, happened_on, filed_at, audience, people, language, channel, is_sample, request_key)",
            rows,
        )
        .await
        .expect("activities");
        tx.save().await.expect("kept");
    }
    locality
}

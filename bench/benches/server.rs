//! The web site on SQLite: a plan adopted for many units, and the board of a year as the browser gets it.

#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot be set up has nothing to measure"
)]

use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::{Date, date};
use loa_app::app::{App, Settings};
use loa_app::clock::Clock;
use loa_app::duty::actions::reconcile;
use loa_app::duty::{DutyRole, NewDuty};
use loa_app::files::Files;
use loa_app::identity::actions::{Client, NewPerson, add_person, open_session};
use loa_app::identity::{COOKIE, Role};
use loa_app::{identity, org, wiring};
use loa_bench::sample_units;
use loa_db::db::Db;
use loa_db::id::Id;
use loa_db::migrate::migrate;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const TODAY: Date = Date::constant(2022, 4, 18);

struct Site {
    app: App,
    units: Vec<Id>,
    locality: Id,
    person: Id,
    _folder: tempfile::TempDir,
}

impl Site {
    async fn new(units: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = format!("sqlite:{}", folder.path().join("loa.db").display());
        let db = Db::open(&address).await.expect("a database");
        migrate(&db).await.expect("a schema");
        let clock = Clock::default();
        clock.move_to(TODAY);
        let app = app(db, clock, folder.path());
        let list = sample_units("huyen", units);
        let locality = Id::new(app.clock().now());
        let mut tx = app
            .db()
            .begin(app.scope(locality, None))
            .await
            .expect("a transaction");
        let ids = org::actions::found(&mut tx, "Huyện Mẫu", "xa-0", &list, "")
            .await
            .expect("a locality");
        let new = NewPerson {
            login: "mau",
            full_name: "Người Mẫu",
            password_hash: None,
            unit: ids["xa-0"],
            role: Role::Coordinator,
        };
        let person = add_person(&mut tx, new).await.expect("a person");
        tx.save().await.expect("kept");
        let units = (1..=units).map(|at| ids[&format!("xa-{at}")]).collect();
        Self {
            app,
            units,
            locality,
            person,
            _folder: folder,
        }
    }

    /// Adopts assignments of so many weeks each for every unit; gives how long it took.
    async fn adopt(&self, assignments: usize, weeks: i32) -> Duration {
        let first = date(2022, 1, 3);
        let begun = Instant::now();
        let scope = self.app.scope(self.locality, Some(self.person));
        let mut tx = self.app.db().begin(scope).await.expect("a transaction");
        for number in 1..=assignments {
            let origin = tx.new_id();
            let mut wanted = Vec::new();
            for unit in &self.units {
                for week in 0..weeks {
                    let opens_on = first + jiff::Span::new().weeks(week);
                    wanted.push(NewDuty {
                        origin,
                        number: number.to_string(),
                        title: "Phát tin cải cách hành chính trên hệ thống truyền thanh xã".to_owned(),
                        position: number as i64,
                        unit: *unit,
                        role: DutyRole::Lead,
                        period: format!("2022-W{:02}", week + 1),
                        opens_on,
                        due_on: opens_on + jiff::Span::new().days(6),
                        needs_approval: false,
                        wanted: 1,
                    });
                }
            }
            reconcile(&mut tx, origin, wanted).await.expect("duties");
        }
        tx.save().await.expect("kept");
        begun.elapsed()
    }
}

fn app(db: Db, clock: Clock, folder: &std::path::Path) -> App {
    let files = Files::in_folder(folder).expect("a folder");
    App::new(db, clock, Settings::default(), files)
}

fn adoption(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let mut group = criterion.benchmark_group("server");
    group.sample_size(10);
    group.bench_function("adopt 200 units × 52 weeks, SQLite", |bencher| {
        bencher.iter_custom(|times| {
            let one = || async { Site::new(200).await.adopt(1, 52).await };
            (0..times).map(|_| runtime.block_on(one())).sum()
        });
    });
    group.finish();
}

fn board(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let (router, cookie) = runtime.block_on(async {
        let site = Site::new(47).await;
        // Half of real assignments are monthly, a few weekly: 12 × 12 duties a unit are about that many.
        site.adopt(12, 12).await;
        let mut tx = site
            .app
            .db()
            .read(site.app.scope(site.locality, None))
            .await
            .expect("a transaction");
        let person = identity::store::by_id(&mut tx, site.person)
            .await
            .expect("rows")
            .expect("a person");
        drop(tx);
        let client = Client {
            address: "127.0.0.1",
            agent: "bench",
        };
        let secret = open_session(&site.app, &person, &client)
            .await
            .expect("a session");
        let router = wiring::router(&site.app);
        // The folder lives as long as the process.
        std::mem::forget(site);
        (router, format!("{COOKIE}={secret}"))
    });
    let get = || {
        let request = Request::get("/bang-dieu-hanh?nam=2022")
            .header(header::HOST, "loa.test")
            .header(header::COOKIE, &cookie)
            .body(Body::empty())
            .expect("a request");
        let router = router.clone();
        async move {
            let response = router.oneshot(request).await.expect("an answer");
            assert!(response.status().is_success(), "{}", response.status());
            to_bytes(response.into_body(), usize::MAX)
                .await
                .expect("a page")
                .len()
        }
    };
    let mut group = criterion.benchmark_group("server");
    group.bench_function(
        "board of 47 units × 12 assignments over a year, SQLite",
        |bencher| {
            bencher.iter(|| runtime.block_on(get()));
        },
    );
    group.finish();
}

criterion_group!(benches, adoption, board);
criterion_main!(benches);

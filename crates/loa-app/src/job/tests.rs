//! Jobs on both engines: applied once whoever dies, in order, whatever the clock does.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use loa_db::dialect::Engine;
use loa_db::id::Id;
use loa_db::params;

use super::schedule::{Missed, Recurring, arrange, daily, tick};
use super::*;
use crate::audit;
use crate::testing::{Site, on_each_engine};

const fn kind(name: &'static str, lane: Lane) -> Kind {
    Kind { name, lane, tries: 4 }
}

const NOTE: Kind = kind("test.note", Lane::Work);
const REFUSE: Kind = kind("test.refuse", Lane::Work);
const HANG: Kind = kind("test.hang", Lane::Work);
const PANIC: Kind = kind("test.panic", Lane::Work);
const REACH: Kind = kind("test.reach", Lane::Send);
const MORNING: Kind = kind("test.morning", Lane::Work);
const UNKNOWN: Kind = kind("test.of-a-newer-program", Lane::Work);

/// One site at a time: the stories share these.
static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
static HANGS: AtomicBool = AtomicBool::new(false);
static REFUSES: AtomicBool = AtomicBool::new(true);
static REACHED: AtomicI64 = AtomicI64::new(0);
static ORDER: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn noted<'a>(_: &'a App, tx: &'a mut Tx, job: &'a Job) -> Doing<'a, ()> {
    Box::pin(async move {
        ORDER.lock().unwrap().push(job.payload.clone());
        audit::record(tx, "test.applied", "job", Some(job.id), &job.payload).await?;
        Ok(())
    })
}

const HANDLERS: &[Handler] = &[
    Handler {
        kind: NOTE,
        run: Run::Within(noted),
    },
    Handler {
        kind: MORNING,
        run: Run::Within(|_, tx, job| {
            Box::pin(async move {
                ORDER.lock().unwrap().push(job.due_at.to_string());
                audit::record(tx, "test.applied", "job", Some(job.id), "").await?;
                Ok(())
            })
        }),
    },
    Handler {
        kind: REFUSE,
        run: Run::Within(|_, tx, job| {
            Box::pin(async move {
                audit::record(tx, "test.applied", "job", Some(job.id), "").await?;
                if REFUSES.load(Ordering::SeqCst) {
                    let reason = "550 no such box: <mua@xa.gov.vn> of mua@xa.gov.vn";
                    return Err(Failure::Later(reason.to_owned()));
                }
                Ok(())
            })
        }),
    },
    Handler {
        kind: HANG,
        run: Run::Within(|_, tx, job| {
            Box::pin(async move {
                audit::record(tx, "test.applied", "job", Some(job.id), "").await?;
                if HANGS.load(Ordering::SeqCst) {
                    std::future::pending::<()>().await;
                }
                Ok(())
            })
        }),
    },
    Handler {
        kind: PANIC,
        run: Run::Within(|_, _, _| Box::pin(async { panic!("a handler with a fault") })),
    },
    Handler {
        kind: REACH,
        run: Run::Outside(
            |_, _| {
                Box::pin(async {
                    if REACHED.fetch_add(1, Ordering::SeqCst) == 0 {
                        return Err(Failure::Later("the line was busy".to_owned()));
                    }
                    Ok("by the first way".to_owned())
                })
            },
            |tx, job, outcome| {
                Box::pin(async move {
                    let told = match outcome {
                        Outcome::Done(told) => format!("done {told}"),
                        Outcome::Again(reason) => format!("again {reason}"),
                        Outcome::GivenUp(reason) => format!("given up {reason}"),
                        Outcome::CalledOff => "called off".to_owned(),
                        Outcome::PutBack => "put back".to_owned(),
                    };
                    audit::record(tx, "test.applied", "job", Some(job.id), &told).await?;
                    Ok(())
                })
            },
        ),
    },
];

async fn story<F: Future<Output = ()>>(told: impl Fn(Site) -> F) {
    let _one = ONE.lock().await;
    on_each_engine(|site| {
        HANGS.store(false, Ordering::SeqCst);
        REFUSES.store(true, Ordering::SeqCst);
        REACHED.store(0, Ordering::SeqCst);
        ORDER.lock().unwrap().clear();
        told(site)
    })
    .await;
}

async fn put_now(site: &Site, kind: Kind, payload: &str) -> Id {
    let mut tx = site.tx().await;
    let now = tx.now();
    let id = put(&mut tx, kind, payload, now, None).await.unwrap().unwrap();
    tx.save().await.unwrap();
    id
}

async fn work(site: &Site) -> usize {
    run_due(&site.app, HANDLERS, Lane::Work, || false).await.unwrap()
}

/// How often each job was applied, as the database tells.
async fn applied(site: &Site) -> HashMap<Id, usize> {
    let mut tx = site.tx().await;
    let sql = "SELECT thing_id FROM audit_entry WHERE locality_id = $1 AND action = 'test.applied'";
    let rows = tx.rows(sql, params![site.locality]).await.unwrap();
    let mut counts = HashMap::new();
    for row in rows {
        *counts.entry(row.id("thing_id").unwrap()).or_default() += 1;
    }
    counts
}

async fn listed(site: &Site, id: Id) -> store::Listed {
    let scope = site.app.scope(site.locality, None);
    let mut tx = site.app.db().read(scope).await.unwrap();
    store::by_id(&mut tx, id).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_share_the_work_and_apply_each_job_once() {
    story(async |site| {
        let mut tx = site.tx().await;
        for at in 0..500 {
            let now = tx.now();
            put(&mut tx, NOTE, &at.to_string(), now, None).await.unwrap();
        }
        tx.save().await.unwrap();
        let nodes: Vec<_> = (0..2)
            .map(|_| {
                let app = site.app.clone();
                tokio::spawn(async move { run_due(&app, HANDLERS, Lane::Work, || false).await })
            })
            .collect();
        let mut shares = Vec::new();
        for node in nodes {
            shares.push(node.await.unwrap().unwrap());
        }
        let counts = applied(&site).await;
        assert_eq!(counts.len(), 500);
        assert!(counts.values().all(|count| *count == 1));
        assert_eq!(shares.iter().sum::<usize>(), 500);
        // One writer at a time gives no turns.
        let is_shared = site.app.db().engine() == Engine::Sqlite || shares.iter().all(|share| *share > 50);
        assert!(is_shared, "{shares:?}");
    })
    .await;
}

#[tokio::test]
async fn a_job_is_there_when_its_change_is_saved_and_once_for_its_key() {
    story(async |site| {
        let mut tx = site.tx().await;
        let now = tx.now();
        put(&mut tx, NOTE, "never saved", now, None).await.unwrap();
        drop(tx);
        for _ in 0..2 {
            let mut tx = site.tx().await;
            let id = put(&mut tx, NOTE, "one", now, Some("2022-04-18")).await.unwrap();
            let again = put(&mut tx, NOTE, "two", now, Some("2022-04-18")).await.unwrap();
            assert_eq!(again, None);
            tx.save().await.unwrap();
            assert_eq!(work(&site).await, usize::from(id.is_some()));
        }
        assert_eq!(*ORDER.lock().unwrap(), ["one"]);
    })
    .await;
}

#[tokio::test]
async fn a_node_that_dies_in_the_middle_gives_the_job_free() {
    story(async |site| {
        let id = put_now(&site, HANG, "").await;
        HANGS.store(true, Ordering::SeqCst);
        let app = site.app.clone();
        let node = tokio::spawn(async move { run_due(&app, HANDLERS, Lane::Work, || false).await });
        while listed(&site, id).await.attempts == 0 {
            tokio::task::yield_now().await;
        }
        node.abort();
        let _ = node.await;
        HANGS.store(false, Ordering::SeqCst);
        assert_eq!(work(&site).await, 0, "the lease is still on");
        site.app.clock().shift(LEASE);
        assert_eq!(work(&site).await, 1);
        assert_eq!(applied(&site).await, HashMap::from([(id, 1)]));
        assert_eq!(listed(&site, id).await.attempts, 2);
    })
    .await;
}

#[tokio::test]
async fn what_fails_is_tried_with_growing_pauses_then_given_up_and_can_be_revived() {
    story(async |site| {
        let id = put_now(&site, REFUSE, "").await;
        let mut pauses = Vec::new();
        for attempt in 1..=REFUSE.tries {
            assert_eq!(work(&site).await, 1, "{attempt}");
            let job = listed(&site, id).await;
            assert_eq!(job.attempts, attempt);
            assert_eq!(job.error.as_deref(), Some("550 no such box: … of …"));
            assert_eq!(work(&site).await, 0, "not before its pause is over");
            let wait = job.run_at.duration_since(site.app.clock().now());
            pauses.push(wait);
            site.app
                .clock()
                .shift(wait.max(SignedDuration::ZERO) + SignedDuration::from_millis(1));
        }
        assert!(
            pauses.windows(2).take(2).all(|pair| pair[0] * 2 < pair[1]),
            "{pauses:?}"
        );
        assert_eq!(listed(&site, id).await.state, State::Failed);
        assert!(applied(&site).await.is_empty(), "what failed left no trace");
        REFUSES.store(false, Ordering::SeqCst);
        assert_eq!(work(&site).await, 0);
        let mut tx = site.tx().await;
        assert!(store::retry(&mut tx, id).await.unwrap());
        tx.save().await.unwrap();
        assert_eq!(work(&site).await, 1);
        let job = listed(&site, id).await;
        assert_eq!((job.state, job.attempts, job.error), (State::Done, 1, None));
        let mut tx = site.tx().await;
        assert!(
            !store::retry(&mut tx, id).await.unwrap(),
            "what is done stays done"
        );
        assert!(!store::cancel(&mut tx, id).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_job_that_stops_its_node_each_time_is_given_up_and_holds_up_nothing() {
    story(async |site| {
        let id = put_now(&site, PANIC, "").await;
        let other = put_now(&site, NOTE, "").await;
        for _ in 0..PANIC.tries {
            work(&site).await;
            assert_eq!(listed(&site, id).await.state, State::Waiting);
            site.app.clock().shift(LEASE);
        }
        work(&site).await;
        let job = listed(&site, id).await;
        assert_eq!(job.state, State::Failed);
        assert_eq!(
            job.error.as_deref(),
            Some("The program stopped in the middle of it each time.")
        );
        assert_eq!(applied(&site).await, HashMap::from([(other, 1)]));
    })
    .await;
}

#[tokio::test]
async fn what_was_called_off_or_is_not_known_here_is_not_done() {
    story(async |site| {
        let id = put_now(&site, NOTE, "").await;
        let mut tx = site.tx().await;
        assert!(store::cancel(&mut tx, id).await.unwrap());
        tx.save().await.unwrap();
        let unknown = put_now(&site, UNKNOWN, "").await;
        assert_eq!(work(&site).await, 1);
        let job = listed(&site, unknown).await;
        assert_eq!((job.state, job.attempts, job.error), (State::Waiting, 0, None));
        assert!(applied(&site).await.is_empty());
        // A claim whose job is called off meanwhile is worth nothing.
        let late = put_now(&site, NOTE, "").await;
        let mut tx = site.app.db().begin(site.app.scope(Id(0), None)).await.unwrap();
        let claimed = store::claim(&mut tx, Lane::Work, 9).await.unwrap();
        tx.save().await.unwrap();
        let mut tx = site.tx().await;
        assert!(store::cancel(&mut tx, late).await.unwrap());
        tx.save().await.unwrap();
        run_one(&site.app, HANDLERS, &claimed[0]).await.unwrap();
        assert_eq!(listed(&site, late).await.state, State::Cancelled);
        assert!(applied(&site).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_reaches_outside_is_noted_whatever_comes_of_it() {
    story(async |site| {
        let id = put_now(&site, REACH, "").await;
        let send = async || run_due(&site.app, HANDLERS, Lane::Send, || false).await.unwrap();
        assert_eq!(send().await, 1);
        assert_eq!(send().await, 0);
        site.app.clock().shift(pause(1));
        assert_eq!(send().await, 1);
        let mut tx = site.tx().await;
        let sql = "SELECT detail FROM audit_entry WHERE locality_id = $1 AND thing_id = $2 ORDER BY id";
        let rows = tx.rows(sql, params![site.locality, id]).await.unwrap();
        let told: Vec<String> = rows.iter().map(|row| row.text("detail").unwrap()).collect();
        let by = format!("by job {id}");
        assert_eq!(
            told,
            [
                format!("again the line was busy, {by}"),
                format!("done by the first way, {by}")
            ]
        );
        assert_eq!(listed(&site, id).await.state, State::Done);
    })
    .await;
}

const EACH: &[Recurring] = &[Recurring {
    kind: MORNING,
    next: |after| daily(after, 7, 0),
    missed: Missed::Each,
}];
const LAST: &[Recurring] = &[Recurring {
    missed: Missed::Last,
    ..EACH[0]
}];

/// One look of a worker.
async fn pass(site: &Site, recurring: &[Recurring]) {
    arrange(&site.app, recurring).await.unwrap();
    tick(&site.app, recurring).await.unwrap();
    work(site).await;
}

fn set(site: &Site, moment: &str) {
    let moment: Timestamp = moment.parse().unwrap();
    site.app
        .clock()
        .shift(moment.duration_since(site.app.clock().now()));
}

fn drain_order() -> Vec<String> {
    std::mem::take(&mut *ORDER.lock().unwrap())
}

#[tokio::test]
async fn after_downtime_everything_comes_in_the_order_of_its_moments() {
    story(async |site| {
        set(&site, "2022-04-18T01:00:00Z");
        pass(&site, EACH).await;
        assert!(drain_order().is_empty());
        let mut tx = site.tx().await;
        for (payload, at) in [
            ("late", "2022-04-20T12:00:00Z"),
            ("early", "2022-04-19T12:00:00Z"),
        ] {
            put(&mut tx, NOTE, payload, at.parse().unwrap(), None)
                .await
                .unwrap();
        }
        tx.save().await.unwrap();
        set(&site, "2022-04-21T00:00:01Z");
        pass(&site, EACH).await;
        let want = [
            "2022-04-19T00:00:00Z",
            "early",
            "2022-04-20T00:00:00Z",
            "late",
            "2022-04-21T00:00:00Z",
        ];
        assert_eq!(drain_order(), want);
        pass(&site, EACH).await;
        assert!(drain_order().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_clock_may_go_back_and_forth_and_nothing_comes_twice() {
    story(async |site| {
        set(&site, "2022-04-18T01:00:00Z");
        pass(&site, LAST).await;
        let day = |day: i8| format!("2022-04-{day:02}T00:00:00Z");
        for (clock, want) in [
            // A weekend off: one morning is made up for, the last.
            ("2022-04-21T05:00:00Z", vec![day(21)]),
            ("2022-04-20T23:00:00Z", vec![]),
            ("2022-04-21T00:00:00Z", vec![]),
            ("2022-04-22T00:00:00Z", vec![day(22)]),
            // Set a year ahead by mistake, and back: the mornings after it come as ever.
            ("2023-04-22T03:00:00Z", vec!["2023-04-22T00:00:00Z".to_owned()]),
            ("2022-04-22T09:00:00Z", vec![]),
            ("2022-04-23T00:00:00Z", vec![day(23)]),
            ("2022-04-21T12:00:00Z", vec![]),
            ("2022-04-22T00:00:00Z", vec![]),
            ("2022-04-23T00:00:00Z", vec![]),
            ("2022-04-24T00:00:00Z", vec![day(24)]),
        ] {
            set(&site, clock);
            pass(&site, LAST).await;
            assert_eq!(drain_order(), want, "{clock}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_claim_and_a_pause_of_a_clock_that_was_set_back_hold_up_nothing() {
    story(async |site| {
        set(&site, "2022-04-18T01:00:00Z");
        let claimed = put_now(&site, NOTE, "claimed").await;
        let failed = put_now(&site, REFUSE, "").await;
        set(&site, "2022-06-18T01:00:00Z");
        let mut tx = site.app.db().begin(site.app.scope(Id(0), None)).await.unwrap();
        let jobs = store::claim(&mut tx, Lane::Work, 1).await.unwrap();
        assert_eq!(jobs[0].id, claimed);
        tx.save().await.unwrap();
        work(&site).await;
        set(&site, "2022-04-18T02:00:00Z");
        REFUSES.store(false, Ordering::SeqCst);
        pass(&site, &[]).await;
        assert_eq!(applied(&site).await, HashMap::from([(claimed, 1), (failed, 1)]));
    })
    .await;
}

#[test]
fn every_day_has_its_moment_in_vietnam() {
    for (after, want) in [
        ("2022-04-17T23:59:59Z", "2022-04-18T00:00:00Z"),
        ("2022-04-18T00:00:00Z", "2022-04-19T00:00:00Z"),
        ("2022-12-31T12:00:00Z", "2023-01-01T00:00:00Z"),
    ] {
        assert_eq!(daily(after.parse().unwrap(), 7, 0).to_string(), want, "{after}");
    }
    let pauses: Vec<i64> = (0..=9).map(|tries| pause(tries).as_secs()).collect();
    assert_eq!(pauses, [1, 1, 4, 16, 64, 256, 1024, 4096, 7200, 7200]);
}

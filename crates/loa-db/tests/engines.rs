//! One SQL text, two engines. PostgreSQL is used when `LOA_TEST_DATABASE_URL` names a server on which databases may
//! be made; in CI it must.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::task::{Context, Waker};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::date;
use loa_db::copy;
use loa_db::db::Db;
use loa_db::dialect::Engine;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::migrate::{last, migrate};
use loa_db::params;
use loa_db::testing::Engines;
use loa_db::tx::Scope;

fn scope(locality: Id) -> Scope {
    Scope {
        locality,
        person: None,
        address: None,
        job: None,
        now: Timestamp::from_second(1_650_000_000).unwrap(),
        today: date(2022, 4, 15),
    }
}

async fn locality(db: &Db) -> Id {
    let id = Id::new(Timestamp::now());
    let mut tx = db.begin(scope(id)).await.unwrap();
    tx.execute(
        "INSERT INTO locality (id, name, root_unit_id, help_phone, created_at) VALUES ($1, $2, $3, $4, $5)",
        params![id, "Huyện Sông Mã", None::<Id>, None::<&str>, tx.now()],
    )
    .await
    .unwrap();
    tx.save().await.unwrap();
    id
}

#[tokio::test]
async fn the_same_statements_give_the_same_rows() {
    for db in Engines::open().await.each() {
        assert_eq!(
            migrate(db).await.unwrap(),
            migrate(db).await.unwrap(),
            "twice is once"
        );
        let id = locality(db).await;
        for mut tx in [
            db.read(scope(id)).await.unwrap(),
            db.look(scope(id)).await.unwrap(),
        ] {
            let sql = "SELECT name, root_unit_id, created_at FROM locality WHERE id = $1";
            let row = tx.row(sql, params![id]).await.unwrap().expect("a row");
            assert_eq!(row.text("name").unwrap(), "Huyện Sông Mã");
            assert_eq!(row.id_or_null("root_unit_id").unwrap(), None);
            assert_eq!(row.moment("created_at").unwrap(), tx.now());
            assert!(matches!(row.text("nam"), Err(DbError::Column { .. })));
            let sql = "DELETE FROM locality WHERE id = $1";
            let written = tx.execute(sql, params![id]).await;
            assert!(written.is_err(), "a reader cannot write");
        }
    }
}

#[tokio::test]
async fn what_is_not_saved_leaves_no_trace_and_faults_have_names() {
    for db in Engines::open().await.each() {
        migrate(db).await.unwrap();
        let id = locality(db).await;
        let unit = |key: &str, locality: Id| {
            vec![
                Id::new(Timestamp::now()).into(),
                locality.into(),
                key.into(),
                0_i64.into(),
            ]
        };
        let into = "unit (id, locality_id, key, created_at)";
        let mut tx = db.begin(scope(id)).await.unwrap();
        let many = (0..1203).map(|at| unit(&at.to_string(), id)).collect();
        tx.insert(into, many).await.unwrap();
        let count = "SELECT count(*) AS number FROM unit WHERE locality_id = $1";
        let row = tx.row(count, params![id]).await.unwrap().unwrap();
        assert_eq!(row.int("number").unwrap(), 1203);
        drop(tx);
        let mut tx = db.begin(scope(id)).await.unwrap();
        let row = tx.row(count, params![id]).await.unwrap().unwrap();
        assert_eq!(row.int("number").unwrap(), 0);
        let twice = tx.insert(into, vec![unit("a", id), unit("a", id)]).await;
        assert!(matches!(twice, Err(DbError::Duplicate(_))), "{twice:?}");
        drop(tx);
        let mut tx = db.begin(scope(id)).await.unwrap();
        let dangling = tx.insert(into, vec![unit("a", Id(7))]).await;
        assert!(matches!(dangling, Err(DbError::Dangling)), "{dangling:?}");
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_what_is_there_can_be_read() {
    for db in Engines::open().await.each() {
        // Of PostgreSQL only a small disk can tell: `make crash`.
        if db.engine() == Engine::Postgres {
            continue;
        }
        migrate(db).await.unwrap();
        let id = locality(db).await;
        let mut tx = db.begin(scope(id)).await.unwrap();
        // As large as it is, and no larger.
        tx.execute("PRAGMA max_page_count = 1", vec![]).await.unwrap();
        let rename = "UPDATE locality SET name = $2 WHERE id = $1";
        let full = tx.execute(rename, params![id, "a".repeat(1 << 20)]).await;
        assert!(matches!(full, Err(DbError::Full)), "{full:?}");
        drop(tx);
        let mut tx = db.read(scope(id)).await.unwrap();
        let sql = "SELECT name FROM locality WHERE id = $1";
        let row = tx.row(sql, params![id]).await.unwrap().unwrap();
        assert_eq!(row.text("name").unwrap(), "Huyện Sông Mã");
        drop(tx);
        let mut tx = db.begin(scope(id)).await.unwrap();
        tx.execute("PRAGMA max_page_count = 1000000", vec![])
            .await
            .unwrap();
        tx.execute(rename, params![id, "a".repeat(1 << 20)])
            .await
            .unwrap();
        tx.save().await.unwrap();
    }
}

#[tokio::test]
async fn a_transaction_that_the_engine_ended_leaves_the_next_one_alone() {
    for db in Engines::open().await.each() {
        migrate(db).await.unwrap();
        let id = locality(db).await;
        // As SQLite does by itself when the disk is full in the middle of a statement.
        for is_saved in [false, true] {
            let mut tx = db.begin(scope(id)).await.unwrap();
            tx.execute("ROLLBACK", vec![]).await.unwrap();
            if is_saved {
                let _ = tx.save().await;
            }
        }
        let mut tx = db.read(scope(id)).await.unwrap();
        tx.execute("ROLLBACK", vec![]).await.unwrap();
        drop(tx);
        for _ in 0..20 {
            drop(db.read(scope(id)).await.unwrap());
            db.begin(scope(id)).await.unwrap().save().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_copy_knows_every_table_and_every_column() {
    for db in Engines::open().await.each() {
        migrate(db).await.unwrap();
        let id = locality(db).await;
        let mut tx = db.read(scope(id)).await.unwrap();
        let sql = match db.engine() {
            Engine::Sqlite => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
            }
            Engine::Postgres => {
                "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema() \
                 ORDER BY tablename"
            }
        };
        let rows = tx.rows(sql, Vec::new()).await.unwrap();
        let names: Vec<String> = rows.iter().map(|row| row.text("name").unwrap()).collect();
        let tables = copy::tables(&mut tx).await.unwrap();
        let mut known: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
        known.push("_sqlx_migrations".to_owned());
        known.sort();
        assert_eq!(known, names);
        let unit = tables
            .iter()
            .find(|table| table.name == "unit_successor")
            .unwrap();
        assert_eq!(unit.key, ["unit_id", "successor_id"]);
        assert_eq!(unit.columns.len(), 5);
        assert_eq!(copy::step(&mut tx).await.unwrap(), Some(last()));
        assert_eq!(copy::faults(&mut tx).await.unwrap(), None);
        assert_eq!(copy::dangling(&mut tx).await.unwrap(), 0);
        assert!(!copy::is_empty(&mut tx).await.unwrap());
    }
}

#[tokio::test]
async fn who_goes_away_while_a_transaction_begins_leaves_the_connection_as_it_was() {
    for db in Engines::open().await.each() {
        migrate(db).await.unwrap();
        for at in 0..200 {
            let mut reading = Box::pin(db.read(scope(Id(1))));
            let mut nobody = Context::from_waker(Waker::noop());
            for _ in 0..=at % 4 {
                if reading.as_mut().poll(&mut nobody).is_ready() {
                    break;
                }
                tokio::time::sleep(Duration::from_micros(at)).await;
            }
            drop(reading);
            locality(db).await;
        }
    }
}

#[tokio::test]
async fn many_rows_are_changed_by_one_statement() {
    for db in Engines::open().await.each() {
        migrate(db).await.unwrap();
        let (one, other) = (locality(db).await, locality(db).await);
        let mut tx = db.begin(scope(one)).await.unwrap();
        let rows = vec![
            params![one, "Xã Một"],
            params![other, "Xã Hai"],
            params![Id(3), "Không có"],
        ];
        let sql = "UPDATE locality SET name = v.column2 FROM (VALUES ROWS(2)) AS v WHERE id = CAST(v.column1 AS BIGINT)";
        tx.update(sql, rows).await.unwrap();
        tx.prepare(sql).await.unwrap();
        let rows = tx
            .rows("SELECT name FROM locality ORDER BY id", vec![])
            .await
            .unwrap();
        let names: Vec<String> = rows.iter().map(|row| row.text("name").unwrap()).collect();
        assert_eq!(names, ["Xã Một", "Xã Hai"]);
    }
}

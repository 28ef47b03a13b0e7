#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use loa_app::files::Files;
use loa_db::copy;
use loa_db::db::Db;
use loa_db::id::Id;
use loa_db::migrate;
use loa_db::params;
use loa_db::testing::Engines;

use super::{Failure, load};
use crate::archive::reader::{Archive, Refused};
use crate::archive::writer::Writer;
use crate::archive::{Manifest, Purpose};
use crate::backup::dump::{What, dump};
use crate::database::scope;
use crate::restore;

const ALL: What = What {
    purpose: Purpose::Backup,
    of: None,
    keeps: |_, _| true,
};

/// A database that an older program left behind.
async fn of_step(db: &Db, step: i64) {
    let mut tx = db.begin(scope(Id(1))).await.unwrap();
    migrate::within(&mut tx, step).await.unwrap();
    let locality = "locality (id, name, created_at)";
    tx.insert(locality, vec![params![Id(1), "Huyện Sông Mã", tx.now()]])
        .await
        .unwrap();
    // A plan copied from one that comes behind it: rows refer forwards, too.
    let plan = "plan (id, locality_id, year, title, number, issuer, copied_from, created_at)";
    let of = |id: i64, from: Option<Id>| params![id, 1_i64, 2022_i64, "Kế hoạch", "18", "UBND", from, 0_i64];
    tx.insert(plan, vec![of(9, None)]).await.unwrap();
    tx.insert(plan, vec![of(5, Some(Id(9)))]).await.unwrap();
    tx.save().await.unwrap();
}

async fn written(db: &Db, files: &Files, place: &std::path::Path) -> Manifest {
    let mut writer = Writer::begin(place).unwrap();
    let manifest = dump(db, Some(files), &mut writer, &ALL).await.unwrap();
    writer.finish(&manifest).unwrap();
    manifest
}

#[tokio::test]
async fn an_older_backup_is_brought_up_to_date() {
    let (olds, news) = (Engines::open().await, Engines::open().await);
    let folder = tempfile::tempdir().unwrap();
    let files = Files::in_folder(folder.path()).unwrap();
    for old in olds.each() {
        of_step(old, 3).await;
        let place = folder.path().join("cu.tar");
        let manifest = written(old, &files, &place).await;
        assert_eq!((manifest.schema, manifest.rows()), (3, 3));
        for new in news.each() {
            let mut archive = Archive::open(&place).unwrap();
            let mut tx = new.begin(scope(Id(0))).await.unwrap();
            load(&mut archive, &mut tx, Some(&files)).await.unwrap();
            assert_eq!(copy::step(&mut tx).await.unwrap(), Some(migrate::last()));
            let sql = "SELECT copied_from FROM plan WHERE locality_id = $1 ORDER BY id";
            let rows = tx.rows(sql, params![1_i64]).await.unwrap();
            assert_eq!(rows[0].id_or_null("copied_from").unwrap(), Some(Id(9)));
            tx.save().await.unwrap();
        }
    }
}

#[tokio::test]
async fn what_a_later_program_wrote_is_refused_and_so_is_a_lie() {
    let engines = Engines::open().await;
    let folder = tempfile::tempdir().unwrap();
    let files = Files::in_folder(folder.path()).unwrap();
    let db = engines.each().next().unwrap();
    of_step(db, 4).await;
    let place = folder.path().join("moi.tar");
    let manifest = written(db, &files, &place).await;
    let with = |change: fn(&mut Manifest)| {
        let mut manifest = manifest.clone();
        change(&mut manifest);
        Writer::begin(&place).unwrap().finish(&manifest).unwrap();
    };
    with(|manifest| manifest.format = 2);
    assert!(matches!(Archive::open(&place), Err(Refused::Newer(_))));
    with(|manifest| manifest.schema = 99);
    let refused = restore::opened(&place, Purpose::Backup).err().unwrap();
    assert_eq!(refused.code, "B004");
    with(|manifest| manifest.kind = Purpose::Export);
    let refused = restore::opened(&place, Purpose::Backup).err().unwrap();
    assert_eq!(refused.code, "B009");
    // Rows that the manifest promises and nobody put in; a column that is not there.
    for change in [
        (|_: &mut Manifest| {}) as fn(&mut Manifest),
        |manifest| manifest.tables[0].columns.push("x".to_owned()),
        |manifest| manifest.tables[0].name = "nobody".to_owned(),
    ] {
        with(change);
        let mut archive = Archive::open(&place).unwrap();
        let mut tx = db.begin(scope(Id(0))).await.unwrap();
        let failed = load(&mut archive, &mut tx, Some(&files)).await;
        assert!(matches!(failed, Err(Failure::Content(_))), "{failed:?}");
    }
    let mut tx = db.read(scope(Id(0))).await.unwrap();
    assert!(!copy::is_empty(&mut tx).await.unwrap(), "what was there still is");
}

//! Backups made while the site runs, restored elsewhere, on the other engine, and not restored when something is wrong.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use loa_db::db::Db;
use loa_db::id::Id;
use loa_db::params;
use loa_db::tx::Scope;
use serde_json::Value;

use crate::place::{Place, UNITS, on_each_engine};

/// Entries of an archive by their names.
fn entries(file: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in tar::Archive::new(std::fs::File::open(file).unwrap())
        .entries()
        .unwrap()
    {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        found.insert(entry.path().unwrap().display().to_string(), bytes);
    }
    found
}

/// What is in an archive, without when it was made.
fn manifest(file: &Path) -> Value {
    let mut manifest: Value = serde_json::from_slice(&entries(file)["manifest.json"]).unwrap();
    manifest.as_object_mut().unwrap().remove("made_at");
    manifest
}

fn rows(manifest: &Value, table: &str) -> u64 {
    let tables = manifest["tables"].as_array().unwrap();
    let table = tables.iter().find(|known| known["name"] == table).unwrap();
    table["rows"].as_u64().unwrap()
}

/// Every file below a folder with its bytes.
fn below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.display().to_string(), std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    let prefix = folder.display().to_string();
    let names = below(folder).into_keys();
    names.map(|name| name.replace(&prefix, "")).collect()
}

/// A district in the middle of its year, backed up while its site runs.
fn backed_up(place: &Place) -> String {
    let site = place.demo();
    let file = place.path("mot.tar");
    let told = place.loa(&["backup", &file]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.contains("dòng dữ liệu, 20 tệp"), "{}", told.out);
    drop(site);
    file
}

#[test]
fn a_backup_restores_on_either_engine_with_the_same_rows_and_files() {
    let source = Place::new();
    let first = backed_up(&source);
    let first = Path::new(&first);
    let told = entries(first);
    assert!(told["DOC-TOI.txt"].starts_with("Tệp này do Loa ghi".as_bytes()));
    let whole = manifest(first);
    assert!(rows(&whole, "duty") > 200);
    on_each_engine(|place| {
        let check = place.loa(&["restore", first.to_str().unwrap(), "--check"]);
        assert!(check.out.contains("Tệp sao lưu nguyên vẹn"), "{}", check.err);
        assert!(
            !place.is_embedded() || !place.data().exists(),
            "a look changes nothing"
        );
        let restored = place.loa(&["restore", first.to_str().unwrap()]);
        assert_eq!(restored.code, 0, "{}", restored.err);
        let second = place.path("hai.tar");
        assert_eq!(place.loa(&["backup", &second]).code, 0);
        assert_eq!(manifest(Path::new(&second)), whole);
        // And from there back into a file.
        let home = Place::new();
        let back = home.loa(&["restore", &second]);
        assert!(back.out.starts_with("Huyện Sông Mã; lúc "), "{}", back.err);
        let third = home.path("ba.tar");
        home.loa(&["backup", &third]);
        assert_eq!(manifest(Path::new(&third)), whole);
        let (mut one, mut other) = (entries(Path::new(&third)), told.clone());
        for changing in ["manifest.json", "SHA256"] {
            one.remove(changing);
            other.remove(changing);
        }
        assert_eq!(one, other, "every row and every file, byte for byte");
        assert_eq!(names(&home.data().join("tep")).len(), 20);
        // The site of the restored data lets its people in.
        let site = home.serve();
        let form = "ten=dieuphoi&mat-khau=loa-dung-thu-2022";
        let inside = site.ask("/dang-nhap", "", Some(form));
        assert_eq!(inside.status, "303", "{}", inside.body);
        let board = site.ask("/bang-dieu-hanh", &inside.session(), None);
        assert_eq!(board.status, "200", "{}", board.body);
    });
}

/// Runs where `LOA_TEST_S3` is the address of a store with a bucket `loa-test` that takes any key, such as moto's server.
#[test]
fn files_move_from_a_folder_into_a_store_and_back() {
    let Ok(endpoint) = std::env::var("LOA_TEST_S3") else {
        return;
    };
    let source = Place::new();
    let first = backed_up(&source);
    let store = source.node(&[
        ("LOA_S3_BUCKET", "loa-test"),
        ("LOA_S3_ENDPOINT", endpoint.as_str()),
        ("LOA_S3_ACCESS_KEY", "mau"),
        ("LOA_S3_SECRET_KEY", "mau-mau-mau"),
    ]);
    let restored = store.loa(&["restore", &first]);
    assert_eq!(restored.code, 0, "{}", restored.err);
    assert!(!store.data().join("tep").exists(), "nothing lies on the machine");
    let second = store.path("hai.tar");
    assert_eq!(store.loa(&["backup", &second]).code, 0);
    let (first, second) = (Path::new(&first), Path::new(&second));
    assert_eq!(manifest(first), manifest(second));
    let well = store.loa(&["doctor", "--deep"]);
    assert!(well.out.contains("20 tệp nguyên vẹn"), "{}", well.out);
}

#[test]
fn what_is_there_is_replaced_only_when_that_was_asked_for() {
    let source = Place::new();
    let file = backed_up(&source);
    on_each_engine(|place| {
        assert_eq!(place.loa(&["org", "import", UNITS, "--code", "126"]).code, 0);
        let refused = place.loa(&["restore", &file]);
        assert_eq!(refused.code, 2);
        assert!(refused.err.contains("lỗi[B005]"), "{}", refused.err);
        if place.is_embedded() {
            let site = place.serve();
            let busy = place.loa(&["restore", &file, "--replace"]);
            assert!(busy.err.contains("lỗi[B006]"), "{}", busy.err);
            drop(site);
        }
        let replaced = place.loa(&["restore", &file, "--replace"]);
        assert_eq!(replaced.code, 0, "{}", replaced.err);
        let again = place.path("lai.tar");
        assert_eq!(place.loa(&["backup", &again]).code, 0);
        assert_eq!(manifest(Path::new(&again)), manifest(Path::new(&file)));
        if place.is_embedded() {
            let kept = names(&place.data());
            assert!(replaced.out.contains("loa.db.truoc-"), "{}", replaced.out);
            assert_eq!(
                kept.iter().filter(|name| name.contains("loa.db.truoc-")).count(),
                1
            );
            assert!(
                !kept.iter().any(|name| name.contains("dang-khoi-phuc")),
                "{kept:?}"
            );
        }
    });
}

#[test]
fn a_damaged_backup_touches_nothing() {
    let source = Place::new();
    let file = backed_up(&source);
    let bytes = std::fs::read(&file).unwrap();
    let target = Place::new();
    assert_eq!(target.loa(&["org", "import", UNITS, "--code", "126"]).code, 0);
    let before = below(&target.data());
    let bad = target.path("hong.tar");
    let refused = |bytes: &[u8], what: &str| {
        std::fs::write(&bad, bytes).unwrap();
        let told = target.loa(&["restore", &bad, "--replace"]);
        assert_eq!(told.code, 2, "{what}: {}", told.out);
        assert!(
            told.err.contains("lỗi[B003]") || told.err.contains("lỗi[B002]"),
            "{what}: {}",
            told.err
        );
        assert_eq!(below(&target.data()), before, "{what}");
    };
    let end = bytes.len() - 2100;
    let anywhere = (0..end).step_by(end / 40);
    for at in anywhere.chain((end..bytes.len()).step_by(97)) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        refused(&changed, &format!("byte {at}"));
    }
    for length in [
        0,
        1,
        511,
        512,
        5000,
        bytes.len() / 2,
        bytes.len() - 2048,
        bytes.len() - 1,
    ] {
        refused(&bytes[..length], &format!("{length} bytes"));
    }
    refused(&[bytes.as_slice(), b"\0"].concat(), "one byte more");
    refused(
        include_bytes!("../../../../examples/song-ma-2022/ke-hoach.docx"),
        "a document",
    );
    let missing = target.loa(&["restore", "khong-co.tar"]);
    assert!(missing.err.contains("lỗi[R001]"), "{}", missing.err);
    let nothing = Place::new().loa(&["backup", "x.tar"]);
    assert!(nothing.err.contains("lỗi[B008]"), "{}", nothing.err);
}

#[test]
fn a_locality_moves_into_another_installation_without_its_secrets() {
    let source = Place::new();
    drop(source.demo());
    let file = source.path("huyen.tar");
    let told = source.loa(&["export", &file]);
    assert_eq!(told.code, 0, "{}", told.err);
    let (inside, told) = (entries(Path::new(&file)), manifest(Path::new(&file)));
    let sheet = String::from_utf8(inside["csv/person.csv"].clone()).unwrap();
    assert!(
        sheet.starts_with("\u{feff}id,locality_id,login,full_name"),
        "{sheet}"
    );
    assert!(sheet.contains("dieuphoi") && !sheet.contains("$argon2"));
    assert!(
        !inside
            .keys()
            .any(|name| name.contains("session") || name.contains("invitation"))
    );
    let refused = source.loa(&["restore", &file, "--replace"]);
    assert!(refused.err.contains("lỗi[B009]"), "{}", refused.err);
    on_each_engine(|place| {
        let imported = place.loa(&["import", &file]);
        assert_eq!(imported.code, 0, "{}", imported.err);
        let again = place.path("lai.tar");
        assert_eq!(place.loa(&["export", &again]).code, 0);
        let again = manifest(Path::new(&again));
        for table in ["duty", "activity", "proof", "unit_version", "person", "file"] {
            let of = |told: &Value| {
                let mut tables = told["tables"].as_array().unwrap().iter();
                tables.find(|known| known["name"] == table).unwrap().clone()
            };
            assert_eq!(of(&again), of(&told));
        }
        assert_eq!(again["files"], told["files"]);
        let twice = place.loa(&["import", &file]);
        assert!(
            twice.code == 2 && twice.err.contains("lỗi[B010]"),
            "{}",
            twice.err
        );
        // Nobody has a password until a link is made.
        let link = place.loa(&["person", "invite", "--login", "dieuphoi"]);
        let (_, token) = link.out.trim().split_once("/moi/").expect(&link.err);
        let site = place.serve();
        let refused = site.ask("/dang-nhap", "", Some("ten=dieuphoi&mat-khau=loa-dung-thu-2022"));
        assert_ne!(refused.status, "303");
        let form = "mat-khau=mot+cau+de+nho&mat-khau-lai=mot+cau+de+nho";
        let session = site.ask(&format!("/moi/{token}"), "", Some(form)).session();
        assert_eq!(site.ask("/bang-dieu-hanh", &session, None).status, "200");
    });
    // Beside another locality, which stays as it is.
    let target = Place::new();
    let list = target.file("xa.csv", "id,parent_id,name\nxa,,UBND xã Mẫu\n");
    assert_eq!(target.loa(&["org", "import", &list]).code, 0);
    assert_eq!(target.loa(&["import", &file]).code, 0);
    let which = target.loa(&["export", &target.path("x.tar")]);
    assert!(
        which.err.contains("lỗi[B011]") && which.err.contains("Huyện Sông Mã"),
        "{}",
        which.err
    );
    let one = target.path("xa.tar");
    let told = target.loa(&["export", &one, "--locality", "Xã Mẫu"]);
    assert_eq!(told.code, 0, "{}", told.err);
    let told = manifest(Path::new(&one));
    assert_eq!((rows(&told, "unit"), rows(&told, "duty")), (1, 0));
}

#[test]
fn the_site_makes_a_backup_every_day_by_itself_and_one_node_of_several() {
    on_each_engine(|place| {
        assert_eq!(place.loa(&["org", "import", UNITS, "--code", "126"]).code, 0);
        let folder = place.path("sao-luu");
        std::fs::create_dir(&folder).unwrap();
        for day in 1..=20 {
            std::fs::write(format!("{folder}/loa-hang-ngay-202001{day:02}-0200.tar"), "cũ").unwrap();
        }
        let settings = [
            ("LOA_BACKUP_DIR", folder.as_str()),
            ("LOA_BACKUP_AT", "00:00"),
            ("LOA_BACKUP_KEEP", "3+0"),
        ];
        let first = place.with(&settings).serve();
        let second = (!place.is_embedded()).then(|| place.node(&settings).serve());
        let made = || {
            let names = names(Path::new(&folder));
            let new = names.into_iter().filter(|name| !name.contains("-2020"));
            new.collect::<Vec<_>>()
        };
        let begun = std::time::Instant::now();
        while made().iter().all(|name| !name.starts_with("/loa-")) {
            assert!(begun.elapsed().as_secs() < 30, "a backup is made");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        std::thread::sleep(std::time::Duration::from_millis(500));
        drop((first, second));
        let made = made();
        assert_eq!(made.len(), 1, "{made:?}");
        let file = format!("{folder}{}", made[0]);
        assert_eq!(Place::new().loa(&["restore", &file]).code, 0);
        let left = names(Path::new(&folder));
        assert_eq!(left.len(), 3, "old ones are removed: {left:?}");
    });
}

/// Writes people with a role each, one unit of work after the other, until told to stop; counts what was confirmed.
async fn write(db: &Db, stop: &AtomicBool, confirmed: &AtomicU64) {
    let scope = |locality| Scope {
        locality,
        person: None,
        address: None,
        job: None,
        now: jiff::Timestamp::now(),
        today: jiff::civil::date(2022, 4, 18),
    };
    let mut tx = db.read(scope(Id(0))).await.unwrap();
    let sql = "SELECT locality_id, id FROM unit";
    let row = tx.row(sql, Vec::new()).await.unwrap().unwrap();
    let (locality, unit) = (row.id("locality_id").unwrap(), row.id("id").unwrap());
    drop(tx);
    while !stop.load(Ordering::Relaxed) {
        let mut tx = db.begin(scope(locality)).await.unwrap();
        let (person, role) = (tx.new_id(), tx.new_id());
        let people = "person (id, locality_id, login, full_name, created_at)";
        let row = params![
            person,
            locality,
            format!("nguoi-{person}"),
            "Lò Thị Mẫu",
            tx.now()
        ];
        tx.insert(people, vec![row]).await.unwrap();
        let roles = "role_grant (id, locality_id, person_id, unit_id, role, valid_from, given_at)";
        let row = params![role, locality, person, unit, "officer", "2022-01-01", tx.now()];
        tx.insert(roles, vec![row]).await.unwrap();
        tx.save().await.unwrap();
        confirmed.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_backup_among_writers_is_one_moment() {
    on_each_engine(|place| {
        assert_eq!(place.loa(&["org", "import", UNITS, "--code", "126"]).code, 0);
        let (stop, confirmed) = (AtomicBool::new(false), AtomicU64::new(0));
        std::thread::scope(|threads| {
            threads.spawn(|| {
                let runtime = tokio::runtime::Runtime::new().unwrap();
                runtime.block_on(async {
                    let db = Db::open(&place.database()).await.unwrap();
                    let (one, other) =
                        tokio::join!(write(&db, &stop, &confirmed), write(&db, &stop, &confirmed));
                    let () = (one, other).0;
                    db.close().await;
                });
            });
            for round in 0..6 {
                let before = confirmed.load(Ordering::SeqCst);
                let file = place.path(&format!("{round}.tar"));
                let told = place.loa(&["backup", &file]);
                assert_eq!(told.code, 0, "{}", told.err);
                let told = manifest(Path::new(&file));
                let (people, roles) = (rows(&told, "person"), rows(&told, "role_grant"));
                assert_eq!(people, roles, "never one without the other");
                assert!(people >= before, "what was confirmed is in it");
                let home = Place::new();
                let restored = home.loa(&["restore", &file]);
                assert_eq!(restored.code, 0, "every reference holds: {}", restored.err);
            }
            stop.store(true, Ordering::Relaxed);
        });
        assert!(confirmed.load(Ordering::SeqCst) > 20);
    });
}

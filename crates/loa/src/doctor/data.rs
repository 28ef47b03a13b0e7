//! The database answers, is of this version, and is whole; so are the files.

use loa_app::care::store;
use loa_app::files::{Files, FilesError};
use loa_app::org;
use loa_db::copy;
use loa_db::db::Db;
use loa_db::dialect::Engine;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::migrate;

use crate::database::scope;
use crate::doctor::{Finding, Patient};

/// The oldest PostgreSQL that is still looked after by its makers.
const OLDEST_SERVER: i64 = 140_000;

/// It answers, and its tables are those of this program.
pub async fn database(patient: &Patient) -> Vec<Finding> {
    let db = match &patient.db {
        Ok(db) => db,
        Err(problem) => {
            return vec![Finding::bad(
                (problem.message.vi.clone(), problem.message.en.clone()),
                (
                    "Kiểm tra --data, --config và database_url; máy chủ PostgreSQL có chạy không.",
                    "Check --data, --config and database_url, and whether the PostgreSQL server runs.",
                ),
            )];
        }
    };
    match asked(db).await {
        Ok(findings) => findings,
        Err(error) => vec![silent(&error)],
    }
}

fn silent(error: &DbError) -> Finding {
    Finding::bad(
        (
            format!("Cơ sở dữ liệu không trả lời: {error}"),
            format!("The database does not answer: {error}"),
        ),
        (
            "Xem máy chủ cơ sở dữ liệu và ổ đĩa; dữ liệu hỏng thì khôi phục: loa restore.",
            "Look at the database server and the disk; damaged data is restored by loa restore.",
        ),
    )
}

async fn asked(db: &Db) -> Result<Vec<Finding>, DbError> {
    let mut tx = db.read(scope(Id(0))).await?;
    let mut findings = Vec::new();
    if let Some(version) = copy::server_version(&mut tx).await? {
        let name = format!("PostgreSQL {}.{}", version / 10_000, version % 10_000);
        findings.push(if version < OLDEST_SERVER {
            Finding::bad(
                (format!("{name} đã quá cũ"), format!("{name} is too old")),
                (
                    "Nâng cấp máy chủ lên PostgreSQL 14 trở lên.",
                    "Upgrade the server to PostgreSQL 14 or newer.",
                ),
            )
        } else {
            Finding::good(format!("{name} trả lời"), format!("{name} answers"))
        });
    }
    let (step, last) = (copy::step(&mut tx).await?.unwrap_or_default(), migrate::last());
    findings.push(if step == last {
        Finding::good(
            format!("Cơ sở dữ liệu ở bước {step}, đúng với chương trình"),
            format!("The database is at step {step}, as the program wants it"),
        )
    } else if step < last {
        Finding::note(
            (
                format!("Cơ sở dữ liệu ở bước {step}, chương trình cần bước {last}"),
                format!("The database is at step {step}, the program wants step {last}"),
            ),
            (
                "Sao lưu (loa backup) rồi chạy loa migrate, hoặc khởi động lại trang web.",
                "Make a backup (loa backup), then run loa migrate or restart the web site.",
            ),
        )
    } else {
        Finding::bad(
            (
                format!("Cơ sở dữ liệu ở bước {step}, mới hơn chương trình (bước {last})"),
                format!("The database is at step {step}, newer than the program (step {last})"),
            ),
            (
                "Cài lại phiên bản Loa mới hơn đã dùng trước đó.",
                "Install the newer version of Loa that was used before.",
            ),
        )
    });
    Ok(findings)
}

/// Nothing in it is damaged, no row refers to one that is not there.
pub async fn rows(patient: &Patient) -> Vec<Finding> {
    let Ok(db) = &patient.db else {
        return Vec::new();
    };
    let look = async {
        let mut tx = db.read(scope(Id(0))).await?;
        let faults = copy::faults(&mut tx).await?;
        Ok::<_, DbError>((faults, copy::dangling(&mut tx).await?))
    };
    match look.await {
        Err(error) => vec![silent(&error)],
        Ok((None, 0)) if db.engine() == Engine::Postgres => Vec::new(),
        Ok((None, 0)) => vec![Finding::good(
            "Tệp cơ sở dữ liệu nguyên vẹn",
            "The file of the database is whole",
        )],
        Ok((faults, dangling)) => {
            let told = faults.unwrap_or_default();
            vec![Finding::bad(
                (
                    format!("Cơ sở dữ liệu bị hỏng: {told}; dòng trỏ đến dòng không có: {dangling}"),
                    format!("The database is damaged: {told}; rows that refer to nothing: {dangling}"),
                ),
                (
                    "Dừng trang web, giữ nguyên thư mục dữ liệu, khôi phục bản sao lưu gần nhất vào thư mục khác.",
                    "Stop the web site, leave the data folder as it is, restore the last backup into another folder.",
                ),
            )]
        }
    }
}

/// The localities of a database; none where it cannot be asked.
pub async fn localities(db: &Db) -> Vec<Id> {
    let look = async {
        let mut tx = db.read(scope(Id(0))).await?;
        org::store::localities(&mut tx).await
    };
    look.await.unwrap_or_default()
}

/// The files that rows speak of are there and are what they were: the newest of each locality, or all.
pub async fn files(patient: &Patient) -> Vec<Finding> {
    let Ok(db) = &patient.db else {
        return Vec::new();
    };
    let files = match &patient.files {
        Ok(files) => Some(files),
        Err(problem) if patient.config.s3.is_some() => {
            return vec![Finding::bad(
                (problem.message.vi.clone(), problem.message.en.clone()),
                (
                    "Kiểm tra các khóa s3_… và kho tệp.",
                    "Check the keys s3_… and the store.",
                ),
            )];
        }
        // Nobody has sent a file yet, or the folder is gone: the rows say which.
        Err(_) => None,
    };
    match seen(db, files, &patient.localities, patient.is_deep).await {
        Err(told) => vec![Finding::bad(
            (
                format!("Không đọc được các tệp: {told}"),
                format!("The files cannot be read: {told}"),
            ),
            (
                "Xem ổ đĩa hoặc kho tệp rồi chạy lại.",
                "Look at the disk or the store, then run it again.",
            ),
        )],
        Ok(Seen { good, bad }) if bad.is_empty() => {
            let which = match (patient.is_deep, good) {
                (_, 0) => return Vec::new(),
                (true, _) => ("tất cả", "all"),
                (false, _) => ("mới nhất, xem hết: --deep", "the newest; all of them: --deep"),
            };
            vec![Finding::good(
                format!("{good} tệp nguyên vẹn ({})", which.0),
                format!("{good} files are whole ({})", which.1),
            )]
        }
        Ok(Seen { good, bad }) => {
            let some: Vec<&str> = bad.iter().take(5).map(String::as_str).collect();
            let some = some.join(", ");
            let count = bad.len();
            vec![Finding::bad(
                (
                    format!("{count} tệp mất hoặc hỏng, {good} tệp tốt: {some}"),
                    format!("{count} files are missing or damaged, {good} are whole: {some}"),
                ),
                (
                    "Chép các tệp này từ bản sao lưu: trong tệp sao lưu, files/ab/abcd… là nội dung của tep/ab/abcd….",
                    "Copy them out of a backup: files/ab/abcd… in it holds the bytes of tep/ab/abcd….",
                ),
            )]
        }
    }
}

#[derive(Default)]
struct Seen {
    good: u64,
    bad: Vec<String>,
}

async fn seen(db: &Db, files: Option<&Files>, localities: &[Id], is_deep: bool) -> Result<Seen, String> {
    let mut seen = Seen::default();
    for locality in localities {
        let mut before = Id(i64::MAX);
        loop {
            let page = async {
                let mut tx = db.read(scope(*locality)).await?;
                store::hashes(&mut tx, before).await
            };
            let page = page.await.map_err(|error| error.to_string())?;
            for hash in page.iter().flat_map(|(_, hashes)| hashes) {
                let found = match files {
                    Some(files) => files.get(hash).await.map(drop),
                    None => Err(FilesError::Missing(hash.as_str().to_owned())),
                };
                match found {
                    Ok(()) => seen.good += 1,
                    Err(FilesError::Missing(hash) | FilesError::Damaged(hash)) => seen.bad.push(hash),
                    Err(error) => return Err(error.to_string()),
                }
            }
            match page.last() {
                Some((last, _)) if is_deep => before = *last,
                _ => break,
            }
        }
    }
    Ok(seen)
}

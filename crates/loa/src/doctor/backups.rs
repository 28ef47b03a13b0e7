//! How old the last backup is.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use loa_app::care::{Run, store};
use loa_app::clock::moment_text;
use loa_db::error::DbError;
use loa_db::id::Id;

use crate::database::scope;
use crate::doctor::{Finding, Patient};

/// A day, and some hours for a night on which the machine was off.
const OLD: SignedDuration = SignedDuration::from_hours(36);
/// How to come by one.
const MAKE: (&str, &str) = (
    "Chạy loa backup TỆP ngay, và đặt backup_dir để Loa tự sao lưu hằng ngày; chép bản sao lưu sang máy khác.",
    "Run loa backup FILE now, and set backup_dir so that Loa makes one every day; copy backups to another machine.",
);

/// There is one, it is young, all of it is there.
pub async fn check(patient: &Patient) -> Vec<Finding> {
    let Ok(db) = &patient.db else {
        return Vec::new();
    };
    let last = async {
        let mut tx = db.read(scope(Id(0))).await?;
        store::last(&mut tx).await
    };
    let last: Result<Option<Run>, DbError> = last.await;
    let mut findings = match last {
        // An older database notes no backups; it is told about already.
        Err(_) => Vec::new(),
        Ok(None) if patient.localities.is_empty() => Vec::new(),
        Ok(None) => vec![Finding::bad(
            ("Chưa từng sao lưu", "No backup was ever made"),
            MAKE,
        )],
        Ok(Some(run)) => of(&run),
    };
    if let Some(plan) = &patient.config.backups
        && !plan.folder.is_dir()
    {
        let folder = plan.folder.display();
        findings.push(Finding::bad(
            (
                format!("backup_dir: không có thư mục {folder}"),
                format!("backup_dir: there is no folder {folder}"),
            ),
            (
                "Tạo thư mục và cho người dùng chạy Loa quyền ghi.",
                "Make the folder and let the user that runs Loa write there.",
            ),
        ));
    }
    findings
}

fn of(run: &Run) -> Vec<Finding> {
    let at = moment_text(run.ended_at);
    let age = Timestamp::now().duration_since(run.ended_at);
    let place = &run.place;
    let mut findings = vec![if age > OLD {
        Finding::bad(
            (
                format!("Bản sao lưu gần nhất đã cũ: {at}"),
                format!("The last backup is old: {at}"),
            ),
            MAKE,
        )
    } else {
        Finding::good(
            format!("Bản sao lưu gần nhất: {at}, {place}"),
            format!("The last backup: {at}, {place}"),
        )
    }];
    if age <= OLD && !Path::new(place).exists() {
        findings.push(Finding::note(
            (
                format!("Không thấy {place} trên máy này"),
                format!("{place} is not on this machine"),
            ),
            (
                "Nếu đã chuyển đi nơi khác thì không sao; nếu bị xóa thì sao lưu lại.",
                "That is fine where it was moved; where it was removed make another one.",
            ),
        ));
    }
    if run.missing > 0 {
        findings.push(Finding::note(
            (
                format!("Bản sao lưu đó thiếu {} tệp", run.missing),
                format!("That backup lacks {} files", run.missing),
            ),
            ("Xem tệp nào: loa doctor --deep.", "See which: loa doctor --deep."),
        ));
    }
    findings
}

//! Room on the disk, and who may read the data.

use std::path::{Path, PathBuf};

use loa_app::text;

use crate::doctor::{Finding, Patient};

/// With less room than this the site may stop during the day.
const FEW_BYTES: u64 = 1_000_000_000;
/// With less than this somebody should look.
const LITTLE_BYTES: u64 = 5_000_000_000;

/// Room where the data and the backups are.
pub async fn disk(patient: &Patient) -> Vec<Finding> {
    let mut folders: Vec<PathBuf> = Vec::new();
    if patient.config.database_url.is_none() || patient.config.s3.is_none() {
        folders.push(patient.config.data.clone());
    }
    folders.extend(patient.config.backups.as_ref().map(|plan| plan.folder.clone()));
    let found = folders.iter().filter(|folder| folder.exists());
    found.filter_map(|folder| room(folder)).collect()
}

#[cfg(unix)]
fn room(folder: &Path) -> Option<Finding> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    // A disk that counts what it holds by names can run out of them first.
    let names = (disk.f_files > 0).then_some(disk.f_favail);
    Some(of_room(folder, free, names))
}

#[cfg(not(unix))]
fn room(_folder: &Path) -> Option<Finding> {
    None
}

fn of_room(folder: &Path, free: u64, names: Option<u64>) -> Finding {
    let size = text::size(i64::try_from(free).unwrap_or(i64::MAX));
    let folder = folder.display();
    let advice = (
        "Dọn ổ đĩa hoặc thêm chỗ; bản sao lưu cũ có thể chuyển sang máy khác.",
        "Clear the disk or add room; old backups can move to another machine.",
    );
    let what = (
        format!("{folder}: ổ đĩa còn {size}"),
        format!("{folder}: {size} free on the disk"),
    );
    if free < FEW_BYTES || names.is_some_and(|names| names < 10_000) {
        Finding::bad(what, advice)
    } else if free < LITTLE_BYTES {
        Finding::note(what, advice)
    } else {
        Finding::good(what.0, what.1)
    }
}

/// Nobody else reads the data, and all of it belongs to who runs the site.
#[cfg(unix)]
pub async fn permissions(patient: &Patient) -> Vec<Finding> {
    use std::os::unix::fs::MetadataExt as _;
    let data = &patient.config.data;
    let Ok(folder) = std::fs::metadata(data) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let place = data.display();
    if folder.mode() & 0o007 != 0 {
        findings.push(Finding::bad(
            (
                format!("{place}: người dùng khác trên máy cũng đọc được dữ liệu"),
                format!("{place}: other users of the machine can read the data"),
            ),
            (
                "Chạy: chmod -R o= THƯ MỤC DỮ LIỆU",
                "Run: chmod -R o= DATA FOLDER",
            ),
        ));
    }
    let others = ["loa.db", "loa.db-wal", "loa.db-shm", "loa.lock", "tep"];
    let strange = others.iter().find(|name| {
        let entry = std::fs::metadata(data.join(name));
        entry.is_ok_and(|entry| entry.uid() != folder.uid())
    });
    if let Some(name) = strange {
        findings.push(Finding::bad(
            (
                format!("{place}/{name} không thuộc người dùng sở hữu thư mục: trang web có thể không ghi được"),
                format!("{place}/{name} belongs to another user than the folder: the site may not be able to write"),
            ),
            (
                "Chạy: chown -R NGƯỜI DÙNG CỦA LOA THƯ MỤC DỮ LIỆU; về sau chạy các lệnh loa bằng người dùng đó.",
                "Run: chown -R USER OF LOA DATA FOLDER; from now on run loa's commands as that user.",
            ),
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::good(
            format!("{place}: chỉ người chạy Loa đọc được"),
            format!("{place}: only who runs Loa can read it"),
        ));
    }
    findings
}

/// Only Unix is looked at.
#[cfg(not(unix))]
pub async fn permissions(_patient: &Patient) -> Vec<Finding> {
    Vec::new()
}

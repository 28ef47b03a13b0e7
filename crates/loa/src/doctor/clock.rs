//! The clock of this machine, beside those of the database and of what was written.

use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};
use loa_app::care::store;
use loa_app::clock::moment_text;
use loa_db::copy;
use loa_db::error::DbError;
use loa_db::id::Id;

use crate::database::scope;
use crate::doctor::{Finding, Patient};

/// Clocks that differ by less are as good as the same.
const APART: SignedDuration = SignedDuration::from_secs(60);

/// It is neither behind what was written nor apart from the server.
pub async fn check(patient: &Patient) -> Vec<Finding> {
    let now = Timestamp::now();
    let advice = (
        "Bật đồng bộ giờ (timedatectl set-ntp true): hạn, nhắc việc và phiên đăng nhập tính theo giờ này.",
        "Switch time synchronisation on (timedatectl set-ntp true): deadlines, reminders and sessions go by it.",
    );
    let told = moment_text(now);
    let latest = latest(patient).await;
    if latest.is_some_and(|latest| latest.duration_since(now) > APART) {
        let latest = moment_text(latest.unwrap_or(now));
        return vec![Finding::bad(
            (
                format!("Đồng hồ máy chỉ {told} nhưng dữ liệu đã có lúc {latest}: đồng hồ bị lùi"),
                format!("The clock says {told} but there is data of {latest}: it was set back"),
            ),
            advice,
        )];
    }
    let server = match &patient.db {
        Ok(db) => server_time(db).await.ok().flatten(),
        Err(_) => None,
    };
    let apart = server.map(|server| server.duration_since(now).abs());
    if apart.is_some_and(|apart| apart > APART) {
        let seconds = apart.unwrap_or_default().as_secs();
        return vec![Finding::bad(
            (
                format!("Đồng hồ máy này và máy chủ cơ sở dữ liệu lệch nhau {seconds} giây"),
                format!("The clocks of this machine and of the database server are {seconds} seconds apart"),
            ),
            advice,
        )];
    }
    vec![Finding::good(
        format!("Đồng hồ: {told} (giờ Việt Nam)"),
        format!("Clock: {told} (Vietnam)"),
    )]
}

async fn server_time(db: &loa_db::db::Db) -> Result<Option<Timestamp>, DbError> {
    let mut tx = db.read(scope(Id(0))).await?;
    copy::server_time(&mut tx).await
}

/// The latest moment that something was written at.
async fn latest(patient: &Patient) -> Option<Timestamp> {
    let mut moments = Vec::new();
    let file = std::fs::metadata(patient.config.data.join("loa.db"));
    if let Ok(changed) = file.and_then(|file| file.modified()) {
        let since = changed.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let micros = i64::try_from(since.as_micros()).ok();
        moments.extend(micros.and_then(|micros| Timestamp::from_microsecond(micros).ok()));
    }
    if let Ok(db) = &patient.db {
        for locality in &patient.localities {
            let last = async {
                let mut tx = db.read(scope(*locality)).await?;
                store::last_done(&mut tx).await
            };
            moments.extend(last.await.ok().flatten());
        }
    }
    moments.into_iter().max()
}

//! The key with which secrets are sealed: as configured, else in a file beside the data, made at the first start.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use loa_app::error::Error;
use loa_app::identity::actions::entry;
use loa_app::identity::seal::Key;
use loa_db::db::Db;
use loa_db::id::Id;
use loa_plan_reader::notice::Sentence;

use crate::config::Config;
use crate::database;
use crate::message::Problem;

/// Name of the file.
const FILE: &str = "loa.key";

/// The key of this installation.
pub fn key(config: &Config) -> Result<Key, Problem> {
    match &config.secret_key {
        Some(key) => Ok(key.clone()),
        None => of_file(&config.data.join(FILE)),
    }
}

/// The key that is there; `None` where none was made yet.
pub fn as_it_is(config: &Config) -> Result<Option<Key>, Problem> {
    let is_there = config.secret_key.is_some() || config.data.join(FILE).exists();
    is_there.then(|| key(config)).transpose()
}

/// Where the key stands, as it is called in messages.
pub fn place(config: &Config) -> String {
    match config.secret_key {
        Some(_) => "secret_key".to_owned(),
        None => config.data.join(FILE).display().to_string(),
    }
}

/// What to do about a key that does not fit.
pub const ADVICE: (&str, &str) = (
    "Đặt lại khóa cũ (secret_key hoặc tệp loa.key trong bản sao lưu) rồi khởi động lại. Khóa cũ đã mất: những người ấy vào bằng mã dự \
     phòng, hoặc quản trị gỡ xác thực hai lớp cho họ ở trang của từng người.",
    "Bring back the old key (secret_key, or the file loa.key out of a backup) and start again. Where it is lost, those people sign in \
     with recovery codes, or an administrator takes their second factor away on their pages.",
);

/// How many people's codes these localities keep that a key opens, and how many it does not.
pub async fn fits(db: &Db, localities: &[Id], key: Option<&Key>) -> Result<(usize, usize), Error> {
    let (mut opened, mut shut) = (0, 0);
    for locality in localities {
        let mut tx = db.read(database::scope(*locality)).await?;
        let found = entry::opened_by(&mut tx, key).await?;
        opened += found.0;
        shut += found.1;
    }
    Ok((opened, shut))
}

/// That the key does not fit: sign-in would say so to each of these people, one by one.
pub fn strange(config: &Config, opened: usize, shut: usize) -> Sentence {
    let (place, all) = (place(config), opened + shut);
    Sentence::new(
        format!(
            "{place}: không phải khóa của dữ liệu này, {shut} trong {all} người không dùng được mã từ ứng dụng"
        ),
        format!(
            "{place}: not the key of this data, {shut} of {all} people cannot use the codes of their app"
        ),
    )
}

/// That there is no key any more.
pub fn gone(config: &Config, shut: usize) -> Sentence {
    let place = place(config);
    Sentence::new(
        format!("{place}: không còn khóa của dữ liệu này, {shut} người không dùng được mã từ ứng dụng"),
        format!("{place}: the key of this data is gone, {shut} people cannot use the codes of their app"),
    )
}

fn of_file(file: &Path) -> Result<Key, Problem> {
    let place = file.display().to_string();
    match fs::read_to_string(file) {
        Ok(text) => Key::from_hex(&text).ok_or_else(|| {
            let wanted = (
                "khóa gồm 64 chữ số thập lục phân: lấy lại tệp này từ bản sao lưu",
                "a key of 64 hexadecimal digits: bring this file back from the backup",
            );
            Problem::bad_setting(&place, "…", wanted)
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => make(file, &place),
        Err(error) => Err(Problem::cannot_open(&place, &error)),
    }
}

fn make(file: &Path, place: &str) -> Result<Key, Problem> {
    let failed = |error: &std::io::Error| Problem::cannot_write(place, error);
    if let Some(folder) = file.parent() {
        // Often the first thing in the folder of the data, which is nobody else's.
        database::made(folder).map_err(|error| failed(&error))?;
    }
    let key = Key::fresh().map_err(|error| Problem::database(place, &error.to_string()))?;
    // Whole or not at all, also when two start at once: written beside, then given its name unless it has come meanwhile.
    let draft = file.with_extension(format!("{}.new", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let written = options
        .open(&draft)
        .and_then(|mut open| writeln!(open, "{}", key.to_hex()).and_then(|()| open.sync_all()))
        .and_then(|()| match fs::hard_link(&draft, file) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        });
    let _ = fs::remove_file(&draft);
    written.map_err(|error| failed(&error))?;
    of_file(file)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("data").join(FILE);
        let key = of_file(&file).unwrap();
        assert_eq!(of_file(&file).unwrap(), key);
        assert_eq!(
            fs::read_dir(file.parent().unwrap()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            for (place, wanted) in [(file.as_path(), 0o600), (file.parent().unwrap(), 0o750)] {
                let mode = fs::metadata(place).unwrap().permissions().mode();
                assert_eq!(mode & 0o027, 0, "{}", place.display());
                assert_eq!(mode & 0o700, wanted & 0o700);
            }
        }
        fs::write(&file, "cut").unwrap();
        let told = of_file(&file).unwrap_err();
        assert!(told.message.vi.contains(FILE) && !told.message.vi.contains("cut"));
    }
}

//! The key with which secrets are sealed: as configured, else in a file beside the data, made at the first start.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use loa_app::identity::seal::Key;

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

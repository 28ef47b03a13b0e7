//! `loa portal export`: every public page in a folder that a plain web server can serve.
//!
//! It is written beside the folder and put in its place when it is whole, so that nobody reads half of it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use loa_app::app::{App, Settings};
use loa_app::clock::Clock;
use loa_app::portal::export;
use loa_app::text;
use loa_calendar::language::Language;
use loa_db::db::Db;
use tempfile::TempDir;

use crate::cli::Exit;
use crate::config::Config;
use crate::message::Problem;
use crate::{database, output, print, serve};

/// The file by which an earlier export is known.
const MARK: &str = ".loa-portal";

/// Writes it and says how many files there are.
pub fn run(config: &Config, folder: &Path, language: Language) -> Result<Exit, Problem> {
    let many = serve::runtime()?.block_on(async {
        let wanted = (
            "địa chỉ công khai của trang, ví dụ https://loa.huyen.gov.vn: các trang chứa địa chỉ ấy",
            "the public address of the site, as https://loa.example.vn: the pages contain it",
        );
        if config.public_url.is_empty() {
            return Err(Problem::bad_setting("public_url", "", wanted));
        }
        let db = database::as_it_is(config).await?;
        let many = exported(&db, config, folder).await;
        db.close().await;
        many
    })?;
    let (files, place) = (
        text::number(i64::try_from(many).unwrap_or(i64::MAX)),
        folder.display(),
    );
    output::print(
        match language {
            Language::Vi => format!("Đã ghi {files} tệp vào {place}\n"),
            Language::En => format!("{files} files written to {place}\n"),
        }
        .as_bytes(),
    )?;
    Ok(Exit::Clean)
}

async fn exported(db: &Db, config: &Config, folder: &Path) -> Result<usize, Problem> {
    let place = folder.display().to_string();
    let told = |error: io::Error| Problem::cannot_write(&place, &error);
    let new = Fresh::beside(folder).map_err(told)?;
    let new = new.ok_or_else(|| Problem::strange_folder(&place))?;
    let settings = Settings {
        public_url: config.public_url.clone(),
        is_https: config.public_url.starts_with("https://"),
        drawer: Some(print::handout),
        ..Settings::default()
    };
    let app = App::new(
        db.clone(),
        Clock::default(),
        settings,
        serve::files(config).await?,
    );
    let many = export::walk(&app, &mut |path, bytes| new.write(path, bytes)).await;
    let many = many.map_err(|error| database::refused(&error, config))?;
    new.put().map_err(told)?;
    Ok(many)
}

/// A folder that is written beside the one whose place it takes.
struct Fresh {
    new: TempDir,
    target: PathBuf,
}

impl Fresh {
    /// Begins one; `None` when the folder holds something else than an earlier export.
    fn beside(target: &Path) -> io::Result<Option<Self>> {
        let target = std::path::absolute(target)?;
        match fs::read_dir(&target) {
            Ok(mut there) => {
                if there.next().is_some() && !target.join(MARK).is_file() {
                    return Ok(None);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let parent = target.parent().unwrap_or(&target);
        let new = tempfile::Builder::new()
            .prefix(".loa-portal-")
            .tempdir_in(parent)?;
        fs::write(new.path().join(MARK), "loa portal export\n")?;
        Ok(Some(Self { new, target }))
    }

    fn write(&self, place: &str, bytes: &[u8]) -> io::Result<()> {
        let file = self.new.path().join(place);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, bytes)
    }

    /// Puts it in its place; the earlier one stays until then, and comes back when that fails.
    fn put(self) -> io::Result<()> {
        // Temporary folders are for their owner alone; a web server is somebody else.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(self.new.path(), fs::Permissions::from_mode(0o755))?;
        }
        if !self.target.exists() {
            fs::rename(self.new.path(), &self.target)?;
            let _ = self.new.keep();
            return Ok(());
        }
        let parent = self.target.parent().unwrap_or(&self.target);
        let aside = tempfile::Builder::new()
            .prefix(".loa-portal-")
            .tempdir_in(parent)?;
        let old = aside.path().join("old");
        fs::rename(&self.target, &old)?;
        if let Err(error) = fs::rename(self.new.path(), &self.target) {
            fs::rename(&old, &self.target)?;
            return Err(error);
        }
        let _ = self.new.keep();
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;

    #[test]
    fn an_export_takes_the_place_of_an_earlier_one_and_of_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("web");
        for words in ["first", "second"] {
            let new = Fresh::beside(&target).unwrap().unwrap();
            new.write("cong/a/index.html", words.as_bytes()).unwrap();
            new.write(words, b"x").unwrap();
            new.put().unwrap();
            assert_eq!(
                fs::read_to_string(target.join("cong/a/index.html")).unwrap(),
                words
            );
        }
        assert!(
            !target.join("first").exists(),
            "nothing of the earlier one is left"
        );
        // One that is given up leaves everything as it is.
        let given_up = Fresh::beside(&target).unwrap().unwrap();
        given_up.write("x", b"x").unwrap();
        drop(given_up);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "no remains");
        assert!(target.join("second").exists() && !target.join("x").exists());
        let strange = home.path().join("anh");
        fs::create_dir(&strange).unwrap();
        assert!(Fresh::beside(&strange).unwrap().is_some(), "empty");
        fs::write(strange.join("nha.jpg"), b"x").unwrap();
        assert!(Fresh::beside(&strange).unwrap().is_none());
        assert!(Fresh::beside(&strange.join("nha.jpg")).is_err());
        assert!(strange.join("nha.jpg").exists());
    }
}

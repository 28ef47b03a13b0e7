//! `loa restore`: an installation as it was when the backup was made.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use loa_app::text;
use loa_calendar::language::Language;
use loa_db::copy;
use loa_db::db::Db;
use loa_db::id::Id;
use loa_db::migrate;

use crate::archive::load::{Failure, load};
use crate::archive::reader::{Archive, Refused};
use crate::archive::writer::sync_folder;
use crate::archive::{Manifest, Purpose};
use crate::cli::Exit;
use crate::config::Config;
use crate::message::Problem;
use crate::{backup, database, output, serve};

/// What was asked for.
pub struct Restore {
    /// The archive.
    pub file: PathBuf,
    /// What is there may go.
    pub replace: bool,
    /// Only look whether the archive is whole.
    pub check: bool,
}

/// Does it, all or nothing.
pub fn run(config: &Config, restore: &Restore, language: Language) -> Result<Exit, Problem> {
    let mut archive = opened(&restore.file, Purpose::Backup)?;
    let mut told = told(&archive.manifest, language);
    if restore.check {
        told += language.choose(
            "Tệp sao lưu nguyên vẹn; chưa khôi phục gì.\n",
            "The backup is whole; nothing was restored.\n",
        );
    } else {
        let kept = serve::runtime()?.block_on(restored(config, &mut archive, restore))?;
        told += language.choose("Đã khôi phục.\n", "Restored.\n");
        if let Some(kept) = kept {
            let kept = kept.display();
            told += &match language {
                Language::Vi => format!("Cơ sở dữ liệu trước đó còn ở {kept}; xóa khi không cần nữa.\n"),
                Language::En => {
                    format!("The database that was there is {kept}; remove it when it is not needed.\n")
                }
            };
        }
    }
    told += &backup::missing(&archive.manifest, language);
    output::print(told.as_bytes())?;
    Ok(Exit::Clean)
}

/// An archive of this kind that is whole and that this program understands.
pub fn opened(file: &Path, purpose: Purpose) -> Result<Archive, Problem> {
    let name = file.display().to_string();
    let archive = Archive::open(file).map_err(|refused| match refused {
        Refused::Io(error) => Problem::cannot_open(&name, &error),
        Refused::Foreign => Problem::no_archive(&name),
        Refused::Damaged(what) => Problem::damaged_archive(&name, &what),
        Refused::Newer(program) => Problem::newer_archive(&name, &program),
    })?;
    if archive.manifest.schema > migrate::last() {
        return Err(Problem::newer_archive(&name, &archive.manifest.program));
    }
    if archive.manifest.kind != purpose {
        return Err(Problem::other_archive(&name, purpose == Purpose::Backup));
    }
    Ok(archive)
}

/// What is in an archive.
pub fn told(manifest: &Manifest, language: Language) -> String {
    let made = manifest.made_at.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    let made = loa_app::clock::moment_text(made);
    let (rows, files) = (manifest.rows(), manifest.files.count);
    let size = text::size(i64::try_from(manifest.files.bytes).unwrap_or(i64::MAX));
    let names = manifest.localities.join(", ");
    match language {
        Language::Vi => format!("{names}; lúc {made}: {rows} dòng dữ liệu, {files} tệp ({size}).\n"),
        Language::En => format!("{names}; at {made}: {rows} rows, {files} files ({size}).\n"),
    }
}

/// Gives where the database that was there lies now.
async fn restored(
    config: &Config,
    archive: &mut Archive,
    restore: &Restore,
) -> Result<Option<PathBuf>, Problem> {
    let place = database::place(config);
    if config.database_url.is_some() {
        into_server(config, archive, restore).await.map(|()| None)
    } else {
        let _alone = database::alone(&config.data)?;
        into_file(config, archive, restore)
            .await
            .map_err(|stop| stop.told(&place))
    }
}

/// What stopped it, before it is put into words.
enum Stop {
    Told(Problem),
    Failed(Failure),
}

impl Stop {
    fn told(self, place: &str) -> Problem {
        match self {
            Self::Told(problem) => problem,
            Self::Failed(failure) => failed(place, &failure),
        }
    }
}

impl<T: Into<Failure>> From<T> for Stop {
    fn from(error: T) -> Self {
        Self::Failed(error.into())
    }
}

/// A failure while something is brought in, for the person who asked.
pub fn failed(place: &str, failure: &Failure) -> Problem {
    let told = match failure {
        Failure::Content(what) => what.clone(),
        Failure::Db(error) => error.to_string(),
        Failure::Io(error) => error.to_string(),
        Failure::Files(error) => error.to_string(),
    };
    Problem::not_restored(place, &told)
}

/// One unit of work: whoever reads meanwhile waits, whatever fails leaves everything as it was.
async fn into_server(config: &Config, archive: &mut Archive, restore: &Restore) -> Result<(), Problem> {
    let place = database::place(config);
    let db = database::bare(config).await?;
    let outcome = async {
        let files = serve::files(config).await.map_err(Stop::Told)?;
        let mut tx = db.begin(database::scope(Id(0))).await?;
        let step = copy::step(&mut tx).await?;
        if step.is_some_and(|step| step > migrate::last()) {
            return Err(Stop::Told(Problem::newer(&place, step.unwrap_or_default())));
        }
        if !restore.replace && !copy::is_empty(&mut tx).await? {
            return Err(Stop::Told(Problem::not_empty(&place)));
        }
        load(archive, &mut tx, Some(&files)).await?;
        tx.save().await?;
        Ok(())
    };
    let outcome = outcome.await;
    db.close().await;
    outcome.map_err(|stop| stop.told(&place))
}

/// A new file beside the one that is there, which takes its name when it is whole.
async fn into_file(
    config: &Config,
    archive: &mut Archive,
    restore: &Restore,
) -> Result<Option<PathBuf>, Stop> {
    let current = config.data.join("loa.db");
    let is_there = current.exists();
    if is_there && !restore.replace && !is_empty(&current).await {
        let place = current.display().to_string();
        return Err(Stop::Told(Problem::not_empty(&place)));
    }
    let beside = config.data.join("loa.db.dang-khoi-phuc");
    removed(&beside)?;
    let outcome = filled(config, archive, &beside).await;
    if outcome.is_err() {
        removed(&beside)?;
    }
    outcome?;
    let kept = if is_there {
        kept_aside(&current).await?
    } else {
        None
    };
    std::fs::rename(&beside, &current)?;
    sync_folder(&config.data)?;
    Ok(kept)
}

async fn is_empty(file: &Path) -> bool {
    let look = async {
        let db = Db::open(&format!("sqlite:{}", file.display())).await?;
        let mut tx = db.read(database::scope(Id(0))).await?;
        let empty = copy::is_empty(&mut tx).await?;
        drop(tx);
        db.close().await;
        Ok::<_, loa_db::error::DbError>(empty)
    };
    // What cannot be read may be all that somebody has.
    look.await.unwrap_or(false)
}

async fn filled(config: &Config, archive: &mut Archive, beside: &Path) -> Result<(), Stop> {
    let files = serve::files(config).await.map_err(Stop::Told)?;
    let db = Db::open(&format!("sqlite:{}", beside.display())).await?;
    let outcome = async {
        let mut tx = db.begin(database::scope(Id(0))).await?;
        load(archive, &mut tx, Some(&files)).await?;
        tx.save().await?;
        Ok(())
    };
    let outcome = outcome.await;
    db.close().await;
    if outcome.is_ok() {
        std::fs::File::open(beside)?.sync_all()?;
    }
    outcome
}

/// The database that is there under another name, with its log where that could not be folded into it. Between the two
/// steps of a file without a log its name is never without a database.
async fn kept_aside(current: &Path) -> io::Result<Option<PathBuf>> {
    if let Ok(db) = Db::open(&format!("sqlite:{}", current.display())).await {
        db.close().await;
    }
    let stamp = Timestamp::now().strftime("%Y%m%d-%H%M%S");
    let kept = current.with_file_name(format!("loa.db.truoc-{stamp}"));
    let beside = |file: &Path, end: &str| PathBuf::from(format!("{}{end}", file.display()));
    std::fs::hard_link(current, &kept).or_else(|_| std::fs::copy(current, &kept).map(drop))?;
    // A log that stays would be taken for the log of the new database.
    for end in ["-wal", "-shm"] {
        match std::fs::rename(beside(current, end), beside(&kept, end)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(Some(kept))
}

/// A database that was begun and not finished, with its log.
fn removed(file: &Path) -> io::Result<()> {
    for end in ["", "-wal", "-shm", "-journal"] {
        match std::fs::remove_file(format!("{}{end}", file.display())) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

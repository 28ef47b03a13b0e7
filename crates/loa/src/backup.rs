//! `loa backup`: the whole installation in one archive, while the web site runs.

pub mod dump;
pub mod retire;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use loa_app::care::store;
use loa_app::clock::vietnam_time;
use loa_app::text;
use loa_calendar::language::Language;
use loa_db::id::Id;

use crate::archive::writer::Writer;
use crate::archive::{Manifest, Purpose};
use crate::cli::Exit;
use crate::config::Config;
use crate::message::Problem;
use crate::{database, output, serve};

/// An archive that was written.
pub struct Written {
    /// Where it is.
    pub file: PathBuf,
    /// How large it is.
    pub bytes: u64,
    /// What is in it.
    pub manifest: Manifest,
}

/// Writes it and tells what is in it.
pub fn run(config: &Config, target: &Path, language: Language) -> Result<Exit, Problem> {
    let written = serve::runtime()?.block_on(async {
        let written = made(config, target).await?;
        noted(config, &written).await;
        Ok(written)
    })?;
    output::print(written.told(language).as_bytes())?;
    Ok(written.exit())
}

/// Makes a backup. The database is read as it stands: neither made nor migrated.
pub async fn made(config: &Config, target: &Path) -> Result<Written, Problem> {
    let file = if target.is_dir() {
        target.join(name(Timestamp::now()))
    } else {
        target.to_owned()
    };
    let db = database::as_it_is(config).await?;
    let files = serve::files(config).await?;
    let place = file.display().to_string();
    let told = |error: std::io::Error| Problem::cannot_write(&place, &error);
    let mut writer = Writer::begin(&file).map_err(told)?;
    let what = dump::What {
        purpose: Purpose::Backup,
        of: None,
        keeps: |_, _| true,
    };
    let manifest = dump::dump(&db, Some(&files), &mut writer, &what).await;
    db.close().await;
    let manifest = manifest.map_err(|failure| failure.told(config, &place))?;
    let bytes = writer.finish(&manifest).map_err(told)?;
    Ok(Written {
        file,
        bytes,
        manifest,
    })
}

/// Notes it where `loa doctor` looks. The backup is good without the note: an older database has no place for it.
async fn noted(config: &Config, written: &Written) {
    let note = async {
        let db = database::as_it_is(config)
            .await
            .map_err(|problem| problem.message.en)?;
        let noted = async {
            let mut tx = db.begin(database::scope(Id(0))).await?;
            store::note(&mut tx, None, &written.place(), Ok(written.counts())).await?;
            tx.save().await
        };
        let noted = noted.await.map_err(|error| error.to_string());
        db.close().await;
        noted
    };
    if let Err(problem) = note.await {
        tracing::warn!(problem, "the backup could not be noted");
    }
}

/// "loa-20261126-0200.tar": sorted by name is sorted by age.
pub fn name(now: Timestamp) -> String {
    vietnam_time(now).strftime("loa-%Y%m%d-%H%M.tar").to_string()
}

impl Written {
    /// Whether all of it is there.
    pub fn exit(&self) -> Exit {
        if self.manifest.files.missing.is_empty() {
            Exit::Clean
        } else {
            Exit::Findings
        }
    }

    /// Where it is, from wherever somebody asks.
    pub fn place(&self) -> String {
        let whole = std::path::absolute(&self.file);
        whole.unwrap_or_else(|_| self.file.clone()).display().to_string()
    }

    /// Its size, and how many files were not to be had.
    pub fn counts(&self) -> (i64, i64) {
        let missing = self.manifest.files.missing.len();
        (
            i64::try_from(self.bytes).unwrap_or(i64::MAX),
            i64::try_from(missing).unwrap_or(i64::MAX),
        )
    }

    /// What is in it, for the person who asked.
    pub fn told(&self, language: Language) -> String {
        let (file, rows, files) = (
            self.file.display(),
            self.manifest.rows(),
            self.manifest.files.count,
        );
        let size = text::size(i64::try_from(self.bytes).unwrap_or(i64::MAX));
        let mut told = match language {
            Language::Vi => format!("Đã ghi {file}: {rows} dòng dữ liệu, {files} tệp, {size}.\n"),
            Language::En => format!("Written: {file}: {rows} rows, {files} files, {size}.\n"),
        };
        told += &missing(&self.manifest, language);
        told
    }
}

/// Files that were missing before the backup was made.
pub fn missing(manifest: &Manifest, language: Language) -> String {
    let missing = &manifest.files.missing;
    if missing.is_empty() {
        return String::new();
    }
    let count = missing.len();
    let mut told = match language {
        Language::Vi => {
            format!("{count} tệp mà dữ liệu nhắc đến đã mất hoặc hỏng từ trước (xem loa doctor --deep):\n")
        }
        Language::En => {
            format!(
                "{count} files that rows speak of were missing or damaged before (see loa doctor --deep):\n"
            )
        }
    };
    for hash in missing.iter().take(10) {
        told += &format!("  {hash}\n");
    }
    told
}

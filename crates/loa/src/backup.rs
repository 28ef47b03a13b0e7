//! `loa backup`: the whole installation in one archive, while the web site runs.

pub mod dump;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use loa_app::clock::vietnam;
use loa_app::text;
use loa_calendar::language::Language;

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
    let written = serve::runtime()?.block_on(made(config, target))?;
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

/// "loa-20261126-0200.tar": sorted by name is sorted by age.
pub fn name(now: Timestamp) -> String {
    let day = vietnam(now).strftime("%Y%m%d").to_string();
    let time = loa_app::clock::moment_text(now);
    let time: String = time.chars().take(5).filter(char::is_ascii_digit).collect();
    format!("loa-{day}-{time}.tar")
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

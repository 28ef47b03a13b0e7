//! `loa import`: a locality of another installation, beside what is there, all or nothing.

use std::path::Path;

use loa_app::audit;
use loa_app::org;
use loa_calendar::language::Language;
use loa_db::db::Db;
use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::migrate;

use crate::archive::Purpose;
use crate::archive::load::{Failure, add, files_to, load};
use crate::archive::reader::Archive;
use crate::archive::writer::Writer;
use crate::backup::dump::{What, dump};
use crate::cli::Exit;
use crate::config::Config;
use crate::message::Problem;
use crate::{database, output, restore, serve};

/// Brings it in and tells what it was.
pub fn run(config: &Config, file: &Path, language: Language) -> Result<Exit, Problem> {
    let mut archive = restore::opened(file, Purpose::Export)?;
    let mut told = restore::told(&archive.manifest, language);
    serve::runtime()?.block_on(async {
        let db = database::open(config).await?;
        let outcome = imported(&db, config, &mut archive).await;
        db.close().await;
        outcome
    })?;
    told += language.choose(
        "Đã nhập. Mật khẩu không đi theo: tạo liên kết cho người quản trị bằng loa person invite --login TÊN, rồi mời những người khác trên trang web.\n",
        "Imported. Passwords do not come along: make a link for an administrator with loa person invite --login NAME, then invite the others on the web site.\n",
    );
    output::print(told.as_bytes())?;
    Ok(Exit::Clean)
}

async fn imported(db: &Db, config: &Config, archive: &mut Archive) -> Result<(), Problem> {
    let place = database::place(config);
    let files = serve::files(config).await?;
    let outcome = async {
        let before = localities(db).await?;
        let folder = tempfile::tempdir()?;
        let mut today = in_todays_form(archive, folder.path()).await?;
        files_to(archive, &files).await?;
        let mut tx = db.begin(database::scope(Id(0))).await?;
        add(today.as_mut().unwrap_or(archive), &mut tx, None).await?;
        for locality in org::store::localities(&mut tx).await? {
            if !before.contains(&locality) {
                tx = tx.scoped_to(database::scope(locality));
                audit::record(&mut tx, "locality.imported", "locality", Some(locality), "").await?;
            }
        }
        tx.save().await?;
        Ok(())
    };
    outcome.await.map_err(|failure: Failure| match &failure {
        Failure::Db(DbError::Duplicate(what)) => Problem::there_already(&place, what),
        _ => restore::failed(&place, &failure),
    })
}

async fn localities(db: &Db) -> Result<Vec<Id>, DbError> {
    let mut tx = db.read(database::scope(Id(0))).await?;
    org::store::localities(&mut tx).await
}

/// Rows of an older program become rows of today in a database of their own first; `None` when they are already.
async fn in_todays_form(archive: &mut Archive, folder: &Path) -> Result<Option<Archive>, Failure> {
    if archive.manifest.schema == migrate::last() {
        return Ok(None);
    }
    let place = folder.join("nhap.db");
    let db = Db::open(&format!("sqlite:{}", place.display())).await?;
    let mut tx = db.begin(database::scope(Id(0))).await?;
    load(archive, &mut tx, None).await?;
    tx.save().await?;
    let target = folder.join("nhap.tar");
    let mut writer = Writer::begin(&target)?;
    let what = What {
        purpose: Purpose::Backup,
        of: None,
        keeps: |_, _| true,
    };
    let told = |told: String| Failure::Content(told);
    let manifest = dump(&db, None, &mut writer, &what).await;
    let manifest = manifest.map_err(|failure| told(format!("{failure:?}")))?;
    writer.finish(&manifest)?;
    db.close().await;
    let archive = Archive::open(&target);
    archive.map(Some).map_err(|refused| told(format!("{refused:?}")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use loa_app::files::Files;
    use loa_db::copy;
    use loa_db::params;

    use super::*;

    #[tokio::test]
    async fn rows_of_an_older_program_become_rows_of_today() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path()).unwrap();
        let at = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
        let db = Db::open(&at("cu.db")).await.unwrap();
        let mut tx = db.begin(database::scope(Id(1))).await.unwrap();
        migrate::within(&mut tx, 3).await.unwrap();
        let row = params![Id(1), "Huyện Sông Mã", tx.now()];
        tx.insert("locality (id, name, created_at)", vec![row])
            .await
            .unwrap();
        tx.save().await.unwrap();
        let place = folder.path().join("cu.tar");
        let mut writer = Writer::begin(&place).unwrap();
        let what = What {
            purpose: Purpose::Export,
            of: Some(Id(1)),
            keeps: |_, _| true,
        };
        let manifest = dump(&db, Some(&files), &mut writer, &what).await.unwrap();
        writer.finish(&manifest).unwrap();
        let mut archive = Archive::open(&place).unwrap();
        let today = in_todays_form(&mut archive, folder.path())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(today.manifest.schema, migrate::last());
        assert_eq!(today.manifest.localities, ["Huyện Sông Mã"]);
        let mut today = today;
        assert!(in_todays_form(&mut today, folder.path()).await.unwrap().is_none());
        let target = Db::open(&at("moi.db")).await.unwrap();
        migrate::migrate(&target).await.unwrap();
        let mut tx = target.begin(database::scope(Id(0))).await.unwrap();
        add(&mut today, &mut tx, None).await.unwrap();
        assert!(!copy::is_empty(&mut tx).await.unwrap());
    }
}

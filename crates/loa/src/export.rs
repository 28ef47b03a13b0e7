//! `loa export`: one locality in open formats, without anything that lets somebody in.

use std::path::Path;

use loa_app::{audit, org};
use loa_calendar::language::Language;
use loa_db::db::Db;
use loa_db::error::DbError;
use loa_db::id::Id;

use crate::archive::Purpose;
use crate::archive::writer::Writer;
use crate::backup::Written;
use crate::backup::dump::{What, dump};
use crate::cli::Exit;
use crate::config::Config;
use crate::message::Problem;
use crate::{database, output, serve};

/// What of a table leaves the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// All of it.
    All,
    /// All but these columns, which become empty.
    Without(&'static [&'static str]),
    /// Nothing: it opens doors, or counts who tried to.
    Nothing,
}

/// Every table, since a new one must not leave by oversight.
const TABLES: &[(&str, Told)] = &[
    ("activity", Told::All),
    ("activity_before", Told::All),
    ("activity_file", Told::All),
    ("activity_number", Told::All),
    ("article", Told::All),
    ("article_link", Told::All),
    ("article_reading", Told::All),
    ("article_remark", Told::All),
    ("article_remark_answer", Told::All),
    ("article_revision", Told::All),
    ("article_step", Told::All),
    ("article_surface", Told::All),
    ("assignment", Told::All),
    ("audit_entry", Told::All),
    ("audit_head", Told::All),
    ("backup_run", Told::Nothing),
    ("catalogue_entry", Told::All),
    ("checked_link", Told::All),
    ("delegation", Told::All),
    ("digest", Told::All),
    ("digest_item", Told::All),
    ("disclosure", Told::All),
    ("document_receipt", Told::All),
    ("duty", Told::All),
    ("extension", Told::All),
    ("factor_reset", Told::Nothing),
    ("file", Told::All),
    ("finding", Told::All),
    ("inspection", Told::All),
    ("inspection_answer", Told::All),
    ("inspection_answer_file", Told::All),
    ("inspection_item", Told::All),
    ("inspection_programme", Told::All),
    ("inspection_question", Told::All),
    ("inspection_reply", Told::All),
    ("invitation", Told::Nothing),
    ("job", Told::Nothing),
    ("letterhead", Told::All),
    ("locality", Told::All),
    ("message", Told::All),
    ("news_section", Told::All),
    ("notice", Told::All),
    ("notice_revision", Told::All),
    ("official_document", Told::All),
    ("official_text", Told::All),
    ("outside_account", Told::Nothing),
    ("overview_link", Told::Nothing),
    ("page_mark", Told::All),
    ("passkey", Told::Nothing),
    ("person", Told::Without(&["password", "feed_token_hash"])),
    ("plan", Told::All),
    ("plan_item", Told::All),
    ("plan_version", Told::All),
    ("proof", Told::All),
    ("public_change", Told::Nothing),
    ("recognition", Told::All),
    ("recognition_activity", Told::All),
    ("recognition_reply", Told::All),
    ("recognition_step", Told::All),
    ("recovery_code", Told::Nothing),
    ("register_number", Told::All),
    ("register_rule", Told::All),
    ("reminder", Told::All),
    ("report", Told::All),
    ("report_edition", Told::All),
    ("report_form", Told::All),
    ("report_issue", Told::All),
    ("report_regime", Told::All),
    ("report_round", Told::All),
    ("report_source", Told::All),
    ("report_step", Told::All),
    ("role_grant", Told::All),
    ("schedule", Told::Nothing),
    ("second_factor_rule", Told::All),
    ("session", Told::Nothing),
    ("short_address", Told::All),
    ("sign_in_failure", Told::Nothing),
    ("sign_in_step", Told::Nothing),
    ("site", Told::All),
    ("subplan", Told::All),
    ("subplan_call", Told::All),
    ("subplan_cover", Told::All),
    ("subplan_edition", Told::All),
    ("subplan_remark", Told::All),
    ("subscriber", Told::Nothing),
    ("subscriber_gone", Told::Nothing),
    ("subscription_ask", Told::Nothing),
    ("subscription_try", Told::Nothing),
    ("term", Told::All),
    ("totp", Told::Nothing),
    ("unit", Told::All),
    ("unit_group", Told::All),
    ("unit_group_member", Told::All),
    ("unit_successor", Told::All),
    ("unit_version", Told::All),
    ("urge", Told::All),
    ("urge_duty", Told::All),
    ("urge_message", Told::All),
];

fn keeps(table: &str, column: Option<&str>) -> bool {
    let told = TABLES.iter().find(|known| known.0 == table);
    match told.map_or(Told::Nothing, |known| known.1) {
        Told::All => true,
        Told::Without(columns) => column.is_none_or(|column| !columns.contains(&column)),
        Told::Nothing => false,
    }
}

/// Writes it and tells what is in it.
pub fn run(config: &Config, target: &Path, name: Option<&str>, language: Language) -> Result<Exit, Problem> {
    let written = serve::runtime()?.block_on(async {
        let db = database::as_it_is(config).await?;
        let written = exported(&db, config, target, name).await;
        db.close().await;
        written
    })?;
    output::print(written.told(language).as_bytes())?;
    Ok(written.exit())
}

async fn exported(db: &Db, config: &Config, target: &Path, name: Option<&str>) -> Result<Written, Problem> {
    let place = target.display().to_string();
    let io = |error: std::io::Error| Problem::cannot_write(&place, &error);
    let failed = |error: DbError| Problem::not_backed_up(&database::place(config), &error.to_string());
    let locality = chosen(db, config, name).await?;
    let files = serve::files(config).await?;
    let mut writer = Writer::begin(target).map_err(io)?;
    let what = What {
        purpose: Purpose::Export,
        of: Some(locality),
        keeps,
    };
    let manifest = dump(db, Some(&files), &mut writer, &what).await;
    let manifest = manifest.map_err(|failure| failure.told(config, &place))?;
    let mut tx = db.begin(database::scope(locality)).await.map_err(failed)?;
    audit::record(&mut tx, "locality.exported", "locality", Some(locality), "")
        .await
        .map_err(failed)?;
    tx.save().await.map_err(failed)?;
    let bytes = writer.finish(&manifest).map_err(io)?;
    Ok(Written {
        file: target.to_owned(),
        bytes,
        manifest,
    })
}

/// The only locality, or the one of this name.
async fn chosen(db: &Db, config: &Config, name: Option<&str>) -> Result<Id, Problem> {
    let place = database::place(config);
    let failed = |error: DbError| Problem::not_backed_up(&place, &error.to_string());
    let mut tx = db.read(database::scope(Id(0))).await.map_err(failed)?;
    let mut named = Vec::new();
    for id in org::store::localities(&mut tx).await.map_err(failed)? {
        tx = tx.scoped_to(database::scope(id));
        let locality = org::store::locality(&mut tx).await.map_err(failed)?;
        named.extend(locality.map(|locality| (locality.name, id)));
    }
    let names: Vec<String> = named.iter().map(|(name, _)| name.clone()).collect();
    match (named.as_slice(), name) {
        ([], _) => Err(Problem::no_locality(&place)),
        ([(_, only)], None) => Ok(*only),
        (_, name) => {
            let found = named.iter().find(|(known, _)| Some(known.as_str()) == name);
            found.map_or_else(|| Err(Problem::which_locality(&place, &names)), |(_, id)| Ok(*id))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use loa_db::copy;
    use loa_db::migrate::migrate;
    use loa_db::testing::Engines;

    use super::*;

    #[tokio::test]
    async fn of_every_table_it_is_decided_what_leaves_the_house() {
        let engines = Engines::open().await;
        for db in engines.each() {
            migrate(db).await.unwrap();
            let mut tx = db.read(database::scope(Id(0))).await.unwrap();
            let tables = copy::tables(&mut tx).await.unwrap();
            let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
            let known: Vec<&str> = TABLES.iter().map(|table| table.0).collect();
            assert_eq!(known, names, "each table has its row in TABLES, by name");
            for table in tables.iter().filter(|table| keeps(&table.name, None)) {
                assert!(table.owner().is_some(), "{}: whose are its rows?", table.name);
                for column in &table.columns {
                    let is_secret = ["password", "token", "secret", "totp", "recovery"]
                        .iter()
                        .any(|word| column.name.contains(word));
                    let place = format!("{}.{}", table.name, column.name);
                    assert!(
                        !(is_secret && keeps(&table.name, Some(&column.name))),
                        "{place} leaves"
                    );
                }
            }
        }
    }
}

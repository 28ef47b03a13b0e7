//! `loa audit`: is the log whole?

use loa_app::audit::chain::{Fault, Head, Report};
use loa_app::audit::{seal, store};
use loa_calendar::language::Language;
use loa_db::db::Db;
use loa_db::error::DbError;
use loa_db::id::Id;

use crate::cli::Exit;
use crate::config::Config;
use crate::message::Problem;
use crate::{database, output, serve};

/// What was asked for.
pub enum Asked {
    /// Walk along the chain.
    Verify {
        /// The end that was kept elsewhere.
        since: Option<Head>,
        /// As JSON.
        json: bool,
    },
    /// Its end.
    Head,
}

/// Does it.
pub fn run(config: &Config, asked: &Asked, language: Language) -> Result<Exit, Problem> {
    let (told, exit) = serve::runtime()?.block_on(async {
        let db = database::open(config).await?;
        let told = done(&db, config, asked, language).await;
        db.close().await;
        told
    })?;
    output::print(told.as_bytes())?;
    Ok(exit)
}

async fn done(
    db: &Db,
    config: &Config,
    asked: &Asked,
    language: Language,
) -> Result<(String, Exit), Problem> {
    let failed = |error: DbError| database::refused(&error.into(), config);
    let mut tx = db.read(database::scope(Id(0))).await.map_err(failed)?;
    let locality = database::locality(&mut tx, config).await?;
    let locality = locality.ok_or_else(|| Problem::no_locality(&database::place(config)))?;
    drop(tx);
    // What was saved and not sealed yet, by a program that stopped or an older one.
    loop {
        let mut tx = db.begin(database::scope(locality)).await.map_err(failed)?;
        let sealed = seal::seal(&mut tx).await.map_err(failed)?;
        tx.save().await.map_err(failed)?;
        if sealed == 0 {
            break;
        }
    }
    let mut tx = db.read(database::scope(locality)).await.map_err(failed)?;
    Ok(match asked {
        Asked::Head => {
            let head = store::head(&mut tx).await.map_err(failed)?;
            (format!("{}\n", head.unwrap_or(Head::START)), Exit::Clean)
        }
        Asked::Verify { since, json } => {
            let report = seal::verify(&mut tx, since.clone()).await.map_err(failed)?;
            let exit = match report.fault_count {
                0 => Exit::Clean,
                _ => Exit::Findings,
            };
            let told = if *json {
                as_json(&report)
            } else {
                told(&report, language)
            };
            (told, exit)
        }
    })
}

fn told(report: &Report, language: Language) -> String {
    let (count, head) = (report.count, &report.head);
    if report.fault_count == 0 {
        return match language {
            Language::Vi => format!("Nhật ký nguyên vẹn: {count} mục.\nSố cuối: {head}\n"),
            Language::En => format!("The log is whole: {count} entries.\nIts end: {head}\n"),
        };
    }
    let mut text = match language {
        Language::Vi => format!("Nhật ký KHÔNG nguyên vẹn: {} chỗ sai.\n", report.fault_count),
        Language::En => format!("The log is NOT whole: {} faults.\n", report.fault_count),
    };
    for fault in &report.faults {
        text += &format!("  {}\n", sentence(fault, language));
    }
    text
}

fn sentence(fault: &Fault, language: Language) -> String {
    match (fault, language) {
        (Fault::Changed(seq, id), Language::Vi) => {
            format!("Mục {seq} ({id}) không khớp niêm phong: mục này hoặc mục ngay trước bị sửa, đổi chỗ hoặc chèn thêm.")
        }
        (Fault::Changed(seq, id), Language::En) => {
            format!("Entry {seq} ({id}) does not fit its seal: it or the one before it was changed, moved or put in.")
        }
        (Fault::Missing(from, to), Language::Vi) if from == to => format!("Mất mục {from}."),
        (Fault::Missing(from, to), Language::En) if from == to => format!("Entry {from} is missing."),
        (Fault::Missing(from, to), Language::Vi) => format!("Mất các mục từ {from} đến {to}."),
        (Fault::Missing(from, to), Language::En) => format!("Entries {from} to {to} are missing."),
        (Fault::Head(_), Language::Vi) => {
            "Số cuối ghi trong cơ sở dữ liệu không khớp mục cuối: có mục bị chèn hoặc số cuối bị sửa.".to_owned()
        }
        (Fault::Head(_), Language::En) => {
            "The end that is kept in the database does not fit the last entry: something was put in, or the end was changed."
                .to_owned()
        }
        (Fault::NotKept(seq), Language::Vi) => {
            format!("Mục {seq} khác với số đã cất: nhật ký đã bị viết lại.")
        }
        (Fault::NotKept(seq), Language::En) => {
            format!("Entry {seq} is not the one that was kept elsewhere: the log was written anew.")
        }
    }
}

fn as_json(report: &Report) -> String {
    let faults: Vec<_> = report
        .faults
        .iter()
        .map(|fault| match fault {
            Fault::Changed(seq, id) => {
                serde_json::json!({ "fault": "changed", "seq": seq, "id": id.to_string() })
            }
            Fault::Missing(from, to) => serde_json::json!({ "fault": "missing", "from": from, "to": to }),
            Fault::Head(seq) => serde_json::json!({ "fault": "head", "seq": seq }),
            Fault::NotKept(seq) => serde_json::json!({ "fault": "not_kept", "seq": seq }),
        })
        .collect();
    let whole = serde_json::json!({
        "count": report.count,
        "head": { "seq": report.head.seq, "hash": report.head.hash },
        "fault_count": report.fault_count,
        "faults": faults,
    });
    format!("{whole:#}\n")
}

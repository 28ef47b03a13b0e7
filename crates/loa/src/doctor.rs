//! `loa doctor`: what is wrong with this installation, in plain words, and what to do about it.

mod backups;
mod clock;
mod data;
mod key;
mod machine;
mod mail;
mod network;

use futures_util::future::BoxFuture;
use loa_app::files::Files;
use loa_calendar::language::Language;
use loa_db::db::Db;
use loa_db::id::Id;
use loa_plan_reader::notice::Sentence;

use crate::cli::Exit;
use crate::config::Config;
use crate::language::pick;
use crate::message::Problem;
use crate::terminal::printable;
use crate::{database, output, serve};

/// How much something matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// As it should be.
    Good,
    /// Somebody should know.
    Note,
    /// Something has to be done.
    Bad,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    weight: Weight,
    what: Sentence,
    /// What to do.
    advice: Option<Sentence>,
}

impl Finding {
    /// As it should be.
    pub fn good(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            weight: Weight::Good,
            what: Sentence::new(vi, en),
            advice: None,
        }
    }

    /// Somebody should know.
    pub fn note(what: (impl Into<String>, impl Into<String>), advice: (&str, &str)) -> Self {
        Self {
            weight: Weight::Note,
            what: Sentence::new(what.0, what.1),
            advice: Some(Sentence::new(advice.0, advice.1)),
        }
    }

    /// Something has to be done.
    pub fn bad(what: (impl Into<String>, impl Into<String>), advice: (&str, &str)) -> Self {
        Self {
            weight: Weight::Bad,
            ..Self::note(what, advice)
        }
    }
}

/// What the checks look at.
pub struct Patient {
    /// The configuration.
    pub config: Config,
    /// The database, where it opens; why it does not.
    pub db: Result<Db, Problem>,
    /// The place of files, where it answers; why it does not.
    pub files: Result<Files, Problem>,
    /// Its localities.
    pub localities: Vec<Id>,
    /// Look at every file.
    pub is_deep: bool,
}

/// One check; it finds one thing or several, or nothing where it does not apply.
type Check = for<'a> fn(&'a Patient) -> BoxFuture<'a, Vec<Finding>>;

/// All of them, in the order in which they are told.
const CHECKS: &[Check] = &[
    |patient| Box::pin(data::database(patient)),
    |patient| Box::pin(data::rows(patient)),
    |patient| Box::pin(data::files(patient)),
    |patient| Box::pin(key::check(patient)),
    |patient| Box::pin(backups::check(patient)),
    |patient| Box::pin(machine::disk(patient)),
    |patient| Box::pin(machine::permissions(patient)),
    |patient| Box::pin(clock::check(patient)),
    |patient| Box::pin(network::port(patient)),
    |patient| Box::pin(network::public_address(patient)),
    |patient| Box::pin(mail::check(patient)),
];

/// Looks at everything; [`Exit::Findings`] when something has to be done.
pub fn run(config: &Config, is_deep: bool, language: Language) -> Result<Exit, Problem> {
    let findings = serve::runtime()?.block_on(async {
        let patient = examined(config, is_deep).await;
        let mut findings = Vec::new();
        for check in CHECKS {
            findings.extend(check(&patient).await);
        }
        if let Ok(db) = &patient.db {
            db.close().await;
        }
        findings
    });
    output::print(told(&findings, language).as_bytes())?;
    let worst = findings.iter().map(|finding| finding.weight).max();
    Ok(match worst {
        Some(Weight::Bad) => Exit::Findings,
        _ => Exit::Clean,
    })
}

async fn examined(config: &Config, is_deep: bool) -> Patient {
    let db = database::as_it_is(config).await;
    let localities = match &db {
        Ok(db) => data::localities(db).await,
        Err(_) => Vec::new(),
    };
    // To look must not make a folder where there is none.
    let files = if config.s3.is_none() && !config.data.join("tep").exists() {
        Err(Problem::nothing_there(
            &config.data.join("tep").display().to_string(),
        ))
    } else {
        serve::files(config).await
    };
    Patient {
        config: config.clone(),
        db,
        files,
        localities,
        is_deep,
    }
}

fn told(findings: &[Finding], language: Language) -> String {
    let mut text = String::new();
    for finding in findings {
        let mark = match finding.weight {
            Weight::Good => language.choose("✓ tốt  ", "✓ good "),
            Weight::Note => language.choose("! lưu ý", "! note "),
            Weight::Bad => language.choose("✗ hỏng ", "✗ bad  "),
        };
        text += &format!("{mark}  {}\n", printable(pick(language, &finding.what)));
        if let Some(advice) = &finding.advice {
            text += &format!("         → {}\n", pick(language, advice));
        }
    }
    let bad = findings
        .iter()
        .filter(|finding| finding.weight == Weight::Bad)
        .count();
    text += &match (bad, language) {
        (0, Language::Vi) => "Không có gì phải sửa.\n".to_owned(),
        (0, Language::En) => "Nothing has to be put right.\n".to_owned(),
        (bad, Language::Vi) => format!("Cần sửa: {bad}.\n"),
        (bad, Language::En) => format!("To put right: {bad}.\n"),
    };
    text
}

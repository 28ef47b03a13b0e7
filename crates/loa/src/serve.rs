//! The web site: opens the database, listens, answers until it is asked to stop.

mod backups;
pub mod demo;
pub mod key;
mod numbers;
mod socket;

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request};
use axum::middleware::map_request;
use loa_app::app::{App, Settings};
use loa_app::clock::Clock;
use loa_app::files::{Files, FilesError};
use loa_app::job::worker::Worker;
use loa_app::mail::Mailer;
use loa_app::readership::Carrier;
use loa_app::webhook::Webhook;
use loa_app::{org, wiring};
use loa_db::db::Db;
use loa_db::id::Id;
use tokio::runtime::Runtime;
use tokio::sync::{oneshot, watch};
use tracing_subscriber::EnvFilter;

use crate::cli::Exit;
use crate::config::{Config, LogFormat};
use crate::language::pick;
use crate::message::Problem;
use crate::serve::key::key;
use crate::serve::socket::{Door, Peer};
use crate::terminal::printable;
use crate::{convert, database, output, print};
use loa_calendar::language::Language;

/// `loa serve`
pub fn run(config: &Config, language: Language) -> Result<Exit, Problem> {
    log(config);
    runtime()?.block_on(async {
        let db = database::open(config).await?;
        let localities = localities(&db, config).await?;
        let is_founded = !localities.is_empty();
        let key = key(config)?;
        let fit = key::fits(&db, &localities, Some(&key)).await;
        let (opened, shut) = fit.map_err(|error| database::refused(&error, config))?;
        let settings = Settings {
            public_url: config.public_url.clone(),
            is_https: config.public_url.starts_with("https://"),
            behind_proxy: config.behind_proxy,
            key: Some(key),
            oidc: config.oidc.clone(),
            demo: None,
            numbers: numbers::begin(&config.metrics_token),
            old_word: Some(old_word),
            printer: Some(print::pdf),
            drawer: Some(print::handout),
            mailer: mailer(config)?,
            webhook: webhook(config)?,
        };
        let app = App::new(db, Clock::default(), settings, files(config).await?);
        if let Some(plan) = &config.backups {
            tokio::spawn(backups::keep(app.db().clone(), config.clone(), plan.clone()));
        }
        answer(&app, config.listen, |address| {
            output::tell(&match language {
                Language::Vi => format!("Loa chạy tại http://{address}\n"),
                Language::En => format!("Loa runs at http://{address}\n"),
            });
            if !is_founded {
                output::tell(language.choose(NOTHING_FOUNDED.0, NOTHING_FOUNDED.1));
            }
            if shut > 0 {
                let strange = key::strange(config, opened, shut);
                let advice = language.choose(key::ADVICE.0, key::ADVICE.1);
                output::tell(&format!(
                    "{}\n  → {advice}\n",
                    printable(pick(language, &strange))
                ));
            }
        })
        .await
    })
}

/// What to do while nobody can sign in.
const NOTHING_FOUNDED: (&str, &str) = (
    "Chưa lập địa phương nào nên chưa ai đăng nhập được. Chạy hai lệnh này với cùng --data hoặc --config:\n  \
     loa org import don-vi.csv\n  \
     loa person invite --name \"Họ và tên\" --login ten\n",
    "No locality was founded yet, so nobody can sign in. Run these two commands with the same --data or --config:\n  \
     loa org import units.csv\n  \
     loa person invite --name \"Full name\" --login name\n",
);

async fn localities(db: &Db, config: &Config) -> Result<Vec<Id>, Problem> {
    let failed = |error: loa_db::error::DbError| database::refused(&error.into(), config);
    let mut tx = db.read(database::scope(Id(0))).await.map_err(failed)?;
    org::store::localities(&mut tx).await.map_err(failed)
}

fn mailer(config: &Config) -> Result<Option<Mailer>, Problem> {
    let made = config.mail.as_ref().map(Mailer::new).transpose();
    made.map_err(|error| Problem::bad_setting("smtp_url", "", (&error.to_string(), &error.to_string())))
}

fn webhook(config: &Config) -> Result<Option<Webhook>, Problem> {
    let made = config.webhook.as_ref().map(Webhook::new).transpose();
    made.map_err(|error| Problem::bad_setting("webhook_url", "", (&error.to_string(), &error.to_string())))
}

/// Old Word files become new ones where LibreOffice is installed.
fn old_word(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    convert::to_docx(bytes, limit).ok()
}

/// `loa migrate`
pub fn migrate(config: &Config, language: Language) -> Result<Exit, Problem> {
    runtime()?.block_on(async {
        let db = database::open(config).await?;
        db.close().await;
        output::print(
            match language {
                Language::Vi => "Cơ sở dữ liệu đã đúng phiên bản.\n",
                Language::En => "The database is up to date.\n",
            }
            .as_bytes(),
        )?;
        Ok(Exit::Clean)
    })
}

/// Where what waits for a database or a network runs.
pub fn runtime() -> Result<Runtime, Problem> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::cannot_listen("loa", &error))
}

/// Where the bytes of files are kept: in the store of the configuration, else beside the embedded database.
pub async fn files(config: &Config) -> Result<Files, Problem> {
    let Some(s3) = &config.s3 else {
        return files_in(&config.data);
    };
    Files::open_s3(s3).await.map_err(|error| {
        let (place, vi) = match &error {
            FilesError::Refused => (
                "s3_access_key, s3_secret_key",
                "kho không nhận khóa này, hoặc khóa không được ghi và đọc trong kho".to_owned(),
            ),
            FilesError::NoBucket => ("s3_bucket", "không có kho mang tên này".to_owned()),
            FilesError::Silent => ("s3_endpoint", "kho không trả lời".to_owned()),
            FilesError::Damaged(_) => ("s3_bucket", "đọc lại không đúng những gì vừa ghi".to_owned()),
            FilesError::Place(told) => ("s3_endpoint", told.clone()),
            other => ("s3_bucket", other.to_string()),
        };
        let en = match &error {
            FilesError::Place(told) => told.clone(),
            other => other.to_string(),
        };
        Problem::store(place, (&vi, &en))
    })
}

pub fn files_in(data: &Path) -> Result<Files, Problem> {
    let folder = data.join("tep");
    let told = |error: String| Problem::database(&folder.display().to_string(), &error);
    database::made(data).map_err(|error| told(error.to_string()))?;
    Files::in_folder(&folder).map_err(|error| told(error.to_string()))
}

/// How long requests that are open may take when the program is asked to stop.
const LAST: Duration = Duration::from_secs(30);
/// How long connections to the database may take to close.
const CLOSING: Duration = Duration::from_secs(5);

/// The address of the other end where every page looks for it.
async fn from_peer(ConnectInfo(Peer(address)): ConnectInfo<Peer>, mut request: Request) -> Request {
    request.extensions_mut().insert(ConnectInfo(address));
    request
}

/// How long somebody who was let in before may take to say the first word.
const FIRST_WORD: Duration = Duration::from_secs(1);

/// Answers until the process is asked to stop; then finishes what it has begun, but not for ever.
async fn answer(app: &App, listen: SocketAddr, ready: impl FnOnce(SocketAddr)) -> Result<Exit, Problem> {
    let told = |error: &std::io::Error| Problem::cannot_listen(&listen.to_string(), error);
    let (close, stop) = watch::channel(false);
    let door = Door::open(listen, stop).await.map_err(|error| told(&error))?;
    ready(door.address());
    socket::tell("READY=1");
    tokio::spawn(socket::watchdog());
    let worker = Worker::start(app, wiring::DUTIES);
    let carrier = Carrier::start(app);
    let router = wiring::router(app).layer(map_request(from_peer));
    let service = router.into_make_service_with_connect_info::<Peer>();
    let (tell, stopping) = oneshot::channel();
    let answering = axum::serve(door, service).with_graceful_shutdown(async move {
        asked_to_stop().await;
        socket::tell("STOPPING=1");
        tracing::info!("asked to stop: requests that are open are finished");
        let _ = close.send(true);
        tokio::time::sleep(FIRST_WORD).await;
        let _ = tell.send(());
    });
    let too_long = async {
        let _ = stopping.await;
        tokio::time::sleep(LAST).await;
    };
    tokio::select! {
        done = answering => done.map_err(|error| told(&error))?,
        () = too_long => tracing::warn!("some requests were still open and are cut"),
    }
    worker.stop().await;
    carrier.stop().await;
    if tokio::time::timeout(CLOSING, app.db().close()).await.is_err() {
        tracing::warn!("the database did not let go in time");
    }
    Ok(Exit::Clean)
}

async fn asked_to_stop() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    interrupt.await;
}

pub fn log(config: &Config) {
    let filter = EnvFilter::try_new(wiring::log_filter(&config.log));
    let filter = filter.unwrap_or_else(|_| EnvFilter::new(wiring::log_filter("info")));
    let plain = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // Two subscribers in one process happen in tests only; the first one stays.
    let _ = match config.log_format {
        LogFormat::Text => plain.try_init(),
        LogFormat::Json => plain.json().try_init(),
    };
}

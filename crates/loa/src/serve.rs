//! The web site: opens the database, listens, answers until it is asked to stop.

pub mod demo;

use std::net::SocketAddr;

use loa_app::app::{App, Settings};
use loa_app::clock::Clock;
use loa_app::files::Files;
use loa_app::wiring;
use loa_db::db::Db;
use loa_db::migrate;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tracing_subscriber::EnvFilter;

use crate::cli::Exit;
use crate::config::{Config, LogFormat};
use crate::convert;
use crate::message::Problem;
use crate::output;
use loa_calendar::language::Language;

/// `loa serve`
pub fn run(config: &Config, language: Language) -> Result<Exit, Problem> {
    log(config);
    runtime()?.block_on(async {
        let db = open(config, &config.data).await?;
        let settings = Settings {
            public_url: config.public_url.clone(),
            is_https: config.public_url.starts_with("https://"),
            behind_proxy: config.behind_proxy,
            demo: None,
            old_word: Some(old_word),
        };
        let app = App::new(db, Clock::default(), settings, files(&config.data)?);
        answer(&app, config.listen, |address| {
            output::tell(&match language {
                Language::Vi => format!("Loa chạy tại http://{address}\n"),
                Language::En => format!("Loa runs at http://{address}\n"),
            });
        })
        .await
    })
}

/// Old Word files become new ones where LibreOffice is installed.
fn old_word(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    convert::to_docx(bytes, limit).ok()
}

/// `loa migrate`
pub fn migrate(config: &Config, language: Language) -> Result<Exit, Problem> {
    runtime()?.block_on(async {
        let db = open(config, &config.data).await?;
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

fn runtime() -> Result<Runtime, Problem> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::cannot_listen("loa", &error))
}

/// The database of the configuration, made and migrated where needed.
async fn open(config: &Config, data: &std::path::Path) -> Result<Db, Problem> {
    let address = config.database();
    // A database's address may hold a password: the name of the key says enough.
    let place = if config.database_url.is_some() {
        "database_url".to_owned()
    } else {
        std::fs::create_dir_all(data)
            .map_err(|error| Problem::database(&data.display().to_string(), &error.to_string()))?;
        data.display().to_string()
    };
    let told = |error: loa_db::error::DbError| Problem::database(&place, &error.to_string());
    let db = Db::open(&address).await.map_err(told)?;
    migrate::migrate(&db).await.map_err(told)?;
    Ok(db)
}

/// Where the bytes of files are kept: beside the embedded database.
fn files(data: &std::path::Path) -> Result<Files, Problem> {
    let folder = data.join("tep");
    Files::in_folder(&folder)
        .map_err(|error| Problem::database(&folder.display().to_string(), &error.to_string()))
}

/// Answers until the process is asked to stop; then finishes what it has begun.
async fn answer(app: &App, listen: SocketAddr, ready: impl FnOnce(SocketAddr)) -> Result<Exit, Problem> {
    let told = |error: &std::io::Error| Problem::cannot_listen(&listen.to_string(), error);
    let listener = TcpListener::bind(listen).await.map_err(|error| told(&error))?;
    ready(listener.local_addr().map_err(|error| told(&error))?);
    let service = wiring::router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(asked_to_stop())
        .await
        .map_err(|error| told(&error))?;
    app.db().close().await;
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

fn log(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let plain = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // Two subscribers in one process happen in tests only; the first one stays.
    let _ = match config.log_format {
        LogFormat::Text => plain.try_init(),
        LogFormat::Json => plain.json().try_init(),
    };
}

//! Numbers for Prometheus: kept only where somebody may ask for them.

use std::sync::OnceLock;
use std::time::Duration;

use loa_app::app::{App, Numbers};
use loa_app::files::Hash;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::config::Secret;

/// Seconds; the bars of the project lie between them.
const STEPS: &[f64] = &[
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 60.0,
];
/// What was noted is counted together this often, whether somebody asks or not.
const PAUSE: Duration = Duration::from_secs(5);

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to count where there is a word; gives what `/metrics` answers.
pub fn begin(word: &Secret) -> Option<Numbers> {
    if word.0.is_empty() {
        return None;
    }
    let builder = PrometheusBuilder::new().set_buckets(STEPS);
    let handle = match builder.map(PrometheusBuilder::install_recorder) {
        Ok(Ok(handle)) => handle,
        Ok(Err(error)) | Err(error) => {
            tracing::warn!(%error, "there are no numbers");
            return None;
        }
    };
    metrics::describe_counter!("loa_requests_total", "Requests that were answered");
    metrics::describe_histogram!("loa_request_seconds", "How long requests took");
    metrics::describe_gauge!("loa_database_connections", "Connections to the database");
    metrics::describe_gauge!("loa_build_info", "Version of the program");
    metrics::describe_gauge!("loa_last_backup_seconds", "When this node last made a backup");
    metrics::gauge!("loa_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    let _ = HANDLE.set(handle.clone());
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(PAUSE).await;
            handle.run_upkeep();
        }
    });
    Some(Numbers {
        word: Hash::of(word.0.as_bytes()),
        told,
    })
}

fn told(app: &App) -> String {
    for (pool, busy, idle) in app.db().connections() {
        for (state, count) in [("busy", busy), ("idle", idle)] {
            metrics::gauge!("loa_database_connections", "pool" => pool, "state" => state).set(count);
        }
    }
    HANDLE.get().map(PrometheusHandle::render).unwrap_or_default()
}

//! Styles, scripts and fonts, built from `web/` and carried inside the program.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// `web/dist`: files with the hash of their content in the name, each also compressed, and `manifest.json`.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../web/dist"]
struct Dist;

/// Logical name ("loa.css") to file name ("loa-3f9a.css").
static NAMES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    Dist::get("manifest.json")
        .and_then(|file| serde_json::from_slice(&file.data).ok())
        .unwrap_or_default()
});

/// The address of a file by its logical name.
pub fn address(name: &str) -> String {
    NAMES
        .get(name)
        .map_or_else(|| format!("/tinh/{name}"), |file| format!("/tinh/{file}"))
}

/// Gives a file; names carry hashes, so it may be kept for ever.
pub async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    send(&name, &headers, "public, max-age=31536000, immutable")
}

/// The service worker: at the root, because its place limits what it may serve, and never kept.
pub async fn worker(headers: HeaderMap) -> Response {
    let name = NAMES.get("worker.js").cloned().unwrap_or_default();
    send(&name, &headers, "no-cache")
}

fn send(name: &str, headers: &HeaderMap, keep: &'static str) -> Response {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let compressed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(encoding, _)| accepted.contains(encoding))
        .find_map(|(encoding, ending)| Some((encoding, Dist::get(&format!("{name}{ending}"))?)));
    let Some((encoding, file)) = compressed
        .map(|(encoding, file)| (Some(encoding), file))
        .or_else(|| Some((None, Dist::get(name)?)))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let mut response = file.data.into_owned().into_response();
    let headers = response.headers_mut();
    let mut set = |name, value: &'static str| headers.insert(name, header::HeaderValue::from_static(value));
    set(header::CONTENT_TYPE, kind);
    set(header::CACHE_CONTROL, keep);
    set(header::VARY, "accept-encoding");
    if let Some(encoding) = encoding {
        set(header::CONTENT_ENCODING, encoding);
    }
    response
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use axum::http::{StatusCode, header};

    use crate::testing::on_each_engine;

    #[tokio::test]
    async fn a_phone_finds_the_mark_and_what_belongs_to_it() {
        on_each_engine(async |site| {
            let mut browser = site.browser();
            let page = browser.get("/dang-nhap").await.text;
            for (rel, kind) in [
                ("icon", "image/svg+xml"),
                ("apple-touch-icon", "image/png"),
                ("manifest", "application/manifest+json; charset=utf-8"),
            ] {
                let link = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1).unwrap();
                let answer = browser.get(link.split('"').next().unwrap()).await;
                assert_eq!(answer.status, StatusCode::OK, "{rel}");
                assert_eq!(answer.headers[header::CONTENT_TYPE], kind);
            }
        })
        .await;
    }
}

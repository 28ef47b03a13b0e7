//! How a file goes out: bit by bit as it is taken, under which name, whether a browser shows it, who may keep it.

use std::ops::Range;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use loa_vietnamese::fold::fold;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};

use crate::app::App;
use crate::document::store::File;
use crate::error::{Error, Result};
use crate::files::{FilesError, Hash, Opened};
use crate::page::encoded;

/// A file opened by itself is a stranger: no scripts, no forms, nothing from elsewhere.
pub const POLICY: &str =
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";
/// Files that go out at once, to everybody who is signed in and to the public, each with its own: many readers keep no
/// officer from a file.
static OF_OFFICERS: Semaphore = Semaphore::const_new(256);
static OF_PUBLIC: Semaphore = Semaphore::const_new(256);
/// How long somebody may take nothing of a file before it is closed.
const SILENCE: Duration = Duration::from_secs(60);
/// How long somebody waits for a turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes on their way to whoever may have them.
pub struct Sending<'a> {
    hash: &'a Hash,
    kind: &'static str,
    cache: &'static str,
    disposition: Option<String>,
}

impl<'a> Sending<'a> {
    /// Bytes of a kind, as `image/jpeg`, and who may keep them how long.
    pub fn new(hash: &'a Hash, kind: &'static str, cache: &'static str) -> Self {
        Self {
            hash,
            kind,
            cache,
            disposition: None,
        }
    }

    /// The same under the name of its file. Names are chosen by people: the public is told only those of documents.
    pub fn named(mut self, file: &File) -> Self {
        self.disposition = Some(disposition(file));
        self
    }

    /// The bytes, or the one range that is asked for (phones ask so for sound and films); nothing to whoever has them
    /// already.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Outage`]
    pub async fn sent(self, app: &App, asked: &HeaderMap) -> Result<Response> {
        let tag = format!("\"{}\"", self.hash.as_str());
        let text = |name| {
            asked
                .get(name)
                .and_then(|value: &HeaderValue| value.to_str().ok())
        };
        let known = text(header::IF_NONE_MATCH);
        let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
        let mut response = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            // A range of another version would be patched onto this one.
            let same = text(header::IF_RANGE).is_none_or(|range| range == tag);
            self.opened(app, text(header::RANGE).filter(|_| same)).await?
        };
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, self.kind),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::CACHE_CONTROL, self.cache),
            (header::ACCEPT_RANGES, "bytes"),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                "same-origin",
            ),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let named = self.disposition.map(|text| (header::CONTENT_DISPOSITION, text));
        for (name, value) in named.into_iter().chain([(header::ETAG, tag)]) {
            headers.insert(name, HeaderValue::try_from(value).map_err(|_| Error::NotFound)?);
        }
        Ok(response)
    }

    async fn opened(&self, app: &App, range: Option<&str>) -> Result<Response> {
        let turns = match self.cache.starts_with("public") {
            true => &OF_PUBLIC,
            false => &OF_OFFICERS,
        };
        let turn = tokio::time::timeout(PATIENCE, turns.acquire()).await;
        let turn = turn.ok().and_then(std::result::Result::ok).ok_or(Error::Busy)?;
        let one = range.and_then(|range| range.strip_prefix("bytes="));
        let Some(one) = one.filter(|range| !range.contains(',')) else {
            let opened = app.files().open(self.hash, None).await?;
            let length = [(header::CONTENT_LENGTH, opened.size.to_string())];
            return Ok((length, fed(opened, turn)).into_response());
        };
        let size = app.files().size(self.hash).await?;
        let Some(part) = range_of(one, size) else {
            let headers = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response());
        };
        let headers = [
            (
                header::CONTENT_RANGE,
                format!("bytes {}-{}/{size}", part.start, part.end - 1),
            ),
            (header::CONTENT_LENGTH, (part.end - part.start).to_string()),
        ];
        let opened = app.files().open(self.hash, Some(part)).await?;
        Ok((StatusCode::PARTIAL_CONTENT, headers, fed(opened, turn)).into_response())
    }
}

/// The bytes as the other end takes them. Whoever takes nothing for a while gives up the file and the turn; what was
/// promised and does not come tells them that it is not whole.
fn fed(opened: Opened, turn: SemaphorePermit<'static>) -> Body {
    let (give, mut take) = mpsc::channel::<Result<Bytes, FilesError>>(2);
    let mut bytes = opened.bytes;
    tokio::spawn(async move {
        let _turn = turn;
        while let Some(part) = bytes.next().await {
            if let Err(error) = &part {
                tracing::error!(%error, "a file goes out cut off");
            }
            match tokio::time::timeout(SILENCE, give.send(part)).await {
                Ok(Ok(())) => {}
                _ => return,
            }
        }
    });
    Body::from_stream(stream::poll_fn(move |context| take.poll_recv(context)))
}

/// `0-499`, `500-` or `-500` of so many bytes; `None` when there are none such.
fn range_of(range: &str, size: u64) -> Option<Range<u64>> {
    let (first, last) = range.split_once('-')?;
    if size == 0 {
        return None;
    }
    if first.is_empty() {
        let tail: u64 = last.parse().ok()?;
        return (tail > 0).then(|| size.saturating_sub(tail)..size);
    }
    let first: u64 = first.parse().ok()?;
    let last = match last.is_empty() {
        true => size - 1,
        false => last.parse::<u64>().ok()?.min(size - 1),
    };
    (first <= last).then(|| first..last + 1)
}

/// The name in plain signs for old programs, and as it is (RFC 6266).
pub fn disposition(file: &File) -> String {
    let way = match file.kind.is_shown() {
        true => "inline",
        false => "attachment",
    };
    let plain: String = fold(&file.name)
        .chars()
        .map(|sign| {
            if sign.is_ascii_alphanumeric() || ".-_".contains(sign) {
                sign
            } else {
                '_'
            }
        })
        .collect();
    format!(
        "{way}; filename=\"{plain}\"; filename*=UTF-8''{}",
        encoded(&file.name.replace('/', "_"))
    )
}

#[cfg(test)]
mod tests {
    use super::range_of;

    #[test]
    fn ranges_stay_inside() {
        for (range, size, want) in [
            ("0-0", 10, Some(0..1)),
            ("2-", 10, Some(2..10)),
            ("2-99", 10, Some(2..10)),
            ("-3", 10, Some(7..10)),
            ("-99", 10, Some(0..10)),
            ("-0", 10, None),
            ("10-", 10, None),
            ("5-2", 10, None),
            ("0-", 0, None),
            ("-", 10, None),
            ("a-b", 10, None),
            ("99999999999999999999-", 10, None),
        ] {
            assert_eq!(range_of(range, size), want, "{range} of {size}");
        }
    }
}

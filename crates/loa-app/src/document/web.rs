//! Sending files to those who may see what they belong to.

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use loa_db::tx::Tx;

use crate::app::App;
use crate::document::register;
use crate::document::sending::disposition;
use crate::document::store::{self, File};
use crate::error::{Error, Result};
use crate::files::Hash;
use crate::identity::{Action, Actor};
use crate::route::{Access, Routes, Visit};

/// A file opened by itself is a stranger: no scripts, no forms, nothing from elsewhere.
pub const POLICY: &str =
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";
/// Bytes behind an identity never change, so a browser may keep them for a day; nobody in between may.
const CACHE: &str = "private, max-age=86400";

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/tep/{file}", Access::May(Action::SeeUnits), whole)
        .get("/tep/{file}/nho", Access::May(Action::SeeUnits), small)
        .with(register::web::routes)
}

async fn whole(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    let file = seen(&visit, &id).await?;
    let hash = file.hash.clone();
    sent(&visit.app, &file, &hash, &headers).await
}

async fn small(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    let file = seen(&visit, &id).await?;
    let hash = file.small.clone().ok_or(Error::NotFound)?;
    sent(&visit.app, &file, &hash, &headers).await
}

/// A file that the visitor may see. One that they may not see is not there.
async fn seen(visit: &Visit, id: &str) -> Result<File> {
    let actor = visit.actor()?;
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = visit.app.read(actor).await?;
    let file = store::by_id(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if may_see(&mut tx, actor, &file).await? {
        Ok(file)
    } else {
        Err(Error::NotFound)
    }
}

/// Who gave it; who sees a unit that shows it, filed it as its sub-plan, issued it or got it as a document; who reads the plan that was
/// read from it (a draft: of the whole locality).
async fn may_see(tx: &mut Tx, actor: &Actor, file: &File) -> Result<bool> {
    if file.by == Some(actor.person) {
        return Ok(true);
    }
    let mut units = store::units_that_show(tx, file.id).await?;
    units.extend(store::units_that_filed(tx, file.id).await?);
    units.extend(store::units_that_print(tx, file.id).await?);
    units.extend(store::units_that_post(tx, file.id).await?);
    if units.iter().any(|unit| actor.may(Action::SeeUnits, *unit)) {
        return Ok(true);
    }
    let units = register::store::units_with_file(tx, file.id).await?;
    if units.iter().any(|unit| actor.may(Action::SeeUnits, *unit)) {
        return Ok(true);
    }
    if !actor.may_somewhere(Action::SeePlans) {
        return Ok(false);
    }
    let states = store::plans_read_from(tx, file.id).await?;
    let in_force = states.iter().any(|state| state == "adopted");
    Ok(in_force || !states.is_empty() && actor.may_for_all(Action::SeePlans))
}

/// Bytes of a file, or a part of them, for whoever may have it.
///
/// # Errors
/// [`Error::Outage`]
pub async fn sent(app: &App, file: &File, hash: &Hash, asked: &HeaderMap) -> Result<Response> {
    let tag = format!("\"{}\"", hash.as_str());
    let text = |name| {
        asked
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let is_known =
        text(header::IF_NONE_MATCH).is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let bytes = app.files().get(hash).await?;
        // A range of another version would be patched onto this one.
        let same = text(header::IF_RANGE).is_none_or(|range| range == tag);
        ranged(bytes, text(header::RANGE).filter(|_| same))
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, file.kind.media_type()),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, CACHE),
        (header::ACCEPT_RANGES, "bytes"),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let values = [
        (header::ETAG, tag),
        (header::CONTENT_DISPOSITION, disposition(file)),
    ];
    for (name, value) in values {
        headers.insert(name, HeaderValue::try_from(value).map_err(|_| Error::NotFound)?);
    }
    Ok(response)
}

/// All bytes, or the one range that is asked for (phones ask so for sound and films).
pub fn ranged(bytes: Bytes, range: Option<&str>) -> Response {
    let length = bytes.len();
    let Some(range) = range
        .and_then(|range| range.strip_prefix("bytes="))
        .filter(|range| !range.contains(','))
    else {
        return bytes.into_response();
    };
    let Some((first, last)) = range_of(range, length) else {
        let headers = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
        return (StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response();
    };
    let headers = [(header::CONTENT_RANGE, format!("bytes {first}-{last}/{length}"))];
    let part = bytes.slice(first..=last);
    (StatusCode::PARTIAL_CONTENT, headers, Body::from(part)).into_response()
}

/// First and last byte of `0-499`, `500-` or `-500`; `None` when there are none.
fn range_of(range: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = range.split_once('-')?;
    let end = length.checked_sub(1)?;
    if first.is_empty() {
        let tail: usize = last.parse().ok()?;
        return (tail > 0).then(|| (length.saturating_sub(tail), end));
    }
    let first: usize = first.parse().ok()?;
    let last = if last.is_empty() {
        end
    } else {
        last.parse::<usize>().ok()?.min(end)
    };
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::range_of;

    #[test]
    fn ranges_stay_inside() {
        for (range, length, want) in [
            ("0-0", 10, Some((0, 0))),
            ("2-", 10, Some((2, 9))),
            ("2-99", 10, Some((2, 9))),
            ("-3", 10, Some((7, 9))),
            ("-99", 10, Some((0, 9))),
            ("-0", 10, None),
            ("10-", 10, None),
            ("5-2", 10, None),
            ("0-", 0, None),
            ("-", 10, None),
            ("a-b", 10, None),
            ("99999999999999999999-", 10, None),
        ] {
            assert_eq!(range_of(range, length), want, "{range} of {length}");
        }
    }
}

//! Every public page as files that a plain web server can serve, under the same addresses.
//!
//! What the pages lead to is followed from the list of sites on, through the handlers that answer the public, so that nothing
//! is exported that nobody can read. What needs a program behind it (forms of the search) is left out of the files.

use std::collections::{HashMap, HashSet, VecDeque};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Response, StatusCode, Uri, header};
use loa_db::id::Id;

use crate::app::App;
use crate::catalogue;
use crate::document::Kind;
use crate::error::{Error, Result};
use crate::org;
use crate::page::decoded;
use crate::portal::web::answer;

/// Bytes of one file: more than any page or upload has.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// Where a file is put: below the folder of the export, with plain signs only, never above it.
fn is_plain(place: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.starts_with('.');
    let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || b"-._/~".contains(&sign);
    place.split('/').all(is_part) && place.bytes().all(is_sign)
}

/// Endings of addresses at which there is a file, not a page.
const FILES: [&str; 6] = [".xml", ".txt", ".jpg", ".png", ".mp3", ".m4a"];

/// Is there a file at this path?
fn is_file(path: &str) -> bool {
    path.starts_with("/tinh/") || FILES.iter().any(|end| path.ends_with(end))
}

/// The address without what a plain server does not know: "/cong/a?trang=2" is "/cong/a/trang-2" there. Behind the address of a
/// file nothing counts: the picture of a shared link is "/cong/a/the/b.png" with whatever tells that it was made anew.
fn plain(address: &str) -> String {
    match address.split_once('?') {
        Some((path, _)) if is_file(path) => path.to_owned(),
        Some((path, query)) => format!("{path}/{}", query.replace('=', "-").replace('&', "/")),
        None => address.to_owned(),
    }
}

/// The file of a page or feed; files that come with documents have the ending of their kind.
fn place(address: &str) -> String {
    let path = plain(address);
    let below = path.trim_start_matches('/');
    match is_file(&path) {
        true => below.to_owned(),
        false => format!("{below}/index.html"),
    }
}

/// An address of ours out of what stands in a page: without the host, without what stands behind `#`.
fn own<'a>(link: &'a str, base: &str) -> Option<&'a str> {
    let path = link.strip_prefix(base).unwrap_or(link);
    let path = path.split('#').next().unwrap_or_default();
    let is_ours = path == "/cong" || ["/cong/", "/tinh/"].iter().any(|begin| path.starts_with(begin));
    is_ours.then_some(path)
}

/// What a text leads to, as it stands there, with where it stands.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    // The last one is the picture of a shared link.
    for (before, after) in [
        ("href=\"", '"'),
        ("src=\"", '"'),
        ("<loc>", '<'),
        ("url(", ')'),
        ("property=\"og:image\" content=\"", '"'),
    ] {
        for (at, _) in text.match_indices(before) {
            let begin = at + before.len();
            let rest = text.get(begin..).unwrap_or_default();
            if let Some(end) = rest.find(after) {
                found.push((begin, rest.get(..end).unwrap_or_default()));
            }
        }
    }
    found.sort_unstable();
    found
}

/// A link as an address: signs that HTML writes in other ways are themselves.
fn read(link: &str) -> String {
    let link = link.trim_matches(['"', '\'']);
    link.replace("&#38;", "&").replace("&amp;", "&")
}

/// What pages say around that which needs a program behind it: forms, and the way to them.
const NEEDS_PROGRAM: [(&str, &str); 2] = [("<form", "</form>"), ("<span data-form>", "</span>")];

/// A page without what needs a program behind it.
fn without_forms(page: &str) -> String {
    NEEDS_PROGRAM.iter().fold(page.to_owned(), |page, (begin, end)| {
        let mut kept = String::with_capacity(page.len());
        let mut rest = page.as_str();
        while let Some((before, after)) = rest.split_once(begin) {
            kept.push_str(before);
            rest = after.split_once(end).map_or("", |(_, after)| after);
        }
        kept.push_str(rest);
        kept
    })
}

/// A page that leads on at once.
fn leading(to: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"><title>Chuyển trang</title>\
         <meta http-equiv=\"refresh\" content=\"0; url={to}\"><link rel=\"canonical\" href=\"{to}\"></head>\
         <body><p><a href=\"{to}\">Mời mở trang này</a></p></body></html>\n"
    )
}

/// What is open and what is known of the walk.
struct Walk<'a> {
    app: &'a App,
    base: &'a str,
    seen: HashSet<String>,
    open: VecDeque<String>,
    /// Addresses of files as they are exported.
    renamed: HashMap<String, String>,
}

/// Takes a file: its place below the folder, and its bytes.
pub type Take<'a> = dyn FnMut(&str, &[u8]) -> std::io::Result<()> + Send + 'a;

/// Gives every file of every open site, with styles, scripts, feeds and short addresses; says how many.
///
/// # Errors
/// [`Error::Outage`] when something does not answer, or the place where files are put; without a public address in the
/// settings.
pub async fn walk(app: &App, take: &mut Take<'_>) -> Result<usize> {
    let base = app.settings().public_url.clone();
    if base.is_empty() {
        return Err(Error::Outage("public_url is not set".to_owned()));
    }
    let mut walk = Walk {
        app,
        base: &base,
        seen: HashSet::new(),
        open: VecDeque::new(),
        renamed: HashMap::new(),
    };
    for first in ["/cong", "/sitemap.xml", "/robots.txt"] {
        walk.open.push_back(first.to_owned());
    }
    for code in codes(app).await? {
        walk.open.push_back(format!("/t/{code}"));
    }
    let mut many = 1;
    put(take, "index.html", leading("/cong").as_bytes())?;
    while let Some(address) = walk.open.pop_front() {
        if !walk.seen.insert(address.clone()) {
            continue;
        }
        many += Box::pin(walk.step(&address, take)).await?;
    }
    Ok(many)
}

fn put(take: &mut Take<'_>, place: &str, bytes: &[u8]) -> Result<()> {
    take(place, bytes).map_err(|error| Error::Outage(format!("{place}: {error}")))
}

/// Every short address of every locality.
async fn codes(app: &App) -> Result<Vec<String>> {
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let mut found = Vec::new();
    for locality in org::store::localities(&mut tx).await? {
        tx = tx.scoped_to(app.scope(locality, None));
        let mut after = String::new();
        loop {
            let some = catalogue::store::codes(&mut tx, &after, 1000).await?;
            let Some(last) = some.last() else { break };
            after.clone_from(last);
            found.extend(some);
        }
    }
    Ok(found)
}

impl Walk<'_> {
    /// What the public gets at an address; `None` when there is nothing.
    async fn get(&self, address: &str) -> Result<Option<(Response<()>, Bytes)>> {
        let Ok(uri) = address.parse::<Uri>() else {
            return Ok(None);
        };
        let (head, body) = Box::pin(answer(self.app, &uri)).await.into_parts();
        let head = Response::from_parts(head, ());
        let bytes = to_bytes(Body::new(body), MOST_BYTES).await;
        let bytes = bytes.map_err(|error| Error::Outage(format!("{address}: {error}")))?;
        match head.status() {
            StatusCode::OK | StatusCode::TEMPORARY_REDIRECT => Ok(Some((head, bytes))),
            status if status.is_server_error() => Err(Error::Outage(format!("{address}: {status}"))),
            _ => Ok(None),
        }
    }

    /// Exports what is at an address, and opens what it leads to; says how many files that gave.
    async fn step(&mut self, address: &str, take: &mut Take<'_>) -> Result<usize> {
        let Some((head, bytes)) = self.get(address).await? else {
            return Ok(0);
        };
        let text = |name| head.headers().get(name).and_then(|value| value.to_str().ok());
        let place = place(address);
        if !is_plain(&place) {
            return Ok(0);
        }
        if let Some(to) = text(header::LOCATION) {
            put(take, &place, leading(to).as_bytes())?;
            return Ok(1);
        }
        let kind = text(header::CONTENT_TYPE).unwrap_or_default();
        let is_page = kind.starts_with("text/html");
        if !is_page && !kind.contains("xml") && !kind.starts_with("text/css") {
            put(take, &place, &bytes)?;
            return Ok(1);
        }
        let page = String::from_utf8_lossy(&bytes);
        let page = if is_page {
            without_forms(&page)
        } else {
            page.into_owned()
        };
        let (page, many) = self.followed(&page, is_page, take).await?;
        put(take, &place, page.as_bytes())?;
        Ok(1 + many)
    }

    /// Opens what a text leads to; of a page, gives it with the addresses that a plain server knows.
    async fn followed(&mut self, page: &str, is_page: bool, take: &mut Take<'_>) -> Result<(String, usize)> {
        let (mut text, mut from, mut many) = (String::with_capacity(page.len()), 0, 0);
        for (at, link) in links(page) {
            let address = read(link);
            let Some(path) = own(&address, self.base) else {
                continue;
            };
            let mut target = plain(path);
            if path.ends_with("/tep") {
                many += self.file(path, take).await?;
                if let Some(renamed) = self.renamed.get(path) {
                    target.clone_from(renamed);
                }
            } else if is_file(&target) {
                // One file, whatever stands behind its address, which leads to it as it is.
                self.open.push_back(target);
                continue;
            } else {
                self.open.push_back(path.to_owned());
            }
            if is_page && target != path {
                text.push_str(page.get(from..at).unwrap_or_default());
                text.push_str(&target);
                from = at + link.len();
            }
        }
        text.push_str(page.get(from..).unwrap_or_default());
        Ok((text, many))
    }

    /// A file that comes with a document or notice: under the ending of its kind, since nothing else tells it here.
    async fn file(&mut self, address: &str, take: &mut Take<'_>) -> Result<usize> {
        if !self.seen.insert(address.to_owned()) {
            return Ok(0);
        }
        let Some((head, bytes)) = self.get(address).await? else {
            return Ok(0);
        };
        let kind = head.headers().get(header::CONTENT_TYPE);
        let kind = kind
            .and_then(|kind| kind.to_str().ok())
            .and_then(Kind::with_media_type);
        let renamed = format!("{address}.{}", kind.map_or("bin", Kind::ending));
        let place = decoded(renamed.trim_start_matches('/'));
        if !is_plain(&place) {
            return Ok(0);
        }
        put(take, &place, &bytes)?;
        self.renamed.insert(address.to_owned(), renamed);
        Ok(1)
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test may stop where it stands"
)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_files() {
        for (address, want) in [
            ("/cong", "cong/index.html"),
            ("/cong/a/tin/khai-sinh-3.5", "cong/a/tin/khai-sinh-3.5/index.html"),
            ("/cong/a?sau=12.ab", "cong/a/sau-12.ab/index.html"),
            ("/cong/a/van-ban?trang=2", "cong/a/van-ban/trang-2/index.html"),
            ("/cong/a/rss.xml", "cong/a/rss.xml"),
            ("/tinh/loa-3f.css", "tinh/loa-3f.css"),
            ("/t/khai-sinh", "t/khai-sinh/index.html"),
            ("/cong/a/the/khai-sinh.png?v=1650", "cong/a/the/khai-sinh.png"),
            ("/cong/a/nghe/12.m4a", "cong/a/nghe/12.m4a"),
            ("/cong/a/sitemap/2.xml", "cong/a/sitemap/2.xml"),
        ] {
            assert_eq!(place(address), want);
        }
        for (bad, is_fine) in [
            ("cong/../x", false),
            ("/etc/passwd", false),
            ("cong//x", false),
            ("cong/a b", false),
            ("cong/.git/x", false),
            ("cong/a/index.html", true),
        ] {
            assert_eq!(is_plain(bad), is_fine, "{bad}");
        }
        assert_eq!(without_forms("a<form x>b</form>c<form>d"), "ac");
        let base = "https://loa.vn";
        for (link, want) in [
            ("https://loa.vn/cong/a#main", Some("/cong/a")),
            ("/cong/a?trang=2", Some("/cong/a?trang=2")),
            ("/congx", None),
            ("/dang-nhap", None),
            ("https://loa.vn.evil/cong/a", None),
        ] {
            assert_eq!(own(link, base), want, "{link}");
        }
    }
}

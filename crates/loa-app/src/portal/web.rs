//! The public pages: read the address, take the page from the shelf or make it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use loa_db::id::Id;

use crate::app::App;
use crate::document;
use crate::error::{Error, Result};
use crate::identity::Action;
use crate::newsroom::store::public;
use crate::portal::frame::{base, site_at};
use crate::portal::shelf::{Kept, Made};
use crate::portal::{is_host, store};
use crate::route::{Access, Routes};

mod feeds;
mod pages;
mod setup;

/// Pictures never change under their address, but may be taken from the public: who agreed may think otherwise (COM-04).
const PICTURE_CACHE: &str = "public, max-age=300";

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let edit = Access::May(Action::EditSite);
    routes
        .get("/cong-don-vi/{unit}", edit, setup::page)
        .post("/cong-don-vi/{unit}", edit, setup::set)
        .open("/cong", index)
        .open("/cong/{site}", shown)
        .open("/cong/{site}/rss.xml", shown)
        .open("/cong/{site}/atom.xml", shown)
        .open("/cong/{site}/sitemap.xml", shown)
        .open("/cong/{site}/lien-he", shown)
        .open("/cong/{site}/chuyen-muc/{section}", shown)
        .open("/cong/{site}/chuyen-muc/{section}/rss.xml", shown)
        .open("/cong/{site}/tin/{slug}", shown)
        .open("/cong/{site}/anh/{picture}", picture)
        .open("/sitemap.xml", index)
        .open("/robots.txt", robots)
}

/// What is asked for, of an address below `/cong/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted<'a> {
    /// The first page.
    Home,
    /// Who answers, where, when.
    Contact,
    /// Articles of a section; the next ones behind one with `?sau=`.
    Section(&'a str),
    /// An article.
    Article(&'a str),
    /// The latest, of a section or of all, for programs.
    Rss(Option<&'a str>),
    /// The same in the other form.
    Atom,
    /// Every address.
    Sitemap,
}

fn wanted<'a>(parts: &[&'a str]) -> Option<Wanted<'a>> {
    Some(match parts {
        [] => Wanted::Home,
        ["lien-he"] => Wanted::Contact,
        ["rss.xml"] => Wanted::Rss(None),
        ["atom.xml"] => Wanted::Atom,
        ["sitemap.xml"] => Wanted::Sitemap,
        ["chuyen-muc", section] => Wanted::Section(section),
        ["chuyen-muc", section, "rss.xml"] => Wanted::Rss(Some(section)),
        ["tin", slug] => Wanted::Article(slug),
        _ => return None,
    })
}

/// A page of a site.
async fn shown(
    State(app): State<App>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let shelf = app.shelf();
    shelf.look(&app).await;
    let base = base(&app, &headers);
    let parts: Vec<&str> = uri
        .path()
        .split('/')
        .filter(|part| !part.is_empty())
        .skip(1)
        .collect();
    let Some((slug, wanted)) = parts
        .split_first()
        .and_then(|(slug, rest)| Some((*slug, wanted(rest)?)))
    else {
        return Error::NotFound.into_response();
    };
    // What else stands behind `?` changes nothing, and must not fill the shelf.
    let query = match wanted {
        Wanted::Home | Wanted::Section(_) => pages::behind(uri.query().unwrap_or_default()),
        _ => String::new(),
    };
    // Pages hold whole addresses: under another host they are other pages.
    let key = format!("{base}/{}{query}", parts.join("/"));
    let there = shelf.find(&key);
    if let Some((kept, true)) = &there {
        return kept.answer(&app, &method, &headers);
    }
    match made(&app, slug, wanted, &base, &query, &key).await {
        Ok(kept) => kept.answer(&app, &method, &headers),
        Err(Error::Outage(reason)) => match there {
            // An old page is better than none.
            Some((kept, _)) => {
                tracing::warn!(reason, "an old page of a public site is served");
                kept.answer(&app, &method, &headers)
            }
            None => Error::Outage(reason).into_response(),
        },
        Err(error) => error.into_response(),
    }
}

/// Makes the page of an address.
async fn made(
    app: &App,
    slug: &str,
    wanted: Wanted<'_>,
    base: &str,
    query: &str,
    key: &str,
) -> Result<Arc<Kept>> {
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let found = site_at(&mut tx, slug).await?;
    drop(tx);
    // Taken before anything is read that may change, the site itself included.
    let version = app.shelf().version(found.unit);
    let mut tx = app.db().read(app.scope(found.locality, None)).await?;
    let site = site_at(&mut tx, slug).await?;
    let made = match wanted {
        Wanted::Rss(_) | Wanted::Atom | Wanted::Sitemap => {
            let (kind, text) = feeds::drawn(&mut tx, &site, wanted, base).await?;
            Made {
                kind,
                text,
                counted: None,
            }
        }
        _ => pages::drawn(&mut tx, &site, wanted, base, query.trim_start_matches('?')).await?,
    };
    Ok(app.shelf().keep(key, (site.unit, version), made))
}

/// `/cong/{site}/anh/{picture}`: the picture of an article that the public reads, or the emblem of the site.
async fn picture(State(app): State<App>, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    match bytes(&app, &uri, &headers).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

async fn bytes(app: &App, uri: &Uri, headers: &HeaderMap) -> Result<Response> {
    let mut parts = uri.path().split('/').skip(2);
    let slug = parts.next().ok_or(Error::NotFound)?;
    let name = parts.nth(1).ok_or(Error::NotFound)?;
    let id: Id = name
        .trim_end_matches(".jpg")
        .parse()
        .map_err(|_| Error::NotFound)?;
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let site = site_at(&mut tx, slug).await?;
    drop(tx);
    let mut tx = app.db().read(app.scope(site.locality, None)).await?;
    let is_public = site.emblem == Some(id) || public::shows(&mut tx, site.unit, id).await?;
    let file = document::store::by_id(&mut tx, id).await?.filter(|_| is_public);
    let small = file.and_then(|file| file.small).ok_or(Error::NotFound)?;
    drop(tx);
    let tag = format!("\"{}\"", small.as_str());
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    let mut response = match known {
        Some(known) if known == tag => StatusCode::NOT_MODIFIED.into_response(),
        _ => Response::new(Body::from(app.files().get(&small).await?)),
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(PICTURE_CACHE));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    Ok(response)
}

/// `/cong`: every site; `/sitemap.xml`: the same for programs.
async fn index(State(app): State<App>, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    let drawn = async {
        let mut tx = app.db().read(app.scope(Id(0), None)).await?;
        let sites = store::open_sites(&mut tx, 5000).await?;
        let base = base(&app, &headers);
        match uri.path() {
            "/sitemap.xml" => feeds::index(&sites, &base),
            _ => pages::index(&sites),
        }
    };
    match drawn.await {
        Ok((kind, text)) => ([(header::CONTENT_TYPE, kind)], text).into_response(),
        Err(error) => error.into_response(),
    }
}

/// What programs that look for pages should leave alone: all that is not public.
async fn robots(State(app): State<App>, headers: HeaderMap) -> Response {
    let base = base(&app, &headers);
    let text = format!(
        "User-agent: *\nAllow: /cong\nAllow: /tinh/\nAllow: /sitemap.xml\nDisallow: /\nSitemap: {base}/sitemap.xml\n"
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// The first page of the site whose host name the request came by.
///
/// # Errors
/// [`Error::Outage`]
pub async fn under(app: &App, headers: &HeaderMap) -> Result<Option<String>> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let name = host.and_then(|host| host.split(':').next()).unwrap_or_default();
    if !is_host(name) {
        return Ok(None);
    }
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    let site = store::under(&mut tx, name).await?.filter(|site| site.is_open);
    Ok(site.map(|site| format!("/cong/{}", site.slug)))
}

//! The public pages: read the address, take the page from the shelf or make it.

use std::collections::{BTreeSet, HashMap};

use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::activity::Language;
use crate::app::App;
use crate::assets;
use crate::document::{self, sending::Sending};
use crate::error::{Error, Result};
use crate::identity::Action;
use crate::newsroom::Article;
use crate::newsroom::store::{self as articles, public};
use crate::page;
use crate::portal::frame::{Frame, around, site_at};
use crate::portal::shelf::{EVERYBODY, Made};
use crate::portal::{Site, is_host, store};
use crate::route::{Access, Routes};

mod feeds;
mod found;
mod library;
mod notices;
mod pages;
mod setup;
mod surfaces;

/// Pictures never change under their address, but may be taken from the public: who agreed may think otherwise (COM-04).
const PICTURE_CACHE: &str = "public, max-age=300";

/// The routes of this slice.
pub fn routes(routes: Routes) -> Routes {
    let edit = Access::May(Action::EditSite);
    let see = Access::May(Action::SeeArticles);
    let write = Access::May(Action::WriteArticle);
    routes
        .get("/cong-don-vi/{unit}", edit, setup::page)
        .post("/cong-don-vi/{unit}", edit, setup::set)
        .get("/toa-soan/{article}/be-mat/{surface}", see, surfaces::page)
        .post("/toa-soan/{article}/be-mat/{surface}", write, surfaces::change)
        .get("/toa-soan/{article}/tai/{name}", see, surfaces::file)
        .open("/cong", index)
        .open("/cong/{site}", shown)
        .open("/cong/{site}/rss.xml", shown)
        .open("/cong/{site}/atom.xml", shown)
        .open("/cong/{site}/sitemap.xml", shown)
        .open("/cong/{site}/sitemap/{part}", shown)
        .open("/cong/{site}/lien-he", shown)
        .open("/cong/{site}/bieu-duong", shown)
        .open("/cong/{site}/chuyen-muc/{section}", shown)
        .open("/cong/{site}/chuyen-muc/{section}/rss.xml", shown)
        .open("/cong/{site}/tin/{slug}", shown)
        .open("/cong/{site}/tieng/{language}", shown)
        .open("/cong/{site}/tieng/{language}/rss.xml", shown)
        .open("/cong/{site}/the/{name}", card)
        .open("/cong/{site}/nghe/{recording}", recording)
        .open("/cong/{site}/anh/{picture}", picture)
        .open("/cong/{site}/van-ban", shown)
        .open("/cong/{site}/van-ban/{document}", shown)
        .open("/cong/{site}/van-ban/{document}/tep", file)
        .open("/cong/{site}/niem-yet", shown)
        .open("/cong/{site}/niem-yet/{notice}", shown)
        .open("/cong/{site}/niem-yet/{notice}/tep", notice_file)
        .open("/cong/{site}/niem-yet-theo-quy/{quarter}", shown)
        .open("/cong/{site}/tim", shown)
        .open("/t/{code}", found::short)
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
    /// Units that are praised and criticised.
    Recognition,
    /// Articles of a section; the next ones behind one with `?sau=`.
    Section(&'a str),
    /// Articles in a language other than Vietnamese.
    Language(Language),
    /// The same for programs.
    LanguageRss(Language),
    /// An article.
    Article(&'a str),
    /// The latest, of a section or of all, for programs.
    Rss(Option<&'a str>),
    /// The same in the other form.
    Atom,
    /// Every address, or where they are listed.
    Sitemap,
    /// So many of the addresses of a site that has too many for one list: the how many-th list, from 1.
    SitemapPart(i64),
    /// Documents, by what stands behind `?`.
    Library,
    /// A document.
    Document(Id),
    /// What is posted now, and what was.
    Notices,
    /// A notice.
    Notice(&'a str),
    /// What was posted in a quarter, how and when.
    Quarter(&'a str),
    /// What holds the words behind `?q=`.
    Search,
}

/// An identity in the one spelling that addresses have, so that a page is not kept under several.
fn identity(text: &str) -> Option<Id> {
    let id: Option<Id> = text.parse().ok();
    id.filter(|id| id.to_string() == text)
}

fn wanted<'a>(parts: &[&'a str]) -> Option<Wanted<'a>> {
    Some(match parts {
        [] => Wanted::Home,
        ["lien-he"] => Wanted::Contact,
        ["bieu-duong"] => Wanted::Recognition,
        ["rss.xml"] => Wanted::Rss(None),
        ["atom.xml"] => Wanted::Atom,
        ["sitemap.xml"] => Wanted::Sitemap,
        ["sitemap", part] => {
            let part = part.strip_suffix(".xml").and_then(|part| part.parse().ok());
            Wanted::SitemapPart(part.filter(|part| *part > 0)?)
        }
        ["chuyen-muc", section] => Wanted::Section(section),
        ["chuyen-muc", section, "rss.xml"] => Wanted::Rss(Some(section)),
        ["tieng", language] => Wanted::Language(Language::with_key(language)?),
        ["tieng", language, "rss.xml"] => Wanted::LanguageRss(Language::with_key(language)?),
        ["tin", slug] => Wanted::Article(slug),
        ["van-ban"] => Wanted::Library,
        ["van-ban", document] => Wanted::Document(identity(document)?),
        ["tim"] => Wanted::Search,
        ["niem-yet"] => Wanted::Notices,
        ["niem-yet", notice] => Wanted::Notice(notice),
        ["niem-yet-theo-quy", quarter] => Wanted::Quarter(quarter),
        _ => return None,
    })
}

/// What counts of that which stands behind `?`, and whether the page is kept. What else stands there changes nothing, and
/// must not fill the shelf.
fn behind(app: &App, wanted: Wanted<'_>, query: &str) -> (String, bool) {
    match wanted {
        Wanted::Home | Wanted::Section(_) | Wanted::Language(_) => (pages::behind(query), true),
        Wanted::Library => library::behind(query, app.today()),
        Wanted::Notices => (notices::behind(query), true),
        Wanted::Search => (found::behind(query), false),
        _ => (String::new(), true),
    }
}

/// A page of a site.
async fn shown(
    State(app): State<App>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let base = page::base(&app, &headers);
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
    let (query, keeps) = behind(&app, wanted, uri.query().unwrap_or_default());
    let at = (base.as_str(), format!("/{}{query}", parts.join("/")), keeps);
    // In a place of its own: what waits for a page should not carry all that making one takes.
    let make = Box::pin(made(&app, slug, wanted, &base, &query));
    let answered = served(&app, (&method, &headers), at, make).await;
    let answered = match (answered, wanted) {
        (Err(Error::NotFound), Wanted::Article(name)) => moved(&app, slug, name).await,
        (answered, _) => answered,
    };
    answered.unwrap_or_else(Error::into_response)
}

/// The page at an address behind a base from the shelf, or made; kept where `at` says so. While the database does not answer an
/// old one is better than none.
async fn served(
    app: &App,
    (method, headers): (&Method, &HeaderMap),
    (base, path, keeps): (&str, String, bool),
    make: impl Future<Output = Result<((Id, i64), Made)>>,
) -> Result<Response> {
    let shelf = app.shelf();
    shelf.look(app).await;
    let keeps = keeps && shelf.keeps(app, base);
    let key = format!("{base}{path}");
    let there = shelf.find(&key).filter(|_| keeps);
    if let Some((kept, true)) = &there {
        return Ok(kept.answer(app, method, headers));
    }
    let kept = match (make.await, there) {
        (Ok((at, made)), _) if keeps => shelf.keep(&key, at, made),
        (Ok((at, made)), _) => shelf.once(at, made),
        (Err(Error::Outage(reason)), Some((kept, _))) => {
            tracing::warn!(reason, "an old page of a public site is served");
            kept
        }
        (Err(error), _) => return Err(error),
    };
    Ok(kept.answer(app, method, headers))
}

/// Where an article is that is asked for by its identity: so it is called on what was made of it before it had an address, and
/// printed. The address of what was public once never changes.
async fn moved(app: &App, site: &str, name: &str) -> Result<Response> {
    let id: Id = name.parse().map_err(|_| Error::NotFound)?;
    let site = site_of(app, site).await?;
    let mut tx = app.db().read(app.scope(site.locality, None)).await?;
    let found = articles::by_id(&mut tx, id).await?;
    let is_there = |one: &Article| one.unit == site.unit && one.first_public_at.is_some() && one.slug != name;
    let found = found.filter(is_there).ok_or(Error::NotFound)?;
    let to = format!("/cong/{}/tin/{}", site.slug, found.slug);
    Ok(Redirect::permanent(&to).into_response())
}

/// Makes the page of an address: whose it is, the count of changes before which it was made, and itself.
async fn made(
    app: &App,
    slug: &str,
    wanted: Wanted<'_>,
    base: &str,
    query: &str,
) -> Result<((Id, i64), Made)> {
    let (around, version) = around(app, slug).await?;
    let searches = wanted == Wanted::Search || wanted == Wanted::Library && !query.is_empty();
    let _turn = match searches {
        true => Some(app.shelf().searching().await?),
        false => None,
    };
    let (unit, locality) = (around.site.unit, around.site.locality);
    let mut tx = app.db().look(app.scope(locality, None)).await?;
    let made = match wanted {
        Wanted::Rss(_) | Wanted::LanguageRss(_) | Wanted::Atom | Wanted::Sitemap | Wanted::SitemapPart(_) => {
            let (kind, text) = feeds::drawn(&mut tx, &around, wanted, base).await?;
            Made::new(kind, text)
        }
        _ => {
            let frame = Frame::new(around, base);
            pages::drawn(&mut tx, frame, wanted, query.trim_start_matches('?')).await?
        }
    };
    Ok(((unit, version), made))
}

/// `/cong/{site}/anh/{picture}`: the picture of an article that the public reads, or the emblem of the site.
async fn picture(State(app): State<App>, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    match bytes(&app, &uri, &headers).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

/// The site of an address below `/cong/`, and the last part of the address without its ending.
async fn named<'a>(app: &App, uri: &'a Uri, ending: &str) -> Result<(Site, &'a str)> {
    let mut parts = uri.path().split('/').skip(2);
    let slug = parts.next().ok_or(Error::NotFound)?;
    let name = parts.nth(1).ok_or(Error::NotFound)?;
    let site = site_of(app, slug).await?;
    Ok((site, name.trim_end_matches(ending)))
}

async fn bytes(app: &App, uri: &Uri, headers: &HeaderMap) -> Result<Response> {
    let (site, name) = named(app, uri, ".jpg").await?;
    let id: Id = name.parse().map_err(|_| Error::NotFound)?;
    let mut tx = app.db().read(app.scope(site.locality, None)).await?;
    let is_public = site.emblem == Some(id) || public::shows(&mut tx, site.unit, id).await?;
    let file = document::store::by_id(&mut tx, id).await?.filter(|_| is_public);
    let small = file.and_then(|file| file.small).ok_or(Error::NotFound)?;
    drop(tx);
    let sending = Sending::new(&small, "image/jpeg", PICTURE_CACHE);
    sending.sent(app, headers).await
}

/// `/cong/{site}/nghe/{recording}`: what was recorded for an article that the public reads; phones ask for parts of it.
async fn recording(State(app): State<App>, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    match heard(&app, &uri, &headers).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

async fn heard(app: &App, uri: &Uri, headers: &HeaderMap) -> Result<Response> {
    let (site, name) = named(app, uri, "").await?;
    // Under the name of the other kind as well: every recording was once called by one of them.
    let id = name.split('.').next().unwrap_or_default();
    let id: Id = id.parse().map_err(|_| Error::NotFound)?;
    let mut tx = app.db().read(app.scope(site.locality, None)).await?;
    let is_public = public::speaks(&mut tx, site.unit, id).await?;
    let file = document::store::by_id(&mut tx, id).await?.filter(|_| is_public);
    let file = file.ok_or(Error::NotFound)?;
    drop(tx);
    let sending = Sending::new(&file.hash, file.kind.media_type(), PICTURE_CACHE);
    sending.sent(app, headers).await
}

/// `/cong/{site}/the/{name}`: the picture that stands beside a shared link.
async fn card(
    State(app): State<App>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let drawn = async {
        let (site, slug) = named(&app, &uri, ".png").await?;
        surfaces::card(&app, &site, slug, &page::base(&app, &headers)).await
    };
    match drawn.await {
        Ok(kept) => kept.answer(&app, &method, &headers),
        Err(error) => error.into_response(),
    }
}

/// `/cong/{site}/van-ban/{document}/tep`: the file of a document.
async fn file(
    State(app): State<App>,
    Path((slug, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let sent = async {
        let site = site_of(&app, &slug).await?;
        let id = identity(&id).ok_or(Error::NotFound)?;
        library::file(&app, &site, id, &headers).await
    };
    sent.await.unwrap_or_else(Error::into_response)
}

/// `/cong/{site}/niem-yet/{notice}/tep`: the file of a notice.
async fn notice_file(
    State(app): State<App>,
    Path((slug, notice)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let sent = async {
        let site = site_of(&app, &slug).await?;
        notices::file(&app, &site, &notice, &headers).await
    };
    sent.await.unwrap_or_else(Error::into_response)
}

async fn site_of(app: &App, slug: &str) -> Result<Site> {
    let mut tx = app.db().read(app.scope(Id(0), None)).await?;
    site_at(&mut tx, slug).await
}

/// `/cong`: every site; `/sitemap.xml`: the same for programs.
async fn index(
    State(app): State<App>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let base = page::base(&app, &headers);
    let make = async {
        let at = (EVERYBODY, app.shelf().version(EVERYBODY));
        let mut tx = app.db().read(app.scope(Id(0), None)).await?;
        let sites = store::open_sites(&mut tx, 5000).await?;
        let (kind, text) = match uri.path() {
            "/sitemap.xml" => feeds::index(&sites, &large(&app, tx, &sites).await?, &base)?,
            _ => pages::index(&sites)?,
        };
        Ok((at, Made::new(kind, text)))
    };
    let at = (base.as_str(), uri.path().to_owned(), true);
    let answered = served(&app, (&method, &headers), at, make).await;
    answered.unwrap_or_else(Error::into_response)
}

/// Units whose sites have more articles than one list of addresses holds, with how many.
async fn large(app: &App, mut tx: Tx, sites: &[Site]) -> Result<HashMap<Id, i64>> {
    let mut found = HashMap::new();
    let localities: BTreeSet<Id> = sites.iter().map(|site| site.locality).collect();
    for locality in localities {
        tx = tx.scoped_to(app.scope(locality, None));
        let own = sites.iter().filter(|site| site.locality == locality);
        let units = own.map(|site| site.unit);
        found.extend(public::large(&mut tx, units, feeds::MOST_ARTICLES).await?);
    }
    Ok(found)
}

/// What the public gets at an address: the handlers of its routes without what stands around them.
pub async fn answer(app: &App, uri: &Uri) -> Response {
    let state = State(app.clone());
    let headers = HeaderMap::new();
    let original = OriginalUri(uri.clone());
    let parts: Vec<&str> = uri.path().split('/').filter(|part| !part.is_empty()).collect();
    let text = |part: &str| part.to_owned();
    match parts.as_slice() {
        ["cong"] | ["sitemap.xml"] => index(state, Method::HEAD, original, headers).await,
        ["robots.txt"] => robots(state, headers).await,
        ["t", code] => found::short(state, Path(text(code))).await,
        ["tinh", name] => assets::file(Path(text(name)), headers).await,
        ["cong", _, "anh", _] => picture(state, original, headers).await,
        ["cong", site, "van-ban", one, "tep"] => file(state, Path((text(site), text(one))), headers).await,
        ["cong", site, "niem-yet", one, "tep"] => {
            notice_file(state, Path((text(site), text(one))), headers).await
        }
        ["cong", _, "nghe", _] => recording(state, original, headers).await,
        // Nobody reads it by that.
        ["cong", _, "the", _] => Box::pin(card(state, Method::HEAD, original, headers)).await,
        ["cong", ..] => Box::pin(shown(state, Method::HEAD, original, headers)).await,
        _ => Error::NotFound.into_response(),
    }
}

/// What programs that look for pages should leave alone: all that is not public.
async fn robots(State(app): State<App>, headers: HeaderMap) -> Response {
    let base = page::base(&app, &headers);
    let text = format!(
        "User-agent: *\nAllow: /cong\nAllow: /t/\nAllow: /tinh/\nAllow: /sitemap.xml\nDisallow: /\nSitemap: {base}/sitemap.xml\n"
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

//! The one file that knows every slice: routes, the layers around them, the first page.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use loa_db::id::Id;
use loa_db::tx::Tx;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use crate::app::App;
use crate::assets;
use crate::audit;
use crate::document;
use crate::duty;
use crate::error::{Error, Result};
use crate::files::Hash;
use crate::form::READ_BYTES;
use crate::identity::{self, Action};
use crate::inspection;
use crate::job::worker::Duties;
use crate::job::{Handler, Run, schedule};
use crate::library;
use crate::newsroom;
use crate::notice;
use crate::org;
use crate::outbox;
use crate::page::{self, Plain};
use crate::plan;
use crate::portal;
use crate::readership;
use crate::recognition;
use crate::report;
use crate::request;
use crate::route::{Access, Routes, Row, Visit, lost};
use crate::subplan;
use crate::subscription;
use crate::urging;

/// Scripts, styles, pictures and forms of our own only; nothing inside pages, nobody may frame them.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    font-src 'self'; connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What of a phone pages may use: keys. Photos come by a field of a form, which needs no permission.
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), \
    publickey-credentials-get=(self), publickey-credentials-create=(self)";

/// Every route of every slice, with who may use it.
pub fn routes(app: &App) -> (Router, Router, Vec<Row>) {
    Routes::new(app)
        .get("/", Access::Public, first_page)
        .with(org::web::routes)
        .with(identity::web::routes)
        .with(audit::web::routes)
        .with(plan::web::routes)
        .with(document::web::routes)
        .with(duty::web::routes)
        .with(urging::web::routes)
        .with(report::web::routes)
        .with(subplan::web::routes)
        .with(duty::log::routes)
        .with(inspection::web::routes)
        .with(newsroom::web::routes)
        .with(recognition::web::routes)
        .with(library::web::routes)
        .with(notice::web::routes)
        .with(portal::web::routes)
        .with(subscription::web::routes)
        .with(readership::web::routes)
        .finish()
}

/// What the slices have to show on the page of a unit, in its order: HTML.
///
/// # Errors
/// Those of the slices.
pub async fn parts_of_unit(visit: &Visit, tx: &mut Tx, unit: Id) -> Result<Vec<String>> {
    Ok(vec![
        duty::web::mine::unit_part(visit, tx, unit).await?,
        subplan::web::unit_part(visit, tx, unit).await?,
        identity::web::unit_part(visit, tx, unit).await?,
    ])
}

/// What the slices have to show above the list of one's own work: HTML.
///
/// # Errors
/// Those of the slices.
pub async fn parts_of_work(visit: &Visit, tx: &mut Tx) -> Result<Vec<String>> {
    Ok(vec![
        recognition::web::work_part(visit, tx).await?,
        subplan::web::work_part(visit, tx).await?,
    ])
}

/// What the slices have to show on the page of an article: HTML.
///
/// # Errors
/// Those of the slices.
pub async fn parts_of_article(tx: &mut Tx, article: &newsroom::Article) -> Result<Vec<String>> {
    Ok(vec![readership::web::article_part(tx, article).await?])
}

/// The first lines of the board: HTML.
///
/// # Errors
/// Those of the slices.
pub async fn parts_of_board(visit: &Visit, tx: &mut Tx) -> Result<Vec<String>> {
    Ok(vec![subplan::web::board_part(visit, tx).await?])
}

/// How the jobs of every slice are done, and what happens again and again.
pub const DUTIES: Duties = Duties {
    handlers: HANDLERS,
    recurring: &[
        schedule::NIGHTLY,
        urging::jobs::MORNING,
        report::jobs::MORNING,
        newsroom::jobs::REVIEWS,
        portal::links::WEEKLY,
        subscription::jobs::MORNING,
        subscription::jobs::HOURLY,
    ],
};

const HANDLERS: &[Handler] = &[
    schedule::TIDYING,
    urging::jobs::REMINDING,
    report::jobs::OPENING,
    newsroom::jobs::PUBLISHING,
    newsroom::jobs::EXPIRING,
    newsroom::jobs::REVIEWING,
    portal::links::GATHERING,
    portal::links::ASKING,
    recognition::jobs::EXPIRING,
    notice::jobs::ENDING,
    subscription::jobs::CONFIRMING,
    subscription::jobs::GOING_ROUND,
    subscription::jobs::WRITING,
    subscription::jobs::FORGETTING,
    Handler {
        kind: outbox::SEND,
        run: Run::Outside(
            |app, job| outbox::deliver(app, job, identity::store::reach::find, urging::jobs::look),
            outbox::note,
        ),
    },
];

/// How long a request may take: three photos through a line of 2 kB a second arrive within it.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// How long a sender may say nothing in the middle of it.
const SILENCE: Duration = Duration::from_secs(60);

/// The application as a service.
pub fn router(app: &App) -> Router {
    let (pages, open, _) = routes(app);
    let nowhere = app.clone();
    let pages = pages
        .fallback(move |request: Request| lost(nowhere.clone(), request))
        .method_not_allowed_fallback(other_method)
        .layer(DefaultBodyLimit::max(READ_BYTES))
        .layer(CsrfLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            LONGEST,
        ))
        .layer(RequestBodyTimeoutLayer::new(SILENCE))
        .layer(CatchPanicLayer::custom(|_panic| {
            Error::Outage("a handler panicked".to_owned()).into_response()
        }))
        .layer(from_fn_with_state(app.clone(), with_locality))
        .layer(CompressionLayer::new());
    let parts = Router::new()
        .route("/tinh/{name}", get(assets::file))
        .route("/worker.js", get(assets::worker))
        .route("/healthz", get(health))
        .route("/metrics", get(numbers))
        .with_state(app.clone());
    // Around everything, so that no answer goes out without it, whoever gave it.
    let is_https = app.settings().is_https;
    let secured = move |request: Request, next: Next| secured(is_https, request, next);
    // Read by many, and whoever writes to them is refused: what guards forms would only cost time here.
    let open = open.method_not_allowed_fallback(other_method);
    let open = open.layer(CatchPanicLayer::custom(|_panic| {
        Error::Outage("a public page panicked".to_owned()).into_response()
    }));
    pages
        .merge(parts)
        .merge(open)
        .layer(from_fn(secured))
        .layer(from_fn(request::logged))
}

/// What is logged, as it was asked for, without what libraries write about addresses: in them stand secrets of links.
pub fn log_filter(wanted: &str) -> String {
    format!("{wanted},tower_http::csrf=off")
}

/// The address of a form is no page. Whoever opens it, from the history or after signing in, gets the page that it
/// belongs to: the one above.
async fn other_method(request: Request) -> Response {
    let above = request
        .uri()
        .path()
        .rsplit_once('/')
        .map_or("", |(above, _)| above);
    if request.method() == Method::GET {
        page::to(if above.is_empty() { "/" } else { above }).into_response()
    } else {
        let answer = Plain {
            heading: "Không làm được như vậy",
            sentence: "Mời mở lại trang và thử lần nữa.".to_owned(),
            code: None,
        };
        (StatusCode::METHOD_NOT_ALLOWED, answer).into_response()
    }
}

/// Pages of errors know nothing about who asks; with one locality in the database they carry its name all the same.
async fn with_locality(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    // What is down is not asked once more.
    let is_up = response.status() != StatusCode::SERVICE_UNAVAILABLE;
    if let Some(plain) = response.extensions_mut().remove::<Plain>().filter(|_| is_up)
        && let Ok(Some(only)) = app.only_locality().await
    {
        *response.body_mut() = Body::from(plain.page(Some(only)).0);
    }
    response
}

async fn secured(is_https: bool, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    ] {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if is_https {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
        only_over_https(headers);
    }
    response
}

/// Cookies are made in many places, some of which know nothing about how people reach the site.
fn only_over_https(headers: &mut HeaderMap) {
    let header::Entry::Occupied(mut cookies) = headers.entry(header::SET_COOKIE) else {
        return;
    };
    for cookie in cookies.iter_mut() {
        let text = cookie.as_bytes();
        let secure = HeaderValue::from_bytes(&[text, b"; Secure"].concat());
        if let Ok(secure) = secure
            && !text.ends_with(b"; Secure")
        {
            *cookie = secure;
        }
    }
}

/// The page that a person needs most; under the host name of a site, that site.
async fn first_page(visit: Visit, headers: HeaderMap) -> Result<Response> {
    let Some(actor) = &visit.actor else {
        if let Some(site) = portal::web::under(&visit.app, &headers).await? {
            return Ok(page::to(&site).into_response());
        }
        return Ok(page::to("/dang-nhap").into_response());
    };
    let first = [
        (Action::SeeBoard, "/bang-dieu-hanh"),
        (Action::SeeOwnDuties, "/viec"),
        (Action::ManagePeople, "/nguoi"),
    ];
    let path = first.into_iter().find(|(action, _)| actor.may_somewhere(*action));
    Ok(page::to(path.map_or("/phien", |(_, path)| path)).into_response())
}

/// Does the database answer?
async fn health(State(app): State<App>) -> Response {
    let reads = async {
        let mut tx = app.db().read(app.scope(Id(0), None)).await?;
        tx.row("SELECT 1 AS one", Vec::new()).await.map(drop)
    };
    match reads.await {
        Ok(()) => (StatusCode::OK, "ok\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "database\n").into_response()
        }
    }
}

/// Numbers for a program that watches; only for who knows the word, and for nobody where there is none.
async fn numbers(State(app): State<App>, headers: HeaderMap) -> Response {
    let Some(numbers) = &app.settings().numbers else {
        return Error::NotFound.into_response();
    };
    let told = headers.get(header::AUTHORIZATION);
    let told = told.and_then(|value| value.to_str().ok());
    let word = told.and_then(|value| value.strip_prefix("Bearer "));
    // Sums are compared: how long that takes tells nothing of the word.
    if word.is_none_or(|word| Hash::of(word.as_bytes()) != numbers.word) {
        let wanted = [(header::WWW_AUTHENTICATE, "Bearer")];
        return (StatusCode::UNAUTHORIZED, wanted, "token\n").into_response();
    }
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (kind, (numbers.told)(&app)).into_response()
}

//! Routes with who may use them: no route without a row in this table, and the guard in front of each.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequestParts, OriginalUri, Request};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router};
use axum_extra::extract::CookieJar;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use crate::app::App;
use crate::error::{Error, Result};
use crate::form::drain;
use crate::identity::{self, Action, Actor};
use crate::org::store::Locality;
use crate::page::{self, Chrome, Plain};
use crate::request;

#[cfg(test)]
mod tests;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Anybody who is signed in, for what is their own.
    SignedIn,
    /// Whoever has a role that allows the action somewhere; the action itself then asks for the unit at hand.
    May(Action),
    /// Whoever has a role for the whole locality that allows the action.
    MayEverywhere(Action),
}

impl Access {
    /// May somebody who is signed in use the route?
    pub fn is_open_to(self, actor: &Actor) -> bool {
        match self {
            Access::Public | Access::SignedIn => true,
            Access::May(action) => actor.may_somewhere(action),
            Access::MayEverywhere(action) => actor.may_for_all(action),
        }
    }
}

/// How long a form of a public page may take in all, and its sender say nothing in the middle of it.
const OPEN_PATIENCE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(15));

/// A route in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// GET or POST.
    pub method: Method,
    /// With its parameters, as `/viec/{duty}`.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
}

/// Routes of one or more slices with their table.
pub struct Routes {
    app: App,
    router: Router<App>,
    open: Router<App>,
    /// The table.
    pub rows: Vec<Row>,
}

impl Routes {
    /// No routes yet.
    pub fn new(app: &App) -> Self {
        Self {
            app: app.clone(),
            router: Router::new(),
            open: Router::new(),
            rows: Vec::new(),
        }
    }

    /// A page.
    #[must_use]
    pub fn get<T: 'static>(self, path: &'static str, access: Access, handler: impl Handler<T, App>) -> Self {
        self.add(Method::GET, path, access, get(handler))
    }

    /// A page that is the same for everybody: nobody is looked up for it, nothing is sent to it.
    #[must_use]
    pub fn open<T: 'static>(mut self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.open = self.open.route(path, get(handler));
        self.rows.push(Row {
            method: Method::GET,
            path,
            access: Access::Public,
        });
        self
    }

    /// A form of such a page: nobody is looked up for it either. Browsers tell whether it was sent from here.
    #[must_use]
    pub fn open_post<T: 'static>(self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.open_button(path, post(handler).layer(CsrfLayer::new()))
    }

    /// A button that programs press as well, which have no page and no cookie (RFC 8058): what is done by it is said by
    /// the secret in its address alone, so it does not matter from where it is pressed.
    #[must_use]
    pub fn one_click<T: 'static>(self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.open_button(path, post(handler))
    }

    fn open_button(mut self, path: &'static str, route: MethodRouter<App>) -> Self {
        let (most, silence) = OPEN_PATIENCE;
        let route = route
            .layer::<_, Infallible>(TimeoutLayer::with_status_code(
                StatusCode::SERVICE_UNAVAILABLE,
                most,
            ))
            .layer(RequestBodyTimeoutLayer::new(silence));
        self.open = self.open.route(path, route);
        self.rows.push(Row {
            method: Method::POST,
            path,
            access: Access::Public,
        });
        self
    }

    /// A form or a button.
    #[must_use]
    pub fn post<T: 'static>(self, path: &'static str, access: Access, handler: impl Handler<T, App>) -> Self {
        self.add(Method::POST, path, access, post(handler))
    }

    fn add(mut self, method: Method, path: &'static str, access: Access, route: MethodRouter<App>) -> Self {
        let app = self.app.clone();
        let guard = move |request: Request, next: Next| guarded(app.clone(), access, request, next);
        let route = route.layer(from_fn(guard));
        self.router = self.router.route(path, route);
        self.rows.push(Row { method, path, access });
        self
    }

    /// The routes of another slice as well.
    #[must_use]
    pub fn with(self, slice: fn(Routes) -> Routes) -> Self {
        slice(self)
    }

    /// The router of pages that know who asks, that of pages that are the same for everybody, and the table.
    pub fn finish(self) -> (Router, Router, Vec<Row>) {
        let open = self.open.with_state(self.app.clone());
        (self.router.with_state(self.app), open, self.rows)
    }
}

/// A request and who makes it. Handlers take it as an argument.
#[derive(Clone)]
pub struct Visit {
    /// The application.
    pub app: App,
    /// Who is signed in.
    pub actor: Option<Actor>,
    /// While nobody is signed in: the locality, when there is but one.
    pub only_locality: Option<Locality>,
    /// The path that was asked for.
    pub path: String,
    /// The page to open once somebody has signed in: the one that was asked for, or whose form was sent.
    pub next: String,
    /// A form was sent.
    pub is_sent: bool,
    /// The part of the address behind `?`.
    pub query: String,
    /// What was just done on the page before.
    pub flash: Option<String>,
    /// The network address of the client.
    pub address: String,
    /// The browser, as it calls itself; at most 200 characters.
    pub agent: String,
    /// The client asks for JSON.
    pub wants_json: bool,
}

impl Visit {
    /// Who is signed in.
    ///
    /// # Errors
    /// [`Error::SignedOut`]
    pub fn actor(&self) -> Result<&Actor> {
        self.actor
            .as_ref()
            .ok_or_else(|| Error::SignedOut(self.next.clone(), self.is_sent))
    }

    /// The fields behind `?`.
    pub fn fields(&self) -> crate::form::Form {
        crate::form::Form::parse(&self.query)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        parts
            .extensions
            // Taken, not copied: it holds every unit that the person reaches.
            .remove::<Visit>()
            .ok_or_else(|| Error::Outage("a route without a guard".to_owned()))
    }
}

/// The network address from which a request comes, where nobody is looked up.
pub struct Network(pub String);

impl FromRequestParts<App> for Network {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self(address(app, &parts.headers, parts)))
    }
}

async fn guarded(app: App, access: Access, request: Request, next: Next) -> Response {
    // A body cannot be shared between threads, so it is set aside while the database is asked.
    let (mut parts, body) = request.into_parts();
    let is_get = parts.method == Method::GET;
    let json = page::wants_json(&parts.headers);
    let visit = match visit(app, &parts).await {
        Ok(visit) => visit,
        Err(error) => {
            drain(body).await;
            return told(error, json);
        }
    };
    let allowed = match access {
        Access::Public => Ok(()),
        _ => visit.actor().and_then(|actor| {
            if access.is_open_to(actor) {
                Ok(())
            } else {
                Err(Error::Forbidden)
            }
        }),
    };
    let frame = frame(&visit);
    if let Err(error) = allowed {
        drain(body).await;
        return framed(told(error, json), frame);
    }
    let lacks_factor = visit.actor.as_ref().is_some_and(|actor| actor.lacks_factor);
    if lacks_factor && access != Access::Public && !identity::web::is_open_meanwhile(&visit.path) {
        drain(body).await;
        return lacking(&visit, json);
    }
    let (flash, signed_in) = (visit.flash.is_some(), visit.actor.is_some());
    parts.extensions.insert(visit);
    let response = next.run(Request::from_parts(parts, body)).await;
    let mut response = framed(response, frame);
    let shown = flash && is_get && response.status() == StatusCode::OK;
    let headers = response.headers_mut();
    if shown {
        let cookie = format!("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax", page::FLASH);
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, value);
        }
    }
    if signed_in && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        );
    }
    response
}

/// The frame of a page for who is signed in, in case what they asked for is refused. It asks nobody, so it cannot fail.
fn frame(visit: &Visit) -> Option<Chrome> {
    visit.actor.as_ref().map(|_| Chrome {
        // It is not shown yet: the next page has it.
        flash: None,
        ..Chrome::new(visit)
    })
}

/// A refusal with the menu of who is signed in; anything else as it is.
fn framed(mut response: Response, frame: Option<Chrome>) -> Response {
    let Some(chrome) = frame else {
        return response;
    };
    if let Some(plain) = response.extensions_mut().remove::<Plain>() {
        *response.body_mut() = Body::from(plain.within(chrome).0);
    }
    response
}

/// No page has this address. Who seems to be signed in is looked up; when that fails the page tells the same without them.
pub async fn lost(app: App, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let jar = CookieJar::from_headers(&parts.headers);
    let frame = match jar.get(identity::COOKIE) {
        Some(_) => visit(app, &parts).await.ok().and_then(|visit| frame(&visit)),
        None => None,
    };
    framed(Error::NotFound.into_response(), frame)
}

/// A role asks for a second factor: there first. The queue of a phone keeps what it has until somebody has signed in.
fn lacking(visit: &Visit, json: bool) -> Response {
    if json {
        return told(Error::SignedOut(visit.next.clone(), true), true);
    }
    page::to("/tai-khoan/dang-nhap").into_response()
}

/// An error in the form that the client asked for.
fn told(error: Error, json: bool) -> Response {
    if !json {
        return error.into_response();
    }
    error.log();
    let (heading, sentence) = error.told();
    let code = match error {
        Error::Full(_) | Error::Outage(_) => request::code(),
        _ => None,
    };
    let body = serde_json::json!({ "title": heading, "detail": sentence, "code": code });
    (error.status(), Json(body)).into_response()
}

/// An error for the client of this visit: JSON where it asked for that.
pub fn answer(visit: &Visit, error: Error) -> Response {
    told(error, visit.wants_json)
}

async fn visit(app: App, request: &Parts) -> Result<Visit> {
    let headers = &request.headers;
    let jar = CookieJar::from_headers(headers);
    let token = jar.get(identity::COOKIE).map(|cookie| cookie.value().to_owned());
    let mut actor = match token {
        Some(token) => identity::actions::resume(&app, &token).await?,
        None => None,
    };
    let only_locality = match actor {
        Some(_) => None,
        None => app.only_locality().await?,
    };
    let address = address(&app, headers, request);
    if let Some(actor) = &mut actor {
        actor.address = ip(&address);
    }
    let uri = request
        .extensions
        .get::<OriginalUri>()
        .map_or_else(|| request.uri.clone(), |original| original.0.clone());
    let header_text = |name: header::HeaderName| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().chars().take(200).collect::<String>()
    };
    Ok(Visit {
        address,
        actor,
        only_locality,
        path: uri.path().to_owned(),
        next: match request.method {
            Method::GET => uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            _ => sender(headers).unwrap_or_else(|| "/".to_owned()),
        },
        is_sent: request.method != Method::GET,
        query: uri.query().unwrap_or_default().to_owned(),
        flash: jar.get(page::FLASH).map(|cookie| {
            let sentence = crate::form::clean(&page::decoded(cookie.value()));
            sentence.chars().take(300).collect()
        }),
        agent: header_text(header::USER_AGENT),
        wants_json: page::wants_json(headers),
        app,
    })
}

/// A network address, with or without its port.
pub fn ip(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
    text.parse().or_else(|_| with_port()).ok()
}

/// The page whose form was sent, as the browser tells it; `None` when it tells none of this site.
fn sender(headers: &HeaderMap) -> Option<String> {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let (_, rest) = text(header::REFERER)?.split_once("://")?;
    let path = rest.strip_prefix(text(header::HOST)?)?;
    (path.starts_with('/') && path.len() < 500).then(|| path.to_owned())
}

/// Behind a proxy its own last entry counts: those before it are written by whoever likes to.
fn address(app: &App, headers: &HeaderMap, request: &Parts) -> String {
    if app.settings().behind_proxy {
        let told = headers.get_all("x-forwarded-for").iter().next_back();
        let last = told
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.rsplit(',').next());
        if let Some(address) = last {
            return address.trim().chars().take(64).collect();
        }
    }
    request
        .extensions
        .get::<axum::extract::ConnectInfo<std::net::SocketAddr>>()
        .map_or_else(String::new, |info| info.0.ip().to_string())
}

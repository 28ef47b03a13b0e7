//! One request: the code by which a person and the log speak of the same one, its line in the log, its place in the numbers.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

/// Where an answer carries the code.
pub const HEADER: &str = "x-request-id";
/// Letters and digits that are not taken for one another when they are read out.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

tokio::task_local! {
    static CODE: String;
}

/// The code of the request that is being answered.
pub fn code() -> Option<String> {
    CODE.try_with(Clone::clone).ok()
}

/// "k7m2-9qxp": one of a million millions.
fn fresh() -> String {
    let mut bytes = [0_u8; 8];
    // Without randomness requests share a code; nothing but the log depends on it.
    let _ = getrandom::fill(&mut bytes);
    let sign = |byte: &u8| char::from(*SIGNS.get(usize::from(byte & 31)).unwrap_or(&b'0'));
    let (first, last) = bytes.split_at(4);
    let text = |bytes: &[u8]| bytes.iter().map(sign).collect::<String>();
    format!("{}-{}", text(first), text(last))
}

/// One line for each request, and the same words before whatever is logged on its way: the route as the program writes
/// it, never the address, in which an identity or the secret of an invitation may stand.
pub async fn logged(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str)
        .to_owned();
    let code = fresh();
    let method = request.method().clone();
    let span = tracing::info_span!("request", code, %method, route);
    let is_small = route.starts_with("/tinh/") || route == "/healthz" || route == "/metrics";
    let begun = Instant::now();
    let header = HeaderValue::from_str(&code).ok();
    CODE.scope(
        code,
        async move {
            let mut response = next.run(request).await;
            if let Some(header) = header {
                response.headers_mut().insert(HEADER, header);
            }
            let status = response.status().as_u16();
            let took = begun.elapsed();
            let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            if is_small {
                tracing::debug!(status, milliseconds, "answered");
            } else {
                tracing::info!(status, milliseconds, "answered");
            }
            count(&method, route, status, took.as_secs_f64());
            response
        }
        .instrument(span),
    )
    .await
}

/// Numbers by route and status: nothing that tells of a person. Whoever invents methods makes no new rows.
fn count(method: &Method, route: String, status: u16, seconds: f64) {
    let method = match *method {
        Method::GET | Method::HEAD => "GET",
        Method::POST => "POST",
        _ => "other",
    };
    metrics::histogram!("loa_request_seconds", "method" => method, "route" => route.clone()).record(seconds);
    let status = status.to_string();
    metrics::counter!("loa_requests_total", "method" => method, "route" => route, "status" => status)
        .increment(1);
}

//! Asking links of others, politely and never within our own network. A port.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Method, Url, header, redirect};
use tokio::time::{Instant, sleep_until, timeout};

use crate::newsroom::link::{Found, Verdict, of_status};

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long one link may take, redirects and all.
const LONGEST: Duration = Duration::from_secs(25);
/// Between two requests to one host.
const PAUSE: Duration = Duration::from_secs(1);
/// Redirects that are followed.
const MOST_HOPS: usize = 5;

/// Says whether a machine at an address may be asked.
pub type Allows = fn(IpAddr) -> bool;

/// When each host may be asked next, by all of this process.
static NEXT: Mutex<Option<HashMap<String, Instant>>> = Mutex::new(None);

/// Asks links.
pub struct Asker {
    client: Client,
    allows: Allows,
    pause: Duration,
}

impl fmt::Debug for Asker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asker").finish_non_exhaustive()
    }
}

/// Resolves names to addresses that may be asked alone, for every connection: a name that changes in between does not help.
struct Resolver(Allows);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allows = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|address| allows(address.ip())).collect();
            if allowed.is_empty() {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, Inner).into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// The address is one of our own network.
#[derive(Debug, thiserror::Error)]
#[error("an address that is not asked")]
struct Inner;

impl Asker {
    /// Asks machines whose address is allowed. `site`: our own address, by which others find who asks; may be empty.
    ///
    /// # Errors
    /// [`io::Error`] when the machine has no way to make requests.
    pub fn new(allows: Allows, site: &str) -> io::Result<Self> {
        // The first one stays; there is only one in this program.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let version = env!("CARGO_PKG_VERSION");
        let agent = match site {
            "" => format!("Loa/{version} (link check)"),
            site => format!("Loa/{version} (link check; +{site})"),
        };
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Resolver(allows))
            .user_agent(agent)
            .timeout(PATIENCE)
            .pool_max_idle_per_host(0)
            .build()
            .map_err(io::Error::other)?;
        Ok(Self {
            client,
            allows,
            pause: PAUSE,
        })
    }

    /// The same with another pause between two requests to one host.
    #[cfg(test)]
    #[must_use]
    pub fn pausing(self, pause: Duration) -> Self {
        Self { pause, ..self }
    }

    /// Asks a link: by HEAD, where that is refused by GET, following redirects.
    pub async fn ask(&self, url: &Url) -> Found {
        let asked = timeout(LONGEST, self.followed(url.clone())).await;
        asked.unwrap_or_else(|_| Found::new(Verdict::Unclear, "quá lâu không trả lời"))
    }

    async fn followed(&self, mut url: Url) -> Found {
        for _ in 0..=MOST_HOPS {
            if let Some(refused) = self.refused(&url) {
                return refused;
            }
            let (status, next) = match self.answer(&url).await {
                Ok(answer) => answer,
                Err(found) => return found,
            };
            if !(300..400).contains(&status) {
                return of_status(status);
            }
            let Some(to) = next.and_then(|to| url.join(&to).ok()) else {
                return of_status(status);
            };
            url = to;
        }
        Found::new(Verdict::Unclear, "chuyển hướng quá nhiều lần")
    }

    /// Schemes, secrets and addresses that are not for asking. Names are looked up when they are connected to.
    fn refused(&self, url: &Url) -> Option<Found> {
        let told = |words: &str| Some(Found::new(Verdict::Unclear, words));
        if !matches!(url.scheme(), "http" | "https") {
            return told("không phải trang web");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return told("liên kết có mật khẩu");
        }
        let host = url.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match bare.parse::<IpAddr>() {
            Ok(address) if !(self.allows)(address) => told("địa chỉ trong mạng nội bộ"),
            _ if host.is_empty() => told("không phải trang web"),
            _ => None,
        }
    }

    async fn answer(&self, url: &Url) -> Result<(u16, Option<String>), Found> {
        let (status, next) = self.request(Method::HEAD, url).await?;
        // Many answer HEAD wrongly, as if there was nothing.
        match status {
            200..=399 => Ok((status, next)),
            _ => self.request(Method::GET, url).await,
        }
    }

    async fn request(&self, method: Method, url: &Url) -> Result<(u16, Option<String>), Found> {
        self.wait(url.host_str().unwrap_or_default()).await;
        let answer = self.client.request(method, url.clone()).send().await;
        // The body is left where it is.
        let answer = answer.map_err(|error| unreached(&error))?;
        let next = answer.headers().get(header::LOCATION);
        let next = next.and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok((answer.status().as_u16(), next))
    }

    /// Until this host may be asked again.
    async fn wait(&self, host: &str) {
        let moment = {
            let mut next = NEXT.lock().unwrap_or_else(PoisonError::into_inner);
            let known = next.get_or_insert_with(HashMap::new);
            let now = Instant::now();
            // What is long past is not kept.
            known.retain(|_, at| *at > now);
            let at = known.entry(host.to_owned()).or_insert(now);
            let moment = *at;
            *at = moment + self.pause;
            moment
        };
        sleep_until(moment).await;
    }
}

fn unreached(error: &reqwest::Error) -> Found {
    let words = if is_inner(error) {
        "địa chỉ trong mạng nội bộ"
    } else if error.is_timeout() {
        "quá 10 giây không trả lời"
    } else if error.is_connect() {
        "không kết nối được"
    } else {
        "không đọc được câu trả lời"
    };
    Found::new(Verdict::Unclear, words)
}

fn is_inner(error: &reqwest::Error) -> bool {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = next {
        let is_own = one.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if is_own.is_some_and(<dyn std::error::Error + Send + Sync>::is::<Inner>) {
            return true;
        }
        next = one.source();
    }
    false
}

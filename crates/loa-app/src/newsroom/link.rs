//! Links in articles: which there are, what asking one tells, which addresses are never asked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use jiff::Timestamp;
use loa_db::id::Id;
use reqwest::Url;

/// Characters of a link that is looked at; longer ones are left alone.
const LINK_CHARACTERS: usize = 1000;
/// How often in a row a link must fail before it is listed: an outage is forgiven.
pub const MISSES: i64 = 2;

/// What asking a link told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It opens.
    Good,
    /// There is nothing any more.
    Gone,
    /// No plain answer: it may be down, closed to programs, or not to be asked.
    Unclear,
}

impl Verdict {
    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            Verdict::Good => "ok",
            Verdict::Gone => "gone",
            Verdict::Unclear => "unclear",
        }
    }

    /// The verdict with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        [Verdict::Good, Verdict::Gone, Verdict::Unclear]
            .into_iter()
            .find(|verdict| verdict.key() == key)
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Verdict::Good => "mở được",
            Verdict::Gone => "không còn",
            Verdict::Unclear => "chưa mở được",
        }
    }
}

/// What asking a link told, and by which answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it told.
    pub verdict: Verdict,
    /// "404", "quá 10 giây", in few words for people.
    pub reason: String,
}

impl Found {
    /// With these words.
    pub fn new(verdict: Verdict, reason: impl Into<String>) -> Self {
        Self {
            verdict,
            reason: reason.into(),
        }
    }
}

/// What a status tells.
pub fn of_status(status: u16) -> Found {
    let verdict = match status {
        200..=299 => Verdict::Good,
        404 | 410 => Verdict::Gone,
        _ => Verdict::Unclear,
    };
    Found::new(verdict, format!("máy chủ trả lời {status}"))
}

/// A link that failed more than once in a row, with an article that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The link.
    pub url: String,
    /// What it told last.
    pub found: Found,
    /// How often in a row.
    pub misses: i64,
    /// When it was asked last.
    pub checked_at: Timestamp,
    /// The article.
    pub article: Id,
    /// Its title.
    pub title: String,
    /// Whose it is.
    pub unit: Id,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To somebody else, by http or https.
    Outside(Url),
    /// To a public page of ours: its path.
    Inside(String),
}

/// Where a link leads that is looked at; `None`: it is none of these. `base`: the address under which our pages are
/// found, empty when nobody said.
pub fn target(link: &str, base: &str) -> Option<Target> {
    if link.chars().count() > LINK_CHARACTERS {
        return None;
    }
    let own = base.trim_end_matches('/');
    let path = match link.strip_prefix(own).filter(|_| !own.is_empty()) {
        Some(rest) if rest.is_empty() || rest.starts_with(['/', '?', '#']) => rest,
        _ => link,
    };
    if path.starts_with('/') && !path.starts_with("//") {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        return Some(Target::Inside(path.to_owned()));
    }
    let mut url = Url::parse(link).ok()?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return None;
    }
    url.set_fragment(None);
    Some(Target::Outside(url))
}

/// The links of HTML as it was made safe, each once, in their order.
pub fn links(html: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in html.split("<a ").skip(1) {
        let tag = part.split('>').next().unwrap_or_default();
        let Some(link) = tag
            .split_once("href=\"")
            .and_then(|(_, rest)| rest.split('"').next())
        else {
            continue;
        };
        let link = link.replace("&amp;", "&").trim().to_owned();
        if !link.is_empty() && !found.contains(&link) {
            found.push(link);
        }
    }
    found
}

/// May a machine at this address be asked? Never one of our own network, of this machine, or of none.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    let is_protocol = (first, second, third) == (192, 0, 0) || (first, second, third) == (192, 88, 99);
    let is_benchmark = first == 198 && (second == 18 || second == 19);
    !(first == 0
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || is_shared
        || is_protocol
        || is_benchmark
        || first >= 240)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let [first, second, ..] = parts;
    // Ways to write an address of the older kind count as that address.
    if let Some(older) = older(address) {
        return is_public_v4(older);
    }
    // Of all that there is, only this part is given out; within it some is for trials and tunnels.
    let is_given = (0x2000..0x4000).contains(&first);
    let is_tunnel = first == 0x2001 && second < 0x0200 || first == 0x2002 || first == 0x3fff;
    let is_example = first == 0x2001 && second == 0x0db8;
    is_given && !is_tunnel && !is_example
}

/// The address of the older kind within one of the newer: mapped, or behind a translator (64:ff9b::/96).
fn older(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let mapped = address.to_ipv4_mapped();
    let octets = address.octets();
    let is_translated = octets.starts_with(&[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]);
    let [.., a, b, c, d] = octets;
    mapped.or_else(|| is_translated.then(|| Ipv4Addr::new(a, b, c, d)))
}

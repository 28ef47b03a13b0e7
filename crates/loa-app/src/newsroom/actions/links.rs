//! Links of public articles: gathered every week, asked piece by piece, what was told is noted.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use loa_db::id::Id;
use loa_db::tx::Tx;
use reqwest::Url;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::error::Result;
use crate::newsroom::fetch::Asker;
use crate::newsroom::link::{Found, Target, Verdict, links, target};
use crate::newsroom::store::link;

/// Articles that are read in one go.
const PIECE: i64 = 200;
/// Links of one article that are looked at.
const MOST_LINKS: usize = 200;
/// Links that are asked in one go.
pub const MOST_ASKED: i64 = 60;
/// Hosts that are asked at once.
const HOSTS: usize = 4;
/// After this time no further link is begun: what is left is for the next go.
const ENOUGH: Duration = Duration::from_secs(50);

/// Gathers the links of all that the public reads. `base`: the address under which our pages are found, or empty.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn gather(tx: &mut Tx, base: &str) -> Result<()> {
    let mut last = Id(0);
    loop {
        let articles = link::bodies(tx, last, PIECE).await?;
        let Some(end) = articles.last() else { break };
        last = end.0;
        for (article, body) in &articles {
            let wanted: Vec<(String, bool)> = links(body)
                .iter()
                .filter_map(|one| target(one, base))
                .take(MOST_LINKS)
                .map(|target| match target {
                    Target::Inside(path) => (path, true),
                    Target::Outside(url) => (url.to_string(), false),
                })
                .collect();
            let urls: HashSet<String> = wanted.iter().map(|(url, _)| url.clone()).collect();
            if urls == link::gathered(tx, *article).await? {
                continue;
            }
            let mut known: Vec<Id> = Vec::new();
            for (url, is_inside) in wanted {
                let id = link::enter(tx, &url, is_inside).await?;
                if !known.contains(&id) {
                    known.push(id);
                }
            }
            link::set(tx, *article, &known).await?;
        }
    }
    link::forget(tx).await?;
    Ok(())
}

/// Asks some links, a few hosts at once, those of one host one after the other; what was not begun in time is left out.
pub async fn ask(asker: Asker, wanted: Vec<(Id, String)>) -> Vec<(Id, Found)> {
    let begun = Instant::now();
    let mut found = Vec::new();
    let mut hosts: BTreeMap<String, Vec<(Id, Url)>> = BTreeMap::new();
    for (id, url) in wanted {
        match Url::parse(&url) {
            Ok(url) => {
                let host = url.host_str().unwrap_or_default().to_owned();
                hosts.entry(host).or_default().push((id, url));
            }
            Err(_) => found.push((id, Found::new(Verdict::Unclear, "liên kết viết sai"))),
        }
    }
    let (asker, turns) = (Arc::new(asker), Arc::new(Semaphore::new(HOSTS)));
    let mut open = JoinSet::new();
    for links in hosts.into_values() {
        let (asker, turns) = (Arc::clone(&asker), Arc::clone(&turns));
        open.spawn(async move {
            let mut told = Vec::new();
            // Never closed while somebody waits.
            let Ok(_turn) = turns.acquire().await else {
                return told;
            };
            for (id, url) in links {
                if begun.elapsed() > ENOUGH {
                    break;
                }
                told.push((id, asker.ask(&url).await));
            }
            told
        });
    }
    while let Some(told) = open.join_next().await {
        found.extend(told.unwrap_or_default());
    }
    found
}

/// What was found, as the text that a job hands on.
pub fn written(found: &[(Id, Found)]) -> String {
    let lines = found.iter().map(|(id, found)| {
        serde_json::json!({ "id": id.to_string(), "verdict": found.verdict.key(), "reason": found.reason })
    });
    serde_json::Value::Array(lines.collect()).to_string()
}

/// The reverse of [`written`]; what cannot be read is left out.
pub fn read(text: &str) -> Vec<(Id, Found)> {
    let lines: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
    let read = |line: &serde_json::Value| {
        let field = |name: &str| line.get(name).and_then(serde_json::Value::as_str);
        let verdict = Verdict::with_key(field("verdict")?)?;
        Some((field("id")?.parse().ok()?, Found::new(verdict, field("reason")?)))
    };
    lines.iter().filter_map(read).collect()
}

/// Notes what was found; says whether outside links are left that were not asked since a moment.
///
/// # Errors
/// [`crate::error::Error::Outage`]
pub async fn note(tx: &mut Tx, found: &[(Id, Found)], since: Timestamp) -> Result<bool> {
    for (id, found) in found {
        link::note(tx, *id, found).await?;
    }
    Ok(!link::unasked(tx, false, since, 1).await?.is_empty())
}

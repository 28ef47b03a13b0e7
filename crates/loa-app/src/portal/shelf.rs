//! Pages that were made once and are kept in this process, compressed, until what they show changes.
//!
//! The database counts changes by unit. A node looks at that count once a second while somebody asks, and at once after
//! it changed something itself; a page made before the last change of its unit is made anew. When the database does not
//! answer, what is there is served: an old page is better than none.

use std::collections::{HashMap, HashSet};
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use loa_db::id::Id;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::app::App;
use crate::error::{Error, Result};
use crate::files::Hash;
use crate::newsroom::store::public;
use crate::portal::count::{Counted, Counter, Counts, is_reading};
use crate::portal::frame::Around;

/// Bytes of all pages that are kept.
const MOST_BYTES: u64 = 96 * 1024 * 1024;
/// How often the database is asked what changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A database that takes longer to say what changed is as good as none.
const PATIENCE: Duration = Duration::from_millis(400);
/// A page is made anew after this time, whatever the count says: names of units change without it.
const LONGEST: Duration = Duration::from_secs(600);
/// Changes are looked for so far back, for clocks of nodes that differ and units of work that took a while.
const OVERLAP: SignedDuration = SignedDuration::from_secs(120);
/// Whose the pages are that tell of every site.
pub const EVERYBODY: Id = Id(0);
/// Sites of which is kept what stands around their pages.
const MOST_SITES: usize = 2_000;
/// Names of this server under which pages are kept.
const MOST_BASES: usize = 8;
/// Searches of all readers at once, and how long somebody waits for a turn.
const MOST_SEARCHES: usize = 4;
const SEARCH_PATIENCE: Duration = Duration::from_secs(5);
/// How long somebody waits for a picture that others have drawn first.
const DRAWING_PATIENCE: Duration = Duration::from_secs(10);
/// gzip's level, Brotli's quality: higher ones cost more than they save on a page that may change tomorrow (level 6 takes twice
/// the time of 3 and saves 3 %).
const GZIP_LEVEL: u32 = 3;
const BROTLI_QUALITY: i32 = 5;
/// How far back Brotli looks, as a power of two in bytes: a page is shorter, and room that it does not need takes a third of the time
/// to get ready. With 16 the encoder takes twenty times as long.
const BROTLI_WINDOW: i32 = 18;

/// A page as it was made.
pub struct Made {
    /// Its kind, as `text/html; charset=utf-8`.
    pub kind: &'static str,
    /// Its text, or what else it is.
    pub body: Bytes,
    /// What is counted when somebody reads it.
    pub counted: Option<Counted>,
}

impl Made {
    /// Something of which nobody counts how often it is read.
    pub fn new(kind: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            kind,
            body: body.into(),
            counted: None,
        }
    }
}

/// A page as it is sent.
#[derive(Debug)]
pub struct Kept {
    /// Whose it is.
    unit: Id,
    /// The count of changes before which it was made.
    version: i64,
    made: Instant,
    kind: &'static str,
    /// Counts its readings, where they count.
    counter: Option<Arc<Counter>>,
    tag: String,
    plain: Bytes,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

#[derive(Clone)]
struct BySize;

impl Weighter<String, Arc<Kept>> for BySize {
    fn weight(&self, path: &String, kept: &Arc<Kept>) -> u64 {
        // The compressed forms come to about half of it.
        u64::try_from(path.len() + kept.plain.len() * 3 / 2 + 200).unwrap_or(u64::MAX)
    }
}

/// What stands around the pages of a site, as it was read.
struct Known {
    version: i64,
    read: Instant,
    around: Arc<Around>,
}

/// What is kept, and the count of changes of each unit as far as it is known.
pub struct Shelf {
    pages: Cache<String, Arc<Kept>, BySize>,
    sites: Cache<String, Arc<Known>>,
    /// Names by which people reach this server, where it was not told its own: pages hold whole addresses.
    bases: Mutex<HashSet<String>>,
    /// Searches that run.
    searches: Semaphore,
    /// Held by who draws a picture.
    drawing: tokio::sync::Mutex<()>,
    versions: RwLock<HashMap<Id, i64>>,
    looked: Mutex<Option<Instant>>,
    /// Changes up to this moment are known; whoever asks the database holds it.
    known: tokio::sync::Mutex<Timestamp>,
    stirs: AtomicU64,
    counts: Counts,
}

/// In one piece: of several, each with its share of the room, none would hold a long list of addresses.
fn pages() -> Cache<String, Arc<Kept>, BySize> {
    let mut options = OptionsBuilder::new();
    options
        .shards(1)
        .estimated_items_capacity(8_000)
        .weight_capacity(MOST_BYTES);
    #[expect(clippy::expect_used, reason = "both sizes are given")]
    let options = options.build().expect("sizes");
    Cache::with_options(
        options,
        BySize,
        DefaultHashBuilder::default(),
        DefaultLifecycle::default(),
    )
}

impl Default for Shelf {
    fn default() -> Self {
        Self {
            pages: pages(),
            sites: Cache::new(MOST_SITES),
            bases: Mutex::new(HashSet::new()),
            searches: Semaphore::new(MOST_SEARCHES),
            drawing: tokio::sync::Mutex::new(()),
            versions: RwLock::new(HashMap::new()),
            looked: Mutex::new(None),
            known: tokio::sync::Mutex::new(Timestamp::UNIX_EPOCH),
            stirs: AtomicU64::new(0),
            counts: Counts::default(),
        }
    }
}

impl Shelf {
    /// The page at an address, and whether it is still what it should be.
    pub fn find(&self, path: &str) -> Option<(Arc<Kept>, bool)> {
        let kept = self.pages.get(path)?;
        let is_good = kept.version == self.version(kept.unit) && kept.made.elapsed() < LONGEST;
        Some((kept, is_good))
    }

    /// What stands around the pages of the site at an address, and the count of changes of its unit, if it is still what
    /// it should be.
    pub fn around(&self, slug: &str) -> Option<(Arc<Around>, i64)> {
        let known = self.sites.get(slug)?;
        let is_good = known.version == self.version(known.around.site.unit) && known.read.elapsed() < LONGEST;
        is_good.then(|| (known.around.clone(), known.version))
    }

    /// Keeps the same.
    pub fn keep_around(&self, slug: &str, version: i64, around: &Arc<Around>) {
        let known = Known {
            version,
            read: Instant::now(),
            around: around.clone(),
        };
        self.sites.insert(slug.to_owned(), Arc::new(known));
    }

    /// Are pages kept that say that this server is reached by this name? Where it was told its own, yes; else only by the
    /// first few names by which somebody came: anybody may send any name.
    pub fn keeps(&self, app: &App, base: &str) -> bool {
        if !app.settings().public_url.is_empty() {
            return true;
        }
        let mut bases = self.bases.lock().unwrap_or_else(PoisonError::into_inner);
        bases.contains(base) || bases.len() < MOST_BASES && bases.insert(base.to_owned())
    }

    /// Waits until one more may search. What is searched for is not kept, so all readers together get so many at once.
    ///
    /// # Errors
    /// [`Error::Busy`]
    pub async fn searching(&self) -> Result<SemaphorePermit<'_>> {
        let turn = tokio::time::timeout(SEARCH_PATIENCE, self.searches.acquire()).await;
        let turn = turn.ok().and_then(std::result::Result::ok);
        turn.ok_or(Error::Busy)
    }

    /// The count of changes of a unit; of nobody: of all of them together. Taken before a page is read, the page is at least of that state.
    pub fn version(&self, unit: Id) -> i64 {
        let versions = self.versions.read().unwrap_or_else(PoisonError::into_inner);
        versions.get(&unit).copied().unwrap_or(0)
    }

    /// What was read and marked on this node.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// A page as it is sent, once.
    pub fn once(&self, (unit, version): (Id, i64), made: Made) -> Arc<Kept> {
        let Made { kind, body, counted } = made;
        let hash = Hash::of(&body);
        Arc::new(Kept {
            unit,
            version,
            made: Instant::now(),
            kind,
            counter: counted.map(|counted| self.counts.counter(counted)),
            tag: hash.as_str().chars().take(24).collect(),
            plain: body,
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        })
    }

    /// The same, kept under its address.
    pub fn keep(&self, path: &str, at: (Id, i64), made: Made) -> Arc<Kept> {
        let kept = self.once(at, made);
        self.pages.insert(path.to_owned(), kept.clone());
        kept
    }

    /// What is kept under an address that says all of it, so that it never changes; made by one of all who ask meanwhile.
    ///
    /// # Errors
    /// [`Error::Busy`]; those of making it.
    pub async fn kept_or(&self, path: &str, make: impl Future<Output = Result<Made>>) -> Result<Arc<Kept>> {
        if let Some(kept) = self.pages.get(path) {
            return Ok(kept);
        }
        let turn = tokio::time::timeout(DRAWING_PATIENCE, self.drawing.lock()).await;
        let _turn = turn.map_err(|_| Error::Busy)?;
        // By who had the turn before.
        if let Some(kept) = self.pages.get(path) {
            return Ok(kept);
        }
        Ok(self.keep(path, (EVERYBODY, 0), make.await?))
    }

    /// Something was changed by this node: the next request looks first.
    pub fn stir(&self) {
        self.stirs.fetch_add(1, Ordering::AcqRel);
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn is_fresh(&self) -> bool {
        let looked = *self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        looked.is_some_and(|at| at.elapsed() < LOOK_EVERY)
    }

    /// Learns what changed, when that was not asked for a second; one asks, those who come meanwhile wait for it, nobody
    /// for long.
    pub async fn look(&self, app: &App) {
        if self.is_fresh() {
            return;
        }
        let mut known = self.known.lock().await;
        if self.is_fresh() {
            return;
        }
        let stirs = self.stirs.load(Ordering::Acquire);
        let now = app.clock().now();
        let since = known.checked_sub(OVERLAP).unwrap_or(Timestamp::UNIX_EPOCH);
        let reading = async {
            let mut tx = app.db().look(app.scope(Id(0), None)).await?;
            public::changes_since(&mut tx, since).await
        };
        match tokio::time::timeout(PATIENCE, reading).await {
            Ok(Ok(changes)) => {
                let mut versions = self.versions.write().unwrap_or_else(PoisonError::into_inner);
                let is_new = |(unit, version): &(Id, i64)| versions.get(unit) != Some(version);
                if changes.iter().any(is_new) {
                    *versions.entry(EVERYBODY).or_default() += 1;
                }
                versions.extend(changes);
                *known = now;
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "what changed on public sites is not known; old pages are served");
            }
            Err(_) => tracing::warn!("the database is slow to say what changed; old pages are served"),
        }
        // What was changed while the database was asked is asked for again.
        if self.stirs.load(Ordering::Acquire) == stirs {
            *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
    }
}

/// How a body is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Plain,
    Gzip,
    Brotli,
}

/// The best coding that the client takes.
fn coding(headers: &HeaderMap) -> Coding {
    let asked = headers.get(header::ACCEPT_ENCODING);
    let asked = asked.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes = |name: &str| {
        asked.split(',').any(|one| {
            let (one, weight) = one.split_once(';').unwrap_or((one, ""));
            one.trim() == name && !matches!(weight.trim(), "q=0" | "q=0.0")
        })
    };
    match (takes("br"), takes("gzip")) {
        (true, _) => Coding::Brotli,
        (_, true) => Coding::Gzip,
        _ => Coding::Plain,
    }
}

impl Kept {
    fn gzip(&self) -> Bytes {
        let made = || {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP_LEVEL));
            let written = encoder.write_all(&self.plain).and_then(|()| encoder.finish());
            written.map_or_else(|_| self.plain.clone(), Bytes::from)
        };
        self.gzip.get_or_init(made).clone()
    }

    fn brotli(&self) -> Bytes {
        let made = || {
            let mut out = Vec::new();
            let params = brotli::enc::BrotliEncoderParams {
                quality: BROTLI_QUALITY,
                lgwin: BROTLI_WINDOW,
                size_hint: self.plain.len(),
                ..Default::default()
            };
            let written = brotli::BrotliCompress(&mut self.plain.as_ref(), &mut out, &params);
            written.map_or_else(|_| self.plain.clone(), |_| Bytes::from(out))
        };
        self.brotli.get_or_init(made).clone()
    }

    /// The answer to who asks: the page, or that they have it already. Either is a reading.
    pub fn answer(&self, app: &App, method: &Method, headers: &HeaderMap) -> Response {
        if let Some(counter) = self.counter.as_ref().filter(|_| is_reading(method, headers)) {
            counter.add(app.clock().now());
        }
        // A picture is small as it is.
        let coding = match self.kind.starts_with("image/") {
            true => Coding::Plain,
            false => coding(headers),
        };
        let (body, name) = match coding {
            Coding::Plain => (self.plain.clone(), None),
            Coding::Gzip => (self.gzip(), Some("gzip")),
            Coding::Brotli => (self.brotli(), Some("br")),
        };
        // Other bytes are another thing to a cache.
        let tag = match name {
            Some(name) => format!("\"{}-{name}\"", self.tag),
            None => format!("\"{}\"", self.tag),
        };
        let known = headers
            .get(header::IF_NONE_MATCH)
            .and_then(|value| value.to_str().ok());
        let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
        let mut response = match is_known {
            true => Response::new(Body::empty()),
            false => Response::new(Body::from(body)),
        };
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let out = response.headers_mut();
        out.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, no-cache"),
        );
        out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        out.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            out.insert(header::ETAG, tag);
        }
        if let Some(name) = name.filter(|_| !is_known) {
            out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        response
    }
}

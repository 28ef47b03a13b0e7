//! Every route with what nobody should send: forged and ended sessions, other sites, other methods, addresses, headers
//! and bodies that no browser makes, ids of another locality, and a long row of all of that drawn by chance. Routes
//! come from the table, fields from the forms on the pages: what is new is shot at too.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use loa_db::copy;
use loa_db::id::Id;
use tower::ServiceExt as _;

use super::{Walk, person, sample, session};
use crate::app::{Numbers, Settings};
use crate::audit;
use crate::files::Hash;
use crate::identity::oidc::Provider;
use crate::identity::{self, COOKIE, Role};
use crate::route::{Access, Row};
use crate::testing::{Site, on_each_engine, settings};
use crate::wiring;

mod forms;
mod shots;

use forms::Forms;
use shots::{Dice, Shot};

/// The provider of accounts elsewhere: nobody listens there.
const PROVIDER: &str = "http://127.0.0.1:9";
/// How long an answer may take, with all that a machine has to do besides.
const LONGEST: Duration = Duration::from_secs(20);
/// What a person must never read: of the program, of its statements, of the machine.
const INSIDES: [&str; 12] = [
    "panicked",
    "SELECT ",
    "INSERT INTO",
    "UPDATE ",
    "PRAGMA ",
    "returned from database",
    "syntax error",
    "stack backtrace",
    "src/",
    ".rs:",
    "/tmp/",
    "/home/",
];
/// Stands before what is wrong with an answer.
const COMPLAINS: &str = " answers ";
/// Requests drawn by chance.
const DRAWN: usize = 2000;

/// A site behind HTTPS and a proxy, with everything switched on that machines speak to.
fn exposed(site: Site) -> Site {
    site.with_settings(Settings {
        is_https: true,
        behind_proxy: true,
        oidc: Some(Provider {
            issuer: PROVIDER.to_owned(),
            client_id: "loa".to_owned(),
            client_secret: String::new(),
            name: "Cổng mẫu".to_owned(),
        }),
        numbers: Some(Numbers {
            word: Hash::of(b"mot-tu-kho-doan"),
            told: |_| "loa_up 1\n".to_owned(),
        }),
        ..settings()
    })
}

/// A site that is shot at.
struct Target {
    walk: Walk,
    router: Router,
    rows: Vec<Row>,
    told: Vec<String>,
    sent: usize,
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Target {
    fn of(site: Site) -> Self {
        let site = exposed(site);
        Self {
            router: wiring::router(&site.app),
            rows: wiring::routes(&site.app).2,
            walk: Walk::of(site),
            told: Vec::new(),
            sent: 0,
        }
    }

    /// Sends it and notes what is wrong with the answer. `None`: no server would hand such an address on.
    async fn send(&mut self, shot: &Shot) -> Option<Answer> {
        let mut request = Request::builder()
            .method(shot.method.clone())
            .uri(shot.path.as_str());
        let has_host = shot.headers.iter().any(|(name, _)| *name == header::HOST);
        if !has_host {
            request = request.header(header::HOST, "loa.test");
        }
        for (name, value) in &shot.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(shot.body.clone())).ok()?;
        self.sent += 1;
        let begun = Instant::now();
        let answering = async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
                .await
                .unwrap();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Answer {
                status,
                headers,
                text,
            }
        };
        let Ok(answer) = tokio::time::timeout(LONGEST, answering).await else {
            self.told
                .push(format!("{shot}: no answer after {:?}", begun.elapsed()));
            return None;
        };
        for one in complaints(shot, &answer) {
            self.told
                .push(format!("{shot}{COMPLAINS}{} {one}", answer.status));
        }
        Some(answer)
    }

    /// Sends it and notes when it was not refused in the way that is asked for.
    async fn refused(&mut self, shot: &Shot, how: impl Fn(&Answer) -> bool) {
        if let Some(answer) = self.send(shot).await
            && !how(&answer)
        {
            let (status, place) = (answer.status, location(&answer).to_owned());
            self.told
                .push(format!("{shot}{COMPLAINS}{status} {place}: not refused"));
        }
    }

    /// Still there, and still in order: it answers, and its log holds together.
    async fn ends_well(mut self) {
        let told = std::mem::take(&mut self.told);
        assert!(told.is_empty(), "{} complaints:\n{}", told.len(), distinct(&told));
        let answer = self.send(&Shot::get("/healthz")).await.unwrap();
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "ok\n"));
        // What was drawn may have ended a person, or made a second factor a must: both are in order.
        let site = &self.walk.site;
        let mut tx = site.tx().await;
        identity::store::factor::set_rule(&mut tx, &[]).await.unwrap();
        tx.save().await.unwrap();
        let visitor = person(site, Role::Coordinator, site.units["huyen-songma"]).await;
        let mut browser = site.browser();
        browser
            .cookies
            .insert(COOKIE.to_owned(), session(site, visitor).await.0);
        for path in ["/bang-dieu-hanh", "/ke-hoach", "/nhat-ky", "/nguoi"] {
            let answer = browser.get(path).await;
            assert!(
                matches!(answer.status, StatusCode::OK | StatusCode::FORBIDDEN),
                "{path}: {} {}",
                answer.status,
                answer.location()
            );
        }
        audit::seal::seal_all(&site.app).await.unwrap();
        let report = audit::seal::verify(&mut site.tx().await, None).await.unwrap();
        assert!(report.faults.is_empty(), "{report:?}");
    }
}

/// One of each kind.
fn distinct(told: &[String]) -> String {
    let mut kinds: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for one in told {
        let kind = one.rsplit_once(COMPLAINS).map_or(one.as_str(), |(_, kind)| kind);
        kinds.entry(kind).or_insert((0, one)).0 += 1;
    }
    let lines = kinds
        .values()
        .take(40)
        .map(|(count, one)| format!("{count} × {one}"));
    lines.collect::<Vec<_>>().join("\n")
}

fn location(answer: &Answer) -> &str {
    let place = answer.headers.get(header::LOCATION);
    place.and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Only what lies elsewhere may be down: the provider of accounts, where somebody is sent there.
fn may_be_down(shot: &Shot) -> bool {
    let path = shot.path.split('?').next().unwrap_or_default();
    path == "/dang-nhap/ngoai"
        || path == "/tai-khoan/ngoai"
        || path.starts_with("/moi/") && path.ends_with("/ngoai")
}

/// What is wrong with an answer, whatever was asked.
fn complaints(shot: &Shot, answer: &Answer) -> Vec<String> {
    let mut told = Vec::new();
    if answer.status.is_server_error()
        && !(may_be_down(shot) && answer.status == StatusCode::SERVICE_UNAVAILABLE)
    {
        told.push("a failure".to_owned());
    }
    let header = |name: &str| {
        answer
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    for (name, wanted) in [
        ("content-security-policy", "default-src 'none'"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=()"),
        ("strict-transport-security", "max-age="),
        ("x-request-id", "-"),
    ] {
        if !header(name).contains(wanted) {
            told.push(format!("{name} is {:?}", header(name)));
        }
    }
    // A page whose address is a secret says less.
    if !matches!(header("referrer-policy"), "same-origin" | "no-referrer") {
        told.push(format!("referrer-policy is {:?}", header("referrer-policy")));
    }
    if answer.headers.contains_key("x-vet") {
        told.push("a header of the sender's".to_owned());
    }
    if answer.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        told.push("opens itself to other sites".to_owned());
    }
    let kind = header("content-type");
    if !answer.text.is_empty() && kind.is_empty() {
        told.push("a body of no kind".to_owned());
    }
    if kind.starts_with("text/html") && (answer.text.contains("<loa-vet") || answer.text.contains("\"onvet"))
    {
        told.push("gives signs back that a browser takes for a page".to_owned());
    }
    if let Some(word) = INSIDES.iter().find(|word| answer.text.contains(**word)) {
        told.push(format!("shows its insides: {word}"));
    }
    let place = header("location");
    let is_ours = place.starts_with('/') && !place.starts_with("//") && !place.contains('\\');
    if answer.headers.contains_key(header::LOCATION) && !is_ours && !place.starts_with(PROVIDER) {
        told.push(format!("leads to {place:?}"));
    }
    for cookie in answer.headers.get_all(header::SET_COOKIE) {
        let cookie = cookie.to_str().unwrap_or_default();
        for wanted in [
            "; Path=/",
            "; Max-Age=",
            "; HttpOnly",
            "; SameSite=Lax",
            "; Secure",
        ] {
            if !cookie.contains(wanted) {
                told.push(format!("a cookie without {wanted}: {cookie}"));
            }
        }
    }
    told
}

/// Every row of every table, as one sum a table. `of`: of one locality.
async fn trace(site: &Site, of: Option<Id>) -> BTreeMap<String, (usize, Hash)> {
    let mut tx = site.tx().await;
    let mut traces = BTreeMap::new();
    for table in copy::tables(&mut tx).await.unwrap() {
        let mut rows = Vec::new();
        let mut take = |row| {
            rows.push(format!("{row:?}"));
            ControlFlow::Continue(())
        };
        if of.is_some() && table.owner().is_none() {
            continue;
        }
        let _ = copy::each(&mut tx, &table, of, &mut take).await.unwrap();
        traces.insert(table.name, (rows.len(), Hash::of(rows.join("\n").as_bytes())));
    }
    traces
}

fn changed(before: &BTreeMap<String, (usize, Hash)>, after: &BTreeMap<String, (usize, Hash)>) -> Vec<String> {
    let tables = before.iter().filter(|(name, sum)| after.get(*name) != Some(sum));
    tables
        .map(|(name, (count, _))| format!("{name}: {count} rows before, {} after", after[name].0))
        .collect()
}

fn cookie(secret: &str) -> (header::HeaderName, HeaderValue) {
    (
        header::COOKIE,
        HeaderValue::from_str(&format!("{COOKIE}={secret}")).unwrap(),
    )
}

/// Where a route leads to, each with a thing of a commune to be about.
async fn paths(target: &Target) -> Vec<(Row, Shot)> {
    let site = &target.walk.site;
    let owner = site.people["officer"];
    let mut all = Vec::new();
    for row in &target.rows {
        let asked = sample(&target.walk, row, site.units["ubnd-04189"], owner)
            .await
            .unwrap();
        let fields: Vec<_> = asked
            .fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let mut shot = Shot::new(row.method.clone(), asked.path);
        if row.method == Method::POST {
            shot = shot.form(&fields);
        }
        all.push((row.clone(), shot));
    }
    all
}

/// Sessions that are none: never given, ended, of last year, of somebody who has left.
async fn dead_sessions(site: &Site) -> Vec<Option<String>> {
    let ended = session(site, site.people["coordinator"]).await;
    let mut tx = site.tx().await;
    crate::identity::store::end_session(&mut tx, site.people["coordinator"], ended.1)
        .await
        .unwrap();
    tx.save().await.unwrap();
    let clock = site.app.clock();
    let year = jiff::SignedDuration::from_hours(24 * 366);
    clock.shift(-year);
    let old = session(site, site.people["coordinator"]).await.0;
    clock.shift(year);
    vec![
        None,
        Some(String::new()),
        Some("0".repeat(43)),
        Some("x".repeat(5000)),
        Some("' OR 1=1 --".to_owned()),
        Some(ended.0),
        Some(old),
    ]
}

#[tokio::test]
async fn nobody_gets_in_and_nothing_changes_by_what_is_forged() {
    on_each_engine(async |site| {
        let mut target = Target::of(site);
        let asked = paths(&target).await;
        let dead = dead_sessions(&target.walk.site).await;
        let mut live = Vec::new();
        for login in ["officer", "coordinator", "administrator"] {
            live.push(session(&target.walk.site, target.walk.site.people[login]).await.0);
        }
        let before = trace(&target.walk.site, None).await;
        for (row, shot) in &asked {
            for secret in dead.iter().filter(|_| row.access != Access::Public) {
                let mut shot = shot.clone();
                shot.headers.extend(secret.iter().map(|secret| cookie(secret)));
                target
                    .refused(&shot, |answer| location(answer).starts_with("/dang-nhap?"))
                    .await;
                let shot = shot.with(header::ACCEPT, "application/json");
                let is_told = |answer: &Answer| {
                    answer.status == StatusCode::UNAUTHORIZED || location(answer).starts_with("/dang-nhap?")
                };
                target.refused(&shot, is_told).await;
            }
            for secret in &live {
                let shot = Shot {
                    headers: vec![cookie(secret)],
                    ..shot.clone()
                };
                // A mail program presses it from wherever (RFC 8058): the secret in its address is all that counts.
                let is_one_click = row.path == "/cong/{site}/nhan-tin/thoi/{token}";
                if row.method == Method::POST && !is_one_click {
                    for (name, value) in shots::ELSEWHERE {
                        let shot = shot.clone().with(name.parse().unwrap(), value);
                        target
                            .refused(&shot, |answer| answer.status == StatusCode::FORBIDDEN)
                            .await;
                    }
                }
                for method in [
                    "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "GETX",
                ] {
                    let shot = Shot {
                        method: method.parse().unwrap(),
                        ..shot.clone()
                    };
                    target
                        .refused(&shot, |answer| answer.status.is_client_error())
                        .await;
                }
            }
        }
        let after = trace(&target.walk.site, None).await;
        assert_eq!(changed(&before, &after), Vec::<String>::new());
        assert!(target.sent > 2000, "{} requests", target.sent);
        target.ends_well().await;
    })
    .await;
}

/// Addresses and forms of every page that somebody with one of these roles sees.
async fn forms(target: &Target, visitors: &[String]) -> Forms {
    let mut forms = Forms::default();
    for (row, shot) in paths(target).await {
        if row.method != Method::GET {
            continue;
        }
        for secret in visitors {
            let mut browser = target.walk.site.browser();
            browser.cookies.insert(COOKIE.to_owned(), secret.clone());
            forms.read(&browser.get(&shot.path).await.text);
        }
    }
    forms
}

async fn visitors(site: &Site) -> Vec<String> {
    let mut secrets = Vec::new();
    for role in [Role::Coordinator, Role::Administrator, Role::Officer] {
        let unit = if role == Role::Officer {
            "ubnd-04189"
        } else {
            "huyen-songma"
        };
        let visitor = person(site, role, site.units[unit]).await;
        secrets.push(session(site, visitor).await.0);
    }
    secrets
}

/// What most routes do not look at is sent to each fifth of them only; all of it is sent somewhere.
fn in_turn(shots: Vec<Shot>, number: usize, all: bool) -> impl Iterator<Item = Shot> {
    let shots = shots.into_iter().enumerate();
    shots
        .filter(move |(at, _)| all || at % 5 == number % 5)
        .map(|(_, shot)| shot)
}

#[tokio::test]
async fn what_nobody_should_send_is_answered_calmly() {
    on_each_engine(async |site| {
        let mut target = Target::of(site);
        let visitors = visitors(&target.walk.site).await;
        let forms = forms(&target, &visitors).await;
        assert!(forms.count() > 30, "{} forms were found", forms.count());
        for (number, (row, shot)) in paths(&target).await.into_iter().enumerate() {
            let all = shots::addresses(row.path)
                .into_iter()
                .map(|path| Shot { path, ..shot.clone() })
                .chain(in_turn(
                    shots::queries(&shot, &forms),
                    number,
                    row.method == Method::GET,
                ))
                .chain(in_turn(shots::heads(&shot), number, false))
                .chain(shots::bodies(&shot, &forms));
            for (at, mut shot) in all.enumerate() {
                // Whoever signs out, or ends a session, gets a new one.
                let Some(secret) = visitors.get(at % visitors.len()) else {
                    continue;
                };
                let is_leaving =
                    row.path == "/dang-xuat" || row.path.starts_with("/phien") || row.path == "/mat-khau";
                if !is_leaving && !shot.headers.iter().any(|(name, _)| *name == header::COOKIE) {
                    shot.headers.push(cookie(secret));
                }
                target.send(&shot).await;
            }
        }
        for shot in shots::elsewhere() {
            target.send(&shot).await;
        }
        target.ends_well().await;
    })
    .await;
}

#[tokio::test]
async fn whatever_chance_draws_is_answered_calmly() {
    on_each_engine(async |site| {
        let other = Walk::of(site.elsewhere().await);
        let mut target = Target::of(site);
        let seed = std::env::var("LOA_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or(2022);
        let mut dice = Dice(seed);
        let seen = visitors(&target.walk.site).await;
        let forms = forms(&target, &seen).await;
        let mut ids = Vec::new();
        for row in target.rows.iter().filter(|row| row.path.contains('{')) {
            let asked = sample(
                &other,
                row,
                other.site.units["ubnd-04189"],
                other.site.people["officer"],
            )
            .await;
            ids.extend(shots::ids(&asked.unwrap().path));
        }
        let asked = paths(&target).await;
        let before = trace(&other.site, Some(other.site.locality)).await;
        let mut people = visitors(&target.walk.site).await;
        for at in 0..DRAWN {
            if at % 100 == 0 {
                people = visitors(&target.walk.site).await;
            }
            let (row, shot) = dice.one(&asked);
            let mut shot = shots::drawn(&mut dice, row.path, shot, &forms, &ids);
            if dice.below(10) > 0 {
                shot.headers.push(cookie(dice.one(&people).as_str()));
            }
            target.send(&shot).await;
        }
        let after = trace(&other.site, Some(other.site.locality)).await;
        assert_eq!(
            changed(&before, &after),
            Vec::<String>::new(),
            "of another locality"
        );
        target.ends_well().await;
    })
    .await;
}

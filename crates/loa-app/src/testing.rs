//! A locality for tests: Sông Mã's units of 2022, one invented person a role, a browser that keeps cookies.

use std::collections::HashMap;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use jiff::civil::Date;
use loa_db::db::Db;
use loa_db::id::Id;
use loa_db::migrate::migrate;
use loa_db::testing::Engines;
use loa_db::tx::Tx;
use loa_plan_reader::units::Units;
use tower::ServiceExt as _;

use crate::app::{App, Settings};
use crate::clock::Clock;
use crate::files::Files;
use crate::identity::actions::{NewPerson, add_person};
use crate::identity::seal::Key;
use crate::identity::{Role, password};
use crate::{org, wiring};

/// The day on which tests live unless they say otherwise.
pub const TODAY: Date = Date::constant(2022, 4, 18);
/// The password of every sample person.
pub const PASSWORD: &str = "mật khẩu mẫu 2022";

/// An application over a database of its own.
pub struct Site {
    /// The application.
    pub app: App,
    router: Router,
    /// Identities of units by their key in the list.
    pub units: HashMap<String, Id>,
    /// Identities of people by login.
    pub people: HashMap<String, Id>,
    /// The locality.
    pub locality: Id,
    /// Where files are, until the site goes.
    folder: Option<tempfile::TempDir>,
}

/// Settings as most stories have them.
pub fn settings() -> Settings {
    Settings {
        key: Some(Key::fresh().unwrap()),
        // What it draws is looked at where the fonts are (loa-print); here, whether it is given to the right people.
        drawer: Some(|handout, _| Ok(handout.title.clone().into_bytes())),
        ..Settings::default()
    }
}

/// Runs a story on a fresh site of each engine at hand.
pub async fn on_each_engine<F: Future<Output = ()>>(story: impl Fn(Site) -> F) {
    let engines = Engines::open().await;
    for db in engines.each() {
        story(Site::new(db.clone()).await).await;
    }
}

/// Login, unit and role of the sample people. `officer` works in a commune, `neighbour` in another one.
pub const PEOPLE: [(&str, &str, Role); 12] = [
    ("coordinator", "huyen-songma", Role::Coordinator),
    ("officer", "ubnd-04189", Role::Officer),
    ("neighbour", "ubnd-04171", Role::Officer),
    ("office", "phong-noi-vu", Role::Officer),
    ("editor", "tt-ttvh", Role::Editor),
    ("approver", "huyen-songma", Role::Approver),
    ("keeper", "vp-hdnd-ubnd", Role::ProcedureKeeper),
    ("finance", "phong-tckh", Role::Finance),
    ("inspector", "huyen-songma", Role::Inspector),
    ("leader", "huyen-songma", Role::Leader),
    ("administrator", "huyen-songma", Role::Administrator),
    ("local", "ubnd-04189", Role::Coordinator),
];

impl Site {
    /// Founds the locality.
    pub async fn new(db: Db) -> Self {
        migrate(&db).await.unwrap();
        let clock = Clock::default();
        clock.move_to(TODAY);
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path()).unwrap();
        let app = App::new(db, clock, settings(), files);
        let mut site = Self::found(app, "").await;
        site.folder = Some(folder);
        site
    }

    /// Another locality in the same database, with units and people alike; its logins begin with "noi-khac-".
    pub async fn elsewhere(&self) -> Self {
        Self::found(self.app.clone(), "noi-khac-").await
    }

    async fn found(app: App, before: &str) -> Self {
        let list = include_str!("../../../examples/song-ma-2022/units.csv");
        let list = Units::from_csv(list).unwrap();
        let locality = Id::new(app.clock().now());
        let mut tx = app.db().begin(app.scope(locality, None)).await.unwrap();
        let units = org::actions::found(&mut tx, "Huyện Sông Mã", "huyen-songma", &list, "")
            .await
            .unwrap();
        let hash = password::hash(PASSWORD.to_owned()).await.unwrap();
        let mut people = HashMap::new();
        for (login, unit, role) in PEOPLE {
            let new = NewPerson {
                login: &format!("{before}{login}"),
                full_name: &format!("Người mẫu {login}"),
                password_hash: Some(&hash),
                unit: units[unit],
                role,
            };
            people.insert(login.to_owned(), add_person(&mut tx, new).await.unwrap());
        }
        tx.save().await.unwrap();
        Self {
            router: wiring::router(&app),
            app,
            units,
            people,
            locality,
            folder: None,
        }
    }

    /// The same site, with what somebody else decided who runs it.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        let app = &self.app;
        self.app = App::new(
            app.db().clone(),
            app.clock().clone(),
            settings,
            app.files().clone(),
        );
        self.router = wiring::router(&self.app);
        self
    }

    /// A browser of nobody at another node, which shares the database and the files and remembers nothing of this one.
    pub fn other_node(&self) -> Browser {
        let app = &self.app;
        let (db, clock, files) = (app.db().clone(), app.clock().clone(), app.files().clone());
        Browser {
            router: wiring::router(&App::new(db, clock, settings(), files)),
            cookies: HashMap::new(),
            headers: HeaderMap::new(),
        }
    }

    /// A unit of work of the locality.
    pub async fn tx(&self) -> Tx {
        let scope = self
            .app
            .scope(self.locality, self.people.get("coordinator").copied());
        self.app.db().begin(scope).await.unwrap()
    }

    /// A browser of nobody.
    pub fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: HashMap::new(),
            headers: HeaderMap::new(),
        }
    }

    /// A browser in which a sample person has signed in.
    pub async fn signed_in(&self, login: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser
            .post("/dang-nhap", &[("ten", login), ("mat-khau", PASSWORD)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}: {}", answer.text);
        browser
    }
}

/// Keeps cookies as browsers do, follows nothing by itself.
pub struct Browser {
    router: Router,
    /// Cookies by name.
    pub cookies: HashMap<String, String>,
    /// Sent with every request.
    pub headers: HeaderMap,
}

/// What came back.
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, as text.
    pub text: String,
    /// Body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Where it redirects to; empty when it does not.
    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

impl Browser {
    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Vec::new()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encode = |text: &str| crate::page::encoded(text);
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let kind = "application/x-www-form-urlencoded".to_owned();
        self.send(Method::POST, path, Some(kind), pairs.join("&").into_bytes())
            .await
    }

    /// Sends a form with files: field, file name, content.
    pub async fn post_files(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        const EDGE: &str = "loa-edge-7MA4YWxkTrZu0gW";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        for (name, file, content) in files {
            let head = format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend_from_slice(content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{EDGE}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={EDGE}");
        self.send(Method::POST, path, Some(kind), body).await
    }

    /// Sends anything.
    pub async fn send(&mut self, method: Method, path: &str, kind: Option<String>, body: Vec<u8>) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = Request::builder().method(method).uri(path);
        if !self.headers.contains_key(header::HOST) {
            request = request.header(header::HOST, "loa.test");
        }
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            let (value, rest) = rest.split_once(';').unwrap_or((rest, ""));
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap()
            .to_vec();
        Answer {
            status,
            headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }
}

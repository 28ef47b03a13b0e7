//! A place to run `loa` in: a folder and a database of its own, with nothing of the tester's surroundings.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use loa_db::testing::Engines;

/// The district of the example.
pub const UNITS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../examples/song-ma-2022/units.csv"
);

/// What came back.
pub struct Answer {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Where the program keeps its data.
pub struct Place {
    folder: tempfile::TempDir,
    /// `None`: SQLite in the folder.
    database_url: Option<String>,
    /// More of the environment.
    settings: Vec<(String, String)>,
}

/// Runs a story on SQLite, and on PostgreSQL where the tests have a server.
pub fn on_each_engine(story: impl Fn(&Place)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let engines = runtime.block_on(Engines::open());
    for address in engines.addresses() {
        let place = Place {
            folder: tempfile::tempdir().unwrap(),
            database_url: address.starts_with("postgres").then(|| address.to_owned()),
            settings: Vec::new(),
        };
        story(&place);
    }
    let _inside = runtime.enter();
    drop(engines);
}

impl Place {
    /// A place with an embedded database.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            database_url: None,
            settings: Vec::new(),
        }
    }

    /// The same place with these settings.
    pub fn with(&self, settings: &[(&str, &str)]) -> Setting<'_> {
        let settings = settings.iter();
        Setting {
            place: self,
            settings: settings
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }

    /// Another machine with the same database and these settings.
    pub fn node(&self, settings: &[(&str, &str)]) -> Self {
        let settings = settings.iter();
        Self {
            folder: tempfile::tempdir().unwrap(),
            database_url: self.database_url.clone(),
            settings: settings
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }

    /// The folder of the data.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Whether the database is a file there.
    pub fn is_embedded(&self) -> bool {
        self.database_url.is_none()
    }

    /// Writes a file beside the data; gives its name.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The path of a file beside the data.
    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Lets everybody on the machine look into the data.
    pub fn open_to_others(&self) {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let open = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(self.data(), open).unwrap();
        }
    }

    /// The address of its database.
    pub fn database(&self) -> String {
        let embedded = || format!("sqlite:{}", self.data().join("loa.db").display());
        self.database_url.clone().unwrap_or_else(embedded)
    }

    /// The program, ready to run here.
    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_loa"));
        command
            .current_dir(self.folder.path())
            .env_clear()
            .envs(std::env::vars_os().filter(|(name, _)| !name.to_string_lossy().starts_with("LOA_")))
            .env("LOA_DATA", self.data())
            .envs(self.settings.iter().cloned())
            .args(arguments)
            .stdin(Stdio::null());
        if let Some(address) = &self.database_url {
            command.env("LOA_DATABASE_URL", address);
        }
        command
    }

    /// Runs it to its end.
    pub fn loa(&self, arguments: &[&str]) -> Answer {
        answer(&mut self.program(arguments))
    }

    /// Starts the web site.
    pub fn serve(&self) -> Site {
        Self::site(&mut self.program(&["serve", "--listen", "127.0.0.1:0"]))
    }

    /// Starts a sample district that keeps its data here.
    pub fn demo(&self) -> Site {
        let data = self.data();
        let data = data.to_str().unwrap();
        let mut site = Self::site(&mut self.program(&["demo", "--listen", "127.0.0.1:0", "--data", data]));
        assert!(site.lines.any(|line| line.starts_with("Sẵn sàng")));
        site
    }

    fn site(command: &mut Command) -> Site {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut lines = lines.map_while(Result::ok);
        let mut told = String::new();
        let address = loop {
            let line = lines.next().expect(&told);
            if let Some((_, address)) = line.split_once("http://") {
                break address.to_owned();
            }
            told.push_str(&line);
        };
        Site {
            child,
            address,
            lines: Box::new(lines),
        }
    }
}

/// A place with more settings.
pub struct Setting<'a> {
    place: &'a Place,
    settings: Vec<(String, String)>,
}

impl Setting<'_> {
    /// Runs the program to its end.
    pub fn loa(&self, arguments: &[&str]) -> Answer {
        answer(self.place.program(arguments).envs(self.settings.iter().cloned()))
    }

    /// Starts the web site.
    pub fn serve(&self) -> Site {
        let mut command = self.place.program(&["serve", "--listen", "127.0.0.1:0"]);
        Place::site(command.envs(self.settings.iter().cloned()))
    }
}

/// Runs a command to its end.
pub fn answer(command: &mut Command) -> Answer {
    let output = command.output().unwrap();
    Answer {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The file of the folder that lies beside some checkouts; `None`, and a word about it, where there is none.
pub fn shared(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(name);
    if path.exists() {
        return Some(path.to_str().unwrap().to_owned());
    }
    assert_ne!(
        std::env::var("CI").as_deref(),
        Ok("true"),
        "{} is missing",
        path.display()
    );
    eprintln!("skipped: no shared {name}");
    None
}

/// A running web site; it goes with the value.
pub struct Site {
    child: Child,
    /// Where it listens.
    pub address: String,
    /// What it tells on standard error after its address.
    pub lines: Box<dyn Iterator<Item = String>>,
}

/// What the site answers.
pub struct Page {
    /// "200"
    pub status: String,
    /// Names in small letters.
    pub headers: String,
    /// As text.
    pub body: String,
}

impl Site {
    /// Asks for a page, or sends a form when there is one.
    pub fn ask(&self, path: &str, cookie: &str, form: Option<&str>) -> Page {
        let (method, body) = form.map_or(("GET", ""), |form| ("POST", form));
        self.send(method, path, cookie, "application/x-www-form-urlencoded", body)
    }

    /// Asks for a page with headers, each ending in a line break.
    pub fn with_headers(&self, path: &str, headers: &str) -> Page {
        let headers = headers.trim_end();
        self.send("GET", path, "", &format!("text/plain\r\n{headers}"), "")
    }

    /// Asks it to stop, as the system does.
    pub fn asked_to_stop(&self) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for its end, which is in order.
    pub fn ends(mut self) {
        assert!(self.child.wait().unwrap().success());
    }

    /// Sends anything.
    pub fn send(&self, method: &str, path: &str, cookie: &str, kind: &str, body: &str) -> Page {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {cookie}\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Page {
            status: head.split(' ').nth(1).unwrap().to_owned(),
            headers: head.to_owned(),
            body: body.to_owned(),
        }
    }
}

impl Site {
    /// Stops it; gives the rest of what it told.
    pub fn end(mut self) -> Vec<String> {
        let _ = self.child.kill();
        let lines = std::mem::replace(&mut self.lines, Box::new(std::iter::empty()));
        lines.collect()
    }
}

impl Page {
    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.headers.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// The cookie of the session that it opens.
    pub fn session(&self) -> String {
        let cookies = self.headers.lines();
        let found = cookies
            .filter_map(|line| line.strip_prefix("set-cookie: loa_phien="))
            .next();
        let secret = found.and_then(|rest| rest.split(';').next()).unwrap();
        format!("loa_phien={secret}")
    }

    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        let mut headers = self.headers.lines();
        headers
            .find_map(|line| line.strip_prefix("location: "))
            .unwrap_or_default()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

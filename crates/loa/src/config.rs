//! Configuration: a file, then the environment, then the command line; each key in one table, each error with its key.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::civil::Time;
use loa_app::files::S3;
use toml::{Table, Value};

use crate::message::Problem;

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Folder of the embedded database and of files.
    pub data: PathBuf,
    /// `postgres://…`; `None`: SQLite in `data`.
    pub database_url: Option<String>,
    /// The address that people type, `https://…`, without a slash at the end.
    pub public_url: String,
    /// A proxy in front tells the addresses of people.
    pub behind_proxy: bool,
    /// Where the bytes of files are kept; `None`: in `data`.
    pub s3: Option<S3>,
    /// Backups that are made by themselves; `None`: none.
    pub backups: Option<Backups>,
    /// What a program says that asks for `/metrics`; empty: nobody may.
    pub metrics_token: Secret,
    /// What is logged, as `info` or `loa_app=debug,info`.
    pub log: String,
    /// Form of the log.
    pub log_format: LogFormat,
}

/// Backups that the web site makes every day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backups {
    /// Where they go.
    pub folder: PathBuf,
    /// From when on, in Vietnam.
    pub at: Time,
    /// Of how many days one is kept.
    pub days: usize,
    /// Of how many weeks one is kept.
    pub weeks: usize,
}

/// Text that is never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// A key with its default and what it is for; `docs/guide/cai-dat.md` tells of each, which a test looks after.
pub struct Key {
    /// In the file; in the environment `LOA_` and the same in capitals.
    pub name: &'static str,
    /// What holds when it is not set.
    pub default: &'static str,
}

/// All keys.
pub const KEYS: &[Key] = &[
    Key {
        name: "listen",
        default: "127.0.0.1:8080",
    },
    Key {
        name: "data",
        default: "loa-data",
    },
    Key {
        name: "database_url",
        default: "",
    },
    Key {
        name: "public_url",
        default: "",
    },
    Key {
        name: "behind_proxy",
        default: "false",
    },
    Key {
        name: "s3_bucket",
        default: "",
    },
    Key {
        name: "s3_endpoint",
        default: "",
    },
    Key {
        name: "s3_region",
        default: "",
    },
    Key {
        name: "s3_access_key",
        default: "",
    },
    Key {
        name: "s3_secret_key",
        default: "",
    },
    Key {
        name: "backup_dir",
        default: "",
    },
    Key {
        name: "backup_at",
        default: "02:00",
    },
    Key {
        name: "backup_keep",
        default: "14+8",
    },
    Key {
        name: "metrics_token",
        default: "",
    },
    Key {
        name: "log",
        default: "info",
    },
    Key {
        name: "log_format",
        default: "text",
    },
];

/// What was given on the command line; stronger than the environment, which is stronger than the file.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// `--config`
    pub file: Option<PathBuf>,
    /// `--listen`
    pub listen: Option<String>,
    /// `--data`
    pub data: Option<String>,
}

impl Config {
    /// Puts the three sources together. `environment` gives the value of a variable.
    ///
    /// # Errors
    /// A [`Problem`] that names the key and where it stands.
    pub fn read(given: &Given, environment: impl Fn(&str) -> Option<String>) -> Result<Self, Problem> {
        let file = given
            .file
            .clone()
            .or_else(|| environment("LOA_CONFIG").map(PathBuf::from));
        let table = file.as_deref().map(table).transpose()?.unwrap_or_default();
        let place = file.map_or_else(String::new, |file| file.display().to_string());
        let mut values = Vec::new();
        for key in KEYS {
            values.push(Setting::of(key, given, &environment, &table, &place)?);
        }
        Self::of(&values)
    }

    fn of(values: &[Setting]) -> Result<Self, Problem> {
        let find = |name: &str| values.iter().find(|setting| setting.key == name);
        let text = |name: &str| {
            find(name)
                .map(|setting| setting.value.clone())
                .unwrap_or_default()
        };
        let parsed = |name: &str, wanted: (&str, &str)| -> Problem {
            let setting = find(name);
            let place = setting.map_or(name, |setting| setting.place.as_str());
            let value = setting.map_or("", |setting| setting.value.as_str());
            let value = if name == "metrics_token" { "" } else { value };
            Problem::bad_setting(place, value, wanted)
        };
        let listen = text("listen").parse().map_err(|_| {
            parsed(
                "listen",
                (
                    "địa chỉ và cổng, ví dụ 127.0.0.1:8080",
                    "address and port, such as 127.0.0.1:8080",
                ),
            )
        })?;
        let behind_proxy = match text("behind_proxy").as_str() {
            "true" => true,
            "false" => false,
            _ => return Err(parsed("behind_proxy", ("true hoặc false", "true or false"))),
        };
        let log_format = match text("log_format").as_str() {
            "text" => LogFormat::Text,
            "json" => LogFormat::Json,
            _ => return Err(parsed("log_format", ("text hoặc json", "text or json"))),
        };
        let public_url = text("public_url").trim_end_matches('/').to_owned();
        if !(public_url.is_empty() || public_url.starts_with("https://") || public_url.starts_with("http://"))
        {
            return Err(parsed(
                "public_url",
                (
                    "địa chỉ bắt đầu bằng https://",
                    "an address that begins with https://",
                ),
            ));
        }
        let database_url = Some(text("database_url")).filter(|url| !url.is_empty());
        if database_url
            .as_ref()
            .is_some_and(|url| !url.starts_with("postgres"))
        {
            // The value may hold a password: it is not repeated.
            let place = find("database_url").map_or("database_url", |setting| setting.place.as_str());
            return Err(Problem::bad_setting(place, "…", ("postgres://…", "postgres://…")));
        }
        Ok(Self {
            listen,
            data: PathBuf::from(text("data")),
            database_url,
            public_url,
            behind_proxy,
            s3: s3(values)?,
            backups: backups(&text, &parsed)?,
            metrics_token: metrics_token(&text("metrics_token"), &parsed)?,
            log: text("log"),
            log_format,
        })
    }

    /// The database to open.
    pub fn database(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.data.join("loa.db").display()))
    }
}

/// Says what a key wants.
type Wrong<'a> = dyn Fn(&str, (&str, &str)) -> Problem + 'a;

fn backups(text: &dyn Fn(&str) -> String, wrong: &Wrong<'_>) -> Result<Option<Backups>, Problem> {
    let at = text("backup_at");
    let at = Time::strptime("%H:%M", &at).map_err(|_| {
        wrong(
            "backup_at",
            ("giờ và phút, ví dụ 02:00", "hours and minutes, such as 02:00"),
        )
    })?;
    let keep = text("backup_keep");
    let numbers = keep
        .split_once('+')
        .map(|(days, weeks)| (days.parse(), weeks.parse()));
    let Some((Ok(days @ 1..=3660), Ok(weeks @ 0..=520))) = numbers else {
        return Err(wrong(
            "backup_keep",
            (
                "số ngày + số tuần, ví dụ 14+8",
                "a number of days + a number of weeks, such as 14+8",
            ),
        ));
    };
    let folder = text("backup_dir");
    Ok((!folder.is_empty()).then(|| Backups {
        folder: PathBuf::from(folder),
        at,
        days,
        weeks,
    }))
}

/// A word that is guessed in an afternoon protects nothing.
const SHORTEST_TOKEN: usize = 20;

fn metrics_token(token: &str, wrong: &Wrong<'_>) -> Result<Secret, Problem> {
    let is_plain = token.bytes().all(|byte| byte.is_ascii_graphic());
    if token.is_empty() || (is_plain && token.len() >= SHORTEST_TOKEN) {
        return Ok(Secret(token.to_owned()));
    }
    Err(wrong(
        "metrics_token",
        (
            "ít nhất 20 chữ và số không dấu",
            "at least 20 plain letters and digits",
        ),
    ))
}

/// What many stores take for a region, and AWS for its first one.
const REGION: &str = "us-east-1";

/// The store of files: all of it or nothing. Values are not repeated, they may be secrets.
fn s3(values: &[Setting]) -> Result<Option<S3>, Problem> {
    let find = |name: &str| values.iter().find(|setting| setting.key == name);
    let text = |name: &str| find(name).map_or("", |setting| setting.value.as_str());
    let bad = |name: &'static str, wanted: (&str, &str)| {
        let place = find(name).map_or(name, |setting| setting.place.as_str());
        Problem::bad_setting(place, "", wanted)
    };
    let s3 = S3 {
        bucket: text("s3_bucket").to_owned(),
        endpoint: text("s3_endpoint").trim_end_matches('/').to_owned(),
        region: text("s3_region").to_owned(),
        access_key: text("s3_access_key").to_owned(),
        secret_key: text("s3_secret_key").to_owned(),
    };
    let beside = [
        ("s3_endpoint", &s3.endpoint),
        ("s3_region", &s3.region),
        ("s3_access_key", &s3.access_key),
        ("s3_secret_key", &s3.secret_key),
    ];
    if s3.bucket.is_empty() {
        let alone = beside.iter().find(|(_, value)| !value.is_empty());
        return alone.map_or(Ok(None), |(name, _)| {
            Err(bad(
                name,
                ("khóa s3_bucket đi cùng", "the key s3_bucket beside it"),
            ))
        });
    }
    if s3
        .bucket
        .contains(|letter: char| letter.is_whitespace() || letter == '/')
    {
        return Err(bad(
            "s3_bucket",
            ("tên kho, không có /", "the name of the bucket, without /"),
        ));
    }
    let endpoint = &s3.endpoint;
    if !(endpoint.is_empty() || endpoint.starts_with("https://") || endpoint.starts_with("http://")) {
        return Err(bad(
            "s3_endpoint",
            (
                "địa chỉ bắt đầu bằng https://",
                "an address that begins with https://",
            ),
        ));
    }
    let missing = beside
        .iter()
        .find(|(name, value)| value.is_empty() && name.ends_with("_key"));
    if let Some((name, _)) = missing {
        return Err(bad(
            name,
            (
                "một giá trị, vì đã đặt s3_bucket",
                "a value, since s3_bucket is set",
            ),
        ));
    }
    let region = if s3.region.is_empty() { REGION } else { &s3.region };
    Ok(Some(S3 {
        region: region.to_owned(),
        ..s3
    }))
}

/// A value and where it was said.
struct Setting {
    key: &'static str,
    value: String,
    place: String,
}

impl Setting {
    fn of(
        key: &Key,
        given: &Given,
        environment: &impl Fn(&str) -> Option<String>,
        table: &Table,
        place: &str,
    ) -> Result<Self, Problem> {
        let variable = format!("LOA_{}", key.name.to_uppercase());
        let told = match key.name {
            "listen" => given.listen.clone(),
            "data" => given.data.clone(),
            _ => None,
        };
        let (value, place) = if let Some(value) = told {
            (value, format!("--{}", key.name))
        } else if let Some(value) = environment(&variable) {
            (value, variable)
        } else if let Some(value) = table.get(key.name) {
            let place = format!("{place}: {}", key.name);
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Boolean(truth) => truth.to_string(),
                _ => {
                    return Err(Problem::bad_setting(
                        &place,
                        "",
                        ("một chữ hoặc true/false", "a text or true/false"),
                    ));
                }
            };
            (text, place)
        } else {
            (key.default.to_owned(), key.name.to_owned())
        };
        Ok(Self {
            key: key.name,
            value,
            place,
        })
    }
}

fn table(file: &Path) -> Result<Table, Problem> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| Problem::cannot_open(&name, &error))?;
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let told = error.message().to_owned();
        Problem::bad_setting(&name, "", (&told, &told))
    })?;
    // A key that nothing reads is a slip of the pen, and silence about it would be worse than stopping.
    if let Some(unknown) = table
        .keys()
        .find(|key| !KEYS.iter().any(|known| known.name == key.as_str()))
    {
        let known: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
        let known = known.join(", ");
        return Err(Problem::bad_setting(
            &format!("{name}: {unknown}"),
            "",
            (&known, &known),
        ));
    }
    Ok(table)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests {
    use super::*;

    fn read(file: &str, environment: &[(&str, &str)], given: Given) -> Result<Config, Problem> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("loa.toml");
        std::fs::write(&path, file).unwrap();
        let given = Given {
            file: Some(path),
            ..given
        };
        Config::read(&given, |name| {
            let found = environment.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_command_line_beats_the_environment_beats_the_file() {
        let file = "listen = \"10.0.0.1:1\"\ndata = \"a\"\nbehind_proxy = true\n";
        let given = Given {
            listen: Some("10.0.0.3:3".to_owned()),
            ..Given::default()
        };
        let config = read(file, &[("LOA_LISTEN", "10.0.0.2:2"), ("LOA_DATA", "b")], given).unwrap();
        assert_eq!(config.listen.to_string(), "10.0.0.3:3");
        assert_eq!(config.data, Path::new("b"));
        assert!(config.behind_proxy);
        assert_eq!(config.database(), "sqlite:b/loa.db");
    }

    #[test]
    fn errors_name_the_key_and_keep_secrets() {
        for (file, environment, named) in [
            ("listen = \"8080\"", None, "listen"),
            ("lisen = \"127.0.0.1:80\"", None, "lisen"),
            ("data = 7", None, "data"),
            ("backup_at = \"24:30\"", None, "backup_at"),
            ("backup_keep = \"14\"", None, "backup_keep"),
            ("backup_keep = \"0+3\"", None, "backup_keep"),
            ("metrics_token = \"giu-kin\"", None, "metrics_token"),
            ("x = [", None, "loa.toml"),
            ("", Some(("LOA_LOG_FORMAT", "xml")), "LOA_LOG_FORMAT"),
            (
                "",
                Some(("LOA_DATABASE_URL", "mysql://u:giu-kin@h/d")),
                "LOA_DATABASE_URL",
            ),
        ] {
            let environment: Vec<(&str, &str)> = environment.into_iter().collect();
            let told = read(file, &environment, Given::default()).unwrap_err();
            assert!(told.message.vi.contains(named), "{}", told.message.vi);
            assert!(!told.message.vi.contains("giu-kin"));
        }
    }

    #[test]
    fn a_store_of_files_is_told_whole_or_not_at_all() {
        let whole = "s3_bucket = \"loa\"\ns3_endpoint = \"https://s3.example.vn/\"\ns3_access_key = \"a\"\n";
        let secret = [("LOA_S3_SECRET_KEY", "khoa-mat")];
        let config = read(whole, &secret, Given::default()).unwrap();
        let s3 = config.s3.clone().unwrap();
        assert_eq!(
            (s3.endpoint.as_str(), s3.region.as_str(), s3.secret_key.as_str()),
            ("https://s3.example.vn", "us-east-1", "khoa-mat")
        );
        assert!(!format!("{config:?}").contains("khoa-mat"));
        assert_eq!(read("", &[], Given::default()).unwrap().s3, None);
        for (file, environment, named) in [
            (whole, None, "s3_secret_key: "),
            ("", secret.first(), "LOA_S3_SECRET_KEY: "),
            ("s3_region = \"vn\"", None, "loa.toml: s3_region: "),
            ("s3_bucket = \"a b\"", secret.first(), "loa.toml: s3_bucket: "),
            (
                "s3_bucket = \"a\"\ns3_endpoint = \"s3.vn\"",
                secret.first(),
                "loa.toml: s3_endpoint: ",
            ),
        ] {
            let environment: Vec<(&str, &str)> = environment.copied().into_iter().collect();
            let told = read(file, &environment, Given::default()).unwrap_err().message.vi;
            assert!(told.contains(named) && !told.contains("khoa-mat"), "{told}");
        }
    }

    #[test]
    fn backups_are_made_when_there_is_a_place_for_them() {
        assert_eq!(read("", &[], Given::default()).unwrap().backups, None);
        let config = read("backup_dir = \"/srv/sao-luu\"", &[], Given::default()).unwrap();
        let backups = config.backups.unwrap();
        assert_eq!((backups.days, backups.weeks), (14, 8));
        assert_eq!(backups.at, jiff::civil::time(2, 0, 0, 0));
    }

    #[test]
    fn every_key_is_documented() {
        let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/cai-dat.md");
        let guide = std::fs::read_to_string(guide).unwrap();
        for key in KEYS {
            assert!(guide.contains(&format!("`{}`", key.name)), "{}", key.name);
            assert!(
                guide.contains(&format!("LOA_{}", key.name.to_uppercase())),
                "{}",
                key.name
            );
        }
    }
}

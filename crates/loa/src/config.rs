//! Configuration: a file, then the environment, then the command line; each key in one table, each error with its key.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::civil::Time;
use loa_app::files::S3;
use loa_app::identity::oidc::Provider;
use loa_app::identity::seal;
use loa_app::mail::MailSettings;
use loa_app::webhook::WebhookSettings;
use toml::{Table, Value};

use crate::message::Problem;

mod sending;

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
    /// Mail servers and the sender; `None`: no mail.
    pub mail: Option<MailSettings>,
    /// A program that takes messages.
    pub webhook: Option<WebhookSettings>,
    /// The key with which secrets are sealed; `None`: the one in the file beside the data.
    pub secret_key: Option<seal::Key>,
    /// Where people have accounts elsewhere by which they can sign in.
    pub oidc: Option<Provider>,
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
        name: "smtp_url",
        default: "",
    },
    Key {
        name: "smtp_url_2",
        default: "",
    },
    Key {
        name: "mail_from",
        default: "",
    },
    Key {
        name: "webhook_url",
        default: "",
    },
    Key {
        name: "webhook_token",
        default: "",
    },
    Key {
        name: "secret_key",
        default: "",
    },
    Key {
        name: "oidc_issuer",
        default: "",
    },
    Key {
        name: "oidc_client_id",
        default: "",
    },
    Key {
        name: "oidc_client_secret",
        default: "",
    },
    Key {
        name: "oidc_name",
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
            mail: sending::mail(values)?,
            webhook: sending::webhook(values)?,
            secret_key: secret_key(values)?,
            oidc: oidc(values)?,
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

/// The key of the installation. Its value is not repeated.
fn secret_key(values: &[Setting]) -> Result<Option<seal::Key>, Problem> {
    let found = values.iter().find(|setting| setting.key == "secret_key");
    let Some(told) = found.filter(|setting| !setting.value.is_empty()) else {
        return Ok(None);
    };
    let wanted = (
        "64 chữ số thập lục phân, ví dụ kết quả của: openssl rand -hex 32",
        "64 hexadecimal digits, such as the answer of: openssl rand -hex 32",
    );
    let key = seal::Key::from_hex(&told.value);
    key.map(Some)
        .ok_or_else(|| Problem::bad_setting(&told.place, "…", wanted))
}

/// The provider of accounts elsewhere: all of it or nothing. The secret is not repeated.
fn oidc(values: &[Setting]) -> Result<Option<Provider>, Problem> {
    let find = |name: &str| values.iter().find(|setting| setting.key == name);
    let text = |name: &str| find(name).map_or("", |setting| setting.value.as_str());
    let bad = |name: &'static str, wanted: (&str, &str)| {
        let place = find(name).map_or(name, |setting| setting.place.as_str());
        Problem::bad_setting(place, "", wanted)
    };
    let issuer = text("oidc_issuer");
    if issuer.is_empty() {
        let beside = ["oidc_client_id", "oidc_client_secret", "oidc_name"];
        let alone = beside.into_iter().find(|name| !text(name).is_empty());
        return alone.map_or(Ok(None), |name| {
            let wanted = ("khóa oidc_issuer đi cùng", "the key oidc_issuer beside it");
            Err(bad(name, wanted))
        });
    }
    // Without a lock on the line anybody on it could say who somebody is. One's own machine is no line.
    let is_near = ["http://localhost", "http://127.0.0.1"];
    if !issuer.starts_with("https://") && !is_near.iter().any(|near| issuer.starts_with(near)) {
        return Err(bad(
            "oidc_issuer",
            (
                "địa chỉ bắt đầu bằng https://",
                "an address that begins with https://",
            ),
        ));
    }
    if text("oidc_client_id").is_empty() {
        return Err(bad(
            "oidc_client_id",
            (
                "một giá trị, vì đã đặt oidc_issuer",
                "a value, since oidc_issuer is set",
            ),
        ));
    }
    let name = Some(text("oidc_name")).filter(|name| !name.is_empty());
    Ok(Some(Provider {
        issuer: issuer.to_owned(),
        client_id: text("oidc_client_id").to_owned(),
        client_secret: text("oidc_client_secret").to_owned(),
        name: name.unwrap_or("tài khoản cơ quan").to_owned(),
    }))
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
mod tests;

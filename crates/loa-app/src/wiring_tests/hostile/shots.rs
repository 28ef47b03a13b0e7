//! What nobody should send, made out of a route, of the forms on pages, and of chance.

use std::fmt;

use axum::http::{HeaderName, HeaderValue, Method, header};

use super::forms::{Forms, is_id};
use crate::page;

/// Shows where something comes back as part of a page.
pub const MARK: &str = "\"'><loa-vet onvet=1>";

/// Values for fields, parts of addresses and headers.
pub const VALUES: [&str; 32] = [
    "",
    MARK,
    "\" onvet=1 x=\"",
    "\0",
    "%00%0d%0aX-Vet: 1",
    "\r\nX-Vet: 1\r\n\r\n<loa-vet>",
    "'; DROP TABLE unit; --",
    "' OR '1'='1",
    "\\'; --",
    "%' ESCAPE '",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "//noi-khac.example/x",
    "https://noi-khac.example/x",
    "javascript:onvet()",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "-1",
    "0",
    "1e309",
    "NaN",
    "9223372036854775807",
    "99999999999999999999999999",
    "9999-12-31",
    "0000-00-00",
    "-9999-01-01",
    "2022-02-30",
    "2022-W53",
    "0zzzzzzzzzzzz",
    "7zzzzzzzzzzzz",
    "\u{202e}\u{feff}a\u{301}\u{1f1fb}\u{1f1f3}",
    "=HYPERLINK(\"http://noi-khac.example\")",
];

/// Parts of addresses as they go over the line.
const SEGMENTS: [&str; 22] = [
    "%00",
    "%",
    "%zz",
    "%ff%fe",
    "%c0%ae%c0%ae%2f",
    "..%2f..%2f..%2fetc%2fpasswd",
    "..",
    ".",
    "%2e%2e",
    "%5c..%5c",
    "%0d%0aX-Vet:%201",
    "%22%27%3E%3Cloa-vet%20onvet=1%3E",
    "'%20OR%20'1'='1",
    "0",
    "-1",
    "99999999999999999999999999",
    "0zzzzzzzzzzzz",
    "7zzzzzzzzzzzz",
    "9999-12-31",
    "%F0%9F%87%BB",
    "%E2%80%AE",
    "a;b=c,d",
];

/// Headers with which browsers tell that a form was sent from another site.
pub const ELSEWHERE: [(&str, &str); 8] = [
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
    ("origin", "https://noi-khac.example"),
    ("origin", "null"),
    ("origin", "https://loa.test.noi-khac.example"),
    ("origin", "https://loa.test:444"),
    ("origin", "https://loa.test@noi-khac.example"),
    ("origin", "file://"),
];

/// One request.
#[derive(Clone)]
pub struct Shot {
    pub method: Method,
    pub path: String,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub body: Vec<u8>,
}

impl fmt::Display for Shot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |text: &str| text.chars().take(160).collect::<String>();
        write!(out, "{} {}", self.method, short(&self.path))?;
        let plain = [header::COOKIE];
        for (name, value) in self.headers.iter().filter(|(name, _)| !plain.contains(name)) {
            write!(
                out,
                " [{name}: {}]",
                short(&String::from_utf8_lossy(value.as_bytes()))
            )?;
        }
        write!(out, " {:?}", short(&String::from_utf8_lossy(&self.body)))
    }
}

impl Shot {
    pub fn new(method: Method, path: String) -> Self {
        Self {
            method,
            path,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub fn get(path: &str) -> Self {
        Self::new(Method::GET, path.to_owned())
    }

    pub fn with(self, name: HeaderName, value: &str) -> Self {
        self.with_bytes(name, value.as_bytes())
    }

    /// Signs that no header may hold are left out: no client can send them.
    fn with_bytes(mut self, name: HeaderName, value: &[u8]) -> Self {
        let fine: Vec<u8> = value
            .iter()
            .copied()
            .filter(|byte| *byte >= b' ' && *byte != 0x7f)
            .collect();
        self.headers.push((name, HeaderValue::from_bytes(&fine).unwrap()));
        self
    }

    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let pairs = fields
            .iter()
            .map(|(name, value)| format!("{}={}", page::encoded(name), page::encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&").into_bytes();
        self.of_kind("application/x-www-form-urlencoded", body)
    }

    fn of_kind(self, kind: &str, body: Vec<u8>) -> Self {
        let shot = Self { body, ..self };
        shot.with(header::CONTENT_TYPE, kind)
    }

    /// Another address with the same ending behind `?`.
    fn at(&self, path: String) -> Self {
        Self { path, ..self.clone() }
    }
}

/// Numbers that look drawn and are the same each time (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// The identities and secrets in an address.
pub fn ids(path: &str) -> Vec<String> {
    let path = path.split('?').next().unwrap_or_default();
    path.split('/')
        .filter(|part| is_id(part))
        .map(str::to_owned)
        .collect()
}

/// The address of a route with `part` in the place of each of its parameters; without one, `part` behind it.
fn address(route: &str, part: &str) -> String {
    if !route.contains('{') {
        return format!("{}/{part}", route.trim_end_matches('/'));
    }
    let parts = route
        .split('/')
        .map(|of| if of.starts_with('{') { part } else { of });
    parts.collect::<Vec<_>>().join("/")
}

pub fn addresses(route: &str) -> Vec<String> {
    let mut all: Vec<String> = SEGMENTS.iter().map(|part| address(route, part)).collect();
    all.push(address(route, &"a".repeat(10_000)));
    all.push(format!("{}?{}", address(route, "0"), "a=1&".repeat(8000)));
    all.push(format!("{}?{}", address(route, "0"), "a".repeat(40_000)));
    all.push(format!("/{route}"));
    all.push(format!("{route}/"));
    all.push(format!("/noi-khac.example/..{route}"));
    all
}

pub fn queries(shot: &Shot, forms: &Forms) -> Vec<Shot> {
    let bare = shot.path.split('?').next().unwrap_or_default();
    let names = forms.names_of(bare);
    let query = |value: &str| {
        names
            .iter()
            .map(|name| format!("{}={value}", page::encoded(name)))
            .collect::<Vec<_>>()
    };
    let mut all: Vec<Shot> = VALUES
        .iter()
        .map(|value| shot.at(format!("{bare}?{}", query(&page::encoded(value)).join("&"))))
        .collect();
    for raw in ["%ff%fe", "%", "%00%00", &"%E1%BB%87".repeat(300)] {
        all.push(shot.at(format!("{bare}?{}", query(raw).join("&"))));
    }
    all
}

/// Headers that no browser sends so.
pub fn heads(shot: &Shot) -> Vec<Shot> {
    let long = "x".repeat(60_000);
    let junk = b"\xff\xfe\xc0\x80\"><loa-vet onvet=1>";
    let mut all = Vec::new();
    for (name, value) in [
        ("range", "bytes=0-"),
        ("range", "bytes=18446744073709551615-18446744073709551616"),
        ("range", "bytes=5-2"),
        ("range", "bytes=-0"),
        ("range", "bytes=0-0,1-1,2-2,-1"),
        ("if-none-match", "*"),
        ("if-none-match", "W/\"<loa-vet>\", \"\", ,"),
        ("if-match", "\"x\""),
        ("if-modified-since", "Fri, 31 Dec 9999 99:99:99 GMT"),
        ("if-unmodified-since", "0"),
        ("accept", "application/json"),
        ("accept", "*/*;q=NaN, <loa-vet>"),
        ("accept-encoding", "br;q=-1, gzip;q=9e99, zstd, x"),
        ("accept-language", MARK),
        ("host", "noi-khac.example"),
        ("host", "loa.test\"><loa-vet onvet=1>"),
        ("host", ""),
        ("host", "a:b@c:99999"),
        ("referer", "https://loa.test//noi-khac.example/<loa-vet>"),
        ("x-forwarded-for", "1.2.3.4, <loa-vet>, ' OR 1=1"),
        ("x-forwarded-host", "noi-khac.example"),
        ("x-forwarded-proto", "javascript"),
        ("forwarded", "for=<loa-vet>;host=noi-khac.example"),
        ("x-http-method-override", "DELETE"),
        ("idempotency-key", MARK),
        ("idempotency-key", "00000000-0000-0000-0000-00000000000g"),
        ("loa-person", "0zzzzzzzzzzzz"),
        ("authorization", "Bearer ' OR 1=1"),
        ("authorization", "Basic YWRtaW46YWRtaW4="),
        ("user-agent", MARK),
        ("upgrade", "websocket"),
        ("expect", "100-continue"),
        ("content-encoding", "gzip"),
        ("sec-fetch-site", "none"),
        (
            "cookie",
            "=; ;;;loa_phien; loa_xong=%3Cloa-vet%20onvet=1%3E; loa_buoc=\0; a=b=c",
        ),
        ("cookie", "loa_xong=!%22%3E%3Cloa-vet%3E%0d%0aX-Vet:%201"),
    ] {
        all.push(shot.clone().with(name.parse().unwrap(), value));
    }
    for name in [
        "cookie",
        "user-agent",
        "accept",
        "host",
        "referer",
        "x-forwarded-for",
        "content-type",
        "origin",
    ] {
        let name: HeaderName = name.parse().unwrap();
        all.push(shot.clone().with_bytes(name.clone(), junk));
        all.push(shot.clone().with(name, &long));
    }
    let many = (0..200).fold(shot.clone(), |shot, at| {
        shot.with(header::COOKIE, &format!("c{at}={MARK}"))
    });
    all.push(many);
    all
}

/// JSON that no script of ours makes.
fn json() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = [
        "", "null", "[]", "{}", "\"<loa-vet>\"", "1e400", "-0", "{\"id\":1,\"id\":2}", "{\"id\":{\"id\":[]}}", "[1,2",
        "{\"a\":\"\\ud800\"}", "{\"__proto__\":{\"a\":1}}",
        "{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"AA\",\
         \"authenticatorData\":\"AA\",\"signature\":\"AA\",\"userHandle\":\"AA\",\"attestationObject\":\"oA\"}}",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    all.push("[".repeat(100_000).into_bytes());
    all.push("{\"a\":".repeat(100_000).into_bytes());
    all.push(b"{\"a\":\"\xff\xfe\"}".to_vec());
    all.push(format!("\"{}\"", "a".repeat(1_000_000)).into_bytes());
    all
}

const EDGE: &str = "loa-edge";

/// Parts of a form that no browser makes.
fn broken_parts(names: &[(String, String)]) -> Vec<Vec<u8>> {
    let part = |head: &str, body: &str| format!("--{EDGE}\r\n{head}\r\n\r\n{body}\r\n");
    let first = names.first().map_or("tep", |(name, _)| name.as_str());
    let file = |name: &str, file: &str, body: &str| {
        part(
            &format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"{file}\""),
            body,
        )
    };
    let end = format!("--{EDGE}--\r\n");
    let whole = [
        part(&format!("Content-Disposition: form-data; name=\"{first}\""), MARK) + &end,
        part("Content-Disposition: form-data", "x") + &end,
        part("X: y", "x") + &end,
        part("", "x") + &end,
        part(
            &format!("Content-Disposition: form-data; name=\"{}\"", "a".repeat(100_000)),
            "x",
        ) + &end,
        part("Content-Disposition: form-data; name=\"a\r\nX-Vet: 1\"", "x") + &end,
        part(
            &format!("Content-Disposition: form-data; name=\"{first}"),
            "no end",
        ),
        part("Content-Disposition: form-data; name=\"a\"", "x").repeat(2100) + &end,
        file("tep", "../../<loa-vet>\0.docx", "PK\u{3}\u{4}<loa-vet>") + &end,
        file("anh", "..\\a.png", "\u{89}PNG\r\n\u{1a}\nIHDR") + &end,
        file("anh", "a.svg", "<svg onload=onvet()><loa-vet/></svg>") + &end,
        file("tep", "a.pdf", "%PDF-1.7\n1 0 obj<</Length 99999999999>>stream") + &end,
        file("tep", "a.csv", "ma;ten\n\"<loa-vet>;\0;=1+1\n") + &end,
        file(
            "tep",
            "a.xml",
            "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
        ) + &end,
    ];
    let mut all: Vec<Vec<u8>> = whole.map(String::into_bytes).to_vec();
    all.push(b"\xff".repeat(5000));
    all.push(format!("--{EDGE}\r\n").into_bytes());
    all
}

/// Bodies of the wrong kinds, broken ones, too long ones; and the form of the page with each value in all its fields.
pub fn bodies(shot: &Shot, forms: &Forms) -> Vec<Shot> {
    let bare = Shot {
        headers: Vec::new(),
        body: Vec::new(),
        ..shot.clone()
    };
    let form = "application/x-www-form-urlencoded";
    if shot.method != Method::POST {
        return vec![
            bare.clone().of_kind(form, b"a=1".to_vec()),
            bare.of_kind("text/xml", b"<a/>".to_vec()),
        ];
    }
    let fields = forms.fields_of(&shot.path);
    let all_as = |value: &str| {
        let fields: Vec<_> = fields.iter().map(|(name, _)| (name.as_str(), value)).collect();
        bare.clone().form(&fields)
    };
    let mut all: Vec<Shot> = VALUES.iter().map(|value| all_as(value)).collect();
    all.push(all_as(&"ệ".repeat(20_000 / fields.len().max(1))));
    all.push(
        bare.clone()
            .of_kind(form, b"a=%ff%fe&%=%&&&===&\xff\xfe=\0".to_vec()),
    );
    all.push(bare.clone().of_kind(form, b"a=1&".repeat(600_000)));
    all.push(bare.clone().of_kind(form, "a=1&".repeat(3000).into_bytes()));
    for kind in [
        "",
        "text/xml",
        "text/plain",
        "application/json",
        "application/octet-stream",
        "application/x-www-form-urlencoded; charset=utf-16",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/mixed; boundary=loa-edge",
    ] {
        all.push(
            bare.clone()
                .of_kind(kind, b"--loa-edge\r\n{\"a\": <loa-vet>}".to_vec()),
        );
    }
    let long = format!("multipart/form-data; boundary={}", "a".repeat(1000));
    all.push(bare.clone().of_kind(&long, b"--a".to_vec()));
    for body in json() {
        let key = page::encoded(&String::from_utf8_lossy(&body));
        all.push(
            bare.clone()
                .of_kind("application/json", body)
                .with(header::ACCEPT, "application/json"),
        );
        // Scripts send JSON in a field.
        if key.len() < 500_000 {
            all.push(bare.clone().of_kind(
                form,
                format!("khoa={key}&tiep={}", page::encoded(MARK)).into_bytes(),
            ));
        }
    }
    let kind = format!("multipart/form-data; boundary={EDGE}");
    all.extend(
        broken_parts(&fields)
            .into_iter()
            .map(|body| bare.clone().of_kind(&kind, body)),
    );
    all
}

/// Addresses that are in no table of routes.
pub fn elsewhere() -> Vec<Shot> {
    let mut all = Vec::new();
    for route in [
        "/tinh/{name}",
        "/worker.js",
        "/healthz",
        "/metrics",
        "/",
        "/khong-co",
    ] {
        for path in addresses(route) {
            all.push(Shot::get(&path));
        }
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
            let shot = Shot::new(method.parse().unwrap(), route.replace("{name}", "x.css"));
            all.extend(heads(&shot));
        }
    }
    all.push(Shot::get("/metrics").with(header::AUTHORIZATION, "Bearer mot-tu-kho-doan"));
    all
}

/// A request drawn by chance: mostly right, with something wrong about it.
pub fn drawn(dice: &mut Dice, route: &str, shot: &Shot, forms: &Forms, ids: &[String]) -> Shot {
    let mut shot = shot.clone();
    match dice.below(4) {
        0 if route.contains('{') => shot.path = address(route, dice.one(ids).as_str()),
        1 if route.contains('{') => shot.path = address(route, dice.one::<&str>(&SEGMENTS)),
        _ => {}
    }
    let value = |dice: &mut Dice, kept: &str| match dice.below(6) {
        0 => (*dice.one(&VALUES)).to_owned(),
        1 => dice.one(ids).clone(),
        2 => dice.below(2100).to_string(),
        _ => kept.to_owned(),
    };
    if dice.below(3) == 0 {
        let names = forms.names_of(shot.path.split('?').next().unwrap_or_default());
        let pairs = (0..3).map(|_| {
            format!(
                "{}={}",
                page::encoded(dice.one(&names).as_str()),
                page::encoded(&value(dice, ""))
            )
        });
        let query = pairs.collect::<Vec<_>>().join("&");
        shot.path = format!("{}?{query}", shot.path.split('?').next().unwrap_or_default());
    }
    if shot.method == Method::POST {
        let fields = forms.fields_of(&shot.path);
        let fields: Vec<(String, String)> = fields
            .into_iter()
            .map(|(name, kept)| {
                let value = value(dice, &kept);
                (name, value)
            })
            .collect();
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        shot = match dice.below(8) {
            0 => dice.one(&bodies(&shot, forms)).clone(),
            _ => Shot {
                headers: Vec::new(),
                ..shot
            }
            .form(&fields),
        };
    }
    match dice.below(6) {
        0 => dice.one(&heads(&shot)).clone(),
        1 => shot.with(header::ACCEPT, "application/json"),
        _ => shot,
    }
}

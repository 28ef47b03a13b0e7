//! Bytes on the line that no browser sends: the site answers that they are wrong, or hangs up, and goes on.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use crate::place::{Place, Site};

/// After this time it will never answer nor hang up, on however busy a machine.
const LONGEST: Duration = Duration::from_secs(120);

/// What comes back until the site hangs up.
fn answer(site: &Site, sent: &[u8]) -> String {
    let mut line = TcpStream::connect(&site.address).unwrap();
    line.set_read_timeout(Some(LONGEST)).unwrap();
    // The site may hang up before all was said.
    let _ = line.write_all(sent);
    let _ = line.shutdown(Shutdown::Write);
    let mut told = Vec::new();
    let begun = Instant::now();
    let _ = line.read_to_end(&mut told);
    let short = String::from_utf8_lossy(&sent[..sent.len().min(80)]).into_owned();
    assert!(begun.elapsed() < LONGEST, "no end after {short:?}");
    String::from_utf8_lossy(&told).into_owned()
}

fn request(head: &str) -> Vec<u8> {
    format!("{head}\r\nHost: loa.test\r\nConnection: close\r\n\r\n").into_bytes()
}

fn with(headers: &[u8], body: &[u8]) -> Vec<u8> {
    let start: &[u8] = b"POST /dang-nhap HTTP/1.1\r\nHost: loa.test\r\nConnection: close\r\n";
    [start, headers, b"\r\n\r\n", body].concat()
}

fn wrong() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"\0".repeat(2000),
        b"\xff\xfe\xfd".to_vec(),
        // TLS, HTTP/2, an old HTTP, something else.
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".to_vec(),
        b"GET /\r\n\r\n".to_vec(),
        b"EHLO loa.test\r\n".to_vec(),
        request("GET / HTTP/9.9"),
        request("GET  / HTTP/1.1"),
        request("GET /a b HTTP/1.1"),
        request("GET noi-khac HTTP/1.1"),
        request("GET http://noi-khac.example/dang-nhap HTTP/1.1"),
        request("GET //noi-khac.example/%2e%2e HTTP/1.1"),
        request("GET /\"><loa-vet>{}|^`\\ HTTP/1.1"),
        request("GET /%%%00%ff HTTP/1.1"),
        request("CONNECT noi-khac.example:443 HTTP/1.1"),
        request("OPTIONS * HTTP/1.1"),
        request("<loa-vet> / HTTP/1.1"),
        request(&format!("GET /{} HTTP/1.1", "a".repeat(500_000))),
        request(&format!("{} / HTTP/1.1", "A".repeat(100_000))),
        [&b"GET /\xff\xfe\x00 HTTP/1.1\r\nHost: loa.test\r\n\r\n"[..]].concat(),
        b"GET / HTTP/1.1\nHost: loa.test\nConnection: close\n\n".to_vec(),
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nHost: loa.test\r\n folded: x\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nHost : loa.test\r\n\r\n".to_vec(),
        with(&[&b"A: "[..], &b"a".repeat(1_000_000)].concat(), b""),
        with(&b"A: a\r\n".repeat(5000), b""),
        with(b"A: \0\x01\x7f", b""),
        with(b"Cookie: \xff\xfe", b""),
        with(b"Content-Length: -1", b"a"),
        with(b"Content-Length: 99999999999999999999", b"a"),
        with(b"Content-Length: 1\r\nContent-Length: 2", b"aa"),
        with(b"Content-Length: 1000", b"cut off"),
        with(
            b"Content-Length: 4\r\nTransfer-Encoding: chunked",
            b"0\r\n\r\nGET /nguoi HTTP/1.1\r\n\r\n",
        ),
        with(b"Transfer-Encoding: chunked, gzip", b"0\r\n\r\n"),
        with(b"Transfer-Encoding: xchunked", b"0\r\n\r\n"),
        with(b"Transfer-Encoding: chunked", b"ffffffffffffffffff\r\na"),
        with(b"Transfer-Encoding: chunked", b"-1\r\na\r\n0\r\n\r\n"),
        with(b"Transfer-Encoding: chunked", b"5;a=\"\r\nab"),
        with(b"Expect: 100-continue\r\nContent-Length: 3", b"a=b"),
        with(b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__", b""),
    ];
    // One request in the middle of another's body.
    let inner = request("GET /healthz HTTP/1.1");
    let length = format!("Content-Length: {}", inner.len());
    all.push(with(length.as_bytes(), &inner));
    all
}

#[test]
fn bytes_that_no_browser_sends_stop_nothing() {
    let place = Place::new();
    let site = place.serve();
    for sent in wrong() {
        let told = answer(&site, &sent);
        let short = String::from_utf8_lossy(&sent[..sent.len().min(120)]).into_owned();
        let is_fine = told.is_empty()
            || [
                "HTTP/1.1 1",
                "HTTP/1.1 2",
                "HTTP/1.1 3",
                "HTTP/1.1 4",
                "HTTP/1.0 4",
            ]
            .iter()
            .any(|start| told.starts_with(start));
        // Who begins as HTTP/2 does gets a frame of it.
        let is_frame = sent.starts_with(b"PRI ") && told.starts_with('\0');
        assert!(is_fine || is_frame, "{short:?}: {told:?}");
        let answers = told.matches("HTTP/1.1 ").count() - told.matches("HTTP/1.1 100").count();
        assert!(answers <= 1, "{short:?} was taken for two: {told:?}");
        assert!(!told.contains("<loa-vet>"), "{short:?}: {told:?}");
        for word in [
            "panicked",
            ".rs:",
            "SELECT ",
            "http://noi-khac.example",
            "location: //",
        ] {
            assert!(!told.contains(word), "{short:?}: {told:?}");
        }
    }
    assert_eq!(site.ask("/healthz", "", None).body.trim(), "ok");
}

//! What those see and rely on who run the machine: numbers, codes of requests, a stop that cuts nobody off.
#![cfg(unix)]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::place::{Place, UNITS};

const WORD: &str = "mot-tu-rat-dai-de-do-luong";

#[test]
fn numbers_are_for_who_knows_the_word() {
    let place = Place::new();
    let closed = place.serve();
    assert_eq!(closed.ask("/metrics", "", None).status, "404");
    drop(closed);
    let site = place.with(&[("LOA_METRICS_TOKEN", WORD)]).serve();
    assert_eq!(site.ask("/metrics", "", None).status, "401");
    assert_eq!(site.ask("/khong-co/secret-cua-ai", "", None).status, "404");
    assert_eq!(
        site.ask("/dang-nhap", "", Some("ten=loa-bi-mat&mat-khau=x"))
            .status,
        "422"
    );
    let wrong = site.with_headers("/metrics", "Authorization: Bearer khac\r\n");
    assert_eq!(wrong.status, "401");
    let told = site.with_headers("/metrics", &format!("Authorization: Bearer {WORD}\r\n"));
    assert_eq!(told.status, "200");
    for part in [
        "loa_requests_total{method=\"POST\",route=\"/dang-nhap\",status=\"422\"} 1",
        "loa_request_seconds_bucket{method=\"GET\",route=\"-\",le=\"0.05\"}",
        "loa_database_connections{pool=\"read\",state=\"idle\"}",
        "loa_build_info{version=",
    ] {
        assert!(told.body.contains(part), "{part}: {}", told.body);
    }
    assert!(
        !told.body.contains("bi-mat") && !told.body.contains("secret"),
        "{}",
        told.body
    );
}

#[test]
fn a_person_can_read_out_the_code_of_what_failed() {
    let place = Place::new();
    let mut site = place.serve();
    let fine = site.ask("/dang-nhap", "", None);
    let code = fine.header("x-request-id").unwrap().to_owned();
    assert_eq!(code.len(), 9);
    assert_ne!(
        site.ask("/dang-nhap", "", None).header("x-request-id"),
        Some(code.as_str())
    );
    // The tables go away under the running site.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = loa_db::db::Db::open(&place.database()).await.unwrap();
        let scope = loa_db::tx::Scope {
            locality: loa_db::id::Id(0),
            person: None,
            address: None,
            job: None,
            now: jiff::Timestamp::now(),
            today: jiff::civil::date(2022, 4, 18),
        };
        let mut tx = db.begin(scope).await.unwrap();
        tx.execute("ALTER TABLE session RENAME TO session_gone", Vec::new())
            .await
            .unwrap();
        tx.save().await.unwrap();
        db.close().await;
    });
    let failed = site.ask("/viec", "loa_phien=abcdefghijklmnopqrstuvwxyz0123456789", None);
    assert_eq!(failed.status, "503", "{}", failed.body);
    let code = failed.header("x-request-id").unwrap().to_owned();
    assert!(
        failed
            .body
            .contains(&format!("đọc mã này: <strong>{code}</strong>")),
        "{}",
        failed.body
    );
    let line = site.lines.find(|line| line.contains("a request failed")).unwrap();
    assert!(line.contains(&code), "{line}");
}

/// A program that goes with the value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A site behind a socket that the test holds, as systemd does.
fn behind(socket: &TcpListener, place: &Place) -> Running {
    let stdin: std::os::fd::OwnedFd = socket.try_clone().unwrap().into();
    let known = place.program(&["serve"]);
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg("exec 3<&0 0</dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" serve")
        .arg(known.get_program())
        .envs(known.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("LOA_LOG", "warn")
        .stdin(Stdio::from(stdin))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Running(command.spawn().unwrap())
}

fn asked_to_stop(Running(child): &Running) {
    let done = Command::new("kill")
        .arg("-TERM")
        .arg(child.id().to_string())
        .status();
    assert!(done.unwrap().success());
}

/// One request on a connection of its own; `None` when it was lost.
fn ask(address: &str, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    text.contains("\r\n\r\n").then_some(text)
}

#[test]
fn a_restart_behind_a_socket_loses_no_request() {
    let place = Place::new();
    assert_eq!(place.loa(&["org", "import", UNITS, "--code", "126"]).code, 0);
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap().to_string();
    let mut child = behind(&socket, &place);
    assert!(ask(&address, "/healthz").unwrap().ends_with("ok\n"));
    let (stop, answered) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let answer = ask(&address, "/dang-nhap").expect("an answer to every request");
                    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for _ in 0..4 {
            std::thread::sleep(Duration::from_millis(300));
            asked_to_stop(&child);
            assert!(child.0.wait().unwrap().success(), "it ends in order");
            child = behind(&socket, &place);
        }
        std::thread::sleep(Duration::from_millis(500));
        stop.store(true, Ordering::Relaxed);
    });
    assert!(answered.load(Ordering::Relaxed) > 50);
    asked_to_stop(&child);
    child.0.wait().unwrap();
}

#[test]
fn a_request_that_is_on_its_way_is_finished_before_the_end() {
    let place = Place::new();
    let site = place.serve();
    let mut stream = TcpStream::connect(&site.address).unwrap();
    let form = "ten=ai&mat-khau=x";
    let head = format!(
        "POST /dang-nhap HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        form.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let begun = Instant::now();
    site.asked_to_stop();
    std::thread::sleep(Duration::from_millis(300));
    assert!(TcpStream::connect(&site.address).is_err(), "nobody new comes in");
    stream.write_all(form.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 422"), "{text}");
    site.ends();
    assert!(begun.elapsed() < Duration::from_secs(10));
}

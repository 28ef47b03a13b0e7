//! Answers over a real line to who is still sending: they arrive whole, whatever comes of the request.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use crate::form::{FILE_BYTES, REQUEST_BYTES};
use crate::identity;
use crate::testing::{Site, on_each_engine};
use crate::wiring;

const EDGE: &str = "loa-edge-7MA4YWxkTrZu0gW";

/// What a phone sends, and how.
struct Sent {
    path: &'static str,
    kind: String,
    head: String,
    body: Vec<u8>,
}

impl Sent {
    fn files(session: &str, sizes: &[usize]) -> Self {
        let mut body =
            format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"lam-gi\"\r\n\r\nHọp bản\r\n")
                .into_bytes();
        for size in sizes {
            let head = "Content-Disposition: form-data; name=\"tep\"; filename=\"phim.mp4\"";
            body.extend(format!("--{EDGE}\r\n{head}\r\n\r\n").bytes());
            body.resize(body.len() + size, b'x');
            body.extend(b"\r\n");
        }
        body.extend(format!("--{EDGE}--\r\n").bytes());
        Self {
            path: "/ghi",
            kind: format!("multipart/form-data; boundary={EDGE}"),
            head: format!("Cookie: {}={session}\r\n", identity::COOKIE),
            body,
        }
    }

    /// Sends all of it before it looks for an answer, as browsers do.
    fn answer(&self, to: SocketAddr) -> String {
        let mut line = TcpStream::connect(to).unwrap();
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: loa.test\r\nAccept: application/json\r\nConnection: close\r\n\
             Content-Type: {}\r\nContent-Length: {}\r\n{}\r\n",
            self.path,
            self.kind,
            self.body.len(),
            self.head
        );
        line.write_all(head.as_bytes()).unwrap();
        line.write_all(&self.body).unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).unwrap();
        answer
    }
}

/// Listens with the application of a site.
async fn listening(site: &Site) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = wiring::router(&site.app).into_make_service();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_sends_too_much_hears_why() {
    on_each_engine(async |site| {
        let address = listening(&site).await;
        let session = site.signed_in("officer").await.cookies[identity::COOKIE].clone();
        let heavy = Sent::files(&session, &[FILE_BYTES + 5_000_000]);
        let many = Sent::files(&session, &[REQUEST_BYTES / 4 + 1; 4]);
        let nobody = Sent::files("khong-co", &[5_000_000]);
        let neighbour = Sent {
            head: format!("{}Loa-Person: 1\r\n", heavy.head),
            ..Sent::files(&session, &[5_000_000])
        };
        let field = Sent {
            path: "/dang-nhap",
            kind: "application/x-www-form-urlencoded".to_owned(),
            body: vec![b'a'; 6_000_000],
            ..Sent::files(&session, &[])
        };
        for (sent, status, told) in [
            (heavy, 413, "Mỗi tệp nặng nhất 20 MB"),
            (many, 413, "mỗi lần gửi nặng nhất 64 MB"),
            (nobody, 401, "Mời đăng nhập"),
            (neighbour, 401, "Mời đăng nhập"),
            (field, 413, "Biểu mẫu dài quá"),
        ] {
            let answer = tokio::task::spawn_blocking(move || sent.answer(address))
                .await
                .unwrap();
            let head = answer.lines().next().unwrap_or_default();
            assert!(head.contains(&format!(" {status} ")), "{told}: {head}");
            assert!(answer.contains(told), "{told} in {answer}");
        }
    })
    .await;
}

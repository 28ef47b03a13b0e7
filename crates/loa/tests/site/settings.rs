//! A store of files that is not as it should be is told at the start, not at the first upload.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::place::{Place, answer};

const SECRET: &str = "khoa-mat-cua-ai";

/// Answers every request alike; gives its address.
fn store_that_says(status: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 16_384]);
            let body =
                format!("<Error><Code>SignatureDoesNotMatch</Code><Message>{SECRET}</Message></Error>");
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    address
}

#[test]
fn a_store_of_files_that_cannot_be_used_stops_the_start() {
    let place = Place::new();
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    for (status, part) in [
        (
            "403 Forbidden",
            "s3_access_key, s3_secret_key: không dùng được kho tệp S3",
        ),
        (
            "404 Not Found",
            "s3_bucket: không dùng được kho tệp S3 (không có kho",
        ),
        ("400 Bad Request", "s3_endpoint: không dùng được kho tệp S3"),
    ] {
        let mut command = place.program(&serve);
        command
            .env("LOA_S3_BUCKET", "loa")
            .env("LOA_S3_ENDPOINT", store_that_says(status))
            .env("LOA_S3_ACCESS_KEY", "khoa")
            .env("LOA_S3_SECRET_KEY", SECRET)
            .env("LOA_LOG", "debug");
        let told = answer(&mut command);
        assert_eq!(told.code, 2, "{status}: {}", told.err);
        assert!(
            told.err.contains("lỗi[S008]") && told.err.contains(part),
            "{status}: {}",
            told.err
        );
        assert!(!told.err.contains("Loa chạy tại"), "{status}");
        let lines = told.err.lines().filter(|line| line.contains(SECRET));
        assert_eq!(lines.collect::<Vec<_>>(), Vec::<&str>::new(), "{status}");
    }
    let mut half = place.program(&serve);
    let told = answer(half.env("LOA_S3_SECRET_KEY", SECRET));
    assert!(
        told.err.contains("LOA_S3_SECRET_KEY")
            && told.err.contains("s3_bucket")
            && !told.err.contains(SECRET),
        "{}",
        told.err
    );
}

//! A store of files that is not as it should be is told at the start, not at the first upload.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::place::{Place, UNITS, answer, on_each_engine};

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

/// Runs where `LOA_TEST_S3` is the address of a store with a bucket `loa-test` that takes any key, such as moto's server.
#[test]
fn two_nodes_share_their_files() {
    let Ok(endpoint) = std::env::var("LOA_TEST_S3") else {
        return;
    };
    let settings = [
        ("LOA_S3_BUCKET", "loa-test"),
        ("LOA_S3_ENDPOINT", endpoint.as_str()),
        ("LOA_S3_ACCESS_KEY", "mau"),
        ("LOA_S3_SECRET_KEY", SECRET),
    ];
    on_each_engine(|place| {
        if place.is_embedded() {
            return;
        }
        let (one, other) = (place.node(&settings), place.node(&settings));
        assert_eq!(one.loa(&["org", "import", UNITS, "--code", "126"]).code, 0);
        let invite = [
            "person",
            "invite",
            "--name",
            "Lò Thị Mẫu",
            "--login",
            "dieuphoi",
            "--role",
            "coordinator",
        ];
        let invited = one.loa(&invite);
        let (_, token) = invited.out.trim().split_once("/moi/").unwrap();
        let (here, there) = (one.serve(), other.serve());
        let form = "mat-khau=mot+cau+de+nho&mat-khau-lai=mot+cau+de+nho";
        let session = here.ask(&format!("/moi/{token}"), "", Some(form)).session();
        let plan = include_str!("../../../../examples/song-ma-2022/ke-hoach.txt");
        let edge = "loa-edge-7MA4YWxkTrZu0gW";
        let body = format!(
            "--{edge}\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"ke-hoach.txt\"\r\n\
             Content-Type: text/plain\r\n\r\n{plan}\r\n--{edge}--\r\n"
        );
        let kind = format!("multipart/form-data; boundary={edge}");
        let sent = here.send("POST", "/ke-hoach", &session, &kind, &body);
        assert_eq!(sent.status, "303", "{}", sent.body);
        // The other machine knows the session, the plan and its bytes.
        let page = there.ask(sent.location(), &session, None);
        assert_eq!(page.status, "200", "{}", page.body);
        let plan_page = sent.location().trim_end_matches("/soat");
        let page = there.ask(plan_page, &session, None);
        let file = page.body.split("\"/tep/").nth(1).expect("a link to the file");
        let file = file.split('"').next().unwrap();
        let bytes = there.ask(&format!("/tep/{file}"), &session, None);
        assert!(bytes.body.contains("KẾ HOẠCH"), "{}", bytes.body);
        for node in [one, other] {
            assert!(!node.data().join("tep").exists(), "nothing lies on one machine");
        }
    });
}

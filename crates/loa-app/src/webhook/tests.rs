//! Messages handed to a program that answers this and that.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::routing::post;
use tokio::net::TcpListener;

use super::*;

type Taken = Arc<Mutex<Vec<(HeaderMap, String)>>>;

async fn program(status: u16) -> (String, Taken) {
    let taken: Taken = Arc::default();
    let into = Arc::clone(&taken);
    let take = move |request: Request| async move {
        let headers = request.headers().clone();
        let body = axum::body::to_bytes(request.into_body(), 100_000).await.unwrap();
        into.lock()
            .unwrap()
            .push((headers, String::from_utf8(body.to_vec()).unwrap()));
        (
            StatusCode::from_u16(status).unwrap(),
            [("location", "http://127.0.0.1:1/")],
        )
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/bao?khoa=bi-mat", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/bao", post(take))).await });
    (url, taken)
}

fn note() -> Note {
    Note {
        id: "2f1c".to_owned(),
        name: "Lò Thị Mẫu".to_owned(),
        phone: Some("+84912345678".to_owned()),
        email: None,
        subject: "Việc đến hạn".to_owned(),
        body: "Hai việc.".to_owned(),
    }
}

fn webhook(url: &str) -> Webhook {
    let settings = WebhookSettings {
        url: url.to_owned(),
        token: "the-bi-mat".to_owned(),
    };
    assert!(!format!("{settings:?}").contains("bi-mat"));
    Webhook::new(&settings).unwrap()
}

#[tokio::test]
async fn answers_decide_whether_a_message_is_handed_in_again() {
    for (status, want) in [
        (200, "sent"),
        (202, "sent"),
        (422, "never"),
        (302, "later"),
        (401, "later"),
        (503, "later"),
    ] {
        let (url, taken) = program(status).await;
        let done = webhook(&url).send(&note()).await;
        let got = match &done {
            Ok(()) => "sent",
            Err(Failure::Never(_)) => "never",
            Err(Failure::Later(_) | Failure::NotBefore(..)) => "later",
        };
        assert_eq!(got, want, "{status}: {done:?}");
        let taken = taken.lock().unwrap();
        let (headers, body) = &taken[0];
        assert_eq!(taken.len(), 1);
        assert_eq!(headers["idempotency-key"], "2f1c");
        assert_eq!(headers["authorization"], "Bearer the-bi-mat");
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["phone"], "+84912345678");
        assert_eq!(body["text"], "Hai việc.");
    }
    let failure = webhook("http://127.0.0.1:1/bao?khoa=bi-mat")
        .send(&note())
        .await
        .unwrap_err();
    assert!(
        matches!(&failure, Failure::Later(reason) if !reason.contains("bi-mat")),
        "{failure:?}"
    );
    for url in ["", "example.vn", "ftp://example.vn", "file:///etc/passwd"] {
        assert!(address(url).is_err(), "{url}");
    }
}

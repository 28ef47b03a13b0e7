//! A mail server and a program behind a webhook that keep what they are handed, by its name.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::random::Random;

/// Both of them.
pub struct Receiver {
    /// Where mail is taken.
    pub smtp_port: u16,
    /// Where messages are taken.
    pub webhook_port: u16,
    /// Neither takes anything.
    pub is_down: AtomicBool,
    /// How often they were asked while they were down.
    pub refused: AtomicUsize,
    taken: Mutex<HashMap<String, usize>>,
    random: Random,
}

impl Receiver {
    /// Starts them; they end with the program.
    pub async fn start(seed: u64) -> Result<Arc<Self>> {
        let mail = TcpListener::bind("127.0.0.1:0").await?;
        let webhook = TcpListener::bind("127.0.0.1:0").await?;
        let receiver = Arc::new(Self {
            smtp_port: mail.local_addr()?.port(),
            webhook_port: webhook.local_addr()?.port(),
            is_down: AtomicBool::new(false),
            refused: AtomicUsize::new(0),
            taken: Mutex::default(),
            random: Random::new(seed),
        });
        let own = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = mail.accept().await {
                if !own.refuses() {
                    tokio::spawn(letters(stream, own.clone()));
                }
            }
        });
        let router = Router::new()
            .route("/", post(message))
            .with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(webhook, router).await });
        Ok(receiver)
    }

    fn refuses(&self) -> bool {
        let is_down = self.is_down.load(Ordering::Relaxed);
        if is_down {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        is_down
    }

    /// Keeps one; the answer takes a moment, in which the sender may be killed.
    async fn take(&self, name: &str) {
        self.keep(name);
        tokio::time::sleep(self.random.pause(0, 40)).await;
    }

    fn keep(&self, name: &str) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken.entry(name.to_owned()).or_default() += 1;
    }

    /// Names of what was taken, with how often each came.
    pub fn taken(&self) -> HashMap<String, usize> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn message(State(receiver): State<Arc<Receiver>>, headers: HeaderMap) -> StatusCode {
    if receiver.refuses() {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let Some(key) = headers.get("idempotency-key").and_then(|key| key.to_str().ok()) else {
        return StatusCode::BAD_REQUEST;
    };
    receiver.take(key).await;
    StatusCode::NO_CONTENT
}

async fn letters(stream: TcpStream, receiver: Arc<Receiver>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 mau\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer: &[u8] = match line.get(..4).unwrap_or(&line) {
            "EHLO" | "HELO" => b"250 mau\r\n",
            "QUIT" => b"221 mau\r\n",
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut name = None;
                loop {
                    let Some(line) = lines.next_line().await? else {
                        // A letter without its end is none.
                        return Ok(());
                    };
                    if line == "." {
                        break;
                    }
                    if let Some((_, id)) = line.split_once("Message-ID: <") {
                        name = name.or_else(|| id.split('@').next().map(str::to_owned));
                    }
                }
                receiver.take(&name.unwrap_or_default()).await;
                b"250 taken\r\n"
            }
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await?;
        if line == "QUIT" {
            break;
        }
    }
    Ok(())
}

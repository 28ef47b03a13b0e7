//! A mail server for tests: real lines over a real socket, with the moods of real servers.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes them.
    Accepts,
    /// "Not now": 451 to the recipient.
    Later,
    /// "Never": 550 to the recipient.
    Never,
    /// Takes the line and says nothing.
    Hangs,
    /// Closes the line in the middle of the letter.
    Closes,
    /// Closes after the letter without a word: it may have been taken.
    TakesSilently,
    /// Takes them, and thinks a second before it says so.
    Slow,
}

/// A server and what it took.
#[derive(Clone)]
pub struct Sink {
    /// `smtp://127.0.0.1:…`
    pub url: String,
    mood: Arc<Mutex<Mood>>,
    letters: Arc<Mutex<Vec<String>>>,
}

impl Sink {
    /// Starts one on a free port; it goes with the runtime.
    pub async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = Self {
            url: format!("smtp://{}", listener.local_addr().unwrap()),
            mood: Arc::new(Mutex::new(mood)),
            letters: Arc::default(),
        };
        let taking = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sink = taking.clone();
                tokio::spawn(async move {
                    let _ = sink.talk(stream).await;
                });
            }
        });
        sink
    }

    /// From now on.
    pub fn feels(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// Every letter that it took, with its head.
    pub fn letters(&self) -> Vec<String> {
        self.letters.lock().unwrap().clone()
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap()
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        if self.mood() == Mood::Hangs {
            std::future::pending::<()>().await;
        }
        write.write_all(b"220 sink\r\n").await?;
        while let Some(line) = lines.next_line().await? {
            let answer = match (line.get(..4), self.mood()) {
                (Some("RCPT"), Mood::Later) => "451 4.3.0 try again later",
                (Some("RCPT"), Mood::Never) => "550 5.1.1 <x@xa.example.vn>: no such user",
                (Some("RSET" | "NOOP"), Mood::Hangs) => std::future::pending().await,
                (Some("DATA"), _) => "354 go on",
                (Some("QUIT"), _) => return write.write_all(b"221 bye\r\n").await,
                _ => "250 ok",
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await?;
            if answer.starts_with("354") {
                let mood = self.mood();
                let mut letter = String::new();
                while let Some(line) = lines.next_line().await? {
                    if mood == Mood::Closes {
                        return Ok(());
                    }
                    if line == "." {
                        break;
                    }
                    letter += &line;
                    letter += "\n";
                }
                self.letters.lock().unwrap().push(letter);
                if mood == Mood::TakesSilently {
                    return Ok(());
                }
                if mood == Mood::Slow {
                    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                }
                write.write_all(b"250 taken\r\n").await?;
            }
        }
        Ok(())
    }
}

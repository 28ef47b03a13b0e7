//! Mail by SMTP: a port. One way or two; when the first one fails or is slow, the second one is taken.

use std::collections::VecDeque;
use std::error::Error as _;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MessageBuilder, MultiPart};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use crate::job::Failure;

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]
pub mod sink;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests;

/// How long a server may take for one letter.
const PATIENCE: Duration = Duration::from_secs(30);
/// A letter that takes longer was slow.
const SLOW: Duration = Duration::from_secs(10);
/// How long a way is judged by what happened on it.
const MEMORY: Duration = Duration::from_secs(15 * 60);
/// Letters of which a way is judged at least.
const LEAST: usize = 3;
/// A way is poor when so many of a hundred letters failed or were slow.
const POOR_PERCENT: usize = 15;

/// Where letters are handed in, and of whom.
#[derive(Clone, PartialEq, Eq)]
pub struct MailSettings {
    /// Addresses of servers, with their passwords, the preferred one first.
    pub servers: Vec<Server>,
    /// "Loa <loa@songma.example.vn>"
    pub from: String,
}

/// A server that takes letters.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// How it is called in messages: the key of its setting.
    pub name: &'static str,
    /// `smtps://user:password@host`, `smtp://host:25`
    pub url: String,
}

impl Server {
    /// The machine of the address, and its port where one is told: without name and password.
    pub fn place(&self) -> &str {
        let rest = self
            .url
            .split_once("://")
            .map_or(self.url.as_str(), |(_, rest)| rest);
        let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
        rest.rsplit_once('@').map_or(rest, |(_, place)| place)
    }
}

impl fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let servers: Vec<&str> = self.servers.iter().map(|server| server.name).collect();
        f.debug_struct("MailSettings")
            .field("servers", &servers)
            .field("from", &self.from)
            .finish()
    }
}

/// What cannot be used of the settings. None of it holds a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Not the address of a server.
    #[error("{0}: not smtp://host:port or smtps://user:password@host")]
    Server(&'static str),
    /// Not the address of a sender.
    #[error("not a mail address")]
    From,
}

/// A letter to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Stays the same however often it is sent: servers and mail programs know it again by that.
    pub id: String,
    /// When it was written.
    pub at: Timestamp,
    /// Full name of the recipient; empty: not known.
    pub name: String,
    /// Mail address of the recipient.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// A letter that goes to many, each of whom may leave (RFC 2369, RFC 2919, RFC 8058).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circular {
    /// As plain text.
    pub letter: Letter,
    /// The same as HTML.
    pub html: String,
    /// The address of a page by which its recipient leaves; a program that sends a form there does so at once.
    pub leave: String,
    /// Which list, before the domain of the sender: "nhan-tin.dua-mon".
    pub list: String,
}

/// Sends letters. Cheap to clone.
#[derive(Clone)]
pub struct Mailer(Arc<Inner>);

struct Inner {
    from: Mailbox,
    ways: Vec<Way>,
    patience: Duration,
}

/// One server, and how it did lately.
struct Way {
    name: &'static str,
    transport: AsyncSmtpTransport<Tokio1Executor>,
    record: Mutex<VecDeque<(Instant, bool)>>,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").finish_non_exhaustive()
    }
}

/// Why a letter did not go on one way.
enum Refusal {
    /// The server does not want it and never will.
    Letter(String),
    /// The server does not work, or not now.
    Server(String),
}

impl Mailer {
    /// A mailer over these servers; inside of a runtime. Nothing is tried yet.
    ///
    /// # Errors
    /// [`MailError`]
    pub fn new(settings: &MailSettings) -> Result<Self, MailError> {
        Self::patient(settings, PATIENCE)
    }

    /// The same for somebody who waits no longer than this.
    ///
    /// # Errors
    /// [`MailError`]
    pub fn patient(settings: &MailSettings, patience: Duration) -> Result<Self, MailError> {
        let from: Mailbox = settings.from.parse().map_err(|_| MailError::From)?;
        let mut ways = Vec::new();
        for server in &settings.servers {
            let transport = builder(server)?
                .hello_name(ClientId::Domain(from.email.domain().to_owned()))
                .timeout(Some(patience))
                .build();
            ways.push(Way {
                name: server.name,
                transport,
                record: Mutex::default(),
            });
        }
        Ok(Self(Arc::new(Inner { from, ways, patience })))
    }

    /// Sends it; gives the way that it went.
    ///
    /// # Errors
    /// [`Failure::Never`] when no server will ever take it, else [`Failure::Later`].
    pub async fn send(&self, letter: &Letter) -> Result<&'static str, Failure> {
        let message = self.message(letter)?;
        self.pass(&message).await
    }

    /// The same with what whoever gets many letters needs to leave.
    ///
    /// # Errors
    /// As [`Mailer::send`].
    pub async fn send_circular(&self, circular: &Circular) -> Result<&'static str, Failure> {
        let message = self.circular(circular)?;
        self.pass(&message).await
    }

    async fn pass(&self, message: &Message) -> Result<&'static str, Failure> {
        let mut reasons = Vec::new();
        let mut is_final = true;
        for way in self.order(Instant::now()) {
            match self.attempt(way, message).await {
                Ok(()) => return Ok(way.name),
                Err(Refusal::Letter(reason)) => reasons.push(format!("{}: {reason}", way.name)),
                Err(Refusal::Server(reason)) => {
                    is_final = false;
                    reasons.push(format!("{}: {reason}", way.name));
                }
            }
        }
        let reasons = reasons.join("; ");
        Err(if is_final {
            Failure::Never(reasons)
        } else {
            Failure::Later(reasons)
        })
    }

    /// Greets the first server and signs in there where it has a password; sends nothing.
    ///
    /// # Errors
    /// What stands in the way, without its password.
    pub async fn greet(&self) -> Result<(), String> {
        let Some(way) = self.0.ways.first() else {
            return Ok(());
        };
        let met = tokio::time::timeout(self.0.patience, way.transport.test_connection()).await;
        match met {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err("the server hangs up".to_owned()),
            Ok(Err(error)) => Err(told(&error)),
            Err(_) => Err("no answer in time".to_owned()),
        }
    }

    fn message(&self, letter: &Letter) -> Result<Message, Failure> {
        let mut message = self
            .head(letter)?
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body.clone())
            .map_err(|error| Failure::Never(error.to_string()))?;
        // Nobody is away for a machine: no answers to it.
        set(&mut message, "Auto-Submitted", "auto-generated".to_owned());
        Ok(message)
    }

    fn circular(&self, circular: &Circular) -> Result<Message, Failure> {
        let letter = &circular.letter;
        let parts = MultiPart::alternative_plain_html(letter.body.clone(), circular.html.clone());
        let mut message = self
            .head(letter)?
            .multipart(parts)
            .map_err(|error| Failure::Never(error.to_string()))?;
        let domain = self.0.from.email.domain();
        set(&mut message, "Auto-Submitted", "auto-generated".to_owned());
        set(&mut message, "List-Id", format!("<{}.{domain}>", circular.list));
        set(&mut message, "List-Unsubscribe", format!("<{}>", circular.leave));
        let one_click = "List-Unsubscribe=One-Click".to_owned();
        set(&mut message, "List-Unsubscribe-Post", one_click);
        Ok(message)
    }

    fn head(&self, letter: &Letter) -> Result<MessageBuilder, Failure> {
        let address = letter.to.parse();
        let address = address.map_err(|_| Failure::Never("The mail address is not one.".to_owned()))?;
        let from = &self.0.from;
        let name = Some(letter.name.clone()).filter(|name| !name.is_empty());
        Ok(Message::builder()
            .message_id(Some(format!("<{}@{}>", letter.id, from.email.domain())))
            .date(letter.at.into())
            .from(from.clone())
            .to(Mailbox::new(name, address))
            .subject(letter.subject.clone()))
    }

    /// The first way first, unless it is poor and the second is not.
    fn order(&self, now: Instant) -> Vec<&Way> {
        let mut ways: Vec<&Way> = self.0.ways.iter().collect();
        ways.sort_by_key(|way| way.is_poor(now));
        ways
    }

    async fn attempt(&self, way: &Way, message: &Message) -> Result<(), Refusal> {
        let begun = Instant::now();
        let sent = tokio::time::timeout(self.0.patience, way.transport.send(message.clone())).await;
        let done = match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(refusal(&error)),
            Err(_) => Err(Refusal::Server("no answer in time".to_owned())),
        };
        let is_good = !matches!(done, Err(Refusal::Server(_))) && begun.elapsed() <= SLOW;
        way.note(Instant::now(), is_good);
        done
    }
}

impl Way {
    fn note(&self, at: Instant, is_good: bool) {
        let mut record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        record.push_back((at, is_good));
        while record.len() > 1000 {
            record.pop_front();
        }
    }

    fn is_poor(&self, now: Instant) -> bool {
        let mut record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        record.retain(|(at, _)| now.duration_since(*at) < MEMORY);
        let bad = record.iter().filter(|(_, is_good)| !is_good).count();
        record.len() >= LEAST && bad * 100 >= record.len() * POOR_PERCENT
    }
}

fn set(message: &mut Message, name: &'static str, value: String) {
    let name = HeaderName::new_from_ascii_str(name);
    message.headers_mut().insert_raw(HeaderValue::new(name, value));
}

/// Could letters go to it?
pub fn is_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}

/// Can the settings be used?
///
/// # Errors
/// [`MailError`]
pub fn check(settings: &MailSettings) -> Result<(), MailError> {
    let _: Mailbox = settings.from.parse().map_err(|_| MailError::From)?;
    settings
        .servers
        .iter()
        .try_for_each(|server| builder(server).map(drop))
}

fn builder(server: &Server) -> Result<lettre::transport::smtp::AsyncSmtpTransportBuilder, MailError> {
    let mut url = server.url.clone();
    // A password goes over no line that is not closed.
    if url.starts_with("smtp://") && url.contains('@') && !url.contains("tls=") {
        url.push_str(if url.contains('?') {
            "&tls=required"
        } else {
            "?tls=required"
        });
    }
    AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).map_err(|_| MailError::Server(server.name))
}

fn told(error: &lettre::transport::smtp::Error) -> String {
    let told = error.to_string();
    match error.source().map(ToString::to_string) {
        Some(source) if !told.contains(&source) => format!("{told}: {source}"),
        _ => told,
    }
}

fn refusal(error: &lettre::transport::smtp::Error) -> Refusal {
    let told = told(error);
    // What is wrong with our name or password is no fault of the letter.
    let code = error.status().map(|code| code.to_string());
    let is_ours = matches!(code.as_deref(), Some("530" | "534" | "535" | "538"));
    if error.is_permanent() && !is_ours {
        Refusal::Letter(told)
    } else {
        Refusal::Server(told)
    }
}

//! Messages to people: put with the change that they tell of, sent afterwards at least once under a name that stays the
//! same, each with its delivery status.

use loa_db::error::DbError;
use loa_db::id::Id;
use loa_db::tx::Tx;

use crate::app::App;
use crate::job::{self, Doing, Failure, Job, Kind, Lane, Outcome};
use crate::mail::Letter;
use crate::webhook;

pub mod store;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests;

/// By which means a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// E-mail.
    Mail,
    /// The program behind `webhook_url`.
    Webhook,
    /// A person copies the text into whatever they use.
    Paste,
}

impl Channel {
    /// All of them.
    pub const ALL: [Channel; 3] = [Channel::Mail, Channel::Webhook, Channel::Paste];

    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            Channel::Mail => "mail",
            Channel::Webhook => "webhook",
            Channel::Paste => "paste",
        }
    }
}

/// How a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// To be sent, or pasted.
    Waiting,
    /// A server or a program took it, or a person said that it was pasted.
    Sent,
    /// Given up; the reason is kept.
    Failed,
    /// Needless before it went, or called off; then the reason is kept.
    Dropped,
}

impl State {
    /// All of them.
    pub const ALL: [State; 4] = [State::Waiting, State::Sent, State::Failed, State::Dropped];

    /// In the database.
    pub fn key(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Sent => "sent",
            State::Failed => "failed",
            State::Dropped => "dropped",
        }
    }
}

/// A message to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct New<'a> {
    /// The recipient. Where to is looked up when it is sent.
    pub person: Id,
    /// By which means.
    pub channel: Channel,
    /// Subject.
    pub subject: &'a str,
    /// Plain text.
    pub body: &'a str,
    /// What it is, as `digest:2022-04-18:2f1c`: one message for each, ever.
    pub key: &'a str,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its identity.
    pub id: Id,
    /// The recipient.
    pub person: Id,
    /// By which means.
    pub channel: Channel,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// What it is.
    pub key: String,
    /// How it stands.
    pub state: State,
    /// How often it was tried.
    pub attempts: i64,
    /// The way it went, as `smtp_url`.
    pub way: Option<String>,
    /// Why it did not go the last time.
    pub error: Option<String>,
    /// When it was put.
    pub created_at: jiff::Timestamp,
    /// When it was taken.
    pub sent_at: Option<jiff::Timestamp>,
}

/// Where somebody can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Full name.
    pub name: String,
    /// Mail address.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Works here today.
    pub is_here: bool,
}

/// What becomes of a message that is about to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Review {
    /// It goes as it is.
    Go,
    /// It goes with this subject and text.
    Say(String, String),
    /// Not before this moment, with a reason.
    NotBefore(jiff::Timestamp, String),
    /// It is needless by now.
    Drop,
}

/// Asks whoever put a message, of a recipient of this name, about it; `wiring.rs` knows whom to ask.
pub type Look = for<'a> fn(&'a App, &'a mut Tx, &'a Message, &'a str) -> Doing<'a, Review>;

/// Looks up a recipient; `wiring.rs` knows who can.
pub type Find = for<'a> fn(&'a mut Tx, Id) -> Doing<'a, Option<Recipient>>;

/// Sends one message. A mail server that is down for a day and a half loses nothing.
pub const SEND: Kind = Kind {
    name: "message.send",
    lane: Lane::Send,
    tries: 25,
};

/// Why a message does not go whose job was called off.
const CALLED_OFF: &str = "Called off by whoever runs the machine.";

/// Puts a message into this unit of work; `None` when one with its key is there already.
///
/// # Errors
/// See [`DbError`].
pub async fn put(tx: &mut Tx, new: New<'_>) -> Result<Option<Id>, DbError> {
    let id = tx.new_id();
    if !store::insert(tx, id, &new).await? {
        return Ok(None);
    }
    if new.channel != Channel::Paste {
        let now = tx.now();
        job::put(tx, SEND, &id.to_string(), now, Some(&id.to_string())).await?;
    }
    Ok(Some(id))
}

/// Sends the message of a job; gives the way it went, or nothing. One that does not wait is left alone.
pub fn deliver<'a>(app: &'a App, job: &'a Job, find: Find, look: Look) -> Doing<'a, String> {
    Box::pin(async move {
        let missing = || Failure::Never("The message is not there.".to_owned());
        let id = job.payload.parse().map_err(|_| missing())?;
        let mut tx = app.db().read(app.scope(job.locality, None)).await?;
        let mut message = store::by_id(&mut tx, id).await?.ok_or_else(missing)?;
        let recipient = find(&mut tx, message.person).await?;
        if matches!(message.state, State::Sent | State::Dropped) {
            return Ok(message.way.unwrap_or_default());
        }
        let recipient = recipient
            .filter(|recipient| recipient.is_here)
            .ok_or_else(|| Failure::Never("The person no longer works here.".to_owned()))?;
        let review = look(app, &mut tx, &message, &recipient.name).await?;
        drop(tx);
        match review {
            Review::Go => {}
            Review::NotBefore(moment, reason) => return Err(Failure::NotBefore(moment, reason)),
            Review::Drop => return Ok(String::new()),
            Review::Say(subject, body) => {
                let mut tx = app.db().begin(app.scope(job.locality, None)).await?;
                store::say(&mut tx, id, &subject, &body).await?;
                tx.save().await?;
                (message.subject, message.body) = (subject, body);
            }
        }
        match message.channel {
            Channel::Mail => by_mail(app, message, recipient).await,
            Channel::Webhook => by_webhook(app, message, recipient).await,
            Channel::Paste => Err(Failure::Never("A person has to paste it.".to_owned())),
        }
    })
}

async fn by_mail(app: &App, message: Message, recipient: Recipient) -> Result<String, Failure> {
    let mailer = app.settings().mailer.as_ref();
    // The operator may set it any time: until then it waits.
    let mailer = mailer.ok_or_else(|| Failure::Later("smtp_url is not set.".to_owned()))?;
    let to = recipient
        .email
        .ok_or_else(|| Failure::Never("The person has no mail address.".to_owned()))?;
    let letter = Letter {
        id: message.id.to_string(),
        at: message.created_at,
        name: recipient.name,
        to,
        subject: message.subject,
        body: message.body,
    };
    mailer.send(&letter).await.map(str::to_owned)
}

async fn by_webhook(app: &App, message: Message, recipient: Recipient) -> Result<String, Failure> {
    let webhook = app.settings().webhook.as_ref();
    let webhook = webhook.ok_or_else(|| Failure::Later("webhook_url is not set.".to_owned()))?;
    let note = webhook::Note {
        id: message.id.to_string(),
        name: recipient.name,
        phone: recipient.phone,
        email: recipient.email,
        subject: message.subject,
        body: message.body,
    };
    webhook.send(&note).await?;
    Ok("webhook_url".to_owned())
}

/// Notes on the message what came of it.
pub fn note<'a>(tx: &'a mut Tx, job: &'a Job, outcome: Outcome<'a>) -> Doing<'a, ()> {
    Box::pin(async move {
        let Ok(id) = job.payload.parse() else {
            return Ok(());
        };
        match outcome {
            Outcome::Done("") => store::drop_waiting(tx, id).await?,
            Outcome::Done(way) => store::sent(tx, id, way).await?,
            Outcome::Again(reason) => store::not_sent(tx, id, State::Waiting, reason).await?,
            Outcome::GivenUp(reason) => store::not_sent(tx, id, State::Failed, reason).await?,
            Outcome::CalledOff => store::call_off(tx, id, CALLED_OFF).await?,
            Outcome::PutBack => store::put_back(tx, id, CALLED_OFF).await?,
        }
        Ok(())
    })
}

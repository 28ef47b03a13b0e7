//! Messages handed to a program of one's own by HTTP: a gateway for SMS, a chat, whatever the place has. A port.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, StatusCode, Url, redirect};

use crate::job::Failure;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop where it stands")]
mod tests;

/// How long the program may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where messages are handed in.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSettings {
    /// `https://…`
    pub url: String,
    /// Sent along as `Authorization: Bearer …`; empty: nothing is.
    pub token: String,
}

impl fmt::Debug for WebhookSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookSettings").finish_non_exhaustive()
    }
}

/// The address cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address that begins with https:// or http://")]
pub struct BadAddress;

/// A message as the program gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Stays the same however often it is handed in.
    pub id: String,
    /// Full name of the recipient.
    pub name: String,
    /// Telephone of the recipient, when it is known.
    pub phone: Option<String>,
    /// Mail address of the recipient, when it is known.
    pub email: Option<String>,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// Hands messages in. Cheap to clone.
#[derive(Clone)]
pub struct Webhook(Arc<Inner>);

struct Inner {
    url: Url,
    token: String,
    client: Client,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").finish_non_exhaustive()
    }
}

impl Webhook {
    /// Nothing is tried yet.
    ///
    /// # Errors
    /// [`BadAddress`]
    pub fn new(settings: &WebhookSettings) -> Result<Self, BadAddress> {
        // The first one stays; there is only one in this program.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let url = address(&settings.url)?;
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .map_err(|_| BadAddress)?;
        Ok(Self(Arc::new(Inner {
            url,
            token: settings.token.clone(),
            client,
        })))
    }

    /// Hands it in.
    ///
    /// # Errors
    /// [`Failure::Never`] when the program refuses the message itself (400, 410, 413, 422), else [`Failure::Later`].
    pub async fn send(&self, note: &Note) -> Result<(), Failure> {
        let body = serde_json::json!({
            "id": note.id,
            "name": note.name,
            "phone": note.phone,
            "email": note.email,
            "subject": note.subject,
            "text": note.body,
        });
        let mut request = self
            .0
            .client
            .post(self.0.url.clone())
            .header("content-type", "application/json")
            .header("idempotency-key", &note.id)
            .body(body.to_string());
        if !self.0.token.is_empty() {
            request = request.bearer_auth(&self.0.token);
        }
        // The address may hold a secret: it is not repeated.
        let told = |error: reqwest::Error| Failure::Later(error.without_url().to_string());
        let status = request.send().await.map_err(told)?.status();
        let reason = format!("webhook_url answers {}", status.as_u16());
        match status {
            status if status.is_success() => Ok(()),
            StatusCode::BAD_REQUEST
            | StatusCode::GONE
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNPROCESSABLE_ENTITY => Err(Failure::Never(reason)),
            _ => Err(Failure::Later(reason)),
        }
    }
}

/// Can it be used?
///
/// # Errors
/// [`BadAddress`]
pub fn address(text: &str) -> Result<Url, BadAddress> {
    let url = Url::parse(text).map_err(|_| BadAddress)?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(BadAddress),
    }
}

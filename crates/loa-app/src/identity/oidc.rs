//! Signing in by an account elsewhere (OpenID Connect, authorization code with PKCE). What the provider publishes about
//! itself is asked for each time: people sign in seldom, and its keys change without telling.

use std::fmt;
use std::sync::LazyLock;
use std::time::Duration;

use openidconnect::core::{CoreClient, CoreProviderMetadata, CoreResponseType};
use openidconnect::{
    AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse,
    IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse as _,
};
use serde::{Deserialize, Serialize};

/// How long an answer of the provider may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of an answer of the provider.
const LARGEST: usize = 512 * 1024;

/// The provider, as the one who runs Loa set it.
#[derive(Clone, PartialEq, Eq)]
pub struct Provider {
    /// "https://dang-nhap.example.vn"
    pub issuer: String,
    /// What the provider knows Loa by.
    pub client_id: String,
    /// Empty for a public client.
    pub client_secret: String,
    /// As people call it: "Cổng đăng nhập tỉnh".
    pub name: String,
}

impl fmt::Debug for Provider {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Provider({}, {})", self.issuer, self.client_id)
    }
}

/// Why it did not come to an answer of the provider that can be believed. What is said here is for the log and holds
/// nothing secret.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The provider does not answer, or not as a provider does.
    #[error("the provider does not answer: {0}")]
    Down(String),
    /// It answered, and what it said does not hold.
    #[error("the answer of the provider does not hold: {0}")]
    Refused(String),
}

/// What must be kept until the browser comes back.
#[derive(Clone, Serialize, Deserialize)]
pub struct Begun {
    /// Comes back with the browser.
    pub state: String,
    nonce: String,
    verifier: String,
}

/// Who somebody is at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Never given to somebody else there.
    pub subject: String,
    /// As people know the account, for their own page.
    pub name: String,
}

static HTTP: LazyLock<Option<reqwest::Client>> = LazyLock::new(|| {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        // Where a provider sends us to is not where we want to go.
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .build()
        .ok()
});

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct HttpFailure(String);

/// One request; of what went wrong only the kind is told, since addresses may hold codes.
async fn ask(request: HttpRequest) -> Result<HttpResponse, HttpFailure> {
    let failed = |error: reqwest::Error| {
        let kind = if error.is_timeout() {
            "it took too long"
        } else if error.is_connect() {
            "no connection"
        } else {
            "no answer"
        };
        HttpFailure(kind.to_owned())
    };
    let client = HTTP.as_ref().ok_or_else(|| HttpFailure("no client".to_owned()))?;
    let request = reqwest::Request::try_from(request).map_err(failed)?;
    let mut response = client.execute(request).await.map_err(failed)?;
    let mut answer = HttpResponse::new(Vec::new());
    *answer.status_mut() = response.status();
    *answer.headers_mut() = response.headers().clone();
    while let Some(part) = response.chunk().await.map_err(failed)? {
        if answer.body().len() + part.len() > LARGEST {
            return Err(HttpFailure("the answer is too large".to_owned()));
        }
        answer.body_mut().extend_from_slice(&part);
    }
    Ok(answer)
}

impl Provider {
    async fn metadata(&self) -> Result<CoreProviderMetadata, Failure> {
        let issuer = IssuerUrl::new(self.issuer.clone()).map_err(|error| Failure::Down(error.to_string()))?;
        let found = CoreProviderMetadata::discover_async(issuer, &ask).await;
        found.map_err(|error| Failure::Down(chain(&error)))
    }

    /// Where to send the browser, and what to keep until it comes back to `redirect`.
    ///
    /// # Errors
    /// [`Failure::Down`]
    pub async fn begin(&self, redirect: &str) -> Result<(String, Begun), Failure> {
        let metadata = self.metadata().await?;
        let redirect =
            RedirectUrl::new(redirect.to_owned()).map_err(|error| Failure::Down(error.to_string()))?;
        let client = CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(self.client_id.clone()),
            self.secret(),
        )
        .set_redirect_uri(redirect);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let (address, state, nonce) = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let begun = Begun {
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
        };
        Ok((address.to_string(), begun))
    }

    /// Who it is that came back with a code.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn finish(&self, redirect: &str, code: &str, begun: &Begun) -> Result<Who, Failure> {
        let metadata = self.metadata().await?;
        let redirect =
            RedirectUrl::new(redirect.to_owned()).map_err(|error| Failure::Down(error.to_string()))?;
        let client = CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(self.client_id.clone()),
            self.secret(),
        )
        .set_redirect_uri(redirect);
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| Failure::Down(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(begun.verifier.clone()));
        let answer = request.request_async(&ask).await;
        let answer = answer.map_err(|error| match error {
            openidconnect::RequestTokenError::ServerResponse(told) => {
                Failure::Refused(told.error().to_string())
            }
            openidconnect::RequestTokenError::Parse(..) => {
                Failure::Refused("the token cannot be read".to_owned())
            }
            other => Failure::Down(chain(&other)),
        })?;
        let token = answer
            .id_token()
            .ok_or_else(|| Failure::Refused("no identity came with the token".to_owned()))?;
        let nonce = Nonce::new(begun.nonce.clone());
        let claims = token
            .claims(&client.id_token_verifier(), &nonce)
            .map_err(|error| Failure::Refused(error.to_string()))?;
        let name = claims.name().and_then(|names| names.get(None));
        let name = name.map(|name| name.as_str().to_owned());
        let name = name.or_else(|| claims.preferred_username().map(|name| name.as_str().to_owned()));
        Ok(Who {
            subject: claims.subject().as_str().to_owned(),
            name: crate::form::clean(&name.unwrap_or_default())
                .chars()
                .take(120)
                .collect(),
        })
    }

    fn secret(&self) -> Option<ClientSecret> {
        Some(self.client_secret.clone())
            .filter(|secret| !secret.is_empty())
            .map(ClientSecret::new)
    }
}

/// An error with what caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        told = format!("{told}: {next}");
        cause = next.source();
    }
    told
}

//! A browser without eyes: keeps its cookie, follows nothing, says what came back.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;

/// How long an answer may take; a request of the site waits ten seconds for its database.
const LONGEST: Duration = Duration::from_secs(30);

/// Somebody's way to the site.
#[derive(Clone)]
pub struct Client {
    inner: reqwest::Client,
    site: String,
    cookie: String,
}

/// What came back, whole.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where it sends the browser.
    pub location: String,
    /// Cookies that it sets.
    pub cookies: String,
    /// The page.
    pub body: String,
}

/// A form, with files where there are some.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Fields in their order.
    pub fields: Vec<(String, String)>,
    /// Field, name and bytes of a file.
    pub file: Option<(&'static str, String, String)>,
    /// The key of a phone, which also asks for JSON.
    pub phone_key: Option<String>,
}

const BOUNDARY: &str = "loa-bien-gioi-cua-bieu-mau";

impl Form {
    /// Fields alone.
    pub fn of(fields: &[(&str, &str)]) -> Self {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self {
            fields: fields.collect(),
            ..Self::default()
        }
    }

    fn body(&self) -> String {
        let mut body = String::new();
        for (name, value) in &self.fields {
            body += &format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
        }
        if let Some((field, name, bytes)) = &self.file {
            body += &format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 Content-Type: application/pdf\r\n\r\n{bytes}\r\n"
            );
        }
        body + &format!("--{BOUNDARY}--\r\n")
    }
}

impl Client {
    /// Nobody yet.
    pub fn new(port: u16) -> Result<Self> {
        // The first one stays; there is only one in this program.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let inner = reqwest::Client::builder()
            .redirect(Policy::none())
            .timeout(LONGEST)
            // Every request says by itself whether it arrived.
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Self {
            inner,
            site: format!("http://127.0.0.1:{port}"),
            cookie: String::new(),
        })
    }

    /// Signs somebody in.
    pub async fn signed_in(mut self, login: &str, password: &str) -> Result<Self> {
        let form = Form::of(&[("ten", login), ("mat-khau", password)]);
        let answer = self.post("/dang-nhap", &form).await?;
        let secret = answer.cookies.split("loa_phien=").nth(1);
        let secret = secret.and_then(|rest| rest.split(';').next());
        let secret = secret.with_context(|| format!("{login} was not signed in: {}", answer.status))?;
        ensure!(!secret.is_empty(), "{login} was not signed in");
        self.cookie = format!("loa_phien={secret}");
        Ok(self)
    }

    /// A page.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        let request = self.inner.get(format!("{}{path}", self.site));
        heard(request.header(COOKIE, &self.cookie)).await
    }

    /// A form.
    pub async fn post(&self, path: &str, form: &Form) -> Result<Answer> {
        let mut request = self
            .inner
            .post(format!("{}{path}", self.site))
            .header(COOKIE, &self.cookie)
            .header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
        if let Some(key) = &form.phone_key {
            request = request
                .header("idempotency-key", key)
                .header("accept", "application/json");
        }
        heard(request.body(form.body())).await
    }
}

/// The whole answer, or none: one that is cut off was not heard.
async fn heard(request: reqwest::RequestBuilder) -> Result<Answer> {
    let response = request.send().await?;
    let headers = response.headers();
    let text = |name| {
        let all = headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok());
        all.collect::<Vec<_>>().join("; ")
    };
    Ok(Answer {
        status: response.status().as_u16(),
        location: text(LOCATION),
        cookies: text(SET_COOKIE),
        body: response.text().await?,
    })
}

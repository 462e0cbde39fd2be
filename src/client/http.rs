//! One exchange with a server.

use super::secret::Secrets;
use super::{ClientError, Content, Endpoint};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Client, ClientBuilder, Response, Url, redirect};
use serde_json::Value;
use std::error::Error;
use std::time::{Duration, SystemTime};

/// The longest answer that is read, in bytes.
const LONGEST: usize = 32 << 20;

/// How long a server may take to accept a connection.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server, with what every request to it carries.
pub(super) struct Http {
    client: Client,
    chat: Url,
    completions: Url,
    pub(super) secrets: Secrets,
}

/// What a server answered.
pub(super) struct Exchange {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    pub(super) body: Vec<u8>,
}

/// An exchange that did not come to its end.
pub(super) enum Broken {
    /// There was no answer in time.
    Late,
    /// Nobody is there to answer.
    Unreachable(String),
    /// Another try may work.
    Passing(String),
    /// No other try will.
    Lasting(ClientError),
}

impl Http {
    pub(super) fn new(endpoint: &Endpoint) -> Result<Self, ClientError> {
        let base = base(&endpoint.base_url)?;
        let mut secrets = Secrets::of(&base);
        let client = made(builder(endpoint, &mut secrets)?)?;
        Ok(Self {
            client,
            chat: below(&base, "chat/completions"),
            completions: below(&base, "completions"),
            secrets,
        })
    }

    /// Sends a request, and waits so long for its whole answer.
    pub(super) async fn post(
        &self,
        content: &Content,
        body: &Value,
        limit: Duration,
    ) -> Result<Exchange, Broken> {
        let url = match content {
            Content::Messages(_) => &self.chat,
            Content::Prompt(_) => &self.completions,
        };
        let request = self.client.post(url.clone()).body(body.to_string());
        let response = request
            .timeout(limit)
            .header("content-type", "application/json")
            .send()
            .await
            .map_err(broken)?;
        let (status, retry_after) = (response.status().as_u16(), retry_after(response.headers()));
        Ok(Exchange {
            status,
            retry_after,
            body: read(response).await?,
        })
    }
}

/// A client with what every request to a server carries.
pub(super) fn builder(
    endpoint: &Endpoint,
    secrets: &mut Secrets,
) -> Result<ClientBuilder, ClientError> {
    // Where another part of the process has chosen one, that one is used.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(Client::builder()
        .default_headers(headers(endpoint, secrets)?)
        .connect_timeout(PATIENCE)
        .redirect(redirect::Policy::none())
        .user_agent(concat!("mutagree/", env!("CARGO_PKG_VERSION"))))
}

pub(super) fn made(builder: ClientBuilder) -> Result<Client, ClientError> {
    let said = |error| ClientError::Setup(format!("no client can be made: {}", chain(&error)));
    builder.build().map_err(said)
}

/// Reads a body that is not too long.
async fn read(mut response: Response) -> Result<Vec<u8>, Broken> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if body.len() + chunk.len() > LONGEST {
            let mib = LONGEST >> 20;
            return Err(Broken::Passing(format!("an answer of more than {mib} MiB")));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn broken(error: reqwest::Error) -> Broken {
    let error = error.without_url();
    if error.is_timeout() {
        return Broken::Late;
    }
    match certificate_fault(&error) {
        Some(fault) => Broken::Lasting(ClientError::Certificate(fault)),
        None if error.is_connect() => Broken::Unreachable(chain(&error)),
        None => Broken::Passing(chain(&error)),
    }
}

/// What is wrong with a certificate, where that is why an exchange broke.
fn certificate_fault(error: &(dyn Error + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(rustls::Error::InvalidCertificate(fault)) = error.downcast_ref() {
            return Some(fault.to_string());
        }
        let wrapped = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        next = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    None
}

/// An error with its causes.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

/// How long the server asks to wait, in any of the usual forms.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let number = |text: &str| text.trim().parse().ok().filter(|it: &f64| it.is_finite());
    if let Some(milliseconds) = text("retry-after-ms").and_then(number) {
        return Duration::try_from_secs_f64(milliseconds / 1000.0).ok();
    }
    let said = text(RETRY_AFTER.as_str())?;
    if let Some(seconds) = number(said) {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = httpdate::parse_http_date(said).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

pub(super) fn base(text: &str) -> Result<Url, ClientError> {
    let wrong = |what: &str| {
        let hint = "hint: a base URL is like `https://api.openai.com/v1`";
        ClientError::Setup(format!("the base URL {what}\n{hint}"))
    };
    let url = Url::parse(text).map_err(|error| wrong(&format!("cannot be read: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("is neither http nor https"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            "holds a name or password, which belong in `--header`",
        ));
    }
    Ok(url)
}

/// An address below a base, with the query of the base.
pub(super) fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/')));
    url
}

fn headers(endpoint: &Endpoint, secrets: &mut Secrets) -> Result<HeaderMap, ClientError> {
    let mut headers = HeaderMap::new();
    let mut put = |name: &str, text: &str| {
        let name = HeaderName::try_from(name);
        let name =
            name.map_err(|_| ClientError::Setup("a header's name is not valid".to_owned()))?;
        let mut value = HeaderValue::try_from(text).map_err(|_| {
            ClientError::Setup(format!("the value for the header `{name}` is not valid"))
        })?;
        value.set_sensitive(true);
        headers.insert(name, value);
        Ok::<(), ClientError>(())
    };
    if let Some(key) = &endpoint.key {
        secrets.add(key);
        put("authorization", &format!("Bearer {}", key.reveal()))?;
    }
    for (name, value) in &endpoint.headers {
        if is_credential(name) {
            secrets.add(value);
        }
        put(name, value.reveal())?;
    }
    Ok(headers)
}

/// Says by its name whether a header proves who asks.
fn is_credential(header: &str) -> bool {
    let header = header.to_lowercase();
    let parts = ["auth", "key", "token", "secret", "cookie", "password"];
    parts.iter().any(|part| header.contains(part))
}

/// An address without what follows a question mark and without a slash at its end, as replies are kept under it.
#[must_use]
pub fn plain_address(url: &str) -> &str {
    url.split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_end_matches('/')
}

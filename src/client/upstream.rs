//! A model's server as another server speaks to it: requests of its own, each with limits, and requests that pass through.

use super::http::{base, below, builder, chain, made};
use super::secret::Secrets;
use super::{Budget, Client, ClientError, Endpoint, Manners};
use crate::store::{Replies, StoreError};
use reqwest::header::{HeaderMap, HeaderName};
use reqwest::{Method, Response, Url};
use std::path::PathBuf;
use std::time::Duration;

/// A model's server.
pub struct Upstream {
    endpoint: Endpoint,
    manners: Manners,
    /// The folder of replies that are kept.
    cache: PathBuf,
    anew: bool,
    relay: reqwest::Client,
    base: Url,
    secrets: Secrets,
}

/// What one request may take and cost.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    /// How long the model is asked; then what is under way is given up.
    pub time: Duration,
    /// What may be spent, where it is less than what all requests may.
    pub budget: Budget,
}

impl Upstream {
    /// A server that is asked in a manner, with the folder of replies that are kept; `anew` asks for those too.
    ///
    /// # Errors
    /// Where no server can be asked with these settings.
    pub fn new(
        endpoint: Endpoint,
        manners: Manners,
        cache: PathBuf,
        anew: bool,
    ) -> Result<Self, ClientError> {
        let base = base(&endpoint.base_url)?;
        let mut secrets = Secrets::of(&base);
        // A stream may take as long as it likes, but not be silent for long.
        let relay = builder(&endpoint, &mut secrets)?.read_timeout(endpoint.timeout);
        let relay = made(relay)?;
        Ok(Self {
            endpoint,
            manners,
            cache,
            anew,
            relay,
            base,
            secrets,
        })
    }

    /// A client for one request of a user.
    ///
    /// # Errors
    /// As for [`Client::new`], and where the replies that are kept cannot be reached.
    pub fn client(&self, allowed: Allowed) -> Result<Client, ClientError> {
        let manners = Manners {
            time_limit: Some(allowed.time),
            cuts: true,
            budget: Budget {
                usd: least(self.manners.budget.usd, allowed.budget.usd),
                tokens: least(self.manners.budget.tokens, allowed.budget.tokens),
            },
            ..self.manners
        };
        let replies =
            Replies::open(&self.cache).map_err(|error: StoreError| ClientError::Store(error))?;
        Client::new(self.endpoint.clone(), manners, Some(replies), self.anew)
    }

    /// Passes a request on to what is below the server's address.
    ///
    /// # Errors
    /// Where the server does not answer, in words that hold no secret.
    pub async fn pass(
        &self,
        method: Method,
        path: &str,
        query: Option<&str>,
        content: (Option<&HeaderMap>, Vec<u8>),
    ) -> Result<Response, String> {
        let mut url = below(&self.base, path);
        if !is_below(&self.base, &url) {
            return Err("the path leads elsewhere".to_owned());
        }
        if let Some(query) = query {
            let own = url.query().map(|it| format!("{it}&")).unwrap_or_default();
            url.set_query(Some(&format!("{own}{query}")));
        }
        let (headers, body) = content;
        let mut request = self.relay.request(method, url).body(body);
        for name in PASSED {
            if let Some(value) = headers.and_then(|it| it.get(&name)) {
                request = request.header(&name, value);
            }
        }
        request.send().await.map_err(|error| {
            let mut said = chain(&error.without_url());
            self.secrets.strike(&mut said);
            said
        })
    }

    /// Takes the server's secrets out of a text.
    #[must_use]
    pub fn struck(&self, text: &str) -> String {
        let mut text = text.to_owned();
        self.secrets.strike(&mut text);
        text
    }

    /// Takes the server's secrets out of what it says, piece after piece.
    #[must_use]
    pub fn striker(&self) -> Striker {
        Striker {
            secrets: self.secrets.clone(),
            held: Vec::new(),
        }
    }
}

/// The headers of a request that reach the server: none that says who asks.
const PASSED: [HeaderName; 3] = [
    reqwest::header::CONTENT_TYPE,
    reqwest::header::ACCEPT,
    reqwest::header::CONTENT_ENCODING,
];

/// Says whether an address is below a base, as a server would read it: nothing in its path is escaped.
fn is_below(base: &Url, url: &Url) -> bool {
    let folder = format!("{}/", base.path().trim_end_matches('/'));
    let rest = url.path().strip_prefix(&folder);
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains('%') && !rest.contains("//"))
}

/// The smaller of two bounds, of which each may be missing.
fn least<T: PartialOrd>(one: Option<T>, two: Option<T>) -> Option<T> {
    match (one, two) {
        (Some(one), Some(two)) => Some(if one < two { one } else { two }),
        (one, two) => one.or(two),
    }
}

/// Takes secrets out of bytes that come in pieces: the end of a piece that may begin a secret is held back.
pub struct Striker {
    secrets: Secrets,
    held: Vec<u8>,
}

impl Striker {
    /// What may be said of the bytes so far.
    pub fn take(&mut self, piece: &[u8]) -> Vec<u8> {
        self.held.extend_from_slice(piece);
        self.secrets.strike_bytes(&mut self.held);
        let kept = self.secrets.begun(&self.held);
        let rest = self.held.split_off(self.held.len() - kept);
        std::mem::replace(&mut self.held, rest)
    }

    /// What was held back, where nothing follows.
    #[must_use]
    pub fn end(self) -> Vec<u8> {
        self.held
    }
}

#[cfg(test)]
mod tests {
    use super::super::Secret;
    use super::*;

    fn struck(pieces: &[&str]) -> String {
        let mut secrets = Secrets::default();
        secrets.add(&Secret::new("sk-secret-key"));
        let mut striker = Striker {
            secrets,
            held: Vec::new(),
        };
        let mut said: Vec<u8> = pieces
            .iter()
            .flat_map(|it| striker.take(it.as_bytes()))
            .collect();
        said.extend(striker.end());
        String::from_utf8_lossy(&said).into_owned()
    }

    #[test]
    fn a_path_leads_nowhere_but_below_the_server() {
        let base = Url::parse("http://127.0.0.1/v1").unwrap_or_else(|error| panic!("{error}"));
        let is_below = |path| is_below(&base, &below(&base, path));
        assert!(is_below("models/Qwen/qwen:7b"));
        for path in [
            "../admin",
            "%2e%2e/admin",
            ".%2E/x",
            "..\\api",
            "a/../../b",
            "",
            "a//b",
            "a%2fb",
        ] {
            assert!(!is_below(path), "{path}");
        }
    }

    #[test]
    fn the_smaller_of_two_bounds_holds() {
        assert_eq!(least(Some(1), Some(2)), Some(1));
        assert_eq!(least(None, Some(2)), Some(2));
        assert_eq!(least(Some(1), None), Some(1));
    }

    #[test]
    fn a_secret_is_struck_as_json_writes_it_and_whole_where_another_begins_it() {
        let mut secrets = Secrets::default();
        for secret in ["sk-first", "sk-first-and-more", "with/slash\"es"] {
            secrets.add(&Secret::new(secret));
        }
        let mut text = r#"sk-first-and-more sk-first with\/slash\"es with/slash\"es"#.to_owned();
        secrets.strike(&mut text);
        assert_eq!(text, "*** *** *** ***");
    }

    #[test]
    fn a_secret_is_struck_wherever_pieces_end() {
        let text = "data: your key sk-secret-key is wrong, sk-secret-kex is another, sk-sec";
        let expected = text.replace("sk-secret-key", "***");
        for size in 1..text.len() {
            let bytes: Vec<&str> = (0..text.len())
                .step_by(size)
                .map(|at| &text[at..(at + size).min(text.len())])
                .collect();
            assert_eq!(struck(&bytes), expected, "{size}");
        }
    }
}

//! Keys, which appear in no file, log or error.

use std::fmt;

/// A text that is never shown.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one place that sends it.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(***)")
    }
}

/// The secrets of a session, which are taken out of whatever a server says.
#[derive(Clone, Debug, Default)]
pub(super) struct Secrets(Vec<Secret>);

/// A text that is shorter is no key, and would be found in ordinary words.
const SHORTEST: usize = 6;

impl Secrets {
    /// The secrets in an address: what follows its question mark.
    pub(super) fn of(address: &reqwest::Url) -> Self {
        let mut secrets = Self::default();
        for (_, value) in address.query_pairs() {
            secrets.add(&Secret::new(value));
        }
        let written = address.query().unwrap_or_default().split('&');
        for value in written.filter_map(|pair| Some(pair.split_once('=')?.1)) {
            secrets.add(&Secret::new(value));
        }
        secrets
    }

    pub(super) fn add(&mut self, secret: &Secret) {
        let words = secret.reveal().split_whitespace();
        for word in words.filter(|word| word.len() >= SHORTEST && *word != "Bearer") {
            // As it is, and as JSON may write it.
            let quoted = serde_json::Value::from(word).to_string();
            let quoted = quoted.trim_matches('"').to_owned();
            let escaped = quoted.replace('/', "\\/");
            self.0
                .extend([word.to_owned(), quoted, escaped].map(Secret));
        }
        // Where one begins another, the longer is struck.
        self.0
            .sort_by_key(|Secret(text)| std::cmp::Reverse(text.len()));
        self.0.dedup_by(|one, two| one.0 == two.0);
    }

    /// Takes the secrets, which a server may have repeated, out of a text.
    pub(super) fn strike(&self, text: &mut String) {
        for secret in &self.0 {
            if text.contains(secret.reveal()) {
                *text = text.replace(secret.reveal(), "***");
            }
        }
    }

    /// The same in bytes.
    pub(super) fn strike_bytes(&self, bytes: &mut Vec<u8>) {
        for Secret(secret) in &self.0 {
            let secret = secret.as_bytes();
            while let Some(at) = bytes.windows(secret.len()).position(|it| it == secret) {
                bytes.splice(at..at + secret.len(), *b"***");
            }
        }
    }

    /// How many bytes at the end may begin a secret.
    pub(super) fn begun(&self, bytes: &[u8]) -> usize {
        let begun = |Secret(secret): &Secret| {
            let secret = secret.as_bytes();
            let most = bytes.len().min(secret.len().saturating_sub(1));
            (1..=most)
                .rev()
                .find(|&length| bytes.ends_with(&secret[..length]))
        };
        self.0.iter().filter_map(begun).max().unwrap_or(0)
    }
}

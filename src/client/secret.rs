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
    pub(super) fn add(&mut self, secret: &Secret) {
        let words = secret.reveal().split_whitespace();
        let long = words.filter(|word| word.len() >= SHORTEST && *word != "Bearer");
        self.0.extend(long.map(Secret::new));
    }

    /// Takes the secrets, which a server may have repeated, out of a text.
    pub(super) fn strike(&self, text: &mut String) {
        for secret in &self.0 {
            if text.contains(secret.reveal()) {
                *text = text.replace(secret.reveal(), "***");
            }
        }
    }
}

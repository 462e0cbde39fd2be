//! What is asked of a model, in a form that does not depend on the server.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// One request: the same request and sample have the same reply in every store and recording.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The model's name.
    pub model: String,
    /// What the model reads.
    pub content: Content,
    /// How it answers.
    #[serde(flatten)]
    pub parameters: Parameters,
}

/// What a model reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// A conversation, for `/chat/completions`.
    Messages(Vec<Message>),
    /// A text to continue, for `/completions`.
    Prompt(String),
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// `system`, `user` or `assistant`.
    pub role: String,
    /// The text.
    pub content: String,
}

/// How a model answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// The sampling temperature; the server's own where this is nothing.
    pub temperature: Option<f64>,
    /// The mass of the nucleus; the server's own where this is nothing.
    pub top_p: Option<f64>,
    /// The most tokens of a reply.
    pub max_tokens: u32,
    /// Texts at which a reply ends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stop: Vec<String>,
    /// Further fields of the body.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

impl Request {
    /// The SHA-256 of the request, as 64 hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut text = String::with_capacity(64);
        for byte in Sha256::digest(serde_json::to_vec(self).unwrap_or_default()) {
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// All that the model reads, message after message.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let (messages, prompt) = match &self.content {
            Content::Messages(messages) => (messages.as_slice(), None),
            Content::Prompt(prompt) => (&[][..], Some(prompt.as_str())),
        };
        messages.iter().map(|it| it.content.as_str()).chain(prompt)
    }
}
